/* Biproportional apportionment (Balinski and Demange 1989; Pukelsheim, Proportional Representation
 * (2014), ch. 14): parties' seats over all districts first, by voter numbers; then seats of parties
 * within districts, so that both margins hold, with standard rounding (count/matrix.h). A tie, be
 * it between parties for the last seats of all or between tables, goes by the order of lists:
 * whoever comes first has as many seats as a table may give, then the next. */
#include "base/checked.h"
#include "count/matrix.h"
#include "count/methods.h"
#include "count/tally.h"

#define SEATS_MAX 1000000

struct biproportional {
    const struct count_ballots *b;
    const struct count_options *o;
    struct arena *a;
    struct fail *f;
    struct count_result *r;
    struct matrix m; /* rows are parties, columns districts */
    uint64_t *votes, *party_seats, *district_seats;
    uint8_t *least;  /* seats of a list however few its votes */
    uint32_t *place; /* of each list in the order for ties */
    bool settles;    /* a rule for ties was given */
    struct count_tie *tie;
};

/* ---- names ---- */

static struct bytes part_of(struct bytes s, bool district) {
    for (size_t i = s.n; i >= 3; i--)
        if (memcmp(s.at + i - 3, " / ", 3) == 0)
            return district ? bytes_of(s.at + i, s.n - i) : bytes_of(s.at, i - 3);
    return s;
}

struct bytes lists_party(const struct count_ballots *b, uint32_t districts, uint32_t p) {
    return part_of(b->candidate[(size_t)p * districts].name, false);
}

/* "Altdorf, Bauen and 3 more", of those WHICH marks. */
static const char *named(const struct biproportional *x, bool party, const bool *which) {
    const char *text = "";
    uint32_t n = 0;
    for (uint32_t i = 0; i < (party ? x->m.rows : x->m.columns) && text; i++) {
        struct bytes s =
            party ? lists_party(x->b, x->m.columns, i) : part_of(x->b->candidate[i].name, true);
        if (which[i] && n++ < 6)
            text = arena_format(x->a, "%s%s%.*s", text, n > 1 ? ", " : "",
                                (int)(s.n > 60 ? 60 : s.n), (const char *)s.at);
    }
    return n > 6 && text ? arena_format(x->a, "%s and %u more", text, n - 6) : text ? text : "";
}

/* ---- ties ---- */

static int note_tie(struct biproportional *x, const char *what, const uint32_t *candidate,
                    uint32_t n, uint32_t chosen) {
    struct count_stage *s = x->r->stage;
    if ((s->ties_n & (s->ties_n - 1)) == 0) { /* room in powers of two */
        struct count_tie *more =
            ARENA_ARRAY(x->a, s->ties_n ? (size_t)s->ties_n * 2 : 1, struct count_tie);
        if (!more)
            return ERR_NOMEM;
        if (s->ties_n)
            memcpy(more, x->tie, s->ties_n * sizeof(*more));
        s->tie = x->tie = more;
    }
    uint32_t *kept = ARENA_ARRAY(x->a, n, uint32_t);
    if (!kept)
        return ERR_NOMEM;
    memcpy(kept, candidate, n * sizeof(*kept));
    x->tie[s->ties_n++] = (struct count_tie){.what = what,
                                             .candidate = kept,
                                             .n = n,
                                             .chosen = chosen,
                                             .rule = x->o->seed.n ? COUNT_TIE_LOT : x->o->tie[0]};
    return 0;
}

/* Every table that fits the divisors is as good: lists take what they may, in their order. */
static int settle_tables(struct biproportional *x) {
    uint32_t n = x->b->candidates, tied;
    uint32_t *order = ARENA_ARRAY(x->a, n, uint32_t), *among = ARENA_ARRAY(x->a, n, uint32_t);
    if (!order || !among)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < n; c++)
        order[c] = c;
    for (uint32_t gap = n / 2; gap > 0; gap /= 2) /* places differ, so any sort gives the same */
        for (uint32_t i = gap; i < n; i++)
            for (uint32_t j = i; j >= gap && x->place[order[j]] < x->place[order[j - gap]];
                 j -= gap) {
                uint32_t c = order[j];
                order[j] = order[j - gap];
                order[j - gap] = c;
            }
    matrix_ties(&x->m);
    for (uint32_t i = 0; i < n; i++) {
        if ((tied = matrix_decide(&x->m, order[i], among)) == 0)
            continue;
        struct bytes one = x->b->candidate[among[0]].name, other = x->b->candidate[among[1]].name;
        if (!x->settles)
            return fail_set(x->f, ERR_CONFLICT,
                            "several tables fit the votes as well: %u lists are tied (%.*s, "
                            "%.*s...): give --tie order, or --tie lot with --seed",
                            tied, (int)(one.n > 100 ? 100 : one.n), (const char *)one.at,
                            (int)(other.n > 100 ? 100 : other.n), (const char *)other.at);
        if (note_tie(x, "seat", among, tied, order[i]) < 0)
            return ERR_NOMEM;
    }
    return 0;
}

