/* What any page may end with: the relations of a thing, figures and claims about it. */
#include "base/quantity.h"
#include <stdlib.h>

#include "view/lens.h"

#define TAIL_MAX 250

static const char *const layer_words[] = {"computed", "certified", "attested"};

/* What a body is for (a counterweight to another) is somebody's interpretation, unless an act that
 * is about it, or that it made itself, says so (M54). */
static bool purpose_not_stated(const struct view *v, const struct tie_row *t) {
    if (t->kind != TIE_COUNTERWEIGHT_TO || t->standing != STANDS_GRANTED)
        return false;
    uint32_t by = t->cause;
    return !is_noun(v->law, by, NOUN_ACT) ||
           (act(v->law, by)->on != t->from && act(v->law, by)->issuer != t->from);
}

static void put_tie(struct view *v, struct doc *list, uint32_t row, int side) {
    const struct tie_row *t = ties_at(v->law, row);
    struct doc *item = doc_item(M, list);
    view_word(v, item, "kind", t->kind);
    doc_flag(M, item, "inward", side == 1);
    uint32_t part = side ? t->to_part : t->from_part;
    if (part)
        doc_id(M, item, "part", part);
    if (side)
        view_ref_part(v, item, "other", t->from, t->from_part);
    else
        view_ref_part(v, item, "other", t->to, t->to_part);
    view_word(v, item, "value", t->value);
    view_date(v, item, "since", t->thing, WHEN_SINCE, t->since);
    view_date(v, item, "until", t->thing, WHEN_UNTIL_, t->until);
    if (purpose_not_stated(v, t))
        view_word(v, item, "standing", STANDS_INTERPRETATION);
    else if (t->standing != STANDS_GRANTED)
        view_word(v, item, "standing", t->standing);
    if (t->kind != TIE_RENAMED_TO && t->quantity)
        doc_text(M, item, "quantity", state_text(v->law, t->quantity));
    view_ref(v, item, "cause", t->cause);
    view_ref(v, item, "end_cause", t->end_cause);
    view_word(v, item, "ended_how", t->end_how);
    doc_flag(M, item, "now", tie_held(t, v->at, v->known));
    if (t->layer < 3)
        doc_word(M, item, "layer", bytes_str(layer_words[t->layer]));
    view_entry_no(v, item, "entry", t->made);
    if (t->thing) {
        view_sources(v, item, t->thing);
        view_reading(v, item, t->thing);
        if (thing(v->law, t->thing)->alternative_of)
            doc_flag(M, item, "alternative", true);
    }
}

static bool hidden_kind(uint32_t kind, int side) {
    return kind == TIE_STATE || kind == TIE_MEMBER || kind == TIE_RENAMED_TO ||
           (side == 1 && kind == TIE_ISSUED_BY);
}

static void put_kind(struct view *v, struct doc **list, struct doc *d, uint32_t id, uint32_t part,
                     uint32_t kind) {
    for (int side = 0; side < 2; side++) {
        if (hidden_kind(kind, side))
            continue;
        for (uint32_t t = view_tie_any_first(v, id, part, kind, side); t;
             t = view_tie_any_next(v, t, side)) {
            *list = *list ? *list : doc_list(M, d, "relations");
            if ((*list)->n >= TAIL_MAX)
                return;
            put_tie(v, *list, t, side);
        }
    }
}

static bool skipped(uint32_t kind, const uint32_t *skip, size_t skip_n) {
    for (size_t i = 0; i < skip_n; i++)
        if (skip[i] == kind)
            return true;
    return false;
}

static void put_relations(struct view *v, struct doc *d, uint32_t id, const uint32_t *skip,
                          size_t skip_n) {
    const struct charter *c = v->law->charter;
    uint32_t parts = is_noun(v->law, id, NOUN_ACT) ? act(v->law, id)->terms : 0;
    struct doc *list = NULL;
    uint32_t caused = state_word_find(v->law, BYTES_LIT("caused"));
    for (uint32_t part = 0; part <= parts; part++) {
        for (uint32_t kind = TIE_MEMBER; kind <= TIE_CHOOSES; kind++)
            if (!skipped(kind, skip, skip_n))
                put_kind(v, &list, d, id, part, kind);
        for (uint16_t i = 0; c && i < c->n_kinds; i++) {
            uint32_t word =
                kind_number(200, c->kinds[i].name) ? 0 : state_word_find(v->law, c->kinds[i].name);
            if (word)
                put_kind(v, &list, d, id, part, word);
        }
        if (caused)
            put_kind(v, &list, d, id, part, caused);
    }
}

