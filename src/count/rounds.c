/* Instant run-off and what grew from it: rounds over cast vote records, with all settings of the
 * Universal RCV Tabulator (RCTab 2.0): overvotes, skipped and repeated ranks, thresholds, batches,
 * several winners by surplus, from the bottom up, or seat by seat. */
#include "count/methods.h"
#include "count/tally.h"

enum status { ACTIVE, CHOICES, OVERVOTE, REPEATED, SKIPPED, FINAL_SURPLUS, UNMARKED, STATUSES };

struct rounds {
    struct tally t;
    const struct count_options *o;
    uint32_t *start;     /* of each ballot in the stream */
    /* ballots each holds, by element (0: those that wait), as lists of numbers from 1; what the
     * others count for is in idle */
    uint32_t *first, *next;
    uint16_t *value;     /* of each ballot: index of values; NULL: all have the first */
    mpq_t *values;
    uint32_t values_n, values_max, *becomes;
    mpq_t *held;         /* by element: votes of the ballots in the list, as they came */
    mpq_t active;        /* of all who continue, together */
    mpq_t idle[STATUSES];
    /* what goes from one holder to others, by element, and which elements these are */
    mpq_t *moved;
    uint64_t *ballots;
    uint32_t *met, met_n;
    uint8_t *is_met;
    uint32_t *out, out_n; /* elected or excluded in the last round: their ballots move now */
    uint32_t *seen, stamp, *list;
    uint32_t round, seats, since; /* since: winners before this pass */
    const char *note;
};

static bool continuing(const struct rounds *x, uint32_t c) {
    uint8_t s = x->t.standing[c];
    return s == HOPEFUL || (s == ELECTED && x->o->until_two);
}

static bool uses_surplus(const struct rounds *x) {
    return x->o->winners == COUNT_MANY_PER_ROUND || x->o->winners == COUNT_ONE_PER_ROUND;
}

/* Does this rank make the ballot wait, pass on or fall? ACTIVE: neither. */
static enum status overvoted(const struct rounds *x, size_t at, size_t next, bool *pass,
                             bool *wait) {
    const struct count_ballots *b = x->t.b;
    bool labelled = (count_element(b, at) & (b->tied - 1)) == b->candidates + 2;
    *pass = *wait = false;
    if (!labelled && next - at == 1)
        return ACTIVE;
    if (!labelled &&
        (x->o->equal == COUNT_EQUAL_WAIT || x->o->overvote == COUNT_OVERVOTE_MULTIPLE)) {
        uint32_t live = 0;
        for (size_t i = at; i < next; i++) {
            uint32_t c = count_element(b, i) & (b->tied - 1);
            live += c && c <= b->candidates && continuing(x, c - 1);
        }
        *wait = live > 1 && x->o->equal == COUNT_EQUAL_WAIT;
        return live > 1 && !*wait ? OVERVOTE : ACTIVE;
    }
    *pass = x->o->overvote == COUNT_OVERVOTE_SKIP;
    return *pass ? ACTIVE : OVERVOTE;
}

/* Whom the ballot counts for now, from 1; 0: nobody, *STATUS says why. */
static uint32_t choice(struct rounds *x, size_t at, enum status *status) {
    const struct count_ballots *b = x->t.b;
    int rank = 0, last = 0;
    bool pass, wait;
    x->stamp++;
    for (size_t next; count_element(b, at); at = next) {
        for (next = at + 1; count_element(b, next) & b->tied;)
            next++;
        if (++rank > x->o->ranks_max && x->o->ranks_max >= 0)
            break;
        uint32_t first = count_element(b, at) & (b->tied - 1);
        if (first == b->candidates + 1)
            continue;
        *status = SKIPPED;
        if (x->o->skips_max >= 0 && rank - last > x->o->skips_max + 1)
            return 0;
        last = rank;
        *status = REPEATED;
        for (size_t i = at; i < next && x->o->duplicate_exhausts; i++) {
            uint32_t c = count_element(b, i) & (b->tied - 1);
            if (x->seen[c] == x->stamp)
                return 0;
            x->seen[c] = x->stamp;
        }
        *status = overvoted(x, at, next, &pass, &wait);
        if (*status != ACTIVE || wait)
            return 0;
        for (size_t i = at; i < next && !pass; i++) {
            uint32_t c = count_element(b, i) & (b->tied - 1);
            if (c <= b->candidates && continuing(x, c - 1))
                return c;
        }
    }
    *status = last ? CHOICES : UNMARKED;
    return 0;
}

