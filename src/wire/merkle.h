/* The Merkle tree of the record: RFC 6962, section 2.1 (RFC 9162, section 2.1), SHA-256.
 *
 *   leaf    SHA-256( 0x00 || leaf bytes )        entry_leaf_hash() gives it
 *   node    SHA-256( 0x01 || left || right )     the left side is the largest power of two below n
 *   empty   SHA-256( "" )
 *
 * A complete subtree is named by (level, index): the 2^level leaves from index * 2^level. Those are
 * the only hashes that a store or a cache of tiles must be able to give; roots and proofs of any
 * size are made of them. */
#ifndef KOINON_WIRE_MERKLE_H
#define KOINON_WIRE_MERKLE_H

#include "base/fail.h"
#include "base/sha256.h"

#define MERKLE_SIZE_MAX INT64_MAX
/* Hashes of an inclusion proof and of a consistency proof, for any size. */
#define MERKLE_PROOF_MAX 64

/* The peaks of the complete subtrees of n leaves, one for each bit that is set in n: all that is
 * needed to go on appending. No heap.
 *
 *     struct merkle m;
 *     merkle_init(&m);
 *     merkle_add(&m, &leaf_hash);
 *     struct hash root = merkle_root(&m);
 */
struct merkle {
    uint64_t n;
    struct hash peaks[64]; /* by level; meaningful where the bit of n is set */
};

void merkle_init(struct merkle *m);
/* One leaf hash; one node hash on average, log2(n) at most. */
void merkle_add(struct merkle *m, const struct hash *leaf);
/* As it is now; log2(n) hashes at most. */
struct hash merkle_root(const struct merkle *m);
struct hash merkle_root_of(const struct hash *leaves, size_t n);

/* Gives the hash of the complete subtree (level, index); called only for those that lie within the
 * size that was asked for. Negative ERR_* fails the proof. */
typedef int merkle_node(void *self, unsigned level, uint64_t index, struct hash *ret,
                        struct fail *fail);

/* The root of the first SIZE leaves. */
int merkle_root_at(merkle_node *node, void *self, uint64_t size, struct hash *ret,
                   struct fail *fail);
/* PATH(index, D[size]) of RFC 9162, 2.1.3.1, leaf's sibling first. PROOF has MERKLE_PROOF_MAX.
 * ERR_RANGE when index is not below size. */
int merkle_prove(merkle_node *node, void *self, uint64_t index, uint64_t size, struct hash *proof,
                 size_t *ret_n, struct fail *fail);
/* PROOF(first, D[second]) of RFC 9162, 2.1.4.1: empty when first is 0 or second. ERR_RANGE when
 * first is above second. */
int merkle_prove_consistency(merkle_node *node, void *self, uint64_t first, uint64_t second,
                             struct hash *proof, size_t *ret_n, struct fail *fail);

/* RFC 9162, 2.1.3.2 and 2.1.4.2: does the proof show that this leaf stands at INDEX in the tree of
 * SIZE leaves with this ROOT; that the second tree begins with the first? Any other bytes: false.
 * (first = 0: the proof must be empty and the first root that of nothing.) */
bool merkle_verify(const struct hash *leaf, uint64_t index, uint64_t size, const struct hash *proof,
                   size_t n, const struct hash *root);
bool merkle_verify_consistency(uint64_t first, uint64_t second, const struct hash *proof, size_t n,
                               const struct hash *first_root, const struct hash *second_root);

#endif
