/* Decides a yes-or-no vote of units: which majorities were asked for, which were reached, and by
 * how many votes one was missed. A unit's delegation may divide its votes. Kinds have the names of
 * the constitution's `majority` (charter/), never one by another's name; several are concurrent:
 * each must be reached.
 *
 *     count_poll_read(&poll, "unit,members,votes,yes,no,abstain\nNorth,900,9,5,4,0\n", &a, &f);
 *     count_majorities_read("2/3 of cast, more than 1/2 of units", m, &n, &f);
 *     count_decide(&poll, m, n, &quorum, &a, &decision, &f);
 */
#ifndef KOINON_COUNT_MAJORITY_H
#define KOINON_COUNT_MAJORITY_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/ratio.h"

enum count_majority_kind {
    COUNT_MAJORITY_SIMPLE,    /* more yes than no */
    COUNT_MAJORITY_PRESENT,   /* more than half of the votes present: abstentions are present */
    COUNT_MAJORITY_ABSOLUTE,  /* more than half of all votes, absent ones included */
    COUNT_MAJORITY_PLURALITY, /* yes has more than no and more than abstentions */
    COUNT_MAJORITY_UNANIMOUS, /* no no, and at least one yes */
    COUNT_MAJORITY_SHARE,     /* qualified: a share of a base */
};
enum count_base {
    COUNT_BASE_CAST,    /* yes + no */
    COUNT_BASE_PRESENT, /* yes + no + abstentions */
    COUNT_BASE_VOTES,   /* all votes of all units */
    COUNT_BASE_UNITS,   /* each unit one voice: for it when more of its votes are yes than no */
    COUNT_BASE_MEMBERS, /* members of the units that are for it, of all members */
};
#define COUNT_MAJORITIES_MAX 4
struct count_majority {
    enum count_majority_kind kind;
    enum count_base base; /* of a share */
    struct ratio share;
    bool more_than; /* strictly more than the share */
};

struct count_poll_unit {
    struct bytes name;
    uint64_t members, votes, yes, no, abstain; /* yes + no + abstain <= votes */
};
struct count_poll {
    struct count_poll_unit *unit;
    uint32_t n;
};

struct count_decision {
    bool carried, quorum_met;
    uint64_t quorum_part, quorum_needed, quorum_whole;
    struct count_reached {
        uint64_t part, whole, needed; /* PART of WHOLE, at least NEEDED of it */
        bool reached;
        const char *words;
    } each[COUNT_MAJORITIES_MAX];
    uint32_t n;
};

/* A table with the columns unit, votes, yes, no and optionally members and abstain, in any order;
 * ',' ';' or tabs. ERR_SYNTAX with line and column: more votes divided than a unit has, a unit
 * twice. */
int count_poll_read(struct count_poll *ret, struct bytes text, struct arena *a, struct fail *f);
/* "simple", "present", "absolute", "plurality", "unanimous", "[more than] SHARE of BASE"; several
 * with commas. RET has room for COUNT_MAJORITIES_MAX. */
int count_majorities_read(struct bytes text, struct count_majority *ret, uint32_t *ret_n,
                          struct fail *f);
/* QUORUM: a share that must be there (present of votes; units with a vote of units; members of
 * such units of members); share 0/0: none. ERR_RANGE: sums that do not fit. */
int count_decide(const struct count_poll *poll, const struct count_majority *m, uint32_t n,
                 const struct count_majority *quorum, struct arena *a, struct count_decision *ret,
                 struct fail *f);
/* The decision in words, a line each for the outcome, the quorum and every majority; or as JSON. */
struct buf;
void count_decision_text(struct buf *out, const struct count_decision *d);
void count_decision_json(struct buf *out, const struct count_decision *d);

#endif
