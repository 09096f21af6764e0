/* The replay of a whole record (decode, check every hash, apply, tree): of members entered and
 * enrolled and of six votes of all of them, against hashing the very same bytes with OpenSSL's EVP
 * alone. Aim: at least 0.4 of that rate. bench-law [ENTRIES]: 1 000 000 when not said. */
#include "bench.h"

#include <openssl/evp.h>
#include <sys/resource.h>

#include "engine/fold.h"
#include "record.h"

/* --- what is measured ---------------------------------------------------------------------------
 */

struct measured {
    struct hashed hashed;
    struct store *store;
    uint64_t entries;
    unsigned sum;
};

static void hash_alone(void *self) {
    struct measured *m = self;
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    uint8_t out[32], node[65] = {1};
    const uint8_t *at = m->hashed.bytes.at, *to = at + m->hashed.bytes.n;
    while (at < to) {
        uint32_t n;
        memcpy(&n, at, sizeof(n));
        EVP_DigestInit_ex2(c, md, NULL);
        EVP_DigestUpdate(c, at + sizeof(n), n);
        EVP_DigestFinal_ex(c, out, NULL);
        at += sizeof(n) + n;
        m->sum += out[0];
    }
    for (uint64_t i = 1; i < m->entries; i++) { /* one node of the tree for each entry */
        memcpy(node + 1, &i, sizeof(i));
        EVP_DigestInit_ex2(c, md, NULL);
        EVP_DigestUpdate(c, node, sizeof(node));
        EVP_DigestFinal_ex(c, out, NULL);
        m->sum += out[0];
    }
    EVP_MD_CTX_free(c);
    EVP_MD_free(md);
}

static void replay(void *self) {
    struct measured *m = self;
    struct fold f;
    struct fail fail = {0};
    if (fold_init(&f, &alloc_heap, &fail) < 0 || fold_rest(&f, m->store, &fail) < 0)
        die(fail.text);
    m->sum += (unsigned)f.tree.n;
    fold_drop(&f);
}

int main(int argc, char **argv) {
    static struct made made;
    static struct measured m;
    uint64_t entries = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    struct fail fail = {0};
    made.store = store_mem_new(&alloc_heap, (size_t)8 << 30);
    made_init(&made);
    if (engine_open(NULL, &(struct engine_options){.store = made.store, .stamps_as_given = true},
                    &made.engine, &fail) < 0)
        die(fail.text);
    make(&made, entries);
    m.store = made.store;
    m.entries = made.entries;
    buf_init(&m.hashed.bytes, &alloc_heap, (size_t)8 << 30);
    if (store_scan(m.store, 0, UINT64_MAX, note_hashed, &m.hashed, &fail) < 0)
        die("the record could not be read");
    double hashing = bench_best_cpu(hash_alone, &m);
    bench_show("hashing the same bytes alone (EVP)", hashing, m.entries, hashing);
    bench_show("replay: decode, hash, tree, apply", bench_best_cpu(replay, &m), m.entries, hashing);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%llu entries, %zu bytes hashed an entry; the living state hashes to %02x...\n",
           (unsigned long long)m.entries, (size_t)(m.hashed.bytes.n / m.entries), m.sum & 255);
    engine_free(made.engine);
    made_drop(&made);
    buf_drop(&m.hashed.bytes);
    return 0;
}
