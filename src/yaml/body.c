#include "base/check.h"
#include "base/name.h"
#include "charter/method.h"
#include "yaml/block.h"

/* A seat that stays empty has no time by which it is filled. */
static void check_vacancy_within(struct reader *r, const struct node *n, uint8_t vacancy,
                                 uint8_t given) {
    if (vacancy == VACANCY_EMPTY && given == GIVEN_SAID)
        error_at(r, node_get(n, "vacancy-within"), "vacancy-within says by when an empty seat is "
                                                   "filled, and vacancy: empty that it is not");
}

/* --- usual ------------------------------------------------------------------------------------ */

static void check_usual(struct reader *r, const struct node *n, void *into) {
    const struct usual *u = into;
    check_quorum_again(r, node_get(n, "quorum-again"), &u->quorum, &u->quorum_again.quorum);
    check_no_plurality(r, node_get(n, "majority"), &u->majority);
    check_vacancy_within(r, n, u->vacancy, u->vacancy_within_given);
}

static const struct key usual_keys[] = {
    {"quorum", &type_share, AT(struct usual, quorum), .flags = KEY_NONE | KEY_NOT_STATED,
     .standard = "none", .help = "how many must be checked in at the moment of each vote",
     .example = "quorum: 1/2 of filled", .wrong = "quorum: 1/2 of branchs",
     .error = "unknown base \"branchs\"; known: cast, present, filled, seats, members, electors, "
              "branches, regions; did you mean branches?"},
    {"quorum-again", &type_block, AT(struct usual, quorum_again),
     .given = AT(struct usual, quorum_again.given), .block = &block_quorum_again,
     .standard = "none", .help = "the lower quorum of a sitting that is called again",
     .example = "quorum-again: {after: 7d, quorum: 1/4 of filled}",
     .wrong = "quorum-again: {quorum: 1/4 of filled}",
     .error = "after how long may it be called again? as in after: 7d"},
    {"majority", &type_majority, AT(struct usual, majority), .flags = KEY_NOT_STATED,
     .standard = "`simple`", .help = "the majority that decides", .example = "majority: simple",
     .wrong = "majority: plurality", .error = "plurality decides elections, not a yes or no"},
    {"ballot", &type_word, AT(struct usual, ballot), .given = AT(struct usual, ballot_given),
     .words = words_ballot, .flags = KEY_NOT_STATED, .standard = "`open`",
     .help = "how votes are given", .example = "ballot: open", .wrong = "ballot: show-of-hands",
     .error = "unknown ballot \"show-of-hands\"; known: open, roll-call, secret"},
    {"notice", &type_span, AT(struct usual, notice), .given = AT(struct usual, notice_given),
     .flags = KEY_NONE | KEY_NOT_STATED, .standard = "none",
     .help = "how long before a sitting or a vote it must be announced", .example = "notice: 7d",
     .wrong = "notice: 7 days", .error = "\"7 days\" is not a time span: write 7d"},
    {"recall", &type_block, AT(struct usual, recall), .given = AT(struct usual, recall.given),
     .block = &block_recall, .flags = KEY_NONE | KEY_NOT_STATED, .standard = "none, with a warning",
     .help = "how those who sent somebody take the seat back",
     .example = "recall: {asked-by: 1/10 of electors, again-after: 6m}",
     .wrong = "recall: {asked-by: 1/10 of electors}",
     .error = "without again-after the same recall can be asked for every day"},
    {"vacancy", &type_word, AT(struct usual, vacancy), .words = words_vacancy,
     .flags = KEY_NOT_STATED, .standard = "`empty`, with a warning",
     .help = "how a seat that falls empty is filled", .example = "vacancy: by-election",
     .wrong = "vacancy: election",
     .error = "unknown vacancy \"election\"; known: alternate, countback, by-election, empty"},
    {"vacancy-within", &type_span, AT(struct usual, vacancy_within),
     .given = AT(struct usual, vacancy_within_given), .flags = KEY_NONE | KEY_NOT_STATED,
     .standard = "no time",
     .help = "by when the election for a seat that nobody has followed into must be called; if it "
             "is not, it opens by itself",
     .example = "vacancy-within: 60d", .wrong = "vacancy-within: soon",
     .error = "\"soon\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    {"term", &type_term, AT(struct usual, term), .given = AT(struct usual, term_given),
     .also = AT(struct usual, term_until_next), .flags = KEY_NONE | KEY_NOT_STATED,
     .standard = "no end", .help = "how long a seat is held", .example = "term: 2y",
     .wrong = "term: two years",
     .error = "\"two years\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    {"method", &type_method, AT(struct usual, method), .standard = "`plurality`",
     .help = "how votes become seats", .example = "method: scottish-stv", .wrong = "method: meeks",
     .error = "unknown method \"meeks\"; did you mean meek?"},
    {"ties", &type_word, AT(struct usual, ties), .given = AT(struct usual, ties_given),
     .words = words_ties, .standard = "the method's own", .help = "what settles a tie",
     .example = "ties: lot", .wrong = "ties: lots",
     .error = "unknown ties \"lots\"; known: lot, eldest, chair, falls; did you mean lot?"},
    {"mandate", &type_word, AT(struct usual, mandate), .words = words_mandate, .standard = "`free`",
     .help = "whether instructions of those who sent them are compared with their votes",
     .example = "mandate: bound", .wrong = "mandate: instructed",
     .error = "unknown mandate \"instructed\"; known: free, bound"},
};
const struct block block_usual = {
    .name = "usual",
    .called = "usual",
    .help =
        "What holds wherever a body or an act says nothing else. A key written in a body replaces "
        "the usual one whole, never merges into it.",
    KEYS(usual_keys),
    .size = sizeof(struct usual),
    .verify = check_usual,
};

