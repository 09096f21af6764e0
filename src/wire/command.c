#include "wire/command.h"

#include "base/check.h"
#include "base/cbor.h"

enum { FIELD_DO = 0 };

#define KEY_OR_HASH_BYTES 32

static const struct field_use *use_of(const struct command_kind *kind, uint64_t number) {
    for (size_t i = 0; i < kind->n_fields; i++)
        if (kind->fields[i].field == number)
            return &kind->fields[i];
    return NULL;
}

static size_t place(const struct cbor *c) {
    return (size_t)(c->at - c->start);
}

static int read_type(struct cbor *c, const struct command_kind **ret, struct fail *fail) {
    if (c->failed || cbor_uint(c) != FIELD_DO || c->failed)
        return fail_set(fail, ERR_SYNTAX,
                        "command: expected a map that begins with 0: its type, at byte %zu",
                        place(c));
    uint64_t type = cbor_uint(c);
    if (c->failed)
        return fail_set(fail, ERR_SYNTAX, "command: expected the number of its type at byte %zu",
                        place(c));
    *ret = type <= UINT16_MAX ? command_kind((uint16_t)type) : NULL;
    if (!*ret)
        return fail_set(fail, ERR_VERSION, "command: no type %llu is known here",
                        (unsigned long long)type);
    return 0;
}

static int read_field(struct cbor *c, const struct command_kind *kind, struct command *cmd,
                      struct fail *fail) {
    size_t from = place(c);
    uint64_t number = cbor_uint(c);
    if (c->failed)
        return fail_set(fail, ERR_SYNTAX, "command \"%s\": expected a field's number at byte %zu",
                        kind->name, from);
    const struct field_use *use = use_of(kind, number);
    if (!use) {
        const struct field_type *known = number <= UINT16_MAX ? field_type((uint16_t)number) : NULL;
        return fail_set(fail, ERR_SYNTAX, "command \"%s\" has no field %llu%s%s%s", kind->name,
                        (unsigned long long)number, known ? " (\"" : "", known ? known->name : "",
                        known ? "\")" : "");
    }
    const struct field_type *type = field_type(use->field);
    if (cmd->n > 0 && cmd->f[cmd->n - 1].field >= use->field)
        return fail_set(fail, ERR_SYNTAX,
                        "command \"%s\": the field \"%s\" stands after a higher one, or twice",
                        kind->name, type->name);
    struct value v;
    from = place(c);
    const char *expected = value_read(c, (enum value_kind)type->kind, &v);
    if (!expected && (use->field == FIELD_KEY || use->field == FIELD_HASH) &&
        v.bytes.n != KEY_OR_HASH_BYTES)
        expected = "32 bytes";
    if (expected)
        return fail_set(fail, ERR_SYNTAX, "command \"%s\", field \"%s\": expected %s, at byte %zu",
                        kind->name, type->name, expected, from);
    cmd->f[cmd->n].field = use->field;
    cmd->f[cmd->n++].value = v;
    return 0;
}

static bool has(const struct command *c, uint16_t field) {
    for (size_t i = 0; i < c->n; i++)
        if (c->f[i].field == field)
            return true;
    return false;
}

int command_decode(struct bytes bytes, struct command *ret, struct fail *fail) {
    struct cbor c;
    struct command cmd;
    const struct command_kind *kind;
    cbor_read(&c, bytes);
    uint64_t pairs = cbor_map(&c);
    int r = read_type(&c, &kind, fail);
    if (r < 0)
        return r;
    cmd.type = kind->number;
    cmd.n = 0;
    cmd.bytes = bytes;
    if (pairs - 1 > LIMIT_COMMAND_FIELDS)
        return fail_set(fail, ERR_SYNTAX, "command \"%s\" has %llu fields, at most %d are allowed",
                        kind->name, (unsigned long long)(pairs - 1), LIMIT_COMMAND_FIELDS);
    for (uint64_t i = 1; i < pairs; i++)
        if ((r = read_field(&c, kind, &cmd, fail)) < 0)
            return r;
    if (!cbor_done(&c))
        return fail_set(fail, ERR_SYNTAX,
                        "command \"%s\" ends at byte %zu, but %zu bytes were given", kind->name,
                        place(&c), bytes.n);
    for (size_t i = 0; i < kind->n_fields; i++)
        if (kind->fields[i].must && !has(&cmd, kind->fields[i].field))
            return fail_set(fail, ERR_SYNTAX, "command \"%s\": the field \"%s\" is missing",
                            kind->name, field_type(kind->fields[i].field)->name);
    ret->type = cmd.type;
    ret->n = cmd.n;
    ret->bytes = cmd.bytes;
    memcpy(ret->f, cmd.f, cmd.n * sizeof(cmd.f[0]));
    return 0;
}

