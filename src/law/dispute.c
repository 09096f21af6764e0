#include "law/dispute.h"

#include "law/act.h"
#include "law/find.h"
#include "law/mandate.h"
#include "law/members.h"
#include "law/pseudonym.h"
#include "law/rooms.h"
#include "law/tally.h"

/* --- disputing -------------------------------------------------------------------------------- */

/* What kind of matter it is, in the words of disputes.about: election, credentials, roll,
 * decision. */
static const char *about_word(const struct law *l, uint32_t on) {
    const struct thing_row *t = thing(l, on);
    if (t->noun == NOUN_ACT)
        return "decision";
    if (t->noun == NOUN_TIE)
        return t->row && tie(l, on)->kind == TIE_MANDATE ? "credentials" : "decision";
    if (t->noun != NOUN_PROCEEDING || !t->row)
        return "decision";
    switch (proc(l, on)->kind) {
    case PROC_ELECTION: return "election";
    case PROC_ROLL: return "roll";
    default: return "decision";
    }
}

/* When it was decided: the time to dispute it runs from there. */
static int64_t decided_at(const struct law *l, uint32_t on) {
    const struct thing_row *t = thing(l, on);
    if (t->noun == NOUN_PROCEEDING && t->row)
        return proc(l, on)->closed != INSTANT_MAX ? proc(l, on)->closed : l->stamp;
    if (t->noun == NOUN_ACT && t->row)
        return act(l, on)->adopted != INSTANT_MAX ? act(l, on)->adopted : l->stamp;
    if (t->noun == NOUN_TIE && t->row)
        return tie(l, on)->since;
    return l->stamp;
}

static uint32_t who_body(const struct law *l, const struct who *w) {
    return w->kind == WHO_BODY ? body_for(l, w->of, 0) : 0;
}

static enum law_verdict may_dispute(struct docket *d, uint32_t on, bool appeal) {
    const struct charter *c = d->l->charter;
    char name[NAME_TEXT], list[REFUSAL_ARG_BYTES], at[INSTANT_TEXT_MAX];
    size_t n = 0;
    bool listed = false;
    const char *about = about_word(d->l, on);
    if (!c->disputes.given)
        return refuse(d, LAW_NOT_DISPUTABLE, "disputes", name_text(d->l, on, name),
                      "the constitution says nothing of disputes", "");
    list[0] = 0;
    for (uint8_t i = 0; i < c->disputes.n_about; i++) {
        listed |= bytes_is(c->disputes.about[i], about);
        int w = snprintf(list + n, sizeof(list) - n, "%s%.*s", i ? ", " : "",
                         (int)c->disputes.about[i].n, (const char *)c->disputes.about[i].at);
        n += w > 0 && n + (size_t)w < sizeof(list) ? (size_t)w : 0;
    }
    if (!listed && !appeal)
        return refuse(d, LAW_NOT_DISPUTABLE, "disputes", name_text(d->l, on, name), list, "");
    if (!c->disputes.within.unit)
        return LAW_ACCEPTED;
    int64_t ends = span_end(c->disputes.within, decided_at(d->l, on), &c->zone);
    if (d->now > ends)
        return refuse(d, LAW_TOO_LATE, "disputes.within", instant_text(ends, at), "", "");
    return LAW_ACCEPTED;
}

/* One appeal, against what was decided; the final body's word is the last. */
static enum law_verdict may_appeal(struct docket *d, uint32_t on) {
    const struct law *l = d->l;
    char name[NAME_TEXT];
    const struct proc_row *p = proc(l, on);
    if (p->closed == INSTANT_MAX)
        return refuse(d, LAW_STEP_ORDER, "disputes.final", "its first decision",
                      name_text(l, on, name), "");
    if (is_noun(l, p->subject, NOUN_PROCEEDING) && proc(l, p->subject)->kind == PROC_DISPUTE)
        return refuse(d, LAW_NOT_DISPUTABLE, "disputes.final", name_text(l, on, name),
                      "the final body has decided", "");
    return LAW_ACCEPTED;
}

