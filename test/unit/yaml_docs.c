/* What people read and what editors complete by are made of the key tables, and are up to date.
 * UPDATE=1 in the environment writes them anew. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "yaml/yaml.h"

#define FILE_MAX (1u << 20)
#define BEGINS "<!-- reference -->\n"
#define ENDS "<!-- end of reference -->\n"

static bool is_update(void) {
    const char *update = getenv("UPDATE");
    return update && *update;
}

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

static void file_write(const char *path, struct bytes content) {
    FILE *f = fopen(path, "wb");
    EXPECT(f && fwrite(content.at, 1, content.n, f) == content.n);
    if (f)
        fclose(f);
}

static void expect_file(const char *path, struct bytes want) {
    struct buf have;
    buf_init(&have, &alloc_heap, FILE_MAX);
    if (is_update())
        file_write(path, want);
    file_read(&have, path);
    EXPECT(bytes_equal(buf_view(&have), want));
    if (!bytes_equal(buf_view(&have), want))
        printf("# %s is not what the tables say; run this test with UPDATE=1\n", path);
    buf_drop(&have);
}

TEST(the_schema_is_made_of_the_tables) {
    struct buf schema;
    buf_init(&schema, &alloc_heap, FILE_MAX);
    EXPECT_INT(yaml_schema(&schema), 0);
    expect_file(SOURCE_ROOT "/share/constitution.schema.json", buf_view(&schema));
    buf_drop(&schema);
}

TEST(the_reference_in_the_manual_is_made_of_the_tables) {
    static const char path[] = SOURCE_ROOT "/doc/constitution.md";
    struct buf have, want;
    buf_init(&have, &alloc_heap, FILE_MAX);
    buf_init(&want, &alloc_heap, FILE_MAX);
    file_read(&have, path);
    const char *text = have.n ? (const char *)have.at : "";
    const char *begins = strstr(text, BEGINS), *ends = strstr(text, ENDS);
    EXPECT(begins && ends && begins < ends);
    if (begins && ends) {
        buf_add(&want, text, (size_t)(begins - text) + strlen(BEGINS));
        EXPECT_INT(yaml_reference(&want), 0);
        buf_str(&want, ends);
        expect_file(path, buf_view(&want));
    }
    buf_drop(&have);
    buf_drop(&want);
}

/* The parts between ```yaml and ``` under "step by step", one after the other. */
TEST(the_constitution_of_the_manual_is_one) {
    struct buf doc, text;
    struct arena a;
    struct charter *c;
    struct yaml_errors errors;
    buf_init(&doc, &alloc_heap, FILE_MAX);
    buf_init(&text, &alloc_heap, FILE_MAX);
    arena_init(&a, &alloc_heap, YAML_ARENA_BYTES);
    file_read(&doc, SOURCE_ROOT "/doc/constitution.md");
    const char *at = strstr(doc.n ? (const char *)doc.at : "", "## A constitution step by step");
    const char *end = at ? strstr(at, "## When something is wrong") : NULL;
    EXPECT(at && end);
    while (end && (at = strstr(at, "```yaml\n")) && at < end) {
        const char *close = strstr(at, "\n```\n");
        at += strlen("```yaml\n");
        if (!close)
            break;
        buf_add(&text, at, (size_t)(close + 1 - at));
        at = close + 1;
    }
    EXPECT_INT(yaml_charter(buf_view(&text), "club.yaml", &a, &c, &errors), 0);
    for (const struct yaml_error *e = errors.first; e; e = e->next)
        printf("# %u:%u: %s\n", e->line, e->column, e->text);
    arena_drop(&a);
    buf_drop(&doc);
    buf_drop(&text);
}

TEST(without_room_both_say_so) {
    struct buf small;
    buf_init(&small, &alloc_heap, 100);
    EXPECT_INT(yaml_schema(&small), ERR_NOMEM);
    buf_clear(&small);
    EXPECT_INT(yaml_reference(&small), ERR_NOMEM);
    buf_drop(&small);
}

TEST_MAIN(T(the_schema_is_made_of_the_tables), T(the_reference_in_the_manual_is_made_of_the_tables),
          T(the_constitution_of_the_manual_is_one), T(without_room_both_say_so))
