#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/limits.h"
#include "store/file.h"
#include "store/lock.h"
#include "store/sql.h"

#define APPLICATION 0x4b6f696e /* "Koin" */
#define VERSION 1
#define VALUE_BYTES_MAX (LIMIT_ENTRY_BYTES + 4096) /* a row: the entry and SQLite's head of it */
#define PAGE_BYTES 4096                            /* sql/record.sql, create */
#define SCAN_ROWS 512 /* then let go of the log, so that a slow scan does not make it grow */

struct sqlite {
    struct store store;
    struct alloc *alloc;
    bool writes;
    struct lock lock;
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *rollback, *append, *size, *get, *scan, *redact;
    uint64_t next;      /* writer: the sequence number that comes next */
    uint64_t log_bytes; /* writer: length of the write-ahead log after the last commit */

    pthread_mutex_t tending; /* held by whoever empties the log; guards tend_db */
    sqlite3 *tend_db;        /* writer: a connection of its own, so that commits do not wait */
};

static const char *path_of(const struct sqlite *q) {
    return sqlite3_db_filename(q->db, "main");
}

/* --- writing ---------------------------------------------------------------------------------- */

static int log_grew(void *self, sqlite3 *db, const char *name, int pages) {
    ((struct sqlite *)self)->log_bytes = (uint64_t)pages * PAGE_BYTES;
    return SQLITE_OK;
}

static int checkpoint(sqlite3 *db, struct fail *fail) {
    int rc = sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return rc == SQLITE_OK || rc == SQLITE_BUSY ? 0 : sql_fail(db, rc, fail);
}

/* The log begins anew only when a commit finds all of it in the file. Under steady load the thread
 * that tends always leaves the latest pages; so past the bound a writer moves these itself. */
static int bound_log(struct sqlite *q, struct fail *fail) {
    if (q->log_bytes <= LIMIT_WAL_BYTES)
        return 0;
    if (q->log_bytes > 2 * LIMIT_WAL_BYTES)
        pthread_mutex_lock(&q->tending);
    else if (pthread_mutex_trylock(&q->tending) != 0)
        return 0; /* somebody is at it */
    int err = checkpoint(q->db, fail);
    pthread_mutex_unlock(&q->tending);
    if (err == 0 && q->log_bytes > LIMIT_WAL_BYTES_MAX)
        err = fail_set(
            fail, ERR_BUSY,
            "a program has been reading %s for so long that its log has grown to %llu MiB: "
            "end that program; nothing was added",
            path_of(q), (unsigned long long)(q->log_bytes >> 20));
    return err;
}

static int insert(struct sqlite *q, uint64_t seq, struct bytes entry, struct fail *fail) {
    sqlite3_bind_int64(q->append, 1, (sqlite3_int64)seq);
    sqlite3_bind_blob(q->append, 2, entry.at, (int)entry.n, SQLITE_STATIC);
    return sql_do(q->append, fail);
}

/* Ends a transaction that failed; what that answers cannot make it worse. */
static int give_up(struct sqlite *q, int err) {
    if (!sqlite3_get_autocommit(q->db)) {
        struct fail ignored = {0};
        (void)sql_do(q->rollback, &ignored);
    }
    return err;
}

static int denied(const struct sqlite *q, struct fail *fail) {
    return fail_set(fail, ERR_DENIED, "%s was opened for reading", path_of(q));
}

static int sqlite_append(struct store *s, uint64_t first_seq, const struct bytes *entries, size_t n,
                         struct fail *fail) {
    struct sqlite *q = (struct sqlite *)s;
    if (!q->writes)
        return denied(q, fail);
    if (first_seq != q->next)
        return fail_set(fail, ERR_CONFLICT,
                        "entry %llu was to be added to %s, but the next is %llu",
                        (unsigned long long)first_seq, path_of(q), (unsigned long long)q->next);
    int err = bound_log(q, fail);
    if (err < 0 || (err = sql_do(q->begin, fail)) < 0)
        return err;
    for (size_t i = 0; i < n && err == 0; i++)
        err = insert(q, first_seq + i, entries[i], fail);
    sqlite3_clear_bindings(q->append);
    if (err < 0 || (err = sql_do(q->commit, fail)) < 0)
        return give_up(q, err);
    q->next += n;
    return 0;
}

static int missing(const struct sqlite *q, uint64_t seq, struct fail *fail) {
    return fail_set(fail, ERR_MISSING, "there is no entry %llu in %s", (unsigned long long)seq,
                    path_of(q));
}

