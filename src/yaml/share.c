#include "base/check.h"
#include "base/fail.h"
#include "base/name.h"
#include "yaml/value.h"

static const struct {
    const char *name;
    uint8_t base;
} bases[] = {
    {"cast", BASE_CAST},   {"present", BASE_PRESENT}, {"filled", BASE_FILLED},
    {"seats", BASE_SEATS}, {"members", BASE_MEMBERS}, {"electors", BASE_ELECTORS},
};
#define BASES (sizeof(bases) / sizeof(bases[0]))

/* --- of what ---------------------------------------------------------------------------------- */

/* The `many` names, as examples. */
static const struct name *first_many(const struct reader *r) {
    for (size_t i = 0; i < r->scope.n; i++)
        if (r->scope.names[i].many && r->scope.names[i].kind == ALLOW_UNIT)
            return &r->scope.names[i];
    return NULL;
}

static void report_no_base(struct reader *r, const struct node *n, size_t inside,
                           struct bytes text) {
    const struct name *many = first_many(r);
    if (many)
        error_in(r, n, inside, "\"%.*s\" of what? of cast, of present, of filled, of seats, of "
                               "members, or of %.*s", SHOWN(text), SHOWN(many->text));
    else
        error_in(r, n, inside, "\"%.*s\" of what? of cast, of present, of filled, of seats, or of "
                               "members", SHOWN(text));
}

static void report_base(struct reader *r, const struct node *n, size_t inside, struct bytes base) {
    struct bytes *known = room(r, BASES + r->scope.n, sizeof(*known)), near = {0};
    size_t n_known = 0;
    if (!known)
        return;
    for (size_t i = 0; i < r->scope.n; i++)
        if (r->scope.names[i].kind == ALLOW_BODY)
            known[n_known++] = r->scope.names[i].text;
    int nearest = name_nearest(base, known, n_known);
    near = nearest < 0 ? near : known[nearest];
    n_known = 0;
    for (size_t i = 0; i < BASES; i++)
        known[n_known++] = bytes_str(bases[i].name);
    for (size_t i = 0; i < r->scope.n && n_known < 20; i++)
        if (r->scope.names[i].many && r->scope.names[i].kind == ALLOW_UNIT)
            known[n_known++] = r->scope.names[i].text;
    if (near.n && name_nearest(base, known, n_known) < 0)
        error_in(r, n, inside, "unknown base \"%.*s\"; did you mean %.*s?", SHOWN(base),
                 SHOWN(near));
    else
        error_unknown(r, n, inside, "base", base, known, n_known);
}

static bool base_of(struct reader *r, const struct node *n, size_t inside, struct bytes text,
                    struct share *ret) {
    struct bytes folded;
    for (size_t i = 0; i < BASES; i++)
        if (bytes_is(text, bases[i].name)) {
            ret->base = bases[i].base;
            return true;
        }
    int err = r->nomem ? ERR_NOMEM : name_fold(r->arena, text, &folded);
    r->nomem |= err == ERR_NOMEM;
    const struct name *name =
        err ? NULL : scope_find(&r->scope, folded, ALLOW_UNIT | ALLOW_BODY);
    if (name && name->kind == ALLOW_UNIT && !name->many) {
        error_in(r, n, inside, "\"of %.*s\" is of one of them; of all it is of %.*s", SHOWN(folded),
                 SHOWN(r->charter->units[name->index].many));
        return false;
    }
    if (!name) {
        report_base(r, n, inside, text);
        return false;
    }
    ret->base = name->kind == ALLOW_UNIT ? BASE_UNITS : BASE_BODY;
    ret->of = name->index;
    return true;
}

/* --- how much --------------------------------------------------------------------------------- */

static bool amount_of(struct reader *r, const struct node *n, size_t inside, struct bytes text,
                      bool part, struct share *ret) {
    int64_t count;
    struct ratio one = {1, 1};
    if (whole(text, &count) && count > 0 && count <= 1000000000) {
        ret->ratio = (struct ratio){count, 1};
        ret->count = true;
        return true;
    }
    if (ratio_parse(text, &ret->ratio) < 0)
        error_in(r, n, inside,
                 "\"%.*s\" is not an amount: write a number, N/M or N%%, as in 2/3 of "
                 "cast, 10%% of members, 20 of filled",
                 SHOWN(text));
    else if (ret->ratio.num <= 0)
        error_in(r, n, inside, "%.*s is reached by nobody at all: write none to switch a rule off",
                 SHOWN(text));
    else if (ratio_compare(ret->ratio, one) > 0)
        error_in(r, n, inside, "%.*s is more than all: it can never be reached", SHOWN(text));
    else if (ratio_compare(ret->ratio, one) == 0 && ret->more_than)
        error_in(r, n, inside, "more than all can never be reached");
    else
        return true;
    return false;
}

static struct bytes trimmed(struct bytes text) {
    while (text.n && text.at[text.n - 1] == ' ')
        text.n--;
    return text;
}

