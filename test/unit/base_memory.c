#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/sha256.h"

TEST(arena_memory_is_zeroed_and_aligned_also_after_clear) {
    struct arena a;
    arena_init(&a, &alloc_heap, 1 << 20);
    for (int round = 0; round < 2; round++) {
        for (size_t size = 0; size < 5000; size += 97) {
            uint8_t *at = arena_get(&a, size);
            REQUIRE(at);
            EXPECT_INT((uintptr_t)at % 16, 0);
            for (size_t i = 0; i < size; i++)
                EXPECT_INT(at[i], 0);
            memset(at, 0xee, size);
        }
        arena_clear(&a);
        EXPECT_INT(a.used, 0);
    }
    arena_drop(&a);
}

TEST(arena_stops_at_its_bound) {
    struct arena a;
    arena_init(&a, &alloc_heap, 64);
    EXPECT(arena_get(&a, 48));
    EXPECT(!arena_get(&a, 17));
    EXPECT(arena_get(&a, 16));
    EXPECT(!arena_get(&a, 0));
    EXPECT(!arena_get(&a, SIZE_MAX));
    arena_drop(&a);
    arena_init(&a, &alloc_heap, SIZE_MAX);
    EXPECT(!arena_array(&a, SIZE_MAX / 2, 3));
    EXPECT(!arena_get(&a, SIZE_MAX - 3));
    EXPECT(!arena_get(&a, SIZE_MAX - 40));
    EXPECT(ARENA_ARRAY(&a, 10, uint64_t));
    arena_drop(&a);
}

TEST(arena_text) {
    struct arena a;
    arena_init(&a, &alloc_heap, 1 << 20);
    EXPECT_STR(arena_copy(&a, BYTES_LIT("council")), "council");
    EXPECT_STR(arena_copy(&a, (struct bytes){0}), "");
    EXPECT_STR(arena_format(&a, "%s/%d", "branch", 7), "branch/7");
    arena_drop(&a);
}

TEST(arena_without_memory_says_so_and_goes_on) {
    struct alloc_faulty faulty;
    struct arena a;
    alloc_faulty_init(&faulty, 2);
    arena_init(&a, &faulty.base, 1 << 20);
    EXPECT(arena_get(&a, 4000));
    EXPECT(!arena_get(&a, 4000));
    EXPECT(arena_get(&a, 4000));
    arena_drop(&a);
}

TEST(buffer_ends_in_nul_and_keeps_what_fits) {
    struct buf b;
    buf_init(&b, &alloc_heap, 10);
    buf_str(&b, "seats");
    buf_byte(&b, ':');
    buf_format(&b, "%d", 42);
    EXPECT_STR((const char *)b.at, "seats:42");
    EXPECT(!b.failed);
    buf_str(&b, "abc"); /* one too many: nothing of it is written */
    EXPECT(b.failed);
    buf_byte(&b, 'x'); /* ignored from now on */
    EXPECT_STR((const char *)b.at, "seats:42");
    buf_clear(&b);
    EXPECT(!b.failed);
    buf_format(&b, "%s", "0123456789");
    EXPECT(!b.failed);
    EXPECT_BYTES(buf_view(&b), BYTES_LIT("0123456789"));
    EXPECT(!buf_room(&b, SIZE_MAX));
    buf_drop(&b);
}

TEST(buffer_grows_past_its_first_room) {
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 20);
    for (int i = 0; i < 10000; i++)
        buf_format(&b, "%04d,", i);
    EXPECT_INT(b.n, 50000);
    EXPECT(!memcmp(b.at + 5 * 9999, "9999,", 6));
    buf_drop(&b);
}

TEST(buffer_without_memory_fails_once_and_for_all) {
    for (size_t n = 1; n <= 3; n++) {
        struct alloc_faulty faulty;
        struct buf b;
        alloc_faulty_init(&faulty, n);
        buf_init(&b, &faulty.base, 1 << 20);
        for (int i = 0; i < 200; i++)
            buf_str(&b, "xxxxx");
        EXPECT(b.failed);
        EXPECT_INT(b.n % 5, 0);
        buf_drop(&b);
    }
}

struct taken {
    struct sha256 hash;
    size_t n, parts, parts_max;
};

static bool take(void *to, struct bytes part) {
    struct taken *t = to;
    sha256_add(&t->hash, part.at, part.n);
    t->n += part.n;
    return ++t->parts <= t->parts_max;
}

TEST(stream_hands_on_all_and_keeps_little) {
    struct taken taken = {.parts_max = 1000};
    struct buf b, whole;
    struct hash h;
    sha256_init(&taken.hash);
    buf_stream(&b, &alloc_heap, take, &taken);
    buf_init(&whole, &alloc_heap, 1 << 24);
    for (int i = 0; i < 100000; i++) {
        buf_format(&b, "%d,", i);
        buf_format(&whole, "%d,", i);
    }
    EXPECT(b.room < 1 << 18);
    buf_flush(&b);
    buf_flush(&b); /* nothing is left */
    EXPECT(!b.failed);
    EXPECT_INT(taken.n, whole.n);
    EXPECT(taken.parts > 2 && taken.parts < 20);
    sha256_end(&taken.hash, &h);
    struct hash expected = sha256_of(buf_view(&whole));
    EXPECT(!memcmp(&h, &expected, sizeof(h)));
    buf_drop(&b);
    buf_drop(&whole);
}

TEST(stream_that_is_not_taken_fails_once_and_for_all) {
    struct taken taken = {.parts_max = 1};
    struct buf b;
    sha256_init(&taken.hash);
    buf_stream(&b, &alloc_heap, take, &taken);
    for (int i = 0; i < 100000; i++)
        buf_format(&b, "%d,", i);
    buf_flush(&b);
    EXPECT(b.failed);
    EXPECT_INT(taken.parts, 2);
    buf_drop(&b);
}

TEST_MAIN(T(arena_memory_is_zeroed_and_aligned_also_after_clear), T(arena_stops_at_its_bound),
          T(arena_text), T(arena_without_memory_says_so_and_goes_on),
          T(buffer_ends_in_nul_and_keeps_what_fits), T(buffer_grows_past_its_first_room),
          T(buffer_without_memory_fails_once_and_for_all),
          T(stream_hands_on_all_and_keeps_little),
          T(stream_that_is_not_taken_fails_once_and_for_all))
