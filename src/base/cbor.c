#include "base/cbor.h"

#include "base/limits.h"

#include <endian.h>

enum {
    MAJOR_UINT,
    MAJOR_NINT,
    MAJOR_BYTES,
    MAJOR_TEXT,
    MAJOR_ARRAY,
    MAJOR_MAP,
    MAJOR_TAG,
    MAJOR_SIMPLE
};
enum { SIMPLE_FALSE = 0xf4, SIMPLE_TRUE = 0xf5, SIMPLE_NULL = 0xf6 };

/* --- writing ------------------------------------------------------------------------------------
 */

static void put_head(struct buf *b, int major, uint64_t n) {
    uint8_t head[9];
    size_t size = n < 24 ? 0 : n <= 0xff ? 1 : n <= 0xffff ? 2 : n <= 0xffffffff ? 4 : 8;
    int info = n < 24 ? (int)n : size == 1 ? 24 : size == 2 ? 25 : size == 4 ? 26 : 27;
    head[0] = (uint8_t)(major << 5 | info);
    for (size_t i = 0; i < size; i++)
        head[1 + i] = (uint8_t)(n >> (8 * (size - 1 - i)));
    buf_add(b, head, 1 + size);
}

void cbor_put_uint(struct buf *b, uint64_t n) {
    put_head(b, MAJOR_UINT, n);
}

void cbor_put_int(struct buf *b, int64_t n) {
    if (n >= 0)
        put_head(b, MAJOR_UINT, (uint64_t)n);
    else
        put_head(b, MAJOR_NINT, ~(uint64_t)n);
}

void cbor_put_bytes(struct buf *b, struct bytes bytes) {
    put_head(b, MAJOR_BYTES, bytes.n);
    buf_bytes(b, bytes);
}

void cbor_put_text(struct buf *b, struct bytes text) {
    put_head(b, MAJOR_TEXT, text.n);
    buf_bytes(b, text);
}

void cbor_put_str(struct buf *b, const char *text) {
    cbor_put_text(b, bytes_str(text));
}

void cbor_put_array(struct buf *b, uint64_t n) {
    put_head(b, MAJOR_ARRAY, n);
}

void cbor_put_map(struct buf *b, uint64_t n) {
    put_head(b, MAJOR_MAP, n);
}

void cbor_put_bool(struct buf *b, bool v) {
    buf_byte(b, v ? SIMPLE_TRUE : SIMPLE_FALSE);
}

void cbor_put_null(struct buf *b) {
    buf_byte(b, SIMPLE_NULL);
}

/* --- reading ------------------------------------------------------------------------------------
 */

static size_t left(const struct cbor *c) {
    return (size_t)(c->end - c->at);
}

static uint64_t fail_here(struct cbor *c) {
    c->failed = true;
    return 0;
}

void cbor_read(struct cbor *c, struct bytes bytes) {
    static const uint8_t nothing;
    const uint8_t *at = bytes.n ? bytes.at : &nothing;
    *c = (struct cbor){.at = at, .end = at + bytes.n, .start = at};
}

enum cbor_kind cbor_peek(const struct cbor *c) {
    static const uint8_t of_major[] = {CBOR_UINT,  CBOR_NINT, CBOR_BYTES, CBOR_TEXT,
                                       CBOR_ARRAY, CBOR_MAP,  CBOR_END};
    if (c->failed || c->at == c->end)
        return CBOR_END;
    uint8_t first = *c->at;
    if (first >> 5 != MAJOR_SIMPLE)
        return (enum cbor_kind)of_major[first >> 5];
    return first == SIMPLE_FALSE  ? CBOR_FALSE
           : first == SIMPLE_TRUE ? CBOR_TRUE
           : first == SIMPLE_NULL ? CBOR_NULL
                                  : CBOR_END;
}

/* 1, 2, 4 or 8 bytes, most significant first. */
static uint64_t big_endian(const uint8_t *at, size_t size) {
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (size) {
    case 1:
        return *at;
    case 2:
        memcpy(&two, at, 2);
        return be16toh(two);
    case 4:
        memcpy(&four, at, 4);
        return be32toh(four);
    default:
        memcpy(&eight, at, 8);
        return be64toh(eight);
    }
}

