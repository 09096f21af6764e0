#include "view/served.h"

#include "base/name.h"
#include "engine/follower.h"

#define WAIT_MS 200 /* how long a page waits for an entry its reader has seen */

static struct served_record *find(struct served *s, struct bytes name) {
    for (size_t i = 0; i < s->n; i++)
        if (bytes_is(name, s->records[i].name))
            return &s->records[i];
    return NULL;
}

int served_add(struct served *s, const char *name, const char *folder,
               const struct engine_options *o, struct fail *fail) {
    struct bytes n = bytes_str(name);
    if (s->n >= SERVED_MAX)
        return fail_set(fail, ERR_RANGE, "%d federations at most are served by one process",
                        SERVED_MAX);
    if (!n.n || n.n > LIMIT_NAME_BYTES || memchr(name, '/', n.n))
        return fail_set(fail, ERR_RANGE, "\"%s\" cannot stand in an address", name);
    if (find(s, n))
        return fail_set(fail, ERR_EXISTS, "two folders are named \"%s\"", name);
    struct served_record *r = &s->records[s->n];
    int err = follower_open(folder, o, &r->follower, fail);
    if (err == 0 && derived_new(o && o->alloc ? o->alloc : &alloc_heap, &r->derived) < 0) {
        follower_free(r->follower);
        err = fail_set(fail, ERR_NOMEM, "not enough memory to read the record");
    }
    if (err < 0)
        return err;
    memcpy(r->name, name, n.n + 1);
    s->n++;
    return 0;
}

void served_drop(struct served *s) {
    for (size_t i = 0; i < s->n; i++) {
        follower_free(s->records[i].follower);
        derived_free(s->records[i].derived);
    }
    s->n = 0;
}

int served_named(struct served *s, struct bytes name, struct served_record **ret,
                 struct fail *fail) {
    struct bytes names[SERVED_MAX];
    *ret = find(s, name);
    if (*ret)
        return 0;
    for (size_t i = 0; i < s->n; i++)
        names[i] = bytes_str(s->records[i].name);
    int near = name_nearest(name, names, s->n);
    if (near < 0)
        return fail_set(fail, ERR_MISSING, "no federation \"%.*s\" is served here", (int)name.n,
                        (const char *)name.at);
    return fail_set(fail, ERR_MISSING,
                    "no federation \"%.*s\" is served here; the nearest is \"%s\"", (int)name.n,
                    (const char *)name.at, s->records[near].name);
}

/* All digits, and few of them: a number. */
static bool number_of(struct bytes text, uint64_t *ret) {
    uint64_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || text.n > 18)
            return false;
        n = n * 10 + (text.at[i] - '0');
    }
    *ret = n;
    return text.n > 0;
}

int served_catch_up(struct served_record *r, struct bytes seen, struct fail *fail) {
    uint64_t seq = FOLLOWER_ALL;
    if (seen.n && !number_of(seen, &seq))
        return fail_set(fail, ERR_SYNTAX, "seen: \"%.*s\" is not the number of an entry",
                        (int)seen.n, (const char *)seen.at);
    struct fail later = {0};
    int err = follower_catch_up(r->follower, seq, seen.n ? WAIT_MS : 0, &later);
    if (err < 0 && err != ERR_BUSY && served_size(r) == 0)
        return fail_set(fail, err, "%s", later.text);
    return 0;
}

const struct law *served_law(const struct served_record *r) {
    return follower_law(r->follower);
}
uint64_t served_size(const struct served_record *r) {
    return follower_size(r->follower);
}
void served_root(const struct served_record *r, char ret[2 * HASH_BYTES + 1]) {
    struct hash root = follower_root(r->follower);
    bytes_to_hex(bytes_of(root.b, HASH_BYTES), ret);
}

/* --- the tree of hashes ----------------------------------------------------------------------- */

static bool under(struct bytes path, const char *name, struct bytes *ret_rest) {
    size_t n = strlen(name);
    if (path.n <= n || memcmp(path.at, name, n) != 0)
        return false;
    *ret_rest = bytes_part(path, n, path.n);
    return true;
}

static void put_hash(struct buf *b, const char *before, const struct hash *h) {
    char text[4 * ((HASH_BYTES + 2) / 3) + 1];
    bytes_to_base64(bytes_of(h->b, HASH_BYTES), text);
    buf_format(b, "%s\"%s\"", before, text);
}

static int put_inclusion(struct follower *f, uint64_t seq, struct buf *b, struct fail *fail) {
    struct follower_inclusion p;
    int r = follower_inclusion(f, seq, &p, fail);
    if (r < 0)
        return r;
    buf_format(b, "{\"entry\": %llu, \"size\": %llu", (unsigned long long)seq,
               (unsigned long long)p.size);
    put_hash(b, ", \"leaf\": ", &p.leaf);
    put_hash(b, ", \"root\": ", &p.root);
    buf_str(b, ", \"proof\": [");
    for (size_t i = 0; i < p.proof_n; i++)
        put_hash(b, i ? ", " : "", &p.proof[i]);
    buf_str(b, "]}\n");
    return 0;
}

