#include "law/apply.h"

#include "base/check.h"
#include "law/counting.h"
#include "law/find.h"
#include "law/option.h"
#include "law/pseudonym.h"
#include "law/uses.h"

#define A(i) ((uint32_t)e->a[i])

static uint32_t text_add(struct law *l, struct bytes text) {
    return text.n ? heap_add(&l->heap, text) : 0;
}

/* --- record ----------------------------------------------------------------------------------- */

static void apply_founded(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    l->founded = true;
    l->past = e->a[0] != 0;
    l->title = text_add(l, e->text);
}

int apply_charter_ready(struct law *l, struct bytes text) {
    struct charter *c = NULL;
    int r = l->charters.n >= LAW_CHARTERS_MAX
                ? ERR_RANGE
                : charter_decode(text, &l->charter_arena, &c, NULL);
    if (r < 0)
        return r;
    l->charter_pending = c;
    return 0;
}

int apply_read_charter(struct law *l, uint32_t i) {
    int r = apply_charter_ready(l, state_text(l, charters_at(l, i)->text));
    if (r < 0)
        return r;
    l->charters_read[i] = l->charter_pending;
    l->charter = l->charter_pending;
    l->charter_pending = NULL;
    return 0;
}

static void apply_charter(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct charter_row *r = table_add(&l->charters);
    uint32_t i = table_number(&l->charters, r);
    *r = (struct charter_row){.made = seq + 1, .since = stamp, .rules = A(0)};
    r->text = text_add(l, e->text);
    check(l->charter_pending); /* read by apply_fits or by the command that adopts it */
    l->charters_read[i] = l->charter_pending;
    l->charter = l->charter_pending;
    l->charter_pending = NULL;
}

static void apply_word(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct word_row *r = table_add(&l->words);
    r->text = text_add(l, e->text);
    index_add(&l->words_by_text, hash_bytes(0, e->text), table_number(&l->words, r));
}

/* --- things ----------------------------------------------------------------------------------- */

static void name_add(struct law *l, uint32_t id, struct bytes name, int64_t since, int64_t until,
                     uint32_t language, uint64_t seq) {
    struct name_row *n = table_add(&l->names);
    struct thing_row *t = thing(l, id);
    uint32_t i = table_number(&l->names, n);
    *n = (struct name_row){.since = since, .until = until, .made = seq + 1, .thing = id,
                           .text = text_add(l, name), .language = language, .prev = t->names};
    t->names = i;
    if (!t->name)
        t->name = n->text;
    index_add(&l->names_by_text, hash_bytes(0, name), i);
}

static void apply_thing(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct thing_row *t = table_add(&l->things);
    uint32_t id = A(0);
    *t = (struct thing_row){.made = seq + 1, .noun = (uint16_t)A(1), .kind = (uint16_t)A(2),
                            .rule = A(3), .parent = A(4), .unit = A(5), .layer = (uint16_t)A(6)};
    (void)TABLE_ADD(&l->uses, struct use_row);
    uses_thing(l, id, 1);
    if (e->text.n)
        name_add(l, id, e->text, INSTANT_MIN, INSTANT_MAX, 0, seq);
    if (t->noun != NOUN_ENTITY)
        return;
    struct entity_row *x = table_add(&l->entities);
    *x = (struct entity_row){.thing = id, .seat_next = 1};
    t->row = table_number(&l->entities, x);
    if (t->kind == KIND_BODY && t->unit && is_noun(l, t->unit, NOUN_ENTITY)) {
        struct entity_row *u = entity(l, t->unit);
        x->body_prev = u->body_last;
        u->body_last = id;
    }
    uint32_t rule = t->kind == KIND_BODY && t->rule ? state_named(l, state_word(l, t->rule)) : 0;
    if (rule && rule != id && is_kind(l, rule, KIND_RULE)) {
        x->instance_prev = entity(l, rule)->rule_last;
        entity(l, rule)->rule_last = id;
    }
}

static void apply_title(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    thing(l, A(0))->title = text_add(l, e->text);
}

static void apply_name(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    name_add(l, A(0), e->text, e->a[1], e->a[2], A(3), seq);
}

static void apply_when(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct when_row *w = table_add(&l->whens);
    struct thing_row *t = thing(l, A(0));
    *w = (struct when_row){.thing = A(0), .which = A(1), .lo = e->a[2], .hi = e->a[3],
                           .calendar = (uint16_t)A(4), .flags = (uint16_t)A(5),
                           .precision = (uint16_t)A(6), .prev = t->whens, .made = seq + 1};
    w->text = text_add(l, e->text);
    t->whens = table_number(&l->whens, w);
}

static void apply_source(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct source_row *s = table_add(&l->sources);
    struct thing_row *t = thing(l, A(0));
    *s = (struct source_row){.thing = A(0), .line = A(1), .note = A(2), .prev = t->sources,
                             .made = seq + 1};
    s->document = text_add(l, e->text);
    t->sources = table_number(&l->sources, s);
}

