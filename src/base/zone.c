#include "base/date.h"

#include "base/check.h"

/* IEEE 1003.1 TZ with the hours of RFC 8536 (3.3.1): -167..167 in a rule's time. Seconds. */
struct change {
    char kind; /* 'M' month, week, weekday; 'J' 1..365 without 29 February; 'n' 0..365 */
    int month, week, weekday, day;
    int time; /* after local midnight, in the offset that ends */
};
struct zone_rule {
    int standard, summer; /* east of UTC */
    bool has_summer;
    struct change to_summer, to_standard;
};

struct cursor {
    const char *at;
};

static bool take(struct cursor *c, char what) {
    if (*c->at != what)
        return false;
    c->at++;
    return true;
}

static bool take_name(struct cursor *c) {
    const char *from = c->at;
    if (take(c, '<')) {
        while ((*c->at >= '0' && *c->at <= '9') || (*c->at >= 'A' && *c->at <= 'Z') ||
               (*c->at >= 'a' && *c->at <= 'z') || *c->at == '+' || *c->at == '-')
            c->at++;
        return c->at - from >= 4 && take(c, '>');
    }
    while ((*c->at >= 'A' && *c->at <= 'Z') || (*c->at >= 'a' && *c->at <= 'z'))
        c->at++;
    return c->at - from >= 3;
}

