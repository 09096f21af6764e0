/* The single transferable vote by the rules of the Electoral Reform Society: Newland and Britton,
 * "How to conduct an election by the Single Transferable Vote", 3rd edition 1997, sections 5 and 6.
 * All sums are in hundredths. Paragraphs of the rules stand beside what carries them out. */
#include "count/methods.h"
#include "count/parcel.h"

struct ers {
    struct tally t;
    struct parcels p;
    uint32_t *list, *sorted, *equal, *out;
    struct parcel **batch; /* papers of the excluded, the most valuable first */
    uint32_t batches_room;
    int code; /* of a tie at an election that nothing settled */
};

static uint32_t left(const struct tally *t) {
    return t->seats > t->winners ? t->seats - t->winners : 0;
}

static bool is_complete(const struct tally *t) {
    return left(t) == 0 || t->hopefuls <= left(t);
}

/* 5.1.6, 5.4.8: valid votes less those not transferable, by seats + 1, to two places; a remainder
 * makes it one hundredth more. */
static void set_quota(struct ers *s) {
    struct tally *t = &s->t;
    number_set(&t->sys, t->t, t->r->valid);
    mpq_sub(t->t, t->t, t->exhausted);
    number_set(&t->sys, t->u, (uint64_t)t->seats + 1);
    number_div(&t->sys, t->quota, t->t, t->u, NUMBER_UP);
    t->has_quota = true;
}

/* 5.6.1: the total active vote is what is valid, less what is not transferable, less the quotas (or
 * the votes, where fewer) of those deemed elected. */
static void active_vote(struct ers *s, mpq_t ret) {
    struct tally *t = &s->t;
    number_set(&t->sys, ret, t->r->valid);
    mpq_sub(ret, ret, t->exhausted);
    for (uint32_t i = 0; i < t->winners; i++) {
        uint32_t c = t->r->winners[i];
        bool less = mpq_cmp(t->votes[c], t->quota) < 0;
        mpq_sub(ret, ret, less ? t->votes[c] : t->quota);
    }
}

/* Has she the quota, or the active vote divided by one more than the places left? Without a vote
 * nobody is elected so. */
static bool reaches(struct ers *s, uint32_t c) {
    struct tally *t = &s->t;
    if (mpq_sgn(t->votes[c]) == 0)
        return false;
    if (mpq_cmp(t->votes[c], t->quota) >= 0)
        return true;
    active_vote(s, t->t);
    mpq_set_ui(t->u, left(t) + 1, 1);
    mpq_mul(t->u, t->u, t->votes[c]);
    return mpq_cmp(t->u, t->t) >= 0;
}

static void deem(struct ers *s, uint32_t c) {
    bool surplus = mpq_cmp(s->t.votes[c], s->t.quota) > 0;
    tally_elect(&s->t, c, surplus ? PENDING : ELECTED);
    s->p.open[c + 1] = 0;
}

/* 5.6.2: of N with the same votes and fewer places those are taken who had more at the earliest
 * point where they differ; those never told apart are not deemed elected now. */
static bool deem_some(struct ers *s, const uint32_t *who, uint32_t n) {
    struct tally *t = &s->t;
    uint32_t stage, rest_n = n, *rest = s->equal, *best = s->list;
    memcpy(rest, who, n * sizeof(*rest));
    while (rest_n && left(t)) {
        memcpy(best, rest, rest_n * sizeof(*best));
        uint32_t best_n = tally_differ(t, best, rest_n, true, true, &stage), kept = 0;
        if (best_n > left(t))
            return false;
        for (uint32_t i = 0; i < best_n; i++)
            deem(s, best[i]);
        for (uint32_t i = 0; i < rest_n; i++)
            if (t->standing[rest[i]] == HOPEFUL)
                rest[kept++] = rest[i];
        rest_n = kept;
    }
    return true;
}

/* With groups one after the other, since each election may doom the next. */
static int elect_within(struct ers *s) {
    struct tally *t = &s->t;
    uint32_t n, c;
    mpq_t least;
    mpq_init(least);
    int r = 0;
    while (r == 0 && left(t) && (n = tally_electable(t, least, s->list)) > 0 &&
           reaches(s, s->list[0])) {
        r = tally_tie(t, s->list, n, true, "election", &c);
        if (r == 0)
            deem(s, c);
    }
    mpq_clear(least);
    return r;
}

