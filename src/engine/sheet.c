#include "engine/sheet.h"

const struct sheet *sheets_of_day(const struct sheets *x, day d)
{
    size_t from = 0, until = x ? x->len : 0;
    while (from < until) {
        size_t middle = (from + until) / 2;
        if (x->items[middle]->day == d)
            return x->items[middle];
        if (x->items[middle]->day < d)
            from = middle + 1;
        else
            until = middle;
    }
    return NULL;
}