/* --- a body ----------------------------------------------------------------------------------- */

static void read_for_each(struct reader *r, const struct node *value, void *into,
                          const struct key *key) {
    struct body_rule *b = into;
    size_t n;
    struct bytes text;
    for (const struct node *item = items(value, &n); item; item = item_next(value, item)) {
        if (!scalar(r, item, "a unit", &text))
            continue;
        const struct name *name =
            refer(r, item, 0, text, ALLOW_UNIT | ALLOW_ASSOCIATION, "for-each");
        if (!name)
            continue;
        if (b->n_for_each == 3) {
            error_at(r, item, "more than 3 in for-each");
            return;
        }
        b->for_each[b->n_for_each++] =
            (struct for_each){name->kind == ALLOW_ASSOCIATION, name->index};
    }
}
static const struct type type_for_each = {"for-each", read_for_each,
                                          "unit or association, or a list",
                                          "{\"anyOf\": [{\"$ref\": \"#/$defs/name\"}, {\"type\": "
                                          "\"array\", \"minItems\": 1, \"maxItems\": 3, "
                                          "\"items\": {\"$ref\": \"#/$defs/name\"}}]}"};

static const struct key formed_by_keys[] = {
    {"agreement", &type_agreement, AT(struct body_rule, formed_by),
     .missing = "by which agreement? as in {agreement: support}", .standard = "required",
     .help = "an act of kind agreement", .example = "agreement: support",
     .wrong = "agreement: suport", .error = "\"suport\" is not an act; did you mean \"support\"?"},
};
const struct block block_formed_by = {
    .name = "formed-by",
    .called = "formed-by",
    .help = "The agreement by which a body was formed.",
    KEYS(formed_by_keys),
    .size = sizeof(struct body_rule),
    .shares = true,
};

