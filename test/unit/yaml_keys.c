/* Every key of the grammar has, in its table, an example that is read without a complaint and a
 * mistake with the sentence it is answered. Both are tried here, so the manual cannot say what is
 * not so. */
#include "test.h"

#include <stdio.h>

#include "count/count.h"
#include "yaml/keys.h"
#include "yaml/value.h"
#include "yaml/yaml.h"

/* One constitution with a place for every block. "<body>" stands for the keys of that block; within
 * a frame keys are parted by "; ". */
static const struct frame {
    const char *block, *keys;
} frames[] = {
    {"constitution",
     "koinon: 1; name: {en: Port Workers, el: Λιμενεργάτες}; authentic: el; time-zone: "
     "Europe/Athens; "
     "orders: {state: {<order>}}; usual: {<usual>}; members: {<members>}; "
     "units: {branch: {<unit>}, region: {}}; associations: {party: {<association>}}; entities: "
     "press; "
     "bodies: {branch-meeting: {for-each: branch, seats: every-member}, "
     "congress: {seats: {from: branch-meeting, number: 1 per 100 members}}, executive: {<body>}, "
     "auditors: {seats: {from: congress, number: 3}}, board: {seats: [{<seats>}, {from: congress, "
     "number: 5, reserved: {<reserved>}, alternates: {<alternates>}, credentials: "
     "{<credentials>}}]}}; "
     "acts: {order: {<act>}, payment: {by: executive, fields: {amount: money}}, "
     "rule: {steps: [{<decision>}, {by: congress}]}, "
     "support: {kind: agreement, between: [executive, congress], terms: {<terms>}}}; "
     "powers: [{<power>}]; disputes: {<disputes>}; publicity: {<publicity>}; trust: {<trust>}; "
     "adoption: {<adoption>}; kinds: {tie: {affiliation: [full, observer]}}"},
    {"order", "title: State"},
    {"usual", "quorum: 1/2 of filled; quorum-again: {<quorum-again>}; recall: {<recall>}"},
    {"quorum-again", "after: 7d; quorum: 1/4 of filled"},
    {"recall", "asked-by: 1/10 of electors; again-after: 6m"},
    {"members", "classes: {full: {<class>}}; groups: [women, workers]; "
                "good-standing: {<good-standing>}; strength: {<strength>}; roll: {<roll>}"},
    {"class", "votes: 1"},
    {"good-standing", "dues-owed-at-most: 2m"},
    {"strength", "by: dues"},
    {"roll", "frozen: 30d; objections: 10d"},
    {"unit", "many: branches; within: region"},
    {"association", "many: parties"},
    {"body", "seats: {from: congress, number: 15}; officers: [president, secretary]; "
             "formed-by: {<formed-by>}"},
    {"formed-by", "agreement: support"},
    {"seats", "from: congress; number: 5"},
    {"reserved", "group: women; at-least: 2"},
    {"alternates", "number: same"},
    {"credentials", "settled-by: auditors"},
    {"act", "by: executive"},
    {"decision", "by: executive"},
    {"terms", "each: [kept, broken]; judged-by: auditors"},
    {"power", "who: congress; may: annul; what: order"},
    {"disputes", "to: auditors; final: congress"},
    {"publicity", "votes-in: {congress: public}; turnout-of-units: {<turnout-of-units>}"},
    {"turnout-of-units", "public: at-least 20 voters"},
    {"trust", "trustees: {<trustees>}"},
    {"trustees", "from: auditors; needed: 2"},
    {"adoption", "by: each branch-meeting; opening: {<opening>}"},
    {"opening", "declared-by: executive; checked-by: auditors"},
};

