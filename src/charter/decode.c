/* Canonical bytes to structs, by the tables of shape.h. Strict: every value that would be written
 * differently is refused, so that one constitution has one encoding. */
#include "base/cbor.h"
#include "base/name.h"
#include "charter/shape.h"

#define VERSION 1

struct reader {
    struct cbor in;
    struct arena *arena;
    struct fail *fail;
    int code; /* of the first failure */
    uint32_t counts[TARGETS_];
};

static bool refuse(struct reader *r, int code, const char *key, const char *what) {
    if (r->code == 0) {
        size_t at = r->in.failed ? 0 : (size_t)(r->in.at - r->in.start);
        r->code = code;
        fail_set(r->fail, code, "constitution in bytes: %s%s%s (near byte %zu)",
                 key && *key ? key : "", key && *key ? ": " : "", what, at);
    }
    return false;
}
static bool broken(struct reader *r, const char *key, const char *what) {
    return refuse(r, ERR_SYNTAX, key, what);
}

static bool read_struct(struct reader *r, const struct shape *s, void *base, bool may_be_empty);

/* --- small values ----------------------------------------------------------------------------- */
static bool read_number(struct reader *r, const char *key, uint64_t max, uint64_t *ret) {
    if (cbor_peek(&r->in) != CBOR_UINT)
        return broken(r, key, "not a number");
    uint64_t n = cbor_uint(&r->in);
    if (r->in.failed || n > max)
        return broken(r, key, "number out of range");
    *ret = n;
    return true;
}

static bool read_bool(struct reader *r, const char *key, bool *ret) {
    enum cbor_kind kind = cbor_peek(&r->in);
    if (kind != CBOR_FALSE && kind != CBOR_TRUE)
        return broken(r, key, "neither true nor false");
    *ret = cbor_bool(&r->in);
    return true;
}

static bool read_text(struct reader *r, const char *key, struct bytes *ret) {
    struct bytes text = cbor_peek(&r->in) == CBOR_TEXT ? cbor_text(&r->in) : (struct bytes){0};
    if (r->in.failed || text.n == 0)
        return broken(r, key, "no text");
    if (text.n > LIMIT_TITLE_BYTES || !text_valid(text, false))
        return broken(r, key, "text too long or with controls");
    char *copy = arena_copy(r->arena, text);
    if (!copy)
        return refuse(r, ERR_NOMEM, key, "not enough memory");
    *ret = bytes_of(copy, text.n);
    return true;
}

static bool read_list(struct reader *r, const char *key, uint64_t min, uint64_t max,
                      uint64_t *ret) {
    if (cbor_peek(&r->in) != CBOR_ARRAY)
        return broken(r, key, "not a list");
    uint64_t n = cbor_array(&r->in);
    if (r->in.failed || n < min || n > max)
        return broken(r, key, "wrong number of elements");
    *ret = n;
    return true;
}

static bool read_index(struct reader *r, const char *key, uint8_t target, int16_t *ret) {
    uint64_t n;
    if (!read_number(r, key, INT16_MAX, &n))
        return false;
    if (n >= r->counts[target])
        return broken(r, key, "points to nothing");
    *ret = (int16_t)n;
    return true;
}

static bool read_span(struct reader *r, const char *key, struct span *ret) {
    char again[SPAN_TEXT_MAX];
    struct bytes text = cbor_peek(&r->in) == CBOR_TEXT ? cbor_text(&r->in) : (struct bytes){0};
    if (r->in.failed || span_parse(text, ret) < 0)
        return broken(r, key, "not a time span");
    span_format(*ret, again);
    return bytes_is(text, again) || broken(r, key, "a time span in another form");
}

static bool read_term(struct reader *r, const struct shape_field *f, void *base, void *at) {
    if (cbor_peek(&r->in) != CBOR_TRUE)
        return read_span(r, f->key, at);
    *((bool *)base + f->count) = cbor_bool(&r->in);
    return true;
}

static bool read_ratio_parts(struct reader *r, const char *key, struct ratio *ret) {
    int64_t num = cbor_int(&r->in), den = cbor_int(&r->in);
    if (r->in.failed || num < 0 || den <= 0 || !ratio_make(num, den, ret) || ret->num != num ||
        ret->den != den)
        return broken(r, key, "not a fraction in lowest terms");
    return true;
}

