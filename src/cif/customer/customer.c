#include "cif/customer/customer.h"

#include "cif/customer/codes.h"
#include "cif/customer/customer.sql.h"
#include "cif/customer/holdings.h"
#include "cif/customer/pages.h"
#include "platform/scope.h"
#include "web/unmask.h"
#include "web/web.h"

static const struct input customer_inputs[] = {PATH_ID(struct by_customer, customer_id)};
const struct inputs customer_in = INPUTS(struct by_customer, customer_inputs);

static const struct field manager_fields[] = {
    FIELD(struct customer_manager, name),
    FIELD(struct customer_manager, share),
    FIELD(struct customer_manager, is_main),
};
static const struct record manager_record = RECORD(struct customer_manager, manager_fields);

static const struct field tab_fields[] = {
    FIELD_AS(struct customer_tab, url, KIND_URL),
    FIELD(struct customer_tab, label),
    FIELD(struct customer_tab, current),
};
static const struct record tab_record = RECORD(struct customer_tab, tab_fields);

/* clang-format off */
#define HEAD(member) FIELD(struct customer_head, member)
#define HEAD_CODE(member, words) FIELD_CODE(struct customer_head, member, words)
#define HEAD_SEALED(member, personal_)                                                             \
    {.name = #member, .kind = KIND_TEXT, .nullable = true,                                         \
     .offset = offsetof(struct customer_head, member), .personal = (personal_)}
#define HEAD_URL(member)                                                                           \
    {.name = #member, .kind = KIND_URL, .nullable = true,                                          \
     .offset = offsetof(struct customer_head, member), .inner = true}
static const struct field head_fields[] = {
    FIELD_AS(struct customer_head, customer_id, KIND_ID),
    HEAD(customer_no),
    HEAD(name),
    FIELD_AS(struct customer_head, day, KIND_DAY),
    FIELD_AS(struct customer_head, came_on, KIND_DAY),
    HEAD(gone),
    HEAD(dnd),
    HEAD_CODE(gender, gender_words),
    HEAD(age),
    HEAD_CODE(cert_type, cert_type_words),
    HEAD_SEALED(certificate, PERSONAL_CERTIFICATE),
    HEAD_SEALED(phone, PERSONAL_PHONE),
    HEAD(home_name),
    HEAD(is_valued),
    HEAD_CODE(stage, stage_words),
    HEAD_CODE(tier, tier_words),
    HEAD_CODE(standing, standing_words),
    HEAD(is_managed),
    FIELD_ROWS(struct customer_head, managers, manager_record),
    {.name = "tabs", .kind = KIND_ROWS, .offset = offsetof(struct customer_head, tabs),
     .count_offset = offsetof(struct customer_head, tabs_count), .of = &tab_record, .inner = true},
    HEAD_URL(certificate_url),
    HEAD_URL(phone_url),
    HEAD_URL(statement_url),
};
const struct record customer_head_record = RECORD(struct customer_head, head_fields);

static const struct {
    const char *path, *label;
} tabs[] = {
    {"", N_("Overview")},
    {"/assets", N_("Assets")},
    {"/products", N_("Products")},
    {"/transactions", N_("Transactions")},
    {"/relations", N_("Relations")},
    {"/why", N_("Why this tier")},
    {"/timeline", N_("Timeline")},
};
/* clang-format on */

/* ---- values that can be asked for whole ---- */

static rc find_certificate(struct req *r, const void *in, struct text *ret_sealed)
{
    const struct by_customer *c = in;
    struct q_customer_certificate_row row;
    about(r, AUDIT_CUSTOMER, c->customer_id);
    TRY(scope_open_next(r->db, r->who, (struct int8s){&c->customer_id, 1}));
    TRY(q_customer_certificate(r->db, r->arena, c->customer_id, r->who->published.day, &row));
    *ret_sealed = row.sealed;
    return OK;
}

