#include "bench/audience_ask.h"

#include "base/clock.h"
#include "engine/cube_dims.h"
#include "engine/evaluate.h"
#include "engine/pick.h"

enum { OUTLET_LEVELS = 3 };

/* ---- names of the invented bank: "t07", "branch 7", "centre 11" ---- */

static bool number_after(struct text name, const char *before, uint64_t limit, uint64_t *ret)
{
    size_t at = strlen(before);
    uint64_t number = 0;
    if (name.len <= at || memcmp(name.ptr, before, at) != 0)
        return false;
    for (; at < name.len; at++) {
        if (name.ptr[at] < '0' || name.ptr[at] > '9' || number > limit)
            return false;
        number = number * 10 + (uint64_t)(name.ptr[at] - '0');
    }
    *ret = number;
    return number < limit;
}

static rc find_name(void *with, enum name_kind kind, struct text name, int64_t *ret_id,
                    struct text *ret_nearest UNUSED)
{
    const struct audience_bank *b = with;
    uint64_t number;
    if (kind == NAMED_TAG && number_after(name, "t", AUDIENCE_TAGS, &number))
        *ret_id = audience_tag_id((unsigned)number);
    else if (kind == NAMED_ORG && number_after(name, "branch ", b->world.branches, &number))
        *ret_id = branch_org(b, number);
    else if (kind == NAMED_ORG && number_after(name, "centre ", b->world.centres, &number))
        *ret_id = centre_org(b, number);
    else
        return E_NOT_FOUND;
    return OK;
}

/* ---- by the engine ---- */

/* What came out, as it came out. */
struct found {
    const struct evaluation *members; /* NULL: everybody */
    uint32_t count;
    const struct set *set;
    const uint32_t *rows;
    struct picked page;
    struct cube groups;
};

static rc make_ready(const struct audience_bank *b, const char *text, struct arena *a,
                     const struct evaluation **ret, struct why *why)
{
    const struct cond_names names = {.with = (void *)(uintptr_t)b, .find = find_name};
    const struct cond *c, *bound;
    struct cond_fault fault;
    rc r = cond_parse(a, text_of(text), &c, &fault);
    if (r == OK)
        r = cond_resolve(a, c, &names, &bound, &fault);
    if (r != OK) {
        cond_fault_say(&fault, ENGLISH, why);
        return why_in(why, E_INTERNAL, "%s", text);
    }
    return evaluation_new(a, b->snapshot, bound, NULL, ret, why);
}

static void find_page(const struct audience_bank *b, const struct question *q, struct arena *a,
                      struct found *ret)
{
    ret->set = evaluate(ret->members, NULL, a);
    const struct reach all = reach_all();
    const struct pick_how how = {.members = ret->set,
                                 .order = ORDER_AMOUNT(AMOUNT_AUM),
                                 .desc = true,
                                 .offset = q->from,
                                 .limit = q->until - q->from};
    pick(b->snapshot, &all, &how, a, &ret->page);
}

static rc find_groups(const struct audience_bank *b, struct arena *a, struct found *ret,
                      struct why *why)
{
    const struct snapshot *s = b->snapshot;
    const struct reach all = reach_all();
    struct int4s orgs;
    struct cube_dim dims[2];
    const struct cube_measure sum = {CUBE_SUM, cube_amount(s, AMOUNT_AUM, AT_DAY), 0};
    TRY(cube_dim_org(s, 1, OUTLET_LEVELS, a, &dims[0], &orgs, why));
    dims[1] = cube_dim_code(s->tier, TIER_COUNT);
    const struct cube_query query = {.set = ret->set,
                                     .dims = dims,
                                     .dims_len = ARRAY_LEN(dims),
                                     .measures = &sum,
                                     .measures_len = 1,
                                     .order = CUBE_BY_PARTS,
                                     .threads = 1};
    return cube_of(s, &all, &query, a, &ret->groups, why);
}