/* 5.1.7, 5.3.13, 5.4.9: each in turn, the most votes first. */
static void elect(struct ers *s) {
    struct tally *t = &s->t;
    if (t->limits) {
        s->code = s->code ? s->code : elect_within(s);
        return;
    }
    uint32_t n = tally_sorted(t, true, s->sorted);
    for (uint32_t i = 0, end; i < n && left(t) && reaches(s, s->sorted[i]); i = end) {
        for (end = i + 1; end < n; end++)
            if (mpq_cmp(t->votes[s->sorted[i]], t->votes[s->sorted[end]]) != 0)
                break;
        if (!deem_some(s, s->sorted + i, end - i))
            return;
    }
}

static void add_surpluses(struct ers *s) {
    struct tally *t = &s->t;
    mpq_set_ui(t->surplus, 0, 1);
    for (uint32_t c = 0; c < t->n; c++)
        if (t->standing[c] == PENDING) {
            mpq_add(t->surplus, t->surplus, t->votes[c]);
            mpq_sub(t->surplus, t->surplus, t->quota);
        }
    t->has_surplus = true;
}

static void write_stage(struct ers *s, enum count_stage_kind kind, const char *note) {
    elect(s);
    add_surpluses(s);
    tally_stage(&s->t, kind, note);
}

/* ---- 5.3: a surplus ---- */

/* 5.3.7: the surplus shared among the transferable papers, cut to hundredths, but never more than
 * they are worth now. */
static void transfer_value(struct ers *s, mpq_t value, const mpq_t surplus, uint64_t papers) {
    struct tally *t = &s->t;
    mpq_set_ui(t->t, 0, 1);
    number_add_times(&t->sys, t->t, value, papers);
    if (mpq_cmp(t->t, surplus) <= 0)
        return;
    number_set(&t->sys, t->u, papers);
    number_div(&t->sys, value, surplus, t->u, NUMBER_DOWN);
}

/* The last batch that C received: parcels with one number, the latest first. */
static void transfer_surplus(struct ers *s, uint32_t c) {
    struct tally *t = &s->t;
    mpq_t surplus, value, was;
    uint64_t papers = 0;
    struct parcel *x = parcels_take(&s->p, c), *next;
    uint32_t last = x ? x->batch : 0;
    mpq_inits(surplus, value, was, NULL);
    mpq_sub(surplus, t->votes[c], t->quota);
    mpq_set(was, t->exhausted);
    tally_elect(t, c, ELECTED);
    parcels_begin(&s->p);
    for (struct parcel *y = x; y && y->batch == last; y = y->next)
        papers += parcels_transferable(&s->p, y);
    if (x)
        mpq_set(value, x->value);
    transfer_value(s, value, surplus, papers);
    s->p.batch++;
    for (; x; x = next) {
        next = x->next;
        if (x->batch == last) {
            mpq_set(x->value, value);
            parcels_pass(&s->p, x);
        }
        parcels_release(&s->p, x);
    }
    mpq_set(tally_votes(t, c), t->quota);
    /* 5.3.9: papers that go no further stay with her quota; the neglected remainder is lost */
    for (uint32_t i = 0; i < s->p.met_n; i++)
        if (s->p.met[i])
            mpq_sub(surplus, surplus, s->p.moved[s->p.met[i]]);
    mpq_add(t->exhausted, was, surplus);
    s->p.ballots[0] = 0;
    parcels_note(&s->p, c, papers ? (const mpq_t *)&value : NULL);
    if (mpq_sgn(surplus))
        tally_note_transfer(t, c, COUNT_NOBODY, surplus, NULL, 0);
    mpq_clears(surplus, value, was, NULL);
    write_stage(s, COUNT_STAGE_SURPLUS, NULL);
}

/* ---- 5.4: exclusion ---- */

