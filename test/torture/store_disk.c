/* The store in a file, and the vault, on a disk that fails. Between SQLite and the disk stands a
 * layer that knows what was written and not yet flushed, so it can
 *
 *  - fail the N-th write, flush, cut or read, once, for every N there is; a flush that fails has
 *  lost
 *    what was to be flushed, and the next one says all is well, as Linux does;
 *  - lose power at the N-th of them: of all that was not flushed, each write is kept, lost, or torn
 *  at a
 *    sector's edge, as a seed decides; the process is gone.
 *
 * Each time, what was acknowledged must be there when the file is opened again, and all entries
 * must be right. SEED=... changes the dice. */
#include "../unit/store_place.h"

#include <sqlite3.h>

#include "base/check.h"
#include "base/limits.h"
#include "store/store.h"
#include "store/vault.h"

/* --- the disk --------------------------------------------------------------------------------- */

struct disk_file {
    sqlite3_file base;
    sqlite3_file *real;
};

/* What stood where something not yet flushed was written or cut off. */
struct unflushed {
    struct disk_file *file;
    sqlite3_int64 at, size_before;
    int n; /* bytes from AT; BEFORE has them, zeros where the file was shorter */
    uint8_t *before;
};

#define UNFLUSHED_MAX 20000
static struct {
    sqlite3_vfs *real;
    uint64_t calls, fail_at, lose_power_at; /* 0: never */
    uint64_t dice;
    struct unflushed list[UNFLUSHED_MAX];
    size_t n;
} disk;

static uint64_t roll(uint64_t below) {
    disk.dice = disk.dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (disk.dice >> 33) % below;
}

static sqlite3_file *real_of(sqlite3_file *f) {
    return ((struct disk_file *)f)->real;
}

/* Takes back what was written from byte FROM of one write on. */
static void take_back(const struct unflushed *u, int from) {
    sqlite3_file *real = u->file->real;
    sqlite3_int64 size = 0, end = u->at + u->n;
    real->pMethods->xFileSize(real, &size);
    real->pMethods->xWrite(real, u->before + from, u->n - from, u->at + from);
    if (size <= end && u->size_before < end) /* it had made the file longer */
        real->pMethods->xTruncate(real,
                                  u->size_before > u->at + from ? u->size_before : u->at + from);
}

static void drop_list(const struct disk_file *file) {
    size_t kept = 0;
    for (size_t i = 0; i < disk.n; i++) {
        if (!file || disk.list[i].file == file)
            free(disk.list[i].before);
        else
            disk.list[kept++] = disk.list[i];
    }
    disk.n = kept;
}

static void lose_power(void) {
    for (size_t i = disk.n; i-- > 0;) {
        const struct unflushed *u = &disk.list[i];
        uint64_t fate = roll(4);
        if (fate == 0) /* it had reached the disk */
            continue;
        bool torn = fate == 1 && u->n > 512;
        take_back(u, torn ? (int)(1 + roll((uint64_t)u->n / 512)) * 512 % u->n : 0);
    }
    _exit(77);
}

/* Counts a call; true: it is to fail. */
static bool fails(void) {
    disk.calls++;
    if (disk.calls == disk.lose_power_at)
        lose_power();
    return disk.calls == disk.fail_at;
}

static void remember(struct disk_file *f, sqlite3_int64 at, int n) {
    struct unflushed u = {.file = f, .at = at, .n = n, .before = calloc(1, (size_t)n)};
    check(disk.n < UNFLUSHED_MAX && u.before);
    f->real->pMethods->xFileSize(f->real, &u.size_before);
    f->real->pMethods->xRead(f->real, u.before, n, at);
    disk.list[disk.n++] = u;
}

static int disk_close(sqlite3_file *f) {
    drop_list((struct disk_file *)f);
    return real_of(f)->pMethods->xClose(real_of(f));
}

static int disk_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
    return fails() ? SQLITE_IOERR_READ : real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}

static int disk_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
    bool failing = fails();
    remember((struct disk_file *)f, at, n);
    if (failing) { /* half of it arrives */
        real_of(f)->pMethods->xWrite(real_of(f), from, n / 2, at);
        return roll(2) ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    return real_of(f)->pMethods->xWrite(real_of(f), from, n, at);
}

static int disk_truncate(sqlite3_file *f, sqlite3_int64 to) {
    sqlite3_int64 size = 0;
    if (fails())
        return SQLITE_IOERR_TRUNCATE;
    real_of(f)->pMethods->xFileSize(real_of(f), &size);
    if (size > to)
        remember((struct disk_file *)f, to, (int)(size - to));
    return real_of(f)->pMethods->xTruncate(real_of(f), to);
}

