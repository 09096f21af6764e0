#include "law/tally.h"

#include "charter/notation.h"

#include "base/name.h"
#include "charter/apportion.h"
#include "law/option.h"
#include "law/act.h"
#include "law/find.h"
#include "law/mandate.h"
#include "law/members.h"
#include "law/power.h"
#include "law/pseudonym.h"

/* --- electorates ------------------------------------------------------------------------------ */

static bool every_member_body(const struct law *l, uint32_t body) {
    int rule = body ? body_rule_of(l, body) : -1;
    return rule >= 0 && l->charter->bodies[rule].groups[0].every_member;
}

uint32_t tally_electorate(const struct law *l, uint32_t id, uint32_t *ret_unit) {
    const struct proc_row *p = proc(l, id);
    uint32_t unit = thing(l, id)->unit;
    if (p->body && !every_member_body(l, p->body))
        return p->body;
    if (p->body)
        unit = thing(l, p->body)->unit;
    *ret_unit = unit ? unit : FEDERATION_ID;
    return 0;
}

static int64_t frozen_at(const struct law *l, const struct proc_row *p) {
    return p->number[PROC_FROZEN] ? p->number[PROC_FROZEN]
           : p->opens > l->stamp  ? l->stamp
                                  : p->opens;
}

#define DELEGATES_MAX 512
int64_t tally_mandate_votes(const struct law *l, uint32_t id) {
    const struct mandate_row *m = mandate(l, id);
    const struct seat_group *g = seat_group_of(l, m->body, m->group);
    int64_t votes[DELEGATES_MAX], lost;
    uint32_t sitting = entity(l, m->body)->sitting, chair_person = 0;
    int mine = -1, chair = -1;
    size_t n = 0;
    if (m->votes >= 0 || !g)
        return m->votes >= 0 ? m->votes : 1;
    uint32_t c = chain_find(l, m->sender, 0, TIE_DELEGATION_CHAIR, 0);
    for (uint32_t t = living_last(l, c); t && !chair_person; t = living_prev(l, t, 0))
        if (tie_holds(ties_at(l, t)) && ties_at(l, t)->cause == m->body)
            chair_person = ties_at(l, t)->to;
    for (uint32_t number = 1; number < entity(l, m->body)->seat_next && n < DELEGATES_MAX;
         number++) {
        uint32_t s = seat_find(l, m->body, number);
        if (!s || !seats_at(l, s)->holder || seats_at(l, s)->group != m->group ||
            seats_at(l, s)->sender != m->sender)
            continue;
        uint32_t person = mandate(l, seats_at(l, s)->holder)->person;
        bool seated = !sitting || !proc(l, sitting)->number[PROC_PRESENT] ||
                      step_find(l, sitting, STEP_CHECK_IN, person);
        if (!seated && person != m->person)
            continue;
        chair = person == chair_person ? (int)n : chair;
        mine = person == m->person ? (int)n : mine;
        n++;
    }
    if (mine < 0 || apportion_votes(g, tally_strength(l, m->sender, l->stamp), n, chair, votes,
                                    &lost) != APPORTION_OK)
        return 0;
    return votes[mine];
}

bool tally_weighted(const struct law *l, uint32_t body) {
    int rule = body_rule_of(l, body);
    bool weighted = false;
    for (uint8_t g = 0; rule >= 0 && g < l->charter->bodies[rule].n_groups; g++)
        weighted |= l->charter->bodies[rule].groups[g].votes == VOTES_MEMBERS;
    return weighted;
}

int64_t tally_body_votes(const struct law *l, uint32_t body) {
    int64_t n = 0;
    for (uint32_t s = entity(l, body)->seat_last; s; s = seats_at(l, s)->prev) {
        const struct seat_row *row = seats_at(l, s);
        bool counted = false;
        if (!row->holder)
            continue;
        int64_t votes = mandate(l, row->holder)->votes;
        for (uint32_t o = entity(l, body)->seat_last; o != s && votes < 0; o = seats_at(l, o)->prev)
            counted |= seats_at(l, o)->holder && seats_at(l, o)->group == row->group &&
                       seats_at(l, o)->sender == row->sender;
        if (!counted)
            n += votes >= 0 ? votes : tally_strength(l, row->sender, l->stamp);
    }
    return n;
}

/* Her share now, but never more than what her delegation has left: who comes late finds that those
 * who were there have cast for all. */
static int64_t votes_left(const struct law *l, const struct proc_row *p, uint32_t id) {
    const struct mandate_row *m = mandate(l, id);
    if (!tie_holds(tie(l, id))) /* of a last composition: nobody sits among whom to share */
        return m->votes >= 0 ? m->votes : 1;
    int64_t votes = tally_mandate_votes(l, id);
    if (m->votes >= 0)
        return votes;
    int64_t left = tally_strength(l, m->sender, l->stamp);
    for (uint32_t s = p->step_last; s; s = steps_at(l, s)->prev) {
        const struct step_row *row = steps_at(l, s);
        const struct mandate_row *o = row->mandate ? mandate(l, row->mandate) : NULL;
        if (row->kind == STEP_CAST && !row->voided && o && o->group == m->group &&
            o->sender == m->sender)
            left -= row->weight;
    }
    return left < 0 ? 0 : votes < left ? votes : left;
}

