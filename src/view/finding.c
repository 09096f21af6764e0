/* What does not fit, derived from the record and never written into it: each has a kind and a
 * stable id made of what it is about, so that a page can be cited. */
#include "base/quantity.h"
#include "base/ratio.h"
#include "view/finding.h"

/* One more finding about A (and B, or 0); NULL when it is not asked for. */
struct doc *finding_new(struct finder *f, const char *kind, uint32_t a, uint32_t b, uint32_t number,
                        const char *sentence) {
    struct view *v = f->v;
    if (f->id && f->id != a && f->id != b)
        return NULL;
    if (f->n++ >= f->max)
        return NULL;
    struct bytes name = state_name(v->law, a);
    bool hidden = is_kind(v->law, a, KIND_PERSON) && !view_may_see(v, SIGHT_NAME, a);
    char *id = !name.n || hidden ? arena_format(v->make.arena, "%s-%u", kind, (unsigned)a)
                                 : arena_format(v->make.arena, "%s-%.*s", kind, (int)name.n,
                                                (const char *)name.at);
    if (id && number)
        id = arena_format(v->make.arena, "%s-%u", id, (unsigned)number);
    struct doc *row = doc_item(M, f->list);
    if (f->kept)
        f->kept->each[f->kept->n++] = (struct derived_finding){a, b, row};
    doc_text(M, row, "id", bytes_str(id));
    doc_word(M, row, "kind", bytes_str(kind));
    return doc_sentence(M, row, "says", sentence);
}

/* --- contradictions --------------------------------------------------------------------------- */

/* What one of the alternatives says, in short. */
static void put_telling(struct view *v, struct doc *row, uint32_t id) {
    const struct thing_row *t = thing(v->law, id);
    if (!t->row)
        return;
    if (t->noun == NOUN_CLAIM) {
        doc_text(M, row, "told", state_text(v->law, claims_at(v->law, t->row)->text));
    } else if (t->noun == NOUN_FIGURE) {
        const struct figure_row *g = figures_at(v->law, t->row);
        view_word(v, row, "relation", g->kind);
        doc_quantity(M, row, "quantity", state_text(v->law, g->quantity));
        view_date(v, row, "when", id, WHEN_SINCE, g->at);
    } else if (t->noun == NOUN_TIE) {
        view_word(v, row, "relation", tie(v->law, id)->kind);
        view_ref(v, row, "other", tie(v->law, id)->to);
        view_word(v, row, "value", tie(v->law, id)->value);
        view_date(v, row, "when", id, WHEN_SINCE, tie(v->law, id)->since);
    } else {
        view_date(v, row, "when", id, WHEN_SINCE, INSTANT_MIN);
    }
}

static void contradiction(struct finder *f, uint32_t base) {
    struct view *v = f->v;
    uint32_t n = 1;
    bool concerned = f->id == base;
    for (uint32_t i = base + 1; i < v->law->things.n; i++)
        if (thing(v->law, i)->alternative_of == base && view_told(v, i)) {
            n++;
            concerned |= f->id == i;
        }
    uint32_t of = 0;
    if (is_noun(v->law, base, NOUN_TIE) && thing(v->law, base)->row)
        of = tie(v->law, base)->from;
    if (is_noun(v->law, base, NOUN_FIGURE) && thing(v->law, base)->row)
        of = figures_at(v->law, thing(v->law, base)->row)->of;
    if (is_noun(v->law, base, NOUN_CLAIM) && thing(v->law, base)->row)
        of = claims_at(v->law, thing(v->law, base)->row)->of;
    struct doc *says = finding_new(f, "contradiction", concerned ? f->id : base, of, 0,
                                   N_("%1 is told in %2 ways that cannot all be true"));
    if (!says)
        return;
    view_ref(v, says, "a1", of ? of : base);
    doc_int(M, says, "a2", n);
    struct bytes reading = state_word(v->law, thing(v->law, base)->reading);
    struct doc *list = doc_list(M, says, "alternatives");
    doc_word(M, says, "reading", reading);
    for (uint32_t i = base; i < v->law->things.n; i++)
        if ((i == base || thing(v->law, i)->alternative_of == base) && view_told(v, i)) {
            struct doc *row = doc_item(M, list);
            view_ref(v, row, "thing", i);
            view_reading(v, row, i);
            put_telling(v, row, i);
            view_sources(v, row, i);
        }
}

