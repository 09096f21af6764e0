#include "base/check.h"
#include "base/name.h"
#include "yaml/block.h"

/* --- fields, in-force, published -------------------------------------------------------------- */

static const struct word words_field[] = {{"money", FIELD_KIND_MONEY},
                                          {"number", FIELD_KIND_NUMBER},
                                          {"unit", FIELD_KIND_UNIT},
                                          {"date", FIELD_KIND_DATE},
                                          {NULL}};

static void read_fields(struct reader *r, const struct node *value, void *into,
                        const struct key *key) {
    struct act_rule *act = into;
    struct bytes text;
    if (value->kind != NODE_MAP) {
        error_at(r, value, "fields are written with their names and kinds, as in {amount: money}");
        return;
    }
    for (const struct node *item = value->first; item; item = item->next) {
        if (act->n_fields == 16) {
            error_at(r, item->key, "more than 16 fields");
            return;
        }
        struct act_field *field_ = &act->fields[act->n_fields];
        if (!name_read(r, item->key, &field_->name) || !scalar(r, item, "a kind of field", &text))
            continue;
        if (word_value(words_field, text, &field_->kind))
            act->n_fields++;
        else
            unknown_word(r, item, 0, "kind of field", text, words_field);
    }
}
static const struct type type_fields = {"fields", read_fields,
                                        "NAME: `money`, `number`, `unit` or `date`",
                                        "{\"type\": \"object\", \"maxProperties\": 16, "
                                        "\"additionalProperties\": {\"enum\": [\"money\", "
                                        "\"number\", \"unit\", \"date\"]}}"};

static void read_in_force(struct reader *r, const struct node *n, void *into,
                          const struct key *key) {
    struct act_rule *act = into;
    struct bytes text;
    size_t inside = 0;
    if (!scalar(r, n, "a time", &text))
        return;
    if (bytes_is(text, "adoption")) {
        act->in_force = IN_FORCE_ADOPTION;
    } else if (bytes_is(text, "publication")) {
        act->in_force = IN_FORCE_PUBLICATION;
    } else if (cut_prefix(&text, &inside, "after")) {
        if (span_of(r, n, inside, text, &act->in_force_after))
            act->in_force = IN_FORCE_AFTER;
    } else {
        error_at(r, n,
                 "\"%.*s\": write adoption, publication, or after and a time span, as in after 5d",
                 SHOWN(text));
    }
}
static const struct type type_in_force = {
    "in-force", read_in_force, "`adoption`, `publication` or `after` time span",
    "{\"type\": \"string\", \"pattern\": \"^(adoption|publication|after [0-9]+[hdwmy])$\"}"};

static void read_published(struct reader *r, const struct node *n, void *into,
                           const struct key *key) {
    struct act_rule *act = into;
    struct bytes text;
    if (!scalar(r, n, "true or a field", &text))
        return;
    act->published = !bytes_is(text, "false");
    if (!bytes_is(text, "true") && !bytes_is(text, "false"))
        name_read(r, n, &act->published_field);
}
static const struct type type_published = {
    "published", read_published, "`true`, or one of the fields",
    "{\"anyOf\": [{\"type\": \"boolean\"}, {\"$ref\": \"#/$defs/name\"}]}"};

/* --- terms of an agreement -------------------------------------------------------------------- */

static const struct word words_states[] = {
    {"kept", 0}, {"deferred", 1}, {"broken", 2}, {"unknown", 3}, {NULL}};
static const struct key terms_keys[] = {
    {"each", &type_words_list, AT(struct act_rule, term_states),
     .given = AT(struct act_rule, n_term_states), .max = 4, .words = words_states,
     .missing = "what can become of a term? as in each: [kept, deferred, broken]",
     .standard = "required", .help = "what may be said of each numbered term",
     .example = "each: [kept, deferred, broken]", .wrong = "each: [kept, late]",
     .error = "unknown each \"late\"; known: kept, deferred, broken, unknown"},
    {"judged-by", &type_who, AT(struct act_rule, terms_judged_by),
     .allow = ALLOW_BODY | ALLOW_OFFICE, .values = "a body or an office",
     .standard = "each party for itself", .help = "the body or office that says which holds",
     .example = "judged-by: auditors", .wrong = "judged-by: members",
     .error = "\"members\" cannot stand in judged-by: the body or office that "
              "says which holds"},
};
const struct block block_terms = {
    .name = "terms",
    .called = "terms",
    .help = "The numbered terms of an agreement, and what becomes of them.",
    KEYS(terms_keys),
    .size = sizeof(struct act_rule),
    .shares = true,
};

/* --- checks ----------------------------------------------------------------------------------- */

static bool is_decision_key(struct bytes name) {
    for (uint16_t i = 0; i < block_decision.n_keys; i++)
        if (bytes_is(name, block_decision.keys[i].name))
            return !bytes_is(name, "notice");
    return false;
}

