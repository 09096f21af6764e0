/* The pictures of a page, from the same tree as its tables. Private to web/. */
#ifndef KOINON_WEB_PAGE_CHART_H
#define KOINON_WEB_PAGE_CHART_H

#include "web/pages.h"

/* Adds to PAGE the pictures that D has something for. */
void page_charts(const struct pages_reader *r, const struct view *v, struct tv *page,
                 const struct doc *d);

#endif
