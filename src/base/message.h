/* Marks the texts that people read, in the language of the sources (English), for translation. A
 * mark does nothing but let tools/messages find the text, and stands where the text stands:
 *
 *     {"seat-without-recall", N_("nobody can recall the holder of %1"), ...}
 *     NC_("month alone", "May")        where the same English has two meanings
 *
 * What shows the text to a reader looks its translation up (web/lang.h). */
#ifndef KOINON_BASE_MESSAGE_H
#define KOINON_BASE_MESSAGE_H

#define N_(msgid) msgid
#define NC_(context, msgid) msgid

#endif