static void hold(struct rounds *x, uint32_t element, uint32_t ballot) {
    x->next[ballot] = x->first[element];
    x->first[element] = ballot + 1;
}

/* What goes to whom from one holder, in ballots of one value where values differ not. */
static void arrive(struct rounds *x, uint32_t to, uint32_t value, uint64_t weight) {
    if (!x->is_met[to])
        x->met[x->met_n++] = to;
    x->is_met[to] = 1;
    x->ballots[to] += weight;
    if (x->value)
        number_add_times(&x->t.sys, x->moved[to], x->values[value], weight);
}

static void move(struct rounds *x, uint32_t i, bool all_elected) {
    uint32_t value = x->value ? x->value[i] : 0, to = 0;
    uint64_t weight = count_weight(x->t.b, i);
    enum status status = FINAL_SURPLUS;
    if (!all_elected || !uses_surplus(x))
        to = choice(x, x->start[i], &status);
    if (status == ACTIVE)
        hold(x, to, i);
    else
        number_add_times(&x->t.sys, x->idle[status], x->values[value], weight);
    arrive(x, to, value, weight);
}

/* What arrived is credited and written down, in the order of candidates, then who stays behind. */
static void settle(struct rounds *x, uint32_t from) {
    struct tally *t = &x->t;
    bool noted = x->round > 1 && from;
    numbers_sort(x->met, x->met_n);
    for (uint32_t k = 0; k < x->met_n; k++) {
        uint32_t to = x->met[(k + (x->met[0] == 0)) % x->met_n];
        if (!x->value)
            number_add_times(&t->sys, x->moved[to], x->values[0], x->ballots[to]);
        if (to) {
            mpq_add(x->held[to], x->held[to], x->moved[to]);
            mpq_add(x->active, x->active, x->moved[to]);
            tally_votes(t, to - 1);
        }
        if (noted && x->ballots[to] && mpq_sgn(x->moved[to]))
            tally_note_transfer(t, from - 1, to ? to - 1 : COUNT_NOBODY, x->moved[to], NULL,
                                x->ballots[to]);
        mpq_set_ui(x->moved[to], 0, 1);
        x->ballots[to] = x->is_met[to] = 0;
    }
    x->met_n = 0;
}

/* The ballots of one who does not continue (element 0: those that wait) go on. */
static void release(struct rounds *x, uint32_t element, bool all_elected) {
    struct tally *t = &x->t;
    uint32_t i = x->first[element];
    x->first[element] = 0;
    for (uint32_t next; i; i = next) {
        next = x->next[i - 1];
        move(x, i - 1, all_elected);
    }
    if (element) {
        mpq_sub(x->active, x->active, x->held[element]);
        mpq_set_ui(x->held[element], 0, 1);
        if (t->standing[element - 1] == EXCLUDED)
            mpq_set_ui(tally_votes(t, element - 1), 0, 1);
    }
    settle(x, element);
}

/* All ballots that count for nobody who continues find whom they count for. */
static void distribute(struct rounds *x, bool all_elected) {
    struct tally *t = &x->t;
    release(x, 0, all_elected);
    numbers_sort(x->out, x->out_n);
    for (uint32_t i = 0; i < x->out_n; i++)
        if (!continuing(x, x->out[i]))
            release(x, x->out[i] + 1, all_elected);
    x->out_n = 0;
    for (uint32_t i = 0; i < t->changed_n; i++) {
        uint32_t c = t->changed[i];
        if (continuing(x, c))
            mpq_set(tally_votes(t, c), x->held[c + 1]);
    }
    mpq_set_ui(t->exhausted, 0, 1);
    for (int s = CHOICES; s <= FINAL_SURPLUS; s++)
        mpq_add(t->exhausted, t->exhausted, x->idle[s]);
    if (x->round > 1)
        tally_amend_transfers(t);
}

/* ---- thresholds and winners ---- */

