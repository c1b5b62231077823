#pragma once
/* worth -- how much money an alert is about, so that what to do now stands on top.
 *
 * In base fen, never below 0; of two alerts of the same worth the customer with the smaller number
 * comes first, then the smaller kind.  The rule, one for all, is the money that is at stake:
 *
 *     assets_fell, churning, account_closed   what has left: the alert's amount
 *     large_movement out                      the amount that leaves
 *     product_maturing                        the balance that looks for a new home
 *     holding_loss                            what is left of the holding, which may be sold
 *     entered_watch, _attention, _churned, stage_down, tier_down
 *                                             what the customer has with us: the aum
 *     card_missing, card_below, card_expiring, card_cancelled, birthday
 *                                             an occasion to call, not money that moves: a
 *                                             hundredth of the aum
 *     assets_rose, large_movement in, holding_gain, won_back, stage_up, tier_up
 *                                             good news: half of what a loss of the same amount is
 *                                             worth (amount, holding or aum).  New money is still
 *                                             there tomorrow; money that leaves is not. */
#include "engine/alert.h"

/* 'amount' in base currency (gains and losses of holdings are told in the account's, and taken as
 * they are); 'aum': the customer's on the day. */
fen alert_worth(enum alert_kind kind, int64_t from, int64_t to, fen amount, fen aum);

/* ---- how urgent ---- */

/* Worth alone would let a rich customer's small news hide the money that leaves today: what is to
 * be done first comes first, and only then what is worth more.
 *
 *     URGENT_LEAVING   assets_fell, account_closed, churning, large_movement out
 *     URGENT_MATURING  product_maturing: matured, or within MATURING_SOON_DAYS of the reader's day
 *     URGENT_FALLING   tier_down, stage_down, entered_*, holding_loss, card_below, card_cancelled
 *     URGENT_CHANCE    what else speaks for a call: later maturities, rises, gains, won_back, ...
 *     URGENT_NEWS      birthday, card_expiring, and large movements that stay with the bank */
enum urgency {
    URGENT_LEAVING,
    URGENT_MATURING,
    URGENT_FALLING,
    URGENT_CHANCE,
    URGENT_NEWS,
    URGENCIES
};
enum { MATURING_SOON_DAYS = 3 };
/* 'stays': see movement_stays; 'today': the reader's (platform/read_on.h). */
enum urgency alert_urgency(enum alert_kind kind, int64_t to, bool stays, day today);

/* Does the money of a transaction stay with the bank: a purchase, a redemption, a repayment, or a
 * move between the customer's own accounts here?  What goes to the own name at another bank leaves,
 * and what comes from there is new.  'txn_kind' as dayfiles.md has it, -1 where it is not said;
 * 'own_here': own name, and no other bank is named. */
bool movement_stays(int txn_kind, bool own_here);
