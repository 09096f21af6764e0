#include "charter/check.h"

#include "base/checked.h"
#include "charter/apportion.h"

/* --- findings --------------------------------------------------------------------------------- */
static struct article article_at(struct checker *k, const struct article *at, const char *sub) {
    if (!sub)
        return *at;
    char *path = at->path.n ? arena_format(k->arena, "%.*s.%s", (int)at->path.n,
                                           (const char *)at->path.at, sub)
                            : arena_copy(k->arena, bytes_str(sub));
    k->say.failed |= !path;
    return (struct article){at->line, bytes_str(path)};
}

void finding_add(struct checker *k, enum finding_id id, const struct article *article,
                 const char *sub, const struct phrase_part *parts, size_t n) {
    const struct finding_kind *kind = &finding_table[id];
    uint8_t severity = kind->severity;
    if (k->c->past && kind->past == PAST_SILENT)
        return;
    if (k->c->past && kind->past == PAST_NOTICE)
        severity = SEVERITY_NOTICE;
    if (k->c->past && kind->past == PAST_WARNING && severity > SEVERITY_WARNING)
        severity = SEVERITY_WARNING;
    struct finding *f = ARENA_NEW(k->arena, struct finding);
    if (!f) {
        k->say.failed = true;
        return;
    }
    *f = (struct finding){.kind = kind, .severity = severity, .says.msgid = kind->text,
                          .article = article_at(k, article, sub)};
    for (size_t i = 0; i < n && i < PHRASE_PARTS; i++)
        f->says.parts[i] = parts[i];
    *k->last = f;
    k->last = &f->next;
}

/* By line; those of one line in the order they were found (a merge sort is stable). */
static struct finding *merge(struct finding *a, struct finding *b) {
    struct finding *first = NULL, **last = &first;
    while (a && b) {
        struct finding **less = b->article.line < a->article.line ? &b : &a;
        *last = *less;
        last = &(*last)->next;
        *less = *last;
    }
    *last = a ? a : b;
    return first;
}

static struct finding *sorted(struct finding *list) {
    struct finding *runs[32] = {0}, *all = NULL;
    while (list) {
        struct finding *one = list;
        list = list->next;
        one->next = NULL;
        int i = 0;
        for (; i < 31 && runs[i]; i++) {
            one = merge(runs[i], one);
            runs[i] = NULL;
        }
        runs[i] = runs[i] ? merge(runs[i], one) : one;
    }
    for (int i = 0; i < 32; i++)
        all = merge(runs[i], all);
    return all;
}

/* --- what several parts ask ------------------------------------------------------------------- */
bool who_is_body(const struct who *w, int body) {
    return w->kind == WHO_BODY && w->of == body;
}

bool whos_have_body(const struct whos *w, int body) {
    for (int i = 0; i < w->n; i++) {
        if (who_is_body(&w->each[i], body))
            return true;
    }
    return false;
}

int who_body(const struct who *w) {
    return w->kind == WHO_BODY || (w->kind == WHO_OFFICE && w->of >= 0) ? w->of : -1;
}

bool group_is_filled(const struct seat_group *g) {
    if (g->every_member || g->how == HOW_SELF_CONSTITUTED || g->how == HOW_CO_OPTED)
        return true;
    return g->from.n > 0 && !(g->number.kind == NUMBER_FIXED && g->number.seats <= 0);
}

bool group_is_of_one(const struct charter *c, const struct body_rule *b,
                     const struct seat_group *g) {
    if (g->every_member || g->from.n != 1)
        return true; /* a list is one electorate together */
    const struct who *w = &g->from.each[0];
    if (w->kind == WHO_UNIT)
        return b->n_for_each > 0;
    if (w->kind == WHO_ASSOCIATION)
        return b->n_for_each > 0;
    return w->kind != WHO_BODY || b->n_for_each > 0 || c->bodies[w->of].n_for_each == 0;
}

static struct seats group_seats(const struct charter *c, const struct body_rule *b,
                                const struct seat_group *g, int depth) {
    struct seats s = {0, MANY};
    if (g->votes == VOTES_NONE)
        return (struct seats){0, 0};
    if (g->how == HOW_EX_OFFICIO && g->from.n == 1 && g->number.kind == NUMBER_NOT_STATED &&
        g->from.each[0].kind == WHO_BODY && depth < 8) {
        const struct body_rule *other = &c->bodies[g->from.each[0].of];
        for (int i = 0; i < other->n_groups && other->n_groups == 1; i++)
            return group_seats(c, other, &other->groups[i], depth + 1);
    }
    if (g->number.kind == NUMBER_PER_UNIT)
        return s;
    if (apportion_bounds(g, &s.least, &s.most) != APPORTION_OK)
        return (struct seats){0, MANY};
    if (g->number.kind != NUMBER_FIXED)
        s.least = 0; /* of an electorate without members */
    if (!group_is_of_one(c, b, g))
        s.most = MANY;
    return s;
}

struct seats body_seats(const struct charter *c, const struct body_rule *b) {
    struct seats sum = {0, 0};
    for (int i = 0; i < b->n_groups; i++) {
        struct seats s = group_seats(c, b, &b->groups[i], 0);
        if (s.most == MANY || sum.most == MANY || !add_i64(sum.most, s.most, &sum.most))
            sum.most = MANY;
        add_i64(sum.least, s.least, &sum.least);
    }
    return sum;
}

