#include "test.h"

#include "base/embedded.h"
#include "web/assets.h"
#include "web/layout.h"
#include "web/template.h"

static struct http_exchange x;
static struct lang langs[2];
static struct http_header headers[3];

static const struct http_route routes[] = {
    {HTTP_GET, "/static/{path...}", assets_serve, "static", "A file of the pages."}};
static const struct http_table table = {.under = "/static/", .routes = routes, .routes_n = 1};

static void ask(const char *target, const char *cookie, const char *accept) {
    http_exchange_init(&x, &alloc_heap);
    lang_english(&langs[0]);
    EXPECT_INT(lang_open(&langs[1], "el", *embedded("po/el.mo"), NULL), 0);
    headers[0] = (struct http_header){BYTES_LIT("host"), BYTES_LIT("h")};
    headers[1] = (struct http_header){BYTES_LIT("cookie"), bytes_str(cookie)};
    headers[2] = (struct http_header){BYTES_LIT("accept-language"), bytes_str(accept)};
    x.request.headers = headers;
    x.request.headers_n = 3;
    EXPECT_INT(http_target_set(&x.request, bytes_str(target), NULL), 0);
    EXPECT_INT(http_form_parse(&x.arena, x.request.query, "query", &x.request.query_form, NULL), 0);
}

static struct layout layout(void) {
    return (struct layout){.x = &x,
                           .langs = langs,
                           .langs_n = 2,
                           .federation = BYTES_LIT("F"),
                           .title = BYTES_LIT("T"),
                           .section = "bodies"};
}

static size_t language(const char *target, const char *cookie, const char *accept, size_t cookies) {
    ask(target, cookie, accept);
    size_t got = layout_language(&x, langs, 2);
    EXPECT_INT(x.reply.headers_n, cookies);
    http_exchange_drop(&x);
    return got;
}

TEST(the_language_is_asked_for_then_remembered_then_guessed) {
    EXPECT_INT(language("/", "", "", 0), 0);
    EXPECT_INT(language("/", "", "el", 0), 1);
    EXPECT_INT(language("/", "lang=en", "el", 0), 0);
    EXPECT_INT(language("/?lang=el", "lang=en", "en", 1), 1);
    EXPECT_INT(language("/?lang=el", "lang=el", "en", 0), 1); /* remembered already */
    EXPECT_INT(language("/?lang=xx", "lang=yy", "el", 0), 1);
}

TEST(links_keep_how_the_record_is_looked_at_and_nothing_else) {
    ask("/body/x?at=1917-03&known=&lang=el&page=2&from=9&reading=c01a&kind=vote", "", "");
    struct layout l = layout();
    EXPECT_STR(layout_link(&l, "/act/", BYTES_LIT("\xce\xb1/b c"), NULL),
               "/act/%CE%B1/b%20c?at=1917-03&lang=el&reading=c01a");
    EXPECT_STR(layout_link(&l, "/bodies", (struct bytes){0}, "/all"),
               "/bodies/all?at=1917-03&lang=el&reading=c01a");
    EXPECT_STR(layout_link_data(&l, "/api/", BYTES_LIT("x")), "/api/x?at=1917-03&reading=c01a");
    http_exchange_drop(&x);
    ask("/", "", "");
    l = layout();
    EXPECT_STR(layout_link(&l, "/bodies", (struct bytes){0}, NULL), "/bodies");
    http_exchange_drop(&x);
}

/* The page of base.html around nothing. */
static const char *page(const struct layout *l) {
    static char text[40000];
    struct embedded_file files[2] = {{"templates/base.html", *embedded("templates/base.html")},
                                     {"templates/p.html", BYTES_LIT("{{< base.html}}<p>here</p>")}};
    struct templates *t = NULL;
    struct fail fail = {0};
    struct tv_maker m = {.arena = &x.arena};
    struct tv *values = tv_root(&m);
    text[0] = 0;
    layout_fill(&m, values, l);
    layout_crumb(&m, values, BYTES_LIT("Bodies"), "/bodies");
    layout_crumb(&m, values, BYTES_LIT("<Congress>"), NULL);
    EXPECT(!m.failed);
    if (templates_new(&alloc_heap, files, 2, langs, 2, &t, &fail) < 0) {
        TEST_FAIL_("%s", fail.text);
        return text;
    }
    EXPECT_INT(templates_render(t, "p.html", values, l->lang, &x.reply.body, &fail), 0);
    if (fail.code)
        TEST_FAIL_("%s", fail.text);
    snprintf(text, sizeof(text), "%.*s", (int)x.reply.body.n, (char *)x.reply.body.at);
    templates_free(t);
    return text;
}

