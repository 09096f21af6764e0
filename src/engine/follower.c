#include "engine/follower.h"

#include <time.h>

#include "base/check.h"
#include "base/date.h"
#include "engine/fold.h"
#include "engine/prove.h"
#include "engine/snapshot.h"
#include "engine/witness.h"
#include "store/file.h"
#include "store/folder.h"
#include "wire/tile.h"

#define WAIT_STEP_MS 5

struct follower {
    struct alloc *alloc;
    struct store *store;
    struct fold fold;
    int broken;        /* why nothing can be folded any more: ERR_* */
    struct buf leaves; /* hashes from number fold.leaves_from on: what no file has yet */
    struct buf checkpoint, draft;
    char path[FILE_PATH_MAX]; /* of the record; "": a store was given */
    char folder[FILE_PATH_MAX];
};

/* The signed checkpoint beside the record, whatever it covers; "" when there is none. */
static struct bytes checkpoint_read(struct follower *f) {
    char path[FILE_PATH_MAX];
    buf_clear(&f->draft);
    bool there = f->folder[0] && file_path(f->folder, "checkpoint", path, NULL) == 0 &&
                 file_read(path, &f->draft, NULL) == 0;
    return there ? buf_view(&f->draft) : (struct bytes){0};
}

/* Hashes that stand in files are not kept in memory. */
static void follow_folder(struct follower *f, const char *folder) {
    struct hashes h;
    memcpy(f->folder, folder, strlen(folder) + 1); /* file_path() bounded it */
    hashes_open(folder, NULL, 0, &h);
    f->fold.leaves_from = h.n[0];
    hashes_close(&h);
}

static int begin(struct follower *f, const struct engine_options *o, struct fail *fail) {
    int r = fold_init(&f->fold, f->alloc, fail);
    f->fold.leaves = &f->leaves;
    f->fold.progress = o->progress;
    f->fold.progress_self = o->progress_self;
    return r;
}

/* The snapshot is believed as far as the checkpoint beside it binds the record. */
static int take_snapshot(struct follower *f, struct fail *fail) {
    if (!f->folder[0] || !snapshot_there(f->folder))
        return ERR_MISSING;
    struct bytes note = checkpoint_read(f);
    if (!note.n || checkpoint_of(note, &f->fold.known_size, &f->fold.known_root, NULL) < 0)
        return fail_set(fail, ERR_MISSING, "no checkpoint stands beside it");
    return snapshot_take(&f->fold, f->folder, f->store, fail);
}

/* From a snapshot, or, whatever is wrong with it, from the first entry. */
static int fold_all(struct follower *f, const struct engine_options *o, struct fail *fail) {
    struct fail why = {0};
    int r = take_snapshot(f, &why);
    r = r < 0 ? r : follower_catch_up(f, FOLLOWER_ALL, 0, &why);
    if (r == 0)
        return 0;
    uint64_t leaves_from = f->fold.leaves_from;
    if (why.text[0] && o->note) {
        char text[FAIL_TEXT_MAX + 64];
        snprintf(text, sizeof(text), "the snapshot beside the record is not used: %s", why.text);
        o->note(o->progress_self, text);
    }
    fold_drop(&f->fold);
    buf_clear(&f->leaves);
    f->broken = 0;
    r = begin(f, o, fail);
    f->fold.leaves_from = leaves_from;
    return r < 0 ? r : follower_catch_up(f, FOLLOWER_ALL, 0, fail);
}