static int sqlite_redact(struct store *s, uint64_t seq, struct bytes form, struct fail *fail) {
    struct sqlite *q = (struct sqlite *)s;
    if (!q->writes)
        return denied(q, fail);
    if (seq >= q->next)
        return missing(q, seq, fail);
    sqlite3_bind_int64(q->redact, 1, (sqlite3_int64)seq);
    sqlite3_bind_blob(q->redact, 2, form.at, (int)form.n, SQLITE_STATIC);
    int err = sql_do(q->redact, fail);
    sqlite3_clear_bindings(q->redact);
    if (err < 0)
        return give_up(q, err);
    if (sqlite3_changes(q->db) != 1)
        return fail_set(fail, ERR_BROKEN, "entry %llu is missing from %s", (unsigned long long)seq,
                        path_of(q));
    struct fail its = {0};
    pthread_mutex_lock(&q->tending);
    err = sql_empty_log(q->db, &its);
    pthread_mutex_unlock(&q->tending);
    if (err == ERR_BUSY)
        return fail_set(
            fail, err,
            "entry %llu of %s is replaced, but a program that has been reading for long "
            "keeps its old bytes in the log: end it and do this again",
            (unsigned long long)seq, path_of(q));
    return err < 0 ? fail_set(fail, err, "%s", its.text) : 0;
}

static int sqlite_tend(struct store *s, struct fail *fail) {
    struct sqlite *q = (struct sqlite *)s;
    if (!q->writes)
        return denied(q, fail);
    pthread_mutex_lock(&q->tending);
    int err = checkpoint(q->tend_db, fail);
    pthread_mutex_unlock(&q->tending);
    return err;
}

/* --- reading ---------------------------------------------------------------------------------- */

static int ask_size(struct sqlite *q, uint64_t *ret, struct fail *fail) {
    int err = sql_step(q->size, fail);
    if (err != 1)
        return err;
    int64_t size = sqlite3_column_int64(q->size, 0);
    sqlite3_reset(q->size);
    if (size < 0)
        return fail_set(fail, ERR_BROKEN, "%s has an entry with a number below 0", path_of(q));
    *ret = (uint64_t)size;
    return 0;
}

static int sqlite_size(struct store *s, uint64_t *ret, struct fail *fail) {
    struct sqlite *q = (struct sqlite *)s;
    if (!q->writes)
        return ask_size(q, ret, fail);
    *ret = q->next;
    return 0;
}

/* The row a statement stands on must be entry SEQ, and bytes. */
static int row(const struct sqlite *q, sqlite3_stmt *statement, uint64_t seq, struct bytes *ret,
               struct fail *fail) {
    uint64_t found = (uint64_t)sqlite3_column_int64(statement, 0);
    if (found != seq)
        return fail_set(fail, ERR_BROKEN, "entry %llu is missing from %s; the next there is %llu",
                        (unsigned long long)seq, path_of(q), (unsigned long long)found);
    const void *at = sqlite3_column_blob(statement, 1);
    int n = sqlite3_column_bytes(statement, 1);
    if (sqlite3_column_type(statement, 1) != SQLITE_BLOB || n < 1 || n > (int)LIMIT_ENTRY_BYTES)
        return fail_set(fail, ERR_BROKEN, "entry %llu of %s is not 1 to %u bytes",
                        (unsigned long long)seq, path_of(q), LIMIT_ENTRY_BYTES);
    if (!at)
        return fail_set(fail, ERR_NOMEM, "not enough memory to read entry %llu",
                        (unsigned long long)seq);
    *ret = bytes_of(at, (size_t)n);
    return 0;
}

static int absent(struct sqlite *q, uint64_t seq, struct fail *fail) {
    uint64_t size;
    int err = ask_size(q, &size, fail);
    if (err < 0)
        return err;
    if (seq >= size)
        return missing(q, seq, fail);
    return fail_set(fail, ERR_BROKEN, "entry %llu is missing from %s, which has entries up to %llu",
                    (unsigned long long)seq, path_of(q), (unsigned long long)(size - 1));
}

static int sqlite_get(struct store *s, uint64_t seq, struct buf *ret, struct fail *fail) {
    struct sqlite *q = (struct sqlite *)s;
    if (seq > INT64_MAX)
        return missing(q, seq, fail);
    sqlite3_bind_int64(q->get, 1, (sqlite3_int64)seq);
    int err = sql_step(q->get, fail);
    if (err < 0)
        return err;
    if (err == 0)
        return absent(q, seq, fail);
    struct bytes entry;
    err = row(q, q->get, seq, &entry, fail);
    if (err == 0) {
        buf_bytes(ret, entry);
        if (ret->failed)
            err = fail_set(fail, ERR_NOMEM, "no room to read entry %llu of %zu bytes",
                           (unsigned long long)seq, entry.n);
    }
    sqlite3_reset(q->get);
    return err;
}

