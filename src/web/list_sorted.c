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

/* ---- by further columns ---- */

struct refining {
    const struct list *list;
    const struct list_ask *ask;
    const void *row;
    size_t group; /* of rows that are equal by the first order */
};

static int by_group(const void *a, const void *b)
{
    const struct refining *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    for (size_t i = 0; i < x->ask->then_len; i++) {
        const struct query_order *order = &x->list->orders[x->ask->then[i]];
        const struct field *f = record_field(x->list->row, text_of(order->column));
        int found = compare(f, x->row, y->row);
        if (found)
            return order->descending ? -found : found;
    }
    return (x->row > y->row) - (x->row < y->row);
}

struct list_rows list_refined(struct arena *a, const struct list *list, const struct list_ask *ask,
                              const struct list_rows *all)
{
    const struct record *row = list->row;
    const struct field *first = record_field(row, text_of(list->orders[ask->order].column));
    struct refining *rows = arena_alloc(a, (all->len + 1) * sizeof *rows);
    for (size_t i = 0; i < all->len; i++) {
        const char *at = (const char *)all->items + i * row->size;
        bool begins = i > 0 && compare(first, at - row->size, at) != 0;
        rows[i] = (struct refining){list, ask, at, i ? rows[i - 1].group + begins : 0};
    }
    if (all->len)
        qsort(rows, all->len, sizeof *rows, by_group);
    size_t from = (size_t)ask->offset < all->len ? (size_t)ask->offset : all->len;
    size_t left = all->len - from;
    struct list_rows page = {NULL, left < (size_t)ask->limit ? left : (size_t)ask->limit};
    char *copies = arena_alloc(a, (page.len + 1) * row->size);
    for (size_t i = 0; i < page.len; i++)
        memcpy(copies + i * row->size, rows[from + i].row, row->size);
    page.items = copies;
    return page;
}
