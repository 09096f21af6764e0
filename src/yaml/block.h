/* Blocks inside blocks, and what the checks of several blocks share. */
#ifndef KOINON_YAML_BLOCK_H
#define KOINON_YAML_BLOCK_H

#include "yaml/value.h"

/* block: one; blocks: one or a list; section: NAME: block (the array is there, see
 * scope_collect). */
extern const struct type type_block, type_blocks, type_section, type_nomination,
    type_number;

void block_defaults(const struct block *block, void *into); /* -1 where an index names nothing */

/* Whom a key may name. */
#define ALLOW_THINGS                                                                               \
    (ALLOW_BODY | ALLOW_UNIT | ALLOW_ASSOCIATION | ALLOW_ENTITY | ALLOW_OFFICE | ALLOW_ANYONE)
#define ALLOW_DECIDER                                                                              \
    (ALLOW_THINGS | ALLOW_MEMBERS | ALLOW_ELECTORS | ALLOW_ANY_BODY | ALLOW_EACH)
#define ALLOW_CALLER (ALLOW_DECIDER | ALLOW_SHARE | ALLOW_GROUP)

/* What decides, as far as the checks ask. */
struct decider {
    const struct body_rule *body; /* the one body, or NULL */
    bool members;                 /* members, electors, a unit, or a body of every member */
    int32_t seats;                /* of the body, where the text fixes it; else 0 */
};
struct decider decider_of(const struct charter *c, const struct whos *by);
/* How many seats the text gives a body, 0 where it leaves that open. */
int32_t seats_fixed(const struct charter *c, const struct body_rule *b);
bool is_assembly(const struct body_rule *b); /* seats: every-member */
void check_decision(struct reader *r, const struct node *n, const struct decision *d);
/* Can it ever be met by a body? Else an error at its node. */
void check_quorum(struct reader *r, const struct node *n, const struct share *quorum,
                  const struct body_rule *body);
void check_quorum_again(struct reader *r, const struct node *n, const struct share *quorum,
                        const struct share *again);
void check_no_plurality(struct reader *r, const struct node *n, const struct majority *m);
/* Is A surely longer than B? Months are taken as 28 to 31 days, years as 365 to 366. */
bool span_longer(struct span a, struct span b);

/* The keys of a decision, for any struct S that holds one at P (`steps[0].`, or nothing). */
#define DECISION_KEYS(S, P)                                                                        \
    {"of", &type_who, AT(S, P of), .flags = KEY_DECISION,                                          \
     .allow = ALLOW_UNITS_CALLED | ALLOW_UNIT | ALLOW_GROUP | ALLOW_ASSOCIATION,                   \
     .values = "`units-called`, or a unit, association or group",                                  \
     .standard = "everyone of `by`", .help = "which of the members vote",                          \
     .example = "of: units-called", .wrong = "of: units-called",                                   \
     .error = "\"of\" limits a vote of members; \"by\" here is a body"},                           \
    {"majority", &type_majority, AT(S, P majority), .flags = KEY_DECISION | KEY_NOT_STATED,        \
     .standard = "the body's, `usual`, else `simple`", .help = "the majority that decides",        \
     .example = "majority: [simple, 2/5 of members]", .wrong = "majority: relative",               \
     .error = "\"relative\": write plurality (most votes) or simple (more yes than no)"},          \
    {"quorum", &type_share, AT(S, P quorum), .flags = KEY_DECISION | KEY_NONE | KEY_NOT_STATED,    \
     .standard = "the body's, `usual`, else none",                                                 \
     .help = "how many must be checked in at the moment of the vote",                              \
     .example = "quorum: 2/3 of filled", .wrong = "quorum: 2/3",                                   \
     .error = "\"2/3\" of what? of cast, of present, of filled, of seats, of members, or of "      \
              "branches"},                                                                         \
    {"quorum-again", &type_block, AT(S, P quorum_again), .given = AT(S, P quorum_again.given),     \
     .block = &block_quorum_again, .flags = KEY_DECISION, .standard = "none",                      \
     .help = "the lower quorum of a sitting that is called again",                                 \
     .example = "quorum-again: {after: 7d, quorum: 1/4 of filled}",                                \
     .wrong = "quorum-again: 7d",                                                                  \
     .error = "a second quorum is expected here: keys with their values, as in {after: 7d}"},      \
    {"turnout", &type_share, AT(S, P turnout), .flags = KEY_DECISION | KEY_NONE | KEY_NOT_STATED,  \
     .standard = "none", .help = "how many must vote for the result to count",                     \
     .example = "turnout: 1/2 of members", .wrong = "turnout: 1/2 of members",                     \
     .error = "turnout is for votes of members or electors; a body has a quorum"},                 \
    {"ballot", &type_word, AT(S, P ballot), .given = AT(S, P ballot_given), .words = words_ballot, \
     .flags = KEY_DECISION | KEY_NOT_STATED, .standard = "`usual`, else `open`",                   \
     .help = "how votes are given", .example = "ballot: roll-call",                                \
     .wrong = "ballot: [secret, roll-call]",                                                       \
     .error = "a secret ballot cannot be a roll-call: write one of open, roll-call, secret"},      \
    {"method", &type_method, AT(S, P method), .flags = KEY_DECISION,                               \
     .standard = "yes and no", .help = "how votes among several options are counted",              \
     .example = "method: schulze", .wrong = "method: scotish-stv",                                 \
     .error = "unknown method \"scotish-stv\"; did you mean scottish-stv?"},                       \
    {"ties", &type_word, AT(S, P ties), .given = AT(S, P ties_given), .words = words_ties,         \
     .flags = KEY_DECISION, .standard = "the method's own; a motion falls",                        \
     .help = "what settles a tie", .example = "ties: chair", .wrong = "ties: coin",                \
     .error = "unknown ties \"coin\"; known: lot, eldest, chair, falls"},                          \
    {"rounds", &type_rounds, AT(S, P rounds), .flags = KEY_DECISION, .max = 20, .standard = "1",   \
     .help = "how many rounds of voting there are at most", .example = "rounds: 3",                \
     .wrong = "rounds: three", .error = "\"three\" is not a whole number, as in rounds: 3"},       \
    {"votes", &type_word, AT(S, P votes), .words = words_votes, .flags = KEY_DECISION,             \
     .standard = "`one`", .help = "how many votes each carries", .example = "votes: one",          \
     .wrong = "votes: member",                                                                     \
     .error = "unknown votes \"member\"; known: one, members, none; did you mean members?"}

#define WITHIN_KEYS(S, P)                                                                          \
    {"within", &type_span, AT(S, P within), .flags = KEY_DECISION,                                 \
     .standard = "no bound", .help = "how long there is to decide", .example = "within: 30d",      \
     .wrong = "within: 30 days", .error = "\"30 days\" is not a time span: write 30d"},            \
    {"otherwise", &type_word, AT(S, P otherwise), .words = words_otherwise,                        \
     .flags = KEY_DECISION, .standard = "required with `within`",                                  \
     .help = "what becomes of it when it is not decided in time", .example = "otherwise: falls",   \
     .wrong = "otherwise: passes",                                                                 \
     .error = "unknown otherwise \"passes\"; known: falls, stands"},                               \
    {"needed", &type_share, AT(S, P needed), .flags = KEY_DECISION,                                \
     .standard = "all of them", .help = "how many of `by: each ...` must agree",                   \
     .example = "needed: more than 1/2 of branches", .wrong = "needed: 2/3",                       \
     .error = "\"2/3\" of what? of cast, of present, of filled, of seats, of members, or of "      \
              "branches"}

extern const struct type type_rounds;

#endif
