/* Seats in a table between two margins: the seats of each row and of each column are fixed, and
 * each cell has its votes over the divisor of its row and the divisor of its column, rounded to the
 * nearest whole number; a half may go either way. The divisors are what is sought. Not for users of
 * the library.
 *
 *     matrix_scale(&m);                           // divisors in turn: columns hold, rows nearly
 *     if (matrix_transfer(&m, cut, &fail) < 0) ... // both hold, or the cells that cannot be filled
 *     for (each cell in the order for ties) matrix_decide(&m, cell, tied, &n);
 *
 * A cell is "tied" when its quotient lies on a half: it may hand a seat on, or take one more,
 * without any divisor changing. */
#ifndef KOINON_COUNT_MATRIX_H
#define KOINON_COUNT_MATRIX_H

#include "count/number.h"

struct matrix {
    uint32_t rows, columns;
    const uint64_t *votes; /* [row * columns + column]; a cell without votes has no seats */
    uint64_t *seats;       /* the same */
    const uint64_t *row_seats, *column_seats; /* of one sum */
    /* seats that a cell with votes has however few they are, and no divisor takes away; their sums
     * fit the margins */
    const uint8_t *least;
    mpq_t *row, *column; /* divisors, above nothing */
    mpq_t *label;        /* of rows, then columns: how far a divisor may move; scratch */
    mpq_t low, high, a, b;
    uint8_t *state; /* of rows, then columns */
    uint32_t *from, *queue;
    int8_t *hand; /* of each cell: 1 may take a seat, -1 may hand one on, 0 stays; matrix_ties */
};

/* VOTES, SEATS and the margins are set; divisors are 1. ERR_NOMEM. Holds memory of GMP's, whatever
 * it returned: matrix_drop. */
int matrix_init(struct matrix *m, struct arena *a);
void matrix_drop(struct matrix *m);

/* SEATS among N cells, STEP apart, by their weights (votes over the other divisor), to the nearest
 * with one divisor, or LEAST (NULL: 0) if that is more; without weight, no seats. One weight is
 * above nothing, unless SEATS is 0. */
void matrix_divide(mpq_t *weight, uint32_t n, uint64_t seats, uint64_t *ret, const uint8_t *least,
                   uint32_t step);
/* The divisors that give these seats: from LOW to HIGH. False: any would. */
bool matrix_interval(mpq_t *weight, uint32_t n, const uint64_t *seats, const uint8_t *least,
                     uint32_t step, mpq_t low, mpq_t high);

/* Divisors of columns and rows in turn, some rounds of it: columns hold afterwards, and the cells
 * are rounded by the divisors; rows hold when it returns true. Every column with seats has votes.
 */
bool matrix_scale(struct matrix *m);
/* From there, seat by seat, until rows hold too. ERR_CONFLICT: no table exists; CUT (of rows, then
 * columns) marks columns whose seats are more than the rows with votes there may have, but for
 * their LEAST elsewhere, and these rows. ERR_RANGE: a table too large for this. */
int matrix_transfer(struct matrix *m, bool *ret_cut, struct fail *f);
/* Shorter divisors that give the same seats. */
void matrix_shorten(struct matrix *m);

/* Which cells are tied (sets HAND), once rows and columns hold. */
void matrix_ties(struct matrix *m);
/* Gives CELL one more seat where that leaves another table as good, all earlier decided cells as
 * they are; then it is decided. RET has room for every cell: those among which the seat moves, in
 * order; returns how many, 0: nothing was to be decided. */
uint32_t matrix_decide(struct matrix *m, uint32_t cell, uint32_t *ret);

#endif
