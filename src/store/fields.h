/* The fields of a person as bytes: a count, then for each, in the order of the names, a byte of
 * length and the name, two bytes of length (little-endian) and the value; zeros up to a multiple of
 * 64. */
#ifndef KOINON_STORE_FIELDS_H
#define KOINON_STORE_FIELDS_H

#include "store/vault.h"

/* Lengths, number, no name twice. ERR_RANGE. */
int fields_check(const struct vault_field *fields, size_t n, struct fail *fail);
/* OLD (ordered) with the fields of NEW set or, where empty, removed; ordered. ERR_NOMEM,
 * ERR_RANGE. */
int fields_merge(struct arena *a, const struct vault_field *old, size_t old_n,
                 const struct vault_field *new, size_t new_n, struct vault_field **ret,
                 size_t *ret_n, struct fail *fail);

/* Ordered fields to bytes in ARENA; at NULL without memory. */
struct bytes fields_encode(struct arena *a, const struct vault_field *fields, size_t n);
/* Back; names and values point into TEXT. ERR_SYNTAX, ERR_NOMEM. */
int fields_decode(struct arena *a, struct bytes text, struct vault_field **ret, size_t *ret_n);

#endif
