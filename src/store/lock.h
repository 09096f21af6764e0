/* One writer: a lock file beside what is written, held with fcntl() while the process lives (the
 * kernel lets go of it at any death), with the process number inside for people. Also refuses a
 * second lock in the same process, which fcntl() alone would allow. */
#ifndef KOINON_STORE_LOCK_H
#define KOINON_STORE_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/fail.h"

struct lock {
    bool held;
    int fd;
    dev_t device;
    ino_t inode;
    pid_t process;
    struct lock *next;
};

/* RET must stay where it is until lock_drop. ERR_CONFLICT names the process that holds it;
 * ERR_IO. */
int lock_take(const char *path, struct lock *ret, struct fail *fail);
/* Fine on a zeroed lock. The file stays, empty. */
void lock_drop(struct lock *l);

#endif
