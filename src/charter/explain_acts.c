/* In plain sentences: who decides what and by what majority, who can stop it, how it is changed. */
#include "charter/explain.h"

#include "charter/words.h"

/* --- one decision ----------------------------------------------------------------------------- */
static const struct body_rule *body_of(const struct charter *c, const struct decision *d) {
    bool is_body = d->by.n && d->by.each[0].kind == WHO_BODY;
    return is_body ? &c->bodies[d->by.each[0].of] : NULL;
}

/* What is besides who and by what majority. */
static void explain_conditions(struct explainer *x, const struct article *at,
                               const struct decision *d) {
    struct say *s = &x->say;
    if (d->needed.given == GIVEN_SAID)
        TELL(x, at, N_("It is enough if %1 agree."), say_share(s, &d->needed));
    if (d->of.kind != WHO_NOBODY)
        TELL(x, at, N_("Those who vote are the members of %1."), say_who(s, &d->of));
    if (d->quorum.given == GIVEN_SAID)
        TELL(x, at, N_("For this %1 must be present."), say_share(s, &d->quorum));
    if (d->turnout.given == GIVEN_SAID)
        TELL(x, at, N_("It counts only if %1 take part."), say_share(s, &d->turnout));
    if (d->ballot_given == GIVEN_SAID && d->ballot == BALLOT_ROLL_CALL)
        TELL(x, at, N_("Each is called by name and answers aloud."), {{0}, 0});
    if (d->within.unit && d->otherwise != OTHERWISE_NOT_SAID)
        TELL(x, at, d->otherwise == OTHERWISE_STANDS
                        ? N_("There are %1 for it; if they pass, it stands.")
                        : N_("There are %1 for it; if they pass, it falls."),
             say_span(s, d->within));
}

static void explain_step(struct explainer *x, const struct act_rule *a, int act, int step) {
    static const char *const texts[] = {
        N_("The %1 is decided by %2, with %3."),
        N_("The %1 takes several steps: first it is decided by %2, with %3."),
        N_("Then the %1 is decided by %2, with %3.")};
    struct say *s = &x->say;
    const struct decision *d = &a->steps[step];
    const struct article *at = d->article.path.n ? &d->article : &a->article;
    struct majority m = charter_majority(x->c, body_of(x->c, d), d);
    const char *text = texts[step > 0 ? 2 : a->n_steps > 1];
    struct phrase_part need = d->method.n ? SAY(s, N_("a count by %1"), say_word(s, d->method))
                                          : say_majority(s, &m);
    if (d->ballot_given == GIVEN_SAID && d->ballot == BALLOT_SECRET)
        need = SAY(s, N_("%1, in a secret ballot"), need);
    TELL(x, at, text, say_act(s, act), say_whos(s, &d->by, true), need);
    explain_conditions(x, at, d);
}

/* --- acts ------------------------------------------------------------------------------------- */
static void explain_agreement(struct explainer *x, const struct act_rule *a, int act) {
    struct say *s = &x->say;
    struct phrase_part states[8];
    TELL(x, &a->article, N_("The %1 is an agreement between %2."), say_act(s, act),
         say_whos(s, &a->between, false));
    for (int i = 0; i < a->n_term_states; i++)
        states[i] = say_name(s, a->term_states[i], NULL);
    if (a->n_term_states && a->terms_judged_by.kind != WHO_NOBODY)
        TELL(x, &a->article, N_("Each of its terms is %1; %2 judges."),
             say_list(s, states, a->n_term_states, true), say_who(s, &a->terms_judged_by));
    if (a->gives.n)
        TELL(x, &a->article, N_("It gives %1."), say_word(s, a->gives));
    if (a->ends_when_withdrawn)
        TELL(x, &a->article, N_("It ends when it is withdrawn."), {{0}, 0});
}