/* Papers of the excluded in descending order of value (5.4.1). */
static uint32_t gather(struct ers *s, const uint32_t *who, uint32_t n) {
    uint32_t all = 0, at = 0;
    for (uint32_t i = 0; i < n; i++)
        for (const struct parcel *x = s->p.held[who[i]]; x; x = x->next)
            all++;
    if (all > s->batches_room) {
        s->batch = ARENA_ARRAY(s->t.a, (size_t)all * 2, struct parcel *);
        s->batches_room = s->batch ? all * 2 : 0;
    }
    if (all > s->batches_room) {
        s->t.failed = true;
        return 0;
    }
    for (uint32_t i = 0; i < n; i++)
        for (struct parcel *x = parcels_take(&s->p, who[i]); x; x = x->next) {
            x->from_whom = who[i];
            s->batch[at++] = x;
        }
    for (uint32_t gap = all / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < all; i++) {
            struct parcel *x = s->batch[i];
            uint32_t j = i;
            for (; j >= gap && mpq_cmp(s->batch[j - gap]->value, x->value) < 0; j -= gap)
                s->batch[j] = s->batch[j - gap];
            s->batch[j] = x;
        }
    return all;
}

/* Papers of one value, of all who are excluded together, are one batch (6.1). */
static void pass_batch(struct ers *s, const uint32_t *who, uint32_t n, uint32_t from, uint32_t to) {
    struct tally *t = &s->t;
    s->p.batch++;
    for (uint32_t k = 0; k < n; k++) {
        parcels_begin(&s->p);
        for (uint32_t i = from; i < to; i++) {
            struct parcel *x = s->batch[i];
            if (x->from_whom != who[k])
                continue;
            mpq_set_ui(t->t, 0, 1);
            number_add_times(&t->sys, t->t, x->value, x->ballots);
            mpq_sub(tally_votes(t, who[k]), t->votes[who[k]], t->t);
            parcels_pass(&s->p, x);
        }
        parcels_note(&s->p, who[k], from < to ? (const mpq_t *)&s->batch[from]->value : NULL);
    }
    if (t->winners == 0) /* 5.4.8 */
        set_quota(s);
}

static void exclude(struct ers *s, const uint32_t *who, uint32_t n) {
    struct tally *t = &s->t;
    for (uint32_t i = 0; i < n; i++) {
        tally_exclude(t, who[i]);
        s->p.open[who[i] + 1] = 0;
    }
    if (is_complete(t)) { /* 5.5.1: as many are left as places */
        tally_stage(t, COUNT_STAGE_EXCLUSION, NULL);
        return;
    }
    uint32_t all = gather(s, who, n), from = 0, to;
    do {
        for (to = from; to < all && mpq_equal(s->batch[from]->value, s->batch[to]->value);)
            to++;
        pass_batch(s, who, n, from, to);
        write_stage(s, COUNT_STAGE_EXCLUSION, from ? "the next batch of papers" : NULL);
        from = to;
    } while (from < all && left(t) && !t->failed); /* 5.5.2: no further transfers */
    for (uint32_t i = 0; i < all; i++)
        parcels_release(&s->p, s->batch[i]);
}

/* How many of the N lowest in SORTED may be excluded together (5.2.5): enough are left, and their
 * votes with the deferred surpluses do not exceed the next one's. */
static uint32_t excludable(struct ers *s, uint32_t n) {
    struct tally *t = &s->t;
    uint32_t most = n > left(t) ? n - left(t) : 0, sure = 0;
    mpq_set(t->t, t->surplus);
    for (uint32_t i = 0; i + 1 < n && i < most; i++) {
        mpq_add(t->t, t->t, t->votes[s->sorted[i]]);
        if (mpq_cmp(t->t, t->votes[s->sorted[i + 1]]) <= 0)
            sure = i + 1;
    }
    return sure;
}

/* Where the last of the COUNT to be excluded has as many votes as the next, who of the equal ones
 * goes is decided by their first difference, else by the rule for ties. */
static int settle_last(struct ers *s, uint32_t n, uint32_t count) {
    struct tally *t = &s->t;
    uint32_t from = count - 1, to = count;
    while (from && mpq_equal(t->votes[s->sorted[from - 1]], t->votes[s->sorted[count - 1]]))
        from--;
    while (to < n && mpq_equal(t->votes[s->sorted[to]], t->votes[s->sorted[count - 1]]))
        to++;
    for (uint32_t at = from; at < count && to > count; at++) {
        uint32_t c, i = at;
        int r = tally_tie(t, s->sorted + at, to - at, false, "exclusion", &c);
        if (r < 0)
            return r;
        while (s->sorted[i] != c)
            i++;
        s->sorted[i] = s->sorted[at];
        s->sorted[at] = c;
    }
    return 0;
}

