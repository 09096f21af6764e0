#include "base/date.h"

#include <stdio.h>

#include "base/check.h"
#include "base/fail.h"
#include "base/name.h"

#define SUFFIX_MAX 12 /* " (gregorian)" */
#define MINUTE_MS INT64_C(60000)
#define SECOND_MS INT64_C(1000)

/* What is being read, for the functions below: both answers (interval, EDTF) are made in one pass,
 * so that they cannot disagree. */
struct reading {
    struct bytes whole; /* for errors */
    enum calendar calendar;
    const struct zone *zone;
    struct fail *fail;
    struct when when;
    char edtf[2 * WHEN_TEXT_MAX];
    size_t edtf_n;
};

struct cursor {
    const uint8_t *at, *end;
};

/* A date: its digits as written, the days they may mean, the instants of these. */
struct point {
    char digits[9];           /* YYYYMMDD, X where unspecified */
    char before[3], after[3]; /* a qualifier of year, month, day, or 0 */
    int parts;                /* 1 a year, 2 a month, 3 a day */
    struct civil first, last;
    int32_t first_day, last_day;
    int32_t second; /* of the day; -1 without time */
    bool has_seconds;
    char offset[7];  /* "", "Z" or "+03:00" */
    char after_time; /* a qualifier */
    int64_t lo, hi;
    uint8_t flags, precision;
};

/* --- errors ------------------------------------------------------------------------------------
 */

/* What stands in an error: no controls, not too long, still UTF-8. */
static const char *shown(struct bytes text, char ret[WHEN_TEXT_MAX]) {
    bool valid = text_valid(text, false);
    size_t n = text.n < WHEN_TEXT_MAX - 1 ? text.n : WHEN_TEXT_MAX - 1;
    while (n < text.n && n > 0 && (text.at[n] & 0xc0) == 0x80)
        n--;
    for (size_t i = 0; i < n; i++) {
        bool plain = text.at[i] >= 0x20 && text.at[i] < 0x7f;
        ret[i] = plain || valid ? (char)text.at[i] : '?';
    }
    ret[n] = 0;
    return ret;
}

static int not_a_date(struct reading *r) {
    char text[WHEN_TEXT_MAX];
    bool digit = false, mark = false;
    for (size_t i = 0; i < r->whole.n; i++) {
        uint8_t c = r->whole.at[i];
        digit |= c >= '0' && c <= '9';
        mark |= c == '/' || c == '-' || c == '.';
    }
    shown(r->whole, text);
    if (digit && mark)
        return fail_set(r->fail, ERR_SYNTAX, "\"%s\": write year-month-day, as in 1917-03-02",
                        text);
    return fail_set(r->fail, ERR_SYNTAX,
                    "\"%s\" is not a date: write 1917, 1917-03, 1917-03-02 or 1917-10-25 21:40, "
                    "with early, mid, late, about, before or after in front, or unknown",
                    text);
}

static int does_not_exist(struct reading *r, struct bytes what) {
    char text[WHEN_TEXT_MAX];
    return fail_set(r->fail, ERR_RANGE, "%s does not exist%s", shown(what, text),
                    r->calendar == CALENDAR_JULIAN ? " in the Julian calendar" : "");
}

static int ends_before_it_begins(struct reading *r) {
    char text[WHEN_TEXT_MAX];
    return fail_set(r->fail, ERR_RANGE, "\"%s\" ends before it begins", shown(r->whole, text));
}

/* --- reading one date --------------------------------------------------------------------------
 */

static bool take(struct cursor *c, const char *what) {
    size_t n = strlen(what);
    if ((size_t)(c->end - c->at) < n || memcmp(c->at, what, n) != 0)
        return false;
    c->at += n;
    return true;
}

