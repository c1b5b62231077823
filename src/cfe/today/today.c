#include "cfe/today/today.h"

#include "cfe/today/parts.h"
#include "cfe/today/today.html.h"
#include "cfe/today/today.sql.h"
#include "platform/scope.h"

/* clang-format off */
static const struct input today_inputs[] = {
    INPUT_CODE(struct today_in, view, today_view_words, NULL),
    INPUT_CODE(struct today_in, group, today_group_words, NULL),
    INPUT_CODE(struct today_in, kind, alert_kind_words, NULL),
    INPUT_CODE(struct today_in, watch, watch_words, NULL),
    INPUT_CODE(struct today_in, since, since_words, NULL),
    INPUT_NUMBER(struct today_in, org, NULL, .min = 1, .max = INT32_MAX),
    INPUT_CODE(struct today_in, days, today_days_words, NULL),
    INPUT_BOOL(struct today_in, mine, NULL),
    INPUT_BOOL(struct today_in, related, NULL),
    INPUT_NUMBER(struct today_in, page, NULL, .min = 1, .max = 1000, .otherwise = 1),
};
/* clang-format on */
static const struct inputs today_in = INPUTS(struct today_in, today_inputs);

/* ---- the page ---- */

/* Whom somebody serves now. */
struct served {
    int64_t customer_id;
    struct text name;
    int64_t until;
};
static const struct field served_fields[] = {
    FIELD_AS(struct served, customer_id, KIND_ID),
    FIELD(struct served, name),
    FIELD_AS(struct served, until, KIND_TIME),
};
static const struct record served_record = RECORD(struct served, served_fields);

struct today_view {
    bool has_day;                              /* the bank has one */
    bool is_own, is_org, is_served, is_counts; /* whose customers are shown */
    bool has_tasks, has_moves;                 /* single customers are shown */
    bool has_managers, has_orgs, has_path;
    bool has_unassigned, may_serve;
    day today;    /* the reader's; NO_DAY: there are no figures */
    bool is_late; /* today is not the calendar's */
    struct text org_name;
    struct tab *whose; /* for who can choose */
    size_t whose_count;
    bool is_mine, is_related;
    struct own_figures figures;
    struct tasks tasks;
    struct moves moves;
    struct below below;
    struct served *served;
    size_t served_count;
    struct panels panels;
};
static const struct field today_fields[] = {
    FIELD(struct today_view, has_day),
    FIELD(struct today_view, is_own),
    FIELD(struct today_view, is_org),
    FIELD(struct today_view, is_served),
    FIELD(struct today_view, is_counts),
    FIELD(struct today_view, has_tasks),
    FIELD(struct today_view, has_moves),
    FIELD(struct today_view, has_managers),
    FIELD(struct today_view, has_orgs),
    FIELD(struct today_view, has_path),
    FIELD(struct today_view, has_unassigned),
    FIELD(struct today_view, may_serve),
    FIELD_OPT_DAY(struct today_view, today),
    FIELD(struct today_view, is_late),
    FIELD(struct today_view, org_name),
    FIELD_ROWS(struct today_view, whose, tab_record),
    FIELD(struct today_view, is_mine),
    FIELD(struct today_view, is_related),
    FIELD_RECORD(struct today_view, figures, figures_record),
    FIELD_RECORD(struct today_view, tasks, tasks_record),
    FIELD_RECORD(struct today_view, moves, moves_record),
    FIELD_RECORD(struct today_view, below, below_record),
    FIELD_ROWS(struct today_view, served, served_record),
    FIELD_PANELS(struct today_view, panels),
};
static const struct record today_record = RECORD(struct today_view, today_fields);
static const struct page today_page = {&tmpl_today, &today_record, N_("Today"), FRAME_TODAY};

/* ---- its address ---- */

static void add_word(struct buf *b, const char *name, const struct words *words,
                     struct opt_int2 code)
{
    const struct word *w = code.known ? word_of_code(words, code.value) : NULL;
    if (w)
        buf_printf(b, "&%s=%s", name, w->name);
}

struct text today_url(const struct morning *m, struct today_in in)
{
    struct buf b;
    buf_init(&b);
    if (in.org.known)
        buf_printf(&b, "&org=%" PRId64, in.org.value);
    if (in.mine)
        buf_add_text(&b, "&mine=true");
    if (in.related)
        buf_add_text(&b, "&related=true");
    add_word(&b, "view", &today_view_words, in.view);
    add_word(&b, "group", &today_group_words, in.group);
    add_word(&b, "kind", &alert_kind_words, in.kind);
    add_word(&b, "watch", &watch_words, in.watch);
    add_word(&b, "since", &since_words, in.since);
    add_word(&b, "days", &today_days_words, in.days);
    if (in.page > 1)
        buf_printf(&b, "&page=%" PRId32, in.page);
    const char *url = b.len == 0
                          ? "/today"
                          : arena_printf(m->r->arena, "/today?%.*s", (int)b.len - 1, b.bytes + 1);
    buf_release(&b);
    return text_of(url);
}