static uint64_t head_long(struct cbor *c, int major) {
    static const uint64_t shorter[] = {23, 0xff, 0xffff, 0xffffffff};
    if (c->failed || c->at == c->end || *c->at >> 5 != major || (*c->at & 31) > 27)
        return fail_here(c);
    unsigned info = (*c->at & 31) - 24u;
    size_t size = (size_t)1 << info;
    if (left(c) < 1 + size)
        return fail_here(c);
    uint64_t n = big_endian(c->at + 1, size);
    if (n <= shorter[info])
        return fail_here(c);
    c->at += 1 + size;
    return n;
}

/* The argument of a head of this major type, in its shortest form only. */
static inline uint64_t head(struct cbor *c, int major) {
    if (!c->failed && c->at != c->end && (uint8_t)(*c->at - (major << 5)) < 24)
        return *c->at++ & 31;
    return head_long(c, major);
}

uint64_t cbor_uint(struct cbor *c) {
    return head(c, MAJOR_UINT);
}

int64_t cbor_int(struct cbor *c) {
    const uint8_t *before = c->at;
    bool negative = cbor_peek(c) == CBOR_NINT;
    uint64_t n = head(c, negative ? MAJOR_NINT : MAJOR_UINT);
    if (n > INT64_MAX) {
        c->at = before;
        return (int64_t)fail_here(c);
    }
    return negative ? -1 - (int64_t)n : (int64_t)n;
}

static struct bytes string(struct cbor *c, int major) {
    const uint8_t *before = c->at;
    uint64_t n = head(c, major);
    if (c->failed || n > left(c)) {
        c->at = before;
        fail_here(c);
        return (struct bytes){0};
    }
    struct bytes ret = {c->at, (size_t)n};
    c->at += n;
    return ret;
}

struct bytes cbor_bytes(struct cbor *c) {
    return string(c, MAJOR_BYTES);
}

struct bytes cbor_text(struct cbor *c) {
    const uint8_t *before = c->at;
    struct bytes ret = string(c, MAJOR_TEXT);
    if (bytes_utf8(ret))
        return ret;
    c->at = before;
    fail_here(c);
    return (struct bytes){0};
}

/* Every element takes a byte at least, so a count beyond the bytes left cannot be true. */
static uint64_t count(struct cbor *c, int major, unsigned bytes_each) {
    const uint8_t *before = c->at;
    uint64_t n = head(c, major);
    if (n <= left(c) / bytes_each)
        return n;
    c->at = before;
    return fail_here(c);
}

uint64_t cbor_array(struct cbor *c) {
    return count(c, MAJOR_ARRAY, 1);
}

uint64_t cbor_map(struct cbor *c) {
    return count(c, MAJOR_MAP, 2);
}

static bool simple(struct cbor *c, uint8_t what) {
    if (c->failed || c->at == c->end || *c->at != what)
        return false;
    c->at++;
    return true;
}

bool cbor_bool(struct cbor *c) {
    if (simple(c, SIMPLE_TRUE))
        return true;
    if (!simple(c, SIMPLE_FALSE))
        fail_here(c);
    return false;
}

void cbor_null(struct cbor *c) {
    if (!simple(c, SIMPLE_NULL))
        fail_here(c);
}

static void skip(struct cbor *c, unsigned depth);

static void skip_map(struct cbor *c, unsigned depth) {
    struct bytes last = {0};
    uint64_t n = cbor_map(c);
    for (uint64_t i = 0; i < n && !c->failed; i++) {
        const uint8_t *from = c->at;
        skip(c, depth);
        struct bytes key = {from, (size_t)(c->at - from)};
        if (!c->failed && i > 0 && bytes_compare(last, key) >= 0) {
            c->at = from;
            fail_here(c);
        }
        last = key;
        skip(c, depth);
    }
}

