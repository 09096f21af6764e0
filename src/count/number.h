/* The arithmetics that rules prescribe, behind one set of names. A number is an mpq_t in every
 * system: of fixed and guarded decimals the numerator counts units of the last place and the
 * denominator stays 1. Not for users of the library. */
#ifndef KOINON_COUNT_NUMBER_H
#define KOINON_COUNT_NUMBER_H

#include <gmp.h>

#include "count/count.h"

enum number_round { NUMBER_DOWN, NUMBER_UP };

struct number_system {
    enum count_arithmetic kind;
    int places, guard;
    mpz_t scale;  /* units in one */
    mpz_t near;   /* guarded: differences below this are none */
    mpz_t t, u;   /* scratch */
    bool exact;   /* no quota is rounded up: rational and guarded */
};

void number_system_init(struct number_system *s, enum count_arithmetic kind, int places, int guard);
void number_system_drop(struct number_system *s);
/* "fixed decimals, 5 places" into the arena. */
const char *number_system_text(const struct number_system *s, struct arena *a);

void number_set(const struct number_system *s, mpq_t ret, uint64_t whole);
/* 10^-places of the system's unit, the least step (rational: 0). */
void number_epsilon(const struct number_system *s, mpq_t ret);
void number_mul(struct number_system *s, mpq_t ret, const mpq_t a, const mpq_t b,
                enum number_round round);
void number_div(struct number_system *s, mpq_t ret, const mpq_t a, const mpq_t b,
                enum number_round round);
/* a * b / c, rounded once. */
void number_muldiv(struct number_system *s, mpq_t ret, const mpq_t a, const mpq_t b, const mpq_t c,
                   enum number_round round);
void number_add_times(struct number_system *s, mpq_t sum, const mpq_t a, uint64_t times);
int number_compare(struct number_system *s, const mpq_t a, const mpq_t b);
/* Exact text: decimal with the system's places, or a fraction. NULL without memory. */
const char *count_number_text(struct number_system *s, struct arena *a, const mpq_t x);
/* A fraction or whole number, whatever the system. */
const char *number_fraction(struct arena *a, const mpq_t x);

void number_z_set(mpz_t ret, uint64_t v);
/* N numbers, zero. They hold memory of GMP's: number_array_drop. */
mpq_t *number_array(struct arena *a, size_t n);
void number_array_drop(mpq_t *x, size_t n);

#endif
