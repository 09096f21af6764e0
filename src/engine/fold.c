#include "engine/fold.h"

#include "base/check.h"

#define PROGRESS_EVERY 16384

int fold_init(struct fold *f, struct alloc *alloc, struct fail *fail) {
    *f = (struct fold){.alloc = alloc};
    merkle_init(&f->tree);
    if (law_new(alloc, &f->law) < 0)
        return fail_set(fail, ERR_NOMEM, "not enough memory to read the record");
    return 0;
}

void fold_drop(struct fold *f) {
    if (f->leaves_written)
        fclose(f->leaves_written);
    f->leaves_written = NULL;
    law_free(f->law);
    f->law = NULL;
}

/* Is this leaf the next one of those written? */
static void compare_written(struct fold *f, const struct hash *leaf) {
    struct hash written;
    if (fread(written.b, HASH_BYTES, 1, f->leaves_written) == 1 && hash_equal(&written, leaf))
        return;
    f->leaves_from = f->tree.n;
    fclose(f->leaves_written);
    f->leaves_written = NULL;
}

void fold_decided(struct fold *f, const struct entry *e, const struct hash *leaf) {
    if (e->header.seq == 0)
        f->record_id = *leaf;
    if (f->leaves_written)
        compare_written(f, leaf);
    if (f->leaves && !f->leaves_written && f->tree.n >= f->leaves_from)
        buf_add(f->leaves, leaf->b, HASH_BYTES);
    merkle_add(&f->tree, leaf);
    if (f->tree.n == f->known_size) {
        struct hash root = merkle_root(&f->tree);
        f->known_differs = !hash_equal(&root, &f->known_root);
    }
    if (f->keys)
        remember_add(f->keys, e->header.key, e->header.seq, e->header.auth == AUTH_SIGNED);
}

int fold_entry(struct fold *f, uint64_t seq, struct bytes stored, struct fail *fail) {
    struct entry e;
    struct fail why = {0};
    int r = entry_decode(stored, &e, &why);
    if (r < 0)
        return fail_set(fail, r, "entry %llu of the record: %s", (unsigned long long)seq, why.text);
    if (e.header.seq != seq)
        return fail_set(fail, ERR_BROKEN, "where entry %llu should be, the record has entry %llu",
                        (unsigned long long)seq, (unsigned long long)e.header.seq);
    if (f->keys && e.header.auth == AUTH_SIGNED && (r = remember_reserve(f->keys)) < 0)
        return fail_set(fail, r, "not enough memory for the keys of signed entries");
    if ((r = law_apply(f->law, &e, fail)) < 0)
        return r;
    struct hash leaf = entry_leaf_hash(&e);
    fold_decided(f, &e, &leaf);
    return 0;
}

struct folding {
    struct fold *f;
    struct fail *fail;
    uint64_t of;
};

static int visit(void *self, uint64_t seq, struct bytes stored) {
    struct folding *o = self;
    if (o->f->progress && seq % PROGRESS_EVERY == 0)
        o->f->progress(o->f->progress_self, seq, o->of);
    return fold_entry(o->f, seq, stored, o->fail);
}

int fold_rest(struct fold *f, struct store *s, struct fail *fail) {
    struct folding o = {.f = f, .fail = fail};
    int r = store_size(s, &o.of, fail);
    if (r < 0)
        return r;
    if (o.of < f->tree.n)
        return fail_set(fail, ERR_BROKEN, "the record had %llu entries and now has %llu",
                        (unsigned long long)f->tree.n, (unsigned long long)o.of);
    if ((r = store_scan(s, f->tree.n, o.of, visit, &o, fail)) < 0)
        return r;
    if (f->leaves_written) { /* all of them are written; what comes is new */
        fclose(f->leaves_written);
        f->leaves_written = NULL;
        f->leaves_from = f->tree.n;
    }
    if (f->known_differs || f->known_size > f->tree.n)
        return fail_set(
            fail, ERR_BROKEN,
            f->known_differs
                ? "the first %llu entries are not those that were signed in `checkpoint` "
                  "(koinon verify names the first that differs)"
                : "`checkpoint` was signed over %llu entries, the record has fewer. If an old "
                  "copy was restored on purpose, move `checkpoint` away",
            (unsigned long long)f->known_size);
    if (f->tree.n != o.of)
        return fail_set(fail, ERR_BROKEN,
                        "the record has %llu entries, but only %llu could be read",
                        (unsigned long long)o.of, (unsigned long long)f->tree.n);
    if (law_halfway(f->law))
        return fail_set(fail, ERR_BROKEN,
                        "the record ends amid what entry %llu does: entries are missing at its end",
                        (unsigned long long)f->tree.n - 1);
    return 0;
}
