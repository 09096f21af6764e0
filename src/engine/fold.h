/* A record folded: the state of the law and the tree of hashes after so many entries. The writer,
 * the followers and verification stand on it. Private to engine/. */
#ifndef KOINON_ENGINE_FOLD_H
#define KOINON_ENGINE_FOLD_H

#include <stdio.h>

#include "engine/remember.h"
#include "law/law.h"
#include "store/store.h"
#include "wire/merkle.h"

struct fold {
    struct alloc *alloc;
    struct law *law;
    struct merkle tree;      /* tree.n entries were folded */
    struct hash record_id;   /* leaf hash of entry 0 */
    struct remember *keys;   /* NULL: the clients' keys are not kept */
    struct buf *leaves;      /* NULL, or takes the leaf hashes from number leaves_from on */
    uint64_t leaves_from;
    FILE *leaves_written;    /* NULL, or leaf hashes from the first on: where they differ or end,
                              * leaves_from is set and the file closed */
    /* What was signed once: size and root; size 0: nothing. fold_rest() answers ERR_BROKEN when the
     * record is not a continuation of it. */
    uint64_t known_size;
    struct hash known_root;
    bool known_differs;
    /* Called now and then: entries so far, of how many. */
    void (*progress)(void *self, uint64_t done, uint64_t of);
    void *progress_self;
};

int fold_init(struct fold *f, struct alloc *alloc, struct fail *fail);
void fold_drop(struct fold *f);
/* The next entry, by its stored bytes. ERR_SYNTAX, ERR_VERSION, ERR_BROKEN name the entry. */
int fold_entry(struct fold *f, uint64_t seq, struct bytes stored, struct fail *fail);
/* Everything S has beyond what was folded. ERR_BROKEN: S has fewer entries, or gave fewer than it
 * says it has. */
int fold_rest(struct fold *f, struct store *s, struct fail *fail);
/* Takes note of an entry the law has decided itself. */
void fold_decided(struct fold *f, const struct entry *e, const struct hash *leaf);

#endif
