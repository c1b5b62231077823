#include "platform/test_bank.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "platform/runner.h"

static struct bank bank;
static int gates[2]; /* a job of kind "gated" ends when something is written here */
static char keys[] = "/tmp/guanhu-keys-XXXXXX";

/* ---- kinds ---- */

static rc count(UNUSED struct bank *b, struct job *job, struct text args, struct buf *ret_result,
                UNUSED struct why *why)
{
    job_stage(job, "counting", "things", 3);
    job_at(job, 3);
    job_finish_stage(job, "3 things");
    job_note(job, "by the way");
    buf_printf(ret_result, "counted %.*s", (int)args.len, args.ptr);
    return OK;
}

static rc stumble(UNUSED struct bank *b, UNUSED struct job *job, UNUSED struct text args,
                  UNUSED struct buf *ret_result, struct why *why)
{
    return why_say(why, E_USAGE, "there is nothing to count");
}

static rc wait_at_gate(struct bank *b, struct job *job, UNUSED struct text args,
                       UNUSED struct buf *ret_result, struct why *why)
{
    char byte;
    CHECK(b->db != t.db);
    job_stage(job, "at the gate", "gates", 1);
    CHECK_EQ(read(gates[0], &byte, 1), 1);
    return job_go_on_now(job, why);
}

static const struct job_kind counting = {"counting", "Counting", PERM_JOBS_RUN, count};
static const struct job_kind failing = {"failing", "Failing", PERM_JOBS_RUN, stumble};
static const struct job_kind gated = {"gated", "Gated", PERM_JOBS_RUN, wait_at_gate};
static const struct job_kind *const kinds[] = {&counting, &failing, &gated};

static void open_gate(void)
{
    CHECK_EQ(write(gates[1], "x", 1), 1);
}

/* ---- jobs ---- */

static int64_t put(const char *kind, int64_t place)
{
    struct why why = {""};
    int64_t job = 0;
    const struct job_order order = {.kind = kind,
                                    .title = "a title",
                                    .args = TEXT("all"),
                                    .origin = JOB_BY_PAGE,
                                    .asked_by = 7};
    CHECK_OK(job_put(t.db, &order, place, &job, &why));
    return job;
}

static int64_t put_here(const char *kind)
{
    return put(kind, job_place(&t.config));
}

static struct q_test_job_row job_row(int64_t job)
{
    struct q_test_job_row row;
    CHECK_OK(q_test_job(t.db, &t.arena, job, &row));
    return row;
}

/* What is told comes at once; the wait ends with the test where it does not. */
static struct q_test_job_row until(int64_t job, enum job_state state)
{
    struct text said;
    CHECK_OK(db_listen(t.db, "guanhu_live"));
    for (int notices = 0; job_row(job).state != (int16_t)state; notices++) {
        CHECK(notices < 100);
        CHECK_OK(db_wait_notice(t.db, &t.arena, -1, 20000, &said));
        CHECK(said.ptr);
    }
    return job_row(job);
}

/* Not only taken: it does its work. */
static void until_at_gate(int64_t job)
{
    struct text said;
    while (!text_is(until(job, JOB_RUNNING).stage, "at the gate"))
        CHECK_OK(db_wait_notice(t.db, &t.arena, -1, 20000, &said));
}

static struct runner *start_runner(void)
{
    struct why why = {""};
    struct runner *r = NULL;
    const struct runner_args args = {&bank, kinds, ARRAY_LEN(kinds)};
    CHECK_OK(runner_begin(&args, &r, &why));
    return r;
}

/* ---- what is promised ---- */

TEST(what_waits_is_done_and_says_so)
{
    int64_t before = put_here("counting");
    CHECK_INT(job_row(before).state, JOB_WAITING);
    struct runner *r = start_runner();
    struct q_test_job_row row = until(before, JOB_DONE);
    CHECK(text_is(row.result, "counted all"));
    CHECK(text_is(row.outcome, "OK"));
    CHECK_EQ(row.lines, 2);
    CHECK_INT(row.origin, JOB_BY_PAGE);
    CHECK_INT(row.asked_by.value, 7);
    CHECK(text_is(until(put_here("counting"), JOB_DONE).result, "counted all"));
    runner_end(r);
}

TEST(a_failure_is_told_with_its_outcome)
{
    struct runner *r = start_runner();
    struct q_test_job_row row = until(put_here("failing"), JOB_FAILED);
    CHECK(text_is(row.outcome, "E_USAGE"));
    CHECK(text_is(row.message, "there is nothing to count"));
    runner_end(r);
}

