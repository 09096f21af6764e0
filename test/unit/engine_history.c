/* What a command costs does not grow with what happened before: one body is elected again and
 * again, recalls fail, rolls are frozen, entries corrected, and the rows that the law looks at are
 * counted. The law is built into this program with a counter in table_row() (base/table.h). */
#include <stdarg.h>

#include "law/dispute.h"
#include "law/state.h"
#include "story.h"

uint64_t table_steps;

static const char league[] =
    "koinon: 1\nname: A league\ntime-zone: Europe/Athens\n"
    "units:\n  branch: {many: branches}\n"
    "bodies:\n  assembly: {seats: every-member, called-by: committee, quorum: none}\n"
    "  committee:\n    seats: {from: members, number: 2, alternates: {number: 1}}\n    term: 1y\n"
    "    recall: {asked-by: 1 of members, removes: seat, majority: simple, again-after: 1d}\n"
    "acts:\n  resolution: {by: assembly}\n  notice: {by: committee}\n"
    "  pact: {kind: agreement, between: [assembly, committee]}\n"
    "powers:\n  - {who: committee, may: legislate, what: notice, limited-by: pact}\n"
    "adoption: {by: assembly}\n";

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

static struct engine *open_league(struct store *store) {
    struct engine *e = NULL;
    struct fail fail = {0};
    struct engine_answer a;
    struct buf b;
    struct engine_options o = {.store = store, .stamps_as_given = true};
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

/* A recall of a seat is signed, put to the vote and fails; a roll is frozen. */
static bool recall_fails(struct engine *e, int i) {
    uint32_t seat = 0;
    const struct law *l = engine_law(e);
    char name[32];
    snprintf(name, sizeof(name), "rc-%d-vote", i);
    for (uint32_t s = 1; !seat && s < 64; s++)
        seat = seat_find(l, law_named(l, BYTES_LIT("committee")), s) ? s : 0;
    bool good = say(e, "p3",
                    "{\"do\": \"recall\", \"body\": \"committee\", \"seat\": %u, "
                    "\"name\": \"rc-%d\"}",
                    seat, i);
    good = good && say(e, "p2", "{\"do\": \"cast\", \"in\": \"%s\", \"choice\": [\"no\"]}", name);
    good = good && say(e, "", "{\"do\": \"close\", \"in\": \"%s\"}", name);
    good = good && say(e, "",
                       "{\"do\": \"freeze-roll\", \"unit\": \"here\", \"body\": \"committee\", "
                       "\"name\": \"roll-%d\"}",
                       i);
    stamp += 2 * DAY_MS;
    return good;
}

/* Said and taken back: a correction asks what stands on it, and a proposal which agreement bars
 * it. What was corrected once is not corrected again. */
static bool say_and_correct(struct engine *e, int i) {
    bool good = say(e, "p0",
                    "{\"do\": \"tie\", \"kind\": \"stance\", \"from\": \"p0\", "
                    "\"to\": \"committee\", \"value\": \"for\"}");
    long long entry = (long long)engine_size(e) - 1;
    good = good && say(e, "",
                       "{\"do\": \"correct\", \"entry\": %lld, \"why\": \"Not so.\", "
                       "\"remedy\": \"correct\"}",
                       entry);
    const char *why = "";
    good = good && !undo_possible(engine_law(e), (uint64_t)entry, &why);
    return good && say(e, "p0",
                       "{\"do\": \"propose\", \"kind\": \"notice\", \"by\": \"committee\", "
                       "\"name\": \"no-%d\"}",
                       i);
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
    return good && say_and_correct(e, i) && recall_fails(e, i);
}

TEST(the_two_thousandth_election_costs_what_the_hundredth_did) {
    struct engine *e = open_league(store_mem_new(&alloc_heap, 512u << 20));
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

/* Who held this seat at a date: steps of the search, the most of many dates. */
static uint64_t steps_at_dates(const struct law *l, uint32_t body, uint32_t seat, int64_t until) {
    uint32_t chain = chain_find(l, body, seat, TIE_MANDATE, 1);
    uint64_t most = 0;
    for (int i = 1; i <= 200; i++) {
        int64_t at = STORY_BEGIN + DAY_MS + (until - STORY_BEGIN - DAY_MS) / 200 * i - 1;
        uint64_t before = table_steps;
        uint32_t t = chain_at(l, chain, at, UINT64_MAX);
        uint64_t took = table_steps - before;
        EXPECT(t && tie_held(ties_at(l, t), at, UINT64_MAX));
        most = took > most ? took : most;
    }
    return most;
}

TEST(a_seat_at_a_date_is_found_in_steps_that_grow_with_the_logarithm) {
    struct engine *e = open_league(store_mem_new(&alloc_heap, 512u << 20));
    REQUIRE(e);
    uint64_t most[3] = {0};
    static const int after[3] = {20, 200, 2000};
    const struct law *l = engine_law(e);
    bool good = true;
    for (int i = 1, k = 0; good && k < 3; i++) {
        good = elect(e, i);
        if (i == after[k])
            most[k++] = steps_at_dates(l, law_named(l, BYTES_LIT("committee")), 1, stamp);
    }
    EXPECT(good);
    printf("# most steps after 20, 200, 2000 elections: %llu, %llu, %llu\n",
           (unsigned long long)most[0], (unsigned long long)most[1], (unsigned long long)most[2]);
    EXPECT(most[0] > 2);
    EXPECT(most[1] <= most[0] + 24); /* ten times as many: a few steps more, not ten times */
    EXPECT(most[2] <= most[1] + 24);
    engine_free(e);
}

/* --- what was read from a saved state goes on like what was folded -----------------------------
 */

struct second {
    struct law *law;
    uint64_t from, same;
};

static int decide_too(void *self, uint64_t seq, struct bytes stored) {
    struct second *o = self;
    struct entry entry;
    struct command c;
    struct refusal refusal;
    struct buf effects;
    struct fail fail = {0};
    struct law_standing said;
    if (seq < o->from)
        return 0;
    buf_init(&effects, &alloc_heap, LIMIT_PART_BYTES);
    bool good = entry_decode(stored, &entry, &fail) == 0,
         says = good && law_standing_said(entry_part(&entry, PART_EFFECTS)->content, &said);
    good = good &&
                command_decode(entry_part(&entry, PART_COMMAND)->content, &c, &fail) == 0 &&
                law_reserve(o->law, &fail) == 0 &&
                law_decide(o->law, &entry.header, &c, says ? &said : NULL, &effects, &refusal) ==
                    LAW_ACCEPTED &&
                bytes_equal(buf_view(&effects), entry_part(&entry, PART_EFFECTS)->content);
    o->same += good;
    if (!good)
        printf("# entry %llu differs %s\n", (unsigned long long)seq, fail.text);
    buf_drop(&effects);
    return good ? 0 : ERR_BROKEN;
}

TEST(a_state_that_was_saved_and_loaded_decides_what_comes_as_the_one_that_was_folded) {
    struct story_disk disk;
    struct store *memory = store_mem_new(&alloc_heap, 256u << 20);
    struct engine *e = open_league(story_plug(&disk, memory));
    struct second o = {0};
    struct buf saved;
    struct fail fail = {0};
    bool good = true;
    REQUIRE(e);
    for (int i = 1; good && i <= 5; i++)
        good = elect(e, i);
    buf_init(&saved, &alloc_heap, 64u << 20);
    EXPECT_INT(law_save(engine_law(e), &saved), 0);
    REQUIRE(law_load(&alloc_heap, buf_view(&saved), &o.law, &fail) == 0);
    o.from = engine_size(e);
    uint32_t things = engine_law(e)->things.n, differ = 0, used = 0;
    for (uint32_t id = 1; id < things; id++) { /* counted as it came, and counted again */
        uint32_t n = TABLE_ROW(&engine_law(e)->uses, id, struct use_row)->n;
        differ += n != TABLE_ROW(&o.law->uses, id, struct use_row)->n;
        used += n > 0;
    }
    EXPECT_INT(differ, 0);
    EXPECT(used > 5 && used < things - 5);
    for (int i = 6; good && i <= 12; i++)
        good = elect(e, i);
    EXPECT(good);
    EXPECT_INT(store_scan(memory, 0, UINT64_MAX, decide_too, &o, &fail), 0);
    EXPECT_INT(o.same, engine_size(e) - o.from);
    EXPECT(o.same > 50);
    struct hash one = law_hash(engine_law(e)), two = law_hash(o.law);
    EXPECT(hash_equal(&one, &two));
    law_free(o.law);
    buf_drop(&saved);
    engine_free(e);
    store_free(memory);
}

TEST_MAIN(T(the_two_thousandth_election_costs_what_the_hundredth_did),
          T(a_seat_at_a_date_is_found_in_steps_that_grow_with_the_logarithm),
          T(a_state_that_was_saved_and_loaded_decides_what_comes_as_the_one_that_was_folded))
