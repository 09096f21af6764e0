/* The functions behind the table of methods, one file each, and the variants they tell apart. */
#ifndef KOINON_COUNT_METHODS_H
#define KOINON_COUNT_METHODS_H

#include "count/count.h"

#define COUNT_FUNCTION(name)                                                                       \
    int name(const struct count_method *m, const struct count_ballots *b,                          \
             const struct count_options *o, struct arena *a, struct count_result *ret,             \
             struct fail *f)
COUNT_FUNCTION(count_stv);
COUNT_FUNCTION(count_ers97);
COUNT_FUNCTION(count_condorcet);
COUNT_FUNCTION(count_debian);
COUNT_FUNCTION(count_levelling);
COUNT_FUNCTION(count_lists);
COUNT_FUNCTION(count_biproportional);
COUNT_FUNCTION(count_committee);
COUNT_FUNCTION(count_irv);
COUNT_FUNCTION(count_meek);
COUNT_FUNCTION(count_qpq);
COUNT_FUNCTION(count_plurality);
COUNT_FUNCTION(count_score);

enum { STV_SCOTTISH, STV_WIGM, STV_WIGM_PRF, STV_WIGM_PRF_BATCH, STV_CFER, STV_CFER_BATCH,
       STV_MINNEAPOLIS, STV_MPLS };
enum { CONDORCET_SCHULZE, CONDORCET_RANKED_PAIRS, CONDORCET_MINIMAX, CONDORCET_COPELAND };
enum { LISTS_DHONDT, LISTS_SAINTE_LAGUE, LISTS_MODIFIED, LISTS_IMPERIALI, LISTS_DANISH, LISTS_ADAMS,
       LISTS_HARE, LISTS_DROOP, LISTS_HAGENBACH, LISTS_IMPERIALI_QUOTA, LISTS_DUTCH };
enum { COMMITTEE_SEQPAV, COMMITTEE_PHRAGMEN, COMMITTEE_SHARES };
enum { MEEK_MEEK, MEEK_WARREN, MEEK_PRF };
enum { PLURALITY, PLURALITY_BLOCK, PLURALITY_LIMITED, PLURALITY_APPROVAL, PLURALITY_BORDA };
enum { SCORE_SUM, SCORE_CUMULATIVE, SCORE_JUDGMENT };

/* Rules for ties where none are given: BACKWARDS first, then the lot when there is a seed, else the
 * order of candidates. */
void options_ties(struct count_options *o, bool backwards);
/* Groups after a method that knows none: its ranking is seated from the top, the doomed passed over
 * (count/reserve.h). Of equal ranks all or none are seated, unless the order or the lot was given
 * for ties. */
int reserve_ranking(const struct count_method *m, const struct count_options *o, struct arena *a,
                    struct count_result *r, struct fail *f);

#endif
