/* Entries: what is decoded is encoded again byte for byte, and its leaf hash does not depend on how
 * it is kept. */
#include "fuzz.h"

#include "base/alloc.h"
#include "base/cbor.h"
#include "wire/entry.h"

void fuzz_one(struct bytes input) {
    struct entry e, less;
    struct fail fail = {0};
    if (entry_decode(input, &e, &fail) < 0) {
        FUZZ_CHECK(fail.code < 0 && fail.text[0]);
        return;
    }
    struct buf b;
    buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES + 4096);
    entry_encode(&e, &b);
    FUZZ_CHECK(bytes_equal(buf_view(&b), input) && cbor_valid(input));
    struct hash leaf = entry_leaf_hash(&e), other;
    less = e;
    less.header_bytes = (struct bytes){0};
    entry_seal(&less);
    other = entry_leaf_hash(&less);
    FUZZ_CHECK(hash_equal(&leaf, &other));
    for (size_t i = 0; i < less.n_parts; i++)
        less.parts[i].withheld = true;
    buf_clear(&b);
    entry_encode(&less, &b);
    FUZZ_CHECK(entry_decode(buf_view(&b), &e, NULL) == 0);
    other = entry_leaf_hash(&e);
    FUZZ_CHECK(hash_equal(&leaf, &other));
    buf_drop(&b);
}

FUZZ_TARGET
