/* The records that this process follows and shows, by the name they have in addresses; and how an
 * address looks at one of them. Pages and API ask here and nowhere else.
 *
 *     struct served all = {0};
 *     served_add(&all, "union", "union.koinon", &options, &fail);
 *     struct served_record *r = served_named(&all, BYTES_LIT("union"), &arena, &fail);
 *     served_catch_up(r, (struct bytes){0}, &fail);
 *     served_look(r, &query, &arena, &view, &fail); */
#ifndef KOINON_VIEW_SERVED_H
#define KOINON_VIEW_SERVED_H

#include "engine/engine.h"
#include "view/view.h"

#define SERVED_MAX 64

struct follower;
struct served_record {
    char name[LIMIT_NAME_BYTES + 1];
    struct follower *follower;
    struct derived *derived;
};
struct served {
    struct served_record records[SERVED_MAX];
    size_t n;
};

/* Reads the record of FOLDER. NAME: as in addresses; ERR_RANGE, ERR_EXISTS, and as
 * follower_open. */
int served_add(struct served *s, const char *name, const char *folder,
               const struct engine_options *o, struct fail *fail);
void served_drop(struct served *s);

/* ERR_MISSING: the sentence names the nearest. */
int served_named(struct served *s, struct bytes name, struct served_record **ret,
                 struct fail *fail);
/* Folds what is new; SEEN, the number of an entry the reader has seen ("": none), is waited for a
 * moment. ERR_SYNTAX, ERR_IO; that SEEN is not there yet is no failure. */
int served_catch_up(struct served_record *r, struct bytes seen, struct fail *fail);
const struct law *served_law(const struct served_record *r);
uint64_t served_size(const struct served_record *r);
/* The root of the tree of hashes, hexadecimal. */
void served_root(const struct served_record *r, char ret[2 * HASH_BYTES + 1]);

/* What of the tree of hashes anybody may have (C2SP tlog-tiles, tlog-proof; doc/record.md): the
 * part of a record's log that PATH names, appended to B.
 *
 *     checkpoint            the last signed checkpoint, with cosignatures of it
 *     cosigned              checkpoints that witnesses cosigned, an empty line after each
 *     log.vkey              the key that signs it
 *     tile/0/000.p/17       hashes of a tile
 *     receipt/31            that entry 31 is in the record, as a file to keep (*.tlog-proof)
 *     inclusion/31          the same as JSON, without the leaf
 *     consistency/20        that the record still begins with the 20 entries it had, as JSON
 *
 * ERR_SYNTAX, ERR_MISSING; ERR_BUSY: not signed yet; ERR_DENIED: not for everybody. */
struct served_part {
    const char *type; /* of the content */
    bool forever;     /* it will never change */
};
int served_log(struct served_record *r, struct bytes path, struct buf *b, struct served_part *ret,
               struct fail *fail);

/* The view an address asks for, for pages and data alike: FIELD says what its query has under a
 * name ("" nothing): at, since, known, order, reading, kind, from. ERR_SYNTAX, ERR_RANGE,
 * ERR_MISSING name what is not understood. */
typedef struct bytes served_field(const void *query, const char *name);
int served_view(struct served_record *r, const struct view_kind *k, struct bytes name,
                served_field *field, const void *query, struct arena *a, struct view *v,
                const struct doc **ret, struct fail *fail);

#endif
