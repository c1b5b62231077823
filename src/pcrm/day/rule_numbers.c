#include "pcrm/day/rule_numbers.h"

#include "cond/words.h"
#include "engine/book.h"

#define AMOUNT_MOST YUAN(1000000000000)

/* clang-format off */
const char *const rule_group_labels[RULE_GROUPS] = {
    [RULES_STAGE]  = N_("Recognition: retained, potential, target"),
    [RULES_ASSETS] = N_("Financial assets: what counts by how much"),
    [RULES_TIER]   = N_("Tiers"),
    [RULES_ALERTS] = N_("Alerts"),
    [RULES_OTHER]  = N_("Where a customer belongs"),
};

static const struct word home_items[] = {
    {0, "delivered", N_("the outlet that is delivered")},
    {1, "assets", N_("where most assets lie over three month ends")},
};
const struct words home_by_words = {"home_by_words", home_items, ARRAY_LEN(home_items)};

#define WEIGHT(name, label) {name, RULE_SHARE, RULES_ASSETS, true, 0, 10 * BASIS_POINTS, label, "%", N_("of its balance counts in financial assets")}

const struct rule_number rule_numbers[RULE_NUMBERS] = {
    [RULE_POTENTIAL_LIMIT] = {"potential_limit", RULE_YUAN, RULES_STAGE, false, 0, AMOUNT_MOST,
        N_("Potential customer: an account above"), N_("yuan"), N_("one deposit, loan or investment account above it makes a customer potential")},
    [RULE_TARGET_LIMIT] = {"target_limit", RULE_YUAN, RULES_STAGE, false, 0, AMOUNT_MOST,
        N_("Target customer: financial assets from"), N_("yuan"), N_("financial assets, or their annual daily average, from it make a potential customer a target")},
    [RULE_TARGET_KEEP_MONTHS] = {"target_keep_months", RULE_NUMBER, RULES_STAGE, false, 0, 120,
        N_("Target customer: months below before it is left"), N_("months"), N_("so long both must stay below without a break")},
    [RULE_SPEND_DAYS] = {"spend_days", RULE_NUMBER, RULES_TIER, false, 1, 366,
        N_("Card spend: length of the window"), N_("days"), N_("so many days up to the business day count as card spend")},
    [RULE_UPGRADE_DAILY] = {"upgrade_daily", RULE_FLAG, RULES_TIER, false, 0, 1,
        N_("Tiers rise every day"), "", N_("otherwise at month ends only; falls are always at month ends")},
    [RULE_CHURNING_FROM] = {"churning_from", RULE_TIER, RULES_ALERTS, false, 0, TIER_COUNT - 1,
        N_("Three months of falling assets: from tier"), "", N_("customers of lower tiers raise no such alert")},
    [RULE_ASSETS_MOVED_FROM] = {"assets_moved_from", RULE_YUAN, RULES_ALERTS, false, 0, AMOUNT_MOST,
        N_("Assets fell or rose: by at least"), N_("yuan"), N_("from one day to the next")},
    [RULE_ASSETS_MOVED_SHARE] = {"assets_moved_share", RULE_PART, RULES_ALERTS, false, 1, 1000,
        N_("Assets fell or rose: at least one part in"), "", N_("of the day before: 5 is a fifth")},
    [RULE_LARGE_MOVEMENT_FROM] = {"large_movement_from", RULE_YUAN, RULES_ALERTS, false, 0, AMOUNT_MOST,
        N_("Large movement: from"), N_("yuan"), N_("of a single transaction")},
    [RULE_MATURING_DAYS] = {"maturing_days", RULE_DAYS, RULES_ALERTS, false, 0, 3660,
        N_("Product matures: days before"), N_("days"), N_("up to eight numbers, as 30, 7, 1, 0; an alert on each")},
    [RULE_CARD_EXPIRING_DAYS] = {"card_expiring_days", RULE_NUMBER, RULES_ALERTS, false, 0, 3660,
        N_("Card expires: days before"), N_("days"), N_("one alert on that day")},
    [RULE_BIRTHDAY_DAYS] = {"birthday_days", RULE_NUMBER, RULES_ALERTS, false, 0, 366,
        N_("Birthday: days before"), N_("days"), N_("one alert on that day")},
    [RULE_HOLDING_MOVED] = {"holding_moved_bp", RULE_SHARE, RULES_ALERTS, false, 1, 10 * BASIS_POINTS,
        N_("Gain or loss of a holding: of its cost"), "%", N_("when a fund or wealth product crosses it, up or down")},
    [RULE_HOME_BY] = {"home_by", RULE_HOME, RULES_OTHER, false, 0, 1,
        N_("Home organisation"), "", N_("it changes at month ends")},
    [RULE_WEIGHTS + CLASS_DEMAND]      = WEIGHT("demand", N_("Demand deposits")),
    [RULE_WEIGHTS + CLASS_TIME]        = WEIGHT("time", N_("Time deposits")),
    [RULE_WEIGHTS + CLASS_MORTGAGE]    = WEIGHT("mortgage", N_("Secured loans")),
    [RULE_WEIGHTS + CLASS_CREDIT_LOAN] = WEIGHT("credit_loan", N_("Credit and guaranteed loans")),
    [RULE_WEIGHTS + CLASS_OTHER_LOAN]  = WEIGHT("other_loan", N_("Other loans")),
    [RULE_WEIGHTS + CLASS_FUND]        = WEIGHT("fund", N_("Funds")),
    [RULE_WEIGHTS + CLASS_BOND]        = WEIGHT("bond", N_("Treasury bonds")),
    [RULE_WEIGHTS + CLASS_WEALTH]      = WEIGHT("wealth", N_("Wealth products")),
    [RULE_WEIGHTS + CLASS_INSURANCE]   = WEIGHT("insurance", N_("Insurance")),
    [RULE_WEIGHTS + CLASS_SECURITIES]  = WEIGHT("securities", N_("Securities")),
    [RULE_WEIGHTS + CLASS_GOLD]        = WEIGHT("gold", N_("Precious metals")),
};

