#include "base/buf.h"
#include "base/sha256.h"
#include "count/count.h"
#include "test.h"

static struct count_ballots ballots;
static struct fail failed;

static int read_as(int (*reader)(struct count_ballots *, struct bytes, struct fail *),
                   const char *text) {
    count_ballots_drop(&ballots);
    count_ballots_init(&ballots, &alloc_heap);
    failed = (struct fail){0};
    return reader(&ballots, bytes_str(text), &failed);
}

static int blt(const char *text) {
    return read_as(count_read_blt, text);
}

TEST(blt_is_read_with_weights_and_names) {
    EXPECT_INT(blt("3 2\n4 1 2 0\n2 3 0\n1 0\n0\n\"A\"\n\"B b\"\nC\n\"Title\"\n"), 0);
    EXPECT_INT(ballots.candidates, 3);
    EXPECT_INT(ballots.seats, 2);
    EXPECT_INT(ballots.n, 3);
    EXPECT_INT(ballots.total, 7);
    EXPECT_INT(ballots.blank, 1);
    EXPECT_BYTES(ballots.candidate[1].name, BYTES_LIT("B b"));
    EXPECT_BYTES(ballots.candidate[2].name, BYTES_LIT("C"));
    EXPECT_BYTES(ballots.title, BYTES_LIT("Title"));
    EXPECT_INT(count_element(&ballots, 0), 1);
    EXPECT_INT(count_element(&ballots, 1), 2);
    EXPECT_INT(count_element(&ballots, 2), 0);
    EXPECT_INT(count_weight(&ballots, 1), 2);
}

TEST(blt_dialects_are_read) {
    EXPECT_INT(blt("# note\n3 1\n[nick a b c]\n[tie c a b]\n[withdrawn b]\n-1\n"
                   "1 a=b c 0 # so\n(id7) 2 - 3 0\n0\n\"A\" \"B\" \"C\" \"T\""), 0);
    EXPECT(ballots.candidate[0].withdrawn && ballots.candidate[1].withdrawn);
    EXPECT(ballots.has_ties && ballots.has_gaps);
    EXPECT_INT(ballots.order[0], 2);
    EXPECT_INT(count_element(&ballots, 1), 2 | 0x80);
    EXPECT_INT(count_element(&ballots, 4), 4);
}

TEST(blt_names_are_lines_and_blanks_in_them_one) {
    EXPECT_INT(blt("2 1\n1 1 0\n0\nYvonne  ALLAN (Lab)\r\n\"  Ellen   Hurcombe \"\n"
                   "Torry / Ferryhill\n"),
               0);
    EXPECT_BYTES(ballots.candidate[0].name, BYTES_LIT("Yvonne ALLAN (Lab)"));
    EXPECT_BYTES(ballots.candidate[1].name, BYTES_LIT("Ellen Hurcombe"));
    EXPECT_BYTES(ballots.title, BYTES_LIT("Torry / Ferryhill"));
    EXPECT_INT(blt("2 1\n1 1 0\n0\n\"Jim \" \"Independent\"\n\"Rosa\" \" \"\n\"East\"\n"), 0);
    EXPECT_BYTES(ballots.candidate[0].name, BYTES_LIT("Jim (Independent)"));
    EXPECT_BYTES(ballots.candidate[1].name, BYTES_LIT("Rosa"));
    EXPECT_BYTES(ballots.title, BYTES_LIT("East"));
    EXPECT_INT(blt("2 1\n1 1 0\n0\n\"Jim \"\"The\"\" Fox\" \"Rosa\"\n\"\"\n"), 0);
    EXPECT_BYTES(ballots.candidate[0].name, BYTES_LIT("Jim \"The\" Fox"));
    EXPECT_BYTES(ballots.candidate[1].name, BYTES_LIT("Rosa"));
    EXPECT_INT((int)ballots.title.n, 0);
}

static int other(const char *text, const char *format) {
    count_ballots_drop(&ballots);
    count_ballots_init(&ballots, &alloc_heap);
    failed = (struct fail){0};
    return count_reader_find(format)(&ballots, bytes_str(text), &failed);
}

