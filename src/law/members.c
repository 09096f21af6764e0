#include "law/members.h"

#include "law/tally.h"

/* --- time back -----------------------------------------------------------------------------------
 */

static int64_t months_back(int64_t at, int32_t months, const struct zone *z) {
    struct civil c = civil_of_day(zone_day(z, at), CALENDAR_GREGORIAN);
    int64_t m = (int64_t)c.year * 12 + c.month - 1 - months;
    int32_t day;
    if (m < 12)
        return INSTANT_MIN;
    c.year = (int32_t)(m / 12);
    c.month = (uint8_t)(m % 12 + 1);
    int last = civil_month_days(c.year, c.month, CALENDAR_GREGORIAN);
    if (c.day > last)
        c.day = (uint8_t)last;
    return civil_to_day(c, CALENDAR_GREGORIAN, &day) ? zone_day_start(z, day) : INSTANT_MIN;
}

int64_t span_back(struct span s, int64_t at, const struct zone *z) {
    switch (s.unit) {
    case 'h':
        return at - (int64_t)s.count * 3600000;
    case 'd':
        return zone_day_start(z, zone_day(z, at) - s.count);
    case 'w':
        return zone_day_start(z, zone_day(z, at) - 7 * s.count);
    case 'm':
        return months_back(at, s.count, z);
    case 'y':
        return months_back(at, 12 * s.count, z);
    default:
        return at;
    }
}

/* --- belonging -----------------------------------------------------------------------------------
 */

bool unit_lies_in(const struct law *l, uint32_t unit, uint32_t outer) {
    if (outer == FEDERATION_ID)
        return true;
    for (; unit; unit = thing(l, unit)->parent)
        if (unit == outer)
            return true;
    return false;
}

uint32_t member_of(const struct law *l, uint32_t person, uint32_t unit, int64_t at,
                   uint64_t known) {
    uint32_t c = chain_find(l, person, 0, TIE_MEMBER, 0);
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0])
        if (tie_held(ties_at(l, t), at, known) && unit_lies_in(l, ties_at(l, t)->to, unit))
            return t;
    return 0;
}

bool member_good_at(const struct law *l, const struct charter *c, uint32_t tie_row, int64_t at) {
    const struct member_row *m = members_at(l, ties_at(l, tie_row)->detail);
    if (!c->members.dues_owed_at_most.unit)
        return true;
    uint32_t a = m->arrears_last;
    while (a && arrears_at(l, a)->at > at)
        a = arrears_at(l, a)->prev;
    return !a || (int64_t)arrears_at(l, a)->months <= c->members.dues_owed_at_most.count;
}

int64_t member_votes(const struct law *l, const struct charter *c, uint32_t tie_row) {
    struct bytes class = state_word(l, members_at(l, ties_at(l, tie_row)->detail)->class);
    for (uint8_t i = 0; i < c->members.n_classes; i++)
        if (bytes_equal(c->members.classes[i].name, class))
            return c->members.classes[i].votes;
    return 1;
}

/* --- how many ------------------------------------------------------------------------------------
 */

static const struct unit_rule *rule_of_unit(const struct law *l, const struct charter *c,
                                            uint32_t unit) {
    int rule = thing(l, unit)->rule ? charter_unit(c, state_word(l, thing(l, unit)->rule)) : -1;
    return rule >= 0 ? &c->units[rule] : NULL;
}

static void members_of_one(const struct law *l, const struct charter *c, uint32_t one,
                           uint32_t unit, int64_t at, uint64_t known, int64_t *heads,
                           int64_t *votes) {
    const struct unit_rule *rule = rule_of_unit(l, c, one);
    if (rule && rule->counted) {
        uint32_t d = entity(l, one)->dues_last;
        *heads += d ? dues_at(l, d)->members : 0;
        *votes += d ? dues_at(l, d)->members : 0;
        return;
    }
    uint32_t chain = chain_find(l, one, 0, TIE_MEMBER, 1);
    for (uint32_t t = chain ? chains_at(l, chain)->last : 0; t; t = ties_at(l, t)->prev[1]) {
        const struct tie_row *row = ties_at(l, t);
        if (!tie_held(row, at, known) || !member_good_at(l, c, t, at) ||
            member_of(l, row->from, unit, at, known) != t) /* of two units: counted once */
            continue;
        int64_t n = member_votes(l, c, t);
        *heads += n > 0;
        *votes += n;
    }
}

