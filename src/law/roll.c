/* Members: joining, leaving, dues, and the roll that a vote or a congress is judged by. Articles:
 * members.*, units.*.roll. A roll lies open for objections (members.roll.objections), is settled by
 * whom the constitution names, and is final when its time is over: it counts as of the instant it
 * was frozen, with what was added and removed by objections. */
#include "law/election.h"
#include "law/find.h"
#include "law/members.h"

#include "law/mandate.h"
#include "law/rooms.h"
#include "law/tally.h"

/* The unit whose list it is. A constitution without units (a club) has one list, the federation's:
 * there `unit` may be left out. */
static enum law_verdict field_list(struct docket *d, uint32_t *ret) {
    bool units = d->l->charter->n_units > 0;
    struct value v = field(d, FIELD_UNIT);
    *ret = FEDERATION_ID;
    if (!units && v.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    return field_thing(d, FIELD_UNIT, true, NOUN_ENTITY, units ? KIND_UNIT : KIND_FEDERATION, ret);
}

/* Who keeps the members' list of a unit: a body of the unit (its officers), a clerk, the
 * operator. */
static enum law_verdict need_keeper(struct docket *d, uint32_t unit) {
    char who[NAME_TEXT], of[NAME_TEXT];
    if (d->h->auth == AUTH_OPERATOR || d->h->auth == AUTH_CLERK)
        return LAW_ACCEPTED;
    if (is_kind(d->l, d->h->acting_for, KIND_BODY) &&
        (thing(d->l, d->h->acting_for)->unit == unit || unit == FEDERATION_ID))
        return need_acts_for(d, d->h->acting_for);
    return refuse(d, LAW_NO_CAPACITY, "members", name_text(d->l, d->h->actor, who),
                  name_text(d->l, unit, of), "an office in a body of this unit");
}

static enum law_verdict class_of(struct docket *d, struct bytes word, struct bytes *ret) {
    const struct members_rule *m = &d->l->charter->members;
    char text[REFUSAL_ARG_BYTES];
    *ret = word.n || !m->n_classes ? word : m->classes[0].name;
    for (uint8_t i = 0; i < m->n_classes; i++)
        if (bytes_equal(m->classes[i].name, *ret))
            return LAW_ACCEPTED;
    if (!m->n_classes && !word.n)
        return LAW_ACCEPTED;
    snprintf(text, sizeof(text), "%.*s", (int)word.n, (const char *)word.at);
    return refuse(d, LAW_BAD_VALUE, "members.classes", text, "class",
                  "a class of the constitution");
}

static enum law_verdict groups_of(struct docket *d, uint64_t *ret) {
    const struct members_rule *m = &d->l->charter->members;
    struct value v = field(d, FIELD_GROUPS), one;
    struct value_list list;
    char text[REFUSAL_ARG_BYTES];
    *ret = 0;
    if (v.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &one)) {
        uint8_t i = 0;
        while (i < m->n_groups && !bytes_equal(m->groups[i], one.bytes))
            i++;
        snprintf(text, sizeof(text), "%.*s", (int)one.bytes.n, (const char *)one.bytes.at);
        if (i == m->n_groups)
            return refuse(d, LAW_BAD_VALUE, "members.groups", text, "groups",
                          "a group of the constitution");
        *ret |= UINT64_C(1) << i;
    }
    return LAW_ACCEPTED;
}

uint32_t member_of_sister(const struct law *l, uint32_t person, uint32_t unit) {
    uint32_t c = chain_find(l, person, 0, TIE_MEMBER, 0);
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 0))
        if (tie_holds(ties_at(l, t)) && ties_at(l, t)->to != unit &&
            unit_rule_of(l, ties_at(l, t)->to) == unit_rule_of(l, unit))
            return ties_at(l, t)->to;
    return 0;
}

