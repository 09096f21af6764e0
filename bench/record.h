/* A record made for benchmarks: members entered and enrolled, and six votes of all of them. */
#ifndef KOINON_BENCH_RECORD_H
#define KOINON_BENCH_RECORD_H

#include <stdlib.h>

#include "base/cbor.h"
#include "base/date.h"
#include "engine/engine.h"
#include "wire/ed25519.h"
#include "yaml/yaml.h"

static const char constitution[] =
    "koinon: 1\nname: Bench\ntime-zone: Europe/Athens\nunits:\n  town: {many: towns}\nbodies:\n"
    "  assembly: {for-each: town, seats: every-member, called-by: assembly}\nacts:\n"
    "  question: {by: members, proposed-by: members, ballot: open}\n"
    "adoption: {by: each assembly, needed: 1/2 of towns}\n";

struct made {
    struct engine *engine;
    struct store *store;
    struct engine_request requests[LIMIT_BATCH];
    struct buf commands[LIMIT_BATCH];
    size_t n;
    uint64_t entries;
    int64_t stamp;
    bool living;  /* stamps are the clock's, and each request has a key, as in a living record */
    uint64_t key; /* of the last request */
    /* signed by this key, when it is not NULL */
    const struct ed25519_secret *secret;
    uint8_t signatures[LIMIT_BATCH][ED25519_SIGNATURE_BYTES];
};

static inline void die(const char *what) {
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

static inline void flush(struct made *m) {
    static struct engine_answer answers[LIMIT_BATCH];
    struct fail fail = {0};
    if (m->n && engine_submit(m->engine, m->requests, m->n, answers, &fail) < 0)
        die(fail.text);
    for (size_t i = 0; i < m->n; i++)
        if (answers[i].code < 0 || answers[i].verdict != LAW_ACCEPTED)
            die(answers[i].code < 0 ? answers[i].fail.text
                                    : law_verdict_kind(answers[i].verdict)->name);
    m->entries += m->n;
    m->n = 0;
}

static struct command_maker *begin(struct made *m, struct buf *scratch, enum command_type type,
                                   struct command_maker *maker) {
    buf_clear(scratch);
    command_begin(maker, type, scratch);
    buf_clear(&m->commands[m->n]);
    return maker;
}

static void sign(struct made *m, uint32_t actor) {
    struct engine_request *r = &m->requests[m->n];
    struct entry e = {.header.actor = actor, .n_parts = 1};
    struct hash record;
    struct buf b;
    if (engine_record_id(m->engine, &record, NULL) < 0)
        die("nothing is founded");
    memcpy(e.header.key, r->key, ENTRY_KEY_BYTES);
    e.parts[0] = (struct entry_part){.kind = PART_COMMAND, .content = r->command};
    buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES);
    entry_signed_bytes(&record, &e, &b);
    ed25519_sign(m->secret, buf_view(&b), m->signatures[m->n]);
    buf_drop(&b);
    r->auth = AUTH_SIGNED;
    r->auth_key = bytes_of(ed25519_public(m->secret), ED25519_PUBLIC_BYTES);
    r->signature = bytes_of(m->signatures[m->n], ED25519_SIGNATURE_BYTES);
}

static void end(struct made *m, struct command_maker *maker, uint32_t actor, struct bytes text) {
    struct fail fail = {0};
    if (command_end(maker, &m->commands[m->n], &fail) < 0)
        die(fail.text);
    m->requests[m->n] = (struct engine_request){.command = buf_view(&m->commands[m->n]),
                                                .text = text,
                                                .auth = AUTH_OPERATOR,
                                                .actor = {.id = actor},
                                                .stamp = m->living ? INSTANT_MIN : m->stamp++};
    if (m->living) {
        uint64_t mixed = ++m->key * UINT64_C(0x9e3779b97f4a7c15);
        memcpy(m->requests[m->n].key, &mixed, sizeof(mixed));
    }
    if (m->secret)
        sign(m, actor);
    if (++m->n == LIMIT_BATCH)
        flush(m);
}

static void put(struct command_maker *k, enum field f, const char *text) {
    command_put_text(k, f, bytes_str(text));
}

static void adopt(struct made *m, struct buf *scratch) {
    struct arena a;
    struct charter *c;
    struct yaml_errors errors = {0};
    struct command_maker k;
    struct buf canonical, value;
    struct hash h = sha256_of(bytes_str(constitution));
    arena_init(&a, &alloc_heap, 64u << 20);
    buf_init(&canonical, &alloc_heap, LIMIT_CHARTER_BYTES);
    buf_init(&value, &alloc_heap, LIMIT_PART_BYTES);
    if (yaml_charter(bytes_str(constitution), "bench", &a, &c, &errors) < 0)
        die(errors.first->text);
    begin(m, scratch, COMMAND_FOUND, &k);
    put(&k, FIELD_TITLE, "Bench");
    end(m, &k, 0, (struct bytes){0});
    charter_encode(c, &canonical);
    begin(m, scratch, COMMAND_ADOPT, &k);
    cbor_put_bytes(&value, buf_view(&canonical));
    command_put_raw(&k, FIELD_CHARTER, buf_view(&value));
    buf_clear(&value);
    cbor_put_bytes(&value, bytes_of(h.b, 32));
    command_put_raw(&k, FIELD_HASH, buf_view(&value));
    command_put_int(&k, FIELD_RULES, LAW_RULES);
    end(m, &k, 0, (struct bytes){0});
    flush(m);
    buf_drop(&value);
    buf_drop(&canonical);
    arena_drop(&a);
}