enum law_verdict tally_voter(struct docket *d, uint32_t id, uint32_t mandate_id,
                             struct voter *ret) {
    const struct law *l = d->l;
    const struct proc_row *p = proc(l, id);
    char name[NAME_TEXT], who[NAME_TEXT], at[INSTANT_TEXT_MAX];
    uint32_t unit = 0, body = tally_electorate(l, id, &unit), person = d->h->actor;
    name_text(l, id, name);
    author_text(d, who);
    if (p->closed != INSTANT_MAX || p->closes <= d->now || thing(l, id)->state == STATE_WAITING)
        return REFUSE1(d, LAW_CLOSED, name);
    if (p->opens > d->now)
        return refuse(d, LAW_NOT_OPEN_YET, "", name, instant_text(p->opens, at), "");
    if (p->number[PROC_BALLOT] == BALLOT_SECRET)
        return REFUSE(d, LAW_SECRET);
    if (body) {
        uint32_t m = mandate_id ? mandate_id : mandate_of(l, person, body);
        if (!m && p->subject && is_noun(l, p->subject, NOUN_PROCEEDING) &&
            proc(l, p->subject)->kind == PROC_RECALL)
            m = mandate_last(l, person, body); /* electors who no longer sit: as they last did */
        else if (m && !tie_holds(tie(l, m)))
            m = 0;
        if (!m || mandate(l, m)->body != body || mandate(l, m)->person != person)
            return refuse(d, LAW_NOT_ENTITLED, "", who, "no seat in this body", "");
        if (p->parent && !step_find(l, p->parent, STEP_CHECK_IN, person))
            return refuse(d, LAW_NOT_ENTITLED, "", who, "not checked in", "");
        *ret = (struct voter){.person = person, .mandate = m, .votes = votes_left(l, p, m)};
        if (!ret->votes && tie_holds(tie(l, m)) && tally_mandate_votes(l, m))
            return refuse(d, LAW_NOT_ENTITLED, "", who, "her delegation's votes are cast", "");
        ret->unit = thing(l, mandate(l, m)->sender)->unit;
    } else if (mandate_id) {
        return refuse(d, LAW_NOT_ENTITLED, "", who, "members vote here, each for herself", "");
    } else {
        struct law_standing standing = {0};
        struct members_place place =
            pseudonym_standing(d, charter_of(l, p), id, unit, frozen_at(l, p), &standing);
        if (place.missing)
            return refuse(d, LAW_NOT_ENTITLED, place.article, who, place.missing, "");
        *ret = (struct voter){.person = person, .unit = standing.unit, .votes = standing.votes};
    }
    if (ret->votes <= 0)
        return refuse(d, LAW_NOT_ENTITLED, "", who, "a place without a vote", "");
    return LAW_ACCEPTED;
}

/* --- counting --------------------------------------------------------------------------------- */

struct count {
    int64_t votes[4], heads[4]; /* by option: 1 yes, 2 no, 3 abstain; heads: voters */
    int64_t voters, present, units_yes, units;
    bool certified;
};

static uint32_t unit_of_sender(const struct law *l, uint32_t sender) {
    return is_kind(l, sender, KIND_UNIT) ? sender : sender ? thing(l, sender)->unit : 0;
}

static int64_t unit_side(const struct law *l, const struct proc_row *p, uint32_t unit) {
    int64_t side = 0;
    uint32_t pseudonym = 0;
    for (uint32_t s = p->step_last; s; s = steps_at(l, s)->prev) {
        const struct step_row *row = steps_at(l, s);
        uint32_t of = row->mandate ? unit_of_sender(l, mandate(l, row->mandate)->sender) : 0;
        if (row->kind != STEP_CAST || row->voided)
            continue;
        if (!row->mandate)
            of = pseudonym_unit(l, p, row->who, &pseudonym);
        if (unit_lies_in(l, of, unit) && of)
            side += row->option == OPTION_YES  ? row->weight
                    : row->option == OPTION_NO ? -row->weight
                                               : 0;
    }
    return side;
}

/* Units of that rule whose delegation is for it: one unit, one voice. */
static int64_t units_for(const struct law *l, const struct proc_row *p, int rule) {
    int64_t n = 0;
    for (TABLE_EACH(&l->entities, e)) {
        uint32_t unit = entities_at(l, e)->thing;
        if (is_kind(l, unit, KIND_UNIT) && unit_rule_of(l, unit) == rule &&
            !thing(l, unit)->undone && thing(l, unit)->state != STATE_ENDED)
            n += unit_side(l, p, unit) > 0;
    }
    return n;
}