static rc find_phone(struct req *r, const void *in, struct text *ret_sealed)
{
    const struct by_customer *c = in;
    struct q_customer_phone_row row;
    about(r, AUDIT_CUSTOMER, c->customer_id);
    TRY(scope_open_next(r->db, r->who, (struct int8s){&c->customer_id, 1}));
    TRY(q_customer_phone(r->db, r->arena, c->customer_id, r->who->published.day, &row));
    *ret_sealed = row.sealed;
    return row.sealed.ptr ? OK : E_NOT_FOUND;
}

static rc find_address(struct req *r, const void *in, struct text *ret_sealed)
{
    const struct by_customer *c = in;
    struct q_customer_address_row row;
    about(r, AUDIT_CUSTOMER, c->customer_id);
    TRY(scope_open_next(r->db, r->who, (struct int8s){&c->customer_id, 1}));
    TRY(q_customer_address(r->db, r->arena, c->customer_id, r->who->published.day, &row));
    *ret_sealed = row.sealed;
    return row.sealed.ptr ? OK : E_NOT_FOUND;
}

static const struct input asked_inputs[] = {
    INPUT_NUMBER(struct by_customer, customer_id, NULL, .required = true, .min = 1,
                 .max = INT64_MAX),
};
static const struct inputs asked_in = INPUTS(struct by_customer, asked_inputs);
static const struct unmasking certificate_unmasking = {"customer.certificate",
                                                       N_("Certificate number"), PERM_CUSTOMER_READ,
                                                       &asked_in, find_certificate};
static const struct unmasking phone_unmasking = {"customer.phone", N_("Phone number"),
                                                 PERM_CUSTOMER_READ, &asked_in, find_phone};
static const struct unmasking address_unmasking = {"customer.address", N_("Address"),
                                                   PERM_CUSTOMER_READ, &asked_in, find_address};
static const struct unmasking *const unmaskings[] = {&certificate_unmasking, &phone_unmasking,
                                                     &address_unmasking, &account_unmasking,
                                                     &card_unmasking};

struct text customer_address_url(struct req *r, int64_t customer_id)
{
    return unmask_url(r, &address_unmasking, "customer_id=%" PRId64, customer_id);
}

/* ---- the head ---- */

/* Whole years; who was born on 29 February has the birthday on 1 March in other years. */
static struct opt_int4 age_on(day birth, day today)
{
    if (birth == NO_DAY || birth > today)
        return (struct opt_int4){false, 0};
    struct ymd b = day_ymd(birth), t = day_ymd(today);
    bool had = t.month > b.month || (t.month == b.month && t.day >= b.day);
    return (struct opt_int4){true, t.year - b.year - !had};
}

/* 6,000 basis points: "60%"; 3,333: "33.33%". */
static struct text share_of(struct req *r, int32_t points)
{
    int whole = points / 100, rest = points % 100;
    const char *text = rest == 0        ? arena_printf(r->arena, "%d%%", whole)
                       : rest % 10 == 0 ? arena_printf(r->arena, "%d.%d%%", whole, rest / 10)
                                        : arena_printf(r->arena, "%d.%02d%%", whole, rest);
    return text_of(text);
}

static void add_managers(struct req *r, const struct q_customer_head_row *row,
                         struct customer_head *h)
{
    size_t len = row->staff_names.len;
    h->managers = arena_alloc(r->arena, (len + 1) * sizeof *h->managers);
    for (size_t i = 0; i < len; i++)
        h->managers[h->managers_count++] = (struct customer_manager){
            .name = row->staff_names.items[i],
            .share = len > 1 ? share_of(r, row->shares.items[i]) : (struct text){NULL, 0},
            .is_main = i == 0};
    h->is_managed = len > 0;
}

static struct text page_of(struct req *r, int64_t customer_id, const char *rest)
{
    return text_of(arena_printf(r->arena, "/customers/%" PRId64 "%s", customer_id, rest));
}

