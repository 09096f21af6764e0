/* Who may vote, and what the votes decide: the one place where quorum, turnout and majorities are
 * computed, for acts, powers, recalls and elections alike. Exact arithmetic on whole votes and
 * shares (base/ratio.h); the base of each share is what grammar.md says. Private to law/.
 *
 * Kinds of electorate: the seats of a body (weights: one, none, or the delegation's share of the
 * members it speaks for); the members of a unit (their class's votes); all members; each of several
 * bodies by itself (a concurrent decision, `by: each`). */
#ifndef KOINON_LAW_TALLY_H
#define KOINON_LAW_TALLY_H

#include "law/docket.h"

enum { OPTION_YES = 1, OPTION_NO = 2, OPTION_ABSTAIN = 3 }; /* of a yes-or-no vote */

/* The body whose seats vote in a vote or an election; 0 when members do, and *RET_UNIT is their
 * unit (the federation: all). */
uint32_t tally_electorate(const struct law *l, uint32_t proc, uint32_t *ret_unit);

/* One voter: a person, by a mandate (0: as a member), with votes. */
struct voter {
    uint32_t person, mandate, unit; /* unit: the one her vote counts for in BASE_UNITS */
    int64_t votes;
};
/* May the command's author vote in the proceeding now, and with how many votes? LAW_NOT_ENTITLED
 * (with why), LAW_SECRET, LAW_NOT_OPEN_YET, LAW_CLOSED. Members: as of the roll frozen for it, in
 * good standing. */
enum law_verdict tally_voter(struct docket *d, uint32_t proc, uint32_t mandate, struct voter *ret);

/* A delegation's votes: STRENGTH shared equally among SEATED delegates, the rest as the
 * constitution says (remainder: delegation-chair, lost, largest-first). Votes of this mandate now.
 * Article: bodies.*.seats.votes/shared/remainder (M18; AFSCME's rule: what does not divide is not
 * invented). */
int64_t tally_mandate_votes(const struct law *l, uint32_t mandate);
/* Members a unit counts for: by roll (good standing), or the average of dues over the window that
 * ends so long before AT, rounded down. */
int64_t tally_strength(const struct law *l, uint32_t unit, int64_t at);

/* Does the body have seats that cast the members they speak for (votes: members)? */
bool tally_weighted(const struct law *l, uint32_t body);
/* Where votes are of members spoken for: does one of the majorities that judge this vote count
 * persons (of those present, of the seats)? Then its count has to say how many persons were for
 * it. */
bool tally_counts_persons(const struct law *l, uint32_t proc);
/* The most votes its seats can cast now: a delegation with anybody seated its whole strength. */
int64_t tally_body_votes(const struct law *l, uint32_t body);

/* The size of a base, in votes or heads as the base says, for this proceeding now. */
int64_t tally_base(const struct law *l, uint32_t proc, const struct share *s);

struct tally_result {
    uint32_t outcome;         /* OUTCOME_CARRIED, _LOST, _NO_QUORUM, _TURNOUT_MISSED, _TIED */
    int64_t yes, no, abstain, present, eligible;
    int64_t quorum_needed, turnout_needed;
    uint8_t n;                /* majorities asked */
    struct {
        int64_t part, whole, needed; /* part of whole, at least `needed` of it */
        bool reached;
        struct majority one;         /* its kind and share: name it by its own name (M24) */
    } majority[MAJORITY_MAX];
    char article[128];
};
/* What stands now, by the text in force when the proceeding opened. Changes nothing. */
void tally_evaluate(const struct law *l, uint32_t proc, struct tally_result *ret);

/* Opens a yes-or-no vote of BODY (or of members of UNIT; both 0: all members) on SUBJECT: emits the
 * proceeding, its options, its numbers (eligible, quorum, ballot) and its closing time. DECISION is
 * the block that rules it. Returns its id. PARENT: the sitting, or 0. */
struct vote_new {
    struct bytes name;
    uint32_t subject, part, body, unit, sender, parent;
    uint32_t verb;       /* enum verb when it uses a power; 0 */
    uint32_t rule; /* of the power: its index + 1 (PROC_USER). For an act's step: 1 when this vote
                    * overrides a veto (powers.*.override), else 0 */
    uint32_t step;       /* of an act */
    int64_t opens, closes;
};
/* The vote on recall-volos is recall-volos-vote, when that name is free; else empty. */
#define VOTE_NAME_TEXT (LIMIT_NAME_BYTES + 8)
struct bytes vote_name(const struct law *l, uint32_t subject, char buf[VOTE_NAME_TEXT]);
uint32_t vote_open(struct docket *d, const struct vote_new *v, const struct decision *decision);
/* The decision block that rules a vote (of an act's step, a power, a recall), by the text in force
 * when it opened. A question that none rules: the zero block (the body's own quorum and
 * majority). */
void vote_decision(const struct law *l, uint32_t proc, struct decision *ret);
/* Closes it: tallies, outcome, and what follows: act_step_done, power_decided, recall_decided,
 * election_decided by what it is about. */
void vote_close(struct docket *d, uint32_t proc);

/* A vote held in a hall and decided in the same command: `result` rows (option yes, no, abstain;
 * votes), `present`, `tellers` (trust.may-certify-hall-votes), judged by DECISION for BODY. Nothing
 * is emitted; LAW_TELLERS, LAW_COUNT_WRONG, LAW_NO_QUORUM... */
enum law_verdict tally_certified(struct docket *d, uint32_t body, const struct decision *decision,
                                 uint32_t *ret_outcome);

/* Who certifies a count in a hall (trust.may-certify-hall-votes): so many different persons, and
 * where the rule names the chair, she is one of them or enters it: the holder of BODY's chair, else
 * of its first office (0, or nobody in office: the tellers alone). Nobody counts the votes on
 * herself: who stands in the election, who holds the seat that is recalled, who is dismissed or
 * sits in the body that is, is no teller; when it is the chair, the tellers certify without her.
 * ON: the proceeding that is counted, or what a power is used on; 0. */
enum law_verdict tellers_ok(struct docket *d, uint32_t body, uint32_t on);

/* Are the `units` of a certified row as many as there are at most? */
bool tally_units_fit(const struct law *l, uint32_t proc, struct bytes row);
/* The row of "yes" says how many persons were for it, no more than were PRESENT. */
enum law_verdict tally_persons_ok(struct docket *d, struct bytes row, int64_t present);

/* What follows, each in its own room. OUTCOME_CARRIED or another. */
void act_step_done(struct docket *d, uint32_t act, uint32_t vote, uint32_t outcome);   /* act.c */
void power_decided(struct docket *d, uint32_t vote, uint32_t outcome);                 /* power.c */
/* recall.c */
void recall_decided(struct docket *d, uint32_t recall, uint32_t vote, uint32_t outcome);
/* election.c */
void election_decided(struct docket *d, uint32_t election);
/* sitting.c: signatures of a proposal or call */
void course_reached(struct docket *d, uint32_t course);
/* dispute.c */
void dispute_decided(struct docket *d, uint32_t dispute, uint32_t vote, uint32_t outcome);

#endif
