/* An arena: many small allocations, one end. Alignment 16. Not thread-safe.
 *
 *     struct arena a;
 *     arena_init(&a, &alloc_heap, 1 << 20);
 *     char *s = arena_copy(&a, text);     // NULL when memory or the bound is reached
 *     arena_drop(&a);                     // everything at once
 */
#ifndef KOINON_BASE_ARENA_H
#define KOINON_BASE_ARENA_H

#include "base/alloc.h"
#include "base/bytes.h"

struct arena_chunk;
struct arena {
    struct alloc *alloc;
    struct arena_chunk *last;
    size_t used; /* bytes handed out, all chunks */
    size_t max;  /* bound on used */
};

void arena_init(struct arena *a, struct alloc *alloc, size_t max);
/* Frees everything; the arena is as after arena_init. */
void arena_drop(struct arena *a);
/* Forgets everything, keeps one chunk for reuse. */
void arena_clear(struct arena *a);

/* Zeroed memory, or NULL. A size of 0 gives a valid pointer. */
void *arena_get(struct arena *a, size_t size);
/* n * size zeroed bytes; NULL on overflow too. */
void *arena_array(struct arena *a, size_t n, size_t size);
/* A copy with a NUL after it. */
char *arena_copy(struct arena *a, struct bytes text);
char *arena_format(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(a, type) ((type *)arena_get((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