int follower_open(const char *folder, const struct engine_options *o, struct follower **ret,
                  struct fail *fail) {
    static const struct engine_options none;
    o = o ? o : &none;
    struct alloc *alloc = o->alloc ? o->alloc : &alloc_heap;
    struct follower *f = alloc->resize(alloc, NULL, 0, sizeof(*f));
    if (!f) {
        store_free(o->store);
        return fail_set(fail, ERR_NOMEM, "not enough memory to read the record");
    }
    memset(f, 0, sizeof(*f));
    f->alloc = alloc;
    f->store = o->store;
    buf_init(&f->leaves, alloc, SIZE_MAX / 2);
    buf_init(&f->checkpoint, alloc, LIMIT_NOTE_BYTES);
    buf_init(&f->draft, alloc, LIMIT_NOTE_BYTES);
    int r = begin(f, o, fail);
    struct folder opened = {0};
    if (r == 0 && !f->store) {
        r = folder_open(folder, STORE_READ, FOLDER_RECORD, alloc, &opened, fail);
        r = r < 0 ? r : file_path(folder, "record.db", f->path, fail);
        f->store = opened.record;
        if (r == 0)
            follow_folder(f, folder);
    }
    r = r < 0 ? r : fold_all(f, o, fail);
    if (r < 0) {
        follower_free(f);
        return r;
    }
    *ret = f;
    return 0;
}

void follower_free(struct follower *f) {
    if (!f)
        return;
    store_free(f->store);
    fold_drop(&f->fold);
    buf_drop(&f->leaves);
    buf_drop(&f->checkpoint);
    buf_drop(&f->draft);
    f->alloc->resize(f->alloc, f, sizeof(*f), 0);
}

int follower_after_fork(struct follower *f, struct fail *fail) {
    check(f->path[0]);
    f->store = NULL; /* the parent's connection: a child must not even close it */
    return store_sqlite_open(f->path, STORE_READ, f->alloc, &f->store, fail);
}

/* --- folding ---------------------------------------------------------------------------------- */

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int follower_catch_up(struct follower *f, uint64_t seq, int wait_ms, struct fail *fail) {
    int64_t until = now_ms() + wait_ms;
    for (;;) {
        if (f->broken)
            return fail_set(fail, f->broken, "the record could not be read on");
        int r = fold_rest(&f->fold, f->store, fail);
        if (r < 0) {
            /* an entry may be half folded: only a new reading helps */
            f->broken = r == ERR_BUSY ? 0 : r;
            return r;
        }
        if (seq == FOLLOWER_ALL || f->fold.tree.n > seq)
            return 0;
        if (now_ms() >= until)
            return fail_set(fail, ERR_BUSY, "entry %llu is not there yet", (unsigned long long)seq);
        nanosleep(&(struct timespec){.tv_nsec = WAIT_STEP_MS * 1000000}, NULL);
    }
}

const struct law *follower_law(const struct follower *f) {
    return f->fold.law;
}
struct store *follower_store(struct follower *f) {
    return f->store;
}
uint64_t follower_size(const struct follower *f) {
    return f->fold.tree.n;
}
struct hash follower_root(const struct follower *f) {
    return merkle_root(&f->fold.tree);
}

/* --- proofs ----------------------------------------------------------------------------------- */

struct bytes follower_checkpoint(struct follower *f) {
    struct hash root;
    uint64_t size = 0;
    struct bytes note = checkpoint_read(f);
    if (note.n && checkpoint_of(note, &size, &root, NULL) == 0 && size <= f->fold.tree.n) {
        cosigned_merge(f->folder, &f->draft);
        struct buf older = f->checkpoint;
        f->checkpoint = f->draft;
        f->draft = older;
    }
    return buf_view(&f->checkpoint);
}

/* The hashes, with what was written meanwhile dropped from memory. */
static void open_hashes(struct follower *f, struct hashes *ret) {
    hashes_open(f->folder, &f->leaves, f->fold.leaves_from, ret);
    uint64_t edge = f->leaves.n / HASH_BYTES, from = f->fold.leaves_from;
    if (ret->n[0] <= from || !edge)
        return;
    uint64_t written = ret->n[0] - from < edge ? ret->n[0] - from : edge;
    memmove(f->leaves.at, f->leaves.at + written * HASH_BYTES, (edge - written) * HASH_BYTES);
    f->leaves.n -= written * HASH_BYTES;
    f->fold.leaves_from += written;
    ret->edge_from = f->fold.leaves_from;
}

