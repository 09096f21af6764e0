/* What is no constitution, and no text: a clear answer with its place, never a crash. */
#include "test.h"

#include <stdio.h>

#include "yaml/yaml.h"

#define HEAD "koinon: 1\nname: A\ntime-zone: Europe/Athens\n"
#define TAIL "bodies: {a: {seats: every-member}}\nadoption: {by: members}\n"

static struct arena arena;
static struct yaml_errors errors;

static int parse(const void *text, size_t n) {
    struct charter *c;
    arena_drop(&arena);
    arena_init(&arena, &alloc_heap, YAML_ARENA_BYTES);
    return yaml_charter(bytes_of(text, n), "x.yaml", &arena, &c, &errors);
}

static void expect_error(const void *text, size_t n, unsigned line, unsigned column,
                         const char *want) {
    EXPECT_INT(parse(text, n), ERR_SYNTAX);
    EXPECT(errors.first != NULL);
    if (!errors.first)
        return;
    EXPECT_STR(errors.first->text, want);
    EXPECT_INT(errors.first->line, line);
    EXPECT_INT(errors.first->column, column);
}
#define EXPECT_ERROR(text, line, column, want)                                                     \
    expect_error(text, sizeof(text) - 1, line, column, want)

TEST(bytes_that_are_no_text_are_named) {
    EXPECT_ERROR("", 1, 1, "the text is empty: a constitution begins with koinon: 1");
    EXPECT_ERROR("# nothing\n", 1, 1, "the text is empty: a constitution begins with koinon: 1");
    EXPECT_ERROR("koinon: 1\nna\0me: A\n", 2, 3, "a zero byte: this is not a text file");
    EXPECT_ERROR("koinon: 1\nname: \x80\n", 2, 7,
                 "these bytes are not UTF-8 text (0x80); save the file as UTF-8");
    EXPECT_ERROR("koinon: 1\nname: \xed\xa0\x80\n", 2, 7,
                 "these bytes are not UTF-8 text (0xed); save the file as UTF-8");
    EXPECT_ERROR("koinon: 1\nname: \x1b[31m\n", 2, 7,
                 "a control character (0x1b) that no text needs; delete it");
    EXPECT_ERROR("koinon: 1\rname: A\r", 1, 10,
                 "a control character (0x0d) that no text needs; delete it");
    EXPECT_ERROR("\xff\xfek\0o\0", 1, 1, "the file is saved as UTF-16; save it as UTF-8");
}

TEST(a_text_too_long_or_too_deep_is_refused) {
    static char text[LIMIT_CHARTER_BYTES + 1];
    memset(text, '#', sizeof(text));
    expect_error(text, sizeof(text), 1, 1,
                 "the text has 262145 bytes; a constitution has 262144 at most");
    expect_error(text, sizeof(text) - 1, 1, 1,
                 "the text is empty: a constitution begins with koinon: 1");
    memset(text, '[', sizeof(text));
    EXPECT_INT(parse(text, sizeof(text) - 1), ERR_SYNTAX);
    EXPECT(errors.first && strstr(errors.first->text, "deep"));
    for (size_t i = 0; i + 4 < sizeof(text); i += 4)
        memcpy(text + i, "- a\n", 4);
    EXPECT_INT(parse(text, sizeof(text) - 1), ERR_SYNTAX);
    EXPECT(errors.first && strstr(errors.first->text, "more than 512 of these"));
}

TEST(lines_of_other_systems_and_a_byte_order_mark_are_read) {
    static const char crlf[] = "koinon: 1\r\nname: A\r\ntime-zone: Europe/Athens\r\n"
                               "bodies: {a: {seats: every-member}}\r\nadoption: {by: members}\r\n";
    EXPECT_INT(parse(crlf, sizeof(crlf) - 1), 0);
    EXPECT_INT(parse("\xef\xbb\xbf" HEAD TAIL, sizeof("\xef\xbb\xbf" HEAD TAIL) - 1), 0);
    EXPECT_ERROR("koinon: 1\r\nname: A\r\ntime-zone: Athens\r\n" TAIL, 3, 12,
                 "unknown time zone \"Athens\"; did you mean Europe/Athens?");
}

TEST(columns_count_characters) {
    EXPECT_ERROR("koinon: 1\nname: {el: Ένωση, en: U, fr: }\nauthentic: el\n"
                 "time-zone: Europe/Athens\n" TAIL,
                 2, 26, "nothing is written here, where a text is expected");
    EXPECT_ERROR(
        HEAD "bodies: {σύνοδος: {seats: every-member, quorum: 1/2 of mempers}}\n"
             "adoption: {by: members}\n",
        4, 56,
        "unknown base \"mempers\"; known: cast, present, filled, seats, members, electors; "
        "did you mean members?");
}

TEST(names_have_no_case_and_words_of_the_language_name_nothing) {
    static const char folded[] = HEAD
        "bodies:\n  ΣΥΝΟΔΟΣ: {seats: every-member}\nacts: {Order: {by: σύνοδος}, order-b: {by: "
        "συνοδος}}\nadoption: {by: Members}\n";
    EXPECT_INT(parse(folded, sizeof(folded) - 1), ERR_SYNTAX);
    EXPECT_INT(errors.n, 2); /* an accent is a letter's; Members is not the word members */
    EXPECT_ERROR(HEAD "bodies: {members: {seats: every-member}}\nadoption: {by: members}\n", 4, 10,
                 "\"members\" is a word of this language and cannot name a body");
    EXPECT_ERROR(HEAD "bodies: {a: {seats: every-member}, A: {seats: every-member}}\n"
                      "adoption: {by: members}\n",
                 4, 36,
                 "\"a\" is a body here and a body in line 4, column 10: two things need two names");
}

TEST(fifty_errors_are_kept_and_all_are_counted) {
    static char text[20000];
    size_t n = (size_t)snprintf(text, sizeof(text), HEAD TAIL "powers:\n");
    for (int i = 0; i < 80; i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "  - {who: a, may: fly}\n");
    EXPECT_INT(parse(text, n), ERR_SYNTAX);
    EXPECT_INT(errors.n, 80);
    unsigned kept = 0;
    for (const struct yaml_error *e = errors.first; e; e = e->next)
        EXPECT_INT(e->line, 7 + kept++);
    EXPECT_INT(kept, YAML_ERRORS_MAX);
}

TEST(every_lack_of_memory_is_said) {
    static const char text[] = HEAD TAIL "acts: {x: {by: b}, y: {by: a, majority: 2/3}}\n";
    struct charter *c;
    int err = ERR_NOMEM;
    size_t max = 0;
    for (; err == ERR_NOMEM && max < YAML_ARENA_BYTES; max += 512) {
        struct arena small;
        arena_init(&small, &alloc_heap, max);
        err = yaml_charter(bytes_of(text, sizeof(text) - 1), "x", &small, &c, &errors);
        arena_drop(&small);
    }
    EXPECT_INT(err, ERR_SYNTAX);
    EXPECT_INT(errors.n, 2);
    EXPECT(max > 5000 && max < 200000);
}

static void test_end(void) {
    arena_drop(&arena);
}

TEST_MAIN(T(bytes_that_are_no_text_are_named), T(a_text_too_long_or_too_deep_is_refused),
          T(lines_of_other_systems_and_a_byte_order_mark_are_read), T(columns_count_characters),
          T(names_have_no_case_and_words_of_the_language_name_nothing),
          T(fifty_errors_are_kept_and_all_are_counted), T(every_lack_of_memory_is_said),
          {"the_arena_is_given_back", test_end})
