/* The one table of what a record can say: fields, commands, effects, and the built-in words.
 * Numbers never change meaning and are never used again; a new behaviour is a new number (or a new
 * value of `rules`, law/). JSON, CBOR, forms, help, man pages and doc/entries.md are all made from
 * this table. */
#ifndef KOINON_WIRE_TYPES_H
#define KOINON_WIRE_TYPES_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "wire/value.h"

/* --- fields: number, C name, JSON name, kind, what it means ----------------------------------- */
#define WIRE_FIELDS(X)                                                                             \
    X(1, NAME, "name", WORD, "the name under which the thing is known in the record")              \
    X(2, TITLE, "title", TITLE, "what people call it, in one or more languages")                   \
    X(3, KIND, "kind", WORD, "what kind it is: a kind of the constitution or of doc/words.md")     \
    X(4, OF, "of", REF, "the thing spoken of, or a numbered part of it")                           \
    X(5, FROM, "from", REF, "the near end")                                                        \
    X(6, TO, "to", REF, "the far end")                                                             \
    X(7, VALUE, "value", WORD, "the far end when it is a value of the kind's list")                \
    X(8, WHEN, "when", WHEN, "when it was so, or since when; the entry's stamp when left out")     \
    X(9, UNTIL, "until", WHEN, "until when it was so")                                             \
    X(10, QUANTITY, "quantity", QUANTITY, "how many, as exact as it is known")                     \
    X(11, STANDING, "standing", WORD, "granted, claimed, in-practice, disputed, inferred...")      \
    X(12, TEXT, "text", TEXT, "the words")                                                         \
    X(13, WHY, "why", TEXT, "the reason given")                                                    \
    X(14, BODY, "body", REF, "the body")                                                           \
    X(15, GROUP, "group", INT, "which group of the body's seats, counted from 1")                  \
    X(16, SEAT, "seat", INT, "the seat's number in its body")                                      \
    X(17, SENDER, "sender", REF, "the electorate that sends: a body or a unit")                    \
    X(18, PERSON, "person", REF, "a person")                                                       \
    X(19, PERSONS, "persons", REFS, "persons, in order")                                           \
    X(20, UNIT, "unit", REF, "a unit: branch, workplace, village")                                 \
    X(21, CLASS, "class", WORD, "a class of members of the constitution")                          \
    X(22, GROUPS, "groups", WORDS, "groups of members, as declared by the member")                 \
    X(23, OPENS, "opens", WHEN, "when it opens")                                                   \
    X(24, CLOSES, "closes", WHEN, "when it closes")                                                \
    X(25, PROCEEDING, "in", REF, "the proceeding")                                                 \
    X(26, CHOICE, "choice", WORDS,                                                                 \
      "the options chosen, in order of preference; or yes, no, abstain")                           \
    X(27, RESULT, "result", ROWS,                                                                  \
      "counts: option, votes; units: how many units were for it; persons: how many delegates, "    \
      "where votes are of members; elected: true where tellers declare it")                        \
    X(28, TELLERS, "tellers", REFS, "who counted")                                                 \
    X(29, PRESENT, "present", INT, "how many were present")                                        \
    X(30, ACT, "act", REF, "the act")                                                              \
    X(31, ADDRESSED, "to-whom", REFS, "those addressed")                                           \
    X(32, FIELDS, "fields", MAP, "the act's fields, as the constitution names them")               \
    X(33, TERMS, "terms", ROWS, "numbered terms: text, and state")                                 \
    X(34, DEADLINE, "deadline", WHEN, "by when")                                                   \
    X(35, VERB, "power", WORD, "veto, annul, countersign... as in doc/words.md")                   \
    X(36, ON, "on", REF, "what the power or the step is about")                                    \
    X(37, ANSWER, "answer", WORD, "the answer given")                                              \
    X(38, OUTCOME, "outcome", WORD, "how it ended")                                                \
    X(39, REMEDY, "remedy", WORD, "correct, recount, re-run, annul-from-now, annul-from-start")    \
    X(40, BY, "by", REF, "whose: the body, person or association that does it")                    \
    X(41, HOW, "how", WORD, "in what way")                                                         \
    X(42, KEY, "key", BYTES, "an Ed25519 public key")                                              \
    X(43, HASH, "hash", BYTES, "a SHA-256 hash")                                                   \
    X(44, CHARTER, "charter", BYTES, "the canonical bytes of a constitution")                      \
    X(45, RULES, "rules", INT, "the version of the program's rules that this text is judged by")   \
    X(46, PAST, "past", BOOL, "a record of the past: entries are attested")                        \
    X(47, ENTRY, "entry", INT, "the number of an entry")                                           \
    X(48, PLACE, "place", REF, "where")                                                            \
    X(49, WITHIN, "within", REF, "the unit it lies in")                                            \
    X(50, PARTS, "parts", ROWS, "parts of a figure: name or of, and n")                            \
    X(51, DIMENSION, "dimension", WORD,                                                            \
      "along what the parts divide: faction, wing, class, office")                                 \
    X(52, COMPLETE, "complete", WORD, "exhaustive, partial or overlapping")                        \
    X(53, MEASURE, "measure", WORD, "persons, seats, roubles, hours...")                           \
    X(54, ESTIMATOR, "estimator", TEXT, "who counted or estimated")                                \
    X(55, SOURCE, "source", TEXT, "the document, when the entry is attested")                      \
    X(56, LINE, "line", INT, "the line or page of the document")                                   \
    X(57, NOTE, "note", INT, "the footnote")                                                       \
    X(58, ALTERNATIVE, "alternative-of", REF, "the statement to which this one is an alternative") \
    X(59, READING, "reading", WORD, "the contradiction this belongs to, and the side: c01a")       \
    X(60, CAUSE, "cause", REF, "what brought it about")                                            \
    X(61, AFTER, "after", REF, "known to be later than this")                                      \
    X(62, BEFORE, "before", REF, "known to be earlier than this")                                  \
    X(63, FROMS, "from-all", REFS, "several near ends")                                            \
    X(64, TOS, "to-all", REFS, "several far ends")                                                 \
    X(65, EVIDENCE, "evidence", TEXT, "on what it rests")                                          \
    X(66, MEMBERS, "members", INT, "how many members")                                             \
    X(67, VOTES, "votes", INT, "how many votes")                                                   \
    X(68, AGENDA, "agenda", WORDS, "the points of the agenda")                                     \
    X(69, MOTION, "motion", REF, "the motion")                                                     \
    X(70, SEED, "seed", BYTES, "the committed or published seed of a lot")                         \
    X(71, SINCE, "since", WHEN, "lawful or valid since")                                           \
    X(72, EFFECTS, "effects", INT, "which effect of the entry, counted from 1")                    \
    X(73, LANGUAGE, "language", WORD, "language of the name or text")                              \
    X(74, CREDENTIAL, "credential", TEXT, "number on the credential")                              \
    X(75, ORDER, "order", REF, "the legal order by whose rules it is judged")                      \
    X(76, MOVER, "mover", REF, "the association whose members moved it")                           \
    X(77, MONTH, "month", WHEN, "the month for which dues were paid")                              \
    X(78, OPTIONS, "options", ROWS, "options of a vote: name, text, from")                         \
    X(79, MANDATE, "mandate", REF, "the mandate: a person's right to a seat")                      \
    X(80, GRADES, "grades", MAP, "a grade, or points, for each candidate")

