#include "wire/note.h"

#include "base/check.h"
#include "base/sha256.h"

#define DASH "\xe2\x80\x94 " /* em dash, space */
#define PRIVATE "PRIVATE+KEY+"
#define ID_BYTES 4
#define TIME_BYTES 8
#define SIGNATURE_BYTES_MAX 8192 /* of kinds not known here: post-quantum ones take nearly 5000 */

/* --- keys ---------------------------------------------------------------------------------------
 */

static uint32_t code_point(const uint8_t *s, size_t n) {
    if (s[0] < 0x80)
        return s[0];
    if (s[0] < 0xe0 && n >= 2)
        return (uint32_t)(s[0] & 31) << 6 | (s[1] & 63);
    if (s[0] < 0xf0 && n >= 3)
        return (uint32_t)(s[0] & 15) << 12 | (uint32_t)(s[1] & 63) << 6 | (s[2] & 63);
    return 0x10000;
}

/* White_Space of Unicode. */
static bool is_space(uint32_t c) {
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

static bool name_ok(struct bytes name) {
    if (name.n == 0 || name.n > NOTE_NAME_MAX || !bytes_utf8(name))
        return false;
    for (size_t i = 0; i < name.n; i++) {
        uint8_t b = name.at[i];
        if (b < 0x20 || b == '+' ||
            ((b & 0xc0) != 0x80 && is_space(code_point(name.at + i, name.n - i))))
            return false;
    }
    return true;
}

static void key_id(struct bytes name, const uint8_t *type_and_key, size_t n,
                   uint8_t ret[ID_BYTES]) {
    struct sha256 s;
    struct hash h;
    sha256_init(&s);
    sha256_add(&s, name.at, name.n);
    sha256_add(&s, "\n", 1);
    sha256_add(&s, type_and_key, n);
    sha256_end(&s, &h);
    memcpy(ret, h.b, ID_BYTES);
}

int note_key_make(struct bytes name, enum note_type type,
                  const uint8_t public_key[ED25519_PUBLIC_BYTES], struct note_key *ret,
                  struct fail *fail) {
    if (!name_ok(name))
        return fail_set(fail, ERR_SYNTAX,
                        "key name \"%.*s\": expected 1 to %d bytes without spaces and plus signs",
                        (int)(name.n < 300 ? name.n : 300), (const char *)name.at, NOTE_NAME_MAX);
    struct note_key k = {.type = (uint8_t)type};
    uint8_t material[1 + ED25519_PUBLIC_BYTES] = {(uint8_t)type};
    memcpy(k.name, name.at, name.n);
    memcpy(k.public_key, public_key, ED25519_PUBLIC_BYTES);
    memcpy(material + 1, public_key, ED25519_PUBLIC_BYTES);
    key_id(name, material, sizeof(material), k.id);
    *ret = k;
    return 0;
}

static bool before(struct bytes text, char c, struct bytes *ret, struct bytes *ret_rest) {
    const uint8_t *at = text.n ? memchr(text.at, c, text.n) : NULL;
    if (!at)
        return false;
    size_t n = (size_t)(at - text.at);
    *ret = bytes_part(text, 0, n);
    *ret_rest = bytes_part(text, n + 1, text.n);
    return true;
}

/* "<name>+<8 hexadecimal digits>+<base64 of 33 bytes>" */
static int key_fields(struct bytes text, struct bytes *ret_name, uint8_t id[ID_BYTES],
                      uint8_t material[1 + 32], struct fail *fail) {
    struct bytes name, hex, base64;
    if (!before(text, '+', &name, &base64) || !before(base64, '+', &hex, &base64))
        return fail_set(fail, ERR_SYNTAX, "key: expected name+id+key, with two plus signs");
    if (!name_ok(name))
        return fail_set(fail, ERR_SYNTAX, "key: its name has a space, or is empty or too long");
    if (bytes_from_hex(hex, id, ID_BYTES) < 0)
        return fail_set(fail, ERR_SYNTAX, "key: expected an id of 8 hexadecimal digits");
    for (size_t i = 0; i < hex.n; i++)
        if (hex.at[i] >= 'A' && hex.at[i] <= 'F')
            return fail_set(fail, ERR_SYNTAX, "key: expected the id in small letters");
    uint8_t room[64];
    int n = bytes_from_base64(base64, room, sizeof(room));
    if (n < 1)
        return fail_set(fail, ERR_SYNTAX, "key: expected the key in base64 after the second plus");
    if (room[0] != NOTE_ED25519 && room[0] != NOTE_COSIGNATURE)
        return fail_set(fail, ERR_VERSION, "key: kind %d is not known here", room[0]);
    if (n != 1 + 32)
        return fail_set(fail, ERR_SYNTAX, "key: expected 33 bytes, found %d", n);
    memcpy(material, room, 1 + 32);
    *ret_name = name;
    return 0;
}

static int id_must_be(const struct note_key *k, const uint8_t id[ID_BYTES], struct fail *fail) {
    if (memcmp(k->id, id, ID_BYTES) == 0)
        return 0;
    return fail_set(fail, ERR_BROKEN, "key \"%s\": its id does not fit its name and key", k->name);
}

int note_key_parse(struct bytes vkey, struct note_key *ret, struct fail *fail) {
    struct bytes name;
    uint8_t id[ID_BYTES], material[1 + ED25519_PUBLIC_BYTES];
    struct note_key k;
    int r = key_fields(vkey, &name, id, material, fail);
    if (r == 0)
        r = note_key_make(name, (enum note_type)material[0], material + 1, &k, fail);
    if (r == 0)
        r = id_must_be(&k, id, fail);
    if (r == 0)
        *ret = k;
    return r;
}

static void format_key(const struct note_key *key, const uint8_t bytes[32], char *ret) {
    uint8_t material[1 + 32] = {key->type};
    size_t n = strlen(key->name);
    memcpy(ret, key->name, n);
    ret[n++] = '+';
    bytes_to_hex(bytes_of(key->id, ID_BYTES), ret + n);
    ret[n + 8] = '+';
    memcpy(material + 1, bytes, 32);
    bytes_to_base64(bytes_of(material, sizeof(material)), ret + n + 9);
}

void note_key_format(const struct note_key *key, char *ret) {
    format_key(key, key->public_key, ret);
}

int note_secret_parse(struct bytes text, struct note_key *ret_key,
                      uint8_t ret_seed[ED25519_SEED_BYTES], struct fail *fail) {
    struct bytes name;
    uint8_t id[ID_BYTES], material[1 + ED25519_SEED_BYTES];
    struct note_key k;
    struct ed25519_secret secret;
    size_t n = strlen(PRIVATE);
    if (!bytes_is(bytes_part(text, 0, n), PRIVATE))
        return fail_set(fail, ERR_SYNTAX, "secret key: expected it to begin with " PRIVATE);
    int r = key_fields(bytes_part(text, n, text.n), &name, id, material, fail);
    if (r < 0)
        return r;
    ed25519_from_seed(material + 1, &secret);
    r = note_key_make(name, (enum note_type)material[0], ed25519_public(&secret), &k, fail);
    ed25519_wipe(&secret);
    if (r == 0)
        r = id_must_be(&k, id, fail);
    if (r < 0)
        return r;
    *ret_key = k;
    memcpy(ret_seed, material + 1, ED25519_SEED_BYTES);
    return 0;
}

void note_secret_format(const struct note_key *key, const uint8_t seed[ED25519_SEED_BYTES],
                        char *ret) {
    size_t n = strlen(PRIVATE);
    memcpy(ret, PRIVATE, n);
    format_key(key, seed, ret + n);
}

/* --- the form of a note -------------------------------------------------------------------------
 */

static bool characters_ok(struct bytes text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.at[i] < 0x20 && text.at[i] != '\n')
            return false;
    return bytes_utf8(text);
}

