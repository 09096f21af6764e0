/* Meek (Hill, Wichmann and Woodall 1987; the Proportional Representation Foundation's reference),
 * Warren (1994), and Woodall's quota preferential by quotient (2003): every ballot walked from its
 * first rank to its last. */
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

enum { IN, WON, LOST };
enum { MEEK, WARREN, PRF };
#define STAGES 60

static int method, digits, places, omega_places;
static enum count_arithmetic kind;
static int now[MOST];
static uint32_t left, in, won[MOST], won_n;
static mpq_t keep[MOST], votes[MOST], quota, surplus, omega, epsilon, x, y, z, total, last;
static mpq_t history[STAGES][MOST], quotas[STAGES];
static int stages;
static int64_t valid;

static void power(mpq_t ret, int minus) {
    whole(ret, 1);
    for (int i = 0; i < minus; i++)
        mpz_mul_ui(mpq_denref(ret), mpq_denref(ret), 10);
}

static void down(mpq_t v) {
    if (kind != COUNT_RATIONAL)
        cut(v, digits);
}

static void up(mpq_t v) {
    if (kind == COUNT_FIXED)
        cut_up(v, digits);
    else
        down(v);
}

static int compare(const mpq_t a, const mpq_t b) {
    mpq_sub(z, a, b);
    mpq_abs(z, z);
    if (kind == COUNT_GUARDED && mpq_cmp(z, epsilon) < 0)
        return 0;
    return mpq_cmp(a, b);
}

static bool has_equal(uint32_t i) {
    for (uint32_t c = 0; c < e.n; c++)
        for (uint32_t d = 0; d < c; d++)
            if (stands(c) && stands(d) && e.rank[i][c] && e.rank[i][c] == e.rank[i][d])
                return true;
    return false;
}

/* What comes to a rank, WEIGHT, is shared by those of it who are not out; each keeps her part, and
 * what she leaves goes on by itself. A rank of which all are out ends a ballot with equal ranks,
 * unless it was said that it is passed over. */
static void walk(uint32_t i, int rank, mpq_t weight) {
    bool stops = o.equal != COUNT_EQUAL_SPLIT && has_equal(i), any = false;
    uint32_t n = 0;
    mpq_t part, mine, rest;
    for (; rank <= MOST && !(any && stops); rank++) {
        for (uint32_t c = 0; c < e.n; c++) {
            n += e.rank[i][c] == rank && mpq_sgn(keep[c]) > 0;
            any |= e.rank[i][c] == rank && stands(c);
        }
        if (n)
            break;
    }
    if (n == 0)
        return;
    mpq_inits(part, mine, rest, NULL);
    whole(mine, n);
    mpq_div(part, weight, mine);
    down(part);
    for (uint32_t c = 0; c < e.n; c++) {
        if (e.rank[i][c] != rank || mpq_sgn(keep[c]) == 0)
            continue;
        if (method == WARREN) {
            mpq_set(mine, compare(keep[c], part) < 0 ? keep[c] : part);
            mpq_sub(rest, part, mine);
        } else {
            mpq_mul(mine, part, keep[c]);
            if (method == PRF)
                cut_up(mine, digits);
            else
                down(mine);
            whole(rest, 1);
            mpq_sub(rest, rest, keep[c]);
            mpq_mul(rest, part, rest);
            down(rest);
            if (method == PRF)
                mpq_sub(rest, part, mine);
        }
        whole(x, e.weight[i]);
        mpq_mul(x, x, mine);
        mpq_add(votes[c], votes[c], x);
        whole(x, 0);
        if (compare(rest, x) > 0)
            walk(i, rank + 1, rest);
    }
    mpq_clears(part, mine, rest, NULL);
}

/* All orders of equal ranks at once: each of their permutations is a ballot of its own, of an equal
 * part of the weight. SET: who of this rank has not been met yet. */
