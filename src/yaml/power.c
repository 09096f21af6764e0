#include "base/check.h"
#include "base/name.h"
#include "yaml/block.h"

/* --- verbs ------------------------------------------------------------------------------------ */

enum verb_takes { TAKES_ACTS = 1, TAKES_BODIES = 2, TAKES_WORDS = 4 };
static const uint8_t takes[VERB_COUNT_] = {
    [VERB_LEGISLATE] = TAKES_ACTS,
    [VERB_EXECUTE] = TAKES_ACTS,
    [VERB_VETO] = TAKES_ACTS,
    [VERB_ANNUL] = TAKES_ACTS,
    [VERB_SUSPEND] = TAKES_ACTS | TAKES_BODIES,
    [VERB_COUNTERSIGN] = TAKES_ACTS,
    [VERB_CONSENT] = TAKES_ACTS,
    [VERB_APPOINT] = TAKES_BODIES,
    [VERB_DISMISS] = TAKES_BODIES,
    [VERB_INSPECT] = TAKES_BODIES,
    [VERB_QUESTION] = TAKES_BODIES,
    [VERB_INVESTIGATE] = TAKES_BODIES,
    [VERB_CONVENE] = TAKES_BODIES,
    [VERB_DISSOLVE] = TAKES_BODIES,
    [VERB_COMMAND] = TAKES_BODIES,
    [VERB_OVERSEE] = TAKES_BODIES,
    [VERB_WITHDRAW] = TAKES_ACTS,
    [VERB_CERTIFY] = TAKES_ACTS | TAKES_WORDS,
    [VERB_ATTEST] = 0,
    [VERB_PROPOSE] = TAKES_ACTS,
};

static void read_verbs(struct reader *r, const struct node *value, void *into,
                       const struct key *key) {
    struct power_rule *p = into;
    struct bytes known[VERB_COUNT_], text;
    size_t n;
    if (p->verbs) {
        error_at(r, value->key, "write may or must, not both: a power is a right or a duty");
        return;
    }
    p->must = bytes_is(bytes_str(key->name), "must");
    for (int i = 1; i < VERB_COUNT_; i++)
        known[i - 1] = bytes_str(verb_names[i]);
    for (const struct node *item = items(value, &n); item; item = item_next(value, item)) {
        int verb = 1;
        if (!scalar(r, item, "a power", &text))
            continue;
        while (verb < VERB_COUNT_ && !bytes_is(text, verb_names[verb]))
            verb++;
        if (verb == VERB_COUNT_)
            error_unknown(r, item, 0, "power", text, known, VERB_COUNT_ - 1);
        else
            p->verbs |= 1u << verb;
    }
}
static const struct type type_verbs = {
    "verbs", read_verbs, "a verb, or a list",
    "{\"anyOf\": [{\"$ref\": \"#/$defs/verb\"}, {\"type\": \"array\", \"minItems\": 1, \"items\": "
    "{\"$ref\": \"#/$defs/verb\"}}]}"};

/* --- what, where ------------------------------------------------------------------------------ */

static const struct word words_what[] = {{"roll", 0},     {"credentials", 1}, {"election", 2},
                                         {"count", 3},    {"recall", 4},      {"minutes", 5},
                                         {"checkpoint", 6}, {NULL}};

static void read_what(struct reader *r, const struct node *value, void *into,
                      const struct key *key) {
    struct power_rule *p = into;
    struct bytes text;
    uint8_t code;
    size_t n;
    bool certifies = p->verbs & (1u << VERB_CERTIFY);
    for (const struct node *item = items(value, &n); item; item = item_next(value, item)) {
        if (!scalar(r, item, "an act", &text))
            continue;
        if (certifies && word_value(words_what, text, &code) &&
            !scope_find(&r->scope, text, ALLOW_ACT)) {
            if (p->n_what_words < 8)
                p->what_words[p->n_what_words++] = kept(r, text);
            continue;
        }
        const struct name *act = refer(r, item, 0, text, ALLOW_ACT, "what");
        if (act && p->n_what == 16)
            error_at(r, item, "more than 16 acts in one power");
        else if (act)
            p->what[p->n_what++] = act->index;
    }
}
static const struct type type_what = {
    "acts", read_what,
    "an act, or a list; behind `certify` also `roll`, `credentials`, `election`, "
    "`count`, `recall`, `minutes`, `checkpoint`",
    "{\"anyOf\": [{\"$ref\": \"#/$defs/name\"}, {\"type\": \"array\", \"minItems\": 1, "
    "\"maxItems\": 16, "
    "\"items\": {\"$ref\": \"#/$defs/name\"}}]}"};

