/* What is counted, said and done in the world: figures, claims, actions. None of them changes what
 * anybody may do: no rule reads them (M111, M124, M125). */
#include "base/quantity.h"
#include "law/rooms.h"

/* --- figures ---------------------------------------------------------------------------------- */

static enum law_verdict quantity_ok(struct docket *d, struct bytes text) {
    struct quantity q;
    char copy[REFUSAL_ARG_BYTES];
    if (!text.n || quantity_parse(text, &q) == 0)
        return LAW_ACCEPTED;
    snprintf(copy, sizeof(copy), "%.*s", (int)text.n, (const char *)text.at);
    return refuse(d, LAW_BAD_VALUE, "", copy, "quantity",
                  "151, about 40000, 2000..3000, over N, at most N, hundreds, unknown");
}

static struct bytes number_text(const struct value *v, char ret[24]) {
    if (v->kind == VALUE_INT || v->by_id)
        return bytes_of(ret, (size_t)snprintf(ret, 24, "%lld", (long long)v->i));
    return v->bytes;
}

static enum law_verdict parts_ok(struct docket *d, const struct value *parts) {
    struct value_list rows;
    struct bytes row;
    uint32_t id;
    char number[24];
    if (parts->kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_rows_begin(parts, &rows);
    while (value_rows_next(&rows, &row)) {
        struct value n = value_in_map(row, "n"), of = value_in_map(row, "of");
        if (n.kind == VALUE_NONE)
            return refuse(d, LAW_MISSING_FIELD, "", "n", "how many this part is", "");
        TRY(quantity_ok(d, number_text(&n, number)));
        of = value_ref(of);
        if (of.kind != VALUE_NONE)
            TRY(value_thing(d, &of, 0, 0, &id));
    }
    return LAW_ACCEPTED;
}

static void emit_parts(struct docket *d, uint32_t figure, const struct value *parts) {
    struct value_list rows;
    struct bytes row;
    char number[24];
    if (parts->kind == VALUE_NONE)
        return;
    value_rows_begin(parts, &rows);
    for (uint32_t i = 1; value_rows_next(&rows, &row); i++) {
        struct value n = value_in_map(row, "n"), of = value_ref(value_in_map(row, "of"));
        uint32_t id = of.kind == VALUE_NONE ? 0
                      : of.by_id            ? (uint32_t)of.i
                                            : state_named(d->l, of.bytes);
        uint32_t word = word_number(d, 0, value_in_map(row, "name").bytes);
        EMIT_TEXT(d, FIGURE_PART, number_text(&n, number), figure, i, id, word);
    }
}

enum law_verdict decide_figure(struct docket *d) {
    struct law *l = d->l;
    uint32_t of;
    struct when at, until;
    bool has_until;
    struct bytes name = {0};
    struct value q = field(d, FIELD_QUANTITY), parts = field(d, FIELD_PARTS);
    struct bytes complete = field(d, FIELD_COMPLETE).bytes;
    char number[24];
    TRY(field_thing(d, FIELD_OF, true, 0, 0, &of));
    TRY(field_when(d, FIELD_WHEN, &at, NULL));
    TRY(field_when(d, FIELD_UNTIL, &until, &has_until));
    TRY(quantity_ok(d, number_text(&q, number)));
    TRY(parts_ok(d, &parts));
    if (complete.n && !bytes_is(complete, "exhaustive") && !bytes_is(complete, "partial") &&
        !bytes_is(complete, "overlapping"))
        return refuse(d, LAW_BAD_VALUE, "", "the value", "complete",
                      "exhaustive, partial or overlapping");
    if (q.kind == VALUE_NONE && parts.kind == VALUE_NONE)
        return refuse(d, LAW_MISSING_FIELD, "", "quantity", "how many, or parts", "");
    if (has(d, FIELD_NAME))
        TRY(field_name_new(d, &name));
    if (l->past || has(d, FIELD_SOURCE))
        TRY(need_attested(d));
    uint32_t kind = word_number(d, 0, field(d, FIELD_KIND).bytes);
    uint32_t measure = word_number(d, 0, field(d, FIELD_MEASURE).bytes);
    uint32_t dimension = word_number(d, 0, field(d, FIELD_DIMENSION).bytes);
    uint32_t whole = word_number(d, 0, complete);
    uint32_t id = emit_thing(d, NOUN_FIGURE, 0, name, 0, 0, 0);
    EMIT_TEXT(d, FIGURE, number_text(&q, number), id, of, field(d, FIELD_OF).part, kind, measure,
              dimension, whole, at.lo, has_until ? until.hi : at.hi);
    emit_parts(d, id, &parts);
    if (has(d, FIELD_ESTIMATOR))
        EMIT_TEXT(d, TEXT, field(d, FIELD_ESTIMATOR).bytes, id, 0, 0);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}

/* --- claims ----------------------------------------------------------------------------------- */

enum law_verdict decide_claim(struct docket *d) {
    struct law *l = d->l;
    uint32_t of, by, from, to;
    struct bytes name = {0}, standing = field(d, FIELD_STANDING).bytes;
    struct when when;
    uint32_t stands = kind_number(800, standing);
    TRY(field_thing(d, FIELD_OF, false, 0, 0, &of));
    TRY(field_thing(d, FIELD_BY, false, 0, 0, &by));
    TRY(field_thing(d, FIELD_FROM, false, 0, 0, &from));
    TRY(field_thing(d, FIELD_TO, false, 0, 0, &to));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    if (stands != STANDS_VERIFIED && stands != STANDS_UNVERIFIED && stands != STANDS_DISPUTED &&
        stands != STANDS_INTERPRETATION && stands != STANDS_STATED)
        return refuse(d, LAW_BAD_VALUE, "", "the standing", "standing",
                      "stated, verified, unverified, disputed or interpretation");
    if (has(d, FIELD_NAME))
        TRY(field_name_new(d, &name));
    if (bytes_is(field(d, FIELD_KIND).bytes, "date") && (!of || !has(d, FIELD_WHEN)))
        return refuse(d, LAW_MISSING_FIELD, "", of ? "when" : "of",
                      "a claim of the kind date says when which thing was", "");
    if (l->past || has(d, FIELD_SOURCE))
        TRY(need_attested(d));
    else if (of && is_kind(l, of, KIND_PERSON) && !l->charter->publicity.given)
        return refuse(d, LAW_MISSING_FIELD, "publicity", "publicity",
                      "a rule of the constitution before claims about a living person are kept",
                      "");
    uint32_t kind = word_number(d, 0, field(d, FIELD_KIND).bytes);
    uint32_t id = emit_thing(d, NOUN_CLAIM, 0, name, 0, 0, 0);
    EMIT_TEXT(d, CLAIM, field(d, FIELD_TEXT).bytes, id, of ? of : from, field(d, FIELD_OF).part,
              kind, stands, by);
    if (from && to) /* caused(from -> to): an interpretation, apart from facts (M125) */
        emit_tie(d, word_number(d, 0, BYTES_LIT("caused")), from, field(d, FIELD_FROM).part, to,
                 field(d, FIELD_TO).part, 0, when.lo, INSTANT_MAX, stands, id, (struct bytes){0});
    emit_attested(d, id);
    return LAW_ACCEPTED;
}

/* --- actions ---------------------------------------------------------------------------------- */

static enum law_verdict refs_ok(struct docket *d, enum field f) {
    struct value v = field(d, f), one;
    struct value_list list;
    uint32_t id;
    if (v.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &one))
        TRY(value_thing(d, &one, 0, 0, &id));
    return LAW_ACCEPTED;
}

