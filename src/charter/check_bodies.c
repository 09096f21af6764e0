/* Findings about names, units, bodies and the seats of bodies. */
#include "charter/apportion.h"
#include "charter/check.h"
#include "charter/method.h"

static struct phrase_part body_name(const struct body_rule *b) {
    return say_text(b->name);
}
static struct phrase_part name_of(const struct checker *k, int body) {
    return say_text(k->c->bodies[body].name);
}

/* --- names and units -------------------------------------------------------------------------- */
struct named {
    struct bytes name;
    const struct article *article;
};

static size_t all_names(const struct charter *c, struct named *ret) {
    size_t n = 0;
    for (int i = 0; i < c->n_units; i++)
        ret[n++] = (struct named){c->units[i].name, &c->units[i].article};
    for (int i = 0; i < c->n_associations; i++)
        ret[n++] = (struct named){c->associations[i].name, &c->associations[i].article};
    for (int i = 0; i < c->n_entities; i++)
        ret[n++] = (struct named){c->entities[i].name, &c->entities[i].article};
    for (int i = 0; i < c->n_bodies; i++)
        ret[n++] = (struct named){c->bodies[i].name, &c->bodies[i].article};
    for (int i = 0; i < c->n_acts; i++)
        ret[n++] = (struct named){c->acts[i].name, &c->acts[i].article};
    return n;
}

static void check_names(struct checker *k) {
    const struct charter *c = k->c;
    size_t room = (size_t)c->n_units + c->n_associations + c->n_entities + c->n_bodies + c->n_acts;
    struct named *names = ARENA_ARRAY(k->arena, room, struct named);
    if (!names) {
        k->say.failed = true;
        return;
    }
    size_t n = all_names(c, names);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (bytes_equal(names[i].name, names[j].name))
                FIND(k, FINDING_NAME_TWICE, names[i].article, NULL, say_text(names[i].name));
        }
    }
}

/* "branch > region > branch", once for each circle: at its unit that stands first. */
static void check_within(struct checker *k, int unit) {
    const struct charter *c = k->c;
    struct buf chain;
    buf_init(&chain, k->arena->alloc, LIMIT_TITLE_BYTES);
    buf_bytes(&chain, c->units[unit].name);
    int at = c->units[unit].within, steps = 0, least = unit;
    while (at >= 0 && at < c->n_units && at != unit && steps++ < c->n_units) {
        buf_str(&chain, " > ");
        buf_bytes(&chain, c->units[at].name);
        least = at < least ? at : least;
        at = c->units[at].within;
    }
    if (at == unit && least == unit) {
        buf_str(&chain, " > ");
        buf_bytes(&chain, c->units[unit].name);
        char *text = arena_copy(k->arena, buf_view(&chain));
        k->say.failed |= !text;
        FIND(k, FINDING_UNIT_WITHIN_ITSELF, &c->units[unit].article, "within",
             say_text(c->units[unit].name), say_text(bytes_str(text)));
    }
    buf_drop(&chain);
}

static bool is_for_each(const struct body_rule *b, int unit) {
    for (int i = 0; i < b->n_for_each; i++) {
        if (!b->for_each[i].association && b->for_each[i].of == unit)
            return true;
    }
    return false;
}

void charter_check_units(struct checker *k) {
    check_names(k);
    for (int i = 0; i < k->c->n_units; i++) {
        const struct unit_rule *u = &k->c->units[i];
        check_within(k, i);
        if (u->voice >= 0 && !is_for_each(&k->c->bodies[u->voice], i))
            FIND(k, FINDING_VOICE_OF_ANOTHER, &u->article, "voice", name_of(k, u->voice),
                 say_text(u->name));
    }
}

/* --- bodies ----------------------------------------------------------------------------------- */

