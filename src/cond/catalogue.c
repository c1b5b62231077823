#include "cond/catalogue.h"

/* clang-format off */
const struct catalogue_field customer_fields[CUSTOMER_FIELDS] = {
    [FIELD_STAGE]         = {"stage", "客户阶段", OF_CODE, "retained, potential or target: the daily recognition"},
    [FIELD_TIER]          = {"tier", "客户等级", OF_CODE, "level of the scheme value, moved at month ends"},
    [FIELD_REF]           = {"ref", "参照等级", OF_CODE, "the tier the customer is held against"},
    [FIELD_BELOW]         = {"below", "连续未达标月数", OF_COUNT, "month ends in a row below the reference"},
    [FIELD_STANDING]      = {"standing", "级别状态", OF_CODE, "normal, watch, attention or churned"},
    [FIELD_DEPOSITS]      = {"deposits", "存款余额", OF_MONEY, "demand and time deposits"},
    [FIELD_LOANS]         = {"loans", "贷款余额", OF_MONEY, "all loans outstanding"},
    [FIELD_FUNDS]         = {"funds", "基金余额", OF_MONEY, "funds"},
    [FIELD_BONDS]         = {"bonds", "国债余额", OF_MONEY, "treasury bonds"},
    [FIELD_WEALTH]        = {"wealth", "理财余额", OF_MONEY, "wealth products"},
    [FIELD_INSURANCE]     = {"insurance", "保险", OF_MONEY, "insurance"},
    [FIELD_SECURITIES]    = {"securities", "证券", OF_MONEY, "securities"},
    [FIELD_GOLD]          = {"gold", "贵金属", OF_MONEY, "precious metals"},
    [FIELD_FA]            = {"fa", "金融资产", OF_MONEY, "financial assets: classes by their weights"},
    [FIELD_AUM]           = {"aum", "AUM余额", OF_MONEY, "assets under management, without loans"},
    [FIELD_ACCT_MAX]      = {"acct_max", "最大账户余额", OF_MONEY, "largest balance of one account"},
    [FIELD_FA_AVG]        = {"fa_avg", "年日均金融资产", OF_MONEY, "annual daily average of financial assets"},
    [FIELD_AUM_MAX6]      = {"aum_max6", "近6个月最高AUM", OF_MONEY, "largest AUM today and at the last 6 month ends"},
    [FIELD_AUM_MAX12]     = {"aum_max12", "近12个月最高AUM", OF_MONEY, "largest AUM today and at the last 12 month ends"},
    [FIELD_CC_SPEND]      = {"cc_spend", "近一年信用卡消费", OF_MONEY, "card spend less refunds in 365 days"},
    [FIELD_MORTGAGE]      = {"mortgage", "个人抵押类贷款", OF_MONEY, "loans secured by collateral"},
    [FIELD_CREDIT_LOAN]   = {"credit_loan", "信用保证类贷款", OF_MONEY, "credit and guaranteed loans"},
    [FIELD_CC_GRADE]      = {"cc_grade", "信用卡等级", OF_CODE, "best grade among valid credit cards"},
    [FIELD_PRODUCT_KINDS] = {"product_kinds", "持有产品种类", OF_COUNT, "number of product classes held"},
};
/* clang-format on */