/* Steps over one value that may hold DEPTH levels of arrays and maps. */
static void skip(struct cbor *c, unsigned depth) {
    switch (cbor_peek(c)) {
    case CBOR_UINT:
    case CBOR_NINT:
        head(c, *c->at >> 5);
        return;
    case CBOR_BYTES:
        cbor_bytes(c);
        return;
    case CBOR_TEXT:
        cbor_text(c);
        return;
    case CBOR_ARRAY: {
        uint64_t n = depth ? cbor_array(c) : fail_here(c);
        for (uint64_t i = 0; i < n && !c->failed; i++)
            skip(c, depth - 1);
        return;
    }
    case CBOR_MAP:
        if (depth)
            skip_map(c, depth - 1);
        else
            fail_here(c);
        return;
    case CBOR_FALSE:
    case CBOR_TRUE:
    case CBOR_NULL:
        c->at++;
        return;
    case CBOR_END:
        fail_here(c);
        return;
    }
}

struct bytes cbor_skip(struct cbor *c) {
    const uint8_t *from = c->at;
    skip(c, LIMIT_CBOR_DEPTH);
    return c->failed ? (struct bytes){0} : (struct bytes){from, (size_t)(c->at - from)};
}

bool cbor_done(const struct cbor *c) {
    return !c->failed && c->at == c->end;
}

bool cbor_valid(struct bytes one) {
    struct cbor c;
    cbor_read(&c, one);
    cbor_skip(&c);
    return cbor_done(&c);
}

/* --- diagnostic notation ------------------------------------------------------------------------
 */

static void diagnose_text(struct buf *b, struct bytes text) {
    buf_byte(b, '"');
    for (size_t i = 0; i < text.n; i++) {
        uint8_t ch = text.at[i];
        if (ch == '"' || ch == '\\')
            buf_byte(b, '\\');
        if (ch < 0x20 || ch == 0x7f)
            buf_format(b, "\\u%04x", ch);
        else
            buf_byte(b, ch);
    }
    buf_byte(b, '"');
}

static void diagnose_bytes(struct buf *b, struct bytes bytes) {
    buf_str(b, "h'");
    for (size_t i = 0; i < bytes.n; i++)
        buf_format(b, "%02x", bytes.at[i]);
    buf_byte(b, '\'');
}

static void diagnose_nint(struct buf *b, uint64_t n) {
    if (n == UINT64_MAX)
        buf_str(b, "-18446744073709551616");
    else
        buf_format(b, "-%llu", (unsigned long long)(n + 1));
}

static void diagnose(struct cbor *c, struct buf *b);

static void diagnose_many(struct cbor *c, struct buf *b, bool map) {
    uint64_t n = map ? cbor_map(c) : cbor_array(c);
    buf_byte(b, map ? '{' : '[');
    for (uint64_t i = 0; i < n && !c->failed; i++) {
        buf_str(b, i ? ", " : "");
        diagnose(c, b);
        if (map) {
            buf_str(b, ": ");
            diagnose(c, b);
        }
    }
    buf_byte(b, map ? '}' : ']');
}

static void diagnose(struct cbor *c, struct buf *b) {
    switch (cbor_peek(c)) {
    case CBOR_UINT:
        buf_format(b, "%llu", (unsigned long long)cbor_uint(c));
        return;
    case CBOR_NINT:
        diagnose_nint(b, head(c, MAJOR_NINT));
        return;
    case CBOR_BYTES:
        diagnose_bytes(b, cbor_bytes(c));
        return;
    case CBOR_TEXT:
        diagnose_text(b, cbor_text(c));
        return;
    case CBOR_ARRAY:
        diagnose_many(c, b, false);
        return;
    case CBOR_MAP:
        diagnose_many(c, b, true);
        return;
    case CBOR_FALSE:
    case CBOR_TRUE:
        buf_str(b, cbor_bool(c) ? "true" : "false");
        return;
    case CBOR_NULL:
        cbor_null(c);
        buf_str(b, "null");
        return;
    case CBOR_END:
        return;
    }
}

void cbor_diagnose(struct buf *b, struct bytes one) {
    struct cbor c;
    cbor_read(&c, one);
    cbor_skip(&c);
    if (!cbor_done(&c)) {
        buf_format(b, "(not one deterministic value: byte %zu of %zu)", (size_t)(c.at - c.start),
                   one.n);
        return;
    }
    cbor_read(&c, one);
    diagnose(&c, b);
}
