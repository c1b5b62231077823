#include "cif/intake/dayfile.h"

#include "platform/perm.h"

#define CODES(list) .codes = (list), .code_count = (int)ARRAY_LEN(list)
#define CODE(list) .kind = CELL_CODE, CODES(list), .empty = NO_CODE
#define CODE_OR_FIRST(list) .kind = CELL_CODE, CODES(list), .empty = 0
#define BOOL_OR_NO .kind = CELL_BOOL, CODES(no_yes), .empty = 0
#define BOOL .kind = CELL_BOOL, CODES(no_yes), .empty = NO_CODE
#define DATE CELL_DATE, .empty = NO_DAY
#define KEY .required = true, .key = true
#define REFERS(file) .reference = true, .refers = (file)

/* clang-format off */
static const char *const no_yes[] = {"0", "1"};
static const char *const org_levels[] = {"head", "tier1", "tier2", "subbranch", "outlet"};
static const char *const classes[] = {
    "demand", "time", "mortgage", "credit_loan", "other_loan", "fund", "bond", "wealth",
    "insurance", "securities", "gold", "debit_card", "credit_card", "settlement", "channel"};
static const char *const product_risks[] = {"R1", "R2", "R3", "R4", "R5"};
static const char *const staff_states[] = {"active", "left"};
static const char *const cert_types[] = {
    "id", "passport", "household", "military", "hk_macau", "taiwan", "foreigner", "other"};
static const char *const genders[] = {"male", "female"};
static const char *const risk_levels[] = {"C1", "C2", "C3", "C4", "C5"};
static const char *const account_states[] = {"open", "frozen", "closed"};
static const char *const card_kinds[] = {"debit", "credit"};
static const char *const grades[] = {"ordinary", "gold", "platinum", "diamond"};
static const char *const card_states[] = {"active", "cancelled"};
static const char *const directions[] = {"in", "out"};
static const char *const transaction_kinds[] = {
    "cash", "transfer", "salary", "purchase", "redemption", "interest", "fee", "card_spend",
    "repayment", "other"};
static const char *const transaction_channels[] = {
    "counter", "atm", "pos", "web", "app", "thirdparty"};
static const char *const behaviour_channels[] = {"app", "web", "wechat"};
static const char *const events[] = {"login", "view", "search", "click"};
static const char *const relations[] = {
    "spouse", "parent", "child", "employer", "guarantor", "friend"};
static const char *const stages[] = {"retained", "potential", "target"};
static const char *const tiers[] = {"none", "potential", "gold", "platinum", "growth", "core"};

