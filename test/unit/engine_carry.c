/* Long consequences: a thousand are elected, and a thousand leave. What one entry cannot hold goes
 * on in ticks of the same transaction; who decides, who folds and who verifies come to one state.
 */
#include "engine/follower.h"
#include "engine/verify.h"
#include "story.h"

#define SEATS 1000
#define MINUTE INT64_C(60000)
#define SAY(what) "{\"do\": \"" what "\", "
#define ONE "\"person\": \"p-", "\"}"

static const char text[] =
    "koinon: 1\nname: Very many seats\ntime-zone: Europe/Athens\n"
    "bodies:\n  assembly: {seats: every-member, quorum: none, called-by: [board]}\n"
    "  board: {seats: {from: assembly, number: 1000, method: plurality, ballot: open}, "
    "term: 1y, recall: none}\n"
    "acts:\n  resolution: {by: assembly}\nadoption: {by: members, opening: "
    "{declared-by: board, checked-by: assembly, objections: 7d}}\n";

struct crowd {
    struct store *memory;
    struct story_disk disk;
    struct engine *e;
};

/* A command for each of the persons FIRST.., in batches: BEFORE and AFTER stand around her number;
 * she says it herself, or the operator. */
static bool each(struct engine *e, int first, bool herself, const char *before, const char *after) {
    static struct engine_request requests[LIMIT_BATCH];
    static struct engine_answer answers[LIMIT_BATCH];
    static char names[LIMIT_BATCH][16];
    struct fail fail = {0};
    bool good = true;
    for (int from = 0; good && from < SEATS; from += LIMIT_BATCH) {
        struct arena a;
        int batch = SEATS - from < LIMIT_BATCH ? SEATS - from : LIMIT_BATCH;
        arena_init(&a, &alloc_heap, 16u << 20);
        for (int i = 0; good && i < batch; i++) {
            struct command_request c;
            char json[256];
            snprintf(json, sizeof(json), "%s%d%s", before, first + from + i, after);
            snprintf(names[i], sizeof(names[i]), "p-%d", first + from + i);
            good = command_from_json(bytes_str(json), &a, &c, &fail) == 0;
            requests[i] = (struct engine_request){
                .command = c.command,
                .auth = herself ? AUTH_SESSION : AUTH_OPERATOR,
                .actor = {.name = herself ? bytes_str(names[i]) : (struct bytes){0}},
                .stamp = STORY_BEGIN + MINUTE};
        }
        good = good && engine_submit(e, requests, (size_t)batch, answers, &fail) == 0;
        for (int i = 0; good && i < batch; i++)
            good = story_good(0, &answers[i]);
        arena_drop(&a);
    }
    if (fail.text[0])
        printf("# %s\n", fail.text);
    return good;
}

static bool adopt(struct engine *e) {
    struct buf b;
    struct engine_answer a;
    struct fail fail = {0};
    buf_init(&b, &alloc_heap, LIMIT_PART_BYTES);
    bool good = story_found(&b) &&
                story_good(story_submit(e, buf_view(&b), STORY_BEGIN, NULL, &a, &fail), &a);
    buf_clear(&b);
    good = good && story_adopt_text(bytes_str(text), &b) &&
           story_good(story_submit(e, buf_view(&b), STORY_BEGIN, NULL, &a, &fail), &a);
    buf_drop(&b);
    return good;
}

static void engine_again(struct crowd *c) {
    struct fail fail = {0};
    struct engine_options o = {.store = story_plug(&c->disk, c->memory), .stamps_as_given = true};
    c->e = NULL;
    EXPECT_INT(engine_open(NULL, &o, &c->e, &fail), 0);
    EXPECT_STR(fail.text, "");
}

static bool say(struct crowd *c, const char *json, struct engine_answer *ret) {
    return story_good(story_say(c->e, json, STORY_BEGIN + MINUTE, NULL, ret), ret);
}

