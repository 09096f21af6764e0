/* Ed25519 (RFC 8032) through libsodium. Verification is strict: points of low order and encodings
 * that are not canonical are refused, so that every verifier of a record agrees
 * (test/data/ed25519: of the 914 edge cases of C2SP CCTV, 43 are accepted). Signing is
 * deterministic: it needs no randomness. */
#ifndef KOINON_WIRE_ED25519_H
#define KOINON_WIRE_ED25519_H

#include "base/bytes.h"

#define ED25519_SEED_BYTES 32
#define ED25519_PUBLIC_BYTES 32
#define ED25519_SIGNATURE_BYTES 64

/* A secret key, with its public one. Wiped by whoever made it. */
struct ed25519_secret {
    uint8_t b[64];
};

void ed25519_from_seed(const uint8_t seed[ED25519_SEED_BYTES], struct ed25519_secret *ret);
void ed25519_wipe(struct ed25519_secret *s);
/* The 32 bytes of the public key, inside S. */
const uint8_t *ed25519_public(const struct ed25519_secret *s);
void ed25519_sign(const struct ed25519_secret *s, struct bytes message,
                  uint8_t ret[ED25519_SIGNATURE_BYTES]);
bool ed25519_verify(const uint8_t public_key[ED25519_PUBLIC_BYTES], struct bytes message,
                    const uint8_t signature[ED25519_SIGNATURE_BYTES]);

#endif
