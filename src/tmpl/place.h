#pragma once
/* place -- private to tmpl: where in the page each value stands, read off the HTML around it.
 *
 * Knows as much of HTML as is needed to tell text, tags, quoted attributes, comments and what must
 * not be touched.  A section must leave the page as it found it, so that it does not matter how
 * often it is shown; a translation too, and it may not leave the attribute it stands in. */
#include "base/why.h"
#include "tmpl/emit.h"

/* Sets 'place' of all values.  E_INVALID: "file:line: ..." */
MUST_USE rc place_values(struct program_writer *w, struct why *why);
