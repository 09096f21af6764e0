#include "engine/engine.h"

#include <sodium.h>
#include <unistd.h>

#include "base/check.h"
#include "base/date.h"
#include "engine/local.h"
#include "engine/member.h"
#include "engine/snapshot.h"
#include "store/file.h"
#include "wire/checkpoint.h"
#include "wire/ed25519.h"

/* --- opening ---------------------------------------------------------------------------------- */

#define MARK_STAMPS "stamps-as-given"

static int open_parts(struct engine *e, const char *folder, struct fail *fail) {
    char mark[FILE_PATH_MAX];
    if (e->options.store) {
        e->store = e->options.store;
        randombytes_buf(&e->folder.keys, sizeof(e->folder.keys));
        crypto_sign_keypair(e->folder.keys.log_public, e->folder.keys.log_secret);
        return 0;
    }
    int r =
        folder_open(folder, STORE_WRITE, FOLDER_RECORD | FOLDER_KEYS, e->alloc, &e->folder, fail);
    r = r < 0 ? r : file_path(folder, MARK_STAMPS, mark, fail);
    if (r < 0)
        return r;
    memcpy(e->path, folder, strlen(folder) + 1); /* file_path() bounded it */
    e->store = e->folder.record;
    if (access(mark, F_OK) == 0)
        e->options.stamps_as_given = true;
    return 0;
}

static int fold_begin(struct engine *e, struct fail *fail) {
    int r = remember_init(&e->keys_seen, e->alloc, LIMIT_KEYS_REMEMBERED);
    if (r < 0)
        return fail_set(fail, r, "not enough memory to open the record");
    if ((r = fold_init(&e->fold, e->alloc, fail)) < 0)
        return r;
    buf_clear(&e->leaves);
    e->fold.keys = &e->keys_seen;
    e->fold.leaves = &e->leaves;
    e->fold.progress = e->options.progress;
    e->fold.progress_self = e->options.progress_self;
    return 0;
}

/* The hashes beside the record are kept as far as they are right; what was signed must be there. */
static int fold_beside(struct engine *e, struct fail *fail) {
    char path[FILE_PATH_MAX];
    struct checkpoint c;
    struct buf note;
    if (!e->path[0])
        return 0;
    buf_init(&note, e->alloc, LIMIT_NOTE_BYTES);
    int r = file_path(e->path, "leaves", path, fail);
    r = r < 0 ? r : beside_known(e->path, &e->folder.keys, &c, &note, fail);
    if (r == 0) {
        e->fold.known_size = c.size;
        e->fold.known_root = c.root;
        e->fold.leaves_written = fopen(path, "rbe");
    }
    buf_drop(&note);
    return r;
}

/* The state as the record has it, from its first entry. */
static int fold_record(struct engine *e, struct fail *fail) {
    int r = fold_begin(e, fail);
    r = r < 0 ? r : fold_beside(e, fail);
    return r < 0 ? r : fold_rest(&e->fold, e->store, fail);
}

static void fold_end(struct engine *e) {
    fold_drop(&e->fold);
    remember_drop(&e->keys_seen);
}

/* From the last snapshot and the entries that followed. */
static int fold_snapshot(struct engine *e, struct fail *fail) {
    if (!e->path[0] || !snapshot_there(e->path))
        return ERR_MISSING;
    int r = fold_begin(e, fail);
    r = r < 0 ? r : fold_beside(e, fail);
    r = r < 0 ? r : snapshot_take(&e->fold, e->path, e->store, fail);
    e->snapshot = r < 0 ? 0 : e->fold.tree.n;
    e->tried = e->snapshot;
    r = r < 0 ? r : fold_rest(&e->fold, e->store, fail);
    if (r < 0)
        fold_end(e);
    return r;
}

/* Whatever is wrong with a snapshot, the record itself is what holds. */
static int fold_any(struct engine *e, struct fail *fail) {
    struct fail why = {0};
    int r = fold_snapshot(e, &why);
    if (r == 0)
        return 0;
    e->snapshot = e->tried = 0;
    if (r != ERR_MISSING && e->options.note) {
        char text[FAIL_TEXT_MAX + 64];
        snprintf(text, sizeof(text), "the snapshot beside the record is not used: %s", why.text);
        e->options.note(e->options.progress_self, text);
    }
    return fold_record(e, fail);
}