static const struct column org_columns[] = {
    [ORG_NO]        = {"org_no", KEY},
    [ORG_PARENT_NO] = {"parent_no", REFERS(FILE_ORG)},
    [ORG_LEVEL]     = {"level", .required = true, CODE(org_levels)},
    [ORG_NAME]      = {"name", .required = true},
    [ORG_REGION]    = {"region"},
};
static const struct column product_columns[] = {
    [PRODUCT_CODE]         = {"product_code", KEY},
    [PRODUCT_NAME]         = {"name", .required = true},
    [PRODUCT_CLASS]        = {"class", .required = true, CODE(classes)},
    [PRODUCT_FAMILY]       = {"family"},
    [PRODUCT_RISK]         = {"risk", CODE(product_risks)},
    [PRODUCT_TERM_DAYS]    = {"term_days", CELL_INT},
    [PRODUCT_RATE]         = {"rate", CELL_RATE},
    [PRODUCT_MIN_AMOUNT]   = {"min_amount", CELL_AMOUNT},
    [PRODUCT_ON_SALE_FROM] = {"on_sale_from", DATE},
    [PRODUCT_ON_SALE_TO]   = {"on_sale_to", DATE},
};
static const struct column fx_columns[] = {
    [FX_CURRENCY] = {"currency", KEY},
    [FX_RATE]     = {"rate", CELL_RATE, .required = true},
};
static const struct column staff_columns[] = {
    [STAFF_NO]     = {"staff_no", KEY},
    [STAFF_NAME]   = {"name", .required = true},
    [STAFF_ORG_NO] = {"org_no", .required = true, REFERS(FILE_ORG)},
    [STAFF_POST]   = {"post", .required = true, CODE(post_names)},
    [STAFF_PHONE]  = {"phone", .personal = PERSONAL_PHONE},
    [STAFF_EMAIL]  = {"email", .personal = PERSONAL_EMAIL},
    [STAFF_SKILLS] = {"skills"},
    [STAFF_STATUS] = {"status", CODE_OR_FIRST(staff_states)},
};
static const struct column customer_columns[] = {
    [CUSTOMER_NO]               = {"customer_no", KEY},
    [CUSTOMER_CERT_TYPE]        = {"cert_type", .required = true, CODE(cert_types)},
    [CUSTOMER_CERT_NO]          = {"cert_no", .required = true, .personal = PERSONAL_CERTIFICATE},
    [CUSTOMER_NAME]             = {"name", .required = true},
    [CUSTOMER_GENDER]           = {"gender", CODE(genders)},
    [CUSTOMER_BIRTH_DATE]       = {"birth_date", DATE, .past = true},
    [CUSTOMER_PHONE]            = {"phone", .personal = PERSONAL_PHONE},
    [CUSTOMER_EMAIL]            = {"email", .personal = PERSONAL_EMAIL},
    [CUSTOMER_ADDRESS]          = {"address", .personal = PERSONAL_ADDRESS},
    [CUSTOMER_OCCUPATION]       = {"occupation"},
    [CUSTOMER_EDUCATION]        = {"education"},
    [CUSTOMER_MARITAL]          = {"marital"},
    [CUSTOMER_INCOME_YEAR]      = {"income_year", CELL_AMOUNT},
    [CUSTOMER_RISK_LEVEL]       = {"risk_level", CODE(risk_levels)},
    [CUSTOMER_RISK_ASSESSED_ON] = {"risk_assessed_on", DATE},
    [CUSTOMER_OUTLET_NO]        = {"outlet_no", .required = true, REFERS(FILE_ORG)},
    [CUSTOMER_OPENED_ON]        = {"opened_on", DATE},
    [CUSTOMER_DND]              = {"dnd", BOOL_OR_NO},
};
static const struct column account_columns[] = {
    [ACCOUNT_NO]           = {"account_no", KEY, .personal = PERSONAL_NUMBER},
    [ACCOUNT_CUSTOMER_NO]  = {"customer_no", .required = true, REFERS(FILE_CUSTOMER)},
    [ACCOUNT_PRODUCT_CODE] = {"product_code", .required = true, REFERS(FILE_PRODUCT)},
    [ACCOUNT_CURRENCY]     = {"currency", REFERS(FILE_FX)},
    [ACCOUNT_BALANCE]      = {"balance", CELL_SIGNED_AMOUNT, .required = true},
    [ACCOUNT_OUTLET_NO]    = {"outlet_no", .required = true, REFERS(FILE_ORG)},
    [ACCOUNT_OPENED_ON]    = {"opened_on", DATE, .required = true},
    [ACCOUNT_MATURES_ON]   = {"matures_on", DATE},
    [ACCOUNT_STATUS]       = {"status", CODE_OR_FIRST(account_states)},
    [ACCOUNT_COST]         = {"cost", CELL_AMOUNT},
    [ACCOUNT_AUTO_RENEW]   = {"auto_renew", BOOL},
};
static const struct column card_columns[] = {
    [CARD_NO]          = {"card_no", KEY, .personal = PERSONAL_NUMBER},
    [CARD_CUSTOMER_NO] = {"customer_no", .required = true, REFERS(FILE_CUSTOMER)},
    [CARD_KIND]        = {"kind", .required = true, CODE(card_kinds)},
    [CARD_GRADE]       = {"grade", .required = true, CODE(grades)},
    [CARD_VIP]         = {"vip", BOOL_OR_NO},
    [CARD_ISSUED_ON]   = {"issued_on", DATE, .required = true, .past = true},
    [CARD_EXPIRES_ON]  = {"expires_on", DATE},
    [CARD_STATUS]      = {"status", CODE_OR_FIRST(card_states)},
};
static const struct column transaction_columns[] = {
    [TRANSACTION_ID]                = {"txn_id", KEY},
    [TRANSACTION_ACCOUNT_NO]        = {"account_no", .required = true, REFERS(FILE_ACCOUNT),
                                       .personal = PERSONAL_NUMBER},
    [TRANSACTION_CUSTOMER_NO]       = {"customer_no", KEY, REFERS(FILE_CUSTOMER)},
    [TRANSACTION_AT]                = {"at", CELL_TIME, KEY},
    [TRANSACTION_DIRECTION]         = {"direction", .required = true, CODE(directions)},
    [TRANSACTION_AMOUNT]            = {"amount", CELL_AMOUNT, .required = true},
    [TRANSACTION_KIND]              = {"kind", CODE(transaction_kinds)},
    [TRANSACTION_CHANNEL]           = {"channel", CODE(transaction_channels)},
    [TRANSACTION_COUNTERPARTY]      = {"counterparty", .personal = PERSONAL_NOTE},
    [TRANSACTION_COUNTERPARTY_BANK] = {"counterparty_bank"},
    [TRANSACTION_OWN_NAME]          = {"own_name", BOOL},
    [TRANSACTION_NOTE]              = {"note", .personal = PERSONAL_NOTE},
};
static const struct column behaviour_columns[] = {
    [BEHAVIOUR_CUSTOMER_NO] = {"customer_no", .required = true, REFERS(FILE_CUSTOMER)},
    [BEHAVIOUR_AT]          = {"at", CELL_TIME, .required = true},
    [BEHAVIOUR_CHANNEL]     = {"channel", .required = true, CODE(behaviour_channels)},
    [BEHAVIOUR_EVENT]       = {"event", .required = true, CODE(events)},
    [BEHAVIOUR_OBJECT]      = {"object", .personal = PERSONAL_NOTE},
};
static const struct column relation_columns[] = {
    [RELATION_CUSTOMER_NO] = {"customer_no", KEY, REFERS(FILE_CUSTOMER)},
    [RELATION_OTHER_NO]    = {"other_no", KEY, REFERS(FILE_CUSTOMER)},
    [RELATION_KIND]        = {"kind", KEY, CODE(relations)},
};
static const struct column opening_columns[] = {
    [OPENING_CUSTOMER_NO] = {"customer_no", KEY, REFERS(FILE_CUSTOMER)},
    [OPENING_FA_YTD_SUM]  = {"fa_ytd_sum", CELL_AMOUNT, .required = true},
    [OPENING_AUM_M1]      = {"aum_m1", CELL_AMOUNT},
    [OPENING_AUM_M1 + 1]  = {"aum_m2", CELL_AMOUNT},
    [OPENING_AUM_M1 + 2]  = {"aum_m3", CELL_AMOUNT},
    [OPENING_AUM_M1 + 3]  = {"aum_m4", CELL_AMOUNT},
    [OPENING_AUM_M1 + 4]  = {"aum_m5", CELL_AMOUNT},
    [OPENING_AUM_M1 + 5]  = {"aum_m6", CELL_AMOUNT},
    [OPENING_AUM_M1 + 6]  = {"aum_m7", CELL_AMOUNT},
    [OPENING_AUM_M1 + 7]  = {"aum_m8", CELL_AMOUNT},
    [OPENING_AUM_M1 + 8]  = {"aum_m9", CELL_AMOUNT},
    [OPENING_AUM_M1 + 9]  = {"aum_m10", CELL_AMOUNT},
    [OPENING_AUM_M1 + 10] = {"aum_m11", CELL_AMOUNT},
    [OPENING_AUM_M12]     = {"aum_m12", CELL_AMOUNT},
    [OPENING_STAGE]       = {"stage", CODE_OR_FIRST(stages)},
    [OPENING_TIER]        = {"tier", CODE_OR_FIRST(tiers)},
    [OPENING_SINCE]       = {"since", DATE},
};

