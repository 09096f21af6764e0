/* Witnesses: whose keys are taken, what is kept of what they signed, and that no answer that is
 * wrong in any byte is. */
#include "engine/beside.h"
#include "engine/witness.h"
#include "store_place.h"
#include "story.h"

struct club {
    struct place place;
    char folder[160];
    struct witnesses w;
    struct ed25519_secret secret[3]; /* of the witnesses that are pinned */
};

static void grow(struct club *c, int first, int n) {
    struct engine *e = NULL;
    struct fail fail = {0};
    EXPECT_INT(engine_open(c->folder, &(struct engine_options){0}, &e, &fail), 0);
    REQUIRE(e);
    EXPECT(engine_size(e) || story_begin(e, INSTANT_MIN));
    EXPECT(story_persons(e, first, n, INSTANT_MIN));
    engine_free(e);
}

static void vkey_of(const struct ed25519_secret *s, const char *name, char *ret) {
    struct note_key key;
    EXPECT_INT(note_key_make(bytes_str(name), NOTE_COSIGNATURE, ed25519_public(s), &key, NULL), 0);
    note_key_format(&key, ret);
}

static bool club_make(struct club *c, int witnesses) {
    struct fail fail = {0};
    char name[32], vkey[NOTE_KEY_TEXT_MAX];
    struct note_key key;
    place_init(&c->place);
    snprintf(c->folder, sizeof(c->folder), "%s/club.koinon", c->place.folder);
    if (engine_create(c->folder, &(struct engine_new){.seed = BYTES_LIT("club")}, &fail) < 0)
        return false;
    grow(c, 1, 3);
    for (int i = 0; i < witnesses; i++) {
        uint8_t seed[ED25519_SEED_BYTES] = {9, (uint8_t)i};
        ed25519_from_seed(seed, &c->secret[i]);
        snprintf(name, sizeof(name), "w%d.example", i);
        vkey_of(&c->secret[i], name, vkey);
        EXPECT_INT(witness_pin(c->folder, bytes_str(vkey), &key, &fail), 0);
        EXPECT_STR(key.name, name);
    }
    EXPECT_INT(witnesses_read(c->folder, NULL, &c->w, &fail), 0);
    EXPECT_INT(c->w.n, WITNESS_FIRST + witnesses);
    return true;
}

/* Asks witness I; the checkpoint in what is sent. */
static struct bytes ask(struct club *c, int i, struct buf *b) {
    struct fail fail = {0};
    buf_clear(b);
    EXPECT_INT(witness_ask(c->folder, &c->w, WITNESS_FIRST + (size_t)i, WITNESS_KNOWN, b, &fail),
               0);
    EXPECT_STR(fail.text, "");
    const uint8_t *at = memmem(b->at, b->n, "\n\n", 2);
    size_t from = at ? (size_t)(at - b->at) + 2 : 0;
    return bytes_part(buf_view(b), from, b->n - from);
}

/* Witness I signs it: the line. */
static struct bytes sign(struct club *c, int i, struct bytes note, uint64_t time, struct buf *b) {
    struct fail fail = {0};
    buf_clear(b);
    EXPECT_INT(note_cosign(note, &c->w.keys[WITNESS_FIRST + i], &c->secret[i], time, b, &fail), 0);
    return bytes_part(buf_view(b), note.n, b->n - note.n);
}

static int take(struct club *c, struct bytes answer, struct witness_taken *ret, struct fail *fail) {
    struct witness_taken taken[LIMIT_WITNESSES];
    size_t n = 0;
    int r = witness_take(c->folder, &c->w, answer, taken, &n, fail);
    if (r == 0)
        *ret = taken[n - 1];
    return r < 0 ? r : (int)n;
}

/* How many checkpoints are kept, and the largest each witness signed. */
struct kept {
    int notes, cosigned;
};
static int count(void *self, const struct witnesses *w, const struct cosigned *c,
                 struct fail *fail) {
    struct kept *k = self;
    k->notes++;
    k->cosigned += c->opened.signed_by >> WITNESS_FIRST != 0;
    return 0;
}
static struct kept kept(struct club *c) {
    struct kept k = {0};
    struct fail fail = {0};
    EXPECT_INT(cosigned_scan(c->folder, &c->w, count, &k, &fail), 0);
    return k;
}