#define RULE_PLACES(X)                                   \
    X(RULE_POTENTIAL_LIMIT, potential_limit)             \
    X(RULE_TARGET_LIMIT, target_limit)                   \
    X(RULE_TARGET_KEEP_MONTHS, target_keep_months)       \
    X(RULE_SPEND_DAYS, spend_days)                       \
    X(RULE_UPGRADE_DAILY, upgrade_daily)                 \
    X(RULE_CHURNING_FROM, churning_from)                 \
    X(RULE_ASSETS_MOVED_FROM, assets_moved_from)         \
    X(RULE_ASSETS_MOVED_SHARE, assets_moved_share)       \
    X(RULE_LARGE_MOVEMENT_FROM, large_movement_from)     \
    X(RULE_CARD_EXPIRING_DAYS, card_expiring_days)       \
    X(RULE_BIRTHDAY_DAYS, birthday_days)                 \
    X(RULE_HOLDING_MOVED, holding_moved_bp)              \
    X(RULE_HOME_BY, home_by_assets)
/* clang-format on */

int64_t rule_number_get(const struct rules *r, enum rule_name n)
{
    switch ((int)n) {
#define RULE_GET(name, member)                                                                     \
    case name:                                                                                     \
        return (int64_t)r->member;
        RULE_PLACES(RULE_GET)
    default:
        return n >= RULE_WEIGHTS ? r->weights[n - RULE_WEIGHTS] : 0;
    }
}

void rule_number_set(struct rules *r, enum rule_name n, int64_t value)
{
    switch ((int)n) {
#define RULE_SET(name, member)                                                                     \
    case name:                                                                                     \
        r->member = (__typeof__(r->member))value;                                                  \
        return;
        RULE_PLACES(RULE_SET)
    default:
        if (n >= RULE_WEIGHTS)
            r->weights[n - RULE_WEIGHTS] = (int32_t)value;
    }
}
