/* Members under pseudonyms: what the machine that keeps the record could make up, who finds it with
 * the record's keys, and what is found without (doc/record.md, 15). */
#include "engine/member.h"
#include "engine/verify.h"
#include "story.h"
#include "wire/ed25519.h"

/* --- sealed ----------------------------------------------------------------------------------- */

static const struct record_keys keys = {.pseudonym_secret = "the secret of this record, kept"};
static const struct record_keys other_keys = {.pseudonym_secret =
                                                  "the secret of another record..."};

TEST(what_is_sealed_opens_with_these_keys_in_this_entry_only) {
    static const uint8_t key[ED25519_PUBLIC_BYTES] = {1}, signature[ED25519_SIGNATURE_BYTES] = {2};
    for (int is_signed = 0; is_signed < 2; is_signed++) {
        struct entry e = {.header = {.seq = 9, .actor = 300, .auth = AUTH_OPERATOR}, .n_parts = 1};
        uint8_t sealed[MEMBER_SEALED_MAX], room[MEMBER_SEALED_MAX];
        struct buf b = buf_on(sealed, sizeof(sealed));
        struct fail fail = {0};
        struct pseudonym p = member_pseudonym(&keys, &e.header, 77);
        e.header.pseudonym = bytes_of(p.b, sizeof(p.b));
        if (is_signed) {
            e.header.auth = AUTH_SIGNED;
            e.header.auth_key = bytes_of(key, sizeof(key));
            e.header.signature = bytes_of(signature, sizeof(signature));
        }
        member_seal(&keys, &e.header, &b);
        REQUIRE(!b.failed);
        e.parts[0] = (struct entry_part){.kind = PART_SEALED, .content = buf_view(&b)};
        e.header.actor = 0;
        e.header.auth_key = e.header.signature = (struct bytes){0};
        EXPECT_INT(member_open(&keys, &e, room, &fail), 0);
        EXPECT_INT(e.header.actor, 300);
        EXPECT_INT(e.header.signature.n, is_signed ? ED25519_SIGNATURE_BYTES : 0);
        EXPECT_INT(member_open(&other_keys, &e, room, &fail), ERR_BROKEN);
        e.header.seq++;
        EXPECT_INT(member_open(&keys, &e, room, &fail), ERR_BROKEN);
        e.header.seq--;
        p.b[3] ^= 1; /* of another proceeding */
        EXPECT_INT(member_open(&keys, &e, room, &fail), ERR_BROKEN);
        p.b[3] ^= 1;
        for (size_t bit = 0; bit < 8 * b.n; bit += 5) {
            sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
            EXPECT_INT(member_open(&keys, &e, room, &fail), ERR_BROKEN);
            sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        e.parts[0].withheld = true;
        EXPECT_INT(member_open(&keys, &e, room, &fail), ERR_MISSING);
    }
}

TEST(a_person_has_one_pseudonym_in_a_proceeding_and_others_elsewhere) {
    struct pseudonym a = pseudonym_of(keys.pseudonym_secret, 5, 70),
                     b = pseudonym_of(keys.pseudonym_secret, 5, 70),
                     c = pseudonym_of(keys.pseudonym_secret, 5, 71),
                     d = pseudonym_of(keys.pseudonym_secret, 6, 70);
    EXPECT(memcmp(&a, &b, sizeof(a)) == 0);
    EXPECT(memcmp(&a, &c, sizeof(a)) != 0 && memcmp(&a, &d, sizeof(a)) != 0);
}

/* --- a machine that makes up what it likes ------------------------------------------------------
 */

struct machine {
    struct law *law;
    struct store *store;
    struct hash record_id;
    struct verify_report with, without; /* the keys */
};

struct lie {
    const char *as;    /* sealed: this person, by name */
    bool made_up;      /* the pseudonym is nobody's */
    uint32_t other_in; /* it is hers, but of this proceeding */
    struct law_standing said;
    const struct ed25519_secret *sign; /* signed with this key */
};

static void entry_append(struct machine *m, struct entry *e) {
    struct buf stored;
    struct fail fail = {0};
    struct bytes bytes;
    buf_init(&stored, &alloc_heap, LIMIT_ENTRY_BYTES);
    entry_seal(e);
    entry_encode(e, &stored);
    bytes = buf_view(&stored);
    EXPECT_INT(store_append(m->store, e->header.seq, &bytes, 1, &fail), 0);
    if (e->header.seq == 0)
        m->record_id = entry_leaf_hash(e);
    buf_drop(&stored);
}

static void sign_as(const struct machine *m, struct entry *e, const struct ed25519_secret *secret,
                    uint8_t signature[ED25519_SIGNATURE_BYTES]) {
    struct buf message;
    buf_init(&message, &alloc_heap, LIMIT_ENTRY_BYTES);
    entry_signed_bytes(&m->record_id, e, &message);
    ed25519_sign(secret, buf_view(&message), signature);
    buf_drop(&message);
    e->header.auth_key = bytes_of(ed25519_public(secret), ED25519_PUBLIC_BYTES);
    e->header.signature = bytes_of(signature, ED25519_SIGNATURE_BYTES);
}

/* The command as an entry of the record, as the engine would make it, but for the lie. */
static enum law_verdict put(struct machine *m, struct bytes command, int64_t stamp,
                            const struct lie *lie) {
    static const uint8_t salt[ENTRY_SALT_BYTES] = "sixteen bytes...";
    uint8_t signature[ED25519_SIGNATURE_BYTES], room[MEMBER_SEALED_MAX];
    struct buf effects, sealed = buf_on(room, sizeof(room));
    struct entry e = {.header = {.seq = law_size(m->law), .stamp = stamp, .auth = AUTH_OPERATOR}};
    struct command c;
    struct refusal refusal;
    struct fail fail = {0};
    struct pseudonym p;
    buf_init(&effects, &alloc_heap, LIMIT_PART_BYTES);
    EXPECT_INT(command_decode(command, &c, &fail), 0);
    EXPECT_INT(law_reserve(m->law, &fail), 0);
    e.header.type = c.type;
    memcpy(e.header.key, &e.header.seq, sizeof(e.header.seq));
    e.header.key[15] = 1;
    e.parts[e.n_parts++] = (struct entry_part){
        .kind = PART_COMMAND, .salt = bytes_of(salt, sizeof(salt)), .content = command};
    if (lie) {
        e.header.actor = law_named(m->law, bytes_str(lie->as));
        e.header.auth = lie->sign ? AUTH_SIGNED : AUTH_OPERATOR;
        if (lie->sign)
            sign_as(m, &e, lie->sign, signature);
        e.header.pseudonym = bytes_of(p.b, sizeof(p.b));
        uint32_t in = law_member_act(m->law, &e.header, &c);
        p = member_pseudonym(&keys, &e.header, lie->other_in ? lie->other_in : in);
        p.b[0] ^= lie->made_up;
        member_seal(&keys, &e.header, &sealed);
        e.header.actor = 0;
    }
    enum law_verdict v = law_decide(m->law, &e.header, &c,
                                    lie && lie->said.votes ? &lie->said : NULL, &effects, &refusal);
    e.parts[e.n_parts++] = (struct entry_part){
        .kind = PART_EFFECTS, .salt = bytes_of(salt, sizeof(salt)), .content = buf_view(&effects)};
    if (lie)
        e.parts[e.n_parts++] = (struct entry_part){.kind = PART_SEALED,
                                                   .salt = bytes_of(salt, sizeof(salt)),
                                                   .content = buf_view(&sealed)};
    if (v == LAW_ACCEPTED)
        entry_append(m, &e);
    buf_drop(&effects);
    return v;
}

static enum law_verdict say(struct machine *m, const char *json, const struct lie *lie) {
    struct arena a;
    struct command_request c;
    struct fail fail = {0};
    arena_init(&a, &alloc_heap, 1 << 20);
    EXPECT_INT(command_from_json(bytes_str(json), &a, &c, &fail), 0);
    EXPECT_STR(fail.text, "");
    enum law_verdict v = put(m, c.command, STORY_BEGIN, lie);
    arena_drop(&a);
    return v;
}

static const char club_text[] =
    "koinon: 1\nname: A club\ntime-zone: Europe/Athens\n"
    "members: {classes: {full: {votes: 1}, double: {votes: 2}}}\n"
    "units:\n  branch: {many: branches}\n"
    "bodies:\n  meeting: {for-each: branch, seats: every-member, called-by: committee}\n"
    "  committee: {seats: {from: members, number: 3}, term: 1y, recall: none}\n"
    "acts:\n  resolution: {by: meeting}\nadoption: {by: members}\n"
    "disputes: {to: committee, within: 90d, meanwhile: stands}\n";

static const struct ed25519_secret *maria_signs(void) {
    static struct ed25519_secret secret;
    ed25519_from_seed((const uint8_t[ED25519_SEED_BYTES]){7}, &secret);
    return &secret;
}

/* Two of three members of athens, an election in which members vote, and maria's key. */
static void machine_begin(struct machine *m) {
    static const char *const story[] = {
        "{\"do\": \"enter\", \"kind\": \"branch\", \"name\": \"athens\"}",
        "{\"do\": \"enter\", \"kind\": \"branch\", \"name\": \"volos\"}",
        "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"maria\"}",
        "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"nikos\"}",
        "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"stranger\"}",
        "{\"do\": \"enrol\", \"person\": \"maria\", \"unit\": \"athens\", \"class\": \"full\"}",
        "{\"do\": \"enrol\", \"person\": \"nikos\", \"unit\": \"athens\", \"class\": \"full\"}",
        "{\"do\": \"call-election\", \"body\": \"committee\", \"name\": \"one\"}",
        "{\"do\": \"nominate\", \"in\": \"one\", \"person\": \"nikos\"}",
    };
    struct buf b;
    char json[256], key[64];
    buf_init(&b, &alloc_heap, LIMIT_PART_BYTES);
    REQUIRE(law_new(&alloc_heap, &m->law) == 0);
    m->store = store_mem_new(&alloc_heap, 64u << 20);
    EXPECT(story_found(&b) && put(m, buf_view(&b), STORY_BEGIN, NULL) == LAW_ACCEPTED);
    buf_clear(&b);
    EXPECT(story_adopt_text(bytes_str(club_text), &b) &&
           put(m, buf_view(&b), STORY_BEGIN, NULL) == LAW_ACCEPTED);
    buf_drop(&b);
    for (size_t i = 0; i < sizeof(story) / sizeof(story[0]); i++)
        EXPECT_INT(say(m, story[i], NULL), LAW_ACCEPTED);
    bytes_to_base64(bytes_of(ed25519_public(maria_signs()), ED25519_PUBLIC_BYTES), key);
    snprintf(json, sizeof(json),
             "{\"do\": \"register-key\", \"person\": \"maria\", \"key\": \"%s\"}", key);
    EXPECT_INT(say(m, json, NULL), LAW_ACCEPTED);
}

static void machine_verify(struct machine *m) {
    struct fail fail = {0};
    EXPECT_INT(verify_record(m->store, &(struct verify_options){.keys = &keys}, &m->with, &fail),
               0);
    EXPECT_INT(verify_record(m->store, &(struct verify_options){0}, &m->without, &fail), 0);
    store_free(m->store);
    law_free(m->law);
}

static struct law_standing full_in(const struct machine *m, const char *unit) {
    return (struct law_standing){law_named(m->law, bytes_str(unit)), 1};
}

static const char vote[] = "{\"do\": \"cast\", \"in\": \"one\", \"choice\": [\"nikos\"]}";

TEST(an_honest_machine_s_record_holds_with_the_keys_and_without) {
    struct machine m = {0};
    machine_begin(&m);
    struct law_standing s = full_in(&m, "athens");
    EXPECT_INT(say(&m, vote, &(struct lie){.as = "maria", .said = s, .sign = maria_signs()}),
               LAW_ACCEPTED);
    EXPECT_INT(say(&m, vote, &(struct lie){.as = "nikos", .said = s}), LAW_ACCEPTED);
    machine_verify(&m);
    EXPECT_STR(m.with.why, "");
    EXPECT_STR(m.without.why, "");
    EXPECT_INT(m.with.pseudonyms, 2);
    EXPECT_INT(m.with.members_known, 2);
    EXPECT_INT(m.without.members_known, 0);
    EXPECT_INT(m.with.signed_entries, 1);
    EXPECT(hash_equal(&m.with.state, &m.without.state));
}

/* What only who has the keys can find. */
static void found_with_keys(const struct lie *lie, const char *why) {
    struct machine m = {0};
    struct lie one = *lie;
    machine_begin(&m);
    one.other_in = lie->other_in ? law_named(m.law, BYTES_LIT("athens")) : 0;
    one.said = full_in(&m, "athens");
    uint64_t seq = law_size(m.law);
    EXPECT_INT(say(&m, vote, &one), LAW_ACCEPTED);
    machine_verify(&m);
    EXPECT(!m.with.holds);
    EXPECT_INT(m.with.first_bad, seq);
    if (!strstr(m.with.why, why))
        TEST_FAIL_("found is \"%s\", expected \"%s\"", m.with.why, why);
    EXPECT(m.without.holds);
}

TEST(the_keys_find_who_is_not_who_she_is_said_to_be) {
    struct ed25519_secret another;
    ed25519_from_seed((const uint8_t[ED25519_SEED_BYTES]){8}, &another);
    found_with_keys(&(struct lie){.as = "maria", .made_up = true}, "not that of who is sealed");
    found_with_keys(&(struct lie){.as = "maria", .other_in = 1}, "not that of who is sealed");
    found_with_keys(&(struct lie){.as = "stranger"}, "NOT_ENTITLED");
    found_with_keys(&(struct lie){.as = "maria", .sign = &another}, "BAD_SIGNATURE");
    found_with_keys(&(struct lie){.as = "nikos", .sign = maria_signs()}, "BAD_SIGNATURE");
}

TEST(a_standing_she_has_not_is_found) {
    struct machine m = {0};
    machine_begin(&m);
    struct law_standing s = full_in(&m, "athens");
    s.votes = 2;
    EXPECT_INT(say(&m, vote, &(struct lie){.as = "maria", .said = s}), LAW_ACCEPTED);
    machine_verify(&m);
    EXPECT(strstr(m.with.why, "its effects are not what the law makes of it"));
}

TEST(nobody_acts_twice_whoever_looks) {
    struct machine m = {0};
    machine_begin(&m);
    struct lie maria = {.as = "maria", .said = full_in(&m, "athens")};
    EXPECT_INT(say(&m, vote, &maria), LAW_ACCEPTED);
    EXPECT_INT(say(&m, vote, &maria), LAW_DONE_ALREADY);
    maria.said = full_in(&m, "volos"); /* met before: what is said now is not asked */
    EXPECT_INT(say(&m, vote, &maria), LAW_DONE_ALREADY);
    EXPECT_INT(say(&m, vote, &(struct lie){.as = "nikos"}), LAW_NOT_ENTITLED); /* no standing */
    EXPECT_INT(say(&m, vote, &(struct lie){.as = "nikos", .said = {99999, 1}}), LAW_NOT_ENTITLED);
    EXPECT_INT(say(&m, "{\"do\": \"enter\", \"kind\": \"person\", \"name\": \"x\"}",
                   &(struct lie){.as = "nikos"}),
               LAW_PSEUDONYM); /* no act of a member */
    machine_verify(&m);
    EXPECT(m.with.holds && m.without.holds);
}

/* --- the engine ------------------------------------------------------------------------------- */

/* Where members vote a mandate counts for nothing, and would be a second way in. */
static enum law_verdict cast_by_mandate(struct engine *e, uint32_t mandate) {
    struct engine_answer a;
    struct arena arena;
    struct command_request c;
    struct fail fail = {0};
    char json[128];
    arena_init(&arena, &alloc_heap, 1 << 20);
    snprintf(json, sizeof(json),
             "{\"do\": \"cast\", \"in\": \"one\", \"choice\": [\"p-1\"], \"mandate\": %u}",
             mandate);
    EXPECT_INT(command_from_json(bytes_str(json), &arena, &c, &fail), 0);
    struct engine_request r = {.command = c.command,
                               .auth = AUTH_OPERATOR,
                               .actor.name = BYTES_LIT("p-1"),
                               .stamp = STORY_BEGIN + 6};
    EXPECT_INT(engine_submit(e, &r, 1, &a, &fail), 0);
    arena_drop(&arena);
    return a.verdict;
}

TEST(the_engine_hides_whoever_acts_as_a_member) {
    struct story_disk disk;
    struct store *memory = store_mem_new(&alloc_heap, 64u << 20);
    struct engine *e = NULL;
    struct engine_options o = {.store = story_plug(&disk, memory), .stamps_as_given = true};
    struct engine_answer a;
    struct fail fail = {0};
    struct buf b;
    struct entry entry;
    struct arena arena;
    struct command_request c;
    REQUIRE(engine_open(NULL, &o, &e, &fail) == 0 && story_begin(e, STORY_BEGIN));
    EXPECT(story_good(story_say(e, "{\"do\": \"enter\", \"kind\": \"branch\", \"name\": \"x\"}",
                                STORY_BEGIN, NULL, &a),
                      &a));
    EXPECT(story_persons(e, 1, 2, STORY_BEGIN));
    EXPECT(story_good(story_say(e, "{\"do\": \"enrol\", \"person\": \"p-1\", \"unit\": \"x\"}",
                                STORY_BEGIN + 5, NULL, &a),
                      &a));
    EXPECT(story_good(
        story_say(e, "{\"do\": \"declare\", \"body\": \"committee\", \"person\": \"p-2\"}",
                  STORY_BEGIN + 5, NULL, &a),
        &a));
    uint32_t sits = a.first_new;
    EXPECT(story_good(story_say(e,
                                "{\"do\": \"call-election\", \"body\": \"committee\", "
                                "\"name\": \"one\"}",
                                STORY_BEGIN + 5, NULL, &a),
                      &a));
    EXPECT(story_good(story_say(e, "{\"do\": \"nominate\", \"in\": \"one\", \"person\": \"p-1\"}",
                                STORY_BEGIN + 5, NULL, &a),
                      &a));
    arena_init(&arena, &alloc_heap, 1 << 20);
    REQUIRE(command_from_json(BYTES_LIT("{\"do\": \"cast\", \"in\": \"one\", \"choice\": "
                                        "[\"p-1\"]}"),
                              &arena, &c, &fail) == 0);
    struct engine_request r = {.command = c.command,
                               .auth = AUTH_OPERATOR,
                               .actor.name = BYTES_LIT("p-2"),
                               .stamp = STORY_BEGIN + 6};
    EXPECT_INT(engine_submit(e, &r, 1, &a, &fail), 0);
    EXPECT_INT(a.verdict, LAW_NOT_ENTITLED);
    r.actor.name = BYTES_LIT("p-1");
    r.acting_for.name = BYTES_LIT("committee"); /* or she could vote twice */
    EXPECT_INT(engine_submit(e, &r, 1, &a, &fail), 0);
    EXPECT_INT(a.verdict, LAW_PSEUDONYM);
    r.acting_for.name = (struct bytes){0};
    EXPECT_INT(cast_by_mandate(e, sits), LAW_NOT_ENTITLED);
    EXPECT(story_good(engine_submit(e, &r, 1, &a, &fail), &a));
    buf_init(&b, &alloc_heap, LIMIT_ENTRY_BYTES);
    EXPECT_INT(store_get(memory, a.seq, &b, &fail), 0);
    EXPECT_INT(entry_decode(buf_view(&b), &entry, &fail), 0);
    EXPECT_INT(entry.header.actor, 0);
    EXPECT_INT(entry.header.pseudonym.n, ENTRY_PSEUDONYM_BYTES);
    EXPECT(entry_part(&entry, PART_SEALED) != NULL);
    EXPECT_INT(engine_submit(e, &r, 1, &a, &fail), 0);
    EXPECT_INT(a.verdict, LAW_DONE_ALREADY);
    buf_drop(&b);
    arena_drop(&arena);
    engine_free(e);
    store_free(memory);
}

TEST_MAIN(T(what_is_sealed_opens_with_these_keys_in_this_entry_only),
          T(a_person_has_one_pseudonym_in_a_proceeding_and_others_elsewhere),
          T(an_honest_machine_s_record_holds_with_the_keys_and_without),
          T(the_keys_find_who_is_not_who_she_is_said_to_be), T(a_standing_she_has_not_is_found),
          T(nobody_acts_twice_whoever_looks), T(the_engine_hides_whoever_acts_as_a_member))
