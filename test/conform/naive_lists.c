/* Seats for lists, each rule by a table of quotients or by its quotas and remainders, in
 * fractions. */
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

static mpq_t value[MOST], quota, x, y;
static int64_t votes[MOST], total;
static uint64_t seats[MOST], given;
static bool in[MOST], had[MOST];
static enum { SETTLED, TIED, TOO_MANY, NOBODY } outcome;

/* Divisors of the (s + 1)-th seat. */
static void divisor(const char *method, uint64_t s, mpq_t ret) {
    uint64_t num = s + 1, den = 1;
    if (strcmp(method, "sainte-lague") == 0 || strcmp(method, "modified-sainte-lague") == 0)
        num = 2 * s + 1;
    if (strcmp(method, "modified-sainte-lague") == 0 && s == 0) {
        num = 14; /* 1.4 */
        den = 10;
    }
    if (strcmp(method, "imperiali") == 0)
        num = s + 2;
    if (strcmp(method, "danish") == 0)
        num = 3 * s + 1;
    if (strcmp(method, "adams") == 0)
        num = s;
    mpq_set_ui(ret, num, den);
    mpq_canonicalize(ret);
}

/* The votes, and which lists have passed the threshold of their kind. */
static void begin(void) {
    total = 0;
    memset(votes, 0, sizeof(votes));
    memset(seats, 0, sizeof(seats));
    memset(had, 0, sizeof(had));
    for (uint32_t i = 0; i < e.ballots; i++)
        for (uint32_t c = 0; c < e.n; c++)
            votes[c] += e.rank[i][c] == 1 ? e.weight[i] : 0;
    for (uint32_t c = 0; c < e.n; c++)
        total += votes[c];
    given = 0;
    bool any = false;
    for (uint32_t c = 0; c < e.n; c++) {
        struct ratio share = o.threshold;
        share = e.members[c] >= 2 && o.threshold_two.den ? o.threshold_two : share;
        share = e.members[c] >= 4 && o.threshold_many.den ? o.threshold_many : share;
        in[c] = stands(c) && votes[c] > 0;
        if (share.den)
            in[c] = in[c] && votes[c] * share.den >= total * share.num;
        seats[c] = in[c] ? o.seats_base : 0;
        given += seats[c];
        any = any || in[c];
    }
    outcome = !any ? NOBODY : given > e.seats ? TOO_MANY : SETTLED;
}

/* One seat to the highest VALUE of those ALLOWED. Equal ones: the earlier in the order for ties,
 * and if not all of them may still have a seat there must have been a rule. */
static uint32_t one_seat(const bool *allowed) {
    uint32_t best = MOST, equal = 0;
    for (uint32_t c = 0; c < e.n; c++) {
        if (!allowed[c])
            continue;
        int cmp = best == MOST ? 1 : mpq_cmp(value[c], value[best]);
        equal = cmp > 0 ? 1 : equal + (cmp == 0);
        if (cmp > 0 || (cmp == 0 && e.place[c] < e.place[best]))
            best = c;
    }
    if (best == MOST)
        return MOST;
    if (equal > e.seats - given && o.tie[0] == COUNT_TIE_NONE) {
        outcome = TIED;
        return MOST;
    }
    seats[best]++;
    given++;
    return best;
}

static void quotients(const char *method) {
    for (uint32_t c = 0; c < e.n; c++) {
        divisor(method, seats[c], x);
        whole(value[c], votes[c]);
        if (mpq_sgn(x) == 0) /* Adams: who has no seat comes first, of several the most votes */
            mpq_set_si(x, 1, 1000000000);
        mpq_div(value[c], value[c], x);
    }
}

static void averages(const char *method) {
    while (outcome == SETTLED && given < e.seats) {
        quotients(method);
        if (one_seat(in) == MOST)
            return;
    }
}

/* ---- quotas ---- */

