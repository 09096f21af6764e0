/* The vault keeps what is known of persons (names, contacts, hashes of sign-in codes), apart from
 * the record, so that a person can be forgotten while the record stays whole: the record speaks of
 * numbers and pseudonyms only.
 *
 *     vault_put(v, person, (struct vault_field[]){{BYTES_LIT("name"), name}}, 1, &fail);
 *     vault_get(v, person, &arena, &fields, &n, &fail);
 *     vault_find(v, BYTES_LIT("member-number"), number, &person, &fail);
 *     vault_forget(v, person, &fail);
 *
 * Two files in the folder of a federation, both readable by their owner only:
 *  - vault.db: for each person one row, sealed with a key of her own (XChaCha20-Poly1305: RFC
 *    8439 with the nonce of draft-irtf-cfrg-xchacha; her number and the vault's are authenticated
 *    with it), padded so that its length tells little. What may be searched for stands there as a
 *    keyed hash.
 *  - vault.keys: the keys, in slots of fixed size that are overwritten in place and flushed.
 * To forget a person is to destroy her key first, then her row, then the key of all hashes (they
 * are made anew under another, so that hers cannot be guessed from an old copy). Every copy of
 * vault.db ever made is then unreadable for her. So a backup of vault.db may be kept for long; one
 * of vault.keys must be destroyed soon, say after two weeks, because it brings her back. A file
 * system or a disk that keeps old versions of blocks (snapshots, some SSDs) is such a backup.
 *
 * One process writes, others read. A person is a number other than 0; the caller gives it out and
 * never gives it out again. One object belongs to one thread. After ERR_IO it answers ERR_IO for
 * ever, as a store does. */
#ifndef KOINON_STORE_VAULT_H
#define KOINON_STORE_VAULT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/fail.h"
#include "store/store.h"

struct vault;

/* name: 1..LIMIT_VAULT_NAME_BYTES bytes ("name", "email", "phone", "address", "member-number",
 * "note", "code-hash"...); value: up to LIMIT_VAULT_VALUE_BYTES, any bytes. The vault knows no
 * names but those of vault_find. */
struct vault_field {
    struct bytes name, value;
};

/* Opens vault.db and vault.keys in FOLDER; STORE_CREATE makes them. ERR_MISSING, ERR_EXISTS,
 * ERR_SYNTAX, ERR_VERSION, ERR_CONFLICT as store_sqlite_open; ERR_DENIED: others can read the keys;
 * ERR_BROKEN: the two files do not belong together. Opening for writing finishes what a process
 * that died had begun: whoever was being forgotten is forgotten. */
int vault_open(const char *folder, enum store_mode mode, struct alloc *alloc, struct vault **ret,
               struct fail *fail);
/* What was not committed is not kept. NULL is fine. */
void vault_free(struct vault *v);

/* Sets these fields of a person, new or known, and leaves her others as they are; an empty value
 * removes its field. Durable on return, unless begun. ERR_RANGE: too many fields
 * (LIMIT_VAULT_FIELDS), a name or value too long, a name twice, person 0; nothing was changed
 * then. */
int vault_put(struct vault *v, uint32_t person, const struct vault_field *fields, size_t n,
              struct fail *fail);

/* Her fields in the order of their names, in ARENA. ERR_MISSING: nobody known, or forgotten;
 * ERR_BROKEN: her row or key is damaged, or vault.keys is an older copy than vault.db. */
int vault_get(struct vault *v, uint32_t person, struct arena *arena, struct vault_field **ret,
              size_t *ret_n, struct fail *fail);
/* The value of FIELD, or an empty one. */
struct bytes vault_value(const struct vault_field *fields, size_t n, const char *field);

/* Forgets her for ever; 0 also when nobody is known by that number. Durable on return, the hashes
 * of the search too unless begun: its cost grows with the number of persons (about a second for a
 * hundred thousand), so forget many between begin and commit. */
int vault_forget(struct vault *v, uint32_t person, struct fail *fail);

/* Who has exactly VALUE in FIELD, which is "member-number" or "email"? The caller has brought both
 * to one form (case, spaces). ERR_MISSING: nobody; ERR_CONFLICT: more than one. */
int vault_find(struct vault *v, struct bytes field, struct bytes value, uint32_t *ret,
               struct fail *fail);
bool vault_field_is_searched(struct bytes field);

/* Between these, puts and forgets are kept together by vault_commit or, when it is not reached, not
 * at all (the key of a person forgotten is gone at once). For imports: a thousand puts in one
 * flush. */
int vault_begin(struct vault *v, struct fail *fail);
int vault_commit(struct vault *v, struct fail *fail);
void vault_abandon(struct vault *v);

int vault_count(struct vault *v, uint64_t *ret, struct fail *fail);
/* All persons in order of their numbers; borrowed until it returns; anything but 0 ends the tour
 * and is its answer. Persons whose key is gone are left out. */
typedef int vault_visit(void *self, uint32_t person, const struct vault_field *fields, size_t n);
int vault_scan(struct vault *v, vault_visit *visit, void *self, struct fail *fail);

#endif
