/* vault.keys: the keys of persons, each in a slot of 64 bytes that is overwritten in place. A head
 * of 512 bytes: what it is, the vault's number, a generation (grows whenever a key is added or
 * destroyed; vault.db counts along, so that a file from another time is noticed), two search keys
 * (the one in use and, while hashes are made anew, the next).
 *
 * A slot never crosses a sector, carries the person's number and a check, and is of nobody when
 * zero. */
#ifndef KOINON_STORE_SLOTS_H
#define KOINON_STORE_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/fail.h"

#define SLOT_KEY_BYTES 32
#define VAULT_NUMBER_BYTES 16

struct slot_key {
    uint8_t b[SLOT_KEY_BYTES];
};

struct slots {
    int fd; /* -1 when closed */
    bool writes, unflushed;
    const char *path; /* for sentences; the caller's */
    uint8_t number[VAULT_NUMBER_BYTES];
    uint64_t generation;
    uint32_t n; /* slots in the file */
    struct alloc *alloc;
    uint32_t *unused; /* slots of nobody, to be taken from the end */
    size_t unused_n, unused_room;
};

/* Makes the file with generation 1 and a search key for epoch 1. */
int slots_create(const char *path, const uint8_t *number, struct fail *fail);
/* ERR_SYNTAX: it is no such file. */
int slots_open(const char *path, bool writes, struct alloc *alloc, struct slots *ret,
               struct fail *fail);
void slots_drop(struct slots *s);

/* The key in SLOT if it is this person's; ERR_MISSING otherwise. */
int slots_get(struct slots *s, uint32_t slot, uint32_t person, struct slot_key *ret,
              struct fail *fail);
/* Whose slot it is; 0: nobody's. */
int slots_owner(struct slots *s, uint32_t slot, uint32_t *ret, struct fail *fail);
/* Says that SLOT is nobody's and may be taken. */
int slots_offer(struct slots *s, uint32_t slot, struct fail *fail);

/* A new key for a person, and its slot. Written, not flushed: slots_flush. */
int slots_take(struct slots *s, uint32_t person, struct slot_key *ret_key, uint32_t *ret_slot,
               struct fail *fail);
int slots_flush(struct slots *s, struct fail *fail);
/* Destroys the key in SLOT; flushed. The slot is not offered again by that. */
int slots_wipe(struct slots *s, uint32_t slot, struct fail *fail);

/* Sets the generation; flushed with what was written before. */
int slots_set_generation(struct slots *s, uint64_t generation, struct fail *fail);
int slots_read_generation(struct slots *s, uint64_t *ret, struct fail *fail);

/* The search key of an epoch; ERR_MISSING. */
int slots_search_get(struct slots *s, uint64_t epoch, struct slot_key *ret, struct fail *fail);
/* A new one beside that of epoch - 1; flushed. */
int slots_search_new(struct slots *s, uint64_t epoch, struct slot_key *ret, struct fail *fail);
/* Destroys all search keys but that of EPOCH; flushed. */
int slots_search_keep(struct slots *s, uint64_t epoch, struct fail *fail);

#endif
