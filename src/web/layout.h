/* The frame of every page (templates/base.html): language, navigation, the date a page speaks of,
 * the state of the record it was made from. A page fills this first, then what is its own:
 *
 *     struct layout l = {.x = x, .lang = layout_language(x, langs, 2), .langs = langs, .langs_n =
 *     2,
 *                        .federation = name, .title = BYTES_LIT("Congress"), .section = "bodies"};
 *     layout_fill(&m, page, &l);
 *     layout_crumb(&m, page, BYTES_LIT("Bodies"), layout_link(&l, "/bodies", (struct bytes){0},
 *     NULL));
 *     tv_str(&m, item, "url", layout_link(&l, "/body/", body_name, NULL));
 *
 * How a page looks at the record stands in its address and follows the reader from page to page:
 * `at`, how things stood then; `known`, as far as the record knew it then; `order`, by whose rules;
 * `reading`, which alternatives are believed. */
#ifndef KOINON_WEB_LAYOUT_H
#define KOINON_WEB_LAYOUT_H

#include "http/http.h"
#include "web/lang.h"
#include "web/value.h"

struct layout {
    struct http_exchange *x;
    const struct lang *langs;
    size_t langs_n, lang;
    struct bytes title, federation;
    const char *section; /* overview, bodies, acts, units, record; "" for none */
    const char *under;   /* before every address of the federation: "/f/union"; NULL: nothing */
    const char *api;     /* its description for programs; NULL: "/api" */
    bool past;           /* a record of the past */
    bool outside;        /* of no federation: no places in it, no date */

    /* What the address says, understood and written in the reader's language; empty: today. */
    struct bytes asof, known_as;

    /* The record as this page saw it; ENTRIES 0: say nothing. */
    uint64_t entries;
    struct bytes head;            /* hexadecimal; shown shortened */
    struct bytes checkpoint_time; /* empty: no checkpoint yet */
};

/* ?lang= (which is remembered in a cookie), else the cookie, else Accept-Language. */
size_t layout_language(struct http_exchange *x, const struct lang *langs, size_t n);
void layout_fill(struct tv_maker *m, struct tv *page, const struct layout *l);
/* A step on the way to this page; the last has no address (NULL) and is the page itself. */
void layout_crumb(struct tv_maker *m, struct tv *page, struct bytes name, const char *url);
/* The address BEFORE + NAME (encoded; may be empty) + AFTER (may be NULL) with what this page's own
 * address says of how the record is looked at: at, known, order, reading, lang. Every link between
 * pages is made by it. "" without memory. Lives as long as the exchange. */
const char *layout_link(const struct layout *l, const char *before, struct bytes name,
                        const char *after);
/* The same to data, which is in no language. */
const char *layout_link_data(const struct layout *l, const char *before, struct bytes name);

#endif
