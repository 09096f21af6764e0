#include "test.h"

#include "web/template.h"

#define FILES_MAX 8
static struct embedded_file files[FILES_MAX];
static size_t files_n;
static struct lang langs[2];
static struct fail fail;
static struct templates *set;
static struct arena arena;
static struct tv_maker m;
static struct buf out;

static void file(const char *path, const char *text) {
    files[files_n++] = (struct embedded_file){path, bytes_str(text)};
}

/* Greek with the messages that these tests use, as msgfmt would write it. */
static const char *const GREEK[][2] = {
    {"", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"},
    {"Bodies & powers", "Σώματα & εξουσίες"},
    {"Elected by {body} on {day}", "Στις {day} από: {body}"},
    {"write this number as your language does\0041,234.5", "1.234,5"},
    {"{n} seat\0{n} seats", "{n} έδρα\0{n} έδρες"},
};
#define GREEK_N (sizeof(GREEK) / sizeof(GREEK[0]))

static size_t length_with_nul_inside(size_t i, int which) {
    return strlen(GREEK[i][which]) +
           (i == GREEK_N - 1 ? 1 + strlen(GREEK[i][which] + strlen(GREEK[i][which]) + 1) : 0);
}

static struct bytes greek_mo(void) {
    static uint8_t mo[2000];
    uint32_t head[7] = {0x950412de, 0, GREEK_N, 28, 28 + 8 * GREEK_N, 0, 28 + 16 * GREEK_N};
    uint32_t at = 28 + 16 * GREEK_N;
    memcpy(mo, head, sizeof(head));
    for (int which = 0; which < 2; which++) {
        for (size_t i = 0; i < GREEK_N; i++) {
            uint32_t entry[2] = {(uint32_t)length_with_nul_inside(i, which), at};
            memcpy(mo + head[3 + which] + 8 * i, entry, 8);
            memcpy(mo + at, GREEK[i][which], entry[0] + 1);
            at += entry[0] + 1;
        }
    }
    return bytes_of(mo, at);
}

static int load(void) {
    fail = (struct fail){0};
    lang_english(&langs[0]);
    if (lang_open(&langs[1], "el", greek_mo(), &fail) < 0)
        return fail.code;
    return templates_new(&alloc_heap, files, files_n, langs, 2, &set, &fail);
}

/* Starts a test: one template, values in an arena. */
static struct tv *with(const char *page) {
    files_n = 0;
    file("templates/page.html", page);
    arena_init(&arena, &alloc_heap, 1 << 20);
    buf_init(&out, &alloc_heap, 1 << 16);
    m = (struct tv_maker){.arena = &arena};
    return tv_root(&m);
}

/* What the page becomes, or "! why not". */
static const char *made_in(const struct tv *data, size_t lang) {
    int err = load();
    buf_clear(&out);
    if (err == 0) {
        err = templates_render(set, "page.html", data, lang, &out, &fail);
        templates_free(set);
    }
    if (err < 0) {
        buf_clear(&out);
        buf_format(&out, "! %s", fail.text);
    }
    buf_str(&out, "");
    return out.at ? (const char *)out.at : "";
}

static const char *made(const struct tv *data) {
    return made_in(data, 0);
}

static void done(void) {
    EXPECT(!m.failed);
    arena_drop(&arena);
    buf_drop(&out);
}

TEST(values_are_escaped_for_where_they_stand) {
    struct tv *v = with("<p title=\"{{x}}\">{{x}} {{n}}</p><a href=\"/body/{{x}}?n={{n}}\"></a>");
    tv_str(&m, v, "x", "<a b='c' d=\"e\">&");
    tv_int(&m, v, "n", -1234567);
    EXPECT_STR(made(v), "<p title=\"&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;\">"
                        "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp; \xe2\x88\x92"
                        "1,234,567</p>"
                        "<a href=\"/body/%3Ca%20b%3D%27c%27%20d%3D%22e%22%3E%26?n=-1234567\"></a>");
    done();
}

TEST(an_address_runs_no_code) {
    static const struct {
        const char *value, *shown;
    } cases[] = {{"/a?b&c", "/a?b&amp;c"},
                 {"https://a.example/", "https://a.example/"},
                 {"mailto:a@b", "mailto:a@b"},
                 {"#top", "#top"},
                 {"", ""},
                 {"javascript:alert(1)", "#"},
                 {" javascript:alert(1)", "#"},
                 {"//evil.example", "#"},
                 {"JaVaScRiPt:x", "#"},
                 {"data:text/html,x", "#"},
                 {"/\\evil.example", "#"},
                 {"x", "#"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct tv *v = with("<a href=\"{{x}}\">");
        char want[100];
        tv_str(&m, v, "x", cases[i].value);
        snprintf(want, sizeof(want), "<a href=\"%s\">", cases[i].shown);
        EXPECT_STR(made(v), want);
        done();
    }
}

TEST(sections_are_for_lists_and_truth) {
    struct tv *v = with("{{#list}}{{@number}}{{name}}{{^@last}},{{/@last}}{{/list}};"
                        "{{#none}}x{{/none}}{{^none}}none{{/none}};{{^absent}}absent{{/absent}};"
                        "{{#yes}}yes{{/yes}}{{#no}}no{{/no}};{{#map}}{{name}}{{outer}}{{/map}};"
                        "{{#texts}}[{{.}}]{{/texts}}{{list.count}}");
    struct tv *list = tv_list(&m, v, "list");
    tv_str(&m, tv_item(&m, list), "name", "a");
    tv_str(&m, tv_item(&m, list), "name", "b");
    tv_list(&m, v, "none");
    tv_flag(&m, v, "yes", true);
    tv_flag(&m, v, "no", false);
    tv_str(&m, v, "name", "root");
    tv_str(&m, v, "outer", "!");
    tv_str(&m, tv_map(&m, v, "map"), "name", "in");
    tv_item_text(&m, tv_list(&m, v, "texts"), BYTES_LIT("<"));
    EXPECT_STR(made(v), "1a,2b;none;absent;yes;in!;[&lt;]2");
    done();
}

TEST(a_section_may_compare) {
    struct tv *v = with("{{#s=\"vetoed\"}}1{{/s}}{{#s=\"in force\"}}2{{/s}}{{^s=\"x\"}}3{{/s}}"
                        "{{#n=\"5\"}}4{{/n}}{{#gone=\"\"}}5{{/gone}}");
    tv_str(&m, v, "s", "in force");
    tv_int(&m, v, "n", 5);
    EXPECT_STR(made(v), "234");
    done();
}

TEST(a_missing_value_is_named_and_the_page_is_whole) {
    struct tv *v = with("a{{nothing?}}b\n{{lost.part}}c");
    REQUIRE(load() == 0);
    EXPECT_INT(templates_render(set, "page.html", v, 0, &out, &fail), ERR_MISSING);
    EXPECT_STR(fail.text, "templates/page.html:2: {{lost.part}} is not there");
    EXPECT_BYTES(buf_view(&out), BYTES_LIT("ab\nc"));
    templates_free(set);
    done();
}

TEST(markup_comes_from_charts_alone) {
    struct tv *v = with("{{{svg}}}");
    tv_safe(&m, v, "svg", (struct safe_html){BYTES_LIT("<svg/>")});
    EXPECT_STR(made(v), "<svg/>");
    done();
    v = with("{{{svg}}}");
    tv_str(&m, v, "svg", "<svg/>");
    EXPECT_STR(made(v), "! templates/page.html:1: {{svg}} is not markup that a chart made");
    done();
    v = with("{{svg}}");
    tv_safe(&m, v, "svg", (struct safe_html){BYTES_LIT("<svg/>")});
    EXPECT(made(v)[0] == '!');
    done();
}

TEST(pages_stand_in_layouts_and_call_templates) {
    struct tv *v =
        with("{{< base.html}}\n<p>{{> badge.html state=act.state kind=\"law\" note=no?}}</p>\n");
    file("templates/base.html", "<body>\n  {{%content}}\n</body>{{title}}");
    file("templates/badge.html", "{{kind}} {{state}}{{note?}}{{title}}");
    tv_str(&m, v, "title", "T");
    tv_str(&m, tv_map(&m, v, "act"), "state", "vetoed");
    EXPECT_STR(made(v), "<body>\n<p>law vetoedT</p>\n</body>T");
    done();
}

TEST(recursion_of_templates_is_bounded) {
    struct tv *v = with("{{> page.html}}");
    EXPECT_STR(made(v), "! templates/page.html: templates too deep inside one another");
    done();
}

TEST(tags_alone_in_a_line_leave_no_line) {
    struct tv *v = with("<ul>\n  {{#list}}\n  <li>{{.}}</li>\n  {{/list}}\n</ul>\n{{! gone }}\n.");
    struct tv *list = tv_list(&m, v, "list");
    tv_item_text(&m, list, BYTES_LIT("a"));
    tv_item_text(&m, list, BYTES_LIT("b"));
    EXPECT_STR(made(v), "<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>\n.");
    done();
}

TEST(messages_are_translated_and_counted) {
    struct tv *v =
        with("{{_ Bodies & powers}}|{{_ \"{n} seat\" \"{n}\n  seats\" n=n}}|"
             "{{_ Untranslated <}}|<p title=\"{{_ \"{n} seat\" \"{n} seats\" n=n}}\"></p>");
    tv_int(&m, v, "n", 1234);
    EXPECT_STR(made_in(v, 0), "Bodies &amp; powers|1,234 seats|Untranslated &lt;|"
                              "<p title=\"1,234 seats\"></p>");
    EXPECT_STR(made_in(v, 1), "Σώματα &amp; εξουσίες|1.234 έδρες|Untranslated &lt;|"
                              "<p title=\"1.234 έδρες\"></p>");
    done();
    v = with("{{_ \"{n} seat\" \"{n} seats\" n=n}}");
    tv_int(&m, v, "n", 1);
    EXPECT_STR(made_in(v, 0), "1 seat");
    EXPECT_STR(made_in(v, 1), "1 έδρα");
    done();
}

TEST(a_sentence_may_have_markup_in_it) {
    struct tv *v = with("{{#_ \"Elected by {body} on {day}\" day=day}}\n"
                        "{{:body}}<a href=\"/b\">{{name}}</a>{{/_}}.");
    tv_str(&m, v, "name", "<C>");
    tv_str(&m, v, "day", "3/3");
    EXPECT_STR(made_in(v, 0), "Elected by <a href=\"/b\">&lt;C&gt;</a> on 3/3.");
    EXPECT_STR(made_in(v, 1), "Στις 3/3 από: <a href=\"/b\">&lt;C&gt;</a>.");
    done();
}

TEST(attributes_may_stand_in_sections) {
    struct tv *v = with("<option value=\"{{x}}\" {{#on}} selected{{/on}}{{^on}} disabled{{/on}}>"
                        "<p class=\"a{{#on}} b{{/on}}\"{{#on}} hidden{{/on}}>"
                        "<li{{#on}} id=\"{{x}}\"{{/on}}><li{{^on}} id=\"{{x}}\"{{/on}}>");
    tv_str(&m, v, "x", "1");
    tv_flag(&m, v, "on", true);
    EXPECT_STR(made(v), "<option value=\"1\"  selected><p class=\"a b\" hidden><li id=\"1\"><li>");
    done();
}

TEST(what_no_escaping_makes_safe_is_refused) {
    static const char *const bad[] = {"<p title={{x}}>",
                                      "<p {{x}}>",
                                      "<{{x}}>",
                                      "<p title='{{x}}'>",
                                      "<script>{{x}}</script>",
                                      "<style>{{x}}</style>",
                                      "<!-- {{x}} -->",
                                      "<p onclick=\"{{x}}\">",
                                      "<p style=\"{{x}}\">",
                                      "<img srcset=\"{{x}}\">",
                                      "<p title=\"",
                                      "<p",
                                      "<!--",
                                      "<script>",
                                      "a < b",
                                      "<SCRIPT>{{x}}",
                                      "<a o{{#x}}nclick=\"{{y}}\"{{/x}}>",
                                      "<a {{#x}}on{{/x}}click=\"{{y}}\">",
                                      "<li{{#x}}a{{/x}}>",
                                      "<li{{#x}} a{{/x}}b>",
                                      "<a{{#x}} on{{/x}}click=\"{{y}}\">",
                                      "<iframe srcdoc=\"{{x}}\">",
                                      "<a href=\"{{_ x}}\">",
                                      "<p {{> b.html}}>",
                                      "<p title=\"{{{x}}}\">",
                                      "{{#x}}<p title=\"{{/x}}\">",
                                      "<p title=\"{{#x}}\">{{/x}}",
                                      "{{#x}}<script>{{/x}}",
                                      "<script>{{_ x}}</script>",
                                      "{{#_ \"{a}\"}}{{:a}}<p title=\"{{/_}}\">"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        with(bad[i]);
        file("templates/b.html", "");
        int err = load();
        if (err != ERR_SYNTAX)
            printf("# %s\n", bad[i]);
        EXPECT_INT(err, ERR_SYNTAX);
        if (err == 0)
            templates_free(set);
        done();
    }
}

TEST(scripts_and_comments_without_values_are_fine) {
    struct tv *v = with("<!doctype html><script src=\"/s.js\"></script><!-- <p> -- > -->"
                        "<style>a < b {{! no }}</style ><textarea>{{x}}</textarea>");
    tv_str(&m, v, "x", "</textarea>");
    EXPECT_STR(made(v), "<!doctype html><script src=\"/s.js\"></script><!-- <p> -- > -->"
                        "<style>a < b </style ><textarea>&lt;/textarea&gt;</textarea>");
    done();
}

TEST(mistakes_have_their_line) {
    static const char *const bad[][2] = {
        {"\n\n{{", "templates/page.html:3: a tag that does not end: \"{{\""},
        {"{{#a}}\n{{/b}}", "templates/page.html:2: another section is open: \"a\""},
        {"\n{{/b}}", "templates/page.html:2: nothing is open that this could close: \"b\""},
        {"{{#a}}", "templates/page.html:1: this section is never closed: \"a\""},
        {"{{}}", "templates/page.html:1: a name is missing"},
        {"{{a b}}", "templates/page.html:1: not the name of a value: \"a b\""},
        {"{{a..b}}", "templates/page.html:1: not the name of a value: \"a..b\""},
        {"{{> none.html}}", "templates/page.html:1: there is no template: \"none.html\""},
        {"{{< page.html}}",
         "templates/page.html:1: {{< ...}} goes round in a circle: \"page.html\""},
        {"a{{< page.html}}",
         "templates/page.html:1: {{< ...}} comes first in a template: \"page.html\""},
        {"{{_ \"{x}\"}}",
         "templates/page.html:1: the template does not give this to its message: \"{x}\""},
        {"{{_ \"a\" \"b\"}}", "templates/page.html:1: a plural needs n=...: \"a\""},
        {"{{:a}}", "templates/page.html:1: {{:name}} stands inside {{#_ ...}} only: \"a\""},
        {"{{#_}}{{:x}}{{/_}}",
         "templates/page.html:1: {{:name}} stands inside {{#_ ...}} only: \"x\""},
        {"{{#_ \"a\"}}{{/_}}", "templates/page.html:1: {{#_ ...}} without any {{:name}}: \"a\""},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        with(bad[i][0]);
        EXPECT_INT(load(), ERR_SYNTAX);
        EXPECT_STR(fail.text, bad[i][1]);
        done();
    }
}

TEST(output_is_bounded) {
    struct tv *v = with("{{#list}}{{x}}{{/list}}");
    struct tv *list = tv_list(&m, v, "list");
    tv_str(&m, v, "x", "0123456789");
    for (int i = 0; i < 200; i++)
        tv_item(&m, list);
    out.max = 1000;
    REQUIRE(load() == 0);
    EXPECT_INT(templates_render(set, "page.html", v, 0, &out, &fail), ERR_NOMEM);
    EXPECT(out.n <= 1000);
    templates_free(set);
    done();
}

TEST(every_failed_allocation_is_reported_and_leaks_nothing) {
    with("{{#_ \"Elected by {body} on {day}\" day=day}}{{:body}}<b>{{x}}</b>{{/_}}"
         "{{_ \"{n} seat\" \"{n} seats\" n=n}}{{> b.html a=x}}");
    file("templates/b.html", "{{a}}");
    REQUIRE(load() == 0);
    templates_free(set);
    for (size_t n = 1;; n++) {
        struct alloc_faulty faulty;
        alloc_faulty_init(&faulty, n);
        int err = templates_new(&faulty.base, files, files_n, langs, 2, &set, NULL);
        if (err == 0) {
            EXPECT(n > 3);
            templates_free(set);
            break;
        }
        EXPECT_INT(err, ERR_NOMEM);
    }
    done();
}

TEST_MAIN(T(values_are_escaped_for_where_they_stand), T(an_address_runs_no_code),
          T(sections_are_for_lists_and_truth), T(a_section_may_compare),
          T(a_missing_value_is_named_and_the_page_is_whole), T(markup_comes_from_charts_alone),
          T(pages_stand_in_layouts_and_call_templates), T(recursion_of_templates_is_bounded),
          T(tags_alone_in_a_line_leave_no_line), T(messages_are_translated_and_counted),
          T(a_sentence_may_have_markup_in_it), T(attributes_may_stand_in_sections),
          T(what_no_escaping_makes_safe_is_refused),
          T(scripts_and_comments_without_values_are_fine), T(mistakes_have_their_line),
          T(output_is_bounded), T(every_failed_allocation_is_reported_and_leaks_nothing))
