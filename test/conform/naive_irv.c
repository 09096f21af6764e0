/* Instant run-off with the settings of the Universal RCV Tabulator: round by round, every ballot
 * read anew from its first rank. */
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

enum { IN, WON, LOST, AWAY };
#define STAGES 60
#define GONE (MOST + 1) /* the ballot counts for nobody for ever */

static int now[MOST];
static uint32_t seats, won[MOST], won_n, since, ranks, held_by[BALLOTS];
static mpq_t history[STAGES][MOST], value[BALLOTS], votes[MOST], quota, x, y;
static int stages;

static bool surplus_goes_on(void) {
    return o.winners == COUNT_MANY_PER_ROUND || o.winners == COUNT_ONE_PER_ROUND;
}

static bool continuing(uint32_t c) {
    return now[c] == IN || (now[c] == WON && o.until_two);
}

/* A rank with several marks is an overvote: it exhausts the ballot, is skipped, or exhausts it only
 * while several of those marked continue. MOST: the ballot is exhausted. */
static uint32_t reads(uint32_t i) {
    for (uint32_t rank = 1; rank <= ranks; rank++) {
        uint32_t marked = 0, live = 0, who = MOST;
        for (uint32_t c = 0; c < e.n; c++)
            if (e.rank[i][c] == (int)rank) {
                marked++;
                live += continuing(c);
                who = continuing(c) ? c : who;
            }
        if (marked > 1 && o.overvote == COUNT_OVERVOTE_SKIP)
            continue;
        if (marked > 1 && (o.overvote == COUNT_OVERVOTE_EXHAUST || live > 1))
            return MOST;
        if (who < MOST)
            return who;
    }
    return MOST;
}

static uint32_t hopefuls(void) {
    uint32_t n = 0;
    for (uint32_t c = 0; c < e.n; c++)
        n += now[c] == IN;
    return n;
}

/* More than a share 1 / (seats + 1), or Hare's share: whole, or a unit of four places. */
static void set_quota(void) {
    bool hare = o.quota == COUNT_HARE || o.quota == COUNT_HARE_FRACTION;
    bool fraction = o.quota == COUNT_DROOP_FRACTION || o.quota == COUNT_HARE_FRACTION;
    int places = fraction && surplus_goes_on() ? 4 : 0;
    whole(quota, 0);
    for (uint32_t c = 0; c < e.n; c++)
        if (continuing(c))
            mpq_add(quota, quota, votes[c]);
    whole(x, seats + !hare);
    mpq_div(quota, quota, x);
    if (hare) {
        cut_up(quota, places);
        return;
    }
    cut(quota, places);
    mpq_set_ui(x, 1, places ? 10000 : 1);
    mpq_add(quota, quota, x);
}

static void take_seat(uint32_t c) {
    now[c] = WON;
    won[won_n++] = c;
}

static bool extreme(bool most, bool *tied) {
    uint32_t best = MOST;
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == IN && (best == MOST || (most ? mpq_cmp(votes[c], votes[best]) > 0
                                                   : mpq_cmp(votes[c], votes[best]) < 0)))
            best = c;
    for (uint32_t c = 0; c < e.n; c++)
        tied[c] = now[c] == IN && best < MOST && mpq_cmp(votes[c], votes[best]) == 0;
    return best < MOST;
}

/* The fraction of a surplus, cut to four places, times the value, cut again. */
static void reduce(uint32_t c) {
    mpq_sub(x, votes[c], quota);
    if (mpq_sgn(x) <= 0)
        whole(x, 0);
    else
        mpq_div(x, x, votes[c]);
    cut(x, 4);
    for (uint32_t i = 0; i < e.ballots; i++)
        if (held_by[i] == c) {
            mpq_mul(value[i], value[i], x);
            cut(value[i], 4);
        }
}

