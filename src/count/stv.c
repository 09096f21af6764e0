/* The single transferable vote with parcels of papers: Gregory's method, all papers of a candidate
 * counted ("weighted inclusive"), as statutes and reference rules have it. Meek's kind is in
 * meek.c. */
#include "count/parcel.h"
#include "count/methods.h"

enum weigh {
    MULTIPLY_DIVIDE, /* value * surplus / votes, cut once */
    MULTIPLY_CUT,    /* value * surplus cut, then divided by the votes and cut */
    FRACTION_FIRST,  /* surplus / votes cut, then times value and cut */
};
enum batch { BATCH_NONE, BATCH_ZERO, BATCH_SURE, BATCH_CFER };

struct stv_rule {
    int variant;
    enum count_arithmetic kind;
    int places, guard;
    enum count_quota quota;
    enum weigh weigh;
    enum batch batch;
    bool all_surpluses; /* every surplus of a round, in the order of candidates */
    bool empty_surplus; /* a surplus of zero is a stage, too */
    /* complete as soon as seats are filled or the rest fits: no last transfer */
    bool test_early;
    bool backwards; /* ties by earlier stages first */
    /* the rest is seated only when a single exclusion leaves as many as seats */
    bool ends_at_last;
    bool elect_late; /* Minneapolis: at the threshold she goes on receiving until her surplus
                        is transferred */
};

static const struct stv_rule rules[] = {
    {.variant = STV_SCOTTISH,
     .kind = COUNT_FIXED,
     .places = 5,
     .quota = COUNT_DROOP,
     .weigh = MULTIPLY_DIVIDE,
     .test_early = true,
     .backwards = true},
    {.variant = STV_WIGM,
     .kind = COUNT_GUARDED,
     .places = 18,
     .quota = COUNT_DROOP_FRACTION,
     .weigh = MULTIPLY_CUT,
     .empty_surplus = true},
    {.variant = STV_WIGM_PRF,
     .kind = COUNT_FIXED,
     .places = 4,
     .quota = COUNT_DROOP_FRACTION,
     .weigh = MULTIPLY_CUT,
     .empty_surplus = true,
     .test_early = true},
    {.variant = STV_WIGM_PRF_BATCH,
     .kind = COUNT_FIXED,
     .places = 4,
     .quota = COUNT_DROOP_FRACTION,
     .weigh = MULTIPLY_CUT,
     .batch = BATCH_SURE,
     .empty_surplus = true,
     .test_early = true},
    {.variant = STV_CFER,
     .kind = COUNT_FIXED,
     .places = 5,
     .quota = COUNT_DROOP_FRACTION,
     .weigh = MULTIPLY_CUT,
     .all_surpluses = true,
     .test_early = true},
    {.variant = STV_CFER_BATCH,
     .kind = COUNT_FIXED,
     .places = 5,
     .quota = COUNT_DROOP_FRACTION,
     .weigh = MULTIPLY_CUT,
     .batch = BATCH_CFER,
     .all_surpluses = true,
     .test_early = true},
    {.variant = STV_MINNEAPOLIS,
     .kind = COUNT_FIXED,
     .places = 4,
     .quota = COUNT_DROOP,
     .weigh = FRACTION_FIRST,
     .batch = BATCH_SURE,
     .test_early = true,
     .elect_late = true},
    {.variant = STV_MPLS,
     .kind = COUNT_FIXED,
     .places = 4,
     .quota = COUNT_DROOP,
     .weigh = MULTIPLY_CUT,
     .batch = BATCH_SURE,
     .test_early = true,
     .elect_late = true,
     .ends_at_last = true},
};

struct stv {
    const struct stv_rule *rule;
    enum batch batch;
    struct tally t;
    struct parcels p;
    uint32_t *list, *batch_list;
    int code;      /* of a tie at an election that nothing settled */
    bool exceeds;  /* the quota is not rounded up: it must be exceeded */
    bool complete; /* the count is over but for filling the last seats */
};

