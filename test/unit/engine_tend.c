/* What a writer does beside its record while it goes on: snapshots by a child, hashes, checkpoints;
 * and that what it remembers of signed commands comes back with a snapshot. */

#include "engine/follower.h"
#include "engine/snapshot.h"
#include "engine/verify.h"
#include "store/folder.h"
#include "store_place.h"
#include "story.h"
#include "wire/ed25519.h"

#define EVERY 100

struct club {
    struct place place;
    struct clock_simulated clock;
    char folder[160], said[FAIL_TEXT_MAX + 64];
    struct engine *e;
};

static void note(void *self, const char *text) {
    struct club *c = self;
    snprintf(c->said, sizeof(c->said), "%s", text);
}

static void club_open(struct club *c) {
    struct fail fail = {0};
    struct engine_options o = {
        .snapshot_every = EVERY, .note = note, .progress_self = c, .clock = &c->clock.base};
    c->said[0] = 0;
    c->e = NULL;
    EXPECT_INT(engine_open(c->folder, &o, &c->e, &fail), 0);
    EXPECT_STR(fail.text, "");
}

static void club_close(struct club *c) {
    engine_free(c->e);
    c->e = NULL;
}

static bool club_make(struct club *c) {
    struct fail fail = {0};
    place_init(&c->place);
    clock_simulated_init(&c->clock, STORY_BEGIN);
    snprintf(c->folder, sizeof(c->folder), "%s/club.koinon", c->place.folder);
    if (engine_create(c->folder, &(struct engine_new){false, BYTES_LIT("club")}, &fail) < 0)
        return false;
    club_open(c);
    return c->e && story_begin(c->e, INSTANT_MIN);
}

static char *in_folder(struct club *c, const char *name) {
    static char path[256];
    snprintf(path, sizeof(path), "%s/%s", c->folder, name);
    return path;
}

static bool persons(struct club *c, int from, int n) {
    return story_persons(c->e, from, n, INSTANT_MIN);
}

/* Rests until the child is done; false when it takes for ever. */
static bool rest(struct club *c, uint64_t snapshot) {
    struct fail fail = {0};
    for (int i = 0; i < 2000 && engine_snapshot_size(c->e) != snapshot; i++) {
        EXPECT_INT(engine_rest(c->e, &fail), 0);
        usleep(1000);
    }
    return engine_snapshot_size(c->e) == snapshot;
}

