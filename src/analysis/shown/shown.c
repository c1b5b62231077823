#include "analysis/shown/shown.h"

#include "analysis/shown/shown_inside.h"

/* clang-format off */
static const struct field label_fields[] = {
    FIELD(struct shown_label, text), FIELD(struct shown_label, tone), FIELD_AS(struct shown_label, url, KIND_URL),
};
static const struct record label_record = RECORD(struct shown_label, label_fields);
static const struct field cell_fields[] = {
    FIELD(struct shown_cell, text), FIELD(struct shown_cell, value), FIELD(struct shown_cell, exact),
    FIELD_AS(struct shown_cell, url, KIND_URL), FIELD(struct shown_cell, direction),
};
static const struct record cell_record = RECORD(struct shown_cell, cell_fields);
static const struct field row_fields[] = {
    FIELD_ROWS(struct shown_row, labels, label_record), FIELD_ROWS(struct shown_row, cells, cell_record),
};
static const struct record row_record = RECORD(struct shown_row, row_fields);
static const struct field head_fields[] = {
    FIELD(struct shown_head, label), FIELD(struct shown_head, tone), FIELD(struct shown_head, unit),
    FIELD(struct shown_head, unit_word), FIELD(struct shown_head, is_aside),
};
static const struct record head_record = RECORD(struct shown_head, head_fields);
static const struct field band_fields[] = {FIELD(struct shown_band, label), FIELD(struct shown_band, columns)};
static const struct record band_record = RECORD(struct shown_band, band_fields);
static const struct field title_fields[] = {FIELD(struct shown_title, text)};
static const struct record title_record = RECORD(struct shown_title, title_fields);
static const struct field table_fields[] = {
    FIELD_ROWS(struct shown_table, titles, title_record), FIELD_ROWS(struct shown_table, bands, band_record),
    FIELD_ROWS(struct shown_table, heads, head_record), FIELD_ROWS(struct shown_table, rows, row_record),
    FIELD_RECORD(struct shown_table, all, row_record), FIELD(struct shown_table, has_all),
    FIELD(struct shown_table, is_cut), FIELD(struct shown_table, is_empty), FIELD(struct shown_table, has_sums), FIELD(struct shown_table, groups),
    FIELD(struct shown_table, is_moves), FIELD(struct shown_table, chart), FIELD(struct shown_table, unit), FIELD(struct shown_table, unit_word),
};
const struct record shown_table_record = RECORD(struct shown_table, table_fields);
/* clang-format on */

rc report_asked(struct req *r, const struct report *report, struct asked_report *ret)
{
    *ret = (struct asked_report){.report = report};
    TRY(asker_of(r, &ret->asker));
    return report_ask(&ret->asker, report, &ret->answer, &ret->said);
}

/* What a table is made of. */
struct making {
    struct req *r;
    const struct asked_report *asked;
    const struct report_answer *x;
    struct laid laid;
    struct shown_table *t;
};

/* ---- heads ---- */

static struct shown_head head_of(const struct making *k, const struct report_measure *m,
                                 struct text label, const char *tone)
{
    enum report_unit unit = report_unit_of(m);
    const struct report_measure *first = &k->asked->report->measures[0];
    return (struct shown_head){.label = label,
                               .is_aside =
                                   m->what != first->what || m->is_change != first->is_change,
                               .tone = text_of(tone),
                               .unit = unit == UNIT_FEN     ? TEXT("money")
                                       : unit == UNIT_BASIS ? TEXT("share")
                                                            : TEXT("count"),
                               .unit_word = shown_unit_word(k->r->tongue, unit)};
}

static struct text measure_told(const struct making *k, const struct report_measure *m)
{
    return report_measure_told(k->r->arena, k->r->tongue, m);
}

static void add_title(struct making *k, struct text text)
{
    k->t->titles[k->t->titles_count++].text = text;
}

/* Every measure of every time. */
static void add_all_heads(struct making *k)
{
    const struct report *report = k->asked->report;
    size_t points = k->x->points_len, measures = report->measures_len;
    k->t->heads =
        arena_alloc(k->r->arena, (points * measures + shown_places(k->x)) * sizeof *k->t->heads);
    k->t->bands = arena_alloc(k->r->arena, points * sizeof *k->t->bands);
    for (size_t p = 0; p < points; p++) {
        struct text at = k->x->points[p].label;
        if (points > 1 && measures > 1)
            k->t->bands[k->t->bands_count++] = (struct shown_band){at, (int32_t)measures};
        for (size_t m = 0; m < measures; m++) {
            const struct report_measure *of = &report->measures[m];
            bool by_time = points > 1 && measures == 1;
            k->t->heads[k->t->heads_count++] =
                head_of(k, of, by_time ? at : measure_told(k, of), NULL);
        }
    }
}

