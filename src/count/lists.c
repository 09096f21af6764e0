/* Seats for lists: highest averages, largest remainders, thresholds, base seats, the Dutch rules
 * for councils, and biproportional apportionment. All exact: quotients are compared crosswise. */
#include "base/checked.h"
#include "count/measures.h"
#include "count/methods.h"
#include "count/tally.h"

struct lists {
    const struct count_options *o;
    struct arena *a;
    struct fail *f;
    struct count_result *r;
    uint32_t n;
    uint64_t *votes, total;
    uint64_t *seats;
    uint8_t *in; /* past the threshold */
    uint64_t given;
    uint32_t *tied;
    uint32_t *place;
    bool settles; /* a rule for ties was given */
};

/* The k-th divisor (k from 0) of a sequence, as a fraction. */
static struct ratio divisor(int variant, uint64_t k) {
    int64_t i = (int64_t)k;
    switch (variant) {
    case LISTS_SAINTE_LAGUE:
        return (struct ratio){2 * i + 1, 1};
    case LISTS_MODIFIED:
        return i == 0 ? (struct ratio){7, 5} : (struct ratio){2 * i + 1, 1};
    case LISTS_IMPERIALI:
        return (struct ratio){i + 2, 1};
    case LISTS_DANISH:
        return (struct ratio){3 * i + 1, 1};
    case LISTS_ADAMS: /* 0, 1, 2: everybody has a seat first */
        return (struct ratio){i, 1};
    default:
        return (struct ratio){i + 1, 1};
    }
}

/* votes/divisor of x against y: product of votes and the other's divisor, in 128 bits. Divided by
 * nothing, more votes are more (Balinski and Young, Adams's method with fewer seats than lists). */
static int compare_quotients(uint64_t vx, struct ratio dx, uint64_t vy, struct ratio dy) {
    if (dx.num == 0 && dy.num == 0)
        return vx > vy ? 1 : vx < vy ? -1 : 0;
    uint128 x = (uint128)vx * (uint64_t)(dx.den * dy.num),
            y = (uint128)vy * (uint64_t)(dy.den * dx.num);
    return x > y ? 1 : x < y ? -1 : 0;
}

static const char *quotient_text(struct lists *l, uint64_t votes, struct ratio d) {
    mpq_t q;
    mpq_init(q);
    number_z_set(mpq_numref(q), votes);
    mpz_mul_ui(mpq_numref(q), mpq_numref(q), (unsigned long)d.den);
    mpz_set_ui(mpq_denref(q), (unsigned long)(d.num ? d.num : 1));
    mpq_canonicalize(q);
    const char *text = number_fraction(l->a, q);
    mpq_clear(q);
    return text;
}

/* A tie that decides who has one of the last LEFT seats. */
static int note_tie(struct lists *l, uint32_t n, uint32_t chosen) {
    struct count_stage *s = l->r->stage;
    struct count_tie *more = ARENA_ARRAY(l->a, s->ties_n + 1, struct count_tie);
    uint32_t *tied = ARENA_ARRAY(l->a, n, uint32_t);
    if (!more || !tied)
        return ERR_NOMEM;
    if (s->ties_n)
        memcpy(more, s->tie, s->ties_n * sizeof(*more));
    memcpy(tied, l->tied, n * sizeof(*tied));
    more[s->ties_n++] = (struct count_tie){.what = "seat",
                                           .candidate = tied,
                                           .n = n,
                                           .chosen = chosen,
                                           .rule = l->o->seed.n ? COUNT_TIE_LOT : l->o->tie[0]};
    s->tie = more;
    return 0;
}

/* A seat beyond full quotas, for the certificate. */
static int note_given(struct lists *l, uint32_t to, const char *by, const char *number) {
    struct count_proof *p = &l->r->proof;
    if (!l->o->certify)
        return 0;
    if ((p->given_n & (p->given_n - 1)) == 0) { /* room in powers of two */
        struct count_given *more =
            ARENA_ARRAY(l->a, p->given_n ? p->given_n * 2 : 1, struct count_given);
        if (!more)
            return ERR_NOMEM;
        if (p->given_n)
            memcpy(more, p->given, p->given_n * sizeof(*more));
        p->given = more;
    }
    p->given[p->given_n++] = (struct count_given){to, by, number};
    return 0;
}

