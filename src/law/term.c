/* Terms that bar: "no unit that made the revolution is sent away" is term 8 of an agreement and
 * bars the removal of the garrison. Articles: acts.*.terms, powers.*.limited-by. */
#include "law/term.h"

#include "law/find.h"
#include "law/rooms.h"

/* --- what a term bars ------------------------------------------------------------------------- */

static bool reaches(const struct law *l, uint32_t id, uint32_t whom) {
    if (!whom || id == whom)
        return true;
    return id && is_noun(l, id, NOUN_ENTITY) && thing(l, id)->unit == whom;
}

static bool addressed(const struct law *l, uint32_t id, uint32_t whom) {
    uint32_t c = chain_find(l, id, 0, TIE_ADDRESSED_TO, 0);
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0])
        if (reaches(l, ties_at(l, t)->to, whom))
            return true;
    return !whom || reaches(l, act(l, id)->on, whom);
}

/* In what manner the act is about something: "removal". */
static bool manner_is(const struct law *l, uint32_t id, uint32_t word) {
    uint32_t c = chain_find(l, id, 0, TIE_ON_ACT, 0);
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0])
        if (ties_at(l, t)->value == word)
            return true;
    return false;
}

bool term_bars(const struct law *l, const struct tie_row *bar, uint32_t id) {
    return (thing(l, id)->rule == bar->value || manner_is(l, id, bar->value)) &&
           addressed(l, id, bar->to);
}

bool term_limits(const struct law *l, uint32_t agreement, uint32_t by) {
    struct bytes rule = state_word(l, thing(l, agreement)->rule);
    for (uint16_t i = 0; l->charter && i < l->charter->n_powers; i++) {
        const struct power_rule *p = &l->charter->powers[i];
        if (p->limited_by >= 0 && bytes_equal(l->charter->acts[p->limited_by].name, rule) &&
            whos_include(l, &p->who, by))
            return true;
    }
    return false;
}

/* --- what it says of itself, in the command --------------------------------------------------- */

enum law_verdict terms_ok(struct docket *d) {
    struct value v = field(d, FIELD_TERMS);
    struct value_list rows;
    struct bytes row;
    uint32_t id;
    if (v.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_rows_begin(&v, &rows);
    while (value_rows_next(&rows, &row)) {
        struct value of = value_ref(value_in_map(row, "of"));
        if (of.kind != VALUE_NONE)
            TRY(value_thing(d, &of, 0, 0, &id));
    }
    return LAW_ACCEPTED;
}

void term_emit_bar(struct docket *d, uint32_t id, uint32_t part, struct bytes row, int64_t since) {
    struct bytes bars = value_in_map(row, "bars").bytes;
    struct value of = value_ref(value_in_map(row, "of"));
    if (!bars.n)
        return;
    uint32_t to = of.kind == VALUE_NONE ? 0
                  : of.by_id            ? (uint32_t)of.i
                                        : state_named(d->l, of.bytes);
    emit_tie(d, TIE_ELIGIBLE_BAR, id, part, to, of.part, word_number(d, 0, bars), since,
             INSTANT_MAX, STANDS_GRANTED, 0, (struct bytes){0});
}

/* --- a living federation ---------------------------------------------------------------------- */

/* Does what this command would make reach WHOM: by its subject, or one of those addressed? */
static bool command_reaches(const struct docket *d, uint32_t whom, uint32_t on) {
    struct value v = field(d, FIELD_ADDRESSED), one;
    struct value_list list;
    if (!whom || reaches(d->l, on, whom))
        return true;
    if (v.kind == VALUE_NONE)
        return false;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &one))
        if (reaches(d->l, one.by_id ? (uint32_t)one.i : state_named(d->l, one.bytes), whom))
            return true;
    return false;
}

/* The term (its number) of an agreement in force that bars WHAT, a kind of act or a power. */
static uint32_t barring(const struct docket *d, uint32_t agreement, struct bytes what,
                        uint32_t on) {
    const struct law *l = d->l;
    uint32_t word = state_word_find(l, what);
    for (uint32_t part = 1; word && part <= act(l, agreement)->terms; part++) {
        uint32_t c = chain_find(l, agreement, part, TIE_ELIGIBLE_BAR, 0);
        for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0])
            if (tie_holds(ties_at(l, t)) && ties_at(l, t)->value == word &&
                command_reaches(d, ties_at(l, t)->to, on))
                return part;
    }
    return 0;
}

static bool kind_named(const struct law *l, const struct power_rule *p, struct bytes what) {
    for (uint8_t i = 0; i < p->n_what; i++)
        if (bytes_equal(l->charter->acts[p->what[i]].name, what))
            return true;
    int verb = verb_number(what);
    return verb && (p->verbs & (1u << verb));
}

enum law_verdict term_permits(struct docket *d, uint32_t by, struct bytes what, uint32_t on) {
    const struct law *l = d->l;
    char name[NAME_TEXT], why[REFUSAL_ARG_BYTES], article[ARTICLE_TEXT];
    for (uint16_t i = 0; i < l->charter->n_powers; i++) {
        const struct power_rule *p = &l->charter->powers[i];
        if (p->limited_by < 0 || !whos_include(l, &p->who, by) || !kind_named(l, p, what))
            continue;
        uint32_t kind = state_word_find(l, l->charter->acts[p->limited_by].name);
        for (uint32_t a = 0; kind && (a = find_in_force(l, kind, a));) {
            uint32_t id = acts_at(l, a)->thing;
            if (act_state(l, id, 0) != STATE_IN_FORCE)
                continue;
            uint32_t part = barring(d, id, what, on);
            if (!part)
                continue;
            snprintf(why, sizeof(why), "term %u of %s bars it", part, name_text(l, id, name));
            return refuse(d, LAW_WHERE, article_text(p->article, article), why, "", "");
        }
    }
    return LAW_ACCEPTED;
}
