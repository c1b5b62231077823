/* Which place each organisation has in a league, and had at the days that the report compares with.
 */
#include "analysis/shown/shown_inside.h"

#include "base/say.h"

/* What the groups are ordered by, at a day. */
struct standing_of {
    const struct asked_report *asked;
    int change; /* a measure: less this change; -1: as it is shown */
};

static bool is_league(const struct report_answer *x)
{
    const struct report *r = x->report;
    return r->order >= 0 && r->desc && x->axes_len == 1 && x->points_len == 1 &&
           x->axes[0].dim->kind == DIM_ORG && !r->measures[r->order].is_change;
}

static bool is_change_of(const struct report_measure *of, const struct report_measure *m)
{
    return m->is_change && !m->is_rate && m->what == of->what && m->field == of->field &&
           m->basis == of->basis;
}

static bool figure_at(const struct standing_of *s, const struct report_row *row, int64_t *ret)
{
    const struct report_answer *x = s->asked->answer;
    struct report_value now = answer_value(x, row, 0, (size_t)x->report->order);
    struct report_value change = {true, 0};
    if (s->change >= 0)
        change = answer_value(x, row, 0, (size_t)s->change);
    *ret = now.number - change.number;
    return now.known && change.known;
}

/* Whoever is in no organisation has no place. */
static bool has_place(const struct report_answer *x, const struct report_row *row)
{
    return !text_is(x->axes[0].parts[row->parts[0]].key, "-");
}

/* 1 and how many are ahead; 0: not known. */
static int32_t place_of(const struct standing_of *s, const struct report_row *row)
{
    const struct report_answer *x = s->asked->answer;
    int64_t own, other;
    int32_t place = 1;
    if (!has_place(x, row) || !figure_at(s, row, &own))
        return 0;
    for (size_t i = 0; i < x->rows_len; i++)
        place += has_place(x, &x->rows[i]) && figure_at(s, &x->rows[i], &other) && other > own;
    return place;
}

static struct shown_cell place_cell(struct arena *a, int32_t place)
{
    struct text text = text_of(arena_printf(a, "%" PRId32, place));
    return place ? (struct shown_cell){.text = text, .value = text}
                 : (struct shown_cell){.text = TEXT("–")};
}

static void add_places(struct req *r, const struct standing_of *s, struct text label,
                       struct shown_table *t)
{
    t->heads[t->heads_count++] = (struct shown_head){.label = label, .unit = TEXT("place")};
    for (size_t i = 0; i < t->rows_count; i++)
        t->rows[i].cells[t->rows[i].cells_count++] =
            place_cell(r->arena, place_of(s, &s->asked->answer->rows[i]));
    t->all.cells[t->all.cells_count++] = (struct shown_cell){.text = TEXT("")};
}

static struct text label_since(struct req *r, struct report_moment since)
{
    const struct place places[] = {{"day", report_moment_told(r->arena, r->tongue, since)}};
    return text_of(say(r->arena, r->tongue, N_("Rank, {day}"), ARRAY_LEN(places), places));
}

size_t shown_places(const struct report_answer *x)
{
    size_t len = 1;
    if (!is_league(x))
        return 0;
    for (size_t i = 0; i < x->report->measures_len; i++)
        len += is_change_of(&x->report->measures[x->report->order], &x->report->measures[i]);
    return len;
}

void shown_add_places(struct req *r, const struct asked_report *asked, struct shown_table *t)
{
    const struct report *of = asked->report;
    struct standing_of s = {asked, -1};
    if (!is_league(asked->answer))
        return;
    add_places(r, &s, text_of(word(r, N_("Rank"))), t);
    for (size_t i = 0; i < of->measures_len; i++) {
        s.change = (int)i;
        if (is_change_of(&of->measures[of->order], &of->measures[i]))
            add_places(r, &s, label_since(r, of->measures[i].since), t);
    }
}
