/* Refusals of the law said in the reader's language. */
#include "test.h"

#include "base/embedded.h"
#include "web/refused.h"

static struct lang el, en;

static void start(void) {
    lang_english(&en);
    EXPECT_INT(lang_open(&el, "el", *embedded("po/el.mo"), NULL), 0);
}

static const char *say(const struct lang *l, enum law_verdict v, const char *article,
                       const char *arg1, const char *arg2, const char *arg3) {
    static char text[4000];
    const char *const args[REFUSAL_ARGS] = {arg1, arg2, arg3};
    struct refusal r = {.verdict = v};
    struct buf b = buf_on(text, sizeof(text) - 1);
    snprintf(r.article, sizeof(r.article), "%s", article);
    for (size_t i = 0; i < REFUSAL_ARGS; i++)
        snprintf(r.args[i], REFUSAL_ARG_BYTES, "%s", args[i]);
    refused_in(l, &r, &b);
    text[b.n] = 0;
    return text;
}

TEST(every_verdict_has_a_sentence_of_its_own_in_greek) {
    start();
#define X(number, id, sentence)                                                                    \
    if (number != LAW_BAD_DATE) { /* the date's own error */                                       \
        bool greek = !bytes_equal(lang_text(&el, sentence), bytes_str(sentence));                  \
        EXPECT(greek);                                                                             \
        if (!greek)                                                                                \
            printf("# not translated: %s\n", sentence);                                            \
    }
    LAW_VERDICTS(X)
#undef X
}

TEST(what_would_be_needed_is_said_too_and_names_stay) {
    start();
    EXPECT_STR(say(&el, LAW_NOT_ENTITLED, "", "maria", "not checked in", ""),
               "maria: δεν έχει ψήφο εδώ· ο λόγος: δεν έχει δηλώσει παρουσία");
    EXPECT_STR(say(&el, LAW_NO_CAPACITY, "", "nobody", "congress", "an office of it"),
               "κανείς: δεν ενεργεί εξ ονόματος του «congress»· χρειάζεται: αξίωμα σε αυτό");
    EXPECT_STR(say(&el, LAW_BAD_VALUE, "", "the ballot", "choice", "1 to 3"),
               "«το ψηφοδέλτιο» δεν είναι τιμή του πεδίου «choice»· αναμενόταν: 1 ως 3");
    EXPECT_STR(say(&el, LAW_WRONG_THING, "", "order-1", "a vote", "an election"),
               "«order-1»: είναι ψηφοφορία· αναμενόταν: μια εκλογή");
    EXPECT_STR(say(&el, LAW_NAME_BAD, "", "a vote", "", ""),
               "«a vote» δεν είναι όνομα: γράμματα, ψηφία και ενωτικά");
}

TEST(the_article_is_named_as_the_constitution_writes_it) {
    start();
    EXPECT_STR(say(&el, LAW_NO_QUORUM, "bodies.congress.quorum", "12", "40", ""),
               "δεν υπάρχει απαρτία: παρόντες 12, χρειάζονται 40 (bodies.congress.quorum)");
}

TEST(a_span_is_said_in_words) {
    start();
    EXPECT_STR(say(&el, LAW_NOTICE, "", "7d", "2026-03-01T00:00:00.000Z", ""),
               "χρειάζεται προειδοποίηση 7 ημέρες: όχι πριν από 2026-03-01T00:00:00.000Z");
    EXPECT_STR(say(&en, LAW_NOTICE, "", "1m", "2026-03-01T00:00:00.000Z", ""),
               "notice of one month is needed: not before 2026-03-01T00:00:00.000Z");
    EXPECT_STR(say(&el, LAW_CLOSED, "", "7d", "", ""), "«7d»: έχει κλείσει"); /* a name */
}

TEST(in_english_it_is_what_the_law_says) {
    struct refusal r = {.verdict = LAW_NO_POWER, .args = {"alpha", "veto", "order-1 (who may: x)"}};
    char text[400];
    struct buf b = buf_on(text, sizeof(text));
    start();
    refusal_text(&r, NULL, &b);
    EXPECT_BYTES(buf_view(&b), bytes_str(say(&en, r.verdict, "", r.args[0], r.args[1], r.args[2])));
}

TEST(every_pattern_is_translated_and_hostile_arguments_are_bounded) {
    char far[REFUSAL_ARG_BYTES + 1];
    start();
    for (size_t i = 0; i < refused_patterns_n; i++)
        EXPECT(!bytes_equal(lang_text(&el, refused_patterns[i]), bytes_str(refused_patterns[i])));
    memset(far, '%', sizeof(far) - 1);
    far[sizeof(far) - 1] = 0;
    far[3] = ' ';
    far[5] = '1';
    EXPECT(strstr(say(&el, LAW_NOT_PARTY, "", far, far, ""), "%%% %1%"));
    EXPECT_STR(say(&el, LAW_NO_CALLER, "", "", "", ""),
               ": δεν επιτρέπεται να το κινήσει· το κινεί: ");
}

TEST_MAIN(T(every_verdict_has_a_sentence_of_its_own_in_greek),
          T(what_would_be_needed_is_said_too_and_names_stay),
          T(the_article_is_named_as_the_constitution_writes_it), T(a_span_is_said_in_words),
          T(in_english_it_is_what_the_law_says),
          T(every_pattern_is_translated_and_hostile_arguments_are_bounded))
