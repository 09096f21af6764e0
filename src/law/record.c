/* The record itself: founding, constitutions, keys. */
#include "base/check.h"
#include "law/act.h"
#include "law/apply.h"
#include "law/entity.h"
#include "law/find.h"
#include "law/mandate.h"
#include "law/members.h"
#include "law/record.h"
#include "law/rooms.h"
#include "law/vacancy.h"

enum law_verdict decide_found(struct docket *d) {
    if (d->l->founded)
        return REFUSE(d, LAW_FOUNDED);
    EMIT_TEXT(d, FOUNDED, field(d, FIELD_TITLE).bytes, field(d, FIELD_PAST).i != 0);
    uint32_t id = emit_thing(d, NOUN_ENTITY, KIND_FEDERATION, BYTES_LIT("federation"), 0, 0, 0);
    EMIT_TEXT(d, TITLE, field(d, FIELD_TITLE).bytes, id);
    return LAW_ACCEPTED;
}

/* --- putting a constitution in force ---------------------------------------------------------- */

/* a title in each language, with its tag and their heads in CBOR */
#define TITLE_ROOM (LIMIT_LANGUAGES * (LIMIT_TITLE_BYTES + 64) + 64)
static void emit_title(struct docket *d, uint32_t id, const struct title *t) {
    uint8_t room[TITLE_ROOM];
    struct buf b = buf_on(room, sizeof(room));
    if (!t->n)
        return;
    charter_title_put(&b, t);
    check(!b.failed);
    EMIT_TEXT(d, TITLE, buf_view(&b), id);
}

static uint32_t named_thing(struct docket *d, uint16_t kind, struct bytes name, uint32_t rule,
                            uint32_t parent, const struct title *title) {
    uint32_t id = state_named(d->l, name);
    if (id)
        return id;
    id = emit_thing(d, NOUN_ENTITY, kind, name, rule, parent, 0);
    if (title)
        emit_title(d, id, title);
    return id;
}

static const uint32_t standing_state[] = {[STANDING_GRANTED] = 0,
                                          [STANDING_PROVISIONAL] = STATE_PROVISIONAL,
                                          [STANDING_AD_HOC] = STATE_AD_HOC,
                                          [STANDING_PROMISED] = STATE_PROMISED};

/* The dates a body's rule gives (a record of the past): since, until, standing. */
static void emit_body_dates(struct docket *d, uint32_t id, const struct body_rule *b) {
    struct when since = {.lo = d->l->past ? INSTANT_MIN : d->now}, until = {.hi = INSTANT_MAX};
    const struct charter *c = d->l->charter;
    bool has_since = b->since.n && when_parse(b->since, c->calendar, &c->zone, &since, NULL) == 0;
    bool has_until = b->until.n && when_parse(b->until, c->calendar, &c->zone, &until, NULL) == 0;
    if (has_since)
        EMIT_TEXT(d, WHEN, b->since, id, WHEN_SINCE, since.lo, since.hi, since.calendar,
                  since.flags, since.precision);
    if (has_until)
        EMIT_TEXT(d, WHEN, b->until, id, WHEN_UNTIL_, until.lo, until.hi, until.calendar,
                  until.flags, until.precision);
    uint32_t state = b->standing <= STANDING_PROMISED ? standing_state[b->standing] : 0;
    if (state || has_since)
        emit_state(d, id, 0, state ? state : STATE_STANDING, since.lo, 0, 0);
    if (has_until && d->l->past)
        emit_state(d, id, 0, STATE_ENDED, until.hi, 0, 0);
    else if (has_until)
        emit_due(d, until.hi > d->now ? until.hi : d->now, id, DUE_BODY);
}

/* The seats of a body whose number is fixed; those of many electorates that have begun to send are
 * filled up. */
