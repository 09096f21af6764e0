/* A writer that takes snapshots while it goes on is killed at any moment, and runs out of disk:
 * nothing that was answered is lost, what stands beside the record is whole or ignored, and the
 * next writer goes on. */
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "engine/beside.h"
#include "engine/verify.h"
#include "engine/witness.h"
#include "store/folder.h"
#include "../unit/store_place.h"
#include "story.h"

#define EVERY 20
#define ROUNDS 40

struct club {
    char folder[160];
    int answers; /* the writer tells its parent what it was answered */
};
struct answered {
    uint64_t key, seq;
};

static struct engine *open_club(const char *folder) {
    struct engine *e = NULL;
    struct fail fail = {0};
    struct engine_options o = {.snapshot_every = EVERY};
    if (engine_open(folder, &o, &e, &fail) < 0)
        printf("# %s\n", fail.text);
    return e;
}

/* Request KEY: a person of that name. */
static int say(struct engine *e, uint64_t key, struct engine_answer *ret) {
    struct arena a;
    struct command_request c;
    struct fail fail = {0};
    char json[128];
    arena_init(&a, &alloc_heap, 1 << 20);
    snprintf(json, sizeof(json), "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"p-%llu\"}",
             (unsigned long long)key);
    int r = command_from_json(bytes_str(json), &a, &c, &fail);
    struct engine_request q = {.command = c.command, .auth = AUTH_OPERATOR, .stamp = INSTANT_MIN};
    memcpy(q.key, &key, sizeof(key));
    r = r < 0 ? r : engine_submit(e, &q, 1, ret, &fail);
    arena_drop(&a);
    return r;
}

/* Writes until it is killed, or until the disk is full: then 7. */
static int write_on(void *self) {
    struct club *c = self;
    struct fail fail = {0};
    struct engine_answer a;
    struct engine *e = open_club(c->folder);
    if (!e)
        return 9;
    for (uint64_t key = engine_size(e) * 1000;; key++) {
        if (say(e, key, &a) < 0)
            break;
        if (a.code < 0 || a.verdict != LAW_ACCEPTED)
            return 8;
        struct answered said = {key, a.seq};
        if (write(c->answers, &said, sizeof(said)) != sizeof(said))
            return 8;
        if (engine_rest(e, &fail) < 0)
            break;
    }
    engine_free(e);
    return 7;
}

static bool club_make(struct club *c, const char *where) {
    struct fail fail = {0};
    snprintf(c->folder, sizeof(c->folder), "%s/club.koinon", where);
    if (engine_create(c->folder, &(struct engine_new){.seed = BYTES_LIT("club")}, &fail) < 0) {
        printf("# %s\n", fail.text);
        return false;
    }
    struct engine *e = open_club(c->folder);
    bool good = e && story_begin(e, INSTANT_MIN);
    engine_free(e);
    return good;
}

