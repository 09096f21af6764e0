/* What stands on what: of each thing, how many rows that later entries made refer to it. So a
 * correction knows at once whether anything hangs on what an entry made, however long the record
 * is. Derived: counted as rows come (apply.c), counted again from the tables by law_load, and both
 * must agree. Private to law/. */
#ifndef KOINON_LAW_USES_H
#define KOINON_LAW_USES_H

#include "law/state.h"

/* --- kept up by apply.c: BY is 1 (the row came), -1 (it went, is void) ---------------------------
 */
void uses_thing(struct law *l, uint32_t id, int by); /* what it lies in */
void uses_tie(struct law *l, uint32_t row, int by);  /* its ends */
void uses_mandate(struct law *l, uint32_t row, int by);
void uses_proc(struct law *l, uint32_t row, int by);
void uses_act(struct law *l, uint32_t row, int by);
void uses_option(struct law *l, uint32_t row, int by);
void uses_step(struct law *l, uint32_t row, int by);
/* A thing is undone: whatever it said of others it says no more. */
void uses_undone(struct law *l, uint32_t id);
/* All of them anew; l->uses is empty and has room for a row a thing. */
void uses_all(struct law *l);

/* Does anything that a later entry made, and that was not undone, refer to it? */
bool is_used(const struct law *l, uint32_t id);

#endif
