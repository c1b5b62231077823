#pragma once
/* pages -- private to cif/customer: the pages about one customer. */
#include "cif/customer/customer.h"

/* Of counterparties: one, others, nobody. */
extern const struct words counterparty_words;
extern const struct page overview_page, assets_page, statement_page, transactions_page,
    products_page, relations_page;
extern const struct list transaction_list;
extern const struct inputs transactions_in;
handler overview_show, assets_show, statement_show, products_show, relations_show;

/* Where the address can be seen whole; a NULL pointer for who may not. */
struct text customer_address_url(struct req *r, int64_t customer_id);
