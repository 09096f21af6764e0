#include "engine/member.h"

#include <sodium.h>

#include "base/cbor.h"
#include "base/check.h"
#include "wire/ed25519.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

struct pseudonym member_pseudonym(const struct record_keys *k, const struct entry_header *h,
                                  uint32_t proceeding) {
    return pseudonym_of(k->pseudonym_secret, h->actor, proceeding);
}

static struct hash key_of(const struct record_keys *k, uint64_t seq) {
    uint8_t message[14] = "sealed";
    for (int i = 0; i < 8; i++)
        message[6 + i] = (uint8_t)(seq >> (56 - 8 * i));
    return sha256_hmac(bytes_of(k->pseudonym_secret, sizeof(k->pseudonym_secret)),
                       bytes_of(message, sizeof(message)));
}

void member_seal(const struct record_keys *k, const struct entry_header *h, struct buf *b) {
    uint8_t room[MEMBER_SEALED_MAX], sealed[MEMBER_SEALED_MAX];
    struct buf plain = buf_on(room, sizeof(room) - NONCE_BYTES - TAG_BYTES);
    struct hash key = key_of(k, h->seq);
    unsigned long long n = 0;
    cbor_put_array(&plain, h->auth == AUTH_SIGNED ? 3 : 1);
    cbor_put_uint(&plain, h->actor);
    if (h->auth == AUTH_SIGNED) {
        cbor_put_bytes(&plain, h->auth_key);
        cbor_put_bytes(&plain, h->signature);
    }
    check(!plain.failed);
    struct hash nonce = sha256_hmac(bytes_of(key.b, HASH_BYTES), buf_view(&plain));
    memcpy(sealed, nonce.b, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, &n, plain.at, plain.n,
                                               h->pseudonym.at, h->pseudonym.n, NULL, sealed,
                                               key.b);
    buf_add(b, sealed, NONCE_BYTES + (size_t)n);
    sodium_memzero(room, sizeof(room));
    sodium_memzero(&key, sizeof(key));
}

static bool plain_read(struct bytes plain, struct entry_header *h) {
    struct cbor c;
    bool is_signed = h->auth == AUTH_SIGNED;
    cbor_read(&c, plain);
    uint64_t n = cbor_array(&c), who = cbor_uint(&c);
    struct bytes key = {0}, signature = {0};
    if (is_signed) {
        key = cbor_bytes(&c);
        signature = cbor_bytes(&c);
    }
    if (!cbor_done(&c) || n != (is_signed ? 3 : 1) || !who || who > UINT32_MAX ||
        (is_signed && (key.n != ED25519_PUBLIC_BYTES || signature.n != ED25519_SIGNATURE_BYTES)))
        return false;
    h->actor = (uint32_t)who;
    h->auth_key = key;
    h->signature = signature;
    return true;
}

int member_open(const struct record_keys *k, struct entry *e, uint8_t room[MEMBER_SEALED_MAX],
                struct fail *fail) {
    const struct entry_part *part = entry_part(e, PART_SEALED);
    struct entry_header *h = &e->header;
    unsigned long long n = 0;
    if (!part || part->withheld)
        return fail_set(fail, ERR_MISSING, "who acted is withheld");
    struct hash key = key_of(k, h->seq);
    bool fits = part->content.n > NONCE_BYTES + TAG_BYTES && part->content.n <= MEMBER_SEALED_MAX;
    bool opened =
        fits && crypto_aead_xchacha20poly1305_ietf_decrypt(
                    room, &n, NULL, part->content.at + NONCE_BYTES, part->content.n - NONCE_BYTES,
                    h->pseudonym.at, h->pseudonym.n, part->content.at, key.b) == 0;
    sodium_memzero(&key, sizeof(key));
    if (!opened || !plain_read(bytes_of(room, (size_t)n), h))
        return fail_set(fail, ERR_BROKEN, "what is sealed in it is not sealed with these keys");
    return 0;
}
