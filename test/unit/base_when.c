#include "test.h"

#include "base/date.h"
#include "base/fail.h"

static const struct zone utc = {"UTC", "UTC0"};
static const struct zone athens = {"Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4"};

/* "1917-02-14 .. 1917-03-14T12:30:00Z": midnights of UTC as days. */
static const char *span_text(const struct when *w) {
    static char text[80];
    char lo[INSTANT_TEXT_MAX], hi[INSTANT_TEXT_MAX];
    instant_format(w->lo, lo);
    instant_format(w->hi, hi);
    if (strstr(lo, "T00:00:00Z"))
        lo[10] = 0;
    if (strstr(hi, "T00:00:00Z"))
        hi[10] = 0;
    snprintf(text, sizeof(text), "%s to %s", w->lo == INSTANT_MIN ? "ever" : lo,
             w->hi == INSTANT_MAX ? "ever" : hi);
    return text;
}

static struct when when_in(const char *text, enum calendar calendar, const struct zone *z) {
    struct when w = {0};
    struct fail fail = {0};
    int err = when_parse(bytes_str(text), calendar, z, &w, &fail);
    if (err)
        printf("# %s: %s\n", text, fail.text);
    EXPECT_INT(err, 0);
    return w;
}

#define MEANS(text, calendar, want)                                                                \
    do {                                                                                           \
        struct when w_ = when_in((text), (calendar), &utc);                                        \
        EXPECT_STR(span_text(&w_), (want));                                                        \
    } while (0)
#define G(text, want) MEANS(text, CALENDAR_GREGORIAN, want)
#define J(text, want) MEANS(text, CALENDAR_JULIAN, want)

TEST(julian_months_and_years_as_gregorian_days) {
    J("1917-02", "1917-02-14 to 1917-03-14");
    J("1917", "1917-01-14 to 1918-01-14");
    J("1917-02-23", "1917-03-08 to 1917-03-09");
    J("1917-02-27", "1917-03-12 to 1917-03-13");
    J("1917-10-25", "1917-11-07 to 1917-11-08");
    J("1918-01-31", "1918-02-13 to 1918-02-14");
    J("1900-02-29", "1900-03-13 to 1900-03-14");
    J("1917-10-25 21:40", "1917-11-07T21:40:00Z to 1917-11-07T21:41:00Z");
    G("1917-10-25 (julian)", "1917-11-07 to 1917-11-08");
    J("1917-11-07 (gregorian)", "1917-11-07 to 1917-11-08");
    EXPECT_INT(when_in("1917 (julian)", CALENDAR_GREGORIAN, &utc).calendar, CALENDAR_JULIAN);
}

TEST(dates_for_people) {
    G("1917", "1917-01-01 to 1918-01-01");
    G("1917-12", "1917-12-01 to 1918-01-01");
    G("1917-03-02", "1917-03-02 to 1917-03-03");
    G("9999-12-31", "9999-12-31 to ..");
    G("0001", "0001-01-01 to 0002-01-01");
    G("2026-11-24 21:40", "2026-11-24T21:40:00Z to 2026-11-24T21:41:00Z");
    G("2026-11-24 21:40:30", "2026-11-24T21:40:30Z to 2026-11-24T21:40:31Z");
    G("unknown", "ever to ever");
}

TEST(words_in_front) {
    G("early 1917", "1917-01-01 to 1917-05-01");
    G("mid 1917", "1917-05-01 to 1917-09-01");
    G("late 1917", "1917-09-01 to 1918-01-01");
    G("early 1917-02", "1917-02-01 to 1917-02-11");
    G("mid 1917-02", "1917-02-11 to 1917-02-21");
    G("late 1917-02", "1917-02-21 to 1917-03-01");
    G("late 1917-12", "1917-12-21 to 1918-01-01");
    J("late 1900-02", "1900-03-05 to 1900-03-14");
    G("about 1917-03", "1917-03-01 to 1917-04-01");
    G("before 1917-03-02", "ever to 1917-03-02");
    G("before 1917", "ever to 1917-01-01");
    G("after 1917-03-02", "1917-03-03 to ever");
    G("after 1917", "1918-01-01 to ever");
    G("after 1917-10-25 21:40", "1917-10-25T21:41:00Z to ever");
    G("before 191X", "ever to 1910-01-01");
}