static bool read_ratio(struct reader *r, const char *key, struct ratio *ret) {
    uint64_t n;
    return read_list(r, key, 2, 2, &n) && read_ratio_parts(r, key, ret);
}

/* --- amounts and people ----------------------------------------------------------------------- */
/* false: none; null: not stated. Answers whether it was one of them. */
static bool read_given(struct reader *r, uint8_t *ret_given) {
    enum cbor_kind kind = cbor_peek(&r->in);
    if (kind == CBOR_FALSE) {
        cbor_bool(&r->in);
        *ret_given = GIVEN_NONE;
        return true;
    }
    if (kind == CBOR_NULL) {
        cbor_null(&r->in);
        *ret_given = GIVEN_NOT_STATED;
        return true;
    }
    *ret_given = GIVEN_SAID;
    return false;
}

static bool read_share(struct reader *r, const char *key, struct share *ret) {
    uint64_t n, base;
    if (read_given(r, &ret->given))
        return true;
    if (!read_list(r, key, 5, 6, &n) || !read_ratio_parts(r, key, &ret->ratio) ||
        !read_bool(r, key, &ret->more_than) || !read_bool(r, key, &ret->count) ||
        !read_number(r, key, BASE_VALID, &base))
        return false;
    ret->base = (uint8_t)base;
    if ((n == 6) != (base == BASE_UNITS || base == BASE_BODY))
        return broken(r, key, "a share of what?");
    return n == 5 ||
           read_index(r, key, base == BASE_UNITS ? TARGET_UNIT : TARGET_BODY, &ret->of);
}

static bool read_majority(struct reader *r, const char *key, struct majority *ret) {
    uint64_t n, kind;
    if (read_given(r, &ret->given))
        return true;
    if (!read_list(r, key, 1, MAJORITY_MAX, &n))
        return false;
    ret->n = (uint8_t)n;
    for (uint64_t i = 0; i < n; i++) {
        ret->each[i].kind = MAJORITY_SHARE;
        if (cbor_peek(&r->in) != CBOR_UINT) {
            if (!read_share(r, key, &ret->each[i].share))
                return false;
            continue;
        }
        if (!read_number(r, key, MAJORITY_SHARE - 1, &kind))
            return false;
        ret->each[i].kind = (uint8_t)kind;
    }
    return true;
}

/* as written: may be empty where the text gives a name by its place */
static bool read_as_written(struct reader *r, const char *key, struct bytes *ret) {
    struct cbor look = r->in;
    if (cbor_peek(&look) == CBOR_TEXT && cbor_text(&look).n == 0 && !look.failed) {
        r->in = look;
        return true;
    }
    return read_text(r, key, ret);
}

static bool read_who(struct reader *r, const char *key, struct who *ret) {
    uint64_t n, kind, either = 0;
    if (!read_list(r, key, 5, 5, &n) || !read_number(r, key, WHO_GROUP, &kind) ||
        !read_bool(r, key, &ret->each))
        return false;
    if (kind == WHO_NOBODY)
        return broken(r, key, "nobody");
    ret->kind = (uint8_t)kind;
    enum shape_target target = who_target(ret->kind);
    if (kind == WHO_SHARE) {
        if (!read_share(r, key, &ret->share))
            return false;
    } else if (target != TARGET_NONE && (kind != WHO_OFFICE || cbor_peek(&r->in) == CBOR_UINT)) {
        if (!read_index(r, key, (uint8_t)target, &ret->of))
            return false;
    } else if (cbor_peek(&r->in) != CBOR_NULL) {
        return broken(r, key, "points where there is nothing to point to");
    } else {
        cbor_null(&r->in);
    }
    if (!read_as_written(r, key, &ret->name) || !read_number(r, key, WHO_MAX, &either))
        return false;
    ret->either = (uint8_t)either;
    return true;
}