static bool take_number(struct cursor *c, int digits_max, int min, int max, int *ret) {
    int value = 0, n = 0;
    for (; *c->at >= '0' && *c->at <= '9' && n < digits_max; n++)
        value = value * 10 + (*c->at++ - '0');
    if (n == 0 || value < min || value > max)
        return false;
    *ret = value;
    return true;
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(struct cursor *c, int hours_max, int *ret) {
    int h, m = 0, s = 0;
    bool negative = take(c, '-');
    if (!negative)
        take(c, '+');
    if (!take_number(c, 3, 0, hours_max, &h))
        return false;
    if (take(c, ':')) {
        if (!take_number(c, 2, 0, 59, &m) || (take(c, ':') && !take_number(c, 2, 0, 59, &s)))
            return false;
    }
    int value = h * 3600 + m * 60 + s;
    *ret = negative ? -value : value;
    return true;
}

static bool take_change(struct cursor *c, struct change *ret) {
    *ret = (struct change){.time = 2 * 3600};
    if (!take(c, ','))
        return false;
    if (take(c, 'M')) {
        ret->kind = 'M';
        if (!take_number(c, 2, 1, 12, &ret->month) || !take(c, '.') ||
            !take_number(c, 1, 1, 5, &ret->week) || !take(c, '.') ||
            !take_number(c, 1, 0, 6, &ret->weekday))
            return false;
    } else if (take(c, 'J')) {
        ret->kind = 'J';
        if (!take_number(c, 3, 1, 365, &ret->day))
            return false;
    } else {
        ret->kind = 'n';
        if (!take_number(c, 3, 0, 365, &ret->day))
            return false;
    }
    return !take(c, '/') || take_time(c, 167, &ret->time);
}

static bool rule_parse(const char *text, struct zone_rule *ret) {
    struct cursor c = {text};
    *ret = (struct zone_rule){0};
    if (!take_name(&c) || !take_time(&c, 24, &ret->standard))
        return false;
    ret->standard = -ret->standard; /* POSIX counts west */
    if (!*c.at)
        return true;
    ret->has_summer = true;
    ret->summer = ret->standard + 3600;
    if (!take_name(&c))
        return false;
    if (*c.at != ',') {
        if (!take_time(&c, 24, &ret->summer))
            return false;
        ret->summer = -ret->summer;
    }
    return ret->summer < 25 * 3600 && take_change(&c, &ret->to_summer) &&
           take_change(&c, &ret->to_standard) && !*c.at;
}

bool zone_rule_valid(const char *rule) {
    struct zone_rule r;
    return strnlen(rule, ZONE_RULE_MAX) < ZONE_RULE_MAX && rule_parse(rule, &r);
}

static struct zone_rule rule_of(const struct zone *z) {
    struct zone_rule r;
    bool valid = rule_parse(z->rule, &r);
    check(valid);
    return r;
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/* Days from 1970-01-01 to 1 January; any year. */
static int64_t new_year(int64_t year) {
    int64_t before = year - 1;
    return before * 365 + floor_div(before, 4) - floor_div(before, 100) + floor_div(before, 400) -
           719162;
}

/* The UTC second at which a change happens in that year. */
static int64_t change_at(const struct change *c, int64_t year, int offset_before) {
    int64_t first = new_year(year), day;
    bool leap = new_year(year + 1) - first == 366;
    if (c->kind == 'M') {
        static const int16_t starts[13] = {0,   31,  59,  90,  120, 151, 181,
                                           212, 243, 273, 304, 334, 365};
        int64_t start = starts[c->month - 1] + (leap && c->month > 2);
        int64_t end = starts[c->month] + (leap && c->month > 1);
        int64_t weekday = (first + start) % 7 + 4; /* 1970-01-01 was a Thursday */
        weekday = (weekday % 7 + 7) % 7;
        day = start + (c->weekday - weekday + 7) % 7 + (c->week - 1) * 7;
        if (day >= end)
            day -= 7;
    } else if (c->kind == 'J') {
        day = c->day - 1 + (leap && c->day >= 60);
    } else {
        day = c->day;
    }
    return (first + day) * 86400 + c->time - offset_before;
}

/* Seconds to add to UTC: what the last change at or before this second decided. */
static int offset_at(const struct zone_rule *r, int64_t second) {
    if (!r->has_summer)
        return r->standard;
    int64_t year =
        civil_of_day((int32_t)floor_div(second + r->standard, 86400), CALENDAR_GREGORIAN).year;
    int64_t latest = INT64_MIN;
    int offset = r->standard;
    for (int64_t y = year - 1; y <= year + 1; y++) {
        int64_t standard = change_at(&r->to_standard, y, r->summer);
        int64_t summer = change_at(&r->to_summer, y, r->standard);
        if (standard <= second && standard >= latest) {
            latest = standard;
            offset = r->standard;
        }
        if (summer <= second && summer >= latest) {
            latest = summer;
            offset = r->summer;
        }
    }
    return offset;
}

/* Beyond these (the years 1 and 9999 with room) an instant is as good as unbounded. */
#define MS_MIN (-INT64_C(70000000000000))
#define MS_MAX INT64_C(260000000000000)

static int64_t clamp(int64_t ms) {
    return ms < MS_MIN ? MS_MIN : ms > MS_MAX ? MS_MAX : ms;
}

static int64_t rule_offset(const struct zone_rule *r, int64_t utc_ms) {
    return offset_at(r, floor_div(clamp(utc_ms), 1000)) * INT64_C(1000);
}

int64_t zone_offset(const struct zone *z, int64_t utc_ms) {
    struct zone_rule r = rule_of(z);
    return rule_offset(&r, utc_ms);
}

int32_t zone_day(const struct zone *z, int64_t utc_ms) {
    utc_ms = clamp(utc_ms);
    return (int32_t)floor_div(utc_ms + zone_offset(z, utc_ms), DAY_MS);
}

/* The instants at which local clocks show LOCAL, in order: 0, 1 or 2 of them. */
static int instants_of(const struct zone_rule *r, int64_t local, int64_t *ret) {
    int n = 0;
    int64_t a = local - r->standard * INT64_C(1000), b = local - r->summer * INT64_C(1000);
    if (!r->has_summer)
        b = a;
    int64_t lo = a < b ? a : b, hi = a < b ? b : a;
    if (lo + rule_offset(r, lo) == local)
        ret[n++] = lo;
    if (hi != lo && hi + rule_offset(r, hi) == local)
        ret[n++] = hi;
    return n;
}

/* The first instant after AFTER whose local clock shows LOCAL or later; at AFTER it shows less. */
static int64_t first_showing(const struct zone_rule *r, int64_t local, int64_t after) {
    int64_t lo = local - 3 * DAY_MS, hi = local + 3 * DAY_MS;
    if (lo < after)
        lo = after;
    while (hi - lo > 1) {
        int64_t middle = lo + (hi - lo) / 2;
        if (middle + rule_offset(r, middle) >= local)
            hi = middle;
        else
            lo = middle;
    }
    return hi;
}

int64_t zone_to_utc(const struct zone *z, int32_t day, int32_t ms_of_day) {
    struct zone_rule r = rule_of(z);
    int64_t local = day * DAY_MS + ms_of_day, at[2];
    if (instants_of(&r, local, at) > 0)
        return at[0];
    int64_t change = first_showing(&r, local, INSTANT_MIN); /* which skips LOCAL */
    return local - rule_offset(&r, change - 1); /* as if the clocks had not changed yet */
}

int64_t zone_day_start(const struct zone *z, int32_t day) {
    struct zone_rule r = rule_of(z);
    int64_t local = day * DAY_MS, at[2];
    return instants_of(&r, local, at) > 0 ? at[0] : first_showing(&r, local, INSTANT_MIN);
}

int64_t zone_day_end(const struct zone *z, int64_t utc_ms, int32_t days) {
    if (utc_ms <= MS_MIN || utc_ms >= MS_MAX)
        return utc_ms;
    struct zone_rule r = rule_of(z);
    int64_t local = ((int64_t)zone_day(z, utc_ms) + days + 1) * DAY_MS, at[2];
    int n = instants_of(&r, local, at);
    for (int i = 0; i < n; i++) {
        if (days < 0 || at[i] > utc_ms)
            return at[i];
    }
    return first_showing(&r, local, days < 0 ? INSTANT_MIN : utc_ms);
}
