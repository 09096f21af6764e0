/* Biproportional seats by their definition. Of small tables every one with the right sums is tried:
 * the best has the greatest product of votes over (seats before + 1/2) (Balinski and Demange 1989),
 * and of several the one that the order for ties puts first. Of larger ones: the divisors round
 * every cell to its seats, no circle of ties could please an earlier list, and where there is no
 * table some districts have more seats than their parties may fill. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

#define SIDE 7
#define CELLS (SIDE * SIDE)

extern bool naive_differs;

static uint32_t parties, districts, cells, district_seats[SIDE], total, order[CELLS], place[CELLS];
static uint32_t votes[CELLS];
static uint64_t party_seats[SIDE], table[CELLS], best_table[CELLS];
static mpz_t above[10], below[10], best_above, best_below, z, y;
static mpq_t x, q, number[SIDE], row[SIDE], column[SIDE];
static uint32_t optima, least[CELLS], given_votes[CELLS];
static bool rule; /* for ties */

/* ---- an election ---- */

/* Is the share of SUM in ALL there? */
static bool has_share(uint64_t sum, uint64_t all, struct ratio share) {
    return share.den && sum * (uint64_t)share.den >= all * (uint64_t)share.num;
}

/* The votes of parties past no threshold are taken away. */
static void shut_out(void) {
    uint32_t all = 0;
    if (!o.threshold.den && !o.threshold_district.den)
        return;
    for (uint32_t i = 0; i < cells; i++)
        all += given_votes[i];
    for (uint32_t p = 0; p < parties; p++) {
        uint32_t sum = 0;
        bool one = false, all_over;
        for (uint32_t d = 0; d < districts; d++) {
            uint32_t here = given_votes[p * districts + d], of = 0;
            for (uint32_t other = 0; other < parties; other++)
                of += given_votes[other * districts + d];
            one = one || (here && has_share(here, of, o.threshold_district));
            sum += here;
        }
        all_over = has_share(sum, all, o.threshold);
        bool passes = one || all_over;
        if (o.threshold_all && o.threshold.den && o.threshold_district.den)
            passes = one && all_over;
        for (uint32_t d = 0; d < districts && !passes; d++)
            votes[p * districts + d] = 0;
    }
}

/* Where the strongest list has a seat at least. */
static void favour(void) {
    memset(least, 0, sizeof(least));
    for (uint32_t d = 0; d < districts && o.winner_takes_one; d++) {
        uint32_t equal = 0;
        bool first[SIDE];
        for (uint32_t p = 0; p < parties; p++) {
            first[p] = votes[p * districts + d] > 0;
            for (uint32_t other = 0; other < parties; other++)
                first[p] = first[p] && votes[other * districts + d] <= votes[p * districts + d];
            equal += first[p];
        }
        for (uint32_t p = 0; p < parties && equal <= district_seats[d]; p++)
            least[p * districts + d] = first[p];
    }
}

static void invent_table(uint32_t p, uint32_t d, uint32_t seats_most) {
    parties = p;
    districts = d;
    cells = p * d;
    total = 0;
    uint32_t kind = roll(4), most = kind == 0 ? 2 : kind == 1 ? 9 : kind == 2 ? 900 : 90000;
    uint32_t holes = roll(3) ? 12 : 3; /* many cells without votes: often no table */
    for (uint32_t i = 0; i < cells; i++) {
        uint32_t at = roll(i + 1);
        votes[i] = roll(holes) ? 1 + roll(roll(2) ? most : 1 + most / 10) : 0;
        order[i] = order[at];
        order[at] = i;
    }
    for (uint32_t k = 0; k < d; k++)
        total += district_seats[k] = roll(seats_most + 1);
    o = COUNT_OPTIONS;
    o.certify = true;
    o.district_seats = district_seats;
    o.districts = d;
    static const struct ratio shares[] = {{1, 50}, {1, 20}, {1, 7}, {1, 3}};
    o.threshold = shares[roll(4)];
    o.threshold_district = shares[roll(4)];
    if (roll(3))
        o.threshold = (struct ratio){0, 0};
    if (roll(3))
        o.threshold_district = (struct ratio){0, 0};
    o.threshold_all = roll(4) == 0;
    o.voters = (enum count_voters)roll(3);
    o.winner_takes_one = roll(3) == 0;
    rule = roll(3);
    if (rule)
        o.tie[0] = roll(2) ? COUNT_TIE_ORDER : COUNT_TIE_ORDER_FIRST;
    if (rule && roll(4) == 0)
        o.seed = BYTES_LIT("a seed");
    if (roll(2)) {
        o.order = order;
        o.order_n = cells;
    } else {
        for (uint32_t i = 0; i < cells; i++)
            order[i] = i;
    }
    if (o.seed.n)
        count_lot(o.seed, order, cells);
    for (uint32_t i = 0; i < cells; i++)
        place[order[i]] = i;
    e.n = e.ballots = 0;
    memcpy(given_votes, votes, sizeof(votes));
    shut_out();
    favour();
}

