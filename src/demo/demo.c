#include "demo/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/record_out.h"
#include "cfe/care/assign.h"
#include "demo/demo.sql.h"
#include "demo/files.h"
#include "demo/seasons.h"
#include "invent/remove.h"
#include "pcrm/day/batch_job.h"
#include "platform/audit.h"
#include "platform/hand_over.h"
#include "platform/people.h"

enum { FORM = 1 }; /* changes with the rows that are written */

struct demo {
    const struct demo_args *args;
    struct bank bank;
    struct arena texts;
    const char *dir, *days, *care, *report, *made;
    int lock; /* 'dir', open */
    struct demo_size size;
    bool is_made;                /* all files are there */
    struct q_demo_bank_row here; /* in the database */
    struct progress progress;
};

/* ---- which bank ---- */

/* The last working day before today. */
static day newest_day(void)
{
    int seconds;
    day d = bank_day(clock_now(), &seconds) - 1;
    while (!day_works(d))
        d--;
    return d;
}

static struct demo_size size_asked(const struct demo_args *a)
{
    return (struct demo_size){.customers = (uint64_t)(a->customers ? a->customers : DEMO_CUSTOMERS),
                              .days = (int)(a->days ? a->days : DEMO_DAYS),
                              .seed = (uint64_t)(a->seed ? a->seed : 1),
                              .until = a->until != NO_DAY ? a->until : newest_day()};
}

static bool is_asked(const struct demo_args *a, const struct demo_size *size)
{
    return (!a->customers || (uint64_t)a->customers == size->customers) &&
           (!a->days || a->days == size->days) && (!a->seed || (uint64_t)a->seed == size->seed) &&
           (a->until == NO_DAY || a->until == size->until);
}

static const char *made_text(struct demo *d, const struct demo_size *size)
{
    return arena_printf(&d->texts,
                        "files of guanhu demo, form %d: %" PRIu64
                        " customers, %d days until day %d, "
                        "seed %" PRIu64 "\n",
                        FORM, size->customers, size->days, (int)size->until, size->seed);
}

/* The next number of the text; 0 where there is none. */
static uint64_t next_number(const char **at)
{
    *at += strcspn(*at, "0123456789");
    return strtoull(*at, (char **)(uintptr_t)at, 10);
}

/* The size of the files that are there, if they are there whole: as made_text has it, exactly. */
static void read_made(struct demo *d)
{
    char text[256] = "";
    FILE *file = fopen(d->made, "r");
    if (!file)
        return;
    bool read = fgets(text, sizeof text, file);
    fclose(file);
    const char *at = text;
    (void)next_number(&at); /* the form */
    struct demo_size size = {.customers = next_number(&at)};
    size.days = (int)next_number(&at);
    size.until = (day)next_number(&at);
    size.seed = next_number(&at);
    d->is_made = read && strcmp(text, made_text(d, &size)) == 0;
    if (d->is_made)
        d->size = size;
}

static bool is_our_bank(const struct demo *d)
{
    return d->is_made && d->here.first == demo_first_day(d->size) &&
           (uint64_t)d->here.customers.value == d->size.customers;
}

static rc find_bank(struct demo *d, struct why *why)
{
    const char *home = d->bank.config->home;
    TRY(db_tell(d->bank.db, q_demo_bank(d->bank.db, &d->here), why));
    read_made(d);
    if (d->here.first != NO_DAY && !is_our_bank(d))
        return why_say(why, E_REFUSED,
                       "%s: holds a bank that is not the demo bank: give the demo bank a home of "
                       "its own, guanhu --home DIR demo",
                       home);
    if (d->is_made && !is_asked(d->args, &d->size))
        return why_say(why, E_REFUSED,
                       "%s: holds the demo bank of %" PRIu64 " customers, %d days until %s, seed "
                       "%" PRIu64 ": another one needs a home of its own, guanhu --home DIR demo",
                       home, d->size.customers, d->size.days, day_format(d->size.until).text,
                       d->size.seed);
    if (!d->is_made)
        d->size = size_asked(d->args);
    return OK;
}

/* ---- its files ---- */

