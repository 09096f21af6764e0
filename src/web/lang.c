#include <stdio.h>

#include "base/check.h"
#include "web/lang.h"

#include "base/embedded.h"
#include "base/limits.h"

static const char *const MONTHS[12] = {
    NC_("month in a date", "January"),   NC_("month in a date", "February"),
    NC_("month in a date", "March"),     NC_("month in a date", "April"),
    NC_("month in a date", "May"),       NC_("month in a date", "June"),
    NC_("month in a date", "July"),      NC_("month in a date", "August"),
    NC_("month in a date", "September"), NC_("month in a date", "October"),
    NC_("month in a date", "November"),  NC_("month in a date", "December")};
static const char *const MONTHS_ALONE[12] = {
    NC_("month alone", "January"), NC_("month alone", "February"), NC_("month alone", "March"),
    NC_("month alone", "April"),   NC_("month alone", "May"),      NC_("month alone", "June"),
    NC_("month alone", "July"),    NC_("month alone", "August"),   NC_("month alone", "September"),
    NC_("month alone", "October"), NC_("month alone", "November"), NC_("month alone", "December")};

/* A sample that the translator writes as her language does; the marks are read from it. */
#define SAMPLE NC_("write this number as your language does", "1,234.5")

void lang_english(struct lang *ret) {
    *ret = (struct lang){.code = "en", .group = BYTES_LIT(","), .decimal = BYTES_LIT(".")};
}

/* The marks between the digits of "1,234.5". */
static bool read_marks(struct bytes sample, struct bytes *ret_group, struct bytes *ret_decimal) {
    const uint8_t *middle = memmem(sample.at, sample.n, "234", 3);
    if (sample.n < 6 || sample.at[0] != '1' || sample.at[sample.n - 1] != '5' || !middle)
        return false;
    size_t at = (size_t)(middle - sample.at);
    *ret_group = bytes_part(sample, 1, at - 1);
    *ret_decimal = bytes_part(sample, at + 3, sample.n - at - 4);
    return ret_decimal->n > 0;
}

int lang_open(struct lang *ret, const char *code, struct bytes mo, struct fail *fail) {
    struct lang l;
    lang_english(&l);
    if (strlen(code) >= sizeof(l.code))
        return fail_set(fail, ERR_RANGE, "language \"%s\": the code is too long", code);
    int err = po_open(&l.po, mo, fail);
    if (err < 0)
        return err;
    snprintf(l.code, sizeof(l.code), "%s", code);
    l.translated = true;
    struct bytes sample = lang_text_in(&l, "write this number as your language does", SAMPLE);
    if (!read_marks(sample, &l.group, &l.decimal))
        return fail_set(fail, ERR_SYNTAX, "language %s: \"%.*s\" is not the number 1,234.5", code,
                        (int)sample.n, (const char *)sample.at);
    *ret = l;
    return 0;
}

struct bytes lang_text_in(const struct lang *l, const char *context, const char *msgid) {
    struct bytes id = bytes_str(msgid), found = {0};
    if (l->translated)
        found = po_find(&l->po, context, id, 0);
    return found.at ? found : id;
}

struct bytes lang_text(const struct lang *l, const char *msgid) {
    return lang_text_in(l, NULL, msgid);
}

struct bytes lang_plural(const struct lang *l, const char *one, const char *many, uint64_t n) {
    struct bytes found = {0};
    if (l->translated)
        found = po_find(&l->po, NULL, bytes_str(one), po_form(&l->po, n));
    return found.at ? found : bytes_str(n == 1 ? one : many);
}

void lang_fill(struct buf *b, struct bytes pattern, const struct lang_slot *slots, size_t n) {
    size_t at = 0;
    while (at < pattern.n) {
        const uint8_t *open = memchr(pattern.at + at, '{', pattern.n - at);
        size_t from = open ? (size_t)(open - pattern.at) : pattern.n;
        const uint8_t *close = open ? memchr(open, '}', pattern.n - from) : NULL;
        size_t to = close ? (size_t)(close - pattern.at) + 1 : pattern.n;
        buf_bytes(b, bytes_part(pattern, at, from - at));
        struct bytes shown = bytes_part(pattern, from, to - from);
        for (size_t i = 0; close && i < n; i++) {
            if (bytes_is(bytes_part(shown, 1, shown.n - 2), slots[i].name)) {
                shown = slots[i].text;
                break;
            }
        }
        buf_bytes(b, shown);
        at = to;
    }
}

/* --- numbers ------------------------------------------------------------------------------------
 */

static void grouped(const struct lang *l, struct buf *b, uint64_t n) {
    char digits[24];
    int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            buf_bytes(b, l->group);
        buf_byte(b, (uint8_t)digits[i]);
    }
}

