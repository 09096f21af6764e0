/* How far seats are from votes. Exact fractions, but for Gallagher's index, which is a root and is
 * cut to six places. With districts for lists and their members for votes, Loosemore and Hanby's
 * index is the malapportionment of Samuels and Snyder (2001).
 *
 *     votes 50, 30, 20 and seats 6, 3, 1 of 10:
 *     loosemore_hanby 1/10, rae 1/15, gallagher 0.100000, effective_by_votes 50/19 */
#ifndef KOINON_COUNT_MEASURES_H
#define KOINON_COUNT_MEASURES_H

#include "base/arena.h"
#include "base/fail.h"

struct count_measures {
    const char *loosemore_hanby;    /* half the sum of |share of votes - share of seats| (1971) */
    const char *rae;                /* its mean over the lists that have votes (1967) */
    const char *gallagher;          /* root of half the sum of squares (1991) */
    const char *effective_by_votes; /* number of parties: Laakso and Taagepera (1979) */
    const char *effective_by_seats;
};
/* ERR_RANGE: no votes or no seats. */
int count_measure(const uint64_t *votes, const uint64_t *seats, uint32_t n, struct arena *a,
                  struct count_measures *ret);

#endif