/* --- figures and claims ----------------------------------------------------------------------- */

/* What the parts leave of the whole: unstated, never "others"; parts that overlap are not added. */
static void put_unstated(struct view *v, struct doc *item, const struct figure_row *f) {
    struct quantity whole, part, sum = {.kind = QUANTITY_EXACT, .lo = {0, 1}, .hi = {0, 1}}, next;
    char text[QUANTITY_TEXT_MAX];
    if (!f->part_last || view_word_is(v, f->complete, "overlapping") ||
        quantity_parse(state_text(v->law, f->quantity), &whole) < 0)
        return;
    for (uint32_t i = f->part_last; i; i = figure_parts_at(v->law, i)->prev) {
        if (quantity_parse(state_text(v->law, figure_parts_at(v->law, i)->quantity), &part) < 0 ||
            !quantity_add(&sum, &part, &next))
            return;
        sum = next;
    }
    if (!quantity_sub(&whole, &sum, &next) || (next.kind == QUANTITY_EXACT && next.lo.num <= 0))
        return;
    quantity_format(&next, text);
    char *copy = arena_copy(v->make.arena, bytes_str(text));
    doc_quantity(M, item, "unstated", bytes_str(copy));
}

/* As exact as both are: a range of the whole makes a range of the share, an unknown one none. */
static void put_part_share(struct view *v, struct doc *row, const struct figure_row *f,
                           const struct figure_part_row *p) {
    struct quantity whole, part, share;
    char text[QUANTITY_TEXT_MAX];
    if (quantity_parse(state_text(v->law, f->quantity), &whole) < 0 ||
        quantity_parse(state_text(v->law, p->quantity), &part) < 0 ||
        !quantity_div(&part, &whole, &share))
        return;
    quantity_format(&share, text);
    char *copy = arena_copy(v->make.arena, bytes_str(text));
    doc_text(M, row, "share", bytes_str(copy));
}

static void put_parts(struct view *v, struct doc *item, const struct figure_row *f) {
    if (!f->part_last)
        return;
    struct doc *list = doc_list(M, item, "parts");
    uint32_t n = 0;
    for (uint32_t i = f->part_last; i; i = figure_parts_at(v->law, i)->prev)
        n++;
    for (uint32_t k = 1; k <= n; k++) /* in the order of entry */
        for (uint32_t i = f->part_last; i; i = figure_parts_at(v->law, i)->prev) {
            const struct figure_part_row *p = figure_parts_at(v->law, i);
            if (p->number != k)
                continue;
            struct doc *row = doc_item(M, list);
            view_ref(v, row, "of", p->of);
            view_word(v, row, "name", p->word);
            doc_quantity(M, row, "n", state_text(v->law, p->quantity));
            put_part_share(v, row, f, p);
        }
}

static void put_figure(struct view *v, struct doc *list, const struct figure_row *f) {
    struct doc *item = doc_item(M, list);
    view_word(v, item, "kind", f->kind);
    if (f->part)
        doc_id(M, item, "part", f->part);
    doc_quantity(M, item, "quantity", state_text(v->law, f->quantity));
    view_word(v, item, "measure", f->measure);
    view_word(v, item, "dimension", f->dimension);
    view_word(v, item, "complete", f->complete);
    view_date(v, item, "when", f->thing, WHEN_SINCE, f->at);
    put_parts(v, item, f);
    put_unstated(v, item, f);
    view_texts(v, item, f->thing);
    view_sources(v, item, f->thing);
    view_reading(v, item, f->thing);
    view_ref(v, item, "figure", f->thing);
    view_entry_no(v, item, "entry", thing(v->law, f->thing)->made);
}

/* Two entries of one thing: what is told of either is told of both (M126). */
#define ABOUT_MAX 4000
static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void add_about(struct view *v, enum derived_list list, uint32_t id, uint32_t *rows,
                      uint32_t *n) {
    uint32_t row;
    for (struct derived_walk w = derived_walk(v->derived, list, id);
         *n < ABOUT_MAX && (row = derived_next(&w));)
        rows[(*n)++] = row;
}

