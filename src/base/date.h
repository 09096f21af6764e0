/* Time: instants of the record, civil days in two calendars, dates as people and sources write
 * them, time spans that end at midnight, and the rule of a time zone.
 *
 * An instant is a signed count of milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored (as
 * in POSIX). A day is a signed count of days since 1970-01-01 Gregorian. Both calendars reach from
 * the year 1 to 9999. Conversions: E. G. Richards in "Explanatory Supplement to the Astronomical
 * Almanac" (3rd ed., 15.11) or equivalent integer arithmetic. Vectors: 1917-10-25 Julian =
 * 1917-11-07 Gregorian; 1900-02-29 Julian (it exists) = 1900-03-13; 1918-01-31 Julian =
 * 1918-02-13. */
#ifndef KOINON_BASE_DATE_H
#define KOINON_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define INSTANT_MIN INT64_MIN /* unbounded in the past */
#define INSTANT_MAX INT64_MAX /* unbounded in the future: still holds */
#define DAY_MS INT64_C(86400000)

enum calendar { CALENDAR_GREGORIAN = 0, CALENDAR_JULIAN = 1 };

struct civil {
    int32_t year; /* 1..9999 */
    uint8_t month, day;
};

/* false: no such date in that calendar. */
bool civil_to_day(struct civil c, enum calendar calendar, int32_t *ret_day);
struct civil civil_of_day(int32_t day, enum calendar calendar);
int civil_month_days(int32_t year, int month, enum calendar calendar);

/* "2026-11-24T05:24:25.123Z"; milliseconds only where there are any; ".." outside the years 1 to
 * 9999. Parse is strict: ERR_SYNTAX, or ERR_RANGE for what does not exist (24:00 and leap seconds
 * too), and one instant has one text (".000" is refused). */
#define INSTANT_TEXT_MAX 32
void instant_format(int64_t ms, char *ret);
int instant_parse(struct bytes text, int64_t *ret);

/* --- time zones: the POSIX rule (IEEE 1003.1 TZ, section 8.3) and nothing else, so that the law
 * needs no data file and a replay in ten years gives the same midnights. ----------------------- */
#define ZONE_RULE_MAX 64
struct zone {
    char name[48];            /* "Europe/Athens", for people */
    char rule[ZONE_RULE_MAX]; /* "EET-2EEST,M3.5.0/3,M10.5.0/4" */
};
/* Is RULE understood (Mm.w.d, Jn, n; quoted <+03> names; offsets to +-24:59:59; a rule's time to
 * +-167 hours as in RFC 8536, 3.3.1)? Summer time without its dates is not. The functions below
 * check() that the rule is valid. */
bool zone_rule_valid(const char *rule);
/* Milliseconds to add to UTC for local time at this instant. */
int64_t zone_offset(const struct zone *z, int64_t utc_ms);
/* The local day containing this instant. */
int32_t zone_day(const struct zone *z, int64_t utc_ms);
/* The instant that begins a local day: its midnight, or the first instant after a skipped one. */
int64_t zone_day_start(const struct zone *z, int32_t day);
/* Local midnight that ends the local day containing UTC_MS plus DAYS further days: what "7d" means.
 * If midnight is skipped by summer time, the first instant after. */
int64_t zone_day_end(const struct zone *z, int64_t utc_ms, int32_t days);
/* Local wall time to UTC: skipped times move forward, repeated ones take the first. */
int64_t zone_to_utc(const struct zone *z, int32_t day, int32_t ms_of_day);

/* --- time spans: 36h 7d 2w 6m 1y (design: "Notation of values") ------------------------------- */
struct span {
    int32_t count;
    char unit; /* 'h' 'd' 'w' 'm' 'y', or 0: no span given */
};
#define SPAN_COUNT_MAX 100000
int span_parse(struct bytes text, struct span *ret); /* ERR_SYNTAX, ERR_RANGE */
#define SPAN_TEXT_MAX 16
void span_format(struct span s, char *ret); /* "" when no span is given */
/* The end of a span that begins at FROM. h run exactly; d and w end at local 24:00; m and y go to
 * the same day of the month, or its last day where there is none, at local 24:00. INSTANT_MAX past
 * the year 9999; FROM itself when no span is given. */
int64_t span_end(struct span s, int64_t from, const struct zone *z);

/* --- dates as written ---------------------------------------------------------------------------
 * For people:
 *   1917   1917-03   1917-03-02   1917-10-25 21:40   with one of early mid late about before after
 *   in front; A..B an interval, where an end left out is open (1917-03..) and `unknown` is an end
 *   that was asked and not stated; `unknown` alone.
 * EDTF (ISO 8601-2:2019), level 1 without seasons, exponents and years of more digits, and of level
 * 2 what sources need: ~ about, ? uncertain, % both, after what they qualify or before one
 * component (1917-~03-02); X for any digit (191X, 1917-03-XX, 1917-1X-01; XXXX is unknown); A/B,
 * ../B, A/.., and with an empty end, not stated; [a,b..c] one of. Level 0 times:
 * 1917-10-25T21:40:00, and Z or +03:00 after them.
 *
 * The interval is half-open in instants: [lo, hi), the hull of every day that is meant, in local
 * time. A day without time is its 24 local hours, a minute its 60 seconds. "early", "mid", "late":
 * the days 1-10, 11-20, 21-end of a month; January-April, May-August, September-December of a year.
 * `before X` is (-inf, start of X), `after X` [end of X, +inf). */
enum when_flags {
    WHEN_ABOUT = 1,     /* about, ~ */
    WHEN_UNCERTAIN = 2, /* ? */
    WHEN_TIMED = 4,     /* hours and minutes were given */
    WHEN_UNKNOWN = 8,   /* "unknown": asked, not stated; the interval is unbounded */
    WHEN_OPEN = 16,     /* one end open on purpose */
};
enum when_precision {
    WHEN_INSTANT,
    WHEN_MINUTE,
    WHEN_DAY,
    WHEN_MONTH,
    WHEN_YEAR,
    WHEN_DECADE,
    WHEN_WIDE
};

struct when {
    int64_t lo, hi; /* [lo, hi), INSTANT_MIN / INSTANT_MAX where unbounded */
    uint8_t calendar;
    uint8_t flags;
    uint8_t precision;
};

/* CALENDAR is the record's, unless the text ends in " (julian)" or " (gregorian)". ERR_SYNTAX, or
 * ERR_RANGE for what does not exist or ends before it begins. The error names what was expected:
 * `"2/3/1917": write year-month-day, as in 1917-03-02`; `1917-02-30 does not exist`. */
struct fail;
int when_parse(struct bytes text, enum calendar calendar, const struct zone *z, struct when *ret,
               struct fail *fail);
/* The same in EDTF, in the same calendar (which the text then no longer says): "about 1917-03" is
 * 1917-03~, "early 1917" is [1917-01..1917-04], "before 1917" is [..1916]. It means the same
 * interval (but for before and after a minute at which the clocks change). One thing EDTF lacks: a
 * time of day may have ~ or ? after it. RET has WHEN_TEXT_MAX. */
#define WHEN_TEXT_MAX 80
int when_edtf(struct bytes text, enum calendar calendar, char *ret);
/* Three-valued order: -1 certainly before, 1 certainly after, 0 they overlap (not known, or
 * same). */
int when_order(const struct when *a, const struct when *b);

#endif
