#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/checked.h"

#define ALIGNMENT 16u
#define CHUNK_MIN 4096u
#define CHUNK_MAX (256u << 10)

struct arena_chunk {
    struct arena_chunk *before;
    size_t room, used; /* bytes of data[] */
    _Alignas(ALIGNMENT) uint8_t data[];
};

void arena_init(struct arena *a, struct alloc *alloc, size_t max) {
    *a = (struct arena){alloc, NULL, 0, max};
}

static void chunk_free(struct arena *a, struct arena_chunk *c) {
    a->alloc->resize(a->alloc, c, sizeof(*c) + c->room, 0);
}

void arena_drop(struct arena *a) {
    while (a->last) {
        struct arena_chunk *c = a->last;
        a->last = c->before;
        chunk_free(a, c);
    }
    a->used = 0;
}

void arena_clear(struct arena *a) {
    struct arena_chunk *keep = a->last;
    if (keep) {
        a->last = keep->before;
        arena_drop(a);
        keep->before = NULL;
        keep->used = 0;
        a->last = keep;
    }
    a->used = 0;
}

/* Chunks double, so that a small arena is small and a large one calls the allocator seldom. */
static struct arena_chunk *chunk_add(struct arena *a, size_t need) {
    size_t room = a->last ? a->last->room * 2 : CHUNK_MIN;
    if (room > CHUNK_MAX)
        room = CHUNK_MAX;
    if (room < need)
        room = need;
    size_t total;
    if (!add_size(room, sizeof(struct arena_chunk), &total))
        return NULL;
    struct arena_chunk *c = a->alloc->resize(a->alloc, NULL, 0, total);
    if (!c)
        return NULL;
    c->before = a->last;
    c->room = room;
    c->used = 0;
    a->last = c;
    return c;
}

void *arena_get(struct arena *a, size_t size) {
    size_t need;
    if (!add_size(size ? size : 1, ALIGNMENT - 1, &need))
        return NULL;
    need &= ~(size_t)(ALIGNMENT - 1);
    if (need > a->max - a->used)
        return NULL;
    struct arena_chunk *c = a->last;
    if ((!c || c->room - c->used < need) && !(c = chunk_add(a, need)))
        return NULL;
    void *at = c->data + c->used;
    c->used += need;
    a->used += need;
    return memset(at, 0, need);
}

void *arena_array(struct arena *a, size_t n, size_t size) {
    size_t total;
    return mul_size(n, size, &total) ? arena_get(a, total) : NULL;
}

char *arena_copy(struct arena *a, struct bytes text) {
    size_t total;
    char *at = add_size(text.n, 1, &total) ? arena_get(a, total) : NULL;
    if (at && text.n)
        memcpy(at, text.at, text.n);
    return at;
}

char *arena_format(struct arena *a, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *at = n < 0 ? NULL : arena_get(a, (size_t)n + 1);
    if (!at)
        return NULL;
    va_start(args, format);
    vsnprintf(at, (size_t)n + 1, format, args);
    va_end(args);
    return at;
}
