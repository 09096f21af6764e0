#include "view/derived.h"

#include "base/limits.h"

#define LOOKS 4 /* ways of looking whose counts and findings are kept */
#define FINDINGS_BYTES ((size_t)64 << 20)

struct head_row { /* a list: its last link */
    uint32_t list, key, last, n;
};
struct link_row {
    uint32_t row, prev;
};
struct counted {
    uint64_t size, known;
    struct derived_counts counts;
};
struct derived {
    struct alloc *alloc;
    uint64_t size; /* entries of the law this has seen */
    struct table heads, links, open;
    struct index by_key;
    uint32_t things, ties, mandates, procs, acts, figures, claims; /* rows seen */
    uint32_t undone; /* rows seen: with a new one, all is counted again */
    int64_t persons, others;
    struct counted counted[LOOKS];
    struct derived_findings findings[LOOKS];
    unsigned counted_next, findings_next;
};

int derived_new(struct alloc *alloc, struct derived **ret) {
    struct derived *d = alloc->resize(alloc, NULL, 0, sizeof(*d));
    if (!d)
        return ERR_NOMEM;
    memset(d, 0, sizeof(*d));
    d->alloc = alloc;
    d->size = UINT64_MAX;
    table_init(&d->heads, alloc, sizeof(struct head_row), UINT32_MAX);
    table_init(&d->links, alloc, sizeof(struct link_row), UINT32_MAX);
    table_init(&d->open, alloc, sizeof(uint32_t), UINT32_MAX);
    index_init(&d->by_key, alloc);
    for (size_t i = 0; i < LOOKS; i++)
        arena_init(&d->findings[i].arena, alloc, FINDINGS_BYTES);
    *ret = d;
    return 0;
}

void derived_free(struct derived *d) {
    if (!d)
        return;
    table_drop(&d->heads);
    table_drop(&d->links);
    table_drop(&d->open);
    index_drop(&d->by_key);
    for (size_t i = 0; i < LOOKS; i++)
        arena_drop(&d->findings[i].arena);
    d->alloc->resize(d->alloc, d, sizeof(*d), 0);
}

/* --- lists ------------------------------------------------------------------------------------ */

static uint64_t key_hash(uint32_t list, uint32_t key) {
    return hash_u64(list, key);
}

static struct head_row *head_of(const struct derived *d, uint32_t list, uint32_t key) {
    struct index_find f = index_find(&d->by_key, key_hash(list, key));
    for (uint32_t i; (i = index_next(&f));) {
        struct head_row *h = TABLE_ROW(&d->heads, i, struct head_row);
        if (h->list == list && h->key == key)
            return h;
    }
    return NULL;
}

/* Room for what one row of the state adds at most. */
static bool room(struct derived *d) {
    return table_reserve(&d->links, 4) == 0 && table_reserve(&d->heads, 4) == 0 &&
           table_reserve(&d->open, 1) == 0 && index_reserve(&d->by_key, 4) == 0;
}

static void put(struct derived *d, enum derived_list list, uint32_t key, uint32_t row) {
    struct head_row *h = head_of(d, list, key);
    if (!h) {
        h = TABLE_ADD(&d->heads, struct head_row);
        *h = (struct head_row){.list = list, .key = key};
        index_add(&d->by_key, key_hash(list, key), table_number(&d->heads, h));
    }
    struct link_row *l = TABLE_ADD(&d->links, struct link_row);
    *l = (struct link_row){.row = row, .prev = h->last};
    h->last = table_number(&d->links, l);
    h->n++;
}

struct derived_walk derived_walk(const struct derived *d, enum derived_list list, uint32_t key) {
    const struct head_row *h = head_of(d, list, key);
    return (struct derived_walk){d, h ? h->last : 0};
}

uint32_t derived_next(struct derived_walk *w) {
    if (!w->link)
        return 0;
    const struct link_row *l = TABLE_ROW(&w->d->links, w->link, struct link_row);
    w->link = l->prev;
    return l->row;
}

uint32_t derived_n(const struct derived *d, enum derived_list list, uint32_t key) {
    const struct head_row *h = head_of(d, list, key);
    return h ? h->n : 0;
}

uint32_t *derived_rows(const struct derived *d, enum derived_list list, uint32_t key,
                       struct arena *a, uint32_t *ret_n) {
    uint32_t n = derived_n(d, list, key), *rows = ARENA_ARRAY(a, n + 1, uint32_t);
    struct derived_walk w = derived_walk(d, list, key);
    *ret_n = rows ? n : 0;
    for (uint32_t i = n; rows && i > 0; i--)
        rows[i - 1] = derived_next(&w);
    return rows;
}

const uint32_t *derived_open(const struct derived *d, uint32_t *ret_n) {
    *ret_n = d->open.n > 1 ? d->open.n - 1 : 0;
    return *ret_n ? table_row(&d->open, 1) : NULL;
}

/* --- growing with the record ------------------------------------------------------------------ */

