/* Acts and their life. */
#include <stdlib.h>

#include "base/quantity.h"
#include "view/lens.h"

uint32_t view_act_state(const struct view *v, uint32_t id, uint32_t order) {
    return view_state(v, id, 0, order);
}

static void put_states(struct view *v, struct doc *row, uint32_t id) {
    const struct charter *c = v->law->charter;
    uint32_t own = thing(v->law, id)->parent;
    uint32_t order = v->order ? v->order : is_kind(v->law, own, KIND_LEGAL_ORDER) ? own : 0;
    view_word(v, row, "state", view_act_state(v, id, order));
    view_states_told(v, row, id, 0);
    if (!c || c->n_orders < 2)
        return;
    struct doc *list = doc_list(M, row, "orders");
    uint32_t first = 0;
    bool differ = false;
    for (uint16_t i = 0; i < c->n_orders; i++) {
        uint32_t each = view_order_of(v, i), state = each ? view_act_state(v, id, each) : 0;
        if (!state)
            continue;
        struct doc *item = doc_item(M, list);
        view_ref(v, item, "order", each);
        view_word(v, item, "state", state);
        first = first ? first : state;
        differ |= state != first;
    }
    doc_flag(M, row, "orders_differ", differ || list->n < c->n_orders);
}

/* When it was made: its first state. */
int64_t view_act_made(const struct view *v, uint32_t id) {
    int64_t first = INSTANT_MAX;
    for (uint32_t t = view_tie_any_first(v, id, 0, TIE_STATE, 0); t; t = view_tie_any_next(v, t, 0))
        if (ties_at(v->law, t)->since < first)
            first = ties_at(v->law, t)->since;
    return first;
}

bool view_act_there(const struct view *v, uint32_t id) {
    return view_known(v, id) && view_act_made(v, id) <= v->at;
}

void view_act_row(struct view *v, struct doc *row, uint32_t id) {
    const struct act_row *a = act(v->law, id);
    view_ref(v, row, "act", id);
    view_ref(v, row, "issuer", a->issuer);
    view_ref(v, row, "mover", a->mover);
    view_ref(v, row, "on", a->on);
    view_date(v, row, "when", id, WHEN_SINCE, view_act_made(v, id));
    put_states(v, row, id);
}

struct dated {
    int64_t at;
    uint32_t thing;
};
static int latest_first(const void *a, const void *b) {
    const struct dated *x = a, *y = b;
    if (x->at != y->at)
        return x->at > y->at ? -1 : 1;
    return x->thing > y->thing ? -1 : x->thing < y->thing;
}

static bool act_listed(const struct view *v, uint32_t id) {
    return view_act_there(v, id) &&
           (!v->wanted.n || bytes_equal(v->wanted, state_word(v->law, thing(v->law, id)->rule)));
}

void view_acts_dated(struct view *v, struct doc *list, uint32_t max, uint64_t *ret_n) {
    struct dated *all = ARENA_ARRAY(v->make.arena, v->law->acts.n, struct dated);
    uint64_t n = 0;
    for (uint32_t i = v->law->acts.n; all && i-- > 1;) {
        uint32_t one = acts_at(v->law, i)->thing;
        if (act_listed(v, one))
            all[n++] = (struct dated){view_act_made(v, one), one};
    }
    if (n)
        qsort(all, n, sizeof(*all), latest_first);
    for (uint64_t i = v->from; i < n && list->n < max; i++)
        view_act_row(v, doc_item(M, list), all[i].thing);
    *ret_n = n;
}

/* The latest first. */
void view_acts(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "acts");
    uint64_t n = 0;
    if (v->law->past)
        view_acts_dated(v, list, VIEW_LIST_MAX / 4, &n);
    for (uint32_t i = v->law->past ? 0 : v->law->acts.n; i-- > 1;) {
        uint32_t one = acts_at(v->law, i)->thing;
        if (!act_listed(v, one) || n++ < v->from || list->n >= VIEW_LIST_MAX / 4)
            continue;
        view_act_row(v, doc_item(M, list), one);
    }
    doc_int(M, d, "count", (int64_t)n);
    if (n > v->from + list->n)
        doc_id(M, d, "next", v->from + list->n);
}

/* --- its life --------------------------------------------------------------------------------- */

#define LIFE_MAX 128
/* States of a part in the order of their dates; returns how many. */
static uint32_t life_of(const struct view *v, uint32_t id, uint32_t part, uint32_t rows[LIFE_MAX]) {
    uint32_t n = 0;
    for (uint32_t t = view_tie_any_first(v, id, part, TIE_STATE, 0); t && n < LIFE_MAX;
         t = view_tie_any_next(v, t, 0)) {
        if (ties_at(v->law, t)->cause && !view_believed(v, ties_at(v->law, t)->cause))
            continue; /* told, and not so under the reading chosen */
        uint32_t i = n++;
        const struct tie_row *row = ties_at(v->law, t);
        for (; i > 0; i--) {
            const struct tie_row *before = ties_at(v->law, rows[i - 1]);
            if (before->since < row->since || (before->since == row->since && rows[i - 1] < t))
                break;
            rows[i] = rows[i - 1];
        }
        rows[i] = t;
    }
    return n;
}

