#include "test.h"

#include "base/bytes.h"
#include "base/fail.h"

TEST(a_prefix_comes_before_what_it_begins) {
    EXPECT_INT(bytes_compare(BYTES_LIT("ab"), BYTES_LIT("abc")), -1);
    EXPECT_INT(bytes_compare(BYTES_LIT("abc"), BYTES_LIT("ab")), 1);
    EXPECT_INT(bytes_compare(BYTES_LIT("abc"), BYTES_LIT("abc")), 0);
    EXPECT_INT(bytes_compare((struct bytes){0}, BYTES_LIT("")), 0);
    EXPECT_INT(bytes_compare(BYTES_LIT("\xff"), BYTES_LIT("\x01")), 1); /* unsigned */
}

TEST(a_part_is_cut_to_what_there_is) {
    EXPECT_BYTES(bytes_part(BYTES_LIT("abcdef"), 2, 3), BYTES_LIT("cde"));
    EXPECT_BYTES(bytes_part(BYTES_LIT("abcdef"), 4, SIZE_MAX), BYTES_LIT("ef"));
    EXPECT_BYTES(bytes_part(BYTES_LIT("abcdef"), 9, 2), BYTES_LIT(""));
    EXPECT_INT(bytes_part((struct bytes){0}, 3, 2).n, 0);
}

TEST(hexadecimal_both_ways) {
    char hex[9];
    uint8_t raw[4] = {9, 9, 9, 9};
    bytes_to_hex(bytes_of("\x00\x1f\xa0\xff", 4), hex);
    EXPECT_STR(hex, "001fa0ff");
    EXPECT_INT(bytes_from_hex(BYTES_LIT("001FA0ff"), raw, 4), 0);
    EXPECT(memcmp(raw, "\x00\x1f\xa0\xff", 4) == 0);
    EXPECT_INT(bytes_from_hex(BYTES_LIT(""), raw, 0), 0);
}

TEST(bad_hexadecimal_leaves_the_result_alone) {
    uint8_t raw[2] = {7, 7};
    static const char *bad[] = {"0", "00", "000", "00000", "00g0", "0x00", " 000", "000 "};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_INT(bytes_from_hex(bytes_str(bad[i]), raw, 2), ERR_SYNTAX);
    EXPECT(raw[0] == 7 && raw[1] == 7);
}

/* RFC 4648, section 10. */
TEST(base64_known_answers_both_ways) {
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xfb\xff", "+/8="}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        char text[16];
        uint8_t raw[16];
        bytes_to_base64(bytes_str(pairs[i][0]), text);
        EXPECT_STR(text, pairs[i][1]);
        int n = bytes_from_base64(bytes_str(pairs[i][1]), raw, sizeof(raw));
        REQUIRE(n >= 0);
        EXPECT_BYTES(bytes_of(raw, (size_t)n), bytes_str(pairs[i][0]));
    }
}

TEST(base64_has_one_text_for_one_value) {
    uint8_t raw[8] = {7};
    static const char *bad[] = {"Zg",    "Zg=",  "Zh==", "Zm9=",     "Z===",   "====", "Zm 9",
                                "Zm9\n", "Z=g=", "=Zg=", "Zg==Zg==", "Zm9v\n", "-_8=", "Zg=a"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_INT(bytes_from_base64(bytes_str(bad[i]), raw, sizeof(raw)), ERR_SYNTAX);
    EXPECT_INT(bytes_from_base64(BYTES_LIT("Zm9v"), raw, 2), ERR_RANGE);
    EXPECT_INT(raw[0], 7);
}

TEST(fail_keeps_the_first_failure_and_whole_characters) {
    struct fail f = {0};
    EXPECT_INT(fail_set(&f, ERR_IO, "first %d", 1), ERR_IO);
    EXPECT_INT(fail_set(&f, ERR_RANGE, "second"), ERR_RANGE);
    EXPECT_INT(f.code, ERR_IO);
    EXPECT_STR(f.text, "first 1");
    EXPECT_INT(fail_set(NULL, ERR_IO, "nobody listens"), ERR_IO);

    char big[2 * FAIL_TEXT_MAX + 1];
    for (size_t i = 0; i < FAIL_TEXT_MAX; i++)
        memcpy(big + 2 * i, "\xcf\x83", 2);
    big[2 * FAIL_TEXT_MAX] = 0;
    struct fail even = {0}, odd = {0};
    fail_set(&even, ERR_IO, "%s", big);
    EXPECT_INT(strlen(even.text), (FAIL_TEXT_MAX - 1) / 2 * 2);
    fail_set(&odd, ERR_IO, "x%s", big);
    EXPECT_INT(strlen(odd.text), 1 + (FAIL_TEXT_MAX - 2) / 2 * 2);
}

TEST(every_error_has_its_own_words) {
    for (int a = 0; a >= ERR_BUSY; a--) {
        for (int b = 0; b > a; b--)
            EXPECT(strcmp(err_name(a), err_name(b)) != 0);
    }
    EXPECT_STR(err_name(12345), "failed");
}

TEST_MAIN(T(a_prefix_comes_before_what_it_begins), T(a_part_is_cut_to_what_there_is),
          T(hexadecimal_both_ways), T(bad_hexadecimal_leaves_the_result_alone),
          T(base64_known_answers_both_ways), T(base64_has_one_text_for_one_value),
          T(fail_keeps_the_first_failure_and_whole_characters), T(every_error_has_its_own_words))
