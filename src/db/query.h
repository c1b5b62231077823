#pragma once
/* query -- what is known of every generated query.  Generated headers include it, and query_check.
 */
#include "base/money.h"
#include "db/db.h"

enum query_mode { QUERY_EXEC, QUERY_ONE, QUERY_MAYBE, QUERY_MANY, QUERY_COPY_IN, QUERY_COPY_OUT };

enum db_type {
    DB_BOOL,
    DB_INT2,
    DB_INT4,
    DB_INT8,
    DB_TEXT,
    DB_BYTEA,
    DB_DATE,
    DB_HASH,
    DB_TIMESTAMPTZ,
    DB_TIMESTAMP,
    DB_JSON,
    DB_INT4S,
    DB_INT8S,
    DB_DATES,
    DB_TEXTS,
    DB_BYTEAS,
    DB_HASHES
};

struct query_field {
    const char *name;
    enum db_type type;
    bool nullable;
};

/* One order in which a query can give its rows: element i of q_NAME_orders is order i. */
struct query_order {
    const char *column;
    bool descending;
};

struct record;
struct row;

struct query {
    const char *name; /* of the prepared statement too; NULL ends a table */
    const char *sql;
    const char *probe;  /* for a COPY: a query with the same columns */
    const char *frozen; /* for a COPY in: the same into a table emptied in the transaction */
    const struct query_field *in;
    const struct query_field *out;
    void (*read)(struct row *from, void *to); /* one row of a result into a struct q_..._row */
    size_t row_size;
    int in_len;
    int out_len;
    enum query_mode mode;
};
