#include "base/index.h"

#include "base/check.h"
#include "base/checked.h"
#include "base/fail.h"

#define SLOTS_MIN 16u
#define SLOTS_MAX (1u << 31)

void index_init(struct index *x, struct alloc *alloc) {
    *x = (struct index){.alloc = alloc};
}

static size_t memory_of(uint32_t mask) {
    return mask ? ((size_t)mask + 1) * sizeof(struct index_slot) : 0;
}

void index_drop(struct index *x) {
    if (x->at)
        x->alloc->resize(x->alloc, x->at, memory_of(x->mask), 0);
    index_init(x, x->alloc);
}

void index_clear(struct index *x) {
    if (x->at)
        memset(x->at, 0, memory_of(x->mask));
    x->n = 0;
}

/* The tag alone says where a row belongs, so growing needs no keys: its low bits choose the slot.
 */
static uint32_t tag_of(uint64_t hash) {
    return (uint32_t)(hash >> 32);
}

static void place(struct index_slot *slots, uint32_t mask, struct index_slot what) {
    uint32_t i = what.tag & mask;
    while (slots[i].row)
        i = (i + 1) & mask;
    slots[i] = what;
}

int index_reserve(struct index *x, uint32_t more) {
    uint64_t need = (uint64_t)x->n + more, slots = x->mask ? (uint64_t)x->mask + 1 : SLOTS_MIN;
    while (need > slots / 4 * 3)
        slots *= 2;
    if (x->mask && slots == (uint64_t)x->mask + 1)
        return 0;
    if (slots > SLOTS_MAX)
        return ERR_NOMEM;
    uint32_t mask = (uint32_t)(slots - 1);
    struct index_slot *at = x->alloc->resize(x->alloc, NULL, 0, memory_of(mask));
    if (!at)
        return ERR_NOMEM;
    memset(at, 0, memory_of(mask));
    for (uint64_t i = 0; x->at && i <= x->mask; i++) {
        if (x->at[i].row)
            place(at, mask, x->at[i]);
    }
    if (x->at)
        x->alloc->resize(x->alloc, x->at, memory_of(x->mask), 0);
    x->at = at;
    x->mask = mask;
    return 0;
}

void index_add(struct index *x, uint64_t hash, uint32_t row) {
    check(row != 0 && x->mask && x->n < (x->mask + 1ull) / 4 * 3);
    place(x->at, x->mask, (struct index_slot){tag_of(hash), row});
    x->n++;
}

bool index_remove(struct index *x, uint64_t hash, uint32_t row) {
    if (!x->mask)
        return false;
    uint32_t mask = x->mask, tag = tag_of(hash), hole = tag & mask;
    while (x->at[hole].row && (x->at[hole].row != row || x->at[hole].tag != tag))
        hole = (hole + 1) & mask;
    if (!x->at[hole].row)
        return false;
    for (uint32_t i = (hole + 1) & mask; x->at[i].row; i = (i + 1) & mask) {
        uint32_t home = x->at[i].tag & mask; /* may it move back to the hole? */
        if (((i - home) & mask) >= ((i - hole) & mask)) {
            x->at[hole] = x->at[i];
            hole = i;
        }
    }
    x->at[hole] = (struct index_slot){0};
    x->n--;
    return true;
}

struct index_find index_find(const struct index *x, uint64_t hash) {
    uint32_t tag = tag_of(hash);
    return (struct index_find){x, tag & x->mask, tag};
}

uint32_t index_next(struct index_find *f) {
    const struct index *x = f->index;
    if (!x->mask)
        return 0;
    while (x->at[f->slot].row) {
        struct index_slot here = x->at[f->slot];
        f->slot = (f->slot + 1) & x->mask;
        if (here.tag == f->tag)
            return here.row;
    }
    return 0;
}

/* --- hashing: products of 64 bits folded to 64, the construction of wyhash
 * ------------------------ */

#define K0 UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio */
#define K1 UINT64_C(0xd1b54a32d192ed03)
#define K2 UINT64_C(0x8cb92ba72f3d8dd7)

static uint64_t fold(uint64_t a, uint64_t b) {
    uint128 product = (uint128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* At most 8 bytes, little-endian. */
static uint64_t word(const uint8_t *at, size_t n) {
    uint64_t w = 0;
    for (size_t i = 0; i < n; i++)
        w |= (uint64_t)at[i] << 8 * i;
    return w;
}

static uint64_t word_8(const uint8_t *at) {
    uint64_t w;
    memcpy(&w, at, 8);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? w : __builtin_bswap64(w);
}

uint64_t hash_u64(uint64_t seed, uint64_t value) {
    return fold(fold(value ^ K0, seed ^ K1), K2);
}

uint64_t hash_bytes(uint64_t seed, struct bytes data) {
    const uint8_t *at = data.at;
    size_t n = data.n;
    uint64_t h = seed ^ K0;
    for (; n > 16; at += 16, n -= 16)
        h = fold(word_8(at) ^ K1, word_8(at + 8) ^ h);
    uint64_t a = n < 8 ? word(at, n) : word_8(at), b = n > 8 ? word(at + 8, n - 8) : 0;
    return fold(fold(a ^ K1, b ^ h) ^ data.n, K2);
}