/* A thousand sit; another thousand stand for election, and each votes for herself. */
static bool crowd_begin(struct crowd *c) {
    struct engine_answer a;
    c->memory = store_mem_new(&alloc_heap, 256u << 20);
    engine_again(c);
    for (int first = 0; first < 2 * SEATS; first += SEATS)
        if (!c->e || (!first && !adopt(c->e)) ||
            !each(c->e, first, false, SAY("enter") "\"kind\": \"person\", \"name\": \"p-", "\"}") ||
            !each(c->e, first, false, SAY("enrol") ONE))
            return false;
    return each(c->e, 0, false, SAY("declare") "\"body\": \"board\", " ONE) &&
           say(c,
               SAY("call-election") "\"body\": \"board\", \"name\": \"e\", \"by\": \"assembly\"}",
               &a) &&
           each(c->e, SEATS, false, SAY("nominate") "\"in\": \"e\", " ONE) &&
           each(c->e, SEATS, true, SAY("cast") "\"in\": \"e\", \"choice\": [\"p-", "\"]}");
}

static void crowd_end(struct crowd *c) {
    engine_free(c->e);
    store_free(c->memory);
}

/* What a second reader makes of the record is what the writer has; and it verifies. */
static void all_agree(struct crowd *c) {
    struct verify_report report;
    struct fail fail = {0};
    struct story_disk disk;
    struct follower *f = NULL;
    struct hash mine = law_hash(engine_law(c->e)), theirs;
    struct engine_options o = {.store = story_plug(&disk, c->memory)};
    EXPECT_INT(follower_open(NULL, &o, &f, &fail), 0);
    EXPECT_STR(fail.text, "");
    REQUIRE(f);
    theirs = law_hash(follower_law(f));
    EXPECT_BYTES(bytes_of(theirs.b, HASH_BYTES), bytes_of(mine.b, HASH_BYTES));
    EXPECT_INT(verify_record(c->memory, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT(report.holds);
    EXPECT_STR(report.why, "");
    EXPECT_BYTES(bytes_of(report.state.b, HASH_BYTES), bytes_of(mine.b, HASH_BYTES));
    follower_free(f);
}

static unsigned effects_of(struct crowd *c, uint64_t seq, struct entry_header *ret) {
    struct buf b;
    struct entry e;
    struct effect_reader reader;
    struct effect effect;
    unsigned n = 0;
    buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES);
    EXPECT_INT(store_get(c->memory, seq, &b, NULL), 0);
    EXPECT_INT(entry_decode(buf_view(&b), &e, NULL), 0);
    effect_read(entry_part(&e, PART_EFFECTS)->content, &reader);
    while (effect_next(&reader, &effect))
        n++;
    EXPECT(!reader.failed);
    *ret = e.header;
    buf_drop(&b);
    return n;
}

static const char close_it[] = SAY("close") "\"in\": \"e\"}";
static const char enter_zoe[] = SAY("enter") "\"kind\": \"person\", \"name\": \"zoe\"}";

TEST(a_thousand_are_elected_at_once) {
    struct crowd c;
    struct engine_answer a;
    struct entry_header h;
    REQUIRE(crowd_begin(&c));
    EXPECT(say(&c, close_it, &a));
    EXPECT_INT(engine_size(c.e), a.seq + 2);
    EXPECT_INT(effects_of(&c, a.seq, &h), LIMIT_EFFECTS);
    EXPECT_INT(h.type, COMMAND_CLOSE);
    EXPECT(effects_of(&c, a.seq + 1, &h) > 5 * SEATS - LIMIT_EFFECTS);
    EXPECT_INT(h.type, COMMAND_TICK);
    EXPECT_INT(h.stamp, STORY_BEGIN + MINUTE);
    all_agree(&c);
    engine_free(c.e);
    engine_again(&c);
    EXPECT(say(&c, enter_zoe, &a));
    all_agree(&c);
    crowd_end(&c);
}

/* Copies the first N entries. */
struct copy {
    struct store *to;
    uint64_t n;
};
static int copy_entry(void *self, uint64_t seq, struct bytes entry) {
    struct copy *c = self;
    return seq < c->n ? store_append(c->to, seq, &entry, 1, NULL) : 0;
}

TEST(a_record_cut_amid_a_consequence_is_neither_opened_nor_true) {
    struct crowd c, cut = {0};
    struct engine_answer a;
    struct verify_report report;
    struct fail fail = {0};
    REQUIRE(crowd_begin(&c));
    EXPECT(say(&c, close_it, &a));
    struct copy copy = {.to = store_mem_new(&alloc_heap, 256u << 20), .n = a.seq + 1};
    cut.memory = copy.to;
    EXPECT_INT(store_scan(c.memory, 0, UINT64_MAX, copy_entry, &copy, &fail), 0);
    struct engine_options o = {.store = story_plug(&cut.disk, cut.memory)};
    EXPECT_INT(engine_open(NULL, &o, &cut.e, &fail), ERR_BROKEN);
    EXPECT(strstr(fail.text, "amid"));
    EXPECT_INT(verify_record(cut.memory, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT(!report.holds);
    EXPECT_INT(report.first_bad, a.seq + 1);
    store_free(cut.memory);
    crowd_end(&c);
}

/* The command is withheld: what it did is believed as its hash is, and its ticks are its own. */
TEST(the_ticks_of_a_command_that_was_erased_still_hold) {
    struct crowd c;
    struct engine_answer a;
    struct verify_report report;
    struct fail fail = {0};
    struct buf b, form;
    struct entry entry;
    REQUIRE(crowd_begin(&c));
    EXPECT(say(&c, close_it, &a));
    EXPECT(say(&c, enter_zoe, &a));
    buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES);
    buf_init(&form, &alloc_heap, LIMIT_ENTRY_BYTES);
    EXPECT_INT(store_get(c.memory, a.seq - 2, &b, &fail), 0);
    EXPECT_INT(entry_decode(buf_view(&b), &entry, &fail), 0);
    for (uint8_t i = 0; i < entry.n_parts; i++)
        entry.parts[i].withheld |= entry.parts[i].kind == PART_COMMAND;
    entry_encode(&entry, &form);
    EXPECT_INT(store_redact(c.memory, a.seq - 2, buf_view(&form), &fail), 0);
    EXPECT_INT(verify_record(c.memory, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT(report.holds);
    EXPECT_STR(report.why, "");
    EXPECT_INT(report.not_decided, 2);
    buf_drop(&b);
    buf_drop(&form);
    crowd_end(&c);
}

/* --- without memory --------------------------------------------------------------------------- */

struct failing {
    struct alloc base;
    long left; /* this many until one fails; 0: none fails */
    bool failed;
};

static void *resize(struct alloc *self, void *at, size_t before, size_t after) {
    struct failing *f = (struct failing *)self;
    if (after && f->left > 0 && --f->left == 0) {
        f->failed = true;
        return NULL;
    }
    return alloc_heap.resize(&alloc_heap, at, before, after);
}

/* Whichever allocation fails, the writer does not abort: nothing of the election is in the record,
 * and what is there holds; in the end it goes through. */
TEST(a_long_consequence_without_memory_leaves_no_trace) {
    struct crowd c;
    struct engine_answer a;
    struct fail fail;
    REQUIRE(crowd_begin(&c));
    uint64_t size = engine_size(c.e);
    struct hash before = law_hash(engine_law(c.e));
    struct failing f = {.base = {resize}};
    unsigned failed = 0;
    for (long n = 1; n < 1000; n++) {
        engine_free(c.e);
        c.e = NULL;
        f = (struct failing){.base = {resize}};
        struct engine_options o = {
            .store = story_plug(&c.disk, c.memory), .stamps_as_given = true, .alloc = &f.base};
        fail = (struct fail){0};
        REQUIRE(engine_open(NULL, &o, &c.e, &fail) == 0);
        struct hash again = law_hash(engine_law(c.e));
        EXPECT_BYTES(bytes_of(again.b, HASH_BYTES), bytes_of(before.b, HASH_BYTES));
        f.left = n;
        int r = story_say(c.e, close_it, STORY_BEGIN + MINUTE, NULL, &a);
        f.left = 0;
        bool done = r == 0 && a.code == 0 && a.verdict == LAW_ACCEPTED;
        if (!done) {
            uint64_t now = 0;
            EXPECT(f.failed);
            EXPECT_INT(store_size(c.memory, &now, &fail), 0);
            EXPECT_INT(now, size);
            failed++;
        }
        if (done)
            break;
    }
    printf("# %u allocations failed\n", failed);
    EXPECT(failed > 3);
    all_agree(&c);
    crowd_end(&c);
}

TEST_MAIN(T(a_thousand_are_elected_at_once), T(a_long_consequence_without_memory_leaves_no_trace),
          T(a_record_cut_amid_a_consequence_is_neither_opened_nor_true),
          T(the_ticks_of_a_command_that_was_erased_still_hold))