static void set_threshold(struct rounds *x) {
    struct tally *t = &x->t;
    enum count_quota kind = x->o->quota ? x->o->quota : COUNT_DROOP;
    bool hare = kind == COUNT_HARE || kind == COUNT_HARE_FRACTION;
    bool whole = kind == COUNT_DROOP || kind == COUNT_HARE;
    t->has_quota = true;
    if (x->o->winners == COUNT_BOTTOMS_UP_THRESHOLD) {
        mpq_set_ui(t->quota, (unsigned long)x->o->share.num,
                   (unsigned long)(x->o->share.den ? x->o->share.den : 1));
        mpq_canonicalize(t->quota);
        mpq_mul(t->quota, t->quota, x->active);
        return;
    }
    unsigned long by = x->seats + !hare;
    mpz_t unit; /* the step of the threshold in units of the arithmetic */
    mpz_init_set_ui(unit, 1);
    if (whole)
        mpz_set(unit, t->sys.scale);
    mpz_mul_ui(t->sys.t, unit, by);
    if (hare)
        mpz_cdiv_q(mpq_numref(t->quota), mpq_numref(x->active), t->sys.t);
    else
        mpz_fdiv_q(mpq_numref(t->quota), mpq_numref(x->active), t->sys.t);
    if (!hare)
        mpz_add_ui(mpq_numref(t->quota), mpq_numref(t->quota), 1);
    mpz_mul(mpq_numref(t->quota), mpq_numref(t->quota), unit);
    mpz_clear(unit);
}

/* Never less than the least that leaves anybody in. */
static void set_quota(struct rounds *x) {
    struct tally *t = &x->t;
    set_threshold(x);
    number_set(&t->sys, t->t, x->o->minimum_votes);
    if (mpq_cmp(t->t, t->quota) > 0)
        mpq_set(t->quota, t->t);
}

static bool quota_again(const struct rounds *x) {
    if (x->round == 1)
        return true;
    if (x->o->first_round_sets_quota)
        return false;
    if (x->o->winners == COUNT_BOTTOMS_UP_THRESHOLD)
        return true;
    if (x->seats > 1)
        return false;
    return !x->o->until_two || x->t.winners == x->since;
}

/* Undeclared write-ins stand for nobody in particular: while they have votes, or would fill a seat,
 * nobody is elected, and they are excluded first. */
static bool has_write_ins(const struct rounds *x) {
    const struct tally *t = &x->t;
    int c = x->o->write_in;
    if (c <= 0 || t->standing[c - 1] != HOPEFUL)
        return false;
    uint32_t won = t->winners - x->since;
    return mpq_sgn(t->votes[c - 1]) != 0 || (won < x->seats && t->hopefuls <= x->seats - won);
}

static uint32_t with_quota(struct rounds *x) {
    struct tally *t = &x->t;
    const uint32_t *order = tally_order(t);
    uint32_t reached = 0;
    if (mpq_sgn(t->quota) == 0 && x->o->winners != COUNT_BOTTOMS_UP_THRESHOLD)
        return 0; /* no votes at all: nobody has them */
    while (reached < t->hopefuls && mpq_cmp(t->votes[order[reached]], t->quota) >= 0)
        reached++;
    tally_highest(t, reached, x->list);
    return reached;
}

/* Those who stand and have less than X, into the list. */
static uint32_t below(struct rounds *x, const mpq_t least) {
    const uint32_t *order = tally_order(&x->t);
    uint32_t n = 0, i = x->t.hopefuls;
    while (i-- > 0 && mpq_cmp(x->t.votes[order[i]], least) < 0)
        x->list[n++] = order[i];
    numbers_sort(x->list, n);
    return n;
}

static uint32_t below_minimum(struct rounds *x) {
    number_set(&x->t.sys, x->t.t, x->o->minimum_votes);
    return below(x, x->t.t);
}

/* Who wins this round, into the list, the most votes first; *CHOOSE when one of them must be
 * chosen. */
static uint32_t winners(struct rounds *x, uint32_t unfilled, bool *choose) {
    struct tally *t = &x->t;
    enum count_winners mode = x->o->winners;
    *choose = false;
    uint32_t n = t->hopefuls;
    if (mode == COUNT_BOTTOMS_UP_THRESHOLD)
        return with_quota(x) == n ? n : 0;
    if (unfilled == 0)
        return 0;
    if (n <= unfilled)
        return tally_sorted(t, true, x->list);
    uint32_t won = 0;
    if (x->o->first_round_sets_quota && n == x->seats + 1)
        won = tally_extreme(t, true, x->list);
    else if (mode != COUNT_BOTTOMS_UP)
        won = with_quota(x);
    bool many = won > 1 && (mode == COUNT_ONE_PER_ROUND || x->o->first_round_sets_quota);
    bool nobody = x->seats == 1 && won == 0 && n == 2 && unfilled == 1 &&
                  mode != COUNT_BOTTOMS_UP && below_minimum(x) == 0;
    if (many || nobody) {
        won = tally_extreme(t, true, x->list);
        *choose = true;
    }
    return won;
}