static void put_life(struct view *v, struct doc *d, uint32_t id) {
    uint32_t rows[LIFE_MAX], n = life_of(v, id, 0, rows);
    struct doc *list = doc_list(M, d, "life");
    for (uint32_t i = 0; i < n; i++) {
        const struct tie_row *t = ties_at(v->law, rows[i]);
        if (v->order && t->to && t->to != v->order)
            continue;
        struct doc *row = doc_item(M, list);
        view_word(v, row, "state", t->value);
        view_ref(v, row, "order", t->to);
        if (i == 0)
            view_date(v, row, "since", id, WHEN_SINCE, t->since);
        else
            view_date_of(v, row, "since", id, t->made, t->since);
        view_ref(v, row, "cause", t->cause);
        doc_flag(M, row, "now", tie_held(t, v->at, v->known));
        doc_flag(M, row, "later", t->since > v->at);
        view_sources_of(v, row, id, t->made, t->cause);
        view_entry_no(v, row, "entry", t->made);
    }
}

static struct bytes term_text(const struct view *v, uint32_t id, uint32_t part) {
    for (uint32_t i = thing(v->law, id)->texts; i; i = texts_at(v->law, i)->prev)
        if (texts_at(v->law, i)->part == part)
            return state_text(v->law, texts_at(v->law, i)->text);
    return (struct bytes){0};
}

static void put_terms(struct view *v, struct doc *d, uint32_t id) {
    uint32_t rows[LIFE_MAX], terms = act(v->law, id)->terms;
    struct doc *list = doc_list(M, d, "terms");
    for (uint32_t part = 1; part <= terms && part <= VIEW_LIST_MAX; part++) {
        struct doc *row = doc_item(M, list);
        doc_id(M, row, "number", part);
        doc_text(M, row, "text", term_text(v, id, part));
        view_word(v, row, "state", view_state(v, id, part, 0));
        view_states_told(v, row, id, part);
        uint32_t n = life_of(v, id, part, rows);
        struct doc *life = doc_list(M, row, "life");
        for (uint32_t i = 0; i < n; i++) {
            const struct tie_row *t = ties_at(v->law, rows[i]);
            struct doc *step = doc_item(M, life);
            view_word(v, step, "state", t->value);
            view_date_of(v, step, "since", id, t->made, t->since);
            view_ref(v, step, "cause", t->cause);
            view_sources_of(v, step, id, t->made, t->cause);
            view_entry_no(v, step, "entry", t->made);
        }
    }
}

/* --- whom it is for, and what they did -------------------------------------------------------- */

static void put_compliance(struct view *v, struct doc *row, uint32_t who, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t t = view_tie_any_first(v, who, 0, TIE_COMPLIANCE, 0); t;
         t = view_tie_any_next(v, t, 0)) {
        const struct tie_row *c = ties_at(v->law, t);
        if (c->to != id)
            continue;
        list = list ? list : doc_list(M, row, "compliance");
        struct doc *item = doc_item(M, list);
        view_word(v, item, "how", c->value);
        view_date(v, item, "since", c->thing, WHEN_SINCE, c->since);
        doc_flag(M, item, "now", tie_held(c, v->at, v->known));
        view_texts(v, item, c->thing);
        view_sources(v, item, c->thing);
        view_entry_no(v, item, "entry", c->made);
    }
}

static void put_addressees(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "addressees");
    for (uint32_t t = view_tie_any_first(v, id, 0, TIE_ADDRESSED_TO, 0); t;
         t = view_tie_any_next(v, t, 0)) {
        struct doc *row = doc_item(M, list);
        view_ref_part(v, row, "who", ties_at(v->law, t)->to, ties_at(v->law, t)->to_part);
        put_compliance(v, row, ties_at(v->law, t)->to, id);
        doc_flag(M, row, "unknown", v->law->past && !doc_get(row, "compliance"));
    }
}

static void put_ends(struct view *v, struct doc *d, const char *name, uint32_t id, uint32_t kind,
                     int side) {
    struct doc *list = NULL;
    for (uint32_t t = view_tie_any_first(v, id, 0, kind, side); t;
         t = view_tie_any_next(v, t, side)) {
        const struct tie_row *r = ties_at(v->law, t);
        list = list ? list : doc_list(M, d, name);
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "who", side ? r->from : r->to);
        view_word(v, row, "how", r->value);
        view_date(v, row, "when", r->thing, WHEN_SINCE, r->since);
        view_sources(v, row, r->thing);
        view_entry_no(v, row, "entry", r->made);
    }
}

