#include "count/tally.h"

/* A shallow copy of the candidates with one more withdrawn; the ballots themselves are shared. */
int count_countback(const struct count_method *m, const struct count_ballots *b,
                    const struct count_options *o, uint32_t vacates, struct arena *a,
                    struct count_result *ret, uint32_t *successor, struct fail *f) {
    struct count_result before, after;
    struct count_ballots *without = ARENA_NEW(a, struct count_ballots);
    struct count_candidate *candidates = ARENA_ARRAY(a, b->candidates, struct count_candidate);
    if (!without || !candidates)
        return ERR_NOMEM;
    int r = count_run(m, b, o, a, &before, f);
    if (r < 0)
        return r;
    bool sits = false;
    for (uint32_t i = 0; i < before.winners_n; i++)
        sits = sits || before.winners[i] == vacates;
    if (!sits)
        return fail_set(f, ERR_CONFLICT, "who vacates the seat was not elected by these ballots");
    memcpy(candidates, b->candidate, b->candidates * sizeof(*candidates));
    candidates[vacates].withdrawn = true;
    *without = *b;
    without->candidate = candidates;
    r = count_run(m, without, o, a, &after, f);
    if (r < 0)
        return r;
    *ret = after;
    uint32_t ranked = after.ranks_n ? after.rank_end[after.ranks_n - 1] : 0;
    for (uint32_t i = 0; i < ranked; i++) {
        uint32_t c = after.ranking[i];
        bool elected = false;
        for (uint32_t k = 0; k < before.winners_n; k++)
            elected = elected || before.winners[k] == c;
        if (!elected) {
            *successor = c;
            return 0;
        }
    }
    return fail_set(f, ERR_MISSING, "nobody is left to fill the seat");
}
