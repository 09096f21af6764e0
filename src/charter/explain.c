/* A constitution in plain sentences: who belongs, and what is public, disputed, trusted. */
#include "charter/explain.h"

#include "charter/words.h"

void tell_parts(struct explainer *x, const struct article *at, const char *msgid,
                const struct phrase_part *parts, size_t n) {
    struct sentence *t = ARENA_NEW(x->say.arena, struct sentence);
    if (!t) {
        x->say.failed = true;
        return;
    }
    t->heading = x->heading;
    t->article = *at;
    t->says.msgid = msgid;
    for (size_t i = 0; i < n && i < PHRASE_PARTS; i++)
        t->says.parts[i] = parts[i];
    x->heading = NULL;
    *x->last = t;
    x->last = &t->next;
}

/* --- who belongs ------------------------------------------------------------------------------ */
static void explain_classes(struct explainer *x, const struct members_rule *m) {
    struct say *s = &x->say;
    struct phrase_part groups[LIMIT_SEAT_GROUPS];
    for (int i = 0; i < m->n_classes; i++) {
        struct phrase_part name = say_name(s, m->classes[i].name, NULL);
        if (m->classes[i].votes == 0)
            TELL(x, &m->article, N_("Members who are %1 belong, and have no vote."), name);
        else if (m->classes[i].votes == 1)
            TELL(x, &m->article, N_("Members who are %1 have one vote."), name);
        else
            TELL(x, &m->article, N_("Members who are %1 have %2 votes."), name,
                 say_number(s, m->classes[i].votes));
    }
    for (int i = 0; i < m->n_groups; i++)
        groups[i] = say_name(s, m->groups[i], NULL);
    if (m->n_groups)
        TELL(x, &m->article, N_("A member may declare to be of these groups: %1."),
             say_list(s, groups, m->n_groups, false));
}

static void explain_roll(struct explainer *x, const struct members_rule *m) {
    struct say *s = &x->say;
    if (m->dues_owed_at_most.unit)
        TELL(x, &m->article, N_("A member is in good standing who owes dues of no more than %1."),
             say_span(s, m->dues_owed_at_most));
    if (m->strength_by_dues && m->strength_average.unit)
        TELL(x, &m->article,
             N_("A unit counts for as many members as paid their dues, on the average of %1."),
             say_span(s, m->strength_average));
    if (m->roll_frozen.unit)
        TELL(x, &m->article, N_("The roll of those who may vote is frozen %1 before each vote."),
             say_span(s, m->roll_frozen));
    if (m->roll_objections.unit)
        TELL(x, &m->article, N_("Objections to it may be made for %1, and %2 settles them."),
             say_span(s, m->roll_objections), say_who(s, &m->roll_settled_by));
}

static void explain_units(struct explainer *x) {
    struct say *s = &x->say;
    for (int i = 0; i < x->c->n_units; i++) {
        const struct unit_rule *u = &x->c->units[i];
        if (u->within >= 0)
            TELL(x, &u->article, N_("Each %1 belongs to one %2."), say_unit(s, i),
                 say_unit(s, u->within));
        else
            TELL(x, &u->article, N_("The federation has %1."), say_units(s, i));
        if (u->members_min)
            TELL(x, &u->article, N_("Each %1 has at least %2."), say_unit(s, i),
                 say_members(s, u->members_min));
        if (u->voice >= 0)
            TELL(x, &u->article, N_("The %1 speaks for its %2."), say_body(s, u->voice),
                 say_unit(s, i));
        if (u->counted)
            TELL(x, &u->article, N_("Of the members of each %1 only their number is kept."),
                 say_unit(s, i));
    }
    for (int i = 0; i < x->c->n_associations; i++) {
        const struct association_rule *a = &x->c->associations[i];
        TELL(x, &a->article, N_("Members may join %1."),
             say_name(s, a->many.n ? a->many : a->name, NULL));
    }
}

void explain_members(struct explainer *x) {
    const struct article top = {0, {0}};
    x->heading = N_("Who belongs");
    if (x->c->has_members) {
        explain_classes(x, &x->c->members);
        explain_roll(x, &x->c->members);
    } else if (!x->c->past) {
        TELL(x, &top, N_("All members are alike, and each has one vote."), {{0}, 0});
    }
    explain_units(x);
    for (int i = 0; i < x->c->n_orders; i++) {
        const struct order_rule *o = &x->c->orders[i];
        TELL(x, &o->article, N_("One legal order is %1; the highest in it is %2."),
             say_name(&x->say, o->name, &o->title), say_whos(&x->say, &o->highest, true));
    }
}