static char take_qualifier(struct cursor *c, uint8_t *flags) {
    if (c->at == c->end || (*c->at != '~' && *c->at != '?' && *c->at != '%'))
        return 0;
    char q = (char)*c->at++;
    *flags |= (uint8_t)((q != '?' ? WHEN_ABOUT : 0) | (q != '~' ? WHEN_UNCERTAIN : 0));
    return q;
}

static bool take_component(struct cursor *c, struct point *p, int part, int from, int n) {
    p->before[part] = take_qualifier(c, &p->flags);
    if (c->end - c->at < n)
        return false;
    for (int i = 0; i < n; i++, c->at++) {
        if ((*c->at < '0' || *c->at > '9') && *c->at != 'X')
            return false;
        p->digits[from + i] = (char)*c->at;
    }
    if (!p->before[part])
        p->after[part] = take_qualifier(c, &p->flags);
    return true;
}

static bool take_two_digits(struct cursor *c, int max, int *ret) {
    if (c->end - c->at < 2 || c->at[0] < '0' || c->at[0] > '9' || c->at[1] < '0' || c->at[1] > '9')
        return false;
    *ret = (c->at[0] - '0') * 10 + c->at[1] - '0';
    c->at += 2;
    return *ret <= max;
}

/* hh:mm, hh:mm:ss, and after a T also Z or +hh:mm. */
static bool take_time(struct cursor *c, struct point *p, bool iso) {
    int h, m, s = 0, oh, om;
    if (!take_two_digits(c, 23, &h) || !take(c, ":") || !take_two_digits(c, 59, &m))
        return false;
    p->has_seconds = take(c, ":");
    if (p->has_seconds && !take_two_digits(c, 59, &s))
        return false;
    p->second = h * 3600 + m * 60 + s;
    const uint8_t *from = c->at;
    if (iso && take(c, "Z"))
        memcpy(p->offset, "Z", 2);
    if (iso && !p->offset[0] && (take(c, "+") || take(c, "-"))) {
        if (!take_two_digits(c, 23, &oh) || !take(c, ":") || !take_two_digits(c, 59, &om))
            return false;
        memcpy(p->offset, from, 6);
    }
    p->after_time = take_qualifier(c, &p->flags);
    return true;
}

static bool matches(const char *pattern, int n, int value) {
    for (int i = n - 1; i >= 0; i--, value /= 10) {
        if (pattern[i] != 'X' && pattern[i] - '0' != value % 10)
            return false;
    }
    return true;
}

/* The day or month of this year that fits the digits: the first, or (step -1) the last. */
static bool fits_in_year(const struct point *p, int year, int step, enum calendar calendar,
                         struct civil *ret) {
    for (int m = step > 0 ? 1 : 12; m >= 1 && m <= 12; m += step) {
        if (p->parts >= 2 && !matches(p->digits + 4, 2, m))
            continue;
        int days = civil_month_days(year, m, calendar);
        for (int d = step > 0 ? 1 : days; d >= 1 && d <= days; d += step) {
            if (p->parts == 3 && !matches(p->digits + 6, 2, d))
                continue;
            *ret = (struct civil){year, (uint8_t)m, (uint8_t)d};
            return true;
        }
    }
    return false;
}

static bool fits(const struct point *p, int step, enum calendar calendar, struct civil *ret) {
    int year = 0;
    for (int i = 0; i < 4; i++)
        year = year * 10 + (p->digits[i] != 'X' ? p->digits[i] - '0' : step > 0 ? 0 : 9);
    for (; year >= 0 && year <= 9999; year += step) {
        if (!matches(p->digits, 4, year))
            continue;
        if (year > 0 && fits_in_year(p, year, step, calendar, ret))
            return true;
        if (!memchr(p->digits, 'X', 4))
            return false;
    }
    return false;
}

