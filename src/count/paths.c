#include "count/paths.h"

static uint32_t new_node(struct paths *p, uint32_t parent, uint32_t candidate) {
    if (p->n == p->room) {
        size_t room = p->room * 2;
        void *at = room < UINT32_MAX
                       ? p->b->alloc->resize(p->b->alloc, p->node, p->room * sizeof(*p->node),
                                             room * sizeof(*p->node))
                       : NULL;
        if (!at)
            return 0;
        p->node = at;
        p->room = room;
    }
    uint32_t new = (uint32_t)p->n++;
    p->node[new] = (struct path_node){.candidate = candidate,
                                      .parent = parent,
                                      .sibling = p->node[parent].child,
                                      .same = p->same[candidate]};
    p->node[parent].child = p->same[candidate] = new;
    return new;
}

/* The node of C below PARENT, whose children were looked up; 0 without memory. */
static uint32_t child_of(struct paths *p, uint32_t parent, uint32_t c) {
    if (parent == 0)
        return 1 + c;
    if (p->seen[c] != p->stamp) {
        p->seen[c] = p->stamp;
        p->child[c] = new_node(p, parent, c);
    }
    return p->child[c];
}

static void look_up(struct paths *p, uint32_t parent) {
    p->stamp++;
    for (uint32_t at = parent ? p->node[parent].child : 0; at; at = p->node[at].sibling) {
        p->seen[p->node[at].candidate] = p->stamp;
        p->child[p->node[at].candidate] = at;
    }
}

/* From AT on, the place of the first candidate who is not passed over, or of the end. */
static size_t next_place(const struct paths *p, size_t at) {
    const struct count_ballots *b = p->b;
    for (uint32_t code; (code = count_element(b, at)) != 0; at++)
        if (code <= b->candidates && !p->out[code - 1])
            break;
    return at;
}

static void stand(struct paths *p, uint32_t node, uint32_t ballot) {
    p->next[ballot - 1] = p->node[node].first;
    p->node[node].first = ballot;
    p->node[node].ballots += count_weight(p->b, ballot - 1);
}

/* Ballots of a list go on from where they stood to nodes below PARENT. */
static int go_on(struct paths *p, uint32_t ballot, uint32_t parent) {
    for (uint32_t next; ballot; ballot = next) {
        next = p->next[ballot - 1];
        size_t at = next_place(p, (size_t)p->place[ballot - 1] + 1);
        uint32_t code = count_element(p->b, at);
        uint64_t weight = count_weight(p->b, ballot - 1);
        p->place[ballot - 1] = (uint32_t)at;
        if (!code) {
            p->top -= parent ? 0 : weight;
            continue;
        }
        uint32_t node = child_of(p, parent, code - 1);
        if (!node)
            return ERR_NOMEM;
        stand(p, node, ballot);
        if (parent)
            continue;
        if (p->seen[code - 1] != p->stamp)
            p->met[p->met_n++] = code - 1;
        p->seen[code - 1] = p->stamp;
        p->moved[code - 1] += weight;
    }
    return 0;
}

int paths_descend(struct paths *p, uint32_t node) {
    uint32_t ballots = p->node[node].first;
    if (!ballots)
        return 0;
    p->node[node].first = 0;
    look_up(p, node);
    return go_on(p, ballots, node);
}

static void unlink_child(struct paths *p, uint32_t parent, uint32_t node) {
    uint32_t *at = &p->node[parent].child;
    while (*at != node)
        at = &p->node[*at].sibling;
    *at = p->node[node].sibling;
}

int paths_exclude(struct paths *p, uint32_t c) {
    p->out[c] = 1;
    while (p->met_n)
        p->moved[p->met[--p->met_n]] = 0;
    for (uint32_t at = p->same[c]; at; at = p->node[at].same) {
        uint32_t parent = p->node[at].parent, ballots = p->node[at].first;
        if (parent)
            unlink_child(p, parent, at);
        p->node[at].first = 0;
        p->node[at].ballots = 0;
        look_up(p, parent);
        int r = go_on(p, ballots, parent);
        if (r < 0)
            return r;
    }
    return 0;
}

