/* A table of hostile bytes: every cell lies in the text's lines, and what is written as CSV is read
 * as the same cells. */
#include "fuzz.h"

#include "base/buf.h"
#include "cli/csv.h"

static void again(const struct csv_cell *cells, size_t n, struct arena *a) {
    struct buf b;
    struct csv c;
    struct fail fail = {0};
    const struct csv_cell *read;
    size_t read_n = 0;
    buf_init(&b, &alloc_heap, 16u << 20);
    for (size_t i = 0; i < 2 * n; i++) { /* twice the cells: commas are most */
        if (i)
            buf_byte(&b, ',');
        csv_put(&b, i < n ? cells[i].text : (struct bytes){0});
    }
    bool marked = false; /* a first line of other marks would be read by them */
    for (size_t i = 0; i < n; i++)
        marked |= memchr(cells[i].text.at, ';', cells[i].text.n) ||
                  memchr(cells[i].text.at, '\t', cells[i].text.n) || cells[i].text.n == 0;
    if (!marked && n && 2 * n <= CSV_CELLS_MAX && csv_begin(&c, buf_view(&b), &fail) == 0 &&
        buf_view(&b).n >= 3 && memcmp(b.at, "\xef\xbb\xbf", 3) != 0) {
        FUZZ_CHECK(csv_next(&c, a, &read, &read_n, &fail) == 1 && read_n == 2 * n);
        for (size_t i = 0; i < n; i++)
            FUZZ_CHECK(bytes_equal(read[i].text, cells[i].text));
    }
    buf_drop(&b);
}

static uint64_t mixed(uint64_t h, struct bytes cell) {
    for (size_t i = 0; i < cell.n; i++)
        h = (h ^ cell.at[i]) * 0x100000001b3u;
    return cell.n ? (h ^ 0x100) * 0x100000001b3u : h;
}

/* Read cell by cell a table has the cells it has line by line. */
static void by_cells(struct bytes input, uint64_t expected) {
    struct csv c;
    struct buf b;
    struct bytes cell;
    struct fail fail = {0};
    bool ends;
    uint64_t h = 0;
    int r;
    buf_init(&b, &alloc_heap, 1 << 20);
    FUZZ_CHECK(csv_begin(&c, input, &fail) == 0);
    while ((r = csv_next_cell(&c, &b, &cell, &ends, &fail)) == 1)
        h = mixed(h, cell);
    FUZZ_CHECK(r == 0 && h == expected);
    buf_drop(&b);
}

void fuzz_one(struct bytes input) {
    struct csv c;
    struct arena a;
    struct fail fail = {0};
    const struct csv_cell *cells;
    size_t cells_n = 0;
    unsigned line = 0;
    uint64_t h = 0;
    arena_init(&a, &alloc_heap, 64u << 20);
    int r = csv_begin(&c, input, &fail);
    while (r == 0 && (r = csv_next(&c, &a, &cells, &cells_n, &fail)) == 1) {
        FUZZ_CHECK(cells_n >= 1 && cells_n <= CSV_CELLS_MAX && cells[0].line > line);
        line = cells[0].line;
        for (size_t i = 0; i < cells_n; i++)
            h = mixed(h, cells[i].text);
        again(cells, cells_n, &a);
        r = 0;
    }
    FUZZ_CHECK(r == 0 || fail.text[0]);
    if (r == 0)
        by_cells(input, h);
    arena_drop(&a);
}

FUZZ_TARGET
