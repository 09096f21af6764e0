#include "base/check.h"
#include "base/name.h"
#include "yaml/block.h"

/* --- members ---------------------------------------------------------------------------------- */

static const struct key class_keys[] = {
    {"votes", &type_integer, AT(struct member_class, votes), .max = 1000,
     .missing = "how many votes has a member of class \"%\"? as in {votes: 1}",
     .standard = "required",
     .help = "how many votes a member of this class has in a vote of members",
     .example = "votes: 1", .wrong = "votes: none",
     .error = "\"votes\" cannot be none: it is how many votes a member of this "
              "class has in a vote of members"},
};
const struct block block_class = {
    .name = "class",
    .called = "a class of members",
    .help = "Full, retired, associate...: classes differ in votes.",
    KEYS(class_keys),
    .size = sizeof(struct member_class),
    .name_at = AT(struct member_class, name),
};

static void read_classes(struct reader *r, const struct node *value, void *into,
                         const struct key *key) {
    struct members_rule *m = into;
    if (value->kind != NODE_MAP || value->n > LIMIT_SEAT_GROUPS) {
        error_at(r, value,
                 "classes are written with their names, %d at most, as in {full: {votes: 1}}",
                 LIMIT_SEAT_GROUPS);
        return;
    }
    for (const struct node *item = value->first; item; item = item->next) {
        struct member_class *one = &m->classes[m->n_classes];
        if (!name_read(r, item->key, &one->name))
            continue;
        m->n_classes++;
        path_push(r, one->name);
        read_block(r, item, &block_class, one);
        path_pop(r);
    }
}
static const struct type type_classes = {
    NULL, read_classes, "NAME: {votes: N}",
    "{\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 16, \"additionalProperties\": "
    "{\"$ref\": \"#/$defs/class\"}}"};

static const struct key good_standing_keys[] = {
    {"dues-owed-at-most", &type_span, AT(struct members_rule, dues_owed_at_most),
     .missing = "how long may dues be owed? as in {dues-owed-at-most: 2m}", .standard = "required",
     .help = "whoever owes more loses the vote until it is paid",
     .example = "dues-owed-at-most: 2m", .wrong = "dues-owed-at-most: 2 months",
     .error = "\"2 months\" is not a time span: write 2m"},
};
const struct block block_good_standing = {
    .name = "good-standing", .called = "good-standing", .help = "Who may vote.",
    KEYS(good_standing_keys), .size = sizeof(struct members_rule), .shares = true};

static const struct word words_strength[] = {{"roll", false}, {"dues", true}, {NULL}};
static const struct key strength_keys[] = {
    {"by", &type_word, AT(struct members_rule, strength_by_dues), .words = words_strength,
     .missing = "counted by what? as in {by: dues} or {by: roll}", .standard = "required",
     .help = "members on the roll, or dues paid", .example = "by: dues", .wrong = "by: money",
     .error = "unknown by \"money\"; known: roll, dues"},
    {"average", &type_span, AT(struct members_rule, strength_average), .standard = "the day alone",
     .help = "the average over so long", .example = "average: 12m", .wrong = "average: year",
     .error = "\"year\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    {"ending", &type_span, AT(struct members_rule, strength_ending),
     .standard = "the day of the call", .help = "so long before the sitting",
     .example = "ending: 90d", .wrong = "ending: 90 days",
     .error = "\"90 days\" is not a time span: write 90d"},
};
const struct block block_strength = {
    .name = "strength", .called = "strength",
    .help = "The members for which a unit counts: seats per members and votes of delegates.",
    KEYS(strength_keys), .size = sizeof(struct members_rule), .shares = true};

static void check_roll(struct reader *r, const struct node *n, void *into) {
    const struct members_rule *m = into;
    char objections[SPAN_TEXT_MAX], frozen[SPAN_TEXT_MAX];
    span_format(m->roll_objections, objections);
    span_format(m->roll_frozen, frozen);
    if (m->roll_frozen.unit && span_longer(m->roll_objections, m->roll_frozen))
        error_at(r, node_get(n, "objections"),
                 "objections (%s) would end after the vote: the roll is frozen only %s before it",
                 objections, frozen);
}

static const struct key roll_keys[] = {
    {"frozen", &type_span, AT(struct members_rule, roll_frozen), .standard = "on the day",
     .help = "so long before a vote the roll is taken; who joins later does not vote",
     .example = "frozen: 30d", .wrong = "frozen: thirty",
     .error = "\"thirty\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    {"objections", &type_span, AT(struct members_rule, roll_objections), .standard = "none",
     .help = "how long after that anyone may object to it", .example = "objections: 10d",
     .wrong = "objections: 40d",
     .error = "objections (40d) would end after the vote: the roll is frozen only 30d before it"},
    {"settled-by", &type_who, AT(struct members_rule, roll_settled_by),
     .allow = ALLOW_BODY | ALLOW_OFFICE, .values = "a body or an office",
     .standard = "the disputes' body", .help = "the body or office that settles objections",
     .example = "settled-by: auditors", .wrong = "settled-by: auditorz",
     .error = "settled-by \"auditorz\": no such body; did you mean \"auditors\"?"},
};
const struct block block_roll = {.name = "roll",
                                 .called = "the roll",
                                 .help = "When the roll of members is taken for a vote.",
                                 KEYS(roll_keys),
                                 .size = sizeof(struct members_rule),
                                 .shares = true,
                                 .verify = check_roll};

