/* What several keys together make impossible, word for word as the grammar says it. */
#include "test.h"

#include <stdio.h>

#include "yaml/yaml.h"

/* A small constitution with further lines: about members, a body, an act, powers. */
static void expect_in(const char *members, const char *body, const char *act, const char *power,
                      const char *want) {
    static char text[8000];
    struct arena a;
    struct charter *c;
    struct yaml_errors errors;
    int n = snprintf(text, sizeof(text),
                     "koinon: 1\nname: A\ntime-zone: Europe/Athens\n%s\n"
                     "units: {branch: {many: branches}}\n"
                     "bodies:\n  meeting: {for-each: branch, seats: every-member}\n"
                     "  council: {seats: {from: meeting, number: 2}}\n"
                     "  board: {seats: {from: council, number: 5}}\n%s\n"
                     "acts:\n  order: {by: board}\n%s\n%s\nadoption: {by: members}\n",
                     members, body, act, power);
    arena_init(&a, &alloc_heap, YAML_ARENA_BYTES);
    int err = yaml_charter(bytes_of(text, (size_t)n), "x", &a, &c, &errors);
    EXPECT_INT(err, want ? ERR_SYNTAX : 0);
    EXPECT_STR(errors.first ? errors.first->text : "", want ? want : "");
    arena_drop(&a);
}
#define IN_BODY(line, want) expect_in("", "  other: {" line "}", "", "", want)
#define IN_ACT(line, want) expect_in("", "", "  other: {" line "}", "", want)
#define IN_POWER(line, want) expect_in("", "", "", "powers: [{" line "}]", want)

TEST(the_frame_is_read) {
    expect_in("", "", "", "", NULL);
    IN_BODY("seats: {from: council, number: 1}", NULL);
    IN_ACT("by: members, turnout: 1/2 of members", NULL);
    IN_POWER("who: council, may: annul, what: order", NULL);
}

TEST(seats_that_cannot_be_filled) {
    IN_BODY("seats: {from: council, number: 1, method: meek}", "meek needs more than one seat");
    IN_BODY("seats: {from: council, how: ex-officio, method: approval}",
            "\"ex-officio\" takes no method");
    IN_BODY("seats: {from: council, number: 5, votes: members, remainder: lost}",
            "\"members\" needs members.strength");
    IN_BODY("seats: {from: council}",
            "how many seats? as in number: 5, number: 1 per 100 members, number: open");
    IN_BODY("seats: {from: council, number: 5, at-least: 2}",
            "\"at-least\" goes with a number that depends on members or units");
    IN_BODY("seats: {from: council, number: 5, remainder: lost}",
            "\"remainder\" goes with votes: members");
    IN_BODY("seats: {from: council, number: [{first: 10, each: 5, seats: 1}]}",
            "a step has seats and one of first or each, as in {each: 50, seats: 1}");
    IN_BODY("seats: {from: meeting, number: 9 shared by sainte-lage}",
            "unknown method \"sainte-lage\"; did you mean sainte-lague?");
    expect_in("members: {groups: [women]}",
              "  other: {seats: {from: council, number: 5, reserved: {group: women, at-least: 6}}}",
              "", "", "6 women of 5 seats");
}

TEST(bodies_that_cannot_decide_or_be_recalled) {
    IN_BODY("seats: {from: board, number: 60}, quorum: 2/3 of members",
            "quorum 2/3 of members cannot be met: the body has 60 seats");
    IN_BODY("seats: {from: board, number: 3}, quorum: more than 3",
            "quorum more than 3 cannot be met: the body has 3 seats");
    IN_BODY("seats: {from: council, how: ex-officio}, recall: {asked-by: 1/2 of electors, "
            "again-after: 1y}",
            "electors of an ex-officio seat: nobody; recall the office");
    IN_BODY("seats: {from: council, number: 5, method: approval}, vacancy: countback",
            "countback needs a method with kept rankings; approval keeps none");
    expect_in("orders: {state: {}, soviets: {}}", "", "", "",
              "there are two orders: say to which body \"meeting\" belongs (order: state or order: "
              "soviets)");
    expect_in("usual: {vacancy: alternate}", "  other: {seats: {from: council, number: 5}}", "", "",
              NULL); /* said for all: a body without alternates is the check's affair */
}

TEST(acts_that_nobody_can_make) {
    IN_ACT("", "act \"other\" says by nobody: who decides it?");
    IN_ACT(
        "changes: constitution",
        "act \"other\" has no rule for changing itself: who changes the constitution, and by which "
        "majority?");
    IN_ACT("by: board, needed: 1/2 of branches", "\"needed\" goes with \"by: each ...\"");
    IN_ACT("by: board, steps: [{by: board}]",
           "\"by\" stands beside steps: write it in one of them");
    IN_ACT("kind: agreement", "agreement \"other\" is between nobody: name two parties in between");
    IN_ACT("kind: agreement, between: board", "two parties in between, found 1");
    IN_ACT("by: board, terms: {each: kept}", "\"terms\" is for kind: agreement");
    IN_ACT("by: board, majority: [simple, plurality]",
           "plurality decides elections, not a yes or no");
    IN_ACT("by: board, method: plurality, majority: plurality", NULL);
}

TEST(powers_that_say_too_little) {
    IN_POWER("who: council, may: [veto, annul], whom: board",
             "veto and annul are acts' powers: \"whom\" should be \"what\"");
    IN_POWER("who: council, may: inspect", "inspect whom? as in whom: and a body");
    IN_POWER("who: council, may: certify", "certify what? as in what: [roll, credentials]");
    IN_POWER("who: council, must: countersign, what: order",
             "\"must\" needs \"within\", or one body can hold the act for ever");
    IN_POWER("who: council, must: countersign, what: order, within: 3d",
             "\"must\" needs \"otherwise\": what happens when it is not done");
    IN_POWER("who: council, must: convene, whom: board", "\"must\" needs \"within\": until when?");
    IN_POWER("who: council, may: veto, what: order, where: amount over 5000",
             "\"where: amount over 5000\" but order has no field \"amount\"");
}

TEST_MAIN(T(the_frame_is_read), T(seats_that_cannot_be_filled),
          T(bodies_that_cannot_decide_or_be_recalled), T(acts_that_nobody_can_make),
          T(powers_that_say_too_little))
