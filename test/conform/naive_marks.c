/* Marks, points and grades: plurality, block, limited, approval, Borda, score, cumulative, majority
 * judgment. */
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

static mpq_t points[MOST];
static uint64_t valid;

static void above_by_points(bool above[MOST][MOST]) {
    for (uint32_t x = 0; x < e.n; x++)
        for (uint32_t y = 0; y < e.n; y++)
            above[x][y] = mpq_cmp(points[x], points[y]) > 0;
}

static void give(uint32_t c, int64_t a, int64_t of, uint32_t weight) {
    mpq_t x, times;
    mpq_inits(x, times, NULL);
    mpq_set_si(x, (long)a, (unsigned long)of);
    mpq_canonicalize(x);
    if (o.arithmetic == COUNT_FIXED) /* each ballot's share by itself */
        cut(x, o.places < 0 ? 9 : o.places);
    whole(times, weight);
    mpq_mul(x, x, times);
    mpq_add(points[c], points[c], x);
    mpq_clears(x, times, NULL);
}

/* A ballot has so many votes, given from its first rank on. A rank with more candidates than votes
 * are left: too many marks, and nothing further counts; or it shares what is left; or each has
 * one. */
static void mark_ballot(uint32_t i, uint32_t votes) {
    bool any = false;
    for (int rank = 1; rank <= MOST && votes; rank++) {
        uint32_t n = 0;
        for (uint32_t c = 0; c < e.n; c++)
            n += e.rank[i][c] == rank && stands(c);
        if (n > votes && o.equal != COUNT_EQUAL_SPLIT && o.equal != COUNT_EQUAL_FULL)
            break;
        for (uint32_t c = 0; c < e.n; c++)
            if (e.rank[i][c] == rank && stands(c))
                give(c, n > votes && o.equal == COUNT_EQUAL_SPLIT ? votes : n, n ? n : 1,
                     e.weight[i]);
        any = any || n;
        votes = n > votes ? 0 : votes - n;
    }
    valid += any ? e.weight[i] : 0;
}

/* n points for the first place, n-1 for the second; those of a rank, and those not ranked, have the
 * mean of the places that they take. */
static void borda_ballot(uint32_t i) {
    uint32_t n = standing_n(), listed = 0;
    for (uint32_t x = 0; x < e.n; x++)
        listed += stands(x) && e.rank[i][x] > 0;
    if (listed == 0)
        return;
    valid += e.weight[i];
    for (uint32_t x = 0; x < e.n; x++) {
        uint32_t better = 0, same = 0, sum = 0;
        if (!stands(x) || (e.rank[i][x] == 0 && o.explicit_only))
            continue;
        for (uint32_t y = 0; y < e.n; y++) {
            int rx = e.rank[i][x] ? e.rank[i][x] : MOST + 1;
            int ry = e.rank[i][y] ? e.rank[i][y] : MOST + 1;
            better += stands(y) && ry < rx;
            same += stands(y) && ry == rx;
        }
        for (uint32_t p = better; p < better + same; p++)
            sum += n - p - o.every_rank_counts;
        give(x, sum, same, e.weight[i]);
    }
}

static bool count_marks(const char *method, uint32_t votes) {
    bool above[MOST][MOST];
    valid = 0;
    for (uint32_t c = 0; c < e.n; c++)
        whole(points[c], 0);
    for (uint32_t i = 0; i < e.ballots; i++)
        if (strcmp(method, "borda") == 0)
            borda_ballot(i);
        else
            mark_ballot(i, votes);
    above_by_points(above);
    return holds(counted(method) == 0, method, "a count") && ranked(method, above, points) &&
           holds(r.valid == valid && r.valid + r.invalid == r.ballots, method, "valid ballots") &&
           holds(counted_shuffled(method) == 0, method, "a count") && ranked(method, above, points);
}

static void marks(const char *method) {
    static const enum count_equal equal[] = {COUNT_EQUAL_BY_RULE, COUNT_EQUAL_STOP,
                                             COUNT_EQUAL_SPLIT, COUNT_EQUAL_FULL};
    for (uint64_t k = 0; k < elections; k++) {
        invent(EQUAL_RANKS | WITHDRAWALS);
        uint32_t votes = strcmp(method, "plurality") == 0 ? 1
                         : strcmp(method, "block") == 0   ? e.seats
                                                          : MOST;
        if (strcmp(method, "limited") == 0) {
            o.marks_max = roll(2) ? 1 + roll(e.seats) : 0;
            votes = o.marks_max ? o.marks_max : e.seats > 1 ? e.seats - 1 : 1;
        }
        o.equal = equal[roll(4)];
        if (strcmp(method, "borda") != 0 && roll(2)) {
            o.arithmetic = COUNT_FIXED;
            o.places = roll(4) ? (int)roll(10) : -1;
        }
        o.explicit_only = roll(3) == 0;
        o.every_rank_counts = roll(2);
        if (roll(2))
            invent_ties();
        if (!count_marks(method, votes))
            return;
    }
}

