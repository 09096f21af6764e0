#include "scene.h"

#include "base/cbor.h"
#include "base/sha256.h"
#include "wire/command.h"

/* --- words ----------------------------------------------------------------------------------- */

static bool blank(uint8_t c) {
    return c == ' ' || c == '\t';
}

static struct bytes trim(struct bytes b) {
    while (b.n && blank(b.at[0]))
        b = bytes_part(b, 1, b.n - 1);
    while (b.n && blank(b.at[b.n - 1]))
        b.n--;
    return b;
}

struct bytes scene_word(struct bytes *rest) {
    struct bytes b = trim(*rest);
    int depth = 0;
    bool quoted = false;
    size_t n = 0;
    for (; n < b.n; n++) {
        uint8_t c = b.at[n];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{' || c == '('))
            depth++;
        else if (!quoted && (c == ']' || c == '}' || c == ')'))
            depth--;
        else if (!quoted && depth == 0 && blank(c))
            break;
    }
    *rest = bytes_part(b, n, b.n - n);
    return bytes_part(b, 0, n);
}

struct bytes word_plain(struct scene *s, struct bytes word) {
    if (word.n < 2 || word.at[0] != '"' || word.at[word.n - 1] != '"')
        return word;
    return bytes_part(word, 1, word.n - 2);
}

/* Cuts the next element off the inside of a list or map: up to a comma outside of brackets. */
static struct bytes element_next(struct bytes *rest) {
    int depth = 0;
    bool quoted = false;
    size_t n = 0;
    for (; n < rest->n; n++) {
        uint8_t c = rest->at[n];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{'))
            depth++;
        else if (!quoted && (c == ']' || c == '}'))
            depth--;
        else if (!quoted && depth == 0 && c == ',')
            break;
    }
    struct bytes one = trim(bytes_part(*rest, 0, n));
    *rest = n < rest->n ? bytes_part(*rest, n + 1, rest->n - n - 1) : (struct bytes){0};
    return one;
}

size_t list_read(struct scene *s, struct bytes word, struct bytes *ret, size_t max) {
    size_t n = 0;
    word = trim(word);
    if (!word.n || word.at[0] != '[') {
        ret[0] = word_plain(s, word);
        return word.n ? 1 : 0;
    }
    struct bytes inside = trim(bytes_part(word, 1, word.n - 2));
    while (inside.n && n < max)
        ret[n++] = word_plain(s, element_next(&inside));
    return n;
}

static bool as_int(struct bytes b, int64_t *ret) {
    bool minus = b.n && b.at[0] == '-';
    uint64_t n = 0;
    if (b.n <= minus || b.n > 19)
        return false;
    for (size_t i = minus; i < b.n; i++) {
        if (b.at[i] < '0' || b.at[i] > '9')
            return false;
        n = n * 10 + (uint64_t)(b.at[i] - '0');
    }
    if (n > INT64_MAX)
        return false;
    *ret = minus ? -(int64_t)n : (int64_t)n;
    return true;
}

/* --- things ---------------------------------------------------------------------------------- */

uint32_t thing_meant(struct scene *s, struct bytes word) {
    int64_t n;
    if (bytes_is(word, "^"))
        return s->made;
    if (word.n > 1 && word.at[0] == '#' && as_int(bytes_part(word, 1, word.n - 1), &n))
        return n > 0 && n < s->law->things.n ? (uint32_t)n : 0;
    for (size_t i = 1; i + 1 < word.n; i++) {
        if (word.at[i] != '@')
            continue;
        uint32_t person = state_named(s->law, bytes_part(word, 0, i));
        uint32_t body = state_named(s->law, bytes_part(word, i + 1, word.n - i - 1));
        return person && body ? mandate_of(s->law, person, body) : 0;
    }
    return state_named(s->law, word);
}

/* name, name#part, #id, ^, person@body: as CBOR. A name nobody has goes as it is: the law refuses.
 */
static void put_ref(struct scene *s, struct buf *b, struct bytes word) {
    int64_t part = 0;
    for (size_t i = 1; i < word.n; i++)
        if (word.at[i] == '#' && as_int(bytes_part(word, i + 1, word.n - i - 1), &part))
            word.n = i;
    bool by_id =
        word.n && (word.at[0] == '^' || word.at[0] == '#' || memchr(word.at, '@', word.n) != NULL);
    uint32_t id = by_id ? thing_meant(s, word) : 0;
    if (by_id && !id)
        scene_fail(s, "nothing is meant by \"%.*s\"", (int)word.n, (const char *)word.at);
    if (part)
        cbor_put_array(b, 2);
    if (by_id)
        cbor_put_uint(b, id);
    else
        cbor_put_text(b, word);
    if (part)
        cbor_put_uint(b, (uint64_t)part);
}

/* --- values ---------------------------------------------------------------------------------- */

static void put_scalar(struct scene *s, struct buf *b, struct bytes word) {
    int64_t n;
    if (as_int(word, &n))
        cbor_put_int(b, n);
    else if (bytes_is(word, "true") || bytes_is(word, "false"))
        cbor_put_bool(b, bytes_is(word, "true"));
    else
        cbor_put_text(b, word_plain(s, word));
}

#define MAP_MAX 16
static int key_order(struct bytes a, struct bytes b) {
    return a.n != b.n ? (a.n < b.n ? -1 : 1) : bytes_compare(a, b);
}

/* {a: 1, b: "x"}: keys in the order of CBOR. */
static void put_map(struct scene *s, struct buf *b, struct bytes word, bool text_only) {
    struct bytes key[MAP_MAX], value[MAP_MAX];
    size_t n = 0;
    if (word.n < 2 || word.at[0] != '{') {
        scene_fail(s, "expected {name: value, ...}, found %.*s", (int)word.n,
                   (const char *)word.at);
        cbor_put_map(b, 0);
        return;
    }
    struct bytes inside = trim(bytes_part(word, 1, word.n - 2));
    while (inside.n && n < MAP_MAX) {
        struct bytes one = element_next(&inside);
        const uint8_t *colon = memchr(one.at, ':', one.n);
        size_t at = colon ? (size_t)(colon - one.at) : one.n;
        struct bytes k = trim(bytes_part(one, 0, at));
        struct bytes v = trim(bytes_part(one, at + 1, one.n - at));
        size_t i = n++;
        for (; i > 0 && key_order(key[i - 1], k) > 0; i--) {
            key[i] = key[i - 1];
            value[i] = value[i - 1];
        }
        key[i] = k;
        value[i] = v;
    }
    cbor_put_map(b, n);
    for (size_t i = 0; i < n; i++) {
        cbor_put_text(b, key[i]);
        if (text_only)
            cbor_put_text(b, word_plain(s, value[i]));
        else
            put_scalar(s, b, value[i]);
    }
}

static struct bytes inside_of(struct bytes word, const char *call) {
    size_t n = strlen(call);
    if (word.n < n + 2 || memcmp(word.at, call, n) != 0 || word.at[n] != '(')
        return (struct bytes){0};
    return bytes_part(word, n + 1, word.n - n - 2);
}

/* hash(words), file(constitution.yaml), file-hash(constitution.yaml), else the words themselves. */
static void put_bytes(struct scene *s, struct buf *b, struct bytes word) {
    struct bytes text = inside_of(word, "hash"), file = inside_of(word, "file");
    struct bytes of_file = inside_of(word, "file-hash");
    struct hash h;
    if (text.n) {
        h = sha256_of(word_plain(s, text));
        cbor_put_bytes(b, bytes_of(h.b, HASH_BYTES));
        return;
    }
    if (!file.n && !of_file.n) {
        cbor_put_bytes(b, word_plain(s, word));
        return;
    }
    struct buf bytes;
    buf_init(&bytes, &alloc_heap, LIMIT_CHARTER_BYTES);
    const struct charter *c = scene_charter(s, file.n ? file : of_file, NULL);
    if (c)
        charter_encode(c, &bytes);
    h = sha256_of(buf_view(&bytes));
    cbor_put_bytes(b, file.n ? buf_view(&bytes) : bytes_of(h.b, HASH_BYTES));
    buf_drop(&bytes);
}

static void put_list(struct scene *s, struct buf *b, enum value_kind kind, struct bytes word) {
    struct bytes each[LIMIT_LIST];
    size_t n = list_read(s, word, each, LIMIT_LIST);
    cbor_put_array(b, n);
    for (size_t i = 0; i < n; i++) {
        if (kind == VALUE_REFS)
            put_ref(s, b, each[i]);
        else if (kind == VALUE_ROWS)
            put_map(s, b, each[i], false);
        else
            cbor_put_text(b, each[i]);
    }
}

/* WORD as one value's CBOR of the kind its field has. */
static bool put_value(struct scene *s, struct buf *b, enum value_kind kind, struct bytes word) {
    struct bytes plain = word_plain(s, word);
    int64_t n = 0;
    switch (kind) {
    case VALUE_INT:
        if (!as_int(plain, &n))
            return false;
        cbor_put_int(b, n);
        return true;
    case VALUE_BOOL:
        cbor_put_bool(b, bytes_is(plain, "true"));
        return bytes_is(plain, "true") || bytes_is(plain, "false");
    case VALUE_QUANTITY:
        if (as_int(plain, &n))
            cbor_put_int(b, n);
        else
            cbor_put_text(b, plain);
        return true;
    case VALUE_REF:
        put_ref(s, b, plain);
        return true;
    case VALUE_REFS:
    case VALUE_WORDS:
    case VALUE_ROWS:
        put_list(s, b, kind, word);
        return true;
    case VALUE_BYTES:
        put_bytes(s, b, word);
        return true;
    case VALUE_MAP:
        put_map(s, b, word, false);
        return true;
    case VALUE_TITLE:
        if (word.n && word.at[0] == '{')
            put_map(s, b, word, true);
        else
            cbor_put_text(b, plain);
        return true;
    default:
        cbor_put_text(b, plain);
        return true;
    }
}

static bool put_field(struct scene *s, struct command_maker *m, struct bytes pair) {
    const uint8_t *eq = memchr(pair.at, '=', pair.n);
    size_t at = eq ? (size_t)(eq - pair.at) : pair.n;
    const struct field_type *f = field_type_named(bytes_part(pair, 0, at));
    if (!eq || !f) {
        scene_fail(s, "\"%.*s\": expected field=value, fields as in doc/entries.md", (int)pair.n,
                   (const char *)pair.at);
        return false;
    }
    struct buf one;
    buf_init(&one, &alloc_heap, LIMIT_PART_BYTES);
    bool ok = put_value(s, &one, f->kind, bytes_part(pair, at + 1, pair.n - at - 1));
    if (ok)
        command_put_raw(m, f->number, buf_view(&one));
    else
        scene_fail(s, "%.*s: expected %s", (int)pair.n, (const char *)pair.at,
                   value_kind_name(f->kind));
    buf_drop(&one);
    return ok;
}

bool command_read(struct scene *s, struct bytes text, struct bytes *ret_verb, struct bytes *ret) {
    struct bytes rest = text, verb = scene_word(&rest), pair;
    const struct command_kind *k = command_kind_named(verb);
    if (!k) {
        scene_fail(s, "\"%.*s\" is no command: doc/entries.md lists them", (int)verb.n,
                   (const char *)verb.at);
        return false;
    }
    struct buf scratch, out;
    struct command_maker m;
    struct fail fail = {0};
    bool ok = true;
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&out, &alloc_heap, LIMIT_PART_BYTES);
    command_begin(&m, k->number, &scratch);
    while (ok && (pair = scene_word(&rest)).n)
        ok = put_field(s, &m, pair);
    if (ok && command_end(&m, &out, &fail) < 0) {
        scene_fail(s, "%s", fail.text);
        ok = false;
    }
    if (ok) {
        *ret_verb = verb;
        *ret = bytes_of(arena_copy(&s->arena, buf_view(&out)), out.n);
    }
    buf_drop(&scratch);
    buf_drop(&out);
    return ok;
}