static void fill_up(struct docket *d, uint32_t body, const struct body_rule *b) {
    uint32_t last_group = 0, last_sender = 0;
    for (uint32_t s = entity(d->l, body)->seat_last; s && has_room(d);
         s = seats_at(d->l, s)->prev) {
        const struct seat_row row = *seats_at(d->l, s);
        if ((row.group == last_group && row.sender == last_sender) || row.group > b->n_groups)
            continue;
        last_group = row.group;
        last_sender = row.sender;
        const struct seat_group *g = row.group ? &b->groups[row.group - 1] : NULL;
        if (g && g->number.kind == NUMBER_FIXED && g->from.n == 1)
            seats_make(d, body, row.group, row.sender, (uint32_t)g->number.seats);
    }
}

static void make_seats(struct docket *d, uint32_t body, const struct body_rule *b) {
    for (uint32_t g = 0; g < b->n_groups; g++) {
        const struct seat_group *group = &b->groups[g];
        if (group->number.kind != NUMBER_FIXED || group->every_member || d->l->past)
            continue;
        uint32_t sender = 0;
        if (group->from.n == 1 && !group->from.each[0].each) {
            const struct who *w = &group->from.each[0];
            int rule = w->kind == WHO_BODY ? w->of : -1;
            bool single = rule >= 0 && !d->l->charter->bodies[rule].n_for_each;
            if (rule >= 0 && (single || thing(d->l, body)->unit))
                sender = body_for(d->l, rule, single ? 0 : thing(d->l, body)->unit);
        }
        bool members = group->from.n == 1 && group->from.each[0].kind == WHO_MEMBERS;
        sender = members ? FEDERATION_ID : sender;
        if (sender) /* of many electorates each gets its seats with its first mandate */
            seats_make(d, body, g + 1, sender, (uint32_t)group->number.seats);
    }
}

uint32_t record_body(struct docket *d, int rule, uint32_t unit, uint32_t unit2) {
    const struct body_rule *b = &d->l->charter->bodies[rule];
    uint32_t order = b->order >= 0 ? state_named(d->l, d->l->charter->orders[b->order].name) : 0;
    char name[3 * LIMIT_NAME_BYTES + 3];
    struct bytes u = state_name(d->l, unit), u2 = state_name(d->l, unit2);
    int n = snprintf(name, sizeof(name), "%.*s", (int)b->name.n, (const char *)b->name.at);
    /* in the order in which the constitution names them: club/reds/alpha */
    bool first = unit2 && b->for_each[0].association;
    if (first)
        n += snprintf(name + n, sizeof(name) - (size_t)n, "/%.*s", (int)u2.n, (const char *)u2.at);
    if (unit)
        n += snprintf(name + n, sizeof(name) - (size_t)n, "/%.*s", (int)u.n, (const char *)u.at);
    if (unit2 && !first)
        n += snprintf(name + n, sizeof(name) - (size_t)n, "/%.*s", (int)u2.n, (const char *)u2.at);
    uint32_t word = word_number(d, 0, b->name);
    uint32_t id =
        emit_thing(d, NOUN_ENTITY, KIND_BODY, bytes_of(name, (size_t)n), word, order, unit);
    emit_title(d, id, &b->title);
    emit_body_dates(d, id, b);
    make_seats(d, id, b);
    if (unit2)
        emit_tie(d, TIE_REPRESENTS, id, 0, unit2, 0, 0, d->l->past ? INSTANT_MIN : d->now,
                 INSTANT_MAX, STANDS_GRANTED, 0, (struct bytes){0});
    return id;
}

void record_body_again(struct docket *d, uint32_t body, int rule) {
    emit_state(d, body, 0, STATE_STANDING, d->now, 0, 0);
    make_seats(d, body, &d->l->charter->bodies[rule]);
}