/* Without votes they are not chosen in a tie, either. */
static uint32_t without_write_ins(const struct rounds *x, uint32_t n) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (x->list[i] + 1 != (uint32_t)x->o->write_in)
            x->list[kept++] = x->list[i];
    return kept;
}

/* The index of a value, found or made; COUNT_NOBODY when there are too many. */
static uint32_t value_index(struct rounds *x, const mpq_t value) {
    for (uint32_t v = 0; v < x->values_n; v++)
        if (mpq_equal(x->values[v], value))
            return v;
    if (x->values_n == x->values_max)
        return COUNT_NOBODY;
    mpq_set(x->values[x->values_n], value);
    return x->values_n++;
}

/* Ballots of a winner go on with a part of their value, the fraction cut before it is
 * multiplied. */
static int reduce(struct rounds *x, uint32_t c) {
    struct tally *t = &x->t;
    uint32_t had = x->values_n, i;
    for (i = x->first[c + 1]; i; i = x->next[i - 1])
        x->becomes[x->value[i - 1]] = COUNT_NOBODY;
    mpq_set_ui(t->u, 0, 1);
    if (mpq_cmp(t->votes[c], t->quota) > 0) {
        mpq_sub(t->t, t->votes[c], t->quota);
        number_div(&t->sys, t->u, t->t, t->votes[c], NUMBER_DOWN);
    }
    for (uint32_t v = 0; v < had; v++) {
        if (x->becomes[v] != COUNT_NOBODY)
            continue;
        number_mul(&t->sys, t->t, x->values[v], t->u, NUMBER_DOWN);
        x->becomes[v] = value_index(x, t->t);
        if (x->becomes[v] == COUNT_NOBODY)
            return fail_set(t->f, ERR_RANGE, "more than %u different values of ballots",
                            x->values_max);
    }
    for (i = x->first[c + 1]; i; i = x->next[i - 1])
        x->value[i - 1] = (uint16_t)x->becomes[x->value[i - 1]];
    for (uint32_t v = 0; v < had; v++)
        x->becomes[v] = 0;
    return 0;
}

static int elect(struct rounds *x, uint32_t n) {
    struct tally *t = &x->t;
    for (uint32_t i = 0; i < n; i++)
        tally_elect(t, x->list[i], ELECTED);
    for (uint32_t i = 0; i < n && uses_surplus(x); i++) {
        int r = reduce(x, x->list[i]);
        if (r < 0)
            return r;
    }
    return 0;
}

/* ---- elimination ---- */

static uint32_t batch(struct rounds *x) {
    struct tally *t = &x->t;
    const uint32_t *order = tally_order(t), n = t->hopefuls;
    uint32_t sure = 0, before = 0;
    mpq_set_ui(t->t, 0, 1);
    for (uint32_t i = 0; i < n && mpq_cmp(t->t, t->votes[order[0]]) < 0; i++) {
        const __mpq_struct *votes = t->votes[order[n - 1 - i]];
        if (i && mpq_cmp(t->t, votes) < 0) {
            before = sure;
            sure = i;
        }
        mpq_add(t->t, t->t, votes);
    }
    if (x->o->until_two && t->hopefuls + (t->winners - x->since) == sure + 1)
        sure = before;
    if (sure < 2)
        return 0;
    tally_sorted(t, false, x->list);
    return sure;
}

/* With groups one after the other: nobody who is guarded. */
static int eliminate_within(struct rounds *x) {
    struct tally *t = &x->t;
    bool doomed, any = false;
    uint32_t n, c;
    number_set(&t->sys, t->t, x->o->minimum_votes);
    while ((n = tally_lowest(t, x->list, &doomed)) > 0) {
        if (any && mpq_cmp(t->votes[x->list[0]], t->t) >= 0)
            break;
        int r = tally_tie(t, x->list, n, false, "exclusion", &c);
        if (r < 0)
            return r;
        tally_exclude(t, c);
        any = true;
    }
    return 0;
}

