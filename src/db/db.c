/* db -- opening and closing connections, transactions, advisory locks. */
#include "db/conn.h"

#include <poll.h>

#include "db/session.sql.h"

enum { OLDEST_SERVER = 150000 };

static void swallow_notice(UNUSED void *ctx, UNUSED const PGresult *notice)
{
}

/* libpq's own account of what is wrong with the address may quote the password in it. */
static rc check_conninfo(const char *conninfo, struct why *why)
{
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    if (!options)
        return why_say(why, E_USAGE,
                       "the address of the database is not well formed: write it as "
                       "postgresql://user@host/database or as host=... dbname=... user=...");
    PQconninfoFree(options);
    return OK;
}

/* Seconds that the server may take over each step of connecting. */
static int patience(PGconn *conn)
{
    int seconds = 0;
    PQconninfoOption *options = PQconninfo(conn);
    for (PQconninfoOption *o = options; o && o->keyword; o++)
        if (strcmp(o->keyword, "connect_timeout") == 0 && o->val)
            seconds = (int)strtol(o->val, NULL, 10);
    PQconninfoFree(options);
    return seconds;
}

/* Connecting step by step and not in one call, since only so nothing that the server says on the
 * way is written to standard error.  False: the server was silent for too long. */
static bool connect_steps(PGconn *conn)
{
    int seconds = patience(conn);
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK && next != PGRES_POLLING_FAILED) {
        struct pollfd place = {.fd = PQsocket(conn),
                               .events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        int ready = poll(&place, 1, seconds > 0 ? seconds * 1000 : -1);
        if (ready == 0)
            return false;
        if (ready > 0)
            next = PQconnectPoll(conn);
    }
    return true;
}

static rc connect_db(struct db *db, struct why *why)
{
    /* What comes before dbname can be overruled by the address, what comes after cannot.  With
     * tcp_user_timeout the next host of several is tried when one does not answer at all. */
    static const char *const keys[] = {"connect_timeout",           "tcp_user_timeout",
                                       "fallback_application_name", "dbname",
                                       "client_encoding",           NULL};
    const char *const values[] = {"10", "10000", "guanhu", db->conninfo, "UTF8", NULL};
    db->conn = PQconnectStartParams(keys, values, 1);
    if (!db->conn)
        return why_say(why, E_UNAVAILABLE, "there is no memory for a connection to the database");
    PQsetNoticeReceiver(db->conn, swallow_notice, NULL);
    if (PQstatus(db->conn) != CONNECTION_BAD && !connect_steps(db->conn))
        return why_say(
            why, E_UNAVAILABLE,
            "the database cannot be reached: it takes the connection and does not answer");
    if (PQstatus(db->conn) != CONNECTION_OK)
        return db_tell(db,
                       db_fail_with(db, E_UNAVAILABLE, "the database cannot be reached: %s",
                                    PQerrorMessage(db->conn)),
                       why);
    int version = PQserverVersion(db->conn);
    if (version < OLDEST_SERVER)
        return why_say(why, E_UNAVAILABLE,
                       "the database server is PostgreSQL %d: version 15 or later is needed",
                       version / 10000);
    return OK;
}

rc db_open(const char *conninfo, struct db **ret_db, struct why *why)
{
    TRY(check_conninfo(conninfo, why));
    struct db *db = mem_alloc(sizeof *db);
    size_t size = strlen(conninfo) + 1;
    db->conninfo = memcpy(mem_alloc(size), conninfo, size);
    arena_init(&db->scratch);
    arena_alloc(&db->scratch, 1); /* so that clearing it keeps its first block */
    db->scratch_mark = arena_mark(&db->scratch);
    buf_init(&db->copy_rows);

    rc r = connect_db(db, why);
    if (r != OK) {
        db_close(db);
        return r;
    }
    *ret_db = db;
    return OK;
}

struct db *db_close(struct db *db)
{
    if (!db)
        return NULL;
    PQfinish(db->conn);
    db_forget_prepared(db);
    arena_release(&db->scratch);
    buf_release(&db->copy_rows);
    free(db->conninfo);
    free(db);
    return NULL;
}

rc db_reopen(struct db *db, struct why *why)
{
    if (db->conn && !db_lost(db))
        return OK;
    PQfinish(db->conn);
    db_forget_prepared(db);
    db_scratch_clear(db);
    buf_clear(&db->copy_rows);
    together_forget(db);
    db->ends = db->owes = false;
    db->copy = NULL;
    return connect_db(db, why);
}

