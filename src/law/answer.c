/* What others do with an act: publish it, answer it, obey it or not, judge its terms, report on
 * it. */
#include "law/act.h"
#include "law/rooms.h"
#include "law/tally.h"

static enum law_verdict its_own(struct docket *d, uint32_t by) {
    return d->l->past ? need_attested(d) : need_acts_for(d, by);
}

enum law_verdict decide_publish(struct docket *d) {
    struct law *l = d->l;
    uint32_t id;
    struct when when;
    char name[NAME_TEXT];
    TRY(field_thing(d, FIELD_ACT, true, NOUN_ACT, 0, &id));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    uint32_t state = act_state(l, id, 0);
    if (!l->past && (state == STATE_PROPOSED || state == STATE_DRAFT || state == STATE_REJECTED))
        return refuse(d, LAW_ACT_STATE, "", name_text(l, id, name), kind_word(state), "adopted");
    if (act(l, id)->published != INSTANT_MAX)
        return refuse(d, LAW_DONE_ALREADY, "", "somebody", name_text(l, id, name), "");
    TRY(its_own(d, act(l, id)->issuer));
    EMIT(d, ACT_NUMBER, id, ACT_PUBLISHED, l->past ? when.lo : d->now);
    emit_source(d, id);
    if (!l->past && state == STATE_WAITING)
        act_settle(d, id);
    return LAW_ACCEPTED;
}

/* --- answers ---------------------------------------------------------------------------------- */

static bool is_addressee(const struct law *l, uint32_t id, uint32_t who) {
    uint32_t c = chain_find(l, id, 0, TIE_ADDRESSED_TO, 0);
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0]) {
        uint32_t to = ties_at(l, t)->to;
        if (!tie_holds(ties_at(l, t)))
            continue; /* a veto struck it */
        if (to == who || (to && is_noun(l, who, NOUN_ENTITY) &&
                          (thing(l, who)->unit == to || thing(l, to)->unit == who)))
            return true;
    }
    return false;
}

/* Parties of an agreement that have accepted; all of them? */
static bool all_accepted(const struct law *l, uint32_t id, const struct act_rule *r) {
    for (uint8_t i = 0; i < r->between.n; i++) {
        uint32_t party = state_named(l, r->between.each[i].name);
        if (!party || !tie_between(l, TIE_PARTY_TO, party, id))
            return false;
    }
    return r->between.n > 0;
}

static enum law_verdict answer_agreement(struct docket *d, uint32_t id, uint32_t by, bool accepts) {
    struct law *l = d->l;
    const struct act_rule *r = act_rule(l, id);
    char who[NAME_TEXT], name[NAME_TEXT], article[ARTICLE_TEXT];
    uint32_t state = act_state(l, id, 0);
    if (!whos_include(l, &r->between, by))
        return refuse(d, LAW_NOT_PARTY, article_text(r->article, article), name_text(l, by, who),
                      name_text(l, id, name), "");
    if (state != STATE_PROPOSED)
        return refuse(d, LAW_ACT_STATE, "", name_text(l, id, name), kind_word(state), "proposed");
    if (!accepts) {
        act_ends(d, id, STATE_REFUSED, 0, 0);
        return LAW_ACCEPTED;
    }
    emit_tie(d, TIE_PARTY_TO, by, 0, id, 0, 0, d->now, INSTANT_MAX, STANDS_GRANTED, 0,
             (struct bytes){0});
    if (all_accepted(l, id, r))
        act_adopted(d, id);
    return LAW_ACCEPTED;
}

enum law_verdict decide_answer(struct docket *d) {
    struct law *l = d->l;
    uint32_t id, by;
    struct bytes answer = field(d, FIELD_ANSWER).bytes;
    struct when when;
    char who[NAME_TEXT], name[NAME_TEXT];
    bool yes = bytes_is(answer, "accepted") || bytes_is(answer, "met");
    bool no =
        bytes_is(answer, "refused") || bytes_is(answer, "declined") || bytes_is(answer, "ignored");
    TRY(field_thing(d, FIELD_ACT, true, NOUN_ACT, 0, &id));
    TRY(field_thing(d, FIELD_BY, true, NOUN_ENTITY, 0, &by));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    if (!yes && !no && !l->past)
        return refuse(d, LAW_BAD_VALUE, "", "the answer", "answer",
                      "accepted, met, refused, declined");
    TRY(its_own(d, by));
    const struct act_rule *r = act_rule(l, id);
    if (!l->past && r && r->agreement)
        return answer_agreement(d, id, by, yes);
    if (!l->past && !is_addressee(l, id, by))
        return refuse(d, LAW_NOT_ADDRESSED, "", name_text(l, id, name), name_text(l, by, who), "");
    int64_t at = l->past ? when.lo : d->now;
    uint32_t word = kind_number(500, answer);
    uint32_t t = emit_tie(d, TIE_REPLIES_TO, by, 0, id, 0, word ? word : word_number(d, 0, answer),
                          at, INSTANT_MAX, STANDS_GRANTED, 0, field(d, FIELD_WHY).bytes);
    emit_attested(d, t);
    if (act(l, id)->deadline != INSTANT_MAX && (yes || no) && bytes_is(answer, "ignored") == false)
        emit_state(d, id, 0, yes ? STATE_MET : STATE_REFUSED, at, t, thing(l, id)->parent);
    return LAW_ACCEPTED;
}

/* What binds, or bound once, or waits to (in practice it is obeyed from the day it is known), can
 * be obeyed and refused; what is only proposed, and what never came into force, cannot. */
