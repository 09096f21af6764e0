/* What a template shows: a tree of plain values, made in an arena. Building never fails halfway: a
 * maker without memory turns `failed`, keeps what it had and goes on; ask once, at the end.
 *
 *     struct tv_maker m = {.arena = &x->arena};
 *     struct tv *page = tv_root(&m);
 *     tv_str(&m, page, "title", "Congress");
 *     struct tv *seats = tv_list(&m, page, "seats");
 *     for (...) {
 *         struct tv *seat = tv_item(&m, seats);
 *         tv_int(&m, seat, "number", 12);
 *         tv_text(&m, seat, "holder", name);   // borrowed: must live until the page is rendered
 *     }
 *
 * Names are borrowed, too. Of a name put twice into one map the first counts. */
#ifndef KOINON_WEB_VALUE_H
#define KOINON_WEB_VALUE_H

#include "base/arena.h"

/* Markup made by code that escapes what it is given (chart.h): the only thing that a template shows
 * as it is. Nothing else makes one. */
struct safe_html {
    struct bytes markup;
};

enum tv_kind { TV_NONE, TV_TEXT, TV_INT, TV_FLAG, TV_LIST, TV_MAP, TV_SAFE };

struct tv_field;
struct tv {
    enum tv_kind kind;
    uint32_t n; /* elements of a list, fields of a map */
    union {
        struct bytes text; /* TV_TEXT, TV_SAFE */
        int64_t number;    /* TV_INT; TV_FLAG: 0 or 1 */
        struct {
            struct tv_field *first, *last; /* TV_LIST, TV_MAP */
        };
    };
};
struct tv_field {
    struct tv value;
    struct tv_field *next;
    const char *name; /* NULL in a list */
    uint32_t hash;
};

struct tv_maker {
    struct arena *arena;
    bool failed;
    struct tv lost; /* where values go that found no memory */
};

struct tv *tv_root(struct tv_maker *m);
struct tv *tv_map(struct tv_maker *m, struct tv *map, const char *name);
struct tv *tv_list(struct tv_maker *m, struct tv *map, const char *name);
struct tv *tv_item(struct tv_maker *m, struct tv *list); /* a map at the list's end */
void tv_item_text(struct tv_maker *m, struct tv *list, struct bytes text);

void tv_text(struct tv_maker *m, struct tv *map, const char *name, struct bytes text);
void tv_str(struct tv_maker *m, struct tv *map, const char *name, const char *text); /* NULL: "" */
/* At most 999 bytes; longer ones make the maker fail. */
void tv_format(struct tv_maker *m, struct tv *map, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A quantity: grouped as the language does in texts ("1.234"), plain digits in attributes. */
void tv_int(struct tv_maker *m, struct tv *map, const char *name, int64_t number);
/* A number that names something (a sequence, a year): plain digits everywhere. */
void tv_id(struct tv_maker *m, struct tv *map, const char *name, uint64_t number);
void tv_flag(struct tv_maker *m, struct tv *map, const char *name, bool flag);
void tv_safe(struct tv_maker *m, struct tv *map, const char *name, struct safe_html html);
/* The same value under a second name; VALUE must be whole already and live as long. */
void tv_same(struct tv_maker *m, struct tv *map, const char *name, const struct tv *value);

uint32_t tv_hash(struct bytes name);
/* NULL when MAP is no map or has no such name. */
const struct tv *tv_get(const struct tv *map, struct bytes name, uint32_t hash);
/* Does a section over it show anything: a text or list that is not empty, a number but 0, a map. */
bool tv_truth(const struct tv *v);

#endif
