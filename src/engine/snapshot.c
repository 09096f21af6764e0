#include "engine/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

static const char magic[24] = "koinon-snapshot-1";

struct head {
    char magic[sizeof(magic)];
    uint32_t rules, zero;
    uint64_t size, length;
    struct hash form, hash, check;
};
_Static_assert(sizeof(struct head) == SNAPSHOT_HEAD, "the head has no padding");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "a snapshot is little-endian");

static struct hash head_check(const struct head *h) {
    return sha256_of(bytes_of(h, offsetof(struct head, check)));
}

/* --- writing ---------------------------------------------------------------------------------- */

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
    w->failed |= fwrite(at, 1, n, w->file) != n;
}

static bool write_state(FILE *file, const struct law *l, struct hash *ret) {
    struct writing w = {.file = file};
    struct head h = {.rules = LAW_RULES, .size = law_size(l), .form = law_form()};
    memcpy(h.magic, magic, sizeof(magic));
    if (fwrite(&h, sizeof(h), 1, file) != 1)
        return false;
    sha256_init(&w.sha);
    law_save_to(l, put, &w);
    sha256_end(&w.sha, &h.hash);
    h.length = w.length;
    h.check = head_check(&h);
    *ret = h.hash;
    return !w.failed && fseek(file, 0, SEEK_SET) == 0 && fwrite(&h, sizeof(h), 1, file) == 1 &&
           fflush(file) == 0 && fsync(fileno(file)) == 0;
}

static int paths(const char *folder, char path[FILE_PATH_MAX], char draft[FILE_PATH_MAX],
                 struct fail *fail) {
    int r = file_path(folder, "snapshot", path, fail);
    return r < 0 ? r : file_path(folder, "snapshot.new", draft, fail);
}

int snapshot_draft(const char *folder, const struct law *l, struct hash *ret, struct fail *fail) {
    char path[FILE_PATH_MAX], draft[FILE_PATH_MAX];
    int r = paths(folder, path, draft, fail);
    if (r < 0)
        return r;
    int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");
    struct hash hash;
    bool good = file && write_state(file, l, &hash);
    int why = errno;
    if (file)
        good = fclose(file) == 0 && good;
    else if (fd >= 0)
        close(fd);
    if (!good) {
        (void)unlink(draft);
        return fail_set(fail, ERR_IO, "cannot write %s: %s", draft, strerror(why));
    }
    *ret = hash;
    return 0;
}

int snapshot_place(const char *folder, struct fail *fail) {
    char path[FILE_PATH_MAX], draft[FILE_PATH_MAX];
    int r = paths(folder, path, draft, fail);
    if (r < 0)
        return r;
    if (rename(draft, path) < 0)
        return fail_set(fail, ERR_IO, "cannot replace %s: %s", path, strerror(errno));
    return file_flush_folder(path, fail);
}

/* --- reading ---------------------------------------------------------------------------------- */

static int broken(const char *what, struct fail *fail) {
    return fail_set(fail, ERR_BROKEN, "%s", what);
}

static int check_head(const struct snapshot *s, struct head *ret, struct fail *fail) {
    if (s->map_n < sizeof(*ret))
        return broken("it is cut", fail);
    memcpy(ret, s->map, sizeof(*ret));
    struct hash check = head_check(ret), form = law_form();
    if (memcmp(ret->magic, magic, sizeof(magic)) != 0)
        return fail_set(fail, ERR_VERSION, "it is no snapshot, or one of another version");
    if (!hash_equal(&check, &ret->check))
        return broken("it is damaged", fail);
    if (ret->rules != LAW_RULES || !hash_equal(&form, &ret->form))
        return fail_set(fail, ERR_VERSION, "it is of another version of the program");
    if (ret->length != s->map_n - sizeof(*ret))
        return broken("it is cut", fail);
    return 0;
}

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

