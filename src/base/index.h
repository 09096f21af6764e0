/* An index: from a key's 64-bit hash to the number of a row (never 0, as in base/table.h). The
 * index keeps no keys: rows have them, and the caller compares, because equal hashes do not mean
 * equal keys.
 *
 *     struct index_find f = index_find(&by_name, hash_bytes(0, name));
 *     for (uint32_t i; (i = index_next(&f));)
 *         if (bytes_equal(heap_get(&heap, TABLE_ROW(&things, i, struct thing)->name), name))
 *             return i;
 *
 * index_reserve() takes memory and may say ERR_NOMEM; index_add() then cannot fail. Open addressing
 * with linear probing, at most 3/4 full; removing moves what follows back, so nothing is left
 * behind. What is found in which order depends on nothing but the calls made. */
#ifndef KOINON_BASE_INDEX_H
#define KOINON_BASE_INDEX_H

#include <stdint.h>

#include "base/alloc.h"
#include "base/bytes.h"

struct index_slot {
    uint32_t tag; /* the upper half of the hash */
    uint32_t row; /* 0: empty */
};
struct index {
    struct index_slot *at;
    uint32_t n;    /* rows in it */
    uint32_t mask; /* slots - 1; slots are a power of two; 0 while there is no memory */
    struct alloc *alloc;
};

void index_init(struct index *x, struct alloc *alloc);
void index_drop(struct index *x);
void index_clear(struct index *x); /* keeps the memory */

/* Room for MORE rows: 0, or ERR_NOMEM and nothing changed. */
int index_reserve(struct index *x, uint32_t more);
/* The same row may be in several times, under different hashes. */
void index_add(struct index *x, uint64_t hash, uint32_t row);
/* false: this row is not there under this hash. */
bool index_remove(struct index *x, uint64_t hash, uint32_t row);

/* Rows whose hash may be HASH, one after another, then 0. Do not add or remove meanwhile. */
struct index_find {
    const struct index *index;
    uint32_t slot, tag;
};
struct index_find index_find(const struct index *x, uint64_t hash);
uint32_t index_next(struct index_find *f);

/* Hashes for the index: fast, well mixed, the same on every machine and in every run. Not for
 * hostile keys that may be chosen freely in great number, and never part of the record
 * (base/sha256.h is). SEED chains the parts of a key: hash_u64(hash_bytes(0, name), body). */
uint64_t hash_bytes(uint64_t seed, struct bytes data);
uint64_t hash_u64(uint64_t seed, uint64_t value);

#endif
