#include <strings.h>

#include "base/name.h"
#include "http/http.h"

static const char *const METHODS[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
#define METHODS_N (sizeof(METHODS) / sizeof(METHODS[0]))

const char *http_method_name(enum http_method m) {
    return (size_t)m < METHODS_N ? METHODS[m] : "?";
}

enum http_method http_method_of(struct bytes name) {
    for (size_t i = 0; i < METHODS_N; i++) {
        if (bytes_is(name, METHODS[i]))
            return (enum http_method)i;
    }
    return HTTP_OTHER;
}

int http_target_set(struct http_request *r, struct bytes target, struct fail *fail) {
    if (target.n == 0 || target.at[0] != '/')
        return fail_set(fail, ERR_SYNTAX, "the address of a request begins with '/'");
    for (size_t i = 0; i < target.n; i++) {
        uint8_t c = target.at[i];
        if (c <= 0x20 || c >= 0x7f || c == '#')
            return fail_set(fail, ERR_SYNTAX,
                            "address, character %zu: byte 0x%02x must be percent-encoded", i + 1,
                            c);
    }
    const uint8_t *mark = memchr(target.at, '?', target.n);
    size_t path_n = mark ? (size_t)(mark - target.at) : target.n;
    r->target = target;
    r->path = bytes_part(target, 0, path_n);
    r->query = mark ? bytes_part(target, path_n + 1, SIZE_MAX) : (struct bytes){0};
    return 0;
}

static bool same_name(struct bytes a, const char *b) {
    return strlen(b) == a.n && (a.n == 0 || strncasecmp((const char *)a.at, b, a.n) == 0);
}

struct bytes http_header(const struct http_request *r, const char *name) {
    for (size_t i = 0; i < r->headers_n; i++) {
        if (same_name(r->headers[i].name, name))
            return r->headers[i].value;
    }
    return (struct bytes){0};
}

static size_t header_count(const struct http_request *r, const char *name) {
    size_t n = 0;
    for (size_t i = 0; i < r->headers_n; i++)
        n += same_name(r->headers[i].name, name);
    return n;
}

static size_t headers_size(const struct http_request *r) {
    size_t n = 0;
    for (size_t i = 0; i < r->headers_n; i++)
        n += r->headers[i].name.n + r->headers[i].value.n + 4;
    return n;
}

static int fault(struct fail *fail, int status, const char *what) {
    fail_set(fail, ERR_SYNTAX, "%s", what);
    return status;
}

int http_request_fault(const struct http_request *r, struct fail *fail) {
    if (r->target.n > LIMIT_URI_BYTES)
        return fault(fail, 414, "the address is longer than 2048 bytes");
    if (r->headers_n > LIMIT_HEADERS || headers_size(r) > LIMIT_HEADER_BYTES)
        return fault(fail, 431, "more than 64 header fields, or more than 16 KiB of them");
    if (r->body.n > LIMIT_BODY_BYTES)
        return fault(fail, 413, "the body is larger than 1 MiB");
    if (header_count(r, "host") != 1)
        return fault(fail, 400, "exactly one Host field is expected");
    size_t lengths = header_count(r, "content-length");
    if (lengths > 1 || (lengths && header_count(r, "transfer-encoding")))
        return fault(fail, 400, "the length of the body is stated in two ways");
    return 0;
}

static struct bytes trim(struct bytes text) {
    while (text.n && (text.at[0] == ' ' || text.at[0] == '\t'))
        text = bytes_part(text, 1, SIZE_MAX);
    while (text.n && (text.at[text.n - 1] == ' ' || text.at[text.n - 1] == '\t'))
        text.n--;
    return text;
}

/* The part of *REST before the next MARK; *REST becomes what follows. */
static struct bytes cut(struct bytes *rest, char mark) {
    const uint8_t *at = rest->n ? memchr(rest->at, mark, rest->n) : NULL;
    size_t n = at ? (size_t)(at - rest->at) : rest->n;
    struct bytes part = bytes_part(*rest, 0, n);
    *rest = at ? bytes_part(*rest, n + 1, SIZE_MAX) : (struct bytes){0};
    return part;
}

struct bytes http_cookie(const struct http_request *r, const char *name) {
    for (size_t i = 0; i < r->headers_n; i++) {
        if (!same_name(r->headers[i].name, "cookie"))
            continue;
        struct bytes rest = r->headers[i].value;
        while (rest.n) {
            struct bytes value = cut(&rest, ';');
            struct bytes key = trim(cut(&value, '='));
            if (bytes_is(key, name))
                return value.at ? trim(value) : BYTES_LIT("");
        }
    }
    return (struct bytes){0};
}

/* A quality value in thousandths: "0.8" is 800; -1 when it is none (RFC 9110, 12.4.2). */
static int quality(struct bytes text) {
    if (text.n == 0 || text.n > 5 || (text.at[0] != '0' && text.at[0] != '1') ||
        (text.n > 1 && text.at[1] != '.'))
        return -1;
    int q = (text.at[0] - '0') * 1000, unit = 100;
    for (size_t i = 2; i < text.n; i++, unit /= 10) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return -1;
        q += (text.at[i] - '0') * unit;
    }
    return q <= 1000 ? q : -1;
}

static bool range_matches(struct bytes range, const char *language) {
    size_t n = strlen(language);
    return range.n >= n && strncasecmp((const char *)range.at, language, n) == 0 &&
           (range.n == n || range.at[n] == '-');
}

size_t http_language(struct bytes accept, const char *const *languages, size_t n) {
    size_t best = 0;
    int best_q = 0;
    for (size_t i = 0; i < n; i++) {
        int named = -1, any = -1;
        struct bytes rest = accept;
        while (rest.n) {
            struct bytes item = cut(&rest, ',');
            struct bytes range = trim(cut(&item, ';'));
            item = trim(item);
            int q = 1000;
            if (item.n > 2 && (item.at[0] == 'q' || item.at[0] == 'Q') && item.at[1] == '=')
                q = quality(bytes_part(item, 2, SIZE_MAX));
            if (range_matches(range, languages[i]) && q > named)
                named = q;
            else if (bytes_is(range, "*") && q > any)
                any = q;
        }
        int q = named >= 0 ? named : any;
        if (q > best_q) {
            best = i;
            best_q = q;
        }
    }
    return best;
}

bool http_same_origin(const struct http_request *r) {
    struct bytes site = http_header(r, "sec-fetch-site");
    if (site.at)
        return bytes_is(site, "same-origin") || bytes_is(site, "none");
    struct bytes origin = http_header(r, "origin");
    if (!origin.at)
        return true;
    struct bytes host = http_header(r, "host");
    static const char *const schemes[] = {"https://", "http://"};
    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(schemes[i]);
        if (origin.n > n && memcmp(origin.at, schemes[i], n) == 0)
            return host.n && bytes_equal(bytes_part(origin, n, SIZE_MAX), host);
    }
    return false;
}