static int scan_rows(struct sqlite *q, uint64_t from, uint64_t to, store_visit *visit, void *self,
                     struct fail *fail) {
    int err = 0;
    sqlite3_bind_int64(q->scan, 1, (sqlite3_int64)from);
    sqlite3_bind_int64(q->scan, 2, (sqlite3_int64)to);
    for (; from < to && err == 0; from++) {
        struct bytes entry;
        err = sql_step(q->scan, fail);
        if (err == 0)
            return absent(q, from, fail);
        if (err == 1 && (err = row(q, q->scan, from, &entry, fail)) == 0)
            err = visit(self, from, entry);
    }
    sqlite3_reset(q->scan);
    return err;
}

static int sqlite_scan(struct store *s, uint64_t from, uint64_t to, store_visit *visit, void *self,
                       struct fail *fail) {
    struct sqlite *q = (struct sqlite *)s;
    uint64_t size;
    int err = ask_size(q, &size, fail);
    if (err == 0 && to > size)
        to = size;
    for (; err == 0 && from < to; from += SCAN_ROWS)
        err = scan_rows(q, from, to - from < SCAN_ROWS ? to : from + SCAN_ROWS, visit, self, fail);
    return err;
}

/* --- opening ---------------------------------------------------------------------------------- */

static void sqlite_free(struct store *s) {
    struct sqlite *q = (struct sqlite *)s;
    sqlite3_stmt *statements[] = {q->begin, q->commit, q->rollback, q->append,
                                  q->size,  q->get,    q->scan,     q->redact};
    for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++)
        sqlite3_finalize(statements[i]);
    sqlite3_close(q->tend_db);
    sqlite3_close(q->db);
    lock_drop(&q->lock);
    pthread_mutex_destroy(&q->tending);
    q->alloc->resize(q->alloc, q, sizeof(*q), 0);
}

static int prepare(struct sqlite *q, struct fail *fail) {
    const struct {
        const char *name;
        sqlite3_stmt **to;
        bool writes;
    } all[] = {
        {"size", &q->size, false},    {"get", &q->get, false},
        {"scan", &q->scan, false},    {"begin", &q->begin, true},
        {"commit", &q->commit, true}, {"rollback", &q->rollback, true},
        {"append", &q->append, true}, {"redact", &q->redact, true},
    };
    int err = 0;
    for (size_t i = 0; i < sizeof(all) / sizeof(*all) && err == 0; i++)
        if (q->writes || !all[i].writes)
            err = sql_prepare(q->db, "record", all[i].name, all[i].to, fail);
    return err;
}

static int must_be_wal(struct sqlite *q, struct fail *fail) {
    sqlite3_stmt *statement;
    int err = sql_prepare(q->db, "record", "journal", &statement, fail);
    if (err < 0)
        return err;
    err = sql_step(statement, fail);
    if (err == 1 && strcmp((const char *)sqlite3_column_text(statement, 0), "wal") == 0)
        err = 0;
    else if (err >= 0)
        err =
            fail_set(fail, ERR_IO,
                     "%s cannot be written with a write-ahead log: the disk it lies on lacks what "
                     "that needs (a network drive?). Keep it on a disk of this machine",
                     path_of(q));
    sqlite3_finalize(statement);
    return err;
}

static int check_format(sqlite3 *db, struct fail *fail) {
    return sql_check_format(db, "record", "a record", APPLICATION, VERSION, fail);
}

static int open_writer(struct sqlite *q, const char *path, struct fail *fail) {
    int err = sql_open(path, SQL_WRITE, VALUE_BYTES_MAX, &q->db, fail);
    if (err < 0 || (err = check_format(q->db, fail)) < 0 ||
        (err = sql_run(q->db, "record", "session-write", fail)) < 0 ||
        (err = must_be_wal(q, fail)) < 0 || (err = prepare(q, fail)) < 0 ||
        (err = ask_size(q, &q->next, fail)) < 0 ||
        (err = sql_open(path, SQL_WRITE, VALUE_BYTES_MAX, &q->tend_db, fail)) < 0 ||
        (err = sql_run(q->tend_db, "record", "session-write", fail)) < 0)
        return err;
    sqlite3_wal_hook(q->db, log_grew, q);
    return checkpoint(q->db, fail);
}

static bool log_is_empty(const char *path) {
    char log[FILE_PATH_MAX + 8];
    struct stat st;
    snprintf(log, sizeof(log), "%s-wal", path);
    return stat(log, &st) < 0 || st.st_size == 0;
}

