#include "store/store.h"

#include <inttypes.h>

struct trace {
    struct store store;
    struct alloc *alloc;
    struct store *inner;
    FILE *out;
};

/* "-> done", or the class of the failure and its sentence. */
static int told(struct trace *t, int err, const struct fail *fail) {
    if (err >= 0)
        fprintf(t->out, " -> done\n");
    else
        fprintf(t->out, " -> %s: %s\n", err_name(err), fail && fail->text[0] ? fail->text : "?");
    fflush(t->out);
    return err;
}

static int trace_append(struct store *s, uint64_t first_seq, const struct bytes *entries, size_t n,
                        struct fail *fail) {
    struct trace *t = (struct trace *)s;
    size_t bytes = 0;
    for (size_t i = 0; i < n; i++)
        bytes += entries[i].n;
    fprintf(t->out, "append %" PRIu64 "..%" PRIu64 " (%zu bytes)", first_seq, first_seq + n - 1,
            bytes);
    return told(t, store_append(t->inner, first_seq, entries, n, fail), fail);
}

static int trace_size(struct store *s, uint64_t *ret, struct fail *fail) {
    struct trace *t = (struct trace *)s;
    int err = store_size(t->inner, ret, fail);
    fprintf(t->out, "size");
    if (err == 0)
        fprintf(t->out, " %" PRIu64, *ret);
    return told(t, err, fail);
}

static int trace_get(struct store *s, uint64_t seq, struct buf *ret, struct fail *fail) {
    struct trace *t = (struct trace *)s;
    size_t before = ret->n;
    int err = store_get(t->inner, seq, ret, fail);
    fprintf(t->out, "get %" PRIu64, seq);
    if (err == 0)
        fprintf(t->out, " (%zu bytes)", ret->n - before);
    return told(t, err, fail);
}

struct counted {
    store_visit *visit;
    void *self;
    uint64_t n;
};

static int count(void *self, uint64_t seq, struct bytes entry) {
    struct counted *c = self;
    c->n++;
    return c->visit(c->self, seq, entry);
}

static int trace_scan(struct store *s, uint64_t from, uint64_t to, store_visit *visit, void *self,
                      struct fail *fail) {
    struct trace *t = (struct trace *)s;
    struct counted c = {visit, self, 0};
    int err = store_scan(t->inner, from, to, count, &c, fail);
    fprintf(t->out, "scan %" PRIu64 "..", from);
    if (to != UINT64_MAX)
        fprintf(t->out, "%" PRIu64, to);
    fprintf(t->out, " (%" PRIu64 " entries)", c.n);
    return told(t, err, fail);
}

static int trace_redact(struct store *s, uint64_t seq, struct bytes form, struct fail *fail) {
    struct trace *t = (struct trace *)s;
    fprintf(t->out, "redact %" PRIu64 " (%zu bytes)", seq, form.n);
    return told(t, store_redact(t->inner, seq, form, fail), fail);
}

/* Not printed: it comes from another thread, at no particular time. */
static int trace_tend(struct store *s, struct fail *fail) {
    return store_tend(((struct trace *)s)->inner, fail);
}

static void trace_free(struct store *s) {
    struct trace *t = (struct trace *)s;
    fprintf(t->out, "free\n");
    fflush(t->out);
    store_free(t->inner);
    t->alloc->resize(t->alloc, t, sizeof(*t), 0);
}

struct store *store_trace_new(struct store *inner, FILE *out, struct alloc *alloc) {
    static const struct store_ops ops = {"trace",    trace_append, trace_size, trace_get,
                                         trace_scan, trace_redact, trace_tend, trace_free};
    struct trace *t = alloc->resize(alloc, NULL, 0, sizeof(*t));
    if (!t)
        return NULL;
    *t = (struct trace){.store.ops = &ops, .alloc = alloc, .inner = inner, .out = out};
    return &t->store;
}