enum field {
#define X(number, id, json, kind, help) FIELD_##id = number,
    WIRE_FIELDS(X)
#undef X
    FIELD_COUNT_
};

struct field_type {
    uint16_t number;
    const char *name;      /* in JSON */
    uint8_t kind;          /* enum value_kind */
    const char *help;
};
/* NULL when there is none. */
const struct field_type *field_type(uint16_t number);
const struct field_type *field_type_named(struct bytes name);

/* --- commands --------------------------------------------------------------------------------- */
enum command_room { ROOM_RECORD, ROOM_ENTITY, ROOM_TIE, ROOM_FIGURE, ROOM_MEMBERS, ROOM_ELECTION,
                    ROOM_SITTING, ROOM_ACT, ROOM_RECALL, ROOM_DISPUTE, ROOM_PROCEEDING };

/* number, C name, JSON name ("do"), room, help, then the fields: ! required, ? allowed */
#define WIRE_COMMANDS(X)                                                                           \
    X(1, FOUND, "found", RECORD, "begin a record",                                                 \
      M(TITLE) O(NAME) O(LANGUAGE) O(PAST) O(HASH))                                                \
    X(2, ADOPT, "adopt", RECORD, "bring a constitution into force",                                \
      M(CHARTER) M(HASH) M(RULES) O(ACT))                                                          \
    X(3, TICK, "tick", RECORD, "settle what has fallen due", )                                     \
    X(4, CORRECT, "correct", RECORD, "undo a mistaken entry's effects, openly",                    \
      M(ENTRY) M(WHY) M(REMEDY) O(EFFECTS) O(VALUE) O(QUANTITY) O(OF) O(BY))                       \
    X(5, REGISTER_KEY, "register-key", RECORD, "a person's own signing key", M(PERSON) M(KEY))     \
    X(6, REVOKE_KEY, "revoke-key", RECORD, "end a signing key", M(PERSON) M(KEY) O(WHY))           \
    X(7, STATE_HASH, "state-hash", RECORD,                                                         \
      "state the hash of the living state: as it is, or, announced before, after `entry` entries", \
      O(HASH) O(ENTRY))                                                                            \
    X(8, ERASE, "erase", RECORD, "erase or rectify a person's data, the record still verifying",   \
      M(PERSON) M(WHY) O(ENTRY) O(HOW))                                                            \
    X(10, ENTER, "enter", ENTITY, "enter a unit, person, association, force, undertaking, place",  \
      M(KIND) M(NAME) O(TITLE) O(WITHIN) O(OF) O(WHEN) O(UNTIL) O(STANDING) O(LANGUAGE) ATTESTED)  \
    X(11, RENAME, "rename", ENTITY, "give a further name, title or spelling, from a date",         \
      M(OF) O(NAME) O(TITLE) O(LANGUAGE) O(WHEN) O(UNTIL) ATTESTED)                                \
    X(12, LINEAGE, "lineage", ENTITY,                                                              \
      "founded-from, split, merged, joined, succeeded, extended...",                               \
      M(HOW) O(FROM) O(TO) O(FROMS) O(TOS) O(WHEN) ATTESTED)                                       \
    X(13, END, "end", ENTITY, "a unit, body or other entity ceases, a person dies",                \
      M(OF) O(HOW) O(WHEN) O(WHY) ATTESTED)                                                        \
    X(20, TIE, "tie", TIE, "a dated relation of a thing to a thing, or to a value (a state)",      \
      M(KIND) M(FROM) O(TO) O(VALUE) O(UNTIL) O(QUANTITY) O(STANDING) O(EVIDENCE) O(CAUSE)         \
      O(HOW) O(ORDER) O(WHEN) O(ACT) O(NAME) ATTESTED)                                             \
    X(21, UNTIE, "untie", TIE, "a relation or state ends",                                         \
      O(OF) O(KIND) O(FROM) O(TO) O(VALUE) O(WHEN) O(CAUSE) O(WHY) ATTESTED)                       \
    X(22, CLAIM_POWER, "claim-power", TIE, "a body claims, or holds in practice, a power",         \
      M(BY) M(VERB) O(TO) O(KIND) O(STANDING) O(WHEN) O(UNTIL) O(CAUSE) O(OF) ATTESTED)            \
    X(23, READING, "reading", TIE, "name a set of choices between statements that cannot all hold",\
      M(NAME) M(CHOICE) O(TITLE) O(TEXT) ATTESTED)                                                 \
    X(30, FIGURE, "figure", FIGURE, "how many there were, by whose count",                         \
      M(OF) M(KIND) O(QUANTITY) O(MEASURE) O(WHEN) O(UNTIL) O(DIMENSION) O(PARTS) O(COMPLETE)      \
      O(ESTIMATOR) O(NAME) ATTESTED)                                                               \
    X(31, CLAIM, "claim", FIGURE, "something said, with its standing",                             \
      M(TEXT) M(STANDING) O(OF) O(KIND) O(BY) O(FROM) O(TO) O(WHEN) O(NAME) ATTESTED)              \
    X(32, ACTION, "action", FIGURE,                                                                \
      "something done in the world: strike, march, arrest, fighting",                              \
      M(KIND) M(NAME) O(TITLE) O(WHEN) O(UNTIL) O(PLACE) O(BY) O(FROMS) O(TO) O(TOS) O(TEXT)       \
      O(HOW) ATTESTED)                                                                             \
    X(40, ENROL, "enrol", MEMBERS,                                                                 \
      "a person becomes a member of a unit (of the federation, where there are no units)",         \
      M(PERSON) O(UNIT) O(CLASS) O(GROUPS) O(WHEN))                                                \
    X(41, LEAVE, "leave", MEMBERS, "a membership ends", M(PERSON) O(UNIT) O(HOW) O(WHY) O(WHEN))   \
    X(42, DUES, "dues", MEMBERS, "how many members of a unit paid for a month",                    \
      O(UNIT) M(MONTH) M(MEMBERS))                                                                 \
    X(43, ARREARS, "arrears", MEMBERS, "months of dues a member owes", M(PERSON) O(UNIT)           \
      M(QUANTITY))                                                                                 \
    X(44, FREEZE_ROLL, "freeze-roll", MEMBERS, "close the roll of a unit for a vote or congress",  \
      M(NAME) O(UNIT) O(BODY))                                                                     \
    X(45, CREDENTIALS, "credentials", MEMBERS, "a unit's delegation, with its chair, as sent in",  \
      M(BODY) M(SENDER) O(PERSON) O(CREDENTIAL))                                                   \
    X(50, CALL, "call-election", ELECTION, "a convocation: elect so many to this body",            \
      M(BODY) M(NAME) O(GROUP) O(SENDER) O(OPENS) O(CLOSES) O(BY) O(VOTES))                        \
    X(51, NOMINATE, "nominate", ELECTION, "propose a candidate, of lists: on whose list",          \
      M(PROCEEDING) M(PERSON) O(BY))                                                               \
    X(52, ACCEPT, "accept", ELECTION, "a candidate or an elected person accepts",                  \
      M(PROCEEDING) O(PERSON))                                                                     \
    X(53, DECLINE, "decline", ELECTION, "a candidate or an elected person declines",               \
      M(PROCEEDING) O(PERSON) O(WHY))                                                              \
    X(54, CAST, "cast", ELECTION, "vote", M(PROCEEDING) O(CHOICE) O(MANDATE) O(GRADES))            \
    X(55, CERTIFY, "certify", ELECTION, "a hall or paper count, by chair and tellers",             \
      M(PROCEEDING) M(RESULT) O(TELLERS) O(PRESENT) O(VOTES) O(HOW))                               \
    X(56, CLOSE, "close", ELECTION, "close a vote, an election, a gathering of signatures",        \
      M(PROCEEDING))                                                                               \
    X(57, APPOINT, "appoint", ELECTION,                                                            \
      "fill a seat by appointment, delegation, co-option, agreement",                              \
      M(BODY) M(PERSON) O(GROUP) O(SEAT) O(BY) O(SENDER) O(WHEN) O(UNTIL) O(ACT) O(HOW) ATTESTED)  \
    X(58, RESIGN, "resign", ELECTION, "give up a seat or an office",                               \
      M(PERSON) M(BODY) O(WHEN) O(WHY) O(HOW) ATTESTED)                                            \
    X(59, FILL, "fill-vacancy", ELECTION, "seat an alternate, or open the by-election",            \
      M(BODY) M(SEAT) O(PERSON))                                                                   \
    X(60, DRAW, "draw", ELECTION, "draw by lot from a committed seed", M(PROCEEDING) M(SEED))      \
    X(61, OFFICE, "office", ELECTION, "a person takes an office of a body: chair, secretary",      \
      M(BODY) M(PERSON) M(KIND) O(WHEN) O(UNTIL) O(HOW) O(ACT) O(STANDING) O(OF) O(NAME) ATTESTED) \
    X(62, INSTRUCT, "instruct", ELECTION, "electors give their delegate an instruction",           \
      M(MANDATE) M(TEXT) O(ON) O(CHOICE))                                                          \
    X(63, COMPOSED, "composed", ELECTION, "an election of the past, with what is known of it",     \
      M(BODY) M(NAME) O(WHEN) O(UNTIL) O(SENDER) O(TEXT) O(OUTCOME) O(RESULT) O(ACT) ATTESTED)     \
    X(70, CONVENE, "convene", SITTING, "call a body to sit",                                       \
      M(BODY) M(NAME) O(OPENS) O(AGENDA) O(BY) O(PLACE) ATTESTED)                                  \
    X(71, OPEN_SITTING, "open-sitting", SITTING, "the body sits", M(PROCEEDING))                   \
    X(72, CHECK_IN, "check-in", SITTING, "a member of the body is present",                        \
      M(PROCEEDING) O(PERSON) O(MANDATE))                                                          \
    X(73, CHECK_OUT, "check-out", SITTING, "a member leaves, or walks out with others",            \
      M(PROCEEDING) O(PERSON) O(PERSONS) O(WHY) O(HOW) O(BY) O(WHEN) ATTESTED)                     \
    X(74, PUT, "put", SITTING, "put an act, a power or a question to the vote",                    \
      M(NAME) M(ON) O(PROCEEDING) O(OPENS) O(CLOSES) O(OPTIONS) O(BODY) O(UNIT) O(HOW))            \
    X(75, CLOSE_SITTING, "close-sitting", SITTING, "the sitting ends", M(PROCEEDING))              \
    X(76, STEP, "step", SITTING, "read, debated, seconded, spoken: a step of a proceeding",        \
      M(PROCEEDING) M(HOW) O(PERSON) O(TEXT) O(BY) O(WHEN) ATTESTED)                               \
    X(77, VOTED, "voted", SITTING, "a vote of the past, with what is known of it",                 \
      M(BODY) M(NAME) O(ON) O(WHEN) O(RESULT) O(OUTCOME) O(OPTIONS) O(MOVER) O(TEXT) O(PERSONS)    \
      O(HOW) ATTESTED)                                                                             \
    X(80, PROPOSE, "propose", ACT, "propose an act of a kind the constitution knows",              \
      M(KIND) M(NAME) O(TITLE) O(BY) O(ADDRESSED) O(FIELDS) O(TERMS) O(DEADLINE) O(ON) O(TEXT)     \
      O(HASH) O(MOVER) O(UNIT))                                                                    \
    X(81, ISSUE, "issue", ACT, "an act of the past, or of an office that decides alone",           \
      M(KIND) M(NAME) O(TITLE) M(BY) O(ADDRESSED) O(FIELDS) O(TERMS) O(DEADLINE) O(ON) O(TEXT)     \
      O(WHEN) O(OUTCOME) O(HOW) O(FROMS) O(UNTIL) O(SINCE) ATTESTED)                               \
    X(82, EXERCISE, "exercise", ACT, "use a power: veto, annul, suspend, countersign, dismiss...", \
      M(VERB) M(ON) M(BY) M(NAME) O(TEXT) O(WHEN) O(OUTCOME) O(TO) O(RESULT) O(TELLERS) O(PRESENT) \
      ATTESTED)                                                                                    \
    X(83, PUBLISH, "publish", ACT, "publish an act", M(ACT) O(WHEN) O(TEXT) ATTESTED)              \
    X(84, ANSWER, "answer", ACT, "answer an act: accepted, met, refused, ignored",                 \
      M(ACT) M(ANSWER) M(BY) O(WHEN) O(WHY) ATTESTED)                                              \
    X(85, COMPLY, "comply", ACT, "how an addressee obeys: obeyed, refused, partly",                \
      M(ACT) M(BY) M(ANSWER) O(WHEN) O(WHY) O(QUANTITY) ATTESTED)                                  \
    X(86, ASSESS, "assess", ACT, "judge a term of an agreement: kept, deferred, broken",           \
      M(ON) M(VALUE) O(BY) O(WHEN) O(WHY) O(CAUSE) O(NAME) ATTESTED)                               \
    X(87, REPEAL, "repeal", ACT, "propose to repeal an act, as it was made", M(ACT) M(NAME) O(BY)) \
    X(88, REPORT, "report", ACT, "a delegate or body reports to those it answers to",              \
      M(BY) M(TEXT) O(TO) O(NAME))                                                                 \
    X(89, LIFE, "life", ACT, "a source says what became of an act: in force, void, lapsed",        \
      M(ACT) M(VALUE) O(ORDER) O(WHEN) O(BY) O(CAUSE) O(WHY) O(NAME) ATTESTED)                     \
    X(100, RECALL, "recall", RECALL, "start the recall of a seat or of a group",                   \
      M(BODY) M(NAME) O(SEAT) O(GROUP) O(SENDER) O(WHY))                                           \
    X(101, SIGN, "sign", RECALL, "sign a recall, a call or a motion", M(PROCEEDING))               \
    X(102, UNSIGN, "unsign", RECALL, "take a signature back while it is gathered", M(PROCEEDING))  \
    X(110, DISPUTE, "dispute", DISPUTE, "contest an election, credentials, a roll, a decision",    \
      M(ON) M(NAME) M(WHY) O(REMEDY) O(PERSON) O(TO))                                              \
    X(111, SETTLE, "settle", DISPUTE, "those it was brought to decide it",                         \
      M(PROCEEDING) M(OUTCOME) O(REMEDY) O(WHY) O(BY) O(RESULT))                                   \
    X(112, OBJECT, "object", DISPUTE, "object to a roll or an opening while it lies open",         \
      M(PROCEEDING) M(NAME) M(WHY) O(PERSON) O(HOW) O(UNIT))                                       \
    X(120, DECLARE, "declare", DISPUTE, "who holds which seat on day one",                         \
      M(BODY) M(PERSON) O(GROUP) O(SENDER) O(UNTIL) O(VOTES) O(KIND))                              \
    X(121, CHECK, "check-opening", DISPUTE, "the checking body finds the declaration in order",    \
      M(OUTCOME) O(WHY))                                                                           \
    X(130, RAISE, "raise", PROCEEDING, "a matter, inquiry, negotiation, crisis is opened",         \
      M(KIND) M(NAME) O(TO) O(ON) O(BY) O(PERSONS) O(TEXT) O(DEADLINE) O(WHEN) O(FROMS) O(TITLE)   \
      ATTESTED)                                                                                    \
    X(131, CONCLUDE, "conclude", PROCEEDING, "how it ended",                                       \
      M(PROCEEDING) M(OUTCOME) O(WHEN) O(TEXT) O(BY) O(ACT) ATTESTED)

