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

/* The group of seats, by the text in force when the election was called. */
static const struct seat_group *group_of(const struct law *l, const struct proc_row *p,
                                         const struct body_rule **ret_body) {
    const struct charter *c = charter_of(l, p);
    uint32_t word = thing(l, p->subject)->rule;
    int rule = word && c ? charter_body(c, state_word(l, word)) : -1;
    *ret_body = rule >= 0 ? &c->bodies[rule] : NULL;
    if (rule >= 0 && p->group && p->group <= c->bodies[rule].n_groups)
        return &c->bodies[rule].groups[p->group - 1];
    return seat_group_of(l, p->subject, p->group);
}

unsigned election_method(const struct law *l, const struct proc_row *p, struct bytes *ret_name) {
    const struct body_rule *body;
    const struct seat_group *g = group_of(l, p, &body);
    struct bytes name = body && g ? *charter_method(charter_of(l, p), body, g) : (struct bytes){0};
    if (ret_name)
        *ret_name = name;
    return charter_method_traits(name);
}

bool election_counted(const struct law *l, const struct proc_row *p) {
    struct bytes name;
    if (l->past || p->kind != PROC_ELECTION || !is_kind(l, p->subject, KIND_BODY))
        return false; /* what a source tells of an election is not counted again */
    return election_method(l, p, &name) & (METHOD_KEEPS_RANKINGS | METHOD_APPROVALS |
                                           METHOD_GRADES | METHOD_APPORTIONS) &&
           count_method_find(name);
}

int64_t election_marks(const struct law *l, const struct proc_row *p) {
    const struct body_rule *body;
    const struct seat_group *g = group_of(l, p, &body);
    struct bytes name;
    election_method(l, p, &name);
    return charter_marks(name, g, p->number[PROC_SEATS]);
}

uint32_t election_list(const struct law *l, uint32_t election, uint32_t person) {
    uint32_t s = step_find(l, election, STEP_NOMINATE, person);
    return s ? (uint32_t)steps_at(l, s)->weight : 0;
}

uint32_t election_default(const struct law *l, const struct proc_row *p) {
    if (election_method(l, p, NULL) & METHOD_OWN_DEFAULT)
        for (uint32_t o = p->option_last; o; o = options_at(l, o)->prev)
            if (!options_at(l, o)->thing)
                return options_at(l, o)->number;
    return 0;
}

struct bytes election_seed(const struct law *l, uint32_t election) {
    for (uint32_t s = proc(l, election)->step_last; s; s = steps_at(l, s)->prev)
        if (steps_at(l, s)->kind == STEP_DRAW && steps_at(l, s)->option == DRAW_DRAWN)
            return state_text(l, steps_at(l, s)->text);
    return (struct bytes){0};
}

/* --- ballots ---------------------------------------------------------------------------------- */

void ballot_read(const struct law *l, const struct step_row *s, struct ballot *ret) {
    struct bytes rest = state_text(l, s->text);
    uint32_t number = 0, grades = 0;
    bool digits = false;
    *ret = (struct ballot){.n = 1, .option[0] = s->option};
    for (size_t i = 0; i <= rest.n; i++) {
        uint8_t c = i < rest.n ? rest.at[i] : ',';
        if (c >= '0' && c <= '9') {
            number = number * 10 + (uint32_t)(c - '0');
            digits = true;
            continue;
        }
        if (digits && ret->graded && grades < BALLOT_CHOICES_MAX)
            ret->grade[grades++] = (uint16_t)number;
        else if (digits && !ret->graded && ret->n < BALLOT_CHOICES_MAX)
            ret->option[ret->n++] = number;
        ret->graded |= c == ';';
        number = 0;
        digits = false;
    }
}

struct bytes ballot_write(const struct ballot *b, char *ret) {
    size_t n = 0;
    for (uint32_t i = 1; i < b->n; i++)
        n += (size_t)snprintf(ret + n, BALLOT_TEXT - n, "%s%u", i > 1 ? "," : "", b->option[i]);
    for (uint32_t i = 0; b->graded && i < b->n; i++)
        n += (size_t)snprintf(ret + n, BALLOT_TEXT - n, "%s%u", i ? "," : ";", b->grade[i]);
    return bytes_of(ret, n);
}

static const struct option_row *option_at(const struct law *l, const struct proc_row *p,
                                          uint32_t number) {
    return options_at(l, option_numbered(l, p->thing, number));
}

