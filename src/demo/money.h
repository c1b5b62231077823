#pragma once
/* money -- private to src/demo: what somebody does with the money he has here: buys, redeems, takes
 * it all away, closes.  Each of them tells its transactions. */
#include "demo/tell.h"

fen current_balance(const struct town *t, uint32_t customer);

/* A product of the class, from the current account; nothing when that has too little. */
void buy(struct town *t, struct die *d, uint32_t customer, enum product_class class, fen amount);

/* The account is closed, its balance comes to the current account. */
void redeem(struct town *t, uint32_t account);

/* A term that is over: renewed, or redeemed with its interest and mostly bought again. */
void settle_term(struct town *t, struct die *d, uint32_t account);

/* Redeems what is needed, and takes so much of all assets elsewhere. */
void take_away(struct town *t, uint32_t customer, fen percent, enum how how);

/* All accounts and cards. */
void close_all(struct town *t, uint32_t customer);