static void walk_orders(uint32_t i, int rank, uint32_t set, const mpq_t weight) {
    uint32_t n = 0;
    mpq_t part, rest;
    while (set == 0 && ++rank <= MOST)
        for (uint32_t c = 0; c < e.n; c++)
            set |= (uint32_t)(e.rank[i][c] == rank && mpq_sgn(keep[c]) > 0) << c;
    for (uint32_t c = 0; c < e.n; c++)
        n += set >> c & 1;
    if (n == 0 || mpq_sgn(weight) == 0)
        return;
    mpq_inits(part, rest, NULL);
    for (uint32_t c = 0; c < e.n; c++) {
        if (!(set >> c & 1))
            continue;
        mpq_set_ui(part, 1, n);
        mpq_mul(part, part, weight);
        whole(x, e.weight[i]);
        mpq_mul(x, x, part);
        mpq_mul(x, x, keep[c]);
        mpq_add(votes[c], votes[c], x);
        whole(rest, 1);
        mpq_sub(rest, rest, keep[c]);
        mpq_mul(rest, rest, part);
        walk_orders(i, rank, set & ~(1u << c), rest);
    }
    mpq_clears(part, rest, NULL);
}

static void distribute(void) {
    mpq_t one;
    mpq_init(one);
    whole(one, 1);
    whole(total, 0);
    for (uint32_t c = 0; c < e.n; c++)
        whole(votes[c], 0);
    bool orders = method == MEEK && o.equalize;
    for (uint32_t i = 0; i < e.ballots; i++)
        if (orders && has_equal(i))
            walk_orders(i, 0, 0, one);
        else
            walk(i, 1, one);
    for (uint32_t c = 0; c < e.n; c++)
        mpq_add(total, total, votes[c]);
    mpq_clear(one);
}

static void set_quota(void) {
    whole(x, e.seats + 1);
    mpq_div(quota, total, x);
    down(quota);
    power(x, places);
    if (kind == COUNT_FIXED)
        mpq_add(quota, quota, x);
}

static void stage_ends(void) {
    for (uint32_t c = 0; c < e.n; c++)
        mpq_set(history[stages][c], votes[c]);
    mpq_set(quotas[stages++], quota);
}

static void take_seat(uint32_t c) {
    now[c] = WON;
    won[won_n++] = c;
    left--;
    in--;
}

static bool elect(void) {
    bool any = false;
    for (uint32_t c = 0; c < e.n; c++) {
        int cmp = now[c] == IN ? compare(votes[c], quota) : -1;
        if (cmp > 0 || (cmp == 0 && kind == COUNT_FIXED)) {
            take_seat(c);
            any = true;
        }
    }
    return any;
}

static void add_surpluses(void) {
    whole(surplus, 0);
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == WON) {
            mpq_add(surplus, surplus, votes[c]);
            mpq_sub(surplus, surplus, quota);
        }
    if (method == PRF && mpq_sgn(surplus) < 0)
        whole(surplus, 0);
}

static void drop_out(uint32_t c) {
    whole(keep[c], 0);
    whole(votes[c], 0);
    if (method != PRF)
        distribute();
}

/* The largest set of the lowest who together with the surplus stay below the next. */
static uint32_t sure_losers(bool *set) {
    uint32_t by[MOST], n = 0, sure = 0;
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == IN) {
            uint32_t at = n++;
            for (; at > 0 && compare(votes[by[at - 1]], votes[c]) > 0; at--)
                by[at] = by[at - 1];
            by[at] = c;
        }
    mpq_set(y, surplus);
    for (uint32_t k = 1; k < n && k + left <= n; k++) {
        mpq_add(y, y, votes[by[k - 1]]);
        if (compare(y, votes[by[k]]) < 0)
            sure = k;
    }
    memset(set, 0, MOST * sizeof(*set));
    for (uint32_t i = 0; i < sure; i++)
        set[by[i]] = true;
    return sure;
}

static void new_keeps(void) {
    for (uint32_t c = 0; c < e.n; c++) {
        if (now[c] != WON)
            continue;
        mpq_mul(keep[c], keep[c], quota);
        up(keep[c]);
        mpq_div(keep[c], keep[c], votes[c]);
        up(keep[c]);
        if (kind == COUNT_RATIONAL && o.keep_places)
            cut_up(keep[c], o.keep_places);
    }
}

static void exclude(uint32_t c) {
    now[c] = LOST;
    in--;
    stage_ends();
    drop_out(c);
}

