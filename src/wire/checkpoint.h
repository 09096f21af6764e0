/* A checkpoint: what the record was at one size, in a form that transparency-log tools and
 * witnesses read (C2SP tlog-checkpoint v1.0.0). Its text is signed as a note (wire/note.h).
 *
 *     example.org/federation        the origin: which record
 *     20852163                      its size: how many entries
 *     CsUYapGGPo4dk...jxq2I=        the root of the tree of that size (wire/merkle.h), base64
 *
 * Lines after these are extensions; Koinon writes none. */
#ifndef KOINON_WIRE_CHECKPOINT_H
#define KOINON_WIRE_CHECKPOINT_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/sha256.h"

/* "0" to "9223372036854775807", digits only and no zeros before them: sizes and indexes as text. */
bool decimal_parse(struct bytes digits, uint64_t *ret);

struct checkpoint {
    struct bytes origin; /* one line, not empty */
    uint64_t size;       /* below 2^63 */
    struct hash root;
    struct bytes extensions; /* whole lines, none empty */
};

void checkpoint_text(const struct checkpoint *c, struct buf *b);
/* Strict: format(parse(text)) = text. ERR_SYNTAX naming the line; RET borrows from TEXT. */
int checkpoint_parse(struct bytes text, struct checkpoint *ret, struct fail *fail);

#endif
