#include "test.h"

#include "charter/finding.h"
#include "charter_random.h"
#include "charter_sound.h"

static struct sound sound;

/* All sentences, one a line, headings in front. */
static bool explain(const struct charter *c, const char *language, struct buf *b, size_t *ret_n) {
    struct arena a;
    struct sentence *t = NULL;
    arena_init(&a, &alloc_heap, 16 << 20);
    bool told = charter_explain(c, language, &a, &t) == 0;
    for (*ret_n = 0; t; t = t->next, ++*ret_n) {
        if (t->heading)
            buf_format(b, "== %s\n", t->heading);
        sentence_write(&t->says, NULL, NULL, b);
        buf_byte(b, '\n');
    }
    arena_drop(&a);
    return told;
}

static void expect_line(const struct buf *b, const char *line) {
    const char *at = strstr((const char *)b->at, line);
    if (!at || at[strlen(line)] != '\n')
        TEST_FAIL_("there is no sentence \"%s\"", line);
}

TEST(a_constitution_in_plain_sentences) {
    struct buf b;
    size_t n;
    buf_init(&b, &alloc_heap, 1 << 20);
    REQUIRE(explain(sound_make(&sound), "en", &b, &n));
    EXPECT(n > 60 && n < 110);
    static const char *const lines[] = {
        "== Who belongs\nMembers who are working have one vote.",
        "Each branch belongs to one region.",
        "Each branch has its branch meeting.",
        "The branch committee: 5 seats, elected by its branch meeting, by the method scottish-stv, "
        "in "
        "a secret ballot.",
        "The congress: one seat for each 100 members, elected by each branch meeting, by the "
        "method "
        "scottish-stv.",
        "It can decide when a twentieth of the members in good standing are present.",
        "If too few come, it sits again after 7 days, and then a fortieth of the members in good "
        "standing are enough.",
        "It sits every month.",
        "== How they are recalled\nA recall in bodies that have no rule of their own can be asked "
        "for "
        "by a tenth of those who sent them, who have 30 days to sign.",
        "It removes all whom they elected together.",
        "The strike is decided by the members, with more yes than no, and besides two fifths "
        "of "
        "the members in good standing.",
        "The auditors must countersign the payment.",
        "This is for those where the amount is over 5000 EUR.",
        "How each one votes in the congress is seen by everybody.",
        "It is enough if more than half of the branches agree.",
        "There are 120 days for it; if they pass, it falls.",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        expect_line(&b, lines[i]);
    buf_drop(&b);
}

/* The parts come in the order in which a reader asks. */
TEST(headings_in_the_order_of_a_reader) {
    static const char *const headings[] = {
        "== Who belongs", "== What holds for every body", "== Who sends whom",
        "== How they are recalled", "== Who decides what", "== Who can stop it",
        "== What is public", "== Who settles disputes", "== Whom one must trust",
        "== How this constitution is changed"};
    struct buf b;
    size_t n;
    buf_init(&b, &alloc_heap, 1 << 20);
    REQUIRE(explain(sound_make(&sound), "en", &b, &n));
    const char *at = (const char *)b.at;
    for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++) {
        at = strstr(at, headings[i]);
        REQUIRE(at);
    }
    buf_drop(&b);
}

TEST(titles_are_taken_in_the_language_asked_for) {
    struct buf b;
    size_t n;
    sound_make(&sound);
    sound.units[BRANCH].title =
        (struct title){.n = 2,
                       .language = {BYTES_LIT("en"), BYTES_LIT("el")},
                       .text = {BYTES_LIT("Branch"), BYTES_LIT("Παράρτημα")}};
    buf_init(&b, &alloc_heap, 1 << 20);
    REQUIRE(explain(&sound.c, "el", &b, &n));
    expect_line(&b, "Each Παράρτημα belongs to one region.");
    buf_clear(&b);
    REQUIRE(explain(&sound.c, "fr", &b, &n)); /* the authentic one, when it is not there */
    expect_line(&b, "Each Branch belongs to one region.");
    buf_drop(&b);
}

TEST(a_sentence_begins_with_a_capital_also_in_greek) {
    static const struct {
        const char *msgid, *text;
    } cases_of[] = {{"the congress.", "The congress."}, {"ένα.", "Ένα."},      {"αλφα.", "Αλφα."},
                    {"σώμα.", "Σώμα."},                 {"Ήδη.", "Ήδη."}, {"5 seats.", "5 seats."}};
    for (size_t i = 0; i < sizeof(cases_of) / sizeof(cases_of[0]); i++) {
        struct phrase p = {.msgid = cases_of[i].msgid};
        struct buf b;
        buf_init(&b, &alloc_heap, 100);
        sentence_write(&p, NULL, NULL, &b);
        EXPECT_BYTES(buf_view(&b), bytes_str(cases_of[i].text));
        buf_drop(&b);
    }
}

TEST(constitutions_by_chance_are_told_to_the_end) {
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct arena a;
        struct buf b;
        size_t n;
        arena_init(&a, &alloc_heap, 64 << 20);
        buf_init(&b, &alloc_heap, 4 << 20);
        EXPECT(explain(chance_charter(seed, 10 + (int)(seed % 4) * 25, &a), "en", &b, &n));
        EXPECT(n > 0);
        EXPECT(!strchr((const char *)b.at, '%'));
        buf_drop(&b);
        arena_drop(&a);
    }
}

TEST_MAIN(T(a_constitution_in_plain_sentences), T(headings_in_the_order_of_a_reader),
          T(titles_are_taken_in_the_language_asked_for),
          T(a_sentence_begins_with_a_capital_also_in_greek),
          T(constitutions_by_chance_are_told_to_the_end))
