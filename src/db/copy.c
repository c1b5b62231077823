/* copy -- rows in bulk, in COPY's binary format: a header, rows, a trailer.
 *
 * A row is the number of its columns and for each its length and its bytes. */
#include "db/conn.h"

enum { HEADER_SIZE = 19, SEND_AT = 1 << 16, MOST_ROW = 1 << 30 };

static const char signature[] = "PGCOPY\n\377\r\n"; /* and the NUL at its end */

/* ---- in ---- */

void db_copy_frozen(struct db *db)
{
    db->frozen = true;
}

static rc start(struct db *db, const struct query *q, ExecStatusType wanted)
{
    if (db->copy)
        return db_fail_with(db, E_INTERNAL, "%s: the COPY of %s goes on", q->name, db->copy->name);
    TRY(db_settle(db));
    PGresult *result = PQexec(db->conn, db->frozen && q->frozen ? q->frozen : q->sql);
    rc r = OK;
    if (PQresultStatus(result) != wanted)
        r = db_fail(db, result, q->name);
    else
        db->copy = q;
    PQclear(result);
    return r;
}

/* Takes what the server says at the end; *ret_rows is the number of rows. */
static rc finish(struct db *db, const char *name, int64_t *ret_rows)
{
    rc r = OK;
    PGresult *result;
    db->copy = NULL;
    while ((result = PQgetResult(db->conn))) {
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_COMMAND_OK)
            *ret_rows = strtoll(PQcmdTuples(result), NULL, 10);
        else if (r == OK)
            r = db_fail(db, result, name);
        PQclear(result);
        /* A COPY that did not end would be answered again and again. */
        if (db_lost(db) || status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
            break;
    }
    if (r == OK && db_lost(db))
        r = db_fail(db, NULL, name);
    return r;
}

rc copy_in_begin(struct db *db, const struct query *q)
{
    static const unsigned char flags[8] = {0};
    TRY(start(db, q, PGRES_COPY_IN));
    buf_clear(&db->copy_rows);
    buf_add(&db->copy_rows, signature, sizeof signature);
    buf_add(&db->copy_rows, flags, sizeof flags);
    return OK;
}

/* Where sending fails the COPY is over; the reason comes with its end. */
static rc send_rows(struct db *db)
{
    const char *name = db->copy->name;
    int64_t rows;
    if (PQputCopyData(db->conn, db->copy_rows.bytes, (int)db->copy_rows.len) == 1) {
        buf_clear(&db->copy_rows);
        return OK;
    }
    rc r = finish(db, name, &rows);
    return r != OK ? r : db_fail_with(db, E_INTERNAL, "%s: the rows cannot be sent", name);
}

unsigned char *copy_in_room(struct db *db, size_t size)
{
    if (!db->copy || size > MOST_ROW)
        return NULL;
    return (unsigned char *)buf_grow(&db->copy_rows, size);
}

rc copy_in_failed(struct db *db)
{
    if (!db->copy)
        return db_fail_with(db, E_INTERNAL, "no COPY goes on, or it failed before");
    return db_fail_with(db, E_INTERNAL, "%s: a row is longer than 1 GB", db->copy->name);
}

rc copy_in_add(struct db *db, const unsigned char *end)
{
    db->copy_rows.len = (size_t)((const char *)end - db->copy_rows.bytes);
    return db->copy_rows.len < SEND_AT ? OK : send_rows(db);
}

rc copy_in_end(struct db *db, int64_t *ret_rows)
{
    static const unsigned char trailer[2] = {0xFF, 0xFF};
    int64_t rows = 0;
    if (!db->copy)
        return copy_in_failed(db);
    const char *name = db->copy->name;
    buf_add(&db->copy_rows, trailer, sizeof trailer);
    TRY(send_rows(db));
    if (PQputCopyEnd(db->conn, NULL) != 1 && db_lost(db)) {
        db->copy = NULL;
        return db_fail(db, NULL, name);
    }
    TRY(finish(db, name, &rows));
    if (ret_rows)
        *ret_rows = rows;
    return OK;
}