static uint8_t precision_of(const struct point *p) {
    if (p->second >= 0)
        return p->has_seconds ? WHEN_INSTANT : WHEN_MINUTE;
    if (memchr(p->digits, 'X', 3))
        return WHEN_WIDE;
    if (p->digits[3] == 'X')
        return WHEN_DECADE;
    if (p->parts == 1 || memchr(p->digits + 4, 'X', 2))
        return WHEN_YEAR;
    if (p->parts == 2 || memchr(p->digits + 6, 'X', 2))
        return WHEN_MONTH;
    return WHEN_DAY;
}

/* The instants of a point whose days are known. */
static void place(const struct reading *r, struct point *p) {
    civil_to_day(p->first, r->calendar, &p->first_day);
    civil_to_day(p->last, r->calendar, &p->last_day);
    if (p->second < 0) {
        p->lo = zone_day_start(r->zone, p->first_day);
        p->hi = zone_day_start(r->zone, p->last_day + 1);
        return;
    }
    if (p->offset[0] == 'Z')
        p->lo = p->first_day * DAY_MS + p->second * SECOND_MS;
    else if (p->offset[0]) {
        int minutes = ((p->offset[1] - '0') * 10 + p->offset[2] - '0') * 60 +
                      (p->offset[4] - '0') * 10 + p->offset[5] - '0';
        p->lo = p->first_day * DAY_MS + p->second * SECOND_MS -
                (p->offset[0] == '-' ? -minutes : minutes) * MINUTE_MS;
    } else {
        p->lo = zone_to_utc(r->zone, p->first_day, (int32_t)(p->second * SECOND_MS));
    }
    p->hi = p->lo + (p->has_seconds ? SECOND_MS : MINUTE_MS);
}

static int take_point(struct reading *r, struct cursor *c, struct point *p) {
    *p = (struct point){.parts = 1, .second = -1};
    const uint8_t *from = c->at;
    if (!take_component(c, p, 0, 0, 4))
        return not_a_date(r);
    if (take(c, "-")) {
        p->parts = 2;
        if (!take_component(c, p, 1, 4, 2))
            return not_a_date(r);
        if (take(c, "-")) {
            p->parts = 3;
            if (!take_component(c, p, 2, 6, 2))
                return not_a_date(r);
        }
    }
    struct bytes date = bytes_of(from, (size_t)(c->at - from));
    bool whole = p->parts == 3 && !strchr(p->digits, 'X');
    bool iso = whole && take(c, "T");
    if ((iso || (whole && take(c, " "))) && !take_time(c, p, iso))
        return not_a_date(r);
    if (!fits(p, 1, r->calendar, &p->first) || !fits(p, -1, r->calendar, &p->last))
        return does_not_exist(r, date);
    p->precision = precision_of(p);
    if (p->second >= 0)
        p->flags |= WHEN_TIMED;
    place(r, p);
    return 0;
}

/* --- writing EDTF ------------------------------------------------------------------------------
 */

/* Never longer than what was read and a few characters, which the limit on that allows for. */
static void write_text(struct reading *r, const char *s) {
    size_t n = strlen(s);
    check(n < sizeof(r->edtf) - r->edtf_n);
    memcpy(r->edtf + r->edtf_n, s, n + 1);
    r->edtf_n += n;
}

static void write_char(struct reading *r, char c) {
    if (c)
        write_text(r, (const char[2]){c, 0});
}

static void write_point(struct reading *r, const struct point *p) {
    static const int starts[4] = {0, 4, 6, 8};
    for (int part = 0; part < p->parts; part++) {
        write_text(r, part ? "-" : "");
        write_char(r, p->before[part]);
        for (int i = starts[part]; i < starts[part + 1]; i++)
            write_char(r, p->digits[i]);
        write_char(r, p->after[part]);
    }
    if (p->second < 0)
        return;
    char time[16];
    int n = snprintf(time, sizeof(time), "T%02d:%02d", p->second / 3600, p->second / 60 % 60);
    if (p->has_seconds)
        snprintf(time + n, sizeof(time) - (size_t)n, ":%02d", p->second % 60);
    write_text(r, time);
    write_text(r, p->offset);
    write_char(r, p->after_time);
}

