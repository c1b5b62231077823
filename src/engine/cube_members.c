/* Who stands behind a group: the same rows, keys and dimensions as in the sums. */
#include "engine/cube_inside.h"

static void mark(const struct cube_shape *shape, const struct batch *b, uint32_t slot,
                 struct batch_room *room, uint64_t *words)
{
    cube_keys(shape, b, room);
    for (uint32_t i = 0; i < b->len; i++) {
        uint32_t row = b->rows ? b->rows[i] : b->from + i;
        bool is_in = slot == shape->slots ? room->keys[i] < slot : room->keys[i] == slot;
        words[row / SET_WORD] |= (uint64_t)is_in << row % SET_WORD;
    }
}

rc cube_members(const struct snapshot *s, const struct reach *reach, const struct cube_query *query,
                const uint32_t *parts, struct arena *a, const struct set **ret, struct why *why)
{
    struct cube_shape shape;
    struct batch_room room;
    struct feed feed;
    struct batch b;
    TRY(cube_shape_of(s, reach, query, &shape, why));
    uint32_t slot = parts ? 0 : shape.slots;
    for (size_t d = 0; parts && d < shape.dims_len; d++)
        slot += parts[d] * shape.strides[d];
    struct set_making making = set_begin(s->count);
    memset(making.words, 0, set_words(s->count) * sizeof *making.words);
    feed_begin(&feed, &shape.rows, 0, 1);
    while (feed_next(&feed, &b))
        mark(&shape, &b, slot, &room, making.words);
    *ret = set_end(&making, a);
    return OK;
}
