#include "base/quantity.h"

#include <stdio.h>

#include "base/fail.h"

static const struct {
    const char *word;
    int64_t lo, hi;
} magnitudes[] = {
    {"tens", 10, 99},
    {"hundreds", 100, 999},
    {"thousands", 1000, 9999},
    {"tens of thousands", 10000, 99999},
    {"hundreds of thousands", 100000, 999999},
    {"millions", 1000000, 9999999},
    {"tens of millions", 10000000, 99999999},
    {"hundreds of millions", 100000000, 999999999},
};
#define MAGNITUDES (sizeof(magnitudes) / sizeof(magnitudes[0]))

/* --- reading ------------------------------------------------------------------------------------
 */

static bool digit_at(struct bytes text, size_t i) {
    return i < text.n && text.at[i] >= '0' && text.at[i] <= '9';
}

/* A ratio whose whole part may be grouped by threes: 1 000 000, 1_000_000. */
static int number_parse(struct bytes text, struct ratio *ret) {
    uint8_t plain[RATIO_TEXT_MAX];
    size_t n = 0, i = text.n && text.at[0] == '-', first = i;
    while (digit_at(text, i))
        i++;
    bool grouped = i < text.n && (text.at[i] == ' ' || text.at[i] == '_');
    uint8_t gap = grouped ? text.at[i] : 0;
    if (grouped && (i == first || i - first > 3))
        return ERR_SYNTAX;
    while (grouped && i < text.n && text.at[i] == gap) {
        if (!digit_at(text, i + 1) || !digit_at(text, i + 2) || !digit_at(text, i + 3) ||
            digit_at(text, i + 4))
            return ERR_SYNTAX;
        i += 4;
    }
    for (size_t j = 0; j < text.n; j++) {
        if (j < i && text.at[j] == gap && grouped)
            continue;
        if (text.at[j] == '%')
            return ERR_SYNTAX;
        if (n == sizeof(plain))
            return ERR_RANGE;
        plain[n++] = text.at[j];
    }
    return ratio_parse(bytes_of(plain, n), ret);
}

static bool take_word(struct bytes *text, const char *word) {
    size_t n = strlen(word);
    if (!bytes_equal(bytes_part(*text, 0, n), bytes_str(word)))
        return false;
    *text = bytes_part(*text, n, text->n);
    return true;
}

/* Where ".." begins, or the length. */
static size_t dots_in(struct bytes text) {
    size_t i = 0;
    while (i < text.n && !(text.at[i] == '.' && i + 1 < text.n && text.at[i + 1] == '.'))
        i++;
    return i;
}

static int range_parse(struct bytes text, struct quantity *ret) {
    size_t dots = dots_in(text);
    int err = number_parse(bytes_part(text, 0, dots), &ret->lo);
    if (err < 0)
        return err;
    ret->hi = ret->lo;
    if (dots == text.n)
        return 0;
    err = number_parse(bytes_part(text, dots + 2, text.n), &ret->hi);
    if (err < 0)
        return err;
    int order = ratio_compare(ret->lo, ret->hi);
    if (order < 0)
        ret->kind = QUANTITY_RANGE;
    return order > 0 ? ERR_RANGE : 0;
}

static int said(struct bytes text, struct quantity *ret) {
    for (size_t i = 0; i < MAGNITUDES; i++) {
        if (bytes_is(text, magnitudes[i].word)) {
            *ret =
                (struct quantity){QUANTITY_MAGNITUDE, {magnitudes[i].lo, 1}, {magnitudes[i].hi, 1}};
            return 0;
        }
    }
    if (bytes_is(text, "unknown")) {
        ret->kind = QUANTITY_UNKNOWN;
        return 0;
    }
    bool about = take_word(&text, "about ");
    if (take_word(&text, "at least ")) {
        ret->kind = about ? QUANTITY_ABOUT : QUANTITY_AT_LEAST;
        return number_parse(text, &ret->lo);
    }
    if (take_word(&text, "at most ")) {
        ret->kind = about ? QUANTITY_ABOUT : QUANTITY_AT_MOST;
        return number_parse(text, &ret->hi);
    }
    if (!about && take_word(&text, "over ")) {
        ret->kind = QUANTITY_OVER;
        return number_parse(text, &ret->lo);
    }
    if (!about && take_word(&text, "under ")) {
        ret->kind = QUANTITY_UNDER;
        return number_parse(text, &ret->hi);
    }
    ret->kind = QUANTITY_EXACT;
    int err = range_parse(text, ret);
    if (about)
        ret->kind = QUANTITY_ABOUT;
    return err;
}

