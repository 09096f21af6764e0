#include "naive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct election e;
struct count_options o;
struct count_result r;
struct fail fault;
uint64_t elections;
uint64_t naive_state;
bool naive_differs;

static struct count_ballots b;
static struct arena arena;
static uint32_t order[MOST];

uint32_t roll(uint32_t n) {
    naive_state = naive_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((naive_state >> 33) % n);
}

static void permute(uint32_t *list, uint32_t n) {
    for (uint32_t c = 0; c < n; c++) {
        uint32_t at = roll(c + 1);
        list[c] = list[at];
        list[at] = c;
    }
}

static void invent_ballot(uint32_t i, unsigned what, bool equal, uint32_t crowd) {
    uint32_t by[MOST], length = roll(8) ? 1 + roll(e.n) : 0;
    int rank = 0;
    permute(by, e.n);
    if (crowd && roll(3)) /* many think alike, so that there are large surpluses */
        for (uint32_t c = 0; c < e.n; c++)
            by[c] = (c + crowd) % e.n;
    for (uint32_t p = 0; p < length; p++) {
        rank += p == 0 || !equal || roll(3);
        e.rank[i][by[p]] = rank;
    }
    for (uint32_t c = 0; c < e.n; c++)
        e.grade[i][c] = !(what & GRADES) || roll(6) == 0 ? -1 : (int)roll(6);
}

/* Names twice, ranks left blank, several marks in one rank. */
static void invent_record(uint32_t i, uint32_t crowd) {
    for (uint32_t rank = 0, length = roll(RANKS + 1); rank < length; rank++) {
        uint32_t kind = roll(12);
        uint32_t one = crowd && roll(3) ? (crowd + rank) % e.n : roll(e.n);
        e.mark[i][rank] = kind == 0   ? 0
                          : kind == 1 ? LABELLED
                          : kind == 2 ? 1u << one | 1u << roll(e.n)
                                      : 1u << one;
    }
}

void invent(unsigned what) {
    memset(&e, 0, sizeof(e));
    e.n = 1 + roll(MOST);
    e.seats = roll(10) ? 1 + roll(e.n) : 1 + roll(9);
    e.ballots = roll(40) == 0 ? 0 : roll(2) ? 1 + roll(6) : 1 + roll(BALLOTS);
    e.records = what & RECORDS;
    bool equal = (what & EQUAL_RANKS) && roll(3) == 0, heavy = roll(2);
    uint32_t crowd = roll(3) ? 0 : roll(e.n);
    for (uint32_t i = 0; i < e.ballots; i++) {
        e.weight[i] = !heavy || roll(3) ? 1 : 1 + roll(what & GRADES ? 4 : 20);
        if (what & LISTS)
            e.weight[i] = roll(3) ? 1 + roll(12) : 1 + roll(500);
        if (what & RECORDS)
            invent_record(i, crowd);
        else
            invent_ballot(i, what, equal, crowd);
    }
    for (uint32_t c = 0; c < e.n; c++) {
        e.out[c] = (what & WITHDRAWALS) && roll(12) == 0;
        e.members[c] = (what & LISTS) && roll(3) == 0 ? 1 + roll(5) : 0;
    }
    e.out[roll(e.n)] = false; /* somebody stands */
    o = COUNT_OPTIONS;
    for (uint32_t c = 0; c < e.n; c++)
        e.place[c] = c;
    if (roll(3) == 0) {
        permute(order, e.n);
        for (uint32_t c = 0; c < e.n; c++)
            e.place[order[c]] = c;
        o.order = order;
        o.order_n = e.n;
    }
}

void order_given(void) {
    for (uint32_t c = 0; c < e.n; c++)
        order[e.place[c]] = c;
    o.order = order;
    o.order_n = e.n;
}

void invent_ties(void) {
    static const enum count_tie_rule first[] = {COUNT_TIE_NONE, COUNT_TIE_BACKWARDS,
                                                COUNT_TIE_FORWARDS};
    enum count_tie_rule one = first[roll(3)];
    enum count_tie_rule last = roll(2) ? COUNT_TIE_ORDER : COUNT_TIE_ORDER_FIRST;
    o.tie[0] = one ? one : last;
    o.tie[1] = one ? last : COUNT_TIE_NONE;
}

static uint32_t elements_of_record(uint32_t i, uint32_t *element) {
    uint32_t n = 0;
    for (int rank = 0; rank < RANKS; rank++) {
        uint32_t mark = e.mark[i][rank];
        if (mark == 0 || mark == LABELLED)
            element[n++] = e.n + (mark ? 2 : 1);
        for (uint32_t c = 0, first = 1; c < e.n; c++)
            if (mark >> c & 1) {
                element[n++] = (c + 1) | (first ? 0 : b.tied);
                first = 0;
            }
    }
    return n;
}

