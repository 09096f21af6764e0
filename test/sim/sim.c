/* A union of the imagination. A seed decides everything: which of the union's commands are said, by
 * whom and in which order, what nonsense is said between them, how time passes, when the disk fails
 * and when the process dies. An independent auditor looks on: it believes only what the disk has at
 * the end, and what clients were told.
 *
 *     SEED=7 STEPS=20000 test-sim          repeats a failure, longer
 *
 * Checked (reading: Jepsen's checks that fit a log): every answered command is in the record, as it
 * was answered, once; every one of which nothing is known is there once or not at all; numbers are
 * dense; what was answered before another was said stands before it; every reader saw a prefix;
 * every signed head fits the record at its size; the state is the fold of the log, whether decided,
 * folded, saved and loaded, or decided again by verification. */
#include <inttypes.h>

#include "engine/follower.h"
#include "engine/verify.h"
#include "story.h"
#include "wire/checkpoint.h"
#include "wire/merkle.h"

#define POOL_MAX 4096
#define NAMES_MAX 4096
#define SAID_MAX (1u << 17)
#define HEADS_MAX 4096
#define DISK_BYTES (256u << 20)

struct said {
    bool answered, accepted;
    uint64_t seq;
    struct hash leaf;
    uint64_t after; /* entries that had been answered when it was said */
};
struct head {
    uint64_t size;
    struct hash root;
};

struct sim {
    uint64_t seed, state;
    struct arena arena;
    size_t n_pool, n_names;
    struct bytes pool[POOL_MAX];   /* commands of the union's months */
    struct bytes names[NAMES_MAX]; /* words that may name something */
    struct clock_simulated clock;
    struct store *memory; /* the disk */
    struct story_disk disk;
    struct engine *engine;
    struct follower *follower;
    struct story_disk follower_disk;
    uint32_t n_said;
    struct said said[SAID_MAX]; /* by the number in the client's key */
    uint64_t answered_to;       /* one more than the highest entry that was answered */
    size_t n_heads;
    struct head heads[HEADS_MAX];
    size_t crashes, accepted, refused, ticks;
};
static struct sim sim;

/* --- chance ----------------------------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t chance(struct sim *s) {
    uint64_t z = s->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}
static uint64_t below(struct sim *s, uint64_t n) {
    return chance(s) % n;
}
static bool one_in(struct sim *s, uint64_t n) {
    return below(s, n) == 0;
}
static struct bytes some_name(struct sim *s) {
    return s->names[below(s, s->n_names)];
}

/* --- what is said: the union's commands ------------------------------------------------------- */

static bool add_name(struct sim *s, struct bytes name) {
    if (s->n_names == NAMES_MAX || !name.n || name.n > LIMIT_NAME_BYTES)
        return false;
    s->names[s->n_names++] = name;
    return true;
}

static void keep_names(struct sim *s, struct bytes bytes) {
    struct command c;
    if (command_decode(bytes, &c, NULL) < 0)
        return;
    for (size_t i = 0; i < c.n; i++)
        if (c.f[i].value.kind == VALUE_WORD ||
            (c.f[i].value.kind == VALUE_REF && !c.f[i].value.by_id))
            (void)add_name(s, c.f[i].value.bytes);
}

static bool load_pool(struct sim *s) {
    FILE *f = fopen(SOURCE_ROOT "/examples/union/commands.jsonl", "re");
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    while (f && s->n_pool < POOL_MAX && (n = getline(&line, &room, f)) > 0) {
        struct command_request c;
        struct fail fail = {0};
        if (line[0] != '{')
            continue;
        if (command_from_json(bytes_of(line, (size_t)n - 1), &s->arena, &c, &fail) < 0) {
            printf("# %s: %s\n", fail.text, line);
            break;
        }
        s->pool[s->n_pool++] = c.command;
        keep_names(s, c.command);
    }
    free(line);
    if (f)
        fclose(f);
    return s->n_pool > 100;
}

/* --- what is said: nonsense, by the tables ---------------------------------------------------- */

static void put_ref(struct sim *s, struct buf *b) {
    if (one_in(s, 8)) {
        cbor_put_array(b, 2);
        cbor_put_text(b, some_name(s));
        cbor_put_uint(b, 1 + below(s, 3));
    } else if (one_in(s, 3)) {
        cbor_put_uint(b, below(s, 3000));
    } else {
        cbor_put_text(b, some_name(s));
    }
}

