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

static enum urgency movement_urgency(int64_t to, bool stays)
{
    if (stays)
        return URGENT_NEWS;
    return to == DIRECTION_IN ? URGENT_CHANCE : URGENT_LEAVING;
}

enum urgency alert_urgency(enum alert_kind kind, int64_t to, bool stays, day today)
{
    switch (kind) {
    case ALERT_ASSETS_FELL:
    case ALERT_CHURNING:
    case ALERT_ACCOUNT_CLOSED:
        return URGENT_LEAVING;
    case ALERT_LARGE_MOVEMENT:
        return movement_urgency(to, stays);
    case ALERT_PRODUCT_MATURING:
        return to - today <= MATURING_SOON_DAYS ? URGENT_MATURING : URGENT_CHANCE;
    case ALERT_ENTERED_WATCH:
    case ALERT_ENTERED_ATTENTION:
    case ALERT_ENTERED_CHURNED:
    case ALERT_STAGE_DOWN:
    case ALERT_TIER_DOWN:
    case ALERT_HOLDING_LOSS:
    case ALERT_CARD_BELOW:
    case ALERT_CARD_CANCELLED:
        return URGENT_FALLING;
    case ALERT_CARD_EXPIRING:
    case ALERT_BIRTHDAY:
        return URGENT_NEWS;
    case ALERT_ASSETS_ROSE:
    case ALERT_HOLDING_GAIN:
    case ALERT_WON_BACK:
    case ALERT_STAGE_UP:
    case ALERT_TIER_UP:
    case ALERT_CARD_MISSING:
    case ALERT_COUNT:
        break;
    }
    return URGENT_CHANCE;
}

/* As dayfiles.md numbers them. */
enum { TXN_PURCHASE = 3, TXN_REDEMPTION = 4, TXN_REPAYMENT = 8 };

bool movement_stays(int txn_kind, bool own_here)
{
    return own_here || txn_kind == TXN_PURCHASE || txn_kind == TXN_REDEMPTION ||
           txn_kind == TXN_REPAYMENT;
}
