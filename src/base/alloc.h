/* Where memory comes from. Allocation shows in the signature: a function that takes neither an
 * allocator nor an arena allocates nothing. Tests pass one that fails at the N-th call. */
#ifndef KOINON_BASE_ALLOC_H
#define KOINON_BASE_ALLOC_H

#include <stddef.h>

struct alloc {
    /* As realloc: at NULL is a new block, size 0 frees and returns NULL. NULL on failure. */
    void *(*resize)(struct alloc *self, void *at, size_t size_old, size_t size_new);
};

/* The C library's heap. One object for all: it keeps no state. */
extern struct alloc alloc_heap;

/* Fails (returns NULL) at the N-th growing call, counted from 1; 0 never fails. */
struct alloc_faulty {
    struct alloc base;
    size_t fail_at;
    size_t calls;
};
void alloc_faulty_init(struct alloc_faulty *a, size_t fail_at);

#endif
