/* A constitution looked at by a friend: what is wrong with it, or worth knowing (charter_check),
 * what it says in plain sentences (charter_explain), and what differs between two
 * (charter_compare). Nothing here refuses: an error is a constitution that cannot work.
 *
 *     struct finding *f;
 *     charter_check(c, &arena, &f);
 *     for (; f; f = f->next) {
 *         phrase_write(&f->says, NULL, NULL, &buf);      // in English; phrase.h for other
 *         languages
 *         printf("%u: %s: %s\n", f->article.line, f->kind->code, (char *)buf.at);
 *     } */
#ifndef KOINON_CHARTER_FINDING_H
#define KOINON_CHARTER_FINDING_H

#include "charter/charter.h"
#include "charter/phrase.h"

enum severity {
    SEVERITY_NOTICE,  /* worth knowing: it may well be meant */
    SEVERITY_WARNING, /* sooner or later this hurts somebody */
    SEVERITY_ERROR,   /* a rule that cannot be applied, or contradicts another */
};

/* A record of the past holds what its source says, and a source may be silent or contradict
 * itself. */
enum finding_past {
    PAST_SAME,    /* as severe as in a living federation */
    PAST_WARNING, /* at most a warning */
    PAST_NOTICE,  /* only a notice: the source does not say more */
    PAST_SILENT,  /* not looked for: it is about a federation that lives */
};

/* All kinds of finding, once: codes are stable, doc/constitution.md is made of them. */
struct finding_kind {
    const char *code; /* "body-without-members" */
    uint8_t severity, past;
    const char *text;   /* a msgid: "No chain of mandates ties %1 to the members." */
    const char *remedy; /* a msgid without parts: how to mend it */
};
const struct finding_kind *finding_kinds(size_t *ret_n);

struct finding {
    const struct finding_kind *kind;
    uint8_t severity;       /* kind->severity, or less in a record of the past */
    struct article article; /* line 0 when the constitution was not read from a text */
    struct phrase says;
    struct finding *next;
};

/* Every finding, in the order of the text; in the arena. NULL: none. ERR_NOMEM leaves *ret. */
int charter_check(const struct charter *c, struct arena *a, struct finding **ret);

/* The constitution in plain sentences, in the order a reader asks: who belongs, who sends whom, how
 * long, how recalled, who decides what and by what majority, who can stop it, what must be public,
 * how it is changed. Titles are taken in LANGUAGE ("el"), else in the authentic one; sentences are
 * translated when they are written (phrase.h). ERR_NOMEM leaves *ret. */
struct sentence {
    const char *heading; /* a msgid, of the first sentence under it; NULL of the others */
    struct article article;
    struct phrase says;
    struct sentence *next;
};
int charter_explain(const struct charter *c, const char *language, struct arena *a,
                    struct sentence **ret);

/* A rule in words, for whoever shows it beside or instead of its notation: "two thirds of the votes
 * cast". Names in it are phrases too, as the constitution writes them, so that whoever translates
 * may give titles. In the arena; NULL: no memory. */
const struct phrase *charter_say_share(const struct charter *c, const struct share *share,
                                       struct arena *a);
const struct phrase *charter_say_majority(const struct charter *c, const struct majority *m,
                                          struct arena *a);
/* "15 seats", "one seat for each 100 members". */
const struct phrase *charter_say_seats(const struct charter *c, const struct body_rule *b,
                                       const struct seat_group *g, struct arena *a);
/* "law, decree (own-unit)", as an entry of a power has what it reaches. */
const struct phrase *charter_say_names(const struct charter *c, struct bytes text,
                                       struct arena *a);

/* What differs between two constitutions, article by article, in the notation of the grammar (see
 * notation.h). What has a name is followed by its name, so a rule that only moved does not differ.
 *
 *     bodies.congress.quorum   before: 1/2 of filled   after: 2/3 of filled */
struct difference {
    struct bytes path;
    struct bytes before, after; /* empty: not there */
    struct difference *next;
};
int charter_compare(const struct charter *before, const struct charter *after, struct arena *a,
                    struct difference **ret);

#endif
