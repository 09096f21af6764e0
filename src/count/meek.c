/* Meek's and Warren's methods: every elected candidate keeps a part of each vote, chosen so that
 * she keeps a quota; found by iteration in the arithmetic asked for. Hill, Wichmann and Woodall,
 * The Computer Journal 30 (1987) 277; Proportional Representation Foundation, Reference Meek
 * Rule. */
#include "count/methods.h"
#include "count/paths.h"
#include "count/tally.h"

enum status { ELECTED_ONE, BELOW_OMEGA, STABLE, SURE_LOSERS };
#define ITERATIONS_MAX 100000

struct meek {
    struct tally t;
    struct paths paths;
    int variant;
    bool stops; /* the ballot being shared ends at a rank of which all are out */
    bool batch, positive; /* positive: the surplus is never less than 0 (PRF) */
    mpq_t *keep;          /* of each candidate: 1 hopeful, 0 out */
    mpq_t *weight;        /* by depth of a ballot */
    mpq_t *part;          /* scratch of equal ranks, by depth */
    mpq_t one, zero, omega, kept, rest, total, last, x;
    uint32_t *stack; /* nodes, by depth */
    uint32_t depth;  /* room of these three */
    uint32_t *fed, fed_n; /* who has votes from the elected or of equal ranks; the elected too */
    uint8_t *is_fed;
    uint32_t *gone, gone_n; /* who is out since the last distribution */
    uint32_t *list;
    uint32_t list_n;
    int code; /* of a tie at an election that nothing settled */
    struct count_iteration *iteration; /* since the last stage, with options.certify */
    uint32_t iterations_n, iterations_room;
};

static void part_of(struct meek *m, mpq_t keep, mpq_t weight) {
    struct number_system *sys = &m->t.sys;
    if (m->variant == MEEK_WARREN) {
        bool less = number_compare(sys, keep, weight) < 0;
        mpq_set(m->kept, less ? keep : weight);
        mpq_sub(m->rest, weight, m->kept);
    } else if (m->variant == MEEK_PRF) {
        number_mul(sys, m->kept, weight, keep, NUMBER_UP);
        mpq_sub(m->rest, weight, m->kept);
    } else {
        number_mul(sys, m->kept, weight, keep, NUMBER_DOWN);
        mpq_sub(m->x, m->one, keep);
        number_mul(sys, m->rest, weight, m->x, NUMBER_DOWN);
    }
}

/* Votes of C, as a part of what an elected one handed on, or of equal ranks. */
static __mpq_struct *fed_votes(struct meek *m, uint32_t c) {
    if (!m->is_fed[c])
        m->fed[m->fed_n++] = c;
    m->is_fed[c] = 1;
    return tally_votes(&m->t, c);
}

/* Ballots that stand with an elected one at the top, and what becomes of them, depth first. */
static void walk(struct meek *m, uint32_t top) {
    struct number_system *sys = &m->t.sys;
    uint32_t depth = 0;
    m->stack[0] = top;
    mpq_set(m->weight[0], m->one);
    for (;;) {
        uint32_t at = m->stack[depth], c = m->paths.node[at].candidate;
        bool lets_through = false;
        if (at && m->t.standing[c] == ELECTED) {
            part_of(m, m->keep[c], m->weight[depth]);
            number_add_times(sys, fed_votes(m, c), m->kept, m->paths.node[at].ballots);
            lets_through = number_compare(sys, m->rest, m->zero) > 0;
        } else if (at) { /* a hopeful keeps all that comes */
            number_add_times(sys, fed_votes(m, c), m->weight[depth], m->paths.node[at].ballots);
        }
        if (lets_through) {
            m->t.failed = paths_descend(&m->paths, at) < 0 || m->t.failed;
            mpq_set(m->weight[++depth], m->rest);
            m->stack[depth] = m->paths.node[at].child;
            continue;
        }
        if (!at)
            depth--;
        if (depth == 0)
            return;
        m->stack[depth] = m->paths.node[m->stack[depth]].sibling;
    }
}

/* One rank at AT: its live candidates counted, in *STOOD those who did not withdraw; the next rank
 * in *NEXT. */
