#include "count/feasible.h"

#define UNBOUNDED UINT32_MAX

struct search {
    struct feasible *x;
    uint32_t have[COUNT_GROUPS_MAX];
    uint32_t rest[FEASIBLE_KINDS_MAX + 1];                   /* open ones of this kind and later */
    uint32_t more[FEASIBLE_KINDS_MAX + 1][COUNT_GROUPS_MAX]; /* the same, by group */
};

static void suffixes(struct search *s) {
    const struct feasible *x = s->x;
    for (uint32_t k = x->kinds; k-- > 0;) {
        s->rest[k] = s->rest[k + 1] + x->open[k];
        for (uint32_t g = 0; g < x->groups; g++)
            s->more[k][g] = s->more[k + 1][g] + (x->mask[k] >> g & 1 ? x->open[k] : 0);
    }
}

/* Can LEFT be chosen from kinds K and later? */
static bool choose(struct search *s, uint32_t k, uint32_t left) {
    struct feasible *x = s->x;
    if (++x->steps > FEASIBLE_STEPS_MAX || left > s->rest[k])
        return false;
    for (uint32_t g = 0; g < x->groups; g++)
        if (s->have[g] > x->group[g].max || (uint64_t)s->have[g] + s->more[k][g] < x->group[g].min)
            return false;
    if (k == x->kinds)
        return left == 0;
    uint32_t most = left < x->open[k] ? left : x->open[k], take = 0;
    for (;; take++) {
        if (choose(s, k + 1, left - take))
            return true;
        if (take == most)
            break;
        for (uint32_t g = 0; g < x->groups; g++)
            s->have[g] += x->mask[k] >> g & 1;
    }
    for (uint32_t g = 0; g < x->groups; g++)
        s->have[g] -= x->mask[k] >> g & 1 ? take : 0;
    return false;
}

static bool possible(struct feasible *x) {
    struct search s = {.x = x};
    memcpy(s.have, x->have, sizeof(s.have));
    suffixes(&s);
    x->steps = 0;
    return choose(&s, 0, x->left);
}

/* The same after one of kind K is elected or excluded. */
static bool possible_after(struct feasible *x, uint32_t k, bool elected) {
    if (elected && x->left == 0)
        return false;
    struct feasible y = *x;
    y.open[k]--;
    y.left -= elected;
    for (uint32_t g = 0; elected && g < y.groups; g++)
        y.have[g] += y.mask[k] >> g & 1;
    bool yes = possible(&y);
    x->steps = y.steps;
    return yes;
}

static int too_many(struct fail *f) {
    return fail_set(f, ERR_RANGE, "the groups overlap in too many ways to be checked");
}

static int judge(struct feasible *x, struct fail *f) {
    for (uint32_t k = 0; k < x->kinds; k++) {
        x->doomed[k] = x->guarded[k] = false;
        if (x->open[k] == 0 || x->left == 0)
            continue;
        x->doomed[k] = !possible_after(x, k, true);
        bool over = x->steps > FEASIBLE_STEPS_MAX;
        x->guarded[k] = !possible_after(x, k, false);
        if (over || x->steps > FEASIBLE_STEPS_MAX)
            return too_many(f);
    }
    return 0;
}

static int kind_of(struct feasible *x, uint16_t mask) {
    for (uint32_t k = 0; k < x->kinds; k++)
        if (x->mask[k] == mask)
            return (int)k;
    if (x->kinds == FEASIBLE_KINDS_MAX)
        return -1;
    x->mask[x->kinds] = mask;
    return (int)x->kinds++;
}

