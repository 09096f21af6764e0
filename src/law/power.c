#include "law/power.h"

#include "base/check.h"
#include "law/act.h"
#include "law/mandate.h"
#include "law/record.h"
#include "law/rooms.h"
#include "law/tally.h"
#include "law/term.h"

int verb_number(struct bytes verb) {
    for (int v = 1; v < VERB_COUNT_; v++)
        if (bytes_is(verb, verb_names[v]))
            return v;
    return 0;
}

/* --- which rule ------------------------------------------------------------------------------- */

static bool addressed_within(const struct law *l, uint32_t id, uint32_t unit) {
    uint32_t c = chain_find(l, id, 0, TIE_ADDRESSED_TO, 0);
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0]) {
        const struct tie_row *row = ties_at(l, t);
        uint32_t to = row->to;
        if (tie_holds(row) &&
            (to == unit || (to && is_noun(l, to, NOUN_ENTITY) && thing(l, to)->unit == unit)))
            return true;
    }
    return false;
}

/* Can this be done to such a thing at all? Acts are annulled, bodies dissolved. A mandate is
 * neither, though a power over its body reaches who sits there. */
static bool verb_reaches(int verb, uint16_t noun) {
    switch (verb) {
    case VERB_VETO:
    case VERB_ANNUL:
    case VERB_COUNTERSIGN:
    case VERB_CONSENT:
    case VERB_WITHDRAW: return noun == NOUN_ACT;
    case VERB_DISSOLVE:
    case VERB_CONVENE: return noun == NOUN_ENTITY;
    case VERB_DISMISS: return noun == NOUN_ENTITY || noun == NOUN_TIE;
    default: return true;
    }
}

/* Is TARGET one of those `what` and `whom` name? A power over a kind of act reaches every such act;
 * over a body its acts' author and those who sit in it. */
static bool target_named(const struct law *l, const struct power_rule *p, int verb,
                         uint32_t target) {
    const struct thing_row *t = thing(l, target);
    if (!verb_reaches(verb, t->noun))
        return false;
    struct bytes rule = state_word(l, t->rule);
    if (t->noun == NOUN_ACT)
        for (uint8_t i = 0; i < p->n_what; i++)
            if (bytes_equal(l->charter->acts[p->what[i]].name, rule))
                return true;
    if (t->noun == NOUN_TIE && t->row && tie(l, target)->kind == TIE_MANDATE)
        return whos_include(l, &p->whom, tie(l, target)->to);
    return t->noun == NOUN_ENTITY && whos_include(l, &p->whom, target);
}

static const char *own_unit_fails(const struct law *l, const struct power_rule *p, uint32_t by,
                                  uint32_t target) {
    uint32_t unit = thing(l, by)->unit;
    if (!p->own_unit)
        return NULL;
    bool own = is_noun(l, target, NOUN_ACT) ? addressed_within(l, target, unit)
               : is_noun(l, target, NOUN_TIE) ? thing(l, tie(l, target)->to)->unit == unit
                                              : thing(l, target)->unit == unit || target == unit;
    return unit && own ? NULL : "it reaches only its own unit";
}

static const char *amount_fails(const struct law *l, const struct power_rule *p, uint32_t target) {
    if (!p->where_field.n || !is_noun(l, target, NOUN_ACT))
        return NULL;
    return act_amount_over(l, target, p) ? NULL : "the amount is not over the bound";
}

int power_rule_for(const struct law *l, uint32_t by, int verb, uint32_t target,
                   const char **ret_why) {
    *ret_why = NULL;
    for (uint16_t i = 0; i < l->charter->n_powers; i++) {
        const struct power_rule *p = &l->charter->powers[i];
        if (!(p->verbs & (1u << verb)) || !whos_include(l, &p->who, by) ||
            !target_named(l, p, verb, target))
            continue;
        const char *why = own_unit_fails(l, p, by, target);
        why = why ? why : amount_fails(l, p, target);
        if (!why)
            return i;
        *ret_why = why;
    }
    return -1;
}

