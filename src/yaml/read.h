/* What the readers of one text share: the text, the errors, the path to where they are, the
 * names. */
#ifndef KOINON_YAML_READ_H
#define KOINON_YAML_READ_H

#include "yaml/keys.h"
#include "yaml/node.h"
#include "yaml/scope.h"
#include "yaml/yaml.h"

#define DEPTH_MAX 16

/* A block whose rules are looked at once everything is read. */
struct pending {
    struct pending *next;
    const struct block *block;
    const struct node *node;
    void *into;
    struct bytes path[DEPTH_MAX];
    uint8_t depth;
};

struct reader {
    struct bytes text; /* LF only, no byte order mark */
    uint32_t *lines;   /* where each begins */
    size_t n_lines;
    struct arena *arena;
    struct yaml_errors *errors;
    struct charter *charter;
    struct scope scope;
    const struct node *root;
    struct pending *pending, *pending_last;
    struct bytes path[DEPTH_MAX];
    uint8_t depth;
    bool checking; /* everything is read */
    bool past;  /* a record of the past */
    bool nomem; /* stop: the arena is full */
};

/* An error at a node, or inside its text where that can be told. The node is then bad: later errors
 * about the same node are dropped. */
void error_at(struct reader *r, const struct node *n, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void error_in(struct reader *r, const struct node *n, size_t inside, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* By byte, where there is no node. */
void error_byte(struct reader *r, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* By line and column from 1, as libfyaml tells them. */
void error_place(struct reader *r, uint32_t line, uint32_t column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Puts the errors in the order of the text. */
void errors_sort(struct yaml_errors *errors);
uint32_t line_of(const struct reader *r, size_t at, uint32_t *ret_column);

/* For "%.*s": a text cut at 60 bytes, on a character's end. */
#define SHOWN(b) shown_length(b), (const char *)(b).at
int shown_length(struct bytes b);

/* `unknown WHAT "x"; known: a, b; did you mean b?` at a part of the node's text. */
void error_unknown(struct reader *r, const struct node *n, size_t inside, const char *what,
                   struct bytes found, const struct bytes *known, size_t n_known);

/* Where the reader is: "bodies", "congress", "seats", 2. What stands there, as an article. */
void path_push(struct reader *r, struct bytes part);
void path_push_index(struct reader *r, size_t from_1);
void path_pop(struct reader *r);
struct article article_of(struct reader *r, const struct node *n);

/* The text of a scalar; false (reported) for maps, lists and nothing. WHAT: "a share". */
bool scalar(struct reader *r, const struct node *n, const char *what, struct bytes *ret);
/* Zeroed memory; NULL sets nomem. */
void *room(struct reader *r, size_t n, size_t size);
struct bytes kept(struct reader *r, struct bytes text); /* a copy in the arena */

/* A value and the items of a list alike: for (n = items(value, &n_items); n; n = item_next(value,
 * n)). */
const struct node *items(const struct node *value, size_t *ret_n);
const struct node *item_next(const struct node *value, const struct node *item);

/* Reads a map by its block's table into INTO; if nothing is wrong, the block's check is to
 * follow. */
void read_block(struct reader *r, const struct node *n, const struct block *block, void *into);
void run_checks(struct reader *r);

#endif
