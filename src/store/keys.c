#include "store/keys.h"

#include <sodium.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/sha256.h"
#include "store/file.h"

#define HEAD "koinon keys 1\n"
#define AUDITOR_HEAD "koinon auditor's key 1\n"
#define CHECK_BYTES 8
#define TEXT_MAX 1000

static const struct line {
    const char *name;
    size_t at, n;
} lines[] = {
#define LINE(name, field)                                                                          \
    { name, offsetof(struct record_keys, field), sizeof(((struct record_keys *)0)->field) }
    LINE("log-public", log_public),
    LINE("log-secret", log_secret),
    LINE("salt-secret", salt_secret),
    LINE("pseudonym-secret", pseudonym_secret),
#undef LINE
};
#define LINES (sizeof(lines) / sizeof(*lines))
/* Of an auditor's key: the last line alone. */
static const struct form {
    const char *head;
    size_t from;
} whole = {HEAD, 0}, auditor = {AUDITOR_HEAD, LINES - 1};

/* A buffer that will not move while secrets are in it: moving would leave a copy behind. */
static void text_init(struct buf *b) {
    buf_init(b, &alloc_heap, TEXT_MAX);
    if (buf_room(b, TEXT_MAX - 1))
        buf_clear(b);
}

static void text_drop(struct buf *b) {
    if (b->at)
        sodium_memzero(b->at, b->n);
    buf_drop(b);
}

static void write_text(const struct form *form, const struct record_keys *k, struct buf *ret) {
    char hex[2 * sizeof(k->log_secret) + 1];
    buf_str(ret, form->head);
    for (size_t i = form->from; i < LINES; i++) {
        bytes_to_hex(bytes_of((const uint8_t *)k + lines[i].at, lines[i].n), hex);
        buf_format(ret, "%s: %s\n", lines[i].name, hex);
    }
    struct hash h = sha256_of(buf_view(ret));
    bytes_to_hex(bytes_of(h.b, CHECK_BYTES), hex);
    buf_format(ret, "check: %s\n", hex);
    sodium_memzero(hex, sizeof(hex));
}

static bool read_line(struct bytes *text, const struct line *line, struct record_keys *ret) {
    const uint8_t *end = text->n ? memchr(text->at, '\n', text->n) : NULL;
    size_t n = strlen(line->name), length = end ? (size_t)(end - text->at) : 0;
    if (length != n + 2 + 2 * line->n || memcmp(text->at, line->name, n) != 0 ||
        memcmp(text->at + n, ": ", 2) != 0 ||
        bytes_from_hex(bytes_part(*text, n + 2, 2 * line->n), (uint8_t *)ret + line->at, line->n) <
            0)
        return false;
    *text = bytes_part(*text, length + 1, text->n);
    return true;
}

/* Reads what write_text writes, and nothing else: written again it must be the same. */
static bool read_text(const struct form *form, struct bytes text, struct record_keys *ret) {
    struct bytes head = bytes_str(form->head), left = bytes_part(text, head.n, text.n);
    bool good = bytes_equal(bytes_part(text, 0, head.n), head);
    for (size_t i = form->from; good && i < LINES; i++)
        good = read_line(&left, &lines[i], ret);
    struct buf again;
    text_init(&again);
    if (good)
        write_text(form, ret, &again);
    good = good && !again.failed && bytes_equal(buf_view(&again), text) &&
           memcmp(ret->log_secret + 32, ret->log_public, 32) == 0;
    text_drop(&again);
    return good;
}

static int create(const char *path, const struct record_keys *k, struct fail *fail) {
    struct buf text;
    text_init(&text);
    write_text(&whole, k, &text);
    int err = text.failed ? fail_set(fail, ERR_NOMEM, "not enough memory to make %s", path)
                          : file_create(path, buf_view(&text), fail);
    text_drop(&text);
    return err;
}

int record_keys_create(const char *path, const struct record_keys *pseudonyms, struct fail *fail) {
    struct record_keys k;
    if (sodium_init() < 0)
        return fail_set(fail, ERR_IO, "this machine gives no random numbers");
    crypto_sign_keypair(k.log_public, k.log_secret);
    randombytes_buf(k.salt_secret, sizeof(k.salt_secret));
    randombytes_buf(k.pseudonym_secret, sizeof(k.pseudonym_secret));
    if (pseudonyms)
        memcpy(k.pseudonym_secret, pseudonyms->pseudonym_secret, sizeof(k.pseudonym_secret));
    int err = create(path, &k, fail);
    record_keys_drop(&k);
    return err;
}

int record_keys_create_from(const char *path, struct bytes seed, struct fail *fail) {
    struct record_keys k;
    struct hash log = sha256_hmac(seed, BYTES_LIT("log")),
                salt = sha256_hmac(seed, BYTES_LIT("salt")),
                pseudonym = sha256_hmac(seed, BYTES_LIT("pseudonym"));
    crypto_sign_seed_keypair(k.log_public, k.log_secret, log.b);
    memcpy(k.salt_secret, salt.b, sizeof(k.salt_secret));
    memcpy(k.pseudonym_secret, pseudonym.b, sizeof(k.pseudonym_secret));
    int err = create(path, &k, fail);
    record_keys_drop(&k);
    return err;
}

int record_keys_load(const char *path, struct record_keys *ret, struct fail *fail) {
    struct record_keys k = {0};
    struct buf text;
    int err = file_check(path, true, fail);
    if (err < 0)
        return err;
    text_init(&text);
    err = file_read(path, &text, fail);
    if (err == ERR_NOMEM || (err == 0 && !read_text(&whole, buf_view(&text), &k)))
        err =
            fail_set(fail, ERR_SYNTAX,
                     "%s is not a file of keys, or a character of it is wrong: restore it from its "
                     "copy",
                     path);
    if (err == 0)
        *ret = k;
    text_drop(&text);
    record_keys_drop(&k);
    return err;
}

void record_keys_auditor(const struct record_keys *k, struct buf *b) {
    write_text(&auditor, k, b);
}

int record_keys_load_auditor(const char *path, struct record_keys *ret, struct fail *fail) {
    struct record_keys k = {0};
    struct buf text;
    text_init(&text);
    int err = file_read(path, &text, fail);
    if (err == 0 && !read_text(&auditor, buf_view(&text), &k) &&
        !read_text(&whole, buf_view(&text), &k))
        err = fail_set(fail, ERR_SYNTAX,
                       "%s is no auditor's key, or a character of it is wrong: koinon export "
                       "FOLDER auditor-key makes one",
                       path);
    if (err == 0)
        memcpy(ret->pseudonym_secret, k.pseudonym_secret, sizeof(ret->pseudonym_secret));
    text_drop(&text);
    record_keys_drop(&k);
    return err;
}

void record_keys_drop(struct record_keys *k) {
    sodium_memzero(k, sizeof(*k));
}
