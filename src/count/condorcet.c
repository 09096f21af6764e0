/* Methods on the pairwise matrix: Schulze, ranked pairs, minimax, Copeland, and Debian's A.6. */
#include "base/limits.h"
#include "count/methods.h"
#include "count/pairwise.h"
#include "count/rank.h"
#include "count/tally.h"

struct duel {
    const uint64_t *pairs;
    uint32_t n;
    enum count_strength strength;
    int64_t *path;    /* n*n strengths, Schulze; or locked edges */
    uint32_t *before; /* n*n: who stands before y on the path from x; NULL: not asked for */
};

/* Strength of the defeat of y by x; 0: none. */
static int64_t strength(const struct duel *d, uint32_t x, uint32_t y) {
    uint64_t won = d->pairs[(size_t)x * d->n + y], lost = d->pairs[(size_t)y * d->n + x];
    if (won <= lost)
        return 0;
    return (int64_t)(d->strength == COUNT_MARGINS ? won - lost : won);
}

static bool out(const struct count_result *r, uint32_t c) {
    return r->b->candidate[c].withdrawn;
}

/* ---- Schulze (Social Choice and Welfare 36 (2011) 267) ---- */

/* From the strengths of defeats in d->path to those of the widest paths. */
static void widen(const struct duel *d) {
    uint32_t n = d->n;
    for (size_t i = 0; d->before && i < (size_t)n * n; i++)
        d->before[i] = (uint32_t)(i / n);
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t x = 0; x < n; x++) {
            int64_t first = d->path[(size_t)x * n + k], *row = d->path + (size_t)x * n;
            const int64_t *second = d->path + (size_t)k * n;
            if (first == 0 || x == k)
                continue;
            for (uint32_t y = 0; y < n; y++) {
                int64_t via = first < second[y] ? first : second[y];
                if (y == x || via <= row[y])
                    continue;
                row[y] = via;
                if (d->before)
                    d->before[(size_t)x * n + y] = d->before[(size_t)k * n + y];
            }
        }
}

static void widest_paths(const struct duel *d, const uint8_t *dropped) {
    uint32_t n = d->n;
    for (uint32_t x = 0; x < n; x++)
        for (uint32_t y = 0; y < n; y++)
            d->path[(size_t)x * n + y] = x == y || dropped[x] || dropped[y] ? 0 : strength(d, x, y);
    widen(d);
}

/* Layers: whom nobody left beats by paths stands first; they are taken away, and so on. (Where all
 * strengths differ a layer is one candidate.) */
static int rank_by_paths(struct count_result *r, const struct duel *d,
                         const struct count_options *o, struct arena *a, struct fail *f) {
    mpq_t *points = number_array(a, d->n);
    uint8_t *done = arena_get(a, d->n), *now = arena_get(a, d->n);
    if (!points || !done || !now)
        return ERR_NOMEM;
    for (uint32_t layer = 0, left = d->n; left > 0 && layer < d->n; layer++) {
        for (uint32_t x = 0; x < d->n; x++) {
            now[x] = !done[x];
            for (uint32_t y = 0; y < d->n && now[x]; y++)
                now[x] = done[y] || out(r, y) || out(r, x) ||
                         d->path[(size_t)y * d->n + x] <= d->path[(size_t)x * d->n + y];
        }
        for (uint32_t x = 0; x < d->n; x++)
            if (now[x]) {
                mpq_set_ui(points[x], d->n - layer - 1, 1);
                done[x] = 1;
                left--;
            }
    }
    int code = rank_points(r, points, o, a, f);
    number_array_drop(points, d->n);
    return code;
}

/* ---- ranked pairs (Tideman 1987) ---- */

struct edge {
    uint32_t from, to;
    uint64_t won, lost;
};

/* Stronger first; of equal ones the one with the weaker minority, then those of one strength are
 * tried in the order of the places for ties. */
static int compare_edges(const struct duel *d, const struct edge *x, const struct edge *y) {
    uint64_t a = d->strength == COUNT_MARGINS ? x->won - x->lost : x->won;
    uint64_t b = d->strength == COUNT_MARGINS ? y->won - y->lost : y->won;
    if (a != b)
        return a > b ? -1 : 1;
    if (d->strength != COUNT_MARGINS && x->lost != y->lost)
        return x->lost < y->lost ? -1 : 1;
    return 0;
}

