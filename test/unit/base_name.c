#include "test.h"

#include "base/fail.h"
#include "base/limits.h"
#include "base/name.h"

static const char *folded(const char *text) {
    static char copy[512];
    struct arena a;
    struct bytes name = {0};
    arena_init(&a, &alloc_heap, 4096);
    int err = name_fold(&a, bytes_str(text), &name);
    snprintf(copy, sizeof(copy), "%.*s", (int)name.n, err ? "" : (const char *)name.at);
    arena_drop(&a);
    return err == ERR_SYNTAX ? "(not a name)" : copy;
}

TEST(names_have_no_case_in_any_script) {
    EXPECT_STR(folded("Branch-Meeting"), "branch-meeting");
    EXPECT_STR(folded("ΚΛΆΔΟΣ-Πειραιάς"), "κλάδος-πειραιάς");
    EXPECT_STR(folded("СОВЕТ"), "совет");
    EXPECT_STR(folded("Straße"), "strasse");
    EXPECT_STR(folded("Kom\xcc\x81itet"), "ko\xe1\xb8\xbfitet"); /* m + acute composes */
    EXPECT_STR(folded("branch-committee/Piraeus"), "branch-committee/piraeus");
    EXPECT_STR(folded("評議会"), "評議会");
    EXPECT_STR(folded("ward-7"), "ward-7");
}

TEST(the_last_sigma_of_a_word_is_final) {
    EXPECT_STR(folded("ΣΟΦΟΣ/ΣΥΝΔΕΣΜΟΣ"), "σοφος/συνδεσμος");
    EXPECT_STR(folded("σοφοσ"), "σοφος");
    EXPECT_STR(folded("κλάδος2"), "κλάδος2");
    EXPECT_STR(folded("Σ"), "σ");
}

TEST(folding_is_idempotent_and_its_result_valid) {
    static const char *some[] = {"ᾼ", "ΐ", "İstanbul",  "ŉa", "ß", "ΆΣ",
                                 "ǅ", "ͅα", "á\xcc\xad", "é",  "ﬃ", "ქართული"};
    for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        char once[512];
        snprintf(once, sizeof(once), "%s", folded(some[i]));
        EXPECT_STR(folded(once), once);
        EXPECT(name_valid(bytes_str(once), false));
    }
}

TEST(what_is_not_a_name) {
    static const char *bad[] = {"",
                                "-a",
                                "a-",
                                "a--b",
                                "a b",
                                "a_b",
                                "12",
                                "1-2",
                                "a/",
                                "/a",
                                "a/b/c",
                                "a//b",
                                "a.b",
                                "\xff",
                                "a\xcc",
                                "a\n",
                                "a\xe2\x80\x8dz",
                                "😀",
                                "-",
                                "a/12",
                                "\xed\xa0\x80"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        EXPECT_STR(folded(bad[i]), "(not a name)");
        EXPECT(!name_valid(bytes_str(bad[i]), true));
    }
    EXPECT(!name_valid(bytes_of("a\0b", 3), true));
    EXPECT(!name_valid(BYTES_LIT("a/b"), false));
    EXPECT(name_valid(BYTES_LIT("a/b"), true));
    EXPECT(!name_valid(BYTES_LIT("Branch"), true));       /* not folded */
    EXPECT(!name_valid(BYTES_LIT("cafe\xcc\x81"), true)); /* not composed */
}

TEST(the_longest_name) {
    char text[LIMIT_NAME_BYTES + 2];
    memset(text, 'a', sizeof(text));
    EXPECT(name_valid(bytes_of(text, LIMIT_NAME_BYTES), false));
    EXPECT(!name_valid(bytes_of(text, LIMIT_NAME_BYTES + 1), false));
    char huge[4000];
    memset(huge, 'a', sizeof(huge) - 1);
    huge[sizeof(huge) - 1] = 0;
    EXPECT_STR(folded(huge), "(not a name)");
}

static const char *suggested(const char *text) {
    static char copy[512];
    struct arena a;
    arena_init(&a, &alloc_heap, 4096);
    const char *name = name_suggest(&a, bytes_str(text));
    snprintf(copy, sizeof(copy), "%s", name ? name : "(null)");
    arena_drop(&a);
    EXPECT(name_valid(bytes_str(copy), false));
    return copy;
}

TEST(a_suggestion_is_always_a_name) {
    EXPECT_STR(suggested("Branch Meeting"), "branch-meeting");
    EXPECT_STR(suggested("  Όργανο  (Αθήνα) "), "όργανο-αθήνα");
    EXPECT_STR(suggested("a__b--c"), "a-b-c");
    EXPECT_STR(suggested("1917"), "no-1917");
    EXPECT_STR(suggested("???"), "name");
    EXPECT_STR(suggested("\xff\xfe"), "name");
    EXPECT_STR(suggested(""), "name");
    char huge[4000];
    memset(huge, 'Q', sizeof(huge) - 1);
    huge[sizeof(huge) - 1] = 0;
    suggested(huge);
}

TEST(the_nearest_name_is_near) {
    const struct bytes names[] = {BYTES_LIT("congress"), BYTES_LIT("executive"),
                                  BYTES_LIT("κλάδος"), BYTES_LIT("quorum")};
    EXPECT_INT(name_nearest(BYTES_LIT("qurom"), names, 4), -1); /* two edits in five letters */
    EXPECT_INT(name_nearest(BYTES_LIT("qourum"), names, 4), 3); /* a swap is one edit */
    EXPECT_INT(name_nearest(BYTES_LIT("congres"), names, 4), 0);
    EXPECT_INT(name_nearest(BYTES_LIT("κλαδος"), names, 4), 2); /* letters, not bytes */
    EXPECT_INT(name_nearest(BYTES_LIT("executive"), names, 4), 1);
    EXPECT_INT(name_nearest(BYTES_LIT("branch"), names, 4), -1);
    EXPECT_INT(name_nearest(BYTES_LIT(""), names, 4), -1);
    EXPECT_INT(name_nearest(BYTES_LIT("a"), names, 0), -1);
}

TEST(text_has_no_controls) {
    EXPECT(text_valid(BYTES_LIT("Γειά, world"), false));
    EXPECT(text_valid(BYTES_LIT(""), false));
    EXPECT(!text_valid(BYTES_LIT("a\nb"), false));
    EXPECT(text_valid(BYTES_LIT("a\n\tb"), true));
    EXPECT(!text_valid(BYTES_LIT("a\rb"), true));
    EXPECT(!text_valid(bytes_of("a\0b", 3), true));
    EXPECT(!text_valid(BYTES_LIT("\x7f"), true));
    EXPECT(!text_valid(BYTES_LIT("\xc2\x85"), true)); /* a C1 control */
    EXPECT(!text_valid(BYTES_LIT("\xc0\xaf"), true)); /* overlong */
    EXPECT(!text_valid(BYTES_LIT("\xf4\x90\x80\x80"), true));
}

TEST_MAIN(T(names_have_no_case_in_any_script), T(the_last_sigma_of_a_word_is_final),
          T(folding_is_idempotent_and_its_result_valid), T(what_is_not_a_name), T(the_longest_name),
          T(a_suggestion_is_always_a_name), T(the_nearest_name_is_near), T(text_has_no_controls))
