#include "store/store.h"

struct mem {
    struct store store;
    struct alloc *alloc;
    struct bytes *entries; /* each block is the store's */
    size_t n, room;
    size_t bytes, bytes_max;
};

static int no_memory(struct fail *fail) {
    return fail_set(fail, ERR_NOMEM, "not enough memory to keep another entry");
}

static int make_room(struct mem *m, size_t more) {
    if (m->room - m->n >= more)
        return 0;
    size_t room = m->room * 2 > m->n + more ? m->room * 2 : m->n + more;
    void *at = m->alloc->resize(m->alloc, m->entries, m->room * sizeof(*m->entries),
                                room * sizeof(*m->entries));
    if (!at)
        return ERR_NOMEM;
    m->entries = at;
    m->room = room;
    return 0;
}

static bool copy(struct mem *m, struct bytes from, struct bytes *ret) {
    if (from.n > m->bytes_max - m->bytes)
        return false;
    uint8_t *at = m->alloc->resize(m->alloc, NULL, 0, from.n);
    if (!at)
        return false;
    memcpy(at, from.at, from.n);
    *ret = bytes_of(at, from.n);
    m->bytes += from.n;
    return true;
}

static void discard(struct mem *m, struct bytes entry) {
    m->alloc->resize(m->alloc, (void *)entry.at, entry.n, 0);
    m->bytes -= entry.n;
}

static int mem_append(struct store *s, uint64_t first_seq, const struct bytes *entries, size_t n,
                      struct fail *fail) {
    struct mem *m = (struct mem *)s;
    if (first_seq != m->n)
        return fail_set(fail, ERR_CONFLICT, "entry %llu was to be added, but the next is %zu",
                        (unsigned long long)first_seq, m->n);
    if (make_room(m, n) < 0)
        return no_memory(fail);
    for (size_t i = 0; i < n; i++) {
        if (copy(m, entries[i], &m->entries[m->n + i]))
            continue;
        while (i-- > 0)
            discard(m, m->entries[m->n + i]);
        return no_memory(fail);
    }
    m->n += n;
    return 0;
}

static int mem_size(struct store *s, uint64_t *ret, struct fail *fail) {
    *ret = ((struct mem *)s)->n;
    return 0;
}

static int missing(const struct mem *m, uint64_t seq, struct fail *fail) {
    return fail_set(fail, ERR_MISSING, "there is no entry %llu; the record has %zu",
                    (unsigned long long)seq, m->n);
}

static int mem_get(struct store *s, uint64_t seq, struct buf *ret, struct fail *fail) {
    struct mem *m = (struct mem *)s;
    if (seq >= m->n)
        return missing(m, seq, fail);
    buf_bytes(ret, m->entries[seq]);
    return ret->failed ? no_memory(fail) : 0;
}

static int mem_scan(struct store *s, uint64_t from, uint64_t to, store_visit *visit, void *self,
                    struct fail *fail) {
    struct mem *m = (struct mem *)s;
    int err = 0;
    for (uint64_t end = to < m->n ? to : m->n; from < end && err == 0; from++)
        err = visit(self, from, m->entries[from]);
    return err;
}

static int mem_redact(struct store *s, uint64_t seq, struct bytes form, struct fail *fail) {
    struct mem *m = (struct mem *)s;
    if (seq >= m->n)
        return missing(m, seq, fail);
    struct bytes new;
    if (!copy(m, form, &new))
        return no_memory(fail);
    explicit_bzero((void *)m->entries[seq].at, m->entries[seq].n);
    discard(m, m->entries[seq]);
    m->entries[seq] = new;
    return 0;
}

static int mem_tend(struct store *s, struct fail *fail) {
    return 0;
}

static void mem_free(struct store *s) {
    struct mem *m = (struct mem *)s;
    for (size_t i = 0; i < m->n; i++)
        discard(m, m->entries[i]);
    m->alloc->resize(m->alloc, m->entries, m->room * sizeof(*m->entries), 0);
    m->alloc->resize(m->alloc, m, sizeof(*m), 0);
}

struct store *store_mem_new(struct alloc *alloc, size_t bytes_max) {
    static const struct store_ops ops = {"mem",    mem_append, mem_size, mem_get,
                                         mem_scan, mem_redact, mem_tend, mem_free};
    struct mem *m = alloc->resize(alloc, NULL, 0, sizeof(*m));
    if (!m)
        return NULL;
    *m = (struct mem){.store.ops = &ops, .alloc = alloc, .bytes_max = bytes_max};
    return &m->store;
}
