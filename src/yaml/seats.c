#include "base/check.h"
#include "charter/method.h"
#include "yaml/block.h"

/* --- how many --------------------------------------------------------------------------------- */

static void report_number(struct reader *r, const struct node *n, struct bytes text) {
    size_t at = 0, from;
    int64_t one, members;
    struct bytes first = word_next(text, &at, &from), second = word_next(text, &at, &from);
    struct bytes third = word_next(text, &at, &from);
    bool odd = bytes_is(second, "in") || bytes_is(second, "for") || bytes_is(second, "every") ||
               bytes_is(second, "per");
    if (whole(first, &one) && odd && whole(third, &members))
        error_at(r, n, "\"%.*s\": write %.*s per %.*s members", SHOWN(text), SHOWN(first),
                 SHOWN(third));
    else
        error_at(r, n, "\"%.*s\" is not a number of seats: write 5, 1 per 100 members, 1 per and a "
                       "unit, 120 shared by sainte-lague, or open", SHOWN(text));
}

/* "100 members" or "branch", behind "1 per" */
static void read_per(struct reader *r, const struct node *n, struct bytes text, struct bytes per,
                     struct seat_number *ret) {
    int64_t seats, members;
    struct bytes digits = per, what;
    size_t at = 0, from, inside = (size_t)(per.at - n->text.at);
    digits = word_next(per, &at, &from);
    what = word_next(per, &at, &from);
    if (!whole(text, &seats) || seats < 1 || seats > 10000 || at < per.n) {
        report_number(r, n, n->text);
    } else if (whole(digits, &members)) {
        if (!bytes_is(what, "members"))
            report_number(r, n, n->text);
        else if (members < 1 || members > 100000000)
            error_in(r, n, inside, "1 per %.*s members makes no sense", SHOWN(digits));
        else if (seats != 1)
            error_at(r, n, "\"%.*s\": write 1 per so many members", SHOWN(n->text));
        else
            *ret = (struct seat_number){.kind = NUMBER_PER_MEMBERS, .seats = 1, .unit = -1,
                                        .members = (int32_t)members};
    } else if (what.n) {
        report_number(r, n, n->text);
    } else {
        const struct name *unit = refer(r, n, inside, digits, ALLOW_UNIT, "number");
        if (unit)
            *ret = (struct seat_number){.kind = NUMBER_PER_UNIT, .seats = (int32_t)seats,
                                        .unit = unit->index};
    }
}

static void read_shared(struct reader *r, const struct node *n, struct bytes text,
                        struct bytes method, struct seat_number *ret) {
    int64_t seats;
    size_t inside = 0;
    const uint8_t *start = method.at;
    if (!whole(text, &seats) || seats < 1 || seats > 100000 ||
        !cut_prefix(&method, &inside, "by")) {
        report_number(r, n, n->text);
        return;
    }
    inside += (size_t)(start - n->text.at);
    *ret = (struct seat_number){.kind = NUMBER_SHARED, .seats = (int32_t)seats, .unit = -1};
    method_of(r, n, inside, method, true, &ret->method);
}

static bool read_step(struct reader *r, const struct node *step, struct number_step *ret) {
    static const char *const names[] = {"first", "each", "seats"};
    int32_t *fields[] = {&ret->first, &ret->each, &ret->seats};
    for (const struct node *v = step->first; v; v = v->next) {
        int64_t value;
        size_t i = 0;
        while (i < 3 && !bytes_is(v->key->text, names[i]))
            i++;
        if (i == 3) {
            error_at(r, v->key, "unknown key \"%.*s\" of a step; known: first, each, seats",
                     SHOWN(v->key->text));
            return false;
        }
        if (v->kind != NODE_SCALAR || !whole(v->text, &value) || value < 1 || value > 100000000) {
            error_at(r, v, "%s is a whole number from 1 on", names[i]);
            return false;
        }
        *fields[i] = (int32_t)value;
    }
    if (!ret->seats || !ret->first == !ret->each) {
        error_at(r, step, "a step has seats and one of first or each, as in {each: 50, seats: 1}");
        return false;
    }
    return true;
}

