/* The files under static/, as they are served: with a type, an ETag, and an address that changes
 * when the file does, so that a browser may keep it for ever.
 *
 *     assets_url(&arena, "style.css")      // "/static/style.css?v=5f2c01d3"
 *     {HTTP_GET, "/static/{path...}", assets_serve, "static", "A style, script or picture of the
 *     pages"}
 */
#ifndef KOINON_WEB_ASSETS_H
#define KOINON_WEB_ASSETS_H

#include "http/http.h"

/* A number that differs between builds: a hash of every embedded file. Computed at each call: keep
 * it. */
uint64_t assets_build(void);
/* The address of static/NAME; NULL without memory. A bug when there is no such file. */
const char *assets_url(struct arena *a, const char *name);
/* A handler for a route with {path...}; SELF is not used. 404 for what is not there. */
void assets_serve(void *self, struct http_exchange *x);

#endif
