#include "test.h"

#include "http/http.h"

#define HEADERS(...)                                                                               \
    .headers = (const struct http_header[]){__VA_ARGS__},                                          \
    .headers_n = sizeof((const struct http_header[]){__VA_ARGS__}) / sizeof(struct http_header)
#define H(name, value)                                                                             \
    { BYTES_LIT(name), BYTES_LIT(value) }

TEST(a_target_is_a_path_and_a_query) {
    struct http_request r = {0};
    struct fail fail = {0};
    EXPECT_INT(http_target_set(&r, BYTES_LIT("/body/a%20b?at=1917&x=?"), &fail), 0);
    EXPECT_BYTES(r.path, BYTES_LIT("/body/a%20b"));
    EXPECT_BYTES(r.query, BYTES_LIT("at=1917&x=?"));
    EXPECT_INT(http_target_set(&r, BYTES_LIT("/"), &fail), 0);
    EXPECT_INT(r.query.n, 0);
}

TEST(a_target_in_another_form_is_an_error_that_names_the_place) {
    static const char *const bad[] = {"",     "*",         "http://a/b", "a",
                                      "/a b", "/\xce\xb1", "/a#b",       "/a\n"};
    struct http_request r = {0};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_INT(http_target_set(&r, bytes_str(bad[i]), NULL), ERR_SYNTAX);
    struct fail fail = {0};
    http_target_set(&r, BYTES_LIT("/ab c"), &fail);
    EXPECT_STR(fail.text, "address, character 4: byte 0x20 must be percent-encoded");
}

TEST(headers_are_found_without_regard_to_case) {
    struct http_request r = {HEADERS(H("Host", "a"), H("ACCEPT-language", "el"))};
    EXPECT_BYTES(http_header(&r, "accept-language"), BYTES_LIT("el"));
    EXPECT(http_header(&r, "accept").at == NULL);
}

static int fault_of(struct http_request r) {
    struct fail fail = {0};
    int status = http_request_fault(&r, &fail);
    EXPECT((status == 0) == (fail.code == 0));
    return status;
}

TEST(a_request_past_a_limit_has_its_own_status) {
    static uint8_t big[LIMIT_BODY_BYTES + 1];
    struct http_header many[LIMIT_HEADERS + 1];
    for (size_t i = 0; i <= LIMIT_HEADERS; i++)
        many[i] = (struct http_header){BYTES_LIT("x"), BYTES_LIT("y")};
    many[0] = (struct http_header)H("host", "a");
    EXPECT_INT(fault_of((struct http_request){HEADERS(H("host", "a"))}), 0);
    EXPECT_INT(fault_of((struct http_request){.headers = many, .headers_n = LIMIT_HEADERS}), 0);
    EXPECT_INT(fault_of((struct http_request){.headers = many, .headers_n = LIMIT_HEADERS + 1}),
               431);
    struct http_header large[] = {H("host", "a"),
                                  {BYTES_LIT("x"), bytes_of(big, LIMIT_HEADER_BYTES)}};
    EXPECT_INT(fault_of((struct http_request){.headers = large, .headers_n = 2}), 431);
    EXPECT_INT(fault_of((struct http_request){HEADERS(H("host", "a")),
                                              .target = bytes_of(big, LIMIT_URI_BYTES + 1)}),
               414);
    EXPECT_INT(fault_of((struct http_request){HEADERS(H("host", "a")),
                                              .body = bytes_of(big, LIMIT_BODY_BYTES)}),
               0);
    EXPECT_INT(fault_of((struct http_request){HEADERS(H("host", "a")),
                                              .body = bytes_of(big, LIMIT_BODY_BYTES + 1)}),
               413);
}

TEST(what_two_parsers_could_read_in_two_ways_is_refused) {
    EXPECT_INT(fault_of((struct http_request){0}), 400);
    EXPECT_INT(fault_of((struct http_request){HEADERS(H("host", "a"), H("Host", "b"))}), 400);
    EXPECT_INT(fault_of((struct http_request){
                   HEADERS(H("host", "a"), H("content-length", "3"), H("content-length", "4"))}),
               400);
    EXPECT_INT(fault_of((struct http_request){HEADERS(H("host", "a"), H("content-length", "3"),
                                                      H("transfer-encoding", "chunked"))}),
               400);
    EXPECT_INT(
        fault_of((struct http_request){HEADERS(H("host", "a"), H("transfer-encoding", "chunked"))}),
        0);
}

