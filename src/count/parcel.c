#include "count/parcel.h"

static uint32_t code_at(const struct count_ballots *b, size_t at) {
    return count_element(b, at);
}

static size_t ballot_end(const struct count_ballots *b, size_t at) {
    if (b->width == 1) {
        const uint8_t *s = b->pref;
        while (s[at])
            at++;
        return at;
    }
    const uint16_t *s = b->pref;
    while (s[at])
        at++;
    return at;
}

/* From AT on, the first element that is open, its place in *RET; 0 and the paper's end when there
 * is none or an equal rank comes first. */
static uint32_t find_open(const struct parcels *p, size_t at, uint32_t *ret) {
    const struct count_ballots *b = p->t->b;
    if (p->plain == 1) {
        const uint8_t *s = b->pref;
        while (s[at] && !p->open[s[at]])
            at++;
        *ret = (uint32_t)at;
        return s[at];
    }
    if (p->plain == 2) {
        const uint16_t *s = b->pref;
        while (s[at] && !p->open[s[at]])
            at++;
        *ret = (uint32_t)at;
        return s[at];
    }
    for (;; at++) {
        uint32_t code = code_at(b, at);
        if (code == 0 || (code_at(b, at + 1) & b->tied)) {
            *ret = (uint32_t)ballot_end(b, at); /* sorting by what stands there finds nobody */
            return 0;
        }
        if (code <= b->candidates && p->open[code]) {
            *ret = (uint32_t)at;
            return code;
        }
    }
}

static struct parcel *new_parcel(struct parcels *p) {
    struct parcel *x = p->free;
    if (x) {
        p->free = x->next;
        return x;
    }
    x = ARENA_NEW(p->t->a, struct parcel);
    if (!x) {
        p->t->failed = true;
        return NULL;
    }
    mpq_init(x->value);
    return x;
}

static void hold(struct parcels *p, uint32_t c, uint32_t from, uint32_t n, uint64_t ballots,
                 const mpq_t value) {
    struct parcel *x = n ? new_parcel(p) : NULL;
    if (!x)
        return;
    x->from = from;
    x->n = n;
    x->ballots = ballots;
    x->batch = p->batch;
    mpq_set(x->value, value);
    x->next = p->held[c];
    p->held[c] = x;
}

/* Pass 1 counts, pass 2 places. */
static void first_preferences(struct parcels *p, bool place, uint32_t *start) {
    const struct count_ballots *b = p->t->b;
    size_t at = 0;
    for (size_t i = 0; i < b->n; i++) {
        uint32_t where;
        uint32_t code = find_open(p, at, &where);
        if (place) {
            if (code) {
                p->paper[start[code]] = where;
                if (p->weight)
                    p->weight[start[code]] = b->weight[i];
                start[code]++;
            }
        } else {
            p->number[code]++;
            p->sum[code] += count_weight(b, i);
        }
        at = ballot_end(b, where) + 1;
    }
}

static int tables(struct parcels *p) {
    struct tally *t = p->t;
    uint32_t n = t->n;
    p->held = ARENA_ARRAY(t->a, n, struct parcel *);
    p->open = arena_get(t->a, (size_t)n + 3);
    p->sum = ARENA_ARRAY(t->a, n + 3, uint64_t);
    p->number = ARENA_ARRAY(t->a, n + 3, uint32_t);
    p->here = ARENA_ARRAY(t->a, n + 1, uint32_t);
    p->met = ARENA_ARRAY(t->a, n + 1, uint32_t);
    p->is_met = arena_get(t->a, n + 1);
    p->ballots = ARENA_ARRAY(t->a, n + 1, uint64_t);
    p->moved = number_array(t->a, n + 1);
    if (!p->held || !p->open || !p->sum || !p->number || !p->here || !p->met || !p->is_met ||
        !p->ballots || !p->moved)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < n; c++)
        p->open[c + 1] = t->standing[c] == HOPEFUL;
    return 0;
}