/* Those not above the lowest by more than the surplus are tied with her. */
static void exclude_lowest(void) {
    uint32_t low = MOST;
    bool tied[MOST];
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == IN && (low == MOST || mpq_cmp(votes[c], votes[low]) < 0))
            low = c;
    mpq_set(y, votes[low]);
    if (mpq_sgn(surplus) > 0) /* rounding may leave the elected short of the quota */
        mpq_add(y, y, surplus);
    for (uint32_t c = 0; c < e.n; c++)
        tied[c] = now[c] == IN && compare(votes[c], y) <= 0;
    exclude(chosen(tied, history, stages, false));
}

static void one_round(void) {
    bool losers[MOST];
    whole(last, valid);
    for (;;) {
        distribute();
        set_quota();
        bool elected = elect();
        add_surpluses();
        if (elected) {
            stage_ends();
            return;
        }
        int below = compare(surplus, omega);
        if (below < 0 || (below == 0 && method != PRF) || compare(surplus, last) >= 0) {
            exclude_lowest();
            return;
        }
        if (method != PRF && o.batch != 0 && sure_losers(losers)) {
            for (uint32_t c = 0; c < e.n; c++)
                if (losers[c])
                    exclude(c);
            return;
        }
        mpq_set(last, surplus);
        new_keeps();
    }
}

static void count_ballots(void) {
    stages = 0;
    valid = 0;
    won_n = 0;
    left = e.seats;
    in = standing_n();
    for (uint32_t c = 0; c < e.n; c++) {
        now[c] = stands(c) ? IN : LOST;
        whole(keep[c], stands(c));
    }
    for (uint32_t i = 0; i < e.ballots; i++) {
        bool any = false;
        for (uint32_t c = 0; c < e.n; c++)
            any = any || (stands(c) && e.rank[i][c]);
        valid += any ? e.weight[i] : 0;
    }
    distribute(); /* all keep all: first preferences */
    whole(total, valid);
    set_quota();
    stage_ends();
    while (left > 0 && in > left)
        one_round();
    for (uint32_t c = 0; c < e.n && left > 0; c++)
        if (now[c] == IN)
            take_seat(c);
}

static bool same(const char *name, int code) {
    if (!holds(code == 0, name, "a count") ||
        !holds(r.winners_n == won_n && r.valid == (uint64_t)valid, name, "as many winners") ||
        !holds(r.stages_n >= (uint32_t)stages, name, "as many stages"))
        return false;
    for (uint32_t i = 0; i < won_n; i++)
        if (!holds(r.winners[i] == won[i], name, "the same winners in the same order"))
            return false;
    bool first = true; /* nothing but first ranks is given, and what shares of them are cut by shows
                          nowhere */
    for (int s = 0; s < stages; s++) {
        whole(last, valid);
        for (uint32_t c = 0; c < e.n; c++)
            first = first && mpq_equal(history[s][c], history[0][c]);
        for (uint32_t c = 0; c < e.n; c++) {
            mpq_sub(last, last, history[s][c]);
            if (stands(c) &&
                (!holds(text_is(count_votes(&r, s, c), history[s][c]), name, "the same votes") ||
                 !holds(text_is(r.stage[s].quota, quotas[s]), name, "the same quota")))
                return false;
        }
        whole(x, 0);
        bool kept =
            text_is(r.stage[s].exhausted, last) || (first && text_is(r.stage[s].exhausted, x));
        if (!holds(kept, name, "votes conserved"))
            return false;
    }
    return true;
}

static void vary(enum count_arithmetic as) {
    static const enum count_arithmetic kinds[] = {COUNT_FIXED, COUNT_GUARDED, COUNT_RATIONAL};
    kind = as ? as : kinds[roll(8) ? roll(2) : 2];
    o.arithmetic = kind;
    places = o.places = kind == COUNT_RATIONAL ? -1 : (int)(4 + roll(6));
    o.guard = kind == COUNT_GUARDED ? (int)(4 + roll(4)) : -1;
    digits = places + (kind == COUNT_GUARDED ? o.guard : 0);
    omega_places = o.omega = (int)(2 + roll(3));
    o.keep_places = kind == COUNT_RATIONAL ? 8 : 0;
    o.batch = roll(2) ? -1 : 0;
}

