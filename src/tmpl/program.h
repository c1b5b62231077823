#pragma once
/* program -- private to tmpl and to what tmplc writes: a compiled template.
 *
 * Partials, parents, blocks and translations are gone: a program is one row of steps.  The body of
 * a section are the steps from the one after it up to its end. */
#include "base/text.h"

enum tmpl_code {
    OP_TEXT,     /* text[at, len] as it is */
    OP_VALUE,    /* the value of the name text[at, len] */
    OP_RAW,      /* the same, not escaped */
    OP_SECTION,  /* the steps up to 'end', for each item */
    OP_INVERTED, /* the steps up to 'end', where there is none */
    OP_CALL,     /* the steps from 'at' to 'end': a partial within itself */
};

/* Where in the page a value stands. */
enum tmpl_place {
    PLACE_TEXT,     /* between tags */
    PLACE_ATTR,     /* in a quoted attribute */
    PLACE_URL,      /* an address, or the beginning of one */
    PLACE_URL_PART, /* within an address */
};

struct tmpl_op {
    uint8_t code;
    uint8_t place;
    uint16_t file; /* of 'files' */
    uint32_t line;
    uint32_t at;
    uint32_t len;
    uint32_t end;
};

/* What a block became. */
struct tmpl_block {
    const char *name;
    uint32_t first;
    uint32_t end;
    bool alone; /* it can be rendered without what is around it */
};

struct tmpl_program {
    const struct tmpl_op *ops;
    size_t len;
    const char *text;
    const char *const *files;
    const struct tmpl_block *blocks;
    size_t blocks_len;
};