static uint32_t live(const struct meek *m, size_t at, size_t *next, uint32_t *stood) {
    const struct count_ballots *b = m->t.b;
    uint32_t n = 0;
    *stood = 0;
    do {
        uint32_t c = count_element(b, at) & (b->tied - 1);
        bool stands = c && c <= b->candidates && !b->candidate[c - 1].withdrawn;
        *stood += stands;
        n += stands && mpq_sgn(m->keep[c - 1]) != 0;
        at++;
    } while (count_element(b, at) & b->tied);
    *next = at;
    return n;
}

static void divide_by(struct meek *m, mpq_t x, uint32_t n) {
    if (m->t.sys.kind == COUNT_RATIONAL) {
        mpq_set_ui(m->x, 1, n);
        mpq_mul(x, x, m->x);
    } else {
        mpz_fdiv_q_ui(mpq_numref(x), mpq_numref(x), n);
    }
}

/* Has a rank several who did not withdraw? */
static bool has_equal(const struct meek *m, size_t at) {
    uint32_t stood = 0;
    while (count_element(m->t.b, at) && stood < 2)
        live(m, at, &at, &stood);
    return stood > 1;
}

/* Equal ranks shared: each of a rank who is not out has an equal part, and what she lets go on goes
 * on by itself. A rank of which all are out ends the ballot, as in the reference counts (droop,
 * stv-rs), unless `--equal split` lets it be passed over. */
static void share(struct meek *m, size_t at, uint32_t depth, uint64_t ballots) {
    const struct count_ballots *b = m->t.b;
    size_t next = at;
    uint32_t n = 0, stood;
    while (count_element(b, at) && (n = live(m, at, &next, &stood)) == 0) {
        if (m->stops && stood)
            return;
        at = next;
    }
    if (n == 0)
        return;
    mpq_set(m->part[depth], m->weight[depth]);
    divide_by(m, m->part[depth], n);
    for (; at < next; at++) {
        uint32_t c = (count_element(b, at) & (b->tied - 1)) - 1;
        if (c >= b->candidates || mpq_sgn(m->keep[c]) == 0)
            continue;
        part_of(m, m->keep[c], m->part[depth]);
        number_add_times(&m->t.sys, fed_votes(m, c), m->kept, ballots);
        if (number_compare(&m->t.sys, m->rest, m->zero) <= 0)
            continue;
        mpq_set(m->weight[depth + 1], m->rest);
        share(m, next, depth + 1, ballots);
    }
}

/* Of N equal ones with unused parts u, the sum over j of e_j(u of the others) / C(N-1, j): what
 * comes to the one at SKIP when the ballot counts as all orders of the rank at once. E has room for
 * N. */
static void equal_weight(struct meek *m, mpq_t *u, uint32_t n, uint32_t skip, mpq_t *e, mpq_t ret) {
    struct number_system *sys = &m->t.sys;
    uint32_t terms = 0;
    mpz_t choose;
    mpq_set(e[0], m->one);
    for (uint32_t i = 0; i < n; i++) {
        if (i == skip || mpq_sgn(u[i]) == 0)
            continue;
        mpq_set_ui(e[++terms], 0, 1);
        for (uint32_t j = terms; j > 0; j--) {
            number_mul(sys, m->x, e[j - 1], u[i], NUMBER_DOWN);
            mpq_add(e[j], e[j], m->x);
        }
    }
    mpz_init_set_ui(choose, 1);
    mpq_set_ui(ret, 0, 1);
    for (uint32_t j = 0; j <= terms; j++) {
        if (sys->kind == COUNT_RATIONAL) {
            mpq_set_z(m->x, choose);
            mpq_div(m->rest, e[j], m->x);
        } else {
            mpq_set(m->rest, e[j]);
            mpz_fdiv_q(mpq_numref(m->rest), mpq_numref(m->rest), choose);
        }
        mpq_add(ret, ret, m->rest);
        mpz_mul_ui(choose, choose, n - 1 - j);
        mpz_divexact_ui(choose, choose, j + 1);
    }
    mpz_clear(choose);
}

/* All of a rank, also who is out: everything passes through her. (The same without her, but for the
 * last digit, in which the reference counts have her.) */
