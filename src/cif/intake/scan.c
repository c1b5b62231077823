#include "cif/intake/scan.h"

#include <pthread.h>
#include <stdarg.h>

#include "base/clock.h"
#include "base/mapped.h"
#include "base/word.h"
#include "cif/intake/csv.h"
#include "cif/intake/decode.h"
#include "cif/intake/duplicates.h"
#include "cif/intake/layout.h"
#include "cif/intake/part.h"

/* Below so many bytes a second thread costs more than it brings. */
enum { TWO_THREADS_FROM = 256 * 1024, FIELDS_ON_STACK = 64, BASIS = 10000 };

struct scan_inside {
    struct scan scan; /* what the caller sees */
    struct scan_how how;
    struct arena arena; /* the path and the header's texts */
    const char *path;
    struct mapped mapped;
    bool is_mapped;
    struct decoded decoded;
    struct text text; /* decoded.text */
    struct layout layout;
    struct part parts[2]; /* the first has all rows and faults at the end */
    int part_count;
    unsigned threads;
};

const char *refusal_name(enum refusal refusal)
{
    static const char *const names[REFUSAL_COUNT] = {
        [REFUSAL_NONE] = "",     [REFUSAL_MISSING] = "missing", [REFUSAL_SHA256] = "sha256",
        [REFUSAL_ROWS] = "rows", [REFUSAL_HEADER] = "header",   [REFUSAL_SHARE] = "share",
        [REFUSAL_LATE] = "late",
    };
    return names[refusal];
}

static double seconds_now(void)
{
    return (double)clock_ns() / 1e9;
}

static rc changed(const char *path, struct why *why)
{
    return why_say(why, E_CONFLICT,
                   "%s: changed while it was read: deliver the folder again "
                   "complete, then MANIFEST last",
                   path);
}

static void refuse(struct scan *s, enum refusal refusal, const char *format, ...) PRINTF_LIKE(3, 4);
static void refuse(struct scan *s, enum refusal refusal, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(s->detail, sizeof s->detail, format, args);
    va_end(args);
    s->refusal = refusal;
}

/* ---- the stretches of the file ------------------------------------------------------------- */

static void *scan_part(void *part)
{
    part_scan(part);
    return NULL;
}

static void scan_in_two(struct part *first, struct part *second)
{
    pthread_t thread;
    bool together = pthread_create(&thread, NULL, scan_part, second) == 0;
    part_scan(first);
    if (together)
        pthread_join(thread, NULL);
    else
        part_scan(second);
}

/* A line start near the middle, which is a record's start unless it is inside quotes. */
static const char *guess_boundary(const char *start, const char *end)
{
    const char *half = start + (end - start) / 2;
    const char *lf = half < end ? memchr(half, '\n', (size_t)(end - half)) : NULL;
    return lf ? lf + 1 : end;
}

static struct part *add_part(struct scan_inside *in, const char *start, const char *stop,
                             uint64_t line)
{
    struct part *p = &in->parts[in->part_count++];
    part_init(p, &in->layout, in->how.key, in->text, start, stop, line);
    return p;
}

/* Splits and checks all records from 'start' on.  Where the guess was wrong and never came right,
 * the second stretch is done once more from where the first one ended. */
static void scan_records(struct scan_inside *in, const char *start, uint64_t line)
{
    const char *end = in->text.ptr + in->text.len;
    const char *boundary = in->threads > 1 ? guess_boundary(start, end) : end;
    struct part *first = add_part(in, start, boundary, line);
    if (boundary == end) {
        part_scan(first);
        return;
    }
    struct part *second = add_part(in, boundary, end, 1);
    scan_in_two(first, second);
    if (!part_join(first, second)) {
        part_release(second);
        part_init(second, &in->layout, in->how.key, in->text, first->end, end, first->end_line);
        part_scan(second);
        bool joined = part_join(first, second);
        assert(joined);
    }
    vec_release(&second->rows);
    vec_release(&second->faults);
}

