#include "data.h"
#include "test.h"

#include "wire/merkle.h"

static struct hash hash_of_hex(const char *hex) {
    struct hash h = {{0}};
    if (bytes_from_hex(bytes_str(hex), h.b, HASH_BYTES) < 0)
        TEST_FAIL_("not a hash: %s", hex);
    return h;
}

static void expect_hash(struct hash got, const char *hex) {
    char shown[2 * HASH_BYTES + 1];
    bytes_to_hex(bytes_of(got.b, HASH_BYTES), shown);
    EXPECT_STR(shown, hex);
}

#define LEAVES 300

static struct hash leaf_hash(unsigned i) {
    uint8_t leaf[2] = {(uint8_t)(i >> 8), (uint8_t)i};
    return sha256_prefixed(0x00, bytes_of(leaf, 2));
}

/* A store that has the leaves only and computes what is asked for, as the definition says. */
struct leaves {
    uint64_t size;
    int calls, fail_at;
};

static struct hash mth(unsigned lo, unsigned hi) {
    if (hi - lo == 1)
        return leaf_hash(lo);
    unsigned k = 1;
    while (2 * k < hi - lo)
        k *= 2;
    struct hash left = mth(lo, lo + k), right = mth(lo + k, hi);
    return sha256_node(0x01, &left, &right);
}

static int node(void *self, unsigned level, uint64_t index, struct hash *ret, struct fail *fail) {
    struct leaves *l = self;
    if (++l->calls == l->fail_at)
        return fail_set(fail, ERR_IO, "the disk said no");
    EXPECT(level < 16 && (index + 1) << level <= l->size);
    *ret = mth((unsigned)(index << level), (unsigned)((index + 1) << level));
    return 0;
}

static struct hash roots[LEAVES + 1];

static void compute_roots(void) {
    struct merkle m;
    merkle_init(&m);
    roots[0] = merkle_root(&m);
    for (unsigned i = 0; i < LEAVES; i++) {
        struct hash leaf = leaf_hash(i);
        merkle_add(&m, &leaf);
        roots[i + 1] = merkle_root(&m);
    }
}

