/* A constitution's text as a tree of nodes that know where they stand. Everything about YAML itself
 * is settled here: what is not plain maps, lists and words (anchors, aliases, merges, tags, several
 * documents, keys written twice) is an error, and no other file sees libfyaml. */
#ifndef KOINON_YAML_NODE_H
#define KOINON_YAML_NODE_H

#include "base/arena.h"

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
    uint8_t kind;
    bool plain;  /* a scalar without quotes */
    bool exact;  /* its text stands at `at` byte for byte, so columns inside it can be told */
    bool is_key;
    bool bad;    /* an error about it was reported: say no more */
    uint32_t at; /* byte in reader.text */
    uint32_t n;  /* children */
    struct bytes text;        /* of a scalar */
    struct node *first, *last; /* items of a list; values of a map, each with its key */
    struct node *next;
    struct node *key; /* of a value in a map */
};

struct reader;
/* Fills reader.text and returns the root, or NULL with errors reported (or reader.nomem). */
struct node *node_parse(struct reader *r, struct bytes text);
/* The value of a key, or NULL. */
const struct node *node_get(const struct node *map, const char *key);
static inline bool node_is(const struct node *n, const char *text) {
    return n && n->kind == NODE_SCALAR && bytes_is(n->text, text);
}

#endif