/* Votes of this round. What counts for nobody once never counts again. */
static void read_ballots(bool filled) {
    for (uint32_t c = 0; c < e.n; c++) {
        if (now[c] == WON && surplus_goes_on() && mpq_cmp(votes[c], quota) > 0)
            mpq_set(votes[c], quota); /* she keeps the threshold */
        if (now[c] != WON || continuing(c))
            whole(votes[c], 0);
    }
    for (uint32_t i = 0; i < e.ballots; i++) {
        uint32_t was = held_by[i];
        if (was < MOST && now[was] == WON && !surplus_goes_on() && !continuing(was))
            was = MOST;
        if (was != GONE && (was == MOST || !continuing(was))) {
            held_by[i] = filled && surplus_goes_on() ? MOST : reads(i);
            held_by[i] = held_by[i] == MOST ? GONE : held_by[i];
        }
        if (held_by[i] != GONE && continuing(held_by[i])) {
            whole(x, e.weight[i]);
            mpq_mul(x, x, value[i]);
            mpq_add(votes[held_by[i]], votes[held_by[i]], x);
        }
    }
}

/* The largest set of the lowest whose votes together stay below the next; but not down to one. */
static uint32_t batch(bool *set) {
    uint32_t by[MOST], n = 0, sure = 0, before = 0;
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == IN) {
            uint32_t at = n++;
            for (; at > 0 && mpq_cmp(votes[by[at - 1]], votes[c]) > 0; at--)
                by[at] = by[at - 1];
            by[at] = c;
        }
    whole(x, 0);
    for (uint32_t k = 1; k < n; k++) {
        mpq_add(x, x, votes[by[k - 1]]);
        if (mpq_cmp(x, votes[by[k]]) < 0) {
            before = sure;
            sure = k;
        }
    }
    if (o.until_two && n + (won_n - since) == sure + 1)
        sure = before;
    sure = sure > 1 ? sure : 0;
    memset(set, 0, MOST * sizeof(*set));
    for (uint32_t k = 0; k < sure; k++)
        set[by[k]] = true;
    return sure;
}

static void eliminate(void) {
    bool set[MOST] = {false};
    uint32_t n = 0;
    whole(x, (int64_t)o.minimum_votes);
    for (uint32_t c = 0; c < e.n; c++) {
        set[c] = now[c] == IN && mpq_cmp(votes[c], x) < 0;
        n += set[c];
    }
    if (n == hopefuls())
        n = 0;
    if (n == 0 && o.batch == 1)
        n = batch(set);
    if (n == 0) {
        memset(set, 0, sizeof(set));
        extreme(false, set);
        uint32_t c = chosen(set, history, stages, false);
        memset(set, 0, sizeof(set));
        set[c] = true;
    }
    for (uint32_t c = 0; c < e.n; c++)
        now[c] = set[c] ? LOST : now[c];
}

/* Who has won this round; the most votes first. */
static uint32_t winners(uint32_t unfilled, uint32_t *list) {
    uint32_t n = 0, reached = 0, in = hopefuls();
    bool tied[MOST];
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == IN) {
            uint32_t at = n++;
            for (; at > 0 && mpq_cmp(votes[list[at - 1]], votes[c]) < 0; at--)
                list[at] = list[at - 1];
            list[at] = c;
            reached += mpq_sgn(quota) > 0 && mpq_cmp(votes[c], quota) >= 0; /* 0 is no quota */
        }
    if (unfilled == 0)
        return 0;
    if (in <= unfilled)
        return in;
    reached = o.winners == COUNT_BOTTOMS_UP ? 0 : reached;
    bool last_two = seats == 1 && reached == 0 && in == 2 && o.winners != COUNT_BOTTOMS_UP;
    if ((reached > 1 && o.winners == COUNT_ONE_PER_ROUND) || last_two) {
        extreme(true, tied);
        list[0] = chosen(tied, history, stages, true);
        return 1;
    }
    return reached;
}

