/* Recall, and signatures. Articles: bodies.*.recall (usual.recall); DESIGN 4, "Recall, fixed in the
 * language": electors of a seat are those who sent it, nobody else; of a body that no longer sits
 * its last composition. Signatures are secret unless the constitution says otherwise: a member
 * signs under a pseudonym (doc/record.md, 15), how many signed is public. */
#include "law/recall.h"

#include "charter/method.h"
#include "law/act.h"
#include "law/find.h"
#include "law/mandate.h"
#include "law/members.h"
#include "law/pseudonym.h"
#include "law/rooms.h"
#include "law/tally.h"

/* --- electors --------------------------------------------------------------------------------- */

static bool every_member_body(const struct law *l, uint32_t body) {
    int rule = is_kind(l, body, KIND_BODY) ? body_rule_of(l, body) : -1;
    return rule >= 0 && l->charter->bodies[rule].groups[0].every_member;
}

int64_t composition_last(const struct law *l, uint32_t body) {
    int64_t since = INSTANT_MIN;
    for (uint32_t s = entity(l, body)->seat_last; s; s = seats_at(l, s)->prev) {
        uint32_t m = seats_at(l, s)->last_holder;
        if (m && tie(l, m)->since > since)
            since = tie(l, m)->since;
    }
    return since;
}

uint32_t seat_sat_last(const struct law *l, uint32_t seat, int64_t since) {
    uint32_t m = seats_at(l, seat)->last_holder;
    return m && (tie(l, m)->since == since || tie(l, m)->until > since) ? m : 0;
}

uint32_t mandate_last(const struct law *l, uint32_t person, uint32_t body) {
    if (!is_kind(l, body, KIND_BODY) || entity(l, body)->seats_filled)
        return 0;
    int64_t since = composition_last(l, body);
    for (uint32_t s = entity(l, body)->seat_last; s; s = seats_at(l, s)->prev) {
        uint32_t m = seat_sat_last(l, s, since);
        if (m && mandate(l, m)->person == person)
            return m;
    }
    return 0;
}

/* Do seats of a body send, and not members? */
static bool seats_send(const struct law *l, uint32_t sender) {
    return is_kind(l, sender, KIND_BODY) && !every_member_body(l, sender);
}

static uint32_t unit_sending(const struct law *l, uint32_t sender) {
    uint32_t unit = is_kind(l, sender, KIND_BODY) ? thing(l, sender)->unit : sender;
    return unit ? unit : FEDERATION_ID;
}

static bool is_elector(const struct docket *d, uint32_t recall, uint32_t sender,
                       struct law_standing *ret) {
    const struct law *l = d->l;
    uint32_t person = d->h->actor;
    if (!sender)
        return false;
    if (seats_send(l, sender))
        return person && (mandate_of(l, person, sender) || mandate_last(l, person, sender));
    return !pseudonym_standing(d, l->charter, recall, unit_sending(l, sender), d->now, ret).missing;
}

static int64_t electors_count(const struct law *l, uint32_t sender, int64_t at) {
    int64_t heads, votes;
    if (seats_send(l, sender)) {
        int64_t n = 0, since = composition_last(l, sender);
        bool sits = entity(l, sender)->seats_filled != 0;
        for (uint32_t s = entity(l, sender)->seat_last; s; s = seats_at(l, s)->prev)
            n += sits ? seats_at(l, s)->holder != 0 : seat_sat_last(l, s, since) != 0;
        return n;
    }
    members_entitled(l, l->charter, unit_sending(l, sender), at, UINT64_MAX, &heads, &votes);
    return heads;
}

/* --- starting --------------------------------------------------------------------------------- */

struct aim { /* what a recall is aimed at */
    uint32_t body, seat, group, sender;
    bool whole; /* the group, not one seat */
};

/* Whom it is aimed at, as far as the command names it. *RET_SEAT: row; 0: none of that number, or
 * none was named. */
static uint32_t sender_aimed_at(const struct law *l, uint32_t body, struct value seat,
                                uint32_t group, uint32_t *ret_seat) {
    bool number = seat.kind == VALUE_INT && seat.i > 0 && seat.i <= UINT32_MAX;
    *ret_seat = number ? seat_find(l, body, (uint32_t)seat.i) : 0;
    if (seat.kind != VALUE_NONE)
        return *ret_seat ? seats_at(l, *ret_seat)->sender : 0;
    for (uint32_t s = entity(l, body)->seat_last; s; s = seats_at(l, s)->prev)
        if (seats_at(l, s)->group == group && seats_at(l, s)->holder)
            return seats_at(l, s)->sender;
    return 0;
}