static int not_a_note(const char *expected, struct fail *fail) {
    return fail_set(fail, ERR_SYNTAX, "note: expected %s", expected);
}

static int text_must_be_signable(struct bytes text, struct fail *fail) {
    if (text.n == 0 || text.at[text.n - 1] != '\n' || text.n > LIMIT_NOTE_BYTES)
        return not_a_note("a text that ends in a newline and is not too long", fail);
    return characters_ok(text) ? 0 : not_a_note("UTF-8 without control characters", fail);
}

/* Text and signature lines stand on both sides of the last empty line. */
static int divide(struct bytes note, struct bytes *ret_text, struct bytes *ret_lines,
                  struct fail *fail) {
    if (note.n > LIMIT_NOTE_BYTES || note.n < 3 || note.at[note.n - 1] != '\n')
        return not_a_note("it to end in a newline and not to be too long", fail);
    if (!characters_ok(note))
        return not_a_note("UTF-8 without control characters", fail);
    size_t i = note.n - 1;
    while (i > 0 && !(note.at[i] == '\n' && note.at[i - 1] == '\n'))
        i--;
    if (i == 0 || i == note.n - 1)
        return not_a_note("an empty line, and signatures after it", fail);
    *ret_text = bytes_part(note, 0, i);
    *ret_lines = bytes_part(note, i + 1, note.n);
    return 0;
}