/* ---- header, duplicates, share ------------------------------------------------------------- */

/* Where the rows start, and on which line. */
struct first_row {
    const char *at;
    uint64_t line;
};

/* False: the file is refused, for now for its header. */
static bool read_layout(struct scan_inside *in, struct first_row *ret_first)
{
    const struct profile_file *profile = &in->how.profile->files[in->scan.file];
    struct csv csv;
    struct csv_record record = {.fields = 0};
    char detail[DETAIL_MOST] = "";
    layout_init(&in->layout, in->scan.file, profile, in->how.business_day);
    csv_init(&csv, in->text, 1, profile->delimiter, profile->quotes);
    struct csv again = csv;
    bool ok;
    if (profile->header) {
        bool found = csv_next(&csv, NULL, 0, &in->arena, &record);
        /* In a file that changes under us there may be more names now, but no more room. */
        size_t room = record.fields;
        struct text *names = arena_alloc(&in->arena, room * sizeof *names);
        csv_next(&again, names, room, &in->arena, &record);
        size_t count = record.fields < room ? record.fields : room;
        ok = layout_of_header(&in->layout, names, count, detail);
        if (!found)
            snprintf(detail, sizeof detail, "there is no header line");
    } else {
        ok = layout_of_profile(&in->layout, detail);
    }
    if (!ok)
        refuse(&in->scan, REFUSAL_HEADER, "%s", detail);
    *ret_first = (struct first_row){csv.at, csv.line};
    return ok;
}

/* Makes the rows that 'numbers' names (ascending) faults, in place. */
static void move_to_faults(struct part *p, const struct vec *numbers, int column)
{
    struct scan_row *rows = p->rows.items;
    const uint32_t *bad = numbers->items;
    size_t left = 0;
    size_t next = 0;
    struct vec merged;
    size_t old = 0;
    const struct scan_fault *old_faults = p->faults.items;
    vec_init(&merged, sizeof(struct scan_fault));
    for (size_t i = 0; i < p->rows.len; i++) {
        if (next == numbers->len || bad[next] != i) {
            rows[left++] = rows[i];
            continue;
        }
        next++;
        for (; old < p->faults.len && old_faults[old].offset < rows[i].offset; old++)
            *(struct scan_fault *)vec_add(&merged) = old_faults[old];
        *(struct scan_fault *)vec_add(&merged) =
            part_fault_at(p, &rows[i], FAULT_DUPLICATE, column);
    }
    for (; old < p->faults.len; old++)
        *(struct scan_fault *)vec_add(&merged) = old_faults[old];
    p->rows.len = left;
    vec_release(&p->faults);
    p->faults = merged;
}

static void find_duplicates(struct scan_inside *in)
{
    struct part *all = &in->parts[0];
    struct vec numbers;
    if (in->layout.table->key_count == 0)
        return;
    vec_init(&numbers, sizeof(uint32_t));
    duplicates_find(all->rows.items, all->rows.len, in->threads, &numbers);
    if (numbers.len)
        move_to_faults(all, &numbers, in->layout.table->key_column);
    vec_release(&numbers);
}

static void check_share(struct scan_inside *in)
{
    uint64_t bad = in->parts[0].faults.len;
    uint64_t rows = in->scan.records;
    if (rows < (uint64_t)in->how.share_from || bad * BASIS <= rows * (uint64_t)in->how.share_bp)
        return;
    refuse(&in->scan, REFUSAL_SHARE,
           "%" PRIu64 " of %" PRIu64 " rows are bad, more than %d.%02d %%", bad, rows,
           in->how.share_bp / 100, in->how.share_bp % 100);
}

static void check_rows(struct scan_inside *in, uint64_t promised)
{
    if (in->scan.records != promised)
        refuse(&in->scan, REFUSAL_ROWS, "MANIFEST says %" PRIu64 " rows, the file has %" PRIu64,
               promised, in->scan.records);
}