/* What a power is about, in the grammar's words: "order where own-unit". */
static struct bytes power_words(const struct charter *c, const struct power_rule *p, char *ret,
                                size_t room) {
    size_t n = 0;
    ret[0] = 0;
    for (uint8_t i = 0; i < p->n_what && n < room; i++)
        n += (size_t)snprintf(ret + n, room - n, "%s%.*s", n ? ", " : "",
                              (int)c->acts[p->what[i]].name.n,
                              (const char *)c->acts[p->what[i]].name.at);
    for (uint8_t i = 0; i < p->n_what_words && n < room; i++)
        n += (size_t)snprintf(ret + n, room - n, "%s%.*s", n ? ", " : "", (int)p->what_words[i].n,
                              (const char *)p->what_words[i].at);
    for (uint8_t i = 0; i < p->whom.n && n < room; i++)
        n += (size_t)snprintf(ret + n, room - n, "%s%.*s", n ? ", " : "",
                              (int)p->whom.each[i].name.n, (const char *)p->whom.each[i].name.at);
    if (p->own_unit && n < room)
        n += (size_t)snprintf(ret + n, room - n, " (own-unit)");
    return bytes_of(ret, n < room ? n : room - 1);
}

static const uint32_t power_standing[] = {
    [STANDING_GRANTED] = STANDS_GRANTED,         [STANDING_PROVISIONAL] = STANDS_STAND_PROVISIONAL,
    [STANDING_AD_HOC] = STANDS_STAND_AD_HOC,     [STANDING_PROMISED] = STANDS_STAND_PROMISED,
    [STANDING_CLAIMED] = STANDS_CLAIMED,         [STANDING_DISPUTED] = STANDS_DISPUTED,
    [STANDING_INFERRED] = STANDS_INFERRED,       [STANDING_IN_PRACTICE] = STANDS_IN_PRACTICE,
    [STANDING_TRANSFERRED] = STANDS_TRANSFERRED, [STANDING_LAPSED] = STANDS_LAPSED_NOW};

/* The tie that is this power of this holder, when it is in force already (an amendment that leaves
 * a power alone leaves its tie alone: "since which entry" stays true). */
static uint32_t power_tie(const struct law *l, uint32_t holder, uint32_t verb, struct bytes what) {
    uint32_t c = chain_find(l, holder, 0, TIE_POWER, 0);
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 0))
        if (tie_holds(ties_at(l, t)) && ties_at(l, t)->value == verb &&
            bytes_equal(state_text(l, ties_at(l, t)->quantity), what))
            return t;
    return 0;
}

static void make_power(struct docket *d, const struct power_rule *p, uint32_t holder) {
    const struct charter *c = d->l->charter;
    char words[256];
    struct bytes what = power_words(c, p, words, sizeof(words));
    struct when since = {.lo = d->l->past ? INSTANT_MIN : d->now}; /* the source does not say */
    if (p->since.n)
        (void)when_parse(p->since, c->calendar, &c->zone, &since, NULL);
    uint32_t target = p->whom.n == 1 ? state_named(d->l, p->whom.each[0].name) : 0;
    for (int v = 1; v < VERB_COUNT_; v++) {
        if (!(p->verbs & (1u << v)))
            continue;
        uint32_t verb = word_number(d, 0, bytes_str(verb_names[v]));
        if (!power_tie(d->l, holder, verb, what))
            emit_tie(d, TIE_POWER, holder, 0, target, 0, verb, d->l->past ? since.lo : d->now,
                     INSTANT_MAX, power_standing[p->standing], 0, what);
    }
}

/* Powers of the text before that the new one does not give any more end. */
static void end_lost_powers(struct docket *d) {
    const struct charter *c = d->l->charter;
    for (TABLE_EACH(&d->l->ties, i)) {
        struct tie_row t = *ties_at(d->l, i);
        if (t.kind != TIE_POWER || !tie_holds(&t) || t.standing != STANDS_GRANTED)
            continue;
        bool kept = false;
        for (uint16_t p = 0; !kept && p < c->n_powers; p++) {
            char words[256];
            for (int v = 1; v < VERB_COUNT_ && !kept; v++)
                kept = (c->powers[p].verbs & (1u << v)) &&
                       bytes_is(state_word(d->l, t.value), verb_names[v]) &&
                       whos_name(&c->powers[p].who, state_name(d->l, t.from)) &&
                       bytes_equal(state_text(d->l, t.quantity),
                                   power_words(c, &c->powers[p], words, sizeof(words)));
        }
        if (!kept)
            EMIT(d, TIE_END, t.thing, d->now, 0);
    }
}

