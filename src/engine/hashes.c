#include "engine/hashes.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

static const char *const names[HASHES_LEVELS] = {"leaves", "nodes-1", "nodes-2", "nodes-3"};

/* --- reading ---------------------------------------------------------------------------------- */

void hashes_open(const char *folder, const struct buf *edge, uint64_t edge_from,
                 struct hashes *ret) {
    char path[FILE_PATH_MAX];
    struct stat st;
    *ret = (struct hashes){.edge = edge, .edge_from = edge_from};
    for (int k = 0; k < HASHES_LEVELS; k++) {
        ret->fd[k] = folder && *folder && file_path(folder, names[k], path, NULL) == 0
                         ? open(path, O_RDONLY | O_CLOEXEC)
                         : -1;
        if (ret->fd[k] >= 0 && fstat(ret->fd[k], &st) == 0)
            ret->n[k] = (uint64_t)st.st_size / HASH_BYTES;
    }
}

void hashes_close(struct hashes *h) {
    for (int k = 0; k < HASHES_LEVELS; k++)
        if (h->fd[k] >= 0)
            close(h->fd[k]);
}

static int read_one(const struct hashes *h, unsigned k, uint64_t i, struct hash *ret,
                    struct fail *fail) {
    if (pread(h->fd[k], ret->b, HASH_BYTES, (off_t)(i * HASH_BYTES)) == HASH_BYTES)
        return 0;
    return fail_set(fail, ERR_IO, "cannot read the hashes beside the record: %s", strerror(errno));
}

static int read_leaf(const struct hashes *h, uint64_t i, struct hash *ret, struct fail *fail) {
    size_t edge = h->edge ? h->edge->n / HASH_BYTES : 0;
    if (i >= h->edge_from && i - h->edge_from < edge) {
        memcpy(ret->b, h->edge->at + (i - h->edge_from) * HASH_BYTES, HASH_BYTES);
        return 0;
    }
    if (i < h->n[0])
        return read_one(h, 0, i, ret, fail);
    return fail_set(fail, ERR_MISSING,
                    "the hash of entry %llu does not stand beside the record yet",
                    (unsigned long long)i);
}

int hashes_node(void *self, unsigned level, uint64_t index, struct hash *ret, struct fail *fail) {
    const struct hashes *h = self;
    struct hash left, right;
    if (level == 0)
        return read_leaf(h, index, ret, fail);
    if (level % 8 == 0 && level / 8 < HASHES_LEVELS && index < h->n[level / 8])
        return read_one(h, level / 8, index, ret, fail);
    int r = hashes_node(self, level - 1, 2 * index, &left, fail);
    r = r < 0 ? r : hashes_node(self, level - 1, 2 * index + 1, &right, fail);
    if (r == 0)
        *ret = sha256_node(1, &left, &right);
    return r;
}

/* --- writing ---------------------------------------------------------------------------------- */

static int cannot(const char *path, struct fail *fail) {
    return fail_set(fail, ERR_IO,
                    "cannot write %s: %s. The disk may be full, or the folder read-only", path,
                    strerror(errno));
}

static bool write_at(int fd, uint64_t from, struct bytes hashes) {
    off_t at = (off_t)(from * HASH_BYTES);
    while (hashes.n) {
        ssize_t n = pwrite(fd, hashes.at, hashes.n, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        hashes = bytes_part(hashes, (size_t)n, hashes.n - (size_t)n);
    }
    return true;
}

static int write_file(const char *path, uint64_t from, struct bytes hashes, struct fail *fail) {
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return cannot(path, fail);
    bool good = ftruncate(fd, (off_t)(from * HASH_BYTES)) == 0 && write_at(fd, from, hashes) &&
                fdatasync(fd) == 0;
    int r = good ? 0 : cannot(path, fail);
    close(fd);
    return r;
}

/* The subtrees of level K that are complete below it, from number FROM on. */
static int write_level(const char *folder, unsigned k, uint64_t from, struct fail *fail) {
    char path[FILE_PATH_MAX];
    struct hashes h;
    struct buf b;
    struct hash below[256];
    int r = file_path(folder, names[k], path, fail);
    if (r < 0)
        return r;
    hashes_open(folder, NULL, 0, &h);
    buf_init(&b, &alloc_heap, SIZE_MAX / 2);
    from = from < h.n[k] ? from : h.n[k];
    for (uint64_t i = from; r == 0 && i < h.n[k - 1] / 256; i++) {
        if (pread(h.fd[k - 1], below, sizeof(below), (off_t)(i * sizeof(below))) != sizeof(below))
            r = fail_set(fail, ERR_IO, "cannot read the hashes beside the record");
        struct hash root = merkle_root_of(below, 256);
        buf_add(&b, root.b, HASH_BYTES);
    }
    r = r == 0 && b.failed ? fail_set(fail, ERR_NOMEM, "not enough memory for the tree's hashes")
                           : r;
    if (r == 0 && (b.n || from < h.n[k]))
        r = write_file(path, from, buf_view(&b), fail);
    buf_drop(&b);
    hashes_close(&h);
    return r;
}

int hashes_write(const char *folder, uint64_t from, struct bytes leaves, struct fail *fail) {
    char path[FILE_PATH_MAX];
    int r = file_path(folder, names[0], path, fail);
    r = r < 0 ? r : write_file(path, from, leaves, fail);
    for (unsigned k = 1; r == 0 && k < HASHES_LEVELS; k++)
        r = write_level(folder, k, from >> (8 * k), fail);
    return r;
}