static void enter(uint32_t i, uint32_t weight, bool grades) {
    uint32_t element[RANKS * MOST], n = e.records ? elements_of_record(i, element) : 0;
    uint16_t grade[MOST];
    for (uint32_t c = 0; c < e.n; c++)
        grade[c] = e.grade[i][c] < 0 ? COUNT_NO_SCORE : (uint16_t)e.grade[i][c];
    for (int rank = 1; rank <= MOST; rank++)
        for (uint32_t c = 0, first = 1; c < e.n; c++)
            if (e.rank[i][c] == rank) {
                element[n++] = (c + 1) | (first ? 0 : b.tied);
                first = 0;
            }
    int code = grades ? count_ballots_add_scores(&b, grade, weight)
                      : count_ballots_add(&b, element, n, weight);
    if (code < 0)
        abort();
}

static int run(const char *method, bool shuffled) {
    const struct count_method *m = count_method_find(bytes_str(method));
    bool grades = strcmp(method, "score") == 0 || strcmp(method, "cumulative") == 0 ||
                  strcmp(method, "majority-judgment") == 0;
    struct count_options with = o;
    uint32_t by[BALLOTS];
    count_ballots_drop(&b);
    count_ballots_init(&b, &alloc_heap);
    for (uint32_t c = 0; c < e.n; c++) {
        char name[2] = {(char)('A' + (int)c), 0};
        count_ballots_candidate(&b, bytes_str(name));
        b.candidate[c].withdrawn = e.out[c];
        b.candidate[c].members = e.members[c];
    }
    for (uint32_t k = 0; k < e.ballots; k++)
        by[k] = k;
    if (shuffled)
        permute(by, e.ballots);
    for (uint32_t k = 0; k < e.ballots; k++) {
        uint32_t i = by[k], part = shuffled && e.weight[i] > 1 ? e.weight[i] / 2 : 0;
        if (part)
            enter(i, part, grades);
        enter(i, e.weight[i] - part, grades);
    }
    with.seats = e.seats;
    arena_drop(&arena);
    arena_init(&arena, &alloc_heap, 256 << 20);
    fault = (struct fail){0};
    r = (struct count_result){0};
    return count_run(m, &b, &with, &arena, &r, &fault);
}

int counted(const char *method) {
    return run(method, false);
}

int counted_shuffled(const char *method) {
    return run(method, true);
}

bool holds(bool it, const char *method, const char *what) {
    if (it)
        return true;
    printf("# %s: expected %s; %s\n# %u candidates %u seats; ties %d %d; place", method, what,
           fault.text, e.n, e.seats, o.tie[0], o.tie[1]);
    for (uint32_t c = 0; c < e.n; c++)
        printf(" %u%s", e.place[c], e.out[c] ? "(withdrawn)" : "");
    for (uint32_t i = 0; i < e.ballots; i++) {
        printf("\n# %u *", e.weight[i]);
        for (uint32_t c = 0; c < e.n && !e.records; c++)
            printf(" %d", e.rank[i][c]);
        for (uint32_t rank = 0; rank < RANKS && e.records; rank++)
            printf(" %x", e.mark[i][rank]);
        printf(" |");
        for (uint32_t c = 0; c < e.n; c++)
            printf(" %d", e.grade[i][c]);
    }
    printf("\n# winners:");
    for (uint32_t i = 0; r.winners && i < r.winners_n; i++)
        printf(" %u", r.winners[i]);
    for (uint32_t s = 0; s < r.stages_n; s++) {
        printf("\n# stage %u kind %d quota %s exhausted %s surplus %s:", s, (int)r.stage[s].kind,
               r.stage[s].quota ? r.stage[s].quota : "-",
               r.stage[s].exhausted ? r.stage[s].exhausted : "-",
               r.stage[s].surplus ? r.stage[s].surplus : "-");
        for (uint32_t c = 0; c < e.n; c++)
            printf(" %s", count_votes(&r, s, c) ? count_votes(&r, s, c) : "-");
    }
    printf("\n");
    naive_differs = true;
    return false;
}

bool stands(uint32_t c) {
    return !e.out[c];
}

uint32_t standing_n(void) {
    uint32_t n = 0;
    for (uint32_t c = 0; c < e.n; c++)
        n += stands(c);
    return n;
}

/* ---- numbers ---- */

void whole(mpq_t ret, int64_t v) {
    mpq_set_si(ret, (long)v, 1);
}

static void step(mpq_t x, int places, int way) {
    mpz_t ten;
    mpz_init(ten);
    mpz_ui_pow_ui(ten, 10, (unsigned long)places);
    mpz_mul(mpq_numref(x), mpq_numref(x), ten);
    if (way == 0) { /* halves up: floor((2 a + b) / 2 b) */
        mpz_mul_2exp(mpq_numref(x), mpq_numref(x), 1);
        mpz_add(mpq_numref(x), mpq_numref(x), mpq_denref(x));
        mpz_mul_2exp(mpq_denref(x), mpq_denref(x), 1);
    }
    if (way > 0)
        mpz_cdiv_q(mpq_numref(x), mpq_numref(x), mpq_denref(x));
    else
        mpz_fdiv_q(mpq_numref(x), mpq_numref(x), mpq_denref(x));
    mpz_set(mpq_denref(x), ten);
    mpq_canonicalize(x);
    mpz_clear(ten);
}

void cut(mpq_t x, int places) {
    step(x, places, -1);
}

