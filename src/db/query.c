/* query -- runs generated queries: prepares them on first use, sends parameters, reads rows. */
#include "db/conn.h"

enum { MOST_BYTES = 1 << 30 }; /* PostgreSQL's own limit for one value */

/* ---- types ---- */

static const struct {
    const char *name;
    unsigned oid;
    unsigned also[3]; /* types whose binary form is the same */
} types[] = {
    [DB_BOOL] = {"bool", 16, {0}},
    [DB_INT2] = {"int2", 21, {0}},
    [DB_INT4] = {"int4", OID_INT4, {0}},
    [DB_INT8] = {"int8", OID_INT8, {0}},
    [DB_TEXT] = {"text", OID_TEXT, {1043, 1042, 19}}, /* varchar, char(n), name */
    [DB_BYTEA] = {"bytea", OID_BYTEA, {0}},
    [DB_DATE] = {"date", OID_DATE, {0}},
    [DB_HASH] = {"uuid", OID_UUID, {0}},
    [DB_TIMESTAMPTZ] = {"timestamptz", 1184, {0}},
    [DB_TIMESTAMP] = {"timestamp", 1114, {0}},
    [DB_JSON] = {"text", OID_TEXT, {114}}, /* json */
    [DB_INT4S] = {"int4[]", 1007, {0}},
    [DB_INT8S] = {"int8[]", 1016, {0}},
    [DB_DATES] = {"date[]", 1182, {0}},
    [DB_TEXTS] = {"text[]", 1009, {0}},
    [DB_BYTEAS] = {"bytea[]", 1001, {0}},
    [DB_HASHES] = {"uuid[]", 2951, {0}},
};

const char *db_type_name(enum db_type type)
{
    return types[type].name;
}

unsigned db_type_oid(enum db_type type)
{
    return types[type].oid;
}

bool db_type_fits(enum db_type type, unsigned oid)
{
    if (types[type].oid == oid)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(types[type].also); i++)
        if (types[type].also[i] == oid && oid != 0)
            return true;
    return false;
}

/* ---- the set of prepared queries ---- */

/* A plan holds for one role: policies are part of it. */
enum { ROLES = 8 };
static_assert(_Alignof(struct query) >= ROLES, "an address has room for the role");

/* What reads no table is the same for everybody. */
static uintptr_t key_of(const struct db *db, const struct query *q)
{
    return (uintptr_t)q | (q->in_len || q->out_len ? db->role : 0);
}

const char *query_name(struct db *db, const struct query *q)
{
    unsigned role = (unsigned)(key_of(db, q) % ROLES);
    return role ? arena_printf(&db->scratch, "%s as %u", q->name, role) : q->name;
}

void db_as(struct db *db, unsigned role)
{
    assert(role < ROLES);
    db->role = role;
}

static size_t slot_of(const struct db *db, uintptr_t key)
{
    size_t mask = db->prepared_room - 1;
    size_t slot = (key / sizeof(struct query) + key % ROLES) & mask;
    while (db->prepared[slot] && db->prepared[slot] != key)
        slot = (slot + 1) & mask;
    return slot;
}

static void widen_prepared(struct db *db)
{
    uintptr_t *old = db->prepared;
    size_t old_room = db->prepared_room;
    db->prepared_room = old_room ? old_room * 2 : 64;
    db->prepared = mem_alloc(db->prepared_room * sizeof *db->prepared);
    for (size_t i = 0; i < old_room; i++)
        if (old[i])
            db->prepared[slot_of(db, old[i])] = old[i];
    free(old);
}

static bool is_prepared(const struct db *db, uintptr_t key)
{
    return db->prepared_room && db->prepared[slot_of(db, key)] == key;
}

static void note_prepared(struct db *db, uintptr_t key)
{
    if (db->prepared_len * 2 >= db->prepared_room)
        widen_prepared(db);
    db->prepared[slot_of(db, key)] = key;
    db->prepared_len++;
}

void db_forget_prepared(struct db *db)
{
    free(db->prepared);
    db->prepared = NULL;
    db->prepared_len = db->prepared_room = 0;
}

rc query_ready(struct db *db, const struct query *q)
{
    uintptr_t key = key_of(db, q);
    if (is_prepared(db, key))
        return OK;
    db_end_read(db);
    Oid *oids = arena_alloc(&db->scratch, (size_t)q->in_len * sizeof *oids);
    for (int i = 0; i < q->in_len; i++)
        oids[i] = db_type_oid(q->in[i].type);

    PGresult *result = PQprepare(db->conn, query_name(db, q), q->sql, q->in_len, oids);
    rc r = OK;
    if (PQresultStatus(result) == PGRES_COMMAND_OK)
        note_prepared(db, key);
    else
        r = db_fail(db, result, q->name);
    PQclear(result);
    return r;
}

/* ---- running ---- */

rc query_params(struct db *db, const struct query *q, const struct arg *args, struct params *p)
{
    size_t count = (size_t)q->in_len;
    p->values = arena_alloc(&db->scratch, count * sizeof *p->values);
    p->lengths = arena_alloc(&db->scratch, count * sizeof *p->lengths);
    p->formats = arena_alloc(&db->scratch, count * sizeof *p->formats);
    for (size_t i = 0; i < count; i++) {
        p->formats[i] = 1;
        if (args[i].null)
            continue;
        if (args[i].len > MOST_BYTES)
            return db_fail_with(db, E_INTERNAL, "%s: %s is longer than 1 GB", q->name,
                                q->in[i].name);
        p->values[i] = args[i].outside ? args[i].outside : (const char *)args[i].bytes;
        p->lengths[i] = (int)args[i].len;
    }
    return OK;
}

