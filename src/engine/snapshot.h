/* The living state written down beside the record, so that a start reads it and the entries that
 * followed, not all of them:
 *
 *     snapshot     what it is (SNAPSHOT_HEAD bytes), then the state as law_save_to() gives it
 *
 * A snapshot is believed for one reason only: entry number `size` of the record, which is a
 * `state-hash`, states the hash of this very state, and that entry is in the tree that the
 * checkpoint beside the record signed. The tree before it is made of the leaf hashes beside the
 * record; a wrong one leads to another root than the signed one. Whatever does not fit (damaged, of
 * another build, of other rules, not stated) is ignored, and why is said; the record is read from
 * its first entry then, as `koinon verify` always does. DESIGN 7. Private to engine/. */
#ifndef KOINON_ENGINE_SNAPSHOT_H
#define KOINON_ENGINE_SNAPSHOT_H

#include "engine/fold.h"

/* In order, little-endian: "koinon-snapshot-1", zeros up to 24 bytes; the rules (4), zero (4);
 * entries folded (8); bytes of the state (8); the state's form (32: law_form()); its hash (32);
 * SHA-256 of all this (32). */
#define SNAPSHOT_HEAD 144

struct snapshot {
    uint64_t size;    /* entries folded: the number of the entry that states its hash */
    struct hash hash; /* of the state */
    struct bytes state;
    void *map;
    size_t map_n;
};
bool snapshot_there(const char *folder);
/* Reads and checks what stands in FOLDER, without the record. ERR_MISSING: there is none.
 * ERR_BROKEN: damaged. ERR_VERSION: of another build or of other rules. */
int snapshot_open(const char *folder, struct snapshot *ret, struct fail *fail);
void snapshot_close(struct snapshot *s);
/* Does the record state this hash there? ERR_BROKEN: it does not. */
int snapshot_stated(const struct snapshot *s, struct store *record, struct alloc *alloc,
                    struct fail *fail);

/* F, which has folded nothing, takes the state and the tree of the snapshot in FOLDER, and the keys
 * of the entries before it if it keeps any. 0: it has; fold_rest() goes on from there, and answers
 * ERR_BROKEN when the leaf hashes were not right. Else F is as it was and *fail says why:
 * ERR_MISSING when there is no snapshot. f->known_size is set before: a snapshot it does not cover
 * is not believed. */
int snapshot_take(struct fold *f, const char *folder, struct store *record, struct fail *fail);

/* Writes the state of L, whole, as FOLDER/snapshot.new, flushed; *ret is its hash. */
int snapshot_draft(const char *folder, const struct law *l, struct hash *ret, struct fail *fail);
/* Once the record states that hash: the draft becomes the snapshot. */
int snapshot_place(const char *folder, struct fail *fail);

#endif