/* The number of records of a file that cannot be read any further. */
static uint64_t count_records(struct scan_inside *in, struct first_row first)
{
    struct csv csv;
    struct csv_record record;
    uint64_t count = 0;
    struct text rows = {first.at, (size_t)(in->text.ptr + in->text.len - first.at)};
    struct arena_mark mark = arena_mark(&in->arena);
    csv_init(&csv, rows, first.line, in->layout.profile->delimiter, in->layout.profile->quotes);
    for (; csv_next(&csv, NULL, 0, &in->arena, &record); count++)
        arena_rewind(&in->arena, mark);
    return count;
}

/* The order of the reasons: a wrong number of rows is told before a wrong header. */
static rc scan_text(struct scan_inside *in, uint64_t promised, struct why *why)
{
    struct first_row first;
    struct scan *s = &in->scan;
    if (!read_layout(in, &first)) {
        s->records = count_records(in, first);
        check_rows(in, promised);
        return OK;
    }
    scan_records(in, first.at, first.line);
    struct part *all = &in->parts[0];
    s->records = all->rows.len + all->faults.len;
    if (s->records >= UINT32_MAX)
        return why_say(why, E_INVALID, "%s: has more than %" PRIu32 " rows; deliver it in parts",
                       in->path, UINT32_MAX - 1);
    check_rows(in, promised);
    if (s->refusal == REFUSAL_NONE)
        find_duplicates(in);
    if (s->refusal == REFUSAL_NONE)
        check_share(in);
    return OK;
}

/* Decodes and scans; what the caller sees is filled at the end. */
static rc scan_content(struct scan_inside *in, struct text bytes, uint64_t promised,
                       struct why *why)
{
    struct scan *s = &in->scan;
    double begun = seconds_now();
    s->bytes = bytes.len;
    in->threads = in->how.threads;
    if (in->threads == 0)
        in->threads = bytes.len >= TWO_THREADS_FROM ? 2 : 1;
    enum charset charset = in->how.profile->files[s->file].charset;
    TRY(decode(bytes, charset, in->threads, &in->decoded, why));
    in->text = in->decoded.text;
    TRY(scan_text(in, promised, why));
    if (s->refusal == REFUSAL_NONE && in->part_count) {
        struct part *all = &in->parts[0];
        s->rows = all->rows.items;
        s->row_count = all->rows.len;
        s->faults = all->faults.items;
        s->fault_count = all->faults.len;
    }
    s->parse_seconds = seconds_now() - begun;
    return OK;
}

/* ---- opening and closing ------------------------------------------------------------------- */

static struct scan_inside *inside_new(const struct manifest_line *line, const struct scan_how *how,
                                      const char *path)
{
    struct scan_inside *in = mem_alloc(sizeof *in);
    in->scan = (struct scan){.file = line->file, .full = line->full, .inside = in};
    in->how = *how;
    arena_init(&in->arena);
    in->path = arena_text(&in->arena, path, strlen(path));
    return in;
}

rc scan_bytes(struct text bytes, const struct manifest_line *line, const struct scan_how *how,
              struct scan **ret_scan, struct why *why)
{
    struct scan_inside *in = inside_new(line, how, dayfile_table(line->file)->name);
    rc r = scan_content(in, bytes.len ? bytes : (struct text){"", 0}, line->rows, why);
    if (r != OK) {
        scan_close(&in->scan);
        return r;
    }
    *ret_scan = &in->scan;
    return OK;
}

static void check_sum(struct scan_inside *in, const struct manifest_line *line)
{
    double begun = seconds_now();
    struct sha256 sum = sha256_of(in->mapped.bytes);
    in->scan.checksum_seconds = seconds_now() - begun;
    in->scan.bytes = in->mapped.bytes.len;
    if (sha256_equal(sum, line->sha256))
        return;
    struct sha256_text promised = sha256_format(line->sha256);
    struct sha256_text found = sha256_format(sum);
    refuse(&in->scan, REFUSAL_SHA256, "MANIFEST says %s, the file has %s", promised.text,
           found.text);
}