static void emit_participants(struct docket *d, uint32_t action, enum field f, uint32_t kind,
                              struct bytes role, int64_t at) {
    struct value v = field(d, f), one;
    struct value_list list;
    if (v.kind == VALUE_NONE)
        return;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &one)) {
        uint32_t id = one.by_id ? (uint32_t)one.i : state_named(d->l, one.bytes);
        emit_tie(d, kind, action, 0, id, one.part, word_number(d, 0, role), at, INSTANT_MAX,
                 STANDS_GRANTED, 0, (struct bytes){0});
    }
}

enum law_verdict decide_action(struct docket *d) {
    struct law *l = d->l;
    struct bytes name;
    uint32_t place, by, to;
    struct when when, until;
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_PLACE, false, 0, 0, &place));
    TRY(field_thing(d, FIELD_BY, false, 0, 0, &by));
    TRY(field_thing(d, FIELD_TO, false, 0, 0, &to));
    TRY(refs_ok(d, FIELD_FROMS));
    TRY(refs_ok(d, FIELD_TOS));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    TRY(field_when(d, FIELD_UNTIL, &until, NULL));
    if (l->past || has(d, FIELD_SOURCE))
        TRY(need_attested(d));
    uint32_t kind = word_number(d, 0, field(d, FIELD_KIND).bytes);
    uint32_t id = emit_thing(d, NOUN_ACTION, 0, name, kind, 0, 0);
    int64_t at = l->past ? when.lo : d->now;
    if (has(d, FIELD_TITLE))
        EMIT_TEXT(d, TITLE, field(d, FIELD_TITLE).bytes, id);
    if (has(d, FIELD_TEXT))
        EMIT_TEXT(d, TEXT, field(d, FIELD_TEXT).bytes, id, 0, 0);
    if (place)
        emit_tie(d, TIE_SITED_AT, id, 0, place, 0, 0, at, INSTANT_MAX, STANDS_GRANTED, 0,
                 (struct bytes){0});
    if (by)
        emit_tie(d, TIE_PARTICIPANT, id, 0, by, field(d, FIELD_BY).part,
                 word_number(d, 0, BYTES_LIT("organiser")), at, INSTANT_MAX, STANDS_GRANTED, 0,
                 (struct bytes){0});
    if (to)
        emit_tie(d, TIE_TARGET, id, 0, to, field(d, FIELD_TO).part, 0, at, INSTANT_MAX,
                 STANDS_GRANTED, 0, (struct bytes){0});
    emit_participants(d, id, FIELD_FROMS, TIE_PARTICIPANT, BYTES_LIT("participant"), at);
    emit_participants(d, id, FIELD_TOS, TIE_TARGET, BYTES_LIT("target"), at);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}
