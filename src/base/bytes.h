/* A borrowed run of bytes: never owned, never NUL-terminated by promise. */
#ifndef KOINON_BASE_BYTES_H
#define KOINON_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    const uint8_t *at; /* may be NULL only when n is 0 */
    size_t n;
};

#define BYTES_LIT(s) ((struct bytes){(const uint8_t *)("" s), sizeof(s) - 1})

static inline struct bytes bytes_of(const void *at, size_t n) {
    return (struct bytes){at, n};
}
static inline struct bytes bytes_str(const char *s) {
    return (struct bytes){(const uint8_t *)s, s ? strlen(s) : 0};
}
static inline bool bytes_equal(struct bytes a, struct bytes b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}
static inline bool bytes_is(struct bytes a, const char *s) {
    return bytes_equal(a, bytes_str(s));
}
/* Order of unsigned bytes, a prefix before what it begins (CBOR's and SQLite's order). */
int bytes_compare(struct bytes a, struct bytes b);
/* The part [from, from+n), cut to what there is. */
struct bytes bytes_part(struct bytes a, size_t from, size_t n);

/* Is it well-formed UTF-8 (Unicode 15, table 3-7)? Controls and NUL are characters here: see
 * text_valid() of base/name.h for what people may write. */
bool bytes_utf8(struct bytes text);

/* Lower-case hexadecimal. HEX has room for 2n+1. */
void bytes_to_hex(struct bytes a, char *hex);
/* Exactly n bytes from 2n hexadecimal digits, else ERR_SYNTAX and RET untouched. */
int bytes_from_hex(struct bytes hex, uint8_t *ret, size_t n);

/* RFC 4648 base64 with padding. to: RET has room for 4*((n+2)/3)+1. from: strict (no spaces, no
 * missing padding, unused bits zero); returns the number of bytes or ERR_SYNTAX / ERR_RANGE. */
void bytes_to_base64(struct bytes a, char *ret);
int bytes_from_base64(struct bytes text, uint8_t *ret, size_t max);

#endif