/* A folder that cannot be written has no place for the file readers share with a writer; where no
 * writer left a log, the file alone is the record. */
static int open_reader(struct sqlite *q, const char *path, struct fail *fail) {
    struct fail first = {0};
    int err = sql_open(path, SQL_READ, VALUE_BYTES_MAX, &q->db, &first);
    if (err == 0)
        err = check_format(q->db, &first);
    if (err == ERR_IO && log_is_empty(path)) {
        sqlite3_close(q->db);
        q->db = NULL;
        err = sql_open(path, SQL_IMMUTABLE, VALUE_BYTES_MAX, &q->db, fail);
        if (err < 0 || (err = check_format(q->db, fail)) < 0)
            return err;
    }
    if (err < 0)
        return fail_set(fail, err, "%s", first.text);
    err = sql_run(q->db, "record", "session", fail);
    return err < 0 ? err : prepare(q, fail);
}

static int create_at(const char *draft, struct fail *fail) {
    sqlite3 *db;
    int err = sql_create(draft, "record", VALUE_BYTES_MAX, &db, fail);
    if (err < 0)
        return err;
    err = sql_empty_log(db, fail);
    sqlite3_close(db);
    return err;
}

static int create(const char *path, struct fail *fail) {
    char draft[FILE_PATH_MAX];
    if (access(path, F_OK) == 0)
        return fail_set(fail, ERR_EXISTS, "%s is there already", path);
    int err = file_draft(path, draft, fail);
    if (err == 0 && (err = create_at(draft, fail)) < 0)
        unlink(draft);
    return err < 0 ? err : file_place(draft, path, fail);
}

static int open_any(struct sqlite *q, const char *path, enum store_mode mode, struct fail *fail) {
    char lock[FILE_PATH_MAX];
    int err = 0;
    if (mode == STORE_READ)
        return (err = file_check(path, false, fail)) < 0 ? err : open_reader(q, path, fail);
    if ((size_t)snprintf(lock, sizeof(lock), "%s.lock", path) >= sizeof(lock))
        return fail_set(fail, ERR_RANGE, "a path is longer than %zu characters", sizeof(lock) - 6);
    q->writes = true;
    if (mode == STORE_WRITE && (err = file_check(path, false, fail)) < 0)
        return err;
    if ((err = lock_take(lock, &q->lock, fail)) < 0)
        return err;
    if (mode == STORE_CREATE && (err = create(path, fail)) < 0)
        return err;
    return open_writer(q, path, fail);
}

int store_sqlite_open(const char *path, enum store_mode mode, struct alloc *alloc,
                      struct store **ret, struct fail *fail) {
    static const struct store_ops ops = {"sqlite",    sqlite_append, sqlite_size, sqlite_get,
                                         sqlite_scan, sqlite_redact, sqlite_tend, sqlite_free};
    struct sqlite *q = alloc->resize(alloc, NULL, 0, sizeof(*q));
    if (!q)
        return fail_set(fail, ERR_NOMEM, "not enough memory to open %s", path);
    *q = (struct sqlite){.store.ops = &ops, .alloc = alloc};
    pthread_mutex_init(&q->tending, NULL);
    int err = open_any(q, path, mode, fail);
    if (err < 0) {
        sqlite_free(&q->store);
        return err;
    }
    *ret = &q->store;
    return 0;
}

/* --- copying ---------------------------------------------------------------------------------- */

static int copy_into(sqlite3 *from, const char *path, struct fail *fail) {
    sqlite3 *to;
    int err = sql_open(path, SQL_CREATE, VALUE_BYTES_MAX, &to, fail);
    if (err < 0)
        return err;
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    int rc = b ? sqlite3_backup_step(b, -1) : sqlite3_errcode(to);
    if (b && sqlite3_backup_finish(b) != SQLITE_OK && rc == SQLITE_DONE)
        rc = sqlite3_errcode(to);
    err = rc == SQLITE_DONE ? 0 : sql_fail(to, rc, fail);
    sqlite3_close(to);
    return err;
}

int store_sqlite_copy(struct store *s, const char *path_to, struct fail *fail) {
    struct sqlite *q = (struct sqlite *)s;
    check(strcmp(s->ops->name, "sqlite") == 0);
    char draft[FILE_PATH_MAX];
    int err = file_draft(path_to, draft, fail);
    if (err < 0)
        return err;
    int fd = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_set(fail, ERR_IO, "cannot make %s: %s", draft, strerror(errno));
    close(fd);
    if ((err = copy_into(q->db, draft, fail)) < 0) {
        unlink(draft);
        return err;
    }
    return file_place(draft, path_to, fail);
}
