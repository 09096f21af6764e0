/* The one namespace: units (by name and by `many`), associations, orders, entities, bodies, acts
 * and groups of members. Filled before anything is read, so rules may name what stands further
 * down. */
#ifndef KOINON_YAML_SCOPE_H
#define KOINON_YAML_SCOPE_H

#include "base/arena.h"

/* What a name may be, and what a key allows. */
enum allow {
    ALLOW_BODY = 1,
    ALLOW_UNIT = 2,
    ALLOW_ASSOCIATION = 4,
    ALLOW_ENTITY = 8,
    ALLOW_ACT = 16,
    ALLOW_ORDER = 32,
    ALLOW_GROUP = 64,
    ALLOW_OFFICE = 128,
    ALLOW_MEMBERS = 256,
    ALLOW_ELECTORS = 512,
    ALLOW_ANY_BODY = 1024,
    ALLOW_SHARE = 2048,
    ALLOW_UNITS_CALLED = 4096,
    ALLOW_EACH = 8192,
    ALLOW_ANYONE = 16384,
};

struct node;
struct name {
    struct bytes text; /* folded */
    uint16_t kind;     /* one of enum allow */
    int16_t index;     /* in the charter's array; -1: an office that several bodies have */
    bool many;         /* of a unit or association */
    const struct node *node;
};
struct scope {
    struct name *names;
    size_t n, room;
};

struct reader;
/* Names everything the constitution has, gives the charter its arrays, reports clashes. */
void scope_collect(struct reader *r);
/* By folded name, among the kinds of ALLOW; NULL when there is none. */
const struct name *scope_find(const struct scope *s, struct bytes folded, uint32_t allow);
const char *kind_called(uint16_t kind); /* "a body" */

#endif