static uint32_t left(const struct tally *t) {
    return t->seats > t->winners ? t->seats - t->winners : 0;
}

static bool is_complete(const struct tally *t) {
    return left(t) == 0 || t->hopefuls <= left(t);
}

static bool has_quota(struct stv *s, uint32_t c) {
    int cmp = number_compare(&s->t.sys, s->t.votes[c], s->t.quota);
    /* exactly votes / (seats + 1) is no quota: one more than the seats could have it */
    return s->exceeds ? cmp > 0 : cmp >= 0;
}

static void set_quota(struct stv *s, enum count_quota kind) {
    struct tally *t = &s->t;
    bool droop = kind == COUNT_DROOP || kind == COUNT_DROOP_FRACTION;
    uint64_t by = (uint64_t)t->seats + droop;
    t->has_quota = true;
    s->exceeds = t->sys.exact && kind == COUNT_DROOP_FRACTION;
    if (kind == COUNT_DROOP || kind == COUNT_HARE) {
        number_set(&t->sys, t->quota, t->r->valid / by + droop);
        return;
    }
    number_set(&t->sys, t->t, t->r->valid);
    number_set(&t->sys, t->u, by);
    number_div(&t->sys, t->quota, t->t, t->u, NUMBER_DOWN);
    if (!t->sys.exact && droop) {
        number_epsilon(&t->sys, t->t);
        mpq_add(t->quota, t->quota, t->t);
    }
}

static bool is_over(const struct stv *s, uint32_t c) {
    return mpq_cmp(s->t.votes[c], s->t.quota) > 0;
}

static void add_surplus(struct stv *s, uint32_t c) {
    struct tally *t = &s->t;
    mpq_sub(t->t, t->votes[c], t->quota);
    mpq_add(t->surplus, t->surplus, t->t);
}

/* Surplus of all who have one still to transfer. */
static void add_surpluses(struct stv *s) {
    struct tally *t = &s->t;
    const uint32_t *winner = t->r->winners;
    mpq_set_ui(t->surplus, 0, 1);
    for (uint32_t i = 0; i < t->winners; i++)
        if (t->standing[winner[i]] == PENDING && is_over(s, winner[i]))
            add_surplus(s, winner[i]);
    const uint32_t *order = s->rule->elect_late ? tally_order(t) : NULL;
    for (uint32_t i = 0; order && i < t->hopefuls && is_over(s, order[i]); i++)
        add_surplus(s, order[i]);
    t->has_surplus = true;
}

static void elect_within(struct stv *s);

static void seat(struct stv *s, uint32_t c) {
    struct tally *t = &s->t;
    bool over = is_over(s, c);
    if (s->rule->elect_late) {
        tally_elect(t, c, ELECTED);
        return;
    }
    tally_elect(t, c, over || s->rule->empty_surplus ? PENDING : ELECTED);
    s->p.open[c + 1] = 0;
}

/* More have the quota than there are seats, as may happen with Hare's of few votes. */
static void elect_highest(struct stv *s) {
    struct tally *t = &s->t;
    while (left(t) && s->code == 0) {
        uint32_t n = tally_extreme(t, true, s->list), c = s->list[0];
        if (n > left(t))
            s->code = tally_tie(t, s->list, n, true, "election", &c);
        if (s->code == 0)
            seat(s, c);
    }
}

/* Who has reached the quota is elected, the most votes first; equal votes have an order only where
 * it matters, at their surpluses. */
static void elect(struct stv *s) {
    struct tally *t = &s->t;
    const uint32_t *order = tally_order(t);
    uint32_t reached = 0;
    while (reached < t->hopefuls && has_quota(s, order[reached]))
        reached++;
    if (s->rule->elect_late && reached < left(t))
        return;
    if (t->limits) {
        elect_within(s);
        return;
    }
    if (reached > left(t)) {
        elect_highest(s);
        return;
    }
    tally_highest(t, reached, s->list);
    for (uint32_t i = 0; i < reached; i++)
        seat(s, s->list[i]);
}

