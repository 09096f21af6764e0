/* The arithmetic of delegates: how many seats a unit has under a group's number rule, and how many
 * votes each of its delegates casts. Exact integers, nothing rounded on the way.
 *
 *     number: 1 per 100 members      rounding: up      at-least: 1      at-most: 12
 *     apportion_seats(g, 1, &n)    -> 1      apportion_seats(g, 250, &n)  -> 3
 *     apportion_seats(g, 100, &n)  -> 1      apportion_seats(g, 5000, &n) -> 12 */
#ifndef KOINON_CHARTER_APPORTION_H
#define KOINON_CHARTER_APPORTION_H

#include "charter/charter.h"

enum apportion {
    APPORTION_OK,
    APPORTION_NOT_STATED, /* the source is silent, or nothing was said */
    APPORTION_OPEN,       /* number: open; as many as are sent */
    /* number: N shared by METHOD; needs every unit's members at once: count/ */
    APPORTION_SHARED,
    APPORTION_DECLARED,   /* shared: as-declared; the delegation says how its votes are shared */
    APPORTION_RANGE,      /* the amounts do not fit 64 bits, or are below zero */
};

/* Seats of one unit (of one electorate) with so many members. A fixed number is that number
 * whatever the members. A unit without members has no seats under a rule that counts members; else
 * at least `at-least` (1 when not said) and at most `at-most`.
 * Steps: `first: F, seats: S` gives S for the first F members or fewer; `each: E, seats: S` gives S
 * for each further E, rounded as `rounding` says (nearest: a half goes up). *ret untouched unless
 * OK. */
enum apportion apportion_seats(const struct seat_group *g, int64_t members, int64_t *ret);

/* The least and the most seats one unit can have; most is INT64_MAX when nothing bounds it. */
enum apportion apportion_bounds(const struct seat_group *g, int64_t *ret_least, int64_t *ret_most);

/* Votes of N delegates of one delegation that carries STRENGTH votes: ret[0..n-1], in the order the
 * delegates were elected. `votes: one` gives 1 each, `none` 0. With `votes: members` each gets the
 * whole part of strength / n; what remains goes to the delegation's chair (CHAIR, an index, -1 when
 * it named none: then lost), is lost, or goes one vote each to the first delegates (largest-first).
 * *ret_lost is what nobody casts. n = 0: everything is lost. */
enum apportion apportion_votes(const struct seat_group *g, int64_t strength, size_t n, int chair,
                               int64_t *ret, int64_t *ret_lost);

/* How unequal a rule can make voices: the members one seat stands for, over all units with
 * MEMBERS_MIN or more members (at least 1). False when the rule gives a unit no number.
 * Example: 1 per 100, rounding up, at-most 12: least 1 (a unit of 1), most 100 up to 1200 members;
 * unbounded from 1101 members on, where the 12th seat begins: there more members add no seat. */
struct per_seat {
    /* members per seat; most: not counting what is unbounded */
    struct ratio least, most;
    int64_t least_members, most_members; /* of a unit where that happens */
    bool unbounded;                      /* the larger the unit, the less its voice, without end */
    int64_t seats_most, unbounded_from;  /* its seats there, from so many members on */
};
bool apportion_per_seat(const struct seat_group *g, int64_t members_min, struct per_seat *ret);

#endif
