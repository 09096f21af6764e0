/* What the parts of charter_check share. Internal to charter/. */
#ifndef KOINON_CHARTER_CHECK_H
#define KOINON_CHARTER_CHECK_H

#include "charter/finding.h"
#include "charter/say.h"

/* Numbers of the table in kinds.c. */
enum finding_id {
    FINDING_NAME_TWICE,
    FINDING_UNIT_WITHIN_ITSELF,
    FINDING_UNIT_WITHOUT_VOICE,
    FINDING_VOICE_OF_ANOTHER,
    FINDING_BODY_WITHOUT_SEATS,
    FINDING_SEAT_NOBODY_FILLS,
    FINDING_BODY_WITHOUT_MEMBERS,
    FINDING_ORDER_NOT_SAID,
    FINDING_TWO_HIGHEST,
    FINDING_SITS_IN_CIRCLE,
    FINDING_NOT_WITH_OWN_SOURCE,
    FINDING_BOUNDS_CROSSED,
    FINDING_STEPS_AFTER_EACH,
    FINDING_RESERVED_TOO_MANY,
    FINDING_METHOD_NEEDS_SEATS,
    FINDING_METHOD_FOR_ONE_SEAT,
    FINDING_REMAINDER_NOT_SAID,
    FINDING_UNEVEN_SEATS,
    FINDING_CAP_ON_SEATS,
    FINDING_EQUAL_SEATS,
    FINDING_COUNTBACK_WITHOUT_RANKINGS,
    FINDING_ALTERNATES_MISSING,
    FINDING_SEAT_FOR_EVER,
    FINDING_RECALL_NOT_SAID,
    FINDING_RECALL_NONE,
    FINDING_RECALL_EVERY_DAY,
    FINDING_RECALL_ASKED_BY_NOBODY,
    FINDING_RECALL_GATHERED_FOR_EVER,
    FINDING_RECALL_OF_OFFICE,
    FINDING_RECALL_OF_MINORITY,
    FINDING_BODY_NOBODY_CALLS,
    FINDING_BODY_NOT_CALLED,
    FINDING_TERM_BEFORE_ELECTORS,
    FINDING_CREDENTIALS_BEFORE_CALL,
    FINDING_ACT_BY_NOBODY,
    FINDING_AGREEMENT_OF_ONE,
    FINDING_SHARE_OF_MEMBERS,
    FINDING_MORE_THAN_THERE_ARE,
    FINDING_UNITS_NOT_IN_BODY,
    FINDING_ELECTORS_OF_NO_SEAT,
    FINDING_PLURALITY_OF_YES_AND_NO,
    FINDING_QUORUM_AGAIN_NOT_LOWER,
    FINDING_TURNOUT_OF_BODY,
    FINDING_NO_QUORUM,
    FINDING_OTHERWISE_MISSING,
    FINDING_NEEDED_WITHOUT_EACH,
    FINDING_NEEDED_OF_OTHERS,
    FINDING_EVERY_UNIT_CAN_STOP,
    FINDING_NOTICE_AFTER_DEADLINE,
    FINDING_LAPSES_BEFORE_FORCE,
    FINDING_TWO_CAN_WIN,
    FINDING_ONE_CAN_STOP,
    FINDING_ONE_DECIDES,
    FINDING_AMENDMENT_MISSING,
    FINDING_AMENDMENT_AS_ANY,
    FINDING_AMENDMENT_WAY_ROUND,
    FINDING_AMENDMENT_OF_ITSELF,
    FINDING_POWER_OVER_NOTHING,
    FINDING_WHERE_FIELD_UNKNOWN,
    FINDING_MUST_WITHOUT_END,
    FINDING_VETO_WITHOUT_WINDOW,
    FINDING_COUNTERSIGNS_ITSELF,
    FINDING_BLOCK_EACH_OTHER,
    FINDING_VETO_EACH_OTHER,
    FINDING_CHECKER_MAY_SIT,
    FINDING_CHECKER_SENT,
    FINDING_CHECKER_WITHOUT_QUORUM,
    FINDING_OBJECTIONS_AFTER_ROLL,
    FINDING_SMALL_PUBLIC_VOTES,
    FINDING_SMALL_CELLS,
    FINDING_PUBLICITY_NOT_SAID,
    FINDING_DISPUTES_NOT_SAID,
    FINDING_FINAL_IS_FIRST,
    FINDING_TRUST_NOT_SAID,
    FINDING_TRUSTEES_NEEDED,
    FINDING_WITNESSES_NONE,
    FINDING_ADOPTION_NOT_SAID,
    FINDING_OPENING_NOT_SAID,
    FINDING_OPENING_CHECKED_BY_ITSELF,
    FINDING_NOT_STATED,
    FINDINGS_,
};

struct checker {
    const struct charter *c;
    struct say say;
    struct arena *arena;
    struct finding *first, **last;
    bool tied[LIMIT_CHARTER_ITEMS]; /* bodies that a chain of mandates ties to the members */
};

/* A finding at ARTICLE, or at its key SUB (may be NULL). Parts as in the kind's text. */
void finding_add(struct checker *k, enum finding_id id, const struct article *article,
                 const char *sub, const struct phrase_part *parts, size_t n);
#define FIND(k, id, article, sub, ...)                                                             \
    finding_add(k, id, article, sub, (const struct phrase_part[]){__VA_ARGS__},                    \
                sizeof((const struct phrase_part[]){__VA_ARGS__}) / sizeof(struct phrase_part))
extern const struct finding_kind finding_table[FINDINGS_];

/* --- what several parts ask ------------------------------------------------------------------- */
#define MANY INT64_MAX /* nothing bounds it */
struct seats {
    int64_t least, most; /* of one body; MANY where the constitution does not say */
};
/* Seats that vote, of all groups together. */
struct seats body_seats(const struct charter *c, const struct body_rule *b);
/* Do these seats come from one electorate (else one for each of several)? */
bool group_is_of_one(const struct charter *c, const struct body_rule *b,
                     const struct seat_group *g);
/* Are some of its seats sent by the units of this kind, or by a body for each of them? */
bool body_counts_units(const struct charter *c, const struct body_rule *b, int unit);
/* Does WHO mean this body (by name or each)? */
bool who_is_body(const struct who *w, int body);
bool whos_have_body(const struct whos *w, int body);
/* Does somebody fill these seats, by the text? */
bool group_is_filled(const struct seat_group *g);
/* Is this share, asked of this body, more than it can ever give? */
bool share_is_impossible(const struct charter *c, const struct share *s, const struct body_rule *b);
/* Hours, at the shortest and at the longest (months and years differ). 0 when there is no span. */
void span_hours(struct span s, int64_t *ret_shortest, int64_t *ret_longest);
bool span_is_longer(struct span a, struct span b); /* certainly */
/* The body that holds a power or decides, by index; -1 when it is none. */
int who_body(const struct who *w);

/* --- the parts, in the order they look -------------------------------------------------------- */
void charter_check_units(struct checker *k);
void charter_check_bodies(struct checker *k);
void charter_check_groups(struct checker *k);
void charter_check_recalls(struct checker *k);
void charter_check_calling(struct checker *k);
void charter_check_votes(struct checker *k);
void charter_check_acts(struct checker *k);
void charter_check_powers(struct checker *k);
void charter_check_blocking(struct checker *k);
void charter_check_trust(struct checker *k);
void charter_check_time(struct checker *k);

#endif