/* ---- seats of parties ---- */

static bool reaches(uint64_t votes, uint64_t all, struct ratio share) {
    return (uint128)votes * (uint64_t)share.den >= (uint128)all * (uint64_t)share.num;
}

/* Voter numbers: votes by the seats of the district, each list's to the nearest whole unless told
 * otherwise, summed; a voter of a large district has many votes and counts once. */
static void voters(const struct biproportional *x, uint32_t p, mpq_t ret) {
    mpq_t part;
    mpq_init(part);
    for (uint32_t d = 0; d < x->m.columns; d++) {
        uint64_t seats = x->district_seats[d];
        number_z_set(mpq_numref(part), x->votes[(size_t)p * x->m.columns + d]);
        number_z_set(mpq_denref(part), seats && x->o->voters != COUNT_VOTERS_VOTES ? seats : 1);
        if (x->o->voters == COUNT_VOTERS_ROUNDED) { /* (2 votes + seats) / 2 seats, cut */
            mpz_mul_2exp(mpq_numref(part), mpq_numref(part), 1);
            mpz_add(mpq_numref(part), mpq_numref(part), mpq_denref(part));
            mpz_mul_2exp(mpq_denref(part), mpq_denref(part), 1);
            mpz_fdiv_q(mpq_numref(part), mpq_numref(part), mpq_denref(part));
            mpz_set_ui(mpq_denref(part), 1);
        }
        mpq_canonicalize(part);
        mpq_add(ret, ret, part);
    }
    mpq_clear(part);
}

/* The last seats, where more parties are equal than there are seats: TIED has a party's first list,
 * LEFT seats go to the first of them. */
static int settle_parties(struct biproportional *x, uint32_t *tied, uint32_t n, uint32_t left) {
    for (; left; left--) {
        uint32_t best = 0;
        for (uint32_t i = 1; i < n; i++)
            if (x->place[tied[i]] < x->place[tied[best]])
                best = i;
        struct bytes one = lists_party(x->b, x->m.columns, tied[0] / x->m.columns),
                     other = lists_party(x->b, x->m.columns, tied[1] / x->m.columns);
        if (!x->settles)
            return fail_set(x->f, ERR_CONFLICT,
                            "%u parties are tied for the last seat of all districts (%.*s, "
                            "%.*s%s): give --tie order, or --tie lot with --seed",
                            n, (int)(one.n > 100 ? 100 : one.n), (const char *)one.at,
                            (int)(other.n > 100 ? 100 : other.n), (const char *)other.at,
                            n > 2 ? "..." : "");
        if (note_tie(x, "seat of all districts", tied, n, tied[best]) < 0)
            return ERR_NOMEM;
        x->party_seats[tied[best] / x->m.columns]++;
        memmove(tied + best, tied + best + 1, (--n - best) * sizeof(*tied));
    }
    return 0;
}

/* Who is past no threshold has no votes. Shares are of votes as they were given. */
static int admit(struct biproportional *x) {
    uint32_t parties = x->m.rows, districts = x->m.columns;
    struct ratio whole = x->o->threshold, one = x->o->threshold_district;
    uint64_t *of = ARENA_ARRAY(x->a, districts, uint64_t), all = 0;
    if (!of)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < parties * districts; c++) {
        of[c % districts] += x->votes[c];
        all += x->votes[c];
    }
    for (uint32_t p = 0; p < parties; p++) {
        uint64_t *votes = x->votes + (size_t)p * districts, sum = 0;
        bool in_one = false, in_whole;
        for (uint32_t d = 0; d < districts; d++) {
            sum += votes[d];
            in_one = in_one || (one.den && votes[d] && reaches(votes[d], of[d], one));
        }
        in_whole = whole.den && reaches(sum, all, whole);
        bool both = x->o->threshold_all && whole.den && one.den;
        if ((whole.den || one.den) && !(both ? in_one && in_whole : in_one || in_whole))
            memset(votes, 0, districts * sizeof(*votes));
    }
    return 0;
}

