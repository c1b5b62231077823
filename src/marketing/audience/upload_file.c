#include "marketing/audience/upload_file.h"

#include "base/tongue.h"
#include "cif/customer/typed.h"
#include "cif/intake/csv.h"
#include "cif/intake/decode.h"

enum { FIELDS_MOST = 64, VALUE_BYTES_MOST = 200 };

const char *upload_fault_text(enum upload_fault f)
{
    switch (f) {
    case UPLOAD_GOOD:
        return "";
    case UPLOAD_OLD_WORKBOOK:
        return N_("is an old Excel workbook (.xls) or protected with a password: save it as .xlsx "
                  "without a password, and upload that");
    case UPLOAD_BROKEN:
        return N_("is no workbook that can be read: open it in Excel, save it as .xlsx once more, "
                  "and upload that");
    case UPLOAD_HUGE:
        return N_("unpacks to more than 128 MB: keep only the column with the numbers");
    case UPLOAD_CHARSET:
        return N_("is no text in UTF-8 or GB18030: save it as CSV once more");
    case UPLOAD_EMPTY:
        return N_("has no line with a number");
    case UPLOAD_LONG:
        return N_("has more than 100,000 lines: divide it");
    }
    return "";
}

/* ---- its characters ---- */

static bool begins(struct text t, const char *with, size_t len)
{
    return t.len >= len && memcmp(t.ptr, with, len) == 0;
}

/* Workbooks are archives (.xlsx), or compound files (.xls, and whatever has a password). */
static bool is_workbook(struct text t)
{
    return begins(t, "PK\x03\x04", 4);
}

static bool is_old_workbook(struct text t)
{
    return begins(t, "\xD0\xCF\x11\xE0", 4);
}

static bool decode_as(struct text bytes, enum charset charset, struct arena *a,
                      struct text *ret_text)
{
    struct decoded decoded;
    if (decode(bytes, charset, 1, &decoded, NULL) != OK)
        return false;
    bool good = text_is_utf8(decoded.text);
    if (good)
        *ret_text =
            (struct text){arena_text(a, decoded.text.ptr, decoded.text.len), decoded.text.len};
    decode_release(&decoded);
    return good;
}

/* What is valid UTF-8 is hardly ever anything else. */
static bool decode_any(struct text bytes, struct arena *a, struct text *ret_text)
{
    return decode_as(bytes, CHARSET_UTF8, a, ret_text) ||
           decode_as(bytes, CHARSET_GB18030, a, ret_text);
}

/* ---- its columns ---- */

/* What stands most often in the first line. */
static char delimiter_of(struct text t)
{
    static const char delimiters[] = {'\t', ';', ','};
    const char *end = memchr(t.ptr, '\n', t.len);
    size_t len = end ? (size_t)(end - t.ptr) : t.len;
    size_t most = 0;
    char best = ',';
    for (size_t k = 0; k < ARRAY_LEN(delimiters); k++) {
        size_t count = 0;
        for (size_t i = 0; i < len; i++)
            count += t.ptr[i] == delimiters[k];
        if (count > most) {
            most = count;
            best = delimiters[k];
        }
    }
    return best;
}

static const char *const names[UPLOAD_WAYS][6] = {
    [BY_CUSTOMER_NO] = {"customer_no", "customer number", "客户号", "客户编号", "客户号码"},
    [BY_CERTIFICATE] = {"certificate", "cert_no", "证件号", "证件号码", "身份证号", "身份证号码"},
    [BY_PHONE] = {"phone", "mobile", "手机号", "手机号码", "手机", "电话"},
};

static bool is_name(struct text field, enum upload_way way)
{
    char small[32] = "";
    struct text t = typed_trimmed(field);
    if (t.len >= sizeof small)
        return false;
    for (size_t i = 0; i < t.len; i++)
        small[i] = (char)(t.ptr[i] >= 'A' && t.ptr[i] <= 'Z' ? t.ptr[i] + ('a' - 'A') : t.ptr[i]);
    for (size_t i = 0; i < ARRAY_LEN(names[way]); i++)
        if (names[way][i] && strcmp(small, names[way][i]) == 0)
            return true;
    return false;
}

