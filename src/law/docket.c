#include "law/docket.h"

#include "law/members.h"

#include "base/check.h"
#include "base/name.h"
#include "base/quantity.h"
#include "law/apply.h"
#include "law/carry.h"

/* --- refusing --------------------------------------------------------------------------------- */

static void copy_text(char *ret, size_t room, const char *text) {
    size_t n = strlen(text);
    if (n >= room) {
        n = room - 1;
        while (n && ((unsigned char)text[n] & 0xc0) == 0x80) /* not inside a character */
            n--;
    }
    memcpy(ret, text, n);
    ret[n] = 0;
}

enum law_verdict refuse(struct docket *d, enum law_verdict v, const char *article, const char *arg1,
                        const char *arg2, const char *arg3) {
    check(d->n == 0); /* checks come before effects */
    struct refusal *r = d->refusal;
    r->verdict = v;
    copy_text(r->article, sizeof(r->article), article);
    copy_text(r->args[0], REFUSAL_ARG_BYTES, arg1);
    copy_text(r->args[1], REFUSAL_ARG_BYTES, arg2);
    copy_text(r->args[2], REFUSAL_ARG_BYTES, arg3);
    return v;
}

static const char *bytes_text(struct bytes b, char *ret, size_t room) {
    size_t n = b.n < room - 1 ? b.n : room - 1;
    if (n)
        memcpy(ret, b.at, n);
    ret[n] = 0;
    return ret;
}

const char *article_text(struct article a, char ret[ARTICLE_TEXT]) {
    return bytes_text(a.path, ret, ARTICLE_TEXT);
}

const char *name_text(const struct law *l, uint32_t id, char ret[NAME_TEXT]) {
    struct bytes name = state_name(l, id);
    if (name.n)
        return bytes_text(name, ret, NAME_TEXT);
    if (!id)
        return "";
    const struct thing_row *t = thing(l, id);
    snprintf(ret, NAME_TEXT, "%s %u", kind_word(t->kind ? t->kind : t->noun), (unsigned)id);
    return ret;
}

const char *author_text(const struct docket *d, char ret[NAME_TEXT]) {
    const struct entry_header *h = d->h;
    if (h->acting_for || h->actor)
        return name_text(d->l, h->acting_for ? h->acting_for : h->actor, ret);
    return h->pseudonym.n ? "this member" : "nobody";
}

const char *instant_text(int64_t at, char ret[INSTANT_TEXT_MAX]) {
    instant_format(at, ret);
    return ret;
}

/* --- reading the command ---------------------------------------------------------------------- */

struct value field(const struct docket *d, enum field f) {
    return command_get(d->c, f);
}

bool has(const struct docket *d, enum field f) {
    return command_get(d->c, f).kind != VALUE_NONE;
}

static const char *what_is(const struct law *l, uint32_t id, char ret[64]) {
    const struct thing_row *t = thing(l, id);
    snprintf(ret, 64, "a %s", kind_word(t->kind ? t->kind : t->noun));
    return ret;
}

enum law_verdict value_thing(struct docket *d, const struct value *v, uint16_t noun, uint16_t kind,
                             uint32_t *ret) {
    const struct law *l = d->l;
    char text[REFUSAL_ARG_BYTES], is[64], want[64];
    uint32_t id = 0;
    if (v->by_id)
        id = v->i > 0 && v->i < l->things.n ? (uint32_t)v->i : 0;
    else
        id = state_named(l, v->bytes);
    if (v->by_id)
        snprintf(text, sizeof(text), "%lld", (long long)v->i);
    else
        bytes_text(v->bytes, text, sizeof(text));
    if (!id)
        return REFUSE1(d, LAW_UNKNOWN_THING, text);
    const struct thing_row *t = thing(l, id);
    if ((noun && t->noun != noun) || (kind && t->kind != kind)) {
        snprintf(want, sizeof(want), "a %s", kind_word(kind ? kind : noun));
        return refuse(d, LAW_WRONG_THING, "", text, what_is(l, id, is), want);
    }
    *ret = id;
    return LAW_ACCEPTED;
}

enum law_verdict field_thing(struct docket *d, enum field f, bool must, uint16_t noun,
                             uint16_t kind, uint32_t *ret) {
    struct value v = field(d, f);
    if (v.kind == VALUE_NONE) {
        if (must)
            return refuse(d, LAW_MISSING_FIELD, "", field_type(f)->name, field_type(f)->help, "");
        *ret = 0;
        return LAW_ACCEPTED;
    }
    return value_thing(d, &v, noun, kind, ret);
}

