/* A command: { 0: type, field: value, ... }, fields by their number in wire/types.h. Decoding checks
 * each field's kind against the table and borrows; nothing is allocated.
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

/* ERR_SYNTAX: out of form, a field that this type does not have, a value of another kind, a required
 * field that is missing (each named); ERR_VERSION: an unknown type. */
int command_decode(struct bytes bytes, struct command *ret, struct fail *fail);
struct value command_get(const struct command *c, enum field f);

/* --- making one: fields in any order, sorted when it is finished ------------------------------- */
struct command_maker {
    uint16_t type;
    uint8_t n;
    struct {
        uint16_t field;
        struct bytes cbor; /* lies in buf */
    } f[LIMIT_COMMAND_FIELDS];
    uint32_t begin[LIMIT_COMMAND_FIELDS + 1];
    struct buf *scratch;
};
void command_begin(struct command_maker *m, enum command_type type, struct buf *scratch);
void command_put_int(struct command_maker *m, enum field f, int64_t i); /* INT, BOOL, QUANTITY, REF */
void command_put_text(struct command_maker *m, enum field f, struct bytes text);
void command_put_raw(struct command_maker *m, enum field f, struct bytes cbor);
/* Appends the command; ERR_* as command_decode (it is decoded to check it). */
int command_end(struct command_maker *m, struct buf *ret, struct fail *fail);

#endif
