#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int too_long(const char *path, struct fail *fail) {
    return fail_set(fail, ERR_RANGE, "the path %.60s... is longer than %d characters", path,
                    FILE_PATH_MAX - 8);
}

static int cannot_make(const char *path, struct fail *fail) {
    return fail_set(fail, ERR_IO,
                    "cannot make %s: %s. The folder must belong to the user who runs Koinon, on a "
                    "disk that has room and is not read-only",
                    path, strerror(errno));
}

int file_path(const char *folder, const char *name, char *ret, struct fail *fail) {
    int n = snprintf(ret, FILE_PATH_MAX, "%s/%s", folder, name);
    return n < FILE_PATH_MAX - 8 ? 0 : too_long(folder, fail);
}

int file_draft(const char *path, char *ret, struct fail *fail) {
    if (snprintf(ret, FILE_PATH_MAX, "%s.new", path) >= FILE_PATH_MAX)
        return too_long(path, fail);
    unlink(ret);
    return 0;
}

int file_place(const char *draft, const char *path, struct fail *fail) {
    if (renameat2(AT_FDCWD, draft, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return file_flush_folder(path, fail);
    int err = errno == EEXIST ? fail_set(fail, ERR_EXISTS, "%s is there already", path)
                              : cannot_make(path, fail);
    unlink(draft);
    return err;
}

static bool write_all(int fd, struct bytes content) {
    for (size_t at = 0; at < content.n;) {
        ssize_t n = write(fd, content.at + at, content.n - at);
        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) == 0;
}

int file_create(const char *path, struct bytes content, struct fail *fail) {
    char draft[FILE_PATH_MAX];
    int err = file_draft(path, draft, fail);
    if (err < 0)
        return err;
    int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return cannot_make(path, fail);
    if (!write_all(fd, content))
        err = cannot_make(path, fail);
    close(fd);
    if (err == 0)
        return file_place(draft, path, fail);
    unlink(draft);
    return err;
}

int file_read(const char *path, struct buf *ret, struct fail *fail) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_set(fail, errno == ENOENT ? ERR_MISSING : ERR_IO, "cannot read %s: %s", path,
                        strerror(errno));
    uint8_t part[4096];
    ssize_t n;
    while ((n = read(fd, part, sizeof(part))) > 0 || (n < 0 && errno == EINTR))
        buf_add(ret, part, n > 0 ? (size_t)n : 0);
    int err = n < 0 ? fail_set(fail, ERR_IO, "cannot read %s: %s", path, strerror(errno)) : 0;
    close(fd);
    explicit_bzero(part, sizeof(part));
    if (err == 0 && ret->failed)
        err = fail_set(fail, ERR_NOMEM, "%s is too large to be read", path);
    return err;
}

int file_check(const char *path, bool secret, struct fail *fail) {
    struct stat st;
    if (stat(path, &st) < 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? fail_set(fail, ERR_MISSING, "there is no %s", path)
                   : fail_set(fail, ERR_IO, "cannot look at %s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return fail_set(fail, ERR_SYNTAX, "%s is not a file", path);
    if (secret && (st.st_mode & 077))
        return fail_set(fail, ERR_DENIED,
                        "others on this machine can read %s: it must be its owner's alone (chmod "
                        "600)",
                        path);
    return 0;
}

int file_flush_folder(const char *path, struct fail *fail) {
    char folder[FILE_PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (slash)
        snprintf(folder, sizeof(folder), "%.*s", slash == path ? 1 : (int)(slash - path), path);
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd < 0 ? -1 : fsync(fd);
    int number = errno;
    if (fd >= 0)
        close(fd);
    return rc == 0 ? 0
                   : fail_set(fail, ERR_IO, "cannot flush the folder of %s: %s", path,
                              strerror(number));
}
