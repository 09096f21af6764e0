#include "wire/effect.h"

#include "base/check.h"
#include "base/cbor.h"
#include "wire/types.h"

/* What the text of an effect is on the wire. */
enum form { FORM_NONE, FORM_TEXT, FORM_BYTES, FORM_CBOR };

static enum form form_of(const struct effect_kind *kind) {
    const char *text = kind->text;
    if (text[0] == 0)
        return FORM_NONE;
    if (strcmp(text, "title") == 0)
        return FORM_CBOR;
    if (strcmp(text, "charter") == 0 || strcmp(text, "key") == 0 || strcmp(text, "hash") == 0 ||
        strcmp(text, "pseudonym") == 0)
        return FORM_BYTES;
    return FORM_TEXT;
}

void effect_put(struct buf *b, const struct effect *e) {
    const struct effect_kind *kind = effect_kind(e->type);
    check(kind && e->n == kind->n_args);
    enum form form = e->has_text ? form_of(kind) : FORM_NONE;
    check(!e->has_text || form != FORM_NONE);
    cbor_put_array(b, 1 + (uint64_t)e->n + e->has_text);
    cbor_put_uint(b, e->type);
    for (size_t i = 0; i < e->n; i++)
        cbor_put_int(b, e->a[i]);
    if (form == FORM_TEXT)
        cbor_put_text(b, e->text);
    else if (form == FORM_BYTES)
        cbor_put_bytes(b, e->text);
    else if (form == FORM_CBOR)
        buf_bytes(b, e->text);
}

void effect_put_list(struct buf *b, size_t n, struct bytes effects) {
    check(n <= LIMIT_EFFECTS);
    cbor_put_array(b, n);
    buf_bytes(b, effects);
}

void effect_read(struct bytes part, struct effect_reader *ret) {
    struct cbor c;
    cbor_read(&c, part);
    uint64_t n = cbor_array(&c);
    bool failed = c.failed || n > LIMIT_EFFECTS || (n == 0 && !cbor_done(&c));
    *ret = (struct effect_reader){
        .rest = bytes_of(c.at, (size_t)(c.end - c.at)), .left = failed ? 0 : n, .failed = failed};
}

static bool read_text(struct cbor *c, const struct effect_kind *kind, struct effect *e) {
    const uint8_t *from = c->at;
    struct value v;
    switch (form_of(kind)) {
    case FORM_TEXT:
        e->text = cbor_text(c);
        return !c->failed;
    case FORM_BYTES:
        e->text = cbor_bytes(c);
        return !c->failed;
    case FORM_CBOR:
        if (value_read(c, VALUE_TITLE, &v))
            return false;
        e->text = bytes_of(from, (size_t)(c->at - from));
        return true;
    case FORM_NONE:
        return false;
    }
    return false;
}

static bool read_one(struct cbor *c, struct effect *e) {
    uint64_t n = cbor_array(c);
    uint64_t type = cbor_uint(c);
    const struct effect_kind *kind = type <= UINT16_MAX ? effect_kind((uint16_t)type) : NULL;
    if (c->failed || !kind || n < 1u + kind->n_args || n > 2u + kind->n_args)
        return false;
    e->type = (uint16_t)type;
    e->n = kind->n_args;
    e->has_text = n == 2u + kind->n_args;
    e->text = (struct bytes){0};
    for (size_t i = 0; i < kind->n_args; i++)
        e->a[i] = cbor_int(c);
    if (c->failed)
        return false;
    return !e->has_text || read_text(c, kind, e);
}

bool effect_next(struct effect_reader *r, struct effect *ret) {
    if (r->failed || r->left == 0)
        return false;
    struct cbor c;
    cbor_read(&c, r->rest);
    bool last = r->left == 1;
    if (!read_one(&c, ret) || (last && !cbor_done(&c))) {
        r->failed = true;
        return false;
    }
    r->left--;
    r->rest = bytes_of(c.at, (size_t)(c.end - c.at));
    return true;
}
