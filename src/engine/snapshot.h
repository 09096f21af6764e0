/* The living state written down beside the record, so that a start reads it and the entries that
 * followed, not all of them:
 *
 *     snapshot     what it is (SNAPSHOT_HEAD bytes); the keys a writer remembers (remember.h); the
 *                  state as law_save_to() gives it
 *
 * A writer does not wait for it. Entry number `size`, a `state-hash` without a hash, announces it;
 * a child of the writer, which has the state as it was then, writes the draft; when it has, another
 * `state-hash` states the hash that the state had after `size` entries, and only then the draft
 * gets its name (tend.h).
 *
 * A snapshot is believed for one reason only: entry number `stated` of the record states the hash
 * of this very state, and that entry is in the tree that the checkpoint beside the record signed.
 * The tree before it is made of the leaf hashes beside the record; a wrong one leads to another
 * root than the signed one. Whatever does not fit (damaged, of another build, of other rules, not
 * stated) is ignored, and why is said; the record is read from its first entry then, as `koinon
 * verify` always does. The keys are not stated (they are no part of the state): they are checked
 * against damage, and verification reads every entry's own. DESIGN 7. Private to engine/. */
#ifndef KOINON_ENGINE_SNAPSHOT_H
#define KOINON_ENGINE_SNAPSHOT_H

#include "engine/fold.h"

/* In order, little-endian: "koinon-snapshot-2", zeros up to 24 bytes; the rules (4); keys of the
 * ring (4); entries folded (8); the entry that states it (8); keys of signed entries (8); bytes of
 * the state (8); the state's form (32: law_form()); its hash (32); the hash of the keys (32);
 * SHA-256 of all this (32). */
#define SNAPSHOT_HEAD 192

struct snapshot {
    uint64_t size;    /* entries folded */
    uint64_t stated;  /* the entry that states the hash */
    struct hash hash; /* of the state */
    struct bytes state;
    uint32_t n_ring;
    uint64_t n_signed;
    struct bytes keys; /* the ring's, then those of signed entries */
    struct hash keys_hash;
    void *map;
    size_t map_n;
};
bool snapshot_there(const char *folder);
/* Reads and checks what stands in FOLDER, without the record and without the keys. ERR_MISSING:
 * there is none. ERR_BROKEN: damaged. ERR_VERSION: of another build or of other rules. */
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

/* --- writing it, in this order -------------------------------------------------------------- */
/* FOLDER/snapshot.new, empty and new: whoever still writes an older draft writes into nothing. */
int snapshot_draft(const char *folder, int *ret_fd, struct fail *fail);
/* All of it, flushed; in a child, or here. 0, or the errno of what failed. The parent's memory is
 * only read. */
int snapshot_write(int fd, const struct law *l, const struct remember *keys);
/* What the draft is of; ERR_BROKEN: it is not whole. */
int snapshot_written(int fd, uint64_t *ret_size, struct hash *ret, struct fail *fail);
/* Once entry STATED states that hash: the draft becomes the snapshot. Closes FD. */
int snapshot_place(const char *folder, int fd, uint64_t stated, struct fail *fail);
/* It never will: closes FD, removes the draft. */
void snapshot_abandon(const char *folder, int fd);

#endif
