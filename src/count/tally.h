/* A count under way: who stands where, with how many votes, and the working as it is written down.
 * Shared by every method that proceeds by stages. Not for users of the library. */
#ifndef KOINON_COUNT_TALLY_H
#define KOINON_COUNT_TALLY_H

#include "count/feasible.h"
#include "count/number.h"

enum standing { HOPEFUL, PENDING /* elected, surplus not yet transferred */, ELECTED, EXCLUDED,
                WITHDRAWN };

/* Votes change by few candidates a stage: each has the list of her changes, the latest first. */
struct tally_change;

struct tally {
    const struct count_ballots *b;
    const struct count_options *o;
    struct arena *a;
    struct fail *f;
    struct count_result *r;
    struct number_system sys;
    uint32_t n, seats;
    uint32_t hopefuls, winners; /* winners: pending and elected */
    uint8_t *standing;          /* enum standing */
    const mpq_t *votes;         /* of each candidate; tally_votes() to change them */
    mpq_t quota, exhausted, surplus, t, u;
    bool has_quota, has_surplus;
    mpq_t *number;              /* the same as votes */
    uint8_t *touched;           /* of each candidate: TALLY_ bits */
    uint32_t *changed, changed_n; /* whose votes were touched since the last stage */
    mpq_t *written;             /* of each candidate: the votes as last written, and their text */
    const char **text;
    bool looks_back;            /* ties are settled by earlier stages: changes are remembered */
    struct tally_change **last, **cursor;
    uint32_t *order, order_n;   /* tally_order() */
    bool unsorted, order_lost;
    uint32_t *moved, *spare;
    uint32_t *place;            /* of each candidate in the order for ties */
    uint8_t placed;             /* 1 by the order, 2 by the lot, 0 not yet */
    uint32_t *tied;
    /* the stage being made */
    uint32_t *elected, *excluded, elected_n, excluded_n;
    struct count_transfer *transfer;
    uint32_t transfers_n, transfers_room;
    struct count_tie *tie;
    uint32_t ties_n, ties_room;
    uint32_t stages_room;
    uint32_t winners_room;
    struct feasible *limits; /* groups; NULL: none */
    uint8_t *bound_said;     /* of each candidate: 1 doomed, 2 guarded were written down */
    const struct count_why **doom; /* of each who was excluded since the last stage as doomed */
    bool passing; /* who is excluded comes back: of the groups only elections are told */
    uint64_t random; /* state of COUNT_TIE_RCTAB's generator */
    bool failed;     /* memory ran out */
};

int tally_init(struct tally *t, const struct count_method *m, const struct count_ballots *b,
               const struct count_options *o, struct arena *a, struct count_result *r,
               struct fail *f, enum count_arithmetic kind, int places, int guard);
/* Frees GMP's memory, whatever happened. Returns R, or ERR_NOMEM/ERR_RANGE when the tally
 * failed. */
int tally_end(struct tally *t, int r);

enum { TALLY_UNWRITTEN = 1, TALLY_UNSORTED = 2 };
/* The votes of C, to be changed. */
static inline __mpq_struct *tally_votes(struct tally *t, uint32_t c) {
    if (!(t->touched[c] & TALLY_UNWRITTEN))
        t->changed[t->changed_n++] = c;
    t->touched[c] = TALLY_UNWRITTEN | TALLY_UNSORTED;
    t->unsorted = true;
    return t->number[c];
}
/* After standings were set from outside: counts the hopefuls, and everybody is written again. */
void tally_restand(struct tally *t);
void tally_elect(struct tally *t, uint32_t c, enum standing as); /* PENDING or ELECTED */
void tally_exclude(struct tally *t, uint32_t c);
/* The elected are hopefuls again, nobody is elected. */
void tally_begin_again(struct tally *t);
/* Excludes all who are doomed, which changes nothing for anybody else; how many they were. */
uint32_t tally_exclude_doomed(struct tally *t);
void tally_note_transfer(struct tally *t, uint32_t from, uint32_t to, const mpq_t votes,
                         const mpq_t *value, uint64_t ballots);
/* Writes down the stage as it now is. */
void tally_stage(struct tally *t, enum count_stage_kind kind, const char *note);
/* The same with what ballots count for nobody: out of choices, overvoted, repeated, skipped,
 * surplus of the last round. */
