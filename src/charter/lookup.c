#include "charter/charter.h"
#include "charter/method.h"
#include "charter/shape.h"

enum shape_target who_target(uint8_t kind) {
    switch ((enum who_kind)kind) {
    case WHO_BODY:
    case WHO_OFFICE:
        return TARGET_BODY;
    case WHO_UNIT:
        return TARGET_UNIT;
    case WHO_ASSOCIATION:
        return TARGET_ASSOCIATION;
    case WHO_ENTITY:
        return TARGET_ENTITY;
    case WHO_GROUP:
        return TARGET_GROUP;
    default:
        return TARGET_NONE;
    }
}

int charter_count(const struct charter *c, enum shape_target target) {
    switch (target) {
    case TARGET_UNIT:
        return c->n_units;
    case TARGET_ASSOCIATION:
        return c->n_associations;
    case TARGET_ORDER:
        return c->n_orders;
    case TARGET_ENTITY:
        return c->n_entities;
    case TARGET_BODY:
        return c->n_bodies;
    case TARGET_ACT:
        return c->n_acts;
    case TARGET_GROUP:
        return c->has_members ? c->members.n_groups : 0;
    default:
        return 0;
    }
}

int charter_body(const struct charter *c, struct bytes name) {
    for (int i = 0; i < c->n_bodies; i++) {
        if (bytes_equal(c->bodies[i].name, name))
            return i;
    }
    return -1;
}

int charter_act(const struct charter *c, struct bytes name) {
    for (int i = 0; i < c->n_acts; i++) {
        if (bytes_equal(c->acts[i].name, name))
            return i;
    }
    return -1;
}

int charter_unit(const struct charter *c, struct bytes name) {
    for (int i = 0; i < c->n_units; i++) {
        if (bytes_equal(c->units[i].name, name) || bytes_equal(c->units[i].many, name))
            return i;
    }
    return -1;
}

int charter_association(const struct charter *c, struct bytes name) {
    for (int i = 0; i < c->n_associations; i++) {
        if (bytes_equal(c->associations[i].name, name) ||
            bytes_equal(c->associations[i].many, name))
            return i;
    }
    return -1;
}

int charter_order(const struct charter *c, struct bytes name) {
    for (int i = 0; i < c->n_orders; i++) {
        if (bytes_equal(c->orders[i].name, name))
            return i;
    }
    return -1;
}

static const struct usual *usual_of_order(const struct charter *c, const struct body_rule *b) {
    const struct order_rule *o = b && b->order >= 0 && b->order < c->n_orders
                                     ? &c->orders[b->order]
                                     : NULL;
    return o && o->usual_given ? &o->usual : NULL;
}

struct share charter_quorum(const struct charter *c, const struct body_rule *b) {
    const struct usual *own = usual_of_order(c, b);
    if (b && b->quorum.given)
        return b->quorum;
    if (own && own->quorum.given)
        return own->quorum;
    return c->usual.quorum.given ? c->usual.quorum : (struct share){.given = GIVEN_NONE, .of = -1};
}

struct quorum_again charter_quorum_again(const struct charter *c, const struct body_rule *b) {
    const struct usual *own = usual_of_order(c, b);
    /* a second quorum belongs to the first: it is looked for where the first was found */
    if (b && (b->quorum_again.given || b->quorum.given))
        return b->quorum_again;
    if (own && (own->quorum_again.given || own->quorum.given))
        return own->quorum_again;
    return c->usual.quorum_again;
}

struct majority charter_majority(const struct charter *c, const struct body_rule *b,
                                 const struct decision *d) {
    const struct usual *own = usual_of_order(c, b);
    if (d && d->majority.given)
        return d->majority;
    if (b && b->majority.given)
        return b->majority;
    if (own && own->majority.given)
        return own->majority;
    if (c->usual.majority.given)
        return c->usual.majority;
    struct majority simple = {.given = GIVEN_SAID, .n = 1};
    simple.each[0].kind = MAJORITY_SIMPLE;
    simple.each[0].share.of = -1;
    return simple;
}

const struct recall *charter_recall(const struct charter *c, const struct body_rule *b) {
    const struct usual *own = usual_of_order(c, b);
    if (b && b->recall.given)
        return &b->recall;
    if (own && own->recall.given)
        return &own->recall;
    return &c->usual.recall;
}

uint8_t charter_vacancy(const struct charter *c, const struct body_rule *b) {
    const struct usual *own = usual_of_order(c, b);
    if (b && b->vacancy)
        return b->vacancy;
    if (own && own->vacancy)
        return own->vacancy;
    return c->usual.vacancy;
}

struct span charter_vacancy_within(const struct charter *c, const struct body_rule *b) {
    const struct usual *own = usual_of_order(c, b);
    if (charter_vacancy(c, b) == VACANCY_EMPTY)
        return (struct span){0};
    if (b && b->vacancy_within_given)
        return b->vacancy_within;
    if (own && own->vacancy_within_given)
        return own->vacancy_within;
    return c->usual.vacancy_within;
}

uint8_t charter_ballot(const struct charter *c, const struct body_rule *b,
                       const struct seat_group *g, const struct decision *d) {
    const struct usual *own = usual_of_order(c, b);
    if (g && g->ballot_given == GIVEN_SAID)
        return g->ballot;
    if (d && d->ballot_given == GIVEN_SAID)
        return d->ballot;
    if (b && b->ballot_given == GIVEN_SAID)
        return b->ballot;
    if (own && own->ballot_given == GIVEN_SAID)
        return own->ballot;
    return c->usual.ballot_given == GIVEN_SAID ? c->usual.ballot : BALLOT_OPEN;
}

struct span charter_term(const struct charter *c, const struct body_rule *b, bool *ret_until_next) {
    const struct usual *own = usual_of_order(c, b);
    const struct usual *from = own && own->term_given ? own : &c->usual;
    if (b && b->term_given) {
        *ret_until_next = b->term_until_next;
        return b->term;
    }
    *ret_until_next = from->term_until_next;
    return from->term;
}

struct span charter_notice(const struct charter *c, const struct body_rule *b,
                           const struct decision *d) {
    const struct usual *own = usual_of_order(c, b);
    if (d && d->notice.unit)
        return d->notice;
    if (b && b->notice_given)
        return b->notice;
    if (own && own->notice_given)
        return own->notice;
    return c->usual.notice;
}

const struct bytes *charter_method(const struct charter *c, const struct body_rule *b,
                                   const struct seat_group *g) {
    const struct usual *own = usual_of_order(c, b);
    if (g && g->method.n)
        return &g->method;
    return own && own->method.n ? &own->method : &c->usual.method;
}

int64_t charter_marks(struct bytes method, const struct seat_group *g, int64_t seats) {
    if (!(charter_method_traits(method) & METHOD_MARKS))
        return 0;
    if (g && g->marks)
        return g->marks;
    if (bytes_is(method, "limited"))
        return seats > 1 ? seats - 1 : 1;
    return bytes_is(method, "cumulative") ? seats : 5;
}