/* A thing is a base the first time that another names it as what it differs from. */
static void contradictions(struct finder *f) {
    const struct law *l = f->v->law;
    for (uint32_t i = 1; l->past && i < l->things.n; i++) {
        uint32_t base = thing(l, i)->alternative_of;
        if (!base || !view_told(f->v, i))
            continue;
        bool first = true;
        for (uint32_t k = base + 1; k < i && first; k++)
            first = thing(l, k)->alternative_of != base;
        if (first)
            contradiction(f, base);
    }
}

/* --- acts ------------------------------------------------------------------------------------- */

static void broken_terms(struct finder *f, uint32_t id) {
    struct view *v = f->v;
    for (uint32_t part = 1; part <= act(v->law, id)->terms; part++) {
        uint32_t t = view_state_row(v, id, part, 0);
        if (!t || ties_at(v->law, t)->value != STATE_BROKEN)
            continue;
        struct doc *says =
            finding_new(f, "broken-term", id, ties_at(v->law, t)->cause, part,
                        ties_at(v->law, t)->cause ? N_("term %2 of %1 was broken by %3")
                                                  : N_("term %2 of %1 was broken"));
        if (!says)
            continue;
        view_ref(v, says, "a1", id);
        doc_id(M, says, "a2", part);
        view_ref(v, says, "a3", ties_at(v->law, t)->cause);
    }
}

static bool state_ended(uint32_t s) {
    return s == STATE_VOID || s == STATE_ANNULLED || s == STATE_VETOED || s == STATE_SUSPENDED ||
           s == STATE_REPEALED;
}

static void divided_act(struct finder *f, uint32_t id) {
    struct view *v = f->v;
    const struct charter *c = v->law->charter;
    uint32_t good = 0, bad = 0, bad_state = 0;
    for (uint16_t i = 0; c && c->n_orders > 1 && i < c->n_orders; i++) {
        uint32_t order = view_order_of(v, i);
        uint32_t s = order ? view_act_state(v, id, order) : 0;
        if (s == STATE_IN_FORCE)
            good = order;
        if (state_ended(s)) {
            bad = order;
            bad_state = s;
        }
    }
    if (!good || !bad)
        return;
    struct doc *says =
        finding_new(f, "divided-act", id, 0, 0, N_("%1 is in force by %2, and by %3 it is %4"));
    if (!says)
        return;
    view_ref(v, says, "a1", id);
    view_ref(v, says, "a2", good);
    view_ref(v, says, "a3", bad);
    view_word(v, says, "a4", bad_state);
}

static void acts(struct finder *f) {
    const struct law *l = f->v->law;
    for (TABLE_EACH(&l->acts, i)) {
        uint32_t id = acts_at(l, i)->thing;
        if (!view_known(f->v, id))
            continue;
        broken_terms(f, id);
        divided_act(f, id);
    }
}

/* --- bodies ----------------------------------------------------------------------------------- */

static void half_empty(struct finder *f, uint32_t id) {
    struct view *v = f->v;
    const struct entity_row *e = entity(v->law, id);
    if (v->law->past || e->seats_open == 0 || 2 * e->seats_filled >= e->seats_open)
        return;
    struct doc *says = finding_new(f, "half-empty", id, 0, 0,
                                   N_("of the %2 seats of %1 only %3 are filled, fewer than half"));
    if (!says)
        return;
    view_ref(v, says, "a1", id);
    doc_int(M, says, "a2", e->seats_open);
    doc_int(M, says, "a3", e->seats_filled);
}

