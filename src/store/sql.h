/* SQLite as the floor store/ uses it: statements live in sql/NAME.sql, each under a line
 * "-- name: WORD"; its answers become ERR_* and a sentence that names the file and the remedy. */
#ifndef KOINON_STORE_SQL_H
#define KOINON_STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fail.h"

enum sql_open {
    SQL_READ,
    SQL_WRITE,     /* the file exists */
    SQL_CREATE,    /* make it when it does not exist */
    SQL_IMMUTABLE, /* nobody writes it, not even this process its -shm */
};

/* Opens for one thread at a time. Hostile content is expected: no trusted schema, blobs bounded by
 * BYTES_MAX. Waits up to five seconds for a busy file. */
int sql_open(const char *path, enum sql_open mode, int bytes_max, sqlite3 **ret, struct fail *fail);

/* Makes a new file, readable by its owner only, and runs the statements "create" of FILE there;
 * when that fails, no file is left. */
int sql_create(const char *path, const char *file, int bytes_max, sqlite3 **ret, struct fail *fail);

/* The statement NAME of FILE ("record"): prepared to last. */
int sql_prepare(sqlite3 *db, const char *file, const char *name, sqlite3_stmt **ret,
                struct fail *fail);
/* Runs all statements under NAME; rows are not looked at. */
int sql_run(sqlite3 *db, const char *file, const char *name, struct fail *fail);
/* Runs a statement that answers one number. */
int sql_number(sqlite3 *db, const char *file, const char *name, int64_t *ret, struct fail *fail);

/* Steps a statement that gives no rows, and resets it. */
int sql_do(sqlite3_stmt *statement, struct fail *fail);
/* Steps once; 1: there is a row, 0: there is none (and it is reset). */
int sql_step(sqlite3_stmt *statement, struct fail *fail);

/* What SQLite answered, as an ERR_* with its sentence. */
int sql_fail(sqlite3 *db, int rc, struct fail *fail);

/* Is the file Koinon's, of this KIND ("a record"; application_id), of a version up to this one?
 * ERR_SYNTAX, ERR_VERSION, or what made it unreadable. Statements application, version and shape of
 * FILE are asked. */
int sql_check_format(sqlite3 *db, const char *file, const char *kind, int64_t application,
                     int64_t version, struct fail *fail);

/* Empties the write-ahead log into the file and cuts it to nothing. ERR_BUSY: readers are in it. */
int sql_empty_log(sqlite3 *db, struct fail *fail);

#endif