static void put_when(struct sim *s, struct buf *b) {
    static const char *const dates[] = {"2026", "2026-03", "2026-03-02", "early 1917", "unknown",
                                        "1917-10-25 21:40", "2026-02-30", "soon", "9999-12-31",
                                        "2026-01-01..2027-01-01", "0001-01-01"};
    cbor_put_str(b, dates[below(s, sizeof(dates) / sizeof(dates[0]))]);
}

static void put_quantity(struct sim *s, struct buf *b) {
    static const char *const amounts[] = {"about 3000", "10..20", "at least 5", "unknown", "-1",
                                          "9223372036854775807", "1/0", "thousands"};
    if (one_in(s, 2))
        cbor_put_int(b, (int64_t)below(s, 20) - 3);
    else
        cbor_put_str(b, amounts[below(s, sizeof(amounts) / sizeof(amounts[0]))]);
}

static void put_row(struct sim *s, struct buf *b) {
    cbor_put_map(b, 2);
    cbor_put_str(b, "votes");
    cbor_put_int(b, one_in(s, 10) ? INT64_MAX : (int64_t)below(s, 40) - 2);
    cbor_put_str(b, "option");
    cbor_put_text(b, one_in(s, 2) ? bytes_str(one_in(s, 2) ? "yes" : "no") : some_name(s));
}

static void put_scalar(struct sim *s, enum value_kind kind, struct buf *b) {
    static const int64_t numbers[] = {0, 1, 2, 3, 5, -1, 100, INT64_MAX, INT64_MIN, UINT32_MAX};
    uint8_t hash[32];
    switch (kind) {
    case VALUE_INT:
        cbor_put_int(b, numbers[below(s, sizeof(numbers) / sizeof(numbers[0]))]);
        break;
    case VALUE_BOOL:
        cbor_put_bool(b, one_in(s, 2));
        break;
    case VALUE_REF:
        put_ref(s, b);
        break;
    case VALUE_WHEN:
        put_when(s, b);
        break;
    case VALUE_QUANTITY:
        put_quantity(s, b);
        break;
    case VALUE_BYTES:
        memset(hash, (int)below(s, 4), sizeof(hash));
        cbor_put_bytes(b, bytes_of(hash, sizeof(hash)));
        break;
    default:
        cbor_put_text(b, some_name(s));
    }
}

static void put_any(struct sim *s, enum value_kind kind, struct buf *b) {
    uint64_t n = below(s, 4);
    if (kind == VALUE_MAP) {
        put_row(s, b);
        return;
    }
    if (kind != VALUE_REFS && kind != VALUE_WORDS && kind != VALUE_ROWS) {
        put_scalar(s, kind, b);
        return;
    }
    cbor_put_array(b, n);
    while (n--)
        if (kind == VALUE_ROWS)
            put_row(s, b);
        else
            put_scalar(s, kind == VALUE_REFS ? VALUE_REF : VALUE_WORD, b);
}

/* A command of any kind with any values that fit their kinds; empty when it is too long. */
static void nonsense(struct sim *s, struct buf *ret) {
    size_t n;
    const struct command_kind *kinds = command_kinds(&n), *kind = &kinds[below(s, n)];
    struct command_maker m;
    struct buf scratch, value;
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&value, &alloc_heap, LIMIT_PART_BYTES);
    command_begin(&m, (enum command_type)kind->number, &scratch);
    for (size_t i = 0; i < kind->n_fields; i++) {
        const struct field_use *use = &kind->fields[i];
        if (!use->must && !one_in(s, 4))
            continue;
        buf_clear(&value);
        put_any(s, (enum value_kind)field_type(use->field)->kind, &value);
        command_put_raw(&m, (enum field)use->field, buf_view(&value));
    }
    if (command_end(&m, ret, NULL) < 0)
        buf_clear(ret);
    buf_drop(&value);
    buf_drop(&scratch);
}

