/* Instant run-off with the settings of the Universal RCV Tabulator (2.0), from its documentation
 * and its published behaviour: round by round, every record read anew from its first rank. */
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

enum { IN, WON, LOST, AWAY };
/* Why a record counts for nobody; the last two do not show. */
enum why { COUNTS, CHOICES, OVERVOTE, REPEATED, SKIPPED, SURPLUS, UNMARKED, WAITS };
#define STAGES 120

static int now[MOST];
static enum why why[BALLOTS];
static uint32_t seats, won[MOST], won_n, since, holder[BALLOTS];
static mpq_t history[STAGES][MOST], idle[STAGES][WAITS], quotas[STAGES];
static uint32_t elected[STAGES], excluded[STAGES]; /* a bit for each candidate */
static mpq_t value[BALLOTS], votes[MOST], quota, least, x, y;
static int stages, round_now;
static bool fails; /* nobody who is left has the least number of votes */

static bool by_surplus(void) {
    return o.winners == COUNT_MANY_PER_ROUND || o.winners == COUNT_ONE_PER_ROUND;
}

static bool by_share(void) {
    return o.winners == COUNT_BOTTOMS_UP_THRESHOLD;
}

static bool continuing(uint32_t c) {
    return now[c] == IN || (now[c] == WON && o.until_two);
}

/* A rank with several marks: exhausts the record, is skipped, or exhausts it (or lets it wait) only
 * while several of those marked continue. */
static enum why overvoted(uint32_t mark, bool *skip) {
    uint32_t marked = 0, live = 0;
    for (uint32_t c = 0; c < e.n; c++) {
        marked += mark >> c & 1;
        live += mark >> c & 1 && continuing(c);
    }
    if (mark != LABELLED && marked < 2)
        return COUNTS;
    if (mark != LABELLED && o.equal == COUNT_EQUAL_WAIT)
        return live > 1 ? WAITS : COUNTS;
    if (mark != LABELLED && o.overvote == COUNT_OVERVOTE_MULTIPLE)
        return live > 1 ? OVERVOTE : COUNTS;
    *skip = o.overvote == COUNT_OVERVOTE_SKIP;
    return *skip ? COUNTS : OVERVOTE;
}

static enum why reads(uint32_t i, uint32_t *who) {
    uint32_t last = 0, seen = 0;
    for (uint32_t rank = 1; rank <= RANKS; rank++) {
        uint32_t mark = e.mark[i][rank - 1];
        bool skip = false;
        if (o.ranks_max >= 0 && rank > (uint32_t)o.ranks_max)
            break;
        if (mark == 0)
            continue;
        if (o.skips_max >= 0 && rank - last > (uint32_t)o.skips_max + 1)
            return SKIPPED;
        last = rank;
        if (o.duplicate_exhausts && seen & mark)
            return REPEATED;
        seen |= mark;
        enum why how = overvoted(mark, &skip);
        if (how != COUNTS)
            return how;
        for (uint32_t c = 0; c < e.n && !skip; c++)
            if (mark >> c & 1 && continuing(c)) {
                *who = c;
                return COUNTS;
            }
    }
    return last ? CHOICES : UNMARKED;
}

static uint32_t hopefuls(void) {
    uint32_t n = 0;
    for (uint32_t c = 0; c < e.n; c++)
        n += now[c] == IN;
    return n;
}

/* More than a share 1 / (seats + 1), or Hare's share: whole, or a unit of four places; or the share
 * that is asked of all. Never less than the least number of votes. */
static void set_quota(void) {
    bool hare = o.quota == COUNT_HARE || o.quota == COUNT_HARE_FRACTION;
    bool fraction = o.quota == COUNT_DROOP_FRACTION || o.quota == COUNT_HARE_FRACTION;
    int places = fraction && by_surplus() ? 4 : 0;
    whole(quota, 0);
    for (uint32_t c = 0; c < e.n; c++)
        if (continuing(c))
            mpq_add(quota, quota, votes[c]);
    if (by_share()) {
        mpq_set_ui(x, (unsigned long)o.share.num, (unsigned long)o.share.den);
        mpq_canonicalize(x);
        mpq_mul(quota, quota, x);
    } else {
        whole(x, seats + !hare);
        mpq_div(quota, quota, x);
        if (hare) {
            cut_up(quota, places);
        } else {
            cut(quota, places);
            mpq_set_ui(x, 1, places ? 10000 : 1);
            mpq_add(quota, quota, x);
        }
    }
    if (mpq_cmp(quota, least) < 0)
        mpq_set(quota, least);
}

