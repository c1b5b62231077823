#include "cif/customer/member.h"
#include "cond/words.h"
#include "pcrm/day/rule_words.h"
#include "pcrm/scheme/scheme.h"
#include "pcrm/scheme/trial.h"
#include "pcrm/scheme/whatif.html.h"
#include "pcrm/scheme/whatif_moves.html.h"
#include "pcrm/scheme/whatif_pages.sql.h"
#include "web/list.h"

/* ---- what is asked ---- */

struct whatif_in {
    int64_t whatif_id;
    struct opt_int4 scheme; /* enum trial_of */
    struct opt_int4 org_id;
    struct opt_int4 against; /* another trial, to stand beside it */
};
static const struct input whatif_inputs[] = {
    PATH_ID(struct whatif_in, whatif_id),
    INPUT_NUMBER(struct whatif_in, scheme, NULL, .min = 0, .max = TRIAL_SORTS - 1),
    INPUT_NUMBER(struct whatif_in, org_id, NULL, .min = 1, .max = INT32_MAX),
    INPUT_NUMBER(struct whatif_in, against, NULL, .min = 1, .max = INT32_MAX),
};
static const struct inputs whatif_ins = INPUTS(struct whatif_in, whatif_inputs);

/* ---- the view ---- */

struct link {
    struct text label, url;
    bool chosen;
};
struct matrix_cell {
    int64_t customers;
    struct text url; /* NULL: nobody moves here */
    bool any;
};
struct matrix_row {
    struct text label;
    struct matrix_cell *cells;
    size_t cells_count;
    int64_t total;
};
struct matrix {
    struct text title;
    struct link *levels;
    size_t levels_count;
    struct matrix_row *rows;
    size_t rows_count;
    struct matrix_cell *after;
    size_t after_count;
};
struct org_line {
    struct text name, url;
    int64_t customers, up, down;
};
struct whatif_view {
    struct q_whatif_find_row is;
    struct link *schemes, *others;
    size_t schemes_count, others_count;
    int64_t moved, up, down;
    struct text moved_share, org_name, all_url;
    int32_t below_before, below_after, missing_before, missing_after;
    struct matrix *matrices;
    size_t matrices_count;
    struct org_line *orgs;
    size_t orgs_count;
    struct q_whatif_loads_row *loads;
    size_t loads_count;
};

/* clang-format off */
static const struct field link_fields[] = {
    FIELD(struct link, label),
    FIELD_AS(struct link, url, KIND_URL),
    FIELD(struct link, chosen),
};
static const struct record link_record = RECORD(struct link, link_fields);
static const struct field cell_fields[] = {
    FIELD(struct matrix_cell, customers),
    FIELD_AS(struct matrix_cell, url, KIND_URL),
    FIELD(struct matrix_cell, any),
};
static const struct record cell_record = RECORD(struct matrix_cell, cell_fields);
static const struct field row_fields[] = {
    FIELD(struct matrix_row, label),
    FIELD_ROWS(struct matrix_row, cells, cell_record),
    FIELD(struct matrix_row, total),
};
static const struct record row_record = RECORD(struct matrix_row, row_fields);
static const struct field matrix_fields[] = {
    FIELD(struct matrix, title),
    FIELD_ROWS(struct matrix, levels, link_record),
    FIELD_ROWS(struct matrix, rows, row_record),
    FIELD_ROWS(struct matrix, after, cell_record),
};
static const struct record matrix_record = RECORD(struct matrix, matrix_fields);
static const struct field org_fields[] = {
    FIELD(struct org_line, name),
    FIELD_AS(struct org_line, url, KIND_URL),
    FIELD(struct org_line, customers),
    FIELD(struct org_line, up),
    FIELD(struct org_line, down),
};
static const struct record org_record = RECORD(struct org_line, org_fields);
static const struct field whatif_fields[] = {
    FIELD_RECORD(struct whatif_view, is, q_whatif_find_record),
    FIELD_ROWS(struct whatif_view, schemes, link_record),
    FIELD_ROWS(struct whatif_view, others, link_record),
    FIELD(struct whatif_view, moved),
    FIELD(struct whatif_view, up),
    FIELD(struct whatif_view, down),
    FIELD(struct whatif_view, moved_share),
    FIELD(struct whatif_view, org_name),
    FIELD_AS(struct whatif_view, all_url, KIND_URL),
    FIELD(struct whatif_view, below_before),
    FIELD(struct whatif_view, below_after),
    FIELD(struct whatif_view, missing_before),
    FIELD(struct whatif_view, missing_after),
    FIELD_ROWS(struct whatif_view, matrices, matrix_record),
    FIELD_ROWS(struct whatif_view, orgs, org_record),
    FIELD_ROWS(struct whatif_view, loads, q_whatif_loads_record),
};
static const struct record whatif_record = RECORD(struct whatif_view, whatif_fields);
static const struct page whatif_page = {&tmpl_whatif, &whatif_record, N_("Trial of rules")};
/* clang-format on */