static int remark_seat(struct lists *l, uint32_t c, const char *why, const char *number) {
    struct bytes s = l->r->b->candidate[c].name;
    return result_remark(l->r, l->a,
                         arena_format(l->a, "Seat %llu to %.*s: %s %s.",
                                      (unsigned long long)l->given, (int)(s.n > 100 ? 100 : s.n),
                                      (const char *)s.at, why, number));
}

/* One of the N in TIED by the order of places; a tie that nothing settles is an error, since a seat
 * hangs on it. MORE: further seats are to be given, so that all of them may get one. */
static int settle(struct lists *l, uint32_t n, uint64_t left, uint32_t *ret) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++)
        if (l->place[l->tied[i]] < l->place[l->tied[best]])
            best = i;
    *ret = l->tied[best];
    if (n <= left)
        return 0;
    if (l->settles)
        return l->o->certify ? note_tie(l, n, *ret) : 0;
    struct bytes x = l->r->b->candidate[l->tied[0]].name, y = l->r->b->candidate[l->tied[1]].name;
    return fail_set(l->f, ERR_CONFLICT,
                    "lists are tied for seat %llu (%.*s, %.*s%s): give --tie order, "
                    "or --tie lot with --seed",
                    (unsigned long long)l->given + 1, (int)x.n, (const char *)x.at, (int)y.n,
                    (const char *)y.at, n > 2 ? "..." : "");
}

/* Further seats by highest averages up to SEATS; at most MOST seats more a list than it HAD.
 * LAST: who had the last one is asked for, and each seat is part of the certificate. */
static int by_averages(struct lists *l, int variant, uint64_t seats, const uint64_t *had,
                       uint64_t most, uint32_t *last) {
    while (l->given < seats) {
        uint32_t n = 0, c;
        for (c = 0; c < l->n; c++) {
            if (!l->in[c] || (had && l->seats[c] >= had[c] + most))
                continue;
            int cmp =
                n ? compare_quotients(l->votes[c], divisor(variant, l->seats[c]),
                                      l->votes[l->tied[0]], divisor(variant, l->seats[l->tied[0]]))
                  : 1;
            n = cmp > 0 ? 0 : n;
            if (cmp >= 0)
                l->tied[n++] = c;
        }
        if (n == 0)
            return 0;
        int r = settle(l, n, seats - l->given, &c);
        if (r < 0)
            return r;
        const char *q = quotient_text(l, l->votes[c], divisor(variant, l->seats[c]));
        l->seats[c]++;
        l->given++;
        if (last)
            *last = c;
        if (last && note_given(l, c, "average", q) < 0)
            return ERR_NOMEM;
        if (seats <= 1000 && (!q || remark_seat(l, c, "highest average", q) < 0))
            return ERR_NOMEM;
    }
    return 0;
}

/* ---- largest remainders ---- */

static void set_quota(struct lists *l, int variant, uint64_t seats, mpq_t quota) {
    uint64_t votes = 0, by = seats;
    for (uint32_t c = 0; c < l->n; c++)
        votes += l->in[c] || variant == LISTS_DUTCH ? l->votes[c] : 0;
    by += variant == LISTS_DROOP || variant == LISTS_HAGENBACH ? 1 : 0;
    by += variant == LISTS_IMPERIALI_QUOTA ? 2 : 0;
    number_z_set(mpq_numref(quota), votes);
    number_z_set(mpq_denref(quota), by);
    mpq_canonicalize(quota);
    if (variant == LISTS_DROOP) { /* the whole number above */
        mpz_fdiv_q(mpq_numref(quota), mpq_numref(quota), mpq_denref(quota));
        mpz_add_ui(mpq_numref(quota), mpq_numref(quota), 1);
        mpz_set_ui(mpq_denref(quota), 1);
    } else if (l->o->quota_rounded) { /* halves up */
        mpz_mul_2exp(mpq_numref(quota), mpq_numref(quota), 1);
        mpz_add(mpq_numref(quota), mpq_numref(quota), mpq_denref(quota));
        mpz_mul_2exp(mpq_denref(quota), mpq_denref(quota), 1);
        mpz_fdiv_q(mpq_numref(quota), mpq_numref(quota), mpq_denref(quota));
        mpz_set_ui(mpq_denref(quota), 1);
    }
}

