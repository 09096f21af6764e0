#include "engine/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

static const char magic[24] = "koinon-snapshot-2";

struct head {
    char magic[sizeof(magic)];
    uint32_t rules, n_ring;
    uint64_t size, stated, n_signed, length;
    struct hash form, hash, keys, check;
};
_Static_assert(sizeof(struct head) == SNAPSHOT_HEAD, "the head has no padding");
_Static_assert(sizeof(struct remember_slot) == ENTRY_KEY_BYTES + 8, "a key has no padding");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "a snapshot is little-endian");

static struct hash head_check(const struct head *h) {
    return sha256_of(bytes_of(h, offsetof(struct head, check)));
}

static int broken(const char *what, struct fail *fail) {
    return fail_set(fail, ERR_BROKEN, "%s", what);
}

/* --- writing ---------------------------------------------------------------------------------- */

int snapshot_draft(const char *folder, int *ret_fd, struct fail *fail) {
    char draft[FILE_PATH_MAX];
    int r = file_path(folder, "snapshot.new", draft, fail);
    if (r < 0)
        return r;
    (void)unlink(draft);
    int fd = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_set(fail, ERR_IO, "cannot write %s: %s", draft, strerror(errno));
    *ret_fd = fd;
    return 0;
}

struct writing {
    FILE *file;
    struct sha256 sha;
    uint64_t length;
    bool failed;
};

static void put(void *self, const void *at, size_t n) {
    struct writing *w = self;
    sha256_add(&w->sha, at, n);
    w->length += n;
    w->failed |= n && fwrite(at, 1, n, w->file) != n;
}

static void put_begin(struct writing *w) {
    w->length = 0;
    sha256_init(&w->sha);
}

static bool write_head(int fd, struct head *h) {
    h->check = head_check(h);
    return pwrite(fd, h, sizeof(*h), 0) == sizeof(*h) && fdatasync(fd) == 0;
}

int snapshot_write(int fd, const struct law *l, const struct remember *keys) {
    int own = dup(fd);
    struct writing w = {.file = own < 0 ? NULL : fdopen(own, "wb")};
    struct head h = {.rules = LAW_RULES,
                     .n_ring = keys->n,
                     .size = law_size(l),
                     .n_signed = remember_signed(keys),
                     .form = law_form()};
    if (!w.file)
        return errno;
    memcpy(h.magic, magic, sizeof(magic));
    errno = 0;
    bool good = fseek(w.file, sizeof(h), SEEK_SET) == 0;
    put_begin(&w);
    good = good && remember_save_to(keys, put, &w) == 0;
    sha256_end(&w.sha, &h.keys);
    put_begin(&w);
    law_save_to(l, put, &w);
    sha256_end(&w.sha, &h.hash);
    h.length = w.length;
    good = good && !w.failed && fflush(w.file) == 0 && fdatasync(fd) == 0 && write_head(fd, &h);
    int why = errno ? errno : ENOMEM;
    (void)fclose(w.file);
    return good ? 0 : why;
}

/* The head of a file that has LENGTH bytes. */
static int check_head(const struct head *h, uint64_t length, struct fail *fail) {
    struct hash check = head_check(h), form = law_form();
    if (memcmp(h->magic, magic, sizeof(magic)) != 0)
        return fail_set(fail, ERR_VERSION, "it is no snapshot, or one of another version");
    if (!hash_equal(&check, &h->check))
        return broken("it is damaged", fail);
    if (h->rules != LAW_RULES || !hash_equal(&form, &h->form) || h->n_ring > LIMIT_KEYS_REMEMBERED)
        return fail_set(fail, ERR_VERSION, "it is of another version of the program");
    uint64_t rest = length - sizeof(*h);
    if (h->n_signed > LIMIT_KEYS_SIGNED || h->length > rest ||
        rest - h->length != (h->n_ring + h->n_signed) * sizeof(struct remember_slot))
        return broken("it is cut", fail);
    return 0;
}