/* Digits from days: what a point means after it was moved or narrowed. */
static void respell(struct point *p, struct civil c) {
    char digits[16];
    snprintf(digits, sizeof(digits), "%04u%02u%02u", (unsigned)c.year % 10000, c.month, c.day);
    memcpy(p->digits, digits, 8);
}

/* --- words in front ----------------------------------------------------------------------------
 */

enum word { PLAIN, EARLY, MID, LATE, ABOUT, BEFORE, AFTER };
static const char *const words[] = {"", "early ", "mid ", "late ", "about ", "before ", "after "};

static enum word take_word(struct cursor *c) {
    for (int w = EARLY; w <= AFTER; w++) {
        if (take(c, words[w]))
            return (enum word)w;
    }
    return PLAIN;
}

static void qualify(struct point *p, char q) {
    p->flags |= WHEN_ABOUT;
    char *last = p->second >= 0 ? &p->after_time : &p->after[p->parts - 1];
    if (p->second < 0 && p->before[p->parts - 1])
        last = &p->before[p->parts - 1];
    *last = *last == '?' || *last == '%' ? '%' : q;
}

/* The third of a month or a year, and its ends as points of the next finer part. */
static int narrow(struct reading *r, enum word w, struct point *p, struct point *first,
                  struct point *last) {
    if (p->parts == 3 || memchr(p->digits, 'X', (size_t)(p->parts == 1 ? 4 : 6))) {
        char text[WHEN_TEXT_MAX];
        return fail_set(r->fail, ERR_SYNTAX, "\"%s\": %sstands before a month or a year",
                        shown(r->whole, text), words[w]);
    }
    int third = w - EARLY;
    if (p->parts == 1) {
        p->first.month = (uint8_t)(third * 4 + 1);
        p->last.month = (uint8_t)(third * 4 + 4);
        p->last.day = (uint8_t)civil_month_days(p->last.year, p->last.month, r->calendar);
    } else {
        p->first.day = (uint8_t)(third * 10 + 1);
        if (w != LATE)
            p->last.day = (uint8_t)(third * 10 + 10);
    }
    place(r, p);
    *first = *last = *p;
    first->parts = last->parts = p->parts + 1;
    first->after[p->parts] = last->after[p->parts] = p->after[p->parts - 1];
    first->after[p->parts - 1] = last->after[p->parts - 1] = 0;
    respell(first, p->first);
    respell(last, p->last);
    return 0;
}

/* The same kind of date just before P, or just after. */
static int neighbour(struct reading *r, enum word w, struct point *p) {
    int step = w == BEFORE ? -1 : 1;
    int32_t day = w == BEFORE ? p->first_day - 1 : p->last_day + 1, min = 0, max = 0;
    civil_to_day((struct civil){1, 1, 1}, r->calendar, &min);
    civil_to_day((struct civil){9999, 12, 31}, r->calendar, &max);
    if (p->second >= 0) {
        p->second += step * (p->has_seconds ? 1 : 60);
        bool same_day = p->second >= 0 && p->second < 86400;
        p->second = (p->second + 86400) % 86400;
        if (same_day)
            day = p->first_day;
    }
    if (day < min || day > max) {
        char text[WHEN_TEXT_MAX];
        return fail_set(r->fail, ERR_RANGE, "\"%s\": dates are of the years 1 to 9999",
                        shown(r->whole, text));
    }
    respell(p, civil_of_day(day, r->calendar));
    return 0;
}

static void found(struct reading *r, int64_t lo, int64_t hi, uint8_t flags, uint8_t precision) {
    r->when.lo = lo;
    r->when.hi = hi;
    r->when.flags |= flags;
    r->when.precision = precision;
}

