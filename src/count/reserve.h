/* Reserved seats and quotas on top of a ranking (of any method: plurality, Borda, the order in
 * which the single transferable vote elected and, from the last to the first, excluded). Candidates
 * are seated in order; one is passed over when with her the groups, which may overlap, could no
 * longer all have their minimum within their maximum. So the fewest and the lowest
 * are displaced, and every seat can be explained.
 *
 *     2 seats of 5 for the region: group[0].min = 2, .max = 5, .member[c] = lives there */
#ifndef KOINON_COUNT_RESERVE_H
#define KOINON_COUNT_RESERVE_H

#include "count/count.h"

/* RET has room for SEATS; *RET_N is as many of them as can be filled. ERR_CONFLICT: no choice meets
 * all minimums, the reason in F; RET is then filled as far as they can be met, a seat reserved for
 * nobody left empty. ERR_RANGE: groups overlap in too many ways to be checked. */
int count_reserve(const uint32_t *ranking, uint32_t n, const struct count_group *group,
                  uint32_t groups, uint32_t seats, uint32_t *ret, uint32_t *ret_n, struct fail *f);

#endif
