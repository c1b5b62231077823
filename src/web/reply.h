#pragma once
/* reply -- private to src/web: how an outcome becomes what is sent: page, part of a page, JSON,
 * file, another address, or the page that says what went wrong. */
#include "web/web.h"

#define SESSION_COOKIE "guanhu"

/* A page becomes the bytes of its JSON: what is kept to be sent again. */
void reply_as_json(struct req *r);

/* Never fails: where even the page cannot be made, a line of text is sent. */
void reply_make(struct req *r, rc done, struct http_reply *p);
