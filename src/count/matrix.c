/* Tie and transfer (Balinski and Demange, Mathematical Programming 45 (1989) 193; Maier,
 * Zachariassen and Zachariasen, Management Science 56 (2010) 373; Pukelsheim, Proportional
 * Representation (2014), ch. 15), after alternating scaling has come near.
 *
 * What is sought. Write v for the votes of a cell and x for its seats. Divisors of rows and columns
 * that round every cell to x exist if and only if x makes
 *     product over cells of v / (1/2) * v / (3/2) * ... * v / (x - 1/2)
 * as great as any table with these margins can (without the factors of the seats that a cell has at
 * least): the divisors are the prices of a transportation
 * problem whose cost, log((x + 1/2) / v) for one seat more, grows with each seat. So the best table
 * is found as such problems are: by shortest ways, with factors in place of sums, in fractions.
 *
 * One transfer. Columns hold, each cell is rounded by the divisors, some rows have too many seats
 * and some too few. From the rows with too many a label spreads: how far the divisor of a row may
 * rise, relative to theirs, and that of a column fall, before a cell on the way comes to a half.
 * From a row it goes to columns where the row has a seat (it can be handed on), from a column to
 * rows with votes there (they can take it). Divisors move by their labels; then every cell is still
 * rounded by them, and each step of the shortest way to a row with too few is a tie, so a seat is
 * handed along it and columns still hold.
 *
 * Why it ends. Each transfer takes one seat from a row with too many and gives one to a row with
 * too few, and makes no new ones: as many transfers as there were seats misplaced after scaling, at
 * most all of them. One spreading of labels settles a row or column a step, so it has rows +
 * columns steps. A label is a product of at most rows + columns quotients of votes and halves, and
 * rows with too many keep the divisors they had: numbers do not grow from transfer to transfer (but
 * for rows and columns that no label reaches, once a transfer).
 *
 * Why a refusal is right. Let no row with too few be reached; R the rows and C the columns reached.
 * Rows of R have all their seats in C (else another column were reached), but for least ones, which
 * no cell hands on; only rows of R have votes in C (else another row were). So the seats of C and
 * these least ones are the seats of the rows of R, more than R may have, since R has no row with
 * too few and one with too many: with votes in C for R alone, no table has these margins. (Such a
 * cut is what the theorem of the greatest flow and the least cut promises when a flow is missing.)
 *
 * Ties. With divisors that fit one best table, a table is as good if and only if they fit it too:
 * it differs by seats handed round in circles of tied cells. */
#include "count/matrix.h"

#include "base/check.h"

#define ROUNDS_MAX 24         /* of alternating scaling; most tables need fewer than ten */
#define TRANSFERS_MAX 4000000 /* seats to transfer, times cells */

enum { UNSEEN, OPEN, DONE };

int matrix_init(struct matrix *m, struct arena *a) {
    uint32_t n = m->rows + m->columns;
    mpq_inits(m->low, m->high, m->a, m->b, NULL);
    m->row = number_array(a, m->rows);
    m->column = number_array(a, m->columns);
    m->label = number_array(a, n);
    m->state = arena_get(a, n);
    m->from = ARENA_ARRAY(a, n, uint32_t);
    m->queue = ARENA_ARRAY(a, n, uint32_t);
    m->hand = arena_get(a, (size_t)m->rows * m->columns);
    if (!m->row || !m->column || !m->label || !m->state || !m->from || !m->queue || !m->hand)
        return ERR_NOMEM;
    for (uint32_t p = 0; p < m->rows; p++)
        mpq_set_ui(m->row[p], 1, 1);
    for (uint32_t d = 0; d < m->columns; d++)
        mpq_set_ui(m->column[d], 1, 1);
    return 0;
}

void matrix_drop(struct matrix *m) {
    mpq_clears(m->low, m->high, m->a, m->b, NULL);
    number_array_drop(m->row, m->rows);
    number_array_drop(m->column, m->columns);
    number_array_drop(m->label, m->rows + m->columns);
}

/* ---- one row or column ---- */

/* WEIGHT over the half above (or below) S seats; into itself, too. */
static void quotient(mpq_t ret, const mpq_t weight, uint64_t s, bool above) {
    mpq_set(ret, weight);
    mpz_mul_2exp(mpq_numref(ret), mpq_numref(ret), 1);
    mpz_mul_ui(mpq_denref(ret), mpq_denref(ret), above ? 2 * s + 1 : 2 * s - 1);
    mpq_canonicalize(ret);
}

