/* Structs to canonical bytes, by the tables of shape.h. */
#include "base/cbor.h"
#include "charter/shape.h"

#define VERSION 1

static void put_struct(struct buf *b, const struct shape *s, const void *base);

static bool put_given(struct buf *b, uint8_t given) {
    if (given == GIVEN_NONE)
        cbor_put_bool(b, false);
    else if (given == GIVEN_NOT_STATED)
        cbor_put_null(b);
    return given == GIVEN_NONE || given == GIVEN_NOT_STATED;
}

static void put_share_said(struct buf *b, const struct share *s) {
    bool of = s->base == BASE_UNITS || s->base == BASE_BODY;
    cbor_put_array(b, of ? 6 : 5);
    cbor_put_int(b, s->ratio.num);
    cbor_put_int(b, s->ratio.den);
    cbor_put_bool(b, s->more_than);
    cbor_put_bool(b, s->count);
    cbor_put_uint(b, s->base);
    if (of)
        cbor_put_int(b, s->of);
}

static void put_share(struct buf *b, const struct share *s) {
    if (!put_given(b, s->given))
        put_share_said(b, s);
}

static void put_majority(struct buf *b, const struct majority *m) {
    if (put_given(b, m->given))
        return;
    cbor_put_array(b, m->n);
    for (int i = 0; i < m->n; i++) {
        if (m->each[i].kind == MAJORITY_SHARE)
            put_share(b, &m->each[i].share);
        else
            cbor_put_uint(b, m->each[i].kind);
    }
}

static void put_who(struct buf *b, const struct who *w) {
    cbor_put_array(b, 5);
    cbor_put_uint(b, w->kind);
    cbor_put_bool(b, w->each);
    if (w->kind == WHO_SHARE)
        put_share(b, &w->share);
    else if (who_target(w->kind) != TARGET_NONE && w->of >= 0)
        cbor_put_int(b, w->of);
    else
        cbor_put_null(b);
    cbor_put_text(b, w->name);
    cbor_put_uint(b, w->either);
}

static void put_whos(struct buf *b, const struct whos *w) {
    if (put_given(b, w->given))
        return;
    cbor_put_array(b, 2u + w->n);
    cbor_put_bool(b, w->either);
    cbor_put_text(b, w->source);
    for (int i = 0; i < w->n; i++)
        put_who(b, &w->each[i]);
}

static void put_title(struct buf *b, const struct title *t) {
    cbor_put_array(b, 2u * t->n);
    for (int i = 0; i < t->n; i++) {
        cbor_put_text(b, t->language[i]);
        cbor_put_text(b, t->text[i]);
    }
}

static void put_span(struct buf *b, const struct span *s) {
    char text[SPAN_TEXT_MAX];
    span_format(*s, text);
    cbor_put_str(b, text);
}

static void put_term(struct buf *b, const struct shape_field *f, const void *base, const void *at) {
    if (*((const bool *)base + f->count))
        cbor_put_bool(b, true);
    else
        put_span(b, at);
}

static void put_pair(struct buf *b, int64_t first, int64_t second) {
    cbor_put_array(b, 2);
    cbor_put_int(b, first);
    cbor_put_int(b, second);
}

static void put_zone(struct buf *b, const struct zone *z) {
    cbor_put_array(b, 2);
    cbor_put_str(b, z->name);
    cbor_put_str(b, z->rule);
}

static void put_for_each(struct buf *b, const struct for_each *e) {
    cbor_put_array(b, 2);
    cbor_put_bool(b, e->association);
    cbor_put_int(b, e->of);
}

static void put_value(struct buf *b, const struct shape_field *f, const void *base,
                      const void *at);

static void put_list(struct buf *b, const struct shape_field *f, const void *base) {
    const struct shape_field element = shape_element(f);
    const uint8_t *elements = shape_elements(f, base);
    size_t n = shape_count(f, base);
    cbor_put_array(b, n);
    for (size_t i = 0; i < n; i++)
        put_value(b, &element, NULL, elements + i * f->stride);
}

