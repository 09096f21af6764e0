#include "base/check.h"
#include "base/fail.h"
#include "base/name.h"
#include "yaml/block.h"

/* --- sections that need a word of their own --------------------------------------------------- */

static void read_entities(struct reader *r, const struct node *value, void *into,
                          const struct key *key) {
    struct charter *c = into;
    size_t n, i = 0;
    if (value->kind == NODE_MAP) {
        error_at(r, value, "a list of names is expected here, as in entities: [press, church]");
        return;
    }
    for (const struct node *item = items(value, &n); item && i < c->n_entities;
         item = item_next(value, item), i++) {
        struct entity_rule *one = &c->entities[i];
        if (!name_read(r, item, &one->name))
            continue;
        one->article = article_of(r, item);
    }
}
static const struct type type_entities = {
    "names", read_entities, "a list of names",
    "{\"anyOf\": [{\"$ref\": \"#/$defs/name\"}, {\"type\": \"array\", \"items\": {\"$ref\": "
    "\"#/$defs/name\"}}]}"};

static void read_powers(struct reader *r, const struct node *value, void *into,
                        const struct key *key) {
    struct charter *c = into;
    size_t n, i = 0;
    const struct node *item = items(value, &n);
    if (n > LIMIT_CHARTER_ITEMS) {
        error_at(r, value, "%zu powers; %d at most", n, LIMIT_CHARTER_ITEMS);
        return;
    }
    c->powers = room(r, n, sizeof(*c->powers));
    c->n_powers = c->powers ? (uint16_t)n : 0;
    for (; item && i < c->n_powers; item = item_next(value, item), i++) {
        path_push_index(r, i + 1);
        read_block(r, item, &block_power, &c->powers[i]);
        path_pop(r);
    }
}
static const struct type type_powers = {
    NULL, read_powers, "a list of powers",
    "{\"anyOf\": [{\"$ref\": \"#/$defs/power\"}, {\"type\": \"array\", \"items\": {\"$ref\": "
    "\"#/$defs/power\"}}]}"};

static const char *const nouns[] = {"tie", "state", "action", "figure", "act", "claim"};

static bool noun_valid(struct bytes name) {
    for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++)
        if (bytes_is(name, nouns[i]))
            return true;
    return false;
}

static void read_kind(struct reader *r, const struct node *item, struct bytes noun,
                      struct kind_rule *one) {
    size_t n;
    struct bytes value;
    if (!name_read(r, item->key, &one->name))
        return;
    one->noun = kept(r, noun);
    for (const struct node *v = items(item, &n); v; v = item_next(item, v)) {
        if (!name_read(r, v, &value))
            continue;
        if (one->n_values == 16) {
            error_at(r, v, "more than 16 values");
            return;
        }
        one->values[one->n_values++] = value;
    }
}

static void read_kinds(struct reader *r, const struct node *value, void *into,
                       const struct key *key) {
    struct charter *c = into;
    struct bytes known[sizeof(nouns) / sizeof(nouns[0])];
    size_t n = 0;
    for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++)
        known[i] = bytes_str(nouns[i]);
    if (value->kind != NODE_MAP) {
        error_at(r, value, "kinds are written as in {tie: {affiliation: [full, observer]}}");
        return;
    }
    for (const struct node *noun = value->first; noun; noun = noun->next)
        n += noun->n;
    if (n > LIMIT_CHARTER_ITEMS) {
        error_at(r, value, "%zu kinds; %d at most", n, LIMIT_CHARTER_ITEMS);
        return;
    }
    c->kinds = room(r, n, sizeof(*c->kinds));
    for (const struct node *noun = value->first; noun && c->kinds; noun = noun->next) {
        if (!noun_valid(noun->key->text)) {
            error_unknown(r, noun->key, 0, "noun", noun->key->text, known,
                          sizeof(nouns) / sizeof(nouns[0]));
            continue;
        }
        if (noun->kind != NODE_MAP) {
            error_at(r, noun, "kinds are written as in {tie: {affiliation: [full, observer]}}");
            continue;
        }
        for (const struct node *item = noun->first; item; item = item->next)
            read_kind(r, item, noun->key->text, &c->kinds[c->n_kinds++]);
    }
}
static const struct type type_kinds = {
    "kinds", read_kinds, "NOUN: {NAME: [values]}",
    "{\"type\": \"object\", \"propertyNames\": {\"enum\": [\"tie\", \"state\", \"action\", "
    "\"figure\", "
    "\"act\", \"claim\"]}, \"additionalProperties\": {\"type\": \"object\", "
    "\"additionalProperties\": "
    "{\"anyOf\": [{\"$ref\": \"#/$defs/name\"}, {\"type\": \"array\", \"items\": {\"$ref\": "
    "\"#/$defs/name\"}}]}}}"};

