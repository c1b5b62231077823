#include "db/query_check.h"

#include "db/conn.h"

/* What PostgreSQL would take the parameter for, when text is declared for a json or a varchar. */
static bool parameter_fits(enum db_type type, unsigned oid)
{
    enum { OID_JSONB = 3802 };
    return db_type_fits(type, oid) || (type == DB_JSON && oid == OID_JSONB);
}

/* Prepares without a name, so that each replaces the one before; *ret is its description. */
static PGresult *describe(struct db *db, const char *sql, int count, const Oid *oids)
{
    PGresult *result = PQprepare(db->conn, "", sql, count, oids);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        return result;
    PQclear(result);
    return PQdescribePrepared(db->conn, "");
}

static rc check_columns(const struct query *q, const PGresult *d, const struct query_field *fields,
                        int len, struct why *why)
{
    if (PQnfields(d) != len)
        return why_say(why, E_INVALID, "%s: %d columns are declared, there are %d", q->name, len,
                       PQnfields(d));
    for (int i = 0; i < len; i++) {
        bool into_json = q->mode == QUERY_COPY_IN && fields[i].type == DB_JSON;
        if (strcmp(PQfname(d, i), fields[i].name) != 0)
            return why_say(why, E_INVALID, "%s: column %d is declared as %s and is %s", q->name,
                           i + 1, fields[i].name, PQfname(d, i));
        if (into_json ? !parameter_fits(DB_JSON, PQftype(d, i)) || PQftype(d, i) == OID_TEXT
                      : !db_type_fits(fields[i].type, PQftype(d, i)))
            return why_say(why, E_INVALID, "%s: column %s is not %s but of type %u", q->name,
                           fields[i].name, db_type_name(fields[i].type), PQftype(d, i));
    }
    return OK;
}

/* Prepares as the program will, with the declared types. */
static rc check_declared(struct db *db, const struct query *q, const Oid *oids, struct why *why)
{
    const char *sql = q->probe ? q->probe : q->sql;
    bool is_copy_in = q->mode == QUERY_COPY_IN;
    PGresult *d = describe(db, sql, is_copy_in ? 0 : q->in_len, oids);
    rc r = OK;
    if (PQresultStatus(d) != PGRES_COMMAND_OK)
        r = why_say(why, E_INVALID, "%s: %s", q->name, PQresultErrorMessage(d));
    else if (is_copy_in)
        r = check_columns(q, d, q->in, q->in_len, why);
    else if (q->out_len > 0)
        r = check_columns(q, d, q->out, q->out_len, why);
    PQclear(d);
    return r;
}

/* Prepares without types and compares what PostgreSQL makes of it.  It may be unable to: then the
 * declared types, with which it was prepared before, are as good as any. */
static rc check_guessed(struct db *db, const struct query *q, struct why *why)
{
    PGresult *d = describe(db, q->sql, 0, NULL);
    rc r = OK;
    for (int i = 0; PQresultStatus(d) == PGRES_COMMAND_OK && i < q->in_len && r == OK; i++)
        if (!parameter_fits(q->in[i].type, PQparamtype(d, i)))
            r = why_say(why, E_INVALID,
                        "%s: parameter :%s is declared as %s, PostgreSQL takes it for type %u: "
                        "declare that, or write a cast",
                        q->name, q->in[i].name, db_type_name(q->in[i].type), PQparamtype(d, i));
    PQclear(d);
    return r;
}

static rc check_query(struct db *db, const struct query *q, struct why *why)
{
    struct arena arena;
    arena_init(&arena);
    Oid *oids = arena_alloc(&arena, (size_t)q->in_len * sizeof *oids);
    for (int i = 0; i < q->in_len; i++)
        oids[i] = db_type_oid(q->in[i].type);
    rc r = check_declared(db, q, oids, why);
    if (r == OK && q->mode != QUERY_COPY_IN && q->in_len > 0)
        r = check_guessed(db, q, why);
    arena_release(&arena);
    return r;
}

rc query_check(struct db *db, const struct query *const *tables, struct why *why)
{
    for (; *tables; tables++)
        for (const struct query *q = *tables; q->name; q++)
            TRY(check_query(db, q, why));
    return OK;
}
