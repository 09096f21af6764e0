/* Names: letters of any script, digits, single hyphens between them; no case. Stored case folded
 * (Unicode full case folding) and in NFC, with one thing more: a sigma after a letter that no
 * letter follows is the final one, so that a folded Greek name still reads as Greek. Folding is
 * idempotent. A body that exists for each unit is named body/unit: branch-committee/piraeus. */
#ifndef KOINON_BASE_NAME_H
#define KOINON_BASE_NAME_H

#include "base/arena.h"

/* Is TEXT a name in its stored form (also "a/b" when PATH)? Length 1..LIMIT_NAME_BYTES. No
 * allocation. A name has a letter: what is all digits is an id. */
bool name_valid(struct bytes text, bool path);
/* NFC and case folding; ERR_SYNTAX when the result is not a name, ERR_NOMEM. */
int name_fold(struct arena *a, struct bytes text, struct bytes *ret);
/* What `Branch Meeting` should have been: "branch-meeting"; for errors. Always a valid name. NULL
 * without memory. */
const char *name_suggest(struct arena *a, struct bytes text);
/* The nearest of NAMES (edit distance with transpositions, at most a third of the length), or
 * -1. */
int name_nearest(struct bytes text, const struct bytes *names, size_t n);
/* Is TEXT valid UTF-8 without NUL and other controls (tab, LF allowed when LINES)? */
bool text_valid(struct bytes text, bool lines);

#endif