TEST(intervals) {
    G("1917-03..1917-05", "1917-03-01 to 1917-06-01");
    G("1917-03-02..1917-03-02", "1917-03-02 to 1917-03-03");
    G("1917-03 .. 1917-05", "1917-03-01 to 1917-06-01");
    G("1917-03..", "1917-03-01 to ever");
    G("..1917-03", "ever to 1917-04-01");
    G("1917-03..unknown", "1917-03-01 to ever");
    G("unknown..1917-03-02", "ever to 1917-03-03");
    G("early 1917-03..late 1917-04", "1917-03-01 to 1917-05-01");
    G("mid 1917-03..mid 1917-04", "1917-03-11 to 1917-04-21");
    G("2026-01-01 09:00..2026-01-01 17:00", "2026-01-01T09:00:00Z to 2026-01-01T17:01:00Z");
    G("1917-10-24/1917-10-2X", "1917-10-24 to 1917-10-30");
    G("1917/1918", "1917-01-01 to 1919-01-01");
    G("../1917", "ever to 1918-01-01");
    G("1917/..", "1917-01-01 to ever");
    G("1917/", "1917-01-01 to ever");
    G("/1917", "ever to 1918-01-01");
    J("1917-02..1917-10 (gregorian)", "1917-02-01 to 1917-11-01");
}

TEST(edtf_of_the_profile) {
    G("1917-03~", "1917-03-01 to 1917-04-01");
    G("1917?", "1917-01-01 to 1918-01-01");
    G("2004-06-~01/2004-06-~20", "2004-06-01 to 2004-06-21");
    G("?2004-06-~11", "2004-06-11 to 2004-06-12");
    G("2004-06~-11%", "2004-06-11 to 2004-06-12");
    G("191X", "1910-01-01 to 1920-01-01");
    G("19XX", "1900-01-01 to 2000-01-01");
    G("1XXX", "1000-01-01 to 2000-01-01");
    G("000X", "0001-01-01 to 0010-01-01");
    G("1917-XX", "1917-01-01 to 1918-01-01");
    G("1917-03-XX", "1917-03-01 to 1917-04-01");
    G("1917-XX-XX", "1917-01-01 to 1918-01-01");
    G("1917-XX-31", "1917-01-31 to 1918-01-01");
    G("1917-1X-0X", "1917-10-01 to 1917-12-10");
    G("1917-X2-3X", "1917-12-30 to 1918-01-01");
    G("19XX-02-29", "1904-02-29 to 1996-03-01");
    J("19XX-02-29", "1900-03-13 to 1996-03-14");
    G("[1667,1668,1670..1672]", "1667-01-01 to 1673-01-01");
    G("[1667, 1760-12]", "1667-01-01 to 1761-01-01");
    G("[..1760-12-03]", "ever to 1760-12-04");
    G("[1760-12..]", "1760-12-01 to ever");
    G("[1760-01,1760-02,1760-12..]", "1760-01-01 to ever");
    G("[1672,1667]", "1667-01-01 to 1673-01-01");
    G("1985-04-12T23:20:30Z", "1985-04-12T23:20:30Z to 1985-04-12T23:20:31Z");
    G("1985-04-12T23:20:30+03:30", "1985-04-12T19:50:30Z to 1985-04-12T19:50:31Z");
    G("1985-04-12T23:20-02:00", "1985-04-13T01:20:00Z to 1985-04-13T01:21:00Z");
}

