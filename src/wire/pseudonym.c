#include "wire/pseudonym.h"

#include "base/sha256.h"

static uint8_t *put_u32(uint8_t *at, uint32_t n) {
    for (int shift = 24; shift >= 0; shift -= 8)
        *at++ = (uint8_t)(n >> shift);
    return at;
}

struct pseudonym pseudonym_of(const uint8_t secret[PSEUDONYM_SECRET_BYTES], uint32_t person,
                              uint32_t proceeding) {
    uint8_t message[17] = "pseudonym";
    put_u32(put_u32(message + 9, person), proceeding);
    struct hash h =
        sha256_hmac(bytes_of(secret, PSEUDONYM_SECRET_BYTES), bytes_of(message, sizeof(message)));
    struct pseudonym ret;
    memcpy(ret.b, h.b, PSEUDONYM_BYTES);
    return ret;
}
