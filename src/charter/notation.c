#include "charter/notation.h"

#include "charter/shape.h"
#include "charter/words.h"

static bool given_text(uint8_t given, struct buf *b) {
    buf_str(b, given_names[given & 3]);
    return given != GIVEN_SAID;
}

void span_text(struct span s, struct buf *b) {
    char text[SPAN_TEXT_MAX];
    span_format(s, text);
    buf_str(b, text);
}

/* A text that stands for itself, or in quotes where the notation would read it otherwise. */
static void quoted_text(struct bytes text, struct buf *b) {
    bool plain = text.n > 0 && text.at[0] != ' ' && text.at[text.n - 1] != ' ';
    for (size_t i = 0; i < text.n; i++)
        plain = plain && !strchr(":#,[]{}\"'\n&*!|>%@`?", text.at[i]);
    if (plain) {
        buf_bytes(b, text);
        return;
    }
    buf_byte(b, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] == '"' || text.at[i] == '\\')
            buf_byte(b, '\\');
        buf_byte(b, text.at[i]);
    }
    buf_byte(b, '"');
}

/* --- shares and majorities -------------------------------------------------------------------- */
static void amount_text(const struct share *s, struct buf *b) {
    char text[RATIO_TEXT_MAX];
    struct ratio r = s->ratio;
    if (!s->count && s->base != BASE_NONE && r.den == 1 && r.num < INT64_MAX / 100) {
        buf_format(b, "%lld%%", (long long)r.num * 100);
        return;
    }
    ratio_format(r, text);
    buf_str(b, text);
}

void share_text(const struct charter *c, const struct share *s, struct buf *b) {
    if (given_text(s->given, b))
        return;
    if (s->more_than)
        buf_str(b, "more than ");
    amount_text(s, b);
    if (s->base == BASE_NONE)
        return;
    buf_str(b, " of ");
    if (s->base == BASE_UNITS && s->of >= 0 && s->of < c->n_units)
        buf_bytes(b, c->units[s->of].many.n ? c->units[s->of].many : c->units[s->of].name);
    else if (s->base == BASE_BODY && s->of >= 0 && s->of < c->n_bodies)
        buf_bytes(b, c->bodies[s->of].name);
    else
        buf_str(b, base_names[s->base]);
}

void majority_text(const struct charter *c, const struct majority *m, struct buf *b) {
    if (given_text(m->given, b))
        return;
    if (m->n > 1)
        buf_byte(b, '[');
    for (int i = 0; i < m->n; i++) {
        if (i)
            buf_str(b, ", ");
        if (m->each[i].kind == MAJORITY_SHARE)
            share_text(c, &m->each[i].share, b);
        else
            buf_str(b, majority_names[m->each[i].kind]);
    }
    if (m->n > 1)
        buf_byte(b, ']');
}

static bool base_read(const struct charter *c, struct bytes of, struct share *ret) {
    int base = word_find(base_names, of);
    for (int i = 0; base < 0 && i < c->n_units; i++)
        if (bytes_equal(of, c->units[i].many.n ? c->units[i].many : c->units[i].name)) {
            base = BASE_UNITS;
            ret->of = (int16_t)i;
        }
    for (int i = 0; base < 0 && i < c->n_bodies; i++)
        if (bytes_equal(of, c->bodies[i].name)) {
            base = BASE_BODY;
            ret->of = (int16_t)i;
        }
    ret->base = (uint8_t)base;
    return base >= 0;
}

bool majority_part_read(const struct charter *c, struct bytes text, struct majority_part *ret) {
    struct majority_part part = {.kind = MAJORITY_SHARE, .share = {.given = GIVEN_SAID}};
    struct bytes more = BYTES_LIT("more than "), of = BYTES_LIT(" of ");
    int kind = word_find(majority_names, text);
    if (kind >= 0 && kind != MAJORITY_SHARE) {
        *ret = (struct majority_part){.kind = (uint8_t)kind};
        return true;
    }
    part.share.more_than = text.n > more.n && memcmp(text.at, more.at, more.n) == 0;
    text = part.share.more_than ? bytes_part(text, more.n, text.n - more.n) : text;
    size_t n = 0;
    while (n + of.n <= text.n && memcmp(text.at + n, of.at, of.n) != 0)
        n++;
    bool at = n + of.n <= text.n;
    n = at ? n : text.n;
    struct bytes amount = bytes_part(text, 0, n);
    bool hundredths = amount.n && amount.at[amount.n - 1] == '%';
    amount = hundredths ? bytes_part(amount, 0, amount.n - 1) : amount;
    if (ratio_parse(amount, &part.share.ratio) < 0 ||
        (hundredths && (part.share.ratio.num % 100 || part.share.ratio.den != 1)))
        return false;
    part.share.ratio.num /= hundredths ? 100 : 1;
    part.share.count = at && !hundredths && part.share.ratio.den == 1;
    if (at && !base_read(c, bytes_part(text, n + of.n, text.n - n - of.n), &part.share))
        return false;
    *ret = part;
    return true;
}

