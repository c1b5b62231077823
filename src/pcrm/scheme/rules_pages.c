#include "pcrm/day/batch_job.h"
#include "pcrm/day/rules.h"
#include "pcrm/scheme/draft.h"
#include "pcrm/scheme/paper.h"
#include "pcrm/scheme/rules_draft.html.h"
#include "pcrm/scheme/rules_version.html.h"
#include "pcrm/scheme/whatif_pages.sql.h"
#include "platform/job.sql.h"
#include "web/form.h"
#include "web/list.h"
#include "web/web.h"

enum { TITLE_MOST = 60 };

static const struct word states[] = {
    {DRAFT_WRITTEN, "written", N_("being written"), "info"},
    {DRAFT_HANDED_IN, "handed_in", N_("waits for a signature"), "warn"},
    {DRAFT_PUBLISHED, "published", N_("published"), "ok"},
    {DRAFT_WITHDRAWN, "withdrawn", N_("withdrawn"), "quiet"},
};
const struct words rule_draft_states = {"rule_draft_states", states, ARRAY_LEN(states)};

/* ---- all versions, all drafts ---- */

/* clang-format off */
static const struct list_column version_columns[] = {
    {"version", N_("Version"), "/rules/{version}"},
    {"effective_on", N_("In force from")},
    {"in_force", N_("In force")},
    {"title", N_("What it is about")},
    {"author_name", N_("Written by")},
    {"signer_name", N_("Signed by")},
    {"signed_at", N_("Signed")},
};
static const struct list_column draft_columns[] = {
    {"title", N_("Draft"), "/rules/drafts/{draft_id}"},
    {"state", N_("State")},
    {"effective_on", N_("In force from")},
    {"author_name", N_("Written by")},
    {"changed_at", N_("Changed")},
    {"base_version", N_("Began as version"), .hidden = true},
    {"version", N_("Published as version")},
};
static const struct list_tab tabs[] = {
    {.label = N_("Versions"), .path = "/rules"},
    {.label = N_("Drafts"), .path = "/rules/drafts"},
};
/* clang-format on */

static rc crown(struct req *r, struct list_crown *ret)
{
    (void)r;
    ret->tabs = tabs;
    ret->tabs_len = ARRAY_LEN(tabs);
    return OK;
}

static rc versions_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    return q_rules_page(r->db, r->arena, (enum q_rules_page_order)ask->order, ask->limit,
                        ask->offset, (struct q_rules_page_row **)&ret->items, &ret->len);
}

static rc drafts_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    return q_drafts_page(r->db, r->arena, (enum q_drafts_page_order)ask->order, ask->limit,
                         ask->offset, (struct q_drafts_page_row **)&ret->items, &ret->len);
}

static const struct list version_list = LIST(
    N_("Rules and schemes"), q_rules_page, version_columns, versions_fetch,
    .first_order = Q_RULES_PAGE_BY_VERSION_DESC, .crown = crown,
    .about = N_("Limits, levels and grace months; each day runs by the version in force on it"),
    .empty = N_("There are no rules: the database is not whole."));
static const struct list draft_list =
    LIST(N_("Drafts of rules"), q_drafts_page, draft_columns, drafts_fetch,
         .first_order = Q_DRAFTS_PAGE_BY_CHANGED_AT_DESC, .crown = crown,
         .about = N_("Written by one person, tried on all customers, signed by another"),
         .empty = N_("No draft yet. Open a version and begin one from it."));

/* ---- one version ---- */

struct by_version {
    int64_t version;
};
static const struct input by_version_inputs[] = {PATH_ID(struct by_version, version)};
static const struct inputs by_version_in = INPUTS(struct by_version, by_version_inputs);

struct version_view {
    struct q_rules_version_row is;
    bool may_edit, compares;
    struct paper paper;
};
static const struct field version_fields[] = {
    FIELD_RECORD(struct version_view, is, q_rules_version_record),
    FIELD(struct version_view, may_edit),
    FIELD(struct version_view, compares),
    FIELD_RECORD(struct version_view, paper, paper_record),
};
static const struct record version_record = RECORD(struct version_view, version_fields);
static const struct page version_page = {&tmpl_rules_version, &version_record, N_("Rules")};

