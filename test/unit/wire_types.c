#include "test.h"

#include "base/limits.h"
#include "base/name.h"
#include "wire/kinds.h"
#include "wire/types.h"

TEST(fields_have_one_number_and_one_name_each) {
    size_t n = 0;
    for (unsigned i = 0; i <= UINT16_MAX; i++) {
        const struct field_type *f = field_type((uint16_t)i);
        if (!f)
            continue;
        n++;
        EXPECT_INT(f->number, i);
        EXPECT(name_valid(bytes_str(f->name), false));
        EXPECT(f->kind > VALUE_NONE && f->kind <= VALUE_MAP && f->help[0]);
        if (field_type_named(bytes_str(f->name)) != f)
            TEST_FAIL_("two fields are called \"%s\"", f->name);
    }
    EXPECT(n >= 79 && n == FIELD_COUNT_ - 1u);
    EXPECT(!field_type(0) && !field_type_named(BYTES_LIT("nobody")));
    EXPECT(!field_type_named(BYTES_LIT("do"))); /* the type's own place in JSON */
    EXPECT_INT(field_type_named(BYTES_LIT("in"))->number, FIELD_PROCEEDING);
}

TEST(commands_have_one_number_and_one_name_each_and_no_field_twice) {
    size_t n;
    const struct command_kind *all = command_kinds(&n);
    EXPECT(n >= 60);
    for (size_t i = 0; i < n; i++) {
        EXPECT(i == 0 || all[i - 1].number < all[i].number);
        EXPECT(command_kind(all[i].number) == &all[i]);
        if (command_kind_named(bytes_str(all[i].name)) != &all[i])
            TEST_FAIL_("two commands are called \"%s\"", all[i].name);
        EXPECT(all[i].n_fields <= LIMIT_COMMAND_FIELDS && all[i].help[0]);
        for (size_t a = 0; a < all[i].n_fields; a++) {
            EXPECT(field_type(all[i].fields[a].field));
            for (size_t b = 0; b < a; b++)
                if (all[i].fields[a].field == all[i].fields[b].field)
                    TEST_FAIL_("\"%s\" has the field \"%s\" twice", all[i].name,
                               field_type(all[i].fields[a].field)->name);
        }
    }
    EXPECT_INT(command_kind_named(BYTES_LIT("tick"))->n_fields, 0);
    EXPECT(!command_kind(0) && !command_kind(9) && !command_kind(UINT16_MAX));
    const struct command_kind *issue = command_kind(COMMAND_ISSUE);
    EXPECT_STR(issue->name, "issue");
    EXPECT(issue->fields[0].field == FIELD_KIND && issue->fields[0].must);
    EXPECT(issue->fields[issue->n_fields - 1].field == FIELD_BEFORE); /* ATTESTED comes last */
    EXPECT(!issue->fields[issue->n_fields - 1].must);
}

TEST(effects_have_one_number_and_one_name_each_and_few_arguments) {
    size_t n;
    const struct effect_kind *all = effect_kinds(&n);
    EXPECT(n >= 40);
    for (size_t i = 0; i < n; i++) {
        EXPECT(i == 0 || all[i - 1].number < all[i].number);
        EXPECT(effect_kind(all[i].number) == &all[i]);
        unsigned words = all[i].args[0] != 0;
        for (const char *at = all[i].args; *at; at++)
            words += *at == ' ';
        EXPECT_INT(all[i].n_args, words);
        EXPECT(words <= LIMIT_EFFECT_ARGS);
        for (size_t j = 0; j < i; j++)
            EXPECT(strcmp(all[i].name, all[j].name) != 0);
    }
    EXPECT(!effect_kind(0) && !effect_kind(UINT16_MAX));
}

TEST(built_in_words_and_their_numbers_agree) {
    EXPECT_STR(kind_word(KIND_BODY), "body");
    EXPECT_STR(kind_word(NOUN_CLAIM), "claim");
    EXPECT_STR(kind_word(0), "");
    EXPECT_STR(kind_word(WORD_FIRST), "");
    EXPECT_INT(kind_number(200, BYTES_LIT("mandate")), TIE_MANDATE);
    EXPECT_INT(kind_number(300, BYTES_LIT("mandate")), 0);
    EXPECT_INT(kind_number(1, BYTES_LIT("tie")), NOUN_TIE);
    EXPECT_INT(kind_number(7000, BYTES_LIT("tie")), 0);
    uint32_t last = 0, n = 0;
    for (uint32_t i = 1; i < WORD_FIRST; i++) {
        const char *word = kind_word(i);
        if (!word[0])
            continue;
        n++;
        if (kind_number(i, bytes_str(word)) != i)
            TEST_FAIL_("\"%s\" is %u and %u", word, kind_number(i, bytes_str(word)), i);
        last = i;
    }
    EXPECT(n > 200);
    EXPECT_INT(last, STANDS_STAND_PROMISED);
}

TEST_MAIN(T(fields_have_one_number_and_one_name_each),
          T(commands_have_one_number_and_one_name_each_and_no_field_twice),
          T(effects_have_one_number_and_one_name_each_and_few_arguments),
          T(built_in_words_and_their_numbers_agree))
