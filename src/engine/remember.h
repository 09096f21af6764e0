/* The keys of the last entries: a repeated request is recognised within LIMIT_KEYS_REMEMBERED
 * entries. A ring of keys and an index into it; memory is bounded by the ring. */
#ifndef KOINON_ENGINE_REMEMBER_H
#define KOINON_ENGINE_REMEMBER_H

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
};

int remember_init(struct remember *r, struct alloc *alloc, uint32_t room);
void remember_drop(struct remember *r);
void remember_add(struct remember *r, const uint8_t key[ENTRY_KEY_BYTES], uint64_t seq,
                  struct bytes command);
/* NULL: not seen. */
const struct remember_slot *remember_find(const struct remember *r,
                                          const uint8_t key[ENTRY_KEY_BYTES]);
uint64_t remember_command(struct bytes command);

#endif
