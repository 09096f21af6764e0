/* One language of the pages: its translations, and how it writes numbers and dates. English stands
 * in the sources; every other language is a file po/CODE.po and nothing else, its months, decimal
 * mark and order of dates among its messages.
 *
 *     static struct lang el;
 *     lang_open(&el, "el", *embedded("po/el.mo"), &fail);
 *     lang_text(&el, "Bodies");                               // "Όργανα"
 *     lang_number(&el, b, 1234);                              // 1.234
 *     lang_day(&el, b, 20782, CALENDAR_GREGORIAN);            // 24 Νοεμβρίου 2026
 *
 * A message in C is marked N_("...") where it stands, NC_("context", "...") where the same English
 * has two meanings: tools/messages finds it by that mark. */
#ifndef KOINON_WEB_LANG_H
#define KOINON_WEB_LANG_H

#include "base/buf.h"
#include "base/date.h"
#include "base/message.h"
#include "base/quantity.h"
#include "web/po.h"

struct lang {
    char code[16]; /* "el", as in <html lang> and ?lang= */
    bool translated;
    struct po po;
    struct bytes group, decimal; /* "." and "," in Greek */
};

/* The language of the sources: "en". */
void lang_english(struct lang *ret);
int lang_open(struct lang *ret, const char *code, struct bytes mo, struct fail *fail);
/* English first, then each language embedded under po/, at most ROOM. */
int langs_open(struct lang *langs, size_t room, size_t *ret_n, struct fail *fail);

/* The one of that code, by its place or as itself. ERR_MISSING names those there are. */
int langs_find(const struct lang *langs, size_t n, struct bytes code, size_t *ret,
               struct fail *fail);
int lang_choose(struct bytes code, struct lang *ret, struct fail *fail);

/* The translation, or MSGID itself where there is none. */
struct bytes lang_text(const struct lang *l, const char *msgid);
struct bytes lang_text_in(const struct lang *l, const char *context, const char *msgid);
/* ONE or MANY, or the translation's form for N. */
struct bytes lang_plural(const struct lang *l, const char *one, const char *many, uint64_t n);

/* PATTERN with {name} replaced; a name that is not given stays as it stands. */
struct lang_slot {
    const char *name;
    struct bytes text;
};
void lang_fill(struct buf *b, struct bytes pattern, const struct lang_slot *slots, size_t n);

void lang_number(const struct lang *l, struct buf *b, int64_t n);
/* 12345 with 1 place is "1,234.5". */
void lang_fixed(const struct lang *l, struct buf *b, int64_t n, int places);
/* "about 40,000", "2,000 to 3,000", "more than 1,000", "not stated". Whole numbers and halves are
 * written out, other fractions as 1/3. */
void lang_quantity(const struct lang *l, struct buf *b, const struct quantity *q);

/* "24 November 2026". A Julian day is written in both calendars, the new one in brackets:
 * "25 October (7 November) 1917", "20 December 1917 (2 January 1918)". */
void lang_day(const struct lang *l, struct buf *b, int32_t day, enum calendar calendar);
/* The same without its translation into the other calendar. */
void lang_day_only(const struct lang *l, struct buf *b, int32_t day, enum calendar calendar);
/* "24 November 2026, 07:24" by the clock of Z. */
void lang_instant(const struct lang *l, struct buf *b, int64_t ms, const struct zone *z);
/* A date as exact as it is known: "about March 1917", "early 1917", "before 3 March 1917", "from
 * ... to ...", "date not known". */
void lang_when(const struct lang *l, struct buf *b, const struct when *w, const struct zone *z);
/* In its own calendar only, without the hour: where it is part of a name. */
void lang_when_short(const struct lang *l, struct buf *b, const struct when *w,
                     const struct zone *z);

#endif
