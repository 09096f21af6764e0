/* Receipts and proofs from the hashes beside a record; what was signed binds the next opening. */
#include "engine/follower.h"
#include "store_place.h"
#include "story.h"
#include "wire/receipt.h"

#define PERSONS 600 /* more than two tiles */

struct club {
    struct place place;
    char folder[160];
};

static struct engine *open_folder(struct club *c) {
    struct engine *e = NULL;
    struct fail fail = {0};
    if (engine_open(c->folder, &(struct engine_options){0}, &e, &fail) < 0)
        printf("# %s\n", fail.text);
    return e;
}

static bool club_make(struct club *c, int persons) {
    struct fail fail = {0};
    place_init(&c->place);
    snprintf(c->folder, sizeof(c->folder), "%s/club.koinon", c->place.folder);
    if (engine_create(c->folder, &(struct engine_new){true, BYTES_LIT("club")}, &fail) < 0) {
        printf("# %s\n", fail.text);
        return false;
    }
    struct engine *e = open_folder(c);
    bool good = e && story_begin(e, STORY_BEGIN);
    for (int i = 0; good && i < persons; i += 300)
        good = story_persons(e, i, persons - i < 300 ? persons - i : 300, STORY_BEGIN + i);
    engine_free(e);
    return good;
}

/* The key that everybody has. */
static struct note_key club_key(const struct club *c) {
    char path[256];
    struct note_key key = {{0}};
    snprintf(path, sizeof(path), "%s/log.vkey", c->folder);
    struct bytes text = place_read(path);
    EXPECT(text.n > 1 && note_key_parse(bytes_part(text, 0, text.n - 1), &key, NULL) == 0);
    free((void *)(uintptr_t)text.at);
    return key;
}

static void expect_receipt(struct bytes text, const struct note_key *key, uint64_t seq,
                           uint64_t size) {
    struct receipt_verified v;
    struct fail fail = {0};
    EXPECT_INT(receipt_verify(text, key, 1, &v, &fail), 0);
    EXPECT_STR(fail.text, "");
    EXPECT_INT(v.receipt.index, seq);
    EXPECT_INT(v.checkpoint.size, size);
    EXPECT(text.n <= ENGINE_RECEIPT_MAX);
}

TEST(every_entry_has_a_receipt_from_files_and_from_memory) {
    struct club c;
    struct buf b;
    struct fail fail = {0};
    REQUIRE(club_make(&c, PERSONS));
    struct note_key key = club_key(&c);
    struct engine *e = open_folder(&c);
    REQUIRE(e);
    EXPECT(story_persons(e, PERSONS, 100, STORY_BEGIN + PERSONS)); /* these stand in no file yet */
    buf_init(&b, &alloc_heap, LIMIT_NOTE_BYTES);
    for (int round = 0; round < 2; round++) {
        for (uint64_t seq = 0; seq < engine_size(e); seq += 7) {
            buf_clear(&b);
            EXPECT_INT(engine_receipt(e, seq, &b, &fail), 0);
            expect_receipt(buf_view(&b), &key, seq, engine_size(e));
        }
        EXPECT_INT(engine_tend(e, &fail), 0);
    }
    EXPECT_INT(engine_receipt(e, engine_size(e), &b, &fail), ERR_RANGE);
    buf_drop(&b);
    engine_free(e);
    place_drop(&c.place);
}

static void remove_beside(const struct club *c, const char *name) {
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", c->folder, name);
    EXPECT_INT(unlink(path), 0);
}

TEST(a_follower_proves_without_the_secrets_and_without_nodes) {
    struct club c;
    struct buf b;
    struct follower *f = NULL;
    struct fail fail = {0};
    REQUIRE(club_make(&c, PERSONS));
    struct note_key key = club_key(&c);
    buf_init(&b, &alloc_heap, LIMIT_NOTE_BYTES);
    for (int round = 0; round < 2; round++) {
        REQUIRE(follower_open(c.folder, NULL, &f, &fail) == 0);
        for (uint64_t seq = 0; seq < follower_size(f); seq += 11) {
            buf_clear(&b);
            EXPECT_INT(follower_prove(f, seq, &b, &fail), 0);
            expect_receipt(buf_view(&b), &key, seq, PERSONS + 2);
        }
        EXPECT_INT(follower_prove(f, PERSONS + 2, &b, &fail), ERR_BUSY);
        follower_free(f);
        if (round == 0)
            remove_beside(&c, "nodes-1"); /* derived: slower without */
    }
    buf_drop(&b);
    place_drop(&c.place);
}

