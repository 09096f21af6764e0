#include "engine/witness.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "engine/beside.h"
#include "engine/hashes.h"
#include "engine/prove.h"
#include "store/file.h"
#include "store/lock.h"

#define COSIGNED_BYTES ((size_t)1 << 20)
#define ASKED_MAX 8 /* checkpoints kept that nobody has cosigned */
#define NOTES_MAX (LIMIT_WITNESSES + ASKED_MAX + 1)
#define DASH "\xe2\x80\x94 "
#define SIGSUM_TREE "sigsum.org/v1/tree/"
#define SIGSUM_WITNESS "sigsum.org/v1/witness/"

static bool begins(struct bytes text, const char *with) {
    size_t n = strlen(with);
    return text.n >= n && memcmp(text.at, with, n) == 0;
}

static bool next_line(struct bytes *rest, struct bytes *ret) {
    const uint8_t *end = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;
    if (!rest->n)
        return false;
    size_t n = end ? (size_t)(end - rest->at) : rest->n;
    *ret = bytes_part(*rest, 0, n);
    *rest = end ? bytes_part(*rest, n + 1, rest->n) : (struct bytes){0};
    return true;
}

/* --- keys ------------------------------------------------------------------------------------- */

/* sigsum names a log or witness by the hash of its key. */
static int sigsum_key(const char *prefix, enum note_type type, const uint8_t *public_key,
                      struct note_key *ret, struct fail *fail) {
    char name[64 + 2 * HASH_BYTES];
    struct hash h = sha256_of(bytes_of(public_key, ED25519_PUBLIC_BYTES));
    size_t n = strlen(prefix);
    memcpy(name, prefix, n);
    bytes_to_hex(bytes_of(h.b, HASH_BYTES), name + n);
    return note_key_make(bytes_str(name), type, public_key, ret, fail);
}

/* "ssh-ed25519 AAAA... remark": of RFC 4253, 6.6, two strings, each behind its length. */
static int ssh_key(struct bytes line, struct note_key *ret, struct fail *fail) {
    static const uint8_t head[] = "\0\0\0\x0bssh-ed25519\0\0\0\x20";
    uint8_t raw[sizeof(head) - 1 + ED25519_PUBLIC_BYTES + 4];
    line = bytes_part(line, strlen("ssh-ed25519 "), line.n);
    const uint8_t *end = line.n ? memchr(line.at, ' ', line.n) : NULL;
    int n = bytes_from_base64(bytes_part(line, 0, end ? (size_t)(end - line.at) : line.n), raw,
                              sizeof(raw));
    if (n != (int)(sizeof(head) - 1 + ED25519_PUBLIC_BYTES) ||
        memcmp(raw, head, sizeof(head) - 1) != 0)
        return fail_set(fail, ERR_SYNTAX, "not an ssh-ed25519 public key");
    return sigsum_key(SIGSUM_WITNESS, NOTE_COSIGNATURE, raw + sizeof(head) - 1, ret, fail);
}

int witness_parse(struct bytes line, struct note_key *ret, struct fail *fail) {
    while (line.n && (line.at[line.n - 1] == '\n' || line.at[line.n - 1] == '\r'))
        line.n--;
    struct note_key key;
    int r =
        begins(line, "ssh-ed25519 ") ? ssh_key(line, &key, fail) : note_key_parse(line, &key, fail);
    if (r == 0 && key.type != NOTE_COSIGNATURE)
        r = fail_set(fail, ERR_SYNTAX,
                     "\"%s\" is the key of a log: a witness's is of type 4 (its vkey has BA... or "
                     "BB..., BC..., BD... after the second plus)",
                     key.name);
    if (r == 0)
        *ret = key;
    return r;
}

static int read_list(const char *path, struct bytes text, struct witnesses *w, struct fail *fail) {
    struct bytes line;
    struct fail its = {0};
    for (unsigned n = 1; next_line(&text, &line); n++) {
        if (!line.n || line.at[0] == '#')
            continue;
        if (w->n == WITNESS_FIRST + LIMIT_WITNESSES)
            return fail_set(fail, ERR_RANGE, "%s:%u: a record has %d witnesses at most", path, n,
                            LIMIT_WITNESSES);
        int r = witness_parse(line, &w->keys[w->n], &its);
        if (r < 0)
            return fail_set(fail, r, "%s:%u: %s", path, n, its.text);
        w->n++;
    }
    return 0;
}

