/* The single transferable vote of the Electoral Reform Society, paper by paper: Newland and
 * Britton, 3rd edition 1997. Everything is in hundredths of a vote. Numbers are paragraphs of that
 * text. */
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

enum { CONTINUING, ELECTED, EXCLUDED, AWAY };
#define STAGES 90
#define NOBODY MOST

static int now[MOST];
static uint32_t holder[BALLOTS]; /* of a paper; NOBODY: it is not transferable */
static int64_t value[BALLOTS];   /* of a paper (6.25) */
static int came[BALLOTS];        /* with which batch a paper came to its holder (6.1) */
static int64_t vote[MOST], valid, quota, lost; /* lost: the non-transferable vote (6.13) */
static uint32_t left, in, won[MOST], won_n;
static int batches, stages;
static mpq_t history[STAGES][MOST], x;
static int64_t quotas[STAGES], losses[STAGES];
static uint32_t elected[STAGES], excluded[STAGES]; /* a bit for each candidate */

/* 6.10, 6.17: figures stand alone; where several candidates have one figure the paper ends. */
static uint32_t next_available(uint32_t i) {
    for (int figure = 1; figure <= MOST; figure++) {
        uint32_t n = 0, who = NOBODY;
        for (uint32_t c = 0; c < e.n; c++)
            if (e.rank[i][c] == figure) {
                n++;
                who = c;
            }
        if (n > 1)
            return NOBODY;
        if (n == 1 && now[who] == CONTINUING)
            return who;
    }
    return NOBODY;
}

/* 5.1.6, 5.4.8 */
static void set_quota(void) {
    int64_t votes = valid * 100 - lost, by = (int64_t)e.seats + 1;
    quota = votes / by + (votes % by != 0);
}

/* 5.6.1 */
static int64_t active_vote(void) {
    int64_t active = valid * 100 - lost;
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == ELECTED)
            active -= vote[c] < quota ? vote[c] : quota;
    return active;
}

static void deem_elected(uint32_t c) {
    now[c] = ELECTED;
    won[won_n++] = c;
    elected[stages] |= 1u << c;
    left--;
    in--;
}

/* Those of the set who had the most votes at the earliest point where the votes were unequal. */
static uint32_t ahead(uint32_t set) {
    for (int s = 0; s < stages; s++) {
        uint32_t most = 0;
        for (uint32_t c = 0; c < e.n; c++) {
            bool best = set >> c & 1;
            for (uint32_t d = 0; d < e.n; d++)
                if (set >> d & 1 && mpq_cmp(history[s][d], history[s][c]) > 0)
                    best = false;
            most |= (uint32_t)best << c;
        }
        set = most;
    }
    return set;
}

static uint32_t size(uint32_t set) {
    uint32_t n = 0;
    for (; set; set &= set - 1)
        n++;
    return n;
}

/* 5.1.7, 5.3.13, 5.4.9, 5.6.2. Nobody is elected without a vote. */
static void elect(void) {
    while (left > 0) {
        int64_t most = 0;
        uint32_t equal = 0;
        for (uint32_t c = 0; c < e.n; c++) {
            if (now[c] != CONTINUING || vote[c] == 0 || vote[c] < most)
                continue;
            equal = (vote[c] > most ? 0 : equal) | 1u << c;
            most = vote[c];
        }
        if (equal == 0 || (most < quota && most * ((int64_t)left + 1) < active_vote()))
            return;
        while (equal && left > 0) {
            uint32_t first = ahead(equal);
            if (size(first) > left)
                return;
            for (uint32_t c = 0; c < e.n; c++)
                if (first >> c & 1)
                    deem_elected(c);
            equal &= ~first;
        }
    }
}

static void point_ends(void) {
    elect();
    for (uint32_t c = 0; c < e.n; c++) {
        mpq_set_si(history[stages][c], (long)vote[c], 100);
        mpq_canonicalize(history[stages][c]);
    }
    quotas[stages] = quota;
    losses[stages++] = lost;
    elected[stages] = excluded[stages] = 0;
}

