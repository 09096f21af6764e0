#include "wire/merkle.h"

#include "base/check.h"

#define NODE_PREFIX 0x01

static struct hash node_of(const struct hash *left, const struct hash *right) {
    return sha256_node(NODE_PREFIX, left, right);
}

static unsigned lowest_bit(uint64_t n) {
    return (unsigned)__builtin_ctzll(n);
}

/* The largest power of two below n; n > 1. */
static uint64_t split(uint64_t n) {
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* --- appending ----------------------------------------------------------------------------------
 */

void merkle_init(struct merkle *m) {
    m->n = 0;
}

void merkle_add(struct merkle *m, const struct hash *leaf) {
    check(m->n < MERKLE_SIZE_MAX);
    struct hash h = *leaf;
    unsigned level = 0;
    for (; m->n >> level & 1; level++)
        h = node_of(&m->peaks[level], &h);
    m->peaks[level] = h;
    m->n++;
}

struct hash merkle_root(const struct merkle *m) {
    if (m->n == 0)
        return sha256_of((struct bytes){0});
    unsigned level = lowest_bit(m->n);
    struct hash h = m->peaks[level];
    for (uint64_t rest = m->n & (m->n - 1); rest; rest &= rest - 1)
        h = node_of(&m->peaks[lowest_bit(rest)], &h);
    return h;
}

struct hash merkle_root_of(const struct hash *leaves, size_t n) {
    struct merkle m;
    merkle_init(&m);
    for (size_t i = 0; i < n; i++)
        merkle_add(&m, &leaves[i]);
    return merkle_root(&m);
}

/* --- roots and proofs of any size ---------------------------------------------------------------
 */

struct source {
    merkle_node *node;
    void *self;
    struct fail *fail;
};

/* MTH(D[lo:hi]), where lo is a multiple of the largest power of two that is not above hi - lo: the
 * complete subtrees of it, from the smallest at the right. */
static int range(const struct source *s, uint64_t lo, uint64_t hi, struct hash *ret) {
    struct hash h, left;
    uint64_t n = hi - lo, at = hi;
    bool first = true;
    for (; n; n &= n - 1, first = false) {
        unsigned level = lowest_bit(n);
        at -= UINT64_C(1) << level;
        int r = s->node(s->self, level, at >> level, first ? &h : &left, s->fail);
        if (r < 0)
            return r;
        if (!first)
            h = node_of(&left, &h);
    }
    *ret = h;
    return 0;
}

static void reverse(struct hash *proof, size_t n) {
    for (size_t i = 0; i < n / 2; i++) {
        struct hash h = proof[i];
        proof[i] = proof[n - 1 - i];
        proof[n - 1 - i] = h;
    }
}

int merkle_root_at(merkle_node *node, void *self, uint64_t size, struct hash *ret,
                   struct fail *fail) {
    struct source s = {node, self, fail};
    if (size > MERKLE_SIZE_MAX)
        return fail_set(fail, ERR_RANGE, "a tree of %llu leaves is too large",
                        (unsigned long long)size);
    if (size == 0) {
        *ret = sha256_of((struct bytes){0});
        return 0;
    }
    return range(&s, 0, size, ret);
}

int merkle_prove(merkle_node *node, void *self, uint64_t index, uint64_t size, struct hash *proof,
                 size_t *ret_n, struct fail *fail) {
    struct source s = {node, self, fail};
    if (index >= size || size > MERKLE_SIZE_MAX)
        return fail_set(fail, ERR_RANGE, "leaf %llu does not stand in a tree of %llu leaves",
                        (unsigned long long)index, (unsigned long long)size);
    uint64_t lo = 0, hi = size;
    size_t n = 0;
    while (hi - lo > 1) { /* from the root down; each sibling is one hash of the proof */
        uint64_t middle = lo + split(hi - lo);
        bool left = index < middle;
        int r = left ? range(&s, middle, hi, &proof[n]) : range(&s, lo, middle, &proof[n]);
        if (r < 0)
            return r;
        n++;
        if (left)
            hi = middle;
        else
            lo = middle;
    }
    reverse(proof, n);
    *ret_n = n;
    return 0;
}

int merkle_prove_consistency(merkle_node *node, void *self, uint64_t first, uint64_t second,
                             struct hash *proof, size_t *ret_n, struct fail *fail) {
    struct source s = {node, self, fail};
    if (first > second || second > MERKLE_SIZE_MAX)
        return fail_set(fail, ERR_RANGE, "a tree of %llu leaves does not begin with %llu leaves",
                        (unsigned long long)second, (unsigned long long)first);
    uint64_t lo = 0, hi = second;
    size_t n = 0;
    while (first != 0 && first != hi) {
        uint64_t middle = lo + split(hi - lo);
        bool left = first <= middle;
        int r = left ? range(&s, middle, hi, &proof[n]) : range(&s, lo, middle, &proof[n]);
        if (r < 0)
            return r;
        n++;
        if (left)
            hi = middle;
        else
            lo = middle;
    }
    if (first != 0 && lo > 0) { /* the old tree's own right edge, unless it is a subtree at 0 */
        int r = range(&s, lo, hi, &proof[n]);
        if (r < 0)
            return r;
        n++;
    }
    reverse(proof, n);
    *ret_n = n;
    return 0;
}

/* --- verifying ----------------------------------------------------------------------------------
 */

bool merkle_verify(const struct hash *leaf, uint64_t index, uint64_t size, const struct hash *proof,
                   size_t n, const struct hash *root) {
    if (index >= size || size > MERKLE_SIZE_MAX || n > MERKLE_PROOF_MAX)
        return false;
    uint64_t fn = index, sn = size - 1;
    struct hash r = *leaf;
    for (size_t i = 0; i < n; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            r = node_of(&proof[i], &r);
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            r = node_of(&r, &proof[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_equal(&r, root);
}

bool merkle_verify_consistency(uint64_t first, uint64_t second, const struct hash *proof, size_t n,
                               const struct hash *first_root, const struct hash *second_root) {
    if (first > second || second > MERKLE_SIZE_MAX || n > MERKLE_PROOF_MAX)
        return false;
    if (first == 0) {
        struct hash empty = sha256_of((struct bytes){0});
        return n == 0 && hash_equal(first_root, &empty) &&
               (second > 0 || hash_equal(second_root, &empty));
    }
    if (first == second)
        return n == 0 && hash_equal(first_root, second_root);
    size_t at = 0;
    bool is_power = (first & (first - 1)) == 0;
    if (!is_power && n == 0)
        return false;
    struct hash fr = is_power ? *first_root : proof[at++], sr = fr;
    uint64_t fn = first - 1, sn = second - 1;
    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    for (; at < n; at++) {
        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            fr = node_of(&proof[at], &fr);
            sr = node_of(&proof[at], &sr);
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            sr = node_of(&sr, &proof[at]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_equal(&fr, first_root) && hash_equal(&sr, second_root);
}
