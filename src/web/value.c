#include <stdarg.h>
#include <stdio.h>

#include "web/value.h"

uint32_t tv_hash(struct bytes name) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < name.n; i++)
        h = (h ^ name.at[i]) * 16777619u;
    return h;
}

struct tv *tv_root(struct tv_maker *m) {
    struct tv *v = ARENA_NEW(m->arena, struct tv);
    if (!v) {
        m->failed = true;
        v = &m->lost;
    }
    *v = (struct tv){.kind = TV_MAP};
    return v;
}

/* A field at the end of a map or list, its value of KIND and empty. */
static struct tv *append(struct tv_maker *m, struct tv *to, const char *name, enum tv_kind kind) {
    struct tv_field *f = m->failed ? NULL : ARENA_NEW(m->arena, struct tv_field);
    if (!f) {
        m->failed = true;
        m->lost = (struct tv){.kind = kind};
        return &m->lost;
    }
    f->name = name;
    f->hash = name ? tv_hash(bytes_str(name)) : 0;
    f->value.kind = kind;
    *(to->last ? &to->last->next : &to->first) = f;
    to->last = f;
    to->n++;
    return &f->value;
}

struct tv *tv_map(struct tv_maker *m, struct tv *map, const char *name) {
    return append(m, map, name, TV_MAP);
}
struct tv *tv_list(struct tv_maker *m, struct tv *map, const char *name) {
    return append(m, map, name, TV_LIST);
}
struct tv *tv_item(struct tv_maker *m, struct tv *list) {
    return append(m, list, NULL, TV_MAP);
}
void tv_item_text(struct tv_maker *m, struct tv *list, struct bytes text) {
    append(m, list, NULL, TV_TEXT)->text = text;
}

void tv_text(struct tv_maker *m, struct tv *map, const char *name, struct bytes text) {
    append(m, map, name, TV_TEXT)->text = text;
}
void tv_str(struct tv_maker *m, struct tv *map, const char *name, const char *text) {
    append(m, map, name, TV_TEXT)->text = bytes_str(text);
}
void tv_int(struct tv_maker *m, struct tv *map, const char *name, int64_t number) {
    append(m, map, name, TV_INT)->number = number;
}
void tv_flag(struct tv_maker *m, struct tv *map, const char *name, bool flag) {
    append(m, map, name, TV_FLAG)->number = flag;
}
void tv_safe(struct tv_maker *m, struct tv *map, const char *name, struct safe_html html) {
    append(m, map, name, TV_SAFE)->text = html.markup;
}
void tv_same(struct tv_maker *m, struct tv *map, const char *name, const struct tv *value) {
    struct tv *v = append(m, map, name, value->kind);
    *v = *value;
}

void tv_format(struct tv_maker *m, struct tv *map, const char *name, const char *format, ...) {
    char text[1000];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    size_t kept = n < 0 ? 0 : (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1;
    const char *copy = arena_copy(m->arena, bytes_of(text, kept));
    m->failed = m->failed || !copy || kept != (size_t)n;
    tv_str(m, map, name, copy);
}

void tv_id(struct tv_maker *m, struct tv *map, const char *name, uint64_t number) {
    tv_format(m, map, name, "%llu", (unsigned long long)number);
}

const struct tv *tv_get(const struct tv *map, struct bytes name, uint32_t hash) {
    if (!map || map->kind != TV_MAP)
        return NULL;
    for (const struct tv_field *f = map->first; f; f = f->next) {
        if (f->hash == hash && bytes_is(name, f->name))
            return &f->value;
    }
    return NULL;
}

bool tv_truth(const struct tv *v) {
    if (!v)
        return false;
    switch (v->kind) {
    case TV_NONE:
        return false;
    case TV_TEXT:
    case TV_SAFE:
        return v->text.n > 0;
    case TV_INT:
    case TV_FLAG:
        return v->number != 0;
    case TV_LIST:
        return v->n > 0;
    case TV_MAP:
        return true;
    }
    return false;
}
