/* The migrated schema as a whole: every query of every room fits it, and it can be distributed
 * (Citus): what the catalogue test of design.md asks for. */
#include "base/test.h"

#include "admin/jobs.sql.h"
#include "admin/sign.sql.h"
#include "admin/tokens.sql.h"
#include "admin/users.sql.h"
#include "analysis/report/report.sql.h"
#include "analysis/shown/own.sql.h"
#include "analysis/shown/shown.sql.h"
#include "cfe/care/assign.sql.h"
#include "cfe/holding/holding.sql.h"
#include "cfe/portfolio/portfolio.sql.h"
#include "cfe/search/look_up.sql.h"
#include "cfe/search/search.sql.h"
#include "cfe/search/serving.sql.h"
#include "cfe/today/today.sql.h"
#include "cif/customer/customer.sql.h"
#include "cif/customer/history.sql.h"
#include "cif/customer/holdings.sql.h"
#include "cif/customer/member.sql.h"
#include "cif/customer/relations.sql.h"
#include "cif/customer/transactions.sql.h"
#include "cif/intake/lists.sql.h"
#include "cif/intake/load_pages.sql.h"
#include "cif/intake/take.sql.h"
#include "cif/sync/source.sql.h"
#include "cif/sync/source_pages.sql.h"
#include "db/condition.sql.h"
#include "db/migrate.h"
#include "db/migrate.sql.h"
#include "db/query_check.h"
#include "db/scratch.h"
#include "db/session.sql.h"
#include "demo/demo.sql.h"
#include "marketing/audience/audience.sql.h"
#include "marketing/audience/list.sql.h"
#include "marketing/audience/upload.sql.h"
#include "pcrm/alert/alert_words.sql.h"
#include "pcrm/day/batch.sql.h"
#include "pcrm/day/books.sql.h"
#include "pcrm/day/home.sql.h"
#include "pcrm/day/night_pages.sql.h"
#include "pcrm/day/rules.sql.h"
#include "pcrm/day/state.sql.h"
#include "pcrm/day/values.sql.h"
#include "pcrm/day/write.sql.h"
#include "pcrm/named/named.sql.h"
#include "pcrm/scheme/rules_pages.sql.h"
#include "pcrm/scheme/trial.sql.h"
#include "pcrm/scheme/whatif_pages.sql.h"
#include "pcrm/tag/tag.sql.h"
#include "pcrm/timeline/timeline.sql.h"
#include "pcrm/who/who.sql.h"
#include "pcrm/why/why.sql.h"
#include "platform/audit.sql.h"
#include "platform/bank.sql.h"
#include "platform/incoming.sql.h"
#include "platform/job.sql.h"
#include "platform/list_columns.sql.h"
#include "platform/people.sql.h"
#include "platform/published.sql.h"
#include "platform/request_key.sql.h"
#include "platform/roll_keeper.sql.h"
#include "platform/scope.sql.h"
#include "platform/sheets.sql.h"
#include "platform/snapshots.sql.h"
#include "platform/token.sql.h"
#include "platform/view.sql.h"
#include "tests/schema/schema.sql.h"

static struct scratch *scratch;
static struct db *db;
static struct arena arena;

static int start(UNUSED void **state)
{
    struct why why = {""};
    scratch = scratch_start();
    db = scratch_db(scratch);
    arena_init(&arena);
    if (migrate_to_latest(db, NULL, NULL, &why) == OK)
        return 0;
    print_error("%s\n", why.text);
    return 1;
}

static int stop(UNUSED void **state)
{
    arena_release(&arena);
    db = db_close(db);
    scratch = scratch_stop(scratch);
    return 0;
}