static void apply_alternative(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    thing(l, A(0))->alternative_of = A(1);
    thing(l, A(0))->reading = A(2);
}

static void apply_text(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct text_row *r = table_add(&l->texts);
    struct thing_row *t = thing(l, A(0));
    *r = (struct text_row){.thing = A(0), .part = A(1), .language = A(2), .prev = t->texts};
    r->text = text_add(l, e->text);
    t->texts = table_number(&l->texts, r);
    if (t->noun == NOUN_ACT && t->row && acts_at(l, t->row)->terms < A(1))
        acts_at(l, t->row)->terms = A(1);
}

static void apply_amount(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct amount_row *r = table_add(&l->amounts);
    struct thing_row *t = thing(l, A(0));
    *r = (struct amount_row){.thing = A(0), .field = A(1), .num = e->a[2], .den = e->a[3],
                             .unit = A(4), .prev = t->amounts};
    t->amounts = table_number(&l->amounts, r);
}

static void apply_ordered(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct ordered_row *r = table_add(&l->ordered);
    struct thing_row *t = thing(l, A(0));
    *r = (struct ordered_row){.thing = A(0), .relation = A(1), .other = A(2), .prev = t->ordered};
    t->ordered = table_number(&l->ordered, r);
}

/* --- ties ------------------------------------------------------------------------------------- */

static struct tie_link *link_at(const struct law *l, uint32_t row) {
    return TABLE_ROW(&l->tie_links, row, struct tie_link);
}

static uint32_t *living_top(const struct law *l, uint32_t row, int side) {
    uint32_t chain = ties_at(l, row)->chain[side];
    return chain ? &TABLE_ROW(&l->chain_tops, chain, struct chain_top)->last : NULL;
}

/* The last tie there is takes its place among those that hold, at each of its ends. */
static void living_push(struct law *l, uint32_t row) {
    struct tie_link *link = TABLE_ADD(&l->tie_links, struct tie_link);
    for (int side = 0; side < 2; side++) {
        uint32_t *top = living_top(l, row, side);
        if (!top || !tie_holds(ties_at(l, row)))
            continue;
        link->linked = 1;
        link->prev[side] = *top;
        if (*top)
            link_at(l, *top)->next[side] = row;
        *top = row;
    }
}

/* It may have ended, or been undone. */
static void living_check(struct law *l, uint32_t row) {
    struct tie_link *link = link_at(l, row);
    if (!link->linked || tie_holds(ties_at(l, row)))
        return;
    link->linked = 0;
    for (int side = 0; side < 2; side++) {
        uint32_t *top = living_top(l, row, side), next = link->next[side];
        if (top && next)
            link_at(l, next)->prev[side] = link->prev[side];
        else if (top)
            *top = link->prev[side];
        if (top && link->prev[side])
            link_at(l, link->prev[side])->next[side] = next;
    }
}

static void chain_push(struct law *l, uint32_t row, int side) {
    struct tie_row *t = ties_at(l, row);
    uint32_t end = side ? t->to : t->from, part = side ? t->to_part : t->from_part;
    uint32_t c = chain_find(l, end, part, t->kind, side);
    if (!c) {
        struct chain_row *n = table_add(&l->chains);
        (void)TABLE_ADD(&l->chain_tops, struct chain_top);
        c = table_number(&l->chains, n);
        *n = (struct chain_row){.end = end, .part = part, .kind = t->kind, .side = (uint32_t)side};
        index_add(&l->chains_by_end,
                  hash_u64(hash_u64(t->kind * 2 + (uint32_t)side, end), part), c);
    }
    struct chain_row *chain = chains_at(l, c);
    uint32_t prev = chain->last;
    t->chain[side] = c;
    t->prev[side] = prev;
    if (prev) {
        const struct tie_row *p = ties_at(l, prev);
        uint32_t pj = p->jump[side];
        t->depth[side] = p->depth[side] + 1;
        uint32_t pj_depth = pj ? ties_at(l, pj)->depth[side] : 0;
        uint32_t pjj = pj ? ties_at(l, pj)->jump[side] : 0;
        uint32_t pjj_depth = pjj ? ties_at(l, pjj)->depth[side] : 0;
        t->jump[side] = pj && p->depth[side] - pj_depth == pj_depth - pjj_depth ? pjj : prev;
        chain->unsorted |= t->since < p->since;
    }
    chain->last = row;
    chain->n++;
}

static struct tie_row *tie_add(struct law *l, struct tie_row t) {
    struct tie_row *r = table_add(&l->ties);
    uint32_t i = table_number(&l->ties, r);
    *r = t;
    if (r->until != INSTANT_MAX)
        r->ended = r->made;
    if (t.thing)
        thing(l, t.thing)->row = i;
    chain_push(l, i, 0);
    if (t.to)
        chain_push(l, i, 1);
    living_push(l, i);
    uses_tie(l, i, 1);
    find_ended_tie(l, i);
    return r;
}

