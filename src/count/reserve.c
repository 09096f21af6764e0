#include "count/reserve.h"

#include "count/feasible.h"

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
