#include "wire/ed25519.h"

#include <sodium.h>

_Static_assert(sizeof(struct ed25519_secret) == crypto_sign_SECRETKEYBYTES, "libsodium's key");
_Static_assert(ED25519_SIGNATURE_BYTES == crypto_sign_BYTES, "libsodium's signature");

void ed25519_from_seed(const uint8_t seed[ED25519_SEED_BYTES], struct ed25519_secret *ret) {
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    crypto_sign_seed_keypair(public_key, ret->b, seed);
}

void ed25519_wipe(struct ed25519_secret *s) {
    sodium_memzero(s->b, sizeof(s->b));
}

const uint8_t *ed25519_public(const struct ed25519_secret *s) {
    return s->b + ED25519_SEED_BYTES;
}

void ed25519_sign(const struct ed25519_secret *s, struct bytes message,
                  uint8_t ret[ED25519_SIGNATURE_BYTES]) {
    crypto_sign_detached(ret, NULL, message.at, message.n, s->b);
}

bool ed25519_verify(const uint8_t public_key[ED25519_PUBLIC_BYTES], struct bytes message,
                    const uint8_t signature[ED25519_SIGNATURE_BYTES]) {
    return crypto_sign_verify_detached(signature, message.at, message.n, public_key) == 0;
}