static void apply_tie(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct tie_row *t =
        tie_add(l, (struct tie_row){.thing = A(0), .kind = A(1), .from = A(2), .from_part = A(3),
                                    .to = A(4), .to_part = A(5), .value = A(6), .since = e->a[7],
                                    .until = e->a[8], .standing = (uint16_t)A(9),
                                    .layer = (uint16_t)A(10), .cause = A(11), .made = seq + 1});
    t->quantity = text_add(l, e->text);
}

static void tie_close(struct law *l, uint32_t id, int64_t at, uint32_t cause, uint32_t how,
                      uint64_t seq) {
    struct tie_row *t = tie(l, id);
    t->until = at;
    t->ended = seq + 1;
    t->end_cause = cause;
    t->end_how = how;
    living_check(l, thing(l, id)->row);
    find_ended_tie(l, thing(l, id)->row);
}

static void apply_tie_end(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    tie_close(l, A(0), e->a[1], A(2), 0, seq);
}

static void apply_state(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    uint32_t id = A(0), part = A(1), order = A(5);
    uint32_t c = chain_find(l, id, part, TIE_STATE, 0);
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 0)) {
        struct tie_row *row = ties_at(l, t);
        if (row->to == order && tie_holds(row) && row->since <= e->a[3]) {
            row->until = e->a[3];
            row->ended = seq + 1;
            living_check(l, t);
            find_ended_tie(l, t);
            break;
        }
    }
    struct thing_row *th = thing(l, id);
    tie_add(l, (struct tie_row){.kind = TIE_STATE, .from = id, .from_part = part, .to = order,
                                .value = A(2), .since = e->a[3], .until = INSTANT_MAX,
                                .cause = A(4), .made = seq + 1, .layer = th->layer});
    if (part == 0)
        th->state = A(2) < WORD_FIRST ? (uint16_t)A(2) : (uint16_t)STATE_UNKNOWN;
    if (A(2) == STATE_SITTING_NOW && th->noun == NOUN_PROCEEDING && th->row &&
        is_kind(l, proc(l, id)->subject, KIND_BODY))
        entity(l, proc(l, id)->subject)->sitting = id;
    if (part || th->noun != NOUN_ACT || !th->row)
        return;
    struct act_row *a = acts_at(l, th->row);
    uint32_t n = 0;
    for (uint32_t i = 0; order && l->charter && i < l->charter->n_orders && i < ACT_ORDERS; i++)
        if (bytes_equal(l->charter->orders[i].name, state_name(l, order)))
            n = i;
    find_act_changes(l, th->row, n, A(2));
    if (A(2) == STATE_ADOPTED)
        a->adopted = e->a[3];
    if (A(2) == STATE_IN_FORCE)
        a->in_force = e->a[3];
}

/* --- due: a heap in rows 1..n, the earliest (then the lowest thing) in row 1 ------------------ */

static bool due_less(const struct due_row *a, const struct due_row *b) {
    if (a->at != b->at)
        return a->at < b->at;
    return a->thing != b->thing ? a->thing < b->thing : a->what < b->what;
}

static void due_swap(struct law *l, uint32_t i, uint32_t j) {
    struct due_row t = *due_at(l, i);
    *due_at(l, i) = *due_at(l, j);
    *due_at(l, j) = t;
}

static void due_up(struct law *l, uint32_t i) {
    for (; i > 1 && due_less(due_at(l, i), due_at(l, i / 2)); i /= 2)
        due_swap(l, i, i / 2);
}

static void due_down(struct law *l, uint32_t i) {
    for (;;) {
        uint32_t least = i;
        for (uint32_t k = 2 * i; k <= 2 * i + 1 && k < l->due.n; k++)
            if (due_less(due_at(l, k), due_at(l, least)))
                least = k;
        if (least == i)
            return;
        due_swap(l, i, least);
        i = least;
    }
}

static void apply_due(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct due_row *r = table_add(&l->due);
    *r = (struct due_row){.at = e->a[0], .thing = A(1), .what = A(2)};
    due_up(l, l->due.n - 1);
}

static void apply_due_done(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    for (uint32_t i = 1; i < l->due.n; i++) {
        const struct due_row *r = due_at(l, i);
        if (r->thing != A(0) || r->what != A(1))
            continue;
        uint32_t last = l->due.n - 1;
        due_swap(l, i, last);
        l->due.n--;
        if (i < l->due.n) {
            due_up(l, i);
            due_down(l, i);
        }
        return;
    }
}

/* --- seats and mandates ----------------------------------------------------------------------- */

static void apply_seat(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct seat_row *s = table_add(&l->seats);
    struct entity_row *b = entity(l, A(0));
    uint32_t i = table_number(&l->seats, s);
    *s = (struct seat_row){.made = seq + 1, .body = A(0), .number = A(1), .group = A(2),
                           .sender = A(3), .prev = b->seat_last};
    b->seat_last = i;
    b->seats_open++;
    if (A(1) >= b->seat_next)
        b->seat_next = A(1) + 1;
    index_add(&l->seats_by_number, hash_u64(hash_u64(0, A(0)), A(1)), i);
}

