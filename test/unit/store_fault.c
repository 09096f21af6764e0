/* The wrappers do what they say, and the store in memory survives a lack of memory at every
 * call. */
#include "store_place.h"

#include "base/limits.h"
#include "store/store.h"

static struct fail fail;
static const struct bytes abc[] = {{(const uint8_t *)"alpha", 5},
                                   {(const uint8_t *)"beta", 4},
                                   {(const uint8_t *)"gamma", 5},
                                   {(const uint8_t *)"delta", 5}};

static struct store *faulty(struct store_fault_plan plan) {
    fail = (struct fail){0};
    return store_fault_new(store_mem_new(&alloc_heap, 1u << 20), &plan, &alloc_heap);
}

static uint64_t size_of(struct store *s) {
    uint64_t n = UINT64_MAX;
    EXPECT_INT(store_size(s, &n, &fail), 0);
    return n;
}

static int count(void *self, uint64_t seq, struct bytes entry) {
    (*(int *)self)++;
    return 0;
}

/* Takes the second of three appends of four; the disk then has WANT_MIN..WANT_MAX entries. */
static void expect_second_append_fails(struct store_fault_plan plan, uint64_t want_min,
                                       uint64_t want_max) {
    struct store *s = faulty(plan);
    uint64_t n;
    EXPECT_INT(store_append(s, 0, abc, 4, &fail), 0);
    EXPECT_INT(store_append(s, 4, abc, 4, &fail), ERR_IO);
    EXPECT(strstr(fail.text, "on purpose") != NULL);
    EXPECT_INT(store_append(s, 4, abc, 4, NULL), ERR_IO);
    EXPECT_INT(store_size(s, &n, NULL), ERR_IO);
    s = store_fault_release(s);
    n = size_of(s);
    EXPECT(n >= want_min && n <= want_max);
    EXPECT_INT(store_append(s, n, abc, 4, &fail), 0);
    store_free(s);
}

TEST(append_fails_before_after_or_in_the_middle) {
    expect_second_append_fails((struct store_fault_plan){.append_before = 2}, 4, 4);
    expect_second_append_fails((struct store_fault_plan){.append_after = 2}, 8, 8);
    for (uint64_t seed = 0; seed < 30; seed++)
        expect_second_append_fails((struct store_fault_plan){.seed = seed, .append_torn = 2}, 5, 7);
}

TEST(torn_prefix_depends_on_the_seed_and_only_on_it) {
    bool lengths[5] = {0};
    for (uint64_t seed = 0; seed < 40; seed++) {
        uint64_t n[2];
        for (int i = 0; i < 2; i++) {
            struct store *s = faulty((struct store_fault_plan){.seed = seed, .append_torn = 1});
            EXPECT_INT(store_append(s, 0, abc, 4, &fail), ERR_IO);
            s = store_fault_release(s);
            n[i] = size_of(s);
            store_free(s);
        }
        EXPECT_INT(n[0], n[1]);
        REQUIRE(n[0] < 5);
        lengths[n[0]] = true;
    }
    EXPECT(!lengths[0] && lengths[1] && lengths[2] && lengths[3] && !lengths[4]);
}

TEST(nth_read_fails_in_get_and_in_scan) {
    struct buf b;
    int seen = 0;
    buf_init(&b, &alloc_heap, 100);
    struct store *s = faulty((struct store_fault_plan){.read_error = 2});
    EXPECT_INT(store_append(s, 0, abc, 4, &fail), 0);
    EXPECT_INT(store_get(s, 0, &b, &fail), 0);
    EXPECT_INT(store_get(s, 1, &b, &fail), ERR_IO);
    EXPECT_BYTES(buf_view(&b), BYTES_LIT("alpha"));
    EXPECT_INT(store_get(s, 0, &b, NULL), ERR_IO);
    store_free(s);
    s = faulty((struct store_fault_plan){.read_error = 3});
    EXPECT_INT(store_append(s, 0, abc, 4, &fail), 0);
    EXPECT_INT(store_scan(s, 0, UINT64_MAX, count, &seen, &fail), ERR_IO);
    EXPECT_INT(seen, 2);
    store_free(s);
    buf_drop(&b);
}

static int bits_apart(struct bytes a, struct bytes b) {
    int n = 0;
    for (size_t i = 0; i < a.n && i < b.n; i++)
        n += __builtin_popcount((unsigned)(a.at[i] ^ b.at[i]));
    return a.n == b.n ? n : -1;
}

static int sum_bits_apart(void *self, uint64_t seq, struct bytes entry) {
    *(int *)self += bits_apart(entry, abc[seq]);
    return 0;
}

TEST(one_bit_of_one_read_is_flipped) {
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct buf b;
        int apart = 0;
        buf_init(&b, &alloc_heap, 100);
        struct store *s = faulty((struct store_fault_plan){.seed = seed, .read_flip = 2});
        EXPECT_INT(store_append(s, 0, abc, 4, &fail), 0);
        EXPECT_INT(store_get(s, 2, &b, &fail), 0);
        EXPECT_INT(bits_apart(buf_view(&b), abc[2]), 0);
        buf_clear(&b);
        EXPECT_INT(store_get(s, 2, &b, &fail), 0);
        EXPECT_INT(bits_apart(buf_view(&b), abc[2]), 1);
        store_free(s);
        s = faulty((struct store_fault_plan){.seed = seed, .read_flip = 4});
        EXPECT_INT(store_append(s, 0, abc, 4, &fail), 0);
        EXPECT_INT(store_scan(s, 0, UINT64_MAX, sum_bits_apart, &apart, &fail), 0);
        EXPECT_INT(apart, 1);
        store_free(s);
        buf_drop(&b);
    }
}

