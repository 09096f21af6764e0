/* The single transferable vote, each paper by itself: who holds it and what it is worth. Scottish
 * (SSI 2007/42), WIGM in every arithmetic, the Proportional Representation Foundation's reference
 * WIGM, California's draft, Minneapolis. */
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

enum { IN, WAITS, WON, LOST };
#define STAGES 60

static struct rule {
    const char *name;
    enum count_arithmetic kind;
    int places;
    enum count_quota quota;
    enum { CUT_ONCE, CUT_TWICE, CUT_FRACTION } weigh;
    bool empty; /* a surplus of nothing is transferred, too */
    bool each; /* all surpluses of a round, in the order of candidates, before anybody is elected */
    bool late; /* Minneapolis: elected when the surplus goes, or when all seats are reached */
    bool batch;   /* those who cannot win are excluded together */
    bool orderly; /* and only where that cannot change who is elected when (California's draft) */
    bool further; /* goes on until the seats are filled; the end is looked for before elections */
    bool last;    /* after a batch the count goes on though as many are left as seats */
} rule;

static int now[MOST], digits;
static uint32_t holder[BALLOTS], left, in, won[MOST], won_n;
static mpq_t value[BALLOTS], votes[MOST], quota, exhausted, x, y, z, epsilon;
static mpq_t history[STAGES][MOST], gone[STAGES];
static int stages;
static int64_t valid;

static void kept(mpq_t v) {
    if (rule.kind != COUNT_RATIONAL)
        cut(v, digits);
}

/* Guarded numbers nearer than half a unit of the last place are equal. */
static int compare(const mpq_t a, const mpq_t b) {
    mpq_sub(z, a, b);
    mpq_abs(z, z);
    if (rule.kind == COUNT_GUARDED && mpq_cmp(z, epsilon) < 0)
        return 0;
    return mpq_cmp(a, b);
}

/* The next preference that is open; a rank with several candidates ends the paper. */
static uint32_t next_of(uint32_t i) {
    for (int rank = 1; rank <= MOST; rank++) {
        uint32_t n = 0, who = MOST;
        for (uint32_t c = 0; c < e.n; c++)
            if (e.rank[i][c] == rank) {
                who = c;
                n++;
            }
        if (n > 1)
            return MOST;
        if (n == 1 && now[who] == IN)
            return who;
    }
    return MOST;
}

static bool reached(uint32_t c) {
    bool exact = rule.kind != COUNT_FIXED && rule.quota == COUNT_DROOP_FRACTION;
    return exact ? compare(votes[c], quota) > 0 : compare(votes[c], quota) >= 0;
}

static void set_quota(void) {
    bool droop = rule.quota == COUNT_DROOP || rule.quota == COUNT_DROOP_FRACTION;
    mpq_set_si(quota, (long)valid, e.seats + droop);
    mpq_canonicalize(quota);
    if (rule.quota == COUNT_DROOP || rule.quota == COUNT_HARE)
        cut(quota, 0);
    kept(quota);
    whole(x, rule.quota == COUNT_DROOP);
    if (rule.quota == COUNT_DROOP_FRACTION && rule.kind == COUNT_FIXED) { /* one unit more */
        whole(x, 1);
        for (int i = 0; i < rule.places; i++) {
            whole(y, 10);
            mpq_div(x, x, y);
        }
    }
    mpq_add(quota, quota, x);
}

static void take_seat(uint32_t c, int as) {
    if (now[c] == IN) {
        won[won_n++] = c;
        left--;
        in--;
    }
    now[c] = as;
}

/* Those who stand, the most votes first, equal ones as they stand in the list. */
static uint32_t sorted(uint32_t *list) {
    uint32_t n = 0;
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == IN) {
            uint32_t at = n++;
            for (; at > 0 && compare(votes[list[at - 1]], votes[c]) < 0; at--)
                list[at] = list[at - 1];
            list[at] = c;
        }
    return n;
}

static bool extreme(int which, bool most, bool *tied);
static void seat(uint32_t c) {
    take_seat(c, !rule.late && (rule.empty || mpq_cmp(votes[c], quota) > 0) ? WAITS : WON);
}