static void equal_rank(struct meek *m, const uint32_t *who, uint32_t n, uint64_t ballots,
                       mpq_t power, mpq_t *u, mpq_t *e) {
    struct number_system *sys = &m->t.sys;
    for (uint32_t i = 0; i < n; i++)
        mpq_sub(u[i], m->one, m->keep[who[i]]);
    for (uint32_t i = 0; i < n; i++) {
        if (mpq_sgn(m->keep[who[i]]) == 0)
            continue;
        equal_weight(m, u, n, i, e, m->kept);
        number_mul(sys, m->kept, m->kept, m->keep[who[i]], NUMBER_DOWN);
        divide_by(m, m->kept, n);
        number_mul(sys, m->kept, power, m->kept, NUMBER_DOWN);
        number_add_times(sys, fed_votes(m, who[i]), m->kept, ballots);
    }
    mpq_set(m->rest, m->one);
    for (uint32_t i = 0; i < n; i++)
        number_mul(sys, m->rest, m->rest, u[i], NUMBER_DOWN);
    number_mul(sys, power, power, m->rest, NUMBER_DOWN);
}

/* Meek's second paper: a ballot with equal ranks counts as all their orders at once, each an equal
 * part of it. */
static void equalized(struct meek *m, size_t at, uint64_t ballots, mpq_t *u, mpq_t *e) {
    const struct count_ballots *b = m->t.b;
    mpq_set(m->weight[0], m->one);
    while (count_element(b, at) && mpq_sgn(m->weight[0])) {
        uint32_t n = 0, *who = m->stack;
        do {
            uint32_t c = (count_element(b, at) & (b->tied - 1)) - 1;
            if (c < b->candidates)
                who[n++] = c;
        } while (count_element(b, ++at) & b->tied);
        if (n > 1) {
            equal_rank(m, who, n, ballots, m->weight[0], u, e);
        } else if (n == 1) {
            part_of(m, m->keep[who[0]], m->weight[0]);
            number_add_times(&m->t.sys, fed_votes(m, who[0]), m->kept, ballots);
            mpq_set(m->weight[0], m->rest);
        }
    }
}

static void distribute_tied(struct meek *m) {
    struct tally *t = &m->t;
    for (size_t i = 0; i < m->paths.tied_n; i++) {
        size_t at = m->paths.tied[i * 2];
        uint64_t ballots = count_weight(t->b, m->paths.tied[i * 2 + 1]);
        mpq_set(m->weight[0], m->one);
        if (m->variant == MEEK_MEEK && t->o->equalize)
            equalized(m, at, ballots, m->part, m->weight + 1);
        else {
            m->stops = t->o->equal != COUNT_EQUAL_SPLIT && has_equal(m, at);
            share(m, at, 0, ballots);
        }
    }
}

/* Those out since the last distribution: what stood with them at the top stands with others. */
static void release(struct meek *m) {
    struct paths *p = &m->paths;
    for (uint32_t i = 0; i < m->gone_n; i++) {
        m->t.failed = paths_exclude(p, m->gone[i]) < 0 || m->t.failed;
        for (uint32_t k = 0; k < p->met_n; k++)
            number_add_times(&m->t.sys, tally_votes(&m->t, p->met[k]), m->one,
                             p->moved[p->met[k]]);
    }
    m->gone_n = 0;
}

static uint64_t at_the_top(const struct meek *m, uint32_t c) {
    return m->paths.node[1 + c].ballots;
}

/* Votes of hopefuls are what stands with them at the top, which does not depend on any keep factor,
 * and what they are fed from the elected: only the latter is reckoned anew. */
static void distribute(struct meek *m) {
    struct tally *t = &m->t;
    uint64_t unfed = 0;
    release(m);
    for (uint32_t i = 0; i < m->fed_n; i++) {
        uint32_t c = m->fed[i];
        m->is_fed[c] = 0;
        mpq_set_ui(tally_votes(t, c), 0, 1);
        if (t->standing[c] == HOPEFUL)
            number_set(&t->sys, tally_votes(t, c), at_the_top(m, c));
    }
    m->fed_n = 0;
    for (uint32_t i = 0; i < t->winners; i++)
        mpq_set_ui(tally_votes(t, t->r->winners[i]), 0, 1);
    for (uint32_t i = 0; i < t->winners; i++)
        walk(m, 1 + t->r->winners[i]);
    distribute_tied(m);
    mpq_set_ui(m->total, 0, 1);
    unfed = m->paths.top;
    for (uint32_t i = 0; i < m->fed_n; i++) {
        mpq_add(m->total, m->total, t->votes[m->fed[i]]);
        unfed -= at_the_top(m, m->fed[i]);
    }
    number_add_times(&t->sys, m->total, m->one, unfed);
    number_set(&t->sys, t->exhausted, t->r->valid);
    mpq_sub(t->exhausted, t->exhausted, m->total);
}