/* --- the table -------------------------------------------------------------------------------- */

static void check_top(struct reader *r, const struct node *n, void *into) {
    const struct node *first = n->first;
    if (first && !bytes_is(first->key->text, "koinon"))
        error_at(r, first->key, "a constitution begins with koinon: 1");
}

static const struct word words_calendar[] = {
    {"gregorian", CALENDAR_GREGORIAN}, {"julian", CALENDAR_JULIAN}, {NULL}};

#define SECTION(array, count, block_)                                                              \
    AT(struct charter, array), .given = AT(struct charter, count), .block = &block_

static const struct key top_keys[] = {
    {"koinon", &type_version, 0, .missing = "this is not a constitution, or of a later version",
     .standard = "required, first", .help = "the version of this language", .example = "koinon: 1",
     .wrong = "koinon: 2",
     .error = "this is not a constitution, or of a later version: koinon: 1 is expected"},
    {"past", &type_flag, AT(struct charter, past), .standard = "false",
     .help = "true in a record of the past: entries come from sources", .example = "past: true",
     .wrong = "past: yes",
     .error = "\"yes\" is turned into true, false or nothing by some editors: write "
              "another word, or quote it inside a text"},
    {"name", &type_text, AT(struct charter, name),
     .missing = "what is this federation called? as in name: "
                "Union of Port Workers",
     .standard = "required", .help = "what the federation is called",
     .example = "name: {en: Port Workers, el: Λιμενεργάτες}",
     .wrong = "name: {en: Port Workers, fr: Dockers}",
     .error = "name has no text in el, the authentic language"},
    {"authentic", &type_language, AT(struct charter, authentic), .standard = "the only language",
     .help = "the language that decides when texts differ", .example = "authentic: el",
     .wrong = "authentic: Greek",
     .error = "\"Greek\" is not a language: write its code, as in en, el, pt-BR"},
    {"time-zone", &type_zone, AT(struct charter, zone),
     .missing = "in which time zone do days end? as in time-zone: Europe/Athens",
     .standard = "required", .help = "where a deadline in days ends at 24:00",
     .example = "time-zone: Europe/Athens", .wrong = "time-zone: Athens",
     .error = "unknown time zone \"Athens\"; did you mean Europe/Athens?"},
    {"calendar", &type_word, AT(struct charter, calendar), .words = words_calendar,
     .standard = "`gregorian`", .help = "the calendar of dates as they are written",
     .example = "calendar: gregorian", .wrong = "calendar: julien",
     .error = "unknown calendar \"julien\"; known: gregorian, julian; did you mean "
              "julian?"},
    {"orders", &type_section, SECTION(orders, n_orders, block_order), .values = "NAME: an order",
     .standard = "one, without a name", .help = "legal orders, where there are two",
     .example = "orders: {state: {title: Order of the state}}",
     .wrong = "orders: [state, councils]",
     .error = "NAME: an order is expected here: each has its name and, behind a colon, its keys"},
    {"usual", &type_block, AT(struct charter, usual), .block = &block_usual, .values = "a block",
     .standard = "nothing", .help = "what holds wherever nothing else is said",
     .example = "usual: {majority: simple}", .wrong = "usual: {seats: 5}",
     .error = "\"seats\" cannot be usual: each body says its own"},
    {"members", &type_block, AT(struct charter, members), .given = AT(struct charter, has_members),
     .block = &block_members, .values = "a block",
     .standard = "one class, by roll, frozen on the day", .help = "who belongs and who may vote",
     .example = "members: {groups: [women]}", .wrong = "members: 300",
     .error = "members is expected here: keys with their values, as in {classes: {full: {votes: "
              "1}, retired: "
              "{votes: 0}}}"},
    {"units", &type_section, SECTION(units, n_units, block_unit), .values = "NAME: a unit",
     .standard = "none", .help = "kinds of base electorates",
     .example = "units: {branch: {many: branches}}", .wrong = "units: {brånch: {}}",
     .error = "what are several of them called? as in many: and a word; "
              "\"brånch\" with an s would not do"},
    {"associations", &type_section, SECTION(associations, n_associations, block_association),
     .values = "NAME: an association", .standard = "none", .help = "parties, tendencies, sections",
     .example = "associations: {party: {many: parties}}", .wrong = "associations: {1: {}}",
     .error = "\"1\" is not a name: write no-1"},
    {"entities", &type_entities, AT(struct charter, entities), .standard = "none",
     .help = "names that rules use and entries describe", .example = "entities: [press, church]",
     .wrong = "entities: {press: 1}",
     .error = "a list of names is expected here, as in entities: [press, church]"},
    {"bodies", &type_section, SECTION(bodies, n_bodies, block_body), .values = "NAME: a body",
     .missing = "a federation has bodies: write at least one, as in bodies: {congress: {seats: "
                "every-member}}",
     .standard = "required", .help = "assemblies, councils, committees, offices",
     .example = "bodies: {congress: {seats: every-member}}", .wrong = "bodies: congress",
     .error = "NAME: a body is expected here: each has its name and, behind a colon, its keys"},
    {"acts", &type_section, SECTION(acts, n_acts, block_act), .values = "NAME: an act",
     .standard = "none", .help = "what the bodies can decide",
     .example = "acts: {resolution: {by: congress}}", .wrong = "acts: {resolution: {}}",
     .error = "act \"resolution\" says by nobody: who decides it?"},
    {"powers", &type_powers, AT(struct charter, powers), .standard = "none",
     .help = "what one body may do to another or to its acts",
     .example = "powers: [{who: congress, may: dismiss, whom: executive}]",
     .wrong = "powers: [{who: congress}]",
     .error = "a power says may or must and what, as in {who: congress, may: annul, what: order}"},
    {"disputes", &type_block, AT(struct charter, disputes),
     .given = AT(struct charter, disputes.given), .block = &block_disputes, .values = "a block",
     .standard = "none, with a warning", .help = "who settles disputes",
     .example = "disputes: {to: auditors}", .wrong = "disputes: auditors",
     .error = "disputes is expected here: keys with their values, as in {about: [election, roll]}"},
    {"publicity", &type_block, AT(struct charter, publicity),
     .given = AT(struct charter, publicity.given), .block = &block_publicity, .values = "a block",
     .standard = "everything is for members", .help = "who may see what",
     .example = "publicity: {votes-in: {congress: public}}", .wrong = "publicity: public",
     .error = "publicity is expected here: keys with their values, as in {votes-in: {congress: "
              "public}}"},
    {"trust", &type_block, AT(struct charter, trust), .given = AT(struct charter, trust.given),
     .block = &block_trust, .values = "a block", .standard = "the operator, with a notice",
     .help = "whom one must trust, and for what", .example = "trust: {witnesses: 3}",
     .wrong = "trust: nobody",
     .error = "trust is expected here: keys with their values, as in {trustees: {from: auditors, "
              "needed: 2}}"},
    {"adoption", &type_block, AT(struct charter, adoption),
     .given = AT(struct charter, adoption.given), .block = &block_adoption, .values = "a block",
     .flags = KEY_LIVING, .missing = "how does this text come into force? add adoption",
     .standard = "required, but not of the past", .help = "how this text comes into force",
     .example = "adoption: {by: each branch-meeting}", .wrong = "adoption: members",
     .error = "adoption is expected here: keys with their values, as in {by: each branch-meeting}"},
    {"kinds", &type_kinds, AT(struct charter, kinds), .standard = "the built-in kinds",
     .help = "further kinds of ties, states, actions, figures, acts and claims",
     .example = "kinds: {tie: {affiliation: [full, observer]}}",
     .wrong = "kinds: {ties: {affiliation: [full]}}",
     .error =
         "unknown noun \"ties\"; known: tie, state, action, figure, act, claim; did you mean tie?"},
};
const struct block block_top = {
    .name = "constitution",
    .called = "the top level",
    .help = "One file, one map. Branches, people and amounts of the day are entries of the record, "
            "not text.",
    KEYS(top_keys),
    .size = sizeof(struct charter),
    .verify = check_top,
};

