#pragma once
/* tell -- private to src/demo: the town's rows: what stands, what moved, and movements themselves.
 */
#include "demo/town.h"

/* What a movement is to the bank; its kind, channel and words follow. */
enum how {
    HOW_SALARY,
    HOW_BONUS,
    HOW_PENSION,
    HOW_SPEND, /* by telephone, from the current account */
    HOW_RENT,  /* rent, insurance, money sent home: the larger part of a month's pay */
    HOW_SALES, /* what a trader takes in */
    HOW_CARD,  /* with the credit card, on the card's account */
    HOW_REFUND,
    HOW_CARD_BILL, /* paid from the current account */
    HOW_CARD_PAID, /* the same on the card's account */
    HOW_INSTALMENT,
    HOW_LOAN_PAID, /* the same on the loan's account */
    HOW_SENT,      /* to somebody at another bank */
    HOW_RECEIVED,
    HOW_SENT_OWN, /* to the own account at another bank */
    HOW_RECEIVED_OWN,
    HOW_HOUSE,      /* a house paid, or sold */
    HOW_BOUGHT,     /* paid from the current account for a product */
    HOW_SUBSCRIBED, /* the same on the product's account: the purchase */
    HOW_REDEEMED,
    HOW_PAID_OUT, /* the same on the product's account */
    HOW_CLOSED,   /* the same on an account that is closed */
    HOW_INTEREST,
    HOW_CASH,
    HOW_COUNT
};

/* Moves so much onto the account (below 0: off it), today, and tells the transaction. */
void move(struct town *t, uint32_t account, fen amount, enum how how);

/* A transaction of the past, which moved nothing that is still to be seen. */
void tell_past(struct town *t, uint32_t account, fen amount, enum how how, day on);

void tell_bank(struct town *t);  /* organisations, products, staff: the first day */
void tell_rates(struct town *t); /* today's, a step from yesterday's */
void tell_staff_changes(struct town *t);

/* One row for each that was touched. */
void tell_touched(struct town *t);
