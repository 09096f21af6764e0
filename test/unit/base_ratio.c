#include "test.h"

#include "base/fail.h"
#include "base/ratio.h"

static struct ratio r(int64_t num, int64_t den) {
    struct ratio ret = {0};
    EXPECT(ratio_make(num, den, &ret));
    return ret;
}

#define EXPECT_RATIO(got, n, d)                                                                    \
    do {                                                                                           \
        struct ratio g_ = (got);                                                                   \
        EXPECT_INT(g_.num, n);                                                                     \
        EXPECT_INT(g_.den, d);                                                                     \
    } while (0)

TEST(lowest_terms_and_a_positive_denominator) {
    EXPECT_RATIO(r(6, 4), 3, 2);
    EXPECT_RATIO(r(6, -4), -3, 2);
    EXPECT_RATIO(r(0, -7), 0, 1);
    EXPECT_RATIO(r(INT64_MIN, 2), INT64_MIN / 2, 1);
    EXPECT_RATIO(r(INT64_MIN, INT64_MIN), 1, 1);
    EXPECT_RATIO(r(INT64_MIN, 1), INT64_MIN, 1);
    struct ratio untouched = {5, 7};
    EXPECT(!ratio_make(1, 0, &untouched));
    EXPECT(!ratio_make(1, INT64_MIN, &untouched));
    EXPECT(!ratio_make(INT64_MIN, -1, &untouched));
    EXPECT_RATIO(untouched, 5, 7);
}

TEST(arithmetic_is_exact_or_refused) {
    struct ratio s = {5, 7};
    EXPECT(ratio_add(r(1, 3), r(1, 6), &s));
    EXPECT_RATIO(s, 1, 2);
    EXPECT(ratio_sub(r(1, 3), r(1, 2), &s));
    EXPECT_RATIO(s, -1, 6);
    EXPECT(ratio_mul(r(2, 3), r(3, 4), &s));
    EXPECT_RATIO(s, 1, 2);
    EXPECT(ratio_div(r(2, 3), r(-4, 9), &s));
    EXPECT_RATIO(s, -3, 2);
    EXPECT(ratio_mul(r(INT64_MAX, 3), r(3, INT64_MAX), &s));
    EXPECT_RATIO(s, 1, 1);
    EXPECT(!ratio_div(r(1, 2), r(0, 1), &s));
    EXPECT(!ratio_add(r(INT64_MAX, 1), r(1, 1), &s));
    EXPECT(!ratio_mul(r(INT64_MAX, 1), r(2, 1), &s));
    EXPECT(!ratio_add(r(1, INT64_MAX), r(1, INT64_MAX - 1), &s));
    EXPECT_RATIO(s, 1, 1);
}

TEST(order_is_exact_where_doubles_are_not) {
    EXPECT_INT(ratio_compare(r(INT64_MAX, INT64_MAX - 1), r(INT64_MAX - 1, INT64_MAX - 2)), -1);
    EXPECT_INT(ratio_compare(r(-1, 3), r(-1, 2)), 1);
    EXPECT_INT(ratio_compare(r(2, 6), r(1, 3)), 0);
    EXPECT_INT(ratio_compare(r(INT64_MIN, 1), r(INT64_MAX, 1)), -1);
}

TEST(floor_and_ceiling_of_negative_numbers) {
    EXPECT_INT(ratio_floor(r(7, 2)), 3);
    EXPECT_INT(ratio_ceil(r(7, 2)), 4);
    EXPECT_INT(ratio_floor(r(-7, 2)), -4);
    EXPECT_INT(ratio_ceil(r(-7, 2)), -3);
    EXPECT_INT(ratio_floor(r(INT64_MIN, 1)), INT64_MIN);
    EXPECT_INT(ratio_ceil(r(INT64_MIN, 1)), INT64_MIN);
    EXPECT_INT(ratio_ceil(r(6, 1)), 6);
}

TEST(two_thirds_of_101_is_68) {
    EXPECT(!ratio_reached(67, r(2, 3), 101, false));
    EXPECT(ratio_reached(68, r(2, 3), 101, false));
    EXPECT_INT(ratio_least(r(2, 3), 101, false), 68);
    EXPECT(ratio_reached(50, r(1, 2), 100, false));
    EXPECT(!ratio_reached(50, r(1, 2), 100, true));
    EXPECT_INT(ratio_least(r(1, 2), 100, false), 50);
    EXPECT_INT(ratio_least(r(1, 2), 100, true), 51);
    EXPECT_INT(ratio_least(r(1, 2), 101, true), 51);
}