int engine_open(const char *folder, const struct engine_options *o, struct engine **ret,
                struct fail *fail) {
    struct alloc *alloc = o->alloc ? o->alloc : &alloc_heap;
    struct engine *e = alloc->resize(alloc, NULL, 0, sizeof(*e));
    if (!e) {
        store_free(o->store);
        return fail_set(fail, ERR_NOMEM, "not enough memory to open the record");
    }
    memset(e, 0, sizeof(*e));
    e->options = *o;
    e->alloc = alloc;
    if (!e->options.clock)
        e->options.clock = clock_system();
    buf_init(&e->scratch, alloc, (size_t)ENGINE_BATCH_MAX * LIMIT_ENTRY_BYTES);
    buf_init(&e->effects, alloc, LIMIT_PART_BYTES);
    buf_init(&e->leaves, alloc, (size_t)1 << 32);
    int r = sodium_init() < 0 ? fail_set(fail, ERR_IO, "the random source does not answer") : 0;
    r = r < 0 ? r : open_parts(e, folder, fail);
    r = r < 0 ? r : fold_any(e, fail);
    if (r < 0) {
        engine_free(e);
        return r;
    }
    e->beside_at = clock_now(e->options.clock);
    *ret = e;
    return 0;
}

void engine_free(struct engine *e) {
    if (!e)
        return;
    if (e->fold.law && (e->leaves.n || e->child))
        (void)engine_tend(e, NULL); /* derived: made again at the next opening if it failed */
    store_free(e->options.store);
    folder_drop(&e->folder);
    fold_drop(&e->fold);
    remember_drop(&e->keys_seen);
    buf_drop(&e->scratch);
    buf_drop(&e->effects);
    buf_drop(&e->leaves);
    e->alloc->resize(e->alloc, e, sizeof(*e), 0);
}

/* --- the batch -------------------------------------------------------------------------------- */

static void batch_begin(struct engine *e) {
    buf_clear(&e->scratch);
    e->batch = 0;
    e->batch_from = e->fold.tree.n;
}

/* Takes the last entry and the ticks that carry it on out of the batch again. */
static void batch_undo(struct engine *e) {
    bool more = true;
    while (more) {
        more = e->joined[--e->batch];
        e->scratch.n -= e->batch_n[e->batch];
    }
}

/* How many entries of the batch, from number FROM on, go into one transaction: an entry and the
 * ticks that carry on what it does are not parted. */
static size_t transaction(const struct engine *e, size_t from) {
    size_t n = e->batch - from < LIMIT_BATCH ? e->batch - from : LIMIT_BATCH;
    while (from + n < e->batch && e->joined[from + n])
        n--;
    check(n);
    return n;
}

/* Durable, or the end of this engine. */
static int batch_append(struct engine *e, struct fail *fail) {
    struct bytes entries[LIMIT_BATCH];
    const uint8_t *at = e->scratch.at;
    uint64_t first = e->batch_from;
    for (size_t done = 0; done < e->batch;) {
        size_t n = 0;
        size_t most = transaction(e, done);
        for (; n < most; n++) {
            entries[n] = bytes_of(at, e->batch_n[done + n]);
            at += e->batch_n[done + n];
        }
        int r = store_append(e->store, first + done, entries, n, fail);
        if (r < 0) {
            e->dead = true;
            return r;
        }
        done += n;
    }
    batch_begin(e);
    return 0;
}

/* What was decided could not become an entry, so the state is ahead of the record: what came before
 * is written, and the state made anew from what is there. */
static int batch_reread(struct engine *e, struct fail *fail) {
    int r = batch_append(e, fail);
    if (r < 0)
        return r;
    fold_end(e);
    r = fold_any(e, fail);
    batch_begin(e);
    e->dead = r < 0;
    return r;
}