static void read_steps(struct reader *r, const struct node *value, struct seat_number *ret) {
    struct seat_number number = {.kind = NUMBER_STEPS, .unit = -1};
    if (value->n == 0 || value->n > NUMBER_STEPS_MAX) {
        error_at(r, value,
                 "%u steps; write 1 to %d, as in [{first: 100, seats: 1}, {each: 50, seats: "
                 "1}]",
                 value->n, NUMBER_STEPS_MAX);
        return;
    }
    for (const struct node *step = value->first; step; step = step->next) {
        if (step->kind != NODE_MAP) {
            error_at(r, step, "a step is a block, as in {each: 50, seats: 1}");
            return;
        }
        if (!read_step(r, step, &number.steps[number.n_steps++]))
            return;
    }
    *ret = number;
}

static void read_number(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct seat_number *ret = field(into, key->at);
    struct bytes text, rest;
    int64_t seats;
    if (n->kind == NODE_LIST) {
        read_steps(r, n, ret);
        return;
    }
    if (!scalar(r, n, "a number of seats", &text))
        return;
    if (bytes_is(text, "open")) {
        ret->kind = NUMBER_OPEN;
    } else if (n->plain && bytes_is(text, "not-stated")) {
        ret->kind = NUMBER_NOT_STATED;
    } else if (whole(text, &seats)) {
        if (seats < 1 || seats > 100000)
            error_at(r, n, "%.*s seats: write 1 to 100000", SHOWN(text));
        else
            *ret = (struct seat_number){.kind = NUMBER_FIXED, .seats = (int32_t)seats, .unit = -1};
    } else if (cut_at(&text, "per", &rest)) {
        read_per(r, n, text, rest, ret);
    } else if (cut_at(&text, "shared", &rest)) {
        read_shared(r, n, text, rest, ret);
    } else {
        report_number(r, n, text);
    }
}
const struct type type_number = {
    "seats-number", read_number,
    "N, `1 per N members`, `N per` unit, `N shared by` method, `open`, steps",
    "{\"anyOf\": [{\"type\": \"integer\", \"minimum\": 1}, {\"type\": \"string\", \"pattern\": "
    "\"^(open|not-stated|[0-9]+ per .+|[0-9]+ shared by .+)$\"}, {\"type\": \"array\", "
    "\"minItems\": 1, "
    "\"maxItems\": 8, \"items\": {\"type\": \"object\", \"additionalProperties\": false, "
    "\"properties\": {\"first\": {\"type\": \"integer\"}, \"each\": {\"type\": \"integer\"}, "
    "\"seats\": {\"type\": \"integer\"}}, \"required\": [\"seats\"]}}]}"};

/* --- parts of a group ------------------------------------------------------------------------- */

static void read_group_ref(struct reader *r, const struct node *n, void *into,
                           const struct key *key) {
    struct bytes text;
    const struct name *name =
        scalar(r, n, "a group", &text) ? refer(r, n, 0, text, ALLOW_GROUP, key->name) : NULL;
    if (name)
        *(struct bytes *)field(into, key->at) = name->text;
}
static const struct type type_group = {"reference", read_group_ref, "group of members", NULL};

static const struct key reserved_keys[] = {
    {"group", &type_group, AT(struct reserved, group),
     .missing = "for which group? as in {group: women, at-least: 6}", .standard = "required",
     .help = "one of members.groups", .example = "group: women", .wrong = "group: woman",
     .error = "\"woman\" is not a group of members; did you mean \"women\"?"},
    {"at-least", &type_integer, AT(struct reserved, at_least), .flags = KEY_POSITIVE, .max = 10000,
     .missing = "how many seats at least? as in {group: women, at-least: 6}",
     .standard = "required", .help = "how many of the seats they have at least",
     .example = "at-least: 2", .wrong = "at-least: 6", .error = "6 women of 5 seats"},
};
const struct block block_reserved = {"reserved", "a reserved seat",
                                     "Seats that must go to members of a group.",
                                     KEYS(reserved_keys), sizeof(struct reserved)};

static void read_alternates_number(struct reader *r, const struct node *n, void *into,
                                   const struct key *key) {
    struct alternates *a = into;
    if (node_is(n, "same"))
        a->same = true;
    else
        type_integer.read(r, n, into, key);
}
static const struct type type_alternates_number = {
    "alternates-number", read_alternates_number, "N or `same`",
    "{\"anyOf\": [{\"const\": \"same\"}, {\"type\": \"integer\", \"minimum\": 1}]}"};
