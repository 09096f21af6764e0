#include "test.h"

#include "base/limits.h"
#include "base/cbor.h"

static struct bytes unhex(const char *hex, uint8_t *room) {
    size_t n = strlen(hex) / 2;
    if (bytes_from_hex(bytes_str(hex), room, n) < 0)
        TEST_FAIL_("bad hexadecimal in the test: %s", hex);
    return bytes_of(room, n);
}

/* RFC 8949, appendix A: what the profile has, with its diagnostic notation... */
static const struct {
    const char *hex, *shown;
} taken[] = {
    {"00", "0"},
    {"01", "1"},
    {"0a", "10"},
    {"17", "23"},
    {"1818", "24"},
    {"1819", "25"},
    {"1864", "100"},
    {"1903e8", "1000"},
    {"1a000f4240", "1000000"},
    {"1b000000e8d4a51000", "1000000000000"},
    {"1bffffffffffffffff", "18446744073709551615"},
    {"3bffffffffffffffff", "-18446744073709551616"},
    {"20", "-1"},
    {"29", "-10"},
    {"3863", "-100"},
    {"3903e7", "-1000"},
    {"f4", "false"},
    {"f5", "true"},
    {"f6", "null"},
    {"40", "h''"},
    {"4401020304", "h'01020304'"},
    {"60", "\"\""},
    {"6161", "\"a\""},
    {"6449455446", "\"IETF\""},
    {"62225c", "\"\\\"\\\\\""},
    {"62c3bc", "\"\xc3\xbc\""},
    {"63e6b0b4", "\"\xe6\xb0\xb4\""},
    {"64f0908591", "\"\xf0\x90\x85\x91\""},
    {"80", "[]"},
    {"83010203", "[1, 2, 3]"},
    {"8301820203820405", "[1, [2, 3], [4, 5]]"},
    {"98190102030405060708090a0b0c0d0e0f101112131415161718181819",
     "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]"},
    {"a0", "{}"},
    {"a201020304", "{1: 2, 3: 4}"},
    {"a26161016162820203", "{\"a\": 1, \"b\": [2, 3]}"},
    {"826161a161626163", "[\"a\", {\"b\": \"c\"}]"},
    {"a56161614161626142616361436164614461656145",
     "{\"a\": \"A\", \"b\": \"B\", \"c\": \"C\", \"d\": \"D\", \"e\": \"E\"}"},
};
/* ... and what it leaves out: tags (big numbers, dates, URIs), floating point, undefined and other
 * simple values, indefinite lengths. */
static const char *const refused[] = {
    "c249010000000000000000",
    "c349010000000000000000",
    "f90000",
    "f98000",
    "f93c00",
    "fb3ff199999999999a",
    "f93e00",
    "f97bff",
    "fa47c35000",
    "fa7f7fffff",
    "fb7e37e43c8800759c",
    "f90001",
    "f90400",
    "f9c400",
    "fbc010666666666666",
    "f97c00",
    "f97e00",
    "f9fc00",
    "fa7f800000",
    "fa7fc00000",
    "faff800000",
    "fb7ff0000000000000",
    "fb7ff8000000000000",
    "fbfff0000000000000",
    "f7",
    "f0",
    "f8ff",
    "c074323031332d30332d32315432303a30343a30305a",
    "c11a514b67b0",
    "c1fb41d452d9ec200000",
    "d74401020304",
    "d818456449455446",
    "d82076687474703a2f2f7777772e6578616d706c652e636f6d",
    "5f42010243030405ff",
    "7f657374726561646d696e67ff",
    "9fff",
    "9f018202039f0405ffff",
    "9f01820203820405ff",
    "83018202039f0405ff",
    "83019f0203ff820405",
    "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff",
    "bf61610161629f0203ffff",
    "826161bf61626163ff",
    "bf6346756ef563416d7421ff",
};

TEST(every_vector_of_rfc_8949_is_read_and_shown_or_refused) {
    uint8_t room[128];
    struct buf b;
    buf_init(&b, &alloc_heap, 4096);
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        struct bytes one = unhex(taken[i].hex, room);
        EXPECT(cbor_valid(one));
        buf_clear(&b);
        cbor_diagnose(&b, one);
        EXPECT_STR((const char *)b.at, taken[i].shown);
    }
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        if (cbor_valid(unhex(refused[i], room)))
            TEST_FAIL_("%s was taken", refused[i]);
    buf_drop(&b);
    EXPECT_INT(sizeof(taken) / sizeof(taken[0]) + sizeof(refused) / sizeof(refused[0]), 81);
}

