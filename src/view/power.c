/* Powers at a date, what changed between two, and what several authorities have, side by side. */
#include <stdlib.h>

#include "view/lens.h"

/* --- who may do what, and what changed (M55) -------------------------------------------------- */

static void put_change(struct view *v, struct doc *list, const struct tie_row *p, bool ended) {
    struct doc *row = doc_item(M, list);
    view_ref(v, row, "holder", p->from);
    view_word(v, row, "power", p->value);
    view_over(v, row, p->quantity);
    view_ref(v, row, "target", p->to);
    view_word(v, row, "standing", p->standing);
    view_date(v, row, "since", p->thing, WHEN_SINCE, p->since);
    if (ended)
        view_date(v, row, "until", p->thing, WHEN_UNTIL_, p->until);
    view_ref(v, row, "cause", ended ? p->end_cause : p->cause);
    view_entry_no(v, row, "entry", ended && p->ended ? p->ended : p->made);
    view_sources(v, row, p->thing);
}

/* Item by item: powers that hold at the later date and not at the earlier, and the other way. */
static void put_changes(struct view *v, struct doc *d) {
    struct doc *begun = doc_list(M, d, "begun"), *ended = doc_list(M, d, "ended");
    doc_day(M, d, "compared_with", v->since);
    uint32_t n, *rows = derived_rows(v->derived, DERIVED_POWERS, 0, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct tie_row *p = ties_at(v->law, rows[i]);
        if (p->thing && !view_believed(v, p->thing))
            continue;
        bool then = tie_held(p, v->since, v->known), now = tie_held(p, v->at, v->known);
        if (now && !then && begun->n < VIEW_LIST_MAX)
            put_change(v, begun, p, false);
        if (then && !now && ended->n < VIEW_LIST_MAX)
            put_change(v, ended, p, true);
    }
}

