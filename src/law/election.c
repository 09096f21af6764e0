#include "law/election.h"

#include "base/sha256.h"
#include "charter/apportion.h"
#include "charter/method.h"
#include "law/counting.h"
#include "law/find.h"
#include "law/mandate.h"
#include "law/members.h"
#include "law/option.h"
#include "law/rooms.h"
#include "law/sitting.h"
#include "law/tally.h"
#include "law/vacancy.h"

/* --- calling ---------------------------------------------------------------------------------- */

enum law_verdict election_sender(struct docket *d, uint32_t body, uint32_t group, uint32_t *ret) {
    const struct law *l = d->l;
    const struct seat_group *g = seat_group_of(l, body, group);
    uint32_t given, unit = thing(l, body)->unit;
    char who[NAME_TEXT], from[REFUSAL_ARG_BYTES], article[ARTICLE_TEXT];
    TRY(field_thing(d, FIELD_SENDER, false, NOUN_ENTITY, 0, &given));
    article_text(g->article, article);
    if (given) {
        if (!whos_include(l, &g->from, given) &&
            !(given == FEDERATION_ID && g->from.n && g->from.each[0].kind == WHO_MEMBERS))
            return refuse(d, LAW_NO_CALLER, article, name_text(l, given, who),
                          whos_words(&g->from, from), "");
        *ret = given;
        return LAW_ACCEPTED;
    }
    const struct who *w = g->from.n == 1 ? &g->from.each[0] : NULL;
    if (w && w->kind == WHO_MEMBERS)
        *ret = FEDERATION_ID;
    else if (w && w->kind == WHO_BODY && !l->charter->bodies[w->of].n_for_each)
        *ret = body_for(l, w->of, 0);
    else if (w && w->kind == WHO_BODY && unit)
        *ret = body_for(l, w->of, unit);
    else if (w && w->kind == WHO_UNIT && unit)
        *ret = unit;
    else
        *ret = 0;
    if (*ret)
        return LAW_ACCEPTED;
    return refuse(d, LAW_MISSING_FIELD, article, "sender", whos_words(&g->from, from), "");
}

/* What an election makes anew (mandates, seats by right that hang on them) fits what law_reserve()
 * has for one decision. */
#define SEATS_ELECTED_MAX 1000
#define NOMINEES_MAX 2000
/* As of the roll that was closed for this body, so that all units are shared by one count. */
static bool shared_seats(const struct law *l, const struct seat_group *g, uint32_t body,
                         uint32_t sender, int64_t *ret) {
    int64_t at = roll_frozen_at(l, FEDERATION_ID, body);
    return counting_shared(l, g, sender, at == INSTANT_MAX ? l->stamp : at, ret);
}

/* As many as the rule gives this electorate at AT; of an open number as many as were ASKED. 0:
 * none. */
static int64_t seats_by_rule(const struct law *l, uint32_t body, uint32_t group, uint32_t sender,
                             int64_t asked, int64_t at) {
    const struct seat_group *g = seat_group_of(l, body, group);
    int64_t n = 0;
    if (g->number.kind == NUMBER_OPEN)
        return asked;
    enum apportion r = apportion_seats(g, tally_strength(l, sender, at), &n);
    if (r == APPORTION_SHARED)
        r = shared_seats(l, g, body, sender, &n) ? APPORTION_OK : r;
    return r == APPORTION_OK && n > 0 ? n : 0;
}

static enum law_verdict seats_to_fill(struct docket *d, uint32_t body, uint32_t group,
                                      uint32_t sender, int64_t *ret, bool *ret_vacant_only) {
    const struct law *l = d->l;
    const struct seat_group *g = seat_group_of(l, body, group);
    uint32_t filled, have = seats_count(l, body, group, sender, &filled);
    char of[NAME_TEXT], article[ARTICLE_TEXT];
    int64_t n = seats_by_rule(l, body, group, sender, field(d, FIELD_VOTES).i, d->now);
    article_text(g->article, article);
    if (n < 1 && g->number.kind == NUMBER_OPEN)
        return refuse(d, LAW_MISSING_FIELD, article, "votes",
                      "how many are elected: the number is open", "");
    if (n < 1)
        return refuse(d, LAW_NO_SEAT, article, name_text(l, body, of), "for this electorate", "");
    /* some hold seats whose term runs: only the vacant ones are filled (a by-election), unless the
     * call says that all are (votes: the whole number) */
    *ret_vacant_only = filled && filled < have && have == (uint64_t)n &&
                       g->number.kind != NUMBER_OPEN && field(d, FIELD_VOTES).i != n;
    *ret = *ret_vacant_only ? (int64_t)(have - filled) : n;
    if (*ret > SEATS_ELECTED_MAX)
        return refuse(d, LAW_LIMIT, article, "1000 seats in one election", "", "");
    return LAW_ACCEPTED;
}