static void see_thing(struct derived *d, const struct law *l, uint32_t id) {
    const struct thing_row *t = thing(l, id);
    if (t->noun == NOUN_ACTION)
        put(d, DERIVED_OTHERS, 0, id);
    if (t->noun != NOUN_ENTITY)
        return;
    d->persons += t->kind == KIND_PERSON;
    d->others += t->kind > KIND_RULE;
    if (t->kind != KIND_PERSON)
        put(d, DERIVED_ACTORS, 0, id);
    switch (t->kind) {
    case KIND_UNIT:
        put(d, DERIVED_UNITS, 0, id);
        if (t->parent)
            put(d, DERIVED_UNITS_IN, t->parent, id);
        break;
    case KIND_BODY:
        put(d, DERIVED_BODIES, 0, id);
        break;
    case KIND_PERSON:
        if (l->past) /* what a source says of the past is public */
            put(d, DERIVED_OTHERS, 0, id);
        break;
    case KIND_FEDERATION:
    case KIND_RULE:
        break;
    default:
        put(d, DERIVED_OTHERS, 0, id);
        break;
    }
}

static void see_tie(struct derived *d, const struct law *l, uint32_t row) {
    const struct tie_row *t = ties_at(l, row);
    bool first = !t->prev[0] && !t->from_part;
    if (t->kind == TIE_RECOGNITION)
        put(d, DERIVED_RECOGNITION, 0, row);
    if (t->kind == TIE_POWER)
        put(d, DERIVED_POWERS, 0, row);
    if (t->kind == TIE_POWER && first)
        put(d, DERIVED_HOLDERS, 0, t->from);
    if (t->kind == TIE_RECOGNITION || t->kind == TIE_PRESTIGE || t->kind == TIE_ATTRIBUTE)
        put(d, DERIVED_AUTHORITY, 0, row);
    if (l->past || !first || !is_kind(l, t->from, KIND_PERSON))
        return;
    uint32_t other = t->kind == TIE_MANDATE  ? chain_find(l, t->from, 0, TIE_OFFICE, 0)
                     : t->kind == TIE_OFFICE ? chain_find(l, t->from, 0, TIE_MANDATE, 0)
                                             : UINT32_MAX;
    /* an office before this mandate, or the other way: she is in the list already */
    uint32_t o = other && other != UINT32_MAX ? chains_at(l, other)->last : 0;
    while (o && ties_at(l, o)->prev[0])
        o = ties_at(l, o)->prev[0];
    if (other != UINT32_MAX && (!o || o > row))
        put(d, DERIVED_PERSONS, 0, t->from);
}

static void see_mandate(struct derived *d, const struct law *l, uint32_t row) {
    const struct mandate_row *m = mandates_at(l, row);
    uint32_t of = m->sender && is_noun(l, m->sender, NOUN_ENTITY) ? thing(l, m->sender)->unit : 0;
    uint32_t units[] = {m->sender, of, thing(l, m->body)->unit};
    for (size_t i = 0; i < 3; i++) {
        bool again = (i > 0 && units[i] == units[0]) || (i > 1 && units[i] == units[1]);
        if (units[i] && !again)
            put(d, DERIVED_SENT, units[i], row);
    }
}

static void see_act(struct derived *d, const struct law *l, uint32_t row) {
    const struct act_row *a = acts_at(l, row);
    if (a->issuer)
        put(d, DERIVED_ISSUED, a->issuer, row);
    if (a->on)
        put(d, DERIVED_ON, a->on, row);
}

static void see_proc(struct derived *d, const struct law *l, uint32_t row) {
    const struct proc_row *p = procs_at(l, row);
    if (p->kind == PROC_COURSE)
        return;
    if (p->body)
        put(d, DERIVED_PROCS, p->body, row);
    if (p->closed == INSTANT_MAX)
        *TABLE_ADD(&d->open, uint32_t) = row;
}

static void see_figure(struct derived *d, const struct law *l, uint32_t row) {
    if (figures_at(l, row)->of)
        put(d, DERIVED_FIGURES, figures_at(l, row)->of, row);
}

static void see_claim(struct derived *d, const struct law *l, uint32_t row) {
    const struct claim_row *c = claims_at(l, row);
    if (c->of)
        put(d, DERIVED_CLAIMS, c->of, row);
    if (c->by && c->by != c->of)
        put(d, DERIVED_CLAIMS, c->by, row);
}

typedef void see_fn(struct derived *d, const struct law *l, uint32_t row);
static bool see_rest(struct derived *d, const struct law *l, const struct table *t, uint32_t *seen,
                     see_fn *see) {
    for (uint32_t i = *seen ? *seen : 1; i < t->n; i++) {
        if (!room(d))
            return false;
        see(d, l, i);
        *seen = i + 1;
    }
    return true;
}