static void check_order(struct reader *r, const struct node *n, const struct body_rule *b) {
    static const char *const counts[] = {"no", "one", "two", "three", "four"};
    const struct charter *c = r->charter;
    char list[300];
    size_t used = 0;
    for (uint8_t i = 0; i < b->n_for_each; i++)
        if (b->for_each[i].association)
            return; /* an association stands outside them */
    if (c->n_orders < 2 || b->order >= 0)
        return;
    for (uint16_t i = 0; i < c->n_orders && used + 110 < sizeof(list); i++)
        used += (size_t)snprintf(list + used, sizeof(list) - used, "%sorder: %.*s", i ? " or " : "",
                                 SHOWN(c->orders[i].name));
    if (c->n_orders <= 4)
        error_at(r, n->key, "there are %s orders: say to which body \"%.*s\" belongs (%s)",
                 counts[c->n_orders], SHOWN(b->name), list);
    else
        error_at(r, n->key, "there are %d orders: say to which body \"%.*s\" belongs", c->n_orders,
                 SHOWN(b->name));
}

/* The method of a group, also the usual one. */
static int group_traits(const struct charter *c, const struct seat_group *g) {
    struct bytes method = g->method.n ? g->method : c->usual.method;
    return method.n ? method_traits(method) : 0;
}

static void check_vacancy(struct reader *r, const struct node *n, const struct body_rule *b) {
    const struct node *vacancy = node_get(n, "vacancy");
    bool alternates = false, ranked = false;
    struct bytes method = {0};
    for (uint8_t i = 0; vacancy && i < b->n_groups; i++) {
        const struct seat_group *g = &b->groups[i];
        int traits = group_traits(r->charter, g);
        alternates |= g->alternates.given;
        ranked |= traits > 0 && (traits & (METHOD_KEEPS_RANKINGS | METHOD_APPORTIONS));
        method = g->method.n ? g->method : method;
    }
    if (b->vacancy == VACANCY_ALTERNATE && vacancy && !alternates)
        error_at(r, vacancy, "vacancy alternate, but %.*s has no alternates", SHOWN(b->name));
    if (b->vacancy == VACANCY_COUNTBACK && vacancy && !ranked)
        error_at(r, vacancy, "countback needs a method with kept rankings; %.*s keeps none",
                 SHOWN(method.n ? method : bytes_str("plurality")));
    check_vacancy_within(r, n, b->vacancy, b->vacancy_within_given);
}

static void check_body_recall(struct reader *r, const struct node *n, const struct body_rule *b) {
    const struct node *recall = node_get(n, "recall");
    const struct recall *rule = &b->recall;
    bool ex_officio = b->n_groups > 0, proportional = false;
    if (!recall || rule->given != GIVEN_SAID)
        return;
    for (uint8_t i = 0; i < b->n_groups; i++) {
        ex_officio &= b->groups[i].how == HOW_EX_OFFICIO;
        int traits = group_traits(r->charter, &b->groups[i]);
        proportional |= traits > 0 && (traits & METHOD_ELECTS_MINORITY);
    }
    bool simple = rule->majority.given != GIVEN_SAID ||
                  (rule->majority.n == 1 && rule->majority.each[0].kind == MAJORITY_SIMPLE);
    const struct node *removes = node_get(recall, "removes");
    if (ex_officio && rule->decided_by.kind != WHO_BODY)
        error_at(r, recall->key, "electors of an ex-officio seat: nobody; recall the office");
    else if (proportional && simple && removes && !rule->removes_group &&
             rule->decided_by.kind != WHO_BODY)
        error_at(r, removes,
                 "a simple majority of electors can remove every member a minority elected "
                 "by STV: write removes: group, or a higher majority");
}

static void check_itself(struct reader *r, const struct node *n, const struct body_rule *b,
                         const char *key, const struct whos *whos, const char *text) {
    const struct node *value = node_get(n, key);
    for (uint8_t i = 0; value && i < whos->n; i++)
        if (whos->each[i].kind == WHO_BODY && &r->charter->bodies[whos->each[i].of] == b)
            error_at(r, value, text, SHOWN(b->name));
}

