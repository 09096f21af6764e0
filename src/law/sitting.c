#include "law/sitting.h"

#include "law/act.h"
#include "law/mandate.h"
#include "law/members.h"
#include "law/rooms.h"
#include "law/tally.h"

/* --- calling ---------------------------------------------------------------------------------- */

static bool may_convene(const struct law *l, uint32_t body, uint32_t by) {
    for (uint16_t i = 0; i < l->charter->n_powers; i++) {
        const struct power_rule *p = &l->charter->powers[i];
        if ((p->verbs & (1u << VERB_CONVENE)) && whos_include(l, &p->who, by) &&
            whos_include(l, &p->whom, body) &&
            (!p->own_unit || thing(l, by)->unit == thing(l, body)->unit))
            return true;
    }
    return false;
}

enum law_verdict may_call(struct docket *d, uint32_t body, uint32_t by) {
    const struct law *l = d->l;
    int rule = body_rule_of(l, body);
    char who[NAME_TEXT], from[REFUSAL_ARG_BYTES], article[ARTICLE_TEXT];
    const struct body_rule *b = &l->charter->bodies[rule];
    uint32_t unit = thing(l, body)->unit;
    bool own =
        !unit || !is_kind(l, by, KIND_BODY) || !thing(l, by)->unit || thing(l, by)->unit == unit;
    bool may = own && whos_include(l, &b->called_by, by);
    may = may || may_convene(l, body, by);
    if (!b->called_by.n)
        may = may || by == body || (own && whos_include(l, &b->accountable_to, by));
    if (may)
        return LAW_ACCEPTED;
    article_text(b->article, article);
    return refuse(d, LAW_NO_CALLER, article, name_text(l, by, who),
                  b->called_by.n ? whos_words(&b->called_by, from) : name_text(l, body, from), "");
}

struct span notice_of(const struct law *l, uint32_t body) {
    int rule = body_rule_of(l, body);
    const struct body_rule *b = rule >= 0 ? &l->charter->bodies[rule] : NULL;
    if (b && b->notice_given)
        return b->notice_given == GIVEN_SAID ? b->notice : (struct span){0};
    return l->charter->usual.notice_given == GIVEN_SAID ? l->charter->usual.notice
                                                        : (struct span){0};
}

static enum law_verdict notice_kept(struct docket *d, uint32_t body, int64_t opens) {
    struct span notice = notice_of(d->l, body);
    char text[SPAN_TEXT_MAX], at[INSTANT_TEXT_MAX], article[ARTICLE_TEXT];
    int rule = body_rule_of(d->l, body);
    if (!notice.unit || rule < 0)
        return LAW_ACCEPTED;
    /* "7d" before a day: the day counts from the call; whole days, not hours to the minute */
    int64_t earliest = span_end(notice, d->now, &d->l->charter->zone) - DAY_MS;
    if (opens >= earliest)
        return LAW_ACCEPTED;
    span_format(notice, text);
    return refuse(d, LAW_NOTICE, article_text(d->l->charter->bodies[rule].article, article), text,
                  instant_text(earliest, at), "");
}

static void sitting_new(struct docket *d, struct bytes name, uint32_t body, int64_t opens) {
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, PROC_SITTING, name, 0, 0, 0);
    EMIT(d, PROCEEDING, id, PROC_SITTING, body, 0, 0, 0, 0, opens, INSTANT_MAX, 0, LAW_RULES);
    struct value agenda = field(d, FIELD_AGENDA), point;
    struct value_list list;
    uint32_t n = 1;
    if (agenda.kind != VALUE_NONE) {
        value_list_begin(&agenda, &list);
        while (value_list_next(&list, &point))
            EMIT_TEXT(d, TEXT, point.bytes, id, n++, 0);
    }
    struct value place = field(d, FIELD_PLACE);
    if (place.kind != VALUE_NONE)
        emit_tie(d, TIE_SITED_AT, id, 0,
                 place.by_id ? (uint32_t)place.i : state_named(d->l, place.bytes), 0, 0, opens,
                 INSTANT_MAX, STANDS_GRANTED, 0, (struct bytes){0});
    emit_attested(d, id);
}

