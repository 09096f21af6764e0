/* A long record in a folder: made, opened with and without its snapshot, followed and verified,
 * each in a process of its own, with its time against hashing the same bytes with EVP alone and the
 * most memory it took. No benchmark of `meson test`: ten million entries take minutes and
 * gigabytes.
 *
 *     build/bench/bench-long FOLDER [ENTRIES [VOTES]]
 *
 * FOLDER/long.koinon is made, of ENTRIES / (2 + VOTES) members who are entered, enrolled and vote
 * VOTES times (6), and SIGNED signed entries; remove it afterwards. Memory is to be in proportion
 * to the living state, not to the record: the second line says how many bytes the snapshot has. At
 * the end: how long a writer of this record pauses for a snapshot. */
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

#define SIGNED 20000

struct long_record {
    char folder[3000];
    uint64_t entries;
    int votes;
    double hashing;
};

static void progress(void *self, uint64_t done, uint64_t of) {
    const char *what = self;
    if (isatty(STDERR_FILENO) || done % (1u << 20) == 0)
        fprintf(stderr, "%s: %llu of %llu\n", what, (unsigned long long)done,
                (unsigned long long)of);
}

/* Signed long ago, and never to be entered again. */
static void signed_entries(struct made *m, uint32_t n) {
    struct ed25519_secret secret;
    struct command_maker k;
    struct buf scratch, key;
    char title[32];
    uint8_t seed[ED25519_SEED_BYTES] = "only for a benchmark";
    uint32_t person = law_named(engine_law(m->engine), BYTES_LIT("m-0"));
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    buf_init(&key, &alloc_heap, 64);
    ed25519_from_seed(seed, &secret);
    begin(m, &scratch, COMMAND_REGISTER_KEY, &k);
    command_put_int(&k, FIELD_PERSON, person);
    cbor_put_bytes(&key, bytes_of(ed25519_public(&secret), ED25519_PUBLIC_BYTES));
    command_put_raw(&k, FIELD_KEY, buf_view(&key));
    end(m, &k, 0, (struct bytes){0});
    flush(m);
    m->secret = &secret;
    for (uint32_t i = 0; i < n; i++) {
        begin(m, &scratch, COMMAND_RENAME, &k);
        command_put_int(&k, FIELD_OF, person);
        snprintf(title, sizeof(title), "M. %u", i);
        put(&k, FIELD_TITLE, title);
        end(m, &k, person, (struct bytes){0});
    }
    flush(m);
    m->secret = NULL;
    buf_drop(&key);
    buf_drop(&scratch);
}

static void generate(struct long_record *l) {
    static struct made made;
    struct fail fail = {0};
    if (engine_create(l->folder, &(struct engine_new){false, BYTES_LIT("long")}, &fail) < 0 ||
        engine_open(l->folder, &(struct engine_options){0}, &made.engine, &fail) < 0)
        die(fail.text);
    made_init(&made);
    made.living = true;
    make_of(&made, (uint32_t)(l->entries / (2 + (unsigned)l->votes)), l->votes);
    signed_entries(&made, SIGNED);
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

/* --- the pause of a writer -------------------------------------------------------------------- */

#define BATCH 64

/* Seconds of one batch of new persons. */
static double batch(struct made *m, int *at) {
    struct buf scratch;
    struct command_maker k;
    char name[64];
    buf_init(&scratch, &alloc_heap, LIMIT_PART_BYTES);
    for (int i = 0; i < BATCH; i++) {
        begin(m, &scratch, COMMAND_ENTER, &k);
        put(&k, FIELD_KIND, "person");
        snprintf(name, sizeof(name), "later-%d", (*at)++);
        put(&k, FIELD_NAME, name);
        end(m, &k, 0, (struct bytes){0});
    }
    double from = bench_now();
    flush(m);
    buf_drop(&scratch);
    return bench_now() - from;
}

static int by_time(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void show_batches(const char *what, double *took, int n) {
    qsort(took, (size_t)n, sizeof(*took), by_time);
    printf("  %-58s %6d   %8.2f ms %8.2f ms %8.2f ms\n", what, n, took[n / 2] * 1e3,
           took[n - 1 - n / 100] * 1e3, took[n - 1] * 1e3);
}

static void pause_of(struct long_record *l) {
    enum { MOST = 16384 };
    static struct made m;
    static double took[MOST];
    struct fail fail = {0};
    struct engine_options o = {.snapshot_every = BATCH};
    int at = 0, n = 0;
    if (engine_open(l->folder, &o, &m.engine, &fail) < 0)
        die(fail.text);
    made_init(&m);
    m.living = true;
    m.key = (uint64_t)1 << 40;
    printf("\n  %-58s %6s   %11s %11s %11s\n", "batches of 64 new persons", "n", "median", "p99",
           "longest");
    while (n < 100)
        took[n++] = batch(&m, &at);
    show_batches("before a snapshot", took, n);
    uint64_t before = engine_snapshot_size(m.engine);
    double from = bench_now(), begun, ended = 0, last = from;
    /* there is none, so it is due at once */
    if (engine_rest(m.engine, &fail) < 0)
        die(fail.text);
    begun = bench_now() - from;
    for (n = 0; n < MOST && engine_snapshot_size(m.engine) == before;) {
        took[n++] = batch(&m, &at);
        usleep(2000); /* a busy writer, not one that does nothing else */
        last = bench_now();
        if (engine_rest(m.engine, &fail) < 0)
            die(fail.text);
        ended = bench_now() - last;
    }
    show_batches("while the child writes it", took, n);
    printf("  the child is begun: %.2f ms; what it wrote is stated and placed: %.2f ms, %.2f s "
           "later\n",
           begun * 1e3, ended * 1e3, last - from);
    from = bench_now();
    struct hash h = law_hash(engine_law(m.engine));
    printf("  the state's hash alone, which the writer does not compute: %.0f ms (%02x)\n",
           (bench_now() - from) * 1e3, h.b[0]);
    engine_free(m.engine);
    made_drop(&m);
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
        fflush(stdout);
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
    l.votes = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 6;
    apart(&l, "making it", generate);
    l.hashing = hashing(&l);
    if (stat(snapshot, &st) < 0)
        die("no snapshot was written");
    printf("%llu entries; the snapshot has %lld MiB\n", (unsigned long long)l.entries,
           (long long)st.st_size >> 20);
    bench_show("hashing the same bytes alone (EVP)", l.hashing, (double)l.entries, l.hashing);
    apart(&l, "a reader starts from the snapshot", follow);
    apart(&l, "the writer starts from the snapshot", write_on);
    if (unlink(snapshot) < 0)
        die("the snapshot cannot be removed");
    apart(&l, "a reader starts from the first entry", follow);
    apart(&l, "all is verified", verify);
    apart(&l, "a writer and its pause", pause_of);
    return 0;
}