void quorum_again_text(const struct charter *c, const struct quorum_again *q, struct buf *b) {
    if (!q->given)
        return;
    buf_str(b, "{after: ");
    span_text(q->after, b);
    buf_str(b, ", quorum: ");
    share_text(c, &q->quorum, b);
    buf_byte(b, '}');
}

/* --- who -------------------------------------------------------------------------------------- */
static struct bytes name_of(const struct charter *c, const struct who *w) {
    int of = w->of;
    if (of < 0 || of >= charter_count(c, who_target(w->kind)))
        return w->name;
    switch ((enum who_kind)w->kind) {
    case WHO_BODY:
        return c->bodies[of].name;
    case WHO_UNIT: /* "branch" and "branches" say the same, but people wrote one of them */
        return bytes_equal(w->name, c->units[of].many) ? w->name : c->units[of].name;
    case WHO_ASSOCIATION:
        return bytes_equal(w->name, c->associations[of].many) ? w->name : c->associations[of].name;
    case WHO_ENTITY:
        return c->entities[of].name;
    case WHO_GROUP:
        return c->members.groups[of];
    default:
        return w->name;
    }
}

void who_text(const struct charter *c, const struct who *w, struct buf *b) {
    static const char *const words[] = {
        [WHO_MEMBERS] = "members",   [WHO_ELECTORS] = "electors",
        [WHO_ANY_BODY] = "any-body", [WHO_ANYONE] = "any", [WHO_UNITS_CALLED] = "units-called"};
    if (w->kind == WHO_SHARE) {
        share_text(c, &w->share, b);
        return;
    }
    if (w->each)
        buf_str(b, "each ");
    if (w->kind < sizeof(words) / sizeof(words[0]) && words[w->kind]) {
        buf_str(b, words[w->kind]);
        return;
    }
    buf_bytes(b, name_of(c, w));
    if (w->kind == WHO_OFFICE && w->of >= 0 && w->of < c->n_bodies) {
        buf_str(b, " of ");
        buf_bytes(b, c->bodies[w->of].name);
    }
}

/* Those of one number in `either` are alternatives of each other. */
static int alternatives_text(const struct charter *c, const struct whos *w, int from,
                             struct buf *b) {
    int i = from;
    buf_str(b, "{either: [");
    for (; i < w->n && w->each[i].either == w->each[from].either; i++) {
        if (i > from)
            buf_str(b, ", ");
        who_text(c, &w->each[i], b);
    }
    buf_byte(b, ']');
    if (w->source.n) {
        buf_str(b, ", source: ");
        quoted_text(w->source, b);
    }
    buf_byte(b, '}');
    return i;
}

void whos_text(const struct charter *c, const struct whos *w, struct buf *b) {
    if (given_text(w->given, b))
        return;
    bool list = w->n > 1 && !(w->each[0].either && w->each[w->n - 1].either == w->each[0].either);
    if (list)
        buf_byte(b, '[');
    for (int i = 0; i < w->n;) {
        if (i)
            buf_str(b, ", ");
        if (w->each[i].either)
            i = alternatives_text(c, w, i, b);
        else
            who_text(c, &w->each[i++], b);
    }
    if (list)
        buf_byte(b, ']');
}

/* --- seats ------------------------------------------------------------------------------------ */
static void steps_text(const struct seat_number *n, struct buf *b) {
    buf_byte(b, '[');
    for (int i = 0; i < n->n_steps; i++) {
        const struct number_step *s = &n->steps[i];
        buf_format(b, "%s{%s: %d, seats: %d}", i ? ", " : "", s->first > 0 ? "first" : "each",
                   s->first > 0 ? s->first : s->each, s->seats);
    }
    buf_byte(b, ']');
}

