#pragma once
/* names -- private to src/cfe/today: all names of a page in one message.
 *
 *     names_customer(n, row->customer_id, &row->name);    while the page is filled
 *     TRY(names_ask(n, r));                      opens the customers; goes with the next query
 *     TRY(names_take(n, r));                     fills in all of them
 *
 * Who may not be seen has no name: names_keep takes such rows off. */
#include "web/request.h"

struct names;
struct names *names_new(struct arena *a);

/* Where to put it; it keeps a NULL pointer where there is none. */
void names_customer(struct names *n, int64_t customer_id, struct text *to);
void names_staff(struct names *n, int32_t staff_id, struct text *to);
void names_org(struct names *n, int32_t org_id, struct text *to);
void names_org_no(struct names *n, int32_t org_id, struct text *to); /* its number */
void names_product(struct names *n, int32_t product_id, struct text *to);

MUST_USE rc names_ask(struct names *n, struct req *r);
MUST_USE rc names_take(struct names *n, struct req *r);

/* Of rows of 'size' bytes those whose text at 'at' is there, in their order; returns how many. */
size_t names_keep(void *rows, size_t len, size_t size, size_t at);
