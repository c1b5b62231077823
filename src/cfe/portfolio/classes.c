#include "cfe/portfolio/classes.h"

#include "base/csv_out.h"
#include "cfe/portfolio/classes.html.h"
#include "cfe/portfolio/said.h"
#include "cfe/portfolio/whose.h"
#include "cif/customer/codes.h"
#include "cond/told.h"
#include "engine/totals.h"
#include "tmpl/show.h"
#include "web/link.h"
#include "web/say.h"

/* ---- what is asked for ---- */

static const struct word whose_items[] = {
    {0, "mine", N_("My customers")},
    {1, "related", N_("Related customers")},
    {2, "all", N_("Our customers")},
};
static const struct words whose_words = {"whose", whose_items, ARRAY_LEN(whose_items)};
enum whose { WHOSE_MINE, WHOSE_RELATED, WHOSE_BELOW };

struct classes_form {
    struct opt_int2 whose;
    struct text org, where, as;
};
/* clang-format off */
static const struct input classes_inputs[] = {
    INPUT_CODE(struct classes_form, whose, whose_words, N_("Whose")),
    INPUT_TEXT(struct classes_form, org, N_("Organisation"), .max = 60, .help = N_("Number or name; yours or one below it")),
    INPUT_WHERE(struct classes_form),
    INPUT_TEXT(struct classes_form, as, NULL, .max = 10),
};
/* clang-format on */
const struct inputs classes_in = INPUTS(struct classes_form, classes_inputs);

/* ---- what is shown ---- */

struct class_cell {
    int32_t customers;
    fen aum;
    struct text url; /* to the customers; NULL where there is nobody */
    struct text aum_short;
};
struct class_line {
    struct text name, label, tone;
    struct class_cell *cells;
    size_t cells_count;
    struct class_cell all;
    struct text share; /* of the assets: "12.3%" */
};
struct class_head {
    struct text name, label, tone;
};
struct class_table {
    struct text name, label, corner;
    struct class_head *heads;
    size_t heads_count;
    struct class_line *lines;
    size_t lines_count;
    struct class_line total;
    bool is_cross;
};
struct class_tab {
    struct text url, label;
    bool current;
};
struct classes_view {
    int32_t customers;
    struct text org_name, csv_url, list_url;
    struct text where, where_told;  /* the condition as it is typed, and in words */
    struct text ask_url, clear_url; /* where it is changed and dropped */
    struct class_tab *tabs;
    size_t tabs_count;
    struct class_table cross;
    struct class_table *tables;
    size_t tables_count;
    bool is_empty, has_tabs;
};