/* Nothing is really flushed: only a loss of power would tell, and that is this file's own. */
static int disk_sync(sqlite3_file *f, int flags) {
    bool failing = fails();
    for (size_t i = disk.n; failing && i-- > 0;)
        if (disk.list[i].file == (struct disk_file *)f)
            take_back(&disk.list[i], 0);
    drop_list((struct disk_file *)f);
    return failing ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

/* PASS(name, parameters, arguments): the call as it is. */
#define PASS(name, parameters, arguments)                                                          \
    static int disk_##name parameters {                                                            \
        return real_of(f)->pMethods->name arguments;                                               \
    }
PASS(xFileSize, (sqlite3_file * f, sqlite3_int64 *ret), (real_of(f), ret))
PASS(xLock, (sqlite3_file * f, int lock), (real_of(f), lock))
PASS(xUnlock, (sqlite3_file * f, int lock), (real_of(f), lock))
PASS(xCheckReservedLock, (sqlite3_file * f, int *ret), (real_of(f), ret))
PASS(xFileControl, (sqlite3_file * f, int op, void *arg), (real_of(f), op, arg))
PASS(xSectorSize, (sqlite3_file * f), (real_of(f)))
PASS(xDeviceCharacteristics, (sqlite3_file * f), (real_of(f)))
PASS(xShmMap, (sqlite3_file * f, int page, int size, int extend, void volatile **ret),
     (real_of(f), page, size, extend, ret))
PASS(xShmLock, (sqlite3_file * f, int offset, int n, int flags), (real_of(f), offset, n, flags))
PASS(xShmUnmap, (sqlite3_file * f, int delete_it), (real_of(f), delete_it))
static void disk_xShmBarrier(sqlite3_file *f) {
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret) {
    static const sqlite3_io_methods methods = {
        2,
        disk_close,
        disk_read,
        disk_write,
        disk_truncate,
        disk_sync,
        disk_xFileSize,
        disk_xLock,
        disk_xUnlock,
        disk_xCheckReservedLock,
        disk_xFileControl,
        disk_xSectorSize,
        disk_xDeviceCharacteristics,
        disk_xShmMap,
        disk_xShmLock,
        disk_xShmBarrier,
        disk_xShmUnmap,
    };
    struct disk_file *d = (struct disk_file *)f;
    d->real = (sqlite3_file *)(d + 1);
    int rc = disk.real->xOpen(disk.real, name, d->real, flags, ret);
    d->base.pMethods = rc == SQLITE_OK ? &methods : NULL;
    return rc;
}

static void disk_begin(uint64_t fail_at, uint64_t lose_power_at, uint64_t seed) {
    static sqlite3_vfs vfs;
    if (!disk.real) {
        disk.real = sqlite3_vfs_find(NULL);
        vfs = *disk.real;
        vfs.zName = "failing-disk";
        vfs.szOsFile = (int)sizeof(struct disk_file) + disk.real->szOsFile;
        vfs.xOpen = disk_open;
    }
    drop_list(NULL);
    disk.calls = 0;
    disk.fail_at = fail_at;
    disk.lose_power_at = lose_power_at;
    disk.dice = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    sqlite3_vfs_register(&vfs, 1);
}

static void disk_end(void) {
    sqlite3_vfs_register(disk.real, 1);
}

/* --- what is done on it ----------------------------------------------------------------------- */

static struct fail fail;

static struct bytes entry_of(uint64_t seq, uint8_t *room) {
    size_t n = 8 + (size_t)(seq * 211 % 3000);
    memset(room, (int)(seq & 0xff), n);
    memcpy(room, &seq, sizeof(seq));
    return bytes_of(room, n);
}

static int append_some(struct store *s, uint64_t first, size_t n) {
    static uint8_t room[16][4000];
    struct bytes entries[16];
    for (size_t i = 0; i < n; i++)
        entries[i] = entry_of(first + i, room[i]);
    return store_append(s, first, entries, n, &fail);
}

#define WITHHELD BYTES_LIT("parts of this entry are withheld")

/* Entry 3 may have been redacted. */
static int is_right(void *self, uint64_t seq, struct bytes entry) {
    uint8_t room[4000];
    (*(uint64_t *)self)++;
    return bytes_equal(entry, entry_of(seq, room)) || (seq == 3 && bytes_equal(entry, WITHHELD))
               ? 0
               : ERR_BROKEN;
}

