/* The built-in words that stand as numbers in effects: nouns, kinds, states, outcomes, standings.
 * Part of the format: a number never changes its meaning. Words that a constitution or a source
 * adds (a state of a term, a kind of strike) get numbers from WORD_FIRST on, by the effect
 * `word`. */
#ifndef KOINON_WIRE_KINDS_H
#define KOINON_WIRE_KINDS_H

#include "base/bytes.h"

#define WORD_FIRST 10000 /* below: built in; 0: none */

/* Seven nouns (DESIGN 4). */
#define WIRE_NOUNS(X)                                                                              \
    X(1, ENTITY, "entity") X(2, TIE, "tie") X(3, PROCEEDING, "proceeding") X(4, ACT, "act")        \
    X(5, ACTION, "action") X(6, FIGURE, "figure") X(7, CLAIM, "claim")

/* Entities. Units, bodies and associations are of a rule of the constitution (the thing's `rule`);
 * RULE is a rule itself where it has many instances: "branch-committee", of which
 * "branch-committee/piraeus" is one. */
#define WIRE_ENTITY_KINDS(X)                                                                       \
    X(100, FEDERATION, "federation") X(101, UNIT, "unit") X(102, PERSON, "person")                 \
    X(103, BODY, "body") X(104, RULE, "rule") X(105, ASSOCIATION, "association")                   \
    X(106, WING, "wing") X(107, FORCE, "force") X(108, UNDERTAKING, "undertaking")                 \
    X(109, PLACE, "place") X(110, LEGAL_ORDER, "legal-order") X(111, ORGAN, "organ")               \
    X(112, GROUPING, "group") X(113, STATE_POWER, "state") X(114, NAMED, "named")                  \
    X(115, BLOC, "bloc") X(116, NATION, "nation") X(117, READING, "reading")

/* Ties. Values, where the far end is a value of the kind's list, are below. */
#define WIRE_TIE_KINDS(X)                                                                          \
    X(200, MEMBER, "member") X(201, MANDATE, "mandate") X(202, OFFICE, "office")                   \
    X(203, POWER, "power") X(204, STATE, "state") X(205, RECOGNITION, "recognition")               \
    X(206, AFFILIATION, "affiliation") X(207, PART_OF, "part-of") X(208, SENDS_TO, "sends-to")     \
    X(209, REPRESENTS, "represents") X(210, ACCOUNTABLE_TO, "accountable-to")                      \
    X(211, OVERSIGHT, "oversight") X(212, COMMAND, "command") X(213, STANCE, "stance")             \
    X(214, COMPLIANCE, "compliance") X(215, ADHESION, "adhesion") X(216, SITED_AT, "sited-at")     \
    X(217, OPPOSED_TO, "opposed-to") X(218, COUNTERWEIGHT_TO, "counterweight-to")                  \
    X(219, ALLIANCE, "alliance") X(220, PARTY_MEMBER, "party-member")                              \
    X(221, SPOKESPERSON, "spokesperson")                                                           \
    X(222, OPERATES, "operates") X(223, OWNS, "owns") X(224, PRESTIGE, "prestige")                 \
    X(225, FORMAL_RANK, "formal-rank") X(226, DECLARED_ROLE, "declared-role")                      \
    X(227, LEGAL_STATUS, "legal-status") X(228, DEGREE, "degree") X(229, ATTRIBUTE, "attribute")   \
    X(230, FOUNDED_BY, "founded-by") X(231, SUCCEEDED_BY, "succeeded-by")                          \
    X(232, SPLIT_FROM, "split-from")                                                               \
    X(233, MERGED_INTO, "merged-into") X(234, JOINED, "joined") X(235, RENAMED_TO, "renamed-to")   \
    X(236, EXTENDED_TO, "extended-to") X(237, SAME_AS, "same-as")                                  \
    X(238, ADDRESSED_TO, "addressed-to")                                                           \
    X(239, ISSUED_BY, "issued-by") X(240, PARTY_TO, "party-to") X(241, REPLIES_TO, "replies-to")   \
    X(242, ON_ACT, "on-act") X(243, PARTICIPANT, "participant") X(244, TARGET, "target")           \
    X(245, COUNTER_TO, "counter-to") X(246, ADOPTS_POSITION_OF, "adopts-position-of")              \
    X(247, HIGHEST, "highest") X(248, MEASURES_TAKEN, "measure-taken") X(249, DISSENT, "dissent")  \
    X(250, ATTENDS, "attends") X(251, MOBILISES_AGAINST, "mobilises-against")                      \
    X(252, ELIGIBLE_BAR, "barred") X(253, SUPPORTS, "supports")                                    \
    X(254, DELEGATION_CHAIR, "delegation-chair")                                                   \
    X(255, CREDENTIAL, "credential") X(256, MADE_STANDING, "made-standing") X(257, TASK, "task")   \
    X(258, CANDIDATE, "candidate") X(259, OWNERSHIP_RULE, "regime") X(260, SENT_BY, "sent-by")     \
    X(261, CHOOSES, "chooses")