static void drop_closed(struct derived *d, const struct law *l) {
    uint32_t n = 1;
    for (uint32_t i = 1; i < d->open.n; i++) {
        uint32_t row = *TABLE_ROW(&d->open, i, uint32_t);
        if (procs_at(l, row)->closed == INSTANT_MAX)
            *TABLE_ROW(&d->open, n++, uint32_t) = row;
    }
    if (d->open.n)
        d->open.n = n;
}

int derived_catch_up(struct derived *d, const struct law *l) {
    if (d->size == l->size)
        return 0;
    bool whole = see_rest(d, l, &l->things, &d->things, see_thing) &&
                 see_rest(d, l, &l->ties, &d->ties, see_tie) &&
                 see_rest(d, l, &l->mandates, &d->mandates, see_mandate) &&
                 see_rest(d, l, &l->procs, &d->procs, see_proc) &&
                 see_rest(d, l, &l->acts, &d->acts, see_act) &&
                 see_rest(d, l, &l->figures, &d->figures, see_figure) &&
                 see_rest(d, l, &l->claims, &d->claims, see_claim);
    if (!whole)
        return ERR_NOMEM;
    drop_closed(d, l);
    d->size = l->size;
    return 0;
}

/* --- counts ----------------------------------------------------------------------------------- */

static void count_entity(const struct law *l, uint64_t known, const struct entity_row *e,
                         struct derived_counts *c) {
    const struct thing_row *t = thing(l, e->thing);
    if (t->made > known || (t->undone && t->undone <= known))
        return;
    c->bodies += t->kind == KIND_BODY;
    c->units += t->kind == KIND_UNIT;
    c->persons += t->kind == KIND_PERSON;
    c->others += t->kind > KIND_RULE;
    c->seats += e->seats_open;
    c->filled += e->seats_filled;
    c->members += t->kind == KIND_UNIT || t->kind == KIND_FEDERATION ? e->members : 0;
}

static void count_list(const struct derived *d, const struct law *l, enum derived_list list,
                       struct derived_counts *c) {
    uint32_t id;
    for (struct derived_walk w = derived_walk(d, list, 0); (id = derived_next(&w));)
        count_entity(l, UINT64_MAX, entity(l, id), c);
}

/* As all is known now, members are not walked; a correction may have undone some. */
static void count(struct derived *d, const struct law *l, uint64_t known,
                  struct derived_counts *ret) {
    struct derived_counts c = {0};
    bool walk = known < l->size || d->undone != l->undone.n;
    for (uint32_t i = 1; walk && i < l->entities.n; i++)
        count_entity(l, known, entities_at(l, i), &c);
    if (walk && known >= l->size) {
        d->persons = c.persons;
        d->others = c.others;
        d->undone = l->undone.n;
    }
    if (!walk) {
        count_list(d, l, DERIVED_UNITS, &c);
        count_list(d, l, DERIVED_BODIES, &c);
        c.members += l->things.n > 1 ? entities_at(l, 1)->members : 0; /* the federation's own */
        c.persons = d->persons;
        c.others = d->others;
    }
    for (TABLE_EACH(&l->acts, i)) {
        const struct thing_row *t = thing(l, acts_at(l, i)->thing);
        c.acts += t->made <= known && !(t->undone && t->undone <= known);
    }
    for (TABLE_EACH(&l->procs, i)) {
        const struct proc_row *p = procs_at(l, i);
        c.open += p->kind != PROC_COURSE && p->closed == INSTANT_MAX && p->made <= known;
    }
    *ret = c;
}

const struct derived_counts *derived_counts(struct derived *d, const struct law *l,
                                            uint64_t known) {
    for (size_t i = 0; i < LOOKS; i++)
        if (d->counted[i].size == l->size && d->counted[i].known == known)
            return &d->counted[i].counts;
    struct counted *c = &d->counted[d->counted_next++ % LOOKS];
    c->size = l->size;
    c->known = known;
    count(d, l, known, &c->counts);
    return &c->counts;
}

/* --- findings --------------------------------------------------------------------------------- */

static bool same_look(const struct view *a, const struct view *b) {
    return a->at == b->at && a->known == b->known && a->order == b->order &&
           a->viewer.person == b->viewer.person && a->viewer.operator_ == b->viewer.operator_ &&
           a->reading.n_chosen == b->reading.n_chosen &&
           memcmp(a->reading.chosen, b->reading.chosen, sizeof(a->reading.chosen)) == 0;
}

bool derived_findings(struct derived *d, const struct view *v, struct derived_findings **ret) {
    for (size_t i = 0; i < LOOKS; i++)
        if (d->findings[i].each && d->findings[i].size == v->law->size &&
            same_look(&d->findings[i].look, v)) {
            *ret = &d->findings[i];
            return true;
        }
    struct derived_findings *f = &d->findings[d->findings_next++ % LOOKS];
    arena_clear(&f->arena);
    f->look = *v;
    f->size = v->law->size;
    f->n = f->total = 0;
    f->each = ARENA_ARRAY(&f->arena, DERIVED_FINDINGS_MAX, struct derived_finding);
    *ret = f->each ? f : NULL;
    return false;
}
