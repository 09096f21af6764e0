/* Dates as written: whatever is read means something, and its EDTF means the same. */
#include "fuzz.h"

#include "base/date.h"
#include "base/fail.h"
#include "base/name.h"

static const struct zone utc = {"UTC", "UTC0"};
static const struct zone athens = {"Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4"};
static const struct zone santiago = {"America/Santiago", "<-04>4<-03>,M9.1.6/24,M4.1.6/24"};

static void read_as(struct bytes text, enum calendar calendar) {
    struct when w, again, elsewhere;
    struct fail fail = {0};
    char edtf[WHEN_TEXT_MAX], twice[WHEN_TEXT_MAX];
    int err = when_parse(text, calendar, &utc, &w, &fail);
    FUZZ_CHECK(err == 0 || err == ERR_SYNTAX || err == ERR_RANGE);
    FUZZ_CHECK(fail.code == err && when_edtf(text, calendar, edtf) == err);
    if (err < 0) {
        FUZZ_CHECK(fail.text[0] && text_valid(bytes_str(fail.text), false));
        return;
    }
    FUZZ_CHECK(w.lo < w.hi && w.calendar <= CALENDAR_JULIAN && w.precision <= WHEN_WIDE);
    FUZZ_CHECK(when_order(&w, &w) == 0);
    FUZZ_CHECK(when_parse(bytes_str(edtf), w.calendar, &utc, &again, NULL) == 0);
    FUZZ_CHECK(w.lo == again.lo && w.hi == again.hi && w.flags == again.flags);
    FUZZ_CHECK(when_edtf(bytes_str(edtf), w.calendar, twice) == 0 && strcmp(edtf, twice) == 0);
    if (when_parse(text, calendar, &athens, &elsewhere, NULL) == 0)
        FUZZ_CHECK(elsewhere.lo < elsewhere.hi);
    if (when_parse(text, calendar, &santiago, &elsewhere, NULL) == 0)
        FUZZ_CHECK(elsewhere.lo < elsewhere.hi);
}

void fuzz_one(struct bytes input) {
    if (input.n > 4096)
        return;
    read_as(input, CALENDAR_GREGORIAN);
    read_as(input, CALENDAR_JULIAN);
}

FUZZ_TARGET
