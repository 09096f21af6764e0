/* What was asked for and never taken up; offices that nobody took. */
#include "view/finding.h"

/* --- matters, demands, inquiries (M41, M43) --------------------------------------------------- */

static bool open_then(const struct view *v, const struct proc_row *p) {
    return p->made <= v->known && view_known(v, p->thing) && p->opens <= v->at &&
           !(p->closed <= v->at && p->ended && p->ended <= v->known);
}

/* Has the body sat after that, up to the date looked at? */
static bool sat_since(const struct view *v, uint32_t body, int64_t after) {
    for (TABLE_EACH(&v->law->procs, i)) {
        const struct proc_row *p = procs_at(v->law, i);
        if (p->kind == PROC_SITTING && p->subject == body && p->opens >= after &&
            p->opens <= v->at && p->made <= v->known)
            return true;
    }
    return false;
}

/* An inquiry that was opened on a demand names it as what it is about. */
static bool inquiry_on(const struct view *v, uint32_t demand) {
    for (uint32_t i = 1; i < v->law->procs.n; i++) {
        const struct proc_row *p = procs_at(v->law, i);
        if (p->kind == PROC_INQUIRY && p->subject == demand && p->made <= v->known)
            return true;
    }
    return false;
}

static const char *matter_says(const struct view *v, const struct proc_row *p,
                               const char **ret_kind) {
    bool late = (p->closes != INSTANT_MAX && p->closes <= v->at) ||
                thing(v->law, p->thing)->state == STATE_EXPIRED;
    if (p->kind == PROC_DEMAND && !inquiry_on(v, p->thing)) {
        *ret_kind = "demand-unanswered";
        return p->body ? N_("%1 was demanded of %2; nothing says that it was taken up")
                       : N_("%1 was demanded; nothing says that it was taken up");
    }
    if (p->kind == PROC_INQUIRY && v->law->past) {
        *ret_kind = "not-reported";
        return N_("what came of %1 is not reported");
    }
    if (late) {
        *ret_kind = "overdue";
        return p->body ? N_("%1 was put to %2, its time has passed, and it is still open")
                       : N_("the time of %1 has passed, and it is still open");
    }
    if (p->kind == PROC_MATTER && p->body && !sat_since(v, p->body, p->opens)) {
        *ret_kind = "matter-waits";
        return N_("%1 was referred to %2, which has not sat since; it is still open");
    }
    return NULL;
}

void finding_matters(struct finder *f) {
    struct view *v = f->v;
    for (TABLE_EACH(&v->law->procs, i)) {
        const struct proc_row *p = procs_at(v->law, i);
        const char *kind = NULL;
        if ((p->kind != PROC_MATTER && p->kind != PROC_DEMAND && p->kind != PROC_INQUIRY &&
             p->kind != PROC_NEGOTIATION && p->kind != PROC_CRISIS && p->kind != PROC_FORMATION &&
             p->kind != PROC_VACANCY) ||
            !open_then(v, p))
            continue;
        const char *sentence = matter_says(v, p, &kind);
        struct doc *says = sentence ? finding_new(f, kind, p->thing, p->body, 0, sentence) : NULL;
        if (!says)
            continue;
        view_ref(v, says, "a1", p->thing);
        view_ref(v, says, "a2", p->body);
    }
}

/* --- offices (M48) ---------------------------------------------------------------------------- */

/* Of the holders of one office: the last whose time is over at the date; 0 when somebody holds it
 * then, or nobody has held it yet. */
static uint32_t last_holder(struct view *v, uint32_t body, uint32_t office) {
    uint32_t last = 0;
    for (uint32_t t = view_tie_any_first(v, body, 0, TIE_OFFICE, 1); t;
         t = view_tie_any_next(v, t, 1)) {
        const struct tie_row *row = ties_at(v->law, t);
        if (row->value != office || row->since > v->at)
            continue;
        if (tie_held(row, v->at, v->known))
            return 0;
        if (!last || row->until > ties_at(v->law, last)->until)
            last = t;
    }
    return last;
}

static void vacant(struct finder *f, uint32_t body, uint32_t office) {
    struct view *v = f->v;
    uint32_t t = last_holder(v, body, office);
    if (!t || view_entity_ended(v, body))
        return;
    struct doc *says =
        finding_new(f, "vacant-office", body, ties_at(v->law, t)->from, office,
                    v->law->past ? N_("nobody is told to be %2 of %1 at this date, after %3")
                                 : N_("nobody is %2 of %1 since %3 is not"));
    if (!says)
        return;
    view_ref(v, says, "a1", body);
    view_word(v, says, "a2", office);
    view_ref(v, says, "a3", ties_at(v->law, t)->from);
}

/* Each office once: at the first tie of the chain (from its end) that names it. */
static void offices_of(struct finder *f, const struct chain_row *c) {
    const struct law *l = f->v->law;
    for (uint32_t t = c->last; t; t = ties_at(l, t)->prev[1]) {
        uint32_t u = c->last;
        while (u != t && ties_at(l, u)->value != ties_at(l, t)->value)
            u = ties_at(l, u)->prev[1];
        if (u == t)
            vacant(f, c->end, ties_at(l, t)->value);
    }
}

void finding_offices(struct finder *f) {
    const struct law *l = f->v->law;
    struct view *v = f->v;
    uint32_t n, *ids = derived_rows(v->derived, DERIVED_ACTORS, 0, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t id = ids[i];
        uint32_t c = is_kind(l, id, KIND_UNIT) ? 0 : chain_find(l, id, 0, TIE_OFFICE, 1);
        if (c)
            offices_of(f, chains_at(l, c));
    }
}
