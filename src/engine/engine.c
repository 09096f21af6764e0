#include "engine/engine.h"

#include <sodium.h>

#include "base/check.h"
#include "base/date.h"
#include "engine/local.h"
#include "wire/ed25519.h"

/* --- opening ------------------------------------------------------------------------------------- */

struct opening {
    struct engine *e;
    struct fail *fail;
    uint64_t of;
};

static int fold(void *self, uint64_t seq, struct bytes stored) {
    struct opening *o = self;
    struct engine *e = o->e;
    struct entry entry;
    int r = entry_decode(stored, &entry, o->fail);
    if (r < 0)
        return r;
    struct hash leaf = entry_leaf_hash(&entry);
    if (seq == 0)
        e->record_id = leaf;
    merkle_add(&e->tree, &leaf);
    const struct entry_part *command = entry_part(&entry, PART_COMMAND);
    remember_add(&e->keys_seen, entry.header.key, seq,
                 command ? command->content : (struct bytes){0});
    r = law_apply(e->law, &entry, o->fail);
    if (r < 0)
        return r;
    if (e->options.progress && seq % 65536 == 0)
        e->options.progress(e->options.progress_self, seq, o->of);
    return 0;
}

static int read_record(struct engine *e, struct fail *fail) {
    struct opening o = {.e = e, .fail = fail};
    int r = store_size(e->store, &o.of, fail);
    r = r < 0 ? r : store_scan(e->store, 0, o.of, fold, &o, fail);
    if (r == 0 && law_size(e->law) != o.of)
        r = fail_set(fail, ERR_BROKEN, "the record has %llu entries, but only %llu could be read",
                     (unsigned long long)o.of, (unsigned long long)law_size(e->law));
    return r;
}

static int open_parts(struct engine *e, const char *folder, struct fail *fail) {
    if (e->options.store) {
        e->store = e->options.store;
        randombytes_buf(&e->folder.keys, sizeof(e->folder.keys));
        crypto_sign_keypair(e->folder.keys.log_public, e->folder.keys.log_secret);
        return 0;
    }
    int r = folder_open(folder, STORE_WRITE, FOLDER_RECORD | FOLDER_KEYS, e->alloc, &e->folder, fail);
    if (r == 0)
        e->store = e->folder.record;
    return r;
}

int engine_open(const char *folder, const struct engine_options *o, struct engine **ret,
                struct fail *fail) {
    struct alloc *alloc = o->alloc ? o->alloc : &alloc_heap;
    struct engine *e = alloc->resize(alloc, NULL, 0, sizeof(*e));
    if (!e)
        return fail_set(fail, ERR_NOMEM, "not enough memory to open the record");
    *e = (struct engine){.options = *o, .alloc = alloc};
    if (!e->options.clock)
        e->options.clock = clock_system();
    merkle_init(&e->tree);
    buf_init(&e->scratch, alloc, (size_t)LIMIT_BATCH * LIMIT_ENTRY_BYTES);
    buf_init(&e->effects, alloc, LIMIT_ENTRY_BYTES);
    int r = sodium_init() < 0 ? fail_set(fail, ERR_IO, "the random source does not answer") : 0;
    r = r < 0 ? r : remember_init(&e->keys_seen, alloc, LIMIT_KEYS_REMEMBERED);
    r = r < 0 ? fail_set(fail, r, "not enough memory to open the record") : 0;
    r = r < 0 ? r : law_new(alloc, &e->law);
    r = r < 0 ? r : open_parts(e, folder, fail);
    r = r < 0 ? r : read_record(e, fail);
    if (r < 0) {
        engine_free(e);
        return r;
    }
    *ret = e;
    return 0;
}

void engine_free(struct engine *e) {
    if (!e)
        return;
    if (e->options.store)
        store_free(e->store);
    else
        folder_drop(&e->folder);
    law_free(e->law);
    remember_drop(&e->keys_seen);
    buf_drop(&e->scratch);
    buf_drop(&e->effects);
    sodium_memzero(&e->folder.keys, sizeof(e->folder.keys));
    e->alloc->resize(e->alloc, e, sizeof(*e), 0);
}

/* --- the batch ------------------------------------------------------------------------------------ */

