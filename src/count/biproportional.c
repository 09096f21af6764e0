/* Biproportional apportionment (Balinski and Demange 1989; Pukelsheim, Proportional Representation
 * (2014), ch. 14): parties' seats over all districts first, by voter numbers; then seats of parties
 * within districts, so that both margins hold, by alternating divisors with standard rounding. */
#include "count/methods.h"
#include "count/tally.h"

#define ROUNDS_MAX 2000

struct table {
    uint32_t parties, districts;
    const uint64_t *votes; /* [party * districts + district] */
    uint64_t *seats;       /* the same */
    const uint32_t *district_seats;
    uint64_t *party_seats;
    mpq_t *row, *column; /* divisors of parties and districts */
    mpq_t a, b, low, high;
};

/* (2s + 1) / 2 : the signpost above s. */
static void signpost(mpq_t ret, uint64_t s) {
    number_z_set(mpq_numref(ret), 2 * s + 1);
    mpz_set_ui(mpq_denref(ret), 2);
    mpq_canonicalize(ret);
}

/* A short fraction in [low, high]. */
static void between(struct table *t, mpq_t ret) {
    mpz_t scale;
    mpz_init_set_ui(scale, 1);
    mpq_add(t->a, t->low, t->high);
    mpq_div_2exp(t->a, t->a, 1);
    for (int i = 0; i < 60; i++) {
        mpz_mul(mpq_numref(ret), mpq_numref(t->a), scale);
        mpz_fdiv_q(mpq_numref(ret), mpq_numref(ret), mpq_denref(t->a));
        mpz_set(mpq_denref(ret), scale);
        mpq_canonicalize(ret);
        if (mpq_sgn(ret) > 0 && mpq_cmp(ret, t->low) >= 0 && mpq_cmp(ret, t->high) <= 0) {
            mpz_clear(scale);
            return;
        }
        mpz_mul_ui(scale, scale, 10);
    }
    mpq_set(ret, t->a);
    mpz_clear(scale);
}

/* SEATS among N cells from FIRST with a STEP between, votes divided by the other side's divisors:
 * sets their seats and the divisor. Returns false where nobody has votes. */
static bool divide(struct table *t, uint32_t first, uint32_t step, uint32_t n, uint64_t seats,
                   mpq_t *other, mpq_t ret) {
    uint64_t given = 0;
    for (uint32_t i = 0; i < n; i++)
        t->seats[first + i * step] = 0;
    for (;; given++) {
        uint32_t best = COUNT_NOBODY;
        for (uint32_t i = 0; i < n; i++) {
            uint64_t votes = t->votes[first + i * step];
            if (votes == 0)
                continue;
            number_z_set(mpq_numref(t->a), votes);
            mpz_set_ui(mpq_denref(t->a), 1);
            mpq_div(t->a, t->a, other[i]);
            signpost(t->b, t->seats[first + i * step]);
            mpq_div(t->a, t->a, t->b);
            if (best == COUNT_NOBODY || mpq_cmp(t->a, t->high) > 0) {
                best = i;
                mpq_set(t->high, t->a);
            }
        }
        if (best == COUNT_NOBODY)
            return seats == 0;
        if (given == seats)
            break;
        t->seats[first + best * step]++;
        mpq_set(t->low, t->high); /* the quotient of the last seat given */
    }
    if (seats == 0)
        mpq_add(t->low, t->high, t->high);
    mpq_swap(t->low, t->high); /* from the first quotient without a seat to the last with one */
    between(t, ret);
    return true;
}

static uint64_t party_total(const struct table *t, uint32_t p) {
    uint64_t n = 0;
    for (uint32_t d = 0; d < t->districts; d++)
        n += t->seats[(size_t)p * t->districts + d];
    return n;
}

static int scale(struct table *t, struct fail *f) {
    for (int round = 0; round < ROUNDS_MAX; round++) {
        bool right = true;
        for (uint32_t d = 0; d < t->districts; d++)
            if (!divide(t, d, t->districts, t->parties, t->district_seats[d], t->row, t->column[d]))
                return fail_set(f, ERR_SYNTAX, "district %u has seats and no votes", d + 1);
        for (uint32_t p = 0; p < t->parties; p++)
            right = right && party_total(t, p) == t->party_seats[p];
        if (right)
            return 0;
        for (uint32_t p = 0; p < t->parties; p++)
            if (!divide(t, p * t->districts, 1, t->districts, t->party_seats[p], t->column,
                        t->row[p]))
                return fail_set(f, ERR_SYNTAX, "party %u has seats and no votes", p + 1);
    }
    return fail_set(f, ERR_CONFLICT,
                    "the divisors do not settle: a tie between lists of several "
                    "districts, to be settled by lot");
}

/* Voter numbers: votes by the seats of the district, summed, rounded to the nearest whole; a voter
 * of a large district has many votes and counts once. Then Sainte-Lague over all parties. */
