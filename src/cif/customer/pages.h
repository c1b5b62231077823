#pragma once
/* pages -- private to cif/customer: the pages about one customer. */
#include "cif/customer/customer.h"

extern const struct page overview_page;
handler overview_show;
