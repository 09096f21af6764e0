/* Committees from approvals, each rule with all committees that its ties allow: sequential
 * proportional approval, sequential Phragmen, the method of equal shares. Lackner and Skowron,
 * Multi-Winner Voting with Approval Preferences (2023). Exact: loads and budgets are fractions. */
#include "base/checked.h"
#include "count/methods.h"
#include "count/tally.h"

#define COMMITTEES_MAX 10000

struct committee {
    struct arena *a;
    struct fail *f;
    struct count_result *r;
    const struct count_options *o;
    int variant;
    uint32_t n, seats, voters;
    uint8_t *approves; /* [voter * n + candidate] */
    uint64_t *weight;
    mpq_t *value, x, y;
    uint32_t *order;
    uint8_t *can; /* who could be taken, as `best` found */
    uint64_t steps;
    uint8_t *in;  /* the committee under way, by candidate */
    mpq_t *state; /* [depth * voters]: a copy at each depth of the search */
};

static bool approves(const struct committee *k, uint32_t v, uint32_t c) {
    return k->approves[(size_t)v * k->n + c];
}

/* Marginal gain of sequential PAV: sum over her voters of 1 / (approved members so far + 1). */
static void gain(struct committee *k, uint32_t c, mpq_t ret) {
    mpq_set_ui(ret, 0, 1);
    for (uint32_t v = 0; v < k->voters; v++) {
        unsigned long had = 1;
        if (!approves(k, v, c))
            continue;
        for (uint32_t m = 0; m < k->n; m++)
            had += k->in[m] && approves(k, v, m);
        number_z_set(mpq_numref(k->x), k->weight[v]);
        mpz_set_ui(mpq_denref(k->x), had);
        mpq_canonicalize(k->x);
        mpq_add(ret, ret, k->x);
    }
}

/* Phragmen: the load each of her voters would have: (1 + their loads) / their number. */
static bool load(struct committee *k, mpq_t *state, uint32_t c, mpq_t ret) {
    uint64_t voters = 0;
    mpq_set_ui(ret, 1, 1);
    for (uint32_t v = 0; v < k->voters; v++)
        if (approves(k, v, c)) {
            number_z_set(mpq_numref(k->x), k->weight[v]);
            mpz_set_ui(mpq_denref(k->x), 1);
            mpq_mul(k->x, k->x, state[v]);
            mpq_add(ret, ret, k->x);
            voters += k->weight[v];
        }
    if (voters == 0)
        return false;
    number_z_set(mpq_numref(k->x), voters);
    mpz_set_ui(mpq_denref(k->x), 1);
    mpq_div(ret, ret, k->x);
    return true;
}

/* Equal shares: the least q so that the voters of c, each paying min(q, budget), pay 1 together. */
static bool price(struct committee *k, mpq_t *state, uint32_t c, mpq_t ret) {
    uint32_t n = 0;
    uint64_t left = 0;
    mpq_set_ui(k->y, 0, 1);
    for (uint32_t v = 0; v < k->voters; v++)
        if (approves(k, v, c)) {
            uint32_t j = n++;
            for (; j && mpq_cmp(state[k->order[j - 1]], state[v]) > 0; j--)
                k->order[j] = k->order[j - 1];
            k->order[j] = v;
            left += k->weight[v];
        }
    mpq_set_ui(ret, 1, 1); /* what is still to be paid, poorest first */
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = k->order[i];
        number_z_set(mpq_numref(k->x), left);
        mpz_set_ui(mpq_denref(k->x), 1);
        mpq_mul(k->x, k->x, state[v]);
        if (mpq_cmp(k->x, ret) >= 0) { /* all from here can pay the same */
            number_z_set(mpq_numref(k->x), left);
            mpz_set_ui(mpq_denref(k->x), 1);
            mpq_div(ret, ret, k->x);
            return true;
        }
        number_z_set(mpq_numref(k->x), k->weight[v]);
        mpz_set_ui(mpq_denref(k->x), 1);
        mpq_mul(k->x, k->x, state[v]);
        mpq_sub(ret, ret, k->x);
        left -= k->weight[v];
    }
    return false;
}

