#include "count/measures.h"

#include "base/checked.h"
#include "count/number.h"

/* |votes share - seats share| of each list, summed, and the sum of squares. */
static void differences(const uint64_t *votes, const uint64_t *seats, uint32_t n, mpz_t all_votes,
                        mpz_t all_seats, mpq_t absolute, mpq_t squares) {
    mpq_t v, s;
    mpq_inits(v, s, NULL);
    mpq_set_ui(absolute, 0, 1);
    mpq_set_ui(squares, 0, 1);
    for (uint32_t c = 0; c < n; c++) {
        number_z_set(mpq_numref(v), votes[c]);
        mpz_set(mpq_denref(v), all_votes);
        mpq_canonicalize(v);
        number_z_set(mpq_numref(s), seats[c]);
        mpz_set(mpq_denref(s), all_seats);
        mpq_canonicalize(s);
        mpq_sub(v, v, s);
        mpq_mul(s, v, v);
        mpq_add(squares, squares, s);
        mpq_abs(v, v);
        mpq_add(absolute, absolute, v);
    }
    mpq_clears(v, s, NULL);
}

/* 1 / sum of squared shares = (sum of x)^2 / sum of x^2. */
static const char *effective(const uint64_t *x, uint32_t n, const mpz_t all, struct arena *a) {
    mpq_t q;
    mpz_t t;
    mpq_init(q);
    mpz_init(t);
    mpz_set_ui(mpq_denref(q), 0);
    for (uint32_t c = 0; c < n; c++) {
        number_z_set(t, x[c]);
        mpz_addmul(mpq_denref(q), t, t);
    }
    mpz_mul(mpq_numref(q), all, all);
    mpq_canonicalize(q);
    const char *text = number_fraction(a, q);
    mpq_clear(q);
    mpz_clear(t);
    return text;
}

/* The square root of X/2 as a decimal of six places, cut: an irrational number has no exact
 * text. */
static const char *half_root(const mpq_t x, struct arena *a) {
    struct number_system s;
    mpq_t q;
    mpz_t scale;
    mpq_init(q);
    mpz_init(scale);
    mpz_ui_pow_ui(scale, 10, 12);
    mpz_mul(mpq_numref(q), mpq_numref(x), scale);
    mpz_mul_2exp(scale, mpq_denref(x), 1);
    mpz_fdiv_q(mpq_numref(q), mpq_numref(q), scale);
    mpz_sqrt(mpq_numref(q), mpq_numref(q));
    number_system_init(&s, COUNT_FIXED, 6, 0);
    const char *text = count_number_text(&s, a, q);
    number_system_drop(&s);
    mpq_clear(q);
    mpz_clear(scale);
    return text;
}

int count_measure(const uint64_t *votes, const uint64_t *seats, uint32_t n, struct arena *a,
                  struct count_measures *ret) {
    struct count_measures m = {0};
    mpz_t all_votes, all_seats, t;
    mpq_t absolute, squares, x;
    mpz_inits(all_votes, all_seats, t, NULL);
    mpq_inits(absolute, squares, x, NULL);
    uint32_t lists = 0;
    for (uint32_t c = 0; c < n; c++) {
        number_z_set(t, votes[c]);
        mpz_add(all_votes, all_votes, t);
        number_z_set(t, seats[c]);
        mpz_add(all_seats, all_seats, t);
        lists += votes[c] > 0;
    }
    int r = mpz_sgn(all_votes) && mpz_sgn(all_seats) ? 0 : ERR_RANGE;
    if (r == 0) {
        differences(votes, seats, n, all_votes, all_seats, absolute, squares);
        mpq_set_ui(x, 1, 2);
        mpq_mul(x, x, absolute);
        m.loosemore_hanby = number_fraction(a, x);
        mpq_set_ui(x, 1, lists);
        mpq_mul(x, x, absolute);
        m.rae = number_fraction(a, x);
        m.gallagher = half_root(squares, a);
        m.effective_by_votes = effective(votes, n, all_votes, a);
        m.effective_by_seats = effective(seats, n, all_seats, a);
        if (!m.loosemore_hanby || !m.rae || !m.gallagher || !m.effective_by_votes ||
            !m.effective_by_seats)
            r = ERR_NOMEM;
    }
    mpz_clears(all_votes, all_seats, t, NULL);
    mpq_clears(absolute, squares, x, NULL);
    if (r == 0)
        *ret = m;
    return r;
}

/* ---- members behind delegates ---- */

#define KNAPSACK_STEPS_MAX 200000000u

