#include "test.h"

#include "http/http.h"

static struct bytes field(const struct http_head *h, const char *name) {
    struct bytes found = {0};
    for (size_t i = 0; i < h->n; i++) {
        if (bytes_is(h->fields[i].name, name))
            found = h->fields[i].value;
    }
    return found;
}

TEST(every_reply_is_guarded) {
    struct http_exchange x;
    struct http_head h;
    http_exchange_init(&x, &alloc_heap);
    buf_str(&x.reply.body, "hello");
    http_finish(&x, &h);
    EXPECT_BYTES(h.content, BYTES_LIT("hello"));
    EXPECT_BYTES(field(&h, "Content-Length"), BYTES_LIT("5"));
    EXPECT_BYTES(field(&h, "X-Content-Type-Options"), BYTES_LIT("nosniff"));
    EXPECT_BYTES(field(&h, "Referrer-Policy"), BYTES_LIT("same-origin"));
    struct bytes policy = field(&h, "Content-Security-Policy");
    EXPECT(memmem(policy.at, policy.n, "frame-ancestors 'none'", 22) != NULL);
    EXPECT(memmem(policy.at, policy.n, "unsafe", 6) == NULL);
    http_exchange_drop(&x);
}

TEST(head_and_304_have_no_body) {
    struct http_exchange x;
    struct http_head h;
    http_exchange_init(&x, &alloc_heap);
    buf_str(&x.reply.body, "hello");
    x.request.method = HTTP_HEAD;
    http_finish(&x, &h);
    EXPECT_INT(h.content.n, 0);
    EXPECT_BYTES(field(&h, "Content-Length"), BYTES_LIT("5"));
    x.request.method = HTTP_GET;
    x.reply.status = 304;
    http_finish(&x, &h);
    EXPECT_INT(h.content.n, 0);
    EXPECT(field(&h, "Content-Length").at == NULL);
    EXPECT(field(&h, "Content-Type").at == NULL);
    http_exchange_drop(&x);
}

TEST(a_line_end_in_a_header_breaks_the_reply) {
    static const char *const bad[] = {"a\r\nSet-Cookie: x=y", "a\nb", "a\x01", "a\x7f"};
    for (size_t i = 0; i < 4; i++) {
        struct http_exchange x;
        struct http_head h;
        http_exchange_init(&x, &alloc_heap);
        buf_str(&x.reply.body, "secret");
        http_reply_header(&x, "X-Good", BYTES_LIT("fine"));
        http_reply_header(&x, "X-Bad", bytes_str(bad[i]));
        http_finish(&x, &h);
        EXPECT_INT(x.reply.status, 500);
        EXPECT(field(&h, "X-Bad").at == NULL && field(&h, "X-Good").at == NULL);
        EXPECT(memmem(h.content.at, h.content.n, "secret", 6) == NULL);
        http_exchange_drop(&x);
    }
}

TEST(a_body_past_its_bound_is_500) {
    struct http_exchange x;
    struct http_head h;
    http_exchange_init(&x, &alloc_heap);
    x.reply.body.max = 1000;
    for (int i = 0; i < 200; i++)
        buf_str(&x.reply.body, "0123456789");
    http_finish(&x, &h);
    EXPECT_INT(x.reply.status, 500);
    EXPECT(h.content.n > 20);
    http_exchange_drop(&x);
}

TEST(a_redirect_stays_here) {
    static const char *const away[] = {"", "//evil.example", "https://evil.example",
                                       "/\\evil.example", "body/x"};
    for (size_t i = 0; i < sizeof(away) / sizeof(away[0]); i++) {
        struct http_exchange x;
        http_exchange_init(&x, &alloc_heap);
        http_redirect(&x, 303, bytes_str(away[i]));
        EXPECT(x.reply.broken);
        http_exchange_drop(&x);
    }
    struct http_exchange x;
    http_exchange_init(&x, &alloc_heap);
    http_redirect(&x, 303, BYTES_LIT("/body/x?at=1"));
    EXPECT(!x.reply.broken && x.reply.status == 303);
    EXPECT_BYTES(x.reply.headers[0].value, BYTES_LIT("/body/x?at=1"));
    http_exchange_drop(&x);
}