/* MEMBERS entered and enrolled, then VOTES votes of all of them. */
static inline void make_of(struct made *m, uint32_t members, int votes) {
    struct buf scratch;
    struct command_maker k;
    char name[64];
    uint32_t first;
    struct bytes none = {0};
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    adopt(m, &scratch);
    begin(m, &scratch, COMMAND_ENTER, &k);
    put(&k, FIELD_KIND, "town");
    put(&k, FIELD_NAME, "here");
    end(m, &k, 0, none);
    flush(m);
    first = law_next_id(engine_law(m->engine));
    for (uint32_t i = 0; i < members; i++) {
        begin(m, &scratch, COMMAND_ENTER, &k);
        put(&k, FIELD_KIND, "person");
        snprintf(name, sizeof(name), "m-%u", i);
        put(&k, FIELD_NAME, name);
        end(m, &k, 0, none);
    }
    for (uint32_t i = 0; i < members; i++) {
        begin(m, &scratch, COMMAND_ENROL, &k);
        command_put_int(&k, FIELD_PERSON, first + i);
        put(&k, FIELD_UNIT, "here");
        end(m, &k, 0, none);
    }
    for (int v = 0; v < votes; v++) {
        begin(m, &scratch, COMMAND_PROPOSE, &k);
        put(&k, FIELD_KIND, "question");
        snprintf(name, sizeof(name), "q-%d", v);
        put(&k, FIELD_NAME, name);
        end(m, &k, first, none);
        begin(m, &scratch, COMMAND_PUT, &k);
        put(&k, FIELD_ON, name);
        snprintf(name, sizeof(name), "v-%d", v);
        put(&k, FIELD_NAME, name);
        end(m, &k, 0, none);
        flush(m);
        for (uint32_t i = 0; i < members; i++) {
            uint8_t room[16];
            struct buf choice = buf_on(room, sizeof(room));
            begin(m, &scratch, COMMAND_CAST, &k);
            put(&k, FIELD_PROCEEDING, name);
            cbor_put_array(&choice, 1);
            cbor_put_str(&choice, i % 3 ? "yes" : "no");
            command_put_raw(&k, FIELD_CHOICE, buf_view(&choice));
            end(m, &k, first + i, none);
        }
        begin(m, &scratch, COMMAND_CLOSE, &k);
        put(&k, FIELD_PROCEEDING, name);
        end(m, &k, 0, none);
        flush(m);
    }
    buf_drop(&scratch);
}

static inline void make(struct made *m, uint64_t entries) {
    make_of(m, (uint32_t)(entries / 8), 6);
}

/* An engine's hand for it. */
static inline void made_init(struct made *m) {
    m->stamp = INT64_C(1767225600000);
    for (size_t i = 0; i < LIMIT_BATCH; i++)
        buf_init(&m->commands[i], &alloc_heap, LIMIT_PART_BYTES);
}
static inline void made_drop(struct made *m) {
    for (size_t i = 0; i < LIMIT_BATCH; i++)
        buf_drop(&m->commands[i]);
}

/* --- hashing the same bytes alone --------------------------------------------------------------
 */

/* What is hashed of entries, one run after another: length, then bytes. */
struct hashed {
    struct buf bytes;
    uint64_t runs;
};

static inline int note_hashed(void *self, uint64_t seq, struct bytes stored) {
    struct hashed *h = self;
    struct entry e;
    if (entry_decode(stored, &e, NULL) < 0)
        return ERR_BROKEN;
    for (int p = 0; p <= e.n_parts; p++) {
        uint32_t n = 0;
        size_t at = h->bytes.n;
        buf_add(&h->bytes, &n, sizeof(n));
        buf_byte(&h->bytes, p < e.n_parts ? 2 : 0);
        if (p < e.n_parts) {
            buf_bytes(&h->bytes, e.parts[p].salt);
            buf_bytes(&h->bytes, e.parts[p].content);
        } else {
            entry_leaf(&e, &h->bytes);
        }
        n = (uint32_t)(h->bytes.n - at - sizeof(n));
        memcpy(h->bytes.at + at, &n, sizeof(n));
        h->runs++;
    }
    return h->bytes.failed ? ERR_NOMEM : 0;
}

#endif
