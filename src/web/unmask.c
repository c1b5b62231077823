#include "web/unmask.h"

#include <stdarg.h>

#include "web/form.h"
#include "web/unmask.html.h"
#include "web/web.h"

static bool allows(const struct req *r, const struct unmasking *what)
{
    return may(r, PERM_UNMASK) && may(r, what->perm);
}

struct text unmask_url(struct req *r, const struct unmasking *what, const char *format, ...)
{
    va_list args;
    struct buf url;
    char key[400];
    if (!allows(r, what))
        return (struct text){NULL, 0};
    va_start(args, format);
    int len = vsnprintf(key, sizeof key, format, args);
    va_end(args);
    assert(len > 0 && (size_t)len < sizeof key);
    buf_init(&url);
    buf_printf(&url, "/unmask?what=%s&%s", what->name, key);
    return keep(r->arena, &url);
}

static const struct unmasking *unmasking_named(const struct web *web, struct text name)
{
    for (size_t m = 0; m < web->modules_len; m++)
        for (size_t i = 0; i < web->modules[m]->unmaskings_len; i++)
            if (text_is(name, web->modules[m]->unmaskings[i]->name))
                return web->modules[m]->unmaskings[i];
    return NULL;
}

/* ---- the page ---- */

static const struct word reason_items[] = {
    {0, "customer", N_("The customer asked for it")},
    {1, "contact", N_("To reach the customer")},
    {2, "check", N_("To check or repair data")},
    {3, "case", N_("For a complaint, an investigation or an audit")},
    {4, "other", N_("Another reason")},
};
static const struct words reason_words = {"reasons", reason_items, ARRAY_LEN(reason_items)};
enum { REASON_OTHER = 4 };

struct unmask_form {
    struct text what;
    int16_t reason;
    struct text note;
};
/* clang-format off */
static const struct input ask_inputs[] = {
    INPUT_TEXT(struct unmask_form, what, NULL, .required = true, .max = 60),
};
static const struct input unmask_inputs[] = {
    INPUT_TEXT(struct unmask_form, what, NULL, .required = true, .max = 60),
    INPUT_CODE(struct unmask_form, reason, reason_words, N_("Reason"), .required = true),
    INPUT_TEXT(struct unmask_form, note, N_("In words"), .max = 200, .help = N_("Whoever reads the trail later should understand it.")),
};
/* clang-format on */
static const struct inputs ask_in = INPUTS(struct unmask_form, ask_inputs);
static const struct inputs unmask_in = INPUTS(struct unmask_form, unmask_inputs);

/* What names the thing, on its way through the form. */
struct unmask_key {
    struct text name, value;
};
static const struct field key_fields[] = {
    FIELD(struct unmask_key, name),
    FIELD(struct unmask_key, value),
};
static const struct record key_record = RECORD(struct unmask_key, key_fields);

struct unmask_view {
    struct form form;
    struct text what, label;
    struct unmask_key *keys;
    size_t keys_count;
    struct text plain; /* a NULL pointer while it is only asked for */
};
static const struct field unmask_fields[] = {
    FIELD_RECORD(struct unmask_view, form, form_record),
    FIELD(struct unmask_view, what),
    FIELD(struct unmask_view, label),
    FIELD_ROWS(struct unmask_view, keys, key_record),
    FIELD(struct unmask_view, plain),
};
static const struct record unmask_record = RECORD(struct unmask_view, unmask_fields);
static const struct page unmask_page = {&tmpl_unmask, &unmask_record, N_("Show a value in full")};

/* What is asked for, and for which thing. */
struct wanted {
    const struct unmasking *what;
    const void *in;
};

static rc find_wanted(struct req *r, struct wanted *ret)
{
    const struct unmasking *what =
        unmasking_named(r->web, input_typed(&unmask_inputs[0], r->given));
    if (what && allows(r, what)) {
        struct input_result key =
            inputs_take(r->arena, what->in, r->tongue, (struct pairs){NULL, 0}, r->given);
        *ret = (struct wanted){what, key.in};
        if (key.errors_len == 0)
            return OK;
    }
    return refuse(r, E_NOT_FOUND, N_("There is no such value, or it is not yours to see."));
}

static struct unmask_view *view_of(struct req *r, const struct unmasking *what)
{
    struct unmask_view *v = VIEW(r, struct unmask_view);
    v->what = text_of(what->name);
    v->label = text_of(word(r, what->label));
    v->keys = arena_alloc(r->arena, what->in->len * sizeof *v->keys);
    for (size_t i = 0; i < what->in->len; i++)
        v->keys[v->keys_count++] = (struct unmask_key){text_of(what->in->items[i].name),
                                                       input_typed(&what->in->items[i], r->given)};
    return v;
}

static rc unmask_ask(struct req *r)
{
    struct wanted wanted;
    TRY(find_wanted(r, &wanted));
    struct unmask_view *v = view_of(r, wanted.what);
    v->form = form_make(r, &unmask_in, "/unmask", NULL);
    return show(r, &unmask_page, v);
}

/* "quarantine.value day=2026-01-05 line=4: case: letter of the ombudsman"; sealed in the trail. */
static struct text look_of(struct req *r, const struct unmask_view *v, const struct unmask_form *in)
{
    struct buf b;
    buf_init(&b);
    buf_add(&b, v->what.ptr, v->what.len);
    for (size_t i = 0; i < v->keys_count; i++)
        buf_printf(&b, " %.*s=%.*s", (int)v->keys[i].name.len, v->keys[i].name.ptr,
                   (int)v->keys[i].value.len, v->keys[i].value.ptr);
    buf_printf(&b, ": %s", word_of_code(&reason_words, in->reason)->name);
    if (in->note.len)
        buf_printf(&b, ": %.*s", (int)in->note.len, in->note.ptr);
    return keep(r->arena, &b);
}

static rc unmask_show(struct req *r)
{
    const struct unmask_form *in = r->in;
    struct wanted wanted;
    struct text sealed;
    struct buf plain;
    TRY(find_wanted(r, &wanted));
    if (in->reason == REASON_OTHER && in->note.len == 0)
        return fault(r, "note", N_("is required: say it in a few words"));
    TRY(wanted.what->find(r, wanted.in, &sealed));
    buf_init(&plain);
    rc done = unseal(r->web->bank->keys, sealed, &plain, &r->why);
    struct unmask_view *v = view_of(r, wanted.what);
    v->plain = keep(r->arena, &plain);
    r->detail = look_of(r, v, in);
    return done == OK ? show(r, &unmask_page, v) : done;
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/unmask", PERM_UNMASK, unmask_ask, &ask_in, .gives = &unmask_page, .title = N_("Show a value in full")},
    {HTTP_POST, "/unmask", PERM_UNMASK, unmask_show, &unmask_in, .audit = "value.unmask", .again = unmask_ask, .gives = &unmask_page, .once = true, .title = N_("Show a value in full")},
};
/* clang-format on */
const struct module unmask_module = {.name = "unmask", MODULE(routes)};
