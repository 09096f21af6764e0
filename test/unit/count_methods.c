#include "base/buf.h"
#include "count/count.h"
#include "count/measures.h"
#include "count/reserve.h"
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
    int r = count_read(&ballots, bytes_str(text), &failed);
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

TEST(plurality_elects_the_most) {
    options = COUNT_OPTIONS;
    EXPECT_INT(counted("3 1\n3 1 2 0\n4 2 0\n2 3 1 0\n" NAMES, "plurality"), 0);
    EXPECT_STR(winners(), "B");
    EXPECT_STR(result.score[0], "3");
    EXPECT_INT(result.valid, 9);
}

TEST(plurality_leaves_a_tie_open_unless_a_rule_settles_it) {
    options = COUNT_OPTIONS;
    EXPECT_INT(counted("3 2\n3 1 0\n3 2 0\n5 3 0\n" NAMES, "plurality"), 0);
    EXPECT_STR(winners(), "C");
    EXPECT_INT(result.standing_n, 2);
    EXPECT_INT(result.standing[0], 0);
    options.tie[0] = COUNT_TIE_LOT;
    EXPECT_INT(counted("3 2\n3 1 0\n3 2 0\n5 3 0\n" NAMES, "plurality"), ERR_RANGE);
    options.seed = BYTES_LIT("seed of 1 May");
    EXPECT_INT(counted("3 2\n3 1 0\n3 2 0\n5 3 0\n" NAMES, "plurality"), 0);
    EXPECT_INT(result.winners_n, 2);
    EXPECT_INT(result.stage[0].ties_n, 1);
}

TEST(withdrawn_candidates_are_passed_over) {
    options = COUNT_OPTIONS;
    EXPECT_INT(counted("3 1\n-2\n3 1 2 0\n4 2 3 0\n2 3 1 0\n" NAMES, "plurality"), 0);
    EXPECT_STR(winners(), "C");
    EXPECT_STR(result.score[2], "6");
}

TEST(block_and_limited_and_approval) {
    options = COUNT_OPTIONS;
    const char *text = "3 2\n3 1 2 0\n4 2 3 0\n2 3 1 0\n" NAMES;
    EXPECT_INT(counted(text, "block"), 0);
    EXPECT_STR(winners(), "B C");
    EXPECT_INT(counted(text, "limited"), 0);
    EXPECT_STR(winners(), "B A");
    EXPECT_INT(counted("3 1\n3 1 2 0\n4 2 3 1 0\n2 3 1 0\n" NAMES, "approval"), 0);
    EXPECT_STR(result.score[0], "9");
}

TEST(borda_shares_what_is_unranked) {
    options = COUNT_OPTIONS;
    EXPECT_INT(counted("3 1\n2 1 0\n1 2=3 1 0\n" NAMES, "borda"), 0);
    EXPECT_STR(result.score[0], "7");    /* 2*3 + 1 */
    EXPECT_STR(result.score[1], "11/2"); /* 2*1.5 + 2.5 */
}

TEST(scottish_cuts_after_dividing) {
    options = COUNT_OPTIONS;
    /* 7 votes, quota 3; surplus 2 of 5: each 0.40000 */
    EXPECT_INT(counted("3 2\n5 1 2 0\n1 2 0\n1 3 0\n" NAMES, "scottish"), 0);
    EXPECT_STR(winners(), "A B");
    EXPECT_STR(count_votes(&result, 1, 1), "3.00000");
    EXPECT_STR(result.quota, "3.00000");
}

TEST(run_off_until_two_ends_when_nobody_is_left) {
    options = COUNT_OPTIONS;
    options.winners = COUNT_MANY_PER_ROUND;
    options.until_two = true;
    EXPECT_INT(counted("3 3\n5 1 2 0\n1 2 0\n1 3 0\n" NAMES, "irv"), 0);
    EXPECT_INT(result.winners_n, 3);
}

/* Candidate i has i + 1 votes that go on to the next one: one goes out after the other. */
static struct bytes ladder(struct buf *text, uint32_t candidates) {
    buf_clear(text);
    buf_format(text, "%u 1\n", candidates);
    for (uint32_t c = 1; c <= candidates; c++)
        buf_format(text, "%u %u %u 0\n", c, c, c % candidates + 1);
    buf_str(text, "0\n");
    for (uint32_t c = 1; c <= candidates; c++)
        buf_format(text, "\"%u\"\n", c);
    return buf_view(text);
}

