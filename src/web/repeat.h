#pragma once
/* repeat -- private to src/web: changes that a program may send again (Idempotency-Key). */
#include "web/web.h"

/* Takes the key that the request brings, if any.  E_USAGE: it cannot be one, or has no place here.
 */
MUST_USE rc repeat_read(struct req *r);

/* Within the change's transaction, before it.  *ret_done: it was made before, and r->answer is what
 * was answered then.  E_INVALID: another request was sent under this key. */
MUST_USE rc repeat_begin(struct req *r, bool *ret_done);

/* After it: keeps the answer, which from now on is JSON. */
MUST_USE rc repeat_keep(struct req *r);