/* With groups one at a time: the doomed before any surplus, the guarded never. */
static int step_within(struct ers *s, bool *ret_done) {
    struct tally *t = &s->t;
    bool doomed;
    uint32_t c, n = tally_lowest(t, s->list, &doomed);
    for (uint32_t i = 0; i < t->n && !doomed; i++)
        if (t->standing[i] == PENDING)
            return 0;
    int r = tally_tie(t, s->list, n, false, "exclusion", &c);
    if (r == 0)
        exclude(s, &c, 1);
    *ret_done = true;
    return r;
}

/* 5.2: the largest surplus, unless all of them are deferred (5.2.2); else an exclusion. */
static int step(struct ers *s) {
    struct tally *t = &s->t;
    uint32_t n = tally_sorted(t, false, s->sorted), count, c;
    bool done = false;
    int r = t->limits ? step_within(s, &done) : 0;
    if (r < 0 || done)
        return r;
    count = t->limits ? 0 : excludable(s, n);
    if (count == 0) {
        uint32_t tied = tally_pending(t, s->list);
        if (tied == 0) /* without a surplus the lowest never exceeds the next */
            return fail_set(t->f, ERR_CONFLICT, "nobody can be excluded");
        r = tally_tie(t, s->list, tied, true, "surplus", &c);
        if (r == 0)
            transfer_surplus(s, c);
        return r;
    }
    r = settle_last(s, n, count);
    if (r == 0) {
        memcpy(s->out, s->sorted, count * sizeof(*s->out));
        exclude(s, s->out, count);
    }
    return r;
}

static void finish(struct ers *s) {
    struct tally *t = &s->t;
    for (uint32_t c = 0; c < t->n; c++)
        if (t->standing[c] == PENDING)
            t->standing[c] = ELECTED;
    if (t->hopefuls && t->hopefuls <= left(t)) {
        uint32_t n = tally_sorted(t, true, s->list);
        for (uint32_t i = 0; i < n; i++)
            tally_elect(t, s->list[i], ELECTED);
    }
    if (t->r->stages_n)
        tally_amend(t, "as many left as seats");
}

static int begin(struct ers *s, const struct count_method *m, const struct count_options *o,
                 const struct count_ballots *b, struct arena *a, struct count_result *ret,
                 struct fail *f) {
    int r = tally_init(&s->t, m, b, o, a, ret, f, COUNT_FIXED, 2, 0);
    if (r < 0)
        return r;
    s->list = ARENA_ARRAY(a, b->candidates + 1, uint32_t);
    s->sorted = ARENA_ARRAY(a, b->candidates + 1, uint32_t);
    s->equal = ARENA_ARRAY(a, b->candidates + 1, uint32_t);
    s->out = ARENA_ARRAY(a, b->candidates + 1, uint32_t);
    s->t.looks_back = true; /* 5.6.2 */
    if (!s->list || !s->sorted || !s->equal || !s->out)
        return ERR_NOMEM;
    r = parcels_init(&s->p, &s->t);
    if (r == 0)
        set_quota(s);
    return r;
}

int count_ers97(const struct count_method *m, const struct count_ballots *b,
                const struct count_options *options, struct arena *a, struct count_result *ret,
                struct fail *f) {
    struct count_options o = *options;
    struct ers s = {0};
    if (o.tie[0] == COUNT_TIE_NONE) { /* 5.2.3, 5.2.5: the first difference, then the lot */
        o.tie[0] = COUNT_TIE_FORWARDS;
        o.tie[1] = o.seed.n ? COUNT_TIE_LOT : COUNT_TIE_ORDER_FIRST;
    }
    int r = begin(&s, m, &o, b, a, ret, f);
    if (r == 0) {
        write_stage(&s, COUNT_STAGE_FIRST, NULL);
        while (r == 0 && !is_complete(&s.t) && !s.t.failed)
            r = s.code ? s.code : step(&s);
        r = r ? r : s.code;
        finish(&s);
    }
    parcels_drop(&s.p);
    return tally_end(&s.t, r);
}
