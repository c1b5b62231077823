#pragma once
/* take_inside -- private to cif/intake/take*.c: how each kind of file is taken.
 *
 * A taker has three steps for a row whose references are all known.  'apply' puts it into the book,
 * at row->at where 'keys' found its key there, else as a new one; 'count' is for what only adds up
 * (transactions, behaviour); 'write' adds its record to the COPY that 'begin' opened, where its
 * table is written at all (platform/incoming.h). A row that waited is applied before the file's own
 * rows; it is counted and written after them, unless one of those has its key: the file's row then
 * stands in its place.  Keys that are new to the bank get a second, small record by keys_new. */
#include "cif/intake/cells.h"
#include "cif/intake/take.h"

struct row {
    struct cell *cells;
    uint32_t
        refs[COLUMNS_MOST]; /* rows in the book of what the reference columns name; NO_ROW: empty */
    struct hash128 key;
    day source_day; /* folder it was delivered in */
    uint64_t line;
    uint32_t at; /* its own row in the book */
    fen spend;   /* of a transaction: what it adds to cc_spend */
};

struct taking {
    struct take *take;
    struct db *db;   /* the day's transaction */
    struct db *copy; /* where the rows go that are being written; NULL: nowhere */
    struct book *book;
    const struct bank *bank;
    day today;
    struct key_index parents; /* org.csv: keys of the good rows of the file */
    struct buf sealed[3];     /* sealed values of the row being written */
    struct arena scratch;
    struct vec ended;          /* uint32_t: rows of staff or relations ended by absence */
    uint64_t rows_before;      /* of the files of the day that are done */
    day newest_txn, least_txn; /* newest date known before; least date taken now */
    int months_since_first;    /* opening.csv: month ends between the first day and today */
};

/* A table that gets rows by COPY. */
struct store {
    enum incoming_table table;
    rc (*begin)(struct db *db);
    rc (*write)(struct taking *t, const struct row *row); /* into t->copy */
    rc (*end)(struct db *db, int64_t *ret_rows);
};

struct taker {
    /* Asks for the memory that taking the row will need; NULL is fine, and so for the next two. */
    void (*warm)(const struct book *b, const struct row *row);
    void (*apply)(struct taking *t, struct row *row);
    void (*count)(struct taking *t, struct row *row);
    struct store records;
    struct store keys_new; /* of keys that are new to the bank; without 'begin': there are none */
    bool (*is_new)(struct taking *t, uint32_t at); /* the first time it is asked */

    rc (*before)(struct taking *t);                 /* before the rows; NULL is fine */
    rc (*after)(struct taking *t, struct why *why); /* after them */
    void (*absent)(struct taking *t, uint32_t at);  /* not named by a full file */
    struct key_index *(*keys)(struct book *b);      /* where row->at is found; NULL: nowhere */
    uint8_t *(*seen)(struct book *b);
};

/* Takes what waits of a file and, where 'scan' is given, the rows of one that was not refused. */
rc take_file(struct taking *t, enum dayfile file, const struct scan *scan, struct load_entry *load,
             struct why *why);

extern const struct taker org_taker, product_taker, fx_taker, staff_taker;
extern const struct taker customer_taker, relation_taker, opening_taker;
extern const struct taker account_taker, card_taker;
extern const struct taker transaction_taker, behaviour_taker;

/* Write what gone customers and accounts and cards that ended without a row leave behind. */
rc take_customer_endings(struct taking *t);
rc take_account_endings(struct taking *t);
rc take_card_endings(struct taking *t);

/* Values for columns that may be null. */
struct text text_or_null(struct text value);
struct opt_int2 code_or_null(const struct cell *c);
struct opt_int8 amount_or_null(const struct cell *c);
struct opt_bool bool_or_null(const struct cell *c);

/* Seals into t->sealed[slot] and hashes; null for the empty value. */
struct sealed {
    struct text sealed;
    struct opt_hash hash;
};
struct sealed seal_cell(struct taking *t, int slot, struct text value);
