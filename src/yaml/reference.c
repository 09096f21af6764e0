#include "base/fail.h"
#include "yaml/block.h"

/* A table's cell: no bar may end it. */
static void put_cell(struct buf *b, const char *text) {
    for (; *text; text++) {
        if (*text == '|')
            buf_byte(b, '\\');
        buf_byte(b, (uint8_t)*text);
    }
}

static void put_code(struct buf *b, const char *text) {
    buf_byte(b, '`');
    put_cell(b, text);
    buf_byte(b, '`');
}

/* The heading of a block, and what a link to it is called: "A group of seats",
 * "a-group-of-seats". */
static void put_link(struct buf *b, const struct block *block) {
    buf_format(b, "[%s](#", block->called);
    for (const char *c = block->called; *c; c++)
        buf_byte(b, *c == ' ' ? '-' : (uint8_t)*c);
    buf_byte(b, ')');
}

static void put_heading(struct buf *b, const struct block *block) {
    uint8_t first = (uint8_t)block->called[0];
    buf_str(b, "### ");
    buf_byte(b, first >= 'a' && first <= 'z' ? (uint8_t)(first - 32) : first);
    buf_format(b, "%s\n\n%s\n\n", block->called + 1, block->help);
}

static void put_words(struct buf *b, const struct key *key) {
    bool first = true;
    for (const struct word *w = key->words; w->name; w++) {
        if (strcmp(w->name, "not-stated") == 0)
            continue;
        buf_str(b, first ? "" : ", ");
        put_code(b, w->name);
        first = false;
    }
}

static void put_values(struct buf *b, const struct key *key) {
    if (key->block && key->type == &type_section)
        buf_str(b, "NAME: ");
    if (key->values && key->type != &type_section && !(key->block && key->type == &type_block))
        put_cell(b, key->values);
    else if (key->block)
        put_link(b, key->block);
    else if (key->words && !key->type->notation)
        put_words(b, key);
    else
        put_cell(b, key->type->notation);
    if (key->block && key->type == &type_blocks && !key->values)
        buf_str(b, ", or a list");
    if (key->type == &type_words_list)
        buf_str(b, "; one or a list");
    if (key->flags & KEY_NONE)
        buf_str(b, ", or `none`");
}

static void put_key(struct buf *b, const struct key *key) {
    buf_str(b, "| ");
    put_code(b, key->name);
    buf_str(b, " | ");
    put_values(b, key);
    buf_str(b, " | ");
    put_cell(b, key->standard);
    buf_str(b, " | ");
    put_cell(b, key->help);
    buf_str(b, " | ");
    put_code(b, key->example);
    buf_str(b, " |\n");
}

static bool is_shown(const struct block *block, const struct key *key) {
    return block == &block_decision || !(key->flags & KEY_DECISION);
}

static void put_decision_line(struct buf *b, const struct block *block) {
    bool any = false;
    for (uint16_t i = 0; i < block->n_keys; i++) {
        if (is_shown(block, &block->keys[i]))
            continue;
        if (!any) {
            buf_str(b, "And the keys of ");
            put_link(b, &block_decision);
            buf_str(b, ": ");
        }
        buf_str(b, any ? ", " : "");
        put_code(b, block->keys[i].name);
        any = true;
    }
    if (any)
        buf_str(b, ".\n\n");
}

static void put_block(struct buf *b, const struct block *block) {
    put_heading(b, block);
    buf_str(b, "| key | values | when it is not written | what it says | example "
               "|\n|---|---|---|---|---|\n");
    for (uint16_t i = 0; i < block->n_keys; i++)
        if (is_shown(block, &block->keys[i]))
            put_key(b, &block->keys[i]);
    buf_str(b, "\n");
    put_decision_line(b, block);
    buf_str(b, "| a mistake | and the answer |\n|---|---|\n");
    for (uint16_t i = 0; i < block->n_keys; i++) {
        const struct key *key = &block->keys[i];
        if (is_shown(block, key)) {
            buf_str(b, "| ");
            put_code(b, key->wrong);
            buf_str(b, " | ");
            put_cell(b, key->error);
            buf_str(b, " |\n");
        }
        if (is_shown(block, key) && key->missing) {
            buf_str(b, "| no ");
            put_code(b, key->name);
            buf_str(b, " | ");
            const char *percent = strchr(key->missing, '%');
            buf_add(b, key->missing,
                    percent ? (size_t)(percent - key->missing) : strlen(key->missing));
            if (percent)
                buf_format(b, "NAME%s", percent + 1);
            buf_str(b, " |\n");
        }
    }
    buf_str(b, "\n");
}

int yaml_reference(struct buf *b) {
    for (size_t i = 0; i < n_blocks; i++)
        put_block(b, blocks[i]);
    return b->failed ? ERR_NOMEM : 0;
}