static int full_seats(struct lists *l, uint64_t seats, const mpq_t quota, mpq_t *remainder) {
    mpz_t whole;
    mpz_init(whole);
    for (uint32_t c = 0; c < l->n; c++) {
        if (!l->in[c])
            continue;
        number_z_set(mpq_numref(remainder[c]), l->votes[c]);
        mpz_set_ui(mpq_denref(remainder[c]), 1);
        mpq_div(remainder[c], remainder[c], quota);
        mpz_fdiv_q(whole, mpq_numref(remainder[c]), mpq_denref(remainder[c]));
        mpz_submul(mpq_numref(remainder[c]), whole, mpq_denref(remainder[c]));
        if (l->r->proof.list) {
            l->r->proof.list[c].full = mpz_get_ui(whole);
            l->r->proof.list[c].remainder = number_fraction(l->a, remainder[c]);
        }
        l->seats[c] += mpz_get_ui(whole);
        l->given += mpz_get_ui(whole);
    }
    mpz_clear(whole);
    if (l->given > seats) /* Imperiali's quota may give more than there are */
        return fail_set(l->f, ERR_RANGE,
                        "this quota gives %llu seats, more than the %llu there are",
                        (unsigned long long)l->given, (unsigned long long)seats);
    return 0;
}

/* Does a list have the share of a quota that remainder seats ask for? */
static bool may_have_remainder(const struct lists *l, uint32_t c, const mpq_t quota) {
    struct ratio share = l->o->threshold_seats;
    if (share.den == 0)
        return true;
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    mpq_set_si(x, (long)share.num, (unsigned long)share.den);
    mpq_mul(x, x, quota);
    number_z_set(mpq_numref(y), l->votes[c]);
    bool reached = mpq_cmp(y, x) >= 0;
    mpq_clears(x, y, NULL);
    return reached;
}

static int by_remainders(struct lists *l, uint64_t seats, const mpq_t quota, mpq_t *remainder,
                         uint32_t *last) {
    uint8_t *had = arena_get(l->a, l->n);
    if (!had)
        return ERR_NOMEM;
    while (l->given < seats) {
        uint32_t n = 0, c;
        for (c = 0; c < l->n; c++) {
            if (!l->in[c] || had[c] || !may_have_remainder(l, c, quota))
                continue;
            int cmp = n ? mpq_cmp(remainder[c], remainder[l->tied[0]]) : 1;
            n = cmp > 0 ? 0 : n;
            if (cmp >= 0)
                l->tied[n++] = c;
        }
        if (n == 0)
            return 0;
        int r = settle(l, n, seats - l->given, &c);
        if (r < 0)
            return r;
        had[c] = 1;
        l->seats[c]++;
        l->given++;
        *last = c;
        const char *part = number_fraction(l->a, remainder[c]);
        if (!part || remark_seat(l, c, "remainder", part) < 0 ||
            note_given(l, c, "remainder", part) < 0)
            return ERR_NOMEM;
    }
    return 0;
}

/* Kieswet P 9: a list with more than half of the votes but not more than half of the seats has one
 * more, taken from the list that got the last remainder seat. */
static int absolute_majority(struct lists *l, uint64_t seats, uint32_t last) {
    for (uint32_t c = 0; c < l->n && last != COUNT_NOBODY; c++)
        if (l->votes[c] * 2 > l->total && l->seats[c] * 2 <= seats && last != c) {
            l->seats[c]++;
            l->seats[last]--;
            if (note_given(l, c, "majority", NULL) < 0)
                return ERR_NOMEM;
            return remark_seat(l, c, "absolute majority of votes,",
                               "taken from the last remainder");
        }
    return 0;
}

/* Kieswet P 7, P 8, P 9: from 19 seats on remainders go by averages; below, by remainders to lists
 * with three quarters of a quota, one each, then by averages, one each, then by averages. */
static int dutch(struct lists *l, uint64_t seats, const mpq_t quota, mpq_t *remainder,
                 uint32_t *last) {
    uint64_t *had = ARENA_ARRAY(l->a, l->n, uint64_t);
    int r = had ? 0 : ERR_NOMEM;
    if (r == 0 && seats < 19) {
        r = by_remainders(l, seats, quota, remainder, last);
        memcpy(had, l->seats, l->n * sizeof(*had));
    }
    if (r == 0 && seats < 19)
        r = by_averages(l, LISTS_DHONDT, seats, had, 1, last);
    return r < 0 ? r : by_averages(l, LISTS_DHONDT, seats, NULL, 0, last);
}