static void check_dates(struct reader *r, const struct node *n, const struct body_rule *b) {
    static const struct zone utc = {"UTC", "UTC0"};
    struct when since, until;
    if (b->since.n && b->until.n &&
        when_parse(b->since, r->charter->calendar, &utc, &since, NULL) == 0 &&
        when_parse(b->until, r->charter->calendar, &utc, &until, NULL) == 0 &&
        when_order(&until, &since) < 0)
        error_at(r, node_get(n, "until"), "until %.*s is before since %.*s", SHOWN(b->until),
                 SHOWN(b->since));
}

static void check_body(struct reader *r, const struct node *n, void *into) {
    const struct body_rule *b = into;
    check_order(r, n, b);
    check_vacancy(r, n, b);
    check_body_recall(r, n, b);
    check_quorum(r, node_get(n, "quorum"), &b->quorum, b);
    const struct share *quorum = b->quorum.given ? &b->quorum : &r->charter->usual.quorum;
    check_quorum_again(r, node_get(n, "quorum-again"), quorum, &b->quorum_again.quorum);
    check_no_plurality(r, node_get(n, "majority"), &b->majority);
    check_itself(r, n, b, "not-with", &b->not_with, "%.*s cannot exclude itself");
    check_itself(r, n, b, "accountable-to", &b->accountable_to,
                 "%.*s cannot be accountable to itself");
    check_dates(r, n, b);
    const struct node *becomes = node_get(n, "becomes");
    if (becomes && b->becomes >= 0 && &r->charter->bodies[b->becomes] == b)
        error_at(r, becomes, "%.*s cannot become itself", SHOWN(b->name));
}