TEST(one_of_a_kind_waits_and_one_runs)
{
    struct why why = {""};
    int64_t again = 0;
    struct job *here = NULL;
    const struct job_order order = {.kind = "gated", .title = "second"};
    int64_t job = put_here("gated");
    CHECK_RC(job_put(t.db, &order, 1, &again, &why), E_REFUSED);
    struct runner *r = start_runner();
    until_at_gate(job);
    CHECK_RC(job_put(t.db, &order, 1, &again, &why), E_REFUSED);
    CHECK_RC(job_begin(&bank, &order, true, &here, &why), E_REFUSED);
    CHECK_TEXT(why.text, "a gated is running already: wait for it to end, then call again");
    open_gate();
    until(job, JOB_DONE);
    runner_end(r);
    CHECK_OK(job_begin(&bank, &order, true, &here, &why));
    job_end(here, OK, "", TEXT(""));
}

TEST(one_that_runs_is_asked_to_end_and_one_that_waits_ends)
{
    int64_t waiting = put("gated", 1);
    CHECK_OK(job_cancel(t.db, waiting, 7));
    CHECK_INT(job_row(waiting).state, JOB_CANCELLED);
    CHECK_RC(job_cancel(t.db, waiting, 7), E_CONFLICT);
    CHECK_RC(job_cancel(t.db, 987654321, 7), E_CONFLICT);

    struct runner *r = start_runner();
    int64_t job = put_here("gated");
    until_at_gate(job);
    CHECK_OK(job_cancel(t.db, job, 7));
    CHECK_INT(job_row(job).state, JOB_RUNNING);
    open_gate();
    CHECK(text_is(until(job, JOB_CANCELLED).outcome, "E_CANCELLED"));
    runner_end(r);
}

TEST(what_belongs_elsewhere_is_left_alone)
{
    int64_t elsewhere = put("counting", 1), unknown = put_here("unheard of");
    struct runner *r = start_runner();
    until(put_here("failing"), JOB_FAILED); /* the runner has looked around */
    CHECK_INT(job_row(elsewhere).state, JOB_WAITING);
    CHECK_INT(job_row(unknown).state, JOB_WAITING);
    runner_end(r);
    CHECK_OK(job_cancel(t.db, elsewhere, 0));
    CHECK_OK(job_cancel(t.db, unknown, 0));
}

TEST(a_closed_runner_finishes_what_runs_and_begins_nothing)
{
    struct runner *r = start_runner();
    int64_t job = put_here("gated");
    until_at_gate(job);
    CHECK_EQ(runner_close(r), job);
    int64_t later = put_here("counting");
    open_gate();
    runner_end(r);
    CHECK_INT(job_row(job).state, JOB_DONE);
    CHECK_INT(job_row(later).state, JOB_WAITING);
    r = start_runner();
    until(later, JOB_DONE);
    runner_end(r);
}

TEST(what_a_died_program_left_is_broken_off_and_what_lives_is_not)
{
    struct why why = {""};
    struct job *here = NULL;
    struct q_test_job_left_row left;
    const struct job_order order = {.kind = "gated", .title = "alive"};
    CHECK_OK(job_begin(&bank, &order, true, &here, &why));
    CHECK_OK(q_test_job_left(t.db, TEXT("counting"), &left));
    struct runner *r = start_runner();
    until(left.job_id, JOB_BROKEN_OFF);
    CHECK_INT(job_row(job_id(here)).state, JOB_RUNNING);
    job_end(here, OK, "", TEXT(""));
    runner_end(r);
}

TEST(a_second_runner_of_a_home_takes_over)
{
    struct runner *first = start_runner(), *second = start_runner();
    until(put_here("counting"), JOB_DONE);
    runner_end(first);
    until(put_here("counting"), JOB_DONE);
    runner_end(second);
}

static int start(void **state)
{
    struct why why = {""};
    if (bank_start(state) != 0 || pipe(gates) != 0 || !mkdtemp(keys))
        return 1;
    bank = (struct bank){.config = &t.config, .db = t.db};
    if (keys_open(keys, &bank.keys, &why) == OK)
        return 0;
    print_error("%s\n", why.text);
    return 1;
}

static void remove_keys(void)
{
    DIR *dir = opendir(keys);
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", keys, e->d_name);
        unlink(path);
    }
    closedir(dir);
    rmdir(keys);
}

static int stop(void **state)
{
    bank.keys = keys_close(bank.keys);
    remove_keys();
    close(gates[0]);
    close(gates[1]);
    return bank_stop(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_waits_is_done_and_says_so),
        CASE(a_failure_is_told_with_its_outcome),
        CASE(one_of_a_kind_waits_and_one_runs),
        CASE(one_that_runs_is_asked_to_end_and_one_that_waits_ends),
        CASE(what_belongs_elsewhere_is_left_alone),
        CASE(a_closed_runner_finishes_what_runs_and_begins_nothing),
        CASE(what_a_died_program_left_is_broken_off_and_what_lives_is_not),
        CASE(a_second_runner_of_a_home_takes_over),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
