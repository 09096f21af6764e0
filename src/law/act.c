/* Proposing an act. */
#include "law/act.h"

#include "base/name.h"
#include "law/rooms.h"
#include "law/tally.h"
#include "law/term.h"

const struct act_rule *act_rule(const struct law *l, uint32_t id) {
    int i = act_rule_of(l, id);
    return i < 0 ? NULL : &l->charter->acts[i];
}

uint32_t act_order(const struct law *l, uint32_t issuer) {
    uint32_t order = is_kind(l, issuer, KIND_BODY) ? thing(l, issuer)->parent : 0;
    return is_kind(l, order, KIND_LEGAL_ORDER) ? order : 0;
}

/* --- the body that decides -------------------------------------------------------------------- */

uint32_t who_body_next(const struct law *l, const struct who *w, uint32_t prev) {
    if (w->kind != WHO_BODY)
        return 0;
    struct bytes name = l->charter->bodies[w->of].name;
    for (uint32_t e = prev ? thing(l, prev)->row + 1 : 1; e < l->entities.n; e++) {
        uint32_t id = entities_at(l, e)->thing;
        const struct thing_row *t = thing(l, id);
        if (t->kind == KIND_BODY && !t->undone && t->state != STATE_ENDED &&
            bytes_equal(state_word(l, t->rule), name))
            return id;
    }
    return 0;
}

uint32_t act_step_body(const struct law *l, const struct decision *step, uint32_t issuer) {
    const struct who *w = &step->by.each[0];
    if (step->by.n == 0 || w->each || w->kind != WHO_BODY)
        return 0;
    if (is_kind(l, issuer, KIND_BODY) && whos_include(l, &step->by, issuer))
        return issuer;
    bool single = !l->charter->bodies[w->of].n_for_each;
    uint32_t unit = issuer ? thing(l, issuer)->unit : 0;
    return single || unit ? body_for(l, w->of, single ? 0 : unit) : 0;
}

/* Who issues it: the deciding body of its first step; of `each` and of members the federation. A
 * list of bodies (`by: [a, b]`) means the one that proposes. */
static uint32_t issuer_of(struct docket *d, const struct act_rule *r, uint32_t by, uint32_t unit) {
    const struct law *l = d->l;
    const struct decision *step = &r->steps[0];
    if (r->n_steps == 0 || step->by.each[0].each)
        return r->n_steps == 0 && is_kind(l, by, KIND_BODY) ? by : 1;
    if (is_kind(l, by, KIND_BODY) && whos_include(l, &step->by, by))
        return by;
    if (step->by.each[0].kind != WHO_BODY)
        return 1;
    int rule = step->by.each[0].of;
    bool single = !l->charter->bodies[rule].n_for_each;
    uint32_t of = unit ? unit : is_noun(l, by, NOUN_ENTITY) ? thing(l, by)->unit : 0;
    return single ? body_for(l, rule, 0) : of ? body_for(l, rule, of) : 0;
}

/* --- may it be proposed ----------------------------------------------------------------------- */

/* Signatures a proposal needs: of a share such as `20 of filled`, when it comes from a person. */
static int64_t signatures_needed(const struct law *l, const struct act_rule *r, uint32_t issuer) {
    for (uint8_t i = 0; i < r->proposed_by.n; i++) {
        const struct who *w = &r->proposed_by.each[i];
        if (w->kind != WHO_SHARE)
            continue;
        int64_t whole = 0;
        if (w->share.base == BASE_MEMBERS)
            for (TABLE_EACH(&l->entities, e))
                whole += is_kind(l, entities_at(l, e)->thing, KIND_UNIT)
                             ? entities_at(l, e)->members_good
                             : 0;
        else if (is_kind(l, issuer, KIND_BODY))
            whole = w->share.base == BASE_SEATS ? entity(l, issuer)->seats_open
                                                : entity(l, issuer)->seats_filled;
        if (w->share.base == BASE_NONE || w->share.ratio.den == 1)
            return w->share.ratio.num;
        return ratio_least(w->share.ratio, whole, w->share.more_than);
    }
    return 0;
}

