#include "test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/index.h"
#include "base/table.h"

struct row {
    uint64_t a;
    uint32_t b, c;
};

TEST(rows_are_numbered_from_one_and_zeroed) {
    struct table t;
    table_init(&t, &alloc_heap, sizeof(struct row), 1000);
    EXPECT_INT(t.n, 0);
    for (uint32_t i = 1; i <= 100; i++) {
        REQUIRE(table_reserve(&t, 1) == 0);
        struct row *r = TABLE_ADD(&t, struct row);
        EXPECT_INT(r->a + r->b + r->c, 0);
        EXPECT_INT(table_number(&t, r), i);
        *r = (struct row){i, i + 1, i + 2};
    }
    uint32_t seen = 0;
    for (TABLE_EACH(&t, i)) {
        EXPECT_INT(TABLE_ROW(&t, i, struct row)->a, i);
        seen++;
    }
    EXPECT_INT(seen, 100);
    table_clear(&t);
    REQUIRE(table_reserve(&t, 1) == 0);
    EXPECT_INT(TABLE_ADD(&t, struct row)->a, 0); /* zeroed although the memory was used */
    EXPECT_INT(t.n, 2);
    table_drop(&t);
}

TEST(a_table_stops_at_its_bound) {
    struct table t;
    table_init(&t, &alloc_heap, 8, 4);
    EXPECT_INT(table_reserve(&t, 4), ERR_NOMEM);
    EXPECT_INT(table_reserve(&t, UINT32_MAX), ERR_NOMEM);
    REQUIRE(table_reserve(&t, 3) == 0);
    for (int i = 0; i < 3; i++)
        table_add(&t);
    EXPECT_INT(table_reserve(&t, 1), ERR_NOMEM);
    EXPECT_INT(table_reserve(&t, 0), 0);
    EXPECT_INT(t.n, 4);
    table_drop(&t);
}

TEST(heap_gives_back_what_was_added) {
    struct heap h;
    heap_init(&h, &alloc_heap, 1 << 20);
    EXPECT_BYTES(heap_get(&h, 0), BYTES_LIT(""));
    EXPECT_INT(heap_add(&h, BYTES_LIT("")), 0); /* needs no room */
    uint32_t refs[200];
    char text[40];
    for (int i = 0; i < 200; i++) {
        int n = snprintf(text, sizeof(text), "%*d", i % 30 + 1, i);
        REQUIRE(heap_reserve(&h, heap_cost(1, (uint64_t)n)) == 0);
        refs[i] = heap_add(&h, bytes_str(text));
        EXPECT(refs[i] != 0);
    }
    for (int i = 0; i < 200; i++) {
        snprintf(text, sizeof(text), "%*d", i % 30 + 1, i);
        EXPECT_BYTES(heap_get(&h, refs[i]), bytes_str(text));
    }
    heap_drop(&h);
    heap_init(&h, &alloc_heap, 20);
    EXPECT_INT(heap_reserve(&h, heap_cost(1, 12)), 0);
    EXPECT_INT(heap_reserve(&h, heap_cost(1, 13)), ERR_NOMEM);
    EXPECT_INT(heap_reserve(&h, UINT64_MAX), ERR_NOMEM);
    EXPECT_BYTES(heap_get(&h, heap_add(&h, BYTES_LIT("twelve bytes"))), BYTES_LIT("twelve bytes"));
    EXPECT_INT(heap_reserve(&h, 1), ERR_NOMEM);
    heap_drop(&h);
}

static uint32_t first(const struct index *x, uint64_t hash) {
    struct index_find f = index_find(x, hash);
    return index_next(&f);
}

TEST(index_finds_every_row_under_its_hash) {
    struct index x;
    index_init(&x, &alloc_heap);
    EXPECT_INT(first(&x, 7), 0);
    EXPECT(!index_remove(&x, 7, 1));
    for (uint32_t i = 1; i <= 5000; i++) {
        REQUIRE(index_reserve(&x, 1) == 0);
        index_add(&x, hash_u64(0, i), i);
    }
    for (uint32_t i = 1; i <= 5000; i++) {
        struct index_find f = index_find(&x, hash_u64(0, i));
        uint32_t row;
        while ((row = index_next(&f)) && row != i)
            continue;
        EXPECT_INT(row, i);
    }
    index_clear(&x);
    EXPECT_INT(first(&x, hash_u64(0, 1)), 0);
    index_drop(&x);
}