void number_text(const struct charter *c, const struct seat_number *n, struct buf *b) {
    switch ((enum number_kind)n->kind) {
    case NUMBER_NOT_STATED:
        break;
    case NUMBER_OPEN:
        buf_str(b, "open");
        break;
    case NUMBER_FIXED:
        buf_format(b, "%d", n->seats);
        break;
    case NUMBER_PER_MEMBERS:
        buf_format(b, "1 per %d members", n->members);
        break;
    case NUMBER_PER_UNIT:
        buf_format(b, "%d per ", n->seats);
        if (n->unit >= 0 && n->unit < c->n_units)
            buf_bytes(b, c->units[n->unit].name);
        break;
    case NUMBER_SHARED:
        buf_format(b, "%d shared by %.*s", n->seats, (int)n->method.n, (const char *)n->method.at);
        break;
    case NUMBER_STEPS:
        steps_text(n, b);
        break;
    }
}

/* --- the rest --------------------------------------------------------------------------------- */
void title_text(const struct title *t, struct buf *b) {
    if (t->n == 1 && t->language[0].n == 0) {
        quoted_text(t->text[0], b);
        return;
    }
    if (t->n == 0)
        return;
    buf_byte(b, '{');
    for (int i = 0; i < t->n; i++) {
        buf_format(b, "%s%.*s: ", i ? ", " : "", (int)t->language[i].n,
                   (const char *)t->language[i].at);
        quoted_text(t->text[i], b);
    }
    buf_byte(b, '}');
}

void verbs_text(uint32_t verbs, struct buf *b) {
    bool several = (verbs & (verbs - 1)) != 0, first = true;
    if (several)
        buf_byte(b, '[');
    for (int verb = 1; verb < VERB_COUNT_; verb++) {
        if (!(verbs >> verb & 1))
            continue;
        buf_format(b, "%s%s", first ? "" : ", ", verb_names[verb]);
        first = false;
    }
    if (several)
        buf_byte(b, ']');
}

void term_text(uint8_t given, bool until_next, struct span term, struct buf *b) {
    if (given_text(given, b))
        return;
    if (until_next)
        buf_str(b, "until-next");
    else
        span_text(term, b);
}

static void index_text(const struct charter *c, uint8_t target, int index, struct buf *b) {
    static const uint8_t kinds[TARGETS_] = {
        [TARGET_UNIT] = WHO_UNIT, [TARGET_ASSOCIATION] = WHO_ASSOCIATION,
        [TARGET_ENTITY] = WHO_ENTITY, [TARGET_BODY] = WHO_BODY, [TARGET_GROUP] = WHO_GROUP};
    if (index < 0 || index >= charter_count(c, (enum shape_target)target))
        return;
    if (target == TARGET_ACT)
        buf_bytes(b, c->acts[index].name);
    else if (target == TARGET_ORDER)
        buf_bytes(b, c->orders[index].name);
    else
        who_text(c, &(struct who){.kind = kinds[target], .of = (int16_t)index}, b);
}

static void list_text(const struct charter *c, const struct shape_field *f, const void *base,
                      struct buf *b) {
    struct shape_field element = shape_element(f);
    const uint8_t *at = shape_elements(f, base);
    size_t n = shape_count(f, base);
    if (n > 1)
        buf_byte(b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_str(b, ", ");
        field_text(c, &element, at, at + i * f->stride, b);
    }
    if (n > 1)
        buf_byte(b, ']');
}

/* What the notation of a power says otherwise than key by key; true: it is written, or with
 * another. */
static bool power_field_text(const struct shape_field *f, const struct power_rule *p,
                             struct buf *b) {
    char over[RATIO_TEXT_MAX];
    switch (f->at) {
    case offsetof(struct power_rule, verbs):
        buf_str(b, p->must ? ", must: " : ", may: ");
        verbs_text(p->verbs, b);
        return true;
    case offsetof(struct power_rule, own_unit):
        buf_str(b, ", where: own-unit");
        return true;
    case offsetof(struct power_rule, where_field):
        ratio_format(p->where_over, over);
        buf_format(b, ", where: %.*s over %s%s%.*s", (int)p->where_field.n,
                   (const char *)p->where_field.at, over, p->where_unit.n ? " " : "",
                   (int)p->where_unit.n, (const char *)p->where_unit.at);
        return true;
    case offsetof(struct power_rule, must):
    case offsetof(struct power_rule, where_over):
    case offsetof(struct power_rule, where_unit):
        return true;
    default:
        return false;
    }
}

