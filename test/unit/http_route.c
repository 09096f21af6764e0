#include "test.h"

#include "http/http.h"

static char seen[400];

static void say(struct http_exchange *x, const char *who) {
    size_t n = (size_t)snprintf(seen, sizeof(seen), "%s", who);
    for (size_t i = 0; i < x->request.args_n; i++)
        n += (size_t)snprintf(seen + n, sizeof(seen) - n, " %.*s", (int)x->request.args[i].n,
                              (const char *)x->request.args[i].at);
}
static void home(void *self, struct http_exchange *x) {
    say(x, "home");
}
static void body_show(void *self, struct http_exchange *x) {
    say(x, "body");
    EXPECT_BYTES(http_arg(x, "name"), x->request.args[0]);
}
static void seat_show(void *self, struct http_exchange *x) {
    say(x, "seat");
    EXPECT_BYTES(http_arg(x, "seat"), x->request.args[1]);
}
static void act_new(void *self, struct http_exchange *x) {
    say(x, "new");
}
static void act_show(void *self, struct http_exchange *x) {
    say(x, "act");
}
static void act_post(void *self, struct http_exchange *x) {
    say(x, "post");
}

static const struct http_param list_params[] = {
    {"limit", HTTP_IN_QUERY, HTTP_NUMBER, .required = true, .help = "How many at most."},
    {"body", HTTP_IN_QUERY, HTTP_NAME, .many = true, .help = "Only of these bodies."},
    {NULL}};
static const struct http_route api_routes[] = {
    {HTTP_GET, "/api/list", home, "list", "Lists.", list_params},
};
static const struct http_route routes[] = {
    {HTTP_GET, "/", home, "home", "Home."},
    {HTTP_GET, "/body/{name...}/seat/{seat}", seat_show, "seat.show", "A seat."},
    {HTTP_GET, "/body/{name...}", body_show, "body.show", "A body."},
    {HTTP_GET, "/act/new", act_new, "act.new", "A form."},
    {HTTP_GET, "/act/{n}", act_show, "act.show", "An act."},
    {HTTP_POST, "/act/{n}", act_post, "act.post", "Change an act."},
};
static const struct http_table tables[] = {
    {.under = "/api/", .routes = api_routes, .routes_n = 1, .strict = true},
    {.under = "/", .routes = routes, .routes_n = 6},
};

static const struct http_header host[] = {
    {{(const uint8_t *)"Host", 4}, {(const uint8_t *)"k.example", 9}}};

/* What answered METHOD TARGET: "body piraeus", or the status. */
static const char *ask(const char *method, const char *target, struct http_exchange *x) {
    http_exchange_init(x, &alloc_heap);
    x->request.method = http_method_of(bytes_str(method));
    x->request.headers = host;
    x->request.headers_n = 1;
    EXPECT_INT(http_target_set(&x->request, bytes_str(target), NULL), 0);
    seen[0] = 0;
    http_dispatch(tables, 2, x);
    if (!seen[0])
        snprintf(seen, sizeof(seen), "%d", x->reply.status);
    return seen;
}

static const char *got(const char *method, const char *target) {
    struct http_exchange x;
    const char *answer = ask(method, target, &x);
    http_exchange_drop(&x);
    return answer;
}

TEST(the_first_route_that_fits_answers) {
    EXPECT_STR(got("GET", "/"), "home");
    EXPECT_STR(got("GET", "/?a=b"), "home");
    EXPECT_STR(got("HEAD", "/"), "home");
    EXPECT_STR(got("GET", "/body/congress"), "body congress");
    EXPECT_STR(got("GET", "/body/branch-committee/piraeus"), "body branch-committee/piraeus");
    EXPECT_STR(got("GET", "/body/branch-committee/piraeus/seat/3"),
               "seat branch-committee/piraeus 3");
    EXPECT_STR(got("GET", "/body/seat/seat/seat/1"), "seat seat/seat 1");
    EXPECT_STR(got("GET", "/act/new"), "new");
    EXPECT_STR(got("GET", "/act/12"), "act 12");
    EXPECT_STR(got("POST", "/act/12"), "post 12");
}

TEST(arguments_are_decoded_and_strict) {
    EXPECT_STR(got("GET", "/body/%CE%B1%2Fb"), "body \xce\xb1/b");
    EXPECT_STR(got("GET", "/body/a+b"), "body a+b");
    EXPECT_STR(got("GET", "/body/%FF"), "400");
    EXPECT_STR(got("GET", "/body/%0a"), "400");
    EXPECT_STR(got("GET", "/body/a%2"), "400");
    EXPECT_STR(got("GET", "/body/a?q=%"), "400");
    struct http_exchange x;
    ask("GET", "/body/a/b%2", &x);
    EXPECT_BYTES(buf_view(&x.reply.body),
                 BYTES_LIT("address, part 2: character 4: '%' must be followed by two hexadecimal "
                           "digits\n"));
    http_exchange_drop(&x);
}

