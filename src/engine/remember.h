/* The keys of the last entries: a repeated request is recognised within LIMIT_KEYS_REMEMBERED
 * entries. A ring of keys and an index into it; memory is bounded by the ring. The keys of signed
 * entries are kept for ever (LIMIT_KEYS_SIGNED): whoever has an old signed line could else enter it
 * again, long after, without the one who signed. */
#ifndef KOINON_ENGINE_REMEMBER_H
#define KOINON_ENGINE_REMEMBER_H

#include "base/buf.h"
#include "base/index.h"
#include "wire/entry.h"

struct remember {
    struct alloc *alloc;
    struct remember_slot {
        uint8_t key[ENTRY_KEY_BYTES];
        uint64_t seq;
        /* hash of the command's bytes: the same key for another command is a mistake */
        uint64_t command;
    } *ring;
    uint32_t n, at, room; /* at: where the next goes */
    struct index by_key;
    struct buf once; /* struct remember_slot of signed entries */
    struct index by_once;
};

int remember_init(struct remember *r, struct alloc *alloc, uint32_t room);
void remember_drop(struct remember *r);
/* Room for one more signed key: 0; ERR_NOMEM, ERR_RANGE and nothing changed. */
int remember_reserve(struct remember *r);
/* FOR_EVER: of a signed entry; there must be room. */
void remember_add(struct remember *r, const uint8_t key[ENTRY_KEY_BYTES], uint64_t seq,
                  struct bytes command, bool for_ever);
/* NULL: not seen. */
const struct remember_slot *remember_find(const struct remember *r,
                                          const uint8_t key[ENTRY_KEY_BYTES]);
uint64_t remember_command(struct bytes command);

#endif