enum command_type {
#define X(number, id, json, room, help, fields) COMMAND_##id = number,
    WIRE_COMMANDS(X)
#undef X
};

struct field_use {
    uint16_t field;
    bool must;
};
struct command_kind {
    uint16_t number;
    const char *name; /* "do" in JSON */
    uint8_t room;
    const char *help;
    const struct field_use *fields;
    size_t n_fields;
};
const struct command_kind *command_kind(uint16_t number); /* NULL when there is none */
const struct command_kind *command_kind_named(struct bytes name);
/* All of them, in order of number. */
const struct command_kind *command_kinds(size_t *ret_n);

/* --- effects: number, C name, JSON name, arguments (name each; t: suffix names what the text
 * is) */
#define WIRE_EFFECTS(X)                                                                            \
    X(1, FOUNDED, "founded", "past", "title")                                                      \
    X(2, CHARTER, "charter", "rules", "charter")                                                   \
    X(3, WORD, "word", "number", "word")                                                           \
    X(4, THING, "thing", "id noun kind rule parent unit layer", "name")                            \
    X(5, TITLE, "title", "id", "title")                                                            \
    X(6, NAME, "name", "id since until language", "name")                                          \
    X(7, WHEN, "when", "id which lo hi calendar flags precision", "as-written")                    \
    X(8, SOURCE, "source", "id line note", "document")                                             \
    X(9, ALTERNATIVE, "alternative", "id of reading", "")                                          \
    X(10, STATE, "state", "id part state since cause order", "")                                   \
    X(11, TIE, "tie", "id kind from from-part to to-part value since until standing layer cause",  \
      "quantity")                                                                                  \
    X(12, TIE_END, "tie-end", "id until cause", "")                                                \
    X(13, TEXT, "text", "id part language", "text")                                                \
    X(14, AMOUNT, "amount", "id field num den unit", "")                                        \
    X(15, DUE, "due", "at id what", "")                                                            \
    X(16, DUE_DONE, "due-done", "id what", "")                                                     \
    X(17, ORDERED, "ordered", "id relation other", "")                                             \
    X(20, SEAT, "seat", "body seat group sender", "")                                              \
    X(21, SEAT_END, "seat-end", "body seat", "")                                                   \
    X(22, MANDATE, "mandate",                                                                      \
      "id person body seat group sender via since term-end votes how layer", "")                   \
    X(23, MANDATE_END, "mandate-end", "id at how cause", "")                                       \
    X(24, ALTERNATE, "alternate", "body group sender person rank via", "")                         \
    X(25, ALTERNATE_END, "alternate-end", "body group sender person", "")                          \
    X(30, PROCEEDING, "proceeding",                                                                \
      "id kind subject part body group sender opens closes parent rules", "")                      \
    X(31, NUMBER, "number", "id which value", "")                                                  \
    X(32, STEP, "step", "in kind who option weight mandate", "text")                               \
    X(33, STEP_VOID, "step-void", "in who how", "")                                                \
    X(34, OPTION, "option", "in option thing", "name")                                             \
    X(35, TALLY, "tally", "in option votes units", "")                                             \
    X(36, CLOSED, "closed", "id outcome at", "")                                                   \
    X(37, MAJORITY, "majority", "in number part whole needed", "majority")                         \
    X(38, PSEUDONYM, "pseudonym", "in number unit votes", "pseudonym")                             \
    X(40, MEMBER, "member", "id person unit class groups since", "")                               \
    X(41, MEMBER_END, "member-end", "id at how", "")                                               \
    X(42, ARREARS, "arrears", "id months", "")                                                     \
    X(43, DUES, "dues", "unit month members", "")                                                  \
    X(44, ACT, "act", "id issuer unit on mover deadline", "hash")                                  \
    X(45, ACT_NUMBER, "act-number", "id which value", "")                                          \
    X(50, FIGURE, "figure", "id of part kind measure dimension complete at until", "quantity")     \
    X(51, FIGURE_PART, "figure-part", "id number of word", "quantity")                             \
    X(52, CLAIM, "claim", "id of part kind standing by", "text")                                   \
    X(60, KEY, "key", "person", "key")                                                             \
    X(61, KEY_END, "key-end", "person", "key")                                                     \
    X(62, UNDONE, "undone", "entry effect thing", "")                                              \
    X(63, FORGOTTEN, "forgotten", "person", "")                                                    \
    X(64, STATED, "stated", "", "hash")

enum effect_type {
#define X(number, id, json, args, text) EFFECT_##id = number,
    WIRE_EFFECTS(X)
#undef X
};
struct effect_kind {
    uint16_t number;
    const char *name;
    const char *args; /* names, separated by spaces */
    const char *text; /* what the text is; "" none */
    uint8_t n_args;
};
const struct effect_kind *effect_kind(uint16_t number);
const struct effect_kind *effect_kinds(size_t *ret_n);

#endif
