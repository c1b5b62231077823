/* Everybody by organisation, and by one short list of codes at most: the commonest question.  Who
 * is at home in a place lies side by side (by_home.h), so the groups of one place are a handful of
 * cells in the nearest memory, and five bytes of a customer are read instead of fourteen. */
#include "engine/by_home.h"
#include "engine/cube_inside.h"
#include "engine/fast.h"
#include "engine/snapshot_parts.h"

/* A cell holds how many there are above, and their sum of up to 32 bits each below: so many rows
 * at most. */
enum { COUNT_SHIFT = 48, ROWS_MOST = 1 << 14, CODES = 256, LANES = 4 };
#define ONE (UINT64_C(1) << COUNT_SHIFT)

/* ---- is it that question? ---- */

static bool is_org(const struct snapshot *s, const struct cube_dim *d)
{
    return !d->from && !d->rest && d->code.items == s->place;
}

static bool is_short_list(const struct cube_dim *d)
{
    return !d->from && !d->rest && !d->part_of && !d->base && d->code.width == CUBE_U8 &&
           d->parts < NOT_KNOWN;
}

static bool are_amounts(const struct cube_figure *sums, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (sums[i].len != 1 || sums[i].plus != 1 || sums[i].columns[0].width != CUBE_I64)
            return false;
    return true;
}

static bool find_dims(const struct cube_shape *shape, struct cube_homes *ret)
{
    const uint8_t *column = shape->s->gone;
    if (shape->dims_len == 0 || shape->dims_len > 2)
        return false;
    size_t org = is_org(shape->s, &shape->dims[0]) ? 0 : shape->dims_len - 1, list = 1 - org;
    if (!is_org(shape->s, &shape->dims[org]))
        return false;
    *ret = (struct cube_homes){
        .org = &shape->dims[org], .org_stride = shape->strides[org], .parts = 1, .stride = 1};
    if (shape->dims_len == 2) {
        if (!is_short_list(&shape->dims[list]))
            return false;
        column = shape->dims[list].code.items;
        ret->parts = shape->dims[list].parts;
        ret->stride = shape->strides[list];
    }
    const struct by_home *codes = by_home_codes(shape->s, column);
    ret->codes = codes ? codes->codes : NULL;
    return codes != NULL;
}

bool cube_homes_find(const struct cube_shape *shape, const struct cube_figure *sums,
                     size_t sums_len, struct cube_homes *ret)
{
    if (shape->rows.set || shape->rows.list || shape->gone != shape->s->gone ||
        !are_amounts(sums, sums_len) || !find_dims(shape, ret))
        return false;
    for (size_t i = 0; i < sums_len; i++)
        if (!(ret->amounts[i] = by_home_amounts(shape->s, sums[i].columns[0].items)))
            return false;
    ret->amounts_len = sums_len;
    return true;
}

/* ---- the places ---- */

/* Neighbours add to different lanes, so that none waits for the one before it. */
FAST static void add_rows(const uint8_t *restrict codes, const int32_t *restrict amounts,
                          uint32_t len, uint64_t (*restrict cells)[LANES])
{
    for (uint32_t i = 0; i < len; i++) {
        int64_t amount = amounts[i] == BY_HOME_ELSEWHERE ? 0 : amounts[i];
        cells[codes[i]][i % LANES] += ONE + (uint64_t)amount;
    }
}

FAST static void count_rows(const uint8_t *restrict codes, uint32_t len,
                            uint64_t (*restrict cells)[LANES])
{
    for (uint32_t i = 0; i < len; i++)
        cells[codes[i]][i % LANES] += ONE;
}

static int64_t sum_of(uint64_t cell)
{
    return (int64_t)(cell << (64 - COUNT_SHIFT)) >> (64 - COUNT_SHIFT);
}

struct adding {
    const struct cube_homes *homes;
    struct cube_sums *sums;
    size_t which; /* figure */
    const struct great_amount *great, *great_end;
    uint64_t cells[CODES][LANES];
};

