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
 * hundredth of the aum assets_rose, large_movement in, holding_gain, won_back, stage_up, tier_up
 *                                             good news: half of what a loss of the same amount is
 *                                             worth (amount, holding or aum).  New money is still
 *                                             there tomorrow; money that leaves is not. */
#include "engine/alert.h"

/* 'amount' in base currency (gains and losses of holdings are told in the account's, and taken as
 * they are); 'aum': the customer's on the day. */
fen alert_worth(enum alert_kind kind, int64_t from, int64_t to, fen amount, fen aum);
