#include "cif/intake/layout.h"

#include "base/money.h"
#include "base/word.h"

enum { NAME_SHOWN = 64 };

static inline size_t code_place(const struct code_places *p, uint64_t start, size_t len)
{
    return (size_t)((start + len) * p->factor >> (64 - CODE_PLACES_BITS));
}

/* Gives each of the codes its place; false where two would have the same. */
static bool place_codes(struct code_places *p, const struct code_word *codes, int count)
{
    uint64_t taken = 0;
    for (int i = 0; i < count; i++) {
        size_t place = code_place(p, codes[i].start, codes[i].len);
        if (taken >> place & 1)
            return false;
        taken |= UINT64_C(1) << place;
        p->number[place] = (uint8_t)i;
    }
    return true;
}

/* The column's codes are added to the layout's. */
static void add_codes(struct layout *l, int column, size_t *codes)
{
    const struct column *c = &l->table->columns[column];
    struct code_places *p = &l->places[column];
    p->first = (uint8_t)*codes;
    for (int i = 0; i < c->code_count; i++) {
        size_t len = strlen(c->codes[i]);
        assert(len > 0 && *codes < CODES_MOST);
        l->codes[(*codes)++] = (struct code_word){
            .start = word_of(c->codes[i], len < 8 ? len : 8), .name = c->codes[i], .len = len};
    }
    p->factor = 1;
    do
        p->factor = p->factor * UINT64_C(6364136223846793005) + 2; /* stays odd */
    while (!place_codes(p, l->codes + p->first, c->code_count));
}

static struct step step_of(const struct column *column)
{
    return (struct step){.empty = column->empty,
                         .bytes_most = (uint32_t)column_bytes_most(column),
                         .required = column->required,
                         .key = column->key};
}

void layout_init(struct layout *l, enum dayfile file, const struct profile_file *profile,
                 day business_day)
{
    *l = (struct layout){
        .file = file,
        .table = dayfile_table(file),
        .profile = profile,
        .how = {.dates = profile->dates, .business_day = business_day},
    };
    size_t codes = 0;
    for (int i = 0; i < COLUMNS_MOST; i++) {
        if (i < l->table->column_count) {
            l->steps[i] = step_of(&l->table->columns[i]);
            add_codes(l, i, &codes);
        }
        l->steps[i].from = profile->has_constant[i] ? FROM_CONSTANT : FROM_NOWHERE;
    }
}

static enum way way_of(const struct layout *l, int i)
{
    const struct column *column = &l->table->columns[i];
    if (l->steps[i].from < 0 || l->profile->values[i].count > 0)
        return WAY_ANY;
    switch (column->kind) {
    case CELL_TEXT:
        return WAY_TEXT;
    case CELL_AMOUNT:
        return WAY_AMOUNT;
    case CELL_SIGNED_AMOUNT:
        return WAY_SIGNED_AMOUNT;
    case CELL_DATE:
        return l->how.dates == DATES_DASHED ? WAY_DATE : WAY_ANY;
    case CELL_CODE:
    case CELL_BOOL:
        return WAY_CODE;
    case CELL_TIME:
        return l->how.dates == DATES_DASHED ? WAY_TIME : WAY_ANY;
    case CELL_RATE:
    case CELL_INT:
        break;
    }
    return WAY_ANY;
}

static bool nothing_required_is_missing(const struct layout *l, char *detail)
{
    for (int i = 0; i < l->table->column_count; i++) {
        const struct column *column = &l->table->columns[i];
        if (!column->required || l->steps[i].from != FROM_NOWHERE)
            continue;
        snprintf(detail, DETAIL_MOST, "the required column %s is missing", column->name);
        return false;
    }
    return true;
}

/* When it is known where the columns stand. */
static bool complete(struct layout *l, char *detail)
{
    for (int i = 0; i < l->table->column_count; i++)
        l->steps[i].way = way_of(l, i);
    return nothing_required_is_missing(l, detail);
}

static bool place(struct layout *l, int column, size_t field, char *detail)
{
    if (l->steps[column].from >= 0) {
        snprintf(detail, DETAIL_MOST,
                 "the column %s stands twice in the header, as fields %" PRId64 " and %zu",
                 l->table->columns[column].name, l->steps[column].from + 1, field + 1);
        return false;
    }
    l->steps[column].from = (int64_t)field;
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
        filled[column] = l->steps[column].from != FROM_NOWHERE;
    for (size_t i = 0; i < count; i++) {
        int column = dayfile_column(l->file, names[i]);
        if (column == NO_COLUMN || filled[column] ||
            mapped_column(l->profile, names[i]) != NO_COLUMN)
            continue;
        if (!place(l, column, i, detail))
            return false;
    }
    return complete(l, detail);
}

