/* The one writer: what it promises of stamps, keys, signatures, sizes, failures. */
#include "engine/clock.h"
#include "engine/remember.h"
#include "engine/verify.h"
#include "story.h"
#include "wire/ed25519.h"

static const char enter_maria[] = "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"maria\"}";
static const char enter_anna[] = "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"anna\"}";

static struct engine *open_on(struct store *wrapped, struct clock *clock, bool as_given) {
    struct engine *e = NULL;
    struct fail fail = {0};
    struct engine_options o = {.store = wrapped, .clock = clock, .stamps_as_given = as_given};
    EXPECT_INT(engine_open(NULL, &o, &e, &fail), 0);
    EXPECT_STR(fail.text, "");
    return e;
}

static struct engine *open_club(struct clock *clock, bool as_given) {
    struct engine *e = open_on(store_mem_new(&alloc_heap, 64u << 20), clock, as_given);
    EXPECT(e && story_begin(e, as_given ? STORY_BEGIN : INSTANT_MIN));
    return e;
}

TEST(a_clock_that_goes_back_does_not_take_the_record_back) {
    struct clock_simulated c;
    struct engine_answer a;
    clock_simulated_init(&c, STORY_BEGIN);
    struct engine *e = open_club(&c.base, false);
    REQUIRE(e);
    c.ms = STORY_BEGIN - 1000000;
    EXPECT(story_good(story_say(e, enter_maria, INSTANT_MIN, NULL, &a), &a));
    EXPECT_INT(a.stamp, STORY_BEGIN);
    c.ms = STORY_BEGIN + 5;
    EXPECT(story_good(story_say(e, enter_anna, INSTANT_MIN, NULL, &a), &a));
    EXPECT_INT(a.stamp, STORY_BEGIN + 5);
    engine_free(e);
}

TEST(stamps_are_brought_only_where_that_is_allowed_and_never_backwards) {
    struct clock_simulated c;
    struct engine_answer a;
    clock_simulated_init(&c, STORY_BEGIN);
    struct engine *e = open_club(&c.base, false);
    REQUIRE(e);
    EXPECT_INT(story_say(e, enter_maria, STORY_BEGIN + 5, NULL, &a), 0);
    EXPECT_INT(a.code, ERR_DENIED);
    engine_free(e);
    e = open_club(&c.base, true);
    REQUIRE(e);
    EXPECT_INT(story_say(e, enter_maria, STORY_BEGIN - 1, NULL, &a), 0);
    EXPECT_INT(a.code, ERR_RANGE);
    EXPECT_INT(engine_size(e), 2);
    EXPECT(story_good(story_say(e, enter_maria, STORY_BEGIN, NULL, &a), &a));
    engine_free(e);
}

TEST(a_repeated_request_gets_the_first_answer_also_after_a_restart) {
    struct store *memory = store_mem_new(&alloc_heap, 64u << 20);
    struct story_disk disk;
    struct engine_answer first, again;
    struct engine *e = open_on(story_plug(&disk, memory), NULL, true);
    REQUIRE(e && story_begin(e, STORY_BEGIN));
    EXPECT(story_good(story_say(e, enter_maria, STORY_BEGIN + 1, "key-1", &first), &first));
    EXPECT_INT(first.repeated, false);
    for (int round = 0; round < 2; round++) {
        EXPECT(story_good(story_say(e, enter_maria, STORY_BEGIN + 9, "key-1", &again), &again));
        EXPECT(again.repeated);
        EXPECT_INT(again.seq, first.seq);
        EXPECT_INT(again.stamp, first.stamp);
        EXPECT_INT(again.first_new, first.first_new);
        EXPECT(hash_equal(&again.leaf, &first.leaf));
        EXPECT_INT(engine_size(e), 3);
        EXPECT_INT(story_say(e, enter_anna, STORY_BEGIN + 9, "key-1", &again), 0);
        EXPECT_INT(again.code, ERR_CONFLICT);
        engine_free(e);
        e = open_on(story_plug(&disk, memory), NULL, true);
        REQUIRE(e);
    }
    engine_free(e);
    store_free(memory);
}

