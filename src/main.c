/* guanhu -- configuration and wiring: what stands on the command line becomes a call into a room
 * (spec cli.md).  No work is done here. */
#include "main.h"

#include <signal.h>
#include <unistd.h>

#include "admin/components.h"
#include "admin/jobs.h"
#include "admin/sign.h"
#include "admin/tokens.h"
#include "admin/users.h"
#include "analysis/dashboard/module.h"
#include "analysis/report/shell.h"
#include "analysis/shown/module.h"
#include "base/clock.h"
#include "base/end.h"
#include "base/options.h"
#include "cfe/care/assign.h"
#include "cfe/holding/holding.h"
#include "cfe/portfolio/portfolio.h"
#include "cfe/search/search.h"
#include "cfe/today/today.h"
#include "cif/customer/customer.h"
#include "cif/intake/lists.h"
#include "cif/intake/load_pages.h"
#include "cif/sync/source.h"
#include "cif/sync/source_pages.h"
#include "db/cluster.h"
#include "demo/demo.h"
#include "engine/alert.h"
#include "marketing/audience/audience.h"
#include "pcrm/alert/alert_panel.h"
#include "pcrm/day/batch_job.h"
#include "pcrm/day/check.h"
#include "pcrm/day/night_pages.h"
#include "pcrm/day/state.h"
#include "pcrm/day/values.h"
#include "pcrm/scheme/scheme.h"
#include "pcrm/scheme/trial.h"
#include "pcrm/tag/tag.h"
#include "pcrm/timeline/timeline.h"
#include "pcrm/who/who.h"
#include "pcrm/why/why.h"
#include "platform/audit.h"
#include "platform/hand_over.h"
#include "platform/people.h"
#include "web/action.h"
#include "web/list_columns.h"
#include "web/live.h"
#include "web/saved_views.h"
#include "web/serve.h"
#include "web/unmask.h"

static enum csv_form form_of(const struct app *app)
{
    return app->common->json ? JSON_FORM : CSV_FORM;
}

/* ---- batch ---- */

/* What follows the days once they are published belongs to their job. */
static rc run_night(struct bank *bank, struct job *job, struct text args, struct buf *ret_result,
                    struct why *why)
{
    TRY(batch_kind.run(bank, job, args, ret_result, why));
    rc r = audience_refresh(bank, job, why);
    return r == OK ? OK
                   : why_in(why, r, "the days are published, but audiences were not refreshed");
}

/* batch_kind as it is, and what follows it. */
static const struct job_kind night_kind = {
    .name = "batch", .title = N_("Nightly batch"), .perm = PERM_JOBS_RUN, .run = run_night};

struct batch_options {
    const char *dir;
    day date;
    const char *profile;
    bool steps;
};

/* JSON lines, one a step up to the total; with --json also what is part of another step. */
static void tell_steps(const struct app *app, const struct batch_result *r)
{
    enum batch_step until = app->common->json ? STEP_COUNT : STEP_TOTAL + 1;
    for (enum batch_step step = 0; step < until; step++) {
        const struct batch_step_spent *s = &r->steps[step];
        printf("{\"step\":\"%s\",\"rows\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"seconds\":%" PRIu64
               ".%06" PRIu64 ",\"peak_bytes\":%" PRIu64 "}\n",
               batch_step_name(step), s->rows, s->bytes, s->ns / 1000000000,
               s->ns % 1000000000 / 1000, s->peak_bytes);
    }
}

static void tell_batch(const struct app *app, const char *dir, const struct batch_result *r)
{
    if (app->common->json) {
        printf("{\"days\":%d,\"first\":\"%s\",\"last\":\"%s\",\"customers\":%" PRIu64
               ",\"alerts\":%" PRIu64 ",\"again\":%s}\n",
               r->days, r->days ? day_format(r->first).text : "",
               r->days ? day_format(r->last).text : "", r->customers, r->alerts,
               r->again ? "true" : "false");
        return;
    }
    if (r->days == 0 && r->folders == 0)
        printf("nothing new: %s has no day folders, such as 20260131\n", dir);
    else if (r->days == 0)
        puts("nothing new: every ready folder was taken already");
    else
        printf("%s%s%s: %d %s valued, %" PRIu64 " customers, %" PRIu64 " alerts%s\n",
               day_format(r->first).text, r->days > 1 ? " to " : "",
               r->days > 1 ? day_format(r->last).text : "", r->days, r->days > 1 ? "days" : "day",
               r->customers, r->alerts, r->again ? " (run again)" : "");
}

