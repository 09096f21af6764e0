/* Receipts and proofs from the hashes beside a record. Private to engine/. */
#ifndef KOINON_ENGINE_PROVE_H
#define KOINON_ENGINE_PROVE_H

#include "engine/hashes.h"
#include "store/store.h"

/* The receipt of entry SEQ against this signed checkpoint, appended to B. The proof is checked
 * before it is given away: ERR_BROKEN when the hashes do not fit the record or the checkpoint;
 * ERR_RANGE when the checkpoint does not cover the entry. */
int receipt_make(struct store *s, struct hashes *h, uint64_t seq, struct bytes checkpoint,
                 struct buf *b, struct fail *fail);
/* The size and root that a signed checkpoint is about; the signature is not looked at.
 * ERR_SYNTAX. */
int checkpoint_of(struct bytes note, uint64_t *ret_size, struct hash *ret_root, struct fail *fail);

#endif
