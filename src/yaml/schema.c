#include "base/fail.h"
#include "yaml/block.h"

static void put_quoted(struct buf *b, const char *text) {
    buf_byte(b, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_byte(b, '\\');
        buf_byte(b, (uint8_t)*text);
    }
    buf_byte(b, '"');
}

static void put_words(struct buf *b, const struct key *key) {
    buf_str(b, "{\"enum\": [");
    for (const struct word *w = key->words; w->name; w++) {
        buf_str(b, w == key->words ? "" : ", ");
        put_quoted(b, w->name);
    }
    buf_str(b, "]}");
}

static void put_list_of(struct buf *b, const char *one, unsigned max) {
    buf_format(b, "{\"anyOf\": [%s, {\"type\": \"array\", \"minItems\": 1, \"maxItems\": %u, "
                  "\"items\": %s}]}", one, max, one);
}

/* The schema of a key's value, without what its flags add. */
static void put_value(struct buf *b, const struct key *key) {
    char ref[80];
    if (key->block)
        snprintf(ref, sizeof(ref), "{\"$ref\": \"#/$defs/%s\"}", key->block->name);
    if (key->type == &type_section) {
        buf_format(b, "{\"type\": \"object\", \"maxProperties\": %d, \"additionalProperties\": %s}",
                   LIMIT_CHARTER_ITEMS, ref);
    } else if (key->type == &type_blocks) {
        put_list_of(b, ref, key->max);
    } else if (key->block) {
        buf_str(b, ref);
    } else if (key->type->name) {
        buf_format(b, "{\"$ref\": \"#/$defs/%s\"}", key->type->name);
    } else if (key->type->schema) {
        buf_str(b, key->type->schema);
    } else if (key->type == &type_words_list) {
        buf_str(b, "{\"anyOf\": [");
        put_words(b, key);
        buf_str(b, ", {\"type\": \"array\", \"minItems\": 1, \"items\": ");
        put_words(b, key);
        buf_str(b, "}]}");
    } else {
        put_words(b, key);
    }
}

static void put_key(struct buf *b, const struct key *key) {
    bool none = key->flags & KEY_NONE, silent = key->flags & KEY_NOT_STATED;
    buf_str(b, "        ");
    put_quoted(b, key->name);
    buf_str(b, ": {\"description\": ");
    char text[600];
    snprintf(text, sizeof(text), "%s. When it is not written: %s. Example: %s", key->help,
             key->standard, key->example);
    put_quoted(b, text);
    buf_str(b, ",\n          \"anyOf\": [");
    put_value(b, key);
    if (none)
        buf_str(b, ", {\"const\": \"none\"}");
    if (silent)
        buf_str(b, ", {\"const\": \"not-stated\"}");
    buf_str(b, "]}");
}

static void put_required(struct buf *b, const struct block *block) {
    bool any = false;
    for (uint16_t i = 0; i < block->n_keys; i++) {
        if (!block->keys[i].missing || (block->keys[i].flags & KEY_LIVING))
            continue;
        buf_str(b, any ? ", " : ",\n      \"required\": [");
        put_quoted(b, block->keys[i].name);
        any = true;
    }
    if (any)
        buf_byte(b, ']');
}

static void put_block(struct buf *b, const struct block *block) {
    buf_str(b, "{\"type\": \"object\", \"description\": ");
    put_quoted(b, block->help);
    buf_str(b, ",\n      \"additionalProperties\": false");
    put_required(b, block);
    buf_str(b, ",\n      \"properties\": {\n");
    for (uint16_t i = 0; i < block->n_keys; i++) {
        put_key(b, &block->keys[i]);
        buf_str(b, i + 1 < block->n_keys ? ",\n" : "\n      }}");
    }
}

static void put_block_def(struct buf *b, const struct block *block) {
    buf_str(b, ",\n    ");
    put_quoted(b, block->name);
    buf_str(b, ": ");
    if (block->word_schema)
        buf_format(b, "{\"anyOf\": [%s, ", block->word_schema);
    put_block(b, block);
    if (block->word_schema)
        buf_str(b, "]}");
}

static const struct type *type_at(size_t block, uint16_t key) {
    return blocks[block]->keys[key].type;
}

/* Is this the first key whose type has this name and a schema? */
static bool is_first(size_t block, uint16_t key) {
    const struct type *type = type_at(block, key);
    if (!type->name || !type->schema)
        return false;
    for (size_t i = 0; i <= block; i++)
        for (uint16_t k = 0; k < (i == block ? key : blocks[i]->n_keys); k++) {
            const struct type *other = type_at(i, k);
            if (other->name && other->schema && strcmp(other->name, type->name) == 0)
                return false;
        }
    return true;
}

static void put_type_defs(struct buf *b) {
    for (size_t i = 0; i < n_blocks; i++)
        for (uint16_t k = 0; k < blocks[i]->n_keys; k++) {
            if (!is_first(i, k))
                continue;
            buf_str(b, ",\n    ");
            put_quoted(b, type_at(i, k)->name);
            buf_format(b, ": %s", type_at(i, k)->schema);
        }
}

static void put_verbs(struct buf *b) {
    buf_str(b, "    \"verb\": {\"enum\": [");
    for (int i = 1; i < VERB_COUNT_; i++) {
        buf_str(b, i == 1 ? "" : ", ");
        put_quoted(b, verb_names[i]);
    }
    buf_str(b, "]}");
}

int yaml_schema(struct buf *b) {
    buf_str(
        b, "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
           "  \"title\": \"Koinon: the constitution of a federation\",\n"
           "  \"$comment\": \"Made from the tables of src/yaml; do not edit. It helps an editor to "
           "complete keys; koinon check finds what a schema cannot say.\",\n"
           "  \"$ref\": \"#/$defs/constitution\",\n  \"$defs\": {\n");
    put_verbs(b);
    buf_str(
        b,
        ",\n    \"majority-one\": {\"anyOf\": [{\"enum\": [\"simple\", \"present\", \"absolute\", "
        "\"plurality\", \"unanimous\"]}, {\"$ref\": \"#/$defs/share\"}]}");
    buf_str(b,
            ",\n    \"either\": {\"type\": \"object\", \"description\": \"Where past: true: what a "
            "source leaves open.\", \"additionalProperties\": false, \"required\": [\"either\"], "
            "\"properties\": {\"either\": {\"type\": \"array\", \"minItems\": 2, \"items\": "
            "{\"type\": \"string\"}}, \"source\": {\"$ref\": \"#/$defs/source\"}}}");
    put_type_defs(b);
    for (size_t i = 0; i < n_blocks; i++)
        put_block_def(b, blocks[i]);
    buf_str(b, "\n  }\n}\n");
    return b->failed ? ERR_NOMEM : 0;
}
