/* What is wrong, or worth knowing, with a constitution: `koinon check`. Findings have a stable
 * code, a severity, the article, and one plain sentence in English with its parts as arguments, so
 * that po/ can translate it. Nothing here refuses: an error is a constitution that cannot work. */
#ifndef KOINON_CHARTER_FINDING_H
#define KOINON_CHARTER_FINDING_H

#include "charter/charter.h"

enum severity { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_ERROR };
#define FINDING_ARGS 4
struct finding {
    const char *code;     /* "body-without-electors" */
    uint8_t severity;
    struct article article;
    const char *text;     /* "no chain of mandates ties %1 to the members" (a msgid) */
    struct bytes args[FINDING_ARGS];
    struct finding *next;
};

/* Every finding, in the order of the text; in the arena. NULL: none. *ret untouched on
 * ERR_NOMEM. */
int charter_check(const struct charter *c, struct arena *a, struct finding **ret);
/* The table of all codes with their sentence and how to mend it: doc/constitution.md is made of
 * it. */
struct finding_kind {
    const char *code, *text, *remedy;
    uint8_t severity;
};
const struct finding_kind *finding_kinds(size_t *ret_n);

/* The constitution in plain sentences, one a line, in the order a reader asks: who belongs, who
 * sends whom, how long, how recalled, who decides what, who can stop it, how it is changed. Each is
 * a msgid with arguments, as in findings. */
struct sentence {
    struct article article;
    const char *text;
    struct bytes args[6];
    struct sentence *next;
};
int charter_explain(const struct charter *c, const char *language, struct arena *a,
                    struct sentence **ret);

/* What differs between two constitutions, article by article, in plain words. */
struct difference {
    struct bytes path;          /* "bodies.congress.quorum" */
    struct bytes before, after; /* in the grammar's notation; empty: not there */
    struct difference *next;
};
int charter_compare(const struct charter *before, const struct charter *after, struct arena *a,
                    struct difference **ret);

#endif
