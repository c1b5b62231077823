/* Tests of fields that no snapshot has: whoever knows the bank finds who meets them, once a day;
 * the set that comes of it is kept with the day, and joined like any other. */
#include "base/hash.h"
#include "engine/evaluate_inside.h"
#include "engine/snapshot_parts.h"

/* No secret: it only tells tests apart. */
static struct kept_key key_of(const struct snapshot *s, const struct cond *test, struct arena *a)
{
    const struct hash_key key = {0x74657374, 1};
    struct text text = cond_text(a, test);
    struct hash128 print = hash128_of(&key, text.ptr, text.len);
    return (struct kept_key){
        .of = &customer_fields[test->test.left.field],
        .asked = {(int64_t)print.low, (int64_t)print.high, s->count, test->test.op, -1}};
}

struct found {
    const struct snapshot *s;
    struct int8s customers;
};

/* Who came after the day is not in the snapshot. */
static const struct set *make_found(const void *with, struct arena *a)
{
    const struct found *f = with;
    uint32_t *rows = arena_alloc(a, (f->customers.len + 1) * sizeof *rows);
    size_t len = 0;
    for (size_t i = 0; i < f->customers.len; i++) {
        uint32_t row;
        if (snapshot_find(f->s, f->customers.items[i], &row))
            rows[len++] = row;
    }
    return set_of_any(a, f->s->count, rows, len);
}

rc found_bind(struct arena *a, const struct snapshot *s, const struct cond *test,
              const struct evaluate_bank *bank, struct reading *ret, struct why *why)
{
    struct kept *kept = &s->parts->day->kept;
    struct kept_key key = key_of(s, test, a);
    struct found found = {.s = s};
    *ret = (struct reading){.s = s, .ref = &test->test.left, .way = WAY_FOUND};
    ret->found = kept_find(kept, &key);
    if (ret->found)
        return OK;
    rc r = bank->found ? bank->found(bank->with, test, a, &found.customers) : E_UNAVAILABLE;
    if (r != OK)
        return why_say(why, E_UNAVAILABLE,
                       "the field %s cannot be asked for just now: ask without it",
                       customer_fields[test->test.left.field].name);
    ret->found = kept_get(kept, &key, s->count, make_found, &found);
    if (!ret->found)
        ret->found = make_found(&found, a);
    return OK;
}
