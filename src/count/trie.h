/* Ballots as a tree: those that begin alike share their beginning. Where the value of a ballot
 * depends only on the candidates before (Meek, Warren, QPQ), a node is reckoned once for all
 * ballots that pass through it, which changes no digit. Not for users of the library. */
#ifndef KOINON_COUNT_TRIE_H
#define KOINON_COUNT_TRIE_H

#include "count/count.h"

struct trie_node {
    uint32_t candidate;
    uint32_t child, sibling; /* nodes, 0: none */
    uint64_t ballots;        /* weight of all that pass through */
};
struct trie {
    struct alloc *alloc;
    struct trie_node *node; /* node[0] is the root: its child is the first of first preferences */
    size_t n, room;
    uint32_t depth;         /* of the longest ballot */
    size_t *tied;           /* places and numbers of ballots with equal ranks, kept apart: pairs */
    size_t tied_n, tied_room;
    uint64_t valid;         /* weight of ballots with a candidate, tied ones included */
};
/* Withdrawn candidates and blank ranks are passed over. ERR_NOMEM. */
int trie_init(struct trie *t, const struct count_ballots *b, struct alloc *alloc);
void trie_drop(struct trie *t);

#endif
