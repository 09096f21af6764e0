/* A store that fails on purpose, so that everything above it can be shown to survive what disks do.
 *
 * What is injected, and what must be true in spite of it (sim/ and torture/ check these):
 *
 *  append_before  The flush fails and nothing was written. The process must end without having
 *                 answered, shown or signed any of the batch; after a restart these entries are not
 *                 there, and a client that repeats its request gets it done once.
 *  append_after   All was written, but the answer is a failure: the bytes reached the disk before
 *                 the error did. As above, but after a restart the entries are there, and the
 *                 repeated request gets the answer of the first.
 *  append_torn    A beginning of the batch was written. Entries stand one by one, so the record is
 *                 whole after a restart; each request is in it once or not at all.
 *  read_error     A page cannot be read. The process ends; nothing is answered from a guess.
 *  read_flip      A bit has changed on the disk. The store cannot know it; the hashes of the tree
 *                 do. Whoever folds entries must notice before it shows or signs anything that
 *                 came of them.
 *  scan_short     A scan ends too early without an error. Whoever needs all entries must
 *                 count them.
 *  redact_error   An erasure fails. It must not be reported as done; it is asked for again later.
 *
 * After an injected ERR_IO the store is as dead as a real one (store.h); store_fault_release then
 * hands out the "disk" for the next process. Not injected, because no layer above can survive it
 * and only backups, witnesses and receipts help: the loss of entries that were acknowledged, and
 * changed bytes that hash to the same. */
#include "store/store.h"

#include "base/limits.h"

struct fault {
    struct store store;
    struct alloc *alloc;
    struct store *inner;
    struct store_fault_plan plan;
    uint64_t appends, reads, scans, redactions;
    struct buf flipped;
};

/* SplitMix64 (Steele, Lea, Flood 2014) of the seed and a call's number. */
static uint64_t dice(const struct fault *f, uint64_t call) {
    uint64_t z = f->plan.seed + (call + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static int injected(struct fail *fail, const char *what, uint64_t call) {
    return fail_set(fail, ERR_IO, "%s %llu fails on purpose", what, (unsigned long long)call);
}

static int fault_append(struct store *s, uint64_t first_seq, const struct bytes *entries, size_t n,
                        struct fail *fail) {
    struct fault *f = (struct fault *)s;
    uint64_t call = ++f->appends;
    bool after = call == f->plan.append_after, torn = call == f->plan.append_torn;
    if (call == f->plan.append_before)
        return injected(fail, "append", call);
    if (torn)
        n = n > 1 ? 1 + dice(f, call) % (n - 1) : 0;
    int err = n ? store_append(f->inner, first_seq, entries, n, fail) : 0;
    return err == 0 && (after || torn) ? injected(fail, "append", call) : err;
}

static int fault_size(struct store *s, uint64_t *ret, struct fail *fail) {
    return store_size(((struct fault *)s)->inner, ret, fail);
}

static void flip(const struct fault *f, uint64_t call, uint8_t *at, size_t n) {
    uint64_t bit = dice(f, call) % (8 * n);
    at[bit / 8] ^= (uint8_t)(1u << (bit % 8));
}

static int fault_get(struct store *s, uint64_t seq, struct buf *ret, struct fail *fail) {
    struct fault *f = (struct fault *)s;
    uint64_t call = ++f->reads;
    size_t before = ret->n;
    if (call == f->plan.read_error)
        return injected(fail, "read", call);
    int err = store_get(f->inner, seq, ret, fail);
    if (err == 0 && call == f->plan.read_flip)
        flip(f, call, ret->at + before, ret->n - before);
    return err;
}

struct seen {
    struct fault *fault;
    store_visit *visit;
    void *self;
    struct fail *fail;
};

static int see(void *self, uint64_t seq, struct bytes entry) {
    struct seen *seen = self;
    struct fault *f = seen->fault;
    uint64_t call = ++f->reads;
    if (call == f->plan.read_error)
        return injected(seen->fail, "read", call);
    if (call == f->plan.read_flip) {
        buf_clear(&f->flipped);
        buf_bytes(&f->flipped, entry);
        if (f->flipped.failed)
            return fail_set(seen->fail, ERR_NOMEM, "not enough memory to flip a bit");
        flip(f, call, f->flipped.at, f->flipped.n);
        entry = buf_view(&f->flipped);
    }
    return seen->visit(seen->self, seq, entry);
}

static int fault_scan(struct store *s, uint64_t from, uint64_t to, store_visit *visit, void *self,
                      struct fail *fail) {
    struct fault *f = (struct fault *)s;
    uint64_t call = ++f->scans, size;
    int err = store_size(f->inner, &size, fail);
    if (err < 0)
        return err;
    if (to > size)
        to = size;
    if (call == f->plan.scan_short && from < to)
        to = from + dice(f, call) % (to - from);
    struct seen seen = {f, visit, self, fail};
    return store_scan(f->inner, from, to, see, &seen, fail);
}

static int fault_redact(struct store *s, uint64_t seq, struct bytes form, struct fail *fail) {
    struct fault *f = (struct fault *)s;
    uint64_t call = ++f->redactions;
    if (call == f->plan.redact_error)
        return injected(fail, "redaction", call);
    return store_redact(f->inner, seq, form, fail);
}

static int fault_tend(struct store *s, struct fail *fail) {
    return store_tend(((struct fault *)s)->inner, fail);
}

struct store *store_fault_release(struct store *s) {
    struct fault *f = (struct fault *)s;
    struct store *inner = f->inner;
    buf_drop(&f->flipped);
    f->alloc->resize(f->alloc, f, sizeof(*f), 0);
    return inner;
}

static void fault_free(struct store *s) {
    store_free(store_fault_release(s));
}

struct store *store_fault_new(struct store *inner, const struct store_fault_plan *plan,
                              struct alloc *alloc) {
    static const struct store_ops ops = {"fault",    fault_append, fault_size, fault_get,
                                         fault_scan, fault_redact, fault_tend, fault_free};
    struct fault *f = alloc->resize(alloc, NULL, 0, sizeof(*f));
    if (!f)
        return NULL;
    *f = (struct fault){.store.ops = &ops, .alloc = alloc, .inner = inner, .plan = *plan};
    buf_init(&f->flipped, alloc, LIMIT_ENTRY_BYTES);
    return &f->store;
}