void tally_stage_idle(struct tally *t, enum count_stage_kind kind, const char *note,
                      mpq_t *idle);
/* Transfers noted since the last stage belong to it. */
void tally_amend_transfers(struct tally *t);
/* Who was elected since the last stage belongs to it, without votes changing. */
void tally_amend(struct tally *t, const char *note);

/* One of N tied candidates, by the rules for ties. HIGH: who stands highest is sought (a surplus,
 * an election), else who stands lowest (exclusion). ERR_CONFLICT when a person must decide. */
int tally_tie(struct tally *t, const uint32_t *tied, uint32_t n, bool high, const char *what,
              uint32_t *ret);
/* Undeclared write-ins, who are many: no seat is theirs, so the groups do not know of them. */
static inline bool tally_stands_for_nobody(const struct tally *t, uint32_t c) {
    return t->o->write_in > 0 && c + 1 == (uint32_t)t->o->write_in;
}
/* By the groups nobody may exclude her; or elect her. */
static inline bool tally_guarded(const struct tally *t, uint32_t c) {
    return t->limits && t->standing[c] == HOPEFUL && !t->passing &&
           !tally_stands_for_nobody(t, c) && feasible_guarded(t->limits, c);
}
static inline bool tally_doomed(const struct tally *t, uint32_t c) {
    return t->limits && t->standing[c] == HOPEFUL && !tally_stands_for_nobody(t, c) &&
           feasible_doomed(t->limits, c);
}
/* Of the hopefuls who may be elected and have at least LEAST votes, those with the most. */
uint32_t tally_electable(struct tally *t, const mpq_t least, uint32_t *ret);
/* Who is to be excluded next, into RET: of the doomed those with the fewest votes (*RET_DOOMED),
 * else of the hopefuls who are not guarded. Without groups: the hopefuls with the fewest votes. */
uint32_t tally_lowest(struct tally *t, uint32_t *ret, bool *ret_doomed);
/* Keeps in TIED those who stood highest (or lowest) at the latest earlier stage, FORWARDS: at the
 * earliest, where they differ; how many these are. *STAGE: which; untouched when they never did. */
uint32_t tally_differ(struct tally *t, uint32_t *tied, uint32_t n, bool high, bool forwards,
                      uint32_t *stage);
/* The hopefuls by votes, t->hopefuls of them, the most first, those of exactly the same votes in
 * order of candidates. Good until votes or standings change. */
const uint32_t *tally_order(struct tally *t);
/* Hopefuls with the most (or fewest) votes; RET has room for n. Equal as the arithmetic
 * compares. */
uint32_t tally_extreme(struct tally *t, bool most, uint32_t *ret);
/* The same of those elected whose surplus is still to be transferred: who has the most. */
uint32_t tally_pending(struct tally *t, uint32_t *ret);
/* Hopefuls by votes, the fewest (or most) first, equal ones in order of candidates. */
uint32_t tally_sorted(struct tally *t, bool most_first, uint32_t *ret);
/* The first N of these, the most votes first. */
void tally_highest(struct tally *t, uint32_t n, uint32_t *ret);
void numbers_sort(uint32_t *list, uint32_t n);
/* Ranking: winners in order, then the excluded from the last to the first. Called by tally_end. */

/* Helpers on results. */
int result_init(struct count_result *r, const struct count_method *m, const struct count_ballots *b,
                const struct count_options *o, struct arena *a);
int result_remark(struct count_result *r, struct arena *a, const char *text);
/* What count_votes() finds votes by, once all stages are there. ERR_NOMEM. */
int result_index(struct count_result *r, struct arena *a);
const char *tie_rule_name(enum count_tie_rule rule);
/* Votes of each list: the first element of each ballot; none of one withdrawn. NULL without
 * memory. */
uint64_t *lists_votes(const struct count_ballots *b, struct arena *a);
/* The party of "party / district", of a table with so many districts. */
struct bytes lists_party(const struct count_ballots *b, uint32_t districts, uint32_t p);
/* java.util.Random, whose numbers RCTab's reports were made with: the state from a decimal seed,
 * and the next number of BITS (up to 32). */
uint64_t java_seed(struct bytes seed);
uint32_t java_next(uint64_t *state, int bits);
/* Ranks in the order for ties (0 the earliest), by file, option or lot. */
int tie_places(const struct count_options *o, const struct count_ballots *b, bool lot,
               uint32_t *ret);

#endif
