/* Quota preferential by quotient: Woodall, Voting matters 17 (2003), with a restart after every
 * exclusion. Votes of a stage are quotients. */
#include "count/methods.h"
#include "count/tally.h"
#include "count/trie.h"

struct qpq {
    struct tally t;
    struct trie trie;
    mpq_t *elected;     /* by node and depth: how much of a candidate each ballot has elected */
    mpq_t *value;       /* of each elected candidate: 1 / quotient */
    mpq_t *sum;         /* of each candidate: what her ballots have elected already */
    uint64_t *ballots;  /* of each candidate: those that are hers now */
    uint32_t *stack, *list;
    uint32_t *order, *latest; /* of each candidate: the how-manieth elected; by depth: the latest */
    mpq_t inactive, one, x;
    uint64_t active, through; /* ballots */
};

/* Ballots that end at NODE add to those who are exhausted there; ballots that go on are reckoned at
 * their first hopeful. A candidate elected earlier than one before her on the ballot had been
 * elected when the ballot came to her, and took nothing of it. */
static uint64_t ending(const struct qpq *q, uint32_t at) {
    uint64_t n = q->trie.node[at].ballots;
    for (uint32_t c = q->trie.node[at].child; c; c = q->trie.node[c].sibling)
        n -= q->trie.node[c].ballots;
    return n;
}

static void walk(struct qpq *q) {
    struct tally *t = &q->t;
    uint32_t depth = 0;
    for (uint32_t c = 0; c < t->n; c++) {
        mpq_set_ui(q->sum[c], 0, 1);
        q->ballots[c] = 0;
    }
    mpq_set_ui(q->inactive, 0, 1);
    mpq_set_ui(q->elected[0], 0, 1);
    q->active = 0;
    q->stack[0] = q->trie.node[0].child;
    for (;;) {
        uint32_t at = q->stack[depth];
        if (!at) {
            if (depth-- == 0)
                return;
            q->stack[depth] = q->trie.node[q->stack[depth]].sibling;
            continue;
        }
        const struct trie_node *node = &q->trie.node[at];
        uint32_t c = node->candidate;
        if (t->standing[c] == HOPEFUL) {
            q->ballots[c] += node->ballots;
            q->active += node->ballots;
            number_add_times(&t->sys, q->sum[c], q->elected[depth], node->ballots);
            q->stack[depth] = node->sibling;
            continue;
        }
        bool took = t->standing[c] == ELECTED && q->order[c] > q->latest[depth];
        mpq_set(q->elected[depth + 1], took ? q->value[c] : q->elected[depth]);
        q->latest[depth + 1] = took ? q->order[c] : q->latest[depth];
        number_add_times(&t->sys, q->inactive, q->elected[depth + 1], ending(q, at));
        q->stack[++depth] = node->child;
    }
}

static void quotients(struct qpq *q) {
    struct tally *t = &q->t;
    walk(q);
    for (uint32_t c = 0; c < t->n; c++)
        if (t->standing[c] == HOPEFUL) {
            mpq_ptr votes = tally_votes(t, c);
            number_set(&t->sys, votes, q->ballots[c]);
            mpq_add(q->x, q->one, q->sum[c]);
            number_div(&t->sys, votes, votes, q->x, NUMBER_DOWN);
        }
    number_set(&t->sys, t->quota, q->active);
    number_set(&t->sys, q->x, (uint64_t)t->seats + 1);
    mpq_sub(q->x, q->x, q->inactive);
    number_div(&t->sys, t->quota, t->quota, q->x, NUMBER_DOWN);
}

static bool is_complete(const struct tally *t) {
    return t->winners >= t->seats || t->hopefuls <= t->seats - t->winners;
}

/* With groups who is doomed goes before anybody else is elected; the count begins again as after
 * every exclusion, and those elected before may be others then. */
static int exclude(struct qpq *q, uint32_t n, const char *note) {
    struct tally *t = &q->t;
    uint32_t c;
    int r = tally_tie(t, q->list, n, false, "exclusion", &c);
    if (r < 0)
        return r;
    tally_exclude(t, c);
    tally_stage(t, COUNT_STAGE_EXCLUSION, note);
    return 0;
}

