#include "base/test.h"

#include "db/conn.h"
#include "db/query_check.h"
#include "db/scratch.h"
#include "db/session.sql.h"
#include "db/test_sample.h"
#include "db/test_sample.sql.h"

enum { MANY_ROWS = 100000 };

static struct db *db_of(void **state)
{
    return *state;
}

/* ---- made-up rows ---- */

static const struct text words[] = {{"", 0}, {"a", 1}, {"招商银行", 12}, {"a,b \"c\" \\ {}", 12}};
static const char blob[] = "\0\1\2\xFF\0";

static struct text word(int64_t n)
{
    return words[(uint64_t)n % ARRAY_LEN(words)];
}

static struct text bytes(int64_t n)
{
    return (struct text){blob, (uint64_t)n % sizeof blob};
}

static struct hash128 hash(int64_t n)
{
    return (struct hash128){(uint64_t)n * 0x9E3779B97F4A7C15, (uint64_t)n + 1};
}

/* Arrays of 0 to 3 items; the lists are of the arena. */
struct lists {
    struct int4s int4s;
    struct int8s int8s;
    struct days dates;
    struct texts texts;
    struct texts byteas;
    struct hashes hashes;
};

static struct lists make_lists(struct arena *arena, int64_t n)
{
    size_t len = (uint64_t)n % 4;
    int32_t *int4s = arena_alloc(arena, 3 * sizeof *int4s);
    int64_t *int8s = arena_alloc(arena, 3 * sizeof *int8s);
    day *dates = arena_alloc(arena, 3 * sizeof *dates);
    struct text *texts = arena_alloc(arena, 3 * sizeof *texts);
    struct text *byteas = arena_alloc(arena, 3 * sizeof *byteas);
    struct hash128 *hashes = arena_alloc(arena, 3 * sizeof *hashes);
    for (size_t i = 0; i < 3; i++) {
        int4s[i] = (int32_t)(n * 7 - (int64_t)i);
        int8s[i] = -n * INT64_C(1000000007) + (int64_t)i;
        dates[i] = i == 1 ? NO_DAY : (day)(n - 50000);
        texts[i] = i == 2 ? (struct text){NULL, 0} : word(n + (int64_t)i);
        byteas[i] = i == 0 ? (struct text){NULL, 0} : bytes(n + (int64_t)i);
        hashes[i] = hash(n + (int64_t)i);
    }
    return (struct lists){{int4s, len}, {int8s, len},  {dates, len},
                          {texts, len}, {byteas, len}, {hashes, len}};
}

/* Where bit 'i' of n is set, optional value i is there. */
static struct q_sample_put_row make_row(struct arena *arena, int64_t n)
{
    struct lists l = make_lists(arena, n), o = make_lists(arena, n / 3);
    bool has[17];
    for (int i = 0; i < 17; i++)
        has[i] = (n * 2654435761) >> (i + 5) & 1;
    return (struct q_sample_put_row){
        .id = n,
        .r_bool = n & 1,
        .r_int2 = (int16_t)(n - 32768),
        .r_int4 = (int32_t)(n * -21474),
        .r_text = word(n),
        .r_bytea = bytes(n),
        .r_date = (day)(n % 100000 - 40000),
        .r_hash = hash(n),
        .r_at = n * INT64_C(1000003) - INT64_C(999999999),
        .r_local = INT64_C(-62135596800000000) + n,
        .r_doc = TEXT("{\"n\": 5, \"名\": [true, null]}"),
        .r_int4s = l.int4s,
        .r_int8s = l.int8s,
        .r_dates = l.dates,
        .r_texts = l.texts,
        .r_byteas = l.byteas,
        .r_hashes = l.hashes,
        .o_bool = {has[0], has[0]},
        .o_int2 = {has[1], has[1] ? INT16_MIN : 0},
        .o_int4 = {has[2], has[2] ? INT32_MAX : 0},
        .o_int8 = {has[3], has[3] ? INT64_MIN : 0},
        .o_text = has[4] ? word(n / 2) : (struct text){NULL, 0},
        .o_bytea = has[5] ? bytes(n / 2) : (struct text){NULL, 0},
        .o_date = has[6] ? (day)-n : NO_DAY,
        .o_hash = {has[7], has[7] ? hash(-n) : (struct hash128){0, 0}},
        .o_at = {has[8], has[8] ? -n : 0},
        .o_local = {has[9], has[9] ? n : 0},
        .o_doc = has[10] ? TEXT("null") : (struct text){NULL, 0},
        .o_int4s = has[11] ? o.int4s : (struct int4s){NULL, 0},
        .o_int8s = has[12] ? o.int8s : (struct int8s){NULL, 0},
        .o_dates = has[13] ? o.dates : (struct days){NULL, 0},
        .o_texts = has[14] ? o.texts : (struct texts){NULL, 0},
        .o_byteas = has[15] ? o.byteas : (struct texts){NULL, 0},
        .o_hashes = has[16] ? o.hashes : (struct hashes){NULL, 0},
    };
}

