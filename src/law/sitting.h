/* Sittings: a body called together, who is present, what is put to the vote. Private to law/.
 * Articles: bodies.*.called-by, notice, quorum, quorum-again; powers (convene). */
#ifndef KOINON_LAW_SITTING_H
#define KOINON_LAW_SITTING_H

#include "law/docket.h"

/* May BY (a body, a unit's share, a person) call BODY to sit or to an election? called-by, else the
 * power to convene, else the body itself and the one it answers to. LAW_NO_CALLER. */
enum law_verdict may_call(struct docket *d, uint32_t body, uint32_t by);
/* The notice a sitting or an election of BODY needs; unit 0: none. */
struct span notice_of(const struct law *l, uint32_t body);

#endif