/* Whoever sits in a body whose seats derive from seats in another (sits-in) must still sit
 * there. */
static void not_in_base(struct finder *f, uint32_t id) {
    struct view *v = f->v;
    int rule = body_rule_of(v->law, id);
    const struct body_rule *b = rule < 0 ? NULL : &v->law->charter->bodies[rule];
    for (uint32_t i = entity(v->law, id)->seat_last; b && i; i = seats_at(v->law, i)->prev) {
        const struct seat_row *s = seats_at(v->law, i);
        if (!s->holder || !s->group || s->group > b->n_groups ||
            b->groups[s->group - 1].sits_in < 0)
            continue;
        uint32_t base = body_for(v->law, b->groups[s->group - 1].sits_in, 0);
        uint32_t person = mandate(v->law, s->holder)->person;
        if (!base || mandate_of(v->law, person, base))
            continue;
        struct doc *says =
            finding_new(f, "not-in-base", id, person, s->number,
                        N_("%1 sits in %2, and has no seat in %3 from which that derives"));
        if (!says)
            continue;
        view_ref(v, says, "a1", person);
        view_ref(v, says, "a2", id);
        view_ref(v, says, "a3", base);
    }
}

/* Members whom one delegate speaks for: the most and the least, where the first is over twice the
 * second. */
static void malapportioned(struct finder *f, uint32_t id) {
    struct view *v = f->v;
    struct {
        uint32_t unit, n;
    } units[256];
    uint32_t n = 0;
    for (uint32_t i = entity(v->law, id)->seat_last; i && !v->law->past;
         i = seats_at(v->law, i)->prev) {
        const struct seat_row *s = seats_at(v->law, i);
        uint32_t unit = s->sender && is_noun(v->law, s->sender, NOUN_ENTITY)
                            ? thing(v->law, s->sender)->unit
                            : 0;
        uint32_t k = 0;
        if (s->ended || !unit || !is_kind(v->law, unit, KIND_UNIT))
            continue;
        while (k < n && units[k].unit != unit)
            k++;
        if (k == n && n < 256) {
            units[n].unit = unit;
            units[n++].n = 0;
        }
        if (k < n)
            units[k].n++;
    }
    uint32_t most = 0, least = 0;
    uint64_t per_most = 0, per_least = UINT64_MAX;
    for (uint32_t k = 0; k < n; k++) {
        uint64_t per = entity(v->law, units[k].unit)->members_good / units[k].n;
        if (per > per_most) {
            per_most = per;
            most = units[k].unit;
        }
        if (per < per_least) {
            per_least = per;
            least = units[k].unit;
        }
    }
    if (n < 2 || per_most <= 2 * per_least)
        return;
    struct doc *says = finding_new(
        f, "malapportioned", id, 0, 0,
        N_("in %1 a delegate of %2 speaks for more than twice the members of one of %3"));
    if (!says)
        return;
    view_ref(v, says, "a1", id);
    view_ref(v, says, "a2", most);
    view_ref(v, says, "a3", least);
}

/* A group with a number of its own in which more sit. */
static void over_quota(struct finder *f, uint32_t id) {
    struct view *v = f->v;
    int rule = body_rule_of(v->law, id);
    const struct body_rule *b = rule < 0 ? NULL : &v->law->charter->bodies[rule];
    for (uint8_t g = 0; b && g < b->n_groups; g++) {
        int64_t n = 0;
        const struct seat_group *s = &b->groups[g];
        if (s->number.kind != NUMBER_FIXED || !view_one_electorate(v->law->charter, b, s))
            continue;
        for (uint32_t i = entity(v->law, id)->seat_last; i; i = seats_at(v->law, i)->prev)
            n += seats_at(v->law, i)->group == g + 1u &&
                 view_tie_first(v, id, seats_at(v->law, i)->number, TIE_MANDATE, 1);
        struct doc *says = n <= s->number.seats
                               ? NULL
                               : finding_new(f, "over-quota", id, 0, g + 1u,
                                             N_("%2 sit in %1 for a group that has %3 seats"));
        if (!says)
            continue;
        view_ref(v, says, "a1", id);
        doc_int(M, says, "a2", n);
        doc_int(M, says, "a3", s->number.seats);
    }
}

