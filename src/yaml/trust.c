#include "base/check.h"
#include "base/name.h"
#include "yaml/block.h"

/* --- disputes --------------------------------------------------------------------------------- */

static const struct word words_about[] = {{"election", 0}, {"credentials", 1}, {"roll", 2},
                                          {"decision", 3}, {"recall", 4},      {"act", 5},
                                          {"power", 6},    {"count", 7},       {NULL}};
static const struct word words_meanwhile[] = {{"stands", false}, {"suspended", true}, {NULL}};

static void check_disputes(struct reader *r, const struct node *n, void *into) {
    const struct disputes_rule *d = into;
    if (d->to.kind == WHO_BODY && d->final.kind == WHO_BODY && d->to.of == d->final.of)
        error_at(r, node_get(n, "final"), "%.*s decides first and last: leave final out",
                 SHOWN(d->to.name));
}

static const struct key disputes_keys[] = {
    {"about", &type_words_list, AT(struct disputes_rule, about),
     .given = AT(struct disputes_rule, n_about), .max = 8, .words = words_about,
     .standard = "all of them", .help = "what may be disputed",
     .example = "about: [election, roll]", .wrong = "about: [elections]",
     .error = "unknown about \"elections\"; known: election, credentials, roll, decision, recall, "
              "act, power, "
              "count; did you mean election?"},
    {"to", &type_who, AT(struct disputes_rule, to),
     .allow = ALLOW_BODY | ALLOW_OFFICE | ALLOW_ENTITY,
     .missing = "who settles disputes? as in to: judicial-panel", .values = "a body or office",
     .standard = "required", .help = "who settles them", .example = "to: auditors",
     .wrong = "to: members", .error = "\"members\" cannot stand in to: who settles them"},
    {"within", &type_span, AT(struct disputes_rule, within), .standard = "no bound",
     .help = "how long after the fact one may dispute it", .example = "within: 14d",
     .wrong = "within: a fortnight",
     .error = "\"a fortnight\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    {"meanwhile", &type_word, AT(struct disputes_rule, suspended_meanwhile),
     .words = words_meanwhile, .standard = "`stands`",
     .help = "whether what is disputed counts until it is settled", .example = "meanwhile: stands",
     .wrong = "meanwhile: waits", .error = "unknown meanwhile \"waits\"; known: stands, suspended"},
    {"final", &type_who, AT(struct disputes_rule, final),
     .allow = ALLOW_BODY | ALLOW_OFFICE | ALLOW_MEMBERS, .values = "a body or office, or `members`",
     .standard = "none", .help = "who decides in the last instance", .example = "final: congress",
     .wrong = "final: auditors", .error = "auditors decides first and last: leave final out"},
};
const struct block block_disputes = {
    .name = "disputes",
    .called = "disputes",
    .help = "Who settles a disputed election, roll, count or decision. Without it every dispute "
            "ends at a "
            "court.",
    KEYS(disputes_keys),
    .size = sizeof(struct disputes_rule),
    .article_at = AT(struct disputes_rule, article),
    .verify = check_disputes,
};

/* --- publicity -------------------------------------------------------------------------------- */

static void read_votes_in(struct reader *r, const struct node *value, void *into,
                          const struct key *key) {
    struct publicity_rule *p = into;
    struct bytes text;
    if (value->kind != NODE_MAP) {
        error_at(r, value, "write each body and who sees its votes, as in {congress: public}");
        return;
    }
    for (const struct node *item = value->first; item; item = item->next) {
        const struct name *body = refer(r, item->key, 0, item->key->text, ALLOW_BODY, "votes-in");
        uint8_t see;
        if (!body || !scalar(r, item, "who sees", &text))
            continue;
        if (!word_value(words_see, text, &see))
            unknown_word(r, item, 0, "publicity", text, words_see);
        else if (p->n_votes_in == 32)
            error_at(r, item, "more than 32 bodies");
        else
            p->votes_in[p->n_votes_in++] = (struct votes_in){body->index, see};
    }
}
static const struct type type_votes_in = {
    "votes-in", read_votes_in,
    "BODY: `public`, `members`, `own-unit`, `own-unit-officers`, `body`, `auditors`",
    "{\"type\": \"object\", \"additionalProperties\": {\"enum\": [\"public\", \"members\", "
    "\"own-unit\", "
    "\"own-unit-officers\", \"body\", \"auditors\"]}}"};