/* --- one entry -------------------------------------------------------------------------------- */

/* The salt of a part: nobody outside can guess what was withheld, and the engine needs to keep
 * none. */
static void salt_of(const struct engine *e, uint64_t seq, uint8_t kind,
                    uint8_t ret[ENTRY_SALT_BYTES]) {
    const struct record_keys *keys = &e->folder.keys;
    uint8_t what[9];
    for (int i = 0; i < 8; i++)
        what[i] = (uint8_t)(seq >> (8 * i));
    what[8] = kind;
    struct hash h = sha256_hmac(bytes_of(keys->salt_secret, sizeof(keys->salt_secret)),
                                bytes_of(what, sizeof(what)));
    memcpy(ret, h.b, ENTRY_SALT_BYTES);
}

static void add_part(struct engine *e, struct entry *entry, uint8_t kind, struct bytes content,
                     uint8_t *salt) {
    if (!content.n && kind != PART_EFFECTS)
        return;
    salt_of(e, entry->header.seq, kind, salt);
    entry->parts[entry->n_parts++] = (struct entry_part){
        .kind = kind, .salt = bytes_of(salt, ENTRY_SALT_BYTES), .content = content};
}

/* Room for N entries that must not be parted. Many things due at once: what is there goes first. */
static int batch_room(struct engine *e, size_t n, struct fail *fail) {
    if (e->effects.failed || n > LIMIT_BATCH)
        return fail_set(fail, ERR_NOMEM,
                        "what this does is more than %u entries can hold, or than memory has room "
                        "for",
                        LIMIT_BATCH);
    return e->batch + n > ENGINE_BATCH_MAX ? batch_append(e, fail) : 0;
}

/* Appends the entry to the batch: bytes, leaf, tree. ERR_NOMEM: it has no room there. */
static int batch_entry(struct engine *e, const struct entry_header *h,
                       const struct engine_request *r, struct bytes command, struct hash *ret_leaf,
                       struct fail *fail) {
    uint8_t salts[5][ENTRY_SALT_BYTES], sealed_room[MEMBER_SEALED_MAX];
    struct buf sealed = buf_on(sealed_room, sizeof(sealed_room));
    struct entry entry = {.header = *h};
    int room = e->carrying ? 0 : batch_room(e, 1 + law_carries(e->fold.law), fail);
    if (room < 0)
        return room;
    add_part(e, &entry, PART_COMMAND, command, salts[0]);
    add_part(e, &entry, PART_EFFECTS, buf_view(&e->effects), salts[1]);
    add_part(e, &entry, PART_TEXT, r ? r->text : (struct bytes){0}, salts[2]);
    add_part(e, &entry, PART_PRIVATE, r ? r->private_ : (struct bytes){0}, salts[3]);
    if (h->pseudonym.n)
        member_seal(&e->folder.keys, h, &sealed);
    add_part(e, &entry, PART_SEALED, buf_view(&sealed), salts[4]);
    entry_seal(&entry);
    size_t before = e->scratch.n;
    entry_encode(&entry, &e->scratch);
    if (e->scratch.failed) {
        e->scratch.failed = false;
        e->scratch.n = before;
        return fail_set(fail, ERR_NOMEM, "not enough memory for this entry");
    }
    check(e->scratch.n - before <= LIMIT_ENTRY_BYTES);
    e->joined[e->batch] = e->carrying;
    e->batch_n[e->batch++] = e->scratch.n - before;
    *ret_leaf = entry_leaf_hash(&entry);
    fold_decided(&e->fold, &entry, ret_leaf);
    return 0;
}

/* The command that settles what is due: { 0: COMMAND_TICK }. */
static const uint8_t tick_bytes[] = {0xa1, 0x00, COMMAND_TICK};