/* The cell whose next seat costs the most votes, or whose last one cost the fewest. */
static uint32_t extreme(mpq_t *weight, uint32_t n, const uint64_t *seats, const uint8_t *least,
                        uint32_t step, bool next, mpq_t ret) {
    uint32_t best = COUNT_NOBODY;
    mpq_t x;
    mpq_init(x);
    for (uint32_t i = 0; i < n; i++) {
        uint64_t s = seats[(size_t)i * step], kept = least ? least[(size_t)i * step] : 0;
        if (mpq_sgn(weight[i]) == 0 || (!next && s <= kept))
            continue;
        quotient(x, weight[i], s, next);
        int cmp = best == COUNT_NOBODY ? 0 : mpq_cmp(x, ret);
        if (best == COUNT_NOBODY || (next ? cmp > 0 : cmp < 0)) {
            best = i;
            mpq_set(ret, x);
        }
    }
    mpq_clear(x);
    return best;
}

void matrix_divide(mpq_t *weight, uint32_t n, uint64_t seats, uint64_t *ret, const uint8_t *least,
                   uint32_t step) {
    uint64_t given = 0;
    mpq_t all, x;
    mpq_inits(all, x, NULL);
    for (uint32_t i = 0; i < n; i++)
        mpq_add(all, all, weight[i]);
    check(seats == 0 || mpq_sgn(all) > 0);
    for (uint32_t i = 0; i < n; i++) { /* each its share, to the nearest: the divisor all / seats */
        ret[(size_t)i * step] = 0;
        if (seats == 0 || mpq_sgn(weight[i]) == 0)
            continue;
        number_z_set(mpq_numref(x), seats);
        mpz_set_ui(mpq_denref(x), 1);
        mpq_mul(x, x, weight[i]);
        mpq_div(x, x, all);
        mpz_mul_2exp(mpq_numref(x), mpq_numref(x), 1);
        mpz_add(mpq_numref(x), mpq_numref(x), mpq_denref(x));
        mpz_mul_2exp(mpq_denref(x), mpq_denref(x), 1);
        mpz_fdiv_q(mpq_numref(x), mpq_numref(x), mpq_denref(x));
        uint64_t s = mpz_get_ui(mpq_numref(x)), kept = least ? least[(size_t)i * step] : 0;
        given += ret[(size_t)i * step] = s < kept ? kept : s;
    }
    for (; given < seats; given++)
        ret[(size_t)extreme(weight, n, ret, least, step, true, x) * step]++;
    for (; given > seats; given--)
        ret[(size_t)extreme(weight, n, ret, least, step, false, x) * step]--;
    mpq_clears(all, x, NULL);
}

bool matrix_interval(mpq_t *weight, uint32_t n, const uint64_t *seats, const uint8_t *least,
                     uint32_t step, mpq_t low, mpq_t high) {
    if (extreme(weight, n, seats, least, step, true, low) == COUNT_NOBODY)
        return false;
    if (extreme(weight, n, seats, least, step, false, high) == COUNT_NOBODY)
        mpq_add(high, low, low); /* without a seat any divisor above will do */
    return true;
}

/* The fraction of least denominator from LOW to HIGH, both above nothing: the continued fractions
 * of both go together until a whole number lies between. Spoils them. */
static void simplest(mpq_t low, mpq_t high, mpq_t ret) {
    mpz_t p, q, p_last, q_last, whole;
    mpz_inits(p, q, p_last, q_last, whole, NULL);
    mpz_set_ui(p, 1);
    mpz_set_ui(q_last, 1);
    for (;;) {
        mpz_cdiv_q(whole, mpq_numref(low), mpq_denref(low));
        mpz_mul(mpq_numref(ret), whole, mpq_denref(high));
        bool between = mpz_cmp(mpq_numref(ret), mpq_numref(high)) <= 0;
        if (!between)
            mpz_sub_ui(whole, whole, 1);
        mpz_addmul(p_last, whole, p);
        mpz_addmul(q_last, whole, q);
        mpz_swap(p_last, p);
        mpz_swap(q_last, q);
        if (between)
            break;
        mpz_submul(mpq_numref(low), whole, mpq_denref(low));
        mpz_submul(mpq_numref(high), whole, mpq_denref(high));
        mpq_inv(low, low);
        mpq_inv(high, high);
        mpq_swap(low, high);
    }
    mpz_set(mpq_numref(ret), p);
    mpz_set(mpq_denref(ret), q);
    mpz_clears(p, q, p_last, q_last, whole, NULL);
}

/* ---- alternating scaling ---- */

static void set_votes(const struct matrix *m, uint32_t p, uint32_t d, mpq_t ret) {
    number_z_set(mpq_numref(ret), m->votes[(size_t)p * m->columns + d]);
    mpz_set_ui(mpq_denref(ret), 1);
}