/* What a body has or does in practice and no rule gives it: told, and nothing is valid by it. */
static void in_practice(struct finder *f, uint32_t id) {
    struct view *v = f->v;
    uint32_t n = 0, rows[64];
    static const uint32_t kinds[] = {TIE_POWER, TIE_ATTRIBUTE};
    for (size_t k = 0; k < 2; k++)
        for (uint32_t t = view_tie_first(v, id, 0, kinds[k], 0); t; t = view_tie_next(v, t, 0))
            if (ties_at(v->law, t)->standing == STANDS_IN_PRACTICE && n < 64)
                rows[n++] = t;
    struct doc *says =
        !n ? NULL
           : finding_new(f, "in-practice", id, 0, 0,
                         N_("%1 does in practice what no rule gives it: matters told: "
                            "%2"));
    if (!says)
        return;
    view_ref(v, says, "a1", id);
    doc_int(M, says, "a2", n);
    struct doc *list = doc_list(M, says, "matters");
    for (uint32_t k = 0; k < n; k++) {
        const struct tie_row *t = ties_at(v->law, rows[k]);
        struct doc *row = doc_item(M, list);
        view_word(v, row, "relation", t->kind);
        view_word(v, row, "value", t->value);
        view_ref(v, row, "other", t->to);
        view_ref(v, row, "cause", t->cause);
        view_sources(v, row, t->thing);
    }
}

static void body(struct finder *f, uint32_t id) {
    if (!view_known(f->v, id))
        return;
    in_practice(f, id);
    if (!is_kind(f->v->law, id, KIND_BODY))
        return;
    half_empty(f, id);
    not_in_base(f, id);
    malapportioned(f, id);
    over_quota(f, id);
}

static void bodies(struct finder *f) {
    const struct law *l = f->v->law;
    if (f->id) {
        if (is_noun(l, f->id, NOUN_ENTITY))
            body(f, f->id);
        return;
    }
    struct view *v = f->v;
    uint32_t n, *ids = derived_rows(v->derived, DERIVED_ACTORS, 0, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++)
        body(f, ids[i]);
}

/* --- rank and prestige ------------------------------------------------------------------------ */

/* Formally above, in fact below. */
static void rank_reversed(struct finder *f) {
    struct view *v = f->v;
    const struct law *l = v->law;
    for (TABLE_EACH(&l->ties, i)) {
        const struct tie_row *rank = ties_at(l, i);
        if (rank->kind != TIE_FORMAL_RANK || !rank->to || !tie_held(rank, v->at, v->known))
            continue;
        for (uint32_t t = view_tie_first(v, rank->to, 0, TIE_PRESTIGE, 0); t;
             t = view_tie_next(v, t, 0)) {
            if (ties_at(l, t)->to != rank->from)
                continue;
            struct doc *says = finding_new(f, "rank-reversed", rank->from, rank->to, 0,
                                           N_("%1 ranks above %2, and %2 stands higher in fact"));
            if (!says)
                continue;
            view_ref(v, says, "a1", rank->from);
            view_ref(v, says, "a2", rank->to);
            view_sources(v, says, ties_at(l, t)->thing);
        }
    }
}

/* --- figures, recognition --------------------------------------------------------------------- */

