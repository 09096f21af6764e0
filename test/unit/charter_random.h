/* A constitution by chance: every field of every table gets a valid value or none. It says nothing
 * sensible, and reaches every corner of the bytes. */
#ifndef KOINON_TEST_CHARTER_RANDOM_H
#define KOINON_TEST_CHARTER_RANDOM_H

#include "charter/shape.h"
#include "charter/words.h"

struct chance {
    uint64_t state;
    struct arena *arena;
    uint32_t counts[TARGETS_];
    uint32_t names;
    int density; /* of 100 fields so many say something */
};

static inline uint32_t chance_below(struct chance *r, uint32_t n) {
    r->state = r->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((r->state >> 33) % n);
}
static inline bool chance_often(struct chance *r) {
    return chance_below(r, 100) < (uint32_t)r->density;
}
static inline struct bytes chance_name(struct chance *r) {
    return bytes_str(arena_format(r->arena, "name-%u", r->names++));
}
static inline int16_t chance_index(struct chance *r, int target) {
    return r->counts[target] ? (int16_t)chance_below(r, r->counts[target]) : -1;
}
static inline struct span chance_span(struct chance *r) {
    return (struct span){1 + (int32_t)chance_below(r, 400), "hdwmy"[chance_below(r, 5)]};
}
static inline struct ratio chance_ratio(struct chance *r) {
    struct ratio ratio;
    ratio_make(1 + chance_below(r, 12), 1 + chance_below(r, 12), &ratio);
    return ratio;
}

static inline struct share chance_share(struct chance *r) {
    struct share s = {.given = (uint8_t)(1 + chance_below(r, 3)), .of = -1};
    if (s.given != GIVEN_SAID)
        return s;
    s.ratio = chance_ratio(r);
    s.more_than = chance_below(r, 2);
    s.count = chance_below(r, 2);
    s.base = (uint8_t)chance_below(r, BASE_VALID + 1);
    s.of = s.base == BASE_UNITS  ? chance_index(r, TARGET_UNIT)
           : s.base == BASE_BODY ? chance_index(r, TARGET_BODY)
                                 : -1;
    if (s.of < 0 && (s.base == BASE_UNITS || s.base == BASE_BODY))
        s.base = BASE_FILLED;
    return s;
}

static inline struct who chance_who(struct chance *r) {
    struct who w = {.kind = (uint8_t)(1 + chance_below(r, WHO_GROUP)), .of = -1, .share.of = -1};
    int target = who_target(w.kind);
    if (target != TARGET_NONE && r->counts[target] == 0)
        w.kind = WHO_MEMBERS;
    else if (target != TARGET_NONE)
        w.of = chance_index(r, target);
    if (w.kind == WHO_SHARE)
        w.share = chance_share(r);
    w.each = chance_below(r, 4) == 0;
    w.name = chance_name(r);
    w.either = (uint8_t)chance_below(r, 3);
    return w;
}

static inline void chance_whos(struct chance *r, struct whos *w) {
    w->given = (uint8_t)(1 + chance_below(r, 3));
    if (w->given != GIVEN_SAID)
        return;
    w->either = chance_below(r, 2);
    if (w->either)
        w->source = chance_name(r);
    w->n = (uint8_t)(1 + chance_below(r, WHO_MAX));
    for (int i = 0; i < w->n; i++)
        w->each[i] = chance_who(r);
}

static inline void chance_majority(struct chance *r, struct majority *m) {
    m->given = (uint8_t)(1 + chance_below(r, 3));
    m->n = m->given == GIVEN_SAID ? (uint8_t)(1 + chance_below(r, MAJORITY_MAX)) : 0;
    for (int i = 0; i < m->n; i++) {
        m->each[i].kind = (uint8_t)chance_below(r, MAJORITY_SHARE + 1);
        if (m->each[i].kind == MAJORITY_SHARE)
            m->each[i].share = chance_share(r);
    }
}

static inline void chance_title(struct chance *r, struct title *t) {
    static const char *const languages[] = {"en", "el"};
    t->n = (uint8_t)(1 + chance_below(r, 2));
    for (int i = 0; i < t->n; i++) {
        t->language[i] = bytes_str(languages[i]);
        t->text[i] = i ? bytes_str("Ένωση Εργαζομένων") : bytes_str("Workers' Union");
    }
}

static void chance_struct(struct chance *r, const struct shape *s, uint8_t *base);
static void chance_value(struct chance *r, const struct shape_field *f, uint8_t *base, uint8_t *at);