/* The parts that stand beside one another, of the one measure. */
static void add_part_heads(struct making *k, const struct report_axis *axis)
{
    const struct report_measure *m = &k->asked->report->measures[0];
    k->t->heads = arena_alloc(k->r->arena, (k->laid.beside_len + 1) * sizeof *k->t->heads);
    for (size_t i = 0; i < k->laid.beside_len; i++) {
        const struct report_part *part = &axis->parts[k->laid.beside[i]];
        k->t->heads[k->t->heads_count++] = head_of(k, m, part->label, part->tone);
    }
}

/* ---- cells ---- */

/* The address of a section's figure needs its own measure alone. */
static struct text cell_url(const struct making *k, const struct report *report, struct text cell,
                            struct text point, size_t measure)
{
    if (!k->asked->rows_most)
        return behind_url(k->r, report, cell, point, measure);
    const struct report one = report_of_measure(report, measure);
    return behind_url(k->r, &one, cell, point, 0);
}

static struct shown_cell cell_at(const struct making *k, const struct report *report,
                                 const struct report_answer *x, const struct report_row *row,
                                 size_t point, size_t measure)
{
    struct report_value value = answer_value(x, row, point, measure);
    struct shown_cell cell = shown_cell_of(k->r, &report->measures[measure], value);
    if (value.known && value.number != 0)
        cell.url = cell_url(k, report, row->cell, x->points[point].key, measure);
    return cell;
}

static struct shown_cell nothing_at(const struct making *k)
{
    bool adds = report_adds_up(&k->asked->report->measures[0]);
    return (struct shown_cell){.text = adds ? TEXT("0") : TEXT("–"),
                               .value = adds ? TEXT("0") : (struct text){NULL, 0}};
}

static struct shown_row row_new(const struct making *k, size_t labels, size_t cells)
{
    return (struct shown_row){
        .labels = arena_alloc(k->r->arena, (labels + 1) * sizeof(struct shown_label)),
        .cells = arena_alloc(k->r->arena, (cells + 1) * sizeof(struct shown_cell))};
}

static void add_label(struct shown_row *row, struct shown_label label)
{
    row->labels[row->labels_count++] = label;
}

static struct text org_url(const struct making *k, struct text org_no)
{
    struct text path = k->asked->org_path;
    if (path.ptr)
        return text_of(arena_printf(k->r->arena, "%.*s&org=%.*s", (int)path.len, path.ptr,
                                    (int)org_no.len, org_no.ptr));
    struct report *of = VIEW(k->r, struct report);
    *of = *k->asked->report;
    of->org = org_no;
    return report_url(k->r, "/reports/run", of);
}

/* An organisation leads to the same report of it. */
static struct shown_label label_of(const struct making *k, const struct report_axis *axis,
                                   uint32_t part)
{
    const struct report_part *p = &axis->parts[part];
    struct shown_label label = {.text = p->label, .tone = text_of(p->tone)};
    if (axis->dim->kind != DIM_ORG || axis->dim->is_past || text_is(p->key, "-"))
        return label;
    label.url = org_url(k, p->key);
    return label;
}

static struct shown_label all_label(const struct making *k)
{
    return (struct shown_label){.text = text_of(word(k->r, N_("All together")))};
}

/* ---- groups below one another ---- */

static struct shown_row group_row(const struct making *k, const struct report_row *of)
{
    const struct report_answer *x = k->x;
    size_t measures = k->asked->report->measures_len;
    struct shown_row row = row_new(k, x->axes_len, x->points_len * measures + shown_places(x));
    for (size_t i = 0; of->parts && i < x->axes_len; i++)
        add_label(&row, label_of(k, &x->axes[i], of->parts[i]));
    for (size_t p = 0; p < x->points_len; p++)
        for (size_t m = 0; m < measures; m++)
            row.cells[row.cells_count++] = cell_at(k, k->asked->report, x, of, p, m);
    return row;
}