/* Nothing of a file is passed over: a list whose votes are no whole number is no second header. */
TEST(tables_and_orders_are_read_whole_or_refused) {
    static const struct {
        const char *format, *text, *want;
    } cases[] = {
        {"lists", "party,votes\nA,5.5\nB,3\n",
         "line 2: expected a number of votes, up to 4294967295, after \"A\""},
        {"lists", "A,5\nA,3\n", "line 2: \"A\" twice: names tell candidates apart"},
        {"lists", "A,5\n,3\n", "line 2: a name is missing"},
        {"districts", "party,N\nseats,2\nA,1,7\n", "line 3: more than 2 columns"},
        {"districts", "party,N\nseats,2\nA,1\nA,2\n",
         "line 4: \"A / N\" twice: names tell candidates apart"},
        {"scores", "A,A\n1,2\n", "line 1: \"A\" twice: names tell candidates apart"},
        {"condorcet", "#/Candidates: A;A\n", "line 1: \"A\" twice: names tell candidates apart"},
        {"preflib", "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n",
         "line 2: 1 alternatives, the header says 2"},
        {"preflib", "# NUMBER VOTERS: 3\n# ALTERNATIVE NAME 1: A\n2: 1\n",
         "line 3: 2 voters, the header says 3"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        EXPECT(other(cases[i].text, cases[i].format) < 0);
        EXPECT_STR(failed.text, cases[i].want);
    }
    EXPECT_STR(count_format(BYTES_LIT("# NUMBER ALTERNATIVES: 1\n")), "preflib");
}

TEST(blt_errors_name_the_line) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", "line 1: expected the number of candidates"},
        {"3\n", "line 2: expected the number of seats, 1 or more"},
        {"3 0\n", "line 1: expected the number of seats, 1 or more"},
        {"20000 1\n", "line 1: 20000 candidates, at most 10000"},
        {"3 1\n1 1 4 0\n0\n", "line 2: no candidate \"4\"; there are 3, numbered from 1"},
        {"3 1\n1 1 2 1 0\n0\n", "line 2: candidate 1 twice on one ballot"},
        {"3 1\n1 1 2 0\n1 1 2", "line 3: the ballot does not end with 0"},
        {"3 1\n1 1 2 0\n0\n\"A\"\n\"B\"", "line 5: the file ends after 2 names, expected 3"},
        {"3 1\n1 1 2 0\n0\n\"A\"\n\"B", "line 5: a name's quotation mark does not close"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        EXPECT(blt(cases[i].text) < 0);
        EXPECT_STR(failed.text, cases[i].want);
    }
    EXPECT_INT(blt("3 1\n-5 1 0\n0\n"), ERR_SYNTAX);
    EXPECT_INT(blt("3 1\n99999999999 1 0\n0\n"), ERR_RANGE);
    EXPECT_STR(failed.text, "line 2: the weight of a ballot is 99999999999, at most 4294967295");
    EXPECT_INT(blt("3 1\n184467440737095516160 1 0\n0\n"), ERR_RANGE);
    EXPECT(strstr(failed.text, "is 184467440737095516160, at most 4294967295") != NULL);
    EXPECT_INT(blt("3 1\n1x 1 0\n0\n"), ERR_SYNTAX);
    EXPECT(strstr(failed.text, "line 2: expected the weight of a ballot") != NULL);
    EXPECT_INT(blt("3 1\n[undeclared 2]\n1 1 0\n0\n"), ERR_SYNTAX);
    EXPECT_STR(failed.text, "line 2: \"[undeclared\" is not known here: nick, tie, withdrawn");
    EXPECT_INT(blt("2 1\n1 1 0\n0\n\"A\"\n\"A\"\n"), ERR_SYNTAX);
    EXPECT_STR(failed.text, "line 5: candidates 1 and 2 are both called \"A\"");
    EXPECT_INT(blt("2 1\n-2 1 0\n0\n\"A\"\n\"B\"\n"), ERR_SYNTAX);
    EXPECT_STR(failed.text, "line 2: a line of those who withdrew has only numbers below 0");
    EXPECT_INT(blt("2 1\n1 1 0\n0\n\"A\"\n\" \"\n"), ERR_SYNTAX);
    EXPECT_STR(failed.text, "line 5: candidate 2 has no name");
    EXPECT_INT(blt("2 1\n1 1 0\n0\n\"A\"\n\"Ren\xe9\"\n"), ERR_SYNTAX);
    EXPECT(strstr(failed.text, "is not UTF-8: convert the file") != NULL);
    EXPECT_INT(blt("2 1\n1 1 0\n0\n\"A\"\n\"B\x01\"\n"), ERR_SYNTAX);
    EXPECT_STR(failed.text, "line 5: a name has the byte 1, which is no letter");
}

