#include "law/mandate.h"

#include "base/check.h"
#include "law/counting.h"
#include "law/find.h"
#include "law/rooms.h"
#include "law/vacancy.h"

const struct seat_group *seat_group_of(const struct law *l, uint32_t body, uint32_t group) {
    int rule = body_rule_of(l, body);
    if (rule < 0 || group == 0 || group > l->charter->bodies[rule].n_groups)
        return NULL;
    return &l->charter->bodies[rule].groups[group - 1];
}

bool body_is_over(const struct law *l, uint32_t body) {
    int rule = body_rule_of(l, body);
    return thing(l, body)->state == STATE_ENDED && (rule < 0 || l->charter->bodies[rule].until.n);
}

int64_t term_end(const struct law *l, uint32_t body, int64_t since) {
    int rule = body_rule_of(l, body);
    if (rule < 0)
        return INSTANT_MAX;
    const struct body_rule *b = &l->charter->bodies[rule];
    const struct usual *u = &l->charter->usual;
    uint8_t given = b->term_given ? b->term_given : u->term_given;
    struct span term = b->term_given ? b->term : u->term;
    bool until_next = b->term_given ? b->term_until_next : u->term_until_next;
    if (given != GIVEN_SAID || until_next || !term.unit)
        return INSTANT_MAX;
    return span_end(term, since, &l->charter->zone);
}

/* --- seats ------------------------------------------------------------------------------------ */

uint32_t seats_count(const struct law *l, uint32_t body, uint32_t group, uint32_t sender,
                     uint32_t *ret_filled) {
    uint32_t n = 0, filled = 0;
    for (uint32_t s = entity(l, body)->seat_last; s; s = seats_at(l, s)->prev) {
        const struct seat_row *row = seats_at(l, s);
        if (row->ended || row->group != group || (sender && row->sender != sender))
            continue;
        n++;
        filled += row->holder != 0;
    }
    if (ret_filled)
        *ret_filled = filled;
    return n;
}

void seats_make(struct docket *d, uint32_t body, uint32_t group, uint32_t sender, uint32_t n) {
    uint32_t have = seats_count(d->l, body, group, sender, NULL);
    for (; have < n && has_room(d); have++)
        EMIT(d, SEAT, body, entity(d->l, body)->seat_next, group, sender);
    if (have < n)
        carry_on(d, body);
}

static uint32_t seat_vacant(const struct law *l, uint32_t body, uint32_t group, uint32_t sender) {
    uint32_t lowest = 0;
    for (uint32_t s = entity(l, body)->seat_last; s; s = seats_at(l, s)->prev) {
        const struct seat_row *row = seats_at(l, s);
        if (!row->ended && !row->holder && row->group == group && row->sender == sender &&
            (!lowest || row->number < lowest))
            lowest = row->number;
    }
    return lowest;
}

/* --- may she sit ------------------------------------------------------------------------------ */

/* Bodies in which the person sits whose rule is among NOT_WITH (or the other way round). */
static uint32_t incompatible_body(const struct law *l, uint32_t person, uint32_t body) {
    int rule = body_rule_of(l, body);
    uint32_t c = chain_find(l, person, 0, TIE_MANDATE, 0);
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 0)) {
        const struct tie_row *row = ties_at(l, t);
        int other = tie_holds(row) ? body_rule_of(l, row->to) : -1;
        if (other < 0 || row->to == body)
            continue;
        if (whos_include(l, &l->charter->bodies[rule].not_with, row->to) ||
            whos_include(l, &l->charter->bodies[other].not_with, body))
            return row->to;
    }
    return 0;
}

static int32_t terms_served(const struct law *l, uint32_t person, uint32_t body) {
    int32_t n = 0;
    uint32_t c = chain_find(l, person, 0, TIE_MANDATE, 0);
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0])
        n += ties_at(l, t)->to == body && !ties_at(l, t)->undone;
    return n;
}

