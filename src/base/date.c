#include "base/date.h"

#include <stdio.h>

#include "base/check.h"
#include "base/fail.h"

/* A year is counted from March, so that the leap day is its last; an era is the calendar's period:
 * 400 years Gregorian, 4 years Julian. Day 0 of era 0 is 1 March of the year 0. */
struct era {
    int64_t years, days, first_day; /* first_day: days from 1970-01-01 Gregorian to era 0 */
};
static const struct era eras[2] = {
    [CALENDAR_GREGORIAN] = {400, 146097, -719468},
    [CALENDAR_JULIAN] = {4, 1461, -719470},
};

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static bool is_leap(int32_t year, enum calendar calendar) {
    return year % 4 == 0 && (calendar == CALENDAR_JULIAN || year % 100 != 0 || year % 400 == 0);
}

int civil_month_days(int32_t year, int month, enum calendar calendar) {
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    check(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && is_leap(year, calendar));
}

bool civil_to_day(struct civil c, enum calendar calendar, int32_t *ret_day) {
    if (c.year < 1 || c.year > 9999 || c.month < 1 || c.month > 12 || c.day < 1 ||
        c.day > civil_month_days(c.year, c.month, calendar))
        return false;
    const struct era *e = &eras[calendar];
    int64_t year = c.year - (c.month <= 2), month = (c.month + 9) % 12;
    int64_t era = year / e->years, of_era = year % e->years;
    int64_t day = of_era * 365 + of_era / 4 + (153 * month + 2) / 5 + c.day - 1;
    if (calendar == CALENDAR_GREGORIAN)
        day -= of_era / 100;
    *ret_day = (int32_t)(era * e->days + day + e->first_day);
    return true;
}

struct civil civil_of_day(int32_t day, enum calendar calendar) {
    const struct era *e = &eras[calendar];
    int64_t since = day - e->first_day, era = floor_div(since, e->days);
    int64_t rest = since - era * e->days; /* day of the era */
    int64_t of_era = calendar == CALENDAR_JULIAN
                         ? (rest - rest / 1460) / 365
                         : (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    int64_t of_year = rest - (365 * of_era + of_era / 4);
    if (calendar == CALENDAR_GREGORIAN)
        of_year += of_era / 100;
    int64_t month = (5 * of_year + 2) / 153;
    struct civil c = {.month = (uint8_t)(month < 10 ? month + 3 : month - 9),
                      .day = (uint8_t)(of_year - (153 * month + 2) / 5 + 1)};
    c.year = (int32_t)(era * e->years + of_era + (c.month <= 2));
    return c;
}

/* --- instants ----------------------------------------------------------------------------------
 */

void instant_format(int64_t ms, char *ret) {
    int64_t day = floor_div(ms, DAY_MS), rest = (ms % DAY_MS + DAY_MS) % DAY_MS;
    struct civil c = {0};
    if (day > INT32_MIN && day < INT32_MAX)
        c = civil_of_day((int32_t)day, CALENDAR_GREGORIAN);
    if (c.year < 1 || c.year > 9999) {
        snprintf(ret, INSTANT_TEXT_MAX, "..");
        return;
    }
    int s = (int)(rest / 1000), thousandths = (int)(rest % 1000);
    int n = snprintf(ret, INSTANT_TEXT_MAX, "%04u-%02u-%02uT%02d:%02d:%02d",
                     (unsigned)c.year % 10000, c.month, c.day, s / 3600, s / 60 % 60, s % 60);
    if (thousandths)
        snprintf(ret + n, (size_t)(INSTANT_TEXT_MAX - n), ".%03dZ", thousandths);
    else
        snprintf(ret + n, (size_t)(INSTANT_TEXT_MAX - n), "Z");
}

/* Does TEXT follow PATTERN, where 0 stands for a digit? */
static bool follows(struct bytes text, const char *pattern) {
    if (text.n != strlen(pattern))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        bool digit = text.at[i] >= '0' && text.at[i] <= '9';
        if (pattern[i] == '0' ? !digit : text.at[i] != (uint8_t)pattern[i])
            return false;
    }
    return true;
}

static int number(struct bytes text, size_t from, size_t n) {
    int value = 0;
    for (size_t i = from; i < from + n; i++)
        value = value * 10 + (text.at[i] - '0');
    return value;
}

int instant_parse(struct bytes text, int64_t *ret) {
    bool fraction = follows(text, "0000-00-00T00:00:00.000Z");
    if (!fraction && !follows(text, "0000-00-00T00:00:00Z"))
        return ERR_SYNTAX;
    struct civil c = {number(text, 0, 4), (uint8_t)number(text, 5, 2), (uint8_t)number(text, 8, 2)};
    int h = number(text, 11, 2), m = number(text, 14, 2), s = number(text, 17, 2);
    int thousandths = fraction ? number(text, 20, 3) : 0;
    if (fraction && thousandths == 0)
        return ERR_SYNTAX;
    int32_t day;
    if (!civil_to_day(c, CALENDAR_GREGORIAN, &day) || h > 23 || m > 59 || s > 59)
        return ERR_RANGE;
    *ret = day * DAY_MS + (h * 3600 + m * 60 + s) * INT64_C(1000) + thousandths;
    return 0;
}

/* --- spans --------------------------------------------------------------------------------------
 */

int span_parse(struct bytes text, struct span *ret) {
    if (text.n < 2)
        return ERR_SYNTAX;
    int64_t count = 0;
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return ERR_SYNTAX;
        if (count <= SPAN_COUNT_MAX)
            count = count * 10 + (text.at[i] - '0');
    }
    char unit = (char)text.at[text.n - 1];
    if (!unit || !strchr("hdwmy", unit))
        return ERR_SYNTAX;
    if (count > SPAN_COUNT_MAX)
        return ERR_RANGE;
    *ret = (struct span){(int32_t)count, unit};
    return 0;
}

void span_format(struct span s, char *ret) {
    if (s.unit)
        snprintf(ret, SPAN_TEXT_MAX, "%d%c", s.count, s.unit);
    else
        *ret = 0;
}

/* The day so many months on: the same day of the month, or its last. */
static bool months_on(int32_t day, int64_t months, int32_t *ret) {
    struct civil c = civil_of_day(day, CALENDAR_GREGORIAN);
    int64_t month = (int64_t)c.year * 12 + c.month - 1 + months, year = floor_div(month, 12);
    if (year < 1 || year > 9999)
        return false;
    c.year = (int32_t)year;
    c.month = (uint8_t)(month - year * 12 + 1);
    int last = civil_month_days(c.year, c.month, CALENDAR_GREGORIAN);
    if (c.day > last)
        c.day = (uint8_t)last;
    return civil_to_day(c, CALENDAR_GREGORIAN, ret);
}

int64_t span_end(struct span s, int64_t from, const struct zone *z) {
    if (from == INSTANT_MIN || from == INSTANT_MAX)
        return from;
    int64_t end;
    int32_t days;
    switch (s.unit) {
    case 0:
        return from;
    case 'h':
        return __builtin_add_overflow(from, s.count * INT64_C(3600000), &end) ? INSTANT_MAX : end;
    case 'd':
        return zone_day_end(z, from, s.count);
    case 'w':
        return zone_day_end(z, from, s.count * 7);
    case 'm':
    case 'y': {
        int32_t today = zone_day(z, from);
        if (!months_on(today, s.count * INT64_C(1) * (s.unit == 'y' ? 12 : 1), &days))
            return INSTANT_MAX;
        return zone_day_end(z, from, days - today);
    }
    }
    check_unreachable();
}