static void expect_holds(struct club *c) {
    struct folder folder = {0};
    struct verify_report report;
    struct fail fail = {0};
    EXPECT_INT(folder_open(c->folder, STORE_READ, FOLDER_RECORD, &alloc_heap, &folder, &fail), 0);
    EXPECT_INT(verify_record(folder.record, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT_STR(report.why, "");
    EXPECT(report.holds);
    EXPECT_INT(report.not_decided, 0);
    folder_drop(&folder);
}

/* Closed and opened again: the state from the snapshot is that of the record. */
static void expect_same_again(struct club *c, uint64_t snapshot) {
    struct hash before = law_hash(engine_law(c->e)), after;
    club_close(c);
    club_open(c);
    REQUIRE(c->e);
    EXPECT_STR(c->said, "");
    EXPECT_INT(engine_snapshot_size(c->e), snapshot);
    after = law_hash(engine_law(c->e));
    EXPECT(hash_equal(&before, &after));
}

TEST(a_child_writes_the_snapshot_while_the_writer_goes_on) {
    struct club c;
    struct fail fail = {0};
    REQUIRE(club_make(&c));
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    EXPECT_INT(engine_size(c.e), 2); /* nothing is due */
    EXPECT(persons(&c, 1, EVERY - 2));
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    EXPECT_INT(engine_size(c.e), EVERY + 1); /* announced */
    EXPECT_INT(engine_snapshot_size(c.e), 0);
    EXPECT(persons(&c, EVERY, 20)); /* and the writer goes on */
    EXPECT(rest(&c, EVERY));
    EXPECT_INT(engine_size(c.e), EVERY + 22); /* stated */
    EXPECT(persons(&c, 2 * EVERY, 20));
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    EXPECT_INT(engine_size(c.e), EVERY + 42); /* not again so soon */
    expect_same_again(&c, EVERY);
    expect_holds(&c);
    EXPECT(persons(&c, 3 * EVERY, EVERY));
    uint64_t second = engine_size(c.e);
    EXPECT(rest(&c, second));
    expect_same_again(&c, second);
    expect_holds(&c);
    club_close(&c);
    place_drop(&c.place);
}

TEST(a_clean_stop_waits_for_the_child) {
    struct club c;
    struct fail fail = {0};
    REQUIRE(club_make(&c));
    EXPECT(persons(&c, 1, EVERY));
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    club_close(&c);
    club_open(&c);
    EXPECT_INT(engine_snapshot_size(c.e), EVERY + 2);
    EXPECT_INT(engine_size(c.e), EVERY + 4);
    club_close(&c);
    expect_holds(&c);
    place_drop(&c.place);
}

/* The child cannot be named from outside: whoever is a child of this process is it. */
static void end_child(int signal) {
    char path[64], line[64] = "";
    snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
    FILE *f = fopen(path, "re");
    if (f && fgets(line, sizeof(line), f) && strtol(line, NULL, 10) > 0)
        EXPECT(kill((pid_t)strtol(line, NULL, 10), signal) == 0);
    if (f)
        fclose(f);
}

TEST(a_child_that_dies_does_no_harm) {
    struct club c;
    struct fail fail = {0};
    REQUIRE(club_make(&c));
    EXPECT(persons(&c, 1, EVERY));
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    end_child(SIGKILL);
    for (int i = 0; i < 1000 && !c.said[0] && !engine_snapshot_size(c.e); i++) {
        EXPECT_INT(engine_rest(c.e, &fail), 0);
        usleep(1000);
    }
    /* it was quicker than the signal, or it is said */
    EXPECT(engine_snapshot_size(c.e) || strstr(c.said, "could not be written"));
    EXPECT(persons(&c, 2 * EVERY, 2 * EVERY));
    uint64_t second = engine_size(c.e);
    EXPECT(rest(&c, second));
    expect_same_again(&c, second);
    club_close(&c);
    expect_holds(&c);
    place_drop(&c.place);
}

TEST(where_no_draft_can_be_written_the_writer_says_so_and_goes_on) {
    struct club c;
    struct fail fail = {0};
    REQUIRE(club_make(&c));
    EXPECT(mkdir(in_folder(&c, "snapshot.new"), 0700) == 0);
    EXPECT(persons(&c, 1, EVERY));
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    EXPECT(strstr(c.said, "no snapshot is written"));
    EXPECT_INT(engine_size(c.e), EVERY + 2);
    c.said[0] = 0;
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    EXPECT_STR(c.said, ""); /* once, not at every rest */
    EXPECT(rmdir(in_folder(&c, "snapshot.new")) == 0);
    EXPECT(persons(&c, 2 * EVERY, EVERY));
    EXPECT(rest(&c, 2 * EVERY + 2));
    club_close(&c);
    expect_holds(&c);
    place_drop(&c.place);
}

TEST(a_checkpoint_is_signed_now_and_then_without_a_stop) {
    struct club c;
    struct fail fail = {0};
    REQUIRE(club_make(&c));
    club_close(&c);
    club_open(&c);
    struct bytes first = place_read(in_folder(&c, "checkpoint"));
    EXPECT(first.n && memmem(first.at, first.n, "\n2\n", 3));
    EXPECT(persons(&c, 1, 3));
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    struct bytes again = place_read(in_folder(&c, "checkpoint"));
    EXPECT_BYTES(again, first); /* it is too early */
    c.clock.ms += 10000;
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    struct bytes later = place_read(in_folder(&c, "checkpoint"));
    EXPECT(later.n && memmem(later.at, later.n, "\n5\n", 3));
    struct follower *f = NULL;
    EXPECT_INT(follower_open(c.folder, NULL, &f, &fail), 0);
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 20);
    EXPECT_INT(f ? follower_prove(f, 4, &b, &fail) : -1, 0);
    buf_drop(&b);
    follower_free(f);
    club_close(&c);
    free((void *)(uintptr_t)first.at);
    free((void *)(uintptr_t)again.at);
    free((void *)(uintptr_t)later.at);
    place_drop(&c.place);
}

TEST(what_falls_due_is_settled_while_nobody_says_anything) {
    struct club c;
    struct engine_answer a;
    struct fail fail = {0};
    REQUIRE(club_make(&c));
    EXPECT(story_good(story_say(c.e, "{\"do\": \"check-opening\", \"outcome\": \"in-order\"}",
                                INSTANT_MIN, NULL, &a),
                      &a));
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    EXPECT_INT(engine_size(c.e), 3);
    c.clock.ms += INT64_C(9) * 86400000; /* the days for objections are over */
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    EXPECT_INT(engine_size(c.e), 4);
    EXPECT_INT(engine_rest(c.e, &fail), 0);
    EXPECT_INT(engine_size(c.e), 4);
    club_close(&c);
    expect_holds(&c);
    place_drop(&c.place);
}

/* --- what was signed -------------------------------------------------------------------------- */

struct signer {
    struct ed25519_secret secret;
    uint32_t person;
    uint8_t signature[ED25519_SIGNATURE_BYTES];
};

static void signer_make(struct club *c, struct signer *s) {
    uint8_t seed[ED25519_SEED_BYTES] = {1};
    struct engine_answer a;
    char key[64], json[256];
    ed25519_from_seed(seed, &s->secret);
    EXPECT(story_good(story_say(c->e,
                                "{\"do\": \"enter\", \"kind\": \"person\", \"name\": "
                                "\"maria\"}",
                                INSTANT_MIN, NULL, &a),
                      &a));
    s->person = a.first_new;
    bytes_to_base64(bytes_of(ed25519_public(&s->secret), ED25519_PUBLIC_BYTES), key);
    snprintf(json, sizeof(json),
             "{\"do\": \"register-key\", \"person\": \"maria\", \"key\": \"%s\"}", key);
    EXPECT(story_good(story_say(c->e, json, INSTANT_MIN, NULL, &a), &a));
}

/* Request KEY: maria has this title, signed by her; the same bytes each time. */
static struct engine_answer rename_maria(struct club *c, struct signer *s, uint8_t key,
                                         const char *title) {
    struct engine_answer answer = {0};
    struct arena a;
    struct command_request cmd;
    struct entry e = {.header = {.key = {key}, .actor = s->person}, .n_parts = 1};
    struct hash record;
    struct buf message;
    struct fail fail = {0};
    char json[256];
    arena_init(&a, &alloc_heap, 1 << 20);
    buf_init(&message, &alloc_heap, LIMIT_ENTRY_BYTES);
    snprintf(json, sizeof(json), "{\"do\": \"rename\", \"of\": \"maria\", \"title\": \"%s\"}",
             title);
    EXPECT_INT(command_from_json(bytes_str(json), &a, &cmd, &fail), 0);
    e.parts[0] = (struct entry_part){.kind = PART_COMMAND, .content = cmd.command};
    EXPECT_INT(engine_record_id(c->e, &record, &fail), 0);
    entry_signed_bytes(&record, &e, &message);
    ed25519_sign(&s->secret, buf_view(&message), s->signature);
    struct engine_request r = {.key = {key},
                               .command = cmd.command,
                               .actor.id = s->person,
                               .auth = AUTH_SIGNED,
                               .auth_key =
                                   bytes_of(ed25519_public(&s->secret), ED25519_PUBLIC_BYTES),
                               .signature = bytes_of(s->signature, sizeof(s->signature)),
                               .stamp = INSTANT_MIN};
    EXPECT_INT(engine_submit(c->e, &r, 1, &answer, &fail), 0);
    buf_drop(&message);
    arena_drop(&a);
    return answer;
}

static void expect_first_answers(struct club *c, struct signer *s, const struct engine_answer *one,
                                 const struct engine_answer *two) {
    uint64_t size = engine_size(c->e);
    struct engine_answer a = rename_maria(c, s, 1, "M. one");
    EXPECT(a.repeated && a.code == 0);
    EXPECT_INT(a.seq, one->seq);
    EXPECT(hash_equal(&a.leaf, &one->leaf));
    a = rename_maria(c, s, 2, "M. two");
    EXPECT(a.repeated && a.code == 0);
    EXPECT_INT(a.seq, two->seq);
    a = rename_maria(c, s, 2, "M. another");
    EXPECT_INT(a.code, ERR_CONFLICT);
    EXPECT_INT(engine_size(c->e), size); /* nothing was entered */
}

TEST(a_signed_command_replayed_after_snapshot_and_restart_gets_its_first_answer) {
    struct club c;
    struct signer s;
    REQUIRE(club_make(&c));
    signer_make(&c, &s);
    struct engine_answer one = rename_maria(&c, &s, 1, "M. one");
    EXPECT_INT(one.verdict, LAW_ACCEPTED);
    EXPECT(persons(&c, 1, EVERY));
    uint64_t size = engine_size(c.e);
    EXPECT(rest(&c, size));
    struct engine_answer two = rename_maria(&c, &s, 2, "M. two"); /* after the snapshot */
    EXPECT_INT(two.verdict, LAW_ACCEPTED);
    expect_first_answers(&c, &s, &one, &two);
    expect_same_again(&c, size);
    expect_first_answers(&c, &s, &one, &two);
    /* a second snapshot merges what the first had with what followed */
    EXPECT(persons(&c, 2 * EVERY, EVERY));
    size = engine_size(c.e);
    EXPECT(rest(&c, size));
    expect_same_again(&c, size);
    expect_first_answers(&c, &s, &one, &two);
    EXPECT(unlink(in_folder(&c, "snapshot")) == 0);
    club_close(&c);
    club_open(&c);
    expect_first_answers(&c, &s, &one, &two);
    club_close(&c);
    expect_holds(&c);
    place_drop(&c.place);
}

/* Nothing in the folder tells what was erased, and the signature still tells that it is the same.
 */
TEST(of_an_erased_command_the_signature_tells_that_it_was_entered) {
    struct club c;
    struct signer s;
    struct engine_answer a;
    struct fail fail = {0};
    char json[128];
    REQUIRE(club_make(&c));
    signer_make(&c, &s);
    struct engine_answer one = rename_maria(&c, &s, 1, "M. one");
    EXPECT(persons(&c, 1, EVERY));
    snprintf(json, sizeof(json),
             "{\"do\": \"erase\", \"person\": \"maria\", \"why\": \"asked\", \"entry\": %d}",
             (int)one.seq);
    EXPECT(story_good(story_say(c.e, json, INSTANT_MIN, NULL, &a), &a));
    EXPECT_INT(engine_redact(c.e, a.seq, &fail), 0);
    uint64_t size = engine_size(c.e);
    EXPECT(rest(&c, size));
    for (int round = 0; round < 2; round++) {
        a = rename_maria(&c, &s, 1, "M. one");
        EXPECT(a.repeated && a.seq == one.seq);
        a = rename_maria(&c, &s, 1, "M. two");
        EXPECT_INT(a.code, ERR_CONFLICT);
        EXPECT(strstr(a.fail.text, "erased"));
        expect_same_again(&c, size);
    }
    club_close(&c);
    place_drop(&c.place);
}

TEST_MAIN(T(a_child_writes_the_snapshot_while_the_writer_goes_on),
          T(a_clean_stop_waits_for_the_child), T(a_child_that_dies_does_no_harm),
          T(where_no_draft_can_be_written_the_writer_says_so_and_goes_on),
          T(a_checkpoint_is_signed_now_and_then_without_a_stop),
          T(what_falls_due_is_settled_while_nobody_says_anything),
          T(a_signed_command_replayed_after_snapshot_and_restart_gets_its_first_answer),
          T(of_an_erased_command_the_signature_tells_that_it_was_entered))
