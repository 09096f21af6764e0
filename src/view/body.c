/* Bodies: who sits in them, by whom sent, since when, and what they may do. */
#include "charter/finding.h"
#include "charter/notation.h"
#include "charter/words.h"
#include "view/lens.h"

/* What a `..._text` of charter/notation.h wrote, kept. */
static struct bytes written(struct view *v, const struct buf *b) {
    char *copy = b->n && !b->failed ? arena_copy(v->make.arena, buf_view(b)) : NULL;
    return bytes_str(copy ? copy : "");
}

static void put_share(struct view *v, struct doc *d, const char *name, const struct share *rule) {
    char text[600];
    struct buf b = buf_on(text, sizeof(text));
    share_text(v->law->charter, rule, &b);
    doc_rule(M, d, name, written(v, &b),
             charter_say_share(v->law->charter, rule, v->make.arena));
}

static void put_majority(struct view *v, struct doc *d, const char *name,
                         const struct majority *rule) {
    char text[600];
    struct buf b = buf_on(text, sizeof(text));
    majority_text(v->law->charter, rule, &b);
    doc_rule(M, d, name, written(v, &b),
             charter_say_majority(v->law->charter, rule, v->make.arena));
}

static void put_number(struct view *v, struct doc *d, const char *name,
                       const struct body_rule *rule, const struct seat_group *group) {
    char text[600];
    struct buf b = buf_on(text, sizeof(text));
    number_text(v->law->charter, &group->number, &b);
    doc_rule(M, d, name, written(v, &b),
             charter_say_seats(v->law->charter, rule, group, v->make.arena));
}

/* Those a rule names, each a thing of the record where there is one of that name. */
static void put_whos(struct view *v, struct doc *d, const char *name, const struct whos *w) {
    struct doc *list = w->n ? doc_list(M, d, name) : NULL;
    for (uint8_t i = 0; i < w->n; i++) {
        struct doc *row = doc_item(M, list);
        uint32_t id = state_named(v->law, w->each[i].name);
        if (id && !is_kind(v->law, id, KIND_RULE))
            view_ref(v, row, "thing", id);
        else if (w->each[i].kind == WHO_SHARE)
            doc_rule(M, row, "who", w->each[i].name,
                     charter_say_share(v->law->charter, &w->each[i].share, v->make.arena));
        else
            doc_word(M, row, "who", w->each[i].name);
        doc_flag(M, row, "each", w->each[i].each);
        doc_flag(M, row, "or", w->each[i].either && i > 0 && w->each[i - 1].either);
    }
}
/* --- seats ------------------------------------------------------------------------------------ */

static bool seat_there(const struct view *v, const struct seat_row *s) {
    return s->made <= v->known && !(s->ended && s->ended <= v->known);
}
static uint32_t seat_holder(const struct view *v, const struct seat_row *s) {
    return view_tie_first(v, s->body, s->number, TIE_MANDATE, 1);
}

static void count_seats(const struct view *v, uint32_t id, int64_t *ret_open, int64_t *ret_filled) {
    *ret_open = *ret_filled = 0;
    for (uint32_t i = entity(v->law, id)->seat_last; i; i = seats_at(v->law, i)->prev) {
        const struct seat_row *s = seats_at(v->law, i);
        if (!seat_there(v, s))
            continue;
        bool filled = seat_holder(v, s) != 0;
        *ret_filled += filled;
        *ret_open += filled || !v->law->past;
    }
}

struct bytes view_order_name(const struct view *v, int rule) {
    return rule >= 0 ? v->law->charter->orders[rule].name : (struct bytes){0};
}
uint32_t view_order_of(const struct view *v, int rule) {
    return rule >= 0 ? state_named(v->law, view_order_name(v, rule)) : 0;
}

static const struct body_rule *rule_of(const struct view *v, uint32_t id) {
    int rule = body_rule_of(v->law, id);
    return rule < 0 ? NULL : &v->law->charter->bodies[rule];
}

void view_body_row(struct view *v, struct doc *row, uint32_t id) {
    const struct body_rule *rule = rule_of(v, id);
    int64_t open, filled;
    view_ref(v, row, "body", id);
    view_ref(v, row, "unit", thing(v->law, id)->unit);
    view_ref(v, row, "order", thing(v->law, id)->parent);
    count_seats(v, id, &open, &filled);
    bool everyone = rule && rule->n_groups == 1 && rule->groups[0].every_member;
    doc_flag(M, row, "every_member", everyone);
    if (everyone && thing(v->law, id)->unit)
        view_count(v, row, "members", entity(v->law, thing(v->law, id)->unit)->members);
    if (!everyone) {
        doc_int(M, row, "seats", open);
        doc_int(M, row, "filled", filled);
        doc_int(M, row, "vacant", open - filled);
    }
    view_word(v, row, "state", view_state(v, id, 0, 0));
    doc_flag(M, row, "ended", view_entity_ended(v, id));
    view_date(v, row, "since", id, WHEN_SINCE, INSTANT_MIN);
    view_date(v, row, "until", id, WHEN_UNTIL_, INSTANT_MIN);
    if (rule && rule->n_groups)
        put_whos(v, row, "sent_by", &rule->groups[0].from);
}

