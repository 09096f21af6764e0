/* What a file can suffer: kills, full disks, other writers, other people's files. */
#include "store_place.h"

#include <pthread.h>
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <time.h>

#include "base/limits.h"
#include "store/store.h"

static struct fail fail;

static struct store *open_at(const char *file, enum store_mode mode) {
    struct store *s = NULL;
    fail = (struct fail){0};
    return store_sqlite_open(file, mode, &alloc_heap, &s, &fail) == 0 ? s : NULL;
}

static void expect_open_fails(const char *file, enum store_mode mode, int code, const char *says) {
    struct store *s = open_at(file, mode);
    EXPECT(s == NULL);
    EXPECT_INT(fail.code, code);
    if (!strstr(fail.text, says))
        TEST_FAIL_("\"%s\" does not say \"%s\"", fail.text, says);
    store_free(s);
}

/* Entry SEQ: its number, then as many bytes as the number says. */
static struct bytes entry_of(uint64_t seq, uint8_t *room) {
    size_t n = 8 + (size_t)(seq * 61 % 700);
    memset(room, (int)(seq & 0xff), n);
    memcpy(room, &seq, sizeof(seq));
    return bytes_of(room, n);
}

static int append_some(struct store *s, uint64_t first, size_t n, struct fail *f) {
    uint8_t room[64][1000];
    struct bytes entries[64];
    for (size_t i = 0; i < n; i++)
        entries[i] = entry_of(first + i, room[i]);
    return store_append(s, first, entries, n, f);
}

static int is_right(void *self, uint64_t seq, struct bytes entry) {
    uint8_t room[1000];
    (*(uint64_t *)self)++;
    return bytes_equal(entry, entry_of(seq, room)) ? 0 : ERR_BROKEN;
}

/* The size of a store all of whose entries are right, or UINT64_MAX. */
static uint64_t verified(struct store *s) {
    uint64_t seen = 0, size;
    if (!s || store_size(s, &size, &fail) < 0 ||
        store_scan(s, 0, size, is_right, &seen, &fail) < 0 || seen != size)
        return UINT64_MAX;
    return size;
}

static void sleep_us(long us) {
    nanosleep(&(struct timespec){us / 1000000, us % 1000000 * 1000}, NULL);
}

/* SQL on a file that is no store at the moment. */
static void meddle(const char *file, const char *sql) {
    sqlite3 *db;
    char *says = NULL;
    EXPECT_INT(sqlite3_open(file, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &says) != SQLITE_OK)
        TEST_FAIL_("%s: %s", sql, says);
    sqlite3_free(says);
    sqlite3_close(db);
}

/* --- what is not a record --------------------------------------------------------------------- */

TEST(missing_existing_and_foreign_files_are_told_apart) {
    struct place p;
    char other[256];
    place_init(&p);
    snprintf(other, sizeof(other), "%s/other", p.folder);
    expect_open_fails(p.file, STORE_READ, ERR_MISSING, "record.db");
    expect_open_fails(p.file, STORE_WRITE, ERR_MISSING, "record.db");
    expect_open_fails("/nowhere/at/all/record.db", STORE_CREATE, ERR_IO, "/nowhere/at/all");
    expect_open_fails(p.folder, STORE_READ, ERR_SYNTAX, "not a file");
    store_free(open_at(p.file, STORE_CREATE));
    expect_open_fails(p.file, STORE_CREATE, ERR_EXISTS, "there already");

    for (enum store_mode mode = STORE_READ; mode <= STORE_WRITE; mode++) {
        place_write(other,
                    BYTES_LIT("Dear comrade, this is a letter and not a record at all."
                              " It has more than a hundred bytes, so that SQLite reads it."));
        expect_open_fails(other, mode, ERR_SYNTAX, "something else");
        place_write(other, bytes_of(NULL, 0));
        expect_open_fails(other, mode, ERR_SYNTAX, "another program, or empty");
        remove(other);
        meddle(other, "CREATE TABLE record (seq INTEGER PRIMARY KEY, entry BLOB NOT NULL)");
        expect_open_fails(other, mode, ERR_SYNTAX, "another program");
    }
    place_drop(&p);
}

