#include "law/state.h"

struct bytes state_text(const struct law *l, uint32_t text) {
    return heap_get(&l->heap, text);
}

struct bytes state_word(const struct law *l, uint32_t word) {
    if (word > WORD_FIRST)
        return state_text(l, words_at(l, word - WORD_FIRST)->text);
    return bytes_str(kind_word(word));
}

uint32_t state_word_find(const struct law *l, struct bytes word) {
    struct index_find f = index_find(&l->words_by_text, hash_bytes(0, word));
    for (uint32_t i; (i = index_next(&f));)
        if (bytes_equal(state_text(l, words_at(l, i)->text), word))
            return WORD_FIRST + i;
    return 0;
}

uint32_t state_named(const struct law *l, struct bytes name) {
    struct index_find f = index_find(&l->names_by_text, hash_bytes(0, name));
    for (uint32_t i; (i = index_next(&f));) {
        const struct name_row *n = names_at(l, i);
        if (bytes_equal(state_text(l, n->text), name) && !thing(l, n->thing)->undone)
            return n->thing;
    }
    return 0;
}

struct bytes state_name(const struct law *l, uint32_t id) {
    return id ? state_text(l, thing(l, id)->name) : (struct bytes){0};
}

/* --- ties ------------------------------------------------------------------------------------- */

uint32_t chain_find(const struct law *l, uint32_t end, uint32_t part, uint32_t kind, int side) {
    uint64_t hash = hash_u64(hash_u64(kind * 2 + (uint32_t)side, end), part);
    struct index_find f = index_find(&l->chains_by_end, hash);
    for (uint32_t i; (i = index_next(&f));) {
        const struct chain_row *c = chains_at(l, i);
        if (c->end == end && c->part == part && c->kind == kind && c->side == (uint32_t)side)
            return i;
    }
    return 0;
}

bool tie_held(const struct tie_row *t, int64_t at, uint64_t known) {
    if (t->made > known || (t->undone && t->undone <= known) || t->since > at)
        return false;
    int64_t until = t->ended && t->ended > known ? INSTANT_MAX : t->until;
    return until > at || until == INSTANT_MAX;
}

uint32_t living_last(const struct law *l, uint32_t chain) {
    return chain ? TABLE_ROW(&l->chain_tops, chain, struct chain_top)->last : 0;
}

uint32_t living_prev(const struct law *l, uint32_t t, int side) {
    return TABLE_ROW(&l->tie_links, t, struct tie_link)->prev[side];
}

/* In a sorted chain: the last tie with since <= at, by the jumps. */
static uint32_t chain_seek(const struct law *l, const struct chain_row *c, int64_t at) {
    uint32_t t = c->last;
    while (t) {
        const struct tie_row *row = ties_at(l, t);
        if (row->since <= at)
            return t;
        uint32_t jump = row->jump[c->side];
        t = jump && ties_at(l, jump)->since > at ? jump : row->prev[c->side];
    }
    return 0;
}

uint32_t chain_at(const struct law *l, uint32_t chain, int64_t at, uint64_t known) {
    if (!chain)
        return 0;
    const struct chain_row *c = chains_at(l, chain);
    uint32_t t = c->unsorted ? c->last : chain_seek(l, c, at);
    uint32_t best = 0;
    for (; t; t = ties_at(l, t)->prev[c->side]) {
        const struct tie_row *row = ties_at(l, t);
        if (tie_held(row, at, known)) {
            if (!c->unsorted)
                return t;
            if (!best || ties_at(l, best)->since < row->since)
                best = t;
        } else if (!c->unsorted && row->made <= known && !row->undone && row->until <= at) {
            return 0; /* one holder at a time: what came before ended before */
        }
    }
    return best;
}

uint32_t tie_between(const struct law *l, uint32_t kind, uint32_t from, uint32_t to) {
    uint32_t c = chain_find(l, from, 0, kind, 0);
    if (!c)
        return 0;
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 0)) {
        const struct tie_row *row = ties_at(l, t);
        if (tie_holds(row) && (!to || row->to == to))
            return t;
    }
    return 0;
}

uint32_t state_of(const struct law *l, uint32_t id, uint32_t part, uint32_t order, int64_t at,
                  uint64_t known) {
    uint32_t c = chain_find(l, id, part, TIE_STATE, 0);
    uint32_t own = thing(l, id)->parent;
    if (!c)
        return 0;
    if (!order && is_kind(l, own, KIND_LEGAL_ORDER))
        order = own; /* asked without an order, a thing says what it is in its own */
    uint32_t best = 0;
    for (uint32_t t = chains_at(l, c)->last; t; t = ties_at(l, t)->prev[0]) {
        const struct tie_row *row = ties_at(l, t);
        if ((order && row->to && row->to != order) || !tie_held(row, at, known))
            continue;
        if (!best || ties_at(l, best)->since < row->since)
            best = t;
    }
    return best ? ties_at(l, best)->value : 0;
}

/* --- seats, mandates -------------------------------------------------------------------------- */

uint32_t seat_find(const struct law *l, uint32_t body, uint32_t number) {
    struct index_find f = index_find(&l->seats_by_number, hash_u64(hash_u64(0, body), number));
    for (uint32_t i; (i = index_next(&f));) {
        const struct seat_row *s = seats_at(l, i);
        if (s->body == body && s->number == number)
            return i;
    }
    return 0;
}

uint32_t mandate_of(const struct law *l, uint32_t person, uint32_t body) {
    uint32_t c = chain_find(l, person, 0, TIE_MANDATE, 0);
    if (!c)
        return 0;
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 0)) {
        const struct tie_row *row = ties_at(l, t);
        if (row->to == body && tie_holds(row))
            return row->thing;
    }
    return 0;
}

uint32_t step_find(const struct law *l, uint32_t in, uint32_t kind, uint32_t who) {
    struct index_find f = index_find(&l->steps_by_who, hash_u64(hash_u64(kind, in), who));
    for (uint32_t i; (i = index_next(&f));) {
        const struct step_row *s = steps_at(l, i);
        if (s->proc == in && s->kind == kind && s->who == who && !s->voided)
            return i;
    }
    return 0;
}

/* --- the constitution ------------------------------------------------------------------------- */

const struct charter *charter_of(const struct law *l, const struct proc_row *p) {
    return p->charter ? l->charters_read[p->charter] : l->charter;
}

int body_rule_of(const struct law *l, uint32_t id) {
    const struct thing_row *t = thing(l, id);
    return l->charter && t->rule ? charter_body(l->charter, state_word(l, t->rule)) : -1;
}

int act_rule_of(const struct law *l, uint32_t id) {
    const struct thing_row *t = thing(l, id);
    return l->charter && t->rule ? charter_act(l->charter, state_word(l, t->rule)) : -1;
}

int unit_rule_of(const struct law *l, uint32_t id) {
    const struct thing_row *t = thing(l, id);
    return l->charter && t->rule ? charter_unit(l->charter, state_word(l, t->rule)) : -1;
}

uint32_t body_for(const struct law *l, int rule, uint32_t unit) {
    struct bytes name = l->charter->bodies[rule].name;
    if (!unit)
        return state_named(l, name);
    for (uint32_t b = entity(l, unit)->body_last; b; b = entity(l, b)->body_prev)
        if (bytes_equal(state_word(l, thing(l, b)->rule), name) && !thing(l, b)->undone)
            return b;
    return 0;
}

uint32_t unit_within(const struct law *l, uint32_t unit, int rule) {
    for (uint32_t u = unit; u; u = thing(l, u)->parent)
        if (unit_rule_of(l, u) == rule)
            return u;
    return 0;
}