/* Does B answer to OTHER, or is it sent by it, directly or through others? */
static bool answers_to(const struct charter *c, int b, int other, int depth) {
    const struct body_rule *body = &c->bodies[b];
    if (depth > 8)
        return false;
    for (int i = 0; i < body->accountable_to.n; i++) {
        int to = who_body(&body->accountable_to.each[i]);
        if (to == other || (to >= 0 && to != b && answers_to(c, to, other, depth + 1)))
            return true;
    }
    for (int g = 0; g < body->n_groups; g++) {
        for (int i = 0; i < body->groups[g].from.n && body->groups[g].votes != VOTES_NONE; i++) {
            int from = who_body(&body->groups[g].from.each[i]);
            if (from >= 0 && c->bodies[from].n_for_each > 0)
                continue; /* its electors are many: none of them alone is above it */
            if (from == other || (from >= 0 && from != b && answers_to(c, from, other, depth + 1)))
                return true;
        }
    }
    return false;
}

/* An act that this body decides alone; -1. */
static int decides_alone(const struct charter *c, int body) {
    for (int i = 0; i < c->n_acts; i++) {
        bool alone = c->acts[i].n_steps > 0;
        for (int j = 0; j < c->acts[i].n_steps; j++)
            alone = alone && whos_have_body(&c->acts[i].steps[j].by, body);
        if (alone)
            return i;
    }
    return -1;
}

static bool is_highest(const struct charter *c, int body) {
    const struct body_rule *b = &c->bodies[body];
    if (b->n_for_each > 0 || b->until.n || decides_alone(c, body) < 0)
        return false;
    for (int other = 0; other < c->n_bodies; other++) {
        if (other != body && c->bodies[other].n_for_each == 0 && answers_to(c, body, other, 0))
            return false;
    }
    return true;
}

static void check_highest(struct checker *k) {
    const struct charter *c = k->c;
    for (int i = 0; i < c->n_bodies && c->n_orders < 2; i++) {
        for (int j = i + 1; is_highest(c, i) && j < c->n_bodies; j++) {
            if (is_highest(c, j))
                FIND(k, FINDING_TWO_HIGHEST, &c->bodies[j].article, NULL, name_of(k, i),
                     name_of(k, j), say_text(c->acts[decides_alone(c, i)].name),
                     say_text(c->acts[decides_alone(c, j)].name));
        }
    }
}

static void check_sits_in(struct checker *k, int body) {
    const struct charter *c = k->c;
    const struct body_rule *b = &c->bodies[body];
    for (int g = 0; g < b->n_groups; g++) {
        int other = b->groups[g].sits_in;
        if (other < 0)
            continue;
        if (whos_have_body(&b->not_with, other))
            FIND(k, FINDING_NOT_WITH_OWN_SOURCE, &b->article, "not-with", body_name(b),
                 name_of(k, other));
        for (int h = 0; h < c->bodies[other].n_groups && other >= body; h++) {
            if (c->bodies[other].groups[h].sits_in == body)
                FIND(k, FINDING_SITS_IN_CIRCLE, &b->groups[g].article, "sits-in", body_name(b),
                     name_of(k, other));
        }
    }
}

static void check_not_with(struct checker *k, const struct body_rule *b) {
    for (int g = 0; g < b->n_groups; g++) {
        const struct seat_group *group = &b->groups[g];
        for (int i = 0; i < group->from.n && group->how == HOW_EX_OFFICIO; i++) {
            int from = who_body(&group->from.each[i]);
            if (from >= 0 && whos_have_body(&b->not_with, from))
                FIND(k, FINDING_NOT_WITH_OWN_SOURCE, &b->article, "not-with", body_name(b),
                     name_of(k, from));
        }
    }
}

void charter_check_bodies(struct checker *k) {
    for (int i = 0; i < k->c->n_bodies; i++) {
        const struct body_rule *b = &k->c->bodies[i];
        if (b->n_groups == 0)
            FIND(k, FINDING_BODY_WITHOUT_SEATS, &b->article, NULL, body_name(b));
        else if (!k->tied[i])
            FIND(k, FINDING_BODY_WITHOUT_MEMBERS, &b->article, "seats", body_name(b));
        if (k->c->n_orders > 1 && b->order < 0 && b->n_for_each == 0)
            FIND(k, FINDING_ORDER_NOT_SAID, &b->article, NULL, say_number(&k->say, k->c->n_orders),
                 body_name(b));
        check_sits_in(k, i);
        check_not_with(k, b);
    }
    check_highest(k);
}

