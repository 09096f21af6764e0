/* The worked example of doc/record.md: a record of two entries, byte by byte, and all that is
 * derived from it. The test writes that section anew and compares; `test-wire-record --write`
 * prints it. */
#include "test.h"

#include "base/cbor.h"
#include "wire/command.h"
#include "wire/effect.h"
#include "wire/receipt.h"
#include "wire/types.h"

#define BEGIN "<!-- written by test/unit/wire_record.c: begin -->\n"
#define END "<!-- written by test/unit/wire_record.c: end -->\n"
#define ORIGIN "example.org/union"

struct example {
    struct ed25519_secret member, log;
    struct note_key log_key;
    struct buf bytes;    /* everything below lies here */
    struct entry e[2];
    struct bytes stored[2], signed_bytes;
    struct hash leaf[2], root;
    uint8_t signature[64];
    struct buf note, receipt;
};

static void seal(struct example *x, int i, struct bytes command, struct bytes effects) {
    static const uint8_t salts[4][ENTRY_SALT_BYTES] = {"salt 0, command.", "salt 0, effects.",
                                                       "salt 1, command.", "salt 1, effects."};
    struct entry *e = &x->e[i];
    e->n_parts = 2;
    e->parts[0] = (struct entry_part){
        .kind = PART_COMMAND, .salt = {salts[2 * i], 16}, .content = command};
    e->parts[1] = (struct entry_part){
        .kind = PART_EFFECTS, .salt = {salts[2 * i + 1], 16}, .content = effects};
    entry_seal(e);
}

static struct bytes since(const struct buf *b, size_t from) {
    return bytes_of(b->at + from, b->n - from);
}

static struct bytes make_command(struct example *x, int i) {
    struct command_maker m;
    struct buf scratch;
    struct fail fail = {0};
    size_t from = x->bytes.n;
    buf_init(&scratch, &alloc_heap, 4096);
    command_begin(&m, i ? COMMAND_CAST : COMMAND_FOUND, &scratch);
    if (i) {
        command_put_int(&m, FIELD_PROCEEDING, 12);
        command_put_raw(&m, FIELD_CHOICE, BYTES_LIT("\x81\x63yes"));
    } else {
        command_put_text(&m, FIELD_TITLE, BYTES_LIT("Union"));
    }
    if (command_end(&m, &x->bytes, &fail) < 0)
        TEST_FAIL_("%s", fail.text);
    buf_drop(&scratch);
    return since(&x->bytes, from);
}

static struct bytes make_effects(struct example *x, int i) {
    static const struct effect effects[2] = {
        {.type = EFFECT_FOUNDED,
         .n = 1,
         .has_text = true,
         .text = {(const uint8_t *)"\x65Union", 6}},
        {.type = EFFECT_STEP, .n = 6, .a = {12, 400, 17, 1, 1, 0}}};
    uint8_t room[64];
    struct buf one = buf_on(room, sizeof(room));
    size_t from = x->bytes.n;
    effect_put(&one, &effects[i]);
    effect_put_list(&x->bytes, 1, buf_view(&one));
    return since(&x->bytes, from);
}

static void sign_vote(struct example *x) {
    size_t from = x->bytes.n;
    entry_signed_bytes(&x->leaf[0], &x->e[1], &x->bytes);
    x->signed_bytes = since(&x->bytes, from);
    ed25519_sign(&x->member, x->signed_bytes, x->signature);
    x->e[1].header.auth_key = bytes_of(ed25519_public(&x->member), 32);
    x->e[1].header.signature = bytes_of(x->signature, 64);
}

static void make_receipt(struct example *x) {
    struct checkpoint c = {.origin = BYTES_LIT(ORIGIN), .size = 2, .root = x->root};
    uint8_t room[256];
    struct buf text = buf_on(room, sizeof(room));
    struct receipt r = {.index = 1, .n_proof = 1, .proof = {x->leaf[0]}};
    struct buf leaf = buf_on(r.leaf, sizeof(r.leaf));
    checkpoint_text(&c, &text);
    EXPECT_INT(note_sign(buf_view(&text), &x->log_key, &x->log, 0, &x->note, NULL), 0);
    entry_leaf(&x->e[1], &leaf);
    r.n_leaf = leaf.n;
    r.checkpoint = buf_view(&x->note);
    receipt_text(&r, &x->receipt);
}