TEST(more_than_125_candidates_take_two_bytes) {
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 20);
    buf_str(&b, "300 1\n2 300 1 150 0\n1 300 300 0\n0\n");
    EXPECT_INT(read_as(count_read_blt, (char *)b.at), ERR_SYNTAX);
    EXPECT_STR(failed.text, "line 3: candidate 300 twice on one ballot");
    buf_clear(&b);
    buf_str(&b, "300 1\n2 300 1 150 0\n1 300 0\n0\n");
    for (int i = 1; i <= 300; i++)
        buf_format(&b, "\"c%d\"\n", i);
    EXPECT_INT(read_as(count_read_blt, (char *)b.at), 0);
    EXPECT_INT(ballots.width, 2);
    EXPECT_INT(count_element(&ballots, 0), 300);
    buf_drop(&b);
}

TEST(preflib_new_and_old_are_read) {
    EXPECT_INT(read_as(count_read_preflib,
                       "# TITLE: T\n# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n"
                       "# ALTERNATIVE NAME 2: B\n5: 1,2\n3: {1,2}\n"), 0);
    EXPECT_INT(ballots.total, 8);
    EXPECT(ballots.has_ties);
    EXPECT_INT(count_element(&ballots, 4), 2 | 0x80);
    EXPECT_INT(read_as(count_read_preflib, "2\n1,A\n2,B\n8,8,2\n5,2,1\n3,1\n"), 0);
    EXPECT_INT(ballots.total, 8);
    EXPECT_INT(read_as(count_read_preflib, "2\n1,A\n2,B\n8,8,2\n5,2,3\n"), ERR_SYNTAX);
    EXPECT_STR(failed.text, "line 5: alternative 3 of 2");
    EXPECT_INT(read_as(count_read_preflib, "2\n1,A\n2,B\n8,8,2\n5,{2,1\n"), ERR_SYNTAX);
    EXPECT_STR(failed.text, "line 5: a brace does not close");
}

/* Whatever is cut off a file, the reader says so or reads less; it never reads beyond. */
TEST(every_prefix_of_a_file_is_survived) {
    static const char text[] =
        "3 2\n[nick a b c]\n4 1=2 c 0\n2 3 - 1 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"T\"\n";
    for (size_t n = 0; n < sizeof(text); n++) {
        uint8_t *copy = malloc(n + 1);
        memcpy(copy, text, n);
        count_ballots_drop(&ballots);
        count_ballots_init(&ballots, &alloc_heap);
        struct fail f = {0};
        int r = count_read_blt(&ballots, bytes_of(copy, n), &f);
        EXPECT(r == 0 ? n + 6 >= sizeof(text) : f.code != 0);
        free(copy);
    }
}

TEST(no_memory_is_an_error) {
    for (size_t at = 1; at < 12; at++) {
        struct alloc_faulty faulty;
        alloc_faulty_init(&faulty, at);
        struct count_ballots b;
        count_ballots_init(&b, &faulty.base);
        int r = count_read_blt(&b, BYTES_LIT("2 1\n3 1 2 0\n0\n\"A\"\n\"B\"\n"), NULL);
        EXPECT(r == 0 || r == ERR_NOMEM);
        count_ballots_drop(&b);
    }
}

static uint32_t roll(uint32_t n) {
    static uint64_t state = 11;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) * n >> 31);
}

