/* Comparisons in pairs: Schulze by trying every path, ranked pairs, minimax, Copeland, and Debian's
 * constitution A.6, step by step as it stands there. */
#include <string.h>

#include "naive.h"
#include "naive_tests.h"

static int64_t prefer[MOST][MOST];

static void duels(void) {
    memset(prefer, 0, sizeof(prefer));
    for (uint32_t i = 0; i < e.ballots; i++)
        for (uint32_t x = 0; x < e.n; x++)
            for (uint32_t y = 0; y < e.n; y++) {
                int rx = e.rank[i][x], ry = e.rank[i][y];
                if (!stands(x) || !stands(y) || rx == 0)
                    continue;
                if (ry == 0 ? !o.explicit_only : rx < ry)
                    prefer[x][y] += e.weight[i];
            }
}

static bool same_duels(const char *method) {
    for (uint32_t x = 0; x < e.n; x++)
        for (uint32_t y = 0; y < e.n; y++)
            if (!holds(x == y || r.pairwise[x * e.n + y] == (uint64_t)prefer[x][y], method,
                       "the same pairs"))
                return false;
    return true;
}

static int64_t defeat(uint32_t x, uint32_t y) {
    if (prefer[x][y] <= prefer[y][x])
        return 0;
    return o.strength == COUNT_MARGINS ? prefer[x][y] - prefer[y][x] : prefer[x][y];
}

/* The strength of the strongest path, by trying every path. */
static int64_t path(uint32_t from, uint32_t to, uint32_t used, int64_t weakest) {
    int64_t best = 0;
    for (uint32_t c = 0; c < e.n; c++) {
        int64_t w = used >> c & 1 ? 0 : defeat(from, c);
        if (w == 0)
            continue;
        w = w < weakest ? w : weakest;
        int64_t s = c == to ? w : path(c, to, used | 1u << c, w);
        best = s > best ? s : best;
    }
    return best;
}

/* BEATS is a partial order: those whom nobody left beats are a layer, above all who are left. */
static void layers(bool beats[MOST][MOST], bool above[MOST][MOST]) {
    bool left[MOST], now[MOST];
    uint32_t n = standing_n();
    memset(above, 0, sizeof(bool[MOST][MOST]));
    for (uint32_t c = 0; c < e.n; c++)
        left[c] = stands(c);
    while (n > 0) {
        for (uint32_t x = 0; x < e.n; x++) {
            now[x] = left[x];
            for (uint32_t y = 0; y < e.n; y++)
                now[x] = now[x] && !(left[y] && beats[y][x]);
        }
        for (uint32_t x = 0; x < e.n; x++) {
            left[x] = left[x] && !now[x];
            n -= now[x];
        }
        for (uint32_t x = 0; x < e.n; x++)
            for (uint32_t y = 0; y < e.n; y++)
                above[x][y] = above[x][y] || (now[x] && left[y]);
    }
}

static void schulze(bool above[MOST][MOST]) {
    bool beats[MOST][MOST] = {{false}};
    for (uint32_t x = 0; x < e.n; x++)
        for (uint32_t y = 0; y < e.n; y++)
            beats[x][y] = x != y && path(x, y, 1u << x, INT64_MAX) > path(y, x, 1u << y, INT64_MAX);
    layers(beats, above);
}

/* Is there a way of locked defeats? */
static bool leads(bool locked[MOST][MOST], uint32_t from, uint32_t to, uint32_t used) {
    for (uint32_t c = 0; c < e.n; c++)
        if (locked[from][c] && !(used >> c & 1) &&
            (c == to || leads(locked, c, to, used | 1u << c)))
            return true;
    return false;
}

/* Which of two defeats is locked first: the stronger, then the one with fewer against it, then by
 * the order for ties: of those who win it the earlier, of those who lose it the later. */
static bool before(uint32_t a, uint32_t x, uint32_t b, uint32_t y) {
    if (defeat(a, x) != defeat(b, y))
        return defeat(a, x) > defeat(b, y);
    if (prefer[x][a] != prefer[y][b] && o.strength != COUNT_MARGINS)
        return prefer[x][a] < prefer[y][b];
    return a != b ? e.place[a] < e.place[b] : e.place[x] > e.place[y];
}