static void set_quota(struct meek *m) {
    struct tally *t = &m->t;
    number_set(&t->sys, m->x, (uint64_t)t->seats + 1);
    number_div(&t->sys, t->quota, m->total, m->x, NUMBER_DOWN);
    if (!t->sys.exact) {
        number_epsilon(&t->sys, m->x);
        mpq_add(t->quota, t->quota, m->x);
    }
}

/* With groups one at a time, the most votes first: each election may doom others. */
static bool elect_within(struct meek *m) {
    struct tally *t = &m->t;
    uint32_t c, n = tally_electable(t, t->quota, m->list);
    if (n == 0 || (t->sys.exact && number_compare(&t->sys, t->votes[m->list[0]], t->quota) <= 0))
        return false;
    m->code = tally_tie(t, m->list, n, true, "election", &c);
    if (m->code == 0)
        tally_elect(t, c, ELECTED);
    return true;
}

static bool elect(struct meek *m) {
    struct tally *t = &m->t;
    if (t->limits)
        return elect_within(m);
    const uint32_t *order = tally_order(t);
    uint32_t n = 0;
    for (; n < t->hopefuls; n++) {
        int cmp = number_compare(&t->sys, t->votes[order[n]], t->quota);
        if (t->sys.exact ? cmp <= 0 : cmp < 0)
            break;
    }
    memcpy(m->list, order, n * sizeof(*order));
    numbers_sort(m->list, n);
    for (uint32_t i = 0; i < n; i++)
        tally_elect(t, m->list[i], ELECTED);
    return n > 0;
}

static void add_surpluses(struct meek *m) {
    struct tally *t = &m->t;
    mpq_set_ui(t->surplus, 0, 1);
    for (uint32_t i = 0; i < t->winners; i++) {
        mpq_sub(m->x, t->votes[t->r->winners[i]], t->quota);
        mpq_add(t->surplus, t->surplus, m->x);
    }
    if (m->positive && mpq_sgn(t->surplus) < 0)
        mpq_set_ui(t->surplus, 0, 1);
    t->has_surplus = true;
}

/* The largest set of lowest candidates whose votes and the surplus stay below the next one's. */
static bool find_losers(struct meek *m) {
    struct tally *t = &m->t;
    const uint32_t *order = tally_order(t), n = t->hopefuls, left = t->seats - t->winners;
    m->list_n = 0;
    mpq_set(m->kept, t->surplus);
    for (uint32_t i = 0; i + 1 < n && i + left < n; i++) {
        mpq_add(m->kept, m->kept, t->votes[order[n - 1 - i]]);
        if (number_compare(&t->sys, m->kept, t->votes[order[n - 2 - i]]) < 0)
            m->list_n = i + 1;
        if (mpq_cmp(m->kept, t->votes[order[0]]) >= 0) /* as much as anybody has */
            break;
    }
    memcpy(m->list, order + n - m->list_n, m->list_n * sizeof(*order));
    numbers_sort(m->list, m->list_n);
    return m->list_n > 0;
}

/* Rational keep factors may be cut (upwards) to a number of places, to keep fractions short. */
static void round_keep(struct meek *m, mpq_t keep) {
    if (m->t.o->keep_places <= 0 || m->t.sys.kind != COUNT_RATIONAL)
        return;
    mpz_ui_pow_ui(m->t.sys.t, 10, (unsigned long)m->t.o->keep_places);
    mpz_mul(mpq_numref(keep), mpq_numref(keep), m->t.sys.t);
    mpz_cdiv_q(mpq_numref(keep), mpq_numref(keep), mpq_denref(keep));
    mpz_set(mpq_denref(keep), m->t.sys.t);
    mpq_canonicalize(keep);
}

