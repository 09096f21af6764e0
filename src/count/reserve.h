/* Reserved seats and quotas on top of a ranking (of any method: plurality, Borda, the order in
 * which the single transferable vote elected and, from the last to the first, excluded). Candidates
 * are seated in order; one is passed over when her group is full, or when the seats left are owed
 * to groups that have not their minimum. So the fewest and the lowest are displaced, and every seat
 * can be explained.
 *
 *     2 seats of 5 for the region: group[0].min = 2, .max = 5, .member[c] = lives there */
#ifndef KOINON_COUNT_RESERVE_H
#define KOINON_COUNT_RESERVE_H

#include "base/bytes.h"
#include "base/fail.h"

#define COUNT_GROUPS_MAX 16
struct count_group {
    const bool *member; /* of each candidate; groups may overlap */
    uint32_t min, max;
};
/* RET has room for SEATS; *RET_N may be less when candidates run out. ERR_CONFLICT: a minimum
 * cannot be met (RET is filled as far as it goes). */
int count_reserve(const uint32_t *ranking, uint32_t n, const struct count_group *group,
                  uint32_t groups, uint32_t seats, uint32_t *ret, uint32_t *ret_n, struct fail *f);

#endif
