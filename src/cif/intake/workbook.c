#include "cif/intake/workbook.h"

#include <expat.h>
#include <zip.h>

enum {
    CHUNK = 1 << 16,
    STRINGS_MOST = 4000000,
    STYLES_MOST = 65536,
    DEPTH_MOST = 64,
    DIGITS_KEPT = 15 /* by Excel */
};

/* A workbook while it is read. */
struct book {
    struct arena own; /* strings, and what a row has */
    struct arena *arena;
    zip_t *zip;
    size_t unpacked;
    enum workbook_fault fault;
    XML_Parser parser; /* of the part at hand */
    int depth;

    char sheet_relation[64], sheet_part[256];
    bool has_sheet;
    struct vec strings;  /* struct text */
    struct vec formats;  /* struct format: those of the workbook's own that are dates */
    struct vec is_dates; /* bool by style */
    bool in_cell_styles;

    /* a string, or a cell, on its way */
    bool in_text, in_phonetic;
    char text[WORKBOOK_CELL_BYTES];
    size_t text_len;

    struct book_cell cells[WORKBOOK_COLUMNS];
    size_t cells_len, column;
    int64_t line;
    char type[12];
    unsigned style;
    struct arena_mark row_mark;
    workbook_row *row;
    void *with;
    bool enough;
};

struct format {
    int64_t id;
};

/* ---- XML ---- */

static void stop(struct book *b, enum workbook_fault fault)
{
    b->fault = fault;
    XML_StopParser(b->parser, XML_FALSE);
}

/* Without the prefix of its namespace. */
static bool is(const char *name, const char *wanted)
{
    const char *colon = strrchr(name, ':');
    return strcmp(colon ? colon + 1 : name, wanted) == 0;
}

static const char *attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return NULL;
}

/* A whole number from its beginning; -1: none, or too large. */
static int64_t number(const char *text)
{
    int64_t n = text && *text >= '0' && *text <= '9' ? 0 : -1;
    for (; text && *text >= '0' && *text <= '9'; text++) {
        if (n > INT32_MAX)
            return -1;
        n = n * 10 + (*text - '0');
    }
    return n;
}

/* What was gathered, cut at a character. */
static struct text gathered(struct book *b)
{
    size_t len = b->text_len;
    if (len == sizeof b->text) {
        while (len > 0 && ((unsigned char)b->text[len - 1] & 0xC0) == 0x80)
            len--;
        len -= len > 0 && (unsigned char)b->text[len - 1] >= 0x80;
    }
    b->text_len = 0;
    return (struct text){arena_text(b->arena, b->text, len), len};
}

typedef void on_begin(struct book *b, const char *name, const char **attributes);
typedef void on_end(struct book *b, const char *name);
struct part_reader {
    on_begin *begin;
    on_end *end;
};

struct reading {
    struct book *book;
    const struct part_reader *reader;
};

static void XMLCALL begin_element(void *with, const char *name, const char **attributes)
{
    struct reading *g = with;
    if (++g->book->depth > DEPTH_MOST)
        stop(g->book, WORKBOOK_BROKEN);
    else
        g->reader->begin(g->book, name, attributes);
}

static void XMLCALL end_element(void *with, const char *name)
{
    struct reading *g = with;
    g->book->depth--;
    if (g->reader->end)
        g->reader->end(g->book, name);
}

static void XMLCALL add_text(void *with, const char *bytes, int len)
{
    struct book *b = ((struct reading *)with)->book;
    size_t room = sizeof b->text - b->text_len;
    size_t more = (size_t)len < room ? (size_t)len : room;
    if (!b->in_text || b->in_phonetic)
        return;
    memcpy(b->text + b->text_len, bytes, more);
    b->text_len += more;
}

/* No workbook has one; entities come with it. */
static void XMLCALL refuse_doctype(void *with, const char *name, const char *system,
                                   const char *public, int has_inside)
{
    (void)name, (void)system, (void)public, (void)has_inside;
    stop(((struct reading *)with)->book, WORKBOOK_BROKEN);
}