/* ---- whose page ---- */

/* Those of the person's organisation and below may be asked for; of the others nobody hears that
 * they are there. */
static bool may_see_org(const struct req *r, const struct snapshot *s, int32_t org_id)
{
    uint32_t own = snapshot_place(s, r->who->org_id), asked = snapshot_place(s, org_id);
    if (post_scope(r->who->post) == SCOPE_ALL)
        return asked != 0;
    return own && asked >= own && asked <= s->places[own].last;
}

static int32_t org_of(const struct morning *m)
{
    return m->in->org.known ? (int32_t)m->in->org.value : m->r->who->org_id;
}

/* ---- where it leads ---- */

struct text customers_url(const struct morning *m, const char *query)
{
    bool of_org = !m->is_own && m->org_no.ptr;
    const char *list = m->in->related ? "/customers/related"
                       : m->is_own    ? "/customers/mine"
                                      : "/customers";
    if (!may(m->r, m->is_own ? PERM_CUSTOMERS_OWN : PERM_CUSTOMERS_BELOW))
        return (struct text){NULL, 0};
    return text_of(arena_printf(m->r->arena, "%s%s%s%s%s%.*s", list, *query || of_org ? "?" : "",
                                query, *query && of_org ? "&" : "", of_org ? "org=" : "",
                                of_org ? (int)m->org_no.len : 0, of_org ? m->org_no.ptr : ""));
}

/* ---- whose customers ---- */

static void add_whose(const struct morning *m, struct today_view *v, const char *label,
                      const struct reach *reach, struct today_in in)
{
    struct totals t;
    totals_of(m->s, reach, &t);
    if (v->whose_count > 0 && t.customers == 0)
        return;
    v->whose[v->whose_count++] =
        (struct tab){.url = today_url(m, in),
                     .label = text_of(word(m->r, label)),
                     .count = (int32_t)t.customers,
                     .current = in.mine == v->is_mine && in.related == v->is_related};
}

/* The morning is that of the customers whom the person answers for (CFE-R): the organisation's, or
 * those of whom the person is the main manager.  Others are a choice beside it, never mixed in. */
static void offer_whose(struct morning *m, struct today_view *v)
{
    struct reach mine = reach_managed(m->s, m->r->who->staff_id);
    struct reach related = reach_co_managed(m->s, m->r->who->staff_id);
    bool of_org = v->is_org;
    v->is_related = m->in->related;
    v->is_mine = of_org && m->in->mine && !m->in->related;
    v->whose = arena_alloc(m->r->arena, 3 * sizeof *v->whose);
    if (of_org)
        add_whose(m, v, N_("The organisation's"), &m->reach, (struct today_in){0});
    add_whose(m, v, N_("My customers"), &mine, (struct today_in){.mine = of_org});
    add_whose(m, v, N_("Related customers"), &related, (struct today_in){.related = true});
    if (v->whose_count < 2)
        v->whose_count = 0;
    if (v->is_related || v->is_mine || !of_org)
        m->reach = v->is_related ? related : mine;
    v->is_own = v->is_related || v->is_mine || !of_org;
}

static rc choose_org(struct morning *m, struct today_view *v)
{
    struct req *r = m->r;
    enum scope scope = post_scope(r->who->post);
    if (m->in->org.known && !may_see_org(r, m->s, org_of(m)))
        return refuse(r, E_NOT_FOUND, N_("There is no such organisation below yours."));
    if (scope == SCOPE_ALL && !m->in->org.known)
        m->reach = reach_all();
    else
        m->reach = reach_org(m->s, org_of(m));
    v->is_org = scope == SCOPE_ORG;
    v->is_counts = !v->is_org;
    if (v->is_org && !m->in->org.known)
        offer_whose(m, v);
    return OK;
}

/* Posts that serve at the counter see whom they serve; the others whom they manage, an
 * organisation, or its counts. */