static void sum_fails(struct finder *f, const struct figure_row *g) {
    struct view *v = f->v;
    struct quantity total, sum = {.kind = QUANTITY_EXACT, .lo = {0, 1}, .hi = {0, 1}}, part, next;
    bool exhaustive = view_word_is(v, g->complete, "exhaustive");
    if (!g->part_last || view_word_is(v, g->complete, "overlapping") ||
        quantity_parse(state_text(v->law, g->quantity), &total) < 0 || total.kind != QUANTITY_EXACT)
        return;
    for (uint32_t i = g->part_last; i; i = figure_parts_at(v->law, i)->prev) {
        if (quantity_parse(state_text(v->law, figure_parts_at(v->law, i)->quantity), &part) < 0 ||
            part.kind != QUANTITY_EXACT || !quantity_add(&sum, &part, &next))
            return;
        sum = next;
    }
    int order = ratio_compare(sum.lo, total.lo);
    if (order == 0 || (order < 0 && !exhaustive))
        return;
    struct doc *says =
        finding_new(f, "sum", g->thing, g->of, 0,
                    N_("the parts of a figure of %1 make %2, and the whole is said to be %3"));
    if (!says)
        return;
    char text[QUANTITY_TEXT_MAX];
    quantity_format(&sum, text);
    char *copy = arena_copy(v->make.arena, bytes_str(text));
    view_ref(v, says, "a1", g->of);
    doc_quantity(M, says, "a2", bytes_str(copy));
    doc_quantity(M, says, "a3", state_text(v->law, g->quantity));
    view_sources(v, says, g->thing);
}

static void figures(struct finder *f) {
    const struct law *l = f->v->law;
    for (TABLE_EACH(&l->figures, i))
        if (view_known(f->v, figures_at(l, i)->thing))
            sum_fails(f, figures_at(l, i));
}

/* --- seats beside those they stand for -------------------------------------------------------- */

struct pair { /* of one association or unit: its seats, and those its seats stand for */
    const struct figure_row *seats, *base;
    int64_t n_seats, n_base;
};

static bool kind_of(const struct view *v, uint32_t kind, const char *begins, const char *ends) {
    struct bytes w = state_word(v->law, kind);
    size_t b = strlen(begins), e = strlen(ends);
    return w.n >= b + e && !memcmp(w.at, begins, b) && !memcmp(w.at + w.n - e, ends, e);
}

static bool exact(const struct view *v, const struct figure_row *g, int64_t *ret) {
    struct quantity q;
    if (quantity_parse(state_text(v->law, g->quantity), &q) < 0 || q.kind != QUANTITY_EXACT ||
        q.lo.den != 1 || q.lo.num < 0)
        return false;
    *ret = q.lo.num;
    return true;
}

#define PAIRS_MAX 64
/* Figures of seats (seats, seats-in-duma) and of those represented (workers-represented), of one
 * thing at one date, both exact. */
static uint32_t pairs_like(const struct view *v, const struct figure_row *first,
                           const struct figure_row *base, struct pair ret[PAIRS_MAX]) {
    uint32_t n = 0;
    for (TABLE_EACH(&v->law->figures, i)) {
        struct pair p = {.seats = figures_at(v->law, i)};
        if (p.seats->kind != first->kind || p.seats->at != first->at ||
            !view_known(v, p.seats->thing) || !exact(v, p.seats, &p.n_seats))
            continue;
        for (TABLE_EACH(&v->law->figures, k)) {
            const struct figure_row *g = figures_at(v->law, k);
            if (g->of == p.seats->of && g->kind == base->kind && g->at == first->at &&
                view_known(v, g->thing) && exact(v, g, &p.n_base))
                p.base = g;
        }
        if (p.base && n < PAIRS_MAX)
            ret[n++] = p;
    }
    return n;
}