/* The best candidates for the next place, into LIST (by number). */
static uint32_t best(struct committee *k, mpq_t *state, bool shares, uint32_t *list) {
    uint32_t n = 0;
    for (uint32_t c = 0; c < k->n; c++) {
        bool can = !k->in[c] && !k->r->b->candidate[c].withdrawn;
        if (can && k->variant == COMMITTEE_SEQPAV)
            gain(k, c, k->value[c]);
        else if (can)
            can = shares ? price(k, state, c, k->value[c]) : load(k, state, c, k->value[c]);
        k->can[c] = can;
        if (!can)
            continue;
        int cmp = n ? mpq_cmp(k->value[c], k->value[list[0]]) : 1;
        if (n && k->variant != COMMITTEE_SEQPAV)
            cmp = -cmp;
        n = cmp > 0 ? 0 : n;
        if (cmp >= 0)
            list[n++] = c;
    }
    return n;
}

static bool pay(struct committee *k, mpq_t *state, uint32_t c, bool shares, const mpq_t value) {
    for (uint32_t v = 0; v < k->voters; v++) {
        if (!approves(k, v, c))
            continue;
        if (!shares)
            mpq_set(state[v], value);
        else if (mpq_cmp(state[v], value) > 0)
            mpq_sub(state[v], state[v], value);
        else
            mpq_set_ui(state[v], 0, 1);
    }
    return true;
}

static int keep(struct committee *k) {
    struct count_result *r = k->r;
    uint32_t *members = ARENA_ARRAY(k->a, k->seats + 1, uint32_t), n = 0;
    if (!members)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < k->n; c++)
        if (k->in[c])
            members[n++] = c;
    for (uint32_t i = 0; i < r->committees_n; i++)
        if (memcmp(r->committees[i], members, n * sizeof(*members)) == 0)
            return 0;
    if (r->committees_n == COMMITTEES_MAX)
        return fail_set(k->f, ERR_RANGE, "more than %u committees are tied", COMMITTEES_MAX);
    r->committees[r->committees_n++] = members;
    return 0;
}

/* The round as it stands, for the certificate; NOBODY: no candidate has a score any more. */
static int note_round(struct committee *k, const uint32_t *tied, uint32_t n, bool shares,
                      bool nobody) {
    struct count_proof *p = &k->r->proof;
    uint32_t *copy = ARENA_ARRAY(k->a, n, uint32_t);
    const char **score = ARENA_ARRAY(k->a, k->n, const char *);
    if (!copy || !score)
        return ERR_NOMEM;
    memcpy(copy, tied, n * sizeof(*copy));
    for (uint32_t c = 0; c < k->n && !nobody; c++)
        if (k->can[c] && !(score[c] = number_fraction(k->a, k->value[c])))
            return ERR_NOMEM;
    p->round[p->rounds_n++] =
        (struct count_round){.phase = nobody                           ? "unapproved"
                                      : k->variant == COMMITTEE_SEQPAV ? "gain"
                                      : shares                         ? "price"
                                                                       : "load",
                             .score = score,
                             .tied = copy,
                             .tied_n = n,
                             .chosen = tied[0]};
    return 0;
}