enum law_verdict decide_convene(struct docket *d) {
    struct law *l = d->l;
    uint32_t body, by, place;
    struct bytes name;
    struct when opens;
    bool given;
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, KIND_BODY, &body));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    TRY(field_thing(d, FIELD_PLACE, false, NOUN_ENTITY, 0, &place));
    TRY(field_name_new(d, &name));
    TRY(field_when(d, FIELD_OPENS, &opens, &given));
    if (l->past) {
        TRY(need_attested(d));
        sitting_new(d, name, body, opens.lo);
        return LAW_ACCEPTED;
    }
    by = by ? by : d->h->acting_for ? d->h->acting_for : d->h->actor ? d->h->actor : body;
    TRY(may_call(d, body, by));
    TRY(need_acts_for(d, by));
    TRY(notice_kept(d, body, given ? opens.lo : d->now));
    sitting_new(d, name, body, given ? opens.lo : d->now);
    return LAW_ACCEPTED;
}

/* --- opening and closing ---------------------------------------------------------------------- */

static enum law_verdict field_proc(struct docket *d, uint32_t kind, uint32_t *ret) {
    char name[NAME_TEXT], want[48];
    TRY(field_thing(d, FIELD_PROCEEDING, true, NOUN_PROCEEDING, 0, ret));
    if (kind && proc(d->l, *ret)->kind != kind) {
        snprintf(want, sizeof(want), "a %s", kind_word(kind));
        return refuse(d, LAW_WRONG_THING, "", name_text(d->l, *ret, name),
                      kind_word(proc(d->l, *ret)->kind), want);
    }
    if (proc(d->l, *ret)->closed != INSTANT_MAX)
        return REFUSE1(d, LAW_CLOSED, name_text(d->l, *ret, name));
    return LAW_ACCEPTED;
}

static uint32_t sitting_body(const struct law *l, uint32_t sitting) {
    return proc(l, sitting)->subject;
}

enum law_verdict decide_open_sitting(struct docket *d) {
    struct law *l = d->l;
    uint32_t id;
    char name[NAME_TEXT], at[INSTANT_TEXT_MAX];
    TRY(need_living(d));
    TRY(field_proc(d, PROC_SITTING, &id));
    uint32_t body = sitting_body(l, id);
    if (proc(l, id)->opens > d->now)
        return refuse(d, LAW_NOT_OPEN_YET, "", name_text(l, id, name),
                      instant_text(proc(l, id)->opens, at), "");
    if (entity(l, body)->sitting)
        return refuse(d, LAW_CONFLICT, "", name_text(l, entity(l, body)->sitting, name),
                      "a second sitting", "");
    TRY(need_acts_for(d, body));
    emit_state(d, id, 0, STATE_SITTING_NOW, d->now, 0, 0);
    return LAW_ACCEPTED;
}

static bool votes_open(const struct law *l, uint32_t sitting) {
    for (uint32_t v = proc(l, sitting)->child_last; v; v = proc(l, v)->child_prev)
        if (proc(l, v)->closed == INSTANT_MAX)
            return true;
    return false;
}

enum law_verdict decide_close_sitting(struct docket *d) {
    struct law *l = d->l;
    uint32_t id;
    char name[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_proc(d, PROC_SITTING, &id));
    TRY(need_acts_for(d, sitting_body(l, id)));
    if (votes_open(l, id))
        return refuse(d, LAW_STEP_ORDER, "", "the vote that is open", name_text(l, id, name), "");
    emit_state(d, id, 0, STATE_CLOSED, d->now, 0, 0);
    EMIT(d, CLOSED, id, OUTCOME_HELD, d->now);
    return LAW_ACCEPTED;
}

/* --- presence --------------------------------------------------------------------------------- */

/* Who a check-in is for, and her place in the body: a mandate, or membership in an every-member
 * body. */