/* clang-format off */
static const struct field cell_fields[] = {
    FIELD(struct class_cell, customers),
    FIELD_AS(struct class_cell, aum, KIND_FEN),
    {.name = "url", .kind = KIND_URL, .nullable = true, .offset = offsetof(struct class_cell, url), .inner = true},
    {.name = "aum_short", .kind = KIND_TEXT, .nullable = true, .offset = offsetof(struct class_cell, aum_short), .inner = true},
};
static const struct record cell_record = RECORD(struct class_cell, cell_fields);
static const struct field line_fields[] = {
    FIELD(struct class_line, name), FIELD(struct class_line, label),
    {.name = "tone", .kind = KIND_TEXT, .nullable = true, .offset = offsetof(struct class_line, tone), .inner = true},
    FIELD_ROWS(struct class_line, cells, cell_record),
    FIELD_RECORD(struct class_line, all, cell_record),
    FIELD(struct class_line, share),
};
static const struct record line_record = RECORD(struct class_line, line_fields);
static const struct field head_fields[] = {
    FIELD(struct class_head, name), FIELD(struct class_head, label),
    {.name = "tone", .kind = KIND_TEXT, .nullable = true, .offset = offsetof(struct class_head, tone), .inner = true},
};
static const struct record head_record = RECORD(struct class_head, head_fields);
static const struct field table_fields[] = {
    FIELD(struct class_table, name), FIELD(struct class_table, label), FIELD(struct class_table, corner),
    FIELD_ROWS(struct class_table, heads, head_record),
    FIELD_ROWS(struct class_table, lines, line_record),
    FIELD_RECORD(struct class_table, total, line_record),
    FIELD(struct class_table, is_cross),
};
static const struct record table_record = RECORD(struct class_table, table_fields);
static const struct field tab_fields[] = {
    FIELD_AS(struct class_tab, url, KIND_URL), FIELD(struct class_tab, label), FIELD(struct class_tab, current),
};
static const struct record tab_record = RECORD(struct class_tab, tab_fields);
#define INNER_URL(member) {.name = #member, .kind = KIND_URL, .nullable = true, .offset = offsetof(struct classes_view, member), .inner = true}
static const struct field view_fields[] = {
    FIELD(struct classes_view, customers), FIELD(struct classes_view, org_name),
    INNER_URL(csv_url), INNER_URL(list_url),
    INNER_URL(ask_url), INNER_URL(clear_url),
    FIELD(struct classes_view, where),
    FIELD(struct classes_view, where_told),
    {.name = "tabs", .kind = KIND_ROWS, .offset = offsetof(struct classes_view, tabs), .count_offset = offsetof(struct classes_view, tabs_count), .of = &tab_record, .inner = true},
    FIELD_RECORD(struct classes_view, cross, table_record),
    FIELD_ROWS(struct classes_view, tables, table_record),
    FIELD(struct classes_view, is_empty),
    {.name = "has_tabs", .kind = KIND_BOOL, .offset = offsetof(struct classes_view, has_tabs), .inner = true},
};
/* clang-format on */
static const struct record classes_record = RECORD(struct classes_view, view_fields);
const struct page classes_page = {&tmpl_classes, &classes_record, N_("Customer classification")};

/* ---- parts: what a row or a column stands for ---- */

/* "tier=gold", "from=200000.00&until=499999.99": as the lists of customers take it. */
static const char *filter_of(struct arena *a, enum split split, unsigned part)
{
    switch (split) {
    case SPLIT_TIER:
        return arena_printf(a, "tier=%s", tier_names[part]);
    case SPLIT_STAGE:
        return arena_printf(a, "stage=%s", stage_names[part]);
    case SPLIT_STANDING:
        return arena_printf(a, "standing=%s", standing_names[part]);
    case SPLIT_KINDS:
        return arena_printf(a, "kinds=%u", part);
    case SPLIT_BAND:
    case SPLIT_COUNT:
        break;
    }
    struct fen_text from = fen_format(band_from[part]);
    struct fen_text until = fen_format(part + 1 < BAND_COUNT ? band_from[part + 1] - 1 : 0);
    if (part == 0)
        return arena_printf(a, "until=%s", until.text);
    if (part + 1 == BAND_COUNT)
        return arena_printf(a, "from=%s", from.text);
    return arena_printf(a, "from=%s&until=%s", from.text, until.text);
}

/* Bounds are round. */
static struct text round_amount(struct req *r, fen amount)
{
    struct buf b;
    buf_init(&b);
    show_round(&b, amount, r->tongue);
    return keep(r->arena, &b);
}

static_assert(BAND_COUNT > 2, "the first band is of those who have nothing");

static struct text band_label(struct req *r, unsigned part)
{
    bool last = part + 1 == BAND_COUNT;
    const struct place places[] = {{"from", round_amount(r, part ? band_from[part] : 0)},
                                   {"until", round_amount(r, last ? 0 : band_from[part + 1])}};
    if (part == 0)
        return text_of(word(r, N_("no assets")));
    return text_of(say(r->arena, r->tongue,
                       part == 1 ? N_("below {until}")
                       : last    ? N_("{from} and above")
                                 : N_("{from} to below {until}"),
                       ARRAY_LEN(places), places));
}