/* ---- levels ---- */

/* As people call them; the levels of a scheme are those that the shipped ones have. */
static const char *level_said(enum trial_of of, int level)
{
    static const char *const names[TRIAL_SORTS][TRIAL_LEVELS] = {
        [TRIAL_STAGE] = {"retained", "potential", "target"},
        [TRIAL_VALUE] = {"none", "potential", "gold", "platinum", "growth", "core"},
        [TRIAL_CARD] = {"none", "gold", "platinum", "diamond"},
        [TRIAL_MASS] = {"none", "mass", "affluent_potential", "affluent", "private"},
    };
    const char *name = level < TRIAL_LEVELS ? names[of][level] : NULL;
    return name ? scheme_level_label(text_of(trial_names[of]), text_of(name)) : NULL;
}

static int levels_of(enum trial_of of)
{
    int count = 0;
    while (level_said(of, count))
        count++;
    return count;
}

/* ---- links ---- */

/* The same page with one thing else. */
static struct text url_of(struct req *r, const struct whatif_in *in)
{
    const char *url = arena_printf(r->arena, "/whatifs/%" PRId64 "?scheme=%d", in->whatif_id,
                                   in->scheme.known ? (int)in->scheme.value : TRIAL_VALUE);
    if (in->org_id.known)
        url = arena_printf(r->arena, "%s&org_id=%d", url, (int)in->org_id.value);
    if (in->against.known)
        url = arena_printf(r->arena, "%s&against=%d", url, (int)in->against.value);
    return text_of(url);
}

static void fill_schemes(struct req *r, const struct whatif_in *in, enum trial_of of,
                         struct whatif_view *v)
{
    v->schemes = arena_alloc(r->arena, TRIAL_SORTS * sizeof *v->schemes);
    for (int i = 0; i < TRIAL_SORTS; i++) {
        struct whatif_in other = *in;
        other.scheme = (struct opt_int4){true, i};
        v->schemes[v->schemes_count++] =
            (struct link){text_of(word(r, scheme_label(text_of(trial_names[i])))),
                          url_of(r, &other), i == (int)of};
    }
}

/* Other trials, of this draft or another one, to be set beside this one. */
static rc fill_others(struct req *r, const struct whatif_in *in, struct whatif_view *v)
{
    struct q_whatifs_beside_row *rows = NULL;
    size_t len = 0;
    TRY(q_whatifs_beside(r->db, r->arena, v->is.whatif_id, &rows, &len));
    v->others = arena_alloc(r->arena, (len + 1) * sizeof *v->others);
    for (size_t i = 0; i < len; i++) {
        struct whatif_in beside = *in;
        beside.against = (struct opt_int4){true, rows[i].whatif_id};
        const char *label = arena_printf(r->arena, "%.*s (%d)", (int)rows[i].title.len,
                                         rows[i].title.ptr, (int)rows[i].whatif_id);
        v->others[v->others_count++] = (struct link){text_of(label), url_of(r, &beside), false};
    }
    return OK;
}

/* ---- the matrix ---- */

static struct text moves_url(struct req *r, int32_t whatif_id, enum trial_of of, int before,
                             int after)
{
    return text_of(arena_printf(r->arena,
                                "/whatifs/%d/moves?scheme=%d&level_before=%d&level_after=%d",
                                (int)whatif_id, (int)of, before, after));
}