static void check_agreement(struct reader *r, const struct node *n, const struct act_rule *act) {
    static const char *const keys[] = {"between", "terms", "gives", "ends"};
    const struct node *between = node_get(n, "between");
    int parties = 0;
    for (uint8_t i = 0; i < act->between.n; i++) {
        uint8_t either = act->between.each[i].either;
        parties += either == 0 || i == 0 || act->between.each[i - 1].either != either;
    }
    if (!act->agreement) {
        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
            if (node_get(n, keys[i]))
                error_at(r, node_get(n, keys[i])->key, "\"%s\" is for kind: agreement", keys[i]);
    } else if (!between) {
        error_at(r, n->key, "agreement \"%.*s\" is between nobody: name two parties in between",
                 SHOWN(act->name));
    } else if (act->between.given != GIVEN_NOT_STATED && parties < 2) {
        error_at(r, between, "two parties in between, found %d", parties);
    }
}

static void check_steps(struct reader *r, const struct node *n, const struct act_rule *act) {
    const struct node *steps = node_get(n, "steps"), *by = node_get(n, "by");
    if (steps) {
        for (const struct node *v = n->first; v; v = v->next)
            if (is_decision_key(v->key->text))
                error_at(r, v->key, "\"%.*s\" stands beside steps: write it in one of them",
                         SHOWN(v->key->text));
    } else if (by) {
        check_decision(r, n, &act->steps[0]);
    } else if (act->changes == CHANGES_CONSTITUTION) {
        error_at(r, n->key,
                 "act \"%.*s\" has no rule for changing itself: who changes the constitution, "
                 "and by which majority?",
                 SHOWN(act->name));
    } else if (!act->agreement) {
        error_at(r, n->key, "act \"%.*s\" says by nobody: who decides it?", SHOWN(act->name));
    }
}

static void check_act(struct reader *r, const struct node *n, void *into) {
    struct act_rule *act = into;
    const struct node *published = node_get(n, "published");
    bool found = act->published_field.n == 0;
    check_agreement(r, n, act);
    check_steps(r, n, act);
    if (!node_get(n, "steps")) { /* one decision: its article and notice are the act's */
        act->n_steps = act->steps[0].by.given != GIVEN_ABSENT;
        act->steps[0].article = act->article;
        act->steps[0].notice = act->notice;
    }
    for (uint8_t i = 0; i < act->n_fields; i++)
        found |= bytes_equal(act->fields[i].name, act->published_field);
    if (!found)
        error_at(r, published, "published: %.*s, but %.*s has no field of that name",
                 SHOWN(act->published_field), SHOWN(act->name));
}

static void read_gives(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct bytes text;
    uint8_t value;
    if (!scalar(r, n, "one word", &text))
        return;
    if (word_value(key->words, text, &value))
        *(struct bytes *)field(into, key->at) = kept(r, text);
    else
        unknown_word(r, n, 0, key->name, text, key->words);
}
static const struct type type_gives = {NULL, read_gives, NULL, NULL};

static const struct word words_kind[] = {{"act", false}, {"agreement", true}, {NULL}};
static const struct word words_changes[] = {
    {"constitution", CHANGES_CONSTITUTION}, {"federation", CHANGES_FEDERATION}, {NULL}};
static const struct word words_deadline[] = {{"required", true}, {NULL}};
static const struct word words_gives[] = {{"confidence", 0}, {"consent", 1}, {NULL}};
static const struct word words_ends[] = {{"when-withdrawn", true}, {NULL}};

#define ALLOW_ADDRESSED (ALLOW_THINGS | ALLOW_MEMBERS | ALLOW_GROUP | ALLOW_ANY_BODY | ALLOW_EACH)

