/* What every fuzz target shares. A target is test/fuzz/FLOOR_WHAT.c with
 *
 *     void fuzz_one(struct bytes input) { ...; FUZZ_CHECK(what must hold for any bytes); }
 *     FUZZ_TARGET
 *
 * and a folder test/fuzz/corpus/FLOOR_WHAT/ of inputs, one a file. As a test (replay.c) it is run
 * over that folder and over small changes of each file; tools/fuzz searches for new inputs with
 * libFuzzer. */
#ifndef KOINON_TEST_FUZZ_H
#define KOINON_TEST_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"

static struct bytes fuzz_input_;

/* Shows the input and ends the program, as a crash does, so that both ways of running see it. */
#define FUZZ_CHECK(cond)                                                                           \
    do {                                                                                           \
        if (!(cond))                                                                               \
            fuzz_failed_(__FILE__, __LINE__, #cond);                                               \
    } while (0)

static inline void fuzz_failed_(const char *file, int line, const char *what) {
    fprintf(stderr, "%s:%d: expected %s, of the input \"", file, line, what);
    for (size_t i = 0; i < fuzz_input_.n && i < 4096; i++) {
        uint8_t c = fuzz_input_.at[i];
        fprintf(stderr, c >= ' ' && c < 0x7f && c != '\\' && c != '"' ? "%c" : "\\x%02x", c);
    }
    fprintf(stderr, "\" (%zu bytes)\n", fuzz_input_.n);
    abort();
}

void fuzz_one(struct bytes input);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

#define FUZZ_TARGET                                                                                \
    int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n) {                                      \
        fuzz_input_ = bytes_of(at, n);                                                             \
        fuzz_one(fuzz_input_);                                                                     \
        return 0;                                                                                  \
    }

#endif
