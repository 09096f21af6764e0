#include "test.h"

#include "charter/apportion.h"

static int64_t seats(const struct seat_group *g, int64_t members) {
    int64_t n = -1;
    enum apportion a = apportion_seats(g, members, &n);
    return a == APPORTION_OK ? n : -10 - (int64_t)a;
}

/* 1 per 100 members, at least 1, at most 12 */
static struct seat_group per_hundred(uint8_t rounding) {
    return (struct seat_group){.number = {.kind = NUMBER_PER_MEMBERS, .members = 100},
                               .at_least = 1, .at_most = 12, .rounding = rounding};
}

TEST(seats_per_members_rounded_three_ways) {
    struct seat_group up = per_hundred(ROUNDING_UP), down = per_hundred(ROUNDING_DOWN),
                      near = per_hundred(ROUNDING_NEAREST);
    static const struct {
        int64_t members, up, down, nearest;
    } cases[] = {{0, 0, 0, 0},       {1, 1, 1, 1},      {100, 1, 1, 1},    {101, 2, 1, 1},
                 {149, 2, 1, 1},     {150, 2, 1, 2},    {199, 2, 1, 2},    {200, 2, 2, 2},
                 {1100, 11, 11, 11}, {1101, 12, 11, 11}, {1200, 12, 12, 12}, {99999, 12, 12, 12}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        EXPECT_INT(seats(&up, cases[i].members), cases[i].up);
        EXPECT_INT(seats(&down, cases[i].members), cases[i].down);
        EXPECT_INT(seats(&near, cases[i].members), cases[i].nearest);
    }
    EXPECT_INT(seats(&up, -1), -10 - APPORTION_RANGE);
    EXPECT_INT(seats(&up, INT64_MAX), 12);
    up.at_most = 0;
    EXPECT_INT(seats(&up, INT64_MAX), INT64_MAX / 100 + 1);
    up.number.members = 101; /* an odd number: half of it is no whole number */
    up.rounding = ROUNDING_NEAREST;
    EXPECT_INT(seats(&up, 151), 1);
    EXPECT_INT(seats(&up, 152), 2);
}

TEST(seats_by_steps) {
    /* the Petrograd soviet: one for up to 1000, one more for each further 1000 */
    struct seat_group g = {.number = {.kind = NUMBER_STEPS, .n_steps = 2}};
    g.number.steps[0] = (struct number_step){.first = 1000, .seats = 1};
    g.number.steps[1] = (struct number_step){.each = 1000, .seats = 1};
    EXPECT_INT(seats(&g, 0), 0);
    EXPECT_INT(seats(&g, 30), 1);
    EXPECT_INT(seats(&g, 1000), 1);
    EXPECT_INT(seats(&g, 1999), 1);
    EXPECT_INT(seats(&g, 2000), 2);
    g.rounding = ROUNDING_UP;
    EXPECT_INT(seats(&g, 1001), 2);
    EXPECT_INT(seats(&g, 4000), 4);
    g.at_least = 3;
    EXPECT_INT(seats(&g, 30), 3);
    g.number.steps[1].seats = INT32_MAX;
    g.number.steps[1].each = 1;
    EXPECT_INT(seats(&g, INT64_MAX), -10 - APPORTION_RANGE);
}

TEST(seats_that_are_fixed_open_shared_or_not_stated) {
    struct seat_group g = {.number = {.kind = NUMBER_FIXED, .seats = 15}};
    EXPECT_INT(seats(&g, 3), 15);
    g.number = (struct seat_number){.kind = NUMBER_PER_UNIT, .seats = 2};
    EXPECT_INT(seats(&g, 0), 2);
    g.number.kind = NUMBER_OPEN;
    EXPECT_INT(seats(&g, 3), -10 - APPORTION_OPEN);
    g.number.kind = NUMBER_SHARED;
    EXPECT_INT(seats(&g, 3), -10 - APPORTION_SHARED);
    g.number.kind = NUMBER_NOT_STATED;
    EXPECT_INT(seats(&g, 3), -10 - APPORTION_NOT_STATED);
    g.every_member = true;
    EXPECT_INT(seats(&g, 3), 3);
}

TEST(bounds_of_a_unit) {
    struct seat_group g = per_hundred(ROUNDING_UP);
    int64_t least = -1, most = -1;
    EXPECT_INT(apportion_bounds(&g, &least, &most), APPORTION_OK);
    EXPECT_INT(least, 1);
    EXPECT_INT(most, 12);
    g.at_most = 0;
    EXPECT_INT(apportion_bounds(&g, &least, &most), APPORTION_OK);
    EXPECT(most == INT64_MAX);
    g.number = (struct seat_number){.kind = NUMBER_STEPS, .n_steps = 1};
    g.number.steps[0] = (struct number_step){.first = 100, .seats = 2};
    EXPECT_INT(apportion_bounds(&g, &least, &most), APPORTION_OK);
    EXPECT_INT(most, 2);
    g.number.kind = NUMBER_SHARED;
    EXPECT_INT(apportion_bounds(&g, &least, &most), APPORTION_SHARED);
}