TEST(numbers_and_lengths_are_shortest_or_refused) {
    static const char *const longer[] = {"1800",
                                         "1817",
                                         "190000",
                                         "1900ff",
                                         "1a0000ffff",
                                         "3817",
                                         "1b00000000ffffffff",
                                         "580161",
                                         "5801ff",
                                         "7801"
                                         "61",
                                         "9801"
                                         "00",
                                         "b8010000",
                                         "3900ff",
                                         "1c",
                                         "1d",
                                         "1e",
                                         "1f"};
    uint8_t room[16];
    for (size_t i = 0; i < sizeof(longer) / sizeof(longer[0]); i++)
        if (cbor_valid(unhex(longer[i], room)))
            TEST_FAIL_("%s was taken", longer[i]);
}

TEST(maps_are_in_order_of_their_keys_bytes_and_have_none_twice) {
    uint8_t room[32];
    EXPECT(cbor_valid(unhex("a2010018640a", room)));  /* 1, 100 */
    EXPECT(!cbor_valid(unhex("a2186400010a", room))); /* 100, 1 */
    EXPECT(!cbor_valid(unhex("a201000100", room)));   /* twice */
    EXPECT(
        cbor_valid(unhex("a3186400200061610a", room))); /* 100, -1, "a": bytewise, not by length */
    EXPECT(!cbor_valid(unhex("a220001864"
                             "00",
                             room)));
    EXPECT(cbor_valid(unhex("a2617a0062616100", room))); /* "z" before "aa": the length is first */
    EXPECT(!cbor_valid(unhex("a262616100617a00", room)));
    EXPECT(!cbor_valid(unhex("82a201000100", room))); /* nested as well */
}

TEST(text_is_well_formed_utf_8) {
    static const char *const bad[] = {
        "6180",       /* a continuation alone */
        "61c3",       /* cut */
        "62c328",     /* not continued */
        "62c080",     /* NUL in two bytes */
        "62c1bf",     /* overlong */
        "63e08080",   /* overlong */
        "63eda080",   /* a surrogate */
        "63edbfbf",   /* a surrogate */
        "64f0808080", /* overlong */
        "64f4908080", /* above U+10FFFF */
        "64f5808080",
        "61ff",
        "62e6b0",
        "63f09085",
        "69616161616161616180", /* after eight that are fine */
    };
    static const char *const good[] = {"63ed9fbf", "63ee8080",   "64f48fbfbf",
                                       "63e0a080", "64f0908080", "6a6161616161616161c3bc",
                                       "63efbfbf"};
    uint8_t room[32];
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (cbor_valid(unhex(bad[i], room)))
            TEST_FAIL_("%s was taken", bad[i]);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (!cbor_valid(unhex(good[i], room)))
            TEST_FAIL_("%s was refused", good[i]);
    EXPECT(cbor_valid(unhex("41ff", room))); /* bytes are bytes */
}

TEST(depth_ends_where_the_limit_says) {
    uint8_t deep[LIMIT_CBOR_DEPTH + 2];
    memset(deep, 0x81, sizeof(deep));
    deep[LIMIT_CBOR_DEPTH] = 0x00;
    EXPECT(cbor_valid(bytes_of(deep, LIMIT_CBOR_DEPTH + 1)));
    deep[LIMIT_CBOR_DEPTH] = 0x81;
    deep[LIMIT_CBOR_DEPTH + 1] = 0x00;
    EXPECT(!cbor_valid(bytes_of(deep, LIMIT_CBOR_DEPTH + 2)));
    /* maps count as well */
    EXPECT(
        !cbor_valid(BYTES_LIT("\xa1\0\xa1\0\xa1\0\xa1\0\xa1\0\xa1\0\xa1\0\xa1\0\xa1\0\xa1\0\xa1\0"
                              "\xa1\0\xa1\0\0")));
}

TEST(counts_beyond_the_bytes_are_refused_at_once) {
    uint8_t room[16];
    struct cbor c;
    EXPECT(!cbor_valid(unhex("9bffffffffffffffff", room)));
    EXPECT(!cbor_valid(unhex("bbffffffffffffffff", room)));
    EXPECT(!cbor_valid(unhex("5bffffffffffffffff", room)));
    cbor_read(&c, unhex("bb80000000000000010000", room));
    EXPECT_INT(cbor_map(&c), 0);
    EXPECT(c.failed);
    EXPECT(!cbor_valid((struct bytes){0}));
    EXPECT(!cbor_valid(unhex("0000", room))); /* two values */
}

