#include "test.h"

#include "base/cbor.h"
#include "wire/command.h"

static struct buf scratch, out;

static void open_buffers(void) {
    buf_init(&scratch, &alloc_heap, 1 << 20);
    buf_init(&out, &alloc_heap, 1 << 20);
}
static void close_buffers(void) {
    buf_drop(&scratch);
    buf_drop(&out);
}

/* A figure uses nearly every kind of value. */
static void make_figure(struct command_maker *m) {
    buf_clear(&scratch);
    buf_clear(&out);
    command_begin(m, COMMAND_FIGURE, &scratch);
    command_put_text(m, FIELD_SOURCE, BYTES_LIT("A. Historian, 1927"));
    command_put_raw(m, FIELD_PARTS,
                    BYTES_LIT("\x82\xa2\x61n\x18\x69\x64name\x61x\xa2\x61n\x0a\x62of\x07"));
    command_put_raw(m, FIELD_OF,
                    BYTES_LIT("\x82\x65"
                              "duma-\x03"));
    command_put_text(m, FIELD_KIND, BYTES_LIT("composition"));
    command_put_text(m, FIELD_QUANTITY, BYTES_LIT("about 600"));
    command_put_int(m, FIELD_LINE, 212);
    command_put_text(m, FIELD_WHEN, BYTES_LIT("1917-03"));
}

TEST(fields_come_back_whatever_the_order_they_went_in) {
    struct command_maker m;
    struct command c;
    struct fail fail = {0};
    open_buffers();
    make_figure(&m);
    REQUIRE(command_end(&m, &out, &fail) == 0);
    REQUIRE(command_decode(buf_view(&out), &c, &fail) == 0);
    EXPECT_INT(c.type, COMMAND_FIGURE);
    EXPECT_INT(c.n, 7);
    EXPECT_BYTES(command_get(&c, FIELD_KIND).bytes, BYTES_LIT("composition"));
    EXPECT_INT(command_get(&c, FIELD_LINE).i, 212);
    EXPECT_BYTES(command_get(&c, FIELD_QUANTITY).bytes, BYTES_LIT("about 600"));
    EXPECT(!command_get(&c, FIELD_QUANTITY).by_id);
    struct value of = command_get(&c, FIELD_OF);
    EXPECT(of.kind == VALUE_REF && !of.by_id && of.part == 3);
    EXPECT_BYTES(of.bytes, BYTES_LIT("duma-"));
    EXPECT_INT(command_get(&c, FIELD_NAME).kind, VALUE_NONE);
    EXPECT(cbor_valid(c.bytes));

    struct value_list rows;
    struct bytes row;
    struct value parts = command_get(&c, FIELD_PARTS);
    value_rows_begin(&parts, &rows);
    EXPECT(value_rows_next(&rows, &row));
    EXPECT_INT(value_in_map(row, "n").i, 105);
    EXPECT_BYTES(value_in_map(row, "name").bytes, BYTES_LIT("x"));
    EXPECT_INT(value_in_map(row, "of").kind, VALUE_NONE);
    EXPECT(value_rows_next(&rows, &row));
    struct value who = value_ref(value_in_map(row, "of"));
    EXPECT(who.kind == VALUE_REF && who.by_id && who.i == 7);
    EXPECT(!value_rows_next(&rows, &row));
    close_buffers();
}

static void expect_refused(const char *hex, int code, const char *says) {
    uint8_t room[512];
    struct command c;
    struct fail fail = {0};
    size_t n = strlen(hex) / 2;
    EXPECT_INT(bytes_from_hex(bytes_str(hex), room, n), 0);
    int r = command_decode(bytes_of(room, n), &c, &fail);
    if (r != code || !strstr(fail.text, says))
        TEST_FAIL_("%s: %d \"%s\", expected %d \"%s\"", hex, r, fail.text, code, says);
}