static bool read_whos(struct reader *r, const char *key, struct whos *ret) {
    uint64_t n;
    if (read_given(r, &ret->given))
        return true;
    if (!read_list(r, key, 3, 2 + WHO_MAX, &n) || !read_bool(r, key, &ret->either) ||
        !read_as_written(r, key, &ret->source))
        return false;
    ret->n = (uint8_t)(n - 2);
    for (int i = 0; i < ret->n; i++) {
        if (!read_who(r, key, &ret->each[i]))
            return false;
    }
    return true;
}

static bool read_title(struct reader *r, const char *key, struct title *ret) {
    uint64_t n;
    if (!read_list(r, key, 2, 2 * LIMIT_LANGUAGES, &n))
        return false;
    if (n % 2)
        return broken(r, key, "a language without text");
    ret->n = (uint8_t)(n / 2);
    for (int i = 0; i < ret->n; i++) {
        if (!read_as_written(r, key, &ret->language[i]) || !read_text(r, key, &ret->text[i]))
            return false;
    }
    return true;
}

static bool read_fixed(struct reader *r, const char *key, char *ret, size_t room, bool empty) {
    struct bytes text = cbor_peek(&r->in) == CBOR_TEXT ? cbor_text(&r->in) : (struct bytes){0};
    if (r->in.failed || text.n >= room || (text.n == 0 && !empty) || !text_valid(text, false))
        return broken(r, key, "not a time zone");
    if (text.n)
        memcpy(ret, text.at, text.n);
    ret[text.n] = 0;
    return true;
}

static bool read_zone(struct reader *r, const char *key, struct zone *ret) {
    uint64_t n;
    return read_list(r, key, 2, 2, &n) &&
           read_fixed(r, key, ret->name, sizeof(ret->name), true) &&
           read_fixed(r, key, ret->rule, sizeof(ret->rule), false) &&
           (zone_rule_valid(ret->rule) || broken(r, key, "not the rule of a time zone"));
}

static bool read_for_each(struct reader *r, const char *key, struct for_each *ret) {
    uint64_t n;
    return read_list(r, key, 2, 2, &n) && read_bool(r, key, &ret->association) &&
           read_index(r, key, ret->association ? TARGET_ASSOCIATION : TARGET_UNIT, &ret->of);
}

/* --- values by kind --------------------------------------------------------------------------- */
static bool read_small(struct reader *r, const struct shape_field *f, void *at) {
    uint64_t n = 0;
    switch ((enum shape_kind)f->kind) {
    case SHAPE_BOOL:
        return read_bool(r, f->key, at);
    case SHAPE_ENUM:
        if (read_number(r, f->key, f->max - 1u, &n))
            *(uint8_t *)at = (uint8_t)n;
        return r->code == 0;
    case SHAPE_COUNT:
        if (read_number(r, f->key, INT32_MAX, &n))
            *(int32_t *)at = (int32_t)n;
        return r->code == 0;
    case SHAPE_BITS:
        if (read_number(r, f->key, (1u << VERB_COUNT_) - 1, &n))
            *(uint32_t *)at = (uint32_t)n;
        return r->code == 0 && (!(n & 1) || broken(r, f->key, "an unknown verb"));
    case SHAPE_INDEX:
        return read_index(r, f->key, f->target, at);
    case SHAPE_NAME:
        return read_text(r, f->key, at) && (name_valid(*(struct bytes *)at, false) ||
                                            broken(r, f->key, "not a name"));
    case SHAPE_TEXT:
        return read_text(r, f->key, at);
    case SHAPE_PATH:
        return read_text(r, f->key, &((struct article *)at)->path);
    case SHAPE_SPAN:
        return read_span(r, f->key, at);
    case SHAPE_RATIO:
        return read_ratio(r, f->key, at);
    default:
        return broken(r, f->key, "unknown kind");
    }
}

static bool read_elements(struct reader *r, const struct shape_field *f, void *base);