static int count_table(void) {
    static struct count_ballots b;
    static struct arena arena;
    static uint32_t given[CELLS];
    count_ballots_drop(&b);
    count_ballots_init(&b, &alloc_heap);
    for (uint32_t i = 0; i < cells; i++) {
        char name[] = {(char)('A' + (int)(i / districts)), ' ', '/', ' ',
                       (char)('1' + (int)(i % districts)), 0};
        if (count_ballots_candidate(&b, bytes_str(name)) < 0)
            abort();
    }
    for (uint32_t i = 0; i < cells; i++)
        if (count_ballots_add(&b, (uint32_t[]){i + 1}, 1, given_votes[i]) < 0)
            abort();
    memcpy(given, order, sizeof(given));
    o.order = o.order ? given : NULL;
    arena_drop(&arena);
    arena_init(&arena, &alloc_heap, 256 << 20);
    fault = (struct fail){0};
    r = (struct count_result){0};
    return count_run(count_method_find(BYTES_LIT("biproportional")), &b, &o, &arena, &r, &fault);
}

static bool right(bool it, const char *what) {
    if (it)
        return true;
    printf("# seats");
    for (uint32_t d = 0; d < districts; d++)
        printf(" %u", district_seats[d]);
    for (uint32_t p = 0; p < parties; p++) {
        printf("\n# %llu:", (unsigned long long)party_seats[p]);
        for (uint32_t i = p * districts; i < (p + 1) * districts; i++)
            printf(" %u(%llu, best %llu, place %u)", votes[i],
                   r.seats_by_list ? (unsigned long long)r.seats_by_list[i] : 0,
                   (unsigned long long)best_table[i], place[i]);
    }
    printf("\n");
    return holds(false, "biproportional", what);
}

/* ---- seats of parties ---- */

/* Voter numbers in the way that is told; then Sainte-Lague, seat by seat. False: nobody has a
 * number, or a tie that no rule settles. */
static bool upper(void) {
    bool settled = true, any = false;
    for (uint32_t p = 0; p < parties; p++) {
        party_seats[p] = 0;
        whole(number[p], 0);
        for (uint32_t d = 0; d < districts; d++) {
            bool by_seats = district_seats[d] && o.voters != COUNT_VOTERS_VOTES;
            mpq_set_si(x, (long)votes[p * districts + d], by_seats ? district_seats[d] : 1);
            mpq_canonicalize(x);
            if (o.voters == COUNT_VOTERS_ROUNDED)
                nearest(x, 0);
            mpq_add(number[p], number[p], x);
        }
        any = any || mpq_sgn(number[p]);
    }
    for (uint32_t given = 0; given < total; given++) {
        uint32_t first = SIDE, equal = 0;
        for (uint32_t p = 0; p < parties; p++) {
            mpq_set_ui(x, 1, 2 * party_seats[p] + 1);
            mpq_mul(x, x, number[p]);
            int cmp = first == SIDE ? 1 : mpq_cmp(x, q);
            equal = cmp > 0 ? 1 : equal + (cmp == 0);
            if (cmp > 0 || (cmp == 0 && place[p * districts] < place[first * districts])) {
                first = p;
                mpq_set(q, x);
            }
        }
        settled = settled && (rule || equal <= total - given);
        party_seats[first]++;
    }
    return any && settled;
}

/* No party must have more than it may, and no districts have more seats than the parties with votes
 * there may have: by Gale's theorem, a table exists. */
static bool table_exists(void) {
    for (uint32_t p = 0; p < parties; p++) {
        uint64_t must = 0;
        for (uint32_t d = 0; d < districts; d++)
            must += least[p * districts + d];
        if (must > party_seats[p])
            return false;
    }
    for (uint32_t some = 1; some < 1u << districts; some++) {
        uint64_t seats = 0, due = 0;
        for (uint32_t d = 0; d < districts; d++)
            seats += some >> d & 1 ? district_seats[d] : 0;
        for (uint32_t p = 0; p < parties; p++) {
            bool there = false;
            for (uint32_t d = 0; d < districts; d++)
                there = there || ((some >> d & 1) && votes[p * districts + d]);
            due += there ? party_seats[p] : 0;
        }
        /* what must be had elsewhere is not to be had here */
        for (uint32_t p = 0; p < parties; p++)
            for (uint32_t d = 0; d < districts; d++) {
                bool there = false;
                for (uint32_t k = 0; k < districts; k++)
                    there = there || ((some >> k & 1) && votes[p * districts + k]);
                due -= there && !(some >> d & 1) ? least[p * districts + d] : 0;
            }
        if (seats > due)
            return false;
    }
    return true;
}

