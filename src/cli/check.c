#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "charter/finding.h"
#include "cli/extra.h"
#include "cli/verb.h"
#include "yaml/yaml.h"

#define ARENA_BYTES (64u << 20)

static const char *const severities[] = {"note", "warning", "error"};

static int print_findings(const char *file, const struct finding *f, bool quiet) {
    int status = EXIT_DONE;
    for (; f; f = f->next) {
        if (f->severity == SEVERITY_ERROR)
            status = EXIT_NO;
        if (quiet && f->severity == SEVERITY_NOTICE)
            continue;
        struct buf says;
        buf_init(&says, &alloc_heap, 1 << 16);
        phrase_write(&f->says, NULL, NULL, &says);
        printf("%s:%u: %s [%s] %.*s: %.*s\n", file, f->article.line, severities[f->severity],
               f->kind->code, (int)f->article.path.n, (const char *)f->article.path.at, (int)says.n,
               (const char *)says.at);
        if (f->severity != SEVERITY_NOTICE)
            printf("    %s\n", f->kind->remedy);
        buf_drop(&says);
    }
    return status;
}

static void print_sentences(const struct sentence *t) {
    for (; t; t = t->next) {
        struct buf says;
        buf_init(&says, &alloc_heap, 1 << 16);
        sentence_write(&t->says, NULL, NULL, &says);
        if (t->heading)
            printf("\n%s\n", t->heading);
        printf("  %.*s\n", (int)says.n, (const char *)says.at);
        buf_drop(&says);
    }
    printf("\n");
}

static int explain(const struct cli_verb *v, const char *file, const struct charter *c,
                   struct arena *a, bool quiet) {
    struct finding *findings = NULL;
    struct sentence *sentences = NULL;
    struct fail fail = {0};
    int r = charter_check(c, a, &findings);
    if (r == 0 && !quiet)
        r = charter_explain(c, "en", a, &sentences);
    if (r < 0) {
        fail_set(&fail, r, "not enough memory");
        return verb_fail(v, &fail);
    }
    if (!quiet)
        print_sentences(sentences);
    return print_findings(file, findings, quiet);
}

int cli_check(const struct cli_verb *v, const struct verb_args *a) {
    struct fail fail = {0};
    struct arena arena;
    struct buf text;
    struct charter *c = NULL;
    struct yaml_errors errors = {0};
    buf_init(&text, &alloc_heap, LIMIT_CHARTER_BYTES + 1);
    arena_init(&arena, &alloc_heap, ARENA_BYTES);
    int status = EXIT_DONE;
    if (verb_read_file(a->args[0], LIMIT_CHARTER_BYTES, &text, &fail) < 0)
        status = verb_fail(v, &fail);
    else if (yaml_charter(buf_view(&text), a->args[0], &arena, &c, &errors) < 0) {
        for (const struct yaml_error *e = errors.first; e; e = e->next)
            fprintf(stderr, "%s:%u:%u: %s\n", a->args[0], e->line, e->column, e->text);
        status = EXIT_INPUT;
    } else {
        status = explain(v, a->args[0], c, &arena, verb_has(v, a, "--quiet"));
    }
    arena_drop(&arena);
    buf_drop(&text);
    return status;
}

int cli_schema(const struct cli_verb *v, const struct verb_args *a) {
    struct buf b;
    (void)a;
    buf_init(&b, &alloc_heap, 8u << 20);
    int r = yaml_schema(&b);
    bool good = r == 0 && fwrite(b.at, 1, b.n, stdout) == b.n && fflush(stdout) == 0;
    buf_drop(&b);
    struct fail fail = {0};
    if (!good)
        fail_set(&fail, r < 0 ? r : ERR_IO, "the schema could not be written");
    return good ? EXIT_DONE : verb_fail(v, &fail);
}