/* The strongest list of each district has a seat there at least; of several that are as strong each
 * has one, if there are so many, else none has to. */
static int reserve(struct biproportional *x) {
    uint32_t parties = x->m.rows, districts = x->m.columns;
    for (uint32_t d = 0; x->o->winner_takes_one && d < districts; d++) {
        uint64_t most = 1, n = 0;
        for (uint32_t p = 0; p < parties; p++) {
            uint64_t votes = x->votes[(size_t)p * districts + d];
            n = votes > most ? 1 : n + (votes == most);
            most = votes > most ? votes : most;
        }
        struct bytes s = part_of(x->b->candidate[d].name, true);
        if (n > x->district_seats[d] && x->district_seats[d] &&
            result_remark(x->r, x->a,
                          arena_format(x->a,
                                       "%.*s: %llu lists are the strongest, and there are not "
                                       "as many seats: none has to have one.",
                                       (int)(s.n > 100 ? 100 : s.n), (const char *)s.at,
                                       (unsigned long long)n)) < 0)
            return ERR_NOMEM;
        for (uint32_t p = 0; n <= x->district_seats[d] && p < parties; p++)
            x->least[(size_t)p * districts + d] = x->votes[(size_t)p * districts + d] == most;
    }
    return 0;
}

/* A party has the seats of all that its lists must have. */
static int reserve_fits(struct biproportional *x) {
    for (uint32_t p = 0; p < x->m.rows; p++) {
        uint64_t n = 0;
        for (uint32_t d = 0; d < x->m.columns; d++)
            n += x->least[(size_t)p * x->m.columns + d];
        struct bytes s = lists_party(x->b, x->m.columns, p);
        if (n > x->party_seats[p])
            return fail_set(x->f, ERR_CONFLICT,
                            "no table exists: %.*s is the strongest in %llu districts and is due "
                            "%llu of all seats",
                            (int)(s.n > 100 ? 100 : s.n), (const char *)s.at, (unsigned long long)n,
                            (unsigned long long)x->party_seats[p]);
    }
    return 0;
}

/* Sainte-Lague over all parties, by voter numbers. */
static int upper(struct biproportional *x, uint64_t total) {
    uint32_t parties = x->m.rows, n = 0, left = 0;
    uint64_t *seats = x->party_seats;
    mpq_t *number = number_array(x->a, parties), low, high, half;
    uint32_t *tied = ARENA_ARRAY(x->a, parties, uint32_t);
    bool any = false;
    mpq_inits(low, high, half, NULL);
    for (uint32_t p = 0; number && p < parties; p++) {
        voters(x, p, number[p]);
        any = any || mpq_sgn(number[p]);
    }
    int r = !number || !tied ? ERR_NOMEM
            : any            ? 0
                             : fail_set(x->f, ERR_SYNTAX,
                             x->o->threshold.den || x->o->threshold_district.den
                                            ? "no party is past the threshold"
                                            : "no party has half a voter");
    if (r == 0) {
        matrix_divide(number, parties, total, seats, NULL, 1);
        matrix_interval(number, parties, seats, NULL, 1, low, high);
    }
    if (r == 0 && mpq_equal(low, high)) { /* the seat that came last cost what the next would */
        mpq_set_ui(half, 1, 2);
        for (uint32_t p = 0; p < parties; p++) {
            mpq_div(number[p], number[p], low);
            mpq_sub(number[p], number[p], half);
            bool border = mpz_cmp_ui(mpq_denref(number[p]), 1) == 0 && mpq_sgn(number[p]) >= 0;
            bool has = border && mpz_cmp_ui(mpq_numref(number[p]), (unsigned long)seats[p]) < 0;
            if (border)
                tied[n++] = p * x->m.columns;
            left += has;
            seats[p] -= has;
        }
        r = settle_parties(x, tied, n, left);
    }
    mpq_clears(low, high, half, NULL);
    number_array_drop(number, parties);
    return r;
}