static void pass(void) {
    bool elected = false, excluded = false;
    since = won_n;
    for (uint32_t i = 0; i < e.ballots; i++) {
        held_by[i] = MOST;
        whole(value[i], 1);
    }
    for (uint32_t round = 1;; round++) {
        uint32_t list[MOST], got = won_n - since;
        read_ballots(got >= seats);
        if (round == 1 || (seats == 1 && (!o.until_two || got == 0)))
            set_quota();
        for (uint32_t c = 0; c < e.n; c++)
            mpq_set(history[stages][c], votes[c]);
        uint32_t n = winners(got < seats ? seats - got : 0, list);
        elected = n > 0;
        excluded = false;
        for (uint32_t k = 0; k < n; k++)
            take_seat(list[k]);
        for (uint32_t k = 0; k < n && surplus_goes_on(); k++)
            reduce(list[k]);
        if (n == 0 && (got < seats || (o.until_two && hopefuls() + got > 2))) {
            eliminate();
            excluded = true;
        }
        stages++;
        uint32_t in = hopefuls(), have = won_n - since;
        if (in == 0 && !elected)
            return;
        if (o.until_two    ? !(in + have > 2 || excluded || have == 0)
            : have < seats ? in == 0
                           : !(surplus_goes_on() && elected))
            return;
    }
}

static void run(void) {
    stages = 0;
    won_n = 0;
    seats = e.seats;
    for (uint32_t c = 0; c < e.n; c++) {
        now[c] = stands(c) ? IN : AWAY;
        whole(votes[c], 0);
    }
    if (o.winners != COUNT_SEQUENTIAL) {
        pass();
        return;
    }
    seats = 1;
    while (won_n < e.seats && hopefuls()) {
        pass();
        for (uint32_t c = 0; c < e.n; c++) {
            now[c] = now[c] == LOST ? IN : now[c] == WON ? AWAY : now[c];
            whole(votes[c], 0);
        }
    }
}

static bool same(int code) {
    if (!holds(code == 0, "irv", "a count") ||
        !holds(r.stages_n == (uint32_t)stages, "irv", "as many rounds") ||
        !holds(r.winners_n == won_n, "irv", "as many winners"))
        return false;
    for (uint32_t i = 0; i < won_n; i++)
        if (!holds(r.winners[i] == won[i], "irv", "the same winners in the same order"))
            return false;
    for (int s = 0; s < stages; s++)
        for (uint32_t c = 0; c < e.n; c++)
            if (count_votes(&r, s, c) &&
                !holds(text_is(count_votes(&r, s, c), history[s][c]), "irv", "the same votes"))
                return false;
    return true;
}

static void irv(enum count_winners mode, bool until_two) {
    uint64_t most = surplus_goes_on() || mode == COUNT_MANY_PER_ROUND || mode == COUNT_ONE_PER_ROUND
                        ? 1 + elections / 4 /* they are slow */
                        : elections;
    for (uint64_t k = 0; k < most; k++) {
        invent(WITHDRAWALS | EQUAL_RANKS);
        if (mode == COUNT_SINGLE)
            e.seats = 1;
        o.winners = mode;
        o.until_two = until_two;
        o.overvote = (enum count_overvote)roll(3);
        o.ranks_max = roll(3) ? -1 : (int)(1 + roll(MOST));
        ranks = o.ranks_max < 0 ? MOST : (uint32_t)o.ranks_max;
        o.minimum_votes = roll(4) ? 0 : roll(5);
        o.batch = mode == COUNT_SINGLE && roll(2) ? 1 : -1;
        o.quota = (enum count_quota)roll(5);
        invent_ties();
        run();
        if (!same(counted("irv")) || !same(counted_shuffled("irv")))
            return;
    }
}

void instant_run_off_agrees(void) {
    irv(COUNT_SINGLE, false);
}
void instant_run_off_until_two_agrees(void) {
    irv(COUNT_SINGLE, true);
}
void run_off_seat_by_seat_agrees(void) {
    irv(COUNT_SEQUENTIAL, false);
}
void run_off_from_the_bottom_up_agrees(void) {
    irv(COUNT_BOTTOMS_UP, false);
}
void run_off_with_surpluses_agrees(void) {
    irv(COUNT_MANY_PER_ROUND, false);
}
void run_off_with_one_winner_a_round_agrees(void) {
    irv(COUNT_ONE_PER_ROUND, false);
}

void irv_begin(void) {
    numbers_init(value, BALLOTS);
    numbers_init(votes, MOST);
    mpq_inits(quota, x, y, NULL);
    for (int s = 0; s < STAGES; s++)
        numbers_init(history[s], MOST);
}
