/* A reader's copy of the living state: folds the record as it grows. Web processes are followers,
 * forked from one that has folded the record; each is single-threaded, so there are no locks.
 *
 *     follower_open("union.koinon", NULL, &f, &fail);
 *     follower_catch_up(f, seq_wanted, 200, &fail);   // at most 200 ms for what its reader has
 *     seen
 *     const struct law *l = follower_law(f);
 */
#ifndef KOINON_ENGINE_FOLLOWER_H
#define KOINON_ENGINE_FOLLOWER_H

#include "engine/engine.h"
#include "wire/merkle.h"

struct follower;
int follower_open(const char *folder, const struct engine_options *o, struct follower **ret,
                  struct fail *fail);
void follower_free(struct follower *f);
#define FOLLOWER_ALL UINT64_MAX
/* Folds what is there; waits at most WAIT_MS until the record has more than SEQ entries
 * (FOLLOWER_ALL: does not wait). ERR_BUSY: it has not. ERR_BROKEN: an entry does not hold; then for
 * ever. */
int follower_catch_up(struct follower *f, uint64_t seq, int wait_ms, struct fail *fail);
const struct law *follower_law(const struct follower *f);
struct store *follower_store(struct follower *f); /* to read entries */
uint64_t follower_size(const struct follower *f);
struct hash follower_root(const struct follower *f);
/* The last signed checkpoint beside the record that covers no more than what was folded, with the
 * cosignatures of it that are kept; empty when there is none. Good until the next call. */
struct bytes follower_checkpoint(struct follower *f);
/* The receipt of an entry against that checkpoint, appended to B (wire/receipt.h). ERR_BUSY: no
 * checkpoint covers it yet. */
int follower_prove(struct follower *f, uint64_t seq, struct buf *b, struct fail *fail);
/* That the tree of that checkpoint begins with the tree of SIZE_OLD: {"from": n, "to": n, "proof":
 * [base64, ...]}, appended to B. ERR_RANGE: SIZE_OLD is above it. */
int follower_prove_consistency(struct follower *f, uint64_t size_old, struct buf *b,
                               struct fail *fail);
/* The way from an entry to the root of that checkpoint (RFC 6962, 2.1.1): what a page shows. The
 * leaf's content is not in it. ERR_BUSY as follower_prove. */
struct follower_inclusion {
    uint64_t seq, size;
    struct hash leaf, root, proof[MERKLE_PROOF_MAX];
    size_t proof_n;
};
int follower_inclusion(struct follower *f, uint64_t seq, struct follower_inclusion *ret,
                       struct fail *fail);
/* The hashes of a tile of that checkpoint's tree (C2SP tlog-tiles), appended to B; PATH begins with
 * "tile/". *RET_FULL: it will never change. ERR_SYNTAX; ERR_MISSING: the tree is not so large. Of a
 * bundle of leaves ("tile/entries/...") SEEN says of each whether it may be given, because a leaf
 * says who acted; ERR_DENIED names the first that may not. */
typedef bool follower_seen(void *self, uint64_t seq);
int follower_tile(struct follower *f, struct bytes path, follower_seen *seen, void *self,
                  struct buf *b, bool *ret_full, struct fail *fail);
/* The line of the key that signs checkpoints (log.vkey), appended to B. ERR_MISSING. */
int follower_vkey(struct follower *f, struct buf *b, struct fail *fail);
/* The checkpoints that witnesses cosigned (witness.h), appended to B, an empty line after each.
 * ERR_MISSING: none. */
int follower_cosigned(struct follower *f, struct buf *b, struct fail *fail);
/* The entry whose stamp is the last at or before INSTANT, plus one: `known` for law and view
 * (0: none). O(log n) reads. */
int follower_known_at(struct follower *f, int64_t instant, uint64_t *ret_known, struct fail *fail);
/* After fork: reopens what a child must not share. */
int follower_after_fork(struct follower *f, struct fail *fail);

#endif