/* What else must be said for an example to hold. "-key" takes one of the frame away. */
static const struct {
    const char *block, *key, *more;
} beside[] = {
    {NULL, "of", "by: members"},
    {"power", "of", "who: members"},
    {NULL, "turnout", "by: members"},
    {"power", "turnout", "who: members"},
    {"recall", "turnout", ""},
    {NULL, "within", "otherwise: falls"},
    {"unit", "within", ""},
    {"disputes", "within", ""},
    {NULL, "otherwise", "within: 7d"},
    {NULL, "needed", "by: each branch-meeting"},
    {"trustees", "needed", ""},
    {NULL, "between", "kind: agreement; -by"},
    {NULL, "terms", "kind: agreement; -by; between: [executive, congress]"},
    {NULL, "gives", "kind: agreement; -by; between: [executive, congress]"},
    {NULL, "ends", "kind: agreement; -by; between: [executive, congress]"},
    {"act", "steps", "-by"},
    {"act", "changes", "majority: 2/3 of cast"},
    {"seats", "shared", "votes: members; remainder: lost"},
    {"seats", "remainder", "votes: members"},
    {"seats", "rounding", "number: 1 per 100 members"},
    {"seats", "at-least", "number: 1 per 100 members"},
    {"seats", "at-most", "number: 1 per 100 members"},
    {"seats", "marks", "method: score"},
    {"power", "must", "-may; what: payment; within: 7d; otherwise: falls"},
    {"power", "whom", "may: dismiss; -what"},
    {"power", "where", "what: payment"},
    {"constitution", "bodies",
     "-usual; -orders; -disputes; -trust; -publicity; -powers; -acts; adoption: {by: members}"},
    {"constitution", "acts",
     "-powers; -bodies; bodies: {branch-meeting: {for-each: branch, seats: "
     "every-member}, congress: {seats: every-member}, executive: {seats: {from: "
     "congress, number: 5}}, auditors: {seats: {from: congress, number: 3}}}"},
};

#define TEXT_MAX 20000

static const char *extra(const char *block, const char *key) {
    const char *found = "";
    for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++)
        if (strcmp(beside[i].key, key) == 0 &&
            (beside[i].block ? strcmp(beside[i].block, block) == 0 : !*found))
            found = beside[i].more;
    return found;
}

static const char *frame_of(const char *block, size_t n) {
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++)
        if (strlen(frames[i].block) == n && strncmp(frames[i].block, block, n) == 0)
            return frames[i].keys;
    return NULL;
}

/* Is the key of ITEM ("key: value" or "-key") among the items of LIST? */
static bool is_among(const char *item, size_t n, const char *list) {
    size_t key = strcspn(item, ":");
    for (const char *at = list; *at;) {
        size_t length = strcspn(at, ";");
        const char *name = *at == '-' ? at + 1 : at;
        size_t name_n = strcspn(name, ":;");
        if (key < n && name_n == key && strncmp(name, item, key) == 0)
            return true;
        at += length;
        at += strspn(at, "; ");
    }
    return false;
}

struct fill {
    const char *block, *fragment, *more; /* the key under test, and what must stand beside it */
    bool past;
    struct buf *out;
};

static void put_block(const struct fill *f, const char *name, size_t n);

static void put_item(const struct fill *f, const char *item, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const char *end = item[i] == '<' ? strchr(item + i, '>') : NULL;
        if (!end) {
            buf_add(f->out, item + i, 1);
            continue;
        }
        put_block(f, item + i + 1, (size_t)(end - item) - i - 1);
        i = (size_t)(end - item);
    }
}

static void put_items(const struct fill *f, const char *list, const char *without,
                      const char *without_too, const char *parted, bool *first) {
    for (const char *at = list; *at;) {
        const char *end = strstr(at, "; ");
        size_t n = end ? (size_t)(end - at) : strlen(at);
        if (*at != '-' && !is_among(at, n, without) && !is_among(at, n, without_too)) {
            if (!*first)
                buf_str(f->out, parted);
            *first = false;
            put_item(f, at, n);
        }
        at += n + (end ? 2 : 0);
    }
}

static void put_block(const struct fill *f, const char *name, size_t n) {
    bool tested = strlen(f->block) == n && strncmp(f->block, name, n) == 0;
    const char *parted = strncmp(name, "constitution", n) == 0 ? "\n" : ", ";
    bool first = true, head = tested && strncmp(f->fragment, "koinon", 6) == 0;
    if (head) {
        buf_str(f->out, f->fragment);
        first = false;
    }
    put_items(f, frame_of(name, n), tested ? f->fragment : "", tested ? f->more : "", parted,
              &first);
    if (tested && *f->more)
        put_items(f, f->more, f->fragment, "", parted, &first);
    if (tested && *f->fragment && !head) {
        buf_str(f->out, first ? "" : parted);
        buf_str(f->out, f->fragment);
    }
}

