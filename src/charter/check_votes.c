/* Findings about decisions: majorities, quorums, deadlines, acts, how the constitution is
 * changed. */
#include "charter/check.h"

static const struct ratio half = {1, 2};

/* --- one share -------------------------------------------------------------------------------- */

/* What cannot be met, said where it is written. True when one was found. */
static bool check_share(struct checker *k, const struct article *at, const char *sub,
                        const struct share *s, const struct body_rule *b,
                        struct phrase_part what) {
    if (s->given != GIVEN_SAID)
        return false;
    if (s->base == BASE_ELECTORS) {
        FIND(k, FINDING_ELECTORS_OF_NO_SEAT, at, sub, say_share_written(&k->say, s), what);
        return true;
    }
    if (!b || !share_is_impossible(k->c, s, b))
        return false;
    struct phrase_part written = say_share_written(&k->say, s);
    const struct body_rule *of = s->base == BASE_BODY ? &k->c->bodies[s->of] : b;
    if (s->base == BASE_MEMBERS)
        FIND(k, FINDING_SHARE_OF_MEMBERS, at, sub, written, say_text(b->name));
    else if (s->base == BASE_UNITS)
        FIND(k, FINDING_UNITS_NOT_IN_BODY, at, sub, written, say_text(b->name),
             say_text(k->c->units[s->of].name));
    else
        FIND(k, FINDING_MORE_THAN_THERE_ARE, at, sub, written, say_text(of->name),
             say_seats(&k->say, body_seats(k->c, of).most));
    return true;
}

/* --- majorities ------------------------------------------------------------------------------- */
enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

/* Can those who reach it and those who do not both be enough? Then a proposal and its opposite
 * win. */
static enum answer two_can_win(const struct majority_part *p, struct seats seats) {
    if (p->kind != MAJORITY_SHARE)
        return p->kind == MAJORITY_PLURALITY ? ANSWER_YES : ANSWER_NO;
    const struct share *s = &p->share;
    if (s->count || s->base == BASE_NONE) {
        if (seats.most == MANY)
            return ANSWER_UNKNOWN;
        return 2 * s->ratio.num > seats.most ? ANSWER_NO : ANSWER_YES;
    }
    int c = ratio_compare(s->ratio, half);
    return c > 0 || (c == 0 && s->more_than) ? ANSWER_NO : ANSWER_YES;
}

/* Does every one of so many have to agree? */
static bool one_can_stop(const struct majority_part *p, struct seats seats) {
    if (p->kind == MAJORITY_UNANIMOUS)
        return seats.most != 1;
    if (p->kind != MAJORITY_SHARE || seats.least != seats.most || seats.most < 2)
        return false;
    const struct share *s = &p->share;
    if (s->base != BASE_FILLED && s->base != BASE_SEATS && s->base != BASE_PRESENT &&
        s->base != BASE_CAST && s->base != BASE_NONE)
        return false;
    if (s->count || s->base == BASE_NONE)
        return s->ratio.num == seats.most;
    return ratio_least(s->ratio, seats.most, s->more_than) == seats.most;
}

static void check_majority(struct checker *k, const struct article *at, const struct majority *m,
                           const struct body_rule *b, struct phrase_part what) {
    struct seats seats = b ? body_seats(k->c, b) : (struct seats){0, MANY};
    enum answer two = m->n ? ANSWER_YES : ANSWER_UNKNOWN;
    bool plurality = false, stop = false, impossible = false;
    if (m->given != GIVEN_SAID)
        return;
    for (int i = 0; i < m->n; i++) {
        const struct majority_part *p = &m->each[i];
        plurality |= p->kind == MAJORITY_PLURALITY;
        stop |= one_can_stop(p, seats);
        if (p->kind == MAJORITY_SHARE)
            impossible |= check_share(k, at, "majority", &p->share, b, what);
        if (two != ANSWER_NO && two_can_win(p, seats) != ANSWER_YES)
            two = two_can_win(p, seats);
    }
    struct phrase_part written = say_majority_written(&k->say, m);
    if (plurality)
        FIND(k, FINDING_PLURALITY_OF_YES_AND_NO, at, "majority", what);
    else if (two == ANSWER_YES && !impossible)
        FIND(k, FINDING_TWO_CAN_WIN, at, "majority", what, written);
    if (stop && !impossible)
        FIND(k, FINDING_ONE_CAN_STOP, at, "majority", what, written);
}

/* --- quorums ---------------------------------------------------------------------------------- */
static bool is_lower(const struct share *a, const struct share *b) {
    int c = ratio_compare(a->ratio, b->ratio);
    return a->base != b->base || a->count != b->count || c < 0 ||
           (c == 0 && b->more_than && !a->more_than);
}

