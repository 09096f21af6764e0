/* Ballots by the elected they have passed. Where every elected candidate keeps a part of a vote and
 * hands on the rest (Meek, Warren), what a ballot is worth depends only on the elected before; so
 * ballots that passed the same ones stand together, at the first candidate who lets nothing
 * through. An election lets them go on, an exclusion moves them aside: each ballot is looked at
 * where it stands and never twice at one place, and a distribution of votes visits the elected and
 * what is below them, nobody else. Not for users of the library. */
#ifndef KOINON_COUNT_PATHS_H
#define KOINON_COUNT_PATHS_H

#include "count/count.h"

struct path_node {
    uint32_t candidate;
    uint32_t parent, child, sibling; /* nodes, 0: none, or the top */
    uint32_t same;                   /* the next node of this candidate */
    uint32_t first;                  /* ballots that stand here, numbers from 1 */
    uint64_t ballots;                /* weight of all that came here */
};
struct paths {
    const struct count_ballots *b;
    struct path_node *node; /* node[1 + c] is candidate c right at the top, with nobody before */
    size_t n, room;
    uint32_t *same;         /* of each candidate: her first node */
    uint8_t *out;           /* of each candidate: passed over */
    uint32_t *next, *place; /* of each ballot: the next one at its node, where in the stream */
    uint32_t *child, *seen, stamp; /* of each candidate: her node below the one in hand */
    /* what an exclusion moved at the top: to whom, how much of it */
    uint32_t *met, met_n;
    uint64_t *moved;
    size_t *tied;    /* places and numbers of ballots with equal ranks, kept apart: pairs */
    size_t tied_n, tied_room;
    uint32_t depth;  /* elements of the longest ballot */
    uint64_t valid;  /* weight of ballots with a candidate, tied ones included */
    uint64_t top;    /* weight of those that stand or passed at the top, tied ones apart */
};
/* Withdrawn candidates and blank ranks are passed over. ERR_NOMEM, ERR_RANGE. */
int paths_init(struct paths *p, const struct count_ballots *b, struct arena *a, struct fail *f);
void paths_drop(struct paths *p);
/* Ballots that stand at NODE go on to the next candidate, below it. ERR_NOMEM. */
int paths_descend(struct paths *p, uint32_t node);
/* Ballots that stand at C go on beside her; she is passed over from now on. MET and MOVED have what
 * came to others at the top. ERR_NOMEM. */
int paths_exclude(struct paths *p, uint32_t c);

#endif
