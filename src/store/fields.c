#include "store/fields.h"

#include <stdlib.h>

#include "base/limits.h"

#define PAD 64

static int by_name(const void *a, const void *b) {
    return bytes_compare(((const struct vault_field *)a)->name,
                         ((const struct vault_field *)b)->name);
}

int fields_check(const struct vault_field *fields, size_t n, struct fail *fail) {
    if (n > LIMIT_VAULT_FIELDS)
        return fail_set(fail, ERR_RANGE, "%zu fields of a person; at most %d are kept", n,
                        LIMIT_VAULT_FIELDS);
    for (size_t i = 0; i < n; i++) {
        struct bytes name = fields[i].name;
        if (name.n < 1 || name.n > LIMIT_VAULT_NAME_BYTES)
            return fail_set(fail, ERR_RANGE,
                            "the name of a field has %zu bytes; 1 to %d are allowed", name.n,
                            LIMIT_VAULT_NAME_BYTES);
        if (fields[i].value.n > LIMIT_VAULT_VALUE_BYTES)
            return fail_set(fail, ERR_RANGE, "the field %.*s has %zu bytes; at most %d are kept",
                            (int)name.n, (const char *)name.at, fields[i].value.n,
                            LIMIT_VAULT_VALUE_BYTES);
        for (size_t k = 0; k < i; k++)
            if (bytes_equal(name, fields[k].name))
                return fail_set(fail, ERR_RANGE, "the field %.*s is given twice", (int)name.n,
                                (const char *)name.at);
    }
    return 0;
}

int fields_merge(struct arena *a, const struct vault_field *old, size_t old_n,
                 const struct vault_field *new, size_t new_n, struct vault_field **ret,
                 size_t *ret_n, struct fail *fail) {
    struct vault_field *all = ARENA_ARRAY(a, old_n + new_n, struct vault_field);
    size_t n = 0;
    if (!all)
        return fail_set(fail, ERR_NOMEM, "not enough memory for the fields of a person");
    for (size_t i = 0; i < old_n; i++) {
        bool replaced = false;
        for (size_t k = 0; k < new_n; k++)
            replaced |= bytes_equal(old[i].name, new[k].name);
        if (!replaced)
            all[n++] = old[i];
    }
    for (size_t i = 0; i < new_n; i++)
        if (new[i].value.n)
            all[n++] = new[i];
    if (n > LIMIT_VAULT_FIELDS)
        return fail_set(fail, ERR_RANGE, "a person would have %zu fields; at most %d are kept", n,
                        LIMIT_VAULT_FIELDS);
    if (n)
        qsort(all, n, sizeof(*all), by_name);
    *ret = all;
    *ret_n = n;
    return 0;
}

struct bytes fields_encode(struct arena *a, const struct vault_field *fields, size_t n) {
    size_t size = 1;
    for (size_t i = 0; i < n; i++)
        size += 3 + fields[i].name.n + fields[i].value.n;
    size = (size + PAD - 1) / PAD * PAD;
    uint8_t *all = arena_get(a, size), *at = all;
    if (!all)
        return bytes_of(NULL, 0);
    *at++ = (uint8_t)n;
    for (size_t i = 0; i < n; i++) {
        *at++ = (uint8_t)fields[i].name.n;
        memcpy(at, fields[i].name.at, fields[i].name.n);
        at += fields[i].name.n;
        *at++ = (uint8_t)fields[i].value.n;
        *at++ = (uint8_t)(fields[i].value.n >> 8);
        if (fields[i].value.n)
            memcpy(at, fields[i].value.at, fields[i].value.n);
        at += fields[i].value.n;
    }
    return bytes_of(all, size);
}

static bool decode_one(struct bytes *text, struct vault_field *ret) {
    if (text->n < 1)
        return false;
    size_t name_n = text->at[0];
    if (name_n < 1 || name_n > LIMIT_VAULT_NAME_BYTES || text->n < 3 + name_n)
        return false;
    ret->name = bytes_part(*text, 1, name_n);
    size_t value_n = text->at[1 + name_n] | (size_t)text->at[2 + name_n] << 8;
    *text = bytes_part(*text, 3 + name_n, text->n);
    if (value_n < 1 || value_n > LIMIT_VAULT_VALUE_BYTES || text->n < value_n)
        return false;
    ret->value = bytes_part(*text, 0, value_n);
    *text = bytes_part(*text, value_n, text->n);
    return true;
}

int fields_decode(struct arena *a, struct bytes text, struct vault_field **ret, size_t *ret_n) {
    if (text.n < 1 || text.at[0] > LIMIT_VAULT_FIELDS || text.n % PAD != 0)
        return ERR_SYNTAX;
    size_t n = text.at[0];
    struct vault_field *all = ARENA_ARRAY(a, n, struct vault_field);
    if (!all)
        return ERR_NOMEM;
    text = bytes_part(text, 1, text.n);
    for (size_t i = 0; i < n; i++)
        if (!decode_one(&text, &all[i]) || (i && by_name(&all[i - 1], &all[i]) >= 0))
            return ERR_SYNTAX;
    if (text.n >= PAD)
        return ERR_SYNTAX;
    for (size_t i = 0; i < text.n; i++)
        if (text.at[i])
            return ERR_SYNTAX;
    *ret = all;
    *ret_n = n;
    return 0;
}