static int room(struct parcels *p) {
    struct alloc *alloc = p->t->b->alloc;
    size_t most = 0;
    for (uint32_t c = 1; c <= p->t->n; c++)
        p->n += p->number[c];
    for (uint32_t c = 1; c <= p->t->n; c++)
        most = p->number[c] > most ? p->number[c] : most;
    p->spare_n = most;
    p->paper = alloc->resize(alloc, NULL, 0, (p->n + 1) * sizeof(uint32_t));
    p->spare = alloc->resize(alloc, NULL, 0, (most + 1) * sizeof(uint32_t));
    if (p->t->b->weight) {
        p->weight = alloc->resize(alloc, NULL, 0, (p->n + 1) * sizeof(uint32_t));
        p->spare_weight = alloc->resize(alloc, NULL, 0, (most + 1) * sizeof(uint32_t));
        if (!p->weight || !p->spare_weight)
            return ERR_NOMEM;
    }
    return p->paper && p->spare ? 0 : ERR_NOMEM;
}

int parcels_init(struct parcels *p, struct tally *t) {
    const struct count_ballots *b = t->b;
    *p = (struct parcels){.t = t, .plain = b->has_ties || b->has_gaps ? 0 : b->width};
    if (b->prefs_n >= UINT32_MAX)
        return fail_set(t->f, ERR_RANGE, "more than 4 294 967 295 preferences");
    uint32_t *start = ARENA_ARRAY(t->a, t->n + 3, uint32_t);
    int r = start ? tables(p) : ERR_NOMEM;
    if (r < 0)
        return r;
    first_preferences(p, false, NULL);
    if ((r = room(p)) < 0)
        return r;
    uint32_t from = 0;
    for (uint32_t c = 1; c <= t->n; c++) {
        start[c] = from;
        from += p->number[c];
    }
    first_preferences(p, true, start);
    mpq_t one;
    mpq_init(one);
    number_set(&t->sys, one, 1);
    for (uint32_t c = 1; c <= t->n; c++) {
        hold(p, c - 1, start[c] - p->number[c], p->number[c], p->sum[c], one);
        number_add_times(&t->sys, tally_votes(t, c - 1), one, p->sum[c]);
    }
    mpq_clear(one);
    /* a paper with no valid preference at all is no vote */
    t->r->valid = b->total - p->sum[0];
    t->r->invalid = p->sum[0];
    memset(p->number, 0, (t->n + 1) * sizeof(*p->number));
    memset(p->sum, 0, (t->n + 1) * sizeof(*p->sum));
    return t->failed ? ERR_NOMEM : 0;
}

void parcels_drop(struct parcels *p) {
    if (!p->t)
        return;
    struct alloc *alloc = p->t->b->alloc;
    alloc->resize(alloc, p->paper, (p->n + 1) * sizeof(uint32_t), 0);
    alloc->resize(alloc, p->spare, (p->spare_n + 1) * sizeof(uint32_t), 0);
    alloc->resize(alloc, p->weight, (p->n + 1) * sizeof(uint32_t), 0);
    alloc->resize(alloc, p->spare_weight, (p->spare_n + 1) * sizeof(uint32_t), 0);
    for (struct parcel *x = p->free; x; x = x->next)
        mpq_clear(x->value);
    for (uint32_t c = 0; p->held && c < p->t->n; c++)
        for (struct parcel *x = p->held[c]; x; x = x->next)
            mpq_clear(x->value);
    number_array_drop(p->moved, p->moved ? p->t->n + 1u : 0);
    p->t = NULL;
}

uint64_t parcels_transferable(const struct parcels *p, const struct parcel *x) {
    uint64_t n = 0;
    uint32_t at;
    for (uint32_t i = 0; i < x->n; i++)
        if (find_open(p, p->paper[x->from + i], &at))
            n += p->weight ? p->weight[x->from + i] : 1;
    return n;
}

struct parcel *parcels_take(struct parcels *p, uint32_t c) {
    struct parcel *x = p->held[c];
    p->held[c] = NULL;
    return x;
}

void parcels_release(struct parcels *p, struct parcel *x) {
    x->next = p->free;
    p->free = x;
}

