/* What becomes of an act. */
#include "base/check.h"
#include "law/act.h"
#include "law/record.h"
#include "law/rooms.h"
#include "law/tally.h"

/* --- states ----------------------------------------------------------------------------------- */

static uint32_t order_index(const struct law *l, uint32_t order) {
    for (uint32_t i = 0; order && l->charter && i < l->charter->n_orders && i < ACT_ORDERS; i++)
        if (bytes_equal(l->charter->orders[i].name, state_name(l, order)))
            return i;
    return 0;
}

uint32_t act_state(const struct law *l, uint32_t id, uint32_t order) {
    uint32_t its = thing(l, id)->parent;
    uint32_t state = act(l, id)->state[order_index(l, order ? order : its)];
    return state || !order ? state : act(l, id)->state[order_index(l, its)];
}

void act_set(struct docket *d, uint32_t id, uint32_t state, uint32_t cause, uint32_t order) {
    emit_state(d, id, 0, state, d->now, cause, order ? order : thing(d->l, id)->parent);
}

/* --- windows ---------------------------------------------------------------------------------- */

/* What the rule cannot say is less, it reaches: an act without the amount, in another currency. */
bool act_amount_over(const struct law *l, uint32_t id, const struct power_rule *p) {
    if (!p->where_field.n)
        return true;
    for (uint32_t i = thing(l, id)->amounts; i; i = amounts_at(l, i)->prev) {
        const struct amount_row *a = amounts_at(l, i);
        if (!a->den || !bytes_equal(state_word(l, a->field), p->where_field))
            continue;
        if (p->where_unit.n && a->unit && !bytes_equal(state_word(l, a->unit), p->where_unit))
            return true;
        return ratio_compare((struct ratio){a->num, a->den}, p->where_over) > 0;
    }
    return true;
}

static bool rule_reaches(const struct law *l, const struct power_rule *p, uint32_t id) {
    bool kind = false;
    struct bytes rule = state_word(l, thing(l, id)->rule);
    for (uint8_t i = 0; i < p->n_what; i++)
        kind |= bytes_equal(l->charter->acts[p->what[i]].name, rule);
    if (!kind || !act_amount_over(l, id, p))
        return false;
    if (p->from.kind == WHO_NOBODY)
        return true;
    struct whos from = {.n = 1, .each = {p->from}};
    return whos_include(l, &from, act(l, id)->issuer);
}

/* Does the rule hold the act up: a veto or consent that waits, a countersignature that must be
 * given? */
static int waits_for(const struct power_rule *p) {
    if (p->pending == 2)
        return 0;
    if (p->must && (p->verbs & (1u << VERB_COUNTERSIGN)))
        return VERB_COUNTERSIGN;
    if (p->must && (p->verbs & (1u << VERB_CONSENT)))
        return VERB_CONSENT;
    if ((p->verbs & (1u << VERB_VETO)) && p->within.unit)
        return VERB_VETO;
    return 0;
}

static uint32_t open_windows(struct docket *d, uint32_t id) {
    uint32_t n = 0;
    for (uint16_t i = 0; i < d->l->charter->n_powers; i++) {
        const struct power_rule *p = &d->l->charter->powers[i];
        int verb = waits_for(p);
        if (!verb || !rule_reaches(d->l, p, id))
            continue;
        int64_t ends =
            p->within.unit ? span_end(p->within, d->now, &d->l->charter->zone) : INSTANT_MAX;
        uint32_t course = emit_thing(d, NOUN_PROCEEDING, PROC_COURSE, (struct bytes){0}, 0, id, 0);
        EMIT(d, PROCEEDING, course, PROC_COURSE, id, i + 1, 0, 0, 0, d->now, ends, 0, LAW_RULES);
        EMIT(d, NUMBER, course, PROC_VERB, verb);
        emit_due(d, ends, course, DUE_VETO_WINDOW);
        n++;
    }
    return n;
}

