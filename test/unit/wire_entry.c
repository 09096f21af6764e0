#include "test.h"

#include "base/cbor.h"
#include "wire/entry.h"

#define ROOM 4096

static const uint8_t salt_a[16] = "salt of command!", salt_b[16] = "salt of the text";
static const uint8_t public_key[32] = "a public key of thirty-two bytes";
static const uint8_t signature[64] =
    "a signature of sixty-four bytes, which nobody made, only a test";

static struct entry sample(void) {
    struct entry e = {.header = {.seq = 300,
                                 .stamp = INT64_C(1790000000123),
                                 .type = 54,
                                 .key = "0123456789abcde",
                                 .actor = 17,
                                 .acting_for = 70000,
                                 .auth = AUTH_SIGNED,
                                 .auth_key = {public_key, 32},
                                 .signature = {signature, 64}},
                      .n_parts = 2};
    e.parts[0] = (struct entry_part){
        .kind = PART_COMMAND, .salt = {salt_a, 16}, .content = BYTES_LIT("\xa1\x00\x03")};
    e.parts[1] = (struct entry_part){
        .kind = PART_TEXT, .salt = {salt_b, 16}, .content = BYTES_LIT("We, the members")};
    entry_seal(&e);
    return e;
}

static struct bytes encoded(const struct entry *e, uint8_t *room) {
    struct buf b = buf_on(room, ROOM);
    entry_encode(e, &b);
    EXPECT(!b.failed);
    return buf_view(&b);
}

static void expect_same_header(const struct entry_header *a, const struct entry_header *b) {
    EXPECT_INT(a->seq, b->seq);
    EXPECT_INT(a->stamp, b->stamp);
    EXPECT_INT(a->type, b->type);
    EXPECT(memcmp(a->key, b->key, 16) == 0);
    EXPECT_INT(a->actor, b->actor);
    EXPECT_INT(a->acting_for, b->acting_for);
    EXPECT_INT(a->entered_by, b->entered_by);
    EXPECT_INT(a->auth, b->auth);
    EXPECT(bytes_equal(a->auth_key, b->auth_key) && bytes_equal(a->signature, b->signature));
}

TEST(an_entry_comes_back_as_it_went) {
    uint8_t room[ROOM], again[ROOM];
    struct fail fail = {0};
    struct entry e = sample(), d;
    struct bytes stored = encoded(&e, room);
    EXPECT_INT(entry_decode(stored, &d, &fail), 0);
    EXPECT_STR(fail.text, "");
    expect_same_header(&d.header, &e.header);
    EXPECT_INT(d.n_parts, 2);
    EXPECT_BYTES(entry_part(&d, PART_TEXT)->content, BYTES_LIT("We, the members"));
    EXPECT(!entry_part(&d, PART_EFFECTS));
    for (int i = 0; i < 2; i++)
        EXPECT(hash_equal(&d.parts[i].hash, &e.parts[i].hash));
    EXPECT(bytes_equal(encoded(&d, again), stored));
    EXPECT(cbor_valid(stored));
}

TEST(hashes_are_what_the_format_says) {
    struct entry e = sample();
    uint8_t bytes[ROOM];
    struct buf b = buf_on(bytes, ROOM);
    buf_byte(&b, 2);
    buf_add(&b, salt_b, 16);
    buf_str(&b, "We, the members");
    struct hash want = sha256_of(buf_view(&b));
    EXPECT(hash_equal(&e.parts[1].hash, &want));

    buf_clear(&b);
    buf_byte(&b, 0);
    entry_leaf(&e, &b);
    want = sha256_of(buf_view(&b));
    struct hash leaf = entry_leaf_hash(&e);
    EXPECT(hash_equal(&leaf, &want));
    EXPECT(cbor_valid(bytes_of(bytes + 1, b.n - 1)));
}

TEST(a_long_part_hashes_like_a_short_one) {
    static uint8_t content[LIMIT_PART_BYTES], bytes[LIMIT_PART_BYTES + 17];
    for (size_t n = 400; n <= sizeof(content); n = n < 1024 ? n + 1 : n * 8) {
        memset(content, (int)n, n);
        struct entry e = {.n_parts = 1};
        e.parts[0] = (struct entry_part){PART_TEXT, false, {salt_a, 16}, {content, n}, {{0}}};
        entry_seal(&e);
        bytes[0] = 2;
        memcpy(bytes + 1, salt_a, 16);
        memcpy(bytes + 17, content, n);
        struct hash want = sha256_of(bytes_of(bytes, n + 17));
        EXPECT(hash_equal(&e.parts[0].hash, &want));
    }
}

