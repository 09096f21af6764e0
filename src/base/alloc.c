#include "base/alloc.h"

#include <stdlib.h>

static void *heap_resize(struct alloc *self, void *at, size_t size_old, size_t size_new) {
    (void)self;
    (void)size_old;
    if (size_new == 0) {
        free(at);
        return NULL;
    }
    return realloc(at, size_new);
}

struct alloc alloc_heap = {heap_resize};

static void *faulty_resize(struct alloc *self, void *at, size_t size_old, size_t size_new) {
    struct alloc_faulty *a = (struct alloc_faulty *)self;
    if (size_new > size_old && ++a->calls == a->fail_at)
        return NULL;
    return alloc_heap.resize(&alloc_heap, at, size_old, size_new);
}

void alloc_faulty_init(struct alloc_faulty *a, size_t fail_at) {
    *a = (struct alloc_faulty){{faulty_resize}, fail_at, 0};
}