static bool remedy_known(struct bytes r) {
    return bytes_is(r, "correct") || bytes_is(r, "recount") || bytes_is(r, "re-run") ||
           bytes_is(r, "annul-from-now") || bytes_is(r, "annul-from-start");
}

enum law_verdict decide_dispute(struct docket *d) {
    struct law *l = d->l;
    uint32_t on, person, open;
    struct bytes name, remedy = field(d, FIELD_REMEDY).bytes;
    char text[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_ON, true, 0, 0, &on));
    TRY(field_thing(d, FIELD_PERSON, false, NOUN_ENTITY, KIND_PERSON, &person));
    bool appeal = is_noun(l, on, NOUN_PROCEEDING) && proc(l, on)->kind == PROC_DISPUTE;
    if (remedy.n && !remedy_known(remedy))
        return refuse(d, LAW_BAD_VALUE, "disputes", "the remedy", "remedy",
                      "correct, recount, re-run, annul-from-now, annul-from-start");
    if (appeal)
        TRY(may_appeal(d, on));
    else if (find_decided(l, find_decided(l, on))) /* its first decision was appealed */
        return refuse(d, LAW_NOT_DISPUTABLE, "disputes.final", name_text(l, on, text),
                      "the final body has decided", "");
    TRY(may_dispute(d, on, appeal));
    if ((open = find_dispute(l, on)))
        return refuse(d, LAW_DONE_ALREADY, "", "somebody", name_text(l, open, text), "");
    const struct charter *c = l->charter;
    uint32_t judge = who_body(l, appeal ? &c->disputes.final : &c->disputes.to);
    if (!judge)
        return refuse(d, LAW_CANNOT_DECIDE, "disputes", "nobody",
                      "the body it goes to does not exist", "");
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, PROC_DISPUTE, name, 0, 0, 0);
    EMIT(d, PROCEEDING, id, PROC_DISPUTE, on, field(d, FIELD_ON).part, judge, 0,
         person           ? person
         : acts_hidden(d) ? 0
                          : d->h->actor,
         d->now, INSTANT_MAX, 0, LAW_RULES);
    EMIT_TEXT(d, TEXT, field(d, FIELD_WHY).bytes, id, 0, 0);
    uint32_t word = word_number(d, 0, remedy);
    EMIT(d, NUMBER, id, PROC_REMEDY, word);
    uint32_t state = is_noun(l, on, NOUN_ACT) ? act_state(l, on, 0) : 0;
    if (c->disputes.suspended_meanwhile && (state == STATE_IN_FORCE || state == STATE_WAITING))
        act_set(d, on, STATE_SUSPENDED, id, 0);
    return LAW_ACCEPTED;
}

/* --- objections to a roll or an opening ------------------------------------------------------- */

enum law_verdict decide_object(struct docket *d) {
    struct law *l = d->l;
    uint32_t in, person, unit;
    struct bytes name;
    char text[NAME_TEXT], at[INSTANT_TEXT_MAX];
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_PROCEEDING, true, NOUN_PROCEEDING, 0, &in));
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_PERSON, false, NOUN_ENTITY, KIND_PERSON, &person));
    TRY(field_thing(d, FIELD_UNIT, false, NOUN_ENTITY, 0, &unit));
    const struct proc_row *p = proc(l, in);
    if (p->kind != PROC_ROLL && p->kind != PROC_OPENING)
        return refuse(d, LAW_WRONG_THING, "", name_text(l, in, text), kind_word(p->kind),
                      "a roll or an opening");
    if (p->closed != INSTANT_MAX)
        return REFUSE1(d, p->kind == PROC_OPENING ? LAW_OPENING_CLOSED : LAW_CLOSED,
                       name_text(l, in, text));
    if (p->closes != INSTANT_MAX && d->now >= p->closes)
        return refuse(d, LAW_TOO_LATE, "", instant_text(p->closes, at), "", "");
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, PROC_OBJECTION, name, 0, in, unit);
    EMIT(d, PROCEEDING, id, PROC_OBJECTION, person ? person : in, 0, p->body, 0,
         acts_hidden(d) ? 0 : d->h->actor, d->now, INSTANT_MAX, in, LAW_RULES);
    EMIT_TEXT(d, TEXT, field(d, FIELD_WHY).bytes, id, 0, 0);
    uint32_t how = word_number(d, 0, field(d, FIELD_HOW).bytes);
    EMIT(d, NUMBER, id, PROC_REMEDY, how);
    return LAW_ACCEPTED;
}

