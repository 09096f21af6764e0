/* Vacancies, reserved seats, and what must hold of many methods at once: names change nothing, more
 * support does no harm. */
#include <string.h>

#include "count/reserve.h"
#include "naive.h"
#include "naive_tests.h"

/* ---- vacancies: the same ballots without her ---- */

void countback_agrees_with_a_count_without_her(void) {
    static const char *const methods[] = {"scottish", "meek", "plurality", "irv", "schulze"};
    for (uint64_t k = 0; k < elections; k++) {
        const char *name = methods[roll(5)];
        uint32_t sits[MOST], n, next = MOST, successor = MOST;
        struct arena a;
        struct count_result again;
        struct fail f = {0};
        invent(WITHDRAWALS);
        e.seats = strcmp(name, "irv") == 0 ? 1 : e.seats;
        o.tie[0] = COUNT_TIE_ORDER;
        if (!holds(counted(name) == 0, name, "a count"))
            return;
        n = r.winners_n;
        memcpy(sits, r.winners, n * sizeof(*sits));
        uint32_t gone = sits[roll(n)];
        arena_init(&a, &alloc_heap, 64 << 20);
        o.seats = e.seats;
        int code = count_countback(count_method_find(bytes_str(name)), r.b, &o, gone, &a, &again,
                                   &successor, &f);
        arena_drop(&a);
        e.out[gone] = true;
        if (standing_n() == 0) {
            if (!holds(code < 0, name, "nobody left: refused"))
                return;
            continue;
        }
        if (!holds(counted(name) == 0, name, "a count"))
            return;
        for (uint32_t i = standing_n(); i-- > 0;) {
            bool has = false;
            for (uint32_t s = 0; s < n; s++)
                has = has || sits[s] == r.ranking[i];
            next = has ? next : r.ranking[i];
        }
        if (!holds(next == MOST ? code == ERR_MISSING : code == 0 && successor == next, name,
                   "the same successor"))
            return;
    }
}

/* ---- reserved seats: of all lists that keep the limits the first in the order of the ranking,
 * as words in a dictionary are ---- */

static bool keeps(uint32_t set, const struct count_group *group, uint32_t groups) {
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t n = 0;
        for (uint32_t c = 0; c < e.n; c++)
            n += (set >> c & 1) && group[g].member[c];
        if (n < group[g].min || n > group[g].max)
            return false;
    }
    return true;
}

void reserved_seats_are_the_first_that_keep_the_limits(void) {
    for (uint64_t k = 0; k < elections; k++) {
        bool member[2][MOST] = {{false}};
        struct count_group group[2] = {{.member = member[0]}, {.member = member[1]}};
        uint32_t ranking[MOST], seated[MOST + 9], n, want = 0, got = 0;
        struct fail f = {0};
        invent(0);
        for (uint32_t c = 0; c < e.n; c++) {
            uint32_t at = roll(c + 1), of = roll(3);
            ranking[c] = ranking[at];
            ranking[at] = c;
            if (of < 2)
                member[of][c] = true;
        }
        for (uint32_t g = 0; g < 2; g++) {
            group[g].min = roll(3);
            group[g].max = group[g].min + roll(4);
        }
        e.seats = e.seats > e.n ? e.n : e.seats;
        for (uint32_t word = 1u << e.n; word-- > 0 && !want;) { /* the first is the highest bit */
            uint32_t set = 0, size = 0;
            for (uint32_t i = 0; i < e.n; i++)
                if (word >> (e.n - 1 - i) & 1) {
                    set |= 1u << ranking[i];
                    size++;
                }
            if (size == e.seats && keeps(set, group, 2))
                want = set;
        }
        int code = count_reserve(ranking, e.n, group, 2, e.seats, seated, &n, &f);
        for (uint32_t i = 0; i < n; i++)
            got |= 1u << seated[i];
        if (want && !holds(code == 0 && got == want, "reserved seats", "the first list"))
            return;
    }
}

/* ---- names ---- */

