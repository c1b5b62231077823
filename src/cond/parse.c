/* Text to tree.
 *
 *     either    = both { "or" both }
 *     both      = one { "and" one }
 *     one       = "not" one | "(" either ")" | test
 *     test      = reference [ operator right ]
 *     reference = FIELD [ "(" argument { "," argument } ")" ]
 *     right     = value | value "and" value | "(" value { "," value } ")"
 *               | [ FACTOR "*" ] reference
 *
 * A phrase stands for an operator; it may be written in Chinese.  What a value looks like depends
 * on the field at the left. */
#include "cond/parse.h"

#include "cond/check.h"
#include "cond/fault.h"
#include "cond/near.h"

/* clang-format off */
static const struct phrase ands[] = {{"and", 0}, {"且", 0}, {"并且", 0}, {"而且", 0}};
static const struct phrase ors[] = {{"or", 0}, {"或", 0}, {"或者", 0}};
static const struct phrase joins[] = {{"and", 0}, {"or", 0}, {"且", 0}, {"或", 0}};
static const struct phrase nots[] = {{"not", 0}, {"no", 0}, {"非", 0}, {"不是", 0}, {"没有", 0}};
static const struct phrase between_ands[] = {{"and", 0}, {"与", 0}, {"和", 0}, {"到", 0}};

enum { PLAINLY, OPPOSITE };
static const struct phrase ops[] = {
    {"in", OP_IN}, {"属于", OP_IN}, {"不属于", OP_IN, OPPOSITE},
    {"between", OP_BETWEEN}, {"介于", OP_BETWEEN},
    {"begins with", OP_BEGINS}, {"开头为", OP_BEGINS}, {"开头是", OP_BEGINS},
    {"under", OP_UNDER}, {"隶属", OP_UNDER}, {"隶属于", OP_UNDER},
    {"within the last", OP_LAST}, {"within last", OP_LAST}, {"最近", OP_LAST}, {"近", OP_LAST},
    {"within the next", OP_NEXT}, {"within next", OP_NEXT}, {"within", OP_NEXT},
    {"未来", OP_NEXT},
    {"is empty", OP_EMPTY}, {"为空", OP_EMPTY},
    {"is not empty", OP_EMPTY, OPPOSITE}, {"不为空", OP_EMPTY, OPPOSITE},
    {"等于", OP_EQ}, {"不等于", OP_NE},
    {"小于", OP_LT}, {"低于", OP_LT},
    {"不超过", OP_LE}, {"不大于", OP_LE}, {"不高于", OP_LE}, {"至多", OP_LE},
    {"大于", OP_GT}, {"超过", OP_GT}, {"高于", OP_GT},
    {"不低于", OP_GE}, {"不小于", OP_GE}, {"至少", OP_GE},
};
/* clang-format on */

/* ---- tokens ---------------------------------------------------------------------------------- */

rc parser_init(struct parser *p, struct arena *a, struct text utf8, struct cond_fault *fault)
{
    *p = (struct parser){.arena = a, .fault = fault};
    return lex(a, utf8, &p->now, fault);
}

void parser_init_quoted(struct parser *p, struct arena *a, struct text text,
                        struct cond_fault *fault)
{
    const struct token tokens[] = {{.kind = T_TEXT, .bytes = text}, {.kind = T_END}};
    *p = (struct parser){.arena = a, .fault = fault, .now = arena_copy(a, tokens, sizeof tokens)};
}

void parser_next(struct parser *p)
{
    p->now += p->now->kind != T_END;
}

/* The token behind a phrase; NULL: the phrase does not stand here. */
static const struct token *behind(const struct token *t, const char *words)
{
    while (*words) {
        size_t len = strcspn(words, " ");
        char word[32];
        assert(len < sizeof word);
        memcpy(word, words, len);
        word[len] = 0;
        if ((t->kind != T_WORD && t->kind != T_NUMBER) || !word_is(t->bytes, word))
            return NULL;
        t++;
        words += len + (words[len] == ' ');
    }
    return t;
}

bool parser_accept(struct parser *p, const char *words)
{
    const struct token *next = behind(p->now, words);
    if (next)
        p->now = next;
    return next != NULL;
}

const struct phrase *parser_phrase(struct parser *p, const struct phrase *phrases, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (parser_accept(p, phrases[i].words))
            return &phrases[i];
    return NULL;
}

