/* The tests of each family, told apart by file; count_naive.c runs them. */
#ifndef KOINON_TEST_CONFORM_NAIVE_TESTS_H
#define KOINON_TEST_CONFORM_NAIVE_TESTS_H

/* X(test) of each. */
#define NAIVE_TESTS(X)                                                                             \
    X(plurality_agrees)                                                                            \
    X(block_agrees)                                                                                \
    X(limited_agrees)                                                                              \
    X(approval_agrees)                                                                             \
    X(borda_agrees)                                                                                \
    X(score_agrees)                                                                                \
    X(cumulative_agrees)                                                                           \
    X(majority_judgment_agrees)                                                                    \
    X(the_loser_of_all_duels_never_wins)                                                           \
    X(schulze_agrees_with_every_path_tried)                                                        \
    X(ranked_pairs_agree)                                                                          \
    X(minimax_agrees)                                                                              \
    X(copeland_agrees)                                                                             \
    X(debian_agrees_with_its_steps)                                                                \
    X(dhondt_agrees)                                                                               \
    X(sainte_lague_agrees)                                                                         \
    X(modified_sainte_lague_agrees)                                                                \
    X(imperiali_agrees)                                                                            \
    X(danish_agrees)                                                                               \
    X(adams_agrees)                                                                                \
    X(hare_agrees)                                                                                 \
    X(droop_agrees)                                                                                \
    X(hagenbach_bischoff_agrees)                                                                   \
    X(imperiali_remainders_agree)                                                                  \
    X(dutch_agrees)                                                                                \
    X(levelling_agrees)                                                                            \
    X(averages_are_house_and_vote_monotone)                                                        \
    X(largest_remainders_stay_within_the_quota)                                                    \
    X(scottish_agrees)                                                                             \
    X(scottish_in_every_arithmetic_agrees)                                                         \
    X(wigm_in_every_arithmetic_agrees)                                                             \
    X(wigm_prf_agrees)                                                                             \
    X(wigm_prf_batch_agrees)                                                                       \
    X(cfer_agrees)                                                                                 \
    X(cfer_batch_agrees)                                                                           \
    X(minneapolis_agrees)                                                                          \
    X(mpls_agrees)                                                                                 \
    X(ers97_agrees)                                                                                \
    X(solid_coalitions_have_their_seats)                                                           \
    X(instant_run_off_agrees)                                                                      \
    X(instant_run_off_until_two_agrees)                                                            \
    X(run_off_seat_by_seat_agrees)                                                                 \
    X(run_off_from_the_bottom_up_agrees)                                                           \
    X(run_off_until_all_have_a_share_agrees)                                                       \
    X(run_off_with_surpluses_agrees)                                                               \
    X(run_off_with_one_winner_a_round_agrees)                                                      \
    X(meek_in_every_arithmetic_agrees)                                                             \
    X(warren_agrees)                                                                               \
    X(meek_prf_agrees)                                                                             \
    X(qpq_agrees)                                                                                  \
    X(seqpav_agrees)                                                                               \
    X(phragmen_agrees)                                                                             \
    X(equal_shares_agree)                                                                          \
    X(biproportional_seats_are_the_best_table)                                                     \
    X(biproportional_seats_have_their_divisors)                                                    \
    X(countback_agrees_with_a_count_without_her)                                                   \
    X(reserved_seats_are_the_first_that_keep_the_limits)                                           \
    X(names_of_candidates_change_nothing)                                                          \
    X(a_winner_raised_still_wins)

#define NAIVE_DECLARE(name) void name(void);
NAIVE_TESTS(NAIVE_DECLARE)

void marks_begin(void);
void lists_begin(void);
void stv_begin(void);
void ers97_begin(void);
void irv_begin(void);
void meek_begin(void);
void committee_begin(void);
void table_begin(void);

#endif