static const struct word words_seated[] = {{"by-rank", SEATED_BY_RANK},
                                           {"by-votes", SEATED_BY_VOTES},
                                           {"declared", SEATED_DECLARED},
                                           {NULL}};
static const struct key alternates_keys[] = {
    {"number", &type_alternates_number, AT(struct alternates, number), .flags = KEY_POSITIVE,
     .missing = "how many alternates? as in number: same", .standard = "required", .max = 10000,
     .help = "how many stand ready; `same`: as many as there are seats", .example = "number: same",
     .wrong = "number: some", .error = "\"some\" is not a whole number, as in number: same"},
    {"seated", &type_word, AT(struct alternates, seated), .words = words_seated,
     .standard = "`by-rank`", .help = "which of them takes a seat that falls empty",
     .example = "seated: by-rank", .wrong = "seated: by-lot",
     .error = "unknown seated \"by-lot\"; known: by-rank, by-votes, declared"},
};
const struct block block_alternates = {
    "alternates", "alternates", "Those who take a seat that falls empty, without a new election.",
    KEYS(alternates_keys), sizeof(struct alternates)};

static const struct word words_late[] = {{"refused", false}, {"by-vote", true}, {NULL}};
static const struct key credentials_keys[] = {
    {"sent", &type_span, AT(struct credentials, sent), .standard = "no bound",
     .help = "how long before the sitting they must have come", .example = "sent: 30d",
     .wrong = "sent: thirty days",
     .error = "\"thirty days\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    {"settled-by", &type_who, AT(struct credentials, settled_by),
     .allow = ALLOW_BODY | ALLOW_OFFICE,
     .missing = "who settles credentials? as in settled-by: credentials-committee",
     .values = "a body or an office", .standard = "required",
     .help = "the body or office that says which credentials hold",
     .example = "settled-by: auditors", .wrong = "settled-by: auditor",
     .error = "settled-by \"auditor\": no such body; did you mean \"auditors\"?"},
    {"late", &type_word, AT(struct credentials, late_by_vote), .words = words_late,
     .standard = "`refused`", .help = "what becomes of credentials that come late",
     .example = "late: by-vote", .wrong = "late: accepted",
     .error = "unknown late \"accepted\"; known: refused, by-vote"},
};
const struct block block_credentials = {"credentials", "credentials",
                                        "The papers by which a delegate shows who sent her.",
                                        KEYS(credentials_keys), sizeof(struct credentials)};

/* --- a group of seats ------------------------------------------------------------------------- */

static const struct word words_how[] = {{"elected", HOW_ELECTED},
                                        {"appointed", HOW_APPOINTED},
                                        {"delegated", HOW_DELEGATED},
                                        {"ex-officio", HOW_EX_OFFICIO},
                                        {"drawn-by-lot", HOW_DRAWN_BY_LOT},
                                        {"co-opted", HOW_CO_OPTED},
                                        {"agreed", HOW_AGREED},
                                        {"self-constituted", HOW_SELF_CONSTITUTED},
                                        {"not-stated", HOW_NOT_STATED},
                                        {NULL}};
static const struct word words_rounding[] = {
    {"down", ROUNDING_DOWN}, {"up", ROUNDING_UP}, {"nearest", ROUNDING_NEAREST}, {NULL}};
static const struct word words_shared[] = {{"equally", false}, {"as-declared", true}, {NULL}};
static const struct word words_remainder[] = {{"delegation-chair", REMAINDER_CHAIR},
                                              {"lost", REMAINDER_LOST},
                                              {"largest-first", REMAINDER_LARGEST},
                                              {NULL}};

static bool is_counted(uint8_t how) {
    return how == HOW_ELECTED || how == HOW_DELEGATED || how == HOW_CO_OPTED ||
           how == HOW_NOT_STATED;
}

