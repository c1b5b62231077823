#include "base/test.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "db/conn.h"
#include "db/scratch.h"
#include "db/test_sample.h"
#include "db/test_sample.sql.h"

static struct scratch *scratch_of(void **state)
{
    return *state;
}

static struct db *fresh(void **state)
{
    struct db *db = scratch_db(scratch_of(state));
    CHECK_OK(db_script(db, "truncate thing; insert into thing values (1, 'one', 1), (2, 'two', 2)",
                       "setup", NULL));
    return db;
}

static int32_t backend_of(struct db *db)
{
    struct q_my_backend_row row;
    CHECK_OK(q_my_backend(db, &row));
    return row.pid;
}

static void end_backend(void **state, int32_t pid)
{
    struct db *other = scratch_db_super(scratch_of(state));
    CHECK_OK(q_end_backend(other, pid, NULL)); /* waits until it is gone */
    db_close(other);
}

TEST(addresses_that_make_no_sense_are_wrong_usage)
{
    struct why why = {""};
    struct db *db = NULL;
    CHECK_RC(db_open("postgresql://a:se%cret@host/x", &db, &why), E_USAGE);
    CHECK(!strstr(why.text, "cret"));
    CHECK_RC(db_open("hoost=x", &db, &why), E_USAGE);
    CHECK_RC(db_open("host=/nowhere dbname=x", &db, &why), E_UNAVAILABLE);
    CHECK(strstr(why.text, "the database cannot be reached"));
    CHECK(!strchr(why.text, '\n'));
    CHECK(!db);
    CHECK(db_close(NULL) == NULL);
    (void)state;
}

/* A listener that takes connections and never says a word stands for a server that hangs. */
TEST(a_server_that_is_silent_is_not_waited_for_longer_than_asked)
{
    char folder[] = "/tmp/guanhu-silent-XXXXXX";
    CHECK(mkdtemp(folder));
    struct sockaddr_un place = {.sun_family = AF_UNIX};
    CHECK(snprintf(place.sun_path, sizeof place.sun_path, "%s/.s.PGSQL.5432", folder) > 0);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(listener >= 0);
    CHECK_INT(bind(listener, (struct sockaddr *)&place, sizeof place), 0);
    CHECK_INT(listen(listener, 1), 0);

    struct why why = {""};
    struct db *db = NULL;
    char conninfo[128];
    snprintf(conninfo, sizeof conninfo, "host=%s dbname=x user=x connect_timeout=1", folder);
    CHECK_RC(db_open(conninfo, &db, &why), E_UNAVAILABLE);
    CHECK(strstr(why.text, "takes the connection and does not answer"));

    close(listener);
    unlink(place.sun_path);
    rmdir(folder);
    (void)state;
}

TEST(unique_violations_are_conflicts_and_name_the_constraint)
{
    struct db *db = fresh(state);
    CHECK_RC(q_thing_add(db, 3, TEXT("one"), 0, NULL), E_CONFLICT);
    CHECK_TEXT(db_constraint(db), "thing_name");
    CHECK_TEXT(db_why(db), "thing_add: duplicate key value violates unique constraint "
                           "\"thing_name\"");
    CHECK_RC(q_thing_add(db, 2, TEXT("three"), 0, NULL), E_CONFLICT);
    CHECK_TEXT(db_constraint(db), "thing_pkey");
    db_close(db);
}

TEST(states_of_the_server_become_outcomes)
{
    static const struct {
        const char *state;
        rc outcome;
        const char *text;
    } cases[] = {
        {"23505", E_CONFLICT, "as you wish"},
        {"23P01", E_CONFLICT, "as you wish"},
        {"40001", E_CONFLICT, "as you wish"},
        {"40P01", E_CONFLICT, "as you wish"},
        {"53100", E_UNAVAILABLE, "the disk of the database is full: make room"},
        {"53200", E_UNAVAILABLE, "out of memory"},
        {"57P01", E_UNAVAILABLE, "the database server was stopped"},
        {"58030", E_UNAVAILABLE, "trouble with its machine"},
        {"23514", E_INTERNAL, "fail_with: as you wish"},
        {"P0001", E_INTERNAL, "fail_with: as you wish"},
    };
    struct db *db = fresh(state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CHECK_RC(q_fail_with(db, text_of(cases[i].state), NULL), cases[i].outcome);
        if (!strstr(db_why(db), cases[i].text))
            fail_msg("%s: \"%s\" is not in: %s", cases[i].state, cases[i].text, db_why(db));
        CHECK(!db_lost(db));
    }
    db_close(db);
}

