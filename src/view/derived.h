/* What pages ask for again and again, kept beside the law's state: which rows concern a thing, how
 * many there are of what, what does not fit. It grows with the record, from the rows that are new,
 * so that a page costs what it shows and not what the record holds; everything in it can be thrown
 * away and made again. The same record gives the same lists, however it was read. Private to
 * view/.
 *
 *     for (struct derived_walk w = derived_walk(v->derived, DERIVED_SENT, unit);
 *          (row = derived_next(&w));)
 *         ... mandates_at(v->law, row) ...                    // the latest first */
#ifndef KOINON_VIEW_DERIVED_H
#define KOINON_VIEW_DERIVED_H

#include "base/arena.h"
#include "law/state.h"
#include "view/doc.h"
#include "view/view.h"

enum derived_list {
    DERIVED_UNITS,       /* things; key 0 */
    DERIVED_UNITS_IN,    /* things; key: the unit they lie in */
    DERIVED_BODIES,      /* things; key 0 */
    DERIVED_ACTORS,      /* things: every entity that is no person; key 0 */
    DERIVED_OTHERS,      /* things with names that are no unit, body or person; actions; key 0 */
    DERIVED_PERSONS,     /* things: who holds or held a mandate or an office; key 0 */
    DERIVED_HOLDERS,     /* things that hold or held a power; key 0 */
    DERIVED_SENT,        /* mandates; key: the unit that sent them, or for whose body they are */
    DERIVED_RECOGNITION, /* ties; key 0 */
    DERIVED_POWERS,      /* ties; key 0 */
    DERIVED_AUTHORITY,   /* ties of recognition, prestige, attributes; key 0 */
    DERIVED_PROCS,       /* procs; key: their body */
    DERIVED_ISSUED,      /* acts; key: their issuer */
    DERIVED_ON,          /* acts; key: the act they are about */
    DERIVED_FIGURES,     /* figures; key: what they are of */
    DERIVED_CLAIMS,      /* claims; key: what they are of, or who said them */
};

struct derived_walk {
    const struct derived *d;
    uint32_t link;
};
struct derived_walk derived_walk(const struct derived *d, enum derived_list list, uint32_t key);
uint32_t derived_next(struct derived_walk *w); /* 0: no more */
uint32_t derived_n(const struct derived *d, enum derived_list list, uint32_t key);
/* All rows of a list in the order of entry; NULL without memory. */
uint32_t *derived_rows(const struct derived *d, enum derived_list list, uint32_t key,
                       struct arena *a, uint32_t *ret_n);

/* Proceedings (rows) that are open now, in the order of entry. */
const uint32_t *derived_open(const struct derived *d, uint32_t *ret_n);

/* How many there are of what, as known after so many entries. */
struct derived_counts {
    int64_t bodies, units, persons, others, acts, open, seats, filled, members;
};
const struct derived_counts *derived_counts(struct derived *d, const struct law *l, uint64_t known);

/* What does not fit, found once for each way of looking at each state of the record. A and B: what
 * it is about. */
struct derived_finding {
    uint32_t a, b;
    struct doc *row;
};
struct derived_findings {
    struct view look; /* for whom, at which date */
    uint64_t size;
    struct arena arena;
    struct doc *list;
    struct derived_finding *each;
    size_t n, total; /* kept; found */
};
#define DERIVED_FINDINGS_MAX 4000
/* true: they are there; false: to be found and put into *ret, whose arena is empty. NULL: no
 * memory. */
bool derived_findings(struct derived *d, const struct view *v, struct derived_findings **ret);

#endif