const char *power_holders(const struct law *l, int verb, uint32_t target,
                          char ret[REFUSAL_ARG_BYTES]) {
    size_t n = 0;
    ret[0] = 0;
    for (uint16_t i = 0; i < l->charter->n_powers; i++) {
        const struct power_rule *p = &l->charter->powers[i];
        char who[REFUSAL_ARG_BYTES];
        if (!(p->verbs & (1u << verb)) || !target_named(l, p, verb, target) ||
            n + 2 > REFUSAL_ARG_BYTES)
            continue;
        int w = snprintf(ret + n, REFUSAL_ARG_BYTES - n, "%s%s", n ? ", " : "",
                         whos_words(&p->who, who));
        n += w > 0 ? (size_t)w : 0;
    }
    return n ? ret : "nobody";
}

/* --- may it be used now ----------------------------------------------------------------------- */

static bool same_names(const struct whos *a, const struct whos *b) {
    bool same = a->n == b->n;
    for (uint8_t i = 0; same && i < a->n; i++)
        same = bytes_equal(a->each[i].name, b->each[i].name);
    return same;
}

static bool same_acts(const struct charter *ca, const struct power_rule *a,
                      const struct charter *cb, const struct power_rule *b) {
    bool same = a->n_what == b->n_what;
    for (uint8_t i = 0; same && i < a->n_what; i++)
        same = bytes_equal(ca->acts[a->what[i]].name, cb->acts[b->what[i]].name);
    return same;
}

int power_rule_now(const struct law *l, const struct charter *then, int rule) {
    if (rule < 0 || rule >= then->n_powers)
        return -1;
    const struct power_rule *p = &then->powers[rule];
    for (int i = 0; i < l->charter->n_powers; i++) {
        const struct power_rule *n = &l->charter->powers[i];
        if (then == l->charter ? i == rule
                               : n->verbs == p->verbs && n->must == p->must &&
                                     n->own_unit == p->own_unit && same_names(&n->who, &p->who) &&
                                     same_names(&n->whom, &p->whom) &&
                                     same_acts(l->charter, n, then, p))
            return i;
    }
    return -1;
}

/* The window that is open on an act for this verb; 0 none. */
static uint32_t window_open(const struct law *l, uint32_t id, int verb, int rule) {
    for (uint32_t p = act(l, id)->proc_last; p; p = proc(l, p)->subject_prev) {
        const struct proc_row *row = proc(l, p);
        if (row->kind == PROC_COURSE && row->closed == INSTANT_MAX &&
            row->number[PROC_VERB] == verb &&
            (rule < 0 || power_rule_now(l, charter_of(l, row), (int)row->part - 1) == rule))
            return p;
    }
    return 0;
}

static enum law_verdict act_ready(struct docket *d, int verb, int rule, uint32_t id,
                                  const char *article) {
    const struct law *l = d->l;
    uint32_t state = act_state(l, id, 0);
    char name[NAME_TEXT];
    const struct power_rule *p = &l->charter->powers[rule];
    bool windowed = verb == VERB_VETO || verb == VERB_COUNTERSIGN || verb == VERB_CONSENT;
    if (windowed && p->within.unit && p->pending != 2 && !window_open(l, id, verb, rule)) {
        if (state == STATE_PROPOSED || state == STATE_DRAFT)
            return refuse(d, LAW_ACT_STATE, article, name_text(l, id, name), kind_word(state),
                          "adopted and waiting");
        return refuse(d, LAW_TOO_LATE, article, "the end of the window in which it waits", "", "");
    }
    bool open_veto = verb == VERB_VETO && !(p->within.unit && p->pending != 2);
    if ((open_veto || verb == VERB_ANNUL) && p->within.unit &&
        act(l, id)->adopted != INSTANT_MAX &&
        d->now > span_end(p->within, act(l, id)->adopted, &l->charter->zone))
        return refuse(d, LAW_TOO_LATE, article, "the end of the time in which it may be used", "",
                      "");
    if ((open_veto || verb == VERB_ANNUL || verb == VERB_SUSPEND) && state != STATE_IN_FORCE &&
        state != STATE_WAITING && state != STATE_ADOPTED &&
        !(verb == VERB_ANNUL && state == STATE_SUSPENDED))
        return refuse(d, LAW_ACT_STATE, article, name_text(l, id, name), kind_word(state),
                      "in force or waiting");
    if (verb == VERB_WITHDRAW && state != STATE_IN_FORCE)
        return refuse(d, LAW_ACT_STATE, article, name_text(l, id, name), kind_word(state),
                      "in force");
    return LAW_ACCEPTED;
}