static void apply_seat_end(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct seat_row *s = seats_at(l, seat_find(l, A(0), A(1)));
    if (s->ended)
        return;
    s->ended = seq + 1;
    entity(l, A(0))->seats_open--;
    if (s->holder)
        entity(l, A(0))->seats_filled--;
    s->holder = 0;
}

static void apply_mandate(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    uint32_t id = A(0), body = A(2), seat = A(3);
    struct mandate_row *m = table_add(&l->mandates);
    uint32_t row = table_number(&l->mandates, m);
    struct tie_row *t = tie_add(
        l, (struct tie_row){.thing = id, .kind = TIE_MANDATE, .from = A(1), .to = body,
                            .since = e->a[7], .until = INSTANT_MAX, .standing = STANDS_GRANTED,
                            .layer = (uint16_t)A(11), .cause = A(6), .made = seq + 1,
                            .detail = row, .to_part = seat});
    *m = (struct mandate_row){.term_end = e->a[8], .votes = e->a[9], .person = A(1), .body = body,
                              .seat = seat, .group = A(4), .sender = A(5), .via = A(6),
                              .how = A(10)};
    m->tie = table_number(&l->ties, t);
    uses_mandate(l, row, 1);
    uint32_t s = seat_find(l, body, seat);
    if (!s)
        return;
    if (!seats_at(l, s)->holder)
        entity(l, body)->seats_filled++;
    seats_at(l, s)->holder = seats_at(l, s)->last_holder = id;
}

static void apply_mandate_end(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    uint32_t id = A(0);
    const struct mandate_row *m = mandate(l, id);
    tie_close(l, id, e->a[1], A(3), A(2), seq);
    uint32_t s = seat_find(l, m->body, m->seat);
    if (s && seats_at(l, s)->holder == id) {
        seats_at(l, s)->holder = 0;
        entity(l, m->body)->seats_filled--;
    }
}

static void apply_alternate(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct alternate_row *a = table_add(&l->alternates);
    struct entity_row *b = entity(l, A(0));
    *a = (struct alternate_row){.body = A(0), .group = A(1), .sender = A(2), .person = A(3),
                                .rank = A(4), .via = A(5), .prev = b->alternate_last};
    b->alternate_last = table_number(&l->alternates, a);
}

static void apply_alternate_end(struct law *l, const struct effect *e, uint64_t seq,
                                int64_t stamp) {
    uint32_t *from = &entity(l, A(0))->alternate_last;
    while (*from) { /* who has gone leaves the chain: it holds those who may move up */
        struct alternate_row *a = alternates_at(l, *from);
        a->gone |= a->group == A(1) && a->sender == A(2) && a->person == A(3);
        if (a->gone)
            *from = a->prev;
        else
            from = &a->prev;
    }
}

/* --- proceedings ------------------------------------------------------------------------------ */

static void apply_proceeding(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct proc_row *p = table_add(&l->procs);
    uint32_t id = A(0);
    *p = (struct proc_row){.thing = id, .kind = A(1), .subject = A(2), .part = A(3), .body = A(4),
                           .group = A(5), .sender = A(6), .opens = e->a[7], .closes = e->a[8],
                           .parent = A(9), .rules = A(10), .closed = INSTANT_MAX,
                           .made = seq + 1};
    p->charter = l->charters.n > 1 ? l->charters.n - 1 : 0;
    thing(l, id)->row = table_number(&l->procs, p);
    if (p->parent) {
        struct proc_row *up = proc(l, p->parent);
        p->child_prev = up->child_last;
        up->child_last = id;
    }
    if (is_noun(l, p->subject, NOUN_ACT) && thing(l, p->subject)->row) {
        struct act_row *a = act(l, p->subject);
        p->subject_prev = a->proc_last;
        a->proc_last = id;
        if (p->kind == PROC_VOTE)
            a->vote = id;
    }
    find_opened(l, thing(l, id)->row);
    uses_proc(l, thing(l, id)->row, 1);
}

static void apply_number(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    proc(l, A(0))->number[A(1)] = e->a[2];
}

static void apply_step(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct proc_row *p = proc(l, A(0));
    uint32_t i = l->step_free;
    struct step_row *s = i ? steps_at(l, i) : table_add(&l->steps);
    if (i)
        l->step_free = s->prev;
    i = table_number(&l->steps, s);
    *s = (struct step_row){.weight = e->a[4], .at = stamp, .seq = seq, .proc = A(0), .kind = A(1),
                           .who = A(2), .option = A(3), .mandate = A(5), .prev = p->step_last};
    s->text = text_add(l, e->text);
    p->step_last = i;
    index_add(&l->steps_by_who, hash_u64(hash_u64(A(1), A(0)), A(2)), i);
    uses_step(l, i, 1);
    if (A(1) == STEP_CAST || A(1) == STEP_SIGN)
        p->number[PROC_STEPS]++;
    if (A(1) == STEP_CHECK_IN)
        p->number[PROC_PRESENT]++;
}