static void read_cell(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct publicity_rule *p = into;
    struct bytes text, digits, word;
    size_t inside = 0, at = 0, from;
    int64_t voters;
    if (!scalar(r, n, "from how many voters on", &text))
        return;
    if (!cut_prefix(&text, &inside, "at-least"))
        cut_prefix(&text, &inside, "at least");
    digits = word_next(text, &at, &from);
    word = word_next(text, &at, &from);
    if (!inside || !whole(digits, &voters) || !bytes_is(word, "voters") || at < text.n)
        error_at(r, n, "\"%.*s\": write at-least, a number and voters, as in at-least 20 voters",
                 SHOWN(n->text));
    else if (voters < 5 || voters > 1000000)
        error_at(
            r, n,
            "at-least %.*s voters: write 5 or more, or a turnout shows how single people voted",
            SHOWN(digits));
    else
        p->turnout_cell_min = (int32_t)voters;
}
static const struct type type_cell = {
    "turnout-cell", read_cell, "`at-least N voters`",
    "{\"type\": \"string\", \"pattern\": \"^at[ -]least [0-9]+ voters$\"}"};
static const struct key turnout_keys[] = {
    {"public", &type_cell, AT(struct publicity_rule, turnout_cell_min),
     .missing = "from how many voters on? as in {public: at-least 20 voters}",
     .standard = "required", .help = "units with fewer voters are shown together",
     .example = "public: at-least 20 voters", .wrong = "public: 20",
     .error = "\"20\": write at-least, a number and voters, as in at-least 20 voters"},
};
const struct block block_turnout = {
    .name = "turnout-of-units", .called = "turnout-of-units",
    .help = "From how many voters on the turnout of a single unit is shown.", KEYS(turnout_keys),
    .size = sizeof(struct publicity_rule), .shares = true};

static const struct key publicity_keys[] = {
    {"votes-in", &type_votes_in, AT(struct publicity_rule, votes_in), .standard = "`members`",
     .help = "who sees how each voted, in open votes of a body",
     .example = "votes-in: {congress: public}", .wrong = "votes-in: {congress: everyone}",
     .error = "unknown publicity \"everyone\"; known: public, members, own-unit, "
              "own-unit-officers, body, "
              "auditors"},
    {"roll", &type_word, AT(struct publicity_rule, roll), .words = words_see,
     .standard = "`own-unit-officers`", .help = "who sees the roll of members",
     .example = "roll: own-unit-officers", .wrong = "roll: officers",
     .error = "unknown roll \"officers\"; known: public, members, own-unit, own-unit-officers, "
              "body, auditors"},
    {"signatures", &type_whos, AT(struct publicity_rule, signatures),
     .allow = ALLOW_BODY | ALLOW_OFFICE, .flags = KEY_NONE, .values = "a body or office, or a list",
     .standard = "`auditors`, if there is such a body, else nobody",
     .help = "the body or office that sees who signed a recall", .example = "signatures: auditors",
     .wrong = "signatures: members",
     .error = "\"members\" cannot stand in signatures: the body or office that sees who signed a "
              "recall"},
    {"turnout-of-units", &type_block, 1, .block = &block_turnout,
     .standard = "public: at-least 20 voters",
     .help = "from how many voters on the turnout of a single unit is shown",
     .example = "turnout-of-units: {public: at-least 20 voters}",
     .wrong = "turnout-of-units: {public: at-least 2 voters}",
     .error = "at-least 2 voters: write 5 or more, or a turnout shows how single people voted"},
};
const struct block block_publicity = {
    .name = "publicity",
    .called = "publicity",
    .help = "Who may see what; everything not named is for members.",
    KEYS(publicity_keys),
    .size = sizeof(struct publicity_rule),
    .article_at = AT(struct publicity_rule, article),
};

/* --- trust ------------------------------------------------------------------------------------ */

static void check_trustees(struct reader *r, const struct node *n, void *into) {
    const struct trust_rule *t = into;
    if (t->trustees.kind != WHO_BODY)
        return;
    const struct body_rule *body = &r->charter->bodies[t->trustees.of];
    int32_t seats = seats_fixed(r->charter, body);
    if (seats && t->trustees_needed > seats)
        error_at(r, node_get(n, "needed"), "trustees needed %d of a body of %d", t->trustees_needed,
                 seats);
}

