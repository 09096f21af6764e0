#include "count/reserve.h"

#include "count/feasible.h"
#include "count/methods.h"
#include "count/rank.h"
#include "count/tally.h"

/* What cannot be met is met as far as it goes: minimums fall, those of later groups first, and a
 * seat that was reserved for nobody stays empty. */
static int loosen(struct feasible *x, uint32_t *seats) {
    int r = ERR_CONFLICT;
    for (uint32_t g = 0; g < x->groups; g++) {
        uint32_t stand = 0;
        for (uint32_t k = 0; k < x->kinds; k++)
            stand += x->mask[k] >> g & 1 ? x->open[k] : 0;
        uint32_t lacks = x->group[g].min > stand ? x->group[g].min - stand : 0;
        x->group[g].min -= lacks;
        *seats -= lacks < *seats ? lacks : *seats;
    }
    r = feasible_start(x, *seats, true, NULL);
    for (uint32_t g = x->groups; r == ERR_CONFLICT && g-- > 0;)
        while (r == ERR_CONFLICT && x->group[g].min) {
            x->group[g].min--;
            *seats -= *seats > 0;
            r = feasible_start(x, *seats, true, NULL);
        }
    return r;
}

int count_reserve(const uint32_t *ranking, uint32_t n, const struct count_group *group,
                  uint32_t groups, uint32_t seats, uint32_t *ret, uint32_t *ret_n, struct fail *f) {
    struct feasible x;
    int r = feasible_begin(&x, group, groups, f), k;
    *ret_n = 0;
    for (uint32_t i = 0; r == 0 && i < n; i++) {
        if ((k = feasible_kind(&x, ranking[i], f)) < 0)
            return k;
        x.open[k]++;
    }
    int met = r < 0 ? r : feasible_start(&x, seats, true, f);
    r = met == ERR_CONFLICT ? loosen(&x, &seats) : met;
    for (uint32_t i = 0; r == 0 && i < n && x.left; i++) {
        k = feasible_kind(&x, ranking[i], f);
        bool seated = !x.doomed[k];
        if (seated)
            ret[(*ret_n)++] = ranking[i];
        r = feasible_take_kind(&x, (uint32_t)k, seated, f);
    }
    return r < 0 ? r : met;
}

/* ---- on top of a method's ranking ---- */

struct seating {
    const struct count_options *o;
    struct count_result *r;
    struct arena *a;
    struct fail *f;
    struct feasible x;
    uint32_t *order; /* the ranking, equal ones by the rule for ties */
    struct count_seating *step;
    uint32_t n; /* of the ranking */
    bool *seated;
    struct count_tie *tie;
    uint32_t ties_n;
};

static int unsettled(struct seating *s, uint32_t x, uint32_t y) {
    struct bytes a = s->r->b->candidate[x].name, b = s->r->b->candidate[y].name;
    return fail_set(s->f, ERR_CONFLICT,
                    "%.*s and %.*s are equal and not both can be seated: give --tie order, or "
                    "--tie lot with --seed",
                    (int)(a.n > 60 ? 60 : a.n), (const char *)a.at, (int)(b.n > 60 ? 60 : b.n),
                    (const char *)b.at);
}

/* Equal ones of whom not all are seated: who was taken by which rule. */
static int note_ties(struct seating *s, const enum count_tie_rule *rule) {
    const struct count_result *r = s->r;
    for (uint32_t g = 0, from = 0; g < r->ranks_n; from = r->rank_end[g++]) {
        uint32_t n = r->rank_end[g] - from, taken = 0, first = COUNT_NOBODY;
        for (uint32_t i = from; i < from + n; i++)
            if (s->seated[s->order[i]]) {
                first = taken++ ? first : s->order[i];
            }
        if (taken == 0 || taken == n)
            continue;
        for (uint32_t i = from; i < from + n && rule[g] == COUNT_TIE_NONE; i++)
            if (s->seated[r->ranking[i]] != s->seated[r->ranking[from]])
                return unsettled(s, r->ranking[from], r->ranking[i]);
        s->tie[s->ties_n++] = (struct count_tie){.what = "seat",
                                                 .candidate = r->ranking + from,
                                                 .n = n,
                                                 .chosen = first,
                                                 .rule = rule[g]};
    }
    return 0;
}

/* From the top; who is doomed is passed over. */
static int seat(struct seating *s) {
    struct count_result *r = s->r;
    uint32_t n = 0;
    r->winners_n = 0;
    for (; n < s->n && s->x.left; n++) {
        uint32_t c = s->order[n], k = s->x.kind[c];
        bool seated = !s->x.doomed[k];
        s->step[n] = (struct count_seating){.candidate = c};
        s->seated[c] = seated;
        if (seated)
            r->winners[r->winners_n++] = c;
        else if (!(s->step[n].why = feasible_reason(&s->x, k, s->a)))
            return ERR_NOMEM;
        int code = feasible_take_kind(&s->x, k, seated, s->f);
        if (code < 0)
            return code;
    }
    r->proof.seating = s->step;
    r->proof.seatings_n = n;
    return 0;
}

/* The stage no longer says what the ranking alone would have given. */
static int write_down(struct seating *s) {
    struct count_result *r = s->r;
    r->standing_n = 0;
    if (r->stages_n) {
        r->stage[0].elected = r->winners;
        r->stage[0].elected_n = r->winners_n;
        r->stage[0].tie = s->tie;
        r->stage[0].ties_n = s->ties_n;
    }
    return result_remark(r, s->a, "Seated in the order of the ranking, as the groups allow.");
}

int reserve_ranking(const struct count_method *m, const struct count_options *o, struct arena *a,
                    struct count_result *r, struct fail *f) {
    uint32_t n = r->ranks_n ? r->rank_end[r->ranks_n - 1] : 0;
    struct seating s = {.o = o, .r = r, .a = a, .f = f, .n = n};
    bool *stands = ARENA_ARRAY(a, r->b->candidates, bool);
    enum count_tie_rule *rule = ARENA_ARRAY(a, r->ranks_n + 1u, enum count_tie_rule);
    if (n == 0)
        return fail_set(f, ERR_SYNTAX, "--group: %s ranks no candidates", m->name);
    s.order = ARENA_ARRAY(a, n, uint32_t);
    s.step = ARENA_ARRAY(a, n, struct count_seating);
    s.tie = ARENA_ARRAY(a, r->ranks_n, struct count_tie);
    s.seated = ARENA_ARRAY(a, r->b->candidates, bool);
    if (!stands || !rule || !s.order || !s.step || !s.tie || !s.seated)
        return ERR_NOMEM;
    memcpy(s.order, r->ranking, n * sizeof(*s.order));
    for (uint32_t i = 0; i < n; i++)
        stands[r->ranking[i]] = true;
    int code = feasible_init(&s.x, r->b, o->group, o->groups, stands, r->seats, a, f);
    for (uint32_t g = 0, from = 0; code == 0 && g < r->ranks_n; from = r->rank_end[g++])
        code = rank_settle(o, r->b, s.order + from, r->rank_end[g] - from, a, &rule[g], f);
    code = code < 0 ? code : seat(&s);
    code = code < 0 ? code : note_ties(&s, rule);
    return code < 0 ? code : write_down(&s);
}
