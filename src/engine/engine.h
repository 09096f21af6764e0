/* The one writer of a record, and the one way to change it. Pages, API and command line all call
 * engine_submit() and nothing else, so they can never disagree.
 *
 *     struct engine *e;
 *     engine_open("union.koinon", &(struct engine_options){.clock = clock_system()}, &e, &fail);
 *     struct engine_request r = {.command = bytes, .actor = maria, .acting_for = executive, ...};
 *     struct engine_answer a;
 *     engine_submit(e, &r, 1, &a, &fail);
 *     if (a.verdict == LAW_ACCEPTED) ... a.seq, a.leaf, a.receipt
 *
 * A submission of n requests is one batch: ticks that are due, then each request in order; the
 * accepted become entries, appended in one transaction, flushed, and only then answered, signed or
 * shown (DESIGN 7, always). A failed flush ends the engine: every later call answers ERR_IO, and
 * the process that owns it ends; its successor reads what is really there.
 *
 * A request has a key made by the client. The same key again, within LIMIT_KEYS_REMEMBERED entries,
 * gets the first answer (accepted: the entry it became), also after a restart; the same key with
 * another command is refused (ERR_CONFLICT in `code`). Of a signed request for ever, within
 * LIMIT_KEYS_SIGNED: what was signed once is entered once.
 */
#ifndef KOINON_ENGINE_ENGINE_H
#define KOINON_ENGINE_ENGINE_H

#include "base/arena.h"
#include "engine/clock.h"
#include "law/law.h"
#include "store/store.h"

struct engine;

/* Who is behind a request: by number, or by name (a number in digits too), which is looked up when
 * its turn comes, so a batch may speak of persons it has just entered. Neither: nobody. */
struct engine_who {
    uint32_t id;
    struct bytes name;
};

/* Its three parts together have ENGINE_REQUEST_BYTES at most: what the law makes of it has room in
 * the same entry. */
#define ENGINE_REQUEST_BYTES (448u << 10)
struct engine_request {
    uint8_t key[ENTRY_KEY_BYTES]; /* all zero: none (such a request cannot be repeated
                                   * safely, and cannot be signed) */
    struct bytes command;         /* wire/command.h */
    struct bytes text, private_;  /* parts; empty: none */
    struct engine_who actor, acting_for, entered_by;
    /* enum entry_auth; AUTH_SIGNED: auth_key and signature are checked */
    uint8_t auth;
    struct bytes auth_key, signature;
    int64_t stamp; /* INSTANT_MIN: the clock's. Given (a rehearsal, an example, an import):
                    * not before the record's last, and the folder or engine_options
                    * must allow it: else ERR_RANGE, ERR_DENIED */
};

#define ENGINE_RECEIPT_MAX 8192
struct engine_answer {
    int code;         /* 0; or ERR_SYNTAX, ERR_VERSION (not a command), ERR_CONFLICT (key used
                       * for another command), ERR_RANGE (a limit, a stamp before the
                       * last), ERR_DENIED (a stamp where none may be given), ERR_BUSY,
                       * ERR_IO */
    struct fail fail; /* when code < 0 */
    enum law_verdict verdict; /* when code == 0 */
    struct refusal refusal;   /* when refused */
    bool repeated;            /* the key was known: this is the first answer */
    uint64_t seq;             /* accepted: the entry's number */
    int64_t stamp;
    struct hash leaf;
    uint32_t first_new; /* the id of the first thing this entry made; 0 */
};

struct engine_options {
    struct clock *clock;  /* NULL: clock_system(); or a simulated one */
    bool stamps_as_given; /* requests may bring their stamp */
    struct alloc *alloc;  /* NULL: alloc_heap */
    /* NULL: the folder's record.db; given: tests (the engine owns it) */
    struct store *store;
    /* Called now and then while an old record is read: entries so far, of how many. */
    void (*progress)(void *self, uint64_t done, uint64_t of);
    void *progress_self;
    /* A snapshot that is not used, or could not be written, and why. NULL: nobody is told. */
    void (*note)(void *self, const char *text);
    uint64_t snapshot_every; /* entries from one snapshot to the next; 0: 65 536 */
};
/* Makes the folder of a new federation with an empty record; ERR_EXISTS. STAMPS_AS_GIVEN: requests
 * may bring their stamps for ever (the file `stamps-as-given` in the folder says so). SEED: the
 * record's secrets are made of it, so that an example comes out the same everywhere; whoever knows
 * it can sign as this record. Empty: random, as for every record that matters. */
