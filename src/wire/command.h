/* A command: { 0: type, field: value, ... }, fields by their number in wire/types.h. Decoding
 * checks each field's kind against the table and borrows; nothing is allocated.
 *
 *     struct command c;
 *     if (command_decode(part->content, &c, &fail) < 0) ...
 *     struct value body = command_get(&c, FIELD_BODY);      // VALUE_NONE when absent
 */
#ifndef KOINON_WIRE_COMMAND_H
#define KOINON_WIRE_COMMAND_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/limits.h"
#include "wire/types.h"
#include "wire/value.h"

struct command {
    uint16_t type;
    uint8_t n;
    struct {
        uint16_t field;
        struct value value;
    } f[LIMIT_COMMAND_FIELDS];
    struct bytes bytes; /* the whole, as it stands */
};

/* ERR_SYNTAX: out of form, a field that this type does not have, a value of another kind, a
 * required field that is missing (each named); ERR_VERSION: an unknown type. */
int command_decode(struct bytes bytes, struct command *ret, struct fail *fail);
struct value command_get(const struct command *c, enum field f);

/* --- making one: fields in any order, sorted when it is finished --------------------------------
 *
 *     command_begin(&m, COMMAND_LEAVE, &scratch);
 *     command_put_int(&m, FIELD_PERSON, 17);
 *     command_put_text(&m, FIELD_UNIT, BYTES_LIT("piraeus"));
 *     if (command_end(&m, &out, &fail) < 0) ...
 *
 * Between begin and end nothing else may be appended to SCRATCH. */
struct command_maker {
    uint16_t type;
    uint8_t n;
    bool too_many;
    uint16_t field[LIMIT_COMMAND_FIELDS];
    uint32_t begin[LIMIT_COMMAND_FIELDS + 1]; /* of each value's CBOR in scratch; [n] is the end */
    struct buf *scratch;
};
void command_begin(struct command_maker *m, enum command_type type, struct buf *scratch);
void command_put_int(struct command_maker *m, enum field f, int64_t i); /* or BOOL, QUANTITY, REF */
/* The text kinds, REF by name, QUANTITY, TITLE; and BYTES as a byte string. */
void command_put_text(struct command_maker *m, enum field f, struct bytes text);
/* Any kind: one value's CBOR. */
void command_put_raw(struct command_maker *m, enum field f, struct bytes cbor);
/* Appends the command; ERR_* as command_decode (it is decoded to check it), RET as it was. */
int command_end(struct command_maker *m, struct buf *ret, struct fail *fail);

#endif
