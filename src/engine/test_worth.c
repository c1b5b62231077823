#include "base/test.h"
#include "engine/worth.h"

enum { TRANSFER = 1, PURCHASE = 3, REDEMPTION = 4, REPAYMENT = 8, NOT_SAID = -1 };
enum { IN = 0, OUT = 1, TODAY = 20000 };

static enum urgency movement(int direction, bool stays)
{
    return alert_urgency(ALERT_LARGE_MOVEMENT, direction, stays, TODAY);
}

TEST(money_stays_with_the_bank_where_it_buys_repays_or_moves_between_own_accounts_here)
{
    CHECK(movement_stays(TRANSFER, true));
    CHECK(movement_stays(NOT_SAID, true));
    CHECK(!movement_stays(TRANSFER, false));
    CHECK(!movement_stays(NOT_SAID, false));
    CHECK(movement_stays(PURCHASE, false));
    CHECK(movement_stays(REDEMPTION, false));
    CHECK(movement_stays(REPAYMENT, false));
}

TEST(what_leaves_comes_first_and_what_stays_is_news)
{
    CHECK_INT(movement(OUT, false), URGENT_LEAVING);
    CHECK_INT(movement(IN, false), URGENT_CHANCE);
    CHECK_INT(movement(OUT, true), URGENT_NEWS);
    CHECK_INT(movement(IN, true), URGENT_NEWS);
}

TEST(a_maturity_is_urgent_from_three_days_before)
{
    CHECK_INT(alert_urgency(ALERT_PRODUCT_MATURING, TODAY + 4, false, TODAY), URGENT_CHANCE);
    CHECK_INT(alert_urgency(ALERT_PRODUCT_MATURING, TODAY + 3, false, TODAY), URGENT_MATURING);
    CHECK_INT(alert_urgency(ALERT_PRODUCT_MATURING, TODAY - 1, false, TODAY), URGENT_MATURING);
}

TEST(new_money_is_worth_half_of_what_leaves)
{
    CHECK_INT(alert_worth(ALERT_LARGE_MOVEMENT, 0, OUT, 3000, 99), 3000);
    CHECK_INT(alert_worth(ALERT_LARGE_MOVEMENT, 0, IN, 3000, 99), 1500);
    CHECK_INT(alert_worth(ALERT_ASSETS_FELL, 0, 0, -5, 99), 0);
    CHECK_INT(alert_worth(ALERT_BIRTHDAY, 0, 0, 0, 4200), 42);
}

TESTS(CASE(money_stays_with_the_bank_where_it_buys_repays_or_moves_between_own_accounts_here),
      CASE(what_leaves_comes_first_and_what_stays_is_news),
      CASE(a_maturity_is_urgent_from_three_days_before),
      CASE(new_money_is_worth_half_of_what_leaves))
