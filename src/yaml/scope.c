#include "yaml/scope.h"

#include "base/check.h"
#include "base/fail.h"
#include "base/name.h"
#include "yaml/read.h"
#include "yaml/value.h"

static const struct {
    uint16_t kind;
    const char *called;
} kinds[] = {
    {ALLOW_BODY, "a body"},         {ALLOW_UNIT, "a unit"},   {ALLOW_ASSOCIATION, "an association"},
    {ALLOW_ENTITY, "an entity"},    {ALLOW_ACT, "an act"},    {ALLOW_ORDER, "an order"},
    {ALLOW_GROUP, "a group of members"}, {ALLOW_OFFICE, "an office"},
};

const char *kind_called(uint16_t kind) {
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (kinds[i].kind == kind)
            return kinds[i].called;
    check_unreachable();
}

const struct name *scope_find(const struct scope *s, struct bytes folded, uint32_t allow) {
    for (size_t i = 0; i < s->n; i++)
        if ((s->names[i].kind & allow) && bytes_equal(s->names[i].text, folded))
            return &s->names[i];
    return NULL;
}

/* Words of the language, which name nothing else. `electors` may be an entity of the past. */
static bool is_reserved(struct bytes name, uint16_t kind) {
    static const char *const words[] = {"cast", "present", "filled", "seats", "members", "any",
                                        "any-body", "each", "of", "none", "not-stated",
                                        "units-called", "nobody"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (bytes_is(name, words[i]))
            return true;
    return kind != ALLOW_ENTITY && bytes_is(name, "electors");
}

static void report_clash(struct reader *r, const struct node *n, struct bytes text, uint16_t kind,
                         bool many, const struct name *other) {
    uint32_t column, line = line_of(r, other->node->at, &column);
    error_at(r, n,
             "\"%.*s\" is %s%s here and %s%s in line %u, column %u: two things need two names",
             SHOWN(text), many ? "the many of " : "", kind_called(kind),
             other->many ? "the many of " : "", kind_called(other->kind), line, column);
}

static void add(struct reader *r, const struct node *n, struct bytes text, uint16_t kind,
                size_t index, bool many) {
    struct scope *s = &r->scope;
    const struct name *other = scope_find(s, text, ~(uint32_t)ALLOW_OFFICE);
    if (kind == ALLOW_OFFICE) {
        struct name *same = (struct name *)scope_find(s, text, ALLOW_OFFICE);
        if (same) {
            same->index = -1; /* of several bodies */
            return;
        }
    } else if (is_reserved(text, kind)) {
        error_at(r, n, "\"%.*s\" is a word of this language and cannot name %s", SHOWN(text),
                 kind_called(kind));
        return;
    } else if (other && !(other->node == n)) {
        report_clash(r, n, text, kind, many, other);
        return;
    }
    if (s->n == s->room) {
        size_t wider = s->room ? 2 * s->room : 128;
        struct name *names = room(r, wider, sizeof(*names));
        if (!names)
            return;
        if (s->n)
            memcpy(names, s->names, s->n * sizeof(*names));
        s->names = names;
        s->room = wider;
    }
    s->names[s->n++] = (struct name){text, kind, (int16_t)index, many, n};
}

static void add_many(struct reader *r, const struct node *n, struct bytes name, uint16_t kind,
                     size_t index) {
    const struct node *many = node_get(n, "many");
    struct bytes text = many_name(r, n, name);
    if (text.n && !bytes_equal(text, name))
        add(r, many ? many : n->key, text, kind, index, true);
}

static void add_offices(struct reader *r, const struct node *body, size_t index) {
    const struct node *officers = node_get(body, "officers");
    size_t n;
    struct bytes text;
    if (!officers || officers->kind == NODE_MAP)
        return;
    for (const struct node *item = items(officers, &n); item; item = item_next(officers, item))
        if (item->kind == NODE_SCALAR && item->text.n &&
            name_fold(r->arena, item->text, &text) == 0)
            add(r, item, text, ALLOW_OFFICE, index, false);
}

/* The names of one section, in order; how many there are. */
static size_t collect(struct reader *r, const struct node *section, uint16_t kind) {
    size_t n = 0, all;
    struct bytes name;
    bool list = kind == ALLOW_ENTITY || kind == ALLOW_GROUP;
    if (!section || list == (section->kind == NODE_MAP))
        return 0;
    const struct node *item = list ? items(section, &all) : section->first;
    if (section->n > LIMIT_CHARTER_ITEMS)
        error_at(r, section, "%u of them; %d at most", section->n, LIMIT_CHARTER_ITEMS);
    for (; item && n < LIMIT_CHARTER_ITEMS;
         item = list ? item_next(section, item) : item->next, n++) {
        const struct node *at = list ? item : item->key;
        if (at->bad || !name_read(r, at, &name))
            continue;
        add(r, at, name, kind, n, false);
        if (kind == ALLOW_UNIT || kind == ALLOW_ASSOCIATION)
            add_many(r, item, name, kind, n);
        if (kind == ALLOW_BODY)
            add_offices(r, item, n);
    }
    return n;
}

void scope_collect(struct reader *r) {
    struct charter *c = r->charter;
    const struct node *root = r->root, *members = node_get(root, "members");
    c->n_units = (uint16_t)collect(r, node_get(root, "units"), ALLOW_UNIT);
    c->n_associations = (uint16_t)collect(r, node_get(root, "associations"), ALLOW_ASSOCIATION);
    c->n_orders = (uint16_t)collect(r, node_get(root, "orders"), ALLOW_ORDER);
    c->n_entities = (uint16_t)collect(r, node_get(root, "entities"), ALLOW_ENTITY);
    c->n_bodies = (uint16_t)collect(r, node_get(root, "bodies"), ALLOW_BODY);
    c->n_acts = (uint16_t)collect(r, node_get(root, "acts"), ALLOW_ACT);
    if (members)
        collect(r, node_get(members, "groups"), ALLOW_GROUP);
    c->units = room(r, c->n_units, sizeof(*c->units));
    c->associations = room(r, c->n_associations, sizeof(*c->associations));
    c->orders = room(r, c->n_orders, sizeof(*c->orders));
    c->entities = room(r, c->n_entities, sizeof(*c->entities));
    c->bodies = room(r, c->n_bodies, sizeof(*c->bodies));
    c->acts = room(r, c->n_acts, sizeof(*c->acts));
}