struct line {
    struct bytes name;
    uint8_t bytes[SIGNATURE_BYTES_MAX];
    size_t n;
};

static int next_line(struct bytes *lines, struct line *ret, struct fail *fail) {
    struct bytes line, base64;
    size_t dash = strlen(DASH);
    if (!before(*lines, '\n', &line, lines) || !bytes_is(bytes_part(line, 0, dash), DASH) ||
        !before(bytes_part(line, dash, line.n), ' ', &ret->name, &base64) || !name_ok(ret->name))
        return not_a_note("a signature line: em dash, key name, base64", fail);
    int n = bytes_from_base64(base64, ret->bytes, sizeof(ret->bytes));
    if (n <= ID_BYTES)
        return not_a_note("a signature in base64 after the key's name", fail);
    ret->n = (size_t)n;
    return 0;
}

/* --- signing ------------------------------------------------------------------------------------
 */

static void put_time(uint8_t *at, uint64_t time) {
    for (int i = 0; i < TIME_BYTES; i++)
        at[i] = (uint8_t)(time >> (8 * (TIME_BYTES - 1 - i)));
}

static uint64_t get_time(const uint8_t *at) {
    uint64_t time = 0;
    for (int i = 0; i < TIME_BYTES; i++)
        time = time << 8 | at[i];
    return time;
}

/* What a cosignature signs: two lines, then the text. ROOM has LIMIT_NOTE_BYTES + 64. */
static struct bytes cosigned_message(struct bytes text, uint64_t time, struct buf *b) {
    buf_format(b, "cosignature/v1\ntime %llu\n", (unsigned long long)time);
    buf_bytes(b, text);
    return buf_view(b);
}

#define MESSAGE_ROOM (LIMIT_NOTE_BYTES + 64)

static void put_signature(struct buf *b, struct bytes text, const struct note_key *key,
                          const struct ed25519_secret *secret, uint64_t time) {
    uint8_t bytes[ID_BYTES + TIME_BYTES + ED25519_SIGNATURE_BYTES];
    char base64[4 * ((sizeof(bytes) + 2) / 3) + 1];
    size_t n = ID_BYTES;
    memcpy(bytes, key->id, ID_BYTES);
    if (key->type == NOTE_COSIGNATURE) {
        uint8_t room[MESSAGE_ROOM];
        struct buf message = buf_on(room, sizeof(room));
        put_time(bytes + n, time);
        n += TIME_BYTES;
        ed25519_sign(secret, cosigned_message(text, time, &message), bytes + n);
        check(!message.failed);
    } else {
        ed25519_sign(secret, text, bytes + n);
    }
    bytes_to_base64(bytes_of(bytes, n + ED25519_SIGNATURE_BYTES), base64);
    buf_format(b, DASH "%s %s\n", key->name, base64);
}

