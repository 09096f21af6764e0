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
    uint32_t all, *rows = derived_rows(v->derived, DERIVED_UNITS, 0, v->make.arena, &all);
    uint64_t n = 0;
    for (uint32_t i = 0; i < all; i++) {
        const struct thing_row *t = thing(v->law, rows[i]);
        if (!view_known(v, rows[i]) ||
            (v->wanted.n && !bytes_equal(v->wanted, state_word(v->law, t->rule))))
            continue;
        if (n++ >= v->from && list->n < VIEW_ROWS)
            unit_row(v, doc_item(M, list), rows[i]);
    }
    view_paged(v, d, list, n);
}

static void put_delegates(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    uint32_t n, *rows = derived_rows(v->derived, DERIVED_SENT, id, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct mandate_row *m = mandates_at(v->law, rows[i]);
        const struct tie_row *t = ties_at(v->law, m->tie);
        if (!tie_held(t, v->at, v->known))
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
    uint32_t n, *rows = derived_rows(v->derived, DERIVED_UNITS_IN, id, v->make.arena, &n);
    uint32_t shown = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!view_known(v, rows[i]))
            continue;
        list = list ? list : doc_list(M, d, "units");
        if (shown++ >= v->from && list->n < VIEW_ROWS)
            unit_row(v, doc_item(M, list), rows[i]);
    }
    if (list)
        view_paged(v, d, list, shown);
    for (uint32_t b = entity(v->law, id)->body_last; b; b = entity(v->law, b)->body_prev) {
        if (!view_known(v, b) || (bodies && bodies->n >= VIEW_ROWS))
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
        view_month(v, row, "month", (int64_t)dues_at(v->law, i)->month * DAY_MS);
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

#define STEPS_SOUGHT 4000 /* of one ballot, for a vote that became void */

static struct bytes option_name(const struct view *v, const struct proc_row *p, uint32_t number) {
    for (uint32_t i = p->option_last; i; i = options_at(v->law, i)->prev)
        if (options_at(v->law, i)->number == number)
            return state_text(v->law, options_at(v->law, i)->name);
    return (struct bytes){0};
}

/* The vote cast in it by a mandate (a row of steps); 0: none. A vote that became void stays in the
 * chain of the proceeding only. */
static uint32_t cast_by(const struct law *l, uint32_t proc_id, uint32_t who, uint32_t mandate_id) {
    uint32_t ends[] = {who, mandate_id};
    for (size_t k = 0; k < 2; k++) {
        struct index_find f =
            index_find(&l->steps_by_who, hash_u64(hash_u64(STEP_CAST, proc_id), ends[k]));
        for (uint32_t i; (i = index_next(&f));)
            if (steps_at(l, i)->proc == proc_id && steps_at(l, i)->kind == STEP_CAST &&
                steps_at(l, i)->mandate == mandate_id)
                return i;
    }
    return 0;
}

/* The vote of a mandate that fell while the ballot was open, and which is void since; 0: none. */
static uint32_t voided_of(const struct law *l, const struct proc_row *p, const struct tie_row *t) {
    uint32_t seen = 0;
    if (t->until == INSTANT_MAX || t->until < p->opens || t->until > p->closed)
        return 0;
    for (uint32_t i = p->step_last; i && seen++ < STEPS_SOUGHT; i = steps_at(l, i)->prev)
        if (steps_at(l, i)->kind == STEP_CAST && steps_at(l, i)->mandate == t->thing &&
            steps_at(l, i)->voided)
            return i;
    return 0;
}

static void put_vote(struct view *v, struct doc *list, const struct step_row *s) {
    const struct proc_row *p = proc(v->law, s->proc);
    struct doc *row = doc_item(M, list);
    view_ref(v, row, "who", mandate(v->law, s->mandate)->person);
    view_ref(v, row, "body", p->body);
    view_ref(v, row, "proceeding", s->proc);
    view_ref(v, row, "subject", p->subject);
    struct bytes choice = option_name(v, p, s->option);
    doc_word(M, row, "choice", choice);
    view_instruction(v, row, s, choice);
    doc_int(M, row, "weight", s->weight);
    if (s->voided) {
        doc_flag(M, row, "void", true);
        view_word(v, row, "void_why", s->voided > 1 ? s->voided : 0);
    }
    view_time(v, row, "when", s->at);
    doc_id(M, row, "entry", s->seq);
}

#define VOTES_SHOWN 100
#define VOTES_SOUGHT 2000 /* votes of their bodies looked at for them */
struct votes_wanted {
    const struct mandate_row *mandates[VIEW_LIST_MAX];
    uint32_t bodies[VIEW_LIST_MAX], n, n_bodies;
};

static void want_votes(const struct view *v, struct votes_wanted *w, const struct mandate_row *m) {
    uint32_t k = 0;
    if (w->n == VIEW_LIST_MAX || !view_may_see(v, SIGHT_VOTES_IN, m->body))
        return;
    w->mandates[w->n++] = m;
    while (k < w->n_bodies && w->bodies[k] != m->body)
        k++;
    if (k == w->n_bodies)
        w->bodies[w->n_bodies++] = m->body;
}

/* The latest votes first, whichever body they were in: each body's are in the order of entry. */
static void put_wanted(struct view *v, struct doc *d, const struct votes_wanted *w) {
    struct derived_walk walks[VIEW_LIST_MAX];
    uint32_t heads[VIEW_LIST_MAX];
    struct doc *list = NULL;
    for (uint32_t b = 0; b < w->n_bodies; b++) {
        walks[b] = derived_walk(v->derived, DERIVED_PROCS, w->bodies[b]);
        heads[b] = derived_next(&walks[b]);
    }
    for (uint32_t sought = 0; sought < VOTES_SOUGHT; sought++) {
        uint32_t last = 0;
        for (uint32_t b = 1; b < w->n_bodies; b++)
            last = heads[b] > heads[last] ? b : last;
        if (!w->n_bodies || !heads[last])
            return;
        const struct proc_row *p = procs_at(v->law, heads[last]);
        heads[last] = derived_next(&walks[last]);
        bool open = p->closed == INSTANT_MAX || !p->ended || p->ended > v->known;
        if (p->kind != PROC_VOTE || open || p->number[PROC_BALLOT] == BALLOT_SECRET)
            continue;
        for (uint32_t i = 0; i < w->n; i++) {
            const struct mandate_row *m = w->mandates[i];
            uint32_t s = m->body == p->body
                             ? cast_by(v->law, p->thing, m->person, ties_at(v->law, m->tie)->thing)
                             : 0;
            if (!s && m->body == p->body)
                s = voided_of(v->law, p, ties_at(v->law, m->tie));
            if (!s || steps_at(v->law, s)->seq >= v->known)
                continue;
            list = list ? list : doc_list(M, d, "votes");
            put_vote(v, list, steps_at(v->law, s));
            if (list->n >= VOTES_SHOWN)
                return;
        }
    }
}

/* Votes cast by mandates that a unit sent, in bodies whose votes may be seen, once they are
 * closed. */
static void put_votes_sent(struct view *v, struct doc *d, uint32_t id) {
    struct votes_wanted *w = ARENA_NEW(v->make.arena, struct votes_wanted);
    uint32_t row;
    for (struct derived_walk k = derived_walk(v->derived, DERIVED_SENT, id);
         w && (row = derived_next(&k));)
        want_votes(v, w, mandates_at(v->law, row));
    if (w)
        put_wanted(v, d, w);
}

/* The same by mandates that she held. */
static void put_votes_held(struct view *v, struct doc *d, uint32_t id) {
    struct votes_wanted *w = ARENA_NEW(v->make.arena, struct votes_wanted);
    for (uint32_t t = view_tie_any_first(v, id, 0, TIE_MANDATE, 0); w && t;
         t = view_tie_any_next(v, t, 0))
        want_votes(v, w, mandates_at(v->law, ties_at(v->law, t)->detail));
    if (w)
        put_wanted(v, d, w);
}

void view_unit(struct view *v, struct doc *d, uint32_t id) {
    static const uint32_t shown[] = {TIE_MANDATE, TIE_MEMBER};
    view_head(v, d, id);
    unit_row(v, d, id);
    if (!v->law->past)
        view_count(v, d, "good_standing", entity(v->law, id)->members_good);
    put_within(v, d, id);
    put_delegates(v, d, id);
    put_votes_sent(v, d, id);
    put_dues(v, d, id);
    view_tail(v, d, id, shown, 2);
}

void view_person(struct view *v, struct doc *d, uint32_t id) {
    static const uint32_t shown[] = {TIE_MANDATE, TIE_OFFICE, TIE_MEMBER};
    view_head(v, d, id);
    put_mandates(v, d, id);
    put_offices(v, d, id);
    put_votes_held(v, d, id);
    view_tail(v, d, id, shown, 3);
}

/* --- recognition ------------------------------------------------------------------------------ */

void view_recognition(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "recognition");
    struct doc *totals = doc_list(M, d, "authorities");
    uint32_t to[32], counts[32], n = 0;
    uint32_t all, *rows = derived_rows(v->derived, DERIVED_RECOGNITION, 0, v->make.arena, &all);
    for (uint32_t i = 0; i < all; i++) {
        const struct tie_row *t = ties_at(v->law, rows[i]);
        if (t->made > v->known || (t->undone && t->undone <= v->known) ||
            !view_believed(v, t->thing))
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