bool whos_name(const struct whos *w, struct bytes name) {
    for (uint8_t i = 0; i < w->n; i++)
        if (bytes_equal(w->each[i].name, name))
            return true;
    return false;
}

static void make_orders_and_entities(struct docket *d) {
    const struct charter *c = d->l->charter;
    for (uint16_t i = 0; i < c->n_orders; i++)
        named_thing(d, KIND_LEGAL_ORDER, c->orders[i].name, 0, 0, &c->orders[i].title);
    for (uint16_t i = 0; i < c->n_entities; i++)
        named_thing(d, KIND_NAMED, c->entities[i].name, 0, 0, NULL);
}

static bool title_same(const struct law *l, const struct title *a, const struct title *b) {
    uint8_t room_a[TITLE_ROOM], room_b[TITLE_ROOM];
    struct buf one = buf_on(room_a, sizeof(room_a)), two = buf_on(room_b, sizeof(room_b));
    charter_title_put(&one, a);
    charter_title_put(&two, b);
    check(!one.failed && !two.failed);
    bool same = bytes_equal(buf_view(&one), buf_view(&two));
    return same;
}

/* A body is the same body under another title: it is called so from now on, before as before. */
static void retitle(struct docket *d, uint32_t id, const struct title *t) {
    uint32_t before = tie_between(d->l, TIE_RENAMED_TO, id, 0);
    if (before)
        EMIT(d, TIE_END, ties_at(d->l, before)->thing, d->now, 0);
    uint32_t tie = emit_tie(d, TIE_RENAMED_TO, id, 0, 0, 0, 0, d->now, INSTANT_MAX,
                            STANDS_GRANTED, 0, (struct bytes){0});
    emit_title(d, tie, t);
}

static void retitle_bodies(struct docket *d, const struct charter *before,
                           const struct body_rule *b) {
    int was = before ? charter_body(before, b->name) : -1;
    if (was < 0 || !b->title.n || title_same(d->l, &before->bodies[was].title, &b->title))
        return;
    for (TABLE_EACH(&d->l->entities, i)) {
        uint32_t id = entities_at(d->l, i)->thing;
        if (!has_room(d)) /* of thousands of bodies the last are called by their rule's new title */
            return;
        if ((is_kind(d->l, id, KIND_BODY) || is_kind(d->l, id, KIND_RULE)) &&
            thing(d->l, id)->state != STATE_ENDED &&
            bytes_equal(state_word(d->l, thing(d->l, id)->rule), b->name))
            retitle(d, id, &b->title);
    }
}

static void make_bodies(struct docket *d, const struct charter *before) {
    const struct charter *c = d->l->charter;
    for (int i = 0; i < c->n_bodies; i++) {
        const struct body_rule *b = &c->bodies[i];
        uint32_t there = state_named(d->l, b->name);
        if (there) {
            retitle_bodies(d, before, b);
            bool back = before && charter_body(before, b->name) < 0;
            if (back && is_kind(d->l, there, KIND_RULE))
                entity_bodies(d, i, there, false);
            else if (back && is_kind(d->l, there, KIND_BODY) &&
                     thing(d->l, there)->state == STATE_ENDED)
                record_body_again(d, there, i);
            continue;
        }
        if (!b->n_for_each) {
            record_body(d, i, 0, 0);
            continue;
        }
        uint32_t word = word_number(d, 0, b->name);
        entity_bodies(d, i, named_thing(d, KIND_RULE, b->name, word, 0, &b->title), false);
    }
}

