#include "wire/entry.h"

#include "base/check.h"
#include "base/cbor.h"

enum header_key {
    HEADER_SEQ,
    HEADER_STAMP,
    HEADER_TYPE,
    HEADER_KEY,
    HEADER_ACTOR,
    HEADER_ACTING_FOR,
    HEADER_ENTERED_BY,
    HEADER_AUTH,
    HEADER_AUTH_KEY,
    HEADER_SIGNATURE,
    HEADER_PSEUDONYM,
};

#define PART_PREFIX 0x02
#define LEAF_PREFIX 0x00
#define AUTH_KEY_BYTES 32
#define SIGNATURE_BYTES 64

/* --- hashes -------------------------------------------------------------------------------------
 */

/* SHA-256(0x02 || salt || content): short ones side by side on the stack, which is faster. */
static struct hash part_hash(const struct entry_part *p) {
    uint8_t near[512];
    if (p->salt.n + p->content.n <= sizeof(near)) {
        memcpy(near, p->salt.at, p->salt.n);
        if (p->content.n)
            memcpy(near + p->salt.n, p->content.at, p->content.n);
        return sha256_prefixed(PART_PREFIX, bytes_of(near, p->salt.n + p->content.n));
    }
    struct sha256 s;
    struct hash ret;
    sha256_init(&s);
    sha256_add(&s, &(uint8_t){PART_PREFIX}, 1);
    sha256_add(&s, p->salt.at, p->salt.n);
    sha256_add(&s, p->content.at, p->content.n);
    sha256_end(&s, &ret);
    return ret;
}

void entry_seal(struct entry *e) {
    for (size_t i = 0; i < e->n_parts; i++)
        if (!e->parts[i].withheld)
            e->parts[i].hash = part_hash(&e->parts[i]);
}

struct hash entry_leaf_hash(const struct entry *e) {
    uint8_t room[ENTRY_LEAF_MAX];
    struct buf b = buf_on(room, sizeof(room));
    entry_leaf(e, &b);
    check(!b.failed);
    return sha256_prefixed(LEAF_PREFIX, buf_view(&b));
}

/* --- writing ------------------------------------------------------------------------------------
 */

static void put_optional(struct buf *b, enum header_key key, uint32_t n) {
    if (n) {
        cbor_put_uint(b, key);
        cbor_put_uint(b, n);
    }
}

static void put_header(const struct entry_header *h, struct buf *b) {
    bool hidden = h->pseudonym.n > 0, is_signed = h->auth == AUTH_SIGNED && !hidden;
    uint32_t actor = hidden ? 0 : h->actor, acting_for = hidden ? 0 : h->acting_for;
    uint64_t pairs = 5 + (uint64_t)(actor != 0) + (acting_for != 0) + (h->entered_by != 0) +
                     (is_signed ? 2 : 0) + hidden;
    cbor_put_map(b, pairs);
    cbor_put_uint(b, HEADER_SEQ);
    cbor_put_uint(b, h->seq);
    cbor_put_uint(b, HEADER_STAMP);
    cbor_put_int(b, h->stamp);
    cbor_put_uint(b, HEADER_TYPE);
    cbor_put_uint(b, h->type);
    cbor_put_uint(b, HEADER_KEY);
    cbor_put_bytes(b, bytes_of(h->key, ENTRY_KEY_BYTES));
    put_optional(b, HEADER_ACTOR, actor);
    put_optional(b, HEADER_ACTING_FOR, acting_for);
    put_optional(b, HEADER_ENTERED_BY, h->entered_by);
    cbor_put_uint(b, HEADER_AUTH);
    cbor_put_uint(b, h->auth);
    if (is_signed) {
        cbor_put_uint(b, HEADER_AUTH_KEY);
        cbor_put_bytes(b, h->auth_key);
        cbor_put_uint(b, HEADER_SIGNATURE);
        cbor_put_bytes(b, h->signature);
    }
    if (hidden) {
        cbor_put_uint(b, HEADER_PSEUDONYM);
        cbor_put_bytes(b, h->pseudonym);
    }
}

void entry_encode(const struct entry *e, struct buf *b) {
    cbor_put_array(b, 2);
    put_header(&e->header, b);
    cbor_put_array(b, e->n_parts);
    for (size_t i = 0; i < e->n_parts; i++) {
        const struct entry_part *p = &e->parts[i];
        cbor_put_array(b, p->withheld ? 2 : 3);
        cbor_put_uint(b, p->kind);
        if (p->withheld) {
            cbor_put_bytes(b, bytes_of(p->hash.b, HASH_BYTES));
        } else {
            cbor_put_bytes(b, p->salt);
            cbor_put_bytes(b, p->content);
        }
    }
}