static void make(struct example *x) {
    static const uint8_t member_seed[32] = "the member's key, only for this.";
    static const uint8_t log_seed[32] = "the record's key, only for this.";
    memset(x, 0, sizeof(*x));
    buf_init(&x->bytes, &alloc_heap, 1 << 16);
    buf_init(&x->note, &alloc_heap, 1 << 16);
    buf_init(&x->receipt, &alloc_heap, 1 << 16);
    buf_room(&x->bytes, 8192); /* so that nothing moves */
    buf_clear(&x->bytes);
    ed25519_from_seed(member_seed, &x->member);
    ed25519_from_seed(log_seed, &x->log);
    note_key_make(BYTES_LIT(ORIGIN), NOTE_ED25519, ed25519_public(&x->log), &x->log_key, NULL);
    x->e[0].header = (struct entry_header){
        .seq = 0, .stamp = INT64_C(1790000000000), .type = COMMAND_FOUND, .auth = AUTH_OPERATOR};
    x->e[1].header = (struct entry_header){.seq = 1,
                                           .stamp = INT64_C(1790000000123),
                                           .type = COMMAND_CAST,
                                           .actor = 17,
                                           .auth = AUTH_SIGNED};
    memcpy(x->e[0].header.key, "key of request 0", 16);
    memcpy(x->e[1].header.key, "key of request 1", 16);
    for (int i = 0; i < 2; i++) {
        struct bytes command = make_command(x, i), effects = make_effects(x, i);
        seal(x, i, command, effects);
        if (i)
            sign_vote(x);
        x->leaf[i] = entry_leaf_hash(&x->e[i]);
        size_t from = x->bytes.n;
        entry_encode(&x->e[i], &x->bytes);
        x->stored[i] = since(&x->bytes, from);
    }
    x->root = merkle_root_of(x->leaf, 2);
    make_receipt(x);
}

static void drop(struct example *x) {
    buf_drop(&x->bytes);
    buf_drop(&x->note);
    buf_drop(&x->receipt);
}

/* --- writing it down -------------------------------------------------------------------------- */

static void put_hex(struct buf *b, struct bytes bytes, const char *between) {
    for (size_t i = 0; i < bytes.n; i++)
        buf_format(b, "%s%02x", i ? between : "", bytes.at[i]);
}

static void put_hash(struct buf *b, const char *what, struct bytes hash) {
    buf_format(b, "    %-22s ", what);
    put_hex(b, hash, "");
    buf_str(b, "\n");
}

/* N bytes of what is left, sixteen a line, and beside them what they are. */
static void put_row(struct buf *b, struct bytes *rest, size_t n, const char *what) {
    for (size_t i = 0; i < n; i += 16) {
        size_t before = b->n;
        buf_str(b, "    ");
        put_hex(b, bytes_part(*rest, i, n - i < 16 ? n - i : 16), " ");
        if (i == 0 && what[0])
            buf_format(b, "%*s %s", (int)(51 - (b->n - before)), "", what);
        buf_str(b, "\n");
    }
    *rest = bytes_part(*rest, n, rest->n);
}

static const struct {
    uint8_t n;
    const char *what;
} rows[] = {
    {1, "an entry: an array of 2"},
    {1, "the header: a map of 8 pairs"},
    {2, "0 sequence: 1"},
    {10, "1 stamp: 1790000000123"},
    {3, "2 type: 54, cast"},
    {18, "3 key: 16 bytes"},
    {2, "4 actor: 17"},
    {2, "7 authentication: 1, signed"},
    {3, "8 public key: 32 bytes"},
    {32, ""},
    {3, "9 signature: 64 bytes"},
    {64, ""},
    {1, "the parts: an array of 2"},
    {2, "part 1, the command: kind, salt, content"},
    {17, "its salt: 16 bytes"},
    {1, "its content: 14 bytes"},
    {4, "a map of 3 pairs; 0: 54, cast"},
    {3, "25 in: 12"},
    {7, "26 choice: [\"yes\"]"},
    {2, "part 2, the effects: kind, salt, content"},
    {17, "its salt: 16 bytes"},
    {1, "its content: 12 bytes"},
    {2, "an array of 1 effect, which is an array of 7"},
    {2, "32 step"},
    {8, "in 12, kind 400, who 17, option 1, weight 1, mandate 0"},
};

