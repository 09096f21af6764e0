#include "count/measures.h"

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
