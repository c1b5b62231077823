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
    case UPLOAD_WORKBOOK:
        return N_("is an Excel workbook: save it there as CSV (UTF-8), and upload that");
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

/* Workbooks are archives (.xlsx) or compound files (.xls). */
static bool is_workbook(struct text t)
{
    return begins(t, "PK\x03\x04", 4) || begins(t, "\xD0\xCF\x11\xE0", 4);
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
static bool find_column(const struct text *fields, size_t len, enum upload_way way,
                        size_t *ret_column)
{
    for (size_t i = 0; i < len; i++)
        if (is_name(fields[i], way)) {
            *ret_column = i;
            return true;
        }
    return false;
}

/* Spreadsheets keep a number a text with an apostrophe before it. */
static struct text value_of(const struct text *fields, size_t len, size_t column, struct arena *a)
{
    struct text t = column < len ? typed_trimmed(fields[column]) : (struct text){"", 0};
    if (t.len > 1 && t.ptr[0] == '\'')
        t = (struct text){t.ptr + 1, t.len - 1};
    if (t.len > VALUE_BYTES_MOST) {
        t.len = VALUE_BYTES_MOST;
        while (t.len > 0 && ((unsigned char)t.ptr[t.len] & 0xC0) == 0x80)
            t.len--;
    }
    return (struct text){arena_text(a, t.ptr, t.len), t.len};
}

enum upload_fault upload_file_read(struct text bytes, enum upload_way way, struct arena *a,
                                   struct upload_entries *ret)
{
    struct csv csv;
    struct csv_record record;
    struct text fields[FIELDS_MOST], text = {"", 0};
    struct vec found;
    size_t column = 0;
    if (is_workbook(bytes))
        return UPLOAD_WORKBOOK;
    if (!decode_any(bytes, a, &text))
        return UPLOAD_CHARSET;
    vec_init(&found, sizeof(struct upload_entry));
    csv_init(&csv, text, 1, delimiter_of(text), true);
    for (bool first = true; csv_next(&csv, fields, FIELDS_MOST, a, &record); first = false) {
        size_t len = record.fields < FIELDS_MOST ? record.fields : FIELDS_MOST;
        struct text value;
        if (first && find_column(fields, len, way, &column))
            continue;
        value = value_of(fields, len, column, a);
        if (value.len == 0)
            continue;
        if (found.len == UPLOAD_LINES_MOST) {
            vec_release(&found);
            return UPLOAD_LONG;
        }
        struct upload_entry *e = vec_add(&found);
        *e = (struct upload_entry){(int64_t)record.line, value};
    }
    if (found.len > 0)
        *ret = (struct upload_entries){
            arena_copy(a, found.items, found.len * sizeof(struct upload_entry)), found.len};
    enum upload_fault fault = found.len > 0 ? UPLOAD_GOOD : UPLOAD_EMPTY;
    vec_release(&found);
    return fault;
}