TEST(record_of_a_later_version_or_shape_is_refused) {
    struct place p;
    place_init(&p);
    store_free(open_at(p.file, STORE_CREATE));
    meddle(p.file, "PRAGMA user_version = 2");
    expect_open_fails(p.file, STORE_READ, ERR_VERSION, "later Koinon");
    expect_open_fails(p.file, STORE_WRITE, ERR_VERSION, "later Koinon");
    meddle(p.file, "PRAGMA user_version = 1; CREATE TRIGGER t AFTER INSERT ON record BEGIN"
                   " DELETE FROM record; END");
    expect_open_fails(p.file, STORE_WRITE, ERR_SYNTAX, "tables");
    place_drop(&p);
}

TEST(holes_and_values_that_are_no_entries_are_noticed) {
    struct place p;
    struct buf b;
    uint64_t seen = 0, size;
    place_init(&p);
    buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES);
    struct store *s = open_at(p.file, STORE_CREATE);
    EXPECT_INT(append_some(s, 0, 30, &fail), 0);
    store_free(s);
    meddle(p.file, "DELETE FROM record WHERE seq = 10;"
                   "UPDATE record SET entry = 'text' WHERE seq = 20;"
                   "UPDATE record SET entry = zeroblob(1048577) WHERE seq = 21;"
                   "UPDATE record SET entry = zeroblob(0) WHERE seq = 22;"
                   "UPDATE record SET entry = zeroblob(100000000) WHERE seq = 23");
    s = open_at(p.file, STORE_READ);
    REQUIRE(s != NULL);
    EXPECT_INT(store_scan(s, 0, UINT64_MAX, is_right, &seen, &fail), ERR_BROKEN);
    EXPECT_INT(seen, 10);
    EXPECT(strstr(fail.text, "entry 10 is missing") != NULL);
    EXPECT_INT(store_get(s, 10, &b, &fail), ERR_BROKEN);
    for (uint64_t seq = 20; seq <= 23; seq++)
        EXPECT_INT(store_get(s, seq, &b, &fail), ERR_BROKEN);
    EXPECT_INT(store_get(s, 9, &b, &fail), 0);
    store_free(s);
    meddle(p.file, "DELETE FROM record WHERE seq = 29; DELETE FROM record WHERE seq = 28");
    s = open_at(p.file, STORE_READ);
    EXPECT_INT(store_scan(s, 24, 100, is_right, &seen, &fail), 0);
    store_free(s);
    meddle(p.file, "DELETE FROM record; INSERT INTO record VALUES (-7, x'00')");
    s = open_at(p.file, STORE_READ);
    EXPECT_INT(store_size(s, &size, &fail), ERR_BROKEN);
    store_free(s);
    buf_drop(&b);
    place_drop(&p);
}

TEST(damaged_file_is_never_read_as_if_it_were_whole) {
    struct place p;
    place_init(&p);
    struct store *s = open_at(p.file, STORE_CREATE);
    for (uint64_t n = 0; n < 640; n += 64)
        EXPECT_INT(append_some(s, n, 64, &fail), 0);
    store_free(s);
    struct bytes whole = place_read(p.file);
    REQUIRE(whole.n > 20000);
    /* The first bytes of each page but the first: those that tell what a page is. */
    for (size_t at = 4096; at + 4096 <= whole.n; at += 4096) {
        uint8_t *copy = malloc(whole.n);
        memcpy(copy, whole.at, whole.n);
        memset(copy + at, 0xee, 8);
        place_write(p.file, bytes_of(copy, whole.n));
        free(copy);
        s = open_at(p.file, STORE_READ);
        uint64_t seen = 0;
        int err = s ? store_scan(s, 0, 640, is_right, &seen, &fail) : fail.code;
        EXPECT(err == ERR_BROKEN || (err == 0 && seen < 640));
        store_free(s);
    }
    free((void *)whole.at);
    place_drop(&p);
}

/* --- one writer, many readers ----------------------------------------------------------------- */

