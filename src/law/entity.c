/* Whatever acts or is spoken of: units, persons, associations, places; names, lineage, ends. */
#include "base/cbor.h"
#include "law/entity.h"
#include "law/mandate.h"
#include "law/record.h"
#include "law/rooms.h"

/* --- entering --------------------------------------------------------------------------------- */

/* Which kind of entity a word is: built in, or a unit or association of the constitution. */
static uint16_t entity_kind(const struct law *l, struct bytes word, bool *ret_rule) {
    *ret_rule = false;
    uint32_t n = kind_number(100, word);
    int unit = charter_unit(l->charter, word), association = charter_association(l->charter, word);
    if (unit >= 0 || association >= 0) {
        *ret_rule = true;
        return unit >= 0 ? KIND_UNIT : KIND_ASSOCIATION;
    }
    if (n == KIND_FEDERATION || n == KIND_RULE || n == KIND_BODY || n == KIND_UNIT ||
        n == KIND_ASSOCIATION || n == KIND_READING)
        return 0;
    return (uint16_t)n;
}

static enum law_verdict within_fits(struct docket *d, uint32_t within, int rule) {
    const struct law *l = d->l;
    int up = rule >= 0 ? l->charter->units[rule].within : -1;
    char want[64], is[NAME_TEXT];
    if (l->past || rule < 0)
        return LAW_ACCEPTED;
    if (up < 0)
        return within ? refuse(d, LAW_WRONG_THING, "", name_text(l, within, is),
                               "given as the unit it lies in", "none: these units lie in no other")
                      : LAW_ACCEPTED;
    snprintf(want, sizeof(want), "a %.*s", (int)l->charter->units[up].name.n,
             (const char *)l->charter->units[up].name.at);
    if (!within)
        return refuse(d, LAW_MISSING_FIELD, "", "within", want, "");
    if (unit_rule_of(l, within) != up)
        return refuse(d, LAW_WRONG_THING, "", name_text(l, within, is), "of another kind", want);
    return LAW_ACCEPTED;
}

static bool is_pair(const struct body_rule *b) {
    return b->n_for_each == 2 && b->for_each[0].association != b->for_each[1].association;
}

static bool is_of(const struct law *l, uint32_t id, const struct for_each *f) {
    const struct thing_row *t = thing(l, id);
    struct bytes rule = state_word(l, t->rule);
    if (t->undone || t->state == STATE_ENDED ||
        t->kind != (f->association ? KIND_ASSOCIATION : KIND_UNIT))
        return false;
    return bytes_equal(rule, f->association ? l->charter->associations[f->of].name
                                            : l->charter->units[f->of].name);
}

/* The other half of a pair: for a new party the towns, for a new town the parties. */
static const struct for_each *other_half(const struct body_rule *b, bool association, int rule) {
    for (uint8_t k = 0; k < 2 && is_pair(b); k++)
        if (b->for_each[k].association == association && b->for_each[k].of == rule)
            return &b->for_each[1 - k];
    return NULL;
}

#define PAIRS_MAX 256 /* bodies that one entry may bring into being */
static enum law_verdict pairs_fit(struct docket *d, bool association, int rule) {
    const struct charter *c = d->l->charter;
    uint32_t n = 0;
    for (int i = 0; rule >= 0 && i < c->n_bodies; i++) {
        const struct for_each *f = other_half(&c->bodies[i], association, rule);
        for (uint32_t e = 1; f && e < d->l->entities.n; e++)
            n += is_of(d->l, entities_at(d->l, e)->thing, f);
    }
    return n > PAIRS_MAX ? REFUSE1(d, LAW_LIMIT, "256 bodies of one entry") : LAW_ACCEPTED;
}

static void make_pairs(struct docket *d, uint32_t id, bool association, int body,
                       const struct for_each *f) {
    uint32_t n = d->l->entities.n;
    for (uint32_t e = 1; e < n; e++) {
        uint32_t other = entities_at(d->l, e)->thing;
        if (is_of(d->l, other, f))
            record_body(d, body, association ? other : id, association ? id : other);
    }
}

/* Every body that the constitution has for each such unit. With two dimensions ([party, town]) one
 * for each pair with what is there already. */