/* All ways that ties allow, depth first; the first one is the winners' order of election. */
static int search(struct committee *k, uint32_t depth, bool shares) {
    mpq_t *state = k->state + (size_t)depth * k->voters;
    uint32_t *list = ARENA_ARRAY(k->a, k->n, uint32_t);
    if (!list)
        return ERR_NOMEM;
    if (++k->steps > 200000)
        return fail_set(k->f, ERR_RANGE, "too many tied committees to list");
    if (depth == k->seats)
        return keep(k);
    uint32_t n = best(k, state, shares, list);
    if (n == 0 && shares && k->variant == COMMITTEE_SHARES) {
        for (uint32_t v = 0; v < k->voters; v++) { /* completed by Phragmen: budgets become loads */
            mpq_neg(state[v], state[v]);
        }
        return search(k, depth, false);
    }
    bool nobody = n == 0;
    if (nobody) /* nobody approves any more: whoever is left, by number */
        for (uint32_t c = 0; c < k->n; c++)
            if (!k->in[c] && !k->r->b->candidate[c].withdrawn)
                list[n++] = c;
    mpq_t value;
    mpq_init(value);
    int r = 0;
    if (k->r->proof.round && k->r->winners_n == depth && k->r->committees_n == 0)
        r = note_round(k, list, n, shares, nobody);
    for (uint32_t i = 0; i < n && r == 0; i++) {
        mpq_t *next = state + k->voters;
        for (uint32_t v = 0; v < k->voters; v++)
            mpq_set(next[v], state[v]);
        if (k->variant != COMMITTEE_SEQPAV) {
            bool valued = shares ? price(k, state, list[i], value) : load(k, state, list[i], value);
            if (valued)
                pay(k, next, list[i], shares, value);
        }
        k->in[list[i]] = 1;
        if (k->r->committees_n == 0 && k->r->winners_n == depth)
            k->r->winners[k->r->winners_n++] = list[i];
        r = search(k, depth + 1, shares);
        k->in[list[i]] = 0;
    }
    mpq_clear(value);
    return r;
}

static int begin(struct committee *k, const struct count_ballots *b) {
    k->n = b->candidates;
    uint32_t running = 0;
    for (uint32_t c = 0; c < k->n; c++)
        running += !b->candidate[c].withdrawn;
    k->seats = k->r->seats;
    if (k->seats > running)
        return fail_set(k->f, ERR_RANGE, "%u seats and %u candidates", k->seats, running);
    if (b->n * (uint64_t)k->n > (64u << 20) || b->n * (k->seats + 2ull) > (8u << 20))
        return fail_set(k->f, ERR_RANGE,
                        "too many ballots for a committee rule: at most 8 million "
                        "ballots times seats");
    k->voters = (uint32_t)b->n;
    k->approves = arena_get(k->a, (size_t)k->voters * k->n);
    k->weight = ARENA_ARRAY(k->a, k->voters, uint64_t);
    k->order = ARENA_ARRAY(k->a, k->voters, uint32_t);
    k->in = arena_get(k->a, k->n);
    k->can = arena_get(k->a, k->n);
    if (k->o->certify)
        k->r->proof.round = ARENA_ARRAY(k->a, k->seats + 1, struct count_round);
    k->r->committees = ARENA_ARRAY(k->a, COMMITTEES_MAX, uint32_t *);
    k->value = number_array(k->a, k->n);
    k->state = number_array(k->a, (size_t)k->voters * (k->seats + 2));
    if (!k->can || (k->o->certify && !k->r->proof.round) || !k->approves || !k->weight ||
        !k->order || !k->in || !k->r->committees || !k->value || !k->state)
        return ERR_NOMEM;
    size_t at = 0;
    for (uint32_t i = 0; i < k->voters; i++, at++) {
        k->weight[i] = count_weight(b, i);
        for (; count_element(b, at); at++) {
            uint32_t c = count_element(b, at) & (b->tied - 1);
            if (c <= k->n)
                k->approves[(size_t)i * k->n + c - 1] = 1;
        }
    }
    if (k->variant == COMMITTEE_SHARES)
        for (uint32_t v = 0; v < k->voters; v++) { /* each voter has seats / voters */
            number_z_set(mpq_numref(k->state[v]), k->seats);
            number_z_set(mpq_denref(k->state[v]), b->total ? b->total : 1);
            mpq_canonicalize(k->state[v]);
        }
    return 0;
}

int count_committee(const struct count_method *m, const struct count_ballots *b,
                    const struct count_options *o, struct arena *a, struct count_result *ret,
                    struct fail *f) {
    struct committee k = {.a = a, .f = f, .r = ret, .o = o, .variant = m->variant};
    int r = result_init(ret, m, b, o, a);
    if (r < 0)
        return r;
    mpq_inits(k.x, k.y, NULL);
    r = begin(&k, b);
    if (r == 0)
        r = search(&k, 0, m->variant == COMMITTEE_SHARES);
    mpq_clears(k.x, k.y, NULL);
    number_array_drop(k.value, k.n);
    number_array_drop(k.state, (size_t)k.voters * (k.seats + 2));
    return r;
}