TEST(reader_may_not_write) {
    struct place p;
    place_init(&p);
    struct store *w = open_at(p.file, STORE_CREATE), *r = open_at(p.file, STORE_READ);
    EXPECT_INT(append_some(w, 0, 2, &fail), 0);
    EXPECT_INT(append_some(r, 2, 1, &fail), ERR_DENIED);
    EXPECT_INT(store_redact(r, 0, BYTES_LIT("x"), &fail), ERR_DENIED);
    EXPECT_INT(store_tend(r, &fail), ERR_DENIED);
    EXPECT_INT(verified(r), 2);
    store_free(r);
    store_free(w);
    place_drop(&p);
}

/* The parent tries to write meanwhile and may hold it for a moment: the child asks again. */
static int hold_for_ever(void *self) {
    struct store *s = NULL;
    for (int i = 0; i < 2000 && !s; i++) {
        s = open_at(self, STORE_WRITE);
        if (!s)
            sleep_us(500);
    }
    if (s)
        pause();
    return 1;
}

static int try_to_write(void *self) {
    struct store *s = open_at(self, STORE_WRITE);
    printf("# %s\n", fail.text);
    fflush(stdout);
    return s ? 0 : -fail.code;
}

TEST(second_writer_is_refused_with_the_name_of_the_first) {
    struct place p;
    char number[64];
    place_init(&p);
    struct store *s = open_at(p.file, STORE_CREATE);
    expect_open_fails(p.file, STORE_WRITE, ERR_CONFLICT, "this process");
    EXPECT_INT(place_wait(place_child(try_to_write, p.file)), -ERR_CONFLICT);
    EXPECT_INT(append_some(s, 0, 1, &fail), 0); /* still the writer */
    EXPECT_INT(place_wait(place_child(try_to_write, p.file)), -ERR_CONFLICT);
    store_free(s);

    pid_t holder = place_child(hold_for_ever, p.file);
    snprintf(number, sizeof(number), "process %ld (", (long)holder);
    for (int i = 0; i < 2000; i++) {
        s = open_at(p.file, STORE_WRITE);
        if (!s)
            break;
        store_free(s);
        sleep_us(1000);
    }
    EXPECT_INT(fail.code, ERR_CONFLICT);
    EXPECT(strstr(fail.text, number) != NULL);
    kill(holder, SIGKILL); /* the lock dies with its holder */
    EXPECT_INT(place_wait(holder), 1000 + SIGKILL);
    s = open_at(p.file, STORE_WRITE);
    EXPECT_INT(verified(s), 1);
    store_free(s);
    place_drop(&p);
}

TEST(program_that_wrote_past_the_lock_is_a_conflict) {
    struct place p;
    place_init(&p);
    struct store *s = open_at(p.file, STORE_CREATE);
    EXPECT_INT(append_some(s, 0, 2, &fail), 0);
    meddle(p.file, "INSERT INTO record VALUES (2, x'00')");
    EXPECT_INT(append_some(s, 2, 1, &fail), ERR_CONFLICT);
    EXPECT_INT(append_some(s, 2, 1, &fail), ERR_CONFLICT);
    store_free(s);
    place_drop(&p);
}

struct watched {
    const char *file;
    uint64_t until;
};

/* Reads again and again: each time a prefix with the right bytes, never a shorter one. */
static int watch(void *self) {
    struct watched *w = self;
    struct store *s = open_at(w->file, STORE_READ);
    for (uint64_t before = 0; before < w->until;) {
        uint64_t now = verified(s);
        if (now == UINT64_MAX || now < before)
            return 1;
        before = now;
    }
    store_free(s);
    return 0;
}

TEST(readers_in_other_processes_see_growing_prefixes) {
    struct place p;
    place_init(&p);
    struct watched w = {p.file, 2000};
    struct store *s = open_at(p.file, STORE_CREATE);
    pid_t readers[2];
    /* SQLite's connections must not be carried into a child: the writer opens after the fork. */
    store_free(s);
    for (int i = 0; i < 2; i++)
        readers[i] = place_child(watch, &w);
    s = open_at(p.file, STORE_WRITE);
    REQUIRE(s != NULL);
    for (uint64_t n = 0; n < w.until; n += 8) {
        EXPECT_INT(append_some(s, n, 8, &fail), 0);
        if (n % 200 == 0)
            EXPECT_INT(store_tend(s, &fail), 0);
    }
    for (int i = 0; i < 2; i++)
        EXPECT_INT(place_wait(readers[i]), 0);
    store_free(s);
    place_drop(&p);
}