/* Rows about a thing, about whatever is the same as it, and its own, in the order of entry. */
static uint32_t *rows_about(struct view *v, enum derived_list list, uint32_t id, uint16_t noun,
                            uint32_t *ret_n) {
    uint32_t *rows = ARENA_ARRAY(v->make.arena, ABOUT_MAX + 1, uint32_t), n = 0, kept = 0;
    *ret_n = 0;
    if (!rows)
        return NULL;
    add_about(v, list, id, rows, &n);
    for (int side = 0; side < 2; side++) {
        uint32_t c = chain_find(v->law, id, 0, TIE_SAME_AS, side);
        for (uint32_t t = c ? chains_at(v->law, c)->last : 0; t;
             t = ties_at(v->law, t)->prev[side]) {
            const struct tie_row *row = ties_at(v->law, t);
            if (tie_holds(row))
                add_about(v, list, side ? row->from : row->to, rows, &n);
        }
    }
    if (is_noun(v->law, id, noun) && thing(v->law, id)->row)
        rows[n++] = thing(v->law, id)->row;
    qsort(rows, n, sizeof(*rows), by_number);
    for (uint32_t i = 0; i < n; i++)
        if (!kept || rows[kept - 1] != rows[i])
            rows[kept++] = rows[i];
    *ret_n = kept;
    return rows;
}

static void put_figures(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    uint32_t n, *rows = rows_about(v, DERIVED_FIGURES, id, NOUN_FIGURE, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct figure_row *f = figures_at(v->law, rows[i]);
        if (!view_known(v, f->thing))
            continue;
        list = list ? list : doc_list(M, d, "figures");
        if (list->n < TAIL_MAX)
            put_figure(v, list, f);
    }
}

static bool by_faction(const struct view *v, const struct figure_row *f) {
    return view_word_is(v, f->dimension, "faction") || view_word_is(v, f->dimension, "party") ||
           view_word_is(v, f->dimension, "wing") || view_word_is(v, f->dimension, "bloc");
}

static uint32_t telling_of(const struct view *v, uint32_t id) {
    uint32_t of = thing(v->law, id)->alternative_of;
    return of ? of : id;
}

/* The latest figure of seats by faction at or before the view's date: what the hemicycle shows. */
void view_composition(struct view *v, struct doc *d, uint32_t id) {
    const struct figure_row *best = NULL;
    uint32_t n, *rows = derived_rows(v->derived, DERIVED_FIGURES, id, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct figure_row *f = figures_at(v->law, rows[i]);
        if (!f->part_last || f->at > v->at || !view_known(v, f->thing) || !by_faction(v, f) ||
            view_word_is(v, f->complete, "overlapping"))
            continue;
        if (!best || f->at >= best->at)
            best = f;
    }
    if (!best)
        return;
    struct doc *list = doc_list(M, d, "composition");
    uint32_t base = telling_of(v, best->thing);
    for (uint32_t i = 0; i < n; i++) { /* told in two ways, none chosen: both */
        const struct figure_row *f = figures_at(v->law, rows[i]);
        if (telling_of(v, f->thing) == base && view_known(v, f->thing) && f->part_last)
            put_figure(v, list, f);
    }
}

static void put_claims(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    uint32_t n, *rows = rows_about(v, DERIVED_CLAIMS, id, NOUN_CLAIM, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct claim_row *c = claims_at(v->law, rows[i]);
        if (!view_known(v, c->thing))
            continue;
        list = list ? list : doc_list(M, d, "claims");
        if (list->n >= TAIL_MAX)
            return;
        struct doc *item = doc_item(M, list);
        doc_text(M, item, "text", state_text(v->law, c->text));
        view_word(v, item, "standing", c->standing);
        view_word(v, item, "kind", c->kind);
        view_ref(v, item, "by", c->by);
        if (c->of != id)
            view_ref_part(v, item, "of", c->of, c->part);
        view_date(v, item, "when", c->thing, WHEN_SINCE, INSTANT_MIN);
        view_sources(v, item, c->thing);
        view_reading(v, item, c->thing);
        view_entry_no(v, item, "entry", thing(v->law, c->thing)->made);
    }
}

