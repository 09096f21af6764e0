/* A replay of 1 000 000 entries as far as wire/ goes: decode the stored bytes, hash the parts, hash
 * the leaf, add it to the tree, walk the effects. Against hashing alone: the same blocks of SHA-256
 * (each part, each leaf, each node) over bytes that lie ready. The whole replay, with law_apply, is
 * to reach 0.4 of that rate. */
#include "bench.h"

#include "base/cbor.h"
#include "wire/effect.h"
#include "wire/entry.h"
#include "wire/merkle.h"
#include "wire/types.h"

#define ENTRIES 1000000u
#define DISTINCT 1024u

struct work {
    uint8_t *bytes; /* of DISTINCT entries */
    struct bytes stored[DISTINCT];
    struct bytes parts[DISTINCT][2], leaf[DISTINCT];
    uint64_t sum;
    struct hash root;
};

static void put_entry(struct work *w, struct buf *b, uint32_t i) {
    static const uint8_t salt[ENTRY_SALT_BYTES] = "salt of the part";
    uint8_t effects_room[256], list_room[256];
    struct buf effects = buf_on(effects_room, sizeof(effects_room));
    struct buf list = buf_on(list_room, sizeof(list_room));
    effect_put(&effects,
               &(struct effect){.type = EFFECT_STEP, .n = 6, .a = {70000, 400, i, 2, 1, 0}});
    effect_put(&effects, &(struct effect){.type = EFFECT_NUMBER, .n = 3, .a = {70000, 7, i}});
    effect_put_list(&list, 2, buf_view(&effects));
    struct entry e = {.header = {.seq = 500000 + i,
                                 .stamp = INT64_C(1790000000000) + i,
                                 .type = COMMAND_CAST,
                                 .key = "0123456789abcde",
                                 .actor = 20000 + i,
                                 .auth = AUTH_SESSION},
                      .n_parts = 2};
    e.parts[0] = (struct entry_part){.kind = PART_COMMAND,
                                     .salt = {salt, sizeof(salt)},
                                     .content = BYTES_LIT("\xa3\x00\x18\x36\x18\x19\x1a\x00\x01"
                                                          "\x11\x70\x18\x1a\x81\x63yes")};
    e.parts[1] = (struct entry_part){
        .kind = PART_EFFECTS, .salt = {salt, sizeof(salt)}, .content = buf_view(&list)};
    size_t from = b->n;
    entry_encode(&e, b);
    w->stored[i] = bytes_of(b->at + from, b->n - from);
}

/* The bytes that are hashed, ready: the parts with their salt, the leaf. */
static void put_hashed(struct work *w, struct buf *b, uint32_t i) {
    struct entry e;
    if (entry_decode(w->stored[i], &e, NULL) < 0)
        exit(1);
    for (int p = 0; p < 2; p++) {
        size_t from = b->n;
        buf_bytes(b, e.parts[p].salt);
        buf_bytes(b, e.parts[p].content);
        w->parts[i][p] = bytes_of(b->at + from, b->n - from);
    }
    size_t from = b->n;
    entry_leaf(&e, b);
    w->leaf[i] = bytes_of(b->at + from, b->n - from);
}

static void hashing_alone(void *self) {
    struct work *w = self;
    struct merkle m;
    merkle_init(&m);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        uint32_t k = i % DISTINCT;
        struct hash a = sha256_prefixed(2, w->parts[k][0]), b = sha256_prefixed(2, w->parts[k][1]);
        struct hash leaf = sha256_prefixed(0, w->leaf[k]);
        w->sum += a.b[0] + b.b[0];
        merkle_add(&m, &leaf);
    }
    w->root = merkle_root(&m);
}

static void replay(void *self) {
    struct work *w = self;
    struct merkle m;
    merkle_init(&m);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        struct entry e;
        struct effect_reader r;
        struct effect f;
        if (entry_decode(w->stored[i % DISTINCT], &e, NULL) < 0)
            exit(1);
        struct hash leaf = entry_leaf_hash(&e);
        merkle_add(&m, &leaf);
        effect_read(entry_part(&e, PART_EFFECTS)->content, &r);
        while (effect_next(&r, &f))
            w->sum += (uint64_t)f.a[0];
    }
    w->root = merkle_root(&m);
}

int main(void) {
    static struct work w;
    struct buf b;
    buf_init(&b, &alloc_heap, 16u << 20);
    buf_room(&b, 8u << 20); /* so that nothing moves */
    buf_clear(&b);
    for (uint32_t i = 0; i < DISTINCT; i++)
        put_entry(&w, &b, i);
    for (uint32_t i = 0; i < DISTINCT; i++)
        put_hashed(&w, &b, i);
    double hashing = bench_best(hashing_alone, &w);
    struct hash want = w.root;
    bench_show("hashing 1 000 000 entries alone", hashing, ENTRIES, hashing);
    bench_show("decode, hash, tree, effects", bench_best(replay, &w), ENTRIES, hashing);
    bool same = hash_equal(&want, &w.root);
    printf("%zu bytes an entry; the roots %s\n", w.stored[0].n, same ? "agree" : "DIFFER");
    buf_drop(&b);
    return same ? 0 : 1;
}