/* ---- no table ---- */

/* CUT marks districts whose seats are more than their parties may have, and these parties; the
 * others are then due more than their districts have. Said of whichever are fewer. */
static int no_table(struct biproportional *x, const bool *cut) {
    uint32_t parties = x->m.rows, districts = x->m.columns, said[2] = {0};
    bool *party = arena_get(x->a, parties), *district = arena_get(x->a, districts);
    if (!party || !district)
        return ERR_NOMEM;
    for (uint32_t u = 0; u < parties + districts; u++)
        said[cut[u]]++;
    bool inside = said[true] <= said[false];
    uint64_t due = 0, seats = 0;
    for (uint32_t p = 0; p < parties; p++) {
        party[p] = cut[p] == inside && x->party_seats[p];
        due += party[p] ? x->party_seats[p] : 0;
    }
    for (uint32_t d = 0; d < districts; d++) {
        bool voted = false;
        for (uint32_t p = 0; p < parties; p++)
            voted = voted || (party[p] && x->votes[(size_t)p * districts + d]);
        district[d] = cut[parties + d] == inside && x->district_seats[d] && (inside || voted);
        seats += district[d] ? x->district_seats[d] : 0;
    }
    uint64_t kept = 0; /* seats that the strongest lists must have on the other side */
    for (uint32_t c = 0; c < parties * districts; c++)
        if (inside ? party[c / districts] && !cut[parties + c % districts]
                   : cut[c / districts] && district[c % districts])
            kept += x->least[c];
    due -= inside ? kept : 0;
    seats -= inside ? 0 : kept;
    const char *who = named(x, true, party), *where = named(x, false, district);
    const char *beside = kept ? ", beside those of the strongest lists elsewhere" : "";
    if (inside && due == 0)
        return fail_set(x->f, ERR_CONFLICT,
                        "no table exists: %llu seats are to fill in %s, and no party with votes "
                        "there is due a seat",
                        (unsigned long long)seats, where);
    if (inside)
        return fail_set(x->f, ERR_CONFLICT,
                        "no table exists: %llu seats are to fill in %s, and the parties with votes "
                        "there (%s) are due %llu of all seats%s",
                        (unsigned long long)seats, where, who, (unsigned long long)due, beside);
    return fail_set(x->f, ERR_CONFLICT,
                    "no table exists: %llu of all seats are due to %s, whose votes are all where "
                    "only %llu are to fill (%s)%s",
                    (unsigned long long)due, who, (unsigned long long)seats, where, beside);
}

/* ---- the count ---- */

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
    for (uint32_t c = 0; votes && c < b->candidates; c++)
        votes[c] = b->candidate[c].withdrawn ? 0 : votes[c];
    return votes;
}

static int prove(const struct biproportional *x) {
    const struct matrix *m = &x->m;
    struct count_proof *p = &x->r->proof;
    p->parties = m->rows;
    p->districts = m->columns;
    p->party_seats = x->party_seats;
    p->party_divisor = ARENA_ARRAY(x->a, m->rows, const char *);
    p->district_divisor = ARENA_ARRAY(x->a, m->columns, const char *);
    if (!p->party_divisor || !p->district_divisor)
        return ERR_NOMEM;
    bool all = true;
    for (uint32_t i = 0; i < m->rows; i++)
        all = (p->party_divisor[i] = number_fraction(x->a, m->row[i])) && all;
    for (uint32_t d = 0; d < m->columns; d++)
        all = (p->district_divisor[d] = number_fraction(x->a, m->column[d])) && all;
    return all ? 0 : ERR_NOMEM;
}

