#pragma once
/* Private: a record with everything that can be shown; for tests only. */
#include "tmpl/tmpl.h"

static const struct word sample_state_items[] = {
    {.code = 1, .name = "open", .label = "Open & well", .tone = "ok"},
    {.code = 2, .name = "shut", .label = "Shut"},
};
static const struct words sample_states = {"states", sample_state_items,
                                           ARRAY_LEN(sample_state_items)};

struct sample_row {
    int64_t id;
    struct text name;
    int16_t state;
    fen worth;
    struct opt_int8 lent;
    day since;
    int64_t at;
    int32_t visits;
};

/* clang-format off */
static const struct field sample_row_fields[] = {
    FIELD_AS(struct sample_row, id, KIND_ID),
    FIELD(struct sample_row, name),
    FIELD_CODE(struct sample_row, state, sample_states),
    FIELD_AS(struct sample_row, worth, KIND_FEN),
    FIELD_AS(struct sample_row, lent, KIND_FEN),
    FIELD_AS(struct sample_row, since, KIND_DAY),
    FIELD_AS(struct sample_row, at, KIND_TIME),
    FIELD(struct sample_row, visits),
};
static const struct record sample_row_record = RECORD(struct sample_row, sample_row_fields);

struct sample {
    struct text title;
    bool can_edit;
    struct opt_bool sure;
    struct text home;
    struct text notes;
    struct text link;
    struct sample_row one;
    const struct sample_row *rows;
    size_t rows_count;
};

static const struct field sample_fields[] = {
    FIELD(struct sample, title),
    FIELD(struct sample, can_edit),
    FIELD(struct sample, sure),
    FIELD_AS(struct sample, home, KIND_TEXT),
    FIELD_AS(struct sample, notes, KIND_HTML),
    FIELD_AS(struct sample, link, KIND_URL),
    FIELD_RECORD(struct sample, one, sample_row_record),
    FIELD_ROWS(struct sample, rows, sample_row_record),
};
static const struct record sample_record = RECORD(struct sample, sample_fields);
/* clang-format on */

static inline struct sample_row sample_row(int64_t n)
{
    return (struct sample_row){
        .id = 1000000 + n,
        .name = TEXT("王 <b> & \"Co\""),
        .state = (int16_t)(n % 2 + 1),
        .worth = n * INT64_C(123456789),
        .lent = {n % 2 == 1, n * 100},
        .since = (day)(20000 + n),
        .at = INT64_C(1795327500000000),
        .visits = (int32_t)(n * 1234),
    };
}