enum law_verdict mandate_bar(const struct law *l, uint32_t person, uint32_t body, uint32_t group,
                             uint32_t *ret_clash) {
    int rule = body_rule_of(l, body);
    /* what does not fit in a record of the past is a finding, not a refusal */
    if (rule < 0 || l->past)
        return LAW_ACCEPTED;
    if (thing(l, person)->state == STATE_ENDED)
        return LAW_BARRED;
    const struct body_rule *b = &l->charter->bodies[rule];
    uint32_t clash = incompatible_body(l, person, body);
    if (ret_clash)
        *ret_clash = clash;
    if (clash)
        return LAW_INCOMPATIBLE;
    bool sits = mandate_of(l, person, body) != 0;
    if (b->terms_at_most && terms_served(l, person, body) >= b->terms_at_most)
        return LAW_TERM_LIMIT;
    const struct seat_group *g = seat_group_of(l, body, group);
    if (g && g->sits_in >= 0 && !sits) {
        uint32_t base = body_for(l, g->sits_in, thing(l, body)->unit);
        if (!base || !mandate_of(l, person, base))
            return LAW_BARRED;
    }
    return LAW_ACCEPTED;
}

enum law_verdict mandate_may(struct docket *d, uint32_t person, uint32_t body, uint32_t group) {
    const struct law *l = d->l;
    char who[NAME_TEXT], of[NAME_TEXT], other[NAME_TEXT], n[16], article[ARTICLE_TEXT];
    uint32_t clash = 0;
    int rule = body_rule_of(l, body);
    name_text(l, person, who);
    name_text(l, body, of);
    if (mandate_of(l, person, body))
        return refuse(d, LAW_DONE_ALREADY, "", who, of, "");
    enum law_verdict bar = mandate_bar(l, person, body, group, &clash);
    if (bar == LAW_ACCEPTED)
        return LAW_ACCEPTED;
    article_text(l->charter->bodies[rule].article, article);
    snprintf(n, sizeof(n), "%d", l->charter->bodies[rule].terms_at_most);
    switch (bar) {
    case LAW_INCOMPATIBLE:
        return refuse(d, bar, article, who, name_text(l, clash, other), of);
    case LAW_TERM_LIMIT: return refuse(d, bar, article, who, n, "");
    default:
        return refuse(d, bar, article, who,
                      thing(l, person)->state == STATE_ENDED
                          ? "no longer there"
                          : "it needs a seat in the body it is taken from",
                      "");
    }
}

/* --- beginning -------------------------------------------------------------------------------- */

/* Who has a seat in BODY has one, ex officio, wherever the constitution says so. */
static void begin_ex_officio(struct docket *d, const struct mandate_new *m, uint32_t id) {
    const struct charter *c = d->l->charter;
    int rule = body_rule_of(d->l, m->body);
    for (int i = 0; rule >= 0 && i < c->n_bodies; i++)
        for (uint32_t g = 0; g < c->bodies[i].n_groups; g++) {
            const struct seat_group *group = &c->bodies[i].groups[g];
            uint32_t body =
                body_for(d->l, i, c->bodies[i].n_for_each ? thing(d->l, m->body)->unit : 0);
            if (group->how != HOW_EX_OFFICIO || !body || body == m->body ||
                thing(d->l, body)->state == STATE_ENDED ||
                !whos_include(d->l, &group->from, m->body) || mandate_of(d->l, m->person, body))
                continue;
            mandate_begin(d, &(struct mandate_new){.person = m->person,
                                                   .body = body,
                                                   .group = g + 1,
                                                   .sender = m->body,
                                                   .via = id,
                                                   .since = m->since,
                                                   .term_end = INSTANT_MAX,
                                                   .votes = group->votes == VOTES_NONE ? 0 : 1,
                                                   .how = CAME_EX_OFFICIO});
        }
}

