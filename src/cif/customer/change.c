#include "cif/customer/change.h"

static const struct field change_fields[] = {
    {.name = "by", .kind = KIND_FEN, .nullable = true, .offset = offsetof(struct change_view, by)},
    {.name = "size", .kind = KIND_FEN, .offset = offsetof(struct change_view, size), .inner = true},
    {.name = "direction",
     .kind = KIND_TEXT,
     .nullable = true,
     .offset = offsetof(struct change_view, direction),
     .inner = true},
};
const struct record change_record = RECORD(struct change_view, change_fields);

static const struct field compared_fields[] = {
    FIELD_AS(struct compared, now, KIND_FEN),
    FIELD_RECORD(struct compared, yesterday, change_record),
    FIELD_RECORD(struct compared, month_end, change_record),
    FIELD_RECORD(struct compared, year_end, change_record),
};
const struct record compared_record = RECORD(struct compared, compared_fields);

struct change_view change_of(fen now, bool known, fen before)
{
    if (!known)
        return (struct change_view){.by = {false, 0}};
    fen by = fen_clamp((int128_t)now - before);
    const char *direction = by > 0 ? "rise" : by < 0 ? "fall" : NULL;
    return (struct change_view){.by = {true, by},
                                .size = fen_clamp(by < 0 ? -(int128_t)by : by),
                                .direction = text_of(direction)};
}
