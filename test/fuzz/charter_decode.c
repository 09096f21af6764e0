/* A constitution in bytes: what is read is written as the same bytes. */
#include "fuzz.h"

#include "base/limits.h"
#include "charter/charter.h"

void fuzz_one(struct bytes input) {
    struct arena a;
    struct buf b;
    struct charter *c;
    struct fail fail = {0};
    arena_init(&a, &alloc_heap, 16u << 20);
    buf_init(&b, &alloc_heap, LIMIT_CHARTER_BYTES);
    if (charter_decode(input, &a, &c, &fail) >= 0) {
        charter_encode(c, &b);
        FUZZ_CHECK(!b.failed && bytes_equal(buf_view(&b), input));
    } else {
        FUZZ_CHECK(fail.text[0]);
    }
    buf_drop(&b);
    arena_drop(&a);
}

FUZZ_TARGET