TEST(of_nobody_no_share_is_reached) {
    EXPECT(!ratio_reached(0, r(1, 2), 0, false));
    EXPECT(!ratio_reached(5, r(1, 2), 0, false));
    EXPECT(ratio_reached(0, r(0, 1), 0, false));
    EXPECT(!ratio_reached(0, r(0, 1), 0, true));
    EXPECT_INT(ratio_least(r(1, 2), 0, false), 1);
}

TEST(what_is_needed_is_what_reaches) {
    for (int den = 1; den <= 7; den++) {
        for (int num = 0; num <= den; num++) {
            for (int whole = 1; whole <= 40; whole++) {
                for (int strictly = 0; strictly <= 1; strictly++) {
                    struct ratio share = r(num, den);
                    int64_t n = ratio_least(share, whole, strictly);
                    EXPECT(ratio_reached(n, share, whole, strictly));
                    EXPECT(!ratio_reached(n - 1, share, whole, strictly));
                }
            }
        }
    }
}

TEST(as_people_write_it) {
    static const struct {
        const char *text;
        int64_t num, den;
    } good[] = {{"3", 3, 1},    {"2/3", 2, 3},    {"66.5%", 133, 200},
                {"9.5", 19, 2}, {"-1.25", -5, 4}, {"50%", 1, 2},
                {"4/6", 2, 3},  {"0", 0, 1},      {"-9223372036854775807", -INT64_MAX, 1},
                {"0.0", 0, 1},  {"007", 7, 1}};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct ratio got = {0};
        EXPECT_INT(ratio_parse(bytes_str(good[i].text), &got), 0);
        EXPECT_RATIO(got, good[i].num, good[i].den);
    }
    static const char *bad[] = {"",     "-",     "+3",    "3.",  ".5", "2/",   "/3",
                                "2/3%", "1e3",   "2 /3",  " 3",  "3 ", "1/-2", "--1",
                                "%",    "1.5/2", "1/2/3", "0x3", "1,5"};
    struct ratio untouched = {5, 7};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_INT(ratio_parse(bytes_str(bad[i]), &untouched), ERR_SYNTAX);
    EXPECT_INT(ratio_parse(BYTES_LIT("1/0"), &untouched), ERR_RANGE);
    EXPECT_INT(ratio_parse(BYTES_LIT("9223372036854775808"), &untouched), ERR_RANGE);
    EXPECT_INT(ratio_parse(BYTES_LIT("0.00000000000000000001"), &untouched), ERR_RANGE);
    EXPECT_RATIO(untouched, 5, 7);
}

TEST(text_of_a_ratio_reads_back) {
    char text[RATIO_TEXT_MAX];
    static const int64_t numbers[] = {0, 1, -1, 7, 1000003, INT64_MAX, INT64_MIN + 1};
    for (size_t i = 0; i < 7; i++) {
        for (size_t j = 0; j < 7; j++) {
            struct ratio a, b = {0};
            if (numbers[j] == 0 || !ratio_make(numbers[i], numbers[j], &a))
                continue;
            ratio_format(a, text);
            EXPECT_INT(ratio_parse(bytes_str(text), &b), 0);
            EXPECT_INT(ratio_compare(a, b), 0);
        }
    }
}

static const char *decimal(int64_t num, int64_t den, int places) {
    static char text[RATIO_TEXT_MAX];
    ratio_decimal(r(num, den), places, text);
    return text;
}

TEST(decimals_round_half_away_from_zero) {
    EXPECT_STR(decimal(1, 3, 3), "0.333");
    EXPECT_STR(decimal(1, 2, 0), "1");
    EXPECT_STR(decimal(-1, 2, 0), "-1");
    EXPECT_STR(decimal(-1, 3, 0), "0");
    EXPECT_STR(decimal(1999, 2000, 3), "1.000");
    EXPECT_STR(decimal(-1, 8, 2), "-0.13");
    EXPECT_STR(decimal(2, 1, 2), "2.00");
    EXPECT_STR(decimal(INT64_MIN, 1, 18), "-9223372036854775808.000000000000000000");
}

TEST_MAIN(T(lowest_terms_and_a_positive_denominator), T(arithmetic_is_exact_or_refused),
          T(order_is_exact_where_doubles_are_not), T(floor_and_ceiling_of_negative_numbers),
          T(two_thirds_of_101_is_68), T(of_nobody_no_share_is_reached),
          T(what_is_needed_is_what_reaches), T(as_people_write_it), T(text_of_a_ratio_reads_back),
          T(decimals_round_half_away_from_zero))