TEST(transactions_begin_commit_and_roll_back)
{
    struct db *db = fresh(state), *other = scratch_db(scratch_of(state));
    struct q_thing_count_row count;

    CHECK_OK(db_begin(db));
    CHECK_OK(q_thing_add(db, 3, TEXT("three"), 3, NULL));
    CHECK_OK(q_thing_count(other, &count));
    CHECK_INT(count.count, 2);
    CHECK_OK(db_commit(db));
    CHECK_OK(q_thing_count(other, &count));
    CHECK_INT(count.count, 3);

    CHECK_OK(db_begin(db));
    CHECK_OK(q_thing_add(db, 4, TEXT("four"), 3, NULL));
    db_rollback(db);
    db_rollback(db); /* nothing open is fine */
    CHECK_OK(q_thing_count(db, &count));
    CHECK_INT(count.count, 3);

    CHECK_RC(db_commit(db), E_INTERNAL);
    CHECK_OK(db_begin(db));
    CHECK_RC(db_begin(db), E_INTERNAL);
    CHECK_RC(q_thing_add(db, 1, TEXT("again"), 3, NULL), E_CONFLICT);
    CHECK_RC(db_commit(db), E_INTERNAL);
    CHECK_TEXT(db_why(db), "nothing was committed: a statement of the transaction had failed");
    CHECK_OK(db_begin(db));
    CHECK_OK(db_commit(db));
    db_close(db);
    db_close(other);
}

TEST(a_reading_transaction_sees_one_moment_and_changes_nothing)
{
    struct db *db = fresh(state), *other = scratch_db(scratch_of(state));
    struct q_thing_count_row count;
    CHECK_OK(db_begin_read(db));
    CHECK_OK(q_thing_count(db, &count));
    CHECK_OK(q_thing_add(other, 3, TEXT("three"), 3, NULL));
    CHECK_OK(q_thing_count(db, &count));
    CHECK_INT(count.count, 2);
    CHECK_RC(q_thing_bump(db, 1, NULL), E_INTERNAL);
    db_rollback(db);
    CHECK_OK(q_thing_count(db, &count));
    CHECK_INT(count.count, 3);
    db_close(db);
    db_close(other);
}

TEST(a_query_goes_ahead_of_the_next_one)
{
    struct db *db = fresh(state), *other = scratch_db(scratch_of(state));
    struct q_thing_count_row before = {.count = -1}, count;

    CHECK_OK(db_begin_read(db));
    db_ahead(db);
    CHECK_OK(q_thing_count(db, &before));
    CHECK_INT(before.count, -1); /* not sent yet */
    CHECK_OK(q_thing_add(other, 3, TEXT("three"), 3, NULL));
    CHECK_OK(q_thing_count(db, &count)); /* both see the moment of the first */
    CHECK_INT(before.count, 3);
    CHECK_INT(count.count, 3);
    CHECK_OK(db_commit(db));

    /* several, in their order; one may change something */
    CHECK_OK(db_begin(db));
    db_ahead(db);
    CHECK_OK(q_thing_bump(db, 1, NULL));
    db_ahead(db);
    CHECK_OK(q_thing_add(db, 9, TEXT("nine"), 3, NULL));
    CHECK_OK(q_thing_count(db, &count));
    CHECK_INT(count.count, 4);
    db_rollback(db);

    /* without another query the commit takes it along */
    CHECK_OK(db_begin(db));
    db_ahead(db);
    CHECK_OK(q_thing_count(db, &before));
    CHECK_OK(q_thing_add(other, 4, TEXT("four"), 3, NULL));
    CHECK_OK(db_commit(db));
    CHECK_INT(before.count, 4);

    /* rolled back it was never there; nor is anything else */
    before.count = -1;
    CHECK_OK(db_begin(db));
    db_ahead(db);
    CHECK_OK(q_thing_count(db, &before));
    db_rollback(db);
    CHECK_INT(before.count, -1);
    CHECK_RC(db_commit(db), E_INTERNAL);
    db_close(db);
    db_close(other);
}