TEST(a_withheld_part_leaves_the_leaf_as_it_was) {
    uint8_t room[ROOM], again[ROOM];
    struct entry e = sample(), d;
    struct hash before = entry_leaf_hash(&e);
    for (unsigned which = 0; which < 4; which++) {
        struct entry less = e;
        for (int i = 0; i < 2; i++)
            less.parts[i].withheld = which >> i & 1;
        struct bytes stored = encoded(&less, room);
        EXPECT_INT(entry_decode(stored, &d, NULL), 0);
        struct hash after = entry_leaf_hash(&d);
        EXPECT(hash_equal(&before, &after));
        EXPECT_INT(d.parts[1].withheld, which >> 1);
        EXPECT(bytes_equal(encoded(&d, again), stored));
    }
}

/* Every header field and both parts are under the hash. */
TEST(whatever_changes_changes_the_leaf) {
    struct entry e = sample();
    struct hash before = entry_leaf_hash(&e);
#define CHANGES(change)                                                                            \
    do {                                                                                           \
        struct entry o = e;                                                                        \
        change;                                                                                    \
        entry_seal(&o);                                                                            \
        struct hash after = entry_leaf_hash(&o);                                                   \
        EXPECT(!hash_equal(&before, &after));                                                      \
    } while (0)
    CHANGES(o.header.seq++);
    CHANGES(o.header.stamp = -o.header.stamp);
    CHANGES(o.header.type++);
    CHANGES(o.header.key[15] = 1);
    CHANGES(o.header.actor = 0);
    CHANGES(o.header.acting_for++);
    CHANGES(o.header.entered_by = 1);
    CHANGES(o.header.auth = AUTH_SESSION);
    CHANGES(o.header.auth_key.at = signature);
    CHANGES(o.header.signature.at = salt_a - 0; o.header.signature.n = 16);
    CHANGES(o.parts[0].kind = PART_PRIVATE);
    CHANGES(o.parts[0].salt.at = salt_b);
    CHANGES(o.parts[1].content.n--);
    CHANGES(o.n_parts = 1);
#undef CHANGES
}

TEST(the_largest_header_has_room_on_the_stack) {
    struct entry e = sample();
    e.header.seq = UINT64_MAX;
    e.header.stamp = INT64_MIN;
    e.header.type = UINT16_MAX;
    e.header.actor = e.header.acting_for = e.header.entered_by = UINT32_MAX;
    e.n_parts = LIMIT_PARTS;
    for (int i = 0; i < LIMIT_PARTS; i++)
        e.parts[i].kind = UINT8_MAX;
    struct hash h = entry_leaf_hash(&e), zero = {{0}};
    EXPECT(!hash_equal(&h, &zero));
}

/* Under a pseudonym nothing in the bytes says who acts, whatever the maker of the entry knows. */
TEST(a_pseudonym_stands_for_whoever_acts) {
    static const uint8_t name[ENTRY_PSEUDONYM_BYTES] = "a-name-of-16-by";
    struct entry e = sample(), other, back;
    struct fail fail = {0};
    uint8_t room[1024], room2[1024];
    struct buf b = buf_on(room, sizeof(room)), c = buf_on(room2, sizeof(room2));
    e.header.pseudonym = bytes_of(name, sizeof(name));
    e.parts[e.n_parts++] = (struct entry_part){
        .kind = PART_SEALED, .salt = {salt_a, 16}, .content = BYTES_LIT("for who has keys")};
    entry_seal(&e);
    other = e;
    other.header.actor++;
    other.header.acting_for = 0;
    other.header.auth_key = other.header.signature = (struct bytes){0};
    entry_encode(&e, &b);
    entry_encode(&other, &c);
    EXPECT(bytes_equal(buf_view(&b), buf_view(&c)));
    EXPECT_INT(entry_decode(buf_view(&b), &back, &fail), 0);
    EXPECT_INT(back.header.actor, 0);
    EXPECT_INT(back.header.acting_for, 0);
    EXPECT_INT(back.header.auth, AUTH_SIGNED);
    EXPECT_INT(back.header.auth_key.n, 0);
    EXPECT(bytes_equal(back.header.pseudonym, e.header.pseudonym));
    struct hash h = entry_leaf_hash(&e), again = entry_leaf_hash(&back);
    EXPECT(hash_equal(&h, &again));
    back.header.actor = 7; /* found with the keys: the leaf is the one it came with */
    again = entry_leaf_hash(&back);
    EXPECT(hash_equal(&h, &again));
}