/* Reach[x][y]: a path of locked edges leads from x to y. */
static void lock(const struct duel *d, uint32_t from, uint32_t to) {
    uint32_t n = d->n;
    for (uint32_t x = 0; x < n; x++) {
        if (x != from && !d->path[(size_t)x * n + from])
            continue;
        for (uint32_t y = 0; y < n; y++)
            if (y == to || d->path[(size_t)to * n + y])
                d->path[(size_t)x * n + y] = 1;
    }
}

static uint32_t edges(const struct duel *d, const struct count_result *r, struct edge *e,
                      const uint32_t *place) {
    uint32_t m = 0;
    for (uint32_t x = 0; x < d->n; x++)
        for (uint32_t y = 0; y < d->n; y++)
            if (x != y && !out(r, x) && !out(r, y) && strength(d, x, y))
                e[m++] = (struct edge){x, y, d->pairs[(size_t)x * d->n + y],
                                       d->pairs[(size_t)y * d->n + x]};
    for (uint32_t gap = m / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < m; i++) {
            struct edge v = e[i];
            uint32_t j = i;
            for (; j >= gap; j -= gap) {
                const struct edge *w = &e[j - gap];
                int cmp = compare_edges(d, &v, w);
                if (cmp == 0)
                    cmp = place[v.from] != place[w->from]
                              ? (place[v.from] < place[w->from] ? -1 : 1)
                          : place[v.to] > place[w->to] ? -1
                                                       : 1;
                if (cmp > 0)
                    break;
                e[j] = e[j - gap];
            }
            e[j] = v;
        }
    return m;
}

static int ranked_pairs(struct count_result *r, const struct duel *d, const struct count_options *o,
                        struct arena *a) {
    uint32_t *place = ARENA_ARRAY(a, d->n, uint32_t);
    struct edge *e = ARENA_ARRAY(a, (size_t)d->n * d->n + 1, struct edge);
    if (!place || !e || tie_places(o, r->b, o->seed.n > 0, place) < 0)
        return ERR_NOMEM;
    uint32_t m = edges(d, r, e, place);
    struct count_defeat *said = o->certify ? ARENA_ARRAY(a, m + 1, struct count_defeat) : NULL;
    if (o->certify && !said)
        return ERR_NOMEM;
    memset(d->path, 0, (size_t)d->n * d->n * sizeof(*d->path));
    for (uint32_t i = 0; i < m;) { /* edges of one strength are tried together */
        uint32_t end = i + 1;
        while (end < m && compare_edges(d, &e[i], &e[end]) == 0)
            end++;
        for (; i < end; i++) {
            bool fits = !d->path[(size_t)e[i].to * d->n + e[i].from];
            if (fits)
                lock(d, e[i].from, e[i].to);
            if (said)
                said[i] = (struct count_defeat){e[i].from, e[i].to, e[i].won, e[i].lost, fits};
        }
    }
    r->proof.defeat = said;
    r->proof.defeats_n = m;
    return 0;
}

/* ---- minimax, Copeland ---- */

static int points_of(struct count_result *r, const struct duel *d, int variant, mpq_t *points) {
    for (uint32_t x = 0; x < d->n; x++) {
        int64_t worst = variant == CONDORCET_MINIMAX ? INT64_MIN : 0;
        for (uint32_t y = 0; y < d->n; y++) {
            if (x == y || out(r, x) || out(r, y))
                continue;
            int64_t mine = (int64_t)d->pairs[(size_t)x * d->n + y];
            int64_t theirs = (int64_t)d->pairs[(size_t)y * d->n + x];
            int64_t v = d->strength == COUNT_MARGINS      ? theirs - mine
                        : d->strength == COUNT_OPPOSITION ? theirs
                        : theirs > mine                   ? theirs
                                                          : 0;
            if (variant == CONDORCET_COPELAND)
                worst -= (mine > theirs) - (mine < theirs);
            else if (v > worst)
                worst = v;
        }
        if (worst == INT64_MIN)
            worst = 0;
        mpq_set_si(points[x], (long)-worst, 1); /* the lowest is best */
    }
    return 0;
}