struct cond_place parser_place(const struct parser *p, uint16_t from)
{
    struct cond_place last = p->now[-1].place;
    return (struct cond_place){from, (uint16_t)(last.at + last.len - from)};
}

static bool accept_kind(struct parser *p, enum token_kind kind)
{
    bool there = p->now->kind == kind;
    if (there)
        parser_next(p);
    return there;
}

/* A word stands where one of the phrases should; which was meant? */
static rc expected_phrase(struct parser *p, const char *hint, const struct phrase *phrases,
                          size_t len)
{
    struct nearest n;
    fault_expected(p->fault, hint, p->now);
    if (p->now->kind != T_WORD)
        return E_INVALID;
    nearest_begin(&n, p->now->bytes);
    for (size_t i = 0; i < len; i++)
        nearest_try(&n, phrases[i].words);
    if (n.name)
        snprintf(p->fault->nearest, sizeof p->fault->nearest, "%s", n.name);
    return E_INVALID;
}

static rc expect_kind(struct parser *p, enum token_kind kind, const char *hint)
{
    return accept_kind(p, kind) ? OK : fault_expected(p->fault, hint, p->now);
}

#define ACCEPT_ANY(p, phrases) (parser_phrase((p), (phrases), ARRAY_LEN(phrases)) != NULL)

/* ---- references ------------------------------------------------------------------------------ */

static rc read_args(struct parser *p, const struct catalogue_field *f, struct cond_ref *ref)
{
    for (size_t i = 0; i < CATALOGUE_ARGS_MOST && f->args[i].kind != ARG_END; i++) {
        const struct catalogue_arg *arg = &f->args[i];
        if (arg->optional && !arg_fits(arg, p->now))
            continue;
        if (ref->args_len > 0)
            TRY(expect_kind(p, T_COMMA, N_("a comma")));
        struct cond_arg *read = &ref->args[ref->args_len++];
        read->kind = arg->kind;
        TRY(read_arg(p, arg, &read->value));
    }
    return OK;
}

/* "random 10%": a single percentage needs no parentheses. */
static bool is_bare_percent(const struct parser *p, const struct catalogue_field *f)
{
    return f->args[0].kind == ARG_PERCENT && p->now->kind == T_NUMBER;
}

static bool needs_args(const struct catalogue_field *f)
{
    for (size_t i = 0; i < CATALOGUE_ARGS_MOST && f->args[i].kind != ARG_END; i++)
        if (!f->args[i].optional)
            return true;
    return false;
}

static const char *open_hint(const struct catalogue_field *f)
{
    for (size_t i = 0; i < CATALOGUE_ARGS_MOST; i++)
        if (f->args[i].kind != ARG_END && !f->args[i].optional)
            return arg_hint(&f->args[i]);
    return N_("an opening parenthesis");
}

static rc read_parentheses(struct parser *p, const struct catalogue_field *f, struct cond_ref *ref)
{
    if (is_bare_percent(p, f))
        return read_args(p, f, ref);
    if (p->now->kind != T_OPEN)
        return needs_args(f) ? fault_expected(p->fault, open_hint(f), p->now) : OK;
    if (f->args[0].kind == ARG_END && f->moments == 0)
        return OK;
    parser_next(p);
    if (f->args[0].kind == ARG_END)
        TRY(read_moment(p, &ref->moment));
    else
        TRY(read_args(p, f, ref));
    return expect_kind(p, T_CLOSE, N_("a closing parenthesis"));
}