static int by_quota(struct lists *l, int variant, uint64_t seats) {
    uint32_t last = COUNT_NOBODY;
    struct count_options o = *l->o;
    const struct count_options *kept = l->o;
    if (variant == LISTS_DUTCH && o.threshold_seats.den == 0 && seats < 19)
        o.threshold_seats = (struct ratio){3, 4};
    l->o = &o;
    mpq_t quota, *remainder = number_array(l->a, l->n);
    mpq_init(quota);
    set_quota(l, variant, seats, quota);
    int r = remainder ? 0 : ERR_NOMEM;
    if (r == 0 && mpq_sgn(quota) == 0)
        r = fail_set(l->f, ERR_SYNTAX, "no votes for a list that may have seats");
    if (r == 0)
        r = full_seats(l, seats, quota, remainder);
    if (r == 0)
        r = variant == LISTS_DUTCH ? dutch(l, seats, quota, remainder, &last)
                                   : by_remainders(l, seats, quota, remainder, &last);
    if (r == 0 && (variant == LISTS_DUTCH || o.absolute_majority))
        r = absolute_majority(l, seats, last);
    l->r->quota = number_fraction(l->a, quota);
    mpq_clear(quota);
    number_array_drop(remainder, l->n);
    l->o = kept;
    return r;
}

/* ---- thresholds ---- */

static bool past(const struct lists *l, uint32_t c) {
    const struct count_options *o = l->o;
    uint32_t members = l->r->b->candidate[c].members;
    struct ratio t = o->threshold;
    if (members >= 2 && o->threshold_two.den)
        t = o->threshold_two;
    if (members >= 4 && o->threshold_many.den)
        t = o->threshold_many;
    if (l->r->b->candidate[c].withdrawn)
        return false;
    return t.den == 0 ||
           (uint128)l->votes[c] * (uint64_t)t.den >= (uint128)l->total * (uint64_t)t.num;
}

static int begin(struct lists *l, const struct count_method *m, const struct count_ballots *b) {
    int r = result_init(l->r, m, b, l->o, l->a);
    l->n = b->candidates;
    l->votes = ARENA_ARRAY(l->a, l->n, uint64_t);
    l->seats = ARENA_ARRAY(l->a, l->n, uint64_t);
    l->in = arena_get(l->a, l->n);
    l->tied = ARENA_ARRAY(l->a, l->n, uint32_t);
    l->place = ARENA_ARRAY(l->a, l->n, uint32_t);
    if (r < 0 || !l->votes || !l->seats || !l->in || !l->tied || !l->place)
        return ERR_NOMEM;
    bool lot = l->o->tie[0] == COUNT_TIE_LOT || l->o->seed.n;
    l->settles = lot || l->o->tie[0] == COUNT_TIE_ORDER || l->o->tie[0] == COUNT_TIE_ORDER_FIRST;
    if (tie_places(l->o, b, lot, l->place) < 0)
        return fail_set(l->f, ERR_RANGE, "a lot needs a seed: --seed TEXT");
    size_t at = 0;
    for (size_t i = 0; i < b->n; i++) {
        uint32_t c = count_element(b, at) & (b->tied - 1);
        if (c && c <= l->n)
            l->votes[c - 1] += count_weight(b, i);
        while (count_element(b, at))
            at++;
        at++;
    }
    for (uint32_t c = 0; c < l->n; c++)
        l->total += l->votes[c];
    bool any = false;
    for (uint32_t c = 0; c < l->n; c++) {
        l->in[c] = l->votes[c] > 0 && past(l, c);
        any = any || l->in[c];
    }
    l->r->seats_by_list = l->seats;
    l->r->score = ARENA_ARRAY(l->a, l->n, const char *);
    l->r->stage = ARENA_NEW(l->a, struct count_stage);
    if (!l->r->score || !l->r->stage)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < l->n; c++)
        l->r->score[c] = arena_format(l->a, "%llu", (unsigned long long)l->votes[c]);
    l->r->stages_n = 1;
    return any ? 0 : fail_set(l->f, ERR_SYNTAX, "no list has passed the threshold");
}