uint32_t mandate_begin(struct docket *d, const struct mandate_new *m) {
    struct law *l = d->l;
    uint32_t seat = m->seat ? m->seat : seat_vacant(l, m->body, m->group, m->sender);
    const struct seat_group *g = seat_group_of(l, m->body, m->group);
    if (!seat && !l->past && g && g->number.kind == NUMBER_FIXED && g->from.n == 1) {
        seats_make(d, m->body, m->group, m->sender, (uint32_t)g->number.seats);
        seat = seat_vacant(l, m->body, m->group, m->sender);
    }
    if (!seat) {
        seat = entity(l, m->body)->seat_next;
        EMIT(d, SEAT, m->body, seat, m->group, m->sender);
    }
    uint32_t id = emit_thing(d, NOUN_TIE, TIE_MANDATE, (struct bytes){0}, 0, 0, 0);
    EMIT(d, MANDATE, id, m->person, m->body, seat, m->group, m->sender, m->via, m->since,
         m->term_end, m->votes, m->how, layer_of(d));
    if (l->past)
        return id;
    emit_due(d, m->term_end, id, DUE_TERM);
    if (thing(l, m->body)->state == STATE_ENDED) /* it was dissolved, and is there again */
        emit_state(d, m->body, 0, STATE_STANDING, m->since, m->via, 0);
    vacancy_filled(d, m->body, m->group, m->sender);
    begin_ex_officio(d, m, id);
    return id;
}

/* --- ending ----------------------------------------------------------------------------------- */

static void end_offices(struct docket *d, uint32_t person, uint32_t body, int64_t at,
                        uint32_t cause, bool body_ends) {
    uint32_t c = chain_find(d->l, person, 0, TIE_OFFICE, 0);
    for (uint32_t t = living_last(d->l, c); t; t = living_prev(d->l, t, 0)) {
        const struct tie_row row = *ties_at(d->l, t);
        if (row.to != body || !tie_holds(&row))
            continue;
        EMIT(d, TIE_END, row.thing, at, cause);
        if (!body_ends)
            vacancy_of_office(d, body, row.value);
    }
}

/* Ballots of a mandate in votes of its body that are open, and its place in the open sitting. */
static void end_presence(struct docket *d, uint32_t id, uint32_t person, uint32_t body) {
    uint32_t sitting = entity(d->l, body)->sitting;
    for (uint32_t i = 0; (i = find_cast(d->l, body, id, i));)
        EMIT(d, STEP_VOID, procs_at(d->l, i)->thing, id, CAME_SEAT_FELL);
    if (sitting && step_find(d->l, sitting, STEP_CHECK_IN, person))
        EMIT(d, STEP_VOID, sitting, person, CAME_SEAT_FELL);
}

/* Does OTHER, a seat the same person holds, stand on her seat in BODY? */
static bool derived_from(const struct law *l, const struct mandate_row *other, uint32_t id,
                         uint32_t body, bool renewed) {
    if (other->via == id || renewed)
        return other->via == id;
    const struct seat_group *g = seat_group_of(l, other->body, other->group);
    int rule = body_rule_of(l, body);
    return g && g->sits_in >= 0 && g->sits_in == rule;
}

static void end_derived(struct docket *d, uint32_t id, uint32_t person, uint32_t body, int64_t at,
                        bool renewed) {
    for (bool again = true; again;) {
        again = false;
        uint32_t c = chain_find(d->l, person, 0, TIE_MANDATE, 0);
        for (uint32_t t = living_last(d->l, c); t; t = living_prev(d->l, t, 0)) {
            const struct tie_row *row = ties_at(d->l, t);
            if (!tie_holds(row) ||
                !derived_from(d->l, mandates_at(d->l, row->detail), id, body, renewed))
                continue;
            const struct mandate_row m = *mandates_at(d->l, row->detail);
            mandate_end(d, row->thing, at, CAME_SEAT_FELL, id);
            mandate_vacancy(d, m.body, m.seat, at);
            again = true;
            break;
        }
    }
}

