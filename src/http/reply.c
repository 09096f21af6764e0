#include <stdio.h>

#include "base/check.h"
#include "http/http.h"

void http_exchange_init(struct http_exchange *x, struct alloc *alloc) {
    *x = (struct http_exchange){.reply = {.status = 200}};
    arena_init(&x->arena, alloc, LIMIT_EXCHANGE_BYTES);
    buf_init(&x->reply.body, alloc, LIMIT_PAGE_BYTES);
    http_exchange_clear(x);
}

void http_exchange_drop(struct http_exchange *x) {
    arena_drop(&x->arena);
    buf_drop(&x->reply.body);
}

void http_exchange_clear(struct http_exchange *x) {
    struct buf body = x->reply.body;
    struct arena arena = x->arena;
    *x = (struct http_exchange){.reply = {.status = 200,
                                          .type = "text/html; charset=utf-8",
                                          .cache_control = "no-cache",
                                          .policy = HTTP_POLICY,
                                          .body = body},
                                .arena = arena};
    buf_clear(&x->reply.body);
    arena_clear(&x->arena);
}

static void wait_for(struct http_exchange *x, enum http_state state,
                     void (*gone)(void *waiter, struct http_exchange *x), void *waiter) {
    check(x->state == HTTP_NEW);
    x->state = state;
    x->gone = gone;
    x->waiter = waiter;
}

void http_later(struct http_exchange *x, void (*gone)(void *waiter, struct http_exchange *x),
                void *waiter) {
    wait_for(x, HTTP_LATER, gone, waiter);
}

void http_send(struct http_exchange *x) {
    check(x->state == HTTP_LATER);
    x->state = HTTP_DONE;
    if (x->io)
        x->io->send(x);
}

void http_stream(struct http_exchange *x, void (*gone)(void *waiter, struct http_exchange *x),
                 void *waiter) {
    wait_for(x, HTTP_STREAM, gone, waiter);
    x->reply.type = "text/event-stream";
    x->reply.cache_control = "no-store";
    if (x->io)
        x->io->start(x);
}

bool http_stream_piece(struct http_exchange *x, struct bytes piece) {
    check(x->state == HTTP_STREAM);
    return x->io ? x->io->piece(x, piece) : true;
}

void http_stream_end(struct http_exchange *x) {
    check(x->state == HTTP_STREAM);
    x->state = HTTP_DONE;
    if (x->io)
        x->io->end(x);
}

void http_reply_header(struct http_exchange *x, const char *name, struct bytes value) {
    struct http_reply *r = &x->reply;
    bool clean = r->headers_n < LIMIT_REPLY_HEADERS;
    for (size_t i = 0; i < value.n; i++)
        clean = clean && value.at[i] >= 0x20 && value.at[i] != 0x7f;
    char *copy = clean ? arena_copy(&x->arena, value) : NULL;
    if (!copy) {
        r->broken = true;
        return;
    }
    r->headers[r->headers_n++] = (struct http_header){bytes_str(name), bytes_of(copy, value.n)};
}

void http_redirect(struct http_exchange *x, int status, struct bytes to) {
    bool here = to.n && to.at[0] == '/' && !(to.n > 1 && (to.at[1] == '/' || to.at[1] == '\\'));
    if (!here) {
        x->reply.broken = true;
        return;
    }
    http_plain(x, status, "See the other address.");
    x->reply.status = status;
    http_reply_header(x, "Location", to);
}

void http_cookie_set(struct http_exchange *x, const char *name, struct bytes value, int64_t age_s,
                     bool secure) {
    for (size_t i = 0; i < value.n; i++) {
        uint8_t c = value.at[i];
        if (c <= 0x20 || c >= 0x7f || c == ';' || c == ',' || c == '"' || c == '\\') {
            x->reply.broken = true;
            return;
        }
    }
    char *line = arena_format(&x->arena, "%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                              name, (int)value.n, value.n ? (const char *)value.at : "",
                              (long long)age_s, secure ? "; Secure" : "");
    if (line)
        http_reply_header(x, "Set-Cookie", bytes_str(line));
    else
        x->reply.broken = true;
}

void http_plain(struct http_exchange *x, int status, const char *text) {
    x->reply.status = status;
    x->reply.type = "text/plain; charset=utf-8";
    x->reply.fixed = (struct bytes){0};
    buf_clear(&x->reply.body);
    buf_str(&x->reply.body, text);
    buf_byte(&x->reply.body, '\n');
}

const char *http_status_text(int status) {
    static const struct {
        int status;
        const char *text;
    } table[] = {{200, "OK"},
                 {201, "Created"},
                 {202, "Accepted"},
                 {204, "No Content"},
                 {302, "Found"},
                 {303, "See Other"},
                 {304, "Not Modified"},
                 {307, "Temporary Redirect"},
                 {308, "Permanent Redirect"},
                 {400, "Bad Request"},
                 {401, "Unauthorized"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {405, "Method Not Allowed"},
                 {406, "Not Acceptable"},
                 {408, "Request Timeout"},
                 {409, "Conflict"},
                 {410, "Gone"},
                 {413, "Content Too Large"},
                 {414, "URI Too Long"},
                 {415, "Unsupported Media Type"},
                 {422, "Unprocessable Content"},
                 {429, "Too Many Requests"},
                 {431, "Request Header Fields Too Large"},
                 {500, "Internal Server Error"},
                 {501, "Not Implemented"},
                 {503, "Service Unavailable"}};
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].status == status)
            return table[i].text;
    }
    return "";
}

static void put(struct http_head *h, const char *name, struct bytes value) {
    check(h->n < sizeof(h->fields) / sizeof(h->fields[0]));
    h->fields[h->n++] = (struct http_header){bytes_str(name), value};
}

void http_finish(struct http_exchange *x, struct http_head *ret) {
    struct http_reply *r = &x->reply;
    if (r->broken || (r->body.failed && !r->fixed.at)) {
        bool large = r->body.failed;
        r->headers_n = 0;
        r->etag[0] = 0;
        http_plain(x, 500,
                   large ? "The answer is larger than this server gives at once, or its "
                           "memory is used up."
                         : "The answer could not be written down. This is our mistake.");
    }
    ret->n = 0;
    ret->content = http_content(r);
    for (size_t i = 0; i < r->headers_n; i++)
        ret->fields[ret->n++] = r->headers[i];
    bool empty = r->status == 204 || r->status == 304;
    if (!empty)
        put(ret, "Content-Type", bytes_str(r->type));
    if (!empty && x->state != HTTP_STREAM) {
        snprintf(ret->length, sizeof(ret->length), "%zu", ret->content.n);
        put(ret, "Content-Length", bytes_str(ret->length));
    }
    if (r->etag[0])
        put(ret, "ETag", bytes_str(r->etag));
    put(ret, "Cache-Control", bytes_str(r->cache_control));
    put(ret, "Vary", BYTES_LIT("Accept-Language, Cookie"));
    put(ret, "Content-Security-Policy", bytes_str(r->policy));
    put(ret, "X-Content-Type-Options", BYTES_LIT("nosniff"));
    put(ret, "X-Frame-Options", BYTES_LIT("DENY"));
    put(ret, "Referrer-Policy", BYTES_LIT("same-origin"));
    put(ret, "Cross-Origin-Opener-Policy", BYTES_LIT("same-origin"));
    put(ret, "Cross-Origin-Resource-Policy", BYTES_LIT("same-origin"));
    put(ret, "Permissions-Policy", BYTES_LIT("camera=(), microphone=(), geolocation=()"));
    if (empty || x->request.method == HTTP_HEAD)
        ret->content = BYTES_LIT("");
}