/* --- groups of seats -------------------------------------------------------------------------- */
static bool is_elected(const struct seat_group *g) {
    return !g->every_member && (g->how == HOW_ELECTED || g->how == HOW_DELEGATED);
}

static void check_method(struct checker *k, const struct body_rule *b, const struct seat_group *g) {
    struct bytes method = *charter_method(k->c, b, g);
    unsigned traits = charter_method_traits(method);
    bool fixed = g->number.kind == NUMBER_FIXED || g->number.kind == NUMBER_PER_UNIT;
    if (!is_elected(g) || !fixed)
        return;
    if (g->number.seats == 1 && traits & METHOD_SEVERAL_SEATS)
        FIND(k, FINDING_METHOD_NEEDS_SEATS, &g->article, "method", say_text(method), body_name(b));
    if (g->number.seats > 1 && traits & METHOD_ONE_SEAT)
        FIND(k, FINDING_METHOD_FOR_ONE_SEAT, &g->article, "method", say_text(method), body_name(b),
             say_seats(&k->say, g->number.seats));
}

static void check_reserved(struct checker *k, const struct body_rule *b,
                           const struct seat_group *g) {
    int64_t reserved = 0, least, most;
    for (int i = 0; i < g->n_reserved; i++)
        reserved = g->reserved[i].at_least > reserved ? g->reserved[i].at_least : reserved;
    if (reserved > 0 && apportion_bounds(g, &least, &most) == APPORTION_OK && reserved > most)
        FIND(k, FINDING_RESERVED_TOO_MANY, &g->article, "reserved", say_number(&k->say, reserved),
             say_seats(&k->say, most), body_name(b));
}

static void check_steps(struct checker *k, const struct body_rule *b, const struct seat_group *g) {
    for (int i = 0; g->number.kind == NUMBER_STEPS && i + 1 < g->number.n_steps; i++) {
        if (g->number.steps[i].each > 0)
            FIND(k, FINDING_STEPS_AFTER_EACH, &g->article, "number", body_name(b));
    }
}

/* The members of the smallest unit whose seats these are. */
static int32_t members_min(const struct charter *c, const struct seat_group *g) {
    const struct who *w = &g->from.each[0];
    int unit = w->kind == WHO_UNIT ? w->of : -1;
    if (w->kind == WHO_BODY && c->bodies[w->of].n_for_each > 0) {
        const struct body_rule *from = &c->bodies[w->of];
        if (!from->for_each[from->n_for_each - 1].association)
            unit = from->for_each[from->n_for_each - 1].of;
    }
    return unit >= 0 ? c->units[unit].members_min : 0;
}

static void check_voices(struct checker *k, const struct body_rule *b, const struct seat_group *g) {
    struct per_seat p;
    struct say *s = &k->say;
    if (!is_elected(g) || g->votes != VOTES_ONE || group_is_of_one(k->c, b, g) ||
        !apportion_per_seat(g, members_min(k->c, g), &p))
        return;
    if (g->number.kind == NUMBER_FIXED) {
        FIND(k, FINDING_EQUAL_SEATS, &g->article, "number", say_seats(s, g->number.seats),
             body_name(b));
        return;
    }
    struct ratio twice;
    if (ratio_mul(p.least, (struct ratio){2, 1}, &twice) && ratio_compare(p.most, twice) >= 0)
        FIND(k, FINDING_UNEVEN_SEATS, &g->article, "number", body_name(b), say_ratio(s, p.least),
             say_members(s, p.least_members), say_ratio(s, p.most),
             say_members(s, p.most_members));
    if (p.unbounded)
        FIND(k, FINDING_CAP_ON_SEATS, &g->article, "at-most", say_seats(s, p.seats_most),
             body_name(b), say_members(s, p.unbounded_from));
}

