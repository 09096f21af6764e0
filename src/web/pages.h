/* The pages and the API of one or more federations, over the views (view/view.h) and nothing else.
 *
 *     struct pages *s;
 *     pages_new(&s, &fail);
 *     pages_add(s, "union", follower, &fail);        // under /f/union/
 *     http_serve(&options, pages_handle, s, &fail);
 *
 * One process, one thread; the followers are the caller's. Pages: /f/NAME/body/congress; the same as
 * JSON: /f/NAME/api/v1/body/congress. */
#ifndef KOINON_WEB_PAGES_H
#define KOINON_WEB_PAGES_H

#include "engine/follower.h"
#include "http/http.h"
#include "view/view.h"
#include "web/site.h"

#define PAGES_FEDERATIONS_MAX 64

struct federation {
    char name[LIMIT_NAME_BYTES + 1];
    struct follower *follower;
};
struct pages {
    struct site site; /* first: site_refuse takes a struct pages */
    struct federation federations[PAGES_FEDERATIONS_MAX];
    size_t n;
};

int pages_new(struct pages **ret, struct fail *fail);
void pages_free(struct pages *s);
/* NAME: as in addresses. ERR_RANGE, ERR_EXISTS. */
int pages_add(struct pages *s, const char *name, struct follower *follower, struct fail *fail);
void pages_handle(void *self, struct http_exchange *x);

/* --- for the faces --------------------------------------------------------------------------------- */
/* The federation of this address, caught up; NULL: the reply is made. */
struct federation *pages_federation(struct pages *s, struct http_exchange *x);
/* The view that an address asks for: at, known, order, reading, from, kind. ERR_*: not understood. */
int pages_view(struct federation *f, struct http_exchange *x, struct view *ret, struct fail *fail);
/* A word of the record in the reader's language. */
struct bytes pages_word(const struct lang *l, const struct law *law, struct arena *a,
                       struct bytes word);
/* A view's tree as what templates show: things become {name, title, url, kind}, words {word, text},
 * dates and quantities texts in the reader's language, sentences lists of parts. */
struct pages_reader {
    struct tv_maker *maker;
    const struct lang *lang;
    const struct law *law;
    const char *under;              /* "/f/union" */
    const struct layout *layout;    /* for addresses that keep the dates */
    struct arena *arena;
};
void pages_show(const struct pages_reader *r, struct tv *map, const struct doc *d);
struct bytes pages_title(const struct pages_reader *r, const struct doc_ref *ref);

extern const struct http_table pages_table;
void pages_refuse(void *self, struct http_exchange *x, int status, const char *why);

#endif
