/* CBOR: whatever the bytes, reading stays inside them; what is valid is shown, and read by hand it
 * is written again byte for byte. */
#include "fuzz.h"

#include "base/alloc.h"
#include "base/cbor.h"

static void copy(struct cbor *c, struct buf *b) {
    uint64_t n;
    switch (cbor_peek(c)) {
    case CBOR_UINT:
        cbor_put_uint(b, cbor_uint(c));
        return;
    case CBOR_NINT:
        buf_bytes(b, cbor_skip(c)); /* may be below int64 */
        return;
    case CBOR_BYTES:
        cbor_put_bytes(b, cbor_bytes(c));
        return;
    case CBOR_TEXT:
        cbor_put_text(b, cbor_text(c));
        return;
    case CBOR_ARRAY:
        n = cbor_array(c);
        cbor_put_array(b, n);
        for (uint64_t i = 0; i < n; i++)
            copy(c, b);
        return;
    case CBOR_MAP:
        n = cbor_map(c);
        cbor_put_map(b, n);
        for (uint64_t i = 0; i < 2 * n; i++)
            copy(c, b);
        return;
    case CBOR_FALSE:
    case CBOR_TRUE:
        cbor_put_bool(b, cbor_bool(c));
        return;
    case CBOR_NULL:
        cbor_null(c);
        cbor_put_null(b);
        return;
    case CBOR_END:
        FUZZ_CHECK(!"a valid value ends before its end");
    }
}

void fuzz_one(struct bytes input) {
    struct cbor c;
    struct buf b;
    cbor_read(&c, input);
    struct bytes first = cbor_skip(&c);
    FUZZ_CHECK(c.at >= c.start && c.at <= c.end);
    FUZZ_CHECK(c.failed ? first.n == 0 : cbor_valid(first));
    buf_init(&b, &alloc_heap, 8u << 20);
    cbor_diagnose(&b, input);
    FUZZ_CHECK(b.n > 0);
    bool shown = b.at[0] != '(';
    FUZZ_CHECK(shown == cbor_valid(input));
    if (shown) {
        buf_clear(&b);
        cbor_read(&c, input);
        copy(&c, &b);
        FUZZ_CHECK(cbor_done(&c) && bytes_equal(buf_view(&b), input));
    }
    buf_drop(&b);
}

FUZZ_TARGET