/* Whose share of the seats is under two thirds of its share of those the seats stand for. */
static void put_pairs(struct finder *f, const struct pair *p, uint32_t n) {
    struct view *v = f->v;
    int64_t seats = 0, base = 0;
    for (uint32_t i = 0; i < n; i++) {
        seats += p[i].n_seats;
        base += p[i].n_base;
    }
    for (uint32_t i = 0; i < n; i++) {
        struct ratio s, b, least;
        if (!ratio_make(p[i].n_seats, seats, &s) || !ratio_make(p[i].n_base, base, &b) ||
            !ratio_mul(b, (struct ratio){2, 3}, &least) || ratio_compare(s, least) >= 0)
            continue;
        struct doc *says =
            finding_new(f, "under-represented", p[i].seats->of, 0, 0,
                        N_("%1 has %2 of %3 seats, which speak for %4 of %5 of those represented"));
        if (!says)
            continue;
        view_ref(v, says, "a1", p[i].seats->of);
        doc_int(M, says, "a2", p[i].n_seats);
        doc_int(M, says, "a3", seats);
        doc_int(M, says, "a4", p[i].n_base);
        doc_int(M, says, "a5", base);
        view_share(v, says, "seat_share", p[i].n_seats, seats);
        view_share(v, says, "base_share", p[i].n_base, base);
        view_share(v, says, "per_seat", p[i].n_base, p[i].n_seats);
        view_sources(v, says, p[i].seats->thing);
    }
}

static void represented(struct finder *f) {
    const struct law *l = f->v->law;
    struct view *v = f->v;
    for (TABLE_EACH(&l->figures, i)) {
        const struct figure_row *g = figures_at(l, i);
        struct pair pairs[PAIRS_MAX];
        if (!kind_of(v, g->kind, "seats", "") || !view_known(v, g->thing))
            continue;
        for (TABLE_EACH(&l->figures, k)) {
            const struct figure_row *base = figures_at(l, k);
            if (base->of != g->of || base->at != g->at ||
                !kind_of(v, base->kind, "", "represented"))
                continue;
            uint32_t n = pairs_like(v, g, base, pairs);
            if (n > 1 && pairs[0].seats == g) /* each set once, by its first */
                put_pairs(f, pairs, n);
        }
    }
}

/* One unit that obeys two authorities at once. */
static void obedience(struct finder *f) {
    const struct law *l = f->v->law;
    struct view *v = f->v;
    if (!l->charter || l->charter->n_orders < 2)
        return;
    uint32_t n, *ties = derived_rows(v->derived, DERIVED_RECOGNITION, 0, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct chain_row *c = chains_at(l, ties_at(l, ties[i])->chain[0]);
        if (c->part || ties_at(l, ties[i])->prev[0])
            continue; /* each chain once, by its first */
        uint32_t a = view_tie_first(v, c->end, 0, TIE_RECOGNITION, 0);
        uint32_t b = a ? view_tie_next(v, a, 0) : 0;
        if (!b || !ties_at(l, a)->to || !ties_at(l, b)->to ||
            ties_at(l, a)->to == ties_at(l, b)->to)
            continue;
        struct doc *says =
            finding_new(f, "two-authorities", c->end, 0, 0, N_("%1 recognises both %2 and %3"));
        if (!says)
            continue;
        view_ref(v, says, "a1", c->end);
        view_ref(v, says, "a2", ties_at(l, a)->to);
        view_ref(v, says, "a3", ties_at(l, b)->to);
    }
}

static void sources(struct finder *f) {
    struct view *v = f->v;
    uint32_t n = 0, of = 0;
    for (TABLE_EACH(&v->law->sources, i)) {
        const struct source_row *s = sources_at(v->law, i);
        n += !s->note;
        of++;
    }
    if (f->id || !v->law->past || n == 0)
        return;
    struct doc *says = finding_new(f, "no-footnote", 1, 0, 0,
                                   N_("%1 of %2 statements rest on a line without a footnote"));
    if (!says)
        return;
    doc_int(M, says, "a1", n);
    doc_int(M, says, "a2", of);
}

/* A claim of the kind missing-source, which itself rests on a note, says that the work behind this
 * note is nowhere named: so many statements stand on it (M123). */
