/* Who is behind a pseudonym (doc/record.md, 15): for who has the record's keys. The writer puts the
 * pseudonym into the header and what it stands for into PART_SEALED; verification with keys takes
 * it out again and finds that both are one person. Private to engine/.
 *
 *   sealed = nonce (24 bytes) || XChaCha20-Poly1305( key, nonce, plain, additional: pseudonym )
 *   plain  = [ person ]  or, signed,  [ person, public key (32 bytes), signature (64 bytes) ]
 *   key    = HMAC-SHA-256( pseudonym secret, "sealed" || sequence (8 bytes, big-endian) )
 *   nonce  = first 24 bytes of HMAC-SHA-256( key, plain )
 *
 * The nonce is made of what is sealed, so an entry that is decided anew after a failed write is
 * sealed the same, or under another nonce. */
#ifndef KOINON_ENGINE_MEMBER_H
#define KOINON_ENGINE_MEMBER_H

#include "store/keys.h"
#include "wire/entry.h"
#include "wire/pseudonym.h"

#define MEMBER_SEALED_MAX 192

/* What stands in the header for H->actor in this proceeding. */
struct pseudonym member_pseudonym(const struct record_keys *k, const struct entry_header *h,
                                  uint32_t proceeding);
/* H: seq, actor, pseudonym; signed: auth_key, signature. Appends the content of PART_SEALED. */
void member_seal(const struct record_keys *k, const struct entry_header *h, struct buf *b);
/* Puts what PART_SEALED of E says into its header: actor, auth_key, signature, which point into
 * ROOM. ERR_BROKEN: it is not sealed with these keys, or not for this entry; ERR_MISSING: it is
 * withheld. */
int member_open(const struct record_keys *k, struct entry *e, uint8_t room[MEMBER_SEALED_MAX],
                struct fail *fail);

#endif
