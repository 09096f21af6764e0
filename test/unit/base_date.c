#include "test.h"

#include "base/date.h"
#include "base/fail.h"

static int32_t day_of(int year, int month, int day, enum calendar calendar) {
    int32_t ret = INT32_MIN;
    civil_to_day((struct civil){year, (uint8_t)month, (uint8_t)day}, calendar, &ret);
    return ret;
}

#define SAME_DAY(jy, jm, jd, gy, gm, gd)                                                           \
    EXPECT_INT(day_of(jy, jm, jd, CALENDAR_JULIAN), day_of(gy, gm, gd, CALENDAR_GREGORIAN))

TEST(julian_and_gregorian_days) {
    EXPECT_INT(day_of(1970, 1, 1, CALENDAR_GREGORIAN), 0);
    EXPECT_INT(day_of(2000, 3, 1, CALENDAR_GREGORIAN), 11017);
    SAME_DAY(1917, 10, 25, 1917, 11, 7);
    SAME_DAY(1900, 2, 29, 1900, 3, 13);
    SAME_DAY(1918, 1, 31, 1918, 2, 13);
    SAME_DAY(1917, 2, 1, 1917, 2, 14);
    SAME_DAY(1917, 2, 28, 1917, 3, 13);
    SAME_DAY(1582, 10, 5, 1582, 10, 15);
    SAME_DAY(1923, 2, 16, 1923, 3, 1); /* Greece changed calendar */
    SAME_DAY(1700, 2, 18, 1700, 2, 28);
    SAME_DAY(300, 3, 1, 300, 3, 2);
    SAME_DAY(200, 3, 1, 200, 3, 1);
}

TEST(dates_that_do_not_exist) {
    EXPECT_INT(day_of(1900, 2, 29, CALENDAR_GREGORIAN), INT32_MIN);
    EXPECT_INT(day_of(1917, 2, 29, CALENDAR_JULIAN), INT32_MIN);
    EXPECT_INT(day_of(0, 1, 1, CALENDAR_GREGORIAN), INT32_MIN);
    EXPECT_INT(day_of(10000, 1, 1, CALENDAR_GREGORIAN), INT32_MIN);
    EXPECT_INT(day_of(1917, 13, 1, CALENDAR_GREGORIAN), INT32_MIN);
    EXPECT_INT(day_of(1917, 4, 31, CALENDAR_GREGORIAN), INT32_MIN);
    EXPECT_INT(day_of(1917, 4, 0, CALENDAR_GREGORIAN), INT32_MIN);
    EXPECT(day_of(2000, 2, 29, CALENDAR_GREGORIAN) != INT32_MIN);
}

/* Every day of both calendars: successive, and there and back. */
TEST(every_day_of_ten_thousand_years) {
    for (int calendar = 0; calendar <= 1; calendar++) {
        int32_t day = day_of(1, 1, 1, calendar), last = day_of(9999, 12, 31, calendar);
        struct civil want = {1, 1, 1};
        for (; day <= last; day++) {
            struct civil c = civil_of_day(day, calendar);
            int32_t back = 0;
            bool good = c.year == want.year && c.month == want.month && c.day == want.day &&
                        civil_to_day(c, calendar, &back) && back == day;
            if (!good) {
                EXPECT_INT(day, INT32_MIN);
                return;
            }
            if (++want.day > civil_month_days(want.year, want.month, calendar)) {
                want.day = 1;
                if (++want.month > 12) {
                    want.month = 1;
                    want.year++;
                }
            }
        }
        EXPECT_INT(want.year, 10000);
    }
}

static int64_t at(const char *text) {
    int64_t ret = -1;
    int err = instant_parse(bytes_str(text), &ret);
    if (err)
        printf("# %s\n", text);
    EXPECT_INT(err, 0);
    return ret;
}

static const char *text_of(int64_t ms) {
    static char text[INSTANT_TEXT_MAX];
    instant_format(ms, text);
    return text;
}