static inline void chance_list(struct chance *r, const struct shape_field *f, uint8_t *base) {
    struct shape_field element = shape_element(f);
    bool fixed = f->target != TARGET_NONE && f->element != SHAPE_INDEX;
    size_t n = fixed ? r->counts[f->target] : 1 + chance_below(r, f->max > 4 ? 4 : f->max);
    if (f->element == SHAPE_INDEX && r->counts[f->target] == 0)
        n = 0;
    uint8_t *elements = base + f->at;
    if (f->pointer) {
        elements = n ? arena_array(r->arena, n, f->stride) : NULL;
        memcpy(base + f->at, &elements, sizeof(elements));
    }
    for (size_t i = 0; i < n; i++)
        chance_value(r, &element, NULL, elements + i * f->stride);
    uint16_t wide = (uint16_t)n;
    if (f->count16)
        memcpy(base + f->count, &wide, sizeof(wide));
    else
        base[f->count] = (uint8_t)n;
}

static inline void chance_number(struct chance *r, const struct shape_field *f, uint8_t *at) {
    switch (f->kind) {
    case SHAPE_BOOL:
        *(bool *)at = chance_below(r, 2);
        break;
    case SHAPE_ENUM:
        *at = (uint8_t)chance_below(r, f->max);
        break;
    case SHAPE_COUNT:
        *(int32_t *)at = (int32_t)chance_below(r, 5000);
        break;
    case SHAPE_BITS:
        *(uint32_t *)at = (1 + chance_below(r, (1u << (VERB_COUNT_ - 1)) - 1)) << 1;
        break;
    case SHAPE_INDEX:
        *(int16_t *)at = chance_index(r, f->target);
        break;
    case SHAPE_NAME:
    case SHAPE_TEXT:
        *(struct bytes *)at = chance_name(r);
        break;
    case SHAPE_PATH:
        ((struct article *)at)->path = bytes_str("bodies.congress.quorum");
        ((struct article *)at)->line = 7;
        break;
    case SHAPE_SPAN:
        *(struct span *)at = chance_span(r);
        break;
    default:
        *(struct ratio *)at = chance_ratio(r);
    }
}

static void chance_value(struct chance *r, const struct shape_field *f, uint8_t *base,
                         uint8_t *at) {
    if (f->has_given && (base[f->given] = (uint8_t)(1 + chance_below(r, 3))) != GIVEN_SAID)
        return;
    switch (f->kind) {
    case SHAPE_SHARE:
        *(struct share *)at = chance_share(r);
        break;
    case SHAPE_MAJORITY:
        chance_majority(r, (struct majority *)at);
        break;
    case SHAPE_WHO:
        *(struct who *)at = chance_who(r);
        break;
    case SHAPE_WHOS:
        chance_whos(r, (struct whos *)at);
        break;
    case SHAPE_TITLE:
        chance_title(r, (struct title *)at);
        break;
    case SHAPE_ZONE:
        *(struct zone *)at = (struct zone){"Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4"};
        break;
    case SHAPE_TERM:
        if (!(*(bool *)(base + f->count) = chance_below(r, 2)))
            *(struct span *)at = chance_span(r);
        break;
    case SHAPE_FOR_EACH:
        ((struct for_each *)at)->association = r->counts[TARGET_ASSOCIATION] && chance_below(r, 2);
        ((struct for_each *)at)->of = chance_index(
            r, ((struct for_each *)at)->association ? TARGET_ASSOCIATION : TARGET_UNIT);
        break;
    case SHAPE_OPTIONAL:
        *(bool *)(base + f->given) = true;
        chance_struct(r, f->shape, at);
        break;
    case SHAPE_STRUCT:
        chance_struct(r, f->shape, at);
        break;
    case SHAPE_LIST:
        chance_list(r, f, base);
        break;
    default:
        chance_number(r, f, at);
    }
}

static void chance_struct(struct chance *r, const struct shape *s, uint8_t *base) {
    for (size_t i = 0; i < s->n; i++) {
        const struct shape_field *f = &s->fields[i];
        bool must = f->required || f->kind == SHAPE_ZONE ||
                    (f->target != TARGET_NONE && f->kind == SHAPE_LIST);
        if (f->kind == SHAPE_INDEX)
            *(int16_t *)(base + f->at) = -1;
        if (must || chance_often(r))
            chance_value(r, f, base, base + f->at);
    }
    struct seat_number *number = s == &shape_seat_number ? (void *)base : NULL;
    if (number && number->kind == NUMBER_PER_UNIT && number->unit < 0)
        number->kind = NUMBER_OPEN;
}

/* The same seed gives the same constitution. */
static inline struct charter *chance_charter(uint64_t seed, int density, struct arena *a) {
    struct chance r = {.state = seed, .arena = a, .density = density};
    struct charter *c = ARENA_NEW(a, struct charter);
    for (int target = TARGET_NONE + 1; target < TARGETS_; target++)
        r.counts[target] = 1 + chance_below(&r, 5);
    c->has_members = true;
    chance_struct(&r, &shape_charter, (uint8_t *)c);
    if (!c->has_members || c->members.n_groups == 0) { /* groups are counted whether or not said */
        c->has_members = true;
        const struct shape_field *f = &shape_charter.fields[6];
        chance_struct(&r, f->shape, (uint8_t *)c + f->at);
    }
    return c;
}

#endif
