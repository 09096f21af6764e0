/* What an entry did, in order. An effect is a number (wire/types.h has the table), integers and at
 * most one text: exactly what law_apply folds and what a person reads. On the wire: an array
 * [ number, int, int, ..., ?text ]; the list of them is the content of PART_EFFECTS. */
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
    struct bytes text;               /* raw: UTF-8 text or, where the table says so, CBOR */
};

void effect_put(struct buf *b, const struct effect *e);
/* Walks the content of PART_EFFECTS. */
struct effect_reader {
    struct bytes rest;
    uint64_t left;
    bool failed; /* out of form, or arguments that do not fit the table */
};
void effect_read(struct bytes part, struct effect_reader *ret);
bool effect_next(struct effect_reader *r, struct effect *ret);

#endif