/* Tells the fault of one group from that of several together. */
static int refuse(struct feasible *x, struct fail *f) {
    for (uint32_t g = 0; g < x->groups; g++) {
        uint32_t stand = 0;
        struct bytes s = x->group[g].name;
        for (uint32_t k = 0; k < x->kinds; k++)
            stand += x->mask[k] >> g & 1 ? x->open[k] : 0;
        int n = (int)(s.n > 60 ? 60 : s.n);
        if (x->group[g].min > x->group[g].max)
            return fail_set(f, ERR_CONFLICT, "group %.*s: at least %u and at most %u", n,
                            (const char *)s.at, x->group[g].min, x->group[g].max);
        if (x->group[g].min > stand)
            return fail_set(f, ERR_CONFLICT, "group %.*s: at least %u seats, but %u stand", n,
                            (const char *)s.at, x->group[g].min, stand);
        if (x->group[g].min > x->left)
            return fail_set(f, ERR_CONFLICT, "group %.*s: at least %u of %u seats", n,
                            (const char *)s.at, x->group[g].min, x->left);
    }
    return fail_set(f, ERR_CONFLICT,
                    "no choice of %u candidates satisfies all groups: their minimums and maximums "
                    "contradict each other",
                    x->left);
}

int feasible_begin(struct feasible *x, const struct count_group *group, uint32_t groups,
                   struct fail *f) {
    *x = (struct feasible){.groups = groups};
    if (groups > COUNT_GROUPS_MAX)
        return fail_set(f, ERR_RANGE, "%u groups, at most %u", groups, COUNT_GROUPS_MAX);
    memcpy(x->group, group, groups * sizeof(*group));
    return 0;
}

int feasible_kind(struct feasible *x, uint32_t c, struct fail *f) {
    uint16_t mask = 0;
    for (uint32_t g = 0; g < x->groups; g++)
        mask |= (uint16_t)(x->group[g].member[c] << g);
    int k = kind_of(x, mask);
    return k < 0 ? too_many(f) : k;
}

int feasible_start(struct feasible *x, uint32_t seats, bool fewer, struct fail *f) {
    uint32_t standing = 0;
    for (uint32_t k = 0; k < x->kinds; k++)
        standing += x->open[k];
    x->left = seats < standing ? seats : standing;
    for (; !possible(x); x->left--) {
        if (x->steps > FEASIBLE_STEPS_MAX)
            return too_many(f);
        if (!fewer || x->left == 0) {
            x->left = seats < standing ? seats : standing;
            return refuse(x, f);
        }
    }
    return judge(x, f);
}

int feasible_init(struct feasible *x, const struct count_ballots *b,
                  const struct count_group *group, uint32_t groups, const bool *stands,
                  uint32_t seats, struct arena *a, struct fail *f) {
    int r = feasible_begin(x, group, groups, f);
    x->kind = arena_get(a, b->candidates);
    if (r < 0 || !x->kind)
        return r < 0 ? r : ERR_NOMEM;
    for (uint32_t c = 0; c < b->candidates; c++) {
        int k = feasible_kind(x, c, f);
        if (k < 0)
            return k;
        x->kind[c] = (uint8_t)k;
        x->open[k] += stands[c];
    }
    return feasible_start(x, seats, false, f);
}

int feasible_take_kind(struct feasible *x, uint32_t k, bool elected, struct fail *f) {
    x->open[k]--;
    for (uint32_t g = 0; elected && g < x->groups; g++)
        x->have[g] += x->mask[k] >> g & 1;
    x->left -= elected && x->left;
    return judge(x, f);
}

const char *feasible_reason(struct feasible *x, uint32_t c, struct arena *a) {
    uint32_t k = x->kind[c];
    bool electing = x->doomed[k];
    for (uint32_t g = 0; g < x->groups; g++) {
        struct bytes s = x->group[g].name;
        struct count_group kept = x->group[g];
        int n = (int)(s.n > 60 ? 60 : s.n);
        x->group[g].max = UNBOUNDED;
        bool by_max = possible_after(x, k, electing);
        x->group[g] = kept;
        x->group[g].min = 0;
        bool by_min = possible_after(x, k, electing);
        x->group[g] = kept;
        if (by_max)
            return arena_format(a, "group %.*s has %u elected of %u at most", n, (const char *)s.at,
                                x->have[g], kept.max);
        if (by_min)
            return arena_format(a, "group %.*s has %u elected of %u at least, %u seats are left", n,
                                (const char *)s.at, x->have[g], kept.min, x->left);
    }
    return "the groups together leave no other choice";
}