static int one_date(struct reading *r, struct cursor c) {
    struct point p, first, last;
    enum word w = take_word(&c);
    int err = take_point(r, &c, &p);
    if (err < 0)
        return err;
    if (c.at != c.end)
        return not_a_date(r);
    if (w == PLAIN || w == ABOUT) {
        if (w == ABOUT)
            qualify(&p, '~');
        write_point(r, &p);
        found(r, p.lo, p.hi, p.flags, p.precision);
        return 0;
    }
    write_text(r, "[");
    if (w == BEFORE || w == AFTER) {
        write_text(r, w == BEFORE ? ".." : "");
        int64_t lo = w == BEFORE ? INSTANT_MIN : p.hi, hi = w == BEFORE ? p.lo : INSTANT_MAX;
        err = neighbour(r, w, &p);
        write_point(r, &p);
        write_text(r, w == AFTER ? ".." : "");
        found(r, lo, hi, p.flags, WHEN_WIDE);
    } else {
        err = narrow(r, w, &p, &first, &last);
        if (err < 0)
            return err;
        write_point(r, &first);
        write_text(r, "..");
        write_point(r, &last);
        found(r, p.lo, p.hi, p.flags, p.precision);
    }
    write_text(r, "]");
    return err;
}

/* --- intervals ---------------------------------------------------------------------------------
 */

/* One end: open, not stated, or a date, of which EDTF gets the first day or the last. */
static int one_end(struct reading *r, struct bytes text, bool iso, bool is_end, int64_t *ret) {
    *ret = is_end ? INSTANT_MAX : INSTANT_MIN;
    if (iso ? bytes_is(text, "..") : text.n == 0) {
        r->when.flags |= WHEN_OPEN;
        write_text(r, "..");
        return 0;
    }
    if (iso ? text.n == 0 : bytes_is(text, "unknown")) {
        r->when.flags |= WHEN_UNKNOWN;
        return 0;
    }
    struct cursor c = {text.at, text.at + text.n};
    struct point p, first, last;
    enum word w = iso ? PLAIN : take_word(&c);
    int err = take_point(r, &c, &p);
    if (err < 0)
        return err;
    if (c.at != c.end || w == BEFORE || w == AFTER)
        return not_a_date(r);
    if (w == ABOUT)
        qualify(&p, '~');
    if (w == EARLY || w == MID || w == LATE) {
        err = narrow(r, w, &p, &first, &last);
        if (err < 0)
            return err;
    } else {
        first = last = p;
    }
    *ret = is_end ? p.hi : p.lo;
    r->when.flags |= p.flags;
    write_point(r, is_end ? &last : &first);
    return 0;
}

static struct bytes trimmed(struct bytes text) {
    while (text.n && text.at[0] == ' ')
        text = bytes_part(text, 1, text.n);
    while (text.n && text.at[text.n - 1] == ' ')
        text.n--;
    return text;
}

static int interval(struct reading *r, struct bytes a, struct bytes b, bool iso) {
    if (!iso) {
        a = trimmed(a);
        b = trimmed(b);
    }
    if (bytes_equal(a, b) && (a.n == 0 || bytes_is(a, "unknown") || bytes_is(a, "..")))
        return not_a_date(r);
    int64_t lo, hi;
    int err = one_end(r, a, iso, false, &lo);
    if (err < 0)
        return err;
    write_text(r, "/");
    err = one_end(r, b, iso, true, &hi);
    if (err < 0)
        return err;
    if (lo >= hi)
        return ends_before_it_begins(r);
    found(r, lo, hi, 0, WHEN_WIDE);
    return 0;
}