/* What a stage lists as changed is what count_votes() tells apart. */
static bool changes_agree(uint32_t stage) {
    const struct count_stage *s = &result.stage[stage];
    uint32_t next = 0;
    for (uint32_t c = 0; c < ballots.candidates; c++) {
        const char *now = count_votes(&result, stage, c),
                   *was = stage ? count_votes(&result, stage - 1, c) : NULL;
        bool changed = next < s->changes_n && s->change[next].candidate == c;
        next += changed;
        if (changed ? now != s->change[next - 1].number : now != was)
            return false;
    }
    return next == s->changes_n;
}

TEST(many_candidates_take_memory_for_what_happened) {
    static const char *const methods[] = {"scottish", "wigm", "irv", "meek", "warren", "meek-prf"};
    struct buf text;
    buf_init(&text, &alloc_heap, 1 << 20);
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        options = COUNT_OPTIONS;
        ladder(&text, 3000);
        options.batch = 0;
        EXPECT_INT(counted((const char *)text.at, methods[i]), 0);
        EXPECT(result.stages_n > 1000);
        EXPECT(arena.used < 16 << 20); /* a row of 3000 pointers a stage is 24 MB a thousand */
        EXPECT(changes_agree(0) && changes_agree(1) && changes_agree(result.stages_n - 1));
        EXPECT_INT(result.winners_n, 1);
    }
    buf_drop(&text);
}

TEST(a_report_of_many_candidates_says_what_changed) {
    struct buf text, report;
    buf_init(&text, &alloc_heap, 1 << 20);
    buf_init(&report, &alloc_heap, 1 << 20);
    options = COUNT_OPTIONS;
    ladder(&text, 100);
    EXPECT_INT(counted((const char *)text.at, "scottish"), 0);
    count_text(&report, &result, &options, true);
    EXPECT(strstr((const char *)report.at, "Votes now:") != NULL);
    EXPECT(report.n > 100 * 50 * 30);
    buf_clear(&report);
    ladder(&text, 101);
    EXPECT_INT(counted((const char *)text.at, "scottish"), 0);
    count_text(&report, &result, &options, true);
    EXPECT(strstr((const char *)report.at, "Votes now:") == NULL);
    EXPECT(strstr((const char *)report.at, "Votes that changed:\n  1 ") != NULL);
    EXPECT(report.n < 101 * 400);
    buf_drop(&text);
    buf_drop(&report);
}

/* The N-th allocation fails, for every N: an error, nothing lost, nothing half counted. */
TEST(a_count_without_memory_is_an_error) {
    static const char *const methods[] = {
        "scottish", "wigm",  "ers97", "irv",      "meek",    "warren",       "meek-prf",
        "qpq",      "borda", "block", "approval", "schulze", "ranked-pairs", "minimax"};
    const char *text = "5 2\n3 1 2 3 0\n4 2 4 5 0\n2 3 1 0\n2 4=5 1 0\n1 5 4 0\n0\n"
                       "\"A\"\n\"B\"\n\"C\"\n\"D\"\n\"E\"\n\"\"\n";
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        int r = ERR_NOMEM;
        options = COUNT_OPTIONS;
        options.seats = strcmp(methods[i], "irv") == 0 ? 1 : 2;
        counted(text, "plurality");
        for (size_t n = 1; r == ERR_NOMEM || r == ERR_RANGE; n++) {
            struct alloc_faulty faulty;
            struct arena small;
            alloc_faulty_init(&faulty, n);
            arena_init(&small, &faulty.base, 64 << 20);
            ballots.alloc = &faulty.base;
            r = count_run(count_method_find(bytes_str(methods[i])), &ballots, &options, &small,
                          &result, &failed);
            ballots.alloc = &alloc_heap;
            arena_drop(&small);
            EXPECT(r <= 0 && n < 1000);
            bool noticed = r == ERR_NOMEM || r == ERR_RANGE || r == ERR_SYNTAX;
            EXPECT_STR(noticed || faulty.calls < n ? "" : methods[i], "");
        }
        EXPECT(r == 0 || r == ERR_SYNTAX);
    }
}

