/* Levelling seats, as the Bundestag had them from 2013 to 2021 (Bundeswahlgesetz of 2013, section
 * 6): lists stand in regions, some of their seats are won in constituencies, and the house grows
 * until the shares of parties are those of their votes all the same.
 *
 * 1. The seats of each region go to its lists by Sainte-Lague. A party is owed, in each region, its
 *    list seats or its constituency seats, whichever are more; their sum is its minimum.
 * 2. All seats go to parties by Sainte-Lague over the whole country; the house grows seat by seat
 *    until every party has its minimum (or no more than `overhang` seats are missing).
 * 3. A party's seats go to its regions by Sainte-Lague, each having its constituency seats at
 * least.
 *
 * Constituency seats of parties that share in nothing are kept and taken off what is shared. */
#include "base/checked.h"
#include "count/methods.h"
#include "count/tally.h"

#define HOUSE_MAX 100000

struct levelling {
    const struct count_ballots *b;
    const struct count_options *o;
    struct arena *a;
    struct fail *f;
    struct count_result *r;
    uint32_t parties, regions;
    const uint32_t *region_seats;
    uint64_t *votes, *won; /* [party * regions + region] */
    uint64_t *party_votes, *minimum, *party_seats;
    bool *in;                  /* of each party: shares in the seats */
    uint32_t *place;           /* of each list in the order for ties */
    uint64_t *row, *row_seats; /* scratch: one column or row of the table */
    uint64_t outside;          /* seats of parties that do not share */
    bool settles;
};

/* votes of x / (2 seats + 1) against y's. */
static int compare(uint64_t vx, uint64_t sx, uint64_t vy, uint64_t sy) {
    uint128 x = (uint128)vx * (2 * sy + 1), y = (uint128)vy * (2 * sx + 1);
    return x > y ? 1 : x < y ? -1 : 0;
}

/* The list whose quotient is the highest, the first in the order of places of several; *TIED: how
 * many there are. PLACE of entry i is place[i * step]. */
static uint32_t highest(const uint64_t *votes, const uint64_t *seats, uint32_t n,
                        const uint32_t *place, uint32_t step, uint32_t *tied) {
    uint32_t best = COUNT_NOBODY;
    for (uint32_t i = 0; i < n; i++) {
        int cmp = best == COUNT_NOBODY ? 1 : compare(votes[i], seats[i], votes[best], seats[best]);
        if (votes[i] == 0 || cmp < 0)
            continue;
        *tied = cmp > 0 ? 1 : *tied + 1;
        if (cmp > 0 || place[i * step] < place[best * step])
            best = i;
    }
    return best;
}

/* LEFT seats more, one by one. *RET_TIED: how many claim the last of them with equal right, 0: it
 * is nobody else's. False: seats to give, and no votes. */
static bool give(const uint64_t *votes, uint64_t *seats, uint32_t n, uint64_t left,
                 const uint32_t *place, uint32_t step, uint32_t *ret_tied) {
    *ret_tied = 0;
    for (; left; left--) {
        uint32_t tied = 0, best = highest(votes, seats, n, place, step, &tied);
        if (best == COUNT_NOBODY)
            return false;
        if (tied > left && *ret_tied == 0)
            *ret_tied = tied;
        seats[best]++;
    }
    return true;
}

/* Seats up to TOTAL on top of what SEATS holds. A tie for the last one needs a rule. */
static int share(struct levelling *l, const uint64_t *votes, uint64_t *seats, uint32_t n,
                 uint64_t given, uint64_t total, const uint32_t *place, uint32_t step,
                 const char *where) {
    uint32_t tied;
    if (!give(votes, seats, n, total - given, place, step, &tied))
        return fail_set(l->f, ERR_SYNTAX, "%s: seats to share and no votes", where);
    if (tied && !l->settles)
        return fail_set(l->f, ERR_CONFLICT,
                        "%s: %u lists are tied for the last seat: give --tie order, or "
                        "--tie lot with --seed",
                        where, tied);
    return 0;
}

static int remark(struct levelling *l, uint32_t p, const char *what) {
    struct bytes s = lists_party(l->b, l->regions, p);
    const char *text = arena_format(l->a, "%.*s: %s", (int)(s.n > 100 ? 100 : s.n),
                                    (const char *)s.at, what ? what : "");
    return what ? result_remark(l->r, l->a, text) : ERR_NOMEM;
}

