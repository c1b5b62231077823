/* The events of a snapshot: a block for each date, behaviour and transactions apart.
 *
 * Whatever comes is gathered by its date as a key to sort by and an amount.  At the end each date
 * of which something came gets a block anew, from the one that there was and what came; all others
 * are those of the snapshot before. */
#include "engine/make_events.h"

#include "base/large.h"
#include "engine/snapshot_parts.h"

/* What a block is made of.  Behaviour: act, row, object; transactions: row, what it is. */
struct item {
    uint64_t key;
    fen amount;
};
enum { ACT_SHIFT = 62, ACT_ROW_SHIFT = 30, OBJECT_BITS = 30, TXN_ROW_SHIFT = 16 };
#define LOW_BITS(x, bits) ((x) & ((UINT64_C(1) << (bits)) - 1))

struct block {
    atomic_uint refs;
    struct room memory;
    day on;
    struct acts acts; /* one of the two */
    struct txns txns;
};

enum side_of { ACTS, TXNS, SIDES };
struct event_part {
    atomic_uint refs;
    struct events events;
    struct terms *objects;
    struct block *blocks[SIDES][EVENT_DAYS]; /* by date, from day - EVENT_DAYS + 1 on; or NULL */
    size_t bytes;
};

/* ---- whose memory it is ---- */

static struct block *block_unref(struct block *b)
{
    if (!b || atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) != 1)
        return NULL;
    room_free(&b->memory);
    free(b);
    return NULL;
}

struct event_part *event_part_unref(struct event_part *e)
{
    if (!e || atomic_fetch_sub_explicit(&e->refs, 1, memory_order_acq_rel) != 1)
        return NULL;
    for (size_t i = 0; i < EVENT_DAYS; i++) {
        block_unref(e->blocks[ACTS][i]);
        block_unref(e->blocks[TXNS][i]);
    }
    free((void *)(uintptr_t)e->events.acts);
    free((void *)(uintptr_t)e->events.txns);
    terms_unref(e->objects);
    free(e);
    return NULL;
}

const struct events *event_part_view(const struct event_part *e)
{
    return &e->events;
}

const struct terms *event_part_objects(const struct event_part *e)
{
    return e->objects;
}

size_t event_part_bytes(const struct event_part *e)
{
    size_t bytes = terms_bytes(e->objects);
    for (size_t i = 0; i < EVENT_DAYS; i++)
        for (size_t side = 0; side < SIDES; side++)
            bytes += e->blocks[side][i] ? e->blocks[side][i]->memory.size : 0;
    return bytes;
}

/* ---- gathering ---- */

struct events_maker {
    const struct event_part *before; /* or NULL */
    day day;
    uint32_t count; /* customers */
    struct terms_maker objects;
    struct vec came[SIDES][EVENT_DAYS]; /* struct item */
    struct vec replaced[EVENT_DAYS];    /* transactions that are to go */
};

struct events_maker *events_maker_new(day d, uint32_t count, const struct event_part *before)
{
    struct events_maker *m = mem_alloc(sizeof *m);
    *m = (struct events_maker){.before = before, .day = d, .count = count};
    terms_maker_init(&m->objects, before ? before->objects : NULL);
    for (size_t i = 0; i < EVENT_DAYS; i++) {
        vec_init(&m->came[ACTS][i], sizeof(struct item));
        vec_init(&m->came[TXNS][i], sizeof(struct item));
        vec_init(&m->replaced[i], sizeof(struct item));
    }
    return m;
}

void events_maker_free(struct events_maker *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < EVENT_DAYS; i++) {
        vec_release(&m->came[ACTS][i]);
        vec_release(&m->came[TXNS][i]);
        vec_release(&m->replaced[i]);
    }
    terms_maker_release(&m->objects);
    free(m);
}

/* The place of a date; false: it has left the window. */
static bool place_of(const struct events_maker *m, day on, day delivered, size_t *ret)
{
    day d = on < delivered ? on : delivered;
    if (d <= m->day - EVENT_DAYS || d > m->day)
        return false;
    *ret = (size_t)(d - (m->day - EVENT_DAYS + 1));
    return true;
}

