#include "engine/remember.h"

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
    r->ring = NULL;
}

uint64_t remember_command(struct bytes command) {
    return hash_bytes(1, command);
}

int remember_reserve(struct remember *r) {
    if (r->once.n / sizeof(*r->ring) >= LIMIT_KEYS_SIGNED)
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
                  struct bytes command, bool for_ever) {
    static const uint8_t none[ENTRY_KEY_BYTES];
    if (memcmp(key, none, sizeof(none)) == 0)
        return;
    if (for_ever) {
        struct remember_slot once = {.seq = seq, .command = remember_command(command)};
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
    s->command = remember_command(command);
    index_add(&r->by_key, key_hash(key), r->at + 1);
    r->at = r->at + 1 == r->room ? 0 : r->at + 1;
}

const struct remember_slot *remember_find(const struct remember *r,
                                          const uint8_t key[ENTRY_KEY_BYTES]) {
    struct index_find f = index_find(&r->by_key, key_hash(key));
    for (uint32_t i; (i = index_next(&f));)
        if (memcmp(r->ring[i - 1].key, key, ENTRY_KEY_BYTES) == 0)
            return &r->ring[i - 1];
    const struct remember_slot *once = (const struct remember_slot *)(const void *)r->once.at;
    f = index_find(&r->by_once, key_hash(key));
    for (uint32_t i; (i = index_next(&f));)
        if (memcmp(once[i - 1].key, key, ENTRY_KEY_BYTES) == 0)
            return &once[i - 1];
    return NULL;
}