static int prepare(struct duel *d, const struct count_method *m, const struct count_ballots *b,
                   const struct count_options *o, struct arena *a, struct count_result *r,
                   struct fail *f) {
    int code = result_init(r, m, b, o, a);
    if (code < 0)
        return code;
    if (b->candidates > LIMIT_COUNT_PAIRWISE)
        return fail_set(f, ERR_RANGE, "%s compares each candidate with each: at most %d, here %u",
                        m->name, LIMIT_COUNT_PAIRWISE, b->candidates);
    r->pairwise = pairwise_matrix(b, o->explicit_only, a, &r->valid);
    *d = (struct duel){.pairs = r->pairwise, .n = b->candidates, .strength = o->strength};
    d->path = ARENA_ARRAY(a, (size_t)d->n * d->n, int64_t);
    r->invalid = r->ballots - r->valid;
    if (o->certify)
        d->before = ARENA_ARRAY(a, (size_t)d->n * d->n, uint32_t);
    return r->pairwise && d->path && (d->before || !o->certify) ? 0 : ERR_NOMEM;
}

static void prove_paths(struct count_result *r, const struct duel *d) {
    r->proof.path = d->before ? d->path : NULL;
    r->proof.path_before = d->before;
}

int count_condorcet(const struct count_method *m, const struct count_ballots *b,
                    const struct count_options *o, struct arena *a, struct count_result *ret,
                    struct fail *f) {
    struct duel d;
    int r = prepare(&d, m, b, o, a, ret, f);
    if (r < 0)
        return r;
    uint8_t *dropped = arena_get(a, d.n);
    if (!dropped)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < d.n; c++)
        dropped[c] = b->candidate[c].withdrawn;
    if (m->variant == CONDORCET_SCHULZE) {
        widest_paths(&d, dropped);
        prove_paths(ret, &d);
        return rank_by_paths(ret, &d, o, a, f);
    }
    if (m->variant == CONDORCET_RANKED_PAIRS) {
        r = ranked_pairs(ret, &d, o, a);
        return r < 0 ? r : rank_by_paths(ret, &d, o, a, f);
    }
    mpq_t *points = number_array(a, d.n);
    if (!points)
        return ERR_NOMEM;
    points_of(ret, &d, m->variant, points);
    r = rank_points(ret, points, o, a, f);
    number_array_drop(points, d.n);
    return r;
}

/* ---- Debian's constitution, A.6 ---- */

/* Votes over the default option reach the quorum q * sqrt(electorate): v^2 * den^2 >= num^2 * n.
 * The root is irrational and is never rounded. */
static bool quorum_reached(uint64_t votes, const struct count_options *o) {
    struct ratio q = o->quorum.den ? o->quorum : (struct ratio){3, 2};
    if (o->electorate == 0)
        return true;
    mpz_t x, y;
    mpz_inits(x, y, NULL);
    number_z_set(x, votes);
    mpz_mul_ui(x, x, (unsigned long)q.den);
    mpz_mul(x, x, x);
    number_z_set(y, o->electorate);
    mpz_mul_ui(y, y, (unsigned long)q.num);
    mpz_mul_ui(y, y, (unsigned long)q.num);
    bool reached = mpz_cmp(x, y) >= 0;
    mpz_clears(x, y, NULL);
    return reached;
}

/* A.6.3: an option must defeat the default one by more than its ratio: V(A,D) > N * V(D,A). */
static bool majority_passed(uint64_t won, uint64_t lost, struct ratio n) {
    mpz_t x, y;
    mpz_inits(x, y, NULL);
    number_z_set(x, won);
    number_z_set(y, lost);
    mpz_mul_ui(x, x, (unsigned long)n.den);
    mpz_mul_ui(y, y, (unsigned long)n.num);
    bool passed = mpz_cmp(x, y) > 0;
    mpz_clears(x, y, NULL);
    return passed;
}

