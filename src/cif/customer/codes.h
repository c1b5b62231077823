#pragma once
/* codes -- what the codes of customers, accounts, cards and transactions are called on pages, and
 * how they look: queries say "tier int2 of tier_words".
 *
 * The lists themselves stand where the condition language finds them too. */
#include "cond/words.h"
