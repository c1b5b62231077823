/* look_up -- who manages a customer, for whoever must know it though the customer is another's: the
 * look-up record of SEC-2 (CARE-4), and the outlet's pending list.
 *
 * Asked by a whole number only, and by a form, so that no address holds one.  Each look-up is in
 * the trail and counted before it is answered, whether it finds somebody or not; its record can be
 * read for half an hour.  schema/0014_search.sql decides. */
#include "base/clock.h"
#include "cfe/search/asked.h"
#include "cfe/search/look_up.html.h"
#include "cfe/search/look_up.sql.h"
#include "cfe/search/looked_up.html.h"
#include "cfe/search/pending.html.h"
#include "cfe/search/search.h"
#include "cif/customer/codes.h"
#include "engine/reach.h"
#include "platform/roll_keeper.h"
#include "web/form.h"
#include "web/web.h"

enum { PROPOSED_MOST = 10, PENDING_MOST = 5000, TAIL_SHOWN = 4 };
#define CLOCK_DAY (24 * 60 * CLOCK_MINUTE)

/* ---- asking ---- */

struct look_up_in {
    struct text number;
};
/* clang-format off */
static const struct input look_up_inputs[] = {
    INPUT_TEXT(struct look_up_in, number, N_("Customer number, certificate or phone"), .required = true, .max = NUMBER_MOST, .help = N_("In full, as the customer gives it; spaces do not matter.")),
};
/* clang-format on */
static const struct inputs look_up_in = INPUTS(struct look_up_in, look_up_inputs);

struct look_up_view {
    struct form form;
    int64_t used, most;
};
static const struct field look_up_fields[] = {
    FIELD_RECORD(struct look_up_view, form, form_record),
    FIELD(struct look_up_view, used),
    FIELD(struct look_up_view, most),
};
static const struct record look_up_record = RECORD(struct look_up_view, look_up_fields);
static const struct page look_up_page = {&tmpl_look_up, &look_up_record, N_("Customer look-up")};

static rc look_up_ask(struct req *r)
{
    struct look_up_view *v = VIEW(r, struct look_up_view);
    struct q_look_up_used_row used;
    v->form = form_make(r, &look_up_in, "/lookup", NULL);
    TRY(q_look_up_used(r->db, r->now - CLOCK_DAY, &used));
    v->used = used.used;
    v->most = used.most;
    return show(r, &look_up_page, v);
}

/* Of certificates and phones the database keeps no index: the roll says whom to compare. */
static rc propose(struct req *r, const struct search_asked *asked, struct int8s *ret)
{
    uint32_t rows[2 * PROPOSED_MOST];
    int64_t *ids = arena_alloc(r->arena, 2 * PROPOSED_MOST * sizeof *ids);
    const struct roll *roll = roll_hold(r->web->roll);
    if (!roll)
        return refuse(r, E_BUSY,
                      N_("Customers are still being loaded: try again in a few seconds."));
    size_t len = roll_with_certificate(roll, asked->certificates.items, asked->certificates.len,
                                       rows, PROPOSED_MOST);
    for (size_t i = 0; i < asked->phones.len; i++)
        len += roll_with_phone(roll, asked->phones.items[i], rows + len, PROPOSED_MOST);
    roll_let_go(r->web->roll);
    for (size_t i = 0; i < len; i++)
        ids[i] = (int64_t)rows[i] + 1;
    *ret = (struct int8s){ids, len};
    return OK;
}

static rc refuse_until(struct req *r, int64_t possible_at)
{
    int64_t minutes = (possible_at - r->now) / CLOCK_MINUTE + 1;
    struct place places[] = {
        {"hours", text_of(arena_printf(r->arena, "%" PRId64, minutes / 60))},
        {"minutes", text_of(arena_printf(r->arena, "%" PRId64, minutes % 60))},
    };
    r->retry_after = (int)(minutes * 60);
    r->said = say(r->arena, r->tongue,
                  N_("You have used all your look-ups for 24 hours. The next one is available in "
                     "{hours} h {minutes} min."),
                  ARRAY_LEN(places), places);
    return E_TOO_MANY;
}

/* What the trail keeps of the number; sealed as all details are. */
static struct text tail_of(struct req *r, struct text typed)
{
    size_t len = typed.len > TAIL_SHOWN ? TAIL_SHOWN : typed.len;
    return text_of(arena_printf(r->arena, "…%.*s", (int)len, typed.ptr + typed.len - len));
}

