#include "view/command_json.h"

#include <jansson.h>

#include "base/cbor.h"
#include "base/date.h"
#include "base/name.h"

/* --- JSON to CBOR
 * ------------------------------------------------------------------------------------ */

struct reader {
    const char *field; /* the field being read, for errors */
    struct fail *fail;
    struct arena *arena;
};

static int wrong(struct reader *r, const char *expected) {
    return fail_set(r->fail, ERR_SYNTAX, "\"%s\": expected %s", r->field, expected);
}

static struct bytes text_of(const json_t *v) {
    return bytes_of(json_string_value(v), json_string_length(v));
}

/* Fields of text keep what was written; names are folded as everywhere (NFC, no case). */
static int put_name(struct reader *r, const json_t *v, struct buf *b) {
    struct bytes folded, text = text_of(v);
    struct bytes parts[4];
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= text.n && n < 4; i++)
        if (i == text.n || text.at[i] == '/') {
            if (name_fold(r->arena, bytes_part(text, from, i - from), &parts[n++]) < 0)
                return wrong(r, "a name: letters, digits and hyphens");
            from = i + 1;
        }
    folded = parts[0];
    for (size_t i = 1; i < n; i++) {
        const char *joined =
            arena_format(r->arena, "%.*s/%.*s", (int)folded.n, (const char *)folded.at,
                         (int)parts[i].n, (const char *)parts[i].at);
        folded = bytes_str(joined);
    }
    cbor_put_text(b, folded);
    return 0;
}

static int put_ref(struct reader *r, const json_t *v, struct buf *b) {
    if (json_is_integer(v) && json_integer_value(v) > 0) {
        cbor_put_uint(b, (uint64_t)json_integer_value(v));
        return 0;
    }
    if (json_is_string(v))
        return put_name(r, v, b);
    if (json_is_array(v) && json_array_size(v) == 2 && !json_is_array(json_array_get(v, 0)) &&
        json_is_integer(json_array_get(v, 1)) && json_integer_value(json_array_get(v, 1)) >= 0) {
        cbor_put_array(b, 2);
        int e = put_ref(r, json_array_get(v, 0), b);
        cbor_put_uint(b, (uint64_t)json_integer_value(json_array_get(v, 1)));
        return e;
    }
    return wrong(r, "a name, a number, or [name, part]");
}

static int put_list(struct reader *r, const json_t *v, struct buf *b, bool refs) {
    size_t n = json_is_array(v) ? json_array_size(v) : 1;
    cbor_put_array(b, n);
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_is_array(v) ? json_array_get(v, i) : v;
        int e = refs ? put_ref(r, one, b) : 0;
        if (e < 0)
            return e;
        if (!refs && !json_is_string(one))
            return wrong(r, "a list of words");
        if (!refs)
            cbor_put_text(b, text_of(one));
    }
    return 0;
}

static bool key_before(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    return n != m ? n < m : strcmp(a, b) < 0;
}

static int put_scalar(struct reader *r, const json_t *v, struct buf *b) {
    if (json_is_integer(v))
        cbor_put_int(b, json_integer_value(v));
    else if (json_is_boolean(v))
        cbor_put_bool(b, json_is_true(v));
    else if (json_is_string(v))
        cbor_put_text(b, text_of(v));
    else
        return wrong(r, "numbers, true, false or texts inside (no decimals: write \"9.5\")");
    return 0;
}

static int put_map(struct reader *r, const json_t *v, struct buf *b) {
    size_t n = json_object_size(v);
    const char *last = NULL;
    if (!json_is_object(v))
        return wrong(r, "an object {word: value}");
    cbor_put_map(b, n);
    for (size_t k = 0; k < n; k++) {
        const char *least = NULL, *key;
        json_t *value;
        json_object_foreach((json_t *)v, key, value) if ((!last || key_before(last, key)) &&
                                                         (!least || key_before(key, least))) least =
            key;
        cbor_put_str(b, least);
        int e = put_scalar(r, json_object_get(v, least), b);
        if (e < 0)
            return e;
        last = least;
    }
    return 0;
}

static int put_rows(struct reader *r, const json_t *v, struct buf *b) {
    if (!json_is_array(v))
        return wrong(r, "a list of objects");
    cbor_put_array(b, json_array_size(v));
    for (size_t i = 0; i < json_array_size(v); i++) {
        int e = put_map(r, json_array_get(v, i), b);
        if (e < 0)
            return e;
    }
    return 0;
}