static void set_quota(const char *method) {
    int64_t of = 0;
    bool dutch = strcmp(method, "dutch") == 0;
    for (uint32_t c = 0; c < e.n; c++)
        of += in[c] || dutch ? votes[c] : 0;
    bool droop = strcmp(method, "droop") == 0;
    int64_t by = droop || strcmp(method, "hagenbach-bischoff") == 0 ? e.seats + 1
                 : strcmp(method, "imperiali-remainders") == 0      ? e.seats + 2
                                                                    : e.seats;
    mpq_set_si(quota, (long)of, (unsigned long)by);
    mpq_canonicalize(quota);
    if (droop) {
        cut(quota, 0);
        whole(x, 1);
        mpq_add(quota, quota, x);
    } else if (o.quota_rounded) {
        nearest(quota, 0);
    }
    if (mpq_sgn(quota) == 0)
        outcome = NOBODY;
}

static void whole_quotas(void) {
    for (uint32_t c = 0; c < e.n; c++) {
        if (!in[c])
            continue;
        whole(value[c], votes[c]);
        mpq_div(value[c], value[c], quota);
        mpq_set(x, value[c]);
        cut(x, 0);
        mpq_sub(value[c], value[c], x);
        seats[c] += mpz_get_ui(mpq_numref(x));
        given += mpz_get_ui(mpq_numref(x));
    }
    if (given > e.seats)
        outcome = TOO_MANY;
}

static uint32_t remainders(struct ratio least) {
    uint32_t last = MOST;
    bool may[MOST];
    while (outcome == SETTLED && given < e.seats) {
        for (uint32_t c = 0; c < e.n; c++) {
            mpq_set_si(x, (long)(least.den ? least.num : 0),
                       least.den ? (unsigned long)least.den : 1);
            mpq_canonicalize(x);
            mpq_mul(x, x, quota);
            whole(y, votes[c]);
            may[c] = in[c] && !had[c] && mpq_cmp(y, x) >= 0;
        }
        uint32_t c = one_seat(may);
        if (c == MOST)
            break;
        had[c] = true;
        last = c;
    }
    return last;
}

/* Kieswet P 7 and P 8. Councils of 19 and more: each remaining seat to the largest average.
 * Smaller: by remainders to lists with three quarters of the quota; then by averages, no list more
 * than one more; then by averages. */
static uint32_t dutch(void) {
    uint32_t last = MOST, c = 0;
    bool may[MOST], has[MOST] = {false};
    if (e.seats < 19) {
        struct ratio three_quarters = {3, 4};
        last = remainders(o.threshold_seats.den ? o.threshold_seats : three_quarters);
        for (int once = 1; once >= 0; once--)
            while (outcome == SETTLED && given < e.seats) {
                for (uint32_t d = 0; d < e.n; d++)
                    may[d] = in[d] && !(once && has[d]);
                quotients("dhondt");
                if ((c = one_seat(may)) == MOST)
                    break;
                has[c] = true;
                last = c;
            }
        return last;
    }
    while (outcome == SETTLED && given < e.seats) {
        quotients("dhondt");
        if ((c = one_seat(in)) == MOST)
            break;
        last = c;
    }
    return last;
}

static void quotas(const char *method) {
    bool kieswet = strcmp(method, "dutch") == 0;
    if (outcome != SETTLED)
        return;
    set_quota(method);
    if (outcome == SETTLED)
        whole_quotas();
    if (outcome != SETTLED)
        return;
    uint32_t last = kieswet ? dutch() : remainders(o.threshold_seats);
    /* P 9: more than half of the votes and not of the seats: one more, at the cost of the list
     * that had the last remaining seat. */
    for (uint32_t c = 0; c < e.n; c++)
        if (outcome == SETTLED && (kieswet || o.absolute_majority) && last != MOST && c != last &&
            votes[c] * 2 > total && seats[c] * 2 <= e.seats) {
            seats[c]++;
            seats[last]--;
            return;
        }
}

static bool same_seats(const char *method, int code) {
    if (outcome == TIED)
        return holds(code == ERR_CONFLICT, method, "a tie refused");
    if (outcome == TOO_MANY || outcome == NOBODY)
        return holds(code < 0, method, "an election refused");
    if (!holds(code == 0, method, "a count"))
        return false;
    for (uint32_t c = 0; c < e.n; c++)
        if (!holds(r.seats_by_list[c] == seats[c], method, "the same seats"))
            return false;
    return true;
}

