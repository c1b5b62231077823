#include "cif/intake/profile.h"

#include <stdarg.h>

#include <jansson.h>

#include "base/mapped.h"

enum { PROFILE_BYTES_MOST = 64 << 20, WHERE_MOST = 160 };

/* Where in the file we are, for the messages. */
struct reader {
    struct arena *arena;
    const char *path;
    char where[WHERE_MOST];
    struct why *why;
};

static rc wrong(struct reader *r, const char *format, ...) PRINTF_LIKE(2, 3);
static rc wrong(struct reader *r, const char *format, ...)
{
    char what[256];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return why_say(r->why, E_USAGE, "%s: %s%s%s", r->path, r->where, r->where[0] ? ": " : "", what);
}

static void go_in(struct reader *r, const char *format, ...) PRINTF_LIKE(2, 3);
static void go_in(struct reader *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(r->where, sizeof r->where, format, args);
    va_end(args);
}

static struct text kept(struct reader *r, const json_t *string)
{
    size_t len = json_string_length(string);
    return (struct text){arena_text(r->arena, json_string_value(string), len), len};
}

/* ---- the five settings --------------------------------------------------------------------- */

/* The place of the setting's value among 'names'. */
static rc choose(struct reader *r, const char *key, const json_t *value, const char *const *names,
                 int count, int *ret_choice)
{
    const char *given = json_string_value(value);
    for (int i = 0; given && i < count; i++)
        if (strcmp(given, names[i]) == 0) {
            *ret_choice = i;
            return OK;
        }
    char list[96] = "";
    for (int i = 0, len = 0; i < count; i++)
        len += snprintf(list + len, sizeof list - (size_t)len, "%s%s", i ? " or " : "", names[i]);
    return given ? wrong(r, "\"%s\" cannot be \"%.40s\", only %s", key, given, list)
                 : wrong(r, "\"%s\" must be %s", key, list);
}

static rc read_charset(struct reader *r, const json_t *value, struct profile_file *f)
{
    static const char *const names[] = {[CHARSET_UTF8] = "UTF-8", [CHARSET_GB18030] = "GB18030"};
    int choice;
    TRY(choose(r, "charset", value, names, (int)ARRAY_LEN(names), &choice));
    f->charset = (enum charset)choice;
    return OK;
}

static rc read_delimiter(struct reader *r, const json_t *value, struct profile_file *f)
{
    const char *given = json_string_value(value);
    if (!given || json_string_length(value) != 1 || (unsigned char)given[0] >= 0x80 ||
        strchr("\"\r\n", given[0]))
        return wrong(r, "\"delimiter\" must be one ASCII character, not a quote or a line end");
    f->delimiter = given[0];
    return OK;
}

static rc read_quoting(struct reader *r, const json_t *value, struct profile_file *f)
{
    static const char *const names[] = {"none", "rfc4180"};
    int choice;
    TRY(choose(r, "quoting", value, names, (int)ARRAY_LEN(names), &choice));
    f->quotes = choice == 1;
    return OK;
}

static rc read_header(struct reader *r, const json_t *value, struct profile_file *f)
{
    if (!json_is_boolean(value))
        return wrong(r, "\"header\" must be true or false");
    f->header = json_is_true(value);
    return OK;
}

static rc read_dates(struct reader *r, const json_t *value, struct profile_file *f)
{
    static const char *const names[] = {
        [DATES_DASHED] = "YYYY-MM-DD", [DATES_COMPACT] = "YYYYMMDD", [DATES_SHORT] = "YYMMDD"};
    int choice;
    TRY(choose(r, "dates", value, names, (int)ARRAY_LEN(names), &choice));
    f->dates = (enum date_form)choice;
    return OK;
}

static const struct setting {
    const char *name;
    rc (*read)(struct reader *r, const json_t *value, struct profile_file *f);
} settings[] = {
    {"charset", read_charset}, {"delimiter", read_delimiter}, {"quoting", read_quoting},
    {"header", read_header},   {"dates", read_dates},
};

/* Takes the settings that stand in 'object'; any other name must be one of 'others'. */
static rc read_settings(struct reader *r, json_t *object, const char *const *others,
                        size_t other_count, struct profile_file *f)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < ARRAY_LEN(settings) && !known; i++)
            if (strcmp(key, settings[i].name) == 0) {
                TRY(settings[i].read(r, value, f));
                known = true;
            }
        for (size_t i = 0; i < other_count; i++)
            known |= strcmp(key, others[i]) == 0;
        if (!known)
            return wrong(r, "unknown name \"%.64s\"", key);
    }
    return OK;
}