static void make_bodies_for(struct docket *d, uint32_t id, bool association, int rule) {
    const struct charter *c = d->l->charter;
    for (int i = 0; i < c->n_bodies; i++) {
        const struct body_rule *b = &c->bodies[i];
        const struct for_each *half = other_half(b, association, rule);
        if (half)
            make_pairs(d, id, association, i, half);
        for (uint8_t k = 0; k < b->n_for_each && !is_pair(b); k++)
            if (b->for_each[k].association == association && b->for_each[k].of == rule)
                record_body(d, i, id, 0);
    }
}

/* Where to go on: the unit for which the last living body of the rule was made. */
static uint32_t last_made(const struct law *l, uint32_t rule_thing) {
    uint32_t last = entity(l, rule_thing)->rule_last;
    bool lives = last && thing(l, last)->state != STATE_ENDED && thing(l, last)->unit;
    return lives ? thing(l, thing(l, last)->unit)->row : 1;
}

/* The last body of that rule for a unit (and an association), living or not. */
static uint32_t body_there(const struct law *l, uint32_t unit, uint32_t word,
                           uint32_t association) {
    for (uint32_t b = entity(l, unit)->body_last; b; b = entity(l, b)->body_prev)
        if (thing(l, b)->rule == word && !thing(l, b)->undone &&
            (!association || tie_between(l, TIE_REPRESENTS, b, association)))
            return b;
    return 0;
}

/* false: no room is left. */
static bool give_body(struct docket *d, int rule, uint32_t word, uint32_t unit,
                      uint32_t association) {
    uint32_t body = body_there(d->l, unit, word, association);
    if (body && thing(d->l, body)->state != STATE_ENDED)
        return true;
    if (!has_room(d))
        return false;
    if (body)
        record_body_again(d, body, rule);
    else
        record_body(d, rule, unit, association);
    return true;
}

/* The bodies of a rule for one unit: one, or one for each association. false: no room is left. */
static bool bodies_of_unit(struct docket *d, int rule, uint32_t word, uint32_t unit,
                           const struct for_each *half, uint32_t n) {
    if (!half)
        return give_body(d, rule, word, unit, 0);
    for (uint32_t e = 1; e < n; e++) {
        uint32_t association = entities_at(d->l, e)->thing;
        if (is_of(d->l, association, half) && !give_body(d, rule, word, unit, association))
            return false;
    }
    return true;
}

void entity_bodies(struct docket *d, int rule, uint32_t rule_thing, bool more) {
    const struct body_rule *b = &d->l->charter->bodies[rule];
    uint32_t word = thing(d->l, rule_thing)->rule, n = d->l->entities.n;
    for (uint32_t e = more ? last_made(d->l, rule_thing) : 1; e < n; e++) {
        uint32_t unit = entities_at(d->l, e)->thing;
        for (uint8_t k = 0; k < b->n_for_each; k++) {
            const struct for_each *half = is_pair(b) ? &b->for_each[1 - k] : NULL;
            if (!is_of(d->l, unit, &b->for_each[k]) || (half && !half->association))
                continue;
            if (bodies_of_unit(d, rule, word, unit, half, n))
                continue;
            carry_on(d, rule_thing);
            return;
        }
    }
}

enum law_verdict decide_enter(struct docket *d) {
    struct law *l = d->l;
    struct bytes name, kind = field(d, FIELD_KIND).bytes;
    uint32_t within, of;
    bool by_rule;
    char text[REFUSAL_ARG_BYTES];
    TRY(field_name_new(d, &name));
    uint16_t k = entity_kind(l, kind, &by_rule);
    int unit = charter_unit(l->charter, kind), association = charter_association(l->charter, kind);
    snprintf(text, sizeof(text), "%.*s", (int)kind.n, (const char *)kind.at);
    if (!k)
        return refuse(
            d, LAW_BAD_VALUE, "", text, "kind",
            "person, place, force, undertaking, or a unit or association of the constitution");
    TRY(field_thing(d, FIELD_WITHIN, false, NOUN_ENTITY, 0, &within));
    TRY(field_thing(d, FIELD_OF, false, NOUN_ENTITY, 0, &of));
    TRY(within_fits(d, within, unit));
    TRY(pairs_fit(d, unit < 0, unit >= 0 ? unit : association));
    if (l->past)
        TRY(need_attested(d));
    uint32_t rule = by_rule ? word_number(d, 0,
                                          unit >= 0 ? l->charter->units[unit].name
                                                    : l->charter->associations[association].name)
                            : 0;
    uint32_t id = emit_thing(d, NOUN_ENTITY, k, name, rule, within ? within : of, 0);
    if (has(d, FIELD_TITLE))
        EMIT_TEXT(d, TITLE, field(d, FIELD_TITLE).bytes, id);
    if (by_rule)
        make_bodies_for(d, id, unit < 0, unit >= 0 ? unit : association);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}