struct value command_get(const struct command *c, enum field f) {
    for (size_t i = 0; i < c->n; i++)
        if (c->f[i].field == f)
            return c->f[i].value;
    return (struct value){.kind = VALUE_NONE};
}

/* --- making one ---------------------------------------------------------------------------------
 */

void command_begin(struct command_maker *m, enum command_type type, struct buf *scratch) {
    *m = (struct command_maker){.type = (uint16_t)type, .scratch = scratch};
    m->begin[0] = (uint32_t)scratch->n;
}

static bool begin_field(struct command_maker *m, enum field f) {
    check(field_type((uint16_t)f));
    if (m->n == LIMIT_COMMAND_FIELDS) {
        m->too_many = true;
        return false;
    }
    check(m->begin[m->n] == m->scratch->n || m->scratch->failed);
    m->field[m->n] = (uint16_t)f;
    return true;
}

static void end_field(struct command_maker *m) {
    m->begin[++m->n] = (uint32_t)m->scratch->n;
}

void command_put_int(struct command_maker *m, enum field f, int64_t i) {
    if (!begin_field(m, f))
        return;
    if (field_type((uint16_t)f)->kind == VALUE_BOOL)
        cbor_put_bool(m->scratch, i != 0);
    else
        cbor_put_int(m->scratch, i);
    end_field(m);
}

void command_put_text(struct command_maker *m, enum field f, struct bytes text) {
    if (!begin_field(m, f))
        return;
    if (field_type((uint16_t)f)->kind == VALUE_BYTES)
        cbor_put_bytes(m->scratch, text);
    else
        cbor_put_text(m->scratch, text);
    end_field(m);
}

void command_put_raw(struct command_maker *m, enum field f, struct bytes cbor) {
    if (!begin_field(m, f))
        return;
    buf_bytes(m->scratch, cbor);
    end_field(m);
}

/* The indices of the fields in ascending order of field: an insertion sort of at most 24. */
static void sort_fields(const struct command_maker *m, uint8_t *ret) {
    for (uint8_t i = 0; i < m->n; i++) {
        uint8_t at = i;
        for (; at > 0 && m->field[ret[at - 1]] > m->field[i]; at--)
            ret[at] = ret[at - 1];
        ret[at] = i;
    }
}

int command_end(struct command_maker *m, struct buf *ret, struct fail *fail) {
    uint8_t order[LIMIT_COMMAND_FIELDS];
    struct command c;
    size_t from = ret->n;
    check(ret != m->scratch);
    if (m->too_many)
        return fail_set(fail, ERR_SYNTAX, "command %u has more than %d fields", m->type,
                        LIMIT_COMMAND_FIELDS);
    if (m->scratch->failed)
        return fail_set(fail, ERR_NOMEM, "not enough memory for a command");
    sort_fields(m, order);
    cbor_put_map(ret, 1 + (uint64_t)m->n);
    cbor_put_uint(ret, FIELD_DO);
    cbor_put_uint(ret, m->type);
    for (size_t i = 0; i < m->n; i++) {
        uint32_t begin = m->begin[order[i]], end = m->begin[order[i] + 1];
        cbor_put_uint(ret, m->field[order[i]]);
        buf_add(ret, m->scratch->at + begin, end - begin);
    }
    if (ret->failed)
        return fail_set(fail, ERR_NOMEM, "not enough memory for a command");
    int r = command_decode(bytes_of(ret->at + from, ret->n - from), &c, fail);
    if (r < 0)
        ret->n = from;
    return r;
}
