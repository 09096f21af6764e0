#include "charter/apportion.h"

#include "base/checked.h"

static int64_t divide(int64_t part, int64_t by, uint8_t rounding) {
    int64_t whole = part / by, rest = part % by;
    if (rounding == ROUNDING_UP)
        whole += rest > 0;
    else if (rounding == ROUNDING_NEAREST)
        whole += rest >= by - rest;
    return whole;
}

static enum apportion steps(const struct seat_group *g, int64_t members, int64_t *ret) {
    int64_t seats = 0, rest = members;
    for (int i = 0; i < g->number.n_steps && rest > 0; i++) {
        const struct number_step *s = &g->number.steps[i];
        int64_t times = 1, more;
        if (s->first > 0) {
            rest -= s->first < rest ? s->first : rest;
        } else if (s->each > 0) {
            times = divide(rest, s->each, g->rounding);
            rest = 0;
        }
        if (!mul_i64(times, s->seats, &more) || !add_i64(seats, more, &seats))
            return APPORTION_RANGE;
    }
    *ret = seats;
    return APPORTION_OK;
}

static int64_t within_bounds(const struct seat_group *g, int64_t seats) {
    int64_t least = g->at_least > 0 ? g->at_least : 1;
    if (seats < least)
        seats = least;
    return g->at_most > 0 && seats > g->at_most ? g->at_most : seats;
}

enum apportion apportion_seats(const struct seat_group *g, int64_t members, int64_t *ret) {
    int64_t seats = 0;
    if (members < 0)
        return APPORTION_RANGE;
    if (g->every_member) {
        *ret = members;
        return APPORTION_OK;
    }
    switch ((enum number_kind)g->number.kind) {
    case NUMBER_NOT_STATED:
        return APPORTION_NOT_STATED;
    case NUMBER_OPEN:
        return APPORTION_OPEN;
    case NUMBER_SHARED:
        return APPORTION_SHARED;
    case NUMBER_FIXED:
    case NUMBER_PER_UNIT:
        *ret = g->number.seats;
        return APPORTION_OK;
    case NUMBER_PER_MEMBERS:
        if (g->number.members <= 0)
            return APPORTION_NOT_STATED;
        seats = divide(members, g->number.members, g->rounding);
        break;
    case NUMBER_STEPS:
        if (steps(g, members, &seats) != APPORTION_OK)
            return APPORTION_RANGE;
        break;
    }
    *ret = members == 0 ? 0 : within_bounds(g, seats);
    return APPORTION_OK;
}

/* The most that steps give: unbounded with a step for each so many. */
static int64_t steps_most(const struct seat_group *g) {
    int64_t sum = 0;
    for (int i = 0; i < g->number.n_steps; i++) {
        const struct number_step *s = &g->number.steps[i];
        if (s->each > 0 && s->seats > 0)
            return INT64_MAX;
        sum += s->seats;
    }
    return sum;
}

enum apportion apportion_bounds(const struct seat_group *g, int64_t *ret_least, int64_t *ret_most) {
    if (g->every_member) {
        *ret_least = 1;
        *ret_most = INT64_MAX;
        return APPORTION_OK;
    }
    switch ((enum number_kind)g->number.kind) {
    case NUMBER_NOT_STATED:
        return APPORTION_NOT_STATED;
    case NUMBER_OPEN:
        return APPORTION_OPEN;
    case NUMBER_SHARED:
        return APPORTION_SHARED;
    case NUMBER_FIXED:
    case NUMBER_PER_UNIT:
        *ret_least = *ret_most = g->number.seats;
        return APPORTION_OK;
    default:
        break;
    }
    int64_t most = g->number.kind == NUMBER_STEPS ? steps_most(g) : INT64_MAX;
    *ret_least = within_bounds(g, 0);
    *ret_most = within_bounds(g, most);
    return APPORTION_OK;
}

static void share_equally(const struct seat_group *g, int64_t strength, int64_t n, int chair,
                          int64_t *ret, int64_t *ret_lost) {
    int64_t each = strength / n, rest = strength % n;
    for (int64_t i = 0; i < n; i++) {
        ret[i] = each;
        if (g->remainder == REMAINDER_LARGEST && i < rest)
            ret[i]++;
    }
    if (g->remainder == REMAINDER_CHAIR && chair >= 0 && chair < n)
        ret[chair] += rest;
    else if (g->remainder != REMAINDER_LARGEST)
        *ret_lost = rest;
}

enum apportion apportion_votes(const struct seat_group *g, int64_t strength, size_t n, int chair,
                               int64_t *ret, int64_t *ret_lost) {
    if (strength < 0 || n > INT32_MAX)
        return APPORTION_RANGE;
    if (g->votes == VOTES_MEMBERS && g->shared_as_declared && n > 0)
        return APPORTION_DECLARED;
    *ret_lost = 0;
    if (g->votes != VOTES_MEMBERS) {
        for (size_t i = 0; i < n; i++)
            ret[i] = g->votes == VOTES_ONE;
    } else if (n == 0) {
        *ret_lost = strength;
    } else {
        share_equally(g, strength, (int64_t)n, chair, ret, ret_lost);
    }
    return APPORTION_OK;
}

/* --- the worst a rule allows ------------------------------------------------------------------ */

/* Seats never fall as members grow, so the extremes of members / seats lie where a number of seats
 * begins and ends. After the first few such runs they only come closer to each other. */
#define RUNS_MAX 256
#define MEMBERS_MAX (INT64_C(1) << 40)

static void look_at(struct per_seat *best, int64_t members, int64_t seats) {
    struct ratio per_seat;
    if (seats < 1 || !ratio_make(members, seats, &per_seat))
        return;
    if (best->least.den == 0 || ratio_compare(per_seat, best->least) < 0) {
        best->least = per_seat;
        best->least_members = members;
    }
    if (best->most.den == 0 || ratio_compare(per_seat, best->most) > 0) {
        best->most = per_seat;
        best->most_members = members;
    }
}

/* The least number of members, from LOW on, with more than so many seats; MEMBERS_MAX: there is
 * none. */
static int64_t first_above(const struct seat_group *g, int64_t seats, int64_t low) {
    int64_t high = MEMBERS_MAX, n;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (apportion_seats(g, middle, &n) != APPORTION_OK || n > seats)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

bool apportion_per_seat(const struct seat_group *g, int64_t members_min, struct per_seat *ret) {
    struct per_seat best = {0};
    int64_t at = members_min > 0 ? members_min : 1, seats;
    if (g->every_member || at >= MEMBERS_MAX)
        return false;
    for (int run = 0; run < RUNS_MAX; run++) {
        if (apportion_seats(g, at, &seats) != APPORTION_OK)
            return false;
        int64_t next = first_above(g, seats, at);
        look_at(&best, at, seats);
        if (next == MEMBERS_MAX) {
            best.unbounded = true;
            best.seats_most = seats;
            best.unbounded_from = at;
            break;
        }
        look_at(&best, next - 1, seats);
        at = next;
    }
    if (best.least.den == 0)
        return false;
    *ret = best;
    return true;
}
