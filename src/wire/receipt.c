#include "wire/receipt.h"

#include "base/check.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1\n"
#define BASE64_MAX(n) (4 * (((n) + 2) / 3) + 1)

void receipt_text(const struct receipt *r, struct buf *b) {
    char base64[BASE64_MAX(ENTRY_LEAF_MAX)];
    check(r->n_leaf <= ENTRY_LEAF_MAX && r->n_proof <= MERKLE_PROOF_MAX);
    bytes_to_base64(bytes_of(r->leaf, r->n_leaf), base64);
    buf_format(b, FIRST_LINE "extra %s\nindex %llu\n", base64, (unsigned long long)r->index);
    for (size_t i = 0; i < r->n_proof; i++) {
        bytes_to_base64(bytes_of(r->proof[i].b, HASH_BYTES), base64);
        buf_format(b, "%s\n", base64);
    }
    buf_byte(b, '\n');
    buf_bytes(b, r->checkpoint);
}

static bool take(struct bytes *rest, const char *prefix) {
    size_t n = strlen(prefix);
    if (!bytes_is(bytes_part(*rest, 0, n), prefix))
        return false;
    *rest = bytes_part(*rest, n, rest->n);
    return true;
}

static bool line(struct bytes *rest, struct bytes *ret) {
    const uint8_t *end = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;
    if (!end)
        return false;
    size_t n = (size_t)(end - rest->at);
    *ret = bytes_part(*rest, 0, n);
    *rest = bytes_part(*rest, n + 1, rest->n);
    return true;
}

static int expected(const char *what, struct fail *fail) {
    return fail_set(fail, ERR_SYNTAX, "receipt: expected %s", what);
}

static int parse(struct bytes text, struct receipt *r, struct fail *fail) {
    struct bytes rest = text, l;
    r->n_proof = 0;
    if (!take(&rest, FIRST_LINE))
        return expected("\"c2sp.org/tlog-proof@v1\" as the first line", fail);
    if (!take(&rest, "extra ") || !line(&rest, &l))
        return expected("\"extra\" and the entry's leaf as the second line", fail);
    int n = bytes_from_base64(l, r->leaf, sizeof(r->leaf));
    if (n <= 0)
        return expected("the leaf in base64 after \"extra\"", fail);
    r->n_leaf = (size_t)n;
    if (!take(&rest, "index ") || !line(&rest, &l) || !decimal_parse(l, &r->index))
        return expected("\"index\" and the entry's number as the third line", fail);
    bool ended = false;
    while (line(&rest, &l) && !(ended = l.n == 0)) {
        if (r->n_proof == MERKLE_PROOF_MAX || l.n != 44 ||
            bytes_from_base64(l, r->proof[r->n_proof].b, HASH_BYTES) != HASH_BYTES)
            return expected("at most 64 hashes of 32 bytes in base64, then an empty line", fail);
        r->n_proof++;
    }
    if (!ended || rest.n == 0)
        return expected("an empty line and a checkpoint", fail);
    r->checkpoint = rest;
    return 0;
}

int receipt_parse(struct bytes text, struct receipt *ret, struct fail *fail) {
    struct receipt r;
    int code = parse(text, &r, fail);
    if (code == 0)
        *ret = r;
    return code;
}

int receipt_verify(struct bytes text, const struct note_key *keys, size_t n_keys,
                   struct receipt_verified *ret, struct fail *fail) {
    struct receipt_verified v;
    struct receipt *r = &v.receipt;
    check(n_keys > 0);
    int code = parse(text, r, fail);
    if (code == 0)
        code = note_open(r->checkpoint, keys, n_keys, &v.opened, fail);
    if (code == 0 && !(v.opened.signed_by & 1))
        code = fail_set(fail, ERR_MISSING, "receipt: not signed by \"%s\"", keys[0].name);
    if (code == 0)
        code = checkpoint_parse(v.opened.text, &v.checkpoint, fail);
    if (code < 0)
        return code;
    if (!bytes_is(v.checkpoint.origin, keys[0].name))
        return fail_set(fail, ERR_BROKEN,
                        "receipt: its checkpoint is of another record than \"%s\"", keys[0].name);
    v.leaf = sha256_prefixed(0x00, bytes_of(r->leaf, r->n_leaf));
    if (!merkle_verify(&v.leaf, r->index, v.checkpoint.size, r->proof, r->n_proof,
                       &v.checkpoint.root))
        return fail_set(fail, ERR_BROKEN, "receipt: the proof does not lead to the checkpoint");
    *ret = v;
    return 0;
}