static void apply_step_void(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    static const uint32_t kinds[] = {STEP_CAST, STEP_SIGN, STEP_CHECK_IN};
    struct proc_row *p = proc(l, A(0));
    for (size_t k = 0; k < 3; k++) {
        uint32_t i = step_find(l, A(0), kinds[k], A(1));
        if (!i)
            continue;
        struct step_row *s = steps_at(l, i);
        uses_step(l, i, -1);
        s->voided = A(2) ? A(2) : 1;
        index_remove(&l->steps_by_who, hash_u64(hash_u64(s->kind, A(0)), A(1)), i);
        p->number[kinds[k] == STEP_CHECK_IN ? PROC_PRESENT : PROC_STEPS]--;
    }
}

static void apply_pseudonym(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    pseudonym_add(l, e);
}

static void apply_option(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct proc_row *p = proc(l, A(0));
    struct option_row *o = table_add(&l->options);
    *o = (struct option_row){.proc = A(0), .number = A(1), .thing = A(2), .prev = p->option_last};
    o->name = text_add(l, e->text);
    p->option_last = table_number(&l->options, o);
    p->n_options++;
    uses_option(l, p->option_last, 1);
    option_index(l, p->option_last);
}

static void apply_tally(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    uint32_t i = option_numbered(l, A(0), A(1));
    if (!i)
        return;
    options_at(l, i)->votes = e->a[2];
    options_at(l, i)->units = e->a[3];
}

static void apply_majority(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct proc_row *p = proc(l, A(0));
    struct majority_row *m = table_add(&l->majorities);
    *m = (struct majority_row){.proc = A(0), .number = A(1), .part = e->a[2], .whole = e->a[3],
                               .needed = e->a[4], .prev = p->majority_last};
    m->text = text_add(l, e->text);
    p->majority_last = table_number(&l->majorities, m);
}

/* Ballots and signatures of members are counted and gone: what remains is the tally, and the
 * entries in the record. Steps by mandate are the public history and stay. */
static void steps_free(struct law *l, struct proc_row *p) {
    uint32_t keep = 0;
    for (uint32_t i = p->step_last, prev; i; i = prev) {
        struct step_row *s = steps_at(l, i);
        prev = s->prev;
        if ((s->kind != STEP_CAST && s->kind != STEP_SIGN) || s->mandate) {
            s->prev = keep;
            keep = i;
            continue;
        }
        if (!s->voided) {
            index_remove(&l->steps_by_who, hash_u64(hash_u64(s->kind, s->proc), s->who), i);
            uses_step(l, i, -1);
        }
        *s = (struct step_row){.prev = l->step_free};
        l->step_free = i;
    }
    p->step_last = 0;
    pseudonyms_free(l, p);
    for (uint32_t i = keep, next; i; i = next) { /* back into the order of entry */
        next = steps_at(l, i)->prev;
        steps_at(l, i)->prev = p->step_last;
        p->step_last = i;
    }
}

static void apply_closed(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct proc_row *p = proc(l, A(0));
    p->outcome = A(1);
    p->closed = e->a[2];
    p->ended = seq + 1;
    if (!election_counted(l, p)) /* rankings are kept: a countback and the page count them again */
        steps_free(l, p);
    if (p->closed != INSTANT_MAX)
        find_closed(l, thing(l, A(0))->row);
    find_ended_proc(l, thing(l, A(0))->row);
    if (p->kind == PROC_SITTING && is_kind(l, p->subject, KIND_BODY) &&
        entity(l, p->subject)->sitting == A(0))
        entity(l, p->subject)->sitting = 0;
    if (p->kind == PROC_VOTE && is_noun(l, p->subject, NOUN_ACT) && thing(l, p->subject)->row &&
        act(l, p->subject)->vote == A(0))
        act(l, p->subject)->vote = 0;
}

/* --- members ---------------------------------------------------------------------------------- */

static bool member_good(const struct law *l, uint32_t arrears) {
    if (!l->charter || !l->charter->members.dues_owed_at_most.unit)
        return true;
    return (int64_t)arrears <= l->charter->members.dues_owed_at_most.count;
}

static void apply_member(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct member_row *m = table_add(&l->members);
    uint32_t row = table_number(&l->members, m);
    struct tie_row *t = tie_add(
        l, (struct tie_row){.thing = A(0), .kind = TIE_MEMBER, .from = A(1), .to = A(2),
                            .value = A(3), .since = e->a[5], .until = INSTANT_MAX,
                            .standing = STANDS_GRANTED, .made = seq + 1, .detail = row});
    *m = (struct member_row){.groups = (uint64_t)e->a[4], .class = A(3)};
    m->tie = table_number(&l->ties, t);
    entity(l, A(2))->members++;
    entity(l, A(2))->members_good++;
}

