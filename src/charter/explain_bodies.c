/* In plain sentences: who sends whom, for how long, and how they are recalled. */
#include "charter/check.h"
#include "charter/explain.h"
#include "charter/method.h"

/* --- seats ------------------------------------------------------------------------------------ */
static struct phrase_part say_steps(struct say *s, const struct seat_number *n) {
    struct phrase_part parts[NUMBER_STEPS_MAX];
    for (int i = 0; i < n->n_steps; i++) {
        const struct number_step *step = &n->steps[i];
        parts[i] = step->first > 0
                       ? SAY(s, N_("%1 for the first %2"), say_seats(s, step->seats),
                             say_members(s, step->first))
                       : SAY(s, N_("%1 for each further %2"), say_seats(s, step->seats),
                             say_members(s, step->each));
    }
    return say_list(s, parts, n->n_steps, false);
}

/* "15 seats", "2 seats for each region", "one seat for each 100 members". */
static struct phrase_part say_seat_number(struct say *s, const struct body_rule *b,
                                          const struct seat_group *g) {
    const struct seat_number *n = &g->number;
    const struct who *from = g->from.n ? &g->from.each[0] : NULL;
    struct who one = from ? *from : (struct who){0};
    switch ((enum number_kind)n->kind) {
    case NUMBER_FIXED:
        if (group_is_of_one(s->c, b, g))
            return say_seats(s, n->seats);
        if (from->kind == WHO_BODY) {
            const struct body_rule *body = &s->c->bodies[from->of];
            const struct for_each *e = &body->for_each[body->n_for_each - 1];
            one.kind = e->association ? WHO_ASSOCIATION : WHO_UNIT;
            one.of = e->of;
        }
        one.each = true;
        return SAY(s, N_("%1 for %2"), say_seats(s, n->seats), say_who(s, &one));
    case NUMBER_PER_MEMBERS:
        return SAY(s, N_("one seat for each %1"), say_members(s, n->members));
    case NUMBER_PER_UNIT:
        return SAY(s, N_("%1 for each %2"), say_seats(s, n->seats), say_unit(s, n->unit));
    case NUMBER_SHARED:
        return SAY(s, N_("%1, shared by %2"), say_seats(s, n->seats), say_word(s, n->method));
    case NUMBER_STEPS:
        return say_steps(s, n);
    case NUMBER_OPEN:
        return say_words(s, N_("as many seats as are sent"));
    case NUMBER_NOT_STATED:
        break;
    }
    return s->c->past ? say_words(s, N_("seats whose number the source does not state"))
                      : say_words(s, N_("seats"));
}

const struct phrase *charter_say_seats(const struct charter *c, const struct body_rule *b,
                                       const struct seat_group *g, struct arena *a) {
    struct say s = {.c = c, .arena = a, .language = "", .words = true};
    struct phrase_part part = SAY(&s, "%1", say_seat_number(&s, b, g));
    return s.failed ? NULL : part.phrase;
}

static struct phrase_part say_how(struct say *s, const struct seat_group *g) {
    static const char *const words[] = {
        [HOW_ELECTED] = N_("elected by %1"),
        [HOW_APPOINTED] = N_("appointed by %1"),
        [HOW_DELEGATED] = N_("delegated by %1"),
        [HOW_EX_OFFICIO] = N_("held by office by %1"),
        [HOW_DRAWN_BY_LOT] = N_("drawn by lot from %1"),
        [HOW_CO_OPTED] = N_("co-opted by %1"),
        [HOW_AGREED] = N_("agreed among %1"),
        [HOW_SELF_CONSTITUTED] = N_("taken by %1 without being sent"),
        [HOW_NOT_STATED] = N_("sent by %1, the source does not say how"),
    };
    return SAY(s, words[g->how], say_whos(s, &g->from, g->from.either));
}

