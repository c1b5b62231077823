/* Tree to JSON: the shape that condition.h shows, keys always in the same order. */
#include "base/json_out.h"
#include "cond/print.h"

static void add_string(struct buf *b, const struct buf *made)
{
    json_add_text(b, buf_text(made));
}

static void add_arg(struct buf *b, const struct catalogue_field *f, const struct cond_arg *arg)
{
    struct buf text;
    buf_init(&text);
    print_arg(&text, f, arg, true);
    bool named = arg->kind == ARG_PRODUCT && arg->value.kind == A_NAME;
    buf_add_text(b, named ? "{\"name\": " : "");
    add_string(b, &text);
    buf_add_text(b, named ? "}" : "");
    buf_release(&text);
}

static void add_ref(struct buf *b, const struct cond_ref *ref)
{
    const struct catalogue_field *f = &customer_fields[ref->field];
    buf_printf(b, "\"field\": \"%s\"", f->name);
    if (ref->moment != MOMENT_TODAY)
        buf_printf(b, ", \"at\": \"%s\"", cond_moments[ref->moment].text);
    if (ref->args_len == 0)
        return;
    buf_add_text(b, ", \"args\": [");
    for (size_t i = 0; i < ref->args_len; i++) {
        buf_add_text(b, i > 0 ? ", " : "");
        add_arg(b, f, &ref->args[i]);
    }
    buf_add_char(b, ']');
}

static void add_than(struct buf *b, const struct cond_test *t)
{
    if (t->factor != BASIS_POINTS) {
        buf_add_text(b, ", \"factor\": \"");
        print_factor(b, t->factor);
        buf_add_char(b, '"');
    }
    buf_add_text(b, ", \"than\": {");
    add_ref(b, t->than);
    buf_add_char(b, '}');
}

static void add_values(struct buf *b, const struct cond_test *t)
{
    const struct catalogue_field *f = &customer_fields[t->left.field];
    struct buf text;
    buf_init(&text);
    buf_add_text(b, ", \"values\": [");
    for (size_t i = 0; i < t->len; i++) {
        buf_clear(&text);
        print_value(&text, f->words, f->type, &t->values[i], true);
        buf_add_text(b, i > 0 ? ", " : "");
        add_string(b, &text);
    }
    buf_add_char(b, ']');
    buf_release(&text);
}

static void add_test(struct buf *b, const struct cond_test *t)
{
    buf_add_char(b, '{');
    add_ref(b, &t->left);
    if (t->op != OP_HOLDS)
        buf_printf(b, ", \"op\": \"%s\"", cond_ops[t->op].text);
    if (t->than)
        add_than(b, t);
    else if (t->len > 0)
        add_values(b, t);
    buf_add_char(b, '}');
}

static void add_cond(struct buf *b, const struct cond *c)
{
    static const char *const begin[] = {
        [COND_AND] = "{\"and\": [", [COND_OR] = "{\"or\": [", [COND_NOT] = "{\"not\": "};
    if (c->kind == COND_TEST) {
        add_test(b, &c->test);
        return;
    }
    buf_add_text(b, begin[c->kind]);
    for (size_t i = 0; i < c->len; i++) {
        buf_add_text(b, i > 0 ? ", " : "");
        add_cond(b, c->parts[i]);
    }
    buf_add_text(b, c->kind == COND_NOT ? "}" : "]}");
}

struct text cond_to_json(struct arena *a, const struct cond *c)
{
    struct buf b;
    buf_init(&b);
    add_cond(&b, c);
    struct text json = {arena_text(a, b.bytes, b.len), b.len};
    buf_release(&b);
    return json;
}