static void make_powers(struct docket *d) {
    const struct charter *c = d->l->charter;
    for (uint16_t p = 0; p < c->n_powers; p++)
        for (uint8_t w = 0; w < c->powers[p].who.n; w++) {
            uint32_t holder = state_named(d->l, c->powers[p].who.each[w].name);
            if (holder)
                make_power(d, &c->powers[p], holder);
        }
}

/* Bodies whose rule the text in force no longer has end; those who sit in them lose their seats. */
static void end_lost_bodies(struct docket *d) {
    for (TABLE_EACH(&d->l->entities, e)) {
        uint32_t id = entities_at(d->l, e)->thing;
        if (!is_kind(d->l, id, KIND_BODY) || thing(d->l, id)->state == STATE_ENDED ||
            !thing(d->l, id)->rule || body_rule_of(d->l, id) >= 0)
            continue;
        if (!has_room(d)) {
            carry_on(d, FEDERATION_ID);
            return;
        }
        record_end_body(d, id, CAME_BODY_ENDED);
    }
}

/* True when nobody sits there any more. */
static bool empty(struct docket *d, uint32_t body, uint32_t how) {
    for (uint32_t s = entity(d->l, body)->seat_last; s; s = seats_at(d->l, s)->prev) {
        if (!seats_at(d->l, s)->holder)
            continue;
        if (!has_room(d))
            return false;
        mandate_end(d, seats_at(d->l, s)->holder, d->now, how, body);
    }
    return true;
}

/* A vote that nobody can close any more. On a recall those who sat last vote on (DESIGN 4); a
 * dispute waits for the next judges. */
static void vote_overtaken(struct docket *d, const struct proc_row *p) {
    const struct law *l = d->l;
    bool recall = is_noun(l, p->subject, NOUN_PROCEEDING) && thing(l, p->subject)->row &&
                  proc(l, p->subject)->kind == PROC_RECALL;
    const struct decision *step =
        is_noun(l, p->subject, NOUN_ACT) ? act_step(l, p->subject) : NULL;
    bool one_of_many = step && step->by.n && step->by.each[0].each;
    if (recall)
        return;
    if (is_noun(l, p->subject, NOUN_ACT) && !one_of_many && !p->number[PROC_USER]) {
        act_ends(d, p->subject, STATE_LAPSED, p->body, 0); /* closes this vote, too */
        return;
    }
    if (p->closes != INSTANT_MAX)
        EMIT(d, DUE_DONE, p->thing, DUE_CLOSE);
    EMIT(d, CLOSED, p->thing, OUTCOME_OVERTAKEN, d->now);
    if (is_noun(l, p->subject, NOUN_ACT) && p->number[PROC_VERB])
        act_set(d, p->subject, STATE_LAPSED, p->body, 0);
}

static void election_overtaken(struct docket *d, uint32_t id) {
    if (!id)
        return;
    if (proc(d->l, id)->closes != INSTANT_MAX)
        EMIT(d, DUE_DONE, id, DUE_CLOSE);
    EMIT(d, CLOSED, id, OUTCOME_OVERTAKEN, d->now);
}

/* What the body was about to decide, and who was about to be elected to it. */
static void close_with(struct docket *d, uint32_t body) {
    const struct law *l = d->l;
    for (uint32_t row = 0; (row = find_open_of(l, body, row));) {
        const struct proc_row p = *procs_at(l, row);
        if (p.kind == PROC_VOTE)
            vote_overtaken(d, &p);
        else if (p.kind == PROC_ELECTION)
            election_overtaken(d, p.thing);
    }
    for (uint32_t s = entity(l, body)->seat_last; s; s = seats_at(l, s)->prev)
        election_overtaken(d, find_election(l, body, seats_at(l, s)->group,
                                            seats_at(l, s)->sender));
    if (entity(l, body)->sitting)
        EMIT(d, CLOSED, entity(l, body)->sitting, OUTCOME_OVERTAKEN, d->now);
    vacancy_body_ends(d, body);
}

