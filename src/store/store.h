/* A store keeps the record: sequence numbers 0, 1, 2... to bytes. It only grows, and it knows
 * nothing of what the bytes mean (that is wire/'s). One process writes, many read.
 *
 *     struct store *s;
 *     if (store_sqlite_open("x.koinon/record.db", STORE_WRITE, &alloc_heap, &s, &fail) < 0) ...
 *     uint64_t next;
 *     store_size(s, &next, &fail);
 *     store_append(s, next, entries, n, &fail);   // durable when it has answered 0
 *     store_free(s);
 *
 * Promises, the same for every store (test/conform/store.c holds each to them):
 *  - Dense: the entries are 0 .. size-1, without a gap.
 *  - Append is all or none, and durable on return: what it answered 0 to survives kill -9 and a
 *    loss of power. After any other answer the entries are there or not: only a store opened again
 *    tells.
 *  - Readers, in this process or another, see a prefix of the record, and never less than before.
 *  - After one ERR_IO a store answers ERR_IO for ever. A failed flush may have dropped the bytes
 *    while the next one says all is well, so it is never tried again: the process ends, and its
 *    successor reads what is really there.
 *  - One store object belongs to one thread (store_tend is the exception).
 *
 * Errors beside those a function names: ERR_IO with the remedy in the sentence (no room on the
 * disk, a folder that cannot be written...); ERR_BUSY: another program keeps the file busy, nothing
 * was done, try again; ERR_BROKEN: the file does not keep these promises; ERR_NOMEM. */
#ifndef KOINON_STORE_STORE_H
#define KOINON_STORE_STORE_H

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fail.h"

struct store;

/* Sees one entry; ENTRY is borrowed until it returns. 0 goes on; anything else ends the scan, which
 * answers it. It may call store_get of the same store, and nothing else of it. */
typedef int store_visit(void *self, uint64_t seq, struct bytes entry);

/* What a store is made of. Callers use the functions below, which check arguments and remember an
 * ERR_IO, so that no implementation has to. */
struct store_ops {
    const char *name; /* "sqlite" */
    int (*append)(struct store *s, uint64_t first_seq, const struct bytes *entries, size_t n,
                  struct fail *fail);
    int (*size)(struct store *s, uint64_t *ret, struct fail *fail);
    int (*get)(struct store *s, uint64_t seq, struct buf *ret, struct fail *fail);
    int (*scan)(struct store *s, uint64_t from, uint64_t to, store_visit *visit, void *self,
                struct fail *fail);
    int (*redact)(struct store *s, uint64_t seq, struct bytes form, struct fail *fail);
    int (*tend)(struct store *s, struct fail *fail);
    void (*free)(struct store *s);
};

struct store {
    const struct store_ops *ops;
    atomic_bool broken; /* it answered ERR_IO once */
};

/* Adds n entries (1..LIMIT_BATCH), each of 1..LIMIT_ENTRY_BYTES bytes, as first_seq, first_seq +
 * 1... ERR_CONFLICT: first_seq is not the next number, so somebody else wrote, or this caller lost
 * count; nothing was added. ERR_RANGE: outside those bounds. ERR_DENIED: opened for reading. */
int store_append(struct store *s, uint64_t first_seq, const struct bytes *entries, size_t n,
                 struct fail *fail);

/* How many entries there are: the next sequence number. */
int store_size(struct store *s, uint64_t *ret, struct fail *fail);

/* Appends the bytes of one entry to RET. ERR_MISSING: no such number yet; ERR_NOMEM: RET's bound,
 * or memory. On failure nothing was appended. */
int store_get(struct store *s, uint64_t seq, struct buf *ret, struct fail *fail);

/* Visits entries from <= seq < to in order, as far as there are any when it begins; UINT64_MAX is
 * "to the end". Whoever depends on having seen all counts them: compare with store_size. */