static enum law_verdict may_use(struct docket *d, int verb, uint32_t by, uint32_t on,
                                int *ret_rule) {
    const struct law *l = d->l;
    const char *why;
    char who[NAME_TEXT], what[2 * NAME_TEXT + 64], holders[REFUSAL_ARG_BYTES], name[NAME_TEXT],
        article[ARTICLE_TEXT];
    int rule = power_rule_for(l, by, verb, on, &why);
    if (rule < 0 && why)
        return refuse(d, LAW_WHERE, "powers", why, "", "");
    if (rule < 0) {
        snprintf(what, sizeof(what), "%s (who may: %s)", name_text(l, on, name),
                 power_holders(l, verb, on, holders));
        return refuse(d, LAW_NO_POWER, "powers", name_text(l, by, who), verb_names[verb], what);
    }
    *ret_rule = rule;
    article_text(l->charter->powers[rule].article, article);
    if (is_noun(l, on, NOUN_ACT))
        return act_ready(d, verb, rule, on, article);
    return LAW_ACCEPTED;
}

/* --- what it does ----------------------------------------------------------------------------- */

static void window_closes(struct docket *d, uint32_t course, uint32_t outcome) {
    if (proc(d->l, course)->closes != INSTANT_MAX)
        EMIT(d, DUE_DONE, course, DUE_VETO_WINDOW);
    EMIT(d, CLOSED, course, outcome, d->now);
}

static void waits_less(struct docket *d, uint32_t id) {
    uint32_t n = act(d->l, id)->waiting;
    if (n)
        EMIT(d, ACT_NUMBER, id, ACT_WAITING, n - 1);
    act_settle(d, id);
}

/* A veto where own-unit strikes the act for that unit only: the addressee goes. When none is left,
 * or the power is over the whole act, the act is vetoed. */
static void veto(struct docket *d, const struct power_rule *p, uint32_t by, uint32_t use,
                 uint32_t on) {
    uint32_t unit = thing(d->l, by)->unit, left = 0;
    uint32_t c = p->own_unit ? chain_find(d->l, on, 0, TIE_ADDRESSED_TO, 0) : 0;
    for (uint32_t t = c ? chains_at(d->l, c)->last : 0; t; t = ties_at(d->l, t)->prev[0]) {
        const struct tie_row row = *ties_at(d->l, t);
        if (!tie_holds(&row))
            continue;
        if (row.to == unit ||
            (is_noun(d->l, row.to, NOUN_ENTITY) && thing(d->l, row.to)->unit == unit))
            EMIT(d, TIE_END, row.thing, d->now, use);
        else
            left++;
    }
    if (!left)
        act_ends(d, on, STATE_VETOED, use, act_order(d->l, by));
}

static void dismiss(struct docket *d, uint32_t use, uint32_t on) {
    if (is_noun(d->l, on, NOUN_TIE)) {
        struct mandate_row m = *mandate(d->l, on);
        if (!tie_holds(tie(d->l, on)))
            return;
        mandate_end(d, on, d->now, CAME_DISMISSED, use);
        mandate_vacancy(d, m.body, m.seat, d->now);
        return;
    }
    for (uint32_t s = entity(d->l, on)->seat_last; s; s = seats_at(d->l, s)->prev) {
        if (!seats_at(d->l, s)->holder)
            continue;
        if (!has_room(d)) {
            carry_on(d, use);
            return;
        }
        mandate_end(d, seats_at(d->l, s)->holder, d->now, CAME_DISMISSED, use);
        mandate_anew(d, on, seats_at(d->l, s)->number);
    }
}

