/* Tables as people keep them: CSV (RFC 4180) with commas, semicolons or tabs, as the first line
 * has it; UTF-8, with or without a byte order mark. Each cell knows where it stood, so that an
 * error can name its line and column (counted in characters from 1). Private to cli/.
 *
 *     csv_begin(&c, text, &fail);
 *     while ((r = csv_next(&c, &arena, &cells, &n, &fail)) > 0) ...
 */
#ifndef KOINON_CLI_CSV_H
#define KOINON_CLI_CSV_H

#include "base/arena.h"
#include "base/fail.h"

#define CSV_CELLS_MAX 256

struct csv_cell {
    struct bytes text; /* without the spaces around it */
    unsigned line, column;
};
struct csv {
    struct bytes text;
    size_t at;
    uint8_t mark; /* between cells */
    unsigned line;
    struct csv_cell cells[CSV_CELLS_MAX];
};

/* ERR_SYNTAX: not UTF-8 (the line and the remedy are named), or empty. */
int csv_begin(struct csv *c, struct bytes text, struct fail *fail);
/* The next line that is not empty: 1; its cells are good until the next call, their texts as long
 * as ARENA; 0 at the end; ERR_SYNTAX: a quote that does not end, something after one; ERR_RANGE:
 * too many cells; ERR_NOMEM. */
int csv_next(struct csv *c, struct arena *a, const struct csv_cell **ret, size_t *ret_n,
             struct fail *fail);

/* Cells one after the other, for tables of any width, in lines that may be empty: between MARKs, in
 * whatever bytes. */
struct buf;
void csv_open(struct csv *c, struct bytes text, uint8_t mark);
/* The next cell: 1, its text (good until B is used again) and whether it is the last of its line; 0
 * at the end. Errors as above. */
int csv_next_cell(struct csv *c, struct buf *b, struct bytes *ret, bool *ret_ends,
                  struct fail *fail);

/* A cell as CSV, in quotes where it needs them. */
void csv_put(struct buf *b, struct bytes cell);

#endif