TEST(the_lot_follows_the_published_seed) {
    uint32_t a[5], b[5], seen = 0;
    count_lot(BYTES_LIT("x"), a, 5);
    count_lot(BYTES_LIT("x"), b, 5);
    for (int i = 0; i < 5; i++) {
        EXPECT_INT(a[i], b[i]);
        seen |= 1u << a[i];
    }
    EXPECT_INT(seen, 31);
}

TEST(options_are_read_by_name) {
    options = COUNT_OPTIONS;
    EXPECT_INT(counted("3 1\n1 1 0\n" NAMES, "plurality"), 0);
    struct {
        const char *key, *value;
        int want;
    } cases[] = {{"seats", "3", 0},
                 {"seats", "x", ERR_SYNTAX},
                 {"tie", "backwards,lot", 0},
                 {"tie", "coin", ERR_SYNTAX},
                 {"order", "C;A", 0},
                 {"order", "C;C", ERR_SYNTAX},
                 {"order", "C;D", ERR_SYNTAX},
                 {"threshold", "5%", 0},
                 {"nothing", "1", ERR_MISSING},
                 {"skips", "unlimited", 0},
                 {"batch", "no", 0}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        EXPECT_INT(count_option_set(&options, &ballots, bytes_str(cases[i].key),
                                    bytes_str(cases[i].value), &arena, NULL),
                   cases[i].want);
    EXPECT_INT(options.seats, 3);
    EXPECT_INT(options.order_n, 2);
    EXPECT_INT(options.order[0], 2);
    EXPECT_INT(options.batch, 0);
}

TEST(json_quotes_names) {
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 20);
    options = COUNT_OPTIONS;
    EXPECT_INT(counted("2 1\n1 1 0\n0\n\"A\tb\\\"\n\"C\"\n\"\"\n", "plurality"), 0);
    count_json(&b, &result, &options);
    EXPECT(strstr((char *)b.at, "\"winners\":[\"A b\\\\\"]") != NULL);
    buf_drop(&b);
}

TEST(measures_of_a_small_council) {
    static const uint64_t votes[] = {50, 30, 20}, seats[] = {6, 3, 1}, none[] = {0, 0, 0};
    struct count_measures m;
    arena_drop(&arena);
    arena_init(&arena, &alloc_heap, 1 << 20);
    EXPECT_INT(count_measure(votes, seats, 3, &arena, &m), 0);
    EXPECT_STR(m.loosemore_hanby, "1/10");
    EXPECT_STR(m.rae, "1/15");
    EXPECT_STR(m.gallagher, "0.100000");
    EXPECT_STR(m.effective_by_votes, "50/19");
    EXPECT_STR(m.effective_by_seats, "50/23");
    EXPECT_INT(count_measure(votes, none, 3, &arena, &m), ERR_RANGE);
}

TEST(too_many_candidates_to_compare_are_refused) {
    count_ballots_drop(&ballots);
    arena_drop(&arena);
    count_ballots_init(&ballots, &alloc_heap);
    arena_init(&arena, &alloc_heap, 1 << 20);
    options = COUNT_OPTIONS;
    failed = (struct fail){0};
    for (int i = 0; i < 2001; i++)
        EXPECT_INT(count_ballots_candidate(&ballots, BYTES_LIT("one of many")), 0);
    EXPECT_INT(count_run(count_method_find(BYTES_LIT("schulze")), &ballots, &options, &arena,
                         &result, &failed),
               ERR_RANGE);
    EXPECT_STR(failed.text, "schulze compares each candidate with each: at most 2000, here 2001");
}

