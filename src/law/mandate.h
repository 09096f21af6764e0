/* Seats and the mandates that fill them: every way a seat is won or lost goes through here, so that
 * what follows from it (derived seats, offices, open votes, vacancies) follows everywhere. Private
 * to law/. Article: bodies.*.seats, vacancy, sits-in, not-with; DESIGN 4, "Recall". */
#ifndef KOINON_LAW_MANDATE_H
#define KOINON_LAW_MANDATE_H

#include "law/docket.h"

struct mandate_new {
    uint32_t person, body, group; /* group from 1 */
    uint32_t sender;              /* the electorate; 0 not stated */
    /* 0: the lowest vacant one of that group and sender, else a new one */
    uint32_t seat;
    uint32_t via;                 /* the election, opening, act it comes from; 0 */
    int64_t since, term_end;      /* INSTANT_MAX: no term */
    int64_t votes;                /* 1; 0 none; -1 its share of the sender's strength */
    uint32_t how;                 /* CAME_* */
};

/* May this person take a seat in this body (not-with, terms-at-most, sits-in, a seat there
 * already)? To be asked before the first effect. */
enum law_verdict mandate_may(struct docket *d, uint32_t person, uint32_t body, uint32_t group);
/* The same as a question, for when nothing can be refused any more; a seat she has in BODY is no
 * bar. LAW_ACCEPTED, or what bars her; *ret_clash (may be NULL): the body she would have to
 * leave. */
enum law_verdict mandate_bar(const struct law *l, uint32_t person, uint32_t body, uint32_t group,
                             uint32_t *ret_clash);
/* Seats her: the mandate and what follows from it (ex-officio seats elsewhere, the term's end falls
 * due). Returns the mandate. */
uint32_t mandate_begin(struct docket *d, const struct mandate_new *m);
/* She loses it: the seat is vacant at AT; offices she held in that body end, seats derived from it
 * fall (sits-in, ex-officio), her ballots in votes still open are void, she is checked out of the
 * open sitting. HOW: CAME_RECALLED, CAME_RESIGNED...; CAUSE: a thing. Filling the vacancy is the
 * constitution's `vacancy`: see mandate_vacancy. */
void mandate_end(struct docket *d, uint32_t mandate, int64_t at, uint32_t how, uint32_t cause);
/* Her mandate ends because she was elected again: as mandate_end, but seats taken from among those
 * of this body (sits-in) stand. The new mandate follows in the same entry. */
void mandate_renew(struct docket *d, uint32_t mandate, int64_t at, uint32_t cause);
/* What `vacancy` says: seats the next alternate, or who follows by a countback; where nobody does,
 * the seat is vacant and has to be filled anew. Returns the new mandate or 0. */
uint32_t mandate_vacancy(struct docket *d, uint32_t body, uint32_t seat, int64_t at);
/* The seat has fallen empty and nobody of those elected before moves up (a whole group was
 * recalled, a term is over): the time to fill it begins (vacancy.h). */
void mandate_anew(struct docket *d, uint32_t body, uint32_t seat);

/* Creates seats of a group up to N for this sender (0: no more than there are). */
void seats_make(struct docket *d, uint32_t body, uint32_t group, uint32_t sender, uint32_t n);
/* Seats of a group and sender that are open; filled ones among them. SENDER 0: any. */
uint32_t seats_count(const struct law *l, uint32_t body, uint32_t group, uint32_t sender,
                     uint32_t *ret_filled);
/* The seat group of the rule of a body: GROUP from 1; NULL when there is none. */
const struct seat_group *seat_group_of(const struct law *l, uint32_t body, uint32_t group);
/* Has the body ended for good (its `until`, a text that has it no more)? One that was dissolved is
 * there again when somebody is elected or appointed to it. */
bool body_is_over(const struct law *l, uint32_t body);
/* When a term that begins at SINCE ends; INSTANT_MAX for until-next and none. */
int64_t term_end(const struct law *l, uint32_t body, int64_t since);

#endif