int follower_prove(struct follower *f, uint64_t seq, struct buf *b, struct fail *fail) {
    struct bytes checkpoint = follower_checkpoint(f);
    struct hash root;
    uint64_t size = 0;
    struct hashes h;
    if (!checkpoint.n || checkpoint_of(checkpoint, &size, &root, NULL) < 0 || seq >= size)
        return fail_set(fail, ERR_BUSY, "no signed checkpoint covers entry %llu yet",
                        (unsigned long long)seq);
    open_hashes(f, &h);
    int r = receipt_make(f->store, &h, seq, checkpoint, b, fail);
    hashes_close(&h);
    return r;
}

static void put_consistency(uint64_t from, uint64_t to, const struct hash *proof, size_t n,
                            struct buf *b) {
    char text[4 * ((HASH_BYTES + 2) / 3) + 1];
    buf_format(b, "{\"from\": %llu, \"to\": %llu, \"proof\": [", (unsigned long long)from,
               (unsigned long long)to);
    for (size_t i = 0; i < n; i++) {
        bytes_to_base64(bytes_of(proof[i].b, HASH_BYTES), text);
        buf_format(b, "%s\"%s\"", i ? ", " : "", text);
    }
    buf_str(b, "]}");
}

int follower_prove_consistency(struct follower *f, uint64_t size_old, struct buf *b,
                               struct fail *fail) {
    struct bytes checkpoint = follower_checkpoint(f);
    struct hash root, proof[MERKLE_PROOF_MAX];
    uint64_t size = 0;
    size_t n = 0;
    struct hashes h;
    if (!checkpoint.n || checkpoint_of(checkpoint, &size, &root, NULL) < 0)
        return fail_set(fail, ERR_BUSY, "no checkpoint is signed yet");
    open_hashes(f, &h);
    int r = merkle_prove_consistency(hashes_node, &h, size_old, size, proof, &n, fail);
    hashes_close(&h);
    if (r == 0)
        put_consistency(size_old, size, proof, n, b);
    return r == 0 && b->failed ? fail_set(fail, ERR_NOMEM, "not enough memory for a proof") : r;
}

/* The tree that is signed; ERR_BUSY when none is. */
static int signed_tree(struct follower *f, uint64_t *ret_size, struct hash *ret_root,
                       struct fail *fail) {
    struct bytes checkpoint = follower_checkpoint(f);
    if (!checkpoint.n || checkpoint_of(checkpoint, ret_size, ret_root, NULL) < 0)
        return fail_set(fail, ERR_BUSY, "no checkpoint is signed yet");
    return 0;
}

int follower_inclusion(struct follower *f, uint64_t seq, struct follower_inclusion *ret,
                       struct fail *fail) {
    struct hashes h;
    int r = signed_tree(f, &ret->size, &ret->root, fail);
    if (r == 0 && seq >= ret->size)
        r = fail_set(fail, ERR_BUSY, "no signed checkpoint covers entry %llu yet",
                     (unsigned long long)seq);
    if (r < 0)
        return r;
    open_hashes(f, &h);
    ret->seq = seq;
    r = hashes_node(&h, 0, seq, &ret->leaf, fail);
    r = r < 0 ? r : merkle_prove(hashes_node, &h, seq, ret->size, ret->proof, &ret->proof_n, fail);
    hashes_close(&h);
    if (r == 0 && !merkle_verify(&ret->leaf, seq, ret->size, ret->proof, ret->proof_n, &ret->root))
        r = fail_set(fail, ERR_BROKEN, "the hashes beside the record do not fit its checkpoint");
    return r;
}