/* With groups one after the other, the most votes first: each election may doom the next. */
static void elect_within(struct stv *s) {
    struct tally *t = &s->t;
    uint32_t c, n;
    while (s->code == 0 && left(t) && (n = tally_electable(t, t->quota, s->list)) > 0) {
        if (!has_quota(s, s->list[0]))
            return;
        s->code = tally_tie(t, s->list, n, true, "election", &c);
        if (s->code < 0)
            return;
        bool over = is_over(s, c) || s->rule->empty_surplus;
        tally_elect(t, c, over && !s->rule->elect_late ? PENDING : ELECTED);
        s->p.open[c + 1] = 0;
    }
}

static void write_stage(struct stv *s, enum count_stage_kind kind, const char *note,
                        bool electing) {
    if (!s->rule->test_early)
        s->complete = is_complete(&s->t);
    if (electing && !(s->complete && !s->rule->test_early))
        elect(s);
    if (s->rule->test_early)
        s->complete = s->rule->ends_at_last ? left(&s->t) == 0 : is_complete(&s->t);
    add_surpluses(s);
    tally_stage(&s->t, kind, note);
}

static void weigh(struct stv *s, mpq_t value, const mpq_t surplus, const mpq_t votes) {
    struct number_system *sys = &s->t.sys;
    switch (s->rule->weigh) {
    case MULTIPLY_DIVIDE:
        number_muldiv(sys, value, value, surplus, votes, NUMBER_DOWN);
        break;
    case MULTIPLY_CUT:
        number_mul(sys, value, value, surplus, NUMBER_DOWN);
        number_div(sys, value, value, votes, NUMBER_DOWN);
        break;
    case FRACTION_FIRST:
        number_div(sys, s->t.u, surplus, votes, NUMBER_DOWN);
        number_mul(sys, value, value, s->t.u, NUMBER_DOWN);
        break;
    }
}

static void transfer_surplus(struct stv *s, uint32_t c, bool last) {
    struct tally *t = &s->t;
    mpq_t surplus, votes, lost;
    mpq_inits(surplus, votes, lost, NULL);
    mpq_set(votes, t->votes[c]);
    mpq_sub(surplus, votes, t->quota);
    mpq_set(lost, surplus);
    tally_elect(t, c, ELECTED);
    s->p.open[c + 1] = 0;
    parcels_begin(&s->p);
    for (struct parcel *x = parcels_take(&s->p, c), *next; x; x = next) {
        next = x->next;
        weigh(s, x->value, surplus, votes);
        parcels_pass(&s->p, x);
        parcels_release(&s->p, x);
    }
    mpq_set(tally_votes(t, c), t->quota);
    parcels_note(&s->p, c, NULL);
    for (uint32_t i = 0; i < s->p.met_n; i++)
        mpq_sub(lost, lost, s->p.moved[s->p.met[i]]);
    if (mpq_sgn(lost))
        tally_note_transfer(t, c, COUNT_ROUNDED, lost, NULL, 0);
    mpq_clears(surplus, votes, lost, NULL);
    write_stage(s, COUNT_STAGE_SURPLUS, NULL, last);
}

static int surplus_stage(struct stv *s, bool *ret_done) {
    struct tally *t = &s->t;
    uint32_t n, c;
    *ret_done = false;
    if (s->rule->all_surpluses) {
        n = 0;
        for (c = 0; c < t->n; c++)
            if (t->standing[c] == PENDING)
                s->list[n++] = c;
        uint32_t *those = s->batch_list; /* the list is used again by elect */
        memcpy(those, s->list, n * sizeof(*those));
        for (uint32_t i = 0; i < n; i++)
            transfer_surplus(s, those[i], i + 1 == n);
        *ret_done = n > 0;
        return 0;
    }
    n = s->rule->elect_late ? tally_extreme(t, true, s->list) : tally_pending(t, s->list);
    if (n == 0 || (s->rule->elect_late && !has_quota(s, s->list[0])))
        return 0;
    int r = tally_tie(t, s->list, n, true, "surplus", &c);
    if (r < 0)
        return r;
    transfer_surplus(s, c, true);
    *ret_done = true;
    return 0;
}