TEST(a_page_says_where_it_is_and_from_when) {
    ask("/body/%CE%B1?at=1917-03&page=2&q=%3Ca%3E", "", "");
    struct layout l = layout();
    l.lang = 1;
    l.past = true;
    l.asof = BYTES_LIT("Μάρτιος 1917");
    l.entries = 1234;
    l.head = BYTES_LIT("0123456789abcdef0123456789abcdef");
    l.checkpoint_time = BYTES_LIT("3/3");
    const char *got = page(&l);
    EXPECT(strstr(got, "<html lang=\"el\">"));
    EXPECT(strstr(got, "<title>T \xe2\x80\x93 F</title>"));
    EXPECT(strstr(got, "<a href=\"/bodies?at=1917-03\" aria-current=\"page\">"));
    EXPECT(strstr(got, "<a href=\"/acts?at=1917-03\">"));
    EXPECT(strstr(got, "Μάρτιος 1917"));
    EXPECT(strstr(got, "href=\"/body/%CE%B1?at=1917-03&amp;page=2&amp;q=%3Ca%3E&amp;lang=en\""));
    EXPECT(strstr(got, "href=\"/body/%CE%B1?page=2&amp;q=%3Ca%3E\"")); /* back to today */
    EXPECT(strstr(got, "<input type=\"hidden\" name=\"q\" value=\"&lt;a&gt;\">"));
    EXPECT(strstr(got, "<span aria-current=\"page\">&lt;Congress&gt;</span>"));
    EXPECT(strstr(got, "1.234"));
    EXPECT(strstr(got, "0123456789abcdef<"));
    EXPECT(strstr(got, "<p>here</p>"));
    http_exchange_drop(&x);
}

TEST(a_page_about_today_says_so) {
    ask("/", "", "");
    struct layout l = layout();
    const char *got = page(&l);
    EXPECT(strstr(got, "As of today"));
    EXPECT(!strstr(got, "Back to today"));
    EXPECT(!strstr(got, "Its head is"));
    http_exchange_drop(&x);
}

static void get(const char *target) {
    ask(target, "", "");
    http_dispatch(&table, 1, &x);
}

TEST(a_file_that_is_named_with_its_hash_may_be_kept_for_ever) {
    get("/static/style.css");
    EXPECT_INT(x.reply.status, 200);
    EXPECT_STR(x.reply.cache_control, "no-cache");
    EXPECT_STR(x.reply.type, "text/css; charset=utf-8");
    EXPECT(http_content(&x.reply).at == embedded("static/style.css")->at);
    char url[100];
    snprintf(url, sizeof(url), "%s", assets_url(&x.arena, "style.css"));
    http_exchange_drop(&x);
    get(url);
    EXPECT_STR(x.reply.cache_control, "public, max-age=31536000, immutable");
    http_exchange_drop(&x);
    get("/static/none.css");
    EXPECT_INT(x.reply.status, 404);
    http_exchange_drop(&x);
    get("/static/..%2Fpo/el.mo");
    EXPECT_INT(x.reply.status, 404);
    http_exchange_drop(&x);
}

TEST(every_template_of_the_project_is_well_made_and_translated) {
    struct templates *t = NULL;
    struct fail fail = {0};
    struct template_message m;
    ask("/", "", "");
    if (templates_new(&alloc_heap, embedded_at(0), embedded_count(), langs, 2, &t, &fail) < 0)
        TEST_FAIL_("%s", fail.text);
    for (size_t i = 0; t && templates_message(t, i, &m); i++) {
        char context[200];
        snprintf(context, sizeof(context), "%.*s", (int)m.context.n,
                 m.context.at ? (const char *)m.context.at : "");
        if (!po_find(&langs[1].po, m.context.at ? context : NULL, m.msgid, 0).at)
            TEST_FAIL_("%s:%u is not in po/el.po: %.*s", m.file, m.line, (int)m.msgid.n,
                       (const char *)m.msgid.at);
    }
    templates_free(t);
    http_exchange_drop(&x);
}

TEST_MAIN(T(the_language_is_asked_for_then_remembered_then_guessed),
          T(links_keep_how_the_record_is_looked_at_and_nothing_else),
          T(a_page_says_where_it_is_and_from_when), T(a_page_about_today_says_so),
          T(a_file_that_is_named_with_its_hash_may_be_kept_for_ever),
          T(every_template_of_the_project_is_well_made_and_translated))