static void put_states(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = NULL;
    for (uint32_t t = view_tie_any_first(v, id, 0, TIE_STATE, 0); t;
         t = view_tie_any_next(v, t, 0)) {
        const struct tie_row *row = ties_at(v->law, t);
        list = list ? list : doc_list(M, d, "states");
        struct doc *item = doc_item(M, list);
        view_word(v, item, "state", row->value);
        view_date_of(v, item, "since", id, row->made, row->since);
        view_time(v, item, "until", row->until);
        view_ref(v, item, "order", row->to);
        view_ref(v, item, "cause", row->cause);
        doc_flag(M, item, "now", tie_held(row, v->at, v->known));
        view_sources_of(v, item, id, row->made, row->cause);
        view_entry_no(v, item, "entry", row->made);
    }
}

void view_tail(struct view *v, struct doc *d, uint32_t id, const uint32_t *skip, size_t skip_n) {
    if (!is_noun(v->law, id, NOUN_ACT))
        put_states(v, d, id);
    put_relations(v, d, id, skip, skip_n);
    put_figures(v, d, id);
    put_claims(v, d, id);
    struct doc *findings = doc_list(M, d, "findings");
    view_findings_of(v, findings, id, 50);
}

/* --- everything else the record speaks of ----------------------------------------------------- */

void view_thing(struct view *v, struct doc *d, uint32_t id) {
    view_head(v, d, id);
    if (is_noun(v->law, id, NOUN_TIE) && thing(v->law, id)->row) {
        struct doc *list = doc_list(M, d, "tie");
        view_ref(v, d, "from", tie(v->law, id)->from);
        put_tie(v, list, thing(v->law, id)->row, 0);
    }
    view_tail(v, d, id, NULL, 0);
}

static bool thing_listed(const struct view *v, uint32_t id) {
    const struct thing_row *t = thing(v->law, id);
    if (!t->name || !view_known(v, id))
        return false;
    if (t->noun == NOUN_ACTION)
        return true;
    if (t->noun == NOUN_ENTITY && t->kind == KIND_PERSON)
        return view_may_see(v, SIGHT_NAME, id);
    return t->noun == NOUN_ENTITY && t->kind != KIND_UNIT && t->kind != KIND_BODY &&
           t->kind != KIND_FEDERATION && t->kind != KIND_RULE;
}

/* Who keeps the machine sees every person; others whoever holds or held a mandate or office. */
static uint32_t *things_seen(struct view *v, uint32_t *ret_n) {
    struct arena *a = v->make.arena;
    uint32_t n_persons = 0, all = v->law->things.n;
    if (v->viewer.operator_) {
        uint32_t *each = ARENA_ARRAY(a, all, uint32_t);
        *ret_n = each ? all - 1 : 0;
        for (uint32_t i = 0; i < *ret_n; i++)
            each[i] = i + 1;
        return each;
    }
    uint32_t *others = derived_rows(v->derived, DERIVED_OTHERS, 0, a, ret_n);
    uint32_t *persons = derived_rows(v->derived, DERIVED_PERSONS, 0, a, &n_persons);
    uint32_t *both = ARENA_ARRAY(a, *ret_n + n_persons + 1, uint32_t);
    if (!both || !others || !persons)
        return *ret_n = 0, NULL;
    memcpy(both, others, *ret_n * sizeof(*both));
    memcpy(both + *ret_n, persons, n_persons * sizeof(*both));
    *ret_n += n_persons;
    return both;
}

void view_things(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "things");
    uint32_t all, *rows = things_seen(v, &all);
    uint64_t n = 0;
    for (uint32_t i = 0; i < all; i++) {
        const struct thing_row *t = thing(v->law, rows[i]);
        struct bytes kind = state_word(v->law, t->rule ? t->rule : t->kind);
        if (!thing_listed(v, rows[i]) || (v->wanted.n && !bytes_equal(v->wanted, kind)))
            continue;
        if (n++ < v->from || list->n >= VIEW_LIST_MAX)
            continue;
        struct doc *row = doc_item(M, list);
        view_ref(v, row, "thing", rows[i]);
        doc_word(M, row, "kind", kind);
        view_date(v, row, "since", rows[i], WHEN_SINCE, INSTANT_MIN);
    }
    view_paged(v, d, list, n);
}