TEST(flags_and_precision) {
    static const struct {
        const char *text;
        int flags, precision;
    } some[] = {{"1917", 0, WHEN_YEAR},
                {"1917-03", 0, WHEN_MONTH},
                {"1917-03-02", 0, WHEN_DAY},
                {"1917-03-02 21:40", WHEN_TIMED, WHEN_MINUTE},
                {"1917-03-02T21:40:00Z", WHEN_TIMED, WHEN_INSTANT},
                {"191X", 0, WHEN_DECADE},
                {"19XX", 0, WHEN_WIDE},
                {"1917-XX-XX", 0, WHEN_YEAR},
                {"1917-XX-05", 0, WHEN_YEAR},
                {"1917-03-XX", 0, WHEN_MONTH},
                {"about 1917", WHEN_ABOUT, WHEN_YEAR},
                {"1917-03~", WHEN_ABOUT, WHEN_MONTH},
                {"1917-03?", WHEN_UNCERTAIN, WHEN_MONTH},
                {"1917-03%", WHEN_ABOUT | WHEN_UNCERTAIN, WHEN_MONTH},
                {"about 1917?", WHEN_ABOUT | WHEN_UNCERTAIN, WHEN_YEAR},
                {"1917?-03-02", WHEN_UNCERTAIN, WHEN_DAY},
                {"early 1917", 0, WHEN_YEAR},
                {"before 1917", 0, WHEN_WIDE},
                {"1917..1918", 0, WHEN_WIDE},
                {"1917..", WHEN_OPEN, WHEN_WIDE},
                {"1917/..", WHEN_OPEN, WHEN_WIDE},
                {"1917/", WHEN_UNKNOWN, WHEN_WIDE},
                {"1917..unknown", WHEN_UNKNOWN, WHEN_WIDE},
                {"unknown", WHEN_UNKNOWN, WHEN_WIDE},
                {"XXXX", WHEN_UNKNOWN, WHEN_WIDE},
                {"[1917,1918~]", WHEN_ABOUT, WHEN_WIDE}};
    for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        struct when w = when_in(some[i].text, CALENDAR_GREGORIAN, &utc);
        if (w.flags != some[i].flags || w.precision != some[i].precision)
            printf("# %s\n", some[i].text);
        EXPECT_INT(w.flags, some[i].flags);
        EXPECT_INT(w.precision, some[i].precision);
    }
}

TEST(a_day_is_local) {
    struct when w = when_in("2026-03-29", CALENDAR_GREGORIAN, &athens);
    EXPECT_STR(span_text(&w), "2026-03-28T22:00:00Z to 2026-03-29T21:00:00Z"); /* 23 hours */
    w = when_in("2026-10-25", CALENDAR_GREGORIAN, &athens);
    EXPECT_STR(span_text(&w), "2026-10-24T21:00:00Z to 2026-10-25T22:00:00Z"); /* 25 hours */
    w = when_in("2026-07-01 09:00", CALENDAR_GREGORIAN, &athens);
    EXPECT_STR(span_text(&w), "2026-07-01T06:00:00Z to 2026-07-01T06:01:00Z");
    w = when_in("2026-07", CALENDAR_GREGORIAN, &athens);
    EXPECT_STR(span_text(&w), "2026-06-30T21:00:00Z to 2026-07-31T21:00:00Z");
}

