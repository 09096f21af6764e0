/* A reading: a named set of choices between statements of which not all can hold ("the smaller
 * congress": c01a, c02a). It says nothing of the past; it says how to look at it. */
#include "law/rooms.h"

static uint32_t family(const struct law *l, uint32_t id) {
    uint32_t of = thing(l, id)->alternative_of;
    return of ? of : id;
}

bool reading_used(const struct law *l, uint32_t word) {
    for (uint32_t i = 1; word && i < l->things.n; i++)
        if (thing(l, i)->reading == word && !thing(l, i)->undone)
            return true;
    return false;
}

bool readings_rival(const struct law *l, uint32_t a, uint32_t b) {
    for (uint32_t i = 1; a != b && i < l->things.n; i++) {
        if (thing(l, i)->reading != a)
            continue;
        for (uint32_t k = 1; k < l->things.n; k++)
            if (thing(l, k)->reading == b && family(l, k) == family(l, i))
                return true;
    }
    return false;
}

static enum law_verdict choice_ok(struct docket *d, const struct value *choices, uint32_t n,
                                  struct bytes word) {
    const struct law *l = d->l;
    char text[REFUSAL_ARG_BYTES], other[REFUSAL_ARG_BYTES];
    uint32_t number = state_word_find(l, word), i = 0;
    struct value_list list;
    struct value one;
    snprintf(text, sizeof(text), "%.*s", (int)word.n, (const char *)word.at);
    if (!reading_used(l, number))
        return refuse(d, LAW_BAD_VALUE, "", text, "choice",
                      "the reading of something in this record");
    value_list_begin(choices, &list);
    while (i++ < n && value_list_next(&list, &one)) {
        snprintf(other, sizeof(other), "%.*s", (int)one.bytes.n, (const char *)one.bytes.at);
        if (readings_rival(l, state_word_find(l, one.bytes), number))
            return refuse(d, LAW_CONFLICT, "", other, text, "");
    }
    return LAW_ACCEPTED;
}

uint32_t emit_telling(struct docket *d, uint32_t of, uint32_t part) {
    if (!has(d, FIELD_READING) && !has(d, FIELD_ALTERNATIVE))
        return 0;
    uint32_t id = emit_thing(d, NOUN_CLAIM, 0, field(d, FIELD_NAME).bytes, 0, 0, 0);
    struct value by = field(d, FIELD_BY);
    uint32_t who = by.kind == VALUE_NONE ? 0
                   : by.by_id            ? (uint32_t)by.i
                                         : state_named(d->l, by.bytes);
    EMIT_TEXT(d, CLAIM, field(d, FIELD_WHY).bytes, id, of, part, 0, STANDS_DISPUTED, who);
    emit_attested(d, id);
    return id;
}

enum law_verdict decide_reading(struct docket *d) {
    struct value choices = field(d, FIELD_CHOICE), one;
    struct value_list list;
    struct bytes name;
    uint32_t n = 0;
    TRY(need_attested(d));
    TRY(field_name_new(d, &name));
    value_list_begin(&choices, &list);
    while (value_list_next(&list, &one))
        TRY(choice_ok(d, &choices, n++, one.bytes));
    uint32_t id = emit_thing(d, NOUN_ENTITY, KIND_READING, name, 0, 0, 0);
    if (has(d, FIELD_TITLE))
        EMIT_TEXT(d, TITLE, field(d, FIELD_TITLE).bytes, id);
    if (has(d, FIELD_TEXT))
        EMIT_TEXT(d, TEXT, field(d, FIELD_TEXT).bytes, id, 0, 0);
    value_list_begin(&choices, &list);
    while (value_list_next(&list, &one))
        emit_tie(d, TIE_CHOOSES, id, 0, 0, 0, word_number(d, 0, one.bytes), d->now, INSTANT_MAX,
                 STANDS_GRANTED, 0, (struct bytes){0});
    emit_attested(d, id);
    return LAW_ACCEPTED;
}
