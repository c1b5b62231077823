#include "cif/intake/layout.h"

enum { NAME_SHOWN = 64 };

void layout_init(struct layout *l, enum dayfile file, const struct profile_file *profile,
                 day business_day)
{
    *l = (struct layout){
        .file = file,
        .table = dayfile_table(file),
        .profile = profile,
        .how = {.dates = profile->dates, .business_day = business_day},
    };
    for (int i = 0; i < COLUMNS_MOST; i++) {
        l->from[i] = profile->has_constant[i] ? FROM_CONSTANT : FROM_NOWHERE;
        l->translates |= profile->values[i].count > 0;
    }
}

static bool nothing_required_is_missing(const struct layout *l, char *detail)
{
    for (int i = 0; i < l->table->column_count; i++) {
        const struct column *column = &l->table->columns[i];
        if (!column->required || l->from[i] != FROM_NOWHERE)
            continue;
        snprintf(detail, DETAIL_MOST, "the required column %s is missing", column->name);
        return false;
    }
    return true;
}

static bool place(struct layout *l, int column, size_t field, char *detail)
{
    if (l->from[column] >= 0) {
        snprintf(detail, DETAIL_MOST,
                 "the column %s stands twice in the header, as fields %" PRId64 " and %zu",
                 l->table->columns[column].name, l->from[column] + 1, field + 1);
        return false;
    }
    l->from[column] = (int64_t)field;
    return true;
}

/* The column that the profile maps this name of the file to. */
static int mapped_column(const struct profile_file *profile, struct text name)
{
    for (size_t i = 0; i < profile->column_count; i++)
        if (text_equal(profile->columns[i].name, name))
            return profile->columns[i].column;
    return NO_COLUMN;
}

/* The profile's names go first; any other name stands for itself unless its column is filled. */
bool layout_of_header(struct layout *l, const struct text *names, size_t count, char *detail)
{
    bool filled[COLUMNS_MOST] = {false};
    l->fields = count;
    for (size_t i = 0; i < count; i++) {
        int column = mapped_column(l->profile, names[i]);
        if (column != NO_COLUMN && !place(l, column, i, detail))
            return false;
    }
    for (int column = 0; column < COLUMNS_MOST; column++)
        filled[column] = l->from[column] != FROM_NOWHERE;
    for (size_t i = 0; i < count; i++) {
        int column = dayfile_column(l->file, names[i]);
        if (column == NO_COLUMN || filled[column] ||
            mapped_column(l->profile, names[i]) != NO_COLUMN)
            continue;
        if (!place(l, column, i, detail))
            return false;
    }
    return nothing_required_is_missing(l, detail);
}

/* Without a header the profile's order counts; where it names none, that of the table. */
bool layout_of_profile(struct layout *l, char *detail)
{
    const struct profile_file *profile = l->profile;
    for (size_t i = 0; i < profile->column_count; i++)
        l->from[profile->columns[i].column] = (int64_t)i;
    l->fields = profile->column_count;
    if (profile->column_count == 0)
        for (int i = 0; i < l->table->column_count; i++)
            if (l->from[i] == FROM_NOWHERE)
                l->from[i] = (int64_t)l->fields++;
    return nothing_required_is_missing(l, detail);
}

struct text layout_raw(const struct layout *l, const struct text *fields, int column)
{
    int64_t from = l->from[column];
    if (from >= 0)
        return fields[from];
    return from == FROM_CONSTANT ? l->profile->constants[column] : (struct text){"", 0};
}

/* Constants are in our words already. */
static inline enum fault check(const struct layout *l, const struct row *row, int column,
                               bool plain, struct cell *ret_cell)
{
    const struct column *c = &l->table->columns[column];
    int64_t from = l->from[column];
    struct text raw = from >= 0 ? row->fields[from] : layout_raw(l, row->fields, column);
    if (l->translates && from >= 0)
        raw = profile_translate(&l->profile->values[column], raw);
    struct arena *scratch = row->key_only && !c->key ? NULL : row->scratch;
    return plain ? column_check_utf8(c, raw, &l->how, scratch, ret_cell)
                 : column_check(c, raw, &l->how, scratch, ret_cell);
}

static inline enum fault check_all(const struct layout *l, const struct row *row, bool plain,
                                   struct cell *cells, int *ret_column)
{
    int count = l->table->column_count;
    for (int i = 0; i < count; i++) {
        enum fault fault = check(l, row, i, plain, &cells[i]);
        if (fault) {
            *ret_column = i;
            return fault;
        }
    }
    return FAULT_NONE;
}

enum fault row_check(const struct layout *l, const struct row *row, struct cell *cells,
                     int *ret_column)
{
    return row->plain ? check_all(l, row, true, cells, ret_column)
                      : check_all(l, row, false, cells, ret_column);
}

bool row_key_check(const struct layout *l, const struct row *row, struct cell *cells)
{
    for (int i = 0; i < l->table->key_count; i++) {
        int column = l->table->key[i];
        if (check(l, row, column, false, &cells[column]))
            return false;
    }
    return l->table->key_count > 0;
}