enum law_verdict field_when(struct docket *d, enum field f, struct when *ret, bool *ret_given) {
    struct value v = field(d, f);
    if (ret_given)
        *ret_given = v.kind != VALUE_NONE;
    if (v.kind == VALUE_NONE) {
        *ret = (struct when){.lo = d->now, .hi = d->now + 1, .precision = WHEN_INSTANT};
        return LAW_ACCEPTED;
    }
    static const struct zone utc = {"UTC", "UTC0"};
    const struct charter *c = d->l->charter;
    struct fail fail = {0};
    if (when_parse(v.bytes, c ? (enum calendar)c->calendar : CALENDAR_GREGORIAN,
                   c ? &c->zone : &utc, ret, &fail) < 0)
        return REFUSE1(d, LAW_BAD_DATE, fail.text);
    return LAW_ACCEPTED;
}

enum law_verdict field_name_new(struct docket *d, struct bytes *ret) {
    struct bytes name = field(d, FIELD_NAME).bytes;
    char text[REFUSAL_ARG_BYTES];
    bytes_text(name, text, sizeof(text));
    if (!name_valid(name, true))
        return REFUSE1(d, LAW_NAME_BAD, text);
    uint32_t id = state_named(d->l, name);
    if (id) {
        const struct thing_row *t = thing(d->l, id);
        return refuse(d, LAW_NAME_TAKEN, "", text, kind_word(t->kind ? t->kind : t->noun), "");
    }
    *ret = name;
    return LAW_ACCEPTED;
}

uint32_t word_number(struct docket *d, uint32_t hundred, struct bytes word) {
    if (!word.n)
        return 0;
    uint32_t n = hundred ? kind_number(hundred, word) : 0;
    if (!n)
        n = state_word_find(d->l, word);
    if (n)
        return n;
    n = WORD_FIRST + (d->l->words.n ? d->l->words.n : 1);
    EMIT_TEXT(d, WORD, word, n);
    return n;
}

/* --- emitting --------------------------------------------------------------------------------- */

void emit(struct docket *d, enum effect_type type, struct bytes text, size_t n, const int64_t *a) {
    struct effect e = {.type = (uint16_t)type, .n = (uint8_t)n, .has_text = text.n > 0,
                       .text = text};
    check(n <= LIMIT_EFFECT_ARGS && n == effect_kind(e.type)->n_args);
    if (n)
        memcpy(e.a, a, n * sizeof(*a));
    check(apply_fits(d->l, &e));
    carry_room(d, &e);
    carry_put(d, &e);
}

uint32_t next_id(const struct docket *d) {
    return d->l->things.n ? d->l->things.n : 1;
}

uint32_t emit_thing(struct docket *d, uint16_t noun, uint32_t kind, struct bytes name,
                    uint32_t rule, uint32_t parent, uint32_t unit) {
    uint32_t id = next_id(d);
    EMIT_TEXT(d, THING, name, id, noun, kind, rule, parent, unit, layer_of(d));
    return id;
}

uint32_t emit_tie(struct docket *d, uint32_t kind, uint32_t from, uint32_t from_part, uint32_t to,
                  uint32_t to_part, uint32_t value, int64_t since, int64_t until, uint32_t standing,
                  uint32_t cause, struct bytes quantity) {
    uint32_t id = emit_thing(d, NOUN_TIE, kind < WORD_FIRST ? kind : 0, (struct bytes){0}, 0, 0, 0);
    EMIT_TEXT(d, TIE, quantity, id, kind, from, from_part, to, to_part, value, since, until,
              standing, layer_of(d), cause);
    return id;
}

void emit_state(struct docket *d, uint32_t id, uint32_t part, uint32_t state, int64_t since,
                uint32_t cause, uint32_t order) {
    EMIT(d, STATE, id, part, state, since, cause, order);
}

void emit_due(struct docket *d, int64_t at, uint32_t id, uint32_t what) {
    if (at != INSTANT_MAX)
        EMIT(d, DUE, at, id, what);
}

void carry_on(struct docket *d, uint32_t id) {
    for (uint32_t i = 1; i < d->l->due.n; i++)
        if (due_at(d->l, i)->thing == id && due_at(d->l, i)->what == DUE_CARRY_ON)
            return;
    emit_due(d, d->now, id, DUE_CARRY_ON);
}

