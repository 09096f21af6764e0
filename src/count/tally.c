#include "count/tally.h"

#include "base/check.h"
#include "base/checked.h"
#include "base/limits.h"

struct tally_change {
    struct tally_change *before;
    uint32_t stage;
    mpq_t votes;
};

static const char *text_of(struct tally *t, const mpq_t x) {
    const char *text = count_number_text(&t->sys, t->a, x);
    t->failed = t->failed || !text;
    return text;
}

static int begin_limits(struct tally *t) {
    if (t->o->groups == 0)
        return 0;
    bool *stands = ARENA_ARRAY(t->a, t->n, bool);
    t->limits = ARENA_NEW(t->a, struct feasible);
    t->bound_said = arena_get(t->a, t->n);
    t->doom = ARENA_ARRAY(t->a, t->n, const struct count_why *);
    if (!stands || !t->limits || !t->bound_said || !t->doom)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < t->n; c++)
        stands[c] = t->standing[c] == HOPEFUL && !tally_stands_for_nobody(t, c);
    return feasible_init(t->limits, t->b, t->o->group, t->o->groups, stands, t->seats, t->a, t->f);
}

static void take(struct tally *t, uint32_t c, bool elected) {
    bool told = t->limits && !tally_stands_for_nobody(t, c) && (elected || !t->passing);
    if (told && feasible_take(t->limits, c, elected, t->f) < 0)
        t->failed = true;
}

int tally_init(struct tally *t, const struct count_method *m, const struct count_ballots *b,
               const struct count_options *o, struct arena *a, struct count_result *r,
               struct fail *f, enum count_arithmetic kind, int places, int guard) {
    *t = (struct tally){.b = b, .o = o, .a = a, .f = f, .r = r, .n = b->candidates};
    int code = result_init(r, m, b, o, a);
    if (code < 0)
        return code;
    t->seats = r->seats;
    t->standing = arena_get(a, t->n);
    t->last = ARENA_ARRAY(a, t->n, struct tally_change *);
    t->text = ARENA_ARRAY(a, t->n, const char *);
    t->touched = arena_get(a, t->n);
    uint32_t **const lists[] = {&t->place, &t->elected, &t->excluded, &t->changed,
                                &t->order, &t->moved,   &t->spare,    &t->tied};
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        if (!(*lists[i] = ARENA_ARRAY(a, t->n, uint32_t)))
            return ERR_NOMEM;
    if (!t->standing || !t->last || !t->text || !t->touched)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < t->n; c++)
        t->standing[c] = b->candidate[c].withdrawn ? WITHDRAWN : HOPEFUL;
    for (int i = 0; i < COUNT_TIES_MAX; i++)
        t->looks_back |= o->tie[i] == COUNT_TIE_BACKWARDS || o->tie[i] == COUNT_TIE_FORWARDS;
    if ((code = begin_limits(t)) < 0)
        return code;
    t->number = number_array(a, t->n);
    t->written = number_array(a, t->n);
    number_system_init(&t->sys, kind, places, guard);
    mpq_inits(t->quota, t->exhausted, t->surplus, t->t, t->u, NULL);
    if (!t->number || !t->written)
        return ERR_NOMEM;
    t->votes = (const mpq_t *)t->number;
    tally_restand(t);
    r->arithmetic = number_system_text(&t->sys, a);
    return r->arithmetic ? 0 : ERR_NOMEM;
}

static void rank(struct tally *t) {
    struct count_result *r = t->r;
    uint32_t *at = r->ranking, n = 0, g = 0;
    for (uint32_t i = 0; i < r->winners_n; i++) {
        at[n++] = r->winners[i];
        r->rank_end[g++] = n;
    }
    uint32_t *left = t->tied, left_n = tally_sorted(t, true, left);
    for (uint32_t i = 0; i < left_n; i++) {
        bool same = i && number_compare(&t->sys, t->votes[left[i]], t->votes[left[i - 1]]) == 0;
        at[n++] = left[i];
        g -= same;
        r->rank_end[g++] = n;
    }
    for (uint32_t s = r->stages_n; s-- > 0;) {
        uint32_t had = n;
        for (uint32_t i = 0; i < r->stage[s].excluded_n; i++) {
            uint32_t c = r->stage[s].excluded[i];
            if (t->standing[c] == EXCLUDED) /* once, where several passes excluded her */
                at[n++] = c;
            t->standing[c] = WITHDRAWN;
        }
        if (n > had)
            r->rank_end[g++] = n;
    }
    r->ranks_n = g;
}