static struct store *open_at(const char *file, enum store_mode mode) {
    struct store *s = NULL;
    fail = (struct fail){0};
    return store_sqlite_open(file, mode, &alloc_heap, &s, &fail) == 0 ? s : NULL;
}

/* The size of a store all of whose entries are right, or UINT64_MAX. */
static uint64_t verified(const char *file, enum store_mode mode) {
    uint64_t seen = 0, size = 0;
    struct store *s = open_at(file, mode);
    int err = s ? store_size(s, &size, &fail) : fail.code;
    if (err == 0)
        err = store_scan(s, 0, size, is_right, &seen, &fail);
    store_free(s);
    if (err < 0)
        printf("# %s\n", fail.text);
    return err == 0 && seen == size ? size : UINT64_MAX;
}

/* Appends, tends, redacts; *RET is what was acknowledged. The first failure ends it. */
static int work(struct store *s, uint64_t turns, uint64_t *ret) {
    int err = store_size(s, ret, &fail);
    for (uint64_t turn = 0; turn < turns && err == 0; turn++) {
        size_t n = 1 + turn * 5 % 12;
        if ((err = append_some(s, *ret, n)) == 0)
            *ret += n;
        if (err == 0 && turn % 3 == 2)
            err = store_tend(s, &fail);
        if (err == 0 && turn == 5)
            err = store_redact(s, 3, WITHHELD, &fail);
    }
    return err;
}

/* The file as it is after some entries and some log, made once and copied for each try. */
static void prepare(const struct place *p) {
    struct store *s = open_at(p->file, STORE_CREATE);
    EXPECT_INT(append_some(s, 0, 10), 0);
    store_free(s);
}

static uint64_t seed_of_test(void) {
    const char *text = getenv("SEED");
    return text ? strtoull(text, NULL, 0) : 1917;
}

/* One life of a writer during which the N-th call of the disk fails; true: there was no such
 * call. */
static bool live_with_failure_at(uint64_t n, const char *file) {
    uint64_t acknowledged = 0, size;
    disk_begin(n, 0, seed_of_test() + n);
    struct store *s = open_at(file, STORE_WRITE);
    int err = s ? work(s, 8, &acknowledged) : fail.code;
    if (err < 0) {
        EXPECT_INT(err, ERR_IO);
        if (s) { /* and for ever after */
            EXPECT_INT(append_some(s, acknowledged, 1), ERR_IO);
            EXPECT_INT(store_size(s, &size, NULL), ERR_IO);
            EXPECT_INT(store_tend(s, NULL), ERR_IO);
        }
    }
    store_free(s);
    bool reached = disk.calls >= n;
    disk_end();
    size = verified(file, STORE_READ);
    EXPECT(size != UINT64_MAX && size >= acknowledged && size <= acknowledged + 12);
    EXPECT_INT(verified(file, STORE_WRITE), size);
    return !reached;
}

TEST(every_call_of_the_disk_may_fail_once) {
    uint64_t n = 1;
    for (bool over = false; !over && n < 2000; n++) {
        struct place p;
        place_init(&p);
        prepare(&p);
        over = live_with_failure_at(n, p.file);
        place_drop(&p);
        if (test_failures_) {
            printf("# at call %llu of the disk\n", (unsigned long long)n);
            return;
        }
    }
    printf("# %llu calls\n", (unsigned long long)n - 2);
    EXPECT(n > 50);
}

struct dying {
    const char *file;
    uint64_t at, seed;
    int tell;
};

static int work_until_power_is_lost(void *self) {
    struct dying *d = self;
    uint64_t acknowledged = 0;
    disk_begin(0, d->at, d->seed);
    struct store *s = open_at(d->file, STORE_WRITE);
    if (!s || store_size(s, &acknowledged, &fail) < 0)
        return 1;
    for (int turn = 0;; turn++) {
        size_t n = 1 + (size_t)turn * 5 % 12;
        if (append_some(s, acknowledged, n) < 0)
            return 2;
        acknowledged += n;
        if (write(d->tell, &acknowledged, sizeof(acknowledged)) != sizeof(acknowledged))
            return 3;
        if (turn % 4 == 3 && store_tend(s, &fail) < 0)
            return 4;
    }
}