static rc cannot_use(const char *path, struct why *why)
{
    return why_say(why, E_UNAVAILABLE, "%s: cannot be used: %s", path, strerror(errno));
}

static rc make_directory(const char *path, struct why *why)
{
    return mkdir(path, 0755) == 0 || errno == EEXIST ? OK : cannot_use(path, why);
}

static rc write_made(struct demo *d, struct why *why)
{
    FILE *file = fopen(d->made, "w");
    bool written = file && fputs(made_text(d, &d->size), file) >= 0;
    if (file && fclose(file) != 0)
        written = false;
    return written ? OK : cannot_use(d->made, why);
}

static rc write_files(struct demo *d, struct why *why)
{
    if (d->is_made)
        return OK;
    remove_tree(d->days);
    TRY(make_directory(d->days, why));
    TRY(files_write(d->size, d->days, d->care, &d->progress, why));
    return write_made(d, why);
}

/* ---- the bank ---- */

static rc run_batch(struct demo *d, struct why *why)
{
    const struct batch_args how = {.dir = d->days, .date = NO_DAY};
    const struct job_order order = batch_order(&how, false, &d->texts);
    struct buf result;
    buf_init(&result);
    rc r = job_do(&d->bank, &batch_kind, &order, d->args->quiet, &result, why);
    buf_release(&result);
    return r;
}

static rc run_assign(struct demo *d, struct why *why)
{
    struct assign_result result = {0};
    if (d->here.cared > 0)
        return OK;
    FILE *report = fopen(d->report, "w");
    if (!report)
        return cannot_use(d->report, why);
    progress_stage(&d->progress, "who manages whom", "rows", 0);
    rc r = assign_file(&d->bank, d->care, report, CSV_FORM, &result, why);
    fclose(report);
    if (r == OK)
        progress_finish(&d->progress, "%" PRIu64 " rows taken, %" PRIu64 " refused", result.taken,
                        result.refused);
    if (r == OK && result.refused)
        progress_note(&d->progress, "the refused rows are listed in %s", d->report);
    return r;
}

/* ---- who can sign in ---- */

struct user {
    size_t number; /* of the network's staff */
    char staff_no[16];
    char name[64];
    char org[128];
    const char *post;
    struct one_time password; /* "" where somebody has one already */
};

static rc give_password(struct demo *d, struct people *people, struct user *u, struct why *why)
{
    int32_t staff_id;
    TRY(user_give_lasting_password(people, d->bank.db, text_of(u->staff_no), clock_now(),
                                   &u->password, &staff_id, why));
    return db_tell(d->bank.db,
                   audit_write(d->bank.db, d->bank.sealer,
                               &(struct audit_entry){.at = clock_now(),
                                                     .what = "user.password",
                                                     .subject = AUDIT_STAFF,
                                                     .subject_id = staff_id,
                                                     .address = TEXT("command line"),
                                                     .detail = TEXT("the demo bank")}),
                   why);
}

/* All of them or nobody. */
static rc give_passwords(struct demo *d, struct user *users, struct why *why)
{
    struct people people;
    if (d->here.users > 0)
        return OK;
    TRY(people_init(&people, d->bank.config, SECRET_COST_NORMAL, 1, why));
    rc r = db_tell(d->bank.db, db_begin(d->bank.db), why);
    for (int i = 0; r == OK && i < POST_COUNT; i++)
        r = give_password(d, &people, &users[i], why);
    if (r == OK)
        r = db_tell(d->bank.db, db_commit(d->bank.db), why);
    if (r != OK)
        db_rollback(d->bank.db);
    return r;
}

static void describe(const struct demo *d, const struct network *n, struct user *u)
{
    struct line no = {u->staff_no}, name = {u->name}, org = {u->org};
    put_staff_no(&no, u->number);
    put_staff_name(&name, d->size.seed, u->number);
    put_org_name(&org, n, network_worker(n, u->number)->org);
    *no.at = *name.at = *org.at = '\0';
}