static void end_mandate(struct docket *d, uint32_t id, int64_t at, uint32_t how, uint32_t cause,
                        bool renewed) {
    struct mandate_row m = *mandate(d->l, id);
    bool due = m.term_end != INSTANT_MAX && how != CAME_TERM_ENDED && !d->l->past;
    EMIT(d, MANDATE_END, id, at, how, cause);
    if (due)
        EMIT(d, DUE_DONE, id, DUE_TERM);
    end_offices(d, m.person, m.body, at, cause ? cause : id, how == CAME_BODY_ENDED);
    if (d->l->past)
        return;
    end_presence(d, id, m.person, m.body);
    end_derived(d, id, m.person, m.body, at, renewed);
}

void mandate_end(struct docket *d, uint32_t id, int64_t at, uint32_t how, uint32_t cause) {
    end_mandate(d, id, at, how, cause, false);
}

void mandate_renew(struct docket *d, uint32_t id, int64_t at, uint32_t cause) {
    end_mandate(d, id, at, CAME_SUCCEEDED, cause, true);
}

/* The ballots that filled the seat are counted again; the seat is held to the end of its term. */
static uint32_t countback(struct docket *d, uint32_t body, uint32_t seat, int64_t at) {
    const struct law *l = d->l;
    const struct seat_row s = *seats_at(l, seat_find(l, body, seat));
    if (!s.last_holder)
        return 0;
    const struct mandate_row last = *mandate(l, s.last_holder);
    if (!is_noun(l, last.via, NOUN_PROCEEDING) || proc(l, last.via)->kind != PROC_ELECTION)
        return 0;
    uint32_t person = counting_successor(l, last.via);
    return person ? mandate_begin(d, &(struct mandate_new){.person = person,
                                                           .body = body,
                                                           .group = s.group,
                                                           .sender = s.sender,
                                                           .seat = seat,
                                                           .via = last.via,
                                                           .since = at,
                                                           .term_end = last.term_end,
                                                           .votes = last.votes,
                                                           .how = CAME_COUNTBACK}) : 0;
}

/* The next of those who were elected to follow and may sit there now. */
static uint32_t alternate(struct docket *d, uint32_t body, uint32_t seat, int64_t at) {
    const struct law *l = d->l;
    const struct seat_row s = *seats_at(l, seat_find(l, body, seat));
    uint32_t best = 0;
    for (uint32_t a = entity(l, body)->alternate_last; a; a = alternates_at(l, a)->prev) {
        const struct alternate_row *row = alternates_at(l, a);
        if (!row->gone && row->group == s.group && row->sender == s.sender &&
            !mandate_of(l, row->person, body) &&
            mandate_bar(l, row->person, body, s.group, NULL) == LAW_ACCEPTED &&
            (!best || row->rank < alternates_at(l, best)->rank))
            best = a;
    }
    if (!best)
        return 0;
    struct alternate_row a = *alternates_at(l, best);
    const struct mandate_row *last = s.last_holder ? mandate(l, s.last_holder) : NULL;
    struct mandate_new m = {.person = a.person, .body = body, .group = s.group, .sender = s.sender,
                            .seat = seat, .via = a.via, .since = at,
                            .term_end = last ? last->term_end : INSTANT_MAX,
                            .votes = last ? last->votes : 1, .how = CAME_ALTERNATE};
    EMIT(d, ALTERNATE_END, body, a.group, a.sender, a.person);
    return mandate_begin(d, &m);
}

void mandate_anew(struct docket *d, uint32_t body, uint32_t seat) {
    const struct seat_row s = *seats_at(d->l, seat_find(d->l, body, seat));
    vacancy_of_seats(d, body, s.group, s.sender);
}

uint32_t mandate_vacancy(struct docket *d, uint32_t body, uint32_t seat, int64_t at) {
    const struct law *l = d->l;
    int rule = body_rule_of(l, body);
    uint8_t how = rule < 0 ? VACANCY_NOT_SAID
                           : charter_vacancy(l->charter, &l->charter->bodies[rule]);
    uint32_t next = how == VACANCY_COUNTBACK   ? countback(d, body, seat, at)
                    : how == VACANCY_ALTERNATE ? alternate(d, body, seat, at)
                                               : 0;
    if (!next)
        mandate_anew(d, body, seat);
    return next;
}

