/* What the table of alerts says of each kind. */
#include "base/test.h"

#include "engine/alert.h"

TEST(every_kind_has_a_name_of_its_own)
{
    for (int i = 0; i < ALERT_COUNT; i++)
        for (int k = 0; k < i; k++)
            CHECK(strcmp(alert_forms[i].name, alert_forms[k].name) != 0);
    CHECK_TEXT(alert_forms[ALERT_STAGE_UP].name, "stage_up");
    CHECK_TEXT(alert_forms[ALERT_CARD_BELOW].name, "card_below");
}

TEST(amounts_stand_where_the_rules_name_one)
{
    static const bool has_amount[ALERT_COUNT] = {
        [ALERT_ASSETS_FELL] = true,      [ALERT_ASSETS_ROSE] = true,
        [ALERT_CHURNING] = true,         [ALERT_LARGE_MOVEMENT] = true,
        [ALERT_PRODUCT_MATURING] = true, [ALERT_ACCOUNT_CLOSED] = true,
        [ALERT_HOLDING_GAIN] = true,     [ALERT_HOLDING_LOSS] = true,
    };
    for (int i = 0; i < ALERT_COUNT; i++)
        if (alert_forms[i].has_amount != has_amount[i])
            fail_msg("%s", alert_forms[i].name);
}

TESTS(CASE(every_kind_has_a_name_of_its_own), CASE(amounts_stand_where_the_rules_name_one))