/* The first one of each post who keeps it; those of outlets come from the first outlet. */
static void find_users(const struct demo *d, struct user *ret_users)
{
    struct network n;
    network_init(&n, d->size.seed, d->size.customers, d->size.until - d->size.days + 1,
                 d->size.until);
    for (size_t i = n.staff.len; i > 0; i--) {
        const struct worker *w = network_worker(&n, i - 1);
        if (w->changes == NO_DAY)
            ret_users[w->post].number = i - 1;
    }
    for (int i = 0; i < POST_COUNT; i++) {
        ret_users[i].post = word_of_code(&post_words, (int16_t)i)->label;
        describe(d, &n, &ret_users[i]);
    }
    network_release(&n);
}

static rc print_json(const struct user *users, FILE *out, struct why *why)
{
    static const struct csv_column columns[] = {{"staff_no", CSV_TEXT},
                                                {"password", CSV_TEXT},
                                                {"post", CSV_TEXT},
                                                {"name", CSV_TEXT},
                                                {"org", CSV_TEXT}};
    struct csv_out csv;
    csv_out_init(&csv, out, JSON_FORM, columns, ARRAY_LEN(columns));
    for (int i = 0; i < POST_COUNT; i++) {
        csv_out_string(&csv, users[i].staff_no);
        csv_out_string(&csv, users[i].password.text);
        csv_out_string(&csv, post_names[i]);
        csv_out_string(&csv, users[i].name);
        csv_out_string(&csv, users[i].org);
        csv_out_row(&csv);
    }
    return csv_out_end(&csv, why);
}

static rc print_users(const struct demo *d, const struct user *users, FILE *out, struct why *why)
{
    bool given = d->here.users == 0;
    if (d->args->form == JSON_FORM)
        return print_json(users, out, why);
    fprintf(out, "the demo bank: %s to %s, %" PRIu64 " customers on the first day\n",
            day_format(demo_first_day(d->size)).text, day_format(d->size.until).text,
            d->size.customers);
    fputs(given ? "who can sign in (write the passwords down: they are shown only now):\n"
                : "it was here already; who can sign in, with the passwords shown then:\n",
          out);
    for (int i = 0; i < POST_COUNT; i++)
        fprintf(out, "  %s  %s%s%-21s %s, %s\n", users[i].staff_no, users[i].password.text,
                given ? "  " : "", users[i].post, users[i].name, users[i].org);
    if (!d->args->served)
        fputs("next: guanhu serve\n", out);
    fputs("a new password: guanhu user password STAFF_NO\n", out);
    return OK;
}

/* ---- all of it ---- */

static rc make_bank(struct demo *d, FILE *out, struct why *why)
{
    struct user users[POST_COUNT] = {0};
    TRY(find_bank(d, why));
    TRY(write_files(d, why));
    TRY(run_batch(d, why));
    TRY(run_assign(d, why));
    find_users(d, users);
    TRY(give_passwords(d, users, why));
    return print_users(d, users, out, why);
}

static rc take_lock(struct demo *d, struct why *why)
{
    TRY(make_directory(d->dir, why));
    d->lock = open(d->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (d->lock < 0)
        return cannot_use(d->dir, why);
    if (flock(d->lock, LOCK_EX | LOCK_NB) == 0)
        return OK;
    close(d->lock);
    return why_say(why, E_REFUSED, "%s: another guanhu demo works there: wait for its end", d->dir);
}

static rc run_locked(struct demo *d, FILE *out, struct why *why)
{
    TRY(take_lock(d, why));
    rc r = make_bank(d, out, why);
    close(d->lock);
    return r;
}

rc demo_run(const struct config *config, const struct demo_args *args, FILE *out, struct why *why)
{
    struct demo d = {.args = args};
    TRY(bank_open(config, &d.bank, why));
    arena_init(&d.texts);
    d.dir = arena_printf(&d.texts, "%s/demo", config->home);
    d.days = arena_printf(&d.texts, "%s/days", d.dir);
    d.care = arena_printf(&d.texts, "%s/assign.csv", d.dir);
    d.report = arena_printf(&d.texts, "%s/assign-refused.csv", d.dir);
    d.made = arena_printf(&d.texts, "%s/made", d.dir);
    progress_init(&d.progress, stderr, args->quiet);
    rc r = run_locked(&d, out, why);
    progress_stop(&d.progress);
    arena_release(&d.texts);
    bank_close(&d.bank);
    return r;
}