static void put_dump(struct buf *b, const struct example *x) {
    struct bytes rest = x->stored[1];
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        put_row(b, &rest, rows[i].n, rows[i].what);
    EXPECT_INT(rest.n, 0);
}

static void put_example(struct buf *b, const struct example *x) {
    char vkey[NOTE_KEY_TEXT_MAX];
    note_key_format(&x->log_key, vkey);
    buf_str(b, BEGIN "\nEntry 1 as it is stored:\n\n");
    put_dump(b, x);
    buf_str(b, "\nEntry 0, stored, and its leaf hash, which is the record's id:\n\n    ");
    put_hex(b, bytes_part(x->stored[0], 0, 40), "");
    buf_str(b, "\n    ");
    put_hex(b, bytes_part(x->stored[0], 40, x->stored[0].n), "");
    buf_str(b, "\n\n");
    put_hash(b, "leaf hash 0", bytes_of(x->leaf[0].b, 32));
    buf_str(b, "\nWhat the member signed:\n\n    ");
    put_hex(b, bytes_part(x->signed_bytes, 0, 41), "");
    buf_str(b, "\n    ");
    put_hex(b, bytes_part(x->signed_bytes, 41, x->signed_bytes.n), "");
    buf_str(b, "\n\nThe hashes of entry 1:\n\n");
    put_hash(b, "hash of the command", bytes_of(x->e[1].parts[0].hash.b, 32));
    put_hash(b, "hash of the effects", bytes_of(x->e[1].parts[1].hash.b, 32));
    put_hash(b, "leaf hash 1", bytes_of(x->leaf[1].b, 32));
    put_hash(b, "root of both", bytes_of(x->root.b, 32));
    buf_format(b, "\nThe record's key, for verifiers:\n\n    %s\n\n", vkey);
    buf_str(b, "The receipt of entry 1, which holds the signed checkpoint:\n\n```\n");
    buf_bytes(b, buf_view(&x->receipt));
    buf_str(b, "```\n\n" END);
}

/* --- limits ----------------------------------------------------------------------------------- */

#define LIMITS_BEGIN "<!-- limits: begin -->\n"
#define LIMITS_END "<!-- limits: end -->\n"

static void put_limits(struct buf *b) {
    static const struct {
        const char *what;
        unsigned long value;
    } limits[] = {
        {"bytes of an entry, with all its parts", LIMIT_ENTRY_BYTES},
        {"bytes of the content of a part", LIMIT_PART_BYTES},
        {"parts of an entry", LIMIT_PARTS},
        {"fields of a command", LIMIT_COMMAND_FIELDS},
        {"effects of an entry", LIMIT_EFFECTS},
        {"integers of an effect", LIMIT_EFFECT_ARGS},
        {"levels of arrays and maps", LIMIT_CBOR_DEPTH},
        {"bytes of a word", LIMIT_NAME_BYTES},
        {"bytes of the name of a thing (body/unit)", LIMIT_PATH_BYTES},
        {"bytes of a date", LIMIT_WHEN_BYTES},
        {"bytes of a title, in each language; of an element of a list of words", LIMIT_TITLE_BYTES},
        {"languages of a title", LIMIT_LANGUAGES},
        {"bytes of a text", LIMIT_TEXT_BYTES},
        {"bytes of a byte string in a command", LIMIT_CHARTER_BYTES},
        {"elements of a list; rows; words of a map", LIMIT_LIST},
        {"bytes of a signed checkpoint", LIMIT_NOTE_BYTES},
        {"signatures of a checkpoint", LIMIT_NOTE_SIGNATURES},
    };
    buf_str(b, LIMITS_BEGIN "| at most | |\n|--:|---|\n");
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
        buf_format(b, "| %lu | %s |\n", limits[i].value, limits[i].what);
    buf_str(b, LIMITS_END);
}

/* --- tests ------------------------------------------------------------------------------------ */

static struct buf page;