static bool is_customer(const struct events_maker *m, int64_t customer_id)
{
    return customer_id >= 1 && customer_id <= m->count;
}

bool events_maker_act(struct events_maker *m, const struct act_fact *f)
{
    size_t at;
    if (!is_customer(m, f->customer_id) || f->act >= ACT_COUNT)
        return false;
    if (!place_of(m, f->on, f->delivered, &at))
        return true;
    uint64_t object = f->act == ACT_LOGIN ? 0 : terms_maker_add(&m->objects, f->object);
    assert(object >> OBJECT_BITS == 0);
    *(struct item *)vec_add(&m->came[ACTS][at]) =
        (struct item){.key = (uint64_t)f->act << ACT_SHIFT |
                             (uint64_t)(f->customer_id - 1) << ACT_ROW_SHIFT | object};
    return true;
}

bool events_maker_txn(struct events_maker *m, const struct txn_fact *f)
{
    size_t at;
    if (!is_customer(m, f->customer_id) || f->direction > TXN_OUT || f->kind > TXN_KIND_NOT_SAID ||
        f->channel > TXN_CHANNEL_NOT_SAID || f->class > TXN_CLASS_NOT_SAID)
        return false;
    if (!place_of(m, f->on, f->delivered, &at))
        return true;
    struct vec *to = f->replaced ? &m->replaced[at] : &m->came[TXNS][at];
    unsigned what = (unsigned)f->direction << TXN_DIRECTION | (unsigned)f->channel << TXN_CHANNEL |
                    (unsigned)f->kind << TXN_KIND | (unsigned)f->class << TXN_CLASS;
    *(struct item *)vec_add(to) = (struct item){
        .key = (uint64_t)(f->customer_id - 1) << TXN_ROW_SHIFT | what, .amount = f->amount};
    return true;
}

/* ---- sorting ---- */

enum { RADIX = 256 };

static bool is_sorted(const struct item *items, size_t len)
{
    for (size_t i = 1; i < len; i++)
        if (items[i - 1].key > items[i].key)
            return false;
    return true;
}

/* By one byte of the key; equal ones keep their order.  False: all have the same byte. */
static bool sort_byte(const struct item *from, struct item *to, size_t len, unsigned shift)
{
    size_t first[RADIX + 1] = {0};
    for (size_t i = 0; i < len; i++)
        first[(from[i].key >> shift & (RADIX - 1)) + 1]++;
    if (first[(from[0].key >> shift & (RADIX - 1)) + 1] == len)
        return false;
    for (size_t i = 0; i < RADIX; i++)
        first[i + 1] += first[i];
    for (size_t i = 0; i < len; i++)
        to[first[from[i].key >> shift & (RADIX - 1)]++] = from[i];
    return true;
}

/* Few have the same key: a customer's transactions of one kind on one date. */
static void sort_equal(struct item *items, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        struct item x = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].key == x.key && items[at - 1].amount > x.amount; at--)
            items[at] = items[at - 1];
        items[at] = x;
    }
}

static void sort_items(struct vec *v)
{
    if (v->len == 0)
        return;
    if (!is_sorted(v->items, v->len)) {
        struct item *spare = mem_alloc(v->len * sizeof *spare), *items = v->items;
        for (unsigned shift = 0; shift < 64; shift += 8)
            if (sort_byte(items, spare, v->len, shift)) {
                struct item *sorted = spare;
                spare = items;
                items = sorted;
            }
        if (items != v->items) {
            memcpy(v->items, items, v->len * sizeof *items);
            spare = items;
        }
        free(spare);
    }
    sort_equal(v->items, v->len);
}

static bool is_before(const struct item *a, const struct item *b)
{
    return a->key < b->key || (a->key == b->key && a->amount < b->amount);
}

