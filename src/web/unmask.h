#pragma once
/* unmask -- one personal value whole: for who may, who says why, and with an entry in the trail.
 *
 * A room declares once what can be asked for, and lists it in its module:
 *
 *     static rc find_phone(struct req *r, const void *in, struct text *ret_sealed) { ... }
 *     const struct unmasking phone_unmasking = {
 *         "customer.phone", "Phone number", PERM_CUSTOMER_READ, &by_customer_in, find_phone};
 *     static const struct unmasking *const unmaskings[] = {&phone_unmasking};
 *     const struct module customer_module = {..., MODULE_UNMASKINGS(unmaskings)};
 *
 * A column of a list says .unmask = &phone_unmasking, .key = "customer_id={customer_id}"; a page
 * gives its view unmask_url and says {{>_unmask}} beside the masked value.  Both show an eye to
 * those who may; it leads to the one page that asks for the reason.  Its answer is the only one
 * that ever holds the value: the entry is committed before it is sent, and no browser keeps it. */
#include "web/request.h"

struct unmasking {
    const char *name;        /* "customer.phone": in addresses and in the trail */
    const char *label;       /* source text: what it is */
    enum perm perm;          /* beside PERM_UNMASK: who sees it masked */
    const struct inputs *in; /* what names the thing; other names than "what", "reason", "note" */

    /* Its sealed value, asked for in the person's scope; 'in' as the inputs filled it.  Says what
     * the look is about (about).  E_NOT_FOUND: there is none, or it is not this person's to see. */
    rc (*find)(struct req *r, const void *in, struct text *ret_sealed);
};

/* Where the value can be asked for; a NULL pointer for who may not.  The rest as in a query:
 * "customer_id=%" PRId64. */
struct text unmask_url(struct req *r, const struct unmasking *what, const char *format, ...)
    PRINTF_LIKE(3, 4);

extern const struct module unmask_module;