static rc version_show(struct req *r)
{
    const struct by_version *in = r->in;
    struct version_view *v = VIEW(r, struct version_view);
    bool found;
    TRY(q_rules_version(r->db, r->arena, (int32_t)in->version, &v->is, &found));
    if (!found)
        return E_NOT_FOUND;
    v->may_edit = may(r, PERM_RULES_EDIT);
    v->compares = v->is.before.known;
    TRY(paper_make(r, v->is.rules, v->is.rules_before, NULL, &v->paper));
    return show(r, &version_page, v);
}

/* The way back, too: an earlier version is published anew. */
static rc draft_begin(struct req *r)
{
    const struct by_version *in = r->in;
    struct q_rules_version_row is;
    struct q_draft_add_row row;
    bool found;
    TRY(q_rules_version(r->db, r->arena, (int32_t)in->version, &is, &found));
    if (!found)
        return E_NOT_FOUND;
    const char *title = say_number(r->arena, r->tongue, N_("Draft from version {n}"), is.version);
    TRY(q_draft_add(r->db, is.version, text_of(title), r->who->staff_id, r->now, &row));
    about(r, AUDIT_RULES, row.draft_id);
    return go(r, "/rules/drafts/%d", (int)row.draft_id);
}

/* ---- one draft ---- */

static const struct input by_draft_inputs[] = {PATH_ID(struct by_draft, draft_id)};
const struct inputs by_draft_in = INPUTS(struct by_draft, by_draft_inputs);

struct draft_view {
    struct q_draft_find_row is;
    bool may_change, may_try, may_reopen, may_sign, may_withdraw, waits, running;
    int64_t job_id;
    struct q_whatifs_of_row *whatifs;
    size_t whatifs_count;
    struct q_draft_others_row *others;
    size_t others_count;
    struct paper paper;
};
static const struct field draft_fields[] = {
    FIELD_RECORD(struct draft_view, is, q_draft_find_record),
    FIELD(struct draft_view, may_change),
    FIELD(struct draft_view, may_try),
    FIELD(struct draft_view, may_reopen),
    FIELD(struct draft_view, may_sign),
    FIELD(struct draft_view, may_withdraw),
    FIELD(struct draft_view, waits),
    FIELD(struct draft_view, running),
    FIELD(struct draft_view, job_id),
    FIELD_ROWS(struct draft_view, whatifs, q_whatifs_of_record),
    FIELD_ROWS(struct draft_view, others, q_draft_others_record),
    FIELD_RECORD(struct draft_view, paper, paper_record),
};
static const struct record draft_record = RECORD(struct draft_view, draft_fields);
static const struct page draft_page = {&tmpl_rules_draft, &draft_record, N_("Draft of rules")};

rc draft_find(struct req *r, int64_t draft_id, struct q_draft_find_row *ret)
{
    bool found;
    about(r, AUDIT_RULES, draft_id);
    TRY(q_draft_find(r->db, r->arena, (int32_t)draft_id, ret, &found));
    return found ? OK : E_NOT_FOUND;
}

static bool is_author(const struct req *r, const struct q_draft_find_row *d)
{
    return may(r, PERM_RULES_EDIT) && d->author_id == r->who->staff_id;
}

rc draft_find_own(struct req *r, int64_t draft_id, enum draft_state state,
                  struct q_draft_find_row *ret)
{
    TRY(draft_find(r, draft_id, ret));
    if (!is_author(r, ret))
        return refuse(r, E_FORBIDDEN, N_("Only its author changes a draft."));
    return ret->state == (int16_t)state
               ? OK
               : refuse(r, E_REFUSED,
                        N_("The draft is in another state by now: look at it again."));
}

