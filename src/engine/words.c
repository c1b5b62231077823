#include "engine/words.h"

const char *const stage_names[STAGE_COUNT] = {
    [STAGE_RETAINED] = "retained",
    [STAGE_POTENTIAL] = "potential",
    [STAGE_TARGET] = "target",
};

const char *const tier_names[TIER_COUNT] = {
    [TIER_NONE] = "none",         [TIER_POTENTIAL] = "potential", [TIER_GOLD] = "gold",
    [TIER_PLATINUM] = "platinum", [TIER_GROWTH] = "growth",       [TIER_CORE] = "core",
};

const char *const standing_names[STANDING_COUNT] = {
    [STANDING_NORMAL] = "normal",
    [STANDING_WATCH] = "watch",
    [STANDING_ATTENTION] = "attention",
    [STANDING_CHURNED] = "churned",
};

const char *const grade_names[GRADE_COUNT] = {
    [GRADE_NONE] = "none",         [GRADE_ORDINARY] = "ordinary", [GRADE_GOLD] = "gold",
    [GRADE_PLATINUM] = "platinum", [GRADE_DIAMOND] = "diamond",
};

const char *const class_names[CLASS_COUNT] = {
    [CLASS_DEMAND] = "demand",
    [CLASS_TIME] = "time",
    [CLASS_MORTGAGE] = "mortgage",
    [CLASS_CREDIT_LOAN] = "credit_loan",
    [CLASS_OTHER_LOAN] = "other_loan",
    [CLASS_FUND] = "fund",
    [CLASS_BOND] = "bond",
    [CLASS_WEALTH] = "wealth",
    [CLASS_INSURANCE] = "insurance",
    [CLASS_SECURITIES] = "securities",
    [CLASS_GOLD] = "gold",
    [CLASS_DEBIT_CARD] = "debit_card",
    [CLASS_CREDIT_CARD] = "credit_card",
    [CLASS_SETTLEMENT] = "settlement",
    [CLASS_CHANNEL] = "channel",
};