static const struct key trustees_keys[] = {
    {"from", &type_who, AT(struct trust_rule, trustees), .allow = ALLOW_BODY, .values = "a body",
     .missing = "from which body? as in {from: auditors, needed: 2}", .standard = "required",
     .help = "the body whose members hold the keys", .example = "from: auditors",
     .wrong = "from: auditers",
     .error = "from \"auditers\": no such body; did you mean \"auditors\"?"},
    {"needed", &type_integer, AT(struct trust_rule, trustees_needed), .flags = KEY_POSITIVE,
     .max = 100, .missing = "how many of them together? as in {from: auditors, needed: 2}",
     .standard = "required", .help = "how many of them together open a secret ballot",
     .example = "needed: 2", .wrong = "needed: 4", .error = "trustees needed 4 of a body of 3"},
};
const struct block block_trustees = {.name = "trustees",
                                     .called = "trustees",
                                     .help = "Who together opens a secret ballot.",
                                     KEYS(trustees_keys),
                                     .size = sizeof(struct trust_rule),
                                     .shares = true,
                                     .verify = check_trustees};

/* "chair", "chair and 2 tellers", "2 tellers" */
static bool certifier_valid(struct bytes text, int32_t *ret_tellers) {
    struct bytes rest = {0};
    int64_t n;
    size_t at = 0, from;
    bool both = cut_at(&text, "and", &rest);
    if (!both && bytes_is(text, "chair"))
        return true;
    if (both && !bytes_is(text, "chair"))
        return false;
    struct bytes tellers = both ? rest : text;
    struct bytes digits = word_next(tellers, &at, &from), word = word_next(tellers, &at, &from);
    if (at < tellers.n || !whole(digits, &n) || n < 1 || n > 20 ||
        !(bytes_is(word, "tellers") || (n == 1 && bytes_is(word, "teller"))))
        return false;
    *ret_tellers = (int32_t)n;
    return true;
}

static void read_may_certify(struct reader *r, const struct node *value, void *into,
                             const struct key *key) {
    struct trust_rule *t = into;
    struct bytes text;
    size_t n;
    for (const struct node *item = items(value, &n); item; item = item_next(value, item)) {
        if (!scalar(r, item, "who certifies a hall vote", &text))
            continue;
        if (!certifier_valid(text, &t->tellers_needed))
            error_at(r, item, "\"%.*s\": write chair, 2 tellers, or chair and 2 tellers",
                     SHOWN(text));
        else if (t->n_may_certify == 4)
            error_at(r, item, "more than 4");
        else
            t->may_certify[t->n_may_certify++] = kept(r, text);
    }
}
static const struct type type_may_certify = {"may-certify", read_may_certify,
                                             "`chair`, `N tellers`, `chair and N tellers`",
                                             "{\"anyOf\": [{\"type\": \"string\"}, {\"type\": "
                                             "\"array\", \"maxItems\": 4, \"items\": {\"type\": "
                                             "\"string\"}}]}"};

static const struct key trust_keys[] = {
    {"trustees", &type_block, 1, .block = &block_trustees,
     .standard = "the operator alone, with a notice", .help = "who together opens a secret ballot",
     .example = "trustees: {from: auditors, needed: 2}", .wrong = "trustees: {from: auditors}",
     .error = "how many of them together? as in {from: auditors, needed: 2}"},
    {"witnesses", &type_integer, AT(struct trust_rule, witnesses), .max = 100, .standard = "0",
     .help = "how many outside the house must sign that they saw the record",
     .example = "witnesses: 3", .wrong = "witnesses: 300",
     .error = "300 is too many: witnesses is 100 at most"},
    {"may-certify-hall-votes", &type_may_certify, AT(struct trust_rule, may_certify),
     .standard = "`chair`", .help = "who states the result of a vote by hands",
     .example = "may-certify-hall-votes: chair and 2 tellers",
     .wrong = "may-certify-hall-votes: two tellers",
     .error = "\"two tellers\": write chair, 2 tellers, or chair and 2 tellers"},
    {"attest", &type_whos, AT(struct trust_rule, attest), .allow = ALLOW_BODY | ALLOW_OFFICE,
     .flags = KEY_NONE, .values = "a body or office, or a list", .standard = "nobody",
     .help = "the body or office that may enter the past from sources",
     .example = "attest: auditors", .wrong = "attest: members",
     .error = "\"members\" cannot stand in attest: the body or office that may enter the past from "
              "sources"},
};
const struct block block_trust = {
    .name = "trust",
    .called = "trust",
    .help = "Whom one must trust, and for what.",
    KEYS(trust_keys),
    .size = sizeof(struct trust_rule),
    .article_at = AT(struct trust_rule, article),
};

