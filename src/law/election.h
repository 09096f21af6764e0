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
/* Is its method computed here (plurality, block, approval)? Others are counted on paper or by the
 * counting library, and certified. */
bool election_computed(const struct law *l, const struct proc_row *p);
/* Was the roll for this unit and body closed for good? Its instant, INSTANT_MAX when there is
 * none. */
int64_t roll_frozen_at(const struct law *l, uint32_t unit, uint32_t body);

#endif