bool db_lost(const struct db *db)
{
    return PQstatus(db->conn) != CONNECTION_OK;
}

/* What a server says before it hangs up is read first. */
bool db_hung_up(struct db *db)
{
    struct pollfd place = {.fd = PQsocket(db->conn), .events = POLLIN};
    while (!db_lost(db) && poll(&place, 1, 0) > 0 && PQconsumeInput(db->conn))
        continue;
    return db_lost(db);
}

void db_scratch_clear(struct db *db)
{
    arena_rewind(&db->scratch, db->scratch_mark);
}

rc db_script(struct db *db, const char *sql, const char *what, int *ret_position)
{
    TRY(db_settle(db));
    PGresult *result = PQexec(db->conn, sql);
    ExecStatusType status = PQresultStatus(result);
    rc r = OK;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
        const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
        if (ret_position)
            *ret_position = position ? (int)strtol(position, NULL, 10) : 0;
        r = db_fail(db, result, what);
    }
    PQclear(result);
    return r;
}

/* Has one begun?  One whose end nobody waits for counts no more. */
static bool is_open(const struct db *db)
{
    PGTransactionStatusType status = PQtransactionStatus(db->conn);
    return db->begin || (!db->ends && !db->owes && status != PQTRANS_IDLE);
}

static rc begin(struct db *db, const struct query *how)
{
    if (db_lost(db))
        return db_fail(db, NULL, how->name);
    if (is_open(db))
        return db_fail_with(db, E_INTERNAL, "a transaction is open already");
    db->role = 0;
    TRY(query_ready(db, how));
    db->begin = how;
    db->reads = how == &begin_read;
    return OK;
}

rc db_begin(struct db *db)
{
    return begin(db, &begin_write);
}

rc db_begin_read(struct db *db)
{
    return begin(db, &begin_read);
}

/* Of a commit that 'r' came of, and whose 'result' is told where there is one. */
static rc committed(struct db *db, rc r, PGresult *result, bool was_lost)
{
    if (r == OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        r = db_fail(db, result, "commit");
    else if (r == OK && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        r = db_fail_with(db, E_INTERNAL,
                         "nothing was committed: a statement of the transaction had failed");
    if (r != OK && !was_lost && db_lost(db))
        r = db_fail_with(db, E_UNAVAILABLE,
                         "the connection to the database was lost while committing: look whether "
                         "the change was made before trying again");
    PQclear(result);
    return r;
}

static rc commit_now(struct db *db)
{
    bool was_lost = db_lost(db);
    return committed(db, OK, PQexec(db->conn, "commit"), was_lost);
}

/* What waits goes with it. */
static rc commit_together(struct db *db)
{
    PGresult *result = NULL;
    bool was_lost = db_lost(db);
    rc r = together_commit(db, &result);
    db_scratch_clear(db);
    db->role = 0;
    return committed(db, r, result, was_lost);
}

rc db_commit(struct db *db)
{
    if (db->copy)
        return db_fail_with(db, E_INTERNAL, "nothing was committed: a COPY goes on");
    if (!db_lost(db) && !is_open(db))
        return db_fail_with(db, E_INTERNAL, "there is no transaction to commit");
    if (db->begin && db->aheads == 0) { /* nothing was asked for */
        db->begin = NULL;
        return OK;
    }
    if (!db->reads && together_can_commit(db))
        return commit_together(db);
    TRY(db_settle(db));
    db->role = 0;
    if (db->reads && PQtransactionStatus(db->conn) == PQTRANS_INTRANS)
        return together_end(db);
    return commit_now(db);
}

void db_rollback(struct db *db)
{
    copy_give_up(db);
    together_forget(db);
    db_end_read(db);
    db->role = 0;
    PGTransactionStatusType status = PQtransactionStatus(db->conn);
    if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
        PQclear(PQexec(db->conn, "rollback"));
}

rc db_lock(struct db *db, int64_t key)
{
    return q_session_lock(db, key, NULL);
}

rc db_try_lock(struct db *db, int64_t key, bool *ret_got)
{
    struct q_session_try_lock_row row;
    TRY(q_session_try_lock(db, key, &row));
    *ret_got = row.got;
    return OK;
}

rc db_unlock(struct db *db, int64_t key)
{
    struct q_session_unlock_row row;
    TRY(q_session_unlock(db, key, &row));
    if (!row.held)
        return db_fail_with(db, E_INTERNAL, "the lock %" PRId64 " was not held", key);
    return OK;
}