/* By whom: whoever may call the body to sit or the electorate to meet, the electorate itself, the
 * body that the seats answer to. */
static enum law_verdict may_call_election(struct docket *d, uint32_t body, uint32_t sender,
                                          uint32_t by) {
    int rule = body_rule_of(d->l, body);
    bool answers = whos_include(d->l, &d->l->charter->bodies[rule].accountable_to, by);
    if (by == sender || answers || by == body)
        return need_acts_for(d, by);
    if (is_kind(d->l, sender, KIND_BODY)) {
        struct refusal keep = *d->refusal;
        if (may_call(d, sender, by) == LAW_ACCEPTED)
            return need_acts_for(d, by);
        *d->refusal = keep;
    }
    TRY(may_call(d, body, by));
    return need_acts_for(d, by);
}

static void open_election(struct docket *d, struct bytes name, uint32_t body, uint32_t group,
                          uint32_t sender, int64_t seats, bool vacant_only, int64_t opens,
                          int64_t closes) {
    const struct law *l = d->l;
    const struct charter *c = l->charter;
    const struct seat_group *g = seat_group_of(l, body, group);
    uint32_t unit = is_kind(l, sender, KIND_UNIT) ? sender : thing(l, sender)->unit;
    int64_t frozen = roll_frozen_at(l, unit, body), heads = 0, votes = 0;
    bool is_body = is_kind(l, sender, KIND_BODY);
    int rule = is_body ? body_rule_of(l, sender) : -1;
    bool every = rule >= 0 && c->bodies[rule].groups[0].every_member;
    frozen = frozen == INSTANT_MAX ? d->now : frozen;
    if (!is_body || every)
        members_entitled(l, c, unit ? unit : FEDERATION_ID, frozen, UINT64_MAX, &heads, &votes);
    else
        votes = tally_body_votes(l, sender);
    uint8_t ballot = charter_ballot(c, &c->bodies[body_rule_of(l, body)], g, NULL);
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, PROC_ELECTION, name, 0, 0, unit);
    EMIT(d, PROCEEDING, id, PROC_ELECTION, body, 0, is_body ? sender : 0, group, sender, opens,
         closes, 0, LAW_RULES);
    EMIT(d, NUMBER, id, PROC_SEATS, seats);
    if (vacant_only)
        EMIT(d, NUMBER, id, PROC_VACANT_ONLY, 1);
    EMIT(d, NUMBER, id, PROC_ELIGIBLE, votes);
    EMIT(d, NUMBER, id, PROC_FROZEN, frozen);
    EMIT(d, NUMBER, id, PROC_BALLOT, ballot);
    emit_due(d, closes, id, DUE_CLOSE);
    vacancy_called(d, body, group, sender);
}

bool election_of_itself(struct docket *d, struct bytes name, uint32_t body, uint32_t group,
                        uint32_t sender, int64_t closes) {
    const struct law *l = d->l;
    uint32_t filled, have = seats_count(l, body, group, sender, &filled);
    int64_t n = filled ? have - filled : seats_by_rule(l, body, group, sender, have, d->now);
    if (n < 1 || n > SEATS_ELECTED_MAX || find_election(l, body, group, sender))
        return false;
    open_election(d, name, body, group, sender, n, filled > 0, d->now, closes);
    return true;
}