static void explain_life(struct explainer *x, const struct act_rule *a, int act) {
    struct say *s = &x->say;
    struct span notice = a->notice;
    if (!notice.unit && a->n_steps)
        notice = a->steps[0].notice;
    if (a->proposed_by.n)
        TELL(x, &a->article, N_("It can be proposed by %1."), say_whos(s, &a->proposed_by, true));
    if (a->addressed_to.n)
        TELL(x, &a->article, N_("It is addressed to %1."), say_whos(s, &a->addressed_to, true));
    if (notice.unit)
        TELL(x, &a->article, N_("It must be announced %1 before."), say_span(s, notice));
    if (a->deadline_required)
        TELL(x, &a->article, N_("It must say until when it is to be met."), {{0}, 0});
    if (a->published && a->published_field.n)
        TELL(x, &a->article, N_("Its %1 is published."), say_name(s, a->published_field, NULL));
    if (a->in_force == IN_FORCE_AFTER)
        TELL(x, &a->article, N_("It comes into force after %1."), say_span(s, a->in_force_after));
    if (a->in_force == IN_FORCE_PUBLICATION)
        TELL(x, &a->article, N_("It comes into force when it is published."), {{0}, 0});
    if (a->lapses.unit)
        TELL(x, &a->article, N_("The %1 lapses after %2."), say_act(s, act),
             say_span(s, a->lapses));
}

static void explain_act(struct explainer *x, int act) {
    const struct act_rule *a = &x->c->acts[act];
    if (a->agreement)
        explain_agreement(x, a, act);
    for (int i = 0; i < a->n_steps; i++)
        explain_step(x, a, act, i);
    explain_life(x, a, act);
}

void explain_acts(struct explainer *x) {
    x->heading = N_("Who decides what");
    for (int i = 0; i < x->c->n_acts; i++) {
        if (x->c->acts[i].changes == CHANGES_NOTHING)
            explain_act(x, i);
    }
    x->heading = NULL;
}

/* --- powers ----------------------------------------------------------------------------------- */
static struct phrase_part say_verbs(struct say *s, uint32_t verbs) {
    static const char *const words[VERB_COUNT_] = {
        [VERB_LEGISLATE] = N_("make"),           [VERB_EXECUTE] = N_("carry out"),
        [VERB_VETO] = N_("veto"),                [VERB_ANNUL] = N_("annul"),
        [VERB_SUSPEND] = N_("suspend"),          [VERB_COUNTERSIGN] = N_("countersign"),
        [VERB_CONSENT] = N_("consent to"),       [VERB_APPOINT] = N_("appoint"),
        [VERB_DISMISS] = N_("dismiss"),          [VERB_INSPECT] = N_("inspect"),
        [VERB_QUESTION] = N_("question"),        [VERB_INVESTIGATE] = N_("investigate"),
        [VERB_CONVENE] = N_("call together"),    [VERB_DISSOLVE] = N_("dissolve"),
        [VERB_COMMAND] = N_("give orders to"),   [VERB_OVERSEE] = N_("oversee"),
        [VERB_WITHDRAW] = N_("withdraw"),        [VERB_CERTIFY] = N_("certify"),
        [VERB_ATTEST] = N_("attest"),            [VERB_PROPOSE] = N_("propose")};
    struct phrase_part parts[VERB_COUNT_];
    size_t n = 0;
    for (int verb = 1; verb < VERB_COUNT_; verb++) {
        if (verbs >> verb & 1)
            parts[n++] = say_words(s, words[verb]);
    }
    return say_list(s, parts, n, false);
}

static struct phrase_part say_objects(struct say *s, const struct power_rule *p) {
    struct phrase_part parts[16 + 8 + WHO_MAX];
    size_t n = 0;
    for (int i = 0; i < p->n_what; i++)
        parts[n++] = SAY(s, N_("the %1"), say_act(s, p->what[i]));
    for (int i = 0; i < p->n_what_words; i++)
        parts[n++] = SAY(s, N_("the %1"), say_name(s, p->what_words[i], NULL));
    for (int i = 0; i < p->whom.n && p->n_what == 0; i++)
        parts[n++] = say_who(s, &p->whom.each[i]);
    return n ? say_list(s, parts, n, false) : say_words(s, N_("anything"));
}

