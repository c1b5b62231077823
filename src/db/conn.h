#pragma once
/* Private: what a struct db is inside, for the files of this room. */
#include <libpq-fe.h>

#include "db/generated.h"

struct params {
    const char **values;
    int *lengths;
    int *formats;
};

enum { AHEAD_ARGS_MOST = 16, AHEAD_MOST = 8 };

/* Where the answer goes. */
struct ahead_to {
    struct arena *arena; /* of the caller, for the rows */
    void *ret;           /* the row, or where a pointer to the rows goes; NULL: of no interest */
    size_t *ret_count;   /* of the rows; NULL: there is one */
};
struct ahead {
    const struct query *query;
    struct arg args[AHEAD_ARGS_MOST];
    struct ahead_to to;
};

struct db {
    PGconn *conn;
    char *conninfo;
    struct why why;
    char constraint[64];

    /* The queries this connection has prepared: a hash set of their addresses, with the role that
     * they were prepared for in the lowest bits. */
    uintptr_t *prepared;
    size_t prepared_len;
    size_t prepared_room;
    unsigned role; /* db_as, until the transaction ends */

    struct arena scratch; /* for one query; scratch_mark is where it begins */
    struct arena_mark scratch_mark;

    /* What has not been sent yet, or not been answered (together.c). */
    const struct query *begin;      /* of the transaction that begins with the next one, or NULL */
    struct ahead ahead[AHEAD_MOST]; /* the queries that go with the next one */
    int aheads;
    bool goes_ahead; /* the next query is to be that */
    bool reads;      /* the transaction changes nothing */
    bool ends;       /* it is over; its commit has not been sent */
    bool owes;       /* or has been; its answer has not been read */

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

/* query.c: prepares it where that was not done yet; parameters for libpq, in db->scratch; one row.
 */
MUST_USE rc query_ready(struct db *db, const struct query *q);
const char *query_name(struct db *db, const struct query *q); /* as prepared; in db->scratch */
MUST_USE rc query_params(struct db *db, const struct query *q, const struct arg *args,
                         struct params *ret_params);
MUST_USE rc query_result(struct db *db, const struct query *q, const PGresult *result);
MUST_USE rc query_row(struct db *db, const struct query *q, const PGresult *result,
                      struct arena *arena, void *ret_row, bool *ret_found);
MUST_USE rc query_rows(struct db *db, const struct query *q, const PGresult *result,
                       struct arena *arena, void *ret_rows, size_t *ret_count);

/* together.c.  db_settle is to be called before libpq is used past these functions. */
extern const struct query begin_write, begin_read;
bool together_waits(const struct db *db); /* something is to be sent with the next query */
MUST_USE rc together_put(struct db *db, const struct query *q, const struct arg *args,
                         const struct ahead_to *to);
MUST_USE rc together_run(struct db *db, const struct query *q, const struct params *p,
                         PGresult **ret_result);
/* Commits with what waits, in one message; only where nothing of that could fail for want of a row,
 * which is seen too late. */
bool together_can_commit(const struct db *db);
MUST_USE rc together_commit(struct db *db, PGresult **ret_result);
void together_forget(struct db *db);     /* what was not sent */
MUST_USE rc together_end(struct db *db); /* of a transaction that only read */
void db_end_read(struct db *db);         /* now, if it did not yet */

/* Runs one or several statements without parameters.  *ret_position: where the server saw the
 * fault, in characters from 1, 0 where it does not say; NULL is fine. */
MUST_USE rc db_script(struct db *db, const char *sql, const char *what, int *ret_position);

/* Ends a COPY that goes on, by failing it. */
void copy_give_up(struct db *db);

/* Names the C type's counterparts: "int8", and the type numbers of the server. */
const char *db_type_name(enum db_type type);
unsigned db_type_oid(enum db_type type);
bool db_type_fits(enum db_type type, unsigned oid); /* may a result column have this type? */
