/* Units and associations, and the bodies the constitution has for each. Private to law/. */
#ifndef KOINON_LAW_ENTITY_H
#define KOINON_LAW_ENTITY_H

#include "law/docket.h"

/* Bodies of RULE (index in charter->bodies, which has `for-each`) for the units and associations
 * that are there and have none that lives: an amendment has brought the rule. As many as there is
 * room for, in the order in which the units were entered; RULE_THING, the thing of the rule, is
 * carried on. MORE: some were made before. */
void entity_bodies(struct docket *d, int rule, uint32_t rule_thing, bool more);

#endif