/* --- death ------------------------------------------------------------------------------------ */

struct dying {
    const char *file;
    int tell;
};

/* Appends for ever and tells after each batch how many entries were acknowledged. */
static int append_for_ever(void *self) {
    struct dying *d = self;
    struct store *s = open_at(d->file, STORE_WRITE);
    uint64_t n;
    if (!s || store_size(s, &n, &fail) < 0)
        return 1;
    for (uint64_t turn = 0;; turn++) {
        size_t batch = 1 + (size_t)(n * 7 % 40);
        if (append_some(s, n, batch, &fail) < 0)
            return 2;
        n += batch;
        if (write(d->tell, &n, sizeof(n)) != sizeof(n))
            return 3;
        if (turn % 5 == 4 && store_tend(s, &fail) < 0)
            return 4;
    }
}

/* Lets it run until it has acknowledged something and US more, kills it, returns what it told. */
static uint64_t killed_after(const char *file, long us) {
    int ends[2];
    uint64_t acknowledged = 0, told;
    if (pipe(ends) < 0)
        return 0;
    pid_t child = place_child(append_for_ever, &(struct dying){file, ends[1]});
    close(ends[1]);
    if (read(ends[0], &told, sizeof(told)) == sizeof(told))
        acknowledged = told;
    sleep_us(us);
    kill(child, SIGKILL);
    EXPECT_INT(place_wait(child), 1000 + SIGKILL);
    while (read(ends[0], &told, sizeof(told)) == sizeof(told))
        acknowledged = told;
    close(ends[0]);
    return acknowledged;
}

TEST(what_was_acknowledged_survives_kill_9) {
    struct place p;
    place_init(&p);
    store_free(open_at(p.file, STORE_CREATE));
    uint64_t dice = 20171107;
    for (int round = 0; round < 25; round++) {
        dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
        uint64_t acknowledged = killed_after(p.file, (long)(dice >> 40) % 12000);
        EXPECT(acknowledged > 0);
        struct store *r = open_at(p.file, STORE_READ);
        uint64_t seen = verified(r);
        EXPECT(seen != UINT64_MAX && seen >= acknowledged);
        struct store *w = open_at(p.file, STORE_WRITE);
        EXPECT_INT(verified(w), seen);
        store_free(r);
        store_free(w);
    }
    place_drop(&p);
}

/* Appends mebibytes until it cannot; answers with the number acknowledged, or 100 + what was
 * wrong. */
static int append_until_full(void *self) {
    static uint8_t big[LIMIT_ENTRY_BYTES];
    struct bytes entry = bytes_of(big, sizeof(big));
    struct store *s = open_at(self, STORE_WRITE);
    struct buf b;
    uint64_t n = 0;
    if (!s || store_size(s, &n, &fail) < 0)
        return 100;
    while (n < 90 && store_append(s, n, &entry, 1, &fail) == 0)
        n++;
    if (fail.code != ERR_IO || !strstr(fail.text, "what was acknowledged is safe"))
        return 101;
    /* For ever after, whatever is asked. */
    fail = (struct fail){0};
    buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES);
    uint64_t size;
    if (store_append(s, n, &entry, 1, &fail) != ERR_IO || store_size(s, &size, NULL) != ERR_IO ||
        store_get(s, 0, &b, NULL) != ERR_IO || store_tend(s, NULL) != ERR_IO)
        return 102;
    store_free(s);
    return (int)n;
}

static int append_under_limit(void *self) {
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){5u << 20, 5u << 20});
    return append_until_full(self);
}

TEST(file_that_may_not_grow_loses_nothing_acknowledged) {
    struct place p;
    place_init(&p);
    store_free(open_at(p.file, STORE_CREATE));
    int n = place_wait(place_child(append_under_limit, p.file));
    EXPECT(n >= 1 && n <= 5);
    struct store *s = open_at(p.file, STORE_WRITE);
    uint64_t size = 0;
    EXPECT_INT(store_size(s, &size, &fail), 0);
    EXPECT(size >= (uint64_t)n && size <= (uint64_t)n + 1);
    EXPECT_INT(store_append(s, size, &BYTES_LIT("room again"), 1, &fail), 0);
    store_free(s);
    place_drop(&p);
}

