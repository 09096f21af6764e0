/* A folder for the files of one test, and children that do something and die: shared by the tests
 * of store/. */
#ifndef KOINON_TEST_STORE_PLACE_H
#define KOINON_TEST_STORE_PLACE_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "test.h"

struct place {
    char folder[128];
    char file[192]; /* folder/record.db */
};

static inline void place_init(struct place *p) {
    const char *at = getenv("TMPDIR");
    snprintf(p->folder, sizeof(p->folder), "%.90s/koinon-store-XXXXXX", at && *at ? at : "/tmp");
    if (!mkdtemp(p->folder)) {
        perror(p->folder);
        exit(99);
    }
    snprintf(p->file, sizeof(p->file), "%s/record.db", p->folder);
}

static inline int place_remove_(const char *path, const struct stat *st, int type, struct FTW *f) {
    return remove(path);
}

static inline void place_drop(struct place *p) {
    nftw(p->folder, place_remove_, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void place_write(const char *path, struct bytes content) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    EXPECT(fd >= 0 && write(fd, content.at, content.n) == (ssize_t)content.n);
    if (fd >= 0)
        close(fd);
}

/* The content of a file, malloced; n 0 where there is none. */
static inline struct bytes place_read(const char *path) {
    FILE *f = fopen(path, "re");
    if (!f)
        return bytes_of(NULL, 0);
    fseek(f, 0, SEEK_END);
    long n = ftell(f);
    rewind(f);
    uint8_t *at = malloc(n > 0 ? (size_t)n : 1);
    size_t got = at ? fread(at, 1, (size_t)n, f) : 0;
    fclose(f);
    return bytes_of(at, got);
}

static const char *place_sought_;
static int place_found_;
static inline int place_seek_(const char *path, const struct stat *st, int type, struct FTW *f) {
    if (type != FTW_F)
        return 0;
    struct bytes all = place_read(path);
    if (all.n && memmem(all.at, all.n, place_sought_, strlen(place_sought_)))
        place_found_++;
    free((void *)all.at);
    return 0;
}

/* In how many files of the folder does TEXT stand? */
static inline int place_holds(const struct place *p, const char *text) {
    place_sought_ = text;
    place_found_ = 0;
    nftw(p->folder, place_seek_, 8, FTW_PHYS);
    return place_found_;
}

/* A child that runs WORK and exits with what it answers. */
static inline pid_t place_child(int (*work)(void *), void *self) {
    fflush(stdout);
    pid_t child = fork();
    if (child != 0)
        return child;
    int answer = work(self);
    fflush(stdout);
    _exit(answer);
}

/* Its exit status, or 1000 + the signal that killed it. */
static inline int place_wait(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

#endif
