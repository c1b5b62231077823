#pragma once
/* customer_row -- a customer as a row of a list, every figure a column.
 *
 * Figures come from the readers' store, names from the database, of the customers that the page has
 * opened; who may not be seen is left out. */
#include "engine/snapshot.h"
#include "web/list.h"

struct customer_row {
    int64_t customer_id;
    struct text customer_no, name;
    int16_t stage, tier, standing, below;
    struct text home_name, manager_name; /* may be null */
    fen deposits, demand, time, funds, bonds, wealth, insurance, securities, gold;
    fen loans, home_loans, secured_loans, credit_loans, certificate_bonds;
    fen fa, fa_avg, aum, acct_max, cc_spend;
    /* Not known: the bank has no figures of that day. */
    struct opt_int8 aum_day, aum_month, aum_year, deposits_day, deposits_month, deposits_year;
    struct opt_int8 held; /* of the product that is asked for */
    int16_t cc_grade, kinds;
    struct text birthday; /* "11-24"; may be null */
    day came_on, managed_since;
};
extern const struct record customer_row_record;

/* In the order in which they are offered. */
enum { CUSTOMER_COLUMNS = 39 };
extern const struct list_column customer_columns[CUSTOMER_COLUMNS];
extern const struct list_column own_customer_columns[CUSTOMER_COLUMNS]; /* the manager is oneself */
extern const struct list_column free_customer_columns[CUSTOMER_COLUMNS]; /* there is none */

/* What customers may be sorted by: one of order.h of the store, or what it does not keep. */
enum customer_order {
    ORDER_HOME_LOANS = 1 << 20, /* the balances of some products; above all the store's numbers */
    ORDER_CERTIFICATE_BONDS,
    ORDER_HELD,
    ORDER_BELOW,
    ORDER_BIRTHDAY,
    ORDER_NAME, /* of few only: the database sorts them */
    ORDER_CUSTOMER_NO,
    ORDER_HOME,
    ORDER_MANAGER
};
enum { CUSTOMER_ORDERS_MANY = 70, CUSTOMER_ORDERS = 78, CUSTOMER_ORDER_FIRST = 1 /* -aum */ };
extern const struct query_order customer_orders[CUSTOMER_ORDERS]; /* behind MANY: of few only */
int customer_order_of(int order); /* the number of an element of customer_orders */

/* list_fill: opens them, and puts their rows together. */
MUST_USE rc customer_fill(struct req *r, struct int8s ids, struct list_rows *ret_rows);

/* The sum of what the customer has of these products, in base fen. */
fen customer_holds(const struct snapshot *s, uint32_t row, struct int4s products);