static struct bytes build(struct buf *b, const char *block, const char *fragment, const char *more,
                          bool past) {
    struct fill f = {block, fragment, more, past, b};
    put_block(&f, "constitution", strlen("constitution"));
    buf_str(b, past ? "\npast: true\n" : "\n");
    return buf_view(b);
}

static void try_text(struct bytes text, const char *what, const char *key, const char *want) {
    struct arena a;
    struct charter *c;
    struct yaml_errors errors;
    bool found = false;
    arena_init(&a, &alloc_heap, YAML_ARENA_BYTES);
    yaml_charter(text, "test.yaml", &a, &c, &errors);
    for (const struct yaml_error *e = errors.first; e; e = e->next)
        found |= want && strcmp(e->text, want) == 0;
    bool good = want ? found : errors.n == 0;
    EXPECT(good);
    if (!good) {
        printf("# %s: %s", what, key);
        printf("\n#   expected: %s\n", want ? want : "no error");
        for (const struct yaml_error *e = errors.first; e; e = e->next)
            printf("#   %u:%u: %s\n", e->line, e->column, e->text);
    }
    arena_drop(&a);
}

static void try_key(const struct block *block, const struct key *key, bool wrong) {
    struct buf b;
    buf_init(&b, &alloc_heap, TEXT_MAX);
    const char *fragment = wrong ? key->wrong : key->example;
    bool past = !wrong && (key->flags & KEY_PAST);
    struct bytes text =
        build(&b, block->name, fragment, wrong ? "" : extra(block->name, key->name), past);
    try_text(text, block->called, fragment, wrong ? key->error : NULL);
    buf_drop(&b);
}

TEST(the_frame_itself_is_a_constitution) {
    struct buf b;
    buf_init(&b, &alloc_heap, TEXT_MAX);
    try_text(build(&b, "", "", "", false), "the frame", "", NULL);
    buf_drop(&b);
}

TEST(every_block_has_a_frame_and_every_key_its_words) {
    for (size_t i = 0; i < n_blocks; i++) {
        EXPECT(frame_of(blocks[i]->name, strlen(blocks[i]->name)) != NULL);
        EXPECT(blocks[i]->help && blocks[i]->called);
        for (uint16_t k = 0; k < blocks[i]->n_keys; k++) {
            const struct key *key = &blocks[i]->keys[k];
            EXPECT(key->help && key->standard && key->example && key->wrong && key->error);
            EXPECT(strncmp(key->example, key->name, strlen(key->name)) == 0);
        }
    }
}

TEST(every_example_of_a_key_is_read) {
    for (size_t i = 0; i < n_blocks; i++)
        for (uint16_t k = 0; k < blocks[i]->n_keys; k++)
            try_key(blocks[i], &blocks[i]->keys[k], false);
}

TEST(every_mistake_of_a_key_is_answered_as_its_table_says) {
    for (size_t i = 0; i < n_blocks; i++)
        for (uint16_t k = 0; k < blocks[i]->n_keys; k++)
            try_key(blocks[i], &blocks[i]->keys[k], true);
}

TEST(every_method_that_may_be_written_can_be_counted) {
    EXPECT(method_name(0) != NULL);
    for (size_t i = 0; method_name(i); i++) {
        EXPECT(count_method_find(bytes_str(method_name(i))) != NULL);
        EXPECT(method_traits(bytes_str(method_name(i))) >= 0);
    }
}

TEST_MAIN(T(every_method_that_may_be_written_can_be_counted), T(the_frame_itself_is_a_constitution),
          T(every_block_has_a_frame_and_every_key_its_words), T(every_example_of_a_key_is_read),
          T(every_mistake_of_a_key_is_answered_as_its_table_says))
