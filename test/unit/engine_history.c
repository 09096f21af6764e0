/* What a command costs does not grow with what happened before: one body is elected again and
 * again, recalls fail, rolls are frozen, and the rows that the law looks at are counted. The law is
 * built into this program with a counter in table_row() (base/table.h). */
#include <stdarg.h>

#include "story.h"

uint64_t table_steps;

static const char league[] =
    "koinon: 1\nname: A league\ntime-zone: Europe/Athens\n"
    "units:\n  branch: {many: branches}\n"
    "bodies:\n  assembly: {seats: every-member, called-by: committee, quorum: none}\n"
    "  committee:\n    seats: {from: members, number: 2, alternates: {number: 1}}\n    term: 1y\n"
    "    recall: {asked-by: 1 of members, removes: seat, majority: simple, again-after: 1d}\n"
    "acts:\n  resolution: {by: assembly}\nadoption: {by: assembly}\n";

static int64_t stamp;

static bool say(struct engine *e, const char *as, const char *format, ...) {
    char json[512];
    va_list args;
    struct arena a;
    struct command_request c;
    struct engine_answer answer = {0};
    struct fail fail = {0};
    va_start(args, format);
    vsnprintf(json, sizeof(json), format, args);
    va_end(args);
    arena_init(&a, &alloc_heap, 1 << 20);
    int r = command_from_json(bytes_str(json), &a, &c, &fail);
    struct engine_request q = {.command = c.command, .stamp = stamp, .auth = AUTH_OPERATOR};
    q.actor.name = bytes_str(as);
    r = r < 0 ? r : engine_submit(e, &q, 1, &answer, &fail);
    bool good = r == 0 && answer.code == 0 && answer.verdict == LAW_ACCEPTED;
    if (!good)
        printf("# %s: %s%s %s %s\n", json, fail.text, answer.fail.text,
               law_verdict_kind(answer.verdict)->name, answer.refusal.args[0]);
    arena_drop(&a);
    return good;
}

static struct engine *open_league(void) {
    struct engine *e = NULL;
    struct fail fail = {0};
    struct engine_answer a;
    struct buf b;
    struct engine_options o = {.store = store_mem_new(&alloc_heap, 256u << 20),
                               .stamps_as_given = true};
    stamp = STORY_BEGIN;
    if (engine_open(NULL, &o, &e, &fail) < 0)
        return NULL;
    buf_init(&b, &alloc_heap, LIMIT_PART_BYTES);
    bool good =
        story_found(&b) && story_good(story_submit(e, buf_view(&b), stamp, NULL, &a, &fail), &a);
    buf_clear(&b);
    good = good && story_adopt_text(bytes_str(league), &b) &&
           story_good(story_submit(e, buf_view(&b), stamp, NULL, &a, &fail), &a);
    buf_drop(&b);
    good = good && say(e, "", "{\"do\": \"enter\", \"kind\": \"branch\", \"name\": \"here\"}");
    for (int i = 0; i < 4; i++) {
        good =
            good && say(e, "", "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"p%d\"}", i);
        good =
            good && say(e, "", "{\"do\": \"enrol\", \"person\": \"p%d\", \"unit\": \"here\"}", i);
    }
    if (good)
        return e;
    engine_free(e);
    return NULL;
}

/* One election of the committee, from the call to the seats, by the same members. */
static bool elect(struct engine *e, int i) {
    bool good = say(e, "",
                    "{\"do\": \"call-election\", \"body\": \"committee\", \"name\": \"el-%d\", "
                    "\"by\": \"committee\", \"votes\": 2}",
                    i);
    for (int p = 0; p < 3; p++)
        good = good &&
               say(e, "", "{\"do\": \"nominate\", \"in\": \"el-%d\", \"person\": \"p%d\"}", i, p);
    for (int p = 0; p < 4; p++)
        good = good && say(e,
                           p == 3   ? "p3"
                           : p == 2 ? "p2"
                           : p == 1 ? "p1"
                                    : "p0",
                           "{\"do\": \"cast\", \"in\": \"el-%d\", \"choice\": [\"p%d\", \"p%d\"]}",
                           i, 0, p < 2 ? 1 : 2);
    good = good && say(e, "", "{\"do\": \"close\", \"in\": \"el-%d\"}", i);
    stamp += 3600000;
    return good;
}

TEST(the_ten_thousandth_election_costs_what_the_hundredth_did) {
    struct engine *e = open_league();
    REQUIRE(e);
    uint64_t at_100 = 0, at_2000 = 0;
    bool good = true;
    for (int i = 1; good && i <= 2000; i++) {
        uint64_t before = table_steps;
        good = elect(e, i);
        at_100 = i == 100 ? table_steps - before : at_100;
        at_2000 = i == 2000 ? table_steps - before : at_2000;
    }
    EXPECT(good);
    printf("# rows looked at in one election: %llu after 100, %llu after 2000\n",
           (unsigned long long)at_100, (unsigned long long)at_2000);
    EXPECT(at_100 > 100); /* the counter counts */
    EXPECT(at_2000 <= at_100 + at_100 / 10);
    engine_free(e);
}

TEST_MAIN(T(the_ten_thousandth_election_costs_what_the_hundredth_did))