static int eliminate(struct rounds *x) {
    struct tally *t = &x->t;
    uint32_t n = 0, c;
    if (has_write_ins(x)) {
        tally_exclude(t, (uint32_t)x->o->write_in - 1);
        return 0;
    }
    n = below_minimum(x);
    if (n && n == t->hopefuls)
        return fail_set(t->f, ERR_CONFLICT, "nobody who is left has the least of %llu votes",
                        (unsigned long long)x->o->minimum_votes);
    if (t->limits)
        return eliminate_within(x);
    if (n == 0 && x->o->cutoff && x->o->winners == COUNT_BOTTOMS_UP_THRESHOLD) {
        n = below(x, t->quota);
        n = n < t->hopefuls ? n : 0; /* where nobody has the share they go one by one */
    }
    if (n == 0 && x->o->batch == 1)
        n = batch(x);
    if (n == 0) {
        n = tally_extreme(t, false, x->list);
        int r = tally_tie(t, x->list, n, false, "exclusion", &c);
        if (r < 0)
            return r;
        x->list[0] = c;
        n = 1;
    }
    for (uint32_t i = 0; i < n; i++)
        tally_exclude(t, x->list[i]);
    return 0;
}

static bool goes_on(const struct rounds *x, bool decided_elected, bool decided_excluded) {
    uint32_t won = x->t.winners - x->since;
    if (x->o->stop_after > 0 && x->round >= (uint32_t)x->o->stop_after)
        return false;
    if (x->t.hopefuls == 0 && !decided_elected)
        return false;
    if (x->o->until_two)
        return x->t.hopefuls + won > 2 || decided_excluded || won == 0;
    if (x->o->winners == COUNT_BOTTOMS_UP_THRESHOLD)
        return won == 0;
    if (won < x->seats)
        return x->t.hopefuls > 0;
    return uses_surplus(x) && decided_elected;
}

static void freeze_winners(struct rounds *x) {
    struct tally *t = &x->t; /* those elected keep the threshold once their surplus has gone */
    for (uint32_t i = 0; i < t->winners && uses_surplus(x); i++) {
        uint32_t c = t->r->winners[i];
        if (t->standing[c] == ELECTED && mpq_cmp(t->votes[c], t->quota) > 0)
            mpq_set(tally_votes(t, c), t->quota);
    }
}

/* With groups one after the other, the most votes first, since each election may doom others. */
static int elect_within(struct rounds *x, uint32_t unfilled, bool *ret_elected) {
    struct tally *t = &x->t;
    enum count_winners mode = x->o->winners;
    bool rest = t->hopefuls <= unfilled;
    bool last_two = x->seats == 1 && t->hopefuls == 2 && below_minimum(x) == 0;
    bool by_quota = !rest && mode != COUNT_BOTTOMS_UP && mpq_sgn(t->quota) != 0;
    bool highest = mode != COUNT_BOTTOMS_UP &&
                   (x->o->first_round_sets_quota ? t->hopefuls == x->seats + 1 : last_two);
    bool one = mode == COUNT_ONE_PER_ROUND || x->o->first_round_sets_quota;
    mpq_t least;
    uint32_t n, c;
    int r = 0;
    mpq_init(least);
    for (; r == 0 && unfilled && !(one && !rest && *ret_elected); unfilled--) {
        n = by_quota ? tally_electable(t, t->quota, x->list) : 0;
        if (n == 0 && (rest || (highest && !*ret_elected)))
            n = tally_electable(t, least, x->list);
        if ((n = without_write_ins(x, n)) == 0)
            break;
        c = x->list[0];
        r = rest ? 0 : tally_tie(t, x->list, n, true, "election", &c);
        if (r < 0)
            break;
        x->list[0] = c;
        r = elect(x, 1);
        *ret_elected = true;
    }
    mpq_clear(least);
    return r;
}

static int round_within(struct rounds *x, uint32_t won, bool *elected, bool *excluded) {
    struct tally *t = &x->t;
    bool ends = x->t.passing && !x->o->until_two; /* a pass, by an election */
    int r = 0;
    if (!has_write_ins(x))
        r = elect_within(x, won < x->seats ? x->seats - won : 0, elected);
    if (r == 0 && !*elected && !has_write_ins(x))
        *excluded = tally_exclude_doomed(t) > 0;
    if (r == 0 && !*elected && !*excluded &&
        (won < x->seats || (x->o->until_two && t->hopefuls + won > 2))) {
        r = eliminate(x);
        *excluded = true;
    }
    if (r == 0 && !(*elected && ends)) /* their votes go on with this round's */
        *excluded |= tally_exclude_doomed(t) > 0;
    return r;
}