static int64_t surplus_of(uint32_t c) {
    return now[c] == ELECTED && vote[c] > quota ? vote[c] - quota : 0;
}

static void credit(uint32_t i, uint32_t to, int64_t worth) {
    holder[i] = to;
    value[i] = worth;
    came[i] = batches;
    if (to < NOBODY)
        vote[to] += worth * e.weight[i];
}

/* 5.3 */
static void transfer_surplus(uint32_t who) {
    int64_t surplus = surplus_of(who), papers = 0, worth = 0, given = 0;
    int last = -1;
    for (uint32_t i = 0; i < e.ballots; i++)
        if (holder[i] == who && came[i] > last) {
            last = came[i];
            worth = value[i];
        }
    for (uint32_t i = 0; i < e.ballots; i++)
        if (holder[i] == who && came[i] == last && next_available(i) < NOBODY)
            papers += e.weight[i];
    if (papers * worth > surplus) /* 5.3.7 */
        worth = surplus / papers;
    batches++;
    for (uint32_t i = 0; i < e.ballots; i++)
        if (holder[i] == who) {
            uint32_t to = came[i] == last ? next_available(i) : NOBODY;
            if (to < NOBODY)
                given += worth * e.weight[i];
            credit(i, to, worth);
        }
    vote[who] = quota;
    lost += surplus - given;
    point_ends();
}

/* 5.4 */
static void exclude(uint32_t set) {
    int64_t before = 101;
    for (uint32_t c = 0; c < e.n; c++)
        if (set >> c & 1)
            now[c] = EXCLUDED;
    excluded[stages] = set;
    in -= size(set);
    if (in == left) { /* 5.5.1 */
        point_ends();
        return;
    }
    for (bool any = true, first = true; left > 0; first = false) {
        int64_t worth = -1;
        for (uint32_t i = 0; i < e.ballots; i++)
            if (holder[i] < NOBODY && set >> holder[i] & 1 && value[i] < before && value[i] > worth)
                worth = value[i];
        any = worth >= 0;
        if (!any && !first)
            return;
        batches++;
        for (uint32_t i = 0; i < e.ballots; i++) {
            if (holder[i] == NOBODY || !(set >> holder[i] & 1) || value[i] != worth)
                continue;
            vote[holder[i]] -= worth * e.weight[i];
            credit(i, next_available(i), worth);
            if (holder[i] == NOBODY)
                lost += worth * e.weight[i];
        }
        if (won_n == 0)
            set_quota();
        point_ends();
        before = worth;
        if (!any)
            return;
    }
}

/* 5.2.5: the most who can go together; 5.2.2 asks the same with surpluses that wait. Nobody when
 * even the lowest cannot. */
static uint32_t who_goes(int64_t waiting) {
    int64_t row[MOST], sum = waiting;
    uint32_t n = 0, most = 0, set = 0;
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == CONTINUING) {
            uint32_t at = n++;
            for (; at > 0 && row[at - 1] > vote[c]; at--)
                row[at] = row[at - 1];
            row[at] = vote[c];
        }
    for (uint32_t k = 1; k + left <= n; k++) {
        sum += row[k - 1];
        if (sum <= row[k])
            most = k;
    }
    for (uint32_t c = 0; c < e.n && most; c++)
        if (now[c] == CONTINUING && vote[c] < row[most - 1])
            set |= 1u << c;
    while (size(set) < most) {
        bool tied[MOST];
        for (uint32_t c = 0; c < e.n; c++)
            tied[c] = now[c] == CONTINUING && vote[c] == row[most - 1] && !(set >> c & 1);
        set |= 1u << chosen(tied, history, stages, false);
    }
    return set;
}

/* 5.2 */
static void next_stage(void) {
    int64_t all = 0, largest = 0;
    bool tied[MOST];
    for (uint32_t c = 0; c < e.n; c++) {
        all += surplus_of(c);
        largest = surplus_of(c) > largest ? surplus_of(c) : largest;
    }
    uint32_t set = who_goes(all);
    if (set) {
        exclude(set);
        return;
    }
    for (uint32_t c = 0; c < e.n; c++)
        tied[c] = largest && surplus_of(c) == largest;
    transfer_surplus(chosen(tied, history, stages, true));
}