/* Votes over the divisors of the other side, of a row or column, into the labels. */
static void weigh(struct matrix *m, bool row, uint32_t at) {
    for (uint32_t i = 0; i < (row ? m->columns : m->rows); i++) {
        set_votes(m, row ? at : i, row ? i : at, m->label[i]);
        mpq_div(m->label[i], m->label[i], row ? m->column[i] : m->row[i]);
    }
}

/* The divisor of a row or column, from what its seats allow. */
static void renew(struct matrix *m, bool row, uint32_t at) {
    uint32_t n = row ? m->columns : m->rows, step = row ? 1 : m->columns;
    size_t first = row ? (size_t)at * m->columns : at;
    if (matrix_interval(m->label, n, m->seats + first, m->least + first, step, m->low, m->high))
        simplest(m->low, m->high, row ? m->row[at] : m->column[at]);
}

static int64_t surplus(const struct matrix *m, uint32_t p) {
    uint64_t n = 0;
    for (uint32_t d = 0; d < m->columns; d++)
        n += m->seats[(size_t)p * m->columns + d];
    return (int64_t)n - (int64_t)m->row_seats[p];
}

/* Seats of rows that have too many. */
static uint64_t misplaced(const struct matrix *m) {
    uint64_t n = 0;
    for (uint32_t p = 0; p < m->rows; p++) {
        int64_t more = surplus(m, p);
        n += more > 0 ? (uint64_t)more : 0;
    }
    return n;
}

bool matrix_scale(struct matrix *m) {
    for (int round = 0;; round++) {
        for (uint32_t d = 0; d < m->columns; d++) {
            weigh(m, false, d);
            matrix_divide(m->label, m->rows, m->column_seats[d], m->seats + d, m->least + d,
                          m->columns);
            renew(m, false, d);
        }
        if (misplaced(m) == 0)
            return true;
        if (round == ROUNDS_MAX)
            return false;
        for (uint32_t p = 0; p < m->rows; p++) {
            weigh(m, true, p);
            matrix_divide(m->label, m->columns, m->row_seats[p], m->seats + (size_t)p * m->columns,
                          m->least + (size_t)p * m->columns, 1);
            renew(m, true, p);
        }
    }
}

void matrix_shorten(struct matrix *m) {
    for (int round = 0; round < 3; round++) {
        for (uint32_t d = 0; d < m->columns; d++) {
            weigh(m, false, d);
            renew(m, false, d);
        }
        for (uint32_t p = 0; p < m->rows; p++) {
            weigh(m, true, p);
            renew(m, true, p);
        }
    }
}

/* ---- transfers ---- */

static size_t cell_of(const struct matrix *m, uint32_t u, uint32_t v) {
    return u < m->rows ? (size_t)u * m->columns + (v - m->rows)
                       : (size_t)v * m->columns + (u - m->rows);
}

/* By what factor the divisor of U may move before a seat goes from it to V (a row hands one on in a
 * column, a column gives one to a row): 1 is a tie. False: never. */
static bool slack(const struct matrix *m, uint32_t u, uint32_t v, mpq_t ret) {
    bool hands = u < m->rows;
    uint32_t p = hands ? u : v, d = (hands ? v : u) - m->rows;
    size_t cell = cell_of(m, u, v);
    uint64_t s = m->seats[cell];
    if (m->votes[cell] == 0 || (hands && s <= m->least[cell]))
        return false;
    set_votes(m, p, d, ret);
    mpq_div(ret, ret, m->row[p]);
    mpq_div(ret, ret, m->column[d]);
    quotient(ret, ret, s, !hands);
    if (!hands)
        mpq_inv(ret, ret);
    return true;
}

/* Labels from all rows with too many seats, the smallest first. */
static void spread(struct matrix *m) {
    uint32_t n = m->rows + m->columns;
    for (uint32_t u = 0; u < n; u++) {
        m->state[u] = u < m->rows && surplus(m, u) > 0 ? OPEN : UNSEEN;
        m->from[u] = COUNT_NOBODY;
        mpq_set_ui(m->label[u], 1, 1);
    }
    for (;;) {
        uint32_t u = COUNT_NOBODY;
        for (uint32_t i = 0; i < n; i++)
            if (m->state[i] == OPEN && (u == COUNT_NOBODY || mpq_cmp(m->label[i], m->label[u]) < 0))
                u = i;
        if (u == COUNT_NOBODY)
            return;
        m->state[u] = DONE;
        for (uint32_t v = u < m->rows ? m->rows : 0; v < (u < m->rows ? n : m->rows); v++) {
            if (m->state[v] == DONE || !slack(m, u, v, m->a))
                continue;
            mpq_mul(m->a, m->a, m->label[u]);
            if (m->state[v] == OPEN && mpq_cmp(m->a, m->label[v]) >= 0)
                continue;
            m->state[v] = OPEN;
            m->from[v] = u;
            mpq_set(m->label[v], m->a);
        }
    }
}