int witnesses_read(const char *folder, const char *path, struct witnesses *ret, struct fail *fail) {
    struct buf text;
    buf_init(&text, &alloc_heap, LIMIT_NOTE_BYTES);
    struct witnesses w = {.n = WITNESS_FIRST};
    int r = folder ? beside_vkey(folder, &w.keys[0], fail) : 0;
    if (r == 0 && folder)
        r = sigsum_key(SIGSUM_TREE, NOTE_ED25519, w.keys[0].public_key, &w.keys[1], fail);
    if (r == 0)
        r = path     ? file_read(path, &text, fail)
            : folder ? beside_file(folder, "witnesses", &text, fail)
                     : 0;
    r = r < 0 ? r : read_list(path ? path : "witnesses", buf_view(&text), &w, fail);
    buf_drop(&text);
    if (r == 0)
        *ret = w;
    return r;
}

int witness_pin(const char *folder, struct bytes line, struct note_key *ret, struct fail *fail) {
    struct witnesses w;
    struct note_key key;
    struct buf text;
    char vkey[NOTE_KEY_TEXT_MAX];
    int r = witness_parse(line, &key, fail);
    r = r < 0 ? r : witnesses_read(folder, NULL, &w, fail);
    for (size_t i = 0; r == 0 && i < w.n; i++)
        if (memcmp(w.keys[i].public_key, key.public_key, ED25519_PUBLIC_BYTES) == 0)
            r = fail_set(fail, ERR_EXISTS, "the key of \"%s\" is %s", key.name,
                         i < WITNESS_FIRST ? "this record's own" : "known already");
    if (r == 0 && w.n == WITNESS_FIRST + LIMIT_WITNESSES)
        r = fail_set(fail, ERR_RANGE, "a record has %d witnesses at most", LIMIT_WITNESSES);
    if (r < 0)
        return r;
    buf_init(&text, &alloc_heap, LIMIT_NOTE_BYTES);
    r = beside_file(folder, "witnesses", &text, fail);
    if (text.n && text.at[text.n - 1] != '\n')
        buf_byte(&text, '\n');
    note_key_format(&key, vkey);
    buf_format(&text, "%s\n", vkey);
    if (r == 0 && text.failed)
        r = fail_set(fail, ERR_RANGE, "%s/witnesses is too long", folder);
    r = r < 0 ? r : beside_replace(folder, "witnesses", buf_view(&text), fail);
    buf_drop(&text);
    if (r == 0)
        *ret = key;
    return r;
}

/* --- what was cosigned ------------------------------------------------------------------------ */

/* The text ends at the first empty line, because a checkpoint has none; signatures at the next. */
static bool next_note(struct bytes *rest, struct bytes *ret_text, struct bytes *ret_lines) {
    while (rest->n && rest->at[0] == '\n')
        *rest = bytes_part(*rest, 1, rest->n);
    const uint8_t *end = rest->n ? memmem(rest->at, rest->n, "\n\n", 2) : NULL;
    if (!end)
        return false;
    size_t n = (size_t)(end - rest->at) + 1;
    *ret_text = bytes_part(*rest, 0, n);
    struct bytes after = bytes_part(*rest, n + 1, rest->n);
    const uint8_t *stop = after.n ? memmem(after.at, after.n, "\n\n", 2) : NULL;
    size_t m = stop ? (size_t)(stop - after.at) + 1 : after.n;
    *ret_lines = bytes_part(after, 0, m);
    *rest = bytes_part(after, m, after.n);
    return m > 0;
}

/* Text and lines are one run of bytes, as next_note() found them. */
static struct bytes whole_note(struct bytes text, struct bytes lines) {
    return bytes_of(text.at, (size_t)(lines.at + lines.n - text.at));
}

static int open_note(const struct witnesses *w, struct bytes note, struct cosigned *ret,
                     struct fail *fail) {
    struct fail its = {0};
    ret->note = note;
    int r = note_open(note, w->keys, w->n, &ret->opened, &its);
    r = r < 0 ? r : checkpoint_parse(ret->opened.text, &ret->checkpoint, &its);
    if (r < 0)
        return fail_set(fail, r == ERR_MISSING ? ERR_BROKEN : r, "%s", its.text);
    for (size_t i = 0; i < WITNESS_FIRST; i++)
        if ((ret->opened.signed_by >> i & 1) && bytes_is(ret->checkpoint.origin, w->keys[i].name))
            return 0;
    return fail_set(fail, ERR_BROKEN, "the checkpoint is not signed by this record");
}

