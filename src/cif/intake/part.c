#include "cif/intake/part.h"

#include "cif/intake/cells.h"

/* Good rows are kept back until there are so many, as their keys are hashed side by side. */
enum { ROWS_TOGETHER = 32 };

/* What is needed for one row after the other. */
struct walk {
    struct part *part;
    struct text *fields; /* layout->fields of them */
    struct arena scratch;
    struct arena_mark row_mark;
    size_t row_count;
    struct scan_row rows[ROWS_TOGETHER];
    struct text keys[ROWS_TOGETHER];
    char key_room[ROWS_TOGETHER][KEY_TEXT_MOST];
};

static void walk_init(struct walk *w, struct part *p)
{
    w->part = p;
    w->row_count = 0;
    arena_init(&w->scratch);
    w->fields = arena_alloc(&w->scratch, (p->layout->fields + 1) * sizeof *w->fields);
    w->row_mark = arena_mark(&w->scratch);
}

static void walk_release(struct walk *w)
{
    arena_release(&w->scratch);
}

void part_init(struct part *p, const struct layout *layout, const struct hash_key *key,
               struct text whole, const char *start, const char *stop, uint64_t line)
{
    *p = (struct part){.layout = layout,
                       .key = key,
                       .whole = whole,
                       .start = start,
                       .stop = stop,
                       .line = line,
                       .end = start,
                       .end_line = line};
    vec_init(&p->rows, sizeof(struct scan_row));
    vec_init(&p->faults, sizeof(struct scan_fault));
    arena_init(&p->values);
}

void part_release(struct part *p)
{
    vec_release(&p->rows);
    vec_release(&p->faults);
    arena_release(&p->values);
}

static bool inside(struct text whole, struct text t)
{
    uintptr_t from = (uintptr_t)whole.ptr;
    uintptr_t at = (uintptr_t)t.ptr;
    return at >= from && at - from <= whole.len;
}

/* A value outlives the row it was found in: it stands in the file, or it is copied. */
static struct text keep_value(struct part *p, struct text value)
{
    if (value.len == 0 || inside(p->whole, value))
        return value;
    return (struct text){arena_text(&p->values, value.ptr, value.len), value.len};
}

static struct scan_fault fault_of(struct part *p, const struct csv_record *record,
                                  enum fault reason, int column)
{
    return (struct scan_fault){.line = record->line,
                               .offset = (uint64_t)(record->bytes.ptr - p->whole.ptr),
                               .len = record->bytes.len,
                               .value = {"", 0},
                               .reason = reason,
                               .column = column};
}

static struct row row_of(struct walk *w, const struct csv_record *record)
{
    return (struct row){.fields = w->fields,
                        .scratch = &w->scratch,
                        .utf8 = csv_record_is_utf8(record),
                        .roomy = record->roomy,
                        .key_only = true};
}

static void add_fault(struct walk *w, const struct csv_record *record, enum fault reason,
                      int column)
{
    struct part *p = w->part;
    struct scan_fault fault = fault_of(p, record, reason, column);
    if (reason != FAULT_COLUMNS) {
        struct cell cells[COLUMNS_MOST];
        struct row row = row_of(w, record);
        fault.value = keep_value(p, layout_raw(p->layout, w->fields, column));
        fault.has_key = row_key_check(p->layout, &row, cells);
        if (fault.has_key)
            fault.key = cells_key(p->layout->file, cells, p->key);
    }
    *(struct scan_fault *)vec_add(&p->faults) = fault;
}

static void add_rows(struct walk *w)
{
    struct vec *rows = &w->part->rows;
    struct hash128 keys[ROWS_TOGETHER] = {{0, 0}};
    if (w->row_count == 0)
        return;
    if (w->part->layout->table->key_count)
        hash128_of_many(w->part->key, w->keys, w->row_count, keys);
    struct scan_row *to = vec_grow(rows, w->row_count);
    for (size_t i = 0; i < w->row_count; i++) {
        to[i] = w->rows[i];
        to[i].key = keys[i];
    }
    rows->len += w->row_count;
    w->row_count = 0;
}

/* The key's text stays until it is hashed: in the file, or in a room of its own. */
static void keep_row(struct walk *w, const struct csv_record *record, const struct cell *cells)
{
    const struct part *p = w->part;
    const struct dayfile_table *table = p->layout->table;
    char *room = w->key_room[w->row_count];
    if (table->key_count) {
        struct text key = cells_key_text(table, cells, room);
        if (key.ptr != room && !inside(p->whole, key))
            key.ptr = memcpy(room, key.ptr, key.len);
        w->keys[w->row_count] = key;
    }
    w->rows[w->row_count++] = (struct scan_row){
        .offset = (uint64_t)(record->bytes.ptr - p->whole.ptr), .line = record->line};
    if (w->row_count == ROWS_TOGETHER)
        add_rows(w);
}