/* --- names and lineage ------------------------------------------------------------------------ */

enum law_verdict decide_rename(struct docket *d) {
    struct law *l = d->l;
    uint32_t id, known;
    struct when since, until;
    bool has_until;
    struct bytes name = field(d, FIELD_NAME).bytes, title = field(d, FIELD_TITLE).bytes;
    char text[REFUSAL_ARG_BYTES], by[NAME_TEXT];
    TRY(field_thing(d, FIELD_OF, true, 0, 0, &id));
    TRY(field_when(d, FIELD_WHEN, &since, NULL));
    TRY(field_when(d, FIELD_UNTIL, &until, &has_until));
    if (!name.n && !title.n)
        return refuse(d, LAW_MISSING_FIELD, "", "name", "a name or a title", "");
    known = name.n ? state_named(l, name) : 0;
    snprintf(text, sizeof(text), "%.*s", (int)name.n, (const char *)name.at);
    if (known && known != id)
        return refuse(d, LAW_NAME_TAKEN, "", text, name_text(l, known, by), "");
    if (l->past)
        TRY(need_attested(d));
    uint32_t language = word_number(d, 0, field(d, FIELD_LANGUAGE).bytes);
    if (name.n)
        EMIT_TEXT(d, NAME, name, id, since.lo, has_until ? until.hi : INSTANT_MAX, language);
    if (title.n) {
        uint32_t t = emit_tie(d, TIE_RENAMED_TO, id, 0, 0, 0, 0, since.lo,
                              has_until ? until.hi : INSTANT_MAX, STANDS_GRANTED, 0,
                              (struct bytes){0});
        EMIT_TEXT(d, TITLE, title, t); /* the dated title is that of the tie */
        emit_attested(d, t);
    }
    return LAW_ACCEPTED;
}

/* One end, or several (three parties merge; one splits into two): at least one must be given. */
static enum law_verdict lineage_ends(struct docket *d, enum field one, enum field all,
                                     uint32_t other, uint32_t *ret) {
    struct value v = field(d, all), each;
    struct value_list list;
    uint32_t id;
    TRY(field_thing(d, one, v.kind == VALUE_NONE, NOUN_ENTITY, 0, ret));
    if (v.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &each)) {
        TRY(value_thing(d, &each, NOUN_ENTITY, 0, &id));
        if (id == other)
            return refuse(d, LAW_CONFLICT, "", "from", "to", "");
    }
    return LAW_ACCEPTED;
}

static void lineage_tie(struct docket *d, uint32_t kind, uint32_t from, uint32_t to, int64_t at) {
    if (from == to || !to)
        return;
    uint32_t id = emit_tie(d, kind, from, 0, to, 0, 0, at, INSTANT_MAX, STANDS_GRANTED, 0,
                           (struct bytes){0});
    emit_attested(d, id);
}

static void lineage_from(struct docket *d, uint32_t kind, uint32_t from, uint32_t to, int64_t at) {
    struct value tos = field(d, FIELD_TOS), one;
    struct value_list list;
    lineage_tie(d, kind, from, to, at);
    if (tos.kind == VALUE_NONE)
        return;
    value_list_begin(&tos, &list);
    while (value_list_next(&list, &one))
        lineage_tie(d, kind, from, one.by_id ? (uint32_t)one.i : state_named(d->l, one.bytes), at);
}

