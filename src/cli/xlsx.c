#include "cli/xlsx.h"

#include <expat.h>
#include <zip.h>

#include "base/arena.h"
#include "base/buf.h"

#define PART_MAX (1ull << 30)
#define CELL_MAX (32u << 10)

struct sheet {
    XML_Parser parser;
    struct arena arena;
    struct bytes *strings; /* shared ones */
    size_t strings_n, strings_room;
    struct buf text;
    bool in_text, in_item, in_phonetic, shared;
    size_t row, column;
    xlsx_cell *cell;
    void *context;
    int code;
};

static const char *attribute(const XML_Char **attributes, const char *name) {
    for (; attributes[0]; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

static void stop(struct sheet *s, int code) {
    s->code = code;
    XML_StopParser(s->parser, XML_FALSE);
}

static void XMLCALL characters(void *user, const XML_Char *at, int n) {
    struct sheet *s = user;
    if (s->in_text && !s->in_phonetic)
        buf_add(&s->text, at, (size_t)n);
    if (s->text.failed)
        stop(s, ERR_RANGE);
}

static void XMLCALL strings_start(void *user, const XML_Char *name, const XML_Char **attributes) {
    struct sheet *s = user;
    if (strcmp(name, "si") == 0)
        buf_clear(&s->text);
    s->in_phonetic = s->in_phonetic || strcmp(name, "rPh") == 0;
    s->in_text = strcmp(name, "t") == 0;
}

static void XMLCALL strings_end(void *user, const XML_Char *name) {
    struct sheet *s = user;
    s->in_text = false;
    if (strcmp(name, "rPh") == 0)
        s->in_phonetic = false;
    if (strcmp(name, "si") != 0)
        return;
    if (s->strings_n == s->strings_room) {
        size_t room = s->strings_room ? s->strings_room * 2 : 1024;
        struct bytes *more = ARENA_ARRAY(&s->arena, room, struct bytes);
        if (!more) {
            stop(s, ERR_NOMEM);
            return;
        }
        if (s->strings_n)
            memcpy(more, s->strings, s->strings_n * sizeof(*more));
        s->strings = more;
        s->strings_room = room;
    }
    char *copy = arena_copy(&s->arena, buf_view(&s->text));
    if (!copy) {
        stop(s, ERR_NOMEM);
        return;
    }
    s->strings[s->strings_n++] = bytes_of(copy, s->text.n);
}

/* "AB12" to column and row, from 0. */
static void address(struct sheet *s, const char *at) {
    size_t column = 0, row = 0;
    for (; *at >= 'A' && *at <= 'Z' && column < 100000; at++)
        column = column * 26 + (size_t)(*at - 'A' + 1);
    for (; *at >= '0' && *at <= '9' && row < (1u << 30); at++)
        row = row * 10 + (size_t)(*at - '0');
    s->column = column ? column - 1 : s->column;
    s->row = row ? row - 1 : s->row;
}

static void XMLCALL sheet_start(void *user, const XML_Char *name, const XML_Char **attributes) {
    struct sheet *s = user;
    if (strcmp(name, "c") == 0) {
        const char *where = attribute(attributes, "r"), *type = attribute(attributes, "t");
        if (where)
            address(s, where);
        s->shared = type && strcmp(type, "s") == 0;
        buf_clear(&s->text);
    }
    s->in_text = strcmp(name, "v") == 0 || strcmp(name, "t") == 0;
}

static void XMLCALL sheet_end(void *user, const XML_Char *name) {
    struct sheet *s = user;
    s->in_text = false;
    if (strcmp(name, "c") != 0 || s->text.n == 0)
        return;
    struct bytes text = buf_view(&s->text);
    if (s->shared) {
        size_t index = 0;
        for (size_t i = 0;
             i < text.n && text.at[i] >= '0' && text.at[i] <= '9' && index < (1u << 30); i++)
            index = index * 10 + (size_t)(text.at[i] - '0');
        if (index >= s->strings_n) {
            stop(s, ERR_SYNTAX);
            return;
        }
        text = s->strings[index];
    }
    int r = s->cell(s->context, s->row, s->column, text);
    if (r < 0)
        stop(s, r);
    s->column++;
}

static int parse(struct sheet *s, zip_t *zip, const char *part, XML_StartElementHandler start,
                 XML_EndElementHandler end) {
    zip_file_t *file = zip_fopen(zip, part, 0);
    if (!file)
        return ERR_MISSING;
    s->parser = XML_ParserCreate("UTF-8");
    if (!s->parser) {
        zip_fclose(file);
        return ERR_NOMEM;
    }
    XML_SetUserData(s->parser, s);
    XML_SetElementHandler(s->parser, start, end);
    XML_SetCharacterDataHandler(s->parser, characters);
    char block[1 << 14];
    uint64_t total = 0;
    zip_int64_t n;
    s->code = 0;
    do {
        n = zip_fread(file, block, sizeof(block));
        total += n > 0 ? (uint64_t)n : 0;
        if (n < 0)
            s->code = ERR_IO;
        else if (total > PART_MAX)
            s->code = ERR_RANGE;
        else if (XML_Parse(s->parser, block, (int)n, n == 0) == XML_STATUS_ERROR && s->code == 0)
            s->code = ERR_SYNTAX;
    } while (n > 0 && s->code == 0);
    XML_ParserFree(s->parser);
    zip_fclose(file);
    return s->code;
}

int xlsx_read(const char *path, xlsx_cell *cell, void *context, struct fail *f) {
    struct sheet s = {.cell = cell, .context = context};
    int error = 0;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &error);
    if (!zip)
        return error == ZIP_ER_NOENT
                   ? fail_set(f, ERR_IO, "%s: there is no such file", path)
                   : fail_set(f, ERR_IO, "%s: not a workbook that can be opened", path);
    arena_init(&s.arena, &alloc_heap, PART_MAX);
    buf_init(&s.text, &alloc_heap, CELL_MAX);
    int r = parse(&s, zip, "xl/sharedStrings.xml", strings_start, strings_end);
    if (r == 0 || r == ERR_MISSING)
        r = parse(&s, zip, "xl/worksheets/sheet1.xml", sheet_start, sheet_end);
    if (r < 0)
        fail_set(f, r, "%s: the first sheet: %s", path, err_name(r));
    buf_drop(&s.text);
    arena_drop(&s.arena);
    zip_discard(zip);
    return r;
}
