/* A mistaken entry is never changed: a correction says what, why and by whom, and undoes its
 * effects in the open. Nothing is undone on which later entries stand. */
#include "law/dispute.h"
#include "law/find.h"
#include "law/mandate.h"
#include "law/members.h"
#include "law/rooms.h"
#include "law/uses.h"

/* An entry that adopted a constitution, closed a proceeding or changed what became of an act or
 * proceeding made before it has consequences that no undoing of ties brings back. */
static const char *undo_never(const struct law *l, uint64_t made) {
    uint32_t c = find_made_charter(l, made);
    if (c < l->charters.n && charters_at(l, c)->made == made)
        return "it brought a constitution into force: amend it";
    if (made <= 1)
        return "the record begins with it";
    if (find_entry_undone(l, made))
        return "it was undone already";
    if (find_proc_ended(l, made))
        return "a vote or other proceeding was closed by it: dispute it instead";
    for (uint32_t t = find_made_tie(l, made); t < l->ties.n && ties_at(l, t)->made == made; t++) {
        const struct tie_row *row = ties_at(l, t);
        if (row->kind == TIE_STATE &&
            (is_noun(l, row->from, NOUN_ACT) || is_noun(l, row->from, NOUN_PROCEEDING)) &&
            thing(l, row->from)->made != made)
            return "it changed what became of an act or proceeding: dispute it, or repeal the act";
    }
    return NULL;
}

static bool undo_kind(const struct law *l, uint32_t id) {
    const struct thing_row *t = thing(l, id);
    return t->noun != NOUN_PROCEEDING || !t->row || proc(l, id)->closed == INSTANT_MAX;
}

/* May a seat or membership that the entry MADE - 1 ended be held again? Who followed by the same
 * entry goes with it. Not beside one that bars it: she is of
 * another unit of that kind by now, or sits where the constitution does not let her sit in both. */
static bool may_hold_again(const struct law *l, uint32_t row, uint64_t made) {
    const struct tie_row *t = ties_at(l, row);
    if (l->past || (t->kind != TIE_MEMBER && t->kind != TIE_MANDATE))
        return true;
    if (thing(l, t->from)->state == STATE_ENDED)
        return false;
    if (t->kind == TIE_MEMBER)
        return !tie_between(l, TIE_MEMBER, t->from, t->to) && !member_of_sister(l, t->from, t->to);
    const struct mandate_row *m = mandates_at(l, t->detail);
    uint32_t s = seat_find(l, m->body, m->seat), by = s ? seats_at(l, s)->holder : 0;
    enum law_verdict bar = mandate_bar(l, m->person, m->body, m->group, NULL);
    return s && (!by || thing(l, by)->made == made) && !mandate_of(l, m->person, m->body) &&
           bar != LAW_INCOMPATIBLE && bar != LAW_BARRED;
}

bool undo_possible(const struct law *l, uint64_t seq, const char **ret_why) {
    uint64_t made = seq + 1;
    uint32_t n = 0;
    const char *never = undo_never(l, made);
    if (never) {
        *ret_why = never;
        return false;
    }
    for (uint32_t id = find_made_thing(l, made); id < l->things.n && thing(l, id)->made == made;
         id++) {
        if (thing(l, id)->undone)
            continue;
        n++;
        if (!undo_kind(l, id) || is_used(l, id)) {
            *ret_why = !undo_kind(l, id) ? "a vote was closed by it: dispute it instead"
                                         : "later entries stand on what it made";
            return false;
        }
    }
    for (uint32_t t = find_made_tie(l, made); t < l->ties.n && ties_at(l, t)->made == made; t++)
        n += !ties_at(l, t)->undone;
    for (uint32_t t = 0; (t = find_tie_ended(l, made, t));) {
        if (ties_at(l, t)->undone || ties_at(l, t)->made == made)
            continue;
        n++;
        *ret_why = "what it ended cannot be held again beside what is held by now";
        if (!may_hold_again(l, t, made))
            return false;
    }
    *ret_why = "it has no effect that can be undone, or it was undone already";
    return n > 0;
}

