/* What does not fit among powers: claims that meet, orders against a promise, consent that comes
 * after the deed, dismissals by strangers, an order in which for a time nobody was highest. */
#include "view/finding.h"

/* --- two who claim one thing (M36) ------------------------------------------------------------ */

/* Do both hold: in a living record now, in one of the past at some time up to the date looked at?
 * As many claims as one likes say nothing of who is right. */
static bool both_hold(const struct view *v, const struct tie_row *a, const struct tie_row *b) {
    if (!v->law->past)
        return tie_held(a, v->at, v->known) && tie_held(b, v->at, v->known);
    return a->since <= v->at && b->since <= v->at && a->since < b->until && b->since < a->until;
}

static bool tie_looked_at(const struct view *v, const struct tie_row *t) {
    return t->made <= v->known && !(t->undone && t->undone <= v->known) &&
           (!t->thing || view_believed(v, t->thing));
}

static void two_claims(struct finder *f, uint32_t target, uint32_t one, uint32_t other) {
    struct view *v = f->v;
    const struct tie_row *a = ties_at(v->law, one), *b = ties_at(v->law, other);
    if (a->value != b->value || a->from == b->from || !both_hold(v, a, b) ||
        (a->standing == STANDS_GRANTED && b->standing == STANDS_GRANTED))
        return;
    if (f->id && f->id != target && f->id != a->from && f->id != b->from)
        return;
    struct doc *says = finding_new(f, "two-claims", target, f->id == a->from ? a->from : b->from,
                                   a->thing, N_("%2 and %3 both say that they may %4 %1"));
    if (!says)
        return;
    view_ref(v, says, "a1", target);
    view_ref(v, says, "a2", b->from);
    view_ref(v, says, "a3", a->from);
    view_word(v, says, "a4", a->value);
    struct doc *list = doc_list(M, says, "alternatives");
    const struct tie_row *both[] = {b, a};
    for (size_t i = 0; i < 2; i++) {
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "thing", both[i]->from);
        view_word(v, row, "value", both[i]->standing);
        view_date(v, row, "when", both[i]->thing, WHEN_SINCE, both[i]->since);
        view_sources(v, row, both[i]->thing);
    }
}

static void claims_on(struct finder *f, const struct chain_row *c) {
    const struct law *l = f->v->law;
    for (uint32_t t = c->last; t; t = ties_at(l, t)->prev[1])
        for (uint32_t u = tie_looked_at(f->v, ties_at(l, t)) ? ties_at(l, t)->prev[1] : 0; u;
             u = ties_at(l, u)->prev[1])
            if (tie_looked_at(f->v, ties_at(l, u)))
                two_claims(f, c->end, t, u);
}

/* --- consent after the deed (M38) ------------------------------------------------------------- */

/* The bounds of a date as it is written, else of the instant. */
static void bounds(const struct view *v, uint32_t id, int64_t instant, int64_t *ret_lo,
                   int64_t *ret_hi) {
    *ret_lo = *ret_hi = instant;
    for (uint32_t i = id ? thing(v->law, id)->whens : 0; i; i = whens_at(v->law, i)->prev)
        if (whens_at(v->law, i)->which == WHEN_SINCE) {
            *ret_lo = whens_at(v->law, i)->lo;
            *ret_hi = whens_at(v->law, i)->hi;
            return;
        }
}

/* The tie by which an addressee carried the act out, earliest; 0 none is told. */
static uint32_t carried_out(const struct view *v, uint32_t id) {
    const struct law *l = v->law;
    uint32_t first = 0, c = chain_find(l, id, 0, TIE_COMPLIANCE, 1);
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[1]) {
        const struct tie_row *row = ties_at(l, t);
        bool did = view_word_is(v, row->value, "obeyed") || view_word_is(v, row->value, "partly");
        if (did && tie_looked_at(v, row) && (!first || row->since < ties_at(l, first)->since))
            first = t;
    }
    return first;
}

static void late_consent(struct finder *f, uint32_t use) {
    struct view *v = f->v;
    uint32_t on = act(v->law, use)->on, did;
    if (!on || !is_noun(v->law, on, NOUN_ACT) || !(did = carried_out(v, on)))
        return;
    int64_t lo, hi, done_lo, done_hi;
    const struct tie_row *deed = ties_at(v->law, did);
    bounds(v, use, view_act_made(v, use), &lo, &hi);
    bounds(v, deed->thing, deed->since, &done_lo, &done_hi);
    if (lo < done_hi || lo == done_lo) /* the same day, or not known to be later */
        return;
    struct doc *says = finding_new(f, "late-consent", use, on, 0,
                                   N_("%2 consented to %1 by %3 after %4 had carried it out"));
    if (!says)
        return;
    view_ref(v, says, "a1", on);
    view_ref(v, says, "a2", act(v->law, use)->issuer);
    view_ref(v, says, "a3", use);
    view_ref(v, says, "a4", deed->from);
}

/* --- dismissed by others (M39) ---------------------------------------------------------------- */

static bool answers_to(struct view *v, uint32_t body, uint32_t to) {
    const struct law *l = v->law;
    int rule = body_rule_of(l, body);
    const struct whos *w = rule < 0 ? NULL : &l->charter->bodies[rule].accountable_to;
    for (uint8_t i = 0; w && i < w->n; i++)
        if (bytes_equal(w->each[i].name, state_word(l, thing(l, to)->rule)))
            return true;
    for (uint32_t t = view_tie_any_first(v, body, 0, TIE_ACCOUNTABLE_TO, 0); t;
         t = view_tie_any_next(v, t, 0))
        if (ties_at(l, t)->to == to)
            return true;
    return false;
}

