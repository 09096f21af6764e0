#include "count/rank.h"

#include "count/tally.h"

int rank_settle(const struct count_options *o, const struct count_ballots *b, uint32_t *group,
                uint32_t n, struct arena *a, enum count_tie_rule *used, struct fail *f) {
    uint32_t *place = ARENA_ARRAY(a, b->candidates, uint32_t);
    if (!place)
        return ERR_NOMEM;
    *used = COUNT_TIE_NONE;
    for (int i = 0; i < COUNT_TIES_MAX && o->tie[i]; i++) {
        enum count_tie_rule rule = o->tie[i];
        if (rule != COUNT_TIE_ORDER && rule != COUNT_TIE_ORDER_FIRST && rule != COUNT_TIE_LOT)
            continue;
        if (tie_places(o, b, rule == COUNT_TIE_LOT, place) < 0)
            return fail_set(f, ERR_RANGE, "a lot needs a seed: --seed TEXT");
        for (uint32_t k = 1; k < n; k++) {
            uint32_t c = group[k], j = k;
            for (; j && place[group[j - 1]] > place[c]; j--)
                group[j] = group[j - 1];
            group[j] = c;
        }
        *used = rule;
        return 0;
    }
    return 0;
}

static int settle(struct count_result *r, uint32_t from, uint32_t n, uint32_t seats,
                  const struct count_options *o, struct arena *a, struct fail *f) {
    uint32_t *group = ARENA_ARRAY(a, n, uint32_t);
    enum count_tie_rule used;
    if (!group)
        return ERR_NOMEM;
    memcpy(group, r->ranking + from, n * sizeof(*group));
    int code = rank_settle(o, r->b, group, n, a, &used, f);
    if (code < 0)
        return code;
    if (used == COUNT_TIE_NONE) {
        r->standing = group;
        r->standing_n = n;
        return 0;
    }
    struct count_tie *tie = ARENA_ARRAY(a, 1, struct count_tie);
    if (!tie)
        return ERR_NOMEM;
    *tie = (struct count_tie){.what = seats == 1 ? "election" : "the last seats",
                              .candidate = r->ranking + from, .n = n, .chosen = group[0],
                              .rule = used};
    if (r->stages_n) {
        r->stage[0].tie = tie;
        r->stage[0].ties_n = 1;
    }
    for (uint32_t i = 0; i < seats; i++)
        r->winners[r->winners_n++] = group[i];
    return 0;
}

static int choose(struct count_result *r, const struct count_options *o, struct arena *a,
                  struct fail *f) {
    uint32_t from = 0;
    for (uint32_t g = 0; g < r->ranks_n && r->winners_n < r->seats; g++) {
        uint32_t n = r->rank_end[g] - from, seats = r->seats - r->winners_n;
        if (n > seats)
            return settle(r, from, n, seats, o, a, f);
        for (uint32_t i = from; i < r->rank_end[g]; i++)
            r->winners[r->winners_n++] = r->ranking[i];
        from = r->rank_end[g];
    }
    return 0;
}

int rank_by(struct count_result *r, int (*compare)(const void *context, uint32_t x, uint32_t y),
            const void *context, const struct count_options *o, struct arena *a, struct fail *f) {
    uint32_t n = 0, *list = r->ranking;
    for (uint32_t c = 0; c < r->b->candidates; c++)
        if (!r->b->candidate[c].withdrawn)
            list[n++] = c;
    for (uint32_t gap = n / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < n; i++) {
            uint32_t c = list[i], j = i;
            for (; j >= gap; j -= gap) {
                int cmp = compare(context, c, list[j - gap]);
                if (cmp > 0 || (cmp == 0 && c > list[j - gap]))
                    break;
                list[j] = list[j - gap];
            }
            list[j] = c;
        }
    for (uint32_t i = 0; i < n; i++) {
        if (i && compare(context, list[i - 1], list[i]) == 0)
            r->ranks_n--;
        r->rank_end[r->ranks_n++] = i + 1;
    }
    int code = choose(r, o, a, f);
    if (r->stages_n && code == 0) {
        r->stage[0].elected = r->winners;
        r->stage[0].elected_n = r->winners_n;
    }
    return code;
}

static int by_points(const void *context, uint32_t x, uint32_t y) {
    const __mpq_struct *points = context;
    int cmp = mpq_cmp(points + y, points + x);
    return cmp > 0 ? 1 : cmp < 0 ? -1 : 0;
}

int rank_points(struct count_result *r, mpq_t *points, const struct count_options *o,
                struct arena *a, struct fail *f) {
    r->score = ARENA_ARRAY(a, r->b->candidates, const char *);
    if (!r->score)
        return ERR_NOMEM;
    for (uint32_t c = 0; c < r->b->candidates; c++)
        if (!r->b->candidate[c].withdrawn)
            r->score[c] = number_fraction(a, points[c]);
    r->stage = ARENA_NEW(a, struct count_stage);
    if (!r->stage)
        return ERR_NOMEM;
    r->stages_n = 1;
    r->stage[0] = (struct count_stage){.kind = COUNT_STAGE_FIRST};
    return rank_by(r, by_points, points[0], o, a, f);
}