/* --- settling --------------------------------------------------------------------------------- */

/* The seats an election filled fall: from now, or, annulled from the start, as if never filled;
 * acts done meanwhile are saved. */
static void undo_election(struct docket *d, uint32_t election, uint32_t dispute, bool from_start) {
    for (uint32_t i = d->l->mandates.n; i-- > 1;) {
        const struct mandate_row m = *mandates_at(d->l, i);
        uint32_t id = ties_at(d->l, m.tie)->thing;
        if (id < election)
            return; /* given before it was called */
        if (m.via != election || !tie_holds(ties_at(d->l, m.tie)))
            continue;
        mandate_end(d, id, d->now, CAME_DISPUTE_UPHELD, dispute);
        if (from_start)
            EMIT(d, UNDONE, (int64_t)ties_at(d->l, m.tie)->made - 1, 0, id);
        mandate_anew(d, m.body, m.seat);
    }
}

static void remedy(struct docket *d, uint32_t dispute, uint32_t on, struct bytes how) {
    bool from_start = bytes_is(how, "annul-from-start");
    bool annul = from_start || bytes_is(how, "annul-from-now") || bytes_is(how, "re-run");
    if (is_noun(d->l, on, NOUN_PROCEEDING) && proc(d->l, on)->kind == PROC_DISPUTE)
        on = proc(d->l, on)->subject; /* an appeal upheld: what was disputed in the first place */
    if (!annul)
        /* correct, recount: what follows are entries of their own, which cite this dispute */
        return;
    if (is_noun(d->l, on, NOUN_ACT))
        act_ends(d, on, STATE_ANNULLED, dispute, 0);
    else if (is_noun(d->l, on, NOUN_TIE) && thing(d->l, on)->row &&
             tie(d->l, on)->kind == TIE_MANDATE &&
             tie_holds(tie(d->l, on)))
        mandate_end(d, on, d->now, CAME_DISPUTE_UPHELD, dispute);
    else if (is_noun(d->l, on, NOUN_PROCEEDING) && proc(d->l, on)->kind == PROC_ELECTION)
        undo_election(d, on, dispute, from_start);
    else if (is_noun(d->l, on, NOUN_PROCEEDING) && proc(d->l, on)->kind == PROC_VOTE &&
             is_noun(d->l, proc(d->l, on)->subject, NOUN_ACT))
        act_ends(d, proc(d->l, on)->subject, STATE_ANNULLED, dispute, 0);
}

/* An appeal upheld against a first decision that was upheld: what that annulled holds again. */
static void act_holds_again(struct docket *d, uint32_t id, uint32_t first, uint32_t appeal) {
    struct act_row a = *act(d->l, id);
    uint32_t c = chain_find(d->l, id, 0, TIE_STATE, 0);
    uint32_t t = c ? chains_at(d->l, c)->last : 0;
    while (t && (ties_at(d->l, t)->value != STATE_ANNULLED || ties_at(d->l, t)->cause != first ||
                 !tie_holds(ties_at(d->l, t))))
        t = ties_at(d->l, t)->prev[0];
    if (!t || act_state(d->l, id, 0) != STATE_ANNULLED)
        return; /* something else has become of it */
    if (a.adopted == INSTANT_MAX)
        act_set(d, id, STATE_PROPOSED, appeal, 0);
    else if (a.in_force == INSTANT_MAX)
        act_adopted(d, id); /* its windows were cut short: they run anew */
    else
        act_set(d, id, a.lapses <= d->now ? STATE_LAPSED : STATE_IN_FORCE, appeal, 0);
}

