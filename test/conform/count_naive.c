/* A second counting of everything, plain and slow, from the rules' texts: each ballot for itself,
 * no parcels, no trees, whole numbers only. Random elections must come out the same. SEED=N repeats
 * a run, ELECTIONS=N sets how many of each method (2000; the count of the acceptance is 100000). */
#include "base/buf.h"
#include "base/checked.h"
#include "count/count.h"
#include "test.h"

#define MOST 7  /* candidates */
#define BALLOTS 40
#define ONE 100000 /* units of a Scottish vote */

static uint64_t state;
static uint32_t roll(uint32_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % n);
}

static struct election {
    uint32_t n, seats, ballots;
    uint32_t pref[BALLOTS][MOST], prefs[BALLOTS], weight[BALLOTS];
} e;

static struct count_ballots b;
static struct count_options options;
static struct count_result r;
static struct arena arena;
static struct fail failed;
static uint64_t elections;

static void invent(void) {
    e.n = 2 + roll(MOST - 1);
    e.seats = 1 + roll(e.n - 1);
    e.ballots = 1 + roll(BALLOTS);
    for (uint32_t i = 0; i < e.ballots; i++) {
        uint32_t order[MOST];
        for (uint32_t c = 0; c < e.n; c++) {
            uint32_t at = roll(c + 1);
            order[c] = order[at];
            order[at] = c;
        }
        e.prefs[i] = 1 + roll(e.n);
        e.weight[i] = roll(3) ? 1 : 1 + roll(20);
        memcpy(e.pref[i], order, sizeof(order));
    }
}

/* Ballots into the library, from ballot FIRST round, so that their order differs. */
static void enter(uint32_t first) {
    count_ballots_drop(&b);
    count_ballots_init(&b, &alloc_heap);
    for (uint32_t c = 0; c < e.n; c++) {
        char name[2] = {(char)('A' + (int)c), 0};
        count_ballots_candidate(&b, bytes_str(name));
    }
    for (uint32_t k = 0; k < e.ballots; k++) {
        uint32_t i = (k + first) % e.ballots, element[MOST];
        for (uint32_t p = 0; p < e.prefs[i]; p++)
            element[p] = e.pref[i][p] + 1;
        count_ballots_add(&b, element, e.prefs[i], e.weight[i]);
    }
}

static int counted(const char *method, uint32_t first) {
    enter(first);
    arena_drop(&arena);
    arena_init(&arena, &alloc_heap, 64 << 20);
    failed = (struct fail){0};
    options.seats = e.seats;
    return count_run(count_method_find(bytes_str(method)), &b, &options, &arena, &r, &failed);
}

static void show(const char *method, uint64_t number) {
    printf("# %s differs in election %llu (SEED):\n# %u %u\n", method, (unsigned long long)number,
           e.n, e.seats);
    for (uint32_t i = 0; i < e.ballots; i++) {
        printf("# %u", e.weight[i]);
        for (uint32_t p = 0; p < e.prefs[i]; p++)
            printf(" %u", e.pref[i][p] + 1);
        printf(" 0\n");
    }
}

static bool same_winners(const bool *won) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < r.winners_n; i++)
        if (!won[r.winners[i]])
            return false;
    for (uint32_t c = 0; c < e.n; c++)
        n += won[c];
    return n == r.winners_n;
}

/* ---- single transferable vote, SSI 2007/42 ---- */

enum { IN, WON, WAITS, OUT };
static int64_t history[200][MOST];

/* The one of the tied by the latest earlier stage where they differ, else the first. */
static uint32_t tie(const bool *tied, int stages, bool high) {
    bool left[MOST];
    memcpy(left, tied, sizeof(left));
    for (int s = stages - 1; s >= 0; s--) {
        int64_t best = high ? -1 : INT64_MAX;
        for (uint32_t c = 0; c < e.n; c++)
            if (left[c] && (high ? history[s][c] > best : history[s][c] < best))
                best = history[s][c];
        for (uint32_t c = 0; c < e.n; c++)
            left[c] = left[c] && history[s][c] == best;
    }
    for (uint32_t c = 0; c < e.n; c++)
        if (left[c])
            return c;
    abort();
}

static uint32_t holder_of(uint32_t i, const int *now) {
    for (uint32_t p = 0; p < e.prefs[i]; p++)
        if (now[e.pref[i][p]] == IN)
            return e.pref[i][p];
    return MOST;
}