static void count_vote(const struct law *l, uint32_t id, struct count *ret) {
    const struct proc_row *p = proc(l, id);
    *ret = (struct count){.certified = p->number[PROC_CERTIFIED] != 0};
    for (uint32_t o = p->option_last; o && ret->certified; o = options_at(l, o)->prev) {
        const struct option_row *row = options_at(l, o);
        if (row->number > OPTION_ABSTAIN)
            continue;
        ret->votes[row->number] = ret->heads[row->number] = row->votes;
        ret->voters += row->votes;
        if (row->number == OPTION_YES)
            ret->units_yes = row->units;
    }
    if (ret->certified && p->number[PROC_FOR])
        ret->heads[OPTION_YES] = p->number[PROC_FOR];
    for (uint32_t s = p->step_last; s && !ret->certified; s = steps_at(l, s)->prev) {
        const struct step_row *row = steps_at(l, s);
        if (row->kind != STEP_CAST || row->voided)
            continue;
        ret->voters++;
        if (row->option <= OPTION_ABSTAIN) {
            ret->votes[row->option] += row->weight;
            ret->heads[row->option]++;
        }
    }
    ret->present = ret->certified ? p->number[PROC_PRESENT]
                   : p->parent    ? proc(l, p->parent)->number[PROC_PRESENT]
                                  : ret->voters;
}

/* How many sat in a body in which nobody sits now. */
static int64_t last_composition(const struct law *l, uint32_t body) {
    int64_t n = 0, since = composition_last(l, body);
    for (uint32_t s = entity(l, body)->seat_last; s; s = seats_at(l, s)->prev)
        n += seat_sat_last(l, s, since) != 0;
    return n;
}

/* --- bases ------------------------------------------------------------------------------------ */

static int64_t base_of(const struct law *l, const struct charter *c, uint32_t body, uint32_t unit,
                       int64_t at, const struct share *s, const struct count *n) {
    int64_t heads = 0, votes = 0;
    uint32_t of = body && every_member_body(l, body) ? thing(l, body)->unit : unit;
    switch (s->base) {
    case BASE_CAST:
        return n->votes[OPTION_YES] + n->votes[OPTION_NO];
    case BASE_PRESENT:
        return n->present;
    case BASE_FILLED:
        return body ? entity(l, body)->seats_filled : n->voters;
    case BASE_SEATS:
        return body ? entity(l, body)->seats_open : n->voters;
    case BASE_UNITS:
        return units_count(l, c, s->of);
    case BASE_BODY: {
        uint32_t other = body_named(l, c->bodies[s->of].name, unit);
        return other ? entity(l, other)->seats_filled : 0;
    }
    case BASE_MEMBERS:
    case BASE_ELECTORS:
        if (body && !entity(l, body)->seats_filled && !every_member_body(l, body))
            return last_composition(l, body);
        if (body && !every_member_body(l, body))
            return entity(l, body)->seats_filled;
        members_entitled(l, c, of ? of : FEDERATION_ID, at, UINT64_MAX, &heads, &votes);
        return heads;
    default:
        return 0;
    }
}

int64_t tally_base(const struct law *l, uint32_t id, const struct share *s) {
    struct count n;
    const struct proc_row *p = proc(l, id);
    count_vote(l, id, &n);
    return base_of(l, charter_of(l, p), p->body, thing(l, id)->unit, frozen_at(l, p), s, &n);
}

/* What counts towards a share: votes of votes cast, heads of heads present or seated, units of
 * units. */
static int64_t part_of(const struct law *l, const struct proc_row *p, const struct share *s,
                       const struct count *n) {
    switch (s->base) {
    case BASE_CAST:
    case BASE_NONE:
        return n->votes[OPTION_YES];
    case BASE_UNITS:
        return n->certified || !p ? n->units_yes : units_for(l, p, s->of);
    default:
        return n->heads[OPTION_YES];
    }
}

static bool is_of_persons(const struct majority_part *m) {
    switch (m->kind) {
    case MAJORITY_PRESENT:
    case MAJORITY_ABSOLUTE:
        return true;
    case MAJORITY_SHARE:
        return m->share.base != BASE_CAST && m->share.base != BASE_NONE &&
               m->share.base != BASE_UNITS;
    default:
        return false;
    }
}

static bool counts_persons(const struct charter *c, const struct body_rule *rule,
                           const struct decision *decision) {
    struct majority m = charter_majority(c, rule, decision);
    bool any = false;
    for (uint8_t i = 0; i < m.n; i++)
        any |= is_of_persons(&m.each[i]);
    return any;
}

bool tally_counts_persons(const struct law *l, uint32_t id) {
    struct decision decision;
    const struct proc_row *p = proc(l, id);
    const struct charter *c = charter_of(l, p);
    int rule = p->body ? charter_body(c, state_word(l, thing(l, p->body)->rule)) : -1;
    vote_decision(l, id, &decision);
    return counts_persons(c, rule >= 0 ? &c->bodies[rule] : NULL, &decision);
}

