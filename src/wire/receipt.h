/* A receipt: what lets its holder prove to anybody, later and offline, that an entry stands in the
 * record. It is a C2SP tlog-proof (file name *.tlog-proof), so tools that know those read it:
 *
 *     c2sp.org/tlog-proof@v1
 *     extra gqgAGQEs...                 the entry's leaf (doc/record.md), base64
 *     index 300                         its sequence number
 *     gSKyXoYZUgZ6jduWYrkDOARinOMG...   the inclusion proof, the leaf's sibling first
 *
 *     example.org/federation            a checkpoint, signed by the record and perhaps by witnesses
 *     20852
 *     sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
 *
 *     — example.org/federation Az3grlgt...
 *
 * A leaf reads as an entry whose parts are all withheld: entry_decode() takes it. */
#ifndef KOINON_WIRE_RECEIPT_H
#define KOINON_WIRE_RECEIPT_H

#include "wire/checkpoint.h"
#include "wire/entry.h"
#include "wire/merkle.h"
#include "wire/note.h"

struct receipt {
    uint64_t index;
    size_t n_leaf, n_proof;
    uint8_t leaf[ENTRY_LEAF_MAX];
    struct hash proof[MERKLE_PROOF_MAX];
    struct bytes checkpoint; /* the signed note */
};

void receipt_text(const struct receipt *r, struct buf *b);
/* The form only; nothing is verified. ERR_SYNTAX. RET borrows the checkpoint from TEXT. */
int receipt_parse(struct bytes text, struct receipt *ret, struct fail *fail);

struct receipt_verified {
    struct receipt receipt;
    struct checkpoint checkpoint;
    struct note_opened opened; /* whose signatures hold, and the witnesses' times */
    struct hash leaf;
};

/* KEYS[0] is the record's own key, whose name is the checkpoint's origin; the others are
 * witnesses'. ERR_SYNTAX: no receipt; ERR_MISSING: not signed by the record; ERR_BROKEN: a wrong
 * signature, another record's checkpoint, or a proof that does not hold. */
int receipt_verify(struct bytes text, const struct note_key *keys, size_t n_keys,
                   struct receipt_verified *ret, struct fail *fail);

#endif