TEST(rows_of_any_number_go_ahead)
{
    struct db *db = fresh(state);
    struct q_thing_count_row count;
    struct q_thing_list_row *rows = NULL, *none = NULL;
    size_t len = 9, none_len = 9;
    struct arena a;
    arena_init(&a);
    CHECK_OK(db_begin_read(db));
    db_ahead(db);
    CHECK_OK(q_thing_list(db, &a, Q_THING_LIST_BY_ID, 2, 0, &rows, &len));
    db_ahead(db);
    CHECK_OK(q_thing_list(db, &a, Q_THING_LIST_BY_ID, 2, 99, &none, &none_len));
    CHECK_INT(len, 9); /* not sent yet */
    CHECK_OK(q_thing_count(db, &count));
    CHECK_INT(len, 2);
    CHECK_INT(rows[0].id, 1);
    CHECK_INT(rows[1].id, 2);
    CHECK_INT(none_len, 0);
    CHECK_OK(db_commit(db));
    arena_release(&a);
    db_close(db);
}

TEST(what_goes_wrong_ahead_is_told_by_the_next_query)
{
    struct db *db = fresh(state);
    struct q_thing_count_row count;
    struct q_thing_find_row row;
    struct arena a;
    arena_init(&a);
    CHECK_OK(db_begin(db));
    db_ahead(db);
    CHECK_OK(q_thing_find(db, &a, 77, &row));
    CHECK_RC(q_thing_count(db, &count), E_NOT_FOUND);
    CHECK_TEXT(db_why(db), "thing_find: there is no such row");
    db_rollback(db);

    CHECK_OK(db_begin(db));
    CHECK_OK(q_thing_add(db, 5, TEXT("five"), 3, NULL));
    for (int i = 0; i < 8; i++) {
        db_ahead(db);
        CHECK_OK(q_thing_count(db, &count));
    }
    db_ahead(db);
    CHECK_RC(q_thing_count(db, &count), E_INTERNAL); /* no ninth */
    CHECK_RC(q_thing_add(db, 5, TEXT("again"), 3, NULL), E_CONFLICT);
    CHECK_INT(count.count, 3);
    db_rollback(db);
    CHECK_OK(q_thing_count(db, &count));
    CHECK_INT(count.count, 2);
    arena_release(&a);
    db_close(db);
}

TEST(a_change_goes_with_its_commit)
{
    struct db *db = fresh(state), *other = scratch_db(scratch_of(state));
    struct q_thing_count_row count;
    for (int again = 0; again < 2; again++) {
        CHECK_OK(db_begin_read(db));
        CHECK_OK(q_thing_count(db, &count));
        CHECK_OK(db_commit(db)); /* its answer is on the way */
        CHECK_OK(db_begin(db));
        db_ahead(db);
        CHECK_OK(q_thing_add(db, 8, TEXT("eight"), 3, NULL));
        CHECK_OK(q_thing_count(other, &count));
        CHECK_INT(count.count, 2 + again);
        CHECK_RC(db_commit(db), again ? E_CONFLICT : OK);
        CHECK_OK(q_thing_count(other, &count));
        CHECK_INT(count.count, 3);
        db_rollback(db);
    }
    CHECK_OK(q_thing_count(db, &count));
    CHECK_INT(count.count, 3);
    db_close(db);
    db_close(other);
}