void record_end_body(struct docket *d, uint32_t body, uint32_t how) {
    bool done = empty(d, body, how);
    if (!d->l->past)
        close_with(d, body);
    emit_state(d, body, 0, STATE_ENDED, d->now, 0, 0);
    if (!done)
        carry_on(d, body);
}

void record_carry_on(struct docket *d, uint32_t id) {
    if (id == FEDERATION_ID) {
        end_lost_bodies(d);
    } else if (thing(d->l, id)->state == STATE_ENDED) {
        if (!empty(d, id, CAME_BODY_ENDED))
            carry_on(d, id);
    } else if (is_kind(d->l, id, KIND_RULE)) {
        int rule = charter_body(d->l->charter, state_word(d->l, thing(d->l, id)->rule));
        if (rule >= 0)
            entity_bodies(d, rule, id, true);
    } else {
        int rule = body_rule_of(d->l, id);
        if (rule >= 0) {
            fill_up(d, id, &d->l->charter->bodies[rule]);
            make_seats(d, id, &d->l->charter->bodies[rule]); /* of a group that had no room */
        }
    }
}

/* A body does not outlive its date: who sits in it loses the seat. A provisional one that was
 * elected meanwhile is the standing one and stays. */
void due_body(struct docket *d, uint32_t id) {
    int rule = body_rule_of(d->l, id);
    bool elected = rule >= 0 && thing(d->l, id)->state == STATE_STANDING &&
                   d->l->charter->bodies[rule].standing == STANDING_PROVISIONAL;
    if (thing(d->l, id)->state != STATE_ENDED && !elected)
        record_end_body(d, id, CAME_BODY_ENDED);
}

static enum law_verdict may_adopt(struct docket *d, struct bytes charter, struct bytes hash) {
    struct law *l = d->l;
    if (!l->charter) {
        if (d->h->auth != AUTH_OPERATOR)
            return REFUSE(d, LAW_AMENDMENT_PATH);
        return LAW_ACCEPTED;
    }
    uint32_t id;
    TRY(field_thing(d, FIELD_ACT, true, NOUN_ACT, 0, &id));
    int rule = act_rule_of(l, id);
    char name[NAME_TEXT];
    if (rule < 0 || l->charter->acts[rule].changes != CHANGES_CONSTITUTION ||
        act(l, id)->state[0] != STATE_IN_FORCE)
        return refuse(d, LAW_AMENDMENT_PATH, "", name_text(l, id, name), "", "");
    /* it was voted on as a change of the text that was in force when it was proposed */
    if (charters_at(l, l->charters.n - 1)->made > thing(l, id)->made)
        return refuse(d, LAW_CONFLICT, "acts", name_text(l, id, name),
                      "an amendment that came into force since it was proposed", "");
    struct hash h = sha256_of(charter);
    if (!bytes_equal(state_text(l, act(l, id)->hash), bytes_of(h.b, HASH_BYTES)))
        return refuse(d, LAW_BAD_CHARTER, "", "it is not the text that was voted on", "", "");
    (void)hash;
    return LAW_ACCEPTED;
}

enum law_verdict decide_adopt(struct docket *d) {
    struct law *l = d->l;
    struct bytes bytes = field(d, FIELD_CHARTER).bytes;
    const struct charter *before = l->charter;
    int64_t rules = field(d, FIELD_RULES).i;
    if (rules < 1 || rules > LAW_RULES)
        return REFUSE1(d, LAW_BAD_CHARTER, "it pins rules this program does not know");
    TRY(may_adopt(d, bytes, field(d, FIELD_HASH).bytes));
    int ready = apply_charter_ready(l, bytes);
    if (ready < 0)
        return REFUSE1(d, LAW_BAD_CHARTER,
                       ready == ERR_NOMEM ? "there is not enough memory to read them; try again"
                                          : "they do not follow the format");
    if (l->charter_pending->past != l->past) {
        l->charter_pending = NULL;
        return REFUSE1(d, LAW_BAD_CHARTER, "past must be as the record was founded");
    }
    EMIT_TEXT(d, CHARTER, bytes, rules);
    make_orders_and_entities(d);
    make_bodies(d, before);
    end_lost_bodies(d);
    make_powers(d);
    if (before)
        end_lost_powers(d);
    else if (l->charter->adoption.opening && !l->past) {
        uint32_t id = emit_thing(d, NOUN_PROCEEDING, PROC_OPENING, BYTES_LIT("opening"), 0, 0, 0);
        EMIT(d, PROCEEDING, id, PROC_OPENING, 1, 0, 0, 0, 0, d->now, INSTANT_MAX, 0, LAW_RULES);
    }
    return LAW_ACCEPTED;
}

