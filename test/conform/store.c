/* One suite over all stores: what store.h promises, each of them keeps. A test is written once and
 * runs for every maker below; files that go wrong are the affair of test/unit/store_sqlite.c. */
#include "../unit/store_place.h"

#include "base/limits.h"
#include "store/store.h"

struct maker {
    const char *name;
    /* Opens the store of this place, made if MODE is STORE_CREATE. */
    struct store *(*open)(const char *file, enum store_mode mode);
    bool survives; /* it can be freed and opened again */
};

static FILE *nowhere;
static struct fail fail;

static struct store *open_mem(const char *file, enum store_mode mode) {
    return store_mem_new(&alloc_heap, 64u << 20);
}
static struct store *open_sqlite(const char *file, enum store_mode mode) {
    struct store *s = NULL;
    if (store_sqlite_open(file, mode, &alloc_heap, &s, &fail) < 0)
        printf("# %s\n", fail.text);
    return s;
}
static struct store *faulty(struct store *inner) {
    return inner ? store_fault_new(inner, &(struct store_fault_plan){0}, &alloc_heap) : NULL;
}
static struct store *open_fault_mem(const char *file, enum store_mode mode) {
    return faulty(open_mem(file, mode));
}
static struct store *open_fault_sqlite(const char *file, enum store_mode mode) {
    return faulty(open_sqlite(file, mode));
}
static struct store *open_trace_mem(const char *file, enum store_mode mode) {
    return store_trace_new(open_mem(file, mode), nowhere, &alloc_heap);
}

static const struct maker maker_mem = {"mem", open_mem, false};
static const struct maker maker_sqlite = {"sqlite", open_sqlite, true};
static const struct maker maker_fault_mem = {"fault(mem)", open_fault_mem, false};
static const struct maker maker_fault_sqlite = {"fault(sqlite)", open_fault_sqlite, true};
static const struct maker maker_trace_mem = {"trace(mem)", open_trace_mem, false};

/* --- helpers ---------------------------------------------------------------------------------- */

/* Entry SEQ of every test: its length and bytes follow from its number. */
static struct bytes entry_of(uint64_t seq, uint8_t *room) {
    size_t n = 1 + (size_t)(seq * 37 % 900);
    for (size_t i = 0; i < n; i++)
        room[i] = (uint8_t)(seq * 131 + i);
    return bytes_of(room, n);
}

static int append_some(struct store *s, uint64_t first, size_t n) {
    static uint8_t room[LIMIT_BATCH][1000];
    struct bytes entries[LIMIT_BATCH];
    for (size_t i = 0; i < n; i++)
        entries[i] = entry_of(first + i, room[i]);
    fail = (struct fail){0};
    return store_append(s, first, entries, n, &fail);
}

static uint64_t size_of(struct store *s) {
    uint64_t n = UINT64_MAX;
    EXPECT_INT(store_size(s, &n, &fail), 0);
    return n;
}

struct tour {
    struct store *store; /* asked for the entry a second time, when given */
    uint64_t next, stop_at;
    int stop_with;
    bool wrong;
};

static int look(void *self, uint64_t seq, struct bytes entry) {
    struct tour *t = self;
    uint8_t room[1000];
    t->wrong |= seq != t->next || !bytes_equal(entry, entry_of(seq, room));
    if (t->store) {
        struct buf b;
        buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES);
        t->wrong |= store_get(t->store, seq, &b, &fail) != 0;
        t->wrong |= !bytes_equal(buf_view(&b), entry_of(seq, room));
        buf_drop(&b);
    }
    t->next++;
    return t->stop_with && seq == t->stop_at ? t->stop_with : 0;
}

/* Scans and expects all of [from, expected_end), in order, with the right bytes. */
static void expect_scan(struct store *s, uint64_t from, uint64_t to, uint64_t expected_end) {
    struct tour t = {.next = from};
    EXPECT_INT(store_scan(s, from, to, look, &t, &fail), 0);
    EXPECT_INT(t.next, expected_end);
    EXPECT(!t.wrong);
}

static void expect_get(struct store *s, uint64_t seq, struct bytes want) {
    struct buf b;
    buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES);
    EXPECT_INT(store_get(s, seq, &b, &fail), 0);
    EXPECT(bytes_equal(buf_view(&b), want));
    buf_drop(&b);
}

/* Frees and opens again where the store survives that. */
static struct store *again(const struct maker *m, struct store *s, const struct place *p) {
    if (!m->survives)
        return s;
    store_free(s);
    return m->open(p->file, STORE_WRITE);
}

/* --- the suite: each takes a new, empty store ------------------------------------------------- */

