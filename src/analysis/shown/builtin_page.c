/* GET /reports/built-in/{name}: a report that comes with the program: its definitions one below the
 * other, each as chart and table. */
#include "analysis/shown/pages.h"

#include "analysis/builtin/builtin.h"
#include "analysis/shown/builtin.html.h"
#include "analysis/shown/orgs.h"
#include "analysis/shown/report_view.h"

enum { SECTION_ROWS = 25 }; /* all of them: the section alone, or its file */

struct builtin_in {
    struct text name, view, org;
    int16_t basis;
};
static const struct word basis_items[] = {
    {AT_THE_POINT, "point", N_("at the point")},
    {MONTH_AVERAGE, "month_avg", N_("monthly average")},
    {QUARTER_AVERAGE, "quarter_avg", N_("quarterly average")},
    {YEAR_AVERAGE, "year_avg", N_("yearly average")},
};
static const struct words basis_words = {"report_bases", basis_items, ARRAY_LEN(basis_items)};
static const struct input builtin_inputs[] = {
    PATH_TEXT(struct builtin_in, name),
    INPUT_TEXT(struct builtin_in, view, N_("View"), .max = 40),
    INPUT_TEXT(struct builtin_in, org, N_("Organisation"), .max = 200),
    INPUT_CODE(struct builtin_in, basis, basis_words, N_("Balance")),
};
const struct inputs report_builtin_in = INPUTS(struct builtin_in, builtin_inputs);

/* ---- what the page says ---- */

struct section {
    struct text id, title, said;
    bool is_figures, is_table, is_list;
    struct shown_figure lead;
    struct shown_figure *figures;
    size_t figures_count;
    struct shown_table table;
    int64_t customers;
    struct sentence *told;
    size_t told_count;
    struct text url, list_url, csv_url, xlsx_url;
};
struct builtin_view_shown {
    struct text name, title, group, words, note;
    day day;
    struct choice *views, *bases, *path, *below;
    size_t views_count, bases_count, path_count, below_count;
    bool has_below, has_bases;
    struct text basis; /* which is chosen */
    struct section *sections;
    size_t sections_count;
};
/* clang-format off */
static const struct field sentence_fields[] = {FIELD(struct sentence, text)};
static const struct record sentence_record = RECORD(struct sentence, sentence_fields);
static const struct field section_fields[] = {
    FIELD(struct section, id), FIELD(struct section, title), FIELD(struct section, said),
    FIELD(struct section, is_figures), FIELD(struct section, is_table), FIELD(struct section, is_list),
    FIELD_RECORD(struct section, lead, shown_figure_record),
    FIELD_ROWS(struct section, figures, shown_figure_record),
    FIELD_RECORD(struct section, table, shown_table_record),
    FIELD(struct section, customers), FIELD_ROWS(struct section, told, sentence_record),
    FIELD_AS(struct section, url, KIND_URL), FIELD_AS(struct section, list_url, KIND_URL),
    FIELD_AS(struct section, csv_url, KIND_URL), FIELD_AS(struct section, xlsx_url, KIND_URL),
};
static const struct record section_record = RECORD(struct section, section_fields);
static const struct field view_fields[] = {
    FIELD(struct builtin_view_shown, name), FIELD(struct builtin_view_shown, title),
    FIELD(struct builtin_view_shown, group), FIELD(struct builtin_view_shown, words),
    FIELD(struct builtin_view_shown, note), FIELD_OPT_DAY(struct builtin_view_shown, day),
    FIELD_ROWS(struct builtin_view_shown, views, choice_record),
    FIELD_ROWS(struct builtin_view_shown, bases, choice_record),
    FIELD_ROWS(struct builtin_view_shown, path, choice_record),
    FIELD_ROWS(struct builtin_view_shown, below, choice_record),
    FIELD(struct builtin_view_shown, has_below), FIELD(struct builtin_view_shown, has_bases),
    FIELD(struct builtin_view_shown, basis),
    FIELD_ROWS(struct builtin_view_shown, sections, section_record),
};
static const struct record view_record = RECORD(struct builtin_view_shown, view_fields);
/* clang-format on */
const struct page report_builtin_page = {&tmpl_builtin, &view_record, N_("Built-in report")};

