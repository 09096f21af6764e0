/* Folding effects into the state. Private to law/. */
#ifndef KOINON_LAW_APPLY_H
#define KOINON_LAW_APPLY_H

#include "law/state.h"

/* Can E be folded: the right number of arguments, every id and word there, of the right noun?
 * Effects that law_decide emits always fit; those of a record may have been tampered with. */
bool apply_fits(const struct law *l, const struct effect *e);
/* Folds E. SEQ: the entry's number; STAMP: its stamp. Cannot fail once apply_fits and law_reserve
 * have said yes. */
void apply_effect(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp);

/* Reads a constitution's bytes into the law's arena, for the effect `charter` that follows: the one
 * effect that needs memory law_reserve cannot know. ERR_SYNTAX, ERR_NOMEM, ERR_RANGE (too many). */
int apply_charter_ready(struct law *l, struct bytes text);
/* Reads the constitution in row I of charters and puts it in force (law_load). */
int apply_read_charter(struct law *l, uint32_t i);
/* Indexes of a row, for law_load. */
void apply_index_all(struct law *l);

#endif