static void expect_holds(const char *folder) {
    struct folder f = {0};
    struct verify_report report = {0};
    struct fail fail = {0};
    EXPECT_INT(folder_open(folder, STORE_READ, FOLDER_RECORD, &alloc_heap, &f, &fail), 0);
    EXPECT_INT(verify_record(f.record, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT_STR(report.why, "");
    EXPECT(report.holds);
    folder_drop(&f);
}

/* A new writer reads the same state, from whatever stands there, as from the first entry. */
static void expect_same_state(struct club *c) {
    char snapshot[192];
    struct hash with = {{0}}, without = {{1}};
    snprintf(snapshot, sizeof(snapshot), "%s/snapshot", c->folder);
    struct bytes kept = place_read(snapshot);
    for (int round = 0; round < 2; round++) {
        struct engine *e = NULL;
        struct fail fail = {0};
        /* it writes no snapshot itself */
        EXPECT_INT(
            engine_open(c->folder, &(struct engine_options){.snapshot_every = 1u << 30}, &e, &fail),
            0);
        REQUIRE(e);
        *(round ? &without : &with) = law_hash(engine_law(e));
        engine_free(e);
        EXPECT(round || !kept.n || unlink(snapshot) == 0);
    }
    EXPECT(hash_equal(&with, &without));
    if (kept.n)
        place_write(snapshot, kept);
    free((void *)(uintptr_t)kept.at);
}

/* What was answered is there under the number that was said, and is answered the same again. */
static size_t expect_answered(struct club *c, const struct answered *said, size_t n) {
    struct engine *e = open_club(c->folder);
    size_t repeated = 0;
    if (!e) {
        TEST_FAIL_("the folder cannot be opened%s", "");
        return 0;
    }
    for (size_t i = n > 50 ? n - 50 : 0; i < n; i++) {
        struct engine_answer a;
        EXPECT_INT(say(e, said[i].key, &a), 0);
        EXPECT(a.repeated);
        EXPECT_INT(a.seq, said[i].seq);
        repeated += a.repeated;
    }
    engine_free(e);
    return repeated;
}

static size_t take_answers(int from, struct answered *said, size_t room) {
    size_t n = 0;
    while (n < room && read(from, &said[n], sizeof(*said)) == sizeof(*said))
        n++;
    return n;
}

TEST(killed_at_any_moment_nothing_answered_is_lost) {
    static struct answered said[1 << 16];
    struct place p;
    struct club c;
    size_t all = 0;
    uint64_t snapshots = 0, last = 0;
    place_init(&p);
    REQUIRE(club_make(&c, p.folder));
    for (int i = 0; i < ROUNDS && !test_failures_; i++) {
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        c.answers = ends[1];
        pid_t writer = place_child(write_on, &c);
        close(ends[1]);
        /* after some answers, amid whatever it does next */
        size_t n = take_answers(ends[0], said, (size_t)(5 + i % 13));
        usleep((useconds_t)(i * 7919 % 4000));
        EXPECT(kill(writer, SIGKILL) == 0);
        EXPECT_INT(place_wait(writer), 1000 + SIGKILL);
        /* its child may still be writing: nobody waits for it */
        n += take_answers(ends[0], said + n, sizeof(said) / sizeof(said[0]) - n);
        close(ends[0]);
        all += n;
        EXPECT_INT(expect_answered(&c, said, n), n < 50 ? n : 50);
        struct engine *e = open_club(c.folder);
        REQUIRE(e);
        snapshots += engine_snapshot_size(e) != last;
        last = engine_snapshot_size(e);
        engine_free(e);
    }
    expect_same_state(&c);
    expect_holds(c.folder);
    printf("# %zu answered, %llu snapshots met\n", all, (unsigned long long)snapshots);
    EXPECT(all > ROUNDS && snapshots > 0);
    place_drop(&p);
}

/* --- a disk that is full ---------------------------------------------------------------------- */

/* A small disk of its own for this process; false: it may not have one. */
static bool small_disk(const char *where, const char *size) {
    static bool apart;
    if (!apart && unshare(CLONE_NEWNS) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
        return false;
    apart = true;
    return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", where, "tmpfs", 0, size) == 0;
}

static bool fill(const char *where) {
    char path[192];
    uint8_t block[4096] = {0};
    snprintf(path, sizeof(path), "%s/filler", where);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    while (fd >= 0 && write(fd, block, sizeof(block)) > 0)
        ;
    close(fd);
    return errno == ENOSPC;
}

TEST(a_full_disk_ends_the_writer_and_loses_nothing) {
    static struct answered said[1 << 16];
    struct place p;
    struct club c;
    int ends[2];
    place_init(&p);
    if (!small_disk(p.folder, "size=3m")) {
        printf("# SKIP: this process may not mount a disk of its own\n");
        place_drop(&p);
        return;
    }
    REQUIRE(club_make(&c, p.folder));
    for (const char *const *size = (const char *const[]){"size=4m", "size=5m", "size=64m", NULL};
         *size && !test_failures_; size++) {
        REQUIRE(pipe(ends) == 0);
        c.answers = ends[1];
        pid_t writer = place_child(write_on, &c);
        close(ends[1]);
        size_t n = take_answers(ends[0], said, sizeof(said) / sizeof(said[0]));
        close(ends[0]);
        EXPECT_INT(place_wait(writer), 7);
        EXPECT(n > 0);
        EXPECT(mount("none", p.folder, NULL, MS_REMOUNT, *size) == 0);
        EXPECT_INT(expect_answered(&c, said, n), n < 50 ? n : 50);
        expect_same_state(&c);
        expect_holds(c.folder);
    }
    umount(p.folder);
    place_drop(&p);
}

static const char witness_key[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP9GtDaCFB99Mg//h1Mq3s+V4X5c8+dyRQF60DmCdScL w";

TEST(a_full_disk_leaves_what_witnesses_signed_as_it_was) {
    struct place p;
    struct club c;
    struct witnesses w;
    struct note_key key;
    struct fail fail = {0};
    struct buf b;
    char path[192], left[192];
    place_init(&p);
    buf_init(&b, &alloc_heap, 1 << 20);
    if (!small_disk(p.folder, "size=3m")) {
        printf("# SKIP: this process may not mount a disk of its own\n");
        place_drop(&p);
        return;
    }
    REQUIRE(club_make(&c, p.folder));
    EXPECT_INT(witness_pin(c.folder, bytes_str(witness_key), &key, &fail), 0);
    EXPECT_INT(witnesses_read(c.folder, NULL, &w, &fail), 0);
    EXPECT_INT(witness_ask(c.folder, &w, WITNESS_FIRST, WITNESS_KNOWN, &b, &fail), 0);
    snprintf(path, sizeof(path), "%s/cosigned", c.folder);
    snprintf(left, sizeof(left), "%s/cosigned.new", c.folder);
    struct bytes before = place_read(path);
    EXPECT(before.n > 100);
    struct engine *e = open_club(c.folder);
    struct engine_answer a;
    EXPECT(e && say(e, 1, &a) == 0);
    engine_free(e); /* another checkpoint */
    EXPECT(fill(p.folder));
    buf_clear(&b);
    EXPECT_INT(witness_ask(c.folder, &w, WITNESS_FIRST, WITNESS_KNOWN, &b, &fail), ERR_IO);
    struct bytes after = place_read(path);
    EXPECT_BYTES(after, before);
    char filler[192];
    snprintf(filler, sizeof(filler), "%s/filler", p.folder);
    EXPECT(unlink(filler) == 0);
    /* what a process that died left there is in nobody's way */
    place_write(left, BYTES_LIT("half a checkp"));
    buf_clear(&b);
    EXPECT_INT(witness_ask(c.folder, &w, WITNESS_FIRST, WITNESS_KNOWN, &b, &fail), 0);
    struct bytes third = place_read(path);
    EXPECT(third.n > before.n);
    free((void *)(uintptr_t)before.at);
    free((void *)(uintptr_t)after.at);
    free((void *)(uintptr_t)third.at);
    buf_drop(&b);
    umount(p.folder);
    place_drop(&p);
}

TEST_MAIN(T(killed_at_any_moment_nothing_answered_is_lost),
          T(a_full_disk_ends_the_writer_and_loses_nothing),
          T(a_full_disk_leaves_what_witnesses_signed_as_it_was))