/* A leaf says who acted by number: where that is public it is for everybody. */
static bool leaf_seen(void *self, uint64_t seq) {
    struct served_record *r = self;
    struct view v;
    struct arena none;
    arena_init(&none, &alloc_heap, 1 << 16);
    view_init(&v, follower_law(r->follower), follower_store(r->follower), r->derived, &none);
    bool seen = view_leaf_seen(&v, seq);
    arena_drop(&none);
    return seen;
}

static int put_receipt(struct served_record *r, uint64_t seq, struct buf *b, struct fail *fail) {
    if (seq < served_size(r) && !leaf_seen(r, seq))
        return fail_set(fail, ERR_DENIED,
                        "the receipt of entry %llu says who acted, and this is not "
                        "public; inclusion/%llu proves without it that the entry is there",
                        (unsigned long long)seq, (unsigned long long)seq);
    return follower_prove(r->follower, seq, b, fail);
}

int served_log(struct served_record *r, struct bytes path, struct buf *b, struct served_part *ret,
               struct fail *fail) {
    struct follower *f = r->follower;
    struct bytes rest, tile;
    uint64_t n = 0;
    *ret = (struct served_part){.type = "text/plain; charset=utf-8"};
    if (bytes_is(path, "checkpoint")) {
        struct bytes note = follower_checkpoint(f);
        buf_bytes(b, note);
        return note.n ? 0 : fail_set(fail, ERR_BUSY, "no checkpoint is signed yet");
    }
    if (bytes_is(path, "log.vkey"))
        return follower_vkey(f, b, fail);
    if (bytes_is(path, "cosigned"))
        return follower_cosigned(f, b, fail);
    if (under(path, "tile/", &tile)) {
        ret->type = "application/octet-stream";
        return follower_tile(f, path, leaf_seen, r, b, &ret->forever, fail);
    }
    if (under(path, "receipt/", &rest) && number_of(rest, &n))
        return put_receipt(r, n, b, fail);
    ret->type = "application/json; charset=utf-8";
    if (under(path, "inclusion/", &rest) && number_of(rest, &n))
        return put_inclusion(f, n, b, fail);
    if (under(path, "consistency/", &rest) && number_of(rest, &n))
        return follower_prove_consistency(f, n, b, fail);
    return fail_set(fail, ERR_MISSING,
                    "the log has checkpoint, cosigned, log.vkey, tile/..., receipt/N, inclusion/N, "
                    "consistency/SIZE; not \"%.*s\"",
                    (int)(path.n > 80 ? 80 : path.n), (const char *)path.at);
}

/* --- how an address looks at a record --------------------------------------------------------- */

/* The number of an entry, or a date; four digits are a year. */
static int known_set(struct served_record *r, struct view *v, struct bytes text,
                     struct fail *fail) {
    uint64_t n;
    struct when w;
    if (text.n != 4 && number_of(text, &n)) {
        v->known = n + 1;
        return 0;
    }
    int err = view_when(v, text, &w, fail);
    int64_t instant = w.hi == INSTANT_MAX ? w.hi : w.hi - 1;
    return err < 0 ? err : follower_known_at(r->follower, instant, &v->known, fail);
}

static int look(struct served_record *r, struct view *v, served_field *field, const void *query,
                struct fail *fail) {
    struct bytes at = field(query, "at"), known = field(query, "known"),
                 since = field(query, "since"), order = field(query, "order"),
                 from = field(query, "from"), reading = field(query, "reading");
    int err = 0;
    if (known.n)
        err = known_set(r, v, known, fail);
    if (err == 0 && at.n)
        err = view_at_set(v, at, fail);
    if (err == 0 && since.n)
        err = view_since_set(v, since, fail);
    if (err == 0 && order.n)
        err = view_order_set(v, order, fail);
    if (err == 0 && from.n && !number_of(from, &v->from))
        err = fail_set(fail, ERR_SYNTAX, "from: \"%.*s\" is not a number", (int)from.n,
                       (const char *)from.at);
    if (err == 0 && reading.n)
        err = view_reading_set(v, reading, fail);
    v->from_given = from.n > 0;
    v->wanted = field(query, "kind");
    return err;
}

int served_view(struct served_record *r, const struct view_kind *k, struct bytes name,
                served_field *field, const void *query, struct arena *a, struct view *v,
                const struct doc **ret, struct fail *fail) {
    view_init(v, follower_law(r->follower), follower_store(r->follower), r->derived, a);
    v->follower = r->follower;
    int err = look(r, v, field, query, fail);
    return err < 0 ? err : view_make(v, k, name, ret, fail);
}