static enum law_verdict may_propose(struct docket *d, const struct act_rule *r, uint32_t by,
                                    uint32_t issuer, int64_t *ret_signatures) {
    const struct law *l = d->l;
    char who[NAME_TEXT], from[REFUSAL_ARG_BYTES], article[ARTICLE_TEXT];
    article_text(r->article, article);
    *ret_signatures = 0;
    if (is_kind(l, by, KIND_PERSON)) {
        *ret_signatures = signatures_needed(l, r, issuer);
        bool member = whos_include(l, &r->proposed_by, by);
        if (member ||
            (*ret_signatures && (!is_kind(l, issuer, KIND_BODY) || mandate_of(l, by, issuer))))
            return LAW_ACCEPTED;
    } else if (r->proposed_by.n ? whos_include(l, &r->proposed_by, by)
                                : (by == issuer || whos_include(l, &r->between, by))) {
        return need_acts_for(d, by);
    }
    return refuse(d, LAW_NO_CALLER, article, name_text(l, by, who),
                  r->proposed_by.n ? whos_words(&r->proposed_by, from) : name_text(l, issuer, from),
                  "");
}

/* --- fields, addressees, terms ---------------------------------------------------------------- */

static enum law_verdict amounts_ok(struct docket *d, const struct act_rule *r) {
    struct value v = field(d, FIELD_FIELDS), one;
    struct value_map map;
    struct bytes key;
    char name[LIMIT_NAME_BYTES + 1];
    if (v.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_map_begin(v.bytes, &map);
    while (value_map_next(&map, &key, &one)) {
        bool known = bytes_is(key, "currency") || bytes_is(key, "unit");
        struct ratio amount;
        for (uint8_t i = 0; r && i < r->n_fields && !known; i++)
            known = bytes_equal(r->fields[i].name, key);
        snprintf(name, sizeof(name), "%.*s",
                 (int)(key.n < LIMIT_NAME_BYTES ? key.n : LIMIT_NAME_BYTES), (const char *)key.at);
        if (!known && !d->l->past)
            return refuse(d, LAW_BAD_VALUE, "acts", name, "fields", "a field of this kind of act");
        if (one.kind == VALUE_TEXT && !bytes_is(key, "currency") && !bytes_is(key, "unit") &&
            ratio_parse(one.bytes, &amount) < 0 && !state_named(d->l, one.bytes) && !d->l->past)
            return refuse(d, LAW_BAD_VALUE, "acts", name, "fields", "a number, or a thing's name");
    }
    return LAW_ACCEPTED;
}

static enum law_verdict addressees_ok(struct docket *d, const struct act_rule *r) {
    struct value v = field(d, FIELD_ADDRESSED), one;
    struct value_list list;
    uint32_t id;
    char who[NAME_TEXT], to[REFUSAL_ARG_BYTES], article[ARTICLE_TEXT];
    if (v.kind == VALUE_NONE)
        return LAW_ACCEPTED;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &one)) {
        TRY(value_thing(d, &one, 0, 0, &id));
        if (r && r->addressed_to.n && !d->l->past && !whos_include(d->l, &r->addressed_to, id))
            return refuse(d, LAW_NOT_ADDRESSED, article_text(r->article, article),
                          "an act of this kind", name_text(d->l, id, who),
                          whos_words(&r->addressed_to, to));
    }
    return LAW_ACCEPTED;
}

enum law_verdict act_fields_ok(struct docket *d, int rule) {
    const struct act_rule *r = rule < 0 ? NULL : &d->l->charter->acts[rule];
    struct when deadline;
    bool given;
    char article[ARTICLE_TEXT];
    TRY(amounts_ok(d, r));
    TRY(addressees_ok(d, r));
    TRY(terms_ok(d));
    TRY(field_when(d, FIELD_DEADLINE, &deadline, &given));
    if (r && r->deadline_required && !given && !d->l->past)
        return REFUSE(d, LAW_NEED_DEADLINE);
    if (given && !d->l->past && deadline.hi <= d->now)
        return refuse(d, LAW_TOO_LATE, "", "the deadline lies in the past", "", "");
    struct bytes hash = field(d, FIELD_HASH).bytes;
    if (r && r->changes == CHANGES_CONSTITUTION && !d->l->past && hash.n != HASH_BYTES)
        return refuse(d, LAW_MISSING_FIELD, article_text(r->article, article), "hash",
                      "the hash of the constitution's canonical bytes that is voted on", "");
    return LAW_ACCEPTED;
}

