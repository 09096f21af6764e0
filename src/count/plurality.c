/* One pass, one number a candidate: plurality, block, limited, approval, Borda. */
#include "base/checked.h"
#include "count/methods.h"
#include "count/rank.h"
#include "count/tally.h"

struct points {
    const struct count_ballots *b;
    const struct count_options *o;
    uint64_t *whole; /* votes in units */
    uint64_t unit;   /* of a whole vote: 1, or 2 where averages of ranks are halves */
    mpq_t *parts;    /* shares of split votes, added at the end */
    bool split;
    uint64_t valid;
    uint32_t *group;
};

/* The rank that begins at AT: its candidates not withdrawn into GROUP; the next place in *NEXT. */
static uint32_t rank_at(const struct points *p, size_t at, size_t *next) {
    const struct count_ballots *b = p->b;
    uint32_t n = 0;
    do {
        uint32_t c = count_element(b, at) & (b->tied - 1);
        if (c <= b->candidates && c && !b->candidate[c - 1].withdrawn)
            p->group[n++] = c - 1;
        at++;
    } while (count_element(b, at) & b->tied);
    *next = at;
    return n;
}

/* Each has an equal share: exact, or with fixed decimals cut to their places on every ballot. */
static void share(struct points *p, uint32_t n, uint64_t votes, uint64_t weight) {
    mpq_t x, times;
    mpq_inits(x, times, NULL);
    number_z_set(mpq_numref(x), votes);
    mpz_set_ui(mpq_denref(x), n);
    if (p->o->arithmetic == COUNT_FIXED) {
        mpz_ui_pow_ui(mpq_numref(times), 10, p->o->places >= 0 ? (unsigned long)p->o->places : 9);
        mpz_mul(mpq_numref(x), mpq_numref(x), mpq_numref(times));
        mpz_fdiv_q(mpq_numref(x), mpq_numref(x), mpq_denref(x));
        mpz_set(mpq_denref(x), mpq_numref(times));
    }
    mpq_canonicalize(x);
    number_z_set(mpq_numref(times), weight);
    mpq_canonicalize(times);
    mpq_mul(x, x, times);
    for (uint32_t i = 0; i < n; i++)
        mpq_add(p->parts[p->group[i]], p->parts[p->group[i]], x);
    mpq_clears(x, times, NULL);
    p->split = true;
}

/* Up to MARKS votes, rank by rank. What an equal rank does that does not fit into the marks left:
 * by rule the ballot marks too many and stops there; `split` shares the marks left, `full` gives
 * each a vote. */
static bool marks(struct points *p, size_t at, uint64_t left, uint64_t weight) {
    bool any = false;
    while (left && count_element(p->b, at)) {
        size_t next;
        uint32_t n = rank_at(p, at, &next);
        if (n > left && p->o->equal == COUNT_EQUAL_SPLIT) {
            share(p, n, left, weight);
            return true;
        }
        if (n > left && p->o->equal != COUNT_EQUAL_FULL)
            return any;
        for (uint32_t i = 0; i < n; i++)
            p->whole[p->group[i]] += weight;
        left = n > left ? 0 : left - n;
        any = any || n;
        at = next;
    }
    return any;
}

/* The first of n candidates has n points (n - 1 from zero); equal ranks and the unranked have the
 * average of their places. In halves, hence doubled. */
static bool borda(struct points *p, size_t at, uint32_t running, uint64_t weight, uint8_t *ranked) {
    uint64_t first = running; /* points of the next place */
    uint64_t base = p->o->every_rank_counts ? 1 : 0;
    memset(ranked, 0, p->b->candidates);
    while (count_element(p->b, at)) {
        size_t next;
        uint32_t n = rank_at(p, at, &next);
        for (uint32_t i = 0; i < n; i++) {
            ranked[p->group[i]] = 1;
            p->whole[p->group[i]] += weight * (2 * (first - base) - (n - 1));
        }
        first -= n;
        at = next;
    }
    if (first == running)
        return false;
    if (!p->o->explicit_only && first > 0)
        for (uint32_t c = 0; c < p->b->candidates; c++)
            if (!ranked[c] && !p->b->candidate[c].withdrawn)
                p->whole[c] += weight * (2 * (first - base) - (first - 1));
    return true;
}