void tie_restore(struct docket *d, uint32_t row, int64_t from) {
    const struct tie_row t = *ties_at(d->l, row);
    if (t.kind == TIE_MANDATE) {
        struct mandate_row m = *mandates_at(d->l, t.detail);
        if (may_hold_again(d->l, row, 0))
            mandate_begin(d, &(struct mandate_new){.person = m.person,
                                                   .body = m.body,
                                                   .group = m.group,
                                                   .sender = m.sender,
                                                   .seat = m.seat,
                                                   .via = m.via,
                                                   .since = from,
                                                   .term_end = m.term_end,
                                                   .votes = m.votes,
                                                   .how = CAME_CORRECTED});
    } else if (t.kind == TIE_MEMBER) {
        if (!may_hold_again(d->l, row, 0))
            return;
        struct member_row m = *members_at(d->l, t.detail);
        uint32_t id = emit_thing(d, NOUN_TIE, TIE_MEMBER, (struct bytes){0}, 0, 0, 0);
        EMIT(d, MEMBER, id, t.from, t.to, m.class, (int64_t)m.groups, from);
    } else if (t.kind == TIE_STATE) {
        emit_state(d, t.from, t.from_part, t.value, from, 0, t.to);
    } else {
        emit_tie(d, t.kind, t.from, t.from_part, t.to, t.to_part, t.value, from, INSTANT_MAX,
                 t.standing, t.cause, state_text(d->l, t.quantity));
    }
}

/* A membership or seat the entry made is ended as well as marked, so that counts are right. */
static void unmake(struct docket *d, uint32_t id, uint64_t seq, int64_t at) {
    const struct thing_row *t = thing(d->l, id);
    if (t->noun == NOUN_TIE && t->row && tie_holds(tie(d->l, id))) {
        uint32_t kind = tie(d->l, id)->kind;
        if (kind == TIE_MEMBER)
            EMIT(d, MEMBER_END, id, at, CAME_CORRECTED);
        else if (kind == TIE_MANDATE)
            EMIT(d, MANDATE_END, id, at, CAME_CORRECTED, 0);
        else
            EMIT(d, TIE_END, id, at, 0);
    }
    EMIT(d, UNDONE, (int64_t)seq, 0, id);
}

void undo_entry(struct docket *d, uint64_t seq, int64_t from) {
    uint64_t made = seq + 1;
    uint32_t first = find_made_thing(d->l, made), last = first;
    while (last < d->l->things.n && thing(d->l, last)->made == made)
        last++;
    for (uint32_t id = last; id-- > first;)
        if (!thing(d->l, id)->undone)
            unmake(d, id, seq, from);
    for (uint32_t t = 0; (t = find_tie_ended(d->l, made, t));) {
        const struct tie_row *row = ties_at(d->l, t);
        if (row->made != made && !row->undone)
            tie_restore(d, t, from);
    }
}

enum law_verdict decide_correct(struct docket *d) {
    struct law *l = d->l;
    int64_t entry = field(d, FIELD_ENTRY).i;
    uint32_t by;
    const char *why = "";
    struct bytes remedy = field(d, FIELD_REMEDY).bytes;
    char text[32];
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    snprintf(text, sizeof(text), "entry %lld", (long long)entry);
    if (entry < 0 || (uint64_t)entry >= l->size)
        return REFUSE1(d, LAW_UNKNOWN_THING, text);
    if (!bytes_is(remedy, "correct") && !bytes_is(remedy, "annul-from-start") &&
        !bytes_is(remedy, "annul-from-now"))
        return refuse(d, LAW_BAD_VALUE, "", "the remedy", "remedy",
                      "correct, annul-from-now or annul-from-start");
    if (!l->past && by)
        TRY(need_acts_for(d, by));
    else if (!l->past && d->h->auth != AUTH_OPERATOR)
        return refuse(d, LAW_MISSING_FIELD, "", "by", "the body that corrects it", "");
    if (!undo_possible(l, (uint64_t)entry, &why))
        return REFUSE1(d, LAW_CANNOT_UNDO, why);
    EMIT(d, UNDONE, entry, 0, 0);
    undo_entry(d, (uint64_t)entry, d->now);
    return LAW_ACCEPTED;
}
