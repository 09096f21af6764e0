/* Witnesses: others who look at each checkpoint, check that it continues the one they saw last, and
 * cosign it (C2SP tlog-witness, tlog-cosignature). Whoever keeps the record can then no longer show
 * one history here and another there. Two files beside the record:
 *
 *     witnesses    the keys of those it asks, a vkey a line; # begins a remark
 *     cosigned     checkpoints they were asked to sign, with their cosignatures: signed notes, an
 *                  empty line after each; of every witness the largest is kept
 *
 *     witness_pin(folder, BYTES_LIT("w.example+...+BO..."), &key, &fail);
 *     witness_ask(folder, &w, 2, WITNESS_KNOWN, &body, &fail);    // POST it to .../add-checkpoint
 *     witness_take(folder, &w, answer, taken, &n, &fail);
 *
 * A witness of the sigsum network (its key is named sigsum.org/v1/witness/HASH) signs only logs
 * that are named sigsum.org/v1/tree/HASH, HASH being that of their key: the same size and root are
 * signed under that name for it, by the same key. */
#ifndef KOINON_ENGINE_WITNESS_H
#define KOINON_ENGINE_WITNESS_H

#include "base/buf.h"
#include "base/fail.h"
#include "wire/checkpoint.h"
#include "wire/note.h"

/* keys[0]: the record's own; keys[1]: the same under its sigsum name; witnesses from keys[2] on. */
#define WITNESS_FIRST 2
struct witnesses {
    struct note_key keys[WITNESS_FIRST + LIMIT_WITNESSES];
    size_t n; /* of keys */
};
/* The record's key from FOLDER/log.vkey (FOLDER NULL: keys[0] and keys[1] are left empty);
 * witnesses from PATH, or, when it is NULL, from FOLDER/witnesses if there is one. ERR_MISSING;
 * ERR_SYNTAX, ERR_BROKEN, ERR_VERSION name the line. */
int witnesses_read(const char *folder, const char *path, struct witnesses *ret, struct fail *fail);
/* LINE: a vkey of type 0x04, or "ssh-ed25519 BASE64 ..." (a sigsum witness). */
int witness_parse(struct bytes line, struct note_key *ret, struct fail *fail);
/* Adds it to FOLDER/witnesses. ERR_EXISTS: it stands there. */
int witness_pin(const char *folder, struct bytes line, struct note_key *ret, struct fail *fail);

/* A checkpoint of this record, signed by it; bits of `opened` are by index in keys. */
struct cosigned {
    struct bytes note;
    struct checkpoint checkpoint;
    struct note_opened opened;
};
typedef int cosigned_visit(void *self, const struct witnesses *w, const struct cosigned *c,
                           struct fail *fail);
/* Everything FOLDER/cosigned has. ERR_BROKEN: a note is not signed by this record, or a cosignature
 * by a known witness is wrong. VISIT's negative answer ends it. */
int cosigned_scan(const char *folder, const struct witnesses *w, cosigned_visit *visit, void *self,
                  struct fail *fail);
/* The largest that each key has signed: size 0, none. */
struct cosigned_last {
    uint64_t size, time; /* seconds since 1970 */
    struct hash root;
};
int cosigned_last(const char *folder, const struct witnesses *w,
                  struct cosigned_last ret[WITNESS_FIRST + LIMIT_WITNESSES], struct fail *fail);

/* The body of an add-checkpoint request for the witness keys[KEY], appended to B, and the
 * checkpoint kept so that the answer is understood. OLD: the size the witness is known to have;
 * WITNESS_KNOWN: what it cosigned last. ERR_BUSY: nothing is signed yet; ERR_RANGE: OLD is above
 * it. For a sigsum witness FOLDER must have the record's keys. */
#define WITNESS_KNOWN UINT64_MAX
int witness_ask(const char *folder, const struct witnesses *w, size_t key, uint64_t old,
                struct buf *b, struct fail *fail);

struct witness_taken {
    size_t key;
    uint64_t size, time;
};
/* What a witness answered: signature lines, or a whole checkpoint with them. Each is checked; one
 * by a witness that is not pinned is passed over. RET has LIMIT_WITNESSES. ERR_CONFLICT: it
 * answered with the size it has; ERR_BROKEN: a signature is wrong, or the checkpoint is of another
 * tree than this record (which the sentence says); ERR_MISSING: no line is by a pinned witness. */
int witness_take(const char *folder, const struct witnesses *w, struct bytes answer,
                 struct witness_taken ret[LIMIT_WITNESSES], size_t *ret_n, struct fail *fail);

/* Appends to NOTE, a signed checkpoint, what cosignatures of it are kept. */
void cosigned_merge(const char *folder, struct buf *note);
/* Appends the checkpoints that were cosigned, an empty line after each, as they are kept. */
int cosigned_text(const char *folder, struct buf *b, struct fail *fail);

#endif