void due_term(struct docket *d, uint32_t id) {
    if (!tie_holds(tie(d->l, id)))
        return;
    const struct mandate_row m = *mandate(d->l, id);
    mandate_end(d, id, d->now, CAME_TERM_ENDED, 0);
    mandate_anew(d, m.body, m.seat); /* nobody follows into a term that is over */
}

/* --- commands --------------------------------------------------------------------------------- */

static enum law_verdict group_field(struct docket *d, uint32_t body, uint32_t *ret) {
    struct value v = field(d, FIELD_GROUP);
    char name[NAME_TEXT], n[24];
    int64_t group = v.kind == VALUE_NONE ? 1 : v.i;
    if (group >= 1 && group <= LIMIT_SEAT_GROUPS &&
        (seat_group_of(d->l, body, (uint32_t)group) || d->l->past)) {
        *ret = (uint32_t)group;
        return LAW_ACCEPTED;
    }
    snprintf(n, sizeof(n), "group %lld", (long long)group);
    return refuse(d, LAW_NO_SEAT, "", name_text(d->l, body, name), n, "");
}

/* Who may appoint to this group: its `from`, or who holds the power to appoint to the body. */
static enum law_verdict may_appoint(struct docket *d, uint32_t body, uint32_t group, uint32_t by) {
    const struct charter *c = d->l->charter;
    const struct seat_group *g = seat_group_of(d->l, body, group);
    char who[NAME_TEXT], of[NAME_TEXT], from[REFUSAL_ARG_BYTES], article[ARTICLE_TEXT];
    if (g->how == HOW_ELECTED || g->how == HOW_DRAWN_BY_LOT || g->how == HOW_EX_OFFICIO)
        return refuse(d, LAW_NO_POWER, article_text(g->article, article), name_text(d->l, by, who),
                      "appoint to", name_text(d->l, body, of));
    bool may = whos_include(d->l, &g->from, by);
    for (uint16_t i = 0; !may && i < c->n_powers; i++)
        may = (c->powers[i].verbs & (1u << VERB_APPOINT)) &&
              whos_include(d->l, &c->powers[i].who, by) &&
              whos_include(d->l, &c->powers[i].whom, body);
    if (!may)
        return refuse(d, LAW_NO_POWER, article_text(g->article, article), name_text(d->l, by, who),
                      "appoint to", whos_words(&g->from, from));
    return need_acts_for(d, by);
}

static const uint32_t came_by[] = {[HOW_ELECTED] = CAME_ELECTED, [HOW_APPOINTED] = CAME_APPOINTED,
    [HOW_DELEGATED] = CAME_DELEGATED, [HOW_EX_OFFICIO] = CAME_EX_OFFICIO,
    [HOW_DRAWN_BY_LOT] = CAME_LOT, [HOW_CO_OPTED] = CAME_CO_OPTED, [HOW_AGREED] = CAME_AGREED,
    [HOW_SELF_CONSTITUTED] = CAME_SELF_CONSTITUTED, [HOW_NOT_STATED] = CAME_NOT_STATED};