static int keep_tied(struct paths *p, size_t at, size_t ballot) {
    if (p->tied_n == p->tied_room) {
        size_t room = p->tied_room ? p->tied_room * 2 : 64;
        void *new = p->b->alloc->resize(p->b->alloc, p->tied, p->tied_room * 2 * sizeof(size_t),
                                        room * 2 * sizeof(size_t));
        if (!new)
            return ERR_NOMEM;
        p->tied = new;
        p->tied_room = room;
    }
    p->tied[p->tied_n * 2] = at;
    p->tied[p->tied_n++ * 2 + 1] = ballot;
    return 0;
}

/* The ballot at AT to the first it names; *END behind it. */
static int begin_ballot(struct paths *p, size_t at, uint32_t ballot, size_t *end) {
    const struct count_ballots *b = p->b;
    uint64_t weight = count_weight(b, ballot);
    size_t place = at, stop = at;
    uint32_t any = 0, ties = 0;
    for (uint32_t code; (code = count_element(b, stop)) != 0; stop++) {
        uint32_t c = code & (b->tied - 1);
        ties |= code & b->tied;
        if (any || c > b->candidates || p->out[c - 1])
            continue;
        any = code;
        place = stop;
    }
    *end = stop + 1;
    p->depth = stop - at > p->depth ? (uint32_t)(stop - at) : p->depth;
    p->valid += any ? weight : 0;
    if (ties)
        return keep_tied(p, at, ballot);
    if (!any)
        return 0;
    p->place[ballot] = (uint32_t)place;
    p->top += weight;
    stand(p, any, ballot + 1); /* candidate from 1: her node at the top */
    return 0;
}

static int tables(struct paths *p, struct arena *a) {
    const struct count_ballots *b = p->b;
    uint32_t n = b->candidates;
    p->same = ARENA_ARRAY(a, n, uint32_t);
    p->out = arena_get(a, n);
    p->child = ARENA_ARRAY(a, n, uint32_t);
    p->seen = ARENA_ARRAY(a, n, uint32_t);
    p->met = ARENA_ARRAY(a, n, uint32_t);
    p->moved = ARENA_ARRAY(a, n, uint64_t);
    p->room = (size_t)n + 1024;
    p->node = b->alloc->resize(b->alloc, NULL, 0, p->room * sizeof(*p->node));
    p->next = b->alloc->resize(b->alloc, NULL, 0, (b->n + 1) * sizeof(*p->next));
    p->place = b->alloc->resize(b->alloc, NULL, 0, (b->n + 1) * sizeof(*p->place));
    if (!p->same || !p->out || !p->child || !p->seen || !p->met || !p->moved || !p->node ||
        !p->next || !p->place)
        return ERR_NOMEM;
    p->n = (size_t)n + 1;
    p->node[0] = (struct path_node){0};
    for (uint32_t c = 0; c < n; c++) {
        p->node[1 + c] = (struct path_node){.candidate = c};
        p->same[c] = 1 + c;
        p->out[c] = b->candidate[c].withdrawn;
    }
    return 0;
}

int paths_init(struct paths *p, const struct count_ballots *b, struct arena *a, struct fail *f) {
    *p = (struct paths){.b = b};
    if (b->prefs_n >= UINT32_MAX)
        return fail_set(f, ERR_RANGE, "more than 4 294 967 295 preferences");
    int r = tables(p, a);
    size_t at = 0;
    for (size_t i = 0; r == 0 && i < b->n; i++)
        r = begin_ballot(p, at, (uint32_t)i, &at);
    return r;
}

void paths_drop(struct paths *p) {
    if (!p->b)
        return;
    struct alloc *alloc = p->b->alloc;
    alloc->resize(alloc, p->node, p->room * sizeof(*p->node), 0);
    alloc->resize(alloc, p->next, (p->b->n + 1) * sizeof(*p->next), 0);
    alloc->resize(alloc, p->place, (p->b->n + 1) * sizeof(*p->place), 0);
    alloc->resize(alloc, p->tied, p->tied_room * 2 * sizeof(size_t), 0);
    *p = (struct paths){0};
}
