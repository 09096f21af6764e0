/* A short story told to an engine whose N-th allocation, or N-th call of the store, fails, for
 * every N: nothing that was answered is lost, nothing that was not is there in part, and a new
 * engine reads what is there and goes on. */
#include "engine/verify.h"
#include "story.h"

#define LINES 6
#define STORY_MAX 64

/* What the client knows of each line: its answer came, or nothing is known of it. */
struct known {
    bool answered;
    uint64_t seq;
    struct hash leaf;
};

static const char *const lines[LINES] = {
    "{\"do\": \"enter\", \"kind\": \"branch\", \"name\": \"south\"}",
    "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"maria\"}",
    "{\"do\": \"enrol\", \"person\": \"maria\", \"unit\": \"south\"}",
    "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"maria\"}", /* taken: refused */
    "{\"do\": \"rename\", \"of\": \"maria\", \"title\": \"Maria of the south\"}",
    "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"anna\"}"};

struct script {
    struct arena arena;
    struct buf founding[2];
    struct command_request commands[LINES];
};
static struct script script;

static bool script_make(void) {
    struct fail fail = {0};
    if (script.founding[0].n)
        return true;
    arena_init(&script.arena, &alloc_heap, 1 << 20);
    buf_init(&script.founding[0], &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&script.founding[1], &alloc_heap, LIMIT_PART_BYTES);
    bool good = story_found(&script.founding[0]) && story_adopt(&script.founding[1]);
    for (int i = 0; good && i < LINES; i++)
        good =
            command_from_json(bytes_str(lines[i]), &script.arena, &script.commands[i], &fail) == 0;
    return good;
}

static struct bytes line_command(int i) {
    return i < 2 ? buf_view(&script.founding[i]) : script.commands[i - 2].command;
}

/* Tells the story from where nothing is known of it; false when the engine could not go on. */
static bool tell(struct engine *e, struct known *known) {
    for (int i = 0; i < 2 + LINES; i++) {
        struct fail fail = {0};
        struct engine_answer a;
        struct engine_request r = {.command = line_command(i), .auth = AUTH_OPERATOR,
                                   .stamp = INSTANT_MIN};
        r.key[0] = (uint8_t)(i + 1);
        if (known[i].answered)
            continue;
        if (engine_submit(e, &r, 1, &a, &fail) < 0)
            return false;
        if (a.code == ERR_NOMEM ||
            (a.code == 0 && a.verdict == LAW_BAD_CHARTER && strstr(a.refusal.args[0], "memory")))
            return false; /* this one was not done: it is asked again later */
        if (a.code < 0 || (a.verdict == LAW_ACCEPTED) == (i == 5)) {
            TEST_FAIL_("line %d: %s %s", i, a.fail.text, law_verdict_kind(a.verdict)->name);
            return false;
        }
        known[i] = (struct known){true, a.verdict == LAW_ACCEPTED ? a.seq : UINT64_MAX, a.leaf};
    }
    return true;
}

static bool all_known(const struct known *known) {
    for (int i = 0; i < 2 + LINES; i++)
        if (!known[i].answered)
            return false;
    return true;
}

static int check_entry(void *self, uint64_t seq, struct bytes stored) {
    const struct known *known = self;
    struct entry e;
    struct fail fail = {0};
    EXPECT_INT(entry_decode(stored, &e, &fail), 0);
    struct hash leaf = entry_leaf_hash(&e);
    int i = e.header.key[0] - 1;
    EXPECT(i >= 0 && i < 2 + LINES && i != 5);
    if (known[i].answered) { /* what was answered is there, and is what was answered */
        EXPECT_INT(known[i].seq, seq);
        EXPECT(hash_equal(&leaf, &known[i].leaf));
    }
    return 0;
}

/* The record after all of it: whole, in order, each line once. */
static void expect_whole(struct store *memory, const struct known *known) {
    struct verify_report report;
    struct fail fail = {0};
    EXPECT_INT(store_scan(memory, 0, UINT64_MAX, check_entry, (void *)(uintptr_t)known, &fail), 0);
    EXPECT_INT(verify_record(memory, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT(report.holds);
    EXPECT_STR(report.why, "");
    EXPECT_INT(report.entries, 2 + LINES - 1);
}

static int open_engine(struct store *s, struct alloc *alloc, struct engine **ret) {
    static struct clock_simulated clock;
    struct fail fail = {0};
    clock_simulated_init(&clock, STORY_BEGIN);
    struct engine_options o = {.store = s, .alloc = alloc, .clock = &clock.base};
    return engine_open(NULL, &o, ret, &fail);
}

/* The story with one fault, then again by a healthy engine until all is known. */
static void with_fault(struct store *memory, struct store *faulty, struct alloc *alloc) {
    struct known known[2 + LINES] = {{0}};
    struct story_disk disk;
    struct engine *e = NULL;
    if (open_engine(faulty, alloc, &e) == 0)
        (void)tell(e, known);
    engine_free(e);
    e = NULL;
    EXPECT_INT(open_engine(story_plug(&disk, memory), &alloc_heap, &e), 0);
    REQUIRE(e);
    EXPECT(tell(e, known));
    EXPECT(all_known(known));
    engine_free(e);
    expect_whole(memory, known);
}

TEST(whatever_allocation_fails_nothing_answered_is_lost) {
    size_t n = 1, calls = SIZE_MAX;
    REQUIRE(script_make());
    for (; n <= calls; n++) {
        struct store *memory = store_mem_new(&alloc_heap, 1 << 24);
        struct story_disk disk;
        struct alloc_faulty alloc;
        alloc_faulty_init(&alloc, n);
        with_fault(memory, story_plug(&disk, memory), &alloc.base);
        calls = alloc.calls < n ? 0 : calls;
        store_free(memory);
        if (test_failures_) {
            printf("# at allocation %zu\n", n);
            break;
        }
    }
    printf("# %zu allocations\n", n - 1);
    EXPECT(n > 50);
}

/* Does call N of this kind happen at all in the story? Then it fails. */
static bool with_plan(const struct store_fault_plan *plan) {
    struct store *memory = store_mem_new(&alloc_heap, 1 << 24);
    struct story_disk disk;
    struct store *faulty = store_fault_new(story_plug(&disk, memory), plan, &alloc_heap);
    with_fault(memory, faulty, &alloc_heap);
    store_free(memory);
    if (test_failures_)
        printf("# append before %d after %d torn %d, read %d\n", (int)plan->append_before,
               (int)plan->append_after, (int)plan->append_torn, (int)plan->read_error);
    return test_failures_ == 0;
}

TEST(whatever_call_of_the_store_fails_nothing_answered_is_lost) {
    REQUIRE(script_make());
    for (uint64_t n = 1; n <= 2 + LINES; n++) {
        const struct store_fault_plan plans[] = {
            {.seed = n, .append_before = n}, {.seed = n, .append_after = n},
            {.seed = n, .append_torn = n},   {.seed = n, .read_error = n}};
        for (size_t i = 0; i < 4; i++)
            REQUIRE(with_plan(&plans[i]));
    }
}

TEST_MAIN(T(whatever_allocation_fails_nothing_answered_is_lost),
          T(whatever_call_of_the_store_fails_nothing_answered_is_lost))
