/* The tables of the grammar: which keys a block has, how each is read, where its value goes, and
 * what to tell people about it. Unknown-key errors, the JSON Schema and the reference are made of
 * them, and a test reads every example and provokes every error that stands here. */
#ifndef KOINON_YAML_KEYS_H
#define KOINON_YAML_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct block;
struct key;
struct node;
struct reader;

typedef void read_fn(struct reader *r, const struct node *value, void *into, const struct key *key);

/* How a value is written. */
struct type {
    const char *name;     /* in the schema's $defs; NULL: written out where it is used */
    read_fn *read;        /* INTO is the struct of the block, not the field */
    const char *notation; /* for people */
    const char *schema;   /* JSON; NULL: made of the key's words or block */
};

/* One word of a closed list. */
struct word {
    const char *name; /* NULL ends the list */
    uint8_t value;
};

enum key_flags {
    KEY_NONE = 1,       /* `none` may be written: switched off on purpose */
    KEY_PAST = 2,       /* only where past: true */
    KEY_NOT_STATED = 4, /* `not-stated` may be written where past: true */
    KEY_LIVING = 8,     /* required, but not of the past */
    KEY_DECISION = 16,  /* of the decision block, told of once in the manual */
    KEY_POINTER = 32,   /* of a list of blocks: `at` is where the array's address goes */
    KEY_POSITIVE = 64,  /* of a number: 0 says nothing */
};

/* Offsets are counted from 1, so that 0 is "nowhere". */
#define AT(type, field) ((uint16_t)(offsetof(type, field) + 1))

struct key {
    const char *name;
    const struct type *type;
    uint16_t at;    /* the value */
    uint16_t given; /* enum given, or the number of elements */
    uint16_t also;  /* a second field the type knows of */
    uint16_t max;   /* of a list or a number */
    uint32_t allow; /* of names: enum allow (scope.h) */
    uint8_t flags;
    const struct word *words;
    const struct block *block;
    const char *missing;  /* the error when it is missing, % for the name of what lacks it */
    const char *values;   /* for people; NULL: the type's notation or the words */
    const char *standard; /* what holds when it is not written */
    const char *help;
    const char *example; /* "key: value" */
    const char *wrong, *error; /* "key: value", and what it is answered */
};

struct block {
    const char *name;  /* "body": in the schema and in errors ("a body") */
    const char *called; /* "a body" */
    const char *help;
    const struct key *keys;
    uint16_t n_keys;
    uint16_t size;       /* of the struct */
    uint16_t name_at;    /* struct bytes; 0 none */
    uint16_t article_at; /* struct article; 0 none */
    bool shares;         /* its keys' offsets are of the struct around it */
    void (*verify)(struct reader *r, const struct node *n, void *into);
    /* A scalar in place of the map (`seats: every-member`); true when it was read. */
    bool (*word)(struct reader *r, const struct node *n, void *into);
    const char *word_schema;
};

#define KEYS(table) (table), (uint16_t)(sizeof(table) / sizeof((table)[0]))

extern const struct block block_top, block_usual, block_members, block_class, block_good_standing,
    block_strength, block_roll, block_unit, block_association, block_order, block_body, block_seats,
    block_reserved, block_alternates, block_credentials, block_formed_by, block_recall,
    block_quorum_again, block_decision, block_act, block_terms, block_power, block_disputes,
    block_publicity, block_turnout, block_trust, block_trustees, block_adoption, block_opening;
/* All of them in the order of the manual. */
extern const struct block *const blocks[];
extern const size_t n_blocks;

#endif
