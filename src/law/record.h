/* Bodies as things of the record. Private to law/. */
#ifndef KOINON_LAW_RECORD_H
#define KOINON_LAW_RECORD_H

#include "law/docket.h"

/* A new body of rule RULE (index in charter->bodies) for a unit (0: single) and, of a rule for each
 * [party, town], the association UNIT2 (0: none): it represents that. Its seats where their number
 * is fixed. Returns its id. */
uint32_t record_body(struct docket *d, int rule, uint32_t unit, uint32_t unit2);
/* A body that had ended with its rule, and whose rule the text has again: it is the same body, and
 * nobody sits in it yet. */
void record_body_again(struct docket *d, uint32_t body, int rule);
/* The body ends: who sits in it loses the seat. */
void record_end_body(struct docket *d, uint32_t body, uint32_t how);
/* What one entry could not hold of that, or of the seats of a body (FEDERATION_ID: of bodies that
 * the constitution no longer has). */
void record_carry_on(struct docket *d, uint32_t id);
/* Is NAME one of those named? */
bool whos_name(const struct whos *w, struct bytes name);

#endif
