#include "platform/test_bank.h"

#include "platform/audit.h"
#include "platform/scope.h"
#include "platform/session.h"

enum { HEAD = 1, TIER1, OUTLET_A, OUTLET_B, ELSEWHERE };
#define TODAY ((day)20666) /* 2026-08-01 */
#define EVERYBODY "1 2 3 4 5 "

static void add_care(int64_t customer_id, int16_t relation, day until, int32_t main, int32_t second)
{
    const int32_t staff[] = {main, second}, whole[] = {10000}, halves[] = {5000, 5000};
    const size_t count = second ? 2 : 1;
    CHECK_OK(q_test_care_add(t.db,
                             &(struct q_test_care_add_in){
                                 .customer_id = customer_id,
                                 .relation = relation,
                                 .from_day = TODAY - 9,
                                 .until_day = until,
                                 .staff_ids = {staff, count},
                                 .shares = {second ? halves : whole, count},
                             },
                             NULL));
}

/* Customers 1 and 2 are of outlet A, 3 and 4 of B, 5 of another branch; staff 10 manages 1, shares
 * 3, has signed 4 and no longer manages 2. */
static int make_bank(void **state)
{
    static const struct {
        int32_t id;
        const char *no, *parent;
    } orgs[] = {{HEAD, "H", NULL},
                {TIER1, "T", "H"},
                {OUTLET_A, "A", "T"},
                {OUTLET_B, "B", "T"},
                {ELSEWHERE, "E", "H"}};
    static const int32_t homes[] = {OUTLET_A, OUTLET_A, OUTLET_B, OUTLET_B, ELSEWHERE};
    if (bank_start(state) != 0)
        return 1;
    CHECK_OK(q_test_partitions_make(t.db, TODAY - 9, NULL));
    CHECK_OK(q_test_partitions_make(t.db, TODAY, NULL));
    CHECK_OK(q_test_day_add(t.db, TODAY, NULL));
    for (size_t i = 0; i < ARRAY_LEN(orgs); i++)
        CHECK_OK(q_test_org_add(t.db, orgs[i].id, TODAY - 9, text_of(orgs[i].no),
                                orgs[i].parent ? text_of(orgs[i].parent) : (struct text){NULL, 0},
                                NULL));
    for (int i = 0; i < 5; i++) {
        CHECK_OK(q_test_customer_add(t.db, i + 1, TODAY - 9, NULL));
        CHECK_OK(q_test_record_add(t.db, i + 1, TODAY - 9, homes[i], NULL));
        CHECK_OK(q_test_home_add(t.db, i + 1, TODAY - 9, homes[i], NULL));
        CHECK_OK(q_test_alert_add(t.db, i + 1, TODAY, NULL));
    }
    CHECK_OK(scope_place_orgs(t.db));
    add_care(1, 0, NO_DAY, 10, 0);
    add_care(2, 0, TODAY, 10, 0);
    add_care(3, 0, NO_DAY, 11, 10);
    add_care(4, 1, NO_DAY, 10, 0);
    CHECK_OK(add_staff(10, "R10", OUTLET_A, POST_RM, TODAY, false));
    return 0;
}

static struct person person(int32_t staff_id, enum post post, int32_t org_id)
{
    return (struct person){.staff_id = staff_id, .post = (int16_t)post, .org_id = org_id};
}

/* The customers that the transaction sees, as "1 3 ". */
static const char *seen_now(void)
{
    static char text[64];
    struct q_test_customers_seen_row *rows = NULL;
    size_t count = 0, len = 0;
    CHECK_OK(q_test_customers_seen(t.db, &t.arena, &rows, &count));
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%d ", (int)rows[i].customer_id);

    /* every other table shows the same customers */
    struct q_test_records_seen_row others;
    CHECK_OK(q_test_records_seen(t.db, &others));
    CHECK_INT(others.alerts, count);
    CHECK(others.records >= (int64_t)count && others.cares <= (int64_t)count);
    return text;
}

static struct int8s all_customers(void)
{
    static const int64_t ids[] = {1, 2, 3, 4, 5, 99};
    return (struct int8s){ids, ARRAY_LEN(ids)};
}

