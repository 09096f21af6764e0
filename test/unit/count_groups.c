/* Groups with a minimum and a maximum inside a count: nobody's election or exclusion may make them
 * unsatisfiable, whatever the method, and what cannot be satisfied is refused before the count. */
#include "count/count.h"
#include "count/reserve.h"
#include "test.h"

static struct count_ballots ballots;
static struct count_result result;
static struct count_options options;
static struct arena arena;
static struct fail failed;

static int begin(const char *text) {
    count_ballots_drop(&ballots);
    arena_drop(&arena);
    count_ballots_init(&ballots, &alloc_heap);
    arena_init(&arena, &alloc_heap, 64 << 20);
    failed = (struct fail){0};
    options = COUNT_OPTIONS;
    return count_read(&ballots, bytes_str(text), &failed);
}

static int set(const char *key, const char *value) {
    return count_option_set(&options, &ballots, bytes_str(key), bytes_str(value), &arena, &failed);
}

static int counted(const char *method) {
    failed = (struct fail){0};
    return count_run(count_method_find(bytes_str(method)), &ballots, &options, &arena, &result,
                     &failed);
}

static const char *winners(void) {
    static char text[64];
    size_t n = 0;
    text[0] = 0;
    for (uint32_t i = 0; i < result.winners_n && n < sizeof(text); i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%c",
                              ballots.candidate[result.winners[i]].name.at[0]);
    return text;
}

#define NAMES "0\n\"A\"\n\"B\"\n\"C\"\n\"D\"\n\"\"\n"
#define MEN_FIRST "4 2\n9 1 2 0\n8 2 1 0\n3 3 4 0\n2 4 3 0\n" NAMES

TEST(a_reserved_seat_dooms_who_would_take_it) {
    static const char *const methods[] = {"scottish",    "wigm",  "wigm-prf", "cfer",
                                          "minneapolis", "mpls",  "ers97",    "meek",
                                          "meek-prf",    "warren"};
    EXPECT_INT(begin(MEN_FIRST), 0);
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        options = COUNT_OPTIONS;
        EXPECT_INT(counted(methods[i]), 0);
        EXPECT_STR(winners(), "AB");
        EXPECT_INT(set("group", "women=C,D"), 0);
        EXPECT_INT(set("min", "women=1"), 0);
        EXPECT_INT(counted(methods[i]), 0);
        EXPECT_STR(winners(), "AC");
    }
}

TEST(the_report_says_who_is_doomed_or_guarded_and_why) {
    EXPECT_INT(begin(MEN_FIRST), 0);
    EXPECT_INT(set("group", "men=A,B") + set("max", "men=1"), 0);
    EXPECT_INT(counted("scottish"), 0);
    EXPECT_INT(result.stage[0].bounds_n, 1);
    EXPECT_INT(result.stage[0].bound[0].candidate, 1);
    EXPECT(result.stage[0].bound[0].doomed);
    EXPECT_STR(result.stage[0].bound[0].why, "group men has 1 elected of 1 at most");
    EXPECT_STR(result.stage[1].note, "cannot be elected");
    EXPECT_INT(begin("4 2\n9 1 2 0\n8 2 1 0\n7 3 0\n2 4 3 0\n" NAMES), 0);
    EXPECT_INT(set("group", "south=D") + set("min", "south=1"), 0);
    EXPECT_INT(counted("meek"), 0);
    EXPECT(!result.stage[0].bound[0].doomed);
    EXPECT_INT(result.stage[0].bound[0].candidate, 3);
    EXPECT_STR(winners(), "AD");
}

TEST(contradictions_are_refused_before_the_count) {
    EXPECT_INT(begin(MEN_FIRST), 0);
    EXPECT_INT(set("group", "women=C,D") + set("min", "women=3"), 0);
    EXPECT_INT(counted("scottish"), ERR_CONFLICT);
    EXPECT_STR(failed.text, "group women: at least 3 seats, but 2 stand");
    EXPECT_INT(set("min", "women=2") + set("max", "women=1"), 0);
    EXPECT_INT(counted("meek"), ERR_CONFLICT);
    EXPECT_STR(failed.text, "group women: at least 2 and at most 1");
    EXPECT_INT(set("max", "women=2") + set("group", "north=A,C,D") + set("max", "north=1"), 0);
    EXPECT_INT(counted("ers97"), ERR_CONFLICT);
    EXPECT(strstr(failed.text, "no choice of 2 candidates") != NULL);
    failed = (struct fail){0};
    EXPECT_INT(set("min", "nobody=1"), ERR_SYNTAX);
    EXPECT_INT(set("group", "women=A"), ERR_SYNTAX);
    EXPECT_INT(set("group", "w=A,A"), ERR_SYNTAX);
    EXPECT_INT(set("group", "w=Z"), ERR_SYNTAX);
}

