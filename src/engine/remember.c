#include "engine/remember.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/check.h"
#include "base/fail.h"

static uint64_t key_hash(const uint8_t key[ENTRY_KEY_BYTES]) {
    return hash_bytes(0, bytes_of(key, ENTRY_KEY_BYTES));
}

int remember_init(struct remember *r, struct alloc *alloc, uint32_t room) {
    *r = (struct remember){.alloc = alloc, .room = room};
    index_init(&r->by_key, alloc);
    index_init(&r->by_once, alloc);
    buf_init(&r->once, alloc, (size_t)LIMIT_KEYS_SIGNED * sizeof(*r->ring));
    r->ring = alloc->resize(alloc, NULL, 0, room * sizeof(*r->ring));
    if (!r->ring || index_reserve(&r->by_key, room + 1) < 0) {
        remember_drop(r);
        return ERR_NOMEM;
    }
    return 0;
}

void remember_drop(struct remember *r) {
    if (r->ring)
        r->alloc->resize(r->alloc, r->ring, r->room * sizeof(*r->ring), 0);
    index_drop(&r->by_key);
    index_drop(&r->by_once);
    buf_drop(&r->once);
    if (r->map)
        munmap(r->map, r->map_n);
    r->ring = NULL;
    r->map = NULL;
    r->n_before = 0;
}

uint64_t remember_signed(const struct remember *r) {
    return r->n_before + r->once.n / sizeof(*r->ring);
}

int remember_reserve(struct remember *r) {
    if (remember_signed(r) >= LIMIT_KEYS_SIGNED)
        return ERR_RANGE;
    if (!buf_room(&r->once, sizeof(*r->ring))) {
        r->once.failed = false; /* what is there stays */
        return ERR_NOMEM;
    }
    r->once.n -= sizeof(*r->ring); /* the room is there now; nothing is in it yet */
    return index_reserve(&r->by_once, 1);
}

static void add_once(struct remember *r, const struct remember_slot *s) {
    buf_add(&r->once, s, sizeof(*s));
    check(!r->once.failed); /* reserved */
    index_add(&r->by_once, key_hash(s->key), (uint32_t)(r->once.n / sizeof(*s)));
}

void remember_add(struct remember *r, const uint8_t key[ENTRY_KEY_BYTES], uint64_t seq,
                  bool for_ever) {
    static const uint8_t none[ENTRY_KEY_BYTES];
    if (memcmp(key, none, sizeof(none)) == 0)
        return;
    if (for_ever) {
        struct remember_slot once = {.seq = seq};
        memcpy(once.key, key, ENTRY_KEY_BYTES);
        add_once(r, &once);
        return;
    }
    struct remember_slot *s = &r->ring[r->at];
    if (r->n == r->room)
        check(index_remove(&r->by_key, key_hash(s->key), r->at + 1));
    else
        r->n++;
    memcpy(s->key, key, ENTRY_KEY_BYTES);
    s->seq = seq;
    index_add(&r->by_key, key_hash(key), r->at + 1);
    r->at = r->at + 1 == r->room ? 0 : r->at + 1;
}

static bool found(const struct remember_slot *s, const uint8_t key[ENTRY_KEY_BYTES],
                  uint64_t *ret_seq) {
    bool same = memcmp(s->key, key, ENTRY_KEY_BYTES) == 0;
    if (same)
        *ret_seq = s->seq;
    return same;
}

static int by_key(const void *a, const void *b) {
    const struct remember_slot *x = a, *y = b;
    int order = memcmp(x->key, y->key, ENTRY_KEY_BYTES);
    return order ? order : x->seq < y->seq ? -1 : x->seq > y->seq;
}

static bool find_before(const struct remember *r, const uint8_t key[ENTRY_KEY_BYTES],
                        uint64_t *ret_seq) {
    size_t lo = 0, hi = r->n_before;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (memcmp(r->before[mid].key, key, ENTRY_KEY_BYTES) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < r->n_before && found(&r->before[lo], key, ret_seq);
}

bool remember_find(const struct remember *r, const uint8_t key[ENTRY_KEY_BYTES],
                   uint64_t *ret_seq) {
    struct index_find f = index_find(&r->by_key, key_hash(key));
    for (uint32_t i; (i = index_next(&f));)
        if (found(&r->ring[i - 1], key, ret_seq))
            return true;
    const struct remember_slot *once = (const struct remember_slot *)(const void *)r->once.at;
    f = index_find(&r->by_once, key_hash(key));
    for (uint32_t i; (i = index_next(&f));)
        if (found(&once[i - 1], key, ret_seq))
            return true;
    return find_before(r, key, ret_seq);
}

/* --- with a snapshot -------------------------------------------------------------------------- */

int remember_save_to(const struct remember *r, remember_put *put, void *self) {
    const size_t size = sizeof(struct remember_slot);
    size_t n = r->once.n / size, i = 0, k = 0;
    struct remember_slot *once = n ? malloc(n * size) : NULL;
    if (n && !once)
        return ERR_NOMEM;
    if (n) {
        memcpy(once, r->once.at, n * size);
        qsort(once, n, size, by_key);
    }
    uint32_t oldest = r->n == r->room ? r->at : 0;
    put(self, r->ring + oldest, (r->n - oldest) * size);
    put(self, r->ring, oldest * size);
    while (i < n || k < r->n_before) {
        bool old = i == n || (k < r->n_before && by_key(&r->before[k], &once[i]) < 0);
        put(self, old ? &r->before[k++] : &once[i++], size);
    }
    free(once);
    return 0;
}

void remember_load(struct remember *r, const struct remember_slot *at, uint32_t n_ring,
                   size_t n_signed, void *map, size_t map_n) {
    check(!r->n && !r->once.n && !r->map && n_ring <= r->room);
    for (uint32_t i = 0; i < n_ring; i++)
        remember_add(r, at[i].key, at[i].seq, false);
    r->before = at + n_ring;
    r->n_before = n_signed;
    r->map = map;
    r->map_n = map_n;
}