/* Who shares: past the threshold of all votes, or with enough constituency seats. */
static void admit(struct levelling *l) {
    struct ratio t = l->o->threshold;
    uint64_t total = 0;
    for (uint32_t p = 0; p < l->parties; p++)
        total += l->party_votes[p];
    for (uint32_t p = 0; p < l->parties; p++) {
        uint64_t seats = 0;
        for (uint32_t d = 0; d < l->regions; d++)
            seats += l->won[(size_t)p * l->regions + d];
        bool past = t.den == 0 || (uint128)l->party_votes[p] * (uint64_t)t.den >=
                                      (uint128)total * (uint64_t)t.num;
        bool by_seats = l->o->threshold_direct && seats >= l->o->threshold_direct;
        l->in[p] = l->party_votes[p] && (past || by_seats);
        l->outside += l->in[p] ? 0 : seats;
    }
}

/* Step 1 for one region. */
static int region(struct levelling *l, uint32_t d) {
    uint64_t kept = 0, all = l->region_seats[d];
    for (uint32_t p = 0; p < l->parties; p++) {
        size_t at = (size_t)p * l->regions + d;
        l->row[p] = l->in[p] ? l->votes[at] : 0;
        l->row_seats[p] = 0;
        kept += l->in[p] ? 0 : l->won[at];
    }
    all -= kept < all ? kept : all;
    int r = l->o->minimum == COUNT_MINIMUM_DIRECT
                ? 0
                : share(l, l->row, l->row_seats, l->parties, 0, all, l->place + d, l->regions,
                        arena_format(l->a, "region %u", d + 1));
    for (uint32_t p = 0; p < l->parties; p++) {
        uint64_t won = l->won[(size_t)p * l->regions + d];
        if (l->in[p])
            l->minimum[p] += won > l->row_seats[p] ? won : l->row_seats[p];
    }
    return r;
}

static uint64_t missing(const struct levelling *l, uint32_t *who) {
    uint64_t n = 0;
    for (uint32_t p = 0; p < l->parties; p++)
        if (l->in[p] && l->party_seats[p] < l->minimum[p]) {
            n += l->minimum[p] - l->party_seats[p];
            *who = p;
        }
    return n;
}

/* Step 2. Sainte-Lague never takes a seat back when the house grows, so it grows seat by seat; who
 * is tied for the last seat of a house that is too small does not matter. */
static int enlarge(struct levelling *l, uint64_t base, uint64_t *ret_house) {
    uint64_t house = base - (l->outside < base ? l->outside : base);
    uint32_t who = 0, tied;
    int r = 0;
    for (uint32_t p = 0; p < l->parties; p++)
        l->row[p] = l->in[p] ? l->party_votes[p] : 0;
    if (!give(l->row, l->party_seats, l->parties, house, l->place, l->regions, &tied))
        return fail_set(l->f, ERR_SYNTAX, "parties: seats to share and no votes");
    while (missing(l, &who) > l->o->overhang) {
        if (++house > HOUSE_MAX) {
            struct bytes s = lists_party(l->b, l->regions, who);
            return fail_set(l->f, ERR_RANGE,
                            "%.*s is owed %llu seats, more than its votes give it in a house of %u",
                            (int)(s.n > 100 ? 100 : s.n), (const char *)s.at,
                            (unsigned long long)l->minimum[who], HOUSE_MAX);
        }
        give(l->row, l->party_seats, l->parties, 1, l->place, l->regions, &tied);
    }
    if (tied && !l->settles)
        return fail_set(l->f, ERR_CONFLICT,
                        "%u parties are tied for seat %llu, the last: give --tie order, or "
                        "--tie lot with --seed",
                        tied, (unsigned long long)house);
    for (uint32_t p = 0; p < l->parties && r == 0; p++)
        if (l->in[p]) {
            uint64_t has = l->party_seats[p], least = l->minimum[p];
            house += has < least ? least - has : 0;
            l->party_seats[p] = has < least ? least : has;
            r = remark(l, p,
                       arena_format(l->a, "owed %llu seats, has %llu.", (unsigned long long)least,
                                    (unsigned long long)l->party_seats[p]));
        }
    *ret_house = house + l->outside;
    return r;
}