static void invent_lists(bool by_quota) {
    static const struct ratio shares[] = {{0, 0}, {1, 20}, {1, 10}, {1, 7}, {1, 3}};
    invent(LISTS | WITHDRAWALS);
    e.seats = 1 + roll(roll(3) ? 12 : 40);
    o.threshold = shares[roll(2) ? 0 : roll(5)];
    o.threshold_two = shares[roll(3) ? 0 : roll(5)];
    o.threshold_many = shares[roll(3) ? 0 : roll(5)];
    o.seats_base = roll(3) || by_quota ? 0 : roll(3);
    if (by_quota) {
        o.quota_rounded = roll(3) == 0;
        o.threshold_seats = roll(3) ? (struct ratio){0, 0} : (struct ratio){1 + roll(3), 4};
        o.absolute_majority = roll(3) == 0;
    }
    if (roll(2))
        o.tie[0] = roll(2) ? COUNT_TIE_ORDER : COUNT_TIE_ORDER_FIRST;
}

static void lists(const char *method, bool by_quota) {
    for (uint64_t k = 0; k < elections; k++) {
        invent_lists(by_quota);
        begin();
        if (by_quota)
            quotas(method);
        else
            averages(method);
        if (!same_seats(method, counted(method)) || !same_seats(method, counted_shuffled(method)))
            return;
    }
}

void dhondt_agrees(void) {
    lists("dhondt", false);
}
void sainte_lague_agrees(void) {
    lists("sainte-lague", false);
}
void modified_sainte_lague_agrees(void) {
    lists("modified-sainte-lague", false);
}
void imperiali_agrees(void) {
    lists("imperiali", false);
}
void danish_agrees(void) {
    lists("danish", false);
}
void adams_agrees(void) {
    lists("adams", false);
}
void hare_agrees(void) {
    lists("hare", true);
}
void droop_agrees(void) {
    lists("droop", true);
}
void hagenbach_bischoff_agrees(void) {
    lists("hagenbach-bischoff", true);
}
void imperiali_remainders_agree(void) {
    lists("imperiali-remainders", true);
}
void dutch_agrees(void) {
    lists("dutch", true);
}

/* ---- properties ---- */

/* One seat more takes none from anybody; more votes for a list and for no other take none of its
 * seats. */
void averages_are_house_and_vote_monotone(void) {
    static const char *const methods[] = {"dhondt",    "sainte-lague", "modified-sainte-lague",
                                          "imperiali", "danish",       "adams"};
    for (uint64_t k = 0; k < elections; k++) {
        const char *method = methods[roll(6)];
        uint64_t fewer[MOST];
        invent_lists(false);
        o.threshold = o.threshold_two = o.threshold_many = (struct ratio){0, 0};
        o.seats_base = 0;
        o.tie[0] = COUNT_TIE_ORDER;
        if (counted(method) < 0)
            continue;
        memcpy(fewer, r.seats_by_list, e.n * sizeof(*fewer));
        e.seats++;
        if (!holds(counted(method) == 0, method, "a count"))
            return;
        for (uint32_t c = 0; c < e.n; c++)
            if (!holds(r.seats_by_list[c] >= fewer[c], method, "no seat lost to a larger house"))
                return;
        e.seats--;
        uint32_t i = roll(e.ballots), c = 0;
        while (c < e.n && e.rank[i][c] != 1)
            c++;
        e.weight[i] += 1 + roll(100);
        if (c < e.n &&
            (!holds(counted(method) == 0, method, "a count") ||
             !holds(r.seats_by_list[c] >= fewer[c], method, "no seat lost to more votes")))
            return;
    }
}

/* Hamilton: every list has its quota rounded down or up. */
void largest_remainders_stay_within_the_quota(void) {
    for (uint64_t k = 0; k < elections; k++) {
        invent(LISTS);
        e.seats = 1 + roll(30);
        o.tie[0] = COUNT_TIE_ORDER;
        begin();
        if (counted("hare") < 0)
            continue;
        for (uint32_t c = 0; c < e.n; c++) {
            int64_t floor = votes[c] * e.seats / total, has = (int64_t)r.seats_by_list[c];
            bool exact = votes[c] * e.seats % total == 0;
            if (!holds(has >= floor && has <= floor + !exact, "hare", "the quota kept"))
                return;
        }
    }
}

void lists_begin(void) {
    numbers_init(value, MOST);
    mpq_inits(quota, x, y, NULL);
}
