/* What every benchmark shares: speed as a ratio against a reference in the same run, so that a
 * shared or slow machine does not matter. Each measure is the best of several rounds. */
#ifndef KOINON_BENCH_H
#define KOINON_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef void bench_function(void *self);

static inline double bench_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds this thread had a processor: of work without waiting, also beside other work. */
static inline double bench_cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

#define BENCH_ROUNDS 5

/* Seconds of the fastest of BENCH_ROUNDS runs. */
static inline double bench_best_by(double (*clock)(void), bench_function *run, void *self) {
    double best = 1e9;
    for (int i = 0; i < BENCH_ROUNDS; i++) {
        double from = clock();
        run(self);
        double took = clock() - from;
        best = took < best ? took : best;
    }
    return best;
}
static inline double bench_best(bench_function *run, void *self) {
    return bench_best_by(bench_now, run, self);
}
static inline double bench_best_cpu(bench_function *run, void *self) {
    return bench_best_by(bench_cpu, run, self);
}

/* A line for people and machines: what, seconds, how many a second, ratio to the reference. */
static inline void bench_show(const char *what, double seconds, double n, double reference) {
    printf("%-44s %8.4f s %12.0f /s %7.2f\n", what, seconds, n / seconds, reference / seconds);
}

#endif
