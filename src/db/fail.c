/* fail -- what a failure of the server means to the caller: the only place that knows SQLSTATEs.
 *
 * Of the server's message only the primary line is taken: its detail quotes values of rows. */
#include "db/conn.h"

#include <stdarg.h>

struct meaning {
    const char *state; /* a whole SQLSTATE, or a class of two characters */
    rc outcome;
    const char *advice; /* NULL: the server's message says it all */
};

static const struct meaning meanings[] = {
    {"23505", E_CONFLICT, NULL},
    {"23P01", E_CONFLICT, NULL},
    {"40001", E_CONFLICT, NULL},
    {"40P01", E_CONFLICT, NULL},
    {"55P03", E_CONFLICT, NULL},
    {"53100", E_UNAVAILABLE, "the disk of the database is full: make room on it and try again"},
    {"53200", E_UNAVAILABLE, "the database server is out of memory: give it more and try again"},
    {"53300", E_UNAVAILABLE, "the database accepts no more connections: end some or allow more"},
    {"57P01", E_UNAVAILABLE, "the database server was stopped: try again when it runs"},
    {"57P02", E_UNAVAILABLE, "the database server crashed: try again when it has recovered"},
    {"57P03", E_UNAVAILABLE, "the database server does not accept connections yet: try again"},
    {"57P04", E_UNAVAILABLE, "the database was removed: restore it"},
    {"57P05", E_UNAVAILABLE, "the database server ended an idle connection: try again"},
    {"08", E_UNAVAILABLE, "the connection to the database was lost: try again"},
    {"53", E_UNAVAILABLE, "the database server lacks resources: try again later"},
    {"58", E_UNAVAILABLE, "the database server has trouble with its machine: see its log"},
};

static const struct meaning *find_meaning(const char *state)
{
    for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
        if (strncmp(state, meanings[i].state, strlen(meanings[i].state)) == 0)
            return &meanings[i];
    return NULL;
}

/* libpq's own messages end with a line end, and may have several lines. */
static void trim(struct why *why)
{
    size_t len = strlen(why->text);
    while (len > 0 && (why->text[len - 1] == ' ' || why->text[len - 1] == '.'))
        why->text[--len] = '\0';
}

rc db_fail_with(struct db *db, rc r, const char *format, ...)
{
    char text[sizeof db->why.text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    r = why_say(&db->why, r, "%s", text);
    trim(&db->why);
    return r;
}

static rc fail_as_lost(struct db *db)
{
    return db_fail_with(db, E_UNAVAILABLE,
                        "the connection to the database was lost: try again (%s)",
                        PQerrorMessage(db->conn));
}

rc db_fail(struct db *db, const PGresult *result, const char *what)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

    snprintf(db->constraint, sizeof db->constraint, "%s", constraint ? constraint : "");
    if (!state && PQstatus(db->conn) != CONNECTION_OK)
        return fail_as_lost(db);
    if (!message)
        message = result && *PQresultErrorMessage(result) ? PQresultErrorMessage(result)
                                                          : PQerrorMessage(db->conn);
    const struct meaning *meaning = state ? find_meaning(state) : NULL;
    if (meaning && meaning->advice)
        return db_fail_with(db, meaning->outcome, "%s (%s: %s)", meaning->advice, what, message);
    return db_fail_with(db, meaning ? meaning->outcome : E_INTERNAL, "%s: %s", what, message);
}

const char *db_why(const struct db *db)
{
    return db->why.text;
}

const char *db_constraint(const struct db *db)
{
    return db->constraint;
}

rc db_tell(const struct db *db, rc r, struct why *why)
{
    return why_say(why, r, "%s", db->why.text);
}
