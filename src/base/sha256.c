#include "base/sha256.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha256),
               "struct sha256 holds OpenSSL's context");

#define BLOCK 64u

static SHA256_CTX *context(struct sha256 *s) {
    return (SHA256_CTX *)(void *)s->state_;
}

void sha256_init(struct sha256 *s) {
    SHA256_Init(context(s));
}

void sha256_add(struct sha256 *s, const void *at, size_t n) {
    if (n)
        SHA256_Update(context(s), at, n);
}

void sha256_end(struct sha256 *s, struct hash *ret) {
    SHA256_Final(ret->b, context(s));
}

static inline void start(SHA256_CTX *c) {
    static const SHA_LONG h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(c->h, h, sizeof(h));
}

static inline struct hash finish(const SHA256_CTX *c) {
    struct hash ret;
    for (int i = 0; i < 8; i++) {
        uint32_t big = __builtin_bswap32(c->h[i]);
        memcpy(ret.b + 4 * i, &big, 4);
    }
    return ret;
}

/* The padding of FIPS 180-4, 5.1.1: a one bit, zeros, the length in bits. */
static inline void pad(uint8_t *blocks, size_t n, size_t room) {
    blocks[n] = 0x80;
    memset(blocks + n + 1, 0, room - n - 1 - 8);
    uint64_t bits = __builtin_bswap64((uint64_t)n * 8);
    memcpy(blocks + room - 8, &bits, 8);
}

struct hash sha256_node(uint8_t prefix, const struct hash *a, const struct hash *b) {
    uint8_t blocks[2 * BLOCK];
    blocks[0] = prefix;
    memcpy(blocks + 1, a->b, HASH_BYTES);
    memcpy(blocks + 1 + HASH_BYTES, b->b, HASH_BYTES);
    pad(blocks, 1 + 2 * HASH_BYTES, 2 * BLOCK);
    SHA256_CTX c;
    start(&c);
    SHA256_Transform(&c, blocks);
    SHA256_Transform(&c, blocks + BLOCK);
    return finish(&c);
}

#define SHORT_MAX (4 * BLOCK) /* below, one copy is cheaper than the context's bookkeeping */

/* SHA-256 of head || data, where head has 0 or 1 bytes. */
static struct hash hash_headed(const uint8_t *head, size_t head_n, struct bytes data) {
    size_t n = head_n + data.n;
    if (data.n <= SHORT_MAX - 10) {
        uint8_t blocks[SHORT_MAX];
        if (head_n)
            blocks[0] = *head;
        if (data.n)
            memcpy(blocks + head_n, data.at, data.n);
        size_t room = (n + 9 + BLOCK - 1) / BLOCK * BLOCK;
        pad(blocks, n, room);
        SHA256_CTX c;
        start(&c);
        for (size_t i = 0; i < room; i += BLOCK)
            SHA256_Transform(&c, blocks + i);
        return finish(&c);
    }
    struct sha256 s;
    struct hash ret;
    sha256_init(&s);
    sha256_add(&s, head, head_n);
    sha256_add(&s, data.at, data.n);
    sha256_end(&s, &ret);
    return ret;
}

struct hash sha256_of(struct bytes data) {
    return hash_headed(NULL, 0, data);
}

struct hash sha256_prefixed(uint8_t prefix, struct bytes data) {
    return hash_headed(&prefix, 1, data);
}

struct hash sha256_hmac(struct bytes key, struct bytes data) {
    uint8_t block[BLOCK] = {0};
    if (key.n > BLOCK) {
        struct hash short_key = sha256_of(key);
        memcpy(block, short_key.b, HASH_BYTES);
    } else if (key.n) {
        memcpy(block, key.at, key.n);
    }
    struct sha256 s;
    struct hash inner, ret;
    for (size_t i = 0; i < BLOCK; i++)
        block[i] ^= 0x36;
    sha256_init(&s);
    sha256_add(&s, block, BLOCK);
    sha256_add(&s, data.at, data.n);
    sha256_end(&s, &inner);
    for (size_t i = 0; i < BLOCK; i++)
        block[i] ^= 0x36 ^ 0x5c;
    sha256_init(&s);
    sha256_add(&s, block, BLOCK);
    sha256_add(&s, inner.b, HASH_BYTES);
    sha256_end(&s, &ret);
    OPENSSL_cleanse(block, sizeof(block));
    OPENSSL_cleanse(&s, sizeof(s));
    return ret;
}