TEST(what_was_acknowledged_survives_a_loss_of_power) {
    struct place p;
    uint64_t seed = seed_of_test(), acknowledged = 10;
    place_init(&p);
    prepare(&p);
    for (uint64_t round = 0; round < 150; round++) {
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        struct dying d = {p.file, 1 + (round * 37 + seed) % 211, seed + round, ends[1]};
        pid_t child = place_child(work_until_power_is_lost, &d);
        close(ends[1]);
        EXPECT_INT(place_wait(child), 77);
        for (uint64_t told; read(ends[0], &told, sizeof(told)) == sizeof(told);)
            acknowledged = told;
        close(ends[0]);
        uint64_t size = verified(p.file, round % 2 ? STORE_READ : STORE_WRITE);
        EXPECT(size != UINT64_MAX && size >= acknowledged && size <= acknowledged + 12);
        if (test_failures_) {
            printf("# SEED=%llu, round %llu: %llu acknowledged, %llu found\n",
                   (unsigned long long)seed, (unsigned long long)round,
                   (unsigned long long)acknowledged, (unsigned long long)size);
            break;
        }
        acknowledged = size;
    }
    place_drop(&p);
}

/* --- the vault on the same disk (its rows; vault.keys is not written through SQLite) ---------- */

static int put_member(struct vault *v, uint32_t person) {
    char number[16];
    snprintf(number, sizeof(number), "M%u", person);
    const struct vault_field field = {BYTES_LIT("member-number"), bytes_str(number)};
    return vault_put(v, person, &field, 1, &fail);
}

/* 1: she is known, and found by her number; 0: she is not, nor found; else something is wrong. */
static int is_known(struct vault *v, uint32_t person) {
    struct arena a;
    struct vault_field *fields;
    size_t n;
    char number[16];
    uint32_t found = 0;
    snprintf(number, sizeof(number), "M%u", person);
    arena_init(&a, &alloc_heap, 1 << 20);
    int got = vault_get(v, person, &a, &fields, &n, NULL);
    int sought = vault_find(v, BYTES_LIT("member-number"), bytes_str(number), &found, NULL);
    arena_drop(&a);
    if (got == 0 && sought == 0 && found == person)
        return 1;
    return got == ERR_MISSING && sought == ERR_MISSING ? 0 : -1;
}

/* Persons 1..6 come, 2 and 4 are forgotten again. STATES: 1 known, 0 not; -1 where the disk
 * failed. */
static int work_vault(struct vault *v, int *states) {
    static const int steps[] = {1, 2, 3, -2, 4, -4, 5, 6};
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        uint32_t person = (uint32_t)abs(steps[i]);
        int err = steps[i] > 0 ? put_member(v, person) : vault_forget(v, person, &fail);
        states[person] = err < 0 ? -1 : steps[i] > 0;
        if (err < 0)
            return err;
    }
    return 0;
}

static bool live_vault_with_failure_at(uint64_t n, const char *folder) {
    struct vault *v = NULL;
    int states[7] = {0};
    fail = (struct fail){0};
    disk_begin(n, 0, seed_of_test() + n);
    int err = vault_open(folder, STORE_WRITE, &alloc_heap, &v, &fail);
    bool opened = err == 0;
    if (opened && (err = work_vault(v, states)) < 0)
        EXPECT_INT(put_member(v, 9), ERR_IO);
    EXPECT(err == 0 || err == ERR_IO);
    vault_free(v);
    bool reached = disk.calls >= n;
    disk_end();
    for (enum store_mode mode = STORE_READ; mode <= STORE_WRITE; mode++) {
        EXPECT_INT(vault_open(folder, mode, &alloc_heap, &v, &fail), 0);
        for (uint32_t person = 1; person <= 6; person++) {
            int known = is_known(v, person);
            EXPECT(known >= 0 && (states[person] < 0 || known == states[person]));
        }
        EXPECT_INT(is_known(v, 9), 0);
        vault_free(v);
    }
    return !reached;
}

TEST(every_call_of_the_disk_under_the_vault_may_fail_once) {
    uint64_t n = 1;
    for (bool over = false; !over && n < 2000; n++) {
        struct place p;
        struct vault *v = NULL;
        place_init(&p);
        EXPECT_INT(vault_open(p.folder, STORE_CREATE, &alloc_heap, &v, &fail), 0);
        vault_free(v);
        over = live_vault_with_failure_at(n, p.folder);
        place_drop(&p);
        if (test_failures_) {
            printf("# at call %llu of the disk\n", (unsigned long long)n);
            return;
        }
    }
    printf("# %llu calls\n", (unsigned long long)n - 2);
    EXPECT(n > 30);
}

TEST_MAIN(T(every_call_of_the_disk_may_fail_once),
          T(what_was_acknowledged_survives_a_loss_of_power),
          T(every_call_of_the_disk_under_the_vault_may_fail_once))
