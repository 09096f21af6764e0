/* Can the seats still be filled so that every group has its minimum and none passes its maximum?
 * Candidates of the same groups are alike, so the question is how many of each kind to take: an
 * exact search over kinds, bounded. Groups may overlap. Not for users of the library. */
#ifndef KOINON_COUNT_FEASIBLE_H
#define KOINON_COUNT_FEASIBLE_H

#include "base/arena.h"
#include "count/count.h"
#include "count/reserve.h"

#define FEASIBLE_KINDS_MAX 64
#define FEASIBLE_STEPS_MAX 200000

struct feasible {
    struct count_group group[COUNT_GROUPS_MAX]; /* a copy: bounds are loosened to find a reason */
    uint32_t groups, left;                      /* left: seats still to fill */
    uint8_t *kind;                              /* of each candidate */
    uint32_t kinds;
    uint16_t mask[FEASIBLE_KINDS_MAX]; /* groups of a kind */
    uint32_t open[FEASIBLE_KINDS_MAX]; /* candidates neither elected nor excluded */
    bool doomed[FEASIBLE_KINDS_MAX], guarded[FEASIBLE_KINDS_MAX];
    uint32_t have[COUNT_GROUPS_MAX]; /* elected */
    uint32_t steps;
};

/* STANDS of each candidate. Seats are at most those who stand. ERR_CONFLICT with the reason where
 * the constraints cannot be met; ERR_RANGE where the search has no end within its bound. */
int feasible_init(struct feasible *x, const struct count_ballots *b,
                  const struct count_group *group, uint32_t groups, const bool *stands,
                  uint32_t seats, struct arena *a, struct fail *f);
/* C, who is open, leaves: elected or excluded. ERR_RANGE as above. */
int feasible_take_kind(struct feasible *x, uint32_t kind, bool elected, struct fail *f);
static inline int feasible_take(struct feasible *x, uint32_t c, bool elected, struct fail *f) {
    return feasible_take_kind(x, x->kind[c], elected, f);
}
/* The parts of feasible_init, for who keeps no table of candidates: begin; the kind of each
 * candidate, counted into open[]; start (FEWER: as many seats as can be filled). */
int feasible_begin(struct feasible *x, const struct count_group *group, uint32_t groups,
                   struct fail *f);
int feasible_kind(struct feasible *x, uint32_t c, struct fail *f);
int feasible_start(struct feasible *x, uint32_t seats, bool fewer, struct fail *f);
/* To elect her would make the constraints unsatisfiable; to exclude her would. */
static inline bool feasible_doomed(const struct feasible *x, uint32_t c) {
    return x->doomed[x->kind[c]];
}
static inline bool feasible_guarded(const struct feasible *x, uint32_t c) {
    return x->guarded[x->kind[c]];
}
/* An elected one of this kind is open again, as before her election. ERR_RANGE as above. */
int feasible_give_back(struct feasible *x, uint32_t c, struct fail *f);
/* Why one of this kind, which is doomed or guarded, is so. NULL without memory. */
const struct count_why *feasible_reason(struct feasible *x, uint32_t kind, struct arena *a);

#endif