/* --- what is public, who settles disputes, whom one trusts ------------------------------------ */
static struct phrase_part say_see(struct say *s, uint8_t see) {
    static const char *const words[] = {
        [SEE_NOT_SAID] = N_("the members"),
        [SEE_PUBLIC] = N_("everybody"),
        [SEE_MEMBERS] = N_("the members"),
        [SEE_OWN_UNIT] = N_("the members of its own unit"),
        [SEE_OWN_UNIT_OFFICERS] = N_("the officers of the own unit"),
        [SEE_BODY] = N_("the body itself"),
        [SEE_AUDITORS] = N_("the auditors"),
    };
    return say_words(s, words[see]);
}

static void explain_publicity(struct explainer *x) {
    struct say *s = &x->say;
    const struct publicity_rule *p = &x->c->publicity;
    x->heading = N_("What is public");
    for (int i = 0; i < p->n_votes_in; i++)
        TELL(x, &p->article, N_("How each one votes in the %1 is seen by %2."),
             say_body(s, p->votes_in[i].body), say_see(s, p->votes_in[i].see));
    if (!x->c->past)
        TELL(x, &p->article, N_("Other votes that are not secret are seen by the members."),
             {{0}, 0});
    if (p->roll)
        TELL(x, &p->article, N_("The roll of members is seen by %1."), say_see(s, p->roll));
    if (p->signatures.n)
        TELL(x, &p->article, N_("Who signed for a recall is seen by %1."),
             say_whos(s, &p->signatures, false));
    if (p->turnout_cell_min)
        TELL(x, &p->article, N_("How many voted is public for units of at least %1 voters."),
             say_number(s, p->turnout_cell_min));
}

static void explain_disputes(struct explainer *x) {
    struct say *s = &x->say;
    const struct disputes_rule *d = &x->c->disputes;
    struct phrase_part about[8];
    if (!d->given)
        return;
    x->heading = N_("Who settles disputes");
    for (int i = 0; i < d->n_about; i++)
        about[i] = say_name(s, d->about[i], NULL);
    if (d->n_about && d->to.kind != WHO_NOBODY)
        TELL(x, &d->article, N_("Disputes about %1 go to %2."),
             say_list(s, about, d->n_about, true), say_who(s, &d->to));
    if (d->within.unit)
        TELL(x, &d->article, N_("They must be raised within %1."), say_span(s, d->within));
    TELL(x, &d->article,
         d->suspended_meanwhile ? N_("What is disputed is suspended until it is decided.")
                                : N_("What is disputed stands until it is decided."),
         {{0}, 0});
    if (d->final.kind != WHO_NOBODY)
        TELL(x, &d->article, N_("The last word is with %1."), say_who(s, &d->final));
}

static void explain_trust(struct explainer *x) {
    struct say *s = &x->say;
    const struct trust_rule *t = &x->c->trust;
    if (!t->given)
        return;
    x->heading = N_("Whom one must trust");
    if (t->trustees.kind != WHO_NOBODY)
        TELL(x, &t->article, N_("A secret ballot is opened by %1, of whom %2 must act together."),
             say_who(s, &t->trustees), say_number(s, t->trustees_needed));
    if (t->witnesses)
        TELL(x, &t->article, N_("The record is watched by %1 witnesses."),
             say_number(s, t->witnesses));
    for (int i = 0; i < t->n_may_certify; i++)
        TELL(x, &t->article, N_("A vote counted in a hall is certified by %1."),
             say_name(s, t->may_certify[i], NULL));
    if (t->attest.n)
        TELL(x, &t->article, N_("What happened outside this record is entered by %1."),
             say_whos(s, &t->attest, true));
}

void explain_rest(struct explainer *x) {
    explain_publicity(x);
    explain_disputes(x);
    explain_trust(x);
    x->heading = NULL;
}

int charter_explain(const struct charter *c, const char *language, struct arena *a,
                    struct sentence **ret) {
    struct explainer *x = ARENA_NEW(a, struct explainer);
    if (!x)
        return ERR_NOMEM;
    x->c = c;
    x->last = &x->first;
    x->say = (struct say){.c = c, .arena = a, .language = language ? language : ""};
    explain_members(x);
    explain_bodies(x);
    explain_recalls(x);
    explain_acts(x);
    explain_powers(x);
    explain_rest(x);
    explain_changes(x);
    if (x->say.failed)
        return ERR_NOMEM;
    *ret = x->first;
    return 0;
}