/* ---- exclusion ---- */

/* How many of the hopefuls with the fewest votes no transfer can save: they, all surpluses and each
 * other's votes together stay below the next. Once they have more than anybody, nobody is below. */
static uint32_t sure_losers(struct stv *s) {
    struct tally *t = &s->t;
    const uint32_t *order = tally_order(t), n = t->hopefuls;
    uint32_t most = n > left(t) ? n - left(t) : 0, sure = 0;
    add_surpluses(s);
    mpq_set(t->t, t->surplus);
    for (uint32_t i = 0; i + 1 < n && i < most && mpq_cmp(t->t, t->votes[order[0]]) < 0; i++) {
        mpq_add(t->t, t->t, t->votes[order[n - 1 - i]]);
        if (number_compare(&t->sys, t->t, t->votes[order[n - 2 - i]]) < 0)
            sure = i + 1;
    }
    return sure;
}

/* California's draft, subdivision (k): as above, and the order of elections must not change. */
static uint32_t cfer_losers(struct stv *s) {
    struct tally *t = &s->t;
    const uint32_t *order = tally_order(t), n = t->hopefuls;
    uint32_t most = n > left(t) ? n - left(t) : 0, sure = 0;
    mpq_t votes, gap, x;
    mpq_inits(votes, gap, x, NULL);
    add_surpluses(s);
    if (n)
        mpq_sub(gap, t->quota, t->votes[order[0]]);
    for (uint32_t i = 0; i + 1 < n && i < most && mpq_cmp(votes, t->votes[order[0]]) < 0; i++) {
        const __mpq_struct *lowest = t->votes[order[n - 1 - i]];
        mpq_add(votes, votes, lowest);
        mpq_add(x, votes, t->surplus);
        if (mpq_cmp(x, t->votes[order[n - 2 - i]]) >= 0)
            continue;
        bool fits = t->winners + 1 == t->seats || n - (i + 1) == left(t) || mpq_cmp(x, gap) < 0;
        mpq_sub(x, votes, lowest);
        if (fits || (mpq_sgn(t->surplus) == 0 && mpq_cmp(x, gap) < 0))
            sure = i + 1;
    }
    mpq_clears(votes, gap, x, NULL);
    return sure;
}

static uint32_t losers(struct stv *s) {
    const uint32_t *order = tally_order(&s->t), n = s->t.hopefuls;
    uint32_t batch = 0;
    if (s->batch == BATCH_SURE)
        batch = sure_losers(s);
    else if (s->batch == BATCH_CFER)
        batch = cfer_losers(s);
    else if (s->batch == BATCH_ZERO)
        while (batch < n && mpq_sgn(s->t.votes[order[n - 1 - batch]]) == 0)
            batch++;
    memcpy(s->batch_list, order + n - batch, batch * sizeof(*order));
    numbers_sort(s->batch_list, batch);
    return batch;
}

static void exclude(struct stv *s, const uint32_t *who, uint32_t n, const char *note) {
    struct tally *t = &s->t;
    for (uint32_t i = 0; i < n; i++) {
        tally_exclude(t, who[i]);
        s->p.open[who[i] + 1] = 0;
    }
    if (s->rule->test_early && is_complete(t) && (!note || t->limits || !s->rule->ends_at_last)) {
        write_stage(s, COUNT_STAGE_EXCLUSION, note, false);
        s->complete = true;
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        parcels_begin(&s->p);
        for (struct parcel *x = parcels_take(&s->p, who[i]), *next; x; x = next) {
            next = x->next;
            parcels_pass(&s->p, x);
            parcels_release(&s->p, x);
        }
        mpq_set_ui(tally_votes(t, who[i]), 0, 1);
        parcels_note(&s->p, who[i], NULL);
    }
    write_stage(s, COUNT_STAGE_EXCLUSION, note, true);
}

