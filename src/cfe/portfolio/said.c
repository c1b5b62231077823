#include "cfe/portfolio/said.h"

#include "tmpl/show.h"
#include "web/say.h"

static struct text said(struct req *r, fen amount, enum show show)
{
    static const struct field f = {.name = "amount", .kind = KIND_FEN};
    struct buf b;
    buf_init(&b);
    show_value(&b, &f, &amount, show, r->tongue, PLACE_ATTR);
    return keep(r->arena, &b);
}

struct text said_short(struct req *r, fen amount)
{
    return said(r, amount, SHOW_SHORT);
}

struct text said_exact(struct req *r, fen amount)
{
    return said(r, amount, SHOW_AS_IS);
}

struct text said_signed(struct req *r, fen amount)
{
    struct text t = said_short(r, amount);
    return amount > 0 ? text_of(arena_printf(r->arena, "+%.*s", (int)t.len, t.ptr)) : t;
}

struct text said_number(struct req *r, int64_t n)
{
    struct buf b;
    buf_init(&b);
    show_number(&b, n);
    return keep(r->arena, &b);
}

static struct text day_part(struct req *r, day d, enum show show)
{
    static const struct field f = {.name = "day", .kind = KIND_DAY};
    struct buf b;
    buf_init(&b);
    show_value(&b, &f, &d, show, r->tongue, PLACE_ATTR);
    return keep(r->arena, &b);
}

/* "11-24"; with its year where it is another one. */
static struct text short_day(struct req *r, day today, day d)
{
    struct text t = day_part(r, d, SHOW_AS_IS);
    bool same = day_year_start(today) == day_year_start(d);
    return same && t.len > 5 ? (struct text){t.ptr + 5, t.len - 5} : t;
}

struct text said_day(struct req *r, day today, day d)
{
    int32_t days = d - today;
    const struct place places[] = {{"weekday", day_part(r, d, SHOW_WEEKDAY)},
                                   {"day", short_day(r, today, d)},
                                   {"n", said_number(r, days < 0 ? -days : days)}};
    const char *how = days == 0    ? N_("today {weekday} {day}")
                      : days == 1  ? N_("tomorrow {weekday} {day}")
                      : days == 2  ? N_("in 2 days, {weekday} {day}")
                      : days == -1 ? N_("yesterday {weekday} {day}")
                      : days > 0   ? N_("{weekday} {day}, in {n} days")
                                   : N_("{day}, {n} days ago");
    return text_of(say(r->arena, r->tongue, how, ARRAY_LEN(places), places));
}

static fen since(const struct totals *t, enum amount a, enum at at)
{
    return t->amounts[AT_DAY][a] - t->amounts[at][a];
}

static struct text note_of(struct req *r, const struct snapshot *s, const struct totals *t,
                           enum amount a)
{
    bool month = snapshot_day_of(s, AT_MONTH_END) != NO_DAY;
    bool year = snapshot_day_of(s, AT_YEAR_END) != NO_DAY;
    const struct place places[] = {{"month", said_signed(r, since(t, a, AT_MONTH_END))},
                                   {"year", said_signed(r, since(t, a, AT_YEAR_END))}};
    if (!month && !year)
        return (struct text){NULL, 0};
    return text_of(say(r->arena, r->tongue,
                       month && year ? N_("1 day · MTD {month} · YTD {year}")
                       : month       ? N_("1 day · MTD {month}")
                                     : N_("1 day · YTD {year}"),
                       ARRAY_LEN(places), places));
}

struct key_figure said_figure(struct req *r, const struct snapshot *s, const struct totals *t,
                              const char *label, enum amount amount)
{
    fen now = t->amounts[AT_DAY][amount], moved = since(t, amount, AT_YESTERDAY);
    struct key_figure f = {.label = text_of(label),
                           .value = said_short(r, now),
                           .exact = said_exact(r, now),
                           .note = note_of(r, s, t, amount)};
    if (snapshot_day_of(s, AT_YESTERDAY) != NO_DAY) {
        f.change = said_short(r, moved < 0 ? -moved : moved);
        f.direction = text_of(moved > 0 ? "rise" : moved < 0 ? "fall" : "same");
    }
    return f;
}