static int round_without(struct rounds *x, uint32_t won, bool *elected, bool *excluded) {
    struct tally *t = &x->t;
    uint32_t n = 0, c;
    bool choose = false;
    if (!has_write_ins(x))
        n = without_write_ins(x, winners(x, won < x->seats ? x->seats - won : 0, &choose));
    if (n > 1 && choose) {
        int r = tally_tie(t, x->list, n, true, "election", &c);
        if (r < 0)
            return r;
        x->list[0] = c;
        n = 1;
    }
    if (n) {
        *elected = true;
        return elect(x, n);
    }
    if (t->hopefuls && (won < x->seats || (x->o->until_two && t->hopefuls + won > 2) ||
                        x->o->winners == COUNT_BOTTOMS_UP_THRESHOLD)) {
        *excluded = true;
        return eliminate(x);
    }
    return 0;
}

static int one_round(struct rounds *x, bool *elected, bool *excluded) {
    struct tally *t = &x->t;
    uint32_t won = t->winners - x->since;
    x->round++;
    freeze_winners(x);
    distribute(x, won >= x->seats);
    if (quota_again(x))
        set_quota(x);
    *elected = *excluded = false;
    int r = t->limits ? round_within(x, won, elected, excluded)
                      : round_without(x, won, elected, excluded);
    if (r < 0)
        return r;
    memcpy(x->out, t->elected, t->elected_n * sizeof(*x->out));
    memcpy(x->out + t->elected_n, t->excluded, t->excluded_n * sizeof(*x->out));
    x->out_n = t->elected_n + t->excluded_n;
    tally_stage_idle(t, COUNT_STAGE_ELECTION, x->note, x->idle + CHOICES);
    return 0;
}

static void begin_pass(struct rounds *x) {
    struct tally *t = &x->t;
    for (uint32_t c = 0; c < t->n; c++) {
        if (t->standing[c] == EXCLUDED || t->standing[c] == HOPEFUL)
            t->standing[c] = HOPEFUL;
        else
            t->standing[c] = WITHDRAWN;
    }
    tally_restand(t);
    for (uint32_t c = 0; c <= t->n; c++) {
        x->first[c] = 0;
        mpq_set_ui(x->held[c], 0, 1);
    }
    for (size_t i = t->b->n; i-- > 0;)
        hold(x, 0, (uint32_t)i);
    mpq_set_ui(x->active, 0, 1);
    x->out_n = 0;
    for (int s = 0; s < STATUSES; s++)
        mpq_set_ui(x->idle[s], 0, 1);
    x->round = 0;
    x->since = t->winners;
}

static int run_pass(struct rounds *x) {
    bool elected = false, excluded = false;
    begin_pass(x);
    int r = 0;
    do
        r = one_round(x, &elected, &excluded);
    while (r == 0 && !x->t.failed && goes_on(x, elected, excluded));
    return r;
}

/* For a further seat: whoever is not elected stands again. */
static bool anybody_left(const struct rounds *x) {
    for (uint32_t c = 0; c < x->t.n; c++)
        if (x->t.standing[c] == HOPEFUL || x->t.standing[c] == EXCLUDED)
            return true;
    return false;
}

static int run_passes(struct rounds *x) {
    if (x->o->winners != COUNT_SEQUENTIAL)
        return run_pass(x);
    uint32_t seats = x->seats;
    x->seats = 1;
    for (uint32_t i = 0; i < seats && x->t.winners < seats; i++) {
        x->note = arena_format(x->t.a, "seat %u", i + 1);
        int r = x->note ? run_pass(x) : ERR_NOMEM;
        if (r < 0 || x->t.failed || !anybody_left(x))
            return r;
    }
    return 0;
}

/* ---- memory ---- */

static void *block(struct rounds *x, size_t n, size_t size) {
    void *at = x->t.b->alloc->resize(x->t.b->alloc, NULL, 0, n * size + 1);
    if (at)
        memset(at, 0, n * size + 1);
    return at;
}

