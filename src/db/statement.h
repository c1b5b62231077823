#pragma once
/* Private: a statement that is put together at run time (condition.c), out of queries that sqlgen
 * has written and of what stands between them.
 *
 * Its text is made of texts of this program alone; a value is always a parameter. */
#include "db/generated.h"

struct statement {
    struct arena *arena;
    struct buf joins; /* the queries, each joined to the customers */
    struct buf where;
    struct vec args;    /* struct arg */
    struct vec oids;    /* unsigned: of each */
    struct vec sources; /* struct source */
};

void statement_init(struct statement *s, struct arena *arena);
void statement_release(struct statement *s);

/* Adds a parameter; its number, for "$%d". */
int statement_arg(struct statement *s, enum db_type type, struct arg value);

/* The number of a query among those that are joined ("s%d" in the text), which gives a customer one
 * row or none; asked again with the same arguments it is the same one. */
int statement_source(struct statement *s, const struct query *q, const struct arg *args);

/* The customers, in the order of their ids, for whom 'where' holds.  The memory is the arena's. */
MUST_USE rc statement_run(struct statement *s, struct db *db, struct int8s *ret);
struct text statement_text(const struct statement *s); /* the arena's */
