/* Which of several tellings holds: a reading is chosen by whoever looks (DESIGN 4). */
#include "view/lens.h"

static bool among(const uint32_t *list, uint32_t n, uint32_t one) {
    for (uint32_t i = 0; one && i < n; i++)
        if (list[i] == one)
            return true;
    return false;
}

static uint32_t family(const struct law *l, uint32_t id) {
    uint32_t of = thing(l, id)->alternative_of;
    return of ? of : id;
}

void view_contested(struct view *v) {
    const struct law *l = v->law;
    bool *contested = l->past ? ARENA_ARRAY(v->make.arena, l->words.n + 1, bool) : NULL;
    for (uint32_t i = 1; contested && i < l->things.n; i++) {
        uint32_t of = thing(l, i)->alternative_of, word = thing(l, i)->reading;
        if (of && word >= WORD_FIRST)
            contested[word - WORD_FIRST] = true;
        word = of ? thing(l, of)->reading : 0;
        if (word >= WORD_FIRST)
            contested[word - WORD_FIRST] = true;
    }
    v->reading.contested = contested;
}

/* Nobody tells otherwise what belongs to it: it holds only for who chooses it. */
static bool conditional(const struct view *v, uint32_t word) {
    return v->reading.contested && word >= WORD_FIRST && !v->reading.contested[word - WORD_FIRST];
}

bool view_believed(const struct view *v, uint32_t id) {
    const struct thing_row *t = thing(v->law, id);
    if (t->reading && !t->alternative_of && conditional(v, t->reading) && !view_chosen(v, id))
        return false;
    if (!v->reading.n_chosen)
        return true;
    return !among(v->reading.rejected, v->reading.n_rejected, t->reading) &&
           !among(v->reading.things, v->reading.n_things, id);
}

bool view_chosen(const struct view *v, uint32_t id) {
    return among(v->reading.chosen, v->reading.n_chosen, thing(v->law, id)->reading);
}

void view_reading(struct view *v, struct doc *map, uint32_t id) {
    const struct thing_row *t = thing(v->law, id);
    if (!t->reading && !t->alternative_of)
        return;
    view_word(v, map, "reading", t->reading);
    doc_flag(M, map, "chosen", view_chosen(v, id));
    doc_flag(M, map, "either", view_believed(v, id) && !view_chosen(v, id));
}

static void put_one_reading(struct view *v, struct doc *list, uint32_t id) {
    struct doc *row = doc_item(M, list), *choices = doc_list(M, row, "choices");
    view_ref(v, row, "reading", id);
    view_texts(v, row, id);
    uint32_t words[VIEW_READINGS], n = 0;
    for (uint32_t t = view_tie_first(v, id, 0, TIE_CHOOSES, 0); t && n < VIEW_READINGS;
         t = view_tie_next(v, t, 0))
        words[n++] = ties_at(v->law, t)->value;
    while (n--) /* the chain runs backwards */
        view_word(v, doc_item(M, choices), "choice", words[n]);
}

void view_readings(struct view *v, struct doc *d) {
    struct doc *list = NULL, *chosen = NULL;
    uint32_t n, *ids = derived_rows(v->derived, DERIVED_ACTORS, 0, v->make.arena, &n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t id = ids[i];
        if (!is_kind(v->law, id, KIND_READING) || !view_known(v, id))
            continue;
        list = list ? list : doc_list(M, d, "readings");
        put_one_reading(v, list, id);
    }
    for (uint32_t i = 0; i < v->reading.n_chosen; i++) {
        chosen = chosen ? chosen : doc_list(M, d, "reading_chosen");
        view_word(v, doc_item(M, chosen), "choice", v->reading.chosen[i]);
    }
}

/* --- states --------------------------------------------------------------------------------- */

static bool state_there(const struct view *v, const struct tie_row *t, uint32_t order) {
    return (!order || !t->to || t->to == order) && t->since <= v->at && t->made <= v->known &&
           !(t->undone && t->undone <= v->known) && (!t->cause || view_believed(v, t->cause));
}

/* Each state ends when the next begins; without the rejected ones the last that began is what is.
 */
uint32_t view_state_row(const struct view *v, uint32_t id, uint32_t part, uint32_t order) {
    const struct law *l = v->law;
    uint32_t own = thing(l, id)->parent, best = 0;
    if (!order && is_kind(l, own, KIND_LEGAL_ORDER))
        order = own;
    uint32_t c = chain_find(l, id, part, TIE_STATE, 0);
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0])
        if (state_there(v, ties_at(l, t), order) &&
            (v->reading.n_chosen || tie_held(ties_at(l, t), v->at, v->known)) &&
            (!best || ties_at(l, best)->since < ties_at(l, t)->since))
            best = t;
    return best;
}