int tally_end(struct tally *t, int r) {
    if (t->sys.kind == COUNT_BY_RULE)
        return r;
    if (r == 0 && !t->failed) {
        if (t->has_quota)
            t->r->quota = text_of(t, t->quota);
        t->r->exhausted = text_of(t, t->exhausted);
        rank(t);
        r = result_index(t->r, t->a);
    }
    if (r == 0 && t->failed)
        r = fail_set(t->f, ERR_RANGE, "the working of this count needs more memory than it may");
    for (uint32_t c = 0; c < t->n; c++)
        for (struct tally_change *h = t->last[c]; h; h = h->before)
            mpq_clear(h->votes);
    number_array_drop(t->number, t->n);
    number_array_drop(t->written, t->n);
    mpq_clears(t->quota, t->exhausted, t->surplus, t->t, t->u, NULL);
    number_system_drop(&t->sys);
    return r;
}

void tally_elect(struct tally *t, uint32_t c, enum standing as) {
    if (t->standing[c] == HOPEFUL) {
        t->hopefuls--;
        t->winners++;
        t->elected[t->elected_n++] = c;
        t->r->winners[t->r->winners_n++] = c;
        take(t, c, true);
    }
    t->standing[c] = (uint8_t)as;
}

void tally_exclude(struct tally *t, uint32_t c) {
    check(t->standing[c] == HOPEFUL);
    if (tally_doomed(t, c) && !(t->doom[c] = feasible_reason(t->limits, t->limits->kind[c], t->a)))
        t->failed = true;
    t->hopefuls--;
    t->standing[c] = EXCLUDED;
    t->excluded[t->excluded_n++] = c;
    take(t, c, false);
}

void tally_begin_again(struct tally *t) {
    for (uint32_t c = 0; c < t->n; c++)
        if (t->standing[c] == ELECTED) {
            t->standing[c] = HOPEFUL;
            if (t->limits && feasible_give_back(t->limits, c, t->f) < 0)
                t->failed = true;
        }
    t->winners = 0;
    t->r->winners_n = 0;
    tally_restand(t);
}

uint32_t tally_exclude_doomed(struct tally *t) {
    uint32_t n = 0;
    for (uint32_t c = 0; c < t->n; c++)
        if (tally_doomed(t, c)) {
            tally_exclude(t, c);
            n++;
        }
    return n;
}

/* Room for one more of SIZE in an array of the arena that doubles; NULL fails the tally. */
static void *grown(struct tally *t, void *at, uint32_t n, uint32_t *room, size_t size) {
    if (n < *room)
        return at;
    uint32_t more = *room ? *room * 2 : 8;
    void *new = arena_array(t->a, more, size);
    if (!new) {
        t->failed = true;
        return NULL;
    }
    if (n)
        memcpy(new, at, n * size);
    *room = more;
    return new;
}

void tally_note_transfer(struct tally *t, uint32_t from, uint32_t to, const mpq_t votes,
                         const mpq_t *value, uint64_t ballots) {
    void *at = grown(t, t->transfer, t->transfers_n, &t->transfers_room, sizeof(*t->transfer));
    if (!at)
        return;
    t->transfer = at;
    t->transfer[t->transfers_n++] =
        (struct count_transfer){.from = from,
                                .to = to,
                                .votes = text_of(t, votes),
                                .value = value ? text_of(t, *value) : NULL,
                                .ballots = ballots};
}

static void remember(struct tally *t, uint32_t c) {
    struct tally_change *last = t->last[c];
    if (last && mpq_equal(last->votes, t->votes[c]))
        return;
    struct tally_change *h = ARENA_NEW(t->a, struct tally_change);
    if (!h) {
        t->failed = true;
        return;
    }
    *h = (struct tally_change){.before = last, .stage = t->r->stages_n};
    mpq_init(h->votes);
    mpq_set(h->votes, t->votes[c]);
    t->last[c] = h;
}

/* Those touched since the last stage, in the order of candidates. */
static void sort_changed(struct tally *t) {
    if (t->changed_n < t->n / 16) {
        numbers_sort(t->changed, t->changed_n);
        return;
    }
    t->changed_n = 0;
    for (uint32_t c = 0; c < t->n; c++)
        if (t->touched[c] & TALLY_UNWRITTEN)
            t->changed[t->changed_n++] = c;
}

