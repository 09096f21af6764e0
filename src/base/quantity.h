/* How many, as a source says it: never more exact than it was said (M17, M122).
 *
 *   "151"        exactly                      lo = hi = 151
 *   "about 40000"                             lo = hi = 40000, about
 *   "2000..3000" between, ends included
 *   "over 1000000"   strictly more            lo = 1000000, no hi
 *   "at least 1428"                           lo = 1428, no hi
 *   "at most 100", "under 100"                no lo
 *   "hundreds"   an order of magnitude        lo = 100, hi = 999; also tens, thousands, millions...
 *   "unknown"    asked and not stated         neither
 *
 * "about" may also stand before a range or an "at least", "at most": a sum of such things is one.
 * Numbers are exact rationals ("9.5", "19/2", "-3"); digits may be grouped by threes with spaces or
 * _ ("1 000 000"). No percentages: a share of what is not how many. */
#ifndef KOINON_BASE_QUANTITY_H
#define KOINON_BASE_QUANTITY_H

#include "base/bytes.h"
#include "base/ratio.h"

enum quantity_kind {
    QUANTITY_NONE, /* nothing was said */
    QUANTITY_EXACT,
    QUANTITY_ABOUT,
    QUANTITY_RANGE,
    QUANTITY_OVER,      /* > lo */
    QUANTITY_AT_LEAST,  /* >= lo */
    QUANTITY_AT_MOST,   /* <= hi */
    QUANTITY_UNDER,     /* < hi */
    QUANTITY_MAGNITUDE, /* tens, hundreds, thousands...: never computed with */
    QUANTITY_UNKNOWN,
};

struct quantity {
    enum quantity_kind kind;
    struct ratio lo, hi; /* {0,0} where there is none */
};

int quantity_parse(struct bytes text, struct quantity *ret); /* ERR_SYNTAX, ERR_RANGE */
#define QUANTITY_TEXT_MAX 112
/* The canonical text; parse(format(q)) = q. */
void quantity_format(const struct quantity *q, char *ret);
bool quantity_is_known(const struct quantity *q); /* may it be computed with? */

/* Sum, difference, quotient on intervals; "about" and one-sidedness spread to the result, which is
 * never narrower than what is known (10 / "at least 5" is the range 0..2). false, and RET
 * untouched, where the result is not known: an operand without number, no bound on either side,
 * division by an interval with 0, numbers that do not fit. */
bool quantity_add(const struct quantity *a, const struct quantity *b, struct quantity *ret);
bool quantity_sub(const struct quantity *a, const struct quantity *b, struct quantity *ret);
bool quantity_div(const struct quantity *a, const struct quantity *b, struct quantity *ret);

#endif