static bool read_value(struct reader *r, const struct shape_field *f, void *base, void *at) {
    switch ((enum shape_kind)f->kind) {
    case SHAPE_SHARE:
        return read_share(r, f->key, at);
    case SHAPE_MAJORITY:
        return read_majority(r, f->key, at);
    case SHAPE_WHO:
        return read_who(r, f->key, at);
    case SHAPE_WHOS:
        return read_whos(r, f->key, at);
    case SHAPE_TITLE:
        return read_title(r, f->key, at);
    case SHAPE_ZONE:
        return read_zone(r, f->key, at);
    case SHAPE_TERM:
        return read_term(r, f, base, at);
    case SHAPE_FOR_EACH:
        return read_for_each(r, f->key, at);
    case SHAPE_STRUCT:
        return read_struct(r, f->shape, at, f->has_given || !base);
    case SHAPE_OPTIONAL:
        return read_struct(r, f->shape, at, true);
    case SHAPE_LIST:
        return read_elements(r, f, base);
    default:
        return read_small(r, f, at);
    }
}

/* What is not in the bytes: no index points anywhere. Memory comes zeroed. */
static void clear(const struct shape_field *f, void *at) {
    switch ((enum shape_kind)f->kind) {
    case SHAPE_INDEX:
        *(int16_t *)at = -1;
        break;
    case SHAPE_FOR_EACH:
        ((struct for_each *)at)->of = -1;
        break;
    case SHAPE_SHARE:
        ((struct share *)at)->of = -1;
        break;
    case SHAPE_MAJORITY:
        for (int i = 0; i < MAJORITY_MAX; i++)
            ((struct majority *)at)->each[i].share.of = -1;
        break;
    case SHAPE_WHO:
        ((struct who *)at)->of = ((struct who *)at)->share.of = -1;
        break;
    case SHAPE_WHOS:
        for (int i = 0; i < WHO_MAX; i++)
            ((struct whos *)at)->each[i].of = ((struct whos *)at)->each[i].share.of = -1;
        break;
    case SHAPE_STRUCT:
    case SHAPE_OPTIONAL:
        for (size_t i = 0; i < f->shape->n; i++)
            clear(&f->shape->fields[i], (uint8_t *)at + f->shape->fields[i].at);
        break;
    default:
        break;
    }
}

static bool read_elements(struct reader *r, const struct shape_field *f, void *base) {
    const struct shape_field element = shape_element(f);
    uint64_t n;
    if (!read_list(r, f->key, 1, f->max, &n))
        return false;
    if (f->target != TARGET_NONE && f->element != SHAPE_INDEX && n != r->counts[f->target])
        return broken(r, f->key, "their number is not the one stated first");
    uint8_t *elements = (uint8_t *)base + f->at;
    if (f->pointer) {
        uint8_t *behind = arena_array(r->arena, n, f->stride);
        if (!behind)
            return refuse(r, ERR_NOMEM, f->key, "not enough memory");
        memcpy(elements, &behind, sizeof(behind));
        elements = behind;
    }
    for (uint64_t i = 0; i < n; i++) {
        clear(&element, elements + i * f->stride);
        if (!read_value(r, &element, NULL, elements + i * f->stride))
            return false;
    }
    uint16_t wide = (uint16_t)n;
    if (f->count16)
        memcpy((uint8_t *)base + f->count, &wide, sizeof(wide));
    else
        *((uint8_t *)base + f->count) = (uint8_t)n;
    return true;
}

/* A field that is there says something: what says nothing has one form, not being there. */
static bool read_field(struct reader *r, const struct shape_field *f, uint8_t *base) {
    if (f->has_given && read_given(r, base + f->given))
        return true;
    if (f->kind == SHAPE_OPTIONAL)
        *(bool *)(base + f->given) = true;
    return read_value(r, f, base, base + f->at) &&
           (shape_said(f, base, base + f->at) || broken(r, f->key, "says nothing"));
}

/* What other rules rely on without asking is there. */
static bool is_whole(struct reader *r, const struct shape *s, const uint8_t *base) {
    for (size_t i = 0; i < s->n; i++) {
        const struct shape_field *f = &s->fields[i];
        if (f->required && !shape_said(f, base, base + f->at))
            return broken(r, s->name, "something that must be said is missing");
    }
    const struct seat_number *number = s == &shape_seat_number ? (const void *)base : NULL;
    return !number || number->kind != NUMBER_PER_UNIT || number->unit >= 0 ||
           broken(r, s->name, "so many for each of what?");
}

