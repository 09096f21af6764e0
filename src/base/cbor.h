/* Deterministic CBOR (RFC 8949, section 4.2.1) of the shapes the record uses: unsigned and negative
 * integers, byte strings, text strings (UTF-8), arrays, maps, false, true, null. No tags, no
 * floating point, no indefinite lengths. Integers and lengths in their shortest form; map keys in
 * bytewise order of their encoding, no key twice. What is not in this form is not read: one value
 * has one encoding, so a hash of bytes is a hash of meaning. Test vectors: RFC 8949 appendix A. */
#ifndef KOINON_BASE_CBOR_H
#define KOINON_BASE_CBOR_H

#include "base/buf.h"
#include "base/bytes.h"

/* --- writing: appends to a struct buf; see buf.h for how failure shows ------------------------ */
void cbor_put_uint(struct buf *b, uint64_t n);
void cbor_put_int(struct buf *b, int64_t n);
void cbor_put_bytes(struct buf *b, struct bytes bytes);
void cbor_put_text(struct buf *b, struct bytes text); /* UTF-8: the caller's duty */
void cbor_put_str(struct buf *b, const char *text);
void cbor_put_array(struct buf *b, uint64_t n); /* n values follow */
void cbor_put_map(struct buf *b, uint64_t n);   /* n pairs, keys ascending: the caller's duty */
void cbor_put_bool(struct buf *b, bool v);
void cbor_put_null(struct buf *b);

/* --- reading: a cursor that turns `failed` at the first byte out of form, then answers zeros - */
enum cbor_kind {
    CBOR_END, /* no byte left, or failed */
    CBOR_UINT,
    CBOR_NINT, /* -1 - n */
    CBOR_BYTES,
    CBOR_TEXT,
    CBOR_ARRAY,
    CBOR_MAP,
    CBOR_FALSE,
    CBOR_TRUE,
    CBOR_NULL,
};

struct cbor {
    const uint8_t *at, *end, *start;
    bool failed;
};

void cbor_read(struct cbor *c, struct bytes bytes);
enum cbor_kind cbor_peek(const struct cbor *c);
uint64_t cbor_uint(struct cbor *c);
int64_t cbor_int(struct cbor *c); /* fails outside int64 */
struct bytes cbor_bytes(struct cbor *c);
struct bytes cbor_text(struct cbor *c); /* fails when not UTF-8 */
uint64_t cbor_array(struct cbor *c);    /* the count; fails when it exceeds the bytes left */
uint64_t cbor_map(struct cbor *c);
bool cbor_bool(struct cbor *c);
void cbor_null(struct cbor *c);
/* Steps over one whole value, checking its form to LIMIT_CBOR_DEPTH, and returns its bytes. */
struct bytes cbor_skip(struct cbor *c);
/* true when every byte was read and nothing failed. */
bool cbor_done(const struct cbor *c);
/* Is this exactly one well-formed deterministic value (map order and UTF-8 included)? */
bool cbor_valid(struct bytes one);

/* Diagnostic notation (RFC 8949, section 8), for people and tests. */
void cbor_diagnose(struct buf *b, struct bytes one);

#endif