TEST(a_cookie_is_for_us_alone) {
    struct http_exchange x;
    http_exchange_init(&x, &alloc_heap);
    http_cookie_set(&x, "lang", BYTES_LIT("el"), 3600, true);
    REQUIRE(x.reply.headers_n == 1);
    EXPECT_BYTES(x.reply.headers[0].value,
                 BYTES_LIT("lang=el; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure"));
    http_cookie_set(&x, "lang", BYTES_LIT("el; Domain=x"), 3600, true);
    EXPECT(x.reply.broken);
    http_exchange_drop(&x);
}

static void ask(struct http_exchange *x, const char *target, const char *etag) {
    static struct http_header h;
    http_exchange_clear(x);
    http_target_set(&x->request, bytes_str(target), NULL);
    h = (struct http_header){BYTES_LIT("If-None-Match"), bytes_str(etag)};
    x->request.headers = &h;
    x->request.headers_n = etag != NULL;
}

TEST(what_the_client_has_is_not_sent_again) {
    struct http_exchange x;
    char etag[80], list[200];
    http_exchange_init(&x, &alloc_heap);
    ask(&x, "/body/a?at=1917", NULL);
    EXPECT(!http_unchanged(&x, 1, 42, "el", BYTES_LIT("public")));
    snprintf(etag, sizeof(etag), "%s", x.reply.etag);
    EXPECT(strncmp(etag, "\"42-el-", 7) == 0);
    ask(&x, "/body/a?at=1917", etag);
    EXPECT(http_unchanged(&x, 1, 42, "el", BYTES_LIT("public")));
    EXPECT_INT(x.reply.status, 304);
    snprintf(list, sizeof(list), "\"other\", W/%s", etag);
    ask(&x, "/body/a?at=1917", list);
    EXPECT(http_unchanged(&x, 1, 42, "el", BYTES_LIT("public")));
    ask(&x, "/body/a?at=1917", "*");
    EXPECT(http_unchanged(&x, 1, 42, "el", BYTES_LIT("public")));
    http_exchange_drop(&x);
}

TEST(whatever_a_page_depends_on_changes_its_tag) {
    struct http_exchange x;
    char etag[80];
    http_exchange_init(&x, &alloc_heap);
    ask(&x, "/body/a?at=1917", NULL);
    http_unchanged(&x, 1, 42, "el", BYTES_LIT("public"));
    snprintf(etag, sizeof(etag), "%s", x.reply.etag);
    ask(&x, "/body/a?at=1917", etag);
    EXPECT(!http_unchanged(&x, 2, 42, "el", BYTES_LIT("public")));
    EXPECT(!http_unchanged(&x, 1, 43, "el", BYTES_LIT("public")));
    EXPECT(!http_unchanged(&x, 1, 42, "en", BYTES_LIT("public")));
    EXPECT(!http_unchanged(&x, 1, 42, "el", BYTES_LIT("member")));
    ask(&x, "/body/b?at=1917", etag);
    EXPECT(!http_unchanged(&x, 1, 42, "el", BYTES_LIT("public")));
    ask(&x, "/body/a?at=1918", etag);
    EXPECT(!http_unchanged(&x, 1, 42, "el", BYTES_LIT("public")));
    http_exchange_drop(&x);
}

static bool cached(struct http_cache *c, struct http_exchange *x, const char *target,
                   uint64_t seq) {
    ask(x, target, NULL);
    return http_cache_get(c, x, seq, "el", BYTES_LIT("public"));
}

static void keep(struct http_cache *c, struct http_exchange *x, const char *target, uint64_t seq,
                 const char *content) {
    ask(x, target, NULL);
    buf_str(&x->reply.body, content);
    http_cache_put(c, x, seq, "el", BYTES_LIT("public"));
}