TEST(every_query_fits_the_schema)
{
    /* clang-format off */
    static const struct query *const tables[] = {
        q_alert_words_queries,
        q_assign_queries,
        q_audience_queries,
        q_audit_queries,
        q_bank_queries,
        q_batch_queries,
        q_books_queries,
        q_condition_queries,
        q_customer_queries,
        q_demo_queries,
        q_history_queries,
        q_holding_queries,
        q_holdings_queries,
        q_home_queries,
        q_incoming_queries,
        q_job_queries,
        q_jobs_queries,
        q_list_columns_queries,
        q_lists_queries,
        q_load_pages_queries,
        q_list_queries,
        q_look_up_queries,
        q_migrate_queries,
        q_night_pages_queries,
        q_member_queries,
        q_people_queries,
        q_portfolio_queries,
        q_published_queries,
        q_relations_queries,
        q_request_key_queries,
        q_roll_keeper_queries,
        q_rules_queries,
        q_schema_queries,
        q_scope_queries,
        q_search_queries,
        q_serving_queries,
        q_session_queries,
        q_sign_queries,
        q_sheets_queries,
        q_snapshots_queries,
        q_source_queries,
        q_source_pages_queries,
        q_state_queries,
        q_named_queries,
        q_tag_queries,
        q_take_queries,
        q_timeline_queries,
        q_today_queries,
        q_token_queries,
        q_tokens_queries,
        q_transactions_queries,
        q_rules_pages_queries,
        q_trial_queries,
        q_whatif_pages_queries,
        q_upload_queries,
        q_users_queries,
        q_values_queries,
        q_view_queries,
        q_who_queries,
        q_report_queries,
        q_own_queries,
        q_shown_queries,
        q_why_queries,
        q_write_queries,
        NULL,
    };
    /* clang-format on */
    struct why why = {""};
    rc r = query_check(db, tables, &why);
    if (r != OK)
        print_error("%s\n", why.text);
    CHECK_OK(r);
}

/* Runs a query that names offenders: there must be none. */
#define CHECK_NONE(query)                                                                          \
    do {                                                                                           \
        struct q_##query##_row *rows = NULL;                                                       \
        size_t count = 0;                                                                          \
        CHECK_OK(q_##query(db, &arena, &rows, &count));                                            \
        for (size_t i_ = 0; i_ < count; i_++)                                                      \
            print_error("%.*s\n", (int)rows[i_].name.len, rows[i_].name.ptr);                      \
        CHECK_INT(count, 0);                                                                       \
    } while (0)

TEST(keys_of_customers_tables_carry_customer_id)
{
    CHECK_NONE(keys_without_customer);
    CHECK_NONE(indexes_without_customer);
    CHECK_NONE(foreign_keys_without_customer);
}

TEST(every_table_has_a_primary_key)
{
    CHECK_NONE(tables_without_key);
}

TEST(nothing_that_cannot_be_distributed)
{
    CHECK_NONE(triggers_and_sequences);
}

TEST(policies_stand_before_every_table_of_customers)
{
    CHECK_NONE(tables_without_policy);
    CHECK_NONE(policies_with_selects);
    CHECK_NONE(partitions_granted);
}

TEST(sensitive_values_are_never_plain)
{
    CHECK_NONE(plain_sensitive_columns);
}

static rc add_care(int64_t customer_id, const int32_t *staff, const int32_t *shares, size_t count,
                   day from)
{
    return q_staff_table_add(db, customer_id, (struct int4s){staff, count},
                             (struct int4s){shares, count}, from, NULL);
}

TEST(care_takes_shares_of_10000_and_nothing_else)
{
    const int32_t staff[] = {3, 5, 3};
    const day from = 19000;
    CHECK_OK(add_care(1, staff, (const int32_t[]){6000, 4000}, 2, from));
    CHECK(add_care(2, staff, (const int32_t[]){6000, 3999}, 2, from) != OK);
    CHECK(add_care(2, staff, (const int32_t[]){11000, -1000}, 2, from) != OK);
    CHECK(add_care(2, staff, (const int32_t[]){4000, 3000, 3000}, 3, from) != OK);
    CHECK(add_care(2, staff, NULL, 0, from) != OK);
}

TEST(care_of_one_customer_and_relation_never_overlaps)
{
    const int32_t staff[] = {7}, share[] = {10000};
    CHECK_OK(add_care(9, staff, share, 1, 19000));
    CHECK_RC(add_care(9, staff, share, 1, 19100), E_CONFLICT);
    CHECK_OK(add_care(10, staff, share, 1, 19100));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_query_fits_the_schema),
        CASE(keys_of_customers_tables_carry_customer_id),
        CASE(every_table_has_a_primary_key),
        CASE(nothing_that_cannot_be_distributed),
        CASE(policies_stand_before_every_table_of_customers),
        CASE(sensitive_values_are_never_plain),
        CASE(care_takes_shares_of_10000_and_nothing_else),
        CASE(care_of_one_customer_and_relation_never_overlaps),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
