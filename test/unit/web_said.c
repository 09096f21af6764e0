/* Errors said in the reader's language. */
#include "test.h"

#include "base/embedded.h"
#include "web/said.h"

static struct lang el, en;

static const char *say(const struct lang *l, const char *sentence) {
    static char text[2000];
    struct buf b = buf_on(text, sizeof(text) - 1);
    said_in(l, sentence, &b);
    text[b.n] = 0;
    return text;
}

static void start(void) {
    lang_english(&en);
    EXPECT_INT(lang_open(&el, "el", *embedded("po/el.mo"), NULL), 0);
}

TEST(names_stay_and_words_are_translated) {
    start();
    EXPECT_STR(say(&el, "there is no body \"nope\" in this record"),
               "δεν υπάρχει όργανο «nope» σε αυτό το αρχείο");
    EXPECT_STR(say(&el, "there is no entry 90: the last is 80"),
               "δεν υπάρχει εγγραφή 90: η τελευταία είναι η 80");
}

TEST(places_before_a_colon_stay) {
    start();
    EXPECT_STR(say(&el, "query: from: \"x\" is not a number"),
               "query: from: το «x» δεν είναι αριθμός");
}

TEST(english_and_unknown_sentences_stay_as_they_are) {
    start();
    EXPECT_STR(say(&en, "there is no body \"nope\" in this record"),
               "there is no body \"nope\" in this record");
    EXPECT_STR(say(&el, "a sentence that nobody wrote: %1 %s \""),
               "a sentence that nobody wrote: %1 %s \"");
    EXPECT_STR(say(&el, ""), "");
}

/* Whatever stands between the quotes, the sentence is found and nothing of it is lost. */
TEST(hostile_names_do_not_confuse_it) {
    start();
    EXPECT_STR(say(&el, "there is no act \"a\" in this record\" in this record"),
               "δεν υπάρχει πράξη «a\" in this record» σε αυτό το αρχείο");
    EXPECT_STR(say(&el, "there is no act \"%2\" in this record"),
               "δεν υπάρχει πράξη «%2» σε αυτό το αρχείο");
}

TEST(every_pattern_is_translated_and_finds_itself) {
    start();
    for (size_t i = 0; i < said_patterns_n; i++) {
        struct bytes own = bytes_str(said_patterns[i]);
        if (bytes_equal(lang_text(&el, said_patterns[i]), own))
            printf("# not translated: %s\n", said_patterns[i]);
        EXPECT(!bytes_equal(lang_text(&el, said_patterns[i]), own));
        EXPECT_STR(say(&en, said_patterns[i]), said_patterns[i]);
    }
}

TEST_MAIN(T(names_stay_and_words_are_translated), T(places_before_a_colon_stay),
          T(english_and_unknown_sentences_stay_as_they_are), T(hostile_names_do_not_confuse_it),
          T(every_pattern_is_translated_and_finds_itself))