static bool answers_to_anybody(struct view *v, uint32_t body) {
    int rule = body_rule_of(v->law, body);
    return (rule >= 0 && v->law->charter->bodies[rule].accountable_to.n) ||
           view_tie_any_first(v, body, 0, TIE_ACCOUNTABLE_TO, 0);
}

static void dismissed(struct finder *f, uint32_t use) {
    struct view *v = f->v;
    uint32_t on = act(v->law, use)->on, by = act(v->law, use)->issuer;
    if (!on || !is_noun(v->law, on, NOUN_ENTITY) || !answers_to_anybody(v, on) ||
        answers_to(v, on, by))
        return;
    struct doc *says = finding_new(f, "dismissed-by-another", use, on, 0,
                                   N_("%2 dismissed %1 by %3, and %1 does not answer to it"));
    if (!says)
        return;
    view_ref(v, says, "a1", on);
    view_ref(v, says, "a2", by);
    view_ref(v, says, "a3", use);
}

/* --- where the highest power lies (M40) ------------------------------------------------------- */

/* The holder before whose time ended before another's began. An end that is itself stated (by an
 * entry of its own) leaves a gap that the source tells; this looks for the others. */
static void gap_in_highest(struct finder *f, uint32_t order) {
    struct view *v = f->v;
    const struct law *l = v->law;
    uint32_t c = chain_find(l, order, 0, TIE_HIGHEST, 0), next = 0;
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0]) {
        const struct tie_row *row = ties_at(l, t);
        if (!tie_looked_at(v, row) || row->since > v->at)
            continue;
        if (next && row->until < ties_at(l, next)->since && row->ended == row->made) {
            struct doc *says = finding_new(
                f, "nobody-highest", order, ties_at(l, next)->to, row->thing,
                N_("%2 was highest in %1 until a date before %3 became it; nothing is told of the "
                   "time between"));
            if (!says)
                return;
            view_ref(v, says, "a1", order);
            view_ref(v, says, "a2", row->to);
            view_ref(v, says, "a3", ties_at(l, next)->to);
        }
        next = t;
    }
}

/* Of a large record the most rows are members: they are passed by. */
static void entities_each(struct finder *f) {
    const struct law *l = f->v->law;
    struct view *v = f->v;
    uint32_t n, *ids = derived_rows(v->derived, DERIVED_ACTORS, 0, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t id = ids[i], kind = thing(l, id)->kind;
        uint32_t c = chain_find(l, id, 0, TIE_POWER, 1);
        if (c && chains_at(l, c)->n > 1)
            claims_on(f, chains_at(l, c));
        if (kind == KIND_LEGAL_ORDER)
            gap_in_highest(f, id);
    }
}

void finding_powers(struct finder *f) {
    const struct law *l = f->v->law;
    entities_each(f);
    for (TABLE_EACH(&l->acts, i)) {
        uint32_t id = acts_at(l, i)->thing;
        if (!acts_at(l, i)->on || !view_act_there(f->v, id))
            continue;
        if (view_word_is(f->v, thing(l, id)->rule, "consent") ||
            view_word_is(f->v, thing(l, id)->rule, "countersign"))
            late_consent(f, id);
        if (view_word_is(f->v, thing(l, id)->rule, "dismiss"))
            dismissed(f, id);
    }
}

/* --- against an earlier promise (M33) --------------------------------------------------------- */

/* Was the agreement in force, or had it been given, when the act was made; and is its issuer bound
 * by it: a party, or one whose power it limits? */
static bool bound_by(const struct view *v, uint32_t agreement, uint32_t id) {
    const struct law *l = v->law;
    uint32_t issuer = act(l, id)->issuer;
    uint32_t own = thing(l, agreement)->parent;
    int64_t made = view_act_made(v, id);
    own = is_kind(l, own, KIND_LEGAL_ORDER) ? own : 0;
    if (agreement == id || view_act_made(v, agreement) > made ||
        state_of(l, agreement, 0, own, made, v->known) != STATE_IN_FORCE)
        return false;
    return issuer == act(l, agreement)->issuer || tie_between(l, TIE_PARTY_TO, issuer, agreement) ||
           term_limits(l, agreement, issuer);
}

static void against(struct finder *f, uint32_t bar) {
    struct view *v = f->v;
    const struct tie_row *b = ties_at(v->law, bar);
    for (TABLE_EACH(&v->law->acts, i)) {
        uint32_t id = acts_at(v->law, i)->thing;
        if (!view_act_there(v, id) || !term_bars(v->law, b, id) || !bound_by(v, b->from, id))
            continue;
        struct doc *says = finding_new(f, "against-term", id, b->from, b->from_part,
                                       N_("%1 goes against term %3 of %2, which was made before"));
        if (!says)
            continue;
        view_ref(v, says, "a1", id);
        view_ref(v, says, "a2", b->from);
        doc_id(M, says, "a3", b->from_part);
    }
}

static void bars_of(struct finder *f, uint32_t id, uint32_t part) {
    const struct law *l = f->v->law;
    uint32_t c = chain_find(l, id, part, TIE_ELIGIBLE_BAR, 0);
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0])
        if (tie_looked_at(f->v, ties_at(l, t)))
            against(f, t);
}

void finding_terms(struct finder *f) {
    const struct law *l = f->v->law;
    for (TABLE_EACH(&l->acts, i)) {
        const struct act_row *a = acts_at(l, i);
        for (uint32_t part = 1; part <= a->terms; part++)
            if (view_act_there(f->v, a->thing))
                bars_of(f, a->thing, part);
    }
}