/* Whose votes are others than the stage before wrote them. */
static const struct count_number *changes(struct tally *t, uint32_t *ret_n) {
    struct count_number *at = ARENA_ARRAY(t->a, t->changed_n, struct count_number);
    uint32_t n = 0;
    t->failed = t->failed || !at;
    sort_changed(t);
    for (uint32_t i = 0; i < t->changed_n && !t->failed; i++) {
        uint32_t c = t->changed[i];
        const char *was = t->text[c], *now = NULL;
        bool runs = t->standing[c] != WITHDRAWN;
        t->touched[c] &= (uint8_t)~TALLY_UNWRITTEN;
        if (runs == (was != NULL) && (!runs || mpq_equal(t->votes[c], t->written[c])))
            continue;
        if (runs) {
            mpq_set(t->written[c], t->votes[c]);
            now = text_of(t, t->votes[c]);
            if (t->looks_back)
                remember(t, c);
        }
        if (was && now && strcmp(was, now) == 0) /* they differ by guard digits */
            continue;
        t->text[c] = now;
        at[n++] = (struct count_number){c, now};
    }
    t->changed_n = 0;
    *ret_n = n;
    return at;
}

static const uint32_t *copied(struct tally *t, const uint32_t *from, uint32_t n) {
    uint32_t *at = n ? ARENA_ARRAY(t->a, n, uint32_t) : NULL;
    if (n && !at)
        t->failed = true;
    else if (n)
        memcpy(at, from, n * sizeof(*at));
    return at;
}

/* Who is doomed or guarded. Those of one kind share the reason. */
static const struct count_bound *bounds(struct tally *t, uint32_t *ret_n) {
    const struct count_why *why[FEASIBLE_KINDS_MAX] = {NULL};
    struct count_bound *at = NULL;
    uint32_t n = 0, room = 0;
    for (uint32_t c = 0; t->limits && c < t->n; c++) {
        if (t->standing[c] != HOPEFUL && !t->doom[c])
            continue;
        uint32_t k = t->limits->kind[c];
        uint8_t is = t->doom[c] || tally_doomed(t, c) ? 1 : tally_guarded(t, c) ? 2 : 0;
        bool newly = is != t->bound_said[c];
        t->bound_said[c] = is;
        if (is == 0)
            continue;
        at = grown(t, at, n, &room, sizeof(*at));
        if (!t->doom[c] && !why[k])
            why[k] = feasible_reason(t->limits, k, t->a);
        if (!at || !(t->doom[c] || why[k])) {
            t->failed = true;
            return NULL;
        }
        at[n++] = (struct count_bound){c, is == 1, newly, t->doom[c] ? t->doom[c] : why[k]};
        t->doom[c] = NULL;
    }
    *ret_n = n;
    return at;
}

void tally_stage(struct tally *t, enum count_stage_kind kind, const char *note) {
    struct count_result *r = t->r;
    void *at = grown(t, r->stage, r->stages_n, &t->stages_room, sizeof(*r->stage));
    if (!at || t->failed) {
        t->failed = true;
        return;
    }
    r->stage = at;
    r->stage[r->stages_n] = (struct count_stage){
        .kind = kind,
        .note = note,
        .exhausted = text_of(t, t->exhausted),
        .quota = t->has_quota ? text_of(t, t->quota) : NULL,
        .surplus = t->has_surplus ? text_of(t, t->surplus) : NULL,
        .elected = copied(t, t->elected, t->elected_n),
        .elected_n = t->elected_n,
        .excluded = copied(t, t->excluded, t->excluded_n),
        .excluded_n = t->excluded_n,
        .transfer = t->transfer,
        .transfers_n = t->transfers_n,
        .tie = t->tie,
        .ties_n = t->ties_n};
    struct count_stage *s = &r->stage[r->stages_n];
    s->change = changes(t, &s->changes_n);
    s->bound = bounds(t, &s->bounds_n);
    r->stages_n++;
    t->elected_n = t->excluded_n = t->transfers_n = t->transfers_room = 0;
    t->ties_n = t->ties_room = 0;
    t->transfer = NULL;
    t->tie = NULL;
}

void tally_stage_idle(struct tally *t, enum count_stage_kind kind, const char *note, mpq_t *idle) {
    const char **text = ARENA_ARRAY(t->a, COUNT_IDLE, const char *);
    tally_stage(t, kind, note);
    if (!text)
        t->failed = true;
    if (t->failed)
        return;
    for (int i = 0; i < COUNT_IDLE; i++)
        text[i] = text_of(t, idle[i]);
    t->r->stage[t->r->stages_n - 1].idle = text;
}