static const struct key act_keys[] = {
    {"title", &type_text, AT(struct act_rule, title), .standard = "the name",
     .help = "what it is called", .example = "title: Order of the executive",
     .wrong = "title: {en: Order, el: }",
     .error = "nothing is written here, where a text is expected"},
    {"kind", &type_word, AT(struct act_rule, agreement), .words = words_kind, .standard = "`act`",
     .help = "an act one side makes, or an agreement between two", .example = "kind: act",
     .wrong = "kind: treaty", .error = "unknown kind \"treaty\"; known: act, agreement"},
    {"by", &type_whos, AT(struct act_rule, steps[0].by), .allow = ALLOW_DECIDER,
     .flags = KEY_DECISION, .standard = "required without `steps`", .help = "who decides it",
     .example = "by: executive", .wrong = "by: everyone", .error = "\"everyone\": write members"},
    DECISION_KEYS(struct act_rule, steps[0].),
    {"notice", &type_span, AT(struct act_rule, notice), .flags = KEY_DECISION,
     .standard = "`usual`, else none",
     .help = "how long before its first decision it must be announced", .example = "notice: 7d",
     .wrong = "notice: a week",
     .error = "\"a week\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    WITHIN_KEYS(struct act_rule, steps[0].),
    {"steps", &type_blocks, AT(struct act_rule, steps), .given = AT(struct act_rule, n_steps),
     .block = &block_decision, .max = LIMIT_STEPS, .values = "a list of decisions",
     .standard = "one decision, written in the act itself",
     .help = "several decisions, one after the other, that must all agree",
     .example = "steps: [{by: executive}, {by: congress}]",
     .wrong = "steps: [{by: executive}, {by: congress, within: 7d}]",
     .error = "\"within\" needs \"otherwise\": what happens when it is not done"},
    {"proposed-by", &type_whos, AT(struct act_rule, proposed_by), .allow = ALLOW_CALLER,
     .flags = KEY_NOT_STATED, .standard = "whoever decides it", .help = "who may propose it",
     .example = "proposed-by: [branch-meeting, 20 of filled]",
     .wrong = "proposed-by: [branch-meetings]",
     .error = "\"branch-meetings\" is not a body, unit or association of this constitution; did "
              "you mean "
              "\"branch-meeting\"?"},
    {"addressed-to", &type_whos, AT(struct act_rule, addressed_to), .allow = ALLOW_ADDRESSED,
     .flags = KEY_NOT_STATED, .standard = "everyone", .help = "whom it binds",
     .example = "addressed-to: [branch-meeting, members]", .wrong = "addressed-to: 1/3 of branches",
     .error = "a share cannot stand in addressed-to: whom it binds"},
    {"fields", &type_fields, AT(struct act_rule, fields), .standard = "none",
     .help = "what each such act must state beside its text", .example = "fields: {amount: money}",
     .wrong = "fields: {amount: euro}",
     .error = "unknown kind of field \"euro\"; known: money, number, unit, date"},
    {"changes", &type_word, AT(struct act_rule, changes), .words = words_changes,
     .standard = "nothing", .help = "the constitution itself, or whether the federation exists",
     .example = "changes: federation", .wrong = "changes: statutes",
     .error = "unknown changes \"statutes\"; known: constitution, federation"},
    {"published", &type_published, AT(struct act_rule, published),
     .standard = "the gazette, if it is public",
     .help = "what is shown to everyone: all of it, or one field", .example = "published: true",
     .wrong = "published: sum", .error = "published: sum, but order has no field of that name"},
    {"in-force", &type_in_force, AT(struct act_rule, in_force), .standard = "`adoption`",
     .help = "from when it holds", .example = "in-force: after 5d", .wrong = "in-force: 5d",
     .error = "\"5d\": write adoption, publication, or after and a time span, as in after 5d"},
    {"lapses", &type_span, AT(struct act_rule, lapses), .standard = "never",
     .help = "how long it holds", .example = "lapses: 2y", .wrong = "lapses: never",
     .error = "\"never\" is not a time span: write a number and h, d, w, m or y, as in 7d"},
    {"deadline", &type_word, AT(struct act_rule, deadline_required), .words = words_deadline,
     .standard = "none", .help = "each such act must say until when (an ultimatum)",
     .example = "deadline: required", .wrong = "deadline: 3d",
     .error = "unknown deadline \"3d\"; known: required"},
    {"between", &type_whos, AT(struct act_rule, between), .allow = ALLOW_ADDRESSED,
     .flags = KEY_NOT_STATED, .standard = "required in an agreement",
     .help = "the parties to an agreement", .example = "between: [executive, congress]",
     .wrong = "between: [executive, congress]", .error = "\"between\" is for kind: agreement"},
    {"terms", &type_block, 1, .block = &block_terms, .standard = "none",
     .help = "the numbered terms of an agreement, and what becomes of them",
     .example = "terms: {each: [kept, broken], judged-by: auditors}",
     .wrong = "terms: [kept, broken]",
     .error =
         "terms is expected here: keys with their values, as in {each: [kept, deferred, broken]}"},
    {"gives", &type_gives, AT(struct act_rule, gives), .words = words_gives, .standard = "nothing",
     .help = "what an agreement gives as long as it holds", .example = "gives: confidence",
     .wrong = "gives: money", .error = "unknown gives \"money\"; known: confidence, consent"},
    {"ends", &type_word, AT(struct act_rule, ends_when_withdrawn), .words = words_ends,
     .standard = "as other acts", .help = "whether one party alone may end it",
     .example = "ends: when-withdrawn", .wrong = "ends: any-time",
     .error = "unknown ends \"any-time\"; known: when-withdrawn"},
    {"source", &type_source, AT(struct act_rule, source), .flags = KEY_PAST, .standard = "none",
     .help = "where the source says so", .example = "source: L58", .wrong = "source: L58",
     .error = "\"source\" is for a record of the past (past: true)"},
};
const struct block block_act = {
    .name = "act",
    .called = "an act",
    .help =
        "A kind of instrument: resolution, order, budget, strike, agreement. Without anything else "
        "an "
        "act of a body needs what the body needs, is in force on adoption, never lapses, and is "
        "repealed as it was made. The keys of a decision stand in the act itself, or in each of "
        "its "
        "`steps`.",
    KEYS(act_keys),
    .size = sizeof(struct act_rule),
    .name_at = AT(struct act_rule, name),
    .article_at = AT(struct act_rule, article),
    .verify = check_act,
};