/* Each of 'gone' takes one that is the same with it; both are sorted. */
static void take_out(struct vec *from, const struct vec *gone)
{
    struct item *items = from->items;
    const struct item *next = gone->items, *end = next + gone->len;
    size_t kept = 0;
    for (size_t i = 0; i < from->len; i++) {
        while (next < end && is_before(next, &items[i]))
            next++;
        if (next < end && !is_before(&items[i], next))
            next++;
        else
            items[kept++] = items[i];
    }
    from->len = kept;
}

/* ---- blocks ---- */

static void add_old_acts(struct vec *v, const struct acts *a)
{
    for (uint64_t act = 0; act < ACT_COUNT; act++)
        for (uint32_t i = a->first[act]; i < a->first[act + 1]; i++) {
            uint64_t object = act == ACT_LOGIN ? 0 : a->objects[i - a->first[ACT_VIEW]];
            *(struct item *)vec_add(v) = (struct item){
                .key = act << ACT_SHIFT | (uint64_t)a->rows[i] << ACT_ROW_SHIFT | object};
        }
}

static void add_old_txns(struct vec *v, const struct txns *t)
{
    for (uint32_t i = 0; i < t->len; i++)
        *(struct item *)vec_add(v) = (struct item){
            .key = (uint64_t)t->rows[i] << TXN_ROW_SHIFT | t->what[i], .amount = txn_amount(t, i)};
}

static struct block *block_new(day on, size_t size)
{
    struct block *b = mem_alloc(sizeof *b);
    atomic_init(&b->refs, 1);
    b->on = on;
    b->memory = room_make(size);
    return b;
}

static struct block *acts_block(day on, const struct vec *v)
{
    const struct item *items = v->items;
    uint32_t first[ACT_COUNT + 1] = {0};
    for (size_t i = 0; i < v->len; i++)
        first[(items[i].key >> ACT_SHIFT) + 1]++;
    for (size_t act = 0; act < ACT_COUNT; act++)
        first[act + 1] += first[act];
    struct block *b = block_new(on, (2 * v->len - first[ACT_VIEW]) * sizeof(uint32_t));
    uint32_t *rows = b->memory.bytes, *objects = rows + v->len;
    for (size_t i = 0; i < v->len; i++) {
        rows[i] = (uint32_t)LOW_BITS(items[i].key >> ACT_ROW_SHIFT, 32);
        if (i >= first[ACT_VIEW])
            objects[i - first[ACT_VIEW]] = (uint32_t)LOW_BITS(items[i].key, OBJECT_BITS);
    }
    b->acts = (struct acts){.on = on, .rows = rows, .objects = objects};
    memcpy(b->acts.first, first, sizeof first);
    return b;
}

static bool is_large(fen amount)
{
    return amount < 0 || amount >= TXN_LARGE;
}

static struct block *txns_block(day on, const struct vec *v)
{
    const struct item *items = v->items;
    uint32_t large = 0;
    for (size_t i = 0; i < v->len; i++)
        large += is_large(items[i].amount);
    struct block *b = block_new(on, large * sizeof(struct large_amount) +
                                        v->len * (2 * sizeof(uint32_t) + sizeof(uint16_t)));
    struct large_amount *larges = b->memory.bytes;
    uint32_t *rows = (uint32_t *)(void *)(larges + large), *amounts = rows + v->len;
    uint16_t *what = (uint16_t *)(void *)(amounts + v->len);
    b->txns = (struct txns){.on = on,
                            .len = (uint32_t)v->len,
                            .rows = rows,
                            .what = what,
                            .amounts = amounts,
                            .large = larges,
                            .large_len = large};
    for (uint32_t i = 0; i < v->len; i++) {
        rows[i] = (uint32_t)(items[i].key >> TXN_ROW_SHIFT);
        what[i] = (uint16_t)LOW_BITS(items[i].key, TXN_ROW_SHIFT);
        amounts[i] = is_large(items[i].amount) ? TXN_LARGE : (uint32_t)items[i].amount;
        if (is_large(items[i].amount))
            *larges++ = (struct large_amount){.at = i, .amount = items[i].amount};
    }
    return b;
}