/* What the person's own are, and what is seen after asking for everybody: before, nobody is. */
static void check_seen(struct person p, const char *own, const char *after)
{
    bool all = post_scope(p.post) == SCOPE_ALL;
    for (int read = 0; read < 2; read++) {
        struct int8s seen, mine;
        CHECK_OK(scope_begin(t.db, &p, read, T0, &t.arena));
        CHECK_TEXT(seen_now(), all ? EVERYBODY : "");
        CHECK_OK(scope_own(t.db, &p, &t.arena, &mine));
        CHECK_INT(mine.len * 2, all ? 0 : strlen(own));
        CHECK_OK(scope_open(t.db, &p, mine, &t.arena, &seen));
        CHECK_TEXT(seen_now(), own);
        CHECK_OK(scope_open(t.db, &p, all_customers(), &t.arena, &seen));
        CHECK_TEXT(seen_now(), after);
        if (!all)
            CHECK_INT(seen.len * 2, strlen(after));
        CHECK_OK(db_commit(t.db));

        CHECK_OK(scope_begin(t.db, &p, read, T0, &t.arena)); /* in one message */
        CHECK_OK(scope_open_next(t.db, &p, all_customers()));
        CHECK_TEXT(seen_now(), after);
        CHECK_OK(db_commit(t.db));
    }
    CHECK_TEXT(seen_now(), EVERYBODY); /* the owner again */
}

TEST(every_post_sees_what_sec_2_says)
{
    check_seen(person(10, POST_RM, OUTLET_A), "1 3 ", "1 3 ");
    check_seen(person(11, POST_RM, OUTLET_B), "3 ", "3 ");
    check_seen(person(12, POST_RM, OUTLET_A), "", "");
    check_seen(person(10, POST_OPEN_TELLER, OUTLET_A), "1 3 ", "1 3 ");
    check_seen(person(10, POST_CLOSED_TELLER, OUTLET_A), "", "");
    check_seen(person(10, POST_LOBBY_ASSISTANT, OUTLET_A), "", "");
    check_seen(person(10, POST_AGENT, OUTLET_A), "", "");
    check_seen(person(10, POST_REMOTE_AUTHORISER, OUTLET_A), "", "");
    check_seen(person(10, POST_MARKETER, TIER1), "", "");
    check_seen(person(10, POST_MARKETING_SUPERVISOR, HEAD), "", "");
    check_seen(person(12, POST_OUTLET_HEAD, OUTLET_A), "", "1 2 ");
    check_seen(person(10, POST_OUTLET_HEAD, OUTLET_A), "1 3 ", "1 2 3 ");
    check_seen(person(12, POST_LOBBY_MANAGER, OUTLET_B), "", "3 4 ");
    check_seen(person(12, POST_SUPERVISOR, TIER1), "", "1 2 3 4 ");
    check_seen(person(12, POST_SUPERVISOR, ELSEWHERE), "", "5 ");
    check_seen(person(12, POST_SUPERVISOR, HEAD), "", EVERYBODY);
    check_seen(person(12, POST_COMPLIANCE, HEAD), EVERYBODY, EVERYBODY);
    check_seen(person(12, POST_ADMIN, OUTLET_A), EVERYBODY, EVERYBODY);
    check_seen(person(12, (enum post)POST_COUNT, HEAD), "", "");
}

TEST(who_is_in_service_is_seen_as_long_as_that)
{
    const struct person teller = person(20, POST_CLOSED_TELLER, OUTLET_A);
    CHECK_OK(q_test_grant_add(t.db, 5, 20, T0, T0 + MINUTES(30), NULL));
    check_seen(teller, "5 ", "5 ");
    check_seen(person(20, POST_MARKETER, OUTLET_A), "", "");
    struct int8s seen;
    CHECK_OK(scope_begin(t.db, &teller, true, T0 + MINUTES(30) - 1, &t.arena));
    CHECK_OK(scope_open(t.db, &teller, all_customers(), &t.arena, &seen));
    CHECK_TEXT(seen_now(), "5 ");
    CHECK_OK(db_commit(t.db));
    CHECK_OK(scope_begin(t.db, &teller, true, T0 + MINUTES(30), &t.arena));
    CHECK_OK(scope_open(t.db, &teller, all_customers(), &t.arena, &seen));
    CHECK_TEXT(seen_now(), "");
    CHECK_OK(db_commit(t.db));
}

TEST(a_move_counts_at_once)
{
    CHECK_OK(q_test_record_add(t.db, 2, TODAY, OUTLET_B, NULL));
    CHECK_OK(q_test_home_add(t.db, 2, TODAY, OUTLET_B, NULL)); /* as publishing does */
    check_seen(person(12, POST_OUTLET_HEAD, OUTLET_A), "", "1 ");
    check_seen(person(12, POST_OUTLET_HEAD, OUTLET_B), "", "2 3 4 ");
    CHECK_OK(q_test_org_add(t.db, OUTLET_B, TODAY, TEXT("B"), TEXT("E"), NULL));
    CHECK_OK(scope_place_orgs(t.db));
    check_seen(person(12, POST_SUPERVISOR, TIER1), "", "1 ");
    check_seen(person(12, POST_SUPERVISOR, ELSEWHERE), "", "2 3 4 5 ");
    /* a loop in the tree ends */
    CHECK_OK(q_test_org_add(t.db, ELSEWHERE, TODAY, TEXT("E"), TEXT("B"), NULL));
    CHECK_OK(scope_place_orgs(t.db));
    check_seen(person(12, POST_SUPERVISOR, TIER1), "", "1 ");
}

