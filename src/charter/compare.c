/* What differs between two constitutions: both are walked side by side by the tables of shape.h.
 * Items with names (bodies, acts, units) are matched by name, others (powers, steps, groups of
 * seats) first by being equal, then by order. */
#include "base/arena.h"
#include "charter/finding.h"
#include "charter/notation.h"
#include "charter/shape.h"

#define PATH_MAX_ 512
#define ITEMS_MAX LIMIT_CHARTER_ITEMS

struct side {
    const struct charter *c;
    const uint8_t *base; /* NULL: not there */
};
struct compare {
    struct arena *arena;
    struct difference *first, **last;
    char path[PATH_MAX_];
    size_t n; /* of path */
    bool failed;
};

static void compare_structs(struct compare *k, const struct shape *s, struct side a, struct side b);

/* --- the path --------------------------------------------------------------------------------- */
static size_t path_push(struct compare *k, struct bytes part) {
    size_t before = k->n, room = sizeof(k->path) - k->n - 1;
    if (part.n == 0)
        return before;
    if (part.n + 1 > room)
        part.n = room ? room - 1 : 0;
    if (k->n)
        k->path[k->n++] = '.';
    memcpy(k->path + k->n, part.at, part.n);
    k->n += part.n;
    return before;
}

static size_t path_push_number(struct compare *k, size_t number) {
    char text[24];
    int n = snprintf(text, sizeof(text), "%zu", number);
    return path_push(k, bytes_of(text, (size_t)n));
}

static struct bytes kept(struct compare *k, struct bytes text) {
    const char *copy = arena_copy(k->arena, text);
    k->failed |= !copy;
    return bytes_of(copy, copy ? text.n : 0);
}

static void report(struct compare *k, struct bytes before, struct bytes after) {
    struct difference *d = ARENA_NEW(k->arena, struct difference);
    if (!d) {
        k->failed = true;
        return;
    }
    d->path = kept(k, bytes_of(k->path, k->n));
    d->before = kept(k, before);
    d->after = kept(k, after);
    *k->last = d;
    k->last = &d->next;
}

/* --- values ----------------------------------------------------------------------------------- */
static void value_text(const struct shape_field *f, struct side s, struct buf *b) {
    buf_clear(b);
    if (s.base)
        field_text(s.c, f, s.base, s.base + f->at, b);
}

static void compare_texts(struct compare *k, const struct shape_field *f, struct side a,
                          struct side b) {
    struct buf before, after;
    buf_init(&before, k->arena->alloc, LIMIT_CHARTER_BYTES);
    buf_init(&after, k->arena->alloc, LIMIT_CHARTER_BYTES);
    value_text(f, a, &before);
    value_text(f, b, &after);
    k->failed |= before.failed || after.failed;
    if (!bytes_equal(buf_view(&before), buf_view(&after)))
        report(k, buf_view(&before), buf_view(&after));
    buf_drop(&before);
    buf_drop(&after);
}

/* The text of a whole element, for one that came or went. */
static void compare_whole(struct compare *k, const struct shape_field *element, struct side a,
                          struct side b) {
    struct shape_field alone = *element;
    alone.at = 0;
    compare_texts(k, &alone, a, b);
}

/* --- lists ------------------------------------------------------------------------------------ */
static struct bytes element_name(const struct shape_field *list, const uint8_t *element) {
    const struct shape_field *first = list->element == SHAPE_STRUCT ? list->shape->fields : NULL;
    return first && first->kind == SHAPE_NAME && !*first->key
               ? *(const struct bytes *)(element + first->at)
               : (struct bytes){0};
}

static struct side element_of(const struct shape_field *f, struct side s, size_t i) {
    return (struct side){s.c, shape_elements(f, s.base) + i * f->stride};
}

static bool same_text(struct compare *k, const struct shape_field *f, struct side a,
                      struct side b) {
    struct buf before, after;
    buf_init(&before, k->arena->alloc, LIMIT_CHARTER_BYTES);
    buf_init(&after, k->arena->alloc, LIMIT_CHARTER_BYTES);
    value_text(f, a, &before);
    value_text(f, b, &after);
    bool same = bytes_equal(buf_view(&before), buf_view(&after));
    k->failed |= before.failed || after.failed;
    buf_drop(&before);
    buf_drop(&after);
    return same;
}

struct pairs {
    size_t n[2];                  /* elements before and after */
    int16_t before_of[ITEMS_MAX]; /* for each after: its before, -1 new */
    bool taken[ITEMS_MAX];        /* of the before */
};