/* --- what is refused ----------------------------------------------------------------------------
 */

#define KEY16 "5000000000000000000000000000000000"
#define NAME16 "50a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
#define SEALED "830550000102030405060708090a0b0c0d0e0f4100"
#define PART_1                                                                                     \
    "830150"                                                                                       \
    "00000000000000000000000000000000"                                                             \
    "4103"

static int decode_hex(const char *hex, struct fail *fail) {
    static uint8_t room[ROOM];
    struct entry e;
    size_t n = strlen(hex) / 2;
    EXPECT_INT(bytes_from_hex(bytes_str(hex), room, n), 0);
    *fail = (struct fail){0};
    return entry_decode(bytes_of(room, n), &e, fail);
}

/* A header up to its key: sequence 0, stamp 0, type 3; and one that is whole. */
#define FIXED "0000" "0100" "0203" "03" KEY16
#define WHOLE "82a5" FIXED "0700"

static const struct {
    const char *hex;
    int code;
    const char *says;
} bad[] = {
    {"", ERR_SYNTAX, "entry: expected an entry: [header, parts] at byte 0"},
    {"8380", ERR_SYNTAX, "an entry: [header, parts]"},
    {"82a5"
     "0000"
     "0100"
     "0203"
     "034100"
     "070080",
     ERR_SYNTAX, "field 3 (key), 16 bytes at byte 11"},
    {"82a4" FIXED "80", ERR_SYNTAX, "at least 5 fields"},
    {"82a5"
     "0000"
     "0100"
     "0200"
     "03" KEY16 "070080",
     ERR_SYNTAX, "a type from 1 to 65535"},
    {"82a5"
     "0000"
     "0100"
     "021a00010000"
     "03" KEY16 "070080",
     ERR_SYNTAX, "a type from 1"},
    {"82a5"
     "001b8000000000000000"
     "0100"
     "0203"
     "03" KEY16 "070080",
     ERR_SYNTAX, "below 2^63"},
    {"82a5"
     "0100"
     "0000"
     "0203"
     "03" KEY16 "070080",
     ERR_SYNTAX, "field 0 (sequence)"},
    {"82a6" FIXED "0400"
     "070080",
     ERR_SYNTAX, "0 is left out"},
    {"82a6" FIXED "0501"
     "040180",
     ERR_SYNTAX, "ascending order"},
    {"82a6" FIXED "0401"
     "050180",
     ERR_SYNTAX, "field 7"},
    {"82a6" FIXED "0704"
     "0b0080",
     ERR_VERSION, "header field 11"},
    {"82a6" FIXED "0704"
     "0a410080",
     ERR_SYNTAX, "a pseudonym of 16 bytes"},
    {"82a7" FIXED "0407"
     "0704"
     "0a" NAME16 "80",
     ERR_SYNTAX, "a pseudonym or an actor"},
    {"82a6" FIXED "0700"
     "0a" NAME16 "80",
     ERR_SYNTAX, "the engine is no member"},
    {"82a6" FIXED "0704"
     "0a" NAME16 "80",
     ERR_SYNTAX, "a sealed part exactly with a pseudonym"},
    {WHOLE "81" SEALED, ERR_SYNTAX, "a sealed part exactly with a pseudonym"},
    {"82a5" FIXED "070580", ERR_VERSION, "authentication 5"},
    {"82a5" FIXED "070180", ERR_SYNTAX, "exactly when signed"},
    {"82a6" FIXED "0702"
     "084080",
     ERR_SYNTAX, "32 bytes"},
    {WHOLE "82" PART_1 PART_1, ERR_SYNTAX, "none twice"},
    {WHOLE "81820600", ERR_VERSION, "kind 6"},
    {WHOLE "8182014100", ERR_SYNTAX, "32 bytes"},
    {WHOLE "818301410041", ERR_SYNTAX, "16 bytes"},
    {WHOLE "8900", ERR_SYNTAX, "the parts"},
    {WHOLE "8900000000000000000000", ERR_RANGE, "9 parts"},
    {WHOLE "8000", ERR_SYNTAX, "the end of the entry"},
};

TEST(what_is_out_of_form_is_refused_with_its_place) {
    struct fail fail;
    EXPECT_INT(decode_hex(WHOLE "80", &fail), 0); /* the smallest there is: a tick of the engine */
    EXPECT_INT(decode_hex(WHOLE "81" PART_1, &fail), 0);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        EXPECT_INT(decode_hex(bad[i].hex, &fail), bad[i].code);
        if (!strstr(fail.text, bad[i].says))
            TEST_FAIL_("case %zu says \"%s\", expected \"%s\"", i, fail.text, bad[i].says);
    }
}