TEST(after_reading_everything_else_goes_on_at_once)
{
    struct db *db = fresh(state);
    struct q_thing_count_row count;
    bool got;
    for (int next = 0; next < 5; next++) {
        CHECK_OK(db_begin_read(db));
        CHECK_OK(q_thing_count(db, &count));
        CHECK_OK(db_commit(db)); /* its answer is on the way */
        if (next == 0)
            CHECK_OK(db_script(db, "select 1", "one", NULL));
        else if (next == 1)
            CHECK_OK(q_sample_put_begin(db)), db_rollback(db);
        else if (next == 2)
            CHECK_OK(db_try_lock(db, 43, &got));
        else if (next == 3)
            CHECK_OK(q_thing_add(db, 3, TEXT("three"), 3, NULL));
        else
            db_rollback(db);
    }
    CHECK_RC(db_commit(db), E_INTERNAL);
    CHECK_OK(db_begin_read(db));
    CHECK_OK(q_thing_count(db, &count));
    CHECK_INT(count.count, 3);
    int32_t pid = backend_of(db);
    CHECK_OK(db_commit(db));
    end_backend(state, pid);
    CHECK_RC(q_thing_count(db, &count), E_UNAVAILABLE);
    CHECK(db_lost(db));
    db_close(db);
}

TEST(two_who_change_the_same_row_conflict)
{
    struct db *db = fresh(state), *other = scratch_db(scratch_of(state));
    CHECK_OK(
        db_script(db, "begin isolation level repeatable read; select * from thing", "t", NULL));
    CHECK_OK(q_thing_bump(other, 1, NULL));
    CHECK_RC(q_thing_bump(db, 1, NULL), E_CONFLICT);
    db_rollback(db);
    db_close(db);
    db_close(other);
}

TEST(advisory_locks_are_of_one_session)
{
    struct db *db = fresh(state), *other = scratch_db(scratch_of(state));
    bool got = false;
    CHECK_OK(db_try_lock(db, 42, &got));
    CHECK(got);
    CHECK_OK(db_try_lock(other, 42, &got));
    CHECK(!got);
    CHECK_OK(db_unlock(db, 42));
    CHECK_RC(db_unlock(db, 42), E_INTERNAL);
    CHECK_OK(db_lock(other, 42));
    CHECK_OK(db_try_lock(db, 42, &got));
    CHECK(!got);
    CHECK(db_close(other) == NULL);
    CHECK_OK(db_lock(db, 42)); /* the connection took it along */
    db_close(db);
}

TEST(a_lost_connection_is_unavailable_and_can_be_opened_again)
{
    struct db *db = fresh(state);
    struct q_thing_count_row count = {.count = -1};
    struct why why = {""};
    CHECK_OK(q_thing_count(db, &count));
    CHECK_OK(db_begin(db));
    end_backend(state, backend_of(db));
    CHECK_RC(q_thing_count(db, &count), E_UNAVAILABLE);
    CHECK(!strchr(db_why(db), '\n'));
    CHECK(db_lost(db));
    CHECK_RC(q_thing_count(db, &count), E_UNAVAILABLE);
    CHECK_RC(db_begin(db), E_UNAVAILABLE);
    CHECK_RC(db_commit(db), E_UNAVAILABLE);
    CHECK_RC(q_sample_put_begin(db), E_UNAVAILABLE);
    db_rollback(db);
    CHECK_OK(db_reopen(db, &why));
    CHECK_OK(db_reopen(db, &why));       /* nothing to do */
    CHECK_OK(q_thing_count(db, &count)); /* prepared again */
    CHECK_INT(count.count, 2);
    db_close(db);
}

TEST(a_server_that_hung_up_is_noticed_without_asking_it)
{
    struct db *db = fresh(state);
    struct q_thing_count_row count = {.count = -1};
    CHECK_OK(q_thing_count(db, &count));
    CHECK(!db_hung_up(db));
    end_backend(state, backend_of(db));
    for (int tries = 0; tries < 2000 && !db_hung_up(db); tries++)
        poll(NULL, 0, 5);
    CHECK(db_lost(db));
    CHECK_OK(db_reopen(db, NULL));
    CHECK(!db_hung_up(db));
    db_close(db);
}

TEST(a_connection_lost_while_committing_leaves_a_doubt)
{
    struct db *db = fresh(state);
    CHECK_OK(db_begin(db));
    end_backend(state, backend_of(db));
    CHECK_RC(db_commit(db), E_UNAVAILABLE);
    CHECK(strstr(db_why(db), "lost while committing"));
    db_close(db);

    db = fresh(state);
    CHECK_OK(db_begin(db));
    int32_t pid = backend_of(db);
    db_ahead(db);
    CHECK_OK(q_thing_add(db, 8, TEXT("eight"), 3, NULL));
    end_backend(state, pid);
    CHECK_RC(db_commit(db), E_UNAVAILABLE);
    CHECK(strstr(db_why(db), "lost while committing"));
    db_close(db);
}