#define WIRE_PROCEEDING_KINDS(X)                                                                   \
    X(300, ELECTION, "election") X(301, RECALL, "recall") X(302, ROLL, "roll")                     \
    X(303, SITTING, "sitting") X(304, VOTE, "vote") X(305, DISPUTE, "dispute")                     \
    X(306, INQUIRY, "inquiry") X(307, MATTER, "matter") X(308, NEGOTIATION, "negotiation")         \
    X(309, OPENING, "opening") X(310, CRISIS, "crisis") X(311, OBJECTION, "objection")             \
    X(312, COURSE, "course") X(313, DEMAND, "demand") X(314, FORMATION, "formation")              \
    X(315, VACANCY, "vacancy")

#define WIRE_STEP_KINDS(X)                                                                         \
    X(400, CAST, "cast") X(401, SIGN, "sign") X(402, CHECK_IN, "check-in")                         \
    X(403, CHECK_OUT, "check-out")                                                                 \
    X(404, NOMINATE, "nominate") X(405, ACCEPT, "accept") X(406, DECLINE, "decline")               \
    X(407, CERTIFY, "certify") X(408, READ, "read") X(409, DEBATE, "debate")                       \
    X(410, SPEAK, "speak")                                                                         \
    X(411, SECOND, "second") X(412, OBJECT, "object") X(413, WALK_OUT, "walk-out")                 \
    X(414, UNSIGN, "unsign") X(415, DECLARE, "declare") X(416, CHECK, "check")                     \
    X(417, DRAW, "draw")                                                                           \
    X(418, OTHER, "step")

/* States: of acts (in a legal order), bodies, terms, standings of proceedings. */
#define WIRE_STATES(X)                                                                             \
    X(500, PROPOSED, "proposed") X(501, ADOPTED, "adopted") X(502, WAITING, "waiting")             \
    X(503, IN_FORCE, "in-force") X(504, VETOED, "vetoed") X(505, ANNULLED, "annulled")             \
    X(506, SUSPENDED, "suspended") X(507, REPEALED, "repealed") X(508, LAPSED, "lapsed")           \
    X(509, REJECTED, "rejected") X(510, PROVISIONAL, "provisional") X(511, STANDING, "standing")   \
    X(512, AD_HOC, "ad-hoc") X(513, PROMISED, "promised") X(514, DISSOLVED, "dissolved")           \
    X(515, ENDED, "ended") X(516, KEPT, "kept") X(517, DEFERRED, "deferred")                       \
    X(518, BROKEN, "broken")                                                                       \
    X(519, UNKNOWN, "unknown") X(520, OPEN, "open") X(521, CLOSED, "closed")                       \
    X(522, VACANT, "vacant")                                                                       \
    X(523, FILLED, "filled") X(524, WITHDRAWN, "withdrawn") X(525, MET, "met")                     \
    X(526, REFUSED, "refused")                                                                     \
    X(527, EXPIRED, "expired") X(528, CANNOT_DECIDE, "cannot-decide") X(529, OFFERED, "offered")   \
    X(530, DECLINED, "declined") X(531, ANNOUNCED, "announced")                                    \
    X(532, ORDERED_DISSOLVED, "ordered-dissolved")                                                 \
    X(533, DRAFT, "draft") X(534, VOID, "void") X(535, EXECUTED, "executed")                       \
    X(536, SITTING_NOW, "sitting")

#define WIRE_OUTCOMES(X)                                                                           \
    X(600, CARRIED, "carried") X(601, LOST, "lost") X(602, NO_QUORUM, "no-quorum")                 \
    X(603, TURNOUT_MISSED, "turnout-missed") X(604, ELECTED, "elected")                            \
    X(605, NOT_FILLED, "not-filled")                                                               \
    X(606, TIED, "tied") X(607, EXPIRED_OUT, "time-ran-out") X(608, SUCCEEDED, "succeeded")        \
    X(609, FAILED, "failed") X(610, UPHELD, "upheld") X(611, DISMISSED_OUT, "dismissed")           \
    X(612, WITHDRAWN_OUT, "withdrawn-by-mover") X(613, FINAL, "final") X(614, HELD, "held")        \
    X(615, NOT_REPORTED, "not-reported") X(616, AGREED, "agreed") X(617, BROKEN_OFF, "broken-off") \
    X(618, OVERTAKEN, "overtaken") X(619, MAJORITY_UNSTATED, "carried-counts-not-stated")          \
    X(620, TAKEN_UP, "taken-up") X(621, ANNULLED_OUT, "annulled")                                  \
    X(622, FILLED_OUT, "filled")