enum law_verdict decide_call_election(struct docket *d) {
    struct law *l = d->l;
    uint32_t body, by, sender = 0, open;
    struct bytes name;
    struct when opens, closes;
    bool has_opens, has_closes, vacant_only = false;
    int64_t group = has(d, FIELD_GROUP) ? field(d, FIELD_GROUP).i : 1, seats = 0;
    char of[NAME_TEXT], n[32];
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_BODY, true, NOUN_ENTITY, KIND_BODY, &body));
    TRY(field_name_new(d, &name));
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, 0, &by));
    TRY(field_when(d, FIELD_OPENS, &opens, &has_opens));
    TRY(field_when(d, FIELD_CLOSES, &closes, &has_closes));
    const struct seat_group *g =
        group >= 1 && group <= LIMIT_SEAT_GROUPS ? seat_group_of(l, body, (uint32_t)group) : NULL;
    snprintf(n, sizeof(n), "group %lld", (long long)group);
    if (body_is_over(l, body))
        return REFUSE1(d, LAW_CLOSED, name_text(l, body, of));
    if (!g || g->every_member || g->how == HOW_EX_OFFICIO || g->how == HOW_APPOINTED)
        return refuse(d, LAW_NO_SEAT, "", name_text(l, body, of), n, "");
    TRY(election_sender(d, body, (uint32_t)group, &sender));
    by = by ? by : d->h->acting_for ? d->h->acting_for : sender;
    TRY(may_call_election(d, body, sender, by));
    TRY(seats_to_fill(d, body, (uint32_t)group, sender, &seats, &vacant_only));
    if ((open = find_election(l, body, (uint32_t)group, sender)))
        return REFUSE1(d, LAW_VOTE_OPEN, name_text(l, open, of));
    int64_t from = has_opens ? opens.lo : d->now, until = has_closes ? closes.hi : INSTANT_MAX;
    if (until <= d->now || until <= from)
        return refuse(d, LAW_TOO_LATE, "", "it would close before it opens", "", "");
    open_election(d, name, body, (uint32_t)group, sender, seats, vacant_only, from, until);
    return LAW_ACCEPTED;
}

/* --- candidates ------------------------------------------------------------------------------- */

static enum law_verdict election_field(struct docket *d, bool open, uint32_t *ret) {
    char name[NAME_TEXT];
    TRY(need_living(d));
    TRY(field_thing(d, FIELD_PROCEEDING, true, NOUN_PROCEEDING, 0, ret));
    const struct proc_row *p = proc(d->l, *ret);
    if (p->kind != PROC_ELECTION)
        return refuse(d, LAW_WRONG_THING, "", name_text(d->l, *ret, name), kind_word(p->kind),
                      "an election");
    if (open && p->closed != INSTANT_MAX)
        return REFUSE1(d, LAW_CLOSED, name_text(d->l, *ret, name));
    return LAW_ACCEPTED;
}

/* On whose list: an association. Where seats go to lists, who is on none is a list of her own. */
static enum law_verdict list_field(struct docket *d, uint32_t id, uint32_t *ret) {
    const struct proc_row *p = proc(d->l, id);
    char who[NAME_TEXT], name[NAME_TEXT];
    TRY(field_thing(d, FIELD_BY, false, NOUN_ENTITY, KIND_ASSOCIATION, ret));
    if (!*ret)
        return LAW_ACCEPTED;
    name_text(d->l, *ret, who);
    if (!(election_method(d->l, p, NULL) & METHOD_APPORTIONS))
        return refuse(d, LAW_BAD_VALUE, "method", name_text(d->l, id, name), "by",
                      "nobody's list: its seats are not shared among lists");
    if (thing(d->l, *ret)->state == STATE_ENDED)
        return refuse(d, LAW_BARRED, "", who, "no longer there", "");
    if (!option_of(d->l, id, *ret) && p->n_options + 1 >= NOMINEES_MAX)
        return refuse(d, LAW_LIMIT, "", "2000 candidates in one election", "", "");
    return LAW_ACCEPTED;
}