static void scottish(bool *won) {
    int now[MOST] = {0};
    int64_t votes[MOST] = {0}, value[BALLOTS];
    uint32_t holder[BALLOTS], left = e.seats, in = e.n, total = 0;
    int stages = 0;
    for (uint32_t i = 0; i < e.ballots; i++) {
        value[i] = ONE;
        holder[i] = e.pref[i][0];
        votes[holder[i]] += ONE * (int64_t)e.weight[i];
        total += e.weight[i];
    }
    int64_t quota = (total / (e.seats + 1) + 1) * (int64_t)ONE;
    for (;;) {
        for (uint32_t c = 0; c < e.n; c++)
            if (now[c] == IN && votes[c] >= quota) {
                now[c] = votes[c] > quota ? WAITS : WON;
                left--;
                in--;
            }
        memcpy(history[stages++], votes, sizeof(votes));
        if (left == 0 || in <= left)
            break;
        bool tied[MOST] = {false}, surplus = false;
        int64_t best = 0;
        for (uint32_t c = 0; c < e.n; c++)
            if (now[c] == WAITS) {
                surplus = true;
                best = votes[c] > best ? votes[c] : best;
            }
        if (!surplus)
            best = INT64_MAX;
        for (uint32_t c = 0; c < e.n && !surplus; c++)
            if (now[c] == IN && votes[c] < best)
                best = votes[c];
        for (uint32_t c = 0; c < e.n; c++)
            tied[c] = now[c] == (surplus ? WAITS : IN) && votes[c] == best;
        uint32_t who = tie(tied, stages, surplus);
        now[who] = surplus ? WON : OUT;
        in -= !surplus;
        if (!surplus && in <= left)
            break;
        int64_t over = votes[who] - quota, had = votes[who];
        for (uint32_t i = 0; i < e.ballots; i++) {
            if (holder[i] != who)
                continue;
            if (surplus)
                value[i] = value[i] * over / had;
            holder[i] = holder_of(i, now);
            if (holder[i] < MOST)
                votes[holder[i]] += value[i] * e.weight[i];
        }
        votes[who] = surplus ? quota : 0;
    }
    for (uint32_t c = 0; c < e.n; c++)
        won[c] = now[c] == WON || now[c] == WAITS || (now[c] == IN && left > 0);
}

/* ---- instant run-off: exclude until one has more than half of what continues ---- */

static void run_off(bool *won) {
    int now[MOST] = {0};
    e.seats = 1;
    for (int stages = 0;; stages++) {
        int64_t votes[MOST] = {0}, total = 0;
        bool tied[MOST] = {false};
        for (uint32_t i = 0; i < e.ballots; i++) {
            uint32_t c = holder_of(i, now);
            if (c < MOST) {
                votes[c] += e.weight[i];
                total += e.weight[i];
            }
        }
        memcpy(history[stages], votes, sizeof(votes));
        uint32_t in = 0, last = 0;
        int64_t least = INT64_MAX, most = -1;
        for (uint32_t c = 0; c < e.n; c++)
            if (now[c] == IN) {
                in++;
                last = c;
                least = votes[c] < least ? votes[c] : least;
                most = votes[c] > most ? votes[c] : most;
            }
        for (uint32_t c = 0; c < e.n; c++) {
            won[c] = now[c] == IN && votes[c] == most && votes[c] * 2 > total;
            if (won[c])
                return;
        }
        if (in == 1) {
            won[last] = true;
            return;
        }
        bool two = in == 2 && least == most; /* the tie is for the seat */
        for (uint32_t c = 0; c < e.n; c++)
            tied[c] = now[c] == IN && votes[c] == least;
        uint32_t who = tie(tied, stages + 1, two);
        if (two) {
            won[who] = true;
            return;
        }
        now[who] = OUT;
    }
}

/* ---- Condorcet ---- */

static int64_t beats[MOST][MOST];

static void duels(void) {
    memset(beats, 0, sizeof(beats));
    for (uint32_t i = 0; i < e.ballots; i++)
        for (uint32_t x = 0; x < e.n; x++)
            for (uint32_t y = 0; y < e.n; y++) {
                uint32_t px = MOST, py = MOST;
                for (uint32_t p = 0; p < e.prefs[i]; p++) {
                    px = e.pref[i][p] == x ? p : px;
                    py = e.pref[i][p] == y ? p : py;
                }
                beats[x][y] += px < py ? e.weight[i] : 0;
            }
}

/* The strength of the strongest path, by trying every path. */
static int64_t path(uint32_t from, uint32_t to, uint32_t used, int64_t weakest) {
    int64_t best = 0;
    for (uint32_t c = 0; c < e.n; c++) {
        if (used >> c & 1 || beats[from][c] <= beats[c][from])
            continue;
        int64_t w = beats[from][c] < weakest ? beats[from][c] : weakest;
        int64_t s = c == to ? w : path(c, to, used | 1u << c, w);
        best = s > best ? s : best;
    }
    return best;
}

static void schulze(bool *won) {
    duels();
    for (uint32_t x = 0; x < e.n; x++) {
        won[x] = true;
        for (uint32_t y = 0; y < e.n; y++)
            if (x != y && path(y, x, 1u << y, INT64_MAX) > path(x, y, 1u << x, INT64_MAX))
                won[x] = false;
    }
}

static void minimax(bool *won) {
    int64_t worst[MOST], best = INT64_MAX;
    duels();
    for (uint32_t x = 0; x < e.n; x++) {
        worst[x] = 0;
        for (uint32_t y = 0; y < e.n; y++)
            if (beats[y][x] > beats[x][y] && beats[y][x] > worst[x])
                worst[x] = beats[y][x];
        best = worst[x] < best ? worst[x] : best;
    }
    for (uint32_t x = 0; x < e.n; x++)
        won[x] = worst[x] == best;
}

