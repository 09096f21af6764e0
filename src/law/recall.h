/* What a recall asks of whom: which of its signatures are members', each for herself. Private to
 * law/. */
#ifndef KOINON_LAW_RECALL_H
#define KOINON_LAW_RECALL_H

#include "law/state.h"

/* The rule a recall is judged by; NULL: the text it was opened under has none. */
const struct recall *recall_rule(const struct law *l, uint32_t recall);
/* Are those who sign for SENDER's seats members of a unit (not the seats of a body, not units)? */
bool recall_by_members(const struct law *l, const struct recall *r, uint32_t sender);
/* The same of a recall that this command would open. */
bool recall_begun_by_members(const struct law *l, const struct command *c);

#endif
