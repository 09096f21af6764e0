#include "count/feasible.h"
#include "count/tally.h"

static bool sits(const struct count_vacancy *v, uint32_t c) {
    for (uint32_t i = 0; i < v->sits_n; i++)
        if (v->sits[i] == c)
            return true;
    return false;
}

/* The first count, and who of its elected keeps a seat. */
static int first(const struct count_method *m, const struct count_ballots *b,
                 const struct count_options *o, struct arena *a, struct count_vacancy *v,
                 struct fail *f) {
    struct count_result *before = ARENA_NEW(a, struct count_result);
    if (!before)
        return ERR_NOMEM;
    int r = count_run(m, b, o, a, before, f);
    if (r < 0)
        return r;
    uint32_t *list = ARENA_ARRAY(a, before->winners_n, uint32_t);
    if (before->winners_n && !list)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < before->winners_n; i++)
        if (before->winners[i] != v->vacates)
            list[v->sits_n++] = before->winners[i];
    if (v->sits_n == before->winners_n)
        return fail_set(f, ERR_CONFLICT, "who vacates the seat was not elected by these ballots");
    v->before = before;
    v->sits = list;
    return 0;
}

/* The same ballots once more: a shallow copy of them with one more candidate withdrawn. */
static int again(const struct count_method *m, const struct count_ballots *b,
                 const struct count_options *o, uint32_t vacates, struct arena *a,
                 struct count_result *ret, struct fail *f) {
    struct count_ballots *without = ARENA_NEW(a, struct count_ballots);
    struct count_candidate *candidates = ARENA_ARRAY(a, b->candidates, struct count_candidate);
    if (!without || !candidates)
        return ERR_NOMEM;
    memcpy(candidates, b->candidate, b->candidates * sizeof(*candidates));
    candidates[vacates].withdrawn = true;
    *without = *b;
    without->candidate = candidates;
    return count_run(m, without, o, a, ret, f);
}

/* With groups: what those who sit leave room for. */
static int limits(const struct count_result *r, const struct count_options *o,
                  const struct count_vacancy *v, struct feasible *x, struct arena *a,
                  struct fail *f) {
    bool *stands = ARENA_ARRAY(a, r->b->candidates, bool);
    if (!stands)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < r->b->candidates; c++)
        stands[c] = !r->b->candidate[c].withdrawn;
    int code = feasible_init(x, r->b, o->group, o->groups, stands, v->sits_n + 1, a, f);
    for (uint32_t i = 0; code == 0 && i < v->sits_n; i++)
        code = feasible_take(x, v->sits[i], true, f);
    return code;
}

static int follow(const struct count_result *r, const struct count_options *o,
                  struct count_vacancy *v, struct arena *a, struct fail *f) {
    uint32_t ranked = r->ranks_n ? r->rank_end[r->ranks_n - 1] : 0;
    struct count_seating *passed = ARENA_ARRAY(a, ranked + 1, struct count_seating);
    struct feasible *x = o->groups ? ARENA_NEW(a, struct feasible) : NULL;
    if (!passed || (o->groups && !x))
        return ERR_NOMEM;
    int code = x ? limits(r, o, v, x, a, f) : 0;
    for (uint32_t i = 0; code == 0 && i < ranked; i++) {
        uint32_t c = r->ranking[i];
        if (sits(v, c))
            continue;
        if (!x || !feasible_doomed(x, c)) {
            v->follows = c;
            v->passed = passed;
            return 0;
        }
        passed[v->passed_n] = (struct count_seating){c, feasible_reason(x, x->kind[c], a)};
        if (!passed[v->passed_n++].why)
            return ERR_NOMEM;
    }
    return code < 0 ? code
           : v->passed_n
               ? fail_set(f, ERR_CONFLICT,
                          "nobody who is left keeps the groups' bounds beside those who sit")
               : fail_set(f, ERR_MISSING, "nobody is left to fill the seat");
}

int count_countback(const struct count_method *m, const struct count_ballots *b,
                    const struct count_options *o, uint32_t vacates, struct arena *a,
                    struct count_result *ret, uint32_t *ret_successor, struct fail *f) {
    struct count_vacancy *v = ARENA_NEW(a, struct count_vacancy);
    struct count_result after;
    if (!v)
        return ERR_NOMEM;
    v->vacates = vacates;
    int r = first(m, b, o, a, v, f);
    r = r < 0 ? r : again(m, b, o, vacates, a, &after, f);
    r = r < 0 ? r : follow(&after, o, v, a, f);
    if (r < 0)
        return r;
    after.vacancy = v;
    *ret = after;
    *ret_successor = v->follows;
    return 0;
}
