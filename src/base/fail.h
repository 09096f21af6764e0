/* Failures of the world (memory, disk, a malformed file): a negative ERR_* and a caller-owned
 * struct fail, filled once, where the failure arose, and passed up untouched.
 *
 *     struct fail fail = {0};
 *     if (store_open(&s, path, &fail) < 0)
 *         fprintf(stderr, "koinon: %s\n", fail.text);
 *
 * Bugs are check()'s; refusals of the law are enum law_verdict. */
#ifndef KOINON_BASE_FAIL_H
#define KOINON_BASE_FAIL_H

#include <stdbool.h>

enum err {
    ERR_NONE = 0,
    ERR_NOMEM = -1,    /* memory, or a bound of base/limits.h */
    ERR_IO = -2,       /* the disk or the network said no */
    ERR_SYNTAX = -3,   /* bytes or text that do not follow their format */
    ERR_RANGE = -4,    /* a number, date or size outside what is allowed */
    ERR_MISSING = -5,  /* no such name, file, entry */
    ERR_EXISTS = -6,   /* there already */
    ERR_CONFLICT = -7, /* somebody else writes; two statements that cannot both hold */
    ERR_DENIED = -8,   /* not allowed to this caller */
    ERR_VERSION = -9,  /* made by a later version of the program */
    ERR_BROKEN = -10,  /* a hash, signature or invariant of the record does not hold */
    ERR_BUSY = -11,    /* a bounded queue is full; try again */
};

#define FAIL_TEXT_MAX 1000

struct fail {
    int code;                 /* one of enum err, 0 while nothing failed */
    char text[FAIL_TEXT_MAX]; /* one sentence: the place, what was found, what was expected */
};

/* Fills F unless it is filled already or NULL; returns CODE, so `return fail_set(...)` reads well.
 * Longer texts are cut at a character's end. */
int fail_set(struct fail *f, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "not enough memory", "input or output failed"...: the class, never the whole story. */
const char *err_name(int code);

#endif
