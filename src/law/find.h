/* Look-ups among proceedings that cost the same whether there were ten before or ten thousand: open
 * ones by what they are about and by the body that votes in them; of those that closed the one that
 * a rule asks for. Derived: rebuilt from the tables by law_load. Private to law/. */
#ifndef KOINON_LAW_FIND_H
#define KOINON_LAW_FIND_H

#include "law/state.h"

/* --- kept up by apply.c: a row of procs that was opened, that was closed -------------------------
 * At most two rows of each index a call. */
void find_opened(struct law *l, uint32_t row);
void find_closed(struct law *l, uint32_t row);

/* The election of these seats that is open; 0 none. */
uint32_t find_election(const struct law *l, uint32_t body, uint32_t group, uint32_t sender);
/* The dispute about a thing that is open; 0 none. */
uint32_t find_dispute(const struct law *l, uint32_t on);
/* The vacancy of these seats, or of an OFFICE (a word; group and sender 0), whose time runs; 0
 * none. The first of all of a body; 0: no more. */
uint32_t find_vacancy(const struct law *l, uint32_t body, uint32_t group, uint32_t sender,
                      uint32_t office);
uint32_t find_vacancy_of(const struct law *l, uint32_t body);
/* A recall of these seats; SEAT 0: of any of them. Open; the one that failed last; 0 none. */
uint32_t find_recall(const struct law *l, uint32_t body, uint32_t group, uint32_t sender,
                     uint32_t seat);
uint32_t find_recall_failed(const struct law *l, uint32_t body, uint32_t group, uint32_t sender,
                            uint32_t seat);
/* The roll of a unit for a body that is final, the one opened last (row in procs); 0 none. */
uint32_t find_roll(const struct law *l, uint32_t unit, uint32_t body);
/* The first vote of the body on this matter that failed for want of a quorum; 0 none. */
uint32_t find_no_quorum(const struct law *l, uint32_t subject, uint32_t body);
/* Of the open proceedings of BODY in which WHO has cast a ballot the first whose row is above
 * AFTER (row in procs; from 0 on in order); 0: no more. */
uint32_t find_cast(const struct law *l, uint32_t body, uint32_t who, uint32_t after);

#endif
