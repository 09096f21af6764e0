/* Elections whose ballots lie in the record and are counted by count/: rankings by the single
 * transferable vote, instant run-off, Borda and Condorcet methods, Debian's rule; sets by the
 * limited vote and by methods that find a committee; grades and points; lists. The same ballots,
 * the same rule and the same seed give the same count for ever: the law counts when the election
 * closes and for a countback, a page counts to show the stages. Private to law/ and view/.
 * Articles: bodies.*.seats.method, marks, ties, reserved, vacancy; DESIGN 8.
 *
 * After the count an option's `units` is its place: 1 to PROC_ELECTED are elected, those behind
 * are the others in their order, 0 was passed over (she declined, or may not sit). */
#ifndef KOINON_LAW_COUNTING_H
#define KOINON_LAW_COUNTING_H

#include "count/count.h"
#include "law/docket.h"

/* Traits of the method that fills these seats (charter/method.h). */
unsigned election_method(const struct law *l, const struct proc_row *p, struct bytes *ret_name);
/* charter_marks() by the constitution in force when the election was called. */
int64_t election_marks(const struct law *l, const struct proc_row *p);
/* The option that is the list of this person who stands (its number; she has one of her own: 0). */
uint32_t election_list(const struct law *l, uint32_t election, uint32_t person);
/* The number of the option "none of these" of Debian's rule, 0 before the first ballot. */
uint32_t election_default(const struct law *l, const struct proc_row *p);

/* A ballot as it lies in a step: the options chosen, in order (grades: the highest first). */
#define BALLOT_CHOICES_MAX 64
struct ballot {
    uint32_t n, option[BALLOT_CHOICES_MAX];
    uint16_t grade[BALLOT_CHOICES_MAX];
    bool graded;
};
void ballot_read(const struct law *l, const struct step_row *s, struct ballot *ret);
/* Its text beside the first choice: "2,3"; with grades "2,3;5,4,0", the first choice's ahead. RET
 * has BALLOT_TEXT bytes. */
#define BALLOT_TEXT (BALLOT_CHOICES_MAX * 18 + 2)
struct bytes ballot_write(const struct ballot *b, char *ret);
/* Is this an election whose ballots count/ counts? */
bool election_counted(const struct law *l, const struct proc_row *p);
/* The seed that was drawn for equal votes, in hex; empty before. */
struct bytes election_seed(const struct law *l, uint32_t election);

enum counting_end {
    COUNTING_DONE,
    COUNTING_TIED, /* equal votes that the method's own rule does not tell apart: the lot, or people
                    */
    COUNTING_WIDE, /* more working than the bound allows: it is counted on paper */
};
struct counting {
    struct counting_alloc { /* the law's memory, which notes that it failed: that is no outcome */
        struct alloc base;
        struct alloc *real;
        bool failed;
    } alloc;
    struct arena arena;
    struct count_ballots ballots; /* candidates in the order of the options */
    const struct count_method *method;
    struct count_options options;
    struct count_result result;
    bool *out;        /* of each option: nobody who may be elected by it */
    uint32_t *place;  /* of each option, from 1; 0 passed over */
    uint32_t elected; /* places 1..elected */
    struct fail fail;
};
/* Counts the ballots that stand. PASSED: options that are left out, by number - 1; NULL: those who
 * declined or may not sit now. Call counting_drop after it whatever the end. */
enum counting_end counting_run(const struct law *l, uint32_t election, const bool *passed,
                               struct counting *ret);
/* The same as it was when the election closed: who was passed over then is passed over now. */
enum counting_end counting_again(const struct law *l, uint32_t election, struct counting *ret);
void counting_drop(struct counting *c);
/* Who follows when a seat of this election is vacant: its ballots are counted again without those
 * who won a seat by it and sit no more; the first who does not sit and may. 0: nobody. */
uint32_t counting_successor(const struct law *l, uint32_t election);

/* `number: N shared by METHOD`: the seats of SENDER's unit, when N seats are shared among all units
 * that send by their strength at AT; each has at least `at-least` where that is said. What the
 * method leaves equal goes to the unit that was entered first. False: it cannot be shared (nobody
 * has members, more units than `at-least` allows). */
bool counting_shared(const struct law *l, const struct seat_group *g, uint32_t sender, int64_t at,
                     int64_t *ret);

#endif
