/* Terms of an agreement that bar something, and powers that an agreement limits. Private to law/.
 * What a term bars is said with it: terms: [{text: ..., bars: WORD, of: THING}]: WORD is a kind of
 * act, a power, or the manner of an act (`how`); THING is towards whom (left out: anybody). In a
 * record of the past an act against a term is a finding; where the constitution says that a power
 * is `limited-by` the agreement, a living federation refuses it while the agreement is in force. */
#ifndef KOINON_LAW_TERM_H
#define KOINON_LAW_TERM_H

#include "law/act.h"
#include "law/power.h"

/* The things that the terms of the command name are there. */
enum law_verdict terms_ok(struct docket *d);
/* What the term in this row bars, if it says so, as a tie `barred` from [id, part]. */
void term_emit_bar(struct docket *d, uint32_t id, uint32_t part, struct bytes row, int64_t since);
/* May BY do WHAT (a kind of act, a power) to ON and those addressed, or does a term bar it? */
enum law_verdict term_permits(struct docket *d, uint32_t by, struct bytes what, uint32_t on);

#endif