static void explain_limits(struct explainer *x, const struct power_rule *p) {
    struct say *s = &x->say;
    if (p->own_unit)
        TELL(x, &p->article, N_("This is only for what concerns its own unit."), {{0}, 0});
    if (p->where_field.n)
        TELL(x, &p->article, N_("This is for those where the %1 is over %2 %3."),
             say_name(s, p->where_field, NULL), say_ratio(s, p->where_over),
             say_text(p->where_unit));
    if (p->how.majority.given == GIVEN_SAID)
        TELL(x, &p->article, N_("For this it needs %1."), say_majority(s, &p->how.majority));
    struct span within = p->within.unit ? p->within : p->how.within;
    uint8_t otherwise = p->otherwise ? p->otherwise : p->how.otherwise;
    if (within.unit && otherwise != OTHERWISE_NOT_SAID)
        TELL(x, &p->article, otherwise == OTHERWISE_STANDS
                                 ? N_("There are %1 for it; if they pass, it stands.")
                                 : N_("There are %1 for it; if they pass, it falls."),
             say_span(s, within));
    else if (within.unit)
        TELL(x, &p->article, N_("There are %1 for it."), say_span(s, within));
    if (p->pending)
        TELL(x, &p->article, p->pending == 1 ? N_("Until then the act waits.")
                                             : N_("Until then the act runs."), {{0}, 0});
    if (p->override.given == GIVEN_SAID)
        TELL(x, &p->article, N_("This can be overridden by %1."), say_share(s, &p->override));
    if (p->limited_by >= 0)
        TELL(x, &p->article, N_("It is limited by the %1."), say_act(s, p->limited_by));
}

void explain_powers(struct explainer *x) {
    struct say *s = &x->say;
    x->heading = N_("Who can stop it, and who watches whom");
    for (int i = 0; i < x->c->n_powers; i++) {
        const struct power_rule *p = &x->c->powers[i];
        const char *text = p->must ? N_("%1 must %2 %3.") : N_("%1 may %2 %3.");
        if (p->standing != STANDING_GRANTED)
            text = p->must ? N_("%1 must %2 %3; this is %4.") : N_("%1 may %2 %3; this is %4.");
        if (p->n_what && p->whom.n)
            text = p->must ? N_("%1 must %2 %3 towards %5.") : N_("%1 may %2 %3 towards %5.");
        TELL(x, &p->article, text, say_whos(s, &p->who, false), say_verbs(s, p->verbs),
             say_objects(s, p), say_words(s, standing_names[p->standing]),
             say_whos(s, &p->whom, false));
        explain_limits(x, p);
    }
    x->heading = NULL;
}

/* --- how it is changed ------------------------------------------------------------------------ */
void explain_changes(struct explainer *x) {
    struct say *s = &x->say;
    const struct adoption_rule *a = &x->c->adoption;
    const struct article *at = &a->decision.article;
    x->heading = N_("How this constitution is changed, and how it comes into force");
    for (int i = 0; i < x->c->n_acts; i++) {
        const struct act_rule *act = &x->c->acts[i];
        if (act->changes == CHANGES_CONSTITUTION)
            TELL(x, &act->article, N_("This constitution is changed by the %1."), say_act(s, i));
        if (act->changes == CHANGES_FEDERATION)
            TELL(x, &act->article, N_("The federation itself is changed or ended by the %1."),
                 say_act(s, i));
        if (act->changes != CHANGES_NOTHING)
            explain_act(x, i);
    }
    if (!a->given)
        return;
    struct majority m = charter_majority(x->c, body_of(x->c, &a->decision), &a->decision);
    TELL(x, at, N_("This text is adopted by %1, with %2."),
         say_whos(s, &a->decision.by, true), say_majority(s, &m));
    explain_conditions(x, at, &a->decision);
    if (a->opening && a->checked_by.kind != WHO_NOBODY)
        TELL(x, at,
             N_("Who holds which seat on the first day is declared by %1 and checked by %2."),
             say_who(s, &a->declared_by), say_who(s, &a->checked_by));
    if (a->opening && a->objections.unit)
        TELL(x, at, N_("Objections to it may be made for %1."), say_span(s, a->objections));
}
