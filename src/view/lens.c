#include "view/lens.h"

#include "base/cbor.h"

/* --- who may see what ------------------------------------------------------------------------- */

/* Publicity is a rule of living federations; what a source says of the past is public. */
static bool votes_are_public(const struct view *v, uint32_t body) {
    const struct charter *c = v->law->charter;
    int rule = body && is_kind(v->law, body, KIND_BODY) ? body_rule_of(v->law, body) : -1;
    for (uint8_t i = 0; rule >= 0 && i < c->publicity.n_votes_in; i++)
        if (c->publicity.votes_in[i].body == rule)
            return c->publicity.votes_in[i].see == SEE_PUBLIC;
    return false;
}

bool view_may_see(const struct view *v, enum sight what, uint32_t id) {
    if (v->law->past)
        return true;
    switch (what) {
    case SIGHT_NAME:
        return v->viewer.operator_ || (id && id == v->viewer.person) ||
               (id && !entity(v->law, id)->forgotten &&
                (chain_find(v->law, id, 0, TIE_MANDATE, 0) ||
                 chain_find(v->law, id, 0, TIE_OFFICE, 0)));
    case SIGHT_VOTES_IN:
        return v->viewer.operator_ || votes_are_public(v, id);
    case SIGHT_ROLL:
        return v->viewer.operator_;
    case SIGHT_SIGNATURES:
        return false;
    }
    return false;
}

int64_t view_cell_min(const struct view *v) {
    const struct charter *c = v->law->charter;
    return c && c->publicity.given && c->publicity.turnout_cell_min > 0
               ? c->publicity.turnout_cell_min
               : 20;
}

void view_count(struct view *v, struct doc *map, const char *name, int64_t n) {
    if (v->law->past || v->viewer.operator_ || n == 0 || n >= view_cell_min(v)) {
        doc_int(M, map, name, n);
        return;
    }
    char *under = arena_format(v->make.arena, "%s_under", name);
    if (under)
        doc_int(M, map, under, view_cell_min(v));
}

/* --- things ----------------------------------------------------------------------------------- */

bool view_told(const struct view *v, uint32_t id) {
    const struct thing_row *t = thing(v->law, id);
    return t->made <= v->known && !(t->undone && t->undone <= v->known);
}

bool view_known(const struct view *v, uint32_t id) {
    return view_told(v, id) && view_believed(v, id);
}

static const char *noun_of(const struct thing_row *t) {
    if (t->noun == NOUN_ACT)
        return "act";
    if (t->noun == NOUN_PROCEEDING)
        return "proceeding";
    if (t->noun != NOUN_ENTITY)
        return "thing";
    switch (t->kind) {
    case KIND_UNIT:
        return "unit";
    case KIND_PERSON:
        return "person";
    case KIND_BODY:
        return "body";
    default:
        return "thing";
    }
}

static struct bytes title_at(const struct view *v, uint32_t id) {
    uint32_t c = chain_find(v->law, id, 0, TIE_RENAMED_TO, 0);
    uint32_t t = chain_at(v->law, c, v->at, v->known);
    uint32_t dated = t ? thing(v->law, ties_at(v->law, t)->thing)->title : 0;
    if (dated)
        return state_text(v->law, dated);
    return state_text(v->law, thing(v->law, id)->title);
}

static struct bytes name_of(struct view *v, uint32_t id) {
    struct bytes name = state_name(v->law, id);
    if (name.n)
        return name;
    char *number = arena_format(v->make.arena, "%u", (unsigned)id);
    return bytes_str(number ? number : "");
}

/* A claim of the kind `date` tells when a thing was, where sources do not agree. */
static uint32_t date_next(const struct view *v, struct derived_walk *w, uint32_t id) {
    for (uint32_t row; (row = derived_next(w));) {
        const struct claim_row *c = claims_at(v->law, row);
        if (c->of == id && !c->part && view_known(v, c->thing) &&
            view_word_is(v, c->kind, "date"))
            return c->thing;
    }
    return 0;
}

