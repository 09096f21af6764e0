/* Any bytes as a constitution: errors that can be shown, or structs whose bytes decode to
 * themselves. */
#include "fuzz.h"

#include "base/name.h"
#include "yaml/yaml.h"

static void look_at_errors(const struct yaml_errors *errors) {
    size_t n = 0;
    for (const struct yaml_error *e = errors->first; e; e = e->next) {
        FUZZ_CHECK(e->line >= 1 && e->column >= 1 && e->text[0] && e->path);
        FUZZ_CHECK(text_valid(bytes_str(e->text), true));
        FUZZ_CHECK(!e->next || e->next->line > e->line ||
                   (e->next->line == e->line && e->next->column >= e->column));
        n++;
    }
    FUZZ_CHECK(n > 0 && n <= YAML_ERRORS_MAX && n <= errors->n);
}

static void look_at_charter(const struct charter *c) {
    struct arena a;
    struct buf first, second;
    struct charter *again = NULL;
    struct fail fail = {0};
    arena_init(&a, &alloc_heap, YAML_ARENA_BYTES);
    buf_init(&first, &alloc_heap, 4 * LIMIT_CHARTER_BYTES);
    buf_init(&second, &alloc_heap, 4 * LIMIT_CHARTER_BYTES);
    charter_encode(c, &first);
    int err = charter_decode(buf_view(&first), &a, &again, &fail);
    if (err < 0)
        fprintf(stderr, "decode: %s\n", fail.text);
    FUZZ_CHECK(err == 0);
    charter_encode(again, &second);
    FUZZ_CHECK(bytes_equal(buf_view(&first), buf_view(&second)));
    buf_drop(&first);
    buf_drop(&second);
    arena_drop(&a);
}

void fuzz_one(struct bytes input) {
    struct arena a;
    struct charter *c = NULL;
    struct yaml_errors errors;
    arena_init(&a, &alloc_heap, YAML_ARENA_BYTES);
    int err = yaml_charter(input, "fuzz", &a, &c, &errors);
    FUZZ_CHECK(err == 0 || err == ERR_SYNTAX);
    if (err == 0)
        look_at_charter(c);
    else
        look_at_errors(&errors);
    arena_drop(&a);
}

FUZZ_TARGET
