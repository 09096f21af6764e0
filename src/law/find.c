#include "law/find.h"

/* One key for all: kind, subject, and what else tells matters of that kind apart. */
static uint64_t key_of(uint32_t kind, uint32_t subject, uint32_t group, uint32_t sender,
                       uint32_t seat) {
    return hash_u64(hash_u64(hash_u64(hash_u64(kind, subject), group), sender), seat);
}

static uint64_t key_of_body(uint32_t body) {
    return hash_u64(0, body);
}

static bool is_about(const struct proc_row *p, uint32_t kind, uint32_t subject, uint32_t group,
                     uint32_t sender) {
    return p->kind == kind && p->subject == subject && p->group == group && p->sender == sender;
}

/* --- open ones -------------------------------------------------------------------------------- */

static bool open_key(const struct proc_row *p, uint64_t *ret) {
    switch (p->kind) {
    case PROC_ELECTION:
    case PROC_RECALL:
        *ret = key_of(p->kind, p->subject, p->group, p->sender, 0);
        return true;
    case PROC_DISPUTE:
        *ret = key_of(p->kind, p->subject, 0, 0, 0);
        return true;
    case PROC_VACANCY:
        *ret = key_of(p->kind, p->subject, 0, 0, 0);
        return true;
    default:
        return false;
    }
}

void find_opened(struct law *l, uint32_t row) {
    const struct proc_row *p = procs_at(l, row);
    uint64_t key;
    if (open_key(p, &key))
        index_add(&l->procs_open, key, row);
    if (p->body)
        index_add(&l->procs_of_body, key_of_body(p->body), row);
}

uint32_t find_election(const struct law *l, uint32_t body, uint32_t group, uint32_t sender) {
    struct index_find f = index_find(&l->procs_open, key_of(PROC_ELECTION, body, group, sender, 0));
    for (uint32_t i; (i = index_next(&f));)
        if (is_about(procs_at(l, i), PROC_ELECTION, body, group, sender))
            return procs_at(l, i)->thing;
    return 0;
}

uint32_t find_dispute(const struct law *l, uint32_t on) {
    struct index_find f = index_find(&l->procs_open, key_of(PROC_DISPUTE, on, 0, 0, 0));
    for (uint32_t i; (i = index_next(&f));)
        if (procs_at(l, i)->kind == PROC_DISPUTE && procs_at(l, i)->subject == on)
            return procs_at(l, i)->thing;
    return 0;
}

uint32_t find_recall(const struct law *l, uint32_t body, uint32_t group, uint32_t sender,
                     uint32_t seat) {
    struct index_find f = index_find(&l->procs_open, key_of(PROC_RECALL, body, group, sender, 0));
    for (uint32_t i; (i = index_next(&f));) {
        const struct proc_row *p = procs_at(l, i);
        if (is_about(p, PROC_RECALL, body, group, sender) && (!seat || p->part == seat))
            return p->thing;
    }
    return 0;
}

/* A body has few of them open: one a group, electorate and office. */
uint32_t find_vacancy(const struct law *l, uint32_t body, uint32_t group, uint32_t sender,
                      uint32_t office) {
    struct index_find f = index_find(&l->procs_open, key_of(PROC_VACANCY, body, 0, 0, 0));
    for (uint32_t i; (i = index_next(&f));)
        if (is_about(procs_at(l, i), PROC_VACANCY, body, group, sender) &&
            procs_at(l, i)->part == office)
            return procs_at(l, i)->thing;
    return 0;
}

uint32_t find_vacancy_of(const struct law *l, uint32_t body) {
    struct index_find f = index_find(&l->procs_open, key_of(PROC_VACANCY, body, 0, 0, 0));
    uint32_t first = 0;
    for (uint32_t i; (i = index_next(&f));)
        if (procs_at(l, i)->kind == PROC_VACANCY && procs_at(l, i)->subject == body &&
            (!first || i < first))
            first = i;
    return first ? procs_at(l, first)->thing : 0;
}

uint32_t find_cast(const struct law *l, uint32_t body, uint32_t who, uint32_t after) {
    struct index_find f = index_find(&l->procs_of_body, key_of_body(body));
    uint32_t first = 0; /* the index has no order of its own: effects need one */
    for (uint32_t i; (i = index_next(&f));) {
        const struct proc_row *p = procs_at(l, i);
        if (i > after && (!first || i < first) && p->body == body &&
            step_find(l, p->thing, STEP_CAST, who))
            first = i;
    }
    return first;
}