/* Divisors by their labels; those of who was not reached as far as the farthest. */
static void move(struct matrix *m) {
    uint32_t n = m->rows + m->columns;
    mpq_set_ui(m->high, 1, 1);
    for (uint32_t u = 0; u < n; u++)
        if (m->state[u] == DONE && mpq_cmp(m->label[u], m->high) > 0)
            mpq_set(m->high, m->label[u]);
    for (uint32_t u = 0; u < n; u++) {
        mpq_t *by = m->state[u] == DONE ? &m->label[u] : &m->high;
        if (u < m->rows)
            mpq_div(m->row[u], m->row[u], *by);
        else
            mpq_mul(m->column[u - m->rows], m->column[u - m->rows], *by);
    }
}

/* One seat along the way that the labels came to V, from where it began. */
static void hand_along(struct matrix *m, uint32_t v) {
    for (uint32_t u = m->from[v]; u != COUNT_NOBODY; v = u, u = m->from[v]) {
        size_t cell = cell_of(m, u, v);
        if (u < m->rows)
            m->seats[cell]--;
        else
            m->seats[cell]++;
        m->hand[cell] = u < m->rows ? 1 : -1;
    }
}

int matrix_transfer(struct matrix *m, bool *ret_cut, struct fail *f) {
    uint32_t n = m->rows + m->columns;
    uint64_t left = misplaced(m), cells = (uint64_t)m->rows * m->columns;
    if (left > TRANSFERS_MAX / cells)
        return fail_set(f, ERR_RANGE,
                        "%llu seats of a table of %u by %u have to be transferred: too many",
                        (unsigned long long)left, m->rows, m->columns);
    for (; left; left--) {
        uint32_t to = COUNT_NOBODY;
        spread(m);
        for (uint32_t p = 0; p < m->rows; p++)
            if (m->state[p] == DONE && surplus(m, p) < 0 &&
                (to == COUNT_NOBODY || mpq_cmp(m->label[p], m->label[to]) < 0))
                to = p;
        if (to == COUNT_NOBODY) {
            for (uint32_t u = 0; u < n; u++)
                ret_cut[u] = m->state[u] == DONE;
            return ERR_CONFLICT;
        }
        move(m);
        hand_along(m, to);
    }
    return 0;
}

/* ---- ties ---- */

void matrix_ties(struct matrix *m) {
    for (uint32_t p = 0; p < m->rows; p++)
        for (uint32_t d = 0; d < m->columns; d++) {
            uint32_t column = m->rows + d;
            int8_t *hand = &m->hand[cell_of(m, p, column)];
            *hand = 0;
            if (slack(m, p, column, m->a) && mpq_cmp_ui(m->a, 1, 1) == 0)
                *hand = -1;
            else if (slack(m, column, p, m->a) && mpq_cmp_ui(m->a, 1, 1) == 0)
                *hand = 1;
        }
}

/* May U hand a seat to V without a divisor changing? */
static bool tied(const struct matrix *m, uint32_t u, uint32_t v) {
    return m->hand[cell_of(m, u, v)] == (u < m->rows ? -1 : 1);
}

/* Marks with BIT who can be reached from row P, or who reaches it, over tied cells. */
static void reach(struct matrix *m, uint32_t p, bool backwards, uint8_t bit) {
    uint32_t head = 0, tail = 0, *queue = m->queue;
    m->state[p] |= bit;
    for (queue[tail++] = p; head < tail; head++) {
        uint32_t u = queue[head], first = u < m->rows ? m->rows : 0;
        for (uint32_t v = first; v < (first ? m->rows + m->columns : m->rows); v++) {
            if ((m->state[v] & bit) || !(backwards ? tied(m, v, u) : tied(m, u, v)))
                continue;
            m->state[v] |= bit;
            queue[tail++] = v;
            if (!backwards)
                m->from[v] = u;
        }
    }
}

uint32_t matrix_decide(struct matrix *m, uint32_t cell, uint32_t *ret) {
    uint32_t p = cell / m->columns, column = m->rows + cell % m->columns, n = 0;
    int8_t hand = m->hand[cell];
    if (hand == 0)
        return 0;
    memset(m->state, 0, m->rows + m->columns);
    m->from[p] = COUNT_NOBODY;
    reach(m, p, true, 2);
    reach(m, p, false, 1);
    if (m->state[column] == 3) {
        for (uint32_t i = 0; i < m->rows * m->columns; i++)
            if (m->hand[i] && m->state[i / m->columns] == 3 &&
                m->state[m->rows + i % m->columns] == 3)
                ret[n++] = i;
        if (hand > 0) {
            hand_along(m, column);
            m->seats[cell]++;
        }
    }
    m->hand[cell] = 0;
    return n;
}
