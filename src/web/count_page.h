/* The working of a count as one page that stands by itself: who was elected, the flow of votes from
 * stage to stage, every stage with its numbers and ties, in the reader's language. A file of it can
 * be printed, sent and kept; it asks for nothing from anywhere.
 *
 *     struct count_page p;
 *     if (count_page_open(&p, BYTES_LIT("el"), &fail) < 0) ...   // "no language "xx": en, el"
 *     if (count_page(&p, &result, &out, &fail) < 0) ...
 *     count_page_close(&p);
 *
 * The numbers are those of count_text and count_json; the picture says nothing that the tables
 * under it do not. */
#ifndef KOINON_WEB_COUNT_PAGE_H
#define KOINON_WEB_COUNT_PAGE_H

#include "count/count.h"
#include "web/template.h"

struct count_page {
    struct lang langs[LIMIT_LANGUAGES];
    size_t langs_n, lang;
    struct templates *templates;
};

/* ERR_MISSING: there is no such language; ERR_NOMEM. Nothing is left open on failure. */
int count_page_open(struct count_page *ret, struct bytes language, struct fail *fail);
void count_page_close(struct count_page *p);
/* Appends the page. ERR_NOMEM: OUT or the memory for it is too small. */
int count_page(const struct count_page *p, const struct count_result *r, struct buf *out,
               struct fail *fail);

#endif
