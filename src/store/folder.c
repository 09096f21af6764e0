#include "store/folder.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/embedded.h"
#include "store/file.h"

/* All that a folder in the making may hold. */
static const char *const names[] = {
    "record.db",     "record.db.new",    "record.db.new-wal", "record.db.new-shm",
    "record.db-wal", "record.db-shm",    "record.db.lock",    "vault.db",
    "vault.db.new",  "vault.db.new-wal", "vault.db.new-shm",  "vault.db-wal",
    "vault.db-shm",  "vault.lock",       "vault.keys",        "vault.keys.new",
    "keys",          "keys.new",         "README.txt",        "README.txt.new",
    "record.db.new-journal",             "vault.db.new-journal",
};

static void remove_draft(const char *path) {
    char file[FILE_PATH_MAX];
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (file_path(path, names[i], file, NULL) == 0)
            unlink(file);
    rmdir(path);
}

/* PATH without slashes at its end, and PATH.new as an empty folder. */
static int make_draft(const char *path, char *ret_path, char *ret_draft, struct fail *fail) {
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    if (n == 0 || n > FILE_PATH_MAX - 64)
        return fail_set(fail, ERR_RANGE, "the name of a folder has 1 to %d characters",
                        FILE_PATH_MAX - 64);
    memcpy(ret_path, path, n);
    ret_path[n] = '\0';
    if (access(ret_path, F_OK) == 0)
        return fail_set(fail, ERR_EXISTS, "%s is there already", ret_path);
    int err = file_draft(ret_path, ret_draft, fail);
    if (err < 0)
        return err;
    remove_draft(ret_draft); /* left by a process that died */
    if (mkdir(ret_draft, 0700) < 0)
        return fail_set(fail, ERR_IO, "cannot make the folder %s: %s", ret_path, strerror(errno));
    return 0;
}

/* Gives the draft its name, or removes it. */
static int end_draft(const char *draft, const char *path, int err, struct fail *fail) {
    char inside[FILE_PATH_MAX];
    if (err == 0 && (err = file_path(draft, "keys", inside, fail)) == 0)
        err = file_flush_folder(inside, fail);
    if (err == 0)
        err = file_place(draft, path, fail);
    if (err < 0)
        remove_draft(draft);
    return err;
}

static int write_readme(const char *folder, struct fail *fail) {
    char path[FILE_PATH_MAX];
    const struct bytes *text = embedded("share/folder/README.txt");
    check(text != NULL);
    int err = file_path(folder, "README.txt", path, fail);
    return err < 0 ? err : file_create(path, *text, fail);
}

static int new_record(const char *folder, struct alloc *alloc, struct fail *fail) {
    char path[FILE_PATH_MAX];
    struct store *s = NULL;
    int err = file_path(folder, "record.db", path, fail);
    if (err == 0)
        err = store_sqlite_open(path, STORE_CREATE, alloc, &s, fail);
    store_free(s);
    return err;
}

static int new_vault(const char *folder, struct alloc *alloc, struct fail *fail) {
    struct vault *v = NULL;
    int err = vault_open(folder, STORE_CREATE, alloc, &v, fail);
    vault_free(v);
    return err;
}

/* PSEUDONYMS: NULL, or the keys whose pseudonyms are kept. */
static int new_keys(const char *folder, const struct record_keys *pseudonyms, struct fail *fail) {
    char path[FILE_PATH_MAX];
    int err = file_path(folder, "keys", path, fail);
    return err < 0 ? err : record_keys_create(path, pseudonyms, fail);
}

int folder_create(const char *path, struct alloc *alloc, struct fail *fail) {
    char plain[FILE_PATH_MAX], draft[FILE_PATH_MAX];
    int err = make_draft(path, plain, draft, fail);
    if (err < 0)
        return err;
    err = new_record(draft, alloc, fail);
    if (err == 0)
        err = new_vault(draft, alloc, fail);
    if (err == 0)
        err = new_keys(draft, NULL, fail);
    if (err == 0)
        err = write_readme(draft, fail);
    return end_draft(draft, plain, err, fail);
}

/* --- opening ---------------------------------------------------------------------------------- */