static enum law_verdict place_of(struct docket *d, uint32_t sitting, uint32_t *ret_person,
                                 uint32_t *ret_mandate) {
    struct law *l = d->l;
    uint32_t person, body = sitting_body(l, sitting);
    char who[NAME_TEXT], of[NAME_TEXT];
    TRY(field_thing(d, FIELD_PERSON, false, NOUN_ENTITY, KIND_PERSON, &person));
    person = person ? person : d->h->actor;
    if (!person)
        return refuse(d, LAW_MISSING_FIELD, "", "person", "who is present", "");
    if (person != d->h->actor && d->h->auth != AUTH_OPERATOR && d->h->auth != AUTH_CLERK)
        TRY(need_acts_for(d, body));
    uint32_t mandate_id = mandate_of(l, person, body);
    int rule = body_rule_of(l, body);
    bool every = rule >= 0 && l->charter->bodies[rule].groups[0].every_member;
    uint32_t unit = thing(l, body)->unit;
    uint32_t member = every ? member_of(l, person, unit ? unit : FEDERATION_ID, d->now, UINT64_MAX)
                            : 0;
    if (!mandate_id && member && !member_good_at(l, l->charter, member, d->now))
        return refuse(d, LAW_NOT_ENTITLED, "members.good-standing", name_text(l, person, who),
                      "not in good standing", "");
    if (!mandate_id && !member)
        return refuse(d, LAW_NOT_ENTITLED, "", name_text(l, person, who), "no seat in this body",
                      "");
    (void)of;
    *ret_person = person;
    *ret_mandate = mandate_id;
    return LAW_ACCEPTED;
}

static enum law_verdict sitting_now(struct docket *d, uint32_t id) {
    char name[NAME_TEXT];
    if (d->l->past || thing(d->l, id)->state == STATE_SITTING_NOW)
        return LAW_ACCEPTED;
    return refuse(d, LAW_STEP_ORDER, "", "opening the sitting", name_text(d->l, id, name), "");
}

enum law_verdict decide_check_in(struct docket *d) {
    uint32_t id, person = 0, mandate_id = 0;
    char who[NAME_TEXT], name[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_proc(d, PROC_SITTING, &id));
    TRY(sitting_now(d, id));
    TRY(place_of(d, id, &person, &mandate_id));
    if (step_find(d->l, id, STEP_CHECK_IN, person))
        return refuse(d, LAW_DONE_ALREADY, "", name_text(d->l, person, who),
                      name_text(d->l, id, name), "");
    EMIT(d, STEP, id, STEP_CHECK_IN, person, 0, 1, mandate_id);
    return LAW_ACCEPTED;
}

static void leaves(struct docket *d, uint32_t sitting, uint32_t person, uint32_t kind,
                   struct bytes why) {
    if (step_find(d->l, sitting, STEP_CHECK_IN, person))
        EMIT(d, STEP_VOID, sitting, person, STEP_CHECK_OUT);
    EMIT_TEXT(d, STEP, why, sitting, kind, person, 0, 0,
              mandate_of(d->l, person, sitting_body(d->l, sitting)));
}

/* One leaves, or several walk out (M72): who and why is kept; votes taken before stand, and the
 * quorum is counted anew at the next. */
