/* The store follows what is published while many read it. */
#include "platform/test_bank.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "engine/pick.h"
#include "engine/totals.h"
#include "platform/scope.h"
#include "platform/snapshots.h"

enum { CUSTOMERS = 200, READERS = 4, OUTLET = 1, MANAGER = 10, OTHER = 11 };
#define FIRST ((day)20666) /* 2026-08-01 */

static struct bank bank;
static struct snapshots *store;

static void pause_a_little(void)
{
    const struct timespec millis = {.tv_nsec = 2000000};
    nanosleep(&millis, NULL);
}

/* ---- days ---- */

/* On day d customer i has d - FIRST + i yuan; every third customer's row is of that day. */
static fen demand_on(day d, int64_t id)
{
    return (fen)(d - FIRST + id) * FEN_PER_YUAN;
}

static void publish(day d)
{
    CHECK_OK(db_begin(t.db));
    CHECK_OK(q_test_figures_clear(t.db, d, NULL));
    for (int64_t id = 1; id <= CUSTOMERS; id++)
        if (d == FIRST || id % 3 == d % 3)
            CHECK_OK(q_test_figures_add(t.db, id, d, demand_on(d, id), STAGE_POTENTIAL, NULL));
    CHECK_OK(q_test_day_told(t.db, d, NULL));
    CHECK_OK(q_test_day_again(t.db, d, NULL));
    CHECK_OK(db_commit(t.db));
}

static struct published newest(void)
{
    struct published p;
    CHECK_OK(published_find(t.db, &p));
    return p;
}

static struct snapshot *wait_for(struct published p)
{
    for (int i = 0; i < 5000; i++, pause_a_little()) {
        struct snapshot *s = snapshots_take(store, p);
        if (s)
            return s;
    }
    return NULL;
}

/* ---- what a snapshot must be, whoever looks ---- */

static fen expected(day d, int64_t id)
{
    day from = d;
    while (from > FIRST && id % 3 != from % 3)
        from--;
    return demand_on(from, id);
}

static bool is_sound(const struct snapshot *s)
{
    fen sum = 0;
    struct totals totals;
    struct reach all = reach_all();
    for (uint32_t row = 0; row < s->count; row++) {
        if (snapshot_amount(s, row, AMOUNT_AUM, AT_DAY) != expected(s->day, row + 1))
            return false;
        if (s->day > FIRST &&
            snapshot_amount(s, row, AMOUNT_DEPOSITS, AT_YESTERDAY) != expected(s->day - 1, row + 1))
            return false;
        sum += expected(s->day, row + 1);
    }
    totals_of(s, &all, &totals);
    return s->count == CUSTOMERS && totals.amounts[AT_DAY][AMOUNT_AUM] == sum;
}

/* ---- readers ---- */

struct reading {
    pthread_t thread;
    _Atomic day day; /* what they are to read */
    _Atomic int64_t at;
    atomic_bool ends;
    atomic_int wrong, read;
};

static void read_one(struct reading *r)
{
    struct published p = {atomic_load(&r->day), atomic_load(&r->at)};
    struct snapshot *s = snapshots_take(store, p);
    struct picked picked;
    struct arena a;
    if (!s)
        return;
    arena_init(&a);
    struct reach all = reach_all();
    struct pick_how how = {
        .order = ORDER_CHANGE(AMOUNT_AUM, AT_YESTERDAY), .desc = true, .limit = 5};
    pick(s, &all, &how, &a, &picked);
    (void)order_value(s, picked.rows[0], ORDER_FA_AVG);
    if (!is_sound(s) || picked.total != CUSTOMERS)
        atomic_fetch_add(&r->wrong, 1);
    atomic_fetch_add(&r->read, 1);
    arena_release(&a);
    snapshot_unref(s);
}

static void *go_on_reading(void *ctx)
{
    struct reading *r = ctx;
    while (!atomic_load(&r->ends))
        read_one(r);
    return NULL;
}

static void tell_readers(struct reading *readers, struct published p)
{
    for (size_t i = 0; i < READERS; i++) {
        atomic_store(&readers[i].day, p.day);
        atomic_store(&readers[i].at, p.at);
    }
}

static atomic_int told;

static void count_days(UNUSED void *self, UNUSED day d)
{
    atomic_fetch_add(&told, 1);
}

TEST(many_read_while_days_are_published)
{
    struct reading readers[READERS] = {0};
    struct why why = {""};
    publish(FIRST);
    CHECK_OK(snapshots_begin(&bank, &store, &why));
    snapshots_tell(store, (struct snapshots_ear){count_days, NULL});
    tell_readers(readers, newest());
    for (size_t i = 0; i < READERS; i++)
        CHECK_INT(pthread_create(&readers[i].thread, NULL, go_on_reading, &readers[i]), 0);
    for (day d = FIRST + 1; d < FIRST + 12; d++) {
        publish(d);
        struct snapshot *s = wait_for(newest());
        CHECK(s && is_sound(s));
        snapshot_unref(s);
        tell_readers(readers, newest());
    }
    publish(FIRST + 11); /* once more */
    struct snapshot *s = wait_for(newest());
    CHECK(s && is_sound(s));
    snapshot_unref(s);
    int read = 0;
    for (size_t i = 0; i < READERS; i++) {
        atomic_store(&readers[i].ends, true);
        pthread_join(readers[i].thread, NULL);
        CHECK_INT(atomic_load(&readers[i].wrong), 0);
        read += atomic_load(&readers[i].read);
    }
    CHECK(read > 0);
    CHECK_INT(atomic_load(&told), 13); /* the first one at once */
    snapshots_tell(store, (struct snapshots_ear){NULL, NULL});
    snapshots_end(store);
}

