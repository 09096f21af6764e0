#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/check.h"
#include "base/embedded.h"

#define BUSY_MS 5000
#define PATH_ROOM 4200

/* The text under "-- name: NAME" up to the next such line. */
static struct bytes section(const char *file, const char *name) {
    char path[64], head[64];
    snprintf(path, sizeof(path), "sql/%s.sql", file);
    int n = snprintf(head, sizeof(head), "-- name: %s\n", name);
    const struct bytes *all = embedded(path);
    check(all != NULL);
    const uint8_t *from = memmem(all->at, all->n, head, (size_t)n);
    check(from != NULL);
    from += n;
    size_t left = all->n - (size_t)(from - all->at);
    const uint8_t *to = memmem(from, left, "-- name: ", 9);
    return bytes_of(from, to ? (size_t)(to - from) : left);
}

static const char *file_name(sqlite3 *db) {
    const char *name = db ? sqlite3_db_filename(db, "main") : NULL;
    return name && *name ? name : "the file";
}

static int no_room(sqlite3 *db, struct fail *fail) {
    return fail_set(
        fail, ERR_IO,
        "no room left on the disk for %s: free some space there and start Koinon again; "
        "what was acknowledged is safe",
        file_name(db));
}

static int fail_io(sqlite3 *db, int rc, struct fail *fail) {
    int number = sqlite3_system_errno(db);
    if (rc == SQLITE_IOERR_NOMEM)
        return fail_set(fail, ERR_NOMEM, "not enough memory for %s", file_name(db));
    if (number == ENOSPC || number == EDQUOT || number == EFBIG)
        return no_room(db, fail);
    if (rc == SQLITE_IOERR_WRITE)
        return fail_set(fail, ERR_IO,
                        "the disk did not take what was written to %s: it is full, a file may not "
                        "grow further (ulimit -f), or it is failing; see to that and start Koinon "
                        "again; what was acknowledged is safe",
                        file_name(db));
    return fail_set(
        fail, ERR_IO,
        "the disk failed while %s was used (%s, SQLite %d): look at the disk, then start "
        "Koinon again; if it fails again, restore the last backup on another disk",
        file_name(db), number ? strerror(number) : sqlite3_errstr(rc), rc);
}

int sql_fail(sqlite3 *db, int rc, struct fail *fail) {
    check(rc != SQLITE_MISUSE && rc != SQLITE_RANGE);
    const char *file = file_name(db);
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        return fail_set(fail, ERR_NOMEM, "not enough memory for %s", file);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail_set(fail, ERR_BUSY, "another program keeps %s busy; nothing was done", file);
    case SQLITE_CONSTRAINT:
        return fail_set(fail, ERR_CONFLICT, "another program has written %s meanwhile", file);
    case SQLITE_TOOBIG:
        return fail_set(fail, ERR_BROKEN, "%s holds a value that is too large", file);
    case SQLITE_NOTADB:
        return fail_set(fail, ERR_SYNTAX, "%s is no file of Koinon: its content is something else",
                        file);
    case SQLITE_CORRUPT:
        return fail_set(fail, ERR_BROKEN, "%s is damaged (%s): restore the last backup", file,
                        sqlite3_errmsg(db));
    case SQLITE_FULL:
        return no_room(db, fail);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return fail_set(fail, ERR_IO,
                        "cannot use %s (%s): the folder and its files must belong to the user who "
                        "runs Koinon, on a disk that is not read-only",
                        file,
                        sqlite3_system_errno(db) ? strerror(sqlite3_system_errno(db))
                                                 : sqlite3_errstr(rc));
    case SQLITE_IOERR:
        return fail_io(db, rc, fail);
    default:
        return fail_set(fail, ERR_BROKEN, "%s does not work as a file of Koinon: %s", file,
                        sqlite3_errmsg(db));
    }
}

/* file:PATH?immutable=1, with what a URI would read differently escaped. */
static int immutable_uri(const char *path, char *ret, struct fail *fail) {
    size_t n = (size_t)snprintf(ret, PATH_ROOM, "file:");
    for (; *path && n < PATH_ROOM - 20; path++)
        n +=
            (size_t)snprintf(ret + n, PATH_ROOM - n, strchr("%?#", *path) ? "%%%02x" : "%c", *path);
    if (*path)
        return fail_set(fail, ERR_RANGE, "a path is longer than %d characters", PATH_ROOM - 20);
    snprintf(ret + n, PATH_ROOM - n, "?immutable=1");
    return 0;
}

