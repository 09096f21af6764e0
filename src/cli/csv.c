#include "cli/csv.h"

#include "base/buf.h"

static unsigned line_of(struct bytes text, size_t at) {
    unsigned n = 1;
    for (size_t i = 0; i < at; i++)
        n += text.at[i] == '\n';
    return n;
}

/* The first line that is not UTF-8, 0: none. */
static unsigned not_utf8(struct bytes text) {
    size_t from = 0;
    if (bytes_utf8(text))
        return 0;
    for (size_t i = 0; i <= text.n; i++)
        if (i == text.n || text.at[i] == '\n') {
            if (!bytes_utf8(bytes_part(text, from, i - from)))
                return line_of(text, from);
            from = i + 1;
        }
    return 1;
}

/* What stands most often in the first line, outside of quotes. */
static uint8_t mark_of(struct bytes text) {
    size_t comma = 0, semicolon = 0, tab = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n && (quoted || text.at[i] != '\n'); i++) {
        quoted ^= text.at[i] == '"';
        comma += !quoted && text.at[i] == ',';
        semicolon += !quoted && text.at[i] == ';';
        tab += !quoted && text.at[i] == '\t';
    }
    return tab > comma && tab > semicolon ? '\t' : semicolon > comma ? ';' : ',';
}

int csv_begin(struct csv *c, struct bytes text, struct fail *fail) {
    if (text.n >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0)
        text = bytes_part(text, 3, text.n);
    unsigned line = not_utf8(text);
    if (line)
        return fail_set(fail, ERR_SYNTAX,
                        "line %u is not UTF-8: save the table as \"CSV UTF-8\", or say what it is, "
                        "as --encoding windows-1253",
                        line);
    csv_open(c, text, mark_of(text));
    return 0;
}

void csv_open(struct csv *c, struct bytes text, uint8_t mark) {
    c->text = text;
    c->at = 0;
    c->mark = mark;
    c->line = 1;
}

static struct bytes trimmed(struct bytes t) {
    while (t.n && (t.at[0] == ' ' || t.at[0] == '\t'))
        t = bytes_part(t, 1, t.n);
    while (t.n && (t.at[t.n - 1] == ' ' || t.at[t.n - 1] == '\t' || t.at[t.n - 1] == '\r'))
        t.n--;
    return t;
}

/* From behind its first quote to behind its last; "" stands for one. */
static int quoted(struct csv *c, struct buf *b, struct fail *fail) {
    unsigned line = c->line;
    for (c->at++; c->at < c->text.n; c->at++) {
        uint8_t ch = c->text.at[c->at];
        bool twice = c->at + 1 < c->text.n && c->text.at[c->at + 1] == '"';
        if (ch == '"' && !twice) {
            c->at++;
            return 0;
        }
        c->at += ch == '"';
        c->line += ch == '\n';
        buf_byte(b, ch);
    }
    return fail_set(fail, ERR_SYNTAX, "line %u: the quote that begins here does not end", line);
}

static bool at_end(const struct csv *c) {
    return c->at >= c->text.n || c->text.at[c->at] == c->mark || c->text.at[c->at] == '\n';
}

static int cell(struct csv *c, struct buf *b, struct bytes *ret, struct fail *fail) {
    buf_clear(b);
    while (!at_end(c) && c->text.at[c->at] == ' ')
        c->at++;
    if (at_end(c) || c->text.at[c->at] != '"') {
        size_t from = c->at;
        while (!at_end(c))
            c->at++;
        *ret = trimmed(bytes_part(c->text, from, c->at - from));
        return 0;
    }
    int r = quoted(c, b, fail);
    while (r == 0 && !at_end(c) && (c->text.at[c->at] == ' ' || c->text.at[c->at] == '\r'))
        c->at++;
    if (r == 0 && !at_end(c))
        r = fail_set(fail, ERR_SYNTAX, "line %u: something stands after the quote that ends",
                     c->line);
    *ret = trimmed(buf_view(b));
    return r;
}

/* A cell and what ends it; nothing stands at the end of the text, which is an empty one. */
static int cell_and_end(struct csv *c, struct buf *b, struct bytes *ret, bool *ret_ends,
                        struct fail *fail) {
    unsigned line = c->line;
    int r = cell(c, b, ret, fail);
    if (r < 0)
        return r;
    if (b->failed)
        return fail_set(fail, ERR_NOMEM, "line %u: a cell is too large", line);
    bool end = c->at >= c->text.n;
    *ret_ends = end || c->text.at[c->at] == '\n';
    c->line += !end && *ret_ends;
    c->at += !end;
    return 1;
}

int csv_next_cell(struct csv *c, struct buf *b, struct bytes *ret, bool *ret_ends,
                  struct fail *fail) {
    return c->at < c->text.n ? cell_and_end(c, b, ret, ret_ends, fail) : 0;
}

static int one_line(struct csv *c, struct arena *a, struct buf *b, struct csv_cell *cells,
                    size_t *ret_n, struct fail *fail) {
    size_t n = 0, counted = c->at;
    unsigned column = 1;
    for (bool ends = false; !ends;) {
        struct bytes text;
        if (n == CSV_CELLS_MAX)
            return fail_set(fail, ERR_RANGE, "line %u has more than %d cells", c->line,
                            CSV_CELLS_MAX);
        for (; counted < c->at; counted++)
            column += (c->text.at[counted] & 0xc0) != 0x80;
        cells[n] = (struct csv_cell){.line = c->line, .column = column};
        int r = cell_and_end(c, b, &text, &ends, fail);
        if (r < 0)
            return r;
        const char *kept = arena_copy(a, text);
        if (!kept)
            return fail_set(fail, ERR_NOMEM, "line %u: not enough memory", cells[n].line);
        cells[n++].text = bytes_of(kept, text.n);
    }
    *ret_n = n;
    return 1;
}

int csv_next(struct csv *c, struct arena *a, const struct csv_cell **ret, size_t *ret_n,
             struct fail *fail) {
    struct buf b;
    int r = 0;
    buf_init(&b, &alloc_heap, 1 << 20);
    while (r == 0 && c->at < c->text.n) {
        r = one_line(c, a, &b, c->cells, ret_n, fail);
        if (r == 1 && *ret_n == 1 && c->cells[0].text.n == 0)
            r = 0; /* an empty line */
    }
    buf_drop(&b);
    *ret = c->cells;
    return r;
}

void csv_put(struct buf *b, struct bytes text) {
    bool plain = true;
    for (size_t i = 0; i < text.n; i++)
        plain &= text.at[i] != '"' && text.at[i] != ',' && text.at[i] != '\n' && text.at[i] != '\r';
    if (plain) {
        buf_bytes(b, text);
        return;
    }
    buf_byte(b, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] == '"')
            buf_byte(b, '"');
        buf_byte(b, text.at[i]);
    }
    buf_byte(b, '"');
}
