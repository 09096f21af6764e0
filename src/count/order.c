/* The hopefuls by their votes. The order is kept from stage to stage: those whose votes were
 * touched since are taken out, sorted, and put back where they belong now, so that a stage costs
 * what moved, and of those who did not move nothing but a step. */
#include "count/tally.h"

static bool before(const struct tally *t, uint32_t x, uint32_t y) {
    int cmp = t->sys.kind == COUNT_RATIONAL
                  ? mpq_cmp(t->votes[x], t->votes[y])
                  : mpz_cmp(mpq_numref(t->votes[x]), mpq_numref(t->votes[y]));
    return cmp ? cmp > 0 : x < y;
}

/* What is nearly sorted costs nearly nothing. */
static void merge_sort(const struct tally *t, uint32_t *list, uint32_t n, uint32_t *spare) {
    uint32_t half = n / 2, left = 0, right = half;
    if (n < 2)
        return;
    merge_sort(t, list, half, spare);
    merge_sort(t, list + half, n - half, spare);
    if (before(t, list[half - 1], list[half]))
        return;
    memcpy(spare, list, half * sizeof(*list));
    for (uint32_t i = 0; left < half; i++)
        list[i] = right < n && before(t, list[right], spare[left]) ? list[right++] : spare[left++];
}

/* The MOVED ones, sorted, among the first KEPT of the order. */
static void put_back(struct tally *t, uint32_t kept, const uint32_t *moved, uint32_t n) {
    uint32_t *order = t->order, end = kept;
    for (uint32_t i = n; i-- > 0;) {
        uint32_t low = 0, high = end;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (before(t, order[middle], moved[i]))
                low = middle + 1;
            else
                high = middle;
        }
        memmove(order + low + i + 1, order + low, (end - low) * sizeof(*order));
        order[low + i] = moved[i];
        end = low;
    }
}

const uint32_t *tally_order(struct tally *t) {
    uint32_t kept = 0, moved = 0, *order = t->order;
    if (t->order_lost) {
        t->order_n = 0;
        for (uint32_t c = 0; c < t->n; c++) {
            order[t->order_n] = c;
            t->order_n += t->standing[c] == HOPEFUL;
            t->touched[c] |= TALLY_UNSORTED;
        }
    } else if (!t->unsorted && t->order_n == t->hopefuls) {
        return order;
    }
    for (uint32_t i = 0; i < t->order_n; i++) {
        uint32_t c = order[i];
        if (t->standing[c] != HOPEFUL)
            continue;
        if (t->touched[c] & TALLY_UNSORTED)
            t->moved[moved++] = c;
        else
            order[kept++] = c;
        t->touched[c] &= (uint8_t)~TALLY_UNSORTED;
    }
    merge_sort(t, t->moved, moved, t->spare);
    put_back(t, kept, t->moved, moved);
    t->order_n = kept + moved;
    t->unsorted = t->order_lost = false;
    return order;
}

void tally_restand(struct tally *t) {
    t->hopefuls = 0;
    t->order_lost = true;
    for (uint32_t c = 0; c < t->n; c++) {
        t->hopefuls += t->standing[c] == HOPEFUL;
        tally_votes(t, c);
    }
}

void numbers_sort(uint32_t *list, uint32_t n) {
    for (uint32_t gap = n / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < n; i++) {
            uint32_t x = list[i], j = i;
            for (; j >= gap && list[j - gap] > x; j -= gap)
                list[j] = list[j - gap];
            list[j] = x;
        }
}

static bool equal(struct tally *t, uint32_t x, uint32_t y) {
    return number_compare(&t->sys, t->votes[x], t->votes[y]) == 0;
}

/* Equal as the arithmetic compares, they stand in the order of candidates. */
static void take_equal(const struct tally *t, const uint32_t *from, uint32_t n, uint32_t *ret) {
    memcpy(ret, from, n * sizeof(*ret));
    if (t->sys.kind == COUNT_GUARDED)
        numbers_sort(ret, n);
}

static void take(struct tally *t, uint32_t n, bool most_first, uint32_t *ret) {
    const uint32_t *order = tally_order(t);
    for (uint32_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && equal(t, order[from], order[to]);)
            to++;
        take_equal(t, order + from, to - from, ret + (most_first ? from : n - to));
    }
}

uint32_t tally_sorted(struct tally *t, bool most_first, uint32_t *ret) {
    take(t, t->hopefuls, most_first, ret);
    return t->hopefuls;
}

void tally_highest(struct tally *t, uint32_t n, uint32_t *ret) {
    take(t, n, true, ret);
}

uint32_t tally_extreme(struct tally *t, bool most, uint32_t *ret) {
    const uint32_t *order = tally_order(t);
    uint32_t n = t->hopefuls, from = 0, to = n;
    if (n && most)
        for (to = 1; to < n && equal(t, order[0], order[to]);)
            to++;
    else if (n)
        for (from = n - 1; from && equal(t, order[n - 1], order[from - 1]);)
            from--;
    take_equal(t, order + from, to - from, ret);
    return to - from;
}

uint32_t tally_pending(struct tally *t, uint32_t *ret) {
    const uint32_t *winner = t->r->winners;
    uint32_t n = 0, best = COUNT_NOBODY;
    for (uint32_t i = 0; i < t->winners; i++)
        if (t->standing[winner[i]] == PENDING &&
            (best == COUNT_NOBODY || mpq_cmp(t->votes[winner[i]], t->votes[best]) > 0))
            best = winner[i];
    for (uint32_t i = 0; i < t->winners; i++)
        if (t->standing[winner[i]] == PENDING && equal(t, winner[i], best))
            ret[n++] = winner[i];
    numbers_sort(ret, n);
    return n;
}

uint32_t tally_electable(struct tally *t, const mpq_t least, uint32_t *ret) {
    uint32_t n = 0;
    for (uint32_t c = 0; c < t->n; c++) {
        if (t->standing[c] != HOPEFUL || tally_doomed(t, c) || mpq_cmp(t->votes[c], least) < 0)
            continue;
        int cmp = n ? number_compare(&t->sys, t->votes[c], t->votes[ret[0]]) : 1;
        n = cmp > 0 ? 0 : n;
        if (cmp >= 0)
            ret[n++] = c;
    }
    return n;
}

uint32_t tally_lowest(struct tally *t, uint32_t *ret, bool *doomed) {
    *doomed = false;
    if (!t->limits)
        return tally_extreme(t, false, ret);
    for (uint32_t c = 0; c < t->n; c++)
        *doomed = *doomed || tally_doomed(t, c);
    uint32_t n = 0;
    for (uint32_t c = 0; c < t->n; c++) {
        if (t->standing[c] != HOPEFUL ||
            (*doomed ? !tally_doomed(t, c) : tally_guarded(t, c)))
            continue;
        int cmp = n ? number_compare(&t->sys, t->votes[c], t->votes[ret[0]]) : -1;
        n = cmp < 0 ? 0 : n;
        if (cmp <= 0)
            ret[n++] = c;
    }
    return n;
}