/* ---- who manages whom ---- */

static bool manages(int32_t staff_id, uint32_t row)
{
    struct snapshot *s = snapshots_take(store, newest());
    struct reach own = reach_managed(s, staff_id);
    bool found = s->manager[row] == staff_id && own.len == 1 && own.rows[0] == row;
    snapshot_unref(s);
    return found;
}

TEST(a_change_of_care_is_there_within_a_moment)
{
    const int32_t staff[] = {MANAGER, OTHER}, shares[] = {6000, 4000};
    const int64_t seven[] = {7};
    struct why why = {""};
    CHECK_OK(snapshots_begin(&bank, &store, &why));
    struct snapshot *before = snapshots_take(store, newest());
    CHECK(before && before->manager[6] == 0);
    CHECK_OK(db_begin(t.db));
    CHECK_OK(q_test_care_add(t.db,
                             &(struct q_test_care_add_in){.customer_id = 7,
                                                          .from_day = FIRST,
                                                          .until_day = NO_DAY,
                                                          .staff_ids = {staff, 2},
                                                          .shares = {shares, 2}},
                             NULL));
    CHECK_OK(snapshots_changed(t.db, CHANGED_CARE, (struct int8s){seven, 1}));
    CHECK_OK(db_commit(t.db));
    int waited = 0;
    while (!manages(MANAGER, 6) && waited++ < 500)
        pause_a_little();
    CHECK(manages(MANAGER, 6));
    CHECK_INT(before->manager[6], 0); /* who holds the former one is not disturbed */
    struct snapshot *after = snapshots_take(store, newest());
    CHECK_INT(reach_co_managed(after, OTHER).len, 1);
    CHECK_INT(snapshot_share_of(after, 6, MANAGER), 6000);
    CHECK_INT(snapshot_share_of(after, 6, OTHER), 4000);
    CHECK_INT(snapshot_share_of(after, 5, OTHER), -1);
    CHECK(after->amounts[AT_DAY][AMOUNT_AUM] == before->amounts[AT_DAY][AMOUNT_AUM]);
    snapshot_unref(after);
    snapshot_unref(before);
    snapshots_end(store);
}

TEST(who_is_cared_for_before_he_comes_is_not_in_the_days_before)
{
    const int32_t staff[] = {OTHER}, all[] = {10000};
    struct snapshot *s = NULL;
    struct why why = {""};
    CHECK_OK(db_begin(t.db));
    CHECK_OK(q_test_customer_add(t.db, CUSTOMERS + 1, newest().day + 300, NULL));
    CHECK_OK(q_test_care_add(t.db,
                             &(struct q_test_care_add_in){.customer_id = CUSTOMERS + 1,
                                                          .from_day = FIRST,
                                                          .until_day = NO_DAY,
                                                          .staff_ids = {staff, 1},
                                                          .shares = {all, 1}},
                             NULL));
    CHECK_OK(db_commit(t.db));
    CHECK_OK(snapshots_read_until(&bank, FIRST, &s, &why));
    CHECK_INT(s->count, CUSTOMERS);
    CHECK_INT(reach_managed(s, OTHER).len, 0);
    snapshot_unref(s);
}

/* ---- tags and lists ---- */

enum { TAG = 3, LIST = 8 };

/* The members of a set as text: "0 4 6"; "-": there is no such set. */
static const char *members(int32_t id)
{
    static char said[256];
    struct snapshot *s = snapshots_take(store, newest());
    const struct member_set *set = member_set_find(s->sets, id);
    size_t len = 0;
    said[0] = '\0';
    for (uint32_t i = 0; set && i < set->len; i++)
        len += (size_t)snprintf(said + len, sizeof said - len, "%s%u", i ? " " : "", set->rows[i]);
    snapshot_unref(s);
    return set ? said : "-";
}

static bool has_members(int32_t id, const char *wanted)
{
    for (int i = 0; i < 500; i++, pause_a_little())
        if (strcmp(members(id), wanted) == 0)
            return true;
    return false;
}

static void change_tag(const int64_t *customers, size_t len, bool add)
{
    struct int8s who = {customers, len};
    CHECK_OK(db_begin(t.db));
    CHECK_OK(add ? q_test_member_add(t.db, TAG, who, NULL)
                 : q_test_member_drop(t.db, TAG, who, NULL));
    CHECK_OK(snapshots_changed(t.db, CHANGED_MEMBERS, who));
    CHECK_OK(db_commit(t.db));
}