static void check_method(struct reader *r, const struct node *n, const struct seat_group *g) {
    const struct node *method = node_get(n, "method");
    int traits = method ? method_traits(g->method) : 0;
    bool fixed = g->number.kind == NUMBER_FIXED;
    if (!method)
        return;
    if (!is_counted(g->how))
        error_at(r, method->key, "\"%.*s\" takes no method", SHOWN(node_get(n, "how")->text));
    else if ((traits & METHOD_SEVERAL_SEATS) && !(traits & METHOD_APPORTIONS) &&
             fixed && g->number.seats == 1)
        error_at(r, method, "%.*s needs more than one seat", SHOWN(g->method));
    else if ((traits & METHOD_ONE_SEAT) && fixed && g->number.seats > 1)
        error_at(r, method,
                 "%.*s fills one seat, and here are %d: write scottish-stv, meek or another "
                 "method for several",
                 SHOWN(g->method), g->number.seats);
}

/* LIMITED: fewer votes than seats, or it is none. */
static void check_marks(struct reader *r, const struct node *n, const struct seat_group *g) {
    const struct node *marks = node_get(n, "marks");
    struct bytes method = g->method.n ? g->method : r->charter->usual.method;
    int traits = method.n ? method_traits(method) : 0;
    if (!marks || (!g->method.n && r->charter->n_orders)) /* orders may have their usual method */
        return;
    if (traits >= 0 && !(traits & METHOD_MARKS))
        error_at(r, marks->key,
                 "\"marks\" goes with limited, cumulative, score or majority-judgment; here it is "
                 "%.*s",
                 SHOWN(method.n ? method : bytes_str("plurality")));
    else if (bytes_is(method, "limited") && g->number.kind == NUMBER_FIXED &&
             g->marks >= g->number.seats && g->number.seats > 1)
        error_at(r, marks, "%d votes for %d seats: that is the method block; limited has fewer",
                 g->marks, g->number.seats);
    else if (bytes_is(method, "majority-judgment") && g->marks > 255)
        error_at(r, marks, "grades up to %d: majority-judgment takes at most 255", g->marks);
}

static void check_number(struct reader *r, const struct node *n, const struct seat_group *g) {
    const struct node *least = node_get(n, "at-least"), *rounding = node_get(n, "rounding");
    bool varies = g->number.kind != NUMBER_FIXED && g->number.kind != NUMBER_OPEN;
    if (!node_get(n, "number") && g->how != HOW_EX_OFFICIO && !r->past)
        error_at(r, n->key ? n->key : n,
                 "how many seats? as in number: 5, number: 1 per 100 members, "
                 "number: open");
    if (least && g->at_most && g->at_least > g->at_most)
        error_at(r, least, "at-least %d is more than at-most %d", g->at_least, g->at_most);
    else if (least && !varies)
        error_at(r, least->key, "\"at-least\" goes with a number that depends on members or units");
    if (rounding && g->number.kind != NUMBER_PER_MEMBERS)
        error_at(r, rounding->key, "\"rounding\" goes with a number like 1 per 100 members");
}

static void check_weights(struct reader *r, const struct node *n, const struct seat_group *g) {
    const struct node *votes = node_get(n, "votes"), *remainder = node_get(n, "remainder");
    const struct node *shared = node_get(n, "shared");
    if (g->votes != VOTES_MEMBERS) {
        if (remainder)
            error_at(r, remainder->key, "\"remainder\" goes with votes: members");
        if (shared)
            error_at(r, shared->key, "\"shared\" goes with votes: members");
        return;
    }
    if (!node_get(r->root, "members") || !node_get(node_get(r->root, "members"), "strength"))
        error_at(r, votes, "\"members\" needs members.strength");
    else if (!remainder && !g->shared_as_declared)
        error_at(r, votes,
                 "3 delegates carry 500 votes: who casts the 2 that remain? write remainder: "
                 "delegation-chair, lost or largest-first");
}

static void check_reserved(struct reader *r, const struct node *n, const struct seat_group *g) {
    const struct node *reserved = node_get(n, "reserved");
    int64_t sum = 0;
    size_t all;
    if (!reserved || g->number.kind != NUMBER_FIXED)
        return;
    const struct node *item = items(reserved, &all);
    for (uint8_t i = 0; i < g->n_reserved && item; i++, item = item_next(reserved, item)) {
        const struct node *least = node_get(item, "at-least");
        sum += g->reserved[i].at_least;
        if (least && g->reserved[i].at_least > g->number.seats)
            error_at(r, least, "%d %.*s of %d seats", g->reserved[i].at_least,
                     SHOWN(g->reserved[i].group), g->number.seats);
    }
    if (sum > g->number.seats && g->n_reserved > 1)
        error_at(r, reserved,
                 "%lld reserved seats of %d; somebody who is in two groups is counted in "
                 "both, but that cannot be relied on",
                 (long long)sum, g->number.seats);
}

