#include "view/lens.h"

#include "base/name.h"
#include "wire/value.h"

void view_init(struct view *v, const struct law *law, struct store *store, struct derived *d,
               struct arena *arena) {
    *v = (struct view){.law = law,
                       .store = store,
                       .derived = d,
                       .make = {.arena = arena},
                       .at = law->past ? INSTANT_MAX - 1 : law->stamp,
                       .since = INSTANT_MIN,
                       .known = UINT64_MAX};
    view_contested(v);
}

/* --- the table -------------------------------------------------------------------------------- */

const struct view_kind view_kinds[] = {
    {"overview", NULL, "What the federation is today: bodies, what falls due, the last acts", false,
     view_overview},
    {"bodies", NULL, "Every body, who sends it and how many of its seats are filled", true,
     view_bodies},
    {"body", "body", "A body: seats and who holds them, offices, powers, sittings, votes", false,
     view_body},
    {"units", NULL, "Every unit, with its members and its bodies", true, view_units},
    {"unit", "unit", "A unit: members, bodies, who speaks for it and how they voted", true,
     view_unit},
    {"person", "person", "Who holds or held a mandate: seats, offices, votes in public bodies",
     false, view_person},
    {"acts", NULL, "Acts, the latest first, with their state in each legal order", true, view_acts},
    {"act", "act", "An act: its life, terms, addressees, answers, votes on it", false, view_act},
    {"proceedings", NULL, "Elections, sittings, votes, recalls, disputes, the latest first", true,
     view_proceedings},
    {"proceeding", "proceeding", "An election, sitting, vote, recall or dispute, with its counts",
     false, view_proceeding},
    {"powers", NULL, "What each body may do today, and since which entry; what changed", false,
     view_powers},
    {"authorities", NULL, "What each of several authorities has, side by side", false,
     view_authorities},
    {"recognition", NULL, "Who obeys whom, and since when", false, view_recognition},
    {"things", NULL, "Everything else the record speaks of: parties, forces, places, actions", true,
     view_things},
    {"thing", "thing", "One thing the record speaks of, with all its relations", false, view_thing},
    {"entries", NULL, "The record itself, entry by entry", true, view_entries},
    {"entry", "entry", "One entry: who asked for what, and what it did", false, view_entry},
    {"findings", NULL, "What does not fit, derived from the record", true, view_findings},
    {"about", NULL, "Who can see what here, and how to check it", false, view_about},
};
const size_t view_kinds_n = sizeof(view_kinds) / sizeof(view_kinds[0]);

const struct view_kind *view_kind(struct bytes name) {
    for (size_t i = 0; i < view_kinds_n; i++)
        if (bytes_is(name, view_kinds[i].name))
            return &view_kinds[i];
    return NULL;
}

/* --- finding the thing meant ------------------------------------------------------------------ */

static bool is_what(const struct view *v, uint32_t id, const char *of) {
    const struct thing_row *t = thing(v->law, id);
    if (strcmp(of, "body") == 0)
        return t->noun == NOUN_ENTITY && t->kind == KIND_BODY;
    if (strcmp(of, "unit") == 0)
        return t->noun == NOUN_ENTITY && t->kind == KIND_UNIT;
    if (strcmp(of, "person") == 0)
        return t->noun == NOUN_ENTITY && t->kind == KIND_PERSON && view_may_see(v, SIGHT_NAME, id);
    if (strcmp(of, "act") == 0)
        return t->noun == NOUN_ACT && t->row;
    if (strcmp(of, "proceeding") == 0)
        return t->noun == NOUN_PROCEEDING && t->row;
    return t->noun != NOUN_ENTITY || t->kind != KIND_PERSON || view_may_see(v, SIGHT_NAME, id);
}

static bool number_of(struct bytes text, uint64_t *ret) {
    uint64_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || n > UINT32_MAX)
            return false;
        n = n * 10 + (text.at[i] - '0');
    }
    *ret = n;
    return text.n > 0;
}

#define NEAREST_MAX 2000
/* The nearest known name of that noun: what a mistyped address should have been. */
static struct bytes nearest(struct view *v, const char *of, struct bytes name) {
    struct bytes *names = ARENA_ARRAY(v->make.arena, NEAREST_MAX, struct bytes);
    size_t n = 0;
    for (uint32_t i = 1; names && i < v->law->things.n && n < NEAREST_MAX; i++)
        if (thing(v->law, i)->name && is_what(v, i, of) && view_known(v, i))
            names[n++] = state_name(v->law, i);
    int i = names ? name_nearest(name, names, n) : -1;
    return i < 0 ? (struct bytes){0} : names[i];
}

static int missing(struct view *v, const struct view_kind *k, struct bytes name,
                   struct fail *fail) {
    struct bytes near = nearest(v, k->of, name);
    if (near.n)
        return fail_set(fail, ERR_MISSING, "there is no %s \"%.*s\"; the nearest is \"%.*s\"",
                        k->of, (int)name.n, (const char *)name.at, (int)near.n,
                        (const char *)near.at);
    return fail_set(fail, ERR_MISSING, "there is no %s \"%.*s\" in this record", k->of, (int)name.n,
                    (const char *)name.at);
}