/* ---- addresses ---- */

struct making {
    struct req *r;
    const struct builtin *b;
    const struct builtin_view *shown; /* NULL: it has none */
    struct builtin_choice choice;
    struct asker asker;
    struct builtin_view_shown *v;
};

/* Of this page with these choices; empty ones are as they are by themselves. */
static struct text page_url(const struct making *k, const char *view, enum report_basis basis,
                            struct text org)
{
    struct buf b;
    const char *sign = "?";
    buf_init(&b);
    buf_printf(&b, "/reports/built-in/%s", k->b->name);
    if (view && view != k->b->views[0].name) {
        buf_printf(&b, "%sview=%s", sign, view);
        sign = "&";
    }
    if (basis) {
        buf_printf(&b, "%sbasis=%s", sign, basis_items[basis].name);
        sign = "&";
    }
    if (org.len) {
        buf_printf(&b, "%sorg=", sign);
        url_add(&b, org);
    }
    return keep(k->r->arena, &b);
}

static const char *shown_name(const struct making *k)
{
    return k->shown ? k->shown->name : NULL;
}

/* ---- choices ---- */

static void add_views(struct making *k)
{
    struct builtin_view_shown *v = k->v;
    v->views = arena_alloc(k->r->arena, (k->b->views_len + 1) * sizeof *v->views);
    for (size_t i = 0; i < k->b->views_len; i++) {
        const struct builtin_view *view = &k->b->views[i];
        v->views[v->views_count++] =
            (struct choice){.label = text_of(word(k->r, view->label)),
                            .url = page_url(k, view->name, k->choice.basis, k->choice.org),
                            .current = view == k->shown};
    }
}

static void add_bases(struct making *k)
{
    struct builtin_view_shown *v = k->v;
    v->has_bases = k->b->bases;
    if (!v->has_bases)
        return;
    v->bases = arena_alloc(k->r->arena, REPORT_BASES * sizeof *v->bases);
    for (int basis = AT_THE_POINT; basis < REPORT_BASES; basis++) {
        struct text label = text_of(word(k->r, basis_items[basis].label));
        bool current = basis == (int)k->choice.basis;
        if (current)
            v->basis = label;
        v->bases[v->bases_count++] = (struct choice){
            .label = label,
            .url = page_url(k, shown_name(k), (enum report_basis)basis, k->choice.org),
            .current = current};
    }
}

static struct choice org_choice_of(const struct making *k, const struct org_choice *org)
{
    return (struct choice){
        .label = org->name,
        .url = page_url(k, shown_name(k), k->choice.basis, org->is_own ? TEXT("") : org->no)};
}

static rc add_orgs(struct making *k)
{
    struct org_choices orgs;
    struct builtin_view_shown *v = k->v;
    TRY(org_choices(k->r, &k->asker, k->choice.org, &orgs));
    v->path = arena_alloc(k->r->arena, (orgs.path_len + 1) * sizeof *v->path);
    v->below = arena_alloc(k->r->arena, (orgs.below_len + 1) * sizeof *v->below);
    for (size_t i = 0; i < orgs.path_len; i++)
        v->path[v->path_count++] = org_choice_of(k, &orgs.path[i]);
    for (size_t i = 0; i < orgs.below_len; i++)
        v->below[v->below_count++] = org_choice_of(k, &orgs.below[i]);
    if (v->path_count)
        v->path[v->path_count - 1].current = true;
    v->has_below = v->below_count > 0;
    return OK;
}

/* ---- sections ---- */

static void tell(const struct making *k, const struct report *report, struct section *s)
{
    struct report_sentences told = report_told(k->r->arena, k->r->tongue, report);
    s->told = arena_alloc(k->r->arena, (told.len + 1) * sizeof *s->told);
    for (size_t i = 0; i < told.len; i++)
        s->told[s->told_count++].text = told.items[i];
}