/* ---- a part of the archive ---- */

/* Chunk by chunk, as far as it may be unpacked. */
static void parse(struct book *b, zip_file_t *file)
{
    for (bool last = false; !last && b->fault == WORKBOOK_GOOD && !b->enough;) {
        void *room = XML_GetBuffer(b->parser, CHUNK);
        zip_int64_t got = room ? zip_fread(file, room, CHUNK) : -1;
        last = got <= 0;
        b->unpacked += got > 0 ? (size_t)got : 0;
        if (got < 0)
            b->fault = WORKBOOK_BROKEN;
        else if (b->unpacked > WORKBOOK_UNPACKED_MOST)
            b->fault = WORKBOOK_HUGE;
        else if (XML_ParseBuffer(b->parser, (int)got, last) != XML_STATUS_OK && !b->enough &&
                 b->fault == WORKBOOK_GOOD)
            b->fault = WORKBOOK_BROKEN;
    }
}

/* false: there is no such part. */
static bool read_part(struct book *b, const char *name, const struct part_reader *reader)
{
    struct reading reading = {b, reader};
    zip_file_t *file = zip_fopen(b->zip, name, 0);
    if (!file)
        return false;
    b->parser = XML_ParserCreate(NULL);
    b->depth = 0;
    b->in_text = b->in_phonetic = false;
    b->text_len = 0;
    XML_SetUserData(b->parser, &reading);
    XML_SetElementHandler(b->parser, begin_element, end_element);
    XML_SetCharacterDataHandler(b->parser, add_text);
    XML_SetStartDoctypeDeclHandler(b->parser, refuse_doctype);
    parse(b, file);
    XML_ParserFree(b->parser);
    b->parser = NULL;
    zip_fclose(file);
    return true;
}

/* ---- which sheet ---- */

static void begin_workbook(struct book *b, const char *name, const char **attributes)
{
    const char *state = attribute(attributes, "state"), *id = attribute(attributes, "r:id");
    if (!is(name, "sheet") || b->has_sheet || (state && strcmp(state, "visible") != 0))
        return;
    b->has_sheet = true;
    snprintf(b->sheet_relation, sizeof b->sheet_relation, "%s", id ? id : "");
}

static void begin_relation(struct book *b, const char *name, const char **attributes)
{
    const char *id = attribute(attributes, "Id"), *to = attribute(attributes, "Target");
    if (!is(name, "Relationship") || !id || !to || strcmp(id, b->sheet_relation) != 0)
        return;
    if (*to == '/')
        snprintf(b->sheet_part, sizeof b->sheet_part, "%s", to + 1);
    else
        snprintf(b->sheet_part, sizeof b->sheet_part, "xl/%s", to);
}

/* ---- shared strings ---- */

static void begin_strings(struct book *b, const char *name, const char **attributes)
{
    (void)attributes;
    b->in_text |= is(name, "t");
    b->in_phonetic |= is(name, "rPh"); /* how it is read */
}

static void end_strings(struct book *b, const char *name)
{
    if (is(name, "t"))
        b->in_text = false;
    if (is(name, "rPh"))
        b->in_phonetic = false;
    if (!is(name, "si"))
        return;
    if (b->strings.len == STRINGS_MOST)
        stop(b, WORKBOOK_HUGE);
    else
        *(struct text *)vec_add(&b->strings) = gathered(b);
}

/* ---- which styles show dates ---- */

static bool is_date_format(const char *code)
{
    char skip = 0; /* until this */
    for (; *code; code++) {
        if (skip) {
            skip = *code == skip ? 0 : skip;
        } else if (*code == '"' || *code == '[') {
            skip = *code == '"' ? '"' : ']';
        } else if (*code == '\\' && code[1]) {
            code++;
        } else if (strchr("ymdhsYMDHS", *code)) {
            return true;
        }
    }
    return false;
}

