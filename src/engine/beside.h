/* What stands beside a record so that it can be checked and proved without the record's secrets:
 *
 *     leaves, nodes-1...  the hashes of the tree (hashes.h)
 *     checkpoint   the last signed checkpoint: size and root (C2SP tlog-checkpoint)
 *     log.vkey     the key that signs it, as text; give it to everybody
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
