/* A log for a witness that is not ours: made of the same tree, checkpoints and notes as a record.
 *
 *     witness-log key                     its public key, as OpenSSH writes it
 *     witness-log request OLD NEW [fork]  what C2SP tlog-witness calls add-checkpoint: the way from
 *                                         OLD leaves to NEW, and the signed checkpoint
 *     witness-log cosigned NEW VKEY       the answer on standard input: does it sign that
 * checkpoint?
 *
 * The origin is what a sigsum witness expects: the hash of the key. Leaves are numbers; of a fork
 * one is another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "wire/checkpoint.h"
#include "wire/merkle.h"
#include "wire/note.h"

#define LEAVES_MAX 4096

static struct hash leaves[LEAVES_MAX];
static struct ed25519_secret secret;
static struct note_key key;

static void make_leaves(bool fork) {
    for (uint32_t i = 0; i < LEAVES_MAX; i++) {
        uint32_t n = fork && i == 3 ? 12345 : i;
        leaves[i] = sha256_prefixed(0, bytes_of(&n, sizeof(n)));
    }
}

static int node(void *self, unsigned level, uint64_t index, struct hash *ret, struct fail *fail) {
    size_t n = (size_t)1 << level;
    (void)self;
    (void)fail;
    *ret = merkle_root_of(&leaves[index * n], n);
    return 0;
}

static void make_key(void) {
    static const uint8_t seed[ED25519_SEED_BYTES] = "a log for a witness, for tests.";
    char origin[64 + 2 * HASH_BYTES] = "sigsum.org/v1/tree/";
    ed25519_from_seed(seed, &secret);
    struct hash h = sha256_of(bytes_of(ed25519_public(&secret), ED25519_PUBLIC_BYTES));
    bytes_to_hex(bytes_of(h.b, HASH_BYTES), origin + strlen(origin));
    if (note_key_make(bytes_str(origin), NOTE_ED25519, ed25519_public(&secret), &key, NULL) < 0)
        exit(2);
}

static void print_key(void) {
    uint8_t raw[4 + 11 + 4 + ED25519_PUBLIC_BYTES] = "\0\0\0\x0bssh-ed25519\0\0\0\x20";
    char text[4 * ((sizeof(raw) + 2) / 3) + 1];
    memcpy(raw + 19, ed25519_public(&secret), ED25519_PUBLIC_BYTES);
    bytes_to_base64(bytes_of(raw, sizeof(raw)), text);
    printf("ssh-ed25519 %s log\n", text);
}

static void signed_checkpoint(uint64_t size, struct buf *ret) {
    struct checkpoint c = {
        .origin = bytes_str(key.name), .size = size, .root = merkle_root_of(leaves, size)};
    struct buf text;
    buf_init(&text, &alloc_heap, 4096);
    checkpoint_text(&c, &text);
    if (note_sign(buf_view(&text), &key, &secret, 0, ret, NULL) < 0)
        exit(2);
    buf_drop(&text);
}

static void print_request(uint64_t old, uint64_t new) {
    struct hash proof[MERKLE_PROOF_MAX];
    char text[4 * ((HASH_BYTES + 2) / 3) + 1];
    size_t n = 0;
    struct buf note;
    buf_init(&note, &alloc_heap, 1 << 16);
    signed_checkpoint(new, &note);
    printf("old %llu\n", (unsigned long long)old);
    if (old < new &&merkle_prove_consistency(node, NULL, old, new, proof, &n, NULL) < 0)
        exit(2);
    for (size_t i = 0; i < n; i++) {
        bytes_to_base64(bytes_of(proof[i].b, HASH_BYTES), text);
        printf("%s\n", text);
    }
    printf("\n%.*s", (int)note.n, (const char *)note.at);
    buf_drop(&note);
}

static int cosigned(uint64_t size, const char *vkey) {
    struct note_key keys[2] = {key};
    struct note_opened opened;
    struct fail fail = {0};
    struct buf note;
    char line[4096];
    buf_init(&note, &alloc_heap, 1 << 16);
    signed_checkpoint(size, &note);
    while (fgets(line, sizeof(line), stdin))
        buf_str(&note, line);
    int r = note_key_parse(bytes_str(vkey), &keys[1], &fail);
    r = r < 0 ? r : note_open(buf_view(&note), keys, 2, &opened, &fail);
    if (r == 0 && opened.signed_by == 3)
        printf("signed by the log and the witness, at %llu\n", (unsigned long long)opened.time[1]);
    else
        printf("not signed: %s\n", fail.text);
    buf_drop(&note);
    return r == 0 && opened.signed_by == 3 ? 0 : 1;
}

int main(int argc, char **argv) {
    make_leaves(argc > 4 && strcmp(argv[4], "fork") == 0);
    make_key();
    if (argc == 2 && strcmp(argv[1], "key") == 0)
        print_key();
    else if (argc >= 4 && strcmp(argv[1], "request") == 0)
        print_request(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
    else if (argc == 4 && strcmp(argv[1], "cosigned") == 0)
        return cosigned(strtoull(argv[2], NULL, 10), argv[3]);
    else
        return 2;
    return 0;
}
