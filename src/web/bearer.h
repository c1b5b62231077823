#pragma once
/* bearer -- private to src/web: programs that come with a token of the API. */
#include "web/web.h"

/* Does the request bring a token?  If so bearer_find says whose; a token that is none, that comes
 * beside a session, or elsewhere than below /api/v1 is refused in words (E_USAGE, E_FORBIDDEN). */
bool bearer_given(const struct req *r);
MUST_USE rc bearer_find(struct req *r);

/* Adds what a program is told where it is not let in (RFC 6750); 'status' 401 or 403. */
void bearer_challenge(const struct req *r, int status, struct http_reply *p);
