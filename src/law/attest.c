/* What a source says was decided: votes, elections, acts of the past, with as much as it tells.
 * Counts that are not stated stay unstated; an outcome names its majority only when the source does
 * (M24). */
#include "law/act.h"
#include "law/rooms.h"
#include "law/tally.h"

/* A proceeding of the past: opened and closed in one entry. */
static uint32_t past_proceeding(struct docket *d, uint32_t kind, uint32_t on, uint32_t body,
                                uint32_t sender, const struct when *when) {
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, kind, field(d, FIELD_NAME).bytes, 0, 0, 0);
    EMIT(d, PROCEEDING, id, kind, on, field(d, FIELD_ON).part, body, 0, sender, when->lo, when->hi,
         0, LAW_RULES);
    return id;
}

static enum law_verdict rows_ok(struct docket *d, enum field f) {
    struct value v = field(d, f);
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
        if (!value_in_map(row, "option").bytes.n && !value_in_map(row, "name").bytes.n)
            return refuse(d, LAW_MISSING_FIELD, "", "option", "the name of the option", "");
    }
    return LAW_ACCEPTED;
}

/* Options with their votes where they are stated. Rows: option (or name), of, votes, elected. */
static void past_options(struct docket *d, uint32_t id, enum field f) {
    struct value v = field(d, f);
    struct value_list rows;
    struct bytes row;
    if (v.kind == VALUE_NONE)
        return;
    value_rows_begin(&v, &rows);
    for (uint32_t i = proc(d->l, id)->n_options + 1; value_rows_next(&rows, &row); i++) {
        struct value of = value_ref(value_in_map(row, "of")), votes = value_in_map(row, "votes");
        struct bytes name = value_in_map(row, "option").bytes;
        uint32_t thing_id = of.kind == VALUE_NONE ? 0
                            : of.by_id            ? (uint32_t)of.i
                                                  : state_named(d->l, of.bytes);
        EMIT_TEXT(d, OPTION, name.n ? name : value_in_map(row, "name").bytes, id, i, thing_id);
        if (votes.kind == VALUE_INT)
            EMIT(d, TALLY, id, i, votes.i, 0);
    }
}

static enum law_verdict persons_ok(struct docket *d, enum field f) {
    struct value v = field(d, f), one;
    struct value_list list;
    uint32_t id;
    if (v.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &one))
        TRY(value_thing(d, &one, NOUN_ENTITY, 0, &id));
    return LAW_ACCEPTED;
}

enum law_verdict decide_voted(struct docket *d) {
    struct law *l = d->l;
    uint32_t body, on, mover;
    struct bytes name, outcome = field(d, FIELD_OUTCOME).bytes;
    struct when when;
    TRY(need_attested(d));
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, 0, &body));
    TRY(field_thing(d, FIELD_ON, false, 0, 0, &on));
    TRY(field_thing(d, FIELD_MOVER, false, NOUN_ENTITY, 0, &mover));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    TRY(rows_ok(d, FIELD_RESULT));
    TRY(rows_ok(d, FIELD_OPTIONS));
    TRY(persons_ok(d, FIELD_PERSONS));
    uint32_t id = past_proceeding(d, PROC_VOTE, on, body, mover, &when);
    past_options(d, id, FIELD_OPTIONS);
    past_options(d, id, FIELD_RESULT);
    struct value persons = field(d, FIELD_PERSONS), one; /* who voted against, or is named */
    struct value_list list;
    if (persons.kind != VALUE_NONE) {
        uint32_t how = word_number(d, 0, field(d, FIELD_HOW).bytes);
        value_list_begin(&persons, &list);
        while (value_list_next(&list, &one))
            emit_tie(d, TIE_DISSENT, one.by_id ? (uint32_t)one.i : state_named(l, one.bytes), 0, id,
                     0, how, when.lo, INSTANT_MAX, STANDS_GRANTED, 0, (struct bytes){0});
    }
    if (has(d, FIELD_TEXT))
        EMIT_TEXT(d, TEXT, field(d, FIELD_TEXT).bytes, id, 0, 0);
    uint32_t word = kind_number(600, outcome);
    word = word ? word : outcome.n ? word_number(d, 0, outcome) : OUTCOME_MAJORITY_UNSTATED;
    EMIT(d, CLOSED, id, word, when.lo);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}

