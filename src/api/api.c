#include "api/api.h"

#include "view/json.h"

#define JSON_TYPE "application/json; charset=utf-8"

static void refuse(void *self, struct http_exchange *x, int status, const char *why) {
    x->reply.status = status;
    x->reply.type = JSON_TYPE;
    x->reply.etag[0] = 0;
    x->reply.cache_control = "no-store";
    buf_clear(&x->reply.body);
    buf_format(&x->reply.body, "{\"status\":%d,\"error\":", status);
    json_quote(&x->reply.body, bytes_str(why));
    buf_str(&x->reply.body, "}\n");
}

static int status_of(int err) {
    return err == ERR_MISSING                                     ? 404
           : err == ERR_DENIED                                    ? 403
           : err == ERR_NOMEM || err == ERR_IO || err == ERR_BUSY ? 503
                                                                  : 400;
}

static bool has_name(const struct http_exchange *x) {
    return strcmp(x->request.route->name, "resource.one") == 0;
}

static struct bytes asked(const void *exchange, const char *name) {
    return http_field(&((const struct http_exchange *)exchange)->request.query_form, name);
}

/* The record an address names, caught up. */
static int record_of(struct served *s, struct http_exchange *x, struct served_record **ret,
                     struct fail *fail) {
    int err = served_named(s, http_arg(x, "federation"), ret, fail);
    return err < 0 ? err : served_catch_up(*ret, http_field(&x->request.query_form, "seen"), fail);
}

static void show(void *self, struct http_exchange *x) {
    struct bytes resource = http_arg(x, "resource");
    const struct view_kind *k = view_kind(resource);
    struct served_record *r = NULL;
    struct fail fail = {0};
    struct view v;
    const struct doc *d = NULL;
    if (!k)
        fail_set(&fail, ERR_MISSING, "there is no resource \"%.*s\"; openapi.json lists them",
                 (int)resource.n, (const char *)resource.at);
    else if ((k->of != NULL) != has_name(x))
        fail_set(&fail, ERR_MISSING, k->of ? "%s needs a name after it" : "%s takes no name",
                 k->name);
    int err = fail.code ? fail.code : record_of(self, x, &r, &fail);
    if (err == 0 && http_unchanged(x, 1, served_size(r), "", BYTES_LIT("public")))
        return;
    struct bytes name = k && k->of ? http_arg(x, "name") : (struct bytes){0};
    err = err < 0 ? err : served_view(r, k, name, asked, x, &x->arena, &v, &d, &fail);
    if (err < 0) {
        refuse(self, x, status_of(err), fail.text);
        return;
    }
    char *under = arena_format(&x->arena, "/api/v1/%s/", r->name);
    x->reply.type = JSON_TYPE;
    buf_format(&x->reply.body, "{\"size\":%llu,\"%s\":", (unsigned long long)served_size(r),
               k->name);
    view_json(&v, d, under ? under : "", &x->reply.body);
    buf_str(&x->reply.body, "}\n");
}

/* --- the description -------------------------------------------------------------------------- */

static void describe_parameters(struct buf *b, const struct view_kind *k) {
    static const char *const query[][2] = {
        {"at", "how things stood then: a date in the record's calendar"},
        {"known", "as known then: a date, or the number of an entry"},
        {"since", "of powers: what changed since this date"},
        {"order", "the legal order by whose rules acts are judged"},
        {"reading", "which alternatives are believed: c01a,c02b"},
        {"seen", "wait a moment for this entry"}};
    buf_str(b, "\"parameters\":[");
    if (k->of)
        buf_format(
            b,
            "{\"name\":\"name\",\"in\":\"path\",\"required\":true,\"description\":\"the name of "
            "the %s\",\"schema\":{\"type\":\"string\"}},",
            k->of);
    for (size_t i = 0; i < sizeof(query) / sizeof(query[0]); i++)
        buf_format(
            b,
            "%s{\"name\":\"%s\",\"in\":\"query\",\"description\":\"%s\",\"schema\":{\"type\":"
            "\"string\"}}",
            i ? "," : "", query[i][0], query[i][1]);
    if (k->paged)
        buf_str(b, ",{\"name\":\"from\",\"in\":\"query\",\"description\":\"the first to show\","
                   "\"schema\":{\"type\":\"integer\",\"minimum\":0}}");
    buf_byte(b, ']');
}

