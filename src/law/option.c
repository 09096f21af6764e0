#include "law/option.h"

static uint64_t key_of_name(uint32_t proceeding, struct bytes name) {
    return hash_u64(hash_bytes(1, name), proceeding);
}
static uint64_t key_of_number(uint32_t proceeding, uint32_t number) {
    return hash_u64(hash_u64(2, number), proceeding);
}
static uint64_t key_of_thing(uint32_t proceeding, uint32_t thing) {
    return hash_u64(hash_u64(3, thing), proceeding);
}

void option_index(struct law *l, uint32_t row) {
    const struct option_row *o = options_at(l, row);
    index_add(&l->options_by, key_of_name(o->proc, state_text(l, o->name)), row);
    index_add(&l->options_by, key_of_number(o->proc, o->number), row);
    if (o->thing)
        index_add(&l->options_by, key_of_thing(o->proc, o->thing), row);
}

uint32_t option_named(const struct law *l, uint32_t proceeding, struct bytes name) {
    struct index_find f = index_find(&l->options_by, key_of_name(proceeding, name));
    uint32_t last = 0;
    for (uint32_t i; (i = index_next(&f));)
        if (i > last && options_at(l, i)->proc == proceeding &&
            bytes_equal(state_text(l, options_at(l, i)->name), name))
            last = i;
    return last;
}

uint32_t option_numbered(const struct law *l, uint32_t proceeding, uint32_t number) {
    struct index_find f = index_find(&l->options_by, key_of_number(proceeding, number));
    uint32_t last = 0;
    for (uint32_t i; (i = index_next(&f));)
        if (i > last && options_at(l, i)->proc == proceeding && options_at(l, i)->number == number)
            last = i;
    return last;
}

uint32_t option_of(const struct law *l, uint32_t proceeding, uint32_t thing) {
    struct index_find f = index_find(&l->options_by, key_of_thing(proceeding, thing));
    uint32_t last = 0;
    for (uint32_t i; (i = index_next(&f));)
        if (i > last && options_at(l, i)->proc == proceeding && options_at(l, i)->thing == thing)
            last = i;
    return last;
}