/* --- judging ---------------------------------------------------------------------------------- */

struct frame { /* what a count is judged by */
    const struct law *l;
    const struct charter *c;
    const struct proc_row *p; /* NULL: a count certified in the same command */
    uint32_t id, body, unit;
    int64_t at;
    const struct decision *decision;
    const struct body_rule *rule;
};

static int64_t needed_of(const struct frame *f, const struct share *s, const struct count *n) {
    if (s->given != GIVEN_SAID)
        return 0;
    if (s->base == BASE_NONE || s->count) /* that many, not a part */
        return s->ratio.num;
    return ratio_least(s->ratio, base_of(f->l, f->c, f->body, f->unit, f->at, s, n), s->more_than);
}

/* The second, lower quorum: after a vote on the same matter that failed for want of the first. */
static const struct share *quorum_again(const struct frame *f) {
    const struct decision *d = f->decision;
    bool own = d->quorum_again.given, body = f->rule && f->rule->quorum_again.given;
    if (!f->p || (!own && !body))
        return NULL;
    struct span after = own ? d->quorum_again.after : f->rule->quorum_again.after;
    uint32_t first = find_no_quorum(f->l, f->p->subject, f->body);
    if (first && span_end(after, proc(f->l, first)->closed, &f->c->zone) - DAY_MS <= f->p->opens)
        return own ? &d->quorum_again.quorum : &f->rule->quorum_again.quorum;
    return NULL;
}

static int64_t quorum_needed(const struct frame *f, const struct count *n) {
    const struct share *again = quorum_again(f);
    if (again)
        return needed_of(f, again, n);
    if (f->decision->quorum.given)
        return needed_of(f, &f->decision->quorum, n);
    if (!f->rule)
        return 0;
    struct share s = charter_quorum(f->c, f->rule);
    return needed_of(f, &s, n);
}

static void judge_one(const struct frame *f, const struct count *n, uint8_t kind,
                      const struct share *share, struct tally_result *ret, uint8_t i) {
    int64_t yes = n->votes[OPTION_YES], no = n->votes[OPTION_NO], whole = yes + no, need = 0;
    struct share half = {.given = GIVEN_SAID, .ratio = {1, 2}, .more_than = true};
    ret->majority[i].part = yes;
    ret->majority[i].one.given = GIVEN_SAID;
    ret->majority[i].one.n = 1;
    ret->majority[i].one.each[0].kind = kind;
    ret->majority[i].one.each[0].share = *share;
    switch (kind) {
    case MAJORITY_UNANIMOUS:
        need = whole > 0 ? whole : 1;
        break;
    case MAJORITY_PRESENT:
        half.base = BASE_PRESENT;
        break;
    case MAJORITY_ABSOLUTE:
        half.base = f->body ? BASE_SEATS : BASE_MEMBERS;
        break;
    case MAJORITY_SHARE:
        half = *share;
        break;
    default:
        need = no + 1;
        break; /* simple: more yes than no */
    }
    if (kind == MAJORITY_PRESENT || kind == MAJORITY_ABSOLUTE || kind == MAJORITY_SHARE) {
        whole = base_of(f->l, f->c, f->body, f->unit, f->at, &half, n);
        need = needed_of(f, &half, n);
        ret->majority[i].part = part_of(f->l, f->p, &half, n);
    }
    ret->majority[i].whole = whole;
    ret->majority[i].needed = need > 0 ? need : 1; /* nothing is carried by nobody */
    ret->majority[i].reached = ret->majority[i].part >= ret->majority[i].needed;
}

static void judge(const struct frame *f, const struct count *n, struct tally_result *ret) {
    static const struct share none;
    *ret = (struct tally_result){.yes = n->votes[OPTION_YES],
                                 .no = n->votes[OPTION_NO],
                                 .abstain = n->votes[OPTION_ABSTAIN],
                                 .present = n->present};
    struct majority m = charter_majority(f->c, f->rule, f->decision);
    bool all = true;
    if (!m.n)
        judge_one(f, n, MAJORITY_SIMPLE, &none, ret, ret->n++);
    for (uint8_t i = 0; i < m.n; i++)
        judge_one(f, n, m.each[i].kind, &m.each[i].share, ret, ret->n++);
    for (uint8_t i = 0; i < ret->n; i++)
        all &= ret->majority[i].reached;
    ret->quorum_needed = quorum_needed(f, n);
    ret->turnout_needed = needed_of(f, &f->decision->turnout, n);
    if (n->present < ret->quorum_needed)
        ret->outcome = OUTCOME_NO_QUORUM;
    else if (n->voters < ret->turnout_needed)
        ret->outcome = OUTCOME_TURNOUT_MISSED;
    else if (all)
        ret->outcome = OUTCOME_CARRIED;
    else
        ret->outcome = ret->yes == ret->no && ret->yes ? OUTCOME_TIED : OUTCOME_LOST;
}