static bool same_text(struct text a, struct text b)
{
    return text_equal(a, b) && !a.ptr == !b.ptr;
}

static bool same_texts(struct texts a, struct texts b)
{
    bool same = a.len == b.len && !a.items == !b.items;
    if (!a.items || !b.items)
        return same;
    for (size_t i = 0; same && i < a.len; i++)
        same = same_text(a.items[i], b.items[i]);
    return same;
}

static bool same_bytes(const void *a, const void *b, size_t size)
{
    if (!a || !b)
        return !a && !b;
    return memcmp(a, b, size) == 0;
}

#define SAME_LIST(a, b)                                                                            \
    ((a).len == (b).len && same_bytes((a).items, (b).items, (a).len * sizeof *(a).items))
#define SAME_OPT(a, b) ((a).known == (b).known && (a).value == (b).value)

static void check_lists(const struct q_sample_all_row *got, const struct q_sample_put_row *put)
{
    CHECK(SAME_LIST(got->r_int4s, put->r_int4s));
    CHECK(SAME_LIST(got->r_int8s, put->r_int8s));
    CHECK(SAME_LIST(got->r_dates, put->r_dates));
    CHECK(SAME_LIST(got->r_hashes, put->r_hashes));
    CHECK(same_texts(got->r_texts, put->r_texts));
    CHECK(same_texts(got->r_byteas, put->r_byteas));
    CHECK(SAME_LIST(got->o_int4s, put->o_int4s));
    CHECK(SAME_LIST(got->o_int8s, put->o_int8s));
    CHECK(SAME_LIST(got->o_dates, put->o_dates));
    CHECK(SAME_LIST(got->o_hashes, put->o_hashes));
    CHECK(same_texts(got->o_texts, put->o_texts));
    CHECK(same_texts(got->o_byteas, put->o_byteas));
}

static void check_row(const struct q_sample_all_row *got, const struct q_sample_put_row *put)
{
    CHECK_EQ(got->id, put->id);
    CHECK_EQ(got->r_bool, put->r_bool);
    CHECK_EQ(got->r_int2, put->r_int2);
    CHECK_EQ(got->r_int4, put->r_int4);
    CHECK(same_text(got->r_text, put->r_text));
    CHECK(same_text(got->r_bytea, put->r_bytea));
    CHECK_EQ(got->r_date, put->r_date);
    CHECK(hash128_equal(got->r_hash, put->r_hash));
    CHECK_EQ(got->r_at, put->r_at);
    CHECK_EQ(got->r_local, put->r_local);
    CHECK(same_text(got->r_doc, put->r_doc));
    CHECK(SAME_OPT(got->o_bool, put->o_bool));
    CHECK(SAME_OPT(got->o_int2, put->o_int2));
    CHECK(SAME_OPT(got->o_int4, put->o_int4));
    CHECK(SAME_OPT(got->o_int8, put->o_int8));
    CHECK(same_text(got->o_text, put->o_text));
    CHECK(same_text(got->o_bytea, put->o_bytea));
    CHECK_EQ(got->o_date, put->o_date);
    CHECK_EQ(got->o_hash.known, put->o_hash.known);
    CHECK(hash128_equal(got->o_hash.value, put->o_hash.value));
    CHECK(SAME_OPT(got->o_at, put->o_at));
    CHECK(SAME_OPT(got->o_local, put->o_local));
    CHECK(same_text(got->o_doc, put->o_doc));
    check_lists(got, put);
}

/* The rows of :copy_out and :many have the same columns, but are different structs. */
static struct q_sample_all_row as_all(const struct q_sample_get_row *row)
{
    static_assert(sizeof(struct q_sample_all_row) == sizeof *row, "the same columns");
    struct q_sample_all_row all;
    memcpy(&all, row, sizeof all);
    return all;
}

