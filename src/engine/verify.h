/* Verification of a whole record: every entry in its form and place, the tree against the
 * checkpoint, signatures, every decision of the law made again and its effects compared byte by
 * byte. It names the first entry that does not hold. It trusts nothing but the bytes (DESIGN 6,
 * `koinon verify`). */
#ifndef KOINON_ENGINE_VERIFY_H
#define KOINON_ENGINE_VERIFY_H

#include "base/sha256.h"
#include "base/fail.h"
#include "store/store.h"

struct verify_report {
    uint64_t entries;   /* that hold, from the first on */
    uint64_t decisions; /* made again, with the same effects */
    uint64_t signed_entries, session_entries, clerk_entries, operator_entries, ticks;
    uint64_t pseudonyms;    /* acts of members under a pseudonym */
    uint64_t members_known; /* of these, who acted was found with the keys, and her signature */
    /* by right or erased: their hash is in the tree, their content is not here */
    uint64_t parts_withheld;
    uint64_t not_decided; /* entries whose decision could not be made again because of that */
    struct hash root, state;
    bool holds;
    uint64_t first_bad; /* when it does not: which entry */
    char why[FAIL_TEXT_MAX];
};

struct verify_options {
    struct alloc *alloc; /* NULL: alloc_heap */
    void (*progress)(void *self, uint64_t done, uint64_t of);
    void *progress_self;
    /* Compares the constitution's text (the entry's text part) with its canonical bytes; NULL: not
     * asked. 0, or a negative code with *fail saying what differs. */
    int (*charter)(void *self, struct bytes text, struct bytes canonical, struct fail *fail);
    void *charter_self;
    /* What the record was known to be: the tree's size and root of a checkpoint; size 0: none. */
    uint64_t known_size;
    struct hash known_root;
    /* And what somebody kept from before; size 0: nothing. */
    uint64_t kept_size;
    struct hash kept_root;
    /* Leaf hashes that are known to be right (their root was signed): they name the first entry
     * that was changed, dropped, added or moved. */
    const struct hash *leaves;
    uint64_t n_leaves;
    /* The record's keys: with them each pseudonym is found to be that of an elector, and her
     * signature is checked. NULL: her place on the roll is taken from the record, and that no
     * pseudonym acts twice where once is allowed is found all the same. */
    const struct record_keys *keys;
};
/* 0 with *ret set, holds or not; ERR_IO, ERR_NOMEM when it could not be read. */
int verify_record(struct store *s, const struct verify_options *o, struct verify_report *ret,
                  struct fail *fail);

/* The snapshot beside the record: is it whole, and does the record state its hash? 0 with *ret_size
 * set; ERR_MISSING: there is none; else *fail says what is wrong. Whether what is stated is right
 * verify_record() tells: it decides each `state-hash` again. */
int verify_snapshot(const char *folder, struct store *s, uint64_t *ret_size, struct fail *fail);

#endif