enum law_verdict decide_composed(struct docket *d) {
    uint32_t body, sender, by_act;
    struct bytes name, outcome = field(d, FIELD_OUTCOME).bytes;
    struct when when;
    TRY(need_attested(d));
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, 0, &body));
    TRY(field_thing(d, FIELD_SENDER, false, NOUN_ENTITY, 0, &sender));
    TRY(field_thing(d, FIELD_ACT, false, 0, 0, &by_act));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    TRY(rows_ok(d, FIELD_RESULT));
    uint32_t id = past_proceeding(d, PROC_ELECTION, by_act, body, sender, &when);
    past_options(d, id, FIELD_RESULT);
    if (has(d, FIELD_TEXT))
        EMIT_TEXT(d, TEXT, field(d, FIELD_TEXT).bytes, id, 0, 0);
    uint32_t word = kind_number(600, outcome);
    EMIT(d, CLOSED, id,
         word        ? word
         : outcome.n ? word_number(d, 0, outcome)
                     : OUTCOME_ELECTED,
         when.lo);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}

/* An act of the past. `from-all`: several issuers; `outcome`: its state, in force when not said. */
enum law_verdict decide_issue(struct docket *d) {
    struct law *l = d->l;
    uint32_t by, on;
    struct bytes name, kind = field(d, FIELD_KIND).bytes, outcome = field(d, FIELD_OUTCOME).bytes;
    struct when when;
    char text[REFUSAL_ARG_BYTES];
    TRY(need_attested(d));
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_BY, true, NOUN_ENTITY, 0, &by));
    TRY(field_thing(d, FIELD_ON, false, 0, 0, &on));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    TRY(persons_ok(d, FIELD_FROMS));
    TRY(act_fields_ok(d, charter_act(l->charter, kind)));
    uint32_t state = outcome.n ? kind_number(500, outcome) : STATE_IN_FORCE;
    snprintf(text, sizeof(text), "%.*s", (int)outcome.n, (const char *)outcome.at);
    if (!state)
        return refuse(d, LAW_BAD_VALUE, "", text, "outcome",
                      "proposed, in-force, rejected, refused...");
    int rule = charter_act(l->charter, kind);
    uint32_t id = act_new(d, rule, word_number(d, 0, kind), by, on, 0);
    emit_tie(d, TIE_ISSUED_BY, id, 0, by, 0, 0, when.lo, INSTANT_MAX, STANDS_GRANTED, 0,
             (struct bytes){0});
    struct value froms = field(d, FIELD_FROMS), one;
    struct value_list list;
    if (froms.kind != VALUE_NONE) {
        value_list_begin(&froms, &list);
        while (value_list_next(&list, &one))
            emit_tie(d, TIE_PARTY_TO, one.by_id ? (uint32_t)one.i : state_named(l, one.bytes), 0,
                     id, 0, 0, when.lo, INSTANT_MAX, STANDS_GRANTED, 0, (struct bytes){0});
    }
    if (on)
        emit_tie(d, TIE_ON_ACT, id, 0, on, field(d, FIELD_ON).part,
                 word_number(d, 0, field(d, FIELD_HOW).bytes), when.lo, INSTANT_MAX, STANDS_GRANTED,
                 0, (struct bytes){0});
    emit_state(d, id, 0, state, when.lo, 0, act_order(l, by));
    emit_attested(d, id);
    return LAW_ACCEPTED;
}

/* What became of an act, as a source tells: in an order, in practice. */
enum law_verdict decide_life(struct docket *d) {
    uint32_t id, order, by, cause;
    struct bytes value = field(d, FIELD_VALUE).bytes;
    struct when when;
    uint32_t state = kind_number(500, value);
    char text[REFUSAL_ARG_BYTES];
    TRY(need_attested(d));
    TRY(field_thing(d, FIELD_ACT, true, 0, 0, &id));
    TRY(field_thing(d, FIELD_ORDER, false, NOUN_ENTITY, KIND_LEGAL_ORDER, &order));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    TRY(field_thing(d, FIELD_CAUSE, false, 0, 0, &cause));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    snprintf(text, sizeof(text), "%.*s", (int)value.n, (const char *)value.at);
    if (!state)
        return refuse(d, LAW_BAD_VALUE, "", text, "value",
                      "in-force, annulled, void, lapsed, suspended...");
    struct bytes name;
    if (has(d, FIELD_NAME))
        TRY(field_name_new(d, &name));
    uint32_t in = order ? order : by ? act_order(d->l, by) : thing(d->l, id)->parent;
    if (!is_kind(d->l, in, KIND_LEGAL_ORDER))
        in = 0;
    uint32_t telling = emit_telling(d, id, field(d, FIELD_ACT).part);
    emit_state(d, id, field(d, FIELD_ACT).part, state, when.lo,
               telling ? telling : cause ? cause : by, in);
    emit_told(d, id);
    return LAW_ACCEPTED;
}
