/* A constitution as plain structs: what yaml/ makes of a text, what the law reads, what the
 * canonical bytes say. Everything lies in one arena; strings are `struct bytes`; a rule refers to
 * another by its index in the array where it stands (int16_t, -1 none). The grammar is
 * doc/constitution.md.
 *
 * The notation of the grammar maps one to one: share -> struct share, majority -> struct majority,
 * who -> struct who, decision block -> struct decision. `given` says whether the text said
 * anything: absent (take `usual`, then the default), said, `none` (switched off on purpose), or
 * `not-stated` (a record of the past, where the source is silent). */
#ifndef KOINON_CHARTER_CHARTER_H
#define KOINON_CHARTER_CHARTER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/fail.h"
#include "base/limits.h"
#include "base/ratio.h"

enum given { GIVEN_ABSENT, GIVEN_SAID, GIVEN_NONE, GIVEN_NOT_STATED };

/* A text in languages: language -> text, in the order written. */
struct title {
    uint8_t n;
    struct bytes language[LIMIT_LANGUAGES], text[LIMIT_LANGUAGES];
};

/* Of what a share is taken. */
enum base_kind {
    BASE_NONE,
    BASE_CAST,     /* yes + no; abstentions are not cast */
    BASE_PRESENT,  /* checked in at the moment of the vote */
    BASE_FILLED,   /* occupied seats */
    BASE_SEATS,    /* all seats the constitution gives */
    BASE_MEMBERS,  /* the roll in good standing */
    BASE_ELECTORS, /* of the seat in question */
    BASE_UNITS,    /* a `many` name: each unit one voice, the side with most of its delegation */
    BASE_BODY,     /* filled seats of another body */
    BASE_VALID,    /* valid votes, abstentions included; not in the grammar, used by counts */
};
struct share {
    uint8_t given; /* enum given */
    struct ratio ratio; /* a bare N is N/1 with BASE_NONE: that many */
    bool more_than;     /* strictly more */
    /* that many of BASE (`20 of filled`), not a part of it (`100% of filled`) */
    bool count;
    uint8_t base;       /* enum base_kind */
    int16_t of;         /* BASE_UNITS: index in units; BASE_BODY: in bodies */
};

enum majority_kind {
    MAJORITY_SIMPLE,    /* more yes than no */
    MAJORITY_PRESENT,   /* more than half of those present */
    MAJORITY_ABSOLUTE,  /* more than half of all seats */
    MAJORITY_PLURALITY, /* most votes: elections */
    MAJORITY_UNANIMOUS, /* no no, and at least one yes */
    MAJORITY_SHARE,     /* share */
};
#define MAJORITY_MAX 4
struct majority { /* each of them must be reached (concurrent) */
    uint8_t given;
    uint8_t n;
    struct majority_part {
        uint8_t kind; /* enum majority_kind */
        struct share share; /* MAJORITY_SHARE */
    } each[MAJORITY_MAX];
};
/* A sitting called again after so long needs the lower quorum. */
struct quorum_again {
    bool given;
    struct span after;
    struct share quorum;
};

enum who_kind {
    WHO_NOBODY,
    WHO_BODY,       /* of = index in bodies */
    WHO_UNIT,       /* a kind of unit: its members as one electorate (or its voice, in a share) */
    WHO_ASSOCIATION,
    WHO_MEMBERS,    /* all members */
    WHO_ELECTORS,   /* those who sent the seat in question */
    WHO_ANY_BODY,
    WHO_ANYONE,     /* `any`: past only */
    WHO_ENTITY,     /* a name of `entities` */
    WHO_SHARE,      /* share: `1/10 of members`, `1/3 of branches`, `20 of filled` */
    WHO_UNITS_CALLED,
    WHO_OFFICE,     /* an office of a body: `chair` */
    WHO_GROUP,      /* a group of members */
};
struct who {
    uint8_t kind;
    bool each;      /* `each NAME`: every one decides by itself */
    int16_t of;     /* index by kind; WHO_ENTITY: in entities */
    struct share share;
    struct bytes name; /* as written, for people */
    uint8_t either;    /* past: 0, or the number of the alternatives it is one of, from 1 */
};
#define WHO_MAX 8
struct whos {
    uint8_t given;
    uint8_t n;
    struct who each[WHO_MAX];
    bool either; /* past: the source names some of them as alternatives (who.either says which) */
    struct bytes source; /* past: of the alternatives, "L44 C21" */
};