/* How a seat or office was come by, and how it ended. */
#define WIRE_HOWS(X)                                                                               \
    X(700, ELECTED, "elected") X(701, APPOINTED, "appointed") X(702, DELEGATED, "delegated")      \
    X(703, EX_OFFICIO, "ex-officio") X(704, LOT, "drawn-by-lot") X(705, CO_OPTED, "co-opted")      \
    X(706, AGREED, "agreed") X(707, SELF_CONSTITUTED, "self-constituted")                          \
    X(708, OPENING, "opening")                                                                     \
    X(709, ALTERNATE, "alternate") X(710, COUNTBACK, "countback")                                  \
    X(711, BY_ELECTION, "by-election")                                                             \
    X(712, NOT_STATED, "not-stated")                                                              \
    X(720, TERM_ENDED, "term-ended") X(721, RECALLED, "recalled") X(722, RESIGNED, "resigned")     \
    X(723, DIED, "died") X(724, DISMISSED, "dismissed") X(725, SEAT_FELL, "seat-fell")             \
    X(726, SUCCEEDED, "succeeded") X(727, BODY_ENDED, "body-ended") X(728, ABDICATED, "abdicated") \
    X(729, EXPELLED, "expelled") X(730, DISPUTE_UPHELD, "dispute-upheld")                          \
    X(731, CORRECTED, "corrected")                                                                 \
    X(732, INCOMPATIBLE, "incompatible") X(733, LEFT, "left") X(734, ARRESTED, "arrested")         \
    X(735, ANNULLED, "annulled") X(736, DECLINED, "declined")

#define WIRE_STANDINGS(X)                                                                          \
    X(800, GRANTED, "granted") X(801, CLAIMED, "claimed") X(802, IN_PRACTICE, "in-practice")       \
    X(803, DISPUTED, "disputed") X(804, INFERRED, "inferred") X(805, TRANSFERRED, "transferred")   \
    X(806, LAPSED_NOW, "lapsed") X(807, VERIFIED, "verified") X(808, UNVERIFIED, "unverified")     \
    X(809, INTERPRETATION, "interpretation") X(810, STATED, "stated")                              \
    X(811, STAND_PROVISIONAL, "provisional-standing") X(812, STAND_AD_HOC, "ad-hoc-standing")      \
    X(813, STAND_PROMISED, "promised-standing")

/* Layers (DESIGN 4): never mixed. */
enum layer { LAYER_COMPUTED = 0, LAYER_CERTIFIED = 1, LAYER_ATTESTED = 2 };

/* Which date of a thing the effect `when` gives. */
enum when_which { WHEN_SINCE = 1, WHEN_UNTIL_ = 2, WHEN_AT = 3, WHEN_OPENS = 4, WHEN_CLOSES = 5,
                  WHEN_DEADLINE = 6 };
/* Relations of the effect `ordered`: id is ... other. */
enum order_relation { ORDER_AFTER = 1, ORDER_BEFORE = 2 };

enum wire_kind {
#define X(number, id, name) NOUN_##id = number,
    WIRE_NOUNS(X)
#undef X
#define X(number, id, name) KIND_##id = number,
    WIRE_ENTITY_KINDS(X)
#undef X
#define X(number, id, name) TIE_##id = number,
    WIRE_TIE_KINDS(X)
#undef X
#define X(number, id, name) PROC_##id = number,
    WIRE_PROCEEDING_KINDS(X)
#undef X
#define X(number, id, name) STEP_##id = number,
    WIRE_STEP_KINDS(X)
#undef X
#define X(number, id, name) STATE_##id = number,
    WIRE_STATES(X)
#undef X
#define X(number, id, name) OUTCOME_##id = number,
    WIRE_OUTCOMES(X)
#undef X
#define X(number, id, name) CAME_##id = number,
    WIRE_HOWS(X)
#undef X
#define X(number, id, name) STANDS_##id = number,
    WIRE_STANDINGS(X)
#undef X
};

/* The word of a built-in number ("" when there is none), and the number of a built-in word within
 * one hundred (noun 1.., entity kinds 100.., ties 200.. ): kind_number(200, "mandate") = 201; 0:
 * none. */
const char *kind_word(uint32_t number);
uint32_t kind_number(uint32_t hundred, struct bytes word);

#endif
