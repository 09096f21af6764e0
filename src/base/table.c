#include "base/table.h"

#include <string.h>

#include "base/fail.h"

void table_init(struct table *t, struct alloc *alloc, uint32_t row_size, uint32_t n_max) {
    check(row_size > 0 && n_max > 0);
    *t = (struct table){.row_size = row_size, .n_max = n_max, .alloc = alloc};
}

void table_drop(struct table *t) {
    if (t->at)
        t->alloc->resize(t->alloc, t->at, (size_t)t->room * t->row_size, 0);
    table_init(t, t->alloc, t->row_size, t->n_max);
}

void table_clear(struct table *t) {
    t->n = t->at != NULL;
}

/* At least NEED and half as much again as there was, within MAX: amortised, and never far beyond.
 */
static uint64_t grown(uint64_t room, uint64_t need, uint64_t room_min, uint64_t max) {
    uint64_t more = room + room / 2;
    if (more < room_min)
        more = room_min;
    if (more < need)
        more = need;
    return more > max ? max : more;
}

int table_reserve(struct table *t, uint32_t more) {
    uint64_t need = (uint64_t)(t->n ? t->n : 1) + more;
    if (need > t->n_max)
        return ERR_NOMEM;
    if (need > t->room || !t->at) {
        uint64_t room = grown(t->room, need, 16, t->n_max);
        if (room > SIZE_MAX / t->row_size)
            return ERR_NOMEM;
        uint8_t *at = t->alloc->resize(t->alloc, t->at, (size_t)t->room * t->row_size,
                                       (size_t)room * t->row_size);
        if (!at)
            return ERR_NOMEM;
        t->at = at;
        t->room = (uint32_t)room;
    }
    if (t->n == 0) {
        memset(t->at, 0, t->row_size);
        t->n = 1;
    }
    return 0;
}

void *table_add(struct table *t) {
    check(t->n > 0 && t->n < t->room);
    uint8_t *row = t->at + (size_t)t->n * t->row_size;
    t->n++;
    return memset(row, 0, t->row_size);
}

uint32_t table_number(const struct table *t, const void *row) {
    size_t offset = (size_t)((const uint8_t *)row - t->at);
    check(offset % t->row_size == 0 && offset / t->row_size < t->n);
    return (uint32_t)(offset / t->row_size);
}

/* --- bytes ---------------------------------------------------------------------------------------
 */

#define LENGTH_BYTES 4u

void heap_init(struct heap *h, struct alloc *alloc, uint32_t n_max) {
    check(n_max >= LENGTH_BYTES);
    *h = (struct heap){.n = LENGTH_BYTES, .n_max = n_max, .alloc = alloc};
}

void heap_drop(struct heap *h) {
    if (h->at)
        h->alloc->resize(h->alloc, h->at, h->room, 0);
    heap_init(h, h->alloc, h->n_max);
}

void heap_clear(struct heap *h) {
    h->n = LENGTH_BYTES;
}

int heap_reserve(struct heap *h, uint64_t cost) {
    if (cost > h->n_max - h->n)
        return ERR_NOMEM;
    uint64_t need = h->n + cost;
    if (need <= h->room)
        return 0;
    uint64_t room = grown(h->room, need, 256, h->n_max);
    uint8_t *at = h->alloc->resize(h->alloc, h->at, h->room, (size_t)room);
    if (!at)
        return ERR_NOMEM;
    if (!h->at)
        memset(at, 0, LENGTH_BYTES);
    h->at = at;
    h->room = (uint32_t)room;
    return 0;
}

uint32_t heap_add(struct heap *h, struct bytes run) {
    if (run.n == 0)
        return 0;
    check(h->n <= h->room && run.n <= UINT32_MAX && heap_cost(1, run.n) <= h->room - h->n);
    uint32_t ref = h->n;
    for (uint32_t i = 0; i < LENGTH_BYTES; i++)
        h->at[ref + i] = (uint8_t)(run.n >> 8 * i);
    memcpy(h->at + ref + LENGTH_BYTES, run.at, run.n);
    h->n += LENGTH_BYTES + (uint32_t)run.n;
    return ref;
}

struct bytes heap_get(const struct heap *h, uint32_t ref) {
    if (ref == 0)
        return (struct bytes){(const uint8_t *)"", 0};
    check(ref >= LENGTH_BYTES && ref <= h->n - LENGTH_BYTES);
    uint32_t n = 0;
    for (uint32_t i = 0; i < LENGTH_BYTES; i++)
        n |= (uint32_t)h->at[ref + i] << 8 * i;
    check(n <= h->n - LENGTH_BYTES - ref);
    return (struct bytes){h->at + ref + LENGTH_BYTES, n};
}