/* Hare's quota of few votes may be reached by more than there are seats. */
static void elect_highest(void) {
    bool tied[MOST];
    while (left > 0) {
        uint32_t n = 0, first = MOST;
        extreme(IN, true, tied);
        for (uint32_t c = e.n; c-- > 0;)
            if (tied[c]) {
                first = c;
                n++;
            }
        seat(n > left ? chosen(tied, history, stages, true) : first);
    }
}

static void elect(void) {
    uint32_t list[MOST], n = sorted(list), enough = 0;
    for (uint32_t i = 0; i < n; i++)
        enough += reached(list[i]);
    if (rule.late && enough < left)
        return;
    if (enough > left) {
        elect_highest();
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        if (reached(list[i]))
            seat(list[i]);
}

static bool full(void) {
    return left == 0 || in <= left;
}

/* A stage has come to its end; true when the count has, too. */
static bool stage_ends(bool electing) {
    bool over = full();
    if (electing && !(over && rule.further))
        elect();
    if (!rule.further)
        over = rule.last ? left == 0 : full();
    for (uint32_t c = 0; c < e.n; c++)
        mpq_set(history[stages][c], votes[c]);
    mpq_set(gone[stages++], exhausted);
    return over;
}

static void weigh(mpq_t v, const mpq_t surplus, const mpq_t had) {
    if (rule.weigh == CUT_FRACTION) {
        mpq_div(y, surplus, had);
        kept(y);
        mpq_mul(v, v, y);
    } else {
        mpq_mul(v, v, surplus);
        if (rule.weigh == CUT_TWICE)
            kept(v);
        mpq_div(v, v, had);
    }
    kept(v);
}

/* All papers of WHO go on, with a part of their value when she keeps a quota. */
static void pass_on(uint32_t who, bool surplus) {
    mpq_t over, had, part;
    mpq_inits(over, had, part, NULL);
    mpq_set(had, votes[who]);
    mpq_sub(over, had, quota);
    for (uint32_t i = 0; i < e.ballots; i++) {
        if (holder[i] != who)
            continue;
        if (surplus)
            weigh(value[i], over, had);
        holder[i] = next_of(i);
        whole(part, e.weight[i]);
        mpq_mul(part, part, value[i]);
        mpq_ptr to = holder[i] < MOST ? votes[holder[i]] : exhausted;
        mpq_add(to, to, part);
        if (holder[i] == MOST)
            holder[i] = MOST + 1;
    }
    if (surplus)
        mpq_set(votes[who], quota);
    else
        whole(votes[who], 0);
    mpq_clears(over, had, part, NULL);
}

/* The largest number of those with the fewest votes who, with each other's votes and all surpluses,
 * stay below the next. */
static uint32_t sure_losers(uint32_t *list) {
    uint32_t by[MOST], n = sorted(by), sure = 0;
    for (uint32_t k = 1; k < n && k + left <= n; k++) {
        whole(x, 0);
        for (uint32_t c = 0; c < e.n; c++)
            if ((now[c] == WAITS || (rule.late && now[c] == IN)) && mpq_cmp(votes[c], quota) > 0) {
                mpq_add(x, x, votes[c]);
                mpq_sub(x, x, quota);
            }
        for (uint32_t i = 0; i < k; i++)
            mpq_add(x, x, votes[by[n - 1 - i]]);
        if (compare(x, votes[by[n - 1 - k]]) < 0)
            sure = k;
    }
    uint32_t m = 0;
    for (uint32_t c = 0; c < e.n; c++)
        for (uint32_t i = 0; i < sure; i++)
            if (by[n - 1 - i] == c)
                list[m++] = c;
    return sure;
}

/* California's draft, (k): the largest set of a candidate and all others with fewer or as many
 * votes that meets the three conditions. */
static uint32_t defeat_set(uint32_t *list) {
    uint32_t by[MOST], n = sorted(by), most = 0;
    mpq_t surplus, sum, gap;
    mpq_inits(surplus, sum, gap, NULL);
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == WAITS && mpq_cmp(votes[c], quota) > 0) {
            mpq_add(surplus, surplus, votes[c]);
            mpq_sub(surplus, surplus, quota);
        }
    mpq_sub(gap, quota, votes[by[0]]);
    for (uint32_t size = 1; size < n; size++) {
        bool whole_set = mpq_cmp(votes[by[n - size]], votes[by[n - size - 1]]) < 0;
        whole(sum, 0);
        for (uint32_t i = n - size; i < n; i++)
            mpq_add(sum, sum, votes[by[i]]);
        mpq_sub(y, sum, votes[by[n - size]]); /* without the most of one in the set */
        mpq_add(sum, sum, surplus);
        bool enough = n - size + won_n >= e.seats;                         /* (1) */
        bool below = mpq_cmp(sum, votes[by[n - size - 1]]) < 0;            /* (2) */
        bool safe = won_n + 1 == e.seats || n - size + won_n == e.seats || /* (3) */
                    mpq_cmp(sum, gap) < 0 || (mpq_sgn(surplus) == 0 && mpq_cmp(y, gap) < 0);
        if (whole_set && enough && below && safe)
            most = size;
    }
    for (uint32_t c = 0, m = 0; c < e.n; c++)
        for (uint32_t i = n - most; i < n; i++)
            if (by[i] == c)
                list[m++] = c;
    mpq_clears(surplus, sum, gap, NULL);
    return most;
}

