/* HTTP as values: a request that was read, a reply that will be sent, and the table of routes
 * between them. Nothing here opens a socket; http/serve.h does, and tests do without.
 *
 *     static void body_show(void *self, struct http_exchange *x) {
 *         struct bytes name = http_arg(x, "name");            // decoded, valid UTF-8
 *         struct bytes at = http_field(&x->request.query_form, "at");
 *         buf_str(&x->reply.body, "...");
 *     }
 *     static const struct http_route routes[] = {
 *         {HTTP_GET, "/body/{name...}", body_show, "body.show", "A body at a date", body_params},
 *     };
 *     static const struct http_table table = {.under = "/", .routes = routes, .routes_n = 1};
 *     http_dispatch(&table, 1, x);
 *
 * Every text in a request is borrowed and lives as long as its exchange. Strictness:
 * percent-encoding must be whole, decoded text valid UTF-8 without controls; errors name the
 * place. */
#ifndef KOINON_HTTP_HTTP_H
#define KOINON_HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/fail.h"
#include "base/limits.h"

/* --- requests --------------------------------------------------------------------------------- */

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS,
                   HTTP_OTHER };
/* "GET"; what is none of these is HTTP_OTHER, "?". */
const char *http_method_name(enum http_method m);
enum http_method http_method_of(struct bytes name);

struct http_header {
    struct bytes name, value; /* names of a request compare without case */
};

struct http_pair {
    struct bytes name, value;
};
/* A query or a form body: its pairs in their order, decoded. */
struct http_form {
    const struct http_pair *pairs;
    size_t n;
};

struct http_route;
struct http_request {
    enum http_method method;
    struct bytes target; /* as it was sent */
    struct bytes path;   /* before the '?', still percent-encoded; begins with '/' */
    struct bytes query;  /* after it, still encoded; empty when there is none */
    const struct http_header *headers;
    size_t headers_n;
    struct bytes body;
    struct bytes peer; /* the address of the other side, "192.0.2.1" */

    /* filled by http_dispatch */
    struct http_form query_form;
    const struct http_route *route;
    struct bytes args[LIMIT_SEGMENTS]; /* of {arguments}, in the pattern's order */
    size_t args_n;
};

/* Splits TARGET into path and query. Only the origin form is understood ("/path?query"). */
int http_target_set(struct http_request *r, struct bytes target, struct fail *fail);
/* What is wrong with a request as a whole: 414, 431, 413, or 400 (a host missing or twice, two
 * lengths, a length and a transfer coding: what two parsers could read in two ways). 0: nothing. */
int http_request_fault(const struct http_request *r, struct fail *fail);

/* The first field of that name, {NULL, 0} when there is none. */
struct bytes http_header(const struct http_request *r, const char *name);
/* RFC 6265, 5.4; {NULL, 0} when there is none. */
struct bytes http_cookie(const struct http_request *r, const char *name);
/* The best of LANGUAGES ("el", "en") for an Accept-Language (RFC 9110, 12.5.4: quality values,
 * el-GR matches el, `*`); the first on a tie; 0 when nothing is asked for. */
size_t http_language(struct bytes accept, const char *const *languages, size_t n);
/* May a request that changes something come from where it says? False when a browser names another
 * site as its source (Sec-Fetch-Site, Origin); what names none is no browser. */
bool http_same_origin(const struct http_request *r);

/* --- text in addresses ------------------------------------------------------------------------ */

/* Percent-decoded into the arena. ERR_SYNTAX names the place: `character 4: "%zz" ...`. PLUS: '+'
 * is a space. LINES: CR LF becomes LF, and LF and tab are allowed. */
enum http_decode { HTTP_DECODE_PLUS = 1, HTTP_DECODE_LINES = 2 };
int http_decode(struct arena *a, struct bytes text, unsigned how, struct bytes *ret,
                struct fail *fail);
/* One segment of a path, or a name or value of a query; SLASH: '/' stays as it is. */
void http_encode(struct buf *b, struct bytes text, bool slash);

/* application/x-www-form-urlencoded: at most LIMIT_FORM_FIELDS pairs; `name` alone is an empty
 * value. WHAT stands in errors: "query, field 3: ...". */
int http_form_parse(struct arena *a, struct bytes text, const char *what, struct http_form *ret,
                    struct fail *fail);
