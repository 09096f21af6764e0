/* Units, persons, and who obeys whom. */
#include "view/lens.h"

/* --- units ------------------------------------------------------------------------------------ */

static void unit_row(struct view *v, struct doc *row, uint32_t id) {
    const struct entity_row *e = entity(v->law, id);
    view_ref(v, row, "unit", id);
    view_ref(v, row, "within", thing(v->law, id)->parent);
    if (!v->law->past)
        view_count(v, row, "members", e->members);
    uint32_t t = view_tie_first(v, id, 0, TIE_RECOGNITION, 0);
    if (t) {
        view_ref(v, row, "recognises", ties_at(v->law, t)->to);
        view_word(v, row, "recognises_state", ties_at(v->law, t)->value);
    }
    doc_flag(M, row, "ended", view_entity_ended(v, id));
    view_date(v, row, "since", id, WHEN_SINCE, INSTANT_MIN);
}

void view_units(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "units");
    uint32_t n = 0;
    for (TABLE_EACH(&v->law->entities, i)) {
        uint32_t unit = entities_at(v->law, i)->thing;
        const struct thing_row *t = thing(v->law, unit);
        if (t->kind != KIND_UNIT || !view_known(v, unit))
            continue;
        if (v->wanted.n && !bytes_equal(v->wanted, state_word(v->law, t->rule)))
            continue;
        if (n++ < VIEW_LIST_MAX)
            unit_row(v, doc_item(M, list), unit);
    }
    doc_int(M, d, "count", n);
}

static bool sent_by(const struct view *v, const struct mandate_row *m, uint32_t unit) {
    return m->sender == unit ||
           (m->sender && is_noun(v->law, m->sender, NOUN_ENTITY) &&
            thing(v->law, m->sender)->unit == unit) ||
           thing(v->law, m->body)->unit == unit;
}

static void put_delegates(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (TABLE_EACH(&v->law->mandates, i)) {
        const struct mandate_row *m = mandates_at(v->law, i);
        const struct tie_row *t = ties_at(v->law, m->tie);
        if (!sent_by(v, m, id) || !tie_held(t, v->at, v->known))
            continue;
        list = list ? list : doc_list(M, d, "delegates");
        if (list->n >= VIEW_LIST_MAX)
            return;
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "holder", m->person);
        view_ref(v, row, "body", m->body);
        doc_id(M, row, "seat", m->seat);
        view_word(v, row, "how", m->how);
        view_date(v, row, "since", t->thing, WHEN_SINCE, t->since);
        view_entry_no(v, row, "entry", t->made);
        view_sources(v, row, t->thing);
    }
}

static void put_within(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL, *bodies = NULL;
    for (TABLE_EACH(&v->law->entities, i)) {
        uint32_t other = entities_at(v->law, i)->thing;
        const struct thing_row *t = thing(v->law, other);
        if (t->kind != KIND_UNIT || t->parent != id || !view_known(v, other))
            continue;
        list = list ? list : doc_list(M, d, "units");
        if (list->n < VIEW_LIST_MAX)
            unit_row(v, doc_item(M, list), other);
    }
    for (uint32_t b = entity(v->law, id)->body_last; b; b = entity(v->law, b)->body_prev) {
        if (!view_known(v, b))
            continue;
        bodies = bodies ? bodies : doc_list(M, d, "bodies");
        view_body_row(v, doc_item(M, bodies), b);
    }
}

static void put_dues(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t i = entity(v->law, id)->dues_last; i; i = dues_at(v->law, i)->prev) {
        list = list ? list : doc_list(M, d, "dues");
        if (list->n >= 24)
            return;
        struct doc *row = doc_item(M, list);
        doc_day(M, row, "month", (int64_t)dues_at(v->law, i)->month * DAY_MS);
        view_count(v, row, "members", dues_at(v->law, i)->members);
    }
}

/* --- persons ---------------------------------------------------------------------------------- */

static void put_mandates(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "mandates");
    for (uint32_t t = view_tie_any_first(v, id, 0, TIE_MANDATE, 0); t && list->n < VIEW_LIST_MAX;
         t = view_tie_any_next(v, t, 0)) {
        const struct tie_row *r = ties_at(v->law, t);
        const struct mandate_row *m = mandates_at(v->law, r->detail);
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "body", m->body);
        doc_id(M, row, "seat", m->seat);
        view_ref(v, row, "sender", m->sender);
        view_word(v, row, "how", m->how);
        view_date(v, row, "since", r->thing, WHEN_SINCE, r->since);
        view_date(v, row, "until", r->thing, WHEN_UNTIL_, r->until);
        view_word(v, row, "ended_how", r->end_how);
        doc_flag(M, row, "now", tie_held(r, v->at, v->known));
        view_entry_no(v, row, "entry", r->made);
        view_sources(v, row, r->thing);
    }
}

