/* What strangers send: paths, forms, cookies, JSON, and the inputs and routes they end in.  The
 * first byte chooses; whatever is accepted must be text that can be shown. */
#include "fuzz.h"

#include "base/why.h"
#include "web/route.h"

struct form {
    int64_t id;
    struct text note, word;
    fen amount;
    day since;
    bool urgent;
    int32_t page;
};

static const struct input items[] = {
    PATH_ID(struct form, id),
    INPUT_TEXT(struct form, note, "Note", .required = true, .max = 9, .multiline = true),
    INPUT_TEXT(struct form, word, "Word"),
    INPUT_FEN(struct form, amount, "Amount", .max = YUAN(1000)),
    INPUT_DAY(struct form, since, "Since"),
    INPUT_BOOL(struct form, urgent, "Urgent"),
    INPUT_NUMBER(struct form, page, "Page", .min = 1, .max = 99, .otherwise = 1),
};
static const struct inputs inputs = INPUTS(struct form, items);

static rc nothing(struct req *r)
{
    (void)r;
    return OK;
}

static const struct route routes[] = {
    {HTTP_GET, "/", PERM_PUBLIC, nothing},
    {HTTP_GET, "/a/{id}", PERM_PUBLIC, nothing, &inputs},
    {HTTP_POST, "/a/b", PERM_PUBLIC, nothing},
    {HTTP_GET, "/a/{id}/c/{x}", PERM_PUBLIC, nothing, &inputs},
};
static const struct module module = {.name = "fuzz", MODULE(routes)};

static void check_inputs(struct arena *a, struct pairs path, struct pairs given)
{
    struct input_result r = inputs_take(a, &inputs, ENGLISH, path, given);
    const struct form *f = r.in;
    if (r.errors_len)
        return;
    MUST(f->id >= 1 && f->page >= 1 && f->page <= 99 && f->amount >= 0 && f->amount <= YUAN(1000));
    MUST(f->note.len > 0 && f->note.len <= 9 * 4 && text_is_utf8(f->note));
    MUST(f->word.len == 0 || text_is_utf8(f->word));
}

static void try_path(struct arena *a, struct text raw)
{
    struct text path;
    struct routes *all = NULL;
    struct why why;
    const struct module *modules[] = {&module};
    if (!http_path(a, raw, &path))
        return;
    MUST(path.len > 0 && *path.ptr == '/' && text_is_utf8(path));
    MUST(routes_make(modules, 1, &all, &why) == OK);
    struct route_match m = routes_find(all, a, HTTP_GET, path);
    if (m.route && m.route->in)
        check_inputs(a, m.path, (struct pairs){NULL, 0});
    routes_free(all);
}

static void try_given(struct arena *a, struct pairs given)
{
    struct pair id = {{"id", 2}, {"17", 2}};
    for (size_t i = 0; i < given.len; i++)
        MUST(text_is_utf8(given.items[i].name) && text_is_utf8(given.items[i].value));
    check_inputs(a, (struct pairs){&id, 1}, given);
}

/* One and no more, as it stands there. */
static void try_cookie(struct text raw)
{
    struct text value = http_cookie(raw, "guanhu");
    if (!value.ptr)
        return;
    MUST(value.ptr >= raw.ptr && value.ptr + value.len <= raw.ptr + raw.len);
    MUST(value.len == 0 || (!memchr(value.ptr, ';', value.len) && *value.ptr != ' '));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct pairs given = {NULL, 0};
    struct why why = {""};
    if (size < 1)
        return 0;
    struct text raw = fuzz_text(data + 1, size - 1);
    arena_init(&a);
    if (data[0] % 4 == 0)
        try_path(&a, raw);
    else if (data[0] % 4 == 1 && http_form(&a, raw, 50, &given))
        try_given(&a, given);
    else if (data[0] % 4 == 2 && inputs_of_json(&a, raw, 50, &given, &why) == OK)
        try_given(&a, given);
    else if (data[0] % 4 == 3)
        try_cookie(raw);
    arena_release(&a);
    return 0;
}
