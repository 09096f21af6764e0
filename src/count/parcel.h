/* Ballot papers in parcels of one value. A paper is the place in the stream of the preference it
 * stands at; a parcel is a run of papers in one array, so that transferring a parcel sorts it in
 * its own place and allocates nothing. Not for users of the library. */
#ifndef KOINON_COUNT_PARCEL_H
#define KOINON_COUNT_PARCEL_H

#include "count/tally.h"

struct parcel {
    struct parcel *next;
    uint32_t from, n;  /* papers */
    uint64_t ballots;  /* their weight */
    mpq_t value;       /* of each ballot */
    uint32_t batch;    /* with which it was received: parcels->batch then */
    uint32_t from_whom; /* while an exclusion holds it */
};

struct parcels {
    struct tally *t;
    uint32_t *paper, *weight; /* weight NULL: all are 1 */
    uint32_t *spare, *spare_weight;
    size_t n, spare_n;
    struct parcel **held;     /* of each candidate */
    struct parcel *free;
    uint32_t batch;           /* number of the transfer under way */
    uint8_t *open;            /* by element: does she receive votes now */
    /* of the parcel being sorted, by element ([0] exhausted), zero between two parcels: ballots,
     * papers; and which elements these are */
    uint64_t *sum;
    uint32_t *number, *here;
    /* of the transfer under way, by element: what went where, and which elements these are */
    mpq_t *moved;
    uint64_t *ballots;
    uint32_t *met, met_n;
    uint8_t *is_met;
    uint8_t plain;            /* bytes of an element where no ranks are equal or blank, else 0 */
};

/* Sorts all ballots by first preference for a candidate not withdrawn, credits votes and exhausted.
 * Equal ranks: a paper stops where it has one (what election rules say: it is not transferable). */
int parcels_init(struct parcels *p, struct tally *t);
void parcels_drop(struct parcels *p);
/* A transfer begins: nothing went anywhere yet. */
void parcels_begin(struct parcels *p);
/* Transfers the parcel X (already taken from its holder): to the next preference that is open, or
 * out. Its value is X's. Credits votes and what is noted of the transfer. */
void parcels_pass(struct parcels *p, struct parcel *x);
/* Writes down where the transfer went, in the order of candidates, then what is exhausted. */
void parcels_note(struct parcels *p, uint32_t from, const mpq_t *value);
/* Ballots of X that would go on to somebody open, X left as it is. */
uint64_t parcels_transferable(const struct parcels *p, const struct parcel *x);
/* Takes all parcels of C. */
struct parcel *parcels_take(struct parcels *p, uint32_t c);
void parcels_release(struct parcels *p, struct parcel *x);

#endif