static void apply_member_end(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct tie_row *t = tie(l, A(0));
    struct entity_row *u = entity(l, t->to);
    u->members--;
    u->members_good -= member_good(l, members_at(l, t->detail)->arrears);
    tie_close(l, A(0), e->a[1], 0, A(2), seq);
}

static void apply_arrears(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct tie_row *t = tie(l, A(0));
    struct member_row *m = members_at(l, t->detail);
    bool before = member_good(l, m->arrears), after = member_good(l, A(1));
    struct arrears_row *r = table_add(&l->arrears);
    *r = (struct arrears_row){.at = stamp, .months = A(1), .prev = m->arrears_last};
    m->arrears_last = table_number(&l->arrears, r);
    m->arrears = A(1);
    if (before != after)
        entity(l, t->to)->members_good += after ? 1 : UINT32_MAX;
}

static void apply_dues(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct dues_row *r = table_add(&l->dues);
    struct entity_row *u = entity(l, A(0));
    *r = (struct dues_row){.unit = A(0), .month = e->a[1], .members = A(2), .prev = u->dues_last};
    u->dues_last = table_number(&l->dues, r);
}

/* --- acts, figures, claims -------------------------------------------------------------------- */

static void apply_act(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct act_row *a = table_add(&l->acts);
    uint32_t id = A(0);
    *a = (struct act_row){.thing = id, .rule = thing(l, id)->rule, .issuer = A(1), .unit = A(2),
                          .on = A(3), .mover = A(4), .deadline = e->a[5],
                          .adopted = INSTANT_MAX, .in_force = INSTANT_MAX, .lapses = INSTANT_MAX,
                          .published = INSTANT_MAX};
    a->hash = text_add(l, e->text);
    thing(l, id)->row = table_number(&l->acts, a);
    uses_act(l, thing(l, id)->row, 1);
}

static void apply_act_number(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct act_row *a = act(l, A(0));
    switch (A(1)) {
    case ACT_STEP: a->step = (uint32_t)e->a[2]; break;
    case ACT_WAITING: a->waiting = (uint32_t)e->a[2]; break;
    case ACT_LAPSES: a->lapses = e->a[2]; break;
    case ACT_PUBLISHED: a->published = e->a[2]; break;
    case ACT_DEADLINE: a->deadline = e->a[2]; break;
    default: break;
    }
}

static void apply_figure(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct figure_row *f = table_add(&l->figures);
    *f = (struct figure_row){.thing = A(0), .of = A(1), .part = A(2), .kind = A(3),
                             .measure = A(4), .dimension = A(5), .complete = A(6), .at = e->a[7],
                             .until = e->a[8]};
    f->quantity = text_add(l, e->text);
    thing(l, A(0))->row = table_number(&l->figures, f);
}

static void apply_figure_part(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct figure_part_row *p = table_add(&l->figure_parts);
    struct figure_row *f = figures_at(l, thing(l, A(0))->row);
    *p = (struct figure_part_row){.figure = A(0), .number = A(1), .of = A(2), .word = A(3),
                                  .prev = f->part_last};
    p->quantity = text_add(l, e->text);
    f->part_last = table_number(&l->figure_parts, p);
}

static void apply_claim(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct claim_row *c = table_add(&l->claims);
    *c = (struct claim_row){.thing = A(0), .of = A(1), .part = A(2), .kind = A(3),
                            .standing = A(4), .by = A(5)};
    c->text = text_add(l, e->text);
    thing(l, A(0))->row = table_number(&l->claims, c);
}

/* --- keys, corrections ------------------------------------------------------------------------ */

static void apply_key(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct key_row *k = table_add(&l->keys);
    struct entity_row *p = entity(l, A(0));
    *k = (struct key_row){.made = seq + 1, .person = A(0), .prev = p->key_last};
    k->key = text_add(l, e->text);
    p->key_last = table_number(&l->keys, k);
}

static void apply_key_end(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    for (uint32_t i = entity(l, A(0))->key_last; i; i = keys_at(l, i)->prev)
        if (bytes_equal(state_text(l, keys_at(l, i)->key), e->text) && !keys_at(l, i)->ended)
            keys_at(l, i)->ended = seq + 1;
}

static void apply_undone(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    struct undone_row *u = table_add(&l->undone);
    *u = (struct undone_row){.entry = (uint64_t)e->a[0], .effect = A(1), .by = seq};
    find_undone(l, table_number(&l->undone, u));
    uint32_t id = A(2);
    if (!id)
        return;
    if (!thing(l, id)->undone)
        uses_undone(l, id);
    thing(l, id)->undone = seq + 1;
    if (thing(l, id)->noun == NOUN_TIE && thing(l, id)->row) {
        tie(l, id)->undone = seq + 1;
        living_check(l, thing(l, id)->row);
    }
}

static void apply_forgotten(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    entity(l, A(0))->forgotten = 1;
}

static void apply_stated(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
}

