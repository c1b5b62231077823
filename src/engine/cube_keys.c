/* From columns to the group of each row, and to the figure that is summed. */
#include "engine/cube_inside.h"
#include "engine/fast.h"

static_assert((CUBE_DIMS_MOST + 3) * (uint64_t)CUBE_NO_PART <= UINT32_MAX, "keys fit");
static_assert(CUBE_GROUPS_MOST < CUBE_NO_PART, "who is in no part of a dimension is in no group");

/* ---- columns ---- */

/* One loop for each width of a column: of the rows side by side, or of those of a list. */
#define DEFINE_CODES(name, type)                                                                   \
    FAST static void name(const type *restrict column, const struct batch *b,                      \
                          uint32_t *restrict ret)                                                  \
    {                                                                                              \
        const type *from = column + b->from;                                                       \
        const uint32_t *rows = b->rows;                                                            \
        uint32_t len = b->len;                                                                     \
        for (uint32_t i = 0; !rows && i < len; i++)                                                \
            ret[i] = from[i];                                                                      \
        for (uint32_t i = 0; rows && i < len; i++)                                                 \
            ret[i] = column[rows[i]];                                                              \
    }

DEFINE_CODES(codes_u8, uint8_t)
DEFINE_CODES(codes_u16, uint16_t)
DEFINE_CODES(codes_i32, uint32_t)

static void codes_of(const struct cube_column *column, const struct batch *b, uint32_t *ret)
{
    switch (column->width) {
    case CUBE_U8:
        codes_u8(column->items, b, ret);
        break;
    case CUBE_U16:
        codes_u16(column->items, b, ret);
        break;
    case CUBE_I32:
        codes_i32(column->items, b, ret);
        break;
    case CUBE_I64:
        assert(false && "a code has at most 32 bits");
    }
}

FAST static void gather(const int64_t *restrict column, const struct batch *b,
                        int64_t *restrict ret)
{
    const uint32_t *rows = b->rows;
    uint32_t len = b->len;
    for (uint32_t i = 0; i < len; i++)
        ret[i] = column[rows[i]];
}

/* One column of a figure; 'room': for columns that are narrower, or of rows here and there. */
static const int64_t *term_of(const struct cube_column *column, const struct batch *b,
                              uint32_t *codes, int64_t *room)
{
    const int64_t *wide = column->items;
    if (column->width == CUBE_I64 && !b->rows)
        return wide + b->from;
    if (column->width == CUBE_I64) {
        gather(wide, b, room);
        return room;
    }
    codes_of(column, b, codes);
    for (uint32_t i = 0; i < b->len; i++)
        room[i] = (int32_t)codes[i];
    return room;
}

static inline int64_t less(int64_t x, int64_t y)
{
    int64_t rest;
    return __builtin_sub_overflow(x, y, &rest) ? fen_clamp((int128_t)x - y) : rest;
}

const int64_t *cube_values(const struct cube_figure *figure, const struct batch *b,
                           struct batch_room *room)
{
    if (figure->len == 1 && figure->plus == 1)
        return term_of(&figure->columns[0], b, room->codes, room->values);
    memset(room->values, 0, b->len * sizeof *room->values);
    for (size_t t = 0; t < figure->len; t++) {
        const int64_t *term = term_of(&figure->columns[t], b, room->codes, room->terms);
        for (uint32_t i = 0; i < b->len; i++)
            room->values[i] = t < figure->plus ? fen_add(room->values[i], term[i])
                                               : less(room->values[i], term[i]);
    }
    return room->values;
}

int64_t cube_figure_of(const struct cube_figure *figure, uint32_t row)
{
    struct batch_room room;
    const struct batch b = {.from = row, .len = 1};
    return cube_values(figure, &b, &room)[0];
}

/* ---- parts ---- */

/* How many bands begin at or below each value, by halves. */
FAST static void bands_of(const int64_t *restrict from, uint32_t parts,
                          const int64_t *restrict values, uint32_t len, uint32_t *restrict ret)
{
    for (uint32_t i = 0; i < len; i++)
        ret[i] = 0;
    for (uint32_t left = parts - 1; left > 0;) {
        uint32_t half = (left + 1) / 2;
        for (uint32_t i = 0; i < len; i++)
            ret[i] += values[i] >= from[ret[i] + half] ? half : 0;
        left -= half;
    }
}

