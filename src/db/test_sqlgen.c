/* What sqlgen refuses, and how it says so; what it accepts is test_query's business.  The program
 * itself is the first argument. */
#include "base/test.h"

#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/guanhu-sqlgen-XXXXXX";

static void path_to(char path[64], const char *name)
{
    snprintf(path, 64, "%s/%s", dir, name);
}

/* Runs sqlgen over 'sql'; its exit code, and what it said on standard error. */
static int generate(const char *sqlgen, const char *sql, char said[512])
{
    char in[64], c[64], h[64];
    int out[2], status = 0;
    path_to(in, "x.sql");
    path_to(c, "x.sql.c");
    path_to(h, "x.sql.h");
    unlink(c);
    FILE *file = fopen(in, "w");
    CHECK(file && fputs(sql, file) >= 0 && fclose(file) == 0);
    CHECK_INT(pipe(out), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(out[1], STDERR_FILENO);
        execl(sqlgen, sqlgen, in, c, h, (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    ssize_t len = 0, got;
    while (len < 511 && (got = read(out[0], said + len, 511 - (size_t)len)) > 0)
        len += got;
    said[len] = '\0';
    close(out[0]);
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status));
    if (WEXITSTATUS(status) != 0)
        CHECK(access(c, F_OK) != 0); /* nothing half-made is left */
    return WEXITSTATUS(status);
}

static void refuses(void **state, const char *sql, const char *text)
{
    char said[512], wanted[600];
    CHECK_INT(generate(*state, sql, said), 1);
    snprintf(wanted, sizeof wanted, "%s/x.sql:%s\n", dir, text);
    CHECK_TEXT(said, wanted);
}

TEST(heads_must_be_complete)
{
    refuses(state, "", " contains no query");
    refuses(state, "-- only\n-- comments\n", " contains no query");
    refuses(state, "select 1;\n", "1: a statement without \"-- name:\"");
    refuses(state, "\n-- name:\n", "2: the query's name is missing or not in lower case");
    refuses(state, "-- name: Find :exec\n", "1: the query's name is missing or not in lower case");
    refuses(state, "-- name: q\nselect 1;",
            "1: q: a mode is expected: "
            ":exec :one :maybe :many :copy_in :copy_out");
    refuses(state, "-- name: q :two\nselect 1;",
            "1: q: a mode is expected: "
            ":exec :one :maybe :many :copy_in :copy_out");
    refuses(state, "-- name: q :exec x\nselect 1;", "1: nothing may follow the mode");
    refuses(state, "-- name: q :exec\n\n-- name: r :exec\nselect 1;",
            "1: q: there is no statement");
    refuses(state, "-- name: q :exec\nselect 1;\n-- name: q :exec\nselect 1;",
            "3: q is already the name of the query in line 1");
}

TEST(declarations_must_be_well_formed)
{
    refuses(state, "-- name: q :exec\n-- in:\nselect 1;", "2: nothing is declared here");
    refuses(state, "-- name: q :exec\n-- in: a int9\nselect :a;",
            "2: a: there is no type \"int9\"");
    refuses(state, "-- name: q :exec\n-- in: a int8 b int8\nselect :a;",
            "2: a comma is expected at \"b int8\"");
    refuses(state, "-- name: q :exec\n-- in: a int8,\n-- in: a text\nselect :a;",
            "3: a is declared twice");
    refuses(state, "-- name: q :exec\n-- in: A int8\nselect 1;",
            "2: a name in lower case is expected at \"A int8\nselect 1;\"");
    refuses(state, "-- name: q :one\nselect 1;", "1: q: \"-- out:\" is missing");
    refuses(state, "-- name: q :exec\n-- out: a int8\nselect 1;",
            "1: q: :exec gives no rows, \"-- out:\" is wrong");
}

TEST(parameters_must_be_declared_and_used)
{
    refuses(state, "-- name: q :exec\n-- in: a int8\nselect\n  :a + :b;",
            "4: q: :b is not declared in \"-- in:\"");
    refuses(state, "-- name: q :exec\n-- in: a int8,\n-- in: b int8\nselect :a;",
            "3: q: :b is declared but not used");
    refuses(state, "-- name: q :exec\n-- in: a int8\nselect ':a' -- :a\n/* :a */ ;",
            "2: q: :a is declared but not used");
    refuses(state, "-- name: q :exec\nselect $1;", "2: write :name for a parameter, not $1");
}

TEST(orders_must_name_columns)
{
    refuses(state, "-- name: q :many\n-- out: a int8\n-- order: b\nselect a order by :order;",
            "3: q: \"-- out:\" has no column b");
    refuses(state,
            "-- name: q :many\n-- out: a int8\n-- order: a, a desc\nselect a order by :order;",
            "3: q: the order by a is there twice");
    refuses(state, "-- name: q :many\n-- out: a int8\n-- order: a down\nselect a order by :order;",
            "3: \"asc\" or \"desc\" is expected at \"down\"");
    refuses(state, "-- name: q :many\n-- out: a int8\n-- order: a b\nselect a;",
            "3: \"asc\" or \"desc\" is expected at \"b\"");
    refuses(state, "-- name: q :many\n-- out: a int8\n-- order: a,\nselect a;",
            "3: the name of a column is expected at \"\"");
    refuses(state, "-- name: q :many\n-- out: a int8\n-- order: a\nselect a;",
            "1: q: \"order by :order\" is missing");
    refuses(state, "-- name: q :one\n-- out: a int8\n-- order: a\nselect a order by :order;",
            "1: q: only :many has an order");
}

TEST(only_small_numbers_are_codes)
{
    refuses(state, "-- name: q :one\n-- out: a text of stages\nselect a;",
            "2: a: write \"int2 of WORDS\"");
    refuses(state, "-- name: q :one\n-- out: a int2 of 7\nselect a;",
            "2: a: write \"int2 of WORDS\"");
}

TEST(what_is_sealed_says_how_it_is_masked)
{
    char said[512];
    static const char wanted[] =
        "2: a: write \"sealed phone\", or certificate, email, address, number, note";
    refuses(state, "-- name: q :one\n-- out: a sealed\nselect a;", wanted);
    refuses(state, "-- name: q :one\n-- out: a sealed? telephone\nselect a;", wanted);
    refuses(state, "-- name: q :one\n-- out: a int8 outer\nselect a;",
            "2: a comma is expected at \"outer\"");
    CHECK_INT(generate(*state,
                       "-- name: q :one\n-- out: a sealed? phone, b sealed note, c int8 inner\n"
                       "select a;",
                       said),
              0);
}

TEST(statements_must_end)
{
    refuses(state, "-- name: q :exec\nselect 1\n",
            "1: q: the statement does not end with a semicolon");
    refuses(state, "-- name: q :exec\nselect 1\n-- name: r :exec\nselect 2;",
            "3: the statement of q does not end with a semicolon");
    refuses(state, "-- name: q :exec\nselect 'abc;\n",
            "2: the quote ' that begins here does not end");
    refuses(state, "-- name: q :exec\nselect e'abc\\'",
            "2: the quote ' that begins here does not end");
    refuses(state, "-- name: q :exec\nselect $x$ abc $y$;",
            "2: the quote $x$ that begins here does not end");
    refuses(state, "-- name: q :exec\n\nselect /* abc /* */ ;",
            "3: the comment that begins here does not end");
    refuses(state, "-- name: q :exec\nselect 1; select 2;", "2: nothing may follow the semicolon");
}

TEST(copies_must_agree_with_their_columns)
{
    refuses(state, "-- name: q :copy_in\ncopy t (a) from stdin (format binary);",
            "1: q: \"-- in:\" must list the columns");
    refuses(state,
            "-- name: q :copy_in\n-- in: a int8, b int8\n"
            "copy t (b, a) from stdin (format binary);",
            "1: q: column 1 is \"b\" in the SQL and \"a\" in \"-- in:\"");
    refuses(state, "-- name: q :copy_in\n-- in: a int8\ncopy t (a, b) from stdin (format binary);",
            "1: q: the columns in the SQL and in \"-- in:\" differ");
    refuses(state, "-- name: q :copy_in\n-- in: a int8\ncopy t (a) from stdin;",
            "1: q: \"(\" is expected, \"\" found");
    refuses(state,
            "-- name: q :copy_out\n-- out: a int8\n-- in: b int8\n"
            "copy (select a from t where b = :b) to stdout (format binary);",
            "1: q: a COPY takes no parameters");
    refuses(state, "-- name: q :copy_out\n-- out: a int8\ncopy t to stdout (format binary);",
            "1: q: \"(\" is expected, \"t\" found");
}

TEST(good_files_are_accepted)
{
    char said[512];
    CHECK_INT(
        generate(*state, "-- about\n\n-- name: q :exec\n-- in: a int8\nselect :a;\n-- end\n", said),
        0);
    CHECK_TEXT(said, "");
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[] = {
        CASE(heads_must_be_complete),
        CASE(declarations_must_be_well_formed),
        CASE(parameters_must_be_declared_and_used),
        CASE(orders_must_name_columns),
        CASE(only_small_numbers_are_codes),
        CASE(what_is_sealed_says_how_it_is_masked),
        CASE(statements_must_end),
        CASE(copies_must_agree_with_their_columns),
        CASE(good_files_are_accepted),
    };
    static const char *const names[] = {"x.sql", "x.sql.c", "x.sql.h"};
    if (argc != 2 || !mkdtemp(dir))
        return 2;
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tests[i].initial_state = argv[1];
    int failed = cmocka_run_group_tests_name("sqlgen", tests, NULL, NULL);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        char path[64];
        path_to(path, names[i]);
        unlink(path);
    }
    rmdir(dir);
    return failed;
}