/* a, a..b, and where OPEN_START ..b, where nothing follows a.. */
static int one_choice(struct reading *r, struct cursor *c, bool open_start) {
    struct point from = {.lo = INSTANT_MIN}, to;
    bool range = open_start && take(c, "..");
    if (!range) {
        int err = take_point(r, c, &from);
        if (err < 0)
            return err;
        write_point(r, &from);
        to = from;
        range = take(c, "..");
    }
    if (range) {
        write_text(r, "..");
        to.hi = INSTANT_MAX;
        to.flags = 0;
        if (from.lo == INSTANT_MIN || c->at == c->end || *c->at != ']') {
            int err = take_point(r, c, &to);
            if (err < 0)
                return err;
            write_point(r, &to);
        }
    }
    if (from.lo >= to.hi)
        return ends_before_it_begins(r);
    r->when.lo = from.lo < r->when.lo ? from.lo : r->when.lo;
    r->when.hi = to.hi > r->when.hi ? to.hi : r->when.hi;
    r->when.flags |= from.flags | to.flags;
    return 0;
}

/* [a,b..c]: one of these. */
static int one_of(struct reading *r, struct cursor c) {
    r->when.lo = INSTANT_MAX;
    r->when.hi = INSTANT_MIN;
    r->when.precision = WHEN_WIDE;
    write_text(r, "[");
    for (bool first = true;; first = false) {
        int err = one_choice(r, &c, first);
        if (err < 0)
            return err;
        if (take(&c, "]"))
            break;
        if (r->when.hi == INSTANT_MAX || !take(&c, ","))
            return not_a_date(r);
        write_text(r, ",");
        take(&c, " ");
    }
    write_text(r, "]");
    return c.at == c.end ? 0 : not_a_date(r);
}

/* --- the whole ---------------------------------------------------------------------------------
 */

static bool take_suffix(struct bytes *text, const char *suffix) {
    size_t n = strlen(suffix);
    if (text->n < n || !bytes_is(bytes_part(*text, text->n - n, n), suffix))
        return false;
    text->n -= n;
    return true;
}

static const uint8_t *find_dots(struct bytes text) {
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (text.at[i] == '.' && text.at[i + 1] == '.')
            return text.at + i;
    }
    return NULL;
}

static int read_when(struct reading *r) {
    struct bytes text = r->whole;
    if (take_suffix(&text, " (julian)"))
        r->calendar = CALENDAR_JULIAN;
    else if (take_suffix(&text, " (gregorian)"))
        r->calendar = CALENDAR_GREGORIAN;
    r->when.calendar = (uint8_t)r->calendar;
    if (text.n >= WHEN_TEXT_MAX || text.n == 0)
        return not_a_date(r);
    if (bytes_is(text, "unknown") || bytes_is(text, "XXXX")) {
        write_text(r, "XXXX");
        found(r, INSTANT_MIN, INSTANT_MAX, WHEN_UNKNOWN, WHEN_WIDE);
        return 0;
    }
    struct cursor c = {text.at, text.at + text.n};
    if (take(&c, "["))
        return one_of(r, c);
    const uint8_t *slash = memchr(text.at, '/', text.n);
    const uint8_t *dots = find_dots(text);
    const uint8_t *split = slash ? slash : dots;
    if (!split)
        return one_date(r, c);
    size_t n = (size_t)(split - text.at);
    return interval(r, bytes_part(text, 0, n), bytes_part(text, n + (slash ? 1 : 2), text.n),
                    slash != NULL);
}

int when_parse(struct bytes text, enum calendar calendar, const struct zone *z, struct when *ret,
               struct fail *fail) {
    struct reading r = {.whole = text, .calendar = calendar, .zone = z, .fail = fail};
    int err = read_when(&r);
    if (err < 0)
        return err;
    *ret = r.when;
    return 0;
}

int when_edtf(struct bytes text, enum calendar calendar, char *ret) {
    static const struct zone utc = {"UTC", "UTC0"};
    struct reading r = {.whole = text, .calendar = calendar, .zone = &utc};
    int err = read_when(&r);
    if (err < 0)
        return err;
    check(r.edtf_n < WHEN_TEXT_MAX);
    memcpy(ret, r.edtf, r.edtf_n + 1);
    return 0;
}

int when_order(const struct when *a, const struct when *b) {
    if (a->hi <= b->lo)
        return -1;
    return b->hi <= a->lo;
}
