#include "law/counting.h"

#include "base/check.h"
#include "charter/method.h"
#include "count/reserve.h"
#include "law/election.h"
#include "law/mandate.h"
#include "law/members.h"
#include "law/option.h"
#include "law/tally.h"

#define WORKING (512u << 20) /* the same bound on every machine: it decides who counts */

unsigned election_method(const struct law *l, const struct proc_row *p, struct bytes *ret_name) {
    const struct charter *c = charter_of(l, p);
    const struct seat_group *g = seat_group_of(l, p->subject, p->group);
    uint32_t word = thing(l, p->subject)->rule;
    int rule = word && c ? charter_body(c, state_word(l, word)) : -1;
    if (rule >= 0 && p->group && p->group <= c->bodies[rule].n_groups)
        g = &c->bodies[rule].groups[p->group - 1]; /* the text in force when it was called */
    struct bytes name =
        rule >= 0 && g ? *charter_method(c, &c->bodies[rule], g) : (struct bytes){0};
    if (ret_name)
        *ret_name = name;
    return charter_method_traits(name);
}

bool election_counted(const struct law *l, const struct proc_row *p) {
    struct bytes name;
    if (l->past || p->kind != PROC_ELECTION || !is_kind(l, p->subject, KIND_BODY))
        return false; /* what a source tells of an election is not counted again */
    unsigned traits = election_method(l, p, &name);
    return !(traits & METHOD_OWN_DEFAULT) &&
           (traits & (METHOD_KEEPS_RANKINGS | METHOD_APPROVALS)) && count_method_find(name);
}

struct bytes election_seed(const struct law *l, uint32_t election) {
    for (uint32_t s = proc(l, election)->step_last; s; s = steps_at(l, s)->prev)
        if (steps_at(l, s)->kind == STEP_DRAW && steps_at(l, s)->option == DRAW_DRAWN)
            return state_text(l, steps_at(l, s)->text);
    return (struct bytes){0};
}

/* --- ballots ---------------------------------------------------------------------------------- */

#define RANKS_MAX 64 /* choices of one ballot, as ballot.c takes them */

static size_t choices(const struct law *l, const struct step_row *s, uint32_t ret[RANKS_MAX]) {
    struct bytes rest = state_text(l, s->text);
    uint32_t n = 0, number = 0;
    ret[n++] = s->option;
    for (size_t i = 0; i <= rest.n; i++) {
        if (i < rest.n && rest.at[i] >= '0' && rest.at[i] <= '9') {
            number = number * 10 + (uint32_t)(rest.at[i] - '0');
            continue;
        }
        if (number && n < RANKS_MAX)
            ret[n++] = number;
        number = 0;
    }
    return n;
}

static const struct option_row *option_at(const struct law *l, const struct proc_row *p,
                                          uint32_t number) {
    return options_at(l, option_numbered(l, p->thing, number));
}

/* In the order in which they were cast: a page and a later count see the same heap of ballots. */
static int ballots_of(const struct law *l, const struct proc_row *p, struct count_ballots *b,
                      struct arena *a) {
    uint32_t n = 0, *rows, element[RANKS_MAX];
    int r = 0;
    for (uint32_t i = 1; i <= p->n_options && r == 0; i++)
        r = count_ballots_candidate(b, state_text(l, option_at(l, p, i)->name));
    for (uint32_t s = p->step_last; s; s = steps_at(l, s)->prev)
        n += steps_at(l, s)->kind == STEP_CAST && !steps_at(l, s)->voided;
    rows = ARENA_ARRAY(a, n, uint32_t);
    if (!rows)
        return ERR_NOMEM;
    uint32_t at = n;
    for (uint32_t s = p->step_last; s; s = steps_at(l, s)->prev)
        if (steps_at(l, s)->kind == STEP_CAST && !steps_at(l, s)->voided)
            rows[--at] = s;
    for (uint32_t i = 0; i < n && r == 0; i++) {
        const struct step_row *s = steps_at(l, rows[i]);
        size_t k = choices(l, s, element);
        r = s->weight > UINT32_MAX ? ERR_RANGE
                                   : count_ballots_add(b, element, k, (uint32_t)s->weight);
    }
    return r;
}

/* --- the count -------------------------------------------------------------------------------- */

