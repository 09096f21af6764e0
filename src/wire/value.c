#include "wire/value.h"

#include "base/limits.h"
#include "base/name.h"
#include "base/cbor.h"

/* Each reader answers NULL, or what was expected in its place. */

static struct bytes since(const struct cbor *c, const uint8_t *from) {
    return (struct bytes){from, (size_t)(c->at - from)};
}

static bool text_of(struct cbor *c, size_t max, bool lines, struct bytes *ret) {
    if (cbor_peek(c) != CBOR_TEXT)
        return false;
    struct bytes text = cbor_text(c);
    if (c->failed || text.n == 0 || text.n > max || !text_valid(text, lines))
        return false;
    *ret = text;
    return true;
}

static const char *read_int(struct cbor *c, struct value *v) {
    v->i = cbor_int(c);
    return c->failed ? "a whole number of at most 64 bits" : NULL;
}

static const char *read_bool(struct cbor *c, struct value *v) {
    v->i = cbor_bool(c);
    return c->failed ? "true or false" : NULL;
}

static const char *read_text(struct cbor *c, struct value *v) {
    return text_of(c, LIMIT_TEXT_BYTES, true, &v->bytes)
               ? NULL
               : "a text of at most 262144 bytes, without control characters";
}

static const char *read_word(struct cbor *c, struct value *v) {
    return text_of(c, LIMIT_NAME_BYTES, false, &v->bytes)
               ? NULL
               : "a word: a text of one line and at most 96 bytes";
}

static const char *read_when(struct cbor *c, struct value *v) {
    return text_of(c, LIMIT_WHEN_BYTES, false, &v->bytes)
               ? NULL
               : "a date: a text of one line and at most 96 bytes";
}

static const char *read_quantity(struct cbor *c, struct value *v) {
    enum cbor_kind kind = cbor_peek(c);
    v->by_id = kind == CBOR_UINT || kind == CBOR_NINT;
    if (v->by_id)
        return read_int(c, v);
    return text_of(c, LIMIT_NAME_BYTES, false, &v->bytes)
               ? NULL
               : "how many: a whole number, or a text of one line and at most 96 bytes";
}

static bool read_ref_whole(struct cbor *c, struct value *v) {
    v->by_id = cbor_peek(c) == CBOR_UINT;
    if (!v->by_id)
        return text_of(c, LIMIT_PATH_BYTES, false, &v->bytes);
    v->i = cbor_int(c);
    return !c->failed && v->i <= UINT32_MAX;
}

static const char *read_ref(struct cbor *c, struct value *v) {
    if (cbor_peek(c) != CBOR_ARRAY)
        return read_ref_whole(c, v) ? NULL
                                    : "a thing: its number, its name, or [number or name, part]";
    if (cbor_array(c) != 2 || !read_ref_whole(c, v))
        return "a part of a thing: [number or name, part]";
    uint64_t part = cbor_uint(c);
    if (c->failed || part == 0 || part > UINT32_MAX)
        return "the number of the part, counted from 1";
    v->part = (uint32_t)part;
    return NULL;
}

static const char *read_bytes(struct cbor *c, struct value *v) {
    v->bytes = cbor_bytes(c);
    return c->failed || v->bytes.n > LIMIT_CHARTER_BYTES ? "at most 262144 bytes" : NULL;
}

static const char *read_list(struct cbor *c, struct value *v, bool refs) {
    const uint8_t *from = c->at;
    uint64_t n = cbor_array(c);
    if (c->failed || n > LIMIT_LIST)
        return "a list of at most 512 elements";
    for (uint64_t i = 0; i < n; i++) {
        struct value one = {0};
        if (refs && read_ref(c, &one))
            return "a list of things, each by its number or name";
        if (!refs && !text_of(c, LIMIT_TITLE_BYTES, false, &one.bytes))
            return "a list of words, each a text of one line and at most 1000 bytes";
    }
    v->bytes = since(c, from);
    return NULL;
}

static bool read_scalar(struct cbor *c, struct value *v) {
    switch (cbor_peek(c)) {
    case CBOR_UINT:
    case CBOR_NINT:
        v->kind = VALUE_INT;
        v->i = cbor_int(c);
        return !c->failed;
    case CBOR_FALSE:
    case CBOR_TRUE:
        v->kind = VALUE_BOOL;
        v->i = cbor_bool(c);
        return true;
    case CBOR_TEXT:
        v->kind = VALUE_TEXT;
        v->bytes = cbor_text(c);
        return !c->failed && v->bytes.n <= LIMIT_TEXT_BYTES && text_valid(v->bytes, true);
    default:
        return false;
    }
}