static void ranked_pairs(bool above[MOST][MOST]) {
    bool locked[MOST][MOST] = {{false}}, done[MOST][MOST] = {{false}}, beats[MOST][MOST];
    for (;;) {
        uint32_t a = MOST, x = MOST;
        for (uint32_t c = 0; c < e.n; c++)
            for (uint32_t d = 0; d < e.n; d++)
                if (!done[c][d] && defeat(c, d) && (a == MOST || before(c, d, a, x))) {
                    a = c;
                    x = d;
                }
        if (a == MOST)
            break;
        done[a][x] = true;
        locked[a][x] = !leads(locked, x, a, 1u << x);
    }
    for (uint32_t c = 0; c < e.n; c++)
        for (uint32_t d = 0; d < e.n; d++)
            beats[c][d] = c != d && leads(locked, c, d, 1u << c);
    layers(beats, above);
}

/* The greatest defeat: the votes against in lost duels, the margin (below 0 where all are won), or
 * the votes against in any duel. */
static int64_t worst(uint32_t x) {
    int64_t most = INT64_MIN;
    for (uint32_t y = 0; y < e.n; y++) {
        int64_t against = prefer[y][x], mine = prefer[x][y], v = against > mine ? against : 0;
        v = o.strength == COUNT_MARGINS      ? against - mine
            : o.strength == COUNT_OPPOSITION ? against
                                             : v;
        if (y != x && stands(y) && v > most)
            most = v;
    }
    return most == INT64_MIN ? 0 : most;
}

static int64_t duels_won(uint32_t x) {
    int64_t n = 0;
    for (uint32_t y = 0; y < e.n; y++)
        n += (prefer[x][y] > prefer[y][x]) - (prefer[x][y] < prefer[y][x]);
    return n;
}

static void by_number(int64_t (*number)(uint32_t), int sign, bool above[MOST][MOST]) {
    for (uint32_t x = 0; x < e.n; x++)
        for (uint32_t y = 0; y < e.n; y++)
            above[x][y] = sign * number(x) > sign * number(y);
}

/* Whoever wins all her duels. */
static uint32_t condorcet_winner(void) {
    for (uint32_t x = 0; x < e.n; x++) {
        bool all = stands(x);
        for (uint32_t y = 0; y < e.n; y++)
            all = all && (x == y || !stands(y) || prefer[x][y] > prefer[y][x]);
        if (all)
            return x;
    }
    return MOST;
}

static void rank_naively(const char *method, bool above[MOST][MOST]) {
    if (strcmp(method, "schulze") == 0)
        schulze(above);
    else if (strcmp(method, "ranked-pairs") == 0)
        ranked_pairs(above);
    else if (strcmp(method, "minimax") == 0)
        by_number(worst, -1, above);
    else
        by_number(duels_won, 1, above);
}

static void pairs(const char *method) {
    bool any = strcmp(method, "minimax") == 0;
    for (uint64_t k = 0; k < elections; k++) {
        bool above[MOST][MOST];
        invent(EQUAL_RANKS | WITHDRAWALS);
        o.explicit_only = roll(3) == 0;
        o.strength = (enum count_strength)roll(any ? 3 : 2);
        if (roll(2))
            invent_ties();
        duels();
        rank_naively(method, above);
        if (!holds(counted(method) == 0, method, "a count") || !same_duels(method) ||
            !ranked(method, above, NULL) ||
            !holds(counted_shuffled(method) == 0, method, "a count") ||
            !ranked(method, above, NULL))
            return;
        uint32_t best = condorcet_winner();
        bool opposed = o.strength == COUNT_OPPOSITION; /* which does not promise it */
        if (best < MOST && !opposed &&
            !holds(r.winners_n && r.winners[0] == best, method, "the Condorcet winner first"))
            return;
    }
}

/* Whoever loses all her duels wins by none of these methods, alone or among equals. */
void the_loser_of_all_duels_never_wins(void) {
    static const char *const methods[] = {"schulze", "ranked-pairs", "copeland", "borda", "irv"};
    for (uint64_t k = 0; k < elections; k++) {
        const char *method = methods[roll(5)];
        invent(WITHDRAWALS | (strcmp(method, "irv") == 0 ? 0 : EQUAL_RANKS));
        e.seats = 1;
        o.tie[0] = COUNT_TIE_ORDER;
        duels();
        if (!holds(counted(method) == 0, method, "a count"))
            return;
        for (uint32_t x = 0; x < e.n; x++) {
            bool all = stands(x) && standing_n() > 1;
            for (uint32_t y = 0; y < e.n; y++)
                all = all && (x == y || !stands(y) || prefer[x][y] < prefer[y][x]);
            if (all && !holds(r.winners_n == 1 && r.winners[0] != x, method, "no Condorcet loser"))
                return;
        }
    }
}