static void emit_amounts(struct docket *d, uint32_t id) {
    struct value v = field(d, FIELD_FIELDS), one;
    struct value_map map;
    struct bytes key;
    if (v.kind == VALUE_NONE)
        return;
    uint32_t unit = word_number(d, 0, value_in_map(v.bytes, "currency").bytes);
    value_map_begin(v.bytes, &map);
    while (value_map_next(&map, &key, &one)) {
        struct ratio amount = {one.i, 1};
        if (bytes_is(key, "currency") || bytes_is(key, "unit"))
            continue;
        uint32_t word = word_number(d, 0, key);
        if (one.kind == VALUE_TEXT && ratio_parse(one.bytes, &amount) < 0)
            amount = (struct ratio){state_named(d->l, one.bytes), 0}; /* den 0: a thing */
        EMIT(d, AMOUNT, id, word, amount.num, amount.den, unit);
    }
}

static void emit_addressees(struct docket *d, uint32_t id) {
    struct value v = field(d, FIELD_ADDRESSED), one;
    struct value_list list;
    if (v.kind == VALUE_NONE)
        return;
    struct when when;
    int64_t at = d->now;
    if (d->l->past && field_when(d, FIELD_WHEN, &when, NULL) == LAW_ACCEPTED)
        at = when.lo;
    value_list_begin(&v, &list);
    while (value_list_next(&list, &one)) {
        uint32_t to = one.by_id ? (uint32_t)one.i : state_named(d->l, one.bytes);
        emit_tie(d, TIE_ADDRESSED_TO, id, 0, to, one.part, 0, at, INSTANT_MAX, STANDS_GRANTED,
                 0, (struct bytes){0});
    }
}

static void emit_terms(struct docket *d, uint32_t id) {
    struct value v = field(d, FIELD_TERMS);
    struct value_list rows;
    struct bytes row;
    struct when when;
    if (v.kind == VALUE_NONE)
        return;
    bool past = d->l->past && field_when(d, FIELD_WHEN, &when, NULL) == LAW_ACCEPTED;
    value_rows_begin(&v, &rows);
    for (uint32_t i = 1; value_rows_next(&rows, &row); i++) {
        struct bytes state = value_in_map(row, "state").bytes;
        EMIT_TEXT(d, TEXT, value_in_map(row, "text").bytes, id, i, 0);
        term_emit_bar(d, id, i, row, past ? when.lo : d->now);
        if (state.n) {
            uint32_t word = kind_number(500, state);
            emit_state(d, id, i, word ? word : word_number(d, 0, state), d->now, 0, 0);
        }
    }
}

uint32_t act_new(struct docket *d, int rule, uint32_t word, uint32_t issuer, uint32_t on,
                 uint16_t kind) {
    struct value mover = field(d, FIELD_MOVER), unit = field(d, FIELD_UNIT);
    uint32_t by_mover = mover.kind == VALUE_NONE ? 0
                        : mover.by_id            ? (uint32_t)mover.i
                                                 : state_named(d->l, mover.bytes);
    uint32_t of_unit = unit.kind == VALUE_NONE ? 0 : unit.by_id ? (uint32_t)unit.i
                                                                 : state_named(d->l, unit.bytes);
    struct when deadline;
    bool given = false;
    if (field_when(d, FIELD_DEADLINE, &deadline, &given) != LAW_ACCEPTED)
        given = false;
    uint32_t id = emit_thing(d, NOUN_ACT, kind, field(d, FIELD_NAME).bytes, word,
                             act_order(d->l, issuer), of_unit);
    EMIT_TEXT(d, ACT, field(d, FIELD_HASH).bytes, id, issuer, of_unit, on, by_mover,
              given ? deadline.hi : INSTANT_MAX);
    if (has(d, FIELD_TITLE))
        EMIT_TEXT(d, TITLE, field(d, FIELD_TITLE).bytes, id);
    emit_amounts(d, id);
    emit_addressees(d, id);
    emit_terms(d, id);
    return id;
}

/* --- commands --------------------------------------------------------------------------------- */

static enum law_verdict kind_rule(struct docket *d, int *ret) {
    struct bytes kind = field(d, FIELD_KIND).bytes;
    char text[REFUSAL_ARG_BYTES];
    *ret = charter_act(d->l->charter, kind);
    if (*ret >= 0)
        return LAW_ACCEPTED;
    snprintf(text, sizeof(text), "%.*s", (int)kind.n, (const char *)kind.at);
    return refuse(d, LAW_BAD_VALUE, "acts", text, "kind", "a kind of act of this constitution");
}