static int read_head(int fd, struct head *ret, struct fail *fail) {
    struct stat st;
    if (fstat(fd, &st) < 0 || pread(fd, ret, sizeof(*ret), 0) != sizeof(*ret))
        return broken("it is cut", fail);
    return check_head(ret, (uint64_t)st.st_size, fail);
}

int snapshot_written(int fd, uint64_t *ret_size, struct hash *ret, struct fail *fail) {
    struct head h;
    int r = read_head(fd, &h, fail);
    if (r < 0)
        return r;
    *ret_size = h.size;
    *ret = h.hash;
    return 0;
}

int snapshot_place(const char *folder, int fd, uint64_t stated, struct fail *fail) {
    char path[FILE_PATH_MAX], draft[FILE_PATH_MAX];
    struct head h;
    int r = file_path(folder, "snapshot", path, fail);
    r = r < 0 ? r : file_path(folder, "snapshot.new", draft, fail);
    r = r < 0 ? r : read_head(fd, &h, fail);
    h.stated = stated;
    if (r == 0 && (!write_head(fd, &h) || rename(draft, path) < 0))
        r = fail_set(fail, ERR_IO, "cannot replace %s: %s", path, strerror(errno));
    if (r < 0) {
        snapshot_abandon(folder, fd);
        return r;
    }
    close(fd);
    return file_flush_folder(path, fail);
}

void snapshot_abandon(const char *folder, int fd) {
    char draft[FILE_PATH_MAX];
    close(fd);
    if (file_path(folder, "snapshot.new", draft, NULL) == 0)
        (void)unlink(draft);
}

/* --- reading ---------------------------------------------------------------------------------- */

static int map_file(int fd, struct snapshot *ret, struct fail *fail) {
    struct stat st;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
        return fail_set(fail, ERR_IO, "it is no file");
    if (!st.st_size)
        return broken("it is cut", fail);
    void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return fail_set(fail, ERR_IO, "it cannot be read: %s", strerror(errno));
    ret->map = map;
    ret->map_n = (size_t)st.st_size;
    return 0;
}

static int check_state(struct snapshot *s, struct fail *fail) {
    struct head h;
    if (s->map_n < sizeof(h))
        return broken("it is cut", fail);
    memcpy(&h, s->map, sizeof(h));
    int r = check_head(&h, s->map_n, fail);
    if (r < 0)
        return r;
    const uint8_t *at = (const uint8_t *)s->map + sizeof(h);
    s->size = h.size;
    s->stated = h.stated;
    s->hash = h.hash;
    s->n_ring = h.n_ring;
    s->n_signed = h.n_signed;
    s->keys_hash = h.keys;
    s->keys = bytes_of(at, s->map_n - sizeof(h) - h.length);
    s->state = bytes_of(at + s->keys.n, h.length);
    struct hash hash = sha256_of(s->state);
    return hash_equal(&hash, &s->hash) ? 0 : broken("it is damaged", fail);
}

int snapshot_open(const char *folder, struct snapshot *ret, struct fail *fail) {
    char path[FILE_PATH_MAX];
    struct snapshot s = {0};
    int r = file_path(folder, "snapshot", path, fail);
    if (r < 0)
        return r;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_set(fail, errno == ENOENT ? ERR_MISSING : ERR_IO, "%s", strerror(errno));
    r = map_file(fd, &s, fail);
    close(fd);
    r = r < 0 ? r : check_state(&s, fail);
    if (r < 0)
        snapshot_close(&s);
    else
        *ret = s;
    return r;
}

bool snapshot_there(const char *folder) {
    char path[FILE_PATH_MAX];
    return file_path(folder, "snapshot", path, NULL) == 0 && access(path, F_OK) == 0;
}

void snapshot_close(struct snapshot *s) {
    if (s->map)
        munmap(s->map, s->map_n);
    *s = (struct snapshot){0};
}

