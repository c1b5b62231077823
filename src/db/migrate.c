#include "db/migrate.h"

#include "db/conn.h"
#include "db/migrate.sql.h"
#include "db/schema_files.h"

enum { NUMBER_LEN = 4 };
#define MIGRATION_LOCK INT64_C(0x6775616e68750001) /* "guanhu", 1 */

struct run {
    struct db *db;
    const struct embedded *files;
    size_t len;
    struct arena arena;
    struct why *why;
};

/* "0007_care.sql" -> 7; 0 where the name is none. */
static int file_number(const char *name)
{
    int number = 0;
    for (int i = 0; i < NUMBER_LEN; i++) {
        if (name[i] < '0' || name[i] > '9')
            return 0;
        number = number * 10 + (name[i] - '0');
    }
    return name[NUMBER_LEN] == '_' ? number : 0;
}

static rc forward(struct run *run, rc r)
{
    return r == OK ? OK : db_tell(run->db, r, run->why);
}

/* The numbers must be 1, 2, 3, ...: a gap is a file that was forgotten, a repetition two branches
 * that took the same number. */
static rc check_files(struct run *run)
{
    for (; run->files[run->len].name; run->len++) {
        const char *name = run->files[run->len].name;
        if (file_number(name) != (int)run->len + 1)
            return why_say(run->why, E_INTERNAL,
                           "schema/%s: its number must be %04zu: the numbers run from 0001 without "
                           "gaps",
                           name, run->len + 1);
    }
    return OK;
}

static rc list_applied(struct run *run, struct q_migration_list_row **ret_rows, size_t *ret_count)
{
    struct q_migration_table_find_row table;
    *ret_count = 0;
    TRY(forward(run, q_migration_table_find(run->db, &table)));
    if (!table.found)
        return OK;
    return forward(run, q_migration_list(run->db, &run->arena, ret_rows, ret_count));
}

static rc digest(struct run *run, const struct embedded *file, struct text *ret_sha256)
{
    struct q_migration_digest_row row;
    TRY(forward(run, q_migration_digest(run->db, &run->arena, file->bytes, &row)));
    *ret_sha256 = row.sha256;
    return OK;
}

/* What is in the database must be the beginning of what this program has. */
static rc check_applied(struct run *run, const struct q_migration_list_row *rows, size_t count)
{
    if (count > run->len)
        return why_say(run->why, E_REFUSED,
                       "the database was migrated to %d by a newer guanhu; this one knows up to "
                       "%zu: upgrade the program",
                       rows[count - 1].number, run->len);
    for (size_t i = 0; i < count; i++) {
        struct text sha256;
        if (rows[i].number != (int)i + 1)
            return why_say(run->why, E_REFUSED,
                           "migration %zu is missing in the database, though later ones were "
                           "applied: restore it from its backup",
                           i + 1);
        TRY(digest(run, &run->files[i], &sha256));
        if (!text_equal(sha256, rows[i].sha256))
            return why_say(run->why, E_REFUSED,
                           "schema/%s was changed after it was applied: restore its text, and put "
                           "the change into a new migration",
                           run->files[i].name);
    }
    return OK;
}

static int line_of(struct text sql, int position)
{
    int line = 1;
    for (size_t i = 0, characters = 1; i < sql.len && (int)characters < position; i++) {
        line += sql.ptr[i] == '\n';
        characters += (sql.ptr[i] & 0xC0) != 0x80; /* not a later byte of UTF-8 */
    }
    return line;
}

static rc apply_statements(struct run *run, const struct embedded *file)
{
    int position = 0;
    rc r = db_script(run->db, file->bytes.ptr, file->name, &position);
    if (r != OK && position > 0)
        return why_say(run->why, r, "schema/%s: line %d: %s", file->name,
                       line_of(file->bytes, position), db_why(run->db));
    if (r != OK)
        return why_say(run->why, r, "schema/%s: %s", file->name, db_why(run->db));
    if (PQtransactionStatus(run->db->conn) != PQTRANS_INTRANS)
        return why_say(run->why, E_INTERNAL,
                       "schema/%s: it ends the transaction that it is applied in: take out begin, "
                       "commit and rollback",
                       file->name);
    return OK;
}