enum law_verdict decide_nominate(struct docket *d) {
    struct law *l = d->l;
    uint32_t id, person;
    char who[NAME_TEXT], name[NAME_TEXT];
    TRY(election_field(d, true, &id));
    TRY(field_thing(d, FIELD_PERSON, true, NOUN_ENTITY, KIND_PERSON, &person));
    const struct proc_row *p = proc(l, id);
    name_text(l, person, who);
    if (option_of(l, id, person))
        return refuse(d, LAW_DONE_ALREADY, "", who, name_text(l, id, name), "");
    if (p->number[PROC_STEPS])
        return refuse(d, LAW_TOO_LATE, "", "the first ballot", "", "");
    if (p->n_options >= NOMINEES_MAX)
        return refuse(d, LAW_LIMIT, "", "2000 candidates in one election", "", "");
    if (thing(l, person)->state == STATE_ENDED)
        return refuse(d, LAW_BARRED, "", who, "no longer there", "");
    uint32_t before = mandate_of(l, person, p->subject);
    if (!before || p->number[PROC_VACANT_ONLY] || mandate(l, before)->sender != p->sender ||
        mandate(l, before)->group != p->group)
        TRY(mandate_may(d, person, p->subject, p->group)); /* who sits there now may stand again */
    uint32_t list = 0;
    TRY(list_field(d, id, &list));
    if (list && !option_of(l, id, list))
        EMIT_TEXT(d, OPTION, state_name(l, list), id, p->n_options + 1, list);
    EMIT_TEXT(d, OPTION, state_name(l, person), id, p->n_options + 1, person);
    EMIT(d, STEP, id, STEP_NOMINATE, person, p->n_options,
         list ? options_at(l, option_of(l, id, list))->number : 0, 0);
    return LAW_ACCEPTED;
}

static enum law_verdict own_candidacy(struct docket *d, uint32_t id, uint32_t *ret_person) {
    char who[NAME_TEXT], name[NAME_TEXT];
    TRY(field_thing(d, FIELD_PERSON, false, NOUN_ENTITY, KIND_PERSON, ret_person));
    if (!*ret_person)
        *ret_person = d->h->actor;
    if (!*ret_person || !option_of(d->l, id, *ret_person))
        return refuse(d, LAW_NOT_A_CANDIDATE, "",
                      *ret_person ? name_text(d->l, *ret_person, who) : "nobody",
                      name_text(d->l, id, name), "");
    if (*ret_person != d->h->actor && d->h->auth != AUTH_OPERATOR && d->h->auth != AUTH_CLERK)
        return refuse(d, LAW_NO_CAPACITY, "", "this actor", name_text(d->l, *ret_person, who),
                      "to be her");
    return LAW_ACCEPTED;
}

enum law_verdict decide_accept(struct docket *d) {
    uint32_t id, person = 0;
    char who[NAME_TEXT], name[NAME_TEXT];
    TRY(election_field(d, true, &id));
    TRY(own_candidacy(d, id, &person));
    if (step_find(d->l, id, STEP_ACCEPT, person))
        return refuse(d, LAW_DONE_ALREADY, "", name_text(d->l, person, who),
                      name_text(d->l, id, name), "");
    EMIT(d, STEP, id, STEP_ACCEPT, person, 0, 0, 0);
    return LAW_ACCEPTED;
}

/* Before the count: she does not stand. After it: the seat she won is vacant again. */
enum law_verdict decide_decline(struct docket *d) {
    struct law *l = d->l;
    uint32_t id, person = 0;
    char who[NAME_TEXT], name[NAME_TEXT];
    TRY(election_field(d, false, &id));
    TRY(own_candidacy(d, id, &person));
    if (step_find(l, id, STEP_DECLINE, person))
        return refuse(d, LAW_DONE_ALREADY, "", name_text(l, person, who), name_text(l, id, name),
                      "");
    uint32_t body = proc(l, id)->subject, m = mandate_of(l, person, body);
    bool won = m && mandate(l, m)->via == id;
    if (proc(l, id)->closed != INSTANT_MAX && !won)
        return REFUSE1(d, LAW_CLOSED, name_text(l, id, name));
    EMIT_TEXT(d, STEP, field(d, FIELD_WHY).bytes, id, STEP_DECLINE, person, 0, 0, 0);
    if (!won)
        return LAW_ACCEPTED;
    uint32_t seat = mandate(l, m)->seat;
    /* who declines never held it: not a day of tenure (M29) */
    mandate_end(d, m, tie(l, m)->since, CAME_DECLINED, id);
    mandate_vacancy(d, body, seat, d->now);
    return LAW_ACCEPTED;
}

/* --- who is elected --------------------------------------------------------------------------- */

#define CANDIDATES_MAX 1024
struct ranking {
    uint32_t n, seats;
    struct candidate {
        uint32_t person;
        int64_t votes, declared, place; /* place: by count/, behind those elected */
        struct hash lot;
        bool elected;
    } each[CANDIDATES_MAX];
};

/* The lot: SHA-256(seed || election || candidate), the lowest first. The seed was committed to or
 * published before; anybody can draw again and see the same. */
