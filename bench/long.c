/* A long record in a folder: made, opened with and without its snapshot, followed and verified,
 * each in a process of its own, with its time against hashing the same bytes with EVP alone and the
 * most memory it took. No benchmark of `meson test`: ten million entries take minutes and
 * gigabytes.
 *
 *     build/bench/bench-long FOLDER [ENTRIES]     FOLDER/long.koinon is made; remove it afterwards
 *
 * Memory is to be in proportion to the living state, not to the record: the second line says how
 * many bytes the state has. */
#include "bench.h"

#include <openssl/evp.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/follower.h"
#include "engine/verify.h"
#include "record.h"
#include "store/folder.h"

struct long_record {
    char folder[3000];
    uint64_t entries;
    double hashing;
};

static void progress(void *self, uint64_t done, uint64_t of) {
    const char *what = self;
    if (isatty(STDERR_FILENO) || done % (1u << 20) == 0)
        fprintf(stderr, "%s: %llu of %llu\n", what, (unsigned long long)done,
                (unsigned long long)of);
}

static void generate(struct long_record *l) {
    static struct made made;
    struct fail fail = {0};
    if (engine_create(l->folder, &(struct engine_new){true, BYTES_LIT("long")}, &fail) < 0 ||
        engine_open(l->folder, &(struct engine_options){0}, &made.engine, &fail) < 0)
        die(fail.text);
    made_init(&made);
    make(&made, l->entries);
    if (engine_tend(made.engine, &fail) < 0)
        die(fail.text);
    engine_free(made.engine);
    made_drop(&made);
}

static void follow(struct long_record *l) {
    struct follower *f = NULL;
    struct fail fail = {0};
    struct engine_options o = {.progress = progress, .progress_self = (char[]){"follow"}};
    if (follower_open(l->folder, &o, &f, &fail) < 0)
        die(fail.text);
    follower_free(f);
}

static void write_on(struct long_record *l) {
    struct engine *e = NULL;
    struct fail fail = {0};
    struct engine_options o = {.progress = progress, .progress_self = (char[]){"open"}};
    if (engine_open(l->folder, &o, &e, &fail) < 0)
        die(fail.text);
    engine_free(e);
}

static void verify(struct long_record *l) {
    struct folder folder = {0};
    struct verify_report report;
    struct fail fail = {0};
    struct verify_options o = {.progress = progress, .progress_self = (char[]){"verify"}};
    if (folder_open(l->folder, STORE_READ, FOLDER_RECORD, &alloc_heap, &folder, &fail) < 0 ||
        verify_record(folder.record, &o, &report, &fail) < 0)
        die(fail.text);
    if (!report.holds)
        die(report.why);
    folder_drop(&folder);
}

/* --- hashing alone ---------------------------------------------------------------------------- */

struct alone {
    struct hashed chunk;
    EVP_MD *md;
    EVP_MD_CTX *c;
    double seconds;
    unsigned sum;
};

static void hash_chunk(struct alone *a, uint64_t nodes) {
    uint8_t out[32], node[65] = {1};
    const uint8_t *at = a->chunk.bytes.at, *to = at + a->chunk.bytes.n;
    double from = bench_now();
    while (at < to) {
        uint32_t n;
        memcpy(&n, at, sizeof(n));
        EVP_DigestInit_ex2(a->c, a->md, NULL);
        EVP_DigestUpdate(a->c, at + sizeof(n), n);
        EVP_DigestFinal_ex(a->c, out, NULL);
        at += sizeof(n) + n;
        a->sum += out[0];
    }
    for (uint64_t i = 0; i < nodes; i++) { /* one node of the tree for each entry */
        memcpy(node + 1, &i, sizeof(i));
        EVP_DigestInit_ex2(a->c, a->md, NULL);
        EVP_DigestUpdate(a->c, node, sizeof(node));
        EVP_DigestFinal_ex(a->c, out, NULL);
        a->sum += out[0];
    }
    a->seconds += bench_now() - from;
    buf_clear(&a->chunk.bytes);
}

#define CHUNK 4096
static int add(void *self, uint64_t seq, struct bytes stored) {
    struct alone *a = self;
    int r = note_hashed(&a->chunk, seq, stored);
    if (seq % CHUNK == CHUNK - 1)
        hash_chunk(a, CHUNK);
    return r;
}

static double hashing(struct long_record *l) {
    struct alone a = {.md = EVP_MD_fetch(NULL, "SHA256", NULL), .c = EVP_MD_CTX_new()};
    struct folder folder = {0};
    struct fail fail = {0};
    buf_init(&a.chunk.bytes, &alloc_heap, (size_t)CHUNK * LIMIT_ENTRY_BYTES);
    if (folder_open(l->folder, STORE_READ, FOLDER_RECORD, &alloc_heap, &folder, &fail) < 0 ||
        store_size(folder.record, &l->entries, &fail) < 0 ||
        store_scan(folder.record, 0, UINT64_MAX, add, &a, &fail) < 0)
        die(fail.text);
    hash_chunk(&a, l->entries % CHUNK);
    folder_drop(&folder);
    buf_drop(&a.chunk.bytes);
    EVP_MD_CTX_free(a.c);
    EVP_MD_free(a.md);
    return a.seconds;
}

/* --- each in its own process ------------------------------------------------------------------ */

static void apart(struct long_record *l, const char *what, void (*run)(struct long_record *l)) {
    struct rusage usage;
    int status = 0;
    double from = bench_now();
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        run(l);
        _exit(0);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0)
        die(what);
    double took = bench_now() - from;
    printf("%-44s %8.2f s %12.0f /s %7.2f   %ld MiB\n", what, took, (double)l->entries / took,
           l->hashing / took, usage.ru_maxrss / 1024);
}

int main(int argc, char **argv) {
    static struct long_record l;
    struct stat st;
    char snapshot[3100];
    if (argc < 2)
        die("needs FOLDER [ENTRIES]");
    snprintf(l.folder, sizeof(l.folder), "%s/long.koinon", argv[1]);
    snprintf(snapshot, sizeof(snapshot), "%s/snapshot", l.folder);
    l.entries = argc > 2 ? strtoull(argv[2], NULL, 10) : 10000000;
    apart(&l, "making it", generate);
    l.hashing = hashing(&l);
    if (stat(snapshot, &st) < 0)
        die("no snapshot was written");
    printf("%llu entries; the living state has %lld MiB\n", (unsigned long long)l.entries,
           (long long)st.st_size >> 20);
    bench_show("hashing the same bytes alone (EVP)", l.hashing, (double)l.entries, l.hashing);
    apart(&l, "a reader starts from the snapshot", follow);
    apart(&l, "the writer starts from the snapshot", write_on);
    if (unlink(snapshot) < 0)
        die("the snapshot cannot be removed");
    apart(&l, "a reader starts from the first entry", follow);
    apart(&l, "all is verified", verify);
    return 0;
}