/* Those of a standing who have the most (fewest) votes. */
static bool extreme(int which, bool most, bool *tied) {
    uint32_t best = MOST;
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == which && (best == MOST || (most ? mpq_cmp(votes[c], votes[best]) > 0
                                                      : mpq_cmp(votes[c], votes[best]) < 0)))
            best = c;
    for (uint32_t c = 0; c < e.n; c++)
        tied[c] = best < MOST && now[c] == which && compare(votes[c], votes[best]) == 0;
    return best < MOST;
}

/* One or several are excluded; true at the end of the count. */
static bool exclude(const uint32_t *who, uint32_t n, bool together) {
    for (uint32_t i = 0; i < n; i++) {
        now[who[i]] = LOST;
        in--;
    }
    if (!rule.further && full() && !(together && rule.last)) {
        stage_ends(false);
        return true;
    }
    for (uint32_t i = 0; i < n; i++)
        pass_on(who[i], false);
    return stage_ends(true);
}

static bool surpluses(bool *ended) {
    bool tied[MOST], any;
    if (rule.each) {
        bool had[MOST];
        uint32_t last = MOST;
        for (uint32_t c = 0; c < e.n; c++) {
            had[c] = now[c] == WAITS;
            last = had[c] ? c : last;
        }
        for (uint32_t c = 0; c < e.n; c++)
            if (had[c]) {
                now[c] = WON;
                pass_on(c, true);
                *ended = stage_ends(c == last);
            }
        return last < MOST;
    }
    any = extreme(rule.late ? IN : WAITS, true, tied);
    for (uint32_t c = 0; c < e.n; c++)
        if (rule.late && tied[c] && !reached(c))
            any = false;
    if (!any)
        return false;
    uint32_t who = chosen(tied, history, stages, true);
    take_seat(who, WON);
    pass_on(who, true);
    *ended = stage_ends(true);
    return true;
}

static bool one_step(void) {
    uint32_t list[MOST], n = !rule.batch ? 0 : rule.orderly ? defeat_set(list) : sure_losers(list);
    bool tied[MOST], ended = false;
    if (n)
        return exclude(list, n, true);
    if (surpluses(&ended))
        return ended;
    if (full())
        return true;
    extreme(IN, false, tied);
    list[0] = chosen(tied, history, stages, false);
    return exclude(list, 1, false);
}