static uint64_t magnitude(int64_t n) {
    return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

#define MINUS "\xe2\x88\x92" /* U+2212 */

void lang_number(const struct lang *l, struct buf *b, int64_t n) {
    if (n < 0)
        buf_str(b, MINUS);
    grouped(l, b, magnitude(n));
}

void lang_fixed(const struct lang *l, struct buf *b, int64_t n, int places) {
    check(places >= 0 && places <= 18);
    uint64_t unit = 1, whole = magnitude(n);
    for (int i = 0; i < places; i++)
        unit *= 10;
    if (n < 0)
        buf_str(b, MINUS);
    grouped(l, b, whole / unit);
    if (places) {
        buf_bytes(b, l->decimal);
        buf_format(b, "%0*llu", places, (unsigned long long)(whole % unit));
    }
}

/* Text made on the way to a larger one; longer ones are cut, which no date or number here reaches.
 */
#define SCRATCH_MAX 256
struct scratch {
    struct alloc alloc;
    struct buf b;
    uint8_t bytes[SCRATCH_MAX];
};

static void *no_more(struct alloc *self, void *at, size_t size_old, size_t size_new) {
    struct scratch *s = (struct scratch *)self;
    return at == NULL && size_new <= SCRATCH_MAX ? s->bytes : NULL;
}

static struct buf *scratch(struct scratch *s) {
    s->alloc.resize = no_more;
    buf_init(&s->b, &s->alloc, SCRATCH_MAX - 1);
    s->b.at = s->bytes;
    s->b.room = SCRATCH_MAX;
    return &s->b;
}

static void ratio_shown(const struct lang *l, struct buf *b, struct ratio r) {
    if (r.den == 1) {
        lang_number(l, b, r.num);
    } else if (r.den == 2 && r.num < INT64_MAX / 5 && r.num > INT64_MIN / 5) {
        lang_fixed(l, b, r.num * 5, 1);
    } else {
        lang_number(l, b, r.num);
        buf_byte(b, '/');
        grouped(l, b, magnitude(r.den));
    }
}

void lang_quantity(const struct lang *l, struct buf *b, const struct quantity *q) {
    static const char *const patterns[] = {
        [QUANTITY_NONE] = N_("not stated"),
        [QUANTITY_EXACT] = "{lo}",
        [QUANTITY_ABOUT] = NC_("quantity", "about {lo}"),
        [QUANTITY_RANGE] = NC_("quantity", "{lo} to {hi}"),
        [QUANTITY_OVER] = NC_("quantity", "more than {lo}"),
        [QUANTITY_AT_LEAST] = NC_("quantity", "at least {lo}"),
        [QUANTITY_AT_MOST] = NC_("quantity", "at most {hi}"),
        [QUANTITY_UNDER] = NC_("quantity", "fewer than {hi}"),
        [QUANTITY_MAGNITUDE] = NC_("quantity", "of the order of {lo}"),
        [QUANTITY_UNKNOWN] = N_("not stated"),
    };
    struct scratch lo, hi;
    if (q->lo.den)
        ratio_shown(l, scratch(&lo), q->lo);
    else
        scratch(&lo);
    if (q->hi.den)
        ratio_shown(l, scratch(&hi), q->hi);
    else
        scratch(&hi);
    bool stated = q->kind != QUANTITY_NONE && q->kind != QUANTITY_UNKNOWN;
    const char *msgid = patterns[q->kind];
    lang_fill(b,
              q->kind == QUANTITY_EXACT ? bytes_str(msgid)
                                        : lang_text_in(l, stated ? "quantity" : NULL, msgid),
              (struct lang_slot[]){{"lo", buf_view(&lo.b)}, {"hi", buf_view(&hi.b)}}, 2);
}

/* --- dates --------------------------------------------------------------------------------------
 */

static void civil_shown(const struct lang *l, struct buf *b, struct civil c, bool with_year) {
    char day[8], year[8];
    snprintf(day, sizeof(day), "%u", c.day);
    snprintf(year, sizeof(year), "%d", (int)c.year % 10000);
    struct lang_slot slots[] = {{"day", bytes_str(day)},
                                {"month", lang_text_in(l, "month in a date", MONTHS[c.month - 1])},
                                {"year", bytes_str(year)}};
    const char *pattern =
        with_year ? NC_("date", "{day} {month} {year}") : NC_("date", "{day} {month}");
    lang_fill(b, lang_text_in(l, "date", pattern), slots, 3);
}

void lang_day_only(const struct lang *l, struct buf *b, int32_t day, enum calendar calendar) {
    civil_shown(l, b, civil_of_day(day, calendar), true);
}

void lang_day(const struct lang *l, struct buf *b, int32_t day, enum calendar calendar) {
    struct civil c = civil_of_day(day, calendar);
    if (calendar == CALENDAR_GREGORIAN) {
        civil_shown(l, b, c, true);
        return;
    }
    struct civil g = civil_of_day(day, CALENDAR_GREGORIAN);
    struct scratch here, there, year;
    bool same = g.year == c.year;
    civil_shown(l, scratch(&here), c, !same);
    civil_shown(l, scratch(&there), g, !same);
    buf_format(scratch(&year), "%d", (int)c.year);
    const char *pattern =
        same ? NC_("date", "{date} ({other}) {year}") : NC_("date", "{date} ({other})");
    lang_fill(b, lang_text_in(l, "date", pattern),
              (struct lang_slot[]){{"date", buf_view(&here.b)},
                                   {"other", buf_view(&there.b)},
                                   {"year", buf_view(&year.b)}},
              3);
}

static void clock_shown(const struct lang *l, struct buf *b, int64_t ms, const struct zone *z,
                        enum calendar calendar, bool both) {
    int64_t local = ms + zone_offset(z, ms);
    int64_t minute = ((local % DAY_MS) + DAY_MS) % DAY_MS / 60000;
    struct scratch date;
    char time[8];
    (both ? lang_day : lang_day_only)(l, scratch(&date), zone_day(z, ms), calendar);
    snprintf(time, sizeof(time), "%02d:%02d", (int)(minute / 60), (int)(minute % 60));
    lang_fill(b, lang_text_in(l, "date", NC_("date", "{date}, {time}")),
              (struct lang_slot[]){{"date", buf_view(&date.b)}, {"time", bytes_str(time)}}, 2);
}

void lang_instant(const struct lang *l, struct buf *b, int64_t ms, const struct zone *z) {
    clock_shown(l, b, ms, z, CALENDAR_GREGORIAN, true);
}

/* ALONE: "Μάρτιος 1917", else as within a date, "(αρχές) Μαρτίου 1917". */
static void month_shown(const struct lang *l, struct buf *b, struct civil c, bool alone) {
    char year[8];
    snprintf(year, sizeof(year), "%d", (int)c.year % 10000);
    struct bytes month = alone ? lang_text_in(l, "month alone", MONTHS_ALONE[c.month - 1])
                               : lang_text_in(l, "month in a date", MONTHS[c.month - 1]);
    lang_fill(b, lang_text_in(l, "date", NC_("date", "{month} {year}")),
              (struct lang_slot[]){{"month", month}, {"year", bytes_str(year)}}, 2);
}

/* Which third of its month or year an interval is: 0 none (all of it), 1 early, 2 mid, 3 late. */
static int third_of(struct civil first, struct civil last, uint8_t precision, enum calendar c) {
    if (precision == WHEN_YEAR) {
        if (first.month == 1 && last.month == 12)
            return 0;
        return first.month == 1 ? 1 : last.month == 12 ? 3 : 2;
    }
    if (first.day == 1 && last.day == civil_month_days(last.year, last.month, c))
        return 0;
    return first.day == 1 ? 1 : first.day == 21 ? 3 : 2;
}

static const char *const THIRDS[] = {NULL, NC_("date", "early {date}"), NC_("date", "mid {date}"),
                                     NC_("date", "late {date}")};

static void wide_shown(const struct lang *l, struct buf *b, const struct when *w,
                       const struct zone *z) {
    struct scratch lo, hi;
    scratch(&lo);
    scratch(&hi);
    bool from = w->lo != INSTANT_MIN, to = w->hi != INSTANT_MAX;
    bool open = (w->flags & (WHEN_OPEN | WHEN_UNKNOWN)) != 0;
    /* "before X" ends where X begins; an interval's end is the last day in it. */
    if (from)
        lang_day_only(l, &lo.b, zone_day(z, open || to ? w->lo : w->lo - 1),
                      (enum calendar)w->calendar);
    if (to)
        lang_day_only(l, &hi.b, zone_day(z, open || from ? w->hi - 1 : w->hi),
                      (enum calendar)w->calendar);
    const char *pattern = from && to ? NC_("date", "{from} to {to}")
                          : from
                              ? (open ? NC_("date", "since {from}") : NC_("date", "after {from}"))
                          : to ? (open ? NC_("date", "until {to}") : NC_("date", "before {to}"))
                               : NC_("date", "date not known");
    lang_fill(b, lang_text_in(l, "date", pattern),
              (struct lang_slot[]){{"from", buf_view(&lo.b)}, {"to", buf_view(&hi.b)}}, 2);
}

/* Without "about" and "uncertain". */
static void bare_when(const struct lang *l, struct buf *b, const struct when *w,
                      const struct zone *z) {
    enum calendar calendar = (enum calendar)w->calendar;
    if (w->precision == WHEN_WIDE || w->lo == INSTANT_MIN || w->hi == INSTANT_MAX) {
        wide_shown(l, b, w, z);
        return;
    }
    if (w->precision <= WHEN_MINUTE) {
        clock_shown(l, b, w->lo, z, calendar, true);
        return;
    }
    int32_t day = zone_day(z, w->lo);
    struct civil first = civil_of_day(day, calendar);
    struct civil last = civil_of_day(zone_day(z, w->hi - 1), calendar);
    struct scratch date;
    scratch(&date);
    int third = 0;
    if (w->precision == WHEN_DAY) {
        lang_day(l, &date.b, day, calendar);
    } else if (w->precision == WHEN_DECADE) {
        char year[8];
        snprintf(year, sizeof(year), "%d", (int)first.year % 10000);
        lang_fill(&date.b, lang_text_in(l, "date", NC_("date", "the {year}s")),
                  &(struct lang_slot){"year", bytes_str(year)}, 1);
    } else if (w->precision == WHEN_MONTH) {
        third = third_of(first, last, WHEN_MONTH, calendar);
        month_shown(l, &date.b, first, third == 0);
    } else {
        buf_format(&date.b, "%d", (int)first.year);
        third = third_of(first, last, WHEN_YEAR, calendar);
    }
    lang_fill(b, third ? lang_text_in(l, "date", THIRDS[third]) : BYTES_LIT("{date}"),
              &(struct lang_slot){"date", buf_view(&date.b)}, 1);
}

void lang_when(const struct lang *l, struct buf *b, const struct when *w, const struct zone *z) {
    struct scratch date;
    bare_when(l, scratch(&date), w, z);
    struct bytes pattern = BYTES_LIT("{date}");
    if (w->flags & WHEN_ABOUT)
        pattern = lang_text_in(l, "date", NC_("date", "about {date}"));
    else if (w->flags & WHEN_UNCERTAIN)
        pattern = lang_text_in(l, "date", NC_("date", "{date} (uncertain)"));
    lang_fill(b, pattern, &(struct lang_slot){"date", buf_view(&date.b)}, 1);
}

void lang_when_short(const struct lang *l, struct buf *b, const struct when *w,
                     const struct zone *z) {
    if (w->precision <= WHEN_DAY && w->lo != INSTANT_MIN && w->hi != INSTANT_MAX)
        lang_day_only(l, b, zone_day(z, w->lo), (enum calendar)w->calendar);
    else
        lang_when(l, b, w, z);
}

/* --- the languages there are
 * ---------------------------------------------------------------------- */

/* "el" of "po/el.mo"; false for any other path. */
static bool language_of(const char *path, char *ret, size_t room) {
    size_t n = strlen(path);
    if (n < 7 || strncmp(path, "po/", 3) != 0 || strcmp(path + n - 3, ".mo") != 0 || n - 6 >= room)
        return false;
    memcpy(ret, path + 3, n - 6);
    ret[n - 6] = 0;
    return true;
}

int langs_open(struct lang *langs, size_t room, size_t *ret_n, struct fail *fail) {
    size_t n = 0;
    lang_english(&langs[n++]);
    for (size_t i = 0; i < embedded_count() && n < room; i++) {
        const struct embedded_file *f = embedded_at(i);
        char code[sizeof(langs[0].code)];
        if (!language_of(f->path, code, sizeof(code)))
            continue;
        int err = lang_open(&langs[n], code, f->content, fail);
        if (err < 0)
            return err;
        n++;
    }
    *ret_n = n;
    return 0;
}

int langs_find(const struct lang *langs, size_t n, struct bytes code, size_t *ret,
               struct fail *fail) {
    struct buf there;
    char text[160];
    for (size_t i = 0; i < n; i++)
        if (bytes_is(code, langs[i].code)) {
            *ret = i;
            return 0;
        }
    there = buf_on(text, sizeof(text) - 1);
    for (size_t i = 0; i < n; i++)
        buf_format(&there, "%s%s", i ? ", " : "", langs[i].code);
    return fail_set(fail, ERR_MISSING, "no language \"%.*s\"; there are: %.*s",
                    (int)(code.n < 40 ? code.n : 40), (const char *)code.at, (int)there.n, text);
}

int lang_choose(struct bytes code, struct lang *ret, struct fail *fail) {
    struct lang langs[LIMIT_LANGUAGES];
    size_t n, i;
    if (bytes_is(code, "en")) {
        lang_english(ret);
        return 0;
    }
    int err = langs_open(langs, LIMIT_LANGUAGES, &n, fail);
    err = err < 0 ? err : langs_find(langs, n, code, &i, fail);
    if (err == 0)
        *ret = langs[i];
    return err;
}