/* The date that the reading chooses for it; 0: it chooses none. */
static uint32_t date_chosen(const struct view *v, uint32_t id) {
    if (!v->reading.n_chosen || is_noun(v->law, id, NOUN_CLAIM))
        return 0;
    struct derived_walk w = derived_walk(v->derived, DERIVED_CLAIMS, id);
    for (uint32_t claim; (claim = date_next(v, &w, id));)
        if (view_chosen(v, claim))
            return claim;
    return 0;
}

/* A date of the thing as it is written (the one that the reading chooses), by the entry MADE - 1
 * (0: whichever); NULL: none is. */
static const struct doc_when *when_of(struct view *v, uint32_t id, uint32_t which, uint64_t made) {
    uint32_t claim = id && !made && (which == WHEN_SINCE || which == WHEN_OPENS)
                         ? date_chosen(v, id)
                         : 0;
    if (claim) {
        id = claim;
        which = WHEN_SINCE;
    }
    for (uint32_t i = id ? thing(v->law, id)->whens : 0; i; i = whens_at(v->law, i)->prev) {
        const struct when_row *w = whens_at(v->law, i);
        if (w->which != which || (made && w->made != made))
            continue;
        struct doc_when *when = ARENA_NEW(v->make.arena, struct doc_when);
        v->make.failed |= !when;
        if (when)
            *when = (struct doc_when){.text = state_text(v->law, w->text),
                                      .when = {.lo = w->lo,
                                               .hi = w->hi,
                                               .calendar = (uint8_t)w->calendar,
                                               .flags = (uint8_t)w->flags,
                                               .precision = (uint8_t)w->precision}};
        return when;
    }
    return NULL;
}

/* The day of an instant of a record of today. */
static const struct doc_when *day_of(struct view *v, int64_t instant) {
    struct doc_when *when = v->law->past || instant == INSTANT_MIN || instant == INSTANT_MAX
                                ? NULL
                                : ARENA_NEW(v->make.arena, struct doc_when);
    if (when)
        *when = (struct doc_when){.when = {.lo = instant,
                                           .hi = instant + 1,
                                           .calendar = CALENDAR_GREGORIAN,
                                           .precision = WHEN_DAY}};
    return when;
}

/* The name of a matter, an inquiry, a negotiation says what it is; that of a vote is for
 * programs. */
static bool is_named(uint32_t kind) {
    return kind == PROC_INQUIRY || kind == PROC_MATTER || kind == PROC_NEGOTIATION ||
           kind == PROC_CRISIS || kind == PROC_DEMAND || kind == PROC_FORMATION ||
           kind == PROC_COURSE;
}

static struct doc_ref *make_ref(struct view *v, uint32_t id, uint32_t part);

static void put_about(struct view *v, struct doc_ref *r, uint32_t id) {
    const struct thing_row *t = thing(v->law, id);
    uint32_t about = 0, among = 0;
    int64_t at = INSTANT_MIN;
    if (t->noun == NOUN_PROCEEDING && t->row && !is_named(proc(v->law, id)->kind)) {
        const struct proc_row *p = proc(v->law, id);
        bool objection = p->kind == PROC_OBJECTION && p->parent;
        about = objection ? p->parent : p->subject ? p->subject : p->body;
        among = p->sender ? thing(v->law, p->sender)->unit : 0;
        at = p->opens;
    } else if (t->noun == NOUN_ACT && t->row) {
        about = act(v->law, id)->on;
    }
    if (!about || thing(v->law, about)->noun == NOUN_TIE || about >= id)
        return; /* what is older than it: a chain of these ends */
    r->by_kind = true;
    r->about = is_kind(v->law, about, KIND_FEDERATION) ? NULL : make_ref(v, about, 0);
    bool told =
        among == about || among == thing(v->law, about)->unit || (r->about && r->about->about);
    r->among = among && !told ? make_ref(v, among, 0) : NULL;
    r->when = when_of(v, id, WHEN_SINCE, 0);
    r->when = r->when ? r->when : day_of(v, at);
}