/* Those that every Excel has, also in Chinese. */
static bool is_date(const struct book *b, int64_t id)
{
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
        (id >= 50 && id <= 58))
        return true;
    for (size_t i = 0; i < b->formats.len; i++)
        if (((const struct format *)vec_at(&b->formats, i))->id == id)
            return true;
    return false;
}

static void begin_styles(struct book *b, const char *name, const char **attributes)
{
    const char *code = attribute(attributes, "formatCode");
    int64_t id = number(attribute(attributes, "numFmtId"));
    if (is(name, "cellXfs"))
        b->in_cell_styles = true;
    if (is(name, "numFmt") && code && is_date_format(code) && b->formats.len < STYLES_MOST)
        *(struct format *)vec_add(&b->formats) = (struct format){id};
    if (is(name, "xf") && b->in_cell_styles && b->is_dates.len < STYLES_MOST)
        *(bool *)vec_add(&b->is_dates) = is_date(b, id);
}

static void end_styles(struct book *b, const char *name)
{
    if (is(name, "cellXfs"))
        b->in_cell_styles = false;
}

/* ---- the sheet ---- */

/* "AB12": 27; without letters the one after the last. */
static size_t column_of(const struct book *b, const char *place)
{
    size_t column = 0;
    if (!place || *place < 'A' || *place > 'Z')
        return b->column;
    for (; *place >= 'A' && *place <= 'Z' && column <= WORKBOOK_COLUMNS * 26; place++)
        column = column * 26 + (size_t)(*place - 'A' + 1);
    return column - 1;
}

static void begin_sheet(struct book *b, const char *name, const char **attributes)
{
    if (is(name, "row")) {
        int64_t line = number(attribute(attributes, "r"));
        b->line = line > 0 ? line : b->line + 1;
        b->column = b->cells_len = 0;
        b->row_mark = arena_mark(b->arena);
        memset(b->cells, 0, sizeof b->cells);
    } else if (is(name, "c")) {
        const char *type = attribute(attributes, "t");
        int64_t style = number(attribute(attributes, "s"));
        b->column = column_of(b, attribute(attributes, "r"));
        snprintf(b->type, sizeof b->type, "%s", type ? type : "n");
        b->style = style < 0 ? 0 : (unsigned)style;
        b->text_len = 0;
    }
    b->in_text |= is(name, "v") || is(name, "t");
    b->in_phonetic |= is(name, "rPh");
}

/* Digits, a point, an exponent: as a whole number; false: it is none. */
static bool whole_number(struct text t, struct arena *a, struct text *ret)
{
    char digits[400];
    size_t len = 0, point = SIZE_MAX, at = 0;
    int64_t exponent = 0;
    for (; at < t.len && len < DIGITS_KEPT * 2; at++)
        if (t.ptr[at] >= '0' && t.ptr[at] <= '9')
            digits[len++] = t.ptr[at];
        else if (t.ptr[at] == '.' && point == SIZE_MAX)
            point = len;
        else
            break;
    if (at < t.len && (t.ptr[at] == 'E' || t.ptr[at] == 'e'))
        exponent = number(arena_text(a, t.ptr + at + (at + 1 < t.len && t.ptr[at + 1] == '+') + 1,
                                     t.len - at - 1 - (at + 1 < t.len && t.ptr[at + 1] == '+')));
    else if (at < t.len)
        return false;
    size_t whole = (point == SIZE_MAX ? len : point) + (size_t)(exponent > 0 ? exponent : 0);
    if (len == 0 || exponent < 0 || whole > 40)
        return false;
    while (len < whole)
        digits[len++] = '0';
    for (size_t i = whole; i < len; i++)
        if (digits[i] != '0')
            return false;
    *ret = (struct text){arena_text(a, digits, whole), whole};
    return true;
}

static struct book_cell number_cell(struct book *b, struct text typed)
{
    struct text whole;
    if (b->style < b->is_dates.len && *(bool *)vec_at(&b->is_dates, b->style))
        return (struct book_cell){typed, BOOK_DATE};
    if (!whole_number(typed, b->arena, &whole))
        return (struct book_cell){typed, is_rounded_number(typed) ? BOOK_ROUNDED : BOOK_PLAIN};
    return whole.len > DIGITS_KEPT ? (struct book_cell){typed, BOOK_ROUNDED}
                                   : (struct book_cell){whole, BOOK_PLAIN};
}

