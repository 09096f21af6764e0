#include "base/name.h"

#include <utf8proc.h>

#include "base/fail.h"
#include "base/limits.h"

#define TEXT_MAX (4 * LIMIT_NAME_BYTES) /* of what may become a name */
#define POINTS_MAX (4 * TEXT_MAX)
#define FINAL_SIGMA 0x3c2
#define SIGMA 0x3c3

/* One character from TEXT at *I, which moves on; -1 when it is not UTF-8. */
static int32_t next_point(struct bytes text, size_t *i) {
    utf8proc_int32_t point;
    size_t rest = text.n - *i;
    utf8proc_ssize_t n = utf8proc_iterate(text.at + *i, (utf8proc_ssize_t)rest, &point);
    if (n <= 0)
        return -1;
    *i += (size_t)n;
    return point;
}

static bool is_letter(int32_t point) {
    switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
        return true;
    default:
        return false;
    }
}

static bool is_digit(int32_t point) {
    return utf8proc_category(point) == UTF8PROC_CATEGORY_ND;
}

/* Case folded and NFC, with the Greek final sigma put back where a word ends, for a folded name is
 * also read by people. Returns the number of bytes in RET (room for 4 * POINTS_MAX), -1 if it is
 * not UTF-8 or too long. */
static int fold_once(struct bytes text, uint8_t *ret) {
    utf8proc_int32_t points[POINTS_MAX + 1];
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD;
    if (text.n > TEXT_MAX)
        return -1;
    utf8proc_ssize_t n =
        utf8proc_decompose(text.at, (utf8proc_ssize_t)text.n, points, POINTS_MAX, options);
    if (n < 0 || n > POINTS_MAX)
        return -1;
    n = utf8proc_normalize_utf32(points, n, options);
    int bytes = 0;
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        bool ends = i > 0 && is_letter(points[i - 1]) && (i + 1 == n || !is_letter(points[i + 1]));
        if (points[i] == SIGMA && ends)
            points[i] = FINAL_SIGMA;
        bytes += (int)utf8proc_encode_char(points[i], ret + bytes);
    }
    return bytes;
}

/* Letters, digits and inner hyphens, not all digits. */
static bool part_valid(struct bytes part) {
    bool letters = false;
    int32_t before = '-';
    for (size_t i = 0; i < part.n;) {
        int32_t point = next_point(part, &i);
        bool letter = point >= 0 && is_letter(point);
        if (point < 0 || (!letter && !is_digit(point) && (point != '-' || before == '-')))
            return false;
        letters |= letter;
        before = point;
    }
    return letters && before != '-';
}

static bool shape_valid(struct bytes text, bool path) {
    const uint8_t *slash = path && text.n ? memchr(text.at, '/', text.n) : NULL;
    if (text.n == 0 || text.n > LIMIT_NAME_BYTES)
        return false;
    if (!slash)
        return part_valid(text);
    size_t n = (size_t)(slash - text.at);
    return part_valid(bytes_part(text, 0, n)) && part_valid(bytes_part(text, n + 1, text.n));
}

/* Folds until folding changes nothing, which twice is enough for. -1: no such text. */
static int fold(struct bytes text, uint8_t *ret) {
    uint8_t other[4 * POINTS_MAX];
    int n = fold_once(text, ret);
    for (int round = 0; round < 3 && n >= 0; round++) {
        int m = fold_once(bytes_of(ret, (size_t)n), other);
        if (m == n && memcmp(ret, other, (size_t)n) == 0)
            return n;
        if (m > 0)
            memcpy(ret, other, (size_t)m);
        n = m;
    }
    return -1;
}

bool name_valid(struct bytes text, bool path) {
    uint8_t folded[4 * POINTS_MAX];
    if (!shape_valid(text, path))
        return false;
    int n = fold_once(text, folded);
    return n >= 0 && bytes_equal(text, bytes_of(folded, (size_t)n));
}

