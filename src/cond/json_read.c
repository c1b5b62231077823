/* JSON to tree.  Values are read by the readers of the text form (value.c); the tree is then
 * written as text and read again, so that it knows its places. */
#include <jansson.h>

#include "base/nfc.h"
#include "cond/check.h"
#include "cond/fault.h"
#include "cond/parse.h"

struct reader {
    struct arena *arena;
    struct cond_fault *fault;
    unsigned depth;
    size_t nodes;
    size_t path_len;
    char path[sizeof((struct cond_fault *)0)->path];
};

/* ---- where in the JSON: what failed stays in the path ---------------------------------------- */

static size_t enter(struct reader *r, const char *step)
{
    size_t before = r->path_len;
    int len = snprintf(r->path + before, sizeof r->path - before, "/%s", step);
    r->path_len += (size_t)len;
    assert(r->path_len < sizeof r->path);
    return before;
}

static size_t enter_item(struct reader *r, size_t i)
{
    char number[24];
    snprintf(number, sizeof number, "%zu", i);
    return enter(r, number);
}

static void leave(struct reader *r, size_t before)
{
    r->path_len = before;
    r->path[before] = 0;
}

static rc expected(struct reader *r, const char *what, const char *found)
{
    return fault_expected(r->fault, what, &(struct token){.kind = T_WORD, .bytes = text_of(found)});
}

/* ---- objects --------------------------------------------------------------------------------- */

/* Every key is one of these, ended by NULL. */
static rc check_keys(struct reader *r, json_t *object, const char *const *allowed)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        size_t i = 0;
        while (allowed[i] && strcmp(allowed[i], key) != 0)
            i++;
        if (!allowed[i])
            return expected(r, N_("a key of this tree"), key);
    }
    return OK;
}

static struct text text_of_json(json_t *j)
{
    return (struct text){json_string_value(j), json_string_length(j)};
}

/* What stands in the string, for the readers of the text form; whole numbers count as such. */
static rc open_string(struct reader *r, json_t *j, bool quoted, struct parser *ret_parser)
{
    if (json_is_integer(j)) {
        const char *digits = arena_printf(r->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(j));
        return parser_init(ret_parser, r->arena, text_of(digits), r->fault);
    }
    if (!json_is_string(j))
        return expected(r, N_("a string"), "");
    struct text t = text_of_json(j);
    struct text kept = {arena_text(r->arena, t.ptr, t.len), t.len};
    if (kept.len > COND_BYTES_MOST)
        return fault_limit(r->fault, COND_TOO_LONG, (struct cond_place){0}, COND_BYTES_MOST);
    if (!quoted)
        return parser_init(ret_parser, r->arena, kept, r->fault);
    parser_init_quoted(ret_parser, r->arena, text_nfc(r->arena, kept), r->fault);
    return OK;
}

static rc close_string(const struct parser *p)
{
    return p->now->kind == T_END ? OK : fault_expected(p->fault, N_("nothing more"), p->now);
}

/* ---- references ------------------------------------------------------------------------------ */

static bool is_quoted_arg(enum arg_kind kind)
{
    return kind == ARG_TAG || kind == ARG_LIST || kind == ARG_AUDIENCE || kind == ARG_SCHEME ||
           kind == ARG_TEXT;
}

/* {"name": "安心快线"} instead of a class. */
static json_t *name_in(const struct catalogue_arg *arg, json_t *j)
{
    bool named = arg->kind == ARG_PRODUCT && json_is_object(j) && json_object_size(j) == 1;
    return named ? json_object_get(j, "name") : NULL;
}

static rc read_json_arg(struct reader *r, json_t *j, const struct catalogue_arg *arg,
                        struct cond_arg *ret_arg)
{
    struct parser p;
    json_t *name = name_in(arg, j);
    TRY(open_string(r, name ? name : j, name || is_quoted_arg(arg->kind), &p));
    ret_arg->kind = arg->kind;
    TRY(read_arg(&p, arg, &ret_arg->value));
    TRY(close_string(&p));
    return check_arg(arg, &ret_arg->value, r->fault);
}

static size_t args_of(const struct catalogue_field *f)
{
    size_t len = 0;
    while (len < CATALOGUE_ARGS_MOST && f->args[len].kind != ARG_END)
        len++;
    return len;
}

/* Fewer than the catalogue has: optional ones are left out, the first ones first. */
static rc read_json_args(struct reader *r, json_t *args, struct cond_ref *ref)
{
    const struct catalogue_field *f = &customer_fields[ref->field];
    size_t known = args_of(f), given = json_array_size(args);
    if ((args && !json_is_array(args)) || given > known)
        return expected(r, N_("an array of the field's arguments"), f->name);
    for (size_t i = 0; i < known && ref->args_len < given; i++) {
        if (f->args[i].optional && known - i > given - ref->args_len)
            continue;
        size_t before = enter_item(r, ref->args_len);
        TRY(read_json_arg(r, json_array_get(args, ref->args_len), &f->args[i],
                          &ref->args[ref->args_len]));
        ref->args_len++;
        leave(r, before);
    }
    return check_args(ref, r->fault);
}

