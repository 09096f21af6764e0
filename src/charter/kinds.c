/* The table of findings: what each says and how to mend it. */
#include "charter/check.h"

#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define N SEVERITY_NOTICE

const struct finding_kind finding_table[FINDINGS_] = {
    /* --- names, units, bodies --- */
    [FINDING_NAME_TWICE] = {"name-twice", E, PAST_SAME, N_("\"%1\" is the name of two things."),
                            N_("Give one of them another name.")},
    [FINDING_UNIT_WITHIN_ITSELF] = {"unit-within-itself", E, PAST_SAME,
                                    N_("%1 is within itself (%2)."),
                                    N_("Take one `within` of the circle away.")},
    [FINDING_UNIT_WITHOUT_VOICE] =
        {"unit-without-voice", W, PAST_SILENT,
         N_("%1 is asked for, and nothing says which body speaks for a %2."),
         N_("Add `voice:` to the unit: the body that asks in its name.")},
    [FINDING_VOICE_OF_ANOTHER] =
        {"voice-of-another", E, PAST_SAME,
         N_("%1 speaks for each %2, but there is not one of it for each %2."),
         N_("Name a body that is `for-each` this unit.")},
    [FINDING_BODY_WITHOUT_SEATS] = {"body-without-seats", E, PAST_NOTICE,
                                    N_("%1 has no seats: nothing says who sends them."),
                                    N_("Add `seats:`.")},
    [FINDING_SEAT_NOBODY_FILLS] = {"seat-nobody-fills", E, PAST_NOTICE,
                                   N_("Nobody fills these seats of %1."),
                                   N_("Say `from:` whom the seats come, and how many there are.")},
    [FINDING_BODY_WITHOUT_MEMBERS] =
        {"body-without-members", E, PAST_WARNING,
         N_("No chain of mandates ties %1 to the members."),
         N_("Let some of its seats be sent by members, by units, or by a body that they send.")},
    [FINDING_ORDER_NOT_SAID] = {"order-not-said", E, PAST_SAME,
                                N_("There are %1 orders: say to which %2 belongs."),
                                N_("Add `order:` to the body.")},
    [FINDING_TWO_HIGHEST] =
        {"two-highest", W, PAST_SAME,
         N_("%1 and %2 both decide for the whole federation, and neither answers to the other: "
            "nothing settles what holds when %3 of the one contradicts %4 of the other."),
         N_("Make one accountable to the other, let acts need both, give one a veto, or write two "
            "`orders`.")},
    [FINDING_SITS_IN_CIRCLE] =
        {"sits-in-circle", E, PAST_SAME,
         N_("A seat in %1 needs one in %2, and a seat in %2 needs one in %1: nobody can be first."),
         N_("Take one `sits-in` away.")},
    [FINDING_NOT_WITH_OWN_SOURCE] =
        {"not-with-own-source", E, PAST_WARNING,
         N_("Seats of %1 come from those who sit in %2, and nobody may sit in both."),
         N_("Take one of the two rules away.")},
    /* --- seats --- */
    [FINDING_BOUNDS_CROSSED] = {"bounds-crossed", E, PAST_SAME,
                                N_("%1 has at least %2 and at most %3."),
                                N_("Let at-least be the smaller.")},
    [FINDING_STEPS_AFTER_EACH] =
        {"steps-after-each", W, PAST_SAME,
         N_("A step of %1 after `each` never applies: `each` takes all members that remain."),
         N_("Put the steps with `first` before the one with `each`.")},
    [FINDING_RESERVED_TOO_MANY] = {"reserved-too-many", E, PAST_SAME,
                                   N_("%1 of %2 are reserved in %3."),
                                   N_("Reserve fewer, or give the body more seats.")},
    [FINDING_METHOD_NEEDS_SEATS] = {"method-needs-seats", E, PAST_SAME,
                                    N_("%1 is for several seats, and here %2 has one."),
                                    N_("For one seat write irv, schulze, approval or plurality.")},
    [FINDING_METHOD_FOR_ONE_SEAT] =
        {"method-for-one-seat", E, PAST_SAME, N_("%1 fills one seat, and here %2 has %3."),
         N_("For several seats write scottish-stv, meek, approval or block.")},
    [FINDING_REMAINDER_NOT_SAID] =
        {"remainder-not-said", E, PAST_NOTICE,
         N_("Delegates in %1 share votes that may not divide: nothing says who casts the rest."),
         N_("Add `remainder:` delegation-chair, lost or largest-first.")},
    [FINDING_UNEVEN_SEATS] =
        {"uneven-seats", N, PAST_SAME,
         N_("One seat in %1 can stand for %2 of a unit of %3, and for %4 of a unit of %5."),
         N_("If that is too uneven: more seats for the same members, rounding nearest, or votes: "
            "members.")},
    [FINDING_CAP_ON_SEATS] =
        {"cap-on-seats", W, PAST_SAME,
         N_("A unit has at most %1 in %2: beyond %3 its further members add nothing to its voice."),
         N_("Raise at-most, or write votes: members.")},
    [FINDING_EQUAL_SEATS] = {"equal-seats", N, PAST_SAME,
                             N_("Every unit has %1 in %2, however many members it has."),
                             N_("If that is not meant: write 1 per N members, or votes: members.")},
    [FINDING_COUNTBACK_WITHOUT_RANKINGS] =
        {"countback-without-rankings", E, PAST_NOTICE,
         N_("Vacant seats of %1 are filled by countback, and %2 keeps no rankings to count again."),
         N_("Elect by scottish-stv, meek or irv, or write vacancy: by-election.")},
    [FINDING_ALTERNATES_MISSING] =
        {"alternates-missing", E, PAST_NOTICE,
         N_("Vacant seats of %1 are taken by alternates, and nobody elects any."),
         N_("Add `alternates:` to its seats, or write another vacancy.")},
    /* --- recall and terms --- */
    [FINDING_SEAT_FOR_EVER] =
        {"seat-for-ever", W, PAST_NOTICE,
         N_("Who sits in %1 sits for ever: there is no term, no recall, and nobody dismisses."),
         N_("Add `term:` or `recall:`.")},
    [FINDING_RECALL_NOT_SAID] =
        {"recall-not-said", W, PAST_NOTICE,
         N_("Nothing says whether and how those who sit in %1 can be recalled."),
         N_("Add `recall:` to it or to `usual`, or write recall: none on purpose.")},
    [FINDING_RECALL_NONE] =
        {"recall-none", N, PAST_SAME, N_("Nobody can recall who sits in %1 before the term ends."),
         N_("That may be meant, as for a panel that judges; else say how they are recalled.")},
    [FINDING_RECALL_EVERY_DAY] =
        {"recall-every-day", E, PAST_NOTICE,
         N_("Without again-after the same recall can be asked for every day."),
         N_("Add `again-after:`, as in 6m.")},
    [FINDING_RECALL_ASKED_BY_NOBODY] = {"recall-asked-by-nobody", E, PAST_NOTICE,
                                        N_("Nothing says how many must ask for a recall."),
                                        N_("Add `asked-by:`, as in 1/10 of electors.")},
    [FINDING_RECALL_GATHERED_FOR_EVER] =
        {"recall-gathered-for-ever", W, PAST_NOTICE,
         N_("Signatures for a recall can be gathered for ever: nobody knows when it has failed."),
         N_("Add `gathered-within:`, as in 30d.")},
    [FINDING_RECALL_OF_OFFICE] =
        {"recall-of-office", E, PAST_NOTICE,
         N_(
             "The seats of %1 are held by office: nobody elected them, so they have no electors to "
             "recall them."),
         N_("Recall the office, or let a body decide (`decided-by`).")},
    [FINDING_RECALL_OF_MINORITY] =
        {
            "recall-of-minority", W, PAST_SAME,
            N_("A simple majority of the electors can remove from %1 every member whom a minority "
               "elected by %2."),
            N_("Write removes: group, or a higher majority.")},
    [FINDING_BODY_NOBODY_CALLS] =
        {"body-nobody-calls", W, PAST_NOTICE,
         N_("Nobody can call %1 when %2 refuses, and %2 answers to it."),
         N_(
             "Add to `called-by` a share of units or members, as in 1/3 of branches, or let it sit "
             "every so long.")},
    [FINDING_BODY_NOT_CALLED] = {"body-not-called", N, PAST_SILENT,
                                 N_("Nothing says who calls %1 together, or how often it sits."),
                                 N_("Add `called-by:` or `sits:`.")},
    [FINDING_TERM_BEFORE_ELECTORS] =
        {"term-before-electors", W, PAST_SAME,
         N_("The term of %1 ends after %2, and %3, which fills it, sits every %4."),
         N_("Make the term as long as the time between two sittings, or write until-next.")},
    [FINDING_CREDENTIALS_BEFORE_CALL] =
        {"credentials-before-call", W, PAST_SAME,
         N_("Credentials for %1 must be sent %2 before it sits, and it may be called only %3 "
            "before."),
         N_("Make the notice longer than the time for credentials.")},
    /* --- decisions --- */
    [FINDING_ACT_BY_NOBODY] = {"act-by-nobody", E, PAST_NOTICE, N_("Nobody decides %1."),
                               N_("Add `by:` or `steps:`.")},
    [FINDING_AGREEMENT_OF_ONE] = {"agreement-of-one", E, PAST_NOTICE,
                                  N_("%1 is an agreement and needs two parties."),
                                  N_("Name both in `between`.")},
    [FINDING_SHARE_OF_MEMBERS] = {"share-of-members", E, PAST_WARNING,
                                  N_("%1 cannot be met in %2: it has seats, not members."),
                                  N_("Write of filled, of seats or of present.")},
    [FINDING_MORE_THAN_THERE_ARE] = {"more-than-there-are", E, PAST_WARNING,
                                     N_("%1 cannot be met in %2: it has %3."),
                                     N_("Ask for fewer, or give the body more seats.")},
    [FINDING_UNITS_NOT_IN_BODY] =
        {"units-not-in-body", E, PAST_WARNING,
         N_("%1 cannot be counted in %2: none of its seats are sent by a %3."),
         N_("Count seats or votes, or a kind of unit that sends delegates there.")},
    [FINDING_ELECTORS_OF_NO_SEAT] =
        {"electors-of-no-seat", E, PAST_WARNING,
         N_("%1: electors are those who sent a seat, and %2 is not about a seat."),
         N_("Write of members, of filled or of cast.")},
    [FINDING_PLURALITY_OF_YES_AND_NO] =
        {"plurality-of-yes-and-no", E, PAST_WARNING,
         N_("%1 is a yes or no, and plurality decides among several."),
         N_("Write simple: more yes than no.")},
    [FINDING_QUORUM_AGAIN_NOT_LOWER] =
        {"quorum-again-not-lower", E, PAST_SAME,
         N_("The second quorum of %1 (%2) is not lower than the first (%3)."),
         N_("Lower the second, or take it away.")},
    [FINDING_TURNOUT_OF_BODY] =
        {"turnout-of-body", E, PAST_WARNING,
         N_("%1 asks for a turnout of %2, which is a body: a body has a quorum."),
         N_("Write `quorum:`.")},
    [FINDING_NO_QUORUM] = {"no-quorum", N, PAST_NOTICE,
                           N_("%1 has no quorum: however few come can decide."),
                           N_("Add `quorum:`, as in 1/2 of filled.")},
    [FINDING_OTHERWISE_MISSING] =
        {"otherwise-missing", E, PAST_NOTICE,
         N_("%1 has a deadline, and nothing says what happens when it passes."),
         N_("Add `otherwise:` falls or stands.")},
    [FINDING_NEEDED_WITHOUT_EACH] = {"needed-without-each", E, PAST_SAME,
                                     N_("`needed` of %1 counts electorates, and it has one."),
                                     N_("Write `by: each ...`.")},
    [FINDING_NEEDED_OF_OTHERS] = {"needed-of-others", E, PAST_SAME,
                                  N_("%1 is needed for %2, and it is not they who decide."),
                                  N_("Count the units whose bodies decide.")},
    [FINDING_EVERY_UNIT_CAN_STOP] = {"every-unit-can-stop", N, PAST_SAME,
                                     N_("Each single %1 can stop %2 alone."),
                                     N_("If that is not meant, add `needed:`.")},
    [FINDING_NOTICE_AFTER_DEADLINE] = {"notice-after-deadline", E, PAST_WARNING,
                                       N_("%1 must decide within %2, and needs %3 notice to sit."),
                                       N_("Make the deadline longer than the notice.")},
    [FINDING_LAPSES_BEFORE_FORCE] = {"lapses-before-force", E, PAST_SAME,
                                     N_("%1 lapses after %2 and comes into force after %3."),
                                     N_("Make it last longer.")},
    [FINDING_TWO_CAN_WIN] =
        {"two-can-win", W, PAST_SAME,
         N_("%2 is half or less: a proposal and its opposite can both reach it in %1."),
         N_("Add simple to the majorities, or ask for more than half.")},
    [FINDING_ONE_CAN_STOP] = {"one-can-stop", N, PAST_SAME, N_("With %2, one alone can stop %1."),
                              N_("If that is not meant, ask for less than all.")},
    [FINDING_ONE_DECIDES] = {"one-decides", N, PAST_SAME,
                             N_("%1 has one seat: one person alone decides %2."),
                             N_("If that is not meant, let others decide or countersign it.")},
    [FINDING_AMENDMENT_MISSING] = {"amendment-missing", W, PAST_SILENT,
                                   N_("Nothing says how this constitution is changed."),
                                   N_("Add an act with changes: constitution.")},
    [FINDING_AMENDMENT_AS_ANY] = {"amendment-as-any", W, PAST_SAME,
                                  N_("%1 changes the constitution by %2, as any decision is made."),
                                  N_("Ask for a higher majority, or let the units ratify it.")},
    [FINDING_AMENDMENT_WAY_ROUND] = {"amendment-way-round", W, PAST_SAME,
                                     N_("%1 and %2 both change the constitution, and %1 is easier: "
                                        "what %2 protects, %1 can undo."),
                                     N_("Keep one of them, or make them equally hard.")},
    [FINDING_AMENDMENT_OF_ITSELF] =
        {"amendment-of-itself", N, PAST_SILENT,
         N_("%1 can change its own rule too: what it makes hard today, it can make easy first."),
         N_("Know it; no text can bind itself for ever.")},
    /* --- powers --- */
    [FINDING_POWER_OVER_NOTHING] = {"power-over-nothing", E, PAST_NOTICE,
                                    N_("%1 may %2, and nothing says what or whom."),
                                    N_("Add `what:` or `whom:`.")},
    [FINDING_WHERE_FIELD_UNKNOWN] = {"where-field-unknown", E, PAST_SAME,
                                     N_("The power counts %1, and %2 has no such field."),
                                     N_("Add it to the act's `fields`.")},
    [FINDING_MUST_WITHOUT_END] = {"must-without-end", E, PAST_NOTICE,
                                  N_("%1 must %2 %3 within no time: it can hold it for ever."),
                                  N_("Add `within:` and `otherwise:`.")},
    [FINDING_VETO_WITHOUT_WINDOW] =
        {"veto-without-window", E, PAST_NOTICE,
         N_("%1 may veto %2 at any time, so it is never certain that one holds."),
         N_("Add `within:`, as in 7d.")},
    [FINDING_COUNTERSIGNS_ITSELF] =
        {"countersigns-itself", E, PAST_WARNING,
         N_("%1 decides %2 and countersigns it: nobody else looks at it."),
         N_("Let another body countersign.")},
    [FINDING_BLOCK_EACH_OTHER] =
        {"block-each-other", E, PAST_WARNING,
         N_("%1 wait for each other's consent: each can keep the other from acting for ever."),
         N_("Let one act alone after a deadline (`within`, otherwise: stands).")},
    [FINDING_VETO_EACH_OTHER] =
        {"veto-each-other", W, PAST_WARNING,
         N_("%1 and %2 can veto each other's acts, and nobody can override either."),
         N_("Add `override:` to one of them.")},
    [FINDING_CHECKER_MAY_SIT] = {"checker-may-sit", W, PAST_NOTICE,
                                 N_("%1 checks %2, and the same person may sit in both."),
                                 N_("Add `not-with:`.")},
    [FINDING_CHECKER_SENT] = {"checker-sent", W, PAST_NOTICE,
                              N_("%1 checks %2, and %2 alone fills its seats."),
                              N_("Let another body, or the members, send it.")},
    [FINDING_CHECKER_WITHOUT_QUORUM] =
        {"checker-without-quorum", E, PAST_WARNING,
         N_("%1 must act for %2 to hold, and its quorum can never be met."),
         N_("Mend the quorum.")},
    /* --- time, publicity, trust --- */
    [FINDING_OBJECTIONS_AFTER_ROLL] =
        {"objections-after-roll", E, PAST_SAME,
         N_("Objections to the roll may be made for %1, and it is frozen only %2 before the vote."),
         N_("Freeze it earlier, or shorten the time for objections.")},
    [FINDING_SMALL_PUBLIC_VOTES] =
        {"small-public-votes", W, PAST_SAME,
         N_("Everybody can see how each of the %2 of %1 voted."),
         N_("Let members see it, or write a secret ballot where people must be free.")},
    [FINDING_SMALL_CELLS] =
        {"small-cells", W, PAST_SAME,
         N_("Turnouts of units with %1 voters are public: so few can be told apart."),
         N_("Write at-least 20 voters.")},
    [FINDING_PUBLICITY_NOT_SAID] =
        {"publicity-not-said", N, PAST_SILENT,
         N_("Nothing says who may see votes, the roll and signatures: members see them."),
         N_("Add `publicity:`.")},
    [FINDING_DISPUTES_NOT_SAID] =
        {"disputes-not-said", W, PAST_SILENT,
         N_("Nobody settles a disputed election: every dispute ends at a court."),
         N_("Add `disputes:`.")},
    [FINDING_FINAL_IS_FIRST] = {"final-is-first", N, PAST_SAME,
                                N_("Disputes go to %1, and with %1 is the last word too."),
                                N_("If an appeal is meant, name another body in `final`.")},
    [FINDING_TRUST_NOT_SAID] = {"trust-not-said", W, PAST_SILENT,
                                N_("The operator alone could open secret ballots."),
                                N_("Add `trust: {trustees: ...}`.")},
    [FINDING_TRUSTEES_NEEDED] = {"trustees-needed", E, PAST_SAME,
                                 N_("%1 trustees are needed, and %2 has %3."),
                                 N_("Need fewer, or name a larger body.")},
    [FINDING_WITNESSES_NONE] =
        {
            "witnesses-none", N, PAST_SILENT,
            N_("No witnesses sign what the record holds: whoever runs it could show two people two "
               "records."),
            N_("Add `witnesses:` to trust.")},
    [FINDING_ADOPTION_NOT_SAID] = {"adoption-not-said", E, PAST_SILENT,
                                   N_("Nothing says how this text comes into force."),
                                   N_("Add `adoption:`.")},
    [FINDING_OPENING_NOT_SAID] =
        {"opening-not-said", N, PAST_SILENT,
         N_("Nothing says who states who holds which seat on the first day."),
         N_("Add `opening:` to adoption.")},
    [FINDING_OPENING_CHECKED_BY_ITSELF] =
        {"opening-checked-by-itself", E, PAST_SAME,
         N_("%1 declares the first state of the federation and checks it itself."),
         N_("Let another body check it.")},
    [FINDING_NOT_STATED] = {"not-stated", N, PAST_SAME, N_("The source does not state %1 of %2."),
                            N_("Nothing to mend: nothing is invented.")},
};

const struct finding_kind *finding_kinds(size_t *ret_n) {
    *ret_n = FINDINGS_;
    return finding_table;
}