static void close_all(struct docket *d, uint32_t id) {
    for (uint32_t p = act(d->l, id)->proc_last; p; p = proc(d->l, p)->subject_prev) {
        const struct proc_row *row = proc(d->l, p);
        if (row->closed != INSTANT_MAX)
            continue;
        if (row->closes != INSTANT_MAX)
            EMIT(d, DUE_DONE, p, row->kind == PROC_COURSE ? DUE_VETO_WINDOW : DUE_CLOSE);
        EMIT(d, CLOSED, p, OUTCOME_OVERTAKEN, d->now);
    }
}

/* --- the road to force ------------------------------------------------------------------------ */

static void step_begins(struct docket *d, uint32_t id) {
    const struct act_rule *r = act_rule(d->l, id);
    const struct decision *step = &r->steps[act(d->l, id)->step];
    if (step->within.unit)
        emit_due(d, span_end(step->within, d->now, &d->l->charter->zone), id, DUE_STEP);
}

void act_proposed(struct docket *d, uint32_t id) {
    const struct act_rule *r = act_rule(d->l, id);
    act_set(d, id, STATE_PROPOSED, 0, 0);
    emit_due(d, act(d->l, id)->deadline, id, DUE_DEADLINE);
    if (r && r->n_steps)
        step_begins(d, id);
}

void act_adopted(struct docket *d, uint32_t id) {
    act_set(d, id, STATE_ADOPTED, 0, 0);
    uint32_t n = thing(d->l, id)->kind == STATE_REPEALED ? 0 : open_windows(d, id);
    EMIT(d, ACT_NUMBER, id, ACT_WAITING, n);
    act_settle(d, id);
}

static bool struck_by_veto(const struct law *l, const struct tie_row *t) {
    uint32_t use = t->end_cause;
    return t->until != INSTANT_MAX && is_noun(l, use, NOUN_ACT) &&
           bytes_is(state_word(l, thing(l, use)->rule), "veto");
}

bool act_struck_in_part(const struct law *l, uint32_t id) {
    uint32_t c = chain_find(l, id, 0, TIE_ADDRESSED_TO, 0);
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0])
        if (struck_by_veto(l, ties_at(l, t)) &&
            !tie_between(l, TIE_ADDRESSED_TO, id, ties_at(l, t)->to))
            return true;
    return false;
}

void act_overridden(struct docket *d, uint32_t id, uint32_t vote) {
    uint32_t state = act_state(d->l, id, 0), c = chain_find(d->l, id, 0, TIE_ADDRESSED_TO, 0);
    if (state != STATE_VETOED && state != STATE_WAITING && state != STATE_IN_FORCE)
        return;
    for (uint32_t t = c ? chains_at(d->l, c)->last : 0; t; t = ties_at(d->l, t)->prev[0]) {
        const struct tie_row row = *ties_at(d->l, t);
        if (struck_by_veto(d->l, &row) && !tie_between(d->l, TIE_ADDRESSED_TO, id, row.to))
            emit_tie(d, TIE_ADDRESSED_TO, id, 0, row.to, row.to_part, 0, d->now, INSTANT_MAX,
                     STANDS_GRANTED, vote, (struct bytes){0});
    }
    if (state != STATE_VETOED)
        return;
    act_set(d, id, STATE_ADOPTED, vote, 0);
    EMIT(d, ACT_NUMBER, id, ACT_WAITING, 0);
    act_settle(d, id);
}

void act_resumes(struct docket *d, uint32_t id, uint32_t cause) {
    if (act_state(d->l, id, 0) != STATE_SUSPENDED)
        return;
    bool was_in_force = act(d->l, id)->in_force != INSTANT_MAX;
    act_set(d, id, was_in_force ? STATE_IN_FORCE : STATE_WAITING, cause, 0);
    if (!was_in_force)
        act_settle(d, id);
}

static bool publication_missing(const struct act_rule *r, const struct act_row *a) {
    return r && r->in_force == IN_FORCE_PUBLICATION && a->published == INSTANT_MAX;
}