enum ballot_kind { BALLOT_OPEN, BALLOT_ROLL_CALL, BALLOT_SECRET };
enum ties_kind { TIES_LOT, TIES_ELDEST, TIES_CHAIR, TIES_FALLS };
enum votes_kind { VOTES_ONE, VOTES_MEMBERS, VOTES_NONE };
enum otherwise_kind { OTHERWISE_NOT_SAID, OTHERWISE_FALLS, OTHERWISE_STANDS };

/* Where a rule stands in the text: for refusals ("article acts.payment.by") and errors. */
struct article {
    uint32_t line; /* 0: not from a text */
    struct bytes path; /* "bodies.congress.quorum" */
};

/* The decision block. `x_given` in front of what `usual` may supply. */
struct decision {
    struct article article;
    struct whos by;
    struct who of; /* electorate inside a vote of members; WHO_NOBODY: everyone of `by` */
    struct majority majority;
    struct share quorum;
    struct quorum_again quorum_again;
    struct share turnout;
    uint8_t ballot_given, ballot; /* enum given, enum ballot_kind */
    struct bytes method;          /* empty: plurality, or yes and no */
    uint8_t ties_given, ties, rounds;
    uint8_t votes; /* enum votes_kind */
    struct span notice, within;
    uint8_t otherwise; /* enum otherwise_kind */
    struct share needed; /* with `by: each ...` */
};

/* usual: what holds wherever a body or act says nothing else. */
struct recall {
    uint8_t given; /* GIVEN_NONE: recall: none */
    struct article article;
    /* enum given: SAID any-time (the default); ABSENT with at_after: after it */
    uint8_t at_any_time;
    struct span at_after;
    struct share asked_by;
    bool signatures_open;
    struct span gathered_within;
    struct who decided_by; /* WHO_ELECTORS or WHO_BODY */
    struct share turnout;
    struct majority majority;
    uint8_t ballot_given, ballot;
    uint8_t removes_given; /* enum given */
    bool removes_group;    /* group, else seat */
    struct span again_after;
    uint8_t again_after_given;
    struct bytes source; /* past */
};
enum vacancy_kind { VACANCY_NOT_SAID, VACANCY_ALTERNATE, VACANCY_COUNTBACK, VACANCY_BY_ELECTION,
                    VACANCY_EMPTY, VACANCY_NOT_STATED };
enum mandate_kind { MANDATE_NOT_SAID, MANDATE_FREE, MANDATE_BOUND };

struct usual {
    struct share quorum;
    struct quorum_again quorum_again;
    struct majority majority;
    uint8_t ballot_given, ballot;
    struct span notice;
    uint8_t notice_given;
    struct recall recall;
    uint8_t vacancy;
    uint8_t vacancy_within_given;
    struct span vacancy_within; /* by when somebody must be called to fill it */
    struct span term;
    uint8_t term_given;
    bool term_until_next;
    struct bytes method;
    uint8_t ties_given, ties;
    uint8_t mandate;
};

struct member_class {
    struct bytes name;
    int32_t votes;
};
struct members_rule {
    struct article article;
    uint8_t n_classes, n_groups;
    struct member_class classes[LIMIT_SEAT_GROUPS];
    struct bytes groups[LIMIT_SEAT_GROUPS];
    struct span dues_owed_at_most; /* unit 0: good standing is not asked */
    bool strength_by_dues;
    struct span strength_average, strength_ending; /* the average over, ending so long before */
    struct span roll_frozen, roll_objections;
    struct who roll_settled_by;
};

