/* The life of an act: proposed, adopted, waiting, in force, and how it ends. Private to law/.
 * Articles: acts.*, powers.*.pending, within, otherwise, override.
 *
 * What an act waits for is a proceeding of its own (PROC_COURSE): a veto's window, a
 * countersignature that is due. `subject` is the act, `part` the power rule's index + 1, PROC_VERB
 * the verb. */
#ifndef KOINON_LAW_ACT_H
#define KOINON_LAW_ACT_H

#include "law/docket.h"

/* The rule of an act in the constitution; NULL when it has none (the use of a power, a past
 * act). */
const struct act_rule *act_rule(const struct law *l, uint32_t act);
/* The step it is at; NULL: the constitution in force has no such step, or no such act, any more. */
const struct decision *act_step(const struct law *l, uint32_t act);
/* The legal order in which an issuer's acts are valid: its body's, 0 when there is one order. */
uint32_t act_order(const struct law *l, uint32_t issuer);
/* The state of an act in an order (0: its issuer's). */
uint32_t act_state(const struct law *l, uint32_t act, uint32_t order);
/* Sets it in an order (0: its issuer's, and every order that has no view of its own yet). */
void act_set(struct docket *d, uint32_t act, uint32_t state, uint32_t cause, uint32_t order);

/* A new act with what the command says of it (addressees, fields, terms, text's hash, deadline).
 * RULE: index in acts, -1; WORD: its rule's or verb's word. */
uint32_t act_new(struct docket *d, int rule, uint32_t word, uint32_t issuer, uint32_t on,
                 uint16_t kind);
/* Checks of those fields, before the first effect. */
enum law_verdict act_fields_ok(struct docket *d, int rule);

/* Enough signatures, or none needed: it is proposed, and its first step's time runs. */
void act_proposed(struct docket *d, uint32_t act);
/* All steps are taken: windows open, or it comes into force. */
void act_adopted(struct docket *d, uint32_t act);
/* In force if nothing is waited for any more. */
void act_settle(struct docket *d, uint32_t act);
/* It comes into force now. */
void act_enters(struct docket *d, uint32_t act);
/* It ends: REJECTED, VETOED, ANNULLED, REPEALED, LAPSED, WITHDRAWN. Open windows and votes on it
 * close (OUTCOME_OVERTAKEN). */
void act_ends(struct docket *d, uint32_t act, uint32_t state, uint32_t cause, uint32_t order);

/* Is the act's amount over the bound of the rule (`where: amount over 5000 EUR`), or can it not be
 * told to be less? */
bool act_amount_over(const struct law *l, uint32_t id, const struct power_rule *p);
/* A suspension is over: in force again if it had come into force, else it waits on as before. */
void act_resumes(struct docket *d, uint32_t id, uint32_t cause);
/* An override of its veto was carried: what the veto struck holds again, and no window opens. */
void act_overridden(struct docket *d, uint32_t id, uint32_t vote);
/* Did a veto strike one of its addressees (powers.*.where: own-unit)? */
bool act_struck_in_part(const struct law *l, uint32_t id);

/* The body that decides a step of an act whose issuer is given; 0 when it is members or each of
 * many. */
uint32_t act_step_body(const struct law *l, const struct decision *step, uint32_t issuer);
/* Bodies that exist under a `who` (each branch-meeting): the next after PREV, 0 none. */
uint32_t who_body_next(const struct law *l, const struct who *w, uint32_t prev);

#endif
