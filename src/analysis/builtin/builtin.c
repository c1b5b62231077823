#include "analysis/builtin/builtin.h"

const struct builtin *builtin_find(struct text name)
{
    for (size_t i = 0; i < builtins_len; i++)
        if (text_is(name, builtins[i].name))
            return &builtins[i];
    return NULL;
}

const struct builtin_view *builtin_view(const struct builtin *b, struct text name)
{
    for (size_t i = 0; i < b->views_len; i++)
        if (text_is(name, b->views[i].name))
            return &b->views[i];
    return b->views;
}

/* Averages stand in place of balances; counts of customers and what has no daily values stay. */
static void take_basis(struct report *r, enum report_basis basis)
{
    for (size_t i = 0; i < r->measures_len; i++) {
        struct report_measure *m = &r->measures[i];
        bool is_balance = m->what == SHOW_SUM || m->what == SHOW_AVERAGE || m->what == SHOW_SHARE;
        if (is_balance && report_averages_field(m->field))
            m->basis = basis;
    }
}

rc builtin_report(struct arena *a, enum tongue tongue, const struct builtin_part *part,
                  const struct builtin_choice *choice, const struct report **ret_report,
                  struct report_fault *fault)
{
    const struct report *written;
    TRY(report_from_address(a, tongue, text_of(part->address), &written, fault));
    struct report *r = arena_alloc(a, sizeof *r);
    *r = *written;
    if (choice->org.len)
        r->org = choice->org;
    if (choice->basis)
        take_basis(r, choice->basis);
    *ret_report = r;
    return OK;
}