void tally_evaluate(const struct law *l, uint32_t id, struct tally_result *ret) {
    struct count n;
    struct decision decision;
    const struct proc_row *p = proc(l, id);
    const struct charter *c = charter_of(l, p);
    vote_decision(l, id, &decision);
    struct frame f = {.l = l,
                      .c = c,
                      .p = p,
                      .id = id,
                      .body = p->body,
                      .unit = thing(l, id)->unit,
                      .at = frozen_at(l, p),
                      .decision = &decision};
    int rule = p->body ? charter_body(c, state_word(l, thing(l, p->body)->rule)) : -1;
    f.rule = rule >= 0 ? &c->bodies[rule] : NULL;
    count_vote(l, id, &n);
    judge(&f, &n, ret);
    ret->eligible = p->number[PROC_ELIGIBLE];
}

/* --- the block that rules --------------------------------------------------------------------- */

static void recall_decision(const struct law *l, const struct proc_row *recall,
                            struct decision *ret) {
    const struct charter *c = charter_of(l, recall);
    int rule = charter_body(c, state_word(l, thing(l, recall->subject)->rule));
    const struct recall *r = rule >= 0 ? charter_recall(c, &c->bodies[rule]) : NULL;
    if (r)
        *ret = (struct decision){
            .article = r->article,
            .majority = r->majority,
            .turnout = r->turnout,
            .ballot_given = r->ballot_given,
            .ballot = r->ballot,
            .quorum = {.given = r->decided_by.kind == WHO_BODY ? GIVEN_ABSENT : GIVEN_NONE}};
}

static void override_decision(const struct law *l, const struct proc_row *p, struct decision *ret) {
    const struct charter *c = charter_of(l, p);
    struct bytes kind = state_word(l, thing(l, p->subject)->rule);
    for (uint16_t i = 0; i < c->n_powers; i++)
        for (uint8_t k = 0; k < c->powers[i].n_what; k++)
            if ((c->powers[i].verbs & (1u << VERB_VETO)) &&
                c->powers[i].override.given == GIVEN_SAID &&
                bytes_equal(c->acts[c->powers[i].what[k]].name, kind)) {
                ret->majority = (struct majority){.given = GIVEN_SAID, .n = 1};
                ret->majority.each[0].kind = MAJORITY_SHARE;
                ret->majority.each[0].share = c->powers[i].override;
            }
}

void vote_decision(const struct law *l, uint32_t id, struct decision *ret) {
    const struct proc_row *p = proc(l, id);
    const struct charter *c = charter_of(l, p);
    uint32_t user = (uint32_t)p->number[PROC_USER];
    *ret = (struct decision){0};
    if (is_noun(l, p->subject, NOUN_PROCEEDING) && proc(l, p->subject)->kind == PROC_RECALL) {
        recall_decision(l, proc(l, p->subject), ret);
        return;
    }
    if (!is_noun(l, p->subject, NOUN_ACT))
        return;
    if (p->number[PROC_VERB]) {
        if (user && user <= c->n_powers)
            *ret = c->powers[user - 1].how;
        return;
    }
    if (user) {
        override_decision(l, p, ret);
        return;
    }
    int rule = charter_act(c, state_word(l, thing(l, p->subject)->rule));
    if (rule >= 0 && p->number[PROC_STEP_NO] < c->acts[rule].n_steps)
        *ret = c->acts[rule].steps[p->number[PROC_STEP_NO]];
}

/* --- opening and closing ---------------------------------------------------------------------- */

struct bytes vote_name(const struct law *l, uint32_t subject, char buf[VOTE_NAME_TEXT]) {
    struct bytes own = state_name(l, subject);
    int n =
        snprintf(buf, VOTE_NAME_TEXT, "%.*s-vote", (int)own.n, own.n ? (const char *)own.at : "");
    struct bytes name = bytes_of(buf, (size_t)n);
    bool free_name = own.n && name_valid(name, true) && !state_named(l, name);
    return free_name ? name : (struct bytes){0};
}