static void count_papers(void) {
    uint32_t list[MOST];
    in = standing_n();
    left = e.seats;
    won_n = 0;
    stages = 0;
    valid = 0;
    whole(exhausted, 0);
    for (uint32_t c = 0; c < e.n; c++) {
        now[c] = stands(c) ? IN : LOST;
        whole(votes[c], 0);
    }
    for (uint32_t i = 0; i < e.ballots; i++) {
        holder[i] = next_of(i);
        whole(value[i], 1);
        whole(x, e.weight[i]);
        if (holder[i] < MOST) {
            mpq_add(votes[holder[i]], votes[holder[i]], x);
            valid += e.weight[i];
        }
    }
    set_quota();
    bool over = stage_ends(true);
    while (!over)
        over = one_step();
    uint32_t n = sorted(list);
    if (n <= left)
        for (uint32_t i = 0; i < n; i++)
            take_seat(list[i], WON);
}

/* Votes, exhausted and quota of every stage; nothing comes from nowhere. */
static bool same_stages(const char *name) {
    if (!holds(r.stages_n == (uint32_t)stages, name, "as many stages") ||
        !holds(text_is(r.quota, quota), name, "the same quota") ||
        !holds(r.valid == (uint64_t)valid, name, "as many valid ballots"))
        return false;
    for (int s = 0; s < stages; s++) {
        if (!holds(text_is(r.stage[s].exhausted, gone[s]), name, "as many exhausted votes"))
            return false;
        mpq_set(x, gone[s]);
        for (uint32_t c = 0; c < e.n; c++) {
            if (stands(c) && !holds(text_is(count_votes(&r, s, c), history[s][c]), name,
                                    "the same votes at every stage"))
                return false;
            mpq_add(x, x, history[s][c]);
        }
        whole(y, valid);
        int lost = mpq_cmp(y, x); /* in rounding, never won */
        if (!holds(rule.kind == COUNT_RATIONAL ? lost == 0 : lost >= 0, name, "votes conserved"))
            return false;
    }
    return true;
}

static bool same_result(int code) {
    if (!holds(code == 0, rule.name, "a count") || !same_stages(rule.name) ||
        !holds(r.winners_n == won_n, rule.name, "as many winners"))
        return false;
    for (uint32_t i = 0; i < won_n; i++)
        if (!holds(r.winners[i] == won[i], rule.name, "the same winners in the same order"))
            return false;
    return true;
}

static void stv(const struct rule *as, void (*vary)(void)) {
    for (uint64_t k = 0; k < elections; k++) {
        rule = *as;
        invent(WITHDRAWALS | (roll(4) ? 0 : EQUAL_RANKS));
        invent_ties();
        if (vary)
            vary();
        if (rule.kind == COUNT_GUARDED) { /* ties of guarded numbers go by the order */
            o.tie[0] = COUNT_TIE_ORDER;
            o.tie[1] = COUNT_TIE_NONE;
        }
        digits = rule.places +
                 (rule.kind == COUNT_GUARDED ? o.guard >= 0 ? o.guard : rule.places / 2 : 0);
        whole(epsilon, 1);
        for (int i = 0; i < rule.places; i++) {
            whole(x, 10);
            mpq_div(epsilon, epsilon, x);
        }
        mpq_div_2exp(epsilon, epsilon, 1);
        count_papers();
        if (!same_result(counted(rule.name)) || !same_result(counted_shuffled(rule.name)))
            return;
    }
}

void scottish_agrees(void) {
    static const struct rule it = {
        .name = "scottish", .kind = COUNT_FIXED, .places = 5, .quota = COUNT_DROOP};
    stv(&it, NULL);
}