static void explain_votes(struct explainer *x, const struct seat_group *g) {
    static const char *const rest[] = {
        [REMAINDER_NOT_SAID] = N_("nothing says who casts votes that do not divide"),
        [REMAINDER_CHAIR] = N_("votes that do not divide go to the delegation's chair"),
        [REMAINDER_LOST] = N_("votes that do not divide are lost"),
        [REMAINDER_LARGEST] = N_("votes that do not divide go to those elected first"),
    };
    if (g->votes != VOTES_MEMBERS)
        return;
    if (g->shared_as_declared)
        TELL(x, &g->article, N_("A delegation carries the votes of all members it stands for, and "
                                "says how they are shared."), {{0}, 0});
    else
        TELL(x, &g->article, N_("A delegation carries the votes of all members it stands for, "
                                "shared equally among those present; %1."),
             say_words(&x->say, rest[g->remainder]));
}

static void explain_bounds(struct explainer *x, const struct seat_group *g) {
    static const char *const rounding[] = {N_("parts are rounded down"), N_("parts are rounded up"),
                                           N_("parts are rounded to the nearest")};
    struct phrase_part rounded = say_words(&x->say, rounding[g->rounding]);
    if (g->number.kind != NUMBER_PER_MEMBERS && g->number.kind != NUMBER_STEPS)
        return;
    int32_t least = g->at_least > 0 ? g->at_least : 1;
    if (g->at_most > 0)
        TELL(x, &g->article, N_("Each who sends has at least %1 and at most %2; %3."),
             say_seats(&x->say, least), say_seats(&x->say, g->at_most), rounded);
    else
        TELL(x, &g->article, N_("Each who sends has at least %1; %2."),
             say_seats(&x->say, least), rounded);
}

/* What a ballot has, where the method leaves it to the constitution. */
static void explain_marks(struct explainer *x, const struct body_rule *b,
                          const struct seat_group *g) {
    struct bytes method = *charter_method(x->c, b, g);
    int64_t marks = charter_marks(method, g, g->number.seats);
    bool fixed = g->number.kind == NUMBER_FIXED || g->number.kind == NUMBER_PER_UNIT;
    const char *what = N_("A ballot grades each from 0 to %1.");
    if (bytes_is(method, "limited"))
        what = N_("A ballot has up to %1 votes.");
    if (bytes_is(method, "cumulative"))
        what = N_("A ballot has up to %1 points to give.");
    if (marks && (g->marks || fixed || !(charter_method_traits(method) & METHOD_ELECTS_MINORITY)))
        TELL(x, &g->article, what, say_number(&x->say, marks));
}

static void explain_alternates(struct explainer *x, const struct seat_group *g) {
    static const char *const seated[] = {N_("in the order in which they were elected"),
                                         N_("in the order of their votes"),
                                         N_("as those who sent them declare")};
    struct say *s = &x->say;
    const struct alternates *a = &g->alternates;
    if (a->given)
        TELL(x, &g->article, N_("There are %1 too, who take a seat %2."),
             a->same ? say_words(s, N_("as many alternates"))
                     : SAY(s, N_("%1 alternates"), say_number(s, a->number)),
             say_words(s, seated[a->seated]));
    if (g->credentials.given && g->credentials.sent.unit)
        TELL(x, &g->article, N_("Credentials are sent %1 before it sits, and %2 settles them; %3."),
             say_span(s, g->credentials.sent), say_who(s, &g->credentials.settled_by),
             g->credentials.late_by_vote ? say_words(s, N_("late ones need a vote"))
                                         : say_words(s, N_("late ones are refused")));
}