/* --- keys ------------------------------------------------------------------------------------- */

static enum law_verdict need_own(struct docket *d, uint32_t person) {
    char who[NAME_TEXT];
    if (d->h->auth == AUTH_OPERATOR || d->h->auth == AUTH_CLERK || d->h->actor == person)
        return LAW_ACCEPTED;
    return refuse(d, LAW_NO_CAPACITY, "", "this actor", name_text(d->l, person, who), "to be her");
}

enum law_verdict decide_register_key(struct docket *d) {
    uint32_t person;
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, KIND_PERSON, &person));
    TRY(need_own(d, person));
    struct bytes key = field(d, FIELD_KEY).bytes;
    if (key.n != 32)
        return refuse(d, LAW_BAD_VALUE, "", "key", "key", "32 bytes of an Ed25519 public key");
    for (TABLE_EACH(&d->l->keys, i))
        if (!keys_at(d->l, i)->ended && bytes_equal(state_text(d->l, keys_at(d->l, i)->key), key))
            return REFUSE1(d, LAW_DONE_ALREADY, "somebody");
    EMIT_TEXT(d, KEY, key, person);
    return LAW_ACCEPTED;
}

enum law_verdict decide_revoke_key(struct docket *d) {
    uint32_t person;
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, KIND_PERSON, &person));
    TRY(need_own(d, person));
    struct bytes key = field(d, FIELD_KEY).bytes;
    for (uint32_t i = entity(d->l, person)->key_last; i; i = keys_at(d->l, i)->prev)
        if (!keys_at(d->l, i)->ended && bytes_equal(state_text(d->l, keys_at(d->l, i)->key), key)) {
            EMIT_TEXT(d, KEY_END, key, person);
            return LAW_ACCEPTED;
        }
    return REFUSE1(d, LAW_UNKNOWN_THING, "key");
}

/* Without a hash it announces: what the state is here, an entry to come states. */
enum law_verdict decide_state_hash(struct docket *d) {
    struct value hash = field(d, FIELD_HASH), entry = field(d, FIELD_ENTRY);
    if (d->h->auth != AUTH_ENGINE)
        return REFUSE(d, LAW_TICK_ONLY);
    if (!hash.kind)
        return entry.kind ? refuse(d, LAW_BAD_VALUE, "", "hash", "entry", "no entry, or a hash too")
                          : LAW_ACCEPTED;
    bool known = entry.kind && entry.i > 0 && d->l->hashed_size == (uint64_t)entry.i;
    struct hash was = entry.kind ? d->l->hashed : law_hash(d->l);
    if ((entry.kind && !known) || !bytes_equal(hash.bytes, bytes_of(was.b, HASH_BYTES)))
        return refuse(d, LAW_BAD_VALUE, "", "hash", "hash", "the hash of the living state");
    emit(d, EFFECT_STATED, hash.bytes, 0, NULL);
    return LAW_ACCEPTED;
}

enum law_verdict decide_erase(struct docket *d) {
    uint32_t person;
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, KIND_PERSON, &person));
    TRY(need_own(d, person));
    EMIT(d, FORGOTTEN, person);
    return LAW_ACCEPTED;
}
