/* Exact rationals on 64 bits: shares, thresholds, members per seat. Always in lowest terms, the
 * denominator positive. Comparison is exact (128 bits); sums and products that do not fit answer
 * false. The law's amounts are small; what may grow (STV by exact fractions) is count/'s affair. */
#ifndef KOINON_BASE_RATIO_H
#define KOINON_BASE_RATIO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct ratio {
    int64_t num;
    int64_t den; /* > 0, except in the zero value {0, 0}, which means "not given" */
};

bool ratio_make(int64_t num, int64_t den, struct ratio *ret); /* den 0: false */
int ratio_compare(struct ratio a, struct ratio b);            /* -1 0 1 */
bool ratio_add(struct ratio a, struct ratio b, struct ratio *ret);
bool ratio_sub(struct ratio a, struct ratio b, struct ratio *ret);
bool ratio_mul(struct ratio a, struct ratio b, struct ratio *ret);
bool ratio_div(struct ratio a, struct ratio b, struct ratio *ret);
int64_t ratio_floor(struct ratio a);
int64_t ratio_ceil(struct ratio a);

/* Does part/whole reach share? Exact: part * share.den >= share.num * whole, with whole = 0 never
 * reaching a share above 0. `strictly`: > instead of >=. (Always cross-multiplied: 2/3 of 101
 * is reached by 68 and not by 67.) */
bool ratio_reached(int64_t part, struct ratio share, int64_t whole, bool strictly);
/* The least whole number of `whole` that reaches the share: what a refusal says is needed. Of
 * nobody (whole = 0) no number reaches a share above 0; the answer is then 1. */
int64_t ratio_least(struct ratio share, int64_t whole, bool strictly);

/* "3", "2/3", "66.5%", "9.5": exact, no exponents. ERR_SYNTAX / ERR_RANGE. */
int ratio_parse(struct bytes text, struct ratio *ret);
/* "2/3" or "7"; RET has RATIO_TEXT_MAX. */
#define RATIO_TEXT_MAX 48
void ratio_format(struct ratio a, char *ret);
/* Decimal with at most `places` digits after the point, rounded half up (away from zero), trailing
 * zeros kept: ratio_decimal(1/3, 3) = "0.333". For people only. RET has RATIO_TEXT_MAX. */
#define RATIO_PLACES_MAX 18
void ratio_decimal(struct ratio a, int places, char *ret);

#endif
