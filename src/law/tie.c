/* Dated relations and states that no rule of its own governs: recognition, affiliation, stance,
 * degree of oversight, declared role, attributes of an authority, command, adhesion, site. A seat
 * is not given this way, nor a membership, an office or a power: those have commands of their
 * own. */
#include "law/rooms.h"

static bool kind_is_ruled(uint32_t kind) {
    return kind == TIE_MEMBER || kind == TIE_MANDATE || kind == TIE_OFFICE || kind == TIE_POWER ||
           kind == TIE_STATE || kind == TIE_ADDRESSED_TO || kind == TIE_ON_ACT;
}

/* Kinds of which a thing has one value at a time: a new one ends the one before. */
static bool kind_is_single(uint32_t kind) {
    return kind == TIE_STANCE || kind == TIE_LEGAL_STATUS || kind == TIE_DECLARED_ROLE ||
           kind == TIE_DEGREE || kind == TIE_RECOGNITION || kind == TIE_HIGHEST ||
           kind == TIE_FORMAL_RANK || kind == TIE_COMPLIANCE || kind == TIE_SITED_AT;
}

/* Kinds that may be said of several far ends at once, one value each. */
static bool single_per_end(uint32_t kind) {
    return kind == TIE_STANCE || kind == TIE_COMPLIANCE;
}

/* Is the value one of the constitution's list for this kind (top level `kinds`)? A kind without a
 * list takes any word. */
static bool value_listed(const struct charter *c, struct bytes kind, struct bytes value) {
    for (uint16_t i = 0; i < c->n_kinds; i++) {
        if (!bytes_equal(c->kinds[i].name, kind) || !c->kinds[i].n_values)
            continue;
        for (uint8_t v = 0; v < c->kinds[i].n_values; v++)
            if (bytes_equal(c->kinds[i].values[v], value))
                return true;
        return false;
    }
    return true;
}

static bool kind_known(const struct charter *c, struct bytes kind) {
    if (kind_number(200, kind))
        return true;
    for (uint16_t i = 0; i < c->n_kinds; i++)
        if (bytes_equal(c->kinds[i].name, kind))
            return true;
    return false;
}

static void end_single(struct docket *d, uint32_t kind, uint32_t from, uint32_t part, uint32_t to,
                       int64_t at) {
    uint32_t c = chain_find(d->l, from, part, kind, 0);
    for (uint32_t t = living_last(d->l, c); t; t = living_prev(d->l, t, 0)) {
        const struct tie_row *row = ties_at(d->l, t);
        if (!tie_holds(row) || row->since > at || (single_per_end(kind) && row->to != to) ||
            thing(d->l, row->thing)->alternative_of)
            continue;
        EMIT(d, TIE_END, row->thing, at, 0);
        return;
    }
}

/* In a living federation a person, unit or body says what it recognises or thinks: it must act for
 * itself. Everything else a living record says of relations needs the power to attest. */
static enum law_verdict may_tie(struct docket *d, uint32_t kind, uint32_t from) {
    if (d->l->past)
        return need_attested(d);
    if (kind != TIE_RECOGNITION && kind != TIE_STANCE && kind != TIE_AFFILIATION &&
        kind != TIE_ALLIANCE && kind != TIE_PARTY_MEMBER && kind != TIE_SPOKESPERSON)
        return need_attested(d);
    if (d->h->actor == from || d->h->acting_for == from)
        return LAW_ACCEPTED;
    return need_acts_for(d, from);
}

enum law_verdict decide_tie(struct docket *d) {
    struct law *l = d->l;
    struct bytes kind = field(d, FIELD_KIND).bytes, value = field(d, FIELD_VALUE).bytes;
    uint32_t from, to, cause, order, by_act;
    struct when since, until;
    bool has_until;
    char text[REFUSAL_ARG_BYTES];
    snprintf(text, sizeof(text), "%.*s", (int)kind.n, (const char *)kind.at);
    uint32_t number = kind_number(200, kind);
    if (!kind_known(l->charter, kind) || kind_is_ruled(number))
        return refuse(d, LAW_BAD_VALUE, "kinds", text, "kind",
                      "a relation of doc/words.md or of the constitution's kinds");
    TRY(field_thing(d, FIELD_FROM, true, 0, 0, &from));
    TRY(field_thing(d, FIELD_TO, false, 0, 0, &to));
    TRY(field_thing(d, FIELD_CAUSE, false, 0, 0, &cause));
    TRY(field_thing(d, FIELD_ACT, false, NOUN_ACT, 0, &by_act));
    TRY(field_thing(d, FIELD_ORDER, false, NOUN_ENTITY, KIND_LEGAL_ORDER, &order));
    TRY(field_when(d, FIELD_WHEN, &since, NULL));
    TRY(field_when(d, FIELD_UNTIL, &until, &has_until));
    if (!to && !value.n)
        return refuse(d, LAW_MISSING_FIELD, "", "to", "a far end, or a value", "");
    if (value.n && !value_listed(l->charter, kind, value))
        return refuse(d, LAW_BAD_VALUE, "kinds", "the value", text,
                      "one of the constitution's list");
    TRY(may_tie(d, number, from));
    struct bytes name;
    if (has(d, FIELD_NAME))
        TRY(field_name_new(d, &name));
    uint32_t from_part = field(d, FIELD_FROM).part, to_part = field(d, FIELD_TO).part;
    int64_t at = l->past ? since.lo : d->now;
    uint32_t word_kind = number ? number : word_number(d, 0, kind);
    uint32_t word = kind_number(500, value) ? kind_number(500, value) : word_number(d, 0, value);
    uint32_t stands = kind_number(800, field(d, FIELD_STANDING).bytes);
    if (kind_is_single(number) && !has(d, FIELD_ALTERNATIVE))
        end_single(d, number, from, from_part, to, at);
    struct value q = field(d, FIELD_QUANTITY);
    char quantity[24];
    struct bytes amount = q.bytes;
    if (q.by_id) {
        int n = snprintf(quantity, sizeof(quantity), "%lld", (long long)q.i);
        amount = bytes_of(quantity, (size_t)n);
    }
    uint32_t id = emit_tie(d, word_kind, from, from_part, to, to_part, word, at,
                           has_until ? until.hi : INSTANT_MAX, stands ? stands : STANDS_GRANTED,
                           cause ? cause : by_act, amount);
    emit_tie_name(d, id);
    if (has(d, FIELD_EVIDENCE))
        EMIT_TEXT(d, TEXT, field(d, FIELD_EVIDENCE).bytes, id, 0, 0);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}