TEST(scan_ends_early_once) {
    int first = 0, second = 0, third = 0;
    struct store *s = faulty((struct store_fault_plan){.scan_short = 2});
    EXPECT_INT(store_append(s, 0, abc, 4, &fail), 0);
    EXPECT_INT(store_scan(s, 0, UINT64_MAX, count, &first, &fail), 0);
    EXPECT_INT(store_scan(s, 0, UINT64_MAX, count, &second, &fail), 0);
    EXPECT_INT(store_scan(s, 0, UINT64_MAX, count, &third, &fail), 0);
    EXPECT_INT(first, 4);
    EXPECT(second < 4);
    EXPECT_INT(third, 4);
    store_free(s);
}

TEST(redaction_fails_and_changes_nothing) {
    struct store *s = faulty((struct store_fault_plan){.redact_error = 1});
    int apart = 0;
    EXPECT_INT(store_append(s, 0, abc, 4, &fail), 0);
    EXPECT_INT(store_redact(s, 1, BYTES_LIT("x"), &fail), ERR_IO);
    s = store_fault_release(s);
    EXPECT_INT(store_scan(s, 0, UINT64_MAX, sum_bits_apart, &apart, &fail), 0);
    EXPECT_INT(apart, 0);
    store_free(s);
}

TEST(trace_prints_every_call_and_its_outcome) {
    char *text = NULL;
    size_t n = 0;
    int seen = 0;
    struct buf b;
    FILE *out = open_memstream(&text, &n);
    REQUIRE(out != NULL);
    struct store_fault_plan plan = {.append_before = 2};
    buf_init(&b, &alloc_heap, 100);
    struct store *s = store_trace_new(faulty(plan), out, &alloc_heap);
    EXPECT_INT(store_append(s, 0, abc, 3, &fail), 0);
    EXPECT_INT(store_get(s, 1, &b, &fail), 0);
    EXPECT_INT(store_get(s, 9, &b, &fail), ERR_MISSING);
    EXPECT_INT(store_scan(s, 1, UINT64_MAX, count, &seen, &fail), 0);
    EXPECT_INT(store_redact(s, 0, abc[3], &fail), 0);
    EXPECT_INT(size_of(s), 3);
    fail = (struct fail){0};
    EXPECT_INT(store_append(s, 3, abc, 1, &fail), ERR_IO);
    store_free(s);
    fclose(out);
    char want[600];
    snprintf(want, sizeof(want),
             "append 0..2 (14 bytes) -> done\n"
             "get 1 (4 bytes) -> done\n"
             "get 9 -> %s: there is no entry 9; the record has 3\n"
             "scan 1.. (2 entries) -> done\n"
             "redact 0 (5 bytes) -> done\n"
             "size 3 -> done\n"
             "append 3..3 (5 bytes) -> %s: append 2 fails on purpose\n"
             "free\n",
             err_name(ERR_MISSING), err_name(ERR_IO));
    EXPECT_STR(text, want);
    free(text);
    buf_drop(&b);
}

/* One life of a store in memory; true when no allocation failed. Whatever failed changed
 * nothing. */
static bool life(struct alloc *alloc) {
    struct store *s = store_mem_new(alloc, 1000);
    uint64_t n = 0;
    bool lucky = true;
    if (!s)
        return false;
    for (int turn = 0; turn < 6; turn++) {
        int err = store_append(s, n, abc, 4, &fail);
        EXPECT(err == 0 || err == ERR_NOMEM);
        lucky &= err == 0;
        n += err == 0 ? 4 : 0;
        EXPECT_INT(size_of(s), n);
    }
    if (n > 0) {
        int apart = 0, err = store_redact(s, 0, BYTES_LIT("alphabet"), &fail);
        lucky &= err == 0;
        EXPECT(err == 0 || err == ERR_NOMEM);
        EXPECT_INT(store_scan(s, err == 0 ? 1 : 0, 4, sum_bits_apart, &apart, &fail), 0);
        EXPECT_INT(apart, 0);
    }
    store_free(s);
    return lucky;
}

TEST(memory_store_survives_a_lack_of_memory_at_every_call) {
    struct alloc_faulty alloc;
    size_t n = 0;
    do {
        REQUIRE(++n < 200);
        alloc_faulty_init(&alloc, n);
    } while (!life(&alloc.base));
    EXPECT(n > 25);
    alloc_faulty_init(&alloc, 1);
    EXPECT(store_fault_new(NULL, &(struct store_fault_plan){0}, &alloc.base) == NULL);
    alloc_faulty_init(&alloc, 1);
    EXPECT(store_trace_new(NULL, stdout, &alloc.base) == NULL);
    alloc_faulty_init(&alloc, 1);
    struct store *s = NULL;
    EXPECT_INT(store_sqlite_open("/tmp/x", STORE_READ, &alloc.base, &s, &fail), ERR_NOMEM);
}

TEST(memory_store_keeps_to_its_bound) {
    struct store *s = store_mem_new(&alloc_heap, 14);
    EXPECT_INT(store_append(s, 0, abc, 4, &fail), ERR_NOMEM);
    EXPECT_INT(size_of(s), 0);
    EXPECT_INT(store_append(s, 0, abc, 3, &fail), 0);
    EXPECT_INT(store_append(s, 3, abc, 1, &fail), ERR_NOMEM);
    store_free(s);
}

TEST_MAIN(T(append_fails_before_after_or_in_the_middle),
          T(torn_prefix_depends_on_the_seed_and_only_on_it), T(nth_read_fails_in_get_and_in_scan),
          T(one_bit_of_one_read_is_flipped), T(scan_ends_early_once),
          T(redaction_fails_and_changes_nothing), T(trace_prints_every_call_and_its_outcome),
          T(memory_store_survives_a_lack_of_memory_at_every_call),
          T(memory_store_keeps_to_its_bound))