/* Without a header the profile's order counts; where it names none, that of the table. */
bool layout_of_profile(struct layout *l, char *detail)
{
    const struct profile_file *profile = l->profile;
    for (size_t i = 0; i < profile->column_count; i++)
        l->steps[profile->columns[i].column].from = (int64_t)i;
    l->fields = profile->column_count;
    if (profile->column_count == 0)
        for (int i = 0; i < l->table->column_count; i++)
            if (l->steps[i].from == FROM_NOWHERE)
                l->steps[i].from = (int64_t)l->fields++;
    return complete(l, detail);
}

struct text layout_raw(const struct layout *l, const struct text *fields, int column)
{
    int64_t from = l->steps[column].from;
    if (from >= 0)
        return fields[from];
    return from == FROM_CONSTANT ? l->profile->constants[column] : (struct text){"", 0};
}

/* Constants are in our words already. */
static inline struct text raw_of(const struct layout *l, const struct row *row, int column)
{
    int64_t from = l->steps[column].from;
    if (from < 0)
        return layout_raw(l, row->fields, column);
    struct text raw = row->fields[from];
    return profile_translate(&l->profile->values[column], raw);
}

/* The same as column_code, for 'raw' with room behind it. */
static inline int step_code(const struct layout *l, size_t column, struct text raw)
{
    const struct code_places *p = &l->places[column];
    uint64_t start = word_of_roomy(raw.ptr, raw.len);
    int number = p->number[code_place(p, start, raw.len)];
    const struct code_word *code = &l->codes[p->first + number];
    if (code->start != start || code->len != raw.len)
        return NO_CODE;
    return raw.len <= 8 || memcmp(code->name + 8, raw.ptr + 8, raw.len - 8) == 0 ? number : NO_CODE;
}

/* A value that is not empty, the same as column_check would. */
static inline enum fault step_check(const struct layout *l, const struct step *step,
                                    struct text raw, int64_t *ret_num)
{
    day on;
    if (raw.len > step->bytes_most)
        return FAULT_LENGTH;
    switch (step->way) {
    case WAY_AMOUNT:
        return fen_parse_roomy(raw.ptr, raw.len, false, ret_num) ? FAULT_NONE : FAULT_TYPE;
    case WAY_SIGNED_AMOUNT:
        return fen_parse_roomy(raw.ptr, raw.len, true, ret_num) ? FAULT_NONE : FAULT_TYPE;
    case WAY_DATE:
        if (!day_parse(raw.ptr, raw.len, &on))
            return FAULT_TYPE;
        *ret_num = on;
        return FAULT_NONE;
    case WAY_TIME:
        return column_time(raw, ret_num) ? FAULT_NONE : FAULT_TYPE;
    case WAY_CODE:
        *ret_num = step_code(l, (size_t)(step - l->steps), raw);
        return *ret_num == NO_CODE ? FAULT_CODE : FAULT_NONE;
    case WAY_TEXT:
    case WAY_ANY:
        break;
    }
    *ret_num = 0;
    return FAULT_NONE;
}

/* Every column, value and encoding. */
static enum fault any_check(const struct layout *l, const struct row *row, int column,
                            struct cell *ret_cell)
{
    struct arena *scratch = row->key_only && !l->steps[column].key ? NULL : row->scratch;
    struct text raw = raw_of(l, row, column);
    const struct column *c = &l->table->columns[column];
    return row->utf8 ? column_check_utf8(c, raw, &l->how, scratch, ret_cell)
                     : column_check(c, raw, &l->how, scratch, ret_cell);
}

enum fault row_check(const struct layout *l, const struct row *row, struct cell *cells,
                     int *ret_column)
{
    const struct step *end = l->steps + l->table->column_count;
    const struct text *fields = row->fields;
    const bool usual = row->utf8 && row->roomy;
    struct cell *cell = cells;
    for (const struct step *step = l->steps; step < end; step++, cell++) {
        enum fault fault;
        int64_t num = 0;
        if (!usual || step->way == WAY_ANY) {
            fault = any_check(l, row, (int)(step - l->steps), cell);
            if (!fault)
                continue;
        } else {
            struct text raw = fields[step->from];
            if (raw.len)
                fault = step_check(l, step, raw, &num);
            else
                fault = step->required ? FAULT_REQUIRED : FAULT_NONE;
            if (!fault) {
                *cell = raw.len ? (struct cell){raw, num} : (struct cell){{"", 0}, step->empty};
                continue;
            }
        }
        *ret_column = (int)(step - l->steps);
        return fault;
    }
    return FAULT_NONE;
}

bool row_key_check(const struct layout *l, const struct row *row, struct cell *cells)
{
    for (int i = 0; i < l->table->key_count; i++) {
        int column = l->table->key[i];
        if (any_check(l, row, column, &cells[column]))
            return false;
    }
    return l->table->key_count > 0;
}