static rc apply_open(struct run *run, int number)
{
    const struct embedded *file = &run->files[number - 1];
    struct text sha256;
    TRY(digest(run, file, &sha256));
    TRY(apply_statements(run, file));
    TRY(forward(run, q_migration_note(run->db, number, text_of(file->name), sha256, NULL)));
    return forward(run, db_commit(run->db));
}

static rc apply(struct run *run, int number)
{
    TRY(forward(run, db_begin(run->db)));
    rc r = apply_open(run, number);
    if (r != OK)
        db_rollback(run->db);
    return r;
}

static rc migrate_locked(struct run *run, int number, int *ret_from, int *ret_to)
{
    struct q_migration_list_row *rows = NULL;
    size_t count;
    TRY(forward(run, q_migration_table_make(run->db, NULL)));
    TRY(list_applied(run, &rows, &count));
    TRY(check_applied(run, rows, count));
    int from = (int)count;
    if (number < 0)
        number = (int)run->len;
    if (number > (int)run->len)
        return why_say(run->why, E_NOT_FOUND, "there is no migration %d: the last one is %zu",
                       number, run->len);
    if (number < from)
        return why_say(run->why, E_REFUSED,
                       "the database is at migration %d already: there is no way back to %d but "
                       "restoring a backup",
                       from, number);
    for (int n = from + 1; n <= number; n++)
        TRY(apply(run, n));
    if (ret_from)
        *ret_from = from;
    if (ret_to)
        *ret_to = number;
    return OK;
}

static rc migrate_run(struct run *run, int number, int *ret_from, int *ret_to)
{
    TRY(check_files(run));
    TRY(forward(run, db_lock(run->db, MIGRATION_LOCK)));
    rc r = migrate_locked(run, number, ret_from, ret_to);
    if (db_lost(run->db))
        return r; /* and the lock is gone with the connection */
    rc unlocked = db_unlock(run->db, MIGRATION_LOCK);
    return r != OK ? r : forward(run, unlocked);
}

/* Below 0, 'number' means the latest. */
static rc migrate_any(struct db *db, const struct embedded *files, int number, int *ret_from,
                      int *ret_to, struct why *why)
{
    struct run run = {.db = db, .files = files, .why = why};
    arena_init(&run.arena);
    rc r = migrate_run(&run, number, ret_from, ret_to);
    arena_release(&run.arena);
    return r;
}

rc migrate_files(struct db *db, const struct embedded *files, int number, int *ret_from,
                 int *ret_to, struct why *why)
{
    return migrate_any(db, files, number, ret_from, ret_to, why);
}

rc migrate_to(struct db *db, int number, int *ret_from, int *ret_to, struct why *why)
{
    if (number < 0)
        return why_say(why, E_USAGE, "%d is not the number of a migration", number);
    return migrate_any(db, schema_files, number, ret_from, ret_to, why);
}

rc migrate_to_latest(struct db *db, int *ret_from, int *ret_to, struct why *why)
{
    return migrate_any(db, schema_files, -1, ret_from, ret_to, why);
}

rc migrate_state(struct db *db, struct migrate_state *ret_state, struct why *why)
{
    struct run run = {.db = db, .files = schema_files, .why = why};
    struct q_migration_list_row *rows = NULL;
    size_t count = 0;
    arena_init(&run.arena);
    rc r = check_files(&run);
    if (r == OK)
        r = list_applied(&run, &rows, &count);
    if (r == OK)
        *ret_state = (struct migrate_state){
            .applied = count ? rows[count - 1].number : 0,
            .known = (int)run.len,
        };
    arena_release(&run.arena);
    return r;
}