/* One of the union's commands with one of its fields put out of shape. */
static void nearly(struct sim *s, struct buf *ret) {
    struct command c;
    struct command_maker m;
    struct buf scratch, value;
    REQUIRE(command_decode(s->pool[below(s, s->n_pool)], &c, NULL) == 0);
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&value, &alloc_heap, LIMIT_PART_BYTES);
    command_begin(&m, (enum command_type)c.type, &scratch);
    size_t changed = c.n ? below(s, c.n) : 0;
    for (size_t i = 0; i < c.n; i++) {
        const struct value *v = &c.f[i].value;
        enum field f = (enum field)c.f[i].field;
        buf_clear(&value);
        if (i == changed) {
            put_any(s, (enum value_kind)v->kind, &value);
            command_put_raw(&m, f, buf_view(&value));
        } else if (v->kind == VALUE_INT || v->kind == VALUE_BOOL || v->by_id) {
            command_put_int(&m, f, v->i);
        } else if (v->kind == VALUE_REFS || v->kind == VALUE_WORDS || v->kind == VALUE_TITLE ||
                   v->kind == VALUE_ROWS || v->kind == VALUE_MAP) {
            command_put_raw(&m, f, v->bytes);
        } else {
            command_put_text(&m, f, v->bytes);
        }
    }
    if (command_end(&m, ret, NULL) < 0)
        buf_clear(ret);
    buf_drop(&value);
    buf_drop(&scratch);
}

/* --- the process ------------------------------------------------------------------------------ */

static bool start(struct sim *s) {
    struct fail fail = {0};
    struct store_fault_plan plan = {.seed = chance(s)};
    uint64_t at = 1 + below(s, 300);
    switch (below(s, 4)) {
    case 0:
        plan.append_before = at;
        break;
    case 1:
        plan.append_after = at;
        break;
    case 2:
        plan.append_torn = at;
        break;
    default:
        break;
    }
    struct store *faulty =
        store_fault_new(story_plug(&s->disk, s->memory), &plan, &alloc_heap);
    struct engine_options o = {.store = faulty, .clock = &s->clock.base};
    if (faulty && engine_open(NULL, &o, &s->engine, &fail) == 0)
        return true;
    TEST_FAIL_("seed %" PRIu64 ": the record could not be read again: %s", s->seed, fail.text);
    return false;
}

static bool restart(struct sim *s) {
    engine_free(s->engine);
    s->engine = NULL;
    s->crashes++;
    return start(s);
}

static void set_key(struct engine_request *r, uint32_t number) {
    memcpy(r->key, &number, sizeof(number));
    r->key[15] = 1;
}

/* Says what a client says; when the process dies, its successor is asked again with the same
 * keys. */
