/* Under what name a member acts in one proceeding: a fresh one in each, so that ballots, signatures
 * and disputes of different proceedings cannot be put together, while within one proceeding a
 * person is one. Who holds the secret (the record's keys) can tell who it was, nobody else.
 *
 *   pseudonym = first 16 bytes of HMAC-SHA-256( secret, "pseudonym" || person || proceeding )
 *
 * person and proceeding as 4 bytes each, most significant first (doc/record.md, 15). */
#ifndef KOINON_WIRE_PSEUDONYM_H
#define KOINON_WIRE_PSEUDONYM_H

#include "base/bytes.h"

#define PSEUDONYM_BYTES 16
#define PSEUDONYM_SECRET_BYTES 32

struct pseudonym {
    uint8_t b[PSEUDONYM_BYTES];
};
/* Of PERSON in PROCEEDING, both by their numbers in the record. */
struct pseudonym pseudonym_of(const uint8_t secret[PSEUDONYM_SECRET_BYTES], uint32_t person,
                              uint32_t proceeding);

#endif