static int stage(struct qpq *q, bool *begin_again) {
    struct tally *t = &q->t;
    uint32_t c;
    bool doomed;
    quotients(q);
    uint32_t n = tally_lowest(t, q->list, &doomed);
    *begin_again = true;
    if (doomed)
        return exclude(q, n, "cannot be elected");
    n = tally_extreme(t, true, q->list); /* nobody is doomed */
    if (number_compare(&t->sys, t->votes[q->list[0]], t->quota) > 0) {
        *begin_again = false;
        int r = tally_tie(t, q->list, n, true, "election", &c);
        if (r < 0)
            return r;
        tally_elect(t, c, ELECTED);
        q->order[c] = t->winners;
        number_div(&t->sys, q->value[c], q->one, t->votes[c], NUMBER_DOWN);
        tally_stage(t, COUNT_STAGE_ELECTION, "the highest quotient, above the quota");
        return 0;
    }
    n = tally_lowest(t, q->list, &doomed);
    return exclude(q, n, "the lowest quotient");
}

static int begin(struct qpq *q) {
    struct tally *t = &q->t;
    if (t->b->has_ties)
        return fail_set(t->f, ERR_SYNTAX, "qpq has no rule for equal ranks");
    int r = trie_init(&q->trie, t->b, t->b->alloc);
    if (r < 0)
        return r;
    uint32_t depth = q->trie.depth + 2;
    mpq_inits(q->inactive, q->one, q->x, NULL);
    q->elected = number_array(t->a, depth);
    q->value = number_array(t->a, t->n);
    q->sum = number_array(t->a, t->n);
    q->ballots = ARENA_ARRAY(t->a, t->n, uint64_t);
    q->list = ARENA_ARRAY(t->a, t->n, uint32_t);
    q->stack = ARENA_ARRAY(t->a, depth, uint32_t);
    q->latest = ARENA_ARRAY(t->a, depth, uint32_t);
    q->order = ARENA_ARRAY(t->a, t->n, uint32_t);
    if (!q->latest || !q->order || !q->elected || !q->value || !q->sum || !q->ballots || !q->list ||
        !q->stack)
        return ERR_NOMEM;
    number_set(&t->sys, q->one, 1);
    t->r->valid = q->trie.valid;
    t->r->invalid = t->b->total - q->trie.valid;
    t->has_quota = true;
    return 0;
}

static void end(struct qpq *q) {
    if (q->trie.alloc) {
        mpq_clears(q->inactive, q->one, q->x, NULL);
        number_array_drop(q->elected, q->trie.depth + 2);
        number_array_drop(q->value, q->t.n);
        number_array_drop(q->sum, q->t.n);
    }
    trie_drop(&q->trie);
}

int count_qpq(const struct count_method *m, const struct count_ballots *b,
              const struct count_options *options, struct arena *a, struct count_result *ret,
              struct fail *f) {
    struct count_options o = *options;
    struct qpq q = {0};
    options_ties(&o, false);
    int r = tally_init(&q.t, m, b, &o, a, ret, f, o.arithmetic ? o.arithmetic : COUNT_GUARDED,
                       o.places >= 0 ? o.places : 9, o.guard >= 0 ? o.guard : 9);
    if (r == 0)
        r = begin(&q);
    bool again = false;
    while (r == 0 && !is_complete(&q.t) && !q.t.failed) {
        if (again)
            tally_begin_again(&q.t);
        again = false;
        r = stage(&q, &again);
    }
    if (r == 0 && !q.t.failed) {
        if (ret->stages_n == 0)
            tally_stage(&q.t, COUNT_STAGE_END, NULL);
        for (uint32_t c = 0; c < q.t.n; c++)
            if (q.t.standing[c] == HOPEFUL && q.t.hopefuls <= q.t.seats - q.t.winners)
                tally_elect(&q.t, c, ELECTED);
        if (!q.t.failed)
            tally_amend(&q.t, "as many left as seats");
    }
    end(&q);
    return tally_end(&q.t, r);
}
