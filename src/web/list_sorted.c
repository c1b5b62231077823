#include "web/list.h"

#include "base/record_out.h"

struct sorting {
    const struct field *by;
    const void *row;
    bool descending;
};

static int compare(const struct field *f, const void *a, const void *b)
{
    const void *x = field_at(f, a), *y = field_at(f, b);
    bool x_null = field_is_null(f, x), y_null = field_is_null(f, y);
    if (x_null || y_null)
        return y_null - x_null;
    if (f->kind == KIND_TEXT)
        return text_order(*(const struct text *)x, *(const struct text *)y);
    int64_t m = field_number(f, x), n = field_number(f, y);
    return (m > n) - (m < n);
}

static int by_field(const void *a, const void *b)
{
    const struct sorting *x = a, *y = b;
    int order = compare(x->by, x->row, y->row);
    if (order)
        return x->descending ? -order : order;
    return (x->row > y->row) - (x->row < y->row);
}

struct list_rows list_sorted(struct arena *a, const struct record *row,
                             const struct query_order *order, const struct list_ask *ask,
                             const struct list_rows *all)
{
    const struct field *f = record_field(row, text_of(order->column));
    struct sorting *sorting = arena_alloc(a, (all->len + 1) * sizeof *sorting);
    for (size_t i = 0; i < all->len; i++)
        sorting[i] =
            (struct sorting){f, (const char *)all->items + i * row->size, order->descending};
    if (all->len)
        qsort(sorting, all->len, sizeof *sorting, by_field);
    size_t from = (size_t)ask->offset < all->len ? (size_t)ask->offset : all->len;
    size_t left = all->len - from;
    struct list_rows page = {NULL, left < (size_t)ask->limit ? left : (size_t)ask->limit};
    char *rows = arena_alloc(a, (page.len + 1) * row->size);
    for (size_t i = 0; i < page.len; i++)
        memcpy(rows + i * row->size, sorting[from + i].row, row->size);
    page.items = rows;
    return page;
}
