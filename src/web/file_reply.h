#pragma once
/* file_reply -- private to src/web: what is answered on the event loop, without a worker: the files
 * of the browser, whether we are alive, the API's description. */
#include "web/web.h"

/* true: 'p' is the reply. */
bool file_reply(const struct web *web, const struct http_request *q, struct http_reply *p);
