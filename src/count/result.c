#include "base/sha256.h"
#include "count/tally.h"

int result_init(struct count_result *r, const struct count_method *m, const struct count_ballots *b,
                const struct count_options *o, struct arena *a) {
    uint32_t n = b->candidates;
    *r = (struct count_result){.method = m, .b = b, .ballots = b->total, .invalid = b->blank,
                               .valid = b->total - b->blank};
    r->seats = o->seats ? o->seats : b->seats ? b->seats : 1;
    r->winners = ARENA_ARRAY(a, n + 1, uint32_t);
    r->ranking = ARENA_ARRAY(a, n + 1, uint32_t);
    r->rank_end = ARENA_ARRAY(a, n + 1, uint32_t);
    return r->winners && r->ranking && r->rank_end ? 0 : ERR_NOMEM;
}

int result_remark(struct count_result *r, struct arena *a, const char *text) {
    const char **at = ARENA_ARRAY(a, r->remarks_n + 1, const char *);
    if (!at || !text)
        return ERR_NOMEM;
    if (r->remarks_n)
        memcpy(at, r->remark, r->remarks_n * sizeof(*at));
    at[r->remarks_n++] = text;
    r->remark = at;
    return 0;
}

/* A stage at which the votes of a candidate changed, and what they became. */
struct count_when {
    const char *votes;
    uint32_t stage;
};

int result_index(struct count_result *r, struct arena *a) {
    uint32_t n = r->b->candidates, all = 0;
    uint32_t *end = ARENA_ARRAY(a, n + 1, uint32_t);
    if (!end)
        return ERR_NOMEM;
    for (uint32_t s = 0; s < r->stages_n; s++)
        for (uint32_t i = 0; i < r->stage[s].changes_n; i++, all++)
            end[r->stage[s].change[i].candidate + 1]++;
    r->when = ARENA_ARRAY(a, all, struct count_when);
    if (!r->when)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < n; c++)
        end[c + 1] += end[c];
    for (uint32_t s = 0; s < r->stages_n; s++) /* moves each beginning to its end */
        for (uint32_t i = 0; i < r->stage[s].changes_n; i++) {
            const struct count_number *x = &r->stage[s].change[i];
            r->when[end[x->candidate]++] = (struct count_when){x->number, s};
        }
    r->when_end = end;
    return 0;
}

const char *count_votes(const struct count_result *r, uint32_t stage, uint32_t candidate) {
    if (!r->when_end)
        return r->score ? r->score[candidate] : NULL;
    uint32_t from = candidate ? r->when_end[candidate - 1] : 0, low = from,
             high = r->when_end[candidate];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->when[middle].stage <= stage)
            low = middle + 1;
        else
            high = middle;
    }
    return low == from ? NULL : r->when[low - 1].votes;
}

const char *tie_rule_name(enum count_tie_rule rule) {
    static const char *const names[] = {"none", "backwards", "forwards", "order", "order-first",
                                        "lot", "refuse", "rctab-random"};
    return names[rule];
}

#define JAVA_FACTOR 0x5deece66dull
#define JAVA_MASK ((1ull << 48) - 1)

uint64_t java_seed(struct bytes seed) {
    uint64_t v = 0;
    bool minus = seed.n && seed.at[0] == '-';
    for (size_t i = minus; i < seed.n && seed.at[i] >= '0' && seed.at[i] <= '9'; i++)
        v = v * 10 + (uint64_t)(seed.at[i] - '0');
    return ((minus ? 0 - v : v) ^ JAVA_FACTOR) & JAVA_MASK;
}

uint32_t java_next(uint64_t *state, int bits) {
    *state = (*state * JAVA_FACTOR + 11) & JAVA_MASK;
    return (uint32_t)(*state >> (48 - bits));
}

void count_shuffle_rctab(struct bytes seed, uint32_t *list, uint32_t n) {
    uint64_t state = java_seed(seed);
    for (uint32_t i = n; i > 1; i--) {
        uint32_t bits = java_next(&state, 31), r;
        if ((i & (i - 1)) == 0) {
            r = (uint32_t)(((uint64_t)i * bits) >> 31);
        } else {
            r = bits % i;
            while (bits - r + (i - 1) > 0x7fffffff) {
                bits = java_next(&state, 31);
                r = bits % i;
            }
        }
        uint32_t c = list[i - 1];
        list[i - 1] = list[r];
        list[r] = c;
    }
}

/* The i-th of RFC 3797's draws takes a hash of the seed between two copies of i, as a number whose
 * remainder chooses among those left, in the order they were published. */
void count_lot(struct bytes seed, uint32_t *ret, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        ret[i] = i;
    for (uint32_t i = 0; i < n; i++) {
        struct sha256 s;
        struct hash h;
        uint8_t index[2] = {(uint8_t)(i >> 8), (uint8_t)i};
        sha256_init(&s);
        sha256_add(&s, index, 2);
        sha256_add(&s, seed.at, seed.n);
        sha256_add(&s, index, 2);
        sha256_end(&s, &h);
        uint64_t rest = 0;
        for (unsigned k = 0; k < HASH_BYTES; k++)
            rest = (rest * 256 + h.b[k]) % (n - i);
        uint32_t at = i + (uint32_t)rest, drawn = ret[at];
        memmove(ret + i + 1, ret + i, (at - i) * sizeof(*ret)); /* those left keep their order */
        ret[i] = drawn;
    }
}

int tie_places(const struct count_options *o, const struct count_ballots *b, bool lot,
               uint32_t *ret) {
    uint32_t n = b->candidates;
    if (lot) {
        if (o->seed.n == 0)
            return ERR_MISSING;
        struct arena a; /* the order drawn, turned round into places */
        arena_init(&a, b->alloc, (size_t)n * 8 + 4096);
        uint32_t *order = ARENA_ARRAY(&a, n, uint32_t);
        if (!order) {
            arena_drop(&a);
            return ERR_NOMEM;
        }
        count_lot(o->seed, order, n);
        for (uint32_t i = 0; i < n; i++)
            ret[order[i]] = i;
        arena_drop(&a);
        return 0;
    }
    const uint32_t *order = o->order ? o->order : b->order;
    uint32_t order_n = o->order ? o->order_n : b->order ? n : 0;
    for (uint32_t c = 0; c < n; c++)
        ret[c] = order_n + c;
    for (uint32_t i = 0; i < order_n; i++)
        ret[order[i]] = i;
    return 0;
}

uint32_t count_top(const uint64_t *votes, uint32_t n, uint32_t *ret) {
    uint32_t tied = 0;
    for (uint32_t c = 0; c < n; c++) {
        if (tied && votes[c] > votes[ret[0]])
            tied = 0;
        if (tied == 0 || votes[c] == votes[ret[0]])
            ret[tied++] = c;
    }
    return tied;
}