static struct class_head head_of(struct req *r, enum split split, unsigned part)
{
    static const struct words *const words[SPLIT_COUNT] = {[SPLIT_TIER] = &tier_words,
                                                           [SPLIT_STAGE] = &stage_words,
                                                           [SPLIT_STANDING] = &standing_words};
    const struct word *w = words[split] ? word_of_code(words[split], (int16_t)part) : NULL;
    const char *number = arena_printf(r->arena, "%u", part);
    if (w)
        return (struct class_head){text_of(w->name), text_of(word(r, w->label)), text_of(w->tone)};
    if (split == SPLIT_BAND)
        return (struct class_head){text_of(number), band_label(r, part), {NULL, 0}};
    return (struct class_head){text_of(number),
                               text_of(say_number(r->arena, r->tongue, N_("{n} kinds"), part)),
                               {NULL, 0}};
}

/* ---- tables ---- */

struct making {
    struct req *r;
    const char *list; /* "/customers/mine?"; the filters follow */
    fen aum;          /* of everybody */
};

static struct class_cell cell_of(const struct making *m, struct cell cell, const char *filter)
{
    struct class_cell c = {(int32_t)cell.customers, cell.aum, {NULL, 0}, {NULL, 0}};
    if (cell.customers) {
        c.url = text_of(arena_printf(m->r->arena, "%s%s", m->list, filter));
        c.aum_short = said_short(m->r, cell.aum);
    }
    return c;
}

static struct text share_of(const struct making *m, fen aum)
{
    if (m->aum <= 0)
        return (struct text){NULL, 0};
    int64_t permille = (int64_t)divide_half_up((int128_t)aum * 1000, m->aum);
    return text_of(arena_printf(m->r->arena, "%" PRId64 ".%" PRId64 "%%", permille / 10,
                                (permille < 0 ? -permille : permille) % 10));
}

static struct cell sum_down(const struct cross *c, unsigned across, unsigned parts)
{
    struct cell sum = {0, 0};
    for (unsigned d = 0; d < parts; d++) {
        sum.customers += c->cells[d][across].customers;
        sum.aum = fen_add(sum.aum, c->cells[d][across].aum);
    }
    return sum;
}

static struct cell sum_across(const struct cross *c, unsigned down, unsigned parts)
{
    struct cell sum = {0, 0};
    for (unsigned a = 0; a < parts; a++) {
        sum.customers += c->cells[down][a].customers;
        sum.aum = fen_add(sum.aum, c->cells[down][a].aum);
    }
    return sum;
}

/* The highest first: nobody looks for the smallest customers on top. */
static struct class_table table_of(const struct making *m, const struct cross *c, enum split down,
                                   enum split across, bool is_cross)
{
    struct arena *a = m->r->arena;
    unsigned lines = split_count(down), columns = split_count(across);
    struct class_table t = {.is_cross = is_cross,
                            .heads = arena_alloc(a, columns * sizeof *t.heads),
                            .lines = arena_alloc(a, lines * sizeof *t.lines)};
    struct cell all = {0, 0};
    for (unsigned k = 0; k < columns && is_cross; k++)
        t.heads[t.heads_count++] = head_of(m->r, across, k);
    for (unsigned d = lines; d-- > 0;) {
        const char *filter = filter_of(a, down, d);
        struct class_head head = head_of(m->r, down, d);
        struct cell sum = sum_across(c, d, columns);
        if (down == SPLIT_KINDS && !sum.customers)
            continue;
        struct class_line *line = &t.lines[t.lines_count++];
        *line = (struct class_line){.name = head.name, .label = head.label, .tone = head.tone};
        line->cells = arena_alloc(a, columns * sizeof *line->cells);
        for (unsigned k = 0; k < t.heads_count; k++)
            line->cells[line->cells_count++] = cell_of(
                m, c->cells[d][k], arena_printf(a, "%s&%s", filter, filter_of(a, across, k)));
        line->all = cell_of(m, sum, filter);
        line->share = share_of(m, sum.aum);
        all.customers += sum.customers;
        all.aum = fen_add(all.aum, sum.aum);
    }
    t.total = (struct class_line){.name = TEXT("total"), .label = text_of(word(m->r, N_("Total")))};
    t.total.cells = arena_alloc(a, columns * sizeof *t.total.cells);
    for (unsigned k = 0; k < t.heads_count; k++)
        t.total.cells[t.total.cells_count++] =
            cell_of(m, sum_down(c, k, lines), filter_of(a, across, k));
    t.total.all = cell_of(m, all, "");
    return t;
}

