#pragma once
/* words -- the closed lists of codes that customers, accounts, cards and transactions carry: what
 * programs, conditions and people call them, and how they look.
 *
 * The numbers are stored in the database and in the engine's columns (engine/words.h has names for
 * some): never renumber, only add. */
#include "base/record.h"

extern const struct words stage_words, tier_words, standing_words;
extern const struct words class_words;     /* of products */
extern const struct words grade_words;     /* of cards, none included */
extern const struct words cert_type_words; /* of certificates */
extern const struct words gender_words;
extern const struct words risk_words;         /* of customers, C1 to C5 */
extern const struct words product_risk_words; /* R1 to R5 */
extern const struct words account_status_words, card_kind_words, card_status_words;
extern const struct words direction_words, txn_kind_words, txn_channel_words;
extern const struct words relation_words;
extern const struct words related_words; /* and as whom the other stands in the relation */
