/* Commands: what is decoded is deterministic CBOR, can be walked to its end, and is made again byte
 * for byte from its fields. */
#include "fuzz.h"

#include "base/alloc.h"
#include "base/cbor.h"
#include "wire/command.h"

static void walk_map(struct bytes map) {
    struct value_map m;
    struct bytes key;
    struct value v;
    value_map_begin(map, &m);
    uint64_t left = m.left;
    for (; value_map_next(&m, &key, &v); left--)
        FUZZ_CHECK(key.n > 0 &&
                   (v.kind == VALUE_INT || v.kind == VALUE_BOOL || v.kind == VALUE_TEXT));
    FUZZ_CHECK(left == 0 && m.rest.n == 0);
}

static void walk(const struct value *v) {
    struct value_list l;
    struct value one;
    struct bytes row;
    switch (v->kind) {
    case VALUE_REFS:
    case VALUE_WORDS:
        value_list_begin(v, &l);
        while (value_list_next(&l, &one))
            FUZZ_CHECK(one.by_id || one.bytes.n > 0);
        FUZZ_CHECK(l.left == 0 && l.rest.n == 0);
        return;
    case VALUE_ROWS:
        value_rows_begin(v, &l);
        while (value_rows_next(&l, &row))
            walk_map(row);
        FUZZ_CHECK(l.left == 0 && l.rest.n == 0);
        return;
    case VALUE_MAP:
        walk_map(v->bytes);
        return;
    case VALUE_TITLE:
        FUZZ_CHECK(value_title(v->bytes, "el", "en").n > 0);
        return;
    default:
        return;
    }
}

static void make_again(const struct command *c, struct bytes input) {
    struct command_maker m;
    struct buf scratch, out;
    struct cbor at;
    buf_init(&scratch, &alloc_heap, 1u << 20);
    buf_init(&out, &alloc_heap, 1u << 20);
    command_begin(&m, (enum command_type)c->type, &scratch);
    cbor_read(&at, input);
    cbor_map(&at);
    cbor_skip(&at);
    cbor_skip(&at);
    for (size_t i = 0; i < c->n; i++) {
        enum field field = (enum field)cbor_uint(&at);
        FUZZ_CHECK(field == c->f[i].field);
        command_put_raw(&m, field, cbor_skip(&at));
    }
    FUZZ_CHECK(command_end(&m, &out, NULL) == 0 && bytes_equal(buf_view(&out), input));
    buf_drop(&scratch);
    buf_drop(&out);
}

void fuzz_one(struct bytes input) {
    struct command c;
    struct fail fail = {0};
    if (command_decode(input, &c, &fail) < 0) {
        FUZZ_CHECK(fail.code < 0 && fail.text[0]);
        return;
    }
    FUZZ_CHECK(cbor_valid(input));
    for (size_t i = 0; i < c.n; i++)
        walk(&c.f[i].value);
    make_again(&c, input);
}

FUZZ_TARGET
