#include "api/api.h"

#include "view/json.h"
#include "web/pages.h"

#define JSON_TYPE "application/json; charset=utf-8"

static bool is_api(const struct http_exchange *x) {
    static const struct bytes mark = {(const uint8_t *)"/api/", 5};
    struct bytes path = x->request.path;
    for (size_t i = 0; i + mark.n <= path.n; i++)
        if (memcmp(path.at + i, mark.at, mark.n) == 0)
            return bytes_part(path, 0, 3).n == 3 && memcmp(path.at, "/f/", 3) == 0;
    return false;
}

bool api_refuse(struct http_exchange *x, int status, const char *why) {
    if (!is_api(x))
        return false;
    x->reply.status = status;
    x->reply.type = JSON_TYPE;
    buf_clear(&x->reply.body);
    buf_format(&x->reply.body, "{\"status\":%d,\"error\":", status);
    json_string(&x->reply.body, bytes_str(why));
    buf_str(&x->reply.body, "}\n");
    return true;
}

static int status_of(int err) {
    return err == ERR_MISSING ? 404 : err == ERR_NOMEM || err == ERR_IO ? 503 : 400;
}

static bool has_name(const struct http_exchange *x) {
    return strcmp(x->request.route->name, "resource.one") == 0;
}

static void answer(struct pages *s, struct http_exchange *x, struct federation *f,
                   const struct view_kind *k) {
    struct fail fail = {0};
    struct view v;
    const struct doc *d;
    uint64_t size = follower_size(f->follower);
    x->reply.type = JSON_TYPE;
    if (http_unchanged(x, s->site.build, size, "", BYTES_LIT("public")))
        return;
    int r = pages_view(f, x, &v, &fail);
    r = r < 0 ? r : view_make(&v, k, k->of ? http_arg(x, "name") : (struct bytes){0}, &d, &fail);
    if (r < 0) {
        api_refuse(x, status_of(r), fail.text);
        return;
    }
    char *under = arena_format(&x->arena, "/f/%s/api/v1/", f->name);
    buf_format(&x->reply.body, "{\"size\":%llu,\"%s\":", (unsigned long long)size, k->name);
    view_json(&v, d, under ? under : "", &x->reply.body);
    buf_str(&x->reply.body, "}\n");
}

void api_show(void *self, struct http_exchange *x) {
    struct bytes resource = http_arg(x, "resource");
    const struct view_kind *k = view_kind(resource);
    struct federation *f = pages_federation(self, x);
    if (!f)
        return;
    if (k && (k->of != NULL) == has_name(x)) {
        answer(self, x, f, k);
        return;
    }
    const char *why = k && k->of ? arena_format(&x->arena, "%s needs a name: .../%s/NAME", k->name,
                                                k->name)
                      : k ? arena_format(&x->arena, "%s takes no name", k->name)
                          : arena_format(&x->arena, "there is no resource \"%.*s\"; openapi.json "
                                                    "lists them",
                                         (int)resource.n, (const char *)resource.at);
    api_refuse(x, 404, why ? why : "");
}

/* --- the description -------------------------------------------------------------------------------- */

static void describe_parameters(struct buf *b, const struct view_kind *k) {
    static const char *const query[][2] = {
        {"at", "how things stood then: a date in the record's calendar"},
        {"known", "as known then: a date, or the number of an entry"},
        {"order", "the legal order by whose rules acts are judged"},
        {"reading", "which alternatives are believed: c01a,c02b"},
        {"seen", "wait a moment for this entry"}};
    buf_str(b, "\"parameters\":[");
    if (k->of)
        buf_format(b,
                   "{\"name\":\"name\",\"in\":\"path\",\"required\":true,\"description\":\"the name of "
                   "the %s\",\"schema\":{\"type\":\"string\"}},",
                   k->of);
    for (size_t i = 0; i < sizeof(query) / sizeof(query[0]); i++)
        buf_format(b,
                   "%s{\"name\":\"%s\",\"in\":\"query\",\"description\":\"%s\",\"schema\":{\"type\":"
                   "\"string\"}}",
                   i ? "," : "", query[i][0], query[i][1]);
    if (k->paged)
        buf_str(b, ",{\"name\":\"from\",\"in\":\"query\",\"description\":\"the first to show\","
                   "\"schema\":{\"type\":\"integer\",\"minimum\":0}}");
    buf_byte(b, ']');
}

void api_description(void *self, struct http_exchange *x) {
    struct federation *f = pages_federation(self, x);
    struct buf *b = &x->reply.body;
    if (!f)
        return;
    x->reply.type = JSON_TYPE;
    buf_format(b,
               "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Koinon\",\"version\":\"%s\",\"description\":"
               "\"What the pages show, as data. Every answer has `size`, the number of entries it was "
               "made from.\"},\"servers\":[{\"url\":\"/f/%s/api/v1\"}],\"paths\":{",
               KOINON_VERSION, f->name);
    for (size_t i = 0; i < view_kinds_n; i++) {
        const struct view_kind *k = &view_kinds[i];
        buf_format(b, "%s\"/%s%s\":{\"get\":{\"operationId\":\"%s\",\"summary\":", i ? "," : "",
                   k->name, k->of ? "/{name}" : "", k->name);
        json_string(b, bytes_str(k->help));
        buf_byte(b, ',');
        describe_parameters(b, k);
        buf_format(b,
                   ",\"responses\":{\"200\":{\"description\":\"the %s\",\"content\":{\"application/"
                   "json\":{\"schema\":{\"type\":\"object\"}}}},\"404\":{\"description\":\"there is no "
                   "such thing; the nearest name is in `error`\"}}}}",
                   k->name);
    }
    buf_str(b, "}}\n");
}

/* This process reads; whoever may write is known by a session, and those come with the writer. */
void api_command(void *self, struct http_exchange *x) {
    api_refuse(x, 403, "this server only shows the record; commands are given with `koinon submit`");
}
