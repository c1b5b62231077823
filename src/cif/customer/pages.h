#pragma once
/* pages -- private to cif/customer: the pages about one customer. */
#include "cif/customer/customer.h"

extern const struct page overview_page;
handler overview_show;

/* Where the address can be seen whole; a NULL pointer for who may not. */
struct text customer_address_url(struct req *r, int64_t customer_id);
