#pragma once
/* catalogue -- the fields that conditions, lists and reports speak of: name, Chinese name, type,
 * unit, meaning.
 *
 * The one place where a field is named: `guanhu values` prints its columns from here; the condition
 * language, the builder's menu and the reports' dimensions stand on the same list.  A new field is
 * a line of enum customer_field and a line of the table; then the readers' store, the evaluator and
 * SQL each learn where it lies. */
#include "base/record.h"

/* What a field's value is; which operators suit it stands in condition.h (op_suits). */
enum catalogue_type {
    OF_MONEY,  /* fen; shown in yuan */
    OF_COUNT,  /* whole number */
    OF_CODE,   /* one of a closed list of words */
    OF_FLAG,   /* yes or no: a test by itself */
    OF_DATE,   /* a day */
    OF_YEARLY, /* a day of every year: a birthday */
    OF_TEXT,
    OF_ORG,   /* an organisation, by its name or number */
    OF_STAFF, /* one of the staff, by number */
    OF_SHARE, /* basis points; shown in percent */
    OF_LEVEL, /* one of the levels of a scheme of the bank, lowest first */
    CATALOGUE_TYPES
};

enum field_group {
    FIELDS_PROFILE,
    FIELDS_VALUE,
    FIELDS_PRODUCT,
    FIELDS_CARD,
    FIELDS_BEHAVIOUR,
    FIELDS_TRANSACTION,
    FIELDS_RELATION, /* who looks after the customer, where, and to whom he is related */
    FIELDS_SET,      /* tags, lists, audiences, random shares */
    FIELD_GROUPS
};

/* Of which day a figure is asked, seen from the business day. */
enum moment {
    MOMENT_TODAY,
    MOMENT_YESTERDAY,
    MOMENT_MONTH_END,    /* the last month end before it */
    MOMENT_TWO_MONTHS,   /* the second month end before it */
    MOMENT_THREE_MONTHS, /* the third */
    MOMENT_YEAR_BEGIN,   /* the last 31 December before it */
    MOMENTS
};

enum customer_field {
    /* What `guanhu values` prints, in the order of rules.md, "What the batch leaves behind". */
    FIELD_STAGE,
    FIELD_TIER,
    FIELD_REF,
    FIELD_BELOW,
    FIELD_STANDING,
    FIELD_DEPOSITS,
    FIELD_LOANS,
    FIELD_FUNDS,
    FIELD_BONDS,
    FIELD_WEALTH,
    FIELD_INSURANCE,
    FIELD_SECURITIES,
    FIELD_GOLD,
    FIELD_FA,
    FIELD_AUM,
    FIELD_ACCT_MAX,
    FIELD_FA_AVG,
    FIELD_AUM_MAX6,
    FIELD_AUM_MAX12,
    FIELD_CC_SPEND,
    FIELD_MORTGAGE,
    FIELD_CREDIT_LOAN,
    FIELD_CC_GRADE,
    FIELD_PRODUCT_KINDS,
    VALUE_FIELDS,
    /* value */
    FIELD_DEPOSITS_CHANGE = VALUE_FIELDS,
    FIELD_LOANS_CHANGE,
    FIELD_FA_CHANGE,
    FIELD_AUM_CHANGE,
    FIELD_LEVEL,
    /* profile */
    FIELD_CUSTOMER_NO,
    FIELD_NAME,
    FIELD_AGE,
    FIELD_GENDER,
    FIELD_BIRTHDAY,
    FIELD_OCCUPATION,
    FIELD_EDUCATION,
    FIELD_MARITAL,
    FIELD_INCOME_YEAR,
    FIELD_CERT_TYPE,
    FIELD_RISK_LEVEL,
    FIELD_RISK_ASSESSED,
    FIELD_DND,
    FIELD_CAME,
    FIELD_OPENED_ON,
    FIELD_GONE,
    /* product */
    FIELD_HOLDS,
    FIELD_HELD,
    FIELD_MATURES,
    FIELD_MATURING,
    /* card */
    FIELD_CARDS,
    FIELD_VIP,
    /* behaviour */
    FIELD_LOGINS,
    FIELD_LAST_LOGIN,
    FIELD_VIEWS,
    FIELD_SEARCHES,
    FIELD_CLICKS,
    FIELD_ACTIVE,
    /* transaction */
    FIELD_SPENT,
    FIELD_RECEIVED,
    FIELD_TRANSACTIONS,
    FIELD_PURCHASE,
    FIELD_PURCHASED,
    /* relation */
    FIELD_ORG,
    FIELD_REGION,
    FIELD_MANAGER,
    FIELD_CO_MANAGER,
    FIELD_MANAGER_SHARE,
    FIELD_MANAGED_SINCE,
    FIELD_RELATED,
    /* set */
    FIELD_TAG,
    FIELD_LIST,
    FIELD_AUDIENCE,
    FIELD_RANDOM,
    CUSTOMER_FIELDS
};

/* What may stand in a field's parentheses. */
enum arg_kind {
    ARG_END,
    ARG_CODE,    /* one of 'words' */
    ARG_PRODUCT, /* a class of class_words, or in quotes a family or a product's code */
    ARG_TAG,     /* a name that the bank gave, in quotes; so the next two */
    ARG_LIST,
    ARG_AUDIENCE,
    ARG_SCHEME,  /* a scheme of levels, by its code or, in quotes, its name */
    ARG_TEXT,    /* in quotes */
    ARG_WINDOW,  /* "30d": so many whole days, the last one the business day; maturities: ahead */
    ARG_PERCENT, /* "10%", to 0.01 */
    ARG_SINCE,   /* a moment but today, as in aum_change(yesterday) */
    ARG_KINDS
};

enum { CATALOGUE_ARGS_MOST = 2 };

struct catalogue_arg {
    enum arg_kind kind;
    bool optional;             /* left out: any */
    const struct words *words; /* ARG_CODE */
};

struct catalogue_field {
    const char *name;
    const char *zh; /* as the screens show it */
    enum catalogue_type type;
    const char *meaning; /* a source text, translated where it is shown */
    enum field_group group;
    const char *unit; /* OF_COUNT: a source text, "months"; NULL: none */
    /* OF_CODE: its words.  Two fields with the same words may be compared with each other. */
    const struct words *words;
    bool ranked;     /* OF_CODE, OF_LEVEL: they rise, < and > have a meaning */
    bool nullable;   /* may be unknown or empty */
    bool several;    /* has any number of values: only =, in, is empty */
    uint8_t moments; /* bits 1 << enum moment that may be asked besides today */
    struct catalogue_arg args[CATALOGUE_ARGS_MOST]; /* the rest is ARG_END */
};

extern const struct catalogue_field customer_fields[CUSTOMER_FIELDS];

extern const char *const field_group_labels[FIELD_GROUPS]; /* source texts */
/* Kinds of transactions, and from TXN_CHANNELS on their channels: spent(pos, 90d). */
extern const struct words txn_sort_words;
enum { TXN_CHANNELS = 100 };

/* By name or Chinese name, letters of ASCII in either case; CUSTOMER_FIELDS: there is none. */
enum customer_field field_of_name(struct text name);

/* A word's code by its name or its Chinese; false: the list has no such word. */
bool code_of_word(const struct words *words, struct text name, int16_t *ret_code);

/* The field, or the word, that is spelt most alike; NULL: none is near. */
const char *field_near(struct text name);
const char *word_near(const struct words *words, struct text name);