static void fill_the_rest(void) {
    while (in > 0 && left > 0) {
        uint32_t best = NOBODY;
        for (uint32_t c = 0; c < e.n; c++)
            if (now[c] == CONTINUING && (best == NOBODY || vote[c] > vote[best]))
                best = c;
        stages--; /* it belongs to the last one */
        deem_elected(best);
        stages++;
    }
}

static void count_papers(void) {
    valid = lost = won_n = 0;
    left = e.seats;
    in = standing_n();
    batches = stages = 0;
    elected[0] = excluded[0] = 0;
    for (uint32_t c = 0; c < e.n; c++) {
        now[c] = stands(c) ? CONTINUING : AWAY;
        vote[c] = 0;
    }
    for (uint32_t i = 0; i < e.ballots; i++) {
        credit(i, next_available(i), 100);
        valid += holder[i] < NOBODY ? e.weight[i] : 0;
    }
    set_quota();
    point_ends();
    while (left > 0 && in > left)
        next_stage();
    fill_the_rest();
}

static uint32_t set_of(const uint32_t *list, uint32_t n) {
    uint32_t set = 0;
    for (uint32_t i = 0; i < n; i++)
        set |= 1u << list[i];
    return set;
}

static bool hundredths(const char *text, int64_t n) {
    mpq_set_si(x, (long)n, 100);
    mpq_canonicalize(x);
    return text_is(text, x);
}

/* 5.3.11, 5.4.15: nothing is lost at any point. */
static bool same_point(int s) {
    const struct count_stage *stage = &r.stage[s];
    const char *it = "ers97";
    int64_t sum = losses[s];
    for (uint32_t c = 0; c < e.n; c++) {
        if (stands(c) && !holds(text_is(count_votes(&r, (uint32_t)s, c), history[s][c]), it,
                                "the same votes"))
            return false;
        mpq_set_si(x, 100, 1);
        mpq_mul(x, x, history[s][c]);
        sum += mpz_get_si(mpq_numref(x));
    }
    return holds(sum == valid * 100, it, "votes conserved") &&
           holds(hundredths(stage->exhausted, losses[s]), it, "as many not transferable") &&
           holds(hundredths(stage->quota, quotas[s]), it, "the same quota") &&
           holds(set_of(stage->elected, stage->elected_n) == elected[s], it, "the same elected") &&
           holds(set_of(stage->excluded, stage->excluded_n) == excluded[s], it,
                 "the same excluded");
}

static bool same(int code) {
    const char *it = "ers97";
    if (!holds(code == 0, it, "a count") ||
        !holds(r.valid == (uint64_t)valid, it, "as many valid papers") ||
        !holds(r.stages_n == (uint32_t)stages, it, "as many stages") ||
        !holds(r.winners_n == won_n, it, "as many winners"))
        return false;
    for (uint32_t i = 0; i < won_n; i++)
        if (!holds(r.winners[i] == won[i], it, "the same winners in the same order"))
            return false;
    for (int s = 0; s < stages; s++)
        if (!same_point(s))
            return false;
    return true;
}

void ers97_agrees(void) {
    for (uint64_t k = 0; k < elections; k++) {
        bool by_rule = roll(2);
        invent(WITHDRAWALS | (roll(4) ? 0 : EQUAL_RANKS));
        invent_ties();
        if (by_rule) { /* 5.2.3, 5.2.5: the first difference; then the lot, here the order */
            o.tie[0] = COUNT_TIE_FORWARDS;
            o.tie[1] = COUNT_TIE_ORDER_FIRST;
        }
        count_papers();
        if (by_rule)
            o.tie[0] = o.tie[1] = COUNT_TIE_NONE;
        if (!same(counted("ers97")) || !same(counted_shuffled("ers97")))
            return;
    }
}

void ers97_begin(void) {
    mpq_init(x);
    for (int s = 0; s < STAGES; s++)
        numbers_init(history[s], MOST);
}
