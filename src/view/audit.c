/* How far a body is from those it speaks for: steps to the electors, what each seat stands for,
 * quotas beside what is there, how a delegate voted and what she was told. All of it computed from
 * the constitution and the record, none of it entered. */
#include "base/quantity.h"
#include "view/lens.h"

/* --- steps to the electors (M08) -------------------------------------------------------------- */

#define STEPS_NONE UINT32_MAX
/* Of a rule: 1 when electors send it themselves, else one more than the nearest and the farthest of
 * those who send. DEPTH bounds a chain that runs in a circle. */
static void steps_of(const struct charter *c, int rule, uint32_t depth, uint32_t *ret_least,
                     uint32_t *ret_most) {
    const struct body_rule *b = &c->bodies[rule];
    *ret_least = STEPS_NONE;
    *ret_most = 0;
    for (uint8_t g = 0; g < b->n_groups; g++)
        for (uint8_t i = 0; i < b->groups[g].from.n || (i == 0 && b->groups[g].every_member); i++) {
            const struct who *w = &b->groups[g].from.each[i];
            uint32_t least = 0, most = 0;
            if (!b->groups[g].every_member && w->kind == WHO_BODY && depth < c->n_bodies)
                steps_of(c, w->of, depth + 1, &least, &most);
            else if (!b->groups[g].every_member && (w->kind == WHO_BODY || w->kind == WHO_NOBODY ||
                                                    w->kind == WHO_ANY_BODY))
                least = STEPS_NONE;
            if (least == STEPS_NONE)
                continue;
            *ret_least = least + 1 < *ret_least ? least + 1 : *ret_least;
            *ret_most = most + 1 > *ret_most ? most + 1 : *ret_most;
        }
}

static void put_distance(struct view *v, struct doc *d, int rule) {
    uint32_t least, most;
    steps_of(v->law->charter, rule, 0, &least, &most);
    struct doc *row = doc_map(M, d, "distance");
    doc_flag(M, row, "no_electors", least == STEPS_NONE);
    if (least == STEPS_NONE)
        return;
    doc_int(M, row, "least", least);
    doc_int(M, row, "most", most);
}

/* --- quotas (M20) ----------------------------------------------------------------------------- */

bool view_one_electorate(const struct charter *c, const struct body_rule *b,
                         const struct seat_group *g) {
    const struct who *w = &g->from.each[0];
    if (g->from.n != 1 || w->each || g->every_member)
        return false;
    bool many = (w->kind == WHO_BODY && c->bodies[w->of].n_for_each) || w->kind == WHO_UNIT ||
                w->kind == WHO_ASSOCIATION;
    return !many || b->n_for_each;
}

/* The groups' numbers make the whole only where each is a number and has one electorate. */
static void put_quotas(struct view *v, struct doc *d, const struct body_rule *b) {
    int64_t sum = 0;
    bool stated = b->n_groups > 0;
    for (uint8_t g = 0; g < b->n_groups; g++) {
        const struct seat_group *s = &b->groups[g];
        stated &= s->number.kind == NUMBER_FIXED && view_one_electorate(v->law->charter, b, s);
        sum += s->number.seats;
    }
    struct doc *q = doc_map(M, d, "quotas");
    doc_flag(M, q, "total_not_stated", !stated);
    if (stated)
        doc_int(M, q, "total", sum);
}

/* --- seats and those they stand for (M18, M19) ------------------------------------------------ */

void view_share(struct view *v, struct doc *row, const char *name, int64_t part, int64_t whole) {
    struct ratio r;
    char text[RATIO_TEXT_MAX];
    if (!ratio_make(part, whole, &r))
        return;
    ratio_format(r, text);
    char *copy = arena_copy(v->make.arena, bytes_str(text));
    doc_text(M, row, name, bytes_str(copy));
}