static void put_number(struct buf *b, const struct shape_field *f, const void *at) {
    switch ((enum shape_kind)f->kind) {
    case SHAPE_BOOL:
        cbor_put_bool(b, *(const bool *)at);
        break;
    case SHAPE_ENUM:
        cbor_put_uint(b, *(const uint8_t *)at);
        break;
    case SHAPE_COUNT:
        cbor_put_int(b, *(const int32_t *)at);
        break;
    case SHAPE_BITS:
        cbor_put_uint(b, *(const uint32_t *)at);
        break;
    case SHAPE_INDEX:
        cbor_put_int(b, *(const int16_t *)at);
        break;
    case SHAPE_RATIO:
        put_pair(b, ((const struct ratio *)at)->num, ((const struct ratio *)at)->den);
        break;
    default:
        put_span(b, at);
    }
}

static void put_value(struct buf *b, const struct shape_field *f, const void *base,
                      const void *at) {
    if (f->has_given && put_given(b, *((const uint8_t *)base + f->given)))
        return;
    switch ((enum shape_kind)f->kind) {
    case SHAPE_NAME:
    case SHAPE_TEXT:
        cbor_put_text(b, *(const struct bytes *)at);
        break;
    case SHAPE_PATH:
        cbor_put_text(b, ((const struct article *)at)->path);
        break;
    case SHAPE_SHARE:
        put_share(b, at);
        break;
    case SHAPE_MAJORITY:
        put_majority(b, at);
        break;
    case SHAPE_WHO:
        put_who(b, at);
        break;
    case SHAPE_WHOS:
        put_whos(b, at);
        break;
    case SHAPE_TITLE:
        put_title(b, at);
        break;
    case SHAPE_ZONE:
        put_zone(b, at);
        break;
    case SHAPE_TERM:
        put_term(b, f, base, at);
        break;
    case SHAPE_FOR_EACH:
        put_for_each(b, at);
        break;
    case SHAPE_STRUCT:
    case SHAPE_OPTIONAL:
        put_struct(b, f->shape, at);
        break;
    case SHAPE_LIST:
        put_list(b, f, base);
        break;
    default:
        put_number(b, f, at);
    }
}

static void put_struct(struct buf *b, const struct shape *s, const void *base) {
    uint64_t said = 0;
    for (size_t i = 0; i < s->n; i++)
        said += shape_said(&s->fields[i], base, (const uint8_t *)base + s->fields[i].at);
    cbor_put_map(b, said);
    for (size_t i = 0; i < s->n; i++) {
        const struct shape_field *f = &s->fields[i];
        const uint8_t *at = (const uint8_t *)base + f->at;
        if (shape_said(f, base, at)) {
            cbor_put_uint(b, f->number);
            put_value(b, f, base, at);
        }
    }
}

/* [version, [how many of each that an index can point to], the constitution] */
void charter_encode(const struct charter *c, struct buf *b) {
    cbor_put_array(b, 3);
    cbor_put_uint(b, VERSION);
    cbor_put_array(b, TARGETS_ - 1);
    for (int target = TARGET_NONE + 1; target < TARGETS_; target++)
        cbor_put_uint(b, (uint64_t)charter_count(c, (enum shape_target)target));
    put_struct(b, &shape_charter, c);
}

void charter_title_put(struct buf *b, const struct title *t) {
    if (t->n == 1 && !t->language[0].n) {
        cbor_put_text(b, t->text[0]);
        return;
    }
    bool done[LIMIT_LANGUAGES] = {false};
    cbor_put_map(b, t->n);
    for (uint8_t k = 0; k < t->n; k++) { /* keys ascending: shorter first, then bytewise */
        int least = -1;
        for (uint8_t i = 0; i < t->n; i++)
            if (!done[i] &&
                (least < 0 || t->language[i].n < t->language[least].n ||
                 (t->language[i].n == t->language[least].n &&
                  bytes_compare(t->language[i], t->language[least]) < 0)))
                least = i;
        done[least] = true;
        cbor_put_text(b, t->language[least]);
        cbor_put_text(b, t->text[least]);
    }
}
