/* The values commands carry. Few kinds, so that JSON, CBOR and forms agree on all of them. */
#ifndef KOINON_WIRE_VALUE_H
#define KOINON_WIRE_VALUE_H

#include "base/bytes.h"

enum value_kind {
    VALUE_NONE,     /* the field is not there */
    VALUE_INT,      /* int64 */
    VALUE_BOOL,
    VALUE_TEXT,     /* UTF-8, one or more lines */
    VALUE_WORD,     /* text in the form of a name: a kind, a verb, a method */
    VALUE_REF,      /* a thing, by id (uint) or by name (text), or [id or name, part] */
    VALUE_REFS,     /* a list of those */
    VALUE_WORDS,    /* a list of words or short texts */
    VALUE_WHEN,     /* text in the notation of base/date.h */
    VALUE_QUANTITY, /* an int, or text in the notation of base/quantity.h */
    VALUE_BYTES,    /* a byte string (keys, hashes); base64 in JSON */
    VALUE_TITLE,    /* text, or a map language -> text */
    VALUE_ROWS,     /* a list of maps word -> value: terms, parts, results */
    VALUE_MAP,      /* word -> (int, bool, text): amounts, options */
};

/* A value as it stands in the bytes of a command. Scalars are decoded; a list, map or title is the
 * CBOR itself, walked by the functions below (its form was checked when it was decoded). */
struct value {
    uint8_t kind;       /* enum value_kind */
    bool by_id;         /* REF: by id, in i; QUANTITY: an int, in i */
    uint32_t part;      /* REF: the numbered part, 0 the whole */
    int64_t i;          /* INT, BOOL, REF by id, QUANTITY as int */
    struct bytes bytes; /* TEXT, WORD, REF by name, WHEN, QUANTITY as text, BYTES; else raw CBOR */
};

/* Reads one value of KIND and checks it: text is UTF-8 without control characters and within
 * base/limits.h, lists and maps have elements of their kind, map keys ascend. NULL when it fits;
 * else what was expected ("a whole number of at most 64 bits"), C at or before the place, and RET
 * untouched. */
struct cbor;
const char *value_read(struct cbor *c, enum value_kind kind, struct value *ret);
/* "int", "ref"...: for documents and errors. */
const char *value_kind_name(enum value_kind kind);

/* Walks REFS or WORDS (each element comes as REF or WORD); false at the end. */
struct value_list {
    struct bytes rest;
    uint64_t left;
    uint8_t kind;
};
void value_list_begin(const struct value *v, struct value_list *ret);
bool value_list_next(struct value_list *l, struct value *ret);

/* Walks ROWS; each row is the CBOR of a map. */
void value_rows_begin(const struct value *v, struct value_list *ret);
bool value_rows_next(struct value_list *l, struct bytes *ret_row);
/* Walks a map (a MAP value's bytes, or a row). Values come as INT, BOOL or TEXT. */
struct value_map {
    struct bytes rest;
    uint64_t left;
};
void value_map_begin(struct bytes map, struct value_map *ret);
bool value_map_next(struct value_map *m, struct bytes *ret_key, struct value *ret);
/* The value of WORD in a map; VALUE_NONE when it is not there. As a reference: value_ref. */
struct value value_in_map(struct bytes map, const char *word);
/* An INT or TEXT read as a REF: a number is an id, a text a name. */
struct value value_ref(struct value v);
/* A title in LANGUAGE, else in FALLBACK, else the first there is; empty when there is none.
 * TITLE is the raw CBOR (a text or a map). */
struct bytes value_title(struct bytes title, const char *language, const char *fallback);

#endif
