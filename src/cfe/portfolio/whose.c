#include "cfe/portfolio/whose.h"

#include "cfe/portfolio/portfolio.sql.h"
#include "cif/customer/member.h"
#include "pcrm/who/who.h"

int32_t org_of_person(const struct req *r)
{
    return post_scope(r->who->post) == SCOPE_ALL ? 0 : r->who->org_id;
}

struct reach reach_below(const struct snapshot *s, int32_t org_id, bool alone)
{
    struct reach reach = org_id ? reach_org(s, org_id) : reach_all();
    if (alone && reach.kind == REACH_PLACES)
        reach.last = reach.first;
    return reach;
}

struct reach reach_within(const struct snapshot *s, const struct reach *reach, int32_t org_id,
                          struct arena *a)
{
    struct reach org = reach_org(s, org_id);
    return reach->kind == REACH_ROWS ? reach_both(s, reach, &org, a) : org;
}

static bool is_below(const struct snapshot *s, int32_t org_id, int32_t own)
{
    uint32_t at = snapshot_place(s, org_id), first = own ? snapshot_place(s, own) : 0;
    if (!own || org_id == own)
        return true;
    return first && at >= first && at <= s->places[first].last;
}

rc org_find(struct req *r, const struct snapshot *s, struct text called, bool *ret_known,
            struct org_found *ret)
{
    struct q_portfolio_org_row *rows;
    size_t len;
    int32_t own = post_scope(r->who->post) == SCOPE_OWN ? 0 : org_of_person(r);
    *ret_known = false;
    TRY(q_portfolio_org(r->db, r->arena, called, s->day, &rows, &len));
    for (size_t i = 0; i < len && !*ret_known; i++) {
        if (!is_below(s, rows[i].org_id, own))
            continue;
        *ret = (struct org_found){rows[i].org_id, rows[i].name};
        *ret_known = true;
    }
    return OK;
}

rc reach_where(struct req *r, struct text where, const struct snapshot *s, struct reach *reach)
{
    const struct who *who;
    TRY(who_where(r, "where", where, &who));
    if (!who)
        return OK;
    struct reach members = reach_of_set(evaluate(who->evaluation, who->within, r->arena), r->arena);
    *reach = reach_both(s, &members, reach, r->arena);
    return OK;
}

/* ---- birthdays ---- */

enum { FEBRUARY_28 = 2 * 32 + 28, FEBRUARY_29 = 2 * 32 + 29 };

/* Backwards, so that of a year and a day the first one stays. */
struct birthdays birthdays_within(day from, int days)
{
    struct birthdays b = {{0}};
    for (int i = days - 1; i >= 0; i--) {
        unsigned on = birthday_of(from + i);
        b.in[on] = (uint16_t)(i + 1);
        if (on == FEBRUARY_28 && month_days(day_ymd(from + i).year, 2) == 28)
            b.in[FEBRUARY_29] = (uint16_t)(i + 1);
    }
    return b;
}

int birthday_in(const struct snapshot *s, const struct birthdays *b, uint32_t row)
{
    uint16_t on = s->birthday[row];
    return on ? b->in[on % ARRAY_LEN(b->in)] - 1 : -1;
}

static size_t add_born(const struct snapshot *s, const struct birthdays *b, uint32_t row,
                       uint32_t *rows, size_t len)
{
    if (birthday_in(s, b, row) >= 0)
        rows[len++] = row;
    return len;
}

static int by_row(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

struct reach reach_born(const struct snapshot *s, const struct reach *reach,
                        const struct birthdays *b, struct arena *a)
{
    uint32_t *rows = arena_alloc(a, (reach_size(s, reach) + 1) * sizeof *rows);
    size_t len = 0;
    if (reach->kind == REACH_ALL)
        for (uint32_t row = 0; row < s->count; row++)
            len = add_born(s, b, row, rows, len);
    else if (reach->kind == REACH_ROWS)
        for (size_t i = 0; i < reach->len; i++)
            len = add_born(s, b, reach->rows[i], rows, len);
    else if (reach->first)
        for (uint32_t i = s->first_in_place[reach->first]; i < s->first_in_place[reach->last + 1];
             i++)
            len = add_born(s, b, s->by_place[i], rows, len);
    if (reach->kind == REACH_PLACES && len)
        qsort(rows, len, sizeof *rows, by_row);
    return (struct reach){.kind = REACH_ROWS, .rows = rows, .len = len};
}
