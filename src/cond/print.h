#pragma once
/* Private: single parts of conditions as their canonical text. */
#include "cond/condition.h"

/* Without quotes where 'bare': as JSON has texts. */
void print_value(struct buf *b, const struct words *words, enum catalogue_type type,
                 const struct cond_value *v, bool bare);
void print_arg(struct buf *b, const struct catalogue_field *f, const struct cond_arg *arg,
               bool bare);
void print_factor(struct buf *b, int64_t factor);