void members_entitled(const struct law *l, const struct charter *c, uint32_t unit, int64_t at,
                      uint64_t known, int64_t *ret_heads, int64_t *ret_votes) {
    int64_t heads = 0, votes = 0;
    for (TABLE_EACH(&l->entities, e)) {
        uint32_t one = entities_at(l, e)->thing;
        bool list = is_kind(l, one, KIND_UNIT) || (one == FEDERATION_ID && unit == one);
        if (list && !thing(l, one)->undone && unit_lies_in(l, one, unit))
            members_of_one(l, c, one, unit, at, known, &heads, &votes);
    }
    *ret_heads = heads;
    *ret_votes = votes;
}

int64_t units_count(const struct law *l, const struct charter *c, int rule) {
    int64_t n = 0;
    for (TABLE_EACH(&l->entities, e)) {
        uint32_t id = entities_at(l, e)->thing;
        const struct thing_row *t = thing(l, id);
        n += t->kind == KIND_UNIT && !t->undone && t->state != STATE_ENDED && rule >= 0 &&
             bytes_equal(state_word(l, t->rule), c->units[rule].name);
    }
    return n;
}

uint32_t body_named(const struct law *l, struct bytes name, uint32_t unit) {
    uint32_t id = state_named(l, name);
    if (id && is_kind(l, id, KIND_BODY))
        return id;
    for (uint32_t u = unit; u; u = thing(l, u)->parent)
        for (uint32_t b = entity(l, u)->body_last; b; b = entity(l, b)->body_prev)
            if (bytes_equal(state_word(l, thing(l, b)->rule), name) && !thing(l, b)->undone)
                return b;
    return 0;
}

/* --- strength ------------------------------------------------------------------------------------
 */

/* The number last reported for a month (its first day); none: nobody paid. */
static int64_t dues_of_month(const struct law *l, uint32_t unit, int32_t day) {
    for (uint32_t d = entity(l, unit)->dues_last; d; d = dues_at(l, d)->prev)
        if (dues_at(l, d)->month == day)
            return dues_at(l, d)->members;
    return 0;
}

/* The mean of the months that ended by AT less `ending`, over the whole window, rounded down. */
static int64_t strength_by_dues(const struct law *l, const struct charter *c, uint32_t unit,
                                int64_t at) {
    const struct members_rule *m = &c->members;
    int64_t end = span_back(m->strength_ending, at, &c->zone), sum = 0;
    if (end == INSTANT_MIN)
        return 0;
    struct civil last = civil_of_day(zone_day(&c->zone, end), CALENDAR_GREGORIAN);
    int32_t months = m->strength_average.unit == 'y'   ? 12 * m->strength_average.count
                     : m->strength_average.unit == 'm' ? m->strength_average.count
                                                       : 1;
    int64_t index = (int64_t)last.year * 12 + last.month - 1; /* the month END lies in: not whole */
    for (int32_t i = 1; i <= months && index - i >= 12; i++) {
        struct civil first = {.year = (int32_t)((index - i) / 12),
                              .month = (uint8_t)((index - i) % 12 + 1),
                              .day = 1};
        int32_t day;
        if (civil_to_day(first, CALENDAR_GREGORIAN, &day))
            sum += dues_of_month(l, unit, day);
    }
    return months > 0 ? sum / months : 0;
}

int64_t tally_strength(const struct law *l, uint32_t unit, int64_t at) {
    const struct charter *c = l->charter;
    int64_t heads, votes;
    uint32_t u = is_kind(l, unit, KIND_BODY) ? thing(l, unit)->unit : unit;
    if (!u)
        return 0;
    if (c->members.strength_by_dues)
        return strength_by_dues(l, c, u, at);
    members_entitled(l, c, u, at, UINT64_MAX, &heads, &votes);
    return heads;
}
