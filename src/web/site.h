/* What all pages share: the languages, the templates, the pages that are kept; and how a page, or a
 * refusal, becomes a reply.
 *
 *     struct site site;
 *     if (site_open(&site, &fail) < 0) ...
 *     static const struct http_route routes[] = {{HTTP_GET, "/bodies", bodies, ...}, ...};
 *     struct http_table table = {.under = "/", .routes = routes, .routes_n = N, .self = &site,
 *                                .refuse = site_refuse};
 *
 *     static void bodies(void *self, struct http_exchange *x) {
 *         struct site *site = self;
 *         struct site_page p;
 *         if (site_begin(site, x, sequence, BYTES_LIT("public"), &p))
 *             return;                                     // not changed, or kept from before
 *         p.layout.title = ..., p.layout.section = "bodies";
 *         tv_list(&p.m, p.values, "bodies")...
 *         site_end(site, &p, "bodies.html");
 *     } */
#ifndef KOINON_WEB_SITE_H
#define KOINON_WEB_SITE_H

#include "web/layout.h"
#include "web/template.h"

struct site {
    struct lang langs[LIMIT_LANGUAGES]; /* English first, then each language embedded under po/ */
    size_t langs_n;
    struct templates *templates;
    struct http_cache *cache;
    uint64_t build;
    struct bytes federation; /* its name, set by whoever opens the record; borrowed */
    bool past;
};

/* ERR_SYNTAX names the template or translation and the line; ERR_NOMEM. */
int site_open(struct site *ret, struct fail *fail);
void site_close(struct site *s);

/* A page being made. Its values may be changed until site_end. */
struct site_page {
    struct http_exchange *x;
    struct tv_maker m;
    struct tv *values;
    struct layout layout;
    const struct lang *lang;
    uint64_t sequence;
    struct bytes viewer; /* lives as long as the exchange */
};

/* Begins the page of this address as it is at SEQUENCE for this class of VIEWER ("public": whoever
 * is not signed in). True: the reply is done already, since the client or the cache has it. Replies
 * for another viewer than "public" are private and no cache on the way keeps them. */
bool site_begin(struct site *s, struct http_exchange *x, uint64_t sequence, struct bytes viewer,
                struct site_page *ret);
/* Fills the frame, renders TEMPLATE, keeps the reply if it may be kept. What a template misses is
 * said on stderr once it happens: the page goes out without it. */
void site_end(struct site *s, struct site_page *p, const char *template);

/* The page of an error (an http_refuse_fn; SELF is the site). WHY is shown translated if it can
 * be. */
void site_refuse(void *self, struct http_exchange *x, int status, const char *why);

#endif
