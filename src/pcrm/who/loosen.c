/* Why a condition finds nobody: the part without which most would be left. */
#include "cond/told.h"
#include "pcrm/who/who.h"
#include "tmpl/show.h"

static struct text typed_where(const struct req *r)
{
    for (size_t i = 0; i < r->given.len; i++)
        if (text_is(r->given.items[i].name, "where"))
            return r->given.items[i].value;
    return TEXT("");
}

static struct text number(struct req *r, uint32_t n)
{
    struct buf b;
    buf_init(&b);
    show_number(&b, n);
    return keep(r->arena, &b);
}

/* The one to be dropped first; where no single one is enough, the first that leaves nobody. */
static const struct funnel_step *step_in_the_way(const struct funnel *f)
{
    const struct funnel_step *best = &f->steps[0], *first = NULL;
    for (size_t i = 0; i < f->len; i++) {
        if (f->steps[i].without > best->without)
            best = &f->steps[i];
        if (!first && f->steps[i].left == 0)
            first = &f->steps[i];
    }
    return best->without || !first ? best : first;
}

static const char *say_step(struct req *r, const struct funnel *f)
{
    const struct funnel_step *step = step_in_the_way(f);
    const struct place places[] = {{"part", cond_told(r->arena, r->tongue, step->cond)},
                                   {"n", number(r, step->without)}};
    bool alone = f->len == 1, enough = step->without > 0;
    return say(r->arena, r->tongue,
               alone    ? N_("None of your customers meets “{part}”: loosen it.")
               : enough ? N_("Nobody meets the whole condition. Without “{part}” it would be {n} "
                             "customers.")
                        : N_("Nobody meets the whole condition. “{part}” leaves nobody of those "
                             "before it: loosen it first."),
               ARRAY_LEN(places), places);
}

rc who_loosen(struct req *r, const char **ret_said)
{
    const struct who *who;
    struct funnel funnel;
    TRY(who_read(r, typed_where(r), &who, ret_said));
    if (!who)
        return OK;
    evaluate_funnel(who->evaluation, who->within, r->arena, &funnel);
    uint32_t found = funnel.len ? funnel.steps[funnel.len - 1].left : 0;
    const struct place places[] = {{"n", number(r, found)}};
    *ret_said = !funnel.len ? NULL
                : found     ? say(r->arena, r->tongue,
                                  N_("The condition alone finds {n} of your customers: something else "
                                         "that is asked leaves nobody of them."),
                                  1, places)
                            : say_step(r, &funnel);
    return OK;
}