TEST(votes_of_a_delegation_add_up_to_its_strength) {
    struct seat_group g = {.votes = VOTES_MEMBERS};
    int64_t votes[7], lost = -1;
    for (int remainder = REMAINDER_NOT_SAID; remainder <= REMAINDER_LARGEST; remainder++) {
        g.remainder = (uint8_t)remainder;
        for (int64_t strength = 0; strength < 40; strength++) {
            for (size_t n = 1; n <= 7; n++) {
                EXPECT_INT(apportion_votes(&g, strength, n, 0, votes, &lost), APPORTION_OK);
                int64_t sum = lost;
                for (size_t i = 0; i < n; i++)
                    sum += votes[i];
                EXPECT_INT(sum, strength);
            }
        }
    }
}

TEST(votes_that_do_not_divide) {
    struct seat_group g = {.votes = VOTES_MEMBERS, .remainder = REMAINDER_CHAIR};
    int64_t votes[3], lost;
    EXPECT_INT(apportion_votes(&g, 500, 3, 1, votes, &lost), APPORTION_OK);
    EXPECT(votes[0] == 166 && votes[1] == 168 && votes[2] == 166 && lost == 0);
    EXPECT_INT(apportion_votes(&g, 500, 3, -1, votes, &lost), APPORTION_OK); /* no chair named */
    EXPECT(votes[1] == 166 && lost == 2);
    g.remainder = REMAINDER_LARGEST;
    EXPECT_INT(apportion_votes(&g, 500, 3, -1, votes, &lost), APPORTION_OK);
    EXPECT(votes[0] == 167 && votes[1] == 167 && votes[2] == 166 && lost == 0);
    EXPECT_INT(apportion_votes(&g, 500, 0, -1, votes, &lost), APPORTION_OK);
    EXPECT_INT(lost, 500);
    g.shared_as_declared = true;
    EXPECT_INT(apportion_votes(&g, 500, 3, 0, votes, &lost), APPORTION_DECLARED);
    g.votes = VOTES_ONE;
    EXPECT_INT(apportion_votes(&g, 500, 3, 0, votes, &lost), APPORTION_OK);
    EXPECT(votes[0] == 1 && votes[2] == 1 && lost == 0);
    g.votes = VOTES_NONE;
    EXPECT_INT(apportion_votes(&g, 500, 3, 0, votes, &lost), APPORTION_OK);
    EXPECT(votes[0] == 0 && lost == 0);
}

TEST(members_per_seat_at_the_extremes) {
    struct seat_group g = per_hundred(ROUNDING_UP);
    struct per_seat p;
    REQUIRE(apportion_per_seat(&g, 25, &p));
    EXPECT(p.least.num == 25 && p.least.den == 1);
    EXPECT(p.most.num == 100 && p.most.den == 1);
    EXPECT(p.unbounded);
    EXPECT_INT(p.seats_most, 12);
    EXPECT_INT(p.unbounded_from, 1101);

    g.rounding = ROUNDING_DOWN;
    REQUIRE(apportion_per_seat(&g, 100, &p));
    EXPECT(p.least.num == 100 && p.least.den == 1);
    EXPECT(p.most.num == 199 && p.most.den == 1);
    EXPECT_INT(p.most_members, 199);

    g.at_most = 0;
    g.at_least = 3;
    REQUIRE(apportion_per_seat(&g, 1, &p));
    EXPECT(!p.unbounded);
    EXPECT(p.least.num == 1 && p.least.den == 3); /* three seats for one member */
    EXPECT(p.most.num == 133 && p.most.den == 1); /* 399 members have three seats */

    g = (struct seat_group){.number = {.kind = NUMBER_FIXED, .seats = 5}};
    REQUIRE(apportion_per_seat(&g, 10, &p));
    EXPECT(p.least.num == 2 && p.unbounded && p.unbounded_from == 10);
    g.number.kind = NUMBER_OPEN;
    EXPECT(!apportion_per_seat(&g, 10, &p));
}

/* The same by looking at every unit from the least to a large one. */
TEST(members_per_seat_is_what_counting_one_by_one_finds) {
    for (uint8_t rounding = ROUNDING_DOWN; rounding <= ROUNDING_NEAREST; rounding++) {
        for (int at_least = 1; at_least <= 3; at_least++) {
            struct seat_group g = {.number = {.kind = NUMBER_PER_MEMBERS, .members = 7},
                                   .rounding = rounding, .at_least = at_least};
            struct ratio least = {0}, most = {0};
            struct per_seat p;
            for (int64_t m = 4; m < 2000; m++) {
                struct ratio r;
                REQUIRE(ratio_make(m, seats(&g, m), &r));
                least = least.den == 0 || ratio_compare(r, least) < 0 ? r : least;
                most = most.den == 0 || ratio_compare(r, most) > 0 ? r : most;
            }
            REQUIRE(apportion_per_seat(&g, 4, &p));
            EXPECT(ratio_compare(p.least, least) == 0);
            EXPECT(ratio_compare(p.most, most) == 0);
            EXPECT(!p.unbounded);
        }
    }
}

TEST_MAIN(T(seats_per_members_rounded_three_ways), T(seats_by_steps),
          T(seats_that_are_fixed_open_shared_or_not_stated), T(bounds_of_a_unit),
          T(votes_of_a_delegation_add_up_to_its_strength), T(votes_that_do_not_divide),
          T(members_per_seat_at_the_extremes),
          T(members_per_seat_is_what_counting_one_by_one_finds))