static void put_offices(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "offices");
    for (uint32_t t = view_tie_any_first(v, id, 0, TIE_OFFICE, 0); t && list->n < VIEW_LIST_MAX;
         t = view_tie_any_next(v, t, 0)) {
        const struct tie_row *r = ties_at(v->law, t);
        struct doc *row = doc_item(M, list);
        view_word(v, row, "office", r->value);
        view_ref(v, row, "body", r->to);
        view_date(v, row, "since", r->thing, WHEN_SINCE, r->since);
        view_date(v, row, "until", r->thing, WHEN_UNTIL_, r->until);
        doc_flag(M, row, "now", tie_held(r, v->at, v->known));
        view_entry_no(v, row, "entry", r->made);
        view_sources(v, row, r->thing);
    }
}

#define STEPS_SEEN 50000
static struct bytes option_name(const struct view *v, const struct proc_row *p, uint32_t number) {
    for (uint32_t i = p->option_last; i; i = options_at(v->law, i)->prev)
        if (options_at(v->law, i)->number == number)
            return state_text(v->law, options_at(v->law, i)->name);
    return (struct bytes){0};
}

/* Votes cast by mandates that she held (a person) or that were sent by it (a unit), in bodies whose
 * votes may be seen, once they are closed. */
static bool votes_of(const struct view *v, const struct step_row *s, uint32_t id) {
    const struct mandate_row *m = mandate(v->law, s->mandate);
    return is_kind(v->law, id, KIND_UNIT) ? sent_by(v, m, id) : m->person == id;
}

static void put_votes(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    uint32_t n = v->law->steps.n, stop = n > STEPS_SEEN ? n - STEPS_SEEN : 0;
    for (uint32_t i = n; i-- > stop + 1;) {
        const struct step_row *s = steps_at(v->law, i);
        if (s->kind != STEP_CAST || !s->mandate || s->seq >= v->known || !votes_of(v, s, id))
            continue;
        const struct proc_row *p = proc(v->law, s->proc);
        if (p->closed == INSTANT_MAX || p->number[PROC_BALLOT] == BALLOT_SECRET ||
            !view_may_see(v, SIGHT_VOTES_IN, p->body))
            continue;
        list = list ? list : doc_list(M, d, "votes");
        if (list->n >= 100)
            return;
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "who", mandate(v->law, s->mandate)->person);
        view_ref(v, row, "body", p->body);
        view_ref(v, row, "proceeding", s->proc);
        view_ref(v, row, "subject", p->subject);
        struct bytes choice = option_name(v, p, s->option);
        doc_word(M, row, "choice", choice);
        view_instruction(v, row, s, choice);
        doc_int(M, row, "weight", s->weight);
        doc_flag(M, row, "void", s->voided != 0);
        view_time(v, row, "when", s->at);
        doc_id(M, row, "entry", s->seq);
    }
}

void view_unit(struct view *v, struct doc *d, uint32_t id) {
    static const uint32_t shown[] = {TIE_MANDATE, TIE_MEMBER};
    view_head(v, d, id);
    unit_row(v, d, id);
    if (!v->law->past)
        view_count(v, d, "good_standing", entity(v->law, id)->members_good);
    put_within(v, d, id);
    put_delegates(v, d, id);
    put_votes(v, d, id);
    put_dues(v, d, id);
    view_tail(v, d, id, shown, 2);
}

void view_person(struct view *v, struct doc *d, uint32_t id) {
    static const uint32_t shown[] = {TIE_MANDATE, TIE_OFFICE, TIE_MEMBER};
    view_head(v, d, id);
    put_mandates(v, d, id);
    put_offices(v, d, id);
    put_votes(v, d, id);
    view_tail(v, d, id, shown, 3);
}

/* --- recognition ------------------------------------------------------------------------------ */

void view_recognition(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "recognition");
    struct doc *totals = doc_list(M, d, "authorities");
    uint32_t to[32], counts[32], n = 0;
    for (TABLE_EACH(&v->law->ties, i)) {
        const struct tie_row *t = ties_at(v->law, i);
        if (t->kind != TIE_RECOGNITION || t->made > v->known ||
            (t->undone && t->undone <= v->known) || !view_believed(v, t->thing))
            continue;
        bool now = tie_held(t, v->at, v->known);
        if (list->n < VIEW_LIST_MAX) {
            struct doc *row = doc_item(M, list);
            view_ref_part(v, row, "who", t->from, t->from_part);
            view_ref_part(v, row, "obeys", t->to, t->to_part);
            view_word(v, row, "value", t->value);
            view_date(v, row, "since", t->thing, WHEN_SINCE, t->since);
            view_date(v, row, "until", t->thing, WHEN_UNTIL_, t->until);
            doc_flag(M, row, "now", now);
            view_word(v, row, "standing", t->standing == STANDS_GRANTED ? 0 : t->standing);
            view_reading(v, row, t->thing);
            view_entry_no(v, row, "entry", t->made);
            view_sources(v, row, t->thing);
        }
        uint32_t k = 0;
        now = now && t->to;
        while (now && k < n && to[k] != t->to)
            k++;
        if (now && k == n && n < 32) {
            to[n] = t->to;
            counts[n++] = 0;
        }
        if (now && k < n)
            counts[k]++;
    }
    for (uint32_t k = 0; k < n; k++) {
        struct doc *row = doc_item(M, totals);
        view_ref(v, row, "authority", to[k]);
        doc_int(M, row, "obeyed_by", counts[k]);
    }
}
