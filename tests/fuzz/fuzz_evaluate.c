/* Conditions asked of a small bank: whatever can be read can be asked; everybody and one agree, an
 * explanation says the same, and the parts of a funnel never leave more than they found. */
#include "engine/test_asked_cond.h"

#include "fuzz.h"

enum { CUSTOMERS = 130 };

/* Names are numbers; any other text is one too. */
static rc find_any(void *with, enum name_kind kind, struct text name, int64_t *ret_id,
                   struct text *ret_nearest)
{
    (void)with, (void)kind, (void)ret_nearest;
    *ret_id = name.len ? name.ptr[0] % 9 - (kind == NAMED_PRODUCT ? 2 : 0) : 0;
    return *ret_id == 5 ? E_NOT_FOUND : OK;
}

static void check_one(const struct evaluation *e, const struct set *found, uint32_t row,
                      struct arena *a)
{
    bool holds = evaluate_one(e, row);
    MUST(set_has(found, row) == holds);
    MUST(evaluate_explain(e, row, a)->holds == holds);
}

static void check_funnel(const struct evaluation *e, const struct set *found, struct arena *a)
{
    struct funnel f;
    evaluate_funnel(e, NULL, a, &f);
    uint32_t left = f.among;
    for (size_t i = 0; i < f.len; i++) {
        MUST(f.steps[i].left <= left && f.steps[i].left <= f.steps[i].alone);
        MUST(f.steps[i].without >= found->count);
        left = f.steps[i].left;
    }
    MUST(left == found->count);
}

static void ask(struct asked_bank *b, const struct cond *c)
{
    const struct evaluation *e = NULL;
    const char *why_set = "";
    struct why why;
    if (evaluation_new(&b->arena, b->s, c, &b->bank, &e, &why) != OK) {
        MUST(why.text[0]);
        return;
    }
    const struct set *found = evaluate(e, NULL, &b->arena);
    MUST(set_check(found, &why_set));
    MUST(evaluate_count(e, NULL) == found->count);
    for (uint32_t row = 0; row < b->s->count; row++)
        check_one(e, found, row, &b->arena);
    check_funnel(e, found, &b->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct cond_names names = {.find = find_any};
    const struct cond *c = NULL, *resolved = NULL;
    struct cond_fault fault;
    struct arena scratch;
    arena_init(&scratch);
    if (cond_parse(&scratch, fuzz_text(data, size), &c, &fault) == OK &&
        cond_resolve(&scratch, c, &names, &resolved, &fault) == OK) {
        struct asked_bank b;
        uint64_t seed = size;
        asked_bank_init(&b, &seed, CUSTOMERS);
        ask(&b, resolved);
        asked_bank_release(&b);
    }
    arena_release(&scratch);
    return 0;
}
