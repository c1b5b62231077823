/* The sets of customers that people change.  A set knows all its members, also those who came after
 * a snapshot's day; each snapshot sees as many of them as it has rows. */
#include "engine/live_sets.h"

#include "engine/snapshot_parts.h"

struct live_set {
    atomic_uint refs;
    int32_t id;
    uint8_t kind;
    struct buf name;
    struct vec rows; /* uint32_t, ascending */
};

struct live_sets {
    atomic_uint refs;
    struct vec sets; /* struct live_set *, by id */
};

/* ---- whose memory it is ---- */

static struct live_set *set_unref(struct live_set *s)
{
    if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
        return NULL;
    buf_release(&s->name);
    vec_release(&s->rows);
    free(s);
    return NULL;
}

static struct live_set *set_ref(struct live_set *s)
{
    atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
    return s;
}

static struct live_set *set_new(int32_t id, uint8_t kind, struct text name)
{
    struct live_set *s = mem_alloc(sizeof *s);
    atomic_init(&s->refs, 1);
    s->id = id;
    s->kind = kind;
    buf_init(&s->name);
    buf_add(&s->name, name.ptr, name.len);
    vec_init(&s->rows, sizeof(uint32_t));
    return s;
}

struct live_sets *live_sets_none(void)
{
    struct live_sets *l = mem_alloc(sizeof *l);
    atomic_init(&l->refs, 1);
    vec_init(&l->sets, sizeof(struct live_set *));
    return l;
}

struct live_sets *live_sets_ref(struct live_sets *l)
{
    atomic_fetch_add_explicit(&l->refs, 1, memory_order_relaxed);
    return l;
}

static struct live_set *set_at(const struct live_sets *l, size_t i)
{
    return *(struct live_set **)vec_at(&l->sets, i);
}

struct live_sets *live_sets_unref(struct live_sets *l)
{
    if (!l || atomic_fetch_sub_explicit(&l->refs, 1, memory_order_acq_rel) != 1)
        return NULL;
    for (size_t i = 0; i < l->sets.len; i++)
        set_unref(set_at(l, i));
    vec_release(&l->sets);
    free(l);
    return NULL;
}

struct live_sets *live_sets_of(const struct snapshot *s)
{
    return s->parts->live;
}

size_t live_sets_bytes(const struct live_sets *l)
{
    size_t bytes = 0;
    for (size_t i = 0; i < l->sets.len; i++)
        bytes += sizeof(struct live_set) + set_at(l, i)->rows.room * sizeof(uint32_t);
    return bytes;
}

/* ---- what a snapshot sees ---- */

static uint32_t below(const struct live_set *s, uint32_t count)
{
    const uint32_t *rows = s->rows.items;
    size_t from = 0, to = s->rows.len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (rows[middle] < count)
            from = middle + 1;
        else
            to = middle;
    }
    return (uint32_t)from;
}

void live_sets_cut(struct snapshot *s)
{
    struct snapshot_parts *p = s->parts;
    size_t len = p->live->sets.len;
    p->set_items = mem_alloc((len + 1) * sizeof *p->set_items);
    p->sets_by_id = mem_alloc((len + 1) * sizeof *p->sets_by_id);
    for (size_t i = 0; i < len; i++) {
        const struct live_set *set = set_at(p->live, i);
        p->set_items[i] = (struct member_set){.id = set->id,
                                              .kind = set->kind,
                                              .name = buf_text(&set->name),
                                              .rows = set->rows.items,
                                              .len = below(set, s->count)};
        p->sets_by_id[i] = &p->set_items[i];
    }
    p->sets = (struct member_sets){p->sets_by_id, len};
    s->sets = &p->sets;
}

const struct member_set *member_set_find(const struct member_sets *all, int32_t id)
{
    size_t from = 0, to = all->len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (all->items[middle]->id < id)
            from = middle + 1;
        else
            to = middle;
    }
    return from < all->len && all->items[from]->id == id ? all->items[from] : NULL;
}

const struct member_set *member_set_named(const struct member_sets *all, enum member_kind kind,
                                          struct text name)
{
    for (size_t i = 0; i < all->len; i++)
        if (all->items[i]->kind == kind && text_equal(all->items[i]->name, name))
            return all->items[i];
    return NULL;
}

/* ---- making ---- */

/* A set that was announced, and who came for it. */
struct coming {
    int32_t id;
    uint8_t kind;
    bool all;
    struct buf name;
    struct vec rows; /* uint32_t */
};

struct live_maker {
    struct live_sets *before;
    struct vec changed; /* uint32_t: rows of the customers that are forgotten, ascending */
    struct vec sets;    /* struct coming, by id */
};