/* Every digit, those that guard too. */
static const char *all_digits(struct number_system *sys, struct arena *a, const mpq_t x) {
    int places = sys->places, guard = sys->guard;
    sys->places += guard;
    sys->guard = 0;
    const char *text = count_number_text(sys, a, x);
    sys->places = places;
    sys->guard = guard;
    return text;
}

static void note_iteration(struct meek *m) {
    struct tally *t = &m->t;
    if (!t->o->certify)
        return;
    if (m->iterations_n == m->iterations_room) {
        uint32_t room = m->iterations_room ? m->iterations_room * 2 : 16;
        struct count_iteration *more = ARENA_ARRAY(t->a, room, struct count_iteration);
        t->failed = t->failed || !more;
        if (!more)
            return;
        if (m->iterations_n)
            memcpy(more, m->iteration, m->iterations_n * sizeof(*more));
        m->iteration = more;
        m->iterations_room = room;
    }
    struct count_iteration *x = &m->iteration[m->iterations_n++];
    struct count_number *keep = ARENA_ARRAY(t->a, t->winners, struct count_number);
    *x = (struct count_iteration){.keep = keep,
                                  .keep_n = t->winners,
                                  .quota = all_digits(&t->sys, t->a, t->quota),
                                  .surplus = all_digits(&t->sys, t->a, t->surplus)};
    bool all = keep && x->quota && x->surplus;
    if (all) {
        memcpy(m->list, t->r->winners, t->winners * sizeof(*m->list));
        numbers_sort(m->list, t->winners);
    }
    for (uint32_t i = 0; all && i < t->winners; i++) {
        keep[i] = (struct count_number){m->list[i], all_digits(&t->sys, t->a, m->keep[m->list[i]])};
        all = keep[i].number != NULL;
    }
    t->failed = t->failed || !all;
}

/* The stage just written is where these iterations led. */
static void attach_iterations(struct meek *m) {
    struct count_result *r = m->t.r;
    if (m->iterations_n == 0 || m->t.failed)
        return;
    r->stage[r->stages_n - 1].iteration = m->iteration;
    r->stage[r->stages_n - 1].iterations_n = m->iterations_n;
    m->iteration = NULL;
    m->iterations_n = m->iterations_room = 0;
}

static int iterate(struct meek *m, enum status *ret) {
    struct tally *t = &m->t;
    number_set(&t->sys, m->last, t->r->valid);
    for (int i = 0; i < ITERATIONS_MAX; i++) {
        distribute(m);
        if (t->failed)
            return ERR_NOMEM;
        set_quota(m);
        bool elected = elect(m);
        add_surpluses(m);
        note_iteration(m);
        int below = number_compare(&t->sys, t->surplus, m->omega);
        *ret = elected                                             ? ELECTED_ONE
               : (m->variant == MEEK_PRF ? below < 0 : below <= 0) ? BELOW_OMEGA
                                                                   : STABLE;
        if (*ret != STABLE || number_compare(&t->sys, t->surplus, m->last) >= 0)
            return 0;
        if (m->batch && find_losers(m)) {
            *ret = SURE_LOSERS;
            return 0;
        }
        mpq_set(m->last, t->surplus);
        for (uint32_t k = 0; k < t->winners; k++) {
            uint32_t c = t->r->winners[k];
            number_mul(&t->sys, m->keep[c], m->keep[c], t->quota, NUMBER_UP);
            number_div(&t->sys, m->keep[c], m->keep[c], t->votes[c], NUMBER_UP);
            round_keep(m, m->keep[c]);
        }
    }
    return fail_set(t->f, ERR_RANGE, "no end after %d iterations: give --omega or fewer places",
                    ITERATIONS_MAX);
}

static void leave(struct meek *m, uint32_t c) {
    mpq_set_ui(m->keep[c], 0, 1);
    mpq_set_ui(tally_votes(&m->t, c), 0, 1);
    m->paths.out[c] = 1; /* who leaves together gets nothing of each other */
    m->gone[m->gone_n++] = c;
}