TEST(the_eight_published_roots) {
    static const struct {
        const char *hex, *root;
    } vectors[] = {
        {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
        {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
        {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
        {"606162636465666768696a6b6c6d6e6f",
         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
    };
    struct merkle m;
    merkle_init(&m);
    expect_hash(merkle_root(&m),
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        uint8_t leaf[16];
        size_t n = strlen(vectors[i].hex) / 2;
        EXPECT_INT(bytes_from_hex(bytes_str(vectors[i].hex), leaf, n), 0);
        struct hash h = sha256_prefixed(0x00, bytes_of(leaf, n));
        merkle_add(&m, &h);
        expect_hash(merkle_root(&m), vectors[i].root);
    }
}

TEST(roots_are_those_of_the_definition) {
    static struct hash leaves[LEAVES];
    for (unsigned i = 0; i < LEAVES; i++)
        leaves[i] = leaf_hash(i);
    compute_roots();
    for (unsigned n = 1; n <= LEAVES; n++) {
        struct hash want = mth(0, n), at, of = merkle_root_of(leaves, n);
        struct leaves l = {.size = n};
        EXPECT_INT(merkle_root_at(node, &l, n, &at, NULL), 0);
        EXPECT(hash_equal(&roots[n], &want) && hash_equal(&at, &want) && hash_equal(&of, &want));
    }
}

#define SIZES 70

TEST(every_leaf_of_every_size_is_proved_and_no_other) {
    compute_roots();
    for (unsigned size = 1; size <= SIZES; size++) {
        struct leaves l = {.size = size};
        for (unsigned i = 0; i < size; i++) {
            struct hash proof[MERKLE_PROOF_MAX], leaf = leaf_hash(i), other = leaf_hash(i + 1);
            size_t n;
            REQUIRE(merkle_prove(node, &l, i, size, proof, &n, NULL) == 0);
            EXPECT(merkle_verify(&leaf, i, size, proof, n, &roots[size]));
            EXPECT(!merkle_verify(&other, i, size, proof, n, &roots[size]));
            EXPECT(!merkle_verify(&leaf, i + 1, size, proof, n, &roots[size]));
            EXPECT(!merkle_verify(&leaf, i, size, proof, n, &roots[size - 1]));
            EXPECT(!merkle_verify(&leaf, i, size, proof, n + 1, &roots[size]));
            EXPECT(n == 0 || !merkle_verify(&leaf, i, size, proof, n - 1, &roots[size]));
            for (size_t k = 0; k < n; k++) {
                proof[k].b[k % HASH_BYTES] ^= 1;
                EXPECT(!merkle_verify(&leaf, i, size, proof, n, &roots[size]));
                proof[k].b[k % HASH_BYTES] ^= 1;
            }
        }
    }
}

TEST(every_size_is_shown_to_begin_with_every_smaller_one) {
    compute_roots();
    for (unsigned second = 0; second <= SIZES; second++) {
        struct leaves l = {.size = second};
        for (unsigned first = 0; first <= second; first++) {
            struct hash proof[MERKLE_PROOF_MAX + 1], *a = &roots[first], *b = &roots[second];
            struct hash wrong = leaf_hash(7);
            size_t n;
            memset(proof, 0, sizeof(proof));
            REQUIRE(merkle_prove_consistency(node, &l, first, second, proof, &n, NULL) == 0);
            EXPECT(merkle_verify_consistency(first, second, proof, n, a, b));
            EXPECT(!merkle_verify_consistency(first, second, proof, n, &wrong, b));
            EXPECT(first == 0 || !merkle_verify_consistency(first, second, proof, n, a, &wrong));
            EXPECT(!merkle_verify_consistency(first, second, proof, n + 1, a, b));
            EXPECT(n == 0 || !merkle_verify_consistency(first, second, proof, n - 1, a, b));
            EXPECT(first == second || !merkle_verify_consistency(second, first, proof, n, b, a));
            for (size_t k = 0; k < n; k++) {
                proof[k].b[k % HASH_BYTES] ^= 1;
                EXPECT(!merkle_verify_consistency(first, second, proof, n, a, b));
                proof[k].b[k % HASH_BYTES] ^= 1;
            }
        }
    }
}

TEST(what_cannot_be_proved_is_refused) {
    struct hash proof[MERKLE_PROOF_MAX], h = leaf_hash(0);
    struct leaves l = {.size = LEAVES};
    struct fail fail = {0};
    size_t n = 99;
    EXPECT_INT(merkle_prove(node, &l, 5, 5, proof, &n, &fail), ERR_RANGE);
    EXPECT_STR(fail.text, "leaf 5 does not stand in a tree of 5 leaves");
    EXPECT_INT(merkle_prove(node, &l, 0, 0, proof, &n, NULL), ERR_RANGE);
    EXPECT_INT(merkle_prove_consistency(node, &l, 6, 5, proof, &n, NULL), ERR_RANGE);
    EXPECT_INT(merkle_root_at(node, &l, UINT64_MAX, &h, NULL), ERR_RANGE);
    EXPECT_INT(n, 99);
    EXPECT(!merkle_verify(&h, 0, UINT64_MAX, proof, 0, &h));
    EXPECT(!merkle_verify(&h, 0, 0, proof, 0, &h));
    EXPECT(!merkle_verify(&h, 0, 2, proof, MERKLE_PROOF_MAX + 1, &h));
    EXPECT(merkle_verify(&h, 0, 1, proof, 0, &h));
}

TEST(a_store_that_fails_fails_the_proof) {
    struct hash proof[MERKLE_PROOF_MAX];
    size_t n = 99;
    for (int at = 1; at < 50; at++) {
        struct leaves l = {.size = 77, .fail_at = at};
        struct fail fail = {0};
        int r = merkle_prove(node, &l, 33, 77, proof, &n, &fail);
        if (r == 0)
            break;
        EXPECT_INT(r, ERR_IO);
        EXPECT_STR(fail.text, "the disk said no");
        EXPECT_INT(n, 99);
    }
    EXPECT_INT(n, 7);
}

/* A line of test/data/merkle: is our answer the published one? */
static bool agrees(const struct data *d) {
    struct hash h[DATA_WORDS_MAX];
    uint64_t a = strtoull(d->words[2], NULL, 10), b = strtoull(d->words[3], NULL, 10);
    bool holds = strcmp(d->words[1], "yes") == 0;
    size_t n = 0;
    for (size_t i = 4; i < d->n; i++)
        h[n++] = hash_of_hex(d->words[i]);
    if (strcmp(d->words[0], "inclusion") == 0)
        return merkle_verify(&h[0], a, b, h + 2, n - 2, &h[1]) == holds;
    return merkle_verify_consistency(a, b, h + 2, n - 2, &h[0], &h[1]) == holds;
}

static size_t count_agreeing(const char *name) {
    struct data d;
    size_t n = 0;
    if (!data_open(&d, name))
        return 0;
    while (data_line(&d)) {
        if (!agrees(&d))
            TEST_FAIL_("%s: %s %s %s %s", name, d.words[0], d.words[1], d.words[2], d.words[3]);
        n++;
    }
    data_close(&d);
    return n;
}

TEST(published_proofs_hold_and_published_forgeries_do_not) {
    EXPECT_INT(count_agreeing("merkle/proofs.txt"), 143);
}

TEST(a_log_of_the_world_is_verified) {
    EXPECT_INT(count_agreeing("merkle/argon2020.txt"), 2);
}

TEST_MAIN(T(the_eight_published_roots), T(roots_are_those_of_the_definition),
          T(every_leaf_of_every_size_is_proved_and_no_other),
          T(every_size_is_shown_to_begin_with_every_smaller_one),
          T(what_cannot_be_proved_is_refused), T(a_store_that_fails_fails_the_proof),
          T(published_proofs_hold_and_published_forgeries_do_not),
          T(a_log_of_the_world_is_verified))
