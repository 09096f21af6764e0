/* A sentence in English with numbered places for its parts, each a text as it stands (a name, a
 * number) or again a phrase ("two thirds of the votes cast"). So a whole sentence can be translated
 * piece by piece: every English text is a msgid, marked N_() for po/.
 *
 *     "The %1 decides %2."     args: {"congress"}, {phrase "resolutions"}
 *     phrase_write(p, NULL, NULL, &buf)               // in English
 *     phrase_write(p, message_of, &language, &buf)    // through a catalogue
 *
 * Whatever language it is written in, `%%` is a percent sign and a part may be used twice or
 * never. */
#ifndef KOINON_CHARTER_PHRASE_H
#define KOINON_CHARTER_PHRASE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/message.h"

#define PHRASE_PARTS 6
struct phrase;
struct phrase_part {
    struct bytes text;
    const struct phrase *phrase; /* instead of text */
};
struct phrase {
    const char *msgid;
    struct phrase_part parts[PHRASE_PARTS];
};

/* The text of MSGID in the reader's language, MSGID itself when there is none. */
typedef struct bytes phrase_translate(void *context, const char *msgid);

/* TRANSLATE may be NULL: English. Parts deeper than PHRASE_DEPTH are left out. */
#define PHRASE_DEPTH 12
void phrase_write(const struct phrase *p, phrase_translate *translate, void *context,
                  struct buf *b);
/* The same as a sentence: its first letter is a capital (Latin and Greek). */
void sentence_write(const struct phrase *p, phrase_translate *translate, void *context,
                    struct buf *b);

#endif