static bool obeyable(const struct law *l, uint32_t id) {
    uint32_t state = act_state(l, id, 0);
    return act(l, id)->in_force != INSTANT_MAX || state == STATE_WAITING ||
           state == STATE_ADOPTED || state == STATE_SUSPENDED;
}

/* Obedience is apart from validity: this never changes the act's state. */
enum law_verdict decide_comply(struct docket *d) {
    struct law *l = d->l;
    uint32_t id, by;
    struct bytes answer = field(d, FIELD_ANSWER).bytes;
    struct when when;
    char who[NAME_TEXT], name[NAME_TEXT];
    TRY(field_thing(d, FIELD_ACT, true, NOUN_ACT, 0, &id));
    TRY(field_thing(d, FIELD_BY, true, NOUN_ENTITY, 0, &by));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    if (!bytes_is(answer, "obeyed") && !bytes_is(answer, "refused") &&
        !bytes_is(answer, "partly") && !bytes_is(answer, "unknown"))
        return refuse(d, LAW_BAD_VALUE, "", "the answer", "answer",
                      "obeyed, refused, partly, unknown");
    if (!is_addressee(l, id, by) && !l->past)
        return refuse(d, LAW_NOT_ADDRESSED, "", name_text(l, id, name), name_text(l, by, who), "");
    if (!l->past && !obeyable(l, id))
        return refuse(d, LAW_ACT_STATE, "", name_text(l, id, name),
                      kind_word(act_state(l, id, 0)), "in force, or waits");
    TRY(its_own(d, by));
    int64_t at = l->past ? when.lo : d->now;
    uint32_t before = tie_between(l, TIE_COMPLIANCE, by, id);
    uint32_t before_id = before && !has(d, FIELD_ALTERNATIVE) ? ties_at(l, before)->thing : 0;
    uint32_t word = kind_number(500, answer);
    word = word ? word : word_number(d, 0, answer);
    if (before_id && ties_at(l, before)->since <= at)
        EMIT(d, TIE_END, before_id, at, 0);
    uint32_t t = emit_tie(d, TIE_COMPLIANCE, by, field(d, FIELD_BY).part, id, 0, word, at,
                          INSTANT_MAX, STANDS_GRANTED, 0, field(d, FIELD_WHY).bytes);
    emit_attested(d, t);
    return LAW_ACCEPTED;
}

/* --- terms ------------------------------------------------------------------------------------ */

static bool term_state_listed(const struct act_rule *r, struct bytes value) {
    for (uint8_t i = 0; r && i < r->n_term_states; i++)
        if (bytes_equal(r->term_states[i], value))
            return true;
    return !r || !r->n_term_states;
}

enum law_verdict decide_assess(struct docket *d) {
    struct law *l = d->l;
    uint32_t id, by, cause;
    struct bytes value = field(d, FIELD_VALUE).bytes;
    struct when when;
    char name[NAME_TEXT], text[REFUSAL_ARG_BYTES];
    TRY(field_thing(d, FIELD_ON, true, NOUN_ACT, 0, &id));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    TRY(field_thing(d, FIELD_CAUSE, false, 0, 0, &cause));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    uint32_t part = field(d, FIELD_ON).part;
    const struct act_rule *r = act_rule(l, id);
    snprintf(text, sizeof(text), "%.*s", (int)value.n, (const char *)value.at);
    if (!part || part > act(l, id)->terms)
        return refuse(d, LAW_WRONG_THING, "", name_text(l, id, name), "the whole act",
                      "one of its numbered terms: [act, number]");
    if (!term_state_listed(r, value))
        return refuse(d, LAW_BAD_VALUE, "acts", text, "value", "one of the act's terms.each");
    if (!l->past) {
        struct whos judge = {.n = r ? 1 : 0};
        if (r)
            judge.each[0] = r->terms_judged_by;
        if (!by || !r || !whos_include(l, &judge, by))
            return refuse(d, LAW_WRONG_JUDGE, "acts", r ? whos_words(&judge, text) : "nobody", "",
                          "");
        TRY(need_acts_for(d, by));
    } else {
        TRY(need_attested(d));
    }
    struct bytes label;
    if (has(d, FIELD_NAME))
        TRY(field_name_new(d, &label));
    uint32_t word = kind_number(500, value);
    word = word ? word : word_number(d, 0, value);
    uint32_t telling = emit_telling(d, id, part);
    emit_state(d, id, part, word, l->past ? when.lo : d->now,
               telling ? telling : cause ? cause : by, 0);
    emit_told(d, id);
    return LAW_ACCEPTED;
}

/* A delegate, a body reports to those it answers to: kept, dated, findable from their page
 * (M16). */
enum law_verdict decide_report(struct docket *d) {
    struct law *l = d->l;
    uint32_t by, to;
    struct bytes name = {0};
    TRY(field_thing(d, FIELD_BY, true, NOUN_ENTITY, 0, &by));
    TRY(field_thing(d, FIELD_TO, false, NOUN_ENTITY, 0, &to));
    if (has(d, FIELD_NAME))
        TRY(field_name_new(d, &name));
    if (is_kind(l, by, KIND_BODY))
        TRY(its_own(d, by));
    uint32_t id = act_new(d, -1, word_number(d, 0, BYTES_LIT("report")), by, to, 0);
    if (to)
        emit_tie(d, TIE_ADDRESSED_TO, id, 0, to, 0, 0, d->now, INSTANT_MAX, STANDS_GRANTED, 0,
                 (struct bytes){0});
    act_set(d, id, STATE_IN_FORCE, 0, 0);
    return LAW_ACCEPTED;
}