static rc choose_reach(struct morning *m, struct today_view *v)
{
    enum scope scope = post_scope(m->r->who->post);
    m->reach = reach_nobody();
    if (scope == SCOPE_ORG || may(m->r, PERM_COUNTS_READ))
        return choose_org(m, v);
    if (m->in->org.known)
        return refuse(m->r, E_NOT_FOUND, N_("There is no such organisation below yours."));
    v->is_served = scope != SCOPE_OWN;
    if (!v->is_served)
        offer_whose(m, v);
    return OK;
}

/* ---- filling it ---- */

/* An outlet has managers, everything above it organisations. */
static void fill_units(const struct morning *m, struct today_view *v)
{
    int32_t org_id = org_of(m);
    if (v->is_own)
        return;
    orgs_fill(m, org_id, &v->below);
    v->has_path = v->below.path_count > 1;
    v->has_orgs = v->below.orgs_count > 1 || (v->below.orgs_count == 1 && !v->below.orgs[0].itself);
    if (!v->is_org)
        return;
    unassigned_fill(m, org_id, &v->below);
    v->has_unassigned = true;
    v->has_managers = !v->has_orgs && m->r->who->post != POST_LOBBY_MANAGER;
    if (v->has_managers)
        managers_fill(m, &v->below);
}

static void fill_all(struct morning *m, struct today_view *v)
{
    uint32_t place = snapshot_place(m->s, org_of(m));
    m->is_own = v->is_own;
    m->is_wide = !v->is_own && (!place || m->s->places[place].last > place);
    figures_fill(m, &v->figures);
    v->has_tasks = v->has_moves = (v->is_own || v->is_org) && v->figures.has_customers;
    if (v->has_tasks)
        tasks_fill(m, &v->tasks);
    if (v->has_moves)
        moves_fill(m, &v->moves);
    if (v->is_org || v->is_counts)
        fill_units(m, v);
    names_org(m->names, org_of(m), &v->org_name);
    if (m->in->org.known)
        names_org_no(m->names, org_of(m), &m->org_no);
}

static rc fill_served(struct morning *m, struct today_view *v)
{
    struct q_today_served_row *rows = NULL;
    size_t len = 0;
    TRY(q_today_served(m->r->db, m->r->arena, m->r->now, &rows, &len));
    v->served = arena_alloc(m->r->arena, (len + 1) * sizeof *v->served);
    for (size_t i = 0; i < len; i++) {
        struct served *served = &v->served[v->served_count++];
        *served = (struct served){.customer_id = rows[i].customer_id, .until = rows[i].until};
        names_customer(m->names, served->customer_id, &served->name);
    }
    return OK;
}

static rc fill(struct morning *m, struct today_view *v)
{
    struct read_on on = req_read_on(m->r);
    TRY(req_snapshot(m->r, &m->s));
    m->today = v->today = on.today;
    v->is_late = on.is_late;
    TRY(choose_reach(m, v));
    if (v->may_serve)
        TRY(fill_served(m, v));
    if (v->is_served)
        names_org(m->names, m->r->who->org_id, &v->org_name);
    else
        fill_all(m, v);
    TRY(names_ask(m->names, m->r));
    TRY(tasks_tell(m, &v->tasks));
    TRY(names_take(m->names, m->r));
    tasks_named(&v->tasks);
    if (!v->is_served) {
        figures_named(m, &v->figures);
        below_named(m, &v->below);
        moves_named(m, &v->moves);
    }
    v->served_count =
        names_keep(v->served, v->served_count, sizeof *v->served, offsetof(struct served, name));
    return OK;
}

static rc today_show(struct req *r)
{
    struct today_view *v = VIEW(r, struct today_view);
    struct morning m = {.r = r, .in = r->in, .names = names_new(r->arena)};
    v->has_day = r->who->published.day != NO_DAY;
    v->today = NO_DAY;
    v->may_serve = may(r, PERM_SERVE);
    if (v->has_day)
        TRY(fill(&m, v));
    TRY(panels_fill(r, FRAME_TODAY, 0, &v->panels));
    return show(r, &today_page, v);
}

/* Administrators begin with the nights, everybody else with the day. */
static rc start(struct req *r)
{
    return go(r, may(r, PERM_NIGHTS_READ) ? "/nights" : "/today");
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/", PERM_SIGNED_IN, start, .title = N_("Start")},
    {HTTP_GET, "/today", PERM_SIGNED_IN, today_show, &today_in, .gives = &today_page, .title = N_("Today")},
};
static const struct nav nav[] = {{NAV_TODAY, "/today", N_("The day at a glance")}};
/* clang-format on */
const struct module today_module = {.name = "today", MODULE(routes), MODULE_NAV(nav)};