/* --- the table: what each argument must be -------------------------------------------------------
 * n new id   T thing   t thing or 0   E entity   e entity or 0   P proceeding   p proceeding or 0
 * A act   K tie   M mandate   m membership   w word or 0   u 32 bits   s 16 bits   i any
 * h who took a step: a thing, 0, or a pseudonym of the proceeding */
typedef void apply_fn(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp);
static const struct {
    apply_fn *fold;
    const char *args;
} folds[] = {
    [EFFECT_FOUNDED] = {apply_founded, "u"},
    [EFFECT_CHARTER] = {apply_charter, "u"},
    [EFFECT_WORD] = {apply_word, "u"},
    [EFFECT_THING] = {apply_thing, "nsswtts"},
    [EFFECT_TITLE] = {apply_title, "T"},
    [EFFECT_NAME] = {apply_name, "Tiiw"},
    [EFFECT_WHEN] = {apply_when, "Tuiisss"},
    [EFFECT_SOURCE] = {apply_source, "Tuu"},
    [EFFECT_ALTERNATIVE] = {apply_alternative, "Ttw"},
    [EFFECT_STATE] = {apply_state, "Tuwitt"},
    [EFFECT_TIE] = {apply_tie, "kwTutuwiisst"},
    [EFFECT_TIE_END] = {apply_tie_end, "Kit"},
    [EFFECT_TEXT] = {apply_text, "Tuw"},
    [EFFECT_AMOUNT] = {apply_amount, "Twiiw"},
    [EFFECT_DUE] = {apply_due, "iTu"},
    [EFFECT_DUE_DONE] = {apply_due_done, "Tu"},
    [EFFECT_ORDERED] = {apply_ordered, "TuT"},
    [EFFECT_SEAT] = {apply_seat, "Euut"},
    [EFFECT_SEAT_END] = {apply_seat_end, "Eu"},
    [EFFECT_MANDATE] = {apply_mandate, "kEEuuttiiiws"},
    [EFFECT_MANDATE_END] = {apply_mandate_end, "Miwt"},
    [EFFECT_ALTERNATE] = {apply_alternate, "EuTEut"},
    [EFFECT_ALTERNATE_END] = {apply_alternate_end, "EuTE"},
    [EFFECT_PROCEEDING] = {apply_proceeding, "qwtueutiipu"},
    [EFFECT_NUMBER] = {apply_number, "Pui"},
    [EFFECT_STEP] = {apply_step, "Pwhuit"},
    [EFFECT_STEP_VOID] = {apply_step_void, "Phw"},
    [EFFECT_PSEUDONYM] = {apply_pseudonym, "Puti"},
    [EFFECT_OPTION] = {apply_option, "Put"},
    [EFFECT_TALLY] = {apply_tally, "Puii"},
    [EFFECT_CLOSED] = {apply_closed, "Pwi"},
    [EFFECT_MAJORITY] = {apply_majority, "Puiii"},
    [EFFECT_MEMBER] = {apply_member, "kEEwii"},
    [EFFECT_MEMBER_END] = {apply_member_end, "miw"},
    [EFFECT_ARREARS] = {apply_arrears, "mu"},
    [EFFECT_DUES] = {apply_dues, "Eiu"},
    [EFFECT_ACT] = {apply_act, "atttti"},
    [EFFECT_ACT_NUMBER] = {apply_act_number, "Aui"},
    [EFFECT_FIGURE] = {apply_figure, "fTuwwwwii"},
    [EFFECT_FIGURE_PART] = {apply_figure_part, "Futw"},
    [EFFECT_CLAIM] = {apply_claim, "ctuwwt"},
    [EFFECT_KEY] = {apply_key, "E"},
    [EFFECT_KEY_END] = {apply_key_end, "E"},
    [EFFECT_UNDONE] = {apply_undone, "iut"},
    [EFFECT_FORGOTTEN] = {apply_forgotten, "E"},
    [EFFECT_STATED] = {apply_stated, ""},
};
#define N_FOLDS (sizeof(folds) / sizeof(folds[0]))

static bool noun_new(const struct law *l, uint32_t id, uint16_t noun) {
    return is_noun(l, id, noun) && !thing(l, id)->row;
}
static bool noun_made(const struct law *l, uint32_t id, uint16_t noun) {
    return is_noun(l, id, noun) && thing(l, id)->row;
}

static bool thing_fits(const struct law *l, char code, uint32_t id) {
    switch (code) {
    case 'T': return true;
    case 'E': return noun_made(l, id, NOUN_ENTITY);
    case 'P': return noun_made(l, id, NOUN_PROCEEDING);
    case 'A': return noun_made(l, id, NOUN_ACT);
    case 'K': return noun_made(l, id, NOUN_TIE);
    case 'F': return noun_made(l, id, NOUN_FIGURE);
    case 'M': return noun_made(l, id, NOUN_TIE) && tie(l, id)->kind == TIE_MANDATE;
    case 'm': return noun_made(l, id, NOUN_TIE) && tie(l, id)->kind == TIE_MEMBER;
    case 'k': return noun_new(l, id, NOUN_TIE);
    case 'q': return noun_new(l, id, NOUN_PROCEEDING);
    case 'a': return noun_new(l, id, NOUN_ACT);
    case 'f': return noun_new(l, id, NOUN_FIGURE);
    case 'c': return noun_new(l, id, NOUN_CLAIM);
    default: return false;
    }
}