int snapshot_open(const char *folder, struct snapshot *ret, struct fail *fail) {
    char path[FILE_PATH_MAX];
    struct snapshot s = {0};
    struct head h;
    int r = file_path(folder, "snapshot", path, fail);
    if (r < 0)
        return r;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_set(fail, errno == ENOENT ? ERR_MISSING : ERR_IO, "%s", strerror(errno));
    r = map_file(fd, &s, fail);
    close(fd);
    r = r < 0 ? r : check_head(&s, &h, fail);
    if (r == 0) {
        s.size = h.size;
        s.hash = h.hash;
        s.state = bytes_of((const uint8_t *)s.map + sizeof(h), h.length);
        struct hash hash = sha256_of(s.state);
        r = hash_equal(&hash, &s.hash) ? 0 : broken("it is damaged", fail);
    }
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

static int stated(struct bytes stored, uint64_t seq, const struct hash *hash, struct fail *fail) {
    struct entry e;
    struct command c;
    const struct entry_part *part = NULL;
    if (entry_decode(stored, &e, NULL) == 0 && e.header.seq == seq &&
        e.header.type == COMMAND_STATE_HASH)
        part = entry_part(&e, PART_COMMAND);
    if (part && !part->withheld && command_decode(part->content, &c, NULL) == 0 &&
        c.type == COMMAND_STATE_HASH &&
        bytes_equal(command_get(&c, FIELD_HASH).bytes, bytes_of(hash->b, HASH_BYTES)))
        return 0;
    return fail_set(fail, ERR_BROKEN, "entry %llu of the record does not state its hash",
                    (unsigned long long)seq);
}

int snapshot_stated(const struct snapshot *s, struct store *record, struct alloc *alloc,
                    struct fail *fail) {
    struct buf b;
    buf_init(&b, alloc, LIMIT_ENTRY_BYTES);
    uint64_t n = 0;
    int r = store_size(record, &n, fail);
    if (r == 0 && s->size >= n)
        r = broken("the record does not reach as far", fail);
    r = r < 0 ? r : store_get(record, s->size, &b, fail);
    r = r < 0 ? r : stated(buf_view(&b), s->size, &s->hash, fail);
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

/* The keys a writer remembers: of signed entries all there ever were, so each is looked into, but
 * not decided, hashed or folded. */
static int visit_key(void *self, uint64_t seq, struct bytes stored) {
    struct fold *f = self;
    struct entry e;
    if (entry_decode(stored, &e, NULL) < 0 || e.header.seq != seq)
        return ERR_BROKEN;
    const struct entry_part *command = entry_part(&e, PART_COMMAND);
    bool for_ever = e.header.auth == AUTH_SIGNED;
    if (for_ever && remember_reserve(f->keys) < 0)
        return ERR_NOMEM;
    remember_add(f->keys, e.header.key, seq, command ? command->content : (struct bytes){0},
                 for_ever);
    return 0;
}

static int take_keys(struct fold *f, uint64_t n, struct store *record, struct fail *fail) {
    return f->keys ? store_scan(record, 0, n, visit_key, f, fail) : 0;
}

int snapshot_take(struct fold *f, const char *folder, struct store *record, struct fail *fail) {
    struct snapshot s;
    struct merkle tree;
    struct hash first = {{0}};
    struct law *l = NULL;
    int r = snapshot_open(folder, &s, fail);
    if (r < 0)
        return r;
    if (f->known_size <= s.size)
        r = broken("no signed checkpoint covers it", fail);
    r = r < 0 ? r : snapshot_stated(&s, record, f->alloc, fail);
    r = r < 0 ? r : take_tree(folder, s.size, &tree, &first, fail);
    r = r < 0 ? r : law_load(f->alloc, s.state, &l, fail);
    if (r == 0 && law_size(l) != s.size)
        r = broken("it is of another size than it says", fail);
    r = r < 0 ? r : take_keys(f, s.size, record, fail);
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
    snapshot_close(&s);
    return r;
}
