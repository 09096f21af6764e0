#include "test.h"

#include "base/embedded.h"
#include "web/lang.h"

static struct lang en, el;
static struct buf out;
static const struct zone athens = {"Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4"};

static void start(void) {
    struct fail fail = {0};
    lang_english(&en);
    if (lang_open(&el, "el", *embedded("po/el.mo"), &fail) < 0)
        printf("# %s\n", fail.text);
    EXPECT_INT(fail.code, 0);
    buf_init(&out, &alloc_heap, 10000);
}

static const char *taken(void) {
    static char text[10001];
    snprintf(text, sizeof(text), "%.*s", (int)out.n, out.n ? (char *)out.at : "");
    buf_clear(&out);
    return text;
}

static const char *number(const struct lang *l, int64_t n) {
    lang_number(l, &out, n);
    return taken();
}
static const char *fixed(const struct lang *l, int64_t n, int places) {
    lang_fixed(l, &out, n, places);
    return taken();
}

TEST(numbers_are_written_as_the_language_does) {
    start();
    EXPECT_STR(number(&en, 0), "0");
    EXPECT_STR(number(&en, 999), "999");
    EXPECT_STR(number(&en, 1000), "1,000");
    EXPECT_STR(number(&el, 1234567), "1.234.567");
    EXPECT_STR(number(&el, -12), "\xe2\x88\x92"
                                 "12");
    EXPECT_STR(number(&en, INT64_MIN), "\xe2\x88\x92"
                                       "9,223,372,036,854,775,808");
    EXPECT_STR(fixed(&en, 12345, 1), "1,234.5");
    EXPECT_STR(fixed(&el, 12345, 1), "1.234,5");
    EXPECT_STR(fixed(&el, 489, 1), "48,9");
    EXPECT_STR(fixed(&en, -5, 2), "\xe2\x88\x92"
                                  "0.05");
    EXPECT_STR(fixed(&en, 7, 0), "7");
    buf_drop(&out);
}

static const char *quantity(const struct lang *l, const char *text) {
    struct quantity q;
    EXPECT_INT(quantity_parse(bytes_str(text), &q), 0);
    lang_quantity(l, &out, &q);
    return taken();
}

TEST(quantities_say_how_exact_they_are) {
    start();
    EXPECT_STR(quantity(&en, "151"), "151");
    EXPECT_STR(quantity(&en, "about 40000"), "about 40,000");
    EXPECT_STR(quantity(&el, "about 40000"), "περίπου 40.000");
    EXPECT_STR(quantity(&en, "2000..3000"), "2,000 to 3,000");
    EXPECT_STR(quantity(&el, "at least 1428"), "τουλάχιστον 1.428");
    EXPECT_STR(quantity(&en, "over 1000000"), "more than 1,000,000");
    EXPECT_STR(quantity(&en, "at most 100"), "at most 100");
    EXPECT_STR(quantity(&en, "under 100"), "fewer than 100");
    EXPECT_STR(quantity(&el, "9.5"), "9,5");
    EXPECT_STR(quantity(&en, "1/3"), "1/3");
    EXPECT_STR(quantity(&el, "unknown"), "δεν αναφέρεται");
    buf_drop(&out);
}

static const char *when(const struct lang *l, const char *text, enum calendar calendar) {
    struct when w;
    struct fail fail = {0};
    if (when_parse(bytes_str(text), calendar, &athens, &w, &fail) < 0)
        return "does not parse";
    lang_when(l, &out, &w, &athens);
    return taken();
}

