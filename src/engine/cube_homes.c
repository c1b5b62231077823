/* Everybody by organisation, and by one short list of codes at most: the commonest question.  What
 * the customers of each place come to is kept with the day (home_sums.h), so nobody is looked at.
 */
#include "engine/home_sums.h"

/* ---- is it that question? ---- */

static bool is_org(const struct snapshot *s, const struct cube_dim *d)
{
    return !d->from && !d->rest && d->code.items == s->place;
}

static bool is_short_list(const struct cube_dim *d)
{
    return !d->from && !d->rest && !d->part_of && !d->base && d->code.width == CUBE_U8;
}

static bool are_amounts(const struct cube_figure *sums, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (sums[i].len != 1 || sums[i].plus != 1 || sums[i].columns[0].width != CUBE_I64)
            return false;
    return true;
}

/* 'ret_codes' NULL: there is no list. */
static bool find_dims(const struct cube_shape *shape, struct cube_homes *ret,
                      const uint8_t **ret_codes)
{
    if (shape->dims_len == 0 || shape->dims_len > 2)
        return false;
    size_t org = is_org(shape->s, &shape->dims[0]) ? 0 : shape->dims_len - 1, list = 1 - org;
    if (!is_org(shape->s, &shape->dims[org]))
        return false;
    *ret = (struct cube_homes){
        .org = &shape->dims[org], .org_stride = shape->strides[org], .parts = 1, .stride = 1};
    *ret_codes = NULL;
    if (shape->dims_len == 1)
        return true;
    if (!is_short_list(&shape->dims[list]))
        return false;
    *ret_codes = shape->dims[list].code.items;
    ret->parts = shape->dims[list].parts;
    ret->stride = shape->strides[list];
    return true;
}

bool cube_homes_find(const struct cube_shape *shape, const struct cube_figure *sums,
                     size_t sums_len, struct cube_homes *ret)
{
    const uint8_t *codes;
    if (shape->passing || shape->gone != shape->s->gone || shape->rows.set || shape->rows.list ||
        !are_amounts(sums, sums_len) || !find_dims(shape, ret, &codes))
        return false;
    ret->sums_len = sums_len ? sums_len : 1;
    for (size_t i = 0; i < ret->sums_len; i++) {
        const fen *amount = sums_len ? sums[i].columns[0].items : NULL;
        if (!(ret->sums[i] = home_sums_get(shape->s, codes, ret->parts, amount)))
            return false;
    }
    return true;
}

/* ---- the places ---- */

static uint32_t place_part(const struct cube_dim *org, uint32_t place)
{
    uint32_t at = place - org->base;
    if (!org->part_of)
        return at < org->parts ? at : CUBE_NO_PART;
    return at < org->part_of_len ? org->part_of[at] : CUBE_NO_PART;
}

static void add_place(const struct cube_homes *homes, uint32_t place, uint32_t key,
                      struct cube_sums *t)
{
    for (size_t which = 0; which < homes->sums_len; which++) {
        const struct home_sums *h = homes->sums[which];
        for (uint32_t code = 0; code < homes->parts; code++) {
            const struct home_sum *from = &h->sums[place * (size_t)h->parts + code];
            uint32_t slot = key + code * homes->stride;
            if (which == 0)
                cube_sums_add_count(t, slot, from->count);
            if (t->width > 1)
                t->wide[slot * (t->width - 1) + which] += from->sum;
        }
    }
}

void cube_homes_add(const struct cube_homes *homes, const struct cube_shape *shape,
                    struct cube_sums *t)
{
    uint32_t first = shape->rows.within ? shape->rows.first : 0;
    uint32_t last = shape->rows.within ? shape->rows.last : shape->s->place_count;
    for (uint32_t place = first; place <= last; place++) {
        uint32_t part = place_part(homes->org, place);
        if (part != CUBE_NO_PART)
            add_place(homes, place, part * homes->org_stride, t);
    }
}