static void report_where(struct reader *r, const struct node *n) {
    error_at(r, n,
             "\"%.*s\": write own-unit, or a field, over and a number, as in amount over 5000 EUR",
             SHOWN(n->text));
}

static void read_where(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct power_rule *p = into;
    struct bytes text, rest, amount, unit;
    size_t at = 0, from;
    if (!scalar(r, n, "a condition", &text))
        return;
    if (bytes_is(text, "own-unit")) {
        p->own_unit = true;
        return;
    }
    if (!cut_at(&text, "over", &rest)) {
        report_where(r, n);
        return;
    }
    amount = word_next(rest, &at, &from);
    unit = word_next(rest, &at, &from);
    bool letters = unit.n == 0 || unit.n == 3;
    for (size_t i = 0; i < unit.n; i++)
        letters &= unit.at[i] >= 'A' && unit.at[i] <= 'Z';
    if (at < rest.n || !letters || name_fold(r->arena, text, &p->where_field) < 0 ||
        ratio_parse(amount, &p->where_over) < 0 || p->where_over.num < 0)
        report_where(r, n);
    else
        p->where_unit = kept(r, unit);
}
static const struct type type_where = {"where", read_where,
                                       "`own-unit`, or FIELD `over` N, with a currency",
                                       "{\"type\": \"string\", \"pattern\": \"^(own-unit|.+ over "
                                       "[0-9]+([./][0-9]+)?( [A-Z]{3})?)$\"}"};

/* --- checks ----------------------------------------------------------------------------------- */

/* The verbs of a power that take one thing and not the other: "veto and annul". */
static int taking(const struct power_rule *p, uint8_t what, char *ret, size_t size) {
    const char *names[VERB_COUNT_];
    int n = 0;
    size_t used = 0;
    for (int i = 1; i < VERB_COUNT_; i++)
        if ((p->verbs & (1u << i)) && takes[i] == what)
            names[n++] = verb_names[i];
    for (int i = 0; i < n; i++)
        used += (size_t)snprintf(ret + used, size - used, "%s%s",
                                 i == 0 ? "" : i + 1 == n ? " and " : ", ", names[i]);
    return n;
}

static void check_object(struct reader *r, const struct node *n, const struct power_rule *p) {
    char acts[300] = "", bodies[300] = "";
    int n_acts = taking(p, TAKES_ACTS, acts, sizeof(acts));
    int n_bodies = taking(p, TAKES_BODIES, bodies, sizeof(bodies));
    const struct node *what = node_get(n, "what"), *whom = node_get(n, "whom");
    const struct node *verb = node_get(n, p->must ? "must" : "may");
    bool certify = p->verbs & (1u << VERB_CERTIFY), suspend = p->verbs & (1u << VERB_SUSPEND);
    if (n_acts && !what && whom && n_acts == 1)
        error_at(r, whom->key, "%s is an act's power: \"whom\" should be \"what\"", acts);
    else if (n_acts && !what && whom)
        error_at(r, whom->key, "%s are acts' powers: \"whom\" should be \"what\"", acts);
    else if (n_acts && !what)
        error_at(r, verb, "%s what? as in what: and a kind of act", acts);
    else if (n_bodies && !whom && what && n_bodies == 1)
        error_at(r, what->key, "%s is a power over bodies: \"what\" should be \"whom\"", bodies);
    else if (n_bodies && !whom && !what)
        error_at(r, verb, "%s whom? as in whom: and a body", bodies);
    else if (certify && !what)
        error_at(r, verb, "certify what? as in what: [roll, credentials]");
    else if (suspend && !what && !whom)
        error_at(r, verb,
                 "suspend what or whom? as in what: and a kind of act, or whom: and a body");
}

static void check_duty(struct reader *r, const struct node *n, const struct power_rule *p) {
    const struct node *within = node_get(n, "within"), *otherwise = node_get(n, "otherwise");
    const struct node *must = node_get(n, "must");
    uint32_t holding = 1u << VERB_COUNTERSIGN | 1u << VERB_CONSENT | 1u << VERB_VETO;
    if (otherwise && !within && !p->must)
        error_at(r, otherwise->key, "\"otherwise\" goes with \"within\": after how long?");
    if (r->past || !p->must)
        return;
    if (!within && (p->verbs & holding))
        error_at(r, must->key, "\"must\" needs \"within\", or one body can hold the act for ever");
    else if (!within)
        error_at(r, must->key, "\"must\" needs \"within\": until when?");
    else if (!otherwise)
        error_at(r, must->key, "\"must\" needs \"otherwise\": what happens when it is not done");
}

