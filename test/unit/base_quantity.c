#include "test.h"

#include "base/fail.h"
#include "base/quantity.h"

static struct quantity q(const char *text) {
    struct quantity ret = {0};
    int err = quantity_parse(bytes_str(text), &ret);
    if (err)
        printf("# %s\n", text);
    EXPECT_INT(err, 0);
    return ret;
}

static const char *text_of(const struct quantity *a) {
    static char text[QUANTITY_TEXT_MAX];
    quantity_format(a, text);
    return text;
}

TEST(every_way_of_saying_how_many) {
    static const struct {
        const char *text, *canonical;
        enum quantity_kind kind;
        struct ratio lo, hi;
    } good[] = {
        {"151", "151", QUANTITY_EXACT, {151, 1}, {151, 1}},
        {"0", "0", QUANTITY_EXACT, {0, 1}, {0, 1}},
        {"about 40000", "about 40000", QUANTITY_ABOUT, {40000, 1}, {40000, 1}},
        {"2000..3000", "2000..3000", QUANTITY_RANGE, {2000, 1}, {3000, 1}},
        {"5..5", "5", QUANTITY_EXACT, {5, 1}, {5, 1}},
        {"over 1 000 000", "over 1000000", QUANTITY_OVER, {1000000, 1}, {0, 0}},
        {"at least 1_428", "at least 1428", QUANTITY_AT_LEAST, {1428, 1}, {0, 0}},
        {"at most 100", "at most 100", QUANTITY_AT_MOST, {0, 0}, {100, 1}},
        {"under 100", "under 100", QUANTITY_UNDER, {0, 0}, {100, 1}},
        {"hundreds", "hundreds", QUANTITY_MAGNITUDE, {100, 1}, {999, 1}},
        {"tens of thousands", "tens of thousands", QUANTITY_MAGNITUDE, {10000, 1}, {99999, 1}},
        {"unknown", "unknown", QUANTITY_UNKNOWN, {0, 0}, {0, 0}},
        {"9.5", "9.5", QUANTITY_EXACT, {19, 2}, {19, 2}},
        {"19/2", "9.5", QUANTITY_EXACT, {19, 2}, {19, 2}},
        {"1/3", "1/3", QUANTITY_EXACT, {1, 3}, {1, 3}},
        {"-5..-3", "-5..-3", QUANTITY_RANGE, {-5, 1}, {-3, 1}},
        {"9.5..10.25", "9.5..10.25", QUANTITY_RANGE, {19, 2}, {41, 4}},
        {"about 2 000..3 000", "about 2000..3000", QUANTITY_ABOUT, {2000, 1}, {3000, 1}},
        {"about at least 7", "about at least 7", QUANTITY_ABOUT, {7, 1}, {0, 0}},
        {"about at most 7", "about at most 7", QUANTITY_ABOUT, {0, 0}, {7, 1}},
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct quantity got = q(good[i].text), back;
        EXPECT_INT(got.kind, good[i].kind);
        EXPECT(memcmp(&got.lo, &good[i].lo, sizeof(got.lo)) == 0);
        EXPECT(memcmp(&got.hi, &good[i].hi, sizeof(got.hi)) == 0);
        EXPECT_STR(text_of(&got), good[i].canonical);
        back = q(text_of(&got));
        EXPECT_INT(back.kind, got.kind);
        EXPECT(memcmp(&back.lo, &got.lo, sizeof(got.lo)) == 0);
    }
}

TEST(what_is_not_a_quantity) {
    static const char *bad[] = {"",
                                "some",
                                "about",
                                "about ",
                                "about over 5",
                                "over",
                                "over5",
                                "12 34",
                                "1 0000",
                                "1000 000",
                                "1 000_000",
                                "1 00",
                                "5%",
                                "5..",
                                "..5",
                                "5...6",
                                "5 .. 6",
                                " 5",
                                "5 ",
                                "hundred",
                                "Hundreds",
                                "1 000.5.5",
                                "at least about 5",
                                "over 5..6",
                                "about hundreds",
                                "- 5",
                                "1  000"};
    struct quantity untouched = {QUANTITY_EXACT, {7, 1}, {7, 1}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int err = quantity_parse(bytes_str(bad[i]), &untouched);
        if (err != ERR_SYNTAX)
            printf("# %s\n", bad[i]);
        EXPECT_INT(err, ERR_SYNTAX);
    }
    EXPECT_INT(quantity_parse(BYTES_LIT("3000..2000"), &untouched), ERR_RANGE);
    EXPECT_INT(quantity_parse(BYTES_LIT("over 99999999999999999999"), &untouched), ERR_RANGE);
    EXPECT_INT(untouched.lo.num, 7);
}

enum op { ADD, SUB, DIV };
static const char *computed(const char *a, enum op op, const char *b) {
    struct quantity x = q(a), y = q(b), r = {QUANTITY_EXACT, {77, 1}, {77, 1}};
    bool known = op == ADD   ? quantity_add(&x, &y, &r)
                 : op == SUB ? quantity_sub(&x, &y, &r)
                             : quantity_div(&x, &y, &r);
    if (!known)
        EXPECT_INT(r.lo.num, 77);
    return known ? text_of(&r) : "not known";
}

