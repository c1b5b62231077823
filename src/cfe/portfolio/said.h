#pragma once
/* said -- private to src/cfe: amounts in the words of pages. */
#include "engine/totals.h"
#include "web/key_figure.h"
#include "web/request.h"

struct text said_short(struct req *r, fen amount);  /* "1.23万" */
struct text said_signed(struct req *r, fen amount); /* "+1.23万" */
struct text said_exact(struct req *r, fen amount);  /* "12,345.00" */
struct text said_number(struct req *r, int64_t n);  /* "1,284" */

/* A day as people near it say it: "tomorrow Tue 11-24", "Mon 11-30, in 10 days", "11-10, 10 days
 * ago". */
struct text said_day(struct req *r, day today, day d);

/* The sum, how it moved since yesterday, and since the month end and the year's beginning beside
 * it. */
struct key_figure said_figure(struct req *r, const struct snapshot *s, const struct totals *t,
                              const char *label, enum amount amount);