static int tables(struct rounds *x) {
    struct tally *t = &x->t;
    size_t n = t->n + 1;
    x->first = ARENA_ARRAY(t->a, n, uint32_t);
    x->ballots = ARENA_ARRAY(t->a, n, uint64_t);
    x->met = ARENA_ARRAY(t->a, n, uint32_t);
    x->is_met = arena_get(t->a, n);
    x->out = ARENA_ARRAY(t->a, n, uint32_t);
    x->seen = ARENA_ARRAY(t->a, n + 2, uint32_t);
    x->list = ARENA_ARRAY(t->a, n, uint32_t);
    x->becomes = ARENA_ARRAY(t->a, x->values_max, uint32_t);
    x->held = number_array(t->a, n);
    x->moved = number_array(t->a, n);
    return x->first && x->ballots && x->met && x->is_met && x->out && x->seen && x->list &&
                   x->becomes && x->held && x->moved
               ? 0
               : ERR_NOMEM;
}

static int begin(struct rounds *x) {
    struct tally *t = &x->t;
    const struct count_ballots *b = t->b;
    if (b->prefs_n >= UINT32_MAX)
        return fail_set(t->f, ERR_RANGE, "more than 4 294 967 295 preferences");
    x->values_max = uses_surplus(x) ? 4096 : 1;
    x->values = number_array(t->a, x->values_max);
    for (int s = 0; s < STATUSES; s++)
        mpq_init(x->idle[s]);
    mpq_init(x->active);
    x->start = block(x, b->n, sizeof(*x->start));
    x->next = block(x, b->n, sizeof(*x->next));
    x->value = uses_surplus(x) ? block(x, b->n, sizeof(*x->value)) : NULL;
    if (!x->values || tables(x) < 0 || !x->start || !x->next || (uses_surplus(x) && !x->value))
        return ERR_NOMEM;
    x->values_n = 1;
    number_set(&t->sys, x->values[0], 1);
    size_t at = 0;
    for (size_t i = 0; i < b->n; i++) {
        x->start[i] = (uint32_t)at;
        while (count_element(b, at))
            at++;
        at++;
    }
    return 0;
}

static void drop(struct rounds *x) {
    struct alloc *alloc = x->t.b->alloc;
    size_t n = x->t.b->n;
    if (!x->values)
        return;
    alloc->resize(alloc, x->start, n * sizeof(*x->start) + 1, 0);
    alloc->resize(alloc, x->next, n * sizeof(*x->next) + 1, 0);
    alloc->resize(alloc, x->value, n * sizeof(*x->value) + 1, 0);
    number_array_drop(x->values, x->values_max);
    number_array_drop(x->held, x->t.n + 1);
    number_array_drop(x->moved, x->t.n + 1);
    mpq_clear(x->active);
    for (int s = 0; s < STATUSES; s++)
        mpq_clear(x->idle[s]);
}

int count_irv(const struct count_method *m, const struct count_ballots *b,
              const struct count_options *options, struct arena *a, struct count_result *ret,
              struct fail *f) {
    struct count_options o = *options;
    struct rounds x = {.o = &o};
    uint32_t seats = o.seats ? o.seats : b->seats ? b->seats : 1;
    if (o.winners == COUNT_SINGLE && seats > 1)
        return fail_set(f, ERR_RANGE, "%u seats: give --winners many-per-round, one-per-round, "
                        "bottoms-up or sequential", seats);
    if (o.winners == COUNT_BOTTOMS_UP_THRESHOLD && o.groups)
        return fail_set(f, ERR_SYNTAX, "--group: bottoms-up-threshold fills no fixed number of "
                        "seats, so no group has a share of them");
    options_ties(&o, true);
    bool fractions = o.winners == COUNT_MANY_PER_ROUND || o.winners == COUNT_ONE_PER_ROUND;
    bool share = o.winners == COUNT_BOTTOMS_UP_THRESHOLD;
    int r = tally_init(&x.t, m, b, &o, a, ret, f, share ? COUNT_RATIONAL : COUNT_FIXED,
                       !fractions ? 0 : o.places >= 0 ? o.places : 4, 0);
    x.seats = seats;
    x.t.passing = o.winners == COUNT_SEQUENTIAL;
    if (r == 0)
        r = begin(&x);
    if (r == 0)
        r = run_passes(&x);
    drop(&x);
    return tally_end(&x.t, r);
}