static rc find(const struct audience_bank *b, const struct question *q, struct arena *a,
               struct found *ret, struct why *why)
{
    *ret = (struct found){.members = NULL};
    if (q->text)
        TRY(make_ready(b, q->text, a, &ret->members, why));
    switch (q->kind) {
    case ASK_COUNT:
        ret->count = evaluate_count(ret->members, NULL);
        break;
    case ASK_LIST:
        ret->set = evaluate(ret->members, NULL, a);
        ret->rows = set_members(ret->set, a);
        break;
    case ASK_PAGE:
        find_page(b, q, a, ret);
        break;
    case ASK_GROUPS:
        ret->set = ret->members ? evaluate(ret->members, NULL, a) : NULL;
        return find_groups(b, a, ret, why);
    case QUESTION_KINDS:
        break;
    }
    return OK;
}

/* ---- what is compared ---- */

static void add_member(struct answer *x, uint32_t row, fen assets)
{
    x->count++;
    x->sum += assets;
    x->hash += die_mix(row + DIE_GOLDEN);
}

static void add_on_page(struct answer *x, uint32_t row, fen assets)
{
    x->count++;
    x->sum += assets;
    x->hash = die_mix(x->hash + row + DIE_GOLDEN);
}

static void add_group(struct answer *x, int32_t org_id, unsigned tier, uint64_t count, int128_t sum)
{
    x->count++;
    x->sum += sum;
    x->hash +=
        die_mix(die_mix((uint64_t)org_id * TIER_COUNT + tier) + count * DIE_GOLDEN + (uint64_t)sum);
}

/* A place of its own for every organisation; the cube's parts are in the order of the tree. */
static rc tell_groups(const struct audience_bank *b, const struct found *f, struct arena *a,
                      struct answer *ret, struct why *why)
{
    struct cube_dim orgs;
    struct int4s ids;
    TRY(cube_dim_org(b->snapshot, 1, OUTLET_LEVELS, a, &orgs, &ids, why));
    for (size_t i = 0; i < f->groups.len; i++) {
        const struct cube_group *g = &f->groups.groups[i];
        add_group(ret, ids.items[g->parts[0]], g->parts[1], g->count, g->values[0]);
    }
    return OK;
}

static rc tell(const struct audience_bank *b, const struct question *q, const struct found *f,
               struct arena *a, struct answer *ret, struct why *why)
{
    const fen *aum = b->snapshot->amounts[AT_DAY][AMOUNT_AUM];
    struct set_walk walk;
    *ret = (struct answer){.count = 0};
    if (q->kind == ASK_GROUPS)
        return tell_groups(b, f, a, ret, why);
    for (size_t i = 0; i < f->page.len; i++)
        add_on_page(ret, f->page.rows[i], aum[f->page.rows[i]]);
    for (size_t i = 0; f->rows && i < f->set->count; i++)
        add_member(ret, f->rows[i], aum[f->rows[i]]);
    if (q->kind != ASK_COUNT)
        return OK;
    set_walk_begin(&walk, evaluate(f->members, NULL, a));
    for (uint32_t row; set_walk_next(&walk, &row);)
        add_member(ret, row, aum[row]);
    if (ret->count != f->count)
        return why_say(why, E_INTERNAL, "%s: %" PRIu32 " are counted, %" PRIu64 " are members",
                       q->name, f->count, ret->count);
    return OK;
}

rc audience_ask(const struct audience_bank *b, const struct question *q, struct arena *a,
                struct asked_answer *ret, struct why *why)
{
    struct found found;
    uint64_t began = clock_ns();
    TRY(find(b, q, a, &found, why));
    ret->ms = (double)(clock_ns() - began) / 1e6;
    return tell(b, q, &found, a, &ret->answer, why);
}

rc audience_time(const struct audience_bank *b, const struct question *q, struct arena *a,
                 double *ret_ms, struct why *why)
{
    struct found found;
    uint64_t began = clock_ns();
    TRY(find(b, q, a, &found, why));
    *ret_ms = (double)(clock_ns() - began) / 1e6;
    return OK;
}