static void fill_acts(struct req *r, struct draft_view *v)
{
    const struct q_draft_find_row *d = &v->is;
    bool own = is_author(r, d), open = d->state <= DRAFT_HANDED_IN;
    v->waits = d->state == DRAFT_HANDED_IN;
    v->may_change = own && d->state == DRAFT_WRITTEN;
    v->may_try = may(r, PERM_RULES_EDIT) && open;
    v->may_reopen = own && v->waits;
    v->may_withdraw = own && open;
    v->may_sign = v->waits && may(r, PERM_RULES_SIGN) && d->author_id != r->who->staff_id;
}

static rc draft_show(struct req *r)
{
    const struct by_draft *in = r->in;
    struct draft_view *v = VIEW(r, struct draft_view);
    struct q_job_open_row open = {.job_id = 0};
    TRY(draft_find(r, in->draft_id, &v->is));
    TRY(q_whatifs_of(r->db, r->arena, v->is.draft_id, counts_within(r), &v->whatifs,
                     &v->whatifs_count));
    if (v->is.state <= DRAFT_HANDED_IN)
        TRY(q_draft_others(r->db, r->arena, v->is.draft_id, &v->others, &v->others_count));
    TRY(q_job_open(r->db, text_of(whatif_kind.name), &open, &v->running));
    v->job_id = open.job_id;
    fill_acts(r, v);
    const char *edit =
        v->may_change ? arena_printf(r->arena, "/rules/drafts/%d", (int)v->is.draft_id) : NULL;
    TRY(paper_make(r, v->is.rules, v->is.rules_before, edit, &v->paper));
    r->answer.title = arena_text(r->arena, v->is.title.ptr, v->is.title.len);
    return show(r, &draft_page, v);
}

/* ---- its name and date ---- */

struct name_form {
    int64_t draft_id;
    struct text title;
    day effective_on;
};
/* clang-format off */
static const struct input name_inputs[] = {
    PATH_ID(struct name_form, draft_id),
    INPUT_TEXT(struct name_form, title, N_("What it is about"), .required = true, .max = TITLE_MOST),
    INPUT_DAY(struct name_form, effective_on, N_("In force from"), .required = true, .help = N_("A day after the last night.")),
};
/* clang-format on */
static const struct inputs name_in = INPUTS(struct name_form, name_inputs);
static const struct page form_page = FORM_PAGE(N_("Draft of rules"));

/* The path begins with the draft in every form. */
int64_t draft_asked(const struct req *r)
{
    return *(const int64_t *)r->in;
}

static rc name_show(struct req *r)
{
    struct q_draft_find_row d;
    TRY(draft_find_own(r, draft_asked(r), DRAFT_WRITTEN, &d));
    const struct name_form present = {d.draft_id, d.title, d.effective_on};
    const char *to = arena_printf(r->arena, "/rules/drafts/%d/edit", (int)d.draft_id);
    return form_page_show(r, &form_page, N_("Name and date"), form_make(r, &name_in, to, &present));
}

static const char *wrong_day(const struct q_draft_find_row *d, day effective_on, bool taken)
{
    if (d->last_day != NO_DAY && effective_on <= d->last_day)
        return N_("lies not after the last night: what was valued stays as it was");
    return taken ? N_("another version begins on that day") : NULL;
}

static rc check_day(struct req *r, const struct q_draft_find_row *d, day effective_on,
                    const char **ret_wrong)
{
    struct q_version_for_day_row row;
    TRY(q_version_for_day(r->db, effective_on, &row));
    *ret_wrong = wrong_day(d, effective_on, row.taken);
    return OK;
}

static rc name_change(struct req *r)
{
    const struct name_form *f = r->in;
    struct q_draft_find_row d;
    const char *wrong;
    TRY(draft_find_own(r, f->draft_id, DRAFT_WRITTEN, &d));
    TRY(check_day(r, &d, f->effective_on, &wrong));
    if (wrong)
        return fault(r, "effective_on", wrong);
    TRY(q_draft_name(r->db, d.draft_id, f->title, f->effective_on, r->now, NULL));
    return draft_back(r, &d);
}