static int prove(struct lists *l) {
    struct count_list *list = l->o->certify ? ARENA_ARRAY(l->a, l->n, struct count_list) : NULL;
    for (uint32_t c = 0; list && c < l->n; c++)
        list[c] = (struct count_list){.votes = l->votes[c], .in = l->in[c]};
    l->r->proof.list = list;
    return list || !l->o->certify ? 0 : ERR_NOMEM;
}

/* The border: what the last seat of each list cost, and what one more would. */
static void prove_quotients(struct lists *l, int variant) {
    for (uint32_t c = 0; l->r->proof.list && c < l->n; c++) {
        struct count_list *x = &l->r->proof.list[c];
        uint64_t s = l->seats[c];
        struct ratio last = divisor(variant, s ? s - 1 : 0), next = divisor(variant, s);
        if (!l->in[c])
            continue;
        if (s > l->o->seats_base)
            x->last = last.num ? quotient_text(l, l->votes[c], last) : "infinite";
        x->next = next.num ? quotient_text(l, l->votes[c], next) : "infinite";
    }
}

static int measure(struct lists *l) {
    struct count_measures m;
    if (l->given < l->r->seats &&
        result_remark(l->r, l->a,
                      arena_format(l->a, "%llu seats stay empty: no list may have another one.",
                                   (unsigned long long)(l->r->seats - l->given))) < 0)
        return ERR_NOMEM;
    if (l->given == 0)
        return 0;
    int r = count_measure(l->votes, l->seats, l->n, l->a, &m);
    if (r == 0)
        r = result_remark(
            l->r, l->a,
            arena_format(l->a,
                         "Seats against votes: Gallagher %s, Loosemore-Hanby "
                         "%s, Rae %s; effective number of lists %s by votes, %s by seats.",
                         m.gallagher, m.loosemore_hanby, m.rae, m.effective_by_votes,
                         m.effective_by_seats));
    return r;
}

/* Members of each unit behind its delegates. */
static int represent(struct lists *l) {
    struct count_representation x;
    int r = count_represent(l->votes, l->seats, l->n, l->a, &x);
    if (r < 0)
        return fail_set(l->f, r, "--units: too many units and delegates to compare");
    for (uint32_t c = 0; c < l->n && r == 0; c++) {
        struct bytes s = l->r->b->candidate[c].name;
        const char *each = x.per_delegate[c] ? x.per_delegate[c] : "no delegate for its";
        r = result_remark(l->r, l->a,
                          arena_format(l->a, "%.*s: %s members a delegate.",
                                       (int)(s.n > 100 ? 100 : s.n), (const char *)s.at, each));
    }
    return r < 0 ? r
                 : result_remark(
                       l->r, l->a,
                       arena_format(
                           l->a,
                           "Members a delegate: %s in the mean, %s to %s (%s times as many); %llu "
                           "have none. The smallest share of members whose delegates make a "
                           "majority: %s; in order of members a delegate (Dauer-Kelsay): %s.",
                           x.mean, x.least, x.most, x.ratio ? x.ratio : "infinitely",
                           (unsigned long long)x.without, x.minimum_share, x.dauer_kelsay));
}

int count_lists(const struct count_method *m, const struct count_ballots *b,
                const struct count_options *o, struct arena *a, struct count_result *ret,
                struct fail *f) {
    struct lists l = {.o = o, .a = a, .f = f, .r = ret};
    int r = begin(&l, m, b);
    if (r < 0)
        return r;
    if (l.total > (UINT64_C(1) << 40) || ret->seats > 100000)
        return fail_set(f, ERR_RANGE, "too many votes or seats");
    for (uint32_t c = 0; c < l.n; c++)
        if (l.in[c]) {
            l.seats[c] = o->seats_base;
            l.given += o->seats_base;
        }
    if (l.given > ret->seats)
        return fail_set(f, ERR_RANGE, "base seats are more than the seats");
    if ((r = prove(&l)) < 0)
        return r;
    r = m->variant >= LISTS_HARE ? by_quota(&l, m->variant, ret->seats)
                                 : by_averages(&l, m->variant, ret->seats, NULL, 0, NULL);
    if (r == 0 && m->variant < LISTS_HARE)
        prove_quotients(&l, m->variant);
    r = r < 0 ? r : measure(&l);
    return r < 0 || !o->units ? r : represent(&l);
}