uint32_t vote_open(struct docket *d, const struct vote_new *v, const struct decision *decision) {
    struct law *l = d->l;
    const struct charter *c = l->charter;
    int rule = v->body ? body_rule_of(l, v->body) : -1;
    uint8_t ballot = charter_ballot(c, rule >= 0 ? &c->bodies[rule] : NULL, NULL, decision);
    uint32_t unit = v->unit ? v->unit : every_member_body(l, v->body) ? thing(l, v->body)->unit : 0;
    int64_t heads = 0, votes = 0;
    uint32_t id = emit_thing(d, NOUN_PROCEEDING, PROC_VOTE, v->name, 0, 0, unit);
    EMIT(d, PROCEEDING, id, PROC_VOTE, v->subject, v->part, v->body, 0, v->sender, v->opens,
         v->closes, v->parent, LAW_RULES);
    EMIT_TEXT(d, OPTION, BYTES_LIT("yes"), id, OPTION_YES, 0);
    EMIT_TEXT(d, OPTION, BYTES_LIT("no"), id, OPTION_NO, 0);
    EMIT_TEXT(d, OPTION, BYTES_LIT("abstain"), id, OPTION_ABSTAIN, 0);
    if (v->body && !every_member_body(l, v->body))
        votes = tally_body_votes(l, v->body);
    else
        members_entitled(l, c, unit ? unit : FEDERATION_ID, d->now, UINT64_MAX, &heads, &votes);
    EMIT(d, NUMBER, id, PROC_ELIGIBLE, votes);
    EMIT(d, NUMBER, id, PROC_FROZEN, d->now);
    EMIT(d, NUMBER, id, PROC_BALLOT, ballot);
    if (v->verb)
        EMIT(d, NUMBER, id, PROC_VERB, v->verb);
    if (v->rule)
        EMIT(d, NUMBER, id, PROC_USER, v->rule);
    if (v->step)
        EMIT(d, NUMBER, id, PROC_STEP_NO, v->step);
    emit_due(d, v->closes, id, DUE_CLOSE);
    return id;
}

static void follows(struct docket *d, uint32_t id, uint32_t outcome) {
    const struct proc_row p = *proc(d->l, id);
    if (is_noun(d->l, p.subject, NOUN_ACT)) {
        if (p.number[PROC_VERB])
            power_decided(d, id, outcome);
        else
            act_step_done(d, p.subject, id, outcome);
    } else if (is_noun(d->l, p.subject, NOUN_PROCEEDING) && thing(d->l, p.subject)->row) {
        uint32_t kind = proc(d->l, p.subject)->kind;
        if (kind == PROC_RECALL)
            recall_decided(d, p.subject, id, outcome);
        if (kind == PROC_DISPUTE)
            dispute_decided(d, p.subject, id, outcome);
    }
}

/* A question with options of its own: the most votes, more than any other, decide. */
static uint32_t options_outcome(struct docket *d, uint32_t id) {
    int64_t best = 0, second = 0;
    uint32_t winner = 0;
    for (uint32_t o = proc(d->l, id)->option_last; o; o = options_at(d->l, o)->prev) {
        const struct option_row *row = options_at(d->l, o);
        if (row->number <= OPTION_ABSTAIN)
            continue;
        if (row->votes > best) {
            second = best;
            best = row->votes;
            winner = row->number;
        } else if (row->votes > second) {
            second = row->votes;
        }
    }
    EMIT(d, NUMBER, id, PROC_RESULT, best > second ? winner : 0);
    return best > second ? OUTCOME_CARRIED : best ? OUTCOME_TIED : OUTCOME_LOST;
}

/* Each majority by its own name, with its numbers as they were at the close: members come and go.
 */
static void emit_majorities(struct docket *d, uint32_t id, const struct tally_result *r) {
    const struct charter *c = charter_of(d->l, proc(d->l, id));
    for (uint8_t i = 0; i < r->n; i++) {
        char text[300];
        struct buf b = buf_on(text, sizeof(text));
        majority_text(c, &r->majority[i].one, &b);
        EMIT_TEXT(d, MAJORITY, b.failed ? (struct bytes){0} : buf_view(&b), id, i + 1,
                  r->majority[i].part, r->majority[i].whole, r->majority[i].needed);
    }
}

void vote_close(struct docket *d, uint32_t id) {
    struct tally_result r;
    struct law *l = d->l;
    tally_evaluate(l, id, &r);
    if (!proc(l, id)->number[PROC_CERTIFIED]) {
        int64_t votes[3] = {r.yes, r.no, r.abstain};
        for (uint32_t i = 0; i < 3; i++)
            EMIT(d, TALLY, id, i + 1, votes[i], 0);
        for (uint32_t o = OPTION_ABSTAIN + 1; o <= proc(l, id)->n_options; o++) {
            int64_t n = 0;
            for (uint32_t s = proc(l, id)->step_last; s; s = steps_at(l, s)->prev)
                n += steps_at(l, s)->option == o && !steps_at(l, s)->voided ? steps_at(l, s)->weight
                                                                            : 0;
            EMIT(d, TALLY, id, o, n, 0);
        }
        EMIT(d, NUMBER, id, PROC_PRESENT, r.present);
    }
    EMIT(d, NUMBER, id, PROC_QUORUM, r.quorum_needed);
    EMIT(d, NUMBER, id, PROC_NEEDED, r.majority[0].needed);
    emit_majorities(d, id, &r);
    uint32_t outcome = r.outcome;
    if (proc(l, id)->n_options > OPTION_ABSTAIN && outcome != OUTCOME_NO_QUORUM &&
        outcome != OUTCOME_TURNOUT_MISSED)
        outcome = options_outcome(d, id);
    EMIT(d, CLOSED, id, outcome, d->now);
    follows(d, id, outcome);
}

/* --- certified in the same command ------------------------------------------------------------ */

