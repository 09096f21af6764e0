#include "law/vacancy.h"

#include "base/name.h"
#include "law/election.h"
#include "law/find.h"
#include "law/mandate.h"
#include "law/rooms.h"

/* --- what the constitution says --------------------------------------------------------------- */

static bool by_election(const struct seat_group *g) {
    return g->how == HOW_ELECTED || g->how == HOW_DELEGATED || g->how == HOW_DRAWN_BY_LOT;
}

/* The power whose holder must appoint to the body; NULL none. */
static const struct power_rule *must_appoint(const struct law *l, uint32_t body) {
    for (uint16_t i = 0; i < l->charter->n_powers; i++) {
        const struct power_rule *p = &l->charter->powers[i];
        if (p->must && (p->verbs & (1u << VERB_APPOINT)) && whos_include(l, &p->whom, body))
            return p;
    }
    return NULL;
}

struct call { /* who has to act, and by when */
    struct span within;
    uint32_t by;
};

static uint32_t first_body(const struct law *l, const struct whos *w, uint32_t unit) {
    const struct who *one = w->n ? &w->each[0] : NULL;
    if (!one || one->kind != WHO_BODY)
        return 0;
    bool single = !l->charter->bodies[one->of].n_for_each;
    return single || unit ? body_for(l, one->of, single ? 0 : unit) : 0;
}

static bool call_for(const struct law *l, uint32_t body, const struct seat_group *g,
                     struct call *ret) {
    int rule = body_rule_of(l, body);
    if (l->past || rule < 0 || body_is_over(l, body))
        return false;
    *ret = (struct call){.within = charter_vacancy_within(l->charter, &l->charter->bodies[rule])};
    if (g && !by_election(g)) {
        const struct power_rule *p = must_appoint(l, body);
        ret->by = first_body(l, p ? &p->who : &g->from, thing(l, body)->unit);
        ret->within = p && p->within.unit ? p->within : ret->within;
    }
    return ret->within.unit != 0;
}

/* "council-vacancy", "council-election"; where that is taken, with a number that is the vacancy's
 * own; empty where that is none. */
#define OWN_NAME (3 * NAME_TEXT + 32)
static struct bytes own_name(const struct law *l, uint32_t body, const char *what, uint32_t id,
                             char ret[OWN_NAME]) {
    struct bytes own = state_name(l, body);
    int n = snprintf(ret, OWN_NAME, "%.*s-%s", (int)own.n, (const char *)own.at, what);
    if (n > 0 && n + 16 < OWN_NAME && state_named(l, bytes_of(ret, (size_t)n)))
        n += snprintf(ret + n, OWN_NAME - (size_t)n, "-%u", (unsigned)id);
    struct bytes name = n > 0 && n < OWN_NAME ? bytes_of(ret, (size_t)n) : (struct bytes){0};
    return name_valid(name, true) && !state_named(l, name) ? name : (struct bytes){0};
}

/* --- it begins -------------------------------------------------------------------------------- */

static void begins(struct docket *d, const struct call *call, uint32_t body, uint32_t group,
                   uint32_t sender, uint32_t office) {
    int64_t ends = span_end(call->within, d->now, &d->l->charter->zone);
    char text[OWN_NAME];
    struct bytes name = own_name(d->l, body, "vacancy", next_id(d), text);
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, PROC_VACANCY, name, 0, 0, thing(d->l, body)->unit);
    EMIT(d, PROCEEDING, id, PROC_VACANCY, body, office, call->by, group, sender, d->now, ends, 0,
         LAW_RULES);
    emit_due(d, ends, id, DUE_VACANCY);
}

static bool any_vacant(const struct law *l, uint32_t body, uint32_t group, uint32_t sender) {
    uint32_t filled, have = seats_count(l, body, group, sender, &filled);
    return filled < have;
}

