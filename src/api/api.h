/* The JSON resources: every view by its name under /f/NAME/api/v1/, made by the same function as its
 * page. */
#ifndef KOINON_API_API_H
#define KOINON_API_API_H

#include "http/http.h"

http_handler_fn api_show, api_description, api_command;
/* True when the address is the API's: the refusal is made as JSON {"status", "error"}. */
bool api_refuse(struct http_exchange *x, int status, const char *why);

#endif
