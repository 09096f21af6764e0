#include "count/trie.h"

static uint32_t child_of(struct trie *t, uint32_t parent, uint32_t candidate, uint32_t *root) {
    if (parent == 0 && root[candidate])
        return root[candidate];
    if (parent)
        for (uint32_t at = t->node[parent].child; at; at = t->node[at].sibling)
            if (t->node[at].candidate == candidate)
                return at;
    if (t->n == t->room) {
        size_t room = t->room * 2;
        void *at = room < UINT32_MAX
                       ? t->alloc->resize(t->alloc, t->node, t->room * sizeof(*t->node),
                                          room * sizeof(*t->node))
                       : NULL;
        if (!at)
            return 0;
        t->node = at;
        t->room = room;
    }
    uint32_t new = (uint32_t)t->n++;
    t->node[new] = (struct trie_node){.candidate = candidate, .sibling = t->node[parent].child};
    t->node[parent].child = new;
    if (parent == 0)
        root[candidate] = new;
    return new;
}

static int keep_tied(struct trie *t, size_t at, size_t ballot) {
    if (t->tied_n == t->tied_room) {
        size_t room = t->tied_room ? t->tied_room * 2 : 64;
        void *new = t->alloc->resize(t->alloc, t->tied, t->tied_room * 2 * sizeof(size_t),
                                     room * 2 * sizeof(size_t));
        if (!new)
            return ERR_NOMEM;
        t->tied = new;
        t->tied_room = room;
    }
    t->tied[t->tied_n * 2] = at;
    t->tied[t->tied_n++ * 2 + 1] = ballot;
    return 0;
}

static int insert(struct trie *t, const struct count_ballots *b, size_t at, uint64_t weight,
                  uint32_t *root) {
    uint32_t node = 0, depth = 0;
    for (; count_element(b, at); at++) {
        uint32_t c = count_element(b, at);
        if (c > b->candidates || b->candidate[c - 1].withdrawn)
            continue;
        node = child_of(t, node, c - 1, root);
        if (!node)
            return ERR_NOMEM;
        t->node[node].ballots += weight;
        depth++;
    }
    t->depth = depth > t->depth ? depth : t->depth;
    if (depth)
        t->valid += weight;
    return 0;
}

int trie_init(struct trie *t, const struct count_ballots *b, struct alloc *alloc) {
    *t = (struct trie){.alloc = alloc, .room = 1024, .n = 1};
    t->node = alloc->resize(alloc, NULL, 0, t->room * sizeof(*t->node));
    uint32_t *root = alloc->resize(alloc, NULL, 0, (b->candidates + 1) * sizeof(*root));
    int r = t->node && root ? 0 : ERR_NOMEM;
    if (r == 0) {
        memset(root, 0, (b->candidates + 1) * sizeof(*root));
        t->node[0] = (struct trie_node){0};
    }
    size_t at = 0;
    for (size_t i = 0; r == 0 && i < b->n; i++) {
        bool tied = false, any = false;
        uint32_t ranks = 0;
        size_t end = at;
        for (; count_element(b, end); end++, ranks++) {
            uint32_t c = count_element(b, end) & (b->tied - 1);
            tied = tied || (count_element(b, end) & b->tied);
            any = any || (c <= b->candidates && !b->candidate[c - 1].withdrawn);
        }
        if (tied) {
            r = keep_tied(t, at, i);
            t->valid += any ? count_weight(b, i) : 0;
            t->depth = ranks > t->depth ? ranks : t->depth;
        } else {
            r = insert(t, b, at, count_weight(b, i), root);
        }
        at = end + 1;
    }
    alloc->resize(alloc, root, (b->candidates + 1) * sizeof(*root), 0);
    return r;
}

void trie_drop(struct trie *t) {
    if (!t->alloc)
        return;
    t->alloc->resize(t->alloc, t->node, t->room * sizeof(*t->node), 0);
    t->alloc->resize(t->alloc, t->tied, t->tied_room * 2 * sizeof(size_t), 0);
    *t = (struct trie){0};
}