/* ---- one file ------------------------------------------------------------------------------ */

/* Which of its columns the profile has spoken of. */
struct file_reader {
    struct reader *r;
    enum dayfile file;
    const char *name;
    struct profile_file *out;
    bool mapped[COLUMNS_MOST];
};

static rc known_column(struct file_reader *fr, const char *name, int *ret_column)
{
    *ret_column = dayfile_column(fr->file, text_of(name));
    if (*ret_column == NO_COLUMN)
        return wrong(fr->r, "%s has no column \"%.64s\"", fr->name, name);
    return OK;
}

static rc read_pair(struct file_reader *fr, json_t *pair, struct profile_column *ret_column)
{
    json_t *from = json_array_get(pair, 0);
    json_t *to = json_array_get(pair, 1);
    if (json_array_size(pair) != 2 || !json_is_string(from) || !json_is_string(to))
        return wrong(fr->r, "must be [name in the file, our name]");
    TRY(known_column(fr, json_string_value(to), &ret_column->column));
    if (fr->mapped[ret_column->column])
        return wrong(fr->r, "column \"%s\" is mapped twice", json_string_value(to));
    fr->mapped[ret_column->column] = true;
    ret_column->name = kept(fr->r, from);
    return OK;
}

/* With a header two columns of one name could not be told apart. */
static rc check_names(struct file_reader *fr)
{
    const struct profile_column *columns = fr->out->columns;
    for (size_t i = 0; fr->out->header && i < fr->out->column_count; i++)
        for (size_t k = 0; k < i; k++)
            if (text_equal(columns[i].name, columns[k].name)) {
                go_in(fr->r, "files.\"%s\".columns[%zu]", fr->name, i);
                return wrong(fr->r, "\"%.64s\" is mapped twice", columns[i].name.ptr);
            }
    return OK;
}

static rc read_columns(struct file_reader *fr, json_t *array)
{
    go_in(fr->r, "files.\"%s\".columns", fr->name);
    if (!json_is_array(array))
        return wrong(fr->r, "must be a list of [name in the file, our name]");
    /* More pairs than columns end in a pair that maps twice. */
    struct profile_column columns[COLUMNS_MOST];
    size_t i;
    json_t *pair;
    json_array_foreach(array, i, pair)
    {
        struct profile_column column;
        go_in(fr->r, "files.\"%s\".columns[%zu]", fr->name, i);
        TRY(read_pair(fr, pair, &column));
        assert(i < COLUMNS_MOST);
        columns[i] = column;
    }
    fr->out->column_count = i;
    fr->out->columns = arena_copy(fr->r->arena, columns, i * sizeof *columns);
    return check_names(fr);
}

static rc read_constants(struct file_reader *fr, json_t *object)
{
    go_in(fr->r, "files.\"%s\".constants", fr->name);
    if (!json_is_object(object))
        return wrong(fr->r, "must be an object of our column names and values");
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        int column;
        TRY(known_column(fr, key, &column));
        if (fr->mapped[column])
            return wrong(fr->r, "column \"%s\" is mapped to a column of the file as well", key);
        if (!json_is_string(value))
            return wrong(fr->r, "the value of \"%s\" must be text in quotes", key);
        fr->out->has_constant[column] = true;
        fr->out->constants[column] = kept(fr->r, value);
    }
    return OK;
}

static int value_order(const void *a, const void *b)
{
    return text_order(((const struct profile_value *)a)->from,
                      ((const struct profile_value *)b)->from);
}

static rc read_value_map(struct file_reader *fr, json_t *object, struct profile_values *ret_values)
{
    if (!json_is_object(object))
        return wrong(fr->r, "must be an object of the file's values and ours");
    size_t count = json_object_size(object);
    struct profile_value *items = arena_alloc(fr->r->arena, count * sizeof *items);
    size_t i = 0;
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (!json_is_string(value))
            return wrong(fr->r, "\"%.64s\" must become text in quotes", key);
        items[i].from = text_of(arena_text(fr->r->arena, key, strlen(key)));
        items[i++].to = kept(fr->r, value);
    }
    qsort(items, count, sizeof *items, value_order);
    *ret_values = (struct profile_values){items, count};
    return OK;
}