static const char *read_map(struct cbor *c, struct value *v) {
    const uint8_t *from = c->at;
    uint64_t n = cbor_map(c);
    if (c->failed || n > LIMIT_LIST)
        return "a map of at most 512 words";
    struct bytes last = {0};
    for (uint64_t i = 0; i < n; i++) {
        struct bytes word;
        struct value scalar = {0};
        const uint8_t *key = c->at;
        if (!text_of(c, LIMIT_NAME_BYTES, false, &word))
            return "words of at most 96 bytes as the keys of a map";
        struct bytes raw = since(c, key);
        if (i > 0 && bytes_compare(last, raw) >= 0)
            return "the words of a map in the order of their encoding, none twice";
        last = raw;
        if (!read_scalar(c, &scalar))
            return "a whole number, true, false or a text for each word of a map";
    }
    v->bytes = since(c, from);
    return NULL;
}

static const char *read_rows(struct cbor *c, struct value *v) {
    const uint8_t *from = c->at;
    uint64_t n = cbor_array(c);
    if (c->failed || n > LIMIT_LIST)
        return "a list of at most 512 rows";
    for (uint64_t i = 0; i < n; i++) {
        struct value row = {0};
        const char *expected = read_map(c, &row);
        if (expected)
            return expected;
    }
    v->bytes = since(c, from);
    return NULL;
}

static const char *read_title(struct cbor *c, struct value *v) {
    static const char expected[] =
        "a title: a text of at most 1000 bytes, or one for each language";
    const uint8_t *from = c->at;
    struct bytes text, last = {0};
    if (cbor_peek(c) == CBOR_TEXT) {
        if (!text_of(c, LIMIT_TITLE_BYTES, false, &text))
            return expected;
    } else {
        uint64_t n = cbor_map(c);
        if (c->failed || n == 0 || n > LIMIT_LANGUAGES)
            return expected;
        for (uint64_t i = 0; i < n; i++) {
            const uint8_t *key = c->at;
            if (!text_of(c, LIMIT_NAME_BYTES, false, &text))
                return expected;
            struct bytes raw = since(c, key);
            if (i > 0 && bytes_compare(last, raw) >= 0)
                return "the languages of a title in the order of their encoding, none twice";
            last = raw;
            if (!text_of(c, LIMIT_TITLE_BYTES, false, &text))
                return expected;
        }
    }
    v->bytes = since(c, from);
    return NULL;
}

const char *value_read(struct cbor *c, enum value_kind kind, struct value *ret) {
    struct value v = {.kind = (uint8_t)kind};
    const char *expected = NULL;
    switch (kind) {
    case VALUE_INT:
        expected = read_int(c, &v);
        break;
    case VALUE_BOOL:
        expected = read_bool(c, &v);
        break;
    case VALUE_TEXT:
        expected = read_text(c, &v);
        break;
    case VALUE_WORD:
        expected = read_word(c, &v);
        break;
    case VALUE_REF:
        expected = read_ref(c, &v);
        break;
    case VALUE_REFS:
        expected = read_list(c, &v, true);
        break;
    case VALUE_WORDS:
        expected = read_list(c, &v, false);
        break;
    case VALUE_WHEN:
        expected = read_when(c, &v);
        break;
    case VALUE_QUANTITY:
        expected = read_quantity(c, &v);
        break;
    case VALUE_BYTES:
        expected = read_bytes(c, &v);
        break;
    case VALUE_TITLE:
        expected = read_title(c, &v);
        break;
    case VALUE_ROWS:
        expected = read_rows(c, &v);
        break;
    case VALUE_MAP:
        expected = read_map(c, &v);
        break;
    case VALUE_NONE:
        expected = "nothing";
        break;
    }
    if (!expected)
        *ret = v;
    return expected;
}