TEST(equal_hashes_are_all_found) {
    struct index x;
    index_init(&x, &alloc_heap);
    REQUIRE(index_reserve(&x, 50) == 0);
    for (uint32_t i = 1; i <= 50; i++)
        index_add(&x, i % 2 ? 0xdeadbeef00000000 : 0xfeedbeef00000000, i);
    struct index_find f = index_find(&x, 0xdeadbeef00000000);
    uint64_t seen = 0;
    for (uint32_t row; (row = index_next(&f));) {
        EXPECT_INT(row % 2, 1);
        seen |= 1ull << row;
    }
    EXPECT_INT(__builtin_popcountll(seen), 25);
    index_drop(&x);
}

/* Against a plain list, with hashes that collide often and wrap around the end. */
TEST(adding_and_removing_in_any_order) {
    enum { ROWS = 300 };
    struct index x;
    bool in[ROWS + 1] = {false};
    uint64_t hashes[ROWS + 1], random = 88172645463325252u;
    index_init(&x, &alloc_heap);
    for (uint32_t i = 1; i <= ROWS; i++)
        hashes[i] = (hash_u64(0, i) % 40 + UINT64_C(0xfffffff0)) << 32;
    for (int step = 0; step < 20000; step++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        uint32_t row = (uint32_t)(random % ROWS) + 1;
        if (in[row]) {
            EXPECT(index_remove(&x, hashes[row], row));
        } else {
            EXPECT(!index_remove(&x, hashes[row], row));
            REQUIRE(index_reserve(&x, 1) == 0);
            index_add(&x, hashes[row], row);
        }
        in[row] = !in[row];
        if (step % 50)
            continue;
        uint32_t n = 0;
        for (uint32_t i = 1; i <= ROWS; i++) {
            struct index_find f = index_find(&x, hashes[i]);
            uint32_t found;
            while ((found = index_next(&f)) && found != i)
                continue;
            EXPECT_INT(found == i, in[i]);
            n += in[i];
        }
        EXPECT_INT(x.n, n);
    }
    index_drop(&x);
}

TEST(reserving_without_memory_changes_nothing) {
    struct alloc_faulty faulty;
    struct table t;
    struct heap h;
    struct index x;
    alloc_faulty_init(&faulty, 1);
    table_init(&t, &faulty.base, 8, 1000);
    EXPECT_INT(table_reserve(&t, 1), ERR_NOMEM);
    EXPECT_INT(t.n, 0);
    REQUIRE(table_reserve(&t, 15) == 0);
    for (uint64_t i = 1; i <= 15; i++)
        *(uint64_t *)table_add(&t) = i;
    alloc_faulty_init(&faulty, 1);
    EXPECT_INT(table_reserve(&t, 1), ERR_NOMEM);
    EXPECT_INT(*TABLE_ROW(&t, 15, uint64_t), 15);
    table_drop(&t);

    alloc_faulty_init(&faulty, 2);
    heap_init(&h, &faulty.base, 1 << 20);
    REQUIRE(heap_reserve(&h, 10) == 0);
    uint32_t ref = heap_add(&h, BYTES_LIT("word"));
    EXPECT_INT(heap_reserve(&h, 1000), ERR_NOMEM);
    EXPECT_BYTES(heap_get(&h, ref), BYTES_LIT("word"));
    heap_drop(&h);

    alloc_faulty_init(&faulty, 2);
    index_init(&x, &faulty.base);
    REQUIRE(index_reserve(&x, 1) == 0);
    index_add(&x, 99, 7);
    EXPECT_INT(index_reserve(&x, 1000), ERR_NOMEM);
    EXPECT_INT(first(&x, 99), 7);
    EXPECT_INT(index_reserve(&x, UINT32_MAX), ERR_NOMEM);
    index_drop(&x);
}