static struct book_cell cell_of(struct book *b)
{
    struct text typed = gathered(b);
    if (strcmp(b->type, "s") == 0) {
        int64_t i = number(typed.ptr);
        return i >= 0 && (size_t)i < b->strings.len
                   ? (struct book_cell){*(struct text *)vec_at(&b->strings, (size_t)i), BOOK_PLAIN}
                   : (struct book_cell){.note = BOOK_PLAIN};
    }
    if (strcmp(b->type, "n") == 0 && typed.len > 0)
        return number_cell(b, typed);
    return (struct book_cell){typed, BOOK_PLAIN};
}

static void end_sheet(struct book *b, const char *name)
{
    if (is(name, "v") || is(name, "t"))
        b->in_text = false;
    if (is(name, "rPh"))
        b->in_phonetic = false;
    if (is(name, "c") && b->column < WORKBOOK_COLUMNS) {
        b->cells[b->column] = cell_of(b);
        b->cells_len = b->column + 1 > b->cells_len ? b->column + 1 : b->cells_len;
    }
    b->column += is(name, "c");
    if (!is(name, "row"))
        return;
    if (!b->row(b->with, b->cells, b->cells_len, b->line)) {
        b->enough = true;
        XML_StopParser(b->parser, XML_FALSE);
    }
    arena_rewind(b->arena, b->row_mark);
}

/* ---- the whole ---- */

static void read_book(struct book *b)
{
    static const struct part_reader workbook = {begin_workbook, NULL},
                                    relations = {begin_relation, NULL},
                                    strings = {begin_strings, end_strings},
                                    styles = {begin_styles, end_styles},
                                    sheet = {begin_sheet, end_sheet};
    bool found = read_part(b, "xl/workbook.xml", &workbook) && b->has_sheet &&
                 b->fault == WORKBOOK_GOOD &&
                 read_part(b, "xl/_rels/workbook.xml.rels", &relations) && b->sheet_part[0];
    if (found && b->fault == WORKBOOK_GOOD)
        read_part(b, "xl/sharedStrings.xml", &strings);
    if (found && b->fault == WORKBOOK_GOOD)
        read_part(b, "xl/styles.xml", &styles);
    if (found && b->fault == WORKBOOK_GOOD)
        found = read_part(b, b->sheet_part, &sheet);
    if (!found && b->fault == WORKBOOK_GOOD)
        b->fault = WORKBOOK_BROKEN;
}

enum workbook_fault workbook_read(struct text bytes, struct arena *a, workbook_row *row, void *with)
{
    zip_error_t error;
    struct book *b = arena_alloc(a, sizeof *b);
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, &error);
    b->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    zip_error_fini(&error);
    if (!b->zip) {
        zip_source_free(source);
        return WORKBOOK_BROKEN;
    }
    arena_init(&b->own);
    b->arena = &b->own;
    b->row = row;
    b->with = with;
    vec_init(&b->strings, sizeof(struct text));
    vec_init(&b->formats, sizeof(struct format));
    vec_init(&b->is_dates, sizeof(bool));
    read_book(b);
    vec_release(&b->strings);
    vec_release(&b->formats);
    vec_release(&b->is_dates);
    zip_discard(b->zip);
    arena_release(&b->own);
    return b->fault;
}

bool is_rounded_number(struct text t)
{
    size_t at = 0;
    for (; at < t.len && ((t.ptr[at] >= '0' && t.ptr[at] <= '9') || t.ptr[at] == '.'); at++)
        ;
    if (at == 0 || at + 3 > t.len || (t.ptr[at] != 'E' && t.ptr[at] != 'e') || t.ptr[at + 1] != '+')
        return false;
    for (at += 2; at < t.len; at++)
        if (t.ptr[at] < '0' || t.ptr[at] > '9')
            return false;
    return true;
}

