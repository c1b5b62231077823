#include "cif/intake/take_block.h"

/* Where a reference is looked up; NULL: nothing refers to such a file. */
static const struct key_index *index_of(const struct book *b, enum dayfile refers)
{
    switch (refers) {
    case FILE_ORG:
        return &b->orgs;
    case FILE_PRODUCT:
        return &b->products.keys;
    case FILE_FX:
        return &b->currencies.keys;
    case FILE_ACCOUNT:
        return &b->accounts.keys;
    case FILE_CUSTOMER:
        return &b->customers.keys;
    case FILE_STAFF:
    case FILE_CARD:
    case FILE_TRANSACTION:
    case FILE_BEHAVIOUR:
    case FILE_RELATION:
    case FILE_OPENING:
    case FILE_COUNT:
        break;
    }
    return NULL;
}

/* What a reference to 'found' is worth: nobody may refer to a gone customer, a row of org.csv may
 * to any good row of the same file (t->parents), and no currency is the base currency. */
static bool accept(const struct taking *t, const struct column *c, struct text value,
                   struct hash128 key, uint32_t *found)
{
    if (value.len == 0) {
        *found = c->refers == FILE_FX ? 0 : NO_ROW;
        return true;
    }
    if (c->refers == FILE_CUSTOMER && *found != NO_ROW && t->book->customers.gone[*found])
        *found = NO_ROW;
    return *found != NO_ROW || key_find(&t->parents, key) != NO_ROW;
}

int refs_find(const struct taking *t, enum dayfile file, struct row *row)
{
    const struct dayfile_table *table = dayfile_table(file);
    for (int c = 0; c < table->column_count; c++) {
        const struct column *column = &table->columns[c];
        if (!column->reference)
            continue;
        struct text value = row->cells[c].text;
        struct hash128 key = bank_hash(t->bank, value);
        row->refs[c] = key_find(index_of(t->book, column->refers), key);
        if (!accept(t, column, value, key, &row->refs[c]))
            return c;
    }
    return NO_COLUMN;
}

/* One column's references of all rows. */
static void find_column(struct block *b, const struct taking *t, const struct column *column, int c)
{
    uint32_t found[SCAN_ROWS_MOST];
    key_find_many(index_of(t->book, column->refers), b->scan.refs[c], b->scan.count, found);
    for (size_t i = 0; i < b->scan.count; i++) {
        bool good = accept(t, column, b->scan.cells[i][c].text, b->scan.refs[c][i], &found[i]);
        b->rows[i].refs[c] = found[i];
        if (!good && b->unknown[i] == NO_COLUMN)
            b->unknown[i] = c;
    }
}

/* Their own rows; rows that the block itself adds have other keys. */
static void find_own(struct block *b, const struct taking *t, const struct taker *taker)
{
    struct hash128 keys[SCAN_ROWS_MOST];
    uint32_t found[SCAN_ROWS_MOST];
    for (size_t i = 0; i < b->scan.count; i++)
        keys[i] = b->rows[i].key;
    key_find_many(taker->keys(t->book), keys, b->scan.count, found);
    for (size_t i = 0; i < b->scan.count; i++)
        b->rows[i].at = found[i];
}

static void begin_rows(struct block *b, const struct taking *t)
{
    const struct scan_row *from = b->scan.scan->rows + b->scan.first;
    for (size_t i = 0; i < b->scan.count; i++) {
        b->rows[i] = (struct row){.cells = b->scan.cells[i],
                                  .key = from[i].key,
                                  .source_day = t->today,
                                  .line = from[i].line,
                                  .at = NO_ROW};
        b->unknown[i] = NO_COLUMN;
    }
}

rc block_next(struct block *b, const struct taking *t, enum dayfile file, const struct taker *taker,
              struct why *why)
{
    const struct dayfile_table *table = dayfile_table(file);
    TRY(scan_rows_next(&b->scan, why));
    begin_rows(b, t);
    for (int c = 0; c < table->column_count; c++)
        if (table->columns[c].reference)
            find_column(b, t, &table->columns[c], c);
    if (taker->keys)
        find_own(b, t, taker);
    for (size_t i = 0; taker->warm && i < b->scan.count; i++)
        if (b->unknown[i] == NO_COLUMN)
            taker->warm(t->book, &b->rows[i]);
    return OK;
}