int sql_open(const char *path, enum sql_open mode, int bytes_max, sqlite3 **ret,
             struct fail *fail) {
    static const int flags[] = {
        [SQL_READ] = SQLITE_OPEN_READONLY,
        [SQL_WRITE] = SQLITE_OPEN_READWRITE,
        [SQL_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
        [SQL_IMMUTABLE] = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
    };
    char uri[PATH_ROOM];
    int err = mode == SQL_IMMUTABLE ? immutable_uri(path, uri, fail) : 0;
    if (err < 0)
        return err;
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(mode == SQL_IMMUTABLE ? uri : path, &db,
                             flags[mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc != SQLITE_OK) {
        err = sql_fail(db, rc, fail);
        sqlite3_close(db);
        return err;
    }
    sqlite3_busy_timeout(db, BUSY_MS);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, bytes_max);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    *ret = db;
    return 0;
}

int sql_create(const char *path, const char *file, int bytes_max, sqlite3 **ret,
               struct fail *fail) {
    sqlite3 *db;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_set(fail, ERR_IO, "cannot make %s: %s", path, strerror(errno));
    close(fd);
    int err = sql_open(path, SQL_WRITE, bytes_max, &db, fail);
    if (err == 0 && (err = sql_run(db, file, "create", fail)) < 0)
        sqlite3_close(db);
    if (err < 0)
        unlink(path);
    else
        *ret = db;
    return err;
}

int sql_prepare(sqlite3 *db, const char *file, const char *name, sqlite3_stmt **ret,
                struct fail *fail) {
    struct bytes text = section(file, name);
    int rc = sqlite3_prepare_v3(db, (const char *)text.at, (int)text.n, SQLITE_PREPARE_PERSISTENT,
                                ret, NULL);
    return rc == SQLITE_OK ? 0 : sql_fail(db, rc, fail);
}

int sql_run(sqlite3 *db, const char *file, const char *name, struct fail *fail) {
    struct bytes text = section(file, name);
    const char *at = (const char *)text.at, *end = at + text.n;
    while (at < end) {
        sqlite3_stmt *statement;
        int rc = sqlite3_prepare_v2(db, at, (int)(end - at), &statement, &at);
        if (rc == SQLITE_OK && !statement)
            break;
        while (rc == SQLITE_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW)
            rc = SQLITE_OK;
        int err = rc == SQLITE_DONE ? 0 : sql_fail(db, rc, fail);
        sqlite3_finalize(statement);
        if (err < 0)
            return err;
    }
    return 0;
}

int sql_number(sqlite3 *db, const char *file, const char *name, int64_t *ret, struct fail *fail) {
    sqlite3_stmt *statement;
    int err = sql_prepare(db, file, name, &statement, fail);
    if (err < 0)
        return err;
    err = sql_step(statement, fail);
    if (err == 1)
        *ret = sqlite3_column_int64(statement, 0);
    else if (err == 0)
        err = fail_set(fail, ERR_BROKEN, "%s answers nothing where one number was expected",
                       file_name(db));
    sqlite3_finalize(statement);
    return err < 0 ? err : 0;
}

int sql_step(sqlite3_stmt *statement, struct fail *fail) {
    int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW)
        return 1;
    int err = rc == SQLITE_DONE ? 0 : sql_fail(sqlite3_db_handle(statement), rc, fail);
    sqlite3_reset(statement);
    return err;
}

int sql_do(sqlite3_stmt *statement, struct fail *fail) {
    int err = sql_step(statement, fail);
    check(err != 1);
    return err;
}

int sql_check_format(sqlite3 *db, const char *file, const char *kind, int64_t application,
                     int64_t version, struct fail *fail) {
    int64_t found, shape;
    int err = sql_number(db, file, "application", &found, fail);
    if (err < 0)
        return err;
    if (found != application)
        return fail_set(fail, ERR_SYNTAX,
                        "%s is not %s: it is a database of another program, or empty",
                        file_name(db), kind);
    if ((err = sql_number(db, file, "version", &found, fail)) < 0)
        return err;
    if (found < 1 || found > version)
        return fail_set(
            fail, ERR_VERSION,
            "%s was made by a later Koinon (format %lld; this one knows up to %lld): use "
            "that one",
            file_name(db), (long long)found, (long long)version);
    if ((err = sql_number(db, file, "shape", &shape, fail)) < 0)
        return err;
    return shape ? 0
                 : fail_set(fail, ERR_SYNTAX, "%s is not %s: its tables are not those Koinon makes",
                            file_name(db), kind);
}

int sql_empty_log(sqlite3 *db, struct fail *fail) {
    int rc = sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return rc == SQLITE_OK ? 0 : sql_fail(db, rc, fail);
}