bool body_counts_units(const struct charter *c, const struct body_rule *b, int unit) {
    for (int i = 0; i < b->n_groups; i++) {
        for (int j = 0; j < b->groups[i].from.n; j++) {
            const struct who *w = &b->groups[i].from.each[j];
            if (w->kind == WHO_UNIT && w->of == unit)
                return true;
            const struct body_rule *from = w->kind == WHO_BODY ? &c->bodies[w->of] : NULL;
            for (int e = 0; from && e < from->n_for_each; e++) {
                if (!from->for_each[e].association && from->for_each[e].of == unit)
                    return true;
            }
        }
    }
    return false;
}

bool share_is_impossible(const struct charter *c, const struct share *s,
                         const struct body_rule *b) {
    if (s->given != GIVEN_SAID || !b)
        return false;
    bool assembly = false;
    for (int i = 0; i < b->n_groups; i++)
        assembly |= b->groups[i].every_member;
    if (s->base == BASE_MEMBERS && !assembly)
        return true;
    if (s->base == BASE_UNITS)
        return !body_counts_units(c, b, s->of);
    int64_t most = body_seats(c, s->base == BASE_BODY ? &c->bodies[s->of] : b).most;
    bool heads = s->count || s->base == BASE_NONE;
    return heads && most != MANY && ratio_compare(s->ratio, (struct ratio){most, 1}) > 0;
}

void span_hours(struct span s, int64_t *ret_shortest, int64_t *ret_longest) {
    int64_t n = s.count;
    *ret_shortest = *ret_longest = n;
    if (s.unit == 'd' || s.unit == 'w')
        *ret_shortest = *ret_longest = n * 24 * (s.unit == 'w' ? 7 : 1);
    else if (s.unit == 'm') {
        *ret_shortest = n * 28 * 24;
        *ret_longest = n * 31 * 24;
    } else if (s.unit == 'y') {
        *ret_shortest = n * 365 * 24;
        *ret_longest = n * 366 * 24;
    } else if (s.unit == 0) {
        *ret_shortest = *ret_longest = 0;
    }
}

bool span_is_longer(struct span a, struct span b) {
    int64_t a_short, a_long, b_short, b_long;
    if (a.unit == b.unit)
        return a.count > b.count;
    if ((a.unit == 'm' || a.unit == 'y') && (b.unit == 'm' || b.unit == 'y'))
        return (int64_t)a.count * (a.unit == 'y' ? 12 : 1) >
               (int64_t)b.count * (b.unit == 'y' ? 12 : 1);
    span_hours(a, &a_short, &a_long);
    span_hours(b, &b_short, &b_long);
    return a_short > b_long;
}

/* --- the chain of mandates -------------------------------------------------------------------- */
static bool who_is_tied(const struct checker *k, const struct who *w) {
    switch ((enum who_kind)w->kind) {
    case WHO_MEMBERS:
    case WHO_UNIT:
    case WHO_ASSOCIATION:
    case WHO_GROUP:
    case WHO_UNITS_CALLED:
    case WHO_ELECTORS:
    case WHO_ANY_BODY:
    case WHO_ANYONE:
        return true;
    case WHO_SHARE:
        return w->share.base != BASE_BODY || k->tied[w->share.of];
    case WHO_ENTITY: /* in a record of the past, people whom the source names */
        return k->c->past;
    default:
        return w->of >= 0 && k->tied[w->of];
    }
}

static bool body_is_tied(const struct checker *k, const struct body_rule *b) {
    for (int i = 0; i < b->n_groups; i++) {
        const struct seat_group *g = &b->groups[i];
        if (g->votes == VOTES_NONE)
            continue;
        if (g->every_member || (k->c->past && g->from.given == GIVEN_NOT_STATED))
            return true;
        for (int j = 0; j < g->from.n; j++) {
            if (who_is_tied(k, &g->from.each[j]))
                return true;
        }
    }
    return false;
}

static void tie_bodies(struct checker *k) {
    for (bool more = true; more;) {
        more = false;
        for (int i = 0; i < k->c->n_bodies; i++) {
            if (!k->tied[i] && body_is_tied(k, &k->c->bodies[i]))
                more = k->tied[i] = true;
        }
    }
}

int charter_check(const struct charter *c, struct arena *a, struct finding **ret) {
    struct checker *k = ARENA_NEW(a, struct checker);
    if (!k)
        return ERR_NOMEM;
    k->c = c;
    k->arena = a;
    k->last = &k->first;
    k->say = (struct say){.c = c, .arena = a, .language = "", .plain = true};
    tie_bodies(k);
    charter_check_units(k);
    charter_check_bodies(k);
    charter_check_groups(k);
    charter_check_recalls(k);
    charter_check_calling(k);
    charter_check_votes(k);
    charter_check_acts(k);
    charter_check_powers(k);
    charter_check_blocking(k);
    charter_check_trust(k);
    charter_check_time(k);
    if (k->say.failed)
        return ERR_NOMEM;
    *ret = sorted(k->first);
    return 0;
}