static void describe(void *self, struct http_exchange *x) {
    struct served_record *f = NULL;
    struct fail fail = {0};
    struct buf *b = &x->reply.body;
    int err = record_of(self, x, &f, &fail);
    if (err < 0) {
        refuse(self, x, status_of(err), fail.text);
        return;
    }
    x->reply.type = JSON_TYPE;
    buf_format(
        b,
        "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Koinon\",\"version\":\"%s\",\"description\":"
        "\"What the pages show, as data. Every answer has `size`, the number of entries it was "
        "made from.\"},\"servers\":[{\"url\":\"/api/v1/%s\"}],\"paths\":{",
        KOINON_VERSION, f->name);
    for (size_t i = 0; i < view_kinds_n; i++) {
        const struct view_kind *k = &view_kinds[i];
        buf_format(b, "%s\"/%s%s\":{\"get\":{\"operationId\":\"%s\",\"summary\":", i ? "," : "",
                   k->name, k->of ? "/{name}" : "", k->name);
        json_quote(b, bytes_str(k->help));
        buf_byte(b, ',');
        describe_parameters(b, k);
        buf_format(
            b,
            ",\"responses\":{\"200\":{\"description\":\"the %s\",\"content\":{\"application/"
            "json\":{\"schema\":{\"type\":\"object\"}}}},\"404\":{\"description\":\"there is no "
            "such thing; the nearest name is in `error`\"}}}}",
            k->name);
    }
    buf_str(b, ",\"/log/{part}\":{\"get\":{\"operationId\":\"log\",\"summary\":\"The tree of "
               "hashes, as C2SP tlog-tiles: checkpoint, cosigned, log.vkey, tile/0/000; receipt/N, "
               "inclusion/N, consistency/SIZE\",\"parameters\":[{\"name\":\"part\",\"in\":\"path\","
               "\"required\":true,\"schema\":{\"type\":\"string\"}}],\"responses\":{\"200\":{"
               "\"description\":\"that part of the log\"},\"403\":{\"description\":\"not for "
               "everybody\"},\"404\":{\"description\":\"there is no such part\"}}}}");
    buf_str(b, "}}\n");
}

/* The tree of hashes as C2SP tlog-tiles serves it: /api/v1/union/log is the log's prefix. */
static void log_part(void *self, struct http_exchange *x) {
    struct served_record *r = NULL;
    struct served_part part;
    struct fail fail = {0};
    int err = record_of(self, x, &r, &fail);
    err = err < 0 ? err : served_log(r, http_arg(x, "part"), &x->reply.body, &part, &fail);
    if (err < 0) {
        refuse(self, x, status_of(err), fail.text);
        return;
    }
    x->reply.type = part.type;
    x->reply.cache_control = part.forever ? "public, max-age=31536000, immutable" : "no-cache";
}

/* This process reads; whoever may write is known by a session, and those come with the writer. */
static void command(void *self, struct http_exchange *x) {
    refuse(self, x, 403,
           "this server only shows the record; commands are given with koinon submit");
}

static const struct http_param lens[] = {
    {"at", HTTP_IN_QUERY, HTTP_DATE, false, false, NULL, "how things stood then"},
    {"known", HTTP_IN_QUERY, HTTP_TEXT, false, false, NULL, "as known then"},
    {"since", HTTP_IN_QUERY, HTTP_DATE, false, false, NULL, "of powers: what changed since then"},
    {"order", HTTP_IN_QUERY, HTTP_NAME, false, false, NULL, "the legal order by whose rules"},
    {"reading", HTTP_IN_QUERY, HTTP_TEXT, false, false, NULL, "which alternatives are believed"},
    {"kind", HTTP_IN_QUERY, HTTP_NAME, false, false, NULL, "of a list: only this kind"},
    {"from", HTTP_IN_QUERY, HTTP_NUMBER, false, false, NULL, "of a list: the first to show"},
    {"seen", HTTP_IN_QUERY, HTTP_NUMBER, false, false, NULL, "wait a moment for this entry"},
    {NULL}};

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/{federation}/openapi.json", describe, "openapi",
     "The description of the API (OpenAPI 3.1)", NULL},
    {HTTP_GET, "/api/v1/{federation}/log/{part...}", log_part, "log",
     "The tree of hashes: checkpoint, cosigned, log.vkey, tile/..., receipt/N, inclusion/N, "
     "consistency/SIZE",
     NULL},
    {HTTP_POST, "/api/v1/{federation}/commands", command, "commands",
     "Asks for something to be done", NULL},
    {HTTP_GET, "/api/v1/{federation}/{resource}", show, "resource",
     "A list, or the federation as a whole", lens},
    {HTTP_GET, "/api/v1/{federation}/{resource}/{name...}", show, "resource.one",
     "One thing, by its name", lens},
};

struct http_table api_table(struct served *s) {
    return (struct http_table){.under = "/api/v1/",
                               .routes = routes,
                               .routes_n = sizeof(routes) / sizeof(routes[0]),
                               .self = s,
                               .refuse = refuse};
}