uint32_t find_open_of(const struct law *l, uint32_t body, uint32_t after) {
    struct index_find f = index_find(&l->procs_of_body, key_of_body(body));
    uint32_t first = 0;
    for (uint32_t i; (i = index_next(&f));)
        if (i > after && (!first || i < first) && procs_at(l, i)->body == body)
            first = i;
    return first;
}

/* --- of those that closed, one for each key --------------------------------------------------- */

static bool is_past(const struct proc_row *p) {
    return (p->kind == PROC_ROLL && p->outcome == OUTCOME_FINAL) ||
           (p->kind == PROC_RECALL && p->outcome == OUTCOME_FAILED) ||
           (p->kind == PROC_VOTE && p->outcome == OUTCOME_NO_QUORUM) ||
           (p->kind == PROC_DISPUTE &&
            (p->outcome == OUTCOME_UPHELD || p->outcome == OUTCOME_DISMISSED_OUT));
}

static uint64_t past_key(const struct proc_row *p, uint32_t seat) {
    switch (p->kind) {
    case PROC_ROLL:
        return key_of(PROC_ROLL, p->subject, 0, p->sender, 0);
    case PROC_RECALL:
        return key_of(PROC_RECALL, p->subject, p->group, p->sender, seat);
    case PROC_DISPUTE:
        return key_of(PROC_DISPUTE, p->subject, 0, 0, 0);
    default:
        return key_of(PROC_VOTE, p->subject, 0, p->body, 0);
    }
}

static bool same_past(const struct proc_row *a, const struct proc_row *b, uint32_t seat) {
    if (a->kind != b->kind || a->subject != b->subject)
        return false;
    switch (a->kind) {
    case PROC_ROLL:
        return a->sender == b->sender;
    case PROC_RECALL:
        return a->group == b->group && a->sender == b->sender && (!seat || a->part == seat);
    case PROC_DISPUTE:
        return true;
    default:
        return a->body == b->body;
    }
}

static uint32_t past_find(const struct law *l, const struct proc_row *like, uint32_t seat) {
    struct index_find f = index_find(&l->procs_past, past_key(like, seat));
    uint32_t found = 0;
    for (uint32_t i; (i = index_next(&f));)
        if (same_past(procs_at(l, i), like, seat) && (!found || i > found))
            found = i;
    return found;
}

/* Does ROW say more than the one that is kept? Whatever the order in which they are met. */
static bool is_better(const struct law *l, uint32_t row, uint32_t kept) {
    const struct proc_row *p = procs_at(l, row), *k = kept ? procs_at(l, kept) : NULL;
    if (!k)
        return true;
    switch (p->kind) {
    case PROC_ROLL:
        return row > kept;
    case PROC_DISPUTE: /* one that was appealed, rather than one that was not */
        return !find_decided(l, k->thing) && (find_decided(l, p->thing) || row > kept);
    case PROC_RECALL:
        return p->closed > k->closed;
    default:
        return p->closed < k->closed;
    }
}

static void keep(struct law *l, uint32_t row, uint32_t seat) {
    const struct proc_row *p = procs_at(l, row);
    uint32_t kept = past_find(l, p, seat);
    if (!is_better(l, row, kept))
        return;
    if (kept)
        index_remove(&l->procs_past, past_key(p, seat), kept);
    index_add(&l->procs_past, past_key(p, seat), row);
}

void find_closed(struct law *l, uint32_t row) {
    const struct proc_row *p = procs_at(l, row);
    uint64_t key;
    if (open_key(p, &key))
        index_remove(&l->procs_open, key, row);
    if (p->body)
        index_remove(&l->procs_of_body, key_of_body(p->body), row);
    if (!is_past(p))
        return;
    keep(l, row, 0);
    if (p->kind == PROC_RECALL && p->part)
        keep(l, row, p->part);
}

uint32_t find_recall_failed(const struct law *l, uint32_t body, uint32_t group, uint32_t sender,
                            uint32_t seat) {
    struct proc_row like = {
        .kind = PROC_RECALL, .subject = body, .group = group, .sender = sender, .part = seat};
    uint32_t i = past_find(l, &like, seat);
    return i ? procs_at(l, i)->thing : 0;
}

uint32_t find_decided(const struct law *l, uint32_t on) {
    struct proc_row like = {.kind = PROC_DISPUTE, .subject = on};
    uint32_t i = on ? past_find(l, &like, 0) : 0;
    return i ? procs_at(l, i)->thing : 0;
}

uint32_t find_roll(const struct law *l, uint32_t unit, uint32_t body) {
    struct proc_row like = {.kind = PROC_ROLL, .subject = unit, .sender = body};
    return past_find(l, &like, 0);
}

