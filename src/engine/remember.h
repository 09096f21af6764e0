/* The keys of the last entries: a repeated request is recognised within LIMIT_KEYS_REMEMBERED
 * entries. A ring of keys and an index into it; memory is bounded by the ring. The keys of signed
 * entries are kept for ever (LIMIT_KEYS_SIGNED): whoever has an old signed line could else enter it
 * again, long after, without the one who signed.
 *
 * A key leads to the number of its entry and to nothing else: what the command was is asked of the
 * record, so nothing that was erased there can be guessed from here. */
#ifndef KOINON_ENGINE_REMEMBER_H
#define KOINON_ENGINE_REMEMBER_H

#include "base/buf.h"
#include "base/index.h"
#include "wire/entry.h"

struct remember_slot {
    uint8_t key[ENTRY_KEY_BYTES];
    uint64_t seq;
};

struct remember {
    struct alloc *alloc;
    struct remember_slot *ring;
    uint32_t n, at, room; /* at: where the next goes */
    struct index by_key;
    struct buf once; /* struct remember_slot of signed entries */
    struct index by_once;
    /* Those before a snapshot, in the order of keys, in its file. */
    const struct remember_slot *before;
    size_t n_before;
    void *map;
    size_t map_n;
};

int remember_init(struct remember *r, struct alloc *alloc, uint32_t room);
void remember_drop(struct remember *r);
/* Room for one more signed key: 0; ERR_NOMEM, ERR_RANGE and nothing changed. */
int remember_reserve(struct remember *r);
/* FOR_EVER: of a signed entry; there must be room. */
void remember_add(struct remember *r, const uint8_t key[ENTRY_KEY_BYTES], uint64_t seq,
                  bool for_ever);
/* false: not seen. */
bool remember_find(const struct remember *r, const uint8_t key[ENTRY_KEY_BYTES], uint64_t *ret_seq);

/* For a snapshot: the keys of the ring, the oldest first (r->n of them), then those of signed
 * entries in the order of keys (remember_signed() of them). ERR_NOMEM. */
uint64_t remember_signed(const struct remember *r);
typedef void remember_put(void *self, const void *at, size_t n);
int remember_save_to(const struct remember *r, remember_put *put, void *self);
/* R, which remembers nothing, gets them back: AT lies in MAP (mmap, MAP_N bytes), which R owns from
 * now on. */
void remember_load(struct remember *r, const struct remember_slot *at, uint32_t n_ring,
                   size_t n_signed, void *map, size_t map_n);

#endif