static struct store *empty_store_has_nothing(const struct maker *m, struct store *s,
                                             const struct place *p) {
    struct buf b;
    buf_init(&b, &alloc_heap, 100);
    EXPECT_INT(size_of(s), 0);
    EXPECT_INT(store_get(s, 0, &b, &fail), ERR_MISSING);
    EXPECT_INT(store_get(s, UINT64_MAX, &b, &fail), ERR_MISSING);
    EXPECT_INT(store_redact(s, 0, BYTES_LIT("x"), &fail), ERR_MISSING);
    EXPECT_INT(b.n, 0);
    expect_scan(s, 0, UINT64_MAX, 0);
    s = again(m, s, p);
    EXPECT_INT(size_of(s), 0);
    buf_drop(&b);
    return s;
}

static struct store *entries_keep_order_and_bytes(const struct maker *m, struct store *s,
                                                  const struct place *p) {
    static const size_t batches[] = {1, 2, 3, 1, 64, 1, LIMIT_BATCH, 7, LIMIT_BATCH, 1};
    uint64_t n = 0;
    for (size_t i = 0; i < sizeof(batches) / sizeof(*batches); n += batches[i++]) {
        EXPECT_INT(append_some(s, n, batches[i]), 0);
        EXPECT_INT(store_tend(s, &fail), 0);
    }
    for (int round = 0; round < 2; round++) {
        EXPECT_INT(size_of(s), n);
        expect_scan(s, 0, UINT64_MAX, n);
        uint8_t room[1000];
        for (uint64_t seq = 0; seq < n; seq += 13)
            expect_get(s, seq, entry_of(seq, room));
        s = again(m, s, p);
    }
    EXPECT_INT(append_some(s, n, 5), 0);
    expect_scan(s, 0, UINT64_MAX, n + 5);
    return s;
}

static struct store *wrong_number_is_conflict_and_adds_nothing(const struct maker *m,
                                                               struct store *s,
                                                               const struct place *p) {
    EXPECT_INT(append_some(s, 1, 1), ERR_CONFLICT);
    EXPECT_INT(append_some(s, 0, 3), 0);
    EXPECT_INT(append_some(s, 0, 3), ERR_CONFLICT);
    EXPECT_INT(append_some(s, 2, 3), ERR_CONFLICT);
    EXPECT_INT(append_some(s, 4, 1), ERR_CONFLICT);
    EXPECT_INT(append_some(s, UINT64_MAX, 1), ERR_RANGE);
    EXPECT(strstr(fail.text, "18446744073709551615") != NULL);
    s = again(m, s, p);
    EXPECT_INT(size_of(s), 3);
    EXPECT_INT(append_some(s, 3, 1), 0);
    expect_scan(s, 0, UINT64_MAX, 4);
    return s;
}

static struct store *batch_outside_bounds_adds_nothing(const struct maker *m, struct store *s,
                                                       const struct place *p) {
    static uint8_t big[LIMIT_ENTRY_BYTES + 1];
    static struct bytes many[LIMIT_BATCH + 1];
    for (size_t i = 0; i <= LIMIT_BATCH; i++)
        many[i] = BYTES_LIT("x");
    const struct bytes empty[] = {BYTES_LIT("a"), {NULL, 0}};
    const struct bytes long_one[] = {BYTES_LIT("a"), bytes_of(big, sizeof(big))};
    EXPECT_INT(store_append(s, 0, empty, 2, &fail), ERR_RANGE);
    EXPECT_INT(store_append(s, 0, long_one, 2, &fail), ERR_RANGE);
    EXPECT_INT(store_append(s, 0, many, LIMIT_BATCH + 1, &fail), ERR_RANGE);
    EXPECT_INT(store_append(s, 0, many, 0, &fail), ERR_RANGE);
    EXPECT_INT(size_of(s), 0);
    EXPECT_INT(append_some(s, 0, 1), 0);
    EXPECT_INT(store_redact(s, 0, bytes_of(big, sizeof(big)), &fail), ERR_RANGE);
    EXPECT_INT(store_redact(s, 0, bytes_of(NULL, 0), &fail), ERR_RANGE);
    expect_scan(s, 0, UINT64_MAX, 1);
    return s;
}

static struct store *entries_of_one_mebibyte(const struct maker *m, struct store *s,
                                             const struct place *p) {
    static uint8_t big[3][LIMIT_ENTRY_BYTES];
    struct bytes entries[3];
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < LIMIT_ENTRY_BYTES; k++)
            big[i][k] = (uint8_t)(k * (i + 3) >> 3);
        entries[i] = bytes_of(big[i], LIMIT_ENTRY_BYTES);
    }
    EXPECT_INT(store_append(s, 0, entries, 3, &fail), 0);
    s = again(m, s, p);
    for (size_t i = 0; i < 3; i++)
        expect_get(s, i, entries[i]);
    return s;
}

static struct store *scan_keeps_to_its_bounds(const struct maker *m, struct store *s,
                                              const struct place *p) {
    for (uint64_t n = 0; n < 1500; n += 500)
        EXPECT_INT(append_some(s, n, 500), 0);
    const uint64_t bounds[][3] = {{0, 1, 1},          {0, 0, 0},         {1499, 1500, 1500},
                                  {1500, 1501, 1500}, {512, 1024, 1024}, {511, 1025, 1025},
                                  {3, 9000, 1500},    {7, 3, 7},         {9000, UINT64_MAX, 9000}};
    for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++)
        expect_scan(s, bounds[i][0], bounds[i][1], bounds[i][2]);
    return s;
}