static int put_bytes(struct reader *r, const json_t *v, struct buf *b) {
    struct bytes text = json_is_string(v) ? text_of(v) : (struct bytes){0};
    uint8_t *room = arena_get(r->arena, text.n + 1);
    if (!room)
        return fail_set(r->fail, ERR_NOMEM, "not enough memory");
    if (text.n == 64 && bytes_from_hex(text, room, 32) == 0) {
        cbor_put_bytes(b, bytes_of(room, 32));
        return 0;
    }
    int n = json_is_string(v) ? bytes_from_base64(text, room, text.n) : -1;
    if (n < 0)
        return wrong(r, "base64, or 64 hexadecimal digits");
    cbor_put_bytes(b, bytes_of(room, (size_t)n));
    return 0;
}

static int put_value(struct reader *r, uint8_t kind, const json_t *v, struct buf *b) {
    switch (kind) {
    case VALUE_INT:
        if (!json_is_integer(v))
            return wrong(r, "a whole number");
        cbor_put_int(b, json_integer_value(v));
        return 0;
    case VALUE_BOOL:
        if (!json_is_boolean(v))
            return wrong(r, "true or false");
        cbor_put_bool(b, json_is_true(v));
        return 0;
    case VALUE_REF:
        return put_ref(r, v, b);
    case VALUE_REFS:
        return put_list(r, v, b, true);
    case VALUE_WORDS:
        return put_list(r, v, b, false);
    case VALUE_ROWS:
        return put_rows(r, v, b);
    case VALUE_MAP:
        return put_map(r, v, b);
    case VALUE_BYTES:
        return put_bytes(r, v, b);
    case VALUE_TITLE:
        if (json_is_object(v))
            return put_map(r, v, b);
        break;
    case VALUE_QUANTITY:
        if (json_is_integer(v)) {
            cbor_put_int(b, json_integer_value(v));
            return 0;
        }
        break;
    default:
        break;
    }
    if (!json_is_string(v))
        return wrong(r, "a text in quotes");
    cbor_put_text(b, text_of(v));
    return 0;
}

/* --- the whole object
 * -------------------------------------------------------------------------------- */

static int unknown_field(const struct command_kind *k, const char *key, struct fail *fail) {
    struct bytes names[64];
    size_t n = 0;
    for (size_t i = 0; i < k->n_fields && n < 64; i++)
        names[n++] = bytes_str(field_type(k->fields[i].field)->name);
    int near = name_nearest(bytes_str(key), names, n);
    if (near >= 0)
        return fail_set(fail, ERR_SYNTAX, "\"%s\" has no field \"%s\"; did you mean \"%.*s\"?",
                        k->name, key, (int)names[near].n, (const char *)names[near].at);
    return fail_set(fail, ERR_SYNTAX, "\"%s\" has no field \"%s\"", k->name, key);
}

static int unknown_command(const char *name, struct fail *fail) {
    struct bytes names[128];
    size_t n;
    const struct command_kind *all = command_kinds(&n);
    n = n < 128 ? n : 128;
    for (size_t i = 0; i < n; i++)
        names[i] = bytes_str(all[i].name);
    int near = name_nearest(bytes_str(name), names, n);
    if (near >= 0)
        return fail_set(fail, ERR_SYNTAX,
                        "\"do\": there is no command \"%s\"; did you mean \"%.*s\"?", name,
                        (int)names[near].n, (const char *)names[near].at);
    return fail_set(fail, ERR_SYNTAX,
                    "\"do\": there is no command \"%s\"; koinon help commands lists them", name);
}

static int who_of(struct reader *r, const json_t *v, struct bytes *ret) {
    struct buf b;
    if (json_is_integer(v)) {
        *ret = bytes_str(arena_format(r->arena, "%lld", (long long)json_integer_value(v)));
        return 0;
    }
    if (!json_is_string(v))
        return wrong(r, "a name or a number");
    buf_init(&b, &alloc_heap, LIMIT_NAME_BYTES * 4);
    int e = put_name(r, v, &b);
    struct cbor c;
    cbor_read(&c, buf_view(&b));
    struct bytes name = e == 0 ? cbor_text(&c) : (struct bytes){0};
    *ret = bytes_of(arena_copy(r->arena, name), name.n);
    buf_drop(&b);
    return e;
}

