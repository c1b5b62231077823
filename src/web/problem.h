#pragma once
/* problem -- private to src/web: the page and the sentence that say what went wrong and what to do.
 */
#include "web/web.h"

extern const struct page problem_page;

/* What the person reads: the request's own sentence, or the one of the status; never an internal
 * text. */
const char *problem_text(const struct req *r, int status);

/* Makes the request's answer the page of what went wrong. */
void problem_show(struct req *r, int status);