static rc do_batch(struct app *app, const struct job_order *order, struct batch_result *ret_result,
                   struct why *why)
{
    struct bank bank;
    struct buf result;
    TRY(bank_open(&app->config, &bank, why));
    buf_init(&result);
    rc r = job_do(&bank, &night_kind, order, app->common->quiet, &result, why);
    bank_close(&bank);
    if (r == OK)
        r = batch_result_read(buf_text(&result), ret_result, why);
    buf_release(&result);
    return r;
}

static rc run_batch(struct app *app, const void *args, struct why *why)
{
    const struct batch_options *o = args;
    const struct batch_args how = {.dir = o->dir, .date = o->date, .profile = o->profile};
    struct batch_result result = {0};
    struct arena a;
    arena_init(&a);
    const struct job_order order = batch_order(&how, o->steps, &a);
    rc r = do_batch(app, &order, &result, why);
    arena_release(&a);
    if (r == OK && o->steps)
        tell_steps(app, &result);
    else if (r == OK)
        tell_batch(app, o->dir, &result);
    return r;
}

/* ---- intake --check ---- */

struct intake_options {
    const char *check;
    const char *profile;
};

static rc run_intake(struct app *app, const void *args, struct why *why)
{
    const struct intake_options *o = args;
    struct bank bank;
    if (!o->check)
        return why_say(why, E_USAGE, "intake: say which folder: guanhu intake --check FOLDER");
    TRY(bank_open(&app->config, &bank, why));
    rc r = check_folder(&bank, o->check, o->profile, stdout, form_of(app), why);
    bank_close(&bank);
    return r;
}

/* ---- state ---- */

struct state_options {
    const char *what;
};

static rc rebuild_state(struct app *app, struct bank *bank, struct why *why)
{
    day d;
    TRY(state_rebuild(bank, app->common->quiet, &d, why));
    printf("the engine's file was made anew from the database, as of %s\n", day_format(d).text);
    return OK;
}

static rc verify_state(struct app *app, struct bank *bank, struct why *why)
{
    day d;
    TRY(state_verify(bank, app->common->quiet, stdout, &d, why));
    printf("the engine's file and the database say the same of %s\n", day_format(d).text);
    return OK;
}

static rc run_state(struct app *app, const void *args, struct why *why)
{
    const struct state_options *o = args;
    struct bank bank;
    bool rebuild = strcmp(o->what, "rebuild") == 0;
    TRY(bank_open(&app->config, &bank, why));
    rc r = rebuild ? rebuild_state(app, &bank, why) : verify_state(app, &bank, why);
    bank_close(&bank);
    return r;
}

/* ---- lists ---- */

struct list_options {
    day date;
    bool open;
    const char *customers;
    struct option_texts kinds;
};

typedef rc list_print(struct app *app, struct bank *bank, const struct list_options *o,
                      struct why *why);

static rc run_list(struct app *app, const struct list_options *o, list_print *print,
                   struct why *why)
{
    struct bank bank;
    TRY(bank_open(&app->config, &bank, why));
    rc r = print(app, &bank, o, why);
    bank_close(&bank);
    return r;
}

static rc print_quarantine(struct app *app, struct bank *bank, const struct list_options *o,
                           struct why *why)
{
    return quarantine_print(bank, o->date, o->open, stdout, form_of(app), why);
}

static rc print_loads(struct app *app, struct bank *bank, const struct list_options *o,
                      struct why *why)
{
    return loads_print(bank, o->date, stdout, form_of(app), why);
}

static rc print_duplicates(struct app *app, struct bank *bank, const struct list_options *o,
                           struct why *why)
{
    (void)o;
    return duplicates_print(bank, stdout, form_of(app), why);
}

