/* A constitution's text to charter structs, with errors that have file, line, column, what was
 * expected, and the nearest known name. The only user of libfyaml. The grammar: doc/constitution.md.
 *
 *     struct yaml_errors errors;
 *     struct charter *c;
 *     if (yaml_charter(text, "union.yaml", &arena, &c, &errors) < 0)
 *         for (e = errors.first; e; e = e->next) print(e->line, e->column, e->text);
 */
#ifndef KOINON_YAML_YAML_H
#define KOINON_YAML_YAML_H

#include "charter/charter.h"

struct yaml_error {
    uint32_t line, column; /* from 1 */
    const char *path;      /* "bodies.congress.quorum" */
    const char *text;      /* one sentence: found, expected, nearest name */
    struct yaml_error *next;
};
struct yaml_errors {
    struct yaml_error *first, *last;
    size_t n; /* at most YAML_ERRORS_MAX are kept */
};
#define YAML_ERRORS_MAX 50

/* Reports as many errors as it can in one pass. ERR_SYNTAX when there are any, ERR_NOMEM. */
int yaml_charter(struct bytes text, const char *file, struct arena *a, struct charter **ret,
                 struct yaml_errors *errors);
/* JSON Schema (draft 2020-12) of the grammar, made from the same key tables. */
int yaml_schema(struct buf *b);
/* The reference of every key: doc/constitution.md's tables, made from the same. */
int yaml_reference(struct buf *b);

#endif