/* ---- small tables: all of them ---- */

static bool comes_first(void) {
    for (uint32_t i = 0; i < cells; i++)
        if (table[order[i]] != best_table[order[i]])
            return table[order[i]] > best_table[order[i]];
    return false;
}

static void weigh_table(void) {
    mpz_mul(z, above[cells], best_below);
    mpz_mul(y, best_above, below[cells]);
    int cmp = optima ? mpz_cmp(z, y) : 1;
    if (cmp > 0 || (cmp == 0 && comes_first())) {
        mpz_set(best_above, above[cells]);
        mpz_set(best_below, below[cells]);
        memcpy(best_table, table, sizeof(table));
    }
    optima = cmp > 0 ? 1 : optima + (cmp == 0);
}

/* Every table with the right sums; above and below: the product of the cells before. */
static void fill(uint32_t at) {
    uint32_t p = at / districts, d = at % districts;
    uint64_t in_row = 0, in_column = 0;
    if (at == cells) {
        weigh_table();
        return;
    }
    for (uint32_t i = 0; i < at; i++) {
        in_row += i / districts == p ? table[i] : 0;
        in_column += i % districts == d ? table[i] : 0;
    }
    mpz_set(above[at + 1], above[at]);
    mpz_set(below[at + 1], below[at]);
    for (table[at] = 0;
         in_row + table[at] <= party_seats[p] && in_column + table[at] <= district_seats[d];
         table[at]++) {
        bool row_full = d + 1 < districts || in_row + table[at] == party_seats[p];
        bool column_full = p + 1 < parties || in_column + table[at] == district_seats[d];
        if (table[at] > least[at]) {
            mpz_mul_ui(above[at + 1], above[at + 1], 2ul * votes[at]);
            mpz_mul_ui(below[at + 1], below[at + 1], 2 * table[at] - 1);
        }
        if (row_full && column_full && table[at] >= least[at])
            fill(at + 1);
        if (votes[at] == 0)
            break;
    }
    table[at] = 0;
}

/* ---- the divisors of a certificate ---- */

static bool divisors_fit(void) {
    uint64_t by_column[SIDE] = {0};
    for (uint32_t p = 0; p < parties; p++)
        if (mpq_set_str(row[p], r.proof.party_divisor[p], 10) || mpq_sgn(row[p]) <= 0)
            return false;
    for (uint32_t d = 0; d < districts; d++)
        if (mpq_set_str(column[d], r.proof.district_divisor[d], 10) || mpq_sgn(column[d]) <= 0)
            return false;
    for (uint32_t p = 0; p < parties; p++) {
        uint64_t by_row = 0;
        for (uint32_t d = 0; d < districts; d++) {
            uint64_t s = r.seats_by_list[p * districts + d];
            whole(x, 2 * (int64_t)votes[p * districts + d]);
            mpq_div(x, x, row[p]);
            mpq_div(x, x, column[d]);
            uint64_t kept = least[p * districts + d];
            if (s < kept || (s > kept && mpq_cmp_ui(x, 2 * s - 1, 1) < 0) ||
                mpq_cmp_ui(x, 2 * s + 1, 1) > 0)
                return false;
            by_row += s;
            by_column[d] += s;
        }
        if (by_row != party_seats[p])
            return false;
    }
    for (uint32_t d = 0; d < districts; d++)
        if (by_column[d] != district_seats[d])
            return false;
    return true;
}

/* 1: the cell may take a seat by these divisors, -1: hand one on, 0: neither. */
static int hand(uint32_t cell) {
    uint64_t s = r.seats_by_list[cell];
    whole(x, 2 * (int64_t)votes[cell]);
    mpq_div(x, x, row[cell / districts]);
    mpq_div(x, x, column[cell % districts]);
    if (mpq_cmp_ui(x, 2 * s + 1, 1) == 0)
        return 1;
    return s > least[cell] && mpq_cmp_ui(x, 2 * s - 1, 1) == 0 ? -1 : 0;
}

