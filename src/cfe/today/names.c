#include "cfe/today/names.h"

#include "cfe/today/today.sql.h"
#include "platform/scope.h"

enum name_of { NAME_CUSTOMER, NAME_STAFF, NAME_ORG, NAME_PRODUCT, NAME_ORG_NO };

/* One name that is wanted, and where it goes. */
struct want {
    enum name_of what;
    int64_t id;
    struct text *to;
};

struct names {
    struct arena *arena;
    struct want *wants;
    size_t len, room;
    struct q_today_names_row found;
};

enum { WANTS_FIRST = 128 };

struct names *names_new(struct arena *a)
{
    struct names *n = arena_alloc(a, sizeof *n);
    n->arena = a;
    n->room = WANTS_FIRST;
    n->wants = arena_alloc(a, n->room * sizeof *n->wants);
    return n;
}

static void add(struct names *n, struct want want)
{
    if (n->len == n->room) {
        struct want *more = arena_alloc(n->arena, 2 * n->room * sizeof *more);
        memcpy(more, n->wants, n->len * sizeof *more);
        n->wants = more;
        n->room *= 2;
    }
    n->wants[n->len++] = want;
}

void names_customer(struct names *n, int64_t customer_id, struct text *to)
{
    add(n, (struct want){NAME_CUSTOMER, customer_id, to});
}

void names_staff(struct names *n, int32_t staff_id, struct text *to)
{
    add(n, (struct want){NAME_STAFF, staff_id, to});
}

void names_org(struct names *n, int32_t org_id, struct text *to)
{
    add(n, (struct want){NAME_ORG, org_id, to});
}

void names_org_no(struct names *n, int32_t org_id, struct text *to)
{
    add(n, (struct want){NAME_ORG_NO, org_id, to});
}

void names_product(struct names *n, int32_t product_id, struct text *to)
{
    add(n, (struct want){NAME_PRODUCT, product_id, to});
}

static int in_order(const void *a, const void *b)
{
    const struct want *x = a, *y = b;
    if (x->what != y->what)
        return x->what < y->what ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* The ids of one kind, none twice. */
struct wanted {
    int64_t *ids;
    int32_t *short_ids;
    size_t len;
};

static struct wanted wanted_of(const struct names *n, enum name_of what)
{
    struct wanted w = {.ids = arena_alloc(n->arena, (n->len + 1) * sizeof *w.ids),
                       .short_ids = arena_alloc(n->arena, (n->len + 1) * sizeof *w.short_ids)};
    for (size_t i = 0; i < n->len; i++) {
        const struct want *want = &n->wants[i];
        if (want->what != what || (i > 0 && in_order(want - 1, want) == 0))
            continue;
        w.ids[w.len] = want->id;
        w.short_ids[w.len++] = (int32_t)want->id;
    }
    return w;
}

static struct int8s long_ids(struct wanted w)
{
    return (struct int8s){w.ids, w.len};
}

static struct int4s short_ids(struct wanted w)
{
    return (struct int4s){w.short_ids, w.len};
}

/* Wants are in order, and may want the same more than once. */
static void give(const struct names *n, struct want found, struct text name)
{
    size_t from = 0, until = n->len;
    while (from < until) {
        size_t middle = from + (until - from) / 2;
        if (in_order(&n->wants[middle], &found) < 0)
            from = middle + 1;
        else
            until = middle;
    }
    for (; from < n->len && in_order(&n->wants[from], &found) == 0; from++)
        *n->wants[from].to = name;
}

rc names_ask(struct names *n, struct req *r)
{
    if (n->len == 0)
        return OK;
    qsort(n->wants, n->len, sizeof *n->wants, in_order);
    struct wanted customers = wanted_of(n, NAME_CUSTOMER);
    TRY(scope_open_next(r->db, r->who, long_ids(customers)));
    db_ahead(r->db);
    return q_today_names(r->db, n->arena,
                         &(struct q_today_names_in){
                             .day_ = r->who->published.day,
                             .customers = long_ids(customers),
                             .staff = short_ids(wanted_of(n, NAME_STAFF)),
                             .orgs = short_ids(wanted_of(n, NAME_ORG)),
                             .products = short_ids(wanted_of(n, NAME_PRODUCT)),
                             .org_numbers = short_ids(wanted_of(n, NAME_ORG_NO)),
                         },
                         &n->found);
}

rc names_take(struct names *n, struct req *r)
{
    const struct q_today_names_row *f = &n->found;
    TRY(db_settle(r->db));
    for (size_t i = 0; i < f->ids.len; i++)
        give(n, (struct want){(enum name_of)f->whats.items[i], f->ids.items[i], NULL},
             f->names.items[i]);
    return OK;
}

size_t names_keep(void *rows, size_t len, size_t size, size_t at)
{
    char *bytes = rows;
    size_t kept = 0;
    for (size_t i = 0; i < len; i++) {
        const struct text *name = (const struct text *)(const void *)(bytes + i * size + at);
        if (!name->ptr)
            continue;
        if (kept != i)
            memcpy(bytes + kept * size, bytes + i * size, size);
        kept++;
    }
    return kept;
}