static uint32_t chair_of(const struct law *l, uint32_t body) {
    int rule = is_kind(l, body, KIND_BODY) ? body_rule_of(l, body) : -1;
    const struct body_rule *b = rule >= 0 ? &l->charter->bodies[rule] : NULL;
    uint32_t c = b ? chain_find(l, body, 0, TIE_OFFICE, 1) : 0, first = 0;
    for (uint32_t t = living_last(l, c); t; t = living_prev(l, t, 1)) {
        struct bytes office = state_word(l, ties_at(l, t)->value);
        if (tie_holds(ties_at(l, t)) && bytes_is(office, "chair"))
            return ties_at(l, t)->from;
        if (tie_holds(ties_at(l, t)) && b->n_officers && bytes_equal(office, b->officers[0]))
            first = ties_at(l, t)->from;
    }
    return first;
}

static bool stands_in(const struct law *l, uint32_t election, uint32_t person) {
    return option_of(l, election, person) && !step_find(l, election, STEP_DECLINE, person);
}

static bool is_recalled(const struct law *l, const struct proc_row *recall, uint32_t person) {
    uint32_t id = mandate_of(l, person, recall->subject);
    const struct mandate_row *m = id ? mandate(l, id) : NULL;
    return m && (recall->part ? m->seat == recall->part
                              : m->group == recall->group && m->sender == recall->sender);
}

/* Does a count about ON decide about herself? */
static bool decides_about(const struct law *l, uint32_t on, uint32_t person) {
    const struct thing_row *t = on && person ? thing(l, on) : NULL;
    if (!t || !t->row)
        return false;
    switch (t->noun) {
    case NOUN_PROCEEDING:
        if (t->kind == PROC_ELECTION)
            return stands_in(l, on, person);
        if (t->kind == PROC_RECALL)
            return is_recalled(l, proc(l, on), person);
        return t->kind == PROC_VOTE && decides_about(l, proc(l, on)->subject, person);
    case NOUN_ACT:
        return !act_rule(l, on) && decides_about(l, act(l, on)->on, person); /* a power's use */
    case NOUN_TIE:
        return tie(l, on)->kind == TIE_MANDATE && mandate(l, on)->person == person;
    default:
        return t->kind == KIND_BODY && mandate_of(l, person, on);
    }
}

enum law_verdict tellers_ok(struct docket *d, uint32_t body, uint32_t on) {
    const struct charter *c = d->l->charter;
    static const char article[] = "trust.may-certify-hall-votes";
    struct value v = field(d, FIELD_TELLERS), one;
    struct value_list list;
    uint32_t seen[32], n = 0, id = 0;
    char text[REFUSAL_ARG_BYTES];
    if (v.kind != VALUE_NONE) {
        value_list_begin(&v, &list);
        while (value_list_next(&list, &one) && n < 32) {
            TRY(value_thing(d, &one, NOUN_ENTITY, KIND_PERSON, &id));
            for (uint32_t i = 0; i < n; i++)
                if (seen[i] == id)
                    return refuse(d, LAW_TELLERS, article, "different persons: one is named twice",
                                  "", "");
            if (decides_about(d->l, on, id))
                return refuse(d, LAW_TELLERS, article, "persons whom it does not decide about", "",
                              "");
            seen[n++] = id;
        }
    }
    struct bytes rule = c->trust.n_may_certify ? c->trust.may_certify[0] : BYTES_LIT("the chair");
    bool named = rule.n > 5 && bytes_is(bytes_of(rule.at, 5), "chair");
    uint32_t chair = named ? chair_of(d->l, body) : 0;
    if (decides_about(d->l, on, chair))
        chair = 0; /* the tellers count without her */
    bool there = !chair || d->h->actor == chair;
    for (uint32_t i = n; i-- > 0 && chair;)
        if (seen[i] == chair) {
            there = true;
            n--; /* she is not a teller, too */
        }
    if (there && (int32_t)n >= c->trust.tellers_needed)
        return LAW_ACCEPTED;
    snprintf(text, sizeof(text), "%.*s", (int)rule.n, (const char *)rule.at);
    return refuse(d, LAW_TELLERS, article, text, "", "");
}

enum law_verdict tally_persons_ok(struct docket *d, struct bytes row, int64_t present) {
    struct value persons = value_in_map(row, "persons");
    if (persons.kind == VALUE_NONE)
        return refuse(d, LAW_MISSING_FIELD, "", "persons",
                      "how many delegates were for it: its majority counts persons, and votes here "
                      "are members spoken for",
                      "");
    if (persons.kind != VALUE_INT || persons.i < 0 || persons.i > present ||
        persons.i > value_in_map(row, "votes").i)
        return REFUSE1(d, LAW_COUNT_WRONG, "more delegates for it than were present");
    return LAW_ACCEPTED;
}

