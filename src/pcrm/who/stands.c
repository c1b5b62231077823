/* What system tags and daily audiences stand for: the conditions that they are.
 *
 * Whoever may use one need not be allowed to use what it is made of: names within it are looked for
 * among everybody's. */
#include "pcrm/who/asked.h"
#include "pcrm/who/who.sql.h"

enum { ASKED_MOST = 200 }; /* that one condition leads to, all together */

rc stands_for(void *with, enum name_kind kind, int64_t id, struct arena *a, const struct cond **ret)
{
    struct stander *s = with;
    struct names all = s->names;
    struct q_who_condition_row row;
    struct cond_fault fault_;
    const struct cond *c;
    if (kind == s->kind && id == s->id && id != 0) {
        s->leads_back = true;
        return E_REFUSED;
    }
    if (kind != NAMED_TAG && kind != NAMED_AUDIENCE)
        return E_NOT_FOUND;
    if (s->asked++ == ASKED_MOST)
        return E_REFUSED;
    TRY(q_who_condition(s->names.db, a, kind == NAMED_TAG ? 0 : 2, id, &row));
    if (!row.condition.ptr)
        return E_NOT_FOUND;
    all.all = true;
    const struct cond_names names = {&all, names_find};
    rc done = cond_parse(a, row.condition, &c, &fault_);
    if (done == OK)
        done = cond_resolve(a, c, &names, ret, &fault_);
    return done == E_INVALID ? E_REFUSED : done;
}