TEST(members_behind_delegates) {
    static const uint64_t members[] = {100, 100, 400}, one[] = {1, 1, 1}, none[] = {0, 0, 0};
    static const uint64_t some[] = {1, 0, 2};
    struct count_representation x;
    arena_drop(&arena);
    arena_init(&arena, &alloc_heap, 1 << 20);
    EXPECT_INT(count_represent(members, one, 3, &arena, &x), 0);
    EXPECT_STR(x.mean, "200");
    EXPECT_STR(x.ratio, "4");
    EXPECT_INT(x.most_at, 2);
    EXPECT_STR(x.minimum_share, "1/3");
    EXPECT_STR(x.dauer_kelsay, "1/3");
    EXPECT_INT(count_represent(members, some, 3, &arena, &x), 0);
    EXPECT_INT(x.without, 100);
    EXPECT(x.per_delegate[1] == NULL);
    EXPECT_INT(count_represent(members, none, 3, &arena, &x), ERR_RANGE);
}

TEST(the_smallest_majority_is_not_always_found_in_order) {
    /* four of seven votes: 21 members have them alone; in order all three units are gone through */
    static const uint64_t members[] = {2, 10, 21}, votes[] = {1, 2, 4};
    static const uint64_t huge[] = {UINT64_C(1) << 40, 1, 1};
    struct count_representation x;
    arena_drop(&arena);
    arena_init(&arena, &alloc_heap, 1 << 20);
    EXPECT_INT(count_represent(members, votes, 3, &arena, &x), 0);
    EXPECT_STR(x.minimum_share, "7/11");
    EXPECT_STR(x.dauer_kelsay, "1");
    EXPECT_STR(x.per_delegate[2], "21/4");
    EXPECT_INT(count_represent(members, huge, 3, &arena, &x), ERR_RANGE);
}

TEST(a_vacant_seat_goes_to_the_next_of_the_same_ballots) {
    options = COUNT_OPTIONS;
    const char *text = "4 2\n9 1 2 0\n6 3 4 0\n2 4 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"D\"\n\"\"\n";
    uint32_t next = 9;
    EXPECT_INT(counted(text, "scottish"), 0);
    EXPECT_STR(winners(), "A C");
    const struct count_method *m = count_method_find(BYTES_LIT("scottish"));
    EXPECT_INT(count_countback(m, &ballots, &options, 0, &arena, &result, &next, &failed), 0);
    EXPECT_INT(next, 1); /* A's voters have B next */
    EXPECT_INT(count_countback(m, &ballots, &options, 2, &arena, &result, &next, &failed), 0);
    EXPECT_INT(next, 3);
    EXPECT_INT(count_countback(m, &ballots, &options, 1, &arena, &result, &next, &failed),
               ERR_CONFLICT);
}

TEST(reserved_seats_displace_the_lowest) {
    static const uint32_t ranking[] = {0, 1, 2, 3, 4};
    static const bool women[] = {false, false, false, true, true};
    static const bool men[] = {true, true, true, false, false};
    struct count_group group[] = {{women, 1, 3}, {men, 0, 3}};
    uint32_t seated[3], n = 0;
    EXPECT_INT(count_reserve(ranking, 5, group, 2, 3, seated, &n, NULL), 0);
    EXPECT(n == 3 && seated[0] == 0 && seated[1] == 1 && seated[2] == 3);
    group[0].min = 2;
    EXPECT_INT(count_reserve(ranking, 5, group, 2, 3, seated, &n, NULL), 0);
    EXPECT(n == 3 && seated[0] == 0 && seated[1] == 3 && seated[2] == 4);
    group[1].max = 0;
    EXPECT_INT(count_reserve(ranking, 5, group, 2, 3, seated, &n, NULL), 0);
    EXPECT_INT(n, 2); /* nobody else may be seated */
    group[0].min = 3;
    EXPECT_INT(count_reserve(ranking, 5, group, 2, 3, seated, &n, NULL), ERR_CONFLICT);
}

TEST(reserved_seats_of_overlapping_groups) {
    /* one seat: A is no woman, B no southerner, C is both and must be taken */
    static const uint32_t ranking[] = {0, 1, 2};
    static const bool women[] = {false, true, true}, south[] = {true, false, true};
    struct count_group group[] = {{women, 1, 1}, {south, 1, 1}};
    uint32_t seated[3], n = 0;
    EXPECT_INT(count_reserve(ranking, 3, group, 2, 1, seated, &n, NULL), 0);
    EXPECT(n == 1 && seated[0] == 2);
    EXPECT_INT(count_reserve(ranking, 3, group, 2, 2, seated, &n, NULL), 0);
    EXPECT(n == 2 && seated[0] == 0 && seated[1] == 1);
    group[0].min = group[0].max = 3; /* two stand: one reserved seat stays empty */
    group[1].max = 3;
    group[1].min = 0;
    EXPECT_INT(count_reserve(ranking, 3, group, 2, 3, seated, &n, NULL), ERR_CONFLICT);
    EXPECT(n == 2 && seated[0] == 1 && seated[1] == 2);
}