uint32_t view_state(const struct view *v, uint32_t id, uint32_t part, uint32_t order) {
    uint32_t t = view_state_row(v, id, part, order);
    return t ? ties_at(v->law, t)->value : 0;
}

void view_states_told(struct view *v, struct doc *row, uint32_t id, uint32_t part) {
    const struct law *l = v->law;
    struct doc *list = NULL;
    uint32_t c = l->past ? chain_find(l, id, part, TIE_STATE, 0) : 0;
    for (uint32_t t = c ? chains_at(l, c)->last : 0; t; t = ties_at(l, t)->prev[0]) {
        uint32_t cause = ties_at(l, t)->cause;
        if (!cause || !state_there(v, ties_at(l, t), 0) || view_chosen(v, cause) ||
            (!thing(l, cause)->reading && !thing(l, cause)->alternative_of))
            continue;
        list = list ? list : doc_list(M, row, "either");
        struct doc *item = doc_item(M, list);
        view_word(v, item, "state", ties_at(l, t)->value);
        view_word(v, item, "reading", thing(l, cause)->reading);
        view_sources(v, item, cause);
    }
}

/* --- choosing --------------------------------------------------------------------------------- */

static int too_many(struct fail *fail) {
    return fail_set(fail, ERR_RANGE, "a reading makes at most %d choices", VIEW_READINGS);
}

/* What WORD rules out: other tellings of the facts of which it tells one. */
static int reject(struct view *v, uint32_t word, struct fail *fail) {
    const struct law *l = v->law;
    for (uint32_t i = 1; i < l->things.n; i++) {
        if (thing(l, i)->reading != word)
            continue;
        uint32_t base = family(l, i);
        for (uint32_t k = base; k < l->things.n; k++) {
            uint32_t other = thing(l, k)->reading;
            if (family(l, k) != base || other == word)
                continue;
            if (v->reading.n_rejected == 2 * VIEW_READINGS ||
                v->reading.n_things == 2 * VIEW_READINGS)
                return too_many(fail);
            if (other && !among(v->reading.rejected, v->reading.n_rejected, other))
                v->reading.rejected[v->reading.n_rejected++] = other;
            if (!other)
                v->reading.things[v->reading.n_things++] = k;
        }
    }
    return 0;
}

static int choose(struct view *v, uint32_t word, struct fail *fail) {
    struct bytes name = state_word(v->law, word);
    if (among(v->reading.chosen, v->reading.n_chosen, word))
        return 0;
    if (among(v->reading.rejected, v->reading.n_rejected, word))
        return fail_set(fail, ERR_RANGE,
                        "reading: %.*s cannot be read together with the choices before it",
                        (int)name.n, (const char *)name.at);
    if (v->reading.n_chosen == VIEW_READINGS)
        return too_many(fail);
    v->reading.chosen[v->reading.n_chosen++] = word;
    return reject(v, word, fail);
}

static int choose_named(struct view *v, uint32_t id, struct fail *fail) {
    int r = 0;
    uint32_t c = chain_find(v->law, id, 0, TIE_CHOOSES, 0);
    for (uint32_t t = c ? chains_at(v->law, c)->last : 0; t && r == 0;
         t = ties_at(v->law, t)->prev[0])
        r = choose(v, ties_at(v->law, t)->value, fail);
    return r;
}

int view_reading_set(struct view *v, struct bytes text, struct fail *fail) {
    int r = 0;
    while (text.n && r == 0) {
        const uint8_t *comma = memchr(text.at, ',', text.n);
        size_t n = comma ? (size_t)(comma - text.at) : text.n;
        struct bytes one = bytes_part(text, 0, n);
        uint32_t id = state_named(v->law, one), word = state_word_find(v->law, one);
        if (is_kind(v->law, id, KIND_READING))
            r = choose_named(v, id, fail);
        else if (reading_used(v->law, word))
            r = choose(v, word, fail);
        else
            r = fail_set(fail, ERR_MISSING,
                         "reading: nothing in this record is told under \"%.*s\"; the page of what "
                         "does not fit lists the readings there are",
                         (int)one.n, (const char *)one.at);
        text = bytes_part(text, comma ? n + 1 : n, text.n);
    }
    return r;
}
