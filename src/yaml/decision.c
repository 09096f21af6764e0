#include "yaml/block.h"

/* --- a second quorum -------------------------------------------------------------------------- */

static const struct key quorum_again_keys[] = {
    {"after", &type_span, AT(struct quorum_again, after),
     .missing = "after how long may it be called "
                "again? as in after: 7d",
     .standard = "required", .help = "how long after the first call", .example = "after: 7d",
     .wrong = "after: a week",
     .error = "\"a week\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    {"quorum", &type_share, AT(struct quorum_again, quorum), .flags = KEY_NONE,
     .missing = "which quorum holds then? as in quorum: 1/4 of filled, or none",
     .standard = "required", .help = "the quorum that holds then",
     .example = "quorum: 1/4 of filled", .wrong = "quorum: more than 1/2 of filled",
     .error = "the second quorum must be the lower one"},
};
const struct block block_quorum_again = {
    "quorum-again", "a second quorum",
    "When too few came: the sitting is called again and needs fewer.", KEYS(quorum_again_keys),
    sizeof(struct quorum_again)};

/* --- a decision ------------------------------------------------------------------------------- */

static void check_by(struct reader *r, const struct node *n, const struct decision *d,
                     const struct decider *who) {
    const struct node *of = node_get(n, "of"), *turnout = node_get(n, "turnout");
    const struct node *needed = node_get(n, "needed"), *votes = node_get(n, "votes");
    bool each = false;
    for (uint8_t i = 0; i < d->by.n; i++)
        each |= d->by.each[i].each;
    if (of && !who->members)
        error_at(r, of, "\"of\" limits a vote of members; \"by\" here is a body");
    if (turnout && d->turnout.given == GIVEN_SAID && !who->members)
        error_at(r, turnout, "turnout is for votes of members or electors; a body has a quorum");
    if (needed && !each)
        error_at(r, needed, "\"needed\" goes with \"by: each ...\"");
    if (votes && d->votes == VOTES_MEMBERS && !node_get(r->root, "members"))
        error_at(r, votes, "\"members\" needs members.strength");
}

void check_decision(struct reader *r, const struct node *n, const struct decision *d) {
    struct decider who = decider_of(r->charter, &d->by);
    check_by(r, n, d, &who);
    if (who.body)
        check_quorum(r, node_get(n, "quorum"), &d->quorum, who.body);
    check_quorum_again(r, node_get(n, "quorum-again"), &d->quorum, &d->quorum_again.quorum);
    if (d->method.n == 0)
        check_no_plurality(r, node_get(n, "majority"), &d->majority);
    const struct node *within = node_get(n, "within"), *otherwise = node_get(n, "otherwise");
    if (within && !otherwise)
        error_at(r, within->key,
                 "\"within\" needs \"otherwise\": what happens when it is not done");
    if (otherwise && !within)
        error_at(r, otherwise->key, "\"otherwise\" goes with \"within\": after how long?");
}

static void check_step(struct reader *r, const struct node *n, void *into) {
    check_decision(r, n, into);
}

static const struct key decision_keys[] = {
    {"by", &type_whos, AT(struct decision, by), .allow = ALLOW_DECIDER, .flags = KEY_DECISION,
     .missing = "this step says by nobody: who decides it?", .standard = "required",
     .values = "who, or a list", .help = "who decides", .example = "by: executive",
     .wrong = "by: executve",
     .error = "\"executve\" is not a body, unit or association of this constitution; did you mean "
              "\"executive\"?"},
    DECISION_KEYS(struct decision, ),
    {"notice", &type_span, AT(struct decision, notice), .flags = KEY_DECISION,
     .standard = "`usual`, else none", .help = "how long before the vote it must be announced",
     .example = "notice: 7d", .wrong = "notice: 7",
     .error =
         "\"7\" is not a time span: write 7d for days, 7w, 7m or 7y for weeks, months or years"},
    WITHIN_KEYS(struct decision, ),
};
const struct block block_decision = {
    .name = "decision",
    .called = "a decision",
    .help =
        "Who decides something, by which majority, with which quorum. The same keys stand in acts, "
        "in each step of an act, in powers and in the adoption.",
    KEYS(decision_keys),
    .size = sizeof(struct decision),
    .article_at = AT(struct decision, article),
    .verify = check_step,
};

/* --- recall ----------------------------------------------------------------------------------- */

static void read_at(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct recall *recall = into;
    struct bytes text;
    size_t inside = 0;
    if (!scalar(r, n, "a time", &text))
        return;
    if (bytes_is(text, "any-time"))
        recall->at_any_time = GIVEN_SAID;
    else if (cut_prefix(&text, &inside, "after"))
        span_of(r, n, inside, text, &recall->at_after);
    else if (n->plain && bytes_is(text, "not-stated"))
        recall->at_any_time = GIVEN_NOT_STATED;
    else
        error_at(r, n, "\"%.*s\": write any-time, or after and a time span, as in after 6m",
                 SHOWN(text));
}
static const struct type type_at = {
    "recall-at", read_at, "`any-time` or `after` time span",
    "{\"type\": \"string\", \"pattern\": \"^(any-time|after [0-9]+[hdwmy]|not-stated)$\"}"};

