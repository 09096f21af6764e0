#include "store/store.h"

#include "base/limits.h"

static int remembered(struct store *s, struct fail *fail) {
    if (!atomic_load(&s->broken))
        return 0;
    return fail_set(fail, ERR_IO,
                    "the record's store failed before and is not used again: end this program, see "
                    "to the disk, and start it anew");
}

static int outcome(struct store *s, int err) {
    if (err == ERR_IO)
        atomic_store(&s->broken, true);
    return err;
}

static int check_size(uint64_t seq, struct bytes entry, struct fail *fail) {
    if (entry.n >= 1 && entry.n <= LIMIT_ENTRY_BYTES)
        return 0;
    return fail_set(fail, ERR_RANGE, "entry %llu has %zu bytes; 1 to %u are allowed",
                    (unsigned long long)seq, entry.n, LIMIT_ENTRY_BYTES);
}

int store_append(struct store *s, uint64_t first_seq, const struct bytes *entries, size_t n,
                 struct fail *fail) {
    int err = remembered(s, fail);
    if (err < 0)
        return err;
    if (n < 1 || n > LIMIT_BATCH)
        return fail_set(fail, ERR_RANGE, "%zu entries at once; 1 to %d are allowed", n,
                        LIMIT_BATCH);
    if (first_seq > (uint64_t)INT64_MAX - n)
        return fail_set(fail, ERR_RANGE, "sequence number %llu is too large",
                        (unsigned long long)first_seq);
    for (size_t i = 0; i < n; i++)
        if ((err = check_size(first_seq + i, entries[i], fail)) < 0)
            return err;
    return outcome(s, s->ops->append(s, first_seq, entries, n, fail));
}

int store_size(struct store *s, uint64_t *ret, struct fail *fail) {
    int err = remembered(s, fail);
    return err < 0 ? err : outcome(s, s->ops->size(s, ret, fail));
}

int store_get(struct store *s, uint64_t seq, struct buf *ret, struct fail *fail) {
    int err = remembered(s, fail);
    return err < 0 ? err : outcome(s, s->ops->get(s, seq, ret, fail));
}

/* Tells an ERR_IO of the visitor, which is its own affair, from one of the store. */
struct visitor {
    store_visit *visit;
    void *self;
    bool ended;
};

static int visit_noting(void *self, uint64_t seq, struct bytes entry) {
    struct visitor *v = self;
    int answer = v->visit(v->self, seq, entry);
    v->ended = answer != 0;
    return answer;
}

int store_scan(struct store *s, uint64_t from, uint64_t to, store_visit *visit, void *self,
               struct fail *fail) {
    int err = remembered(s, fail);
    if (err < 0 || from >= to)
        return err;
    struct visitor v = {visit, self, false};
    err = s->ops->scan(s, from, to, visit_noting, &v, fail);
    return v.ended ? err : outcome(s, err);
}

int store_redact(struct store *s, uint64_t seq, struct bytes form, struct fail *fail) {
    int err = remembered(s, fail);
    if (err < 0 || (err = check_size(seq, form, fail)) < 0)
        return err;
    return outcome(s, s->ops->redact(s, seq, form, fail));
}

int store_tend(struct store *s, struct fail *fail) {
    int err = remembered(s, fail);
    return err < 0 ? err : outcome(s, s->ops->tend(s, fail));
}

void store_free(struct store *s) {
    if (s)
        s->ops->free(s);
}