static void drop_out(struct meek *m, uint32_t c) {
    leave(m, c);
    if (m->variant != MEEK_PRF)
        distribute(m); /* so that what is shown adds up */
}

static int lowest(struct meek *m, uint32_t *ret) {
    struct tally *t = &m->t;
    const uint32_t *order = tally_order(t);
    uint32_t n = 0;
    for (uint32_t i = t->hopefuls; i-- > 0;) {
        uint32_t c = order[i];
        if (tally_guarded(t, c))
            continue;
        if (n == 0) {
            mpq_set(m->kept, t->votes[c]);
            if (mpq_sgn(t->surplus) > 0) /* rounding may leave the elected short of the quota */
                mpq_add(m->kept, m->kept, t->surplus);
        } else if (number_compare(&t->sys, m->kept, t->votes[c]) < 0) {
            break; /* who is within the surplus of the lowest is tied with her */
        }
        m->list[n++] = c;
    }
    numbers_sort(m->list, n);
    return tally_tie(t, m->list, n, false, "exclusion", ret);
}

static int one_round(struct meek *m) {
    static const char *const notes[] = {"elected", "surplus below omega", "surplus no longer falls",
                                        "sure losers"};
    struct tally *t = &m->t;
    enum status status;
    uint32_t c;
    bool doomed = false;
    int r = 0;
    if (t->limits) {
        uint32_t n = tally_lowest(t, m->list, &doomed);
        r = doomed ? tally_tie(t, m->list, n, false, "exclusion", &c) : 0;
    }
    if (r == 0 && doomed) {
        tally_exclude(t, c);
        tally_stage(t, COUNT_STAGE_EXCLUSION, "cannot be elected");
        drop_out(m, c);
        return 0;
    }
    r = r < 0 ? r : iterate(m, &status);
    r = r < 0 ? r : m->code;
    if (r < 0)
        return r;
    if (status == ELECTED_ONE) {
        tally_stage(t, COUNT_STAGE_ITERATION, notes[status]);
        attach_iterations(m);
        return 0;
    }
    if (status == SURE_LOSERS) {
        for (uint32_t i = 0; i < m->list_n; i++) {
            tally_exclude(t, m->list[i]);
            tally_stage(t, COUNT_STAGE_EXCLUSION, notes[status]);
            attach_iterations(m);
            drop_out(m, m->list[i]);
        }
        return 0;
    }
    r = lowest(m, &c);
    if (r < 0)
        return r;
    tally_exclude(t, c);
    tally_stage(t, COUNT_STAGE_EXCLUSION, notes[status]);
    attach_iterations(m);
    drop_out(m, c);
    return 0;
}

static bool is_complete(const struct tally *t) {
    return t->winners >= t->seats || t->hopefuls <= t->seats - t->winners;
}

static void finish(struct meek *m) {
    struct tally *t = &m->t;
    bool electing = t->winners < t->seats;
    for (uint32_t c = 0; c < t->n; c++)
        if (t->standing[c] == HOPEFUL && electing)
            tally_elect(t, c, ELECTED);
    tally_stage(t, COUNT_STAGE_END, electing ? "as many left as seats" : NULL);
    for (uint32_t c = 0; c < t->n; c++)
        if (t->standing[c] == HOPEFUL)
            leave(m, c);
    if (m->variant != MEEK_PRF)
        distribute(m);
    if (!electing && t->hopefuls) {
        for (uint32_t c = 0; c < t->n; c++)
            if (t->standing[c] == HOPEFUL)
                tally_exclude(t, c);
        tally_stage(t, COUNT_STAGE_END, "seats filled");
    }
}

/* First preferences, before any value is reckoned. */
static void first_votes(struct meek *m) {
    struct tally *t = &m->t;
    for (uint32_t c = 0; c < t->n; c++)
        number_add_times(&t->sys, tally_votes(t, c), m->one, at_the_top(m, c));
    for (size_t i = 0; i < m->paths.tied_n; i++) {
        size_t at = m->paths.tied[i * 2], next;
        uint32_t n, stood;
        while ((n = live(m, at, &next, &stood)) == 0 && count_element(t->b, next))
            at = next;
        mpq_set(m->kept, m->one);
        if (n)
            divide_by(m, m->kept, n);
        for (; n && at < next; at++) {
            uint32_t c = (count_element(t->b, at) & (t->b->tied - 1)) - 1;
            if (c < t->n && mpq_sgn(m->keep[c]))
                number_add_times(&t->sys, fed_votes(m, c), m->kept,
                                 count_weight(t->b, m->paths.tied[i * 2 + 1]));
        }
    }
    number_set(&t->sys, m->total, t->r->valid);
    t->has_quota = true;
    set_quota(m);
    t->has_surplus = true;
    tally_stage(t, COUNT_STAGE_FIRST, NULL);
}

