/* A seat or an office that has fallen empty and into which nobody has followed. Where the
 * constitution says by when somebody must be called to fill it (bodies.*.vacancy-within, or a power
 * that `must` appoint within a time), that time runs in a proceeding of its own, which is listed
 * among what is due:
 *
 *     subject the body, `group` and `sender` whose seats they are (one for all of them);
 *     or `part` the office (a word); `body` who has to act, where it is a body's to appoint.
 *
 * It closes when the election is called or nothing is vacant any more. When its time is over a tick
 * does what the constitution says: an election opens by itself, for as long again; a seat that had
 * to be given away falls or stays (`otherwise`); what needs people and has no such rule is marked
 * (STATE_EXPIRED), stays open, and is a finding. Private to law/. Articles: bodies.*.vacancy,
 * vacancy-within; powers.*.must. */
#ifndef KOINON_LAW_VACANCY_H
#define KOINON_LAW_VACANCY_H

#include "law/docket.h"

/* The time begins, unless it runs already, an election of these seats is open, or the constitution
 * gives none. After the last check: it emits. */
void vacancy_of_seats(struct docket *d, uint32_t body, uint32_t group, uint32_t sender);
void vacancy_of_office(struct docket *d, uint32_t body, uint32_t office);

/* An election of these seats was called; a seat or the office was filled (the time runs on while
 * another of these seats is empty); the body has ended. */
void vacancy_called(struct docket *d, uint32_t body, uint32_t group, uint32_t sender);
void vacancy_filled(struct docket *d, uint32_t body, uint32_t group, uint32_t sender);
void vacancy_office_filled(struct docket *d, uint32_t body, uint32_t office);
void vacancy_body_ends(struct docket *d, uint32_t body);

#endif