/* The first value of that name, {NULL, 0} when there is none (an empty value has an address). */
struct bytes http_field(const struct http_form *f, const char *name);
/* The next of several from *AT on (begin with 0); false when there are no more. */
bool http_field_next(const struct http_form *f, const char *name, size_t *at, struct bytes *ret);
/* The number in [min, max]; FALLBACK when the field is absent or empty; else ERR_SYNTAX, ERR_RANGE,
 * or ERR_CONFLICT when it is there twice. */
int http_field_number(const struct http_form *f, const char *name, int64_t min, int64_t max,
                      int64_t fallback, int64_t *ret, struct fail *fail);

/* --- replies ---------------------------------------------------------------------------------- */

struct http_reply {
    int status;       /* 200 at the start */
    const char *type; /* "text/html; charset=utf-8" at the start; constant text */
    struct http_header headers[LIMIT_REPLY_HEADERS];
    size_t headers_n;
    struct buf body;
    /* instead of body when its address is not NULL: bytes that outlive the sending */
    struct bytes fixed;
    char etag[80];      /* with its quotes; "" when there is none */
    /* "no-cache" at the start: keep it, but ask whether it still holds */
    const char *cache_control;
    const char *policy;        /* Content-Security-Policy; HTTP_POLICY at the start */
    bool broken;               /* a header could not be set; such a reply goes out as 500 */
    bool close;                /* end the connection after it */
};

/* Scripts, styles and pictures from here only, nothing inline, never inside another's frame. */
#define HTTP_POLICY                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "              \
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "                   \
    "frame-ancestors 'none'"
/* The same, and WebAssembly: for the pages that encrypt a ballot. */
#define HTTP_POLICY_BALLOT                                                                         \
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "                 \
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "               \
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

struct http_exchange;
/* The side of an adapter; a test has its own, or none. */
struct http_io {
    void (*send)(struct http_exchange *x); /* the reply is whole; x is gone afterwards */
    void (*start)(struct http_exchange *x);                      /* send the head of a stream */
    bool (*piece)(struct http_exchange *x, struct bytes piece);  /* false: the reader fell behind */
    void (*end)(struct http_exchange *x);                        /* x is gone afterwards */
};

enum http_state { HTTP_NEW, HTTP_LATER, HTTP_STREAM, HTTP_DONE };
struct http_exchange {
    struct http_request request;
    struct http_reply reply;
    struct arena arena; /* for whatever lives as long as this exchange */
    enum http_state state;
    const struct http_io *io;
    void *owner; /* the adapter's */
    /* Called once if the other side leaves before the reply was sent, or during a stream: forget
     * x. */
    void (*gone)(void *waiter, struct http_exchange *x);
    void *waiter;
};

void http_exchange_init(struct http_exchange *x, struct alloc *alloc);
void http_exchange_drop(struct http_exchange *x);
/* As after init, with its memory kept. */
void http_exchange_clear(struct http_exchange *x);

typedef void http_handler_fn(void *self, struct http_exchange *x);

/* A handler that must wait (for the writer, for a worker) says so and returns; http_send(x)
 * later. */
void http_later(struct http_exchange *x, void (*gone)(void *waiter, struct http_exchange *x),
                void *waiter);
void http_send(struct http_exchange *x);
/* A stream of server-sent events: begin, pieces at any time, end. http_stream_piece returns false
 * when the reader is too far behind (LIMIT_STREAM_BACKLOG): end it. */
void http_stream(struct http_exchange *x, void (*gone)(void *waiter, struct http_exchange *x),
                 void *waiter);
bool http_stream_piece(struct http_exchange *x, struct bytes piece);
void http_stream_end(struct http_exchange *x);

/* What the reply consists of, whichever way it was made. */
static inline struct bytes http_content(const struct http_reply *r) {
    return r->fixed.at ? r->fixed : buf_view(&r->body);
}
/* Adds a field (copied). Controls in VALUE, or too many fields, make the reply broken. */
void http_reply_header(struct http_exchange *x, const char *name, struct bytes value);
/* 303 (see other, after a form), 302, 307 or 308 to TO, which must be encoded and begin with one
 * '/'. */
void http_redirect(struct http_exchange *x, int status, struct bytes to);
/* HttpOnly, SameSite=Lax, Path=/; Secure unless the host is this machine. AGE_S 0 ends the
 * cookie. */