struct unit_rule {
    struct article article;
    struct bytes name, many;
    struct title title;
    int16_t within; /* index in units, -1 */
    bool counted;   /* roll: counted (numbers only), else named */
    int32_t members_min;
    int16_t voice;  /* index in bodies, -1 */
};
struct association_rule {
    struct article article;
    struct bytes name, many;
    struct title title;
    bool wings;
    uint8_t n_lineage;
    struct bytes lineage[8]; /* what may happen to one: split, merged, joined, renamed, founded */
    int32_t members_min;
};
struct order_rule {
    struct article article;
    struct bytes name;
    struct title title;
    struct whos highest;
    bool usual_given;
    struct usual usual;
};
struct entity_rule {
    struct article article;
    struct bytes name;
};

enum seat_how { HOW_ELECTED, HOW_APPOINTED, HOW_DELEGATED, HOW_EX_OFFICIO, HOW_DRAWN_BY_LOT,
                HOW_CO_OPTED, HOW_AGREED, HOW_SELF_CONSTITUTED, HOW_NOT_STATED };
enum number_kind { NUMBER_NOT_STATED, NUMBER_OPEN, NUMBER_FIXED, NUMBER_PER_MEMBERS,
                   NUMBER_PER_UNIT, NUMBER_SHARED, NUMBER_STEPS };
enum rounding_kind { ROUNDING_DOWN, ROUNDING_UP, ROUNDING_NEAREST };
enum remainder_kind { REMAINDER_NOT_SAID, REMAINDER_CHAIR, REMAINDER_LOST, REMAINDER_LARGEST };
enum seated_kind { SEATED_BY_RANK, SEATED_BY_VOTES, SEATED_DECLARED };

#define NUMBER_STEPS_MAX 8
#define RESERVED_MAX 4
struct seat_group {
    struct article article;
    bool every_member;    /* seats: every-member */
    struct whos from;     /* a list: one electorate together */
    uint8_t how;          /* enum seat_how */
    struct seat_number {
        uint8_t kind;     /* enum number_kind */
        int32_t seats;    /* FIXED, SHARED; PER_UNIT: seats a unit */
        int32_t members;  /* PER_MEMBERS: one seat per so many */
        int16_t unit;     /* PER_UNIT: index in units */
        struct bytes method; /* SHARED: apportionment method */
        uint8_t n_steps;
        struct number_step {
            int32_t first, each; /* one of them, the other 0 */
            int32_t seats;
        } steps[NUMBER_STEPS_MAX];
    } number;
    int32_t at_least, at_most; /* 0: not said */
    uint8_t rounding;
    struct bytes method;
    int32_t marks; /* votes or points of a ballot, or the highest grade; 0: not said */
    uint8_t ballot_given, ballot, ties_given, ties;
    struct bytes nomination;
    uint8_t n_reserved;
    struct reserved { struct bytes group; int32_t at_least; } reserved[RESERVED_MAX];
    uint8_t votes;         /* enum votes_kind */
    bool shared_as_declared; /* else equally */
    uint8_t remainder;
    struct alternates { bool given; bool same; int32_t number; uint8_t seated; } alternates;
    struct credentials {
        bool given;
        struct span sent; /* so long before the sitting */
        struct who settled_by;
        bool late_by_vote;
    } credentials;
    int16_t sits_in;       /* index in bodies, -1 */
    uint8_t mandate;       /* enum mandate_kind */
};

enum standing_kind { STANDING_GRANTED, STANDING_PROVISIONAL, STANDING_AD_HOC, STANDING_PROMISED,
                     STANDING_CLAIMED, STANDING_DISPUTED, STANDING_INFERRED, STANDING_IN_PRACTICE,
                     STANDING_TRANSFERRED, STANDING_LAPSED };

