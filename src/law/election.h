/* Elections: calling, candidates, who is elected. Private to law/. Articles: bodies.*.seats,
 * called-by, term, vacancy; DESIGN 4 and 8.
 *
 * An election is a proceeding: subject the body whose seats are filled, `sender` its electorate
 * (`body` the same when it is a body), `group` the seats. Its options are the candidates
 * (option.thing: the person). Counts: option.votes; option.units is the rank in which tellers
 * declare a candidate elected (certified counts of methods that are not computed here), 0: not
 * declared. */
#ifndef KOINON_LAW_ELECTION_H
#define KOINON_LAW_ELECTION_H

#include "law/docket.h"

/* The electorate that sends a group's seats; LAW_MISSING_FIELD when it must be named. */
enum law_verdict election_sender(struct docket *d, uint32_t body, uint32_t group, uint32_t *ret);
/* A tick opens the election of what is vacant (all seats of the group and electorate when nobody
 * sits): nobody has called it in time. False: there is nothing to elect, or it is open already. */
bool election_of_itself(struct docket *d, struct bytes name, uint32_t body, uint32_t group,
                        uint32_t sender, int64_t closes);
/* A lot has two steps: the commitment, SHA-256 of the seed, before the first ballot; the seed
 * itself after the count. Nobody who draws can choose who wins. */
enum draw_step { DRAW_COMMITTED, DRAW_DRAWN };
/* Its text, hexadecimal; "": there is none. */
struct bytes draw_find(const struct law *l, uint32_t election, enum draw_step step);
/* Do the most votes win (plurality, block, approval)? Rankings and committees are counted by count/
 * (law/counting.h) when their ballots are in the record; what else there is, is counted on paper
 * and certified. */
bool election_computed(const struct law *l, const struct proc_row *p);
/* Are these seats drawn by lot? It is drawn in the hall, among those who stand, and certified: who
 * would give the seed and may stand, or name who stands, could choose who is drawn. */
bool election_drawn(const struct law *l, const struct proc_row *p);
/* Does this ballot choose that option? */
bool ballot_chooses(const struct law *l, const struct step_row *s, uint32_t option);
/* Was the roll for this unit and body closed for good? Its instant, INSTANT_MAX when there is
 * none. */
int64_t roll_frozen_at(const struct law *l, uint32_t unit, uint32_t body);

#endif
