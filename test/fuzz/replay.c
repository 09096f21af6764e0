/* Runs a fuzz target over the files of its corpus as tests, TAP on stdout: each file as it is, cut
 * at every length, and with each of its bytes changed, all from memory of exactly that size so that
 * a sanitizer sees a read past the end. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

enum { FILES_MAX = 4096, FILE_BYTES_MAX = 1 << 20, CHANGES_MAX = 2000 };

static void run(const uint8_t *at, size_t n) {
    uint8_t *exact = malloc(n ? n : 1);
    if (!exact)
        abort();
    memcpy(exact, at, n);
    LLVMFuzzerTestOneInput(n ? exact : NULL, n);
    free(exact);
}

static void run_changed(uint8_t *at, size_t n) {
    static const uint8_t changes[] = {0x00, 0x20, 0x7f, 0x80, 0xff};
    size_t step = n / CHANGES_MAX + 1;
    for (size_t i = 0; i < n; i += step) {
        uint8_t kept = at[i];
        run(at, i);
        for (size_t j = 0; j < sizeof(changes); j++) {
            at[i] = changes[j];
            run(at, n);
        }
        for (int bit = 0; bit < 8; bit += 3) {
            at[i] = kept ^ (uint8_t)(1u << bit);
            run(at, n);
        }
        at[i] = kept;
    }
}

/* false, with errno, when the file cannot be read. */
static bool replay(const char *path, uint8_t *buffer) {
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    size_t n = fread(buffer, 1, FILE_BYTES_MAX, f);
    bool is_read = !ferror(f);
    fclose(f);
    if (is_read) {
        run(buffer, n);
        run_changed(buffer, n);
    }
    return is_read;
}

static int is_visible(const struct dirent *d) {
    return d->d_name[0] != '.';
}

int main(int argc, char **argv) {
    struct dirent **files = NULL;
    int n = argc == 2 ? scandir(argv[1], &files, is_visible, alphasort) : -1, failed = 0;
    uint8_t *buffer = malloc(FILE_BYTES_MAX);
    if (n <= 0 || n > FILES_MAX || !buffer) {
        printf("1..1\nnot ok 1 the corpus %s has files to run\n", argc == 2 ? argv[1] : "(none)");
        return 1;
    }
    printf("TAP version 13\n1..%d\n", n);
    for (int i = 0; i < n; i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", argv[1], files[i]->d_name);
        bool held = replay(path, buffer);
        failed += !held;
        printf("%s %d %s\n", held ? "ok" : "not ok", i + 1, files[i]->d_name);
        if (!held)
            printf("# %s: %s\n", path, strerror(errno));
        fflush(stdout);
        free(files[i]);
    }
    free(files);
    free(buffer);
    return failed ? 1 : 0;
}
