/* A whole request as hostile bytes: the target, the header fields, a form. What is decoded encodes
 * back to the same; nothing is read past its end. Input: target, LF, fields a line each, an empty
 * line, body. */
#include "fuzz.h"

#include "base/name.h"
#include "http/http.h"

static void answer(void *self, struct http_exchange *x) {
    for (size_t i = 0; i < x->request.args_n; i++)
        FUZZ_CHECK(text_valid(x->request.args[i], false));
    buf_str(&x->reply.body, "here");
}

static const struct http_param params[] = {
    {"n", HTTP_IN_QUERY, HTTP_NUMBER, .help = "N."},
    {"many", HTTP_IN_QUERY, HTTP_TEXT, .many = true, .help = "M."},
    {NULL}};
static const struct http_route routes[] = {
    {HTTP_GET, "/", answer, "home", "H."},
    {HTTP_GET, "/a/{x...}/b/{y}", answer, "ab", "H.", params},
    {HTTP_GET, "/a/{x...}", answer, "a", "H.", params},
    {HTTP_POST, "/form", answer, "form", "H."},
};
static const struct http_table tables[] = {
    {.under = "/a/", .routes = routes, .routes_n = 3, .strict = true},
    {.under = "/", .routes = routes, .routes_n = 4},
};

static struct bytes line(struct bytes *rest) {
    const uint8_t *end = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;
    size_t n = end ? (size_t)(end - rest->at) : rest->n;
    struct bytes part = bytes_part(*rest, 0, n);
    *rest = bytes_part(*rest, end ? n + 1 : n, SIZE_MAX);
    return part;
}

static void encodes_back(struct arena *a, struct bytes text) {
    struct buf b;
    struct bytes again;
    buf_init(&b, &alloc_heap, 3 * text.n + 1);
    http_encode(&b, text, false);
    FUZZ_CHECK(http_decode(a, buf_view(&b), HTTP_DECODE_PLUS | HTTP_DECODE_LINES, &again, NULL) ==
               0);
    FUZZ_CHECK(bytes_equal(text, again));
    buf_drop(&b);
}

static void form(struct arena *a, struct bytes text) {
    struct http_form f;
    struct fail fail = {0};
    int64_t n;
    if (http_form_parse(a, text, "form", &f, &fail) < 0) {
        FUZZ_CHECK(fail.text[0]);
        return;
    }
    for (size_t i = 0; i < f.n; i++) {
        encodes_back(a, f.pairs[i].name);
        encodes_back(a, f.pairs[i].value);
    }
    if (http_field_number(&f, "n", -5, 500, 1, &n, NULL) == 0)
        FUZZ_CHECK(n >= -5 && n <= 500);
}

void fuzz_one(struct bytes input) {
    static const char *const languages[] = {"en", "el"};
    struct http_header fields[80];
    struct http_exchange x;
    struct http_head head;
    http_exchange_init(&x, &alloc_heap);
    struct bytes rest = input, target = line(&rest), field;
    size_t n = 0;
    while (n < 80 && (field = line(&rest)).n) {
        const uint8_t *colon = memchr(field.at, ':', field.n);
        size_t name = colon ? (size_t)(colon - field.at) : field.n;
        fields[n++] =
            (struct http_header){bytes_part(field, 0, name), bytes_part(field, name + 1, SIZE_MAX)};
    }
    x.request.headers = fields;
    x.request.headers_n = n;
    x.request.body = rest;
    x.request.method = n % 2 ? HTTP_GET : HTTP_POST;
    http_cookie(&x.request, "lang");
    http_same_origin(&x.request);
    FUZZ_CHECK(http_language(http_header(&x.request, "accept-language"), languages, 2) < 2);
    if (http_target_set(&x.request, target, NULL) == 0) {
        http_dispatch(tables, 2, &x);
        if (x.reply.status == 200)
            http_unchanged(&x, 1, 2, "en", BYTES_LIT("public"));
    }
    form(&x.arena, rest);
    http_finish(&x, &head);
    for (size_t i = 0; i < head.n; i++)
        FUZZ_CHECK(!memchr(head.fields[i].value.at, '\n', head.fields[i].value.n));
    http_exchange_drop(&x);
}

FUZZ_TARGET