TEST(partitions_and_changes_are_closed)
{
    const enum post posts[] = {POST_RM, POST_SUPERVISOR, POST_ADMIN};
    for (size_t i = 0; i < ARRAY_LEN(posts); i++) {
        struct person p = person(10, posts[i], HEAD);
        struct q_test_partition_seen_row row;
        CHECK_OK(scope_begin(t.db, &p, true, T0, &t.arena));
        CHECK(q_test_partition_seen(t.db, &row) != OK);
        db_rollback(t.db);
        CHECK_OK(scope_begin(t.db, &p, false, T0, &t.arena));
        CHECK(q_test_customer_change(t.db, NULL) != OK);
        db_rollback(t.db);
    }
}

TEST(people_see_their_own_account_only)
{
    struct person rm = person(10, POST_RM, OUTLET_A), admin = person(12, POST_ADMIN, HEAD);
    struct why why = {""};
    struct one_time one;
    int32_t id;
    struct q_test_users_seen_row users;
    struct q_test_password_seen_row passwords;
    CHECK_OK(add_staff(11, "R11", OUTLET_B, POST_RM, TODAY, false));

    CHECK_OK(scope_begin(t.db, &admin, false, T0, &t.arena));
    CHECK_OK(user_give_password(&t.people, t.db, TEXT("R10"), T0, &one, &id, &why));
    CHECK_OK(user_give_password(&t.people, t.db, TEXT("R11"), T0, &one, &id, &why));
    CHECK_OK(user_lock(t.db, TEXT("R11"), &id, &why));
    CHECK_OK(user_unlock(t.db, TEXT("R11"), NULL, &id, &why));
    CHECK_OK(audit_write(t.db, NULL, &(struct audit_entry){.at = T0, .what = "user.unlock"}));
    CHECK_OK(db_commit(t.db));

    CHECK_OK(scope_begin(t.db, &rm, false, T0, &t.arena));
    CHECK_OK(q_test_users_seen(t.db, &users));
    CHECK_INT(users.count, 1);
    CHECK_OK(session_end_all(t.db, 10, 0));
    CHECK_OK(audit_write(t.db, NULL, &(struct audit_entry){.at = T0, .what = "session.end"}));
    CHECK(user_lock(t.db, TEXT("R11"), &id, &why) != OK);
    db_rollback(t.db);
    CHECK_OK(scope_begin(t.db, &rm, true, T0, &t.arena));
    CHECK(q_test_password_seen(t.db, &passwords) != OK);
    db_rollback(t.db);
}

TEST(tables_made_anew_are_protected_again)
{
    struct person rm = person(10, POST_RM, OUTLET_A);
    struct q_test_customers_seen_row *rows = NULL;
    size_t count = 0;
    CHECK_OK(db_begin(t.db));
    CHECK_OK(q_test_table_remade(t.db, NULL));
    CHECK_OK(db_commit(t.db));
    CHECK_OK(scope_begin(t.db, &rm, true, T0, &t.arena));
    CHECK(q_test_customers_seen(t.db, &t.arena, &rows, &count) != OK); /* closed until then */
    db_rollback(t.db);
    CHECK_OK(scope_protect(t.db));
    CHECK_OK(scope_protect(t.db));
    CHECK_OK(q_test_customer_add(t.db, 1, TODAY, NULL));
    CHECK_OK(q_test_customer_add(t.db, 2, TODAY, NULL));
    struct int8s seen;
    CHECK_OK(scope_begin(t.db, &rm, true, T0, &t.arena));
    CHECK_OK(scope_open(t.db, &rm, all_customers(), &t.arena, &seen));
    CHECK_OK(q_test_customers_seen(t.db, &t.arena, &rows, &count));
    CHECK_INT(count, 1);
    CHECK_OK(db_commit(t.db));
}

TEST(roles_that_escape_are_found)
{
    struct why why = {""};
    CHECK_OK(scope_check(t.db, &why));
    CHECK_OK(q_test_bypass_give(t.db, NULL));
    CHECK_RC(scope_check(t.db, &why), E_REFUSED);
    CHECK(strstr(why.text, "guanhu_own") != NULL);
    CHECK_OK(q_test_bypass_take(t.db, NULL));
    CHECK_OK(scope_check(t.db, &why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_post_sees_what_sec_2_says),
        CASE(who_is_in_service_is_seen_as_long_as_that),
        CASE(a_move_counts_at_once),
        CASE(partitions_and_changes_are_closed),
        CASE(people_see_their_own_account_only),
        CASE(tables_made_anew_are_protected_again),
        CASE(roles_that_escape_are_found),
    };
    return cmocka_run_group_tests(tests, make_bank, bank_stop);
}