static int begin(struct meek *m, int omega) {
    struct tally *t = &m->t;
    uint32_t n = t->n;
    int r = paths_init(&m->paths, t->b, t->a, t->f);
    if (r < 0)
        return r;
    uint32_t depth = m->depth = m->paths.depth + n + 3;
    mpq_inits(m->one, m->zero, m->omega, m->kept, m->rest, m->total, m->last, m->x, NULL);
    m->keep = number_array(t->a, n);
    m->weight = number_array(t->a, depth);
    m->part = number_array(t->a, depth);
    m->stack = ARENA_ARRAY(t->a, depth, uint32_t);
    m->list = ARENA_ARRAY(t->a, n + 1, uint32_t);
    m->fed = ARENA_ARRAY(t->a, n, uint32_t);
    m->is_fed = arena_get(t->a, n);
    m->gone = ARENA_ARRAY(t->a, n, uint32_t);
    if (!m->keep || !m->weight || !m->part || !m->stack || !m->list || !m->fed || !m->is_fed ||
        !m->gone)
        return ERR_NOMEM;
    t->r->valid = m->paths.valid;
    t->r->invalid = t->b->total - m->paths.valid;
    number_set(&t->sys, m->one, 1);
    for (uint32_t c = 0; c < n; c++)
        if (t->standing[c] == HOPEFUL)
            mpq_set(m->keep[c], m->one);
    mpz_ui_pow_ui(mpq_denref(m->x), 10, (unsigned long)omega);
    mpz_set_ui(mpq_numref(m->x), 1);
    if (t->sys.kind == COUNT_RATIONAL)
        mpq_set(m->omega, m->x);
    else
        mpz_fdiv_q(mpq_numref(m->omega), t->sys.scale, mpq_denref(m->x));
    mpq_set_ui(m->x, 0, 1);
    return 0;
}

static void end(struct meek *m) {
    if (m->depth) {
        mpq_clears(m->one, m->zero, m->omega, m->kept, m->rest, m->total, m->last, m->x, NULL);
        number_array_drop(m->keep, m->t.n);
        number_array_drop(m->weight, m->depth);
        number_array_drop(m->part, m->depth);
    }
    paths_drop(&m->paths);
}

int count_meek(const struct count_method *method, const struct count_ballots *b,
               const struct count_options *options, struct arena *a, struct count_result *ret,
               struct fail *f) {
    struct count_options o = *options;
    struct meek m = {.variant = method->variant};
    bool prf = m.variant == MEEK_PRF;
    enum count_arithmetic kind = prf ? COUNT_FIXED : o.arithmetic ? o.arithmetic : COUNT_GUARDED;
    int places = prf ? 9 : o.places >= 0 ? o.places : kind == COUNT_GUARDED ? 18 : 9;
    int guard = o.guard >= 0 ? o.guard : places / 2;
    int omega = prf                      ? 6
                : o.omega >= 0           ? o.omega
                : kind == COUNT_RATIONAL ? 10
                : kind == COUNT_GUARDED  ? places / 2
                                         : places * 2 / 3;
    m.batch = !prf && o.batch != 0 && o.groups == 0;
    m.positive = prf;
    options_ties(&o, false);
    int r = tally_init(&m.t, method, b, &o, a, ret, f, kind, places, guard);
    if (r == 0)
        r = begin(&m, omega);
    if (r == 0) {
        first_votes(&m);
        while (r == 0 && !is_complete(&m.t) && !m.t.failed)
            r = one_round(&m);
        if (r == 0 && !m.t.failed)
            finish(&m);
    }
    end(&m);
    return tally_end(&m.t, r);
}