enum law_verdict decide_enrol(struct docket *d) {
    struct law *l = d->l;
    uint32_t person, unit;
    uint64_t groups;
    struct bytes class;
    char who[NAME_TEXT], of[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, KIND_PERSON, &person));
    TRY(field_list(d, &unit));
    TRY(class_of(d, field(d, FIELD_CLASS).bytes, &class));
    TRY(groups_of(d, &groups));
    TRY(need_keeper(d, unit));
    if (tie_between(l, TIE_MEMBER, person, unit))
        return refuse(d, LAW_MEMBER_ALREADY, "", name_text(l, person, who), name_text(l, unit, of),
                      "");
    uint32_t other = member_of_sister(l, person, unit);
    if (other)
        return refuse(d, LAW_MEMBER_ALREADY, "members", name_text(l, person, who),
                      name_text(l, other, of), "");
    if (thing(l, unit)->state == STATE_ENDED || thing(l, person)->state == STATE_ENDED)
        return REFUSE1(d, LAW_CLOSED, name_text(l, unit, of));
    int rule = unit_rule_of(l, unit);
    if (rule >= 0 && l->charter->units[rule].counted)
        return refuse(d, LAW_WRONG_THING, "units", name_text(l, unit, of),
                      "a unit whose roll is counted: it states how many its members are (dues)",
                      "one whose members are named");
    uint32_t word = word_number(d, 0, class);
    uint32_t id = emit_thing(d, NOUN_TIE, TIE_MEMBER, (struct bytes){0}, 0, 0, 0);
    EMIT(d, MEMBER, id, person, unit, word, (int64_t)groups, d->now);
    return LAW_ACCEPTED;
}

static enum law_verdict membership(struct docket *d, uint32_t *ret_person, uint32_t *ret_unit,
                                   uint32_t *ret_id) {
    char who[NAME_TEXT], of[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, KIND_PERSON, ret_person));
    TRY(field_list(d, ret_unit));
    uint32_t t = tie_between(d->l, TIE_MEMBER, *ret_person, *ret_unit);
    if (!t)
        return refuse(d, LAW_NOT_MEMBER, "", name_text(d->l, *ret_person, who),
                      name_text(d->l, *ret_unit, of), "");
    *ret_id = ties_at(d->l, t)->thing;
    return LAW_ACCEPTED;
}

enum law_verdict decide_leave(struct docket *d) {
    uint32_t person, unit, id = 0;
    TRY(membership(d, &person, &unit, &id));
    if (d->h->actor != person)
        TRY(need_keeper(d, unit));
    uint32_t how = kind_number(700, field(d, FIELD_HOW).bytes);
    EMIT(d, MEMBER_END, id, d->now, how ? how : CAME_LEFT);
    return LAW_ACCEPTED;
}

enum law_verdict decide_arrears(struct docket *d) {
    uint32_t person, unit, id = 0;
    TRY(membership(d, &person, &unit, &id));
    TRY(need_keeper(d, unit));
    struct value q = field(d, FIELD_QUANTITY);
    if (!q.by_id || q.i < 0 || q.i > 1200)
        return refuse(d, LAW_BAD_VALUE, "members.good-standing", "that", "quantity",
                      "a whole number of months");
    EMIT(d, ARREARS, id, q.i);
    return LAW_ACCEPTED;
}

/* Members of a unit who paid for a month: what `strength: {by: dues}` counts. Said again for the
 * same month it corrects the number; the earlier one stays in the record. */
enum law_verdict decide_dues(struct docket *d) {
    uint32_t unit;
    struct when month;
    int64_t members = field(d, FIELD_MEMBERS).i;
    TRY(need_living(d));
    TRY(field_list(d, &unit));
    TRY(field_when(d, FIELD_MONTH, &month, NULL));
    TRY(need_keeper(d, unit));
    if (month.precision != WHEN_MONTH)
        return refuse(d, LAW_BAD_VALUE, "members.strength", "that date", "month",
                      "a month: 2026-03");
    if (members < 0 || members > UINT32_MAX)
        return refuse(d, LAW_BAD_VALUE, "members.strength", "that", "members",
                      "a number of members");
    EMIT(d, DUES, unit, zone_day(&d->l->charter->zone, month.lo), members);
    return LAW_ACCEPTED;
}

/* --- the roll --------------------------------------------------------------------------------- */