static void check_recall(struct reader *r, const struct node *n, void *into) {
    const struct recall *recall = into;
    const struct node *turnout = node_get(n, "turnout");
    if (turnout && recall->decided_by.kind == WHO_BODY &&
        !is_assembly(&r->charter->bodies[recall->decided_by.of]))
        error_at(r, turnout, "turnout is for votes of members or electors; a body has a quorum");
    check_no_plurality(r, node_get(n, "majority"), &recall->majority);
}

static const struct word words_signatures[] = {{"secret", false}, {"open", true}, {NULL}};
static const struct word words_removes[] = {{"seat", false}, {"group", true}, {NULL}};

static const struct key recall_keys[] = {
    {"at", &type_at, AT(struct recall, at_any_time), .standard = "`any-time`",
     .help = "from when on a recall may be asked for", .example = "at: after 6m", .wrong = "at: 6m",
     .error = "\"6m\": write any-time, or after and a time span, as in after 6m"},
    {"asked-by", &type_share, AT(struct recall, asked_by), .flags = KEY_NOT_STATED,
     .missing = "who can ask for a recall? as in asked-by: 1/10 of electors",
     .standard = "required", .help = "how many signatures open it",
     .example = "asked-by: 1/10 of electors", .wrong = "asked-by: 1/10",
     .error =
         "\"1/10\" of what? of cast, of present, of filled, of seats, of members, or of branches"},
    {"signatures", &type_word, AT(struct recall, signatures_open), .words = words_signatures,
     .standard = "`secret`", .help = "who sees the names of those who signed",
     .example = "signatures: secret", .wrong = "signatures: public",
     .error = "unknown signatures \"public\"; known: secret, open"},
    {"gathered-within", &type_span, AT(struct recall, gathered_within), .flags = KEY_NONE,
     .standard = "no bound, with a warning", .help = "how long signatures are gathered",
     .example = "gathered-within: 30d", .wrong = "gathered-within: 1 month",
     .error = "\"1 month\" is not a time span: write 1m"},
    {"decided-by", &type_who, AT(struct recall, decided_by), .allow = ALLOW_BODY | ALLOW_ELECTORS,
     .values = "`electors` or a body", .standard = "`electors`", .help = "who decides on it",
     .example = "decided-by: electors", .wrong = "decided-by: members",
     .error = "\"members\" cannot stand in decided-by: who decides on it"},
    {"turnout", &type_share, AT(struct recall, turnout), .flags = KEY_NONE | KEY_NOT_STATED,
     .standard = "none", .help = "how many must vote for the result to count",
     .example = "turnout: 1/4 of electors", .wrong = "turnout: 1/4 of elector",
     .error = "unknown base \"elector\"; known: cast, present, filled, seats, members, electors, "
              "branches, regions; did you mean electors?"},
    {"majority", &type_majority, AT(struct recall, majority), .flags = KEY_NOT_STATED,
     .standard = "`simple`", .help = "the majority that removes", .example = "majority: absolute",
     .wrong = "majority: plurality", .error = "plurality decides elections, not a yes or no"},
    {"ballot", &type_word, AT(struct recall, ballot), .given = AT(struct recall, ballot_given),
     .words = words_ballot, .flags = KEY_NOT_STATED, .standard = "`usual`, else `open`",
     .help = "how votes are given", .example = "ballot: secret", .wrong = "ballot: hidden",
     .error = "unknown ballot \"hidden\"; known: open, roll-call, secret"},
    {"removes", &type_word, AT(struct recall, removes_group),
     .given = AT(struct recall, removes_given), .words = words_removes,
     .standard = "`group` for seats elected by STV or lists, else `seat`",
     .help = "whether one holder falls or all whom the same electors elected together",
     .example = "removes: group", .wrong = "removes: all",
     .error = "unknown removes \"all\"; known: seat, group"},
    {"again-after", &type_span, AT(struct recall, again_after),
     .given = AT(struct recall, again_after_given), .flags = KEY_LIVING | KEY_NOT_STATED,
     .missing = "without again-after the same recall can be asked for every day",
     .standard = "required", .help = "how long after a failed recall it may be asked for again",
     .example = "again-after: 6m", .wrong = "again-after: half a year",
     .error = "\"half a year\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    {"source", &type_source, AT(struct recall, source), .flags = KEY_PAST, .standard = "none",
     .help = "where the source says so", .example = "source: L67", .wrong = "source: L67",
     .error = "\"source\" is for a record of the past (past: true)"},
};
const struct block block_recall = {
    .name = "recall",
    .called = "a recall",
    .help =
        "How those who sent somebody take the seat back. The electors of a seat are those who sent "
        "it, nobody else. `recall: none` switches it off.",
    KEYS(recall_keys),
    .size = sizeof(struct recall),
    .article_at = AT(struct recall, article),
    .verify = check_recall,
};