/* ---- whose ---- */

struct asked_for {
    const struct snapshot *s;
    struct reach reach;
    struct org_found org;
    enum whose whose;
};

static rc asked_find(struct req *r, struct asked_for *ret)
{
    const struct classes_form *in = r->in;
    bool known = true, own = may(r, PERM_CUSTOMERS_OWN), below = may(r, PERM_CUSTOMERS_BELOW);
    *ret = (struct asked_for){.whose = below ? WHOSE_BELOW : WHOSE_MINE};
    if (in->whose.known)
        ret->whose = (enum whose)in->whose.value;
    if (ret->whose == WHOSE_BELOW ? !below : !own)
        return fault(r, "whose", N_("is not yours to see"));
    TRY(req_snapshot(r, &ret->s));
    if (in->org.len && ret->whose == WHOSE_BELOW)
        TRY(org_find(r, ret->s, in->org, &known, &ret->org));
    if (!known)
        return fault(r, "org", N_("is not yours, nor one below it"));
    ret->reach =
        ret->whose == WHOSE_MINE ? reach_managed(ret->s, r->who->staff_id)
        : ret->whose == WHOSE_RELATED
            ? reach_co_managed(ret->s, r->who->staff_id)
            : reach_below(ret->s, ret->org.org_id ? ret->org.org_id : org_of_person(r), false);
    return reach_where(r, in->where, ret->s, &ret->reach);
}

static void add_where(struct buf *b, struct text where)
{
    if (!where.len)
        return;
    buf_add_text(b, "where=");
    url_add(b, where);
    buf_add_char(b, '&');
}

/* Where the customers behind a number stand. */
static const char *list_of(struct req *r, const struct asked_for *asked)
{
    const struct classes_form *in = r->in;
    struct buf b;
    buf_init(&b);
    buf_add_text(&b, asked->whose == WHOSE_MINE      ? "/customers/mine?"
                     : asked->whose == WHOSE_RELATED ? "/customers/related?"
                                                     : "/customers?");
    if (asked->org.org_id) {
        buf_add_text(&b, "org=");
        url_add(&b, in->org);
        buf_add_char(&b, '&');
    }
    add_where(&b, in->where);
    return keep(r->arena, &b).ptr;
}

/* This page, of the same condition. */
static struct text classes_url(struct req *r, const char *whose)
{
    const struct classes_form *in = r->in;
    struct buf b;
    buf_init(&b);
    buf_add_text(&b, "/customers/classes?");
    add_where(&b, in->where);
    buf_printf(&b, "whose=%s", whose);
    return keep(r->arena, &b);
}

static void add_tabs(struct req *r, const struct asked_for *asked, struct classes_view *v)
{
    if (!may(r, PERM_CUSTOMERS_OWN))
        return;
    v->tabs = arena_alloc(r->arena, ARRAY_LEN(whose_items) * sizeof *v->tabs);
    for (size_t i = 0; i < ARRAY_LEN(whose_items); i++)
        if (i != WHOSE_BELOW || may(r, PERM_CUSTOMERS_BELOW))
            v->tabs[v->tabs_count++] = (struct class_tab){classes_url(r, whose_items[i].name),
                                                          text_of(word(r, whose_items[i].label)),
                                                          i == (size_t)asked->whose};
    v->has_tabs = v->tabs_count > 1;
}

