/* The read side: what a page, an answer of the API or the command line needs, at a date, as known
 * then, and only what its reader may see. Everything is a pure reading of the law's state
 * (law/state.h: plain rows, which view/ may read and nobody above it) and, for entries, of the
 * store.
 *
 *     struct view v;
 *     view_init(&v, law, store, derived, &arena);
 *     v.at = ...; v.known = ...; v.order = ...;
 *     const struct doc *body = view_make(&v, view_kind("body"), BYTES_LIT("congress"), &fail);
 *
 * There is ONE table of views (view_kinds): the API's resources, the pages and `koinon show` are
 * made from it. A view's name is the API's path (/bodies, /body/NAME) and the page's. */
#ifndef KOINON_VIEW_VIEW_H
#define KOINON_VIEW_VIEW_H

#include "base/fail.h"
#include "law/law.h"
#include "store/store.h"
#include "view/doc.h"

struct derived;
struct follower;
#define VIEW_READINGS 64  /* choices of a reading */
#define VIEW_LIST_MAX 400   /* rows of one list; what is beyond is said as `more` */
#define VIEW_ROWS 100       /* rows on one page of a list that is paged */
#define VIEW_PAGE 50        /* entries of the record on one page */

struct view {
    const struct law *law;
    struct store *store; /* NULL: entries are not shown */
    struct derived *derived; /* what is kept beside the law's state (below); never NULL */
    struct follower *follower; /* NULL: entries are shown without their proofs */
    struct doc_maker make;
    int64_t at;          /* how things stood at this instant */
    uint64_t known;      /* as known after so many entries; UINT64_MAX: all */
    uint32_t order;      /* the legal order by whose rules acts are judged; 0: the first */
    /* The reading chosen (view_reading_set): words of the record whose statements hold, and things
     * and words that therefore do not. Where nothing is chosen, every telling is shown. */
    struct {
        uint32_t chosen[VIEW_READINGS], rejected[2 * VIEW_READINGS], things[2 * VIEW_READINGS];
        uint32_t n_chosen, n_rejected, n_things;
        const bool *contested; /* by word: is anything under it told otherwise, too? NULL: all */
    } reading;
    int64_t since;       /* what changed between this instant and `at`; INSTANT_MIN: not asked */
    uint64_t from;       /* lists that are paged: the first to show */
    bool from_given;
    struct bytes wanted; /* of a list: only this kind or state; "": all */
    struct {
        uint32_t person; /* 0: anybody */
        bool operator_;  /* who keeps the machine: sees what the machine holds anyway */
    } viewer;
    struct fail *fail;   /* of the view being made */
};

/* May this viewer see the leaf of this entry: who acted, by number, and the hashes of its parts? */
bool view_leaf_seen(const struct view *v, uint64_t seq);
/* AT is now (in a record of the past: as last known), KNOWN is all, the viewer is anybody. */
void view_init(struct view *v, const struct law *law, struct store *store, struct derived *d,
               struct arena *arena);

/* Lists, counts and findings kept for one record from one view to the next, so that a page costs
 * what it shows. Made once for whoever follows the record; view_make() lets it catch up. */
int derived_new(struct alloc *alloc, struct derived **ret); /* ERR_NOMEM */
void derived_free(struct derived *d);
int derived_catch_up(struct derived *d, const struct law *l); /* ERR_NOMEM */

/* The record's calendar and clock, for whoever writes dates. */
struct view_clock {
    const struct zone *zone;
    enum calendar calendar;
};
struct view_clock view_clock(const struct law *law);
/* A date as a reader gives it, in the record's calendar. */
int view_when(const struct view *v, struct bytes text, struct when *ret, struct fail *fail);
bool view_past(const struct law *law);
/* Are there two legal orders or more? Where there is one it is never mentioned. */
bool view_has_orders(const struct law *law);
/* A title (CBOR) in LANGUAGE, else in the authentic language, else in the first it has. */
struct bytes view_title_in(const struct law *law, struct bytes title, const char *language);
/* The title of the federation. */
struct bytes view_title(const struct law *law, const char *language);
/* The title the constitution gives a word of its own (a kind of unit, a body, a kind of act);
 * "". */
struct bytes view_word_title(const struct law *law, struct bytes word, const char *language);
/* The same of a name, which may also be that of a legal order ("state" is a kind of thing, too). */
struct bytes view_name_title(const struct law *law, struct bytes name, const char *language);

/* "1917-10-25", a month, an instant, as the record's calendar has it: the END of what is meant, so
 * that what came about on that day shows. */
int view_at_set(struct view *v, struct bytes text, struct fail *fail);
int view_since_set(struct view *v, struct bytes text, struct fail *fail);
/* "c01a,c02a", or the name of a reading of the record, or several: how statements that cannot all
 * hold are read. ERR_MISSING: no such reading; ERR_RANGE: two that cannot be read together. */
int view_reading_set(struct view *v, struct bytes text, struct fail *fail);
int view_order_set(struct view *v, struct bytes name, struct fail *fail);

struct view_kind {
    const char *name;   /* "body" */
    const char *of;     /* what its argument names: "body"; NULL: it takes none */
    const char *help;   /* one sentence */
    bool paged;         /* takes `from` */
    void (*fill)(struct view *v, struct doc *d, uint32_t id);
};
extern const struct view_kind view_kinds[];
extern const size_t view_kinds_n;
const struct view_kind *view_kind(struct bytes name);

/* ERR_MISSING: there is no such thing; the sentence names the nearest known name. ERR_NOMEM. */
int view_make(struct view *v, const struct view_kind *k, struct bytes name, const struct doc **ret,
              struct fail *fail);

#endif
