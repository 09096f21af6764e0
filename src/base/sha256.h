/* SHA-256 (FIPS 180-4) over OpenSSL's compression function, without its provider machinery: no
 * configuration file is read and nothing is allocated, so pure floors may use it. */
#ifndef KOINON_BASE_SHA256_H
#define KOINON_BASE_SHA256_H

#include "base/bytes.h"

#define HASH_BYTES 32
struct hash {
    uint8_t b[HASH_BYTES];
};

struct sha256 {
    uint64_t state_[16]; /* opaque; holds an OpenSSL SHA256_CTX */
};
void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *at, size_t n);
void sha256_end(struct sha256 *s, struct hash *ret);

struct hash sha256_of(struct bytes data);
/* SHA-256(prefix || a || b): the three shapes the Merkle tree needs, without copies. */
struct hash sha256_node(uint8_t prefix, const struct hash *a, const struct hash *b);
struct hash sha256_prefixed(uint8_t prefix, struct bytes data);
/* HMAC-SHA-256 (RFC 2104). */
struct hash sha256_hmac(struct bytes key, struct bytes data);

static inline bool hash_equal(const struct hash *a, const struct hash *b) {
    return memcmp(a->b, b->b, HASH_BYTES) == 0;
}

#endif
