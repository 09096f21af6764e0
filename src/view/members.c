#include "view/members.h"

#include "base/cbor.h"
#include "base/name.h"
#include "law/members.h"
#include "law/state.h"
#include "wire/value.h"

static bool is_list(const struct law *l, uint32_t id) {
    return is_kind(l, id, KIND_UNIT) || id == FEDERATION_ID;
}

/* The chain holds them latest first. */
static int visit_back(const struct law *l, uint32_t tie, view_member_visit *visit, void *self) {
    enum { AT_ONCE = 4096 };
    uint32_t rows[AT_ONCE];
    size_t n = 0;
    uint32_t t = tie;
    for (; t && n < AT_ONCE; t = ties_at(l, t)->prev[1])
        rows[n++] = t;
    int r = t ? visit_back(l, t, visit, self) : 0;
    while (r == 0 && n) {
        const struct tie_row *row = ties_at(l, rows[--n]);
        const struct member_row *m = members_at(l, row->detail);
        if (!tie_holds(row))
            continue;
        r = visit(self, &(struct view_member){.person = row->from,
                                              .unit = row->to,
                                              .person_name = state_name(l, row->from),
                                              .unit_name = state_name(l, row->to),
                                              .class_ = m->class ? state_word(l, m->class)
                                                                 : (struct bytes){0},
                                              .groups = m->groups,
                                              .arrears = m->arrears});
    }
    return r;
}

int view_members(const struct law *l, uint32_t unit, view_member_visit *visit, void *self) {
    int r = 0;
    for (TABLE_EACH(&l->entities, e)) {
        uint32_t id = entities_at(l, e)->thing;
        if (r || !is_list(l, id) || (unit && id != unit))
            continue;
        uint32_t c = chain_find(l, id, 0, TIE_MEMBER, 1);
        r = c ? visit_back(l, chains_at(l, c)->last, visit, self) : 0;
    }
    return r;
}

static bool titled(const struct law *l, uint32_t id, struct bytes text) {
    struct bytes title = state_text(l, thing(l, id)->title), key;
    struct value_map m;
    struct value v;
    struct cbor c;
    cbor_read(&c, title);
    if (cbor_peek(&c) == CBOR_TEXT)
        return bytes_equal(cbor_text(&c), text);
    value_map_begin(title, &m);
    while (cbor_peek(&c) == CBOR_MAP && value_map_next(&m, &key, &v))
        if (bytes_equal(v.bytes, text))
            return true;
    return false;
}

uint32_t view_unit_called(const struct law *l, struct bytes text) {
    bool units = l->charter && l->charter->n_units;
    uint32_t named = text.n ? state_named(l, text) : units ? 0 : FEDERATION_ID, found = 0;
    if (named && is_list(l, named) && (named != FEDERATION_ID || !units))
        return named;
    for (TABLE_EACH(&l->entities, e)) {
        uint32_t id = entities_at(l, e)->thing;
        if (is_kind(l, id, KIND_UNIT) && !thing(l, id)->undone && titled(l, id, text))
            found = found && found != id ? UINT32_MAX : id;
    }
    return found;
}

struct bytes view_unit_near(const struct law *l, struct bytes text) {
    enum { AT_MOST = 4096 };
    struct bytes names[AT_MOST];
    size_t n = 0;
    for (TABLE_EACH(&l->entities, e)) {
        uint32_t id = entities_at(l, e)->thing;
        if (n < AT_MOST && is_kind(l, id, KIND_UNIT) && !thing(l, id)->undone)
            names[n++] = state_name(l, id);
    }
    int i = name_nearest(text, names, n);
    return i < 0 ? (struct bytes){0} : names[i];
}

struct bytes view_thing_near(const struct law *l, struct bytes text) {
    enum { AT_ONCE = 1024, AT_MOST = 20000 };
    struct bytes names[AT_ONCE + 1], best = {0};
    for (uint32_t id = 1; id < l->things.n && id < AT_MOST;) {
        size_t n = 0;
        if (best.n)
            names[n++] = best;
        for (; id < l->things.n && id < AT_MOST && n < AT_ONCE; id++)
            if (thing(l, id)->name && !thing(l, id)->undone)
                names[n++] = state_name(l, id);
        int i = name_nearest(text, names, n);
        best = i < 0 ? best : names[i];
    }
    return best;
}

uint32_t view_unit_of(const struct law *l, uint32_t person) {
    uint32_t t = member_of(l, person, FEDERATION_ID, law_stamp(l), UINT64_MAX);
    return t ? ties_at(l, t)->to : 0;
}