TEST(other_methods_seat_their_ranking_as_groups_allow) {
    EXPECT_INT(begin(MEN_FIRST), 0);
    EXPECT_INT(set("group", "women=C,D") + set("min", "women=1"), 0);
    EXPECT_INT(counted("borda"), 0);
    EXPECT_STR(winners(), "AC");
    EXPECT_INT(counted("schulze"), 0);
    EXPECT_STR(winners(), "AC");
    EXPECT_INT(counted("qpq"), 0);
    EXPECT_STR(winners(), "AC");
    options.winners = COUNT_MANY_PER_ROUND;
    EXPECT_INT(counted("irv"), 0);
    EXPECT_INT(counted("dhondt"), ERR_SYNTAX); /* seats of lists are not persons */
}

static uint32_t state = 1;
static uint32_t draw(uint32_t below) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
}

static bool keeps(uint32_t set_of) {
    for (uint32_t g = 0; g < options.groups; g++) {
        uint32_t have = 0;
        for (uint32_t c = 0; c < ballots.candidates; c++)
            have += (set_of >> c & 1) && options.group[g].member[c];
        if (have < options.group[g].min || have > options.group[g].max)
            return false;
    }
    return true;
}

/* Every choice of SEATS candidates tried. */
static bool satisfiable(uint32_t seats) {
    for (uint32_t set_of = 0; set_of < 1u << ballots.candidates; set_of++)
        if ((uint32_t)__builtin_popcount(set_of) == seats && keeps(set_of))
            return true;
    return false;
}

static void random_election(void) {
    char text[4096];
    int n = snprintf(text, sizeof(text), "7 %u\n", 1 + draw(5));
    for (int i = 0; i < 12; i++) {
        uint32_t first = draw(7), length = 1 + draw(5);
        n += snprintf(text + n, sizeof(text) - (size_t)n, "%u", 1 + draw(9));
        for (uint32_t k = 0; k < length; k++)
            n += snprintf(text + n, sizeof(text) - (size_t)n, " %u", (first + k * 3) % 7 + 1);
        n += snprintf(text + n, sizeof(text) - (size_t)n, " 0\n");
    }
    snprintf(text + n, sizeof(text) - (size_t)n,
             "0\n\"A\"\n\"B\"\n\"C\"\n\"D\"\n\"E\"\n\"F\"\n\"G\"\n\"\"\n");
    EXPECT_INT(begin(text), 0);
    uint32_t groups = 1 + draw(3);
    for (uint32_t g = 0; g < groups; g++) {
        char members[32], name[2] = {(char)('a' + g), 0}, bound[8];
        int at = snprintf(members, sizeof(members), "%s=", name);
        for (uint32_t c = 0; c < 7; c++)
            if (draw(2))
                at += snprintf(members + at, sizeof(members) - (size_t)at, "%s%c",
                               members[at - 1] == '=' ? "" : ",", 'A' + (int)c);
        EXPECT_INT(set("group", members), 0);
        snprintf(bound, sizeof(bound), "%s=%u", name, draw(3));
        EXPECT_INT(set("min", bound), 0);
        snprintf(bound, sizeof(bound), "%s=%u", name, 1 + draw(4));
        EXPECT_INT(set("max", bound), 0);
    }
}

TEST(whatever_the_votes_the_groups_get_their_seats) {
    static const char *const methods[] = {"scottish",    "wigm",  "wigm-prf-batch", "cfer-batch",
                                          "minneapolis", "mpls",  "ers97",          "meek",
                                          "meek-prf",    "warren"};
    uint32_t refused = 0, held = 0;
    for (int i = 0; i < 400; i++) {
        random_election();
        bool may = satisfiable(ballots.seats);
        for (size_t k = 0; k < sizeof(methods) / sizeof(methods[0]); k++) {
            int r = counted(methods[k]);
            EXPECT_INT(r, may ? 0 : ERR_CONFLICT);
            if (r < 0)
                continue;
            uint32_t set_of = 0;
            for (uint32_t w = 0; w < result.winners_n; w++)
                set_of |= 1u << result.winners[w];
            EXPECT_INT(result.winners_n, ballots.seats);
            EXPECT(keeps(set_of));
        }
        refused += !may;
        held += may;
    }
    EXPECT(refused > 50 && held > 50); /* both sides were tried */
}

TEST_MAIN(T(other_methods_seat_their_ranking_as_groups_allow),
          T(a_reserved_seat_dooms_who_would_take_it),
          T(the_report_says_who_is_doomed_or_guarded_and_why),
          T(contradictions_are_refused_before_the_count),
          T(whatever_the_votes_the_groups_get_their_seats))