TEST(dates_are_as_exact_as_they_are_known) {
    static const struct {
        const char *text, *en, *el;
    } cases[] = {
        {"2026-11-24", "24 November 2026", "24 Νοεμβρίου 2026"},
        {"2026-11-24 07:05", "24 November 2026, 07:05", "24 Νοεμβρίου 2026, 07:05"},
        {"2026-05", "May 2026", "Μάιος 2026"},
        {"2026", "2026", "2026"},
        {"191X", "the 1910s", "δεκαετία του 1910"},
        {"early 2026-05", "early May 2026", "αρχές Μαΐου 2026"},
        {"mid 2026-05", "mid May 2026", "μέσα Μαΐου 2026"},
        {"late 2026-02", "late February 2026", "τέλη Φεβρουαρίου 2026"},
        {"late 2026", "late 2026", "τέλη 2026"},
        {"mid 2026", "mid 2026", "μέσα 2026"},
        {"about 2026-05", "about May 2026", "περίπου Μάιος 2026"},
        {"2026-05-03?", "3 May 2026 (uncertain)", "3 Μαΐου 2026 (αβέβαιο)"},
        {"before 2026-05-03", "before 3 May 2026", "πριν από τις 3 Μαΐου 2026"},
        {"after 2026-05-03", "after 3 May 2026", "μετά τις 3 Μαΐου 2026"},
        {"2026-05-03..", "since 3 May 2026", "από 3 Μαΐου 2026"},
        {"..2026-05-03", "until 3 May 2026", "έως 3 Μαΐου 2026"},
        {"2026-05-03..2026-05-07", "3 May 2026 to 7 May 2026", "από 3 Μαΐου 2026 έως 7 Μαΐου 2026"},
        {"unknown", "date not known", "άγνωστη ημερομηνία"},
    };
    start();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        EXPECT_STR(when(&en, cases[i].text, CALENDAR_GREGORIAN), cases[i].en);
        EXPECT_STR(when(&el, cases[i].text, CALENDAR_GREGORIAN), cases[i].el);
    }
    buf_drop(&out);
}

TEST(a_julian_date_is_shown_in_both_calendars) {
    start();
    EXPECT_STR(when(&en, "1917-10-25", CALENDAR_JULIAN),
               "25 October (7 November) 1917");
    EXPECT_STR(when(&el, "1917-10-25", CALENDAR_JULIAN),
               "25 Οκτωβρίου (7 Νοεμβρίου) 1917");
    EXPECT_STR(when(&en, "1917-12-31", CALENDAR_JULIAN),
               "31 December 1917 (13 January 1918)");
    EXPECT_STR(when(&el, "1917-10-25 21:40", CALENDAR_JULIAN),
               "25 Οκτωβρίου (7 Νοεμβρίου) 1917, 21:40");
    EXPECT_STR(when(&el, "late 1917-02", CALENDAR_JULIAN), "τέλη Φεβρουαρίου 1917");
    buf_drop(&out);
}

TEST(an_instant_is_shown_by_the_clock_of_its_place) {
    start();
    lang_instant(&en, &out, INT64_C(1795497865123), &athens); /* 2026-11-24T05:24:25Z */
    EXPECT_STR(taken(), "24 November 2026, 07:24");
    lang_instant(&el, &out, INT64_C(1785535200000), &athens); /* 2026-07-31T22:00Z: summer time */
    EXPECT_STR(taken(), "1 Αυγούστου 2026, 01:00");
    buf_drop(&out);
}

TEST(what_is_not_given_stays_as_it_stands) {
    start();
    lang_fill(&out, BYTES_LIT("{a} {b} {a}{ {"), (struct lang_slot[]){{"a", BYTES_LIT("{b}")}}, 1);
    EXPECT_STR(taken(), "{b} {b} {b}{ {");
    buf_drop(&out);
}

TEST(english_where_nothing_is_translated) {
    start();
    EXPECT_BYTES(lang_text(&el, "no such message"), BYTES_LIT("no such message"));
    EXPECT_BYTES(lang_plural(&el, "one thing", "many things", 1), BYTES_LIT("one thing"));
    EXPECT_BYTES(lang_plural(&en, "one thing", "many things", 0), BYTES_LIT("many things"));
    EXPECT_BYTES(lang_text(&el, "not stated"), BYTES_LIT("δεν αναφέρεται"));
    EXPECT_BYTES(lang_text_in(&el, "month alone", "May"), BYTES_LIT("Μάιος"));
    EXPECT_BYTES(lang_text_in(&el, "month in a date", "May"), BYTES_LIT("Μαΐου"));
    EXPECT_BYTES(lang_text_in(&el, "month", "May"), BYTES_LIT("May"));
    buf_drop(&out);
}

TEST_MAIN(T(numbers_are_written_as_the_language_does), T(quantities_say_how_exact_they_are),
          T(dates_are_as_exact_as_they_are_known), T(a_julian_date_is_shown_in_both_calendars),
          T(an_instant_is_shown_by_the_clock_of_its_place), T(what_is_not_given_stays_as_it_stands),
          T(english_where_nothing_is_translated))