enum law_verdict decide_check_out(struct docket *d) {
    struct law *l = d->l;
    uint32_t id, person, by;
    struct value persons = field(d, FIELD_PERSONS), one;
    struct value_list list;
    char who[NAME_TEXT];
    TRY(field_proc(d, l->past ? 0 : PROC_SITTING, &id));
    TRY(field_thing(d, FIELD_PERSON, false, NOUN_ENTITY, 0, &person));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    if (l->past)
        TRY(need_attested(d));
    person = person ? person : persons.kind == VALUE_NONE && !by ? d->h->actor : 0;
    bool own = person == d->h->actor && persons.kind == VALUE_NONE && !by;
    if (!l->past && !own && d->h->auth != AUTH_OPERATOR && d->h->auth != AUTH_CLERK)
        TRY(need_acts_for(d, sitting_body(l, id))); /* nobody is sent out by whoever likes */
    if (persons.kind != VALUE_NONE) {
        value_list_begin(&persons, &list);
        while (value_list_next(&list, &one)) {
            uint32_t p;
            TRY(value_thing(d, &one, NOUN_ENTITY, 0, &p));
            if (!l->past && !step_find(l, id, STEP_CHECK_IN, p))
                return refuse(d, LAW_NOT_ENTITLED, "", name_text(l, p, who), "not present", "");
        }
    } else if (!l->past && (!person || !step_find(l, id, STEP_CHECK_IN, person)))
        return refuse(d, LAW_NOT_ENTITLED, "", person ? name_text(l, person, who) : "nobody",
                      "not present", "");
    struct bytes why = field(d, FIELD_WHY).bytes;
    emit_told(d, id);
    bool out = persons.kind != VALUE_NONE || by || bytes_is(field(d, FIELD_HOW).bytes, "walk-out");
    if (by) /* a faction walks out; which of its members stays unsaid */
        EMIT_TEXT(d, STEP, why, id, STEP_WALK_OUT, by, 0, 0, 0);
    if (person)
        leaves(d, id, person, out ? STEP_WALK_OUT : STEP_CHECK_OUT, why);
    if (persons.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_list_begin(&persons, &list);
    while (value_list_next(&list, &one))
        leaves(d, id, one.by_id ? (uint32_t)one.i : state_named(l, one.bytes), STEP_WALK_OUT, why);
    return LAW_ACCEPTED;
}

/* --- putting to the vote ---------------------------------------------------------------------- */

static enum law_verdict act_votable(struct docket *d, uint32_t id, bool override) {
    const struct law *l = d->l;
    uint32_t state = act_state(l, id, 0), want = override ? STATE_VETOED : STATE_PROPOSED;
    char name[NAME_TEXT];
    if (override && (state == STATE_WAITING || state == STATE_IN_FORCE) &&
        act_struck_in_part(l, id))
        return LAW_ACCEPTED; /* a veto for one unit: congress may take it back for that unit */
    if (state != want)
        return refuse(d, LAW_ACT_STATE, "", name_text(l, id, name), kind_word(state),
                      kind_word(want));
    return LAW_ACCEPTED;
}

/* Where many bodies decide a step, each is asked once; only want of quorum leaves it unasked. */
static enum law_verdict each_asked_once(struct docket *d, uint32_t id, const struct decision *step,
                                        const struct vote_new *v) {
    const struct law *l = d->l;
    char who[NAME_TEXT], name[NAME_TEXT];
    if (!step->by.n || !step->by.each[0].each)
        return LAW_ACCEPTED;
    for (uint32_t p = act(l, id)->proc_last; p; p = proc(l, p)->subject_prev) {
        const struct proc_row *row = proc(l, p);
        if (row->kind == PROC_VOTE && row->body == v->body &&
            row->number[PROC_STEP_NO] == v->step && row->outcome != OUTCOME_NO_QUORUM)
            return refuse(d, LAW_DONE_ALREADY, "", name_text(l, v->body, who),
                          name_text(l, id, name), "");
    }
    return LAW_ACCEPTED;
}

/* The notice of a proposal before it is voted on: whole days, as for a sitting. */
static enum law_verdict step_notice(struct docket *d, uint32_t id, const struct decision *step,
                                    int64_t opens) {
    const struct law *l = d->l;
    const struct act_rule *r = act_rule(l, id);
    struct span notice = step->notice.unit ? step->notice : r->notice;
    char text[SPAN_TEXT_MAX], at[INSTANT_TEXT_MAX], article[ARTICLE_TEXT];
    uint32_t c = chain_find(l, id, 0, TIE_STATE, 0);
    int64_t since = l->stamp;
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0])
        if (ties_at(l, t)->value == STATE_PROPOSED)
            since = ties_at(l, t)->since;
    if (!notice.unit || act(l, id)->step > 0)
        return LAW_ACCEPTED;
    int64_t earliest = span_end(notice, since, &l->charter->zone) - DAY_MS;
    if (opens >= earliest)
        return LAW_ACCEPTED;
    span_format(notice, text);
    return refuse(d, LAW_NOTICE, article_text(r->article, article), text,
                  instant_text(earliest, at), "");
}