TEST(only_the_key_of_a_witness_is_pinned_and_once) {
    struct club c;
    struct fail fail = {0};
    struct note_key key;
    char vkey[NOTE_KEY_TEXT_MAX];
    REQUIRE(club_make(&c, 1));
    vkey_of(&c.secret[0], "another.example", vkey);
    EXPECT_INT(witness_pin(c.folder, bytes_str(vkey), &key, &fail), ERR_EXISTS);
    note_key_format(&c.w.keys[0], vkey);
    fail = (struct fail){0};
    EXPECT_INT(witness_pin(c.folder, bytes_str(vkey), &key, &fail), ERR_SYNTAX);
    EXPECT(strstr(fail.text, "key of a log"));
    static const char *const bad[] = {
        "",
        "w",
        "w+1+2",
        "ssh-ed25519 ",
        "ssh-ed25519 AAAA",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAI",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP9GtDaCFB99Mg//h1Mq3s+V4X5c8+dyRQF60DmCdScLAAAA"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT(witness_pin(c.folder, bytes_str(bad[i]), &key, NULL) < 0);
    /* many, and then no more */
    for (int i = 1; i <= LIMIT_WITNESSES; i++) {
        struct ed25519_secret s;
        uint8_t seed[ED25519_SEED_BYTES] = {7, (uint8_t)i};
        ed25519_from_seed(seed, &s);
        vkey_of(&s, "many.example", vkey);
        EXPECT_INT(witness_pin(c.folder, bytes_str(vkey), &key, NULL),
                   i < LIMIT_WITNESSES ? 0 : ERR_RANGE);
    }
    place_drop(&c.place);
}

TEST(of_each_witness_the_largest_is_kept_and_the_last_that_were_asked_for) {
    struct club c;
    struct buf b, line;
    struct witness_taken t = {0};
    struct fail fail = {0};
    buf_init(&b, &alloc_heap, 1 << 20);
    buf_init(&line, &alloc_heap, 1 << 20);
    REQUIRE(club_make(&c, 2));
    struct bytes note = ask(&c, 0, &b);
    EXPECT_INT(take(&c, sign(&c, 0, note, 1000, &line), &t, &fail), 1);
    EXPECT(t.key == WITNESS_FIRST && t.size == 5 && t.time == 1000);
    /* the other signs the same one: both stand in one note */
    EXPECT_INT(take(&c, sign(&c, 1, ask(&c, 1, &b), 1001, &line), &t, &fail), 1);
    EXPECT_INT(kept(&c).notes, 1);
    for (int i = 0; i < 12; i++) {
        grow(&c, 100 + i, 1);
        note = ask(&c, 0, &b);
    }
    struct kept k = kept(&c);
    EXPECT_INT(k.cosigned, 1);
    EXPECT_INT(k.notes, 1 + 8);
    /* one signs the last: the first stays for the other */
    EXPECT_INT(take(&c, sign(&c, 0, note, 2000, &line), &t, &fail), 1);
    EXPECT_INT(t.size, 17);
    EXPECT_INT(kept(&c).cosigned, 2);
    struct cosigned_last last[WITNESS_FIRST + LIMIT_WITNESSES];
    EXPECT_INT(cosigned_last(c.folder, &c.w, last, &fail), 0);
    EXPECT_INT(last[WITNESS_FIRST].size, 17);
    EXPECT_INT(last[WITNESS_FIRST + 1].size, 5);
    EXPECT_INT(take(&c, sign(&c, 1, ask(&c, 1, &b), 2001, &line), &t, &fail), 1);
    EXPECT_INT(kept(&c).cosigned, 1);
    /* once more, later: the time is the new one, the signature stands there once */
    EXPECT_INT(take(&c, sign(&c, 0, ask(&c, 0, &b), 3000, &line), &t, &fail), 1);
    EXPECT_INT(cosigned_last(c.folder, &c.w, last, &fail), 0);
    EXPECT_INT(last[WITNESS_FIRST].time, 3000);
    struct buf merged;
    buf_init(&merged, &alloc_heap, LIMIT_NOTE_BYTES);
    EXPECT_INT(beside_file(c.folder, "checkpoint", &merged, &fail), 0);
    cosigned_merge(c.folder, &merged);
    struct note_opened opened;
    EXPECT_INT(note_open(buf_view(&merged), c.w.keys, c.w.n, &opened, &fail), 0);
    EXPECT_INT(opened.signed_by, 1 | 3u << WITNESS_FIRST);
    buf_drop(&merged);
    buf_drop(&b);
    buf_drop(&line);
    place_drop(&c.place);
}

TEST(an_answer_that_is_wrong_in_any_byte_is_not_taken) {
    struct club c;
    struct buf b, line;
    struct witness_taken t = {0};
    struct fail fail = {0};
    char path[192];
    buf_init(&b, &alloc_heap, 1 << 20);
    buf_init(&line, &alloc_heap, 1 << 20);
    REQUIRE(club_make(&c, 1));
    snprintf(path, sizeof(path), "%s/cosigned", c.folder);
    struct bytes good = sign(&c, 0, ask(&c, 0, &b), 1000, &line), before = place_read(path);
    uint8_t *bad = malloc(good.n);
    REQUIRE(bad);
    for (size_t i = 0; i + 1 < good.n; i++) { /* the last is the end of the line */
        memcpy(bad, good.at, good.n);
        bad[i] ^= i % 2 ? 1 : 4;
        int r = take(&c, bytes_of(bad, good.n), &t, &fail);
        EXPECT(r < 0);
        EXPECT(take(&c, bytes_part(good, 0, i), &t, &fail) < 0);
    }
    struct bytes after = place_read(path);
    EXPECT_BYTES(after, before);
    fail = (struct fail){0};
    EXPECT_INT(take(&c, BYTES_LIT("4096\n"), &t, &fail), ERR_RANGE);
    EXPECT(strstr(fail.text, "--old 4096"));
    EXPECT_INT(take(&c, good, &t, &fail), 1);
    free(bad);
    free((void *)(uintptr_t)before.at);
    free((void *)(uintptr_t)after.at);
    buf_drop(&b);
    buf_drop(&line);
    place_drop(&c.place);
}

/* Somebody shows a checkpoint that this record's key signed and a witness saw, of another tree. */
TEST(a_checkpoint_of_another_tree_that_the_record_signed_is_told_apart) {
    struct club c;
    struct buf note, line;
    struct witness_taken t = {0};
    struct fail fail = {0};
    struct merkle other;
    struct record_keys keys = {0};
    char path[192];
    buf_init(&note, &alloc_heap, 1 << 16);
    buf_init(&line, &alloc_heap, 1 << 16);
    REQUIRE(club_make(&c, 1));
    snprintf(path, sizeof(path), "%s/keys", c.folder);
    EXPECT_INT(record_keys_load(path, &keys, &fail), 0);
    merkle_init(&other);
    for (uint8_t i = 0; i < 4; i++) {
        struct hash leaf = {{i}};
        merkle_add(&other, &leaf);
    }
    EXPECT_INT(beside_sign(&other, &keys, &note, &fail), 0);
    sign(&c, 0, buf_view(&note), 1000, &line);
    fail = (struct fail){0};
    EXPECT_INT(take(&c, buf_view(&line), &t, &fail), ERR_BROKEN);
    EXPECT(strstr(fail.text, "SPLIT"));
    EXPECT_INT(kept(&c).notes, 0);
    buf_drop(&note);
    buf_drop(&line);
    record_keys_drop(&keys);
    place_drop(&c.place);
}

TEST_MAIN(T(only_the_key_of_a_witness_is_pinned_and_once),
          T(of_each_witness_the_largest_is_kept_and_the_last_that_were_asked_for),
          T(an_answer_that_is_wrong_in_any_byte_is_not_taken),
          T(a_checkpoint_of_another_tree_that_the_record_signed_is_told_apart))