/* A group elected in proportion is recalled whole, or its smallest part would be the first. */
static bool elects_minority(const struct law *l, const struct aim *a) {
    const struct body_rule *b = &l->charter->bodies[body_rule_of(l, a->body)];
    const struct seat_group *g = seat_group_of(l, a->body, a->group);
    return charter_method_traits(*charter_method(l->charter, b, g)) & METHOD_ELECTS_MINORITY;
}

static enum law_verdict aim_of(struct docket *d, const struct recall *r, struct aim *ret) {
    const struct law *l = d->l;
    char of[NAME_TEXT], n[24];
    struct value seat = field(d, FIELD_SEAT), group = field(d, FIELD_GROUP);
    name_text(l, ret->body, of);
    if (seat.kind != VALUE_NONE) {
        uint32_t s;
        ret->sender = sender_aimed_at(l, ret->body, seat, 0, &s);
        snprintf(n, sizeof(n), "%lld", (long long)seat.i);
        if (!s || seats_at(l, s)->ended)
            return refuse(d, LAW_NO_SEAT, "", of, n, "");
        if (!seats_at(l, s)->holder)
            return refuse(d, LAW_SEAT_VACANT, "", n, of, "");
        ret->seat = (uint32_t)seat.i;
        ret->group = seats_at(l, s)->group;
    } else {
        uint32_t s;
        ret->group = group.kind == VALUE_NONE ? 1 : (uint32_t)group.i;
        TRY(field_thing(d, FIELD_SENDER, false, NOUN_ENTITY, 0, &ret->sender));
        if (!ret->sender)
            ret->sender = sender_aimed_at(l, ret->body, seat, ret->group, &s);
    }
    const struct seat_group *g = seat_group_of(l, ret->body, ret->group);
    uint32_t filled = 0;
    seats_count(l, ret->body, ret->group, ret->sender, &filled);
    if (!g || !ret->sender || !filled)
        return refuse(d, LAW_NO_SEAT, "", of, "that anybody was sent to", "");
    ret->whole = r->removes_given ? r->removes_group : elects_minority(l, ret) || !ret->seat;
    if (!ret->whole && !ret->seat)
        return refuse(d, LAW_MISSING_FIELD, "", "seat", "one seat is recalled here, not a group",
                      "");
    return LAW_ACCEPTED;
}

/* The same recall, earlier: open still, or voted on not long enough ago. */
static enum law_verdict not_again(struct docket *d, const struct recall *r, const struct aim *a) {
    const struct law *l = d->l;
    char name[NAME_TEXT], at[INSTANT_TEXT_MAX], article[ARTICLE_TEXT];
    uint32_t seat = a->whole ? 0 : a->seat;
    uint32_t open = find_recall(l, a->body, a->group, a->sender, seat);
    uint32_t failed = find_recall_failed(l, a->body, a->group, a->sender, seat);
    if (open)
        return REFUSE1(d, LAW_VOTE_OPEN, name_text(l, open, name));
    if (!failed || r->again_after_given != GIVEN_SAID)
        return LAW_ACCEPTED;
    int64_t again = span_end(r->again_after, proc(l, failed)->closed, &l->charter->zone);
    if (d->now < again)
        return refuse(d, LAW_AGAIN_AFTER, article_text(r->article, article),
                      instant_text(again, at), "", "");
    return LAW_ACCEPTED;
}

static enum law_verdict late_enough(struct docket *d, const struct recall *r, const struct aim *a) {
    const struct law *l = d->l;
    char at[INSTANT_TEXT_MAX], article[ARTICLE_TEXT];
    uint32_t s = a->seat ? seat_find(l, a->body, a->seat) : 0;
    if (!r->at_after.unit || !s)
        return LAW_ACCEPTED;
    int64_t from = span_end(r->at_after, tie(l, seats_at(l, s)->holder)->since, &l->charter->zone);
    if (d->now >= from)
        return LAW_ACCEPTED;
    return refuse(d, LAW_TOO_EARLY, article_text(r->article, article), instant_text(from, at), "",
                  "");
}