static struct hash lot_of(struct bytes seed, uint32_t election, uint32_t person) {
    struct sha256 s;
    struct hash h;
    uint8_t ids[8];
    for (int i = 0; i < 4; i++) {
        ids[i] = (uint8_t)(election >> (8 * i));
        ids[4 + i] = (uint8_t)(person >> (8 * i));
    }
    sha256_init(&s);
    sha256_add(&s, seed.at, seed.n);
    sha256_add(&s, ids, sizeof(ids));
    sha256_end(&s, &h);
    return h;
}

#define SEED_MAX 64
struct bytes draw_find(const struct law *l, uint32_t election, enum draw_step step) {
    for (uint32_t s = proc(l, election)->step_last; s; s = steps_at(l, s)->prev)
        if (steps_at(l, s)->kind == STEP_DRAW && steps_at(l, s)->option == (uint32_t)step)
            return state_text(l, steps_at(l, s)->text);
    return (struct bytes){0};
}

/* The rule for equal votes: the group's, the usual one, else the lot. */
static uint8_t ties_rule(const struct law *l, const struct seat_group *g) {
    const struct usual *u = &l->charter->usual;
    return g->ties_given == GIVEN_SAID   ? g->ties
           : u->ties_given == GIVEN_SAID ? u->ties
                                         : (uint8_t)TIES_LOT;
}

static bool stands_before(const struct candidate *a, const struct candidate *b) {
    if ((a->declared != 0) != (b->declared != 0))
        return a->declared != 0;
    if (a->declared != b->declared)
        return a->declared < b->declared;
    if (a->place != b->place)
        return a->place < b->place;
    if (a->votes != b->votes)
        return a->votes > b->votes;
    return memcmp(a->lot.b, b->lot.b, HASH_BYTES) < 0;
}

static void rank(const struct law *l, uint32_t election, struct ranking *r) {
    const struct proc_row *p = proc(l, election);
    struct bytes seed = draw_find(l, election, DRAW_DRAWN);
    r->n = 0;
    r->seats = (uint32_t)p->number[PROC_SEATS];
    for (uint32_t o = p->option_last; o && r->n < CANDIDATES_MAX; o = options_at(l, o)->prev) {
        const struct option_row *row = options_at(l, o);
        if (!is_kind(l, row->thing, KIND_PERSON) ||
            step_find(l, election, STEP_DECLINE, row->thing) ||
            mandate_bar(l, row->thing, p->subject, p->group, NULL) != LAW_ACCEPTED)
            continue; /* another seat has come between since she was nominated */
        bool elected = !p->number[PROC_ELECTED] || row->units <= p->number[PROC_ELECTED];
        struct candidate c = {.person = row->thing,
                              .votes = row->votes,
                              .declared = elected ? row->units : 0,
                              .place = elected ? 0 : row->units,
                              .lot = lot_of(seed, election, row->thing)};
        uint32_t i = r->n++;
        for (; i && stands_before(&c, &r->each[i - 1]); i--)
            r->each[i] = r->each[i - 1];
        r->each[i] = c;
    }
}

static bool in_group(const struct law *l, uint32_t person, struct bytes group) {
    const struct members_rule *m = &l->charter->members;
    uint32_t t = member_of(l, person, FEDERATION_ID, l->stamp, UINT64_MAX);
    for (uint8_t i = 0; t && i < m->n_groups; i++)
        if (bytes_equal(m->groups[i], group))
            return members_at(l, ties_at(l, t)->detail)->groups >> i & 1;
    return false;
}

/* Reserved seats: while a group has too few, the lowest of the others who is elected gives way to
 * its highest who is not. Declared results are the tellers' own. */
static void reserve(const struct law *l, const struct seat_group *g, struct ranking *r) {
    for (uint8_t k = 0; k < g->n_reserved; k++)
        for (;;) {
            int32_t have = 0;
            uint32_t in = UINT32_MAX, out = UINT32_MAX;
            for (uint32_t i = 0; i < r->n; i++) {
                bool member = in_group(l, r->each[i].person, g->reserved[k].group);
                have += member && r->each[i].elected;
                if (member && !r->each[i].elected && in == UINT32_MAX)
                    in = i;
                if (!member && r->each[i].elected)
                    out = i;
            }
            if (have >= g->reserved[k].at_least || in == UINT32_MAX || out == UINT32_MAX)
                break;
            r->each[in].elected = true;
            r->each[out].elected = false;
        }
}