void power_carry_on(struct docket *d, uint32_t use) {
    dismiss(d, use, act(d->l, use)->on);
}

static void suspend(struct docket *d, const struct power_rule *p, uint32_t by, uint32_t use,
                    uint32_t on) {
    if (is_noun(d->l, on, NOUN_ACT))
        act_set(d, on, STATE_SUSPENDED, use, act_order(d->l, by));
    else
        emit_state(d, on, 0, STATE_SUSPENDED, d->now, use, 0);
    if (p->within.unit)
        emit_due(d, span_end(p->within, d->now, &d->l->charter->zone), on, DUE_SUSPENSION);
}

/* A body of another order is dissolved in that order's eyes only: it sits on in its own (M44). */
static void dissolve(struct docket *d, uint32_t by, uint32_t use, uint32_t on) {
    uint32_t order = act_order(d->l, by);
    if (order && is_kind(d->l, on, KIND_BODY) && order != act_order(d->l, on))
        emit_state(d, on, 0, STATE_ORDERED_DISSOLVED, d->now, use, order);
    else
        record_end_body(d, on, CAME_BODY_ENDED);
    for (uint32_t s = is_kind(d->l, on, KIND_BODY) ? entity(d->l, on)->seat_last : 0; s;
         s = seats_at(d->l, s)->prev)
        mandate_anew(d, on, seats_at(d->l, s)->number); /* it is elected anew, in time */
}

static void inquire(struct docket *d, int verb, uint32_t by, uint32_t use, uint32_t on) {
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, PROC_INQUIRY, (struct bytes){0}, 0, 0, 0);
    EMIT(d, PROCEEDING, id, PROC_INQUIRY, on, 0, is_kind(d->l, by, KIND_BODY) ? by : 0, 0, use,
         d->now, INSTANT_MAX, 0, LAW_RULES);
    EMIT(d, NUMBER, id, PROC_VERB, verb);
}

static void consent(struct docket *d, int verb, int rule, uint32_t on) {
    uint32_t course = is_noun(d->l, on, NOUN_ACT) ? window_open(d->l, on, verb, rule) : 0;
    if (!course)
        return;
    window_closes(d, course, OUTCOME_CARRIED);
    waits_less(d, on);
}

static void work(struct docket *d, int verb, int rule, uint32_t use) {
    const struct law *l = d->l;
    const struct power_rule *p = &l->charter->powers[rule];
    uint32_t by = act(l, use)->issuer, on = act(l, use)->on;
    act_set(d, use, STATE_ADOPTED, 0, 0);
    act_set(d, use, STATE_IN_FORCE, 0, 0);
    switch (verb) {
    case VERB_VETO: veto(d, p, by, use, on); break;
    case VERB_ANNUL: act_ends(d, on, STATE_ANNULLED, use, act_order(l, by)); break;
    case VERB_SUSPEND: suspend(d, p, by, use, on); break;
    case VERB_COUNTERSIGN:
    case VERB_CONSENT: consent(d, verb, rule, on); break;
    case VERB_DISMISS: dismiss(d, use, on); break;
    case VERB_INSPECT:
    case VERB_QUESTION:
    case VERB_INVESTIGATE: inquire(d, verb, by, use, on); break;
    case VERB_DISSOLVE: dissolve(d, by, use, on); break;
    case VERB_WITHDRAW: act_ends(d, on, STATE_WITHDRAWN, use, 0); break;
    default: break; /* command, oversee, execute...: the instrument itself is what there is */
    }
}

