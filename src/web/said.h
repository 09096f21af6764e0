/* Errors in the reader's language. Whoever fails says an English sentence with its names in it
 * (base/fail.h); the page where it is read finds the pattern it was made from and says that
 * pattern's translation with the same names.
 *
 *     said_in(&el, "there is no body \"nope\" in this record", &b);
 *     // δεν υπάρχει όργανο «nope» σε αυτό το αρχείο
 *
 * What has no pattern here stays English. */
#ifndef KOINON_WEB_SAID_H
#define KOINON_WEB_SAID_H

#include "web/lang.h"

void said_in(const struct lang *l, const char *sentence, struct buf *b);
/* The same of one pattern; false: TEXT does not follow it, and nothing was appended. */
bool said_by(const struct lang *l, const char *pattern, struct bytes text, struct buf *b);

/* PATTERN's translation with these in its slots. BARE: the slot stands in no quotes. */
#define SAID_SLOTS 9
typedef void said_put_slot(const struct lang *l, struct bytes slot, bool bare, struct buf *b);
said_put_slot said_slot; /* names in quotes stay, other words are translated */
void said_fill(const struct lang *l, const char *pattern, const struct bytes slots[SAID_SLOTS],
               said_put_slot *put, struct buf *b);

/* The patterns: %1..%9 for what stands in the sentence. */
extern const char *const said_patterns[];
extern const size_t said_patterns_n;

#endif