static rc print_values(struct app *app, struct bank *bank, const struct list_options *o,
                       struct why *why)
{
    day d;
    TRY(values_day(bank, o->date, true, &d, why));
    return values_print(bank, d, o->customers, stdout, form_of(app), why);
}

static struct alert_kinds kinds_of(const struct list_options *o)
{
    return (struct alert_kinds){o->kinds.items, o->kinds.len};
}

static rc print_alerts(struct app *app, struct bank *bank, const struct list_options *o,
                       struct why *why)
{
    day d;
    TRY(values_day(bank, o->date, false, &d, why));
    return alerts_print(bank, d, kinds_of(o), stdout, form_of(app), why);
}

static rc run_quarantine(struct app *app, const void *args, struct why *why)
{
    return run_list(app, args, print_quarantine, why);
}

static rc run_loads(struct app *app, const void *args, struct why *why)
{
    return run_list(app, args, print_loads, why);
}

static rc run_duplicates(struct app *app, const void *args, struct why *why)
{
    return run_list(app, args, print_duplicates, why);
}

static rc run_values(struct app *app, const void *args, struct why *why)
{
    return run_list(app, args, print_values, why);
}

static rc run_alerts(struct app *app, const void *args, struct why *why)
{
    return run_list(app, args, print_alerts, why);
}

/* ---- report ---- */

static rc run_report(struct app *app, const void *args, struct why *why)
{
    struct bank bank;
    TRY(bank_open(&app->config, &bank, why));
    rc r = report_print(&bank, args, stdout, form_of(app), why);
    bank_close(&bank);
    return r;
}

/* ---- dayfile ---- */

struct no_options {
    bool none;
};

static rc run_dayfile(struct app *app, const void *args, struct why *why)
{
    (void)args;
    return dayfile_print(stdout, form_of(app), why);
}

/* ---- whatif ---- */

struct whatif_options {
    const char *file;
    day date;
    const char *scheme;
    bool org;
};

static rc run_whatif(struct app *app, const void *args, struct why *why)
{
    const struct whatif_options *o = args;
    const struct whatif_ask ask = {
        .file = o->file, .date = o->date, .scheme = o->scheme, .by_org = o->org};
    struct bank bank;
    TRY(bank_open(&app->config, &bank, why));
    rc r = whatif_print(&bank, &ask, app->common->quiet, stdout, form_of(app), why);
    bank_close(&bank);
    return r;
}

/* ---- assign ---- */

struct assign_options {
    const char *file;
};

static rc run_assign(struct app *app, const void *args, struct why *why)
{
    const struct assign_options *o = args;
    struct bank bank;
    struct assign_result result = {0};
    TRY(bank_open(&app->config, &bank, why));
    rc r = assign_file(&bank, o->file, stdout, form_of(app), &result, why);
    bank_close(&bank);
    if (r == OK && !app->common->quiet)
        fprintf(stderr, "%" PRIu64 " rows: %" PRIu64 " taken, %" PRIu64 " refused\n", result.rows,
                result.taken, result.refused);
    return r;
}

/* ---- user ---- */

struct user_options {
    const char *staff_no;
};

/* What somebody at this machine did to a user; 'detail' says who. */
static rc audit_user(struct bank *bank, const char *what, int32_t staff_id, struct why *why)
{
    char who[64];
    snprintf(who, sizeof who, "user number %u of the machine", (unsigned)getuid());
    return db_tell(bank->db,
                   audit_write(bank->db, bank->sealer,
                               &(struct audit_entry){.at = clock_now(),
                                                     .what = what,
                                                     .subject = AUDIT_STAFF,
                                                     .subject_id = staff_id,
                                                     .address = TEXT("command line"),
                                                     .detail = text_of(who)}),
                   why);
}

typedef rc user_act(struct app *app, struct bank *bank, struct text staff_no, struct why *why);

/* The act and its entry in the audit, or neither. */
static rc run_user(struct app *app, const struct user_options *o, user_act *act, struct why *why)
{
    struct bank bank;
    TRY(bank_open(&app->config, &bank, why));
    rc r = db_tell(bank.db, db_begin(bank.db), why);
    if (r == OK)
        r = act(app, &bank, text_of(o->staff_no), why);
    db_rollback(bank.db);
    bank_close(&bank);
    return r;
}

