/* Every command and every due matter, and the function that decides it: a subject's file defines
 * them. Private to law/. */
#ifndef KOINON_LAW_ROOMS_H
#define KOINON_LAW_ROOMS_H

#include "law/docket.h"

/* record.c */
decide_fn decide_found, decide_adopt, decide_register_key, decide_revoke_key, decide_state_hash,
    decide_erase;
/* correct.c */
decide_fn decide_correct;
/* entity.c */
decide_fn decide_enter, decide_rename, decide_lineage, decide_end;
/* tie.c */
decide_fn decide_tie, decide_untie, decide_claim_power;
/* figure.c */
decide_fn decide_figure, decide_claim, decide_action;
/* reading.c */
decide_fn decide_reading;
/* roll.c */
decide_fn decide_enrol, decide_leave, decide_dues, decide_arrears, decide_freeze_roll,
    decide_credentials;
/* election.c */
decide_fn decide_call_election, decide_nominate, decide_accept, decide_decline, decide_draw;
/* ballot.c: one ballot box for elections, votes and recalls */
decide_fn decide_cast, decide_certify, decide_close;
/* mandate.c */
decide_fn decide_appoint, decide_resign, decide_fill_vacancy, decide_office, decide_instruct,
    decide_composed;
/* sitting.c */
decide_fn decide_convene, decide_open_sitting, decide_check_in, decide_check_out, decide_put,
    decide_close_sitting, decide_step, decide_voted;
/* act.c */
decide_fn decide_propose, decide_issue, decide_publish, decide_answer, decide_comply,
    decide_assess, decide_repeal, decide_report, decide_life;
/* power.c */
decide_fn decide_exercise;
/* recall.c */
decide_fn decide_recall, decide_sign, decide_unsign;
/* dispute.c */
decide_fn decide_dispute, decide_settle, decide_object;
/* opening.c */
decide_fn decide_declare, decide_check_opening;
/* proceeding.c */
decide_fn decide_raise, decide_conclude;

/* What falls due. A function settles one matter; what it was about is gone from the heap
 * already. */
due_fn due_close,      /* ballot.c: an election, vote, recall or roll closes by its time */
    due_term,          /* mandate.c */
    due_veto_window,   /* power.c */
    due_in_force,      /* act.c */
    due_lapse,         /* act.c */
    due_deadline,      /* act.c, proceeding.c */
    due_opening,       /* opening.c */
    due_roll,          /* roll.c */
    due_gathering,     /* recall.c */
    due_step,          /* act.c: the time of a step ran out */
    due_suspension,    /* power.c */
    due_body,          /* record.c */
    due_vacancy,       /* vacancy.c */
    due_carry_on;      /* proceeding.c */

/* What one entry could not hold goes on: power.c (a body dismissed), recall.c (a group). */
void power_carry_on(struct docket *d, uint32_t use);
void recall_carry_on(struct docket *d, uint32_t id);
/* proceeding.c: its deadline has passed */
void proceeding_overdue(struct docket *d, uint32_t id);

#endif