static bool read_struct(struct reader *r, const struct shape *s, void *base, bool may_be_empty) {
    if (cbor_peek(&r->in) != CBOR_MAP)
        return broken(r, s->name, "not a map of fields");
    uint64_t n = cbor_map(&r->in), number = 0, before = 0;
    if (r->in.failed || n > s->n || (n == 0 && !may_be_empty))
        return broken(r, s->name, "wrong number of fields");
    size_t field = 0;
    for (uint64_t i = 0; i < n; i++) {
        if (!read_number(r, s->name, UINT8_MAX, &number))
            return false;
        if (number <= before)
            return broken(r, s->name, "fields out of order");
        while (field < s->n && s->fields[field].number < number)
            field++;
        if (field == s->n || s->fields[field].number != number)
            return refuse(r, ERR_VERSION, s->name, "a field this version does not know");
        if (!read_field(r, &s->fields[field], base))
            return false;
        before = number;
    }
    return is_whole(r, s, base);
}

/* --- the whole -------------------------------------------------------------------------------- */
static bool names_differ(struct reader *r, const struct shape_field *f, const void *base) {
    const uint8_t *at = shape_elements(f, base);
    size_t n = shape_count(f, base);
    for (size_t i = 0; i < n; i++) {
        const struct bytes *name = (const void *)(at + i * f->stride + f->shape->fields[0].at);
        if (name->n == 0)
            return broken(r, f->key, "one has no name");
        for (size_t j = 0; j < i; j++) {
            const struct bytes *other = (const void *)(at + j * f->stride + f->shape->fields[0].at);
            if (bytes_equal(*name, *other))
                return broken(r, f->key, "two have the same name");
        }
    }
    return true;
}

static bool read_counts(struct reader *r) {
    uint64_t n = 0, version = 0;
    if (!read_list(r, "", 3, 3, &n) || !read_number(r, "version", UINT32_MAX, &version))
        return false;
    if (version != VERSION)
        return refuse(r, ERR_VERSION, "version", "made by another version of the program");
    if (!read_list(r, "counts", TARGETS_ - 1, TARGETS_ - 1, &n))
        return false;
    for (int target = TARGET_NONE + 1; target < TARGETS_; target++) {
        if (!read_number(r, "counts", LIMIT_CHARTER_ITEMS, &n))
            return false;
        r->counts[target] = (uint32_t)n;
    }
    return true;
}

static bool read_charter(struct reader *r, struct charter *c) {
    const struct shape_field whole = {.kind = SHAPE_STRUCT, .shape = &shape_charter};
    clear(&whole, c);
    if (!read_counts(r) || !read_struct(r, &shape_charter, c, true))
        return false;
    if (!cbor_done(&r->in))
        return broken(r, "", "more bytes than a constitution has");
    for (int target = TARGET_NONE + 1; target < TARGETS_; target++) {
        if ((uint32_t)charter_count(c, (enum shape_target)target) != r->counts[target])
            return broken(r, "counts", "not the number there is");
    }
    for (size_t i = 0; i < shape_charter.n; i++) {
        const struct shape_field *f = &shape_charter.fields[i];
        if (f->kind == SHAPE_LIST && f->target != TARGET_NONE && !names_differ(r, f, c))
            return false;
    }
    return c->zone.rule[0] || broken(r, "time-zone", "there is none");
}

int charter_decode(struct bytes bytes, struct arena *a, struct charter **ret, struct fail *fail) {
    struct reader r = {.arena = a, .fail = fail};
    if (bytes.n > LIMIT_CHARTER_BYTES)
        return fail_set(fail, ERR_RANGE, "constitution in bytes: %zu bytes, at most %u are allowed",
                        bytes.n, LIMIT_CHARTER_BYTES);
    cbor_read(&r.in, bytes);
    struct charter *c = ARENA_NEW(a, struct charter);
    if (!c)
        return fail_set(fail, ERR_NOMEM, "constitution in bytes: not enough memory");
    if (!read_charter(&r, c))
        return r.code;
    *ret = c;
    return 0;
}
