#include "count/number.h"

void number_z_set(mpz_t ret, uint64_t v) {
    mpz_set_ui(ret, (unsigned long)(v >> 32));
    mpz_mul_2exp(ret, ret, 32);
    mpz_add_ui(ret, ret, (unsigned long)(v & 0xffffffffu));
}

void number_system_init(struct number_system *s, enum count_arithmetic kind, int places,
                        int guard) {
    *s = (struct number_system){.kind = kind, .places = places, .guard = guard};
    s->exact = kind != COUNT_FIXED;
    if (kind != COUNT_GUARDED)
        s->guard = 0;
    mpz_inits(s->scale, s->near, s->t, s->u, NULL);
    if (kind == COUNT_RATIONAL) {
        mpz_set_ui(s->scale, 1);
        return;
    }
    mpz_ui_pow_ui(s->scale, 10, (unsigned long)(s->places + s->guard));
    if (kind == COUNT_GUARDED) {
        mpz_ui_pow_ui(s->near, 10, (unsigned long)s->guard);
        mpz_fdiv_q_2exp(s->near, s->near, 1);
        if (mpz_sgn(s->near) == 0)
            mpz_set_ui(s->near, 1);
    }
}

void number_system_drop(struct number_system *s) {
    if (s->kind == COUNT_BY_RULE)
        return;
    mpz_clears(s->scale, s->near, s->t, s->u, NULL);
    s->kind = COUNT_BY_RULE;
}

const char *number_system_text(const struct number_system *s, struct arena *a) {
    if (s->kind == COUNT_RATIONAL)
        return "exact fractions";
    if (s->kind == COUNT_GUARDED)
        return arena_format(a, "decimals with %d places and %d guard digits", s->places, s->guard);
    if (s->places == 0)
        return "whole numbers";
    return arena_format(a, "decimals with %d places", s->places);
}

void number_set(const struct number_system *s, mpq_t ret, uint64_t whole) {
    number_z_set(mpq_numref(ret), whole);
    mpz_mul(mpq_numref(ret), mpq_numref(ret), s->scale);
    mpz_set_ui(mpq_denref(ret), 1);
}

void number_epsilon(const struct number_system *s, mpq_t ret) {
    mpq_set_ui(ret, s->kind != COUNT_RATIONAL, 1);
}

static void divide(mpz_t ret, const mpz_t a, const mpz_t b, enum number_round round) {
    if (round == NUMBER_UP)
        mpz_cdiv_q(ret, a, b);
    else
        mpz_fdiv_q(ret, a, b);
}

/* Guard digits replace rounding: with them every result is cut. */
static enum number_round way(const struct number_system *s, enum number_round round) {
    return s->kind == COUNT_GUARDED ? NUMBER_DOWN : round;
}

void number_mul(struct number_system *s, mpq_t ret, const mpq_t a, const mpq_t b,
                enum number_round round) {
    if (s->kind == COUNT_RATIONAL) {
        mpq_mul(ret, a, b);
        return;
    }
    mpz_mul(s->t, mpq_numref(a), mpq_numref(b));
    divide(mpq_numref(ret), s->t, s->scale, way(s, round));
}

void number_div(struct number_system *s, mpq_t ret, const mpq_t a, const mpq_t b,
                enum number_round round) {
    if (s->kind == COUNT_RATIONAL) {
        mpq_div(ret, a, b);
        return;
    }
    mpz_mul(s->t, mpq_numref(a), s->scale);
    mpz_set(s->u, mpq_numref(b));
    divide(mpq_numref(ret), s->t, s->u, way(s, round));
}

void number_muldiv(struct number_system *s, mpq_t ret, const mpq_t a, const mpq_t b, const mpq_t c,
                   enum number_round round) {
    if (s->kind == COUNT_RATIONAL) {
        mpq_t t;
        mpq_init(t);
        mpq_mul(t, a, b);
        mpq_div(ret, t, c);
        mpq_clear(t);
        return;
    }
    mpz_mul(s->t, mpq_numref(a), mpq_numref(b));
    mpz_set(s->u, mpq_numref(c));
    divide(mpq_numref(ret), s->t, s->u, way(s, round));
}

void number_add_times(struct number_system *s, mpq_t sum, const mpq_t a, uint64_t times) {
    if (s->kind != COUNT_RATIONAL && sizeof(unsigned long) == sizeof(times)) {
        mpz_addmul_ui(mpq_numref(sum), mpq_numref(a), (unsigned long)times);
        return;
    }
    number_z_set(s->t, times);
    if (s->kind == COUNT_RATIONAL) {
        mpq_t t;
        mpq_init(t);
        mpz_set(mpq_numref(t), s->t);
        mpq_mul(t, t, a);
        mpq_add(sum, sum, t);
        mpq_clear(t);
        return;
    }
    mpz_addmul(mpq_numref(sum), mpq_numref(a), s->t);
}

int number_compare(struct number_system *s, const mpq_t a, const mpq_t b) {
    if (s->kind == COUNT_RATIONAL)
        return mpq_cmp(a, b);
    if (s->kind == COUNT_GUARDED) {
        mpz_sub(s->t, mpq_numref(a), mpq_numref(b));
        if (mpz_cmpabs(s->t, s->near) < 0)
            return 0;
        return mpz_sgn(s->t);
    }
    return mpz_cmp(mpq_numref(a), mpq_numref(b));
}

const char *number_fraction(struct arena *a, const mpq_t x) {
    size_t room = mpz_sizeinbase(mpq_numref(x), 10) + mpz_sizeinbase(mpq_denref(x), 10) + 4;
    char *text = arena_get(a, room);
    return text ? mpq_get_str(text, 10, x) : NULL;
}

const char *count_number_text(struct number_system *s, struct arena *a, const mpq_t x) {
    if (s->kind == COUNT_RATIONAL)
        return number_fraction(a, x);
    mpz_set(s->t, mpq_numref(x));
    if (s->guard) { /* shown to the places that count, rounded */
        mpz_ui_pow_ui(s->u, 10, (unsigned long)s->guard);
        mpz_add(s->t, s->t, s->near);
        mpz_fdiv_q(s->t, s->t, s->u);
    }
    size_t places = (size_t)s->places, room = mpz_sizeinbase(s->t, 10) + 2;
    char small[64], *digits = room <= sizeof(small) ? small : arena_get(a, room);
    if (!digits)
        return NULL;
    mpz_get_str(digits, 10, s->t);
    size_t sign = digits[0] == '-', n = strlen(digits + sign), zeros = 0;
    if (places && n <= places)
        zeros = places + 1 - n;
    char *text = arena_get(a, sign + n + zeros + (places > 0) + 1), *at = text;
    if (!text)
        return NULL;
    if (sign)
        *at++ = '-';
    for (size_t i = 0; i < n + zeros; i++) {
        if (places && n + zeros - i == places)
            *at++ = '.';
        *at++ = i < zeros ? '0' : digits[sign + i - zeros];
    }
    *at = 0;
    return text;
}

mpq_t *number_array(struct arena *a, size_t n) {
    mpq_t *x = ARENA_ARRAY(a, n, mpq_t);
    for (size_t i = 0; x && i < n; i++)
        mpq_init(x[i]);
    return x;
}

void number_array_drop(mpq_t *x, size_t n) {
    for (size_t i = 0; x && i < n; i++)
        mpq_clear(x[i]);
}