/* ---- an empty one ---- */

static const char content_types[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet1.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
    "<Override PartName=\"/xl/styles.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
    "</Types>";
#define RELATIONS(rows)                                                                            \
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"                                \
    "<Relationships "                                                                              \
    "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" rows                 \
    "</Relationships>"
#define RELATION(id, type, target)                                                                 \
    "<Relationship Id=\"" id "\" "                                                                 \
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type "\" "       \
    "Target=\"" target "\"/>"
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
static const char workbook_xml[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><workbook " MAIN
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
    "<sheets><sheet name=\"1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
/* Style 1 is text (format 49), whatever is typed. */
static const char styles_xml[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><styleSheet " MAIN ">"
    "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    "<fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills>"
    "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
    "<cellXfs count=\"2\"><xf numFmtId=\"0\"/>"
    "<xf numFmtId=\"49\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>";

static void add_sheet(struct buf *out, const char *const *heads, size_t len)
{
    buf_printf(out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><worksheet %s><cols>"
               "<col min=\"1\" max=\"%zu\" width=\"24\" style=\"1\" customWidth=\"1\"/></cols>"
               "<sheetData><row r=\"1\">",
               MAIN, len);
    for (size_t i = 0; i < len; i++)
        buf_printf(out, "<c r=\"%c1\" s=\"1\" t=\"inlineStr\"><is><t>%s</t></is></c>",
                   (char)('A' + i), heads[i]);
    buf_add_text(out, "</row></sheetData></worksheet>");
}

static bool add_part(zip_t *zip, const char *name, const char *bytes, size_t len)
{
    zip_source_t *source = zip_source_buffer(zip, bytes, len, 0);
    if (source && zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) >= 0)
        return true;
    zip_source_free(source);
    return false;
}

static bool add_parts(zip_t *zip, const struct buf *sheet)
{
    static const char root[] = RELATIONS(RELATION("rId1", "officeDocument", "xl/workbook.xml"));
    static const char own[] = RELATIONS(RELATION("rId1", "worksheet", "worksheets/sheet1.xml")
                                            RELATION("rId2", "styles", "styles.xml"));
    return add_part(zip, "[Content_Types].xml", content_types, sizeof content_types - 1) &&
           add_part(zip, "_rels/.rels", root, sizeof root - 1) &&
           add_part(zip, "xl/workbook.xml", workbook_xml, sizeof workbook_xml - 1) &&
           add_part(zip, "xl/_rels/workbook.xml.rels", own, sizeof own - 1) &&
           add_part(zip, "xl/styles.xml", styles_xml, sizeof styles_xml - 1) &&
           add_part(zip, "xl/worksheets/sheet1.xml", sheet->bytes, sheet->len);
}

/* What the source holds after the archive was closed. */
static bool read_back(zip_source_t *source, struct arena *a, struct text *ret)
{
    zip_stat_t stat;
    if (zip_source_stat(source, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE) ||
        zip_source_open(source) != 0)
        return false;
    char *bytes = arena_alloc(a, stat.size + 1);
    zip_int64_t got = zip_source_read(source, bytes, stat.size);
    zip_source_close(source);
    *ret = (struct text){bytes, (size_t)(got < 0 ? 0 : got)};
    return got == (zip_int64_t)stat.size;
}

rc workbook_empty(struct arena *a, const char *const *heads, size_t len, struct text *ret)
{
    zip_error_t error;
    struct buf sheet;
    bool done = false;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
    zip_error_fini(&error);
    buf_init(&sheet);
    add_sheet(&sheet, heads, len);
    if (zip) {
        zip_source_keep(source);
        done = add_parts(zip, &sheet) && zip_close(zip) == 0;
        if (!done)
            zip_discard(zip);
        done = done && read_back(source, a, ret);
    }
    zip_source_free(source);
    buf_release(&sheet);
    return done ? OK : E_INTERNAL;
}