static void set_aside(struct docket *d, uint32_t first, uint32_t appeal) {
    uint32_t on = proc(d->l, first)->subject;
    if (is_noun(d->l, on, NOUN_PROCEEDING) && proc(d->l, on)->kind == PROC_VOTE)
        on = proc(d->l, on)->subject;
    if (is_noun(d->l, on, NOUN_ACT)) {
        act_holds_again(d, on, first, appeal);
        return;
    }
    bool more = true; /* a long consequence goes on in the entries behind it */
    for (uint64_t made = proc(d->l, first)->ended; more; made++) {
        more = false;
        for (uint32_t t = 0; (t = find_tie_ended(d->l, made, t));) {
            const struct tie_row row = *ties_at(d->l, t);
            if (row.end_cause != first || row.end_how != CAME_DISPUTE_UPHELD)
                continue;
            more = true;
            if (mandates_at(d->l, row.detail)->term_end > d->now)
                tie_restore(d, t, d->now);
        }
    }
}

void dispute_decided(struct docket *d, uint32_t id, uint32_t vote, uint32_t outcome) {
    struct proc_row p = *proc(d->l, id);
    bool upheld = outcome == OUTCOME_CARRIED || outcome == OUTCOME_UPHELD;
    if (p.closed != INSTANT_MAX || outcome == OUTCOME_NO_QUORUM)
        return;
    EMIT(d, CLOSED, id, upheld ? OUTCOME_UPHELD : OUTCOME_DISMISSED_OUT, d->now);
    bool first_upheld = is_noun(d->l, p.subject, NOUN_PROCEEDING) &&
                        proc(d->l, p.subject)->kind == PROC_DISPUTE &&
                        proc(d->l, p.subject)->outcome == OUTCOME_UPHELD;
    if (upheld && first_upheld)
        set_aside(d, p.subject, id);
    else if (upheld)
        remedy(d, id, p.subject, state_word(d->l, (uint32_t)p.number[PROC_REMEDY]));
    if (is_noun(d->l, p.subject, NOUN_ACT))
        act_resumes(d, p.subject, id);
}

static uint32_t objection_unit(const struct law *l, uint32_t id) {
    return thing(l, id)->unit ? thing(l, id)->unit : proc(l, proc(l, id)->parent)->subject;
}

/* Nobody is put on the roll of one branch while she is on another's: she leaves it first. */
static enum law_verdict of_one_unit(struct docket *d, uint32_t id) {
    const struct law *l = d->l;
    const struct proc_row *p = proc(l, id);
    uint32_t unit = objection_unit(l, id);
    char who[NAME_TEXT], of[NAME_TEXT];
    if (!bytes_is(state_word(l, (uint32_t)p->number[PROC_REMEDY]), "add") ||
        !is_kind(l, p->subject, KIND_PERSON) || !is_kind(l, unit, KIND_UNIT))
        return LAW_ACCEPTED;
    uint32_t other = member_of_sister(l, p->subject, unit);
    return other ? refuse(d, LAW_MEMBER_ALREADY, "members", name_text(l, p->subject, who),
                          name_text(l, other, of), "")
                 : LAW_ACCEPTED;
}

/* An objection upheld changes the roll: the person is put on, or taken off, as it asks (`how`: add,
 * remove); the roll is then as of the moment it closes. */