int quantity_parse(struct bytes text, struct quantity *ret) {
    struct quantity q = {0};
    int err = said(text, &q);
    if (err == 0)
        *ret = q;
    return err;
}

/* --- writing ------------------------------------------------------------------------------------
 */

/* 19/2 is read more easily as 9.5; a third stays 1/3. */
static void number_format(struct ratio a, char *ret) {
    int64_t scale = 1;
    int places = 0;
    while (places < 6 && scale % a.den) {
        scale *= 10;
        places++;
    }
    bool small = a.num < INT64_C(1000000000000) && a.num > -INT64_C(1000000000000);
    if (scale % a.den == 0 && small)
        ratio_decimal(a, places, ret);
    else
        ratio_format(a, ret);
}

void quantity_format(const struct quantity *q, char *ret) {
    char lo[RATIO_TEXT_MAX] = "", hi[RATIO_TEXT_MAX] = "";
    const char *before = "", *between = "";
    if (q->lo.den)
        number_format(q->lo, lo);
    if (q->hi.den)
        number_format(q->hi, hi);
    switch (q->kind) {
    case QUANTITY_NONE:
        break;
    case QUANTITY_UNKNOWN:
        before = "unknown";
        break;
    case QUANTITY_MAGNITUDE:
        for (size_t i = 0; i < MAGNITUDES; i++) {
            if (magnitudes[i].lo == q->lo.num)
                before = magnitudes[i].word;
        }
        lo[0] = hi[0] = 0;
        break;
    case QUANTITY_OVER:
        before = "over ";
        break;
    case QUANTITY_AT_LEAST:
        before = "at least ";
        break;
    case QUANTITY_AT_MOST:
        before = "at most ";
        break;
    case QUANTITY_UNDER:
        before = "under ";
        break;
    case QUANTITY_ABOUT:
        before = !q->hi.den ? "about at least " : !q->lo.den ? "about at most " : "about ";
        break;
    case QUANTITY_EXACT:
    case QUANTITY_RANGE:
        break;
    }
    if (lo[0] && hi[0] && ratio_compare(q->lo, q->hi) == 0)
        hi[0] = 0;
    if (lo[0] && hi[0])
        between = "..";
    snprintf(ret, QUANTITY_TEXT_MAX, "%s%s%s%s", before, lo, between, hi);
}

bool quantity_is_known(const struct quantity *q) {
    return q->kind != QUANTITY_NONE && q->kind != QUANTITY_MAGNITUDE && q->kind != QUANTITY_UNKNOWN;
}

/* --- intervals ----------------------------------------------------------------------------------
 */

/* An end of an interval: a number, or endless (then .at is the sign). open: not reached. */
struct end {
    struct ratio at;
    bool endless, open;
};
struct interval {
    struct end lo, hi;
};

static struct interval interval_of(const struct quantity *q) {
    struct interval i = {{q->lo, !q->lo.den, q->kind == QUANTITY_OVER},
                         {q->hi, !q->hi.den, q->kind == QUANTITY_UNDER}};
    if (i.lo.endless)
        i.lo = (struct end){{-1, 1}, true, true};
    if (i.hi.endless)
        i.hi = (struct end){{1, 1}, true, true};
    return i;
}

/* What the two ends say together; both ends given and one of them open is widened to a range, for
 * no kind says it and a range never says more than is known. */
static bool quantity_of(struct interval i, bool about, struct quantity *ret) {
    struct quantity q = {0};
    if (i.lo.endless && i.hi.endless)
        return false;
    if (!i.lo.endless)
        q.lo = i.lo.at;
    if (!i.hi.endless)
        q.hi = i.hi.at;
    if (about)
        q.kind = QUANTITY_ABOUT;
    else if (i.hi.endless)
        q.kind = i.lo.open ? QUANTITY_OVER : QUANTITY_AT_LEAST;
    else if (i.lo.endless)
        q.kind = i.hi.open ? QUANTITY_UNDER : QUANTITY_AT_MOST;
    else
        q.kind = ratio_compare(q.lo, q.hi) == 0 ? QUANTITY_EXACT : QUANTITY_RANGE;
    *ret = q;
    return true;
}

