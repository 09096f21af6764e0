#include "data.h"
#include "test.h"

#include "wire/checkpoint.h"
#include "wire/note.h"

#define PETER_KEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PETER_SECRET                                                                               \
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
#define ENOCH_KEY "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
#define TEXT                                                                                       \
    "If you think cryptography is the answer to your problem,\n"                                   \
    "then you don't know what your problem is.\n"
#define PETER_SIGNED                                                                               \
    "\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"   \
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define ENOCH_SIGNED                                                                               \
    "\xe2\x80\x94 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01"  \
    "oOTGwnWLox33WWd1RvMc+QQ=\n"

static struct note_key key_of(const char *vkey) {
    struct note_key k = {{0}, {0}, 0, {0}};
    struct fail fail = {0};
    if (note_key_parse(bytes_str(vkey), &k, &fail) < 0)
        TEST_FAIL_("%s", fail.text);
    return k;
}

/* golang.org/x/mod/sumdb/note and C2SP signed-note: their own examples. */
TEST(notes_of_others_are_verified) {
    struct note_key keys[] = {
        key_of("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
        key_of(PETER_KEY), key_of(ENOCH_KEY)};
    struct note_opened o;
    struct fail fail = {0};
    static const char c2sp[] =
        "This is an example message.\n\n\xe2\x80\x94 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1"
        "YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    EXPECT_INT(note_open(bytes_str(c2sp), keys, 3, &o, &fail), 0);
    EXPECT_STR(fail.text, "");
    EXPECT_BYTES(o.text, BYTES_LIT("This is an example message.\n"));
    EXPECT_INT(o.signed_by, 1);
    EXPECT_INT(note_open(bytes_str(TEXT "\n" PETER_SIGNED ENOCH_SIGNED), keys, 3, &o, NULL), 0);
    EXPECT_BYTES(o.text, BYTES_LIT(TEXT));
    EXPECT_INT(o.signed_by, 6);
    EXPECT_INT(note_open(bytes_str(TEXT "\n" PETER_SIGNED ENOCH_SIGNED), keys, 2, &o, NULL), 0);
    EXPECT_INT(o.signed_by, 2); /* Enoch is not known: passed over */
}

TEST(what_we_sign_is_what_others_signed) {
    struct note_key peter, enoch;
    uint8_t seed[ED25519_SEED_BYTES], zeros[ED25519_SEED_BYTES] = {0};
    struct ed25519_secret secret;
    struct buf b, c;
    char text[NOTE_SECRET_TEXT_MAX];
    buf_init(&b, &alloc_heap, 1 << 16);
    buf_init(&c, &alloc_heap, 1 << 16);
    REQUIRE(note_secret_parse(BYTES_LIT(PETER_SECRET), &peter, seed, NULL) == 0);
    note_secret_format(&peter, seed, text);
    EXPECT_STR(text, PETER_SECRET);
    note_key_format(&peter, text);
    EXPECT_STR(text, PETER_KEY);
    ed25519_from_seed(seed, &secret);
    EXPECT_INT(note_sign(BYTES_LIT(TEXT), &peter, &secret, 0, &b, NULL), 0);
    EXPECT_STR((const char *)b.at, TEXT "\n" PETER_SIGNED);

    ed25519_from_seed(zeros, &secret); /* Go's example makes EnochRoot of zeros */
    REQUIRE(note_key_make(BYTES_LIT("EnochRoot"), NOTE_ED25519, ed25519_public(&secret), &enoch,
                          NULL) == 0);
    note_key_format(&enoch, text);
    EXPECT_STR(text, ENOCH_KEY);
    EXPECT_INT(note_cosign(buf_view(&b), &enoch, &secret, 0, &c, NULL), 0);
    EXPECT_STR((const char *)c.at, TEXT "\n" PETER_SIGNED ENOCH_SIGNED);
    buf_drop(&b);
    buf_drop(&c);
}

TEST(a_key_that_was_changed_is_refused) {
    static const char *const keys[] = {PETER_KEY, PETER_SECRET};
    struct note_key k;
    uint8_t seed[ED25519_SEED_BYTES];
    char other[128];
    for (int which = 0; which < 2; which++) {
        size_t n = strlen(keys[which]);
        for (size_t i = 0; i <= n; i++)
            for (size_t j = i; j <= n; j++) {
                struct bytes part = bytes_part(bytes_str(keys[which]), i, j - i);
                int r = which ? note_secret_parse(part, &k, seed, NULL)
                              : note_key_parse(part, &k, NULL);
                EXPECT((r == 0) == (i == 0 && j == n));
            }
        for (size_t bit = 0; bit < n * 8; bit++) {
            memcpy(other, keys[which], n);
            other[bit / 8] ^= (char)(1 << bit % 8);
            int r = which ? note_secret_parse(bytes_of(other, n), &k, seed, NULL)
                          : note_key_parse(bytes_of(other, n), &k, NULL);
            EXPECT(r < 0);
        }
    }
    EXPECT_INT(note_key_parse(BYTES_LIT("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4"
                                        "izWy10TW"), &k, NULL), ERR_VERSION); /* another kind */
    EXPECT_INT(note_key_parse(BYTES_LIT("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4"
                                        "izWy10TWBADKEY=="), &k, NULL), ERR_SYNTAX); /* too long */
    EXPECT_INT(note_key_parse(BYTES_LIT("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4"
                                        "izWy10TW"), &k, NULL), ERR_SYNTAX); /* capitals */
}

TEST(names_of_keys_have_no_space_and_no_plus) {
    static const char *const bad[] = {"",
                                      "a b",
                                      "a+b",
                                      "a\nb",
                                      "a\tb",
                                      ("a\xc2\xa0"
                                       "b"),
                                      "\xe2\x80\x83",
                                      "a\xe3\x80\x80",
                                      "\xe1\x9a\x80",
                                      "\xff",
                                      "a\xc2\x85"};
    uint8_t public_key[32] = {1};
    struct note_key k;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_INT(note_key_make(bytes_str(bad[i]), NOTE_ED25519, public_key, &k, NULL),
                   ERR_SYNTAX);
    EXPECT_INT(note_key_make(BYTES_LIT("\xce\xba\xce\xbf\xce\xb9\xce\xbd.example/1"),
                             NOTE_ED25519, public_key, &k, NULL), 0);
    static uint8_t name[NOTE_NAME_MAX + 1];
    memset(name, 'x', sizeof(name));
    EXPECT_INT(note_key_make(bytes_of(name, NOTE_NAME_MAX), NOTE_ED25519, public_key, &k, NULL), 0);
    EXPECT_INT(note_key_make(bytes_of(name, NOTE_NAME_MAX + 1), NOTE_ED25519, public_key, &k, NULL),
               ERR_SYNTAX);
}

static int open_code(const char *note, const struct note_key *keys, size_t n) {
    struct note_opened o;
    return note_open(bytes_str(note), keys, n, &o, NULL);
}

TEST(a_note_that_is_none_is_refused) {
    struct note_key peter = key_of(PETER_KEY);
    static const char *const bad[] = {
        "", "\n", "\n\n", TEXT, TEXT "\n", "\n" PETER_SIGNED, TEXT PETER_SIGNED,
        "\x01" TEXT "\n" PETER_SIGNED, "\xff" TEXT "\n" PETER_SIGNED, "\t" TEXT "\n" PETER_SIGNED,
        TEXT "\n" PETER_SIGNED "Another line.\n", TEXT "\n" PETER_SIGNED "\n",
        TEXT "\n\xe2\x80\x94 Bad Name x08go/ZJkuBS\n", TEXT "\n\xe2\x80\x94 Name\n",
        TEXT "\n\xe2\x80\x94  x08go/ZJkuBS\n",
        TEXT "\n\xe2\x80\x94 Name x08g\n", /* an id, no more */
        TEXT "\n- PeterNeumann x08go/ZJkuBS\n", TEXT "\n\xe2\x80\x94 Name x08go/ZJkuB\n",
        TEXT "\n\xe2\x80\x94 Name x08go/ZJkuBS \n",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (open_code(bad[i], &peter, 1) != ERR_SYNTAX)
            TEST_FAIL_("case %zu is %d", i, open_code(bad[i], &peter, 1));
    struct bytes whole = BYTES_LIT(TEXT "\n" PETER_SIGNED);
    struct note_opened o;
    for (size_t n = 0; n < whole.n; n++)
        EXPECT_INT(note_open(bytes_part(whole, 0, n), &peter, 1, &o, NULL), ERR_SYNTAX);
}

TEST(a_wrong_signature_of_a_known_key_is_not_the_same_as_none) {
    struct note_key keys[] = {key_of(PETER_KEY), key_of(ENOCH_KEY)};
    EXPECT_INT(open_code(TEXT "\n" PETER_SIGNED, keys + 1, 1), ERR_MISSING);
    EXPECT_INT(open_code(TEXT "\n" PETER_SIGNED, keys, 0), ERR_MISSING);
    EXPECT_INT(open_code("Another text.\n\n" PETER_SIGNED, keys, 1), ERR_BROKEN);
    /* one that holds does not make up for one that does not */
    EXPECT_INT(open_code(TEXT "\n" PETER_SIGNED "\xe2\x80\x94 EnochRoot rwz+eBzmZa0S\n", keys, 2),
               ERR_BROKEN);
    EXPECT_INT(open_code(TEXT "\n" PETER_SIGNED "\xe2\x80\x94 EnochRoot rwz+eBzmZa0S\n", keys, 1),
               0);
    /* the same name with another id is another key */
    EXPECT_INT(open_code(TEXT "\n\xe2\x80\x94 PeterNeumann x08hpPZJkuBS\n", keys, 1), ERR_MISSING);
    struct bytes whole = BYTES_LIT(TEXT "\n" PETER_SIGNED);
    uint8_t other[512];
    for (size_t bit = 0; bit < whole.n * 8; bit++) {
        struct note_opened o;
        memcpy(other, whole.at, whole.n);
        other[bit / 8] ^= (uint8_t)(1 << bit % 8);
        EXPECT(note_open(bytes_of(other, whole.n), keys, 1, &o, NULL) < 0);
    }
}

TEST(many_signatures_are_read_up_to_the_limit) {
    struct note_key keys[] = {key_of(PETER_KEY), key_of(ENOCH_KEY)};
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 20);
    buf_str(&b, TEXT "\n" PETER_SIGNED);
    struct note_opened o;
    for (int i = 1; i < LIMIT_NOTE_SIGNATURES; i++)
        buf_str(&b, i == 50 ? "\xe2\x80\x94 other x08go/ZJkuBS\n" : ENOCH_SIGNED);
    EXPECT_INT(note_open(buf_view(&b), keys, 1, &o, NULL), 0);
    buf_str(&b, PETER_SIGNED);
    EXPECT_INT(note_open(buf_view(&b), keys, 1, &o, NULL), ERR_SYNTAX);
    /* a post-quantum signature of a kind not known here is as good as any other unknown one */
    buf_clear(&b);
    buf_str(&b, TEXT "\n" PETER_SIGNED "\xe2\x80\x94 witness.example/pq ");
    for (int i = 0; i < 6600; i++)
        buf_byte(&b, 'A');
    buf_str(&b, "\n");
    EXPECT_INT(note_open(buf_view(&b), keys, 1, &o, NULL), 0);
    buf_drop(&b);
}

TEST(texts_that_cannot_be_told_from_their_signatures_are_not_signed) {
    struct note_key peter;
    uint8_t seed[ED25519_SEED_BYTES];
    struct ed25519_secret secret;
    struct buf b;
    buf_init(&b, &alloc_heap, 1 << 20);
    REQUIRE(note_secret_parse(BYTES_LIT(PETER_SECRET), &peter, seed, NULL) == 0);
    ed25519_from_seed(seed, &secret);
    static const char *const bad[] = {"", "no newline", "a\x01\n", "\xff\n", "a\tb\n"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_INT(note_sign(bytes_str(bad[i]), &peter, &secret, 0, &b, NULL), ERR_SYNTAX);
    EXPECT_INT(b.n, 0);
    /* empty lines in the text are fine: the last one divides */
    struct note_opened o;
    EXPECT_INT(note_sign(BYTES_LIT("a\n\nb\n\n"), &peter, &secret, 0, &b, NULL), 0);
    EXPECT_INT(note_open(buf_view(&b), &peter, 1, &o, NULL), 0);
    EXPECT_BYTES(o.text, BYTES_LIT("a\n\nb\n\n"));
    struct buf small = {.alloc = &alloc_heap, .max = 20};
    EXPECT_INT(note_sign(BYTES_LIT("a\n"), &peter, &secret, 0, &small, NULL), ERR_NOMEM);
    buf_drop(&small);
    buf_drop(&b);
}

/* --- checkpoints and cosignatures ----------------------------------------------------------- */

#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
#define BEHIND                                                                                     \
    "example.com/behind-the-sofa\n20852163\n" ROOT "\n"

TEST(a_witness_signs_the_time_and_the_checkpoint) {
    struct ed25519_secret secret;
    uint8_t seed[ED25519_SEED_BYTES] = {7};
    struct note_key log, witness, keys[2];
    struct buf b, c;
    struct note_opened o;
    buf_init(&b, &alloc_heap, 1 << 16);
    buf_init(&c, &alloc_heap, 1 << 16);
    ed25519_from_seed(seed, &secret);
    const uint8_t *public_key = ed25519_public(&secret);
    note_key_make(BYTES_LIT("log.example"), NOTE_ED25519, public_key, &log, NULL);
    note_key_make(BYTES_LIT("log.example"), NOTE_COSIGNATURE, public_key, &witness, NULL);
    EXPECT(memcmp(log.id, witness.id, 4) != 0); /* one key, two kinds, two ids */
    REQUIRE(note_sign(BYTES_LIT(BEHIND), &log, &secret, 0, &b, NULL) == 0);
    REQUIRE(note_cosign(buf_view(&b), &witness, &secret, 1679315147, &c, NULL) == 0);
    keys[0] = log;
    keys[1] = witness;
    EXPECT_INT(note_open(buf_view(&c), keys, 2, &o, NULL), 0);
    EXPECT_INT(o.signed_by, 3);
    EXPECT_INT(o.time[1], 1679315147);

    /* the bytes of the standard's own example of what is signed */
    static const char signed_text[] = "cosignature/v1\ntime 1679315147\n" BEHIND;
    uint8_t want[64], room[128];
    ed25519_sign(&secret, bytes_str(signed_text), want);
    const char *line = strrchr((const char *)c.at, ' ') + 1;
    int n = bytes_from_base64(bytes_of(line, strlen(line) - 1), room, sizeof(room));
    EXPECT_INT(n, 4 + 8 + 64);
    EXPECT(memcmp(room, witness.id, 4) == 0 && memcmp(room + 12, want, 64) == 0);
    EXPECT(memcmp(room + 4, "\0\0\0\0\x64\x18\x50\xcb", 8) == 0);

    char text[NOTE_KEY_TEXT_MAX];
    note_key_format(&witness, text);
    struct note_key again = key_of(text);
    EXPECT(again.type == NOTE_COSIGNATURE && memcmp(again.id, witness.id, 4) == 0);
    buf_clear(&b);
    EXPECT_INT(note_cosign(buf_view(&c), &witness, &secret, UINT64_MAX, &b, NULL), ERR_RANGE);
    buf_drop(&b);
    buf_drop(&c);
}

#define SIGSUM                                                                                     \
    "sigsum.org/v1/tree/e796172b92befd62d9dc67e41c2f5bc9d3100a3023b20b1ca40288dd1c679e69"

/* The one checkpoint of another implementation whose secret key is published: C2SP issue 99. */
TEST(a_checkpoint_of_sigsum_is_signed_alike) {
    static const char text[] = SIGSUM "\n10\nHA5HAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    static const char line[] = "\n\xe2\x80\x94 " SIGSUM
                               " gJ2ho0n8F8olcerUF1FFdv235A/5as/coWrpLrtE7ov"
                               "MeP5whgwouYExowG/lTznxu6OUGjjt5yJQ6bXtTcf718MqAQ=\n";
    uint8_t seed[ED25519_SEED_BYTES] = {0x11};
    struct ed25519_secret secret;
    struct note_key key;
    struct buf b, want;
    buf_init(&b, &alloc_heap, 4096);
    buf_init(&want, &alloc_heap, 4096);
    ed25519_from_seed(seed, &secret);
    const uint8_t *public_key = ed25519_public(&secret);
    REQUIRE(note_key_make(BYTES_LIT(SIGSUM), NOTE_ED25519, public_key, &key, NULL) == 0);
    EXPECT(key.public_key[0] == 0x66 && key.public_key[31] == 0xa7);
    EXPECT_INT(note_sign(bytes_str(text), &key, &secret, 0, &b, NULL), 0);
    buf_str(&want, text);
    buf_str(&want, line);
    EXPECT_BYTES(buf_view(&b), buf_view(&want));
    buf_drop(&b);
    buf_drop(&want);
}

TEST(a_checkpoint_is_read_and_written_the_same) {
    static const char *const good[] = {BEHIND,
                                       "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                                       "any origin + whatever\n9223372036854775807\n"
                                       ROOT "\nmore\nlines\n"};
    struct buf b;
    buf_init(&b, &alloc_heap, 4096);
    for (size_t i = 0; i < 3; i++) {
        struct checkpoint c;
        struct fail fail = {0};
        REQUIRE(checkpoint_parse(bytes_str(good[i]), &c, &fail) == 0);
        buf_clear(&b);
        checkpoint_text(&c, &b);
        EXPECT_STR((const char *)b.at, good[i]);
    }
    struct checkpoint c;
    EXPECT_INT(checkpoint_parse(BYTES_LIT(BEHIND), &c, NULL), 0);
    EXPECT_BYTES(c.origin, BYTES_LIT("example.com/behind-the-sofa"));
    EXPECT_INT(c.size, 20852163);
    EXPECT(c.root.b[0] == 0x0a && c.root.b[31] == 0x62 && c.extensions.n == 0);
    buf_drop(&b);
}

TEST(a_checkpoint_out_of_form_is_refused) {
    static const char *const bad[] = {
        "", "\n", "o", "o\n", "o\n1\n", "\n1\n" ROOT "\n", "o\n\n" ROOT "\n", "o\n1\n\n",
        "o\n01\n" ROOT "\n", "o\n00\n" ROOT "\n", "o\n+1\n" ROOT "\n", "o\n-1\n" ROOT "\n",
        "o\n 1\n" ROOT "\n", "o\n1 \n" ROOT "\n", "o\n1a\n" ROOT "\n", "o\n0x1\n" ROOT "\n",
        "o\n9223372036854775808\n" ROOT "\n", "o\n99999999999999999999999\n" ROOT "\n",
        "o\n1\n" ROOT, "o\n1\n" ROOT " \n", "o\n1\nAAAA\n", "o\n1\n" ROOT "AAAA\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", "o\n1\n" ROOT "\n\n",
        "o\n1\n" ROOT "\nmore", "o\n1\n" ROOT "\nmore\n\nmore\n", "o\r\n1\r\n" ROOT "\r\n",
    };
    struct checkpoint c;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (checkpoint_parse(bytes_str(bad[i]), &c, NULL) != ERR_SYNTAX)
            TEST_FAIL_("case %zu was taken", i);
    struct bytes whole = BYTES_LIT(BEHIND);
    for (size_t n = 0; n < whole.n; n++)
        EXPECT(checkpoint_parse(bytes_part(whole, 0, n), &c, NULL) < 0);
}

/* 914 edge cases of C2SP CCTV: we take those that leave no room for disagreement. */
TEST(ed25519_refuses_every_edge_case_that_verifiers_may_see_differently) {
    struct data d;
    size_t n = 0, taken = 0;
    if (!data_open(&d, "ed25519/vectors.txt"))
        return;
    while (data_line(&d)) {
        uint8_t key[32], signature[64];
        REQUIRE(d.n == 4 && bytes_from_hex(bytes_str(d.words[1]), key, 32) == 0 &&
                bytes_from_hex(bytes_str(d.words[2]), signature, 64) == 0);
        for (char *at = d.words[3]; *at; at++)
            *at = *at == '_' ? ' ' : *at;
        bool want = strpbrk(d.words[0], "ABCDG") == NULL;
        bool got = ed25519_verify(key, bytes_str(d.words[3]), signature);
        if (got != want)
            TEST_FAIL_("case %zu, flags %s, is %d", n, d.words[0], got);
        taken += got;
        n++;
    }
    data_close(&d);
    EXPECT_INT(n, 914);
    EXPECT_INT(taken, 43);
}

TEST_MAIN(T(notes_of_others_are_verified), T(what_we_sign_is_what_others_signed),
          T(a_key_that_was_changed_is_refused), T(names_of_keys_have_no_space_and_no_plus),
          T(a_note_that_is_none_is_refused),
          T(a_wrong_signature_of_a_known_key_is_not_the_same_as_none),
          T(many_signatures_are_read_up_to_the_limit),
          T(texts_that_cannot_be_told_from_their_signatures_are_not_signed),
          T(a_witness_signs_the_time_and_the_checkpoint),
          T(a_checkpoint_of_sigsum_is_signed_alike),
          T(a_checkpoint_is_read_and_written_the_same), T(a_checkpoint_out_of_form_is_refused),
          T(ed25519_refuses_every_edge_case_that_verifiers_may_see_differently))
