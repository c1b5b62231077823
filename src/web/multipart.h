#pragma once
/* multipart -- forms with files: the body of a multipart/form-data request (RFC 7578), taken apart.
 *
 * Strict: what can be read in two ways is refused.  Nothing is copied but names; values and files
 * are parts of the body and live as long as it does.  A field's value is valid UTF-8 without NUL,
 * as in other forms; a file's bytes are whatever they are, and its name is cleaned: without
 * folders, without what cannot be shown or turns the writing around. */
#include "base/why.h"
#include "web/http.h"

/* Is this what Content-Type says? */
bool multipart_is(struct text content_type);

/* Pairs in the order of the parts; those of files have 'file'.  An <input type="file"> in which
 * nothing was chosen gives no pair.  E_USAGE: 'why' says which part is wrong and how. */
MUST_USE rc multipart_read(struct arena *a, struct text content_type, struct text body, size_t most,
                           struct pairs *ret_pairs, struct why *why);