static struct matrix empty_matrix(struct req *r, enum trial_of of, struct text title)
{
    int count = levels_of(of);
    struct matrix m = {.title = title};
    m.levels_count = m.rows_count = m.after_count = (size_t)count;
    m.levels = arena_alloc(r->arena, (size_t)count * sizeof *m.levels);
    m.rows = arena_alloc(r->arena, (size_t)count * sizeof *m.rows);
    m.after = arena_alloc(r->arena, (size_t)count * sizeof *m.after);
    for (int i = 0; i < count; i++) {
        m.levels[i].label = text_of(word(r, level_said(of, i)));
        m.rows[i].label = m.levels[i].label;
        m.rows[i].cells_count = (size_t)count;
        m.rows[i].cells = arena_alloc(r->arena, (size_t)count * sizeof *m.rows[i].cells);
    }
    return m;
}

static rc make_matrix(struct req *r, const struct whatif_in *in, int32_t whatif_id,
                      enum trial_of of, struct text title, struct matrix *ret)
{
    struct q_whatif_matrix_row *rows = NULL;
    size_t len = 0;
    TRY(q_whatif_matrix(r->db, r->arena, whatif_id, (int16_t)of, in->org_id, &rows, &len));
    *ret = empty_matrix(r, of, title);
    for (size_t i = 0; i < len; i++) {
        size_t before = (size_t)rows[i].level_before, after = (size_t)rows[i].level_after;
        if (before >= ret->rows_count || after >= ret->rows_count)
            continue;
        struct matrix_cell *c = &ret->rows[before].cells[after];
        c->customers = rows[i].customers;
        c->any = true;
        if (before != after)
            c->url = moves_url(r, whatif_id, of, (int)before, (int)after);
        ret->rows[before].total += c->customers;
        ret->after[after].customers += c->customers;
    }
    return OK;
}

static void sum_up(struct req *r, struct whatif_view *v)
{
    const struct matrix *m = &v->matrices[0];
    int64_t all = 0;
    for (size_t before = 0; before < m->rows_count; before++)
        for (size_t after = 0; after < m->rows_count; after++) {
            int64_t customers = m->rows[before].cells[after].customers;
            all += customers;
            v->up += after > before ? customers : 0;
            v->down += after < before ? customers : 0;
        }
    v->moved = v->up + v->down;
    int64_t tenths = all ? (v->moved * 1000 + all / 2) / all : 0;
    v->moved_share =
        text_of(arena_printf(r->arena, "%" PRId64 ".%" PRId64 "%%", tenths / 10, tenths % 10));
}

static rc fill_matrices(struct req *r, const struct whatif_in *in, enum trial_of of,
                        struct whatif_view *v)
{
    struct q_whatif_find_row other;
    bool found;
    v->matrices = arena_alloc(r->arena, 2 * sizeof *v->matrices);
    TRY(make_matrix(r, in, v->is.whatif_id, of, v->is.title, &v->matrices[0]));
    v->matrices_count = 1;
    sum_up(r, v);
    if (!in->against.known)
        return OK;
    TRY(q_whatif_find(r->db, r->arena, in->against.value, &other, &found));
    if (!found)
        return OK;
    v->matrices_count = 2;
    return make_matrix(r, in, other.whatif_id, of, other.title, &v->matrices[1]);
}

/* ---- by organisation ---- */

static rc fill_orgs(struct req *r, const struct whatif_in *in, enum trial_of of,
                    struct whatif_view *v)
{
    struct q_whatif_orgs_row *rows = NULL;
    size_t len = 0;
    TRY(q_whatif_orgs(r->db, r->arena, v->is.whatif_id, (int16_t)of, &rows, &len));
    v->orgs = arena_alloc(r->arena, (len + 1) * sizeof *v->orgs);
    for (size_t i = 0; i < len; i++) {
        struct whatif_in within = *in;
        within.org_id = (struct opt_int4){true, rows[i].org_id};
        v->orgs[v->orgs_count++] = (struct org_line){.name = rows[i].name,
                                                     .url = url_of(r, &within),
                                                     .customers = rows[i].customers,
                                                     .up = rows[i].up,
                                                     .down = rows[i].down};
        if (in->org_id.known && in->org_id.value == rows[i].org_id)
            v->org_name = rows[i].name;
    }
    struct whatif_in all = *in;
    all.org_id.known = false;
    v->all_url = url_of(r, &all);
    return OK;
}

