/* The notations of people: whatever is read can be written, and reads again as the same. */
#include "fuzz.h"

#include "base/alloc.h"
#include "base/date.h"
#include "base/fail.h"
#include "base/name.h"
#include "base/quantity.h"

static const struct zone athens = {"Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4"};

static void numbers(struct bytes text) {
    struct ratio r, r2;
    char written[RATIO_TEXT_MAX];
    if (ratio_parse(text, &r) >= 0) {
        FUZZ_CHECK(r.den > 0);
        ratio_format(r, written);
        FUZZ_CHECK(ratio_parse(bytes_str(written), &r2) >= 0 && ratio_compare(r, r2) == 0);
    }
    struct quantity q, q2;
    char amount[QUANTITY_TEXT_MAX], again[QUANTITY_TEXT_MAX];
    if (quantity_parse(text, &q) >= 0) {
        quantity_format(&q, amount);
        FUZZ_CHECK(quantity_parse(bytes_str(amount), &q2) >= 0);
        quantity_format(&q2, again);
        FUZZ_CHECK(q.kind == q2.kind && strcmp(amount, again) == 0);
    }
}

static void times(struct bytes text) {
    int64_t instant, instant2;
    char written[INSTANT_TEXT_MAX];
    if (instant_parse(text, &instant) >= 0) {
        instant_format(instant, written);
        FUZZ_CHECK(bytes_is(text, written));
        FUZZ_CHECK(instant_parse(bytes_str(written), &instant2) >= 0 && instant == instant2);
    }
    struct span span, span2;
    char length[SPAN_TEXT_MAX];
    if (span_parse(text, &span) >= 0) {
        span_format(span, length);
        FUZZ_CHECK(span_parse(bytes_str(length), &span2) >= 0);
        FUZZ_CHECK(span.count == span2.count && span.unit == span2.unit);
        FUZZ_CHECK(span_end(span, 0, &athens) >= 0);
    }
    for (int calendar = CALENDAR_GREGORIAN; calendar <= CALENDAR_JULIAN; calendar++) {
        struct when when, when2;
        struct fail fail = {0};
        if (when_parse(text, (enum calendar)calendar, &athens, &when, &fail) < 0) {
            FUZZ_CHECK(fail.text[0]);
            continue;
        }
        FUZZ_CHECK(when.lo <= when.hi);
        char edtf[WHEN_TEXT_MAX];
        if (when_edtf(text, (enum calendar)calendar, edtf) < 0)
            continue;
        FUZZ_CHECK(strlen(edtf) < WHEN_TEXT_MAX);
        FUZZ_CHECK(when_parse(bytes_str(edtf), when.calendar, &athens, &when2, NULL) >= 0);
        FUZZ_CHECK(when.lo == when2.lo && when.hi == when2.hi);
    }
}

static void names(struct bytes text) {
    struct arena a;
    arena_init(&a, &alloc_heap, 1 << 20);
    struct bytes folded, twice;
    if (name_fold(&a, text, &folded) >= 0) {
        FUZZ_CHECK(name_valid(folded, true));
        FUZZ_CHECK(name_fold(&a, folded, &twice) >= 0 && bytes_equal(folded, twice));
    }
    if (name_valid(text, true))
        FUZZ_CHECK(name_fold(&a, text, &folded) >= 0 && bytes_equal(folded, text));
    const char *suggested = name_suggest(&a, text);
    if (suggested)
        FUZZ_CHECK(name_valid(bytes_str(suggested), false));
    text_valid(text, true);
    arena_drop(&a);
}

void fuzz_one(struct bytes input) {
    if (input.n > 4096)
        return;
    numbers(input);
    times(input);
    names(input);
}

FUZZ_TARGET