static int add_ballot(const struct law *l, const struct step_row *s, struct count_ballots *b,
                      bool grades, uint16_t *score) {
    struct ballot x;
    if (s->weight > UINT32_MAX)
        return ERR_RANGE;
    ballot_read(l, s, &x);
    if (!grades)
        return count_ballots_add(b, x.option, x.n, (uint32_t)s->weight);
    for (uint32_t c = 0; c < b->candidates; c++)
        score[c] = COUNT_NO_SCORE;
    for (uint32_t i = 0; i < x.n; i++)
        score[x.option[i] - 1] = x.grade[i];
    return count_ballots_add_scores(b, score, (uint32_t)s->weight);
}

/* In the order in which they were cast: a page and a later count see the same heap of ballots. */
static int ballots_of(const struct law *l, const struct proc_row *p, struct count_ballots *b,
                      struct arena *a) {
    uint32_t n = 0, *rows;
    bool grades = election_method(l, p, NULL) & METHOD_GRADES;
    uint16_t *score = ARENA_ARRAY(a, p->n_options, uint16_t);
    int r = score ? 0 : ERR_NOMEM;
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
    for (uint32_t i = 0; i < n && r == 0; i++)
        r = add_ballot(l, steps_at(l, rows[i]), b, grades, score);
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
    o->marks_max = (uint32_t)election_marks(l, p);
    o->default_option = (int)election_default(l, p);
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
        if (!c->out[r->winners[i]]) /* "none of these" may have won */
            c->place[r->winners[i]] = ++next;
    c->elected = next;
    for (uint32_t i = 0; i < ranked; i++)
        if (!c->place[r->ranking[i]] && !c->out[r->ranking[i]])
            c->place[r->ranking[i]] = ++next;
    for (uint32_t i = 0; i < p->n_options; i++)
        if (!c->place[i] && !c->out[i])
            c->place[i] = ++next;
    return 0;
}

/* Of several committees that are as good, and of those who remain under a rule that knows no lot,
 * the lot takes some. */
static bool settled_by_lot(struct counting *c) {
    struct count_result *r = &c->result;
    uint32_t *drawn, n = r->committees_n;
    bool committee = r->committees && n >= 2;
    if (!committee)
        n = r->winners_n < r->seats ? r->standing_n : 0;
    if (n == 0)
        return true;
    drawn = ARENA_ARRAY(&c->arena, n, uint32_t);
    if (!c->options.seed.n || !drawn)
        return false;
    count_lot(c->options.seed, drawn, n);
    if (committee)
        r->winners = r->committees[drawn[0]];
    for (uint32_t i = 0; !committee && i < n && r->winners_n < r->seats; i++)
        r->winners[r->winners_n++] = r->standing[drawn[i]];
    return true;
}

/* --- lists ------------------------------------------------------------------------------------ */

/* Who stands before whom in an election of lists: who has a seat; then the first of each list
 * before the second; then the list with more votes, or that was put forward first. */
struct on_list {
    uint32_t option, list, rank; /* options from 0; rank on the list, from 0 */
    uint64_t votes;
    bool seated;
};

static bool before(const struct on_list *x, const struct on_list *y) {
    if (x->seated != y->seated)
        return x->seated;
    if (x->rank != y->rank)
        return x->rank < y->rank;
    return x->votes != y->votes ? x->votes > y->votes : x->list < y->list;
}

/* May X leave her seat to the group K: she is not of it, and no other group would have too few. */
static bool may_give_way(const struct law *l, const struct proc_row *p, const struct seat_group *g,
                         const struct on_list *x, uint8_t k, const int64_t have[RESERVED_MAX]) {
    uint32_t person = option_at(l, p, x->option + 1)->thing;
    for (uint8_t j = 0; j < g->n_reserved; j++)
        if (in_group(l, l->charter, person, g->reserved[j].group) &&
            (j == k || have[j] <= g->reserved[j].at_least))
            return false;
    return x->seated;
}

/* Reserved seats stay with the lists: while a group has too few, the lowest who can give way to one
 * behind her on the same list does. */
static void reserve_on_lists(const struct law *l, const struct proc_row *p, struct on_list *all,
                             uint32_t n) {
    const struct seat_group *g = seat_group_of(l, p->subject, p->group);
    int64_t have[RESERVED_MAX] = {0};
    for (uint8_t k = 0; g && k < g->n_reserved; k++)
        for (uint32_t i = 0; i < n; i++)
            have[k] += all[i].seated &&
                       in_group(l, l->charter, option_at(l, p, all[i].option + 1)->thing,
                                g->reserved[k].group);
    for (uint8_t k = 0; g && k < g->n_reserved; k++)
        for (uint32_t i = n; i-- > 0 && have[k] < g->reserved[k].at_least;) {
            if (!may_give_way(l, p, g, &all[i], k, have))
                continue;
            for (uint32_t j = 0; j < n; j++) {
                uint32_t person = option_at(l, p, all[j].option + 1)->thing;
                if (all[j].seated || all[j].list != all[i].list ||
                    !in_group(l, l->charter, person, g->reserved[k].group))
                    continue;
                all[i].seated = false;
                all[j].seated = true;
                have[k]++;
                break;
            }
        }
}