/* Candidates with equal votes around the last seat: how many stand before them, *ret_first. */
static uint32_t tied(const struct ranking *r, uint32_t *ret_first) {
    int64_t votes = r->seats && r->n > r->seats ? r->each[r->seats - 1].votes : 0;
    uint32_t first = 0, n = 0;
    if (!votes || r->each[0].declared || r->each[r->seats].votes != votes)
        return 0;
    while (r->each[first].votes > votes)
        first++;
    while (first + n < r->n && r->each[first + n].votes == votes)
        n++;
    *ret_first = first;
    return n;
}

static bool elected_again(const struct ranking *r, uint32_t person) {
    for (uint32_t i = 0; i < r->n; i++)
        if (r->each[i].person == person)
            return r->each[i].elected;
    return false;
}

/* Those who held the seats leave them; what hangs on the seat stays with who is elected again. */
static void end_holders(struct docket *d, const struct proc_row *p, const struct ranking *r) {
    for (uint32_t s = entity(d->l, p->subject)->seat_last; s; s = seats_at(d->l, s)->prev) {
        const struct seat_row row = *seats_at(d->l, s);
        if (!row.holder || row.group != p->group || row.sender != p->sender)
            continue;
        if (elected_again(r, mandate(d->l, row.holder)->person))
            mandate_renew(d, row.holder, d->now, p->thing);
        else
            mandate_end(d, row.holder, d->now, CAME_SUCCEEDED, p->thing);
    }
}

/* As many seats as the rule gives now: the highest numbers go, or new ones come. */
static void seats_fit(struct docket *d, const struct proc_row *p, uint32_t n) {
    uint32_t have = seats_count(d->l, p->subject, p->group, p->sender, NULL);
    for (uint32_t s = entity(d->l, p->subject)->seat_last; s && have > n;
         s = seats_at(d->l, s)->prev) {
        const struct seat_row row = *seats_at(d->l, s);
        if (row.ended || row.holder || row.group != p->group || row.sender != p->sender)
            continue;
        EMIT(d, SEAT_END, row.body, row.number);
        have--;
    }
    seats_make(d, p->subject, p->group, p->sender, n);
}

static void alternates(struct docket *d, const struct proc_row *p, const struct seat_group *g,
                       const struct ranking *r) {
    uint32_t rank_no = 0, most = g->alternates.same ? r->seats : (uint32_t)g->alternates.number;
    for (uint32_t a = entity(d->l, p->subject)->alternate_last; a;
         a = alternates_at(d->l, a)->prev) {
        const struct alternate_row row = *alternates_at(d->l, a);
        if (!row.gone && row.group == p->group && row.sender == p->sender)
            EMIT(d, ALTERNATE_END, row.body, row.group, row.sender, row.person);
    }
    for (uint32_t i = 0; g->alternates.given && i < r->n && rank_no < most; i++)
        if (!r->each[i].elected)
            EMIT(d, ALTERNATE, p->subject, p->group, p->sender, r->each[i].person, ++rank_no,
                 p->thing);
}

static uint32_t seat_winners(struct docket *d, const struct proc_row *p, const struct seat_group *g,
                             const struct ranking *r) {
    uint32_t seated = 0, filled, have = seats_count(d->l, p->subject, p->group, p->sender, &filled);
    bool by_election = p->number[PROC_VACANT_ONLY];
    uint32_t room = by_election ? have - filled : r->seats;
    if (!by_election) {
        end_holders(d, p, r);
        seats_fit(d, p, r->seats);
    }
    for (uint32_t i = 0; i < r->n; i++) {
        if (seated == room || !r->each[i].elected ||
            mandate_of(d->l, r->each[i].person, p->subject))
            continue;
        mandate_begin(d,
                      &(struct mandate_new){.person = r->each[i].person,
                                            .body = p->subject,
                                            .group = p->group,
                                            .sender = p->sender,
                                            .via = p->thing,
                                            .since = d->now,
                                            .term_end = term_end(d->l, p->subject, d->now),
                                            .votes = g->votes == VOTES_MEMBERS ? -1
                                                     : g->votes == VOTES_NONE  ? 0
                                                                               : 1,
                                            .how = g->how == HOW_DRAWN_BY_LOT ? CAME_LOT
                                                   : by_election ? CAME_BY_ELECTION
                                                                 : CAME_ELECTED});
        seated++;
    }
    return seated;
}