/* C2SP tlog-tiles: each leaf behind its length as two bytes. */
static int bundle(struct follower *f, const struct tile *t, follower_seen *seen, void *self,
                  struct buf *b, struct fail *fail) {
    struct buf stored, leaf;
    struct entry e;
    int r = 0;
    buf_init(&stored, f->alloc, LIMIT_ENTRY_BYTES);
    buf_init(&leaf, f->alloc, ENTRY_LEAF_MAX);
    uint64_t from = t->index * TILE_WIDTH;
    for (uint64_t seq = from; r == 0 && seq < from + t->width; seq++) {
        buf_clear(&stored);
        buf_clear(&leaf);
        if (!seen(self, seq))
            r = fail_set(fail, ERR_DENIED,
                         "the leaf of entry %llu says who acted, and this is not public: no bundle "
                         "with it is given out",
                         (unsigned long long)seq);
        r = r < 0 ? r : store_get(f->store, seq, &stored, fail);
        r = r < 0 ? r : entry_decode(buf_view(&stored), &e, fail);
        if (r < 0)
            break;
        entry_leaf(&e, &leaf);
        buf_byte(b, (uint8_t)(leaf.n >> 8));
        buf_byte(b, (uint8_t)leaf.n);
        buf_bytes(b, buf_view(&leaf));
        r = leaf.failed ? fail_set(fail, ERR_NOMEM, "not enough memory for a bundle") : 0;
    }
    buf_drop(&stored);
    buf_drop(&leaf);
    return r;
}

int follower_tile(struct follower *f, struct bytes path, follower_seen *seen, void *self,
                  struct buf *b, bool *ret_full, struct fail *fail) {
    struct tile t;
    struct hash node[TILE_WIDTH], root;
    struct hashes h;
    uint64_t size = 0;
    int r = tile_parse(path, &t);
    if (r < 0)
        return fail_set(fail, r,
                        "no tile has this path; they are as C2SP tlog-tiles says: "
                        "tile/0/000, tile/0/x001/234.p/17");
    r = signed_tree(f, &size, &root, fail);
    if (r == 0 && !tile_exists(&t, size))
        r = fail_set(fail, ERR_MISSING, "the signed tree of %llu entries has no such tile",
                     (unsigned long long)size);
    if (r < 0)
        return r;
    if (t.entries) {
        r = bundle(f, &t, seen, self, b, fail);
    } else {
        open_hashes(f, &h);
        r = tile_read(&t, hashes_node, &h, node, fail);
        hashes_close(&h);
        if (r == 0)
            buf_add(b, node, (size_t)t.width * HASH_BYTES);
    }
    *ret_full = t.width == TILE_WIDTH;
    return r == 0 && b->failed ? fail_set(fail, ERR_NOMEM, "not enough memory for a tile") : r;
}

int follower_vkey(struct follower *f, struct buf *b, struct fail *fail) {
    char path[FILE_PATH_MAX];
    int r = f->folder[0] ? file_path(f->folder, "log.vkey", path, fail) : ERR_MISSING;
    return r < 0 ? fail_set(fail, r, "no key of this record is published here")
                 : file_read(path, b, fail);
}

int follower_cosigned(struct follower *f, struct buf *b, struct fail *fail) {
    return f->folder[0] ? cosigned_text(f->folder, b, fail)
                        : fail_set(fail, ERR_MISSING, "no witness has cosigned this record");
}

/* --- time ------------------------------------------------------------------------------------- */

static int stamp_at(struct follower *f, uint64_t seq, struct buf *b, int64_t *ret,
                    struct fail *fail) {
    struct entry e;
    buf_clear(b);
    int r = store_get(f->store, seq, b, fail);
    r = r < 0 ? r : entry_decode(buf_view(b), &e, fail);
    if (r == 0)
        *ret = e.header.stamp;
    return r;
}

int follower_known_at(struct follower *f, int64_t instant, uint64_t *ret_known, struct fail *fail) {
    uint64_t lo = 0, hi = f->fold.tree.n; /* entries below lo are known, from hi on they are not */
    struct buf b;
    int r = 0;
    buf_init(&b, f->alloc, LIMIT_ENTRY_BYTES);
    while (r == 0 && lo < hi) {
        uint64_t mid = lo + (hi - lo) / 2;
        int64_t stamp = 0;
        r = stamp_at(f, mid, &b, &stamp, fail);
        if (stamp <= instant)
            lo = mid + 1;
        else
            hi = mid;
    }
    buf_drop(&b);
    if (r == 0)
        *ret_known = lo;
    return r;
}
