/* What stands beside a record so that it can be checked and proved without the record's secrets:
 *
 *     leaves, nodes-1...  the hashes of the tree (hashes.h)
 *     checkpoint   the last signed checkpoint: size and root (C2SP tlog-checkpoint)
 *     log.vkey     the key that signs it, as text; give it to everybody
 *     witnesses, cosigned   who cosigns it, and what (witness.h)
 *
 * Written off the path of a vote; made again from the record when they are missing. The checkpoint
 * covers exactly the leaves that were written before it. */
#ifndef KOINON_ENGINE_BESIDE_H
#define KOINON_ENGINE_BESIDE_H

#include "base/buf.h"
#include "base/fail.h"
#include "store/keys.h"
#include "wire/checkpoint.h"
#include "wire/merkle.h"
#include "wire/note.h"

/* The key that signs checkpoints, under the record's name in the world of logs: koinon/ and the
 * first half of it, so that two records never share one. */
int beside_key(const uint8_t public_key[ED25519_PUBLIC_BYTES], struct note_key *ret,
               struct fail *fail);
/* The key that FOLDER/log.vkey has. */
int beside_vkey(const char *folder, struct note_key *ret, struct fail *fail);
/* FOLDER/NAME becomes CONTENT: whole or not at all, flushed. */
int beside_replace(const char *folder, const char *name, struct bytes content, struct fail *fail);
/* Appends the content of FOLDER/NAME, nothing when there is no such file. */
int beside_file(const char *folder, const char *name, struct buf *ret, struct fail *fail);
/* Appends a signed checkpoint of this tree. */
int beside_sign(const struct merkle *tree, const struct record_keys *keys, struct buf *b,
                struct fail *fail);
/* What was signed last: size 0 when nothing was. RET borrows from NOTE. ERR_BROKEN: another key. */
int beside_known(const char *folder, const struct record_keys *keys, struct checkpoint *ret,
                 struct buf *note, struct fail *fail);
/* Adds leaf hashes from number FROM on (HASHES: 32 bytes each), then signs the tree's root. */
int beside_write(const char *folder, uint64_t from, struct bytes hashes, const struct merkle *tree,
                 const struct record_keys *keys, struct fail *fail);

struct beside {
    struct buf leaves;      /* 32 bytes an entry */
    struct buf checkpoint;  /* the signed note */
    uint64_t size;          /* of the checkpoint; 0: there is none */
    struct hash root;
    bool signed_by_key;     /* by log.vkey */
    bool leaves_fit;        /* the first `size` leaves have this root */
};
/* Reads all three and checks them against one another. Missing files leave their fields empty. */
int beside_read(const char *folder, struct beside *ret, struct fail *fail);
void beside_drop(struct beside *b);

#endif
