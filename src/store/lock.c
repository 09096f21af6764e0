#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What this process holds. Closing any descriptor of a locked file lets the lock go, so a file that
 * is in this list must not even be opened. */
static struct lock *held_list;
static pthread_mutex_t held_mutex = PTHREAD_MUTEX_INITIALIZER;

static bool held_here(const char *path) {
    struct stat st;
    if (stat(path, &st) < 0)
        return false;
    for (const struct lock *l = held_list; l; l = l->next)
        if (l->device == st.st_dev && l->inode == st.st_ino && l->process == getpid())
            return true;
    return false;
}

static void read_word(const char *path, int fd, char *ret, size_t room) {
    int file = fd >= 0 ? fd : open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = file >= 0 ? pread(file, ret, room - 1, 0) : 0;
    ret[n > 0 ? n : 0] = '\0';
    ret[strcspn(ret, "\n")] = '\0';
    if (fd < 0 && file >= 0)
        close(file);
}

static int held_elsewhere(const char *path, int fd, struct fail *fail) {
    char number[32], name[64] = "", comm[64];
    struct flock asked = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_GETLK, &asked) == 0 && asked.l_type != F_UNLCK && asked.l_pid > 0)
        snprintf(number, sizeof(number), "%ld", (long)asked.l_pid);
    else
        read_word(path, fd, number, sizeof(number));
    snprintf(comm, sizeof(comm), "/proc/%s/comm", number);
    read_word(comm, -1, name, sizeof(name));
    return fail_set(
        fail, ERR_CONFLICT, "process %s%s%s%s is writing here already (%s): end it first",
        number[0] ? number : "(unknown)", name[0] ? " (" : "", name, name[0] ? ")" : "", path);
}

static int take_file(const char *path, struct lock *ret, struct fail *fail) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_set(fail, ERR_IO,
                        "cannot write %s: %s. The folder and its files must belong to the user who "
                        "runs Koinon, on a disk that is not read-only",
                        path, strerror(errno));
    struct flock wanted = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_SETLK, &wanted) < 0) {
        int err = errno == EACCES || errno == EAGAIN
                      ? held_elsewhere(path, fd, fail)
                      : fail_set(fail, ERR_IO, "cannot lock %s: %s", path, strerror(errno));
        close(fd);
        return err;
    }
    char text[32];
    int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
    struct stat st;
    /* The number is only for people: a disk too full to hold it is no reason to stop here. */
    if (ftruncate(fd, 0) < 0 || pwrite(fd, text, (size_t)n, 0) < 0)
        errno = 0;
    if (fstat(fd, &st) < 0) {
        close(fd);
        return fail_set(fail, ERR_IO, "cannot look at %s: %s", path, strerror(errno));
    }
    *ret = (struct lock){true, fd, st.st_dev, st.st_ino, getpid(), held_list};
    held_list = ret;
    return 0;
}

int lock_take(const char *path, struct lock *ret, struct fail *fail) {
    pthread_mutex_lock(&held_mutex);
    int err = held_here(path)
                  ? fail_set(fail, ERR_CONFLICT, "this process (%ld) is writing here already (%s)",
                             (long)getpid(), path)
                  : take_file(path, ret, fail);
    pthread_mutex_unlock(&held_mutex);
    return err;
}

void lock_drop(struct lock *l) {
    if (!l->held)
        return;
    pthread_mutex_lock(&held_mutex);
    struct lock **at = &held_list;
    while (*at && *at != l)
        at = &(*at)->next;
    if (*at)
        *at = l->next;
    if (l->process == getpid() && ftruncate(l->fd, 0) < 0)
        errno = 0;
    close(l->fd);
    l->held = false;
    pthread_mutex_unlock(&held_mutex);
}
