#include "count/pairwise.h"

/* For each ballot, pairs (x above y): those ranked after x, and for implicit rankings all unranked.
 * The unranked part is credited once per ranked candidate: above[x] counts ballots that rank x at
 * all, and both[x][y] those that rank both, so that unranked(y) among ballots with x = above -
 * both. */
struct pairs {
    const struct count_ballots *b;
    uint64_t *over;  /* ranked above, both ranked */
    uint64_t *both;  /* both ranked, x before or equal to y in the stream */
    uint64_t *ranked;
    uint32_t *list, *rank;
    uint64_t valid;
};

static size_t one_ballot(struct pairs *p, size_t at, uint64_t weight) {
    const struct count_ballots *b = p->b;
    uint32_t n = 0, rank = 0, all = b->candidates;
    for (; count_element(b, at); at++) {
        uint32_t e = count_element(b, at), c = e & (b->tied - 1);
        rank += !(e & b->tied);
        if (c > all || b->candidate[c - 1].withdrawn)
            continue;
        p->list[n] = c - 1;
        p->rank[n++] = rank;
    }
    p->valid += n ? weight : 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = p->list[i], ranked = p->rank[i];
        uint64_t *over = p->over + (size_t)x * all, *both = p->both + (size_t)x * all;
        p->ranked[x] += weight;
        for (uint32_t k = i + 1; k < n; k++) {
            uint32_t y = p->list[k];
            both[y] += weight;
            over[y] += ranked < p->rank[k] ? weight : 0;
        }
    }
    return at + 1;
}

uint64_t *pairwise_matrix(const struct count_ballots *b, bool explicit_only, struct arena *a,
                          uint64_t *valid) {
    size_t n = b->candidates;
    struct pairs p = {.b = b};
    p.over = ARENA_ARRAY(a, n * n, uint64_t);
    p.both = ARENA_ARRAY(a, n * n, uint64_t);
    p.ranked = ARENA_ARRAY(a, n, uint64_t);
    p.list = ARENA_ARRAY(a, 2 * n + 64, uint32_t);
    p.rank = ARENA_ARRAY(a, 2 * n + 64, uint32_t);
    if (!p.over || !p.both || !p.ranked || !p.list || !p.rank)
        return NULL;
    size_t at = 0;
    for (size_t i = 0; i < b->n; i++)
        at = one_ballot(&p, at, count_weight(b, i));
    for (size_t x = 0; x < n && !explicit_only; x++)
        for (size_t y = 0; y < n; y++)
            if (x != y && !b->candidate[x].withdrawn && !b->candidate[y].withdrawn)
                p.over[x * n + y] += p.ranked[x] - p.both[x * n + y] - p.both[y * n + x];
    *valid = p.valid;
    return p.over;
}