enum law_verdict decide_lineage(struct docket *d) {
    struct bytes how = field(d, FIELD_HOW).bytes;
    uint32_t from, to;
    struct when when;
    char text[REFUSAL_ARG_BYTES];
    static const struct { const char *how; uint32_t kind; } kinds[] = {
        {"founded-by", TIE_FOUNDED_BY}, {"founded-from", TIE_FOUNDED_BY}, {"split", TIE_SPLIT_FROM},
        {"merged", TIE_MERGED_INTO}, {"joined", TIE_JOINED}, {"succeeded", TIE_SUCCEEDED_BY},
        {"extended", TIE_EXTENDED_TO}, {"made-standing", TIE_MADE_STANDING},
        {"renamed", TIE_RENAMED_TO}, {"same-as", TIE_SAME_AS}};
    uint32_t kind = 0;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (bytes_is(how, kinds[i].how))
            kind = kinds[i].kind;
    snprintf(text, sizeof(text), "%.*s", (int)how.n, (const char *)how.at);
    if (!kind)
        return refuse(
            d, LAW_BAD_VALUE, "", text, "how",
            "founded-by, split, merged, joined, succeeded, extended, made-standing, same-as");
    TRY(lineage_ends(d, FIELD_FROM, FIELD_FROMS, 0, &from));
    TRY(lineage_ends(d, FIELD_TO, FIELD_TOS, from, &to));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    if (from && from == to)
        return refuse(d, LAW_CONFLICT, "", "from", "to", "");
    if (d->l->past)
        TRY(need_attested(d));
    struct value_list list;
    struct value one, froms = field(d, FIELD_FROMS);
    if (from)
        lineage_from(d, kind, from, to, when.lo);
    if (froms.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_list_begin(&froms, &list);
    while (value_list_next(&list, &one))
        lineage_from(d, kind, one.by_id ? (uint32_t)one.i : state_named(d->l, one.bytes), to,
                     when.lo);
    return LAW_ACCEPTED;
}

/* --- ends ------------------------------------------------------------------------------------- */

static void end_memberships(struct docket *d, uint32_t person, int64_t at, uint32_t how) {
    uint32_t c = chain_find(d->l, person, 0, TIE_MEMBER, 0);
    for (uint32_t t = living_last(d->l, c); t; t = living_prev(d->l, t, 0))
        if (tie_holds(ties_at(d->l, t)))
            EMIT(d, MEMBER_END, ties_at(d->l, t)->thing, at, how);
}

static void end_mandates(struct docket *d, uint32_t person, int64_t at, uint32_t how,
                         uint32_t cause) {
    for (uint32_t t, c; (c = chain_find(d->l, person, 0, TIE_MANDATE, 0));) {
        t = living_last(d->l, c);
        if (!t)
            return;
        uint32_t id = ties_at(d->l, t)->thing;
        const struct mandate_row m = *mandate(d->l, id);
        mandate_end(d, id, at, how, cause);
        if (!d->l->past)
            mandate_vacancy(d, m.body, m.seat, at);
    }
}

enum law_verdict decide_end(struct docket *d) {
    struct law *l = d->l;
    uint32_t id;
    struct when when;
    char name[NAME_TEXT];
    TRY(field_thing(d, FIELD_OF, true, NOUN_ENTITY, 0, &id));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    if (thing(l, id)->state == STATE_ENDED)
        return REFUSE1(d, LAW_CLOSED, name_text(l, id, name));
    if (l->past)
        TRY(need_attested(d));
    else if (is_kind(l, id, KIND_BODY) || id == 1)
        return refuse(d, LAW_NO_POWER, "bodies", "an entry", "end", name_text(l, id, name));
    else if (is_kind(l, id, KIND_UNIT) && entity(l, id)->members)
        return refuse(d, LAW_CONFLICT, "", "members of it", "its end", "");
    int64_t at = l->past ? when.lo : d->now;
    uint32_t how = kind_number(700, field(d, FIELD_HOW).bytes);
    emit_state(d, id, 0, STATE_ENDED, at, 0, 0);
    if (is_kind(l, id, KIND_PERSON)) {
        end_memberships(d, id, at, how ? how : CAME_DIED);
        end_mandates(d, id, at, how ? how : CAME_DIED, id);
    }
    if (is_kind(l, id, KIND_BODY))
        record_end_body(d, id, CAME_BODY_ENDED);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}