void entry_leaf(const struct entry *e, struct buf *b) {
    cbor_put_array(b, 2);
    if (e->header_bytes.n)
        buf_bytes(b, e->header_bytes);
    else
        put_header(&e->header, b);
    cbor_put_array(b, e->n_parts);
    for (size_t i = 0; i < e->n_parts; i++) {
        cbor_put_array(b, 2);
        cbor_put_uint(b, e->parts[i].kind);
        cbor_put_bytes(b, bytes_of(e->parts[i].hash.b, HASH_BYTES));
    }
}

void entry_signed_bytes(const struct hash *record_id, const struct entry *e, struct buf *b) {
    const struct entry_part *command = entry_part(e, PART_COMMAND),
                            *text = entry_part(e, PART_TEXT);
    if (!command || command->withheld || (text && text->withheld)) {
        b->failed = true;
        return;
    }
    struct hash of_text = {{0}};
    if (text)
        of_text = sha256_of(text->content);
    buf_str(b, "koinon/1\n");
    buf_add(b, record_id->b, HASH_BYTES);
    buf_add(b, e->header.key, ENTRY_KEY_BYTES);
    cbor_put_uint(b, e->header.actor);
    cbor_put_uint(b, e->header.acting_for);
    buf_bytes(b, command->content);
    buf_add(b, of_text.b, HASH_BYTES);
}

/* --- reading ------------------------------------------------------------------------------------
 */

const struct entry_part *entry_part(const struct entry *e, enum part_kind kind) {
    for (size_t i = 0; i < e->n_parts; i++)
        if (e->parts[i].kind == kind)
            return &e->parts[i];
    return NULL;
}

static int expected(const struct cbor *c, const char *what, struct fail *fail) {
    return fail_set(fail, ERR_SYNTAX, "entry: expected %s at byte %zu", what,
                    (size_t)(c->at - c->start));
}

static bool key_is(struct cbor *c, enum header_key key) {
    return cbor_uint(c) == key && !c->failed;
}

static bool fixed_bytes(struct cbor *c, size_t n, struct bytes *ret) {
    struct bytes b = cbor_bytes(c);
    if (c->failed || b.n != n)
        return false;
    *ret = b;
    return true;
}

static int read_fixed_fields(struct cbor *c, struct entry_header *h, struct fail *fail) {
    struct bytes key;
    if (!key_is(c, HEADER_SEQ))
        return expected(c, "the header's field 0 (sequence)", fail);
    h->seq = cbor_uint(c);
    if (c->failed || h->seq > INT64_MAX)
        return expected(c, "a sequence number below 2^63", fail);
    if (!key_is(c, HEADER_STAMP))
        return expected(c, "the header's field 1 (stamp)", fail);
    h->stamp = cbor_int(c);
    if (c->failed)
        return expected(c, "a stamp: milliseconds since 1970", fail);
    if (!key_is(c, HEADER_TYPE))
        return expected(c, "the header's field 2 (type)", fail);
    uint64_t type = cbor_uint(c);
    if (c->failed || type == 0 || type > UINT16_MAX)
        return expected(c, "a type from 1 to 65535", fail);
    h->type = (uint16_t)type;
    if (!key_is(c, HEADER_KEY) || !fixed_bytes(c, ENTRY_KEY_BYTES, &key))
        return expected(c, "the header's field 3 (key), 16 bytes", fail);
    memcpy(h->key, key.at, ENTRY_KEY_BYTES);
    return 0;
}

static int read_who(struct cbor *c, uint32_t *ret, struct fail *fail) {
    uint64_t who = cbor_uint(c);
    if (c->failed || who == 0 || who > UINT32_MAX)
        return expected(c, "who: a number from 1 to 2^32-1 (0 is left out)", fail);
    *ret = (uint32_t)who;
    return 0;
}

static int read_auth(struct cbor *c, struct entry_header *h, struct fail *fail) {
    uint64_t auth = cbor_uint(c);
    if (c->failed)
        return expected(c, "a way of authentication", fail);
    if (auth > AUTH_OPERATOR)
        return fail_set(fail, ERR_VERSION, "entry: way of authentication %llu is not known here",
                        (unsigned long long)auth);
    h->auth = (uint8_t)auth;
    return 0;
}

/* Fields 4 to 10, in ascending order. */
static int read_field(struct cbor *c, uint64_t key, struct entry_header *h, struct fail *fail) {
    switch (key) {
    case HEADER_ACTOR:
        return read_who(c, &h->actor, fail);
    case HEADER_ACTING_FOR:
        return read_who(c, &h->acting_for, fail);
    case HEADER_ENTERED_BY:
        return read_who(c, &h->entered_by, fail);
    case HEADER_AUTH:
        return read_auth(c, h, fail);
    case HEADER_AUTH_KEY:
        if (!fixed_bytes(c, AUTH_KEY_BYTES, &h->auth_key))
            return expected(c, "a public key of 32 bytes", fail);
        return 0;
    case HEADER_SIGNATURE:
        if (!fixed_bytes(c, SIGNATURE_BYTES, &h->signature))
            return expected(c, "a signature of 64 bytes", fail);
        return 0;
    case HEADER_PSEUDONYM:
        if (!fixed_bytes(c, ENTRY_PSEUDONYM_BYTES, &h->pseudonym))
            return expected(c, "a pseudonym of 16 bytes", fail);
        return 0;
    default:
        return fail_set(fail, ERR_VERSION, "entry: header field %llu is not known here",
                        (unsigned long long)key);
    }
}