TEST(errors_name_the_command_the_field_and_what_was_expected) {
    /* leave (41): person (18) required, unit (20) allowed */
    uint8_t good[] = {0xa3, 0, 0x18, 41, 18, 5, 20, 0x61, 'x'};
    struct command c;
    EXPECT_INT(command_decode(bytes_of(good, sizeof(good)), &c, NULL), 0);
    EXPECT(command_get(&c, FIELD_PERSON).by_id && command_get(&c, FIELD_PERSON).i == 5);

    expect_refused("", ERR_SYNTAX, "expected a map that begins with 0: its type, at byte 0");
    expect_refused("a0", ERR_SYNTAX, "begins with 0");
    expect_refused("a10103", ERR_SYNTAX, "begins with 0");
    expect_refused("a10060", ERR_SYNTAX, "the number of its type");
    expect_refused("a10019ffff", ERR_VERSION, "no type 65535 is known");
    expect_refused("a1001a00010003", ERR_VERSION, "no type 65539 is known");
    expect_refused("a300182912051461", ERR_SYNTAX, "\"leave\", field \"unit\": expected a thing");
    expect_refused("a2001829"
                   "1405",
                   ERR_SYNTAX, "\"leave\": the field \"person\" is missing");
    expect_refused("a3001829"
                   "146178"
                   "1205",
                   ERR_SYNTAX, "\"person\" stands after a higher one");
    expect_refused("a3001829"
                   "1205"
                   "1205",
                   ERR_SYNTAX, "\"person\" stands after a higher one");
    expect_refused("a3001829"
                   "0c6178"
                   "1205",
                   ERR_SYNTAX, "\"leave\" has no field 12 (\"text\")");
    expect_refused("a3001829"
                   "1205"
                   "19ffff00",
                   ERR_SYNTAX, "\"leave\" has no field 65535");
    expect_refused("a3001829"
                   "1205"
                   "146178"
                   "00",
                   ERR_SYNTAX, "ends at byte 9, but 10 bytes");
    expect_refused("a20003"
                   "0101",
                   ERR_SYNTAX, "\"tick\" has no field 1 (\"name\")");
    expect_refused("b81a0003"
                   "0000000000000000000000000000000000000000000000000000000000000000"
                   "000000000000000000000000000000000000",
                   ERR_SYNTAX, "has 25 fields, at most 24");
    /* register-key (5): person, key (42) of 32 bytes */
    expect_refused("a30005"
                   "1205"
                   "182a41ff",
                   ERR_SYNTAX, "field \"key\": expected 32 bytes");
}

/* One value of each kind, taken or refused; each goes into a command that has such a field. */
static const struct {
    enum command_type type;
    enum field field;
    const char *hex;
    bool taken;
} values[] = {
    {COMMAND_SIGN, FIELD_PROCEEDING, "00", true},
    {COMMAND_SIGN, FIELD_PROCEEDING, "6162", true},
    {COMMAND_SIGN, FIELD_PROCEEDING, "1affffffff", true},
    {COMMAND_SIGN, FIELD_PROCEEDING, "1b0000000100000000", false},
    {COMMAND_SIGN, FIELD_PROCEEDING, "20", false},
    {COMMAND_SIGN, FIELD_PROCEEDING, "60", false},
    {COMMAND_SIGN, FIELD_PROCEEDING, "820501", true},
    {COMMAND_SIGN, FIELD_PROCEEDING, "820500", false},
    {COMMAND_SIGN, FIELD_PROCEEDING, "8105", false},
    {COMMAND_SIGN, FIELD_PROCEEDING, "83050101", false},
    {COMMAND_SIGN, FIELD_PROCEEDING, "8282050101", false},
    {COMMAND_SIGN, FIELD_PROCEEDING, "6107", false},
    {COMMAND_CAST, FIELD_CHOICE, "8261616162", true},
    {COMMAND_CAST, FIELD_CHOICE, "80", true},
    {COMMAND_CAST, FIELD_CHOICE, "8105", false},
    {COMMAND_CAST, FIELD_CHOICE, "6161", false},
    {COMMAND_CAST, FIELD_CHOICE, "8160", false},
    {COMMAND_FOUND, FIELD_TITLE, "6161", true},
    {COMMAND_FOUND, FIELD_TITLE, "60", false},
    {COMMAND_FOUND, FIELD_TITLE, "a262656c616162656e6162", true},
    {COMMAND_FOUND, FIELD_TITLE, "a262656e616162656c6162", false},
    {COMMAND_FOUND, FIELD_TITLE, "a162656c05", false},
    {COMMAND_FOUND, FIELD_TITLE, "a0", false},
    {COMMAND_FOUND, FIELD_PAST, "f5", true},
    {COMMAND_FOUND, FIELD_PAST, "01", false},
    {COMMAND_FOUND, FIELD_LANGUAGE, "62656c", true},
    {COMMAND_FOUND, FIELD_LANGUAGE, "620a61", false},
    {COMMAND_TIE, FIELD_QUANTITY, "05", true},
    {COMMAND_TIE, FIELD_QUANTITY, "24", true},
    {COMMAND_TIE, FIELD_QUANTITY, "6135", true},
    {COMMAND_TIE, FIELD_QUANTITY, "f5", false},
    {COMMAND_TIE, FIELD_WHEN, "6431393137", true},
    {COMMAND_TIE, FIELD_WHEN, "19077d", false},
    {COMMAND_TIE, FIELD_EVIDENCE, "630a0961", true},
    {COMMAND_TIE, FIELD_EVIDENCE, "6100", false},
    {COMMAND_TIE, FIELD_EVIDENCE, "617f", false},
    {COMMAND_TIE, FIELD_EVIDENCE, "61ff", false},
    {COMMAND_DUES, FIELD_MEMBERS, "20", true},
    {COMMAND_DUES, FIELD_MEMBERS, "6135", false},
    {COMMAND_DUES, FIELD_MEMBERS, "1b8000000000000000", false},
    {COMMAND_PROPOSE, FIELD_FIELDS, "a0", true},
    {COMMAND_PROPOSE, FIELD_FIELDS, "a36161056162f561636178", true},
    {COMMAND_PROPOSE, FIELD_FIELDS, "a26162056161f5", false},
    {COMMAND_PROPOSE, FIELD_FIELDS, "a1616180", false},
    {COMMAND_PROPOSE, FIELD_FIELDS, "a10505", false},
    {COMMAND_PROPOSE, FIELD_ADDRESSED, "83056161820502", true},
    {COMMAND_PROPOSE, FIELD_ADDRESSED, "81f5", false},
    {COMMAND_PROPOSE, FIELD_TERMS, "81a1616105", true},
    {COMMAND_PROPOSE, FIELD_TERMS, "8105", false},
    {COMMAND_PROPOSE, FIELD_TERMS, "a0", false},
    {COMMAND_PROPOSE, FIELD_HASH, "4100", false},
    {COMMAND_DRAW, FIELD_SEED, "4100", true},
    {COMMAND_DRAW, FIELD_SEED, "6100", false},
};