struct body_rule {
    struct article article;
    struct bytes name;
    struct title title;
    uint8_t n_for_each;
    struct for_each {
        bool association; /* of = index in associations, else in units */
        int16_t of;
    } for_each[3]; /* outermost first */
    int16_t order; /* index in orders, -1: the only one */
    uint8_t n_groups;
    struct seat_group *groups;
    uint8_t term_given;
    bool term_until_next;
    struct span term;
    int32_t terms_at_most;
    struct span sits_every;
    struct whos called_by;
    struct span notice;
    uint8_t notice_given;
    uint8_t n_officers;
    struct bytes officers[16];
    struct whos accountable_to;
    struct whos not_with;
    struct share quorum;
    struct quorum_again quorum_again;
    struct majority majority;
    uint8_t ballot_given, ballot;
    struct recall recall;
    uint8_t vacancy;
    uint8_t vacancy_within_given;
    struct span vacancy_within;
    uint8_t standing;
    struct bytes since, until; /* dates as written */
    int16_t becomes;           /* index in bodies, -1 */
    struct bytes formed_by;    /* name of an agreement */
    struct bytes source;       /* "L34 C21" */
};

enum act_changes { CHANGES_NOTHING, CHANGES_CONSTITUTION, CHANGES_FEDERATION };
enum in_force_kind { IN_FORCE_ADOPTION, IN_FORCE_AFTER, IN_FORCE_PUBLICATION };
enum field_kind { FIELD_KIND_MONEY, FIELD_KIND_NUMBER, FIELD_KIND_UNIT, FIELD_KIND_DATE };

struct act_rule {
    struct article article;
    struct bytes name;
    struct title title;
    bool agreement;
    struct whos proposed_by, addressed_to;
    uint8_t n_fields;
    struct act_field { struct bytes name; uint8_t kind; } fields[16];
    uint8_t changes;
    uint8_t n_steps; /* at least 1 unless an agreement */
    struct decision steps[LIMIT_STEPS];
    bool published;
    struct bytes published_field;
    uint8_t in_force;
    struct span in_force_after;
    /* before its first decision; steps[0].notice says the same without `steps` */
    struct span notice;
    struct span lapses;
    bool deadline_required;
    struct whos between;
    uint8_t n_term_states;
    struct bytes term_states[8];
    struct who terms_judged_by;
    struct bytes gives;      /* "confidence" */
    bool ends_when_withdrawn;
    struct bytes source;
};

enum verb { VERB_LEGISLATE = 1, VERB_EXECUTE, VERB_VETO, VERB_ANNUL, VERB_SUSPEND, VERB_COUNTERSIGN,
            VERB_CONSENT, VERB_APPOINT, VERB_DISMISS, VERB_INSPECT, VERB_QUESTION, VERB_INVESTIGATE,
            VERB_CONVENE, VERB_DISSOLVE, VERB_COMMAND, VERB_OVERSEE, VERB_WITHDRAW, VERB_CERTIFY,
            VERB_ATTEST, VERB_PROPOSE, VERB_COUNT_ };
extern const char *const verb_names[VERB_COUNT_]; /* by number; [0] is "" */

struct power_rule {
    struct article article;
    struct whos who;
    bool must;
    uint32_t verbs;      /* bit 1 << VERB_x */
    uint8_t n_what;
    int16_t what[16];    /* index in acts; -1 never occurs. Certify and the like: what_words */
    uint8_t n_what_words;
    struct bytes what_words[8]; /* roll, credentials, election */
    struct whos whom;
    struct who from;
    bool own_unit;
    struct bytes where_field; /* with where_over: FIELD over N */
    struct ratio where_over;
    struct bytes where_unit;  /* currency */
    uint8_t within_given;
    struct span within;
    uint8_t pending;     /* 0 default of the verb, 1 waits, 2 runs */
    uint8_t otherwise;
    struct share override;
    struct decision how; /* how `who` decides it */
    int16_t limited_by;  /* index in acts, -1 */
    uint8_t standing;
    struct bytes since, until, source;
};

enum see { SEE_NOT_SAID, SEE_PUBLIC, SEE_MEMBERS, SEE_OWN_UNIT, SEE_OWN_UNIT_OFFICERS, SEE_BODY,
           SEE_AUDITORS };
