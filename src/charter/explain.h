/* What the parts of charter_explain share. Internal to charter/. */
#ifndef KOINON_CHARTER_EXPLAIN_H
#define KOINON_CHARTER_EXPLAIN_H

#include "charter/finding.h"
#include "charter/say.h"

struct explainer {
    const struct charter *c;
    struct say say;
    struct sentence *first, **last;
    const char *heading; /* for the next sentence; NULL when it was used */
};

/* One sentence, of the article AT; without memory say.failed is set. */
void tell_parts(struct explainer *x, const struct article *at, const char *msgid,
                const struct phrase_part *parts, size_t n);
#define TELL(x, at, msgid, ...)                                                                    \
    tell_parts(x, at, msgid, (const struct phrase_part[]){__VA_ARGS__},                            \
               sizeof((const struct phrase_part[]){__VA_ARGS__}) / sizeof(struct phrase_part))

/* Each says one subject. */
void explain_members(struct explainer *x);
void explain_bodies(struct explainer *x);
void explain_recalls(struct explainer *x);
void explain_acts(struct explainer *x);
void explain_powers(struct explainer *x);
void explain_rest(struct explainer *x); /* publicity, disputes, trust */
void explain_changes(struct explainer *x);

#endif