static rc commit_user(struct bank *bank, const char *what, int32_t staff_id, struct why *why)
{
    TRY(audit_user(bank, what, staff_id, why));
    return db_tell(bank->db, db_commit(bank->db), why);
}

static rc tell_password(struct app *app, struct text staff_no, const struct one_time *password,
                        struct why *why)
{
    static const struct csv_column columns[] = {{"staff_no", CSV_TEXT}, {"password", CSV_TEXT}};
    struct csv_out out;
    if (!app->common->json) {
        puts(password->text);
        return OK;
    }
    csv_out_init(&out, stdout, JSON_FORM, columns, ARRAY_LEN(columns));
    csv_out_text(&out, staff_no);
    csv_out_string(&out, password->text);
    csv_out_row(&out);
    return csv_out_end(&out, why);
}

static rc give_password(struct app *app, struct bank *bank, struct text staff_no, struct why *why)
{
    struct people people;
    struct one_time password;
    int32_t staff_id;
    TRY(people_init(&people, bank->config, SECRET_COST_NORMAL, 1, why));
    TRY(user_give_password(&people, bank->db, staff_no, clock_now(), &password, &staff_id, why));
    TRY(commit_user(bank, "user.password", staff_id, why));
    return tell_password(app, staff_no, &password, why);
}

static rc lock_user(struct app *app, struct bank *bank, struct text staff_no, struct why *why)
{
    int32_t staff_id;
    (void)app;
    TRY(user_lock(bank->db, staff_no, &staff_id, why));
    return commit_user(bank, "user.lock", staff_id, why);
}

static rc unlock_user(struct app *app, struct bank *bank, struct text staff_no, struct why *why)
{
    int32_t staff_id;
    (void)app;
    TRY(user_unlock(bank->db, staff_no, NULL, &staff_id, why));
    return commit_user(bank, "user.unlock", staff_id, why);
}

static rc run_user_password(struct app *app, const void *args, struct why *why)
{
    return run_user(app, args, give_password, why);
}

static rc run_user_lock(struct app *app, const void *args, struct why *why)
{
    return run_user(app, args, lock_user, why);
}

static rc run_user_unlock(struct app *app, const void *args, struct why *why)
{
    return run_user(app, args, unlock_user, why);
}

/* ---- demo ---- */

struct demo_options {
    int64_t customers;
    int64_t days;
    int64_t seed;
    day until;
    bool served;
};

static rc run_demo(struct app *app, const void *args, struct why *why)
{
    const struct demo_options *o = args;
    return demo_run(&app->config,
                    &(struct demo_args){.customers = o->customers,
                                        .days = o->days,
                                        .seed = o->seed,
                                        .until = o->until,
                                        .served = o->served,
                                        .quiet = app->common->quiet,
                                        .form = form_of(app)},
                    stdout, why);
}

/* ---- serve ---- */

struct serve_options {
    int64_t port;
    const char *listen;
    const char *certificate;
    const char *key;
    const char *watch;
};

/* Every room that has pages. */
/* clang-format off */
static const struct module *const modules[] = {
    &sign_module,
    &today_module,
    &portfolio_module,
    &holding_module,
    &search_module,
    &look_up_module,
    &serving_module,
    &audience_module,
    &dashboard_module,
    &report_module,
    &customer_list_module,
    &night_module,
    &load_module,
    &source_module,
    &customer_module,
    &alert_module,
    &why_module,
    &scheme_module,
    &limits_module,
    &levels_module,
    &tag_module,
    &whatif_module,
    &who_module,
    &timeline_module,
    &jobs_module,
    &users_module,
    &token_module,
    &unmask_module,
    &action_module,
    &list_columns_module,
    &saved_views_module,
    &components_module,
    &live_module,
};
/* clang-format on */

/* All long work that a server does. */
static const struct job_kind *const kinds[] = {&night_kind, &upload_kind, &whatif_kind,
                                               &action_kind};