static struct doc_ref *make_ref(struct view *v, uint32_t id, uint32_t part) {
    const struct thing_row *t = thing(v->law, id);
    struct doc_ref *r = ARENA_NEW(v->make.arena, struct doc_ref);
    if (!r) {
        v->make.failed = true;
        return NULL;
    }
    r->noun = bytes_str(noun_of(t));
    r->kind = state_word(v->law, t->rule ? t->rule : t->kind ? t->kind : t->noun);
    r->part = part;
    if (t->noun == NOUN_ENTITY && t->kind == KIND_PERSON && !view_may_see(v, SIGHT_NAME, id))
        return r;
    r->id = id;
    r->name = name_of(v, id);
    r->title = title_at(v, id);
    if (t->noun == NOUN_ENTITY && t->kind == KIND_BODY && t->unit && t->unit != id)
        r->of = make_ref(v, t->unit, 0);
    if (!r->title.n && !part)
        put_about(v, r, id);
    return r;
}

void view_ref_part(struct view *v, struct doc *map, const char *name, uint32_t id, uint32_t part) {
    if (!id)
        return;
    struct doc_ref *r = make_ref(v, id, part);
    if (!r)
        return;
    struct doc *d = doc_map(M, map, name);
    d->kind = DOC_REF;
    d->ref = r;
}

void view_ref(struct view *v, struct doc *map, const char *name, uint32_t id) {
    view_ref_part(v, map, name, id, 0);
}

void view_word(struct view *v, struct doc *map, const char *name, uint32_t word) {
    if (word)
        doc_word(M, map, name, state_word(v->law, word));
}

bool view_word_is(const struct view *v, uint32_t word, const char *text) {
    return word && bytes_is(state_word(v->law, word), text);
}

void view_time(struct view *v, struct doc *map, const char *name, int64_t instant) {
    /* A record of the past may know when a thing was entered and not when it was so. */
    if (v->law->past && v->law->charters.n > 1 && instant >= charters_at(v->law, 1)->since)
        return;
    if (v->law->past)
        doc_day(M, map, name, instant);
    else
        doc_instant(M, map, name, instant);
}

void view_month(struct view *v, struct doc *map, const char *name, int64_t day) {
    struct civil c = civil_of_day((int32_t)(day / DAY_MS), CALENDAR_GREGORIAN);
    char *text = arena_format(v->make.arena, "%04d-%02d", (int)c.year, c.month);
    struct doc_when *when = ARENA_NEW(v->make.arena, struct doc_when);
    if (!text || !when || view_when(v, bytes_str(text), &when->when, NULL) < 0)
        return;
    when->text = bytes_str(text);
    struct doc *d = doc_map(M, map, name);
    d->kind = DOC_WHEN;
    d->when = when;
}

void view_last_day(struct view *v, struct doc *map, const char *name, int64_t end) {
    if (end != INSTANT_MAX && end != INSTANT_MIN)
        doc_day(M, map, name, end - 1);
}

/* MADE: of the entry MADE - 1; 0: of whichever. */
static bool put_when_of(struct view *v, struct doc *map, const char *name, uint32_t id,
                        uint32_t which, uint64_t made) {
    const struct doc_when *when = when_of(v, id, which, made);
    if (!when)
        return false;
    struct doc *d = doc_map(M, map, name);
    d->kind = DOC_WHEN;
    d->when = when;
    return true;
}

static bool put_when(struct view *v, struct doc *map, const char *name, uint32_t id,
                     uint32_t which) {
    return put_when_of(v, map, name, id, which, 0);
}

void view_date_of(struct view *v, struct doc *map, const char *name, uint32_t id, uint64_t made,
                  int64_t instant) {
    if (!put_when_of(v, map, name, id, WHEN_AT, made))
        view_time(v, map, name, instant);
}

void view_date(struct view *v, struct doc *map, const char *name, uint32_t id, uint32_t which,
               int64_t instant) {
    if (!put_when(v, map, name, id, which))
        view_time(v, map, name, instant);
}

void view_entry_no(struct view *v, struct doc *map, const char *name, uint64_t made) {
    if (made)
        doc_id(M, map, name, made - 1);
}

bool view_entity_ended(const struct view *v, uint32_t id) {
    uint32_t s = view_state(v, id, 0, 0);
    return s == STATE_ENDED || s == STATE_DISSOLVED;
}

/* --- ties ------------------------------------------------------------------------------------- */