void act_settle(struct docket *d, uint32_t id) {
    const struct act_rule *r = act_rule(d->l, id);
    struct act_row a = *act(d->l, id);
    uint32_t state = act_state(d->l, id, 0);
    int64_t from = a.adopted;
    if (state == STATE_SUSPENDED)
        return; /* act_resumes looks again */
    if (r && r->in_force == IN_FORCE_AFTER && from != INSTANT_MAX)
        from = span_end(r->in_force_after, from, &d->l->charter->zone);
    if (a.waiting == 0 && !publication_missing(r, &a) && from <= d->now) {
        act_enters(d, id);
        return;
    }
    if (state != STATE_WAITING)
        act_set(d, id, STATE_WAITING, 0, 0);
    if (a.waiting == 0 && from > d->now && from != INSTANT_MAX && !publication_missing(r, &a))
        emit_due(d, from, id, DUE_IN_FORCE);
}

void due_in_force(struct docket *d, uint32_t id) {
    if (act_state(d->l, id, 0) == STATE_WAITING)
        act_settle(d, id);
}

/* What an act does by coming into force: a repeal ends another; the dissolution ends the
 * federation. */
static void works(struct docket *d, uint32_t id, const struct act_rule *r) {
    uint32_t on = thing(d->l, id)->kind == STATE_REPEALED ? act(d->l, id)->on : 0;
    uint32_t state = on ? act_state(d->l, on, 0) : 0;
    if (state == STATE_IN_FORCE || state == STATE_SUSPENDED)
        act_ends(d, on, STATE_REPEALED, id, 0);
    if (on)
        return; /* a repeal takes away; it does not do what such an act does */
    if (r && r->changes == CHANGES_FEDERATION)
        emit_state(d, 1, 0, STATE_DISSOLVED, d->now, id, 0);
}

void act_enters(struct docket *d, uint32_t id) {
    const struct act_rule *r = act_rule(d->l, id);
    act_set(d, id, STATE_IN_FORCE, 0, 0);
    if (r && r->lapses.unit) {
        int64_t ends = span_end(r->lapses, d->now, &d->l->charter->zone);
        EMIT(d, ACT_NUMBER, id, ACT_LAPSES, ends);
        emit_due(d, ends, id, DUE_LAPSE);
    }
    works(d, id, r);
}

void due_lapse(struct docket *d, uint32_t id) {
    uint32_t state = act_state(d->l, id, 0);
    if (state == STATE_IN_FORCE || state == STATE_SUSPENDED)
        act_ends(d, id, STATE_LAPSED, 0, 0);
}

void act_ends(struct docket *d, uint32_t id, uint32_t state, uint32_t cause, uint32_t order) {
    bool own = !order || order == thing(d->l, id)->parent;
    act_set(d, id, state, cause, order);
    if (own)
        close_all(d, id);
}

/* --- steps ------------------------------------------------------------------------------------ */

const struct decision *act_step(const struct law *l, uint32_t id) {
    const struct act_rule *r = act_rule(l, id);
    uint32_t step = act(l, id)->step;
    return r && step < r->n_steps ? &r->steps[step] : NULL;
}

struct each_count {
    int64_t all, carried, open;
};
/* Votes of this step in each of the electorates: carried, and those that have not decided yet. */
static struct each_count count_each(const struct law *l, uint32_t id, const struct who *w,
                                    uint32_t step) {
    struct each_count n = {0};
    for (uint32_t b = who_body_next(l, w, 0); b; b = who_body_next(l, w, b)) {
        bool carried = false, lost = false;
        for (uint32_t p = act(l, id)->proc_last; p; p = proc(l, p)->subject_prev) {
            const struct proc_row *row = proc(l, p);
            if (row->kind != PROC_VOTE || row->body != b || row->number[PROC_STEP_NO] != step)
                continue;
            carried |= row->outcome == OUTCOME_CARRIED;
            lost |= row->outcome == OUTCOME_LOST || row->outcome == OUTCOME_TURNOUT_MISSED ||
                    row->outcome == OUTCOME_TIED;
        }
        n.all++;
        n.carried += carried;
        n.open += !carried && !lost;
    }
    return n;
}