TEST(cookies_are_found_by_their_whole_name) {
    struct http_request r = {
        HEADERS(H("cookie", "xlang=no; lang=el;empty=; flag"), H("Cookie", "second=b=c"))};
    EXPECT_BYTES(http_cookie(&r, "lang"), BYTES_LIT("el"));
    EXPECT_BYTES(http_cookie(&r, "second"), BYTES_LIT("b=c"));
    EXPECT(http_cookie(&r, "empty").at != NULL);
    EXPECT(http_cookie(&r, "flag").at != NULL);
    EXPECT(http_cookie(&r, "lan").at == NULL);
}

TEST(the_language_asked_for_most_is_chosen) {
    static const char *const known[] = {"en", "el"};
    static const struct {
        const char *accept;
        size_t best;
    } cases[] = {{"", 0},
                 {"el", 1},
                 {"el-GR,el;q=0.9,en;q=0.8", 1},
                 {"EL-gr", 1},
                 {"de, en;q=0.3, el;q=0.31", 1},
                 {"de, en;q=0.31, el;q=0.3", 0},
                 {"fr", 0},
                 {"*", 0},
                 {"*, en;q=0.5", 1},
                 {"el;q=0", 0},
                 {"en;q=0, *;q=0.1", 1},
                 {"ell", 0},
                 {"el;q=nonsense", 0},
                 {"el;q=1.5", 0},
                 {" el ; q=0.5 , en;q=0.4", 1},
                 {",,,", 0}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t got = http_language(bytes_str(cases[i].accept), known, 2);
        if (got != cases[i].best)
            printf("# %s\n", cases[i].accept);
        EXPECT_INT(got, cases[i].best);
    }
}

TEST(another_site_cannot_send_our_forms) {
    struct http_request cli = {HEADERS(H("host", "k.example"))};
    struct http_request own = {HEADERS(H("host", "k.example"), H("origin", "https://k.example"))};
    struct http_request other = {
        HEADERS(H("host", "k.example"), H("origin", "https://k.example.evil"))};
    struct http_request opaque = {HEADERS(H("host", "k.example"), H("origin", "null"))};
    struct http_request cross = {HEADERS(H("host", "k.example"), H("sec-fetch-site", "same-site"),
                                         H("origin", "https://k.example"))};
    struct http_request same = {
        HEADERS(H("host", "k.example"), H("sec-fetch-site", "same-origin"))};
    EXPECT(http_same_origin(&cli));
    EXPECT(http_same_origin(&own));
    EXPECT(!http_same_origin(&other));
    EXPECT(!http_same_origin(&opaque));
    EXPECT(!http_same_origin(&cross));
    EXPECT(http_same_origin(&same));
}

static const char *decoded(const char *text, unsigned how) {
    static char out[2000];
    struct arena a;
    arena_init(&a, &alloc_heap, 4096);
    struct bytes got;
    struct fail fail = {0};
    if (http_decode(&a, bytes_str(text), how, &got, &fail) < 0)
        snprintf(out, sizeof(out), "! %s", fail.text);
    else
        snprintf(out, sizeof(out), "%.*s", (int)got.n, (const char *)got.at);
    arena_drop(&a);
    return out;
}

TEST(decoding_is_whole_and_strict) {
    EXPECT_STR(decoded("a%2Fb+c%CE%B1", 0), "a/b+c\xce\xb1");
    EXPECT_STR(decoded("a+%2b", HTTP_DECODE_PLUS), "a +");
    EXPECT_STR(decoded("a%0D%0Ab%0A%09", HTTP_DECODE_LINES), "a\nb\n\t");
    static const char *const whole[] = {"ab%", "ab%2", "ab%zz", "ab%2g"};
    for (size_t i = 0; i < 4; i++)
        EXPECT_STR(decoded(whole[i], 0),
                   "! character 3: '%' must be followed by two hexadecimal digits");
    static const char *const text[] = {"%00", "%0A", "%C0%80", "%ED%A0%80",
                                       "%FF", "%CE", "%7f",    "%C2%85"};
    for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
        EXPECT_STR(decoded(text[i], 0),
                   "! the decoded text is not valid UTF-8, or has control characters");
    EXPECT(decoded("a%0Db", HTTP_DECODE_LINES)[0] == '!');
}

TEST(encoding_comes_back_as_it_was) {
    static const char *const texts[] = {"", "a-b_c.d~e", "branch committee/piraeus",
                                        "\xce\xb1&=+%#?"};
    for (size_t i = 0; i < 4; i++) {
        struct buf b;
        buf_init(&b, &alloc_heap, 1000);
        http_encode(&b, bytes_str(texts[i]), false);
        buf_byte(&b, 0);
        EXPECT_STR(decoded((char *)b.at, HTTP_DECODE_PLUS), texts[i]);
        EXPECT(!strchr((char *)b.at, '/'));
        buf_drop(&b);
    }
}

static struct arena forms;

static int parse(const char *text, struct http_form *f, struct fail *fail) {
    return http_form_parse(&forms, bytes_str(text), "form", f, fail);
}

