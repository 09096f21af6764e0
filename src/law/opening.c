/* The opening: who holds which seat on day one of a federation that existed before its record.
 * Declared by one body, checked by another, open to objections, then closed for ever. Articles:
 * adoption.opening. The certified layer: named officers state it. */
#include "law/mandate.h"
#include "law/rooms.h"
#include "law/tally.h"

static enum law_verdict opening_open(struct docket *d, uint32_t *ret) {
    struct law *l = d->l;
    uint32_t id = state_named(l, BYTES_LIT("opening"));
    TRY(need_living(d));
    if (!id || !is_noun(l, id, NOUN_PROCEEDING) || proc(l, id)->kind != PROC_OPENING)
        return refuse(d, LAW_NO_OPENING, "adoption.opening", "", "", "");
    if (proc(l, id)->closed != INSTANT_MAX)
        return refuse(d, LAW_OPENING_CLOSED, "adoption.opening", "", "", "");
    *ret = id;
    return LAW_ACCEPTED;
}

/* On day one nobody holds an office in the record yet: whoever acts for the declaring body is taken
 * at her word once, by clerk or operator, which the entry shows. */
static enum law_verdict acts_as(struct docket *d, const struct who *w) {
    const struct law *l = d->l;
    uint32_t body = w->kind == WHO_BODY ? body_for(l, w->of, 0) : 0;
    struct whos one = {.n = 1, .each = {*w}};
    char who[NAME_TEXT], text[REFUSAL_ARG_BYTES];
    if (d->h->auth == AUTH_OPERATOR || d->h->auth == AUTH_CLERK)
        return LAW_ACCEPTED;
    if (body && d->h->acting_for == body)
        return need_acts_for(d, body);
    return refuse(d, LAW_NO_CAPACITY, "adoption.opening", name_text(l, d->h->actor, who),
                  whos_words(&one, text), "a seat in it");
}

static enum law_verdict group_of(struct docket *d, uint32_t body, uint32_t *ret) {
    int64_t group = has(d, FIELD_GROUP) ? field(d, FIELD_GROUP).i : 1;
    char of[NAME_TEXT], n[32];
    snprintf(n, sizeof(n), "group %lld", (long long)group);
    if (group < 1 || group > LIMIT_SEAT_GROUPS || !seat_group_of(d->l, body, (uint32_t)group))
        return refuse(d, LAW_NO_SEAT, "", name_text(d->l, body, of), n, "");
    *ret = (uint32_t)group;
    return LAW_ACCEPTED;
}

static enum law_verdict office_known(struct docket *d, uint32_t body, struct bytes kind) {
    const struct body_rule *b = &d->l->charter->bodies[body_rule_of(d->l, body)];
    char text[REFUSAL_ARG_BYTES];
    bool known = bytes_is(kind, "chair");
    for (uint8_t i = 0; i < b->n_officers; i++)
        known |= bytes_equal(b->officers[i], kind);
    snprintf(text, sizeof(text), "%.*s", (int)kind.n, (const char *)kind.at);
    return known ? LAW_ACCEPTED
                 : refuse(d, LAW_BAD_VALUE, "officers", text, "kind", "an office the body has");
}

static uint32_t sender_default(const struct law *l, uint32_t body, const struct seat_group *g) {
    const struct who *w = g->from.n == 1 ? &g->from.each[0] : NULL;
    uint32_t unit = thing(l, body)->unit;
    if (!w || w->kind != WHO_BODY)
        return w && w->kind == WHO_UNIT ? unit : 1;
    bool single = !l->charter->bodies[w->of].n_for_each;
    return single || unit ? body_for(l, w->of, single ? 0 : unit) : 0;
}

enum law_verdict decide_declare(struct docket *d) {
    struct law *l = d->l;
    uint32_t id = 0, body, person, sender, group = 1;
    struct when until;
    bool has_until;
    struct bytes kind = field(d, FIELD_KIND).bytes;
    char text[NAME_TEXT];
    TRY(opening_open(d, &id));
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, KIND_BODY, &body));
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, KIND_PERSON, &person));
    TRY(field_thing(d, FIELD_SENDER, false, NOUN_ENTITY, 0, &sender));
    TRY(field_when(d, FIELD_UNTIL, &until, &has_until));
    TRY(acts_as(d, &l->charter->adoption.declared_by));
    if (proc(l, id)->number[PROC_USER])
        return refuse(d, LAW_TOO_LATE, "adoption.opening", "the check of the declaration", "", "");
    TRY(group_of(d, body, &group));
    if (kind.n)
        TRY(office_known(d, body, kind));
    uint32_t m = mandate_of(l, person, body);
    if (m && !kind.n)
        return refuse(d, LAW_DONE_ALREADY, "", name_text(l, person, text), "opening", "");
    const struct seat_group *g = seat_group_of(l, body, group);
    if (!m && !g->every_member)
        TRY(mandate_may(d, person, body, group));
    EMIT(d, STEP, id, STEP_DECLARE, person, 0, 0, 0);
    if (!m && !g->every_member)
        mandate_begin(
            d, &(struct mandate_new){.person = person,
                                     .body = body,
                                     .group = group,
                                     .sender = sender ? sender : sender_default(l, body, g),
                                     .via = id,
                                     .since = d->now,
                                     .term_end = has_until ? until.hi : term_end(l, body, d->now),
                                     .votes = g->votes == VOTES_MEMBERS ? -1
                                              : g->votes == VOTES_NONE  ? 0
                                                                        : 1,
                                     .how = CAME_OPENING});
    if (kind.n)
        emit_tie(d, TIE_OFFICE, person, 0, body, 0, word_number(d, 0, kind), d->now, INSTANT_MAX,
                 STANDS_GRANTED, id, (struct bytes){0});
    return LAW_ACCEPTED;
}

enum law_verdict decide_check_opening(struct docket *d) {
    struct law *l = d->l;
    uint32_t id = 0;
    struct bytes outcome = field(d, FIELD_OUTCOME).bytes;
    bool good = bytes_is(outcome, "in-order");
    TRY(opening_open(d, &id));
    TRY(acts_as(d, &l->charter->adoption.checked_by));
    if (!good && !bytes_is(outcome, "not-in-order"))
        return refuse(d, LAW_BAD_VALUE, "adoption.opening", "the outcome", "outcome",
                      "in-order or not-in-order");
    if (proc(l, id)->number[PROC_USER])
        return refuse(d, LAW_DONE_ALREADY, "adoption.opening", "the checking body", "opening", "");
    EMIT_TEXT(d, STEP, field(d, FIELD_WHY).bytes, id, STEP_CHECK, d->h->actor, 0, good, 0);
    if (!good)
        return LAW_ACCEPTED; /* the declaration is mended (correct, declare) and checked again */
    EMIT(d, NUMBER, id, PROC_USER, 1);
    struct span s = l->charter->adoption.objections;
    emit_due(d, s.unit ? span_end(s, d->now, &l->charter->zone) : d->now, id, DUE_OPENING);
    return LAW_ACCEPTED;
}

/* Objections still open keep the opening open until they are settled; then it is closed for
 * ever. */
void due_opening(struct docket *d, uint32_t id) {
    for (uint32_t o = proc(d->l, id)->child_last; o; o = proc(d->l, o)->child_prev)
        if (proc(d->l, o)->closed == INSTANT_MAX) {
            emit_due(d, zone_day_end(&d->l->charter->zone, d->now, 1), id, DUE_OPENING);
            return;
        }
    EMIT(d, CLOSED, id, OUTCOME_FINAL, d->now);
}