static void add_tables(struct req *r, const struct asked_for *asked, struct classes_view *v)
{
    struct cross *tiers = VIEW(r, struct cross), *stages = VIEW(r, struct cross);
    struct cross *kinds = VIEW(r, struct cross);
    struct totals totals;
    totals_of(asked->s, &asked->reach, &totals);
    cross_of(asked->s, &asked->reach, SPLIT_TIER, SPLIT_STANDING, tiers);
    cross_of(asked->s, &asked->reach, SPLIT_BAND, SPLIT_STAGE, stages);
    cross_of(asked->s, &asked->reach, SPLIT_KINDS, SPLIT_STAGE, kinds);
    const struct making m = {r, list_of(r, asked), totals.amounts[AT_DAY][AMOUNT_AUM]};
    v->customers = (int32_t)totals.customers;
    v->is_empty = totals.customers == 0;
    v->list_url = text_of(m.list);
    v->cross = table_of(&m, tiers, SPLIT_TIER, SPLIT_STANDING, true);
    v->cross.name = TEXT("tiers");
    v->cross.label = text_of(word(r, N_("Tier and standing")));
    v->cross.corner = text_of(word(r, N_("Tier")));
    v->tables = arena_alloc(r->arena, 2 * sizeof *v->tables);
    v->tables[0] = table_of(&m, stages, SPLIT_BAND, SPLIT_STAGE, true);
    v->tables[0].name = TEXT("bands");
    v->tables[0].label = text_of(word(r, N_("AUM and stage")));
    v->tables[0].corner = text_of(word(r, N_("AUM")));
    v->tables[1] = table_of(&m, kinds, SPLIT_KINDS, SPLIT_STAGE, true);
    v->tables[1].name = TEXT("kinds");
    v->tables[1].label = text_of(word(r, N_("Kinds of products and stage")));
    v->tables[1].corner = text_of(word(r, N_("Kinds")));
    v->tables_count = 2;
}

/* ---- as CSV: a row for each cell ---- */

static void csv_cell_row(struct buf *out, const struct class_table *t,
                         const struct class_line *line, size_t k)
{
    const struct class_cell *c = k < line->cells_count ? &line->cells[k] : &line->all;
    csv_add(out, t->label);
    buf_add_char(out, ',');
    csv_add(out, line->label);
    buf_add_char(out, ',');
    if (k < line->cells_count)
        csv_add(out, t->heads[k].label);
    buf_printf(out, ",%" PRId32 ",%s\n", c->customers, fen_format(c->aum).text);
}

static void csv_table(struct buf *out, const struct class_table *t)
{
    for (size_t i = 0; i < t->lines_count; i++)
        for (size_t k = 0; k <= t->lines[i].cells_count; k++)
            csv_cell_row(out, t, &t->lines[i], k);
}

static rc send_csv(struct req *r, const struct classes_view *v)
{
    static const char *const titles[] = {N_("Table"), N_("Row"), N_("Column"), N_("Customers"),
                                         N_("AUM")};
    struct buf out;
    buf_init(&out);
    buf_add_text(&out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        buf_add_text(&out, i ? "," : "");
        csv_add(&out, text_of(word(r, titles[i])));
    }
    buf_add_char(&out, '\n');
    csv_table(&out, &v->cross);
    for (size_t i = 0; i < v->tables_count; i++)
        csv_table(&out, &v->tables[i]);
    return send_bytes(r, keep(r->arena, &out), "text/csv; charset=utf-8", "classes.csv");
}

rc classes_show(struct req *r)
{
    const struct classes_form *in = r->in;
    struct asked_for asked;
    struct classes_view *v = VIEW(r, struct classes_view);
    TRY(asked_find(r, &asked));
    add_tabs(r, &asked, v);
    add_tables(r, &asked, v);
    v->org_name = asked.org.name;
    v->csv_url = link_with(r, 1, &(struct change){"as", "csv"});
    v->where = in->where;
    v->where_told = cond_told_text(r->arena, r->tongue, in->where);
    v->ask_url = link_to_condition(r, in->where);
    v->clear_url = link_with(r, 1, &(struct change){"where", NULL});
    return text_is(in->as, "csv") ? send_csv(r, v) : show(r, &classes_page, v);
}