const struct block *const blocks[] = {
    &block_top,           &block_usual,        &block_members,     &block_class,
    &block_good_standing, &block_strength,     &block_roll,        &block_unit,
    &block_association,   &block_order,        &block_body,        &block_seats,
    &block_reserved,      &block_alternates,   &block_credentials, &block_formed_by,
    &block_recall,        &block_quorum_again, &block_decision,    &block_act,
    &block_terms,         &block_power,        &block_disputes,    &block_publicity,
    &block_turnout,       &block_trust,        &block_trustees,    &block_adoption,
    &block_opening};
const size_t n_blocks = sizeof(blocks) / sizeof(blocks[0]);

/* --- the door --------------------------------------------------------------------------------- */

/* What everything else is read by: the past, the languages, the calendar and the zone. */
static void read_ground(struct reader *r) {
    const struct node *past = node_get(r->root, "past"), *calendar = node_get(r->root, "calendar");
    const struct node *authentic = node_get(r->root, "authentic");
    r->past = past && past->plain && node_is(past, "true");
    if (calendar && node_is(calendar, "julian"))
        r->charter->calendar = CALENDAR_JULIAN;
    if (authentic && authentic->kind == NODE_SCALAR)
        r->charter->authentic = authentic->text;
}

/* `many` of units and associations: other rules show it while they are read. */
static void fill_many(struct reader *r, const char *section) {
    const struct node *map = node_get(r->root, section);
    bool units = strcmp(section, "units") == 0;
    uint16_t n = units ? r->charter->n_units : r->charter->n_associations, i = 0;
    if (!map || map->kind != NODE_MAP)
        return;
    for (const struct node *item = map->first; item && i < n; item = item->next, i++) {
        struct bytes name;
        if (item->key->bad || !name_read(r, item->key, &name))
            continue;
        struct bytes many = many_name(r, item, name);
        if (!many.n && !node_get(item, "many"))
            error_at(r, item->key,
                     "what are several of them called? as in many: and a word; \"%.*s\" with "
                     "an s would not do",
                     SHOWN(name));
        if (units)
            r->charter->units[i].many = many;
        else
            r->charter->associations[i].many = many;
    }
}

static void read_all(struct reader *r) {
    if (r->root->kind != NODE_MAP) {
        error_at(r, r->root, "this is not a constitution: it begins with koinon: 1");
        return;
    }
    read_ground(r);
    scope_collect(r);
    if (r->nomem)
        return;
    fill_many(r, "units");
    fill_many(r, "associations");
    read_block(r, r->root, &block_top, r->charter);
    run_checks(r);
}

int yaml_charter(struct bytes text, const char *file, struct arena *a, struct charter **ret,
                 struct yaml_errors *errors) {
    struct reader r = {.arena = a, .errors = errors};
    *errors = (struct yaml_errors){.file = file};
    r.charter = room(&r, 1, sizeof(*r.charter));
    if (r.charter)
        r.root = node_parse(&r, text);
    if (r.root && !r.nomem)
        read_all(&r);
    if (r.nomem)
        return ERR_NOMEM;
    errors_sort(errors);
    if (errors->n)
        return ERR_SYNTAX;
    *ret = r.charter;
    return 0;
}
