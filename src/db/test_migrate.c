#include "base/test.h"

#include <sys/wait.h>
#include <unistd.h>

#include "db/conn.h"
#include "db/migrate.h"
#include "db/migrate.sql.h"
#include "db/query_check.h"
#include "db/scratch.h"

#define SQL(literal)                                                                               \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }
#define FILE_ONE                                                                                   \
    {                                                                                              \
        "0001_one.sql", SQL("create table one (id int8);\ninsert into one values (1);\n")          \
    }
#define FILE_TWO                                                                                   \
    {                                                                                              \
        "0002_two.sql", SQL("create table two (id int8);\n")                                       \
    }

static const struct embedded one[] = {FILE_ONE, {0}};
static const struct embedded two[] = {FILE_ONE, FILE_TWO, {0}};

static int start_empty(void **state)
{
    struct db *db = *state;
    rc r = db_script(db, "drop schema public cascade; create schema public", "empty", NULL);
    return r == OK ? 0 : -1;
}

static bool there_is(struct db *db, const char *table)
{
    char sql[128];
    snprintf(sql, sizeof sql, "select 1 from %s", table);
    return db_script(db, sql, "look", NULL) == OK;
}

static void expect(rc got, rc wanted, const struct why *why, const char *text)
{
    if (got != wanted || !strstr(why->text, text))
        fail_msg("%s: %s", rc_name(got), why->text);
}

TEST(migrations_are_applied_once_and_in_order)
{
    struct db *db = *state;
    struct why why = {""};
    int from = -1, to = -1;
    CHECK_OK(migrate_files(db, one, -1, &from, &to, &why));
    CHECK_INT(from, 0);
    CHECK_INT(to, 1);
    CHECK(there_is(db, "one") && !there_is(db, "two"));
    CHECK_OK(migrate_files(db, two, -1, &from, &to, &why));
    CHECK_INT(from, 1);
    CHECK_INT(to, 2);
    CHECK_OK(migrate_files(db, two, -1, &from, &to, &why));
    CHECK_INT(from, 2);
    CHECK_INT(to, 2);
    CHECK(there_is(db, "two"));
}

TEST(one_can_stop_at_a_number_but_not_go_back)
{
    struct db *db = *state;
    struct why why = {""};
    int from = -1, to = -1;
    CHECK_OK(migrate_files(db, two, 0, &from, &to, &why));
    CHECK_INT(to, 0);
    CHECK_OK(migrate_files(db, two, 1, &from, &to, &why));
    CHECK_INT(to, 1);
    CHECK(!there_is(db, "two"));
    expect(migrate_files(db, two, 3, NULL, NULL, &why), E_NOT_FOUND, &why, "no migration 3");
    CHECK_OK(migrate_files(db, two, 2, NULL, NULL, &why));
    expect(migrate_files(db, two, 1, NULL, NULL, &why), E_REFUSED, &why, "no way back to 1");
}

TEST(a_newer_database_is_refused)
{
    struct db *db = *state;
    struct why why = {""};
    CHECK_OK(migrate_files(db, two, -1, NULL, NULL, &why));
    expect(migrate_files(db, one, -1, NULL, NULL, &why), E_REFUSED, &why,
           "the database was migrated to 2 by a newer guanhu; this one knows up to 1: upgrade the "
           "program");
}

TEST(an_edited_migration_is_refused)
{
    static const struct embedded edited[] = {{"0001_one.sql", SQL("create table one ();")}, {0}};
    struct db *db = *state;
    struct why why = {""};
    CHECK_OK(migrate_files(db, one, -1, NULL, NULL, &why));
    expect(migrate_files(db, edited, -1, NULL, NULL, &why), E_REFUSED, &why,
           "schema/0001_one.sql was changed after it was applied");
}

TEST(a_failing_migration_leaves_what_came_before)
{
    static const struct embedded bad[] = {
        FILE_ONE,
        {"0002_bad.sql", SQL("create table 表 (id int8);\n-- 中文\nselect nonsense;\n")},
        {0},
    };
    struct db *db = *state;
    struct why why = {""};
    expect(migrate_files(db, bad, -1, NULL, NULL, &why), E_INTERNAL, &why,
           "schema/0002_bad.sql: line 3: ");
    CHECK(there_is(db, "one") && !there_is(db, "表"));
    CHECK_OK(migrate_files(db, two, -1, NULL, NULL, &why));
    CHECK(there_is(db, "two"));
}