static int scan(struct bytes text, const struct witnesses *w, cosigned_visit *visit, void *self,
                struct fail *fail) {
    struct bytes note, lines;
    struct cosigned c;
    struct fail its = {0};
    int r = 0;
    while (r == 0 && next_note(&text, &note, &lines)) {
        r = open_note(w, whole_note(note, lines), &c, &its);
        r = r < 0 ? fail_set(fail, r, "among the cosigned checkpoints: %s", its.text)
                  : visit(self, w, &c, fail);
    }
    return r;
}

int cosigned_scan(const char *folder, const struct witnesses *w, cosigned_visit *visit, void *self,
                  struct fail *fail) {
    struct buf text;
    buf_init(&text, &alloc_heap, COSIGNED_BYTES);
    int r = beside_file(folder, "cosigned", &text, fail);
    r = r < 0 ? r : scan(buf_view(&text), w, visit, self, fail);
    buf_drop(&text);
    return r;
}

static int note_last(void *self, const struct witnesses *w, const struct cosigned *c,
                     struct fail *fail) {
    struct cosigned_last *last = self;
    (void)fail;
    for (size_t i = 0; i < w->n; i++)
        if ((c->opened.signed_by >> i & 1) && c->checkpoint.size >= last[i].size)
            last[i] =
                (struct cosigned_last){c->checkpoint.size, c->opened.time[i], c->checkpoint.root};
    return 0;
}

int cosigned_last(const char *folder, const struct witnesses *w,
                  struct cosigned_last ret[WITNESS_FIRST + LIMIT_WITNESSES], struct fail *fail) {
    memset(ret, 0, (WITNESS_FIRST + LIMIT_WITNESSES) * sizeof(*ret));
    return cosigned_scan(folder, w, note_last, ret, fail);
}

static size_t lines_of(struct bytes lines) {
    struct bytes line;
    size_t n = 0;
    while (next_line(&lines, &line))
        n += line.n > 0;
    return n;
}

int cosigned_text(const char *folder, struct buf *b, struct fail *fail) {
    struct buf text;
    struct bytes rest, note, lines;
    buf_init(&text, &alloc_heap, COSIGNED_BYTES);
    int r = beside_file(folder, "cosigned", &text, fail);
    size_t before = b->n;
    for (rest = buf_view(&text); r == 0 && next_note(&rest, &note, &lines);)
        if (lines_of(lines) > 1) {
            buf_bytes(b, whole_note(note, lines));
            buf_byte(b, '\n');
        }
    if (r == 0 && b->n == before)
        r = fail_set(fail, ERR_MISSING, "no witness has cosigned this record");
    buf_drop(&text);
    return r == 0 && b->failed ? fail_set(fail, ERR_NOMEM, "not enough memory") : r;
}

void cosigned_merge(const char *folder, struct buf *note) {
    struct buf text;
    struct bytes rest, own, its, lines, line;
    buf_init(&text, &alloc_heap, COSIGNED_BYTES);
    const uint8_t *end = note->n ? memmem(note->at, note->n, "\n\n", 2) : NULL;
    if (end && beside_file(folder, "cosigned", &text, NULL) == 0)
        for (rest = buf_view(&text); next_note(&rest, &its, &lines);) {
            own = bytes_of(note->at, (size_t)(end - note->at) + 1);
            if (!bytes_equal(own, its))
                continue;
            while (next_line(&lines, &line))
                if (!memmem(note->at, note->n, line.at, line.n) &&
                    note->n + line.n + 1 <= LIMIT_NOTE_BYTES) {
                    buf_bytes(note, line);
                    buf_byte(note, '\n');
                }
            break;
        }
    buf_drop(&text);
}

/* --- keeping them ----------------------------------------------------------------------------- */

struct keep {
    struct cosigned c;
    struct buf made; /* what c.note lies in, when it was made here */
};
struct keeping {
    struct keep keep[2 * NOTES_MAX];
    size_t n;
    struct buf text;
    struct lock lock;
};

