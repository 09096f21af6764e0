/* What counting a second time (test/conform/count_naive.c) found, each as one small election. */
#include "count/count.h"
#include "test.h"

static struct count_ballots ballots;
static struct count_result result;
static struct count_options options;
static struct arena arena;
static struct fail failed;

static int counted(const char *text, const char *method) {
    count_ballots_drop(&ballots);
    arena_drop(&arena);
    count_ballots_init(&ballots, &alloc_heap);
    arena_init(&arena, &alloc_heap, 64 << 20);
    failed = (struct fail){0};
    count_reader *read = strcmp(method, "levelling") == 0 ? count_read_districts : count_read;
    int r = read(&ballots, bytes_str(text), &failed);
    return r < 0 ? r
                 : count_run(count_method_find(bytes_str(method)), &ballots, &options, &arena,
                             &result, &failed);
}

static const char *winners(void) {
    static char text[200];
    size_t n = 0;
    text[0] = 0;
    for (uint32_t i = 0; i < result.winners_n && n < sizeof(text); i++) {
        struct bytes s = ballots.candidate[result.winners[i]].name;
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%.*s", i ? " " : "", (int)s.n,
                              (const char *)s.at);
    }
    return text;
}

#define NAMES "0\n\"A\"\n\"B\"\n\"C\"\n\"\"\n"

/* A over B 5:4, B over C 5:3, C over A 5:2. A.6.7: of equal numbers the defeat with the most
 * against it is the weakest, so that A's of B is dropped first. */
TEST(debian_drops_the_defeat_with_more_against_it) {
    options = COUNT_OPTIONS;
    const char *text = "4 1\n2 1 2 3 4 0\n1 2=3 1 4 0\n2 2 1=3 4 0\n3 3 1 2 4 0\n1 2 3 1 4 0\n0\n"
                       "\"A\"\n\"B\"\n\"C\"\n\"none\"\n\"\"\n";
    EXPECT_INT(counted(text, "debian"), 0);
    EXPECT_STR(winners(), "B");
}

/* 7 votes, 2 seats: 3 is the quota in any arithmetic, and B has it; only 7/3 must be exceeded. */
TEST(a_whole_quota_is_reached_and_a_fraction_exceeded) {
    options = COUNT_OPTIONS;
    options.arithmetic = COUNT_RATIONAL;
    const char *text = "3 2\n4 1 0\n3 2 0\n" NAMES;
    EXPECT_INT(counted(text, "scottish"), 0);
    EXPECT_INT(result.stage[0].elected_n, 2);
    EXPECT_INT(counted("3 2\n4 1 0\n2 2 0\n" NAMES, "wigm"), 0);
    EXPECT_INT(result.stage[0].elected_n, 1);
    options.quota = COUNT_HARE_FRACTION;
    EXPECT_INT(counted("3 2\n4 1 0\n4 2 0\n" NAMES, "wigm"), 0);
    EXPECT_INT(result.stage[0].elected_n, 2);
}

/* Divisor 0 for all of them: the lists with the most votes have the seats there are. */
TEST(adams_with_fewer_seats_than_lists_goes_by_votes) {
    options = COUNT_OPTIONS;
    EXPECT_INT(counted("3 2\n4 2 0\n3 3 0\n2 1 0\n" NAMES, "adams"), 0);
    EXPECT(result.seats_by_list[0] == 0 && result.seats_by_list[1] == 1);
}

TEST(seats_that_no_list_may_have_stay_empty) {
    options = COUNT_OPTIONS;
    options.threshold_seats = (struct ratio){3, 4};
    EXPECT_INT(counted("3 1\n4 2 0\n3 3 0\n2 1 0\n" NAMES, "hare"), 0);
    EXPECT_INT(result.seats_by_list[1], 0);
    EXPECT_STR(result.remark[0], "1 seats stay empty: no list may have another one.");
}

/* 20 seats, two lists with as many votes each and one seat over: nobody may take it unseen. */
TEST(a_dutch_tie_for_the_last_seat_is_refused) {
    options = COUNT_OPTIONS;
    EXPECT_INT(counted("3 21\n40 1 0\n40 2 0\n" NAMES, "dutch"), ERR_CONFLICT);
    options.tie[0] = COUNT_TIE_ORDER;
    EXPECT_INT(counted("3 21\n40 1 0\n40 2 0\n" NAMES, "dutch"), 0);
    EXPECT_INT(result.seats_by_list[0], 11);
}

/* A's paper comes to B and C at one rank and stops there, though both are open. */
TEST(a_paper_stops_at_an_equal_rank) {
    options = COUNT_OPTIONS;
    EXPECT_INT(counted("3 1\n2 1 2=3 0\n1 1 3 0\n4 2 0\n4 3 2 0\n" NAMES, "scottish"), 0);
    EXPECT_STR(count_votes(&result, 1, 1), "4.00000");
    EXPECT_STR(count_votes(&result, 1, 2), "5.00000");
    EXPECT_STR(result.stage[1].exhausted, "2.00000");
}

/* 3 votes, 2 seats: Hare's quota is 1, and all three have it. */
TEST(no_more_are_elected_than_there_are_seats) {
    options = COUNT_OPTIONS;
    options.quota = COUNT_HARE;
    EXPECT_INT(counted("3 2\n1 1 0\n1 2 0\n1 3 0\n" NAMES, "wigm"), 0);
    EXPECT_STR(winners(), "A B");
    options.tie[0] = COUNT_TIE_REFUSE;
    EXPECT_INT(counted("3 2\n1 1 0\n1 2 0\n1 3 0\n" NAMES, "wigm"), ERR_CONFLICT);
}

