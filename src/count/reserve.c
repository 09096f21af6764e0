#include "count/reserve.h"

/* Seats still to be kept for the minimums of all groups. */
static uint32_t owed(const struct count_group *group, const uint32_t *have, uint32_t groups) {
    uint32_t n = 0;
    for (uint32_t g = 0; g < groups; g++)
        n += have[g] < group[g].min ? group[g].min - have[g] : 0;
    return n;
}

/* May she be seated (HAVE then counts her): does no maximum burst, and do the seats that are left
 * still pay what is owed? */
static bool fits(const struct count_group *group, uint32_t *have, uint32_t groups, uint32_t c,
                 uint32_t left) {
    bool fit = true;
    for (uint32_t g = 0; g < groups; g++)
        if (group[g].member[c])
            fit = fit && ++have[g] <= group[g].max;
    return fit && owed(group, have, groups) < left;
}

int count_reserve(const uint32_t *ranking, uint32_t n, const struct count_group *group,
                  uint32_t groups, uint32_t seats, uint32_t *ret, uint32_t *ret_n, struct fail *f) {
    uint32_t have[COUNT_GROUPS_MAX] = {0}, tried[COUNT_GROUPS_MAX], filled = 0;
    if (groups > COUNT_GROUPS_MAX)
        return fail_set(f, ERR_RANGE, "%u groups, at most %u", groups, COUNT_GROUPS_MAX);
    for (uint32_t i = 0; i < n && filled < seats; i++) {
        for (uint32_t g = 0; g < groups; g++)
            tried[g] = have[g];
        if (!fits(group, tried, groups, ranking[i], seats - filled))
            continue;
        for (uint32_t g = 0; g < groups; g++)
            have[g] = tried[g];
        ret[filled++] = ranking[i];
    }
    *ret_n = filled;
    for (uint32_t g = 0; g < groups; g++)
        if (have[g] < group[g].min)
            return fail_set(f, ERR_CONFLICT,
                            "group %u has %u of the %u seats reserved for it, and no "
                            "candidate is left who could be seated",
                            g + 1, have[g], group[g].min);
    return 0;
}