static int keep_note(void *self, const struct witnesses *w, const struct cosigned *c,
                     struct fail *fail) {
    struct keeping *k = self;
    (void)w;
    if (k->n == sizeof(k->keep) / sizeof(k->keep[0]))
        return fail_set(fail, ERR_RANGE, "too many cosigned checkpoints are kept");
    k->keep[k->n++] = (struct keep){.c = *c};
    return 0;
}

static int keeping_begin(const char *folder, const struct witnesses *w, struct keeping *k,
                         struct fail *fail) {
    char path[FILE_PATH_MAX];
    memset(k, 0, sizeof(*k));
    buf_init(&k->text, &alloc_heap, COSIGNED_BYTES);
    int r = file_path(folder, "cosigned.lock", path, fail);
    r = r < 0 ? r : lock_take(path, &k->lock, fail);
    r = r < 0 ? r : beside_file(folder, "cosigned", &k->text, fail);
    return r < 0 ? r : scan(buf_view(&k->text), w, keep_note, k, fail);
}

static void keeping_drop(struct keeping *k) {
    for (size_t i = 0; i < k->n; i++)
        if (k->keep[i].made.at)
            buf_drop(&k->keep[i].made);
    buf_drop(&k->text);
    lock_drop(&k->lock);
}

static uint64_t by_witnesses(const struct cosigned *c) {
    return c->opened.signed_by >> WITNESS_FIRST;
}

/* Is it the last in the list that is the largest of some witness, or among the last asked? */
static bool still_needed(const struct keeping *k, size_t i) {
    const struct cosigned *c = &k->keep[i].c;
    size_t unsigned_after = 0;
    uint64_t left = by_witnesses(c);
    for (size_t j = 0; j < k->n; j++) {
        const struct cosigned *d = &k->keep[j].c;
        if (j > i && !by_witnesses(d))
            unsigned_after++;
        if (j != i && (d->checkpoint.size > c->checkpoint.size ||
                       (d->checkpoint.size == c->checkpoint.size && j > i)))
            left &= ~by_witnesses(d);
    }
    return by_witnesses(c) ? left != 0 : unsigned_after < ASKED_MAX;
}

static int keeping_end(const char *folder, struct keeping *k, struct fail *fail) {
    struct buf out;
    buf_init(&out, &alloc_heap, COSIGNED_BYTES);
    for (size_t i = 0; i < k->n; i++)
        if (still_needed(k, i)) {
            buf_bytes(&out, k->keep[i].c.note);
            buf_byte(&out, '\n');
        }
    int r = out.failed ? fail_set(fail, ERR_RANGE, "the cosigned checkpoints are too many")
                       : beside_replace(folder, "cosigned", buf_view(&out), fail);
    buf_drop(&out);
    return r;
}

/* Adds a checkpoint unless one of the same text is there; *RET says where. */
static int keep_new(const struct witnesses *w, struct keeping *k, struct bytes note, size_t *ret,
                    struct fail *fail) {
    struct cosigned c;
    struct buf made;
    buf_init(&made, &alloc_heap, LIMIT_NOTE_BYTES);
    buf_bytes(&made, note);
    int r = open_note(w, buf_view(&made), &c, fail);
    for (size_t i = 0; r == 0 && i < k->n; i++)
        if (bytes_equal(k->keep[i].c.opened.text, c.opened.text)) {
            buf_drop(&made);
            *ret = i;
            return 0;
        }
    r = r < 0 ? r : keep_note(k, w, &c, fail);
    if (r < 0) {
        buf_drop(&made);
        return r;
    }
    k->keep[k->n - 1].made = made;
    *ret = k->n - 1;
    return 0;
}

/* --- asking ----------------------------------------------------------------------------------- */