TEST(one_batch_may_say_the_same_twice_and_speak_of_whom_it_entered) {
    struct engine *e = open_club(NULL, true);
    struct arena a;
    struct command_request c[3];
    struct engine_request r[3] = {{{0}}};
    struct engine_answer answers[3];
    struct fail fail = {0};
    static const char *const lines[] = {
        enter_maria, enter_maria,
        "{\"do\": \"register-key\", \"person\": \"maria\", \"key\": "
        "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=\"}"};
    REQUIRE(e);
    arena_init(&a, &alloc_heap, 1 << 20);
    for (int i = 0; i < 3; i++) {
        EXPECT_INT(command_from_json(bytes_str(lines[i]), &a, &c[i], &fail), 0);
        r[i] = (struct engine_request){
            .command = c[i].command, .auth = AUTH_OPERATOR, .stamp = STORY_BEGIN};
        r[i].key[0] = i < 2 ? 7 : 8;
    }
    r[2].actor.name = BYTES_LIT("maria");
    r[2].auth = AUTH_SESSION;
    EXPECT_INT(engine_submit(e, r, 3, answers, &fail), 0);
    EXPECT(story_good(0, &answers[0]) && story_good(0, &answers[1]) && story_good(0, &answers[2]));
    EXPECT(answers[1].repeated);
    EXPECT_INT(answers[1].seq, answers[0].seq);
    EXPECT_INT(engine_size(e), 4);
    r[2].actor.name = BYTES_LIT("nobody");
    r[2].key[0] = 9;
    EXPECT_INT(engine_submit(e, &r[2], 1, answers, &fail), 0);
    EXPECT_INT(answers[0].verdict, LAW_UNKNOWN_THING);
    EXPECT_STR(answers[0].refusal.args[0], "nobody");
    arena_drop(&a);
    engine_free(e);
}

TEST(what_is_no_command_or_too_large_is_answered_and_changes_nothing) {
    struct engine *e = open_club(NULL, true);
    static uint8_t large[ENGINE_REQUEST_BYTES];
    struct engine_answer a;
    struct fail fail = {0};
    REQUIRE(e);
    struct hash before = law_hash(engine_law(e));
    EXPECT_INT(story_submit(e, bytes_of(large, 5), STORY_BEGIN, NULL, &a, &fail), 0);
    EXPECT_INT(a.code, ERR_SYNTAX);
    struct engine_request r = {.command = BYTES_LIT("\xa1\x00\x03"),
                               .text = bytes_of(large, sizeof(large)),
                               .auth = AUTH_OPERATOR,
                               .stamp = STORY_BEGIN};
    EXPECT_INT(engine_submit(e, &r, 1, &a, &fail), 0);
    EXPECT_INT(a.code, ERR_RANGE);
    r.text.n = 0;
    EXPECT_INT(engine_submit(e, &r, 1, &a, &fail), 0); /* nobody may tick but the engine */
    EXPECT_INT(a.verdict, LAW_TICK_ONLY);
    struct hash after = law_hash(engine_law(e));
    EXPECT(hash_equal(&before, &after));
    EXPECT_INT(engine_size(e), 2);
    engine_free(e);
}

/* Signs COMMAND for this record as a person would. */
static void sign(const struct hash *record, uint32_t actor, struct bytes command,
                 const struct ed25519_secret *secret, uint8_t ret[ED25519_SIGNATURE_BYTES]) {
    struct entry e = {.header = {.key = {7}, .actor = actor}, .n_parts = 1};
    struct buf message;
    e.parts[0] = (struct entry_part){.kind = PART_COMMAND, .content = command};
    buf_init(&message, &alloc_heap, LIMIT_ENTRY_BYTES);
    entry_signed_bytes(record, &e, &message);
    ed25519_sign(secret, buf_view(&message), ret);
    buf_drop(&message);
}

static enum law_verdict submit_signed(struct engine *e, const struct hash *record, uint32_t actor,
                                      const struct ed25519_secret *secret, int flip) {
    uint8_t signature[ED25519_SIGNATURE_BYTES];
    struct arena a;
    struct command_request c;
    struct engine_answer answer = {0};
    struct fail fail = {0};
    arena_init(&a, &alloc_heap, 1 << 20);
    EXPECT_INT(
        command_from_json(BYTES_LIT("{\"do\": \"rename\", \"of\": \"maria\", \"title\": \"M.\"}"),
                          &a, &c, &fail),
        0);
    sign(record, actor, c.command, secret, signature);
    if (flip >= 0)
        signature[flip / 8] ^= (uint8_t)(1 << flip % 8);
    struct engine_request r = {.key = {7},
                               .command = c.command,
                               .actor.id = actor,
                               .auth = AUTH_SIGNED,
                               .auth_key = bytes_of(ed25519_public(secret), ED25519_PUBLIC_BYTES),
                               .signature = bytes_of(signature, sizeof(signature)),
                               .stamp = STORY_BEGIN + 10};
    EXPECT_INT(engine_submit(e, &r, 1, &answer, &fail), 0);
    EXPECT_INT(answer.code, 0);
    arena_drop(&a);
    return answer.verdict;
}

