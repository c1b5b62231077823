#pragma once
/* key_figure -- a number that matters, above a list or on a page of its own: what _figure.html
 * shows. */
#include "base/record.h"

struct key_figure {
    struct text label;     /* in words */
    struct text value;     /* "38.46万" */
    struct text unit;      /* NULL: none */
    struct text exact;     /* on hover; NULL */
    struct text note;      /* NULL */
    struct text change;    /* "1.24万"; NULL */
    struct text direction; /* "rise", "fall", "same" */
    struct text url;       /* to the customers behind it; NULL */
};
extern const struct record key_figure_record;
