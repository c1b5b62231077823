/* Values of a report as people read them, and where each leads. */
#include "analysis/shown/shown.h"
#include "base/record_out.h"
#include "tmpl/show.h"

struct text shown_unit_word(enum tongue tongue, enum report_unit unit)
{
    switch (unit) {
    case UNIT_CUSTOMERS:
        return text_of(in_tongue(tongue, N_("customers")));
    case UNIT_FEN:
        return text_of(in_tongue(tongue, N_("yuan")));
    case UNIT_COUNT:
    case UNIT_HUNDREDTH:
    case UNIT_BASIS:
        break;
    }
    return TEXT("");
}

static struct text shown(struct req *r, enum field_kind kind, int64_t number, enum show show)
{
    const struct field f = {.kind = kind};
    struct buf b;
    buf_init(&b);
    show_value(&b, &f, &number, show, r->tongue, PLACE_TEXT);
    return keep(r->arena, &b);
}

/* Hundredths: "12.34". */
static struct text decimal(struct req *r, int64_t hundredths, const char *behind)
{
    struct text t = shown(r, KIND_FEN, hundredths, SHOW_AS_IS);
    return text_of(arena_printf(r->arena, "%.*s%s", (int)t.len, t.ptr, behind));
}

static struct text said(struct req *r, enum report_unit unit, int64_t number, bool exact)
{
    switch (unit) {
    case UNIT_FEN:
        return shown(r, KIND_FEN, number, exact ? SHOW_AS_IS : SHOW_SHORT);
    case UNIT_HUNDREDTH:
        return decimal(r, number, "");
    case UNIT_BASIS:
        return decimal(r, number, "%");
    case UNIT_CUSTOMERS:
    case UNIT_COUNT:
        break;
    }
    return shown(r, KIND_INT8, number, SHOW_AS_IS);
}

static struct text plain(struct req *r, enum report_unit unit, int64_t number)
{
    bool whole = unit == UNIT_CUSTOMERS || unit == UNIT_COUNT;
    return whole ? shown(r, KIND_INT8, number, SHOW_PLAIN)
                 : text_of(arena_printf(r->arena, "%s", fen_format(number).text));
}

struct shown_cell shown_cell_of(struct req *r, const struct report_measure *m,
                                struct report_value value)
{
    enum report_unit unit = report_unit_of(m);
    if (!value.known)
        return (struct shown_cell){.text = TEXT("–")};
    bool moves = m->is_change;
    int64_t size = moves && value.number < 0 ? -value.number : value.number;
    struct shown_cell cell = {.text = said(r, unit, size, false),
                              .value = plain(r, unit, value.number),
                              .exact = said(r, unit, value.number, true)};
    if (moves)
        cell.direction = text_of(value.number > 0 ? "rise" : value.number < 0 ? "fall" : "same");
    if (text_equal(cell.exact, cell.text))
        cell.exact = (struct text){NULL, 0};
    return cell;
}

/* ---- addresses ---- */

struct text report_url(struct req *r, const char *path, const struct report *report)
{
    struct text address = report_address(r->arena, report);
    return text_of(arena_printf(r->arena, "%s?%.*s", path, (int)address.len, address.ptr));
}

struct text behind_url(struct req *r, const struct report *report, struct text cell,
                       struct text point, size_t measure)
{
    struct buf b;
    struct text address = report_url(r, "/reports/customers", report);
    if (!may(r, PERM_CUSTOMERS_LIST))
        return (struct text){NULL, 0};
    buf_init(&b);
    buf_add(&b, address.ptr, address.len);
    buf_add_text(&b, "&cell=");
    show_in_address(&b, cell);
    if (report->points > 1) {
        buf_add_text(&b, "&point=");
        show_in_address(&b, point);
    }
    if (measure)
        buf_printf(&b, "&measure=%zu", measure);
    return keep(r->arena, &b);
}
