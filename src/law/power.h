/* Powers used: veto, annul, suspend, countersign, dismiss... Private to law/. Articles: powers.*.
 *
 * The use of a power is itself an act (an instrument: a veto, an annulment, a vote of no
 * confidence), whose rule's word is the verb and whose `on` is what it is used on. The body that
 * holds the power decides it by the power's own decision block, else as it decides everything. */
#ifndef KOINON_LAW_POWER_H
#define KOINON_LAW_POWER_H

#include "law/docket.h"

/* The power rule by which BY may use VERB on TARGET (an act, a body, a person's mandate): index in
 * powers; -1 none. *ret_why: in words, for the refusal, when a rule has the verb but does not
 * reach. */
int power_rule_for(const struct law *l, uint32_t by, int verb, uint32_t target,
                   const char **ret_why);
/* Who has that power over TARGET, in words; "nobody". */
const char *power_holders(const struct law *l, int verb, uint32_t target,
                          char ret[REFUSAL_ARG_BYTES]);
int verb_number(struct bytes verb); /* 0 none */

/* The power that was the RULE-th of the text THEN, in the text in force; -1: it is there no
 * more. */
int power_rule_now(const struct law *l, const struct charter *then, int rule);

#endif