static int64_t signatures_needed(const struct law *l, const struct recall *r, const struct aim *a,
                                 int64_t at) {
    const struct share *s = &r->asked_by;
    if (s->given != GIVEN_SAID)
        return 1;
    if (s->base == BASE_NONE || s->count)
        return s->ratio.num > 0 ? s->ratio.num : 1;
    int64_t whole = s->base == BASE_UNITS ? units_count(l, l->charter, s->of)
                    : s->base == BASE_MEMBERS ? electors_count(l, FEDERATION_ID, at)
                                              : electors_count(l, a->sender, at);
    int64_t n = ratio_least(s->ratio, whole, s->more_than);
    return n > 0 ? n : 1;
}

/* Whose signature counts: an elector's; where units ask, the unit's, through the body that speaks
 * for it. RECALL: 0 while it is only being opened. *RET_WHO: 0 for who acts under a pseudonym, with
 * this standing. */
static enum law_verdict may_sign(struct docket *d, const struct recall *r, uint32_t recall,
                                 uint32_t sender, uint32_t *ret_who, struct law_standing *ret) {
    const struct law *l = d->l;
    char who[NAME_TEXT], of[NAME_TEXT], article[ARTICLE_TEXT];
    article_text(r->article, article);
    if (r->asked_by.base == BASE_UNITS) {
        int voice = l->charter->units[r->asked_by.of].voice;
        uint32_t by = d->h->acting_for;
        if (!is_kind(l, by, KIND_BODY) || (voice >= 0 && body_rule_of(l, by) != voice))
            return refuse(d, LAW_NOT_ELECTOR, article, by ? name_text(l, by, who) : "this person",
                          "units, each through the body that speaks for it", "");
        *ret_who = by;
        return need_acts_for(d, by);
    }
    *ret_who = acts_hidden(d) ? 0 : d->h->actor;
    if (is_elector(d, recall, sender, ret))
        return LAW_ACCEPTED;
    return refuse(d, LAW_NOT_ELECTOR, article,
                  d->h->actor ? name_text(l, d->h->actor, who) : "nobody", name_text(l, sender, of),
                  "");
}

static void put_to_vote(struct docket *d, uint32_t id);

static const struct recall *rule_for(const struct law *l, uint32_t body) {
    int rule = body_rule_of(l, body);
    return rule >= 0 ? charter_recall(l->charter, &l->charter->bodies[rule]) : NULL;
}

bool recall_by_members(const struct law *l, const struct recall *r, uint32_t sender) {
    return r && sender && r->asked_by.base != BASE_UNITS && !seats_send(l, sender);
}

static uint32_t entity_named(const struct law *l, const struct command *c, enum field f) {
    struct value v = command_get(c, f);
    uint32_t id = v.kind == VALUE_NONE ? 0 : v.by_id ? (uint32_t)v.i : state_named(l, v.bytes);
    return id < l->things.n && is_noun(l, id, NOUN_ENTITY) && thing(l, id)->row ? id : 0;
}

bool recall_begun_by_members(const struct law *l, const struct command *c) {
    struct value seat = command_get(c, FIELD_SEAT), group = command_get(c, FIELD_GROUP);
    uint32_t s, body = entity_named(l, c, FIELD_BODY), sender = entity_named(l, c, FIELD_SENDER);
    if (!is_kind(l, body, KIND_BODY))
        return false;
    if (!sender || seat.kind != VALUE_NONE)
        sender = sender_aimed_at(l, body, seat, group.kind == VALUE_NONE ? 1 : (uint32_t)group.i,
                                 &s);
    return recall_by_members(l, rule_for(l, body), sender);
}

static uint32_t signer(struct docket *d, uint32_t id, uint32_t who, const struct law_standing *s) {
    return who ? who : pseudonym_meet(d, id, s);
}

