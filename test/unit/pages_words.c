/* Every word that the program itself has for people, of every table, is said in every language. */
#include "test.h"

#include "base/embedded.h"
#include "charter/charter.h"
#include "charter/method.h"
#include "charter/words.h"
#include "web/pages.h"
#include "wire/kinds.h"

static struct lang el;

static void start(void) {
    EXPECT_INT(lang_open(&el, "el", *embedded("po/el.mo"), NULL), 0);
}

/* Names of bytes, and what is the same in every language. */
static bool needs_none(const char *word) {
    static const char *const none[] = {"", "id", "hash", "lo", "hi", "num", "den", "flags"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        if (strcmp(word, none[i]) == 0)
            return true;
    return false;
}

static void expect_said(const char *where, const char *word) {
    char text[100];
    snprintf(text, sizeof(text), "%s", word);
    for (char *c = text; *c; c++)
        *c = *c == '-' || *c == '_' ? ' ' : *c;
    bool said = needs_none(text) || !bytes_equal(lang_text(&el, text), bytes_str(text));
    EXPECT(said);
    if (!said)
        printf("# %s: \"%s\" is not in po/el.po: add it to src/web/words.c\n", where, text);
}

static void expect_all(const char *where, const char *const *words) {
    for (; *words; words++)
        expect_said(where, *words);
}

TEST(words_of_the_record) {
    size_t n;
    start();
    for (uint32_t number = 1; number < 2000; number++)
        expect_said("wire/kinds.h", kind_word(number));
    const struct command_kind *commands = command_kinds(&n);
    for (size_t i = 0; i < n; i++)
        expect_said("a command", commands[i].name);
    for (uint16_t number = 1; number < 200; number++)
        if (field_type(number))
            expect_said("a field", field_type(number)->name);
}

TEST(words_of_effects_and_of_what_they_carry) {
    start();
    size_t n;
    const struct effect_kind *all = effect_kinds(&n);
    for (size_t i = 0; i < n; i++) {
        char args[400], *rest = args;
        expect_said("an effect", all[i].name);
        snprintf(args, sizeof(args), "%s", all[i].args);
        for (char *one; (one = strsep(&rest, " "));)
            expect_said("what an effect carries", one);
    }
}

TEST(words_of_a_constitution) {
    start();
    const char *const *const tables[] = {
        base_names,     majority_names,   ballot_names,   ties_names,      otherwise_names,
        vacancy_names,  mandate_names,    how_names,      standing_names,  changes_names,
        in_force_names, act_field_names,  pending_names,  see_names,       removes_names,
        any_time_names, signatures_names, late_names,     shared_names,    meanwhile_names,
        roll_names,     given_names,      rounding_names, remainder_names, seated_names};
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        expect_all("charter/words.c", tables[i]);
    for (int verb = 1; verb < VERB_COUNT_; verb++)
        expect_said("a power", verb_names[verb]);
}

TEST(names_of_methods) {
    const char *name;
    start();
    for (size_t i = 0; (name = charter_method_name(i)); i++)
        expect_said("a method", name);
}

TEST(words_that_a_field_says_otherwise) {
    start();
    for (size_t i = 0; i < pages_field_words_n; i++) {
        const char *const *w = pages_field_words[i];
        EXPECT(!bytes_equal(lang_text_in(&el, w[0], w[1]), bytes_str(w[1])));
    }
}

TEST(the_lists_of_words_are_whole) {
    start();
    for (size_t i = 0; i < pages_words_n; i++)
        expect_said("web/words.c", pages_words[i]);
    for (size_t i = 0; i < pages_record_words_n; i++)
        expect_said("web/words_record.c", pages_record_words[i]);
}

TEST_MAIN(T(words_of_the_record), T(words_of_effects_and_of_what_they_carry),
          T(words_of_a_constitution), T(names_of_methods), T(words_that_a_field_says_otherwise),
          T(the_lists_of_words_are_whole))