static void explain_group(struct explainer *x, int body, const struct seat_group *g) {
    struct say *s = &x->say;
    const struct body_rule *b = &x->c->bodies[body];
    struct phrase_part name = say_body(s, body), from = say_whos(s, &g->from, g->from.either);
    bool secret = g->ballot_given == GIVEN_SAID && g->ballot == BALLOT_SECRET;
    if (g->every_member)
        TELL(x, &g->article, b->n_for_each ? N_("Every member of it sits in the %1.")
                                           : N_("Every member sits in the %1."), name);
    else if (g->how == HOW_EX_OFFICIO && g->number.kind == NUMBER_NOT_STATED)
        TELL(x, &g->article, g->votes == VOTES_NONE
                                 ? N_("Those who sit in %2 also sit in the %1, without a vote.")
                                 : N_("Those who sit in %2 also sit in the %1."), name, from);
    else if (g->method.n)
        TELL(x, &g->article, secret ? N_("The %1: %2, %3, by the method %4, in a secret ballot.")
                                    : N_("The %1: %2, %3, by the method %4."), name,
             say_seat_number(s, b, g), say_how(s, g), say_word(s, g->method));
    else
        TELL(x, &g->article, N_("The %1: %2, %3."), name, say_seat_number(s, b, g),
             say_how(s, g));
    if (!g->every_member && (g->how == HOW_ELECTED || g->how == HOW_DELEGATED))
        explain_marks(x, b, g);
    explain_bounds(x, g);
    explain_votes(x, g);
    for (int i = 0; i < g->n_reserved; i++)
        TELL(x, &g->article, N_("At least %1 of them are for %2."),
             say_number(s, g->reserved[i].at_least), say_name(s, g->reserved[i].group, NULL));
    explain_alternates(x, g);
    if (g->sits_in >= 0)
        TELL(x, &g->article, N_("Who loses the seat in the %2 loses the one in the %1 too."), name,
             say_body(s, g->sits_in));
    if (g->mandate == MANDATE_BOUND)
        TELL(x, &g->article, N_("They are bound by the instructions of those who sent them."),
             {{0}, 0});
}

/* --- how long, when, with whom ---------------------------------------------------------------- */
static const char *const vacancies[] = {
    [VACANCY_NOT_SAID] = NULL,
    [VACANCY_ALTERNATE] = N_("is taken by an alternate"),
    [VACANCY_COUNTBACK] = N_("is filled by counting the same ballots again"),
    [VACANCY_BY_ELECTION] = N_("is filled by a new election"),
    [VACANCY_EMPTY] = N_("stays empty"),
    [VACANCY_NOT_STATED] = NULL};

static void explain_seat(struct explainer *x, const struct article *at, bool until_next,
                         struct span term, uint8_t vacancy) {
    struct say *s = &x->say;
    bool lasts = until_next || term.unit;
    struct phrase_part time =
        until_next ? say_words(s, N_("until the next election")) : say_span(s, term);
    if (lasts && vacancies[vacancy])
        TELL(x, at, N_("A seat lasts %1; an empty one %2."), time,
             say_words(s, vacancies[vacancy]));
    else if (lasts)
        TELL(x, at, N_("A seat lasts %1."), time);
    else if (vacancies[vacancy])
        TELL(x, at, N_("An empty seat %1."), say_words(s, vacancies[vacancy]));
}

static void explain_vacancy_within(struct explainer *x, const struct article *at,
                                   struct span within, bool elected) {
    if (within.unit && elected)
        TELL(x, at,
             N_("Where nobody follows into an empty seat, there are %1 to call the election; then "
                "it opens by itself."),
             say_span(&x->say, within));
    else if (within.unit)
        TELL(x, at, N_("There are %1 to fill an empty seat."), say_span(&x->say, within));
}

static bool is_elected_body(const struct body_rule *b) {
    for (uint8_t i = 0; i < b->n_groups; i++)
        if (b->groups[i].how == HOW_ELECTED || b->groups[i].how == HOW_DELEGATED ||
            b->groups[i].how == HOW_DRAWN_BY_LOT)
            return true;
    return false;
}