/* Where the number stands; false: the line has no names. */
static bool find_column(const struct book_cell *cells, size_t len, enum upload_way way,
                        size_t *ret_column)
{
    for (size_t i = 0; i < len; i++)
        if (is_name(cells[i].text, way)) {
            *ret_column = i;
            return true;
        }
    return false;
}

/* Spreadsheets keep a number a text with an apostrophe before it. */
static struct text value_of(struct text cell, struct arena *a)
{
    struct text t = typed_trimmed(cell);
    if (t.len > 1 && t.ptr[0] == '\'')
        t = (struct text){t.ptr + 1, t.len - 1};
    if (t.len > VALUE_BYTES_MOST) {
        t.len = VALUE_BYTES_MOST;
        while (t.len > 0 && ((unsigned char)t.ptr[t.len] & 0xC0) == 0x80)
            t.len--;
    }
    return (struct text){arena_text(a, t.ptr, t.len), t.len};
}

/* ---- its lines, of whichever kind of file ---- */

struct taking {
    enum upload_way way;
    struct arena *arena;
    struct vec found; /* struct upload_entry */
    size_t column;
    bool begun, is_long;
};

static bool take_row(void *with, const struct book_cell *cells, size_t len, int64_t line)
{
    struct taking *t = with;
    bool first = !t->begun;
    t->begun = true;
    if (first && find_column(cells, len, t->way, &t->column))
        return true;
    if (t->column >= len)
        return true;
    const struct book_cell *cell = &cells[t->column];
    struct text value = value_of(cell->text, t->arena);
    if (value.len == 0)
        return true;
    t->is_long = t->found.len == UPLOAD_LINES_MOST;
    if (t->is_long)
        return false;
    enum book_note note = is_rounded_number(value) ? BOOK_ROUNDED : cell->note;
    *(struct upload_entry *)vec_add(&t->found) = (struct upload_entry){line, value, note};
    return true;
}

static enum upload_fault read_workbook(struct taking *t, struct text bytes)
{
    switch (workbook_read(bytes, t->arena, take_row, t)) {
    case WORKBOOK_GOOD:
        return UPLOAD_GOOD;
    case WORKBOOK_BROKEN:
        return UPLOAD_BROKEN;
    case WORKBOOK_HUGE:
        return UPLOAD_HUGE;
    }
    return UPLOAD_BROKEN;
}

static enum upload_fault read_text(struct taking *t, struct text bytes)
{
    struct csv csv;
    struct csv_record record;
    struct text fields[FIELDS_MOST], text = {"", 0};
    struct book_cell cells[FIELDS_MOST];
    if (!decode_any(bytes, t->arena, &text))
        return UPLOAD_CHARSET;
    csv_init(&csv, text, 1, delimiter_of(text), true);
    while (csv_next(&csv, fields, FIELDS_MOST, t->arena, &record)) {
        size_t len = record.fields < FIELDS_MOST ? record.fields : FIELDS_MOST;
        for (size_t i = 0; i < len; i++)
            cells[i] = (struct book_cell){fields[i], BOOK_PLAIN};
        if (!take_row(t, cells, len, (int64_t)record.line))
            break;
    }
    return UPLOAD_GOOD;
}

enum upload_fault upload_file_read(struct text bytes, enum upload_way way, struct arena *a,
                                   struct upload_entries *ret)
{
    struct taking t = {.way = way, .arena = a};
    if (is_old_workbook(bytes))
        return UPLOAD_OLD_WORKBOOK;
    vec_init(&t.found, sizeof(struct upload_entry));
    enum upload_fault fault = is_workbook(bytes) ? read_workbook(&t, bytes) : read_text(&t, bytes);
    if (fault == UPLOAD_GOOD && t.is_long)
        fault = UPLOAD_LONG;
    if (fault == UPLOAD_GOOD && t.found.len == 0)
        fault = UPLOAD_EMPTY;
    if (fault == UPLOAD_GOOD)
        *ret = (struct upload_entries){
            arena_copy(a, t.found.items, t.found.len * sizeof(struct upload_entry)), t.found.len};
    vec_release(&t.found);
    return fault;
}