static void add_tabs(struct req *r, int64_t customer_id, struct customer_head *h)
{
    h->tabs = arena_alloc(r->arena, ARRAY_LEN(tabs) * sizeof *h->tabs);
    for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
        struct text url = page_of(r, customer_id, tabs[i].path);
        const struct route *route = routes_find(r->web->routes, r->arena, HTTP_GET, url).route;
        if (!route || !may(r, route->perm))
            continue;
        h->tabs[h->tabs_count++] =
            (struct customer_tab){url, text_of(word(r, tabs[i].label)), route == r->route};
    }
}

static struct customer_head head_of(const struct q_customer_head_row *row, day today)
{
    return (struct customer_head){
        .customer_id = row->customer_id,
        .customer_no = row->customer_no,
        .name = row->name,
        .day = today,
        .came_on = row->came_on,
        .gone = row->gone,
        .dnd = row->dnd,
        .gender = row->gender,
        .age = age_on(row->birth_date, today),
        .cert_type = row->cert_type,
        .certificate = row->certificate,
        .phone = row->phone,
        .home_id = row->home_id,
        .home_name = row->home_name,
        .is_valued = row->stage.known,
        .stage = row->stage,
        .tier = row->tier,
        .standing = row->standing,
    };
}

static void add_urls(struct req *r, struct customer_head *h)
{
    static const char key[] = "customer_id=%" PRId64;
    h->certificate_url = unmask_url(r, &certificate_unmasking, key, h->customer_id);
    if (h->phone.ptr)
        h->phone_url = unmask_url(r, &phone_unmasking, key, h->customer_id);
    h->statement_url = page_of(r, h->customer_id, "/statement");
}

rc customer_head_find(struct req *r, int64_t customer_id, struct customer_head *ret_head)
{
    struct q_customer_head_row row;
    day today = r->who->published.day;
    about(r, AUDIT_CUSTOMER, customer_id);
    TRY(scope_open_next(r->db, r->who, (struct int8s){&customer_id, 1}));
    rc found = q_customer_head(r->db, r->arena, customer_id, today, &row);
    if (found == E_NOT_FOUND)
        return refuse(r, found, N_("There is no such customer, or you may not see this one."));
    TRY(found);
    struct customer_head h = head_of(&row, today);
    add_urls(r, &h);
    add_managers(r, &row, &h);
    add_tabs(r, customer_id, &h);
    r->answer.title = arena_text(r->arena, h.name.ptr, h.name.len);
    *ret_head = h;
    return OK;
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/customers/{customer_id}", PERM_CUSTOMER_READ, overview_show, &customer_in, .audit = "customer.look", .gives = &overview_page, .title = N_("Customer")},
    {HTTP_GET, "/customers/{customer_id}/assets", PERM_CUSTOMER_READ, assets_show, &customer_in, .audit = "customer.look", .gives = &assets_page, .title = N_("Assets")},
    {HTTP_GET, "/customers/{customer_id}/products", PERM_CUSTOMER_READ, products_show, &customer_in, .audit = "customer.look", .gives = &products_page, .title = N_("Products")},
    {HTTP_GET, "/customers/{customer_id}/transactions", PERM_CUSTOMER_READ, .list = &transaction_list, .in = &transactions_in, .audit = "customer.look", .gives = &transactions_page, .title = N_("Transactions")},
    {HTTP_GET, "/customers/{customer_id}/relations", PERM_CUSTOMER_READ, relations_show, &customer_in, .audit = "customer.look", .gives = &relations_page, .title = N_("Relations")},
    {HTTP_GET, "/customers/{customer_id}/statement", PERM_CUSTOMER_READ, statement_show, &customer_in, .audit = "customer.statement", .gives = &statement_page, .title = N_("Wealth account")},
};
/* clang-format on */
const struct module customer_module = {
    .name = "customer", MODULE(routes), MODULE_UNMASKINGS(unmaskings)};
