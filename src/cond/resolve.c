/* Names that only the bank knows: found, replaced by their ids, listed. */
#include "cond/fault.h"

static enum name_kind kind_of_arg(enum arg_kind kind)
{
    switch (kind) {
    case ARG_TAG:
        return NAMED_TAG;
    case ARG_LIST:
        return NAMED_LIST;
    case ARG_AUDIENCE:
        return NAMED_AUDIENCE;
    case ARG_SCHEME:
        return NAMED_SCHEME;
    default:
        assert(kind == ARG_PRODUCT);
        return NAMED_PRODUCT;
    }
}

static enum name_kind kind_of_field(const struct cond_ref *ref)
{
    enum catalogue_type type = customer_fields[ref->field].type;
    return type == OF_LEVEL ? NAMED_LEVEL : type == OF_ORG ? NAMED_ORG : NAMED_STAFF;
}

struct resolver {
    struct arena *arena;
    const struct cond_names *names;
    struct cond_fault *fault;
};

static rc resolve_value(const struct resolver *r, enum name_kind kind, struct cond_value *v)
{
    struct text nearest = {0};
    rc found = r->names->find(r->names->with, kind, v->text, &v->id, &nearest);
    if (found != E_NOT_FOUND)
        return found;
    const char *near = nearest.len ? arena_text(r->arena, nearest.ptr, nearest.len) : NULL;
    const char *inner = memchr(v->text.ptr, '\n', v->text.len); /* a level behind its scheme */
    struct text told = inner ? text_of(inner + 1) : v->text;
    return fault_near(r->fault, COND_UNKNOWN_NAME, v->place, told, near);
}

/* A level's name means something within its scheme only. */
static rc resolve_level(const struct resolver *r, const struct cond_ref *ref, struct cond_value *v)
{
    const struct text scheme = cond_arg(ref, ARG_SCHEME)->text, level = v->text;
    v->text = text_of(arena_printf(r->arena, "%.*s\n%.*s", (int)scheme.len, scheme.ptr,
                                   (int)level.len, level.ptr));
    rc found = resolve_value(r, NAMED_LEVEL, v);
    v->text = level;
    return found;
}

static rc resolve_ref(const struct resolver *r, struct cond_ref *ref)
{
    for (size_t i = 0; i < ref->args_len; i++)
        if (ref->args[i].value.kind == A_NAME)
            TRY(resolve_value(r, kind_of_arg(ref->args[i].kind), &ref->args[i].value));
    return OK;
}

static rc resolve_values(const struct resolver *r, struct cond_test *t)
{
    if (t->len == 0 || t->values[0].kind != A_NAME)
        return OK;
    struct cond_value *values = arena_copy(r->arena, t->values, t->len * sizeof *values);
    for (size_t i = 0; i < t->len; i++)
        TRY(kind_of_field(&t->left) == NAMED_LEVEL
                ? resolve_level(r, &t->left, &values[i])
                : resolve_value(r, kind_of_field(&t->left), &values[i]));
    t->values = values;
    return OK;
}

static rc resolve_test(const struct resolver *r, struct cond_test *t)
{
    TRY(resolve_ref(r, &t->left));
    if (t->than) {
        struct cond_ref *than = arena_copy(r->arena, t->than, sizeof *than);
        TRY(resolve_ref(r, than));
        t->than = than;
    }
    return resolve_values(r, t);
}

static rc resolve(const struct resolver *r, const struct cond *from, const struct cond **ret_cond)
{
    struct cond *c = arena_copy(r->arena, from, sizeof *c);
    const struct cond **parts = arena_alloc(r->arena, from->len * sizeof *parts);
    for (size_t i = 0; i < from->len; i++)
        TRY(resolve(r, from->parts[i], &parts[i]));
    c->parts = parts;
    if (c->kind == COND_TEST)
        TRY(resolve_test(r, &c->test));
    *ret_cond = c;
    return OK;
}

rc cond_resolve(struct arena *a, const struct cond *c, const struct cond_names *names,
                const struct cond **ret_cond, struct cond_fault *fault)
{
    const struct resolver r = {a, names, fault};
    *fault = (struct cond_fault){0};
    return resolve(&r, c, ret_cond);
}

/* ---- who is named ---------------------------------------------------------------------------- */

typedef void visitor(void *with, enum name_kind kind, const struct cond_value *name);

static void visit_ref(const struct cond_ref *ref, visitor *visit, void *with)
{
    for (size_t i = 0; i < ref->args_len; i++)
        if (ref->args[i].value.kind == A_NAME)
            visit(with, kind_of_arg(ref->args[i].kind), &ref->args[i].value);
}

static void visit_test(const struct cond_test *t, visitor *visit, void *with)
{
    visit_ref(&t->left, visit, with);
    if (t->than)
        visit_ref(t->than, visit, with);
    for (size_t i = 0; i < t->len; i++)
        if (t->values[i].kind == A_NAME)
            visit(with, kind_of_field(&t->left), &t->values[i]);
}

void cond_each_name(const struct cond *c, visitor *visit, void *with)
{
    if (c->kind == COND_TEST)
        visit_test(&c->test, visit, with);
    for (size_t i = 0; i < c->len; i++)
        cond_each_name(c->parts[i], visit, with);
}