void tally_amend_transfers(struct tally *t) {
    if (t->r->stages_n == 0)
        return;
    struct count_stage *s = &t->r->stage[t->r->stages_n - 1];
    s->transfer = t->transfer;
    s->transfers_n = t->transfers_n;
    t->transfer = NULL;
    t->transfers_n = t->transfers_room = 0;
}

void tally_amend(struct tally *t, const char *note) {
    struct count_stage *s = &t->r->stage[t->r->stages_n - 1];
    if (t->elected_n == 0 || t->failed)
        return;
    uint32_t *all = ARENA_ARRAY(t->a, t->elected_n + s->elected_n, uint32_t);
    if (!all) {
        t->failed = true;
        return;
    }
    if (s->elected_n)
        memcpy(all, s->elected, s->elected_n * sizeof(*all));
    memcpy(all + s->elected_n, t->elected, t->elected_n * sizeof(*all));
    s->elected = all;
    s->elected_n += t->elected_n;
    s->note = s->note ? s->note : note;
    t->elected_n = 0;
}

/* ---- ties ---- */

/* Of the N in TIED keeps those highest (or lowest) at STAGE; cursors point at changes not after
 * it. */
static uint32_t keep_extreme(struct tally *t, uint32_t *tied, struct tally_change **at, uint32_t n,
                             bool high) {
    uint32_t kept = 1;
    for (uint32_t i = 1; i < n; i++) {
        int cmp = number_compare(&t->sys, at[i]->votes, at[0]->votes);
        if (cmp && (cmp > 0) == high)
            kept = 0;
        if (cmp == 0 || kept == 0) {
            tied[kept] = tied[i];
            at[kept++] = at[i];
        }
    }
    return kept;
}

/* Sets the cursors to stage S, coming from later ones; returns the stage before which none of the N
 * changed any more, COUNT_NOBODY: there is none. */
static uint32_t last_change(struct tally *t, uint32_t n, uint32_t s) {
    uint32_t latest = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct tally_change **at = &t->cursor[i];
        while ((*at)->before && (*at)->stage > s)
            *at = (*at)->before;
        latest = (*at)->stage > latest ? (*at)->stage : latest;
    }
    latest = latest > s ? s : latest;
    return latest ? latest - 1 : COUNT_NOBODY;
}

/* Sets the cursors to stage S; returns the next stage at which one of them changes. */
static uint32_t next_change(struct tally *t, const uint32_t *tied, uint32_t n, uint32_t s) {
    uint32_t next = COUNT_NOBODY;
    for (uint32_t i = 0; i < n; i++) {
        struct tally_change **at = &t->cursor[i];
        for (*at = t->last[tied[i]]; (*at)->before && (*at)->stage > s; *at = (*at)->before)
            next = (*at)->stage < next ? (*at)->stage : next;
    }
    return next;
}

uint32_t tally_differ(struct tally *t, uint32_t *tied, uint32_t n, bool high, bool forwards,
                      uint32_t *stage) {
    uint32_t stages = t->r->stages_n;
    check(t->looks_back);
    if (!t->cursor && !(t->cursor = ARENA_ARRAY(t->a, t->n, struct tally_change *))) {
        t->failed = true;
        return n;
    }
    for (uint32_t i = 0; i < n; i++)
        t->cursor[i] = t->last[tied[i]];
    for (uint32_t s = forwards ? 0 : stages - 1, next; stages && n > 1; s = next) {
        next = forwards ? next_change(t, tied, n, s) : last_change(t, n, s);
        uint32_t kept = keep_extreme(t, tied, t->cursor, n, high);
        if (kept < n)
            *stage = s;
        n = kept;
        if (next == COUNT_NOBODY)
            break;
    }
    return n;
}

static uint32_t by_place(struct tally *t, uint32_t *tied, uint32_t n, bool first) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++)
        if ((t->place[tied[i]] < t->place[tied[best]]) == first)
            best = i;
    tied[0] = tied[best];
    return 1;
}

/* String.hashCode over UTF-16, spread as HashMap spreads it over its (power of two) buckets. */
static uint32_t java_bucket(struct bytes s, uint32_t n) {
    uint32_t h = 0, buckets = 16;
    while (buckets < n + n / 3 + 1)
        buckets *= 2;
    for (size_t i = 0; i < s.n;) {
        uint32_t c = s.at[i++], more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
        c &= more ? 0x3fu >> more : 0x7fu;
        for (; more && i < s.n; more--)
            c = c << 6 | (s.at[i++] & 0x3f);
        if (c >= 0x10000) {
            h = h * 31 + (0xd7c0 + (c >> 10));
            c = 0xdc00 | (c & 0x3ff);
        }
        h = h * 31 + c;
    }
    return (h ^ h >> 16) & (buckets - 1);
}