static bool is_envelope(const char *key) {
    static const char *const keys[] = {"do", "as", "for",       "clerk",
                                       "at", "id", "signed-by", "signature"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (strcmp(keys[i], key) == 0)
            return true;
    return false;
}

static int signature_of(struct reader *r, const json_t *o, struct command_request *ret) {
    const json_t *by = json_object_get(o, "signed-by"), *sig = json_object_get(o, "signature");
    ret->is_signed = by || sig;
    if (!ret->is_signed)
        return 0;
    r->field = "signed-by";
    if (!json_is_string(by) ||
        bytes_from_hex(text_of(by), ret->signed_by, sizeof(ret->signed_by)) < 0)
        return wrong(r, "64 hexadecimal digits, the key that signs");
    r->field = "signature";
    if (!json_is_string(sig) ||
        bytes_from_hex(text_of(sig), ret->signature, sizeof(ret->signature)) < 0)
        return wrong(r, "128 hexadecimal digits");
    r->field = "id";
    return ret->has_key ? 0 : wrong(r, "the key that was signed with the command");
}

static int envelope(struct reader *r, const json_t *o, struct command_request *ret) {
    const struct {
        const char *key;
        struct bytes *to;
    } who[] = {{"as", &ret->as}, {"for", &ret->by}, {"clerk", &ret->clerk}};
    for (size_t i = 0; i < 3; i++) {
        const json_t *v = json_object_get(o, who[i].key);
        r->field = who[i].key;
        int e = v ? who_of(r, v, who[i].to) : 0;
        if (e < 0)
            return e;
    }
    const json_t *at = json_object_get(o, "at"), *id = json_object_get(o, "id");
    r->field = "at";
    int stamp = !at ? 0 : json_is_string(at) ? instant_parse(text_of(at), &ret->at) : ERR_SYNTAX;
    if (stamp < 0)
        return wrong(r, stamp == ERR_RANGE ? "an instant that exists"
                                           : "a stamp like \"2026-03-02T10:00:00Z\"");
    r->field = "id";
    if (id && (!json_is_string(id) || bytes_from_hex(text_of(id), ret->key, ENTRY_KEY_BYTES) < 0))
        return wrong(r, "32 hexadecimal digits");
    ret->has_key = id != NULL;
    return signature_of(r, o, ret);
}

static int build(struct reader *r, const json_t *o, struct command_request *ret) {
    const json_t *what = json_object_get(o, "do"), *v;
    const char *key;
    r->field = "do";
    if (!json_is_string(what))
        return wrong(r, "the name of a command");
    const struct command_kind *k = command_kind_named(text_of(what));
    if (!k)
        return unknown_command(json_string_value(what), r->fail);
    struct buf scratch, out, one;
    struct command_maker m;
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&out, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&one, &alloc_heap, LIMIT_PART_BYTES);
    command_begin(&m, (enum command_type)k->number, &scratch);
    int e = 0;
    json_object_foreach((json_t *)o, key, v) {
        const struct field_type *f = is_envelope(key) ? NULL : field_type_named(bytes_str(key));
        bool allowed = false;
        if (is_envelope(key))
            continue;
        for (size_t i = 0; f && i < k->n_fields; i++)
            allowed |= k->fields[i].field == f->number;
        r->field = key;
        buf_clear(&one);
        e = allowed ? put_value(r, f->kind, v, &one) : unknown_field(k, key, r->fail);
        if (e < 0)
            break;
        command_put_raw(&m, (enum field)f->number, buf_view(&one));
    }
    e = e < 0 ? e : command_end(&m, &out, r->fail);
    if (e == 0)
        ret->command = bytes_of(arena_copy(r->arena, buf_view(&out)), out.n);
    buf_drop(&one);
    buf_drop(&out);
    buf_drop(&scratch);
    return e < 0 ? e : envelope(r, o, ret);
}

int command_from_json(struct bytes line, struct arena *a, struct command_request *ret,
                      struct fail *fail) {
    json_error_t error;
    json_t *o = json_loadb((const char *)line.at, line.n, JSON_REJECT_DUPLICATES, &error);
    struct reader r = {.fail = fail, .arena = a};
    if (!o)
        return fail_set(fail, ERR_SYNTAX, "column %d: %s", error.column, error.text);
    *ret = (struct command_request){.at = INSTANT_MIN};
    int e = json_is_object(o) ? build(&r, o, ret)
                              : fail_set(fail, ERR_SYNTAX, "expected a JSON object {\"do\": ...}");
    json_decref(o);
    return e;
}

/* --- CBOR to JSON
 * ------------------------------------------------------------------------------------ */

void json_put_text(struct buf *b, struct bytes text) {
    buf_byte(b, '"');
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.at[i];
        if (c == '"' || c == '\\')
            buf_format(b, "\\%c", c);
        else if (c == '\n')
            buf_str(b, "\\n");
        else if (c == '\t')
            buf_str(b, "\\t");
        else if (c < 0x20 || c == 0x7f)
            buf_format(b, "\\u%04x", c);
        else
            buf_byte(b, c);
    }
    buf_byte(b, '"');
}

static void put_hex(struct buf *b, struct bytes bytes) {
    buf_byte(b, '"');
    for (size_t i = 0; i < bytes.n; i++)
        buf_format(b, "%02x", bytes.at[i]);
    buf_byte(b, '"');
}

