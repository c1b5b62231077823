#pragma once
/* book_inside -- private to the engine: the book's tables as data, for all that is the same for
 * each of their columns (saving, reading back, comparing). */
#include "engine/book.h"

enum column_kind {
    COLUMN_KEPT,
    COLUMN_STEADY, /* kept, and large, and hardly written to by a day */
    COLUMN_OF_DAY, /* matters within the day only; 0 before it */
    COLUMN_LIST,   /* accounts and cards by customer: follows from the others (book_link) */
};

static inline bool column_kept(enum column_kind kind)
{
    return kind == COLUMN_KEPT || kind == COLUMN_STEADY;
}

/* One column of a table struct: where its pointer stands, and the size of an item. */
struct column {
    const char *name;
    size_t offset;
    size_t size;
    enum column_kind kind;
    bool (*same)(const void *one, const void *other); /* NULL: every byte counts */
};

/* A table as what is the same for all of them: its struct, its keys and its columns. */
struct table {
    const char *name;
    void *base;
    struct key_index *keys;
    const struct column *columns;
    size_t column_count;
};

enum { BOOK_TABLES = 8 };
void book_tables(struct book *b, struct table ret_tables[BOOK_TABLES]);

/* The memory of a column: keys->room items. */
void *column_get(const struct table *t, const struct column *c);
void column_set(const struct table *t, const struct column *c, void *items);
