/* The rules of 1997, paragraph by paragraph, on elections small enough to count by hand. */
#include "count/count.h"
#include "test.h"

static struct count_ballots ballots;
static struct count_result result;
static struct arena arena;
static struct fail failed;

static int counted(const char *text) {
    struct count_options options = COUNT_OPTIONS;
    count_ballots_drop(&ballots);
    arena_drop(&arena);
    count_ballots_init(&ballots, &alloc_heap);
    arena_init(&arena, &alloc_heap, 64 << 20);
    failed = (struct fail){0};
    int r = count_read(&ballots, bytes_str(text), &failed);
    return r < 0 ? r
                 : count_run(count_method_find(BYTES_LIT("ers97")), &ballots, &options, &arena,
                             &result, &failed);
}

static const char *winners(void) {
    static char text[200];
    size_t n = 0;
    text[0] = 0;
    for (uint32_t i = 0; i < result.winners_n && n < sizeof(text); i++) {
        struct bytes s = ballots.candidate[result.winners[i]].name;
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%.*s", (int)s.n, (const char *)s.at);
    }
    return text;
}

#define FOUR "0\n\"A\"\n\"B\"\n\"C\"\n\"D\"\n\"\"\n"

TEST(a_surplus_is_shared_by_the_transferable_papers_alone) {
    /* quota 18/3; surplus 4 over 7 papers: 0.57 each, 0.01 neglected */
    EXPECT_INT(counted("4 2\n7 1 2 0\n3 1 0\n2 2 0\n3 3 0\n3 4 0\n" FOUR), 0);
    EXPECT_STR(result.quota, "6.00");
    EXPECT_STR(result.stage[1].transfer[0].value, "0.57");
    EXPECT_STR(count_votes(&result, 1, 1), "5.99");
    EXPECT_STR(result.stage[1].exhausted, "0.01");
    /* half of the active vote is 5.995: not reached by a hair */
    EXPECT_INT(result.stage[1].elected_n, 0);
    EXPECT_STR(winners(), "AB");
}

TEST(papers_worth_less_than_the_surplus_keep_their_value) {
    /* surplus 4, two papers go on at 1.00 each and 2.00 are lost */
    EXPECT_INT(counted("4 2\n2 1 2 0\n8 1 0\n2 2 0\n3 3 0\n3 4 0\n" FOUR), 0);
    EXPECT_STR(count_votes(&result, 1, 1), "4.00");
    EXPECT_STR(result.stage[1].exhausted, "2.00");
}

TEST(a_surplus_that_cannot_change_the_next_exclusion_waits) {
    EXPECT_INT(counted("4 2\n7 1 3 0\n1 2 4 0\n5 3 0\n5 4 0\n" FOUR), 0);
    EXPECT_INT(result.stage[1].kind, COUNT_STAGE_EXCLUSION);
    EXPECT_INT(result.stage[1].excluded[0], 1);
}

TEST(the_quota_falls_while_nobody_is_elected) {
    EXPECT_INT(counted("4 1\n4 1 0\n3 2 0\n2 3 0\n" FOUR), 0);
    EXPECT_STR(result.stage[0].quota, "4.50");
    EXPECT_STR(result.quota, "3.50");
    EXPECT_STR(winners(), "A");
}

TEST(only_the_batch_that_made_the_surplus_goes_on) {
    /* D's two papers lift B to 5.00: 1.25 over them, 0.62 each to E; B's own name C and stay */
    EXPECT_INT(counted("5 3\n4 1 0\n3 2 3 0\n3 3 0\n2 4 2 5 0\n3 5 0\n0\n\"A\"\n\"B\"\n\"C\"\n"
                       "\"D\"\n\"E\"\n\"\"\n"),
               0);
    EXPECT_INT(result.stage[1].excluded[0], 3);
    EXPECT_STR(count_votes(&result, 2, 1), "3.75");
    EXPECT_STR(count_votes(&result, 2, 2), "3.00");
    EXPECT_STR(count_votes(&result, 2, 4), "4.24");
    EXPECT_STR(winners(), "ABE");
}

TEST(who_were_always_equal_are_not_deemed_elected_beyond_the_places) {
    EXPECT_INT(counted("4 1\n5 1 0\n5 2 0\n" FOUR), 0);
    EXPECT_INT(result.stage[0].elected_n, 0);
    EXPECT_INT(result.winners_n, 1);
    EXPECT_INT(result.stage[result.stages_n - 1].ties_n, 1);
}

TEST(papers_of_an_excluded_one_go_by_value_the_dearest_first) {
    /* A's surplus brings B six papers of 0.30 beside her three of 1.00 */
    EXPECT_INT(counted("4 2\n6 1 2 3 0\n6 1 3 0\n3 2 4 0\n5 3 0\n5 4 0\n" FOUR), 0);
    EXPECT_INT(result.stages_n, 4);
    EXPECT_STR(result.stage[2].transfer[0].value, "1.00");
    EXPECT_STR(count_votes(&result, 2, 3), "8.00");
    EXPECT_INT(result.stage[2].elected_n, 0);
    EXPECT_STR(result.stage[3].transfer[0].value, "0.30");
    EXPECT_STR(count_votes(&result, 3, 2), "8.60"); /* past half of 16.60 */
    EXPECT_STR(winners(), "AC");
}

