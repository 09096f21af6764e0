/* From points to ranking, winners and ties: shared by every method that ranks by one number. */
#ifndef KOINON_COUNT_RANK_H
#define KOINON_COUNT_RANK_H

#include "count/number.h"

/* Fills ranking, scores, winners (the `seats` highest), standing (tied for the last seats when no
 * rule for ties was given), and one stage. POINTS has a number for each candidate; those withdrawn
 * are left out. */
int rank_points(struct count_result *r, mpq_t *points, const struct count_options *o,
                struct arena *a, struct fail *f);
/* The same where a comparison is not of one number: <0 when x stands higher. */
int rank_by(struct count_result *r, int (*compare)(const void *context, uint32_t x, uint32_t y),
            const void *context, const struct count_options *o, struct arena *a, struct fail *f);
/* Equal candidates in the order of the rule for ties that was given, of those that need no stages
 * (order, lot); COUNT_TIE_NONE: none was, and they stay as they stood. */
int rank_settle(const struct count_options *o, const struct count_ballots *b, uint32_t *group,
                uint32_t n, struct arena *a, enum count_tie_rule *used, struct fail *f);

#endif