/* "[3:1]" in an option's title is the majority it needs, unless --majority says otherwise. */
static struct ratio needed(const struct count_ballots *b, const struct count_options *o,
                           uint32_t c) {
    if (c < o->majority_n && o->majority[c].den)
        return o->majority[c];
    struct bytes s = b->candidate[c].name;
    for (size_t i = 0; i + 4 < s.n; i++)
        if (s.at[i] == '[' && s.at[i + 2] == ':' && s.at[i + 4] == ']' && s.at[i + 1] >= '1' &&
            s.at[i + 1] <= '9' && s.at[i + 3] >= '1' && s.at[i + 3] <= '9')
            return (struct ratio){s.at[i + 1] - '0', s.at[i + 3] - '0'};
    return (struct ratio){1, 1};
}

static int drop_options(struct count_result *r, const struct count_options *o, uint32_t def,
                        uint8_t *dropped, struct arena *a) {
    const struct count_ballots *b = r->b;
    uint32_t n = b->candidates;
    for (uint32_t c = 0; c < n; c++) {
        uint64_t won = r->pairwise[(size_t)c * n + def], lost = r->pairwise[(size_t)def * n + c];
        struct ratio over = needed(b, o, c);
        struct bytes s = b->candidate[c].name;
        if (c == def || dropped[c])
            continue;
        bool quorum = quorum_reached(won, o), majority = majority_passed(won, lost, over);
        dropped[c] = !quorum || !majority;
        r->proof.tested[r->proof.tested_n++] =
            (struct count_tested){c, won, lost, over, quorum, majority};
        if (dropped[c] &&
            result_remark(r, a,
                          arena_format(a, "Option %u (%.*s) is dropped: %s (%llu against %llu).",
                                       c + 1, (int)(s.n > 100 ? 100 : s.n), (const char *)s.at,
                                       !quorum ? "quorum not reached" : "majority not reached",
                                       (unsigned long long)won, (unsigned long long)lost)) < 0)
            return ERR_NOMEM;
    }
    return 0;
}

/* A.6.7: of defeats with equally many votes the one with more against it is weaker. Strengths are
 * places among all defeats, the weakest 1. */
static int debian_paths(const struct duel *d, const struct count_result *r, const uint8_t *dropped,
                        struct arena *a) {
    uint32_t *place = ARENA_ARRAY(a, d->n, uint32_t);
    struct edge *e = ARENA_ARRAY(a, (size_t)d->n * d->n + 1, struct edge);
    if (!place || !e)
        return ERR_NOMEM;
    int64_t level = 1;
    for (uint32_t m = edges(d, r, e, place); m > 0; m--) {
        const struct edge *x = &e[m - 1];
        if (!dropped[x->from] && !dropped[x->to])
            d->path[(size_t)x->from * d->n + x->to] = level;
        level += m > 1 && compare_edges(d, x - 1, x) != 0;
    }
    widen(d);
    return 0;
}

int count_debian(const struct count_method *m, const struct count_ballots *b,
                 const struct count_options *o, struct arena *a, struct count_result *ret,
                 struct fail *f) {
    struct duel d;
    int r = prepare(&d, m, b, o, a, ret, f);
    if (r < 0)
        return r;
    ret->seats = 1;
    d.strength = COUNT_WINNING_VOTES;
    uint32_t def = o->default_option ? (uint32_t)o->default_option - 1 : d.n - 1;
    uint8_t *dropped = arena_get(a, d.n);
    uint32_t *tied = ARENA_ARRAY(a, d.n, uint32_t);
    ret->proof.tested = ARENA_ARRAY(a, d.n, struct count_tested);
    if (!dropped || !tied || !ret->proof.tested)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < d.n; c++)
        dropped[c] = b->candidate[c].withdrawn;
    r = drop_options(ret, o, def, dropped, a);
    if (r < 0)
        return r;
    if ((r = debian_paths(&d, ret, dropped, a)) < 0)
        return r;
    prove_paths(ret, &d);
    uint32_t n = 0;
    for (uint32_t x = 0; x < d.n; x++) {
        bool best = !dropped[x];
        for (uint32_t y = 0; y < d.n && best; y++)
            best = d.path[(size_t)y * d.n + x] <= d.path[(size_t)x * d.n + y];
        if (best)
            tied[n++] = x;
    }
    if (n == 1)
        ret->winners[ret->winners_n++] = tied[0];
    else { /* A.6.8: the elector with the casting vote decides among them */
        ret->standing = tied;
        ret->standing_n = n;
        r = result_remark(ret, a, "Several options remain: whoever has the casting vote decides.");
    }
    return r;
}