static int begin(struct biproportional *x) {
    uint32_t n = x->b->candidates;
    struct count_result *r = x->r;
    x->votes = lists_votes(x->b, x->a);
    x->place = ARENA_ARRAY(x->a, n, uint32_t);
    x->least = arena_get(x->a, n);
    x->party_seats = ARENA_ARRAY(x->a, x->m.rows, uint64_t);
    x->district_seats = ARENA_ARRAY(x->a, x->m.columns, uint64_t);
    r->seats_by_list = ARENA_ARRAY(x->a, n, uint64_t);
    r->score = ARENA_ARRAY(x->a, n, const char *);
    r->stage = ARENA_NEW(x->a, struct count_stage);
    if (!x->votes || !x->place || !x->least || !x->party_seats || !x->district_seats ||
        !r->seats_by_list || !r->score || !r->stage)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < n; c++)
        r->score[c] = arena_format(x->a, "%llu", (unsigned long long)x->votes[c]);
    r->stages_n = 1;
    bool lot = x->o->tie[0] == COUNT_TIE_LOT || x->o->seed.n;
    x->settles = lot || x->o->tie[0] == COUNT_TIE_ORDER || x->o->tie[0] == COUNT_TIE_ORDER_FIRST;
    if (tie_places(x->o, x->b, lot, x->place) < 0)
        return fail_set(x->f, ERR_RANGE, "a lot needs a seed: --seed TEXT");
    x->m.votes = x->votes;
    x->m.least = x->least;
    x->m.seats = r->seats_by_list;
    x->m.row_seats = x->party_seats;
    x->m.column_seats = x->district_seats;
    return 0;
}

/* Every district with seats has votes. */
static int voted(struct biproportional *x) {
    for (uint32_t d = 0; d < x->m.columns; d++) {
        bool any = x->district_seats[d] == 0;
        for (uint32_t p = 0; p < x->m.rows; p++)
            any = any || x->votes[(size_t)p * x->m.columns + d];
        struct bytes s = part_of(x->b->candidate[d].name, true);
        if (!any)
            return fail_set(x->f, ERR_SYNTAX, "no table exists: %.*s has %llu seats and no votes",
                            (int)(s.n > 100 ? 100 : s.n), (const char *)s.at,
                            (unsigned long long)x->district_seats[d]);
    }
    return 0;
}

/* Both margins stand: the table between them. */
static int fill(struct biproportional *x) {
    bool *cut = arena_get(x->a, x->m.rows + x->m.columns);
    if (!cut)
        return ERR_NOMEM;
    int r = voted(x);
    r = r < 0 ? r : reserve_fits(x);
    if (r == 0 && !matrix_scale(&x->m))
        r = matrix_transfer(&x->m, cut, x->f);
    if (r == ERR_CONFLICT)
        return no_table(x, cut);
    if (r == 0)
        r = settle_tables(x);
    if (r == 0)
        matrix_shorten(&x->m);
    for (uint32_t p = 0; r == 0 && p < x->m.rows; p++)
        r = result_remark(x->r, x->a,
                          arena_format(x->a, "Party %u: %llu seats, divisor %s.", p + 1,
                                       (unsigned long long)x->party_seats[p],
                                       number_fraction(x->a, x->m.row[p])));
    return r == 0 && x->o->certify ? prove(x) : r;
}

int count_biproportional(const struct count_method *m, const struct count_ballots *b,
                         const struct count_options *o, struct arena *a, struct count_result *ret,
                         struct fail *f) {
    struct biproportional x = {.b = b, .o = o, .a = a, .f = f, .r = ret};
    const uint32_t *seats = o->districts ? o->district_seats : b->district_seats;
    uint32_t districts = o->districts ? o->districts : b->districts;
    int r = result_init(ret, m, b, o, a);
    if (r < 0)
        return r;
    if (districts == 0 || b->candidates % districts)
        return fail_set(f, ERR_SYNTAX,
                        "biproportional needs a table: --format districts, with a line "
                        "\"seats,...\" or --districts 15,7,...");
    x.m.columns = districts;
    x.m.rows = b->candidates / districts;
    if ((r = begin(&x)) < 0)
        return r;
    uint64_t total = 0;
    for (uint32_t d = 0; d < districts; d++)
        total += x.district_seats[d] = seats[d];
    ret->seats = (uint32_t)total;
    r = total == 0 ? fail_set(f, ERR_SYNTAX, "no district has seats") : 0;
    if (total > SEATS_MAX)
        r = fail_set(f, ERR_RANGE, "the districts have %llu seats, at most %u",
                     (unsigned long long)total, SEATS_MAX);
    if (r == 0)
        r = matrix_init(&x.m, a);
    else
        return r;
    r = r < 0 ? r : admit(&x);
    r = r < 0 ? r : reserve(&x);
    r = r < 0 ? r : upper(&x, total);
    r = r < 0 ? r : fill(&x);
    matrix_drop(&x.m);
    return r;
}
