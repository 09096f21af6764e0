/* koinon sign: on her own machine, with her own key, a person signs what she asks for; whoever
 * holds the record's machine can enter it and cannot make it. koinon sign --new-key makes the key.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cbor.h"
#include "cli/extra.h"
#include "engine/follower.h"
#include "view/command_json.h"
#include "wire/entry.h"

#define LINE_MAX_BYTES LIMIT_BODY_BYTES
static const char key_head[] = "koinon-person-key-1 ";

struct signing {
    struct hash record;
    uint32_t actor, acting_for;
    struct ed25519_secret secret;
    struct arena arena;
    struct fail fail;
};

/* --- the key ------------------------------------------------------------------------------------
 */

static int new_key(const char *path, struct fail *fail) {
    uint8_t seed[ED25519_SEED_BYTES];
    char hex[2 * ED25519_SEED_BYTES + 1], text[128], public[2 * ED25519_PUBLIC_BYTES + 1];
    struct ed25519_secret s;
    if (getrandom(seed, sizeof(seed), 0) != sizeof(seed))
        return fail_set(fail, ERR_IO, "no randomness: %s", strerror(errno));
    bytes_to_hex(bytes_of(seed, sizeof(seed)), hex);
    int n = snprintf(text, sizeof(text), "%s%s\n", key_head, hex);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write(fd, text, (size_t)n) == n && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0)
        close(fd);
    ed25519_from_seed(seed, &s);
    bytes_to_hex(bytes_of(ed25519_public(&s), ED25519_PUBLIC_BYTES), public);
    ed25519_wipe(&s);
    explicit_bzero(seed, sizeof(seed));
    explicit_bzero(text, sizeof(text));
    explicit_bzero(hex, sizeof(hex));
    if (!good)
        return fail_set(fail, error == EEXIST ? ERR_EXISTS : ERR_IO, "%s: %s", path,
                        strerror(error));
    printf("%s\n", public);
    fprintf(
        stderr,
        "%s is yours alone: keep it, and a copy. The line above is its public key; it counts in "
        "the record\nfrom {\"do\": \"register-key\", \"person\": YOU, \"key\": \"...\"} on.\n",
        path);
    return 0;
}

static int read_key(const char *path, struct ed25519_secret *ret, struct fail *fail) {
    struct buf text;
    uint8_t seed[ED25519_SEED_BYTES];
    size_t head = sizeof(key_head) - 1;
    buf_init(&text, &alloc_heap, 4096);
    int r = verb_read_file(path, 4095, &text, fail);
    struct bytes t = buf_view(&text);
    if (r == 0 && (t.n < head || memcmp(t.at, key_head, head) != 0 ||
                   bytes_from_hex(bytes_part(t, head, 2 * sizeof(seed)), seed, sizeof(seed)) < 0))
        r = fail_set(fail, ERR_SYNTAX, "%s is no key made by koinon sign --new-key", path);
    if (r == 0)
        ed25519_from_seed(seed, ret);
    if (text.at)
        explicit_bzero(text.at, text.n);
    explicit_bzero(seed, sizeof(seed));
    buf_drop(&text);
    return r;
}

/* --- a line --------------------------------------------------------------------------------------
 */

static void sign_command(struct signing *s, struct command_request *c) {
    struct entry e = {.header = {.actor = s->actor, .acting_for = s->acting_for}};
    struct buf message;
    memcpy(e.header.key, c->key, sizeof(c->key));
    e.parts[e.n_parts++] = (struct entry_part){.kind = PART_COMMAND, .content = c->command};
    buf_init(&message, &alloc_heap, LIMIT_ENTRY_BYTES);
    entry_signed_bytes(&s->record, &e, &message);
    ed25519_sign(&s->secret, buf_view(&message), c->signature);
    buf_drop(&message);
}

/* The line as it came, and behind it who signs it, for what, and how. */
static int sign_line(struct signing *s, struct bytes line) {
    struct command_request c;
    char key[2 * ENTRY_KEY_BYTES + 1], public[2 * ED25519_PUBLIC_BYTES + 1],
        signature[2 * ED25519_SIGNATURE_BYTES + 1];
    arena_clear(&s->arena);
    if (command_from_json(line, &s->arena, &c, &s->fail) < 0)
        return s->fail.code;
    if (c.as.n || c.by.n || c.clerk.n || c.has_key || c.is_signed)
        return fail_set(
            &s->fail, ERR_SYNTAX,
            "a line to be signed has no as, for, clerk, id or signature: --as and --for "
            "say who signs, and in whose name");
    if (getrandom(c.key, sizeof(c.key), 0) != sizeof(c.key))
        return fail_set(&s->fail, ERR_IO, "no randomness: %s", strerror(errno));
    sign_command(s, &c);
    bytes_to_hex(bytes_of(c.key, sizeof(c.key)), key);
    bytes_to_hex(bytes_of(ed25519_public(&s->secret), ED25519_PUBLIC_BYTES), public);
    bytes_to_hex(bytes_of(c.signature, sizeof(c.signature)), signature);
    while (line.n && line.at[line.n - 1] != '}')
        line.n--;
    printf("%.*s, \"as\": %u", (int)line.n - 1, (const char *)line.at, s->actor);
    if (s->acting_for)
        printf(", \"for\": %u", s->acting_for);
    printf(", \"id\": \"%s\", \"signed-by\": \"%s\", \"signature\": \"%s\"}\n", key, public,
           signature);
    return 0;
}