static void vary_everything(void) {
    static const enum count_arithmetic kinds[] = {COUNT_FIXED, COUNT_GUARDED, COUNT_RATIONAL};
    o.arithmetic = rule.kind = kinds[roll(3)];
    if (rule.kind != COUNT_RATIONAL)
        o.places = rule.places = (int)(1 + roll(9));
    if (rule.kind == COUNT_GUARDED)
        o.guard = (int)(1 + roll(9));
    o.quota = (enum count_quota)roll(5);
    rule.quota = o.quota ? o.quota : rule.quota;
}
void scottish_in_every_arithmetic_agrees(void) {
    static const struct rule it = {.name = "scottish", .places = 5, .quota = COUNT_DROOP};
    stv(&it, vary_everything);
}
void wigm_in_every_arithmetic_agrees(void) {
    static const struct rule it = {.name = "wigm",
                                   .quota = COUNT_DROOP_FRACTION,
                                   .weigh = CUT_TWICE,
                                   .empty = true,
                                   .further = true};
    stv(&it, vary_everything);
}
void wigm_prf_agrees(void) {
    static const struct rule it = {.name = "wigm-prf",
                                   .kind = COUNT_FIXED,
                                   .places = 4,
                                   .quota = COUNT_DROOP_FRACTION,
                                   .weigh = CUT_TWICE,
                                   .empty = true};
    stv(&it, NULL);
}
void wigm_prf_batch_agrees(void) {
    static const struct rule it = {.name = "wigm-prf-batch",
                                   .kind = COUNT_FIXED,
                                   .places = 4,
                                   .quota = COUNT_DROOP_FRACTION,
                                   .weigh = CUT_TWICE,
                                   .empty = true,
                                   .batch = true};
    stv(&it, NULL);
}
void cfer_agrees(void) {
    static const struct rule it = {.name = "cfer",
                                   .kind = COUNT_FIXED,
                                   .places = 5,
                                   .quota = COUNT_DROOP_FRACTION,
                                   .weigh = CUT_TWICE,
                                   .each = true};
    stv(&it, NULL);
}
void cfer_batch_agrees(void) {
    static const struct rule it = {.name = "cfer-batch",
                                   .kind = COUNT_FIXED,
                                   .places = 5,
                                   .quota = COUNT_DROOP_FRACTION,
                                   .weigh = CUT_TWICE,
                                   .each = true,
                                   .batch = true,
                                   .orderly = true};
    stv(&it, NULL);
}
void minneapolis_agrees(void) {
    static const struct rule it = {.name = "minneapolis",
                                   .kind = COUNT_FIXED,
                                   .places = 4,
                                   .quota = COUNT_DROOP,
                                   .weigh = CUT_FRACTION,
                                   .late = true,
                                   .batch = true};
    stv(&it, NULL);
}
void mpls_agrees(void) {
    static const struct rule it = {.name = "mpls",
                                   .kind = COUNT_FIXED,
                                   .places = 4,
                                   .quota = COUNT_DROOP,
                                   .weigh = CUT_TWICE,
                                   .late = true,
                                   .batch = true,
                                   .last = true};
    stv(&it, NULL);
}

/* ---- properties ---- */

/* A set of candidates whom k Droop quotas of ballots put before all others has k seats, or all its
 * members have one. */
void solid_coalitions_have_their_seats(void) {
    static const char *const methods[] = {"scottish", "wigm",   "wigm-prf", "cfer",       "meek",
                                          "meek-prf", "warren", "qpq",      "minneapolis"};
    for (uint64_t k = 0; k < elections; k++) {
        invent(0);
        const char *method = methods[roll(9)];
        uint32_t set = 1 + roll((1u << e.n) - 1), size = 0, has = 0, quotas;
        int64_t solid = 0, all = 0;
        for (uint32_t c = 0; c < e.n; c++)
            size += set >> c & 1;
        for (uint32_t i = 0; i < e.ballots; i++) {
            bool with = true, any = false;
            for (uint32_t c = 0; c < e.n; c++) {
                any = any || e.rank[i][c];
                with = with && (set >> c & 1 ? e.rank[i][c] && e.rank[i][c] <= (int)size : true);
            }
            solid += with ? e.weight[i] : 0;
            all += any ? e.weight[i] : 0;
        }
        if (!holds(counted(method) == 0, method, "a count"))
            return;
        quotas = (uint32_t)(solid / (all / (e.seats + 1) + 1));
        for (uint32_t i = 0; i < r.winners_n; i++)
            has += set >> r.winners[i] & 1;
        if (!holds(has >= (quotas < size ? quotas : size), method, "the seats of a coalition"))
            return;
    }
}

void stv_begin(void) {
    numbers_init(value, BALLOTS);
    numbers_init(votes, MOST);
    mpq_inits(quota, exhausted, x, y, z, epsilon, NULL);
    numbers_init(gone, STAGES);
    for (int s = 0; s < STAGES; s++)
        numbers_init(history[s], MOST);
}
