/* Members act under a fresh pseudonym in each proceeding (DESIGN 6; doc/record.md, 15): what they
 * do as members, their names and numbers left out. Who holds a mandate or an office acts by number:
 * she answers for it. Private to law/.
 *
 * A proceeding numbers the pseudonyms it has met from 1; where a step says who took it, such a
 * number stands with PSEUDONYM_BIT. The law never computes a pseudonym: it has no keys. Who has
 * them says who it is (entry_header.actor) and her place on the roll is looked up; for others it is
 * what the record says (law_standing), and that no pseudonym acts twice is decided by all. */
#ifndef KOINON_LAW_PSEUDONYM_H
#define KOINON_LAW_PSEUDONYM_H

#include "law/docket.h"

/* The one of these bytes in a proceeding (row in `pseudonyms`); 0: none, or it is closed and what
 * its members did is counted and gone. */
uint32_t pseudonym_named(const struct law *l, uint32_t proceeding, struct bytes name);
/* The unit for which WHO (with the bit) votes there; 0. *AT: 0 at first; who asks for one after the
 * other from the last to the first pays a step for each. */
uint32_t pseudonym_unit(const struct law *l, const struct proc_row *p, uint32_t who, uint32_t *at);

/* Does the command's author act under a pseudonym? */
static inline bool acts_hidden(const struct docket *d) {
    return d->h->pseudonym.n > 0;
}
/* How she stands there already: her number with the bit; 0: not met. */
uint32_t pseudonym_met(const struct docket *d, uint32_t proceeding);
/* The same; one not met is emitted, with this standing. */
uint32_t pseudonym_meet(struct docket *d, uint32_t proceeding, const struct law_standing *s);

/* The place of the author, hidden or not, on the roll of UNIT (FEDERATION_ID: all) at AT: NULL and
 * *ret, or why she has none ("not on the roll"...). C: the text it is judged by. PROCEEDING: 0
 * where it is only being opened. */
struct members_place {
    const char *missing, *article;
};
struct members_place pseudonym_standing(const struct docket *d, const struct charter *c,
                                        uint32_t proceeding, uint32_t unit, int64_t at,
                                        struct law_standing *ret);
/* Exactly what a member does as a member is done under a pseudonym. */
enum law_verdict need_pseudonym(struct docket *d);

/* --- kept up by apply.c ----------------------------------------------------------------------- */
void pseudonym_add(struct law *l, const struct effect *e);
void pseudonyms_free(struct law *l, struct proc_row *p);
void pseudonym_index(struct law *l, uint32_t row);
bool pseudonym_fits(const struct law *l, const struct effect *e);
/* Has the proceeding met it? */
static inline bool pseudonym_met_there(const struct law *l, uint32_t proceeding, uint32_t who) {
    uint32_t number = who & ~PSEUDONYM_BIT;
    return number && number <= proc(l, proceeding)->n_pseudonyms;
}

#endif