/* clang-format off */
static const char *const anybody[] = {
    "plurality", "block", "limited", "approval", "borda", "score", "cumulative",
    "majority-judgment", "irv", "schulze", "minimax", "copeland", "ranked-pairs", "debian",
    "scottish", "wigm", "wigm-prf", "wigm-prf-batch", "cfer", "cfer-batch", "mpls",
    "minneapolis", "ers97", "meek", "meek-prf", "warren", "qpq", "dhondt", "sainte-lague",
    "modified-sainte-lague", "imperiali", "danish", "adams", "hare", "droop",
    "hagenbach-bischoff", "imperiali-remainders", "dutch"};
/* clang-format on */

/* Candidates under other numbers, the order for ties with them: the same people win. */
void names_of_candidates_change_nothing(void) {
    for (uint64_t k = 0; k < elections; k++) {
        const char *name = anybody[roll(sizeof(anybody) / sizeof(anybody[0]))];
        uint32_t to[MOST], was[MOST] = {0}, now[MOST] = {0};
        struct election before;
        invent(WITHDRAWALS | GRADES);
        e.seats = strcmp(name, "irv") == 0 ? 1 : e.seats;
        order_given();
        o.tie[0] = COUNT_TIE_ORDER;
        o.default_option = 1;
        int code = counted(name);
        for (uint32_t i = 0; code == 0 && i < r.winners_n; i++)
            was[r.winners[i]] = 1;
        for (uint32_t c = 0; code == 0 && r.seats_by_list && c < e.n; c++)
            was[c] = (uint32_t)r.seats_by_list[c];
        before = e;
        for (uint32_t c = 0; c < e.n; c++) {
            uint32_t at = roll(c + 1);
            to[c] = to[at];
            to[at] = c;
        }
        for (uint32_t c = 0; c < e.n; c++) {
            e.out[to[c]] = before.out[c];
            e.place[to[c]] = before.place[c];
            for (uint32_t i = 0; i < e.ballots; i++) {
                e.rank[i][to[c]] = before.rank[i][c];
                e.grade[i][to[c]] = before.grade[i][c];
            }
        }
        o.default_option = 1 + (int)to[0];
        order_given();
        if (!holds(counted(name) == code, name, "the same answer"))
            return;
        for (uint32_t i = 0; code == 0 && i < r.winners_n; i++)
            now[r.winners[i]] = 1;
        for (uint32_t c = 0; code == 0 && r.seats_by_list && c < e.n; c++)
            now[c] = (uint32_t)r.seats_by_list[c];
        for (uint32_t c = 0; c < e.n; c++)
            if (!holds(now[to[c]] == was[c], name, "the same people"))
                return;
    }
}

/* ---- more support does no harm ---- */

static bool still_there(uint32_t c) {
    bool there = false;
    for (uint32_t i = 0; i < r.winners_n; i++)
        there = there || r.winners[i] == c;
    for (uint32_t i = 0; i < r.standing_n; i++)
        there = there || r.standing[i] == c;
    return there;
}

/* On one ballot she changes places with the one before her, or is added at its end; where grades
 * count she has one more. */
static void raise(uint32_t i, uint32_t c) {
    int rank = e.rank[i][c], last = 0;
    e.grade[i][c]++;
    for (uint32_t d = 0; d < e.n; d++) {
        last = e.rank[i][d] > last ? e.rank[i][d] : last;
        if (e.rank[i][d] == rank - 1 && rank > 1) {
            e.rank[i][d] = rank;
            e.rank[i][c] = rank - 1;
            return;
        }
    }
    if (rank == 0)
        e.rank[i][c] = last + 1;
}

/* The first five have several winners, too. */
void a_winner_raised_still_wins(void) {
    static const char *const methods[] = {
        "plurality",    "block",   "limited",  "approval",         "score", "borda", "schulze",
        "ranked-pairs", "minimax", "copeland", "majority-judgment"};
    for (uint64_t k = 0; k < elections; k++) {
        uint32_t which = roll(11);
        const char *name = methods[which];
        invent(GRADES);
        e.seats = which < 5 ? e.seats : 1;
        o.strength = (enum count_strength)roll(2);
        if (e.ballots == 0 || !holds(counted(name) == 0, name, "a count"))
            continue;
        if (r.winners_n == 0)
            continue;
        uint32_t winner = r.winners[roll(r.winners_n)];
        raise(roll(e.ballots), winner);
        if (!holds(counted(name) == 0 && still_there(winner), name, "a winner who still wins"))
            return;
    }
}