/* Enters maria, who registers the key of SECRET; her number. */
static uint32_t maria_with_key(struct engine *e, const struct ed25519_secret *secret) {
    struct engine_answer a;
    char key[64], json[256];
    EXPECT(story_good(story_say(e, enter_maria, STORY_BEGIN, NULL, &a), &a));
    uint32_t maria = a.first_new;
    bytes_to_base64(bytes_of(ed25519_public(secret), ED25519_PUBLIC_BYTES), key);
    snprintf(json, sizeof(json),
             "{\"do\": \"register-key\", \"person\": \"maria\", \"key\": \"%s\"}", key);
    EXPECT(story_good(story_say(e, json, STORY_BEGIN, NULL, &a), &a));
    return maria;
}

TEST(a_signature_counts_in_its_own_record_by_a_registered_key_of_the_person) {
    struct engine *e = open_club(NULL, true);
    struct ed25519_secret secret, other;
    uint8_t seed[ED25519_SEED_BYTES] = {1};
    REQUIRE(e);
    ed25519_from_seed(seed, &secret);
    seed[0] = 2;
    ed25519_from_seed(seed, &other);
    uint32_t maria = maria_with_key(e, &secret);
    struct hash record, elsewhere = {{1}};
    struct fail fail = {0};
    EXPECT_INT(engine_record_id(e, &record, &fail), 0);
    for (int bit = 0; bit < 8 * ED25519_SIGNATURE_BYTES; bit += 37)
        EXPECT_INT(submit_signed(e, &record, maria, &secret, bit), LAW_BAD_SIGNATURE);
    EXPECT_INT(submit_signed(e, &elsewhere, maria, &secret, -1), LAW_BAD_SIGNATURE);
    EXPECT_INT(submit_signed(e, &record, maria, &other, -1), LAW_BAD_SIGNATURE);
    EXPECT_INT(engine_size(e), 4);
    EXPECT_INT(submit_signed(e, &record, maria, &secret, -1), LAW_ACCEPTED);
    EXPECT_INT(engine_size(e), 5);
    engine_free(e);
}

static void entry_of(struct store *s, uint64_t seq, struct buf *b, struct entry *ret) {
    struct fail fail = {0};
    buf_clear(b);
    EXPECT_INT(store_get(s, seq, b, &fail), 0);
    EXPECT_INT(entry_decode(buf_view(b), ret, &fail), 0);
}

/* What whoever keeps the machine can do that the writer would not: TO is FROM, but its last entry,
 * which the operator made of the same command, gets the signature of the one before. */
static void forge(struct store *from, struct store *to) {
    struct buf one, before, forged;
    struct entry entry, was_signed;
    struct fail fail = {0};
    uint64_t n = 0;
    buf_init(&one, &alloc_heap, LIMIT_ENTRY_BYTES);
    buf_init(&before, &alloc_heap, LIMIT_ENTRY_BYTES);
    buf_init(&forged, &alloc_heap, LIMIT_ENTRY_BYTES);
    EXPECT_INT(store_size(from, &n, &fail), 0);
    for (uint64_t i = 0; i < n; i++) {
        entry_of(from, i, &one, &entry);
        if (i + 1 == n) {
            entry_of(from, i - 1, &before, &was_signed);
            struct entry_header h = was_signed.header;
            h.seq = entry.header.seq;
            h.stamp = entry.header.stamp;
            entry.header = h;
            entry.header_bytes = (struct bytes){0};
        }
        buf_clear(&forged);
        entry_encode(&entry, &forged);
        struct bytes bytes = buf_view(&forged);
        EXPECT_INT(store_append(to, i, &bytes, 1, &fail), 0);
    }
    buf_drop(&one);
    buf_drop(&before);
    buf_drop(&forged);
}