TEST(a_cursor_that_failed_stays_and_answers_zeros) {
    struct cbor c;
    uint8_t room[16];
    cbor_read(&c, unhex("830161610a", room));
    EXPECT_INT(cbor_array(&c), 3);
    EXPECT_INT(cbor_uint(&c), 1);
    EXPECT_INT(cbor_bytes(&c).n, 0); /* it is a text */
    EXPECT(c.failed);
    EXPECT_INT(cbor_text(&c).n, 0);
    EXPECT_INT(cbor_uint(&c), 0);
    EXPECT_INT(cbor_skip(&c).n, 0);
    EXPECT(!cbor_bool(&c));
    EXPECT_INT(cbor_peek(&c), CBOR_END);
    EXPECT(!cbor_done(&c));
    EXPECT_INT(c.at - c.start, 2); /* where it failed */
}

TEST(integers_come_back_as_they_went_to_the_ends_of_their_range) {
    static const int64_t some[] = {0,
                                   23,
                                   24,
                                   255,
                                   256,
                                   65535,
                                   65536,
                                   INT64_C(4294967295),
                                   INT64_C(4294967296),
                                   INT64_MAX,
                                   -1,
                                   -24,
                                   -25,
                                   -256,
                                   -257,
                                   -65537,
                                   INT64_MIN};
    uint8_t room[16];
    for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        struct buf b = buf_on(room, sizeof(room));
        struct cbor c;
        cbor_put_int(&b, some[i]);
        EXPECT(cbor_valid(buf_view(&b)));
        cbor_read(&c, buf_view(&b));
        EXPECT_INT(cbor_int(&c), some[i]);
        EXPECT(cbor_done(&c));
    }
    struct cbor c;
    cbor_read(&c, unhex("1b8000000000000000", room)); /* 2^63 is no int64 */
    EXPECT_INT(cbor_int(&c), 0);
    EXPECT(c.failed);
    cbor_read(&c, unhex("3b8000000000000000", room));
    EXPECT_INT(cbor_int(&c), 0);
    EXPECT(c.failed);
}

TEST(what_is_written_is_read) {
    uint8_t room[64];
    struct buf b = buf_on(room, sizeof(room));
    cbor_put_map(&b, 2);
    cbor_put_uint(&b, 7);
    cbor_put_array(&b, 4);
    cbor_put_bool(&b, true);
    cbor_put_bool(&b, false);
    cbor_put_null(&b);
    cbor_put_bytes(&b, BYTES_LIT("\x01\xff"));
    cbor_put_str(&b, "\xce\xba");
    cbor_put_int(&b, -3);
    EXPECT(!b.failed && cbor_valid(buf_view(&b)));
    uint8_t shown[96];
    struct buf s = buf_on(shown, sizeof(shown));
    cbor_diagnose(&s, buf_view(&b));
    EXPECT_STR((const char *)s.at, "{7: [true, false, null, h'01ff'], \"\xce\xba\": -3}");
}

/* Whatever the bytes, reading ends, and what is taken has exactly one encoding: changing one bit of
 * a valid value gives another value or none, never the same one. */
TEST(no_cut_and_no_flipped_bit_is_read_as_the_same) {
    uint8_t room[64], other[64];
    struct buf a, b;
    buf_init(&a, &alloc_heap, 4096);
    buf_init(&b, &alloc_heap, 4096);
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        struct bytes one = unhex(taken[i].hex, room);
        for (size_t n = 0; n < one.n; n++)
            EXPECT(!cbor_valid(bytes_part(one, 0, n)));
        buf_clear(&a);
        cbor_diagnose(&a, one);
        for (size_t bit = 0; bit < one.n * 8; bit++) {
            memcpy(other, one.at, one.n);
            other[bit / 8] ^= (uint8_t)(1 << bit % 8);
            if (!cbor_valid(bytes_of(other, one.n)))
                continue;
            buf_clear(&b);
            cbor_diagnose(&b, bytes_of(other, one.n));
            EXPECT(!bytes_equal(buf_view(&a), buf_view(&b)));
        }
    }
    buf_drop(&a);
    buf_drop(&b);
}

TEST_MAIN(T(every_vector_of_rfc_8949_is_read_and_shown_or_refused),
          T(numbers_and_lengths_are_shortest_or_refused),
          T(maps_are_in_order_of_their_keys_bytes_and_have_none_twice),
          T(text_is_well_formed_utf_8), T(depth_ends_where_the_limit_says),
          T(counts_beyond_the_bytes_are_refused_at_once),
          T(a_cursor_that_failed_stays_and_answers_zeros),
          T(integers_come_back_as_they_went_to_the_ends_of_their_range), T(what_is_written_is_read),
          T(no_cut_and_no_flipped_bit_is_read_as_the_same))