void cut_up(mpq_t x, int places) {
    step(x, places, 1);
}

void nearest(mpq_t x, int places) {
    step(x, places, 0);
}

bool text_is(const char *text, const mpq_t x) {
    char digits[400];
    size_t n = 0;
    int places = 0;
    bool point = false;
    mpq_t y, z;
    if (!text || strlen(text) >= sizeof(digits))
        return text != NULL; /* a fraction too long to be read here */
    for (const char *s = text; *s; s++) {
        if (*s != '.')
            digits[n++] = *s;
        places += point;
        point = point || *s == '.';
    }
    digits[n] = 0;
    mpq_inits(y, z, NULL);
    bool same = mpq_set_str(y, digits, 10) == 0;
    mpz_t ten;
    mpz_init(ten);
    mpz_ui_pow_ui(ten, 10, (unsigned long)places);
    mpz_mul(mpq_denref(y), mpq_denref(y), ten);
    mpq_canonicalize(y);
    mpq_set(z, x);
    if (point)
        nearest(z, places);
    same = same && mpq_equal(y, z);
    mpz_clear(ten);
    mpq_clears(y, z, NULL);
    return same;
}

void numbers_init(mpq_t *x, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        mpq_init(x[i]);
}

void numbers_drop(mpq_t *x, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        mpq_clear(x[i]);
}

/* ---- rankings and ties ---- */

static bool has(const uint32_t *list, uint32_t n, uint32_t c) {
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == c)
            return true;
    return false;
}

static bool winners_right(bool above[MOST][MOST], uint32_t c, bool settles) {
    uint32_t higher = 0, equal = 0, before = 0;
    for (uint32_t y = 0; y < e.n; y++) {
        if (!stands(y))
            continue;
        bool same = !above[y][c] && !above[c][y];
        higher += above[y][c];
        equal += same;
        before += same && e.place[y] < e.place[c];
    }
    bool in = has(r.winners, r.winners_n, c), open = has(r.standing, r.standing_n, c);
    if (higher + equal <= e.seats)
        return in && !open;
    if (higher >= e.seats)
        return !in && !open;
    return settles ? in == (higher + before < e.seats) && !open : !in && open;
}

bool ranked(const char *method, bool above[MOST][MOST], mpq_t *points) {
    bool settles = o.tie[0] != COUNT_TIE_NONE;
    uint32_t group[MOST] = {0}, seen = 0;
    for (uint32_t g = 0; g < r.ranks_n; g++)
        for (; seen < r.rank_end[g]; seen++)
            group[r.ranking[seen]] = g;
    if (!holds(seen == standing_n(), method, "everybody who stands ranked"))
        return false;
    for (uint32_t x = 0; x < e.n; x++) {
        if (!stands(x)) {
            if (!holds(!has(r.winners, r.winners_n, x), method, "no winner who withdrew"))
                return false;
            continue;
        }
        for (uint32_t y = 0; y < e.n; y++)
            if (stands(y) &&
                !holds(above[x][y] == (group[x] < group[y]), method, "the same ranking"))
                return false;
        if (!holds(winners_right(above, x, settles), method, "the same winners, the same tied"))
            return false;
        if (points && !holds(text_is(r.score[x], points[x]), method, "the same points"))
            return false;
    }
    for (uint32_t i = 1; i < r.winners_n; i++)
        if (!holds(!above[r.winners[i]][r.winners[i - 1]], method, "winners in order"))
            return false;
    return true;
}

/* Those of the left whom a stage shows highest (or lowest). */
static void keep_extreme(bool *left, mpq_t *votes, bool high) {
    bool keep[MOST];
    for (uint32_t c = 0; c < e.n; c++) {
        keep[c] = left[c];
        for (uint32_t d = 0; d < e.n; d++)
            if (left[c] && left[d] &&
                (high ? mpq_cmp(votes[d], votes[c]) > 0 : mpq_cmp(votes[d], votes[c]) < 0))
                keep[c] = false;
    }
    memcpy(left, keep, sizeof(keep));
}

uint32_t chosen(bool *tied, mpq_t history[][MOST], int stages, bool high) {
    bool left[MOST];
    memcpy(left, tied, sizeof(left));
    for (int i = 0; i < COUNT_TIES_MAX; i++) {
        enum count_tie_rule rule = o.tie[i];
        if (rule == COUNT_TIE_BACKWARDS)
            for (int s = stages - 1; s >= 0; s--)
                keep_extreme(left, history[s], high);
        if (rule == COUNT_TIE_FORWARDS)
            for (int s = 0; s < stages; s++)
                keep_extreme(left, history[s], high);
        if (rule == COUNT_TIE_ORDER || rule == COUNT_TIE_ORDER_FIRST)
            break;
    }
    bool earliest = high || !(o.tie[0] == COUNT_TIE_ORDER || o.tie[1] == COUNT_TIE_ORDER);
    uint32_t best = MOST;
    for (uint32_t c = 0; c < e.n; c++)
        if (left[c] && (best == MOST || (e.place[c] < e.place[best]) == earliest))
            best = c;
    return best;
}