/* The method looks back for itself; what that leaves equal is the lot's, once its seed is drawn. */
static void options_of(const struct law *l, const struct proc_row *p, struct count_options *o) {
    struct bytes seed = election_seed(l, p->thing);
    *o = COUNT_OPTIONS;
    o->seats = (uint32_t)p->number[PROC_SEATS];
    o->tie[0] = COUNT_TIE_BACKWARDS;
    o->tie[1] = seed.n ? COUNT_TIE_LOT : COUNT_TIE_REFUSE;
    o->seed = seed;
}

static bool in_group(const struct law *l, const struct charter *c, uint32_t person,
                     struct bytes group) {
    uint32_t t = member_of(l, person, FEDERATION_ID, l->stamp, UINT64_MAX);
    for (uint8_t i = 0; t && i < c->members.n_groups; i++)
        if (bytes_equal(c->members.groups[i], group))
            return members_at(l, ties_at(l, t)->detail)->groups >> i & 1;
    return false;
}

/* Reserved seats on top of the ranking; who would have been elected without them stays first in the
 * others' order. */
static int reserve(const struct law *l, const struct proc_row *p, struct counting *c) {
    const struct seat_group *g = seat_group_of(l, p->subject, p->group);
    struct count_result *r = &c->result;
    struct count_group groups[RESERVED_MAX] = {0};
    uint32_t n = r->ranks_n ? r->rank_end[r->ranks_n - 1] : 0;
    if (!g || !g->n_reserved || !r->seats)
        return 0;
    for (uint8_t k = 0; k < g->n_reserved; k++) {
        bool *member = ARENA_ARRAY(&c->arena, p->n_options, bool);
        if (!member)
            return ERR_NOMEM;
        for (uint32_t o = 0; o < p->n_options; o++)
            member[o] =
                in_group(l, l->charter, option_at(l, p, o + 1)->thing, g->reserved[k].group);
        groups[k] = (struct count_group){
            .member = member, .max = UINT32_MAX, .min = (uint32_t)g->reserved[k].at_least};
    }
    uint32_t *order = ARENA_ARRAY(&c->arena, p->n_options, uint32_t), have = 0;
    uint32_t *seated = ARENA_ARRAY(&c->arena, r->seats, uint32_t), n_seated = 0;
    if (!order || !seated)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < r->winners_n; i++)
        order[have++] = r->winners[i];
    for (uint32_t i = 0; i < n; i++) {
        bool won = false;
        for (uint32_t w = 0; w < r->winners_n; w++)
            won |= r->winners[w] == r->ranking[i];
        if (!won)
            order[have++] = r->ranking[i];
    }
    /* a minimum that the candidates cannot meet is met as far as it goes */
    (void)count_reserve(order, have, groups, g->n_reserved, r->seats, seated, &n_seated, NULL);
    r->winners = seated;
    r->winners_n = n_seated;
    return 0;
}

static int places(const struct proc_row *p, struct counting *c) {
    const struct count_result *r = &c->result;
    uint32_t next = 0, ranked = r->ranks_n ? r->rank_end[r->ranks_n - 1] : 0;
    c->place = ARENA_ARRAY(&c->arena, p->n_options, uint32_t);
    if (!c->place)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < r->winners_n; i++)
        c->place[r->winners[i]] = ++next;
    c->elected = next;
    for (uint32_t i = 0; i < ranked; i++)
        if (!c->place[r->ranking[i]])
            c->place[r->ranking[i]] = ++next;
    for (uint32_t i = 0; i < p->n_options; i++)
        if (!c->place[i] && !c->ballots.candidate[i].withdrawn)
            c->place[i] = ++next;
    return 0;
}

/* Of several committees that are as good, the lot takes one. */
static bool committee_settled(struct counting *c) {
    struct count_result *r = &c->result;
    uint32_t *drawn;
    if (!r->committees || r->committees_n < 2)
        return true;
    drawn = ARENA_ARRAY(&c->arena, r->committees_n, uint32_t);
    if (!c->options.seed.n || !drawn)
        return false;
    count_lot(c->options.seed, drawn, r->committees_n);
    r->winners = r->committees[drawn[0]];
    return true;
}

static bool may_sit(const struct law *l, const struct proc_row *p, uint32_t person) {
    return !step_find(l, p->thing, STEP_DECLINE, person) &&
           mandate_bar(l, person, p->subject, p->group, NULL) == LAW_ACCEPTED;
}

static void *resize_noting(struct alloc *self, void *at, size_t size_old, size_t size_new) {
    struct counting_alloc *a = (struct counting_alloc *)self;
    void *p = a->real->resize(a->real, at, size_old, size_new);
    a->failed |= size_new && !p;
    return p;
}

