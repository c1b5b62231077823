#pragma once
/* dayfile -- what the files of a day folder are called and what stands in their columns.
 *
 * Declarative tables and nothing else: everything that is the same for all eleven files (splitting,
 * checking, packing, masking) is driven by them.  The order of enum dayfile is the order of taking;
 * the order of the columns is that of the specification, which is also the order of checking.
 * Immutable; any thread. */
#include "base/date.h"
#include "platform/mask.h"

enum dayfile {
    FILE_ORG,
    FILE_PRODUCT,
    FILE_FX,
    FILE_STAFF,
    FILE_CUSTOMER,
    FILE_ACCOUNT,
    FILE_CARD,
    FILE_TRANSACTION,
    FILE_BEHAVIOUR,
    FILE_RELATION,
    FILE_OPENING,
    FILE_COUNT
};
#define NO_FILE FILE_COUNT

enum { COLUMNS_MOST = 18, KEY_COLUMNS_MOST = 3, NO_COLUMN = -1 };
enum { KEY_BYTES_MOST = 64, TEXT_BYTES_MOST = 4096 };

/* What a column holds, and what 'num' of its cell is (struct cell in column.h). */
enum cell_kind {
    CELL_TEXT,          /* 0 */
    CELL_AMOUNT,        /* fen, not negative */
    CELL_SIGNED_AMOUNT, /* fen */
    CELL_RATE,          /* times 100,000,000, above 0 */
    CELL_DATE,          /* a day */
    CELL_TIME,          /* seconds since 1970-01-01 00:00:00, in the bank's zone */
    CELL_CODE,          /* index into 'codes' */
    CELL_INT,           /* 1 to 9 digits */
    CELL_BOOL           /* 0 or 1 */
};

struct column {
    const char *name;
    enum cell_kind kind;
    bool required;
    bool key;            /* part of the row's key */
    bool reference;      /* must be known as a key of 'refers' (empty: nothing to look up) */
    bool past;           /* a date of birth or issue: a two-digit year is never after the day */
    enum dayfile refers; /* with 'reference' */
    enum personal personal;
    const char *const *codes; /* CELL_CODE and CELL_BOOL */
    int code_count;
    int empty; /* 'num' of an empty cell: NO_DAY, NO_CODE or the code that is meant, else 0 */
};
#define NO_CODE (-1)

struct dayfile_table {
    const char *name; /* "customer.csv" */
    const struct column *columns;
    int column_count;
    int key[KEY_COLUMNS_MOST]; /* column numbers in the order of the key's text */
    int key_count;             /* 0: no key (behaviour) */
    int key_column; /* the key's first in the order of the table; NO_COLUMN without key */
    bool absence;   /* what is absent from a full file ends (gone, closed, ... removed) */
};

/* Of a transaction's time only the date is part of the key. */
static inline size_t column_bytes_most(const struct column *column)
{
    bool is_short = column->reference || (column->key && column->kind != CELL_TIME);
    return is_short ? KEY_BYTES_MOST : TEXT_BYTES_MOST;
}

const struct dayfile_table *dayfile_table(enum dayfile file);
enum dayfile dayfile_named(struct text name);            /* NO_FILE: not one of ours */
int dayfile_column(enum dayfile file, struct text name); /* NO_COLUMN: not one of ours */
const struct column *dayfile_column_at(enum dayfile file, int column);

/* clang-format off */
enum org_column { ORG_NO, ORG_PARENT_NO, ORG_LEVEL, ORG_NAME, ORG_REGION, ORG_COLUMNS };
enum product_column {
    PRODUCT_CODE, PRODUCT_NAME, PRODUCT_CLASS, PRODUCT_FAMILY, PRODUCT_RISK, PRODUCT_TERM_DAYS,
    PRODUCT_RATE, PRODUCT_MIN_AMOUNT, PRODUCT_ON_SALE_FROM, PRODUCT_ON_SALE_TO, PRODUCT_COLUMNS
};
enum fx_column { FX_CURRENCY, FX_RATE, FX_COLUMNS };
enum staff_column {
    STAFF_NO, STAFF_NAME, STAFF_ORG_NO, STAFF_POST, STAFF_PHONE, STAFF_EMAIL, STAFF_SKILLS,
    STAFF_STATUS, STAFF_COLUMNS
};
enum customer_column {
    CUSTOMER_NO, CUSTOMER_CERT_TYPE, CUSTOMER_CERT_NO, CUSTOMER_NAME, CUSTOMER_GENDER,
    CUSTOMER_BIRTH_DATE, CUSTOMER_PHONE, CUSTOMER_EMAIL, CUSTOMER_ADDRESS, CUSTOMER_OCCUPATION,
    CUSTOMER_EDUCATION, CUSTOMER_MARITAL, CUSTOMER_INCOME_YEAR, CUSTOMER_RISK_LEVEL,
    CUSTOMER_RISK_ASSESSED_ON, CUSTOMER_OUTLET_NO, CUSTOMER_OPENED_ON, CUSTOMER_DND,
    CUSTOMER_COLUMNS
};
enum account_column {
    ACCOUNT_NO, ACCOUNT_CUSTOMER_NO, ACCOUNT_PRODUCT_CODE, ACCOUNT_CURRENCY, ACCOUNT_BALANCE,
    ACCOUNT_OUTLET_NO, ACCOUNT_OPENED_ON, ACCOUNT_MATURES_ON, ACCOUNT_STATUS, ACCOUNT_COST,
    ACCOUNT_AUTO_RENEW, ACCOUNT_COLUMNS
};
enum card_column {
    CARD_NO, CARD_CUSTOMER_NO, CARD_KIND, CARD_GRADE, CARD_VIP, CARD_ISSUED_ON, CARD_EXPIRES_ON,
    CARD_STATUS, CARD_COLUMNS
};
enum transaction_column {
    TRANSACTION_ID, TRANSACTION_ACCOUNT_NO, TRANSACTION_CUSTOMER_NO, TRANSACTION_AT,
    TRANSACTION_DIRECTION, TRANSACTION_AMOUNT, TRANSACTION_KIND, TRANSACTION_CHANNEL,
    TRANSACTION_COUNTERPARTY, TRANSACTION_COUNTERPARTY_BANK, TRANSACTION_OWN_NAME,
    TRANSACTION_NOTE, TRANSACTION_COLUMNS
};
enum behaviour_column {
    BEHAVIOUR_CUSTOMER_NO, BEHAVIOUR_AT, BEHAVIOUR_CHANNEL, BEHAVIOUR_EVENT, BEHAVIOUR_OBJECT,
    BEHAVIOUR_COLUMNS
};
enum relation_column {
    RELATION_CUSTOMER_NO, RELATION_OTHER_NO, RELATION_KIND, RELATION_COLUMNS
};
enum opening_column {
    OPENING_CUSTOMER_NO, OPENING_FA_YTD_SUM, OPENING_AUM_M1, OPENING_AUM_M12 = OPENING_AUM_M1 + 11,
    OPENING_STAGE, OPENING_TIER, OPENING_SINCE, OPENING_COLUMNS
};
/* clang-format on */

/* The numbers of the codes are their places in these lists, in the order of the specification:
 * product classes demand 0 ... channel 14, status open 0, frozen 1, closed 2; active 0, left or
 * cancelled 1; grade ordinary 0 ... diamond 3; stage retained 0, potential 1, target 2; tier none
 * 0, potential 1, gold 2, platinum 3, growth 4, core 5; direction in 0, out 1.  -1: no such code.
 */
int column_code(const struct column *column, struct text name);