/* Durable, or the end of this engine. */
static int batch_append(struct engine *e, struct fail *fail) {
    struct bytes entries[LIMIT_BATCH];
    const uint8_t *at = e->scratch.at;
    size_t done = 0;
    while (done < e->batch) {
        size_t n = 0;
        for (; n < LIMIT_BATCH && done + n < e->batch; n++) {
            entries[n] = bytes_of(at, e->batch_n[done + n]);
            at += e->batch_n[done + n];
        }
        uint64_t first = e->tree.n - e->batch + done;
        int r = store_append(e->store, first, entries, n, fail);
        if (r < 0) {
            e->dead = true;
            return r;
        }
        done += n;
    }
    return 0;
}

static void batch_begin(struct engine *e) {
    buf_clear(&e->scratch);
    e->batch = 0;
}

/* --- one entry ------------------------------------------------------------------------------------ */

/* The salt of a part: nobody outside can guess what was withheld, and the engine needs to keep none. */
static void salt_of(const struct engine *e, uint64_t seq, uint8_t kind, uint8_t ret[ENTRY_SALT_BYTES]) {
    uint8_t what[9];
    for (int i = 0; i < 8; i++)
        what[i] = (uint8_t)(seq >> (8 * i));
    what[8] = kind;
    struct hash h = sha256_hmac(bytes_of(e->folder.keys.salt_secret, sizeof(e->folder.keys.salt_secret)),
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

/* Appends the entry to the batch: bytes, leaf, tree. */
static int batch_entry(struct engine *e, const struct entry_header *h, const struct engine_request *r,
                       struct bytes command, struct hash *ret_leaf, struct fail *fail) {
    uint8_t salts[4][ENTRY_SALT_BYTES];
    struct entry entry = {.header = *h};
    if (e->batch == ENGINE_BATCH_MAX) { /* many things due at once: what is there goes first */
        int r2 = batch_append(e, fail);
        if (r2 < 0)
            return r2;
        batch_begin(e);
    }
    add_part(e, &entry, PART_COMMAND, command, salts[0]);
    add_part(e, &entry, PART_EFFECTS, buf_view(&e->effects), salts[1]);
    add_part(e, &entry, PART_TEXT, r ? r->text : (struct bytes){0}, salts[2]);
    add_part(e, &entry, PART_PRIVATE, r ? r->private_ : (struct bytes){0}, salts[3]);
    entry_seal(&entry);
    size_t before = e->scratch.n;
    entry_encode(&entry, &e->scratch);
    if (e->scratch.failed || e->scratch.n - before > LIMIT_ENTRY_BYTES)
        return fail_set(fail, ERR_NOMEM, "not enough memory for this batch");
    e->batch_n[e->batch++] = e->scratch.n - before;
    *ret_leaf = entry_leaf_hash(&entry);
    if (h->seq == 0)
        e->record_id = *ret_leaf;
    merkle_add(&e->tree, ret_leaf);
    remember_add(&e->keys_seen, h->key, h->seq, command);
    return 0;
}

/* Ticks for what is due at or before STAMP. */
static int batch_ticks(struct engine *e, int64_t stamp, struct fail *fail) {
    struct bytes command = {0};
    struct buf tick, maker;
    int r = 0;
    buf_init(&tick, e->alloc, 64);
    buf_init(&maker, e->alloc, 64);
    while (r == 0 && law_due(e->law, stamp)) {
        struct entry_header h = {.seq = law_size(e->law), .stamp = stamp, .type = COMMAND_TICK,
                                 .auth = AUTH_ENGINE};
        struct command c;
        struct refusal refusal;
        struct command_maker m;
        struct hash leaf;
        buf_clear(&tick);
        command_begin(&m, COMMAND_TICK, &maker);
        r = command_end(&m, &tick, fail);
        command = buf_view(&tick);
        r = r < 0 ? r : command_decode(command, &c, fail);
        r = r < 0 ? r : law_reserve(e->law, fail);
        if (r < 0)
            break;
        buf_clear(&e->effects);
        check(law_decide(e->law, &h, &c, &e->effects, &refusal) == LAW_ACCEPTED);
        r = batch_entry(e, &h, NULL, command, &leaf, fail);
    }
    buf_drop(&tick);
    buf_drop(&maker);
    return r;
}

/* --- requests ------------------------------------------------------------------------------------- */

static bool signature_holds(struct engine *e, const struct entry_header *h,
                            const struct engine_request *r) {
    struct buf message;
    struct entry entry = {.header = *h};
    if (r->auth_key.n != 32 || r->signature.n != 64)
        return false;
    entry.parts[entry.n_parts++] = (struct entry_part){.kind = PART_COMMAND, .content = r->command};
    if (r->text.n)
        entry.parts[entry.n_parts++] = (struct entry_part){.kind = PART_TEXT, .content = r->text};
    buf_init(&message, e->alloc, LIMIT_ENTRY_BYTES);
    entry_signed_bytes(&e->record_id, &entry, &message);
    bool holds = !message.failed && ed25519_verify(r->auth_key.at, buf_view(&message), r->signature.at);
    buf_drop(&message);
    return holds;
}

/* The same key again: the first answer. */
static bool answer_repeated(struct engine *e, const struct engine_request *r,
                            struct engine_answer *ret) {
    const struct remember_slot *s = remember_find(&e->keys_seen, r->key);
    if (!s)
        return false;
    if (s->command != remember_command(r->command)) {
        ret->code = fail_set(&ret->fail, ERR_CONFLICT,
                             "this key was used for another command, which became entry %llu",
                             (unsigned long long)s->seq);
        return true;
    }
    ret->repeated = true;
    ret->verdict = LAW_ACCEPTED;
    ret->seq = s->seq;
    return true;
}

static int64_t stamp_of(const struct engine *e, const struct engine_request *r) {
    int64_t last = law_stamp(e->law);
    int64_t now = e->options.stamps_as_given && r->stamp != INSTANT_MIN ? r->stamp
                                                                        : clock_now(e->options.clock);
    return now < last ? last : now;
}

static int answer_request(struct engine *e, const struct engine_request *r, struct engine_answer *ret,
                          struct fail *fail) {
    struct command c;
    if (answer_repeated(e, r, ret))
        return 0;
    if ((ret->code = command_decode(r->command, &c, &ret->fail)) < 0)
        return 0;
    int64_t stamp = stamp_of(e, r);
    int result = batch_ticks(e, stamp, fail);
    if (result < 0)
        return result;
    struct entry_header h = {.seq = law_size(e->law), .stamp = stamp, .type = c.type,
                             .actor = r->actor, .acting_for = r->acting_for,
                             .entered_by = r->entered_by, .auth = r->auth, .auth_key = r->auth_key,
                             .signature = r->signature};
    memcpy(h.key, r->key, sizeof(h.key));
    if (r->auth == AUTH_SIGNED && !signature_holds(e, &h, r)) {
        ret->verdict = ret->refusal.verdict = LAW_BAD_SIGNATURE;
        return 0;
    }
    if ((result = law_reserve(e->law, fail)) < 0)
        return result;
    uint32_t before = law_next_id(e->law);
    buf_clear(&e->effects);
    ret->verdict = law_decide(e->law, &h, &c, &e->effects, &ret->refusal);
    if (ret->verdict != LAW_ACCEPTED)
        return 0;
    ret->seq = h.seq;
    ret->stamp = stamp;
    ret->first_new = law_next_id(e->law) > before ? before : 0;
    return batch_entry(e, &h, r, r->command, &ret->leaf, fail);
}

int engine_submit(struct engine *e, const struct engine_request *r, size_t n,
                  struct engine_answer *ret, struct fail *fail) {
    check(n <= LIMIT_BATCH);
    if (e->dead)
        return fail_set(fail, ERR_IO, "this writer has stopped after a failed write; start it again");
    batch_begin(e);
    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct engine_answer){0};
        int result = answer_request(e, &r[i], &ret[i], fail);
        if (result < 0) {
            e->dead = true; /* the state may be ahead of the record: only a new reading tells */
            return result;
        }
    }
    return batch_append(e, fail);
}

int engine_tick(struct engine *e, struct fail *fail) {
    if (e->dead)
        return fail_set(fail, ERR_IO, "this writer has stopped after a failed write; start it again");
    batch_begin(e);
    int64_t now = clock_now(e->options.clock), last = law_stamp(e->law);
    int r = batch_ticks(e, now < last ? last : now, fail);
    if (r < 0) {
        e->dead = true;
        return r;
    }
    return batch_append(e, fail);
}

const struct law *engine_law(const struct engine *e) {
    return e->law;
}
uint64_t engine_size(const struct engine *e) {
    return law_size(e->law);
}