static bool tie_shows(const struct view *v, const struct tie_row *t, bool any) {
    if (any ? t->made > v->known || (t->undone && t->undone <= v->known)
            : !tie_held(t, v->at, v->known))
        return false;
    return !t->thing || view_believed(v, t->thing);
}

static uint32_t tie_from(const struct view *v, uint32_t t, int side, bool any) {
    while (t && !tie_shows(v, ties_at(v->law, t), any))
        t = ties_at(v->law, t)->prev[side];
    return t;
}

uint32_t view_tie_first(const struct view *v, uint32_t id, uint32_t part, uint32_t kind, int side) {
    uint32_t c = chain_find(v->law, id, part, kind, side);
    return c ? tie_from(v, chains_at(v->law, c)->last, side, false) : 0;
}
uint32_t view_tie_next(const struct view *v, uint32_t tie, int side) {
    return tie_from(v, ties_at(v->law, tie)->prev[side], side, false);
}
uint32_t view_tie_any_first(const struct view *v, uint32_t id, uint32_t part, uint32_t kind,
                            int side) {
    uint32_t c = chain_find(v->law, id, part, kind, side);
    return c ? tie_from(v, chains_at(v->law, c)->last, side, true) : 0;
}
uint32_t view_tie_any_next(const struct view *v, uint32_t tie, int side) {
    return tie_from(v, ties_at(v->law, tie)->prev[side], side, true);
}

/* --- head ------------------------------------------------------------------------------------- */

static void put_source(struct view *v, struct doc *row, const struct source_row *s) {
    doc_text(M, row, "document", state_text(v->law, s->document));
    if (s->line)
        doc_id(M, row, "line", s->line);
    if (s->note)
        doc_id(M, row, "note", s->note);
    else
        doc_flag(M, row, "no_note", true);
}

/* Is the same place named further down the thing's chain? It is shown once. */
static bool source_again(const struct law *l, const struct source_row *s) {
    for (uint32_t i = s->prev; i; i = sources_at(l, i)->prev) {
        const struct source_row *o = sources_at(l, i);
        if (o->line == s->line && o->note == s->note &&
            bytes_equal(state_text(l, o->document), state_text(l, s->document)))
            return true;
    }
    return false;
}

void view_sources(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t i = id ? thing(v->law, id)->sources : 0; i; i = sources_at(v->law, i)->prev) {
        const struct source_row *s = sources_at(v->law, i);
        if (source_again(v->law, s))
            continue;
        list = list ? list : doc_list(M, d, "sources");
        put_source(v, doc_item(M, list), s);
    }
}

void view_sources_of(struct view *v, struct doc *d, uint32_t id, uint64_t made, uint32_t cause) {
    struct doc *list = NULL;
    for (uint32_t i = id ? thing(v->law, id)->sources : 0; i; i = sources_at(v->law, i)->prev) {
        const struct source_row *s = sources_at(v->law, i);
        if (s->made != made)
            continue;
        list = list ? list : doc_list(M, d, "sources");
        put_source(v, doc_item(M, list), s);
    }
    if (!list && cause && thing(v->law, cause)->made == made)
        view_sources(v, d, cause);
}

void view_texts(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t i = thing(v->law, id)->texts; i; i = texts_at(v->law, i)->prev) {
        const struct text_row *t = texts_at(v->law, i);
        if (t->part)
            continue;
        list = list ? list : doc_list(M, d, "texts");
        struct doc *row = doc_item(M, list);
        view_word(v, row, "language", t->language);
        doc_text(M, row, "text", state_text(v->law, t->text));
    }
}

/* Two entries of one thing (lineage same-as): each keeps its id, and each page has the other's
 * names. */
static void put_same(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (int side = 0; side < 2; side++)
        for (uint32_t t = view_tie_any_first(v, id, 0, TIE_SAME_AS, side); t;
             t = view_tie_any_next(v, t, side)) {
            list = list ? list : doc_list(M, d, "same_as");
            struct doc *row = doc_item(M, list);
            view_ref(v, row, "thing", side ? ties_at(v->law, t)->from : ties_at(v->law, t)->to);
            view_sources(v, row, ties_at(v->law, t)->thing);
        }
}

