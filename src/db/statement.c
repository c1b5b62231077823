#include "db/statement.h"

#include "db/conn.h"

struct source {
    const struct query *query;
    const struct arg *args;
};

void statement_init(struct statement *s, struct arena *arena)
{
    s->arena = arena;
    buf_init(&s->joins);
    buf_init(&s->where);
    vec_init(&s->args, sizeof(struct arg));
    vec_init(&s->oids, sizeof(Oid));
    vec_init(&s->sources, sizeof(struct source));
}

void statement_release(struct statement *s)
{
    buf_release(&s->joins);
    buf_release(&s->where);
    vec_release(&s->args);
    vec_release(&s->oids);
    vec_release(&s->sources);
}

int statement_arg(struct statement *s, enum db_type type, struct arg value)
{
    *(struct arg *)vec_add(&s->args) = value;
    *(Oid *)vec_add(&s->oids) = db_type_oid(type);
    return (int)s->args.len;
}

/* ---- sources ---- */

static const void *bytes_of(const struct arg *a)
{
    return a->outside ? a->outside : a->bytes;
}

static bool same_arg(const struct arg *a, const struct arg *b)
{
    return a->null == b->null && a->len == b->len &&
           (a->len == 0 || memcmp(bytes_of(a), bytes_of(b), a->len) == 0);
}

static bool is_source(const struct source *source, const struct query *q, const struct arg *args)
{
    if (source->query != q)
        return false;
    for (int i = 0; i < q->in_len; i++)
        if (!same_arg(&source->args[i], &args[i]))
            return false;
    return true;
}

/* The query's text, its parameters numbered from 'first' on. */
static void add_renumbered(struct buf *to, const char *sql, int first)
{
    while (*sql) {
        size_t plain = strcspn(sql, "$");
        buf_add(to, sql, plain);
        sql += plain;
        if (*sql == '\0')
            return;
        char *end;
        long number = strtol(sql + 1, &end, 10);
        assert(end > sql + 1); /* no query of a condition quotes with dollars */
        buf_printf(to, "$%ld", number + first - 1);
        sql = end;
    }
}

static void join(struct statement *s, const struct query *q, const struct arg *args, int number)
{
    int first = (int)s->args.len + 1;
    for (int i = 0; i < q->in_len; i++)
        statement_arg(s, q->in[i].type, args[i]);
    buf_add_text(&s->joins, number ? "\nleft join (" : "(");
    add_renumbered(&s->joins, q->sql, first);
    buf_printf(&s->joins, ") s%d", number);
    if (number)
        buf_printf(&s->joins, " on s%d.customer_id = s0.customer_id", number);
}

int statement_source(struct statement *s, const struct query *q, const struct arg *args)
{
    int number = (int)s->sources.len;
    for (int i = 0; i < number; i++)
        if (is_source(vec_at(&s->sources, (size_t)i), q, args))
            return i;
    struct source *source = vec_add(&s->sources);
    size_t size = (size_t)q->in_len * sizeof *args;
    *source = (struct source){.query = q, .args = arena_copy(s->arena, args, size)};
    join(s, q, args, number);
    return number;
}

/* ---- running ---- */

struct text statement_text(const struct statement *s)
{
    char *text = arena_printf(
        s->arena, "select s0.customer_id from %.*s\nwhere %.*s\norder by s0.customer_id",
        (int)s->joins.len, s->joins.bytes, (int)s->where.len, s->where.bytes);
    return text_of(text);
}

static rc read_ids(struct db *db, struct arena *a, const PGresult *result, struct int8s *ret)
{
    size_t count = (size_t)PQntuples(result);
    int64_t *ids = arena_alloc(a, count * sizeof *ids);
    if (PQnfields(result) != 1 || PQftype(result, 0) != OID_INT8)
        return db_fail_with(db, E_INTERNAL, "a condition: one number a row was expected");
    for (size_t i = 0; i < count; i++)
        ids[i] = (int64_t)load64((const unsigned char *)PQgetvalue(result, (int)i, 0));
    *ret = (struct int8s){ids, count};
    return OK;
}

rc statement_run(struct statement *s, struct db *db, struct int8s *ret)
{
    size_t count = s->args.len;
    const char **values = arena_alloc(s->arena, count * sizeof *values);
    int *lengths = arena_alloc(s->arena, count * sizeof *lengths);
    int *formats = arena_alloc(s->arena, count * sizeof *formats);
    for (size_t i = 0; i < count; i++) {
        const struct arg *a = vec_at(&s->args, i);
        values[i] = a->null ? NULL : bytes_of(a);
        lengths[i] = (int)a->len;
        formats[i] = 1;
    }
    TRY(db_settle(db));
    PGresult *result = PQexecParams(db->conn, statement_text(s).ptr, (int)count, s->oids.items,
                                    values, lengths, formats, 1);
    rc r = PQresultStatus(result) == PGRES_TUPLES_OK ? read_ids(db, s->arena, result, ret)
                                                     : db_fail(db, result, "a condition");
    PQclear(result);
    return r;
}
