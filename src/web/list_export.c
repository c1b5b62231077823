/* A list as a file: all its rows, or those of some keys, block after block; as CSV. */
#include "base/csv_out.h"
#include "base/record_out.h"
#include "platform/scope.h"
#include "web/list_inside.h"
#include "web/masked.h"

/* ---- block after block ---- */

/* Neither the rows nor what the transaction has opened for them pile up. */
static rc walk_blocks(struct req *r, const struct list *list, struct int8s keys,
                      struct list_taker *taker)
{
    for (size_t at = 0; at < keys.len; at += LIST_BLOCK) {
        struct arena_mark mark = arena_mark(r->arena);
        size_t len = keys.len - at < LIST_BLOCK ? keys.len - at : LIST_BLOCK;
        struct list_rows rows = {0};
        TRY(list->fill(r, (struct int8s){keys.items + at, len}, &rows));
        TRY(mask_rows(r, list->row, rows.items, rows.len));
        TRY(db_settle(r->db));
        TRY(taker->take(taker, &rows));
        arena_rewind(r->arena, mark);
        TRY(scope_close(r->db, r->who));
    }
    return OK;
}

/* In an order that only the rows themselves know. */
static rc walk_refined(struct req *r, const struct list *list, const struct list_ask *ask,
                       struct int8s keys, struct list_taker *taker)
{
    struct list_rows all = {0};
    struct list_ask whole = *ask;
    if (keys.len > LIST_FILL_MOST)
        return list_refuse_too_many(r);
    if (keys.len)
        TRY(list->fill(r, keys, &all));
    TRY(mask_rows(r, list->row, all.items, all.len));
    TRY(db_settle(r->db));
    whole.offset = 0;
    whole.limit = (int64_t)all.len;
    struct list_rows rows = list_refined(r->arena, list, &whole, &all);
    return taker->take(taker, &rows);
}

rc list_walk(struct req *r, const struct list *list, const struct list_ask *ask, struct int8s keys,
             struct list_taker *taker)
{
    return list_picks_it(list, ask) ? walk_blocks(r, list, keys, taker)
                                    : walk_refined(r, list, ask, keys, taker);
}

rc list_walk_all(struct req *r, const struct list *list, const struct list_ask *ask,
                 struct list_taker *taker)
{
    struct list_ask whole = *ask;
    struct list_keys keys = {0};
    struct list_part part = {0};
    if (!list->pick) {
        TRY(list_fetch_part(r, list, &whole, &part));
        return taker->take(taker, &part.rows);
    }
    TRY(list->pick(r, &whole, &keys));
    return list_walk(r, list, ask, keys.ids, taker);
}

/* ---- as CSV ---- */

static bool is_formula(struct text t)
{
    bool negative = t.len > 1 && *t.ptr == '-' && t.ptr[1] >= '0' && t.ptr[1] <= '9';
    return t.len > 0 && strchr("=+-@\t\r", *t.ptr) && !negative;
}

void list_csv_cell(struct arena *a, struct buf *out, struct text value)
{
    if (is_formula(value))
        value = text_of(arena_printf(a, "'%.*s", (int)value.len, value.ptr));
    csv_add(out, value);
}

/* A mark at the beginning tells spreadsheets that it is UTF-8. */
void list_csv_titles(struct req *r, const struct asked *a, struct buf *out)
{
    const char *comma = "";
    buf_add_text(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < a->list->columns_len; c++) {
        if (!a->shown[c])
            continue;
        buf_add_text(out, comma);
        list_csv_cell(r->arena, out, text_of(word(r, a->list->columns[c].title)));
        comma = ",";
    }
    buf_add_char(out, '\n');
}

static void csv_row(struct req *r, const struct asked *a, const void *row, struct buf *value,
                    struct buf *out)
{
    const char *comma = "";
    for (size_t c = 0; c < a->list->columns_len; c++) {
        const struct field *f = list_field(a->list, &a->list->columns[c]);
        if (!a->shown[c])
            continue;
        buf_clear(value);
        field_plain(value, f, field_at(f, row));
        buf_add_text(out, comma);
        list_csv_cell(r->arena, out, value->len ? buf_text(value) : TEXT(""));
        comma = ",";
    }
    buf_add_char(out, '\n');
}

void list_csv_rows(struct req *r, const struct asked *a, const struct list_rows *rows,
                   struct buf *out)
{
    struct buf value;
    buf_init(&value);
    for (size_t i = 0; i < rows->len; i++)
        csv_row(r, a, list_row_at(a->list, rows, i), &value, out);
    buf_release(&value);
}

struct csv_taker {
    struct list_taker taker; /* first: 'take' is given the whole */
    struct req *r;
    const struct asked *asked;
    struct buf *out;
};

static rc take_csv(struct list_taker *self, const struct list_rows *rows)
{
    struct csv_taker *t = (struct csv_taker *)self;
    list_csv_rows(t->r, t->asked, rows, t->out);
    return OK;
}

/* All rows that the filters leave, at once. */
rc list_send_csv(struct req *r, struct asked *a)
{
    struct buf out;
    TRY(db_settle(r->db)); /* what is kept */
    list_choose_columns(r, a);
    buf_init(&out);
    list_csv_titles(r, a, &out);
    struct csv_taker taker = {{take_csv}, r, a, &out};
    struct list_ask ask = a->ask;
    ask.limit = LIST_EXPORT_MOST;
    rc done = list_walk_all(r, a->list, &ask, &taker.taker);
    struct text bytes = keep(r->arena, &out);
    return done == OK ? send_bytes(r, bytes, "text/csv; charset=utf-8", "list.csv") : done;
}