static void put_names(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t i = thing(v->law, id)->names; i; i = names_at(v->law, i)->prev) {
        const struct name_row *n = names_at(v->law, i);
        if (n->made > v->known || n->text == thing(v->law, id)->name)
            continue;
        list = list ? list : doc_list(M, d, "names");
        struct doc *row = doc_item(M, list);
        doc_text(M, row, "name", state_text(v->law, n->text));
        view_time(v, row, "since", n->since);
        view_time(v, row, "until", n->until);
        view_word(v, row, "language", n->language);
    }
    for (uint32_t t = view_tie_any_first(v, id, 0, TIE_RENAMED_TO, 0); t;
         t = view_tie_any_next(v, t, 0)) {
        const struct tie_row *row = ties_at(v->law, t);
        uint32_t title = row->thing ? thing(v->law, row->thing)->title : 0;
        if (!title)
            continue;
        list = list ? list : doc_list(M, d, "names");
        struct doc *item = doc_item(M, list);
        doc_title(M, item, "title", state_text(v->law, title));
        view_date(v, item, "since", row->thing, WHEN_SINCE, row->since);
        view_date(v, item, "until", row->thing, WHEN_UNTIL_, row->until);
        view_sources(v, item, row->thing);
    }
}

static void put_alternatives(struct view *v, struct doc *d, uint32_t id) {
    uint32_t base = thing(v->law, id)->alternative_of ? thing(v->law, id)->alternative_of : id;
    struct doc *list = NULL;
    view_reading(v, d, id);
    doc_flag(M, d, "not_believed", !view_believed(v, id));
    for (uint32_t i = base; v->law->past && i < v->law->things.n; i++) {
        if (i == id || (i != base && thing(v->law, i)->alternative_of != base) || !view_told(v, i))
            continue;
        list = list ? list : doc_list(M, d, "alternatives");
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "thing", i);
        view_reading(v, row, i);
        view_sources(v, row, i);
    }
}

/* Dates that sources tell differently, as long as no reading chooses among them. */
static void put_dates_told(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    struct derived_walk w = derived_walk(v->derived, DERIVED_CLAIMS, id);
    for (uint32_t claim; v->law->past && (claim = date_next(v, &w, id));) {
        if (view_chosen(v, claim))
            continue;
        list = list ? list : doc_list(M, d, "dates_told");
        struct doc *row = doc_item(M, list);
        put_when(v, row, "when", claim, WHEN_SINCE);
        view_reading(v, row, claim);
        view_sources(v, row, claim);
    }
}

static void put_order(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t i = thing(v->law, id)->ordered; i; i = ordered_at(v->law, i)->prev) {
        list = list ? list : doc_list(M, d, "known_order");
        struct doc *row = doc_item(M, list);
        doc_word(M, row, "relation",
                 bytes_str(ordered_at(v->law, i)->relation == ORDER_AFTER ? "after" : "before"));
        view_ref(v, row, "other", ordered_at(v->law, i)->other);
    }
}

void view_head(struct view *v, struct doc *d, uint32_t id) {
    static const char *const layers[] = {"computed", "certified", "attested"};
    const struct thing_row *t = thing(v->law, id);
    view_ref(v, d, "thing", id);
    if (t->layer < 3)
        doc_word(M, d, "layer", bytes_str(layers[t->layer]));
    view_entry_no(v, d, "entry", t->made);
    if (t->undone && t->undone <= v->known)
        view_entry_no(v, d, "undone", t->undone);
    put_names(v, d, id);
    put_same(v, d, id);
    put_when(v, d, "since", id, WHEN_SINCE);
    put_when(v, d, "until", id, WHEN_UNTIL_);
    put_when(v, d, "opens", id, WHEN_OPENS);
    put_when(v, d, "deadline", id, WHEN_DEADLINE);
    put_dates_told(v, d, id);
    put_order(v, d, id);
    view_texts(v, d, id);
    view_sources(v, d, id);
    put_alternatives(v, d, id);
}

void view_paged(struct view *v, struct doc *d, const struct doc *list, uint64_t n) {
    doc_int(M, d, "count", (int64_t)n);
    if (n > v->from + list->n)
        doc_id(M, d, "next", v->from + list->n);
}
