/* The shape of a constitution: for each struct of charter.h a table of its fields (number in the
 * bytes, key in the text, kind, place). Encoding, decoding and comparing walk these tables, so a
 * new field is one line here. Internal to charter/.
 *
 * In the bytes a struct is a map from field number to value; a field that says nothing is not
 * there, so the numbers are for ever and a new field changes no old bytes. How each kind is
 * written:
 *
 *   BOOL true · ENUM, COUNT, BITS unsigned · INDEX unsigned · NAME, TEXT text · SPAN "7d"
 *   TERM "7d" or true (until the next)
 *   RATIO [num, den] · SHARE [num, den, more than, count, base] and the index of its unit or body
 *   MAJORITY [number of its kind, or share, ...]
 *   WHO [kind, each, index or share or null, as written, number of the alternative]
 *   WHOS [either, source, who, ...] · TITLE [language, text, ...] · ZONE [name, rule] · STRUCT,
 *   OPTIONAL map
 *   LIST [element, ...] · FOR_EACH [association, index]
 *
 * What is `none` is false, what is `not-stated` is null (SHARE, MAJORITY, WHOS, and what has
 * GIVEN). */
#ifndef KOINON_CHARTER_SHAPE_H
#define KOINON_CHARTER_SHAPE_H

#include "charter/charter.h"

enum shape_kind {
    SHAPE_BOOL, /* its two words in `words`, where the notation has words for it */
    SHAPE_ENUM,  /* uint8_t, below `max` */
    SHAPE_COUNT, /* int32_t, 0 or more */
    SHAPE_BITS,  /* uint32_t of verbs */
    SHAPE_INDEX, /* int16_t into `target`, -1 none */
    SHAPE_NAME,  /* struct bytes, a name in stored form */
    SHAPE_TEXT,  /* struct bytes, one line */
    SHAPE_PATH,  /* struct article, of which only the path is kept */
    SHAPE_SPAN,
    SHAPE_TERM, /* struct span, or the bool at `count`: until the next */
    SHAPE_RATIO,
    SHAPE_SHARE,
    SHAPE_MAJORITY,
    SHAPE_WHO,
    SHAPE_WHOS,
    SHAPE_TITLE,
    SHAPE_ZONE,
    SHAPE_FOR_EACH,
    SHAPE_STRUCT,   /* `shape`; not there when all its fields are not */
    SHAPE_OPTIONAL, /* `shape` with a bool that says whether it is there */
    SHAPE_LIST,     /* of `element`s, inside the struct or behind a pointer */
    SHAPE_KINDS_,
};

enum shape_target {
    TARGET_NONE,
    TARGET_UNIT,
    TARGET_ASSOCIATION,
    TARGET_ORDER,
    TARGET_ENTITY,
    TARGET_BODY,
    TARGET_ACT,
    TARGET_GROUP,
    TARGETS_,
};

struct shape;
struct shape_field {
    const char *key; /* of the grammar; "" where the value has no key of its own */
    uint8_t number;
    uint8_t kind;    /* enum shape_kind */
    uint8_t element; /* of a list */
    uint8_t target;  /* of an index, or of the list that indexes point into */
    uint16_t max;    /* ENUM: numbers below it. LIST: elements at most */
    bool required;   /* a struct that is there says it */
    bool has_given;  /* a uint8_t enum given stands at `given` */
    bool pointer;    /* the list is behind a pointer */
    bool count16;    /* its count is a uint16_t, else a uint8_t */
    uint16_t at;     /* offset of the value */
    uint16_t given;  /* offset of enum given, or of the bool of OPTIONAL */
    uint16_t count;  /* offset of the count of a list */
    uint16_t stride; /* bytes of one element */
    const char *const *words; /* of an ENUM */
    const struct shape *shape;
};

struct shape {
    const char *name; /* "body", for errors */
    size_t size;
    size_t n;
    const struct shape_field *fields; /* ascending numbers */
};

extern const struct shape shape_charter, shape_seat_number, shape_power;

/* How many elements a list has, and where they begin. */
static inline size_t shape_count(const struct shape_field *f, const void *base) {
    const uint8_t *at = (const uint8_t *)base + f->count;
    uint16_t wide;
    if (!f->count16)
        return *at;
    memcpy(&wide, at, sizeof(wide));
    return wide;
}
static inline const uint8_t *shape_elements(const struct shape_field *f, const void *base) {
    const uint8_t *at = (const uint8_t *)base + f->at;
    const uint8_t *behind;
    if (!f->pointer)
        return at;
    memcpy(&behind, at, sizeof(behind));
    return behind;
}
/* The field of one element, as if it stood alone. */
static inline struct shape_field shape_element(const struct shape_field *f) {
    return (struct shape_field){.key = f->key, .kind = f->element, .target = f->target,
                                .max = f->max, .words = f->words, .shape = f->shape};
}
/* What the index of a `who` of this kind points into. */
enum shape_target who_target(uint8_t kind);
/* How many of them the constitution has. */
int charter_count(const struct charter *c, enum shape_target target);
/* Does this value say anything? BASE is the struct, AT the value. */
bool shape_said(const struct shape_field *f, const void *base, const void *at);

#endif