/* {key: value, ...} of what a struct says; a name stands in front. */
static void struct_text(const struct charter *c, const struct shape *s, const void *base,
                        struct buf *b) {
    bool first = true;
    buf_byte(b, '{');
    for (size_t i = 0; i < s->n; i++) {
        const struct shape_field *f = &s->fields[i];
        const uint8_t *at = (const uint8_t *)base + f->at;
        if (f->kind == SHAPE_PATH || !shape_said(f, base, at) ||
            (s == &shape_power && power_field_text(f, base, b)))
            continue;
        buf_str(b, first ? "" : ", ");
        if (*f->key)
            buf_format(b, "%s: ", f->key);
        field_text(c, f, base, at, b);
        first = false;
    }
    buf_byte(b, '}');
}

static void small_text(const struct charter *c, const struct shape_field *f, const void *at,
                       struct buf *b) {
    char text[RATIO_TEXT_MAX];
    switch ((enum shape_kind)f->kind) {
    case SHAPE_BOOL:
        buf_str(b, f->words ? f->words[*(const bool *)at] : *(const bool *)at ? "true" : "false");
        break;
    case SHAPE_ENUM:
        if (f->words)
            buf_str(b, f->words[*(const uint8_t *)at]);
        else
            buf_format(b, "%u", *(const uint8_t *)at);
        break;
    case SHAPE_COUNT:
        buf_format(b, "%d", *(const int32_t *)at);
        break;
    case SHAPE_BITS:
        verbs_text(*(const uint32_t *)at, b);
        break;
    case SHAPE_INDEX:
        index_text(c, f->target, *(const int16_t *)at, b);
        break;
    case SHAPE_NAME:
        buf_bytes(b, *(const struct bytes *)at);
        break;
    case SHAPE_TEXT:
        quoted_text(*(const struct bytes *)at, b);
        break;
    case SHAPE_SPAN:
        span_text(*(const struct span *)at, b);
        break;
    default:
        ratio_format(*(const struct ratio *)at, text);
        buf_str(b, text);
    }
}

void power_text(const struct charter *c, const struct power_rule *p, struct buf *b) {
    struct_text(c, &shape_power, p, b);
}

static void shape_text(const struct charter *c, const struct shape *s, const void *at,
                       struct buf *b) {
    if (s == &shape_seat_number)
        number_text(c, at, b);
    else
        struct_text(c, s, at, b);
}

void field_text(const struct charter *c, const struct shape_field *f, const void *base,
                const void *at, struct buf *b) {
    if (!shape_said(f, base, at) ||
        (f->has_given && given_text(*((const uint8_t *)base + f->given), b)))
        return;
    switch ((enum shape_kind)f->kind) {
    case SHAPE_SHARE:
        share_text(c, at, b);
        break;
    case SHAPE_MAJORITY:
        majority_text(c, at, b);
        break;
    case SHAPE_WHO:
        who_text(c, at, b);
        break;
    case SHAPE_WHOS:
        whos_text(c, at, b);
        break;
    case SHAPE_TITLE:
        title_text(at, b);
        break;
    case SHAPE_TERM:
        term_text(GIVEN_SAID, *((const bool *)base + f->count), *(const struct span *)at, b);
        break;
    case SHAPE_ZONE:
        buf_str(b, ((const struct zone *)at)->name);
        break;
    case SHAPE_FOR_EACH:
        index_text(c, ((const struct for_each *)at)->association ? TARGET_ASSOCIATION : TARGET_UNIT,
                   ((const struct for_each *)at)->of, b);
        break;
    case SHAPE_STRUCT:
    case SHAPE_OPTIONAL:
        shape_text(c, f->shape, at, b);
        break;
    case SHAPE_LIST:
        list_text(c, f, base, b);
        break;
    case SHAPE_PATH:
        break;
    default:
        small_text(c, f, at, b);
    }
}
