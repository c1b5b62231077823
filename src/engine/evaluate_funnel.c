/* What the parts of a condition take out, and who is left. */
#include "engine/evaluate_inside.h"

struct parts {
    const struct bound *const *items;
    size_t len;
};

/* The parts of an "and", or the whole as the only one. */
static struct parts parts_of(const struct evaluation *e)
{
    if (e->root->cond->kind == COND_AND)
        return (struct parts){e->root->parts, e->root->len};
    return (struct parts){&e->root, 1};
}

/* Who meets all but one; exact and without going over everybody again: who meets all before it, and
 * all behind it. */
static void count_without(const struct set **met, const struct set *within, size_t len,
                          struct arena *a, struct funnel_step *steps)
{
    const struct set **before = arena_alloc(a, (len + 1) * sizeof *before);
    before[0] = within;
    for (size_t i = 0; i < len; i++) {
        before[i + 1] = set_and(a, before[i], met[i]);
        steps[i].left = before[i + 1]->count;
    }
    const struct set *behind = within;
    for (size_t i = len; i-- > 0;) {
        steps[i].without = set_common(before[i], behind);
        behind = set_and(a, behind, met[i]);
    }
}

void evaluate_funnel(const struct evaluation *e, const struct set *within, struct arena *a,
                     struct funnel *ret)
{
    struct parts parts = parts_of(e);
    struct funnel_step *steps = arena_alloc(a, (parts.len + 1) * sizeof *steps);
    struct arena own;
    arena_init(&own);
    const struct set *scope = within ? within : everybody(e->s, &own);
    const struct set **met = arena_alloc(&own, (parts.len + 1) * sizeof *met);
    for (size_t i = 0; i < parts.len; i++) {
        met[i] = sieve_run(bound_sieve(parts.items[i], &own), scope, &own);
        steps[i].cond = parts.items[i]->cond;
        steps[i].alone = met[i]->count;
    }
    count_without(met, scope, parts.len, &own, steps);
    *ret = (struct funnel){.among = scope->count, .steps = steps, .len = parts.len};
    arena_release(&own);
}

static bool find_members(const struct evaluate_facts *facts, const struct cond *c, struct arena *a,
                         const struct set **ret)
{
    const struct evaluation *e = NULL;
    struct why why;
    if (evaluation_new(a, facts->snapshot, c, facts->bank, &e, &why) != OK)
        return false;
    *ret = evaluate(e, NULL, a);
    return true;
}

bool evaluate_none_has(void *with, const struct cond *x)
{
    struct arena own;
    arena_init(&own);
    const struct set *of_x = NULL;
    bool none = find_members(with, x, &own, &of_x) && of_x->count == 0;
    arena_release(&own);
    return none;
}

bool evaluate_none_has_both(void *with, const struct cond *x, const struct cond *y)
{
    struct arena own;
    arena_init(&own);
    const struct set *of_x = NULL, *of_y = NULL;
    bool none = find_members(with, x, &own, &of_x) && find_members(with, y, &own, &of_y) &&
                set_common(of_x, of_y) == 0;
    arena_release(&own);
    return none;
}

/* ---- who they are ---- */

void tally_of(const struct snapshot *s, const struct set *members, struct tally *ret)
{
    struct set_walk walk;
    *ret = (struct tally){.customers = members->count};
    set_walk_begin(&walk, members);
    for (uint32_t row; set_walk_next(&walk, &row);) {
        ret->stages[s->stage[row]]++;
        ret->tiers[s->tier[row]]++;
    }
}

/* How many before each place. */
static uint32_t *count_places(const struct snapshot *s, const struct set *members, struct arena *a)
{
    uint32_t *before = arena_alloc(a, (s->place_count + (size_t)2) * sizeof *before);
    struct set_walk walk;
    set_walk_begin(&walk, members);
    for (uint32_t row; set_walk_next(&walk, &row);)
        before[s->place[row] + 1]++;
    for (uint32_t place = 1; place < s->place_count + 2; place++)
        before[place] += before[place - 1];
    return before;
}

void tally_by_child(const struct snapshot *s, const struct set *members, int32_t org_id,
                    struct arena *a, struct org_tally **ret, size_t *ret_len)
{
    uint32_t place = snapshot_place(s, org_id), last = place ? s->places[place].last : 0;
    struct org_tally *found = arena_alloc(a, (last - place + (size_t)1) * sizeof *found);
    uint32_t *before = count_places(s, members, a);
    size_t len = 0;
    if (place && before[place + 1] > before[place])
        found[len++] = (struct org_tally){org_id, true, before[place + 1] - before[place]};
    for (uint32_t child = place + 1; place && child <= last; child = s->places[child].last + 1)
        found[len++] =
            (struct org_tally){.org_id = s->places[child].org_id,
                               .customers = before[s->places[child].last + 1] - before[child]};
    *ret = found;
    *ret_len = len;
}
