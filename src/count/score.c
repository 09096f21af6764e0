/* Ballots with grades: the sum, points from a purse, and the median with its tie-breaking. */
#include "count/methods.h"
#include "count/rank.h"
#include "count/tally.h"

/* Majority judgment (Balinski and Laraki): the median grade (of an even number the lower one);
 * among equal ones a median vote is taken from each until they differ. With all grades counted,
 * that is a comparison of distributions: take away equally many from both sides of the medians. */
struct judgment {
    uint64_t *count; /* candidates * grades */
    uint32_t grades;
};

static uint32_t median(const uint64_t *n, uint32_t grades, uint64_t total) {
    uint64_t below = 0, at = (total + 1) / 2; /* the at-th from the lowest */
    for (uint32_t g = 0; g < grades; g++) {
        below += n[g];
        if (below >= at)
            return g;
    }
    return 0;
}

/* Votes of the grade G that can be taken before the median leaves it. */
static uint64_t removable(const uint64_t *n, uint32_t g, uint64_t total) {
    uint64_t below = 0;
    for (uint32_t i = 0; i < g; i++)
        below += n[i];
    /* after k votes taken: total-k left, n[g]-k of them g; median stays g while
     * below < ceil((total-k)/2) <= below + n[g] - k */
    uint64_t low = 0, high = n[g];
    while (low < high) { /* the greatest k that still leaves g the median */
        uint64_t k = low + (high - low + 1) / 2, at = (total - k + 1) / 2;
        if (total > k && below < at && at <= below + n[g] - k)
            low = k;
        else
            high = k - 1;
    }
    return low + 1;
}

static int by_judgment(const void *context, uint32_t x, uint32_t y) {
    const struct judgment *j = context;
    uint64_t a[256], b[256], ta = 0, tb = 0;
    for (uint32_t g = 0; g < j->grades; g++) {
        ta += a[g] = j->count[(size_t)x * j->grades + g];
        tb += b[g] = j->count[(size_t)y * j->grades + g];
    }
    while (ta && tb) {
        uint32_t ga = median(a, j->grades, ta), gb = median(b, j->grades, tb);
        if (ga != gb)
            return ga > gb ? -1 : 1;
        uint64_t k = removable(a, ga, ta), l = removable(b, gb, tb);
        k = k < l ? k : l;
        a[ga] -= k;
        b[gb] -= k;
        ta -= k;
        tb -= k;
    }
    return 0;
}

static int judge(struct count_result *r, const struct count_options *o, struct arena *a,
                 struct fail *f) {
    const struct count_ballots *b = r->b;
    uint32_t most = 0;
    for (size_t i = 0; i < b->n * b->candidates; i++)
        if (b->score[i] != COUNT_NO_SCORE && b->score[i] > most)
            most = b->score[i];
    if (most > 255)
        return fail_set(f, ERR_RANGE, "grade %u; majority judgment takes 0 to 255", most);
    struct judgment j = {.grades = most + 1};
    j.count = ARENA_ARRAY(a, (size_t)b->candidates * j.grades, uint64_t);
    r->score = ARENA_ARRAY(a, b->candidates, const char *);
    r->stage = ARENA_NEW(a, struct count_stage);
    if (!j.count || !r->score || !r->stage)
        return ERR_NOMEM;
    for (size_t i = 0; i < b->n; i++)
        for (uint32_t c = 0; c < b->candidates; c++) { /* no grade is the lowest */
            uint16_t g = b->score[i * b->candidates + c];
            j.count[(size_t)c * j.grades + (g == COUNT_NO_SCORE ? 0 : g)] += count_weight(b, i);
        }
    for (uint32_t c = 0; c < b->candidates; c++)
        if (!b->candidate[c].withdrawn)
            r->score[c] = arena_format(a, "%u", median(j.count + (size_t)c * j.grades, j.grades,
                                                       b->total));
    r->stage[0] = (struct count_stage){.kind = COUNT_STAGE_FIRST};
    r->stages_n = 1;
    return rank_by(r, by_judgment, &j, o, a, f);
}

static int add(struct count_result *r, mpq_t *points, uint32_t variant,
               const struct count_options *o, struct arena *a, struct fail *f) {
    const struct count_ballots *b = r->b;
    uint32_t purse = o->marks_max ? o->marks_max : r->seats;
    uint64_t *sum = ARENA_ARRAY(a, b->candidates, uint64_t), valid = 0;
    if (!sum)
        return ERR_NOMEM;
    for (size_t i = 0; i < b->n; i++) {
        const uint16_t *s = b->score + i * b->candidates;
        uint64_t given = 0, weight = count_weight(b, i);
        bool any = false, over = false;
        for (uint32_t c = 0; c < b->candidates; c++) {
            uint32_t v = s[c] == COUNT_NO_SCORE ? 0 : s[c];
            given += v;
            any = any || s[c] != COUNT_NO_SCORE;
            over = over || (variant == SCORE_SUM && o->marks_max && v > o->marks_max);
        }
        if (!any || over || (variant == SCORE_CUMULATIVE && (given > purse || given == 0)))
            continue; /* too much spent: the ballot is void */
        valid += weight;
        for (uint32_t c = 0; c < b->candidates; c++)
            sum[c] += s[c] == COUNT_NO_SCORE ? 0 : s[c] * weight;
    }
    r->valid = valid;
    r->invalid = b->total - valid;
    for (uint32_t c = 0; c < b->candidates; c++)
        number_z_set(mpq_numref(points[c]), sum[c]);
    return rank_points(r, points, o, a, f);
}

int count_score(const struct count_method *m, const struct count_ballots *b,
                const struct count_options *o, struct arena *a, struct count_result *ret,
                struct fail *f) {
    int r = result_init(ret, m, b, o, a);
    if (r < 0)
        return r;
    if (!b->score)
        return fail_set(f, ERR_SYNTAX, "%s counts grades or points: a CSV with a column for each "
                        "candidate", m->name);
    if (b->total > (UINT64_C(1) << 46))
        return fail_set(f, ERR_RANGE, "too many ballots for points");
    if (m->variant == SCORE_JUDGMENT)
        return judge(ret, o, a, f);
    mpq_t *points = number_array(a, b->candidates);
    if (!points)
        return ERR_NOMEM;
    r = add(ret, points, (uint32_t)m->variant, o, a, f);
    number_array_drop(points, b->candidates);
    return r;
}