static int try_value(enum command_type type, enum field f, const char *hex) {
    uint8_t raw[2048];
    struct command_maker m;
    struct fail fail = {0};
    size_t n = strlen(hex) / 2;
    EXPECT_INT(bytes_from_hex(bytes_str(hex), raw, n), 0);
    buf_clear(&scratch);
    buf_clear(&out);
    command_begin(&m, type, &scratch);
    const struct command_kind *kind = command_kind((uint16_t)type);
    for (size_t i = 0; i < kind->n_fields; i++)
        if (kind->fields[i].must && kind->fields[i].field != f)
            command_put_text(&m, (enum field)kind->fields[i].field,
                             bytes_of("0123456789abcdef0123456789abcdef", 32));
    command_put_raw(&m, f, bytes_of(raw, n));
    int r = command_end(&m, &out, &fail);
    EXPECT(r == 0 || out.n == 0);
    if (r < 0 && !strstr(fail.text, field_type((uint16_t)f)->name))
        TEST_FAIL_("\"%s\" does not name the field %s", fail.text, field_type((uint16_t)f)->name);
    return r;
}

TEST(every_value_has_the_kind_of_its_field) {
    open_buffers();
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        if ((try_value(values[i].type, values[i].field, values[i].hex) == 0) != values[i].taken)
            TEST_FAIL_("\"%s\" %s was %s", field_type((uint16_t)values[i].field)->name,
                       values[i].hex, values[i].taken ? "refused" : "taken");
    close_buffers();
}

TEST(sizes_end_where_the_limits_say) {
    static uint8_t long_text[LIMIT_TEXT_BYTES + 1];
    struct command_maker m;
    memset(long_text, 'x', sizeof(long_text));
    open_buffers();
    static const struct {
        enum command_type type;
        enum field field;
        size_t max;
    } cases[] = {{COMMAND_FOUND, FIELD_NAME, LIMIT_NAME_BYTES},
                 {COMMAND_FOUND, FIELD_TITLE, LIMIT_TITLE_BYTES},
                 {COMMAND_ERASE, FIELD_WHY, LIMIT_TEXT_BYTES},
                 {COMMAND_SIGN, FIELD_PROCEEDING, LIMIT_PATH_BYTES},
                 {COMMAND_DRAW, FIELD_SEED, LIMIT_CHARTER_BYTES}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (size_t more = 0; more < 2; more++) {
            buf_clear(&scratch);
            buf_clear(&out);
            command_begin(&m, cases[i].type, &scratch);
            const struct command_kind *kind = command_kind((uint16_t)cases[i].type);
            for (size_t k = 0; k < kind->n_fields; k++)
                if (kind->fields[k].must && kind->fields[k].field != cases[i].field)
                    command_put_text(&m, (enum field)kind->fields[k].field, BYTES_LIT("x"));
            command_put_text(&m, cases[i].field, bytes_of(long_text, cases[i].max + more));
            EXPECT_INT(command_end(&m, &out, NULL), more ? ERR_SYNTAX : 0);
        }
    }
    buf_clear(&scratch);
    cbor_put_array(&scratch, LIMIT_LIST + 1);
    for (int i = 0; i <= LIMIT_LIST; i++)
        cbor_put_uint(&scratch, 1);
    struct cbor c;
    struct value v;
    cbor_read(&c, buf_view(&scratch));
    EXPECT_STR(value_read(&c, VALUE_REFS, &v), "a list of at most 512 elements");
    close_buffers();
}