static void check_seats(struct reader *r, const struct node *n, void *into) {
    const struct seat_group *g = into;
    if (g->every_member)
        return;
    check_method(r, n, g);
    check_marks(r, n, g);
    check_number(r, n, g);
    check_weights(r, n, g);
    check_reserved(r, n, g);
}

static bool seats_word(struct reader *r, const struct node *n, void *into) {
    struct seat_group *g = into;
    if (node_is(n, "every-member"))
        g->every_member = true;
    else
        error_at(r, n, "\"%.*s\": write every-member, or who sends these seats and how many, as in "
                       "{from: congress, number: 5}", SHOWN(n->text));
    return true;
}

static const struct key seats_keys[] = {
    {"from", &type_whos, AT(struct seat_group, from),
     .allow = ALLOW_THINGS | ALLOW_MEMBERS | ALLOW_GROUP, .flags = KEY_NOT_STATED,
     .missing = "who sends these seats? as in from: branch-meeting", .standard = "required",
     .help = "who sends them; a list is one electorate together", .example = "from: branch-meeting",
     .wrong = "from: 1/3 of branches",
     .error = "a share cannot stand in from: who sends them; a list is one electorate together"},
    {"how", &type_word, AT(struct seat_group, how), .words = words_how, .standard = "`elected`",
     .help = "how they come to their seat", .example = "how: elected", .wrong = "how: selected",
     .error = "unknown how \"selected\"; known: elected, appointed, delegated, ex-officio, "
              "drawn-by-lot, "
              "co-opted, agreed, self-constituted; did you mean elected?"},
    {"number", &type_number, AT(struct seat_group, number), .flags = KEY_NOT_STATED,
     .standard = "required, but for `ex-officio`", .help = "how many seats each who sends has",
     .example = "number: 1 per 100 members", .wrong = "number: 1 in 100",
     .error = "\"1 in 100\": write 1 per 100 members"},
    {"at-least", &type_integer, AT(struct seat_group, at_least), .flags = KEY_POSITIVE,
     .max = 10000, .standard = "1",
     .help = "the fewest seats one who sends has, however few members", .example = "at-least: 1",
     .wrong = "at-least: one", .error = "\"one\" is not a whole number, as in at-least: 1"},
    {"at-most", &type_integer, AT(struct seat_group, at_most), .flags = KEY_POSITIVE, .max = 10000,
     .standard = "no bound", .help = "the most seats one who sends has, however many members",
     .example = "at-most: 12", .wrong = "at-most: 0",
     .error = "at-most 0 says nothing: leave it out"},
    {"rounding", &type_word, AT(struct seat_group, rounding), .words = words_rounding,
     .standard = "`down`", .help = "what becomes of the members that are left over",
     .example = "rounding: up", .wrong = "rounding: upwards",
     .error = "unknown rounding \"upwards\"; known: down, up, nearest"},
    {"method", &type_method, AT(struct seat_group, method), .standard = "`usual`, else `plurality`",
     .help = "how votes become seats", .example = "method: scottish-stv", .wrong = "method: stv",
     .error =
         "\"stv\" is a family of methods that count differently: write scottish-stv, meek, warren, "
         "wigm or minneapolis"},
    {"marks", &type_integer, AT(struct seat_group, marks), .flags = KEY_POSITIVE, .max = 1000,
     .standard = "one vote fewer than seats, as many points as seats, grades up to 5",
     .help = "how many votes (limited) or points (cumulative) a ballot has; the highest grade "
             "(score, majority-judgment)",
     .example = "marks: 3", .wrong = "marks: three",
     .error = "\"three\" is not a whole number, as in marks: 3"},
    {"ballot", &type_word, AT(struct seat_group, ballot),
     .given = AT(struct seat_group, ballot_given), .words = words_ballot, .flags = KEY_NOT_STATED,
     .standard = "`usual`, else `open`", .help = "how votes are given", .example = "ballot: secret",
     .wrong = "ballot: closed",
     .error = "unknown ballot \"closed\"; known: open, roll-call, secret"},
    {"nomination", &type_nomination, AT(struct seat_group, nomination), .allow = ALLOW_CALLER,
     .standard = "anyone who may sit there", .help = "who may put a name forward",
     .example = "nomination: 10 of electors", .wrong = "nomination: everyone",
     .error = "\"everyone\": write members"},
    {"ties", &type_word, AT(struct seat_group, ties), .given = AT(struct seat_group, ties_given),
     .words = words_ties, .standard = "the method's own", .help = "what settles a tie",
     .example = "ties: lot", .wrong = "ties: oldest",
     .error = "unknown ties \"oldest\"; known: lot, eldest, chair, falls; did you mean eldest?"},
    {"reserved", &type_blocks, AT(struct seat_group, reserved),
     .given = AT(struct seat_group, n_reserved), .block = &block_reserved, .max = RESERVED_MAX,
     .standard = "none", .help = "seats that must go to members of a group",
     .example = "reserved: {group: women, at-least: 2}", .wrong = "reserved: women",
     .error = "a reserved seat is expected here: keys with their values, as in {group: women}"},
    {"votes", &type_word, AT(struct seat_group, votes), .words = words_votes, .standard = "`one`",
     .help = "how many votes a seat carries: one, its share of the members behind it, or none",
     .example = "votes: one", .wrong = "votes: members",
     .error = "3 delegates carry 500 votes: who casts the 2 that remain? write remainder: "
              "delegation-chair, lost or largest-first"},
    {"shared", &type_word, AT(struct seat_group, shared_as_declared), .words = words_shared,
     .standard = "`equally`", .help = "how a delegation's votes are divided among those present",
     .example = "shared: equally", .wrong = "shared: equal",
     .error = "unknown shared \"equal\"; known: equally, as-declared"},
    {"remainder", &type_word, AT(struct seat_group, remainder), .words = words_remainder,
     .standard = "required with `votes: members`", .help = "who casts the votes that do not divide",
     .example = "remainder: delegation-chair", .wrong = "remainder: chair",
     .error = "unknown remainder \"chair\"; known: delegation-chair, lost, largest-first"},
    {"alternates", &type_block, AT(struct seat_group, alternates),
     .given = AT(struct seat_group, alternates.given), .block = &block_alternates,
     .standard = "none", .help = "those who take a seat that falls empty",
     .example = "alternates: {number: same, seated: by-rank}", .wrong = "alternates: 2",
     .error = "alternates is expected here: keys with their values, as in {number: same}"},
    {"credentials", &type_block, AT(struct seat_group, credentials),
     .given = AT(struct seat_group, credentials.given), .block = &block_credentials,
     .standard = "none", .help = "the papers by which a delegate shows who sent her",
     .example = "credentials: {sent: 30d, settled-by: auditors, late: by-vote}",
     .wrong = "credentials: 30d",
     .error = "credentials is expected here: keys with their values, as in {sent: 30d}"},
    {"sits-in", &type_body, AT(struct seat_group, sits_in), .allow = ALLOW_BODY, .standard = "none",
     .help = "a body in which one must sit to sit here; who loses that seat loses this one",
     .example = "sits-in: congress", .wrong = "sits-in: congres",
     .error = "sits-in \"congres\": no such body; did you mean \"congress\"?"},
    {"mandate", &type_word, AT(struct seat_group, mandate), .words = words_mandate,
     .standard = "`usual`, else `free`",
     .help = "bound: instructions of those who sent them are compared with their votes",
     .example = "mandate: bound", .wrong = "mandate: imperative",
     .error = "unknown mandate \"imperative\"; known: free, bound"},
};
const struct block block_seats = {
    .name = "seats",
    .called = "a group of seats",
    .help = "Who sends how many, and how. A body whose seats come from several sides has a list of "
            "groups. `seats: every-member` is an assembly of all.",
    KEYS(seats_keys),
    .size = sizeof(struct seat_group),
    .article_at = AT(struct seat_group, article),
    .verify = check_seats,
    .word = seats_word,
    .word_schema = "{\"const\": \"every-member\"}",
};