struct publicity_rule {
    struct article article;
    bool given;
    uint8_t n_votes_in;
    struct votes_in { int16_t body; uint8_t see; } votes_in[32];
    uint8_t roll;
    struct whos signatures;     /* default: auditors when there is such a body, else nobody */
    int32_t turnout_cell_min;   /* default 20 */
};
struct charter {
    bool past;
    struct title name;
    struct bytes authentic;
    struct zone zone;
    uint8_t calendar;
    struct usual usual;
    bool has_members;
    struct members_rule members;
    uint16_t n_units, n_associations, n_orders, n_entities, n_bodies, n_acts, n_powers;
    struct unit_rule *units;
    struct association_rule *associations;
    struct order_rule *orders;
    struct entity_rule *entities;
    struct body_rule *bodies;
    struct act_rule *acts;
    struct power_rule *powers;
    struct disputes_rule {
        bool given;
        struct article article;
        struct bytes about[8];
        uint8_t n_about;
        struct who to, final;
        struct span within;
        bool suspended_meanwhile;
    } disputes;
    struct publicity_rule publicity;
    struct trust_rule {
        bool given;
        struct article article;
        struct who trustees;
        int32_t trustees_needed;
        int32_t witnesses;
        struct bytes may_certify[4]; /* "chair and 2 tellers" */
        uint8_t n_may_certify;
        int32_t tellers_needed;      /* read off may_certify; 0: the chair alone */
        struct whos attest;
    } trust;
    struct adoption_rule {
        bool given;
        struct decision decision;
        bool opening;
        struct who declared_by, checked_by;
        struct span objections;
    } adoption;
    uint16_t n_kinds;
    struct kind_rule { struct bytes noun, name; uint8_t n_values; struct bytes values[16]; } *kinds;
};

/* The bytes an adoption carries and the law reads: deterministic CBOR of exactly these structs
 * (doc/record.md, "constitution"). Articles' paths are kept (refusals name them), lines are not:
 * two texts that differ only in comments and layout have the same bytes. */
void charter_encode(const struct charter *c, struct buf *b);
int charter_decode(struct bytes bytes, struct arena *a, struct charter **ret, struct fail *fail);

/* A title as a command and an effect carry it: a text, or a map language -> text (CBOR). */
void charter_title_put(struct buf *b, const struct title *t);

/* Lookup by name; -1 when there is none. */
int charter_body(const struct charter *c, struct bytes name);
int charter_act(const struct charter *c, struct bytes name);
int charter_unit(const struct charter *c, struct bytes name); /* by name or by `many` */
int charter_association(const struct charter *c, struct bytes name);
int charter_order(const struct charter *c, struct bytes name);

/* What holds for a body, an act's step: the rule itself, else its order's usual, else usual, else
 * the default of the grammar. Body, group and decision may be NULL (a vote of members has no
 * body). */
struct share charter_quorum(const struct charter *c, const struct body_rule *b);
struct majority charter_majority(const struct charter *c, const struct body_rule *b,
                                 const struct decision *d);
const struct recall *charter_recall(const struct charter *c, const struct body_rule *b);
uint8_t charter_vacancy(const struct charter *c, const struct body_rule *b);
/* By when an empty seat must be on its way to be filled; unit 0: whenever. */
struct span charter_vacancy_within(const struct charter *c, const struct body_rule *b);
/* The second quorum stands with the first: a body that says its own quorum and no second has
 * none. */
struct quorum_again charter_quorum_again(const struct charter *c, const struct body_rule *b);
struct span charter_term(const struct charter *c, const struct body_rule *b, bool *ret_until_next);
struct span charter_notice(const struct charter *c, const struct body_rule *b,
                           const struct decision *d);
/* The method by which a group's seats are filled; empty: plurality. */
const struct bytes *charter_method(const struct charter *c, const struct body_rule *b,
                                   const struct seat_group *g);
/* How many votes (limited) or points (cumulative) a ballot for so many seats has, or the highest
 * grade (score, majority-judgment): as it is written, else one vote fewer than there are seats, as
 * many points as seats, 5. 0: the method asks for none. */
int64_t charter_marks(struct bytes method, const struct seat_group *g, int64_t seats);
/* A group's ballot is for filling its seats, a decision's and a body's for deciding. */
uint8_t charter_ballot(const struct charter *c, const struct body_rule *b,
                       const struct seat_group *g, const struct decision *d);

#endif