/* In a mount namespace of its own, so that nothing is left behind. */
static int on_small_disk(void *self) {
    struct place *p = self;
    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("tmpfs", p->folder, "tmpfs", 0, "size=6m") < 0)
        return 99;
    store_free(open_at(p->file, STORE_CREATE));
    int n = place_wait(place_child(append_until_full, p->file));
    if (n < 1 || n > 6)
        return 98;
    struct store *s = open_at(p->file, STORE_READ);
    uint64_t size = 0;
    if (!s || store_size(s, &size, &fail) < 0 || size < (uint64_t)n)
        return 97;
    store_free(s);
    if (mount(NULL, p->folder, NULL, MS_REMOUNT, "size=60m") < 0)
        return 96;
    s = open_at(p->file, STORE_WRITE);
    if (!s || store_append(s, size, &BYTES_LIT("room again"), 1, &fail) < 0)
        return 95;
    store_free(s);

    /* And the same disk read-only: it can be read, not written. */
    if (mount(NULL, p->folder, NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0)
        return 94;
    s = open_at(p->file, STORE_READ);
    if (!s || store_size(s, &size, &fail) < 0 || size < (uint64_t)n + 1)
        return 93;
    store_free(s);
    if (open_at(p->file, STORE_WRITE) || fail.code != ERR_IO || !strstr(fail.text, "read-only"))
        return 92;
    return 0;
}

TEST(full_disk_and_read_only_disk) {
    struct place p;
    place_init(&p);
    int n = place_wait(place_child(on_small_disk, &p));
    place_drop(&p);
    if (n == 99)
        SKIP("may not mount a small disk here");
    EXPECT_INT(n, 0);
}

static int as_nobody(void *self) {
    struct place *p = self;
    if (geteuid() == 0 &&
        (setresgid(65534, 65534, 65534) < 0 || setresuid(65534, 65534, 65534) < 0))
        return 99;
    struct store *s = open_at(p->file, STORE_READ);
    if (verified(s) != 12)
        return 1;
    store_free(s);
    if (open_at(p->file, STORE_WRITE) || fail.code != ERR_IO ||
        !strstr(fail.text, "must belong to the user"))
        return 2;
    return 0;
}

TEST(folder_without_permission_to_write_can_be_read) {
    struct place p;
    char lock[256];
    place_init(&p);
    snprintf(lock, sizeof(lock), "%s.lock", p.file);
    struct store *s = open_at(p.file, STORE_CREATE);
    EXPECT_INT(append_some(s, 0, 12, &fail), 0);
    store_free(s);
    chmod(lock, 0444);
    chmod(p.file, 0444);
    chmod(p.folder, 0555);
    EXPECT_INT(place_wait(place_child(as_nobody, &p)), 0);
    chmod(p.folder, 0755);
    place_drop(&p);
}

/* --- erasing, tending, copying ---------------------------------------------------------------- */

TEST(redacted_bytes_are_in_no_file) {
    struct place p;
    place_init(&p);
    struct store *s = open_at(p.file, STORE_CREATE);
    static uint8_t big[60000];
    memset(big, '.', sizeof(big));
    memcpy(big + 50000, "Alexandra K., 14 Furrier Street", 31);
    const struct bytes entries[] = {bytes_of(big, sizeof(big)), BYTES_LIT("Stepan R., baker"),
                                    BYTES_LIT("kept as it is")};
    EXPECT_INT(append_some(s, 0, 20, &fail), 0);
    EXPECT_INT(store_append(s, 20, entries, 3, &fail), 0);
    EXPECT_INT(store_tend(s, &fail), 0);
    EXPECT(place_holds(&p, "Alexandra K.") > 0 && place_holds(&p, "Stepan R.") > 0);
    EXPECT_INT(store_redact(s, 20, BYTES_LIT("withheld"), &fail), 0);
    EXPECT_INT(place_holds(&p, "Alexandra K."), 0);
    EXPECT_INT(place_holds(&p, "Furrier Street"), 0);
    EXPECT_INT(store_redact(s, 21, BYTES_LIT("withheld too, at some more length"), &fail), 0);
    EXPECT_INT(place_holds(&p, "Stepan R."), 0);
    EXPECT(place_holds(&p, "kept as it is") > 0);
    store_free(s);
    place_drop(&p);
}