/* A whole count, worked by hand from the paragraphs. 119 papers, 5 places, nine candidates.
 *
 * First stage. 119 / 6 = 19.83 and a remainder: the quota is 19.84 (5.1.6). Ash has 31 and is
 * deemed elected; for the others 99.16 / 5 = 19.832 would do (5.1.7), Fir has 18.
 * Second. Ash's surplus is 11.16. Ivy 3, Elm 4, Hazel 4, Gorse 9: the two lowest differ by 1, and
 * Ivy, Elm and Hazel together have 11, 2 more than Gorse: it does not wait (5.2.2). Of Ash's 31
 * papers 23 name somebody: 11.16 / 23 = 0.48 (5.3.7). Birch gets 12 of them, 5.76; Cedar 6, 2.88;
 * Gorse 5, 2.40; 0.12 is neglected (5.3.9). Birch has 22.76 and is deemed elected.
 * Third. Birch's surplus is 2.92; Ivy, Elm and Hazel have 11, Gorse 11.40, 0.40 more: it does not
 * wait. Only the twelve papers from Ash go on (5.3.2), at 0.48 nine of them are 4.32, more than the
 * surplus: 2.92 / 9 = 0.32. Hazel gets five, 1.60, Gorse four, 1.28; 0.04 is neglected.
 * Fourth. Nobody has a surplus. Ivy 3, Elm 4, Hazel 5.60 have 12.60 together, Gorse 12.68: all
 * three are excluded (5.2.5); with Gorse it would be 25.28, and Dogwood has 17. First the eleven
 * papers of 1.00 (5.4.2): Cedar 2, Dogwood 2, Fir 3, Gorse 3, and one names nobody. Fir 21 and
 * Cedar 20.88 are deemed elected. For the last place 119 - 1.16 - 4 x 19.84 = 38.48, half of it
 * 19.24, would do (5.4.9): Dogwood has 19. Then Hazel's five of 0.32 (5.4.11). Three name Fir and
 * then Dogwood: Fir has enough, so they are Dogwood's (5.4.10), 0.96; two name Cedar and nobody
 * else. Dogwood has 19.96, and the places are filled: no surplus of Fir or Cedar goes anywhere
 * (5.5.2). */
TEST(a_whole_count_is_as_worked_by_hand) {
    static const char text[] =
        "9 5\n3 1 2 8 6 4 0\n2 1 2 8 3 0\n4 1 2 7 0\n3 1 2 0\n6 1 3 0\n5 1 7 0\n"
        "8 1 0\n17 2 4 0\n16 3 5 0\n17 4 0\n2 5 6 0\n1 5 4 0\n1 5 7 0\n18 6 7 0\n"
        "9 7 0\n1 8 3 0\n2 8 7 0\n1 8 4 0\n1 9 3 0\n1 9 6 0\n1 9 0\n0\n"
        "\"Ash\"\n\"Birch\"\n\"Cedar\"\n\"Dogwood\"\n\"Elm\"\n\"Fir\"\n"
        "\"Gorse\"\n\"Hazel\"\n\"Ivy\"\n\"\"\n";
    static const char *const votes[5][10] = {
        {"31.00", "17.00", "16.00", "17.00", "4.00", "18.00", "9.00", "4.00", "3.00", "0.00"},
        {"19.84", "22.76", "18.88", "17.00", "4.00", "18.00", "11.40", "4.00", "3.00", "0.12"},
        {"19.84", "19.84", "18.88", "17.00", "4.00", "18.00", "12.68", "5.60", "3.00", "0.16"},
        {"19.84", "19.84", "20.88", "19.00", "0.00", "21.00", "15.68", "1.60", "0.00", "1.16"},
        {"19.84", "19.84", "20.88", "19.96", "0.00", "21.00", "15.68", "0.00", "0.00", "1.80"}};
    REQUIRE(counted(text) == 0);
    EXPECT_STR(result.quota, "19.84");
    EXPECT_STR(winners(), "AshBirchFirCedarDogwood");
    REQUIRE(result.stages_n == 5);
    EXPECT_INT(result.stage[3].excluded_n, 3);
    EXPECT_INT(result.stage[3].elected_n, 2);
    for (uint32_t s = 0; s < 5; s++) {
        for (uint32_t c = 0; c < 9; c++)
            EXPECT_STR(count_votes(&result, s, c), votes[s][c]);
        EXPECT_STR(result.stage[s].exhausted, votes[s][9]);
    }
}

TEST_MAIN(T(a_whole_count_is_as_worked_by_hand),
          T(a_surplus_is_shared_by_the_transferable_papers_alone),
          T(papers_worth_less_than_the_surplus_keep_their_value),
          T(a_surplus_that_cannot_change_the_next_exclusion_waits),
          T(the_quota_falls_while_nobody_is_elected),
          T(only_the_batch_that_made_the_surplus_goes_on),
          T(who_were_always_equal_are_not_deemed_elected_beyond_the_places),
          T(papers_of_an_excluded_one_go_by_value_the_dearest_first))