TEST(what_was_signed_once_and_entered_twice_does_not_hold) {
    struct store *memory = store_mem_new(&alloc_heap, 64u << 20),
                 *forged = store_mem_new(&alloc_heap, 64u << 20);
    struct story_disk disk;
    struct ed25519_secret secret;
    struct engine_answer a;
    struct verify_report report;
    struct hash record;
    struct fail fail = {0};
    uint8_t seed[ED25519_SEED_BYTES] = {1};
    static const char again[] = "{\"do\": \"rename\", \"of\": \"maria\", \"title\": \"M.\"}";
    struct engine *e = open_on(story_plug(&disk, memory), NULL, true);
    REQUIRE(e && forged && story_begin(e, STORY_BEGIN));
    ed25519_from_seed(seed, &secret);
    uint32_t maria = maria_with_key(e, &secret);
    EXPECT_INT(engine_record_id(e, &record, &fail), 0);
    EXPECT_INT(submit_signed(e, &record, maria, &secret, -1), LAW_ACCEPTED);
    EXPECT_INT(submit_signed(e, &record, maria, &secret, -1), LAW_ACCEPTED); /* the first answer */
    EXPECT_INT(engine_size(e), 5);
    EXPECT(story_good(story_say(e, again, STORY_BEGIN + 20, NULL, &a), &a));
    engine_free(e);
    EXPECT_INT(verify_record(memory, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT_STR(report.why, "");
    EXPECT(report.holds);
    forge(memory, forged);
    EXPECT_INT(verify_record(forged, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT(!report.holds);
    EXPECT_INT(report.first_bad, 5);
    EXPECT_STR(report.why, "it was signed once and entered before: its key is used twice");
    store_free(memory);
    store_free(forged);
}

TEST(the_key_of_a_signed_entry_is_never_forgotten) {
    struct remember r;
    uint8_t key[ENTRY_KEY_BYTES] = {0};
    REQUIRE(remember_init(&r, &alloc_heap, 2) == 0);
    for (uint8_t i = 1; i <= 100; i++) {
        key[3] = i;
        EXPECT_INT(remember_reserve(&r), 0);
        remember_add(&r, key, i, i % 10 == 0);
    }
    for (uint8_t i = 1; i <= 100; i++) {
        key[3] = i;
        uint64_t seq = 0;
        bool found = remember_find(&r, key, &seq);
        EXPECT(found == (i % 10 == 0 || i >= 98)); /* 98 and 99 are in the ring */
        EXPECT(!found || seq == i);
    }
    remember_drop(&r);
}

TEST(a_signed_request_without_a_key_of_its_own_is_not_taken) {
    struct engine *e = open_club(NULL, true);
    struct ed25519_secret secret;
    struct engine_answer answer = {0};
    struct fail fail = {0};
    struct buf b;
    uint8_t seed[ED25519_SEED_BYTES] = {1}, signature[ED25519_SIGNATURE_BYTES];
    REQUIRE(e);
    ed25519_from_seed(seed, &secret);
    uint32_t maria = maria_with_key(e, &secret);
    buf_init(&b, &alloc_heap, 4096);
    EXPECT(story_found(&b));
    memset(signature, 1, sizeof(signature));
    struct engine_request r = {.command = buf_view(&b),
                               .actor.id = maria,
                               .auth = AUTH_SIGNED,
                               .auth_key = bytes_of(ed25519_public(&secret), 32),
                               .signature = bytes_of(signature, sizeof(signature)),
                               .stamp = STORY_BEGIN + 10};
    EXPECT_INT(engine_submit(e, &r, 1, &answer, &fail), 0);
    EXPECT_INT(answer.code, ERR_SYNTAX);
    EXPECT_INT(engine_size(e), 4);
    buf_drop(&b);
    engine_free(e);
}

TEST(after_a_failed_write_the_writer_is_silent_for_ever) {
    struct store_fault_plan plan = {.append_before = 3};
    struct store *disk = store_mem_new(&alloc_heap, 64u << 20);
    struct engine_answer a;
    struct engine *e = open_on(store_fault_new(disk, &plan, &alloc_heap), NULL, true);
    REQUIRE(e && story_begin(e, STORY_BEGIN));
    struct fail fail = {0};
    struct buf b;
    buf_init(&b, &alloc_heap, 4096);
    EXPECT(story_found(&b));
    EXPECT_INT(story_say(e, enter_maria, STORY_BEGIN, NULL, &a), ERR_IO);
    EXPECT_INT(story_say(e, enter_anna, STORY_BEGIN, NULL, &a), ERR_IO);
    EXPECT_INT(engine_tick(e, &fail), ERR_IO);
    buf_clear(&b);
    EXPECT_INT(engine_checkpoint(e, &b, &fail), ERR_IO); /* nothing is signed either */
    EXPECT_INT(b.n, 0);
    buf_drop(&b);
    engine_free(e);
}

static bool holds_text(struct store *s, uint64_t seq, const char *text) {
    struct buf b;
    struct fail fail = {0};
    buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES);
    EXPECT_INT(store_get(s, seq, &b, &fail), 0);
    bool holds = memmem(b.at, b.n, text, strlen(text)) != NULL;
    buf_drop(&b);
    return holds;
}

TEST(what_is_erased_is_gone_and_the_record_still_verifies) {
    struct store *memory = store_mem_new(&alloc_heap, 64u << 20);
    struct story_disk disk;
    struct engine_answer a;
    struct fail fail = {0};
    struct verify_report report;
    struct engine *e = open_on(story_plug(&disk, memory), NULL, true);
    REQUIRE(e && story_begin(e, STORY_BEGIN));
    EXPECT(story_good(story_say(e, enter_maria, STORY_BEGIN, NULL, &a), &a));
    struct arena arena;
    struct command_request c;
    arena_init(&arena, &alloc_heap, 1 << 20);
    EXPECT_INT(command_from_json(bytes_str(enter_anna), &arena, &c, &fail), 0);
    struct engine_request r = {.command = c.command,
                               .private_ = BYTES_LIT("lives in the blue house"),
                               .auth = AUTH_OPERATOR,
                               .stamp = STORY_BEGIN};
    EXPECT_INT(engine_submit(e, &r, 1, &a, &fail), 0);
    EXPECT(story_good(0, &a) && holds_text(memory, a.seq, "blue house"));
    EXPECT_INT(engine_redact(e, a.seq, &fail), ERR_SYNTAX); /* nobody asked for it */
    fail = (struct fail){0};
    EXPECT_INT(verify_record(memory, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT(report.holds && report.entries == 4);
    EXPECT(story_good(story_say(e,
                                "{\"do\": \"erase\", \"person\": \"anna\", \"why\": \"asked\", "
                                "\"entry\": 3}",
                                STORY_BEGIN, NULL, &a),
                      &a));
    struct buf before, after;
    buf_init(&before, &alloc_heap, LIMIT_NOTE_BYTES);
    buf_init(&after, &alloc_heap, LIMIT_NOTE_BYTES);
    EXPECT_INT(engine_receipt(e, 3, &before, &fail), 0);
    EXPECT_INT(engine_redact(e, a.seq, &fail), 0);
    EXPECT_INT(engine_receipt(e, 3, &after, &fail), 0);
    EXPECT_BYTES(buf_view(&after), buf_view(&before)); /* what was proved stays proved */
    EXPECT(!holds_text(memory, 3, "blue house"));
    struct hash state = law_hash(engine_law(e));
    engine_free(e);
    e = open_on(story_plug(&disk, memory), NULL, true);
    REQUIRE(e);
    struct hash again = law_hash(engine_law(e));
    EXPECT(hash_equal(&state, &again));
    EXPECT_INT(verify_record(memory, &(struct verify_options){0}, &report, &fail), 0);
    EXPECT_STR(report.why, "");
    EXPECT(report.holds);
    EXPECT_INT(report.parts_withheld, 2);
    engine_free(e);
    store_free(memory);
    buf_drop(&before);
    buf_drop(&after);
    arena_drop(&arena);
}

TEST_MAIN(T(what_is_erased_is_gone_and_the_record_still_verifies),
          T(a_clock_that_goes_back_does_not_take_the_record_back),
          T(stamps_are_brought_only_where_that_is_allowed_and_never_backwards),
          T(a_repeated_request_gets_the_first_answer_also_after_a_restart),
          T(one_batch_may_say_the_same_twice_and_speak_of_whom_it_entered),
          T(what_is_no_command_or_too_large_is_answered_and_changes_nothing),
          T(a_signature_counts_in_its_own_record_by_a_registered_key_of_the_person),
          T(what_was_signed_once_and_entered_twice_does_not_hold),
          T(the_key_of_a_signed_entry_is_never_forgotten),
          T(a_signed_request_without_a_key_of_its_own_is_not_taken),
          T(after_a_failed_write_the_writer_is_silent_for_ever))
