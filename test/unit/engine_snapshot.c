/* Snapshots: with one or without, a start comes to the same state; whatever is wrong with one, the
 * record is what holds. */

#include "engine/follower.h"
#include "engine/snapshot.h"
#include "engine/verify.h"
#include "store/folder.h"
#include "store_place.h"
#include "story.h"

#define PERSONS 300
#define EVERY 100

struct club {
    struct place place;
    char folder[160], snapshot[176], leaves[176], said[FAIL_TEXT_MAX + 64];
};

static void note(void *self, const char *text) {
    struct club *c = self;
    snprintf(c->said, sizeof(c->said), "%s", text);
}

static struct engine *open_club(struct club *c) {
    struct engine *e = NULL;
    struct fail fail = {0};
    struct engine_options o = {.snapshot_every = EVERY, .note = note, .progress_self = c};
    c->said[0] = 0;
    EXPECT_INT(engine_open(c->folder, &o, &e, &fail), 0);
    EXPECT_STR(fail.text, "");
    return e;
}

/* Founded and grown: entry PERSONS + 2 announces the snapshot, the next states its hash. */
static bool club_make(struct club *c) {
    struct fail fail = {0};
    struct engine *e = NULL;
    struct engine_answer a;
    place_init(&c->place);
    snprintf(c->folder, sizeof(c->folder), "%s/club.koinon", c->place.folder);
    snprintf(c->snapshot, sizeof(c->snapshot), "%s/snapshot", c->folder);
    snprintf(c->leaves, sizeof(c->leaves), "%s/leaves", c->folder);
    bool good = engine_create(c->folder, &(struct engine_new){true, BYTES_LIT("club")}, &fail) == 0;
    e = good ? open_club(c) : NULL;
    good = e && story_begin(e, STORY_BEGIN) && story_persons(e, 1, PERSONS - 1, STORY_BEGIN) &&
           story_good(story_say(e, "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"anna\"}",
                                STORY_BEGIN + PERSONS, "the key of anna", &a),
                      &a);
    engine_free(e);
    return good;
}

/* Opens, and says how many entries the snapshot it believes has. */
static uint64_t opened(struct club *c, struct hash *ret) {
    struct engine *e = open_club(c);
    uint64_t n = e ? engine_snapshot_size(e) : 0;
    if (e)
        *ret = law_hash(engine_law(e));
    engine_free(e);
    return n;
}

static struct hash followed(struct club *c) {
    struct follower *f = NULL;
    struct fail fail = {0};
    struct hash h = {{0}};
    struct engine_options o = {.note = note, .progress_self = c};
    c->said[0] = 0;
    EXPECT_INT(follower_open(c->folder, &o, &f, &fail), 0);
    if (f)
        h = law_hash(follower_law(f));
    follower_free(f);
    return h;
}

static void write_file(const char *path, struct bytes content) {
    FILE *f = fopen(path, "wbe");
    EXPECT(f && (!content.n || fwrite(content.at, content.n, 1, f) == 1));
    if (f)
        fclose(f);
}

static void expect_same(struct hash got, struct hash want) {
    EXPECT_BYTES(bytes_of(got.b, HASH_BYTES), bytes_of(want.b, HASH_BYTES));
}

TEST(with_a_snapshot_and_without_the_state_is_the_same) {
    struct club c;
    struct hash with = {{0}}, without = {{0}};
    REQUIRE(club_make(&c));
    EXPECT_INT(opened(&c, &with), PERSONS + 2);
    EXPECT_STR(c.said, "");
    struct hash reader = followed(&c);
    EXPECT_STR(c.said, "");
    expect_same(reader, with);
    EXPECT(unlink(c.snapshot) == 0);
    struct engine *e = open_club(&c);
    REQUIRE(e);
    EXPECT_INT(engine_snapshot_size(e), 0);
    without = law_hash(engine_law(e));
    engine_free(e);
    expect_same(with, without);
    reader = followed(&c);
    expect_same(reader, with);
}

