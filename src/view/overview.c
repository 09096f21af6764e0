#include "view/lens.h"

/* Open at the date looked at; of a sitting of the past whose end no source states, nobody says
 * so. */
static bool open_then(const struct view *v, const struct proc_row *p) {
    bool untold = v->law->past && p->kind == PROC_SITTING && v->at == INSTANT_MAX - 1;
    return p->made <= v->known && p->opens <= v->at && !untold;
}

static void put_counts(struct view *v, struct doc *d) {
    const struct derived_counts *c = derived_counts(v->derived, v->law, v->known);
    struct doc *n = doc_map(M, d, "counts");
    doc_int(M, n, "bodies", c->bodies);
    doc_int(M, n, "units", c->units);
    doc_int(M, n, "persons", c->persons);
    doc_int(M, n, "things", c->others);
    doc_int(M, n, "acts", c->acts);
    uint32_t open = 0, all;
    const uint32_t *rows = derived_open(v->derived, &all);
    for (uint32_t i = 0; i < all; i++)
        open += open_then(v, procs_at(v->law, rows[i]));
    doc_int(M, n, "open_proceedings", open);
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

/* A mandate has no name: whose it is, and where; of several of one body that end at once, how
 * many. */
static void put_due_thing(struct view *v, struct doc *row, uint32_t id, uint32_t n) {
    if (!is_noun(v->law, id, NOUN_TIE) || tie(v->law, id)->kind != TIE_MANDATE) {
        view_ref(v, row, "thing", id);
        return;
    }
    if (n == 1)
        view_ref(v, row, "thing", mandate(v->law, id)->person);
    else
        doc_int(M, row, "mandates", n);
    view_ref(v, row, "body", mandate(v->law, id)->body);
}

/* Do both end a mandate in the same body at the same time? */
static bool due_alike(const struct view *v, const struct due_row *a, const struct due_row *b) {
    uint32_t one = a->thing, other = b->thing;
    if (a->at != b->at || a->what != b->what || !is_noun(v->law, one, NOUN_TIE) ||
        !is_noun(v->law, other, NOUN_TIE))
        return false;
    return tie(v->law, one)->kind == TIE_MANDATE && tie(v->law, other)->kind == TIE_MANDATE &&
           mandate(v->law, one)->body == mandate(v->law, other)->body;
}

#define DUE_SHOWN 10

static bool due_before(const struct due_row *a, const struct due_row *b) {
    return a->at != b->at         ? a->at < b->at
           : a->thing != b->thing ? a->thing < b->thing
                                  : a->what < b->what;
}

#define DUE_SOUGHT 200
/* The table is a heap, the earliest in row 1: what comes after a row is among those below it. */
static uint32_t due_next(const struct law *l, uint32_t *next, uint32_t *n) {
    uint32_t least = 0;
    for (uint32_t i = 1; i < *n; i++)
        if (due_before(due_at(l, next[i]), due_at(l, next[least])))
            least = i;
    uint32_t at = next[least];
    next[least] = next[--*n];
    for (uint32_t below = 2 * at; below <= 2 * at + 1 && below < l->due.n; below++)
        next[(*n)++] = below;
    return at;
}

static void put_due(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "due");
    const struct law *l = v->law;
    uint32_t next[DUE_SOUGHT + 2] = {1}, n = l->due.n > 1 ? 1 : 0, sought = 0;
    uint32_t at = n ? due_next(l, next, &n) : 0;
    while (at && list->n < DUE_SHOWN) {
        const struct due_row *due = due_at(l, at);
        uint32_t alike = 1, after = 0;
        while (n && sought++ < DUE_SOUGHT && (after = due_next(l, next, &n)) &&
               due_alike(v, due, due_at(l, after))) {
            alike++;
            after = 0;
        }
        struct doc *row = doc_item(M, list);
        if (is_noun(l, due->thing, NOUN_TIE) && tie(l, due->thing)->kind == TIE_MANDATE)
            view_last_day(v, row, "when", due->at);
        else
            view_time(v, row, "when", due->at);
        put_due_thing(v, row, due->thing, alike);
        if (due->what < sizeof(due_words) / sizeof(due_words[0]))
            doc_word(M, row, "what", bytes_str(due_words[due->what]));
        doc_flag(M, row, "overdue", due->at <= v->at && !l->past);
        at = after;
    }
}

static void put_bodies(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "bodies");
    uint32_t n, *rows = derived_rows(v->derived, DERIVED_BODIES, 0, v->make.arena, &n);
    for (uint32_t i = 0; i < n && list->n < 60; i++)
        if (!thing(v->law, rows[i])->unit && view_known(v, rows[i]))
            view_body_row(v, doc_item(M, list), rows[i]);
    view_orders_begin(v, list);
}

static void put_open(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "open");
    uint32_t n;
    const uint32_t *rows = derived_open(v->derived, &n);
    while (n-- && list->n < 10) {
        const struct proc_row *p = procs_at(v->law, rows[n]);
        if (open_then(v, p))
            view_proceeding_row(v, doc_item(M, list), p->thing);
    }
}

static void put_acts(struct view *v, struct doc *d) {
    struct doc *list = doc_list(M, d, "acts");
    uint64_t n;
    if (v->law->past) {
        view_acts_dated(v, list, 10, &n);
        return;
    }
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