static struct q_sample_add_in as_add(const struct q_sample_put_row *row)
{
    static_assert(sizeof(struct q_sample_add_in) == sizeof *row, "the same columns");
    struct q_sample_add_in add;
    memcpy(&add, row, sizeof add);
    return add;
}

struct reading {
    struct arena arena;
    int64_t next;
};

static rc check_next(void *ctx, const struct q_sample_get_row *row)
{
    struct reading *reading = ctx;
    struct arena_mark mark = arena_mark(&reading->arena);
    struct q_sample_all_row got = as_all(row);
    struct q_sample_put_row put = make_row(&reading->arena, reading->next++);
    check_row(&got, &put);
    arena_rewind(&reading->arena, mark);
    return OK;
}

/* ---- tests ---- */

TEST(a_hundred_thousand_rows_go_in_and_come_out)
{
    struct db *db = db_of(state);
    struct reading reading = {.next = 0};
    int64_t rows = 0;
    arena_init(&reading.arena);
    arena_alloc(&reading.arena, 1);
    struct arena_mark mark = arena_mark(&reading.arena);

    CHECK_OK(q_sample_clear(db, NULL));
    CHECK_OK(q_sample_put_begin(db));
    for (int64_t n = 0; n < MANY_ROWS; n++) {
        struct q_sample_put_row row = make_row(&reading.arena, n);
        CHECK_OK(q_sample_put_add(db, &row));
        arena_rewind(&reading.arena, mark);
    }
    CHECK_OK(q_sample_put_end(db, &rows));
    CHECK_INT(rows, MANY_ROWS);
    CHECK_OK(q_sample_get(db, check_next, &reading));
    CHECK_INT(reading.next, MANY_ROWS);
    arena_release(&reading.arena);
}

TEST(parameters_and_results_keep_their_values)
{
    enum { ROWS = 300 };
    struct db *db = db_of(state);
    struct arena arena;
    struct q_sample_all_row *rows = NULL;
    size_t count = 0;
    int64_t changed = 0;
    arena_init(&arena);

    CHECK_OK(q_sample_clear(db, NULL));
    for (int64_t n = 0; n < ROWS; n++) {
        struct q_sample_put_row row = make_row(&arena, n * 331);
        struct q_sample_add_in in = as_add(&row);
        CHECK_OK(q_sample_add(db, &in, &changed));
        CHECK_INT(changed, 1);
    }
    CHECK_OK(q_sample_all(db, &arena, &rows, &count));
    CHECK_INT(count, ROWS);
    for (int64_t n = 0; n < ROWS; n++) {
        struct q_sample_put_row row = make_row(&arena, n * 331);
        check_row(&rows[n], &row);
    }
    CHECK_OK(q_sample_clear(db, &changed));
    CHECK_INT(changed, ROWS);
    CHECK_OK(q_sample_all(db, &arena, &rows, &count));
    CHECK_INT(count, 0);
    arena_release(&arena);
}

TEST(an_empty_text_without_a_pointer_is_not_null)
{
    struct db *db = db_of(state);
    struct arena arena;
    struct q_thing_find_row row;
    arena_init(&arena);
    CHECK_OK(db_begin(db));
    CHECK_OK(q_thing_add(db, 1, (struct text){NULL, 0}, 5, NULL));
    CHECK_OK(q_thing_find(db, &arena, 1, &row));
    CHECK(row.name.len == 0 && row.name.ptr);
    CHECK_INT(row.case_, 5);
    db_rollback(db);
    arena_release(&arena);
}

