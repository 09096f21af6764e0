/* How many prefer whom to whom. Not for users of the library: count_result.pairwise has it. */
#ifndef KOINON_COUNT_PAIRWISE_H
#define KOINON_COUNT_PAIRWISE_H

#include "count/count.h"

/* N*N weights, [x * n + y]: ballots with x above y. Those not ranked stand below all ranked ones
 * and equal among themselves; with EXPLICIT they are compared with nobody. Ballots that rank nobody
 * who stands count for nothing. NULL without memory. */
uint64_t *pairwise_matrix(const struct count_ballots *b, bool explicit_only, struct arena *a,
                          uint64_t *valid);

#endif