TEST(a_form_keeps_its_pairs_in_order) {
    arena_init(&forms, &alloc_heap, 1 << 20);
    struct http_form f;
    struct fail fail = {0};
    REQUIRE(parse("a=1&b=&c&a=%CE%B1+x&&", &f, &fail) == 0);
    EXPECT_INT(f.n, 4);
    EXPECT_BYTES(http_field(&f, "a"), BYTES_LIT("1"));
    EXPECT(http_field(&f, "b").at != NULL && http_field(&f, "c").at != NULL);
    EXPECT(http_field(&f, "d").at == NULL);
    size_t at = 0;
    struct bytes value;
    EXPECT(http_field_next(&f, "a", &at, &value) && http_field_next(&f, "a", &at, &value));
    EXPECT_BYTES(value, BYTES_LIT("\xce\xb1 x"));
    EXPECT(!http_field_next(&f, "a", &at, &value));
    REQUIRE(parse("", &f, &fail) == 0);
    EXPECT_INT(f.n, 0);
    arena_drop(&forms);
}

TEST(a_bad_form_names_its_field) {
    arena_init(&forms, &alloc_heap, 1 << 20);
    struct http_form f = {NULL, 77};
    struct fail fail = {0};
    EXPECT_INT(parse("a=1&b=%4", &f, &fail), ERR_SYNTAX);
    EXPECT_STR(fail.text,
               "form, field 2: character 1: '%' must be followed by two hexadecimal digits");
    EXPECT_INT(parse("a=1&=2", &f, NULL), ERR_SYNTAX);
    EXPECT_INT(parse("a=%00", &f, NULL), ERR_SYNTAX);
    EXPECT_INT(parse("a%0A=1", &f, NULL), ERR_SYNTAX);
    EXPECT_INT(f.n, 77);
    char many[2 * LIMIT_FORM_FIELDS + 8];
    memset(many, 0, sizeof(many));
    for (int i = 0; i < LIMIT_FORM_FIELDS; i++)
        memcpy(many + 2 * i, "a&", 2);
    EXPECT_INT(parse(many, &f, NULL), ERR_RANGE);
    many[2 * LIMIT_FORM_FIELDS - 1] = 0;
    EXPECT_INT(parse(many, &f, NULL), 0);
    arena_drop(&forms);
}

TEST(numbers_in_forms_have_bounds) {
    arena_init(&forms, &alloc_heap, 1 << 20);
    struct http_form f;
    struct fail fail = {0};
    REQUIRE(parse("n=20&m=-3&z=&twice=1&twice=1&x=1.5&big=9223372036854775808&q=-", &f, NULL) == 0);
    int64_t n = 7;
    EXPECT_INT(http_field_number(&f, "x", 0, 9, 1, &n, &fail), ERR_SYNTAX);
    EXPECT_STR(fail.text, "x: \"1.5\" is not a whole number");
    EXPECT_INT(http_field_number(&f, "n", 1, 19, 1, &n, NULL), ERR_RANGE);
    EXPECT_INT(http_field_number(&f, "twice", 0, 9, 1, &n, NULL), ERR_CONFLICT);
    EXPECT_INT(http_field_number(&f, "big", 0, INT64_MAX, 1, &n, NULL), ERR_SYNTAX);
    EXPECT_INT(http_field_number(&f, "q", 0, 9, 1, &n, NULL), ERR_SYNTAX);
    EXPECT_INT(n, 7);
    EXPECT_INT(http_field_number(&f, "n", 20, 20, 1, &n, NULL), 0);
    EXPECT_INT(n, 20);
    EXPECT_INT(http_field_number(&f, "m", -3, 0, 1, &n, NULL), 0);
    EXPECT_INT(n, -3);
    EXPECT_INT(http_field_number(&f, "z", 0, 9, 5, &n, NULL), 0);
    EXPECT_INT(n, 5);
    EXPECT_INT(http_field_number(&f, "none", 0, 9, 6, &n, NULL), 0);
    EXPECT_INT(n, 6);
    arena_drop(&forms);
}

TEST_MAIN(T(a_target_is_a_path_and_a_query),
          T(a_target_in_another_form_is_an_error_that_names_the_place),
          T(headers_are_found_without_regard_to_case), T(a_request_past_a_limit_has_its_own_status),
          T(what_two_parsers_could_read_in_two_ways_is_refused),
          T(cookies_are_found_by_their_whole_name), T(the_language_asked_for_most_is_chosen),
          T(another_site_cannot_send_our_forms), T(decoding_is_whole_and_strict),
          T(encoding_comes_back_as_it_was), T(a_form_keeps_its_pairs_in_order),
          T(a_bad_form_names_its_field), T(numbers_in_forms_have_bounds))