/* A vote of members is put by whoever proposed the act, or a clerk. */
static enum law_verdict members_put(struct docket *d, uint32_t id) {
    const struct law *l = d->l;
    uint32_t c = chain_find(l, id, 0, TIE_ISSUED_BY, 0);
    uint32_t by = c ? ties_at(l, chains_at(l, c)->last)->to : 0;
    if (d->h->auth == AUTH_OPERATOR || d->h->auth == AUTH_CLERK)
        return LAW_ACCEPTED;
    return need_acts_for(d, by ? by : FEDERATION_ID);
}

/* The body, or the unit's members, whose vote decides the step an act is at. */
static enum law_verdict step_electorate(struct docket *d, uint32_t id, uint32_t body, uint32_t unit,
                                        struct vote_new *v, const struct decision **ret) {
    const struct law *l = d->l;
    char name[NAME_TEXT], by[REFUSAL_ARG_BYTES], article[ARTICLE_TEXT];
    const struct decision *step = act_step(l, id);
    if (!step)
        return refuse(d, LAW_CANNOT_DECIDE, "acts", name_text(l, id, name),
                      "the constitution has no such step any more: it is proposed anew", "");
    *ret = step;
    v->step = act(l, id)->step;
    article_text(step->article, article);
    if (step->by.n && step->by.each[0].kind == WHO_BODY) {
        v->body = step->by.each[0].each ? body : act_step_body(l, step, act(l, id)->issuer);
        v->body = v->body ? v->body : body;
        if (!v->body || !whos_include(l, &step->by, v->body) || (body && body != v->body))
            return refuse(d, LAW_WRONG_JUDGE, article, whos_words(&step->by, by), "", "");
    } else {
        v->unit = unit;
    }
    for (uint32_t p = act(l, id)->proc_last; p; p = proc(l, p)->subject_prev)
        if (proc(l, p)->kind == PROC_VOTE && proc(l, p)->closed == INSTANT_MAX &&
            proc(l, p)->body == v->body)
            return REFUSE1(d, LAW_VOTE_OPEN, name_text(l, id, name));
    return each_asked_once(d, id, step, v);
}

static enum law_verdict put_step(struct docket *d, uint32_t id, uint32_t unit, struct vote_new *v,
                                 const struct decision **ret) {
    TRY(step_electorate(d, id, v->body, unit, v, ret));
    TRY(step_notice(d, id, *ret, v->opens));
    return v->body ? LAW_ACCEPTED : members_put(d, id);
}

/* The power whose override this body may use on a vetoed act: 2/3 of congress. */
static const struct share *override_of(const struct law *l, uint32_t id, uint32_t *ret_body) {
    for (uint16_t i = 0; i < l->charter->n_powers; i++) {
        const struct power_rule *p = &l->charter->powers[i];
        if (!(p->verbs & (1u << VERB_VETO)) || p->override.given != GIVEN_SAID ||
            p->override.base != BASE_BODY)
            continue;
        for (uint8_t k = 0; k < p->n_what; k++)
            if (bytes_equal(l->charter->acts[p->what[k]].name, state_word(l, thing(l, id)->rule))) {
                *ret_body = body_for(l, p->override.of, 0);
                return &p->override;
            }
    }
    return NULL;
}

static enum law_verdict put_override(struct docket *d, uint32_t id, struct vote_new *v,
                                     struct decision *ret) {
    char name[NAME_TEXT];
    uint32_t body = 0;
    const struct share *share = override_of(d->l, id, &body);
    if (!share || !body)
        return refuse(d, LAW_NO_POWER, "powers", "nobody", "override the veto of",
                      name_text(d->l, id, name));
    *ret = (struct decision){0};
    ret->majority = (struct majority){.given = GIVEN_SAID, .n = 1};
    ret->majority.each[0].kind = MAJORITY_SHARE;
    ret->majority.each[0].share = *share;
    v->body = body;
    v->rule = 1;
    return LAW_ACCEPTED;
}

static enum law_verdict vote_sitting(struct docket *d, struct vote_new *v, uint32_t sitting,
                                     bool own_time) {
    char name[NAME_TEXT];
    if (!v->body || own_time)
        return LAW_ACCEPTED;
    v->parent = sitting ? sitting : entity(d->l, v->body)->sitting;
    if (!v->parent || sitting_body(d->l, v->parent) != v->body)
        return refuse(d, LAW_CANNOT_DECIDE, "", name_text(d->l, v->body, name), "it is not sitting",
                      "");
    return sitting_now(d, v->parent);
}

