/* Effects: a list that is read to its end without failing is written again byte for byte. */
#include "fuzz.h"

#include "base/alloc.h"
#include "base/cbor.h"
#include "wire/effect.h"

void fuzz_one(struct bytes input) {
    struct effect_reader r;
    struct effect e;
    struct buf effects, list;
    size_t n = 0;
    buf_init(&effects, &alloc_heap, 1u << 20);
    buf_init(&list, &alloc_heap, 1u << 20);
    for (effect_read(input, &r); effect_next(&r, &e); n++)
        effect_put(&effects, &e);
    FUZZ_CHECK(n <= LIMIT_EFFECTS);
    if (!r.failed) {
        effect_put_list(&list, n, buf_view(&effects));
        FUZZ_CHECK(bytes_equal(buf_view(&list), input) && cbor_valid(input));
    }
    buf_drop(&effects);
    buf_drop(&list);
}

FUZZ_TARGET