void copy_give_up(struct db *db)
{
    struct why kept = db->why;
    char constraint[sizeof db->constraint];
    int64_t rows;
    if (!db->copy)
        return;
    memcpy(constraint, db->constraint, sizeof constraint);
    PQputCopyEnd(db->conn, "given up");
    (void)!finish(db, db->copy->name, &rows);
    memcpy(db->constraint, constraint, sizeof constraint);
    db->why = kept;
}

/* ---- out ---- */

rc copy_out_begin(struct db *db, const struct query *q, struct raw *fields, struct copy_out *copy)
{
    TRY(start(db, q, PGRES_COPY_OUT));
    *copy = (struct copy_out){
        .db = db,
        .query = q,
        .row = {.fields = fields, .arena = &db->scratch},
        .fields = fields,
        .mark = arena_mark(&db->scratch),
        .outcome = OK,
    };
    return OK;
}

static void drop_message(struct copy_out *copy)
{
    PQfreemem(copy->message);
    copy->message = NULL;
    copy->at = copy->end = NULL;
}

static bool fail_format(struct copy_out *copy)
{
    copy->outcome = db_fail_with(copy->db, E_INTERNAL,
                                 "%s: the rows are not those that were "
                                 "declared",
                                 copy->query->name);
    return false;
}

static bool skip_header(struct copy_out *copy)
{
    if (copy->end - copy->at < HEADER_SIZE || memcmp(copy->at, signature, sizeof signature) != 0)
        return fail_format(copy);
    uint32_t extension = load32(copy->at + sizeof signature + 4);
    copy->at += HEADER_SIZE;
    if ((size_t)(copy->end - copy->at) < extension)
        return fail_format(copy);
    copy->at += extension;
    copy->begun = true;
    return true;
}

/* Gets messages until one has bytes of rows; false at the end of the COPY. */
static bool next_message(struct copy_out *copy)
{
    while (copy->at == copy->end) {
        drop_message(copy);
        int len = PQgetCopyData(copy->db->conn, &copy->message, 0);
        if (len <= 0)
            return false;
        copy->at = (const unsigned char *)copy->message;
        copy->end = copy->at + len;
        if (!copy->begun && !skip_header(copy))
            return false;
    }
    return true;
}

/* Finds the fields of the row at copy->at and steps over it; a message holds whole rows. */
static bool split_row(struct copy_out *copy)
{
    const unsigned char *at = copy->at, *end = copy->end;
    struct raw *field = copy->fields, *last = field + copy->query->out_len;
    if (end - at < 2)
        return fail_format(copy);
    uint16_t count = load16(at);
    at += 2;
    if (count == UINT16_MAX) {
        copy->at = end;
        copy->done = true;
        return false;
    }
    if (count != copy->query->out_len)
        return fail_format(copy);
    for (; field < last; field++) {
        if (end - at < 4)
            return fail_format(copy);
        int32_t len = (int32_t)load32(at);
        at += 4;
        *field = (struct raw){.ptr = at, .len = len};
        if (len <= 0)
            continue;
        if (end - at < len)
            return fail_format(copy);
        at += len;
    }
    copy->at = at;
    return true;
}

bool copy_out_next(struct copy_out *copy)
{
    if (copy->outcome != OK || copy->row.bad || copy->done)
        return false;
    arena_rewind(&copy->db->scratch, copy->mark);
    return next_message(copy) && split_row(copy);
}

/* Asks the server to stop; what is on its way is read and dropped by the caller. */
static void cancel(struct db *db)
{
    char message[256];
    PGcancel *handle = PQgetCancel(db->conn);
    if (handle)
        PQcancel(handle, message, sizeof message);
    PQfreeCancel(handle);
}

rc copy_out_end(struct copy_out *copy)
{
    struct db *db = copy->db;
    const char *name = copy->query->name;
    int64_t rows;
    if (copy->row.bad)
        copy->outcome =
            db_fail_with(db, E_INTERNAL, "%s: column %s is null or not of the declared type", name,
                         copy->query->out[copy->row.bad - 1].name);
    struct why why = db->why;
    rc stopped = copy->outcome;
    if (stopped != OK)
        cancel(db);

    drop_message(copy);
    while (PQgetCopyData(db->conn, &copy->message, 0) > 0)
        drop_message(copy);
    rc r = finish(db, name, &rows);
    db_scratch_clear(db);
    if (stopped == OK)
        return r;
    if (!db_lost(db))
        db->why = why;
    return stopped;
}
