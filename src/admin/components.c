#include "admin/components.h"

#include "admin/components.html.h"
#include "admin/components_form.html.h"
#include "admin/components_record.html.h"

/* They show nothing of the bank's: their values stand in the templates. */
struct nothing {
    bool none;
};
static const struct field nothing_fields[] = {FIELD(struct nothing, none)};
static const struct record nothing_record = RECORD(struct nothing, nothing_fields);
static const struct page all_page = {&tmpl_components, &nothing_record, N_("Components")};
static const struct page form_page = {&tmpl_components_form, &nothing_record, N_("A form")};
static const struct page record_page = {&tmpl_components_record, &nothing_record, N_("A record")};

static rc all_show(struct req *r)
{
    return show(r, &all_page, VIEW(r, struct nothing));
}

static rc form_show(struct req *r)
{
    return show(r, &form_page, VIEW(r, struct nothing));
}

static rc record_show(struct req *r)
{
    return show(r, &record_page, VIEW(r, struct nothing));
}

static rc start(struct req *r)
{
    return go(r, may(r, PERM_NIGHTS_READ) ? "/nights" : "/organisations");
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/", PERM_SIGNED_IN, start, .title = N_("Start")},
    {HTTP_GET, "/components", PERM_COMPONENTS, all_show, .gives = &all_page, .title = N_("Components")},
    {HTTP_GET, "/components/form", PERM_COMPONENTS, form_show, .gives = &form_page, .title = N_("A form")},
    {HTTP_GET, "/components/record", PERM_COMPONENTS, record_show, .gives = &record_page, .title = N_("A record")},
};
static const struct nav nav[] = {{NAV_ADMIN, "/components", N_("Components")}};
/* clang-format on */
const struct module components_module = {.name = "components", MODULE(routes), MODULE_NAV(nav)};