static int find(struct view *v, const struct view_kind *k, struct bytes name, uint32_t *ret,
                struct fail *fail) {
    uint64_t number;
    struct bytes folded;
    *ret = 0;
    if (!k->of)
        return 0;
    bool numbered = number_of(name, &number);
    if (strcmp(k->of, "entry") == 0) {
        if (!numbered || number >= v->law->size || number >= v->known)
            return fail_set(fail, ERR_MISSING, "there is no entry %.*s: the last is %llu",
                            (int)name.n, (const char *)name.at,
                            (unsigned long long)(v->law->size ? v->law->size - 1 : 0));
        *ret = (uint32_t)number;
        return 0;
    }
    uint32_t id = numbered && number < v->law->things.n ? (uint32_t)number : 0;
    if (!numbered) {
        id = state_named(v->law, name);
        if (!id && bytes_utf8(name) && name.n <= 4 * LIMIT_NAME_BYTES &&
            name_fold(v->make.arena, name, &folded) == 0)
            id = state_named(v->law, folded);
    }
    if (!id || !is_what(v, id, k->of) || thing(v->law, id)->made > v->known)
        return missing(v, k, name, fail);
    *ret = id;
    return 0;
}

int view_make(struct view *v, const struct view_kind *k, struct bytes name, const struct doc **ret,
              struct fail *fail) {
    uint32_t id;
    if (!v->law->founded)
        return fail_set(fail, ERR_MISSING, "this record has not been founded: it is empty");
    int r = find(v, k, name, &id, fail);
    if (r < 0)
        return r;
    if (derived_catch_up(v->derived, v->law) < 0)
        return fail_set(fail, ERR_NOMEM, "this page needs more memory than there is");
    struct doc *d = doc_root(M);
    v->fail = fail;
    k->fill(v, d, id);
    if (v->make.failed)
        return fail_set(fail, ERR_NOMEM, "this page needs more memory than there is");
    *ret = d;
    return fail && fail->code < 0 ? fail->code : 0;
}

/* --- the date and the order ------------------------------------------------------------------- */

struct view_clock view_clock(const struct law *law) {
    static const struct zone utc = {.name = "UTC", .rule = "UTC0"};
    const struct charter *c = law->charter;
    return c ? (struct view_clock){&c->zone, c->calendar}
             : (struct view_clock){&utc, CALENDAR_GREGORIAN};
}

int view_when(const struct view *v, struct bytes text, struct when *ret, struct fail *fail) {
    struct view_clock c = view_clock(v->law);
    return when_parse(text, c.calendar, c.zone, ret, fail);
}

int view_at_set(struct view *v, struct bytes text, struct fail *fail) {
    struct when w;
    int r = view_when(v, text, &w, fail);
    if (r < 0)
        return r;
    v->at = w.hi == INSTANT_MAX ? INSTANT_MAX - 1 : w.hi - 1;
    return 0;
}

int view_since_set(struct view *v, struct bytes text, struct fail *fail) {
    int64_t at = v->at;
    int r = view_at_set(v, text, fail);
    v->since = r < 0 ? v->since : v->at;
    v->at = at;
    return r;
}

int view_order_set(struct view *v, struct bytes name, struct fail *fail) {
    uint32_t id = state_named(v->law, name);
    if (!is_kind(v->law, id, KIND_LEGAL_ORDER))
        return fail_set(fail, ERR_MISSING, "there is no legal order \"%.*s\"", (int)name.n,
                        (const char *)name.at);
    v->order = id;
    return 0;
}

/* --- of the record as a whole ----------------------------------------------------------------- */

bool view_has_orders(const struct law *law) {
    return law->charter && law->charter->n_orders > 1;
}

bool view_past(const struct law *law) {
    return law->past;
}

struct bytes view_title_in(const struct law *law, struct bytes title, const char *language) {
    char authentic[32] = "";
    struct bytes code = law->charter ? law->charter->authentic : (struct bytes){0};
    if (code.n && code.n < sizeof(authentic))
        memcpy(authentic, code.at, code.n);
    return value_title(title, language, authentic);
}

struct bytes view_title(const struct law *law, const char *language) {
    return view_title_in(law, state_text(law, law->title), language);
}

static struct bytes in_language(const struct title *t, const char *language) {
    for (uint8_t k = 0; t && k < t->n; k++)
        if (bytes_is(t->language[k], language))
            return t->text[k];
    return t && t->n ? t->text[0] : (struct bytes){0};
}

struct bytes view_word_title(const struct law *law, struct bytes word, const char *language) {
    const struct charter *c = law->charter;
    const struct title *t = NULL;
    int i;
    if (!c)
        return (struct bytes){0};
    if ((i = charter_unit(c, word)) >= 0)
        t = &c->units[i].title;
    else if ((i = charter_body(c, word)) >= 0)
        t = &c->bodies[i].title;
    else if ((i = charter_act(c, word)) >= 0)
        t = &c->acts[i].title;
    else if ((i = charter_association(c, word)) >= 0)
        t = &c->associations[i].title;
    return in_language(t, language);
}

struct bytes view_name_title(const struct law *law, struct bytes name, const char *language) {
    int i = law->charter ? charter_order(law->charter, name) : -1;
    return i >= 0 ? in_language(&law->charter->orders[i].title, language)
                  : view_word_title(law, name, language);
}
