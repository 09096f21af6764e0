#include "view/lens.h"

static void put_counts(struct view *v, struct doc *d) {
    const struct derived_counts *c = derived_counts(v->derived, v->law, v->known);
    struct doc *n = doc_map(M, d, "counts");
    doc_int(M, n, "bodies", c->bodies);
    doc_int(M, n, "units", c->units);
    doc_int(M, n, "persons", c->persons);
    doc_int(M, n, "things", c->others);
    doc_int(M, n, "acts", c->acts);
    doc_int(M, n, "open_proceedings", c->open);
    if (!v->law->past) {
        doc_int(M, n, "seats", c->seats);
        doc_int(M, n, "filled", c->filled);
        view_count(v, n, "members", c->members);
    }
}

/* What a tick will do with what is due (law/docket.h, enum due_what). */
static const char *const due_words[] = {
    "",           "closes",       "term-ends",      "window-ends", "comes-into-force",
    "lapses",     "deadline",     "opening-closes", "step-ends",   "suspension-ends",
    "carries-on", "second-quorum", "roll-is-final",  "signatures-end", "body-ends",
    "carries-on", "still-empty"};

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

static bool due_before(const struct due_row *a, const struct due_row *b) {
    return a->at != b->at         ? a->at < b->at
           : a->thing != b->thing ? a->thing < b->thing
                                  : a->what < b->what;
}

/* The table is a heap, the earliest in row 1: what comes after a row is among those below it. */
static void put_due(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "due");
    const struct law *l = v->law;
    uint32_t next[2 * DUE_SHOWN + 2], n = 0;
    if (l->due.n > 1)
        next[n++] = 1;
    while (n && list->n < DUE_SHOWN) {
        uint32_t least = 0;
        for (uint32_t i = 1; i < n; i++)
            if (due_before(due_at(l, next[i]), due_at(l, next[least])))
                least = i;
        uint32_t at = next[least];
        const struct due_row *due = due_at(l, at);
        next[least] = next[--n];
        for (uint32_t below = 2 * at; below <= 2 * at + 1 && below < l->due.n; below++)
            next[n++] = below;
        struct doc *row = doc_item(M, list);
        view_time(v, row, "when", due->at);
        put_due_thing(v, row, due->thing);
        if (due->what < sizeof(due_words) / sizeof(due_words[0]))
            doc_word(M, row, "what", bytes_str(due_words[due->what]));
        doc_flag(M, row, "overdue", due->at <= v->at && !l->past);
    }
}

static void put_bodies(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "bodies");
    uint32_t n, *rows = derived_rows(v->derived, DERIVED_BODIES, 0, v->make.arena, &n);
    for (uint32_t i = 0; i < n && list->n < 60; i++)
        if (!thing(v->law, rows[i])->unit && view_known(v, rows[i]))
            view_body_row(v, doc_item(M, list), rows[i]);
}

static void put_open(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "open");
    uint32_t n;
    const uint32_t *rows = derived_open(v->derived, &n);
    while (n-- && list->n < 10) {
        const struct proc_row *p = procs_at(v->law, rows[n]);
        bool untold = v->law->past && p->kind == PROC_SITTING && v->at == INSTANT_MAX - 1;
        if (p->made <= v->known && p->opens <= v->at && !untold)
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
    static const char *const words[] = {"members",           "public", "members", "own-unit",
                                        "own-unit-officers", "body",   "auditors"};
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