void view_orders_begin(struct view *v, struct doc *list) {
    uint32_t before = UINT32_MAX;
    for (struct doc_field *f = view_has_orders(v->law) ? list->first : NULL; f; f = f->next) {
        const struct doc *order = doc_get(&f->value, "order");
        uint32_t id = order && order->kind == DOC_REF ? order->ref->id : 0;
        if (id != before)
            doc_flag(M, &f->value, "order_begins", true);
        before = id;
    }
}

void view_bodies(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "bodies");
    uint32_t all, *rows = derived_rows(v->derived, DERIVED_BODIES, 0, v->make.arena, &all);
    uint64_t n = 0;
    for (uint32_t i = 0; i < all; i++) {
        const struct thing_row *t = thing(v->law, rows[i]);
        if (!view_known(v, rows[i]) ||
            (v->wanted.n && !bytes_equal(v->wanted, state_word(v->law, t->rule))))
            continue;
        if (n++ >= v->from && list->n < VIEW_ROWS)
            view_body_row(v, doc_item(M, list), rows[i]);
    }
    view_orders_begin(v, list);
    view_paged(v, d, list, n);
}

static void put_mandate(struct view *v, struct doc *row, uint32_t tie_no) {
    const struct tie_row *t = ties_at(v->law, tie_no);
    const struct mandate_row *m = mandates_at(v->law, t->detail);
    view_ref(v, row, "holder", m->person);
    view_ref(v, row, "sender", m->sender);
    bool seat = is_noun(v->law, m->via, NOUN_TIE) && tie(v->law, m->via)->kind == TIE_MANDATE;
    view_ref(v, row, "via", seat ? mandate(v->law, m->via)->body : m->via);
    view_word(v, row, "how", m->how);
    view_date(v, row, "since", t->thing, WHEN_SINCE, t->since);
    view_date(v, row, "until", t->thing, WHEN_UNTIL_, t->until);
    if (m->term_end != INSTANT_MAX)
        view_last_day(v, row, "term_ends", m->term_end);
    if (m->votes > 0)
        doc_int(M, row, "votes", m->votes);
    if (m->votes < 0)
        doc_flag(M, row, "votes_shared", true);
    view_word(v, row, "ended_how", t->end_how);
    view_ref(v, row, "end_cause", t->end_cause);
    view_entry_no(v, row, "entry", t->made);
    view_entry_no(v, row, "end_entry", t->ended);
    view_sources(v, row, t->thing);
}

static void put_group(struct view *v, struct doc *row, const struct body_rule *rule,
                      uint32_t group) {
    if (group)
        doc_id(M, row, "group", group);
    if (rule && group && group <= rule->n_groups)
        put_whos(v, row, "group_from", &rule->groups[group - 1].from);
}

static void put_seats(struct view *v, struct doc *d, uint32_t id, const struct body_rule *rule) {
    struct doc *list = doc_list(M, d, "seat_rows"), *vacant = doc_list(M, d, "vacant_seats");
    uint32_t n = 0, room = 2 * VIEW_LIST_MAX;
    uint32_t *rows = ARENA_ARRAY(v->make.arena, room, uint32_t);
    for (uint32_t i = entity(v->law, id)->seat_last; rows && i && n < room;
         i = seats_at(v->law, i)->prev)
        if (seat_there(v, seats_at(v->law, i)))
            rows[n++] = i;
    while (n--) { /* the chain runs backwards */
        const struct seat_row *s = seats_at(v->law, rows[n]);
        uint32_t t = seat_holder(v, s);
        if (!t && v->law->past)
            continue;
        struct doc *row = doc_item(M, t ? list : vacant);
        doc_id(M, row, "number", s->number);
        put_group(v, row, rule, s->group);
        if (t)
            put_mandate(v, row, t);
        else
            view_ref(v, row, "sender", s->sender);
    }
}

#define FORMER_MAX 100
static void put_former(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t i = entity(v->law, id)->seat_last; i; i = seats_at(v->law, i)->prev) {
        const struct seat_row *s = seats_at(v->law, i);
        for (uint32_t t = view_tie_any_first(v, id, s->number, TIE_MANDATE, 1); t;
             t = view_tie_any_next(v, t, 1)) {
            if (tie_held(ties_at(v->law, t), v->at, v->known) || ties_at(v->law, t)->until > v->at)
                continue;
            list = list ? list : doc_list(M, d, "former");
            if (list->n >= FORMER_MAX)
                return;
            struct doc *row = doc_item(M, list);
            doc_id(M, row, "number", s->number);
            put_mandate(v, row, t);
        }
    }
}

static void put_offices(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t t = view_tie_any_first(v, id, 0, TIE_OFFICE, 1); t;
         t = view_tie_any_next(v, t, 1)) {
        const struct tie_row *o = ties_at(v->law, t);
        list = list ? list : doc_list(M, d, "offices");
        struct doc *row = doc_item(M, list);
        view_word(v, row, "office", o->value);
        view_ref(v, row, "holder", o->from);
        view_date(v, row, "since", o->thing, WHEN_SINCE, o->since);
        view_date(v, row, "until", o->thing, WHEN_UNTIL_, o->until);
        doc_flag(M, row, "now", tie_held(o, v->at, v->known));
        view_entry_no(v, row, "entry", o->made);
        view_sources(v, row, o->thing);
    }
}