enum law_verdict decide_recall(struct docket *d) {
    struct law *l = d->l;
    struct aim a = {0};
    struct bytes name;
    struct law_standing standing = {0};
    uint32_t who = 0;
    char of[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, KIND_BODY, &a.body));
    TRY(field_name_new(d, &name));
    const struct recall *r = rule_for(l, a.body);
    if (!r || r->given != GIVEN_SAID)
        return refuse(d, LAW_NO_RECALL, "recall", name_text(l, a.body, of), "", "");
    TRY(aim_of(d, r, &a));
    TRY(late_enough(d, r, &a));
    TRY(not_again(d, r, &a));
    TRY(may_sign(d, r, 0, a.sender, &who, &standing));
    int64_t closes = r->gathered_within.unit
                         ? span_end(r->gathered_within, d->now, &l->charter->zone)
                         : INSTANT_MAX;
    int64_t needed = signatures_needed(l, r, &a, d->now), all = electors_count(l, a.sender, d->now);
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, PROC_RECALL, name, 0, 0, thing(l, a.body)->unit);
    EMIT(d, PROCEEDING, id, PROC_RECALL, a.body, a.whole ? 0 : a.seat,
         is_kind(l, a.sender, KIND_BODY) ? a.sender : 0, a.group, a.sender, d->now, closes, 0,
         LAW_RULES);
    EMIT(d, NUMBER, id, PROC_NEEDED, needed);
    EMIT(d, NUMBER, id, PROC_ELIGIBLE, all);
    EMIT(d, NUMBER, id, PROC_SEAT, a.whole ? 0 : a.seat);
    EMIT(d, NUMBER, id, PROC_FROZEN, d->now);
    if (has(d, FIELD_WHY))
        EMIT_TEXT(d, TEXT, field(d, FIELD_WHY).bytes, id, 0, 0);
    emit_due(d, closes, id, DUE_GATHERING);
    EMIT(d, STEP, id, STEP_SIGN, signer(d, id, who, &standing), 0, 1, 0);
    if (proc(l, id)->number[PROC_STEPS] >= needed)
        put_to_vote(d, id);
    return LAW_ACCEPTED;
}

/* --- signatures ------------------------------------------------------------------------------- */

const struct recall *recall_rule(const struct law *l, uint32_t id) {
    const struct charter *c = charter_of(l, proc(l, id));
    uint32_t word = thing(l, proc(l, id)->subject)->rule;
    int rule = word ? charter_body(c, state_word(l, word)) : -1;
    return rule >= 0 ? charter_recall(c, &c->bodies[rule]) : NULL;
}

/* Enough have signed: the electors (or the body that decides) vote. */
static void put_to_vote(struct docket *d, uint32_t id) {
    struct law *l = d->l;
    struct proc_row p = *proc(l, id);
    const struct recall *r = recall_rule(l, id);
    if (p.closes != INSTANT_MAX)
        EMIT(d, DUE_DONE, id, DUE_GATHERING);
    struct decision how = {.majority = r->majority, .turnout = r->turnout,
                           .ballot_given = r->ballot_given, .ballot = r->ballot};
    struct vote_new v = {.subject = id, .part = p.part, .sender = p.sender, .opens = d->now,
                         .closes = INSTANT_MAX};
    if (r->decided_by.kind == WHO_BODY)
        v.body = body_for(l, r->decided_by.of, 0);
    else if (p.body)
        v.body = p.body;
    else
        v.unit = is_kind(l, p.sender, KIND_UNIT) ? p.sender : 0;
    emit_state(d, id, 0, STATE_ADOPTED, d->now, 0, 0);
    char name[VOTE_NAME_TEXT];
    v.name = vote_name(l, id, name);
    uint32_t vote = vote_open(d, &v, &how);
    EMIT(d, NUMBER, id, PROC_RESULT, vote);
}

/* A proposal: the seats of the body it is for sign, or any member. Who proposed it signed it by
 * name. */
static enum law_verdict sign_course(struct docket *d, uint32_t id, uint32_t *ret_who,
                                    struct law_standing *ret) {
    const struct law *l = d->l;
    uint32_t body = proc(l, id)->body, person = d->h->actor;
    char who[NAME_TEXT], of[NAME_TEXT];
    bool may = body ? person && mandate_of(l, person, body) != 0
                    : !pseudonym_standing(d, l->charter, id, FEDERATION_ID, d->now, ret).missing;
    if (!may)
        return refuse(d, LAW_NOT_ENTITLED, "", person ? name_text(l, person, who) : "nobody",
                      body ? "no seat in the body" : "not on the roll in good standing", "");
    if (person && step_find(l, id, STEP_SIGN, person))
        return refuse(d, LAW_DONE_ALREADY, "", name_text(l, person, who), name_text(l, id, of), "");
    *ret_who = acts_hidden(d) ? 0 : person;
    return LAW_ACCEPTED;
}

static enum law_verdict gathering(struct docket *d, uint32_t *ret) {
    const struct law *l = d->l;
    char name[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_PROCEEDING, true, NOUN_PROCEEDING, 0, ret));
    const struct proc_row *p = proc(l, *ret);
    bool course = p->kind == PROC_COURSE && p->number[PROC_VERB] == VERB_PROPOSE;
    if (p->kind != PROC_RECALL && !course)
        return refuse(d, LAW_WRONG_THING, "", name_text(l, *ret, name), kind_word(p->kind),
                      "something that is signed: a recall, a proposal");
    if (p->closed != INSTANT_MAX || p->number[PROC_RESULT])
        return REFUSE1(d, LAW_CLOSED, name_text(l, *ret, name));
    return LAW_ACCEPTED;
}