TEST(a_kept_page_is_good_while_nothing_changed) {
    struct http_exchange x;
    http_exchange_init(&x, &alloc_heap);
    struct http_cache *c = http_cache_new(&alloc_heap, 1 << 20, 10);
    REQUIRE(c != NULL);
    keep(c, &x, "/a?b", 5, "hello");
    EXPECT(cached(c, &x, "/a?b", 5));
    EXPECT_BYTES(http_content(&x.reply), BYTES_LIT("hello"));
    EXPECT(!cached(c, &x, "/a", 5));
    EXPECT(!cached(c, &x, "/a?", 5));
    ask(&x, "/a?b", NULL);
    EXPECT(!http_cache_get(c, &x, 5, "en", BYTES_LIT("public")));
    EXPECT(!http_cache_get(c, &x, 5, "el", BYTES_LIT("member")));
    EXPECT(!cached(c, &x, "/a?b", 6));
    EXPECT_INT(http_cache_stats(c).pages, 0); /* what is old is dropped when it is asked for */
    http_cache_free(c);
    http_exchange_drop(&x);
}

TEST(the_page_not_asked_for_longest_goes_first) {
    struct http_exchange x;
    http_exchange_init(&x, &alloc_heap);
    struct http_cache *c = http_cache_new(&alloc_heap, 1 << 20, 3);
    REQUIRE(c != NULL);
    keep(c, &x, "/1", 5, "1");
    keep(c, &x, "/2", 5, "2");
    keep(c, &x, "/3", 5, "3");
    EXPECT(cached(c, &x, "/1", 5));
    keep(c, &x, "/4", 5, "4");
    EXPECT(cached(c, &x, "/1", 5) && cached(c, &x, "/3", 5) && cached(c, &x, "/4", 5));
    EXPECT(!cached(c, &x, "/2", 5));
    keep(c, &x, "/4", 6, "again");
    EXPECT(cached(c, &x, "/4", 6));
    EXPECT_BYTES(http_content(&x.reply), BYTES_LIT("again"));
    EXPECT_INT(http_cache_stats(c).pages, 3);
    http_cache_free(c);
    http_exchange_drop(&x);
}

TEST(kept_bytes_are_bounded_and_errors_are_not_kept) {
    struct http_exchange x;
    http_exchange_init(&x, &alloc_heap);
    struct http_cache *c = http_cache_new(&alloc_heap, 8000, 1000);
    REQUIRE(c != NULL);
    for (int i = 0; i < 100; i++) {
        char target[20];
        snprintf(target, sizeof(target), "/%d", i);
        keep(c, &x, target, 5, "some page of some length");
        EXPECT(http_cache_stats(c).bytes <= 8000);
    }
    EXPECT(http_cache_stats(c).pages > 5);
    ask(&x, "/missing", NULL);
    http_plain(&x, 404, "no");
    http_cache_put(c, &x, 5, "el", BYTES_LIT("public"));
    EXPECT(!cached(c, &x, "/missing", 5));
    ask(&x, "/cookie", NULL);
    http_cookie_set(&x, "a", BYTES_LIT("b"), 1, false);
    http_cache_put(c, &x, 5, "el", BYTES_LIT("public"));
    EXPECT(!cached(c, &x, "/cookie", 5));
    http_cache_free(c);
    http_exchange_drop(&x);
}

static int sent, gone;
static void on_send(struct http_exchange *x) {
    sent++;
}
static void on_gone(void *waiter, struct http_exchange *x) {
    gone++;
}

TEST(a_handler_may_answer_later) {
    static const struct http_io io = {.send = on_send};
    struct http_exchange x;
    http_exchange_init(&x, &alloc_heap);
    x.io = &io;
    http_later(&x, on_gone, NULL);
    EXPECT_INT(x.state, HTTP_LATER);
    EXPECT_INT(sent, 0);
    http_send(&x);
    EXPECT_INT(x.state, HTTP_DONE);
    EXPECT_INT(sent, 1);
    EXPECT_INT(gone, 0);
    http_exchange_drop(&x);
}

TEST_MAIN(T(every_reply_is_guarded), T(head_and_304_have_no_body),
          T(a_line_end_in_a_header_breaks_the_reply), T(a_body_past_its_bound_is_500),
          T(a_redirect_stays_here), T(a_cookie_is_for_us_alone),
          T(what_the_client_has_is_not_sent_again), T(whatever_a_page_depends_on_changes_its_tag),
          T(a_kept_page_is_good_while_nothing_changed),
          T(the_page_not_asked_for_longest_goes_first),
          T(kept_bytes_are_bounded_and_errors_are_not_kept), T(a_handler_may_answer_later))