static void meek(const char *name, int as) {
    method = as;
    for (uint64_t k = 0; k < elections; k++) {
        bool equal = roll(2);
        invent(WITHDRAWALS | (equal ? EQUAL_RANKS : 0));
        if (as == PRF) {
            kind = COUNT_FIXED;
            places = digits = 9;
            omega_places = 6;
        } else {
            vary(as == WARREN && roll(2) ? COUNT_FIXED : 0);
        }
        o.equal = roll(2) ? COUNT_EQUAL_SPLIT : COUNT_EQUAL_BY_RULE;
        o.equalize = kind == COUNT_RATIONAL && roll(2); /* exact only in fractions */
        o.tie[0] = COUNT_TIE_ORDER;
        if (kind == COUNT_FIXED)
            invent_ties();
        power(omega, omega_places);
        power(epsilon, places < 0 ? 0 : places);
        mpq_div_2exp(epsilon, epsilon, 1);
        count_ballots();
        if (!same(name, counted(name)) || !same(name, counted_shuffled(name)))
            return;
    }
}

void meek_in_every_arithmetic_agrees(void) {
    meek("meek", MEEK);
}
void warren_agrees(void) {
    meek("warren", WARREN);
}
void meek_prf_agrees(void) {
    meek("meek-prf", PRF);
}

/* ---- quota preferential by quotient ---- */

static mpq_t elected_part[BALLOTS], quotient[MOST];
static uint32_t running[STAGES], elected[STAGES], excluded[STAGES]; /* a bit for each candidate */

/* Each ballot belongs to its first hopeful; a candidate's quotient is her ballots divided by one
 * more than what they have elected already. The quota is the active ballots divided by seats + 1
 * less what the others have elected. */
static void quotients(void) {
    int64_t active = 0, hers[MOST] = {0};
    mpq_t part[MOST], idle;
    numbers_init(part, MOST);
    mpq_init(idle);
    for (uint32_t i = 0; i < e.ballots; i++) {
        uint32_t who = MOST;
        for (int rank = MOST; rank > 0; rank--)
            for (uint32_t c = 0; c < e.n; c++)
                if (e.rank[i][c] == rank && now[c] == IN)
                    who = c;
        whole(x, e.weight[i]);
        mpq_mul(x, x, elected_part[i]);
        if (who == MOST) {
            mpq_add(idle, idle, x);
            continue;
        }
        mpq_add(part[who], part[who], x);
        hers[who] += e.weight[i];
        active += e.weight[i];
    }
    for (uint32_t c = 0; c < e.n; c++) {
        whole(x, 1);
        mpq_add(part[c], part[c], x);
        whole(quotient[c], hers[c]);
        mpq_div(quotient[c], quotient[c], part[c]);
        down(quotient[c]);
        mpq_set(votes[c], quotient[c]);
    }
    whole(quota, active);
    whole(x, e.seats + 1);
    mpq_sub(x, x, idle);
    mpq_div(quota, quota, x);
    down(quota);
    numbers_drop(part, MOST);
    mpq_clear(idle);
}

/* All her ballots have now elected 1 / quotient each. */
static void quotient_elects(uint32_t c) {
    mpq_inv(y, quotient[c]);
    down(y);
    for (uint32_t i = 0; i < e.ballots; i++) {
        bool first = e.rank[i][c] > 0;
        for (uint32_t d = 0; d < e.n; d++)
            first = first && !(now[d] == IN && e.rank[i][d] && e.rank[i][d] < e.rank[i][c]);
        if (first)
            mpq_set(elected_part[i], y);
    }
    take_seat(c);
}

static void begin_again(void) {
    won_n = 0;
    left = e.seats;
    in = 0;
    for (uint32_t c = 0; c < e.n; c++) {
        now[c] = now[c] == WON ? IN : now[c];
        in += now[c] == IN;
    }
    for (uint32_t i = 0; i < e.ballots; i++)
        whole(elected_part[i], 0);
}

