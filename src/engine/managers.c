/* Who manages whom: columns by customer, and lists by staff. */
#include "base/large.h"
#include "engine/maker.h"

struct managers_maker {
    uint32_t count;
    struct room memory;
    int32_t *manager;
    day *since;
    uint16_t *share;
    struct vec co; /* struct co_manager, as they come */
};

static size_t columns_size(uint32_t count)
{
    return (count + (size_t)1) * (sizeof(int32_t) + sizeof(day) + sizeof(uint16_t));
}

struct managers_maker *managers_maker_new(int64_t customers)
{
    struct managers_maker *m = mem_alloc(sizeof *m);
    m->count = (uint32_t)customers;
    m->memory = room_make(columns_size(m->count));
    m->manager = m->memory.bytes;
    m->since = m->manager + m->count;
    m->share = (uint16_t *)(void *)(m->since + m->count);
    vec_init(&m->co, sizeof(struct co_manager));
    return m;
}

void managers_maker_free(struct managers_maker *m)
{
    if (!m)
        return;
    room_free(&m->memory);
    vec_release(&m->co);
    free(m);
}

bool managers_maker_add(struct managers_maker *m, int64_t customer_id, day since,
                        struct int4s staff, struct int4s shares)
{
    if (customer_id < 1 || customer_id > m->count || shares.len != staff.len)
        return false;
    uint32_t row = (uint32_t)(customer_id - 1);
    for (size_t i = 0; i < staff.len; i++)
        if (staff.items[i] < 1 || shares.items[i] < 0 || shares.items[i] > BASIS_POINTS)
            return false;
    if (staff.len == 0)
        return true;
    m->manager[row] = staff.items[0];
    m->since[row] = since;
    m->share[row] = (uint16_t)shares.items[0];
    for (size_t i = 1; i < staff.len; i++)
        *(struct co_manager *)vec_add(&m->co) =
            (struct co_manager){.row = row, .staff_id = staff.items[i], .share = shares.items[i]};
    return true;
}

struct managers_maker *managers_maker_on(const struct snapshot *s, const int64_t *customers,
                                         size_t len)
{
    const struct managers *old = s->parts->managers;
    struct managers_maker *m = managers_maker_new(old->count);
    memcpy(m->memory.bytes, old->memory.bytes, columns_size(old->count));
    for (size_t i = 0; i < len; i++)
        if (customers[i] >= 1 && customers[i] <= m->count)
            m->manager[customers[i] - 1] = 0;
    for (size_t i = 0; i < old->co_len; i++) /* whoever has a co-manager has a manager */
        if (m->manager[old->co[i].row])
            *(struct co_manager *)vec_add(&m->co) = old->co[i];
    return m;
}

/* ---- lists by staff ---- */

static int by_staff(const void *x, const void *y)
{
    const struct co_manager *a = x, *b = y;
    if (a->staff_id != b->staff_id)
        return a->staff_id < b->staff_id ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* 'pairs' get ordered by staff and row. */
static struct managed *group_by_staff(struct co_manager *pairs, size_t len, uint32_t **ret_rows,
                                      size_t *ret_len)
{
    struct vec groups;
    uint32_t *rows = mem_alloc((len + 1) * sizeof *rows);
    vec_init(&groups, sizeof(struct managed));
    struct managed *group = NULL;
    if (len)
        qsort(pairs, len, sizeof *pairs, by_staff);
    for (size_t i = 0; i < len; i++) {
        if (!group || group->staff_id != pairs[i].staff_id) {
            group = vec_add(&groups);
            *group = (struct managed){.staff_id = pairs[i].staff_id, .first = (uint32_t)i};
        }
        group->len++;
        rows[i] = pairs[i].row;
    }
    struct managed *all = mem_alloc((groups.len + 1) * sizeof *all);
    if (groups.len)
        memcpy(all, groups.items, groups.len * sizeof *all);
    *ret_rows = rows;
    *ret_len = groups.len;
    vec_release(&groups);
    return all;
}

static void list_mains(struct managers *m)
{
    size_t len = 0, at = 0;
    for (uint32_t row = 0; row < m->count; row++)
        len += m->manager[row] != 0;
    struct co_manager *pairs = mem_alloc((len + 1) * sizeof *pairs);
    for (uint32_t row = 0; row < m->count; row++)
        if (m->manager[row])
            pairs[at++] = (struct co_manager){.row = row, .staff_id = m->manager[row]};
    m->mains = group_by_staff(pairs, len, &m->main_rows, &m->mains_len);
    free(pairs);
}

/* Those of one customer came together, in their order, and stay so. */
static int by_customer(const void *x, const void *y)
{
    const struct co_manager *const *p = x, *const *q = y;
    const struct co_manager *a = *p, *b = *q;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a > b) - (a < b);
}

static void list_cos(struct managers *m, struct vec *co)
{
    struct co_manager *came = co->items;
    const struct co_manager **order = mem_alloc((co->len + 1) * sizeof *order);
    m->co_len = co->len;
    m->co = mem_alloc((co->len + 1) * sizeof *m->co);
    m->co_staff = mem_alloc((co->len + 1) * sizeof *m->co_staff);
    for (size_t i = 0; i < co->len; i++)
        order[i] = &came[i];
    qsort(order, co->len, sizeof *order, by_customer);
    for (size_t i = 0; i < co->len; i++) {
        m->co[i] = *order[i];
        m->co_staff[i] = order[i]->staff_id;
    }
    free(order);
    m->cos = group_by_staff(came, co->len, &m->co_rows, &m->cos_len);
}

struct managers *managers_made(struct managers_maker *maker)
{
    struct managers *m = mem_alloc(sizeof *m);
    atomic_init(&m->refs, 1);
    kept_init(&m->kept);
    m->count = maker->count;
    m->memory = maker->memory;
    m->manager = maker->manager;
    m->since = maker->since;
    m->share = maker->share;
    maker->memory = (struct room){NULL, 0};
    list_mains(m);
    list_cos(m, &maker->co);
    managers_maker_free(maker);
    return m;
}