/* ---- from one state to the next ---- */

static rc move(struct req *r, enum draft_state from, enum draft_state to)
{
    struct q_draft_find_row d;
    TRY(draft_find_own(r, draft_asked(r), from, &d));
    TRY(q_draft_state(r->db, d.draft_id, (int16_t)to, r->now, NULL));
    return draft_back(r, &d);
}

/* Between its beginning and now another version may have been published. */
static rc refuse_stale(struct req *r, const struct q_draft_find_row *d)
{
    if (!d->is_stale)
        return OK;
    return refuse(r, E_REFUSED,
                  say_number(r->arena, r->tongue,
                             N_("Version {n} was published since the draft began: its author looks "
                                "at the draft again, compares, and goes on with it or takes over "
                                "what changed."),
                             d->newest_version));
}

static rc hand_in(struct req *r)
{
    struct q_draft_find_row d;
    const char *wrong;
    TRY(draft_find_own(r, draft_asked(r), DRAFT_WRITTEN, &d));
    TRY(refuse_stale(r, &d));
    TRY(check_day(r, &d, d.effective_on, &wrong));
    if (wrong)
        return refuse(r, E_REFUSED,
                      N_("Its day lies not after the last night, or another version begins "
                         "on it: choose another day first."));
    return move(r, DRAFT_WRITTEN, DRAFT_HANDED_IN);
}

/* Its author has seen what another version changed since the draft began. */
static rc see_newest(struct req *r)
{
    struct q_draft_find_row d;
    TRY(draft_find_own(r, draft_asked(r), DRAFT_WRITTEN, &d));
    TRY(q_draft_see_newest(r->db, d.draft_id, r->now, NULL));
    return draft_back(r, &d);
}

static rc reopen(struct req *r)
{
    return move(r, DRAFT_HANDED_IN, DRAFT_WRITTEN);
}

static rc withdraw(struct req *r)
{
    struct q_draft_find_row d;
    TRY(draft_find(r, draft_asked(r), &d));
    return move(r, d.state == DRAFT_HANDED_IN ? DRAFT_HANDED_IN : DRAFT_WRITTEN, DRAFT_WITHDRAWN);
}

static rc refuse_signing(struct req *r, const struct q_draft_find_row *d)
{
    if (d->state != DRAFT_HANDED_IN)
        return refuse(r, E_REFUSED, N_("The draft is not handed in."));
    if (d->author_id == r->who->staff_id)
        return refuse(r, E_FORBIDDEN, N_("Its author cannot sign it: another person does."));
    return OK;
}

/* Nobody values a day between the look at the last night and the new version. */
static rc sign(struct req *r)
{
    struct q_draft_find_row d;
    struct q_night_stands_still_row night;
    struct q_draft_publish_row row;
    const char *wrong;
    TRY(q_night_stands_still(r->db, job_lock(batch_kind.name), &night));
    if (!night.still)
        return refuse(r, E_REFUSED, N_("A night is being run: sign when it has ended."));
    TRY(draft_find(r, draft_asked(r), &d));
    TRY(refuse_signing(r, &d));
    TRY(refuse_stale(r, &d));
    TRY(check_day(r, &d, d.effective_on, &wrong));
    if (wrong)
        return refuse(r, E_REFUSED,
                      N_("Its day lies not after the last night, or another version begins "
                         "on it: its author chooses another day."));
    TRY(rules_parse(d.rules, 0, r->tongue, VIEW(r, struct rules), &r->why));
    TRY(q_draft_publish(r->db, d.draft_id, r->who->staff_id, r->now, &row));
    return go(r, "/rules/%d", (int)row.version);
}

/* ---- tried ---- */