#define UNITS_MAX 256
struct sent {
    uint32_t unit;
    int64_t seats;
};
static uint32_t senders(const struct view *v, uint32_t id, struct sent ret[UNITS_MAX]) {
    uint32_t n = 0;
    for (uint32_t i = entity(v->law, id)->seat_last; i; i = seats_at(v->law, i)->prev) {
        const struct seat_row *s = seats_at(v->law, i);
        uint32_t sender = s->sender && is_noun(v->law, s->sender, NOUN_ENTITY) ? s->sender : 0;
        uint32_t unit = is_kind(v->law, sender, KIND_UNIT) ? sender
                        : sender                           ? thing(v->law, sender)->unit : 0;
        uint32_t k = 0;
        if (s->ended || !unit || !is_kind(v->law, unit, KIND_UNIT))
            continue;
        while (k < n && ret[k].unit != unit)
            k++;
        if (k == n && n < UNITS_MAX)
            ret[n++] = (struct sent){.unit = unit};
        if (k < n)
            ret[k].seats++;
    }
    return n;
}

/* Units too small to be told by name are left out whole: a share would tell their size. */
static void put_units(struct view *v, struct doc *d, uint32_t id) {
    struct sent units[UNITS_MAX];
    uint32_t n = senders(v, id, units);
    int64_t seats = 0, members = 0;
    bool small = false;
    for (uint32_t k = 0; k < n; k++) {
        seats += units[k].seats;
        members += entity(v->law, units[k].unit)->members_good;
        small |= entity(v->law, units[k].unit)->members_good < view_cell_min(v);
    }
    if (n < 2 || (small && !v->viewer.operator_))
        return;
    struct doc *list = doc_list(M, d, "audit");
    for (uint32_t k = 0; k < n; k++) {
        int64_t base = entity(v->law, units[k].unit)->members_good;
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "of", units[k].unit);
        doc_int(M, row, "seats", units[k].seats);
        doc_int(M, row, "represented", base);
        view_share(v, row, "seat_share", units[k].seats, seats);
        view_share(v, row, "base_share", base, members);
        view_share(v, row, "per_seat", base, units[k].seats);
    }
}

void view_audit(struct view *v, struct doc *d, uint32_t id) {
    int rule = body_rule_of(v->law, id);
    if (rule < 0)
        return;
    put_distance(v, d, rule);
    put_quotas(v, d, &v->law->charter->bodies[rule]);
    if (!v->law->past)
        put_units(v, d, id);
}

/* --- what delegates were told, and how they voted (M16) --------------------------------------- */

/* The last instruction on this vote or its subject; 0: none. */
static uint32_t instruction(const struct view *v, uint32_t mandate_id, const struct proc_row *p) {
    for (uint32_t t = view_tie_any_first(v, mandate_id, 0, TIE_TASK, 0); t;
         t = view_tie_any_next(v, t, 0)) {
        const struct tie_row *row = ties_at(v->law, t);
        if ((row->to == p->thing || row->to == p->subject) && row->since <= p->closed)
            return t;
    }
    return 0;
}

static bool bound(const struct view *v, uint32_t mandate_id) {
    const struct mandate_row *m = mandate(v->law, mandate_id);
    int rule = body_rule_of(v->law, m->body);
    const struct body_rule *b = rule >= 0 ? &v->law->charter->bodies[rule] : NULL;
    if (!b || !m->group || m->group > b->n_groups)
        return false;
    uint8_t kind = b->groups[m->group - 1].mandate;
    kind = kind == MANDATE_NOT_SAID ? v->law->charter->usual.mandate : kind;
    return kind == MANDATE_BOUND;
}

void view_instruction(struct view *v, struct doc *row, const struct step_row *s,
                      struct bytes choice) {
    const struct proc_row *p = proc(v->law, s->proc);
    uint32_t t = s->mandate ? instruction(v, s->mandate, p) : 0;
    if (!t)
        return;
    struct bytes told = state_word(v->law, ties_at(v->law, t)->value);
    doc_word(M, row, "instructed", told);
    doc_flag(M, row, "as_instructed", bytes_equal(told, choice));
    doc_flag(M, row, "against_instruction", told.n && !bytes_equal(told, choice));
    doc_flag(M, row, "mandate_bound", bound(v, s->mandate));
}