static void add_cells(struct adding *x, uint32_t key)
{
    const struct cube_homes *h = x->homes;
    const size_t figures = x->sums->width - 1;
    for (uint32_t code = 0; code < h->parts; code++) {
        size_t slot = key + (size_t)code * h->stride;
        for (unsigned lane = 0; lane < LANES; lane++) {
            int64_t sum = sum_of(x->cells[code][lane]);
            uint64_t count = (x->cells[code][lane] - (uint64_t)sum) >> COUNT_SHIFT;
            if (x->which == 0)
                x->sums->cells[slot * x->sums->lanes * x->sums->width] += (int64_t)count;
            if (figures)
                x->sums->wide[slot * figures + x->which] += sum;
        }
    }
    memset(x->cells, 0, h->parts * sizeof x->cells[0]);
}

/* Those of 'from' .. 'until' who are beyond 32 bits. */
static void add_great(struct adding *x, uint32_t key, uint32_t from, uint32_t until)
{
    for (; x->great < x->great_end && x->great->at < until; x->great++) {
        uint8_t code = x->homes->codes[x->great->at];
        if (x->great->at >= from && code < x->homes->parts)
            x->sums
                ->wide[(key + (size_t)code * x->homes->stride) * (x->sums->width - 1) + x->which] +=
                x->great->value;
    }
}

static void add_place(struct adding *x, uint32_t key, uint32_t from, uint32_t until)
{
    const struct by_home *amounts = x->homes->amounts[x->which];
    if (amounts)
        add_great(x, key, from, until);
    while (from < until) {
        uint32_t len = until - from < ROWS_MOST ? until - from : ROWS_MOST;
        if (amounts)
            add_rows(x->homes->codes + from, amounts->amounts + from, len, x->cells);
        else
            count_rows(x->homes->codes + from, len, x->cells);
        add_cells(x, key);
        from += len;
    }
}

static uint32_t place_part(const struct cube_dim *org, uint32_t place)
{
    uint32_t at = place - org->base;
    if (!org->part_of)
        return at < org->parts ? at : CUBE_NO_PART;
    return at < org->part_of_len ? org->part_of[at] : CUBE_NO_PART;
}

/* ---- a thread's share: places that begin within its part of all rows ---- */

struct cut {
    uint32_t from, until; /* places in the order of homes */
};

static bool is_mine(const struct snapshot *s, struct cut mine, uint32_t place)
{
    uint32_t begins = s->first_in_place[place];
    return begins >= mine.from && begins < mine.until;
}

static void add_figure(struct adding *x, const struct cube_shape *shape, struct cut mine)
{
    const struct snapshot *s = shape->s;
    uint32_t first = shape->rows.within ? shape->rows.first : 0;
    uint32_t last = shape->rows.within ? shape->rows.last : s->place_count;
    for (uint32_t place = first; place <= last; place++) {
        uint32_t part = place_part(x->homes->org, place);
        if (part != CUBE_NO_PART && is_mine(s, mine, place))
            add_place(x, part * x->homes->org_stride, s->first_in_place[place],
                      s->first_in_place[place + 1]);
    }
}

void cube_homes_add(const struct cube_homes *homes, const struct cube_shape *shape, unsigned part,
                    unsigned parts, struct cube_sums *t)
{
    const uint64_t rows = shape->s->count;
    const struct cut mine = {(uint32_t)(rows * part / parts),
                             (uint32_t)(rows * (part + 1) / parts)};
    struct adding x = {.homes = homes, .sums = t};
    do {
        const struct by_home *amounts = homes->amounts[x.which];
        x.great = amounts ? amounts->great : NULL;
        x.great_end = amounts ? amounts->great + amounts->great_len : NULL;
        add_figure(&x, shape, mine);
    } while (++x.which < homes->amounts_len);
}
