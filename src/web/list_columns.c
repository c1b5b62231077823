#include "web/list_columns.h"

#include "platform/list_columns.h"
#include "web/list_inside.h"
#include "web/list_place.h"

struct columns_form {
    struct text list;
    struct opt_bool reset;
};
/* clang-format off */
static const struct input columns_inputs[] = {
    INPUT_TEXT(struct columns_form, list, NULL, .required = true, .max = 100),
    INPUT_BOOL(struct columns_form, reset, NULL),
};
/* clang-format on */
static const struct inputs columns_in = INPUTS(struct columns_form, columns_inputs);

bool list_columns_carry(struct text name)
{
    static const char *const own[] = {"columns", "page", "as", "list", "reset", "csrf"};
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        if (text_is(name, own[i]))
            return false;
    return true;
}

/* Those of the list that are ticked, in the list's order. */
static struct text ticked(struct req *r, const struct list *list)
{
    struct buf b;
    buf_init(&b);
    for (size_t c = 0; c < list->columns_len; c++)
        for (size_t i = 0; i < r->given.len; i++)
            if (text_is(r->given.items[i].name, "columns") &&
                text_is(r->given.items[i].value, list->columns[c].field)) {
                buf_printf(&b, "%s%s", b.len ? "," : "", list->columns[c].field);
                break;
            }
    return keep(r->arena, &b);
}

/* The list as it was looked at, with its order and filters. */
static rc back_to(struct req *r, struct text path)
{
    struct buf b;
    char mark = '?';
    buf_init(&b);
    url_add(&b, path);
    for (size_t i = 0; i < r->given.len; i++) {
        if (!list_columns_carry(r->given.items[i].name) || !r->given.items[i].value.len)
            continue;
        buf_add_char(&b, mark);
        url_add(&b, r->given.items[i].name);
        buf_add_char(&b, '=');
        url_add(&b, r->given.items[i].value);
        mark = '&';
    }
    struct text to = keep(r->arena, &b);
    return to.len < 500 ? go(r, "%s", to.ptr) : go(r, "%.*s", (int)path.len, path.ptr);
}

static rc columns_keep(struct req *r)
{
    const struct columns_form *in = r->in;
    struct list_place place;
    TRY(list_place_find(r, in->list, &place));
    if (place.in_path.len) /* chosen for a list, not for one of many */
        return refuse(r, E_NOT_FOUND, N_("There is no such list."));
    bool reset = in->reset.known && in->reset.value;
    struct text columns = reset ? (struct text){NULL, 0} : ticked(r, place.route->list);
    TRY(list_columns_keep(r->db, r->who->staff_id, in->list, columns));
    return back_to(r, in->list);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_POST, "/me/columns", PERM_OWN_ACCOUNT, columns_keep, &columns_in, .title = N_("Choose the columns of a list")},
};
/* clang-format on */
const struct module list_columns_module = {.name = "list_columns", MODULE(routes)};
