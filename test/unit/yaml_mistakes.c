/* Twenty mistakes in each of the four examples, and every word that answers them. A case in
 * test/golden/constitution/NAME.mistakes is
 *
 *     == what is wrong
 *     - a part of examples/NAME/constitution.yaml, found at its first place
 *     + what stands there instead
 *     > line:column: path: the answer
 *
 * with several lines of - and + where the part has several. UPDATE=1 writes the answers anew: read
 * what changed before you keep it. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "yaml/yaml.h"

#define FILE_MAX (1u << 20)
#define CASES 20
#define GOLDEN SOURCE_ROOT "/test/golden/constitution/"
static const char *const names[] = {"union", "1917", "cooperative", "club"};
#define NAMES (sizeof(names) / sizeof(names[0]))

struct mistake {
    char what[200], before[2000], after[2000], answers[8000];
};
static struct mistake mistakes[NAMES][CASES + 1];
static char firsts[NAMES * CASES][600]; /* the first answer of each, without its place */

static void file_read(struct buf *b, const char *path) {
    FILE *f = fopen(path, "rb");
    char part[4096];
    size_t n;
    EXPECT(f != NULL);
    while (f && (n = fread(part, 1, sizeof(part), f)) > 0)
        buf_add(b, part, n);
    if (f)
        fclose(f);
}

static void add_line(char *to, size_t size, const char *line, size_t n) {
    size_t used = strlen(to);
    snprintf(to + used, size - used, "%s%.*s", used ? "\n" : "", (int)n, line);
}

static size_t mistakes_read(const char *name, struct mistake *ret) {
    char path[400];
    struct buf b;
    size_t n = 0;
    snprintf(path, sizeof(path), GOLDEN "%s.mistakes", name);
    buf_init(&b, &alloc_heap, FILE_MAX);
    file_read(&b, path);
    for (const char *at = b.n ? (const char *)b.at : ""; *at;) {
        size_t line = strcspn(at, "\n");
        if (strncmp(at, "== ", 3) == 0 && n <= CASES)
            snprintf(ret[n++].what, sizeof(ret->what), "%.*s", (int)line - 3, at + 3);
        else if (n && strncmp(at, "- ", 2) == 0)
            add_line(ret[n - 1].before, sizeof(ret->before), at + 2, line - 2);
        else if (n && strncmp(at, "+ ", 2) == 0)
            add_line(ret[n - 1].after, sizeof(ret->after), at + 2, line - 2);
        else if (n && strncmp(at, "> ", 2) == 0)
            add_line(ret[n - 1].answers, sizeof(ret->answers), at + 2, line - 2);
        at += line + (at[line] == '\n');
    }
    buf_drop(&b);
    return n;
}

static void answer(struct bytes text, struct buf *ret, char *ret_first, size_t size) {
    struct arena a;
    struct charter *c;
    struct yaml_errors errors;
    arena_init(&a, &alloc_heap, YAML_ARENA_BYTES);
    yaml_charter(text, "", &a, &c, &errors);
    for (const struct yaml_error *e = errors.first; e; e = e->next)
        buf_format(ret, "%s%u:%u: %s: %s", ret->n ? "\n" : "", e->line, e->column, e->path,
                   e->text);
    snprintf(ret_first, size, "%s", errors.first ? errors.first->text : "");
    buf_str(ret, "");
    arena_drop(&a);
}

static void try_mistake(const char *name, const char *text, struct mistake *m, char *ret_first) {
    struct buf changed, got;
    const char *at = strstr(text, m->before);
    EXPECT(at && *m->before);
    if (!at || !*m->before) {
        printf("# %s: %s: not found: %s\n", name, m->what, m->before);
        return;
    }
    buf_init(&changed, &alloc_heap, FILE_MAX);
    buf_init(&got, &alloc_heap, FILE_MAX);
    buf_add(&changed, text, (size_t)(at - text));
    buf_str(&changed, m->after);
    buf_str(&changed, at + strlen(m->before));
    answer(buf_view(&changed), &got, ret_first, sizeof(firsts[0]));
    if (getenv("UPDATE"))
        snprintf(m->answers, sizeof(m->answers), "%.*s", (int)got.n, (const char *)got.at);
    EXPECT(got.n > 0);
    if (!bytes_equal(buf_view(&got), bytes_str(m->answers)))
        printf("# %s: %s\n", name, m->what);
    EXPECT_BYTES(buf_view(&got), bytes_str(m->answers));
    buf_drop(&changed);
    buf_drop(&got);
}

static void put_lines(FILE *f, const char *mark, const char *text) {
    for (const char *at = text; *at;) {
        size_t n = strcspn(at, "\n");
        fprintf(f, "%s %.*s\n", mark, (int)n, at);
        at += n + (at[n] == '\n');
    }
}

static void mistakes_write(const char *name, const struct mistake *all, size_t n) {
    char path[400];
    snprintf(path, sizeof(path), GOLDEN "%s.mistakes", name);
    FILE *f = fopen(path, "wb");
    EXPECT(f != NULL);
    for (size_t i = 0; f && i < n; i++) {
        fprintf(f, "%s== %s\n", i ? "\n" : "", all[i].what);
        put_lines(f, "-", all[i].before);
        put_lines(f, "+", all[i].after);
        put_lines(f, ">", all[i].answers);
    }
    if (f)
        fclose(f);
}

TEST(every_mistake_is_answered_to_the_letter) {
    for (size_t i = 0; i < NAMES; i++) {
        char path[400];
        struct buf b;
        size_t n = mistakes_read(names[i], mistakes[i]);
        EXPECT_INT(n, CASES);
        buf_init(&b, &alloc_heap, FILE_MAX);
        snprintf(path, sizeof(path), SOURCE_ROOT "/examples/%s/constitution.yaml", names[i]);
        file_read(&b, path);
        for (size_t k = 0; b.n && k < n && k < CASES; k++)
            try_mistake(names[i], (const char *)b.at, &mistakes[i][k], firsts[i * CASES + k]);
        if (getenv("UPDATE"))
            mistakes_write(names[i], mistakes[i], n);
        buf_drop(&b);
    }
}

TEST(no_two_mistakes_have_the_same_answer) {
    for (size_t i = 0; i < NAMES * CASES; i++)
        for (size_t k = 0; k < i; k++) {
            EXPECT(!*firsts[i] || strcmp(firsts[i], firsts[k]) != 0);
            if (*firsts[i] && strcmp(firsts[i], firsts[k]) == 0)
                printf("# %s and %s: %s\n", mistakes[k / CASES][k % CASES].what,
                       mistakes[i / CASES][i % CASES].what, firsts[i]);
        }
}

TEST_MAIN(T(every_mistake_is_answered_to_the_letter), T(no_two_mistakes_have_the_same_answer))
