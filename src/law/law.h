/* The constitution as a state machine: one door in, queries out (DESIGN 4).
 *
 *     struct law *l;
 *     law_new(&alloc_heap, &l);
 *     ...
 *     if (law_reserve(l, &fail) < 0) ...                       // memory for one more entry
 *     if (law_decide(l, &header, &command, NULL, &effects, &refusal) == LAW_ACCEPTED)
 *         // the state has moved on; write header, command and effects as an entry
 *
 * law_decide runs in the one writer: it checks first and refuses without a trace, then emits
 * effects, each folded at once by the same function that law_apply uses, so what follows in the
 * same entry (a seat falls, so what it carried falls) sees what came before. The writer makes the
 * entry durable before anybody is answered; if that fails the process ends and reads the record
 * again. law_apply folds the effects of an entry that is in the record: followers, restart,
 * verification. Verification also decides again and compares the effects byte by byte.
 *
 * Pure: no clock (the stamp is in the header), no I/O, no randomness, no floating point. */
#ifndef KOINON_LAW_LAW_H
#define KOINON_LAW_LAW_H

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/message.h"
#include "wire/command.h"
#include "wire/effect.h"
#include "wire/entry.h"

struct law;
struct charter;

/* The version of the program's rules that a new adoption pins. Older ones replay for ever. */
#define LAW_RULES 1