static rc scan_file(struct scan_inside *in, const struct manifest_line *line, struct why *why)
{
    rc r = mapped_open(in->path, &in->mapped, why);
    if (r == E_NOT_FOUND) {
        refuse(&in->scan, REFUSAL_MISSING, "MANIFEST names it, but it is not there");
        return OK;
    }
    TRY(r);
    in->is_mapped = true;
    check_sum(in, line);
    if (in->scan.refusal == REFUSAL_NONE)
        TRY(scan_content(in, in->mapped.bytes, line->rows, why));
    mapped_rest(&in->mapped);
    return scan_unchanged(&in->scan, why);
}

rc scan_open(const char *folder, const struct manifest_line *line, const struct scan_how *how,
             struct scan **ret_scan, struct why *why)
{
    struct scan_inside *in = inside_new(line, how, "");
    in->path = arena_printf(&in->arena, "%s/%s", folder, dayfile_table(line->file)->name);
    rc r = scan_file(in, line, why);
    if (r != OK) {
        scan_close(&in->scan);
        return r;
    }
    *ret_scan = &in->scan;
    return OK;
}

struct scan *scan_close(struct scan *s)
{
    if (!s)
        return NULL;
    struct scan_inside *in = s->inside;
    for (int i = 0; i < in->part_count; i++)
        part_release(&in->parts[i]);
    decode_release(&in->decoded);
    if (in->is_mapped)
        mapped_close(&in->mapped);
    arena_release(&in->arena);
    free(in);
    return NULL;
}

/* ---- the second pass ----------------------------------------------------------------------- */

rc scan_row(const struct scan *s, size_t i, struct arena *scratch, struct cell *cells,
            struct why *why)
{
    const struct scan_inside *in = s->inside;
    const struct layout *l = &in->layout;
    struct text few[FIELDS_ON_STACK];
    struct text *fields = few;
    assert(i < s->row_count);
    if (l->fields > FIELDS_ON_STACK)
        fields = arena_alloc(scratch, l->fields * sizeof *fields);

    uint64_t offset = s->rows[i].offset;
    struct csv csv;
    struct csv_record record;
    int column;
    csv_init(&csv, (struct text){in->text.ptr + offset, in->text.len - offset}, s->rows[i].line,
             l->profile->delimiter, l->profile->quotes);
    if (!csv_next(&csv, fields, l->fields, scratch, &record) || record.fields != l->fields)
        return changed(in->path, why);
    struct row row = {.fields = fields,
                      .scratch = scratch,
                      .utf8 = csv_record_is_utf8(&record),
                      .roomy = record.roomy};
    return row_check(l, &row, cells, &column) ? changed(in->path, why) : OK;
}

/* ---- the second pass, in blocks ------------------------------------------------------------- */

/* A file names few products and currencies and millions of times: their fingerprints are kept, by
 * the first 16 bytes of the value, in the place that these choose. */
enum { KNOWN_BITS = 6, KNOWN_BYTES_MOST = 16 };

struct scan_known {
    uint64_t low, high, len;
    struct hash128 hash;
};

static bool is_repeated(const struct column *column)
{
    return column->refers == FILE_PRODUCT || column->refers == FILE_FX;
}

/* The place of a value of 1 to KNOWN_BYTES_MOST bytes, and the value itself in *ret. */
static size_t known_place(struct text value, struct scan_known *ret)
{
    size_t low = value.len < 8 ? value.len : 8;
    size_t high = value.len - low;
    *ret = (struct scan_known){.low = word_of(value.ptr, low),
                               .high = high ? word_of(value.ptr + low, high) : 0,
                               .len = value.len};
    uint64_t mixed = (ret->low ^ ret->high * 31) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(mixed >> (64 - KNOWN_BITS));
}

