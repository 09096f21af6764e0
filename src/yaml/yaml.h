/* A constitution's text to charter structs, with errors that have file, line, column, what was
 * expected, and the nearest known name. The only user of libfyaml. The grammar:
 * doc/constitution.md.
 *
 *     struct yaml_errors errors = {0};
 *     struct charter *c;
 *     if (yaml_charter(text, "union.yaml", &arena, &c, &errors) < 0)
 *         for (const struct yaml_error *e = errors.first; e; e = e->next)
 *             printf("%s:%u:%u: %s\n", errors.file, e->line, e->column, e->text);
 *
 * Lines end in LF or CR LF; a byte order mark is passed over. Columns count characters. */
#ifndef KOINON_YAML_YAML_H
#define KOINON_YAML_YAML_H

#include "charter/charter.h"

struct yaml_error {
    uint32_t line, column; /* from 1 */
    const char *path;      /* "bodies.congress.quorum"; "" for the whole text */
    const char *text;      /* one sentence: found, expected, nearest name */
    struct yaml_error *next;
};
struct yaml_errors {
    const char *file; /* as given to yaml_charter */
    struct yaml_error *first, *last; /* in the order of the text */
    size_t n; /* all that were found; the first YAML_ERRORS_MAX are kept */
};
#define YAML_ERRORS_MAX 50

/* Reports as many errors as it can in one pass. ERR_SYNTAX when there are any, ERR_NOMEM. The
 * errors live in the arena; the text may go once the call returns. A text of LIMIT_CHARTER_BYTES
 * needs an arena of YAML_ARENA_BYTES at most. */
#define YAML_ARENA_BYTES (64u << 20)
int yaml_charter(struct bytes text, const char *file, struct arena *a, struct charter **ret,
                 struct yaml_errors *errors);
/* JSON Schema (draft 2020-12) of the grammar, made from the same key tables. ERR_NOMEM. */
int yaml_schema(struct buf *b);
/* The reference of every key: doc/constitution.md's tables, made from the same. ERR_NOMEM. */
int yaml_reference(struct buf *b);

#endif