static int signer_must_fit(const struct note_key *key, const struct ed25519_secret *secret,
                           uint64_t time, struct fail *fail) {
    check(memcmp(ed25519_public(secret), key->public_key, ED25519_PUBLIC_BYTES) == 0);
    if (key->type == NOTE_COSIGNATURE && time > INT64_MAX)
        return fail_set(fail, ERR_RANGE, "note: the time of a cosignature is above 2^63 - 1");
    return 0;
}

static int whole(const struct buf *b, struct fail *fail) {
    return b->failed ? fail_set(fail, ERR_NOMEM, "not enough memory for a signed note") : 0;
}

int note_sign(struct bytes text, const struct note_key *key, const struct ed25519_secret *secret,
              uint64_t time, struct buf *b, struct fail *fail) {
    int r = text_must_be_signable(text, fail);
    if (r == 0)
        r = signer_must_fit(key, secret, time, fail);
    if (r < 0)
        return r;
    buf_bytes(b, text);
    buf_byte(b, '\n');
    put_signature(b, text, key, secret, time);
    return whole(b, fail);
}

int note_cosign(struct bytes note, const struct note_key *key, const struct ed25519_secret *secret,
                uint64_t time, struct buf *b, struct fail *fail) {
    struct bytes text, lines;
    struct line line;
    int r = divide(note, &text, &lines, fail);
    while (r == 0 && lines.n)
        r = next_line(&lines, &line, fail);
    if (r == 0)
        r = signer_must_fit(key, secret, time, fail);
    if (r < 0)
        return r;
    buf_bytes(b, note);
    put_signature(b, text, key, secret, time);
    return whole(b, fail);
}

/* --- verifying ----------------------------------------------------------------------------------
 */

static bool signature_holds(const struct note_key *key, struct bytes text, const struct line *line,
                            uint64_t *ret_time) {
    const uint8_t *at = line->bytes + ID_BYTES;
    size_t n = line->n - ID_BYTES;
    if (key->type == NOTE_ED25519)
        return n == ED25519_SIGNATURE_BYTES && ed25519_verify(key->public_key, text, at);
    if (n != TIME_BYTES + ED25519_SIGNATURE_BYTES || get_time(at) > INT64_MAX)
        return false;
    uint8_t room[MESSAGE_ROOM];
    struct buf message = buf_on(room, sizeof(room));
    *ret_time = get_time(at);
    cosigned_message(text, *ret_time, &message);
    return ed25519_verify(key->public_key, buf_view(&message), at + TIME_BYTES);
}

int note_open(struct bytes note, const struct note_key *keys, size_t n_keys,
              struct note_opened *ret, struct fail *fail) {
    struct note_opened o = {0};
    struct bytes lines;
    struct line line;
    size_t n_lines = 0;
    check(n_keys <= NOTE_KEYS_MAX);
    int r = divide(note, &o.text, &lines, fail);
    if (r < 0)
        return r;
    while (lines.n) {
        if (++n_lines > LIMIT_NOTE_SIGNATURES)
            return not_a_note("fewer signatures", fail);
        if ((r = next_line(&lines, &line, fail)) < 0)
            return r;
        for (size_t i = 0; i < n_keys; i++) {
            if (!bytes_is(line.name, keys[i].name) || memcmp(line.bytes, keys[i].id, ID_BYTES) != 0)
                continue;
            if (!signature_holds(&keys[i], o.text, &line, &o.time[i]))
                return fail_set(fail, ERR_BROKEN, "note: the signature by \"%s\" is wrong",
                                keys[i].name);
            o.signed_by |= UINT64_C(1) << i;
        }
    }
    if (!o.signed_by)
        return fail_set(fail, ERR_MISSING, "note: no signature by a known key");
    *ret = o;
    return 0;
}