void plurality_agrees(void) {
    marks("plurality");
}
void block_agrees(void) {
    marks("block");
}
void limited_agrees(void) {
    marks("limited");
}
void approval_agrees(void) {
    marks("approval");
}
void borda_agrees(void) {
    marks("borda");
}

/* ---- grades ---- */

/* Score: a grade above the highest makes a ballot void. Cumulative: so does more than the purse,
 * or nothing given. */
static void grade_ballot(uint32_t i, bool purse) {
    int sum = 0, top = -1, most = o.marks_max ? (int)o.marks_max : purse ? (int)e.seats : MOST * 9;
    for (uint32_t c = 0; c < e.n; c++) {
        sum += e.grade[i][c] > 0 ? e.grade[i][c] : 0;
        top = e.grade[i][c] > top ? e.grade[i][c] : top;
    }
    if (top < 0 || (purse ? sum > most || sum == 0 : top > most))
        return;
    valid += e.weight[i];
    for (uint32_t c = 0; c < e.n; c++)
        if (e.grade[i][c] > 0)
            give(c, e.grade[i][c], 1, e.weight[i]);
}

static void grades(const char *method, bool purse) {
    for (uint64_t k = 0; k < elections; k++) {
        bool above[MOST][MOST];
        invent(GRADES | WITHDRAWALS);
        o.marks_max = roll(2) ? 0 : 1 + roll(8);
        if (roll(2))
            invent_ties();
        valid = 0;
        for (uint32_t c = 0; c < e.n; c++)
            whole(points[c], 0);
        for (uint32_t i = 0; i < e.ballots; i++)
            grade_ballot(i, purse);
        above_by_points(above);
        if (e.ballots == 0) /* no ballot shows that there are grades */
            continue;
        if (!holds(counted(method) == 0, method, "a count") || !ranked(method, above, points) ||
            !holds(r.valid == valid, method, "valid ballots") ||
            !holds(counted_shuffled(method) == 0, method, "a count") ||
            !ranked(method, above, points))
            return;
    }
}

void score_agrees(void) {
    grades("score", false);
}
void cumulative_agrees(void) {
    grades("cumulative", true);
}

/* All grades of a candidate in a row from the lowest; no grade is the lowest one. */
static uint32_t row_of(uint32_t c, int *row) {
    uint32_t n = 0;
    for (int g = 0; g < 6; g++)
        for (uint32_t i = 0; i < e.ballots; i++)
            for (uint32_t w = 0; w < e.weight[i]; w++)
                if ((e.grade[i][c] < 0 ? 0 : e.grade[i][c]) == g)
                    row[n++] = g;
    return n;
}

/* The median of a row (of an even number the lower), taken out of it. */
static int take_median(int *row, uint32_t n) {
    uint32_t at = (n - 1) / 2;
    int g = row[at];
    for (; at + 1 < n; at++)
        row[at] = row[at + 1];
    return g;
}

static int judged(uint32_t x, uint32_t y) {
    static int a[BALLOTS * 20], c[BALLOTS * 20];
    uint32_t n = row_of(x, a);
    row_of(y, c);
    for (; n > 0; n--) {
        int g = take_median(a, n), h = take_median(c, n);
        if (g != h)
            return g - h;
    }
    return 0;
}

void majority_judgment_agrees(void) {
    for (uint64_t k = 0; k < elections; k++) {
        bool above[MOST][MOST];
        int row[BALLOTS * 20];
        invent(GRADES | WITHDRAWALS);
        if (e.ballots == 0)
            continue;
        if (roll(2))
            invent_ties();
        for (uint32_t x = 0; x < e.n; x++)
            for (uint32_t y = 0; y < e.n; y++)
                above[x][y] = x != y && judged(x, y) > 0;
        for (uint32_t x = 0; x < e.n; x++)
            whole(points[x], row[(row_of(x, row) - 1) / 2]);
        if (!holds(counted("majority-judgment") == 0, "majority-judgment", "a count") ||
            !ranked("majority-judgment", above, points) ||
            !holds(counted_shuffled("majority-judgment") == 0, "majority-judgment", "a count") ||
            !ranked("majority-judgment", above, points))
            return;
    }
}

void marks_begin(void) {
    numbers_init(points, MOST);
}