static rc look_up(struct req *r)
{
    const struct look_up_in *in = r->in;
    struct search_asked asked = search_asked(r->web->bank, r->arena, in->number);
    struct q_look_up_make_row row;
    struct q_look_up_first_row first;
    struct int8s proposed;
    bool found = false;
    if (!asked.by_number)
        return fault(r, "number", N_("is not a number"));
    TRY(propose(r, &asked, &proposed));
    TRY(q_look_up_make(r->db, asked.numbers, proposed, asked.certificates, asked.phones, &row));
    if (row.look_up_id == 0)
        return refuse_until(r, row.possible_at.value);
    TRY(q_look_up_first(r->db, row.look_up_id, r->who->published.day, &first, &found));
    if (found)
        about(r, AUDIT_CUSTOMER, first.customer_id);
    r->detail = tail_of(r, asked.tail_text);
    return go(r, "/lookup/%" PRId64, row.look_up_id);
}

/* ---- what was found ---- */

struct by_look_up {
    int64_t look_up_id;
};
static const struct input by_look_up_inputs[] = {PATH_ID(struct by_look_up, look_up_id)};
static const struct inputs by_look_up_in = INPUTS(struct by_look_up, by_look_up_inputs);

struct looked_up_view {
    int64_t at;
    bool found_nobody, is_over;
    struct q_look_up_shown_row *customers;
    size_t customers_count;
};
static const struct field looked_up_fields[] = {
    FIELD_AS(struct looked_up_view, at, KIND_TIME),
    FIELD(struct looked_up_view, found_nobody),
    FIELD(struct looked_up_view, is_over),
    FIELD_ROWS(struct looked_up_view, customers, q_look_up_shown_record),
};
static const struct record looked_up_record = RECORD(struct looked_up_view, looked_up_fields);
static const struct page looked_up_page = {&tmpl_looked_up, &looked_up_record,
                                           N_("Look-up record")};

static rc looked_up_show(struct req *r)
{
    const struct by_look_up *in = r->in;
    struct looked_up_view *v = VIEW(r, struct looked_up_view);
    struct q_look_up_own_row own;
    bool found;
    TRY(q_look_up_own(r->db, in->look_up_id, &own, &found));
    if (!found)
        return E_NOT_FOUND;
    TRY(q_look_up_shown(r->db, r->arena, in->look_up_id, r->who->published.day, &v->customers,
                        &v->customers_count));
    if (v->customers_count > 0)
        about(r, AUDIT_CUSTOMER, v->customers[0].customer_id);
    v->at = own.at;
    v->found_nobody = own.found == 0;
    v->is_over = own.found > 0 && v->customers_count == 0;
    return show(r, &looked_up_page, v);
}

/* ---- the outlet's pending list ---- */

/* Heads and all above them have the whole list of those to be assigned; managers see, of the
 * look-up record, who waits at their outlet, and whom to ask for them. */
struct pending_view {
    struct q_look_up_heads_row *heads;
    size_t heads_count;
    struct q_look_up_pending_row *customers;
    size_t customers_count;
};
static const struct field pending_fields[] = {
    FIELD_ROWS(struct pending_view, heads, q_look_up_heads_record),
    FIELD_ROWS(struct pending_view, customers, q_look_up_pending_record),
};
static const struct record pending_record = RECORD(struct pending_view, pending_fields);
static const struct page pending_page = {&tmpl_pending, &pending_record, N_("To be assigned")};

static rc pending_show(struct req *r)
{
    struct pending_view *v = VIEW(r, struct pending_view);
    const struct snapshot *s;
    if (may(r, PERM_CUSTOMERS_BELOW))
        return go(r, "/customers/unassigned");
    TRY(req_snapshot(r, &s));
    struct reach wait = reach_unassigned(s, r->who->org_id, r->arena);
    size_t len = wait.len < PENDING_MOST ? wait.len : PENDING_MOST;
    TRY(q_look_up_pending(r->db, r->arena, rows_ids(wait.rows, len, r->arena),
                          r->who->published.day, &v->customers, &v->customers_count));
    TRY(q_look_up_heads(r->db, r->arena, r->who->org_id, r->who->published.day, &v->heads,
                        &v->heads_count));
    return show(r, &pending_page, v);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/lookup", PERM_LOOKUP, look_up_ask, .gives = &look_up_page, .title = N_("Customer look-up")},
    {HTTP_POST, "/lookup", PERM_LOOKUP, look_up, &look_up_in, .audit = "customer.look_up", .again = look_up_ask, .gives = &look_up_page, .title = N_("Look up who manages a customer")},
    {HTTP_GET, "/pending", PERM_LOOKUP, pending_show, .audit = "customer.pending", .gives = &pending_page, .title = N_("To be assigned")},
    {HTTP_GET, "/lookup/{look_up_id}", PERM_LOOKUP, looked_up_show, &by_look_up_in, .audit = "customer.looked_up", .gives = &looked_up_page, .title = N_("Look-up record")},
};
static const struct nav nav[] = {
    {NAV_CUSTOMERS, "/lookup", N_("Customer look-up")},
    {NAV_CUSTOMERS, "/pending", N_("To be assigned"), .unless = PERM_CUSTOMERS_BELOW},
};
/* clang-format on */
const struct module look_up_module = {.name = "look_up", MODULE(routes), MODULE_NAV(nav)};
