/* Findings: each file has a subject, and adds what it finds to one list. Private to view/.
 *
 *     struct doc *says = finding_new(f, "vacant-office", body, 0, office, N_("..."));
 *     if (says) view_ref(v, says, "a1", body);           // the sentence's %1 */
#ifndef KOINON_VIEW_FINDING_H
#define KOINON_VIEW_FINDING_H

#include "base/message.h"
#include "view/lens.h"

struct finder {
    struct view *v;
    struct doc *list;
    uint32_t id; /* only what concerns this thing; 0: all */
    size_t max, n;
    struct derived_findings *kept; /* each is put down here, too; NULL: nowhere */
};

/* One more finding of that kind about A (and B, or 0): its id is KIND-NAME or, with a NUMBER (a
 * term, a word, another thing), KIND-NAME-NUMBER. NULL when it is not asked for, or the list is
 * full. */
struct doc *finding_new(struct finder *f, const char *kind, uint32_t a, uint32_t b, uint32_t number,
                        const char *sentence);

/* finding_power.c: two who claim one thing (M36), consent that came too late (M38), a dismissal by
 * others than those one answers to (M39), a time in which nobody was highest (M40). */
void finding_powers(struct finder *f);
/* finding_power.c: an act that an earlier term bars (M33). */
void finding_terms(struct finder *f);
/* finding_matter.c: what was demanded, referred, inquired into and never taken up (M41, M43). */
void finding_matters(struct finder *f);
/* finding_matter.c: offices whose holder is gone and that nobody took (M48). */
void finding_offices(struct finder *f);

#endif