TEST(one_maybe_and_many_know_how_many_rows_there_are)
{
    struct db *db = db_of(state);
    struct q_thing_perhaps_row perhaps = {.case_ = 77};
    struct q_thing_too_many_row id = {.id = 77};
    bool found = true;
    struct arena arena;
    struct q_thing_find_row row;
    arena_init(&arena);

    CHECK_OK(db_begin(db));
    CHECK_OK(q_thing_perhaps(db, 1, &perhaps, &found));
    CHECK(!found);
    CHECK_INT(perhaps.case_, 77);
    CHECK_RC(q_thing_find(db, &arena, 1, &row), E_NOT_FOUND);
    CHECK_OK(q_thing_add(db, 1, TEXT("one"), 10, NULL));
    CHECK_OK(q_thing_perhaps(db, 1, &perhaps, &found));
    CHECK(found);
    CHECK_INT(perhaps.case_, 10);
    CHECK_OK(q_thing_too_many(db, &id));
    CHECK_INT(id.id, 1);
    CHECK_OK(q_thing_add(db, 2, TEXT("two"), 20, NULL));
    id.id = 77;
    CHECK_RC(q_thing_too_many(db, &id), E_INTERNAL);
    CHECK_INT(id.id, 77);
    CHECK_TEXT(db_why(db), "thing_too_many: one row was expected, there are 2");
    db_rollback(db);
    arena_release(&arena);
}

TEST(colons_and_quotes_in_the_sql_are_what_they_are)
{
    struct db *db = db_of(state);
    struct arena arena;
    struct q_thing_odd_row row;
    arena_init(&arena);
    CHECK_OK(q_thing_odd(db, &arena, TEXT("a?b??c\"d\\e"), &row));
    CHECK_TEXT(row.text.ptr, "it's :name -- no:name ; \"':name");
    CHECK(row.found);
    CHECK_INT(row.casts, 17);
    CHECK_INT(row.spans.len, 2);
    CHECK_INT(row.spans.items[1], 2);
    arena_release(&arena);
}

TEST(columns_that_are_not_what_was_declared_are_named)
{
    struct db *db = db_of(state);
    struct q_thing_null_row null_row;
    struct q_thing_wrong_type_row wrong;
    struct q_thing_infinite_row infinite;
    CHECK_RC(q_thing_null(db, &null_row), E_INTERNAL);
    CHECK_TEXT(db_why(db), "thing_null: column none is null or not of the declared type");
    CHECK_RC(q_thing_wrong_type(db, &wrong), E_INTERNAL);
    CHECK_TEXT(db_why(db), "thing_wrong_type: column small was declared as int8 and is not");
    CHECK_RC(q_thing_infinite(db, &infinite), E_INTERNAL);
}

static rc count_rows(void *ctx, UNUSED const struct q_thing_null_copy_row *row)
{
    ++*(int *)ctx;
    return OK;
}

TEST(a_null_in_copy_that_must_not_be_ends_it)
{
    struct db *db = db_of(state);
    struct q_thing_count_row count;
    int seen = 0;
    CHECK_RC(q_thing_null_copy(db, count_rows, &seen), E_INTERNAL);
    CHECK_INT(seen, 4);
    CHECK_TEXT(db_why(db), "thing_null_copy: column maybe is null or not of the declared type");
    CHECK_OK(q_thing_count(db, &count)); /* the connection goes on */
}

struct counting {
    int64_t seen;
    int64_t last;
    rc answer;
};

static rc stop_at(void *ctx, const struct q_numbers_row *row)
{
    struct counting *counting = ctx;
    CHECK_INT(row->n, ++counting->seen);
    return counting->seen == counting->last ? counting->answer : OK;
}

TEST(copy_out_ends_when_the_caller_has_enough)
{
    struct db *db = db_of(state);
    struct counting counting = {.last = 1000, .answer = E_REFUSED};
    struct q_thing_count_row count;
    CHECK_OK(q_numbers_set(db, TEXT("50000000"), NULL)); /* cancelled, not read to the end */
    CHECK_RC(q_numbers(db, stop_at, &counting), E_REFUSED);
    CHECK_INT(counting.seen, 1000);
    CHECK_OK(q_thing_count(db, &count));
    counting = (struct counting){.last = -1};
    CHECK_OK(q_numbers_set(db, TEXT("0"), NULL));
    CHECK_OK(q_numbers(db, stop_at, &counting));
    CHECK_INT(counting.seen, 0);
}