/* A countersignature refused is the end of the act that needed it. */
static void refused(struct docket *d, int verb, int rule, uint32_t use) {
    uint32_t on = act(d->l, use)->on;
    act_set(d, use, STATE_REJECTED, 0, 0);
    if ((verb == VERB_COUNTERSIGN || verb == VERB_CONSENT) && is_noun(d->l, on, NOUN_ACT) &&
        window_open(d->l, on, verb, rule))
        act_ends(d, on, STATE_REJECTED, use, 0);
}

static bool act_over(const struct law *l, uint32_t on, int verb) {
    uint32_t state = act_state(l, on, 0);
    return (verb == VERB_ANNUL || verb == VERB_SUSPEND || verb == VERB_VETO ||
            verb == VERB_WITHDRAW) &&
           state != STATE_IN_FORCE && state != STATE_WAITING && state != STATE_ADOPTED &&
           !(verb == VERB_ANNUL && state == STATE_SUSPENDED);
}

void power_decided(struct docket *d, uint32_t vote, uint32_t outcome) {
    const struct proc_row *v = proc(d->l, vote);
    uint32_t use = v->subject;
    int verb = (int)v->number[PROC_VERB];
    int rule = power_rule_now(d->l, charter_of(d->l, v), (int)v->number[PROC_USER] - 1);
    if (act_state(d->l, use, 0) != STATE_PROPOSED)
        return;
    if (outcome == OUTCOME_NO_QUORUM)
        return; /* it may be put again */
    if (rule < 0) { /* an amendment took the power away meanwhile */
        act_set(d, use, STATE_LAPSED, 0, 0);
        return;
    }
    bool windowed = verb == VERB_VETO || verb == VERB_COUNTERSIGN || verb == VERB_CONSENT;
    uint32_t on = act(d->l, use)->on;
    if (outcome != OUTCOME_CARRIED)
        refused(d, verb, rule, use);
    else if (windowed && d->l->charter->powers[rule].within.unit &&
             d->l->charter->powers[rule].pending != 2 && !window_open(d->l, on, verb, rule))
        act_set(d, use, STATE_LAPSED, 0, 0); /* the window closed while it was being voted on */
    else if (is_noun(d->l, on, NOUN_ACT) && act_over(d->l, on, verb))
        act_set(d, use, STATE_LAPSED, on, 0); /* what it was to strike is over already */
    else
        work(d, verb, rule, use);
}

/* --- windows and suspensions end -------------------------------------------------------------- */

void due_veto_window(struct docket *d, uint32_t course) {
    struct proc_row p = *proc(d->l, course);
    uint32_t on = p.subject;
    if (p.closed != INSTANT_MAX)
        return;
    const struct charter *c = charter_of(d->l, &p);
    const struct power_rule *rule = p.part && p.part <= c->n_powers ? &c->powers[p.part - 1] : NULL;
    EMIT(d, CLOSED, course, OUTCOME_EXPIRED_OUT, d->now);
    bool must = p.number[PROC_VERB] != VERB_VETO;
    if (must && (!rule || rule->otherwise != OTHERWISE_STANDS)) {
        act_ends(d, on, STATE_LAPSED, course, 0);
        return;
    }
    waits_less(d, on);
}

void due_suspension(struct docket *d, uint32_t id) {
    if (is_noun(d->l, id, NOUN_ACT)) {
        act_resumes(d, id, 0);
        return;
    }
    if (thing(d->l, id)->state == STATE_SUSPENDED)
        emit_state(d, id, 0, STATE_STANDING, d->now, 0, 0);
}

/* --- the command ------------------------------------------------------------------------------ */

/* In a record of the past the source says what was done: in whose order, with which effect. */
static const uint32_t attested_effect[VERB_COUNT_] = {
    [VERB_VETO] = STATE_VETOED, [VERB_ANNUL] = STATE_ANNULLED, [VERB_SUSPEND] = STATE_SUSPENDED,
    [VERB_DISSOLVE] = STATE_ORDERED_DISSOLVED, [VERB_WITHDRAW] = STATE_WITHDRAWN};