/* The checkpoint that is signed, under the name the witness expects. */
static int checkpoint_for(const char *folder, const struct witnesses *w, size_t key,
                          struct buf *ret, struct checkpoint *ret_checkpoint, struct fail *fail) {
    char path[FILE_PATH_MAX];
    struct cosigned c;
    struct record_keys keys = {0};
    struct ed25519_secret secret;
    struct buf text;
    int r = beside_file(folder, "checkpoint", ret, fail);
    if (r == 0 && !ret->n)
        r = fail_set(fail, ERR_BUSY, "no checkpoint is signed yet");
    r = r < 0 ? r : open_note(w, buf_view(ret), &c, fail);
    if (r < 0)
        return r;
    *ret_checkpoint = c.checkpoint;
    if (!begins(bytes_str(w->keys[key].name), SIGSUM_WITNESS))
        return 0;
    r = file_path(folder, "keys", path, fail);
    r = r < 0 ? r : record_keys_load(path, &keys, fail);
    if (r == 0 && memcmp(keys.log_public, w->keys[1].public_key, ED25519_PUBLIC_BYTES) != 0)
        r = fail_set(fail, ERR_BROKEN, "log.vkey is not of the keys in this folder");
    if (r < 0)
        return r;
    buf_init(&text, &alloc_heap, 4096);
    c.checkpoint.origin = bytes_str(w->keys[1].name);
    checkpoint_text(&c.checkpoint, &text);
    memcpy(&secret, keys.log_secret, sizeof(secret));
    buf_clear(ret); /* origin lies in w, the rest in c */
    r = note_sign(buf_view(&text), &w->keys[1], &secret, 0, ret, fail);
    ed25519_wipe(&secret);
    record_keys_drop(&keys);
    buf_drop(&text);
    return r;
}

static int put_way(const char *folder, uint64_t old, uint64_t size, struct buf *b,
                   struct fail *fail) {
    struct hash proof[MERKLE_PROOF_MAX];
    char text[4 * ((HASH_BYTES + 2) / 3) + 1];
    struct hashes h;
    size_t n = 0;
    hashes_open(folder, NULL, 0, &h);
    int r = old < size ? merkle_prove_consistency(hashes_node, &h, old, size, proof, &n, fail) : 0;
    hashes_close(&h);
    buf_format(b, "old %llu\n", (unsigned long long)old);
    for (size_t i = 0; r == 0 && i < n; i++) {
        bytes_to_base64(bytes_of(proof[i].b, HASH_BYTES), text);
        buf_format(b, "%s\n", text);
    }
    buf_byte(b, '\n');
    return r;
}

int witness_ask(const char *folder, const struct witnesses *w, size_t key, uint64_t old,
                struct buf *b, struct fail *fail) {
    struct keeping k;
    struct cosigned_last last[WITNESS_FIRST + LIMIT_WITNESSES] = {{0}};
    struct checkpoint c;
    struct buf note;
    size_t at;
    buf_init(&note, &alloc_heap, LIMIT_NOTE_BYTES);
    int r = keeping_begin(folder, w, &k, fail);
    r = r < 0 ? r : checkpoint_for(folder, w, key, &note, &c, fail);
    for (size_t i = 0; r == 0 && i < k.n; i++)
        (void)note_last(last, w, &k.keep[i].c, fail);
    old = old == WITNESS_KNOWN ? last[key].size : old;
    if (r == 0 && old > c.size)
        r = fail_set(fail, ERR_RANGE,
                     "the checkpoint beside the record has %llu entries, fewer than %llu",
                     (unsigned long long)c.size, (unsigned long long)old);
    r = r < 0 ? r : put_way(folder, old, c.size, b, fail);
    buf_bytes(b, buf_view(&note));
    r = r < 0 ? r : keep_new(w, &k, buf_view(&note), &at, fail);
    r = r < 0 ? r : keeping_end(folder, &k, fail);
    keeping_drop(&k);
    buf_drop(&note);
    return r == 0 && b->failed ? fail_set(fail, ERR_NOMEM, "not enough memory to ask") : r;
}

/* --- what is answered ------------------------------------------------------------------------- */

/* Is the root that was signed that of this record? */
static int of_this_tree(const char *folder, const struct checkpoint *c, struct fail *fail) {
    struct hashes h;
    struct hash root;
    hashes_open(folder, NULL, 0, &h);
    int r = merkle_root_at(hashes_node, &h, c->size, &root, fail);
    hashes_close(&h);
    if (r < 0 || hash_equal(&root, &c->root))
        return r;
    return fail_set(
        fail, ERR_BROKEN,
        "THE RECORD WAS SPLIT: its key signed, and somebody saw, a tree of %llu entries "
        "that is not the one beside this record. Keep that checkpoint: it proves it",
        (unsigned long long)c->size);
}

