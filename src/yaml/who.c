#include "base/check.h"
#include "base/fail.h"
#include "yaml/block.h"

/* --- one -------------------------------------------------------------------------------------- */

static const struct {
    const char *word;
    uint32_t allow;
    uint8_t kind;
    bool past;
} words[] = {
    {"members", ALLOW_MEMBERS, WHO_MEMBERS, false},
    {"electors", ALLOW_ELECTORS, WHO_ELECTORS, false},
    {"any-body", ALLOW_ANY_BODY, WHO_ANY_BODY, false},
    {"units-called", ALLOW_UNITS_CALLED, WHO_UNITS_CALLED, false},
    {"any", ALLOW_ANYONE, WHO_ANYONE, true},
};

static uint8_t who_kind(uint16_t kind) {
    switch (kind) {
    case ALLOW_BODY:
        return WHO_BODY;
    case ALLOW_UNIT:
        return WHO_UNIT;
    case ALLOW_ASSOCIATION:
        return WHO_ASSOCIATION;
    case ALLOW_ENTITY:
        return WHO_ENTITY;
    case ALLOW_GROUP:
        return WHO_GROUP;
    case ALLOW_OFFICE:
        return WHO_OFFICE;
    default:
        check_unreachable();
    }
}

#define ALLOW_NAMES                                                                                \
    (ALLOW_BODY | ALLOW_UNIT | ALLOW_ASSOCIATION | ALLOW_ENTITY | ALLOW_GROUP | ALLOW_OFFICE)

static bool fill(struct reader *r, const struct node *n, const struct name *name, struct who *ret) {
    if (name->kind == ALLOW_OFFICE && name->index < 0) {
        error_at(r, n, "\"%.*s\" is an office of several bodies: write %.*s of and the body",
                 SHOWN(name->text), SHOWN(name->text));
        return false;
    }
    ret->kind = who_kind(name->kind);
    ret->of = name->index;
    return true;
}

/* `president of executive` */
static bool office_of(struct reader *r, const struct node *n, struct bytes office,
                      struct bytes body, struct who *ret) {
    const struct name *name = refer(r, n, 0, office, ALLOW_OFFICE, "office");
    const struct name *of =
        name ? refer(r, n, (size_t)(body.at - n->text.at), body, ALLOW_BODY, "office") : NULL;
    if (!of)
        return false;
    ret->kind = WHO_OFFICE;
    ret->of = of->index;
    ret->name = name->text;
    return true;
}

static bool report_word(struct reader *r, const struct node *n, struct bytes text,
                        const struct key *key) {
    static const struct {
        const char *word, *text;
    } not_said[] = {
        {"any", "\"any\" is for a record of the past; write any-body, or name who"},
        {"everyone", "\"everyone\": write members"},
        {"all", "\"all\": write members, or each and the name of a body"},
        {"nobody", "\"nobody\": leave the key out"},
        {"member", "\"member\": write members, or a share of them, as in 1/10 of members"},
    };
    for (size_t i = 0; i < sizeof(not_said) / sizeof(not_said[0]); i++)
        if (bytes_is(text, not_said[i].word)) {
            error_at(r, n, "%s", not_said[i].text);
            return true;
        }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (bytes_is(text, words[i].word)) {
            error_at(r, n, "\"%s\" cannot stand in %s: %s", words[i].word, key->name, key->help);
            return true;
        }
    return false;
}

static bool begins_amount(struct bytes text) {
    return text.n && ((text.at[0] >= '0' && text.at[0] <= '9') ||
                      (text.n > 10 && (memcmp(text.at, "more than ", 10) == 0 ||
                                       memcmp(text.at, "at least ", 9) == 0)));
}

static bool plain_who(struct reader *r, const struct node *n, size_t inside, struct bytes text,
                      const struct key *key, struct who *ret) {
    struct bytes body;
    struct bytes office = text;
    const struct name *name = NULL;
    if ((key->allow & ALLOW_OFFICE) && cut_at(&office, "of", &body))
        return office_of(r, n, office, body, ret);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (bytes_is(text, words[i].word) && (key->allow & words[i].allow) &&
            (r->past || !words[i].past) && !scope_find(&r->scope, text, ALLOW_ENTITY)) {
            ret->kind = words[i].kind;
            return true;
        }
    if (!scope_find(&r->scope, text, ALLOW_NAMES) && report_word(r, n, text, key))
        return false;
    name = refer(r, n, inside, text, key->allow & ALLOW_NAMES, key->name);
    return name && fill(r, n, name, ret);
}