/* Where each order says that the highest power lies (M40, M49): one row an order, no winner. */
static void put_highest(struct view *v, struct doc *d) {
    const struct charter *c = v->law->charter;
    struct doc *list = doc_list(M, d, "highest");
    for (uint16_t i = 0; c && i < c->n_orders; i++) {
        uint32_t order = view_order_of(v, i);
        for (uint32_t t = order ? view_tie_first(v, order, 0, TIE_HIGHEST, 0) : 0; t;
             t = view_tie_next(v, t, 0)) {
            const struct tie_row *h = ties_at(v->law, t);
            struct doc *row = doc_item(M, list);
            view_ref(v, row, "order", order);
            view_ref(v, row, "body", h->to);
            view_date(v, row, "since", h->thing, WHEN_SINCE, h->since);
            view_ref(v, row, "cause", h->cause);
            view_entry_no(v, row, "entry", h->made);
            view_sources(v, row, h->thing);
        }
    }
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

void view_powers(struct view *v, struct doc *d, uint32_t id) {
    struct doc *list = doc_list(M, d, "powers");
    uint32_t n, *rows = derived_rows(v->derived, DERIVED_HOLDERS, 0, v->make.arena, &n);
    if (n)
        qsort(rows, n, sizeof(*rows), by_number);
    for (uint32_t i = 0; i < n; i++)
        if (view_known(v, rows[i]) && list->n < VIEW_LIST_MAX)
            view_powers_of(v, list, rows[i], 0);
    put_highest(v, d);
    if (v->since != INSTANT_MIN)
        put_changes(v, d);
}

/* --- authorities side by side (M50) ----------------------------------------------------------- */

#define ATTRIBUTES_MAX 64

/* What an authority may have: a word (the treasury; prestige; the obedience of regiments) or a
 * thing (the civil servants). */
struct attribute {
    uint32_t word, who;
};
struct attributes {
    struct attribute each[ATTRIBUTES_MAX];
    uint32_t n;
};

static struct attribute attribute_of(const struct view *v, const struct tie_row *t) {
    const struct thing_row *from = thing(v->law, t->from);
    if (t->kind == TIE_ATTRIBUTE)
        return (struct attribute){.word = t->value};
    if (t->kind == TIE_PRESTIGE)
        return (struct attribute){.word = TIE_PRESTIGE};
    if (from->kind == KIND_UNIT || from->kind == KIND_STATE_POWER)
        return (struct attribute){.word = from->rule ? from->rule : from->kind};
    return (struct attribute){.who = t->from};
}

static bool attributes_kind(uint32_t kind) {
    return kind == TIE_ATTRIBUTE || kind == TIE_PRESTIGE || kind == TIE_RECOGNITION;
}

/* The authority that has it: a legal order, by itself or through a body of it; else the thing. */
static uint32_t centre_of(const struct view *v, const struct tie_row *t) {
    uint32_t id = t->kind == TIE_RECOGNITION ? t->to : t->from;
    uint32_t order = is_kind(v->law, id, KIND_BODY) ? thing(v->law, id)->parent : 0;
    return is_kind(v->law, order, KIND_LEGAL_ORDER) ? order : id;
}

static bool tie_counts(const struct view *v, const struct tie_row *t) {
    return attributes_kind(t->kind) && t->made <= v->known &&
           !(t->undone && t->undone <= v->known) && t->from &&
           (!t->thing || view_believed(v, t->thing));
}

static void attributes_find(struct view *v, struct attributes *a) {
    uint32_t n, *rows = derived_rows(v->derived, DERIVED_AUTHORITY, 0, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct tie_row *t = ties_at(v->law, rows[i]);
        if (!tie_counts(v, t))
            continue;
        struct attribute one = attribute_of(v, t);
        uint32_t k = 0;
        while (k < a->n && (a->each[k].word != one.word || a->each[k].who != one.who))
            k++;
        if (k == a->n && a->n < ATTRIBUTES_MAX)
            a->each[a->n++] = one;
    }
}

/* Who has it, of those that are in CENTRE (0: in none: neutral, uncertain), at the date. */
static void put_cell(struct view *v, struct doc *row, const struct attribute *a, uint32_t centre) {
    struct doc *cell = doc_item(M, row), *held = doc_list(M, cell, "held");
    view_ref(v, cell, "centre", centre);
    uint32_t n, *rows = derived_rows(v->derived, DERIVED_AUTHORITY, 0, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct tie_row *t = ties_at(v->law, rows[i]);
        if (!tie_counts(v, t) || !tie_held(t, v->at, v->known) || centre_of(v, t) != centre)
            continue;
        struct attribute one = attribute_of(v, t);
        if (one.word != a->word || one.who != a->who || held->n >= VIEW_LIST_MAX)
            continue;
        struct doc *item = doc_item(M, held);
        view_ref(v, item, "who", t->from);
        if (t->kind != TIE_ATTRIBUTE)
            view_word(v, item, "value", t->value);
        view_date(v, item, "since", t->thing, WHEN_SINCE, t->since);
        view_entry_no(v, item, "entry", t->made);
        view_sources(v, item, t->thing);
    }
    doc_flag(M, cell, "blank", held->n == 0);
}

void view_authorities(struct view *v, struct doc *d, uint32_t id) {
    const struct charter *c = v->law->charter;
    struct attributes a = {0};
    struct doc *centres = doc_list(M, d, "centres"), *rows = doc_list(M, d, "attributes");
    for (uint16_t i = 0; c && i < c->n_orders; i++)
        view_ref(v, doc_item(M, centres), "centre", view_order_of(v, i));
    if (!c || c->n_orders < 2)
        return;
    attributes_find(v, &a);
    for (uint32_t k = 0; k < a.n; k++) {
        struct doc *row = doc_item(M, rows);
        view_word(v, row, "attribute", a.each[k].word);
        view_ref(v, row, "who", a.each[k].who);
        struct doc *cells = doc_list(M, row, "cells");
        for (uint16_t i = 0; i < c->n_orders; i++)
            put_cell(v, cells, &a.each[k], view_order_of(v, i));
        put_cell(v, cells, &a.each[k], 0);
    }
}