static int check_folder(const char *path, struct fail *fail) {
    struct stat st;
    char record[FILE_PATH_MAX];
    if (stat(path, &st) < 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? fail_set(fail, ERR_MISSING, "there is no folder %s", path)
                   : fail_set(fail, ERR_IO, "cannot look at %s: %s", path, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return fail_set(fail, ERR_SYNTAX, "%s is a file; a federation is a folder (NAME.koinon)",
                        path);
    int err = file_path(path, "record.db", record, fail);
    if (err == 0 && access(record, F_OK) < 0)
        err = fail_set(fail, ERR_MISSING,
                       "%s is not the folder of a federation: there is no record.db in it", path);
    return err;
}

static int open_parts(const char *path, enum store_mode mode, unsigned parts, struct alloc *alloc,
                      struct folder *f, struct fail *fail) {
    char file[FILE_PATH_MAX];
    int err = check_folder(path, fail);
    if (err == 0 && (parts & FOLDER_KEYS)) {
        err = file_path(path, "keys", file, fail);
        if (err == 0)
            err = record_keys_load(file, &f->keys, fail);
        f->has_keys = err == 0;
    }
    if (err == 0 && (parts & FOLDER_RECORD)) {
        err = file_path(path, "record.db", file, fail);
        if (err == 0)
            err = store_sqlite_open(file, mode, alloc, &f->record, fail);
    }
    if (err == 0 && (parts & FOLDER_VAULT))
        err = vault_open(path, mode, alloc, &f->vault, fail);
    return err;
}

int folder_open(const char *path, enum store_mode mode, unsigned parts, struct alloc *alloc,
                struct folder *ret, struct fail *fail) {
    struct folder f = {0};
    check(mode != STORE_CREATE);
    int err = open_parts(path, mode, parts, alloc, &f, fail);
    if (err < 0) {
        folder_drop(&f);
        return err;
    }
    *ret = f;
    record_keys_drop(&f.keys);
    return 0;
}

void folder_drop(struct folder *f) {
    store_free(f->record);
    vault_free(f->vault);
    record_keys_drop(&f->keys);
    *f = (struct folder){0};
}

/* --- copying ---------------------------------------------------------------------------------- */

struct copying {
    struct vault *to;
    struct fail *fail;
};

static int copy_person(void *self, uint32_t person, const struct vault_field *fields, size_t n) {
    struct copying *c = self;
    return vault_put(c->to, person, fields, n, c->fail);
}

/* Into a vault of its own keys: forgetting in one does not reach the other, and no key leaves. */
static int copy_persons(struct vault *from, const char *folder, struct alloc *alloc,
                        struct fail *fail) {
    struct copying c = {NULL, fail};
    int err = vault_open(folder, STORE_CREATE, alloc, &c.to, fail);
    if (err == 0 && (err = vault_begin(c.to, fail)) == 0) {
        err = vault_scan(from, copy_person, &c, fail);
        if (err == 0)
            err = vault_commit(c.to, fail);
    }
    vault_free(c.to);
    return err;
}

static int copy_keys(const char *from, const char *to, struct fail *fail) {
    char path[FILE_PATH_MAX];
    struct buf text;
    int err = file_path(from, "keys", path, fail);
    if (err < 0)
        return err;
    buf_init(&text, &alloc_heap, 4096);
    err = file_read(path, &text, fail);
    if (err == 0 && (err = file_path(to, "keys", path, fail)) == 0)
        err = file_create(path, buf_view(&text), fail);
    if (text.at)
        sodium_memzero(text.at, text.n);
    buf_drop(&text);
    return err;
}

static int copy_parts(const char *from, struct folder *f, const char *draft, unsigned what,
                      struct alloc *alloc, struct fail *fail) {
    char path[FILE_PATH_MAX];
    int err = file_path(draft, "record.db", path, fail);
    if (err == 0)
        err = store_sqlite_copy(f->record, path, fail);
    if (err == 0)
        err = what & FOLDER_COPY_PERSONS ? copy_persons(f->vault, draft, alloc, fail)
                                         : new_vault(draft, alloc, fail);
    if (err == 0)
        err = what & FOLDER_COPY_KEYS ? copy_keys(from, draft, fail)
                                      : new_keys(draft, f->has_keys ? &f->keys : NULL, fail);
    return err < 0 ? err : write_readme(draft, fail);
}

int folder_copy(const char *from, const char *to, unsigned what, struct alloc *alloc,
                struct fail *fail) {
    char plain[FILE_PATH_MAX], draft[FILE_PATH_MAX];
    struct folder f = {0};
    unsigned parts = FOLDER_RECORD | (what & FOLDER_COPY_PERSONS ? FOLDER_VAULT : 0) |
                     (what & (FOLDER_COPY_KEYS | FOLDER_COPY_PSEUDONYMS) ? FOLDER_KEYS : 0);
    int err = folder_open(from, STORE_READ, parts, alloc, &f, fail);
    if (err < 0)
        return err;
    err = make_draft(to, plain, draft, fail);
    if (err == 0) {
        err = copy_parts(from, &f, draft, what, alloc, fail);
        err = end_draft(draft, plain, err, fail);
    }
    folder_drop(&f);
    return err;
}
