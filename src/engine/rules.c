#include "engine/rules.h"

const char *const figure_names[FIGURE_COUNT] = {
    [FIGURE_AUM] = "aum",
    [FIGURE_AUM_MAX] = "aum_max",
    [FIGURE_FA] = "fa",
    [FIGURE_FA_AVG] = "fa_avg",
    [FIGURE_CC_SPEND] = "cc_spend",
    [FIGURE_MORTGAGE] = "mortgage",
    [FIGURE_CREDIT_LOAN] = "credit_loan",
    [FIGURE_CC_GRADE] = "cc_grade",
    [FIGURE_KINDS] = "product_kinds",
    [FIGURE_STAGE] = "stage",
    [FIGURE_ACTIVE] = "active",
};