FAST static void look_up(const uint32_t *restrict part_of, uint32_t base, uint32_t known,
                         uint32_t len, uint32_t *restrict codes)
{
    for (uint32_t i = 0; i < len; i++) {
        uint32_t at = codes[i] - base;
        codes[i] = at < known ? part_of[at] : CUBE_NO_PART;
    }
}

/* In room->codes; parts that there are not are seen to by add_parts. */
static void parts_of(const struct cube_dim *dim, const struct batch *b, struct batch_room *room)
{
    if (dim->from) {
        const int64_t *values = cube_values(&dim->figure, b, room);
        bands_of(dim->from, dim->parts, values, b->len, room->codes);
        return;
    }
    codes_of(&dim->code, b, room->codes);
    if (dim->part_of)
        look_up(dim->part_of, dim->base, dim->part_of_len, b->len, room->codes);
    for (uint32_t i = 0; !dim->part_of && dim->base && i < b->len; i++)
        room->codes[i] -= dim->base;
}

uint32_t cube_part(const struct cube_dim *dim, uint32_t row)
{
    struct batch_room room;
    const struct batch b = {.from = row, .len = 1};
    room.codes[0] = 0;
    parts_of(dim, &b, &room);
    if (room.codes[0] < dim->parts)
        return room.codes[0];
    return dim->rest ? dim->parts - 1 : CUBE_NO_PART;
}

/* ---- keys ---- */

FAST static void add_parts(const uint32_t *restrict parts, uint32_t count, uint32_t stride,
                           uint32_t len, uint32_t *restrict keys)
{
    for (uint32_t i = 0; i < len; i++)
        keys[i] += parts[i] < count ? parts[i] * stride : CUBE_NO_PART;
}

FAST static void add_parts_or_rest(const uint32_t *restrict parts, uint32_t rest, uint32_t stride,
                                   uint32_t len, uint32_t *restrict keys)
{
    for (uint32_t i = 0; i < len; i++)
        keys[i] += (parts[i] < rest ? parts[i] : rest) * stride;
}

FAST static void strike_gone(uint32_t len, uint32_t *keys)
{
    for (uint32_t i = 0; i < len; i++)
        keys[i] = keys[i] ? CUBE_NO_PART : 0;
}

FAST static void strike_elsewhere(const uint32_t *restrict places, uint32_t first, uint32_t last,
                                  uint32_t len, uint32_t *restrict keys)
{
    for (uint32_t i = 0; i < len; i++)
        keys[i] += places[i] - first <= last - first ? 0 : CUBE_NO_PART;
}

FAST static void strike_absent(const uint64_t *restrict members, uint32_t len,
                               uint32_t *restrict keys)
{
    for (uint32_t i = 0; i < len; i++)
        keys[i] += members[i / SET_WORD] >> i % SET_WORD & 1 ? 0 : CUBE_NO_PART;
}

FAST static void cap_keys(uint32_t slots, uint32_t len, uint32_t *keys)
{
    for (uint32_t i = 0; i < len; i++)
        keys[i] = keys[i] < slots ? keys[i] : slots;
}

void cube_keys(const struct cube_shape *shape, const struct batch *b, struct batch_room *room)
{
    const struct cube_rows *rows = &shape->rows;
    codes_u8(shape->gone, b, room->keys);
    strike_gone(b->len, room->keys);
    if (rows->within) {
        codes_i32(shape->s->place, b, room->codes);
        strike_elsewhere(room->codes, rows->first, rows->last, b->len, room->keys);
    }
    if (b->members)
        strike_absent(b->members, b->len, room->keys);
    for (size_t d = 0; d < shape->dims_len; d++) {
        const struct cube_dim *dim = &shape->dims[d];
        parts_of(dim, b, room);
        if (dim->rest)
            add_parts_or_rest(room->codes, dim->parts - 1, shape->strides[d], b->len, room->keys);
        else
            add_parts(room->codes, dim->parts, shape->strides[d], b->len, room->keys);
    }
    cap_keys(shape->slots, b->len, room->keys);
}