static int batch_tick(struct engine *e, int64_t stamp, struct fail *fail) {
    struct law *law = e->fold.law;
    struct bytes bytes = bytes_of(tick_bytes, sizeof(tick_bytes));
    struct entry_header h = {
        .seq = law_size(law), .stamp = stamp, .type = COMMAND_TICK, .auth = AUTH_ENGINE};
    struct command c;
    struct refusal refusal;
    struct hash leaf;
    int r = command_decode(bytes, &c, fail);
    r = r < 0 ? r : law_reserve(law, fail);
    if (r < 0)
        return r;
    buf_clear(&e->effects);
    e->carrying = law_carries(law) > 0;
    check(law_decide(law, &h, &c, NULL, &e->effects, &refusal) == LAW_ACCEPTED);
    r = batch_entry(e, &h, NULL, bytes, &leaf, fail);
    e->carrying = false;
    return r;
}

/* Ticks for what is due at or before STAMP. */
static int batch_ticks(struct engine *e, int64_t stamp, struct fail *fail) {
    int r = 0;
    while (r == 0 && law_due(e->fold.law, stamp))
        r = batch_tick(e, stamp, fail);
    return r;
}

/* Ticks that carry on what the entry just decided does. */
static int batch_carry(struct engine *e, int64_t stamp, struct fail *fail) {
    int r = 0;
    while (r == 0 && law_carries(e->fold.law))
        r = batch_tick(e, stamp, fail);
    return r;
}

/* --- requests --------------------------------------------------------------------------------- */

static bool signature_holds(struct engine *e, const struct entry_header *h,
                            const struct engine_request *r) {
    struct buf message;
    struct entry entry = {.header = *h};
    if (r->auth_key.n != ED25519_PUBLIC_BYTES || r->signature.n != ED25519_SIGNATURE_BYTES)
        return false;
    entry.parts[entry.n_parts++] = (struct entry_part){.kind = PART_COMMAND, .content = r->command};
    if (r->text.n)
        entry.parts[entry.n_parts++] = (struct entry_part){.kind = PART_TEXT, .content = r->text};
    buf_init(&message, e->alloc, LIMIT_ENTRY_BYTES);
    entry_signed_bytes(&e->fold.record_id, &entry, &message);
    bool holds =
        !message.failed && ed25519_verify(r->auth_key.at, buf_view(&message), r->signature.at);
    buf_drop(&message);
    return holds;
}

/* The same key again: the first answer, once it is read. */
static bool answer_repeated(const struct engine *e, const struct engine_request *r,
                            struct engine_answer *ret) {
    ret->repeated = remember_find(&e->keys_seen, r->key, &ret->seq);
    ret->verdict = ret->repeated ? LAW_ACCEPTED : ret->verdict;
    return ret->repeated;
}

/* Is it this command that became entry E, and not another under the same key? What was signed is
 * known by its signature, even when the command was erased. */
static int same_request(const struct engine_request *r, const struct entry *e, struct fail *fail) {
    const struct entry_part *command = entry_part(e, PART_COMMAND);
    bool shown = command && !command->withheld;
    if ((shown && bytes_equal(command->content, r->command)) ||
        (e->header.auth == AUTH_SIGNED && r->auth == AUTH_SIGNED &&
         bytes_equal(e->header.signature, r->signature)))
        return 0;
    return fail_set(fail, ERR_CONFLICT,
                    shown ? "this key was used for another command, which became entry %llu"
                          : "this key was used for entry %llu, whose command was erased: whether "
                            "it was this one cannot be told",
                    (unsigned long long)e->header.seq);
}

/* Stamp, leaf and first new thing of an entry that is in the record. */
static int answer_again(struct engine *e, const struct engine_request *request,
                        struct engine_answer *ret, struct fail *fail) {
    struct buf b;
    struct entry entry;
    struct effect_reader effects;
    struct effect effect;
    buf_init(&b, e->alloc, LIMIT_ENTRY_BYTES);
    int r = store_get(e->store, ret->seq, &b, fail);
    r = r < 0 ? r : entry_decode(buf_view(&b), &entry, fail);
    if (r == 0 && (ret->code = same_request(request, &entry, &ret->fail)) < 0) {
        ret->repeated = false;
    } else if (r == 0) {
        const struct entry_part *part = entry_part(&entry, PART_EFFECTS);
        ret->stamp = entry.header.stamp;
        ret->leaf = entry_leaf_hash(&entry);
        effect_read(part && !part->withheld ? part->content : (struct bytes){0}, &effects);
        while (!ret->first_new && effect_next(&effects, &effect))
            if (effect.type == EFFECT_THING)
                ret->first_new = (uint32_t)effect.a[0];
    }
    buf_drop(&b);
    return r;
}

