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
    EXPECT_STR(result.stage[0].bound[0].why->words, "group men has 1 elected of 1 at most");
    EXPECT_STR(result.stage[1].note, "cannot be elected");
    EXPECT_INT(begin("4 2\n9 1 2 0\n8 2 1 0\n7 3 0\n2 4 3 0\n" NAMES), 0);
    EXPECT_INT(set("group", "south=D") + set("min", "south=1"), 0);
    EXPECT_INT(counted("meek"), 0);
    EXPECT(!result.stage[0].bound[0].doomed);
    EXPECT_INT(result.stage[0].bound[0].candidate, 3);
    EXPECT_STR(result.stage[0].bound[0].why->words,
               "group south has 0 elected of 1 at least; still in the count: 1");
    EXPECT_STR(winners(), "AD");
    EXPECT_INT(counted("scottish"), 0);
    EXPECT(result.stages_n > 1);
    const struct count_stage *last = &result.stage[result.stages_n - 1];
    EXPECT_INT(last->bounds_n, 2); /* who left as doomed, and D, who is needed */
    EXPECT(last->bound[0].doomed && !last->bound[0].newly);
    EXPECT(!last->bound[1].doomed && last->bound[1].why->all_needed);
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

/* A count inside which groups hold, by its name and, of run-off, the way it fills seats. */
struct way {
    const char *method;
    enum count_winners winners;
    bool again; /* each exclusion makes hopefuls of the elected */
};
static const struct way ways[] = {
    {"scottish", 0, false},
    {"wigm", 0, false},
    {"wigm-prf-batch", 0, false},
    {"cfer-batch", 0, false},
    {"minneapolis", 0, false},
    {"mpls", 0, false},
    {"ers97", 0, false},
    {"meek", 0, false},
    {"meek-prf", 0, false},
    {"warren", 0, false},
    {"qpq", 0, true},
    {"irv", COUNT_MANY_PER_ROUND, false},
    {"irv", COUNT_ONE_PER_ROUND, false},
    {"irv", COUNT_BOTTOMS_UP, false},
    {"irv", COUNT_SEQUENTIAL, false},
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

/* Is there a choice with all of CHOSEN and the rest from POOL? Every one tried. */
static bool possible(uint32_t chosen, uint32_t pool) {
    for (uint32_t set_of = 0; set_of < 1u << ballots.candidates; set_of++)
        if ((set_of & chosen) == chosen && (set_of & ~(chosen | pool)) == 0 &&
            (uint32_t)__builtin_popcount(set_of) == ballots.seats && keeps(set_of))
            return true;
    return false;
}

static uint32_t set_of_list(const uint32_t *list, uint32_t n) {
    uint32_t set_of = 0;
    for (uint32_t i = 0; i < n; i++)
        set_of |= 1u << list[i];
    return set_of;
}

static uint32_t bound_at(const struct count_stage *s, bool doomed) {
    uint32_t set_of = 0;
    for (uint32_t i = 0; i < s->bounds_n; i++)
        if (s->bound[i].doomed == doomed)
            set_of |= 1u << s->bound[i].candidate;
    return set_of;
}

/* Each stage says exactly who is doomed and who is guarded, nobody doomed is elected, nobody
 * guarded excluded. At the last stage the rest is elected and nothing is left to say. */
static uint32_t stages_tell_the_truth(const struct way *way) {
    uint32_t chosen = 0, pool = (1u << ballots.candidates) - 1, out = 0, told = 0, guarded = 0;
    bool passes = way->winners == COUNT_SEQUENTIAL;
    for (uint32_t i = 0; i + 1 < result.stages_n; i++) {
        const struct count_stage *s = &result.stage[i];
        uint32_t doomed = 0, elected = set_of_list(s->elected, s->elected_n);
        out = set_of_list(s->excluded, s->excluded_n);
        EXPECT((guarded & out) == 0);
        EXPECT((bound_at(s, true) & elected) == 0);
        if (way->again && i && result.stage[i - 1].excluded_n) {
            pool |= chosen;
            chosen = 0;
        }
        uint32_t before = chosen;
        chosen |= elected;
        pool &= ~elected;
        if (!passes) /* else they come back for the next seat */
            pool &= ~out;
        guarded = 0;
        bool open = (uint32_t)__builtin_popcount(chosen) < ballots.seats;
        for (uint32_t c = 0; c < ballots.candidates; c++) {
            uint32_t one = 1u << c, said = bound_at(s, true) & out & one;
            bool left = open && pool & one && count_votes(&result, i, c);
            if ((left && !possible(chosen | one, pool & ~one)) ||
                (said && !possible((open ? chosen : before) | one, pool | elected)))
                doomed |= one;
            if (left && !passes && !possible(chosen, pool & ~one))
                guarded |= one;
        }
        if (!passes) {
            EXPECT_INT(bound_at(s, true), doomed);
            EXPECT_INT(bound_at(s, false), guarded);
        } else {
            EXPECT_INT(bound_at(s, true) & ~doomed, 0);
            EXPECT_INT(bound_at(s, false), 0);
        }
        told += doomed || guarded;
    }
    return told;
}

TEST(whatever_the_votes_the_groups_get_their_seats) {
    uint32_t refused = 0, held = 0, told[WAYS] = {0};
    for (int i = 0; i < 300; i++) {
        random_election();
        bool may = satisfiable(ballots.seats);
        for (size_t k = 0; k < WAYS; k++) {
            options.winners = ways[k].winners;
            int r = counted(ways[k].method);
            EXPECT_INT(r, may ? 0 : ERR_CONFLICT);
            if (r < 0)
                continue;
            EXPECT_INT(result.winners_n, ballots.seats);
            EXPECT(keeps(set_of_list(result.winners, result.winners_n)));
            told[k] += stages_tell_the_truth(&ways[k]);
        }
        refused += !may;
        held += may;
    }
    EXPECT(refused > 40 && held > 40); /* both sides were tried */
    for (size_t k = 0; k < WAYS; k++)
        EXPECT(told[k] > 20);
}

/* 9 000 would have A and B; of the two only one may sit. */
TEST(a_round_excludes_whom_it_dooms_before_its_votes_go_on) {
    EXPECT_INT(begin(MEN_FIRST), 0);
    EXPECT_INT(set("group", "men=A,B") + set("max", "men=1"), 0);
    options.winners = COUNT_MANY_PER_ROUND;
    EXPECT_INT(counted("irv"), 0);
    EXPECT_STR(winners(), "AC");
    EXPECT_INT(result.stage[0].elected[0], 0);
    EXPECT_INT(result.stage[0].excluded[0], 1);
    EXPECT_INT(result.stage[0].bounds_n, 1);
    EXPECT(result.stage[0].bound[0].doomed);
    for (uint32_t i = 0; i < result.stage[0].transfers_n; i++) /* of A's surplus nothing to B */
        EXPECT(result.stage[0].transfer[i].to != 1);
    EXPECT_INT(set("write-in", "A"), 0);
    options.winners = COUNT_BOTTOMS_UP_THRESHOLD;
    EXPECT_INT(counted("irv"), ERR_SYNTAX);
}

TEST(a_guarded_one_stays_though_below_the_minimum) {
    EXPECT_INT(begin("4 2\n9 1 2 0\n8 2 1 0\n7 3 0\n1 4 3 0\n" NAMES), 0);
    EXPECT_INT(set("group", "south=D") + set("min", "south=1"), 0);
    EXPECT_INT(set("minimum-votes", "8"), 0);
    options.winners = COUNT_BOTTOMS_UP;
    EXPECT_INT(counted("irv"), 0);
    EXPECT_STR(winners(), "AD");
    EXPECT_INT(result.stage[0].excluded_n, 1); /* C, with 7; not D, with 1 */
    EXPECT_INT(result.stage[0].excluded[0], 2);
}

/* A group of one seat in a ranking where two are equal: the lot takes whom it draws, not whom the
 * file names first. */
TEST(equal_ones_are_seated_by_the_lot_and_not_by_their_numbers) {
    uint32_t drawn[4];
    EXPECT_INT(begin("4 2\n9 1 0\n4 2 0\n4 3 0\n4 4 0\n" NAMES), 0);
    EXPECT_INT(set("group", "n=A") + set("max", "n=0") + set("tie", "lot"), 0);
    EXPECT_INT(set("seed", "of the ninth of March"), 0);
    EXPECT_INT(counted("plurality"), 0);
    count_lot(options.seed, drawn, 4);
    uint32_t want[2], n = 0;
    for (uint32_t i = 0; i < 4 && n < 2; i++)
        if (drawn[i] != 0)
            want[n++] = drawn[i];
    EXPECT_INT(result.winners_n, 2);
    EXPECT_INT(result.winners[0], want[0]);
    EXPECT_INT(result.winners[1], want[1]);
    EXPECT_INT(result.stage[0].tie[0].chosen, want[0]);
    options.tie[0] = COUNT_TIE_NONE;
    EXPECT_INT(counted("plurality"), ERR_CONFLICT);
}

TEST_MAIN(T(other_methods_seat_their_ranking_as_groups_allow),
          T(a_reserved_seat_dooms_who_would_take_it),
          T(the_report_says_who_is_doomed_or_guarded_and_why),
          T(contradictions_are_refused_before_the_count),
          T(whatever_the_votes_the_groups_get_their_seats),
          T(a_round_excludes_whom_it_dooms_before_its_votes_go_on),
          T(a_guarded_one_stays_though_below_the_minimum),
          T(equal_ones_are_seated_by_the_lot_and_not_by_their_numbers))