/* Verdicts: number, name, sentence (%1.. are the refusal's arguments). */
#define LAW_VERDICTS(X)                                                                            \
    X(0, ACCEPTED, N_("accepted"))                                                                 \
    X(1, NO_RECORD, N_("this record has not been founded"))                                        \
    X(2, FOUNDED, N_("this record has been founded already"))                                      \
    X(3, NO_CONSTITUTION, N_("no constitution is in force yet"))                                   \
    X(4, BAD_CHARTER, N_("these bytes are not a constitution: %1"))                                \
    X(5, UNKNOWN_THING, N_("there is no \"%1\" in this record"))                                   \
    X(6, WRONG_THING, N_("\"%1\" is %2; expected %3"))                                             \
    X(7, NAME_TAKEN, N_("the name \"%1\" is taken already (%2)"))                                  \
    X(8, NAME_BAD, N_("\"%1\" is not a name: letters, digits and hyphens"))                        \
    X(9, MISSING_FIELD, N_("\"%1\" is needed here: %2"))                                           \
    X(10, BAD_VALUE, N_("\"%1\" is not a value of \"%2\"; expected %3"))                           \
    X(11, BAD_DATE, N_("%1"))                                                                      \
    X(12, PAST_ONLY, N_("\"%1\" is for a record of the past; here the rules decide what happens")) \
    X(13, LIVING_ONLY,                                                                             \
      N_("\"%1\" is for a living federation; a record of the past states what a source says"))     \
    X(14, NO_SOURCE, N_("an attested entry needs its source: document and line"))                  \
    X(15, NO_CAPACITY, N_("%1 does not act for %2: it needs %3"))                                  \
    X(16, NO_POWER, N_("%1 has no power to %2 %3"))                                                \
    X(17, NOT_ELECTOR, N_("%1 is not an elector of this seat: those who sent it are %2"))          \
    X(18, NOT_ENTITLED, N_("%1 has no vote here: %2"))                                             \
    X(19, CLOSED, N_("\"%1\" is closed"))                                                          \
    X(20, NOT_OPEN_YET, N_("\"%1\" opens on %2"))                                                  \
    X(21, DONE_ALREADY, N_("%1 has done that already in \"%2\""))                                  \
    X(22, NO_QUORUM, N_("no quorum: %1 are present, %2 are needed"))                               \
    X(23, TOO_EARLY, N_("too early: not before %1"))                                               \
    X(24, TOO_LATE, N_("too late: it had to be by %1"))                                            \
    X(25, AGAIN_AFTER, N_("the same recall was voted on; again after %1"))                         \
    X(26, NO_RECALL, N_("the constitution gives no recall of %1"))                                 \
    X(27, INCOMPATIBLE, N_("%1 sits in %2, which may not be held with %3"))                        \
    X(28, TERM_LIMIT, N_("%1 has served %2 terms, the most there may be"))                         \
    X(29, NO_SEAT, N_("%1 has no seat %2"))                                                        \
    X(30, SEAT_FILLED, N_("seat %1 of %2 is held by %3"))                                          \
    X(31, SEAT_VACANT, N_("seat %1 of %2 is vacant"))                                              \
    X(32, ACT_STATE, N_("\"%1\" is %2; this needs one that is %3"))                                \
    X(33, NOT_ADDRESSED, N_("\"%1\" was not addressed to %2"))                                     \
    X(34, BARRED, N_("%1 may not be proposed: %2"))                                                \
    X(35, NO_CALLER, N_("%1 may not call this: it is called by %2"))                               \
    X(36, NOTICE, N_("notice of %1 is needed: not before %2"))                                     \
    X(37, STEP_ORDER, N_("%1 comes first"))                                                        \
    X(38, COUNT_WRONG, N_("the count does not add up: %1"))                                        \
    X(39, TELLERS, N_("a hall count is certified by %1"))                                          \
    X(40, SECRET,                                                                                  \
      N_("the ballot is secret: votes are cast on paper and certified, not one by one"))           \
    X(41, NO_METHOD,                                                                               \
      N_("the method \"%1\" is not here yet; certify the result of the paper count"))              \
    X(42, NOT_A_CANDIDATE, N_("%1 is not a candidate in \"%2\""))                                  \
    X(43, ROLL_FROZEN, N_("the roll is frozen since %1"))                                          \
    X(44, NOT_MEMBER, N_("%1 is not a member of %2"))                                              \
    X(45, MEMBER_ALREADY, N_("%1 is a member of %2 already"))                                      \
    X(46, NOT_ATTESTER, N_("nobody may enter the past here: trust.attest names nobody"))           \
    X(47, OPENING_CLOSED, N_("the opening is closed for ever"))                                    \
    X(48, NO_OPENING, N_("this constitution has no opening"))                                      \
    X(49, LIMIT, N_("too many: %1 at most"))                                                       \
    X(50, CANNOT_DECIDE, N_("%1 cannot decide: %2"))                                               \
    X(51, NOT_DISPUTABLE, N_("\"%1\" is not among what may be disputed: %2"))                      \
    X(52, WRONG_JUDGE, N_("it is settled by %1"))                                                  \
    X(53, BAD_SIGNATURE, N_("the signature is not by a key of %1"))                                \
    X(54, AMENDMENT_PATH,                                                                          \
      N_("a constitution changes only by an act that changes it and is in force"))                 \
    X(55, CONFLICT, N_("%1 and %2 cannot both hold"))                                              \
    X(56, CYCLE, N_("%1 would lie within itself"))                                                 \
    X(57, CANNOT_UNDO, N_("this entry cannot be undone: %1"))                                      \
    X(58, TICK_ONLY, N_("only the engine settles what is due"))                                    \
    X(59, WHERE, N_("this power does not reach it: %1"))                                           \
    X(60, OFFICE_HELD, N_("%1 is %2 of %3 already"))                                               \
    X(61, NEED_DEADLINE, N_("an act of this kind needs a deadline"))                               \
    X(62, NOT_PARTY, N_("%1 is not a party to \"%2\""))                                            \
    X(63, VOTE_OPEN, N_("\"%1\" is being voted on already"))                                       \
    X(64, PSEUDONYM, N_("members act under a pseudonym, everybody else by number: %1"))

enum law_verdict {
#define X(number, id, sentence) LAW_##id = number,
    LAW_VERDICTS(X)
#undef X
};
struct law_verdict_kind {
    const char *name, *sentence;
};
/* Of a verdict: its name in the code and its sentence. */
const struct law_verdict_kind *law_verdict_kind(enum law_verdict v);

#define REFUSAL_ARGS 3
#define REFUSAL_ARG_BYTES 160
struct refusal {
    enum law_verdict verdict;
    char article[128];                          /* "bodies.congress.called-by"; "" */
    char args[REFUSAL_ARGS][REFUSAL_ARG_BYTES]; /* of the verdict's sentence, in words */
};
/* The sentence with its arguments, and the article: what a person reads. SENTENCE may be a
 * translation of the verdict's; NULL: English. */
void refusal_text(const struct refusal *r, const char *sentence, struct buf *b);