/* Where one signs for it: "motion-1-signatures"; nameless where that is taken or too long. */
static struct bytes signatures_name(const struct law *l, uint32_t id, char ret[NAME_TEXT + 16]) {
    struct bytes own = state_name(l, id);
    int n = snprintf(ret, NAME_TEXT + 16, "%.*s-signatures", (int)own.n, (const char *)own.at);
    struct bytes name = bytes_of(ret, (size_t)n);
    return own.n && name_valid(name, true) && !state_named(l, name) ? name : (struct bytes){0};
}

static void propose(struct docket *d, uint32_t id, int64_t signatures, uint32_t by) {
    if (!signatures) {
        act_proposed(d, id);
        return;
    }
    emit_state(d, id, 0, STATE_DRAFT, d->now, 0, 0);
    char text[NAME_TEXT + 16];
    struct bytes name = signatures_name(d->l, id, text);
    uint32_t course = emit_thing(d, NOUN_PROCEEDING, PROC_COURSE, name, 0, id, 0);
    EMIT(d, PROCEEDING, course, PROC_COURSE, id, 0, is_kind(d->l, act(d->l, id)->issuer, KIND_BODY)
                                                        ? act(d->l, id)->issuer : 0,
         0, 0, d->now, INSTANT_MAX, 0, LAW_RULES);
    EMIT(d, NUMBER, course, PROC_NEEDED, signatures);
    EMIT(d, NUMBER, course, PROC_VERB, VERB_PROPOSE);
    EMIT(d, STEP, course, STEP_SIGN, by, 0, 1, 0);
}

enum law_verdict decide_propose(struct docket *d) {
    struct law *l = d->l;
    uint32_t by, on, mover, unit;
    struct bytes name;
    int rule;
    int64_t signatures;
    TRY(need_living(d));
    TRY(kind_rule(d, &rule));
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    TRY(field_thing(d, FIELD_ON, false, 0, 0, &on));
    TRY(field_thing(d, FIELD_MOVER, false, NOUN_ENTITY, 0, &mover));
    TRY(field_thing(d, FIELD_UNIT, false, NOUN_ENTITY, 0, &unit));
    const struct act_rule *r = &l->charter->acts[rule];
    by = by ? by : d->h->acting_for ? d->h->acting_for : d->h->actor;
    if (!by)
        return refuse(d, LAW_MISSING_FIELD, "", "by", "who proposes it", "");
    uint32_t issuer = issuer_of(d, r, by, unit);
    char article[ARTICLE_TEXT];
    if (!issuer)
        return refuse(d, LAW_MISSING_FIELD, article_text(r->article, article), "unit",
                      "the unit whose body decides this", "");
    TRY(may_propose(d, r, by, issuer, &signatures));
    TRY(act_fields_ok(d, rule));
    TRY(term_permits(d, issuer, r->name, on));
    uint32_t id = act_new(d, rule, word_number(d, 0, r->name), issuer, on, 0);
    emit_tie(d, TIE_ISSUED_BY, id, 0, by, 0, word_number(d, 0, BYTES_LIT("proposer")), d->now,
             INSTANT_MAX, STANDS_GRANTED, 0, (struct bytes){0});
    propose(d, id, signatures, by);
    return LAW_ACCEPTED;
}

enum law_verdict decide_repeal(struct docket *d) {
    struct law *l = d->l;
    uint32_t on, by;
    struct bytes name;
    char text[NAME_TEXT], state[64];
    TRY(need_living(d));
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_ACT, true, NOUN_ACT, 0, &on));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    const struct act_rule *r = act_rule(l, on);
    uint32_t now = act_state(l, on, 0);
    if (!r || now != STATE_IN_FORCE) {
        snprintf(state, sizeof(state), "%s", kind_word(now));
        return refuse(d, LAW_ACT_STATE, "", name_text(l, on, text), state, "in force");
    }
    uint32_t issuer = act(l, on)->issuer;
    int64_t signatures;
    by = by ? by : issuer;
    TRY(may_propose(d, r, by, issuer, &signatures));
    uint32_t id = act_new(d, act_rule_of(l, on), word_number(d, 0, r->name), issuer, on,
                          STATE_REPEALED);
    propose(d, id, signatures, by);
    return LAW_ACCEPTED;
}