void schulze_agrees_with_every_path_tried(void) {
    pairs("schulze");
}
void ranked_pairs_agree(void) {
    pairs("ranked-pairs");
}
void minimax_agrees(void) {
    pairs("minimax");
}
void copeland_agrees(void) {
    pairs("copeland");
}

/* ---- Debian's constitution, A.6 ---- */

static bool listed[MOST][MOST]; /* defeats in the list */

/* A.6.5.3: transitively, by a way of defeats in the list. */
static bool transitively(uint32_t a, uint32_t c) {
    return leads(listed, a, c, 1u << a);
}

static void schwartz(const bool *dropped, bool *set) {
    for (uint32_t a = 0; a < e.n; a++) {
        set[a] = !dropped[a];
        for (uint32_t x = 0; x < e.n; x++)
            if (x != a && !dropped[x] && transitively(x, a) && !transitively(a, x))
                set[a] = false;
    }
}

/* A.6.7: (A,X) is weaker than (B,Y) if V(A,X) is less than V(B,Y), or equal and V(X,A) greater than
 * V(Y,B). All weakest are dropped; false when there are no defeats within the set. */
static bool drop_weakest(const bool *set) {
    uint32_t a = MOST, x = MOST;
    for (uint32_t c = 0; c < e.n; c++)
        for (uint32_t d = 0; d < e.n; d++)
            if (set[c] && set[d] && listed[c][d] &&
                (a == MOST || prefer[c][d] < prefer[a][x] ||
                 (prefer[c][d] == prefer[a][x] && prefer[d][c] > prefer[x][a]))) {
                a = c;
                x = d;
            }
    if (a == MOST)
        return false;
    for (uint32_t c = 0; c < e.n; c++)
        for (uint32_t d = 0; d < e.n; d++)
            if (set[c] && set[d] && prefer[c][d] == prefer[a][x] && prefer[d][c] == prefer[x][a])
                listed[c][d] = false;
    return true;
}

static void debian(uint32_t def, const struct ratio *majority, bool *set) {
    bool dropped[MOST];
    for (uint32_t c = 0; c < e.n; c++) {
        int64_t won = prefer[c][def], lost = prefer[def][c];
        dropped[c] = !stands(c);
        if (c == def)
            continue;
        /* A.6.2: fewer than Q prefer it; Q is 3/2 of the root of the electorate. A.6.3: V(A,D) is
         * not greater than N * V(D,A). */
        int64_t num = o.quorum.den ? o.quorum.num : 3, den = o.quorum.den ? o.quorum.den : 2;
        if (o.electorate && won * won * den * den < num * num * (int64_t)o.electorate)
            dropped[c] = true;
        if (won * majority[c].den <= lost * majority[c].num)
            dropped[c] = true;
    }
    for (uint32_t c = 0; c < e.n; c++)
        for (uint32_t d = 0; d < e.n; d++)
            listed[c][d] = !dropped[c] && !dropped[d] && prefer[c][d] > prefer[d][c];
    do
        schwartz(dropped, set);
    while (drop_weakest(set));
}

void debian_agrees_with_its_steps(void) {
    for (uint64_t k = 0; k < elections; k++) {
        struct ratio majority[MOST];
        bool set[MOST];
        uint32_t n = 0;
        invent(EQUAL_RANKS);
        for (uint32_t c = 0; c < e.n; c++)
            majority[c] = roll(3) ? (struct ratio){1, 1} : (struct ratio){1 + roll(3), 1 + roll(2)};
        o.majority = majority;
        o.majority_n = e.n;
        o.electorate = roll(2) ? 1 + roll(80) : 0;
        o.quorum = roll(2) ? (struct ratio){0, 0} : (struct ratio){1 + roll(3), 1 + roll(3)};
        o.default_option = roll(2) ? (int)(1 + roll(e.n)) : 0;
        duels();
        debian(o.default_option ? (uint32_t)o.default_option - 1 : e.n - 1, majority, set);
        if (!holds(counted("debian") == 0, "debian", "a count") || !same_duels("debian"))
            return;
        const uint32_t *left = r.winners_n ? r.winners : r.standing;
        uint32_t left_n = r.winners_n ? r.winners_n : r.standing_n;
        bool same = true;
        for (uint32_t c = 0; c < e.n; c++)
            n += set[c];
        for (uint32_t i = 0; i < left_n; i++)
            same = same && set[left[i]];
        if (!holds(same && n == left_n, "debian", "the options that A.6.8 leaves"))
            return;
    }
}