/* The tie a command speaks of: by id, or by kind and near end (and far end, value) as it holds
 * now. */
static uint32_t tie_meant(const struct docket *d, uint32_t of, uint32_t kind, uint32_t from,
                          uint32_t to, struct bytes value) {
    const struct law *l = d->l;
    if (of)
        return of;
    uint32_t c = chain_find(l, from, field(d, FIELD_FROM).part, kind, 0);
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 0)) {
        const struct tie_row *row = ties_at(l, t);
        if (tie_holds(row) && (!to || row->to == to) &&
            (!value.n || bytes_equal(state_word(l, row->value), value)))
            return row->thing;
    }
    return 0;
}

enum law_verdict decide_untie(struct docket *d) {
    struct law *l = d->l;
    struct bytes kind = field(d, FIELD_KIND).bytes;
    uint32_t of, from, to, cause;
    struct when when;
    TRY(field_thing(d, FIELD_OF, false, NOUN_TIE, 0, &of));
    TRY(field_thing(d, FIELD_FROM, of == 0, 0, 0, &from));
    TRY(field_thing(d, FIELD_TO, false, 0, 0, &to));
    TRY(field_thing(d, FIELD_CAUSE, false, 0, 0, &cause));
    TRY(field_when(d, FIELD_WHEN, &when, NULL));
    uint32_t number = kind_number(200, kind);
    uint32_t word_kind = number ? number : state_word_find(l, kind);
    uint32_t id = tie_meant(d, of, word_kind, from, to, field(d, FIELD_VALUE).bytes);
    if (!id || !tie_holds(tie(l, id)))
        return REFUSE1(d, LAW_UNKNOWN_THING, "such a relation that holds now");
    uint32_t its = tie(l, id)->kind;
    bool mandate_or_member = its == TIE_MANDATE || its == TIE_MEMBER;
    if (mandate_or_member || (!l->past && kind_is_ruled(its)))
        return refuse(d, LAW_BAD_VALUE, "", kind_word(its), "kind",
                      "a relation without a command of its own");
    TRY(may_tie(d, its, tie(l, id)->from));
    EMIT(d, TIE_END, id, l->past ? when.lo : d->now, cause);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}

/* A power claimed, or held in practice (M11, M36): a tie with that standing. It never makes an act
 * valid; views list claims on one thing side by side. */
enum law_verdict decide_claim_power(struct docket *d) {
    struct law *l = d->l;
    struct bytes verb = field(d, FIELD_VERB).bytes, standing = field(d, FIELD_STANDING).bytes;
    uint32_t by, to, cause, of;
    struct when since, until;
    bool has_until, known = false;
    char text[REFUSAL_ARG_BYTES];
    for (int v = 1; v < VERB_COUNT_; v++)
        known |= bytes_is(verb, verb_names[v]);
    snprintf(text, sizeof(text), "%.*s", (int)verb.n, (const char *)verb.at);
    if (!known)
        return refuse(d, LAW_BAD_VALUE, "powers", text, "power",
                      "veto, annul, suspend, inspect...");
    TRY(field_thing(d, FIELD_BY, true, NOUN_ENTITY, 0, &by));
    TRY(field_thing(d, FIELD_TO, false, 0, 0, &to));
    TRY(field_thing(d, FIELD_OF, false, 0, 0, &of));
    TRY(field_thing(d, FIELD_CAUSE, false, 0, 0, &cause));
    TRY(field_when(d, FIELD_WHEN, &since, NULL));
    TRY(field_when(d, FIELD_UNTIL, &until, &has_until));
    uint32_t stands = standing.n ? kind_number(800, standing) : STANDS_CLAIMED;
    if (!stands || (!l->past && stands == STANDS_GRANTED))
        return refuse(d, LAW_BAD_VALUE, "powers", "the standing", "standing",
                      "claimed, in-practice, disputed: a power is granted by the constitution");
    if (l->past)
        TRY(need_attested(d));
    else
        TRY(need_acts_for(d, by));
    uint32_t word = word_number(d, 0, verb);
    uint32_t id = emit_tie(d, TIE_POWER, by, 0, to ? to : of, 0, word, l->past ? since.lo : d->now,
                           has_until ? until.hi : INSTANT_MAX, stands, cause,
                           field(d, FIELD_KIND).bytes);
    emit_attested(d, id);
    return LAW_ACCEPTED;
}