static void add_urls(const struct making *k, const struct report *report, struct section *s)
{
    struct text file = report_url(k->r, "/reports/file", report);
    s->url = report_url(k->r, "/reports/run", report);
    s->csv_url = text_of(arena_printf(k->r->arena, "%.*s&form=csv", (int)file.len, file.ptr));
    s->xlsx_url = text_of(arena_printf(k->r->arena, "%.*s&form=xlsx", (int)file.len, file.ptr));
}

/* To which "&org=" may be added. */
static struct text org_path(const struct making *k)
{
    struct text url = page_url(k, shown_name(k), k->choice.basis, TEXT(""));
    return memchr(url.ptr, '?', url.len)
               ? url
               : text_of(arena_printf(k->r->arena, "%s?basis=point", url.ptr));
}

static rc add_answer(const struct making *k, const struct builtin_part *part,
                     struct asked_report *asked, struct section *s)
{
    const struct report_answer *x = asked->answer;
    struct report_value all = answer_value(x, &x->all, x->points_len - 1, 0);
    asked->org_path = org_path(k);
    asked->rows_most = SECTION_ROWS;
    s->customers = all.known ? all.number : 0;
    s->list_url = behind_url(k->r, asked->report, TEXT(""), TEXT(""), 0);
    if (part->kind != BUILTIN_FIGURES)
        return part->kind == BUILTIN_TABLE ? shown_table_of(k->r, asked, &s->table) : OK;
    shown_figures_of(k->r, asked, &s->figures, &s->figures_count);
    return shown_figure_of(k->r, asked, &s->lead);
}

static rc add_section(struct making *k, const struct builtin_part *part)
{
    const struct report *report;
    struct report_fault fault;
    struct asked_report asked;
    struct section *s = &k->v->sections[k->v->sections_count];
    if (part->kind == BUILTIN_LIST && !may(k->r, PERM_CUSTOMERS_LIST))
        return OK;
    *s =
        (struct section){.id = text_of(arena_printf(k->r->arena, "part-%zu", k->v->sections_count)),
                         .title = part->title ? text_of(word(k->r, part->title)) : TEXT(""),
                         .is_figures = part->kind == BUILTIN_FIGURES,
                         .is_table = part->kind == BUILTIN_TABLE,
                         .is_list = part->kind == BUILTIN_LIST};
    k->v->sections_count++;
    if (builtin_report(k->r->arena, k->r->tongue, part, &k->choice, &report, &fault) != OK)
        return E_INTERNAL;
    tell(k, report, s);
    add_urls(k, report, s);
    TRY(report_asked(k->r, report, &asked));
    s->said = text_of(asked.said);
    if (asked.answer)
        k->v->day = asked.answer->day;
    return asked.answer ? add_answer(k, part, &asked, s) : OK;
}

static rc add_sections(struct making *k)
{
    k->v->sections = arena_alloc(k->r->arena, k->b->parts_len * sizeof *k->v->sections);
    for (size_t i = 0; i < k->b->parts_len; i++)
        if (builtin_part_is_in(&k->b->parts[i], k->shown))
            TRY(add_section(k, &k->b->parts[i]));
    return OK;
}

rc report_builtin(struct req *r)
{
    const struct builtin_in *in = r->in;
    const struct builtin *b = builtin_find(in->name);
    struct builtin_view_shown *v = VIEW(r, struct builtin_view_shown);
    if (!b)
        return E_NOT_FOUND;
    struct making k = {
        .r = r,
        .b = b,
        .v = v,
        .shown = builtin_view(b, text_or_empty(in->view)),
        .choice = {text_or_empty(in->org), b->bases ? (enum report_basis)in->basis : AT_THE_POINT}};
    *v = (struct builtin_view_shown){.name = text_of(b->name),
                                     .title = text_of(word(r, b->title)),
                                     .group = text_of(word(r, builtin_group_labels[b->group])),
                                     .words = text_of(word(r, b->words)),
                                     .note = b->note ? text_of(word(r, b->note)) : TEXT(""),
                                     .day = NO_DAY};
    TRY(asker_of(r, &k.asker));
    add_views(&k);
    add_bases(&k);
    TRY(add_orgs(&k));
    TRY(add_sections(&k));
    r->answer.title = word(r, b->title);
    return show(r, &report_builtin_page, v);
}