static int stated(struct bytes stored, const struct snapshot *s, struct fail *fail) {
    struct entry e;
    struct command c;
    const struct entry_part *part = NULL;
    if (entry_decode(stored, &e, NULL) == 0 && e.header.seq == s->stated &&
        e.header.type == COMMAND_STATE_HASH)
        part = entry_part(&e, PART_COMMAND);
    if (part && !part->withheld && command_decode(part->content, &c, NULL) == 0 &&
        c.type == COMMAND_STATE_HASH && command_get(&c, FIELD_ENTRY).kind == VALUE_INT &&
        command_get(&c, FIELD_ENTRY).i == (int64_t)s->size &&
        bytes_equal(command_get(&c, FIELD_HASH).bytes, bytes_of(s->hash.b, HASH_BYTES)))
        return 0;
    return fail_set(fail, ERR_BROKEN, "entry %llu of the record does not state its hash",
                    (unsigned long long)s->stated);
}

int snapshot_stated(const struct snapshot *s, struct store *record, struct alloc *alloc,
                    struct fail *fail) {
    struct buf b;
    buf_init(&b, alloc, LIMIT_ENTRY_BYTES);
    uint64_t n = 0;
    int r = store_size(record, &n, fail);
    if (r == 0 && s->stated >= n)
        r = broken("the record does not reach as far", fail);
    r = r < 0 ? r : store_get(record, s->stated, &b, fail);
    r = r < 0 ? r : stated(buf_view(&b), s, fail);
    buf_drop(&b);
    return r;
}

/* --- taking it -------------------------------------------------------------------------------- */

/* The tree of the first N leaf hashes beside the record. */
static int take_tree(const char *folder, uint64_t n, struct merkle *ret, struct hash *ret_first,
                     struct fail *fail) {
    char path[FILE_PATH_MAX];
    struct hash leaves[256];
    int r = file_path(folder, "leaves", path, fail);
    FILE *file = r < 0 ? NULL : fopen(path, "rbe");
    merkle_init(ret);
    while (file && ret->n < n) {
        size_t want = n - ret->n < 256 ? (size_t)(n - ret->n) : 256;
        size_t got = fread(leaves, HASH_BYTES, want, file);
        if (!ret->n && got)
            *ret_first = leaves[0];
        for (size_t i = 0; i < got; i++)
            merkle_add(ret, &leaves[i]);
        if (got < want)
            break;
    }
    if (file)
        fclose(file);
    return r < 0 ? r : ret->n == n ? 0 : broken("the leaf hashes before it are not there", fail);
}

static int keys_whole(const struct fold *f, const struct snapshot *s, struct fail *fail) {
    if (!f->keys)
        return 0;
    struct hash hash = sha256_of(s->keys);
    return hash_equal(&hash, &s->keys_hash) ? 0 : broken("it is damaged", fail);
}

int snapshot_take(struct fold *f, const char *folder, struct store *record, struct fail *fail) {
    struct snapshot s;
    struct merkle tree;
    struct hash first = {{0}};
    struct law *l = NULL;
    int r = snapshot_open(folder, &s, fail);
    if (r < 0)
        return r;
    if (f->known_size <= s.stated)
        r = broken("no signed checkpoint covers it", fail);
    r = r < 0 ? r : snapshot_stated(&s, record, f->alloc, fail);
    r = r < 0 ? r : keys_whole(f, &s, fail);
    r = r < 0 ? r : take_tree(folder, s.size, &tree, &first, fail);
    r = r < 0 ? r : law_load(f->alloc, s.state, &l, fail);
    if (r == 0 && law_size(l) != s.size)
        r = broken("it is of another size than it says", fail);
    if (r < 0) {
        law_free(l);
    } else {
        law_free(f->law);
        f->law = l;
        f->tree = tree;
        f->record_id = first;
        if (f->leaves_written)
            (void)fseek(f->leaves_written, (long)(s.size * HASH_BYTES), SEEK_SET);
    }
    if (r == 0 && f->keys) {
        remember_load(f->keys, (const struct remember_slot *)(const void *)s.keys.at, s.n_ring,
                      s.n_signed, s.map, s.map_n);
        s.map = NULL; /* f->keys has it */
    }
    snapshot_close(&s);
    return r;
}