static int stamp_of(const struct engine *e, const struct engine_request *r, int64_t *ret,
                    struct fail *fail) {
    int64_t last = law_stamp(e->fold.law), now = r->stamp;
    char a[INSTANT_TEXT_MAX], b[INSTANT_TEXT_MAX];
    if (now == INSTANT_MIN) {
        now = clock_now(e->options.clock);
        *ret = now < last ? last : now;
        return 0;
    }
    if (!e->options.stamps_as_given)
        return fail_set(fail, ERR_DENIED,
                        "this record takes its stamps from the clock: leave \"at\" out");
    if (now < last) {
        instant_format(now, a);
        instant_format(last, b);
        return fail_set(fail, ERR_RANGE, "%s is before the record's last stamp, %s", a, b);
    }
    *ret = now;
    return 0;
}

static bool who_is(const struct engine *e, const struct engine_who *w, uint32_t *ret,
                   struct engine_answer *answer) {
    uint64_t id = w->id;
    if (w->name.n && !decimal_parse(w->name, &id))
        id = law_named(e->fold.law, w->name);
    if ((w->name.n && !id) || id > UINT32_MAX) {
        answer->verdict = answer->refusal.verdict = LAW_UNKNOWN_THING;
        snprintf(answer->refusal.args[0], REFUSAL_ARG_BYTES, "%.*s",
                 (int)(w->name.n < LIMIT_NAME_BYTES ? w->name.n : LIMIT_NAME_BYTES),
                 w->name.n ? (const char *)w->name.at : "");
        return false;
    }
    *ret = (uint32_t)id;
    return true;
}

/* What can be said without the law: sizes, form, stamp. */
static int check_request(const struct engine *e, const struct engine_request *r,
                         struct command *ret, int64_t *ret_stamp, struct fail *fail) {
    if (r->command.n + r->text.n + r->private_.n > ENGINE_REQUEST_BYTES)
        return fail_set(fail, ERR_RANGE, "a request has %u bytes at most, this one has %zu",
                        ENGINE_REQUEST_BYTES, r->command.n + r->text.n + r->private_.n);
    static const uint8_t none[ENTRY_KEY_BYTES];
    if (r->auth == AUTH_SIGNED && memcmp(r->key, none, sizeof(none)) == 0)
        return fail_set(fail, ERR_SYNTAX,
                        "a signed request needs a key of its own: what has none could be entered "
                        "again and again");
    int code = command_decode(r->command, ret, fail);
    return code < 0 ? code : stamp_of(e, r, ret_stamp, fail);
}