TEST(scores_and_judgment) {
    count_ballots_drop(&ballots);
    arena_drop(&arena);
    count_ballots_init(&ballots, &alloc_heap);
    arena_init(&arena, &alloc_heap, 1 << 20);
    options = COUNT_OPTIONS;
    EXPECT_INT(count_read_scores(&ballots, BYTES_LIT("A,B,C\n5,2,0\n0,3,4\n1,3,\n"), &failed), 0);
    EXPECT_INT(count_run(count_method_find(BYTES_LIT("score")), &ballots, &options, &arena, &result,
                         &failed),
               0);
    EXPECT_STR(winners(), "B"); /* 8 against 6 and 4 */
    EXPECT_INT(count_run(count_method_find(BYTES_LIT("majority-judgment")), &ballots, &options,
                         &arena, &result, &failed),
               0);
    EXPECT_STR(winners(), "B"); /* medians 1, 3, 0 */
    EXPECT_STR(result.score[0], "1");
    options.marks_max = 5;
    EXPECT_INT(count_run(count_method_find(BYTES_LIT("cumulative")), &ballots, &options, &arena,
                         &result, &failed),
               0);
    EXPECT_INT(result.valid, 1); /* two of three gave more than the purse */
}

static int tabled(const char *method, const char *table, const char *key, const char *value) {
    count_ballots_drop(&ballots);
    arena_drop(&arena);
    count_ballots_init(&ballots, &alloc_heap);
    arena_init(&arena, &alloc_heap, 1 << 22);
    options = COUNT_OPTIONS;
    failed = (struct fail){0};
    int r = count_read_districts(&ballots, bytes_str(table), &failed);
    if (r == 0 && key)
        r = count_option_set(&options, &ballots, bytes_str(key), bytes_str(value), &arena, &failed);
    return r < 0 ? r
                 : count_run(count_method_find(bytes_str(method)), &ballots, &options, &arena,
                             &result, &failed);
}

static int levelled(const char *table, const char *key, const char *value) {
    return tabled("levelling", table, key, value);
}

static const char *table_seats(void) {
    static char text[200];
    size_t n = 0;
    for (uint32_t c = 0; c < ballots.candidates; c++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%u", c ? " " : "",
                              (unsigned)result.seats_by_list[c]);
    return text;
}

#define REGIONS "party,N,S\nseats,5,5\nA,500:5,100\nB,310,400\nC,200,50\n"

/* Divisors of rows and columns in turn go round in circles here: a seat that two parties are tied
 * for has to be handed on. */
TEST(a_table_that_exists_is_found) {
    const char *text = "party,N,S,E\nseats,4,4,4\nA,0,2,0\nB,27,5,15\nC,3,5,0\n";
    EXPECT_INT(tabled("biproportional", text, NULL, NULL), 0);
    EXPECT_STR(table_seats(), "0 1 0 4 1 4 0 2 0");
    EXPECT_INT(result.stage[0].ties_n, 0);
}