struct shared {
    struct store *store;
    atomic_bool done;
    int err;
};

static void *tend(void *self) {
    struct shared *t = self;
    struct fail mine = {0};
    while (!atomic_load(&t->done) && (t->err = store_tend(t->store, &mine)) == 0)
        sleep_us(2000);
    return NULL;
}

TEST(log_stays_bounded_while_another_thread_tends) {
    static uint8_t big[LIMIT_ENTRY_BYTES / 2];
    struct bytes entries[8];
    struct place p;
    char log[256];
    struct stat st = {0};
    off_t longest = 0;
    pthread_t thread;
    place_init(&p);
    snprintf(log, sizeof(log), "%s-wal", p.file);
    for (size_t i = 0; i < 8; i++)
        entries[i] = bytes_of(big, sizeof(big));
    struct store *s = open_at(p.file, STORE_CREATE);
    struct shared t = {.store = s};
    EXPECT_INT(pthread_create(&thread, NULL, tend, &t), 0);
    for (uint64_t n = 0; n < 300; n += 8) {
        EXPECT_INT(store_append(s, n, entries, 8, &fail), 0);
        if (stat(log, &st) == 0 && st.st_size > longest)
            longest = st.st_size;
    }
    atomic_store(&t.done, true);
    pthread_join(thread, NULL);
    EXPECT_INT(t.err, 0);
    EXPECT(longest <= 2 * (off_t)LIMIT_WAL_BYTES + (off_t)(9 * sizeof(big)));
    store_free(s);
    place_drop(&p);
}

TEST(copy_is_a_record_of_its_own) {
    struct place p;
    char other[256];
    place_init(&p);
    snprintf(other, sizeof(other), "%s/copy.db", p.folder);
    struct store *s = open_at(p.file, STORE_CREATE);
    EXPECT_INT(append_some(s, 0, 40, &fail), 0);
    struct store *r = open_at(p.file, STORE_READ);
    EXPECT_INT(store_sqlite_copy(r, other, &fail), 0);
    EXPECT_INT(store_sqlite_copy(s, other, &fail), ERR_EXISTS);
    store_free(r);
    EXPECT_INT(append_some(s, 40, 2, &fail), 0);
    struct store *copy = open_at(other, STORE_WRITE);
    EXPECT_INT(verified(copy), 40);
    EXPECT_INT(append_some(copy, 40, 1, &fail), 0);
    EXPECT_INT(verified(copy), 41);
    EXPECT_INT(verified(s), 42);
    store_free(copy);
    store_free(s);
    struct stat st;
    EXPECT(stat(other, &st) == 0 && (st.st_mode & 0777) == 0600);
    place_drop(&p);
}

TEST(half_made_record_is_made_anew) {
    struct place p;
    char new[256];
    place_init(&p);
    snprintf(new, sizeof(new), "%s.new", p.file);
    place_write(new, BYTES_LIT("left by a process that was killed"));
    struct store *s = open_at(p.file, STORE_CREATE);
    EXPECT_INT(append_some(s, 0, 1, &fail), 0);
    EXPECT_INT(verified(s), 1);
    EXPECT(access(new, F_OK) < 0);
    store_free(s);
    place_drop(&p);
}

TEST_MAIN(T(missing_existing_and_foreign_files_are_told_apart),
          T(record_of_a_later_version_or_shape_is_refused),
          T(holes_and_values_that_are_no_entries_are_noticed),
          T(damaged_file_is_never_read_as_if_it_were_whole), T(reader_may_not_write),
          T(second_writer_is_refused_with_the_name_of_the_first),
          T(program_that_wrote_past_the_lock_is_a_conflict),
          T(readers_in_other_processes_see_growing_prefixes),
          T(what_was_acknowledged_survives_kill_9),
          T(file_that_may_not_grow_loses_nothing_acknowledged), T(full_disk_and_read_only_disk),
          T(folder_without_permission_to_write_can_be_read), T(redacted_bytes_are_in_no_file),
          T(log_stays_bounded_while_another_thread_tends), T(copy_is_a_record_of_its_own),
          T(half_made_record_is_made_anew))