/* The seats of each list go to those on it, in the order in which they were put forward. Seats for
 * which a list has nobody stay empty. */
static uint32_t line_up(const struct law *l, const struct proc_row *p, const struct counting *c,
                        const uint64_t *votes, uint32_t *taken, struct on_list *ret) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n_options; i++) {
        uint32_t list = c->out[i] ? 0 : election_list(l, p->thing, option_at(l, p, i + 1)->thing);
        struct on_list x = {.option = i, .list = list ? list - 1 : i};
        if (c->out[i])
            continue;
        x.votes = votes[x.list];
        x.rank = taken[x.list]++;
        x.seated = x.rank < c->result.seats_by_list[x.list];
        uint32_t at = n++;
        for (; at && before(&x, &ret[at - 1]); at--)
            ret[at] = ret[at - 1];
        ret[at] = x;
    }
    return n;
}

static int seat_lists(const struct law *l, const struct proc_row *p, struct counting *c) {
    struct count_result *r = &c->result;
    uint32_t n, *taken = ARENA_ARRAY(&c->arena, p->n_options, uint32_t);
    struct on_list *all = ARENA_ARRAY(&c->arena, p->n_options, struct on_list);
    uint64_t *votes = ARENA_ARRAY(&c->arena, p->n_options, uint64_t);
    if (!taken || !all || !votes)
        return ERR_NOMEM;
    for (size_t i = 0; i < c->ballots.n; i++) /* one choice a ballot, one end behind it */
        votes[count_element(&c->ballots, 2 * i) - 1] += count_weight(&c->ballots, i);
    n = line_up(l, p, c, votes, taken, all);
    reserve_on_lists(l, p, all, n);
    for (uint32_t i = 0; i < n; i++) {
        r->ranking[i] = all[i].option;
        if (all[i].seated)
            r->winners[r->winners_n++] = all[i].option;
    }
    r->ranks_n = n != 0;
    r->rank_end[0] = n;
    return 0;
}

/* --- the whole of it -------------------------------------------------------------------------- */

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

/* Who is out: who is no person, or was passed over. Ballots count for lists, for who is on none,
 * and for "none of these". */
static int candidates(const struct law *l, const struct proc_row *p, const bool *passed,
                      struct counting *c) {
    c->out = ARENA_ARRAY(&c->arena, p->n_options, bool);
    if (!c->out)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < p->n_options; i++) {
        uint32_t person = option_at(l, p, i + 1)->thing;
        bool is_person = is_kind(l, person, KIND_PERSON);
        c->out[i] = !is_person || (passed ? passed[i] : !may_sit(l, p, person));
        c->ballots.candidate[i].withdrawn =
            is_person && (c->out[i] || election_list(l, p->thing, person));
    }
    return 0;
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
    r = r < 0 ? r : candidates(l, p, passed, c);
    options_of(l, p, &c->options);
    r = r < 0 ? r : count_run(c->method, &c->ballots, &c->options, &c->arena, &c->result, &c->fail);
    check(!c->alloc.failed); /* what the bound does not allow is WIDE, on every machine */
    if (r == ERR_CONFLICT || (r == 0 && !settled_by_lot(c)))
        return COUNTING_TIED;
    if (r == 0)
        r = c->result.seats_by_list ? seat_lists(l, p, c) : reserve(l, p, c);
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
    unsigned traits = election_method(l, p, NULL);
    for (uint32_t i = 0; i < p->n_options; i++) {
        uint32_t person = option_at(l, p, i + 1)->thing;
        if (!is_kind(l, person, KIND_PERSON)) {
            passed[i] = false; /* a list, or "none of these" */
            continue;
        }
        bool sits = mandate_of(l, person, p->subject) != 0;
        passed[i] = came_and_left(l, election, person) || (!sits && !may_sit(l, p, person));
    }
    if (counting_run(l, election, passed, &c) == COUNTING_DONE)
        for (uint32_t i = 0; i < p->n_options; i++) {
            uint32_t person = option_at(l, p, i + 1)->thing;
            if (!c.place[i] || mandate_of(l, person, p->subject) || (best && c.place[i] > best))
                continue;
            if (traits & (METHOD_APPORTIONS | METHOD_OWN_DEFAULT) && c.place[i] > c.elected)
                continue; /* a seat stays with its list, and with nobody where none is preferred */
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