static void count_quotients(void) {
    stages = 0;
    running[0] = elected[0] = excluded[0] = 0;
    whole(quotas[0], 0);
    for (uint32_t c = 0; c < e.n; c++)
        now[c] = stands(c) ? IN : LOST;
    begin_again();
    bool again = false;
    while (left > 0 && in > left) {
        bool tied[MOST];
        uint32_t best = MOST;
        if (again)
            begin_again();
        quotients();
        for (uint32_t c = 0; c < e.n; c++)
            if (now[c] == IN && (best == MOST || mpq_cmp(quotient[c], quotient[best]) > 0))
                best = c;
        again = compare(quotient[best], quota) <= 0;
        running[stages] = elected[stages] = excluded[stages] = 0;
        mpq_set(quotas[stages], quota);
        for (uint32_t c = 0; c < e.n; c++) {
            running[stages] |= (uint32_t)(now[c] == IN) << c;
            mpq_set(history[stages][c], quotient[c]);
        }
        for (uint32_t c = 0; c < e.n && again; c++)
            if (now[c] == IN && mpq_cmp(quotient[c], quotient[best]) < 0)
                best = c;
        for (uint32_t c = 0; c < e.n; c++)
            tied[c] = now[c] == IN && compare(quotient[c], quotient[best]) == 0;
        uint32_t c = chosen(tied, history, stages, !again);
        *(again ? &excluded[stages] : &elected[stages]) = 1u << c;
        stages++;
        if (again) {
            now[c] = LOST;
            in--;
        } else {
            quotient_elects(c);
        }
    }
    uint32_t rest = 0; /* elected at the end because seats are left for all */
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == IN && in <= left) {
            won[won_n++] = c;
            rest |= 1u << c;
        }
    stages += stages == 0; /* one that elects them all */
    elected[stages - 1] |= rest;
}

static uint32_t set_of(const uint32_t *list, uint32_t n) {
    uint32_t set = 0;
    for (uint32_t i = 0; i < n; i++)
        set |= 1u << list[i];
    return set;
}

/* Quotients of those who run, the quota, who is elected or excluded by them. */
static bool same_quotients(int s) {
    const struct count_stage *stage = &r.stage[s];
    for (uint32_t c = 0; c < e.n; c++)
        if (running[s] >> c & 1 && !holds(text_is(count_votes(&r, (uint32_t)s, c), history[s][c]),
                                          "qpq", "the same quotients"))
            return false;
    return holds(text_is(stage->quota, quotas[s]), "qpq", "the same quota") &&
           holds(set_of(stage->elected, stage->elected_n) == elected[s], "qpq",
                 "the same elected") &&
           holds(set_of(stage->excluded, stage->excluded_n) == excluded[s], "qpq",
                 "the same excluded");
}

static bool qpq_same(int code) {
    if (!holds(code == 0, "qpq", "a count") ||
        !holds(r.winners_n == won_n, "qpq", "as many winners") ||
        !holds(r.stages_n == (uint32_t)stages, "qpq", "as many stages"))
        return false;
    for (uint32_t i = 0; i < won_n; i++)
        if (!holds(r.winners[i] == won[i], "qpq", "the same winners in the same order"))
            return false;
    for (int s = 0; s < stages; s++)
        if (!same_quotients(s))
            return false;
    return true;
}

void qpq_agrees(void) {
    for (uint64_t k = 0; k < elections; k++) {
        invent(WITHDRAWALS);
        vary(roll(2) ? COUNT_RATIONAL : COUNT_GUARDED);
        o.tie[0] = roll(2) ? COUNT_TIE_ORDER : COUNT_TIE_ORDER_FIRST;
        power(epsilon, places < 0 ? 0 : places);
        mpq_div_2exp(epsilon, epsilon, 1);
        count_quotients();
        if (!qpq_same(counted("qpq")) || !qpq_same(counted_shuffled("qpq")))
            return;
    }
}

void meek_begin(void) {
    numbers_init(keep, MOST);
    numbers_init(votes, MOST);
    numbers_init(quotient, MOST);
    numbers_init(elected_part, BALLOTS);
    mpq_inits(quota, surplus, omega, epsilon, x, y, z, total, last, NULL);
    numbers_init(quotas, STAGES);
    for (int s = 0; s < STAGES; s++)
        numbers_init(history[s], MOST);
}
