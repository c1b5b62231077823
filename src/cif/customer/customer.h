#pragma once
/* customer -- the head of every page about one customer, and its tabs (CIF-6).
 *
 * A page of any room embeds the head in its view and finds it first:
 *
 *     struct why_view { struct customer_head head; ... };
 *     FIELD_RECORD(struct why_view, head, customer_head_record),
 *
 *     static rc why_show(struct req *r)
 *     {
 *         const struct by_customer *in = r->in;
 *         TRY(customer_head_find(r, in->customer_id, &v->head));
 *
 *     {{<frame}}{{$title}}{{head.name}}{{/title}}{{$head}}{{>_customer_head}}{{/head}}
 *
 * Its route is /customers/{customer_id}/..., with PERM_CUSTOMER_READ, customer_in and .audit =
 * "customer.look".  A tab is shown where its route exists and the person may ask for it. */
#include "web/request.h"

struct by_customer {
    int64_t customer_id;
};
extern const struct inputs customer_in;

/* Somebody who manages the customer; the main manager comes first. */
struct customer_manager {
    struct text name;
    struct text share; /* "60%"; a NULL pointer where there is only one */
    bool is_main;
};

struct customer_tab {
    struct text url, label;
    bool current;
};

struct customer_head {
    int64_t customer_id;
    struct text customer_no, name;
    day day; /* of which everything on the page is */
    day came_on;
    bool gone, dnd;
    struct opt_int2 gender;
    struct opt_int4 age;
    int16_t cert_type;
    struct text certificate, phone; /* sealed, masked on the way out; phone may be unknown */
    int32_t home_id;
    struct text home_name;
    bool
        is_valued; /* some day's batch knew this customer; else stage, tier, standing are unknown */
    struct opt_int2 stage, tier, standing;
    bool is_managed;
    struct customer_manager *managers;
    size_t managers_count;
    struct customer_tab *tabs;
    size_t tabs_count;
    struct text certificate_url, phone_url; /* where they can be seen whole (web/unmask.h) */
    struct text statement_url;
};
extern const struct record customer_head_record;

/* Opens the customer in the person's scope, says what the look is about, and puts the name into the
 * page's title.  E_NOT_FOUND: there is nobody of that number, or not for this person to see. */
MUST_USE rc customer_head_find(struct req *r, int64_t customer_id, struct customer_head *ret_head);

extern const struct module customer_module;