TEST(a_migration_must_not_commit_by_itself)
{
    static const struct embedded bad[] = {{"0001_x.sql", SQL("select 1; commit;")}, {0}};
    struct why why = {""};
    expect(migrate_files(*state, bad, -1, NULL, NULL, &why), E_INTERNAL, &why,
           "take out begin, commit and rollback");
}

TEST(gaps_and_repeated_numbers_are_found)
{
    static const struct embedded gap[] = {FILE_ONE, {"0003_three.sql", SQL("select 1")}, {0}};
    static const struct embedded twice[] = {FILE_ONE, {"0001_other.sql", SQL("select 1")}, {0}};
    struct why why = {""};
    expect(migrate_files(*state, gap, -1, NULL, NULL, &why), E_INTERNAL, &why,
           "schema/0003_three.sql: its number must be 0002");
    expect(migrate_files(*state, twice, -1, NULL, NULL, &why), E_INTERNAL, &why,
           "schema/0001_other.sql: its number must be 0002");
}

TEST(the_schema_of_the_program_is_applied)
{
    struct db *db = *state;
    struct migrate_state migrated;
    struct why why = {""};
    int from = -1, to = -1;
    CHECK_OK(migrate_state(db, &migrated, &why));
    CHECK_INT(migrated.applied, 0);
    rc r = migrate_to_latest(db, &from, &to, &why);
    if (r != OK)
        fail_msg("%s", why.text);
    CHECK_INT(from, 0);
    CHECK_INT(to, migrated.known);
    CHECK_OK(migrate_state(db, &migrated, &why));
    CHECK_INT(migrated.applied, migrated.known);
    const struct query *const tables[] = {q_migrate_queries, NULL};
    r = query_check(db, tables, &why);
    if (r != OK)
        fail_msg("%s", why.text);
}

/* All begin at the same time; each finds the schema complete in the end, and one has done it. */
TEST(many_who_migrate_at_once_do_it_once)
{
    enum { MANY = 6 };
    const char *conninfo = ((struct db *)*state)->conninfo;
    int sums = 0, status = 0, pipes[2];
    CHECK_INT(pipe(pipes), 0);
    for (int i = 0; i < MANY; i++)
        if (fork() == 0) {
            struct db *mine = NULL;
            int numbers[2] = {-1, -1};
            if (db_open(conninfo, &mine, NULL) != OK ||
                migrate_files(mine, two, -1, &numbers[0], &numbers[1], NULL) != OK)
                _exit(1);
            _exit(write(pipes[1], numbers, sizeof numbers) != sizeof numbers);
        }
    for (int i = 0; i < MANY; i++) {
        CHECK(wait(&status) > 0);
        CHECK_INT(status, 0);
    }
    for (int i = 0; i < MANY; i++) {
        int numbers[2];
        CHECK_INT(read(pipes[0], numbers, sizeof numbers), sizeof numbers);
        CHECK_INT(numbers[1], 2);
        sums += numbers[1] - numbers[0];
    }
    CHECK_INT(sums, 2);
    close(pipes[0]);
    close(pipes[1]);
}

#define FROM_EMPTY(name) cmocka_unit_test_prestate_setup_teardown(name, start_empty, NULL, db)

int main(void)
{
    struct scratch *scratch = scratch_start();
    struct db *db = scratch_db(scratch);
    const struct CMUnitTest tests[] = {
        FROM_EMPTY(migrations_are_applied_once_and_in_order),
        FROM_EMPTY(one_can_stop_at_a_number_but_not_go_back),
        FROM_EMPTY(a_newer_database_is_refused),
        FROM_EMPTY(an_edited_migration_is_refused),
        FROM_EMPTY(a_failing_migration_leaves_what_came_before),
        FROM_EMPTY(a_migration_must_not_commit_by_itself),
        FROM_EMPTY(gaps_and_repeated_numbers_are_found),
        FROM_EMPTY(the_schema_of_the_program_is_applied),
        FROM_EMPTY(many_who_migrate_at_once_do_it_once),
    };
    int failed = cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
    db_close(db);
    scratch_stop(scratch);
    return failed;
}