TEST(errors_say_what_to_write) {
    static const struct {
        const char *text;
        int err;
        const char *says;
    } bad[] = {
        {"2/3/1917", ERR_SYNTAX, "\"2/3/1917\": write year-month-day, as in 1917-03-02"},
        {"1917-3-2", ERR_SYNTAX, "\"1917-3-2\": write year-month-day, as in 1917-03-02"},
        {"1917-02-30", ERR_RANGE, "1917-02-30 does not exist"},
        {"1917-02-29 (julian)", ERR_RANGE, "1917-02-29 does not exist in the Julian calendar"},
        {"1917-13", ERR_RANGE, "1917-13 does not exist"},
        {"1917-21", ERR_RANGE, "1917-21 does not exist"}, /* a season of EDTF */
        {"0000", ERR_RANGE, "0000 does not exist"},
        {"1917-02-3X", ERR_RANGE, "1917-02-3X does not exist"},
        {"early 1917-03-02", ERR_SYNTAX,
         "\"early 1917-03-02\": early stands before a month or a year"},
        {"late 191X", ERR_SYNTAX, "\"late 191X\": late stands before a month or a year"},
        {"1917-05..1917-03", ERR_RANGE, "\"1917-05..1917-03\" ends before it begins"},
        {"[1672..1667]", ERR_RANGE, "\"[1672..1667]\" ends before it begins"},
        {"before 0001", ERR_RANGE, "\"before 0001\": dates are of the years 1 to 9999"},
        {"after 9999", ERR_RANGE, "\"after 9999\": dates are of the years 1 to 9999"},
        {"March", ERR_SYNTAX,
         "\"March\" is not a date: write 1917, 1917-03, 1917-03-02 or 1917-10-25 21:40, with "
         "early, mid, late, about, before or after in front, or unknown"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct when w = {.lo = 7};
        struct fail fail = {0};
        EXPECT_INT(when_parse(bytes_str(bad[i].text), 0, &utc, &w, &fail), bad[i].err);
        EXPECT_STR(fail.text, bad[i].says);
        EXPECT_INT(w.lo, 7);
    }
}

static const char *const not_dates[] = {"",
                                        " 1917",
                                        "1917 ",
                                        "17",
                                        "19177",
                                        "1917-",
                                        "1917-03-",
                                        "1917-03-02-",
                                        "1917-03-02 ",
                                        "1917-03-02 9:00",
                                        "1917-03-02 24:00",
                                        "1917-03-02 21:60",
                                        "1917-03 21:40",
                                        "1917-03-XX 21:40",
                                        "1917-03-02 21:40Z",
                                        "1917-03-02T21",
                                        "1917-03-02T21:40+3",
                                        "191x",
                                        "1917~~",
                                        "~1917~",
                                        "early about 1917",
                                        "about",
                                        "before unknown",
                                        "Early 1917",
                                        "early  1917",
                                        "..",
                                        "../..",
                                        "/",
                                        "unknown..unknown",
                                        "before 1917..1918",
                                        "1917..1918..1919",
                                        "1917/1918/1919",
                                        "1917//1918",
                                        "[1917",
                                        "1917]",
                                        "[]",
                                        "[..]",
                                        "[1917,]",
                                        "[,1917]",
                                        "[1917..,1918]",
                                        "[..1917..]",
                                        "[1917,..1918]",
                                        "[1917] ",
                                        "{1917,1918}",
                                        "[1917..1918..1919]",
                                        "[early 1917]",
                                        "-1917",
                                        "+1917",
                                        "Y17170000002",
                                        "1917E3",
                                        "1917-W10",
                                        "1917-061",
                                        "1917 (Julian)",
                                        "1917(julian)",
                                        " (julian)",
                                        "1917\n",
                                        "unknown ",
                                        "1917-03-02\t21:40",
                                        "[[1917]]",
                                        "1917-10-25 21:40 .. x"};

TEST(what_is_not_a_date) {
    for (size_t i = 0; i < sizeof(not_dates) / sizeof(not_dates[0]); i++) {
        struct when w = {.lo = 7};
        int err = when_parse(bytes_str(not_dates[i]), 0, &utc, &w, NULL);
        if (err != ERR_SYNTAX)
            printf("# %s\n", not_dates[i]);
        EXPECT_INT(err, ERR_SYNTAX);
        EXPECT_INT(w.lo, 7);
    }
    char big[5000];
    struct fail fail = {0};
    memset(big, '\xcf', sizeof(big));
    struct when w;
    EXPECT_INT(when_parse(bytes_of(big, sizeof(big)), 0, &utc, &w, &fail), ERR_SYNTAX);
    memset(big, '[', sizeof(big));
    EXPECT_INT(when_parse(bytes_of(big, sizeof(big)), 0, &utc, &w, NULL), ERR_SYNTAX);
    EXPECT_INT(when_parse(bytes_of("1917\0", 5), 0, &utc, &w, NULL), ERR_SYNTAX);
}

TEST(the_same_in_edtf) {
    static const char *const pairs[][2] = {
        {"1917", "1917"},
        {"1917-03-02", "1917-03-02"},
        {"1917-10-25 21:40", "1917-10-25T21:40"},
        {"about 1917-10-25 21:40", "1917-10-25T21:40~"},
        {"about 1917-03", "1917-03~"},
        {"about 1917-03?", "1917-03%"},
        {"about 1917-~03", "1917-~03"},
        {"early 1917", "[1917-01..1917-04]"},
        {"late 1917-02", "[1917-02-21..1917-02-28]"},
        {"late 1900-02 (julian)", "[1900-02-21..1900-02-29]"},
        {"mid 1917-03~", "[1917-03-11~..1917-03-20~]"},
        {"before 1917", "[..1916]"},
        {"before 1917-01", "[..1916-12]"},
        {"after 1917-02-28", "[1917-03-01..]"},
        {"after 1900-02-28 (julian)", "[1900-02-29..]"},
        {"before 1917-10-25 00:00", "[..1917-10-24T23:59]"},
        {"before 1917-10-25 10:00:00", "[..1917-10-25T09:59:59]"},
        {"after 191X", "[1920..]"},
        {"1917-03..1917-05", "1917-03/1917-05"},
        {"1917-03..", "1917-03/.."},
        {"..1917-03", "../1917-03"},
        {"unknown..1917-03", "/1917-03"},
        {"1917-03..unknown", "1917-03/"},
        {"late 1917-03..early 1917-05", "1917-03-21/1917-05-10"},
        {"about 1917-03..1917-05", "1917-03~/1917-05"},
        {"[1667, 1668,1670..1672]", "[1667,1668,1670..1672]"},
        {"unknown", "XXXX"},
        {"?2004-06-~11", "?2004-06-~11"},
        {"1917-10-25 (julian)", "1917-10-25"},
        {"1985-04-12T23:20:30+03:30", "1985-04-12T23:20:30+03:30"},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        char edtf[WHEN_TEXT_MAX], again[WHEN_TEXT_MAX];
        struct when a = when_in(pairs[i][0], CALENDAR_GREGORIAN, &athens), b;
        EXPECT_INT(when_edtf(bytes_str(pairs[i][0]), CALENDAR_GREGORIAN, edtf), 0);
        EXPECT_STR(edtf, pairs[i][1]);
        b = when_in(edtf, a.calendar, &athens);
        EXPECT_INT(b.lo, a.lo);
        EXPECT_INT(b.hi, a.hi);
        EXPECT_INT(b.flags, a.flags);
        EXPECT_INT(when_edtf(bytes_str(edtf), a.calendar, again), 0);
        EXPECT_STR(again, edtf);
    }
    char untouched[WHEN_TEXT_MAX] = "as it was";
    EXPECT_INT(when_edtf(BYTES_LIT("1917-02-30"), CALENDAR_GREGORIAN, untouched), ERR_RANGE);
    EXPECT_STR(untouched, "as it was");
}

static int order(const char *a, const char *b) {
    struct when x = when_in(a, CALENDAR_JULIAN, &utc), y = when_in(b, CALENDAR_JULIAN, &utc);
    EXPECT_INT(when_order(&y, &x), -when_order(&x, &y));
    return when_order(&x, &y);
}

/* M120: a day that a source gives in one calendar is the same day in the other, and back. */
TEST(m120_julian_and_gregorian_round_trip) {
    for (int32_t day = -200000; day <= 30000; day += 7) {
        struct civil julian = civil_of_day(day, CALENDAR_JULIAN);
        struct civil gregorian = civil_of_day(day, CALENDAR_GREGORIAN);
        int32_t from_julian = 0, from_gregorian = 0;
        EXPECT(civil_to_day(julian, CALENDAR_JULIAN, &from_julian));
        EXPECT(civil_to_day(gregorian, CALENDAR_GREGORIAN, &from_gregorian));
        EXPECT_INT(from_julian, day);
        EXPECT_INT(from_gregorian, day);
    }
    J("1917-10-25", "1917-11-07 to 1917-11-08");
    G("1917-11-07", "1917-11-07 to 1917-11-08");
}

/* M120: dates are sorted as far as they are known, and no further: a month is neither before nor
 * after one of its days, and of three dates two may be ordered and the third not. */
TEST(order_is_known_or_not) {
    EXPECT_INT(order("1917-02-23", "1917-02-27"), -1);
    EXPECT_INT(order("1917-02", "1917-02-27"), 0);
    EXPECT_INT(order("1917-02", "1917-03"), -1);
    EXPECT_INT(order("1917-10-25", "1917-11-07 (gregorian)"), 0);
    EXPECT_INT(order("1917-10-25", "1917-11-06 (gregorian)"), 1);
    EXPECT_INT(order("before 1917-03", "1917-03"), -1);
    EXPECT_INT(order("after 1917-03", "1917-03"), 1);
    EXPECT_INT(order("unknown", "1917"), 0);
    EXPECT_INT(order("early 1917-03", "mid 1917-03"), -1);
    EXPECT_INT(order("1917..", "1916"), 1);
}

TEST_MAIN(T(julian_months_and_years_as_gregorian_days), T(dates_for_people), T(words_in_front),
          T(intervals), T(edtf_of_the_profile), T(flags_and_precision), T(a_day_is_local),
          T(errors_say_what_to_write), T(m120_julian_and_gregorian_round_trip),
          T(what_is_not_a_date), T(the_same_in_edtf),
          T(order_is_known_or_not))