/* ---- seats for lists: the largest quotients of a table ---- */

static bool averages(bool odd, uint64_t *seats) {
    int64_t votes[MOST] = {0};
    for (uint32_t i = 0; i < e.ballots; i++)
        votes[e.pref[i][0]] += e.weight[i];
    memset(seats, 0, MOST * sizeof(*seats));
    for (uint32_t given = 0; given < e.seats; given++) {
        uint32_t best = MOST, equal = 0;
        for (uint32_t c = 0; c < e.n; c++) {
            int64_t d = odd ? 2 * (int64_t)seats[c] + 1 : (int64_t)seats[c] + 1;
            int64_t o = best == MOST ? 1
                        : odd        ? 2 * (int64_t)seats[best] + 1
                                     : (int64_t)seats[best] + 1;
            int64_t cmp = votes[c] == 0 ? -1 : best == MOST ? 1 : votes[c] * o - votes[best] * d;
            equal = cmp > 0 ? 1 : equal + (cmp == 0);
            best = cmp > 0 ? c : best;
        }
        if (equal > e.seats - given)
            return false; /* a tie for the last seats: the library must refuse */
        seats[best]++;
    }
    return true;
}

static void agree(const char *method, void (*naive)(bool *won), bool all_tied) {
    for (uint64_t k = 0; k < elections; k++) {
        bool won[MOST] = {false};
        invent();
        naive(won);
        if (all_tied)
            e.seats = 1;
        int code = counted(method, 0);
        if (all_tied && code == 0 && r.winners_n == 0) { /* tied: all of them stand */
            for (uint32_t i = 0; i < r.standing_n; i++)
                r.winners[r.winners_n++] = r.standing[i];
        }
        if (code < 0 || !same_winners(won)) {
            show(method, k);
            EXPECT(!"the same winners");
            return;
        }
        uint32_t n = r.winners_n, first[MOST];
        memcpy(first, r.winners, n * sizeof(*first));
        if (all_tied)
            continue;
        /* the order of ballots changes nothing */
        EXPECT_INT(counted(method, 1 + roll(BALLOTS)), 0);
        EXPECT_INT(r.winners_n, n);
        EXPECT(memcmp(first, r.winners, n * sizeof(*first)) == 0);
    }
}

TEST(scottish_agrees_with_counting_each_paper) {
    agree("scottish", scottish, false);
}
TEST(instant_run_off_agrees) {
    agree("irv", run_off, false);
}
TEST(schulze_agrees_with_trying_every_path) {
    agree("schulze", schulze, true);
}
TEST(minimax_agrees) {
    agree("minimax", minimax, true);
}
TEST(highest_averages_agree) {
    for (uint64_t k = 0; k < elections; k++)
        for (int odd = 0; odd < 2; odd++) {
            uint64_t seats[MOST];
            invent();
            e.seats = 1 + roll(30);
            bool settled = averages(odd, seats);
            int code = counted(odd ? "sainte-lague" : "dhondt", 0);
            if (settled ? code < 0 || memcmp(seats, r.seats_by_list, e.n * sizeof(*seats)) != 0
                        : code != ERR_CONFLICT) {
                show(odd ? "sainte-lague" : "dhondt", k);
                EXPECT(!"the same seats");
                return;
            }
        }
}

/* No vote comes from nowhere or is lost: candidates, exhausted and rounding add up at every
 * stage. */
TEST(totals_are_conserved) {
    for (uint64_t k = 0; k < elections / 4; k++) {
        invent();
        options.arithmetic = COUNT_RATIONAL;
        EXPECT_INT(counted("wigm", 0), 0);
        for (uint32_t s = 0; s < r.stages_n; s++) {
            struct ratio sum = {0, 1}, x;
            bool fits = ratio_parse(bytes_str(r.stage[s].exhausted), &sum) == 0;
            for (uint32_t c = 0; c < e.n && fits; c++)
                fits =
                    ratio_parse(bytes_str(r.stage[s].votes[c]), &x) == 0 && ratio_add(sum, x, &sum);
            if (fits) /* longer fractions than 64 bits are left to the library's own arithmetic */
                EXPECT(sum.den == 1 && (uint64_t)sum.num == r.valid);
        }
        options.arithmetic = COUNT_BY_RULE;
    }
}

int main(int argc, char **argv) {
    static const struct test_case cases[] = {
        T(scottish_agrees_with_counting_each_paper), T(instant_run_off_agrees),
        T(schulze_agrees_with_trying_every_path), T(minimax_agrees), T(highest_averages_agree),
        T(totals_are_conserved)};
    const char *seed = getenv("SEED"), *n = getenv("ELECTIONS");
    state = seed ? strtoull(seed, NULL, 10) : 20261124;
    elections = n ? strtoull(n, NULL, 10) : 2000;
    options = COUNT_OPTIONS;
    return test_run_all_(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