struct engine_new {
    bool stamps_as_given;
    struct bytes seed;
};
int engine_create(const char *folder, const struct engine_new *o, struct fail *fail);

/* Opens the folder for writing: load the last snapshot, fold the tail, check the tree against the
 * last checkpoint. ERR_CONFLICT: another process writes (named). ERR_BROKEN: the record does not
 * hold (which entry). ERR_VERSION. FOLDER may be NULL when a store is given. */
int engine_open(const char *folder, const struct engine_options *o, struct engine **ret,
                struct fail *fail);
void engine_free(struct engine *e);

/* ERR_IO or ERR_NOMEM: nothing is known of the batch (ask again with the same keys). Else 0, and
 * every answer is set. n <= LIMIT_BATCH. */
int engine_submit(struct engine *e, const struct engine_request *r, size_t n,
                  struct engine_answer *ret, struct fail *fail);
/* Settles what is due by the clock without a command (a timer). */
int engine_tick(struct engine *e, struct fail *fail);
/* To be called between submissions, when the last answers were given (and now and then while none
 * come): settles what is due by the clock, and does a little of what is due beside the record.
 * Every 10 seconds it writes the tree's hashes and a signed checkpoint and moves the store's log (a
 * few flushes). At 65 536 entries since the last snapshot, and an eighth of what it has, it forks a
 * child that writes the next one: the writer waits for the fork and one flush, and later, when the
 * child is done, for two more. A child that fails (disk full, killed) does no harm: it is said
 * (options.note), and tried again as many entries later. A record whose stamps are given gets its
 * snapshot at a clean stop only, so that the same lines always make the same record. ERR_IO: a
 * write of the record failed, as in engine_submit(). For the fork no other thread of the process
 * may be amid something that a child needs (the heap, stdio). */
int engine_rest(struct engine *e, struct fail *fail);
/* All of that to its end, however long it takes: at a clean stop (engine_free does it). */
int engine_tend(struct engine *e, struct fail *fail);

/* The signed checkpoint of what is durable now (C2SP tlog-checkpoint), appended to B. */
int engine_checkpoint(struct engine *e, struct buf *b, struct fail *fail);
/* The receipt of an entry against the checkpoint of now, appended to B: what lets its holder prove
 * later, to anybody and offline, that this entry is in the record. The text of wire/receipt.h (C2SP
 * tlog-proof), ENGINE_RECEIPT_MAX bytes at most. ERR_RANGE: there is no such entry. */
int engine_receipt(struct engine *e, uint64_t seq, struct buf *b, struct fail *fail);
/* Does what an accepted `erase` entry (number SEQ) that names an entry asks for: the command, the
 * long text and the private part of that entry are withheld for ever. Its effects stay, its leaf
 * hash and so every proof is the same; on return no file of the store has the content. ERR_SYNTAX:
 * entry SEQ is no such entry; ERR_BUSY: a reader holds on to the old page, ask again. */
int engine_redact(struct engine *e, uint64_t seq, struct fail *fail);

/* The state, for whoever is in the same process (command line). The engine's own: do not keep it
 * over a submit. */
const struct law *engine_law(const struct engine *e);
uint64_t engine_size(const struct engine *e);
/* Entries that the last snapshot beside the record has; 0: there is none that is believed. */
uint64_t engine_snapshot_size(const struct engine *e);
/* The leaf hash of entry 0: what a person's signature names (wire/entry.h). ERR_MISSING: the record
 * is empty. */
int engine_record_id(const struct engine *e, struct hash *ret, struct fail *fail);

#endif