TEST(a_table_that_cannot_be_says_whose_seats_do_not_fit) {
    const char *few = "party,North,South\nseats,5,2\nRed,1,0\nBlue,0,900\n";
    EXPECT_INT(tabled("biproportional", few, NULL, NULL), ERR_CONFLICT); /* Red: 1/5 of a voter */
    EXPECT(strstr(failed.text, "no party with votes there is due a seat") != NULL);
    const char *less = "party,North,South\nseats,5,2\nRed,400,0\nBlue,0,900\n";
    EXPECT_INT(tabled("biproportional", less, NULL, NULL), ERR_CONFLICT);
    EXPECT(strstr(failed.text, "5 seats are to fill in North, and the parties with votes "
                                "there (Red) are due 1 of") != NULL);
    const char *more = "party,N,S,E\nseats,5,3,2\nRed,1,1,1000\nBlue,0,0,4000\nGreen,1,1,1\n";
    EXPECT_INT(tabled("biproportional", more, NULL, NULL), ERR_CONFLICT);
    EXPECT(strstr(failed.text, "8 of all seats are due to Blue") != NULL);
    EXPECT(strstr(failed.text, "only 2 are to fill (E)") != NULL);
    const char *none = "party,N,S\nseats,1,1\nA,9,0\n";
    EXPECT_INT(tabled("biproportional", none, NULL, NULL), ERR_SYNTAX);
    EXPECT(strstr(failed.text, "S has 1 seats and no votes") != NULL);
    EXPECT_INT(tabled("biproportional", "party,N\nseats,5\nA,2\n", NULL, NULL), ERR_SYNTAX);
    EXPECT(strstr(failed.text, "no party has half a voter") != NULL);
}

/* C has a fourteenth of all votes, and half of those in S. */
TEST(thresholds_are_of_the_whole_or_of_a_district) {
    const char *text = "party,N,S\nseats,4,2\nA,500,20\nB,90,30\nC,0,50\n";
    EXPECT_INT(tabled("biproportional", text, "threshold", "20%"), 0);
    EXPECT_STR(table_seats(), "4 2 0 0 0 0");
    options.threshold_district = (struct ratio){1, 2};
    const struct count_method *m = count_method_find(BYTES_LIT("biproportional"));
    EXPECT_INT(count_run(m, &ballots, &options, &arena, &result, &failed), 0);
    EXPECT_STR(table_seats(), "4 1 0 0 0 1"); /* either suffices */
    options.threshold_all = true;
    EXPECT_INT(count_run(m, &ballots, &options, &arena, &result, &failed), 0);
    EXPECT_STR(table_seats(), "4 2 0 0 0 0");
    EXPECT_INT(tabled("biproportional", text, "threshold", "99%"), ERR_SYNTAX);
    EXPECT(strstr(failed.text, "past the threshold") != NULL);
}

TEST(the_strongest_of_a_district_has_a_seat_there) {
    const char *text = "party,N,S\nseats,2,1\nA,200,10\nB,100,11\n";
    EXPECT_INT(tabled("biproportional", text, "voters", "exact"), 0);
    EXPECT_STR(table_seats(), "1 1 1 0");
    EXPECT_INT(tabled("biproportional", text, "winner-takes-one", "yes"), 0);
    EXPECT_STR(table_seats(), "2 0 0 1");
    const char *both = "party,N,S\nseats,2,1\nA,600,10\nB,10,11\n"; /* due nothing at all */
    EXPECT_INT(tabled("biproportional", both, "winner-takes-one", "yes"), ERR_CONFLICT);
    EXPECT(strstr(failed.text, "B is the strongest in 1 districts and is due 0") != NULL);
    const char *equal = "party,N,S\nseats,3,1\nA,300,10\nB,200,10\n";
    EXPECT_INT(tabled("biproportional", equal, "winner-takes-one", "yes"), 0);
    EXPECT(strstr(result.remark[0], "S: 2 lists are the strongest") != NULL);
}

/* Either party may have either district: the order of lists says, and of parties for the last. */
TEST(tables_that_are_as_good_go_by_the_order) {
    const char *even = "party,N,S\nseats,1,1\nA,9,9\nB,9,9\n";
    EXPECT_INT(tabled("biproportional", even, NULL, NULL), ERR_CONFLICT);
    EXPECT(strstr(failed.text, "several tables fit") != NULL);
    EXPECT_INT(tabled("biproportional", even, "tie", "order"), 0);
    EXPECT_STR(table_seats(), "1 0 0 1");
    REQUIRE(result.stage[0].ties_n == 1 && result.stage[0].tie[0].n == 4);
    EXPECT_INT(result.stage[0].tie[0].chosen, 0);
    const uint32_t order[] = {2, 0, 1, 3};
    options.order = order;
    options.order_n = 4;
    EXPECT_INT(count_run(count_method_find(BYTES_LIT("zug")), &ballots, &options, &arena, &result,
                         &failed),
               0);
    EXPECT_STR(table_seats(), "0 1 1 0");
    EXPECT_INT(tabled("biproportional", "party,N\nseats,3\nA,9\nB,9\n", NULL, NULL), ERR_CONFLICT);
    EXPECT(strstr(failed.text, "2 parties are tied") != NULL);
    EXPECT_INT(tabled("biproportional", "party,N\nseats,3\nA,9\nB,9\n", "tie", "order"), 0);
    EXPECT_STR(table_seats(), "2 1");
}

