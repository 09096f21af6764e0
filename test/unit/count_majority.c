/* Each majority by its own name, at the vote where it is just reached and just missed. */
#include "base/buf.h"
#include "count/majority.h"
#include "test.h"

static struct arena arena;
static struct fail failed;
static struct count_decision decision;

static int decided(const char *table, const char *majority, const char *quorum) {
    struct count_poll poll;
    struct count_majority m[COUNT_MAJORITIES_MAX], q[COUNT_MAJORITIES_MAX] = {{0}};
    uint32_t n = 0, qn = 0;
    arena_drop(&arena);
    arena_init(&arena, &alloc_heap, 1 << 22);
    failed = (struct fail){0};
    int r = count_poll_read(&poll, bytes_str(table), &arena, &failed);
    r = r < 0 ? r : count_majorities_read(bytes_str(majority), m, &n, &failed);
    if (r == 0 && quorum)
        r = count_majorities_read(bytes_str(quorum), q, &qn, &failed);
    return r < 0 ? r : count_decide(&poll, m, n, q, &arena, &decision, &failed);
}

/* 11 yes, 8 no, 3 abstain of 24; two of three units for it, with 300 of 1000 members */
#define TABLE                                                                                      \
    "unit,members,votes,yes,no,abstain\nNorth,100,8,6,1,0\nSouth,200,6,4,1,1\nEast,700,10,1,6,2\n"

TEST(no_majority_is_called_by_anothers_name) {
    static const struct {
        const char *majority;
        uint64_t part, whole, needed;
        bool reached;
    } cases[] = {
        {"simple", 11, 19, 9, true},
        {"plurality", 11, 22, 9, true},
        {"present", 11, 22, 12, false},
        {"absolute", 11, 24, 13, false},
        {"unanimous", 11, 19, 19, false},
        {"2/3 of cast", 11, 19, 13, false},
        {"1/2 of present", 11, 22, 11, true},
        {"more than 1/2 of present", 11, 22, 12, false},
        {"2/3 of units", 2, 3, 2, true},
        {"more than 2/3 of units", 2, 3, 3, false},
        {"30% of members", 300, 1000, 300, true},
        {"1/2 of members", 300, 1000, 500, false},
        {"11/24 of votes", 11, 24, 11, true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        EXPECT_INT(decided(TABLE, cases[i].majority, NULL), 0);
        EXPECT_INT(decision.each[0].part, cases[i].part);
        EXPECT_INT(decision.each[0].whole, cases[i].whole);
        EXPECT_INT(decision.each[0].needed, cases[i].needed);
        EXPECT_INT(decision.carried, cases[i].reached);
    }
}

TEST(concurrent_majorities_must_all_be_reached) {
    EXPECT_INT(decided(TABLE, "simple, more than 1/2 of units", NULL), 0);
    EXPECT(decision.carried);
    EXPECT_INT(decided(TABLE, "simple, more than 1/2 of units, more than 1/2 of members", NULL), 0);
    EXPECT(!decision.carried && decision.each[1].reached && !decision.each[2].reached);
    EXPECT_STR(decision.each[2].words,
               "more than 1/2 of members: 300 of 1000, 501 needed: missed by 201.");
}

TEST(without_a_quorum_nothing_is_carried) {
    EXPECT_INT(decided(TABLE, "simple", "22/24 of votes"), 0);
    EXPECT(decision.carried && decision.quorum_part == 22);
    EXPECT_INT(decided(TABLE, "simple", "23/24 of votes"), 0);
    EXPECT(!decision.carried && !decision.quorum_met && decision.each[0].reached);
    EXPECT_INT(decided("unit,votes,yes,no\nA,5,0,0\n", "simple, 0/1 of cast", NULL), 0);
    EXPECT(!decision.carried); /* nothing is carried by nobody */
}

TEST(errors_name_the_line_and_what_was_expected) {
    EXPECT_INT(decided("unit,votes,yes,no\nA,5,3,3\n", "simple", NULL), ERR_SYNTAX);
    EXPECT(strstr(failed.text, "A gave 6 votes and has 5") != NULL);
    EXPECT_INT(decided("unit,votes,yes,no\nA,5,3,x\n", "simple", NULL), ERR_SYNTAX);
    EXPECT_INT(decided("unit,votes,yes,no\nA,5,3,1\nA,5,3,1\n", "simple", NULL), ERR_SYNTAX);
    EXPECT_INT(decided("unit,votes,yes\nA,5,3\n", "simple", NULL), ERR_SYNTAX);
    EXPECT_INT(decided("unit,votes,yes,maybe\nA,5,3,1\n", "simple", NULL), ERR_SYNTAX);
    EXPECT_INT(decided(TABLE, "2/3", NULL), ERR_SYNTAX);
    EXPECT_INT(decided(TABLE, "3/2 of cast", NULL), ERR_SYNTAX);
    EXPECT_INT(decided(TABLE, "simple,simple,simple,simple,simple", NULL), ERR_RANGE);
    EXPECT_INT(decided("", "simple", NULL), ERR_SYNTAX);
}

TEST(the_decision_is_said_in_words_and_in_json) {
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 16);
    EXPECT_INT(decided(TABLE, "present", "22/24 of votes"), 0);
    count_decision_text(&b, &decision);
    buf_byte(&b, 0);
    EXPECT_STR((const char *)b.at, "Lost.\nquorum: 22 of 24, 22 needed: reached.\n"
                                   "present: 11 of 22, 12 needed: missed by 1.\n");
    buf_clear(&b);
    count_decision_json(&b, &decision);
    buf_byte(&b, 0);
    EXPECT(strstr((const char *)b.at, "\"outcome\":\"lost\"") != NULL);
    buf_drop(&b);
}

TEST_MAIN(T(the_decision_is_said_in_words_and_in_json), T(no_majority_is_called_by_anothers_name),
          T(concurrent_majorities_must_all_be_reached), T(without_a_quorum_nothing_is_carried),
          T(errors_name_the_line_and_what_was_expected))
