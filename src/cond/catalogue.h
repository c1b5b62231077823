#pragma once
/* catalogue -- the fields that conditions, lists and reports speak of: name, Chinese name, type,
 * unit, meaning.
 *
 * The one place where a field is named: values prints its columns from here; the condition
 * language, the builder's menu and the reports' dimensions will stand on the same list. */
#include "base/base.h"

enum catalogue_type {
    OF_MONEY, /* fen; shown in yuan */
    OF_COUNT, /* whole number */
    OF_CODE,  /* one of a closed list of words */
};

enum customer_field {
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
    CUSTOMER_FIELDS
};

struct catalogue_field {
    const char *name;
    const char *zh; /* as the screens show it */
    enum catalogue_type type;
    const char *meaning;
};

/* In the order of rules.md, "What the batch leaves behind". */
extern const struct catalogue_field customer_fields[CUSTOMER_FIELDS];