static void check_quorum(struct checker *k, const struct article *at, const struct share *quorum,
                         const struct quorum_again *again, const struct body_rule *b) {
    struct phrase_part of = b ? say_text(b->name) : say_words(&k->say, N_("this vote"));
    check_share(k, at, "quorum", quorum, b, of);
    if (!again->given)
        return;
    check_share(k, at, "quorum-again", &again->quorum, b, of);
    if (quorum->given == GIVEN_SAID && again->quorum.given == GIVEN_SAID &&
        !is_lower(&again->quorum, quorum))
        FIND(k, FINDING_QUORUM_AGAIN_NOT_LOWER, at, "quorum-again", of,
             say_share_written(&k->say, &again->quorum), say_share_written(&k->say, quorum));
}

/* Where the usual is said, it is not known for which body: only what is wrong for any. */
static void check_usual(struct checker *k, const struct usual *u, const struct article *at) {
    struct phrase_part what = say_words(&k->say, N_("every decision"));
    check_majority(k, at, &u->majority, NULL, what);
    check_quorum(k, at, &u->quorum, &u->quorum_again, NULL);
    struct phrase_part others = say_words(&k->say, N_("bodies that say nothing else"));
    if (u->quorum.given == GIVEN_NOT_STATED)
        FIND(k, FINDING_NOT_STATED, at, "quorum", say_words(&k->say, N_("the quorum")), others);
    if (u->majority.given == GIVEN_NOT_STATED)
        FIND(k, FINDING_NOT_STATED, at, "majority", say_words(&k->say, N_("the majority")),
             others);
    if (u->recall.given == GIVEN_NOT_STATED)
        FIND(k, FINDING_NOT_STATED, at, "recall", say_words(&k->say, N_("the recall")), others);
}

/* Does this body decide, or fill seats by meeting? */
static bool body_decides(const struct charter *c, int body) {
    for (int i = 0; i < c->n_acts; i++) {
        for (int j = 0; j < c->acts[i].n_steps; j++) {
            if (whos_have_body(&c->acts[i].steps[j].by, body))
                return true;
        }
    }
    return false;
}

static void check_body_votes(struct checker *k, int body) {
    const struct body_rule *b = &k->c->bodies[body];
    struct share quorum = charter_quorum(k->c, b);
    struct quorum_again again = charter_quorum_again(k->c, b);
    struct seats seats = body_seats(k->c, b);
    check_majority(k, &b->article, &b->majority, b,
                   SAY(&k->say, N_("every decision of %1"), say_text(b->name)));
    check_quorum(k, &b->article, &quorum, b->quorum.given || b->quorum_again.given
                                                  ? &again
                                                  : &(struct quorum_again){0}, b);
    if (quorum.given == GIVEN_NONE && body_decides(k->c, body) && seats.most > 1)
        FIND(k, FINDING_NO_QUORUM, &b->article, "quorum", say_text(b->name));
    if (b->quorum.given == GIVEN_NOT_STATED)
        FIND(k, FINDING_NOT_STATED, &b->article, "quorum", say_words(&k->say, N_("the quorum")),
             say_text(b->name));
}

void charter_check_votes(struct checker *k) {
    const struct article usual = {0, BYTES_LIT("usual")};
    check_usual(k, &k->c->usual, &usual);
    for (int i = 0; i < k->c->n_orders; i++) {
        if (k->c->orders[i].usual_given)
            check_usual(k, &k->c->orders[i].usual, &k->c->orders[i].article);
    }
    for (int i = 0; i < k->c->n_bodies; i++)
        check_body_votes(k, i);
}

/* --- one decision ----------------------------------------------------------------------------- */
static const struct who *each_of(const struct decision *d) {
    return d->by.n == 1 && d->by.each[0].each ? &d->by.each[0] : NULL;
}

/* The unit whose electorates decide in `by: each NAME`; -1. */
static int unit_of_each(const struct charter *c, const struct who *w) {
    if (w->kind == WHO_UNIT)
        return w->of;
    if (w->kind != WHO_BODY || c->bodies[w->of].n_for_each == 0)
        return -1;
    const struct body_rule *b = &c->bodies[w->of];
    const struct for_each *last = &b->for_each[b->n_for_each - 1];
    return last->association ? -1 : last->of;
}