int name_fold(struct arena *a, struct bytes text, struct bytes *ret) {
    uint8_t folded[4 * POINTS_MAX];
    int n = text.n ? fold(text, folded) : -1;
    if (n < 0 || !shape_valid(bytes_of(folded, (size_t)n), true))
        return ERR_SYNTAX;
    const char *copy = arena_copy(a, bytes_of(folded, (size_t)n));
    if (!copy)
        return ERR_NOMEM;
    *ret = bytes_of(copy, (size_t)n);
    return 0;
}

/* Letters and digits of TEXT, every run of anything else one hyphen; "" where nothing is left. */
static size_t hyphenate(struct bytes text, uint8_t *ret) {
    size_t n = 0;
    bool gap = false, letters = false;
    for (size_t i = 0; i < text.n && n < LIMIT_NAME_BYTES - 8;) {
        int32_t point = next_point(text, &i);
        if (point < 0)
            i++;
        if (point < 0 || (!is_letter(point) && !is_digit(point))) {
            gap = n > 0;
            continue;
        }
        letters |= is_letter(point);
        if (gap)
            ret[n++] = '-';
        gap = false;
        n += (size_t)utf8proc_encode_char(point, ret + n);
    }
    if (n && !letters) {
        memmove(ret + 3, ret, n);
        memcpy(ret, "no-", 3);
        n += 3;
    }
    return n;
}

const char *name_suggest(struct arena *a, struct bytes text) {
    uint8_t hyphenated[LIMIT_NAME_BYTES + 8], folded[4 * POINTS_MAX];
    size_t n = hyphenate(text, hyphenated);
    int m = fold(bytes_of(hyphenated, n), folded);
    if (m <= 0 || !shape_valid(bytes_of(folded, (size_t)m), false))
        return arena_copy(a, BYTES_LIT("name"));
    return arena_copy(a, bytes_of(folded, (size_t)m));
}

/* The characters of TEXT, or -1 when there are more than MAX or it is not UTF-8. */
static int characters(struct bytes text, int32_t *ret, int max) {
    int n = 0;
    for (size_t i = 0; i < text.n;) {
        int32_t point = next_point(text, &i);
        if (point < 0 || n == max)
            return -1;
        ret[n++] = point;
    }
    return n;
}

static int least(int a, int b) {
    return a < b ? a : b;
}

/* Edits (insert, delete, replace, swap neighbours) from a to b: optimal string alignment. */
static int distance(const int32_t *a, int a_n, const int32_t *b, int b_n) {
    int rows[3][LIMIT_NAME_BYTES + 1];
    int *before = rows[0], *last = rows[1], *now = rows[2];
    for (int j = 0; j <= b_n; j++)
        last[j] = j;
    for (int i = 1; i <= a_n; i++) {
        now[0] = i;
        for (int j = 1; j <= b_n; j++) {
            bool same = a[i - 1] == b[j - 1];
            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + !same);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        int *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[b_n];
}

int name_nearest(struct bytes text, const struct bytes *names, size_t n) {
    int32_t a[LIMIT_NAME_BYTES], b[LIMIT_NAME_BYTES];
    int a_n = characters(text, a, LIMIT_NAME_BYTES), best = -1, best_distance = a_n / 3 + 1;
    for (size_t i = 0; i < n && a_n >= 0; i++) {
        int b_n = characters(names[i], b, LIMIT_NAME_BYTES);
        if (b_n < 0 || b_n - a_n >= best_distance || a_n - b_n >= best_distance)
            continue;
        int d = distance(a, a_n, b, b_n);
        if (d < best_distance) {
            best = (int)i;
            best_distance = d;
        }
    }
    return best;
}

bool text_valid(struct bytes text, bool lines) {
    for (size_t i = 0; i < text.n;) {
        int32_t point = next_point(text, &i);
        if (point < 0)
            return false;
        bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
        if (control && !(lines && (point == '\t' || point == '\n')))
            return false;
    }
    return true;
}
