/* Reads files of test/data/ line by line: words separated by spaces, "#" begins a comment.
 *
 *     struct data d;
 *     if (!data_open(&d, "merkle/proofs.txt")) return;
 *     while (data_line(&d)) use(d.words, d.n);
 *     data_close(&d);
 */
#ifndef KOINON_TEST_DATA_H
#define KOINON_TEST_DATA_H

#include "test.h"

#define DATA_WORDS_MAX 80

struct data {
    FILE *file;
    char line[8192];
    char *words[DATA_WORDS_MAX];
    size_t n;
};

static inline bool data_open(struct data *d, const char *name) {
    char path[1024];
    snprintf(path, sizeof(path), "%s/test/data/%s", SOURCE_ROOT, name);
    d->file = fopen(path, "r");
    if (!d->file)
        TEST_FAIL_("cannot read %s", path);
    return d->file != NULL;
}

static inline void data_split(struct data *d) {
    d->n = 0;
    for (char *at = d->line; d->n < DATA_WORDS_MAX;) {
        at += strspn(at, " \n");
        if (!*at)
            return;
        d->words[d->n++] = at;
        at += strcspn(at, " \n");
        if (*at)
            *at++ = 0;
    }
}

static inline bool data_line(struct data *d) {
    while (fgets(d->line, sizeof(d->line), d->file)) {
        if (d->line[0] == '#')
            continue;
        data_split(d);
        if (d->n > 0)
            return true;
    }
    return false;
}

static inline void data_close(struct data *d) {
    fclose(d->file);
}

#endif