enum law_verdict decide_appoint(struct docket *d) {
    struct law *l = d->l;
    uint32_t person, body, by, sender, cause, group = 0;
    struct when since, until;
    bool has_until;
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, KIND_BODY, &body));
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, 0, &person));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    TRY(field_thing(d, FIELD_SENDER, false, NOUN_ENTITY, 0, &sender));
    TRY(field_thing(d, FIELD_ACT, false, 0, 0, &cause));
    TRY(field_when(d, FIELD_WHEN, &since, NULL));
    TRY(field_when(d, FIELD_UNTIL, &until, &has_until));
    TRY(group_field(d, body, &group));
    char of[NAME_TEXT];
    if (!l->past && body_is_over(l, body))
        return REFUSE1(d, LAW_CLOSED, name_text(l, body, of));
    if (l->past)
        TRY(need_attested(d));
    else
        TRY(may_appoint(d, body, group, by));
    TRY(mandate_may(d, person, body, group));
    uint32_t filled, n = seats_count(l, body, group, sender ? sender : by, &filled);
    const struct seat_group *g = seat_group_of(l, body, group);
    if (!l->past && g->number.kind == NUMBER_FIXED && filled >= (uint32_t)g->number.seats) {
        return refuse(d, LAW_NO_SEAT, "", name_text(l, body, of), "left to fill", "");
    }
    (void)n;
    uint32_t how = kind_number(700, field(d, FIELD_HOW).bytes);
    uint32_t id = mandate_begin(
        d, &(struct mandate_new){.person = person,
                                 .body = body,
                                 .group = group,
                                 .sender = sender ? sender : by,
                                 .via = cause,
                                 .since = l->past ? since.lo : d->now,
                                 .term_end = l->past ? INSTANT_MAX : term_end(l, body, d->now),
                                 .votes = g && g->votes == VOTES_MEMBERS ? -1
                                          : g && g->votes == VOTES_NONE  ? 0
                                                                         : 1,
                                 .how = how ? how
                                        : g ? came_by[g->how]
                                            : CAME_NOT_STATED});
    emit_attested(d, id);
    if (l->past && has_until && until.hi != INSTANT_MAX)
        mandate_end(d, id, until.hi, CAME_NOT_STATED, 0);
    return LAW_ACCEPTED;
}

enum law_verdict decide_resign(struct docket *d) {
    struct law *l = d->l;
    uint32_t person, body;
    struct when when;
    char who[NAME_TEXT], of[NAME_TEXT];
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, KIND_BODY, &body));
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, 0, &person));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    if (l->past)
        TRY(need_attested(d));
    else if (d->h->auth != AUTH_OPERATOR && d->h->actor != person && d->h->auth != AUTH_CLERK)
        return refuse(d, LAW_NO_CAPACITY, "", "this actor", name_text(l, person, who), "to be her");
    uint32_t id = mandate_of(l, person, body);
    if (!id)
        return refuse(d, LAW_NO_SEAT, "", name_text(l, person, who), name_text(l, body, of), "");
    uint32_t how = kind_number(700, field(d, FIELD_HOW).bytes), seat = mandate(l, id)->seat;
    int64_t at = l->past ? when.lo : d->now;
    mandate_end(d, id, at, how ? how : CAME_RESIGNED, 0);
    emit_attested(d, id);
    if (!l->past)
        mandate_vacancy(d, body, seat, at);
    return LAW_ACCEPTED;
}

enum law_verdict decide_fill_vacancy(struct docket *d) {
    struct law *l = d->l;
    uint32_t body;
    char of[NAME_TEXT], n[24], by[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, KIND_BODY, &body));
    int64_t seat = field(d, FIELD_SEAT).i;
    uint32_t s = seat > 0 && seat <= UINT32_MAX ? seat_find(l, body, (uint32_t)seat) : 0;
    snprintf(n, sizeof(n), "%lld", (long long)seat);
    name_text(l, body, of);
    if (!s || seats_at(l, s)->ended)
        return refuse(d, LAW_NO_SEAT, "", of, n, "");
    if (seats_at(l, s)->holder)
        return refuse(d, LAW_SEAT_FILLED, "", n, of,
                      name_text(l, mandate(l, seats_at(l, s)->holder)->person, by));
    TRY(need_acts_for(d, body));
    uint32_t before = d->n;
    if (!mandate_vacancy(d, body, (uint32_t)seat, d->now) && d->n == before)
        return refuse(d, LAW_CANNOT_DECIDE, "", of,
                      "nobody is left to follow; call a by-election", "");
    return LAW_ACCEPTED;
}