TEST(copy_in_can_be_given_up_and_can_fail)
{
    struct db *db = db_of(state);
    struct arena arena;
    struct q_thing_count_row count;
    arena_init(&arena);
    struct q_sample_put_row row = make_row(&arena, 1);

    CHECK_OK(q_sample_clear(db, NULL));
    CHECK_OK(db_begin(db));
    CHECK_OK(q_sample_put_begin(db));
    CHECK_OK(q_sample_put_add(db, &row));
    CHECK_RC(q_thing_count(db, &count), E_INTERNAL); /* one thing at a time */
    CHECK_RC(db_commit(db), E_INTERNAL);
    db_rollback(db);
    CHECK_OK(q_thing_count(db, &count));
    CHECK_RC(q_sample_put_add(db, &row), E_INTERNAL);
    CHECK_RC(q_sample_put_end(db, NULL), E_INTERNAL);

    CHECK_OK(q_sample_put_begin(db));
    CHECK_OK(q_sample_put_add(db, &row));
    CHECK_OK(q_sample_put_add(db, &row));
    CHECK_RC(q_sample_put_end(db, NULL), E_CONFLICT);
    CHECK_TEXT(db_constraint(db), "sample_pkey");
    CHECK_OK(q_thing_count(db, &count));
    arena_release(&arena);
}

TEST(copy_in_finds_out_late_that_the_server_refused)
{
    struct db *db = db_of(state);
    struct arena arena;
    rc r = OK;
    arena_init(&arena);
    CHECK_OK(q_sample_put_begin(db));
    for (int64_t n = 0; r == OK && n < MANY_ROWS; n++) {
        struct arena_mark mark = arena_mark(&arena);
        struct q_sample_put_row row = make_row(&arena, n == 5 ? 4 : n);
        r = q_sample_put_add(db, &row);
        arena_rewind(&arena, mark);
    }
    if (r == OK)
        r = q_sample_put_end(db, NULL);
    CHECK_RC(r, E_CONFLICT);
    db_rollback(db);
    CHECK_OK(q_sample_clear(db, NULL));
    arena_release(&arena);
}

/* ---- the check of all queries ---- */

static const struct query_field wrong_name[] = {{"names", DB_TEXT, false}};
static const struct query_field wrong_type[] = {{"name", DB_INT8, false}};
static const struct query_field wide_id[] = {{"id", DB_INT4, false}};
static const struct query_field good_id[] = {{"id", DB_INT8, false}};
static const struct query_field good_name[] = {{"name", DB_TEXT, false}};

static void expect(struct db *db, struct query query, const char *text)
{
    const struct query table[] = {query, {0}};
    const struct query *const tables[] = {table, NULL};
    struct why why = {""};
    CHECK_RC(query_check(db, tables, &why), *text ? E_INVALID : OK);
    if (!strstr(why.text, text))
        fail_msg("\"%s\" is not in: %s", text, why.text);
}

TEST(queries_that_do_not_fit_the_schema_are_found)
{
    struct db *db = db_of(state);
    struct query q = {.name = "q",
                      .mode = QUERY_ONE,
                      .in = good_id,
                      .in_len = 1,
                      .out = good_name,
                      .out_len = 1,
                      .sql = "select name from thing where id = $1"};
    struct query bad = q;
    expect(db, q, "");
    bad.out = wrong_name;
    expect(db, bad, "q: column 1 is declared as names and is name");
    bad.out = wrong_type;
    expect(db, bad, "q: column name is not int8");
    bad = q;
    bad.in = wide_id;
    expect(db, bad, "q: parameter :id is declared as int4");
    bad = q;
    bad.sql = "select name from things where id = $1";
    expect(db, bad, "q: ERROR:  relation \"things\" does not exist");
    bad.sql = "select name, id from thing where id = $1";
    expect(db, bad, "q: 1 columns are declared, there are 2");
    bad = (struct query){.name = "c",
                         .mode = QUERY_COPY_IN,
                         .in = wide_id,
                         .in_len = 1,
                         .sql = "copy thing (id) from stdin (format binary)",
                         .probe = "select id from thing"};
    expect(db, bad, "c: column id is not int4");
    bad.in = good_id;
    expect(db, bad, "");
}

TEST(all_queries_of_this_room_fit)
{
    struct db *db = db_of(state);
    struct why why = {""};
    struct query sample[64];
    size_t count = 0;
    /* without the one whose column is wrong on purpose */
    for (const struct query *q = q_test_sample_queries; q->name; q++)
        if (strcmp(q->name, "thing_wrong_type") != 0)
            sample[count++] = *q;
    sample[count] = (struct query){0};
    const struct query *const tables[] = {q_session_queries, sample, NULL};
    rc r = query_check(db, tables, &why);
    if (r != OK)
        fail_msg("%s", why.text);
}

