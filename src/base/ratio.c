#include "base/ratio.h"

#include <stdio.h>

#include "base/check.h"
#include "base/checked.h"
#include "base/fail.h"

static uint128 magnitude(int128 a) {
    return a < 0 ? -(uint128)a : (uint128)a;
}

static uint128 common_divisor(uint128 a, uint128 b) {
    while (b >> 64) {
        uint128 t = a % b;
        a = b;
        b = t;
    }
    if (b == 0)
        return a;
    uint64_t x = (uint64_t)b, y = (uint64_t)(a % b);
    while (y) {
        uint64_t t = x % y;
        x = y;
        y = t;
    }
    return x;
}

/* The one place where a ratio is made: lowest terms, den > 0, or false where it does not fit. */
static bool reduce(int128 num, int128 den, struct ratio *ret) {
    if (den == 0)
        return false;
    bool negative = (num < 0) != (den < 0);
    uint128 n = magnitude(num), d = magnitude(den), g = common_divisor(n, d);
    n /= g;
    d /= g;
    if (d > INT64_MAX || n > (uint128)INT64_MAX + negative)
        return false;
    ret->num = (int64_t)(negative ? -(int128)n : (int128)n);
    ret->den = (int64_t)d;
    return true;
}

bool ratio_make(int64_t num, int64_t den, struct ratio *ret) {
    return reduce(num, den, ret);
}

int ratio_compare(struct ratio a, struct ratio b) {
    check(a.den > 0 && b.den > 0);
    int128 x = (int128)a.num * b.den, y = (int128)b.num * a.den;
    return (x > y) - (x < y);
}

bool ratio_add(struct ratio a, struct ratio b, struct ratio *ret) {
    check(a.den > 0 && b.den > 0);
    return reduce((int128)a.num * b.den + (int128)b.num * a.den, (int128)a.den * b.den, ret);
}

bool ratio_sub(struct ratio a, struct ratio b, struct ratio *ret) {
    check(a.den > 0 && b.den > 0);
    return reduce((int128)a.num * b.den - (int128)b.num * a.den, (int128)a.den * b.den, ret);
}

bool ratio_mul(struct ratio a, struct ratio b, struct ratio *ret) {
    check(a.den > 0 && b.den > 0);
    return reduce((int128)a.num * b.num, (int128)a.den * b.den, ret);
}

bool ratio_div(struct ratio a, struct ratio b, struct ratio *ret) {
    check(a.den > 0 && b.den > 0);
    return reduce((int128)a.num * b.den, (int128)a.den * b.num, ret);
}

static int128 wide_floor(int128 num, int128 den) {
    int128 q = num / den;
    return q - (num % den < 0);
}

int64_t ratio_floor(struct ratio a) {
    check(a.den > 0);
    return (int64_t)wide_floor(a.num, a.den);
}

int64_t ratio_ceil(struct ratio a) {
    check(a.den > 0);
    return (int64_t)-wide_floor(-(int128)a.num, a.den);
}

bool ratio_reached(int64_t part, struct ratio share, int64_t whole, bool strictly) {
    check(share.den > 0);
    if (whole <= 0 && share.num > 0)
        return false;
    int128 has = (int128)part * share.den, needs = (int128)share.num * whole;
    return strictly ? has > needs : has >= needs;
}

int64_t ratio_least(struct ratio share, int64_t whole, bool strictly) {
    check(share.den > 0);
    int128 needs = (int128)share.num * whole;
    int128 least = strictly ? wide_floor(needs, share.den) + 1 : -wide_floor(-needs, share.den);
    if (whole <= 0 && share.num > 0)
        least = 1;
    return least > INT64_MAX ? INT64_MAX : least < INT64_MIN ? INT64_MIN : (int64_t)least;
}

/* Digits from *AT on; false where there is none or they pass 18 significant ones. */
struct cursor {
    const uint8_t *at, *end;
    int err;
};

static bool digits(struct cursor *c, int64_t *value, int64_t *scale) {
    const uint8_t *from = c->at;
    for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++) {
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, *c->at - '0', value) ||
            (scale && __builtin_mul_overflow(*scale, 10, scale)))
            c->err = ERR_RANGE;
    }
    return c->at > from;
}

static bool take(struct cursor *c, char what) {
    if (c->at == c->end || *c->at != what)
        return false;
    c->at++;
    return true;
}

int ratio_parse(struct bytes text, struct ratio *ret) {
    struct cursor c = {text.at, text.at + text.n, 0};
    bool negative = take(&c, '-');
    int64_t num = 0, den = 1;
    if (!digits(&c, &num, NULL))
        return ERR_SYNTAX;
    int128 scale = 1;
    if (take(&c, '/')) {
        den = 0;
        if (!digits(&c, &den, NULL))
            return ERR_SYNTAX;
    } else {
        if (take(&c, '.') && !digits(&c, &num, &den))
            return ERR_SYNTAX;
        if (take(&c, '%'))
            scale = 100;
    }
    if (c.at != c.end)
        return ERR_SYNTAX;
    if (c.err || !reduce(negative ? -(int128)num : (int128)num, den * scale, ret))
        return ERR_RANGE;
    return 0;
}

void ratio_format(struct ratio a, char *ret) {
    if (a.den == 1)
        snprintf(ret, RATIO_TEXT_MAX, "%lld", (long long)a.num);
    else
        snprintf(ret, RATIO_TEXT_MAX, "%lld/%lld", (long long)a.num, (long long)a.den);
}

void ratio_decimal(struct ratio a, int places, char *ret) {
    check(a.den > 0 && places >= 0 && places <= RATIO_PLACES_MAX);
    uint64_t scale = 1;
    for (int i = 0; i < places; i++)
        scale *= 10;
    uint128 scaled = (magnitude(a.num) * scale * 2 + (uint64_t)a.den) / ((uint128)a.den * 2);
    uint64_t whole = (uint64_t)(scaled / scale), part = (uint64_t)(scaled % scale);
    const char *sign = a.num < 0 && scaled > 0 ? "-" : "";
    if (places == 0)
        snprintf(ret, RATIO_TEXT_MAX, "%s%llu", sign, (unsigned long long)whole);
    else
        snprintf(ret, RATIO_TEXT_MAX, "%s%llu.%0*llu", sign, (unsigned long long)whole, places,
                 (unsigned long long)part);
}
