/* How fast the log writer is, against the least that any durable log must do: write() of the same
 * bytes to one growing file, and fdatasync(), in the same run on the same disk.
 *
 *     build/bench/bench-store [FOLDER [ENTRY-BYTES]]
 *
 * Both take turns, several rounds for each size of batch, so that other work on the machine hits
 * both. A ratio says more than records a second. Bytes are what was handed to write() (of this
 * process, from /proc/self/io) for each byte of entries, until all of it is in the file itself; a
 * commit writes whole pages of 4096 bytes, as a disk writes whole blocks for the raw file, so small
 * batches cost more. Aims: at 64 entries a batch at least half of the raw records a second, and at
 * most 4 bytes written for one. */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "base/limits.h"
#include "store/store.h"

#define ROUNDS 5
#define ENTRIES_MAX LIMIT_BATCH

static char raw_path[4000], db_path[4000];
static uint8_t pool[1u << 20];

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint64_t bytes_written(void) {
    unsigned long long n = 0;
    char line[128];
    FILE *f = fopen("/proc/self/io", "re");
    while (f && fgets(line, sizeof(line), f))
        if (sscanf(line, "wchar: %llu", &n) == 1)
            break;
    if (f)
        fclose(f);
    return n;
}

/* One size of batch: what to write, and what was measured, summed over the rounds. */
struct run {
    size_t batch, batches, entry_bytes;
    int64_t raw_ns, store_ns;
    uint64_t store_bytes;
    int64_t *latency_ns; /* of each append of all rounds */
    size_t latencies;
};

static struct bytes entry_of(const struct run *r, uint64_t seq) {
    return bytes_of(pool + seq * 1031 % (sizeof(pool) - r->entry_bytes), r->entry_bytes);
}

static void raw_round(struct run *r) {
    uint8_t *batch = malloc(r->batch * r->entry_bytes);
    int fd = open(raw_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    check(batch && fd >= 0);
    int64_t begun = now_ns();
    for (uint64_t i = 0, seq = 0; i < r->batches; i++) {
        for (size_t k = 0; k < r->batch; k++)
            memcpy(batch + k * r->entry_bytes, entry_of(r, seq++).at, r->entry_bytes);
        size_t n = r->batch * r->entry_bytes;
        check(write(fd, batch, n) == (ssize_t)n && fdatasync(fd) == 0);
    }
    r->raw_ns += now_ns() - begun;
    close(fd);
    unlink(raw_path);
    free(batch);
}

struct tender {
    struct store *store;
    atomic_bool done;
};

static void *tend(void *self) {
    struct tender *t = self;
    while (!atomic_load(&t->done)) {
        check(store_tend(t->store, NULL) == 0);
        nanosleep(&(struct timespec){0, 200000000}, NULL);
    }
    return NULL;
}

static void append_all(struct run *r, struct store *s) {
    struct bytes entries[ENTRIES_MAX];
    struct fail fail = {0};
    for (uint64_t i = 0, seq = 0; i < r->batches; i++, seq += r->batch) {
        int64_t begun = now_ns();
        for (size_t k = 0; k < r->batch; k++)
            entries[k] = entry_of(r, seq + k);
        if (store_append(s, seq, entries, r->batch, &fail) < 0) {
            fprintf(stderr, "bench-store: %s\n", fail.text);
            exit(1);
        }
        r->latency_ns[r->latencies++] = now_ns() - begun;
    }
}

static void store_round(struct run *r) {
    struct fail fail = {0};
    struct tender t = {0};
    pthread_t thread;
    unlink(db_path);
    if (store_sqlite_open(db_path, STORE_CREATE, &alloc_heap, &t.store, &fail) < 0) {
        fprintf(stderr, "bench-store: %s\n", fail.text);
        exit(1);
    }
    check(pthread_create(&thread, NULL, tend, &t) == 0);
    uint64_t before = bytes_written();
    int64_t begun = now_ns();
    append_all(r, t.store);
    r->store_ns += now_ns() - begun;
    atomic_store(&t.done, true);
    pthread_join(thread, NULL);
    check(store_tend(t.store, NULL) == 0);
    r->store_bytes += bytes_written() - before;
    store_free(t.store);
    unlink(db_path);
}

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void measure(size_t batch, size_t entry_bytes) {
    struct run r = {.batch = batch, .entry_bytes = entry_bytes};
    r.batches = batch == 1 ? 1000 : batch == 8 ? 600 : batch == 64 ? 400 : 150;
    r.latency_ns = calloc(ROUNDS * r.batches, sizeof(*r.latency_ns));
    check(r.latency_ns != NULL && batch <= ENTRIES_MAX);
    for (int i = 0; i < ROUNDS; i++) {
        raw_round(&r);
        store_round(&r);
    }
    qsort(r.latency_ns, r.latencies, sizeof(*r.latency_ns), by_size);
    double n = (double)(ROUNDS * r.batches * r.batch);
    printf("%6zu %12.0f %12.0f %8.2f %8.2f %10.0f %10.0f %10.0f\n", batch,
           n * 1e9 / (double)r.raw_ns, n * 1e9 / (double)r.store_ns,
           (double)r.raw_ns / (double)r.store_ns, (double)r.store_bytes / (n * (double)entry_bytes),
           (double)r.latency_ns[r.latencies / 2] / 1000,
           (double)r.latency_ns[r.latencies - 1 - r.latencies / 100] / 1000,
           (double)r.latency_ns[r.latencies - 1] / 1000);
    fflush(stdout);
    free(r.latency_ns);
}

int main(int argc, char **argv) {
    char folder[3900];
    size_t entry_bytes = argc > 2 ? strtoul(argv[2], NULL, 10) : 544;
    if (argc > 3 || entry_bytes < 1 || entry_bytes > 100000) {
        fprintf(stderr, "usage: bench-store [FOLDER [ENTRY-BYTES, up to 100000]]\n");
        return 2;
    }
    snprintf(folder, sizeof(folder), "%s/bench-store-XXXXXX", argc > 1 ? argv[1] : "/tmp");
    if (!mkdtemp(folder)) {
        perror(folder);
        return 1;
    }
    snprintf(raw_path, sizeof(raw_path), "%s/raw", folder);
    snprintf(db_path, sizeof(db_path), "%s/record.db", folder);
    for (size_t i = 0; i < sizeof(pool); i++)
        pool[i] = (uint8_t)(i * i >> 3);
    printf("entries of %zu bytes, %d rounds, in %s\n", entry_bytes, ROUNDS, folder);
    printf("%6s %12s %12s %8s %8s %10s %10s %10s\n", "batch", "raw rec/s", "store rec/s", "ratio",
           "bytes/b", "p50 us", "p99 us", "max us");
    static const size_t batches[] = {1, 8, 64, 512};
    for (size_t i = 0; i < sizeof(batches) / sizeof(*batches); i++)
        measure(batches[i], entry_bytes);
    char lock[4010];
    snprintf(lock, sizeof(lock), "%s.lock", db_path);
    unlink(lock);
    rmdir(folder);
    return 0;
}