static void check_needed(struct checker *k, const struct article *at, const struct decision *d,
                         struct phrase_part what) {
    const struct who *each = each_of(d);
    if (!each && d->needed.given == GIVEN_SAID)
        FIND(k, FINDING_NEEDED_WITHOUT_EACH, at, "needed", what);
    if (!each)
        return;
    int unit = unit_of_each(k->c, each);
    if (d->needed.given == GIVEN_ABSENT)
        FIND(k, FINDING_EVERY_UNIT_CAN_STOP, at, "needed",
             unit >= 0 ? say_text(k->c->units[unit].name) : say_text(each->name), what);
    else if (d->needed.given == GIVEN_SAID &&
             (d->needed.base != BASE_UNITS || d->needed.of != unit) && d->needed.base != BASE_NONE)
        FIND(k, FINDING_NEEDED_OF_OTHERS, at, "needed", say_share_written(&k->say, &d->needed),
             what);
}

static void check_deadline(struct checker *k, const struct article *at, const struct decision *d,
                           struct span act_notice, const struct body_rule *b,
                           struct phrase_part what) {
    if (d->within.unit == 0)
        return;
    if (d->otherwise == OTHERWISE_NOT_SAID)
        FIND(k, FINDING_OTHERWISE_MISSING, at, "within", what);
    struct span notice = charter_notice(k->c, b, d);
    if (act_notice.unit)
        notice = act_notice;
    if (b && notice.unit && span_is_longer(notice, d->within))
        FIND(k, FINDING_NOTICE_AFTER_DEADLINE, at, "within", say_text(b->name),
             say_span(&k->say, d->within), say_span(&k->say, notice));
}

/* ACT_NOTICE: of the whole act, for its first decision. */
static void check_decision(struct checker *k, const struct article *at, const struct decision *d,
                           struct span act_notice, struct phrase_part what) {
    int body = d->by.n ? who_body(&d->by.each[0]) : -1;
    const struct body_rule *b = body >= 0 ? &k->c->bodies[body] : NULL;
    if (d->method.n == 0)
        check_majority(k, at, &d->majority, b, what);
    if (d->quorum.given || d->quorum_again.given) {
        struct share quorum = d->quorum.given ? d->quorum : charter_quorum(k->c, b);
        check_quorum(k, at, &quorum, &d->quorum_again, b);
    }
    if (b && d->turnout.given == GIVEN_SAID && !d->by.each[0].each)
        FIND(k, FINDING_TURNOUT_OF_BODY, at, "turnout", what, say_text(b->name));
    check_needed(k, at, d, what);
    check_deadline(k, at, d, act_notice, b, what);
}

/* --- acts ------------------------------------------------------------------------------------- */
static void check_act(struct checker *k, const struct act_rule *a) {
    struct phrase_part what = say_text(a->name);
    if (a->agreement && a->between.n < 2 && a->between.given != GIVEN_NOT_STATED)
        FIND(k, FINDING_AGREEMENT_OF_ONE, &a->article, "between", what);
    if (!a->agreement && (a->n_steps == 0 || a->steps[0].by.given == GIVEN_ABSENT))
        FIND(k, FINDING_ACT_BY_NOBODY, &a->article, NULL, what);
    for (int i = 0; i < a->n_steps; i++) {
        const struct decision *d = &a->steps[i];
        const struct article *at = d->article.path.n ? &d->article : &a->article;
        check_decision(k, at, d, i == 0 ? a->notice : (struct span){0}, what);
    }
    if (a->n_steps == 1 && a->steps[0].by.n == 1) {
        int body = who_body(&a->steps[0].by.each[0]);
        struct seats s =
            body >= 0 ? body_seats(k->c, &k->c->bodies[body]) : (struct seats){0, MANY};
        if (s.least == 1 && s.most == 1)
            FIND(k, FINDING_ONE_DECIDES, &a->article, "by", say_text(k->c->bodies[body].name),
                 what);
    }
    if (a->lapses.unit && a->in_force == IN_FORCE_AFTER &&
        !span_is_longer(a->lapses, a->in_force_after) &&
        !(a->lapses.unit != a->in_force_after.unit &&
          !span_is_longer(a->in_force_after, a->lapses)))
        FIND(k, FINDING_LAPSES_BEFORE_FORCE, &a->article, "lapses", what,
             say_span(&k->say, a->lapses), say_span(&k->say, a->in_force_after));
}

/* --- how the constitution is changed ---------------------------------------------------------- */

/* The most that a majority asks of BASE: 0 nothing; simple is half of cast, and so on. */
static struct ratio asked_of(const struct majority *m, uint8_t base) {
    struct ratio most = {0, 1};
    for (int i = 0; i < m->n; i++) {
        const struct majority_part *p = &m->each[i];
        struct ratio asked = {0, 1};
        if (p->kind == MAJORITY_SHARE && p->share.base == base && !p->share.count)
            asked = p->share.ratio;
        else if ((p->kind == MAJORITY_SIMPLE && base == BASE_CAST) ||
                 (p->kind == MAJORITY_PRESENT && base == BASE_PRESENT) ||
                 (p->kind == MAJORITY_ABSOLUTE && base == BASE_SEATS))
            asked = half;
        else if (p->kind == MAJORITY_UNANIMOUS)
            asked = (struct ratio){1, 1};
        most = ratio_compare(asked, most) > 0 ? asked : most;
    }
    return most;
}