static bool quota_again(void) {
    if (round_now == 1)
        return true;
    if (o.first_round_sets_quota || (seats > 1 && !by_share()))
        return false;
    return by_share() || !o.until_two || won_n == since;
}

static void take_seat(uint32_t c) {
    now[c] = WON;
    won[won_n++] = c;
    elected[stages] |= 1u << c;
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
        if (why[i] == COUNTS && holder[i] == c) {
            mpq_mul(value[i], value[i], x);
            cut(value[i], 4);
        }
}

/* Votes of this round. What counts for nobody once never counts again. */
static void read_records(bool filled) {
    for (uint32_t c = 0; c < e.n; c++) {
        if (now[c] == WON && by_surplus() && mpq_cmp(votes[c], quota) > 0)
            mpq_set(votes[c], quota); /* she keeps the threshold */
        if (now[c] != WON || continuing(c))
            whole(votes[c], 0);
    }
    for (int k = 0; k < WAITS; k++)
        whole(idle[stages][k], 0);
    for (uint32_t i = 0; i < e.ballots; i++) {
        if (why[i] == COUNTS || why[i] == WAITS)
            if (holder[i] == MOST || !continuing(holder[i])) {
                holder[i] = MOST;
                why[i] = filled && by_surplus() ? SURPLUS : reads(i, &holder[i]);
            }
        whole(x, e.weight[i]);
        mpq_mul(x, x, value[i]);
        if (why[i] == COUNTS)
            mpq_add(votes[holder[i]], votes[holder[i]], x);
        else if (why[i] != WAITS)
            mpq_add(idle[stages][why[i]], idle[stages][why[i]], x);
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

static uint32_t below(const mpq_t number, bool *set) {
    uint32_t n = 0;
    for (uint32_t c = 0; c < e.n; c++) {
        set[c] = now[c] == IN && mpq_cmp(votes[c], number) < 0;
        n += set[c];
    }
    return n;
}

/* Undeclared write-ins with votes, or as many left as seats: nobody is elected before they have
 * gone. */
static bool written_in(void) {
    uint32_t got = won_n - since;
    return o.write_in && now[o.write_in - 1] == IN &&
           (mpq_sgn(votes[o.write_in - 1]) != 0 || (got < seats && hopefuls() <= seats - got));
}

static void eliminate(void) {
    bool set[MOST] = {false};
    uint32_t n = 0;
    if (written_in()) {
        set[o.write_in - 1] = true;
        n = 1;
    } else {
        n = below(least, set);
        fails = n && n == hopefuls();
    }
    if (n == 0 && by_share() && o.cutoff) {
        n = below(quota, set);
        n = n == hopefuls() ? 0 : n;
    }
    if (n == 0 && o.batch == 1)
        n = batch(set);
    if (n == 0) {
        extreme(false, set);
        uint32_t c = chosen(set, history, stages, false);
        memset(set, 0, sizeof(set));
        set[c] = true;
    }
    for (uint32_t c = 0; c < e.n; c++)
        if (set[c]) {
            now[c] = LOST;
            excluded[stages] |= 1u << c;
        }
}

/* Those who are in, the most votes first; returns how many have the quota. */
static uint32_t in_order(uint32_t *list) {
    uint32_t n = 0, reached = 0;
    for (uint32_t c = 0; c < e.n; c++)
        if (now[c] == IN) {
            uint32_t at = n++;
            for (; at > 0 && mpq_cmp(votes[list[at - 1]], votes[c]) < 0; at--)
                list[at] = list[at - 1];
            list[at] = c;
            /* 0 is no quota, but where a share is asked of all */
            reached += (mpq_sgn(quota) > 0 || by_share()) && mpq_cmp(votes[c], quota) >= 0;
        }
    return reached;
}

/* Who has won this round, but for the write-ins; *ONE: only one of them, by the rules for ties. */
static uint32_t winners(uint32_t unfilled, uint32_t *list, bool *one) {
    uint32_t reached = in_order(list), in = hopefuls();
    bool set[MOST], nobody_below = below(least, set) == 0;
    *one = false;
    if (by_share())
        return reached == in ? in : 0;
    if (unfilled == 0 || in <= unfilled)
        return unfilled ? in : 0;
    reached = o.winners == COUNT_BOTTOMS_UP ? 0 : reached;
    bool penultimate = o.first_round_sets_quota && in == seats + 1;
    bool last_two = seats == 1 && reached == 0 && in == 2 && o.winners != COUNT_BOTTOMS_UP;
    bool top = reached > 1 && (o.winners == COUNT_ONE_PER_ROUND || o.first_round_sets_quota);
    if (penultimate || top || (last_two && nobody_below)) {
        uint32_t n = 0;
        extreme(true, set);
        for (uint32_t c = 0; c < e.n; c++)
            if (set[c])
                list[n++] = c;
        *one = true;
        return n;
    }
    return reached;
}

/* True when somebody was elected. */
static bool elect(uint32_t unfilled) {
    uint32_t list[MOST], kept = 0;
    bool one = false, tied[MOST] = {false};
    uint32_t n = written_in() ? 0 : winners(unfilled, list, &one);
    for (uint32_t k = 0; k < n; k++)
        if (list[k] + 1 != (uint32_t)o.write_in) {
            tied[list[k]] = true;
            list[kept++] = list[k];
        }
    if (one && kept > 1) {
        list[0] = chosen(tied, history, stages, true);
        kept = 1;
    }
    for (uint32_t k = 0; k < kept; k++)
        take_seat(list[k]);
    for (uint32_t k = 0; k < kept && by_surplus(); k++)
        reduce(list[k]);
    return kept > 0;
}

static bool goes_on(bool some, bool out) {
    uint32_t in = hopefuls(), have = won_n - since;
    if (fails || (o.stop_after > 0 && round_now >= o.stop_after) || (in == 0 && !some))
        return false;
    if (o.until_two)
        return in + have > 2 || out || have == 0;
    if (by_share())
        return have == 0;
    return have < seats ? in > 0 : by_surplus() && some;
}

static void pass(void) {
    bool some, out;
    since = won_n;
    for (uint32_t i = 0; i < e.ballots; i++) {
        holder[i] = MOST;
        why[i] = COUNTS;
        whole(value[i], 1);
    }
    round_now = 0;
    do {
        uint32_t got = won_n - since;
        round_now++;
        elected[stages] = excluded[stages] = 0;
        read_records(got >= seats);
        if (quota_again())
            set_quota();
        mpq_set(quotas[stages], quota);
        for (uint32_t c = 0; c < e.n; c++)
            mpq_set(history[stages][c], votes[c]);
        some = elect(got < seats ? seats - got : 0);
        out = !some && (got < seats || by_share() || (o.until_two && hopefuls() + got > 2));
        if (out)
            eliminate();
        stages++;
    } while (goes_on(some, out));
}

static void run(void) {
    stages = 0;
    won_n = 0;
    fails = false;
    seats = o.winners == COUNT_SEQUENTIAL ? 1 : e.seats;
    whole(least, (int64_t)o.minimum_votes);
    for (uint32_t c = 0; c < e.n; c++) {
        now[c] = stands(c) ? IN : AWAY;
        whole(votes[c], 0);
    }
    for (uint32_t k = 0; k < (o.winners == COUNT_SEQUENTIAL ? e.seats : 1); k++) {
        uint32_t left = 0;
        for (uint32_t c = 0; c < e.n && k; c++) {
            now[c] = now[c] == LOST ? IN : now[c] == WON ? AWAY : now[c];
            whole(votes[c], 0);
        }
        for (uint32_t c = 0; c < e.n; c++)
            left += now[c] == IN;
        if (left == 0 || fails)
            return;
        pass();
    }
}

static uint32_t set_of(const uint32_t *list, uint32_t n) {
    uint32_t set = 0;
    for (uint32_t i = 0; i < n; i++)
        set |= 1u << list[i];
    return set;
}

/* Every record counts for somebody, or for nobody for a reason, or waits, or has no mark. */
static bool conserved(int s) {
    whole(y, 0);
    for (uint32_t i = 0; i < e.ballots; i++) {
        bool any = false;
        for (uint32_t rank = 0; rank < RANKS; rank++)
            any = any || (e.mark[i][rank] && (o.ranks_max < 0 || (int)rank < o.ranks_max));
        whole(x, any ? e.weight[i] : 0);
        mpq_add(y, y, x);
    }
    for (uint32_t c = 0; c < e.n; c++)
        mpq_sub(y, y, history[s][c]);
    for (int k = CHOICES; k <= SURPLUS; k++)
        mpq_sub(y, y, idle[s][k]);
    return by_surplus() || o.equal == COUNT_EQUAL_WAIT ? mpq_sgn(y) >= 0 : mpq_sgn(y) == 0;
}

static bool same_round(int s) {
    const struct count_stage *stage = &r.stage[s];
    for (uint32_t c = 0; c < e.n; c++) {
        const char *text = count_votes(&r, (uint32_t)s, c);
        if (text && !holds(text_is(text, history[s][c]), "irv", "the same votes"))
            return false;
    }
    for (int k = 0; k < COUNT_IDLE; k++)
        if (!holds(text_is(stage->idle[k], idle[s][CHOICES + k]), "irv", "as many for each reason"))
            return false;
    return holds(text_is(stage->quota, quotas[s]), "irv", "the same threshold") &&
           holds(conserved(s), "irv", "votes conserved") &&
           holds(set_of(stage->elected, stage->elected_n) == elected[s], "irv",
                 "the same elected") &&
           holds(set_of(stage->excluded, stage->excluded_n) == excluded[s], "irv",
                 "the same excluded");
}

static bool same(int code) {
    if (fails)
        return holds(code == ERR_CONFLICT, "irv", "nobody with the least number: refused");
    if (!holds(code == 0, "irv", "a count") ||
        !holds(r.stages_n == (uint32_t)stages, "irv", "as many rounds") ||
        !holds(r.winners_n == won_n, "irv", "as many winners"))
        return false;
    for (uint32_t i = 0; i < won_n; i++)
        if (!holds(r.winners[i] == won[i], "irv", "the same winners in the same order"))
            return false;
    for (int s = 0; s < stages; s++)
        if (!same_round(s))
            return false;
    return true;
}

static void invent_settings(enum count_winners mode, bool until_two) {
    static const struct ratio shares[] = {{3, 20}, {1, 4}, {1, 3}, {3, 5}};
    bool passes = mode == COUNT_SINGLE || mode == COUNT_SEQUENTIAL;
    invent(WITHDRAWALS | RECORDS);
    if (mode == COUNT_SINGLE)
        e.seats = 1;
    o.winners = mode;
    o.until_two = until_two || (mode == COUNT_SEQUENTIAL && roll(3) == 0);
    o.equal = roll(6) ? COUNT_EQUAL_BY_RULE : COUNT_EQUAL_WAIT;
    o.overvote = (enum count_overvote)roll(3);
    o.skips_max = roll(3) ? -1 : (int)roll(3);
    o.ranks_max = roll(3) ? -1 : (int)(1 + roll(RANKS));
    o.duplicate_exhausts = roll(3) == 0;
    o.minimum_votes = roll(4) ? 0 : roll(8);
    o.batch = mode == COUNT_SINGLE && roll(2) ? 1 : -1;
    o.quota = (enum count_quota)roll(5);
    o.first_round_sets_quota = (passes || by_share()) && roll(3) == 0;
    o.stop_after = roll(12) ? 0 : (int)(1 + roll(3));
    o.share = shares[roll(4)];
    o.cutoff = roll(3) == 0;
    o.write_in = roll(3) ? 0 : (int)(1 + roll(e.n));
    if (o.write_in && e.out[o.write_in - 1])
        o.write_in = 0;
    invent_ties();
}

static void irv(enum count_winners mode, bool until_two) {
    uint64_t most = mode == COUNT_MANY_PER_ROUND || mode == COUNT_ONE_PER_ROUND
                        ? 1 + elections / 4 /* they are slow */
                        : elections;
    for (uint64_t k = 0; k < most; k++) {
        invent_settings(mode, until_two);
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
void run_off_until_all_have_a_share_agrees(void) {
    irv(COUNT_BOTTOMS_UP_THRESHOLD, false);
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
    mpq_inits(quota, least, x, y, NULL);
    numbers_init(quotas, STAGES);
    for (int s = 0; s < STAGES; s++) {
        numbers_init(history[s], MOST);
        numbers_init(idle[s], WAITS);
    }
}