static void put_amounts(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t i = thing(v->law, id)->amounts; i; i = amounts_at(v->law, i)->prev) {
        const struct amount_row *a = amounts_at(v->law, i);
        struct quantity q = {.kind = QUANTITY_EXACT,
                             .lo = {a->num, a->den ? a->den : 1},
                             .hi = {a->num, a->den ? a->den : 1}};
        char text[QUANTITY_TEXT_MAX];
        quantity_format(&q, text);
        char *copy = arena_copy(v->make.arena, bytes_str(text));
        list = list ? list : doc_list(M, d, "amounts");
        struct doc *row = doc_item(M, list);
        view_word(v, row, "field", a->field);
        doc_quantity(M, row, "amount", bytes_str(copy ? copy : ""));
        view_word(v, row, "unit", a->unit);
    }
}

static void put_votes(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "votes"), *waits = doc_list(M, d, "waiting_for");
    for (uint32_t p = act(v->law, id)->proc_last; p; p = proc(v->law, p)->subject_prev) {
        const struct proc_row *row = proc(v->law, p);
        if (row->made > v->known)
            continue;
        if (row->kind != PROC_COURSE) {
            view_proceeding_row(v, doc_item(M, list), p);
            continue;
        }
        bool open = row->closed > v->at || (row->ended && row->ended > v->known);
        if (!open)
            continue;
        struct doc *item = doc_item(M, waits);
        int64_t verb = row->number[PROC_VERB];
        if (verb > 0 && verb < VERB_COUNT_)
            doc_word(M, item, "power", bytes_str(verb_names[verb]));
        view_time(v, item, "closes", row->closes);
        if (row->number[PROC_NEEDED]) {
            doc_int(M, item, "needed", row->number[PROC_NEEDED]);
            doc_int(M, item, "so_far", row->number[PROC_STEPS]);
        }
        view_ref(v, item, "proceeding", p);
    }
}

/* Powers used on it: a veto, an annulment, a countersignature; a repeal. Consent is listed apart,
 * too: who bears it. */
static void put_uses(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL, *consents = NULL;
    uint32_t n, *rows = derived_rows(v->derived, DERIVED_ON, id, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct act_row *a = acts_at(v->law, rows[i]);
        if (!view_act_there(v, a->thing))
            continue;
        list = list ? list : doc_list(M, d, "uses");
        if (list->n < VIEW_LIST_MAX)
            view_act_row(v, doc_item(M, list), a->thing);
        if (!view_word_is(v, thing(v->law, a->thing)->rule, "consent") &&
            !view_word_is(v, thing(v->law, a->thing)->rule, "countersign"))
            continue;
        consents = consents ? consents : doc_list(M, d, "consents");
        struct doc *row = doc_item(M, consents);
        view_ref(v, row, "who", a->issuer);
        view_ref(v, row, "act", a->thing);
        view_date(v, row, "when", a->thing, WHEN_SINCE, view_act_made(v, a->thing));
    }
}

void view_act(struct view *v, struct doc *d, uint32_t id) {
    static const uint32_t shown[] = {TIE_ISSUED_BY,  TIE_ADDRESSED_TO, TIE_COMPLIANCE,
                                     TIE_REPLIES_TO, TIE_ON_ACT,       TIE_PARTY_TO};
    const struct act_row *a = act(v->law, id);
    view_head(v, d, id);
    view_act_row(v, d, id);
    doc_flag(M, d, "not_yet", view_act_made(v, id) != INSTANT_MAX && view_act_made(v, id) > v->at);
    if (v->store && !thing(v->law, id)->texts)
        view_entry_text(v, d, thing(v->law, id)->made);
    put_life(v, d, id);
    put_amounts(v, d, id);
    put_terms(v, d, id);
    put_ends(v, d, "parties", id, TIE_PARTY_TO, 1);
    put_addressees(v, d, id);
    put_ends(v, d, "answers", id, TIE_REPLIES_TO, 1);
    put_ends(v, d, "acts_on", id, TIE_ON_ACT, 0);
    put_ends(v, d, "acts_about", id, TIE_ON_ACT, 1);
    put_uses(v, d, id);
    put_votes(v, d, id);
    if (a->deadline != INSTANT_MAX && a->deadline > 0 && !doc_get(d, "deadline"))
        view_time(v, d, "deadline", a->deadline);
    view_time(v, d, "published", a->published);
    view_time(v, d, "lapses", a->lapses);
    view_tail(v, d, id, shown, sizeof(shown) / sizeof(shown[0]));
}