/* Step 3: constituency seats first, the others where the quotient is highest. */
static int distribute(struct levelling *l, uint32_t p) {
    uint64_t *seats = l->r->seats_by_list + (size_t)p * l->regions, given = 0;
    for (uint32_t d = 0; d < l->regions; d++)
        given += seats[d] = l->won[(size_t)p * l->regions + d];
    if (!l->in[p])
        return 0;
    struct bytes s = lists_party(l->b, l->regions, p);
    return share(l, l->votes + (size_t)p * l->regions, seats, l->regions, given, l->party_seats[p],
                 l->place + (size_t)p * l->regions, 1,
                 arena_format(l->a, "%.*s", (int)(s.n > 100 ? 100 : s.n), (const char *)s.at));
}

static int read_table(struct levelling *l) {
    uint32_t n = l->b->candidates;
    l->votes = lists_votes(l->b, l->a);
    l->won = ARENA_ARRAY(l->a, n, uint64_t);
    l->place = ARENA_ARRAY(l->a, n, uint32_t);
    l->party_votes = ARENA_ARRAY(l->a, l->parties, uint64_t);
    l->minimum = ARENA_ARRAY(l->a, l->parties, uint64_t);
    l->party_seats = ARENA_ARRAY(l->a, l->parties, uint64_t);
    l->in = ARENA_ARRAY(l->a, l->parties, bool);
    l->row = ARENA_ARRAY(l->a, l->parties, uint64_t);
    l->row_seats = ARENA_ARRAY(l->a, l->parties, uint64_t);
    l->r->seats_by_list = ARENA_ARRAY(l->a, n, uint64_t);
    if (!l->votes || !l->won || !l->place || !l->party_votes || !l->minimum || !l->party_seats ||
        !l->in || !l->row || !l->row_seats || !l->r->seats_by_list)
        return ERR_NOMEM;
    bool lot = l->o->tie[0] == COUNT_TIE_LOT || l->o->seed.n;
    l->settles = lot || l->o->tie[0] == COUNT_TIE_ORDER || l->o->tie[0] == COUNT_TIE_ORDER_FIRST;
    if (tie_places(l->o, l->b, lot, l->place) < 0)
        return fail_set(l->f, ERR_RANGE, "a lot needs a seed: --seed TEXT");
    for (uint32_t c = 0; c < n; c++) {
        l->won[c] = l->b->won ? l->b->won[c] : 0;
        l->party_votes[c / l->regions] += l->votes[c];
        if (l->won[c] > HOUSE_MAX || l->votes[c] > UINT32_MAX)
            return fail_set(l->f, ERR_RANGE, "too many seats or votes in one region");
    }
    admit(l);
    return 0;
}

int count_levelling(const struct count_method *m, const struct count_ballots *b,
                    const struct count_options *o, struct arena *a, struct count_result *ret,
                    struct fail *f) {
    struct levelling l = {.b = b,
                          .o = o,
                          .a = a,
                          .f = f,
                          .r = ret,
                          .regions = o->districts ? o->districts : b->districts,
                          .region_seats = o->districts ? o->district_seats : b->district_seats};
    uint64_t base = 0, house = 0;
    int r = result_init(ret, m, b, o, a);
    if (r < 0)
        return r;
    if (l.regions == 0 || b->candidates % l.regions)
        return fail_set(f, ERR_SYNTAX,
                        "levelling needs a table: --format districts, with a line "
                        "\"seats,...\" and cells \"VOTES\" or \"VOTES:SEATS WON\"");
    l.parties = b->candidates / l.regions;
    for (uint32_t d = 0; d < l.regions; d++)
        base += l.region_seats[d];
    if (base == 0 || base > HOUSE_MAX)
        return fail_set(f, ERR_RANGE, "the regions have %llu seats, expected 1 to %u",
                        (unsigned long long)base, HOUSE_MAX);
    r = read_table(&l);
    for (uint32_t d = 0; r == 0 && d < l.regions; d++)
        r = region(&l, d);
    if (r == 0)
        r = enlarge(&l, o->seats ? o->seats : base, &house);
    for (uint32_t p = 0; r == 0 && p < l.parties; p++)
        r = distribute(&l, p);
    ret->seats = (uint32_t)house;
    if (o->certify) {
        ret->proof.parties = l.parties;
        ret->proof.party_seats = l.party_seats;
        ret->proof.party_minimum = l.minimum;
    }
    if (r == 0)
        r = result_remark(ret, a,
                          arena_format(a, "The house has %llu seats, %llu before.",
                                       (unsigned long long)house,
                                       (unsigned long long)(o->seats ? o->seats : base)));
    return r;
}