static rc lose_at_ten(void *ctx, const struct q_numbers_row *row)
{
    void **state = ctx;
    if (row->n == 10)
        end_backend(state, *(int32_t *)state[1]);
    return OK;
}

TEST(a_connection_lost_while_copying_out_is_noticed)
{
    struct db *db = fresh(state);
    int32_t pid = backend_of(db);
    void *ctx[] = {*state, &pid};
    CHECK_OK(q_numbers_set(db, TEXT("50000000"), NULL));
    CHECK_RC(q_numbers(db, lose_at_ten, ctx), E_UNAVAILABLE);
    db_rollback(db);
    db_close(db);
}

TEST(a_connection_lost_while_copying_in_is_noticed)
{
    struct db *db = fresh(state);
    const struct q_sample_put_row row = {.id = 1, .r_doc = TEXT("1"), .o_date = NO_DAY};
    rc r = OK;
    int32_t pid = backend_of(db);
    CHECK_OK(q_sample_put_begin(db));
    end_backend(state, pid);
    for (int i = 0; r == OK && i < 100000; i++)
        r = q_sample_put_add(db, &row);
    if (r == OK)
        r = q_sample_put_end(db, NULL);
    CHECK_RC(r, E_UNAVAILABLE);
    CHECK_RC(q_sample_put_add(db, &row), E_INTERNAL);
    db_rollback(db);
    db_close(db);
}

/* ---- notices ---- */

#define AWHILE 20000 /* milliseconds; what is waited for comes at once */

static void check_notice(struct db *db, const char *wanted)
{
    struct arena a;
    struct text said;
    arena_init(&a);
    CHECK_OK(db_wait_notice(db, &a, -1, AWHILE, &said));
    CHECK(said.ptr);
    CHECK_TEXT(said.ptr, wanted);
    arena_release(&a);
}

TEST(a_notice_comes_when_it_is_committed_and_not_before)
{
    struct db *ear = fresh(state), *mouth = scratch_db(scratch_of(state));
    struct arena a;
    struct text said;
    arena_init(&a);
    CHECK_OK(db_listen(ear, "odd \"channel\""));
    CHECK_OK(db_begin(mouth));
    CHECK_OK(q_say(mouth, TEXT("odd \"channel\""), TEXT("one"), NULL));
    CHECK_OK(q_say(mouth, TEXT("odd \"channel\""), TEXT("two"), NULL));
    CHECK_OK(q_say(mouth, TEXT("another"), TEXT("three"), NULL));
    CHECK_OK(db_wait_notice(ear, &a, -1, 0, &said));
    CHECK(!said.ptr);
    CHECK_OK(db_commit(mouth));
    check_notice(ear, "one");
    check_notice(ear, "two");
    CHECK_OK(db_listen(ear, "odd \"channel\"")); /* again: nothing is lost, nothing comes twice */
    CHECK_OK(db_wait_notice(ear, &a, -1, 0, &said));
    CHECK(!said.ptr);
    db_close(ear);
    db_close(mouth);
    arena_release(&a);
}

TEST(a_wait_ends_when_somebody_wakes_it)
{
    struct db *ear = fresh(state);
    struct text said = TEXT("before");
    struct arena a;
    int wake[2];
    arena_init(&a);
    CHECK_INT(pipe(wake), 0);
    CHECK_OK(db_listen(ear, "guanhu_test"));
    CHECK_INT(write(wake[1], "x", 1), 1);
    CHECK_OK(db_wait_notice(ear, &a, wake[0], -1, &said));
    CHECK(!said.ptr);
    close(wake[0]);
    close(wake[1]);
    db_close(ear);
    arena_release(&a);
}