static void check_record(struct walk *w, const struct csv_record *record)
{
    struct part *p = w->part;
    struct cell cells[COLUMNS_MOST];
    int column = NO_COLUMN;
    if (record->fields != p->layout->fields) {
        add_fault(w, record, FAULT_COLUMNS, NO_COLUMN);
        return;
    }
    struct row row = row_of(w, record);
    enum fault reason = row_check(p->layout, &row, cells, &column);
    if (reason) {
        add_fault(w, record, reason, column);
        return;
    }
    keep_row(w, record, cells);
}

static void csv_at(struct csv *csv, const struct part *p, const char *start, uint64_t line)
{
    struct text from = {start, (size_t)(p->whole.ptr + p->whole.len - start)};
    csv_init(csv, from, line, p->layout->profile->delimiter, p->layout->profile->quotes);
}

void part_scan(struct part *p)
{
    struct walk w;
    struct csv_record record;
    struct csv csv;
    csv_at(&csv, p, p->start, p->line);
    walk_init(&w, p);
    while (csv.at < p->stop && csv_next(&csv, w.fields, p->layout->fields, &w.scratch, &record)) {
        check_record(&w, &record);
        arena_rewind(&w.scratch, w.row_mark);
    }
    add_rows(&w);
    p->end = csv.at;
    p->end_line = csv.line;
    walk_release(&w);
}

/* The first item at or after 'offset'; both lists are in file order. */
static size_t first_row(const struct vec *rows, uint64_t offset)
{
    size_t low = 0;
    size_t high = rows->len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (((const struct scan_row *)vec_at(rows, mid))->offset < offset)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static size_t first_fault(const struct vec *faults, uint64_t offset)
{
    size_t low = 0;
    size_t high = faults->len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (((const struct scan_fault *)vec_at(faults, mid))->offset < offset)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void append_rows(struct vec *to, const struct vec *from, size_t i, uint64_t line_shift)
{
    size_t count = from->len - i;
    if (count == 0)
        return;
    struct scan_row *row = vec_grow(to, count);
    memcpy(row, vec_at(from, i), count * to->size);
    to->len += count;
    for (size_t k = 0; k < count; k++)
        row[k].line += line_shift;
}

static void append_faults(struct vec *to, const struct vec *from, size_t i, uint64_t line_shift)
{
    for (; i < from->len; i++) {
        struct scan_fault *fault = vec_add(to);
        *fault = *(const struct scan_fault *)vec_at(from, i);
        fault->line += line_shift;
    }
}

bool part_join(struct part *first, const struct part *second)
{
    uint64_t offset = (uint64_t)(first->end - first->whole.ptr);
    if (offset == first->whole.len)
        return true;
    size_t row = first_row(&second->rows, offset);
    size_t fault = first_fault(&second->faults, offset);
    const struct scan_row *rows = second->rows.items;
    const struct scan_fault *faults = second->faults.items;
    uint64_t line;
    if (row < second->rows.len && rows[row].offset == offset)
        line = rows[row].line;
    else if (fault < second->faults.len && faults[fault].offset == offset)
        line = faults[fault].line;
    else
        return false;
    uint64_t shift = first->end_line - line; /* wraps where the guess was too high */
    append_rows(&first->rows, &second->rows, row, shift);
    append_faults(&first->faults, &second->faults, fault, shift);
    first->end = second->end;
    first->end_line = second->end_line + shift;
    return true;
}

struct scan_fault part_fault_at(struct part *p, const struct scan_row *row, enum fault reason,
                                int column)
{
    struct walk w;
    struct csv_record record = {.bytes = {p->whole.ptr + row->offset, 0}, .line = row->line};
    struct csv csv;
    csv_at(&csv, p, p->whole.ptr + row->offset, row->line);
    walk_init(&w, p);
    bool found = csv_next(&csv, w.fields, p->layout->fields, &w.scratch, &record);
    struct scan_fault fault = fault_of(p, &record, reason, column);
    /* A file that changed under us may have other fields now; the caller finds that out later. */
    if (found && record.fields == p->layout->fields)
        fault.value = keep_value(p, layout_raw(p->layout, w.fields, column));
    fault.has_key = true;
    fault.key = row->key;
    walk_release(&w);
    return fault;
}