void vacancy_of_seats(struct docket *d, uint32_t body, uint32_t group, uint32_t sender) {
    const struct law *l = d->l;
    const struct seat_group *g = seat_group_of(l, body, group);
    struct call call;
    if (!g || g->every_member || g->how == HOW_EX_OFFICIO || !call_for(l, body, g, &call) ||
        find_vacancy(l, body, group, sender, 0) || find_election(l, body, group, sender) ||
        !any_vacant(l, body, group, sender))
        return;
    begins(d, &call, body, group, sender, 0);
}

void vacancy_of_office(struct docket *d, uint32_t body, uint32_t office) {
    struct call call;
    if (call_for(d->l, body, NULL, &call) && !find_vacancy(d->l, body, 0, 0, office)) {
        call.by = body;
        begins(d, &call, body, 0, 0, office);
    }
}

/* --- it is over ------------------------------------------------------------------------------- */

static void over(struct docket *d, uint32_t id, uint32_t outcome) {
    if (!id)
        return;
    EMIT(d, DUE_DONE, id, DUE_VACANCY);
    EMIT(d, CLOSED, id, outcome, d->now);
}

void vacancy_called(struct docket *d, uint32_t body, uint32_t group, uint32_t sender) {
    over(d, find_vacancy(d->l, body, group, sender, 0), OUTCOME_TAKEN_UP);
}

void vacancy_filled(struct docket *d, uint32_t body, uint32_t group, uint32_t sender) {
    uint32_t id = find_vacancy(d->l, body, group, sender, 0);
    if (id && !any_vacant(d->l, body, group, sender))
        over(d, id, OUTCOME_FILLED_OUT);
}

void vacancy_office_filled(struct docket *d, uint32_t body, uint32_t office) {
    over(d, find_vacancy(d->l, body, 0, 0, office), OUTCOME_FILLED_OUT);
}

void vacancy_body_ends(struct docket *d, uint32_t body) {
    uint32_t id;
    while ((id = find_vacancy_of(d->l, body)))
        over(d, id, OUTCOME_OVERTAKEN);
}

/* --- its time is over ------------------------------------------------------------------------- */

static bool election_opens(struct docket *d, uint32_t id, const struct proc_row *p) {
    char text[OWN_NAME];
    struct call call;
    const struct seat_group *g = seat_group_of(d->l, p->subject, p->group);
    if (!by_election(g) || !call_for(d->l, p->subject, g, &call))
        return false;
    return election_of_itself(d, own_name(d->l, p->subject, "election", id, text), p->subject,
                              p->group, p->sender,
                              span_end(call.within, d->now, &d->l->charter->zone));
}

/* Who had to give the seats away has not: `otherwise: falls` takes them. */
static bool seats_taken_away(struct docket *d, const struct proc_row *p) {
    const struct power_rule *rule = must_appoint(d->l, p->subject);
    if (!rule || rule->otherwise != OTHERWISE_FALLS)
        return false;
    for (uint32_t s = entity(d->l, p->subject)->seat_last; s; s = seats_at(d->l, s)->prev) {
        const struct seat_row row = *seats_at(d->l, s);
        if (!row.ended && !row.holder && row.group == p->group && row.sender == p->sender)
            EMIT(d, SEAT_END, row.body, row.number);
    }
    return true;
}

void due_vacancy(struct docket *d, uint32_t id) {
    struct proc_row p = *proc(d->l, id);
    if (p.closed != INSTANT_MAX)
        return;
    const struct seat_group *g = p.part ? NULL : seat_group_of(d->l, p.subject, p.group);
    bool gone = body_rule_of(d->l, p.subject) < 0 || (!p.part && !g);
    if (gone || (g && !any_vacant(d->l, p.subject, p.group, p.sender))) {
        EMIT(d, CLOSED, id, gone ? OUTCOME_OVERTAKEN : OUTCOME_FILLED_OUT, d->now);
        return;
    }
    if (g && election_opens(d, id, &p))
        return; /* which closes this (vacancy_called) */
    if (g && !by_election(g) && seats_taken_away(d, &p))
        EMIT(d, CLOSED, id, OUTCOME_EXPIRED_OUT, d->now);
    else
        emit_state(d, id, 0, STATE_EXPIRED, d->now, 0, 0);
}