TEST(sums_are_never_more_exact_than_their_parts) {
    EXPECT_STR(computed("40", ADD, "2"), "42");
    EXPECT_STR(computed("40", ADD, "2..3"), "42..43");
    EXPECT_STR(computed("about 40", ADD, "2"), "about 42");
    EXPECT_STR(computed("about 40", ADD, "2..3"), "about 42..43");
    EXPECT_STR(computed("about 40", ADD, "over 2"), "about at least 42");
    EXPECT_STR(computed("40", ADD, "over 2"), "over 42");
    EXPECT_STR(computed("at least 40", ADD, "over 2"), "over 42");
    EXPECT_STR(computed("at least 40", ADD, "at least 2"), "at least 42");
    EXPECT_STR(computed("at most 40", ADD, "under 2"), "under 42");
    EXPECT_STR(computed("at most 40", ADD, "at least 2"), "not known");
    EXPECT_STR(computed("40", ADD, "hundreds"), "not known");
    EXPECT_STR(computed("unknown", ADD, "1"), "not known");
    EXPECT_STR(computed("9223372036854775807", ADD, "1"), "not known");
}

TEST(differences) {
    EXPECT_STR(computed("40", SUB, "2..3"), "37..38");
    EXPECT_STR(computed("over 40", SUB, "2"), "over 38");
    EXPECT_STR(computed("40", SUB, "over 2"), "under 38");
    EXPECT_STR(computed("at most 40", SUB, "at least 2"), "at most 38");
    EXPECT_STR(computed("over 40", SUB, "over 2"), "not known");
    EXPECT_STR(computed("1/2", SUB, "1/3"), "1/6");
}

TEST(quotients) {
    EXPECT_STR(computed("80000", DIV, "151"), "80000/151");
    EXPECT_STR(computed("40", DIV, "2000..3000"), "1/75..0.02"); /* M17: never one number */
    EXPECT_STR(computed("about 40", DIV, "2"), "about 20");
    EXPECT_STR(computed("over 40", DIV, "2"), "over 20");
    EXPECT_STR(computed("over 40", DIV, "-2"), "under -20");
    EXPECT_STR(computed("10", DIV, "at least 5"), "0..2");
    EXPECT_STR(computed("10", DIV, "over 0"), "over 0");
    EXPECT_STR(computed("10", DIV, "under 0"), "under 0");
    EXPECT_STR(computed("-10", DIV, "under 0"), "over 0");
    EXPECT_STR(computed("at least 10", DIV, "at least 5"), "over 0");
    EXPECT_STR(computed("at least -10", DIV, "at least 5"), "at least -2");
    EXPECT_STR(computed("-4..6", DIV, "2..4"), "-2..3");
    EXPECT_STR(computed("-4..6", DIV, "-4..-2"), "-3..2");
    EXPECT_STR(computed("0", DIV, "over 0"), "0");
    EXPECT_STR(computed("at most 10", DIV, "2..5"), "at most 5");
    EXPECT_STR(computed("at most -10", DIV, "2..5"), "at most -2");
    EXPECT_STR(computed("10", DIV, "0"), "not known");
    EXPECT_STR(computed("10", DIV, "-1..1"), "not known");
    EXPECT_STR(computed("10", DIV, "0..1"), "not known");
    EXPECT_STR(computed("10", DIV, "at least 0"), "not known");
    EXPECT_STR(computed("10", DIV, "at most 5"), "not known");
}

/* Soundness, by trying: every value inside the operands gives a value inside the result. */
static bool inside(struct ratio v, const struct quantity *a) {
    int lo = a->lo.den ? ratio_compare(v, a->lo) : 1, hi = a->hi.den ? ratio_compare(v, a->hi) : -1;
    return a->kind == QUANTITY_OVER    ? lo > 0
           : a->kind == QUANTITY_UNDER ? hi < 0
                                       : lo >= 0 && hi <= 0;
}

TEST(results_hold_every_value_their_parts_allow) {
    static const char *some[] = {"3",          "-2",        "0",          "1..4",      "-3..-1",
                                 "-2..2",      "over 1",    "over 0",     "under 0",   "under -1",
                                 "at least 2", "at most 3", "at least 0", "at most -1"};
    size_t n = sizeof(some) / sizeof(some[0]);
    int tried = 0, outside = 0;
    for (size_t k = 0; k < n * n * 3; k++) {
        struct quantity a = q(some[k % n]), b = q(some[k / n % n]), r;
        int op = (int)(k / n / n);
        if (!(op == ADD ? quantity_add : op == SUB ? quantity_sub : quantity_div)(&a, &b, &r))
            continue;
        for (int i = -12; i <= 12; i++) {
            for (int j = -12; j <= 12; j++) {
                struct ratio x, y, v;
                ratio_make(i, 2, &x);
                ratio_make(j, 2, &y);
                if (!inside(x, &a) || !inside(y, &b))
                    continue;
                tried++;
                if ((op == ADD ? ratio_add : op == SUB ? ratio_sub : ratio_div)(x, y, &v))
                    outside += !inside(v, &r);
            }
        }
    }
    EXPECT(tried > 10000);
    EXPECT_INT(outside, 0);
}

TEST_MAIN(T(every_way_of_saying_how_many), T(what_is_not_a_quantity),
          T(sums_are_never_more_exact_than_their_parts), T(differences), T(quotients),
          T(results_hold_every_value_their_parts_allow))