/* Without a record: entry 0 founds it. ERR_NOMEM. */
int law_new(struct alloc *alloc, struct law **ret);
void law_free(struct law *l);

/* Memory for everything one entry can do. ERR_NOMEM leaves the law as it was. */
int law_reserve(struct law *l, struct fail *fail);

/* A member's place on the roll, as the record has it for a pseudonym (effect `pseudonym`). */
struct law_standing {
    uint32_t unit; /* FEDERATION_ID where there are no units */
    int64_t votes;
};
/* What an entry's effects (the content of PART_EFFECTS) say of its pseudonym; false: nothing, she
 * was met before. */
bool law_standing_said(struct bytes effects, struct law_standing *ret);
/* The proceeding in which this command is a member's act as a member, for which its header needs a
 * pseudonym: the one it names, or law_next_id() when it opens one. 0: whoever acts does so by
 * number. With h->pseudonym set whoever acts is a person, whether h->actor says who or not. */
uint32_t law_member_act(const struct law *l, const struct entry_header *h,
                        const struct command *c);

/* H: stamp, actor, acting_for, entered_by, auth, seq, pseudonym are read. SAID: NULL; or, where a
 * pseudonym acts and nobody here knows who it is, the standing that the entry to be decided again
 * says (NULL: it says none, she was met before). Appends the content of the effects
 * part to EFFECTS. Call law_reserve before. On a refusal the state is as it was and *ret says
 * why.
 *
 * What has more effects than one entry may have goes on in ticks: law_carries() says how many. They
 * follow at once, at the same stamp and in the same transaction; until then law_due() is true of
 * every stamp, and nothing but a tick may be decided. EFFECTS failed: the record has no room for
 * what this does (LIMIT_BATCH entries), or memory had none; the state is ahead of the record and
 * has to be made from it again. */
enum law_verdict law_decide(struct law *l, const struct entry_header *h, const struct command *c,
                            const struct law_standing *said, struct buf *effects,
                            struct refusal *ret);

/* Folds the effects of E (reserves by itself). ERR_NOMEM; ERR_BROKEN: E is not the next entry, or
 * its effects are out of form; ERR_MISSING: its effects are withheld. */
int law_apply(struct law *l, const struct entry *e, struct fail *fail);

/* Is anything due at or before this stamp? Then the engine appends a `tick` first. */
bool law_due(const struct law *l, int64_t stamp);
int64_t law_next_due(const struct law *l); /* INSTANT_MAX: nothing */
/* Ticks that must follow the entry decided last. */
size_t law_carries(const struct law *l);
/* What was folded ends amid a long consequence: the ticks that belong to it are still to come. A
 * record that ends here was cut. */
bool law_halfway(const struct law *l);

uint64_t law_size(const struct law *l);    /* entries folded */
int64_t law_stamp(const struct law *l);    /* of the last */
uint32_t law_next_id(const struct law *l); /* the id the next new thing will get */
/* The thing of that name, 0: none. For whoever turns a person's name into an actor. */
uint32_t law_named(const struct law *l, struct bytes name);
struct bytes law_name(const struct law *l, uint32_t id); /* its first name; "" */
/* The constitution in force (charter/charter.h); NULL before the first adoption. */
const struct charter *law_charter(const struct law *l);
/* of the whole living state, the same on every machine */
struct hash law_hash(const struct law *l);
/* Tells what law_hash() was after SIZE entries. A `state-hash` that names an earlier state is
 * decided by this, because a law has no memory of it: a writer tells what a child of its process
 * computed, who verifies computes it where it was announced. Not part of the state. */
void law_hash_known(struct law *l, uint64_t size, const struct hash *h);

/* The living state as bytes and back: a start reads the last snapshot and the tail of the
 * record. */
int law_save(const struct law *l, struct buf *ret);
/* The same piece by piece; law_hash() is the hash of exactly these bytes. */
typedef void law_put(void *self, const void *at, size_t n);
void law_save_to(const struct law *l, law_put *put, void *self);
/* What the bytes are made of (tables, rows): another build may have another, and reads none of
 * this one's. */
struct hash law_form(void);
int law_load(struct alloc *alloc, struct bytes saved, struct law **ret, struct fail *fail);

#endif