static rc read_json_at(struct reader *r, json_t *at, struct cond_ref *ref)
{
    struct parser p;
    if (!at)
        return OK;
    TRY(open_string(r, at, false, &p));
    TRY(read_moment(&p, &ref->moment));
    TRY(close_string(&p));
    return check_moment(ref, r->fault);
}

static rc read_json_field(struct reader *r, json_t *name, struct cond_ref *ref)
{
    if (!json_is_string(name))
        return expected(r, N_("a field"), "");
    struct text t = text_of_json(name);
    ref->field = field_of_name(t);
    if (ref->field != CUSTOMER_FIELDS)
        return OK;
    return fault_near(r->fault, COND_UNKNOWN_FIELD, (struct cond_place){0}, t, field_near(t));
}

static rc read_json_ref(struct reader *r, json_t *object, struct cond_ref *ret_ref)
{
    struct cond_ref ref = {0};
    size_t before = enter(r, "field");
    TRY(read_json_field(r, json_object_get(object, "field"), &ref));
    leave(r, before);
    enter(r, "at");
    TRY(read_json_at(r, json_object_get(object, "at"), &ref));
    leave(r, before);
    enter(r, "args");
    TRY(read_json_args(r, json_object_get(object, "args"), &ref));
    leave(r, before);
    *ret_ref = ref;
    return OK;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static rc read_json_op(struct reader *r, json_t *op, struct cond_test *t)
{
    t->op = OP_HOLDS;
    if (!op)
        return OK;
    if (!json_is_string(op))
        return expected(r, N_("an operator, as >= or in"), "");
    for (t->op = OP_EQ; t->op < COND_OPS; t->op++)
        if (text_is(text_of_json(op), cond_ops[t->op].text))
            return OK;
    return expected(r, N_("an operator, as >= or in"), json_string_value(op));
}

static rc read_json_values(struct reader *r, json_t *values, struct cond_test *t)
{
    const struct catalogue_field *f = &customer_fields[t->left.field];
    bool quoted =
        f->type == OF_TEXT || f->type == OF_ORG || f->type == OF_STAFF || f->type == OF_LEVEL;
    size_t len = json_array_size(values);
    if (!json_is_array(values))
        return expected(r, N_("an array of values"), "");
    if (len > COND_VALUES_MOST)
        return fault_limit(r->fault, COND_TOO_MANY_VALUES, t->left.place, COND_VALUES_MOST);
    struct cond_value *read = arena_alloc(r->arena, (len + 1) * sizeof *read);
    for (size_t i = 0; i < len; i++) {
        struct parser p;
        size_t before = enter_item(r, i);
        TRY(open_string(r, json_array_get(values, i), quoted, &p));
        TRY(read_value(&p, f, t->op, &read[i]));
        TRY(close_string(&p));
        TRY(check_value(t, &read[i], r->fault));
        leave(r, before);
    }
    t->values = read;
    t->len = len;
    return check_values(t, r->fault);
}

static rc read_json_factor(struct reader *r, json_t *factor, struct cond_test *t)
{
    struct parser p;
    t->factor = BASIS_POINTS;
    if (!factor)
        return OK;
    TRY(open_string(r, factor, false, &p));
    TRY(read_factor(&p, &t->factor));
    return close_string(&p);
}

static rc read_json_than(struct reader *r, json_t *object, struct cond_test *t)
{
    static const char *const keys[] = {"field", "at", "args", NULL};
    json_t *than = json_object_get(object, "than");
    size_t before = enter(r, "factor");
    TRY(read_json_factor(r, json_object_get(object, "factor"), t));
    leave(r, before);
    enter(r, "than");
    if (!json_is_object(than))
        return expected(r, N_("an object with a field"), "");
    TRY(check_keys(r, than, keys));
    struct cond_ref *ref = arena_alloc(r->arena, sizeof *ref);
    TRY(read_json_ref(r, than, ref));
    t->than = ref;
    TRY(check_than(t, r->fault));
    leave(r, before);
    return OK;
}

static rc read_json_right(struct reader *r, json_t *object, struct cond_test *t)
{
    json_t *values = json_object_get(object, "values");
    if (!values && json_object_get(object, "than"))
        return read_json_than(r, object, t);
    if (json_object_get(object, "than") || json_object_get(object, "factor"))
        return expected(r, N_("either values, or a field to compare with"), "");
    size_t before = enter(r, "values");
    TRY(values ? read_json_values(r, values, t) : check_values(t, r->fault));
    leave(r, before);
    return OK;
}

static rc read_json_test(struct reader *r, json_t *object, struct cond *c)
{
    static const char *const keys[] = {"field", "at",     "args",   "op",
                                       "than",  "factor", "values", NULL};
    TRY(check_keys(r, object, keys));
    TRY(read_json_ref(r, object, &c->test.left));
    size_t before = enter(r, "op");
    TRY(read_json_op(r, json_object_get(object, "op"), &c->test));
    TRY(check_op(&c->test.left, c->test.op, (struct cond_place){0}, r->fault));
    leave(r, before);
    TRY(read_json_right(r, object, &c->test));
    c->kind = COND_TEST;
    return check_test(&c->test, r->fault);
}

/* ---- groups ---------------------------------------------------------------------------------- */

static rc read_json(struct reader *r, json_t *j, const struct cond **ret_cond);

static rc read_json_group(struct reader *r, json_t *parts, struct cond *c)
{
    size_t len = json_array_size(parts);
    if (len == 0)
        return expected(r, N_("an array of conditions"), "");
    if (len > COND_NODES_MOST)
        return fault_limit(r->fault, COND_TOO_MANY_PARTS, c->place, COND_NODES_MOST);
    const struct cond **read = arena_alloc(r->arena, len * sizeof *read);
    for (size_t i = 0; i < len; i++) {
        size_t before = enter_item(r, i);
        TRY(read_json(r, json_array_get(parts, i), &read[i]));
        leave(r, before);
    }
    c->parts = read;
    c->len = len;
    return OK;
}

static rc read_json_not(struct reader *r, json_t *part, struct cond *c)
{
    const struct cond **parts = arena_alloc(r->arena, sizeof *parts);
    TRY(read_json(r, part, &parts[0]));
    c->parts = parts;
    c->len = 1;
    return OK;
}

static rc read_json_kind(struct reader *r, json_t *object, struct cond *c)
{
    static const char *const kinds[] = {[COND_AND] = "and", [COND_OR] = "or", [COND_NOT] = "not"};
    for (c->kind = COND_AND; c->kind <= COND_NOT; c->kind++) {
        json_t *parts = json_object_get(object, kinds[c->kind]);
        if (!parts)
            continue;
        if (json_object_size(object) != 1)
            return expected(r, N_("nothing beside \"and\", \"or\" or \"not\""), "");
        size_t before = enter(r, kinds[c->kind]);
        TRY(c->kind == COND_NOT ? read_json_not(r, parts, c) : read_json_group(r, parts, c));
        leave(r, before);
        return OK;
    }
    return read_json_test(r, object, c);
}

static rc read_json(struct reader *r, json_t *j, const struct cond **ret_cond)
{
    if (!json_is_object(j))
        return expected(r, N_("an object: and, or, not, or a field"), "");
    if (++r->nodes > COND_NODES_MOST)
        return fault_limit(r->fault, COND_TOO_MANY_PARTS, (struct cond_place){0}, COND_NODES_MOST);
    if (r->depth > COND_DEPTH_MOST)
        return fault_limit(r->fault, COND_TOO_DEEP, (struct cond_place){0}, COND_DEPTH_MOST);
    struct cond *c = arena_alloc(r->arena, sizeof *c);
    r->depth++;
    TRY(read_json_kind(r, j, c));
    r->depth--;
    *ret_cond = c->kind != COND_NOT && c->len == 1 ? c->parts[0] : c;
    return OK;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static rc load(struct text json, json_t **ret_json, struct cond_fault *fault)
{
    json_error_t error;
    if (json.len > COND_JSON_MOST)
        return fault_limit(fault, COND_TOO_LONG, (struct cond_place){0}, COND_JSON_MOST);
    *ret_json = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
    if (*ret_json)
        return OK;
    return fault_near(fault, COND_NOT_JSON, (struct cond_place){0}, text_of(error.text), NULL);
}

rc cond_from_json(struct arena *a, struct text json, const struct cond **ret_cond,
                  struct cond_fault *fault)
{
    json_t *root;
    const struct cond *c = NULL;
    struct reader r = {.arena = a, .fault = fault};
    *fault = (struct cond_fault){0};
    rc result = load(json, &root, fault);
    if (result == OK) {
        result = read_json(&r, root, &c);
        json_decref(root);
    }
    if (result == OK)
        result = cond_parse(a, cond_text(a, c), ret_cond, fault);
    if (result != OK)
        snprintf(fault->path, sizeof fault->path, "%s", r.path[0] ? r.path : "/");
    return result;
}
