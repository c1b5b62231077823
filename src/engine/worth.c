#include "engine/worth.h"

enum { OCCASION = 100 }; /* an occasion is worth so small a part of the aum */
enum { DIRECTION_IN = 0 };

static fen positive(fen x)
{
    return x > 0 ? x : 0;
}

fen alert_worth(enum alert_kind kind, int64_t from UNUSED, int64_t to, fen amount, fen aum)
{
    switch (kind) {
    case ALERT_ASSETS_FELL:
    case ALERT_CHURNING:
    case ALERT_ACCOUNT_CLOSED:
    case ALERT_PRODUCT_MATURING:
        return positive(amount);
    case ALERT_LARGE_MOVEMENT:
        return positive(to == DIRECTION_IN ? amount / 2 : amount);
    case ALERT_HOLDING_LOSS:
        return positive(to);
    case ALERT_ENTERED_WATCH:
    case ALERT_ENTERED_ATTENTION:
    case ALERT_ENTERED_CHURNED:
    case ALERT_STAGE_DOWN:
    case ALERT_TIER_DOWN:
        return positive(aum);
    case ALERT_CARD_MISSING:
    case ALERT_CARD_BELOW:
    case ALERT_CARD_EXPIRING:
    case ALERT_CARD_CANCELLED:
    case ALERT_BIRTHDAY:
        return positive(aum / OCCASION);
    case ALERT_ASSETS_ROSE:
        return positive(amount / 2);
    case ALERT_HOLDING_GAIN:
        return positive(to / 2);
    case ALERT_WON_BACK:
    case ALERT_STAGE_UP:
    case ALERT_TIER_UP:
        return positive(aum / 2);
    case ALERT_COUNT:
        break;
    }
    return 0;
}
