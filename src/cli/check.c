#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "charter/finding.h"
#include "cli/extra.h"
#include "cli/verb.h"
#include "web/lang.h"
#include "yaml/yaml.h"

#define ARENA_BYTES (64u << 20)

static const char *const severities[] = {NC_("severity", "note"), NC_("severity", "warning"),
                                         NC_("severity", "error")};

/* Words stand in catalogues with spaces: "in practice". */
static struct bytes translated(void *lang, const char *msgid) {
    char spaced[80];
    struct bytes said = lang_text(lang, msgid);
    if (!strchr(msgid, '-') || strchr(msgid, ' ') || strlen(msgid) >= sizeof(spaced))
        return said;
    snprintf(spaced, sizeof(spaced), "%s", msgid);
    for (char *c = spaced; *c; c++)
        *c = *c == '-' ? ' ' : *c;
    struct bytes word = lang_text(lang, spaced);
    return bytes_is(word, spaced) ? said : word;
}

static void print_line(const char *before, struct bytes text) {
    printf("%s%.*s\n", before, (int)text.n, (const char *)text.at);
}

static struct bytes how_many(struct lang *l, int severity, uint64_t n) {
    return severity == SEVERITY_ERROR     ? lang_plural(l, "{n} error", "{n} errors", n)
           : severity == SEVERITY_WARNING ? lang_plural(l, "{n} warning", "{n} warnings", n)
                                          : lang_plural(l, "{n} note", "{n} notes", n);
}

/* The last line: is it good? */
static void print_verdict(const char *file, struct lang *l, const uint64_t *of_severity) {
    struct buf b;
    buf_init(&b, &alloc_heap, 4096);
    if (!of_severity[SEVERITY_ERROR] && !of_severity[SEVERITY_WARNING])
        buf_bytes(&b, lang_text(l, N_("nothing is wrong with it")));
    for (int s = SEVERITY_ERROR; s >= SEVERITY_NOTICE; s--) {
        char number[24];
        snprintf(number, sizeof(number), "%llu", (unsigned long long)of_severity[s]);
        buf_str(&b, b.n && of_severity[s] ? ", " : "");
        if (of_severity[s])
            lang_fill(&b, how_many(l, s, of_severity[s]),
                      &(struct lang_slot){"n", bytes_str(number)}, 1);
    }
    printf("%s: %.*s\n", file, (int)b.n, (const char *)b.at);
    buf_drop(&b);
}

static int print_findings(const char *file, struct lang *l, const struct finding *f, bool quiet) {
    uint64_t of_severity[SEVERITY_ERROR + 1] = {0};
    for (; f; f = f->next) {
        of_severity[f->severity]++;
        if (quiet && f->severity == SEVERITY_NOTICE)
            continue;
        struct buf says;
        buf_init(&says, &alloc_heap, 1 << 16);
        struct bytes severity = lang_text_in(l, "severity", severities[f->severity]);
        phrase_write(&f->says, translated, l, &says);
        printf("%s", file);
        if (f->article.line) /* 0: it is about what is not there */
            printf(":%u", f->article.line);
        printf(": %.*s [%s] %.*s: %.*s\n", (int)severity.n,
               (const char *)severity.at, f->kind->code, (int)f->article.path.n,
               (const char *)f->article.path.at, (int)says.n, (const char *)says.at);
        if (f->severity != SEVERITY_NOTICE)
            print_line("    ", translated(l, f->kind->remedy));
        buf_drop(&says);
    }
    if (!quiet)
        print_verdict(file, l, of_severity);
    return of_severity[SEVERITY_ERROR] ? EXIT_NO : EXIT_DONE;
}

static void print_sentences(struct lang *l, const struct sentence *t) {
    for (; t; t = t->next) {
        struct buf says;
        buf_init(&says, &alloc_heap, 1 << 16);
        sentence_write(&t->says, translated, l, &says);
        if (t->heading)
            print_line("\n", translated(l, t->heading));
        print_line("  ", buf_view(&says));
        buf_drop(&says);
    }
    printf("\n");
}

static int explain(const struct cli_verb *v, const char *file, const struct charter *c,
                   struct arena *a, struct lang *l, bool quiet) {
    struct finding *findings = NULL;
    struct sentence *sentences = NULL;
    struct fail fail = {0};
    int r = charter_check(c, a, &findings);
    if (r == 0 && !quiet)
        r = charter_explain(c, l->code, a, &sentences);
    if (r < 0) {
        fail_set(&fail, r, "not enough memory");
        return verb_fail(v, &fail);
    }
    if (!quiet)
        print_sentences(l, sentences);
    return print_findings(file, l, findings, quiet);
}

int cli_check(const struct cli_verb *v, const struct verb_args *a) {
    struct fail fail = {0};
    struct arena arena;
    struct buf text;
    struct lang lang;
    struct charter *c = NULL;
    struct yaml_errors errors = {0};
    buf_init(&text, &alloc_heap, LIMIT_CHARTER_BYTES + 1);
    arena_init(&arena, &alloc_heap, ARENA_BYTES);
    int status = EXIT_DONE;
    if (verb_language(v, a, &lang, &fail) < 0 ||
        verb_read_file(a->args[0], LIMIT_CHARTER_BYTES, &text, &fail) < 0)
        status = verb_fail(v, &fail);
    else if (yaml_charter(buf_view(&text), a->args[0], &arena, &c, &errors) < 0) {
        for (const struct yaml_error *e = errors.first; e; e = e->next)
            fprintf(stderr, "%s:%u:%u: %s\n", a->args[0], e->line, e->column, e->text);
        status = EXIT_INPUT;
    } else {
        status = explain(v, a->args[0], c, &arena, &lang, verb_has(v, a, "--quiet"));
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