TEST(instants_both_ways) {
    static const char *good[] = {"1970-01-01T00:00:00Z",     "2026-11-24T05:24:25.123Z",
                                 "1969-12-31T23:59:59.999Z", "0001-01-01T00:00:00Z",
                                 "9999-12-31T23:59:59.999Z", "1917-11-07T18:40:00Z"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        EXPECT_STR(text_of(at(good[i])), good[i]);
    EXPECT_INT(at("2026-11-24T05:24:25.123Z"), INT64_C(1795497865123));
    EXPECT_STR(text_of(INSTANT_MAX), "..");
    EXPECT_STR(text_of(INSTANT_MIN), "..");
    EXPECT_STR(text_of(at("9999-12-31T23:59:59.999Z") + 1), "..");
}

TEST(bad_instants) {
    static const struct {
        const char *text;
        int err;
    } bad[] = {{"", ERR_SYNTAX},
               {"2026-11-24", ERR_SYNTAX},
               {"2026-11-24T05:24:25", ERR_SYNTAX},
               {"2026-11-24T05:24:25+02:00", ERR_SYNTAX},
               {"2026-11-24 05:24:25Z", ERR_SYNTAX},
               {"2026-11-24T05:24:25.1Z", ERR_SYNTAX},
               {"2026-11-24T05:24:25.000Z", ERR_SYNTAX},
               {"2026-11-24T05:24:25z", ERR_SYNTAX},
               {"2026-02-29T05:24:25Z", ERR_RANGE},
               {"2026-11-24T24:00:00Z", ERR_RANGE},
               {"2026-11-24T23:60:00Z", ERR_RANGE},
               {"2016-12-31T23:59:60Z", ERR_RANGE},
               {"0000-12-31T23:59:59Z", ERR_RANGE}};
    int64_t untouched = 7;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_INT(instant_parse(bytes_str(bad[i].text), &untouched), bad[i].err);
    EXPECT_INT(untouched, 7);
}

/* --- zones ---------------------------------------------------------------------------------------
 */

static const struct zone athens = {"Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4"};
static const struct zone dublin = {"Europe/Dublin", "IST-1GMT0,M10.5.0,M3.5.0/1"};
static const struct zone sydney = {"Australia/Sydney", "AEST-10AEDT,M10.1.0,M4.1.0/3"};
static const struct zone santiago = {"America/Santiago", "<-04>4<-03>,M9.1.6/24,M4.1.6/24"};
static const struct zone havana = {"America/Havana", "CST5CDT,M3.2.0/0,M11.1.0/1"};
static const struct zone nuuk = {"America/Nuuk", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"};
static const struct zone cairo = {"Africa/Cairo", "EET-2EEST,M4.5.5/0,M10.5.4/24"};
static const struct zone utc = {"UTC", "UTC0"};
static const struct zone kathmandu = {"Asia/Kathmandu", "<+0545>-5:45"};
static const struct zone lord_howe = {"Australia/Lord_Howe",
                                      "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"};
static const struct zone always = {"perpetual summer", "XXX3EDT4,0/0,J365/23"};

TEST(rules_understood_and_not) {
    static const char *good[] = {"UTC0",
                                 "EET-2EEST,M3.5.0/3,M10.5.0/4",
                                 "<+0330>-3:30",
                                 "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
                                 "IST-2IDT,M3.4.4/26,M10.5.0",
                                 "XXX3EDT4,0/0,J365/23",
                                 "AAA-24:59:59BBB+24:59:59,J1/167:59:59,365/-167"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        EXPECT(zone_rule_valid(good[i]));
    static const char *bad[] = {"",
                                "UTC",
                                "U0",
                                "UTC0 ",
                                "EET-2EEST",
                                "EET-2EEST,M3.5.0",
                                "EET-2EEST,M13.5.0,M10.5.0",
                                "EET-2EEST,M3.6.0,M10.5.0",
                                "EET-2EEST,M3.5.7,M10.5.0",
                                "EET-2EEST,J0,J5",
                                "EET-2EEST,J366,J5",
                                "EET-2EEST,366,5",
                                "EET-2EEST,M3.5.0/168,M10.5.0",
                                "EET-25",
                                "<EET-2",
                                "<E>-2",
                                "EET-2:60",
                                "EET-2:",
                                "EET-2:00:",
                                "AAA-24:30BBB,J1,J365",
                                ":Europe/Athens",
                                "EET-2EEST,M3.5.0/3,M10.5.0/4,",
                                "Europe/Athens"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (zone_rule_valid(bad[i]))
            printf("# accepted: %s\n", bad[i]);
        EXPECT(!zone_rule_valid(bad[i]));
    }
}

#define OFFSET(zone, text, minutes) EXPECT_INT(zone_offset(&(zone), at(text)) / 60000, minutes)

TEST(offsets_at_the_very_change) {
    OFFSET(athens, "2026-03-29T00:59:59.999Z", 120);
    OFFSET(athens, "2026-03-29T01:00:00Z", 180);
    OFFSET(athens, "2026-10-25T00:59:59.999Z", 180);
    OFFSET(athens, "2026-10-25T01:00:00Z", 120);
    OFFSET(dublin, "2026-03-29T00:59:59.999Z", 0);
    OFFSET(dublin, "2026-03-29T01:00:00Z", 60);
    OFFSET(dublin, "2026-10-25T00:59:59.999Z", 60);
    OFFSET(dublin, "2026-10-25T01:00:00Z", 0);
    OFFSET(dublin, "2026-12-31T23:59:59Z", 0);
    OFFSET(dublin, "2027-01-01T00:00:00Z", 0);
    OFFSET(sydney, "2026-01-01T00:00:00Z", 660);
    OFFSET(sydney, "2026-04-04T15:59:59.999Z", 660);
    OFFSET(sydney, "2026-04-04T16:00:00Z", 600);
    OFFSET(sydney, "2026-10-03T15:59:59.999Z", 600);
    OFFSET(sydney, "2026-10-03T16:00:00Z", 660);
    OFFSET(lord_howe, "2026-07-01T00:00:00Z", 630);
    OFFSET(lord_howe, "2026-12-31T13:30:00Z", 660);
    OFFSET(kathmandu, "2026-07-01T00:00:00Z", 345);
    OFFSET(nuuk, "2026-03-28T23:59:59.999Z", -120 + 0 * 60 + 0);
    OFFSET(nuuk, "2026-03-29T01:00:00Z", -60);
    OFFSET(always, "2025-12-31T23:00:00Z", -240);
    OFFSET(always, "2026-01-01T03:30:00Z", -240);
    OFFSET(always, "2026-06-01T00:00:00Z", -240);
    EXPECT_INT(zone_offset(&athens, INSTANT_MAX) % 3600000, 0);
    EXPECT_INT(zone_offset(&athens, INSTANT_MIN) % 3600000, 0);
}

static const char *day_end(const struct zone *z, const char *from, int days) {
    return text_of(zone_day_end(z, at(from), days));
}

TEST(a_day_ends_at_local_midnight) {
    EXPECT_STR(day_end(&athens, "2026-11-24T05:24:25Z", 0), "2026-11-24T22:00:00Z");
    EXPECT_STR(day_end(&athens, "2026-11-24T22:00:00Z", 0), "2026-11-25T22:00:00Z");
    EXPECT_STR(day_end(&athens, "2026-11-24T21:59:59.999Z", 7), "2026-12-01T22:00:00Z");
    EXPECT_STR(day_end(&athens, "2026-10-22T12:00:00Z", 2), "2026-10-24T21:00:00Z");
    EXPECT_STR(day_end(&athens, "2026-10-22T12:00:00Z", 3), "2026-10-25T22:00:00Z");
    EXPECT_STR(day_end(&utc, "2026-10-22T12:00:00Z", -1), "2026-10-22T00:00:00Z");
    EXPECT_STR(day_end(&sydney, "2026-10-03T12:00:00Z", 0), "2026-10-03T14:00:00Z");
    EXPECT_STR(day_end(&sydney, "2026-10-03T12:00:00Z", 1), "2026-10-04T13:00:00Z");
    EXPECT_STR(day_end(&dublin, "2026-03-28T12:00:00Z", 1), "2026-03-29T23:00:00Z");
}

TEST(a_midnight_that_is_skipped_or_comes_twice) {
    /* Santiago, 5 September 2026, 24:00: clocks go to 01:00. */
    EXPECT_STR(day_end(&santiago, "2026-09-05T12:00:00Z", 0), "2026-09-06T04:00:00Z");
    /* Santiago, 4 April 2026, 24:00: clocks go back to 23:00; the day ends the second time. */
    EXPECT_STR(day_end(&santiago, "2026-04-04T12:00:00Z", 0), "2026-04-05T04:00:00Z");
    EXPECT_STR(day_end(&santiago, "2026-04-05T03:30:00Z", 0), "2026-04-05T04:00:00Z");
    /* Havana, 1 November 2026, 01:00: back to 00:00; 31 October ends the first time. */
    EXPECT_STR(day_end(&havana, "2026-10-31T12:00:00Z", 0), "2026-11-01T04:00:00Z");
    EXPECT_STR(day_end(&havana, "2026-11-01T05:30:00Z", 0), "2026-11-02T05:00:00Z");
    EXPECT_STR(day_end(&havana, "2026-03-07T12:00:00Z", 0), "2026-03-08T05:00:00Z");
    EXPECT_STR(day_end(&cairo, "2026-04-23T12:00:00Z", 0), "2026-04-23T22:00:00Z");
    EXPECT_STR(day_end(&cairo, "2026-10-29T12:00:00Z", 0), "2026-10-29T22:00:00Z");
    /* Nuuk, 28 March 2026, 23:00: clocks go to 24:00. */
    EXPECT_STR(day_end(&nuuk, "2026-03-28T12:00:00Z", 0), "2026-03-29T01:00:00Z");
    /* Back across midnight: the day that is lived twice in part ends after the second time. */
    const struct zone across = {"x", "AAA0BBB,M3.5.0,M10.5.0/0:30"};
    EXPECT_STR(day_end(&across, "2026-10-24T22:00:00Z", 0), "2026-10-24T23:00:00Z");
    EXPECT_STR(day_end(&across, "2026-10-24T23:45:00Z", 0), "2026-10-25T00:00:00Z");
}

static const char *to_utc(const struct zone *z, int y, int m, int d, int hour, int minute) {
    int32_t day = day_of(y, m, d, CALENDAR_GREGORIAN);
    return text_of(zone_to_utc(z, day, (hour * 60 + minute) * 60000));
}

TEST(wall_time_to_utc) {
    EXPECT_STR(to_utc(&athens, 2026, 3, 29, 2, 59), "2026-03-29T00:59:00Z");
    EXPECT_STR(to_utc(&athens, 2026, 3, 29, 3, 30), "2026-03-29T01:30:00Z"); /* skipped */
    EXPECT_STR(to_utc(&athens, 2026, 3, 29, 4, 30), "2026-03-29T01:30:00Z");
    EXPECT_STR(to_utc(&athens, 2026, 10, 25, 3, 30), "2026-10-25T00:30:00Z"); /* the first */
    EXPECT_STR(to_utc(&athens, 2026, 10, 25, 4, 0), "2026-10-25T02:00:00Z");
    EXPECT_STR(to_utc(&dublin, 2026, 3, 29, 1, 30), "2026-03-29T01:30:00Z");
    EXPECT_STR(to_utc(&dublin, 2026, 10, 25, 1, 30), "2026-10-25T00:30:00Z");
    EXPECT_STR(to_utc(&lord_howe, 2026, 10, 4, 2, 10), "2026-10-03T15:40:00Z");
    EXPECT_STR(to_utc(&kathmandu, 2026, 1, 1, 0, 0), "2025-12-31T18:15:00Z");
}

TEST(every_hour_of_two_years_there_and_back) {
    static const struct zone *const zones[] = {&athens, &dublin, &sydney, &santiago, &havana,
                                               &nuuk,   &cairo,  &utc,    &lord_howe};
    int64_t from = at("2027-01-01T00:00:00Z"), to = at("2029-01-01T00:00:00Z");
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        int wrong = 0, twice = 0;
        for (int64_t t = from; t < to; t += 1800000) {
            int64_t local = t + zone_offset(zones[i], t), day = zone_day(zones[i], t);
            int64_t back = zone_to_utc(zones[i], (int32_t)day, (int32_t)(local - day * DAY_MS));
            if (back != t) /* only the second of a repeated time */
                wrong += back > t || back + zone_offset(zones[i], back) != local, twice++;
            int64_t end = zone_day_end(zones[i], t, 0);
            wrong += end <= t || end - t > DAY_MS + 3600000;
        }
        EXPECT_INT(wrong, 0);
        EXPECT_INT(twice, zones[i] == &utc ? 0 : zones[i] == &lord_howe ? 2 : 4);
    }
}

/* --- spans ---------------------------------------------------------------------------------------
 */

static const char *end_of(const char *span, const char *from, const struct zone *z) {
    struct span s = {0};
    EXPECT_INT(span_parse(bytes_str(span), &s), 0);
    return text_of(span_end(s, at(from), z));
}

TEST(spans_as_written) {
    static const char *good[] = {"36h", "7d", "2w", "6m", "1y", "0d", "100000d"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct span s = {0};
        char text[SPAN_TEXT_MAX];
        EXPECT_INT(span_parse(bytes_str(good[i]), &s), 0);
        span_format(s, text);
        EXPECT_STR(text, good[i]);
    }
    static const char *bad[] = {"",     "7",   "d",  "7 days", "7D", "-7d",
                                "7.5d", "7d ", "d7", "1y6m",   "7s"};
    struct span untouched = {3, 'w'};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_INT(span_parse(bytes_str(bad[i]), &untouched), ERR_SYNTAX);
    EXPECT_INT(span_parse(bytes_of("7\0", 2), &untouched), ERR_SYNTAX);
    EXPECT_INT(span_parse(BYTES_LIT("100001d"), &untouched), ERR_RANGE);
    EXPECT_INT(span_parse(BYTES_LIT("99999999999999999999999999d"), &untouched), ERR_RANGE);
    EXPECT_INT(untouched.count, 3);
}

TEST(spans_end) {
    /* Hours run exactly, across the end of summer time too. */
    EXPECT_STR(end_of("36h", "2026-10-24T12:00:00Z", &athens), "2026-10-26T00:00:00Z");
    EXPECT_STR(end_of("36h", "2026-03-28T12:00:00Z", &athens), "2026-03-30T00:00:00Z");
    /* Days end at local 24:00, whatever the clocks did between. */
    EXPECT_STR(end_of("7d", "2026-10-20T12:00:00Z", &athens), "2026-10-27T22:00:00Z");
    EXPECT_STR(end_of("1d", "2026-10-20T12:00:00Z", &athens), "2026-10-21T21:00:00Z");
    EXPECT_STR(end_of("2w", "2026-10-20T12:00:00Z", &athens), "2026-11-03T22:00:00Z");
    EXPECT_STR(end_of("0d", "2026-10-20T12:00:00Z", &athens), "2026-10-20T21:00:00Z");
    /* Months go to the same day, or the last; years too. */
    EXPECT_STR(end_of("1m", "2026-01-31T10:00:00Z", &athens), "2026-02-28T22:00:00Z");
    EXPECT_STR(end_of("1m", "2028-01-31T10:00:00Z", &athens), "2028-02-29T22:00:00Z");
    EXPECT_STR(end_of("6m", "2026-08-15T10:00:00Z", &athens), "2027-02-15T22:00:00Z");
    EXPECT_STR(end_of("13m", "2026-12-31T10:00:00Z", &utc), "2028-02-01T00:00:00Z");
    EXPECT_STR(end_of("1y", "2028-02-29T10:00:00Z", &utc), "2029-03-01T00:00:00Z");
    EXPECT_STR(end_of("1m", "2026-01-30T22:30:00Z", &athens), "2026-02-28T22:00:00Z");
    EXPECT_STR(end_of("9000y", "2026-01-31T10:00:00Z", &utc), "..");
}

TEST(what_never_ends_does_not_end_later) {
    struct span week = {1, 'w'}, hours = {100000, 'h'}, none = {0};
    EXPECT_INT(span_end(week, INSTANT_MAX, &athens), INSTANT_MAX);
    EXPECT_INT(span_end(hours, INSTANT_MAX - 5, &athens), INSTANT_MAX);
    EXPECT_INT(span_end(week, INSTANT_MIN, &athens), INSTANT_MIN);
    EXPECT_INT(span_end(none, 12345, &athens), 12345);
}

TEST_MAIN(T(julian_and_gregorian_days), T(dates_that_do_not_exist),
          T(every_day_of_ten_thousand_years), T(instants_both_ways), T(bad_instants),
          T(rules_understood_and_not), T(offsets_at_the_very_change),
          T(a_day_ends_at_local_midnight), T(a_midnight_that_is_skipped_or_comes_twice),
          T(wall_time_to_utc), T(every_hour_of_two_years_there_and_back), T(spans_as_written),
          T(spans_end), T(what_never_ends_does_not_end_later))