TEST(the_house_grows_until_every_party_has_what_it_is_owed) {
    /* owed: A 5 + 1, B 2 + 4, C 1; A's sixth seat comes with the fifteenth of all */
    EXPECT_INT(levelled(REGIONS, NULL, NULL), 0);
    EXPECT_INT(result.seats, 15);
    EXPECT_STR(table_seats(), "5 1 3 4 2 0");
    EXPECT_INT(levelled(REGIONS, "minimum", "direct"), 0); /* A 5: twelve do */
    EXPECT_INT(result.seats, 12);
    EXPECT_INT(levelled(REGIONS, "overhang", "1"), 0); /* thirteen, and one on top */
    EXPECT_INT(result.seats, 14);
    EXPECT_STR(table_seats(), "5 1 3 3 2 0");
}

TEST(constituency_seats_below_the_threshold_stay_outside) {
    EXPECT_INT(levelled(REGIONS "D,10:1,0\n", "threshold", "5%"), 0);
    EXPECT_INT(result.seats, 16);
    EXPECT_STR(table_seats(), "5 1 3 4 2 0 1 0");
    options.threshold_direct = 1;
    EXPECT_INT(count_run(count_method_find(BYTES_LIT("mmp")), &ballots, &options, &arena, &result,
                         &failed),
               0);
    EXPECT(result.seats > 16); /* now D's ten votes and its seat bind everybody */
}

TEST(a_house_that_would_never_end_is_refused) {
    EXPECT_INT(levelled("party,N\nseats,6\nA,1:5\nB,1000000\n", NULL, NULL), ERR_RANGE);
    EXPECT(strstr(failed.text, "A is owed 5 seats") != NULL);
    EXPECT_INT(levelled("party,N\nseats,6\nA,1:x\n", NULL, NULL), ERR_SYNTAX);
    EXPECT_INT(levelled("party,N\nseats,0\nA,1\n", NULL, NULL), ERR_RANGE);
    EXPECT_INT(levelled("party,N\nseats,1\nA,7\nB,7\n", NULL, NULL), ERR_CONFLICT);
    EXPECT_INT(levelled("party,N\nseats,1\nA,7\nB,7\n", "tie", "order"), 0);
}

TEST_MAIN(T(too_many_candidates_to_compare_are_refused), T(members_behind_delegates),
          T(the_smallest_majority_is_not_always_found_in_order),
          T(reserved_seats_of_overlapping_groups), T(a_table_that_exists_is_found),
          T(thresholds_are_of_the_whole_or_of_a_district),
          T(the_strongest_of_a_district_has_a_seat_there),
          T(a_table_that_cannot_be_says_whose_seats_do_not_fit),
          T(tables_that_are_as_good_go_by_the_order),
          T(the_house_grows_until_every_party_has_what_it_is_owed),
          T(constituency_seats_below_the_threshold_stay_outside),
          T(a_house_that_would_never_end_is_refused), T(plurality_elects_the_most),
          T(plurality_leaves_a_tie_open_unless_a_rule_settles_it),
          T(withdrawn_candidates_are_passed_over), T(block_and_limited_and_approval),
          T(borda_shares_what_is_unranked), T(scottish_cuts_after_dividing),
          T(run_off_until_two_ends_when_nobody_is_left),
          T(many_candidates_take_memory_for_what_happened),
          T(a_report_of_many_candidates_says_what_changed),
          T(a_count_without_memory_is_an_error),
          T(the_lot_follows_the_published_seed), T(options_are_read_by_name), T(json_quotes_names),
          T(measures_of_a_small_council), T(a_vacant_seat_goes_to_the_next_of_the_same_ballots),
          T(scores_and_judgment), T(reserved_seats_displace_the_lowest))