/* 0: answered; else the world failed, and nothing is known of the batch. */
static int answer_request(struct engine *e, const struct engine_request *r,
                          struct engine_answer *ret, struct fail *fail) {
    struct law *law = e->fold.law;
    struct command c;
    int64_t stamp = 0;
    if (answer_repeated(e, r, ret) || (ret->code = check_request(e, r, &c, &stamp, &ret->fail)) < 0)
        return 0;
    int result = batch_ticks(e, stamp, fail);
    if (result < 0)
        return result;
    struct entry_header h = {.seq = law_size(law), .stamp = stamp, .type = c.type, .auth = r->auth};
    memcpy(h.key, r->key, sizeof(h.key));
    if (!who_is(e, &r->actor, &h.actor, ret) || !who_is(e, &r->acting_for, &h.acting_for, ret) ||
        !who_is(e, &r->entered_by, &h.entered_by, ret))
        return 0;
    if (r->auth == AUTH_SIGNED) {
        h.auth_key = r->auth_key;
        h.signature = r->signature;
        if (!signature_holds(e, &h, r)) {
            ret->verdict = ret->refusal.verdict = LAW_BAD_SIGNATURE;
            snprintf(ret->refusal.args[0], REFUSAL_ARG_BYTES, "%u", h.actor);
            return 0;
        }
    }
    if (r->auth == AUTH_SIGNED && (ret->code = remember_reserve(&e->keys_seen)) < 0) {
        fail_set(&ret->fail, ret->code, "no room for the key of one more signed entry");
        return 0;
    }
    if ((ret->code = law_reserve(law, &ret->fail)) < 0)
        return 0;
    uint32_t before = law_next_id(law), proceeding = law_member_act(law, &h, &c);
    struct pseudonym pseudonym;
    if (proceeding) { /* a member acts as a member: what she does there cannot be put together with
                       * what she does elsewhere */
        pseudonym = member_pseudonym(&e->folder.keys, &h, proceeding);
        h.pseudonym = bytes_of(pseudonym.b, sizeof(pseudonym.b));
    }
    buf_clear(&e->effects);
    ret->verdict = law_decide(law, &h, &c, NULL, &e->effects, &ret->refusal);
    if (ret->verdict != LAW_ACCEPTED)
        return 0;
    ret->seq = h.seq;
    ret->stamp = stamp;
    ret->first_new = law_next_id(law) > before ? before : 0;
    ret->code = batch_entry(e, &h, r, r->command, &ret->leaf, &ret->fail);
    if (ret->code == 0 && (ret->code = batch_carry(e, stamp, &ret->fail)) < 0)
        batch_undo(e); /* an entry without what it does is none */
    return ret->code < 0 ? batch_reread(e, fail) : 0;
}

static int is_dead(const struct engine *e, struct fail *fail) {
    return e->dead
               ? fail_set(fail, ERR_IO, "this writer stopped after a failed write; start it again")
               : 0;
}

int engine_submit(struct engine *e, const struct engine_request *r, size_t n,
                  struct engine_answer *ret, struct fail *fail) {
    check(n <= LIMIT_BATCH);
    int result = is_dead(e, fail);
    if (result < 0)
        return result;
    batch_begin(e);
    for (size_t i = 0; i < n && result == 0; i++) {
        memset(&ret[i], 0, sizeof(ret[i]));
        result = answer_request(e, &r[i], &ret[i], fail);
    }
    /* what the last of them did may be longer than one entry: it ends before anybody is answered */
    if (result == 0 && law_size(e->fold.law))
        result = batch_ticks(e, law_stamp(e->fold.law), fail);
    e->dead |= result < 0; /* the state may be ahead of the record: only a new reading tells */
    result = result < 0 ? result : batch_append(e, fail);
    for (size_t i = 0; i < n && result == 0; i++)
        if (ret[i].repeated)
            result = answer_again(e, &r[i], &ret[i], fail);
    return result;
}

int engine_tick(struct engine *e, struct fail *fail) {
    int r = is_dead(e, fail);
    if (r < 0)
        return r;
    batch_begin(e);
    int64_t now = clock_now(e->options.clock), last = law_stamp(e->fold.law);
    r = batch_ticks(e, now < last ? last : now, fail);
    e->dead |= r < 0;
    return r < 0 ? r : batch_append(e, fail);
}

/* --- an entry of the engine's own --------------------------------------------------------------
 */

int engine_own(struct engine *e, struct bytes command, struct fail *fail) {
    struct command c;
    struct refusal refusal;
    struct hash leaf;
    struct law *law = e->fold.law;
    int r = command_decode(command, &c, fail);
    struct entry_header h = {
        .seq = law_size(law), .stamp = law_stamp(law), .type = c.type, .auth = AUTH_ENGINE};
    r = r < 0 ? r : law_reserve(law, fail);
    if (r < 0)
        return r;
    batch_begin(e);
    buf_clear(&e->effects);
    check(law_decide(law, &h, &c, NULL, &e->effects, &refusal) == LAW_ACCEPTED);
    r = batch_entry(e, &h, NULL, command, &leaf, fail);
    e->dead |= r < 0;
    return r < 0 ? r : batch_append(e, fail);
}

