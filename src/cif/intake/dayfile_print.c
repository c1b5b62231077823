/* The columns of all day files as a list, for whoever delivers them (docs/dayfiles.md). */
#include "cif/intake/dayfile.h"
#include "cif/intake/lists.h"

static const struct csv_column columns[] = {
    {"file", CSV_TEXT}, {"column", CSV_TEXT}, {"required", CSV_TEXT}, {"key", CSV_TEXT},
    {"kind", CSV_TEXT}, {"values", CSV_TEXT}, {"empty", CSV_TEXT},
};

/* What a value looks like, in the words of the documentation. */
static const char *kind_of(const struct column *c)
{
    static const char *const names[] = {
        [CELL_TEXT] = "text",   [CELL_AMOUNT] = "amount",
        [CELL_RATE] = "rate",   [CELL_SIGNED_AMOUNT] = "signed amount",
        [CELL_DATE] = "date",   [CELL_TIME] = "time",
        [CELL_CODE] = "code",   [CELL_INT] = "whole number",
        [CELL_BOOL] = "0 or 1",
    };
    return names[c->kind];
}

/* The codes, or the file whose key it must be. */
static void add_values(struct csv_out *out, const struct column *c)
{
    struct buf b;
    buf_init(&b);
    for (int i = 0; c->kind == CELL_CODE && i < c->code_count; i++)
        buf_printf(&b, "%s%s", i ? " " : "", c->codes[i]);
    if (c->reference)
        buf_printf(&b, "a row of %s", dayfile_table(c->refers)->name);
    csv_out_text(out, text_or_empty(buf_text(&b)));
    buf_release(&b);
}

/* What an empty cell is taken for; nothing: it is not known. */
static const char *empty_of(const struct column *c)
{
    bool meant = c->code_count > 0 && !c->required && c->empty != NO_CODE;
    return meant ? c->codes[c->empty] : "";
}

static void add_column(struct csv_out *out, const struct dayfile_table *table,
                       const struct column *c)
{
    csv_out_string(out, table->name);
    csv_out_string(out, c->name);
    csv_out_string(out, c->required ? "yes" : "");
    csv_out_string(out, c->key ? "yes" : "");
    csv_out_string(out, kind_of(c));
    add_values(out, c);
    csv_out_string(out, empty_of(c));
    csv_out_row(out);
}

rc dayfile_print(FILE *file, enum csv_form form, struct why *why)
{
    struct csv_out out;
    csv_out_init(&out, file, form, columns, ARRAY_LEN(columns));
    for (int f = 0; f < FILE_COUNT; f++) {
        const struct dayfile_table *table = dayfile_table((enum dayfile)f);
        for (int i = 0; i < table->column_count; i++)
            add_column(&out, table, &table->columns[i]);
    }
    return csv_out_end(&out, why);
}