static enum law_verdict exercise_attested(struct docket *d, int verb, uint32_t by, uint32_t on) {
    TRY(need_attested(d));
    TRY(act_fields_ok(d, -1));
    struct when when;
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    struct bytes outcome = field(d, FIELD_OUTCOME).bytes;
    uint32_t id = act_new(d, -1, word_number(d, 0, bytes_str(verb_names[verb])), by, on, 0);
    uint32_t state = outcome.n ? kind_number(500, outcome) : STATE_IN_FORCE;
    uint32_t order = act_order(d->l, by);
    emit_state(d, id, 0, state ? state : STATE_IN_FORCE, when.lo, 0, order);
    emit_attested(d, id);
    if (!attested_effect[verb] || state != STATE_IN_FORCE)
        return LAW_ACCEPTED;
    if (is_noun(d->l, on, NOUN_ACT))
        emit_state(d, on, 0, attested_effect[verb], when.lo, id, order);
    else if (is_noun(d->l, on, NOUN_ENTITY))
        emit_state(d, on, 0, attested_effect[verb], when.lo, id, order);
    return LAW_ACCEPTED;
}

/* The count of a hall vote in the same command: certified by chair and tellers. */
static enum law_verdict certified_outcome(struct docket *d, uint32_t by, int rule,
                                          uint32_t *ret_outcome) {
    TRY(tally_certified(d, by, &d->l->charter->powers[rule].how, ret_outcome));
    return LAW_ACCEPTED;
}

enum law_verdict decide_exercise(struct docket *d) {
    struct law *l = d->l;
    uint32_t by, on, outcome = 0;
    struct bytes name, verb_word = field(d, FIELD_VERB).bytes;
    int verb = verb_number(verb_word), rule = -1;
    char text[REFUSAL_ARG_BYTES];
    snprintf(text, sizeof(text), "%.*s", (int)verb_word.n, (const char *)verb_word.at);
    if (!verb)
        return refuse(d, LAW_BAD_VALUE, "powers", text, "power",
                      "veto, annul, suspend, countersign...");
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_BY, true, NOUN_ENTITY, 0, &by));
    TRY(field_thing(d, FIELD_ON, true, 0, 0, &on));
    if (l->past)
        return exercise_attested(d, verb, by, on);
    TRY(may_use(d, verb, by, on, &rule));
    TRY(term_permits(d, by, verb_word, on));
    TRY(need_acts_for(d, by));
    const struct power_rule *p = &l->charter->powers[rule];
    bool certified = has(d, FIELD_RESULT);
    uint32_t sitting = is_kind(l, by, KIND_BODY) ? entity(l, by)->sitting : 0;
    bool alone = is_kind(l, by, KIND_BODY) && entity(l, by)->seats_open == 1;
    if (certified)
        TRY(certified_outcome(d, by, rule, &outcome));
    else if (!alone && !sitting)
        return refuse(d, LAW_CANNOT_DECIDE, "", name_text(l, by, text),
                      "it is not sitting: open a sitting, or certify the count of the vote", "");
    uint32_t id = act_new(d, -1, word_number(d, 0, verb_word), by, on, 0);
    act_set(d, id, STATE_PROPOSED, 0, 0);
    if (certified || alone) {
        if (alone || outcome == OUTCOME_CARRIED)
            work(d, verb, rule, id);
        else
            refused(d, verb, rule, id);
        return LAW_ACCEPTED;
    }
    struct vote_new v = {.subject = id, .body = by, .parent = sitting, .verb = (uint32_t)verb,
                         .rule = (uint32_t)rule + 1, .opens = d->now, .closes = INSTANT_MAX};
    char vote[VOTE_NAME_TEXT];
    v.name = vote_name(l, id, vote);
    vote_open(d, &v, &p->how);
    return LAW_ACCEPTED;
}