static const struct key body_keys[] = {
    {"title", &type_text, AT(struct body_rule, title), .standard = "the name",
     .help = "what it is called, in one or more languages",
     .example = "title: {en: Congress, el: Συνέδριο}",
     .wrong = "title: {en: Congress, fr: Congrès}",
     .error = "title has no text in el, the authentic language"},
    {"for-each", &type_for_each, AT(struct body_rule, for_each), .standard = "one body",
     .help = "there is one for each unit or association of this kind",
     .example = "for-each: branch", .wrong = "for-each: brunch",
     .error = "\"brunch\" is not a unit or an association; did you mean "
              "\"branch\"?"},
    {"order", &type_body, AT(struct body_rule, order), .allow = ALLOW_ORDER,
     .values = "one of `orders`", .standard = "the only one",
     .help = "the legal order it belongs to", .example = "order: state", .wrong = "order: stat",
     .error = "\"stat\" is not an order; did you mean \"state\"?"},
    {"seats", &type_blocks, AT(struct body_rule, groups), .given = AT(struct body_rule, n_groups),
     .block = &block_seats, .max = LIMIT_SEAT_GROUPS, .flags = KEY_POINTER,
     .missing = "body \"%\" has no seats: say who sends them", .standard = "required",
     .values = "`every-member`, a group of seats, or a list of groups", .help = "who sits there",
     .example = "seats: {from: branch-meeting, number: 5}", .wrong = "seats: all-members",
     .error =
         "\"all-members\": write every-member, or who sends these seats and how many, as in {from: "
         "congress, number: 5}"},
    {"term", &type_term, AT(struct body_rule, term), .given = AT(struct body_rule, term_given),
     .also = AT(struct body_rule, term_until_next), .flags = KEY_NONE | KEY_NOT_STATED,
     .standard = "`usual`, else no end", .help = "how long a seat is held",
     .example = "term: until-next", .wrong = "term: 2",
     .error = "\"2\" is not a time span: write 2d for days, 2w, 2m or 2y for weeks, "
              "months or years"},
    {"terms-at-most", &type_integer, AT(struct body_rule, terms_at_most), .flags = KEY_POSITIVE,
     .max = 100, .standard = "no bound", .help = "how many terms one person may serve",
     .example = "terms-at-most: 2", .wrong = "terms-at-most: two",
     .error = "\"two\" is not a whole number, as in terms-at-most: 2"},
    {"sits", &type_sits, AT(struct body_rule, sits_every), .standard = "when called",
     .help = "how often it must sit", .example = "sits: every 1m", .wrong = "sits: monthly",
     .error = "\"monthly\": write every and a time span, as in sits: every 1m"},
    {"called-by", &type_whos, AT(struct body_rule, called_by), .allow = ALLOW_CALLER,
     .flags = KEY_NOT_STATED, .standard = "its own officers", .help = "who may call it",
     .example = "called-by: [executive, 1/3 of branches]", .wrong = "called-by: executiv",
     .error = "\"executiv\" is not a body, unit or association of this constitution; did you mean "
              "\"executive\"?"},
    {"notice", &type_span, AT(struct body_rule, notice),
     .given = AT(struct body_rule, notice_given), .flags = KEY_NONE | KEY_NOT_STATED,
     .standard = "`usual`, else none", .help = "how long before a sitting it must be announced",
     .example = "notice: 90d", .wrong = "notice: 0d",
     .error = "\"0d\" is no time at all: leave it out, or write 1d"},
    {"officers", &type_names, AT(struct body_rule, officers),
     .given = AT(struct body_rule, n_officers), .max = 16, .standard = "none",
     .help = "offices that it fills from among those who sit there",
     .example = "officers: [president, secretary]",
     .wrong = "officers: [President, Vice President]",
     .error = "\"Vice President\" is not a name: write vice-president"},
    {"accountable-to", &type_whos, AT(struct body_rule, accountable_to),
     .allow = ALLOW_BODY | ALLOW_MEMBERS | ALLOW_UNIT | ALLOW_ENTITY, .flags = KEY_NOT_STATED,
     .standard = "those who send it", .help = "to whom it reports and who may question it",
     .example = "accountable-to: congress", .wrong = "accountable-to: executive",
     .error = "executive cannot be accountable to itself"},
    {"not-with", &type_whos, AT(struct body_rule, not_with), .allow = ALLOW_BODY,
     .standard = "none", .values = "a body, or a list",
     .help = "bodies in which one cannot sit at the same time", .example = "not-with: auditors",
     .wrong = "not-with: branch", .error = "\"branch\" is a unit; not-with needs a body"},
    {"quorum", &type_share, AT(struct body_rule, quorum), .flags = KEY_NONE | KEY_NOT_STATED,
     .standard = "`usual`, else none",
     .help = "how many must be checked in at the moment of each vote",
     .example = "quorum: 1/2 of filled", .wrong = "quorum: 2/3 of members",
     .error = "quorum 2/3 of members cannot be met: the body has 15 seats"},
    {"quorum-again", &type_block, AT(struct body_rule, quorum_again),
     .given = AT(struct body_rule, quorum_again.given), .block = &block_quorum_again,
     .standard = "`usual`'s, if the quorum is `usual`'s, else none",
     .help = "the lower quorum of a sitting that is called again",
     .example = "quorum-again: {after: 7d, quorum: 1/4 of filled}",
     .wrong = "quorum-again: {after: 7d, quorum: 2/3 of filled}",
     .error = "the second quorum must be the lower one"},
    {"majority", &type_majority, AT(struct body_rule, majority), .flags = KEY_NOT_STATED,
     .standard = "`usual`, else `simple`", .help = "the majority by which it decides",
     .example = "majority: absolute", .wrong = "majority: two-thirds",
     .error = "\"two-thirds\": write 2/3 of cast, of present, of filled or of seats"},
    {"ballot", &type_word, AT(struct body_rule, ballot),
     .given = AT(struct body_rule, ballot_given), .words = words_ballot, .flags = KEY_NOT_STATED,
     .standard = "`usual`, else `open`", .help = "how votes are given when it decides",
     .example = "ballot: roll-call", .wrong = "ballot: rollcall",
     .error =
         "unknown ballot \"rollcall\"; known: open, roll-call, secret; did you mean roll-call?"},
    {"recall", &type_block, AT(struct body_rule, recall),
     .given = AT(struct body_rule, recall.given), .block = &block_recall,
     .flags = KEY_NONE | KEY_NOT_STATED, .standard = "`usual`",
     .help = "how those who sent somebody take the seat back",
     .example = "recall: {asked-by: 1/5 of electors, again-after: 1y}", .wrong = "recall: allowed",
     .error = "a recall is expected here: keys with their values, as in {at: after 6m}"},
    {"vacancy", &type_word, AT(struct body_rule, vacancy), .words = words_vacancy,
     .flags = KEY_NOT_STATED, .standard = "`usual`, else `empty`",
     .help = "how a seat that falls empty is filled", .example = "vacancy: by-election",
     .wrong = "vacancy: alternate", .error = "vacancy alternate, but executive has no alternates"},
    {"vacancy-within", &type_span, AT(struct body_rule, vacancy_within),
     .given = AT(struct body_rule, vacancy_within_given), .flags = KEY_NONE | KEY_NOT_STATED,
     .standard = "`usual`, else no time",
     .help = "by when the election for a seat that nobody has followed into must be called (if it "
             "is not, it opens by itself), a seat that is appointed given away, an office filled",
     .example = "vacancy-within: 60d", .wrong = "vacancy-within: 60",
     .error = "\"60\" is not a time span: write 60d for days, 60w, 60m or 60y for weeks, months or "
              "years"},
    {"standing", &type_word, AT(struct body_rule, standing), .words = words_standing,
     .standard = "`granted`", .help = "by what right it exists", .example = "standing: provisional",
     .wrong = "standing: adhoc",
     .error = "unknown standing \"adhoc\"; known: granted, provisional, ad-hoc, promised, claimed, "
              "disputed, inferred, in-practice, transferred, lapsed; did you mean ad-hoc?"},
    {"since", &type_date, AT(struct body_rule, since), .standard = "the adoption",
     .help = "from when it exists", .example = "since: 2026-03-01", .wrong = "since: 1/3/2026",
     .error = "\"1/3/2026\": write year-month-day, as in 1917-03-02"},
    {"until", &type_date, AT(struct body_rule, until), .standard = "no end",
     .help = "until when it exists", .example = "until: 2027", .wrong = "until: 2026-02-30",
     .error = "2026-02-30 does not exist"},
    {"becomes", &type_body, AT(struct body_rule, becomes), .allow = ALLOW_BODY, .standard = "none",
     .help = "the body that it turns into", .example = "becomes: congress",
     .wrong = "becomes: congres",
     .error = "becomes \"congres\": no such body; did you mean \"congress\"?"},
    {"formed-by", &type_block, 1, .block = &block_formed_by, .standard = "none",
     .help = "the agreement by which it was formed", .example = "formed-by: {agreement: support}",
     .wrong = "formed-by: support",
     .error = "formed-by is expected here: keys with their values, as in {agreement: support}"},
    {"source", &type_source, AT(struct body_rule, source), .flags = KEY_PAST, .standard = "none",
     .help = "where the source says so", .example = "source: [L34, C21]", .wrong = "source: L34",
     .error = "\"source\" is for a record of the past (past: true)"},
};
const struct block block_body = {
    .name = "body",
    .called = "a body",
    .help = "An assembly, council, congress, committee or office. Written under its name: `bodies: "
            "{congress: {...}}`.",
    KEYS(body_keys),
    .size = sizeof(struct body_rule),
    .name_at = AT(struct body_rule, name),
    .article_at = AT(struct body_rule, article),
    .verify = check_body,
};
