/* An entry of the record. doc/record.md is the format's text; this header follows it.
 *
 *   entry  = [ header, [ part, ... ] ]               what a store keeps
 *   header = { 0: seq, 1: stamp, 2: type, 3: key, ?4: actor, ?5: acting-for, ?6: entered-by,
 *              7: auth, ?8: public key, ?9: signature, ?10: pseudonym }
 *   part   = [ kind, salt, content ]  or, withheld or erased,  [ kind, part-hash ]
 *   leaf   = [ header, [ [ kind, part-hash ], ... ] ]   what is hashed into the tree
 *   part-hash = SHA-256( 0x02 || salt (16 bytes) || content )
 *   leaf-hash = SHA-256( 0x00 || leaf )                 RFC 6962, 2.1
 *
 * So a part can be left out and the leaf hash is the same; the leaf itself is the stored form of
 * the entry with every part withheld. Parts stand in ascending order of kind,
 * none twice. Optional header fields that are 0 are left out. Decoding borrows: everything points
 * into the bytes given.
 *
 * With field 10 a member acts as a member: fields 4, 5, 8 and 9 are left out, and who she is and
 * what she signed are in PART_SEALED (wire/pseudonym.h). */
#ifndef KOINON_WIRE_ENTRY_H
#define KOINON_WIRE_ENTRY_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/sha256.h"

#define ENTRY_KEY_BYTES 16
#define ENTRY_SALT_BYTES 16
#define ENTRY_PSEUDONYM_BYTES 16

/* No leaf is longer: a header and the hashes of its parts. */
#define ENTRY_LEAF_MAX (256 + 2 + LIMIT_PARTS * (3 + 2 + HASH_BYTES))

/* How it is known that the actor meant it. Numbers never change meaning. */
enum entry_auth {
    AUTH_ENGINE = 0,   /* nobody: a tick */
    AUTH_SIGNED = 1,   /* Ed25519 by a key of the actor registered in the record */
    AUTH_SESSION = 2,  /* the actor had signed in */
    AUTH_CLERK = 3,    /* entered by another person for the actor (entered_by) */
    AUTH_OPERATOR = 4, /* at the command line of the machine that keeps the record */
};

enum part_kind {
    PART_COMMAND = 1, /* what was asked: wire/command.h */
    PART_EFFECTS = 2, /* what it did: wire/effect.h */
    PART_TEXT = 3,    /* a long text for people (the constitution as written, the text of an act) */
    PART_PRIVATE = 4, /* what only those concerned may read; no rule of the law reads it */
    PART_SEALED = 5,  /* exactly with a pseudonym: for who has the record's keys, and nobody else */
};

struct entry_part {
    uint8_t kind;
    bool withheld; /* only the hash is here */
    struct bytes salt, content;
    struct hash hash; /* set by entry_decode and entry_seal */
};

struct entry_header {
    uint64_t seq;                 /* 0, 1, 2... without gaps */
    int64_t stamp;                /* ms since 1970 UTC; never decreases along the record */
    uint16_t type;                /* of the command: wire/types.h */
    uint8_t key[ENTRY_KEY_BYTES]; /* made by the client: a repeated request has the same key */
    uint32_t actor;         /* the person or body whose will it is; 0: the engine or the operator */
    uint32_t acting_for;    /* mandate, office or body in whose name; 0: herself */
    uint32_t entered_by;    /* who typed it, when not the actor; 0 */
    uint8_t auth;           /* enum entry_auth */
    struct bytes auth_key;  /* AUTH_SIGNED: the 32-byte public key */
    struct bytes signature; /* AUTH_SIGNED: 64 bytes over entry_signed_bytes() */
    /* ENTRY_PSEUDONYM_BYTES: under what name a member acts in this proceeding, and nothing of what
     * stands for herself (actor, acting_for, auth_key, signature) is in the bytes: after decoding
     * they are 0 and empty, and in an entry that is made they are whatever its maker knows. Empty:
     * whoever acts does so by her number. */
    struct bytes pseudonym;
};

struct entry {
    struct entry_header header;
    uint8_t n_parts;
    struct entry_part parts[LIMIT_PARTS];
    struct bytes header_bytes; /* after decoding: the header as it stands in the bytes */
};

/* Sets the hash of every part that is not withheld from its salt and content. */
void entry_seal(struct entry *e);
/* Appends the stored form. */
void entry_encode(const struct entry *e, struct buf *b);
/* Appends the leaf. Parts' hashes must be set (entry_decode or entry_seal). An entry that was
 * decoded keeps the header it came with: whoever changes one sets header_bytes to {0}. */
void entry_leaf(const struct entry *e, struct buf *b);
/* The leaf hash, without building the leaf on the heap. */
struct hash entry_leaf_hash(const struct entry *e);
/* ERR_SYNTAX naming what is wrong and at which byte; ERR_VERSION for an unknown header field,
 * kind of part or way of authentication; ERR_RANGE past a limit. Sets the hash of every part. */
int entry_decode(struct bytes stored, struct entry *ret, struct fail *fail);
/* The part of that kind, or NULL. */
const struct entry_part *entry_part(const struct entry *e, enum part_kind kind);

/* What a person signs: "koinon/1\n" || record id (32 bytes) || key (16) || actor and acting-for as
 * CBOR uints || the command's bytes || SHA-256 of the text part's content (32 zero bytes without).
 * The record id is the leaf hash of entry 0: a signature cannot be carried to another federation.
 * B turns `failed` when the command is not there or is withheld, or the text is withheld. */
void entry_signed_bytes(const struct hash *record_id, const struct entry *e, struct buf *b);

#endif