static void emit_options(struct docket *d, uint32_t vote) {
    struct value v = field(d, FIELD_OPTIONS);
    struct value_list rows;
    struct bytes row;
    if (v.kind == VALUE_NONE)
        return;
    value_rows_begin(&v, &rows);
    for (uint32_t i = proc(d->l, vote)->n_options + 1; value_rows_next(&rows, &row); i++)
        EMIT_TEXT(d, OPTION, value_in_map(row, "name").bytes, vote, i, 0);
}

enum law_verdict decide_put(struct docket *d) {
    struct law *l = d->l;
    uint32_t on, sitting = 0, body, unit;
    struct bytes name;
    struct when opens, closes;
    bool has_opens, has_closes;
    struct decision own = {0};
    const struct decision *decision = &own;
    TRY(need_living(d));
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_ON, true, 0, 0, &on));
    if (has(d, FIELD_PROCEEDING))
        TRY(field_proc(d, PROC_SITTING, &sitting));
    TRY(field_thing(d, FIELD_BODY, false, NOUN_ENTITY, KIND_BODY, &body));
    TRY(field_thing(d, FIELD_UNIT, false, NOUN_ENTITY, KIND_UNIT, &unit));
    TRY(field_when(d, FIELD_OPENS, &opens, &has_opens));
    TRY(field_when(d, FIELD_CLOSES, &closes, &has_closes));
    bool override = bytes_is(field(d, FIELD_HOW).bytes, "override");
    struct vote_new v = {.name = name, .subject = on, .opens = has_opens ? opens.lo : d->now,
                         .closes = has_closes ? closes.hi : INSTANT_MAX,
                         .body = body ? body : sitting ? sitting_body(l, sitting) : 0};
    if (has_closes && v.closes <= d->now)
        return refuse(d, LAW_TOO_LATE, "", "the close lies in the past", "", "");
    if (is_noun(l, on, NOUN_ACT)) {
        TRY(act_votable(d, on, override));
        if (override)
            TRY(put_override(d, on, &v, &own));
        else
            TRY(put_step(d, on, unit, &v, &decision));
    }
    TRY(vote_sitting(d, &v, sitting, has_closes));
    if (v.body)
        TRY(need_acts_for(d, v.body));
    uint32_t id = vote_open(d, &v, decision);
    emit_options(d, id);
    return LAW_ACCEPTED;
}

/* --- steps: read, debate, second -------------------------------------------------------------- */

enum law_verdict decide_step(struct docket *d) {
    struct law *l = d->l;
    uint32_t id, person, by;
    struct bytes how = field(d, FIELD_HOW).bytes;
    uint32_t kind = kind_number(400, how);
    TRY(field_thing(d, FIELD_PROCEEDING, true, 0, 0, &id));
    TRY(field_thing(d, FIELD_PERSON, false, NOUN_ENTITY, 0, &person));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    if (l->past)
        TRY(need_attested(d));
    if (kind != STEP_READ && kind != STEP_DEBATE && kind != STEP_SPEAK && kind != STEP_SECOND &&
        kind != STEP_OTHER && !l->past)
        return refuse(d, LAW_BAD_VALUE, "", "how", "how", "read, debate, speak, second");
    if (!is_noun(l, id, NOUN_PROCEEDING) || !thing(l, id)->row)
        return REFUSE1(d, LAW_UNKNOWN_THING, "such a proceeding");
    if (!l->past && proc(l, id)->closed != INSTANT_MAX) {
        char name[NAME_TEXT];
        return REFUSE1(d, LAW_CLOSED, name_text(l, id, name));
    }
    EMIT_TEXT(d, STEP, field(d, FIELD_TEXT).bytes, id, kind ? kind : STEP_OTHER,
              person ? person : by ? by : d->h->actor, 0, 0, d->h->acting_for);
    emit_told(d, id);
    return LAW_ACCEPTED;
}