TEST(rows_come_in_the_order_asked)
{
    struct db *db = db_of(state);
    struct arena arena;
    struct q_thing_list_row *rows;
    size_t count;
    arena_init(&arena);
    CHECK_OK(db_begin(db));
    CHECK_OK(q_thing_add(db, 9001, TEXT("b"), 1, NULL));
    CHECK_OK(q_thing_add(db, 9002, TEXT("c"), 2, NULL));
    CHECK_OK(q_thing_add(db, 9003, TEXT("a"), 1, NULL));
    static const char *const wanted[Q_THING_LIST_ORDERS] = {
        [Q_THING_LIST_BY_NAME] = "abc",
        [Q_THING_LIST_BY_NAME_DESC] = "cba",
        [Q_THING_LIST_BY_WORTH_DESC] = "abc",
        [Q_THING_LIST_BY_ID] = "bca",
    };
    for (int order = 0; order < Q_THING_LIST_ORDERS; order++) {
        CHECK_OK(q_thing_list(db, &arena, (enum q_thing_list_order)order, 10, 0, &rows, &count));
        CHECK_INT(count, 3);
        for (size_t i = 0; i < count; i++)
            CHECK_INT(rows[i].name.ptr[0], wanted[order][i]);
    }
    CHECK_OK(q_thing_list(db, &arena, Q_THING_LIST_BY_ID, 1, 1, &rows, &count));
    CHECK_INT(count, 1);
    CHECK_INT(rows[0].id, 9002);
    CHECK_TEXT(q_thing_list_orders[Q_THING_LIST_BY_WORTH_DESC].column, "worth");
    CHECK(q_thing_list_orders[Q_THING_LIST_BY_WORTH_DESC].descending);
    db_rollback(db);
    arena_release(&arena);
}

/* What the row is made of is told by its record, but for the array. */
TEST(rows_are_described)
{
    static const struct {
        const char *name;
        enum field_kind kind;
        bool nullable;
    } wanted[] = {
        {"id", KIND_ID, false},    {"name", KIND_TEXT, false}, {"case", KIND_CODE, true},
        {"worth", KIND_FEN, true}, {"at", KIND_TIME, false},
    };
    const struct record *r = &q_thing_list_record;
    CHECK_TEXT(r->name, "thing_list");
    CHECK_INT(r->size, sizeof(struct q_thing_list_row));
    CHECK_INT(r->len, ARRAY_LEN(wanted));
    for (size_t i = 0; i < r->len; i++) {
        CHECK_TEXT(r->fields[i].name, wanted[i].name);
        CHECK_INT(r->fields[i].kind, wanted[i].kind);
        CHECK_INT(r->fields[i].nullable, wanted[i].nullable);
    }
    const struct field *code = record_field(r, TEXT("case"));
    CHECK(code->words == &sample_words);
    CHECK_INT(code->offset, offsetof(struct q_thing_list_row, case_));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_hundred_thousand_rows_go_in_and_come_out),
        CASE(rows_come_in_the_order_asked),
        CASE(rows_are_described),
        CASE(parameters_and_results_keep_their_values),
        CASE(an_empty_text_without_a_pointer_is_not_null),
        CASE(one_maybe_and_many_know_how_many_rows_there_are),
        CASE(colons_and_quotes_in_the_sql_are_what_they_are),
        CASE(columns_that_are_not_what_was_declared_are_named),
        CASE(a_null_in_copy_that_must_not_be_ends_it),
        CASE(copy_out_ends_when_the_caller_has_enough),
        CASE(copy_in_can_be_given_up_and_can_fail),
        CASE(copy_in_finds_out_late_that_the_server_refused),
        CASE(queries_that_do_not_fit_the_schema_are_found),
        CASE(all_queries_of_this_room_fit),
    };
    struct scratch *scratch = scratch_start();
    struct db *db = scratch_db(scratch);
    int failed = db_script(db, SAMPLE_SCHEMA, "sample", NULL) != OK;
    if (failed)
        fprintf(stderr, "%s\n", db_why(db));
    struct CMUnitTest with_db[ARRAY_LEN(tests)];
    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        with_db[i] = tests[i];
        with_db[i].initial_state = db;
    }
    if (!failed)
        failed = cmocka_run_group_tests_name("query", with_db, NULL, NULL);
    db_close(db);
    scratch_stop(scratch);
    return failed;
}