static void check_group(struct checker *k, const struct body_rule *b, const struct seat_group *g) {
    struct say *s = &k->say;
    if (!group_is_filled(g))
        FIND(k, FINDING_SEAT_NOBODY_FILLS, &g->article, NULL, body_name(b));
    if (g->at_most > 0 && g->at_least > g->at_most)
        FIND(k, FINDING_BOUNDS_CROSSED, &g->article, "at-least", body_name(b),
             say_seats(s, g->at_least), say_seats(s, g->at_most));
    if (g->votes == VOTES_MEMBERS && !g->shared_as_declared && g->remainder == REMAINDER_NOT_SAID)
        FIND(k, FINDING_REMAINDER_NOT_SAID, &g->article, NULL, body_name(b));
    if (k->c->past && g->number.kind == NUMBER_NOT_STATED && !g->every_member &&
        g->how != HOW_EX_OFFICIO)
        FIND(k, FINDING_NOT_STATED, &g->article, "number", say_words(s, N_("the number of seats")),
             body_name(b));
    check_method(k, b, g);
    check_reserved(k, b, g);
    check_steps(k, b, g);
    check_voices(k, b, g);
}

static void check_vacancy(struct checker *k, const struct body_rule *b) {
    uint8_t vacancy = charter_vacancy(k->c, b);
    for (int i = 0; i < b->n_groups; i++) {
        const struct seat_group *g = &b->groups[i];
        if (g->every_member || g->how == HOW_EX_OFFICIO)
            continue;
        struct bytes method = is_elected(g) ? *charter_method(k->c, b, g) : (struct bytes){0};
        if (vacancy == VACANCY_COUNTBACK &&
            !(charter_method_traits(method) & (METHOD_KEEPS_RANKINGS | METHOD_APPORTIONS)))
            FIND(k, FINDING_COUNTBACK_WITHOUT_RANKINGS, &b->article, "vacancy", body_name(b),
                 method.n ? say_text(method) : say_words(&k->say, N_("plurality")));
        if (vacancy == VACANCY_ALTERNATE && !g->alternates.given)
            FIND(k, FINDING_ALTERNATES_MISSING, &b->article, "vacancy", body_name(b));
    }
}

void charter_check_groups(struct checker *k) {
    for (int i = 0; i < k->c->n_bodies; i++) {
        const struct body_rule *b = &k->c->bodies[i];
        for (int j = 0; j < b->n_groups; j++)
            check_group(k, b, &b->groups[j]);
        check_vacancy(k, b);
    }
}

/* --- recall ----------------------------------------------------------------------------------- */
static bool is_dismissed(const struct charter *c, int body) {
    for (int i = 0; i < c->n_powers; i++) {
        uint32_t verbs = 1u << VERB_DISMISS | 1u << VERB_DISSOLVE;
        if (c->powers[i].verbs & verbs && whos_have_body(&c->powers[i].whom, body))
            return true;
    }
    return false;
}

/* Can a bare majority of the electors reach it? */
static bool is_simple_majority(const struct majority *m) {
    static const struct ratio half = {1, 2};
    for (int i = 0; i < m->n; i++) {
        uint8_t kind = m->each[i].kind;
        const struct share *s = &m->each[i].share;
        if (kind == MAJORITY_UNANIMOUS ||
            (kind == MAJORITY_SHARE && (s->count || ratio_compare(s->ratio, half) > 0)))
            return false;
    }
    return true;
}

