/* The record's own secrets: the file `keys` in the folder of a federation, readable by its owner
 * only. Whoever has it can sign as this record and find out who is behind a pseudonym; whoever
 * loses it can still read and verify the record, but not continue it under the same name. It never
 * changes, so one copy, on paper or on a stick in a safe, is enough.
 *
 * The file is text: a line for each secret in hexadecimal, and a line that checks the others. */
#ifndef KOINON_STORE_KEYS_H
#define KOINON_STORE_KEYS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fail.h"

struct record_keys {
    uint8_t log_public[32];       /* Ed25519: verifies checkpoints and receipts */
    uint8_t log_secret[64];       /* Ed25519 as libsodium keeps it: seed, then public key */
    uint8_t salt_secret[32];      /* salts of the parts of entries are HMACs of it */
    uint8_t pseudonym_secret[32]; /* pseudonyms of members are HMACs of it */
};

/* Makes new secrets and the file; with PSEUDONYMS (or NULL) members keep the pseudonyms they have
 * by those keys. ERR_EXISTS. */
int record_keys_create(const char *path, const struct record_keys *pseudonyms, struct fail *fail);
/* The same, but the secrets are made of SEED: the same on every machine, for examples and tests
 * only. Whoever knows the seed knows the secrets. */
int record_keys_create_from(const char *path, struct bytes seed, struct fail *fail);
/* ERR_MISSING; ERR_SYNTAX: it is no such file, or a character of it is wrong (a copy typed from
 * paper); ERR_DENIED: others can read it. */
int record_keys_load(const char *path, struct record_keys *ret, struct fail *fail);
/* An auditor's key: who is behind each pseudonym, and nothing that could sign or change. The text
 * of such a file, at most 200 bytes, appended to B. */
void record_keys_auditor(const struct record_keys *k, struct buf *b);
/* Sets ret->pseudonym_secret alone, from such a file or from `keys`. ERR_IO, ERR_SYNTAX. */
int record_keys_load_auditor(const char *path, struct record_keys *ret, struct fail *fail);
/* Overwrites the secrets in memory. */
void record_keys_drop(struct record_keys *k);

#endif
