#include "law/carry.h"

#include "law/apply.h"
#include "law/members.h"

#define RESERVE_SEATS_MAX (1u << 18)
/* bytes of an effect beyond its text: its array, its type, its numbers, its text's length */
#define PIECES_BYTES ((size_t)LIMIT_BATCH * (LIMIT_PART_BYTES + sizeof(uint32_t)))
#define EFFECT_BYTES (8 + 9 * LIMIT_EFFECT_ARGS + 9)

/* What ends takes no room; what follows it (other seats by right, other bodies) is in proportion to
 * the seats that end. */
int carry_reserve(struct law *l) {
    uint32_t seats = l->seats.n < RESERVE_SEATS_MAX ? l->seats.n : RESERVE_SEATS_MAX;
    uint32_t more = LIMIT_EFFECTS + 2 * seats;
    struct table *tables[] = {&l->things, &l->uses,  &l->ties, &l->tie_links,
                              &l->mandates, &l->seats, &l->due};
    struct index *indexes[] = {&l->chains_by_end, &l->seats_by_number, &l->ended_in};
    int r = table_reserve(&l->chains, 2 * more);
    r = r < 0 ? r : table_reserve(&l->chain_tops, 2 * more);
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        r = r < 0 ? r : table_reserve(tables[i], more);
    for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++)
        r = r < 0 ? r : index_reserve(indexes[i], 2 * more);
    return r;
}

/* --- room ------------------------------------------------------------------------------------- */

#define ROWS_OF_ONE 4 /* that one effect adds to one table, with some to spare */

static bool table_has_room(const struct table *t) {
    return t->room - t->n >= ROWS_OF_ONE;
}
static bool index_has_room(const struct index *x) {
    return x->n + ROWS_OF_ONE < ((uint64_t)x->mask + 1) / 4 * 3;
}
/* law_reserve() answers for the first LIMIT_EFFECTS; behind them it is asked each time. */
static bool state_has_room(const struct law *l, size_t text) {
    bool room = heap_cost(ROWS_OF_ONE, text) < l->heap.room - l->heap.n;
#define X(name, row) room = room && table_has_room(&l->name);
    LAW_TABLES(X)
#undef X
    room = room && table_has_room(&l->tie_links) && table_has_room(&l->chain_tops) &&
           table_has_room(&l->uses);
    return room && index_has_room(&l->names_by_text) && index_has_room(&l->chains_by_end) &&
           index_has_room(&l->seats_by_number) && index_has_room(&l->steps_by_who) &&
           index_has_room(&l->words_by_text) && index_has_room(&l->procs_open) &&
           index_has_room(&l->procs_of_body) && index_has_room(&l->procs_past) &&
           index_has_room(&l->pseudonyms_by) && index_has_room(&l->ended_in) &&
           index_has_room(&l->acts_in_force) && index_has_room(&l->options_by);
}

/* --- pieces ----------------------------------------------------------------------------------- */

void carry_put(struct docket *d, const struct effect *e) {
    effect_put(d->effects, e);
    d->n++;
    d->piece_n++;
    apply_effect(d->l, e, d->h->seq + d->piece, d->h->stamp);
}

static void piece_end(struct docket *d) {
    struct buf *to = d->piece ? &d->l->carry : d->out;
    uint32_t length = 0;
    size_t at = to->n;
    if (d->piece)
        buf_add(to, &length, sizeof(length));
    effect_put_list(to, d->piece_n, buf_view(d->effects));
    length = (uint32_t)(to->n - at - sizeof(length));
    if (d->piece && !to->failed)
        memcpy(to->at + at, &length, sizeof(length));
    d->out->failed |= to->failed | d->effects->failed;
}

static void cut(struct docket *d) {
    carry_put(d, &(struct effect){
                     .type = EFFECT_DUE, .n = 3, .a = {INSTANT_MIN, FEDERATION_ID, DUE_PIECE}});
    piece_end(d);
    d->piece++;
    d->piece_n = 0;
    buf_clear(d->effects);
    carry_put(d,
              &(struct effect){.type = EFFECT_DUE_DONE, .n = 2, .a = {FEDERATION_ID, DUE_PIECE}});
}

void carry_room(struct docket *d, const struct effect *e) {
    if (d->n >= LIMIT_EFFECTS - 2 && !state_has_room(d->l, e->text.n))
        longjmp(d->exit->at, 1);
    if (d->piece_n < LIMIT_EFFECTS - 1 &&
        d->effects->n + e->text.n + 3 * EFFECT_BYTES <= LIMIT_PART_BYTES)
        return;
    if (d->piece + 1 >= LIMIT_BATCH || d->out->failed)
        longjmp(d->exit->at, 1);
    cut(d);
}

void carry_end(struct docket *d) {
    piece_end(d);
}

/* --- between the entry and its ticks ---------------------------------------------------------- */

void carry_clear(struct law *l) {
    if (l->carry.alloc)
        buf_drop(&l->carry);
    buf_init(&l->carry, l->alloc, PIECES_BYTES);
    l->carry_at = 0;
}

bool carry_waits(const struct law *l) {
    return l->carry_at < l->carry.n;
}

static uint32_t length_at(const struct law *l, size_t at) {
    uint32_t length = 0;
    memcpy(&length, l->carry.at + at, sizeof(length));
    return length;
}

size_t carry_count(const struct law *l) {
    size_t n = 0;
    for (size_t at = l->carry_at; at < l->carry.n; at += sizeof(uint32_t) + length_at(l, at))
        n++;
    return n;
}

void carry_next(struct law *l, struct buf *ret) {
    uint32_t length = length_at(l, l->carry_at);
    buf_add(ret, l->carry.at + l->carry_at + sizeof(length), length);
    l->carry_at += sizeof(length) + length;
    if (!carry_waits(l))
        carry_clear(l);
}