bool share_of(struct reader *r, const struct node *n, size_t inside, struct bytes text,
              struct share *ret) {
    struct share share = {.given = GIVEN_SAID, .of = -1};
    struct bytes all = text, base = {0};
    share.more_than = cut_prefix(&text, &inside, "more than");
    if (!share.more_than)
        cut_prefix(&text, &inside, "at least");
    bool has_base = cut_at(&text, "of", &base);
    text = trimmed(text);
    if (!has_base && text.n > 3 && memcmp(text.at + text.n - 3, " of", 3) == 0) {
        report_no_base(r, n, inside, trimmed(bytes_part(text, 0, text.n - 3)));
        return false;
    }
    size_t space = 0, from;
    struct bytes first = word_next(text, &space, &from);
    if (!has_base && first.n && first.n < text.n && first.at[0] >= '0' && first.at[0] <= '9') {
        error_in(r, n, inside,
                 "\"%.*s\": write of between how much and of what, as in %.*s of %.*s", SHOWN(all),
                 SHOWN(first), SHOWN(bytes_part(text, first.n + 1, text.n)));
        return false;
    }
    if (!amount_of(r, n, inside, text, has_base, &share))
        return false;
    if (!has_base && !share.count) {
        report_no_base(r, n, inside, text);
        return false;
    }
    if (has_base && !base_of(r, n, inside + (size_t)(base.at - text.at), base, &share))
        return false;
    *ret = share;
    return true;
}

static void read_share(struct reader *r, const struct node *n, void *into, const struct key *key) {
    struct bytes text;
    struct share *share = field(into, key->at);
    if (!scalar(r, n, "a share", &text))
        return;
    if (n->plain && bytes_is(text, "none"))
        share->given = GIVEN_NONE;
    else if (n->plain && bytes_is(text, "not-stated"))
        share->given = GIVEN_NOT_STATED;
    else
        share_of(r, n, 0, text, share);
}
#define SHARE_PATTERN "(more than |at least )?[0-9]+([./][0-9]+)?%?( of .+)?"
#define SHARE_SCHEMA                                                                               \
    "{\"anyOf\": [{\"type\": \"integer\", \"minimum\": 1}, {\"type\": \"string\", \"pattern\": "   \
    "\"^" SHARE_PATTERN "$\"}]}"
const struct type type_share = {"share", read_share, "share", SHARE_SCHEMA};

/* --- majorities ------------------------------------------------------------------------------- */

static const struct word words_majority[] = {{"simple", MAJORITY_SIMPLE},
                                             {"present", MAJORITY_PRESENT},
                                             {"absolute", MAJORITY_ABSOLUTE},
                                             {"plurality", MAJORITY_PLURALITY},
                                             {"unanimous", MAJORITY_UNANIMOUS},
                                             {NULL}};

static bool report_majority_word(struct reader *r, const struct node *n, struct bytes text) {
    static const struct {
        const char *word, *better;
    } words[] = {
        {"relative", "write plurality (most votes) or simple (more yes than no)"},
        {"qualified", "write how much of what, as in 2/3 of cast"},
        {"two-thirds", "write 2/3 of cast, of present, of filled or of seats"},
        {"half", "write simple (more yes than no) or more than 1/2 of cast"},
        {"consensus", "write unanimous (no vote against)"},
        {"majority", "write simple (more yes than no), present or absolute"},
        {"concurrent", "write a list: each of them must be reached"},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (bytes_is(text, words[i].word)) {
            error_at(r, n, "\"%s\": %s", words[i].word, words[i].better);
            return true;
        }
    return false;
}

static void read_majority_one(struct reader *r, const struct node *n, struct majority *ret) {
    struct bytes text;
    uint8_t kind;
    if (!scalar(r, n, "a majority", &text) || report_majority_word(r, n, text))
        return;
    struct majority_part part = {.share = {.of = -1}};
    bool digit = text.at[0] >= '0' && text.at[0] <= '9';
    if (word_value(words_majority, text, &kind)) {
        part.kind = kind;
    } else if (digit || (text.n > 5 && memcmp(text.at, "more ", 5) == 0) ||
               (text.n > 3 && memcmp(text.at, "at ", 3) == 0)) {
        part.kind = MAJORITY_SHARE;
        if (!share_of(r, n, 0, text, &part.share))
            return;
    } else {
        unknown_word(r, n, 0, "majority", text, words_majority);
        return;
    }
    if (ret->n == MAJORITY_MAX)
        error_at(r, n, "more than %d majorities at once", MAJORITY_MAX);
    else
        ret->each[ret->n++] = part;
}

static void read_majority(struct reader *r, const struct node *value, void *into,
                          const struct key *key) {
    struct majority *majority = field(into, key->at);
    size_t n;
    if (value->plain && node_is(value, "not-stated")) {
        majority->given = GIVEN_NOT_STATED;
        return;
    }
    majority->given = GIVEN_SAID;
    for (const struct node *item = items(value, &n); item; item = item_next(value, item))
        read_majority_one(r, item, majority);
    if (value->kind == NODE_LIST && n == 0)
        error_at(r, value, "an empty list: say what majority is needed, as in majority: simple");
}
const struct type type_majority = {
    "majority", read_majority, "majority, or a list: each must be reached",
    "{\"anyOf\": [{\"$ref\": \"#/$defs/majority-one\"}, {\"type\": \"array\", \"minItems\": 1, "
    "\"maxItems\": 4, \"items\": {\"$ref\": \"#/$defs/majority-one\"}}], \"$comment\": \"one, or a "
    "list of which each must be reached\"}"};