enum law_verdict decide_sign(struct docket *d) {
    struct law *l = d->l;
    struct law_standing standing = {0};
    uint32_t id = 0, who = 0;
    char name[NAME_TEXT], of[NAME_TEXT];
    TRY(gathering(d, &id));
    bool recall = proc(l, id)->kind == PROC_RECALL;
    if (recall)
        TRY(may_sign(d, recall_rule(l, id), id, proc(l, id)->sender, &who, &standing));
    else
        TRY(sign_course(d, id, &who, &standing));
    if (step_find(l, id, STEP_SIGN, who ? who : pseudonym_met(d, id)))
        return refuse(d, LAW_DONE_ALREADY, "", author_text(d, name), name_text(l, id, of), "");
    EMIT(d, STEP, id, STEP_SIGN, signer(d, id, who, &standing), 0, 1, 0);
    if (proc(l, id)->number[PROC_STEPS] < proc(l, id)->number[PROC_NEEDED])
        return LAW_ACCEPTED;
    if (recall)
        put_to_vote(d, id);
    else
        course_reached(d, id);
    return LAW_ACCEPTED;
}

enum law_verdict decide_unsign(struct docket *d) {
    uint32_t id = 0;
    char name[NAME_TEXT], of[NAME_TEXT];
    TRY(gathering(d, &id));
    uint32_t who = acts_hidden(d)     ? pseudonym_met(d, id)
                   : d->h->acting_for ? d->h->acting_for
                                      : d->h->actor;
    if (!who || !step_find(d->l, id, STEP_SIGN, who))
        return refuse(d, LAW_NOT_ENTITLED, "", author_text(d, name), "no signature in",
                      name_text(d->l, id, of));
    EMIT(d, STEP_VOID, id, who, STEP_UNSIGN);
    return LAW_ACCEPTED;
}

void course_reached(struct docket *d, uint32_t id) {
    uint32_t of = proc(d->l, id)->subject;
    EMIT(d, CLOSED, id, OUTCOME_SUCCEEDED, d->now);
    if (act_state(d->l, of, 0) == STATE_DRAFT)
        act_proposed(d, of);
}

/* --- deciding --------------------------------------------------------------------------------- */

/* Elected since the recall was begun: it was not aimed at her. */
static bool came_after(const struct law *l, uint32_t holder, uint32_t recall) {
    uint32_t via = mandate(l, holder)->via;
    return thing(l, via ? via : holder)->made > thing(l, recall)->made;
}

static void seats_fall(struct docket *d, const struct proc_row *p, uint32_t recall) {
    for (uint32_t s = entity(d->l, p->subject)->seat_last; s; s = seats_at(d->l, s)->prev) {
        const struct seat_row row = *seats_at(d->l, s);
        bool aimed =
            p->part ? row.number == p->part : row.group == p->group && row.sender == p->sender;
        if (!aimed || !row.holder || came_after(d->l, row.holder, recall))
            continue;
        if (!has_room(d)) {
            carry_on(d, recall);
            return;
        }
        mandate_end(d, row.holder, d->now, CAME_RECALLED, recall);
        if (p->part)
            mandate_vacancy(d, p->subject, row.number, d->now);
        else /* a whole group is elected anew; nobody of its list moves up */
            mandate_anew(d, p->subject, row.number);
    }
}

void recall_decided(struct docket *d, uint32_t id, uint32_t vote, uint32_t outcome) {
    struct proc_row p = *proc(d->l, id);
    if (p.closed != INSTANT_MAX)
        return;
    bool succeeded = outcome == OUTCOME_CARRIED;
    EMIT(d, CLOSED, id, succeeded ? OUTCOME_SUCCEEDED : OUTCOME_FAILED, d->now);
    if (succeeded)
        seats_fall(d, &p, id);
}

void recall_carry_on(struct docket *d, uint32_t id) {
    struct proc_row p = *proc(d->l, id);
    seats_fall(d, &p, id);
}

/* The time to gather signatures is over and there are too few. */
void due_gathering(struct docket *d, uint32_t id) {
    if (proc(d->l, id)->closed == INSTANT_MAX && !proc(d->l, id)->number[PROC_RESULT])
        EMIT(d, CLOSED, id, OUTCOME_EXPIRED_OUT, d->now);
}
