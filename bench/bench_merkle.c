/* The root of 1 000 000 leaf hashes, against as many SHA-256 of 65 bytes by OpenSSL's EVP: a tree
 * of n leaves has n - 1 nodes of 65 bytes each. Target 0.25 s on one core, stretch 0.09 s. */
#include "bench.h"

#include <openssl/evp.h>

#include "wire/merkle.h"

#define LEAVES 1000000u

struct work {
    struct hash *leaves;
    struct hash root;
};

static void by_evp(void *self) {
    struct work *w = self;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    const EVP_MD *sha256 = EVP_sha256();
    uint8_t node[65] = {1};
    for (size_t i = 0; i + 1 < LEAVES; i++) {
        memcpy(node + 1, w->leaves[i].b, 64);
        EVP_DigestInit_ex(c, sha256, NULL);
        EVP_DigestUpdate(c, node, sizeof(node));
        EVP_DigestFinal_ex(c, w->root.b, NULL);
    }
    EVP_MD_CTX_free(c);
}

static void nodes_alone(void *self) {
    struct work *w = self;
    for (size_t i = 0; i + 1 < LEAVES; i++)
        w->root = sha256_node(1, &w->leaves[i], &w->leaves[i + 1]);
}

static void tree(void *self) {
    struct work *w = self;
    w->root = merkle_root_of(w->leaves, LEAVES);
}

int main(void) {
    struct work w = {malloc(LEAVES * sizeof(struct hash)), {{0}}};
    if (!w.leaves)
        return 1;
    for (uint32_t i = 0; i < LEAVES; i++)
        w.leaves[i] = sha256_of(bytes_of(&i, sizeof(i)));
    double evp = bench_best_cpu(by_evp, &w);
    bench_show("999 999 SHA-256 of 65 bytes (EVP)", evp, LEAVES, evp);
    bench_show("999 999 nodes", bench_best_cpu(nodes_alone, &w), LEAVES, evp);
    bench_show("the root of 1 000 000 leaf hashes", bench_best_cpu(tree, &w), LEAVES, evp);
    free(w.leaves);
    return 0;
}