static struct store *visitor_ends_the_scan_and_may_read(const struct maker *m, struct store *s,
                                                        const struct place *p) {
    EXPECT_INT(append_some(s, 0, 20), 0);
    struct tour stop = {.stop_at = 7, .stop_with = 42};
    EXPECT_INT(store_scan(s, 0, UINT64_MAX, look, &stop, &fail), 42);
    EXPECT_INT(stop.next, 8);
    struct tour broken_pipe = {.stop_at = 3, .stop_with = ERR_IO};
    EXPECT_INT(store_scan(s, 0, UINT64_MAX, look, &broken_pipe, &fail), ERR_IO);
    struct tour reads = {.store = s};
    EXPECT_INT(store_scan(s, 0, UINT64_MAX, look, &reads, &fail), 0);
    EXPECT(!reads.wrong && reads.next == 20);
    EXPECT_INT(append_some(s, 20, 1), 0); /* the visitor's ERR_IO was not the store's */
    return s;
}

static struct store *get_appends_and_respects_the_bound(const struct maker *m, struct store *s,
                                                        const struct place *p) {
    const struct bytes entries[] = {BYTES_LIT("bread"), BYTES_LIT("peace")};
    EXPECT_INT(store_append(s, 0, entries, 2, &fail), 0);
    struct buf b;
    buf_init(&b, &alloc_heap, 12);
    buf_str(&b, ">");
    EXPECT_INT(store_get(s, 0, &b, &fail), 0);
    EXPECT_INT(store_get(s, 1, &b, &fail), 0);
    EXPECT_BYTES(buf_view(&b), BYTES_LIT(">breadpeace"));
    EXPECT_INT(store_get(s, 1, &b, &fail), ERR_NOMEM);
    EXPECT_BYTES(buf_view(&b), BYTES_LIT(">breadpeace"));
    EXPECT_INT(size_of(s), 2);
    buf_drop(&b);
    return s;
}

static struct store *redaction_replaces_one_entry(const struct maker *m, struct store *s,
                                                  const struct place *p) {
    static uint8_t big[LIMIT_ENTRY_BYTES];
    EXPECT_INT(append_some(s, 0, 10), 0);
    EXPECT_INT(store_redact(s, 3, BYTES_LIT("withheld"), &fail), 0);
    EXPECT_INT(store_redact(s, 4, bytes_of(big, sizeof(big)), &fail), 0);
    EXPECT_INT(store_redact(s, 3, BYTES_LIT("withheld"), &fail), 0);
    EXPECT_INT(store_redact(s, 10, BYTES_LIT("withheld"), &fail), ERR_MISSING);
    s = again(m, s, p);
    EXPECT_INT(size_of(s), 10);
    expect_get(s, 3, BYTES_LIT("withheld"));
    expect_get(s, 4, bytes_of(big, sizeof(big)));
    uint8_t room[1000];
    expect_get(s, 2, entry_of(2, room));
    expect_get(s, 5, entry_of(5, room));
    EXPECT_INT(append_some(s, 10, 1), 0);
    return s;
}

/* --- every test for every maker --------------------------------------------------------------- */

static void run(const struct maker *m,
                struct store *(*test)(const struct maker *, struct store *, const struct place *)) {
    struct place p;
    fail = (struct fail){0};
    if (!nowhere)
        nowhere = fopen("/dev/null", "we");
    place_init(&p);
    struct store *s = m->open(p.file, STORE_CREATE);
    EXPECT(s != NULL);
    if (s)
        store_free(test(m, s, &p));
    place_drop(&p);
}

#define STORES(X, test)                                                                            \
    X(mem, test) X(sqlite, test) X(fault_mem, test) X(fault_sqlite, test) X(trace_mem, test)
#define TESTS(X)                                                                                   \
    STORES(X, empty_store_has_nothing)                                                             \
    STORES(X, entries_keep_order_and_bytes)                                                        \
    STORES(X, wrong_number_is_conflict_and_adds_nothing)                                           \
    STORES(X, batch_outside_bounds_adds_nothing)                                                   \
    STORES(X, entries_of_one_mebibyte)                                                             \
    STORES(X, scan_keeps_to_its_bounds)                                                            \
    STORES(X, visitor_ends_the_scan_and_may_read)                                                  \
    STORES(X, get_appends_and_respects_the_bound)                                                  \
    STORES(X, redaction_replaces_one_entry)

#define DEFINE(maker, name)                                                                        \
    TEST(maker##_##name) {                                                                         \
        run(&maker_##maker, name);                                                                 \
    }
TESTS(DEFINE)
#define LIST(maker, name) T(maker##_##name),
TEST_MAIN(TESTS(LIST))
