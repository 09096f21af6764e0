/* Receipts: what has the form is written again byte for byte; and only the record's own receipts of
 * one checkpoint verify, whose two leaves are known. */
#include "fuzz.h"

#include "base/alloc.h"
#include "wire/receipt.h"

static const char key_text[] =
    "example.org/union+11c56f34+ATTbFSgJogBOH58bSm9yWn3wCFOWWcDjZHYEl2c+sKPa";

void fuzz_one(struct bytes input) {
    struct receipt r;
    struct receipt_verified v;
    struct note_key key;
    struct fail fail = {0};
    if (receipt_parse(input, &r, &fail) < 0) {
        FUZZ_CHECK(fail.text[0]);
        return;
    }
    struct buf b;
    buf_init(&b, &alloc_heap, 1u << 20);
    receipt_text(&r, &b);
    FUZZ_CHECK(bytes_equal(buf_view(&b), input));
    buf_drop(&b);
    FUZZ_CHECK(note_key_parse(bytes_str(key_text), &key, NULL) == 0);
    if (receipt_verify(input, &key, 1, &v, &fail) == 0)
        FUZZ_CHECK(v.checkpoint.size == 2 && v.receipt.index == 1);
}

FUZZ_TARGET
