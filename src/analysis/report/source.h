#pragma once
/* source -- private to src/analysis/report: where the columns of a day lie, in the snapshot or in a
 * sheet, as the cube takes them. */
#include "analysis/report/answer.h"
#include "engine/cube_dims.h"
#include "engine/sheet.h"

struct source {
    const struct snapshot *s;
    const struct sheets *sheets;
    day day;
    const struct sheet *sheet; /* NULL: there is none */
    int at;                    /* enum at, where the snapshot has that day's amounts; -1 */
};
struct source source_of(const struct snapshot *s, const struct sheets *sheets, day d);
static inline bool source_is_today(const struct source *x)
{
    return x->at == AT_DAY;
}
/* Are customers known as of that day, or only amounts? */
static inline bool source_knows_all(const struct source *x)
{
    return source_is_today(x) || x->sheet;
}
/* Who was not there, for cube_query; NULL: as in the snapshot.  'knows_all' only. */
const uint8_t *source_gone(const struct source *x);

/* The amount of a field, or a small number; false: not known of that day. */
bool source_figure(const struct source *x, enum customer_field field, struct cube_figure *ret);

/* Figures that add up to so many daily values of the field in the period of 'basis' that ends on
 * the day: divided by *ret_days it is the average. */
bool source_average(const struct source *x, enum customer_field field, enum report_basis basis,
                    struct cube_figure *ret, int *ret_days);

/* The column of a closed list or a small number; NULL: not known of that day. */
const uint8_t *source_codes(const struct source *x, enum customer_field field);
