#include "base/bytes.h"

#include "base/fail.h"

int bytes_compare(struct bytes a, struct bytes b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.at, b.at, n) : 0;
    if (c)
        return c < 0 ? -1 : 1;
    return (a.n > b.n) - (a.n < b.n);
}

struct bytes bytes_part(struct bytes a, size_t from, size_t n) {
    if (from > a.n)
        from = a.n;
    size_t rest = a.n - from;
    return (struct bytes){a.at ? a.at + from : NULL, n < rest ? n : rest};
}

/* The length of the well-formed character at S (Unicode 15, table 3-7), 0 when there is none. */
static size_t character(const uint8_t *s, size_t n) {
    if (s[0] < 0x80)
        return 1;
    size_t want = s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
    if (want == 0 || n < want)
        return 0;
    uint8_t lo = s[0] == 0xe0 ? 0xa0 : s[0] == 0xf0 ? 0x90 : 0x80;
    uint8_t hi = s[0] == 0xed ? 0x9f : s[0] == 0xf4 ? 0x8f : 0xbf;
    if (s[1] < lo || s[1] > hi)
        return 0;
    for (size_t i = 2; i < want; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    return want;
}

bool bytes_utf8(struct bytes text) {
    size_t i = 0;
    while (i < text.n) {
        uint64_t eight;
        if (text.n - i >= 8) {
            memcpy(&eight, text.at + i, 8);
            if (!(eight & UINT64_C(0x8080808080808080))) {
                i += 8;
                continue;
            }
        }
        size_t n = character(text.at + i, text.n - i);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

void bytes_to_hex(struct bytes a, char *hex) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < a.n; i++) {
        *hex++ = digits[a.at[i] >> 4];
        *hex++ = digits[a.at[i] & 15];
    }
    *hex = 0;
}

static int hex_digit(uint8_t c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

int bytes_from_hex(struct bytes hex, uint8_t *ret, size_t n) {
    if (hex.n / 2 != n || hex.n % 2)
        return ERR_SYNTAX;
    for (size_t i = 0; i < hex.n; i++) {
        if (hex_digit(hex.at[i]) < 0)
            return ERR_SYNTAX;
    }
    for (size_t i = 0; i < n; i++)
        ret[i] = (uint8_t)(hex_digit(hex.at[2 * i]) << 4 | hex_digit(hex.at[2 * i + 1]));
    return 0;
}

void bytes_to_base64(struct bytes a, char *ret) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t i = 0;
    for (; i + 3 <= a.n; i += 3) {
        uint32_t v = (uint32_t)a.at[i] << 16 | (uint32_t)a.at[i + 1] << 8 | a.at[i + 2];
        *ret++ = digits[v >> 18];
        *ret++ = digits[v >> 12 & 63];
        *ret++ = digits[v >> 6 & 63];
        *ret++ = digits[v & 63];
    }
    if (i < a.n) {
        bool two = i + 2 == a.n;
        uint32_t v = (uint32_t)a.at[i] << 16 | (two ? (uint32_t)a.at[i + 1] << 8 : 0);
        *ret++ = digits[v >> 18];
        *ret++ = digits[v >> 12 & 63];
        *ret++ = two ? digits[v >> 6 & 63] : '=';
        *ret++ = '=';
    }
    *ret = 0;
}

static int base64_digit(uint8_t c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

int bytes_from_base64(struct bytes text, uint8_t *ret, size_t max) {
    if (text.n % 4)
        return ERR_SYNTAX;
    if (text.n == 0)
        return 0;
    size_t padding = text.at[text.n - 1] != '=' ? 0 : text.at[text.n - 2] != '=' ? 1 : 2;
    size_t digits = text.n - padding, n = text.n / 4 * 3 - padding;
    for (size_t i = 0; i < digits; i++) {
        if (base64_digit(text.at[i]) < 0)
            return ERR_SYNTAX;
    }
    int last = base64_digit(text.at[digits - 1]);
    if (last & (padding == 2 ? 15 : padding == 1 ? 3 : 0))
        return ERR_SYNTAX;
    if (n > max || n > INT32_MAX)
        return ERR_RANGE;
    uint32_t v = 0;
    int bits = 0;
    for (size_t i = 0; i < digits; i++) {
        v = v << 6 | (uint32_t)base64_digit(text.at[i]);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            *ret++ = (uint8_t)(v >> bits);
        }
    }
    return (int)n;
}