static const struct key members_keys[] = {
    {"classes", &type_classes, AT(struct members_rule, classes),
     .standard = "one class, one vote each", .help = "classes of members and the votes of each",
     .example = "classes: {full: {votes: 1}, retired: {votes: 0}}",
     .wrong = "classes: [full, retired]",
     .error = "classes are written with their names, 16 at most, as in {full: {votes: 1}}"},
    {"groups", &type_names, AT(struct members_rule, groups),
     .given = AT(struct members_rule, n_groups), .max = LIMIT_SEAT_GROUPS, .standard = "none",
     .help = "what a member may declare of herself; used by `reserved`",
     .example = "groups: [women, under-35]", .wrong = "groups: [women, under 35]",
     .error = "\"under 35\" is not a name: write under-35"},
    {"good-standing", &type_block, 1, .block = &block_good_standing, .standard = "every member",
     .help = "who may vote", .example = "good-standing: {dues-owed-at-most: 2m}",
     .wrong = "good-standing: paid",
     .error =
         "good-standing is expected here: keys with their values, as in {dues-owed-at-most: 2m}"},
    {"strength", &type_block, 1, .block = &block_strength, .standard = "by roll, on the day",
     .help = "the members for which a unit counts",
     .example = "strength: {by: dues, average: 12m, ending: 90d}", .wrong = "strength: dues",
     .error = "strength is expected here: keys with their values, as in {by: dues}"},
    {"roll", &type_block, 1, .block = &block_roll, .standard = "frozen on the day",
     .help = "when the roll of members is taken for a vote",
     .example = "roll: {frozen: 30d, objections: 10d}", .wrong = "roll: 30d",
     .error = "the roll is expected here: keys with their values, as in {frozen: 30d}"},
};
const struct block block_members = {
    .name = "members",
    .called = "members",
    .help = "Who belongs and who may vote. The members themselves are entries, not text.",
    KEYS(members_keys),
    .size = sizeof(struct members_rule),
    .article_at = AT(struct members_rule, article),
};

/* --- units ------------------------------------------------------------------------------------ */

static void check_circle(struct reader *r, const struct node *n, const struct unit_rule *unit) {
    const struct charter *c = r->charter;
    char chain[400];
    size_t used = (size_t)snprintf(chain, sizeof(chain), "%.*s", SHOWN(unit->name));
    int16_t at = unit->within;
    for (uint16_t steps = 0; at >= 0 && steps <= c->n_units; steps++) {
        const struct unit_rule *up = &c->units[at];
        if (used + LIMIT_NAME_BYTES + 4 < sizeof(chain))
            used +=
                (size_t)snprintf(chain + used, sizeof(chain) - used, " > %.*s", SHOWN(up->name));
        if (up == unit) {
            error_at(r, node_get(n, "within"), "%.*s is within itself (%s)", SHOWN(unit->name),
                     chain);
            return;
        }
        at = up->within;
    }
}

static void check_unit(struct reader *r, const struct node *n, void *into) {
    const struct unit_rule *unit = into;
    const struct node *voice = node_get(n, "voice");
    check_circle(r, n, unit);
    if (!voice || unit->voice < 0)
        return;
    const struct body_rule *body = &r->charter->bodies[unit->voice];
    for (uint8_t i = 0; i < body->n_for_each; i++)
        if (!body->for_each[i].association && &r->charter->units[body->for_each[i].of] == unit)
            return;
    error_at(r, voice, "voice: %.*s is not a body for each %.*s", SHOWN(body->name),
             SHOWN(unit->name));
}