static rc check_columns(struct db *db, const struct query *q, const PGresult *result)
{
    int columns = PQnfields(result);
    if (q->out_len == 0)
        return OK;
    if (columns != q->out_len)
        return db_fail_with(db, E_INTERNAL, "%s: %d columns were declared, there are %d", q->name,
                            q->out_len, columns);
    for (int i = 0; i < columns; i++)
        if (!db_type_fits(q->out[i].type, PQftype(result, i)))
            return db_fail_with(db, E_INTERNAL, "%s: column %s was declared as %s and is not",
                                q->name, q->out[i].name, db_type_name(q->out[i].type));
    return OK;
}

rc query_result(struct db *db, const struct query *q, const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return db_fail(db, result, q->name);
    return check_columns(db, q, result);
}

static rc run_prepared(struct db *db, const struct query *q, const struct arg *args,
                       PGresult **ret_result)
{
    struct params p;
    PGresult *result = NULL;
    TRY(query_ready(db, q));
    TRY(query_params(db, q, args, &p));
    if (together_waits(db)) {
        TRY(together_run(db, q, &p, &result));
    } else {
        db_end_read(db);
        result = PQexecPrepared(db->conn, query_name(db, q), q->in_len, p.values, p.lengths,
                                p.formats, 1);
    }
    rc r = query_result(db, q, result);
    if (r == OK)
        *ret_result = result;
    else
        PQclear(result);
    return r;
}

static rc run(struct db *db, const struct query *q, const struct arg *args, PGresult **ret_result)
{
    if (db->copy) {
        db_scratch_clear(db);
        return db_fail_with(db, E_INTERNAL, "%s: the COPY of %s goes on", q->name, db->copy->name);
    }
    rc r = run_prepared(db, q, args, ret_result);
    db_scratch_clear(db);
    return r;
}

/* Reads the rows of a result; 'to' has room for all of them. */
static rc read_rows(struct db *db, const struct query *q, const PGresult *result,
                    struct arena *arena, void *to)
{
    size_t columns = (size_t)q->out_len;
    struct raw *fields = arena_alloc(&db->scratch, columns * sizeof *fields);
    struct row row = {.fields = fields, .arena = arena, .copies = true};
    int count = PQntuples(result);
    for (int i = 0; i < count && row.bad == 0; i++) {
        for (int c = 0; c < q->out_len; c++)
            fields[c] = (struct raw){
                .ptr = (const unsigned char *)PQgetvalue(result, i, c),
                .len = PQgetisnull(result, i, c) ? -1 : PQgetlength(result, i, c),
            };
        q->read(&row, (char *)to + (size_t)i * q->row_size);
    }
    db_scratch_clear(db);
    if (row.bad)
        return db_fail_with(db, E_INTERNAL, "%s: column %s is null or not of the declared type",
                            q->name, q->out[row.bad - 1].name);
    return OK;
}

rc query_exec(struct db *db, const struct query *q, const struct arg *args, int64_t *ret_rows)
{
    PGresult *result = NULL;
    if (db->goes_ahead)
        return together_put(db, q, args, &(struct ahead_to){.arena = NULL});
    TRY(run(db, q, args, &result));
    if (ret_rows)
        *ret_rows = strtoll(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return OK;
}

rc query_row(struct db *db, const struct query *q, const PGresult *result, struct arena *arena,
             void *ret_row, bool *ret_found)
{
    int count = PQntuples(result);
    rc r = OK;
    void *row = mem_alloc(q->row_size);
    if (count > 1)
        r = db_fail_with(db, E_INTERNAL, "%s: one row was expected, there are %d", q->name, count);
    else if (count == 1)
        r = read_rows(db, q, result, arena, row);
    if (r == OK) {
        *ret_found = count == 1;
        if (*ret_found)
            memcpy(ret_row, row, q->row_size);
    }
    free(row);
    return r;
}

rc query_maybe(struct db *db, const struct query *q, const struct arg *args, struct arena *arena,
               void *ret_row, bool *ret_found)
{
    PGresult *result = NULL;
    assert(!db->goes_ahead); /* whether there was one would be known too late */
    TRY(run(db, q, args, &result));
    rc r = query_row(db, q, result, arena, ret_row, ret_found);
    PQclear(result);
    return r;
}

rc query_one(struct db *db, const struct query *q, const struct arg *args, struct arena *arena,
             void *ret_row)
{
    bool found = false;
    if (db->goes_ahead)
        return together_put(db, q, args, &(struct ahead_to){arena, ret_row, NULL});
    TRY(query_maybe(db, q, args, arena, ret_row, &found));
    if (!found)
        return db_fail_with(db, E_NOT_FOUND, "%s: there is no such row", q->name);
    return OK;
}

rc query_rows(struct db *db, const struct query *q, const PGresult *result, struct arena *arena,
              void *ret_rows, size_t *ret_count)
{
    size_t count = (size_t)PQntuples(result);
    struct arena_mark mark = arena_mark(arena);
    void *rows = arena_alloc(arena, count * q->row_size);
    rc r = read_rows(db, q, result, arena, rows);
    if (r == OK) {
        memcpy(ret_rows, &rows, sizeof rows); /* a pointer to whatever the rows are */
        *ret_count = count;
    } else {
        arena_rewind(arena, mark);
    }
    return r;
}

rc query_many(struct db *db, const struct query *q, const struct arg *args, struct arena *arena,
              void *ret_rows, size_t *ret_count)
{
    PGresult *result = NULL;
    if (db->goes_ahead)
        return together_put(db, q, args, &(struct ahead_to){arena, ret_rows, ret_count});
    TRY(run(db, q, args, &result));
    rc r = query_rows(db, q, result, arena, ret_rows, ret_count);
    PQclear(result);
    return r;
}