#define TABLE(file, columns) file, columns, ARRAY_LEN(columns)
#define KEY_OF_ONE(column) .key = {column}, .key_count = 1, .key_column = (column)

static const struct dayfile_table tables[FILE_COUNT] = {
    [FILE_ORG]         = {TABLE("org.csv", org_columns), KEY_OF_ONE(ORG_NO)},
    [FILE_PRODUCT]     = {TABLE("product.csv", product_columns), KEY_OF_ONE(PRODUCT_CODE)},
    [FILE_FX]          = {TABLE("fx.csv", fx_columns), KEY_OF_ONE(FX_CURRENCY)},
    [FILE_STAFF]       = {TABLE("staff.csv", staff_columns), KEY_OF_ONE(STAFF_NO), .absence = true},
    [FILE_CUSTOMER]    = {TABLE("customer.csv", customer_columns), KEY_OF_ONE(CUSTOMER_NO),
                          .absence = true},
    [FILE_ACCOUNT]     = {TABLE("account.csv", account_columns), KEY_OF_ONE(ACCOUNT_NO),
                          .absence = true},
    [FILE_CARD]        = {TABLE("card.csv", card_columns), KEY_OF_ONE(CARD_NO), .absence = true},
    [FILE_TRANSACTION] = {TABLE("transaction.csv", transaction_columns),
                          .key = {TRANSACTION_CUSTOMER_NO, TRANSACTION_AT, TRANSACTION_ID},
                          .key_count = 3, .key_column = TRANSACTION_ID},
    [FILE_BEHAVIOUR]   = {TABLE("behaviour.csv", behaviour_columns), .key_column = NO_COLUMN},
    [FILE_RELATION]    = {TABLE("relation.csv", relation_columns),
                          .key = {RELATION_CUSTOMER_NO, RELATION_OTHER_NO, RELATION_KIND},
                          .key_count = 3, .key_column = RELATION_CUSTOMER_NO, .absence = true},
    [FILE_OPENING]     = {TABLE("opening.csv", opening_columns), KEY_OF_ONE(OPENING_CUSTOMER_NO)},
};
/* clang-format on */

const struct dayfile_table *dayfile_table(enum dayfile file)
{
    assert(file < FILE_COUNT);
    return &tables[file];
}

enum dayfile dayfile_named(struct text name)
{
    for (int file = 0; file < FILE_COUNT; file++)
        if (text_is(name, tables[file].name))
            return (enum dayfile)file;
    return NO_FILE;
}

int dayfile_column(enum dayfile file, struct text name)
{
    const struct dayfile_table *table = dayfile_table(file);
    for (int i = 0; i < table->column_count; i++)
        if (text_is(name, table->columns[i].name))
            return i;
    return NO_COLUMN;
}

const struct column *dayfile_column_at(enum dayfile file, int column)
{
    assert(column >= 0 && column < dayfile_table(file)->column_count);
    return &tables[file].columns[column];
}

static bool same(const char *code, struct text name)
{
    for (size_t i = 0; i < name.len; i++)
        if (code[i] != name.ptr[i] || code[i] == 0)
            return false;
    return code[name.len] == 0;
}

int column_code(const struct column *column, struct text name)
{
    for (int i = 0; i < column->code_count; i++)
        if (same(column->codes[i], name))
            return i;
    return NO_CODE;
}
