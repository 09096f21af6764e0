/* What an entry did, in order. An effect is a number (wire/types.h has the table), integers and at
 * most one text: exactly what law_apply folds and what a person reads. On the wire: an array
 * [ number, int, int, ..., ?text ] with exactly the integers that the table names; the text may be
 * left out, and stands only where the table has one. It is a text string, but: a "title" is a title
 * (text, or map language -> text), and a "charter", "key", "hash" or "pseudonym" is a byte string.
 * The array of all of them is the content of PART_EFFECTS. */
#ifndef KOINON_WIRE_EFFECT_H
#define KOINON_WIRE_EFFECT_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/limits.h"

struct effect {
    uint16_t type;
    uint8_t n;                       /* integers */
    bool has_text;
    int64_t a[LIMIT_EFFECT_ARGS];
    struct bytes text;               /* the characters or bytes; of a title its CBOR */
};

/* Appends one effect. That it fits the table (integers, text) is the caller's promise. */
void effect_put(struct buf *b, const struct effect *e);
/* Appends the content of PART_EFFECTS: N effects, which effect_put appended to EFFECTS. */
void effect_put_list(struct buf *b, size_t n, struct bytes effects);
/* Walks the content of PART_EFFECTS; false at its end, or `failed`. */
struct effect_reader {
    struct bytes rest;
    uint64_t left;
    bool failed; /* out of form, or arguments that do not fit the table */
};
void effect_read(struct bytes part, struct effect_reader *ret);
bool effect_next(struct effect_reader *r, struct effect *ret);

#endif