static void objection_decided(struct docket *d, uint32_t id, bool upheld) {
    struct proc_row p = *proc(d->l, id);
    EMIT(d, CLOSED, id, upheld ? OUTCOME_UPHELD : OUTCOME_DISMISSED_OUT, d->now);
    uint32_t person = is_kind(d->l, p.subject, KIND_PERSON) ? p.subject : 0;
    uint32_t unit = objection_unit(d->l, id);
    struct bytes how = state_word(d->l, (uint32_t)p.number[PROC_REMEDY]);
    if (!upheld || !person || !is_kind(d->l, unit, KIND_UNIT))
        return;
    uint32_t t = tie_between(d->l, TIE_MEMBER, person, unit);
    /* the roll is mended as it was frozen */
    int64_t at = proc(d->l, p.parent)->kind == PROC_ROLL ? proc(d->l, p.parent)->opens : d->now;
    if (bytes_is(how, "remove") && t)
        EMIT(d, MEMBER_END, ties_at(d->l, t)->thing, at, CAME_DISPUTE_UPHELD);
    if (!bytes_is(how, "add") || t)
        return;
    uint32_t member = emit_thing(d, NOUN_TIE, TIE_MEMBER, (struct bytes){0}, 0, 0, 0);
    const struct members_rule *rule = &d->l->charter->members;
    uint32_t class = rule->n_classes ? word_number(d, 0, rule->classes[0].name) : 0;
    EMIT(d, MEMBER, member, person, unit, class, 0, at);
}

static enum law_verdict may_settle(struct docket *d, const struct proc_row *p, uint32_t by) {
    const struct charter *c = d->l->charter;
    char judge[REFUSAL_ARG_BYTES];
    if (p->kind == PROC_OBJECTION) {
        const struct proc_row *in = proc(d->l, p->parent);
        struct whos w = {.n = 1, .each = {c->members.roll_settled_by}};
        if (in->kind == PROC_OPENING)
            w.each[0] = c->adoption.checked_by;
        if (whos_include(d->l, &w, by))
            return need_acts_for(d, by);
        return refuse(d, LAW_WRONG_JUDGE, "members.roll", whos_words(&w, judge), "", "");
    }
    if (p->kind == PROC_DISPUTE && p->body == by)
        return need_acts_for(d, by);
    return refuse(d, LAW_WRONG_JUDGE, "disputes", name_text(d->l, p->body, judge), "", "");
}

enum law_verdict decide_settle(struct docket *d) {
    struct law *l = d->l;
    uint32_t id, by, outcome = 0;
    struct bytes word = field(d, FIELD_OUTCOME).bytes, how = field(d, FIELD_REMEDY).bytes;
    char name[NAME_TEXT];
    bool upheld = bytes_is(word, "upheld");
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_PROCEEDING, true, NOUN_PROCEEDING, 0, &id));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, KIND_BODY, &by));
    const struct proc_row *p = proc(l, id);
    if (p->closed != INSTANT_MAX)
        return REFUSE1(d, LAW_CLOSED, name_text(l, id, name));
    if (!upheld && !bytes_is(word, "dismissed"))
        return refuse(d, LAW_BAD_VALUE, "", "the outcome", "outcome", "upheld or dismissed");
    if (how.n && !remedy_known(how))
        return refuse(d, LAW_BAD_VALUE, "disputes", "the remedy", "remedy",
                      "correct, recount, re-run, annul-from-now, annul-from-start");
    by = by ? by : d->h->acting_for ? d->h->acting_for : p->body;
    if (!by)
        return refuse(d, LAW_MISSING_FIELD, "", "by", "the body that settles it", "");
    TRY(may_settle(d, p, by));
    if (has(d, FIELD_RESULT)) { /* its own vote, counted in the hall */
        TRY(tally_certified(d, by, &(struct decision){0}, &outcome));
        if (upheld != (outcome == OUTCOME_CARRIED))
            return REFUSE1(d, LAW_COUNT_WRONG, "the count says otherwise than the outcome");
    }
    if (p->kind == PROC_OBJECTION) {
        if (upheld)
            TRY(of_one_unit(d, id));
        objection_decided(d, id, upheld);
        return LAW_ACCEPTED;
    }
    if (how.n) {
        uint32_t remedy_word = word_number(d, 0, how);
        EMIT(d, NUMBER, id, PROC_REMEDY, remedy_word);
    }
    dispute_decided(d, id, 0, upheld ? OUTCOME_UPHELD : OUTCOME_DISMISSED_OUT);
    return LAW_ACCEPTED;
}