static void check_field(struct reader *r, const struct node *n, const struct power_rule *p) {
    const struct node *where = node_get(n, "where");
    char over[RATIO_TEXT_MAX];
    for (uint8_t i = 0; p->where_field.n && i < p->n_what; i++) {
        const struct act_rule *act = &r->charter->acts[p->what[i]];
        bool found = false, money = false;
        for (uint8_t k = 0; k < act->n_fields; k++)
            if (bytes_equal(act->fields[k].name, p->where_field)) {
                found = true;
                money = act->fields[k].kind == FIELD_KIND_MONEY;
            }
        ratio_format(p->where_over, over);
        if (!found)
            error_at(r, where, "\"where: %.*s over %s\" but %.*s has no field \"%.*s\"",
                     SHOWN(p->where_field), over, SHOWN(act->name), SHOWN(p->where_field));
        else if (money && !p->where_unit.n)
            error_at(r, where, "%s of which currency? as in %.*s over %s EUR", over,
                     SHOWN(p->where_field), over);
    }
}

static void check_power(struct reader *r, const struct node *n, void *into) {
    struct power_rule *p = into;
    const struct node *limited = node_get(n, "limited-by");
    p->how.article = p->article;
    if (!p->verbs) {
        error_at(
            r, n,
            "a power says may or must and what, as in {who: congress, may: annul, what: order}");
        return;
    }
    check_object(r, n, p);
    check_duty(r, n, p);
    check_field(r, n, p);
    struct decider who = decider_of(r->charter, &p->who);
    if (who.body)
        check_quorum(r, node_get(n, "quorum"), &p->how.quorum, who.body);
    check_no_plurality(r, node_get(n, "majority"), &p->how.majority);
    if (node_get(n, "turnout") && !who.members)
        error_at(r, node_get(n, "turnout"),
                 "turnout is for votes of members or electors; a body has a quorum");
    if (node_get(n, "of") && !who.members)
        error_at(r, node_get(n, "of"), "\"of\" limits a vote of members; \"by\" here is a body");
    if (limited && p->limited_by >= 0 && !r->charter->acts[p->limited_by].agreement)
        error_at(r, limited, "limited-by needs an agreement (kind: agreement); %.*s is none",
                 SHOWN(limited->text));
}

/* --- the table -------------------------------------------------------------------------------- */

static const struct word words_pending[] = {{"waits", 1}, {"runs", 2}, {NULL}};
#define ALLOW_HELD (ALLOW_THINGS | ALLOW_MEMBERS | ALLOW_GROUP | ALLOW_EACH | ALLOW_ANY_BODY)