static rc begin_watch(const struct bank *bank, const void *how, void **ret_self, struct why *why)
{
    struct watch *watch = NULL;
    TRY(watch_begin(bank, how, &watch, why));
    *ret_self = watch;
    return OK;
}

static void end_watch(void *self)
{
    watch_end(self);
}

static const char *listen_of(const struct serve_options *o)
{
    return o->listen ? o->listen : "127.0.0.1";
}

static rc serve_bank(struct app *app, const struct serve_options *o, int bound,
                     const struct beside *beside, struct why *why)
{
    struct bank bank;
    TRY(bank_open(&app->config, &bank, why));
    rc r = serve(&(struct serve_args){.bank = &bank,
                                      .modules = modules,
                                      .modules_len = ARRAY_LEN(modules),
                                      .kinds = kinds,
                                      .kinds_len = ARRAY_LEN(kinds),
                                      .beside = beside,
                                      .listen = listen_of(o),
                                      .bound = bound,
                                      .certificate = o->certificate,
                                      .key = o->key,
                                      .quiet = app->common->quiet},
                 why);
    bank_close(&bank);
    return r;
}

static rc run_serve(struct app *app, const void *args, struct why *why)
{
    const struct serve_options *o = args;
    const char *dir = o->watch ? o->watch : app->config.watch;
    struct arena a;
    if (!o->certificate != !o->key)
        return why_say(why, E_USAGE, "serve: --certificate and --key go together");
    arena_init(&a);
    struct source_args source = {
        .name = N_("Day files"),
        .order = batch_order(&(struct batch_args){.dir = dir, .date = NO_DAY}, false, &a),
        .every_seconds = app->config.watch_seconds};
    source.order.origin = JOB_BY_SCHEDULE;
    source.dir = source.order.title; /* as the job will be told */
    const struct beside watch = {begin_watch, end_watch, &source};
    int bound;
    rc r = serve_bind(listen_of(o), (int)(o->port ? o->port : app->config.port), &bound, why);
    if (r == OK) {
        r = serve_bank(app, o, bound, *dir ? &watch : NULL, why);
        close(bound);
    }
    arena_release(&a);
    return r;
}

/* ---- stop ---- */

static rc run_stop(struct app *app, const void *args, struct why *why)
{
    (void)args;
    bool stopped = false;
    if (*app->config.database_url)
        return why_say(why, E_USAGE, "stop: the database is a server of its own, not ours to stop");
    TRY(cluster_stop(app->config.home, &stopped, why));
    if (!app->common->quiet)
        puts(stopped ? "the private database was stopped" : "the private database was not running");
    return OK;
}

/* ---- the table of commands ---- */