uint32_t find_no_quorum(const struct law *l, uint32_t subject, uint32_t body) {
    struct proc_row like = {.kind = PROC_VOTE, .subject = subject, .body = body};
    uint32_t i = past_find(l, &like, 0);
    return i ? procs_at(l, i)->thing : 0;
}

/* --- what an entry did ------------------------------------------------------------------------ */

enum ended_kind { ENDED_TIE, ENDED_PROC, ENDED_ENTRY };
static uint64_t key_of_entry(enum ended_kind kind, uint64_t made) {
    return hash_u64(kind, made);
}

void find_ended_tie(struct law *l, uint32_t row) {
    if (ties_at(l, row)->ended)
        index_add(&l->ended_in, key_of_entry(ENDED_TIE, ties_at(l, row)->ended), row);
}

void find_ended_proc(struct law *l, uint32_t row) {
    if (procs_at(l, row)->ended)
        index_add(&l->ended_in, key_of_entry(ENDED_PROC, procs_at(l, row)->ended), row);
}

void find_undone(struct law *l, uint32_t row) {
    const struct undone_row *u = undone_at(l, row);
    if (!find_entry_undone(l, u->entry + 1))
        index_add(&l->ended_in, key_of_entry(ENDED_ENTRY, u->entry + 1), row);
}

/* Rows come in the order of their entries. */
#define FIRST_MADE(rows, at)                                                                       \
    uint32_t lo = 1, hi = (rows).n > 1 ? (rows).n : 1;                                             \
    while (lo < hi) {                                                                              \
        uint32_t mid = lo + (hi - lo) / 2;                                                         \
        if (at(l, mid)->made < made)                                                               \
            lo = mid + 1;                                                                          \
        else                                                                                       \
            hi = mid;                                                                              \
    }                                                                                              \
    return lo

uint32_t find_made_thing(const struct law *l, uint64_t made) {
    FIRST_MADE(l->things, things_at);
}
uint32_t find_made_tie(const struct law *l, uint64_t made) {
    FIRST_MADE(l->ties, ties_at);
}
uint32_t find_made_charter(const struct law *l, uint64_t made) {
    FIRST_MADE(l->charters, charters_at);
}

uint32_t find_tie_ended(const struct law *l, uint64_t made, uint32_t after) {
    struct index_find f = index_find(&l->ended_in, key_of_entry(ENDED_TIE, made));
    uint32_t first = 0;
    for (uint32_t i; (i = index_next(&f));)
        if (i > after && (!first || i < first) && i < l->ties.n && ties_at(l, i)->ended == made)
            first = i;
    return first;
}

bool find_proc_ended(const struct law *l, uint64_t made) {
    struct index_find f = index_find(&l->ended_in, key_of_entry(ENDED_PROC, made));
    for (uint32_t i; (i = index_next(&f));)
        if (i < l->procs.n && procs_at(l, i)->ended == made)
            return true;
    return false;
}

bool find_entry_undone(const struct law *l, uint64_t made) {
    struct index_find f = index_find(&l->ended_in, key_of_entry(ENDED_ENTRY, made));
    for (uint32_t i; (i = index_next(&f));)
        if (i < l->undone.n && undone_at(l, i)->entry + 1 == made)
            return true;
    return false;
}

/* --- acts in force ---------------------------------------------------------------------------- */

static uint64_t key_of_rule(uint32_t rule) {
    return hash_u64(0, rule);
}

static bool in_force_anywhere(const struct act_row *a) {
    bool any = false;
    for (uint32_t i = 0; i < ACT_ORDERS; i++)
        any |= a->state[i] == STATE_IN_FORCE;
    return any;
}

void find_act_changes(struct law *l, uint32_t row, uint32_t n, uint32_t state) {
    struct act_row *a = acts_at(l, row);
    bool before = in_force_anywhere(a);
    a->state[n] = state;
    bool after = in_force_anywhere(a);
    if (after && !before)
        index_add(&l->acts_in_force, key_of_rule(a->rule), row);
    else if (before && !after)
        index_remove(&l->acts_in_force, key_of_rule(a->rule), row);
}

void find_act_loaded(struct law *l, uint32_t row) {
    const struct act_row *a = acts_at(l, row);
    if (in_force_anywhere(a))
        index_add(&l->acts_in_force, key_of_rule(a->rule), row);
}

uint32_t find_in_force(const struct law *l, uint32_t rule, uint32_t after) {
    struct index_find f = index_find(&l->acts_in_force, key_of_rule(rule));
    uint32_t first = 0;
    for (uint32_t i; (i = index_next(&f));)
        if (i > after && (!first || i < first) && acts_at(l, i)->rule == rule)
            first = i;
    return first;
}