/* Nobody has a vote: Hare's share of nothing is nothing, and all three would have it. */
TEST(without_votes_one_is_elected) {
    options = COUNT_OPTIONS;
    options.quota = COUNT_HARE;
    EXPECT_INT(counted("3 1\n0\n\"A\"\n\"B\"\n\"C\"\n\"\"\n", "irv"), 0);
    EXPECT_INT(result.winners_n, 1);
    options.until_two = true;
    EXPECT_INT(counted("3 1\n0\n\"A\"\n\"B\"\n\"C\"\n\"\"\n", "irv"), 0);
    EXPECT_INT(result.winners_n, 1);
}

/* B has no seat of all, and must not have one where it is strong. */
TEST(a_party_without_seats_takes_none_in_a_district) {
    static const uint32_t seats[] = {2, 4};
    options = COUNT_OPTIONS;
    options.district_seats = seats;
    options.districts = 2;
    const char *text =
        "4 1\n3 1 0\n300 2 0\n6 3 0\n2 4 0\n0\n\"A1\"\n\"A2\"\n\"B1\"\n\"B2\"\n\"\"\n";
    REQUIRE(counted(text, "biproportional") == 0);
    EXPECT(result.seats_by_list[0] == 2 && result.seats_by_list[1] == 4);
}

/* The first seat leaves only its winner; who was excluded stands again for the second. */
TEST(seat_by_seat_fills_every_seat) {
    options = COUNT_OPTIONS;
    options.winners = COUNT_SEQUENTIAL;
    options.quota = COUNT_HARE;
    EXPECT_INT(counted("3 2\n5 3 0\n1 1 2 3 0\n" NAMES, "irv"), 0);
    EXPECT_STR(winners(), "C A");
}

/* Of 2 seats A and B are tied for the last, but C is owed 2 and the house grows past that tie. */
TEST(a_tie_in_a_house_that_is_too_small_does_not_matter) {
    options = COUNT_OPTIONS;
    options.minimum = COUNT_MINIMUM_DIRECT;
    REQUIRE(counted("party,North\nseats,2\nA,10\nB,10\nC,25:2\n", "levelling") == 0);
    EXPECT(result.seats_by_list[0] == 1 && result.seats_by_list[1] == 1 &&
           result.seats_by_list[2] == 2);
    options.overhang = 1; /* and in the house that is large enough it does */
    EXPECT_INT(counted("party,North\nseats,2\nA,10\nB,10\nC,25:2\n", "levelling"), ERR_CONFLICT);
}

/* 40 candidates on one rank: C(39, 19) does not fit in 32 bits. Whoever goes takes nothing along of
 * a ballot that has all the others, too: only her own is exhausted. */
TEST(forty_equal_ones_lose_no_vote) {
    static char text[4000];
    size_t n = (size_t)snprintf(text, sizeof(text), "40 1\n9 1");
    for (int c = 2; c <= 40; c++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "=%d", c);
    for (int c = 1; c <= 40; c++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, " 0\n%d %d", c, c);
    n += (size_t)snprintf(text + n, sizeof(text) - n, " 0\n0\n");
    for (int c = 1; c <= 40; c++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "\"%d\"\n", c);
    options = COUNT_OPTIONS;
    options.arithmetic = COUNT_RATIONAL;
    options.batch = 0;
    options.equalize = true;
    REQUIRE(counted(text, "meek") == 0);
    EXPECT_STR(winners(), "40");
    EXPECT_STR(result.stage[result.stages_n - 1].exhausted, "780"); /* 1 + 2 + ... + 39 */
}

/* "A, then B and C alike": when A goes, and then B, the ballot is C's where it counts as all orders
 * or ranks of which all are out are passed over; else it ends with A, as in the reference counts.
 * B's own five are exhausted. */
TEST(a_ballot_with_equal_ranks_passes_over_who_is_out) {
    static const char text[] = "3 1\n2 1 2=3 0\n5 2 0\n6 3 0\n" NAMES;
    options = COUNT_OPTIONS;
    EXPECT_INT(counted(text, "meek"), 0);
    EXPECT_STR(result.stage[result.stages_n - 1].exhausted, "7.000000000000000000");
    options.equal = COUNT_EQUAL_SPLIT;
    EXPECT_INT(counted(text, "meek"), 0);
    EXPECT_STR(result.stage[result.stages_n - 1].exhausted, "5.000000000000000000");
    options.equal = COUNT_EQUAL_BY_RULE;
    options.equalize = true;
    EXPECT_INT(counted(text, "meek"), 0);
    EXPECT_STR(result.stage[result.stages_n - 1].exhausted, "5.000000000000000000");
}

TEST_MAIN(T(forty_equal_ones_lose_no_vote), T(a_ballot_with_equal_ranks_passes_over_who_is_out),
          T(a_tie_in_a_house_that_is_too_small_does_not_matter),
          T(a_party_without_seats_takes_none_in_a_district), T(without_votes_one_is_elected),
          T(seat_by_seat_fills_every_seat), T(debian_drops_the_defeat_with_more_against_it),
          T(a_whole_quota_is_reached_and_a_fraction_exceeded),
          T(adams_with_fewer_seats_than_lists_goes_by_votes),
          T(seats_that_no_list_may_have_stay_empty), T(a_dutch_tie_for_the_last_seat_is_refused),
          T(a_paper_stops_at_an_equal_rank), T(no_more_are_elected_than_there_are_seats))