static bool read_page(void) {
    FILE *f = fopen(SOURCE_ROOT "/doc/record.md", "rb");
    if (!f)
        return false;
    buf_init(&page, &alloc_heap, 1 << 20);
    for (int c = fgetc(f); c != EOF; c = fgetc(f))
        buf_byte(&page, (uint8_t)c);
    fclose(f);
    return true;
}

static void expect_in_page(struct buf *want, const char *begin, const char *end) {
    REQUIRE(read_page());
    const char *from = strstr((const char *)page.at, begin), *to = from ? strstr(from, end) : NULL;
    REQUIRE(from && to);
    struct bytes got = bytes_of(from, (size_t)(to - from) + strlen(end));
    if (!bytes_equal(got, buf_view(want)))
        TEST_FAIL_("doc/record.md is not what test-wire-record --write prints");
    buf_drop(&page);
}

TEST(the_worked_example_of_the_format_is_true) {
    static struct example x;
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 16);
    make(&x);
    put_example(&b, &x);
    expect_in_page(&b, BEGIN, END);
    buf_drop(&b);
    drop(&x);
}

TEST(the_limits_of_the_format_are_those_of_the_program) {
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 16);
    put_limits(&b);
    expect_in_page(&b, LIMITS_BEGIN, LIMITS_END);
    buf_drop(&b);
}

TEST(a_receipt_is_verified_offline) {
    static struct example x;
    struct receipt_verified v;
    struct entry e;
    struct fail fail = {0};
    make(&x);
    EXPECT_INT(receipt_verify(buf_view(&x.receipt), &x.log_key, 1, &v, &fail), 0);
    EXPECT_STR(fail.text, "");
    EXPECT(hash_equal(&v.leaf, &x.leaf[1]) && v.checkpoint.size == 2 && v.receipt.index == 1);
    /* the leaf reads as an entry without its parts */
    EXPECT_INT(entry_decode(bytes_of(v.receipt.leaf, v.receipt.n_leaf), &e, NULL), 0);
    EXPECT(e.header.actor == 17 && e.parts[0].withheld && e.parts[1].withheld);
    /* and the vote it speaks of was signed by its member */
    EXPECT(ed25519_verify(e.header.auth_key.at, x.signed_bytes, e.header.signature.at));
    struct buf again;
    buf_init(&again, &alloc_heap, 1 << 16);
    receipt_text(&v.receipt, &again);
    EXPECT(bytes_equal(buf_view(&again), buf_view(&x.receipt)));
    buf_drop(&again);
    drop(&x);
}

TEST(a_receipt_that_was_changed_is_refused) {
    static struct example x;
    struct receipt_verified v;
    static uint8_t other[4096];
    make(&x);
    struct bytes whole = buf_view(&x.receipt);
    REQUIRE(whole.n < sizeof(other));
    for (size_t n = 0; n < whole.n; n++)
        EXPECT(receipt_verify(bytes_part(whole, 0, n), &x.log_key, 1, &v, NULL) < 0);
    for (size_t bit = 0; bit < whole.n * 8; bit++) {
        memcpy(other, whole.at, whole.n);
        other[bit / 8] ^= (uint8_t)(1 << bit % 8);
        EXPECT(receipt_verify(bytes_of(other, whole.n), &x.log_key, 1, &v, NULL) < 0);
    }
    struct note_key another = x.log_key;
    note_key_make(BYTES_LIT("example.org/another"), NOTE_ED25519, x.log_key.public_key, &another,
                  NULL);
    EXPECT_INT(receipt_verify(whole, &another, 1, &v, NULL), ERR_MISSING);
    drop(&x);
}

static const struct test_case cases[] = {
    T(the_worked_example_of_the_format_is_true),
    T(the_limits_of_the_format_are_those_of_the_program),
    T(a_receipt_is_verified_offline),
    T(a_receipt_that_was_changed_is_refused),
};

int main(int argc, char **argv) {
    static struct example x;
    if (argc < 2 || strcmp(argv[1], "--write") != 0)
        return test_run_all_(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 16);
    make(&x);
    put_example(&b, &x);
    put_limits(&b);
    fwrite(b.at, 1, b.n, stdout);
    buf_drop(&b);
    drop(&x);
    return 0;
}