/* clang-format off */
static const struct option batch_positionals[] = {
    POSITIONAL(struct batch_options, dir, .name = "DIR", .help = "the directory with the day folders"),
};
static const struct option batch_options[] = {
    OPTION(struct batch_options, date, .name = "date", .value = "UNTIL", .help = "the last day to run, every day before it first (default: that of the newest ready folder)"),
    OPTION(struct batch_options, profile, .name = "profile", .value = "FILE", .help = "how the files differ from ours (default: DIR/profile.json if it is there)"),
    OPTION(struct batch_options, steps, .name = "steps", .help = "print where the time went, as JSON lines; with --json also the steps within steps"),
};
static const struct option intake_options[] = {
    OPTION(struct intake_options, check, .name = "check", .value = "FOLDER", .help = "the day folder, such as days/20260131: say what taking it now would do"),
    OPTION(struct intake_options, profile, .name = "profile", .value = "FILE", .help = "how the files differ from ours (default: profile.json beside the folder if it is there)"),
};
static const struct option values_options[] = {
    OPTION(struct list_options, date, .name = "date", .value = "DAY", .help = "the end of this day (default: the last day that was run)"),
    OPTION(struct list_options, customers, .name = "customers", .value = "FILE", .help = "only these: one customer_no a line, in that order"),
};
static const struct option report_positionals[] = {
    POSITIONAL(struct report_args, definition, .name = "DEFINITION", .help = "what is counted, such as 'by=org(1),tier&show=customers,sum(aum)' (docs/guide/reports.md)"),
};
static const struct option report_options[] = {
    OPTION(struct report_args, date, .name = "date", .value = "DAY", .help = "as of this published day (default: the newest)"),
    OPTION(struct report_args, as, .name = "as", .value = "STAFF_NO", .help = "within what this user may see (default: the whole bank)"),
    OPTION(struct report_args, keys, .name = "keys", .help = "also the numbers and codes of what it is divided by"),
    OPTION(struct report_args, told, .name = "words", .help = "say in words what it counts, and count nothing"),
    OPTION(struct report_args, cell, .name = "cell", .value = "KEYS", .help = "print the customers behind the figure of these keys, such as 'O0571~gold'; '' is all"),
    OPTION(struct report_args, point, .name = "point", .value = "DAY", .help = "with --cell: of this day of several"),
    OPTION(struct report_args, measure, .name = "measure", .value = "N", .help = "with --cell: of this figure, the first is 0", .least = 0, .most = 7),
};
#define ALERT_NAME(kind, name, from, to, amount) name,
static const char *const alert_kinds[] = {ALERT_MAP(ALERT_NAME) NULL};
#undef ALERT_NAME
static const struct option alerts_options[] = {
    OPTION(struct list_options, date, .name = "date", .value = "DAY", .help = "raised on this day, and on no other (default: the last day that was run)"),
    OPTION(struct list_options, kinds, .name = "kind", .value = "KIND", .help = "only this kind", .choices = alert_kinds),
};
static const struct option quarantine_options[] = {
    OPTION(struct list_options, date, .name = "date", .value = "UNTIL", .help = "of all folders up to and with this day (default: of all)"),
    OPTION(struct list_options, open, .name = "open", .help = "only rows that are neither taken by now nor delivered anew"),
};
static const struct option loads_options[] = {
    OPTION(struct list_options, date, .name = "date", .value = "UNTIL", .help = "of all folders up to and with this day (default: of all)"),
};
static const char *const state_acts[] = {"rebuild", "verify", NULL};
static const struct option state_positionals[] = {
    POSITIONAL(struct state_options, what, .name = "rebuild|verify", .help = "rebuild: make the engine's file anew from the database; verify: compare the two, change nothing", .choices = state_acts),
};
static const struct option whatif_positionals[] = {
    POSITIONAL(struct whatif_options, file, .name = "SCHEME_FILE", .help = "rules as JSON, or what of them is other than in force"),
};
static const struct option whatif_options[] = {
    OPTION(struct whatif_options, date, .name = "date", .value = "D", .help = "the last day, which is the default"),
    OPTION(struct whatif_options, scheme, .name = "scheme", .value = "NAME", .help = "stage, value, card or mass (default: value)"),
    OPTION(struct whatif_options, org, .name = "org", .help = "one count for each organisation"),
};
static const struct option assign_positionals[] = {
    POSITIONAL(struct assign_options, file, .name = "FILE", .help = "CSV with a header: customer_no,staff_no,share_bp,relation,from; share_bp in basis points, 10000 in all for a customer; relation managed or signed; from YYYY-MM-DD"),
};
static const struct option user_positionals[] = {
    POSITIONAL(struct user_options, staff_no, .name = "STAFF_NO", .help = "the staff number, as in staff.csv"),
};
static const struct option demo_options[] = {
    OPTION(struct demo_options, customers, .name = "customers", .value = "N", .help = "how many customers there are on the first day (default: 20000)", .least = DEMO_CUSTOMERS_LEAST, .most = DEMO_CUSTOMERS_MOST),
    OPTION(struct demo_options, days, .name = "days", .value = "N", .help = "how many of the newest days are delivered one by one (default: 60)", .least = 1, .most = DEMO_DAYS_MOST),
    OPTION(struct demo_options, seed, .name = "seed", .value = "N", .help = "another number, another bank (default: 1)", .least = 1, .most = 1000000000),
    OPTION(struct demo_options, until, .name = "until", .value = "DAY", .help = "the newest day of the bank (default: the last working day before today)"),
    OPTION(struct demo_options, served, .name = "served", .help = "it is served next: do not say how to"),
};
static const struct option bench_night_options[] = {
    OPTION(struct bench_night_options, customers, .name = "customers", .value = "N", .help = "how large the bank is", .least = 1, .most = 1000000000),
    OPTION(struct bench_night_options, accounts, .name = "accounts", .value = "M", .help = "one to five a customer (default: three)", .least = 1, .most = 4000000000),
    OPTION(struct bench_night_options, folder, .name = "folder", .value = "DIR", .help = "where the bank is made and kept (default: HOME/bench/N-M)"),
    OPTION(struct bench_night_options, month_end, .name = "month-end", .help = "measure a month end"),
    OPTION(struct bench_night_options, first, .name = "first", .help = "measure the first day: the load of the whole bank"),
};
static const struct option bench_reports_options[] = {
    OPTION(struct bench_reports_options, customers, .name = "customers", .value = "N", .help = "how large the bank is", .least = 1, .most = 1000000000),
};
static const struct option bench_audience_options[] = {
    OPTION(struct bench_audience_options, customers, .name = "customers", .value = "N", .help = "how large the bank is", .least = 1, .most = 1000000000),
    OPTION(struct bench_audience_options, csv, .name = "csv", .value = "FILE", .help = "write the customers there too, for others to be asked the same"),
};
static const struct option serve_options[] = {
    OPTION(struct serve_options, port, .name = "port", .value = "N", .help = "the port to listen on (default: GUANHU_PORT, else 8080)", .least = 1, .most = 65535),
    OPTION(struct serve_options, listen, .name = "listen", .value = "ADDRESS", .help = "the address to listen on (default: 127.0.0.1, this machine only; 0.0.0.0: from everywhere)"),
    OPTION(struct serve_options, certificate, .name = "certificate", .value = "FILE", .help = "PEM, for TLS: the certificate and those above it; goes with --key"),
    OPTION(struct serve_options, key, .name = "key", .value = "FILE", .help = "PEM, for TLS: the certificate's key; goes with --certificate"),
    OPTION(struct serve_options, watch, .name = "watch", .value = "DIR", .help = "look into this directory for new day folders, and take them without being told"),
};
static const struct command commands[] = {
    {.name = "batch", .help = "take the day folders and value every day", COMMAND_ARGS(struct batch_options), COMMAND_OPTIONS(batch_options), COMMAND_POSITIONALS(batch_positionals), .run = run_batch},
    {.name = "intake", .help = "say what taking a day folder would do; changes nothing", COMMAND_ARGS(struct intake_options), COMMAND_OPTIONS(intake_options), .run = run_intake},
    {.name = "values", .help = "print every customer's figures, stage, tier and standing at the end of a day", COMMAND_ARGS(struct list_options), COMMAND_OPTIONS(values_options), .run = run_values},
    {.name = "alerts", .help = "print the alerts of one day", COMMAND_ARGS(struct list_options), COMMAND_OPTIONS(alerts_options), .run = run_alerts},
    {.name = "report", .help = "count customers and sums by anything the catalogue knows", COMMAND_ARGS(struct report_args), COMMAND_OPTIONS(report_options), COMMAND_POSITIONALS(report_positionals), .run = run_report},
    {.name = "quarantine", .help = "list rows that were not taken, and why", COMMAND_ARGS(struct list_options), COMMAND_OPTIONS(quarantine_options), .run = run_quarantine},
    {.name = "loads", .help = "list the files delivered: taken, refused or not ready", COMMAND_ARGS(struct list_options), COMMAND_OPTIONS(loads_options), .run = run_loads},
    {.name = "duplicates", .help = "list customers with the same certificate", COMMAND_ARGS(struct list_options), .run = run_duplicates},
    {.name = "dayfile", .help = "list the columns of the day files that a bank delivers (docs/dayfiles.md)", COMMAND_ARGS(struct no_options), .run = run_dayfile},
    {.name = "whatif", .help = "who would move under other rules, changing nothing", COMMAND_ARGS(struct whatif_options), COMMAND_OPTIONS(whatif_options), COMMAND_POSITIONALS(whatif_positionals), .run = run_whatif},
    {.name = "assign", .help = "load who manages whom from a file", COMMAND_ARGS(struct assign_options), COMMAND_POSITIONALS(assign_positionals), .run = run_assign},
    {.name = "user password", .help = "give a user a one-time password, valid for a day", COMMAND_ARGS(struct user_options), COMMAND_POSITIONALS(user_positionals), .run = run_user_password},
    {.name = "user lock", .help = "lock a user out, until unlocked", COMMAND_ARGS(struct user_options), COMMAND_POSITIONALS(user_positionals), .run = run_user_lock},
    {.name = "user unlock", .help = "end a user's lock", COMMAND_ARGS(struct user_options), COMMAND_POSITIONALS(user_positionals), .run = run_user_unlock},
    {.name = "demo", .help = "make a believable bank to look at: files, batch, managers, passwords", COMMAND_ARGS(struct demo_options), COMMAND_OPTIONS(demo_options), .run = run_demo},
    {.name = "bench night", .help = "measure a night over an invented bank", COMMAND_ARGS(struct bench_night_options), COMMAND_OPTIONS(bench_night_options), .run = run_bench_night},
    {.name = "bench audience", .help = "measure how fast conditions find customers of an invented bank", COMMAND_ARGS(struct bench_audience_options), COMMAND_OPTIONS(bench_audience_options), .run = run_bench_audience},
    {.name = "bench reports", .help = "measure how fast reports are answered over an invented bank", COMMAND_ARGS(struct bench_reports_options), COMMAND_OPTIONS(bench_reports_options), .run = run_bench_reports},
    {.name = "state", .help = "the engine's file: make it anew, or compare it with the database", COMMAND_ARGS(struct state_options), COMMAND_POSITIONALS(state_positionals), .run = run_state},
    {.name = "serve", .help = "serve the pages and the API, until ended by Ctrl-C or SIGTERM", COMMAND_ARGS(struct serve_options), COMMAND_OPTIONS(serve_options), .run = run_serve},
    {.name = "stop", .help = "stop the private database of the home if nobody uses it", COMMAND_ARGS(struct no_options), .run = run_stop},
};
static const struct program program = {
    .name = "guanhu",
    .summary = "Guanhu (管户): who is worth a manager's time, worked out every night from the bank's day files.",
    .version = GUANHU_VERSION,
    .commands = commands,
    .commands_len = ARRAY_LEN(commands),
};
/* clang-format on */