static rc whatif_show(struct req *r)
{
    const struct whatif_in *in = r->in;
    struct whatif_view *v = VIEW(r, struct whatif_view);
    enum trial_of of = in->scheme.known ? (enum trial_of)in->scheme.value : TRIAL_VALUE;
    bool found;
    TRY(q_whatif_find(r->db, r->arena, (int32_t)in->whatif_id, &v->is, &found));
    if (!found)
        return E_NOT_FOUND;
    fill_schemes(r, in, of, v);
    TRY(fill_others(r, in, v));
    TRY(fill_matrices(r, in, of, v));
    TRY(fill_orgs(r, in, of, v));
    TRY(q_whatif_loads(r->db, r->arena, v->is.whatif_id, &v->loads, &v->loads_count));
    v->below_before = v->is.vip_below.items[0];
    v->below_after = v->is.vip_below.items[1];
    v->missing_before = v->is.vip_missing.items[0];
    v->missing_after = v->is.vip_missing.items[1];
    return show(r, &whatif_page, v);
}

/* ---- examples ---- */

struct moves_in {
    int64_t whatif_id;
    int32_t scheme, level_before, level_after;
};
static const struct input moves_inputs[] = {
    PATH_ID(struct moves_in, whatif_id),
    INPUT_NUMBER(struct moves_in, scheme, NULL, .required = true, .max = TRIAL_SORTS - 1),
    INPUT_NUMBER(struct moves_in, level_before, NULL, .required = true, .max = TRIAL_LEVELS - 1),
    INPUT_NUMBER(struct moves_in, level_after, NULL, .required = true, .max = TRIAL_LEVELS - 1),
};
static const struct inputs moves_ins = INPUTS(struct moves_in, moves_inputs);

struct moves_view {
    int64_t whatif_id;
    struct text from, to, list;
};
static const struct field moves_fields[] = {
    FIELD(struct moves_view, whatif_id),
    FIELD(struct moves_view, from),
    FIELD(struct moves_view, to),
    FIELD_AS(struct moves_view, list, KIND_HTML),
};
static const struct record moves_record = RECORD(struct moves_view, moves_fields);
static const struct page moves_page = {&tmpl_whatif_moves, &moves_record, N_("Who would move")};

static rc moves_open(struct req *r, void **ret_beside)
{
    const struct moves_in *in = r->in;
    struct moves_view *v = VIEW(r, struct moves_view);
    const char *from = level_said((enum trial_of)in->scheme, in->level_before);
    const char *to = level_said((enum trial_of)in->scheme, in->level_after);
    if (!from || !to)
        return E_NOT_FOUND;
    *v = (struct moves_view){in->whatif_id, text_of(word(r, from)), text_of(word(r, to)), {0}};
    *ret_beside = v;
    return OK;
}

static rc moves_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret)
{
    const struct moves_in *in = r->in;
    struct q_whatif_examples_row row;
    struct reach reach;
    TRY(q_whatif_examples(r->db, r->arena, (int32_t)in->whatif_id, (int16_t)in->scheme,
                          (int16_t)in->level_before, (int16_t)in->level_after, &row));
    TRY(member_reach(r, row.customer_ids, &reach));
    return member_pick(r, &reach, ask, ret);
}

static rc moves_show(struct req *r, void *beside, struct text list)
{
    struct moves_view *v = beside;
    v->list = list;
    r->answer.title = arena_printf(r->arena, "%.*s → %.*s", (int)v->from.len, v->from.ptr,
                                   (int)v->to.len, v->to.ptr);
    return show(r, &moves_page, v);
}

static const struct list moves_list =
    MEMBER_LIST(N_("Who would move"), N_("None of the examples is a customer whom you may see."),
                moves_pick, moves_open, moves_show);

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/whatifs/{whatif_id}", PERM_RULES_READ, whatif_show, &whatif_ins, .gives = &whatif_page, .title = N_("Trial of rules")},
    {HTTP_GET, "/whatifs/{whatif_id}/moves", PERM_RULES_READ, .list = &moves_list, .in = &moves_ins, .gives = &moves_page, .title = N_("Who would move")},
};
/* clang-format on */
const struct module whatif_module = {.name = "whatifs", MODULE(routes)};