/* Is there a circle of ties through this cell, without those before it in the order? */
static bool circle(uint32_t cell, const int *hands) {
    bool to[2 * SIDE][2 * SIDE] = {{false}};
    uint32_t n = parties + districts;
    for (uint32_t i = 0; i < cells; i++)
        if (hands[i] && place[i] >= place[cell]) {
            uint32_t p = i / districts, d = parties + i % districts;
            to[hands[i] < 0 ? p : d][hands[i] < 0 ? d : p] = true;
        }
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = 0; j < n; j++)
                to[i][j] = to[i][j] || (to[i][k] && to[k][j]);
    uint32_t p = cell / districts, d = parties + cell % districts;
    return to[p][d] && to[d][p];
}

/* How many lists could have another number of seats with earlier ones as they are; *BETTER: one of
 * them could have more. */
static uint32_t ties_of(bool *ret_better) {
    int hands[CELLS];
    uint32_t n = 0;
    *ret_better = false;
    for (uint32_t i = 0; i < cells; i++)
        hands[i] = votes[i] ? hand(i) : 0;
    for (uint32_t i = 0; i < cells; i++)
        if (hands[i] && circle(i, hands)) {
            n++;
            *ret_better = *ret_better || hands[i] > 0;
        }
    return n;
}

/* ---- the tests ---- */

/* What must come of this election is said before it is counted. */
static bool refused_rightly(int code, bool *ret_refused) {
    *ret_refused = true;
    if (total == 0 || !upper())
        return right(code < 0, "no seats, no votes, or parties tied: refused");
    if (!table_exists())
        return right(code < 0 && strncmp(fault.text, "no table exists", 15) == 0,
                     "no table: refused");
    *ret_refused = false;
    return true;
}

void biproportional_seats_are_the_best_table(void) {
    static const uint32_t shapes[][2] = {{3, 3}, {3, 3}, {3, 3}, {2, 2}, {2, 3},
                                         {3, 2}, {2, 4}, {1, 4}, {4, 1}};
    for (uint64_t k = 0; k < elections; k++) {
        const uint32_t *shape = shapes[roll(9)];
        bool refused;
        invent_table(shape[0], shape[1], 4);
        int code = count_table();
        if (!refused_rightly(code, &refused))
            return;
        optima = 0;
        memset(table, 0, sizeof(table));
        if (!refused)
            fill(0);
        if (!right(refused || optima, "a table where one must be"))
            return;
        if (refused)
            continue;
        if (optima > 1 && !rule) {
            if (!right(code == ERR_CONFLICT, "tied tables refused"))
                return;
            continue;
        }
        if (!right(code == 0, "a count"))
            return;
        for (uint32_t i = 0; i < cells; i++)
            if (!right(r.seats_by_list[i] == best_table[i], "the best table"))
                return;
        if (!right(divisors_fit(), "divisors that round to it"))
            return;
    }
}

void biproportional_seats_have_their_divisors(void) {
    for (uint64_t k = 0; k < elections; k++) {
        bool refused, better;
        invent_table(1 + roll(SIDE), 1 + roll(SIDE), roll(2) ? 5 : 40);
        memset(best_table, 0, sizeof(best_table));
        int code = count_table();
        if (!refused_rightly(code, &refused))
            return;
        if (refused)
            continue;
        if (code == ERR_CONFLICT && !rule) { /* it must be tied: with a rule it is, and says so */
            o.tie[0] = COUNT_TIE_ORDER;
            uint32_t ties = count_table() < 0 || !divisors_fit() ? 0 : ties_of(&better);
            if (!right(ties && r.stage[0].ties_n == ties, "tables that are tied"))
                return;
            continue;
        }
        if (!right(code == 0 && divisors_fit(), "divisors that round to the seats"))
            return;
        uint32_t ties = ties_of(&better), said = 0;
        for (uint32_t i = 0; i < r.stage[0].ties_n; i++)
            said += strcmp(r.stage[0].tie[i].what, "seat") == 0;
        if (!right(said == ties && !better, "ties told, and settled by the order"))
            return;
        if (!right(rule || ties == 0, "no tie without a rule"))
            return;
    }
}

void table_begin(void) {
    mpz_inits(best_above, best_below, z, y, NULL);
    mpq_inits(x, q, NULL);
    for (int i = 0; i < 10; i++) {
        mpz_init_set_ui(above[i], 1);
        mpz_init_set_ui(below[i], 1);
    }
    numbers_init(number, SIDE);
    numbers_init(row, SIDE);
    numbers_init(column, SIDE);
}