static int rctab_order(const struct tally *t, uint32_t x, uint32_t y, uint32_t n, bool hashed) {
    struct bytes a = t->b->candidate[x].name, b = t->b->candidate[y].name;
    uint32_t p = hashed ? java_bucket(a, n) : 0, q = hashed ? java_bucket(b, n) : 0;
    return p != q ? (p < q ? -1 : 1) : bytes_compare(a, b);
}

/* What java.util.Random gives RCTab for a tie: a number in [0, 1) of 53 bits, times how many there
 * are. The names are sorted first; after a look at earlier rounds they come in the order of a
 * HashSet. */
static uint32_t by_rctab(struct tally *t, uint32_t *tied, uint32_t n) {
    bool hashed = t->o->tie[0] == COUNT_TIE_BACKWARDS && t->r->stages_n > 0;
    for (uint32_t i = 1; i < n; i++) {
        uint32_t c = tied[i], j = i;
        for (; j && rctab_order(t, tied[j - 1], c, n, hashed) > 0; j--)
            tied[j] = tied[j - 1];
        tied[j] = c;
    }
    if (t->random == 0)
        t->random = java_seed(t->o->seed);
    uint64_t high = java_next(&t->random, 26), low = java_next(&t->random, 27);
    tied[0] = tied[(uint32_t)(((uint128)((high << 27) + low) * n) >> 53)];
    return 1;
}

static int settle(struct tally *t, enum count_tie_rule rule, uint32_t *tied, uint32_t *n, bool high,
                  uint32_t *stage) {
    switch (rule) {
    case COUNT_TIE_BACKWARDS:
    case COUNT_TIE_FORWARDS:
        *n = tally_differ(t, tied, *n, high, rule == COUNT_TIE_FORWARDS, stage);
        return 0;
    case COUNT_TIE_ORDER:
    case COUNT_TIE_ORDER_FIRST:
    case COUNT_TIE_LOT:
        if (t->placed != (rule == COUNT_TIE_LOT ? 2 : 1) &&
            tie_places(t->o, t->b, rule == COUNT_TIE_LOT, t->place) < 0)
            return fail_set(t->f, ERR_RANGE, "a lot needs a seed: --seed TEXT");
        t->placed = rule == COUNT_TIE_LOT ? 2 : 1;
        *n = by_place(t, tied, *n, rule == COUNT_TIE_ORDER_FIRST || high);
        return 0;
    case COUNT_TIE_RCTAB:
        *n = by_rctab(t, tied, *n);
        return 0;
    case COUNT_TIE_NONE:
    case COUNT_TIE_REFUSE:
        break;
    }
    return 0;
}

int tally_tie(struct tally *t, const uint32_t *candidates, uint32_t n, bool high, const char *what,
              uint32_t *ret) {
    if (n == 1) {
        *ret = candidates[0];
        return 0;
    }
    uint32_t *tied = t->tied, left = n, stage = 0;
    void *at = grown(t, t->tie, t->ties_n, &t->ties_room, sizeof(*t->tie));
    if (!at)
        return ERR_NOMEM;
    t->tie = at;
    memcpy(tied, candidates, n * sizeof(*tied));
    enum count_tie_rule rule = COUNT_TIE_NONE;
    for (int i = 0; i < COUNT_TIES_MAX && left > 1 && t->o->tie[i]; i++) {
        rule = t->o->tie[i];
        int r = settle(t, rule, tied, &left, high, &stage);
        if (r < 0)
            return r;
    }
    if (left > 1) {
        struct bytes x = t->b->candidate[tied[0]].name, y = t->b->candidate[tied[1]].name;
        return fail_set(
            t->f, ERR_CONFLICT,
            "stage %u: %u candidates are tied for %s (%.*s, %.*s%s) and no rule settles "
            "it: give --tie order, or --tie lot with --seed",
            t->r->stages_n + 1, left, what, (int)x.n, (const char *)x.at, (int)y.n,
            (const char *)y.at, left > 2 ? "..." : "");
    }
    t->tie[t->ties_n++] = (struct count_tie){.what = what,
                                             .candidate = copied(t, candidates, n),
                                             .n = n,
                                             .chosen = tied[0],
                                             .rule = rule,
                                             .stage = stage};
    *ret = tied[0];
    return 0;
}