static struct hash128 known_hash(struct scan_known *known, const struct hash_key *key,
                                 struct text value)
{
    if (value.len > KNOWN_BYTES_MOST)
        return hash128_of(key, value.ptr, value.len);
    struct scan_known wanted;
    struct scan_known *place = &known[known_place(value, &wanted)];
    if (place->low != wanted.low || place->high != wanted.high || place->len != wanted.len) {
        wanted.hash = hash128_of(key, value.ptr, value.len);
        *place = wanted;
    }
    return place->hash;
}

static void hash_repeated(struct scan_rows *r, int column)
{
    const struct hash_key *key = r->scan->inside->how.key;
    struct scan_known *known = r->known + ((size_t)column << KNOWN_BITS);
    for (size_t i = 0; i < r->count; i++) {
        struct text value = r->cells[i][column].text;
        r->refs[column][i] = value.len ? known_hash(known, key, value) : (struct hash128){0, 0};
    }
}

static void hash_column(struct scan_rows *r, int column)
{
    struct text texts[SCAN_ROWS_MOST];
    struct hash128 *refs = r->refs[column];
    for (size_t i = 0; i < r->count; i++)
        texts[i] = r->cells[i][column].text;
    hash128_of_many(r->scan->inside->how.key, texts, r->count, refs);
    for (size_t i = 0; i < r->count; i++)
        if (texts[i].len == 0)
            refs[i] = (struct hash128){0, 0};
}

void scan_rows_init(struct scan_rows *r, const struct scan *s, size_t first)
{
    const struct scan_inside *in = s->inside;
    const struct profile_file *profile = in->layout.profile;
    r->scan = s;
    r->first = first;
    r->count = 0;
    arena_init(&r->kept);
    arena_init(&r->scratch);
    r->fields = arena_alloc(&r->kept, (in->layout.fields + 1) * sizeof *r->fields);
    r->known = arena_alloc(&r->kept, sizeof(struct scan_known) * COLUMNS_MOST << KNOWN_BITS);
    csv_init(&r->csv, in->text, 1, profile->delimiter, profile->quotes);
}

void scan_rows_release(struct scan_rows *r)
{
    arena_release(&r->kept);
    arena_release(&r->scratch);
}

static bool read_again(struct scan_rows *r, size_t i)
{
    const struct scan_inside *in = r->scan->inside;
    const struct layout *l = &in->layout;
    const struct scan_row *known = &r->scan->rows[r->first + i];
    struct csv_record record;
    int column;
    csv_seek(&r->csv, in->text.ptr + known->offset, known->line);
    if (!csv_next(&r->csv, r->fields, l->fields, &r->scratch, &record) ||
        record.fields != l->fields)
        return false;
    struct row row = {.fields = r->fields,
                      .scratch = &r->scratch,
                      .utf8 = csv_record_is_utf8(&record),
                      .roomy = record.roomy};
    return row_check(l, &row, r->cells[i], &column) == FAULT_NONE;
}

rc scan_rows_next(struct scan_rows *r, struct why *why)
{
    const struct dayfile_table *table = r->scan->inside->layout.table;
    r->first += r->count;
    size_t left = r->scan->row_count - r->first;
    r->count = left < SCAN_ROWS_MOST ? left : SCAN_ROWS_MOST;
    arena_release(&r->scratch);
    for (size_t i = 0; i < r->count; i++)
        if (!read_again(r, i))
            return changed(r->scan->inside->path, why);
    for (int c = 0; c < table->column_count; c++) {
        if (!table->columns[c].reference)
            continue;
        if (is_repeated(&table->columns[c]))
            hash_repeated(r, c);
        else
            hash_column(r, c);
    }
    return OK;
}

struct text scan_record(const struct scan *s, uint64_t offset, uint64_t len)
{
    assert(offset <= s->inside->text.len && len <= s->inside->text.len - offset);
    return (struct text){s->inside->text.ptr + offset, len};
}

rc scan_unchanged(const struct scan *s, struct why *why)
{
    const struct scan_inside *in = s->inside;
    return in->is_mapped && !mapped_unchanged(&in->mapped) ? changed(in->path, why) : OK;
}
