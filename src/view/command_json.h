/* A command as JSON and back, by the tables of wire/types.h: what the command line, the API and the
 * pages of the record share.
 *
 *     {"do": "propose", "kind": "order", "name": "o-1", "by": "executive", "to-whom": ["piraeus"],
 *      "as": "maria", "for": "executive", "at": "2026-03-02T10:00:00Z"}
 *
 * Beside the command's own fields: as, for, clerk (names or numbers: who acts, in whose name, who
 * typed it), at (a stamp), id (the client's key: 32 hexadecimal digits), signed-by and signature
 * (hexadecimal). References are names, numbers, or [name or number, part]. Bytes are base64, or
 * hexadecimal where they are 32 long. */
#ifndef KOINON_VIEW_COMMAND_JSON_H
#define KOINON_VIEW_COMMAND_JSON_H

#include "base/arena.h"
#include "base/fail.h"
#include "wire/command.h"
#include "wire/ed25519.h"
#include "wire/effect.h"
#include "wire/entry.h"

struct command_request {
    struct bytes command;       /* in the arena */
    struct bytes as, by, clerk; /* names or digits; empty: not said */
    int64_t at;                 /* INSTANT_MIN: not said */
    uint8_t key[ENTRY_KEY_BYTES];
    bool has_key;
    /* what `koinon sign` adds: a person's own key and her signature (wire/entry.h) */
    bool is_signed;
    uint8_t signed_by[ED25519_PUBLIC_BYTES], signature[ED25519_SIGNATURE_BYTES];
};
/* LINE: one JSON object. Errors name the field, what was expected, and the nearest known name. */
int command_from_json(struct bytes line, struct arena *a, struct command_request *ret,
                      struct fail *fail);
/* The command's fields as a JSON object ({"do": ...}). */
int command_to_json(struct bytes command, struct buf *b, struct fail *fail);
/* [{"effect": "mandate", "id": 12, ...}, ...] */
int effects_to_json(struct bytes effects, struct buf *b, struct fail *fail);
/* A string in quotes, escaped. */
void json_put_text(struct buf *b, struct bytes text);

#endif
