#include "base/checked.h"
#include "base/name.h"
#include "http/http.h"

static int hex_digit(uint8_t c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* One decoded byte from text at *I, or -1 for an escape that is none. */
static int next_byte(struct bytes text, size_t *i, unsigned how) {
    uint8_t c = text.at[*i];
    if (c == '+' && (how & HTTP_DECODE_PLUS))
        c = ' ';
    if (text.at[*i] != '%') {
        ++*i;
        return c;
    }
    int high = *i + 2 < text.n ? hex_digit(text.at[*i + 1]) : -1;
    int low = high >= 0 ? hex_digit(text.at[*i + 2]) : -1;
    if (low < 0)
        return -1;
    *i += 3;
    return high * 16 + low;
}

static struct bytes without_cr(uint8_t *at, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(at[i] == '\r' && i + 1 < n && at[i + 1] == '\n'))
            at[kept++] = at[i];
    }
    return bytes_of(at, kept);
}

int http_decode(struct arena *a, struct bytes text, unsigned how, struct bytes *ret,
                struct fail *fail) {
    uint8_t *at = arena_get(a, text.n);
    if (!at)
        return fail_set(fail, ERR_NOMEM, "not enough memory for this request");
    size_t n = 0;
    for (size_t i = 0; i < text.n;) {
        int byte = next_byte(text, &i, how);
        if (byte < 0)
            return fail_set(fail, ERR_SYNTAX,
                            "character %zu: '%%' must be followed by two hexadecimal digits",
                            i + 1);
        at[n++] = (uint8_t)byte;
    }
    struct bytes out = (how & HTTP_DECODE_LINES) ? without_cr(at, n) : bytes_of(at, n);
    if (!text_valid(out, how & HTTP_DECODE_LINES))
        return fail_set(fail, ERR_SYNTAX,
                        "the decoded text is not valid UTF-8, or has control characters");
    *ret = out;
    return 0;
}

void http_encode(struct buf *b, struct bytes text, bool slash) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_' || c == '~' || (c == '/' && slash);
        if (plain) {
            buf_byte(b, c);
        } else {
            uint8_t escape[3] = {'%', (uint8_t)hex[c >> 4], (uint8_t)hex[c & 15]};
            buf_add(b, escape, 3);
        }
    }
}

static size_t count_fields(struct bytes text) {
    size_t n = text.n > 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.at[i] == '&';
    return n;
}

static int decode_pair(struct arena *a, struct bytes field, struct http_pair *ret,
                       struct fail *fail) {
    const uint8_t *mark = field.n ? memchr(field.at, '=', field.n) : NULL;
    size_t name_n = mark ? (size_t)(mark - field.at) : field.n;
    struct bytes value = mark ? bytes_part(field, name_n + 1, SIZE_MAX) : BYTES_LIT("");
    int err = http_decode(a, bytes_part(field, 0, name_n), HTTP_DECODE_PLUS, &ret->name, fail);
    if (err == 0)
        err = http_decode(a, value, HTTP_DECODE_PLUS | HTTP_DECODE_LINES, &ret->value, fail);
    if (err == 0 && ret->name.n == 0)
        return fail_set(fail, ERR_SYNTAX, "the name before '=' is empty");
    return err;
}

int http_form_parse(struct arena *a, struct bytes text, const char *what, struct http_form *ret,
                    struct fail *fail) {
    size_t n = count_fields(text);
    if (n > LIMIT_FORM_FIELDS)
        return fail_set(fail, ERR_RANGE, "%s: %zu fields, %d at most", what, n, LIMIT_FORM_FIELDS);
    struct http_pair *pairs = ARENA_ARRAY(a, n, struct http_pair);
    if (!pairs)
        return fail_set(fail, ERR_NOMEM, "not enough memory for this request");
    size_t kept = 0, at = 0;
    for (size_t i = 0; i < n; i++) {
        size_t end = at;
        while (end < text.n && text.at[end] != '&')
            end++;
        struct bytes field = bytes_part(text, at, end - at);
        at = end + 1;
        if (field.n == 0)
            continue;
        struct fail inner = {0};
        int err = decode_pair(a, field, &pairs[kept++], &inner);
        if (err < 0)
            return fail_set(fail, err, "%s, field %zu: %s", what, i + 1, inner.text);
    }
    *ret = (struct http_form){pairs, kept};
    return 0;
}

bool http_field_next(const struct http_form *f, const char *name, size_t *at, struct bytes *ret) {
    for (size_t i = *at; i < f->n; i++) {
        if (bytes_is(f->pairs[i].name, name)) {
            *ret = f->pairs[i].value;
            *at = i + 1;
            return true;
        }
    }
    *at = f->n;
    return false;
}

struct bytes http_field(const struct http_form *f, const char *name) {
    struct bytes value = {0};
    size_t at = 0;
    http_field_next(f, name, &at, &value);
    return value;
}

static bool read_number(struct bytes text, int64_t *ret) {
    bool minus = text.at[0] == '-';
    int64_t n = 0;
    if (text.n == minus)
        return false;
    for (size_t i = minus; i < text.n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        int64_t digit = text.at[i] - '0';
        if (!mul_i64(n, 10, &n) || !add_i64(n, minus ? -digit : digit, &n))
            return false;
    }
    *ret = n;
    return true;
}

int http_field_number(const struct http_form *f, const char *name, int64_t min, int64_t max,
                      int64_t fallback, int64_t *ret, struct fail *fail) {
    struct bytes text = {0}, again;
    size_t at = 0;
    if (http_field_next(f, name, &at, &text) && http_field_next(f, name, &at, &again))
        return fail_set(fail, ERR_CONFLICT, "%s: stated twice", name);
    int64_t n = fallback;
    if (text.n && !read_number(text, &n))
        return fail_set(fail, ERR_SYNTAX, "%s: \"%.*s\" is not a whole number", name,
                        (int)(text.n > 40 ? 40 : text.n), (const char *)text.at);
    if (text.n && (n < min || n > max))
        return fail_set(fail, ERR_RANGE, "%s: %lld is not between %lld and %lld", name,
                        (long long)n, (long long)min, (long long)max);
    *ret = n;
    return 0;
}
