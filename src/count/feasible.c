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

int feasible_give_back(struct feasible *x, uint32_t c, struct fail *f) {
    uint32_t k = x->kind[c];
    x->open[k]++;
    x->left++;
    for (uint32_t g = 0; g < x->groups; g++)
        x->have[g] -= x->mask[k] >> g & 1;
    return judge(x, f);
}

static const char *reason_words(const struct count_why *w, struct bytes name, bool doomed,
                                struct arena *a) {
    int n = (int)(name.n > 60 ? 60 : name.n);
    const char *at = (const char *)name.at;
    if (w->all_needed)
        return "as many can still be elected as seats are left";
    if (w->group == COUNT_NOBODY)
        return "the groups together leave no other choice";
    if (doomed && !w->least)
        return arena_format(a, "group %.*s has %u elected of %u at most", n, at, w->elected,
                            w->bound);
    if (doomed)
        return arena_format(a, "group %.*s has %u elected of %u at least; seats left: %u", n, at,
                            w->elected, w->bound, w->left);
    if (!w->least)
        return arena_format(a, "group %.*s has %u elected of %u at most; seats left: %u", n, at,
                            w->elected, w->bound, w->left);
    return arena_format(a, "group %.*s has %u elected of %u at least; still in the count: %u", n,
                        at, w->elected, w->bound, w->open);
}

/* Would it be possible if this bound of group G gave way? */
static bool gives_way(struct feasible *x, uint32_t k, uint32_t g, bool least) {
    struct count_group kept = x->group[g];
    if (least)
        x->group[g].min = 0;
    else
        x->group[g].max = UNBOUNDED;
    bool yes = possible_after(x, k, x->doomed[k]);
    x->group[g] = kept;
    return yes;
}

const struct count_why *feasible_reason(struct feasible *x, uint32_t k, struct arena *a) {
    struct count_why *w = ARENA_NEW(a, struct count_why);
    struct bytes name = {0};
    if (!w)
        return NULL;
    *w = (struct count_why){.group = COUNT_NOBODY, .left = x->left};
    for (uint32_t other = 0; other < x->kinds; other++)
        w->open += x->doomed[k] || !x->doomed[other] ? x->open[other] : 0;
    w->all_needed = !x->doomed[k] && w->open == x->left;
    for (uint32_t i = w->all_needed ? 2 * x->groups : 0; i < 2 * x->groups; i++) {
        uint32_t g = i / 2;
        bool least = i % 2;
        if (!gives_way(x, k, g, least))
            continue;
        name = x->group[g].name;
        *w = (struct count_why){.group = g,
                                .least = least,
                                .bound = least ? x->group[g].min : x->group[g].max,
                                .elected = x->have[g],
                                .left = x->left};
        for (uint32_t other = 0; other < x->kinds; other++)
            w->open += x->mask[other] >> g & 1 ? x->open[other] : 0;
        break;
    }
    w->words = reason_words(w, name, x->doomed[k], a);
    return w->words ? w : NULL;
}