static rc run_call(const struct call *call, struct why *why)
{
    struct app app = {.common = &call->common};
    const struct config_flags flags = {.home = call->common.home,
                                       .config = call->common.config,
                                       .database_url = call->common.database_url};
    TRY(config_load(&flags, &app.config, why));
    rc r = call->command->run(&app, call->args, why);
    config_release(&app.config);
    return r;
}

static void tell_error(const struct call *call, rc r, const struct why *why)
{
    const char *text = why->text[0] ? why->text : rc_text(r);
    if (!call->common.json) {
        fprintf(stderr, "guanhu: %s\n", text);
        return;
    }
    static const struct csv_column columns[] = {{"error", CSV_TEXT}, {"exit", CSV_NUMBER}};
    struct csv_out out;
    csv_out_init(&out, stderr, JSON_FORM, columns, ARRAY_LEN(columns));
    csv_out_string(&out, text);
    csv_out_number(&out, rc_exit(r));
    csv_out_row(&out);
    if (csv_out_end(&out, NULL) != OK)
        return; /* nobody left to tell */
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct call call = {0};
    struct why why = {""};
    arena_init(&arena);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of its write */

    rc r = options_parse(&program, argc, (const char *const *)argv, &arena, &call, &why);
    if (r == OK && call.print)
        fputs(call.print, stdout);
    else if (r == OK)
        r = run_call(&call, &why);
    if (r == OK && fflush(stdout) != 0)
        r = why_say(&why, E_UNAVAILABLE, "the result could not be written: is the disk full?");
    if (r != OK)
        tell_error(&call, r, &why);
    arena_release(&arena);
    return rc_exit(r);
}