void emit_when(struct docket *d, uint32_t id, enum field f, enum when_which which) {
    struct value v = field(d, f);
    struct when w;
    bool given;
    if (v.kind == VALUE_NONE || field_when(d, f, &w, &given) != LAW_ACCEPTED)
        return;
    EMIT_TEXT(d, WHEN, v.bytes, id, which, w.lo, w.hi, w.calendar, w.flags, w.precision);
}

void emit_tie_name(struct docket *d, uint32_t id) {
    if (has(d, FIELD_NAME))
        EMIT_TEXT(d, NAME, field(d, FIELD_NAME).bytes, id, INSTANT_MIN, INSTANT_MAX, 0);
}

void emit_source(struct docket *d, uint32_t id) {
    struct value line = field(d, FIELD_LINE), note = field(d, FIELD_NOTE);
    struct bytes document = field(d, FIELD_SOURCE).bytes;
    for (uint32_t i = thing(d->l, id)->sources; i; i = sources_at(d->l, i)->prev) {
        const struct source_row *s = sources_at(d->l, i);
        if (s->made == d->h->seq + 1 && s->line == (uint32_t)line.i &&
            s->note == (uint32_t)note.i && bytes_equal(state_text(d->l, s->document), document))
            return; /* it stands there already */
    }
    if (has(d, FIELD_SOURCE) || line.kind != VALUE_NONE)
        EMIT_TEXT(d, SOURCE, document, id, line.i, note.i);
}

void emit_told(struct docket *d, uint32_t id) {
    if (d->l->past)
        emit_when(d, id, FIELD_WHEN, WHEN_AT);
    emit_source(d, id);
}

void emit_attested(struct docket *d, uint32_t id) {
    static const struct { enum field f; enum when_which which; } whens[] = {
        {FIELD_WHEN, WHEN_SINCE}, {FIELD_UNTIL, WHEN_UNTIL_}, {FIELD_OPENS, WHEN_OPENS},
        {FIELD_CLOSES, WHEN_CLOSES}, {FIELD_DEADLINE, WHEN_DEADLINE}};
    for (size_t i = 0; i < sizeof(whens) / sizeof(whens[0]); i++)
        emit_when(d, id, whens[i].f, whens[i].which);
    emit_source(d, id);
    uint32_t of = 0, other = 0;
    struct value alternative = field(d, FIELD_ALTERNATIVE), reading = field(d, FIELD_READING);
    if (alternative.kind != VALUE_NONE)
        of = alternative.by_id ? (uint32_t)alternative.i : state_named(d->l, alternative.bytes);
    if (alternative.kind != VALUE_NONE || reading.kind != VALUE_NONE) {
        uint32_t word = word_number(d, 0, reading.bytes);
        EMIT(d, ALTERNATIVE, id, of, word);
    }
    static const struct { enum field f; enum order_relation relation; } orders[] = {
        {FIELD_AFTER, ORDER_AFTER}, {FIELD_BEFORE, ORDER_BEFORE}};
    for (size_t i = 0; i < 2; i++) {
        struct value v = field(d, orders[i].f);
        if (v.kind == VALUE_NONE)
            continue;
        other = v.by_id ? (uint32_t)v.i : state_named(d->l, v.bytes);
        if (other)
            EMIT(d, ORDERED, id, orders[i].relation, other);
    }
}

/* --- layers ----------------------------------------------------------------------------------- */

enum layer layer_of(const struct docket *d) {
    if (d->l->past || has(d, FIELD_SOURCE))
        return LAYER_ATTESTED;
    return d->c && d->c->type == COMMAND_CERTIFY ? LAYER_CERTIFIED : LAYER_COMPUTED;
}

enum law_verdict need_references(struct docket *d) {
    static const enum field refs[] = {FIELD_ALTERNATIVE, FIELD_AFTER, FIELD_BEFORE};
    uint32_t id;
    for (size_t i = 0; i < 3; i++)
        TRY(field_thing(d, refs[i], false, 0, 0, &id));
    struct when w;
    static const enum field whens[] = {FIELD_WHEN, FIELD_UNTIL, FIELD_OPENS, FIELD_CLOSES,
                                       FIELD_DEADLINE};
    for (size_t i = 0; i < 5; i++)
        TRY(field_when(d, whens[i], &w, NULL));
    return LAW_ACCEPTED;
}