/* Plain ballots, some blank; line ODD (from 2) is INSTEAD. */
static void write_plain(struct buf *out, uint32_t candidates, uint32_t ballots_n, uint32_t odd,
                        const char *instead) {
    buf_clear(out);
    buf_format(out, "%u 1\n", candidates);
    for (uint32_t i = 0; i < ballots_n; i++) {
        uint32_t first = roll(candidates), n = roll(candidates < 9 ? candidates + 1 : 10);
        buf_str(out, i + 2 == odd ? instead : "1 ");
        for (uint32_t k = 0; k < n && i + 2 != odd; k++)
            buf_format(out, "%u ", (first + k) % candidates + 1);
        buf_str(out, i + 2 == odd ? "" : "0\n");
    }
    buf_str(out, "0\n");
    for (uint32_t c = 0; c < candidates; c++)
        buf_format(out, "\"%u\"\n", c);
}

/* The same with two blanks for each: what is no longer plain goes the long way. */
static void write_wide(struct buf *out, struct bytes plain) {
    buf_clear(out);
    for (size_t i = 0; i < plain.n; i++) {
        buf_byte(out, plain.at[i]);
        if (plain.at[i] == ' ')
            buf_byte(out, ' ');
    }
}

TEST(blt_reads_many_plain_ballots_as_it_reads_each) {
    struct buf plain, wide;
    buf_init(&plain, &alloc_heap, 1 << 20);
    buf_init(&wide, &alloc_heap, 1 << 20);
    for (uint32_t n = 0; n < 600; n += n / 9 + 1) {
        write_plain(&plain, 1 + roll(64), n, 0, "");
        write_wide(&wide, buf_view(&plain));
        EXPECT_INT(blt((const char *)wide.at), 0);
        struct hash expected = sha256_of(bytes_of(ballots.pref, ballots.prefs_n));
        uint64_t blank = ballots.blank;
        EXPECT_INT(blt((const char *)plain.at), 0);
        struct hash found = sha256_of(bytes_of(ballots.pref, ballots.prefs_n));
        EXPECT(!memcmp(&expected, &found, sizeof(found)));
        EXPECT_INT(ballots.blank, blank);
        EXPECT_INT(ballots.n, n);
        EXPECT_INT(ballots.total, n);
    }
    buf_drop(&plain);
    buf_drop(&wide);
}

TEST(blt_finds_what_is_wrong_among_plain_ballots) {
    static const char *const wrong[] = {"1 : 2 0\n",  "1 2 2 0\n",   "1 2 ; 0\n", "1 00 0\n",
                                        "1 64 0\n",   "1 123 0\n",   "x 1 0\n",   "1 1/ 0\n",
                                        "1 \xb1 0\n", "1 1 2 5 0;\n"};
    static const char *const right[] = {"1  2 0\n",  " 1 2 0\n",        "1 2 0 \n", "1 02 0\n",
                                        "1 2 0\r\n", "# said\n1 2 0\n", "7 2 0\n"};
    struct buf text;
    char place[32];
    buf_init(&text, &alloc_heap, 1 << 20);
    for (uint32_t line = 2; line < 500; line += 1 + line / 5) {
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
            write_plain(&text, 63, 500, line, wrong[i]);
            EXPECT_INT(blt((const char *)text.at), ERR_SYNTAX);
            snprintf(place, sizeof(place), "line %u: ", line);
            EXPECT(!strncmp(failed.text, place, strlen(place)));
        }
        for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
            write_plain(&text, 63, 500, line, right[i]);
            EXPECT_INT(blt((const char *)text.at), 0);
            EXPECT_INT(ballots.n, 500);
        }
    }
    buf_drop(&text);
}

TEST_MAIN(T(blt_is_read_with_weights_and_names), T(blt_dialects_are_read),
          T(blt_names_are_lines_and_blanks_in_them_one),
          T(tables_and_orders_are_read_whole_or_refused), T(blt_errors_name_the_line),
          T(more_than_125_candidates_take_two_bytes),
          T(preflib_new_and_old_are_read), T(every_prefix_of_a_file_is_survived),
          T(blt_reads_many_plain_ballots_as_it_reads_each),
          T(blt_finds_what_is_wrong_among_plain_ballots), T(no_memory_is_an_error))
