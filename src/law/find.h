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

/* A tie ended, a proceeding closed, an entry was undone: by which entry is asked later. A row that
 * did not is left out. */
void find_ended_tie(struct law *l, uint32_t row);
void find_ended_proc(struct law *l, uint32_t row);
void find_undone(struct law *l, uint32_t row);
/* An act's state in order N becomes STATE; an act that was read with the tables. */
void find_act_changes(struct law *l, uint32_t row, uint32_t n, uint32_t state);
void find_act_loaded(struct law *l, uint32_t row);

/* --- what an entry did: MADE is its number plus one ------------------------------------------- */
/* The first row that it made (those that follow are its own while their `made` is MADE); rows there
 * are when it made none. */
uint32_t find_made_thing(const struct law *l, uint64_t made);
uint32_t find_made_tie(const struct law *l, uint64_t made);
uint32_t find_made_charter(const struct law *l, uint64_t made);
/* The first tie above AFTER (row; from 0 on in order) that it ended; 0: no more. */
uint32_t find_tie_ended(const struct law *l, uint64_t made, uint32_t after);
bool find_proc_ended(const struct law *l, uint64_t made); /* did it close any? */
bool find_entry_undone(const struct law *l, uint64_t made);

/* The acts of that kind (a word: the name of their rule) that are in force in some order: the first
 * row above AFTER; 0: no more. */
uint32_t find_in_force(const struct law *l, uint32_t rule, uint32_t after);

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
/* A dispute about a thing that was decided, the one that was appealed if any was; 0 none. */
uint32_t find_decided(const struct law *l, uint32_t on);
/* The roll of a unit for a body that is final, the one opened last (row in procs); 0 none. */
uint32_t find_roll(const struct law *l, uint32_t unit, uint32_t body);
/* The first vote of the body on this matter that failed for want of a quorum; 0 none. */
uint32_t find_no_quorum(const struct law *l, uint32_t subject, uint32_t body);
/* The open proceedings of BODY in their order: the first whose row is above AFTER (from 0 on); 0:
 * no more. */
uint32_t find_open_of(const struct law *l, uint32_t body, uint32_t after);
/* Of the open proceedings of BODY in which WHO has cast a ballot the first whose row is above
 * AFTER (row in procs; from 0 on in order); 0: no more. */
uint32_t find_cast(const struct law *l, uint32_t body, uint32_t who, uint32_t after);

#endif