void http_cookie_set(struct http_exchange *x, const char *name, struct bytes value, int64_t age_s,
                     bool secure);
/* A plain reply of one line; what an error looks like where no table has its own. */
void http_plain(struct http_exchange *x, int status, const char *text);
/* "Not Found"; "" for a number that has none. */
const char *http_status_text(int status);
/* Called by whoever sends, last: a broken reply or a body over its bound becomes 500; HEAD, 204 and
 * 304 lose their body, but keep its length. RET has every field to send; a NUL follows each name
 * and value. */
struct http_head {
    struct http_header fields[LIMIT_REPLY_HEADERS + 16];
    size_t n;
    struct bytes content;
    char length[24];
};
void http_finish(struct http_exchange *x, struct http_head *ret);

/* --- what did not change ---------------------------------------------------------------------- */

/* Names the state a page shows: the record's SEQUENCE, the language and the class of its viewer
 * ("public", a member's pseudonym: whatever decides what is shown), with a hash of path and query.
 * BUILD is a number that differs between builds of the program. True: the client has it already;
 * the reply is now 304 and the handler is done. */
bool http_unchanged(struct http_exchange *x, uint64_t build, uint64_t sequence,
                    const char *language, struct bytes viewer);

/* Finished replies by path, query, language and viewer, valid while the sequence is the same.
 * Bounded by bytes and number; the one not asked for longest goes first. Not thread-safe. */
struct http_cache;
struct http_cache *http_cache_new(struct alloc *alloc, size_t bytes_max, size_t pages_max);
void http_cache_free(struct http_cache *c);
/* True: the reply is filled (status, type, ETag, content borrowed until the next call on the
 * cache). */
bool http_cache_get(struct http_cache *c, struct http_exchange *x, uint64_t sequence,
                    const char *language, struct bytes viewer);
/* Keeps a 200 without fields of its own; anything else is not kept. */
void http_cache_put(struct http_cache *c, const struct http_exchange *x, uint64_t sequence,
                    const char *language, struct bytes viewer);
struct http_cache_stats {
    uint64_t hits, misses;
    size_t pages, bytes;
};
struct http_cache_stats http_cache_stats(const struct http_cache *c);

/* --- routes ----------------------------------------------------------------------------------- */

enum http_in { HTTP_IN_PATH, HTTP_IN_QUERY, HTTP_IN_FORM };
enum http_type { HTTP_TEXT, HTTP_NAME, HTTP_NUMBER, HTTP_DATE, HTTP_INSTANT, HTTP_FLAG,
                 HTTP_CHOICE };
struct http_param {
    const char *name; /* NULL ends the list */
    uint8_t in, type;
    bool required, many;
    const char *choices; /* "open|closed|all" for HTTP_CHOICE */
    const char *help;    /* one sentence */
};

struct http_route {
    enum http_method method; /* HTTP_GET answers HEAD too */
    /* "/act/{number}": one segment; "/body/{name...}": one or more, with '/' */
    const char *pattern;
    http_handler_fn *handle;
    const char *name; /* "body.show": unique; the operationId of the API's description */
    const char *help; /* one sentence */
    const struct http_param *params; /* NULL: only what the pattern has */
};

/* Writes the reply for an error: status and WHY (one sentence, plain text) are set by the
 * caller. */
typedef void http_refuse_fn(void *self, struct http_exchange *x, int status, const char *why);

struct http_table {
    const char *under; /* it answers what begins so: "/api/v1/", "/" */
    const struct http_route *routes;
    size_t routes_n;
    bool strict; /* a query field that no param names is 400 */
    void *self;  /* given to the handlers and to refuse */
    http_refuse_fn *refuse; /* NULL: http_plain */
};

/* Finds the first table the path falls under and in it the first route that matches, and calls its
 * handler; or refuses: 400 (encoding, query), 404, 405 with Allow, 308 where only a '/' at the end
 * is too much, 501 for a method nobody knows, and what http_request_fault says. OPTIONS is answered
 * here. */
void http_dispatch(const struct http_table *tables, size_t tables_n, struct http_exchange *x);
/* The {argument} of that name; a bug when the pattern has none. */
struct bytes http_arg(const struct http_exchange *x, const char *name);
/* Is the table well made: patterns, unique names, help, every {argument} and param once, nothing
 * that an earlier route always takes first? For tests. */
int http_table_check(const struct http_table *t, struct fail *fail);

#endif
