#include "view/doc.h"

#include "base/limits.h"

struct doc *doc_root(struct doc_maker *m) {
    struct doc *d = ARENA_NEW(m->arena, struct doc);
    if (!d) {
        m->failed = true;
        d = &m->lost;
    }
    d->kind = DOC_MAP;
    return d;
}

static struct doc *put(struct doc_maker *m, struct doc *in, const char *name, enum doc_kind kind) {
    struct doc_field *f = ARENA_NEW(m->arena, struct doc_field);
    if (!f) {
        m->failed = true;
        m->lost = (struct doc){.kind = kind};
        return &m->lost;
    }
    f->name = name;
    f->value.kind = kind;
    if (in->last)
        in->last->next = f;
    else
        in->first = f;
    in->last = f;
    in->n++;
    return &f->value;
}

struct doc *doc_map(struct doc_maker *m, struct doc *map, const char *name) {
    return put(m, map, name, DOC_MAP);
}
struct doc *doc_list(struct doc_maker *m, struct doc *map, const char *name) {
    return put(m, map, name, DOC_LIST);
}
struct doc *doc_item(struct doc_maker *m, struct doc *list) {
    return put(m, list, NULL, DOC_MAP);
}
struct doc *doc_item_value(struct doc_maker *m, struct doc *list) {
    return put(m, list, NULL, DOC_NONE);
}
static void put_text(struct doc_maker *m, struct doc *map, const char *name, enum doc_kind kind,
                     struct bytes text) {
    if (text.n)
        put(m, map, name, kind)->text = text;
}
void doc_text(struct doc_maker *m, struct doc *map, const char *name, struct bytes text) {
    put_text(m, map, name, DOC_TEXT, text);
}
void doc_word(struct doc_maker *m, struct doc *map, const char *name, struct bytes word) {
    put_text(m, map, name, DOC_WORD, word);
}
void doc_title(struct doc_maker *m, struct doc *map, const char *name, struct bytes cbor) {
    put_text(m, map, name, DOC_TITLE, cbor);
}
void doc_quantity(struct doc_maker *m, struct doc *map, const char *name, struct bytes text) {
    put_text(m, map, name, DOC_QUANTITY, text);
}
void doc_int(struct doc_maker *m, struct doc *map, const char *name, int64_t n) {
    put(m, map, name, DOC_INT)->number = n;
}
void doc_id(struct doc_maker *m, struct doc *map, const char *name, uint64_t n) {
    put(m, map, name, DOC_ID)->number = (int64_t)n;
}
void doc_flag(struct doc_maker *m, struct doc *map, const char *name, bool flag) {
    put(m, map, name, DOC_FLAG)->number = flag;
}
void doc_instant(struct doc_maker *m, struct doc *map, const char *name, int64_t ms) {
    if (ms != INSTANT_MIN && ms != INSTANT_MAX)
        put(m, map, name, DOC_INSTANT)->number = ms;
}
void doc_day(struct doc_maker *m, struct doc *map, const char *name, int64_t ms) {
    if (ms != INSTANT_MIN && ms != INSTANT_MAX)
        put(m, map, name, DOC_DAY)->number = ms;
}

void doc_rule(struct doc_maker *m, struct doc *map, const char *name, struct bytes text,
              const struct phrase *says) {
    struct doc_rule *rule = text.n ? ARENA_NEW(m->arena, struct doc_rule) : NULL;
    m->failed |= text.n && !rule;
    if (!rule)
        return;
    *rule = (struct doc_rule){.text = text, .says = says};
    put(m, map, name, DOC_RULE)->rule = rule;
}

struct doc *doc_sentence(struct doc_maker *m, struct doc *map, const char *name,
                         const char *msgid) {
    struct doc *d = doc_map(m, map, name);
    put(m, d, "sentence", DOC_SENTENCE)->text = bytes_str(msgid);
    return d;
}

const struct doc *doc_get(const struct doc *map, const char *name) {
    if (!map || map->kind != DOC_MAP)
        return NULL;
    for (const struct doc_field *f = map->first; f; f = f->next)
        if (f->name && strcmp(f->name, name) == 0)
            return &f->value;
    return NULL;
}
