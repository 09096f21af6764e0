/* Amounts, people and times in words, as parts of phrases: shared by findings and by
 * charter_explain. Internal to charter/. Everything lies in the arena; without memory `failed`
 * turns true and the parts are empty.
 *
 *     struct phrase_part much = say_majority(s, &m);      "two thirds of the votes cast"
 *     SAY(s, N_("%1 decides %2."), say_body(s, i), much)  */
#ifndef KOINON_CHARTER_SAY_H
#define KOINON_CHARTER_SAY_H

#include "charter/charter.h"
#include "charter/phrase.h"

struct say {
    const struct charter *c;
    struct arena *arena;
    const char *language; /* of titles */
    /* whose rule is being said: bodies of the same unit are `its` */
    const struct body_rule *inside;
    bool plain;           /* names as they are written, not titles: in findings */
    bool words; /* names as phrases of their own: whoever writes them gives titles */
    bool failed;
};

/* --- building --------------------------------------------------------------------------------- */
struct phrase_part say_parts(struct say *s, const char *msgid, const struct phrase_part *parts,
                             size_t n);
#define SAY(s, msgid, ...)                                                                         \
    say_parts(s, msgid, (const struct phrase_part[]){__VA_ARGS__},                                 \
              sizeof((const struct phrase_part[]){__VA_ARGS__}) / sizeof(struct phrase_part))
struct phrase_part say_words(struct say *s, const char *msgid); /* without parts */
struct phrase_part say_text(struct bytes text);
struct phrase_part say_word(struct say *s, struct bytes word); /* "meek", "in-practice" */
struct phrase_part say_date(struct say *s, struct bytes date); /* as written: "late 1917-02" */
struct phrase_part say_number(struct say *s, int64_t n);
struct phrase_part say_ratio(struct say *s, struct ratio r); /* "2/3", "133" */
/* "a", "a and b", "a, b and c"; with OR the last is joined by it. */
struct phrase_part say_list(struct say *s, const struct phrase_part *parts, size_t n, bool either);

/* --- names: the title in the reader's language, else the name, its hyphens as spaces, as a word
 * that may have a translation ("branches", "women") ---------- */
struct phrase_part say_name(struct say *s, struct bytes name, const struct title *title);
struct phrase_part say_body(struct say *s, int body);
struct phrase_part say_unit(struct say *s, int unit);  /* "branch" */
struct phrase_part say_units(struct say *s, int unit); /* "branches" */
struct phrase_part say_act(struct say *s, int act);

/* --- amounts ---------------------------------------------------------------------------------- */
struct phrase_part say_span(struct say *s, struct span span); /* "30 days", "one month" */
struct phrase_part say_every(struct say *s, struct span span); /* "every month", "every 2 years" */
/* "more than half of the branches", "a tenth of its electors", "20 of those who hold a seat". */
struct phrase_part say_share(struct say *s, const struct share *share);
/* "more yes than no", "two thirds of the votes cast, and more than half of the branches". */
struct phrase_part say_majority(struct say *s, const struct majority *m);
struct phrase_part say_seats(struct say *s, int64_t n);   /* "one seat", "15 seats" */
struct phrase_part say_members(struct say *s, int64_t n); /* "one member", "1200 members" */

/* --- who -------------------------------------------------------------------------------------- */
struct phrase_part say_who(struct say *s, const struct who *w);
struct phrase_part say_whos(struct say *s, const struct whos *w, bool either);

/* --- the same rules in the notation of the grammar, as one text ------------------------------- */
struct phrase_part say_share_written(struct say *s, const struct share *share);
struct phrase_part say_majority_written(struct say *s, const struct majority *m);

#endif
