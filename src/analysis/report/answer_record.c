/* An answer as rows of a record that is made for it. */
#include "analysis/report/answer.h"
#include "base/record.h"

enum { COLUMNS_MOST = 2 * REPORT_DIMS_MOST + 1 + REPORT_MEASURES_MOST };

/* A row: texts of the dimensions, the day, the figures. */
struct columns {
    struct field fields[COLUMNS_MOST];
    size_t len;
    size_t size;
};

static void add_field(struct columns *c, const char *name, enum field_kind kind, bool nullable,
                      size_t size)
{
    c->fields[c->len++] =
        (struct field){.name = name, .kind = kind, .nullable = nullable, .offset = c->size};
    c->size += size;
}

static const char *name_of_measure(struct arena *a, const struct report_answer *x, size_t m)
{
    const struct report one = report_of_measure(x->report, m);
    struct report_text t;
    report_text(a, &one, &t);
    return t.show.ptr;
}

static const char *name_of_dim(struct arena *a, const struct report_answer *x, size_t d)
{
    struct report one = *x->report;
    struct report_text t;
    one.dims[0] = x->report->dims[d];
    one.dims_len = 1;
    one.order = -1;
    report_text(a, &one, &t);
    return t.by.ptr;
}

static void add_columns(struct arena *a, const struct report_answer *x, bool keys,
                        struct columns *c)
{
    for (size_t d = 0; d < x->axes_len; d++) {
        const char *name = name_of_dim(a, x, d);
        if (keys)
            add_field(c, arena_printf(a, "%s key", name), KIND_TEXT, false, sizeof(struct text));
        add_field(c, name, KIND_TEXT, false, sizeof(struct text));
    }
    if (x->points_len > 1)
        add_field(c, "day", KIND_DAY, false, sizeof(struct text)); /* the next field's alignment */
    for (size_t m = 0; m < x->report->measures_len; m++) {
        enum report_unit unit = report_unit_of(&x->report->measures[m]);
        bool whole = unit == UNIT_CUSTOMERS || unit == UNIT_COUNT;
        add_field(c, name_of_measure(a, x, m), whole ? KIND_INT8 : KIND_FEN, true,
                  sizeof(struct opt_int8));
    }
}

static void put(char *row, const struct field *f, const void *value, size_t size)
{
    memcpy(row + f->offset, value, size);
}

static void fill(const struct report_answer *x, const struct report_row *from, size_t point,
                 bool keys, const struct columns *c, char *row)
{
    size_t f = 0;
    for (size_t d = 0; d < x->axes_len; d++) {
        const struct report_part *part = &x->axes[d].parts[from->parts[d]];
        if (keys)
            put(row, &c->fields[f++], &part->key, sizeof part->key);
        put(row, &c->fields[f++], &part->label, sizeof part->label);
    }
    if (x->points_len > 1)
        put(row, &c->fields[f++], &x->points[point].day, sizeof x->points[point].day);
    for (size_t m = 0; m < x->report->measures_len; m++) {
        struct report_value v = answer_value(x, from, point, m);
        struct opt_int8 value = {v.known, v.number};
        put(row, &c->fields[f++], &value, sizeof value);
    }
}

void answer_record(struct arena *a, const struct report_answer *x, bool keys,
                   const struct record **ret_record, const void **ret_rows, size_t *ret_len)
{
    struct columns *c = arena_alloc(a, sizeof *c);
    struct record *record = arena_alloc(a, sizeof *record);
    bool no_dims = x->axes_len == 0;
    size_t groups = no_dims ? 1 : x->rows_len, len = groups * x->points_len;
    add_columns(a, x, keys, c);
    *record = (struct record){"report", c->size, c->fields, c->len};
    char *rows = arena_alloc(a, len * c->size + 1);
    for (size_t i = 0; i < groups; i++)
        for (size_t p = 0; p < x->points_len; p++)
            fill(x, no_dims ? &x->all : &x->rows[i], p, keys, c,
                 rows + (i * x->points_len + p) * c->size);
    *ret_record = record;
    *ret_rows = rows;
    *ret_len = len;
}