enum counting_end counting_run(const struct law *l, uint32_t election, const bool *passed,
                               struct counting *c) {
    const struct proc_row *p = proc(l, election);
    struct bytes name;
    *c = (struct counting){.alloc = {.base = {resize_noting}, .real = l->alloc}};
    arena_init(&c->arena, &c->alloc.base, WORKING);
    count_ballots_init(&c->ballots, &c->alloc.base);
    election_method(l, p, &name);
    c->method = count_method_find(name);
    check(c->method);
    int r = ballots_of(l, p, &c->ballots, &c->arena);
    for (uint32_t i = 0; i < p->n_options && r == 0; i++)
        c->ballots.candidate[i].withdrawn =
            passed ? passed[i] : !may_sit(l, p, option_at(l, p, i + 1)->thing);
    options_of(l, p, &c->options);
    r = r < 0 ? r : count_run(c->method, &c->ballots, &c->options, &c->arena, &c->result, &c->fail);
    check(!c->alloc.failed); /* what the bound does not allow is WIDE, on every machine */
    if (r == ERR_CONFLICT)
        return COUNTING_TIED;
    if (r == 0 &&
        (!committee_settled(c) || (c->result.standing_n && c->result.winners_n < c->result.seats)))
        return COUNTING_TIED;
    r = r < 0 ? r : reserve(l, p, c);
    r = r < 0 ? r : places(p, c);
    check(!c->alloc.failed);
    return r < 0 ? COUNTING_WIDE : COUNTING_DONE;
}

enum counting_end counting_again(const struct law *l, uint32_t election, struct counting *c) {
    const struct proc_row *p = proc(l, election);
    bool passed[LIMIT_COUNT_CANDIDATES];
    for (uint32_t i = 0; i < p->n_options && i < LIMIT_COUNT_CANDIDATES; i++)
        passed[i] = p->closed != INSTANT_MAX && !option_at(l, p, i + 1)->units;
    return counting_run(l, election, passed, c);
}

void counting_drop(struct counting *c) {
    count_ballots_drop(&c->ballots);
    arena_drop(&c->arena);
}

/* --- countback -------------------------------------------------------------------------------- */

/* Did she come by this election (at once, or by a countback of it) and lose the seat? */
static bool came_and_left(const struct law *l, uint32_t election, uint32_t person) {
    uint32_t c = chain_find(l, person, 0, TIE_MANDATE, 0);
    bool came = false;
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0]) {
        const struct tie_row *row = ties_at(l, t);
        bool by_it = mandates_at(l, row->detail)->via == election && !row->undone;
        if (by_it && tie_holds(row))
            return false;
        came |= by_it;
    }
    return came;
}

uint32_t counting_successor(const struct law *l, uint32_t election) {
    const struct proc_row *p = proc(l, election);
    bool passed[LIMIT_COUNT_CANDIDATES];
    struct counting c;
    uint32_t best = 0, who = 0;
    if (!election_counted(l, p) || p->number[PROC_CERTIFIED] ||
        p->n_options > LIMIT_COUNT_CANDIDATES)
        return 0;
    for (uint32_t i = 0; i < p->n_options; i++) {
        uint32_t person = option_at(l, p, i + 1)->thing;
        bool sits = mandate_of(l, person, p->subject) != 0;
        passed[i] = came_and_left(l, election, person) || (!sits && !may_sit(l, p, person));
    }
    if (counting_run(l, election, passed, &c) == COUNTING_DONE)
        for (uint32_t i = 0; i < p->n_options; i++) {
            uint32_t person = option_at(l, p, i + 1)->thing;
            if (!c.place[i] || mandate_of(l, person, p->subject) || (best && c.place[i] > best))
                continue;
            best = c.place[i];
            who = person;
        }
    counting_drop(&c);
    return who;
}

/* --- seats shared among units ----------------------------------------------------------------- */

/* The kind of unit that sends: itself, or through a body that exists for each. -1: another. */
static int sending_rule(const struct charter *c, const struct seat_group *g) {
    const struct who *w = &g->from.each[0];
    if (g->from.n != 1)
        return -1;
    if (w->kind == WHO_UNIT)
        return w->of;
    if (w->kind != WHO_BODY || c->bodies[w->of].n_for_each != 1 ||
        c->bodies[w->of].for_each[0].association)
        return -1;
    return c->bodies[w->of].for_each[0].of;
}