static rc read_values(struct file_reader *fr, json_t *object)
{
    go_in(fr->r, "files.\"%s\".values", fr->name);
    if (!json_is_object(object))
        return wrong(fr->r, "must be an object of our column names");
    const char *key;
    json_t *map;
    json_object_foreach(object, key, map)
    {
        int column;
        go_in(fr->r, "files.\"%s\".values", fr->name);
        TRY(known_column(fr, key, &column));
        go_in(fr->r, "files.\"%s\".values.%s", fr->name, key);
        TRY(read_value_map(fr, map, &fr->out->values[column]));
    }
    return OK;
}

/* The settings first: what the columns may look like depends on the header. */
static rc read_file(struct reader *r, enum dayfile file, json_t *object, struct profile_file *out)
{
    static const char *const parts[] = {"columns", "constants", "values"};
    struct file_reader fr = {.r = r, .file = file, .name = dayfile_table(file)->name, .out = out};
    go_in(r, "files.\"%s\"", fr.name);
    if (!json_is_object(object))
        return wrong(r, "must be an object");
    TRY(read_settings(r, object, parts, ARRAY_LEN(parts), out));

    json_t *columns = json_object_get(object, "columns");
    json_t *constants = json_object_get(object, "constants");
    json_t *values = json_object_get(object, "values");
    if (columns)
        TRY(read_columns(&fr, columns));
    if (constants)
        TRY(read_constants(&fr, constants));
    if (values)
        TRY(read_values(&fr, values));
    return OK;
}

/* ---- the whole ----------------------------------------------------------------------------- */

void profile_default(struct profile *p)
{
    *p = (struct profile){0};
    for (int file = 0; file < FILE_COUNT; file++)
        p->files[file] = (struct profile_file){
            .charset = CHARSET_UTF8, .delimiter = ',', .quotes = true, .header = true};
}

static rc read_files(struct reader *r, json_t *files, struct profile *p)
{
    go_in(r, "files");
    if (!json_is_object(files))
        return wrong(r, "must be an object of file names");
    const char *key;
    json_t *object;
    json_object_foreach(files, key, object)
    {
        enum dayfile file = dayfile_named(text_of(key));
        go_in(r, "files");
        if (file == NO_FILE)
            return wrong(r, "there is no day file \"%.64s\"", key);
        TRY(read_file(r, file, object, &p->files[file]));
    }
    return OK;
}

static rc read_root(struct reader *r, json_t *root, struct profile *p)
{
    static const char *const parts[] = {"files"};
    struct profile_file *first = &p->files[0];
    if (!json_is_object(root))
        return wrong(r, "must be a JSON object");
    TRY(read_settings(r, root, parts, ARRAY_LEN(parts), first));
    for (int file = 1; file < FILE_COUNT; file++)
        p->files[file] = *first;
    json_t *files = json_object_get(root, "files");
    return files ? read_files(r, files, p) : OK;
}

rc profile_parse(struct arena *arena, struct text json, const char *path,
                 struct profile *ret_profile, struct why *why)
{
    struct reader r = {.arena = arena, .path = path, .why = why};
    struct profile p;
    json_error_t error;
    json_t *root = json_loadb(json.len ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return why_say(why, E_USAGE, "%s:%d: is not JSON: %s", path, error.line, error.text);
    profile_default(&p);
    rc result = read_root(&r, root, &p);
    json_decref(root);
    if (result == OK)
        *ret_profile = p;
    return result;
}

rc profile_read(struct arena *arena, const char *path, struct profile *ret_profile, struct why *why)
{
    struct mapped file;
    struct profile p;
    TRY(mapped_open(path, &file, why));
    rc r = file.bytes.len > PROFILE_BYTES_MOST
               ? why_say(why, E_USAGE, "%s: is too large for a profile", path)
               : profile_parse(arena, file.bytes, path, &p, why);
    if (!mapped_unchanged(&file))
        r = why_say(why, E_CONFLICT, "%s: changed while it was read: try again", path);
    mapped_close(&file);
    if (r == OK)
        *ret_profile = p;
    return r;
}

struct text profile_translate(const struct profile_values *values, struct text from)
{
    size_t low = 0;
    size_t high = values->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = text_order(values->items[mid].from, from);
        if (order == 0)
            return values->items[mid].to;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return from;
}
