/* Counting, against reading the same memory and a naive pass over it in the same run.
 *
 *     bench-count [BALLOTS]      1000000 if not said; up to 100000000
 *
 * Ballots are made from a seed, do not repeat as blocks, and exceed the cache: 11 candidates, a
 * mean of 3 preferences; the pairwise matrix has 20 candidates. Then a tenth as many ballots for
 * 10 000 candidates, who go out one by one. */
#include "bench.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "count/count.h"

struct run {
    uint32_t candidates;
    size_t n;
    struct bytes text;
    struct count_ballots b;
    const char *method;
    uint64_t sum;
};

static uint64_t state = 7;
static uint32_t roll(uint32_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) * n >> 31);
}

static uint8_t *put(uint8_t *at, uint32_t v) {
    return at + snprintf((char *)at, 16, "%u ", v);
}

/* Earlier candidates are more popular; a ballot goes on with two chances in three. */
static void make(struct run *x, size_t n, uint32_t candidates) {
    size_t longest = 15 * (candidates > 99 ? 6 : 3) + 8;
    uint8_t *text = malloc(n * longest + candidates * 24 + 4096), *at = text;
    x->n = n;
    x->candidates = candidates;
    at += snprintf((char *)at, 64, "%u 4\n", candidates);
    for (size_t i = 0; i < n; i++) {
        uint32_t marks[15], marks_n = 0;
        at = put(at, 1);
        do {
            uint32_t c = roll(candidates), other = roll(candidates), k = 0;
            c = c < other ? c : other;
            while (k < marks_n && marks[k] != c)
                k++;
            if (k == marks_n) {
                marks[marks_n++] = c;
                at = put(at, c + 1);
            }
        } while (marks_n < candidates && roll(3) && marks_n < 15);
        *at++ = '0';
        *at++ = '\n';
    }
    at += snprintf((char *)at, 8, "0\n");
    for (uint32_t c = 1; c <= candidates + 1; c++)
        at += snprintf((char *)at, 32, "\"Candidate %u\"\n", c);
    x->text = bytes_of(text, (size_t)(at - text));
}

static void read_memory(void *self) {
    struct run *x = self;
    uint64_t sum = 0;
    for (size_t i = 0; i + 8 <= x->text.n; i += 8) {
        uint64_t v;
        memcpy(&v, x->text.at + i, 8);
        sum += v;
    }
    x->sum += sum;
}

static void naive_pass(void *self) {
    struct run *x = self;
    uint64_t by[256] = {0};
    for (size_t i = 0; i < x->text.n; i++)
        by[x->text.at[i]]++;
    x->sum += by['0'];
}

static void parse(void *self) {
    struct run *x = self;
    struct fail f = {0};
    count_ballots_drop(&x->b);
    count_ballots_init(&x->b, &alloc_heap);
    if (count_read_blt(&x->b, x->text, &f) < 0) {
        fprintf(stderr, "%s\n", f.text);
        exit(1);
    }
}

static void tally(void *self) {
    struct run *x = self;
    struct arena a;
    struct count_result r;
    struct count_options o = COUNT_OPTIONS;
    struct fail f = {0};
    arena_init(&a, &alloc_heap, LIMIT_COUNT_WORKING);
    if (count_run(count_method_find(bytes_str(x->method)), &x->b, &o, &a, &r, &f) < 0) {
        fprintf(stderr, "%s\n", f.text);
        exit(1);
    }
    arena_drop(&a);
}

static void all_of_it(void *self) {
    parse(self);
    tally(self);
}

/* What one stage costs must not grow with the candidates. */
static void many_candidates(size_t n, double reference) {
    static const char *const methods[] = {"scottish", "irv", "meek"};
    struct run x = {0};
    char what[64];
    count_ballots_init(&x.b, &alloc_heap);
    make(&x, n, LIMIT_COUNT_CANDIDATES);
    bench_show("10 000 candidates: parse BLT", bench_best(parse, &x), (double)n, reference);
    x.b.seats = 1;
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        x.method = methods[i];
        snprintf(what, sizeof(what), "10 000 candidates: count, %s", methods[i]);
        bench_show(what, bench_best(tally, &x), (double)n, reference);
    }
    count_ballots_drop(&x.b);
    free((void *)(uintptr_t)x.text.at);
}

int main(int argc, char **argv) {
    size_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    struct run x = {0}, y = {0};
    count_ballots_init(&x.b, &alloc_heap);
    count_ballots_init(&y.b, &alloc_heap);
    make(&x, n, 11);
    double reference = bench_best(read_memory, &x), seconds;
    printf("%zu ballots, %zu bytes of text; ratios to reading the memory once\n", n, x.text.n);
    bench_show("read the memory", reference, (double)n, reference);
    bench_show("naive pass over its bytes", bench_best(naive_pass, &x), (double)n, reference);
    seconds = bench_best(parse, &x);
    bench_show("parse BLT", seconds, (double)n, reference);
    printf("    %.2f GB/s\n", (double)x.text.n / seconds * 1e-9);
    x.method = "scottish";
    bench_show("count, Scottish", bench_best(tally, &x), (double)n, reference);
    bench_show("parse and count, Scottish", bench_best(all_of_it, &x), (double)n, reference);
    x.method = "meek";
    bench_show("count, Meek (18+9 places)", bench_best(tally, &x), (double)n, reference);
    x.method = "plurality";
    bench_show("count, plurality", bench_best(tally, &x), (double)n, reference);
    make(&y, n, 20);
    parse(&y);
    y.method = "schulze";
    bench_show("pairwise matrix of 20, Schulze", bench_best(tally, &y), (double)n, reference);
    many_candidates(n / 10, reference);
    return x.sum == 1;
}
