/* What the read side hands out: a tree of plain values in an arena. One tree becomes JSON (json.h),
 * a page (web/page.c) and what the command line prints, so the three cannot disagree. Values keep
 * what they are: a thing is a reference, not its name; a date as a source wrote it stays as
 * written; a word of the record ("in-force") is a word, to be said in the reader's language at the
 * edge.
 *
 *     struct doc *seats = doc_list(v, body, "seats");
 *     struct doc *seat = doc_item(v, seats);
 *     doc_int(v, seat, "number", 12);
 *     doc_ref(v, seat, "holder", person);
 *
 * Making never fails halfway: without memory the view turns `failed` and goes on; ask once, at the
 * end. Names of fields are literals. */
#ifndef KOINON_VIEW_DOC_H
#define KOINON_VIEW_DOC_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "charter/phrase.h"

enum doc_kind {
    DOC_NONE,
    DOC_TEXT,     /* text: as it is */
    DOC_WORD,     /* text: a word of the record or the constitution; translated at the edge */
    DOC_TITLE,    /* text: CBOR, a text or a map language -> text */
    DOC_SENTENCE, /* text: a msgid; its %1.. are filled from the list after it (doc_sentence) */
    DOC_INT,
    DOC_ID, /* a number that names something: an entry, a line */
    DOC_FLAG,
    DOC_INSTANT,  /* number: ms */
    DOC_DAY,      /* number: ms, of which only the day is meant */
    DOC_QUANTITY, /* text: in the notation of base/quantity.h */
    DOC_WHEN,     /* when: a date as written */
    DOC_REF,      /* ref: a thing */
    DOC_RULE,     /* rule: a rule of the constitution, in its notation and in words */
    DOC_LIST,
    DOC_MAP,
};

struct doc_when {
    struct bytes text; /* as written */
    struct when when;
};
struct doc_ref {
    uint32_t id;
    struct bytes name;  /* "" : it may not be named to this viewer */
    struct bytes title; /* CBOR; "" none */
    struct bytes noun;  /* "unit", "body", "person", "act", "proceeding"...: which page it has */
    struct bytes kind;  /* the word of its kind or rule */
    uint32_t part;      /* 0: the whole */
    const struct doc_ref *of; /* a body that exists for each unit: the unit; NULL */
    /* Known by what it is about (a vote, an election, a sitting, the use of a power), because it
     * has no title of its own: about what, for whom, and when. */
    bool by_kind;
    const struct doc_ref *about, *among; /* NULL: nothing in particular */
    const struct doc_when *when;
};

struct doc_rule {
    struct bytes text;         /* in the notation: what programs get */
    const struct phrase *says; /* what people get (charter/phrase.h) */
};

struct doc_field;
struct doc {
    enum doc_kind kind;
    uint32_t n; /* elements, fields */
    union {
        struct bytes text;
        int64_t number;
        const struct doc_ref *ref;
        const struct doc_when *when;
        const struct doc_rule *rule;
        struct {
            struct doc_field *first, *last;
        };
    };
};
struct doc_field {
    struct doc value;
    struct doc_field *next;
    const char *name; /* NULL in a list */
};

struct doc_maker {
    struct arena *arena;
    bool failed;
    struct doc lost;
};

struct doc *doc_root(struct doc_maker *m);
struct doc *doc_map(struct doc_maker *m, struct doc *map, const char *name);
struct doc *doc_list(struct doc_maker *m, struct doc *map, const char *name);
struct doc *doc_item(struct doc_maker *m, struct doc *list); /* a map at the list's end */
/* One value at the list's end, to be filled. */
struct doc *doc_item_value(struct doc_maker *m, struct doc *list);
void doc_text(struct doc_maker *m, struct doc *map, const char *name, struct bytes text);
void doc_word(struct doc_maker *m, struct doc *map, const char *name, struct bytes word);
void doc_title(struct doc_maker *m, struct doc *map, const char *name, struct bytes cbor);
void doc_int(struct doc_maker *m, struct doc *map, const char *name, int64_t n);
void doc_id(struct doc_maker *m, struct doc *map, const char *name, uint64_t n);
void doc_flag(struct doc_maker *m, struct doc *map, const char *name, bool flag);
/* Unbounded instants are left out. */
void doc_instant(struct doc_maker *m, struct doc *map, const char *name, int64_t ms);
void doc_day(struct doc_maker *m, struct doc *map, const char *name, int64_t ms);
void doc_quantity(struct doc_maker *m, struct doc *map, const char *name, struct bytes text);
/* Nothing when TEXT is empty. SAYS NULL: the text is all there is. */
void doc_rule(struct doc_maker *m, struct doc *map, const char *name, struct bytes text,
              const struct phrase *says);
/* A sentence for people: MSGID with %1, %2.. replaced by the fields a1, a2.. of the map
 * returned. */
struct doc *doc_sentence(struct doc_maker *m, struct doc *map, const char *name, const char *msgid);

/* The field of that name, NULL when there is none. */
const struct doc *doc_get(const struct doc *map, const char *name);

#endif
