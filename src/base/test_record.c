#include "base/test.h"

#include "base/record_out.h"

static const struct word state_items[] = {{1, "open", "Open", "ok"}, {2, "shut", "Shut", NULL}};
static const struct words states = {"states", state_items, ARRAY_LEN(state_items)};

struct part {
    int64_t id;
};
static const struct field part_fields[] = {FIELD_AS(struct part, id, KIND_ID)};
static const struct record part_record = RECORD(struct part, part_fields);

struct all {
    bool can;
    int16_t few;
    int64_t id;
    int64_t worth;
    struct opt_int8 lent;
    int64_t at;
    int16_t state;
    day on;
    struct text name;
    int64_t whole; /* for the page only */
    struct part part;
    const struct part *parts;
    size_t parts_count;
};
static const struct field all_fields[] = {
    FIELD(struct all, can),
    FIELD(struct all, few),
    FIELD_AS(struct all, id, KIND_ID),
    FIELD_AS(struct all, worth, KIND_FEN),
    FIELD_AS(struct all, lent, KIND_FEN),
    FIELD_AS(struct all, at, KIND_TIME),
    FIELD_CODE(struct all, state, states),
    FIELD_AS(struct all, on, KIND_DAY),
    FIELD(struct all, name),
    {.name = "whole", .kind = KIND_INT8, .offset = offsetof(struct all, whole), .inner = true},
    FIELD_RECORD(struct all, part, part_record),
    FIELD_ROWS(struct all, parts, part_record),
};
static const struct record all_record = RECORD(struct all, all_fields);

static const struct part two[] = {{8}, {9}};

static struct all sample(void)
{
    return (struct all){
        .can = true,
        .few = 3,
        .id = INT64_C(9007199254740993),
        .worth = -123450,
        .at = INT64_C(1795327500000000),
        .state = 2,
        .on = NO_DAY,
        .name = TEXT("a \"b\",\n\xFF"),
        .part = {7},
        .parts = two,
        .parts_count = 2,
    };
}

TEST(a_row_is_json)
{
    struct buf b;
    struct all row = sample();
    buf_init(&b);
    record_json(&b, &all_record, &row);
    buf_add_char(&b, 0);
    CHECK_TEXT(b.bytes,
               "{\"can\":true,\"few\":3,\"id\":\"9007199254740993\",\"worth\":\"-1234.50\","
               "\"lent\":null,\"at\":\"2026-11-22T14:05:00+08:00\",\"state\":\"shut\","
               "\"on\":null,\"name\":\"a \\\"b\\\",\\n\xEF\xBF\xBD\","
               "\"part\":{\"id\":\"7\"},\"parts\":[{\"id\":\"8\"},{\"id\":\"9\"}]}");
    buf_release(&b);
}

TEST(a_row_is_a_line_of_csv)
{
    struct csv_column columns[ARRAY_LEN(all_fields)];
    struct csv_out out;
    struct all row = sample();
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    CHECK(file != NULL);
    row.name = TEXT("a,b");
    csv_out_init(&out, file, CSV_FORM, columns,
                 record_columns(&all_record, columns, ARRAY_LEN(columns)));
    record_csv(&out, &all_record, &row);
    CHECK_OK(csv_out_end(&out, NULL));
    fclose(file);
    CHECK_TEXT(text, "can,few,id,worth,lent,at,state,on,name\n"
                     "true,3,9007199254740993,-1234.50,,2026-11-22T14:05:00+08:00,shut,,\"a,b\"\n");
    free(text);
}

TEST(days_of_times_are_the_banks)
{
    int seconds;
    CHECK_TEXT(day_format(bank_day(INT64_C(-28800000001), &seconds)).text, "1969-12-31");
    CHECK_INT(seconds, 86399);
    CHECK_TEXT(day_format(bank_day(INT64_C(57600000000), &seconds)).text, "1970-01-02");
    CHECK_INT(seconds, 0);
}

TESTS(CASE(a_row_is_json), CASE(a_row_is_a_line_of_csv), CASE(days_of_times_are_the_banks))