/* --- proofs ----------------------------------------------------------------------------------- */

int engine_checkpoint(struct engine *e, struct buf *b, struct fail *fail) {
    int r = is_dead(e, fail);
    return r < 0 ? r : beside_sign(&e->fold.tree, &e->folder.keys, b, fail);
}

int engine_receipt(struct engine *e, uint64_t seq, struct buf *b, struct fail *fail) {
    struct hashes h;
    struct buf note;
    int r = is_dead(e, fail);
    if (r < 0)
        return r;
    buf_init(&note, e->alloc, LIMIT_NOTE_BYTES);
    r = beside_sign(&e->fold.tree, &e->folder.keys, &note, fail);
    if (r == 0) {
        hashes_open(e->path, &e->leaves, e->fold.leaves_from, &h);
        r = receipt_make(e->store, &h, seq, buf_view(&note), b, fail);
        hashes_close(&h);
    }
    buf_drop(&note);
    return r;
}

/* --- erasure ---------------------------------------------------------------------------------- */

/* The number of the entry that entry SEQ, an `erase`, is about. */
static int erased_by(struct engine *e, uint64_t seq, struct buf *b, uint64_t *ret,
                     struct fail *fail) {
    struct entry entry;
    struct command c;
    int r = store_get(e->store, seq, b, fail);
    r = r < 0 ? r : entry_decode(buf_view(b), &entry, fail);
    if (r < 0)
        return r;
    const struct entry_part *p = entry_part(&entry, PART_COMMAND);
    struct value about = {0};
    if (entry.header.type == COMMAND_ERASE && p && !p->withheld &&
        command_decode(p->content, &c, NULL) == 0)
        about = command_get(&c, FIELD_ENTRY);
    if (about.kind != VALUE_INT || about.i < 0 || (uint64_t)about.i >= seq)
        return fail_set(fail, ERR_SYNTAX, "entry %llu does not erase an earlier entry",
                        (unsigned long long)seq);
    *ret = (uint64_t)about.i;
    return 0;
}

static int withhold(struct engine *e, uint64_t seq, struct buf *b, struct fail *fail) {
    struct entry entry;
    struct buf form;
    buf_clear(b);
    int r = store_get(e->store, seq, b, fail);
    r = r < 0 ? r : entry_decode(buf_view(b), &entry, fail);
    if (r < 0)
        return r;
    struct hash before = entry_leaf_hash(&entry);
    for (uint8_t i = 0; i < entry.n_parts; i++)
        entry.parts[i].withheld |= entry.parts[i].kind != PART_EFFECTS;
    struct hash after = entry_leaf_hash(&entry);
    check(hash_equal(&before, &after));
    buf_init(&form, e->alloc, LIMIT_ENTRY_BYTES);
    entry_encode(&entry, &form);
    r = form.failed ? fail_set(fail, ERR_NOMEM, "not enough memory to erase entry %llu",
                               (unsigned long long)seq)
                    : store_redact(e->store, seq, buf_view(&form), fail);
    buf_drop(&form);
    return r;
}

int engine_redact(struct engine *e, uint64_t seq, struct fail *fail) {
    struct buf b;
    uint64_t about = 0;
    int r = is_dead(e, fail);
    if (r < 0)
        return r;
    buf_init(&b, e->alloc, LIMIT_ENTRY_BYTES);
    r = erased_by(e, seq, &b, &about, fail);
    r = r < 0 ? r : withhold(e, about, &b, fail);
    buf_drop(&b);
    return r;
}

const struct law *engine_law(const struct engine *e) {
    return e->fold.law;
}
uint64_t engine_size(const struct engine *e) {
    return law_size(e->fold.law);
}
uint64_t engine_snapshot_size(const struct engine *e) {
    return e->snapshot;
}

int engine_record_id(const struct engine *e, struct hash *ret, struct fail *fail) {
    if (!engine_size(e))
        return fail_set(fail, ERR_MISSING, "the record is empty");
    *ret = e->fold.record_id;
    return 0;
}