TEST(sizes_end_where_the_limits_say) {
    static uint8_t content[LIMIT_PART_BYTES + 1], room[2 * LIMIT_ENTRY_BYTES];
    struct entry e = sample(), d;
    struct fail fail = {0};
    e.parts[1].content = bytes_of(content, LIMIT_PART_BYTES);
    struct buf b = buf_on(room, sizeof(room));
    entry_encode(&e, &b);
    EXPECT_INT(entry_decode(buf_view(&b), &d, &fail), 0);
    buf_clear(&b);
    e.parts[1].content.n++;
    entry_encode(&e, &b);
    EXPECT_INT(entry_decode(buf_view(&b), &d, &fail), ERR_RANGE);
    EXPECT_STR(fail.text, "entry: a part has 524289 bytes, at most 524288 are allowed");
    fail = (struct fail){0};
    EXPECT_INT(entry_decode(bytes_of(room, LIMIT_ENTRY_BYTES + 1), &d, &fail), ERR_RANGE);
    EXPECT(strstr(fail.text, "1048577 bytes"));
}

TEST(no_cut_and_no_flipped_bit_passes_for_the_same_entry) {
    uint8_t room[ROOM], other[ROOM], again[ROOM];
    struct entry e = sample(), d;
    struct bytes stored = encoded(&e, room);
    struct hash before = entry_leaf_hash(&e);
    for (size_t n = 0; n < stored.n; n++)
        EXPECT(entry_decode(bytes_part(stored, 0, n), &d, NULL) < 0);
    for (size_t bit = 0; bit < stored.n * 8; bit++) {
        memcpy(other, stored.at, stored.n);
        other[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (entry_decode(bytes_of(other, stored.n), &d, NULL) < 0)
            continue;
        struct hash after = entry_leaf_hash(&d);
        EXPECT(!hash_equal(&before, &after));
        EXPECT(bytes_equal(encoded(&d, again), bytes_of(other, stored.n)));
    }
}

TEST(a_failed_decoding_leaves_the_result_untouched) {
    struct entry e, before;
    memset(&e, 0x5a, sizeof(e));
    memset(&before, 0x5a, sizeof(before));
    EXPECT(entry_decode(BYTES_LIT("\x82\xa5\x00"), &e, NULL) < 0);
    EXPECT(memcmp(&e, &before, sizeof(e)) == 0);
}

TEST(what_is_signed_names_the_record_the_key_the_person_and_the_words) {
    struct entry e = sample();
    uint8_t room[ROOM], want[ROOM];
    struct hash record = sha256_of(BYTES_LIT("entry 0")),
                text = sha256_of(BYTES_LIT("We, the members"));
    struct buf b = buf_on(room, ROOM), w = buf_on(want, ROOM);
    entry_signed_bytes(&record, &e, &b);
    buf_str(&w, "koinon/1\n");
    buf_add(&w, record.b, 32);
    buf_add(&w, e.header.key, 16);
    buf_add(&w, "\x11\x1a\x00\x01\x11\x70", 6);
    buf_add(&w, "\xa1\x00\x03", 3);
    buf_add(&w, text.b, 32);
    EXPECT(!b.failed && bytes_equal(buf_view(&b), buf_view(&w)));

    e.n_parts = 1; /* without a text: zeros in its place */
    buf_clear(&b);
    entry_signed_bytes(&record, &e, &b);
    memset(want + w.n - 32, 0, 32);
    EXPECT(bytes_equal(buf_view(&b), buf_view(&w)));

    e.parts[0].withheld = true;
    buf_clear(&b);
    entry_signed_bytes(&record, &e, &b);
    EXPECT(b.failed);
}

TEST_MAIN(T(an_entry_comes_back_as_it_went), T(hashes_are_what_the_format_says),
          T(a_long_part_hashes_like_a_short_one), T(a_withheld_part_leaves_the_leaf_as_it_was),
          T(whatever_changes_changes_the_leaf), T(a_pseudonym_stands_for_whoever_acts),
          T(the_largest_header_has_room_on_the_stack),
          T(what_is_out_of_form_is_refused_with_its_place), T(sizes_end_where_the_limits_say),
          T(no_cut_and_no_flipped_bit_passes_for_the_same_entry),
          T(a_failed_decoding_leaves_the_result_untouched),
          T(what_is_signed_names_the_record_the_key_the_person_and_the_words))