TEST(a_record_goes_on_from_a_snapshot) {
    struct club c;
    struct hash h = {{0}};
    struct engine_answer a;
    struct verify_report report;
    struct fail fail = {0};
    struct folder folder = {0};
    REQUIRE(club_make(&c));
    struct engine *e = open_club(&c);
    REQUIRE(e);
    /* what was said before the snapshot is remembered */
    EXPECT(story_good(story_say(e, "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"anna\"}",
                                STORY_BEGIN + PERSONS, "the key of anna", &a),
                      &a));
    EXPECT(a.repeated);
    EXPECT_INT(a.seq, PERSONS + 1);
    EXPECT(story_persons(e, PERSONS + 1, EVERY, STORY_BEGIN + 2 * PERSONS));
    engine_free(e);
    EXPECT_INT(opened(&c, &h), PERSONS + 2 + 2 + EVERY);
    EXPECT_INT(folder_open(c.folder, STORE_READ, FOLDER_RECORD, &alloc_heap, &folder, &fail), 0);
    EXPECT_INT(verify_record(folder.record, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT(report.holds);
    expect_same(report.state, h);
    uint64_t size = 0;
    EXPECT_INT(verify_snapshot(c.folder, folder.record, &size, &fail), 0);
    EXPECT_INT(size, PERSONS + 2 + 2 + EVERY);
    folder_drop(&folder);
}

/* Opened with a snapshot that is not to be believed. */
static void expect_ignored(struct club *c, const struct hash *right) {
    struct hash h = {{0}};
    struct engine *e = open_club(c);
    REQUIRE(e);
    EXPECT_INT(engine_snapshot_size(e), 0);
    EXPECT(strstr(c->said, "not used"));
    h = law_hash(engine_law(e));
    expect_same(h, *right);
    engine_free(e);
}

TEST(a_damaged_snapshot_is_not_believed) {
    struct club c;
    struct hash right = {{0}};
    REQUIRE(club_make(&c));
    EXPECT_INT(opened(&c, &right), PERSONS + 2);
    struct bytes good = place_read(c.snapshot);
    uint8_t *bad = malloc(good.n + 1);
    REQUIRE(bad && good.n > SNAPSHOT_HEAD);
    size_t step = (good.n - SNAPSHOT_HEAD) / 37;
    for (size_t i = 0; i < good.n; i += i < SNAPSHOT_HEAD ? 5 : step) {
        memcpy(bad, good.at, good.n);
        bad[i] ^= 1;
        write_file(c.snapshot, bytes_of(bad, good.n));
        expect_ignored(&c, &right);
    }
    memcpy(bad, good.at, good.n);
    bad[good.n] = 0;
    size_t cuts[] = {0, 1, SNAPSHOT_HEAD - 1, SNAPSHOT_HEAD, good.n - 1, good.n + 1};
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        write_file(c.snapshot, bytes_of(bad, cuts[i]));
        expect_ignored(&c, &right);
    }
    followed(&c);
    EXPECT(strstr(c.said, "not used"));
    write_file(c.snapshot, good);
    EXPECT_INT(opened(&c, &right), PERSONS + 2);
    free(bad);
    free((void *)(uintptr_t)good.at);
}

/* Whole in itself, and not what the record states. */
TEST(a_lying_snapshot_is_not_believed) {
    struct club c;
    struct hash right = {{0}}, lie, check;
    REQUIRE(club_make(&c));
    EXPECT_INT(opened(&c, &right), PERSONS + 2);
    struct bytes good = place_read(c.snapshot);
    uint8_t *bad = malloc(good.n);
    REQUIRE(bad);
    memcpy(bad, good.at, good.n);
    bad[good.n - 3] ^= 1; /* a letter of a name */
    size_t state = SNAPSHOT_HEAD + sizeof(struct remember_slot); /* after the key of anna */
    lie = sha256_of(bytes_of(bad + state, good.n - state));
    memcpy(bad + SNAPSHOT_HEAD - 96, lie.b, HASH_BYTES);
    check = sha256_of(bytes_of(bad, SNAPSHOT_HEAD - 32));
    memcpy(bad + SNAPSHOT_HEAD - 32, check.b, HASH_BYTES);
    write_file(c.snapshot, bytes_of(bad, good.n));
    expect_ignored(&c, &right);
    EXPECT(strstr(c.said, "does not state"));
    free(bad);
    free((void *)(uintptr_t)good.at);
}

TEST(a_writer_that_died_leaves_a_draft_that_nobody_reads) {
    struct club c;
    struct hash right = {{0}}, h = {{0}};
    char draft[192];
    REQUIRE(club_make(&c));
    EXPECT_INT(opened(&c, &right), PERSONS + 2);
    snprintf(draft, sizeof(draft), "%s.new", c.snapshot);
    struct bytes good = place_read(c.snapshot);
    /* amid writing, before the entry; the older one stands */
    write_file(draft, bytes_part(good, 0, good.n / 2));
    EXPECT_INT(opened(&c, &h), PERSONS + 2);
    expect_same(h, right);
    /* after the entry, before it got its name */
    EXPECT(rename(c.snapshot, draft) == 0);
    struct engine *e = open_club(&c);
    REQUIRE(e);
    EXPECT_INT(engine_snapshot_size(e), 0);
    h = law_hash(engine_law(e));
    expect_same(h, right);
    EXPECT(story_persons(e, PERSONS + 1, EVERY, STORY_BEGIN + 2 * PERSONS));
    engine_free(e);
    /* the next one is whole; an older one that comes back still holds */
    EXPECT_INT(opened(&c, &right), PERSONS + 2 + 2 + EVERY);
    write_file(c.snapshot, good);
    EXPECT_INT(opened(&c, &h), PERSONS + 2);
    free((void *)(uintptr_t)good.at);
}

TEST(without_right_hashes_or_a_checkpoint_the_record_is_read_whole) {
    struct club c;
    struct hash right = {{0}};
    char checkpoint[192];
    REQUIRE(club_make(&c));
    EXPECT_INT(opened(&c, &right), PERSONS + 2);
    struct bytes good = place_read(c.leaves);
    uint8_t *bad = malloc(good.n);
    REQUIRE(bad);
    memcpy(bad, good.at, good.n);
    bad[40] ^= 1;
    write_file(c.leaves, bytes_of(bad, good.n));
    expect_ignored(&c, &right);
    struct bytes mended = place_read(c.leaves);
    EXPECT_BYTES(bytes_part(mended, 0, good.n), good); /* and a new snapshot is stated */
    EXPECT_INT(opened(&c, &right), PERSONS + 4);
    snprintf(checkpoint, sizeof(checkpoint), "%s/checkpoint", c.folder);
    EXPECT(unlink(checkpoint) == 0);
    expect_ignored(&c, &right);
    EXPECT(strstr(c.said, "checkpoint"));
    free(bad);
    free((void *)(uintptr_t)good.at);
    free((void *)(uintptr_t)mended.at);
}

TEST_MAIN(T(with_a_snapshot_and_without_the_state_is_the_same), T(a_record_goes_on_from_a_snapshot),
          T(a_damaged_snapshot_is_not_believed), T(a_lying_snapshot_is_not_believed),
          T(a_writer_that_died_leaves_a_draft_that_nobody_reads),
          T(without_right_hashes_or_a_checkpoint_the_record_is_read_whole))