/* Does a tie wait for somebody to settle it? A lot for its seed, when one was committed to; the
 * eldest, the chair: the record does not know ages or thoughts, tellers declare who is elected.
 * Otherwise those with equal votes are not elected. */
static bool tie_waits(const struct law *l, uint32_t election, const struct seat_group *g) {
    uint8_t rule = ties_rule(l, g);
    return rule == TIES_ELDEST || rule == TIES_CHAIR ||
           (rule == TIES_LOT && draw_find(l, election, DRAW_COMMITTED).n);
}

bool election_drawn(const struct law *l, const struct proc_row *p) {
    const struct seat_group *g =
        p->kind == PROC_ELECTION ? seat_group_of(l, p->subject, p->group) : NULL;
    return g && g->how == HOW_DRAWN_BY_LOT;
}

bool election_computed(const struct law *l, const struct proc_row *p) {
    return election_method(l, p, NULL) & METHOD_BY_VOTES;
}

/* What the tally keeps of an option: first preferences, votes of lists; of sets all votes; of
 * grades what the method makes of them, their sum or the median. */
static int64_t votes_of(const struct law *l, uint32_t election, uint32_t option, unsigned traits,
                        const struct counting *c) {
    const char *score = c->result.score ? c->result.score[option - 1] : NULL;
    int64_t votes = 0;
    for (; traits & METHOD_GRADES && score && *score >= '0' && *score <= '9'; score++)
        votes = votes * 10 + (*score - '0');
    if (traits & METHOD_GRADES)
        return votes;
    bool first = traits & (METHOD_KEEPS_RANKINGS | METHOD_APPORTIONS);
    for (uint32_t s = proc(l, election)->step_last; s; s = steps_at(l, s)->prev) {
        const struct step_row *row = steps_at(l, s);
        if (row->kind == STEP_CAST && !row->voided &&
            (first ? row->option == option : ballot_chooses(l, row, option)))
            votes += row->weight;
    }
    return votes;
}

/* The tally, and the places after a count. */
static void emit_places(struct docket *d, uint32_t election, const struct counting *c) {
    unsigned traits = election_method(d->l, proc(d->l, election), NULL);
    for (uint32_t o = 1; o <= proc(d->l, election)->n_options; o++)
        EMIT(d, TALLY, election, o, votes_of(d->l, election, o, traits, c),
             c->place ? c->place[o - 1] : 0);
    if (c->place)
        EMIT(d, NUMBER, election, PROC_ELECTED, c->elected);
}

/* What it left empty has to be filled anew. */
static void election_closes(struct docket *d, uint32_t election, uint32_t outcome) {
    struct proc_row p = *proc(d->l, election);
    EMIT(d, CLOSED, election, outcome, d->now);
    vacancy_of_seats(d, p.subject, p.group, p.sender);
}

/* Counts the ballots of a method of count/. False: it waits for a lot or for people, or it is over
 * and filled nothing. */
static bool count_ballots(struct docket *d, uint32_t election, const struct seat_group *g) {
    struct counting c;
    enum counting_end end = counting_run(d->l, election, NULL, &c);
    bool done = end == COUNTING_DONE && c.elected;
    emit_places(d, election, &c);
    counting_drop(&c);
    if (done)
        return true;
    if (end == COUNTING_WIDE || (end == COUNTING_TIED && tie_waits(d->l, election, g)))
        emit_state(d, election, 0, STATE_WAITING, d->now, 0, 0);
    else
        election_closes(d, election, end == COUNTING_TIED ? OUTCOME_TIED : OUTCOME_NOT_FILLED);
    return false;
}