static void explain_term(struct explainer *x, const struct body_rule *b) {
    struct say *s = &x->say;
    bool until_next;
    struct span term = charter_term(x->c, b, &until_next);
    explain_seat(x, &b->article, until_next, term, b->vacancy);
    explain_vacancy_within(x, &b->article, b->vacancy_within, is_elected_body(b));
    if (b->vacancy_within.unit && b->n_officers)
        TELL(x, &b->article, N_("An office that falls empty is filled within the same time."),
             {{0}, 0});
    if (b->terms_at_most)
        TELL(x, &b->article, N_("Nobody may hold it for more than %1."),
             b->terms_at_most == 1 ? say_words(s, N_("one term"))
                                   : SAY(s, N_("%1 terms"), say_number(s, b->terms_at_most)));
}

static void explain_quorum(struct explainer *x, const struct article *at,
                           const struct share *quorum, const struct quorum_again *again) {
    struct say *s = &x->say;
    if (quorum->given == GIVEN_NONE)
        TELL(x, at, N_("It can decide however few are present."), {{0}, 0});
    if (quorum->given == GIVEN_SAID)
        TELL(x, at, N_("It can decide when %1 are present."), say_share(s, quorum));
    if (again->given)
        TELL(x, at, N_("If too few come, it sits again after %1, and then %2 are enough."),
             say_span(s, again->after), say_share(s, &again->quorum));
}

static void explain_sittings(struct explainer *x, const struct body_rule *b) {
    struct say *s = &x->say;
    struct span notice = charter_notice(x->c, b, NULL);
    if (b->sits_every.unit)
        TELL(x, &b->article, N_("It sits %1."), say_every(s, b->sits_every));
    if (b->called_by.n && notice.unit)
        TELL(x, &b->article, N_("It is called by %1, with a notice of %2."),
             say_whos(s, &b->called_by, true), say_span(s, notice));
    else if (b->called_by.n)
        TELL(x, &b->article, N_("It is called by %1."), say_whos(s, &b->called_by, true));
    explain_quorum(x, &b->article, &b->quorum, &b->quorum_again);
    if (b->majority.given == GIVEN_SAID)
        TELL(x, &b->article, N_("Where nothing else is said, it decides by %1."),
             say_majority(s, &b->majority));
}

static void explain_ties(struct explainer *x, const struct body_rule *b) {
    struct say *s = &x->say;
    struct phrase_part officers[16];
    for (int i = 0; i < b->n_officers; i++)
        officers[i] = say_name(s, b->officers[i], NULL);
    if (b->n_officers)
        TELL(x, &b->article, N_("Its officers: %1."), say_list(s, officers, b->n_officers, false));
    if (b->accountable_to.n)
        TELL(x, &b->article, N_("It answers to %1."), say_whos(s, &b->accountable_to, false));
    if (b->not_with.n)
        TELL(x, &b->article, N_("Nobody may sit in it and also in %1."),
             say_whos(s, &b->not_with, true));
    if (b->since.n && b->until.n)
        TELL(x, &b->article, N_("It was there from %1 to %2."), say_date(s, b->since),
             say_date(s, b->until));
    else if (b->since.n)
        TELL(x, &b->article, N_("It was there from %1 on."), say_date(s, b->since));
    if (b->becomes >= 0)
        TELL(x, &b->article, N_("It became the %1."), say_body(s, b->becomes));
}

/* What holds for every body that says nothing else: once, before them. */
static void explain_usual(struct explainer *x) {
    const struct article at = {0, BYTES_LIT("usual")};
    const struct usual *u = &x->c->usual;
    struct say *s = &x->say;
    explain_seat(x, &at, u->term_until_next, u->term, u->vacancy);
    explain_vacancy_within(x, &at, u->vacancy_within, true);
    if (u->notice_given == GIVEN_SAID)
        TELL(x, &at, N_("A body is called with a notice of %1."), say_span(s, u->notice));
    explain_quorum(x, &at, &u->quorum, &u->quorum_again);
    if (u->majority.given == GIVEN_SAID)
        TELL(x, &at, N_("It decides by %1."), say_majority(s, &u->majority));
}

