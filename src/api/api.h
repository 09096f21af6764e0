/* The JSON resources: every view by its name under /api/v1/FEDERATION/, made by the same function
 * as its page, and described by openapi.json from the same table. */
#ifndef KOINON_API_API_H
#define KOINON_API_API_H

#include "http/http.h"
#include "view/served.h"

/* Every address that answers JSON, and the description of them all (OpenAPI). */
struct http_table api_table(struct served *s);

#endif