enum law_verdict decide_freeze_roll(struct docket *d) {
    struct law *l = d->l;
    const struct members_rule *m = &l->charter->members;
    uint32_t unit, body;
    struct bytes name;
    TRY(need_living(d));
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_UNIT, false, NOUN_ENTITY, KIND_UNIT, &unit));
    TRY(field_thing(d, FIELD_BODY, false, NOUN_ENTITY, KIND_BODY, &body));
    struct whos judge = {.n = 1, .each = {m->roll_settled_by}};
    uint32_t by = m->roll_settled_by.kind == WHO_BODY ? body_for(l, m->roll_settled_by.of, 0) : 0;
    char who[NAME_TEXT], text[REFUSAL_ARG_BYTES];
    if (d->h->auth != AUTH_OPERATOR && d->h->auth != AUTH_CLERK &&
        !whos_include(l, &judge, d->h->acting_for))
        return refuse(d, LAW_NO_CAPACITY, "members.roll", name_text(l, d->h->actor, who),
                      "the roll", whos_words(&judge, text));
    int64_t closes =
        m->roll_objections.unit ? span_end(m->roll_objections, d->now, &l->charter->zone) : d->now;
    int64_t heads, votes;
    members_entitled(l, l->charter, unit ? unit : FEDERATION_ID, d->now, UINT64_MAX, &heads,
                     &votes);
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, PROC_ROLL, name, 0, 0, unit);
    EMIT(d, PROCEEDING, id, PROC_ROLL, unit ? unit : FEDERATION_ID, 0, by, 0, body, d->now, closes,
         0, LAW_RULES);
    EMIT(d, NUMBER, id, PROC_ELIGIBLE, heads);
    emit_due(d, closes, id, DUE_ROLL);
    return LAW_ACCEPTED;
}

/* The time for objections is over. Those still open keep the roll open until they are settled. */
void due_roll(struct docket *d, uint32_t id) {
    struct law *l = d->l;
    if (proc(l, id)->closed != INSTANT_MAX)
        return;
    for (uint32_t o = proc(l, id)->child_last; o; o = proc(l, o)->child_prev)
        if (proc(l, o)->closed == INSTANT_MAX) {
            emit_due(d, zone_day_end(&l->charter->zone, d->now, 1), id, DUE_ROLL);
            return;
        }
    int64_t heads, votes, frozen = proc(l, id)->opens;
    members_entitled(l, l->charter, proc(l, id)->subject, frozen, UINT64_MAX, &heads, &votes);
    EMIT(d, NUMBER, id, PROC_ELIGIBLE, heads);
    EMIT(d, NUMBER, id, PROC_FROZEN, frozen);
    EMIT(d, CLOSED, id, OUTCOME_FINAL, d->now);
}

int64_t roll_frozen_at(const struct law *l, uint32_t unit, uint32_t body) {
    uint32_t own = find_roll(l, unit, body), all = find_roll(l, FEDERATION_ID, body);
    uint32_t last = own > all ? own : all;
    return last ? procs_at(l, last)->number[PROC_FROZEN] : INSTANT_MAX;
}

/* --- credentials ------------------------------------------------------------------------------ */

/* A delegation as its unit sends it: who chairs it (and casts what does not divide). In time
 * (credentials.sent before the sitting opens), or late by a vote of the body, where it says so. */
enum law_verdict decide_credentials(struct docket *d) {
    struct law *l = d->l;
    uint32_t body, sender, person;
    char who[NAME_TEXT], of[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, KIND_BODY, &body));
    TRY(field_thing(d, FIELD_SENDER, true, NOUN_ENTITY, 0, &sender));
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, KIND_PERSON, &person));
    uint32_t m = mandate_of(l, person, body);
    if (!m || mandate(l, m)->sender != sender)
        return refuse(d, LAW_NO_SEAT, "", name_text(l, person, who), name_text(l, body, of), "");
    if (is_kind(l, sender, KIND_BODY))
        TRY(need_acts_for(d, sender));
    uint32_t c = chain_find(l, sender, 0, TIE_DELEGATION_CHAIR, 0);
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 0))
        if (tie_holds(ties_at(l, t)) && ties_at(l, t)->cause == body)
            EMIT(d, TIE_END, ties_at(l, t)->thing, d->now, 0);
    emit_tie(d, TIE_DELEGATION_CHAIR, sender, 0, person, 0, 0, d->now, INSTANT_MAX, STANDS_GRANTED,
             body, field(d, FIELD_CREDENTIAL).bytes);
    return LAW_ACCEPTED;
}
