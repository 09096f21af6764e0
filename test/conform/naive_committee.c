/* Committees from approvals: sequential proportional approval, Phragmen, equal shares, by the
 * definitions of Lackner and Skowron (2023), with every committee that ties allow. */
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

enum { PAV, PHRAGMEN, SHARES };

static mpq_t state[MOST + 2][BALLOTS], x, y;
static bool found[1 << MOST];
static int rule;

static bool approves(uint32_t i, uint32_t c) {
    return e.rank[i][c] > 0;
}

/* What the voters of C gain, counted whole before and after: a voter with k members has
 * 1 + 1/2 + ... + 1/k. */
static void gain(uint32_t set, uint32_t c, mpq_t ret) {
    whole(ret, 0);
    for (int after = 0; after < 2; after++)
        for (uint32_t i = 0; i < e.ballots; i++) {
            unsigned long k = 0;
            for (uint32_t d = 0; d < e.n; d++)
                k += ((set | (uint32_t)after << c) >> d & 1) && approves(i, d);
            for (; k > 0; k--) {
                mpq_set_ui(y, e.weight[i], k);
                mpq_canonicalize(y);
                if (after)
                    mpq_add(ret, ret, y);
                else
                    mpq_sub(ret, ret, y);
            }
        }
}

/* Loads: 1 is shared so that all her voters end at one load: their loads and 1, by their number. */
static bool load(mpq_t *loads, uint32_t c, mpq_t ret) {
    int64_t voters = 0;
    whole(ret, 1);
    for (uint32_t i = 0; i < e.ballots; i++)
        if (approves(i, c)) {
            whole(y, e.weight[i]);
            mpq_mul(y, y, loads[i]);
            mpq_add(ret, ret, y);
            voters += e.weight[i];
        }
    whole(y, voters);
    if (voters)
        mpq_div(ret, ret, y);
    return voters > 0;
}

/* What her voters pay together when none pays more than PRICE or than she has. */
static void paid(mpq_t *budget, uint32_t c, const mpq_t price, mpq_t ret) {
    whole(ret, 0);
    for (uint32_t i = 0; i < e.ballots; i++)
        if (approves(i, c)) {
            whole(y, e.weight[i]);
            mpq_mul(y, y, mpq_cmp(budget[i], price) < 0 ? budget[i] : price);
            mpq_add(ret, ret, y);
        }
}

/* The least price at which they pay 1. Between two budgets the sum is a line, so the price is one
 * that those who are not poor pay after the poor: tried for each number of poor ones. */
static bool price(mpq_t *budget, uint32_t c, mpq_t ret) {
    bool any = false;
    mpq_t p, sum;
    mpq_inits(p, sum, NULL);
    for (uint32_t j = 0; j <= e.ballots; j++) { /* those with a budget below that of j are poor */
        int64_t rich = 0;
        whole(p, 1);
        for (uint32_t i = 0; i < e.ballots; i++) {
            if (!approves(i, c))
                continue;
            bool poor = j < e.ballots && mpq_cmp(budget[i], budget[j]) < 0;
            whole(y, e.weight[i]);
            mpq_mul(y, y, budget[i]);
            if (poor)
                mpq_sub(p, p, y);
            else
                rich += e.weight[i];
        }
        if (rich == 0 || mpq_sgn(p) < 0)
            continue;
        whole(y, rich);
        mpq_div(p, p, y);
        paid(budget, c, p, sum);
        whole(y, 1);
        if (mpq_cmp(sum, y) == 0 && (!any || mpq_cmp(p, ret) < 0)) {
            mpq_set(ret, p);
            any = true;
        }
    }
    mpq_clears(p, sum, NULL);
    return any;
}

static bool value_of(uint32_t depth, uint32_t set, uint32_t c, bool shares, mpq_t ret) {
    if (rule == PAV) {
        gain(set, c, ret);
        mpq_neg(ret, ret); /* the least is best, as of loads and prices */
        return true;
    }
    return shares ? price(state[depth], c, ret) : load(state[depth], c, ret);
}

static void search(uint32_t depth, uint32_t set, bool shares) {
    mpq_t value[MOST], *next = state[depth + 1];
    bool can[MOST], any = false;
    uint32_t best = MOST;
    if (depth == e.seats) {
        found[set] = true;
        return;
    }
    numbers_init(value, MOST);
    for (uint32_t c = 0; c < e.n; c++) {
        can[c] = stands(c) && !(set >> c & 1) && value_of(depth, set, c, shares, value[c]);
        if (can[c] && (best == MOST || mpq_cmp(value[c], value[best]) < 0))
            best = c;
        any = any || can[c];
    }
    if (!any && shares) { /* nobody can be paid for: loads are what was not left of the budgets */
        for (uint32_t i = 0; i < e.ballots; i++)
            mpq_neg(state[depth][i], state[depth][i]);
        numbers_drop(value, MOST);
        search(depth, set, false);
        return;
    }
    for (uint32_t c = 0; c < e.n; c++) {
        if (any ? !can[c] || mpq_cmp(value[c], value[best]) : !stands(c) || set >> c & 1)
            continue;
        for (uint32_t i = 0; i < e.ballots; i++) {
            mpq_set(next[i], state[depth][i]);
            if (!any || rule == PAV || !approves(i, c))
                continue;
            if (!shares)
                mpq_set(next[i], value[c]);
            else if (mpq_cmp(next[i], value[c]) < 0)
                whole(next[i], 0);
            else
                mpq_sub(next[i], next[i], value[c]);
        }
        search(depth + 1, set | 1u << c, shares);
    }
    numbers_drop(value, MOST);
}

static bool same(const char *method, int code) {
    uint32_t n = 0;
    if (!holds(code == 0, method, "a count"))
        return false;
    for (uint32_t set = 0; set < 1u << MOST; set++)
        n += found[set];
    if (!holds(n == r.committees_n, method, "as many tied committees"))
        return false;
    for (uint32_t k = 0; k < r.committees_n; k++) {
        uint32_t set = 0;
        for (uint32_t i = 0; i < e.seats; i++)
            set |= 1u << r.committees[k][i];
        if (!holds(found[set], method, "the same committees"))
            return false;
    }
    return true;
}

static void committee(const char *method, int as) {
    rule = as;
    for (uint64_t k = 0; k < elections; k++) {
        int64_t total = 0;
        invent(WITHDRAWALS);
        if (roll(3)) /* few enough that the ties can be followed */
            e.n = e.n > 5 ? 5 : e.n;
        e.out[roll(e.n)] = false;
        for (uint32_t i = 0; i < e.ballots; i++)
            total += e.weight[i];
        if (e.seats > standing_n()) {
            if (!holds(counted(method) < 0, method, "more seats than candidates refused"))
                return;
            continue;
        }
        memset(found, 0, sizeof(found));
        for (uint32_t i = 0; i < e.ballots; i++) {
            mpq_set_si(state[0][i], as == SHARES ? (long)e.seats : 0,
                       as == SHARES ? (unsigned long)total : 1);
            mpq_canonicalize(state[0][i]);
        }
        search(0, 0, as == SHARES);
        if (!same(method, counted(method)) || !same(method, counted_shuffled(method)))
            return;
    }
}

void seqpav_agrees(void) {
    committee("seqpav", PAV);
}
void phragmen_agrees(void) {
    committee("phragmen", PHRAGMEN);
}
void equal_shares_agree(void) {
    committee("equal-shares", SHARES);
}

void committee_begin(void) {
    mpq_inits(x, y, NULL);
    for (int i = 0; i < MOST + 2; i++)
        numbers_init(state[i], BALLOTS);
}