static void add_all_row(struct making *k)
{
    k->t->all = group_row(k, &k->x->all);
    k->t->has_all = true;
    add_label(&k->t->all, all_label(k));
    for (size_t i = 1; i < k->x->axes_len; i++)
        add_label(&k->t->all, (struct shown_label){.text = TEXT("")});
}

static void make_in_rows(struct making *k)
{
    const struct report_answer *x = k->x;
    size_t most = k->asked->rows_most ? k->asked->rows_most : SHOWN_ROWS_MOST;
    size_t shown = x->rows_len < most ? x->rows_len : most;
    for (size_t i = 0; i < x->axes_len; i++)
        add_title(k, x->axes[i].title);
    add_all_heads(k);
    k->t->rows = arena_alloc(k->r->arena, (shown + 1) * sizeof *k->t->rows);
    for (size_t i = 0; i < shown && x->axes_len; i++)
        k->t->rows[k->t->rows_count++] = group_row(k, &x->rows[i]);
    add_all_row(k);
    shown_add_places(k->r, k->asked, k->t);
    if (!x->axes_len)
        add_title(k, TEXT(""));
}

/* ---- times below one another ---- */

static const struct report_row *row_of_part(const struct report_answer *x, size_t axis,
                                            uint32_t part)
{
    for (size_t i = 0; i < x->rows_len; i++)
        if (x->rows[i].parts[axis] == part)
            return &x->rows[i];
    return NULL;
}

static struct shown_row time_row(const struct making *k, const struct report_row *const *columns,
                                 size_t point)
{
    const struct report_answer *x = k->x;
    const struct report *report = k->asked->report;
    bool by_part = x->axes_len > 0;
    size_t cells = by_part ? k->laid.beside_len : report->measures_len;
    struct shown_row row = row_new(k, 1, cells);
    add_label(&row, (struct shown_label){.text = x->points[point].label});
    for (size_t i = 0; i < cells; i++)
        row.cells[row.cells_count++] = by_part ? cell_at(k, report, x, columns[i], point, 0)
                                               : cell_at(k, report, x, &x->all, point, i);
    return row;
}

static void make_in_times(struct making *k)
{
    const struct report_answer *x = k->x;
    const struct report_row **columns =
        arena_alloc(k->r->arena, (k->laid.beside_len + 1) * sizeof *columns);
    for (size_t i = 0; i < k->laid.beside_len; i++)
        columns[i] = row_of_part(x, 0, k->laid.beside[i]);
    add_title(k, text_of(word(k->r, N_("Day"))));
    if (x->axes_len)
        add_part_heads(k, &x->axes[0]);
    else
        add_all_heads(&(struct making){.r = k->r, .asked = k->asked, .x = k->x, .t = k->t});
    k->t->rows = arena_alloc(k->r->arena, (x->points_len + 1) * sizeof *k->t->rows);
    for (size_t p = 0; p < x->points_len; p++)
        k->t->rows[k->t->rows_count++] = time_row(k, columns, p);
}

/* ---- two dimensions ---- */

struct pivot {
    uint32_t *below; /* parts of the first axis, in the order of the groups */
    size_t below_len;
    const struct report_row **cells;       /* below x beside; NULL: nobody */
    struct asked_report by_row, by_column; /* what each comes to */
};

static size_t place_of(const uint32_t *parts, size_t len, uint32_t part)
{
    size_t i = 0;
    while (i < len && parts[i] != part)
        i++;
    return i;
}

static void fill_pivot(const struct making *k, struct pivot *p)
{
    const struct report_answer *x = k->x;
    size_t beside = k->laid.beside_len;
    p->below = arena_alloc(k->r->arena, (x->axes[0].len + 1) * sizeof *p->below);
    p->cells = arena_alloc(k->r->arena, (x->axes[0].len + 1) * (beside + 1) * sizeof *p->cells);
    memset(p->cells, 0, (x->axes[0].len + 1) * (beside + 1) * sizeof *p->cells);
    for (size_t i = 0; i < x->rows_len; i++) {
        const uint32_t *parts = x->rows[i].parts;
        size_t row = place_of(p->below, p->below_len, parts[0]);
        if (row == p->below_len)
            p->below[p->below_len++] = parts[0];
        p->cells[row * beside + place_of(k->laid.beside, beside, parts[1])] = &x->rows[i];
    }
}