/* ---- by the plain loop ---- */

struct member {
    fen assets;
    uint32_t row;
};
struct group {
    uint64_t count;
    int128_t sum;
};
struct plain {
    const struct audience_bank *b;
    struct answer *answers; /* by question */
    struct vec *members;    /* by question, of pages: struct member */
    const struct formula *formulas;
    uint64_t *formula_counts;
    struct group **groups; /* by question, of groups; by outlet and tier */
};

static int by_assets(const void *p, const void *q)
{
    const struct member *x = p, *y = q;
    if (x->assets != y->assets)
        return x->assets > y->assets ? -1 : 1;
    return (x->row < y->row) - (x->row > y->row); /* downwards in everything */
}

static void add_to_group(struct group *g, fen assets)
{
    g->count++;
    g->sum += assets;
}

static void take_customer(struct plain *p, const struct invented *c)
{
    uint32_t row = (uint32_t)c->number;
    for (size_t i = 0; i < audience_questions_len; i++) {
        const struct question *q = &audience_questions[i];
        if (!q->holds(p->b, c))
            continue;
        if (q->kind == ASK_GROUPS)
            add_to_group(&p->groups[i][c->outlet * TIER_COUNT + c->tier], c->aum);
        else if (q->kind == ASK_PAGE)
            *(struct member *)vec_add(&p->members[i]) = (struct member){c->aum, row};
        else
            add_member(&p->answers[i], row, c->aum);
    }
}

static void take_formulas(struct plain *p, const struct invented *c)
{
    for (size_t i = 0; i < AUDIENCE_FORMULAS; i++)
        p->formula_counts[i] += formula_holds(&p->formulas[i], c->tags);
}

static void cut_page(const struct question *q, const struct vec *members, struct answer *ret)
{
    const struct member *all = members->items;
    if (members->len)
        qsort(members->items, members->len, sizeof *all, by_assets);
    for (size_t i = q->from; i < q->until && i < members->len; i++)
        add_on_page(ret, all[i].row, all[i].assets);
}

static void finish_plain(struct plain *p)
{
    for (size_t i = 0; i < audience_questions_len; i++) {
        const struct question *q = &audience_questions[i];
        if (q->kind == ASK_PAGE)
            cut_page(q, &p->members[i], &p->answers[i]);
        vec_release(&p->members[i]);
        for (uint64_t g = 0; q->kind == ASK_GROUPS && g < p->b->world.outlets * TIER_COUNT; g++)
            if (p->groups[i][g].count)
                add_group(&p->answers[i], outlet_org(p->b, g / TIER_COUNT),
                          (unsigned)(g % TIER_COUNT), p->groups[i][g].count, p->groups[i][g].sum);
    }
}

struct answer *audience_plain(const struct audience_bank *b, const struct formula *formulas,
                              struct arena *a, uint64_t *ret_formula_counts)
{
    struct invented c;
    struct plain p = {
        .b = b,
        .formulas = formulas,
        .formula_counts = ret_formula_counts,
        .answers = arena_alloc(a, audience_questions_len * sizeof *p.answers),
        .members = arena_alloc(a, audience_questions_len * sizeof *p.members),
        .groups = arena_alloc(a, audience_questions_len * sizeof *p.groups),
    };
    for (size_t i = 0; i < audience_questions_len; i++) {
        vec_init(&p.members[i], sizeof(struct member));
        if (audience_questions[i].kind == ASK_GROUPS)
            p.groups[i] = arena_alloc(a, b->world.outlets * TIER_COUNT * sizeof **p.groups);
    }
    for (uint64_t number = 0; number < b->world.customers; number++) {
        invent_customer(b, number, &c);
        take_customer(&p, &c);
        take_formulas(&p, &c);
    }
    finish_plain(&p);
    return p.answers;
}