static void pair_by_name(const struct shape_field *f, struct side a, struct side b,
                         struct pairs *p) {
    for (size_t j = 0; j < p->n[1]; j++) {
        struct bytes name = element_name(f, element_of(f, b, j).base);
        for (size_t i = 0; i < p->n[0] && p->before_of[j] < 0; i++) {
            if (!p->taken[i] && bytes_equal(name, element_name(f, element_of(f, a, i).base))) {
                p->before_of[j] = (int16_t)i;
                p->taken[i] = true;
            }
        }
    }
}

static void pair_by_text(struct compare *k, const struct shape_field *element,
                         const struct shape_field *f, struct side a, struct side b,
                         struct pairs *p) {
    for (size_t j = 0; j < p->n[1]; j++) {
        for (size_t i = 0; i < p->n[0] && p->before_of[j] < 0; i++) {
            if (p->taken[i] || !same_text(k, element, element_of(f, a, i), element_of(f, b, j)))
                continue;
            p->before_of[j] = (int16_t)i;
            p->taken[i] = true;
        }
    }
    size_t i = 0;
    for (size_t j = 0; j < p->n[1]; j++) {
        while (i < p->n[0] && p->taken[i])
            i++;
        if (p->before_of[j] < 0 && i < p->n[0]) {
            p->before_of[j] = (int16_t)i;
            p->taken[i] = true;
        }
    }
}

static void compare_elements(struct compare *k, const struct shape_field *f, struct side a,
                             struct side b) {
    const struct shape_field element = shape_element(f);
    struct pairs p = {
        .n = {a.base ? shape_count(f, a.base) : 0, b.base ? shape_count(f, b.base) : 0}};
    memset(p.before_of, -1, sizeof(p.before_of));
    bool named = f->shape->fields[0].kind == SHAPE_NAME && !*f->shape->fields[0].key;
    if (named)
        pair_by_name(f, a, b, &p);
    else
        pair_by_text(k, &element, f, a, b, &p);
    for (size_t i = 0; i < p.n[0]; i++) {
        if (p.taken[i])
            continue;
        struct side gone = element_of(f, a, i);
        size_t n = named ? path_push(k, element_name(f, gone.base)) : path_push_number(k, i + 1);
        compare_whole(k, &element, gone, (struct side){b.c, NULL});
        k->n = n;
    }
    for (size_t j = 0; j < p.n[1]; j++) {
        struct side now = element_of(f, b, j);
        size_t n = named ? path_push(k, element_name(f, now.base)) : path_push_number(k, j + 1);
        if (p.before_of[j] < 0)
            compare_whole(k, &element, (struct side){a.c, NULL}, now);
        else
            compare_structs(k, f->shape, element_of(f, a, (size_t)p.before_of[j]), now);
        k->n = n;
    }
}

/* --- structs ---------------------------------------------------------------------------------- */
static struct side inside(const struct shape_field *f, struct side s) {
    bool there = s.base && shape_said(f, s.base, s.base + f->at) &&
                 !(f->has_given && s.base[f->given] != GIVEN_SAID);
    return (struct side){s.c, there ? s.base + f->at : NULL};
}

static void compare_field(struct compare *k, const struct shape_field *f, struct side a,
                          struct side b) {
    if (f->kind == SHAPE_PATH)
        return;
    size_t n = path_push(k, bytes_str(f->key));
    bool is_struct = (f->kind == SHAPE_STRUCT || f->kind == SHAPE_OPTIONAL) &&
                     f->shape != &shape_seat_number;
    struct side in_a = inside(f, a), in_b = inside(f, b);
    if (is_struct && in_a.base && in_b.base)
        compare_structs(k, f->shape, in_a, in_b);
    else if (f->kind == SHAPE_LIST && f->element == SHAPE_STRUCT)
        compare_elements(k, f, a, b);
    else
        compare_texts(k, f, a, b);
    k->n = n;
}

static void compare_structs(struct compare *k, const struct shape *s, struct side a,
                            struct side b) {
    for (size_t i = 0; i < s->n && !k->failed; i++)
        compare_field(k, &s->fields[i], a, b);
}

int charter_compare(const struct charter *before, const struct charter *after, struct arena *a,
                    struct difference **ret) {
    struct compare *k = ARENA_NEW(a, struct compare);
    if (!k)
        return ERR_NOMEM;
    k->arena = a;
    k->last = &k->first;
    compare_structs(k, &shape_charter, (struct side){before, (const uint8_t *)before},
                    (struct side){after, (const uint8_t *)after});
    if (k->failed)
        return ERR_NOMEM;
    *ret = k->first;
    return 0;
}