void explain_bodies(struct explainer *x) {
    struct say *s = &x->say;
    x->heading = N_("What holds for every body where nothing else is said");
    explain_usual(x);
    x->heading = N_("Who sends whom, and for how long");
    for (int i = 0; i < x->c->n_bodies; i++) {
        const struct body_rule *b = &x->c->bodies[i];
        s->inside = b;
        struct phrase_part each[3];
        for (int e = 0; e < b->n_for_each; e++)
            each[e] = b->for_each[e].association
                          ? say_name(s, x->c->associations[b->for_each[e].of].name, NULL)
                          : say_unit(s, b->for_each[e].of);
        if (b->n_for_each)
            TELL(x, &b->article, N_("Each %1 has its %2."), say_list(s, each, b->n_for_each, false),
                 say_body(s, i));
        for (int g = 0; g < b->n_groups; g++)
            explain_group(x, i, &b->groups[g]);
        explain_term(x, b);
        explain_sittings(x, b);
        explain_ties(x, b);
    }
    s->inside = NULL;
}

/* --- recall ----------------------------------------------------------------------------------- */
static void explain_recall(struct explainer *x, const struct article *at, const struct recall *r,
                           struct phrase_part of) {
    struct say *s = &x->say;
    if (r->given == GIVEN_NONE)
        TELL(x, at, N_("Those who sit in %1 cannot be recalled."), of);
    if (r->given == GIVEN_NOT_STATED)
        TELL(x, at, N_("The source does not state how those who sit in %1 are recalled."), of);
    if (r->given != GIVEN_SAID)
        return;
    if (r->gathered_within.unit)
        TELL(x, at, N_("A recall in %1 can be asked for by %2, who have %3 to sign."), of,
             say_share(s, &r->asked_by), say_span(s, r->gathered_within));
    else
        TELL(x, at, N_("A recall in %1 can be asked for by %2."), of, say_share(s, &r->asked_by));
    if (r->at_after.unit)
        TELL(x, at, N_("It cannot be asked for in the first %1."), say_span(s, r->at_after));
    if (r->signatures_open)
        TELL(x, at, N_("Everybody can see who signs."), {{0}, 0});
    struct phrase_part who = r->decided_by.kind == WHO_NOBODY
                                 ? say_words(s, N_("those who sent them"))
                                 : say_who(s, &r->decided_by);
    struct majority m = r->majority.given ? r->majority : charter_majority(x->c, NULL, NULL);
    bool secret = r->ballot_given == GIVEN_SAID && r->ballot == BALLOT_SECRET;
    TELL(x, at, secret ? N_("Then %1 decide by %2, in a secret ballot.")
                       : N_("Then %1 decide by %2."), who, say_majority(s, &m));
    if (r->turnout.given == GIVEN_SAID)
        TELL(x, at, N_("It counts only if %1 take part."), say_share(s, &r->turnout));
    if (r->removes_given == GIVEN_SAID)
        TELL(x, at, r->removes_group ? N_("It removes all whom they elected together.")
                                     : N_("It removes that one only."), {{0}, 0});
    if (r->again_after_given == GIVEN_SAID)
        TELL(x, at, N_("The same recall can be asked for again after %1."),
             say_span(s, r->again_after));
}

void explain_recalls(struct explainer *x) {
    struct say *s = &x->say;
    const struct article usual = {0, BYTES_LIT("usual.recall")};
    x->heading = N_("How they are recalled");
    explain_recall(x, x->c->usual.recall.article.path.n ? &x->c->usual.recall.article : &usual,
                   &x->c->usual.recall, say_words(s, N_("bodies that have no rule of their own")));
    for (int i = 0; i < x->c->n_orders; i++) {
        const struct order_rule *o = &x->c->orders[i];
        if (o->usual_given)
            explain_recall(x, &o->article, &o->usual.recall,
                           SAY(s, N_("the bodies of the %1"), say_name(s, o->name, &o->title)));
    }
    for (int i = 0; i < x->c->n_bodies; i++)
        explain_recall(x, &x->c->bodies[i].article, &x->c->bodies[i].recall,
                       SAY(s, N_("the %1"), say_body(s, i)));
    x->heading = NULL;
}