static int read_header(struct cbor *c, struct entry_header *h, struct fail *fail) {
    *h = (struct entry_header){0};
    uint64_t pairs = cbor_map(c), last = HEADER_KEY;
    if (c->failed || pairs < 5)
        return expected(c, "a header: a map of at least 5 fields", fail);
    int r = read_fixed_fields(c, h, fail);
    bool has_auth = false;
    for (uint64_t i = 4; r == 0 && i < pairs; i++) {
        uint64_t key = cbor_uint(c);
        if (c->failed || key <= last)
            return expected(c, "the next field of the header, in ascending order", fail);
        last = key;
        has_auth |= key == HEADER_AUTH;
        r = read_field(c, key, h, fail);
    }
    if (r < 0)
        return r;
    bool hidden = h->pseudonym.n > 0, is_signed = h->auth == AUTH_SIGNED && !hidden;
    if (!has_auth)
        return expected(c, "the header's field 7 (how authenticated) before this", fail);
    if (hidden && (h->actor || h->acting_for))
        return expected(c, "a pseudonym or an actor, not both, before this", fail);
    if (hidden && h->auth == AUTH_ENGINE)
        return expected(c, "no pseudonym before this: the engine is no member", fail);
    if (is_signed != (h->auth_key.n > 0) || is_signed != (h->signature.n > 0))
        return expected(c, "a public key and a signature exactly when signed, before this", fail);
    return 0;
}

static int read_part(struct cbor *c, uint8_t last, struct entry_part *p, struct fail *fail) {
    uint64_t n = cbor_array(c), kind = cbor_uint(c);
    struct bytes hash;
    if (c->failed || (n != 2 && n != 3) || kind == 0)
        return expected(c, "a part: [kind, salt, content] or [kind, hash]", fail);
    if (kind > PART_SEALED)
        return fail_set(fail, ERR_VERSION, "entry: part of kind %llu is not known here",
                        (unsigned long long)kind);
    if (kind <= last)
        return expected(c, "parts in ascending order of kind, none twice, before this", fail);
    *p = (struct entry_part){.kind = (uint8_t)kind, .withheld = n == 2};
    if (p->withheld) {
        if (!fixed_bytes(c, HASH_BYTES, &hash))
            return expected(c, "the hash of a part, 32 bytes", fail);
        memcpy(p->hash.b, hash.at, HASH_BYTES);
        return 0;
    }
    if (!fixed_bytes(c, ENTRY_SALT_BYTES, &p->salt))
        return expected(c, "the salt of a part, 16 bytes", fail);
    p->content = cbor_bytes(c);
    if (c->failed)
        return expected(c, "the content of a part", fail);
    if (p->content.n > LIMIT_PART_BYTES)
        return fail_set(fail, ERR_RANGE, "entry: a part has %zu bytes, at most %u are allowed",
                        p->content.n, LIMIT_PART_BYTES);
    p->hash = part_hash(p);
    return 0;
}

int entry_decode(struct bytes stored, struct entry *ret, struct fail *fail) {
    struct cbor c;
    struct entry_header header;
    struct entry_part parts[LIMIT_PARTS];
    if (stored.n > LIMIT_ENTRY_BYTES)
        return fail_set(fail, ERR_RANGE, "entry: %zu bytes, at most %u are allowed", stored.n,
                        LIMIT_ENTRY_BYTES);
    cbor_read(&c, stored);
    if (cbor_array(&c) != 2 || c.failed)
        return expected(&c, "an entry: [header, parts]", fail);
    const uint8_t *from = c.at;
    int r = read_header(&c, &header, fail);
    if (r < 0)
        return r;
    struct bytes header_bytes = bytes_of(from, (size_t)(c.at - from));
    uint64_t n = cbor_array(&c);
    if (c.failed)
        return expected(&c, "the parts of the entry", fail);
    if (n > LIMIT_PARTS)
        return fail_set(fail, ERR_RANGE, "entry: %llu parts, at most %d are allowed",
                        (unsigned long long)n, LIMIT_PARTS);
    for (uint64_t i = 0; i < n; i++)
        if ((r = read_part(&c, i ? parts[i - 1].kind : 0, &parts[i], fail)) < 0)
            return r;
    if (!cbor_done(&c))
        return expected(&c, "the end of the entry", fail);
    if ((header.pseudonym.n > 0) != (n && parts[n - 1].kind == PART_SEALED))
        return expected(&c, "a sealed part exactly with a pseudonym, before this", fail);
    ret->header = header;
    ret->n_parts = (uint8_t)n;
    memcpy(ret->parts, parts, n * sizeof(parts[0]));
    ret->header_bytes = header_bytes;
    return 0;
}