static int sign_lines(struct signing *s, FILE *in) {
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    int r = 0;
    for (unsigned long at = 1; r == 0 && (n = getline(&line, &room, in)) >= 0; at++) {
        struct bytes text = bytes_of(line, (size_t)n);
        while (text.n && strchr(" \t\r\n", text.at[text.n - 1]))
            text.n--;
        if (!text.n || text.at[0] == '#')
            continue;
        struct fail why = {0};
        r = text.n > LINE_MAX_BYTES
                ? fail_set(&s->fail, ERR_RANGE, "longer than %u bytes", LINE_MAX_BYTES)
                : sign_line(s, text);
        if (r < 0) {
            why = s->fail;
            s->fail = (struct fail){0};
            fail_set(&s->fail, r, "line %lu: %s", at, why.text);
        }
    }
    if (r == 0 && ferror(in))
        r = fail_set(&s->fail, ERR_IO, "reading the commands: %s", strerror(errno));
    free(line);
    return r;
}

/* --- the verb ------------------------------------------------------------------------------------
 */

/* A number: true. A name is looked up in the record, where there is one. */
static bool id_of(const char *text, const struct law *l, uint32_t *ret) {
    char *end;
    unsigned long n = strtoul(text, &end, 10);
    bool digits = *text >= '0' && *text <= '9' && !*end && n <= UINT32_MAX;
    *ret = digits ? (uint32_t)n : l ? law_named(l, bytes_str(text)) : 0;
    return *ret != 0;
}

static int record_of(struct follower *f, struct hash *ret, struct fail *fail) {
    struct buf first;
    struct entry e;
    buf_init(&first, &alloc_heap, LIMIT_ENTRY_BYTES);
    int r = store_get(follower_store(f), 0, &first, fail);
    r = r < 0 ? r : entry_decode(buf_view(&first), &e, fail);
    if (r == 0)
        *ret = entry_leaf_hash(&e);
    buf_drop(&first);
    return r;
}

/* Which record, who, for what: from numbers alone, or from a copy of the record and names. */
static int read_whom(struct signing *s, const char *record, const char *as, const char *by) {
    struct follower *f = NULL;
    const struct law *l = NULL;
    int r = 0;
    if (bytes_from_hex(bytes_str(record), s->record.b, HASH_BYTES) < 0) {
        r = follower_open(record, NULL, &f, &s->fail);
        r = r < 0 ? r : record_of(f, &s->record, &s->fail);
        l = r < 0 ? NULL : follower_law(f);
    }
    const char *wrong = NULL;
    if (r == 0 && !id_of(as, l, &s->actor))
        wrong = as;
    else if (r == 0 && by && !id_of(by, l, &s->acting_for))
        wrong = by;
    if (wrong)
        r = fail_set(&s->fail, ERR_MISSING,
                     l ? "there is no \"%s\" in %s"
                       : "\"%s\" is no number: names need --record FOLDER, a copy of the record",
                     wrong, record);
    follower_free(f);
    return r;
}

int cli_sign(const struct cli_verb *v, const struct verb_args *a) {
    static struct signing s;
    const char *made = verb_value(v, a, "--new-key"), *key = verb_value(v, a, "--key"),
               *record = verb_value(v, a, "--record"), *as = verb_value(v, a, "--as");
    const char *path = a->n ? a->args[0] : "-";
    s = (struct signing){0};
    if (made)
        return new_key(made, &s.fail) < 0 ? verb_fail(v, &s.fail) : EXIT_DONE;
    if (!key || !record || !as) {
        fprintf(stderr, "koinon sign: needs --key FILE, --record FOLDER (or the leaf hash of entry "
                        "0) and --as PERSON; koinon sign --help tells more\n");
        return EXIT_USAGE;
    }
    if (read_whom(&s, record, as, verb_value(v, a, "--for")) < 0)
        return verb_fail(v, &s.fail);
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    int r = in ? read_key(key, &s.secret, &s.fail)
               : fail_set(&s.fail, ERR_MISSING, "%s: %s", path, strerror(errno));
    arena_init(&s.arena, &alloc_heap, 8 * (size_t)LIMIT_PART_BYTES);
    r = r < 0 ? r : sign_lines(&s, in);
    ed25519_wipe(&s.secret);
    arena_drop(&s.arena);
    if (in && in != stdin)
        fclose(in);
    return r < 0 ? verb_fail(v, &s.fail) : EXIT_DONE;
}