struct share_unit {
    int64_t strength, seats;
    bool fixed; /* at its least or most */
};
#define SHARE_UNITS_MAX LIMIT_COUNT_CANDIDATES
/* Every unit of the kind, in the order of entry; *ret_mine: the index of UNIT. */
static uint32_t share_units(const struct law *l, int rule, int64_t at, uint32_t unit,
                            struct share_unit *ret, uint32_t *ret_mine) {
    uint32_t n = 0;
    for (TABLE_EACH(&l->entities, e)) {
        uint32_t id = entities_at(l, e)->thing;
        const struct thing_row *t = thing(l, id);
        if (t->kind != KIND_UNIT || t->undone || t->state == STATE_ENDED ||
            unit_rule_of(l, id) != rule || n == SHARE_UNITS_MAX)
            continue;
        if (id == unit)
            *ret_mine = n;
        ret[n++] = (struct share_unit){.strength = tally_strength(l, id, at)};
    }
    return n;
}

/* Shares SEATS among the units that are not fixed: each a list, its members its votes. */
static int share_once(const struct law *l, const struct count_method *m, int64_t seats,
                      struct share_unit *units, uint32_t n) {
    struct counting c = {.alloc = {.base = {resize_noting}, .real = l->alloc}};
    arena_init(&c.arena, &c.alloc.base, WORKING);
    count_ballots_init(&c.ballots, &c.alloc.base);
    int r = 0;
    char name[16];
    for (uint32_t i = 0; i < n && r == 0; i++) {
        int k = snprintf(name, sizeof(name), "%u", (unsigned)i);
        r = count_ballots_candidate(&c.ballots, bytes_of(name, (size_t)k));
    }
    for (uint32_t i = 0; i < n && r == 0; i++)
        if (units[i].strength > 0 && !units[i].fixed)
            r = units[i].strength > UINT32_MAX
                    ? ERR_RANGE
                    : count_ballots_add(&c.ballots, (uint32_t[]){i + 1}, 1,
                                        (uint32_t)units[i].strength);
    c.options = COUNT_OPTIONS;
    c.options.seats = (uint32_t)seats;
    c.options.tie[0] = COUNT_TIE_ORDER;
    if (r == 0 && seats > 0 && c.ballots.total)
        r = count_run(m, &c.ballots, &c.options, &c.arena, &c.result, &c.fail);
    for (uint32_t i = 0; i < n && r == 0; i++)
        if (!units[i].fixed)
            units[i].seats = c.result.seats_by_list ? (int64_t)c.result.seats_by_list[i] : 0;
    check(!c.alloc.failed);
    counting_drop(&c);
    return r;
}

/* Who comes out under the least or over the most gets that, and the rest is shared anew among the
 * others: those under first, since what they need is taken from all. */
static bool share_fix(const struct seat_group *g, struct share_unit *units, uint32_t n,
                      int64_t *left) {
    bool under = false, fixed = false;
    for (uint32_t i = 0; i < n; i++)
        under |= !units[i].fixed && units[i].strength > 0 && units[i].seats < g->at_least;
    for (uint32_t i = 0; i < n; i++) {
        struct share_unit *u = &units[i];
        bool low = u->seats < g->at_least, high = g->at_most && u->seats > g->at_most;
        if (u->fixed || !u->strength || !(under ? low : high))
            continue;
        u->seats = low ? g->at_least : g->at_most;
        u->fixed = fixed = true;
        *left -= u->seats;
    }
    return fixed;
}

bool counting_shared(const struct law *l, const struct seat_group *g, uint32_t sender, int64_t at,
                     int64_t *ret) {
    const struct count_method *m = count_method_find(g->number.method);
    uint32_t unit = is_kind(l, sender, KIND_UNIT) ? sender : thing(l, sender)->unit;
    uint32_t mine = UINT32_MAX;
    int64_t left = g->number.seats;
    int rule = sending_rule(l->charter, g);
    if (rule < 0 || !m || !unit)
        return false;
    struct arena a;
    arena_init(&a, l->alloc, SHARE_UNITS_MAX * sizeof(struct share_unit) + 4096);
    struct share_unit *units = ARENA_ARRAY(&a, SHARE_UNITS_MAX, struct share_unit);
    check(units);
    uint32_t n = share_units(l, rule, at, unit, units, &mine);
    int r = share_once(l, m, left, units, n);
    while (r == 0 && left >= 0 && share_fix(g, units, n, &left))
        r = left >= 0 ? share_once(l, m, left, units, n) : ERR_RANGE;
    bool shared = r == 0 && left >= 0 && mine < n;
    if (shared)
        *ret = units[mine].seats;
    arena_drop(&a);
    return shared;
}