/* --- powers ----------------------------------------------------------------------------------- */

void view_over(struct view *v, struct doc *row, uint32_t text) {
    struct bytes names = state_text(v->law, text);
    if (names.n)
        doc_rule(M, row, "over", names,
                 charter_say_names(v->law->charter, names, v->make.arena));
}

void view_powers_of(struct view *v, struct doc *list, uint32_t holder, uint32_t through) {
    for (uint32_t t = view_tie_first(v, holder, 0, TIE_POWER, 0); t; t = view_tie_next(v, t, 0)) {
        const struct tie_row *p = ties_at(v->law, t);
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "holder", holder);
        view_word(v, row, "power", p->value);
        view_over(v, row, p->quantity);
        view_ref(v, row, "target", p->to);
        view_word(v, row, "standing", p->standing);
        view_date(v, row, "since", p->thing, WHEN_SINCE, p->since);
        view_ref(v, row, "through", through);
        view_entry_no(v, row, "entry", p->made);
        view_sources(v, row, p->thing);
    }
}

static void put_powers(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "powers");
    view_powers_of(v, list, id, 0);
    uint32_t rule = thing(v->law, id)->rule;
    uint32_t through = rule ? state_named(v->law, state_word(v->law, rule)) : 0;
    if (through && through != id)
        view_powers_of(v, list, through, through);
}

/* --- the page --------------------------------------------------------------------------------- */

static void put_rules(struct view *v, struct doc *d, const struct body_rule *rule) {
    const struct charter *c = v->law->charter;
    struct doc *r = doc_map(M, d, "rule");
    doc_text(M, r, "article", rule->article.path);
    struct share quorum = charter_quorum(c, rule);
    struct majority majority = charter_majority(c, rule, NULL);
    put_share(v, r, "quorum", &quorum);
    put_majority(v, r, "majority", &majority);
    put_whos(v, r, "called_by", &rule->called_by);
    put_whos(v, r, "accountable_to", &rule->accountable_to);
    put_whos(v, r, "not_with", &rule->not_with);
    const struct recall *recall = charter_recall(c, rule);
    if (recall && recall->given == GIVEN_NONE)
        doc_flag(M, r, "no_recall", true);
    else if (recall && recall->given == GIVEN_SAID) {
        put_share(v, r, "recall_asked_by", &recall->asked_by);
        if (recall->majority.given == GIVEN_SAID)
            put_majority(v, r, "recall_majority", &recall->majority);
    }
    doc_text(M, r, "source", rule->source);
    struct doc *groups = doc_list(M, r, "groups");
    for (uint8_t g = 0; g < rule->n_groups; g++) {
        const struct seat_group *group = &rule->groups[g];
        struct doc *row = doc_item(M, groups);
        doc_flag(M, row, "every_member", group->every_member);
        put_whos(v, row, "senders", &group->from);
        doc_word(M, row, "how", bytes_str(how_names[group->how]));
        put_number(v, row, "number", rule, group);
        const struct bytes *method = charter_method(c, rule, group);
        if (method)
            doc_word(M, row, "method", *method);
    }
}

#define PROCEEDINGS_OF_BODY 40
static void put_proceedings(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    uint32_t row;
    for (struct derived_walk w = derived_walk(v->derived, DERIVED_PROCS, id);
         (row = derived_next(&w));) {
        const struct proc_row *p = procs_at(v->law, row);
        if (p->made > v->known || p->opens > v->at)
            continue;
        list = list ? list : doc_list(M, d, "proceedings");
        if (list->n >= PROCEEDINGS_OF_BODY)
            return;
        view_proceeding_row(v, doc_item(M, list), p->thing);
    }
}

static void put_acts(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    uint32_t row;
    for (struct derived_walk w = derived_walk(v->derived, DERIVED_ISSUED, id);
         (row = derived_next(&w));) {
        const struct act_row *a = acts_at(v->law, row);
        if (!view_act_there(v, a->thing))
            continue;
        list = list ? list : doc_list(M, d, "acts");
        if (list->n >= PROCEEDINGS_OF_BODY)
            return;
        view_act_row(v, doc_item(M, list), a->thing);
    }
}

void view_body(struct view *v, struct doc *d, uint32_t id) {
    static const uint32_t shown[] = {TIE_MANDATE, TIE_OFFICE, TIE_POWER, TIE_ISSUED_BY};
    const struct body_rule *rule = rule_of(v, id);
    view_head(v, d, id);
    view_body_row(v, d, id);
    view_composition(v, d, id);
    put_seats(v, d, id, rule);
    put_offices(v, d, id);
    if (rule)
        put_rules(v, d, rule);
    view_audit(v, d, id);
    put_powers(v, d, id);
    put_acts(v, d, id);
    put_proceedings(v, d, id);
    put_former(v, d, id);
    view_tail(v, d, id, shown, sizeof(shown) / sizeof(shown[0]));
}