int store_scan(struct store *s, uint64_t from, uint64_t to, store_visit *visit, void *self,
               struct fail *fail);

/* Replaces the bytes of one entry by FORM, which is the same entry with parts withheld (the caller
 * sees to that; a leaf hash does not change). On return the old bytes are in none of the store's
 * files; copies made before, and what a disk keeps below its file system, are out of its reach.
 * ERR_MISSING; ERR_RANGE; ERR_DENIED; ERR_BUSY: a reader holds on to an old page, the sentence says
 * whether the form is in place: call again with the same form. */
int store_redact(struct store *s, uint64_t seq, struct bytes form, struct fail *fail);

/* Housekeeping that appends should not wait for; to be called about once a second, best from a
 * thread of its own: it alone may run while another thread uses the store. In a file it moves what
 * was appended from the write-ahead log into the file itself, so that the log does not grow; it
 * waits for nobody and lets appends go on. An append that finds the log longer than LIMIT_WAL_BYTES
 * does what is left of this work itself, and one that finds it twice as long waits for whoever is
 * at it. ERR_DENIED: opened for reading. */
int store_tend(struct store *s, struct fail *fail);

/* Frees it, and what it wraps. NULL is fine. */
void store_free(struct store *s);

/* --- in memory: for tests and rehearsals --------------------------------------------------------
 * "Durable" while the object lives. BYTES_MAX bounds the sum of all entries; past it append answers
 * ERR_NOMEM and adds nothing. NULL without memory. */
struct store *store_mem_new(struct alloc *alloc, size_t bytes_max);

/* --- a file: SQLite, WAL, synchronous=FULL ---------------------------------------------------- */
enum store_mode {
    STORE_READ,   /* any number of processes */
    STORE_WRITE,  /* one process; also reads */
    STORE_CREATE, /* STORE_WRITE of a new file; ERR_EXISTS when there is one */
};

/* Opens PATH. Errors: ERR_MISSING no such file; ERR_SYNTAX it is not a record (the sentence says
 * what was found); ERR_VERSION made by a later Koinon; ERR_CONFLICT another process writes: the
 * sentence names it (PATH.lock holds its number). STORE_READ works in a folder that cannot be
 * written as long as no writer left anything unfinished there. */
int store_sqlite_open(const char *path, enum store_mode mode, struct alloc *alloc,
                      struct store **ret, struct fail *fail);

/* A consistent copy of an open record, as a file that does not exist yet; the writer is not
 * disturbed. S is a store of store_sqlite_open. ERR_EXISTS. */
int store_sqlite_copy(struct store *s, const char *path_to, struct fail *fail);

/* --- wrappers: each owns the store it wraps --------------------------------------------------- */

/* Which call fails, counted from 1; 0: none. What each fault does, and who must survive it, is told
 * at the head of fault.c. */
struct store_fault_plan {
    uint64_t seed;          /* decides which bit, how long a prefix */
    uint64_t append_before; /* this append writes nothing and answers ERR_IO */
    uint64_t append_after;  /* this append writes all and answers ERR_IO */
    uint64_t append_torn;   /* this append writes some of its entries and answers ERR_IO */
    uint64_t read_error;    /* this read (get, or entry seen by a scan) answers ERR_IO */
    uint64_t read_flip;     /* this read comes back with one bit changed */
    uint64_t scan_short;    /* this scan leaves out its end and answers 0 */
    uint64_t redact_error;  /* this redaction changes nothing and answers ERR_IO */
};
/* NULL without memory: INNER is then still the caller's. */
struct store *store_fault_new(struct store *inner, const struct store_fault_plan *plan,
                              struct alloc *alloc);
/* Frees the wrapper only and gives back the store inside: the disk after the process has died. */
struct store *store_fault_release(struct store *s);

/* Prints every call and its outcome to OUT, one line each, and passes it on. NULL as above. */
struct store *store_trace_new(struct store *inner, FILE *out, struct alloc *alloc);

#endif