TEST(what_fits_nothing_is_404) {
    static const char *const none[] = {
        "/nothing", "/body",      "/act/1/2",
        "/Act/1",   "/api/none",  "//",
        "/body//x", "/body/a//b", "/body/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        EXPECT_STR(got("GET", none[i]), "404");
    EXPECT_STR(got("GET", "/body/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15"),
               "body 1/2/3/4/5/6/7/8/9/10/11/12/13/14/15");
}

TEST(another_method_is_405_and_says_which_are_allowed) {
    struct http_exchange x;
    EXPECT_STR(ask("DELETE", "/act/12", &x), "405");
    REQUIRE(x.reply.headers_n == 1);
    EXPECT_BYTES(x.reply.headers[0].value, BYTES_LIT("GET, HEAD, POST, OPTIONS"));
    http_exchange_drop(&x);
    EXPECT_STR(ask("OPTIONS", "/body/a", &x), "204");
    REQUIRE(x.reply.headers_n == 1);
    EXPECT_BYTES(x.reply.headers[0].value, BYTES_LIT("GET, HEAD, OPTIONS"));
    http_exchange_drop(&x);
    EXPECT_STR(got("POST", "/"), "405");
    EXPECT_STR(got("BREW", "/"), "501");
}

TEST(a_slash_too_much_is_shown_the_way) {
    struct http_exchange x;
    EXPECT_STR(ask("GET", "/act/12/?at=1917", &x), "308");
    REQUIRE(x.reply.headers_n == 1);
    EXPECT_BYTES(x.reply.headers[0].value, BYTES_LIT("/act/12?at=1917"));
    http_exchange_drop(&x);
    EXPECT_STR(got("POST", "/act/12/"), "404");
    EXPECT_STR(got("GET", "/act/12//"), "404");
}

TEST(a_strict_table_knows_its_query) {
    EXPECT_STR(got("GET", "/api/list?limit=3&body=a&body=b"), "home");
    EXPECT_STR(got("GET", "/api/list"), "400");
    EXPECT_STR(got("GET", "/api/list?limit=3&limit=4"), "400");
    EXPECT_STR(got("GET", "/api/list?limit=3&limmit=4"), "400");
    struct http_exchange x;
    ask("GET", "/api/list?limit=3&limmit=4", &x);
    EXPECT_BYTES(buf_view(&x.reply.body), BYTES_LIT("query: no field is named \"limmit\" here\n"));
    http_exchange_drop(&x);
}

TEST(a_bad_request_ends_the_connection) {
    struct http_exchange x;
    http_exchange_init(&x, &alloc_heap);
    http_target_set(&x.request, BYTES_LIT("/"), NULL);
    http_dispatch(tables, 2, &x);
    EXPECT_INT(x.reply.status, 400);
    EXPECT(x.reply.close);
    http_exchange_drop(&x);
}

static void refused(void *self, struct http_exchange *x, int status, const char *why) {
    buf_format(&x->reply.body, "%s %d", (const char *)self, status);
}

TEST(a_table_refuses_in_its_own_words) {
    struct http_table own = tables[1];
    own.self = (void *)(uintptr_t) "web";
    own.refuse = refused;
    struct http_exchange x;
    http_exchange_init(&x, &alloc_heap);
    x.request.headers = host;
    x.request.headers_n = 1;
    http_target_set(&x.request, BYTES_LIT("/none"), NULL);
    http_dispatch(&own, 1, &x);
    EXPECT_BYTES(buf_view(&x.reply.body), BYTES_LIT("web 404"));
    EXPECT_INT(x.reply.status, 404);
    http_exchange_drop(&x);
}

static int checked(const struct http_route *r, size_t n) {
    struct http_table t = {.under = "/", .routes = r, .routes_n = n};
    return http_table_check(&t, NULL);
}

TEST(a_table_that_is_badly_made_is_found) {
    EXPECT_INT(checked(routes, 6), 0);
    EXPECT_INT(http_table_check(&tables[0], NULL), 0);
    const struct http_route hidden[] = {{HTTP_GET, "/act/{n}", home, "a", "A."},
                                        {HTTP_GET, "/act/{n...}/x", home, "b", "B."},
                                        {HTTP_GET, "/act/{m}", home, "c", "C."}};
    EXPECT_INT(checked(hidden, 2), 0);
    EXPECT_INT(checked(hidden, 3), ERR_CONFLICT);
    const struct http_route same[] = {{HTTP_GET, "/a", home, "a", "A."},
                                      {HTTP_GET, "/b", home, "a", "B."}};
    EXPECT_INT(checked(same, 2), ERR_EXISTS);
    static const struct http_param lost[] = {{"name", HTTP_IN_PATH, HTTP_NAME, .help = "N."},
                                             {NULL}};
    static const struct http_param choice[] = {{"c", HTTP_IN_QUERY, HTTP_CHOICE, .help = "C."},
                                               {NULL}};
    const struct http_route bad[] = {
        {HTTP_GET, "a", home, "a", "A."},         {HTTP_GET, "/a//b", home, "a", "A."},
        {HTTP_GET, "/a/", home, "a", "A."},       {HTTP_GET, "/{x}/{x}", home, "a", "A."},
        {HTTP_GET, "/a{x}", home, "a", "A."},     {HTTP_GET, "/a", home, "a", NULL},
        {HTTP_GET, "/a", NULL, "a", "A."},        {HTTP_GET, "/{n}", home, "a", "A.", lost},
        {HTTP_GET, "/a", home, "a", "A.", choice}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_INT(checked(&bad[i], 1), ERR_SYNTAX);
}

TEST_MAIN(T(the_first_route_that_fits_answers), T(arguments_are_decoded_and_strict),
          T(what_fits_nothing_is_404), T(another_method_is_405_and_says_which_are_allowed),
          T(a_slash_too_much_is_shown_the_way), T(a_strict_table_knows_its_query),
          T(a_bad_request_ends_the_connection), T(a_table_refuses_in_its_own_words),
          T(a_table_that_is_badly_made_is_found))
