#include "engine/terms.h"

#include <stdatomic.h>

#include "base/arena.h"
#include "engine/key_index.h"

struct terms {
    atomic_uint refs;
    struct key_index keys; /* row: number - 1 */
    struct buf bytes;
    struct vec ends; /* size_t, by row: where its bytes end */
};

/* No secret: nobody is kept from knowing these texts. */
static struct hash128 print_of(struct text x)
{
    const struct hash_key key = {0x7465726d, 1};
    return hash128_of(&key, x.ptr, x.len);
}

static struct terms *terms_new(void)
{
    struct terms *t = mem_alloc(sizeof *t);
    atomic_init(&t->refs, 1);
    key_index_init(&t->keys);
    buf_init(&t->bytes);
    vec_init(&t->ends, sizeof(size_t));
    return t;
}

struct terms *terms_ref(struct terms *t)
{
    atomic_fetch_add_explicit(&t->refs, 1, memory_order_relaxed);
    return t;
}

struct terms *terms_unref(struct terms *t)
{
    if (!t || atomic_fetch_sub_explicit(&t->refs, 1, memory_order_acq_rel) != 1)
        return NULL;
    key_index_release(&t->keys);
    buf_release(&t->bytes);
    vec_release(&t->ends);
    free(t);
    return NULL;
}

uint32_t terms_count(const struct terms *t)
{
    return t->keys.count;
}

struct text terms_text(const struct terms *t, uint32_t id)
{
    const size_t *ends = t->ends.items;
    if (id == 0)
        return (struct text){NULL, 0};
    assert(id <= t->keys.count);
    size_t from = id > 1 ? ends[id - 2] : 0;
    return (struct text){t->bytes.bytes + from, ends[id - 1] - from};
}

uint32_t terms_find(const struct terms *t, struct text x)
{
    uint32_t row = t->keys.count ? key_find(&t->keys, print_of(x)) : NO_ROW;
    return row == NO_ROW ? 0 : row + 1;
}

size_t terms_bytes(const struct terms *t)
{
    return t->bytes.room + t->ends.room * sizeof(size_t) + t->keys.room * sizeof *t->keys.hashes +
           (t->keys.mask + 1) * sizeof *t->keys.slots;
}

/* ---- making ---- */

static uint32_t add(struct terms *t, struct text x, struct hash128 print)
{
    key_add(&t->keys, print);
    buf_add(&t->bytes, x.ptr, x.len);
    *(size_t *)vec_add(&t->ends) = t->bytes.len;
    return t->keys.count;
}

void terms_maker_init(struct terms_maker *m, struct terms *before)
{
    *m = (struct terms_maker){before ? terms_ref(before) : terms_new(), .own = !before};
}

void terms_maker_release(struct terms_maker *m)
{
    m->terms = terms_unref(m->terms);
}

/* Others read it while this one grows. */
static void make_own(struct terms_maker *m)
{
    struct terms *copy = terms_new();
    for (uint32_t id = 1; id <= terms_count(m->terms); id++)
        add(copy, terms_text(m->terms, id), m->terms->keys.hashes[id - 1]);
    terms_unref(m->terms);
    *m = (struct terms_maker){copy, .own = true};
}

uint32_t terms_maker_add(struct terms_maker *m, struct text x)
{
    if (!x.ptr || x.len == 0)
        return 0;
    struct hash128 print = print_of(x);
    uint32_t row = m->terms->keys.count ? key_find(&m->terms->keys, print) : NO_ROW;
    if (row != NO_ROW)
        return row + 1;
    if (!m->own)
        make_own(m);
    return add(m->terms, x, print);
}

struct terms *terms_made(struct terms_maker *m)
{
    struct terms *made = m->terms;
    m->terms = NULL;
    return made;
}