/* Room to sort X: parcels that were merged may be larger than any first one. */
static bool spare(struct parcels *p, uint32_t n) {
    if (n <= p->spare_n)
        return true;
    struct alloc *alloc = p->t->b->alloc;
    size_t had = (p->spare_n + 1) * sizeof(uint32_t), need = ((size_t)n + 1) * sizeof(uint32_t);
    void *at = alloc->resize(alloc, p->spare, had, need);
    if (at)
        p->spare = at;
    if (at && p->weight) {
        at = alloc->resize(alloc, p->spare_weight, had, need);
        if (at)
            p->spare_weight = at;
    }
    if (at)
        p->spare_n = n;
    else
        p->t->failed = true;
    return at != NULL;
}

/* Counting sort of the papers by where they go; leaves in number[c] where the run of c ends. */
static void sort(struct parcels *p, struct parcel *x, uint32_t here_n) {
    uint32_t *paper = p->paper + x->from, at = 0;
    uint32_t *weight = p->weight ? p->weight + x->from : NULL;
    for (uint32_t k = 0; k < here_n; k++) {
        uint32_t had = p->number[p->here[k]];
        p->number[p->here[k]] = here_n == 1 ? had : at;
        at += had;
    }
    if (here_n == 1)
        return;
    for (uint32_t i = 0; i < x->n; i++) {
        uint32_t where, code = find_open(p, paper[i], &where); /* it stands there already */
        uint32_t to = p->number[code]++;
        p->spare[to] = paper[i];
        if (weight)
            p->spare_weight[to] = weight[i];
    }
    memcpy(paper, p->spare, x->n * sizeof(uint32_t));
    if (weight)
        memcpy(weight, p->spare_weight, x->n * sizeof(uint32_t));
}

void parcels_begin(struct parcels *p) {
    for (uint32_t i = 0; i < p->met_n; i++) {
        mpq_set_ui(p->moved[p->met[i]], 0, 1);
        p->ballots[p->met[i]] = 0;
        p->is_met[p->met[i]] = 0;
    }
    p->met_n = 0;
}

static void credit(struct parcels *p, const struct parcel *x, uint32_t code) {
    struct tally *t = p->t;
    if (!p->is_met[code])
        p->met[p->met_n++] = code;
    p->is_met[code] = 1;
    p->ballots[code] += p->sum[code];
    number_add_times(&t->sys, p->moved[code], x->value, p->sum[code]);
    number_add_times(&t->sys, code ? tally_votes(t, code - 1) : t->exhausted, x->value,
                     p->sum[code]);
}

void parcels_pass(struct parcels *p, struct parcel *x) {
    uint32_t *paper = p->paper + x->from, here_n = 0, from = 0;
    if (!spare(p, x->n))
        return;
    for (uint32_t i = 0; i < x->n; i++) {
        uint32_t code = find_open(p, paper[i], &paper[i]);
        if (p->number[code]++ == 0)
            p->here[here_n++] = code;
        p->sum[code] += p->weight ? p->weight[x->from + i] : 1;
    }
    sort(p, x, here_n);
    for (uint32_t k = 0; k < here_n; k++) {
        uint32_t code = p->here[k], end = p->number[code];
        credit(p, x, code);
        if (code)
            hold(p, code - 1, x->from + from, end - from, p->sum[code], x->value);
        from = end;
        p->sum[code] = p->number[code] = 0;
    }
}

void parcels_note(struct parcels *p, uint32_t from, const mpq_t *value) {
    bool out = p->is_met[0] && p->ballots[0];
    numbers_sort(p->met, p->met_n);
    for (uint32_t i = 0; i < p->met_n; i++) {
        uint32_t code = p->met[i];
        if (code && p->ballots[code])
            tally_note_transfer(p->t, from, code - 1, p->moved[code], value, p->ballots[code]);
    }
    if (out)
        tally_note_transfer(p->t, from, COUNT_NOBODY, p->moved[0], value, p->ballots[0]);
}