static void check_minority(struct checker *k, const struct body_rule *b, const struct recall *r) {
    struct majority m = r->majority.given ? r->majority : charter_majority(k->c, NULL, NULL);
    for (int i = 0; i < b->n_groups; i++) {
        const struct seat_group *g = &b->groups[i];
        struct bytes method = *charter_method(k->c, b, g);
        bool by_electors = r->decided_by.kind == WHO_NOBODY || r->decided_by.kind == WHO_ELECTORS;
        if (is_elected(g) && by_electors && r->removes_given == GIVEN_SAID && !r->removes_group &&
            charter_method_traits(method) & METHOD_ELECTS_MINORITY && is_simple_majority(&m))
            FIND(k, FINDING_RECALL_OF_MINORITY, &b->article, "recall", body_name(b),
                 say_text(method));
    }
}

/* The rule itself, where it is written: in a body, an order's usual, or usual. */
static void check_recall_rule(struct checker *k, const struct recall *r,
                              const struct article *at, const char *sub) {
    if (r->given != GIVEN_SAID)
        return;
    const struct article *article = r->article.path.n ? &r->article : at;
    if (r->article.path.n)
        sub = NULL;
    if (r->again_after_given == GIVEN_ABSENT)
        FIND(k, FINDING_RECALL_EVERY_DAY, article, sub, {{0}, 0});
    if (r->asked_by.given == GIVEN_ABSENT)
        FIND(k, FINDING_RECALL_ASKED_BY_NOBODY, article, sub, {{0}, 0});
    if (r->gathered_within.unit == 0 && r->asked_by.given == GIVEN_SAID &&
        r->asked_by.base != BASE_UNITS)
        FIND(k, FINDING_RECALL_GATHERED_FOR_EVER, article, sub, {{0}, 0});
}

static void check_recall(struct checker *k, int body) {
    const struct charter *c = k->c;
    const struct body_rule *b = &c->bodies[body];
    const struct recall *r = charter_recall(c, b);
    bool until_next, office = b->n_groups > 0, assembly = false;
    for (int i = 0; i < b->n_groups; i++) {
        office = office && b->groups[i].how == HOW_EX_OFFICIO && !b->groups[i].every_member;
        assembly |= b->groups[i].every_member;
    }
    struct span term = charter_term(c, b, &until_next);
    if (b->recall.given == GIVEN_SAID && office && r->decided_by.kind != WHO_BODY)
        FIND(k, FINDING_RECALL_OF_OFFICE, &b->article, "recall", body_name(b));
    if (assembly || office || b->n_groups == 0)
        return;
    bool none = r->given == GIVEN_NONE || r->given == GIVEN_ABSENT;
    if (none && !term.unit && !until_next && !b->until.n && !is_dismissed(c, body))
        FIND(k, FINDING_SEAT_FOR_EVER, &b->article, NULL, body_name(b));
    else if (r->given == GIVEN_ABSENT && !is_dismissed(c, body))
        FIND(k, FINDING_RECALL_NOT_SAID, &b->article, NULL, body_name(b));
    else if (r->given == GIVEN_NONE && !is_dismissed(c, body))
        FIND(k, FINDING_RECALL_NONE, &b->article, "recall", body_name(b));
    if (b->recall.given == GIVEN_NOT_STATED)
        FIND(k, FINDING_NOT_STATED, &b->article, "recall", say_words(&k->say, N_("the recall")),
             body_name(b));
    if (r->given == GIVEN_SAID)
        check_minority(k, b, r);
}

void charter_check_recalls(struct checker *k) {
    const struct article usual = {0, BYTES_LIT("usual")};
    check_recall_rule(k, &k->c->usual.recall, &usual, "recall");
    for (int i = 0; i < k->c->n_orders; i++)
        check_recall_rule(k, &k->c->orders[i].usual.recall, &k->c->orders[i].article,
                          "usual.recall");
    for (int i = 0; i < k->c->n_bodies; i++) {
        check_recall_rule(k, &k->c->bodies[i].recall, &k->c->bodies[i].article, "recall");
        check_recall(k, i);
    }
}

/* A body of so many seats meets when its chair calls, and nobody has to say so. */
#define CALLED_BY_ITS_CHAIR 25

/* --- who calls a body together ---------------------------------------------------------------- */
struct callers {
    int subordinate; /* a body that answers to this one, -1 none */
    bool others;     /* somebody who does not */
};