bool who_of(struct reader *r, const struct node *n, const struct key *key, struct who *ret) {
    struct bytes text;
    size_t inside = 0;
    if (!scalar(r, n, "a name", &text))
        return false;
    struct who who = {.of = -1, .name = kept(r, text)};
    if (begins_amount(text)) {
        if (!(key->allow & ALLOW_SHARE)) {
            error_at(r, n, "a share cannot stand in %s: %s", key->name, key->help);
            return false;
        }
        who.kind = WHO_SHARE;
        if (!share_of(r, n, 0, text, &who.share))
            return false;
    } else {
        bool each = cut_prefix(&text, &inside, "each");
        if (each && !(key->allow & ALLOW_EACH)) {
            error_at(r, n, "\"each\" cannot stand in %s: %s", key->name, key->help);
            return false;
        }
        if (!plain_who(r, n, inside, text, key, &who))
            return false;
        who.each = each;
    }
    *ret = who;
    return true;
}

static void read_who(struct reader *r, const struct node *n, void *into, const struct key *key) {
    who_of(r, n, key, field(into, key->at));
}
const struct type type_who = {"who", read_who, "who", "{\"type\": \"string\"}"};

/* --- several, and alternatives of a source ---------------------------------------------------- */

static void add(struct reader *r, const struct node *n, const struct key *key, uint8_t either,
                struct whos *ret) {
    if (ret->n == WHO_MAX) {
        error_at(r, n, "more than %d in %s", WHO_MAX, key->name);
        return;
    }
    if (!who_of(r, n, key, &ret->each[ret->n]))
        return;
    ret->each[ret->n++].either = either;
    ret->either |= either > 0;
}

static void read_either(struct reader *r, const struct node *map, const struct key *key,
                        uint8_t number, struct whos *ret) {
    const struct node *either = node_get(map, "either"), *source = node_get(map, "source");
    static const struct key source_key = {"source", &type_source, .at = AT(struct whos, source)};
    size_t n;
    for (const struct node *v = map->first; v; v = v->next)
        if (v != either && v != source)
            error_at(r, v->key,
                     "\"%.*s\" is no key here: {either: [...], source: ...} names what a "
                     "source leaves open",
                     SHOWN(v->key->text));
    if (!r->past) {
        error_at(r, map, "\"either\" is for a record of the past; a living federation needs a rule "
                         "here");
        return;
    }
    if (!either || either->kind != NODE_LIST || either->n < 2) {
        error_at(r, map, "either needs a list of two or more, as in {either: [a, b], source: L36}");
        return;
    }
    for (const struct node *item = items(either, &n); item; item = item_next(either, item))
        add(r, item, key, number, ret);
    if (source)
        type_source.read(r, source, ret, &source_key);
}

static void read_whos(struct reader *r, const struct node *value, void *into,
                      const struct key *key) {
    struct whos *ret = field(into, key->at);
    size_t n;
    uint8_t alternatives = 0;
    if (value->plain && node_is(value, "none")) {
        ret->given = GIVEN_NONE;
        return;
    }
    if (value->plain && node_is(value, "not-stated")) {
        ret->given = GIVEN_NOT_STATED;
        return;
    }
    ret->given = GIVEN_SAID;
    for (const struct node *item = items(value, &n); item; item = item_next(value, item)) {
        if (item->kind == NODE_MAP)
            read_either(r, item, key, ++alternatives, ret);
        else
            add(r, item, key, 0, ret);
    }
    if (value->kind == NODE_LIST && n == 0)
        error_at(r, value, "an empty list: name who, or leave %s out", key->name);
}
const struct type type_whos = {
    "whos", read_whos, "who, or a list",
    "{\"anyOf\": [{\"type\": [\"string\", \"integer\"]}, {\"type\": \"array\", \"minItems\": 1, "
    "\"maxItems\": 8, \"items\": {\"anyOf\": [{\"type\": \"string\"}, {\"$ref\": "
    "\"#/$defs/either\"}]}}, {\"$ref\": \"#/$defs/either\"}]}"};

/* Kept as text: who may put a name forward. */
static void read_nomination(struct reader *r, const struct node *n, void *into,
                            const struct key *key) {
    struct who who;
    if (who_of(r, n, key, &who))
        *(struct bytes *)field(into, key->at) = who.name;
}
const struct type type_nomination = {"who", read_nomination, "who", "{\"type\": \"string\"}"};