const char *value_kind_name(enum value_kind kind) {
    static const char *const names[] = {
        [VALUE_NONE] = "none",         [VALUE_INT] = "int",     [VALUE_BOOL] = "bool",
        [VALUE_TEXT] = "text",         [VALUE_WORD] = "word",   [VALUE_REF] = "ref",
        [VALUE_REFS] = "refs",         [VALUE_WORDS] = "words", [VALUE_WHEN] = "when",
        [VALUE_QUANTITY] = "quantity", [VALUE_BYTES] = "bytes", [VALUE_TITLE] = "title",
        [VALUE_ROWS] = "rows",         [VALUE_MAP] = "map"};
    return names[kind];
}

/* --- walking what was checked -------------------------------------------------------------------
 */

static struct bytes rest_of(const struct cbor *c) {
    return c->failed ? (struct bytes){0} : (struct bytes){c->at, (size_t)(c->end - c->at)};
}

static void list_begin(const struct value *v, uint8_t kind, struct value_list *ret) {
    struct cbor c;
    cbor_read(&c, v->bytes);
    uint64_t n = v->kind == VALUE_NONE ? 0 : cbor_array(&c);
    *ret = (struct value_list){.rest = rest_of(&c), .left = n, .kind = kind};
}

void value_list_begin(const struct value *v, struct value_list *ret) {
    list_begin(v, v->kind == VALUE_REFS ? VALUE_REF : VALUE_WORD, ret);
}

bool value_list_next(struct value_list *l, struct value *ret) {
    if (l->left == 0)
        return false;
    struct cbor c;
    struct value v = {.kind = l->kind};
    cbor_read(&c, l->rest);
    if (l->kind == VALUE_REF) {
        if (read_ref(&c, &v))
            return false;
    } else {
        v.bytes = cbor_text(&c);
    }
    if (c.failed)
        return false;
    l->left--;
    l->rest = rest_of(&c);
    *ret = v;
    return true;
}

void value_rows_begin(const struct value *v, struct value_list *ret) {
    list_begin(v, VALUE_MAP, ret);
}

bool value_rows_next(struct value_list *l, struct bytes *ret_row) {
    if (l->left == 0)
        return false;
    struct cbor c;
    cbor_read(&c, l->rest);
    struct bytes row = cbor_skip(&c);
    if (c.failed)
        return false;
    l->left--;
    l->rest = rest_of(&c);
    *ret_row = row;
    return true;
}

void value_map_begin(struct bytes map, struct value_map *ret) {
    struct cbor c;
    cbor_read(&c, map);
    uint64_t n = map.n ? cbor_map(&c) : 0;
    *ret = (struct value_map){.rest = rest_of(&c), .left = n};
}

bool value_map_next(struct value_map *m, struct bytes *ret_key, struct value *ret) {
    if (m->left == 0)
        return false;
    struct cbor c;
    struct value v = {0};
    cbor_read(&c, m->rest);
    struct bytes key = cbor_text(&c);
    if (!read_scalar(&c, &v))
        return false;
    m->left--;
    m->rest = rest_of(&c);
    *ret_key = key;
    *ret = v;
    return true;
}

struct value value_in_map(struct bytes map, const char *word) {
    struct value_map m;
    struct bytes key;
    struct value v;
    value_map_begin(map, &m);
    while (value_map_next(&m, &key, &v))
        if (bytes_is(key, word))
            return v;
    return (struct value){.kind = VALUE_NONE};
}

struct value value_ref(struct value v) {
    struct value none = {.kind = VALUE_NONE};
    if (v.kind == VALUE_INT && v.i >= 0 && v.i <= UINT32_MAX)
        return (struct value){.kind = VALUE_REF, .by_id = true, .i = v.i};
    if (v.kind == VALUE_TEXT && v.bytes.n > 0)
        return (struct value){.kind = VALUE_REF, .bytes = v.bytes};
    return v.kind == VALUE_REF ? v : none;
}

struct bytes value_title(struct bytes title, const char *language, const char *fallback) {
    struct cbor c;
    cbor_read(&c, title);
    if (cbor_peek(&c) == CBOR_TEXT)
        return cbor_text(&c);
    struct value_map m;
    struct bytes key, first = {0}, second = {0};
    struct value v;
    if (cbor_peek(&c) == CBOR_MAP) {
        value_map_begin(title, &m);
        while (value_map_next(&m, &key, &v)) {
            if (language && bytes_is(key, language))
                return v.bytes;
            if (fallback && bytes_is(key, fallback))
                second = v.bytes;
            if (!first.n)
                first = v.bytes;
        }
    }
    return second.n ? second : first;
}