enum law_verdict need_attested(struct docket *d) {
    if (d->l->past) {
        if (!has(d, FIELD_SOURCE) && !has(d, FIELD_LINE))
            return REFUSE(d, LAW_NO_SOURCE);
        return LAW_ACCEPTED;
    }
    const struct charter *c = d->l->charter;
    if (!c || !c->trust.attest.n)
        return refuse(d, LAW_NOT_ATTESTER, "trust.attest", "", "", "");
    if (!has(d, FIELD_SOURCE))
        return REFUSE(d, LAW_NO_SOURCE);
    uint32_t who = d->h->acting_for ? d->h->acting_for : d->h->actor;
    if (!whos_include(d->l, &c->trust.attest, who))
        return refuse(d, LAW_NOT_ATTESTER, "trust.attest", "", "", "");
    return LAW_ACCEPTED;
}

enum law_verdict need_living(struct docket *d) {
    const struct command_kind *k = command_kind(d->c->type);
    return d->l->past ? REFUSE1(d, LAW_LIVING_ONLY, k->name) : LAW_ACCEPTED;
}

/* --- who acts --------------------------------------------------------------------------------- */

static bool holds_office(const struct law *l, uint32_t person, uint32_t body, bool *ret_any) {
    uint32_t c = chain_find(l, body, 0, TIE_OFFICE, 1);
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 1)) {
        const struct tie_row *row = ties_at(l, t);
        if (!tie_holds(row))
            continue;
        *ret_any = true;
        if (row->from == person)
            return true;
    }
    return false;
}

static bool sits_in_body(const struct law *l, uint32_t person, uint32_t body) {
    if (mandate_of(l, person, body))
        return true;
    int rule = body_rule_of(l, body);
    uint32_t unit = thing(l, body)->unit;
    return rule >= 0 && l->charter->bodies[rule].groups[0].every_member &&
           member_of(l, person, unit ? unit : FEDERATION_ID, l->stamp, UINT64_MAX);
}

enum law_verdict need_acts_for(struct docket *d, uint32_t body) {
    const struct entry_header *h = d->h;
    if (h->auth == AUTH_ENGINE || (h->auth == AUTH_OPERATOR && !h->actor))
        return LAW_ACCEPTED; /* the entry itself says that the operator entered it */
    bool any = false;
    if (h->actor == body || (h->actor && holds_office(d->l, h->actor, body, &any)))
        return LAW_ACCEPTED;
    if (h->actor && !any && is_kind(d->l, h->actor, KIND_PERSON) &&
        sits_in_body(d->l, h->actor, body))
        return LAW_ACCEPTED;
    char who[NAME_TEXT], of[NAME_TEXT];
    return refuse(d, LAW_NO_CAPACITY, "", h->actor ? name_text(d->l, h->actor, who) : "nobody",
                  name_text(d->l, body, of), any ? "an office of it" : "a seat in it");
}

static bool who_includes(const struct law *l, const struct who *w, uint32_t id) {
    const struct charter *c = l->charter;
    const struct thing_row *t = thing(l, id);
    struct bytes rule = state_word(l, t->rule);
    switch (w->kind) {
    case WHO_BODY: return t->kind == KIND_BODY && bytes_equal(rule, c->bodies[w->of].name);
    case WHO_UNIT: return t->kind == KIND_UNIT && bytes_equal(rule, c->units[w->of].name);
    case WHO_ASSOCIATION:
        return t->kind == KIND_ASSOCIATION && bytes_equal(rule, c->associations[w->of].name);
    case WHO_MEMBERS: return t->kind == KIND_PERSON;
    case WHO_ANY_BODY: return t->kind == KIND_BODY;
    case WHO_ANYONE: return true;
    case WHO_ENTITY: return bytes_equal(state_name(l, id), c->entities[w->of].name);
    default: return false;
    }
}

bool whos_include(const struct law *l, const struct whos *w, uint32_t id) {
    for (uint8_t i = 0; id && i < w->n; i++)
        if (who_includes(l, &w->each[i], id))
            return true;
    return false;
}

const char *whos_words(const struct whos *w, char ret[REFUSAL_ARG_BYTES]) {
    size_t n = 0;
    ret[0] = 0;
    for (uint8_t i = 0; i < w->n && n + 2 < REFUSAL_ARG_BYTES; i++) {
        int r = snprintf(ret + n, REFUSAL_ARG_BYTES - n, "%s%.*s", i ? ", " : "",
                         (int)w->each[i].name.n, (const char *)w->each[i].name.at);
        n += r > 0 ? (size_t)r : 0;
    }
    return w->n ? ret : "nobody";
}
