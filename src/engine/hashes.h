/* The hashes of the tree, in files beside the record, so that any proof takes a few reads:
 *
 *     leaves              the leaf hash of every entry, 32 bytes each, in order
 *     nodes-1, nodes-2    the complete subtrees of 256, 65 536 leaves (nodes-3: 16 777 216)
 *
 * Hash i of file k is merkle_node(8 * k, i), so a tile of C2SP tlog-tiles is a slice of one of
 * them: tile (k, n, width) is 32 * width bytes from 32 * 256 * n. What was folded but not written
 * yet is the edge, in memory. Everything here is derived, and made again when it is missing. */
#ifndef KOINON_ENGINE_HASHES_H
#define KOINON_ENGINE_HASHES_H

#include "base/buf.h"
#include "wire/merkle.h"

#define HASHES_LEVELS 4

struct hashes {
    int fd[HASHES_LEVELS];     /* -1: there is no such file */
    uint64_t n[HASHES_LEVELS]; /* hashes in each */
    const struct buf *edge;    /* leaf hashes from number edge_from on; NULL: none */
    uint64_t edge_from;
};

/* FOLDER NULL or "": no files, the edge is all. */
void hashes_open(const char *folder, const struct buf *edge, uint64_t edge_from,
                 struct hashes *ret);
void hashes_close(struct hashes *h);
/* A merkle_node of SELF, a struct hashes. ERR_MISSING when its leaves are nowhere. */
int hashes_node(void *self, unsigned level, uint64_t index, struct hash *ret, struct fail *fail);

/* Writes LEAVES (32 bytes each) from number FROM on, cuts off what stood there, and adds the
 * subtrees that became complete. Flushed. */
int hashes_write(const char *folder, uint64_t from, struct bytes leaves, struct fail *fail);

#endif
