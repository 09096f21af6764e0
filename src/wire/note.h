/* Signed notes (C2SP signed-note v1.0.0): a text that ends in a newline, an empty line, and one
 * line for each signature, which names its key:
 *
 *     example.org/record\n20852163\nCsUYapGG...xq2I=\n
 *     \n
 *     — example.org/record Az3grlgt...\n
 *
 * Two kinds of key: Ed25519 over the text (0x01), and the timestamped cosignature of a witness over
 * a checkpoint (0x04, C2SP tlog-cosignature v1.0.0). Signatures by unknown keys are passed over,
 * whatever their kind; a wrong signature by a known key fails the whole note. */
#ifndef KOINON_WIRE_NOTE_H
#define KOINON_WIRE_NOTE_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/limits.h"
#include "wire/ed25519.h"

enum note_type {
    NOTE_ED25519 = 0x01,
    NOTE_COSIGNATURE = 0x04,
};

#define NOTE_NAME_MAX 255

/* A verifier's key: what a person gives to others so that they can check. */
struct note_key {
    char name[NOTE_NAME_MAX + 1]; /* a URL without scheme: no spaces, no plus */
    uint8_t id[4];                /* SHA-256(name || "\n" || type || public key), its first bytes */
    uint8_t type;                 /* enum note_type */
    uint8_t public_key[ED25519_PUBLIC_BYTES];
};

/* ERR_SYNTAX when NAME may not name a key. */
int note_key_make(struct bytes name, enum note_type type,
                  const uint8_t public_key[ED25519_PUBLIC_BYTES], struct note_key *ret,
                  struct fail *fail);
/* A vkey: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k". ERR_SYNTAX;
 * ERR_VERSION for a kind of key that is not known here; ERR_BROKEN when its id does not fit. */
int note_key_parse(struct bytes vkey, struct note_key *ret, struct fail *fail);
#define NOTE_KEY_TEXT_MAX (NOTE_NAME_MAX + 1 + 8 + 1 + 44 + 1)
void note_key_format(const struct note_key *key, char *ret);

/* A signer's key as Go's sumdb and the witnesses keep it in a file:
 * "PRIVATE+KEY+<name>+<id>+<base64(type || seed)>". */
#define NOTE_SECRET_TEXT_MAX (NOTE_KEY_TEXT_MAX + 12)
int note_secret_parse(struct bytes text, struct note_key *ret_key,
                      uint8_t ret_seed[ED25519_SEED_BYTES], struct fail *fail);
void note_secret_format(const struct note_key *key, const uint8_t seed[ED25519_SEED_BYTES],
                        char *ret);

/* Appends TEXT, the empty line and a signature. SECRET must be KEY's. For a cosignature TIME is in
 * seconds since 1970; otherwise it is not read. ERR_SYNTAX when TEXT may not be signed: it must be
 * UTF-8 without control characters, and end in a newline. */
int note_sign(struct bytes text, const struct note_key *key, const struct ed25519_secret *secret,
              uint64_t time, struct buf *b, struct fail *fail);
/* Appends NOTE with one more signature. */
int note_cosign(struct bytes note, const struct note_key *key, const struct ed25519_secret *secret,
                uint64_t time, struct buf *b, struct fail *fail);

#define NOTE_KEYS_MAX 64

struct note_opened {
    struct bytes text;            /* lies in the note; its final newline belongs to it */
    uint64_t signed_by;           /* bit i: a valid signature by key i */
    uint64_t time[NOTE_KEYS_MAX]; /* of cosignatures: seconds since 1970 */
};

/* ERR_SYNTAX: not a note; ERR_BROKEN: a wrong signature by one of the keys; ERR_MISSING: none by
 * any of them. Up to LIMIT_NOTE_SIGNATURES lines are read. */
int note_open(struct bytes note, const struct note_key *keys, size_t n_keys,
              struct note_opened *ret, struct fail *fail);

#endif
