/* Matters that are raised and concluded: inquiries, negotiations, demands, matters referred to a
 * body, crises, the forming of a government (M41, M43, M53, M58, M61, M64, M87). A matter referred
 * to a body that never sits stays open, and is listed. */
#include "law/record.h"
#include "law/rooms.h"
#include "law/tally.h"

static bool raisable(uint32_t kind) {
    return kind == PROC_INQUIRY || kind == PROC_MATTER || kind == PROC_NEGOTIATION ||
           kind == PROC_CRISIS || kind == PROC_DEMAND || kind == PROC_FORMATION;
}

static enum law_verdict refs_ok(struct docket *d, enum field f) {
    struct value v = field(d, f), one;
    struct value_list list;
    uint32_t id;
    if (v.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &one))
        TRY(value_thing(d, &one, 0, 0, &id));
    return LAW_ACCEPTED;
}

static void emit_refs(struct docket *d, uint32_t id, enum field f, uint32_t kind, const char *role,
                      int64_t at) {
    struct value v = field(d, f), one;
    struct value_list list;
    if (v.kind == VALUE_NONE)
        return;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &one))
        emit_tie(d, kind, id, 0, one.by_id ? (uint32_t)one.i : state_named(d->l, one.bytes),
                 one.part, word_number(d, 0, bytes_str(role)), at, INSTANT_MAX, STANDS_GRANTED, 0,
                 (struct bytes){0});
}

enum law_verdict decide_raise(struct docket *d) {
    struct law *l = d->l;
    struct bytes name, kind = field(d, FIELD_KIND).bytes;
    uint32_t to, on, by, number = kind_number(300, kind);
    struct when when, deadline;
    bool has_deadline;
    char text[REFUSAL_ARG_BYTES];
    snprintf(text, sizeof(text), "%.*s", (int)kind.n, (const char *)kind.at);
    if (!raisable(number))
        return refuse(d, LAW_BAD_VALUE, "", text, "kind",
                      "inquiry, matter, negotiation, demand, crisis or formation");
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_TO, false, NOUN_ENTITY, 0, &to));
    TRY(field_thing(d, FIELD_ON, false, 0, 0, &on));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    TRY(refs_ok(d, FIELD_PERSONS));
    TRY(refs_ok(d, FIELD_FROMS));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    TRY(field_when(d, FIELD_DEADLINE, &deadline, &has_deadline));
    if (l->past)
        TRY(need_attested(d));
    else if (by && by != d->h->actor)
        TRY(need_acts_for(d, by));
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, number, name, 0, 0, 0);
    int64_t at = l->past ? when.lo : d->now;
    EMIT(d, PROCEEDING, id, number, on, field(d, FIELD_ON).part,
         is_kind(l, to, KIND_BODY) ? to : 0, 0, by, at, has_deadline ? deadline.hi : INSTANT_MAX, 0,
         LAW_RULES);
    if (has(d, FIELD_TITLE))
        EMIT_TEXT(d, TITLE, field(d, FIELD_TITLE).bytes, id);
    if (has(d, FIELD_TEXT))
        EMIT_TEXT(d, TEXT, field(d, FIELD_TEXT).bytes, id, 0, 0);
    if (to && !is_kind(l, to, KIND_BODY))
        emit_tie(d, TIE_TARGET, id, 0, to, 0, 0, at, INSTANT_MAX, STANDS_GRANTED, 0,
                 (struct bytes){0});
    emit_refs(d, id, FIELD_PERSONS, TIE_TARGET, "person", at);
    emit_refs(d, id, FIELD_FROMS, TIE_PARTICIPANT, "party", at);
    if (has_deadline && !l->past)
        emit_due(d, deadline.hi, id, DUE_DEADLINE);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}

enum law_verdict decide_conclude(struct docket *d) {
    struct law *l = d->l;
    uint32_t id, by, by_act;
    struct when when;
    struct bytes outcome = field(d, FIELD_OUTCOME).bytes;
    char name[NAME_TEXT];
    TRY(field_thing(d, FIELD_PROCEEDING, true, NOUN_PROCEEDING, 0, &id));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    TRY(field_thing(d, FIELD_ACT, false, NOUN_ACT, 0, &by_act));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    struct proc_row *p = proc(l, id);
    if (p->closed != INSTANT_MAX)
        return REFUSE1(d, LAW_CLOSED, name_text(l, id, name));
    if (!raisable(p->kind) && !l->past)
        return refuse(d, LAW_WRONG_THING, "", name_text(l, id, name), kind_word(p->kind),
                      "an inquiry, matter, negotiation, demand, crisis or formation");
    if (l->past)
        TRY(need_attested(d));
    else if (p->body)
        TRY(need_acts_for(d, p->body)); /* those it was put to say how it ended */
    if (has(d, FIELD_TEXT))
        EMIT_TEXT(d, TEXT, field(d, FIELD_TEXT).bytes, id, 1, 0);
    uint32_t word = kind_number(600, outcome);
    word = word ? word : word_number(d, 0, outcome);
    if (by_act)
        EMIT(d, NUMBER, id, PROC_RESULT, by_act);
    if (p->closes != INSTANT_MAX && !l->past)
        EMIT(d, DUE_DONE, id, DUE_DEADLINE);
    EMIT(d, CLOSED, id, word, l->past ? when.lo : d->now);
    if (l->past)
        emit_when(d, id, FIELD_WHEN, WHEN_CLOSES);
    emit_source(d, id);
    return LAW_ACCEPTED;
}

/* A matter whose time has passed is marked and stays open: it was not taken up, and that is the
 * finding (M43). */
void proceeding_overdue(struct docket *d, uint32_t id) {
    if (proc(d->l, id)->closed == INSTANT_MAX)
        emit_state(d, id, 0, STATE_EXPIRED, d->now, 0, 0);
}

/* A long consequence (more effects than one entry may have) goes on here. */
void due_carry_on(struct docket *d, uint32_t id) {
    if (is_noun(d->l, id, NOUN_ACT))
        power_carry_on(d, id);
    else if (is_noun(d->l, id, NOUN_PROCEEDING) && proc(d->l, id)->kind == PROC_RECALL)
        recall_carry_on(d, id);
    else
        record_carry_on(d, id);
}
