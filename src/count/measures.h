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

/* How evenly delegates speak for members: units with their members and the votes their delegates
 * have (number or weight). Exact fractions.
 *
 *     members 100, 100, 400 and delegates 1, 1, 1: 200 each in the mean, 4 times as many in the
 *     largest as in the smallest; 200 of 600 members (1/3) are behind a majority of the votes */
struct count_representation {
    const char *mean; /* members per delegate, all together */
    const char *most, *least,
        *ratio; /* of units that have delegates: the extremes, and most/least */
    uint32_t most_at, least_at;
    uint64_t without; /* members of units that have no delegate */
    /* Smallest share of members whose delegates make a majority: of all sets of units (an exact
     * knapsack), and taking units in order of members per delegate (Dauer and Kelsay 1955). */
    const char *minimum_share, *dauer_kelsay;
    const char **per_delegate; /* of each unit; NULL: it has no delegate */
};
/* ERR_RANGE: no members, no delegates, or more than 200 million steps of the knapsack. */
int count_represent(const uint64_t *members, const uint64_t *delegates, uint32_t n, struct arena *a,
                    struct count_representation *ret);

#endif
