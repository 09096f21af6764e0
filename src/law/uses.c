#include "law/uses.h"

#include "base/check.h"

/* A row of the entry MADE - 1 refers to ID; what an entry made stands together and does not
 * count. */
static void refers(struct law *l, uint32_t id, uint64_t made, int by) {
    if (!id || id >= l->things.n || thing(l, id)->made == made)
        return;
    struct use_row *u = TABLE_ROW(&l->uses, id, struct use_row);
    check(by > 0 || u->n);
    u->n += (uint32_t)by;
}

void uses_thing(struct law *l, uint32_t id, int by) {
    const struct thing_row *t = thing(l, id);
    refers(l, t->parent, t->made, by);
    refers(l, t->unit, t->made, by);
}

void uses_tie(struct law *l, uint32_t row, int by) {
    const struct tie_row *t = ties_at(l, row);
    refers(l, t->from, t->made, by);
    refers(l, t->to, t->made, by);
}

void uses_mandate(struct law *l, uint32_t row, int by) {
    const struct mandate_row *m = mandates_at(l, row);
    refers(l, m->sender, ties_at(l, m->tie)->made, by);
    refers(l, m->via, ties_at(l, m->tie)->made, by);
}

void uses_proc(struct law *l, uint32_t row, int by) {
    const struct proc_row *p = procs_at(l, row);
    refers(l, p->subject, p->made, by);
    refers(l, p->body, p->made, by);
    refers(l, p->sender, p->made, by);
    refers(l, p->parent, p->made, by);
}

void uses_act(struct law *l, uint32_t row, int by) {
    const struct act_row *a = acts_at(l, row);
    refers(l, a->issuer, thing(l, a->thing)->made, by);
    refers(l, a->on, thing(l, a->thing)->made, by);
}

void uses_option(struct law *l, uint32_t row, int by) {
    const struct option_row *o = options_at(l, row);
    if (by > 0 && thing(l, o->proc)->undone)
        return;
    refers(l, o->thing, proc(l, o->proc)->made, by);
}

void uses_step(struct law *l, uint32_t row, int by) {
    const struct step_row *s = steps_at(l, row);
    refers(l, s->proc, s->seq + 1, by);
    refers(l, s->who, s->seq + 1, by);
}

static void of_thing(struct law *l, uint32_t id, int by) {
    const struct thing_row *t = thing(l, id);
    uses_thing(l, id, by);
    if (!t->row)
        return;
    if (t->noun == NOUN_TIE) {
        uses_tie(l, t->row, by);
        if (ties_at(l, t->row)->kind == TIE_MANDATE)
            uses_mandate(l, ties_at(l, t->row)->detail, by);
    } else if (t->noun == NOUN_PROCEEDING) {
        uses_proc(l, t->row, by);
        for (uint32_t o = procs_at(l, t->row)->option_last; o; o = options_at(l, o)->prev)
            uses_option(l, o, by);
    } else if (t->noun == NOUN_ACT) {
        uses_act(l, t->row, by);
    }
}

void uses_undone(struct law *l, uint32_t id) {
    of_thing(l, id, -1);
}

void uses_all(struct law *l) {
    for (uint32_t i = 1; i < l->things.n; i++)
        (void)TABLE_ADD(&l->uses, struct use_row);
    for (TABLE_EACH(&l->things, id))
        if (!thing(l, id)->undone)
            of_thing(l, id, 1);
    for (TABLE_EACH(&l->ties, t)) /* states are no things */
        if (!ties_at(l, t)->thing)
            uses_tie(l, t, 1);
    for (TABLE_EACH(&l->steps, s))
        if (steps_at(l, s)->proc && !steps_at(l, s)->voided)
            uses_step(l, s, 1);
}

bool is_used(const struct law *l, uint32_t id) {
    return TABLE_ROW(&l->uses, id, struct use_row)->n != 0;
}
