/* Disputes and what is undone. Private to law/. Articles: disputes.*; DESIGN 4, "Corrections". */
#ifndef KOINON_LAW_DISPUTE_H
#define KOINON_LAW_DISPUTE_H

#include "law/docket.h"

/* Undoes what entry SEQ did (effect 0: all of it): things it made count as not made, ties and
 * states it ended hold again. *ret_why: what stands on it, when it cannot be undone. Two passes:
 * with d NULL it only checks. */
bool undo_possible(const struct law *l, uint64_t seq, const char **ret_why);
void undo_entry(struct docket *d, uint64_t seq, int64_t from);

/* correct.c: a tie, membership or seat that was ended holds again from FROM: a new one of the same
 * content. What was known before stays known; a seat that somebody else holds by now stays hers. */
void tie_restore(struct docket *d, uint32_t row, int64_t from);

#endif