static const struct word words_roll[] = {{"named", false}, {"counted", true}, {NULL}};
static const struct key unit_keys[] = {
    {"title", &type_text, AT(struct unit_rule, title), .standard = "the name",
     .help = "what it is called, in one or more languages",
     .example = "title: {en: Branch, el: Παράρτημα}", .wrong = "title: [Branch]",
     .error = "a list, where a text is expected"},
    {"many", &type_new_name, AT(struct unit_rule, many), .standard = "NAME and an s",
     .help = "what several of them are called", .example = "many: branches",
     .wrong = "many: our branches", .error = "\"our branches\" is not a name: write our-branches"},
    {"within", &type_body, AT(struct unit_rule, within), .allow = ALLOW_UNIT, .values = "a unit",
     .standard = "none", .help = "the kind of unit of which it is a part",
     .example = "within: region", .wrong = "within: regoin",
     .error = "\"regoin\" is not a unit; did you mean \"region\"?"},
    {"roll", &type_word, AT(struct unit_rule, counted), .words = words_roll, .standard = "`named`",
     .help = "whether its members are known by name or only counted", .example = "roll: counted",
     .wrong = "roll: numbers", .error = "unknown roll \"numbers\"; known: named, counted"},
    {"members-at-least", &type_integer, AT(struct unit_rule, members_min), .flags = KEY_POSITIVE,
     .standard = "1", .help = "with fewer it is no such unit", .example = "members-at-least: 25",
     .wrong = "members-at-least: -1",
     .error = "\"-1\" is not a whole number, as in members-at-least: 25"},
    {"voice", &type_body, AT(struct unit_rule, voice), .allow = ALLOW_BODY, .values = "a body",
     .standard = "the side that has most of its delegation",
     .help = "the body that speaks for the unit where units sign or ask, as in `1/3 of branches`",
     .example = "voice: branch-meeting", .wrong = "voice: congress",
     .error = "voice: congress is not a body for each branch"},
};
const struct block block_unit = {
    .name = "unit",
    .called = "a unit",
    .help = "A base electorate: branch, workplace, ship, village. Written under its name: `units: "
            "{branch: {...}}`. Which branches there are is an entry.",
    KEYS(unit_keys),
    .size = sizeof(struct unit_rule),
    .name_at = AT(struct unit_rule, name),
    .article_at = AT(struct unit_rule, article),
    .verify = check_unit,
};

/* --- associations, orders --------------------------------------------------------------------- */

static const struct word words_lineage[] = {{"founded", 0}, {"split", 1},   {"merged", 2},
                                            {"joined", 3},  {"renamed", 4}, {NULL}};
static const struct key association_keys[] = {
    {"title", &type_text, AT(struct association_rule, title), .standard = "the name",
     .help = "what it is called", .example = "title: Party", .wrong = "title: {english: Party}",
     .error = "\"english\" is not a language: write its code, as in en, el, pt-BR"},
    {"many", &type_new_name, AT(struct association_rule, many), .standard = "NAME and an s",
     .help = "what several of them are called", .example = "many: parties",
     .wrong = "many: our parties", .error = "\"our parties\" is not a name: write our-parties"},
    {"wings", &type_flag, AT(struct association_rule, wings), .standard = "false",
     .help = "whether it may have wings, whose counts overlap", .example = "wings: true",
     .wrong = "wings: 2", .error = "\"2\": write wings: true or wings: false"},
    {"lineage", &type_words_list, AT(struct association_rule, lineage),
     .given = AT(struct association_rule, n_lineage), .max = 5, .words = words_lineage,
     .standard = "all of them", .help = "what may become of one",
     .example = "lineage: [split, merged]", .wrong = "lineage: [split, banned]",
     .error = "unknown lineage \"banned\"; known: founded, split, merged, joined, renamed"},
    {"members-at-least", &type_integer, AT(struct association_rule, members_min),
     .flags = KEY_POSITIVE, .standard = "1", .help = "with fewer it is none",
     .example = "members-at-least: 10", .wrong = "members-at-least: ten",
     .error = "\"ten\" is not a whole number, as in members-at-least: 10"},
};
const struct block block_association = {
    .name = "association",
    .called = "an association",
    .help = "Parties, tendencies, sections: what members join beside their unit.",
    KEYS(association_keys),
    .size = sizeof(struct association_rule),
    .name_at = AT(struct association_rule, name),
    .article_at = AT(struct association_rule, article),
};

static const struct key order_keys[] = {
    {"title", &type_text, AT(struct order_rule, title), .standard = "the name",
     .help = "what it is called", .example = "title: Order of the councils", .wrong = "title: {}",
     .error = "a block without keys, where a text is expected"},
    {"highest", &type_whos, AT(struct order_rule, highest), .allow = ALLOW_BODY,
     .flags = KEY_NOT_STATED, .standard = "none", .values = "a body",
     .help = "the body above all others in it", .example = "highest: congress",
     .wrong = "highest: kongress",
     .error = "highest \"kongress\": no such body; did you mean \"congress\"?"},
    {"usual", &type_block, AT(struct order_rule, usual),
     .given = AT(struct order_rule, usual_given), .block = &block_usual,
     .standard = "the `usual` of all",
     .help = "what holds in this order wherever a body says nothing else",
     .example = "usual: {majority: absolute}", .wrong = "usual: {seats: 5}",
     .error = "\"seats\" cannot be usual: each body says its own"},
};
const struct block block_order = {
    .name = "order",
    .called = "an order",
    .help =
        "A legal order. Only where two authorities do not recognise one constitution: each judges "
        "every act by its own rules. A body then says `order:`.",
    KEYS(order_keys),
    .size = sizeof(struct order_rule),
    .name_at = AT(struct order_rule, name),
    .article_at = AT(struct order_rule, article),
};