/* ---- the end ---- */

static const struct block *old_block(const struct events_maker *m, enum side_of side, size_t at)
{
    size_t then = m->before ? at + (size_t)(m->day - m->before->events.day) : EVENT_DAYS;
    return then < EVENT_DAYS ? m->before->blocks[side][then] : NULL;
}

/* Of one date; what came is given up. */
static struct block *block_made(struct events_maker *m, enum side_of side, size_t at)
{
    struct vec *came = &m->came[side][at];
    const struct vec *gone = side == TXNS && m->replaced[at].len ? &m->replaced[at] : NULL;
    const struct block *old = old_block(m, side, at);
    const day on = m->day == NO_DAY ? NO_DAY : m->day - EVENT_DAYS + 1 + (day)at;
    if (came->len == 0 && !gone) {
        if (old)
            atomic_fetch_add_explicit(&((struct block *)(uintptr_t)old)->refs, 1,
                                      memory_order_relaxed);
        return (struct block *)(uintptr_t)old;
    }
    if (old && side == ACTS)
        add_old_acts(came, &old->acts);
    else if (old)
        add_old_txns(came, &old->txns);
    sort_items(came);
    if (gone) {
        sort_items(&m->replaced[at]);
        take_out(came, gone);
    }
    struct block *b = NULL;
    if (came->len)
        b = side == ACTS ? acts_block(on, came) : txns_block(on, came);
    vec_release(came);
    vec_init(came, sizeof(struct item));
    return b;
}

static void list_blocks(struct event_part *e)
{
    const struct acts **acts = mem_alloc(EVENT_DAYS * sizeof *acts);
    const struct txns **txns = mem_alloc(EVENT_DAYS * sizeof *txns);
    for (size_t i = 0; i < EVENT_DAYS; i++) {
        if (e->blocks[ACTS][i])
            acts[e->events.acts_len++] = &e->blocks[ACTS][i]->acts;
        if (e->blocks[TXNS][i])
            txns[e->events.txns_len++] = &e->blocks[TXNS][i]->txns;
    }
    e->events.acts = acts;
    e->events.txns = txns;
}

struct event_part *events_made(struct events_maker *m)
{
    struct event_part *e = mem_alloc(sizeof *e);
    atomic_init(&e->refs, 1);
    e->events.day = m->day;
    for (size_t i = 0; i < EVENT_DAYS; i++) {
        e->blocks[ACTS][i] = block_made(m, ACTS, i);
        e->blocks[TXNS][i] = block_made(m, TXNS, i);
    }
    list_blocks(e);
    e->objects = terms_made(&m->objects);
    events_maker_free(m);
    return e;
}

/* ---- last logins ---- */

/* Whose last login was on a date that has left the window has none. */
static void forget_logins(const struct acts *a, day *last)
{
    for (uint32_t i = a->first[ACT_LOGIN]; i < a->first[ACT_LOGIN + 1]; i++)
        if (last[a->rows[i]] == a->on)
            last[a->rows[i]] = NO_DAY;
}

void event_part_last_logins(const struct event_part *e, const struct event_part *before, day *last)
{
    size_t moved = before ? (size_t)(e->events.day - before->events.day) : 0;
    for (size_t i = 0; before && i < moved && i < EVENT_DAYS; i++)
        if (before->blocks[ACTS][i])
            forget_logins(&before->blocks[ACTS][i]->acts, last);
    for (size_t i = 0; i < EVENT_DAYS; i++) {
        const struct block *b = e->blocks[ACTS][i];
        size_t then = before ? i + moved : EVENT_DAYS;
        if (!b || (then < EVENT_DAYS && before->blocks[ACTS][then] == b))
            continue;
        const struct acts *a = &b->acts;
        for (uint32_t k = a->first[ACT_LOGIN]; k < a->first[ACT_LOGIN + 1]; k++)
            if (last[a->rows[k]] < a->on)
                last[a->rows[k]] = a->on;
    }
}