static void add_callers(const struct charter *c, int body, const struct whos *w,
                        struct callers *ret) {
    for (int i = 0; i < w->n; i++) {
        int caller = who_body(&w->each[i]);
        if (caller >= 0 && caller != body && answers_to(c, caller, body, 0))
            ret->subordinate = caller;
        else
            ret->others = true;
    }
}

static void check_called(struct checker *k, int body) {
    const struct charter *c = k->c;
    const struct body_rule *b = &c->bodies[body];
    struct callers callers = {-1,
                              b->sits_every.unit != 0 || b->called_by.given == GIVEN_NOT_STATED};
    add_callers(c, body, &b->called_by, &callers);
    for (int i = 0; i < c->n_powers; i++) {
        if (c->powers[i].verbs & 1u << VERB_CONVENE && whos_have_body(&c->powers[i].whom, body))
            add_callers(c, body, &c->powers[i].who, &callers);
    }
    if (callers.subordinate >= 0 && !callers.others)
        FIND(k, FINDING_BODY_NOBODY_CALLS, &b->article, "called-by", body_name(b),
             name_of(k, callers.subordinate));
    else if (callers.subordinate < 0 && !callers.others &&
             body_seats(c, b).most > CALLED_BY_ITS_CHAIR)
        FIND(k, FINDING_BODY_NOT_CALLED, &b->article, NULL, body_name(b));
}

/* A share of units asks: somebody must speak for a unit. */
static void check_unit_voice(struct checker *k, const struct article *at, const char *sub,
                             const struct whos *w) {
    for (int i = 0; i < w->n; i++) {
        const struct share *s = &w->each[i].share;
        if (w->each[i].kind == WHO_SHARE && s->base == BASE_UNITS && k->c->units[s->of].voice < 0)
            FIND(k, FINDING_UNIT_WITHOUT_VOICE, at, sub, say_share_written(&k->say, s),
                 say_text(k->c->units[s->of].name));
    }
}

static void check_term(struct checker *k, const struct body_rule *b) {
    bool until_next;
    struct span term = charter_term(k->c, b, &until_next);
    for (int g = 0; g < b->n_groups && term.unit && !until_next; g++) {
        for (int i = 0; i < b->groups[g].from.n; i++) {
            int from = who_body(&b->groups[g].from.each[i]);
            struct span every = from >= 0 ? k->c->bodies[from].sits_every : (struct span){0};
            if (every.unit && span_is_longer(every, term))
                FIND(k, FINDING_TERM_BEFORE_ELECTORS, &b->article, "term", body_name(b),
                     say_span(&k->say, term), name_of(k, from), say_span(&k->say, every));
        }
    }
}

static void check_credentials(struct checker *k, const struct body_rule *b) {
    struct span notice = charter_notice(k->c, b, NULL);
    for (int g = 0; g < b->n_groups; g++) {
        const struct credentials *sent = &b->groups[g].credentials;
        if (sent->given && sent->sent.unit && notice.unit && span_is_longer(sent->sent, notice))
            FIND(k, FINDING_CREDENTIALS_BEFORE_CALL, &b->groups[g].article, "credentials",
                 body_name(b), say_span(&k->say, sent->sent), say_span(&k->say, notice));
    }
}

void charter_check_calling(struct checker *k) {
    for (int i = 0; i < k->c->n_bodies; i++) {
        const struct body_rule *b = &k->c->bodies[i];
        struct whos asked = {.n = 1};
        check_called(k, i);
        check_unit_voice(k, &b->article, "called-by", &b->called_by);
        asked.each[0] = (struct who){.kind = WHO_SHARE, .share = b->recall.asked_by};
        if (b->recall.given == GIVEN_SAID && b->recall.asked_by.given == GIVEN_SAID)
            check_unit_voice(k, &b->article, "recall", &asked);
        check_term(k, b);
        check_credentials(k, b);
    }
}
