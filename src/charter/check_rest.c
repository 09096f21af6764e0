/* Findings about time, publicity, disputes, trust and adoption. */
#include "charter/check.h"

#define SMALL_BODY 9 /* seats: so few votes are somebody's */
#define SMALL_CELL 5 /* voters */

static const struct article nowhere = {0, {0}};

/* --- time ------------------------------------------------------------------------------------- */
void charter_check_time(struct checker *k) {
    const struct members_rule *m = &k->c->members;
    if (k->c->has_members && m->roll_objections.unit && m->roll_frozen.unit &&
        span_is_longer(m->roll_objections, m->roll_frozen))
        FIND(k, FINDING_OBJECTIONS_AFTER_ROLL, &m->article, "roll",
             say_span(&k->say, m->roll_objections), say_span(&k->say, m->roll_frozen));
}

/* --- publicity -------------------------------------------------------------------------------- */
static void check_publicity(struct checker *k) {
    const struct charter *c = k->c;
    const struct publicity_rule *p = &c->publicity;
    if (!p->given) {
        FIND(k, FINDING_PUBLICITY_NOT_SAID, &nowhere, "publicity", {{0}, 0});
        return;
    }
    for (int i = 0; i < p->n_votes_in; i++) {
        const struct body_rule *b = &c->bodies[p->votes_in[i].body];
        struct seats s = body_seats(c, b);
        if (p->votes_in[i].see == SEE_PUBLIC && s.most <= SMALL_BODY && s.most > 0 &&
            charter_ballot(c, b, NULL, NULL) != BALLOT_SECRET)
            FIND(k, FINDING_SMALL_PUBLIC_VOTES, &p->article, "votes-in", say_text(b->name),
                 say_number(&k->say, s.most));
    }
    if (p->turnout_cell_min > 0 && p->turnout_cell_min < SMALL_CELL)
        FIND(k, FINDING_SMALL_CELLS, &p->article, "turnout-of-units",
             say_number(&k->say, p->turnout_cell_min));
}

/* --- trust ------------------------------------------------------------------------------------ */
static bool usual_is_secret(const struct usual *u) {
    return (u->ballot_given == GIVEN_SAID && u->ballot == BALLOT_SECRET) ||
           (u->recall.given == GIVEN_SAID && u->recall.ballot_given == GIVEN_SAID &&
            u->recall.ballot == BALLOT_SECRET);
}

static bool body_is_secret(const struct body_rule *b) {
    bool secret = b->ballot_given == GIVEN_SAID && b->ballot == BALLOT_SECRET;
    for (int i = 0; i < b->n_groups; i++)
        secret |= b->groups[i].ballot_given == GIVEN_SAID && b->groups[i].ballot == BALLOT_SECRET;
    return secret || (b->recall.given == GIVEN_SAID && b->recall.ballot == BALLOT_SECRET);
}

static bool has_secret_ballot(const struct charter *c) {
    bool secret = usual_is_secret(&c->usual);
    for (int i = 0; i < c->n_bodies; i++)
        secret |= body_is_secret(&c->bodies[i]);
    for (int i = 0; i < c->n_acts; i++) {
        for (int j = 0; j < c->acts[i].n_steps; j++)
            secret |= c->acts[i].steps[j].ballot_given == GIVEN_SAID &&
                      c->acts[i].steps[j].ballot == BALLOT_SECRET;
    }
    return secret;
}

static void check_trustees(struct checker *k) {
    const struct trust_rule *t = &k->c->trust;
    int body = who_body(&t->trustees);
    if (t->trustees.kind == WHO_NOBODY || !t->given) {
        if (has_secret_ballot(k->c))
            FIND(k, FINDING_TRUST_NOT_SAID, t->given ? &t->article : &nowhere,
                 t->given ? "trustees" : "trust", {{0}, 0});
    } else if (body >= 0) {
        struct seats s = body_seats(k->c, &k->c->bodies[body]);
        if (s.most != MANY && t->trustees_needed > s.most)
            FIND(k, FINDING_TRUSTEES_NEEDED, &t->article, "trustees",
                 say_number(&k->say, t->trustees_needed), say_text(k->c->bodies[body].name),
                 say_seats(&k->say, s.most));
    }
    if (t->witnesses == 0)
        FIND(k, FINDING_WITNESSES_NONE, t->given ? &t->article : &nowhere,
             t->given ? "witnesses" : "trust", {{0}, 0});
}

static bool same_who(const struct who *a, const struct who *b) {
    return a->kind == b->kind && a->of == b->of;
}

static void check_adoption(struct checker *k) {
    const struct adoption_rule *a = &k->c->adoption;
    if (!a->given) {
        FIND(k, FINDING_ADOPTION_NOT_SAID, &nowhere, "adoption", {{0}, 0});
        return;
    }
    if (!a->opening)
        FIND(k, FINDING_OPENING_NOT_SAID, &a->decision.article, "opening", {{0}, 0});
    else if (a->declared_by.kind != WHO_NOBODY && same_who(&a->declared_by, &a->checked_by))
        FIND(k, FINDING_OPENING_CHECKED_BY_ITSELF, &a->decision.article, "opening",
             say_text(a->declared_by.name));
}

void charter_check_trust(struct checker *k) {
    const struct disputes_rule *d = &k->c->disputes;
    check_publicity(k);
    check_trustees(k);
    check_adoption(k);
    if (!d->given)
        FIND(k, FINDING_DISPUTES_NOT_SAID, &nowhere, "disputes", {{0}, 0});
    else if (d->final.kind != WHO_NOBODY && same_who(&d->to, &d->final))
        FIND(k, FINDING_FINAL_IS_FIRST, &d->article, "final", say_text(d->to.name));
}