static void step_passed(struct docket *d, uint32_t id) {
    const struct act_rule *r = act_rule(d->l, id);
    uint32_t next = act(d->l, id)->step + 1;
    if (r->steps[next - 1].within.unit)
        EMIT(d, DUE_DONE, id, DUE_STEP);
    EMIT(d, ACT_NUMBER, id, ACT_STEP, next);
    if (next >= r->n_steps)
        act_adopted(d, id);
    else
        step_begins(d, id);
}

static void step_failed(struct docket *d, uint32_t id, uint32_t cause) {
    const struct decision *step = &act_rule(d->l, id)->steps[act(d->l, id)->step];
    if (step->within.unit)
        EMIT(d, DUE_DONE, id, DUE_STEP);
    act_ends(d, id, STATE_REJECTED, cause, 0);
}

void act_step_done(struct docket *d, uint32_t id, uint32_t vote, uint32_t outcome) {
    const struct act_rule *r = act_rule(d->l, id);
    const struct proc_row *v = proc(d->l, vote);
    if (v->number[PROC_USER]) {
        if (outcome == OUTCOME_CARRIED)
            act_overridden(d, id, vote);
        return;
    }
    if (act_state(d->l, id, 0) != STATE_PROPOSED ||
        v->number[PROC_STEP_NO] != act(d->l, id)->step)
        return;
    if (!act_step(d->l, id)) { /* an amendment took the step away: nothing passes by that */
        act_ends(d, id, STATE_LAPSED, vote, 0);
        return;
    }
    const struct decision *step = &r->steps[act(d->l, id)->step];
    if (step->by.n && step->by.each[0].each) {
        struct each_count n = count_each(d->l, id, &step->by.each[0], act(d->l, id)->step);
        int64_t needed = step->needed.given == GIVEN_SAID
                             ? ratio_least(step->needed.ratio, n.all, step->needed.more_than)
                             : n.all;
        if (n.carried >= needed && n.all)
            step_passed(d, id);
        else if (n.carried + n.open < needed)
            step_failed(d, id, vote);
        return;
    }
    if (outcome == OUTCOME_CARRIED)
        step_passed(d, id);
    else if (outcome == OUTCOME_LOST || outcome == OUTCOME_TURNOUT_MISSED ||
             outcome == OUTCOME_TIED)
        step_failed(d, id, vote);
}

/* The time of a step ran out: `otherwise`. A vote that is open in that moment closes undecided. */
void due_step(struct docket *d, uint32_t id) {
    const struct act_rule *r = act_rule(d->l, id);
    const struct decision *step = act_step(d->l, id);
    if (act_state(d->l, id, 0) != STATE_PROPOSED)
        return;
    if (!step || step->otherwise != OTHERWISE_STANDS) {
        act_ends(d, id, STATE_LAPSED, 0, 0);
        return;
    }
    uint32_t next = act(d->l, id)->step + 1;
    close_all(d, id);
    EMIT(d, ACT_NUMBER, id, ACT_STEP, next);
    if (next >= r->n_steps)
        act_adopted(d, id);
    else
        step_begins(d, id);
}

/* A deadline has passed: an ultimatum that was not answered has expired; an agreement not accepted
 * by all its parties, a proposal not decided, have lapsed. A matter referred stays open and is
 * listed. */
void due_deadline(struct docket *d, uint32_t id) {
    if (!is_noun(d->l, id, NOUN_ACT)) {
        proceeding_overdue(d, id);
        return;
    }
    uint32_t state = act_state(d->l, id, 0);
    if (state == STATE_IN_FORCE)
        act_set(d, id, STATE_EXPIRED, 0, 0);
    else if (state == STATE_PROPOSED || state == STATE_WAITING)
        act_ends(d, id, STATE_LAPSED, 0, 0);
}