TEST(a_follower_proves_what_was_written_after_it_opened) {
    struct club c;
    struct buf b;
    struct follower *f = NULL;
    struct fail fail = {0};
    REQUIRE(club_make(&c, 300));
    struct note_key key = club_key(&c);
    buf_init(&b, &alloc_heap, LIMIT_NOTE_BYTES);
    struct engine *e = open_folder(&c);
    REQUIRE(e && follower_open(c.folder, NULL, &f, &fail) == 0);
    EXPECT(story_persons(e, 1000, 300, STORY_BEGIN + 1000));
    EXPECT_INT(follower_catch_up(f, 601, 1000, &fail), 0);
    EXPECT_INT(follower_prove(f, 500, &b, &fail), ERR_BUSY); /* durable, not signed yet */
    EXPECT_INT(engine_tend(e, &fail), 0);
    buf_clear(&b);
    EXPECT_INT(follower_prove(f, 500, &b, &fail), 0);
    expect_receipt(buf_view(&b), &key, 500, 602);
    buf_clear(&b);
    EXPECT_INT(follower_prove_consistency(f, 302, &b, &fail), 0);
    EXPECT(b.n > 60 && strstr((char *)b.at, "\"from\": 302, \"to\": 602"));
    EXPECT_INT(follower_catch_up(f, 602, 20, &fail), ERR_BUSY);
    follower_free(f);
    engine_free(e);
    buf_drop(&b);
    place_drop(&c.place);
}

/* --- what was signed -------------------------------------------------------------------------- */

static void copy_file(const struct club *from, const struct club *to, const char *name) {
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", from->folder, name);
    struct bytes content = place_read(path);
    snprintf(path, sizeof(path), "%s/%s", to->folder, name);
    EXPECT(content.n > 0);
    place_write(path, content);
    free((void *)(uintptr_t)content.at);
}

TEST(a_record_that_is_not_the_one_that_was_signed_is_not_continued) {
    struct club longer, shorter;
    struct engine *e = NULL;
    struct fail fail = {0};
    REQUIRE(club_make(&longer, 40) && club_make(&shorter, 20));
    copy_file(&longer, &shorter, "checkpoint"); /* as if an old copy of the record had come back */
    EXPECT_INT(engine_open(shorter.folder, &(struct engine_options){0}, &e, &fail), ERR_BROKEN);
    EXPECT(strstr(fail.text, "signed over 42 entries"));
    remove_beside(&shorter, "checkpoint"); /* on purpose, as the sentence says */
    e = open_folder(&shorter);
    EXPECT(e && story_persons(e, 777, 1, STORY_BEGIN + 900));
    engine_free(e);
    copy_file(&shorter, &longer, "checkpoint"); /* 23 entries, another one among them */
    fail = (struct fail){0};
    EXPECT_INT(engine_open(longer.folder, &(struct engine_options){0}, &e, &fail), ERR_BROKEN);
    EXPECT(strstr(fail.text, "the first 23 entries are not those"));
    place_drop(&longer.place);
    place_drop(&shorter.place);
}

TEST(a_checkpoint_by_another_key_is_said) {
    struct club c;
    struct engine *e = NULL;
    struct fail fail = {0};
    char path[256];
    REQUIRE(club_make(&c, 3));
    snprintf(path, sizeof(path), "%s/checkpoint", c.folder);
    place_write(path, BYTES_LIT("koinon/0\n1\n\n"));
    EXPECT_INT(engine_open(c.folder, &(struct engine_options){0}, &e, &fail), ERR_BROKEN);
    EXPECT(strstr(fail.text, "not signed by this record's key"));
    place_drop(&c.place);
}

TEST(damaged_or_missing_hashes_are_made_again) {
    struct club c;
    struct buf b;
    struct fail fail = {0};
    char path[256];
    REQUIRE(club_make(&c, 300));
    struct note_key key = club_key(&c);
    snprintf(path, sizeof(path), "%s/leaves", c.folder);
    struct bytes right = place_read(path), damaged = place_read(path);
    REQUIRE(right.n == 302 * HASH_BYTES);
    buf_init(&b, &alloc_heap, LIMIT_NOTE_BYTES);
    ((uint8_t *)(uintptr_t)damaged.at)[100 * HASH_BYTES + 3] ^= 1;
    const struct bytes bad[] = {damaged, bytes_part(right, 0, 250 * HASH_BYTES + 7), {NULL, 0}};
    for (size_t i = 0; i < 3; i++) {
        place_write(path, bad[i]);
        struct engine *e = open_folder(&c);
        REQUIRE(e);
        EXPECT_INT(engine_tend(e, &fail), 0);
        buf_clear(&b);
        EXPECT_INT(engine_receipt(e, 100, &b, &fail), 0);
        expect_receipt(buf_view(&b), &key, 100, 302);
        engine_free(e);
        struct bytes mended = place_read(path);
        EXPECT(bytes_equal(mended, right));
        free((void *)(uintptr_t)mended.at);
    }
    free((void *)(uintptr_t)right.at);
    free((void *)(uintptr_t)damaged.at);
    buf_drop(&b);
    place_drop(&c.place);
}

TEST_MAIN(T(every_entry_has_a_receipt_from_files_and_from_memory),
          T(a_follower_proves_without_the_secrets_and_without_nodes),
          T(a_follower_proves_what_was_written_after_it_opened),
          T(a_record_that_is_not_the_one_that_was_signed_is_not_continued),
          T(a_checkpoint_by_another_key_is_said), T(damaged_or_missing_hashes_are_made_again))
