#include "wire/checkpoint.h"

void checkpoint_text(const struct checkpoint *c, struct buf *b) {
    char base64[4 * ((HASH_BYTES + 2) / 3) + 1];
    bytes_to_base64(bytes_of(c->root.b, HASH_BYTES), base64);
    buf_bytes(b, c->origin);
    buf_format(b, "\n%llu\n%s\n", (unsigned long long)c->size, base64);
    buf_bytes(b, c->extensions);
}

static bool line(struct bytes *rest, struct bytes *ret) {
    const uint8_t *end = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;
    if (!end || end == rest->at)
        return false;
    size_t n = (size_t)(end - rest->at);
    *ret = bytes_part(*rest, 0, n);
    *rest = bytes_part(*rest, n + 1, rest->n);
    return true;
}

bool decimal_parse(struct bytes digits, uint64_t *ret) {
    uint64_t n = 0;
    if (digits.n == 0 || (digits.n > 1 && digits.at[0] == '0'))
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        uint8_t d = (uint8_t)(digits.at[i] - '0');
        if (d > 9 || n > (INT64_MAX - (uint64_t)d) / 10)
            return false;
        n = n * 10 + d;
    }
    *ret = n;
    return true;
}

int checkpoint_parse(struct bytes text, struct checkpoint *ret, struct fail *fail) {
    struct checkpoint c;
    struct bytes rest = text, size, root, extension;
    if (!line(&rest, &c.origin))
        return fail_set(fail, ERR_SYNTAX, "checkpoint: expected the origin as the first line");
    if (!line(&rest, &size) || !decimal_parse(size, &c.size))
        return fail_set(fail, ERR_SYNTAX,
                        "checkpoint: expected the size as the second line, in decimal digits");
    if (!line(&rest, &root) || root.n != 44 ||
        bytes_from_base64(root, c.root.b, HASH_BYTES) != HASH_BYTES)
        return fail_set(fail, ERR_SYNTAX,
                        "checkpoint: expected the root as the third line, 32 bytes in base64");
    c.extensions = rest;
    while (rest.n)
        if (!line(&rest, &extension))
            return fail_set(fail, ERR_SYNTAX,
                            "checkpoint: expected lines that end in a newline and are not empty");
    *ret = c;
    return 0;
}