static const char *fraction(uint64_t over, uint64_t under, struct arena *a) {
    mpq_t q;
    mpq_init(q);
    number_z_set(mpq_numref(q), over);
    number_z_set(mpq_denref(q), under);
    mpq_canonicalize(q);
    const char *text = number_fraction(a, q);
    mpq_clear(q);
    return text;
}

/* Members per delegate of x against y. */
static int compare(const uint64_t *members, const uint64_t *delegates, uint32_t x, uint32_t y) {
    uint128 a = (uint128)members[x] * delegates[y], b = (uint128)members[y] * delegates[x];
    return a > b ? 1 : a < b ? -1 : 0;
}

/* The fewest members whose units have at least NEED votes: best[v] of v votes or more. */
static int fewest(const uint64_t *members, const uint64_t *delegates, uint32_t n, uint64_t need,
                  struct arena *a, uint64_t *ret) {
    if ((uint128)need * n > KNAPSACK_STEPS_MAX)
        return ERR_RANGE;
    uint64_t *best = ARENA_ARRAY(a, need + 1, uint64_t);
    if (!best)
        return ERR_NOMEM;
    for (uint64_t v = 1; v <= need; v++)
        best[v] = UINT64_MAX;
    for (uint32_t c = 0; c < n; c++)
        for (uint64_t v = need; v > 0 && delegates[c]; v--) {
            uint64_t from = best[v > delegates[c] ? v - delegates[c] : 0];
            if (from != UINT64_MAX && from + members[c] < best[v])
                best[v] = from + members[c];
        }
    *ret = best[need];
    return 0;
}

static int in_order(const uint64_t *members, const uint64_t *delegates, uint32_t n, uint64_t need,
                    struct arena *a, uint64_t *ret) {
    uint32_t *order = ARENA_ARRAY(a, n, uint32_t), m = 0;
    if (!order)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < n; c++)
        if (delegates[c])
            order[m++] = c;
    for (uint32_t gap = m / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < m; i++) {
            uint32_t c = order[i], j = i;
            for (; j >= gap; j -= gap) {
                int cmp = compare(members, delegates, order[j - gap], c);
                if (cmp < 0 || (cmp == 0 && order[j - gap] < c))
                    break;
                order[j] = order[j - gap];
            }
            order[j] = c;
        }
    uint64_t votes = 0, sum = 0;
    for (uint32_t i = 0; i < m && votes < need; i++) {
        votes += delegates[order[i]];
        sum += members[order[i]];
    }
    *ret = sum;
    return 0;
}

int count_represent(const uint64_t *members, const uint64_t *delegates, uint32_t n, struct arena *a,
                    struct count_representation *ret) {
    struct count_representation x = {.most_at = UINT32_MAX, .least_at = UINT32_MAX};
    uint64_t all = 0, votes = 0, share = 0, order = 0;
    x.per_delegate = ARENA_ARRAY(a, n, const char *);
    if (n && !x.per_delegate)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < n; c++) {
        if (!add_u64(all, members[c], &all) || !add_u64(votes, delegates[c], &votes))
            return ERR_RANGE;
        if (delegates[c] == 0) {
            x.without += members[c];
            continue;
        }
        x.per_delegate[c] = fraction(members[c], delegates[c], a);
        if (x.most_at == UINT32_MAX || compare(members, delegates, c, x.most_at) > 0)
            x.most_at = c;
        if (x.least_at == UINT32_MAX || compare(members, delegates, c, x.least_at) < 0)
            x.least_at = c;
    }
    if (all == 0 || votes == 0)
        return ERR_RANGE;
    int r = fewest(members, delegates, n, votes / 2 + 1, a, &share);
    r = r < 0 ? r : in_order(members, delegates, n, votes / 2 + 1, a, &order);
    if (r < 0)
        return r;
    x.mean = fraction(all, votes, a);
    x.most = x.per_delegate[x.most_at];
    x.least = x.per_delegate[x.least_at];
    if (members[x.least_at]) {
        mpq_t p, q;
        mpq_inits(p, q, NULL);
        r = mpq_set_str(p, x.most, 10) || mpq_set_str(q, x.least, 10) ? ERR_NOMEM : 0;
        if (r == 0) {
            mpq_div(p, p, q);
            x.ratio = number_fraction(a, p);
        }
        mpq_clears(p, q, NULL);
    }
    x.minimum_share = fraction(share, all, a);
    x.dauer_kelsay = fraction(order, all, a);
    if (r == 0)
        *ret = x;
    return r;
}