TEST(a_connection_lost_while_waiting_is_noticed)
{
    struct db *ear = fresh(state), *mouth = scratch_db(scratch_of(state));
    struct text said;
    struct why why = {""};
    struct arena a;
    arena_init(&a);
    CHECK_OK(db_listen(ear, "guanhu_test"));
    CHECK_OK(q_say(mouth, TEXT("guanhu_test"), TEXT("last words"), NULL));
    check_notice(ear, "last words");
    end_backend(state, backend_of(ear));
    CHECK_RC(db_wait_notice(ear, &a, -1, -1, &said), E_UNAVAILABLE);
    CHECK(db_lost(ear));
    CHECK_RC(db_wait_notice(ear, &a, -1, -1, &said), E_UNAVAILABLE);
    CHECK_RC(db_listen(ear, "guanhu_test"), E_UNAVAILABLE);
    CHECK_OK(db_reopen(ear, &why));
    CHECK_OK(db_listen(ear, "guanhu_test"));
    CHECK_OK(q_say(mouth, TEXT("guanhu_test"), TEXT("again"), NULL));
    check_notice(ear, "again");
    db_close(ear);
    db_close(mouth);
    arena_release(&a);
}

/* The last one: it takes the server away from the others. */
TEST(a_server_stopped_in_the_middle_is_unavailable)
{
    struct db *db = fresh(state), *super = scratch_db_super(scratch_of(state));
    struct q_thing_count_row count;
    rc r = OK;
    PGresult *result = PQexec(super->conn, "select pg_read_file('postmaster.pid')");
    pid_t server = (pid_t)strtol(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);

    CHECK_OK(db_begin(db));
    CHECK_INT(kill(server, SIGINT), 0);
    while (r == OK) /* ends when the server has ended the connection */
        r = q_thing_count(db, &count);
    CHECK_RC(r, E_UNAVAILABLE);
    CHECK(db_lost(db));
    struct why why = {""};
    while ((r = db_reopen(db, &why)) == OK && !db_lost(db))
        (void)!q_thing_count(db, &count);
    CHECK_RC(r, E_UNAVAILABLE);
    CHECK(strstr(why.text, "the database cannot be reached"));
    CHECK_RC(q_thing_count(db, &count), E_UNAVAILABLE);
    db_close(db);
    db_close(super);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        CASE(addresses_that_make_no_sense_are_wrong_usage),
        CASE(a_server_that_is_silent_is_not_waited_for_longer_than_asked),
        CASE(unique_violations_are_conflicts_and_name_the_constraint),
        CASE(states_of_the_server_become_outcomes),
        CASE(transactions_begin_commit_and_roll_back),
        CASE(a_reading_transaction_sees_one_moment_and_changes_nothing),
        CASE(a_query_goes_ahead_of_the_next_one),
        CASE(rows_of_any_number_go_ahead),
        CASE(what_goes_wrong_ahead_is_told_by_the_next_query),
        CASE(a_change_goes_with_its_commit),
        CASE(after_reading_everything_else_goes_on_at_once),
        CASE(two_who_change_the_same_row_conflict),
        CASE(advisory_locks_are_of_one_session),
        CASE(a_lost_connection_is_unavailable_and_can_be_opened_again),
        CASE(a_server_that_hung_up_is_noticed_without_asking_it),
        CASE(a_connection_lost_while_committing_leaves_a_doubt),
        CASE(a_connection_lost_while_copying_out_is_noticed),
        CASE(a_connection_lost_while_copying_in_is_noticed),
        CASE(a_notice_comes_when_it_is_committed_and_not_before),
        CASE(a_wait_ends_when_somebody_wakes_it),
        CASE(a_connection_lost_while_waiting_is_noticed),
        CASE(a_server_stopped_in_the_middle_is_unavailable),
    };
    struct scratch *scratch = scratch_start();
    struct db *db = scratch_db(scratch);
    int failed = db_script(db, SAMPLE_SCHEMA, "sample", NULL) != OK;
    if (failed)
        fprintf(stderr, "%s\n", db_why(db));
    db_close(db);
    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        tests[i].initial_state = scratch;
    if (!failed)
        failed = cmocka_run_group_tests_name("db", tests, NULL, NULL);
    scratch_stop(scratch);
    return failed;
}