TEST(a_maker_with_too_much_or_without_memory_says_so) {
    struct command_maker m;
    struct fail fail = {0};
    open_buffers();
    command_begin(&m, COMMAND_ISSUE, &scratch);
    for (int i = 0; i < LIMIT_COMMAND_FIELDS + 1; i++)
        command_put_int(&m, FIELD_LINE, i);
    EXPECT_INT(command_end(&m, &out, &fail), ERR_SYNTAX);
    close_buffers();
    for (size_t n = 1; n <= 3; n++) {
        struct alloc_faulty faulty;
        struct buf s, o;
        alloc_faulty_init(&faulty, n);
        buf_init(&s, &faulty.base, 1 << 20);
        buf_init(&o, &faulty.base, 1 << 20);
        command_begin(&m, COMMAND_LEAVE, &s);
        command_put_int(&m, FIELD_PERSON, 1);
        command_put_text(&m, FIELD_UNIT, BYTES_LIT("a-unit"));
        EXPECT_INT(command_end(&m, &o, NULL), n <= 2 ? ERR_NOMEM : 0);
        buf_drop(&s);
        buf_drop(&o);
    }
}

TEST(a_list_is_walked_to_its_end) {
    struct value words = {.kind = VALUE_WORDS,
                          .bytes = BYTES_LIT("\x83\x61"
                                             "a\x62"
                                             "bc\x61"
                                             "d")};
    struct value refs = {.kind = VALUE_REFS, .bytes = BYTES_LIT("\x82\x05\x82\x61x\x02")}, v;
    struct value none = {.kind = VALUE_NONE};
    struct value_list l;
    int n = 0;
    for (value_list_begin(&words, &l); value_list_next(&l, &v); n++)
        EXPECT(v.kind == VALUE_WORD && v.bytes.n == (n == 1 ? 2u : 1u));
    EXPECT_INT(n, 3);
    value_list_begin(&refs, &l);
    EXPECT(value_list_next(&l, &v) && v.by_id && v.i == 5 && v.part == 0);
    EXPECT(value_list_next(&l, &v) && !v.by_id && v.part == 2);
    EXPECT(!value_list_next(&l, &v));
    value_list_begin(&none, &l);
    EXPECT(!value_list_next(&l, &v));
    value_rows_begin(&none, &l);
    EXPECT(!value_rows_next(&l, &(struct bytes){0}));
}

TEST(a_title_is_in_the_language_asked_for_or_the_next_best) {
    struct bytes plain = BYTES_LIT("\x63"
                                   "abc");
    struct bytes both = BYTES_LIT("\xa2\x62"
                                  "el\x61"
                                  "g\x62"
                                  "en\x61"
                                  "e");
    EXPECT_BYTES(value_title(plain, "el", "en"), BYTES_LIT("abc"));
    EXPECT_BYTES(value_title(both, "en", "el"), BYTES_LIT("e"));
    EXPECT_BYTES(value_title(both, "fr", "en"), BYTES_LIT("e"));
    EXPECT_BYTES(value_title(both, "fr", "de"), BYTES_LIT("g"));
    EXPECT_BYTES(value_title(both, NULL, NULL), BYTES_LIT("g"));
    EXPECT_INT(value_title((struct bytes){0}, "el", "en").n, 0);
    EXPECT_INT(value_title(BYTES_LIT("\x05"), "el", "en").n, 0);
}

TEST(no_cut_and_no_flipped_bit_crashes_and_what_is_taken_is_canonical) {
    struct command_maker m;
    struct command c;
    uint8_t other[512];
    open_buffers();
    make_figure(&m);
    REQUIRE(command_end(&m, &out, NULL) == 0 && out.n < sizeof(other));
    for (size_t n = 0; n < out.n; n++)
        EXPECT(command_decode(bytes_of(out.at, n), &c, NULL) < 0);
    for (size_t bit = 0; bit < out.n * 8; bit++) {
        memcpy(other, out.at, out.n);
        other[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (command_decode(bytes_of(other, out.n), &c, NULL) == 0)
            EXPECT(cbor_valid(bytes_of(other, out.n)));
    }
    close_buffers();
}

TEST_MAIN(T(fields_come_back_whatever_the_order_they_went_in),
          T(errors_name_the_command_the_field_and_what_was_expected),
          T(every_value_has_the_kind_of_its_field), T(sizes_end_where_the_limits_say),
          T(a_maker_with_too_much_or_without_memory_says_so), T(a_list_is_walked_to_its_end),
          T(a_title_is_in_the_language_asked_for_or_the_next_best),
          T(no_cut_and_no_flipped_bit_crashes_and_what_is_taken_is_canonical))