/* As put_bytes() reads them. */
static void put_bytes_text(struct buf *b, struct bytes bytes) {
    char text[4 * 1024 + 1];
    if (bytes.n == HASH_BYTES) {
        put_hex(b, bytes);
        return;
    }
    buf_byte(b, '"');
    for (size_t at = 0; at < bytes.n; at += 3 * 1024) {
        size_t n = bytes.n - at < 3 * 1024 ? bytes.n - at : 3 * 1024;
        bytes_to_base64(bytes_part(bytes, at, n), text);
        buf_str(b, text);
    }
    buf_byte(b, '"');
}

static void put_cbor(struct buf *b, struct cbor *c, int depth) {
    uint64_t n;
    switch (depth > LIMIT_CBOR_DEPTH ? CBOR_END : cbor_peek(c)) {
    case CBOR_UINT:
    case CBOR_NINT:
        buf_format(b, "%lld", (long long)cbor_int(c));
        break;
    case CBOR_BYTES:
        put_bytes_text(b, cbor_bytes(c));
        break;
    case CBOR_TEXT:
        json_put_text(b, cbor_text(c));
        break;
    case CBOR_ARRAY:
        n = cbor_array(c);
        buf_byte(b, '[');
        for (uint64_t i = 0; i < n && !c->failed; i++) {
            buf_str(b, i ? ", " : "");
            put_cbor(b, c, depth + 1);
        }
        buf_byte(b, ']');
        break;
    case CBOR_MAP:
        n = cbor_map(c);
        buf_byte(b, '{');
        for (uint64_t i = 0; i < n && !c->failed; i++) {
            buf_str(b, i ? ", " : "");
            put_cbor(b, c, depth + 1);
            buf_str(b, ": ");
            put_cbor(b, c, depth + 1);
        }
        buf_byte(b, '}');
        break;
    case CBOR_FALSE:
    case CBOR_TRUE:
        buf_str(b, cbor_bool(c) ? "true" : "false");
        break;
    default:
        cbor_skip(c);
        buf_str(b, "null");
    }
}

int command_to_json(struct bytes bytes, struct buf *b, struct fail *fail) {
    struct cbor c;
    struct command command;
    int e = command_decode(bytes, &command, fail);
    if (e < 0)
        return e;
    cbor_read(&c, bytes);
    uint64_t n = cbor_map(&c);
    buf_str(b, "{\"do\": ");
    json_put_text(b, bytes_str(command_kind(command.type)->name));
    for (uint64_t i = 0; i < n && !c.failed; i++) {
        uint64_t key = cbor_uint(&c);
        if (key == 0) {
            cbor_skip(&c);
            continue;
        }
        const struct field_type *f = field_type((uint16_t)key);
        buf_format(b, ", \"%s\": ", f ? f->name : "?");
        put_cbor(b, &c, 0);
    }
    buf_byte(b, '}');
    return 0;
}

/* "id kind from": the i-th word of an effect's arguments. */
static struct bytes arg_name(const char *args, unsigned i) {
    const char *s = args;
    for (; i && *s; s++)
        i -= *s == ' ';
    const char *end = strchr(s, ' ');
    return bytes_of(s, end ? (size_t)(end - s) : strlen(s));
}

int effects_to_json(struct bytes part, struct buf *b, struct fail *fail) {
    struct effect_reader r;
    struct effect e;
    effect_read(part, &r);
    buf_byte(b, '[');
    for (unsigned n = 0; effect_next(&r, &e); n++) {
        const struct effect_kind *k = effect_kind(e.type);
        buf_format(b, "%s{\"effect\": \"%s\"", n ? ", " : "", k->name);
        for (unsigned i = 0; i < e.n; i++) {
            struct bytes name = arg_name(k->args, i);
            buf_format(b, ", \"%.*s\": %lld", (int)name.n, (const char *)name.at,
                       (long long)e.a[i]);
        }
        if (e.has_text) {
            buf_format(b, ", \"%s\": ", k->text);
            if (strcmp(k->text, "charter") == 0 || strcmp(k->text, "title") == 0)
                buf_format(b, "\"%zu bytes\"", e.text.n);
            else if (strcmp(k->text, "pseudonym") == 0 || strcmp(k->text, "key") == 0 ||
                     strcmp(k->text, "hash") == 0 || !bytes_utf8(e.text))
                put_hex(b, e.text);
            else
                json_put_text(b, e.text);
        }
        buf_byte(b, '}');
    }
    buf_byte(b, ']');
    return r.failed ? fail_set(fail, ERR_SYNTAX, "these effects are out of form") : 0;
}
