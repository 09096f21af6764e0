/* Signed notes and checkpoints: nobody but the holder of a key makes a note that opens, and a
 * checkpoint has one text. */
#include "fuzz.h"

#include "base/alloc.h"
#include "wire/checkpoint.h"
#include "wire/note.h"

static const char key_text[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
/* All that this key ever signed here. */
static const char signed_text[] = "If you think cryptography is the answer to your problem,\n"
                                  "then you don't know what your problem is.\n";

static void checkpoint(struct bytes text) {
    struct checkpoint c;
    struct fail fail = {0};
    if (checkpoint_parse(text, &c, &fail) < 0) {
        FUZZ_CHECK(fail.text[0]);
        return;
    }
    struct buf b;
    buf_init(&b, &alloc_heap, 1u << 20);
    checkpoint_text(&c, &b);
    FUZZ_CHECK(bytes_equal(buf_view(&b), text));
    buf_drop(&b);
}

static void keys(struct bytes text) {
    struct note_key k;
    uint8_t seed[ED25519_SEED_BYTES];
    char again[NOTE_SECRET_TEXT_MAX];
    if (note_key_parse(text, &k, NULL) == 0) {
        note_key_format(&k, again);
        FUZZ_CHECK(bytes_is(text, again));
    }
    if (note_secret_parse(text, &k, seed, NULL) == 0) {
        note_secret_format(&k, seed, again);
        FUZZ_CHECK(bytes_is(text, again));
    }
}

void fuzz_one(struct bytes input) {
    struct note_key key;
    struct note_opened o;
    struct fail fail = {0};
    FUZZ_CHECK(note_key_parse(bytes_str(key_text), &key, NULL) == 0);
    if (note_open(input, &key, 1, &o, &fail) == 0)
        FUZZ_CHECK(bytes_is(o.text, signed_text) && o.signed_by == 1);
    else
        FUZZ_CHECK(fail.text[0]);
    checkpoint(input);
    keys(input);
}

FUZZ_TARGET