static uint64_t marks_of(const struct count_method *m, const struct count_options *o,
                         uint32_t seats) {
    switch (m->variant) {
    case PLURALITY_BLOCK:
        return seats;
    case PLURALITY_LIMITED:
        return o->marks_max ? o->marks_max : seats > 1 ? seats - 1 : 1;
    case PLURALITY_APPROVAL:
        return UINT64_MAX;
    default:
        return 1;
    }
}

/* One mark a ballot, bytes, no equal ranks: the only thing to do is to add. */
static bool first_bytes(struct points *p) {
    const struct count_ballots *b = p->b;
    if (b->width != 1 || b->has_ties || b->has_gaps || p->o->equal > COUNT_EQUAL_STOP)
        return false;
    uint64_t by[256] = {0};
    const uint8_t *s = b->pref;
    uint8_t out[256] = {0};
    for (uint32_t c = 0; c < b->candidates; c++)
        out[c + 1] = b->candidate[c].withdrawn;
    for (size_t i = 0; i < b->n; i++) {
        while (out[*s])
            s++;
        by[*s] += count_weight(b, i);
        while (*s)
            s++;
        s++;
    }
    for (uint32_t c = 0; c < b->candidates; c++) {
        p->whole[c] = by[c + 1];
        p->valid += by[c + 1];
    }
    return true;
}

static void all_ballots(struct points *p, const struct count_method *m, uint64_t most,
                        uint8_t *ranked) {
    const struct count_ballots *b = p->b;
    uint32_t running = 0;
    for (uint32_t c = 0; c < b->candidates; c++)
        running += !b->candidate[c].withdrawn;
    if (m->variant == PLURALITY && first_bytes(p))
        return;
    size_t at = 0;
    for (size_t i = 0; i < b->n; i++) {
        uint64_t weight = count_weight(b, i);
        bool valid = m->variant == PLURALITY_BORDA ? borda(p, at, running, weight, ranked)
                                                   : marks(p, at, most, weight);
        p->valid += valid ? weight : 0;
        while (count_element(b, at))
            at++;
        at++;
    }
}

int count_plurality(const struct count_method *m, const struct count_ballots *b,
                    const struct count_options *o, struct arena *a, struct count_result *ret,
                    struct fail *f) {
    struct points p = {.b = b, .o = o, .unit = m->variant == PLURALITY_BORDA ? 2 : 1};
    int r = result_init(ret, m, b, o, a);
    p.whole = ARENA_ARRAY(a, b->candidates, uint64_t);
    p.group = ARENA_ARRAY(a, b->candidates + 1, uint32_t);
    p.parts = number_array(a, b->candidates);
    uint8_t *ranked = arena_get(a, b->candidates);
    if (r < 0 || !p.whole || !p.group || !p.parts || !ranked) {
        number_array_drop(p.parts, b->candidates);
        return ERR_NOMEM;
    }
    uint64_t unused;
    if (m->variant == PLURALITY_BORDA && !mul_u64(b->total, 2ull * b->candidates, &unused))
        r = fail_set(f, ERR_RANGE, "points do not fit into 64 bits");
    if (r == 0) {
        all_ballots(&p, m, marks_of(m, o, ret->seats), ranked);
        ret->valid = p.valid;
        ret->invalid = b->total - p.valid;
        mpq_t x;
        mpq_init(x);
        for (uint32_t c = 0; c < b->candidates; c++) {
            number_z_set(mpq_numref(x), p.whole[c]);
            mpz_set_ui(mpq_denref(x), (unsigned long)p.unit);
            mpq_canonicalize(x);
            mpq_add(p.parts[c], p.parts[c], x);
        }
        mpq_clear(x);
        r = rank_points(ret, p.parts, o, a, f);
    }
    number_array_drop(p.parts, b->candidates);
    return r;
}