/* The note with LINE in the place of what KEY signed before. */
static void put_line(const struct witnesses *w, size_t key, const struct cosigned *c,
                     struct bytes line, struct buf *b) {
    char name[NOTE_NAME_MAX + 8];
    snprintf(name, sizeof(name), DASH "%s ", w->keys[key].name);
    struct bytes lines = bytes_part(c->note, c->opened.text.n + 1, c->note.n), old;
    buf_bytes(b, c->opened.text);
    buf_byte(b, '\n');
    while (next_line(&lines, &old))
        if (!begins(old, name)) {
            buf_bytes(b, old);
            buf_byte(b, '\n');
        }
    buf_bytes(b, line);
    buf_byte(b, '\n');
}

/* Adds the line to that of the notes which it signs: 1; 0: it is by nobody who is pinned. */
static int take_line(const struct witnesses *w, struct keeping *k, struct bytes line,
                     struct witness_taken *ret, struct fail *fail) {
    struct buf made;
    struct cosigned c;
    struct fail its = {0};
    size_t key = WITNESS_FIRST;
    char name[NOTE_NAME_MAX + 8];
    for (; key < w->n; key++) {
        snprintf(name, sizeof(name), DASH "%s ", w->keys[key].name);
        if (begins(line, name))
            break;
    }
    if (key == w->n)
        return 0;
    for (size_t i = k->n; i-- > 0;) {
        buf_init(&made, &alloc_heap, LIMIT_NOTE_BYTES);
        put_line(w, key, &k->keep[i].c, line, &made);
        bool good = !made.failed && open_note(w, buf_view(&made), &c, &its) == 0 &&
                    (c.opened.signed_by >> key & 1);
        if (!good) {
            buf_drop(&made);
            continue;
        }
        if (k->keep[i].made.at)
            buf_drop(&k->keep[i].made);
        k->keep[i] = (struct keep){.c = c, .made = made};
        *ret = (struct witness_taken){key, c.checkpoint.size, c.opened.time[key]};
        return 1;
    }
    return fail_set(fail, ERR_BROKEN,
                    "the signature of \"%s\" is over none of the checkpoints that witnesses were "
                    "asked to sign",
                    w->keys[key].name);
}

static int take_lines(const char *folder, const struct witnesses *w, struct keeping *k,
                      struct bytes answer, struct witness_taken *ret, size_t *ret_n,
                      struct fail *fail) {
    struct bytes note, lines, line, rest = answer;
    size_t n = 0, at = 0;
    int r = 0;
    /* a whole checkpoint, perhaps one that somebody else had cosigned */
    if (next_note(&rest, &note, &lines)) {
        struct buf bare;
        buf_init(&bare, &alloc_heap, LIMIT_NOTE_BYTES);
        buf_bytes(&bare, whole_note(note, lines));
        r = keep_new(w, k, buf_view(&bare), &at, fail);
        r = r < 0 ? r : of_this_tree(folder, &k->keep[at].c.checkpoint, fail);
        buf_drop(&bare);
        answer = lines;
    }
    while (r >= 0 && next_line(&answer, &line))
        if (begins(line, DASH) && n < LIMIT_WITNESSES) {
            r = take_line(w, k, line, &ret[n], fail);
            n += r > 0;
        }
    *ret_n = n;
    return r < 0 ? r : 0;
}

int witness_take(const char *folder, const struct witnesses *w, struct bytes answer,
                 struct witness_taken ret[LIMIT_WITNESSES], size_t *ret_n, struct fail *fail) {
    struct keeping k;
    struct bytes digits = answer;
    uint64_t size;
    size_t n = 0;
    while (digits.n && digits.at[digits.n - 1] == '\n')
        digits.n--;
    if (decimal_parse(digits, &size))
        return fail_set(fail, ERR_RANGE,
                        "the witness has seen %llu entries: ask it again with --old %llu",
                        (unsigned long long)size, (unsigned long long)size);
    int r = keeping_begin(folder, w, &k, fail);
    r = r < 0 ? r : take_lines(folder, w, &k, answer, ret, &n, fail);
    if (r == 0 && !n)
        r = fail_set(fail, ERR_MISSING, "there is no signature of a pinned witness in it");
    r = r < 0 ? r : keeping_end(folder, &k, fail);
    keeping_drop(&k);
    if (r == 0)
        *ret_n = n;
    return r;
}
