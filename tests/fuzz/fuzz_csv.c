/* A whole file through the first and the second pass; one thread against two, and both against the
 * plain splitter.  The first byte chooses the file and how it is to be read. */
#include "fuzz.h"

#include "cif/intake/cells.h"
#include "cif/intake/scan.h"
#include "cif/intake/test_naive.h"
#include "platform/mask.h"

static const struct hash_key key = {3, 4};

static struct scan *scan(enum dayfile file, struct text t, const struct scan_how *how)
{
    struct scan *s;
    struct manifest_line line = {.file = file, .full = true};
    rc r = scan_bytes(t, &line, how, &s, NULL);
    MUST(r == OK);
    if (s->records == 0)
        return s;
    line.rows = s->records;
    scan_close(s);
    r = scan_bytes(t, &line, how, &s, NULL);
    MUST(r == OK);
    return s;
}

static void same_faults(const struct scan *a, const struct scan *b)
{
    for (size_t i = 0; i < a->fault_count; i++) {
        const struct scan_fault *x = &a->faults[i];
        const struct scan_fault *y = &b->faults[i];
        MUST(x->line == y->line && x->offset == y->offset && x->len == y->len);
        MUST(x->reason == y->reason && x->column == y->column && x->has_key == y->has_key);
        MUST(hash128_equal(x->key, y->key) && text_equal(x->value, y->value));
    }
}

static void same(const struct scan *a, const struct scan *b)
{
    MUST(a->refusal == b->refusal && a->records == b->records);
    MUST(a->row_count == b->row_count && a->fault_count == b->fault_count);
    for (size_t i = 0; i < a->row_count; i++)
        MUST(a->rows[i].line == b->rows[i].line && a->rows[i].offset == b->rows[i].offset &&
             hash128_equal(a->rows[i].key, b->rows[i].key));
    same_faults(a, b);
}

/* Every record is a row or a fault. */
static void complete(const struct scan *s, struct text t, const struct profile_file *p)
{
    struct naive_record record;
    size_t at = 0, row = 0, fault = 0;
    uint64_t line = 1;
    if (p->header && naive_next(t, &at, &line, p->delimiter, p->quotes, &record))
        naive_release(&record);
    for (size_t start = at; naive_next(t, &at, &line, p->delimiter, p->quotes, &record);
         start = at) {
        bool is_row = row < s->row_count && s->rows[row].offset == start;
        uint64_t found = is_row ? s->rows[row].line : s->faults[fault].line;
        MUST(is_row || (fault < s->fault_count && s->faults[fault].offset == start));
        MUST(found == record.line);
        row += is_row;
        fault += !is_row;
        naive_release(&record);
    }
    MUST(row == s->row_count && fault == s->fault_count);
}

static bool same_cell(struct cell a, struct cell b)
{
    return text_equal(a.text, b.text) && a.num == b.num;
}

/* Good rows are good again, and come out of packing as they went in. */
static void second_pass(const struct scan *s)
{
    struct arena scratch;
    struct buf packed;
    struct cell cells[COLUMNS_MOST], again[COLUMNS_MOST];
    arena_init(&scratch);
    buf_init(&packed);
    for (size_t i = 0; i < s->row_count; i++) {
        rc r = scan_row(s, i, &scratch, cells, NULL);
        MUST(r == OK);
        MUST(hash128_equal(cells_key(s->file, cells, &key), s->rows[i].key));
        buf_clear(&packed);
        cells_pack(s->file, cells, &packed);
        bool unpacked = cells_unpack(s->file, buf_text(&packed), again);
        MUST(unpacked);
        for (int c = 0; c < dayfile_table(s->file)->column_count; c++)
            MUST(same_cell(cells[c], again[c]));
    }
    for (size_t i = 0; i < s->fault_count; i++) {
        const struct scan_fault *f = &s->faults[i];
        enum personal personal =
            f->column == NO_COLUMN ? PERSONAL_NO : dayfile_column_at(s->file, f->column)->personal;
        MUST(text_is_utf8(text_of(mask_value(personal, f->value).text)));
        scan_record(s, f->offset, f->len);
    }
    arena_release(&scratch);
    buf_release(&packed);
}

/* Blocks hold what single rows hold. */
static void in_blocks(const struct scan *s)
{
    static struct scan_rows rows;
    const struct dayfile_table *table = dayfile_table(s->file);
    struct arena scratch;
    struct cell cells[COLUMNS_MOST];
    size_t row = 0;
    arena_init(&scratch);
    scan_rows_init(&rows, s, 0);
    do {
        rc r = scan_rows_next(&rows, NULL);
        MUST(r == OK && rows.first == row);
        for (size_t i = 0; i < rows.count; i++, row++) {
            r = scan_row(s, row, &scratch, cells, NULL);
            MUST(r == OK);
            for (int c = 0; c < table->column_count; c++) {
                struct text t = cells[c].text;
                MUST(same_cell(cells[c], rows.cells[i][c]));
                MUST(!table->columns[c].reference || t.len == 0 ||
                     hash128_equal(rows.refs[c][i], hash128_of(&key, t.ptr, t.len)));
            }
        }
    } while (rows.count);
    MUST(row == s->row_count);
    scan_rows_release(&rows);
    arena_release(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct profile profile;
    if (size < 2)
        return 0;
    enum dayfile file = (enum dayfile)(data[0] % FILE_COUNT);
    profile_default(&profile);
    struct profile_file *p = &profile.files[file];
    p->quotes = !(data[1] & 1);
    p->header = !(data[1] & 2);
    p->charset = data[1] & 4 ? CHARSET_GB18030 : CHARSET_UTF8;
    p->dates = (enum date_form)(data[1] >> 4 & 3) % 3;
    p->delimiter = data[1] & 8 ? '|' : ',';

    struct scan_how how = {.profile = &profile,
                           .key = &key,
                           .business_day = 20000,
                           .share_bp = 10000,
                           .share_from = 20,
                           .threads = 1};
    struct text t = fuzz_text(data + 2, size - 2);
    struct scan *one = scan(file, t, &how);
    how.threads = 2;
    struct scan *two = scan(file, t, &how);
    same(one, two);
    bool mark = t.len >= 3 && memcmp(t.ptr, "\xEF\xBB\xBF", 3) == 0;
    if (p->charset == CHARSET_UTF8 && !mark && one->refusal == REFUSAL_NONE)
        complete(one, t, p);
    second_pass(one);
    second_pass(two);
    in_blocks(one);
    scan_close(one);
    scan_close(two);
    return 0;
}