static void missing_source(struct finder *f, uint32_t claim) {
    struct view *v = f->v;
    const struct law *l = v->law;
    uint32_t own = thing(l, claim)->sources, n = 0;
    const struct source_row *note = own ? sources_at(l, own) : NULL;
    if (!note || !note->note)
        return;
    for (TABLE_EACH(&l->sources, i)) {
        const struct source_row *s = sources_at(l, i);
        n += s->note == note->note && s->thing != claim &&
             bytes_equal(state_text(l, s->document), state_text(l, note->document));
    }
    struct doc *says = finding_new(f, "missing-source", claim, 0, 0,
                                   N_("%1 statements rest on note %2 of %3, and the work it means "
                                      "is named nowhere"));
    if (!says)
        return;
    doc_int(M, says, "a1", n);
    doc_id(M, says, "a2", note->note);
    doc_text(M, says, "a3", state_text(l, note->document));
}

static void missing_sources(struct finder *f) {
    const struct law *l = f->v->law;
    for (TABLE_EACH(&l->claims, i))
        if (view_word_is(f->v, claims_at(l, i)->kind, "missing-source") &&
            view_known(f->v, claims_at(l, i)->thing))
            missing_source(f, claims_at(l, i)->thing);
}

static void find_all(struct finder *f) {
    contradictions(f);
    acts(f);
    bodies(f);
    rank_reversed(f);
    represented(f);
    figures(f);
    obedience(f);
    finding_powers(f);
    finding_terms(f);
    finding_matters(f);
    finding_offices(f);
    sources(f);
    missing_sources(f);
}

/* All findings of this look, found once for each state of the record. NULL: no memory. */
static const struct derived_findings *findings(struct view *v) {
    struct derived_findings *all;
    if (derived_findings(v->derived, v, &all) || !all)
        return all;
    struct view own = *v;
    own.make = (struct doc_maker){.arena = &all->arena};
    all->list = doc_list(&own.make, doc_root(&own.make), "findings");
    struct finder f = {.v = &own, .list = all->list, .max = DERIVED_FINDINGS_MAX, .kept = all};
    find_all(&f);
    all->total = f.n;
    if (own.make.failed)
        all->each = NULL;
    return all->each ? all : NULL;
}

static void share(struct view *v, struct doc *list, const struct doc *row) {
    *doc_item(M, list) = *row;
}

size_t view_findings_of(struct view *v, struct doc *list, uint32_t id, size_t max) {
    const struct derived_findings *all = findings(v);
    struct finder told = {.v = v, .list = list, .id = id, .max = max};
    if (!all) {
        v->make.failed = true;
        return 0;
    }
    if (id && v->law->past)
        contradictions(&told); /* named after whichever of the tellings is looked at */
    for (size_t i = 0; i < all->n && list->n < max; i++) {
        const struct derived_finding *f = &all->each[i];
        bool told_above = id && v->law->past && doc_get(f->row, "kind") &&
                          bytes_is(doc_get(f->row, "kind")->text, "contradiction");
        if (!told_above && (!id || f->a == id || f->b == id))
            share(v, list, f->row);
    }
    return id ? list->n : all->total;
}

void view_findings(struct view *v, struct doc *d, uint32_t id) {
    view_readings(v, d);
    struct doc *list = doc_list(M, d, "findings");
    const struct derived_findings *all = findings(v);
    uint64_t n = 0;
    v->make.failed |= !all;
    for (size_t i = 0; all && i < all->n; i++) {
        const struct doc *kind = doc_get(all->each[i].row, "kind");
        if (v->wanted.n && !(kind && bytes_equal(kind->text, v->wanted)))
            continue;
        if (n++ >= v->from && list->n < VIEW_LIST_MAX)
            share(v, list, all->each[i].row);
    }
    view_paged(v, d, list, n);
    if (all && all->total > all->n)
        doc_int(M, d, "not_kept", (int64_t)(all->total - all->n));
}