/* The same by one of the two dimensions. */
static rc ask_by(const struct making *k, size_t axis, struct asked_report *ret)
{
    struct report *of = VIEW(k->r, struct report);
    *of = *k->asked->report;
    of->dims[0] = k->asked->report->dims[axis];
    of->dims_len = 1;
    of->first = 0;
    return report_asked(k->r, of, ret);
}

/* What that part alone comes to. */
static struct shown_cell sum_at(const struct making *k, const struct asked_report *by,
                                struct text key)
{
    const struct report_answer *x = by->answer;
    for (size_t i = 0; x && i < x->rows_len; i++)
        if (text_equal(x->axes[0].parts[x->rows[i].parts[0]].key, key))
            return cell_at(k, by->report, x, &x->rows[i], x->points_len - 1, 0);
    return nothing_at(k);
}

static struct shown_row pivot_row(const struct making *k, const struct pivot *p, size_t at)
{
    const struct report_axis *axis = &k->x->axes[0];
    size_t beside = k->laid.beside_len;
    struct shown_row row = row_new(k, 1, beside + 1);
    add_label(&row, label_of(k, axis, p->below[at]));
    for (size_t i = 0; i < beside; i++) {
        const struct report_row *of = p->cells[at * beside + i];
        row.cells[row.cells_count++] =
            of ? cell_at(k, k->asked->report, k->x, of, 0, 0) : nothing_at(k);
    }
    row.cells[row.cells_count++] = sum_at(k, &p->by_row, axis->parts[p->below[at]].key);
    return row;
}

static struct shown_row pivot_all(const struct making *k, const struct pivot *p)
{
    const struct report_axis *axis = &k->x->axes[1];
    struct shown_row row = row_new(k, 1, k->laid.beside_len + 1);
    add_label(&row, all_label(k));
    for (size_t i = 0; i < k->laid.beside_len; i++)
        row.cells[row.cells_count++] = sum_at(k, &p->by_column, axis->parts[k->laid.beside[i]].key);
    row.cells[row.cells_count++] = cell_at(k, k->asked->report, k->x, &k->x->all, 0, 0);
    return row;
}

static rc make_pivot(struct making *k)
{
    struct pivot p = {0};
    fill_pivot(k, &p);
    TRY(ask_by(k, 0, &p.by_row));
    TRY(ask_by(k, 1, &p.by_column));
    add_title(k, k->x->axes[0].title);
    add_part_heads(k, &k->x->axes[1]);
    k->t->bands = arena_alloc(k->r->arena, sizeof *k->t->bands * 2);
    k->t->bands[k->t->bands_count++] =
        (struct shown_band){k->x->axes[1].title, (int32_t)k->laid.beside_len};
    size_t shown = p.below_len < SHOWN_ROWS_MOST ? p.below_len : SHOWN_ROWS_MOST;
    k->t->rows = arena_alloc(k->r->arena, (shown + 1) * sizeof *k->t->rows);
    for (size_t i = 0; i < shown; i++)
        k->t->rows[k->t->rows_count++] = pivot_row(k, &p, i);
    k->t->all = pivot_all(k, &p);
    k->t->has_all = true;
    k->t->has_sums = true;
    return OK;
}

/* ---- the whole ---- */

rc shown_table_of(struct req *r, const struct asked_report *asked, struct shown_table *ret)
{
    const struct report_answer *x = asked->answer;
    *ret = (struct shown_table){.groups = (int64_t)x->total};
    struct making k = {r, asked, x, lay_out(r->arena, x), ret};
    ret->titles = arena_alloc(r->arena, (x->axes_len + 2) * sizeof *ret->titles);
    if (k.laid.layout == IN_PIVOT)
        TRY(make_pivot(&k));
    else if (k.laid.layout == IN_TIMES)
        make_in_times(&k);
    else
        make_in_rows(&k);
    struct shown_head first = head_of(&k, &asked->report->measures[0], TEXT(""), NULL);
    ret->chart = chart_drawn(x, &k.laid);
    ret->is_moves = text_is(ret->chart, "sankey");
    ret->unit = first.unit;
    ret->unit_word = first.unit_word;
    ret->is_empty = x->axes_len > 0 && x->total == 0;
    ret->is_cut = k.laid.layout == IN_ROWS && x->axes_len && ret->rows_count < x->total;
    return OK;
}