static rc try_draft(struct req *r)
{
    struct q_draft_find_row d;
    int64_t job;
    TRY(draft_find(r, draft_asked(r), &d));
    const char *args = arena_printf(r->arena, "{\"draft_id\":%d}", (int)d.draft_id);
    const struct job_order order = {.kind = whatif_kind.name,
                                    .title = arena_text(r->arena, d.title.ptr, d.title.len),
                                    .args = text_of(args),
                                    .origin = JOB_BY_PAGE,
                                    .asked_by = r->who->staff_id};
    rc done = job_put(r->db, &order, job_place(r->web->bank->config), &job, &r->why);
    if (done == E_REFUSED)
        return refuse(r, E_REFUSED, N_("Another trial is running: try again when it has ended."));
    TRY(done);
    return draft_back(r, &d);
}

static rc stop_trial(struct req *r)
{
    struct q_job_open_row open;
    bool running;
    TRY(q_job_open(r->db, text_of(whatif_kind.name), &open, &running));
    rc done = running ? job_cancel(r->db, open.job_id, r->who->staff_id) : OK;
    if (done != OK && done != E_CONFLICT)
        return done;
    return go(r, "/rules/drafts/%" PRId64, draft_asked(r));
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/rules", PERM_RULES_READ, .list = &version_list, .title = N_("Rules and schemes")},
    {HTTP_GET, "/rules/drafts", PERM_RULES_READ, .list = &draft_list, .title = N_("Drafts of rules")},
    {HTTP_GET, "/rules/drafts/{draft_id}", PERM_RULES_READ, draft_show, &by_draft_in, .gives = &draft_page, .title = N_("Draft of rules")},
    {HTTP_GET, "/rules/drafts/{draft_id}/edit", PERM_RULES_EDIT, name_show, &by_draft_in, .gives = &form_page, .title = N_("Name and date")},
    {HTTP_POST, "/rules/drafts/{draft_id}/edit", PERM_RULES_EDIT, name_change, &name_in, .audit = "rules.name", .again = name_show, .gives = &form_page, .title = N_("Name and date")},
    {HTTP_POST, "/rules/drafts/{draft_id}/hand-in", PERM_RULES_EDIT, hand_in, &by_draft_in, .audit = "rules.hand_in", .title = N_("Hand in for signature")},
    {HTTP_POST, "/rules/drafts/{draft_id}/reopen", PERM_RULES_EDIT, reopen, &by_draft_in, .audit = "rules.reopen", .title = N_("Change again")},
    {HTTP_POST, "/rules/drafts/{draft_id}/withdraw", PERM_RULES_EDIT, withdraw, &by_draft_in, .audit = "rules.withdraw", .title = N_("Withdraw")},
    {HTTP_POST, "/rules/drafts/{draft_id}/see", PERM_RULES_EDIT, see_newest, &by_draft_in, .audit = "rules.see", .title = N_("Go on with the draft as it is")},
    {HTTP_POST, "/rules/drafts/{draft_id}/sign", PERM_RULES_SIGN, sign, &by_draft_in, .audit = "rules.sign", .title = N_("Sign and publish")},
    {HTTP_POST, "/rules/drafts/{draft_id}/try", PERM_RULES_EDIT, try_draft, &by_draft_in, .audit = "rules.try", .title = N_("Try on all customers")},
    {HTTP_POST, "/rules/drafts/{draft_id}/stop", PERM_RULES_EDIT, stop_trial, &by_draft_in, .audit = "rules.stop", .title = N_("Cancel the trial")},
    {HTTP_GET, "/rules/{version}", PERM_RULES_READ, version_show, &by_version_in, .gives = &version_page, .title = N_("Rules")},
    {HTTP_POST, "/rules/{version}/draft", PERM_RULES_EDIT, draft_begin, &by_version_in, .audit = "rules.draft", .title = N_("New draft from this version")},
};
static const struct nav nav[] = {{NAV_ADMIN, "/rules", N_("Rules and schemes")}};
/* clang-format on */
const struct module scheme_module = {.name = "rules", MODULE(routes), MODULE_NAV(nav)};