struct live_maker *live_maker_new(struct live_sets *before, const int64_t *customers, size_t len)
{
    struct live_maker *m = mem_alloc(sizeof *m);
    m->before = before ? live_sets_ref(before) : live_sets_none();
    vec_init(&m->changed, sizeof(uint32_t));
    vec_init(&m->sets, sizeof(struct coming));
    for (size_t i = 0; i < len; i++)
        if (customers[i] >= 1 && customers[i] < NO_ROW)
            *(uint32_t *)vec_add(&m->changed) = (uint32_t)(customers[i] - 1);
    return m;
}

void live_maker_free(struct live_maker *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->sets.len; i++) {
        struct coming *c = vec_at(&m->sets, i);
        buf_release(&c->name);
        vec_release(&c->rows);
    }
    live_sets_unref(m->before);
    vec_release(&m->changed);
    vec_release(&m->sets);
    free(m);
}

/* The first place whose id is not below. */
static size_t place_for(const struct live_maker *m, int32_t id)
{
    size_t from = 0, to = m->sets.len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (((struct coming *)vec_at(&m->sets, middle))->id < id)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

bool live_maker_set(struct live_maker *m, int32_t id, int32_t kind, struct text name, bool all)
{
    size_t at = place_for(m, id);
    if (kind < 0 || kind >= MEMBER_KINDS ||
        (at < m->sets.len && ((struct coming *)vec_at(&m->sets, at))->id == id))
        return false;
    vec_add(&m->sets);
    struct coming *items = m->sets.items;
    memmove(items + at + 1, items + at, (m->sets.len - 1 - at) * sizeof *items);
    items[at] = (struct coming){.id = id, .kind = (uint8_t)kind, .all = all};
    buf_init(&items[at].name);
    buf_add(&items[at].name, name.ptr, name.len);
    vec_init(&items[at].rows, sizeof(uint32_t));
    return true;
}

bool live_maker_member(struct live_maker *m, int32_t id, int64_t customer_id)
{
    size_t at = place_for(m, id);
    struct coming *c = at < m->sets.len ? vec_at(&m->sets, at) : NULL;
    if (!c || c->id != id || customer_id < 1 || customer_id >= NO_ROW)
        return false;
    *(uint32_t *)vec_add(&c->rows) = (uint32_t)(customer_id - 1);
    return true;
}

static int by_number(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* Old members but the changed ones, and who came; both ascend, nobody twice. */
static void merge_rows(struct vec *to, const struct vec *old, const struct vec *changed,
                       const struct vec *came)
{
    const uint32_t *o = old->items, *x = changed->items, *c = came->items;
    size_t i = 0, k = 0, j = 0;
    while (i < old->len || j < came->len) {
        bool takes_old = i < old->len && (j == came->len || o[i] <= c[j]);
        uint32_t row = takes_old ? o[i++] : c[j++];
        while (takes_old && k < changed->len && x[k] < row)
            k++;
        bool is_forgotten = takes_old && k < changed->len && x[k] == row;
        const uint32_t *last = to->len ? vec_at(to, to->len - 1) : NULL;
        if (!is_forgotten && (!last || *last != row))
            *(uint32_t *)vec_add(to) = row;
    }
}

static struct live_set *set_before(const struct live_sets *l, int32_t id)
{
    for (size_t i = 0; i < l->sets.len; i++)
        if (set_at(l, i)->id == id)
            return set_at(l, i);
    return NULL;
}

static struct live_set *set_made(const struct live_maker *m, struct coming *c)
{
    static const struct vec nobody = {.items = NULL, .len = 0};
    struct live_set *old = set_before(m->before, c->id);
    const bool goes_on = old && !c->all;
    if (goes_on && c->rows.len == 0 && m->changed.len == 0 && old->kind == c->kind &&
        text_equal(buf_text(&old->name), buf_text(&c->name)))
        return set_ref(old);
    if (c->rows.len)
        qsort(c->rows.items, c->rows.len, sizeof(uint32_t), by_number);
    struct live_set *s = set_new(c->id, c->kind, buf_text(&c->name));
    merge_rows(&s->rows, goes_on ? &old->rows : &nobody, goes_on ? &m->changed : &nobody, &c->rows);
    return s;
}

struct live_sets *live_sets_made(struct live_maker *m)
{
    struct live_sets *l = live_sets_none();
    for (size_t i = 0; i < m->sets.len; i++)
        *(struct live_set **)vec_add(&l->sets) = set_made(m, vec_at(&m->sets, i));
    live_maker_free(m);
    return l;
}