static bool arg_fits(const struct law *l, char code, int64_t v) {
    if (code == 'i')
        return true;
    if (v < 0 || v > UINT32_MAX)
        return false;
    uint32_t id = (uint32_t)v;
    switch (code) {
    case 'u': return true;
    case 's': return v <= UINT16_MAX;
    case 'n': return id == (l->things.n ? l->things.n : 1);
    case 'w':
        return id < WORD_FIRST ? !id || *kind_word(id)
                               : id - WORD_FIRST < l->words.n && id > WORD_FIRST;
    case 't': return id < l->things.n || !id;
    case 'h': return id < l->things.n || !id || is_pseudonym(id);
    case 'e': return !id || (id < l->things.n && thing_fits(l, 'E', id));
    case 'p': return !id || (id < l->things.n && thing_fits(l, 'P', id));
    default: return id && id < l->things.n && thing_fits(l, code, id);
    }
}

static bool special_fits(const struct law *l, const struct effect *e) {
    switch (e->type) {
    case EFFECT_CHARTER: return l->charter_pending != NULL;
    case EFFECT_NUMBER: return e->a[1] < PROC_NUMBERS;
    case EFFECT_STEP: return !is_pseudonym(A(2)) || pseudonym_met_there(l, A(0), A(2));
    case EFFECT_STEP_VOID: return !is_pseudonym(A(1)) || pseudonym_met_there(l, A(0), A(1));
    case EFFECT_PSEUDONYM: return pseudonym_fits(l, e);
    case EFFECT_SEAT: return !seat_find(l, A(0), A(1)) && A(1);
    case EFFECT_SEAT_END: return seat_find(l, A(0), A(1)) != 0;
    case EFFECT_TIE: return A(1) != TIE_MANDATE && A(1) != TIE_MEMBER;
    case EFFECT_MEMBER_END:
    case EFFECT_ARREARS: return tie(l, A(0))->kind == TIE_MEMBER && tie_holds(tie(l, A(0)));
    case EFFECT_THING: return A(1) >= NOUN_ENTITY && A(1) <= NOUN_CLAIM;
    default: return true;
    }
}

bool apply_fits(const struct law *l, const struct effect *e) {
    if (e->type >= N_FOLDS || !folds[e->type].fold)
        return false;
    const char *args = folds[e->type].args;
    for (size_t i = 0; i < e->n; i++)
        if (!args[i] || !arg_fits(l, args[i], e->a[i]))
            return false;
    return !args[e->n] && special_fits(l, e);
}

void apply_effect(struct law *l, const struct effect *e, uint64_t seq, int64_t stamp) {
    folds[e->type].fold(l, e, seq, stamp);
}

/* --- indexes after a load --------------------------------------------------------------------- */

void apply_index_all(struct law *l) {
    for (TABLE_EACH(&l->names, i))
        index_add(&l->names_by_text, hash_bytes(0, state_text(l, names_at(l, i)->text)), i);
    for (TABLE_EACH(&l->words, i))
        index_add(&l->words_by_text, hash_bytes(0, state_text(l, words_at(l, i)->text)), i);
    for (TABLE_EACH(&l->options, i))
        option_index(l, i);
    for (TABLE_EACH(&l->chains, i)) {
        const struct chain_row *c = chains_at(l, i);
        index_add(&l->chains_by_end, hash_u64(hash_u64(c->kind * 2 + c->side, c->end), c->part), i);
    }
    for (uint32_t i = 1; i < l->chains.n; i++)
        (void)TABLE_ADD(&l->chain_tops, struct chain_top);
    for (TABLE_EACH(&l->ties, i)) {
        living_push(l, i);
        find_ended_tie(l, i);
    }
    for (TABLE_EACH(&l->undone, i))
        find_undone(l, i);
    for (TABLE_EACH(&l->acts, i))
        find_act_loaded(l, i);
    for (TABLE_EACH(&l->seats, i)) {
        const struct seat_row *s = seats_at(l, i);
        index_add(&l->seats_by_number, hash_u64(hash_u64(0, s->body), s->number), i);
    }
    for (TABLE_EACH(&l->procs, i)) {
        if (procs_at(l, i)->closed == INSTANT_MAX)
            find_opened(l, i);
        else
            find_closed(l, i);
        find_ended_proc(l, i);
    }
    for (TABLE_EACH(&l->steps, i)) {
        const struct step_row *s = steps_at(l, i);
        if (s->proc && !s->voided)
            index_add(&l->steps_by_who, hash_u64(hash_u64(s->kind, s->proc), s->who), i);
    }
    for (TABLE_EACH(&l->pseudonyms, i))
        pseudonym_index(l, i);
    uses_all(l);
}
