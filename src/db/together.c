/* together -- statements that go to the server in one message, and answers nobody waits for.
 *
 * Most of what a page costs the database is switching between two processes.  So the begin of a
 * transaction goes with its first query, a query can be put before another one (db_ahead), and the
 * end of a transaction that only reads goes with the begin of the next one, or is sent when there
 * is none (db_idle) and its answer taken when the connection is used again.  libpq calls a message
 * of several statements its pipeline. */
#include "db/conn.h"

const struct query begin_write = {.name = "begin_write",
                                  .sql = "begin isolation level read committed read write"};
const struct query begin_read = {.name = "begin_read",
                                 .sql = "begin isolation level repeatable read read only"};
static const struct query commit = {.name = "commit", .sql = "commit"};

bool together_waits(const struct db *db)
{
    return db->begin || db->aheads > 0;
}

void together_forget(struct db *db)
{
    db->begin = NULL;
    db->goes_ahead = false;
    db->aheads = 0;
}

void db_ahead(struct db *db)
{
    db->goes_ahead = true;
}

rc together_put(struct db *db, const struct query *q, const struct arg *args,
                const struct ahead_to *to)
{
    db->goes_ahead = false;
    if (db->aheads == AHEAD_MOST || q->in_len > AHEAD_ARGS_MOST)
        return db_fail_with(db, E_INTERNAL, "%s: cannot go before another query", q->name);
    struct ahead *a = &db->ahead[db->aheads];
    TRY(query_ready(db, q));
    memcpy(a->args, args, (size_t)q->in_len * sizeof *args);
    a->to = *to;
    a->query = q;
    db->aheads++;
    return OK;
}

/* ---- sending ---- */

static bool send_query(struct db *db, const struct query *q, const struct params *p)
{
    return !q || PQsendQueryPrepared(db->conn, query_name(db, q), q->in_len, p->values, p->lengths,
                                     p->formats, 1);
}

static rc send_all(struct db *db, const struct query *end, const struct query *q,
                   const struct params *p)
{
    static const struct params none;
    struct params before[AHEAD_MOST];
    for (int i = 0; i < db->aheads; i++)
        TRY(query_params(db, db->ahead[i].query, db->ahead[i].args, &before[i]));
    bool sent = PQenterPipelineMode(db->conn) && send_query(db, end, &none) &&
                send_query(db, db->begin, &none);
    for (int i = 0; i < db->aheads && sent; i++)
        sent = send_query(db, db->ahead[i].query, &before[i]);
    sent = sent && send_query(db, q, p) && PQpipelineSync(db->conn);
    return sent ? OK : db_fail(db, NULL, q ? q->name : "begin");
}

/* ---- taking answers ---- */

/* The answer to the next statement that was sent; NULL: the connection was lost. */
static PGresult *take(struct db *db)
{
    PGresult *result = PQgetResult(db->conn);
    if (result)
        PQclear(PQgetResult(db->conn)); /* its end: nothing */
    return result;
}

static rc take_done(struct db *db, const struct query *q)
{
    PGresult *result = q ? take(db) : NULL;
    rc r = q ? query_result(db, q, result) : OK;
    PQclear(result);
    return r;
}

static rc take_ahead(struct db *db, const struct ahead *a)
{
    PGresult *result = take(db);
    const struct ahead_to *to = &a->to;
    bool found = !to->ret || to->ret_count;
    rc r = query_result(db, a->query, result);
    if (r == OK && to->ret_count)
        r = query_rows(db, a->query, result, to->arena, to->ret, to->ret_count);
    else if (r == OK && to->ret)
        r = query_row(db, a->query, result, to->arena, to->ret, &found);
    if (r == OK && !found)
        r = db_fail_with(db, E_NOT_FOUND, "%s: there is no such row", a->query->name);
    PQclear(result);
    return r;
}

/* What is left until the end of the message; two times nothing: no end was sent. */
static void end_message(struct db *db)
{
    for (int nothing = 0; nothing < 2 && !db_lost(db);) {
        PGresult *result = PQgetResult(db->conn);
        bool ended = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        nothing = ended ? 2 : result ? 0 : nothing + 1;
        PQclear(result);
    }
    PQexitPipelineMode(db->conn);
}

/* Whether a transaction that only read ended well says nothing about what it read. */
static void take_owed(struct db *db)
{
    if (db->owes)
        end_message(db);
    db->owes = false;
}

rc together_run(struct db *db, const struct query *q, const struct params *p, PGresult **ret_result)
{
    PGresult *result = NULL;
    take_owed(db);
    const struct query *end = db->ends ? &commit : NULL;
    db->ends = false;
    rc r = send_all(db, end, q, p);
    if (r == OK)
        r = take_done(db, end);
    if (r == OK)
        r = take_done(db, db->begin);
    for (int i = 0; i < db->aheads && r == OK; i++)
        r = take_ahead(db, &db->ahead[i]);
    if (r == OK && q)
        result = take(db);
    end_message(db);
    together_forget(db);
    if (r == OK)
        *ret_result = result;
    else
        PQclear(result);
    return r;
}

rc db_settle(struct db *db)
{
    PGresult *none;
    if (!together_waits(db)) {
        db_end_read(db);
        return OK;
    }
    rc r = together_run(db, NULL, NULL, &none);
    db_scratch_clear(db);
    return r;
}

bool together_can_commit(const struct db *db)
{
    for (int i = 0; i < db->aheads; i++)
        if (db->ahead[i].to.ret)
            return false;
    return db->aheads > 0;
}

rc together_commit(struct db *db, PGresult **ret_result)
{
    static const struct params none;
    TRY(query_ready(db, &commit));
    return together_run(db, &commit, &none, ret_result);
}

/* ---- the end of a transaction that only reads ---- */

rc together_end(struct db *db)
{
    TRY(query_ready(db, &commit));
    db->ends = true;
    return OK;
}

void db_idle(struct db *db)
{
    static const struct params none;
    if (!db->ends)
        return;
    db->ends = false;
    db->owes = PQenterPipelineMode(db->conn);
    if (db->owes && send_query(db, &commit, &none))
        (void)PQpipelineSync(db->conn); /* a failure: lost, which the next statement tells */
}

void db_end_read(struct db *db)
{
    db_idle(db);
    take_owed(db);
}
