/* A federation is a folder, by custom NAME.koinon/:
 *
 *     record.db    the record: everything that happened            (store.h)
 *     vault.db     persons, each sealed with a key of her own      (vault.h)
 *     vault.keys   those keys
 *     keys         the record's own secrets                        (keys.h)
 *     README.txt   what to back up how, in plain words
 *
 * An auditor's copy may hold record.db only: each file is asked for only when it is needed. */
#ifndef KOINON_STORE_FOLDER_H
#define KOINON_STORE_FOLDER_H

#include "store/keys.h"
#include "store/store.h"
#include "store/vault.h"

enum folder_part {
    FOLDER_RECORD = 1,
    FOLDER_VAULT = 2,
    FOLDER_KEYS = 4,
    FOLDER_ALL = 7,
};

struct folder {
    struct store *record; /* NULL unless asked for; store_sqlite_open */
    struct vault *vault;  /* NULL unless asked for */
    bool has_keys;
    struct record_keys keys; /* when has_keys */
};

/* Makes the folder with all its files, readable by its owner only; whole or not at all. ERR_EXISTS;
 * ERR_IO. */
int folder_create(const char *path, struct alloc *alloc, struct fail *fail);

/* Opens the PARTS of a folder, all for reading or all for writing (the keys are only read). MODE is
 * not STORE_CREATE. ERR_MISSING: there is no such folder, or a part of it is not there; ERR_SYNTAX:
 * it is no folder, or holds no record of Koinon; else as each part. */
int folder_open(const char *path, enum store_mode mode, unsigned parts, struct alloc *alloc,
                struct folder *ret, struct fail *fail);
/* Closes what was opened and overwrites the keys. Fine on a zeroed folder. */
void folder_drop(struct folder *f);

enum folder_copy {
    FOLDER_COPY_PERSONS = 1, /* also who is behind the numbers, under new keys */
    FOLDER_COPY_KEYS = 2, /* also the record's secrets: to move a federation, not to rehearse it */
    /* of the secrets only who is behind a pseudonym: in a rehearsal, too, nobody acts twice */
    FOLDER_COPY_PSEUDONYMS = 4,
};

/* A copy of FROM in a new folder TO, consistent although FROM may be in use: to rehearse on.
 * Without FOLDER_COPY_KEYS it gets secrets of its own, so that nothing it signs can pass for the
 * real thing; without FOLDER_COPY_PERSONS its vault is empty. FROM needs to have only what is
 * copied. */
int folder_copy(const char *from, const char *to, unsigned what, struct alloc *alloc,
                struct fail *fail);

#endif