static bool say(struct sim *s, struct engine_request *r, size_t n) {
    static struct engine_answer answers[LIMIT_BATCH];
    uint32_t first = s->n_said;
    if (first + n > SAID_MAX)
        return true;
    for (size_t i = 0; i < n; i++) {
        set_key(&r[i], first + (uint32_t)i + 1);
        s->said[first + i] = (struct said){.after = s->answered_to};
    }
    s->n_said += (uint32_t)n;
    for (int tries = 0;; tries++) {
        struct fail fail = {0};
        if (engine_submit(s->engine, r, n, answers, &fail) == 0)
            break;
        if (!restart(s))
            return false;
        if (one_in(s, 4))
            return true; /* the client gave up: nothing is known of these */
        if (tries == 10) {
            TEST_FAIL_("seed %" PRIu64 ": no writer stays alive: %s", s->seed, fail.text);
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        struct said *x = &s->said[first + i];
        bool accepted = answers[i].code == 0 && answers[i].verdict == LAW_ACCEPTED;
        *x = (struct said){true, accepted, answers[i].seq, answers[i].leaf, x->after};
        s->accepted += accepted;
        s->refused += !accepted;
        if (accepted && answers[i].seq >= s->answered_to)
            s->answered_to = answers[i].seq + 1;
    }
    return true;
}

/* --- the auditor ------------------------------------------------------------------------------ */

struct audit {
    struct sim *s;
    uint64_t next;
    int64_t stamp;
    struct merkle tree;
    size_t head;
    uint8_t *times; /* how often each request is there */
};

static int audit_entry(void *self, uint64_t seq, struct bytes stored) {
    struct audit *a = self;
    struct sim *s = a->s;
    struct entry e;
    struct fail fail = {0};
    uint32_t number;
    EXPECT_INT(entry_decode(stored, &e, &fail), 0);
    EXPECT_INT(seq, a->next);
    a->next++;
    EXPECT(e.header.seq == seq && e.header.stamp >= a->stamp);
    a->stamp = e.header.stamp;
    struct hash leaf = entry_leaf_hash(&e);
    merkle_add(&a->tree, &leaf);
    for (; a->head < s->n_heads && s->heads[a->head].size == a->tree.n; a->head++) {
        struct hash root = merkle_root(&a->tree);
        EXPECT(hash_equal(&root, &s->heads[a->head].root));
    }
    s->ticks += e.header.auth == AUTH_ENGINE;
    memcpy(&number, e.header.key, sizeof(number));
    if (e.header.auth == AUTH_ENGINE || number == 0 || number > s->n_said)
        return 0;
    const struct said *x = &s->said[number - 1];
    a->times[number - 1]++;
    EXPECT(seq >= x->after); /* what was answered before it was said stands before it */
    if (x->answered) {
        EXPECT(x->accepted);
        EXPECT_INT(x->seq, seq);
        EXPECT(hash_equal(&x->leaf, &leaf));
    }
    return test_failures_ ? ERR_BROKEN : 0;
}

static void audit_state(struct sim *s) {
    struct buf saved;
    struct law *loaded = NULL;
    struct fail fail = {0};
    struct verify_report report;
    const struct law *decided = engine_law(s->engine);
    struct hash of_decided = law_hash(decided);
    buf_init(&saved, &alloc_heap, (size_t)1 << 30);
    EXPECT_INT(law_save(decided, &saved), 0);
    EXPECT_INT(law_load(&alloc_heap, buf_view(&saved), &loaded, &fail), 0);
    EXPECT_STR(fail.text, "");
    if (loaded) {
        struct hash of_loaded = law_hash(loaded);
        EXPECT(hash_equal(&of_loaded, &of_decided));
    }
    law_free(loaded);
    buf_drop(&saved);
    EXPECT_INT(follower_catch_up(s->follower, FOLLOWER_ALL, 0, &fail), 0);
    EXPECT_STR(fail.text, "");
    struct hash of_folded = law_hash(follower_law(s->follower));
    EXPECT_INT(follower_size(s->follower), engine_size(s->engine));
    EXPECT(hash_equal(&of_folded, &of_decided));
    EXPECT_INT(verify_record(s->memory, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT_STR(report.why, "");
    EXPECT(report.holds && hash_equal(&report.state, &of_decided));
}

static void audit(struct sim *s) {
    struct audit a = {.s = s, .stamp = INSTANT_MIN, .times = calloc(s->n_said + 1, 1)};
    struct fail fail = {0};
    merkle_init(&a.tree);
    EXPECT_INT(store_scan(s->memory, 0, UINT64_MAX, audit_entry, &a, &fail), 0);
    for (uint32_t i = 0; i < s->n_said && a.times; i++)
        if (a.times[i] > 1 || (s->said[i].answered && a.times[i] != s->said[i].accepted))
            TEST_FAIL_("request %u is %d times in the record", i, a.times[i]);
    EXPECT_INT(a.head, s->n_heads);
    free(a.times);
    audit_state(s);
}

/* --- a life ----------------------------------------------------------------------------------- */

static void sign_head(struct sim *s) {
    struct buf b;
    struct fail fail = {0};
    struct checkpoint c;
    buf_init(&b, &alloc_heap, LIMIT_NOTE_BYTES);
    if (s->n_heads < HEADS_MAX && engine_checkpoint(s->engine, &b, &fail) == 0) {
        const uint8_t *end = memmem(b.at, b.n, "\n\n", 2);
        EXPECT(end && checkpoint_parse(bytes_of(b.at, (size_t)(end - b.at) + 1), &c, NULL) == 0);
        if (end && c.size)
            s->heads[s->n_heads++] = (struct head){c.size, c.root};
    }
    buf_drop(&b);
}

static void pass_time(struct sim *s) {
    static const int64_t spans[] = {1000, 60000, 3600000, DAY_MS, 7 * DAY_MS, 45 * DAY_MS};
    s->clock.ms += spans[below(s, 6)] * (int64_t)(1 + below(s, 3));
    if (one_in(s, 20))
        s->clock.ms -= 3 * DAY_MS; /* somebody set the clock back */
    if (s->clock.ms > STORY_BEGIN + 3650 * DAY_MS)
        s->clock.ms = STORY_BEGIN + 3650 * DAY_MS;
}

static struct engine_who somebody(struct sim *s) {
    return (struct engine_who){.name = one_in(s, 3) ? (struct bytes){0} : some_name(s)};
}

/* A batch of what is said next: the union's own next commands, one of its others, or nonsense. */
static bool batch(struct sim *s, size_t *next) {
    static struct engine_request r[LIMIT_BATCH];
    static struct buf commands[LIMIT_BATCH];
    size_t n = 1 + (one_in(s, 3) ? below(s, 40) : 0);
    for (size_t i = 0; i < n; i++) {
        buf_init(&commands[i], &alloc_heap, LIMIT_PART_BYTES);
        r[i] = (struct engine_request){.stamp = INSTANT_MIN, .auth = AUTH_OPERATOR};
        uint64_t what = below(s, 8);
        if (what < 5 && *next < s->n_pool)
            buf_bytes(&commands[i], s->pool[(*next)++]);
        else if (what == 5)
            buf_bytes(&commands[i], s->pool[below(s, s->n_pool)]);
        else if (what == 6)
            nearly(s, &commands[i]);
        else
            nonsense(s, &commands[i]);
        r[i].command = buf_view(&commands[i]);
        if (what >= 5 && one_in(s, 2)) {
            r[i].auth = one_in(s, 2) ? AUTH_SESSION : AUTH_CLERK;
            r[i].actor = somebody(s);
            r[i].acting_for = somebody(s);
            r[i].entered_by = somebody(s);
        }
    }
    bool good = say(s, r, n);
    for (size_t i = 0; i < n; i++)
        buf_drop(&commands[i]);
    return good;
}

static bool step(struct sim *s, size_t *next) {
    struct fail fail = {0};
    if (one_in(s, 12))
        pass_time(s);
    if (one_in(s, 40))
        sign_head(s);
    if (one_in(s, 60))
        EXPECT_INT(follower_catch_up(s->follower, FOLLOWER_ALL, 0, &fail), 0);
    if (one_in(s, 30) && engine_tick(s->engine, &fail) < 0 && !restart(s))
        return false;
    if (one_in(s, 150) && !restart(s)) /* kill -9 between two batches */
        return false;
    return batch(s, next) && test_failures_ == 0;
}

static bool begin(struct sim *s, uint64_t seed) {
    memset(s, 0, sizeof(*s));
    s->seed = s->state = seed;
    arena_init(&s->arena, &alloc_heap, 64u << 20);
    clock_simulated_init(&s->clock, STORY_BEGIN);
    s->memory = store_mem_new(&alloc_heap, DISK_BYTES);
    struct fail fail = {0};
    struct engine_options o = {.store = story_plug(&s->follower_disk, s->memory)};
    return s->memory && load_pool(s) && follower_open(NULL, &o, &s->follower, &fail) == 0 &&
           start(s);
}

/* Founds the union itself; the first writers may die of it. */
static bool found(struct sim *s) {
    struct buf b[2];
    struct engine_request r[2] = {{{0}}};
    buf_init(&b[0], &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&b[1], &alloc_heap, LIMIT_PART_BYTES);
    bool good = story_found(&b[0]) &&
                story_adopt_file(SOURCE_ROOT "/examples/union/constitution.yaml", &b[1]);
    for (int i = 0; i < 2; i++)
        r[i] = (struct engine_request){.command = buf_view(&b[i]), .auth = AUTH_OPERATOR,
                                       .stamp = INSTANT_MIN};
    for (int tries = 0; good && tries < 20 && engine_size(s->engine) < 2; tries++)
        good = say(s, r, 2);
    EXPECT(engine_size(s->engine) >= 2);
    buf_drop(&b[0]);
    buf_drop(&b[1]);
    return good;
}

static uint64_t from_environment(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : otherwise;
}

static void live(uint64_t seed) {
    struct sim *s = &sim;
    size_t next = 0;
    uint64_t steps = from_environment("STEPS", 400);
    if (begin(s, seed) && found(s))
        for (uint64_t i = 0; i < steps && step(s, &next); i++)
            ;
    if (s->engine)
        audit(s);
    printf("# seed %" PRIu64 ": %zu accepted, %zu refused, %zu ticks, %zu crashes, %zu heads\n",
           seed, s->accepted, s->refused, s->ticks, s->crashes, s->n_heads);
    EXPECT(s->accepted > 100);
    engine_free(s->engine);
    follower_free(s->follower);
    store_free(s->memory);
    arena_drop(&s->arena);
}

TEST(the_union_lives_through_crashes_and_nonsense) {
    uint64_t seed = from_environment("SEED", 0);
    for (uint64_t i = 1; i <= 4 && test_failures_ == 0; i++)
        live(seed ? seed + i - 1 : i);
}

TEST_MAIN(T(the_union_lives_through_crashes_and_nonsense))