static const struct key power_keys[] = {
    {"who", &type_whos, AT(struct power_rule, who), .allow = ALLOW_CALLER,
     .missing = "whose power is this? as in who: congress", .standard = "required",
     .help = "who holds it", .example = "who: congress", .wrong = "who: congres",
     .error = "\"congres\" is not a body, unit or association of this constitution; did you mean "
              "\"congress\"?"},
    {"may", &type_verbs, AT(struct power_rule, verbs), .standard = "required, or `must`",
     .help = "a right: it may, and need not", .example = "may: annul", .wrong = "may: inspct",
     .error =
         "unknown power \"inspct\"; known: legislate, execute, veto, annul, suspend, countersign, "
         "consent, appoint, dismiss, inspect, question, investigate, convene, dissolve, command, "
         "oversee, withdraw, certify, attest, propose; did you mean inspect?"},
    {"must", &type_verbs, AT(struct power_rule, verbs), .standard = "required, or `may`",
     .help = "a duty: something waits for it", .example = "must: countersign",
     .wrong = "must: countersign",
     .error = "write may or must, not both: a power is a right or a duty"},
    {"what", &type_what, AT(struct power_rule, what), .standard = "required for powers over acts",
     .help = "the kinds of act it is about", .example = "what: [order, payment]",
     .wrong = "what: orders", .error = "\"orders\" is not an act; did you mean \"order\"?"},
    {"whom", &type_whos, AT(struct power_rule, whom), .allow = ALLOW_HELD,
     .standard = "required for powers over bodies", .help = "the bodies or units it is about",
     .example = "whom: [executive, auditors]", .wrong = "whom: [executive, auditor]",
     .error = "\"auditor\" is not a body, unit or association of this constitution; did you mean "
              "\"auditors\"?"},
    {"from", &type_who, AT(struct power_rule, from),
     .allow = ALLOW_BODY | ALLOW_ENTITY | ALLOW_OFFICE, .values = "a body or office",
     .standard = "whoever makes them", .help = "only acts that this body or office made",
     .example = "from: executive", .wrong = "from: branch",
     .error = "\"branch\" is a unit; from needs a body or an office"},
    {"where", &type_where, AT(struct power_rule, where_field), .standard = "everywhere",
     .help = "only acts about its own unit, or above an amount",
     .example = "where: amount over 5000 EUR", .wrong = "where: amount > 5000",
     .error = "\"amount > 5000\": write own-unit, or a field, over and a number, as in amount over "
              "5000 EUR"},
    {"within", &type_span, AT(struct power_rule, within),
     .given = AT(struct power_rule, within_given), .flags = KEY_NOT_STATED,
     .standard = "no bound; required with `must`", .help = "how long there is to use it",
     .example = "within: 7d", .wrong = "within: week",
     .error = "\"week\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    {"pending", &type_word, AT(struct power_rule, pending), .words = words_pending,
     .standard = "`waits` for veto, countersign and consent, `runs` for annul and suspend",
     .help = "whether the act waits as long as this power may be used", .example = "pending: waits",
     .wrong = "pending: wait",
     .error = "unknown pending \"wait\"; known: waits, runs; did you mean waits?"},
    {"otherwise", &type_word, AT(struct power_rule, otherwise), .words = words_otherwise,
     .standard = "required with `must`",
     .help = "what becomes of the act when it is not used in time", .example = "otherwise: falls",
     .wrong = "otherwise: fail", .error = "unknown otherwise \"fail\"; known: falls, stands"},
    {"override", &type_share, AT(struct power_rule, override), .standard = "none",
     .help = "who can decide all the same, and by how much", .example = "override: 2/3 of congress",
     .wrong = "override: 2/3 of congres",
     .error = "unknown base \"congres\"; did you mean congress?"},
    DECISION_KEYS(struct power_rule, how.),
    {"notice", &type_span, AT(struct power_rule, how.notice), .flags = KEY_DECISION,
     .standard = "`usual`, else none", .help = "how long before the vote it must be announced",
     .example = "notice: 7d", .wrong = "notice: 1 week",
     .error = "\"1 week\" is not a time span: write 1w"},
    {"limited-by", &type_body, AT(struct power_rule, limited_by), .allow = ALLOW_ACT,
     .values = "an agreement", .standard = "none", .help = "an agreement that bounds it",
     .example = "limited-by: support", .wrong = "limited-by: order",
     .error = "limited-by needs an agreement (kind: agreement); order is none"},
    {"standing", &type_word, AT(struct power_rule, standing), .words = words_standing,
     .standard = "`granted`", .help = "by what right it is held", .example = "standing: granted",
     .wrong = "standing: claim",
     .error = "unknown standing \"claim\"; known: granted, provisional, ad-hoc, promised, claimed, "
              "disputed, "
              "inferred, in-practice, transferred, lapsed"},
    {"since", &type_date, AT(struct power_rule, since), .standard = "the adoption",
     .help = "from when it is held", .example = "since: 2027-01-01", .wrong = "since: 1.1.2027",
     .error = "\"1.1.2027\": write year-month-day, as in 1917-03-02"},
    {"until", &type_date, AT(struct power_rule, until), .standard = "no end",
     .help = "until when it is held", .example = "until: 2028", .wrong = "until: 2027-02-29",
     .error = "2027-02-29 does not exist"},
    {"source", &type_source, AT(struct power_rule, source), .flags = KEY_PAST, .standard = "none",
     .help = "where the source says so", .example = "source: L72", .wrong = "source: L72",
     .error = "\"source\" is for a record of the past (past: true)"},
};
const struct block block_power = {
    .name = "power",
    .called = "a power",
    .help = "What one body may do to the acts of another, or to the body itself. The keys of a "
            "decision "
            "(but for `by`) say how its holder decides to use it.",
    KEYS(power_keys),
    .size = sizeof(struct power_rule),
    .article_at = AT(struct power_rule, article),
    .verify = check_power,
};