/* A child makes the mistake; it must end by abort(), not go on. */
static bool aborts(void (*mistake)(void)) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        mistake();
        _exit(0);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGABRT;
}

static void adds_a_row_without_reserving(void) {
    struct table t;
    table_init(&t, &alloc_heap, 8, 10);
    table_add(&t);
}
static void reads_row_none(void) {
    struct table t;
    table_init(&t, &alloc_heap, 8, 10);
    table_reserve(&t, 1);
    table_row(&t, 0);
}
static void reads_past_the_last_row(void) {
    struct table t;
    table_init(&t, &alloc_heap, 8, 10);
    table_reserve(&t, 5);
    table_row(&t, 1);
}
static void reads_a_row_as_another_type(void) {
    struct table t;
    table_init(&t, &alloc_heap, 8, 10);
    table_reserve(&t, 1);
    table_add(&t);
    TABLE_ROW(&t, 1, struct row);
}
static void adds_bytes_without_reserving(void) {
    struct heap h;
    heap_init(&h, &alloc_heap, 1000);
    heap_add(&h, BYTES_LIT("word"));
}
static void reads_past_the_heap(void) {
    struct heap h;
    heap_init(&h, &alloc_heap, 1000);
    heap_reserve(&h, 100);
    heap_get(&h, 8);
}
static void indexes_without_reserving(void) {
    struct index x;
    index_init(&x, &alloc_heap);
    index_add(&x, 1, 1);
}

TEST(mistakes_of_the_program_abort) {
    EXPECT(aborts(adds_a_row_without_reserving));
    EXPECT(aborts(reads_row_none));
    EXPECT(aborts(reads_past_the_last_row));
    EXPECT(aborts(reads_a_row_as_another_type));
    EXPECT(aborts(adds_bytes_without_reserving));
    EXPECT(aborts(reads_past_the_heap));
    EXPECT(aborts(indexes_without_reserving));
}

/* Every bit of the input moves about half of the bits of the result. */
TEST(hashes_are_well_mixed) {
    uint8_t data[40] = {0};
    for (size_t n = 1; n <= sizeof(data); n++) {
        uint64_t base = hash_bytes(0, bytes_of(data, n));
        EXPECT(base != hash_bytes(0, bytes_of(data, n - 1)));
        EXPECT(base != hash_bytes(1, bytes_of(data, n)));
        for (size_t bit = 0; bit < 8 * n; bit++) {
            data[bit / 8] ^= (uint8_t)(1 << bit % 8);
            int moved = __builtin_popcountll(base ^ hash_bytes(0, bytes_of(data, n)));
            if (moved < 10 || moved > 54)
                EXPECT_INT(moved, 32);
            data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
    uint32_t buckets[256] = {0};
    for (uint64_t i = 0; i < 256 * 64; i++)
        buckets[hash_u64(0, i) >> 32 & 255]++;
    for (int i = 0; i < 256; i++)
        EXPECT(buckets[i] > 24 && buckets[i] < 120);
}

/* Deterministic on every machine: an index is never written, but its order must not vary. */
TEST(hashes_are_the_same_everywhere) {
    EXPECT(hash_bytes(0, BYTES_LIT("")) == UINT64_C(0xb5282132a07e116e));
    EXPECT(hash_bytes(0, BYTES_LIT("congress")) == UINT64_C(0x7e87542cae31c35f));
    EXPECT(hash_bytes(5, BYTES_LIT("the executive committee of the congress")) ==
           UINT64_C(0x2f26eb30a0efa81e));
    EXPECT(hash_u64(0, 1) == UINT64_C(0x29edc0dabf15ac28));
}

TEST_MAIN(T(rows_are_numbered_from_one_and_zeroed), T(a_table_stops_at_its_bound),
          T(heap_gives_back_what_was_added), T(index_finds_every_row_under_its_hash),
          T(equal_hashes_are_all_found), T(adding_and_removing_in_any_order),
          T(reserving_without_memory_changes_nothing), T(mistakes_of_the_program_abort),
          T(hashes_are_well_mixed), T(hashes_are_the_same_everywhere))