/* --- offices ---------------------------------------------------------------------------------- */

static uint32_t office_holder(const struct law *l, uint32_t body, uint32_t kind) {
    uint32_t c = chain_find(l, body, 0, TIE_OFFICE, 1);
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 1))
        if (ties_at(l, t)->value == kind && tie_holds(ties_at(l, t)))
            return ties_at(l, t)->thing;
    return 0;
}

static enum law_verdict may_hold_office(struct docket *d, uint32_t person, uint32_t body,
                                        struct bytes kind) {
    int rule = body_rule_of(d->l, body);
    char who[NAME_TEXT], of[NAME_TEXT], article[ARTICLE_TEXT], word[LIMIT_NAME_BYTES + 1];
    const struct body_rule *b = &d->l->charter->bodies[rule];
    bool known = kind.n && kind.n <= LIMIT_NAME_BYTES && bytes_is(kind, "chair");
    for (uint8_t i = 0; i < b->n_officers; i++)
        known |= bytes_equal(b->officers[i], kind);
    snprintf(word, sizeof(word), "%.*s", (int)kind.n, (const char *)kind.at);
    article_text(b->article, article);
    if (!known)
        return refuse(d, LAW_BAD_VALUE, article, word, "officers", "an office the body has");
    bool every_member = b->groups[0].every_member;
    if (!mandate_of(d->l, person, body) && !every_member)
        return refuse(d, LAW_NO_SEAT, article, name_text(d->l, person, who),
                      name_text(d->l, body, of), "");
    return need_acts_for(d, body);
}

enum law_verdict decide_office(struct docket *d) {
    struct law *l = d->l;
    uint32_t person, body, cause;
    struct when since, until;
    bool has_until;
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, 0, &body));
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, 0, &person));
    TRY(field_thing(d, FIELD_ACT, false, 0, 0, &cause));
    TRY(field_when(d, FIELD_WHEN, &since, NULL));
    TRY(field_when(d, FIELD_UNTIL, &until, &has_until));
    struct bytes kind = field(d, FIELD_KIND).bytes;
    struct bytes standing = field(d, FIELD_STANDING).bytes;
    if (l->past)
        TRY(need_attested(d));
    else
        TRY(may_hold_office(d, person, body, kind));
    struct bytes name;
    if (has(d, FIELD_NAME))
        TRY(field_name_new(d, &name));
    uint32_t how = kind_number(700, field(d, FIELD_HOW).bytes);
    bool offered = bytes_is(field(d, FIELD_HOW).bytes, "offered") ||
                   bytes_is(field(d, FIELD_HOW).bytes, "declined");
    uint32_t word = word_number(d, 0, kind);
    uint32_t before = office_holder(l, body, word);
    int64_t from = l->past ? since.lo : d->now;
    if (offered) { /* an office that was declined was never held: no day of tenure (M29) */
        uint32_t id = emit_tie(d, TIE_CANDIDATE, person, 0, body, 0, word, from, from,
                               STANDS_GRANTED, cause, (struct bytes){0});
        emit_state(d, id, 0, bytes_is(field(d, FIELD_HOW).bytes, "declined") ? STATE_DECLINED
                                                                              : STATE_OFFERED,
                   from, cause, 0);
        emit_attested(d, id);
        return LAW_ACCEPTED;
    }
    if (before && (!l->past || how == CAME_SUCCEEDED || how == CAME_ELECTED) &&
        tie(l, before)->since <= from)
        EMIT(d, TIE_END, before, from, cause);
    uint32_t stands = kind_number(800, standing);
    uint32_t id =
        emit_tie(d, TIE_OFFICE, person, 0, body, 0, word, from, has_until ? until.hi : INSTANT_MAX,
                 stands ? stands : STANDS_GRANTED, cause, (struct bytes){0});
    if (!l->past)
        vacancy_office_filled(d, body, word);
    emit_tie_name(d, id);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}