void election_decided(struct docket *d, uint32_t election) {
    struct proc_row p = *proc(d->l, election);
    const struct seat_group *g = seat_group_of(d->l, p.subject, p.group);
    struct ranking r;
    uint32_t first = 0, winners = 0;
    bool counted = g && election_counted(d->l, &p) && !p.number[PROC_CERTIFIED];
    if (counted && !count_ballots(d, election, g))
        return;
    rank(d->l, election, &r);
    bool declared = r.n && r.each[0].declared;
    bool open_tie = tied(&r, &first) && !draw_find(d->l, election, DRAW_DRAWN).n;
    if (!g) {
        election_closes(d, election, OUTCOME_NOT_FILLED);
        return;
    }
    if (open_tie && tie_waits(d->l, election, g)) {
        emit_state(d, election, 0, STATE_WAITING, d->now, 0, 0);
        return;
    }
    for (uint32_t i = 0; i < r.n; i++) {
        r.each[i].elected = declared ? r.each[i].declared != 0
                                     : i < (open_tie ? first : r.seats) && r.each[i].votes > 0;
        winners += r.each[i].elected;
    }
    if (!declared)
        reserve(d->l, g, &r);
    if (!winners) { /* nobody is elected: nobody is succeeded */
        election_closes(d, election, open_tie ? OUTCOME_TIED : OUTCOME_NOT_FILLED);
        return;
    }
    uint32_t seated = seat_winners(d, &p, g, &r);
    if (seated && !p.number[PROC_VACANT_ONLY] && thing(d->l, p.subject)->state == STATE_PROVISIONAL)
        emit_state(d, p.subject, 0, STATE_STANDING, d->now, election, 0); /* it is elected now */
    alternates(d, &p, g, &r);
    election_closes(d, election, seated ? OUTCOME_ELECTED : OUTCOME_NOT_FILLED);
}

static enum law_verdict draw_now(struct docket *d, uint32_t id, struct bytes seed) {
    struct hash h = sha256_of(seed);
    char hex[2 * HASH_BYTES + 1];
    bytes_to_hex(bytes_of(h.b, HASH_BYTES), hex);
    if (!bytes_is(draw_find(d->l, id, DRAW_COMMITTED), hex))
        return refuse(d, LAW_BAD_VALUE, "ties", "the seed", "seed",
                      "the seed whose SHA-256 was set down before the vote");
    char text[2 * SEED_MAX + 1];
    bytes_to_hex(seed, text);
    EMIT_TEXT(d, STEP, bytes_str(text), id, STEP_DRAW, 0, DRAW_DRAWN, 0, 0);
    election_decided(d, id);
    return LAW_ACCEPTED;
}

/* A lot: before the first ballot the SHA-256 of a seed is set down, for a tie that may come; of an
 * election that is counted and tied (STATE_WAITING) the seed itself decides. */
enum law_verdict decide_draw(struct docket *d) {
    struct law *l = d->l;
    uint32_t id;
    struct bytes seed = field(d, FIELD_SEED).bytes;
    char name[NAME_TEXT], hex[2 * HASH_BYTES + 1];
    TRY(election_field(d, true, &id));
    const struct proc_row *p = proc(l, id);
    if (election_drawn(l, p))
        return refuse(d, LAW_CANNOT_DECIDE, "", name_text(l, id, name),
                      "its seats are drawn in the hall, and certified", "");
    if (p->body)
        TRY(need_acts_for(d, p->body));
    else if (d->h->auth != AUTH_OPERATOR && d->h->auth != AUTH_CLERK)
        return refuse(d, LAW_NO_CAPACITY, "ties", "this actor", "the lot", "a clerk");
    if (thing(l, id)->state == STATE_WAITING && draw_find(l, id, DRAW_COMMITTED).n) {
        if (seed.n < 16 || seed.n > SEED_MAX)
            return refuse(d, LAW_BAD_VALUE, "ties", "the seed", "seed", "16 to 64 bytes");
        return draw_now(d, id, seed);
    }
    if (draw_find(l, id, DRAW_COMMITTED).n)
        return refuse(d, LAW_DONE_ALREADY, "", "somebody", name_text(l, id, name), "");
    if (p->number[PROC_STEPS] || thing(l, id)->state == STATE_WAITING)
        return refuse(d, LAW_TOO_LATE, "ties", "the first ballot", "", "");
    if (seed.n != HASH_BYTES)
        return refuse(d, LAW_BAD_VALUE, "ties", "the commitment", "seed",
                      "32 bytes: the SHA-256 of the seed that will be shown if there is a tie");
    bytes_to_hex(seed, hex);
    EMIT_TEXT(d, STEP, bytes_str(hex), id, STEP_DRAW, 0, DRAW_COMMITTED, 0, 0);
    return LAW_ACCEPTED;
}
