#pragma once
/* asset -- the files that browsers load beside pages: styles, scripts, icons.
 *
 * They are built into the program under names with their content's hash, so a browser keeps them
 * for ever; each also lies there compressed. */
#include "web/http.h"

/* "/assets/guanhu-3f2a9c.css" of "guanhu.css"; a name that is not there is a mistake of ours. */
struct text asset_url(const char *name);

/* Answers a request for /assets/...: true where it is one. */
bool asset_reply(const struct http_request *q, struct http_reply *p);
