/* The ground of the second counting (count_naive.c): an election invented from a number, given to
 * the library, and what came of it compared. A ballot is a rank for each candidate, as on paper. */
#ifndef KOINON_TEST_CONFORM_NAIVE_H
#define KOINON_TEST_CONFORM_NAIVE_H

#include <gmp.h>

#include "count/count.h"

#define MOST 7     /* candidates */
#define BALLOTS 40 /* lines, each with a weight */
#define RANKS 6    /* of a cast vote record */
#define LABELLED (1u << 31)

struct election {
    uint32_t n, seats, ballots;
    int rank[BALLOTS][MOST];  /* 1 is the first; 0: not on the ballot; equal ones are equal ranks */
    int grade[BALLOTS][MOST]; /* -1: none */
    /* Cast vote records, instead of ranks: who is marked in each rank, a bit for each candidate;
     * 0: it is blank; LABELLED: the record says that there are too many marks and not whose. */
    bool records;
    uint32_t mark[BALLOTS][RANKS];
    uint32_t weight[BALLOTS];
    bool out[MOST];         /* withdrawn */
    uint32_t place[MOST];   /* of each candidate in the order for ties */
    uint32_t members[MOST]; /* of a list: parties of the coalition */
};

extern struct election e;
extern struct count_options o; /* what the next count is told; as invent leaves it: by rule */
extern struct count_result r;
extern struct fail fault;
extern uint64_t elections; /* of each method */

/* A number below N, from SEED. */
uint32_t roll(uint32_t n);

enum { EQUAL_RANKS = 1, WITHDRAWALS = 2, GRADES = 4, LISTS = 8, RECORDS = 16 };
/* An election with few or many ballots, few candidates, some ballots empty and most cut short;
 * some elections have no ballots, some more seats than candidates, some an order for ties. */
void invent(unsigned what);
/* The order for ties is e.place, said to the library. */
void order_given(void);
/* A rule for ties, as a list of them. */
void invent_ties(void);
/* Counts by a method with the options o; what count_run says. The ballots are in R.b. */
int counted(const char *method);
/* The same ballots in another order, weights split in two: nothing may change. */
int counted_shuffled(const char *method);

/* False, and shows the election, when IT does not hold. Every loop ends at the first. */
bool holds(bool it, const char *method, const char *what);
bool stands(uint32_t c);
uint32_t standing_n(void);

/* Exact numbers. A text of the library is this number, cut or rounded as it stands. */
bool text_is(const char *text, const mpq_t x);
void whole(mpq_t ret, int64_t v);
/* Down to PLACES decimals (or up, or to the nearest, halves up). */
void cut(mpq_t x, int places);
void cut_up(mpq_t x, int places);
void nearest(mpq_t x, int places);
void numbers_init(mpq_t *x, uint32_t n);
void numbers_drop(mpq_t *x, uint32_t n);

/* Result of a method that ranks: above[x][y]: x stands above y. Checks ranking, winners and who
 * is tied for the last seats. POINTS, unless NULL, are the scores shown. */
bool ranked(const char *method, bool above[MOST][MOST], mpq_t *points);
/* The one of the tied whom the rules for ties in o choose; HISTORY has the votes of the stages. */
uint32_t chosen(bool *tied, mpq_t history[][MOST], int stages, bool high);

#endif
