/* A refusal of the law in the reader's language: the verdict's sentence, what stands in it in words
 * of its own ("she has no vote here: not checked in"), and the article. Names of things stay as the
 * record has them.
 *
 *     refused_in(&el, &answer.refusal, &b);
 *     // maria: δεν έχει ψήφο εδώ· ο λόγος: δεν έχει δηλώσει παρουσία (bodies.congress.quorum)
 *
 * What law/ says in words needs no mark: tools/messages knows the calls that refuse. */
#ifndef KOINON_WEB_REFUSED_H
#define KOINON_WEB_REFUSED_H

#include "engine/engine.h"
#include "web/lang.h"

/* Appends. */
void refused_in(const struct lang *l, const struct refusal *r, struct buf *b);

/* What stands in a refusal's sentence and is made of words and names: %1.. for these. */
extern const char *const refused_patterns[];
extern const size_t refused_patterns_n;

#endif
