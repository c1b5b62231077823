#pragma once
/* Private: what a struct db is inside, for the files of this room. */
#include <libpq-fe.h>

#include "db/generated.h"

struct db {
    PGconn *conn;
    char *conninfo;
    struct why why;
    char constraint[64];

    /* The queries this connection has prepared: a hash set of their addresses. */
    const struct query **prepared;
    size_t prepared_len;
    size_t prepared_room;

    struct arena scratch; /* for one query; scratch_mark is where it begins */
    struct arena_mark scratch_mark;

    const struct query *copy; /* the COPY that goes on, or NULL */
    bool frozen;              /* db_copy_frozen */
    struct buf copy_rows;     /* rows not yet sent */
};

/* Fill db->why.  db_fail reads the outcome from 'result' (NULL: from the connection); 'what' names
 * the query. */
MUST_USE rc db_fail(struct db *db, const PGresult *result, const char *what);
MUST_USE rc db_fail_with(struct db *db, rc r, const char *format, ...) PRINTF_LIKE(3, 4);

void db_forget_prepared(struct db *db);
void db_scratch_clear(struct db *db);

/* Runs one or several statements without parameters.  *ret_position: where the server saw the
 * fault, in characters from 1, 0 where it does not say; NULL is fine. */
MUST_USE rc db_script(struct db *db, const char *sql, const char *what, int *ret_position);

/* Ends a COPY that goes on, by failing it. */
void copy_give_up(struct db *db);

/* Names the C type's counterparts: "int8", and the type numbers of the server. */
const char *db_type_name(enum db_type type);
unsigned db_type_oid(enum db_type type);
bool db_type_fits(enum db_type type, unsigned oid); /* may a result column have this type? */