static int upper(struct table *t, uint64_t total, struct arena *a, struct fail *f) {
    mpq_t *number = number_array(a, t->parties), x;
    if (!number)
        return ERR_NOMEM;
    mpq_init(x);
    for (uint32_t p = 0; p < t->parties; p++) {
        for (uint32_t d = 0; d < t->districts; d++) {
            number_z_set(mpq_numref(x), t->votes[(size_t)p * t->districts + d]);
            mpz_set_ui(mpq_denref(x), t->district_seats[d] ? t->district_seats[d] : 1);
            mpq_canonicalize(x);
            mpq_add(number[p], number[p], x);
        }
        mpq_set_ui(x, 1, 2);
        mpq_add(number[p], number[p], x);
        mpz_fdiv_q(mpq_numref(number[p]), mpq_numref(number[p]), mpq_denref(number[p]));
        mpz_set_ui(mpq_denref(number[p]), 1);
    }
    int r = 0;
    for (uint64_t given = 0; given < total && r == 0; given++) {
        uint32_t best = COUNT_NOBODY;
        bool tied = false;
        for (uint32_t p = 0; p < t->parties; p++) {
            mpq_set_ui(x, 1, (unsigned long)(2 * t->party_seats[p] + 1));
            mpq_mul(x, x, number[p]);
            int cmp = best == COUNT_NOBODY ? 1 : mpq_cmp(x, t->high);
            tied = cmp == 0 ? true : cmp > 0 ? false : tied;
            if (cmp > 0) {
                best = p;
                mpq_set(t->high, x);
            }
        }
        if (tied && given + 1 == total)
            r = fail_set(f, ERR_CONFLICT, "parties are tied for the last seat of all");
        t->party_seats[best]++;
    }
    mpq_clear(x);
    number_array_drop(number, t->parties);
    return r;
}

uint64_t *lists_votes(const struct count_ballots *b, struct arena *a) {
    uint64_t *votes = ARENA_ARRAY(a, b->candidates, uint64_t);
    size_t at = 0;
    for (size_t i = 0; votes && i < b->n; i++) {
        uint32_t c = count_element(b, at) & (b->tied - 1);
        if (c && c <= b->candidates)
            votes[c - 1] += count_weight(b, i);
        while (count_element(b, at))
            at++;
        at++;
    }
    return votes;
}

static int prove(const struct table *t, struct count_result *r, struct arena *a) {
    struct count_proof *p = &r->proof;
    p->parties = t->parties;
    p->districts = t->districts;
    p->party_seats = t->party_seats;
    p->party_divisor = ARENA_ARRAY(a, t->parties, const char *);
    p->district_divisor = ARENA_ARRAY(a, t->districts, const char *);
    if (!p->party_divisor || !p->district_divisor)
        return ERR_NOMEM;
    bool all = true;
    for (uint32_t i = 0; i < t->parties; i++)
        all = (p->party_divisor[i] = number_fraction(a, t->row[i])) && all;
    for (uint32_t d = 0; d < t->districts; d++)
        all = (p->district_divisor[d] = number_fraction(a, t->column[d])) && all;
    return all ? 0 : ERR_NOMEM;
}

int count_biproportional(const struct count_method *m, const struct count_ballots *b,
                         const struct count_options *o, struct arena *a, struct count_result *ret,
                         struct fail *f) {
    struct table t = {.districts = o->districts ? o->districts : b->districts,
                      .district_seats = o->districts ? o->district_seats : b->district_seats};
    int r = result_init(ret, m, b, o, a);
    if (r < 0)
        return r;
    if (t.districts == 0 || b->candidates % t.districts)
        return fail_set(f, ERR_SYNTAX,
                        "biproportional needs a table: --format districts, with a line "
                        "\"seats,...\" or --districts 15,7,...");
    t.parties = b->candidates / t.districts;
    t.votes = lists_votes(b, a);
    t.seats = ret->seats_by_list = ARENA_ARRAY(a, b->candidates, uint64_t);
    t.party_seats = ARENA_ARRAY(a, t.parties, uint64_t);
    t.row = number_array(a, t.parties);
    t.column = number_array(a, t.districts);
    if (!t.votes || !t.seats || !t.party_seats || !t.row || !t.column)
        return ERR_NOMEM;
    mpq_inits(t.a, t.b, t.low, t.high, NULL);
    uint64_t total = 0;
    for (uint32_t d = 0; d < t.districts; d++)
        total += t.district_seats[d];
    ret->seats = (uint32_t)total;
    for (uint32_t p = 0; p < t.parties; p++)
        mpq_set_ui(t.row[p], 1, 1);
    r = total == 0 ? fail_set(f, ERR_SYNTAX, "no district has seats") : upper(&t, total, a, f);
    if (r == 0)
        r = scale(&t, f);
    for (uint32_t p = 0; r == 0 && p < t.parties; p++)
        r = result_remark(ret, a,
                          arena_format(a, "Party %u: %llu seats, divisor %s.", p + 1,
                                       (unsigned long long)t.party_seats[p],
                                       number_fraction(a, t.row[p])));
    if (r == 0 && o->certify)
        r = prove(&t, ret, a);
    mpq_clears(t.a, t.b, t.low, t.high, NULL);
    number_array_drop(t.row, t.parties);
    number_array_drop(t.column, t.districts);
    return r;
}
