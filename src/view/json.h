/* A view as JSON: the one writer, for the API and `koinon show --json`. Instants are RFC 3339 in
 * UTC, days year-month-day in the record's calendar (a Julian one with its Gregorian day), dates as
 * written also in EDTF, quantities also as bounds, things as {name, noun, kind, title, url}. */
#ifndef KOINON_VIEW_JSON_H
#define KOINON_VIEW_JSON_H

#include "view/view.h"

/* UNDER: what stands before the address of a thing ("/f/union/api/v1/"); NULL: no addresses. */
void view_json(const struct view *v, const struct doc *d, const char *under, struct buf *b);
/* One JSON string with its quotes. */
void json_quote(struct buf *b, struct bytes text);

#endif
