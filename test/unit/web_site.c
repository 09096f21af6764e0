#include "test.h"

#include "web/assets.h"
#include "web/site.h"

static struct site site;
static struct http_exchange x;
static int made;

static void page(void *self, struct http_exchange *exchange) {
    struct site_page p;
    struct bytes viewer = http_cookie(&exchange->request, "viewer");
    if (site_begin(self, exchange, 7, viewer.at ? viewer : BYTES_LIT("public"), &p))
        return;
    made++;
    p.layout.title = BYTES_LIT("A <title>");
    tv_str(&p.m, p.values, "why", "because");
    tv_id(&p.m, p.values, "status", 200);
    site_end(self, &p, "error.html");
}

static const struct http_route routes[] = {
    {HTTP_GET, "/page", page, "page", "A page."},
    {HTTP_GET, "/static/{path...}", assets_serve, "static", "A file of the pages."}};

static struct http_header headers[3];

static void ask(const char *target, const char *cookie, const char *etag) {
    struct http_table table = {
        .under = "/", .routes = routes, .routes_n = 2, .self = &site, .refuse = site_refuse};
    headers[0] = (struct http_header){BYTES_LIT("host"), BYTES_LIT("h")};
    headers[1] = (struct http_header){BYTES_LIT("cookie"), bytes_str(cookie)};
    headers[2] = (struct http_header){BYTES_LIT("if-none-match"), bytes_str(etag)};
    http_exchange_clear(&x);
    x.request.headers = headers;
    x.request.headers_n = 3;
    EXPECT_INT(http_target_set(&x.request, bytes_str(target), NULL), 0);
    http_dispatch(&table, 1, &x);
}

static bool shows(const char *text) {
    struct bytes content = http_content(&x.reply);
    return content.n && memmem(content.at, content.n, text, strlen(text)) != NULL;
}

static void start(void) {
    struct fail fail = {0};
    if (site_open(&site, &fail) < 0)
        printf("# %s\n", fail.text);
    EXPECT_INT(fail.code, 0);
    site.federation = BYTES_LIT("F");
    http_exchange_init(&x, &alloc_heap);
    made = 0;
}

static void end(void) {
    http_exchange_drop(&x);
    site_close(&site);
}

TEST(every_translation_of_the_program_is_a_language) {
    start();
    EXPECT(site.langs_n >= 2);
    EXPECT_STR(site.langs[0].code, "en");
    EXPECT_STR(site.langs[1].code, "el");
    end();
}

TEST(a_page_is_made_once_for_each_language_and_viewer) {
    start();
    ask("/page", "", "");
    EXPECT_INT(x.reply.status, 200);
    EXPECT(shows("<h1>A &lt;title&gt;</h1>"));
    EXPECT_INT(made, 1);
    ask("/page", "", "");
    EXPECT(shows("<h1>A &lt;title&gt;</h1>"));
    EXPECT_INT(made, 1);
    EXPECT_STR(x.reply.cache_control, "no-cache");
    ask("/page", "lang=el", "");
    EXPECT(shows("<html lang=\"el\">"));
    EXPECT_INT(made, 2);
    ask("/page", "viewer=member-5", "");
    EXPECT_INT(made, 3);
    EXPECT_STR(x.reply.cache_control, "private, no-cache");
    end();
}

TEST(what_the_reader_has_is_not_made_at_all) {
    char etag[80];
    start();
    ask("/page", "", "");
    snprintf(etag, sizeof(etag), "%s", x.reply.etag);
    ask("/page", "", etag);
    EXPECT_INT(x.reply.status, 304);
    ask("/page", "lang=el", etag);
    EXPECT_INT(x.reply.status, 200);
    end();
}

TEST(a_refusal_is_a_page_in_the_readers_language) {
    start();
    ask("/none", "", "");
    EXPECT_INT(x.reply.status, 404);
    EXPECT(shows("Not found") && shows("There is nothing at this address."));
    EXPECT(shows("<link rel=\"stylesheet\""));
    EXPECT_STR(x.reply.cache_control, "no-store");
    ask("/none", "lang=el", "");
    EXPECT(shows("Δεν υπάρχει"));
    EXPECT(!shows("There is nothing"));
    ask("/page?q=%zz", "", "");
    EXPECT_INT(x.reply.status, 400);
    EXPECT(shows("query, field 1"));
    end();
}

TEST_MAIN(T(every_translation_of_the_program_is_a_language),
          T(a_page_is_made_once_for_each_language_and_viewer),
          T(what_the_reader_has_is_not_made_at_all), T(a_refusal_is_a_page_in_the_readers_language))
