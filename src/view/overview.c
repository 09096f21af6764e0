#include "view/lens.h"

static void put_counts(struct view *v, struct doc *d) {
    int64_t bodies = 0, units = 0, persons = 0, others = 0, acts = 0, open = 0, seats = 0,
            filled = 0, members = 0;
    for (TABLE_EACH(&v->law->entities, i)) {
        const struct entity_row *e = entities_at(v->law, i);
        const struct thing_row *t = thing(v->law, e->thing);
        if (!view_known(v, e->thing))
            continue;
        bodies += t->kind == KIND_BODY;
        units += t->kind == KIND_UNIT;
        persons += t->kind == KIND_PERSON;
        others += t->kind > KIND_RULE;
        seats += e->seats_open;
        filled += e->seats_filled;
        members += t->kind == KIND_UNIT || t->kind == KIND_FEDERATION ? e->members : 0;
    }
    for (TABLE_EACH(&v->law->acts, i))
        acts += view_known(v, acts_at(v->law, i)->thing);
    for (TABLE_EACH(&v->law->procs, i)) {
        const struct proc_row *p = procs_at(v->law, i);
        open += p->kind != PROC_COURSE && p->closed == INSTANT_MAX && p->made <= v->known;
    }
    struct doc *n = doc_map(M, d, "counts");
    doc_int(M, n, "bodies", bodies);
    doc_int(M, n, "units", units);
    doc_int(M, n, "persons", persons);
    doc_int(M, n, "things", others);
    doc_int(M, n, "acts", acts);
    doc_int(M, n, "open_proceedings", open);
    if (!v->law->past) {
        doc_int(M, n, "seats", seats);
        doc_int(M, n, "filled", filled);
        view_count(v, n, "members", members);
    }
}

/* What a tick will do with what is due (law/docket.h, enum due_what). */
static const char *const due_words[] = {
    "",           "closes",       "term-ends",      "window-ends", "comes-into-force",
    "lapses",     "deadline",     "opening-closes", "step-ends",   "suspension-ends",
    "carries-on", "second-quorum"};

/* A mandate has no name: whose it is, and where. */
static void put_due_thing(struct view *v, struct doc *row, uint32_t id) {
    if (!is_noun(v->law, id, NOUN_TIE) || tie(v->law, id)->kind != TIE_MANDATE) {
        view_ref(v, row, "thing", id);
        return;
    }
    view_ref(v, row, "thing", mandate(v->law, id)->person);
    view_ref(v, row, "body", mandate(v->law, id)->body);
}

#define DUE_SHOWN 10
static void put_due(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "due");
    int64_t after = INSTANT_MIN;
    for (uint32_t shown = 0; shown < DUE_SHOWN;) { /* a heap: the next DUE_SHOWN dates, in order */
        int64_t next = INSTANT_MAX;
        for (TABLE_EACH(&v->law->due, i))
            if (due_at(v->law, i)->at > after && due_at(v->law, i)->at < next)
                next = due_at(v->law, i)->at;
        if (next == INSTANT_MAX)
            return;
        after = next;
        for (TABLE_EACH(&v->law->due, i)) {
            const struct due_row *due = due_at(v->law, i);
            if (due->at != next || shown++ >= DUE_SHOWN)
                continue;
            struct doc *row = doc_item(M, list);
            view_time(v, row, "when", due->at);
            put_due_thing(v, row, due->thing);
            if (due->what < sizeof(due_words) / sizeof(due_words[0]))
                doc_word(M, row, "what", bytes_str(due_words[due->what]));
        }
    }
}

static void put_bodies(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "bodies");
    for (TABLE_EACH(&v->law->entities, i)) {
        uint32_t id = entities_at(v->law, i)->thing;
        const struct thing_row *t = thing(v->law, id);
        if (t->kind == KIND_BODY && !t->unit && view_known(v, id) && list->n < 60)
            view_body_row(v, doc_item(M, list), id);
    }
}

static void put_open(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "open");
    for (uint32_t i = v->law->procs.n; i-- > 1 && list->n < 10;) {
        const struct proc_row *p = procs_at(v->law, i);
        if (p->kind != PROC_COURSE && p->closed == INSTANT_MAX && p->made <= v->known)
            view_proceeding_row(v, doc_item(M, list), p->thing);
    }
}

static void put_acts(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "acts");
    for (uint32_t i = v->law->acts.n; i-- > 1 && list->n < 10;)
        if (view_act_there(v, acts_at(v->law, i)->thing))
            view_act_row(v, doc_item(M, list), acts_at(v->law, i)->thing);
}

void view_overview(struct view *v, struct doc *d, uint32_t id) {
    doc_title(M, d, "title", state_text(v->law, v->law->title));
    doc_flag(M, d, "past", v->law->past);
    doc_id(M, d, "entries", v->law->size);
    doc_instant(M, d, "stamp", v->law->stamp);
    doc_flag(M, d, "has_constitution", v->law->charter != NULL);
    put_counts(v, d);
    put_bodies(v, d);
    put_open(v, d);
    put_due(v, d);
    put_acts(v, d);
    struct doc *findings = doc_list(M, d, "findings");
    size_t n = view_findings_of(v, findings, 0, 5);
    doc_int(M, d, "findings_count", (int64_t)n);
}

static void put_sight(struct view *v, struct doc *list, struct bytes name, uint8_t see) {
    static const char *const words[] = {"members", "public", "members", "own-unit",
                                        "own-unit-officers", "body", "auditors"};
    struct doc *row = doc_item(M, list);
    doc_word(M, row, "votes_in", name);
    doc_word(M, row, "seen_by", bytes_str(words[see <= SEE_AUDITORS ? see : 0]));
}

void view_about(struct view *v, struct doc *d, uint32_t id) {
    const struct charter *c = v->law->charter;
    doc_flag(M, d, "past", v->law->past);
    doc_id(M, d, "entries", v->law->size);
    if (!c)
        return;
    doc_word(M, d, "authentic", c->authentic);
    doc_text(M, d, "time_zone", bytes_str(c->zone.name));
    doc_int(M, d, "cell_min", view_cell_min(v));
    struct doc *list = doc_list(M, d, "votes_seen");
    for (uint8_t i = 0; i < c->publicity.n_votes_in; i++)
        put_sight(v, list, c->bodies[c->publicity.votes_in[i].body].name,
                  c->publicity.votes_in[i].see);
    struct doc *charters = doc_list(M, d, "constitutions");
    for (TABLE_EACH(&v->law->charters, i)) {
        const struct charter_row *r = charters_at(v->law, i);
        struct doc *row = doc_item(M, charters);
        doc_instant(M, row, "since", r->since);
        doc_id(M, row, "rules", r->rules);
        view_entry_no(v, row, "entry", r->made);
    }
}