static void change_list(const char *name, const int64_t *customers, size_t len)
{
    CHECK_OK(db_begin(t.db));
    if (name)
        CHECK_OK(q_test_set_add(t.db, LIST, text_of(name), NULL));
    else
        CHECK_OK(q_test_set_drop(t.db, LIST, NULL));
    CHECK_OK(q_test_member_add(t.db, LIST, (struct int8s){customers, len}, NULL));
    CHECK_OK(snapshots_set_changed(t.db, LIST));
    CHECK_OK(db_commit(t.db));
}

TEST(tags_and_lists_are_as_people_have_just_made_them)
{
    const int64_t first[] = {1, 7, 5}, other[] = {200, 2}, beyond[] = {3, CUSTOMERS + 1};
    struct why why = {""};
    CHECK_OK(q_test_sets_make(t.db, NULL));
    CHECK_OK(q_test_set_add(t.db, TAG, text_of("\xE6\x88\xBF\xE8\xB4\xB7"), NULL));
    CHECK_OK(q_test_member_add(t.db, TAG, (struct int8s){first, 3}, NULL));
    CHECK_OK(snapshots_begin(&bank, &store, &why));
    CHECK_TEXT(members(TAG), "0 4 6");
    struct snapshot *before = snapshots_take(store, newest());
    change_tag(first, 1, false);
    CHECK(has_members(TAG, "4 6"));
    change_tag(other, 2, true);
    CHECK(has_members(TAG, "1 4 6 199"));
    change_list("a list", beyond, 2); /* one of them comes after the day */
    CHECK(has_members(LIST, "2"));
    CHECK_TEXT(members(TAG), "1 4 6 199");
    const struct member_set *was =
        member_set_named(before->sets, MEMBER_TAG, text_of("\xE6\x88\xBF\xE8\xB4\xB7"));
    CHECK(was && was->len == 3 && !member_set_find(before->sets, LIST));
    change_list(NULL, first, 0);
    CHECK(has_members(LIST, "-"));
    publish(newest().day + 1); /* they go on to the next day */
    struct snapshot *next = wait_for(newest());
    CHECK(next && is_sound(next));
    CHECK_TEXT(members(TAG), "1 4 6 199");
    snapshot_unref(next);
    snapshot_unref(before);
    snapshots_end(store);
}

TEST(what_a_transaction_takes_back_is_not_told)
{
    const int64_t three[] = {3};
    struct why why = {""};
    CHECK_OK(snapshots_begin(&bank, &store, &why));
    CHECK_OK(db_begin(t.db));
    CHECK_OK(q_test_member_add(t.db, TAG, (struct int8s){three, 1}, NULL));
    CHECK_OK(snapshots_changed(t.db, CHANGED_MEMBERS, (struct int8s){three, 1}));
    db_rollback(t.db);
    change_tag(three, 1, true);
    CHECK(has_members(TAG, "1 2 4 6 199"));
    snapshots_end(store);
}

TEST(old_changes_are_forgotten)
{
    struct q_test_changes_seen_row seen;
    CHECK_OK(snapshots_thin_changes(t.db));
    CHECK_OK(q_test_changes_seen(t.db, &seen));
    CHECK(seen.count > 0);
    CHECK_OK(q_test_changes_age(t.db, NULL));
    CHECK_OK(snapshots_thin_changes(t.db));
    CHECK_OK(q_test_changes_seen(t.db, &seen));
    CHECK_INT(seen.count, 0);
}

TEST(a_bank_without_a_day_has_an_empty_store)
{
    struct why why = {""};
    CHECK_OK(snapshots_begin(&bank, &store, &why));
    struct snapshot *s = snapshots_take(store, (struct published){NO_DAY, 0});
    CHECK(s && s->count == 0);
    CHECK(!snapshots_take(store, (struct published){FIRST, 1}));
    snapshot_unref(s);
    snapshots_end(store);
}

static int make_bank(void **state)
{
    if (bank_start(state) != 0)
        return 1;
    bank = (struct bank){.config = &t.config, .db = t.db};
    CHECK_OK(q_test_partitions_make(t.db, FIRST, NULL));
    CHECK_OK(q_test_org_add(t.db, OUTLET, FIRST, text_of("A"), (struct text){NULL, 0}, NULL));
    CHECK_OK(scope_place_orgs(t.db));
    for (int64_t id = 1; id <= CUSTOMERS; id++) {
        CHECK_OK(q_test_customer_add(t.db, id, FIRST, NULL));
        CHECK_OK(q_test_record_add(t.db, id, FIRST, OUTLET, NULL));
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_bank_without_a_day_has_an_empty_store),
        CASE(many_read_while_days_are_published),
        CASE(a_change_of_care_is_there_within_a_moment),
        CASE(who_is_cared_for_before_he_comes_is_not_in_the_days_before),
        CASE(tags_and_lists_are_as_people_have_just_made_them),
        CASE(what_a_transaction_takes_back_is_not_told),
        CASE(old_changes_are_forgotten),
    };
    return cmocka_run_group_tests(tests, make_bank, bank_stop);
}