static bool same_deciders(const struct whos *a, const struct whos *b) {
    bool same = a->n == b->n;
    for (int i = 0; same && i < a->n; i++)
        same = a->each[i].kind == b->each[i].kind && a->each[i].of == b->each[i].of &&
               a->each[i].each == b->each[i].each;
    return same;
}

/* Certainly easier: by the same in the first step, no more steps, no majority higher, one lower. */
static bool is_easier(const struct charter *c, const struct act_rule *a, const struct act_rule *b) {
    bool easier = a->n_steps < b->n_steps;
    if (a->n_steps == 0 || a->n_steps > b->n_steps ||
        !same_deciders(&a->steps[0].by, &b->steps[0].by))
        return false;
    for (int i = 0; i < a->n_steps; i++) {
        int body = a->steps[i].by.n ? who_body(&a->steps[i].by.each[0]) : -1;
        const struct body_rule *rule = body >= 0 ? &c->bodies[body] : NULL;
        struct majority ours = charter_majority(c, rule, &a->steps[i]),
                        theirs = charter_majority(c, rule, &b->steps[i]);
        for (uint8_t base = BASE_CAST; base <= BASE_UNITS; base++) {
            int order = ratio_compare(asked_of(&ours, base), asked_of(&theirs, base));
            if (order > 0)
                return false;
            easier |= order < 0;
        }
    }
    return easier;
}

/* Decided in one step, as any decision of the same body is. */
static bool is_as_any(const struct charter *c, const struct act_rule *a) {
    if (a->n_steps != 1 || a->steps[0].by.n == 0 || a->steps[0].turnout.given == GIVEN_SAID)
        return false;
    int body = who_body(&a->steps[0].by.each[0]);
    struct majority m = charter_majority(c, body >= 0 ? &c->bodies[body] : NULL, &a->steps[0]);
    return m.given == GIVEN_SAID && m.n == 1 && m.each[0].kind == MAJORITY_SIMPLE &&
           a->steps[0].quorum.given != GIVEN_SAID;
}

static void check_amendments(struct checker *k) {
    const struct charter *c = k->c;
    struct majority simple = {.given = GIVEN_SAID, .n = 1, .each = {{.kind = MAJORITY_SIMPLE}}};
    bool any = false;
    for (int i = 0; i < c->n_acts; i++) {
        const struct act_rule *a = &c->acts[i];
        if (a->changes != CHANGES_CONSTITUTION)
            continue;
        any = true;
        FIND(k, FINDING_AMENDMENT_OF_ITSELF, &a->article, NULL, say_text(a->name));
        if (is_as_any(c, a))
            FIND(k, FINDING_AMENDMENT_AS_ANY, &a->article, NULL, say_text(a->name),
                 say_majority(&k->say, &simple));
        for (int j = 0; j < c->n_acts; j++) {
            if (j != i && c->acts[j].changes == CHANGES_CONSTITUTION &&
                is_easier(c, a, &c->acts[j]))
                FIND(k, FINDING_AMENDMENT_WAY_ROUND, &a->article, NULL, say_text(a->name),
                     say_text(c->acts[j].name));
        }
    }
    const struct article acts = {0, BYTES_LIT("acts")};
    if (!any)
        FIND(k, FINDING_AMENDMENT_MISSING, &acts, NULL, {{0}, 0});
}

void charter_check_acts(struct checker *k) {
    const struct charter *c = k->c;
    for (int i = 0; i < c->n_acts; i++)
        check_act(k, &c->acts[i]);
    for (int i = 0; i < c->n_powers; i++) {
        struct decision how = c->powers[i].how;
        if (how.by.n == 0)
            how.by = c->powers[i].who;
        if (c->powers[i].within.unit) { /* the power's own deadline is looked at with the power */
            how.within = c->powers[i].within;
            how.otherwise = OTHERWISE_FALLS;
        }
        check_decision(k, &c->powers[i].article, &how, (struct span){0},
                       say_words(&k->say, N_("this power")));
    }
    if (c->adoption.given)
        check_decision(k, &c->adoption.decision.article, &c->adoption.decision, (struct span){0},
                       say_words(&k->say, N_("the adoption")));
    check_amendments(k);
}