static bool end_add(struct end a, struct end b, struct end *ret) {
    if (a.endless || b.endless) {
        *ret = a.endless ? a : b;
        return true;
    }
    ret->endless = false;
    ret->open = a.open || b.open;
    return ratio_add(a.at, b.at, &ret->at);
}

static bool end_negate(struct end a, struct end *ret) {
    *ret = a;
    return ratio_sub((struct ratio){0, 1}, a.at, &ret->at);
}

static bool both_known(const struct quantity *a, const struct quantity *b) {
    return quantity_is_known(a) && quantity_is_known(b);
}

static bool either_about(const struct quantity *a, const struct quantity *b) {
    return a->kind == QUANTITY_ABOUT || b->kind == QUANTITY_ABOUT;
}

bool quantity_add(const struct quantity *a, const struct quantity *b, struct quantity *ret) {
    if (!both_known(a, b))
        return false;
    struct interval x = interval_of(a), y = interval_of(b), sum;
    return end_add(x.lo, y.lo, &sum.lo) && end_add(x.hi, y.hi, &sum.hi) &&
           quantity_of(sum, either_about(a, b), ret);
}

bool quantity_sub(const struct quantity *a, const struct quantity *b, struct quantity *ret) {
    if (!both_known(a, b))
        return false;
    struct interval x = interval_of(a), y = interval_of(b), difference;
    struct end minus_lo, minus_hi;
    return end_negate(y.lo, &minus_lo) && end_negate(y.hi, &minus_hi) &&
           end_add(x.lo, minus_hi, &difference.lo) && end_add(x.hi, minus_lo, &difference.hi) &&
           quantity_of(difference, either_about(a, b), ret);
}

/* a / b for ends of intervals; b keeps its sign, and is 0 only as an end that is not reached. */
static bool end_div(struct end a, struct end b, int b_sign, struct end *ret) {
    struct end r = {.at = {0, 1}, .open = a.open};
    if (a.at.num != 0) {
        r.open = a.open || b.open;
        if (a.endless ? !b.endless : b.at.num == 0) {
            r.at.num = (a.at.num < 0) == (b_sign < 0) ? 1 : -1;
            r.endless = true;
        } else if (!b.endless && !ratio_div(a.at, b.at, &r.at)) {
            return false;
        }
    }
    *ret = r;
    return true;
}

static int end_compare(struct end x, struct end y) {
    int64_t x_rank = x.endless ? x.at.num : 0, y_rank = y.endless ? y.at.num : 0;
    if (x_rank || y_rank)
        return (x_rank > y_rank) - (x_rank < y_rank);
    return ratio_compare(x.at, y.at);
}

/* Is X further out than Y, downwards (sign -1) or upwards (sign 1)? */
static bool further(struct end x, struct end y, int sign) {
    int order = end_compare(x, y) * sign;
    return order > 0 || (order == 0 && y.open && !x.open);
}

bool quantity_div(const struct quantity *a, const struct quantity *b, struct quantity *ret) {
    if (!both_known(a, b))
        return false;
    struct interval x = interval_of(a), y = interval_of(b), quotient;
    bool above = !y.lo.endless && (y.lo.at.num > 0 || (y.lo.at.num == 0 && y.lo.open));
    bool below = !y.hi.endless && (y.hi.at.num < 0 || (y.hi.at.num == 0 && y.hi.open));
    if (!above && !below)
        return false;
    int sign = above ? 1 : -1;
    struct end all[4];
    if (!end_div(x.lo, y.lo, sign, &all[0]) || !end_div(x.lo, y.hi, sign, &all[1]) ||
        !end_div(x.hi, y.lo, sign, &all[2]) || !end_div(x.hi, y.hi, sign, &all[3]))
        return false;
    quotient.lo = quotient.hi = all[0];
    for (int i = 1; i < 4; i++) {
        if (further(all[i], quotient.lo, -1))
            quotient.lo = all[i];
        if (further(all[i], quotient.hi, 1))
            quotient.hi = all[i];
    }
    return quantity_of(quotient, either_about(a, b), ret);
}
