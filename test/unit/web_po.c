#include "test.h"

#include "base/embedded.h"
#include "web/po.h"

static uint32_t form_of(const char *text, uint64_t n) {
    struct po p = {0};
    EXPECT_INT(po_plural_parse(&p, bytes_str(text), NULL), 0);
    return po_form(&p, n);
}

/* The formulas of the gettext manual, 11.2.6. */
TEST(plural_forms_of_many_languages) {
    static const char *const greek = "nplurals=2; plural=(n != 1);";
    EXPECT_INT(form_of(greek, 0), 1);
    EXPECT_INT(form_of(greek, 1), 0);
    EXPECT_INT(form_of(greek, 2), 1);
    EXPECT_INT(form_of(" nplurals=1; plural=0;", 5), 0);
    EXPECT_INT(form_of("nplurals=2; plural=n>1;", 0), 0);
    static const char *const russian =
        "nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || "
        "n%100>=20) ? 1 : 2;";
    static const uint32_t want[][2] = {{1, 0},  {2, 1},  {5, 2},   {11, 2},  {12, 2},
                                       {21, 0}, {22, 1}, {111, 2}, {100, 2}, {104, 1}};
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
        EXPECT_INT(form_of(russian, want[i][0]), want[i][1]);
    EXPECT_INT(form_of("nplurals=4; plural=n*2-n+1/1;", 2), 3);
    EXPECT_INT(form_of("nplurals=2; plural=!n;", 0), 1);
    EXPECT_INT(form_of("nplurals=2; plural=!(n==1)", 1), 0);
}

TEST(an_expression_that_goes_wrong_chooses_the_first_form) {
    EXPECT_INT(form_of("nplurals=2; plural=n/(n-n);", 5), 0);
    EXPECT_INT(form_of("nplurals=2; plural=n;", 2), 0);
    EXPECT_INT(form_of("nplurals=2; plural=n-2;", 1), 0);
}

TEST(what_is_no_expression_is_refused) {
    static const char *const bad[] = {"",
                                      "nplurals=2",
                                      "nplurals=0; plural=0;",
                                      "nplurals=7; plural=0;",
                                      "nplurals=2; plural=;",
                                      "nplurals=2; plural=n n;",
                                      "nplurals=2; plural=(n;",
                                      "nplurals=2; plural=n?1;",
                                      "nplurals=2; plural=n==;",
                                      "nplurals=2; plural=m;",
                                      "nplurals=2; plural=n=1;",
                                      "nplurals=99999999999; plural=n"};
    struct po p = {0};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_INT(po_plural_parse(&p, bytes_str(bad[i]), NULL), ERR_SYNTAX);
    char deep[3000] = "nplurals=2; plural=", *at = deep + strlen(deep);
    memset(at, '(', 1000);
    EXPECT_INT(po_plural_parse(&p, bytes_str(deep), NULL), ERR_SYNTAX);
    for (int i = 0; i < 500; i++)
        memcpy(at + 2 * i, "n+", 2);
    EXPECT_INT(po_plural_parse(&p, bytes_str(deep), NULL), ERR_SYNTAX);
}

TEST(a_damaged_file_is_refused_or_read_within_its_bytes) {
    const struct bytes *mo = embedded("po/el.mo");
    REQUIRE(mo != NULL);
    struct po p;
    EXPECT_INT(po_open(&p, *mo, NULL), 0);
    for (size_t n = 0; n < mo->n; n += n < 600 ? 1 : 97) {
        uint8_t *cut = malloc(n + !n); /* so that a sanitizer sees what lies behind */
        memcpy(cut, mo->at, n);
        EXPECT(po_open(&p, bytes_of(cut, n), NULL) < 0);
        free(cut);
    }
    uint8_t *copy = malloc(mo->n);
    for (size_t i = 0; i < 1000 && i < mo->n; i++) {
        memcpy(copy, mo->at, mo->n);
        copy[i] ^= 0x41;
        if (po_open(&p, bytes_of(copy, mo->n), NULL) == 0)
            po_find(&p, "month alone", BYTES_LIT("May"), po_form(&p, 3));
    }
    free(copy);
}

TEST(the_other_byte_order_is_read_too) {
    const struct bytes *mo = embedded("po/el.mo");
    REQUIRE(mo != NULL);
    uint8_t *copy = malloc(mo->n);
    memcpy(copy, mo->at, mo->n);
    uint32_t n, from, to;
    memcpy(&n, mo->at + 8, 4);
    memcpy(&from, mo->at + 12, 4);
    memcpy(&to, mo->at + 16, 4);
    for (size_t i = 0; i < 7 + 4 * (size_t)n; i++) {
        size_t at = i < 7                   ? 4 * i
                    : i < 7 + 2 * (size_t)n ? from + 4 * (i - 7)
                                            : to + 4 * (i - 7 - 2 * n);
        for (size_t b = 0; b < 4; b++)
            copy[at + b] = mo->at[at + 3 - b];
    }
    struct po p, native;
    REQUIRE(po_open(&p, bytes_of(copy, mo->n), NULL) == 0);
    REQUIRE(po_open(&native, *mo, NULL) == 0);
    EXPECT(p.swapped != native.swapped);
    EXPECT_BYTES(po_find(&p, "month alone", BYTES_LIT("May"), 0), BYTES_LIT("Μάιος"));
    free(copy);
}

TEST(every_entry_is_found_by_its_key) {
    struct po p;
    struct bytes key, forms;
    REQUIRE(po_open(&p, *embedded("po/el.mo"), NULL) == 0);
    for (uint32_t i = 0; po_at(&p, i, &key, &forms); i++) {
        char text[2000];
        REQUIRE(key.n < sizeof(text));
        memcpy(text, key.at, key.n + 1);
        char *mark = strchr(text, 4);
        if (mark)
            *mark = 0;
        struct bytes got = po_find(&p, mark ? text : NULL, bytes_str(mark ? mark + 1 : text), 0);
        EXPECT_INT(got.at == forms.at, 1);
    }
    EXPECT(p.n > 40);
}

TEST_MAIN(T(plural_forms_of_many_languages),
          T(an_expression_that_goes_wrong_chooses_the_first_form),
          T(what_is_no_expression_is_refused),
          T(a_damaged_file_is_refused_or_read_within_its_bytes),
          T(the_other_byte_order_is_read_too), T(every_entry_is_found_by_its_key))
