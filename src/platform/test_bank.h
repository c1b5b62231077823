#pragma once
/* Private: a migrated database with a few people in it, for the tests of this room. */
#include "base/test.h"

#include "db/migrate.h"
#include "db/scratch.h"
#include "platform/people.h"
#include "platform/test_bank.sql.h"

#define T0 INT64_C(1785542400000000) /* 2026-08-01 00:00 UTC */
#define SECONDS(n) ((n)*INT64_C(1000000))
#define MINUTES(n) SECONDS(60 * (n))

struct test_bank {
    struct scratch *scratch;
    struct db *db;
    struct config config;
    struct people people;
    struct arena arena;
};

static struct test_bank t;

UNUSED static rc add_staff(int32_t id, const char *no, int32_t org, enum post post, day d,
                           bool left)
{
    return q_test_staff_add(t.db,
                            &(struct q_test_staff_add_in){.staff_id = id,
                                                          .day_ = d,
                                                          .staff_no = text_of(no),
                                                          .org_id = org,
                                                          .post = (int16_t)post,
                                                          .has_left = left},
                            NULL);
}

static int bank_start(UNUSED void **state)
{
    struct why why = {""};
    t.scratch = scratch_start();
    t.db = scratch_db(t.scratch);
    arena_init(&t.arena);
    t.config = (struct config){.home = "/",
                               .database_url = scratch_conninfo(t.scratch),
                               .session_idle_minutes = 30,
                               .session_hours = 12,
                               .lock_minutes = 10,
                               .threads = 2};
    if (migrate_to_latest(t.db, NULL, NULL, &why) == OK &&
        people_init(&t.people, &t.config, SECRET_COST_LEAST, 2, &why) == OK)
        return 0;
    print_error("%s\n", why.text);
    return 1;
}

static int bank_stop(UNUSED void **state)
{
    arena_release(&t.arena);
    t.db = db_close(t.db);
    t.scratch = scratch_stop(t.scratch);
    return 0;
}
