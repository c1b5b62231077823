#pragma once
/* run -- private to tmpl: carries out the steps of a program.
 *
 * Where the values come from is the caller's business: records (bind.c), or JSON in the test that
 * compares with the specification of Mustache. */
#include "tmpl/program.h"

enum { RUN_MOST_DEPTH = 64 };

/* All get the number of the step. */
struct values {
    void *ctx;
    void (*show)(void *ctx, size_t op, struct buf *out); /* OP_VALUE, OP_RAW */
    size_t (*count)(void *ctx, size_t op);               /* how often a section is shown */
    void (*enter)(void *ctx, size_t op, size_t item);    /* before each time */
    void (*leave)(void *ctx, size_t op);                 /* and after it */
};

/* False: more than 'most' bytes, or deeper than RUN_MOST_DEPTH. */
bool program_run(const struct tmpl_program *p, const struct values *values, size_t first,
                 size_t end, size_t most, struct buf *out);
