/* Long consequences. One entry has LIMIT_EFFECTS effects at most; a decision can have more. Where
 * it can leave the rest to a tick (has_room, carry_on in docket.h: thousands of seats of one body)
 * it does. Where it cannot (a thousand are elected, an amendment gives two thousand branches a body
 * each) what it does is cut into pieces: the first is the entry's, each further one becomes the
 * entry of a tick, right behind it and in the same transaction:
 *
 *     entry 70  exercise  ... 4094 effects, due {at: INSTANT_MIN, what: DUE_PIECE}
 *     entry 71  tick      due-done {what: DUE_PIECE}, the rest
 *
 * so law_due() says of every folded state that more has to come. Who decides has folded all pieces
 * with the first; who folds the record folds them one by one, and both come to the same state.
 * What no record can hold (LIMIT_BATCH pieces), or what memory was not reserved for, leaves the
 * decision: nothing of it becomes an entry. Private to law/. DESIGN 4, "their number is bounded".
 */
#ifndef KOINON_LAW_CARRY_H
#define KOINON_LAW_CARRY_H

#include <setjmp.h>

#include "law/docket.h"

/* Where a decision goes on when it can not be finished. */
struct carry_exit {
    jmp_buf at;
};

/* Memory for what a decision can do beyond LIMIT_EFFECTS, by the seats there are. */
int carry_reserve(struct law *l);
/* Room for one more effect: cuts here when the piece is full. Does not return when there is none.
 */
void carry_room(struct docket *d, const struct effect *e);
/* Writes an effect of the piece and folds it. */
void carry_put(struct docket *d, const struct effect *e);
/* The last piece is done. */
void carry_end(struct docket *d);

void carry_clear(struct law *l);
/* Are there pieces that were decided and are no entries yet? */
bool carry_waits(const struct law *l);
size_t carry_count(const struct law *l); /* how many */
/* The next of them: the content of the effects part. */
void carry_next(struct law *l, struct buf *ret);

#endif