/* Who is doomed goes before any surplus, which would be lost on her. */
static int exclude_lowest(struct stv *s, bool only_doomed, bool *ret_done) {
    struct tally *t = &s->t;
    bool doomed;
    uint32_t c, n = tally_lowest(t, s->list, &doomed);
    if (only_doomed && !doomed)
        return 0;
    int r = tally_tie(t, s->list, n, false, "exclusion", &c);
    if (r < 0)
        return r;
    *ret_done = true;
    exclude(s, &c, 1, doomed ? "cannot be elected" : NULL);
    return 0;
}

static int step(struct stv *s) {
    struct tally *t = &s->t;
    bool done = false;
    int code = t->limits ? exclude_lowest(s, true, &done) : 0;
    if (code < 0 || done)
        return code;
    uint32_t batch = s->batch == BATCH_NONE || s->batch == BATCH_ZERO ? 0 : losers(s);
    if (batch) {
        exclude(s, s->batch_list, batch, "sure losers");
        return 0;
    }
    int r = surplus_stage(s, &done);
    if (r < 0 || done)
        return r;
    if (s->batch == BATCH_ZERO && (batch = losers(s)) > 0 && batch < t->hopefuls) {
        exclude(s, s->batch_list, batch, "no votes");
        return 0;
    }
    if (is_complete(t)) {
        s->complete = true;
        return 0;
    }
    return exclude_lowest(s, false, &done);
}

/* The last seats: whoever is left, when they are no more than the seats. */
static void finish(struct stv *s) {
    struct tally *t = &s->t;
    for (uint32_t c = 0; c < t->n; c++)
        if (t->standing[c] == PENDING)
            t->standing[c] = ELECTED;
    if (t->hopefuls && t->hopefuls <= left(t)) {
        uint32_t n = tally_sorted(t, true, s->list);
        for (uint32_t i = 0; i < n; i++)
            tally_elect(t, s->list[i], ELECTED);
    }
    tally_amend(t, "as many left as seats");
}

static int begin(struct stv *s, const struct count_method *m, const struct count_ballots *b,
                 const struct count_options *o, struct arena *a, struct count_result *ret,
                 struct fail *f) {
    enum count_arithmetic kind = o->arithmetic ? o->arithmetic : s->rule->kind;
    int places = o->places >= 0 ? o->places : kind == s->rule->kind ? s->rule->places : 9;
    int guard = o->guard >= 0 ? o->guard : kind == COUNT_GUARDED ? places / 2 : 0;
    int r = tally_init(&s->t, m, b, o, a, ret, f, kind, places, guard);
    if (r < 0)
        return r;
    s->list = ARENA_ARRAY(a, b->candidates + 1, uint32_t);
    s->batch_list = ARENA_ARRAY(a, b->candidates + 1, uint32_t);
    if (!s->list || !s->batch_list)
        return ERR_NOMEM;
    r = parcels_init(&s->p, &s->t);
    if (r == 0)
        set_quota(s, o->quota);
    return r;
}

int count_stv(const struct count_method *m, const struct count_ballots *b,
              const struct count_options *options, struct arena *a, struct count_result *ret,
              struct fail *f) {
    struct count_options o = *options;
    struct stv s = {0};
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (rules[i].variant == m->variant)
            s.rule = &rules[i];
    s.batch = o.batch < 0     ? s.rule->batch
              : o.batch == 0  ? BATCH_NONE
              : s.rule->batch ? s.rule->batch
                              : BATCH_ZERO;
    if (o.groups)
        s.batch = BATCH_NONE;
    o.quota = o.quota ? o.quota : s.rule->quota;
    options_ties(&o, s.rule->backwards);
    int r = begin(&s, m, b, &o, a, ret, f);
    if (r == 0) {
        write_stage(&s, COUNT_STAGE_FIRST, NULL, true);
        while (r == 0 && !s.complete && !s.t.failed)
            r = s.code ? s.code : step(&s);
        r = r ? r : s.code;
        finish(&s);
    }
    parcels_drop(&s.p);
    return tally_end(&s.t, r);
}