static rc read_ref(struct parser *p, struct cond_ref *ret_ref)
{
    const struct token *name = p->now;
    if (name->kind != T_WORD)
        return fault_expected(p->fault, N_("a field"), name);
    struct cond_ref ref = {.field = field_of_name(name->bytes)};
    if (ref.field == CUSTOMER_FIELDS)
        return fault_near(p->fault, COND_UNKNOWN_FIELD, name->place, name->bytes,
                          field_near(name->bytes));
    parser_next(p);
    TRY(read_parentheses(p, &customer_fields[ref.field], &ref));
    ref.place = parser_place(p, name->place.at);
    *ret_ref = ref;
    return OK;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static rc read_op(struct parser *p, enum cond_op *ret_op, bool *ret_opposite)
{
    *ret_opposite = ACCEPT_ANY(p, nots);
    if (p->now->kind >= T_EQ && !*ret_opposite) {
        *ret_op = (enum cond_op)(OP_EQ + (p->now->kind - T_EQ));
        parser_next(p);
        return OK;
    }
    const struct phrase *op = parser_phrase(p, ops, ARRAY_LEN(ops));
    if (!op)
        return expected_phrase(p, N_("an operator, as >= or in"), ops, ARRAY_LEN(ops));
    *ret_op = (enum cond_op)op->meaning;
    *ret_opposite ^= op->kind == OPPOSITE;
    return OK;
}

static bool is_ref(const struct parser *p, const struct catalogue_field *left)
{
    int16_t code;
    if (p->now->kind != T_WORD || left->type == OF_LEVEL)
        return false;
    if (left->type == OF_CODE && code_of_word(left->words, p->now->bytes, &code))
        return false;
    return field_of_name(p->now->bytes) != CUSTOMER_FIELDS;
}

static bool is_factor(const struct parser *p)
{
    const struct token *t = p->now;
    return t->kind == T_NUMBER && t[1 + (t[1].kind == T_PERCENT)].kind == T_TIMES;
}

static rc read_than(struct parser *p, struct cond_test *t)
{
    t->factor = BASIS_POINTS;
    if (is_factor(p)) {
        TRY(read_factor(p, &t->factor));
        parser_next(p); /* the multiplication sign */
    }
    struct cond_ref *than = arena_alloc(p->arena, sizeof *than);
    TRY(read_ref(p, than));
    t->than = than;
    return OK;
}

static rc read_between(struct parser *p, const struct catalogue_field *f, struct cond_value *values)
{
    TRY(read_value(p, f, OP_BETWEEN, &values[0]));
    if (!ACCEPT_ANY(p, between_ands))
        return expected_phrase(p, N_("\"and\" and the greater value"), between_ands,
                               ARRAY_LEN(between_ands));
    return read_value(p, f, OP_BETWEEN, &values[1]);
}

/* How many values stand between these parentheses, at most: one more than commas. */
static size_t values_ahead(const struct parser *p)
{
    size_t values = 1;
    for (const struct token *t = p->now; t->kind != T_CLOSE && t->kind != T_END; t++)
        values += t->kind == T_COMMA;
    return values;
}

static rc read_list(struct parser *p, struct cond_test *t, const struct catalogue_field *f)
{
    const struct token *open = p->now;
    TRY(expect_kind(p, T_OPEN, N_("a list in parentheses")));
    size_t most = values_ahead(p);
    struct cond_value *values = arena_alloc(p->arena, most * sizeof *values);
    if (most > COND_VALUES_MOST)
        return fault_limit(p->fault, COND_TOO_MANY_VALUES, open->place, COND_VALUES_MOST);
    do
        TRY(read_value(p, f, t->op, &values[t->len++]));
    while (accept_kind(p, T_COMMA));
    t->values = values;
    return expect_kind(p, T_CLOSE, N_("a comma or a closing parenthesis"));
}

/* A word at the right that is no value was perhaps meant as a field. */
static rc offer_field(struct parser *p, rc r)
{
    const char *near = p->now->kind == T_WORD ? field_near(p->now->bytes) : NULL;
    if (r == E_INVALID && p->fault->kind == COND_EXPECTED && near)
        snprintf(p->fault->nearest, sizeof p->fault->nearest, "%s", near);
    return r;
}

static rc read_right(struct parser *p, struct cond_test *t)
{
    const struct catalogue_field *f = &customer_fields[t->left.field];
    if (t->op == OP_EMPTY || t->op == OP_HOLDS)
        return OK;
    if (t->op == OP_IN || (t->op == OP_UNDER && p->now->kind == T_OPEN))
        return read_list(p, t, f);
    if (t->op <= OP_GE && (is_ref(p, f) || is_factor(p)))
        return read_than(p, t);
    t->len = t->op == OP_BETWEEN ? 2 : 1;
    struct cond_value *values = arena_alloc(p->arena, t->len * sizeof *values);
    t->values = values;
    if (t->op == OP_BETWEEN)
        return read_between(p, f, values);
    rc r = read_value(p, f, t->op, values);
    return t->op <= OP_GE ? offer_field(p, r) : r;
}

static struct cond *new_cond(struct parser *p, enum cond_kind kind, uint16_t from)
{
    struct cond *c = arena_alloc(p->arena, sizeof *c);
    c->kind = kind;
    c->place = parser_place(p, from);
    return c;
}

static const struct cond *opposite_of(struct parser *p, const struct cond *c, uint16_t from)
{
    struct cond *opposite = new_cond(p, COND_NOT, from);
    opposite->parts = arena_copy(p->arena, &c, sizeof(const struct cond *));
    opposite->len = 1;
    return opposite;
}

static rc read_test(struct parser *p, const struct cond **ret_cond)
{
    uint16_t from = p->now->place.at;
    struct cond_test t = {.op = OP_HOLDS};
    bool opposite = false;
    TRY(read_ref(p, &t.left));
    const struct token *op = p->now;
    if (customer_fields[t.left.field].type != OF_FLAG)
        TRY(read_op(p, &t.op, &opposite));
    TRY(check_op(&t.left, t.op, op->place, p->fault));
    TRY(read_right(p, &t));
    TRY(check_test(&t, p->fault));
    struct cond *c = new_cond(p, COND_TEST, from);
    c->test = t;
    *ret_cond = opposite ? opposite_of(p, c, from) : c;
    return OK;
}

/* ---- groups ---------------------------------------------------------------------------------- */

static rc read_either(struct parser *p, const struct cond **ret_cond);

static rc read_group(struct parser *p, const struct cond **ret_cond)
{
    TRY(read_either(p, ret_cond));
    if (accept_kind(p, T_CLOSE))
        return OK;
    return expected_phrase(p, N_("\"and\", \"or\" or a closing parenthesis"), joins,
                           ARRAY_LEN(joins));
}

static rc read_one(struct parser *p, const struct cond **ret_cond)
{
    const struct token *first = p->now;
    if (p->depth > COND_DEPTH_MOST) /* so many groups, and the test within them */
        return fault_limit(p->fault, COND_TOO_DEEP, first->place, COND_DEPTH_MOST);
    p->depth++;
    if (ACCEPT_ANY(p, nots)) {
        const struct cond *c;
        TRY(read_one(p, &c));
        *ret_cond = opposite_of(p, c, first->place.at);
    } else if (accept_kind(p, T_OPEN)) {
        TRY(read_group(p, ret_cond));
    } else {
        TRY(read_test(p, ret_cond));
    }
    p->depth--;
    return OK;
}

/* Of the parts read from 'bottom' on. */
static const struct cond *group_of(struct parser *p, enum cond_kind kind, size_t bottom,
                                   uint16_t from)
{
    struct cond *c = new_cond(p, kind, from);
    c->len = p->len - bottom;
    c->parts = arena_copy(p->arena, p->parts + bottom, c->len * sizeof(const struct cond *));
    return c;
}

/* One 'part' and more of them, each behind one of 'signs': together a group, alone itself. */
static rc read_parts(struct parser *p, enum cond_kind kind,
                     rc (*part)(struct parser *, const struct cond **), const struct phrase *signs,
                     size_t len, const struct cond **ret_cond)
{
    uint16_t from = p->now->place.at;
    size_t bottom = p->len;
    do {
        if (p->len == COND_NODES_MOST)
            return fault_limit(p->fault, COND_TOO_MANY_PARTS, p->now->place, COND_NODES_MOST);
        const struct cond *c;
        TRY(part(p, &c));
        p->parts[p->len++] = c;
    } while (parser_phrase(p, signs, len));
    *ret_cond = p->len == bottom + 1 ? p->parts[bottom] : group_of(p, kind, bottom, from);
    p->len = bottom;
    return OK;
}

static rc read_both(struct parser *p, const struct cond **ret_cond)
{
    return read_parts(p, COND_AND, read_one, ands, ARRAY_LEN(ands), ret_cond);
}

static rc read_either(struct parser *p, const struct cond **ret_cond)
{
    return read_parts(p, COND_OR, read_both, ors, ARRAY_LEN(ors), ret_cond);
}

rc cond_parse(struct arena *a, struct text text, const struct cond **ret_cond,
              struct cond_fault *fault)
{
    struct parser p;
    const struct cond *c;
    *fault = (struct cond_fault){0};
    if (text.len > COND_BYTES_MOST)
        return fault_limit(fault, COND_TOO_LONG, (struct cond_place){0}, COND_BYTES_MOST);
    if (!text_is_utf8(text))
        return fault_limit(fault, COND_NOT_UTF8, (struct cond_place){0}, 0);
    TRY(parser_init(&p, a, text, fault));
    TRY(read_either(&p, &c));
    if (p.now->kind != T_END)
        return expected_phrase(&p, N_("\"and\", \"or\" or the end"), joins, ARRAY_LEN(joins));
    TRY(cond_check(c, fault));
    *ret_cond = c;
    return OK;
}