/* --- adoption --------------------------------------------------------------------------------- */

static void check_opening(struct reader *r, const struct node *n, void *into) {
    const struct adoption_rule *a = into;
    if (a->declared_by.kind == WHO_BODY && a->checked_by.kind == WHO_BODY &&
        a->declared_by.of == a->checked_by.of)
        error_at(r, node_get(n, "checked-by"), "%.*s would check what it declares itself",
                 SHOWN(a->checked_by.name));
}

static const struct key opening_keys[] = {
    {"declared-by", &type_who, AT(struct adoption_rule, declared_by),
     .allow = ALLOW_BODY | ALLOW_OFFICE,
     .missing = "who declares who holds which seat on day one? as in declared-by: executive",
     .values = "a body or office", .standard = "required",
     .help = "the body or office that says who holds which seat on day one",
     .example = "declared-by: executive", .wrong = "declared-by: members",
     .error = "\"members\" cannot stand in declared-by: the body or office "
              "that says who holds which seat on day one"},
    {"checked-by", &type_who, AT(struct adoption_rule, checked_by),
     .allow = ALLOW_BODY | ALLOW_OFFICE, .missing = "who checks that? as in checked-by: auditors",
     .values = "a body or office", .standard = "required", .help = "another body that checks it",
     .example = "checked-by: auditors", .wrong = "checked-by: executive",
     .error = "executive would check what it declares itself"},
    {"objections", &type_span, AT(struct adoption_rule, objections), .standard = "none",
     .help = "how long anyone may object; then it is closed for ever", .example = "objections: 30d",
     .wrong = "objections: 30 d", .error = "\"30 d\" is not a time span: write 30d"},
};
const struct block block_opening = {.name = "opening",
                                    .called = "the opening",
                                    .help = "Who holds which seat on day one.",
                                    KEYS(opening_keys),
                                    .size = sizeof(struct adoption_rule),
                                    .shares = true,
                                    .verify = check_opening};

static void check_adoption(struct reader *r, const struct node *n, void *into) {
    struct adoption_rule *a = into;
    a->decision.article = article_of(r, n);
    check_decision(r, n, &a->decision);
}

static const struct key adoption_keys[] = {
    {"by", &type_whos, AT(struct adoption_rule, decision.by), .allow = ALLOW_DECIDER,
     .flags = KEY_DECISION, .missing = "who adopts this text? as in by: members",
     .standard = "required", .help = "who brings this text into force",
     .example = "by: each branch-meeting", .wrong = "by: each branchmeeting",
     .error =
         "\"branchmeeting\" is not a body, unit or association of this constitution; did you mean "
         "\"branch-meeting\"?"},
    DECISION_KEYS(struct adoption_rule, decision.),
    {"notice", &type_span, AT(struct adoption_rule, decision.notice), .flags = KEY_DECISION,
     .standard = "`usual`, else none", .help = "how long before the vote it must be announced",
     .example = "notice: 7d", .wrong = "notice: 7days",
     .error = "\"7days\" is not a time span: write 7d"},
    WITHIN_KEYS(struct adoption_rule, decision.),
    {"opening", &type_block, 1, .given = AT(struct adoption_rule, opening), .block = &block_opening,
     .standard = "every seat is empty on day one", .help = "who holds which seat on day one",
     .example = "opening: {declared-by: executive, checked-by: auditors, objections: 30d}",
     .wrong = "opening: {declared-by: executive}",
     .error = "who checks that? as in checked-by: auditors"},
};
const struct block block_adoption = {
    .name = "adoption",
    .called = "adoption",
    .help = "How this text comes into force. The keys of a decision stand here too.",
    KEYS(adoption_keys),
    .size = sizeof(struct adoption_rule),
    .verify = check_adoption,
};