/* As many units as there are, and none without a vote. */
static bool units_fit(const struct law *l, const struct charter *c, const struct body_rule *rule,
                      const struct decision *decision, struct bytes row) {
    int64_t units = value_in_map(row, "units").i;
    struct majority m = charter_majority(c, rule, decision);
    bool fit = units >= 0 && units <= value_in_map(row, "votes").i;
    for (uint8_t i = 0; fit && i < m.n; i++)
        if (m.each[i].kind == MAJORITY_SHARE && m.each[i].share.base == BASE_UNITS)
            fit = units <= units_count(l, c, m.each[i].share.of);
    return fit;
}

bool tally_units_fit(const struct law *l, uint32_t id, struct bytes row) {
    struct decision decision;
    const struct proc_row *p = proc(l, id);
    const struct charter *c = charter_of(l, p);
    int rule = p->body ? charter_body(c, state_word(l, thing(l, p->body)->rule)) : -1;
    vote_decision(l, id, &decision);
    return units_fit(l, c, rule >= 0 ? &c->bodies[rule] : NULL, &decision, row);
}

static enum law_verdict read_rows(struct docket *d, const struct body_rule *rule,
                                  const struct decision *decision, bool weighted,
                                  struct count *ret) {
    bool persons = weighted && counts_persons(d->l->charter, rule, decision);
    struct value v = field(d, FIELD_RESULT);
    struct value_list rows;
    struct bytes row;
    if (weighted && !has(d, FIELD_PRESENT))
        return refuse(d, LAW_MISSING_FIELD, "", "present",
                      "how many delegates were there: votes here are members spoken for", "");
    value_rows_begin(&v, &rows);
    bool given[OPTION_ABSTAIN + 1] = {false};
    while (value_rows_next(&rows, &row)) {
        struct bytes option = value_in_map(row, "option").bytes;
        struct value n = value_in_map(row, "votes");
        int i = bytes_is(option, "yes")       ? OPTION_YES
                : bytes_is(option, "no")      ? OPTION_NO
                : bytes_is(option, "abstain") ? OPTION_ABSTAIN
                                              : 0;
        if (!i || n.kind != VALUE_INT || n.i < 0 || n.i > UINT32_MAX)
            return REFUSE1(d, LAW_COUNT_WRONG,
                           "rows are {option: yes, no or abstain; votes: a number}");
        if (given[i])
            return REFUSE1(d, LAW_COUNT_WRONG, "one option has two rows");
        given[i] = true;
        if (!units_fit(d->l, d->l->charter, rule, decision, row))
            return REFUSE1(d, LAW_COUNT_WRONG, "more units than there are, or than votes");
        ret->votes[i] = ret->heads[i] = n.i;
        ret->voters += n.i;
        if (i == OPTION_YES)
            ret->units_yes = value_in_map(row, "units").i;
        if (i == OPTION_YES && persons) {
            TRY(tally_persons_ok(d, row, field(d, FIELD_PRESENT).i));
            ret->heads[i] = value_in_map(row, "persons").i;
        }
    }
    int64_t present = field(d, FIELD_PRESENT).i;
    ret->present = has(d, FIELD_PRESENT) ? present : ret->voters;
    ret->certified = true;
    if (!weighted && ret->present < ret->voters)
        return REFUSE1(d, LAW_COUNT_WRONG, "more votes than were present");
    return LAW_ACCEPTED;
}

enum law_verdict tally_certified(struct docket *d, uint32_t body, const struct decision *decision,
                                 uint32_t *ret_outcome) {
    struct count n = {0};
    struct tally_result r;
    char need[24], have[24];
    uint32_t on;
    int rule = is_kind(d->l, body, KIND_BODY) ? body_rule_of(d->l, body) : -1;
    TRY(field_thing(d, FIELD_ON, false, 0, 0, &on));
    TRY(tellers_ok(d, body, on));
    bool weighted = is_kind(d->l, body, KIND_BODY) && tally_weighted(d->l, body);
    const struct body_rule *b = rule >= 0 ? &d->l->charter->bodies[rule] : NULL;
    TRY(read_rows(d, b, decision, weighted, &n));
    if (weighted && n.voters > tally_body_votes(d->l, body))
        return REFUSE1(d, LAW_COUNT_WRONG, "more votes than the delegations carry");
    struct frame f = {.l = d->l,
                      .c = d->l->charter,
                      .body = body,
                      .unit = thing(d->l, body)->unit,
                      .at = d->now,
                      .decision = decision,
                      .rule = b};
    if (body && !every_member_body(d->l, body) && n.present > entity(d->l, body)->seats_filled)
        return REFUSE1(d, LAW_COUNT_WRONG, "more present than sit in the body");
    judge(&f, &n, &r);
    if (r.outcome == OUTCOME_NO_QUORUM) {
        snprintf(have, sizeof(have), "%lld", (long long)r.present);
        snprintf(need, sizeof(need), "%lld", (long long)r.quorum_needed);
        return refuse(d, LAW_NO_QUORUM, "", have, need, "");
    }
    *ret_outcome = r.outcome;
    return LAW_ACCEPTED;
}
