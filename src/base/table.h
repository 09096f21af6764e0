/* What the state of the law is made of: arrays of plain rows that refer to one another by number,
 * and one heap of bytes that rows refer to by offset. No pointers inside, so a state can be hashed,
 * written as a snapshot and read back as it is.
 *
 * Row 0 is reserved: its number means "none". Growing has two halves: reserve() takes memory and
 * may say ERR_NOMEM before anything has changed; add() then cannot fail (it check()s that room was
 * reserved), which is what makes law_apply() a function that cannot fail.
 *
 *     struct table ties;
 *     table_init(&ties, &alloc_heap, sizeof(struct tie), LIMIT_THINGS);
 *     if (table_reserve(&ties, 1) < 0) ...
 *     struct tie *t = table_add(&ties);            // zeroed; its number is ties.n - 1
 *     struct tie *same = TABLE_ROW(&ties, ties.n - 1, struct tie);
 *
 * A pointer to a row is good until the next table_reserve(). */
#ifndef KOINON_BASE_TABLE_H
#define KOINON_BASE_TABLE_H

#include <stdint.h>

#include "base/alloc.h"
#include "base/bytes.h"
#include "base/check.h"

struct table {
    uint8_t *at;
    uint32_t n;        /* rows, with row 0; 0 until the first reserve, else at least 1 */
    uint32_t room;     /* rows there is memory for */
    uint32_t row_size; /* bytes */
    uint32_t n_max;    /* bound on n */
    struct alloc *alloc;
};

/* Takes no memory. */
void table_init(struct table *t, struct alloc *alloc, uint32_t row_size, uint32_t n_max);
void table_drop(struct table *t);
/* Forgets the rows, keeps the memory. */
void table_clear(struct table *t);

/* Room for MORE rows beyond those there are: 0, or ERR_NOMEM and nothing changed. */
int table_reserve(struct table *t, uint32_t more);
void *table_add(struct table *t);

#ifdef TABLE_STEPS /* a test that counts the rows looked at (test/unit/engine_history.c) */
extern uint64_t table_steps;
#define TABLE_STEP() (table_steps++)
#else
#define TABLE_STEP() ((void)0)
#endif

static inline void *table_row(const struct table *t, uint32_t i) {
    check(i > 0 && i < t->n);
    TABLE_STEP();
    return t->at + (size_t)i * t->row_size;
}

/* The number of a row's pointer. */
uint32_t table_number(const struct table *t, const void *row);

/* Typed access; a row type of another size than the table's aborts. */
#define TABLE_ROW(t, i, type) ((type *)table_row_sized((t), (i), (uint32_t)sizeof(type)))
#define TABLE_ADD(t, type) ((type *)table_add_sized((t), (uint32_t)sizeof(type)))
/* for (TABLE_EACH(&ties, i)) { struct tie *t = TABLE_ROW(&ties, i, struct tie); ... } */
#define TABLE_EACH(t, i)                                                                           \
    uint32_t i = 1;                                                                                \
    i < (t)->n;                                                                                    \
    i++

static inline void *table_row_sized(const struct table *t, uint32_t i, uint32_t row_size) {
    check(row_size == t->row_size);
    return table_row(t, i);
}
static inline void *table_add_sized(struct table *t, uint32_t row_size) {
    check(row_size == t->row_size);
    return table_add(t);
}

/* --- bytes that rows refer to
 * --------------------------------------------------------------------- Append only. A reference is
 * an offset; 0 is the empty string, and takes no memory. Equal bytes are not shared (an index can
 * do that). Each run has its length before it (4 bytes, little-endian). */
struct heap {
    uint8_t *at;
    uint32_t n, room, n_max; /* bytes; n starts at 4: the length of the empty string */
    struct alloc *alloc;
};

/* Takes no memory; N_MAX: the most bytes it may grow to. heap_clear keeps its memory. */
void heap_init(struct heap *h, struct alloc *alloc, uint32_t n_max);
void heap_drop(struct heap *h);
void heap_clear(struct heap *h);

/* Memory that RUNS runs of BYTES bytes in all take. */
static inline uint64_t heap_cost(uint64_t runs, uint64_t bytes) {
    return runs * 4 + bytes;
}
/* Room for runs that cost so much: 0, or ERR_NOMEM and nothing changed. */
int heap_reserve(struct heap *h, uint64_t cost);
uint32_t heap_add(struct heap *h, struct bytes run);
/* check()s that REF lies inside; good until the next heap_reserve(). */
struct bytes heap_get(const struct heap *h, uint32_t ref);

#endif
