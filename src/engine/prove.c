#include "engine/prove.h"

#include "wire/receipt.h"

int checkpoint_of(struct bytes note, uint64_t *ret_size, struct hash *ret_root, struct fail *fail) {
    struct checkpoint c;
    const uint8_t *end = note.n ? memmem(note.at, note.n, "\n\n", 2) : NULL;
    if (!end)
        return fail_set(fail, ERR_SYNTAX, "not a signed checkpoint");
    int r = checkpoint_parse(bytes_part(note, 0, (size_t)(end - note.at) + 1), &c, fail);
    if (r == 0) {
        *ret_size = c.size;
        *ret_root = c.root;
    }
    return r;
}

/* The entry's leaf, as bytes and as a hash. */
static int read_leaf(struct store *s, uint64_t seq, struct receipt *ret, struct hash *ret_hash,
                     struct fail *fail) {
    struct buf stored, leaf = buf_on(ret->leaf, sizeof(ret->leaf));
    struct entry e;
    buf_init(&stored, &alloc_heap, LIMIT_ENTRY_BYTES);
    int r = store_get(s, seq, &stored, fail);
    r = r < 0 ? r : entry_decode(buf_view(&stored), &e, fail);
    if (r == 0) {
        entry_leaf(&e, &leaf);
        ret->n_leaf = leaf.n;
        *ret_hash = entry_leaf_hash(&e);
    }
    buf_drop(&stored);
    return r;
}

int receipt_make(struct store *s, struct hashes *h, uint64_t seq, struct bytes checkpoint,
                 struct buf *b, struct fail *fail) {
    struct receipt receipt = {.index = seq, .checkpoint = checkpoint};
    struct hash leaf, root;
    uint64_t size = 0;
    int r = checkpoint_of(checkpoint, &size, &root, fail);
    if (r == 0 && seq >= size)
        r = fail_set(fail, ERR_RANGE, "entry %llu is not among the %llu that are signed",
                     (unsigned long long)seq, (unsigned long long)size);
    r = r < 0 ? r : read_leaf(s, seq, &receipt, &leaf, fail);
    r = r < 0 ? r : merkle_prove(hashes_node, h, seq, size, receipt.proof, &receipt.n_proof, fail);
    if (r == 0 && !merkle_verify(&leaf, seq, size, receipt.proof, receipt.n_proof, &root))
        r = fail_set(fail, ERR_BROKEN, "the hashes beside the record do not fit entry %llu",
                     (unsigned long long)seq);
    if (r < 0)
        return r;
    receipt_text(&receipt, b);
    return b->failed ? fail_set(fail, ERR_NOMEM, "not enough memory for a receipt") : 0;
}
